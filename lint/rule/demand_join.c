/*
 * Demands put together: of one character, of literal text, one behind the other, or of
 * one of two.  Whatever is put together demands no more than each of its parts.
 */
#include "rule_internal.h"

#include <string.h>

enum {
	SET_MAX = 48,	   /* literals of one pattern */
	LITERAL_BYTES = 48 /* a longer one is cut: its beginning is demanded as well */
};

/* One character, or some for which this stands. */
struct demand
demand_of_character(uint32_t least, gap_set what, gap_set must, const struct edge_texts *edge)
{
	return (struct demand){.row = {.rest = {least, UTF8_MAX, 1, what, must, edge, edge}}};
}

/* Of this nothing is known. */
struct demand
demand_of_anything(void)
{
	return (struct demand){.row = {.rest = {.most = UNBOUNDED,
						.what = GAP_ALL,
						.head = &edge_anything,
						.tail = &edge_anything}}};
}

struct demand
demand_of_nothing(void)
{
	return (struct demand){0};
}

struct demand
demand_of_kinds(kind_set kinds)
{
	struct demand d = {.row = {.count = 1, .links = {{.kinds = kinds}}}};

	if (kinds & (kinds - 1))
		d.one = kinds;
	else
		d.needs = kinds;
	return d;
}

/* ---- literals ----------------------------------------------------------------- */

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

/* Keeps the best sets of those that were demanded one beside the other, the best one first. */
void
demand_add_set(struct demand *to, const struct literal_set *s)
{
	size_t i = LITERAL_GATES;

	for (; i > 0 && set_better(s, &to->sets[i - 1]); i--)
		if (i < LITERAL_GATES)
			to->sets[i] = to->sets[i - 1];
	if (i < LITERAL_GATES && s->count)
		to->sets[i] = *s;
}

/* This, then that. */
void
demand_add(struct arena *a, struct demand *to, const struct demand *d)
{
	to->needs |= d->needs;
	if (d->one && (!to->one || popcount(d->one) < popcount(to->one)))
		to->one = d->one;
	for (size_t i = 0; i < LITERAL_GATES; i++)
		spot_close(&to->sets[i].spot, to->row.count, &d->row);
	for (size_t i = 0; i < LITERAL_GATES && d->sets[i].count; i++) {
		struct literal_set set = d->sets[i];
		spot_shift(&set.spot, &to->row);
		demand_add_set(to, &set);
	}
	row_append(a, &to->row, &d->row);
}

static unsigned char
lower(unsigned char c)
{
	return (unsigned)(c - 'A') < 26 ? c | 0x20 : c;
}

/* A literal is found by a character of three bytes or by two of ASCII. */
static bool
may_open(struct str run)
{
	unsigned char c = (unsigned char)run.at[0];
	return c < 0x80 ? run.len > 1 && (unsigned char)run.at[1] < 0x80 : c >= 0xE0 && c < 0xF0;
}

/* The set of a literal run, if it is telling: a Han character, or three letters or brackets. */
struct literal_set
set_of_run(struct arena *a, struct str run)
{
	struct literal_set none = {0};
	/* What stands in two sentences is looked for in one. */
	while (str_starts(run, STR("\n")))
		run = str_sub(run, 1, run.len);
	size_t line_end = str_find(run, STR("\n"));
	run.len = line_end < run.len ? line_end : run.len;
	while (run.len && !may_open(run)) {
		size_t next = 0;
		utf8_next(run.at, &next);
		run = str_sub(run, next, run.len);
	}
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
		letters += is_letter((int)c) || c == '(' || c == ')';
	}
	if (!han && letters < 3)
		return none;
	struct str *text = arena_alloc(a, sizeof *text);
	char *bytes = arena_alloc(a, run.len);
	for (size_t i = 0; i < run.len; i++)
		bytes[i] = (char)lower((unsigned char)run.at[i]);
	*text = (struct str){bytes, run.len};
	return (struct literal_set){.at = text, .count = 1, .room = 1, .shortest = run.len};
}

static void
set_join(struct arena *a, struct literal_set *to, const struct literal_set *s)
{
	/* Room for all that may follow, made once. */
	struct str *at = to->at;
	if (to->room < to->count + s->count) {
		at = arena_array(a, SET_MAX, sizeof *at);
		memcpy(at, to->at, to->count * sizeof *at);
		to->room = SET_MAX;
	}
	memcpy(at + to->count, s->at, s->count * sizeof *at);
	size_t shortest = s->shortest;
	if (to->count && to->shortest < shortest)
		shortest = to->shortest;
	to->at = at;
	to->count += s->count;
	to->shortest = shortest;
	spot_join(&to->spot, s->spot);
}

/* Literal text that goes on. */
void
demand_add_bytes(struct arena *a, struct demand *to, struct bytes b)
{
	for (size_t i = 0; i < LITERAL_GATES; i++)
		spot_pass(&to->sets[i].spot, b.characters);
	row_add_bytes(a, &to->row, b);
}

/* One of two: the best literals of both, if both demand any. */
static void
sets_join(struct arena *a, struct demand *to, struct demand *d)
{
	struct literal_set *set = &to->sets[0], *other = &d->sets[0];

	spot_cut(&set->spot, to->row.count);
	spot_cut(&other->spot, to->row.count);
	if (set->count && other->count && set->count + other->count <= SET_MAX)
		set_join(a, set, other);
	else
		set->count = 0;
	for (size_t i = set->count ? 1 : 0; i < LITERAL_GATES; i++)
		to->sets[i] = (struct literal_set){0};
}

void
demand_join(struct arena *a, struct demand *to, struct demand *d)
{
	kind_set left = to->needs ? to->needs : to->one;
	kind_set right = d->needs ? d->needs : d->one;

	to->one = left && right ? left | right : 0;
	to->needs &= d->needs;
	row_join(a, &to->row, d->row);
	sets_join(a, to, d);
}
