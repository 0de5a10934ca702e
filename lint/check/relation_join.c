/*
 * Further operands of the kind "relation": the facts around a match that an
 * `also` allows, nearest first within each scope.  Cost: one pass over the
 * facts of each scope that is asked for, at most CANDIDATES_MAX of them kept.
 */
#include "near.h"
#include "relation.h"

#include <stdlib.h>

enum {
	CANDIDATES_MAX = 64,
	FACTS_AROUND = 500, /* facts that are looked at each way */
	WINDOW = 3	    /* bytes of one fact character */
};

static uint32_t
distance_to(const struct attempt *a, const struct fact *x)
{
	struct span m = a->match ? a->match->skeleton : a->unit;

	if (x->skeleton < m.from)
		return m.from - x->skeleton;
	return x->skeleton >= m.to ? x->skeleton - m.to + 1 : 0;
}

/* The stretch of skeleton that a scope means around the attempt. */
static struct span
scope_span(const struct attempt *a, const struct also *also, enum scope scope)
{
	const struct doc *d = a->check->doc;
	const struct sentence_facts *s = a->check->facts->sentences;
	uint32_t from = a->sentence, to = a->sentence + 1;

	switch (scope) {
	case SCOPE_CAPTURE:
		for (size_t i = 0; a->match && i < a->match->count; i++)
			if (str_eq(a->match->bindings[i].capture->name, also->capture_scope))
				return a->match->bindings[i].skeleton;
		return (struct span){0};
	case SCOPE_CLAUSE:
		return a->unit;
	case SCOPE_SENTENCE:
		if (a->unit.to > s[a->sentence].skeleton.to)
			return a->unit;
		break;
	case SCOPE_PARAGRAPH:
		doc_paragraph(d, a->sentence, &from, &to);
		break;
	case SCOPE_NEARBY:
		doc_nearby(d, a->sentence, 6, &from, &to);
		break;
	case SCOPE_SECTION:
		doc_section(d, a->sentence, &from, &to);
		break;
	case SCOPE_DOCUMENT:
	case SCOPE_CORPUS:
		from = 0;
		to = (uint32_t)d->sentence_count;
		break;
	}
	if (from >= to)
		return (struct span){0};
	return (struct span){s[from].skeleton.from, s[to - 1].skeleton.to};
}

static const struct capture *
own_capture(const struct also *also)
{
	for (size_t i = 0; i < also->match->capture_count; i++)
		if (str_eq(also->match->captures[i].name, also->name))
			return &also->match->captures[i];
	return NULL;
}

static bool
fits_labels(const struct attempt *a, const struct also *also, const struct fact *x)
{
	const struct facts *f = a->check->facts;
	struct arena *arena = a->check->arena;
	const struct bound *b =
		attempt_bound(a, also->label_same.len ? also->label_same : also->label_like);

	if (!b)
		return !also->label_same.len && !also->label_like.len;
	struct label other = {0};
	if (b->fact_count)
		other = fact_label(arena, f, b->facts[0]);
	else
		other.left = doc_slice(f->doc, b->text);
	struct label mine = fact_label(arena, f, x);
	return also->label_same.len ? label_same(mine, other) : label_alike(mine, other);
}

static bool
is_operand(const struct attempt *a, const struct fact *x)
{
	for (size_t i = 0; i < a->bound_count; i++)
		for (size_t k = 0; k < a->bound[i].fact_count; k++)
			if (a->bound[i].facts[k] == x)
				return true;
	return false;
}

static bool
fits(const struct attempt *a, const struct also *also, const struct capture *capture,
     const struct fact *x)
{
	const struct bound *like;

	if (!(capture->kinds & KIND_BIT(x->lex.kind)))
		return false;
	if (is_operand(a, x))
		return false;
	like = also->same_unit_as.len ? attempt_bound(a, also->same_unit_as) : NULL;
	if (like && like->fact_count &&
	    fact_base_unit(a->check, x) != fact_base_unit(a->check, like->facts[0]))
		return false;
	return fits_labels(a, also, x);
}

static int
by_nearness(const void *p, const void *q)
{
	const struct candidate *x = p, *y = q;

	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	return (x->fact > y->fact) - (x->fact < y->fact);
}

/* Is this pattern the capture and nothing else, so that no matching is needed? */
static bool
is_bare(const struct also *also, const struct capture *capture)
{
	const struct str s = also->match->source;

	return also->match->capture_count == 1 && capture->unit == 0 && s.len > 2 &&
	       s.at[0] == '{' && s.at[s.len - 1] == '}' && str_find(s, STR("}")) == s.len - 1;
}

static void
collect(struct candidates *c, const struct fact *x)
{
	bool before = c->also->pick == PICK_NEAREST_BEFORE;

	if (c->found.len == CANDIDATES_MAX || !fits(c->a, c->also, c->capture, x))
		return;
	if (before && c->a->match && x->skeleton >= c->a->match->skeleton.from)
		return;
	for (size_t i = 0; i < c->found.len; i++)
		if (c->found.at[i].fact == x)
			return;
	*VEC_PUSH(c->a->check->arena, &c->found) = (struct candidate){x, distance_to(c->a, x)};
}

/* Facts that the pattern binds to its own name, sentence by sentence. */
static void
collect_matches(struct candidates *c, struct span where)
{
	struct check *k = c->a->check;
	struct match m;
	uint32_t at = where.from;

	while (c->found.len < CANDIDATES_MAX && at < where.to &&
	       matcher_find(k->matcher, k->arena, c->also->match, k->facts, where, at, &m) ==
		       MATCH_FOUND) {
		for (size_t i = 0; i < m.count; i++)
			if (m.bindings[i].capture == c->capture && m.bindings[i].fact_count)
				collect(c, m.bindings[i].facts[0]);
		at = m.skeleton.to > at ? m.skeleton.to : at + WINDOW;
	}
}

static void
collect_scope(struct candidates *c, struct span where)
{
	const struct facts *f = c->a->check->facts;
	uint32_t from, to;

	if (where.from >= where.to)
		return;
	if (!is_bare(c->also, c->capture)) {
		collect_matches(c, where);
		return;
	}
	facts_within(f, where, &from, &to);
	/* From the match outwards, so that a full list holds the near ones. */
	uint32_t start = c->a->match ? c->a->match->skeleton.from : where.to;
	uint32_t first, middle;
	facts_within(f, (struct span){where.from, start > where.from ? start : where.from}, &first,
		     &middle);
	if (middle < from || middle > to)
		middle = middle < from ? from : to;
	for (uint32_t i = middle; i-- > from && middle - i <= FACTS_AROUND;)
		collect(c, &f->at[i]);
	for (uint32_t i = middle; i < to && i - middle < FACTS_AROUND; i++)
		collect(c, &f->at[i]);
}

void
candidates_begin(struct candidates *c, struct attempt *a, const struct also *also,
		 const struct fact *sibling)
{
	*c = (struct candidates){.a = a, .also = also, .capture = own_capture(also)};
	if (sibling && c->capture && fits(a, also, c->capture, sibling))
		c->sibling = sibling;
}

/* The candidates from the given one on, without the sibling, which came before. */
static const struct fact *const *
told(struct candidates *c, size_t from, size_t *count)
{
	const struct fact **out =
		arena_array(c->a->check->arena, c->found.len - from + 1, sizeof *out);

	*count = 0;
	for (size_t i = from; i < c->found.len; i++)
		if (c->found.at[i].fact != c->sibling)
			out[(*count)++] = c->found.at[i].fact;
	return out;
}

const struct fact *const *
candidates_next(struct candidates *c, size_t *count)
{
	if (c->sibling && !c->sibling_told) {
		const struct fact **one = arena_alloc(c->a->check->arena, sizeof *one);
		*one = c->sibling;
		c->sibling_told = true;
		*count = 1;
		return one;
	}
	while (c->capture && c->scope < c->also->scope_count) {
		size_t from = c->found.len;
		collect_scope(c, scope_span(c->a, c->also, c->also->scopes[c->scope++]));
		if (c->found.len == from)
			continue;
		qsort(c->found.at + from, c->found.len - from, sizeof *c->found.at, by_nearness);
		const struct fact *const *out = told(c, from, count);
		if (*count)
			return out;
	}
	*count = 0;
	return NULL;
}

const struct fact *const *
candidates_all(struct candidates *c, size_t *count)
{
	VEC(const struct fact *) all = {0};
	const struct fact *const *some;
	size_t n;

	while ((some = candidates_next(c, &n)))
		for (size_t i = 0; i < n; i++)
			*VEC_PUSH(c->a->check->arena, &all) = some[i];
	*count = all.len;
	return all.at;
}
