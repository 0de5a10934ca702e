/*
 * Shingles.  Thirty-two bytes at a time are told where characters and words
 * begin, what rank each has by the bytes behind it, and which is above all
 * around it: those are sampled.  Each is hashed, digits and blanks left out.  Of
 * the few whose hash may stand twice (base/twice.h), a table of open addresses tells what
 * stood before.  Linear.
 */
#include "shingle.h"
#include "../base/twice.h"
#include "../base/wide.h"

enum {
	RANK_BYTES = 5, /* behind a start that are read for its rank */
	READS = WIDE + RANK_BYTES,
	PARAGRAPH_LEAST = 8, /* bytes behind a start */
	STEP_STARTS = 2,     /* no more of WIDE bytes are sampled */
	BUCKET = 4,	     /* slots that are looked at together */
};
_Static_assert(STEP_STARTS *(SHINGLE_REACH + 1) >= WIDE, "no two are nearer to each other");

struct sampling {
	struct arena *arena;
	const unsigned char *text;
	uint32_t len;
	struct shingles *out;
	uint32_t *hashes; /* of each shingle; 0: the paragraph ends before it does */
	uint32_t *listed; /* some shingles, by index */
};

static uint64_t
load(const unsigned char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

/* Of the SHINGLE_HAN bytes at p.  The best bits of a product are the upper ones. */
static uint32_t
hash_24(const unsigned char *p)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);

	return (uint32_t)((((load(p) * odd ^ load(p + 8)) * odd ^ load(p + 16)) * odd) >> 32);
}

/* Is one of those bytes ASCII? */
static bool
holds_ascii(const unsigned char *p)
{
	const uint64_t high = UINT64_C(0x8080808080808080);

	return (load(p) & load(p + 8) & load(p + 16) & high) != high;
}

/* The hash of the shingle that begins at `at` without its digits, blanks and ASCII marks; 0 if the
 * paragraph, which ends at `end`, does so before. */
static uint32_t
hash_thinned(const struct sampling *s, uint32_t at, uint32_t end)
{
	unsigned char kept[SHINGLE_LATIN + LANES];
	uint32_t count = 0, need = s->text[at] < 0x80 ? SHINGLE_LATIN : SHINGLE_HAN;

	/* What is left out, and the run of what is kept behind it, at once. */
	while (count < need && at < end && s->len - at >= 2 * LANES) {
		lanes x = lanes_at(s->text + at);
		uint32_t keep = lane_bits(x | lanes_letters(x));
		if (end - at < LANES) /* no more of the paragraph than there is */
			keep &= (1u << (end - at)) - 1;
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
		return 0;
	if (need == SHINGLE_LATIN)
		return hash_24(kept) * 0x9E3779B1u ^ hash_24(kept + SHINGLE_HAN);
	return hash_24(kept);
}

/* ---- sampling ----------------------------------------------------------------------- */

/* The ranks of the WIDE bytes at p: of what starts, Han characters and words of letters, told by two
 * bytes behind, in Han the last ones of two characters, that any copy has too; of all else 0.  The
 * byte before p is read. */
WIDE_INLINE void
rank_wide(const unsigned char *p, wide *rank)
{
	wide x, before, third, sixth;

	wide_load(&x, p);
	wide_load(&before, p - 1);
	wide_load(&third, p + 2);
	wide_load(&sixth, p + RANK_BYTES);
	const wide words = wide_within(x | 0x20, 'a', 'z') & ~wide_within(before | 0x20, 'a', 'z');
	const wide starts = wide_within(x, 0xE4, 0xE9) | words;

	*rank = ~(third + 4 * sixth) & starts;
}

/* Those of the `count` bytes at `at`, fewer than WIDE; behind them 0. */
WIDE_INLINE void
rank_few(const struct sampling *s, uint32_t at, uint32_t count, wide *rank)
{
	const wide all = ~(wide){0};
	const unsigned char *p = s->text + at;
	unsigned char rest[1 + READS], first[2 * WIDE] = {0};
	wide mask;

	if (s->len - at < READS) {
		memset(rest, 0, sizeof rest);
		memcpy(rest, p - 1, s->len - at + 1);
		p = rest + 1;
	}
	rank_wide(p, rank);
	memcpy(first, &all, sizeof all);
	wide_load(&mask, first + WIDE - count);
	*rank &= mask;
}

/* What is known of the last WIDE bytes that were ranked, those of no paragraph having rank 0: what
 * each rank is, the greatest of so many that end with it, and whether it is not below any of the
 * SHINGLE_REACH before. */
struct ranked {
	wide rank, of_two, of_four, of_eight, of_reach, highest;
};

/* Each lane of `most` becomes the greatest of it and of what stands n lanes before, in `most` or in
 * `last`, which is in front of it. */
#define MOST_WITH(most, last, n, ops)                                                              \
	do {                                                                                       \
		const wide before_ = wide_across(last, most, WIDE - (n));                          \
		(ops).max(&(most), &before_);                                                      \
	} while (0)

/* Takes the next WIDE ranks; gives the sampled starts among the WIDE bytes before, a bit a byte: not
 * below any of SHINGLE_REACH before them, and above all behind. */
WIDE_INLINE uint32_t
ranked_next(struct ranked *last, const wide *rank, struct wide_ops ops)
{
	struct ranked r = {*rank, *rank, .highest = {0}};

	_Static_assert(SHINGLE_REACH == 8 + 7, "told below");
	MOST_WITH(r.of_two, last->rank, 1, ops);
	r.of_four = r.of_two;
	MOST_WITH(r.of_four, last->of_two, 2, ops);
	r.of_eight = r.of_four;
	MOST_WITH(r.of_eight, last->of_four, 4, ops);
	r.of_reach = r.of_eight;
	MOST_WITH(r.of_reach, last->of_eight, 7, ops);

	wide most = wide_across(last->of_reach, r.of_reach, WIDE - 1);
	ops.max(&most, rank);
	r.highest = (wide)(most == *rank);
	const wide behind = wide_across(last->of_reach, r.of_reach, SHINGLE_REACH);
	most = behind;
	ops.max(&most, &last->rank);
	const wide sampled = last->highest & ~(wide)(most == behind);

	*last = r;
	return ops.bits(&sampled);
}

/* Writes the starts that bits stand for, the lowest at `at`, and gives where to go on.  As many as
 * there may be, so that no branch depends on how many there are. */
WIDE_INLINE uint32_t *
starts_put(uint32_t *to, uint32_t at, uint32_t bits)
{
	const uint32_t any = UINT32_C(1) << 31;

	_Static_assert(STEP_STARTS == 2, "the lowest bit and the next");
	to[0] = at + (uint32_t)__builtin_ctz(bits | any);
	to[1] = at + (uint32_t)__builtin_ctz((bits & (bits - 1)) | any);
	return to + __builtin_popcount(bits);
}

/* Samples one paragraph: its first start, and of those behind it the sampled ones.  Shingles begin
 * at put[0, result). */
WIDE_INLINE uint32_t *
sample(const struct sampling *s, struct span in, uint32_t *put, struct wide_ops ops)
{
	uint32_t at = in.from, last = in.to - PARAGRAPH_LEAST;
	const wide none = {0};
	struct ranked ranked = {none, none, none, none, none, none};
	wide rank;

	if (in.to - in.from <= PARAGRAPH_LEAST)
		return put;
	while (at < last && !is_han_lead((char)s->text[at]) && !is_letter(s->text[at]))
		at++;
	if (at == last)
		return put;
	*put++ = at++;
	for (; last - at >= WIDE; at += WIDE) {
		rank_wide(s->text + at, &rank);
		put = starts_put(put, at - WIDE, ranked_next(&ranked, &rank, ops));
	}
	rank_few(s, at, last - at, &rank);
	put = starts_put(put, at - WIDE, ranked_next(&ranked, &rank, ops));
	return starts_put(put, at, ranked_next(&ranked, &none, ops));
}

/* Leaves out the shingles from `first` on that have no hash. */
static void
drop_hashless(struct sampling *s, size_t first)
{
	size_t kept = first;

	for (size_t i = first; i < s->out->count; i++) {
		s->out->starts[kept] = s->out->starts[i];
		s->hashes[kept] = s->hashes[i];
		kept += s->hashes[i] != 0;
	}
	s->out->count = kept;
}

/* Hashes the shingles from `first` on, of a paragraph that ends at `end`; one that ends behind it,
 * as most of those do that begin in its last bytes, has no hash. */
WIDE_INLINE void
hash_paragraph(struct sampling *s, size_t first, uint32_t end)
{
	const uint32_t *const starts = s->out->starts;
	size_t count = s->out->count, few = 0, dropped = 0;

	while (count > first && end - starts[count - 1] < SHINGLE_HAN)
		count--;
	s->out->count = count;
	for (size_t i = first; i < count; i++) {
		const unsigned char *p = s->text + starts[i];

		/* Eight Han characters in a row, by far the most frequent, as they stand. */
		s->hashes[i] = hash_24(p);
		s->listed[few] = (uint32_t)i;
		few += holds_ascii(p);
	}
	for (size_t k = 0; k < few; k++) {
		uint32_t *hash = &s->hashes[s->listed[k]];

		*hash = hash_thinned(s, starts[s->listed[k]], end);
		dropped += *hash == 0;
	}
	if (dropped)
		drop_hashless(s, first);
}

WIDE_INLINE void
sample_all(struct sampling *s, const struct doc *d, struct wide_ops ops)
{
	uint32_t *const starts = s->out->starts;

	for (size_t i = 0; i < d->prose_count; i++) {
		const struct block *b = &d->blocks[d->prose[i]];
		size_t first = s->out->count;

		if (b->kind != BLOCK_PARAGRAPH)
			continue;
		s->out->bytes += b->span.to - b->span.from;
		s->out->count = (size_t)(sample(s, b->span, starts + first, ops) - starts);
		hash_paragraph(s, first, b->span.to);
	}
}

WIDE_AVX2 static void
sample_all_avx2(struct sampling *s, const struct doc *d)
{
	sample_all(s, d, wide_avx2);
}

/* ---- what stood before ------------------------------------------------------------------ */

/* Lists the shingles whose hash may be another's too.  Gives how many. */
static size_t
list_twice(struct sampling *s)
{
	const uint32_t *const hashes = s->hashes;
	const size_t count = s->out->count;
	size_t listed = 0;
	struct twice twice;

	twice_init(&twice, s->arena, count);
	for (size_t i = 0; i < count; i++)
		twice_note(&twice, hashes[i]);
	for (size_t i = 0; i < count; i++) {
		s->listed[listed] = (uint32_t)i;
		listed += twice_noted(&twice, hashes[i]);
	}
	return listed;
}

/* The first of a hash among the listed ones, its place + 1; 0 if there was none, and now is this.
 * In `slots`: in the lower bits, as many as those that choose its bucket and two more, a place + 1
 * (0: free), and above them those of its hash; that one is taken for another of its bucket, which
 * has the same upper bits, is as rare as two hashes that are equal by chance, and costs as little.
 * A bucket is looked at as a whole, as a branch for each slot would be missed too often. */
static uint32_t
first_of(uint32_t *slots, uint32_t mask, uint32_t hash, uint32_t place)
{
	for (uint32_t at = hash & mask & ~(BUCKET - 1u);; at = (at + BUCKET) & mask) {
		const quad_lanes known = (quad_lanes)lanes_at(slots + at);
		const quad_lanes differs = (known ^ hash) & ~mask;
		uint32_t open = lane_bits((lanes)(known == 0));
		uint32_t equal = lane_bits((lanes)(differs == 0)) & ~open;

		if (equal)
			return slots[at + (unsigned)__builtin_ctz(equal) / sizeof *slots] & mask;
		if (open) {
			slots[at + (unsigned)__builtin_ctz(open) / sizeof *slots] =
				(hash & ~mask) | (place + 1);
			return 0;
		}
	}
}

/* Shingle i has the hash of the shingle `first`, which stood before. */
static void
add_repeat(struct shingles *out, uint32_t i, uint32_t first)
{
	uint32_t at = out->starts[i], *group = &out->group_of[first];

	if (!*group) {
		const uint32_t stood = out->starts[first];

		out->groups.at[out->groups.len++] = (struct shingle_group){stood, stood, 1};
		*group = (uint32_t)out->groups.len;
	}
	struct shingle_group *g = &out->groups.at[*group - 1];

	out->repeats.at[out->repeats.len++] = (struct shingle_repeat){i, at, g->first, g->latest};
	out->group_of[i] = *group;
	g->latest = at;
	g->count++;
}

static void
find_repeats(struct sampling *s)
{
	struct shingles *out = s->out;
	size_t count = list_twice(s);
	uint32_t mask = 15;

	while (mask <= count)
		mask = mask * 2 + 1;
	uint32_t *slots = arena_array(s->arena, (size_t)mask + 1, sizeof *slots);
	out->group_of = arena_array(s->arena, out->count, sizeof *out->group_of);
	out->groups.at = arena_alloc_raw(s->arena, count * sizeof *out->groups.at);
	out->repeats.at = arena_alloc_raw(s->arena, count * sizeof *out->repeats.at);
	out->groups.cap = out->repeats.cap = count;
	for (uint32_t k = 0; k < count; k++) {
		uint32_t i = s->listed[k], first = first_of(slots, mask, s->hashes[i], k);

		if (first)
			add_repeat(out, i, s->listed[first - 1]);
	}
}

void
shingles_read(struct arena *a, const struct doc *d, struct shingles *out)
{
	/* One a paragraph, and no two of the others within SHINGLE_REACH; what is written behind. */
	size_t most = d->text.len / (SHINGLE_REACH + 1) + 2 * d->block_count + STEP_STARTS;
	struct sampling s = {.arena = a,
			     .text = (const unsigned char *)d->text.at,
			     .len = d->text.len,
			     .out = out,
			     .hashes = arena_alloc_raw(a, most * sizeof *s.hashes),
			     .listed = arena_alloc_raw(a, most * sizeof *s.listed)};

	*out = (struct shingles){.starts = arena_alloc_raw(a, most * sizeof *out->starts)};
	if (machine_has_avx2())
		sample_all_avx2(&s, d);
	else
		sample_all(&s, d, wide_plain);
	find_repeats(&s);
}
