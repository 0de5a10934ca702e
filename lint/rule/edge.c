/*
 * What must stand right beside a fact: 增长{by:percent} asks for one character before it, and
 * `by {by:number}` for a word, which few facts of a sentence have.  While a pattern is read, the
 * first and the last bytes of what stands between two facts are kept as texts; of them comes
 * the set of edges that a fact of a match can have, which reach.c looks at in a stretch.
 *
 * An edge is a number made of the bytes nearest to a fact, ASCII letters without case: of the
 * character beside it or, where that is a space, of the two bytes beyond.
 */
#include "rule_internal.h"

#include <string.h>

enum { EDGE_BYTES = 3, EDGE_TEXTS_MAX = 240, EDGE_BITS = 6 };

/* The nearest bytes of one side, in the order of the text. */
struct edge_text {
	unsigned char at[EDGE_BYTES];
	uint8_t len;
	bool whole; /* it is all that stands there; else something may stand beyond */
};
struct edge_texts {
	size_t count;
	struct edge_text at[];
};

const struct edge_texts edge_anything = {0};

/* ---- texts ---------------------------------------------------------------------- */

static unsigned char
lower(unsigned char c)
{
	return (unsigned)(c - 'A') < 26 ? c | 0x20 : c;
}

static struct edge_texts *
texts_new(struct arena *a, size_t room)
{
	room = room < EDGE_TEXTS_MAX ? room : EDGE_TEXTS_MAX;
	return arena_alloc(a, sizeof(struct edge_texts) + room * sizeof(struct edge_text));
}

/* False when there are too many. */
static bool
texts_add(struct edge_texts *to, struct edge_text t)
{
	t.whole = t.whole && t.len < EDGE_BYTES;
	for (size_t i = 0; i < to->count; i++)
		if (to->at[i].len == t.len && memcmp(to->at[i].at, t.at, t.len) == 0) {
			to->at[i].whole = to->at[i].whole && t.whole;
			return true;
		}
	if (to->count == EDGE_TEXTS_MAX)
		return false;
	to->at[to->count++] = t;
	return true;
}

/* As much of a text as counts on that side. */
static struct edge_text
text_cut(const unsigned char *s, size_t len, enum edge_side side, bool whole)
{
	struct edge_text t = {.whole = whole && len < EDGE_BYTES};

	t.len = (uint8_t)(len < EDGE_BYTES ? len : EDGE_BYTES);
	memcpy(t.at, side == EDGE_BEHIND ? s : s + len - t.len, t.len);
	for (size_t i = 0; i < t.len; i++)
		t.at[i] = lower(t.at[i]);
	return t;
}

const struct edge_texts *
edge_of_text(struct arena *a, struct str text, enum edge_side side)
{
	struct edge_texts *out = texts_new(a, 1);

	texts_add(out, text_cut((const unsigned char *)text.at, text.len, side, true));
	return out;
}

/* One of the texts nearest to the fact, and what stands beyond it. */
static bool
add_joined(struct edge_texts *out, const struct edge_text *near, const struct edge_texts *beyond,
	   enum edge_side side)
{
	struct edge_text open = *near;
	unsigned char s[2 * EDGE_BYTES];

	if (!near->whole || !beyond)
		return texts_add(out, *near);
	open.whole = false;
	if (beyond == &edge_anything)
		return texts_add(out, open);
	for (size_t i = 0; i < beyond->count; i++) {
		const struct edge_text *t = &beyond->at[i];
		const struct edge_text *first = side == EDGE_BEHIND ? near : t;
		const struct edge_text *second = side == EDGE_BEHIND ? t : near;
		memcpy(s, first->at, first->len);
		memcpy(s + first->len, second->at, second->len);
		size_t len = (size_t)first->len + second->len;
		if (!texts_add(out, text_cut(s, len, side, t->whole)))
			return false;
	}
	return true;
}

const struct edge_texts *
edge_join(struct arena *a, const struct edge_texts *near, const struct edge_texts *beyond,
	  enum edge_side side)
{
	bool whole = false;

	if (!near)
		return beyond;
	for (size_t i = 0; i < near->count; i++)
		whole |= near->at[i].whole;
	if (!whole || !beyond)
		return near;
	struct edge_texts *out = texts_new(a, near->count * (beyond->count + 1));
	for (size_t i = 0; i < near->count; i++)
		if (!add_joined(out, &near->at[i], beyond, side))
			return &edge_anything;
	return out;
}

const struct edge_texts *
edge_either(struct arena *a, const struct edge_texts *x, const struct edge_texts *y)
{
	const struct edge_texts *both[] = {x, y};

	if (x == &edge_anything || y == &edge_anything)
		return &edge_anything;
	if (x == y)
		return x;
	struct edge_texts *out = texts_new(a, (x ? x->count : 1) + (y ? y->count : 1));
	for (size_t k = 0; k < 2; k++) {
		if (!both[k])
			texts_add(out, (struct edge_text){.whole = true});
		for (size_t i = 0; both[k] && i < both[k]->count; i++)
			if (!texts_add(out, both[k]->at[i]))
				return &edge_anything;
	}
	return out;
}

const struct edge_texts *
edge_open(struct arena *a, const struct edge_texts *x)
{
	if (!x || x == &edge_anything)
		return x;
	struct edge_texts *out = texts_new(a, x->count);
	for (size_t i = 0; i < x->count; i++) {
		struct edge_text t = x->at[i];
		t.whole = false;
		texts_add(out, t);
	}
	return out;
}

/* ---- of a regular expression ------------------------------------------------------- */

/* A character that stands there, or what is the same without case. */
static const struct edge_texts *
edge_of_character(struct arena *a, bool caseless, struct str c, enum edge_side side)
{
	size_t at = 0;
	uint32_t cp = utf8_next(c.at, &at);

	bool mark = (cp >= 0x2010 && cp < 0x2028) || (cp >= 0x3000 && cp < 0x3040);
	if (kind_of_character(cp) || (caseless && cp >= 0x80 && !mark && !cp_is_han(cp)))
		return &edge_anything;
	return edge_of_text(a, c, side);
}

const struct edge_texts *
edge_of_literal(struct arena *a, bool caseless, struct str c, uint32_t least, uint32_t most,
		enum edge_side side)
{
	const struct edge_texts *edge = edge_of_character(a, caseless, c, side);

	if (most != 1)
		edge = edge_open(a, edge);
	return least ? edge : edge_either(a, NULL, edge);
}

const struct edge_texts *
edge_of_class(struct arena *a, bool caseless, struct str class)
{
	const struct edge_texts *all = NULL;
	size_t end = class.len ? class.len - 1 : 0;

	for (size_t at = 1; at < end;) {
		bool escaped = class.at[at] == '\\';
		size_t from = at += escaped;
		unsigned char c = (unsigned char)class.at[at];
		if (at >= end || (escaped && (is_letter(c) || is_digit((char)c))) ||
		    (!escaped && (c == '[' || c == '^' || (c == '-' && at > 1 && at + 1 < end))))
			return &edge_anything;
		utf8_next(class.at, &at);
		const struct edge_texts *one =
			edge_of_character(a, caseless, str_sub(class, from, at), EDGE_BEFORE);
		all = all ? edge_either(a, all, one) : one;
	}
	return all ? all : &edge_anything;
}

/* ---- numbers --------------------------------------------------------------------- */

static unsigned
number_of(unsigned char one, unsigned char other)
{
	return (uint32_t)(one | other << 8) * UINT32_C(0x9E3779B1) >> (32 - EDGE_BITS);
}

/* Can this be the byte nearest to the fact of ſ or of the sign of kelvin, which are s and k to a
 * pattern without case? */
static bool
may_fold(unsigned char c, enum edge_side side)
{
	return side == EDGE_BEFORE ? c == 0xBF || c == 0xAA : c == 0xC5 || c == 0xE2;
}

/* The edge whose nearest bytes are these; EDGE_UNKNOWN, when a letter might be among them that is
 * another one without case. */
static uint8_t
edge_of(unsigned char nearest, unsigned char next, unsigned char last, enum edge_side side)
{
	if (nearest == ' ') {
		if (may_fold(next, side) || may_fold(last, side))
			return EDGE_UNKNOWN;
		return (uint8_t)number_of(lower(next), lower(last));
	}
	if (nearest < 0x80)
		return (uint8_t)(EDGE_DIRECT + number_of(lower(nearest), 0));
	bool kelvin = nearest == (side == EDGE_BEFORE ? 0xAA : 0xE2) && next == 0x84;
	bool long_s = nearest == (side == EDGE_BEFORE ? 0xBF : 0xC5) &&
		      next == (side == EDGE_BEFORE ? 0xC5 : 0xBF);
	if (kelvin || long_s)
		return EDGE_UNKNOWN;
	/* Two bytes of one character: the first of three says little. */
	if (side == EDGE_BEHIND && nearest >= 0xE0)
		return (uint8_t)(EDGE_DIRECT + number_of(next, last));
	return (uint8_t)(EDGE_DIRECT + number_of(nearest, next));
}

uint8_t
edge_before(const char *skeleton, uint32_t at)
{
	const unsigned char *s = (const unsigned char *)skeleton + at;

	return at < EDGE_BYTES ? EDGE_UNKNOWN : edge_of(s[-1], s[-2], s[-3], EDGE_BEFORE);
}

uint8_t
edge_behind(const char *skeleton, uint32_t at, uint32_t len)
{
	const unsigned char *s = (const unsigned char *)skeleton + at;

	return len - at < EDGE_BYTES ? EDGE_UNKNOWN : edge_of(s[0], s[1], s[2], EDGE_BEHIND);
}

static void
set_add(struct edge_set *set, uint8_t edge)
{
	if (edge == EDGE_UNKNOWN)
		return;
	if (edge < EDGE_DIRECT)
		set->spaced |= UINT64_C(1) << edge;
	else
		set->direct |= UINT64_C(1) << (edge - EDGE_DIRECT);
}

/* All edges that a text of which so much is known may give. */
static void
set_add_text(struct edge_set *set, const struct edge_text *t, enum edge_side side)
{
	unsigned char s[EDGE_BYTES] = {0};

	for (size_t i = 0; i < t->len; i++)
		s[i] = side == EDGE_BEHIND ? t->at[i] : t->at[t->len - 1 - i];
	if (t->len == 0)
		set->spaced = set->direct = UINT64_MAX;
	else if (s[0] != ' ' || t->len == EDGE_BYTES)
		set_add(set, edge_of(s[0], s[1], s[2], side));
	else if (t->len == 1)
		set->spaced = UINT64_MAX;
	else
		for (unsigned last = 0; last <= UINT8_MAX; last++)
			set_add(set, edge_of(s[0], s[1], (unsigned char)last, side));
}

struct edge_set
edge_set_of(const struct edge_texts *texts, enum edge_side side)
{
	struct edge_set set = {0};

	if (!texts || texts == &edge_anything)
		return (struct edge_set){UINT64_MAX, UINT64_MAX};
	for (size_t i = 0; i < texts->count; i++)
		set_add_text(&set, &texts->at[i], side);
	return set;
}

/* ---- ways ------------------------------------------------------------------------ */

static struct edge_set
set_either(struct edge_set x, struct edge_set y)
{
	return (struct edge_set){x.spaced | y.spaced, x.direct | y.direct};
}

static bool
is_anything(struct edge_set s)
{
	return (s.spaced & s.direct) == UINT64_MAX;
}

bool
edge_pair_is_all(const struct edge_pair *p)
{
	return is_anything(p->before) && is_anything(p->behind);
}

static struct edge_pair
pair_either(const struct edge_pair *x, const struct edge_pair *y)
{
	return (struct edge_pair){set_either(x->before, y->before),
				  set_either(x->behind, y->behind)};
}

/* Does one ask for nothing only on those sides where the other does not, either? */
static bool
are_alike(const struct edge_pair *x, const struct edge_pair *y)
{
	return is_anything(x->before) == is_anything(y->before) &&
	       is_anything(x->behind) == is_anything(y->behind);
}

void
edge_ways_join(struct edge_ways *to, const struct edge_ways *w)
{
	for (size_t i = 0; i < w->count; i++) {
		size_t k = 0;
		while (k < to->count && !are_alike(&to->at[k], &w->at[i]))
			k++;
		if (k == to->count && k < EDGE_PAIRS) {
			to->at[to->count++] = w->at[i];
			continue;
		}
		k = k < to->count ? k : to->count - 1u;
		to->at[k] = pair_either(&to->at[k], &w->at[i]);
	}
}

bool
edge_ways_open(const struct edge_ways *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (edge_pair_is_all(&w->at[i]))
			return true;
	return false;
}
