/*
 * Which of many hashes may stand twice: a sparse table of bytes, in which a
 * hash that stands once seldom meets another.  Told of all hashes first and asked
 * of each then, without a branch; what is left is for an exact table.
 */
#ifndef TWICE_H
#define TWICE_H

#include "base.h"

#include <stdint.h>

struct twice {
	uint8_t *stand; /* by hash: 0, 1, and more where two or more stand */
	uint32_t mask;
};

/* The size of a table for `count` hashes: 8 to 16 bytes each. */
static inline size_t
twice_bytes(size_t count)
{
	size_t mask = 15;

	while (mask < 8 * count && mask < UINT32_MAX)
		mask = mask * 2 + 1;
	return mask + 1;
}

/* For `count` hashes, whose lower bits depend on all that is hashed; in arena a. */
static inline void
twice_init(struct twice *t, struct arena *a, size_t count)
{
	size_t bytes = twice_bytes(count);

	t->mask = (uint32_t)(bytes - 1);
	t->stand = arena_array(a, bytes, sizeof *t->stand);
}

static inline void
twice_note(const struct twice *t, uint32_t hash)
{
	uint8_t *stand = &t->stand[hash & t->mask];

	*stand = (uint8_t)(*stand << 1 | 1);
}

/* Of a hash that was noted: was it, or another in its place, noted again? */
static inline bool
twice_noted(const struct twice *t, uint32_t hash)
{
	return t->stand[hash & t->mask] > 1;
}

#endif
