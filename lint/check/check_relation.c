/*
 * The kind "relation": a pattern on the skeleton, operands joined from
 * around it, and a constraint on exact intervals.  Here is what becomes of a
 * rule in one sentence (or other unit) where it may match; relation_units.c
 * finds those.
 *
 * A stated figure is explained or reported: with `pick = "any"` some choice
 * of operands has to satisfy `expect`.  When none does, the rule speaks at
 * its level if the relation was evidently meant (one slip of the pen would
 * make it hold), and at its level `unsure` otherwise.
 */
#include "claim.h"
#include "relation_sets.h"

#include <string.h>

enum { COMBINATIONS_MAX = 2000 };

/* A stretch of the skeleton as a trace shows it; nobody else is told. */
static struct span
told_text(const struct check *c, const struct rule *r, struct span skeleton)
{
	return check_traced(c, r) ? facts_text(c->facts, skeleton) : (struct span){0};
}

/* ---- operands ------------------------------------------------------------- */

static void
bind_match(struct attempt *a, const struct match *m)
{
	a->bound_count = 0;
	for (size_t i = 0; i < m->count && a->bound_count < OPERANDS_MAX; i++) {
		const struct binding *b = &m->bindings[i];
		a->bound[a->bound_count++] = (struct bound){
			.name = b->capture->name,
			.facts = b->facts,
			.fact_count = b->fact_count,
			.list = b->capture->type == CAPTURE_LIST,
			.word = b->capture->type == CAPTURE_WORD ||
				b->capture->type == CAPTURE_TEXT,
			.sign = b->sign,
			.text = b->fact_count ? (struct span){0}
					      : facts_text(a->check->facts, b->skeleton),
		};
	}
}

static void
bind_facts(struct attempt *a, struct str name, const struct fact *const *facts, size_t count,
	   bool list)
{
	struct span text = {0};
	if (count)
		text = (struct span){facts[0]->lex.span.from, facts[count - 1]->lex.span.to};
	a->bound[a->bound_count++] = (struct bound){
		.name = name,
		.facts = facts,
		.fact_count = count,
		.list = list,
		.text = text,
	};
}

static void
bind_one(struct attempt *a, struct str name, const struct fact *x)
{
	bind_facts(a, name, &x, 1, false);
	struct bound *b = &a->bound[a->bound_count - 1];
	b->one = x;
	b->facts = &b->one;
}

/* ---- unless --------------------------------------------------------------- */

static const struct binding *
binding_named(const struct match *m, struct str name)
{
	for (size_t i = 0; i < m->count; i++)
		if (str_eq(m->bindings[i].capture->name, name))
			return &m->bindings[i];
	return NULL;
}

/* The sentence that the match begins in: a part of the unit, or, of a clause,
 * the whole around it. */
static struct span
match_sentence(const struct attempt *a)
{
	const struct facts *f = a->check->facts;
	uint32_t from = a->match->skeleton.from;
	struct span own = f->sentences[a->sentence].skeleton;

	if (from >= own.from && from < own.to)
		return own;
	struct span start = facts_text(f, (struct span){from, from + 1});
	uint32_t i = doc_sentence_at(a->check->doc, start.from);

	return f->sentences[i == DOC_NONE ? a->sentence : i].skeleton;
}

/* Where the sentence, or its paragraph, ends in which a match ends. */
static uint32_t
sentence_end(const struct attempt *a, uint32_t at, bool paragraph)
{
	const struct facts *f = a->check->facts;
	struct span own = f->sentences[a->sentence].skeleton;
	uint32_t from, to, s;

	s = a->sentence;
	if (at <= own.from || at >= own.to) {
		s = doc_sentence_at(a->check->doc, facts_text(f, (struct span){at - 1, at}).from);
		s = s == DOC_NONE ? a->sentence : s;
	}
	from = s;
	to = s + 1;
	if (paragraph)
		doc_paragraph(a->check->doc, s, &from, &to);
	uint32_t end = f->sentences[to - 1].skeleton.to;
	return end > at ? end : at;
}

static struct span
unless_span(const struct attempt *a, const struct unless *u)
{
	const struct match *m = a->match;
	struct span s = m->skeleton;

	switch (u->side) {
	case UNLESS_MATCH:
		return s;
	case UNLESS_BEFORE:
		return (struct span){match_sentence(a).from, s.from};
	case UNLESS_AFTER:
		return (struct span){s.to, sentence_end(a, s.to, false)};
	case UNLESS_BEHIND:
		return (struct span){s.to, sentence_end(a, s.to, true)};
	case UNLESS_SENTENCE:
		return match_sentence(a);
	case UNLESS_BETWEEN:
	case UNLESS_UNSAID:
		break;
	}
	const struct binding *from = binding_named(m, u->from), *to = binding_named(m, u->to);
	if (!from || !to)
		return (struct span){0};
	if (from->skeleton.from > to->skeleton.from) {
		const struct binding *swap = from;
		from = to;
		to = swap;
	}
	if (from->skeleton.to >= to->skeleton.from)
		return (struct span){0};
	return (struct span){from->skeleton.to, to->skeleton.from};
}

/* { unsaid = "group" } */
static bool
excluded_unsaid(struct attempt *a, const struct unless *u)
{
	const struct binding *group = binding_named(a->match, u->from);

	if (!group || !words_are_unsaid(a, group->skeleton, u))
		return false;
	check_trace(a->check, a->rule, told_text(a->check, a->rule, a->match->skeleton), "unless",
		    "no figure before is named '%.*s'",
		    STR_FMT(((struct str){a->check->facts->skeleton + group->skeleton.from,
					  group->skeleton.to - group->skeleton.from})));
	return true;
}

static bool
days_equal(const struct calendar_date *d, const struct calendar_date *e)
{
	return d->year == e->year && d->month == e->month && d->day == e->day &&
	       d->precision == e->precision;
}

static bool
match_holds_date(const struct attempt *a, const struct lexeme *date)
{
	const struct facts *f = a->check->facts;
	uint32_t i, end;

	facts_within(f, a->match->skeleton, &i, &end);
	for (; i < end; i++)
		if (f->at[i].lex.kind == KIND_DATE && days_equal(&f->at[i].lex.from, &date->from) &&
		    days_equal(&f->at[i].lex.to, &date->to))
			return true;
	return false;
}

/* Does the match hold the date that u->untold names, wherever the pattern of u matches in s? */
static bool
dates_are_told(const struct attempt *a, const struct unless *u, struct span s)
{
	struct check *c = a->check;
	struct match *m = arena_alloc_raw(c->arena, sizeof *m);
	enum match_result found;

	for (uint32_t at = s.from;; at = m->skeleton.to) {
		found = matcher_find(c->matcher, c->arena, u->pattern, c->facts, s, at, m);
		if (found != MATCH_FOUND)
			return found == MATCH_NONE && at > s.from;
		const struct binding *b = binding_named(m, u->untold);
		if (!b || !b->one || !match_holds_date(a, &b->one->lex))
			return false;
	}
}

/* Also when it cannot be told: a rule does not speak on what nobody knows. */
static bool
excluded(const struct unit_run *run, struct attempt *a)
{
	struct check *c = a->check;
	const struct rule *r = a->rule;

	for (size_t i = 0; i < r->unless_count; i++) {
		if (r->unless[i].side == UNLESS_UNSAID) {
			if (excluded_unsaid(a, &r->unless[i]))
				return true;
			continue;
		}
		const struct pattern *p = r->unless[i].pattern;
		struct span s = unless_span(a, &r->unless[i]);
		if (s.from >= s.to || !relation_literals_may_hold(run->literals, a->sentence, s, p))
			continue;
		enum match_result found = matcher_holds(c->matcher, p, c->facts, s);
		if (found == MATCH_NONE || (found == MATCH_FOUND && r->unless[i].untold.len &&
					    dates_are_told(a, &r->unless[i], s)))
			continue;
		struct span where = told_text(c, r, a->match->skeleton);
		if (found == MATCH_LIMIT) {
			c->stats.limits++;
			c->limited = c->limited ? c->limited : r;
			check_unknown(c, r, where, UNKNOWN_LIMIT);
			return true;
		}
		check_trace(c, r, where, "unless", "excluded by '%.*s'", STR_FMT(p->source));
		return true;
	}
	return false;
}

/* ---- choosing operands ----------------------------------------------------- */

struct choice {
	struct unit_run *run;
	struct attempt *a;
	struct failures *failures;
	size_t tried;
	bool held, missing, skipped, cut;
};

static void
remember_failure(struct choice *c, bool truncated)
{
	const struct attempt *a = c->a;
	struct failures *f = c->failures;

	if (truncated && !f->truncated) {
		f->truncated = true;
		f->count = 0;
	}
	if (truncated != f->truncated || f->count == FAILURES_KEPT)
		return;
	f->also_count = a->bound_count - f->fixed;
	for (size_t i = 0; i < f->also_count; i++) {
		f->also[i] = a->bound[f->fixed + i];
		f->one[f->count][i] = f->also[i].one;
	}
	f->count++;
}

static void
judge(struct choice *c)
{
	attempt_effort(c->a, EFFORT_CHOICE);
	c->a->check->steps++;
	switch (attempt_judge(c->a)) {
	case OUTCOME_HOLDS:
		c->held = true;
		return;
	case OUTCOME_TRUNCATED:
		remember_failure(c, true);
		return;
	case OUTCOME_FAILS:
		remember_failure(c, false);
		return;
	case OUTCOME_SKIPPED:
		c->skipped = true;
		return;
	case OUTCOME_UNKNOWN:
		return;
	}
}

static void choose(struct choice *c, size_t index);

static void
choose_among(struct choice *c, size_t index, const struct fact *const *found, size_t count)
{
	struct attempt *a = c->a;
	const struct also *also = &a->rule->also[index];
	size_t bound_count = a->bound_count;

	for (size_t i = 0; i < count && !c->held; i++) {
		if (++c->tried > COMBINATIONS_MAX)
			return;
		a->bound_count = bound_count;
		bind_one(a, also->name, found[i]);
		choose(c, index + 1);
	}
	if (!c->held)
		a->bound_count = bound_count;
}

/* Tells a trace how many candidates there are.  Nobody else has them all looked for. */
static void
tell_candidates(struct attempt *a, const struct also *also, const struct fact *sibling)
{
	struct check *c = a->check;
	struct candidates all;
	size_t count;

	if (!check_traced(c, a->rule))
		return;
	candidates_begin(&all, a, also, sibling);
	candidates_all(&all, &count);
	check_trace(c, a->rule, facts_text(c->facts, a->unit), "join", "%.*s: %zu candidates",
		    STR_FMT(also->name), count);
}

/* One after another, scope by scope, as far as it takes; false when there are none. */
static bool
choose_nearest(struct choice *c, size_t index, struct candidates *from)
{
	bool any = from->also->pick == PICK_ANY, none = true;
	const struct fact *const *found;
	size_t count;

	while (!c->held && c->tried <= COMBINATIONS_MAX && (none || any) &&
	       (found = candidates_next(from, &count))) {
		none = false;
		choose_among(c, index, found, any ? count : 1);
	}
	return !none;
}

static void
choose(struct choice *c, size_t index)
{
	struct attempt *a = c->a;
	const struct rule *r = a->rule;
	const struct fact *const *found;
	struct candidates from;
	size_t count;

	if (index == r->also_count) {
		judge(c);
		return;
	}
	if (candidates_exhausted(a)) {
		c->cut = true;
		return;
	}
	const struct also *also = &r->also[index];
	const struct fact *sibling = also->inherit || also->pick == PICK_INHERITED
					     ? sibling_named(c->run, also->name)
					     : NULL;
	tell_candidates(a, also, sibling);
	candidates_begin(&from, a, also, sibling);
	if (also->pick == PICK_ALL) {
		found = candidates_all(&from, &count);
		bind_facts(a, also->name, found, count, true);
		choose(c, index + 1);
		return;
	}
	bool some;
	if (also->pick == PICK_INHERITED) {
		some = from.sibling != NULL;
		if (some)
			choose_among(c, index, candidates_next(&from, &count), 1);
	} else if (also->pick == PICK_UNIQUE) {
		found = candidates_all(&from, &count);
		some = count == 1;
		choose_among(c, index, found, some);
	} else {
		some = choose_nearest(c, index, &from);
	}
	if (!some && also->optional)
		choose(c, index + 1);
	else
		c->missing |= !some;
}

/* ---- one attempt ------------------------------------------------------------ */

static void
remember_siblings(struct unit_run *run, const struct attempt *a)
{
	for (size_t i = 0; i < a->rule->also_count; i++) {
		const struct bound *b = attempt_bound(a, a->rule->also[i].name);
		if (b && b->fact_count == 1 && run->sibling_count < SIBLINGS_MAX)
			run->siblings[run->sibling_count++] =
				(struct sibling){b->name, b->facts[0], a->rule,
						 a->match ? a->match->skeleton : a->unit};
	}
}

/* Why an attempt neither holds nor fails. */
static enum unknown_reason
undecided(const struct choice *c)
{
	unsigned doubts = c->a->check->doubts;

	if (c->cut)
		return UNKNOWN_LIMIT;
	if (c->missing || doubts & DOUBT_MISSING)
		return UNKNOWN_MISSING;
	if (doubts & DOUBT_UNIT)
		return UNKNOWN_UNIT;
	return doubts & DOUBT_ZERO ? UNKNOWN_ZERO : UNKNOWN_OTHER;
}

/* Tries the choices of operands, and tells when all fail. */
static void
attempt_run(struct unit_run *run, struct attempt *a)
{
	struct check *k = a->check;
	struct failures failures;
	struct choice c = {.run = run, .a = a, .failures = &failures};
	struct span where = told_text(k, a->rule, a->match ? a->match->skeleton : a->unit);

	failures.fixed = a->bound_count;
	failures.count = failures.also_count = 0;
	failures.truncated = false;
	number_pool_reset(k->pool);
	k->doubts = 0;
	choose(&c, 0);
	if (c.held) {
		remember_siblings(run, a);
		attempt_took_part(a, true);
		check_trace(k, a->rule, where, "constraint", "holds");
		check_proved(k, a->rule, where, "holds");
	} else if (failures.count && !c.cut) {
		attempt_tell(run, a, &failures);
	} else if (c.skipped && !c.missing && !c.cut) {
		check_trace(k, a->rule, where, "when", "does not hold");
	} else {
		check_unknown(k, a->rule, where, undecided(&c));
	}
}

/* ---- units ------------------------------------------------------------------ */

/* The attempt of this check, which has one at a time. */
static struct attempt *
attempt_spare(struct check *c)
{
	if (!c->spare) {
		c->spare = arena_alloc_raw(c->arena, sizeof *c->spare);
		c->spare->found = arena_alloc_raw(c->arena, sizeof *c->spare->found);
	}
	return c->spare;
}

/* The same as new.  The operands are not zeroed: bind_match writes those that count. */
static struct attempt *
attempt_take(const struct unit_run *run, const struct rule *r)
{
	struct check *c = run->check;
	struct attempt *a = attempt_spare(c);
	struct match *found = a->found;
	memset(a, 0, offsetof(struct attempt, bound));
	a->found = found;
	a->check = c;
	a->rule = r;
	a->sentence = run->sentence;
	a->unit = run->unit;
	return a;
}

/* The first match of the rule at work at or behind `at`: an attempt, bound; NULL: none. */
static struct attempt *
find(const struct unit_run *run, const struct rule *r, uint32_t at)
{
	struct check *c = run->check;
	struct match *m = attempt_spare(c)->found;
	enum match_result found = matcher_find_reached(c->matcher, c->arena, run->reached,
						       run->first + run->number, at, m);

	if (found == MATCH_LIMIT) {
		c->stats.limits++;
		c->limited = c->limited ? c->limited : r;
		check_unknown(c, r, told_text(c, r, run->unit), UNKNOWN_LIMIT);
	}
	if (found == MATCH_NONE && at == run->unit.from)
		check_trace(c, r, told_text(c, r, run->unit), "match",
			    "the pattern does not match");
	if (found != MATCH_FOUND)
		return NULL;
	struct attempt *a = attempt_take(run, r);
	a->match = m;
	bind_match(a, m);
	return a;
}

/* Tries what failed once more, with the siblings of the whole unit. */
static void
try_doubtful(struct unit_run *run, const struct rule *r)
{
	run->again = true;
	for (size_t i = 0; i < run->doubtful_count; i++) {
		struct attempt *a = find(run, r, run->doubtful[i]);
		if (a)
			attempt_run(run, a);
	}
}

enum { MATCH_STEPS = 8 };

void
unit_try(struct unit_run *run, const struct rule *r)
{
	struct check *c = run->check;
	struct span unit = run->unit;
	uint32_t at = unit.from;

	run->doubtful_count = 0;
	run->again = false;
	for (bool first = true; at < unit.to; first = false) {
		struct attempt *a = find(run, r, at);
		if (!a)
			break;
		if (first && c->proposes)
			*VEC_PUSH(c->arena, &c->matches->all) = (struct matched){
				r->scope, (uint32_t)run->number, run->sentence, unit};
		struct span m = a->match->skeleton;
		c->steps += MATCH_STEPS;
		check_trace(c, r, told_text(c, r, m), "match", "matches");
		if (!excluded(run, a))
			attempt_run(run, a);
		at = m.to > at ? m.to : at + 1;
	}
	if (run->doubtful_count)
		try_doubtful(run, r);
}

/* Binds the measures that an expression names to their claims. */
static void
bind_measures(struct attempt *a, const struct expr *e)
{
	struct check *c = a->check;
	size_t names = 0;
	const struct str *used = e ? expr_names(e, &names) : NULL;

	for (size_t i = 0; i < names; i++) {
		const struct measure *m = rulebook_measure(c->rulebook, used[i]);
		const struct fact **x = arena_alloc(c->arena, sizeof *x);
		*x = m ? claim_single(c, m) : NULL;
		if (*x && !attempt_bound(a, used[i]))
			bind_facts(a, used[i], x, 1, false);
	}
}

/* Rules without a pattern: identities between measures, once a report. */
static void
run_identity(struct check *c, const struct rule *r)
{
	struct unit_run run = {.check = c};
	struct attempt *a = attempt_take(&run, r);

	bind_measures(a, r->expect);
	bind_measures(a, r->when);
	for (size_t i = 0; i < r->let_count; i++)
		bind_measures(a, r->lets[i].value);
	if (a->bound_count)
		attempt_run(&run, a);
}

static void
run_all(struct check *c, const struct rule *const *rules, size_t count)
{
	struct relation_sets *sets = relation_sets_for(c, rules, count);

	c->effort = arena_array(c->arena, c->rulebook->rule_count + 1, sizeof *c->effort);
	for (size_t i = 0; i < sets->identity_count; i++)
		run_identity(c, sets->identities[i]);
	if (c->doc->sentence_count)
		units_run(c, sets);
}

const struct check_kind check_relation = {
	.spec =
		{
			.name = "relation",
			.summary = "a pattern, further operands, and a constraint that must hold",
			.relation = true,
		},
	.run_all = run_all,
	.judges = true,
};
