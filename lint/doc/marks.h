/*
 * Finding the characters that may be marks of running text, 64 bytes at a
 * time.  In UTF-8 no other byte of a character equals the first one of a mark,
 * so bytes can be looked at in any grouping.  About a fifth of a nanosecond a
 * byte; finding the next mark in a window is a shift and a count.
 */
#ifndef MARKS_H
#define MARKS_H

#include "doc_internal.h"

#if defined __SSE2__
#include <emmintrin.h>
#endif

enum { LANES = 16, WINDOW = 64 };
typedef uint8_t lanes __attribute__((vector_size(LANES)));

/* A text and where its next marks are: bit i stands for byte base + i. */
struct mark_window {
	const char *text;
	uint32_t len;
	uint32_t base;
	uint64_t bits;
};

/* Lanes that may begin a mark.  Y and _ stop the search for nothing. */
static inline lanes
mark_lanes(lanes x)
{
	return (lanes)((x & 0xFE) == 0xE2) | (lanes)(x == 0xEF) |	 /* not ASCII */
	       (lanes)((x & 0xFE) == '(') | (lanes)((x & 0xFD) == ',') | /* ( ) , . */
	       (lanes)((x & 0xFE) == ':') | (lanes)((x & 0xF9) == 'Y') | /* : ; [ ] */
	       (lanes)(x == '!') | (lanes)(x == '?');
}

/* One bit a lane. */
static inline uint64_t
lane_bits(lanes m)
{
#if defined __SSE2__
	__m128i x;
	memcpy(&x, &m, sizeof x);
	return (uint32_t)_mm_movemask_epi8(x);
#else
	uint64_t bits = 0;
	for (int i = 0; i < LANES; i++)
		bits |= (uint64_t)(m[i] & 1) << i;
	return bits;
#endif
}

static inline void
window_load(struct mark_window *w, uint32_t base)
{
	uint8_t padded[WINDOW] = {0};
	const void *from = w->text + base;
	if (w->len - base < WINDOW)
		from = memcpy(padded, from, w->len - base);
	lanes x[WINDOW / LANES];
	memcpy(x, from, sizeof x);
	w->base = base;
	w->bits = 0;
	for (int i = 0; i < WINDOW / LANES; i++)
		w->bits |= lane_bits(mark_lanes(x[i])) << (i * LANES);
}

/* The first byte of [at, to) that may begin a mark; `to` without.  Calls with
 * rising `at` look at every byte once. */
static inline uint32_t
window_next(struct mark_window *w, uint32_t at, uint32_t to)
{
	if (at - w->base >= WINDOW) {
		if (at >= to)
			return to;
		window_load(w, at);
	}
	uint64_t bits = w->bits >> (at - w->base);
	while (!bits) {
		at = w->base + WINDOW;
		if (at >= to)
			return to;
		window_load(w, at);
		bits = w->bits;
	}
	at += (uint32_t)__builtin_ctzll(bits);
	return at < to ? at : to;
}

static inline struct mark_window
window_of(const struct text *t)
{
	/* nothing is loaded yet: every offset lies outside */
	return (struct mark_window){t->at, t->len, 0u - 2 * WINDOW, 0};
}

#endif
