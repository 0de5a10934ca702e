/*
 * The gate: the literals of all patterns, looked for in one pass over a
 * stretch, so that a pattern is tried only where one of its own stands.  A hash of
 * what a character could open leads to a short list of literals, if there are any.  Cost: two
 * bits looked up a character, without a branch, as every second one opens a literal.
 *
 * Literals of patterns that need no fact, or whose stretches are long, are looked for in all
 * of a report, where a map of three of their first bytes (byte_map.h) leaves most others out.
 */
#include "rule_internal.h"

#include "../base/byte_map.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum {
	LITERALS_MAX = 2048,
	SLOT_BITS = 15,
	SLOTS = 1 << SLOT_BITS, /* small enough to stay in the nearest cache */
	HEADS = 1 << 14,
	HASH_HEADS = 2048,
	HAN_BYTES = 3,
	OPENINGS = 256 /* that are noted before they are looked at; two of a character */
};

struct gate_literal {
	struct str text; /* ASCII letters in lower case */
	/* The first eight bytes: a text has them when (bytes | fold) & mask is head. */
	uint64_t head, fold, mask;
	uint32_t slot; /* of its opening */
	uint16_t bit;
	uint16_t chain;	 /* while building: index + 1 of the next one of its hash */
	bool last;	 /* of its head */
	bool everywhere; /* of a pattern for which all of a report is looked through */
};

struct gate_builder {
	struct arena *arena, *own; /* of the gate; of this and of literals while they are added */
	VEC(struct gate_literal) literals;
	uint16_t heads[HASH_HEADS];
};

struct gate {
	uint64_t opens[SLOTS / 64];	       /* slots of openings */
	uint64_t everywhere_opens[SLOTS / 64]; /* of those that are looked for everywhere */
	uint16_t first[HEADS];		       /* index + 1 of the first literal of a head */
	struct byte_set everywhere[TRIPLE];    /* three bytes of these, from tell_from on */
	bool any_everywhere;
	const struct gate_literal *literals;
	size_t most; /* of one head */
};

struct gate_builder *
gate_builder_new(struct arena *a, void (*oom)(void))
{
	struct arena *own = arena_new(oom);
	if (!own)
		oom();
	struct gate_builder *g = arena_alloc(own, sizeof *g);
	g->arena = a;
	g->own = own;
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

/* Bytes as a number, the first one lowest. */
static inline uint64_t
eight_bytes(const unsigned char *s)
{
	uint64_t bytes;
	memcpy(&bytes, s, sizeof bytes);
	return le64toh(bytes);
}

/* The same, of a text that has so many left; zero behind them. */
static inline uint64_t
first_eight(const unsigned char *s, size_t left)
{
	if (left >= sizeof(uint64_t))
		return eight_bytes(s);
	unsigned char few[sizeof(uint64_t)] = {0};
	memcpy(few, s, left);
	return eight_bytes(few);
}

static inline uint32_t
slot_of(uint64_t opening)
{
	return (uint32_t)(opening * UINT64_C(0x9E3779B97F4A7C15) >> (64 - SLOT_BITS));
}

/* The slot of three ASCII bytes, however they are cased. */
static inline uint32_t
ascii_slot(uint64_t head)
{
	return slot_of((head & 0xFFFFFF) | 0x202020);
}

/* Of a character of three bytes alone. */
static inline uint32_t
short_slot(uint64_t head)
{
	return slot_of(head & 0xFFFFFF);
}

/* Of two such characters. */
static inline uint32_t
long_slot(uint64_t head)
{
	return slot_of(head << 16);
}

static inline uint32_t
head_of(uint32_t slot)
{
	return slot / (SLOTS / HEADS);
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
	l->head = eight_bytes(head);
	l->mask = eight_bytes(mask);
	l->fold = eight_bytes(fold);
	l->slot = head[0] < 0x80	       ? ascii_slot(l->head)
		  : opens_han(head[HAN_BYTES]) ? long_slot(l->head)
					       : short_slot(l->head);
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
	struct gate_literal *l = VEC_PUSH(g->own, &g->literals);
	l->text = text;
	l->bit = *bit;
	l->chain = *head;
	*head = (uint16_t)(*bit + 1);
	literal_head(l);
	return true;
}

/* The gate of a set; none when there is no room for all of it, or one is too short to be looked for. */
static struct literal_gate
literal_gate(struct gate_builder *g, const struct literal_set *set)
{
	uint16_t *bits = arena_array(g->arena, set->count, sizeof *bits);
	struct literal_gate made = {bits, set->count, set->spot, {{0}}};
	for (size_t i = 0; i < set->count; i++) {
		if (set->at[i].len < HAN_BYTES || !literal_bit(g, set->at[i], &bits[i]))
			return (struct literal_gate){0};
		hints_add(&made.hints, bits[i]);
	}
	return made;
}

/* How far from a fact the literals of a gate can stand, in bytes. */
static uint32_t
spread(const struct pattern *p, const struct literal_gate *g)
{
	struct spot_range range = {0};

	spot_widen(&range, p, g);
	return bound_sum(range.before, range.behind);
}

/* Puts a gate among those of p that there are, the nearest to facts first. */
static void
gate_put(struct pattern *p, size_t count, struct literal_gate gate)
{
	for (; count && spread(p, &p->gates[count - 1]) > spread(p, &gate); count--)
		p->gates[count] = p->gates[count - 1];
	p->gates[count] = gate;
}

/* Is it spelled in one way only, whatever the case? */
static bool
is_caseless(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_letter((unsigned char)text.at[i]))
			return false;
	return true;
}

/* Where matches of p begin is told by facts, or else by a literal that stands near. */
static void
landmark_choose(struct pattern *p, const struct demand *d)
{
	p->landmark_most = UNBOUNDED;
	for (size_t i = 0; i < LITERAL_GATES && !p->link_count && !p->anchored; i++) {
		const struct literal_set *s = &d->sets[i];
		if (s->count == 1 && !s->spot.behind && s->spot.most < p->landmark_most &&
		    is_caseless(s->at[0])) {
			p->landmark = s->at[0];
			p->landmark_most = s->spot.most;
		}
	}
}

void
gate_add(struct gate_builder *g, struct pattern *p, const struct demand *d, enum gate_use use)
{
	p->needs = d->needs;
	/* What is needed anyway fulfils a demand for one of several. */
	p->needs_one = d->one & d->needs ? 0 : d->one;
	p->tail = d->tail;
	p->anchored = d->anchored;
	struct fact_link *links = arena_array(g->arena, d->row.count, sizeof *links);
	memcpy(links, d->row.links, d->row.count * sizeof *links);
	p->links = links;
	p->link_count = d->row.count;
	landmark_choose(p, d);
	if (use == GATES_NONE)
		return;
	p->everywhere = use == GATES_WIDE || (use == GATES_MATCH && pattern_plain(p));
	size_t most = p->everywhere ? 1 : LITERAL_GATES, count = 0;
	for (size_t i = 0; i < most; i++) {
		struct literal_gate made = literal_gate(g, &d->sets[i]);
		if (made.count)
			gate_put(p, count++, made);
	}
	for (size_t i = 0; i < p->gates[0].count && p->everywhere; i++)
		g->literals.at[p->gates[0].literals[i]].everywhere = true;
}

static int
literal_order(const void *a, const void *b)
{
	const struct gate_literal *l = a, *m = b;
	if (l->slot != m->slot)
		return l->slot < m->slot ? -1 : 1;
	return l->bit < m->bit ? -1 : 1;
}

/* How many bytes a product of sets of bytes holds. */
static unsigned
byte_set_size(const struct byte_set *set, unsigned bucket)
{
	unsigned low = 0, high = 0;
	for (unsigned i = 0; i < 16; i++) {
		low += set->low[i] >> bucket & 1;
		high += set->high[i] >> bucket & 1;
	}
	return low * high;
}

/* Puts the three bytes, letters in both cases, into a bucket. */
static void
triple_add(struct byte_set sets[TRIPLE], const unsigned char *s, unsigned bucket)
{
	for (size_t i = 0; i < TRIPLE; i++) {
		byte_set_add(&sets[i], s[i], bucket);
		if (is_letter(s[i]))
			byte_set_add(&sets[i], s[i] ^ 0x20, bucket);
	}
}

/* The bucket that has to take in the least besides these three bytes. */
static unsigned
bucket_for(const struct byte_set sets[TRIPLE], const unsigned char *s)
{
	unsigned best = 0, least = UINT32_MAX;
	for (unsigned bucket = 0; bucket < BYTE_BUCKETS; bucket++) {
		struct byte_set with[TRIPLE];
		unsigned before = 1, after = 1;
		memcpy(with, sets, sizeof with);
		triple_add(with, s, bucket);
		for (size_t i = 0; i < TRIPLE; i++) {
			before *= byte_set_size(&sets[i], bucket);
			after *= byte_set_size(&with[i], bucket);
		}
		if (after - before < least) {
			least = after - before;
			best = bucket;
		}
	}
	return best;
}

/* Opens a literal with two characters of three bytes? */
static bool
is_long(const struct gate_literal *l)
{
	const unsigned char *s = (const unsigned char *)l->text.at;
	return opens_han(s[0]) && l->text.len >= 2 * HAN_BYTES && opens_han(s[HAN_BYTES]);
}

/* Three bytes of two characters tell more than those of one, which may be a frequent one. */
static size_t
tell_from(const struct gate_literal *l)
{
	return is_long(l) ? HAN_BYTES - 1 : 0;
}

static void
note_everywhere(struct gate *gate, const struct gate_literal *l)
{
	const unsigned char *s = (const unsigned char *)l->text.at + tell_from(l);
	set_bit(gate->everywhere_opens, l->slot);
	triple_add(gate->everywhere, s, bucket_for(gate->everywhere, s));
	gate->any_everywhere = true;
}

const void *
gate_finish(struct gate_builder *g, size_t *literal_count)
{
	struct gate *gate = arena_alloc(g->arena, sizeof *gate);
	size_t n = g->literals.len;
	struct gate_literal *literals = arena_array(g->arena, n, sizeof *literals);
	if (n) {
		memcpy(literals, g->literals.at, n * sizeof *literals);
		qsort(literals, n, sizeof *literals, literal_order);
	}
	arena_free(g->own); /* and g with it */
	for (size_t i = n, run = 0; i-- > 0;) {
		struct gate_literal *l = &literals[i];
		l->last = i + 1 == n || head_of(l[1].slot) != head_of(l->slot);
		run = l->last ? 1 : run + 1;
		gate->most = run > gate->most ? run : gate->most;
		set_bit(gate->opens, l->slot);
		gate->first[head_of(l->slot)] = (uint16_t)(i + 1);
		if (l->everywhere)
			note_everywhere(gate, l);
	}
	gate->literals = literals;
	*literal_count = n;
	return gate;
}

/* ---- looking ------------------------------------------------------------------------- */

static struct gate_place
place_of(const struct gate_literal *l, size_t at)
{
	return (struct gate_place){(uint32_t)at, l->bit, (uint16_t)l->text.len};
}

struct place_finder {
	const struct gate *gate;
	const uint64_t *opens; /* what literals that are looked for open with */
	bool everywhere;       /* only those of which this is true are */
	struct arena *arena;
	struct str text;
	size_t end; /* of what is searched; a literal ends there at most */
	struct gate_places *found;
};

/* Does a literal whose first eight bytes stand at `at` stand there? */
static inline bool
rest_here(const struct place_finder *f, const struct gate_literal *l, size_t at)
{
	const unsigned char *s = (const unsigned char *)f->text.at + at;

	if (l->text.len > f->end - at)
		return false;
	for (size_t i = sizeof l->head; i < l->text.len; i++)
		if ((unsigned char)l->text.at[i] != lower(s[i]))
			return false;
	return true;
}

/* Room for all literals that can stand at a place. */
static void
places_reserve(struct place_finder *f)
{
	struct gate_places *found = f->found;

	while (found->all.cap - found->all.len < f->gate->most)
		found->all.at = vec_grow(f->arena, found->all.at, found->all.len, &found->all.cap,
					 sizeof *found->all.at);
}

/* The literals of a slot that begin at `at`. */
static inline void
note_slot(struct place_finder *f, uint32_t slot, uint64_t head, size_t at)
{
	const struct gate_literal *l = &f->gate->literals[f->gate->first[head_of(slot)] - 1];

	if (f->found->all.cap - f->found->all.len < f->gate->most)
		places_reserve(f);
	for (;; l++) {
		if (((head | l->fold) & l->mask) == l->head && l->everywhere >= f->everywhere &&
		    rest_here(f, l, at))
			f->found->all.at[f->found->all.len++] = place_of(l, at);
		if (l->last)
			return;
	}
}

/* The same, if there are any. */
static inline void
note_slots(struct place_finder *f, uint32_t slot, uint64_t head, size_t at)
{
	if (bit_set(f->opens, slot))
		note_slot(f, slot, head, at);
}

static inline uint64_t
head_at(const struct place_finder *f, size_t at)
{
	return first_eight((const unsigned char *)f->text.at + at, f->text.len - at);
}

static inline void
note_ascii(struct place_finder *f, size_t at)
{
	uint64_t head = head_at(f, at);
	note_slots(f, ascii_slot(head), head, at);
}

static inline void
note_short(struct place_finder *f, size_t at)
{
	uint64_t head = head_at(f, at);
	note_slots(f, short_slot(head), head, at);
}

static inline void
note_long(struct place_finder *f, size_t at)
{
	uint64_t head = head_at(f, at);
	note_slots(f, long_slot(head), head, at);
}

/* Where a literal may open, and the slot of what stands there. */
struct opening {
	uint32_t at, slot;
};

/* Notes an opening, if some literal opens so; how many there are then. */
static inline size_t
opening_put(const uint64_t *opens, struct opening *to, size_t count, size_t at, uint32_t slot)
{
	to[count] = (struct opening){(uint32_t)at, slot};
	return count + bit_set(opens, slot);
}

/* Notes those of the character at *at, which begins with these bytes, and goes on behind it. */
static inline size_t
openings_put(const uint64_t *opens, struct opening *to, size_t count, size_t *at, uint64_t head)
{
	unsigned char first = (unsigned char)head;

	if (opens_han(first)) {
		count = opening_put(opens, to, count, *at, short_slot(head));
		count = opening_put(opens, to, count, *at, long_slot(head));
		*at += HAN_BYTES;
	} else if (first < 0x80) {
		count = opening_put(opens, to, count, *at, ascii_slot(head));
		++*at;
	} else {
		*at += character_bytes(first);
	}
	return count;
}

/* The openings from *from on, as many as there is room for. */
static size_t
openings_read(const struct place_finder *f, uint32_t *from, struct opening to[OPENINGS])
{
	const unsigned char *s = (const unsigned char *)f->text.at;
	const uint64_t *opens = f->gate->opens;
	/* No literal is shorter than three bytes. */
	const size_t end = f->end - HAN_BYTES + 1, ahead = sizeof(uint64_t) - 1;
	const size_t eight = f->text.len > ahead ? f->text.len - ahead : 0;
	const size_t far = eight < end ? eight : end;
	size_t i = *from, count = 0;

	while (i < far && count + 2 <= OPENINGS)
		count = openings_put(opens, to, count, &i, eight_bytes(s + i));
	while (i < end && count + 2 <= OPENINGS)
		count = openings_put(opens, to, count, &i, head_at(f, i));
	*from = (uint32_t)i;
	return count;
}

void
rulebook_gate(const struct rulebook *rb, struct arena *a, struct str text, struct span piece,
	      struct gate_places *out)
{
	const struct gate *gate = rb->gate;
	struct place_finder f = {gate, gate->opens, false, a, text, piece.to, out};
	struct opening openings[OPENINGS];

	while (piece.from + HAN_BYTES <= piece.to) {
		size_t count = openings_read(&f, &piece.from, openings);
		for (size_t i = 0; i < count; i++)
			note_slot(&f, openings[i].slot, head_at(&f, openings[i].at),
				  openings[i].at);
	}
}

/* ---- all of a report ------------------------------------------------------------------ */

/* The literals whose telling bytes (tell_from) are at `at`. */
static void
note_told(struct place_finder *f, size_t at)
{
	unsigned char first = (unsigned char)f->text.at[at];
	if (first < 0x80)
		note_ascii(f, at);
	else if (first >= 0xC0)
		note_short(f, at);
	else if (at >= HAN_BYTES - 1)
		note_long(f, at - (HAN_BYTES - 1));
}

const struct gate_place *
rulebook_places(const struct rulebook *rb, struct arena *a, struct str text, size_t *count)
{
	const struct gate *gate = rb->gate;
	struct gate_places found = {0};
	struct place_finder f = {gate, gate->everywhere_opens, true, a, text, text.len, &found};

	if (gate->any_everywhere && text.len >= HAN_BYTES) {
		uint64_t *map = arena_alloc_raw(a, byte_map_words(text.len) * sizeof *map);
		uint32_t at, end = (uint32_t)text.len - HAN_BYTES + 1;
		byte_map_triples(text.at, text.len, gate->everywhere, map);
		for (struct byte_map_walk w = byte_map_walk(map, 0, end); byte_map_step(&w, &at);)
			note_told(&f, at);
	}
	*count = found.all.len;
	return found.all.at;
}
