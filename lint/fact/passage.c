/*
 * Repeated passages.  Every sampled shingle that stood before is grown in both
 * directions, word by word, and the search goes on behind it, so no word is
 * compared more than a bounded number of times.  What was grown is cut to what
 * a rule asks for: the passage with its figures, or the pieces between them.
 */
#include "passage.h"
#include "../base/lanes.h"
#include "shingle.h"

enum {
	REACH_BACK = 1024, /* bytes a passage grows to the left */
	LONG_HIT = 360,	   /* bytes: 120 Han characters */
	EDGE = 32,	   /* bytes of a neighbouring paragraph that are no part of a copy */
	SLACK = 48,	   /* bytes that digits may shift a copy by */
	NOTED_WORD = 3,	   /* small letters before the number of a note: not Q1, CO2 */
	COMMON = 4,	   /* times `form`: a shingle that often is passed over */
};

struct row {
	struct arena *arena;
	const struct doc *doc;
	const unsigned char *text;
	struct shingles shingles;
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

/* Lanes that are equal and no ASCII. */
static uint32_t
same_wide(const unsigned char *a, const unsigned char *b)
{
	lanes x = lanes_at(a);

	return lane_bits(x & (lanes)(x == lanes_at(b)));
}

/* How many bytes of whole characters, none of them ASCII, are equal in front of two
 * places; at most `most`. */
static uint32_t
same_before(const unsigned char *a, const unsigned char *b, uint32_t most)
{
	uint32_t n = 0, same = LANES;

	while (most - n >= LANES && same == LANES)
		n += same = lanes_trailing(same_wide(a - n - LANES, b - n - LANES));
	while (n < most && same == LANES && a[-1 - (int64_t)n] >= 0x80 &&
	       a[-1 - (int64_t)n] == b[-1 - (int64_t)n])
		n++;
	while (n && is_inside(*(b - n)))
		n--;
	return n;
}

static uint32_t
same_behind(const unsigned char *a, const unsigned char *b, uint32_t most)
{
	uint32_t n = 0, same = LANES;

	while (most - n >= LANES && same == LANES)
		n += same = lanes_leading(same_wide(a + n, b + n));
	while (n < most && same == LANES && a[n] >= 0x80 && a[n] == b[n])
		n++;
	while (n && n < most && is_inside(b[n]))
		n--;
	return n;
}

/* Characters are compared sixteen bytes at a time, and word by word where
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
is_form(const struct row *r, const struct hit *h, uint32_t shingle)
{
	/* A long passage word for word is no form for standing a third time. */
	uint32_t in = 0, often = 0;
	uint32_t form = r->limits->form * (hit_bytes(h) >= LONG_HIT ? 2 : 1);
	const struct shingles *s = &r->shingles;

	for (; shingle < s->count && s->starts[shingle] < h->later.to; shingle++) {
		in++;
		often += shingle_count(s, shingle) >= form;
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

/* Does a number count the item that it opens (`6. Due to …`), or call a note (`English1 who`)?  It
 * is no figure of the passage. */
static bool
is_reference(const struct row *r, struct span number)
{
	const unsigned char *p = r->text;
	uint32_t block = doc_block_at(r->doc, number.from), at = number.from;
	uint32_t opens = block == DOC_NONE ? DOC_NONE : r->doc->blocks[block].enumerator;

	if (opens != DOC_NONE && number.from < r->doc->enumerators[opens].e.span.to)
		return true;
	while (at > 0 && number.from - at < NOTED_WORD && p[at - 1] >= 'a' && p[at - 1] <= 'z')
		at--;
	return number.to - number.from <= 2 && number.from - at == NOTED_WORD;
}

static bool
same_bytes(const struct row *r, struct span a, struct span b)
{
	return a.to - a.from == b.to - b.from &&
	       memcmp(r->text + a.from, r->text + b.from, a.to - a.from) == 0;
}

/* A hit as one passage, or as its pieces between digits that differ.  A long one in which none
 * of those is a figure is a copy word for word. */
static void
keep(struct row *r, const struct hit *h, bool form)
{
	bool latin = is_latin(r, h), differs = false, figures = false;
	uint32_t least = latin ? r->limits->exact_latin : r->limits->exact;
	bool near = hit_bytes(h) >= (latin ? r->limits->near_latin : r->limits->near);
	struct span a = {0, h->first.from}, b = {0, h->later.from};
	struct hit piece = {{a.to, a.to}, {b.to, b.to}};

	while (b.to < h->later.to) {
		uint32_t word = word_next(r, &b.to, &b.from);

		word_next(r, &a.to, &a.from);
		if (word == WORD_END)
			break;
		if (word != WORD_NUMBER || same_bytes(r, a, b)) {
			piece.first.to = a.to;
			piece.later.to = b.to;
			continue;
		}
		differs = true;
		figures |= !is_reference(r, a) || !is_reference(r, b);
		if (!near && hit_bytes(&piece) >= least)
			add(r, &piece, true, form);
		piece = (struct hit){{a.to, a.to}, {b.to, b.to}};
	}
	if (!differs && hit_bytes(h) >= least)
		add(r, h, true, form);
	else if (differs && near)
		add(r, h, !figures, form);
	else if (differs && hit_bytes(&piece) >= least)
		add(r, &piece, true, form);
}

/* The greatest stretch around a shingle and one of its two telling earlier places. */
static struct hit
best_hit(const struct row *r, const struct shingle_repeat *s, uint32_t floor)
{
	struct hit h = grow(r, s->first, s->at, floor);

	if (s->earlier != s->first) {
		struct hit other = grow(r, s->earlier, s->at, floor);

		if (hit_bytes(&other) > hit_bytes(&h))
			return other;
	}
	return h;
}

static bool
is_near(uint32_t distance, uint32_t other)
{
	return other + SLACK - distance <= 2 * SLACK;
}

/* Does a shingle stand as far behind one of its earlier places as one of the next does
 * behind one of its own?  A passage holds many shingles, all at one distance
 * but for digits that differ; a phrase that the genre repeats holds one.
 * `end`: behind the last of the repeats. */
static bool
goes_together(const struct shingle_repeat *s, const struct shingle_repeat *end, uint32_t least)
{
	uint32_t first = s->at - s->first, latest = s->at - s->earlier;

	for (const struct shingle_repeat *k = s + 1; k < end && k->at < s->at + least; k++) {
		uint32_t one = k->at - k->first, other = k->at - k->earlier;

		if (is_near(first, one) || is_near(first, other) || is_near(latest, one) ||
		    is_near(latest, other))
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
	shingles_read(a, d, &r.shingles);
	out->bytes = r.shingles.bytes;
	size_t count = r.shingles.repeats.len;

	for (size_t i = 0; i < count; i++) {
		const struct shingle_repeat *s = &r.shingles.repeats.at[i];

		/* What stands everywhere tells nothing: the rest of a passage does. */
		if (s->at < done ||
		    shingle_count(&r.shingles, s->shingle) >= COMMON * limits->form ||
		    !goes_together(s, s + (count - i), least))
			continue;
		struct hit h = best_hit(&r, s, done);

		if (hit_bytes(&h) < least)
			continue;
		keep(&r, &h, is_form(&r, &h, s->shingle));
		done = h.later.to;
		out->repeated += hit_bytes(&h);
	}
	out->at = r.found.at;
	out->count = r.found.len;
}
