/* Numbers by chance for tests that make their inputs; the same in every run. */
#ifndef DRAW_H
#define DRAW_H

#include <stdint.h>

/* The next number from 0 up to below `below`. */
static inline uint32_t
draw(uint64_t *seed, uint32_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33) % below;
}

#endif
