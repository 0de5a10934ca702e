/*
 * Shingles.  Thirty-two bytes at a time are told where characters and words
 * begin, what rank each has by the bytes behind it, and which is lower than all
 * around it: those are sampled.  They are hashed, digits and blanks left out, and
 * a table of open addresses tells which stood before.  Linear.
 */
#include "shingle.h"
#include "../base/wide.h"

enum {
	RANK_BYTES = 5, /* behind a start that are read for its rank */
	READS = WIDE + RANK_BYTES,
	PARAGRAPH_LEAST = 8, /* bytes behind a start */
	SHINGLE_BYTES = 16,  /* of text to a sampled shingle, to begin with */
	CHUNK = 2048,	     /* bytes that are ranked together */
	MARGIN = WIDE,	     /* and on either side, of no less than SHINGLE_REACH */
	LEAST_STARTS = 2,    /* that are written at once, though there may be fewer */
};

struct sampling {
	struct arena *arena;
	const unsigned char *text;
	uint32_t len;
	struct shingles *out;
};

/* The first shingle of each hash: in the lower bits, as many as those that choose the slot, its
 * index + 1 (0: free), and above them those of the hash.  Four bytes tell nearly all, and the table
 * stays in the nearest caches; that a hash which had to move on is taken for another, which has the
 * same upper bits, is as rare as two that are equal by chance, and costs as little. */
struct first_seen {
	uint32_t *slots, mask;
};

static uint64_t
load(const unsigned char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

static bool
starts_han(unsigned char b)
{
	return b >= 0xE4 && b <= 0xE9;
}

/* The best bits of a product are the upper ones. */
static uint32_t
hash_words(uint64_t first, uint64_t second, uint64_t third)
{
	return (uint32_t)((first * UINT64_C(0x9E3779B97F4A7C15) +
			   second * UINT64_C(0xC2B2AE3D27D4EB4F) +
			   third * UINT64_C(0x165667B19E3779F9)) >>
			  32);
}

static uint32_t
hash_24(const unsigned char *p)
{
	return hash_words(load(p), load(p + 8), load(p + 16));
}

/* The shingle that begins at `at` without its digits, blanks and ASCII marks;
 * false if the paragraph ends before it does. */
static __attribute__((noinline)) bool
hash_thinned(const struct sampling *s, uint32_t at, uint32_t end, uint32_t *hash)
{
	unsigned char kept[SHINGLE_LATIN + LANES];
	uint32_t count = 0, need = s->text[at] < 0x80 ? SHINGLE_LATIN : SHINGLE_HAN;

	/* What is left out, and the run of what is kept behind it, at once. */
	while (count < need && end - at >= 2 * LANES) {
		lanes x = lanes_at(s->text + at);
		uint32_t keep = lane_bits(x | lanes_letters(x));
		uint32_t skip = keep ? (uint32_t)__builtin_ctz(keep) : LANES;
		uint32_t run = lanes_leading(keep >> skip);

		memcpy(kept + count, s->text + at + skip, LANES);
		count += run;
		at += skip + run;
	}
	for (; at < end && count < need; at++) {
		unsigned char c = s->text[at];

		kept[count] = c;
		count += c >= 0x80 || is_letter(c);
	}
	if (count < need)
		return false;
	*hash = hash_24(kept);
	if (need == SHINGLE_LATIN)
		*hash = *hash * 0x9E3779B1u ^ hash_24(kept + SHINGLE_HAN);
	return true;
}

/* Shingle i has the hash of the shingle `first`, which stood before.  Seldom: not a part of the loop
 * that calls it. */
static __attribute__((noinline)) void
add_repeat(const struct sampling *s, uint32_t i, struct shingle *first)
{
	struct shingles *out = s->out;
	uint32_t at = out->all.at[i].at;

	if (!first->group) {
		*VEC_PUSH(s->arena, &out->groups) = (struct shingle_group){first->at, first->at, 1};
		first->group = (uint32_t)out->groups.len;
	}
	struct shingle_group *g = &out->groups.at[first->group - 1];

	*VEC_PUSH(s->arena, &out->repeats) = (struct shingle_repeat){i, at, g->first, g->latest};
	out->all.at[i].group = first->group;
	g->latest = at;
	g->count++;
}

/* The slot of a hash: taken by it, or free. */
static inline uint32_t *
slot_of(const struct first_seen *seen, uint32_t hash)
{
	uint32_t at = hash & seen->mask, known;

	while ((known = seen->slots[at]) && ((known ^ hash) & ~seen->mask))
		at = (at + 1) & seen->mask;
	return &seen->slots[at];
}

/* Hashes the shingles from `from` on that begin in a paragraph, of which only is known where, and
 * looks which stood before.  Those that are too short go: the next is put at *count.  Gives the
 * first of the next paragraph; one behind the last begins nowhere. */
static size_t
hash_paragraph(const struct sampling *s, const struct first_seen *seen, uint32_t end, size_t from,
	       size_t *count)
{
	const uint64_t none_ascii = UINT64_C(0x8080808080808080);
	const struct first_seen table = *seen;
	const unsigned char *text = s->text;
	struct shingle *const all = s->out->all.at;
	uint32_t n = (uint32_t)*count;
	size_t i;

	for (i = from; all[i].at < end; i++) {
		uint32_t at = all[i].at, hash;
		const unsigned char *p = text + at;

		/* Eight Han characters in a row, by far the most frequent, as they stand. */
		if (at + SHINGLE_HAN <= end &&
		    !(~(load(p) & load(p + 8) & load(p + 16)) & none_ascii))
			hash = hash_24(p);
		else if (!hash_thinned(s, at, end, &hash))
			continue;
		all[n++] = (struct shingle){at, 0};
		uint32_t *slot = slot_of(&table, hash);

		if (*slot)
			add_repeat(s, n - 1, &all[(*slot & table.mask) - 1]);
		else
			*slot = (hash & ~table.mask) | n;
	}
	*count = n;
	return i;
}

static void
hash_all(const struct sampling *s, const struct doc *d)
{
	struct first_seen seen = {.mask = 15};
	size_t next = 0, count = 0;

	if (!s->out->all.len)
		return;
	s->out->all.at[s->out->all.len].at = UINT32_MAX;
	while (seen.mask < 2 * s->out->all.len)
		seen.mask = seen.mask * 2 + 1;
	seen.slots = arena_array(s->arena, (size_t)seen.mask + 1, sizeof *seen.slots);
	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].kind == BLOCK_PARAGRAPH)
			next = hash_paragraph(s, &seen, d->blocks[i].span.to, next, &count);
	s->out->all.len = count;
}

/* The ranks of the WIDE bytes at p: of what starts, Han characters and words of letters, told by two
 * bytes behind, in Han the last ones of two characters, that any copy has too; of all else the
 * greatest.  The byte before p is read. */
WIDE_INLINE void
rank_wide(const unsigned char *p, uint8_t *rank, struct wide_ops ops)
{
	wide x, third, sixth;

	wide_load(&x, p);
	wide_load(&third, p + 2);
	wide_load(&sixth, p + RANK_BYTES);
	wide starts = (wide)(x - 0xE4 <= 5);

	if (ops.bits(&x) != WIDE_ALL) {
		wide before;

		wide_load(&before, p - 1);
		starts |= (wide)((x | 0x20) - 'a' < 26) & (wide)((before | 0x20) - 'a' >= 26);
	}
	const wide ranks = (third + 4 * sixth) | ~starts;

	memcpy(rank, &ranks, sizeof ranks);
}

/* What stands around a chunk counts as far as SHINGLE_REACH; what does not exist has the greatest
 * rank. */
struct ranks {
	uint8_t of[MARGIN + CHUNK + 4 * MARGIN];
	uint8_t least[MARGIN + CHUNK + 4 * MARGIN]; /* of this and the three behind */
};

/* Ranks text[from, to), for what is behind `to` as well. */
WIDE_INLINE void
rank_stretch(const struct sampling *s, uint32_t from, uint32_t to, uint8_t *rank,
	     struct wide_ops ops)
{
	const unsigned char *text = s->text;
	const uint32_t whole =
		s->len < READS ? 0 : s->len - READS + 1; /* READS from before it on */
	uint32_t at = from, end = to < whole ? to : whole;

	for (; at < end; at += WIDE, rank += WIDE)
		rank_wide(text + at, rank, ops);
	for (; at < to; at += WIDE, rank += WIDE) {
		unsigned char rest[1 + READS] = {0};

		memcpy(rest, text + at - 1, s->len - at + 1);
		rank_wide(rest + 1, rank, ops);
	}
}

/* Ranks text[from, to) and as much on either side as `within` has, so that of[MARGIN] is the rank of
 * `from`.  A chunk is CHUNK bytes or less. */
WIDE_INLINE void
rank_chunk(const struct sampling *s, struct ranks *r, struct span within, uint32_t from,
	   uint32_t to, struct wide_ops ops)
{
	uint32_t at = from - within.from < MARGIN ? within.from : from - MARGIN;
	uint32_t end = within.to - to < MARGIN ? within.to : to + MARGIN;

	memset(r->of, UINT8_MAX, MARGIN);
	rank_stretch(s, at, end, r->of + MARGIN + at - from, ops);
	memset(r->of + MARGIN + end - from, UINT8_MAX, (size_t)2 * MARGIN);
	for (size_t i = 0, count = MARGIN + to - from + 2 * MARGIN; i < count; i += WIDE) {
		wide least, other;

		wide_load(&least, r->of + i);
		for (size_t k = 1; k < 4; k++) {
			wide_load(&other, r->of + i + k);
			ops.min(&least, &other);
		}
		memcpy(r->least + i, &least, sizeof least);
	}
}

/* The least rank of the SHINGLE_REACH bytes from rank `at` of a chunk on. */
WIDE_INLINE void
least_within(const struct ranks *r, size_t at, wide *least, struct wide_ops ops)
{
	wide other;

	wide_load(least, r->least + at);
	wide_load(&other, r->least + at + 4);
	ops.min(least, &other);
	wide_load(&other, r->least + at + 8);
	ops.min(least, &other);
	wide_load(&other, r->least + at + SHINGLE_REACH - 4);
	ops.min(least, &other);
}

/* The sampled starts among the WIDE bytes from rank `at` of a chunk on, a bit a byte. */
WIDE_INLINE uint32_t
sampled_starts(const struct ranks *r, size_t at, struct wide_ops ops)
{
	wide rank, before, behind;

	wide_load(&rank, r->of + at);
	least_within(r, at - SHINGLE_REACH, &before, ops);
	least_within(r, at + 1, &behind, ops);
	const wide sampled = (wide)(rank <= before) & (wide)(rank < behind);

	return ops.bits(&sampled);
}

/* Where the next shingle goes, with room for all that so many bytes can start. */
static struct shingle *
reserve(struct sampling *s, uint32_t bytes)
{
	size_t need = s->out->all.len + bytes / 2 + 1 + LEAST_STARTS;

	if (need <= s->out->all.cap)
		return s->out->all.at + s->out->all.len;
	s->out->all.cap = need + s->out->all.len;
	struct shingle *at = arena_alloc_raw(s->arena, s->out->all.cap * sizeof *at);

	if (s->out->all.len)
		memcpy(at, s->out->all.at, s->out->all.len * sizeof *at);
	s->out->all.at = at;
	return at + s->out->all.len;
}

/* Writes where the shingles of these bits begin; gives the place behind.  Mostly they are two or
 * fewer, so two are always written, without asking; a bit that does not exist is one at WIDE. */
static inline struct shingle *
put_starts(struct shingle *next, uint32_t at, uint32_t starts)
{
	const uint64_t none = UINT64_C(1) << WIDE;
	uint64_t bits = starts | none;
	int count = __builtin_popcount(starts);

	next[0].at = at + (uint32_t)__builtin_ctzll(bits);
	bits = (bits & (bits - 1)) | none;
	next[1].at = at + (uint32_t)__builtin_ctzll(bits);
	for (int i = LEAST_STARTS; i < count; i++) {
		bits &= bits - 1;
		next[i].at = at + (uint32_t)__builtin_ctzll(bits);
	}
	return next + count;
}

/* Samples one paragraph: its first start, and of those behind it the sampled ones. */
WIDE_INLINE void
sample(struct sampling *s, struct ranks *r, struct span in, struct wide_ops ops)
{
	uint32_t at = in.from, last = in.to - PARAGRAPH_LEAST;

	if (in.to - in.from <= PARAGRAPH_LEAST)
		return;
	while (at < last && !starts_han(s->text[at]) && !is_letter(s->text[at]))
		at++;
	if (at == last)
		return;
	struct shingle *next = reserve(s, in.to - at);

	next++->at = at++;
	const struct span within = {at, last};
	for (uint32_t to; at < last; at = to) {
		to = last - at > CHUNK ? at + CHUNK : last;
		rank_chunk(s, r, within, at, to, ops);
		for (uint32_t i = 0; i < to - at; i += WIDE)
			next = put_starts(next, at + i, sampled_starts(r, MARGIN + i, ops));
	}
	s->out->all.len = (size_t)(next - s->out->all.at);
}

WIDE_INLINE void
sample_all(struct sampling *s, const struct doc *d, struct wide_ops ops)
{
	struct ranks r;

	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].kind == BLOCK_PARAGRAPH)
			sample(s, &r, d->blocks[i].span, ops);
}

WIDE_AVX2 static void
sample_all_avx2(struct sampling *s, const struct doc *d)
{
	sample_all(s, d, wide_avx2);
}

void
shingles_read(struct arena *a, const struct doc *d, struct shingles *out)
{
	struct sampling s = {.arena = a,
			     .text = (const unsigned char *)d->text.at,
			     .len = d->text.len,
			     .out = out};

	*out = (struct shingles){0};
	reserve(&s, d->text.len / (SHINGLE_BYTES / 2));
	if (wide_has_avx2())
		sample_all_avx2(&s, d);
	else
		sample_all(&s, d, wide_plain);
	hash_all(&s, d);
}
