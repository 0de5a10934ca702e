/* Where punctuation stands (punctuation.h).  Sixteen bytes at a time, twice. */
#include "punctuation.h"

#include "../base/lanes.h"

#include <string.h>

enum { STEP = 2 * LANES, READS = STEP + 2, MARK_BYTES = 3 };

struct reading {
	struct arena *arena;
	VEC(uint32_t) brackets;
	VEC(uint32_t) doubled;
	uint32_t stops; /* in the last MARK_BYTES of the step before */
};

/* Lanes where a character begins that may be a wide bracket or quotation mark: what shares its
 * first byte with one, but for stops and commas, which are frequent. */
static inline lanes
wide_brackets(lanes x, lanes third)
{
	return ((lanes)((x & 0xFE) == 0xE2) & (lanes)(third >= 0x88)) |
	       ((lanes)(x == 0xEF) & (lanes)(third != 0x8C));
}

/* Lanes where one begins that may be a stop or comma. */
static inline lanes
stops(lanes x)
{
	return (lanes)(x == 0xE3) | (lanes)(x == 0xEF);
}

/* The brackets of ASCII with Y, _ and DEL. */
static inline lanes
narrow_brackets(lanes x)
{
	return (lanes)((x & 0xFE) == '(') | (lanes)((x | 0x26) == 0x7F);
}

/* Reads the STEP bytes at p, which stand at `at`; READS are looked at. */
static inline void
step_read(struct reading *r, const char *p, uint32_t at)
{
	lanes x = lanes_at(p), y = lanes_at(p + LANES);
	lanes low = wide_brackets(x, lanes_at(p + 2));
	lanes high = wide_brackets(y, lanes_at(p + LANES + 2));
	uint32_t now = lane_bits(stops(x)) | lane_bits(stops(y)) << LANES;
	uint32_t doubled = now & (now << MARK_BYTES | r->stops);

	r->stops = now >> (STEP - MARK_BYTES);
	if (lane_bits(x & y) != ALL_LANES) {
		low |= narrow_brackets(x);
		high |= narrow_brackets(y);
	}
	uint32_t bits = lane_bits(low) | lane_bits(high) << LANES;

	for (; bits; bits &= bits - 1)
		*VEC_PUSH(r->arena, &r->brackets) = at + (uint32_t)__builtin_ctz(bits);
	for (; doubled; doubled &= doubled - 1)
		*VEC_PUSH(r->arena, &r->doubled) = at + (uint32_t)__builtin_ctz(doubled);
}

const struct punctuation *
punctuation_of(struct check *c)
{
	const struct text *t = &c->doc->text;
	struct reading r = {.arena = c->arena};
	char rest[READS]; /* where so many cannot be read any more */

	if (c->punctuation)
		return c->punctuation;
	for (uint32_t at = 0; at < t->len; at += STEP) {
		const char *p = t->at + at;

		if (t->len - at < READS) {
			memset(rest, 0, sizeof rest);
			p = memcpy(rest, p, t->len - at);
		}
		step_read(&r, p, at);
	}
	struct punctuation *p = arena_alloc(c->arena, sizeof *p);

	p->brackets = (struct places){r.brackets.at, r.brackets.len};
	p->doubled = (struct places){r.doubled.at, r.doubled.len};
	c->punctuation = p;
	return p;
}

struct places
places_take(struct places *left, struct span s)
{
	while (left->count && *left->at < s.from) {
		left->at++;
		left->count--;
	}
	struct places in = {left->at, 0};

	while (in.count < left->count && in.at[in.count] < s.to)
		in.count++;
	if (in.count) { /* of none there need not be an array */
		left->at += in.count;
		left->count -= in.count;
	}
	return in;
}
