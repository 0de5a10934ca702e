/*
 * The gate: the literals of all patterns, looked for in one pass over a
 * stretch, so that a pattern is tried only where one of its own stands.  A
 * bit map by first character (or two ASCII bytes in any case) leads to a
 * short list of literals.  Cost: one bit looked up a character.
 *
 * Literals of patterns that need no fact are looked for in all of a report.
 * There the last of up to three characters is looked at: when no such
 * literal begins with it, or has it behind, none begins at any of the three.
 */
#include "rule_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
	LITERALS_MAX = 1024,
	SPOTS = 1 << 15, /* small enough to stay in the nearest cache */
	HEADS = 1 << 12,
	HASH_HEADS = 2048,
	PASSED = 1 << 12, /* slots of characters that windows are not passed over for */
	WINDOW_MAX = 3,
	HAN_BYTES = 3
};

struct gate_literal {
	struct str text; /* ASCII letters in lower case */
	/* The first eight bytes: a text has them when (bytes | fold) & mask is head. */
	uint64_t head, fold, mask;
	/* Of the first one of its head: a bit for each fourth and fifth byte, mixed, that one of
	 * them goes on with; all bits when one is shorter. */
	uint64_t goes_on;
	uint32_t spot;
	uint16_t bit;
	uint16_t chain; /* while building: index + 1 of the next one of its hash */
	bool last;	/* of its head */
	bool plain;	/* of a pattern that needs no fact where it stands */
};

struct gate_builder {
	struct arena *arena;
	VEC(struct gate_literal) literals;
	uint16_t heads[HASH_HEADS];
};

struct gate {
	uint64_t seen[SPOTS / 64];	  /* spots of first characters */
	uint64_t plain_first[SPOTS / 64]; /* of plain literals */
	bool plain_seen[PASSED];	  /* slots of the first `window` characters of those */
	uint16_t first[HEADS];		  /* index + 1 of the first literal of a head */
	const struct gate_literal *literals;
	unsigned window; /* characters; 0: no plain literal */
};

struct gate_builder *
gate_builder_new(struct arena *a)
{
	struct gate_builder *g = arena_alloc(a, sizeof *g);
	g->arena = a;
	return g;
}

static inline unsigned char
lower(unsigned char c)
{
	return (unsigned)(c - 'A') < 26 ? c | 0x20 : c;
}

static inline bool
opens_han(unsigned char c)
{
	return (c & 0xF0) == 0xE0;
}

static inline size_t
character_bytes(unsigned char first)
{
	return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? HAN_BYTES : 4;
}

static inline bool
bit_set(const uint64_t *bits, uint32_t i)
{
	return bits[i >> 6] >> (i & 63) & 1;
}

static void
set_bit(uint64_t *bits, uint32_t i)
{
	bits[i >> 6] |= UINT64_C(1) << (i & 63);
}

static inline uint32_t
scatter(uint32_t x)
{
	return x * UINT32_C(0x9E3779B1) >> 17;
}

/* A character of three bytes as a number. */
static inline uint32_t
han_number(const unsigned char *s)
{
	return (uint32_t)s[0] | (uint32_t)s[1] << 8 | (uint32_t)s[2] << 16;
}

static inline uint32_t
four_bytes(const unsigned char *s)
{
	return han_number(s) | (uint32_t)s[3] << 24;
}

/* The spot of a character of three bytes. */
static inline uint32_t
han_spot(const unsigned char *s)
{
	return scatter(han_number(s));
}

/* A slot of `passed` for a character of three bytes, as a number. */
static inline uint32_t
passed_slot(uint32_t c)
{
	return c * UINT32_C(0x9E3779B1) >> 20;
}

/* The spot of two ASCII bytes, however they are cased. */
static inline uint32_t
ascii_spot(const unsigned char *s)
{
	return scatter(((uint32_t)s[0] | (uint32_t)s[1] << 8) | 0x2020);
}

static inline uint32_t
spot_of(const unsigned char *s)
{
	return s[0] < 0x80 ? ascii_spot(s) : han_spot(s);
}

static inline uint32_t
head_of(uint32_t spot)
{
	return spot >> 3;
}

/* ---- the literals of a rulebook ----------------------------------------------------- */

static void
literal_head(struct gate_literal *l)
{
	unsigned char fold[8] = {0}, mask[8] = {0}, head[8] = {0};
	for (size_t i = 0; i < l->text.len && i < 8; i++) {
		head[i] = (unsigned char)l->text.at[i];
		mask[i] = 0xFF;
		fold[i] = head[i] >= 'a' && head[i] <= 'z' ? 0x20 : 0;
	}
	memcpy(&l->head, head, sizeof head);
	memcpy(&l->mask, mask, sizeof mask);
	memcpy(&l->fold, fold, sizeof fold);
}

/* The bit of a literal, new or known; false when there is no room. */
static bool
literal_bit(struct gate_builder *g, struct str text, uint16_t *bit)
{
	uint16_t *head = &g->heads[hash_bytes(text.at, text.len, 0) % HASH_HEADS];
	for (uint16_t i = *head; i; i = g->literals.at[i - 1].chain)
		if (str_eq(g->literals.at[i - 1].text, text)) {
			*bit = (uint16_t)(i - 1);
			return true;
		}
	if (g->literals.len == LITERALS_MAX)
		return false;
	*bit = (uint16_t)g->literals.len;
	struct gate_literal *l = VEC_PUSH(g->arena, &g->literals);
	l->text = text;
	l->bit = *bit;
	l->chain = *head;
	*head = (uint16_t)(*bit + 1);
	l->spot = spot_of((const unsigned char *)text.at);
	literal_head(l);
	return true;
}

/* The gate of a set; none when there is no room for all of it. */
static struct literal_gate
literal_gate(struct gate_builder *g, const struct literal_set *set)
{
	uint16_t *bits = arena_array(g->arena, set->count, sizeof *bits);
	for (size_t i = 0; i < set->count; i++)
		if (!literal_bit(g, set->at[i], &bits[i]))
			return (struct literal_gate){0};
	return (struct literal_gate){bits, set->count, set->spot};
}

void
gate_add(struct gate_builder *g, struct pattern *p, const struct demand *d, bool literals)
{
	p->needs = d->needs;
	/* What is needed anyway fulfils a demand for one of several. */
	p->needs_one = d->one & d->needs ? 0 : d->one;
	p->tail = d->tail;
	p->link_count = d->row.count;
	memcpy(p->links, d->row.links, sizeof p->links);
	if (!literals)
		return;
	size_t most = pattern_plain(p) ? 1 : LITERAL_GATES, count = 0;
	for (size_t i = 0; i < most; i++) {
		struct literal_gate made = literal_gate(g, &d->sets[i]);
		if (made.count)
			p->gates[count++] = made;
	}
	for (size_t i = 0; i < p->gates[0].count && pattern_plain(p); i++)
		g->literals.at[p->gates[0].literals[i]].plain = true;
}

static int
literal_order(const void *a, const void *b)
{
	const struct gate_literal *l = a, *m = b;
	if (l->spot != m->spot)
		return l->spot < m->spot ? -1 : 1;
	return l->bit < m->bit ? -1 : 1;
}

/* Characters of three bytes at the beginning; WINDOW_MAX for an ASCII literal. */
static unsigned
han_run(struct str text)
{
	unsigned n = 0;
	while (n < WINDOW_MAX && (n + 1) * HAN_BYTES <= text.len &&
	       opens_han((unsigned char)text.at[n * HAN_BYTES]))
		n++;
	return n ? n : WINDOW_MAX;
}

static void
note_plain(struct gate *gate, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		unsigned run = han_run(gate->literals[i].text);
		if (gate->literals[i].plain && (!gate->window || run < gate->window))
			gate->window = run;
	}
	for (size_t i = 0; i < count; i++) {
		const unsigned char *s = (const unsigned char *)gate->literals[i].text.at;
		if (!gate->literals[i].plain)
			continue;
		set_bit(gate->plain_first, gate->literals[i].spot);
		for (unsigned k = 0; opens_han(s[0]) && k < gate->window; k++)
			gate->plain_seen[passed_slot(han_number(s + k * HAN_BYTES))] = true;
	}
}

/* The bit for what comes behind the first three bytes, however ASCII letters are cased. */
static inline unsigned
next_bit(uint64_t head)
{
	uint32_t next = (uint32_t)(head >> 24 & 0xDFDF);
	return next * UINT32_C(0x9E3779B1) >> 26;
}

static uint64_t
next_bits(const struct gate_literal *l)
{
	return l->text.len < 5 ? UINT64_MAX : UINT64_C(1) << next_bit(l->head);
}

const void *
gate_finish(struct gate_builder *g, size_t *literal_count)
{
	struct gate *gate = arena_alloc(g->arena, sizeof *gate);
	size_t n = g->literals.len;
	if (n)
		qsort(g->literals.at, n, sizeof *g->literals.at, literal_order);
	for (size_t i = n; i-- > 0;) {
		struct gate_literal *l = &g->literals.at[i];
		l->last = i + 1 == n || head_of(l[1].spot) != head_of(l->spot);
		l->goes_on = next_bits(l) | (l->last ? 0 : l[1].goes_on);
		set_bit(gate->seen, l->spot);
		gate->first[head_of(l->spot)] = (uint16_t)(i + 1);
	}
	gate->literals = g->literals.at;
	note_plain(gate, n);
	*literal_count = n;
	return gate;
}

/* ---- looking ------------------------------------------------------------------------- */

/* The rest of a long literal. */
static bool
rest_here(struct str literal, const unsigned char *s)
{
	const unsigned char *l = (const unsigned char *)literal.at;
	for (size_t i = 8; i < literal.len; i++)
		if (l[i] != lower(s[i]))
			return false;
	return true;
}

static inline uint64_t
first_eight(const unsigned char *s, size_t left)
{
	uint64_t head = 0;
	if (left >= sizeof head)
		memcpy(&head, s, sizeof head);
	else
		memcpy(&head, s, left);
	return head;
}

static bool
literal_here(const struct gate_literal *l, const unsigned char *s, uint64_t head, size_t left)
{
	return ((head | l->fold) & l->mask) == l->head && l->text.len <= left &&
	       rest_here(l->text, s);
}

static struct gate_place
place_of(const struct gate_literal *l, size_t at)
{
	return (struct gate_place){(uint32_t)at, l->bit, (uint16_t)l->text.len};
}

struct place_finder {
	const struct gate *gate;
	struct arena *arena;
	struct str text;
	struct gate_places *found;
};

/* Those of the literals from l on to the last of their head that begin at `at`. */
static void
note_all(struct place_finder *f, const struct gate_literal *l, uint64_t head, size_t at, bool plain)
{
	const unsigned char *s = (const unsigned char *)f->text.at + at;
	for (;; l++) {
		if (l->plain >= plain && literal_here(l, s, head, f->text.len - at))
			*VEC_PUSH(f->arena, &f->found->all) = place_of(l, at);
		if (l->last)
			return;
	}
}

/* The literals that begin at `at`, or those of them that are plain. */
static inline void
note_literals(struct place_finder *f, uint32_t spot, size_t at, bool plain)
{
	const struct gate *gate = f->gate;
	uint64_t head = first_eight((const unsigned char *)f->text.at + at, f->text.len - at);
	const struct gate_literal *l = &gate->literals[gate->first[head_of(spot)] - 1];
	if (l->goes_on >> next_bit(head) & 1)
		note_all(f, l, head, at, plain);
}

void
rulebook_gate(const struct rulebook *rb, struct arena *a, struct str text, struct span piece,
	      struct gate_places *out)
{
	const struct gate *gate = rb->gate;
	struct place_finder f = {gate, a, str_sub(text, 0, piece.to), out};
	const unsigned char *s = (const unsigned char *)text.at;
	/* No literal is shorter than three bytes. */
	for (size_t i = piece.from, width; i + HAN_BYTES <= piece.to; i += width) {
		uint32_t spot;
		if (opens_han(s[i])) {
			spot = han_spot(s + i);
			width = HAN_BYTES;
		} else if (s[i] < 0x80) {
			spot = ascii_spot(s + i);
			width = 1;
		} else {
			width = character_bytes(s[i]);
			continue;
		}
		if (bit_set(gate->seen, spot))
			note_literals(&f, spot, i, false);
	}
}

/* ---- all of a report ------------------------------------------------------------------ */

/* The plain literals that begin at `at`. */
static void
note_places(struct place_finder *f, size_t at)
{
	uint32_t spot = spot_of((const unsigned char *)f->text.at + at);
	if (bit_set(f->gate->plain_first, spot))
		note_literals(f, spot, at, true);
}

/* Bytes as a number, the first one lowest. */
static inline uint64_t
eight_bytes(const unsigned char *s)
{
	return four_bytes(s) | (uint64_t)four_bytes(s + 4) << 32;
}

/* The highest four bits of the first bytes of as many characters of three bytes. */
static const uint64_t leads[WINDOW_MAX + 1] = {0, 0xF0, UINT64_C(0xF00000F0),
					       UINT64_C(0xF00000F00000F0)};

/* The end of the run of windows of characters of three bytes from `at` on whose last one is
 * in no plain literal where it could be; that of the whole run, if all are such. */
static inline size_t
pass_windows(const struct place_finder *f, size_t at, unsigned window)
{
	const bool *seen = f->gate->plain_seen;
	const unsigned char *s = (const unsigned char *)f->text.at;
	const size_t step = window * HAN_BYTES, end = f->text.len;

	for (; at + WINDOW_MAX * HAN_BYTES <= end; at += step) {
		uint64_t odd = (eight_bytes(s + at) ^ UINT64_C(0xE0E0E0E0E0E0E0E0)) & leads[window];
		/* The last character with the byte before it, to be read at once. */
		uint32_t last = window > 1 ? four_bytes(s + at + step - 4) >> 8
					   : four_bytes(s + at) & 0xFFFFFF;
		if (odd || seen[passed_slot(last)])
			break;
	}
	return at;
}

static size_t
pass_all(const struct place_finder *f, size_t at)
{
	switch (f->gate->window) {
	case 1:
		return pass_windows(f, at, 1);
	case 2:
		return pass_windows(f, at, 2);
	default:
		return pass_windows(f, at, WINDOW_MAX);
	}
}

const struct gate_place *
rulebook_places(const struct rulebook *rb, struct arena *a, struct str text, size_t *count)
{
	struct gate_places found = {0};
	struct place_finder f = {rb->gate, a, text, &found};
	const unsigned char *s = (const unsigned char *)text.at;

	for (size_t at = 0; f.gate->window && at + HAN_BYTES <= text.len;) {
		at = pass_all(&f, at);
		/* What stopped it stands in one of these characters. */
		for (unsigned i = 0; i < f.gate->window && at + HAN_BYTES <= text.len; i++) {
			if (s[at] < 0x80 || opens_han(s[at]))
				note_places(&f, at);
			at += character_bytes(s[at]);
		}
	}
	*count = found.all.len;
	return found.all.at;
}
