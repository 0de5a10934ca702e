/*
 * Finding the characters that may be marks of running text, 64 bytes at a
 * time.  In UTF-8 no other byte of a character equals the first one of a mark,
 * so bytes can be looked at in any grouping.  About a fifth of a nanosecond a
 * byte; finding the next mark in a window is a shift and a count.
 */
#ifndef MARKS_H
#define MARKS_H

#include "../base/lanes.h"
#include "doc_internal.h"

enum { WINDOW = 64 };

/* A text and where its next marks are: bit i stands for byte base + i. */
struct mark_window {
	const char *text;
	uint32_t len;
	uint32_t base;
	uint64_t bits;
};

/* Lanes that may begin a mark.  * + - / > Y and _ stop the search for nothing:
 * a test for each of the others alone would cost more. */
static inline lanes
mark_lanes(lanes x)
{
	return (lanes)((x & 0xFE) == 0xE2) | (lanes)(x == 0xEF) |	/* not ASCII */
	       (lanes)((x & 0xF8) == '(') | (lanes)(x == '!') |		/* ( ) , . ! */
	       (lanes)((x & 0xFA) == ':') | (lanes)((x & 0xF9) == 'Y'); /* : ; ? [ ] */
}

/* The marks among the LANES bytes at p. */
static inline uint64_t
mark_bits_at(const char *p)
{
	return lane_bits(mark_lanes(lanes_at(p)));
}

/* The marks among the WINDOW bytes at p. */
static inline uint64_t
mark_bits(const char *p)
{
	return mark_bits_at(p) | mark_bits_at(p + LANES) << LANES |
	       mark_bits_at(p + 2 * LANES) << (2 * LANES) |
	       mark_bits_at(p + 3 * LANES) << (3 * LANES);
}

/* The same for the last `len` bytes of a text. */
static inline uint64_t
mark_bits_end(const char *p, size_t len)
{
	char padded[WINDOW] = {0};
	memcpy(padded, p, len);
	return mark_bits(padded);
}

static inline void
window_load(struct mark_window *w, uint32_t base)
{
	const char *from = w->text + base;
	if (__builtin_expect(w->len - base < WINDOW, 0))
		w->bits = mark_bits_end(from, w->len - base);
	else
		w->bits = mark_bits(from);
	w->base = base;
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
