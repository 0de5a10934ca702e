/*
 * The literals of units (relation_sets.h): which rules of a scope they let in.  A sentence is read
 * once, whoever asks; of a longer stretch what its sentences have not told is read, near facts
 * alone.  Cost: one pass over the text of sentences in which some rule can reach its facts.
 */
#include "relation_sets.h"

#include "../base/wide.h"

#include <string.h>

/* Where the literals of a sentence are: from one index to before another. */
struct sentence_literals {
	uint32_t from, end;
	struct literal_hints hints;
};

/* Some that were found, by rising offset. */
struct found {
	const struct gate_place *at;
	size_t count;
};

struct relation_literals {
	const struct check *check;
	struct gate_places all; /* of sentences that were read, one after another */
	VEC(struct sentence_literals) read;
	uint32_t *reads;	 /* of each sentence, its index + 1 there; 0: it was not read */
	struct gate_places near; /* of the unit at work, those that some rule may want */
	/* Of its literals those that may let some rule in. */
	VEC(const struct gate_place *) hits;
};

/* What is to be opened: gates from `first` to before `end` of the rules of a set. */
struct gated {
	const struct scoped *scope;
	size_t first, end;
	uint64_t *set;
	/* Of those the ones that want for a literal, a set for each gate. */
	uint64_t *wanting;
};

struct relation_literals *
relation_literals_new(const struct check *c)
{
	struct relation_literals *l = arena_alloc(c->arena, sizeof *l);

	l->check = c;
	l->reads = arena_array(c->arena, c->doc->sentence_count, sizeof *l->reads);
	return l;
}

static void
find_literals(const struct relation_literals *l, struct span piece, struct gate_places *out)
{
	const struct check *c = l->check;
	struct str text = {c->facts->skeleton, c->facts->skeleton_len};

	rulebook_gate(c->rulebook, c->arena, text, piece, out);
}

/* The literals of a sentence; NULL when it was not read. */
static const struct sentence_literals *
literals_of(const struct relation_literals *l, uint32_t sentence)
{
	return l->reads[sentence] ? &l->read.at[l->reads[sentence] - 1] : NULL;
}

static const struct sentence_literals *
read_sentence(struct relation_literals *l, uint32_t sentence)
{
	if (l->reads[sentence])
		return literals_of(l, sentence);
	struct sentence_literals *read = VEC_PUSH(l->check->arena, &l->read);
	l->reads[sentence] = (uint32_t)l->read.len;
	*read = (struct sentence_literals){.from = (uint32_t)l->all.all.len};
	find_literals(l, l->check->facts->sentences[sentence].skeleton, &l->all);
	read->end = (uint32_t)l->all.all.len;
	for (size_t i = read->from; i < read->end; i++)
		hints_add(&read->hints, l->all.all.at[i].literal);
	return read;
}

/* Some of the literals that were found; never at NULL, which has no end. */
static struct found
found_of(const struct gate_places *l, size_t from, size_t to)
{
	static const struct gate_place none;

	return (struct found){from < to ? &l->all.at[from] : &none, to - from};
}

static struct found
found_in(const struct relation_literals *l, const struct sentence_literals *read)
{
	return found_of(&l->all, read->from, read->end);
}

/* ---- gates ----------------------------------------------------------------------- */

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

/* All rules of the set that have one of the gates. */
static void
want_all(const struct gated *g)
{
	const struct scoped *s = g->scope;

	if (g->end - g->first < s->gates)
		memset(g->wanting, 0, s->gates * s->words * sizeof *g->wanting);
	for (size_t gate = g->first; gate < g->end; gate++) {
		const uint64_t *open = s->open + gate * s->words;
		uint64_t *wanting = g->wanting + gate * s->words;
		for (size_t i = 0; i < s->words; i++)
			wanting[i] = g->set[i] & ~open[i];
	}
}

/* Takes out of the set the rules that want for a literal. */
static void
drop_wanting(const struct gated *g)
{
	const struct scoped *s = g->scope;

	for (size_t gate = g->first; gate < g->end; gate++)
		for (size_t i = 0; i < s->words; i++)
			g->set[i] &= ~g->wanting[gate * s->words + i];
}

/* Lists those of the literals found that open some rule of the set, by whatever gate: without a branch
 * for each, which would be missed too often. */
WIDE_INLINE size_t
list_hits(const struct gated *g, struct found found, const struct gate_place **hits,
	  struct wide_ops ops)
{
	const uint64_t *const let_in = g->scope->let_in, *const set = g->set;
	const uint16_t *const row_of = g->scope->row_of;
	const size_t words = g->scope->row;
	size_t count = 0;

	for (size_t i = 0; i < found.count; i++) {
		const uint64_t *row = let_in + row_of[found.at[i].literal] * words;
		wide some = {0};
		size_t k = 0;
		do {
			wide rules, tried;
			wide_load(&rules, row + k);
			wide_load(&tried, set + k);
			some |= rules & tried;
		} while ((k += WIDE_WORDS) < words);
		hits[count] = &found.at[i];
		count += wide_any(&some, ops);
	}
	return count;
}

WIDE_AVX2 static size_t
list_hits_avx2(const struct gated *g, struct found found, const struct gate_place **hits)
{
	return list_hits(g, found, hits, wide_avx2);
}

/* Takes out of the set the rules that want for a literal which is not among those found; what
 * may let the others in are the hits. */
static void
keep_opened(struct relation_literals *l, const struct gated *g, struct found found)
{
	const struct scoped *s = g->scope;

	while (l->hits.cap < found.count)
		l->hits.at =
			vec_grow(l->check->arena, l->hits.at, 0, &l->hits.cap, sizeof *l->hits.at);
	l->hits.len = machine_has_avx2() ? list_hits_avx2(g, found, l->hits.at)
					 : list_hits(g, found, l->hits.at, wide_plain);
	uint64_t *in = g->wanting;
	memcpy(in, s->open, s->gates * s->words * sizeof *in);
	for (size_t i = 0; i < l->hits.len; i++) {
		uint16_t literal = l->hits.at[i]->literal;
		const struct opened *end = opened_by(s, literal + 1u);
		for (const struct opened *o = opened_by(s, literal); o < end; o++)
			in[o->word] |= o->rules;
	}
	for (size_t gate = g->first; gate < g->end; gate++)
		for (size_t i = 0; i < s->words; i++)
			g->set[i] &= in[gate * s->words + i];
}

/* What a literal opens no longer wants for one, where it stands as it must. */
static void
meet(const struct gated *g, const struct gate_place *p, const struct spot_place *at)
{
	const struct opened *end = opened_by(g->scope, p->literal + 1u);

	for (const struct opened *o = opened_by(g->scope, p->literal); o < end; o++) {
		uint64_t rules = o->rules & g->wanting[o->word];
		if (rules)
			g->wanting[o->word] &= ~let_in(g->scope, o->gate, at, o->of * 64u, rules);
	}
}

/* Takes out of the set the rules that the literals of a piece do not let in: first those that
 * want for one, then those of which one does not stand where it must. */
static void
keep_met(struct relation_literals *l, const struct gated *g, struct found found, struct span piece)
{
	const struct facts *f = l->check->facts;
	uint32_t first, end;

	keep_opened(l, g, found);
	if (is_empty(g->set, g->scope->words))
		return;
	want_all(g);
	facts_within(f, piece, &first, &end);
	struct spot_place at = {f->skeleton, piece.from, f->at + first, end - first, 0, {0}};
	for (size_t i = 0; i < l->hits.len; i++) {
		const struct gate_place *p = l->hits.at[i];
		at.literal = (struct span){p->at, p->at + p->bytes};
		while (at.ahead < at.count && at.facts[at.ahead].skeleton < p->at)
			at.ahead++;
		meet(g, p, &at);
	}
	drop_wanting(g);
}

/* Adds the literals of a part of a sentence that was read, as far as the gates can ask for them. */
static void
add_known(struct relation_literals *l, const struct literal_hints *hints,
	  const struct sentence_literals *s, struct span part)
{
	if (!hints_meet(&s->hints, hints))
		return;
	for (uint32_t i = s->from; i < s->end; i++) {
		const struct gate_place *p = &l->all.all.at[i];
		if (hints_hold(hints, p->literal) && p->at >= part.from &&
		    p->at + p->bytes <= part.to)
			*VEC_PUSH(l->check->arena, &l->near.all) = *p;
	}
}

/* ---- stretches ------------------------------------------------------------------- */

/* Around a fact, what a range spans of a piece; whole characters. */
static struct span
span_around(const struct facts *f, const struct fact *x, const struct spot_range *r,
	    struct span piece)
{
	struct span out = piece;

	if (x->skeleton - piece.from > r->before)
		out.from = x->skeleton - r->before;
	if (piece.to - x->skeleton - SKELETON_FACT_BYTES > r->behind)
		out.to = fact_end(x) + r->behind;
	while (out.from < out.to && ((unsigned char)f->skeleton[out.from] & 0xC0) == 0x80)
		out.from++;
	return out;
}

/* Where the literals stand that the gates ask for, and which they can be. */
static struct spot_range
range_of(const struct gated *g, struct literal_hints *hints)
{
	struct spot_range range = {0};

	*hints = (struct literal_hints){0};

	for (size_t i = 0; i < g->scope->words; i++)
		for (uint64_t left = g->set[i]; left; left &= left - 1) {
			size_t rule = i * 64 + (size_t)__builtin_ctzll(left);
			const struct pattern *p = pattern_of(g->scope, rule);
			for (size_t k = g->first; k < g->end; k++) {
				spot_widen(&range, p, &p->gates[k]);
				hints_join(hints, &p->gates[k].hints);
			}
		}
	return range;
}

/* Adds the literals of a piece, the first sentence in which is at or behind *sentence. */
static void
add_piece(struct relation_literals *l, const struct literal_hints *hints, uint32_t *sentence,
	  struct span piece)
{
	const struct sentence_facts *all = l->check->facts->sentences;
	size_t count = l->check->doc->sentence_count;

	while (*sentence < count && all[*sentence].skeleton.to <= piece.from)
		++*sentence;
	for (uint32_t i = *sentence; i < count && all[i].skeleton.from < piece.to; i++) {
		struct span own = all[i].skeleton;
		struct span part = {own.from > piece.from ? own.from : piece.from,
				    own.to < piece.to ? own.to : piece.to};
		const struct sentence_literals *read = literals_of(l, i);
		if (read)
			add_known(l, hints, read, part);
		else
			find_literals(l, part, &l->near);
	}
}

/* Finds the literals of a few rules in a stretch: only where they can open these gates. */
static void
find_near(struct relation_literals *l, const struct gated *g, const struct stretch *unit)
{
	const struct facts *f = l->check->facts;
	struct literal_hints hints;
	struct spot_range range = range_of(g, &hints);
	struct span near = {unit->skeleton.from, unit->skeleton.from};
	uint32_t from, to, sentence = unit->sentence;

	l->near.all.len = 0;
	if (range.before >= unit->skeleton.to - unit->skeleton.from)
		near = unit->skeleton;
	facts_within(f, unit->skeleton, &from, &to);
	for (uint32_t i = from; i < to && near.to < unit->skeleton.to; i++) {
		if (!(range.kinds & KIND_BIT(f->at[i].lex.kind)))
			continue;
		struct span around = span_around(f, &f->at[i], &range, unit->skeleton);
		if (around.from > near.to) {
			add_piece(l, &hints, &sentence, near);
			near = around;
		}
		near.to = around.to;
	}
	add_piece(l, &hints, &sentence, near);
}

/* ---- units ------------------------------------------------------------------------ */

/* The gates whose literals stand nearest to facts come first (rule.h): mostly no rule passes
 * them, and nothing else is read. */
static void
keep_gated_far(struct relation_literals *l, const struct scoped *s, const struct stretch *unit,
	       uint64_t *set)
{
	struct gated g = {s, 0, 1, set, s->room};

	while (g.first < s->gates && !is_empty(set, s->words)) {
		find_near(l, &g, unit);
		keep_met(l, &g, found_of(&l->near, 0, l->near.all.len), unit->skeleton);
		g.first = g.end;
		g.end = s->gates;
	}
}

void
keep_gated(struct relation_literals *l, const struct scoped *s, const struct stretch *unit,
	   uint64_t *set)
{
	struct span own = l->check->facts->sentences[unit->sentence].skeleton;
	struct gated g = {s, 0, s->gates, set, s->room};

	if (own.from != unit->skeleton.from || own.to != unit->skeleton.to) {
		keep_gated_far(l, s, unit, set);
		return;
	}
	keep_met(l, &g, found_in(l, read_sentence(l, unit->sentence)), own);
}

/* ---- other patterns --------------------------------------------------------------- */

static bool
is_of(const struct literal_gate *g, uint16_t literal)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->literals[i] == literal)
			return true;
	return false;
}

/* Does one of some literals open a gate, and stand in a piece? */
static bool
is_opened(struct found found, struct span piece, const struct literal_gate *g)
{
	const struct gate_place *p = found.at, *end = p + found.count;

	while (p < end && p->at < piece.from)
		p++;
	for (; p < end && p->at < piece.to; p++)
		if (hints_hold(&g->hints, p->literal) && p->at + p->bytes <= piece.to &&
		    is_of(g, p->literal))
			return true;
	return false;
}

bool
relation_literals_may_hold(const struct relation_literals *l, uint32_t sentence, struct span piece,
			   const struct pattern *p)
{
	const struct sentence_literals *read = literals_of(l, sentence);
	struct span own = l->check->facts->sentences[sentence].skeleton;

	if (!read || piece.from < own.from || piece.to > own.to)
		return true;
	for (size_t i = 0; i < LITERAL_GATES && p->gates[i].count; i++)
		if (!hints_meet(&read->hints, &p->gates[i].hints) ||
		    !is_opened(found_in(l, read), piece, &p->gates[i]))
			return false;
	return true;
}
