/*
 * Where the rules of the kind "relation" are tried: the clauses, sentences,
 * paragraphs, sections of a report, or all of it.  A unit is looked at for
 * what it holds (kinds of facts, literals), and that leads to the rules that
 * can match there: a rule costs nothing where it cannot.  Cost: one pass for
 * the literals of sentences that hold facts that some rule wants, a lighter
 * one over all text for those that need none.
 */
#include "relation.h"

#include <string.h>

enum {
	FITS = 64,	  /* slots; a report has few sets of kinds */
	GATED_MOST = 2048 /* bytes of a piece whose literals are looked for */
};

/* The rules that fit a set of kinds of facts, a bit each. */
struct fit {
	bool known;
	kind_set kinds;
	uint64_t *rules;
};

/* The rules of one scope in the order of the rulebook, and sets of them as
 * rows of `words` words. */
struct scoped {
	const struct rule **rules;
	size_t count, words;
	uint64_t *open;	      /* rules that no literal gates */
	uint64_t *plain;      /* rules that need no fact */
	uint64_t *by_literal; /* a row per literal: the rules that it gates */
	uint64_t *set;	      /* those that are tried in a unit */
	bool always;	      /* is one of them open and plain? */
	struct fit fits[FITS];
};

struct units {
	struct check *check;
	struct scoped scopes[SCOPE_CAPTURE + 1];
	/* Where literals of rules that need no fact stand. */
	const struct gate_place *places;
	size_t place_count, next;
};

/* One unit. */
struct stretch {
	uint32_t sentence; /* its first */
	struct span skeleton;
	kind_set kinds;
};

/* ---- sets of rules ----------------------------------------------------------- */

static void
add_rule(uint64_t *set, size_t i)
{
	set[i / 64] |= UINT64_C(1) << i % 64;
}

static void
add_rules(uint64_t *set, const uint64_t *other, size_t words)
{
	for (size_t i = 0; i < words; i++)
		set[i] |= other[i];
}

static bool
is_empty(const uint64_t *set, size_t words)
{
	for (size_t i = 0; i < words; i++)
		if (set[i])
			return false;
	return true;
}

static uint64_t *
row(const struct scoped *s, uint64_t *rows, size_t i)
{
	return rows + i * s->words;
}

static void
scope_finish(struct check *c, struct scoped *s)
{
	if (!s->count)
		return;
	s->words = s->count / 64 + 1;
	s->set = arena_array(c->arena, s->words, sizeof *s->set);
	s->open = arena_array(c->arena, s->words, sizeof *s->open);
	s->plain = arena_array(c->arena, s->words, sizeof *s->plain);
	s->by_literal = arena_array(c->arena, (c->rulebook->gate_literals + 1) * s->words,
				    sizeof *s->by_literal);
	for (size_t i = 0; i < s->count; i++) {
		const struct pattern *p = s->rules[i]->match;
		if (!p->literal_count)
			add_rule(s->open, i);
		s->always |= !p->literal_count && pattern_plain(p);
		if (pattern_plain(p))
			add_rule(s->plain, i);
		for (size_t k = 0; k < p->literal_count; k++)
			add_rule(row(s, s->by_literal, p->literals[k]), i);
	}
}

/* The rules that fit these kinds; reckoned once for each set of kinds. */
static const uint64_t *
rules_fitting(struct check *c, struct scoped *s, kind_set kinds)
{
	struct fit *f = &s->fits[(kinds * UINT32_C(0x9E3779B1)) >> 26];

	if (f->known && f->kinds == kinds)
		return f->rules;
	if (!f->rules)
		f->rules = arena_array(c->arena, s->words, sizeof *f->rules);
	f->known = true;
	f->kinds = kinds;
	memset(f->rules, 0, s->words * sizeof *f->rules);
	for (size_t i = 0; i < s->count; i++)
		if (pattern_kinds(s->rules[i]->match, kinds))
			add_rule(f->rules, i);
	return f->rules;
}

/* ---- a unit -------------------------------------------------------------------- */

/* Adds the rules that the literals of a piece of skeleton gate; bits is set to those. */
static void
add_gated(struct units *u, struct scoped *s, struct span piece, uint64_t *set,
	  uint64_t bits[GATE_WORDS])
{
	const struct facts *f = u->check->facts;
	struct str text = {f->skeleton + piece.from, (size_t)(piece.to - piece.from)};

	rulebook_gate(u->check->rulebook, text, bits);
	for (size_t i = 0; i < GATE_WORDS; i++)
		for (uint64_t left = bits[i]; left; left &= left - 1)
			add_rules(set,
				  row(s, s->by_literal, i * 64 + (size_t)__builtin_ctzll(left)),
				  s->words);
}

/* Adds the rules whose literals were found at places in a piece of skeleton. */
static void
add_placed(struct units *u, struct scoped *s, struct span piece, uint64_t *set)
{
	while (u->next < u->place_count && u->places[u->next].at < piece.from)
		u->next++;
	for (size_t i = u->next; i < u->place_count && u->places[i].at < piece.to; i++)
		add_rules(set, row(s, s->by_literal, u->places[i].literal), s->words);
}

static void
try_rules(struct units *u, const struct scoped *s, const uint64_t *set, const struct stretch *where)
{
	struct unit_run run;

	if (is_empty(set, s->words))
		return;
	run.check = u->check;
	run.sibling_count = 0;
	for (size_t i = 0; i < s->words; i++)
		for (uint64_t left = set[i]; left; left &= left - 1) {
			size_t rule = i * 64 + (size_t)__builtin_ctzll(left);
			unit_try(&run, s->rules[rule], where->sentence, where->skeleton);
		}
}

/* Takes out the rules whose second set of literals is not there. */
static void
drop_ungated(const struct scoped *s, uint64_t *set, const uint64_t bits[GATE_WORDS])
{
	for (size_t i = 0; i < s->words; i++)
		for (uint64_t left = set[i]; left; left &= left - 1) {
			const struct pattern *p =
				s->rules[i * 64 + (size_t)__builtin_ctzll(left)]->match;
			if (!literal_stands(p->second, p->second_count, bits))
				set[i] &= ~(left & -left);
		}
}

/* The rules that can match in a piece of skeleton with facts of these kinds.  In a long one their
 * literals are not looked for, unless they need no fact: that would cost more than it saves. */
static const uint64_t *
rules_of(struct units *u, struct scoped *s, struct span skeleton, kind_set kinds)
{
	const uint64_t *fitting = kinds ? rules_fitting(u->check, s, kinds) : s->plain;
	bool gated = kinds && skeleton.to - skeleton.from <= GATED_MOST;

	if (is_empty(fitting, s->words))
		return fitting;
	uint64_t bits[GATE_WORDS];
	memcpy(s->set, s->open, s->words * sizeof *s->set);
	if (gated)
		add_gated(u, s, skeleton, s->set, bits);
	else
		add_placed(u, s, skeleton, s->set);
	for (size_t i = 0; i < s->words; i++)
		s->set[i] = fitting[i] & (s->set[i] | (gated || !kinds ? 0 : ~s->plain[i]));
	if (gated)
		drop_ungated(s, s->set, bits);
	return s->set;
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
	const uint64_t *rules = rules_of(u, s, f->skeleton, f->kinds);
	struct stretch where = {.sentence = sentence, .kinds = f->kinds};
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
		try_rules(u, s, rules, &where);
		from = (uint32_t)(at + len);
	}
}

/* Is there anything to try in a sentence without facts? */
static bool
is_plain_met(struct units *u, const struct scoped *s, struct span sentence)
{
	while (u->next < u->place_count && u->places[u->next].at < sentence.from)
		u->next++;
	return s->always || (u->next < u->place_count && u->places[u->next].at < sentence.to);
}

static void
run_sentences(struct units *u, enum scope scope)
{
	struct scoped *s = &u->scopes[scope];

	u->next = 0;
	for (uint32_t i = 0; s->count && i < u->check->doc->sentence_count; i++) {
		const struct sentence_facts *f = &u->check->facts->sentences[i];
		if (!f->kinds && !is_plain_met(u, s, f->skeleton))
			continue;
		if (scope == SCOPE_CLAUSE) {
			run_clauses_of(u, s, i);
			continue;
		}
		struct stretch where = {i, f->skeleton, f->kinds};
		try_rules(u, s, rules_of(u, s, f->skeleton, f->kinds), &where);
	}
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
	for (uint32_t i = from; i < to; i++)
		where.kinds |= f[i].kinds;
	try_rules(u, s, rules_of(u, s, where.skeleton, where.kinds), &where);
}

typedef void sentences_around(const struct doc *d, uint32_t s, uint32_t *from, uint32_t *to);

static void
run_stretches(struct units *u, enum scope scope, sentences_around *around)
{
	struct scoped *s = &u->scopes[scope];
	uint32_t from, to;

	u->next = 0;
	for (uint32_t i = 0; s->count && i < u->check->doc->sentence_count; i = to) {
		around(u->check->doc, i, &from, &to);
		if (to <= i)
			to = i + 1;
		run_stretch(u, s, i, to);
	}
}

void
units_run(struct check *c, const struct rule *const *rules, size_t count)
{
	struct units *u = arena_alloc(c->arena, sizeof *u);
	bool plain = false;

	u->check = c;
	for (size_t i = 0; i < count; i++) {
		struct scoped *s = &u->scopes[rules[i]->scope];
		if (!s->rules)
			s->rules = arena_array(c->arena, count, sizeof *s->rules);
		s->rules[s->count++] = rules[i];
		plain |= pattern_plain(rules[i]->match) && rules[i]->match->literal_count;
	}
	for (size_t i = 0; i <= SCOPE_CAPTURE; i++)
		scope_finish(c, &u->scopes[i]);
	if (plain) {
		struct str all = {c->facts->skeleton, c->facts->skeleton_len};
		u->places = rulebook_places(c->rulebook, c->arena, all, &u->place_count);
	}
	run_sentences(u, SCOPE_CLAUSE);
	run_sentences(u, SCOPE_SENTENCE);
	run_stretches(u, SCOPE_PARAGRAPH, doc_paragraph);
	run_stretches(u, SCOPE_SECTION, doc_section);
	u->next = 0;
	if (u->scopes[SCOPE_DOCUMENT].count)
		run_stretch(u, &u->scopes[SCOPE_DOCUMENT], 0, (uint32_t)c->doc->sentence_count);
}
