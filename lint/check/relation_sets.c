/*
 * The rules of a scope as sets of bits (relation_sets.h): made once for the rules of a rulebook,
 * kept from report to report.
 */
#include "applying.h"
#include "relation_sets.h"

#include "../base/wide.h"

#include <string.h>

/* What the literals of a scope's rules open, while it is noted. */
struct opening {
	const struct scoped *scoped;
	uint32_t *words;   /* by literal: the word that was noted last, + 1; 0: none */
	uint32_t *ends;	   /* behind it */
	struct opened *to; /* NULL: they are only counted */
};

/* A rule belongs to the word of its literal that was noted last, or to a new one. */
static void
opening_add(struct opening *o, uint16_t literal, size_t gate, size_t i)
{
	uint32_t word = (uint32_t)(gate * o->scoped->words + i / 64);
	struct opened new = {word, (uint16_t)gate, (uint16_t)(i / 64), 0};

	if (o->words[literal] != word + 1) {
		o->words[literal] = word + 1;
		if (o->to)
			o->to[o->ends[literal]] = new;
		o->ends[literal]++;
	}
	if (o->to)
		add_rule(&o->to[o->ends[literal] - 1].rules, i % 64);
}

static void
opening_run(struct opening *o)
{
	const struct scoped *s = o->scoped;

	for (size_t gate = 0; gate < s->gates; gate++)
		for (size_t i = 0; i < s->count; i++) {
			const struct literal_gate *l = &pattern_of(s, i)->gates[gate];
			for (size_t k = 0; k < l->count; k++)
				opening_add(o, l->literals[k], gate, i);
		}
}

/* They are counted first, so that those of a literal lie one behind the other. */
static void
opened_make(const struct relation_sets *all, struct scoped *s)
{
	size_t literals = all->rulebook->gate_literals;
	uint32_t *from = arena_array(all->arena, literals + 1, sizeof *from);
	struct opening o = {.scoped = s};

	o.words = arena_array(all->arena, literals, sizeof *o.words);
	o.ends = from + 1;
	opening_run(&o);
	for (size_t i = 1; i <= literals; i++)
		from[i] += from[i - 1];
	o.to = arena_array(all->arena, from[literals], sizeof *o.to);
	s->opened = o.to;
	s->opened_from = from;
	o.ends = arena_array(all->arena, literals, sizeof *o.ends);
	if (literals)
		memcpy(o.ends, from, literals * sizeof *from);
	memset(o.words, 0, literals * sizeof *o.words);
	opening_run(&o);
}

/* The first set is of all literals that let none in. */
static void
let_in_make(const struct relation_sets *all, struct scoped *s)
{
	size_t literals = all->rulebook->gate_literals, count = 1;
	uint16_t *row_of = arena_array(all->arena, literals, sizeof *row_of);

	for (size_t i = 0; i < literals; i++)
		if (opened_by(s, i) < opened_by(s, i + 1))
			row_of[i] = (uint16_t)count++;
	uint64_t *sets = arena_array(all->arena, count * s->row, sizeof *sets);
	for (size_t i = 0; i < literals; i++)
		for (const struct opened *o = opened_by(s, i); o < opened_by(s, i + 1); o++)
			sets[row_of[i] * s->row + o->of] |= o->rules;
	s->row_of = row_of;
	s->let_in = sets;
}

static void
gates_make(const struct relation_sets *all, struct scoped *s)
{
	size_t row = s->gates * s->words;

	s->open = arena_array(all->arena, row, sizeof *s->open);
	s->room = arena_array(all->arena, row, sizeof *s->room);
	for (size_t i = 0; i < s->count; i++)
		for (size_t gate = 0; gate < s->gates; gate++)
			if (!pattern_of(s, i)->gates[gate].count)
				add_rule(s->open + gate * s->words, i);
	opened_make(all, s);
	let_in_make(all, s);
}

static bool
names_measure(const struct rulebook *rb, const struct expr *e)
{
	size_t count = 0;
	const struct str *names = e ? expr_names(e, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		if (rulebook_measure(rb, names[i]))
			return true;
	return false;
}

static bool
rule_names_measure(const struct rulebook *rb, const struct rule *r)
{
	bool names = names_measure(rb, r->when) || names_measure(rb, r->expect);

	for (size_t i = 0; i < r->let_count && !names; i++)
		names = names_measure(rb, r->lets[i].value);
	return names;
}

static void
scope_finish(const struct relation_sets *all, struct scoped *s)
{
	if (!s->count)
		return;
	s->words = s->count / 64 + 1;
	s->row = (s->words + WIDE_WORDS - 1) / WIDE_WORDS * WIDE_WORDS;
	s->set = arena_array(all->arena, s->row, sizeof *s->set);
	s->plain = arena_array(all->arena, s->words, sizeof *s->plain);
	s->unplaced = arena_array(all->arena, s->words, sizeof *s->unplaced);
	s->named = arena_array(all->arena, s->words, sizeof *s->named);
	for (size_t i = 0; i < s->count; i++) {
		const struct pattern *p = pattern_of(s, i);
		s->always |= !p->gates[0].count && pattern_plain(p);
		if (pattern_plain(p))
			add_rule(s->plain, i);
		if (!p->everywhere || !p->gates[0].count)
			add_rule(s->unplaced, i);
		if (rule_names_measure(all->rulebook, s->rules[i]))
			add_rule(s->named, i);
		while (s->gates < LITERAL_GATES && p->gates[s->gates].count)
			s->gates++;
	}
	gates_make(all, s);
}

/* The rows of the rules of one scope, and of those of a scope of longer stretches behind them, which
 * are read together: what of the first goes on in a further sentence is not looked at. */
static void
rows_make(struct relation_sets *all, struct scoped *s, struct scoped *longer)
{
	size_t behind = longer ? longer->count : 0;
	const struct pattern **patterns;

	if (!s->count && !behind)
		return;
	if (longer)
		longer->first = s->words * 64;
	patterns = arena_array(all->arena, s->words * 64 + behind, sizeof *patterns);
	for (size_t i = 0; i < s->count; i++)
		patterns[i] = pattern_of(s, i);
	for (size_t i = 0; i < behind; i++)
		patterns[longer->first + i] = pattern_of(longer, i);
	s->rows = reach_set_new(all->arena, patterns, behind ? longer->first + behind : s->count,
				longer ? s->count : 0);
	if (longer)
		longer->rows = s->rows;
}

static void
sets_make(struct relation_sets *all, const struct rule *const *rules, size_t count)
{
	struct arena *a = all->arena;

	all->identities = arena_array(a, count + 1, sizeof *all->identities);
	for (size_t i = 0; i < count; i++) {
		struct scoped *s = &all->scopes[rules[i]->scope];
		if (!rules[i]->match && rules[i]->expect)
			all->identities[all->identity_count++] = rules[i];
		if (!rules[i]->match)
			continue;
		if (!s->rules)
			s->rules = arena_array(a, count, sizeof *s->rules);
		s->rules[s->count++] = rules[i];
		all->placed |= rules[i]->match->everywhere && rules[i]->match->gates[0].count;
	}
	for (size_t i = 0; i <= SCOPE_CAPTURE; i++)
		scope_finish(all, &all->scopes[i]);
	for (size_t i = 0; i <= SCOPE_CAPTURE; i++)
		if (i == SCOPE_SENTENCE)
			rows_make(all, &all->scopes[i], &all->scopes[SCOPE_PARAGRAPH]);
		else if (i != SCOPE_PARAGRAPH)
			rows_make(all, &all->scopes[i], NULL);
}

struct relation_sets *
relation_sets_for(struct check *c, const struct rule *const *rules, size_t count)
{
	struct applying *kept = c->applying;

	if (!kept->relation) {
		kept->relation = arena_alloc(kept->arena, sizeof *kept->relation);
		kept->relation->arena = kept->arena;
		kept->relation->rulebook = kept->rulebook;
		sets_make(kept->relation, rules, count);
	}
	return kept->relation;
}

const uint64_t *
relation_sets_fitting(const struct relation_sets *all, struct scoped *s, kind_set kinds)
{
	struct fit *f = &s->fits[(kinds * UINT32_C(0x9E3779B1)) >> 26];

	if (f->known && f->kinds == kinds)
		return f->rules;
	if (!f->rules)
		f->rules = arena_array(all->arena, s->words, sizeof *f->rules);
	f->known = true;
	f->kinds = kinds;
	memset(f->rules, 0, s->words * sizeof *f->rules);
	for (size_t i = 0; i < s->count; i++)
		if (pattern_kinds(s->rules[i]->match, kinds))
			add_rule(f->rules, i);
	return f->rules;
}
