/*
 * Gates: what every match of a pattern must hold, so that most patterns are
 * never tried.  Two demands are read off the expanded regular expression: the
 * kinds of its mandatory captures, and a set of literals of which each match
 * holds one.  Whatever is not understood makes no demand: a gate may let too
 * much through, never too little.
 *
 * All literals of a rulebook are looked for in one pass over a stretch: a
 * table by first character (a Han character's code point, or two ASCII bytes
 * in any case) leads to a short list of candidates.  Cost: one bit looked up
 * a character.
 */
#include "rule_internal.h"

#include <stdlib.h>
#include <string.h>

enum {
	LITERALS_MAX = GATE_WORDS * 64,
	SET_MAX = 48,	   /* literals of one pattern */
	LITERAL_BYTES = 48 /* a longer one is cut: its beginning is demanded as well */
};

struct gate_literal {
	struct str text; /* ASCII letters in lower case */
	/* The first eight bytes: a text has them when (bytes | fold) & mask is head. */
	uint64_t head, fold, mask;
	uint32_t key;
	uint16_t bit;
	uint16_t chain; /* while building: index + 1 of the next one of its hash */
	bool last;	/* of its key */
	bool plain;	/* of a pattern that needs no fact where it stands */
};

enum { HASH_HEADS = 2048 };
struct gate_builder {
	struct arena *arena;
	VEC(struct gate_literal) literals;
	uint16_t heads[HASH_HEADS];
};

enum { HAN_KEYS = 0x10000, ASCII_KEYS = 0x4000, KEYS = HAN_KEYS + ASCII_KEYS };

struct gate {
	uint64_t present[KEYS / 64]; /* small enough to stay in the nearest cache */
	uint64_t plain[KEYS / 64];   /* keys of plain literals */
	uint16_t first[KEYS];	     /* index + 1 of the first literal with a key */
	const struct gate_literal *literals;
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

static inline uint32_t
ascii_key(unsigned char a, unsigned char b)
{
	return HAN_KEYS + ((uint32_t)a << 7 | b);
}

static inline uint32_t
three_bytes(const unsigned char *s)
{
	return (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
}

/* ---- what a piece of a regular expression demands ------------------------------ */

struct literal_set {
	struct str *at;
	size_t count; /* 0: no demand */
	size_t shortest;
};
struct demand {
	kind_set needs; /* all of these */
	kind_set one;	/* one of these; 0: no demand */
	struct literal_set set;
};

struct analysis {
	struct arena *arena;
	struct str regex;
	size_t at;
	unsigned depth;
	bool unsure;
};

static struct demand demand_of_alternation(struct analysis *x);

static bool
more(const struct analysis *x)
{
	return x->at < x->regex.len;
}

static char
ahead(const struct analysis *x, size_t n)
{
	return x->at + n < x->regex.len ? x->regex.at[x->at + n] : '\0';
}

static bool
set_better(const struct literal_set *a, const struct literal_set *b)
{
	if (!a->count || !b->count)
		return a->count > 0;
	if (a->shortest != b->shortest)
		return a->shortest > b->shortest;
	return a->count < b->count;
}

static unsigned
popcount(kind_set k)
{
	return (unsigned)__builtin_popcount(k);
}

static void
demand_add(struct demand *to, const struct demand *d)
{
	to->needs |= d->needs;
	if (d->one && (!to->one || popcount(d->one) < popcount(to->one)))
		to->one = d->one;
	if (set_better(&d->set, &to->set))
		to->set = d->set;
}

/* The set of a literal run, if it is telling: a Han character or three letters. */
static struct literal_set
set_of_run(struct arena *a, struct str run)
{
	struct literal_set none = {0};
	/* A literal is found by a Han character or two ASCII bytes. */
	while (run.len && (unsigned char)run.at[0] < 0x80 &&
	       (run.len < 2 || (unsigned char)run.at[1] >= 0x80))
		run = str_sub(run, 1, run.len);
	if (run.len > LITERAL_BYTES) {
		size_t cut = LITERAL_BYTES;
		while (((unsigned char)run.at[cut] & 0xC0) == 0x80)
			cut--;
		run.len = cut;
	}
	size_t letters = 0, han = 0;
	for (size_t i = 0; i < run.len;) {
		uint32_t c = utf8_next(run.at, &i);
		han += cp_is_han(c);
		letters += (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
	}
	if (!han && letters < 3)
		return none;
	struct str *text = arena_alloc(a, sizeof *text);
	char *bytes = arena_alloc(a, run.len);
	for (size_t i = 0; i < run.len; i++)
		bytes[i] = (char)lower((unsigned char)run.at[i]);
	*text = (struct str){bytes, run.len};
	return (struct literal_set){text, 1, run.len};
}

static void
set_join(struct arena *a, struct literal_set *to, const struct literal_set *s)
{
	struct str *at = arena_array(a, to->count + s->count, sizeof *at);
	if (to->count)
		memcpy(at, to->at, to->count * sizeof *at);
	memcpy(at + to->count, s->at, s->count * sizeof *at);
	size_t shortest = s->shortest;
	if (to->count && to->shortest < shortest)
		shortest = to->shortest;
	*to = (struct literal_set){at, to->count + s->count, shortest};
}

/* Reads a quantifier behind an item.  Whether one stands there; *least is its lower bound. */
static bool
quantifier(struct analysis *x, unsigned *least)
{
	char c = ahead(x, 0);
	*least = 1;
	if (c == '?' || c == '*') {
		*least = 0;
		x->at++;
	} else if (c == '+') {
		x->at++;
	} else if (c == '{' && ((ahead(x, 1) >= '0' && ahead(x, 1) <= '9') || ahead(x, 1) == ',')) {
		*least = ahead(x, 1) != '0' && ahead(x, 1) != ',';
		while (more(x) && ahead(x, 0) != '}')
			x->at++;
		x->at++;
	} else {
		return false;
	}
	if (ahead(x, 0) == '?' || ahead(x, 0) == '+')
		x->at++;
	return true;
}

static kind_set
kind_of_character(uint32_t c)
{
	if (c < SKELETON_BASE || c >= SKELETON_BASE + KIND_COUNT_OF_KINDS)
		return 0;
	return KIND_BIT(c - SKELETON_BASE);
}

/* Skips a class; the kinds in it when it holds nothing else. */
static kind_set
class_kinds(struct analysis *x)
{
	kind_set kinds = 0;
	bool only = true;
	x->at++;
	if (ahead(x, 0) == '^') {
		only = false;
		x->at++;
	}
	for (bool first = true; more(x) && (first || ahead(x, 0) != ']'); first = false) {
		if (ahead(x, 0) == '\\') {
			x->at++;
			only = false;
		} else if (ahead(x, 0) == '[' && ahead(x, 1) == ':') {
			struct str rest = str_sub(x->regex, x->at, x->regex.len);
			size_t close = str_find(rest, STR(":]"));
			x->at += close == SIZE_MAX ? 0 : close + 1;
			only = false;
		}
		if (!more(x))
			break;
		kind_set kind = kind_of_character(utf8_next(x->regex.at, &x->at));
		only = only && kind;
		kinds |= kind;
	}
	x->at++;
	return only ? kinds : 0;
}

/* Behind an opening bracket: moves to what the group holds.  False for a group
 * that consumes nothing itself (a look-around, an option, a comment). */
static bool
group_open(struct analysis *x, bool *skip)
{
	*skip = false;
	if (ahead(x, 0) != '?')
		return true;
	char c = ahead(x, 1);
	if (c == ':' || c == '>') {
		x->at += 2;
		return true;
	}
	if (c == '<' && (ahead(x, 2) == '=' || ahead(x, 2) == '!')) {
		x->at += 3;
		*skip = true;
		return false;
	}
	if (c == '=' || c == '!') {
		x->at += 2;
		*skip = true;
		return false;
	}
	if (c == '<' || c == 'P' || c == '\'') {
		x->at += c == 'P' ? 3 : 2;
		while (more(x) && ahead(x, 0) != '>' && ahead(x, 0) != '\'')
			x->at++;
		x->at++;
		return true;
	}
	x->at++;
	while (more(x) && ahead(x, 0) != ')' && ahead(x, 0) != ':')
		x->at++;
	if (c == '#')
		while (more(x) && ahead(x, 0) != ')')
			x->at++;
	bool body = ahead(x, 0) == ':';
	x->at++;
	return body;
}

static struct demand
demand_of_group(struct analysis *x)
{
	struct demand none = {0}, inside = {0};
	bool skip;
	x->at++;
	bool body = group_open(x, &skip);
	if (!body && !skip)
		return none;
	if (++x->depth > GROUPS_NESTED_MAX + 10) {
		x->unsure = true;
		x->at = x->regex.len;
		return none;
	}
	inside = demand_of_alternation(x);
	x->depth--;
	x->at++; /* the closing bracket */
	return skip ? none : inside;
}

/* A literal character at the place of x; false for anything else. */
static bool
literal_character(struct analysis *x, struct str *out)
{
	char c = ahead(x, 0);
	size_t from = x->at, to = from;
	if (c == '\\') {
		unsigned char next = (unsigned char)ahead(x, 1);
		bool word = (next | 0x20) >= 'a' && (next | 0x20) <= 'z';
		if (word || next == 0 || (next >= '0' && next <= '9'))
			return false;
		from = to = from + 1;
	} else if (strchr("[(|)*+?.^${", c)) {
		return false;
	}
	uint32_t cp = utf8_next(x->regex.at, &to);
	/* Only what the tables can find: three bytes or ASCII, and no fact. */
	if (kind_of_character(cp) || !((to - from == 3) || to - from == 1))
		return false;
	*out = str_sub(x->regex, from, to);
	return true;
}

/* Anything that is neither literal nor group: what it demands of the kinds. */
static struct demand
demand_of_other(struct analysis *x)
{
	struct demand d = {0};
	kind_set kinds = 0;
	if (ahead(x, 0) == '[') {
		kinds = class_kinds(x);
	} else if (ahead(x, 0) == '\\') {
		char c = ahead(x, 1);
		x->at++;
		if (more(x))
			utf8_next(x->regex.at, &x->at);
		/* These go on in ways of their own; braced, they end where they say. */
		if (strchr("xpPgkNoc0123456789", c)) {
			x->unsure = x->unsure || ahead(x, 0) != '{';
			while (more(x) && ahead(x, 0) != '}')
				x->at++;
			x->at++;
		}
	} else {
		kinds = kind_of_character(utf8_next(x->regex.at, &x->at));
	}
	if (popcount(kinds) == 1)
		d.needs = kinds;
	else
		d.one = kinds;
	return d;
}

static void
run_done(struct analysis *x, struct demand *d, struct buf *run)
{
	struct demand literal = {.set = set_of_run(x->arena, buf_str(run))};
	demand_add(d, &literal);
	*run = (struct buf){.arena = x->arena};
}

static struct demand
demand_of_sequence(struct analysis *x)
{
	struct demand all = {0};
	struct buf run = {.arena = x->arena};
	while (more(x) && ahead(x, 0) != '|' && ahead(x, 0) != ')') {
		unsigned least;
		struct str c;
		if (literal_character(x, &c)) {
			x->at = (size_t)(c.at - x->regex.at) + c.len;
			bool repeated = quantifier(x, &least);
			if (least)
				buf_add(&run, c);
			if (repeated)
				run_done(x, &all, &run);
			continue;
		}
		run_done(x, &all, &run);
		struct demand d = ahead(x, 0) == '(' ? demand_of_group(x) : demand_of_other(x);
		quantifier(x, &least);
		if (least)
			demand_add(&all, &d);
	}
	run_done(x, &all, &run);
	return all;
}

/* One of several: what all demand, or one demand of each. */
static struct demand
demand_of_alternation(struct analysis *x)
{
	struct demand all = demand_of_sequence(x);
	while (more(x) && ahead(x, 0) == '|') {
		x->at++;
		struct demand d = demand_of_sequence(x);
		kind_set left = all.needs ? all.needs : all.one;
		kind_set right = d.needs ? d.needs : d.one;
		all.one = left && right ? left | right : 0;
		all.needs &= d.needs;
		bool both = all.set.count && d.set.count && all.set.count + d.set.count <= SET_MAX;
		if (both)
			set_join(x->arena, &all.set, &d.set);
		else
			all.set = (struct literal_set){0};
	}
	return all;
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
	const unsigned char *s = (const unsigned char *)text.at;
	*bit = (uint16_t)g->literals.len;
	struct gate_literal *l = VEC_PUSH(g->arena, &g->literals);
	l->text = text;
	l->bit = *bit;
	l->chain = *head;
	*head = (uint16_t)(*bit + 1);
	l->key = s[0] < 0x80 ? ascii_key(s[0], s[1]) : three_bytes(s);
	literal_head(l);
	return true;
}

void
gate_everywhere(struct gate_builder *g, const struct pattern *p)
{
	for (size_t i = 0; i < p->literal_count; i++)
		g->literals.at[p->literals[i]].plain = true;
}

void
gate_analyse(struct gate_builder *g, struct pattern *p, bool literals)
{
	struct analysis x = {.arena = g->arena, .regex = p->regex};
	struct demand d = demand_of_alternation(&x);
	if (x.unsure || x.at != p->regex.len)
		return;
	p->needs = d.needs;
	/* What is needed anyway fulfils a demand for one of several. */
	p->needs_one = d.one & d.needs ? 0 : d.one;
	if (!literals || !d.set.count)
		return;
	uint16_t *bits = arena_array(g->arena, d.set.count, sizeof *bits);
	for (size_t i = 0; i < d.set.count; i++)
		if (!literal_bit(g, d.set.at[i], &bits[i]))
			return;
	p->literals = bits;
	p->literal_count = d.set.count;
	if (!p->needs && !p->needs_one)
		gate_everywhere(g, p);
}

static int
literal_order(const void *a, const void *b)
{
	const struct gate_literal *l = a, *m = b;
	if (l->key != m->key)
		return l->key < m->key ? -1 : 1;
	return l->bit < m->bit ? -1 : 1;
}

/* Two ASCII bytes lead to the list however they are cased. */
static void
key_set(struct gate *gate, uint32_t key, uint16_t first, bool plain)
{
	unsigned char a = key >= HAN_KEYS ? (unsigned char)((key - HAN_KEYS) >> 7) : 0;
	unsigned char b = key >= HAN_KEYS ? key & 0x7F : 0;
	for (unsigned upper = 0; upper < 4; upper++) {
		uint32_t k = key;
		bool a_letter = a >= 'a' && a <= 'z', b_letter = b >= 'a' && b <= 'z';
		if ((upper & 1 && !a_letter) || (upper & 2 && !b_letter))
			continue;
		if (upper)
			k = ascii_key(upper & 1 ? a & 0x5F : a, upper & 2 ? b & 0x5F : b);
		gate->first[k] = first;
		gate->present[k >> 6] |= UINT64_C(1) << (k & 63);
		gate->plain[k >> 6] |= (uint64_t)plain << (k & 63);
	}
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
		l->last = i + 1 == n || l[1].key != l->key;
		key_set(gate, l->key, (uint16_t)(i + 1), l->plain);
	}
	gate->literals = g->literals.at;
	*literal_count = n;
	return gate;
}

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

static void
gate_candidates(const struct gate_literal *l, const unsigned char *s, size_t left,
		uint64_t bits[GATE_WORDS])
{
	uint64_t head = 0;
	memcpy(&head, s, left < 8 ? left : 8);
	for (;; l++) {
		if (((head | l->fold) & l->mask) == l->head && l->text.len <= left &&
		    rest_here(l->text, s))
			bits[l->bit >> 6] |= UINT64_C(1) << (l->bit & 63);
		if (l->last)
			return;
	}
}

void
rulebook_gate(const struct rulebook *rb, struct str stretch, bool plain, uint64_t bits[GATE_WORDS])
{
	const struct gate *gate = rb->gate;
	const uint64_t *present = plain ? gate->plain : gate->present;
	const unsigned char *s = (const unsigned char *)stretch.at;
	memset(bits, 0, GATE_WORDS * sizeof *bits);
	/* No literal is shorter than three bytes. */
	for (size_t i = 0, width; i + 3 <= stretch.len; i += width) {
		unsigned char c = s[i];
		uint32_t key;
		width = 1;
		if (c >= 0xE0 && c < 0xF0) {
			key = three_bytes(s + i);
			width = 3;
		} else if (c < 0x80) {
			key = ascii_key(c, s[i + 1] & 0x7F);
		} else {
			width = c >= 0xF0 ? 4 : 2;
			continue;
		}
		if (present[key >> 6] >> (key & 63) & 1)
			gate_candidates(&gate->literals[gate->first[key] - 1], s + i,
					stretch.len - i, bits);
	}
}
