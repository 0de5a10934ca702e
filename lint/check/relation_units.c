/*
 * Where the rules of the kind "relation" are tried: the clauses, sentences,
 * paragraphs, sections of a report, or all of it.  A unit is looked at for
 * what it holds (kinds of facts, literals), and that leads to the rules that
 * can match there: a rule costs nothing where it cannot.  Cost: one pass for
 * the literals of sentences that hold facts that some rule wants, a lighter
 * one over all text for those that need none.
 */
#include "relation.h"

#include <stdlib.h>
#include <string.h>

enum {
	FITS = 64,	   /* slots; a report has few sets of kinds */
	GATED_MOST = 2048, /* bytes of a piece whose literals are looked for */
	FEW_BYTES = 64,	   /* a rule in so many bytes: its facts are looked at before literals */
	FACT_BYTES = 3	   /* of a skeleton */
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
	const struct reach_set *rows; /* of their patterns */
	size_t count, words;
	size_t gates; /* so many literal gates at most that one of them has */
	/* For each gate a set: the rules that have none.  A row of such sets per literal: those
	 * that it lets in.  Room for a row. */
	uint64_t *open, *by_literal, *present;
	uint64_t *plain; /* rules that need no fact */
	uint64_t *set;	 /* those that are tried in a unit */
	bool always;	 /* is one of them open and plain? */
	struct fit fits[FITS];
};

struct relation_sets {
	struct arena *arena; /* of these sets */
	/* What they were made for. */
	const struct rulebook *rulebook;
	const struct rule **rules;
	size_t count;
	struct scoped scopes[SCOPE_CAPTURE + 1];
	bool placed; /* has a rule literals that are looked for in all of a report? */
};

struct units {
	struct check *check;
	struct relation_sets *sets;
	struct gate_places literals; /* of the piece at work */
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

static const struct pattern *
pattern_of(const struct scoped *s, size_t rule)
{
	return s->rules[rule]->match;
}

/* The rules that a literal gates, with the gates of this index. */
static uint64_t *
gated_by(const struct scoped *s, size_t gate, size_t literal)
{
	return s->by_literal + (literal * s->gates + gate) * s->words;
}

static void
gates_make(const struct relation_sets *all, struct scoped *s)
{
	size_t row = s->gates * s->words;

	s->open = arena_array(all->arena, row, sizeof *s->open);
	s->present = arena_array(all->arena, row, sizeof *s->present);
	s->by_literal = arena_array(all->arena, (all->rulebook->gate_literals + 1) * row,
				    sizeof *s->by_literal);
	for (size_t i = 0; i < s->count; i++)
		for (size_t gate = 0; gate < s->gates; gate++) {
			const struct literal_gate *l = &pattern_of(s, i)->gates[gate];
			if (!l->count)
				add_rule(s->open + gate * s->words, i);
			for (size_t k = 0; k < l->count; k++)
				add_rule(gated_by(s, gate, l->literals[k]), i);
		}
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
	for (size_t i = 0; i < s->count; i++) {
		const struct pattern *p = pattern_of(s, i);
		s->always |= !p->gates[0].count && pattern_plain(p);
		if (pattern_plain(p))
			add_rule(s->plain, i);
		while (s->gates < LITERAL_GATES && p->gates[s->gates].count)
			s->gates++;
	}
	gates_make(all, s);
}

/* Whether these are the rules that the sets are for: most reports have the same ones. */
static bool
sets_are_for(const struct relation_sets *all, const struct check *c,
	     const struct rule *const *rules, size_t count)
{
	return all->rules && all->rulebook == c->rulebook && all->count == count &&
	       memcmp(all->rules, rules, count * sizeof *rules) == 0;
}

static void
sets_make(struct relation_sets *all, const struct check *c, const struct rule *const *rules,
	  size_t count)
{
	struct arena *a = all->arena;

	*all = (struct relation_sets){.arena = a, .rulebook = c->rulebook, .count = count};
	all->rules = arena_array(a, count + 1, sizeof *rules);
	memcpy(all->rules, rules, count * sizeof *rules);
	for (size_t i = 0; i < count; i++) {
		struct scoped *s = &all->scopes[rules[i]->scope];
		if (!s->rules)
			s->rules = arena_array(a, count, sizeof *s->rules);
		s->rules[s->count++] = rules[i];
		all->placed |= pattern_plain(rules[i]->match) && rules[i]->match->gates[0].count;
	}
	for (size_t i = 0; i <= SCOPE_CAPTURE; i++)
		scope_finish(all, &all->scopes[i]);
}

struct relation_sets *
relation_sets_new(void (*oom)(void))
{
	struct relation_sets *all = calloc(1, sizeof *all);

	if (all)
		all->arena = arena_new(oom);
	if (!all || !all->arena) {
		free(all);
		return NULL;
	}
	return all;
}

void
relation_sets_free(struct relation_sets *all)
{
	if (all)
		arena_free(all->arena);
	free(all);
}

/* Those for the rules of a report, as they are kept or anew. */
static struct relation_sets *
sets_for(struct check *c, const struct rule *const *rules, size_t count)
{
	struct relation_sets *all = c->relation_sets;

	if (all && sets_are_for(all, c, rules, count))
		return all;
	if (all) {
		arena_reset(all->arena);
	} else {
		all = arena_alloc(c->arena, sizeof *all);
		all->arena = c->arena;
	}
	sets_make(all, c, rules, count);
	return all;
}

/* The rules that fit these kinds; reckoned once for each set of kinds. */
static const uint64_t *
rules_fitting(const struct relation_sets *all, struct scoped *s, kind_set kinds)
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

/* ---- a unit -------------------------------------------------------------------- */

/* Which of 64 rules, from number `first` on, a literal lets in: it can stand among the facts as it
 * must. */
static uint64_t
let_in(const struct scoped *s, size_t gate, const struct spot_place *at, size_t first,
       uint64_t rules)
{
	uint64_t in = 0;

	for (uint64_t left = rules; left; left &= left - 1) {
		const struct pattern *p = pattern_of(s, first + (size_t)__builtin_ctzll(left));
		if (spot_fits(p, &p->gates[gate].spot, at))
			in |= left & -left;
	}
	return in;
}

/* Of 64 rules of a set, those that a literal of the piece lets in or that need none. */
static uint64_t
rules_met(const struct units *u, const struct scoped *s, size_t gate, struct spot_place at,
	  uint64_t set, size_t word)
{
	uint64_t met = s->open[gate * s->words + word] & set;

	at.ahead = 0;
	for (size_t i = 0; i < u->literals.all.len && met != set; i++) {
		const struct gate_place *l = &u->literals.all.at[i];
		uint64_t rules = gated_by(s, gate, l->literal)[word] & set & ~met;
		if (!rules)
			continue;
		at.literal = (struct span){l->at, l->at + l->bytes};
		while (at.ahead < at.count && at.facts[at.ahead].skeleton < l->at)
			at.ahead++;
		met |= let_in(s, gate, &at, word * 64, rules);
	}
	return met;
}

/* Takes out of a set the rules that want for a literal. */
static void
keep_present(const struct units *u, const struct scoped *s, uint64_t *set)
{
	size_t row = s->gates * s->words;

	memcpy(s->present, s->open, row * sizeof *s->present);
	for (size_t i = 0; i < u->literals.all.len; i++)
		add_rules(s->present, gated_by(s, 0, u->literals.all.at[i].literal), row);
	for (size_t i = 0; i < row; i++)
		set[i % s->words] &= s->present[i];
}

/* Takes out of a set the rules that the literals of a piece do not let in. */
static void
keep_met(const struct units *u, const struct scoped *s, struct span piece, uint64_t *set)
{
	const struct facts *f = u->check->facts;
	uint32_t from, to;

	keep_present(u, s, set);
	if (is_empty(set, s->words))
		return;
	facts_within(f, piece, &from, &to);
	struct spot_place at = {f->skeleton, piece.from, f->at + from, to - from, 0, {0}};
	for (size_t i = 0; i < s->words; i++)
		for (size_t gate = 0; gate < s->gates && set[i]; gate++)
			set[i] = rules_met(u, s, gate, at, set[i], i);
}

static size_t
count_rules(const uint64_t *set, size_t words)
{
	size_t count = 0;

	for (size_t i = 0; i < words; i++)
		count += (size_t)__builtin_popcountll(set[i]);
	return count;
}

/* Takes out of a set the rules whose facts do not stand in a piece as they must. */
static void
keep_reaching(const struct units *u, const struct scoped *s, struct span piece, uint64_t *set)
{
	struct check *c = u->check;
	const uint64_t *reach = matcher_reaches(c->matcher, s->rows, c->facts, piece);

	for (size_t i = 0; i < s->words; i++)
		set[i] &= reach[i];
}

static void
find_literals(struct units *u, struct span piece)
{
	struct check *c = u->check;
	struct str text = {c->facts->skeleton, c->facts->skeleton_len};

	rulebook_gate(c->rulebook, c->arena, text, piece, &u->literals);
}

/* Around a fact, what a range spans of a piece; whole characters. */
static struct span
span_around(const struct units *u, const struct fact *x, const struct spot_range *r,
	    struct span piece)
{
	const char *s = u->check->facts->skeleton;
	struct span out = piece;

	if (x->skeleton - piece.from > r->before)
		out.from = x->skeleton - r->before;
	if (piece.to - x->skeleton - FACT_BYTES > r->behind)
		out.to = x->skeleton + FACT_BYTES + r->behind;
	while (out.from < out.to && ((unsigned char)s[out.from] & 0xC0) == 0x80)
		out.from++;
	return out;
}

/* Finds the literals of a few rules in a long piece: only near facts. */
static void
find_near(struct units *u, const struct scoped *s, struct span piece, const uint64_t *set)
{
	const struct facts *f = u->check->facts;
	struct spot_range range = {0};
	struct span near = {piece.from, piece.from};
	uint32_t from, to;

	for (size_t i = 0; i < s->words; i++)
		for (uint64_t left = set[i]; left; left &= left - 1) {
			const struct pattern *p =
				pattern_of(s, i * 64 + (size_t)__builtin_ctzll(left));
			for (size_t k = 0; k < LITERAL_GATES; k++)
				spot_widen(&range, p, &p->gates[k]);
		}
	if (range.before >= piece.to - piece.from) {
		find_literals(u, piece);
		return;
	}
	facts_within(f, piece, &from, &to);
	for (uint32_t i = from; i < to; i++) {
		if (!(range.kinds & KIND_BIT(f->at[i].lex.kind)))
			continue;
		struct span around = span_around(u, &f->at[i], &range, piece);
		if (around.from > near.to) {
			find_literals(u, near);
			near = around;
		}
		near.to = around.to;
	}
	find_literals(u, near);
}

/* Takes out of a set the rules whose literals are not in a piece, or not where they must be. */
static void
keep_gated(struct units *u, const struct scoped *s, struct span piece, uint64_t *set)
{
	uint32_t bytes = piece.to - piece.from;

	u->literals.all.len = 0;
	if (count_rules(set, s->words) * FEW_BYTES < bytes)
		find_near(u, s, piece, set);
	else
		find_literals(u, piece);
	keep_met(u, s, piece, set);
}

/* Adds the rules whose literals were found at places in a piece of skeleton. */
static void
add_placed(struct units *u, const struct scoped *s, struct span piece, uint64_t *set)
{
	while (u->next < u->place_count && u->places[u->next].at < piece.from)
		u->next++;
	for (size_t i = u->next; i < u->place_count && u->places[i].at < piece.to; i++)
		add_rules(set, gated_by(s, 0, u->places[i].literal), s->words);
}

/* Takes out of a set the rules that need no fact and whose literals are not in a piece. */
static void
keep_placed(struct units *u, const struct scoped *s, struct span piece, uint64_t *set)
{
	if (!s->gates)
		return;
	memcpy(s->present, s->open, s->words * sizeof *s->present);
	add_placed(u, s, piece, s->present);
	for (size_t i = 0; i < s->words; i++)
		set[i] &= s->present[i] | ~s->plain[i];
}

/* The rules that can match in a piece of skeleton with facts of these kinds.  In a long one their
 * literals are not looked for, unless they need no fact: that would cost more than it saves. */
static const uint64_t *
rules_of(struct units *u, struct scoped *s, struct span skeleton, kind_set kinds)
{
	const uint64_t *fitting = kinds ? rules_fitting(u->sets, s, kinds) : s->plain;

	if (is_empty(fitting, s->words))
		return fitting;
	memcpy(s->set, fitting, s->words * sizeof *s->set);
	if (kinds)
		keep_reaching(u, s, skeleton, s->set);
	if (is_empty(s->set, s->words))
		return s->set;
	if (kinds && skeleton.to - skeleton.from <= GATED_MOST)
		keep_gated(u, s, skeleton, s->set);
	else
		keep_placed(u, s, skeleton, s->set);
	return s->set;
}

/* Tries the rules of a set in a unit; its facts are known, or read for them. */
static void
try_rules(struct units *u, const struct scoped *s, const uint64_t *set, const struct stretch *where)
{
	struct check *c = u->check;
	struct unit_run run;

	if (is_empty(set, s->words))
		return;
	matcher_reaches(c->matcher, s->rows, c->facts, where->skeleton);
	run.check = c;
	run.sibling_count = 0;
	for (size_t i = 0; i < s->words; i++)
		for (uint64_t left = set[i]; left; left &= left - 1) {
			run.number = i * 64 + (size_t)__builtin_ctzll(left);
			unit_try(&run, s->rules[run.number], where->sentence, where->skeleton);
		}
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
	struct scoped *s = &u->sets->scopes[scope];
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

	u->check = c;
	u->sets = sets_for(c, rules, count);
	if (u->sets->placed) {
		struct str all = {c->facts->skeleton, c->facts->skeleton_len};
		u->places = rulebook_places(c->rulebook, c->arena, all, &u->place_count);
	}
	run_sentences(u, SCOPE_CLAUSE);
	run_sentences(u, SCOPE_SENTENCE);
	run_stretches(u, SCOPE_PARAGRAPH, doc_paragraph);
	run_stretches(u, SCOPE_SECTION, doc_section);
	u->next = 0;
	if (u->sets->scopes[SCOPE_DOCUMENT].count)
		run_stretch(u, &u->sets->scopes[SCOPE_DOCUMENT], 0,
			    (uint32_t)c->doc->sentence_count);
}
