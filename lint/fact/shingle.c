/*
 * Shingles.  Sixteen bytes at a time tell where characters and words begin and
 * which of those are sampled; those are hashed, digits and blanks left out, and
 * a table of open addresses tells which stood before.  Linear.
 */
#include "shingle.h"
#include "../base/lanes.h"

enum {
	STEP = 2 * LANES,    /* bytes that are looked at together */
	READS = STEP + 5,    /* and that are read for it */
	PARAGRAPH_LEAST = 8, /* bytes behind a start */
	SHINGLE_BYTES = 16,  /* of text to a sampled shingle, to begin with */
	LETTERS_OF_ALPHABET = 26,
};

struct sampling {
	struct arena *arena;
	const unsigned char *text;
	uint32_t len;
	struct shingles *out;
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

/* 24 bytes; the best bits of a product are the upper ones. */
static uint32_t
hash_24(const unsigned char *p)
{
	return (uint32_t)((load(p) * UINT64_C(0x9E3779B97F4A7C15) +
			   load(p + 8) * UINT64_C(0xC2B2AE3D27D4EB4F) +
			   load(p + 16) * UINT64_C(0x165667B19E3779F9)) >>
			  32);
}

/* The shingle that begins at `at` without its digits, blanks and ASCII marks;
 * false if the paragraph ends before it does. */
static bool
hash_thinned(const struct sampling *s, uint32_t at, uint32_t end, uint32_t *hash)
{
	unsigned char kept[SHINGLE_LATIN + LANES];
	uint32_t count = 0, need = s->text[at] < 0x80 ? SHINGLE_LATIN : SHINGLE_HAN;

	for (; at < end && count < need; at++) {
		const unsigned char *p = s->text + at;

		if (*p >= 0x80 && end - at > LANES) {
			uint32_t wide = lanes_leading(lane_bits(lanes_at(p)));

			memcpy(kept + count, p, LANES);
			count += wide;
			at += wide;
			p += wide;
		}
		kept[count] = *p;
		count += *p >= 0x80 || is_letter(*p);
	}
	if (count < need)
		return false;
	*hash = hash_24(kept);
	if (need == SHINGLE_LATIN)
		*hash = *hash * 0x9E3779B1u ^ hash_24(kept + SHINGLE_HAN);
	return true;
}

/* Adds the shingle that begins at `at`; gives the place of the next one.  Eight Han characters
 * in a row, by far the most frequent, are hashed as they stand. */
static inline struct shingle *
add(const struct sampling *s, struct shingle *next, uint32_t at, uint32_t end)
{
	const unsigned char *p = s->text + at;
	uint32_t hash;

	if (end - at >= SHINGLE_HAN && lane_bits(lanes_at(p) & lanes_at(p + 8)) == ALL_LANES)
		hash = hash_24(p);
	else if (!hash_thinned(s, at, end, &hash))
		return next;
	*next = (struct shingle){hash, at, 0};
	return next + 1;
}

/* Lanes where a Han character starts. */
static inline lanes
han_starts(lanes x)
{
	return (lanes)(x - 0xE4 <= 5);
}

/* Lanes from p on whose starts are sampled: told by two bytes behind, in Han the last ones of
 * two characters, that any copy has too. */
static inline lanes
picked_at(const unsigned char *p)
{
	return (lanes)(((lanes_at(p + 2) + lanes_at(p + 5)) & 0x3F) < 64 / SHINGLE_SAMPLE + 1);
}

/* The sampled starts in LANES bytes, a bit a byte: Han characters and the first letters of words.
 * *letter: does a letter stand in front, and then, is the last one a letter? */
static uint32_t
mixed_starts(const unsigned char *p, uint32_t *letter)
{
	lanes x = lanes_at(p);
	uint32_t letters = lane_bits((lanes)((x | 0x20) - 'a' < LETTERS_OF_ALPHABET));
	uint32_t firsts = letters & ~(letters << 1 | *letter);

	*letter = letters >> (LANES - 1);
	return (lane_bits(han_starts(x)) | firsts) & lane_bits(picked_at(p));
}

/* The same in twice as many bytes, mostly without ASCII. */
static inline uint32_t
sampled_starts(const unsigned char *p, uint32_t *letter)
{
	lanes x = lanes_at(p), y = lanes_at(p + LANES);

	if (lane_bits(x & y) != ALL_LANES) {
		uint32_t bits = mixed_starts(p, letter);
		return bits | mixed_starts(p + LANES, letter) << LANES;
	}
	*letter = 0;
	return lane_bits(han_starts(x) & picked_at(p)) |
	       lane_bits(han_starts(y) & picked_at(p + LANES)) << LANES;
}

/* Where the next shingle goes, with room for all that so many bytes can start. */
static struct shingle *
reserve(struct sampling *s, uint32_t bytes)
{
	size_t need = s->out->all.len + bytes / 2 + 1;

	if (need <= s->out->all.cap)
		return s->out->all.at + s->out->all.len;
	s->out->all.cap = need + s->out->all.len;
	struct shingle *at = arena_alloc_raw(s->arena, s->out->all.cap * sizeof *at);

	if (s->out->all.len)
		memcpy(at, s->out->all.at, s->out->all.len * sizeof *at);
	s->out->all.at = at;
	return at + s->out->all.len;
}

static void
sample(struct sampling *s, struct span in)
{
	uint32_t at = in.from, last = in.to - PARAGRAPH_LEAST, letter, bits;

	if (in.to - in.from <= PARAGRAPH_LEAST)
		return;
	while (at < last && !starts_han(s->text[at]) && !is_letter(s->text[at]))
		at++;
	if (at == last)
		return;
	struct shingle *next = reserve(s, in.to - at);

	next = add(s, next, at, in.to);
	letter = is_letter(s->text[at++]);
	for (; last - at >= STEP; at += STEP)
		for (bits = sampled_starts(s->text + at, &letter); bits; bits &= bits - 1)
			next = add(s, next, at + (uint32_t)__builtin_ctz(bits), in.to);

	unsigned char rest[READS] = {0};
	uint32_t behind = s->len - at;

	memcpy(rest, s->text + at, behind < READS ? behind : READS);
	bits = sampled_starts(rest, &letter) & ((1u << (last - at)) - 1);
	for (; bits; bits &= bits - 1)
		next = add(s, next, at + (uint32_t)__builtin_ctz(bits), in.to);
	s->out->all.len = (size_t)(next - s->out->all.at);
}

/* Shingle i has the hash of the shingle `first`, which stood before. */
static void
add_repeat(struct sampling *s, uint32_t i, struct shingle *first)
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

static void
find_repeats(struct sampling *s)
{
	struct shingle *all = s->out->all.at;
	uint32_t count = (uint32_t)s->out->all.len, mask = 15;

	while (mask < count * 2)
		mask = mask * 2 + 1;
	/* Index + 1 of the first shingle of a hash. */
	uint32_t *slots = arena_array(s->arena, (size_t)mask + 1, sizeof *slots);

	for (uint32_t i = 0; i < count; i++) {
		uint32_t hash = all[i].hash, slot = hash & mask, known;

		while ((known = slots[slot]) && all[known - 1].hash != hash)
			slot = (slot + 1) & mask;
		if (known)
			add_repeat(s, i, &all[known - 1]);
		else
			slots[slot] = i + 1;
	}
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
	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].kind == BLOCK_PARAGRAPH)
			sample(&s, d->blocks[i].span);
	find_repeats(&s);
}
