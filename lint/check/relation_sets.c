/*
 * The rules of a scope as sets of bits (relation_sets.h): made once for the rules of a rulebook,
 * kept from report to report.
 */
#include "applying.h"
#include "relation_sets.h"

#include <string.h>

/* From a row of sets for each literal to those words of it that are not empty. */
static void
opened_make(struct arena *a, struct scoped *s, const uint64_t *rows, size_t literals)
{
	size_t row = s->gates * s->words, count = 0;
	uint32_t *from = arena_array(a, literals + 1, sizeof *from);

	for (size_t i = 0; i < literals * row; i++)
		count += rows[i] != 0;
	struct opened *to = arena_array(a, count + 1, sizeof *to);
	s->opened = to;
	s->opened_from = from;
	for (size_t i = 0; i < literals; i++) {
		for (size_t k = 0; k < row; k++)
			if (rows[i * row + k])
				*to++ = (struct opened){(uint32_t)k, (uint16_t)(k / s->words),
							(uint16_t)(k % s->words),
							rows[i * row + k]};
		from[i + 1] = (uint32_t)(to - s->opened);
	}
}

static void
gates_make(const struct relation_sets *all, struct scoped *s)
{
	size_t row = s->gates * s->words, literals = all->rulebook->gate_literals;
	uint64_t *rows = arena_array(all->arena, literals * row + 1, sizeof *rows);

	s->open = arena_array(all->arena, row, sizeof *s->open);
	s->room = arena_array(all->arena, row, sizeof *s->room);
	for (size_t i = 0; i < s->count; i++)
		for (size_t gate = 0; gate < s->gates; gate++) {
			const struct literal_gate *l = &pattern_of(s, i)->gates[gate];
			size_t word = gate * s->words;
			if (!l->count)
				add_rule(s->open + word, i);
			for (size_t k = 0; k < l->count; k++)
				add_rule(rows + l->literals[k] * row + word, i);
		}
	opened_make(all->arena, s, rows, literals);
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
	const struct pattern **patterns = arena_array(all->arena, s->count, sizeof *patterns);
	for (size_t i = 0; i < s->count; i++)
		patterns[i] = pattern_of(s, i);
	s->rows = reach_set_new(all->arena, patterns, s->count);
	s->words = s->count / 64 + 1;
	s->set = arena_array(all->arena, s->words, sizeof *s->set);
	s->plain = arena_array(all->arena, s->words, sizeof *s->plain);
	s->placed = arena_array(all->arena, s->words, sizeof *s->placed);
	s->named = arena_array(all->arena, s->words, sizeof *s->named);
	for (size_t i = 0; i < s->count; i++) {
		const struct pattern *p = pattern_of(s, i);
		s->always |= !p->gates[0].count && pattern_plain(p);
		if (pattern_plain(p))
			add_rule(s->plain, i);
		if (p->everywhere)
			add_rule(s->placed, i);
		if (rule_names_measure(all->rulebook, s->rules[i]))
			add_rule(s->named, i);
		while (s->gates < LITERAL_GATES && p->gates[s->gates].count)
			s->gates++;
	}
	gates_make(all, s);
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
