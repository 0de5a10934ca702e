/*
 * What one figure can bear on in the kind "relation" (check.focus), of the rules that matched in the
 * report: those of the units it stands in, and elsewhere those alone that seek an operand as far away
 * as it stands, and of its kind, or that name a measure.  Whatever else a rule reads, words and the
 * places of facts, is the same whatever the figure is worth; so no rule matches elsewhere, either.
 * Cost: a look at the further operands of each rule, and a few steps a match.
 */
#include "relation_sets.h"

#include <string.h>

/* From where an operand is sought. */
enum reach { REACH_PARAGRAPH, REACH_NEARBY, REACH_SECTION, REACH_DOCUMENT, REACHES };

struct relation_focus {
	const struct check *check;
	uint32_t sentence; /* that the figure stands in */
	uint32_t skeleton;
	/* By scope and reach: the rules that may find the figure from so far. */
	uint64_t *rules[SCOPE_CAPTURE + 1][REACHES];
};

static size_t
reaches_of(enum scope scope)
{
	switch (scope) {
	case SCOPE_CLAUSE:
	case SCOPE_SENTENCE:
	case SCOPE_CAPTURE:
		return 0;
	case SCOPE_PARAGRAPH:
		return REACH_PARAGRAPH + 1;
	case SCOPE_NEARBY:
		return REACH_NEARBY + 1;
	case SCOPE_SECTION:
		return REACH_SECTION + 1;
	case SCOPE_DOCUMENT:
	case SCOPE_CORPUS:
		break;
	}
	return REACHES;
}

static bool
binds_kind(const struct pattern *p, struct str name, enum kind kind)
{
	for (size_t i = 0; i < p->capture_count; i++)
		if (str_eq(p->captures[i].name, name))
			return p->captures[i].kinds & KIND_BIT(kind);
	return false;
}

/* From how many of the reaches, the nearest first, a rule may find a fact of this kind. */
static size_t
rule_reaches(const struct rule *r, enum kind kind)
{
	size_t most = 0;

	for (size_t i = 0; i < r->also_count; i++) {
		const struct also *also = &r->also[i];
		for (size_t k = 0; k < also->scope_count; k++) {
			size_t n = reaches_of(also->scopes[k]);
			if (n > most && binds_kind(also->match, also->name, kind))
				most = n;
		}
	}
	return most;
}

struct relation_focus *
relation_focus_new(const struct check *c, const struct relation_sets *all)
{
	const struct fact *x = c->focus->fact;
	struct relation_focus *f = arena_alloc(c->arena, sizeof *f);

	*f = (struct relation_focus){c, x->sentence, x->skeleton, {{0}}};
	for (size_t scope = 0; scope <= SCOPE_CAPTURE; scope++) {
		const struct scoped *s = &all->scopes[scope];
		for (size_t n = 0; n < REACHES && s->count; n++) {
			f->rules[scope][n] = arena_array(c->arena, s->words, sizeof(uint64_t));
			memcpy(f->rules[scope][n], s->named, s->words * sizeof(uint64_t));
		}
		for (size_t i = 0; i < s->count; i++)
			for (size_t n = rule_reaches(s->rules[i], x->lex.kind); n-- > 0;)
				add_rule(f->rules[scope][n], i);
	}
	return f;
}

static bool
holds(const struct relation_focus *f, uint32_t from, uint32_t to)
{
	return from <= f->sentence && f->sentence < to;
}

/* How far from a unit the figure stands, as a rule looks for operands from there. */
static enum reach
reach_from(const struct relation_focus *f, uint32_t sentence)
{
	const struct doc *d = f->check->doc;
	uint32_t from, to;

	doc_paragraph(d, sentence, &from, &to);
	if (holds(f, from, to))
		return REACH_PARAGRAPH;
	doc_nearby(d, sentence, NEARBY_PARAGRAPHS, &from, &to);
	if (holds(f, from, to))
		return REACH_NEARBY;
	doc_section(d, sentence, &from, &to);
	return holds(f, from, to) ? REACH_SECTION : REACH_DOCUMENT;
}

/* Does the figure stand in the unit, or for a clause in its sentence? */
static bool
stands_in(const struct relation_focus *f, const struct matched *m)
{
	if (m->scope == SCOPE_CLAUSE)
		return m->sentence == f->sentence;
	return m->unit.from <= f->skeleton && f->skeleton < m->unit.to;
}

bool
relation_focus_concerns(const struct relation_focus *f, const struct matched *m)
{
	const struct sentence_facts *s = f->check->facts->sentences;
	const struct span all = check_sentences(f->check);
	const uint64_t *rules;

	if (stands_in(f, m))
		return true;
	if (m->sentence >= all.to || m->unit.to <= s[all.from].skeleton.from)
		return false;
	rules = f->rules[m->scope][reach_from(f, m->sentence)];
	return rules[m->rule / 64] >> m->rule % 64 & 1;
}
