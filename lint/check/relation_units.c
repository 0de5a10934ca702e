/*
 * Where the rules of the kind "relation" are tried: the clauses, sentences,
 * paragraphs, sections of a report, or all of it.  A unit is looked at for
 * what it holds (kinds of facts, literals), and that leads to the rules that
 * can match there: a rule costs nothing where it cannot.  Cost: one pass for
 * the literals of sentences that hold facts that some rule wants, a lighter
 * one over all text for those that need none.
 */
#include "relation_sets.h"

#include <stdlib.h>
#include <string.h>

enum {
	GATED_MOST = 2048, /* bytes of a piece whose literals are looked for */
	BATCH = 128	   /* units */
};

/* Units in which some rules can match, and for each the set of them: rules are tried one after
 * another, each in all of these, while the code of its pattern is at hand. */
struct batch {
	struct unit_run at[BATCH];
	uint64_t *sets; /* as many words for each as its scope has */
	size_t count;
};

struct units {
	struct check *check;
	struct relation_sets *sets;
	struct relation_literals *literals;
	/* Where literals of rules that need no fact stand. */
	const struct gate_place *places;
	size_t place_count, next;
	struct batch *batch;
	struct span paragraph; /* that the sentence at work is in, by its sentences */
	/* Of paragraphs whose facts were read for a sentence, one behind the other: the first
	 * sentence, and which rules of paragraphs reach there. */
	VEC(uint64_t) told;
	size_t next_told;
};

/* ---- a unit -------------------------------------------------------------------- */

/* Adds the rules whose literals were found at places in a piece of skeleton. */
static void
add_placed(struct units *u, const struct scoped *s, struct span piece, uint64_t *set)
{
	while (u->next < u->place_count && u->places[u->next].at < piece.from)
		u->next++;
	for (size_t i = u->next; i < u->place_count && u->places[i].at < piece.to; i++) {
		const struct opened *end = opened_by(s, u->places[i].literal + 1u);
		for (const struct opened *o = opened_by(s, u->places[i].literal); o < end; o++)
			if (o->word < s->words)
				set[o->word] |= o->rules;
	}
}

/* Notes what the facts of a paragraph, which were read last, tell of its own rules. */
static void
note_told(struct units *u, const uint64_t *reach)
{
	const struct scoped *s = &u->sets->scopes[SCOPE_PARAGRAPH];

	if (!s->count || (u->told.len && u->told.at[u->next_told] == u->paragraph.from))
		return;
	u->next_told = u->told.len;
	*VEC_PUSH(u->check->arena, &u->told) = u->paragraph.from;
	for (size_t i = 0; i < s->words; i++)
		*VEC_PUSH(u->check->arena, &u->told) = reach[s->first / 64 + i];
}

/* What was noted of the paragraph that begins with a sentence, behind those asked about before; NULL:
 * nothing. */
static const uint64_t *
told_of(struct units *u, uint32_t sentence)
{
	size_t step = u->sets->scopes[SCOPE_PARAGRAPH].words + 1;

	while (u->next_told < u->told.len && u->told.at[u->next_told] < sentence)
		u->next_told += step;
	if (u->next_told == u->told.len || u->told.at[u->next_told] != sentence)
		return NULL;
	return &u->told.at[u->next_told + 1];
}

/* The rules that the facts of a unit let in. */
static const uint64_t *
reaching(struct units *u, const struct scoped *s, const struct stretch *unit)
{
	struct check *c = u->check;
	const uint64_t *reach;

	if (s == &u->sets->scopes[SCOPE_PARAGRAPH] && (reach = told_of(u, unit->sentence)))
		return reach;
	reach = matcher_reaches(c->matcher, s->rows, c->facts, unit->around);
	if (s == &u->sets->scopes[SCOPE_SENTENCE])
		note_told(u, reach);
	if (unit->around.from != unit->skeleton.from || unit->around.to != unit->skeleton.to)
		reach = matcher_reaches_part(c->matcher, unit->skeleton);
	return reach + s->first / 64;
}

/* Of those that fit a unit, the rules whose literals are in it, as far as they were looked for in all
 * of the report, and whose facts stand in it as they must. */
static void
keep_reachable(struct units *u, const struct scoped *s, const struct stretch *unit,
	       const uint64_t *fitting)
{
	const uint64_t *reach = NULL;
	uint64_t some = 0;

	for (size_t i = 0; i < s->words; i++)
		s->set[i] = s->unplaced[i];
	add_placed(u, s, unit->skeleton, s->set);
	for (size_t i = 0; i < s->words; i++)
		some |= s->set[i] &= fitting[i];
	if (some && unit->kinds)
		reach = reaching(u, s, unit);
	for (size_t i = 0; reach && i < s->words; i++)
		s->set[i] &= reach[i];
}

/* The rules that can match in a unit.  In a long one no more literals are looked for: that would
 * cost more than it saves. */
static const uint64_t *
rules_of(struct units *u, struct scoped *s, const struct stretch *unit)
{
	kind_set kinds = unit->kinds;
	const uint64_t *fitting = kinds ? relation_sets_fitting(u->sets, s, kinds) : s->plain;

	if (is_empty(fitting, s->words))
		return fitting;
	keep_reachable(u, s, unit, fitting);
	if (kinds && unit->skeleton.to - unit->skeleton.from <= GATED_MOST &&
	    !is_empty(s->set, s->words))
		keep_gated(u->literals, s, unit, s->set);
	return s->set;
}

/* Tries a rule in the units of the batch whose sets have it. */
static void
try_rule(struct units *u, const struct scoped *s, size_t number)
{
	struct batch *b = u->batch;
	const uint64_t *word = b->sets + number / 64;

	for (size_t i = 0; i < b->count; i++, word += s->words) {
		if (!(*word >> number % 64 & 1))
			continue;
		b->at[i].number = number;
		unit_try(&b->at[i], s->rules[number]);
	}
}

/* Tries the rules of a scope in the units of the batch, which is empty then. */
static void
try_batch(struct units *u, const struct scoped *s)
{
	struct batch *b = u->batch;

	for (size_t i = 0; i < s->words; i++) {
		uint64_t some = 0;
		for (size_t k = 0; k < b->count; k++)
			some |= b->sets[k * s->words + i];
		for (; some; some &= some - 1)
			try_rule(u, s, i * 64 + (size_t)__builtin_ctzll(some));
	}
	b->count = 0;
}

/* Puts a unit into the batch, if there are rules to be tried in it. */
static void
add_unit(struct units *u, const struct scoped *s, const uint64_t *set, const struct stretch *unit)
{
	struct check *c = u->check;
	struct batch *b = u->batch;

	if (is_empty(set, s->words))
		return;
	struct unit_run *run = &b->at[b->count];
	matcher_reaches(c->matcher, s->rows, c->facts, unit->around);
	run->reached = matcher_reached(c->matcher, c->arena, unit->skeleton);
	run->first = s->first;
	run->check = c;
	run->literals = u->literals;
	run->sentence = unit->sentence;
	run->unit = unit->skeleton;
	run->sibling_count = 0;
	memcpy(b->sets + b->count++ * s->words, set, s->words * sizeof *set);
	if (b->count == BATCH)
		try_batch(u, s);
}

/* ---- the units of each scope ----------------------------------------------------- */

/* The mark that ends a clause at `at`, outside brackets; its length, or 0.  The
 * skeleton holds no digits, so every comma in it ends a clause. */
static size_t
clause_mark(struct str s, size_t at, int *depth)
{
	static const char marks[][4] = {"，", "；", "：", "。", ",", ";", ":"};
	struct str rest = str_sub(s, at, s.len);

	if (str_starts(rest, STR("（")) || rest.at[0] == '(')
		++*depth;
	else if ((str_starts(rest, STR("）")) || rest.at[0] == ')') && *depth)
		--*depth;
	for (size_t i = 0; !*depth && i < sizeof marks / sizeof *marks; i++)
		if (str_starts(rest, str_of(marks[i])))
			return strlen(marks[i]);
	return 0;
}

static void
run_clauses_of(struct units *u, struct scoped *s, uint32_t sentence)
{
	const struct sentence_facts *f = &u->check->facts->sentences[sentence];
	struct stretch where = {sentence, f->skeleton, f->skeleton, f->kinds};
	const uint64_t *rules = rules_of(u, s, &where);
	struct str text = {u->check->facts->skeleton, f->skeleton.to};
	uint32_t from = f->skeleton.from;
	int depth = 0;

	if (is_empty(rules, s->words))
		return;
	for (size_t at = from; at < f->skeleton.to; at++) {
		bool last = at + 1 == f->skeleton.to;
		size_t len = clause_mark(text, at, &depth);
		if (!len && !last)
			continue;
		where.skeleton = (struct span){from, (uint32_t)at + (last ? 1 : 0)};
		where.around = where.skeleton;
		add_unit(u, s, rules, &where);
		from = (uint32_t)(at + len);
	}
}

/* Is there anything to try in a piece without facts? */
static bool
is_plain_met(struct units *u, const struct scoped *s, struct span piece)
{
	while (u->next < u->place_count && u->places[u->next].at < piece.from)
		u->next++;
	return s->always || (u->next < u->place_count && u->places[u->next].at < piece.to);
}

/* The paragraph that a sentence stands in; sentences are asked about in their order. */
static struct span
paragraph_of(struct units *u, uint32_t sentence)
{
	const struct sentence_facts *f = u->check->facts->sentences;
	struct span *p = &u->paragraph;

	if (sentence >= p->to) {
		doc_paragraph(u->check->doc, sentence, &p->from, &p->to);
		p->from = p->from < sentence ? p->from : sentence;
		p->to = p->to > sentence ? p->to : sentence + 1;
	}
	return (struct span){f[p->from].skeleton.from, f[p->to - 1].skeleton.to};
}

static void
run_sentences(struct units *u, enum scope scope)
{
	struct scoped *s = &u->sets->scopes[scope];

	u->next = 0;
	for (uint32_t i = 0; s->count && i < u->check->doc->sentence_count; i++) {
		const struct sentence_facts *f = &u->check->facts->sentences[i];
		if (!f->kinds && !is_plain_met(u, s, f->skeleton))
			continue;
		if (scope == SCOPE_CLAUSE) {
			run_clauses_of(u, s, i);
			continue;
		}
		struct stretch where = {i, f->skeleton, paragraph_of(u, i), f->kinds};
		add_unit(u, s, rules_of(u, s, &where), &where);
	}
	try_batch(u, s);
}

/* Gathers the sentences [from, to) into one unit. */
static void
run_stretch(struct units *u, struct scoped *s, uint32_t from, uint32_t to)
{
	const struct sentence_facts *f = u->check->facts->sentences;
	struct stretch where = {.sentence = from};

	if (from >= to)
		return;
	where.skeleton = (struct span){f[from].skeleton.from, f[to - 1].skeleton.to};
	where.around = where.skeleton;
	if (f[from].from == f[to - 1].to && !is_plain_met(u, s, where.skeleton))
		return;
	for (uint32_t i = from; i < to; i++)
		where.kinds |= f[i].kinds;
	add_unit(u, s, rules_of(u, s, &where), &where);
}

typedef void sentences_around(const struct doc *d, uint32_t s, uint32_t *from, uint32_t *to);

static void
run_stretches(struct units *u, enum scope scope, sentences_around *around)
{
	struct scoped *s = &u->sets->scopes[scope];
	uint32_t from, to;

	u->next = u->next_told = 0;
	for (uint32_t i = 0; s->count && i < u->check->doc->sentence_count; i = to) {
		around(u->check->doc, i, &from, &to);
		if (to <= i)
			to = i + 1;
		run_stretch(u, s, i, to);
	}
	try_batch(u, s);
}

static void
all_sentences(const struct doc *d, uint32_t s, uint32_t *from, uint32_t *to)
{
	(void)s;
	*from = 0;
	*to = (uint32_t)d->sentence_count;
}

static struct batch *
batch_new(struct check *c, const struct relation_sets *sets)
{
	struct batch *b = arena_alloc_raw(c->arena, sizeof *b);
	size_t words = 0;

	for (size_t i = 0; i <= SCOPE_CAPTURE; i++)
		words = sets->scopes[i].words > words ? sets->scopes[i].words : words;
	b->sets = arena_alloc_raw(c->arena, BATCH * words * sizeof *b->sets);
	b->count = 0;
	return b;
}

static int
by_unit(const void *p, const void *q)
{
	const struct matched *x = p, *y = q;

	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	if (x->unit.from != y->unit.from)
		return x->unit.from < y->unit.from ? -1 : 1;
	return (x->rule > y->rule) - (x->rule < y->rule);
}

/* Notes in its scope's set which rules matched in the unit of m, up to the last; *concerned: does the
 * figure bear on any of them?  The first of the next unit. */
static const struct matched *
unit_matched(const struct units *u, const struct relation_focus *focus, const struct matched *m,
	     const struct matched *end, bool *concerned)
{
	struct scoped *s = &u->sets->scopes[m->scope];
	const struct matched *next = m;

	*concerned = false;
	memset(s->set, 0, s->words * sizeof *s->set);
	for (; next < end && next->scope == m->scope && next->unit.from == m->unit.from; next++) {
		add_rule(s->set, next->rule);
		*concerned |= relation_focus_concerns(focus, next);
	}
	return next;
}

/* Tries again, where they matched, all rules of the units on which the figure bears that is another:
 * what one explains an operand by, others inherit. */
static void
run_matched(struct units *u)
{
	struct relation_matches *all = u->check->matches;

	if (!all->all.len)
		return;
	const struct relation_focus *focus = relation_focus_new(u->check, u->sets);
	if (!all->by_unit)
		qsort(all->all.at, all->all.len, sizeof *all->all.at, by_unit);
	all->by_unit = true;
	const struct matched *m = all->all.at, *end = m + all->all.len, *next;
	for (; m < end; m = next) {
		struct scoped *s = &u->sets->scopes[m->scope];
		const struct stretch unit = {m->sentence, m->unit, m->unit, 0};
		bool concerned;
		next = unit_matched(u, focus, m, end, &concerned);
		if (concerned)
			add_unit(u, s, s->set, &unit);
		if (next == end || next->scope != m->scope)
			try_batch(u, s);
	}
}

static void
run_all_units(struct units *u)
{
	const struct check *c = u->check;

	if (u->sets->placed) {
		struct str all = {c->facts->skeleton, c->facts->skeleton_len};
		u->places = rulebook_places(c->rulebook, c->arena, all, &u->place_count);
	}
	run_sentences(u, SCOPE_CLAUSE);
	run_sentences(u, SCOPE_SENTENCE);
	run_stretches(u, SCOPE_PARAGRAPH, doc_paragraph);
	run_stretches(u, SCOPE_SECTION, doc_section);
	run_stretches(u, SCOPE_DOCUMENT, all_sentences);
}

void
units_run(struct check *c, struct relation_sets *sets)
{
	struct units *u = arena_alloc(c->arena, sizeof *u);

	u->check = c;
	u->sets = sets;
	u->literals = relation_literals_new(c);
	u->batch = batch_new(c, u->sets);
	if (c->proposes)
		c->matches = arena_alloc(c->arena, sizeof *c->matches);
	if (c->focus)
		run_matched(u);
	else
		run_all_units(u);
}
