/*
 * Further operands of the kind "relation": the facts around a match that an
 * `also` allows, nearest first within each scope.  Cost: one pass over the
 * facts of each scope that is asked for, at most CANDIDATES_MAX of them kept.
 */
#include "near.h"
#include "relation.h"

#include <stdlib.h>

enum {
	FACTS_AROUND = 500, /* facts that are looked at each way */
	WINDOW = 3	    /* bytes of one fact character */
};

/* What a rule may cost in one report.  Reports that people write stay far below. */
enum { EFFORT_MAX = 1000000, EFFORT_FACT = 32 };

void
attempt_effort(struct attempt *a, unsigned effort)
{
	a->check->effort[a->rule->index] += effort;
}

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
		doc_nearby(d, a->sentence, NEARBY_PARAGRAPHS, &from, &to);
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
fits_labels(struct attempt *a, const struct also *also, const struct fact *x)
{
	const struct facts *f = a->check->facts;
	struct arena *arena = a->check->arena;
	const struct bound *b =
		attempt_bound(a, also->label_same.len ? also->label_same : also->label_like);

	if (!b)
		return !also->label_same.len && !also->label_like.len;
	attempt_effort(a, EFFORT_LABEL);
	struct label other = {0};
	if (b->fact_count)
		other = fact_label(arena, f, b->facts[0]);
	else
		other.left = doc_slice(f->doc, b->text);
	struct label mine = fact_label(arena, f, x);
	return also->label_same.len ? label_same(mine, other) : label_alike(mine, other);
}

static bool
fits(struct attempt *a, const struct also *also, const struct capture *capture,
     const struct fact *x)
{
	const struct bound *like;

	if (!(capture->kinds & KIND_BIT(x->lex.kind)))
		return false;
	if (attempt_binds(a, x))
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
	attempt_effort(c->a, 1);
	bool before = c->also->pick == PICK_NEAREST_BEFORE;

	if (c->count == CANDIDATES_MAX || !fits(c->a, c->also, c->capture, x))
		return;
	if (before && c->a->match && x->skeleton >= c->a->match->skeleton.from)
		return;
	for (size_t i = 0; i < c->count; i++)
		if (c->found[i].fact == x)
			return;
	c->found[c->count++] = (struct candidate){x, distance_to(c->a, x)};
}

/* Facts that the pattern binds to its own name, sentence by sentence. */
static void
collect_matches(struct candidates *c, struct span where)
{
	struct check *k = c->a->check;
	struct match m;
	uint32_t at = where.from;

	while (c->count < CANDIDATES_MAX && at < where.to &&
	       matcher_find(k->matcher, k->arena, c->also->match, k->facts, where, at, &m) ==
		       MATCH_FOUND) {
		for (size_t i = 0; i < m.count; i++)
			if (m.bindings[i].fact_count &&
			    str_eq(m.bindings[i].capture->name, c->also->name))
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
	for (uint32_t i = middle;
	     i-- > from && middle - i <= FACTS_AROUND && c->count < CANDIDATES_MAX;)
		collect(c, &f->at[i]);
	for (uint32_t i = middle; i < to && i - middle < FACTS_AROUND && c->count < CANDIDATES_MAX;
	     i++)
		collect(c, &f->at[i]);
}

void
candidates_begin(struct candidates *c, struct attempt *a, const struct also *also,
		 const struct fact *sibling)
{
	c->a = a;
	c->also = also;
	c->capture = own_capture(also);
	c->sibling = sibling && c->capture && fits(a, also, c->capture, sibling) ? sibling : NULL;
	c->sibling_told = false;
	c->scope = c->count = 0;
}

const struct fact *const *
candidates_next(struct candidates *c, size_t *count)
{
	*count = 0;
	if (c->sibling && !c->sibling_told) {
		c->sibling_told = true;
		*count = 1;
		return &c->sibling;
	}
	while (c->capture && c->scope < c->also->scope_count && !*count) {
		size_t from = c->count;
		collect_scope(c, scope_span(c->a, c->also, c->also->scopes[c->scope++]));
		if (c->count - from > 1)
			qsort(c->found + from, c->count - from, sizeof *c->found, by_nearness);
		/* The sibling came first. */
		for (size_t i = from; i < c->count; i++)
			if (c->found[i].fact != c->sibling)
				c->told[(*count)++] = c->found[i].fact;
	}
	return *count ? c->told : NULL;
}

const struct fact *const *
candidates_all(struct candidates *c, size_t *count)
{
	const struct fact **all = arena_array(c->a->check->arena, CANDIDATES_MAX + 1, sizeof *all);
	const struct fact *const *some;
	size_t n;

	*count = 0;
	while ((some = candidates_next(c, &n))) {
		memcpy(all + *count, some, n * sizeof *all);
		*count += n;
	}
	return all;
}

bool
candidates_exhausted(const struct attempt *a)
{
	const struct check *c = a->check;

	return c->effort[a->rule->index] > EFFORT_MAX + EFFORT_FACT * (uint64_t)c->facts->count;
}
