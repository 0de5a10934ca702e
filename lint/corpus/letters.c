/* Letters.  One pass over the bytes; nearly all characters of Chinese text are Han, and read eight at
 * a time where the machine can. */
#include "letters.h"

#include "../base/wide.h"

enum { TRIPLE = 3 }; /* bytes of a Han character */

/* Where the bytes of four of them stand from byte n on, the last one of each first; a fourth of each
 * is any. */
#define TRIPLES_TURNED(n)                                                                          \
	(n) + 2, (n) + 1, (n), (n), (n) + 5, (n) + 4, (n) + 3, (n), (n) + 8, (n) + 7, (n) + 6,     \
		(n), (n) + 11, (n) + 10, (n) + 9, (n)

/* Full-width punctuation, dashes, enclosed numbers and the marks of Latin-1. */
static inline bool
is_mark(const unsigned char *p)
{
	return p[0] == 0xE2 || (p[0] == 0xE3 && p[1] == 0x80) || (p[0] == 0xEF && p[1] >= 0xBC) ||
	       p[0] == 0xC2;
}

/* Where the number ends that begins at `at`: digits, with a point or a comma between two. */
static uint32_t
number_end(const unsigned char *p, uint32_t at, uint32_t end, uint32_t *digits)
{
	*digits = 0;
	while (at < end) {
		if (is_digit(p[at]))
			++*digits;
		else if ((p[at] != '.' && p[at] != ',') || at + 1 == end || !is_digit(p[at + 1]))
			break;
		at++;
	}
	return at;
}

static inline uint32_t
value_of(const unsigned char *p, uint32_t bytes)
{
	uint32_t value = p[0];

	for (uint32_t i = 1; i < bytes; i++)
		value = value << 8 | p[i];
	return value;
}

/* The three bytes at p as a number; a fourth is read. */
static inline uint32_t
han_value(const unsigned char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	x = __builtin_bswap32(x);
#endif
	return x >> 8;
}

struct letters
letters_room(struct arena *a, size_t bytes)
{
	size_t most = bytes + 1 + LETTERS_SPARE;
	uint32_t *room = arena_alloc_raw(a, 4 * most * sizeof *room);

	return (struct letters){room, room + most, room + 2 * most, room + 3 * most, 0};
}

/* Letters while they are read.  One weighs as many characters as there are letters before it, and what
 * numbers among them weigh besides. */
struct reading {
	const unsigned char *p;
	uint32_t at, end;
	uint32_t *value, *place, *weight, *number;
	uint32_t count, heavier;
};

/* Eight Han characters in a row, in two halves. */
enum { EIGHT = 8, EIGHT_BYTES = EIGHT * TRIPLE, EIGHT_READS = EIGHT_BYTES / 2 + LANES };

/* Reads as many of eight characters as are Han, from the first one on; how many.  For machines whose
 * numbers begin with their lowest byte. */
WIDE_INLINE uint32_t
read_eight(struct reading *r, struct wide_ops ops)
{
	static const wide_quads places = {0, 3, 6, 9, 12, 15, 18, 21},
				counted = {0, 1, 2, 3, 4, 5, 6, 7},
				bytes = {0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF,
					 0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF};
	const lanes low = lanes_at(r->p + r->at), high = lanes_at(r->p + r->at + EIGHT_BYTES / 2);
	wide both = __builtin_shufflevector(low, high, WIDE_EIGHT(0), WIDE_EIGHT(8), WIDE_EIGHT(16),
					    WIDE_EIGHT(24));

	both = __builtin_shufflevector(both, both, TRIPLES_TURNED(0), TRIPLES_TURNED(LANES));
	wide_quads values = (wide_quads)both & bytes;
	const wide han = (wide)((values >> 16) - 0xE4 <= 5);
	uint32_t count = (uint32_t)__builtin_ctzll(~(uint64_t)ops.bits(&han)) / 4;

	memcpy(r->value + r->count, &values, sizeof values);
	values = places + r->at;
	memcpy(r->place + r->count, &values, sizeof values);
	values = counted + (r->count + r->heavier);
	memcpy(r->weight + r->count, &values, sizeof values);
	r->count += count;
	r->at += count * TRIPLE;
	return count;
}

static inline bool
is_han(const struct reading *r)
{
	return is_han_lead((char)r->p[r->at]);
}

/* Puts a letter that begins where the reading is. */
static inline void
put(struct reading *r, uint32_t value)
{
	r->value[r->count] = value;
	r->place[r->count] = r->at;
	r->weight[r->count] = r->count + r->heavier;
	r->count++;
}

/* Reads a character that is no Han, or a number. */
static inline void
read_other(struct reading *r)
{
	const unsigned char *p = r->p + r->at;
	uint32_t digits;

	if (*p >= 0x80) {
		uint32_t bytes = letter_bytes(*p);
		if (!is_mark(p))
			put(r, value_of(p, bytes));
		r->at += bytes;
	} else if (is_digit(*p)) {
		*r->number++ = r->count;
		put(r, LETTER_NUMBER);
		r->at = number_end(r->p, r->at, r->end, &digits);
		r->heavier += digits - 1;
	} else {
		if (is_letter(*p))
			put(r, *p);
		r->at++;
	}
}

WIDE_INLINE void
read_all(const struct doc *d, struct span in, struct letters *out, struct wide_ops ops,
	 bool by_eight)
{
	/* Four bytes are there from before it on: the last character of a text has none behind it. */
	const uint32_t whole = in.to < d->text.len || !in.to ? in.to : in.to - 1;
	struct reading r = {.p = (const unsigned char *)d->text.at,
			    .at = in.from,
			    .end = in.to,
			    .value = out->value,
			    .place = out->at,
			    .weight = out->weight,
			    .number = out->number};

	while (r.at < in.to) {
		if (by_eight && in.to - r.at >= EIGHT_BYTES && d->text.len - r.at >= EIGHT_READS) {
			if (read_eight(&r, ops) == EIGHT)
				continue;
		} else {
			for (; r.at + TRIPLE <= whole && is_han(&r); r.at += TRIPLE)
				put(&r, han_value(r.p + r.at));
			if (r.at >= in.to)
				break;
		}
		do
			read_other(&r);
		while (r.at < in.to && !is_han(&r));
	}
	*r.number = r.count;
	out->count = r.count;
	r.at = in.to;
	put(&r, 0);
}

WIDE_AVX2 static void
read_all_avx2(const struct doc *d, struct span in, struct letters *out)
{
	read_all(d, in, out, wide_avx2, true);
}

void
letters_read(const struct doc *d, struct span in, struct letters *out)
{
	if (machine_has_avx2())
		read_all_avx2(d, in, out);
	else
		read_all(d, in, out, wide_plain, false);
}

uint32_t
letter_end(const struct doc *d, uint32_t value, uint32_t at)
{
	const unsigned char *p = (const unsigned char *)d->text.at;
	uint32_t digits;

	if (value == LETTER_NUMBER)
		return number_end(p, at, d->text.len, &digits);
	return at + letter_bytes(p[at]);
}
