/*
 * Shingles.  Thirty-two bytes at a time are told where characters and words
 * begin, what rank each has by the bytes behind it, and which is lower than all
 * around it: those are sampled.  Each is hashed at once, digits and blanks left out,
 * and a table of open addresses tells whether it stood before.  Linear.
 */
#include "shingle.h"
#include "../base/wide.h"

enum {
	RANK_BYTES = 5, /* behind a start that are read for its rank */
	READS = WIDE + RANK_BYTES,
	PARAGRAPH_LEAST = 8, /* bytes behind a start */
	CHUNK = 2048,	     /* bytes that are ranked together */
	MARGIN = WIDE,	     /* and on either side, of no less than SHINGLE_REACH */
	STEP = 2 * WIDE,     /* bytes whose sampled starts are taken together */
	STEP_STARTS = STEP / (SHINGLE_REACH + 1), /* no more of them are sampled in it */
	BUCKET = 4,				  /* slots that are looked at together */
};

/* The first shingle of each hash is in `slots`: in the lower bits, as many as those that choose its
 * bucket and two more, its index + 1 (0: free), and above them those of the hash.  Four bytes tell
 * nearly all, and the table stays in the nearest caches; that a hash is taken for another of its
 * bucket, which has the same upper bits, is as rare as two that are equal by chance, and costs as
 * little. */
struct sampling {
	struct arena *arena;
	const unsigned char *text;
	uint32_t len;
	uint32_t end; /* of the paragraph */
	struct shingles *out;
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
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);

	return (uint32_t)((((first * odd ^ second) * odd ^ third) * odd) >> 32);
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

/* The first shingle of a hash, its index + 1; 0 if there was none, and now is this.  A bucket is
 * looked at as a whole, as a branch for each slot would be missed too often. */
WIDE_INLINE uint32_t
first_of(uint32_t *slots, uint32_t mask, uint32_t hash, uint32_t shingle)
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
				(hash & ~mask) | (shingle + 1);
			return 0;
		}
	}
}

/* The starts of a chunk, and what their shingles hash to. */
struct starts {
	uint32_t at[CHUNK / STEP * STEP_STARTS], hash[CHUNK / STEP * STEP_STARTS];
	size_t count;
};

/* Hashes the shingles that begin at some starts, and leaves out those that their paragraph ends
 * before.  Where each is to be looked up is fetched meanwhile. */
WIDE_INLINE void
starts_hash(const struct sampling *s, struct starts *starts)
{
	const uint64_t none_ascii = UINT64_C(0x8080808080808080);
	const uint32_t end = s->end;
	size_t n = 0;

	for (size_t i = 0; i < starts->count; i++) {
		uint32_t from = starts->at[i], hash;
		const unsigned char *p = s->text + from;

		/* Eight Han characters in a row, by far the most frequent, as they stand. */
		if (end - from >= SHINGLE_HAN &&
		    !(~(load(p) & load(p + 8) & load(p + 16)) & none_ascii))
			hash = hash_24(p);
		else if (!hash_thinned(s, from, end, &hash))
			continue;
		__builtin_prefetch(&s->slots[hash & s->mask]);
		starts->at[n] = from;
		starts->hash[n++] = hash;
	}
	starts->count = n;
}

WIDE_INLINE void
add_shingles(const struct sampling *s, struct starts *starts)
{
	struct shingle *const all = s->out->all.at;
	uint32_t *const slots = s->slots;
	const uint32_t mask = s->mask;
	uint32_t n = (uint32_t)s->out->all.len;

	starts_hash(s, starts);
	for (size_t i = 0; i < starts->count; i++, n++) {
		uint32_t first = first_of(slots, mask, starts->hash[i], n);

		all[n].at = starts->at[i];
		all[n].group = 0;
		if (first)
			add_repeat(s, n, &all[first - 1]);
	}
	s->out->all.len = n;
}

/* Where the lowest bit stands, which is taken away; somewhere, if there is none. */
WIDE_INLINE uint32_t
bit_taken(uint64_t *bits)
{
	uint32_t at = (uint32_t)__builtin_ctzll(*bits | UINT64_C(1) << 63);

	*bits &= *bits - 1;
	return at;
}

/* Writes the starts that bits stand for, the lowest at `at`, and gives where to go on.  As many as
 * there may be, so that no branch depends on how many there are. */
WIDE_INLINE uint32_t *
starts_put(uint32_t *to, uint32_t at, uint64_t bits)
{
	uint32_t *const end = to + __builtin_popcountll(bits);

	_Static_assert(STEP_STARTS == 4, "written below");
	to[0] = at + bit_taken(&bits);
	to[1] = at + bit_taken(&bits);
	to[2] = at + bit_taken(&bits);
	to[3] = at + bit_taken(&bits);
	return end;
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
enum { RANKS = CHUNK + 4 * MARGIN + STEP };
struct ranks {
	uint8_t of[RANKS];
	uint8_t four[RANKS];  /* the least of this and the three behind */
	uint8_t reach[RANKS]; /* of SHINGLE_REACH from this on */
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

/* The least of four: WIDE numbers from p on, those 1 and 2 `step`s behind, and those `last` behind. */
WIDE_INLINE void
least_of(const uint8_t *p, size_t step, size_t last, uint8_t *to, struct wide_ops ops)
{
	wide least, other;

	wide_load(&least, p);
	wide_load(&other, p + step);
	ops.min(&least, &other);
	wide_load(&other, p + 2 * step);
	ops.min(&least, &other);
	wide_load(&other, p + last);
	ops.min(&least, &other);
	memcpy(to, &least, sizeof least);
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
	memset(r->of + MARGIN + end - from, UINT8_MAX, (size_t)2 * MARGIN + STEP);
	for (size_t i = 0, count = 2 * MARGIN + to - from; i < count; i += STEP) {
		least_of(r->of + i, 1, 3, r->four + i, ops);
		least_of(r->of + i + WIDE, 1, 3, r->four + i + WIDE, ops);
	}
	/* and what is behind the last one */
	for (size_t i = 0, count = MARGIN + to - from + 1; i < count; i += STEP) {
		least_of(r->four + i, 4, SHINGLE_REACH - 4, r->reach + i, ops);
		least_of(r->four + i + WIDE, 4, SHINGLE_REACH - 4, r->reach + i + WIDE, ops);
	}
}

/* The sampled starts among the WIDE bytes from rank `at` of a chunk on, a bit a byte: not above any
 * before, and less than any behind. */
WIDE_INLINE uint64_t
sampled_starts(const struct ranks *r, size_t at, struct wide_ops ops)
{
	wide rank, least, behind;

	wide_load(&rank, r->of + at);
	wide_load(&least, r->reach + at - SHINGLE_REACH);
	ops.min(&least, &rank);
	const wide lowest = (wide)(least == rank);
	wide_load(&behind, r->reach + at + 1);
	least = behind;
	ops.min(&least, &rank);
	const wide sampled = lowest & ~(wide)(least == behind);

	return ops.bits(&sampled);
}

/* Samples one paragraph: its first start, and of those behind it the sampled ones. */
WIDE_INLINE void
sample(struct sampling *s, struct ranks *r, struct span in, struct wide_ops ops)
{
	uint32_t at = in.from, last = in.to - PARAGRAPH_LEAST;
	struct starts starts;

	if (in.to - in.from <= PARAGRAPH_LEAST)
		return;
	while (at < last && !starts_han(s->text[at]) && !is_letter(s->text[at]))
		at++;
	if (at == last)
		return;
	s->end = in.to;
	starts.at[0] = at++;
	starts.count = 1;
	add_shingles(s, &starts);
	const struct span within = {at, last};
	for (uint32_t to, *put; at < last; at = to) {
		put = starts.at;
		to = last - at > CHUNK ? at + CHUNK : last;
		rank_chunk(s, r, within, at, to, ops);
		for (uint32_t i = 0; i < to - at; i += STEP) {
			uint64_t low = sampled_starts(r, MARGIN + i, ops);
			uint64_t high = sampled_starts(r, MARGIN + i + WIDE, ops);
			put = starts_put(put, at + i, low | high << WIDE);
		}
		starts.count = (size_t)(put - starts.at);
		add_shingles(s, &starts);
	}
}

WIDE_INLINE void
sample_all(struct sampling *s, const struct doc *d, struct wide_ops ops)
{
	struct ranks r;

	/* Lanes behind a paragraph's end are compared with the rest, whatever they hold. */
	memset(&r, UINT8_MAX, sizeof r);
	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].kind == BLOCK_PARAGRAPH)
			sample(s, &r, d->blocks[i].span, ops);
}

WIDE_AVX2 static void
sample_all_avx2(struct sampling *s, const struct doc *d)
{
	sample_all(s, d, wide_avx2);
}

/* Room for all that can be sampled: one a paragraph, and no two of the others within
 * SHINGLE_REACH. */
static void
make_room(struct sampling *s, const struct doc *d)
{
	size_t most = d->text.len / (SHINGLE_REACH + 1) + 2 * d->block_count + 1;

	s->out->all.at = arena_alloc_raw(s->arena, most * sizeof *s->out->all.at);
	s->out->all.cap = most;
	for (s->mask = 15; s->mask <= most;)
		s->mask = s->mask * 2 + 1;
	s->slots = arena_array(s->arena, (size_t)s->mask + 1, sizeof *s->slots);
}

void
shingles_read(struct arena *a, const struct doc *d, struct shingles *out)
{
	struct sampling s = {.arena = a,
			     .text = (const unsigned char *)d->text.at,
			     .len = d->text.len,
			     .out = out};

	*out = (struct shingles){0};
	make_room(&s, d);
	if (machine_has_avx2())
		sample_all_avx2(&s, d);
	else
		sample_all(&s, d, wide_plain);
}
