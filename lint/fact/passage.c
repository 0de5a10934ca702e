/*
 * Repeated passages.  One pass samples shingles of the paragraphs; a table
 * knows for each its first place and how often it stands; then every shingle that
 * stands earlier is grown in both directions, word by word, and the search goes
 * on behind it, so no word is compared more than a bounded number of times.
 */
#include "passage.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
	REACH_BACK = 1024,  /* bytes a passage grows to the left */
	STEP = 16,	    /* bytes that are searched for shingles at a time */
	STEP_READS = 21,    /* and that are read for it */
	HAN_BYTES = 24,	    /* of a shingle that begins with a Han character */
	LATIN_BYTES = 48,   /* and of one that begins with a letter */
	SHINGLE_BYTES = 16, /* of text to a sampled shingle, to begin with */
	LONG_HIT = 360,	    /* bytes: 120 Han characters */
	EDGE = 32,	    /* bytes of a neighbouring paragraph that are no part of a copy */
	SLACK = 48,	    /* bytes that digits may shift a copy by */
	COMMON = 4,	    /* times `form`: a shingle that often is passed over */
};

struct shingle {
	uint32_t hash;
	uint32_t at;	  /* where it begins */
	uint32_t earlier; /* the shingle of this hash before, or DOC_NONE */
	uint32_t count;	  /* in the first of a hash: how often it stands; else: the first */
};

struct row {
	struct arena *arena;
	const struct doc *doc;
	const unsigned char *text;
	VEC(struct shingle) shingles;
	VEC(struct passage) found;
	const struct passage_limits *limits;
};

/* ---- words ----------------------------------------------------------------------- */

/* Values of a word that are no characters: where reading stops, a run of
 * digits, the gap between two paragraphs. */
enum { WORD_END = 0, WORD_NUMBER = 1, WORD_BREAK = 2 };

/* Full-width punctuation and dashes. */
static bool
is_mark(const unsigned char *p)
{
	return p[0] == 0xE2 || (p[0] == 0xE3 && p[1] == 0x80) || (p[0] == 0xEF && p[1] >= 0xBC);
}

static uint32_t
char_bytes(unsigned char b)
{
	return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

static uint32_t
letters_word(const unsigned char *p, uint32_t from, uint32_t to)
{
	uint32_t h = 0x811C9DC5u;

	while (from < to)
		h = (h ^ p[from++]) * 0x01000193u;
	return h | 0x80000000u;
}

static uint32_t
wide_word(const unsigned char *p, uint32_t len)
{
	uint32_t c = p[0];

	for (uint32_t i = 1; i < len; i++)
		c = c << 7 ^ p[i];
	return c | 0x40000000u;
}

/* A gap between paragraphs can be crossed; a heading or a table cannot. */
static uint32_t
gap_word(const struct row *r, uint32_t next)
{
	uint32_t block = doc_block_at(r->doc, next);

	return block != DOC_NONE && r->doc->blocks[block].kind == BLOCK_PARAGRAPH ? WORD_BREAK
										  : WORD_END;
}

/* The word at *at or behind it; *from: where it begins, *at: behind it. */
static uint32_t
word_next(const struct row *r, uint32_t *at, uint32_t *from)
{
	const unsigned char *p = r->text;
	uint32_t end = r->doc->text.len, i = *at, start;

	for (; i < end; i += char_bytes(p[i])) {
		unsigned char b = p[i];

		start = *from = i;
		if (b >= 0x80 && !is_mark(p + i)) {
			*at = i + char_bytes(b);
			return wide_word(p + i, *at - i);
		}
		if (is_digit(b)) {
			while (i < end && is_digit(p[i]))
				i++;
			*at = i;
			return WORD_NUMBER;
		}
		if (is_letter(b)) {
			while (i < end && is_letter(p[i]))
				i++;
			*at = i;
			return letters_word(p, start, i);
		}
		if (b == '\n') {
			*at = i + 1;
			return gap_word(r, i + 1);
		}
	}
	return WORD_END;
}

/* The word that ends before *at, or in front of that; *at: where it begins. */
static uint32_t
word_back(const struct row *r, uint32_t *at, uint32_t floor)
{
	const unsigned char *p = r->text;
	uint32_t i = *at;

	while (i > floor) {
		uint32_t to = i--;

		while (i > floor && (p[i] & 0xC0) == 0x80)
			i--;
		*at = i;
		if (p[i] >= 0x80 && !is_mark(p + i))
			return wide_word(p + i, to - i);
		if (is_digit(p[i])) {
			while (*at > floor && is_digit(p[*at - 1]))
				--*at;
			return WORD_NUMBER;
		}
		if (is_letter(p[i])) {
			while (*at > floor && is_letter(p[*at - 1]))
				--*at;
			return letters_word(p, *at, to);
		}
		if (p[i] == '\n')
			return i > 0 ? gap_word(r, i - 1) : WORD_END;
	}
	return WORD_END;
}

/* ---- shingles ---------------------------------------------------------------------- */

static uint64_t
load(const unsigned char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

static const uint64_t high = 0x8080808080808080u;

/* 24 bytes; the best bits of a product are the upper ones. */
static uint32_t
hash_24(const unsigned char *p)
{
	return (uint32_t)((load(p) * 0x9E3779B97F4A7C15u + load(p + 8) * 0xC2B2AE3D27D4EB4Fu +
			   load(p + 16) * 0x165667B19E3779F9u) >>
			  32);
}

/* The shingle that begins at `at` without its digits, blanks and ASCII marks;
 * false if the paragraph ends before it does. */
static bool
hash_thinned(const struct row *r, uint32_t at, uint32_t end, uint32_t *hash)
{
	unsigned char kept[LATIN_BYTES];
	uint32_t count = 0, need = r->text[at] < 0x80 ? LATIN_BYTES : HAN_BYTES;

	for (; at < end && count < need; at++) {
		unsigned char b = r->text[at];

		kept[count] = b;
		count += b >= 0x80 || is_letter(b);
	}
	if (count < need)
		return false;
	*hash = hash_24(kept);
	if (need == LATIN_BYTES)
		*hash = *hash * 0x9E3779B1u ^ hash_24(kept + HAN_BYTES);
	return true;
}

/* Eight Han characters in a row, by far the most frequent, are hashed as they
 * stand.  There is room. */
static void
add_shingle(struct row *r, uint32_t at, uint32_t end)
{
	const unsigned char *p = r->text + at;
	uint32_t hash;

	if (at + HAN_BYTES <= end && (load(p) & load(p + 8) & load(p + 16) & high) == high)
		hash = hash_24(p);
	else if (!hash_thinned(r, at, end, &hash))
		return;
	r->shingles.at[r->shingles.len++] = (struct shingle){hash, at, DOC_NONE, 1};
}

/* Where shingles may start, and where they do, a bit a byte. */
struct starts {
	uint32_t all, sampled;
	uint32_t letters;
};

/* The starts in STEP bytes: Han characters and the first letters of words.
 * Which are sampled is told by two bytes behind, in Han the last ones of two
 * characters, that any copy has too.  `before`: a letter stands in front. */
#ifdef __SSE2__
static __m128i
between(__m128i x, int from, int to)
{
	return _mm_and_si128(_mm_cmpgt_epi8(x, _mm_set1_epi8((char)(from - 1))),
			     _mm_cmplt_epi8(x, _mm_set1_epi8((char)(to + 1))));
}

static struct starts
starts_in(const unsigned char *p, uint32_t before)
{
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i y = _mm_loadu_si128((const __m128i *)(const void *)(p + 2));
	__m128i z = _mm_loadu_si128((const __m128i *)(const void *)(p + 5));
	__m128i sum = _mm_and_si128(_mm_add_epi8(y, z), _mm_set1_epi8(0x3F));
	__m128i letter = between(_mm_or_si128(x, _mm_set1_epi8(0x20)), 'a', 'z');
	uint32_t letters = (uint32_t)_mm_movemask_epi8(letter);
	uint32_t all = (uint32_t)_mm_movemask_epi8(between(x, 0xE4, 0xE9)) |
		       (letters & ~(letters << 1 | before));
	__m128i picked = _mm_cmplt_epi8(sum, _mm_set1_epi8(64 / PASSAGE_SAMPLE + 1));

	return (struct starts){all, all & (uint32_t)_mm_movemask_epi8(picked), letters};
}
#else
static struct starts
starts_in(const unsigned char *p, uint32_t before)
{
	struct starts s = {0, 0, 0};

	for (uint32_t i = 0; i < STEP; i++) {
		bool letter = is_letter(p[i]);
		bool start = (p[i] >= 0xE4 && p[i] <= 0xE9) || (letter && !before);
		bool picked = ((p[i + 2] + p[i + 5]) & 0x3F) < 64 / PASSAGE_SAMPLE + 1;

		before = letter;
		s.letters |= (uint32_t)letter << i;
		s.all |= (uint32_t)start << i;
		s.sampled |= (uint32_t)(start && picked) << i;
	}
	return s;
}
#endif

/* Room for all the shingles that so many bytes can start. */
static void
reserve(struct row *r, uint32_t bytes)
{
	size_t need = r->shingles.len + bytes / 2 + 1;

	if (need <= r->shingles.cap)
		return;
	r->shingles.cap = need + r->shingles.len;
	struct shingle *at = arena_alloc_raw(r->arena, r->shingles.cap * sizeof *at);

	memcpy(at, r->shingles.at, r->shingles.len * sizeof *at);
	r->shingles.at = at;
}

static void
sample(struct row *r, struct span s)
{
	uint32_t last = s.to < s.from + 8 ? s.from : s.to - 8, before = 0;
	unsigned char rest[STEP_READS + 1] = {0};
	bool first = true;

	reserve(r, s.to - s.from);
	for (uint32_t at = s.from; at < last; at += STEP) {
		const unsigned char *p = r->text + at;
		uint32_t left = last - at, behind = r->doc->text.len - at;

		if (behind < STEP_READS) {
			memcpy(rest, p, behind);
			p = rest;
		}
		struct starts in = starts_in(p, before);
		uint32_t bits = in.sampled;

		before = in.letters >> (STEP - 1);
		if (first && in.all) {
			bits |= in.all & (0u - in.all);
			first = false;
		}
		if (left < STEP)
			bits &= (1u << left) - 1;
		for (; bits; bits &= bits - 1)
			add_shingle(r, at + (uint32_t)__builtin_ctz(bits), s.to);
	}
}

/* Links each shingle to the one before with its hash; counts in the first. */
static void
link_shingles(struct row *r)
{
	size_t size = 16;

	while (size < r->shingles.len * 2)
		size *= 2;
	uint32_t *first = arena_alloc_raw(r->arena, size * sizeof *first);
	uint32_t *latest = arena_alloc_raw(r->arena, size * sizeof *latest);

	memset(first, 0xFF, size * sizeof *first);
	for (uint32_t i = 0; i < r->shingles.len; i++) {
		struct shingle *s = &r->shingles.at[i];
		size_t slot = s->hash & (size - 1);

		while (first[slot] != DOC_NONE && r->shingles.at[first[slot]].hash != s->hash)
			slot = (slot + 1) & (size - 1);
		if (first[slot] == DOC_NONE) {
			first[slot] = latest[slot] = i;
			continue;
		}
		s->earlier = latest[slot];
		s->count = first[slot];
		r->shingles.at[first[slot]].count++;
		latest[slot] = i;
	}
}

static uint32_t
shingle_count(const struct row *r, const struct shingle *s)
{
	return s->earlier == DOC_NONE ? s->count : r->shingles.at[s->count].count;
}

/* ---- growing ------------------------------------------------------------------------ */

struct hit {
	struct span first, later;
};

static uint32_t
hit_bytes(const struct hit *h)
{
	return h->later.to - h->later.from;
}

static bool
is_inside(unsigned char b)
{
	return (b & 0xC0) == 0x80;
}

/* How many bytes without ASCII are equal in front of two places, in steps of
 * eight, but whole characters; at most `most`. */
static uint32_t
same_before(const unsigned char *a, const unsigned char *b, uint32_t most)
{
	uint32_t n = 0;

	while (n + 8 <= most && load(a - n - 8) == load(b - n - 8) &&
	       (load(b - n - 8) & high) == high)
		n += 8;
	while (n && is_inside(*(b - n)))
		n--;
	return n;
}

static uint32_t
same_behind(const unsigned char *a, const unsigned char *b, uint32_t most)
{
	uint32_t n = 0;

	while (n + 8 <= most && load(a + n) == load(b + n) && (load(b + n) & high) == high)
		n += 8;
	while (n && is_inside(b[n]))
		n--;
	return n;
}

/* Characters are compared eight bytes at a time, and word by word where
 * something else stands.  Marks at the ends of a hit do not count. */
static void
grow_left(const struct row *r, struct hit *h, uint32_t reach)
{
	const unsigned char *p = r->text;
	uint32_t a = h->first.from, b = h->later.from;

	for (;;) {
		uint32_t n = same_before(p + a, p + b, b - reach < a ? b - reach : a);
		uint32_t to_a = a, to_b = b;

		a -= n;
		b -= n;
		while (n && is_mark(p + to_b - n))
			n -= char_bytes(p[to_b - n]);
		if (n) {
			h->first.from = to_a - n;
			h->later.from = to_b - n;
		}
		uint32_t word = word_back(r, &b, reach);

		if (word == WORD_END || word != word_back(r, &a, 0))
			return;
		if (word != WORD_BREAK) {
			h->first.from = a;
			h->later.from = b;
		}
	}
}

static void
grow_right(const struct row *r, struct hit *h)
{
	const unsigned char *p = r->text;
	uint32_t a = h->first.to, b = h->later.to, from_a, from_b;

	while (a < h->later.from) {
		uint32_t behind = r->doc->text.len - b, ahead = h->later.from - a;
		uint32_t n = same_behind(p + a, p + b, behind < ahead ? behind : ahead), told = n;

		while (told) {
			uint32_t last = told - 1;

			while (last && is_inside(p[b + last]))
				last--;
			if (!is_mark(p + b + last))
				break;
			told = last;
		}
		if (told) {
			h->first.to = a + told;
			h->later.to = b + told;
		}
		a += n;
		b += n;
		uint32_t word = word_next(r, &b, &from_b);

		if (word == WORD_END || a >= h->later.from || word != word_next(r, &a, &from_a) ||
		    a > h->later.from)
			return;
		if (word != WORD_BREAK) {
			h->first.to = a;
			h->later.to = b;
		}
	}
}

/* Where the paragraph ends that stands in the first or last EDGE bytes of a
 * stretch; DOC_NONE: none does. */
static uint32_t
break_in(const struct row *r, uint32_t from, uint32_t to, bool last)
{
	uint32_t found = DOC_NONE;

	for (uint32_t at = from; at < to && (last ? found == DOC_NONE : true); at++)
		if (r->text[at] == '\n')
			found = at;
	return found;
}

/* Cuts off the word or two that the paragraph in front happens to end with in
 * both places, and those that the next one begins with. */
static void
trim(const struct row *r, struct hit *h)
{
	if (hit_bytes(h) < 4 * EDGE || h->first.to - h->first.from < 4 * EDGE)
		return;
	uint32_t a = break_in(r, h->first.from, h->first.from + EDGE, false);
	uint32_t b = break_in(r, h->later.from, h->later.from + EDGE, false);

	if (a != DOC_NONE && b != DOC_NONE) {
		h->first.from = a + 1;
		h->later.from = b + 1;
	}
	a = break_in(r, h->first.to - EDGE, h->first.to, true);
	b = break_in(r, h->later.to - EDGE, h->later.to, true);
	if (a != DOC_NONE && b != DOC_NONE) {
		h->first.to = a;
		h->later.to = b;
	}
}

/* The greatest stretch of equal words around two places; `floor`: where the
 * hit before ended. */
static struct hit
grow(const struct row *r, uint32_t first, uint32_t later, uint32_t floor)
{
	struct hit h = {{first, first}, {later, later}};

	grow_left(r, &h, later - floor > REACH_BACK ? later - REACH_BACK : floor);
	grow_right(r, &h);
	trim(r, &h);
	return h;
}

/* The stretch with the punctuation that ends it. */
static struct span
whole(const struct row *r, struct span s)
{
	uint32_t len = r->doc->text.len;

	if (s.to + 3 <= len && r->text[s.to] >= 0xE2 && is_mark(r->text + s.to))
		s.to += 3;
	else if (s.to < len && r->text[s.to] == '.')
		s.to++;
	return s;
}

static void
add(struct row *r, const struct hit *h, bool exact, bool form)
{
	*VEC_PUSH(r->arena, &r->found) =
		(struct passage){whole(r, h->first), whole(r, h->later), exact, form};
}

/* Does most of a hit stand `form` times or more?  `shingle`: its first. */
static bool
is_form(const struct row *r, const struct hit *h, size_t shingle)
{
	/* A long passage word for word is no form for standing a third time. */
	uint32_t in = 0, often = 0;
	uint32_t form = r->limits->form * (hit_bytes(h) >= LONG_HIT ? 2 : 1);

	for (size_t i = shingle; i < r->shingles.len && r->shingles.at[i].at < h->later.to; i++) {
		in++;
		often += shingle_count(r, &r->shingles.at[i]) >= form;
	}
	return often * 2 > in;
}

/* Is a hit written in Latin letters? */
static bool
is_latin(const struct row *r, const struct hit *h)
{
	uint32_t wide = 0;

	for (uint32_t at = h->later.from; at < h->later.to; at++)
		wide += r->text[at] >= 0x80;
	return wide * 2 < hit_bytes(h);
}

/* A hit as one passage, or as its pieces between digits that differ. */
static void
keep(struct row *r, const struct hit *h, bool form)
{
	bool latin = is_latin(r, h), differs = false;
	uint32_t least = latin ? r->limits->exact_latin : r->limits->exact;
	bool near = hit_bytes(h) >= (latin ? r->limits->near_latin : r->limits->near);
	uint32_t a = h->first.from, b = h->later.from, from_a, from_b;
	struct hit piece = {{a, a}, {b, b}};

	while (b < h->later.to) {
		uint32_t word = word_next(r, &b, &from_b);

		word_next(r, &a, &from_a);
		if (word == WORD_END)
			break;
		if (word != WORD_NUMBER ||
		    (a - from_a == b - from_b &&
		     memcmp(r->text + from_a, r->text + from_b, a - from_a) == 0)) {
			piece.first.to = a;
			piece.later.to = b;
			continue;
		}
		differs = true;
		if (!near && hit_bytes(&piece) >= least)
			add(r, &piece, true, form);
		piece = (struct hit){{a, a}, {b, b}};
	}
	if (!differs && hit_bytes(h) >= least)
		add(r, h, true, form);
	else if (differs && near)
		add(r, h, false, form);
	else if (differs && hit_bytes(&piece) >= least)
		add(r, &piece, true, form);
}

/* The greatest stretch around shingle s and one of its two telling earlier places. */
static struct hit
best_hit(const struct row *r, const struct shingle *s, uint32_t floor)
{
	struct hit h = grow(r, r->shingles.at[s->count].at, s->at, floor);

	if (s->earlier != s->count) {
		struct hit other = grow(r, r->shingles.at[s->earlier].at, s->at, floor);

		if (hit_bytes(&other) > hit_bytes(&h))
			return other;
	}
	return h;
}

/* Does shingle i stand as far behind shingle `earlier` as one of the next does
 * behind one of its own?  A passage holds many shingles, all at one distance
 * but for digits that differ; a phrase that the genre repeats holds one. */
static bool
goes_together(const struct row *r, size_t i, uint32_t earlier, uint32_t least)
{
	const struct shingle *s = r->shingles.at;
	uint32_t distance = s[i].at - s[earlier].at;

	for (size_t k = i + 1; k < r->shingles.len && s[k].at < s[i].at + least; k++) {
		if (s[k].earlier == DOC_NONE)
			continue;
		uint32_t first = s[k].at - s[s[k].count].at, last = s[k].at - s[s[k].earlier].at;
		if (first + SLACK - distance <= 2 * SLACK || last + SLACK - distance <= 2 * SLACK)
			return true;
	}
	return false;
}

static uint32_t
least_of(const struct passage_limits *l)
{
	uint32_t exact = l->exact < l->exact_latin ? l->exact : l->exact_latin;
	uint32_t near = l->near < l->near_latin ? l->near : l->near_latin;

	return exact < near ? exact : near;
}

void
passages_find(struct arena *a, const struct doc *d, const struct passage_limits *limits,
	      struct passages *out)
{
	const uint32_t least = least_of(limits);
	struct row r = {
		.arena = a, .doc = d, .text = (const unsigned char *)d->text.at, .limits = limits};
	uint32_t done = 0;

	*out = (struct passages){0};
	r.shingles.cap = d->text.len / SHINGLE_BYTES + 16;
	r.shingles.at = arena_alloc_raw(a, r.shingles.cap * sizeof *r.shingles.at);
	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].kind == BLOCK_PARAGRAPH) {
			sample(&r, d->blocks[i].span);
			out->bytes += d->blocks[i].span.to - d->blocks[i].span.from;
		}
	link_shingles(&r);
	for (size_t i = 0; i < r.shingles.len; i++) {
		const struct shingle *s = &r.shingles.at[i];

		/* What stands everywhere tells nothing: the rest of a passage does. */
		if (s->at < done || s->earlier == DOC_NONE ||
		    shingle_count(&r, s) >= COMMON * limits->form)
			continue;
		if (!goes_together(&r, i, s->count, least) &&
		    !goes_together(&r, i, s->earlier, least))
			continue;
		struct hit h = best_hit(&r, s, done);

		if (hit_bytes(&h) < least)
			continue;
		keep(&r, &h, is_form(&r, &h, i));
		done = h.later.to;
		out->repeated += hit_bytes(&h);
	}
	out->at = r.found.at;
	out->count = r.found.len;
}
