/*
 * Maps of a text: one bit a byte, set where something begins that a reader must
 * look at.  What is looked for is a set of bytes, or of bytes with what follows
 * them; all maps are made in one pass, 64 bytes a step, at a third to half an
 * instruction a byte for each where the processor has AVX2.  Readers then
 * go from bit to bit.
 */
#ifndef BYTE_MAP_H
#define BYTE_MAP_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	BYTE_BUCKETS = 8,
	TRIPLE = 3,	   /* bytes of a Han character */
	BYTE_MAP_WORD = 64 /* bytes of text that one word of a map stands for */
};

/* For every byte the buckets (bits) that it belongs to: those that both the row of
 * its low and that of its high half name.  A bucket is a product: it holds each of
 * its low halves with each of its high ones. */
struct byte_set {
	uint8_t low[16], high[16];
};

static inline unsigned
byte_set_buckets(const struct byte_set *set, unsigned char byte)
{
	return set->low[byte & 15] & set->high[byte >> 4];
}

/* Puts a byte into a bucket (0 to 7), and so whatever that makes a product of it. */
static inline void
byte_set_add(struct byte_set *set, unsigned char byte, unsigned bucket)
{
	assert(bucket < BYTE_BUCKETS);
	set->low[byte & 15] |= (uint8_t)(1u << bucket);
	set->high[byte >> 4] |= (uint8_t)(1u << bucket);
}

/* Puts all bytes into a bucket. */
static inline void
byte_set_fill(struct byte_set *set, unsigned bucket)
{
	for (unsigned half = 0; half < 16; half++) {
		set->low[half] |= (uint8_t)(1u << bucket);
		set->high[half] |= (uint8_t)(1u << bucket);
	}
}

/* Bits 4 and 5 of the second byte, and above these those of the third. */
static inline unsigned
char_high(unsigned char second, unsigned char third)
{
	return (second >> 4 & 3u) | (third >> 2 & 12u);
}

/* Characters of three bytes in buckets, as valid UTF-8 has them: a bucket holds those of E0 to EF
 * that have one of its first bytes, of its low halves of the second and of the third byte, and of
 * its pairs of high halves of these. */
struct char_set {
	uint8_t first[16]; /* by the low half */
	uint8_t second[16], third[16];
	uint8_t high[16]; /* by char_high */
};

/* Puts a character into a bucket (0 to 7), and so whatever that makes a product of it. */
static inline void
char_set_add(struct char_set *set, const char *bytes, unsigned bucket)
{
	const unsigned char *s = (const unsigned char *)bytes;
	const uint8_t bit = (uint8_t)(1u << bucket);

	assert(bucket < BYTE_BUCKETS && s[0] >> 4 == 0xE);
	set->first[s[0] & 15] |= bit;
	set->second[s[1] & 15] |= bit;
	set->third[s[2] & 15] |= bit;
	set->high[char_high(s[1], s[2])] |= bit;
}

/* Adds the bytes of a string, each row of equal high halves to the next bucket from
 * *bucket on: exact.  *bucket: the first one left. */
void byte_set_rows(struct byte_set *set, const char *bytes, unsigned *bucket);

/* Words of the map of a text of so many bytes. */
static inline size_t
byte_map_words(size_t len)
{
	return len / BYTE_MAP_WORD + 1;
}

/* The bytes at which some bucket holds the byte and, in its set, each of the two behind it
 * (zero behind the text).  map: byte_map_words(len) words, all of them written, here as in what follows;
 * no bit stands behind the text. */
void byte_map_triples(const char *text, size_t len, const struct byte_set set[TRIPLE],
		      uint64_t *map);

/* What is mapped of a text in one go, for less than one by one: the characters of the `first` set;
 * those of a second one, whose last bucket is `apart` and the others `rest`, of which `chosen` those
 * from some bucket on; the bytes of a set, of whose buckets (bits) some are of the first set, too, and
 * some count as the same ones of the second, and those from some bucket on are the `others`; and
 * ASCII `letters`. */
struct byte_plan {
	const struct char_set *first, *second;
	unsigned chosen;
	const struct byte_set *set;
	struct {
		unsigned first, second; /* no last one in .second */
		unsigned others;
	} bytes;
};
struct byte_maps {
	uint64_t *first, *apart, *rest, *chosen, *others, *letters;
};
void byte_map_all(const char *text, size_t len, const struct byte_plan *plan,
		  struct byte_maps maps);

/* The same on any machine: what the others are tested against. */
void byte_map_triples_plain(const char *text, size_t len, const struct byte_set set[TRIPLE],
			    uint64_t *map);
void byte_map_all_plain(const char *text, size_t len, const struct byte_plan *plan,
			struct byte_maps maps);

/* How many bits are set: in few steps also where the processor cannot be asked to count. */
static inline unsigned
bits_count(uint64_t bits)
{
	const uint64_t pairs = 0x3333333333333333, halves = 0x0F0F0F0F0F0F0F0F;

	bits -= bits >> 1 & 0x5555555555555555;
	bits = (bits & pairs) + (bits >> 2 & pairs);
	return (unsigned)(((bits + (bits >> 4)) & halves) * 0x0101010101010101 >> 56);
}

/* The first byte of [at, to) with a bit, or `to`. */
static inline uint32_t
byte_map_next(const uint64_t *map, uint32_t at, uint32_t to)
{
	if (at >= to)
		return to;
	uint64_t bits = map[at / BYTE_MAP_WORD] >> at % BYTE_MAP_WORD;
	while (!bits) {
		at = (at | (BYTE_MAP_WORD - 1)) + 1;
		if (at >= to)
			return to;
		bits = map[at / BYTE_MAP_WORD];
	}
	at += (uint32_t)__builtin_ctzll(bits);
	return at < to ? at : to;
}

/* Goes over the bits of [from, to), for readers that stop at most of them:
 *
 *	for (struct byte_map_walk w = byte_map_walk(map, from, to); byte_map_step(&w, &at);)
 */
struct byte_map_walk {
	const uint64_t *map;
	uint64_t bits; /* of the word that at lies in, those not yet given */
	uint32_t at, to;
};

static inline struct byte_map_walk
byte_map_walk(const uint64_t *map, uint32_t from, uint32_t to)
{
	struct byte_map_walk w = {map, 0, from & ~(uint32_t)(BYTE_MAP_WORD - 1), to};

	if (from < to)
		w.bits = map[from / BYTE_MAP_WORD] & ~UINT64_C(0) << from % BYTE_MAP_WORD;
	return w;
}

/* Goes on to a word with bits; false behind the last. */
static inline bool
byte_map_walk_on(struct byte_map_walk *w)
{
	while (!w->bits) {
		w->at += BYTE_MAP_WORD;
		if (w->at >= w->to)
			return false;
		w->bits = w->map[w->at / BYTE_MAP_WORD];
	}
	return true;
}

/* The next bit, in *at; false behind the last. */
static inline bool
byte_map_step(struct byte_map_walk *w, uint32_t *at)
{
	if (!byte_map_walk_on(w))
		return false;
	*at = w->at + (uint32_t)__builtin_ctzll(w->bits);
	w->bits &= w->bits - 1;
	return *at < w->to;
}

/* The next bit that stands behind none, as far as its word shows. */
static inline bool
byte_map_step_run(struct byte_map_walk *w, uint32_t *at)
{
	if (!byte_map_walk_on(w))
		return false;
	*at = w->at + (uint32_t)__builtin_ctzll(w->bits);
	w->bits &= w->bits + (w->bits & -w->bits);
	return *at < w->to;
}

#endif
