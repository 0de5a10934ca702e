/*
 * The figures of a sentence and the lists of parts among them, for the kind
 * "parts".  Linear in the sentence.
 */
#include <string.h>

#include "near.h"
#include "parts.h"

/* What a character does to a list. */
enum mark { MARK_NONE, MARK_CLAUSE, MARK_SEMICOLON, MARK_OPEN, MARK_CLOSE };

/* The mark that begins at `at`; full-width ones take three bytes. */
static enum mark
mark_at(struct str s, size_t at)
{
	switch (s.at[at]) {
	case ',':
	case ':':
		return MARK_CLAUSE;
	case ';':
		return MARK_SEMICOLON;
	case '(':
		return MARK_OPEN;
	case ')':
		return MARK_CLOSE;
	case '\xEF': /* U+FFxx */
	case '\xE3': /* U+30xx */
		break;
	default:
		return MARK_NONE;
	}
	static const struct {
		struct str mark;
		enum mark means;
	} wide[] = {
		{{"，", 3}, MARK_CLAUSE}, {{"、", 3}, MARK_CLAUSE},    {{"。", 3}, MARK_CLAUSE},
		{{"：", 3}, MARK_CLAUSE}, {{"；", 3}, MARK_SEMICOLON}, {{"（", 3}, MARK_OPEN},
		{{"）", 3}, MARK_CLOSE},
	};
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (str_starts(str_sub(s, at, s.len), wide[i].mark))
			return wide[i].means;
	return MARK_NONE;
}

/* Reads the marks of a gap; its label is what follows the last of them. */
static struct str
read_gap(struct str gap, uint32_t *depth, uint32_t *group)
{
	size_t label = 0;

	for (size_t at = 0; at < gap.len; at++) {
		enum mark m = mark_at(gap, at);
		if (m == MARK_NONE)
			continue;
		if (m == MARK_OPEN)
			++*depth;
		else if (m == MARK_CLOSE && *depth)
			--*depth;
		else if (m == MARK_SEMICOLON)
			++*group;
		label = at + ((unsigned char)gap.at[at] < 0x80 ? 1 : 3);
	}
	return str_sub(gap, label, gap.len);
}

/* Counts, money and things that are measured; hours and degrees are no parts
 * of one another. */
static bool
may_be_part(const struct check *c, const struct fact *x)
{
	const struct unit *u = lexicon_unit(c->rulebook->lexicon, x->lex.unit);

	if (!(KINDS_NUMBER & KIND_BIT(x->lex.kind)) || x->lex.is_range)
		return false;
	if (x->lex.kind == KIND_BARE && x->lex.number.to - x->lex.number.from < 3)
		return false; /* a score, a grade */
	return x->lex.kind != KIND_MEASURE ||
	       (u->dimension.len && !str_eq(u->dimension, STR("time")));
}

void
figures_read(struct check *c, const struct parts_words *w, uint32_t s, struct figures *out)
{
	const struct sentence_facts *sf = &c->facts->sentences[s];
	uint32_t from = sf->skeleton.from, depth = 0, group = 0;

	out->count = 0;
	for (uint32_t i = sf->from; i < sf->to && out->count < FIGURES_MAX; i++) {
		const struct fact *x = &c->facts->at[i];
		if (!may_be_part(c, x))
			continue;
		struct figure *g = &out->at[out->count++];
		*g = (struct figure){.fact = x};
		g->gap = (struct str){c->facts->skeleton + from, x->skeleton - from};
		g->label = read_gap(g->gap, &depth, &group);
		g->depth = depth;
		g->group = group;
		g->change = words_in(w->change, g->label, &(size_t){0}) >= 0;
		from = x->skeleton + 3;
	}
	out->rest = (struct str){c->facts->skeleton + from, sf->skeleton.to - from};
}

/* Two figures of one unit, and something that makes a list of them? */
bool
may_hold_list(struct check *c, const struct parts_words *w, uint32_t s)
{
	const struct sentence_facts *sf = &c->facts->sentences[s];
	struct str text = {c->facts->skeleton + sf->skeleton.from,
			   sf->skeleton.to - sf->skeleton.from};
	size_t where, figures = 0;

	for (uint32_t i = sf->from; i < sf->to; i++)
		figures += may_be_part(c, &c->facts->at[i]);
	if (figures < 2)
		return false;
	return words_in(w->of_which, text, &where) >= 0 ||
	       words_in(w->exhaustive, text, &where) >= 0 ||
	       (figures > 2 &&
		(words_in(w->total, text, &where) >= 0 || memmem(text.at, text.len, "（", 3) ||
		 memchr(text.at, '(', text.len) ||
		 (w->complements && words_in(&w->complements->seconds, text, &where) >= 0)));
}

static bool
same_unit(struct check *c, const struct figure *a, const struct figure *b)
{
	return fact_base_unit(c, a->fact) == fact_base_unit(c, b->fact);
}

static bool
has_word(const struct word_list *words, struct str s)
{
	size_t where;

	return words && words_in(words, s, &where) >= 0;
}

/* The nearest figure before k that may be the total of a list in k's unit. */
static const struct figure *
total_before(struct check *c, const struct figures *f, size_t k)
{
	for (size_t i = k, steps = 0; i-- > 0 && steps < 4; steps++)
		if (!f->at[i].change && f->at[i].depth <= f->at[k].depth &&
		    same_unit(c, &f->at[i], &f->at[k]))
			return &f->at[i];
	return NULL;
}

/* Does the gap open a bracket right behind the total, without other words? */
static bool
opens_bracket(struct str gap)
{
	struct str s = str_trim(gap);

	return s.len && mark_at(s, 0) == MARK_OPEN;
}

static void
add_part(struct part_list *list, const struct figure *g)
{
	if (list->count < PARTS_MAX)
		list->parts[list->count++] = g;
}

/* The parts of a list that begins at figure k: all figures up to the end of
 * the bracket or sentence, in the total's unit, that are no changes. */
static void
take_parts(struct check *c, const struct parts_words *w, const struct figures *f, size_t k,
	   struct part_list *list)
{
	uint32_t base = f->at[k].depth;
	bool first = true;

	list->bracketed = base > list->total->depth;
	for (size_t i = k; i < f->count; i++) {
		const struct figure *g = &f->at[i];
		if (g->depth < base)
			break;
		if (i > k && has_word(w->of_which, g->gap) && g->depth == base)
			break;
		list->against |= has_word(w->against, g->gap);
		if (g->change || !same_unit(c, g, list->total))
			continue;
		if (i > k && (has_word(w->total, g->label) || g->group != f->at[k].group))
			first = false;
		add_part(list, g);
		if (first && g->depth == base)
			list->first = list->count;
	}
	struct str behind = k + 1 < f->count ? (struct str){0} : f->rest;
	list->against |= has_word(w->against, behind);
}

/* A total behind its parts: 甲60件、乙40件，合计100件. */
static bool
closing_list(struct check *c, const struct parts_words *w, const struct figures *f, size_t k,
	     struct part_list *out)
{
	const struct figure *total = &f->at[k];

	if (k < 2 || total->change || !has_word(w->total, total->label))
		return false;
	*out = (struct part_list){.form = LIST_CLOSING, .total = total};
	for (size_t i = 0; i < k; i++)
		if (!f->at[i].change && same_unit(c, &f->at[i], total) &&
		    f->at[i].depth == total->depth)
			add_part(out, &f->at[i]);
	out->first = out->count;
	return out->count >= 2;
}

static bool
opening_list(struct check *c, const struct parts_words *w, const struct figures *f, size_t k,
	     struct part_list *out)
{
	const struct figure *g = &f->at[k];
	enum list_form form;

	if (has_word(w->of_which, g->gap))
		form = LIST_OF_WHICH;
	else if (has_word(w->exhaustive, g->gap))
		form = LIST_COMPLETE;
	else if (opens_bracket(g->gap))
		form = LIST_BRACKET;
	else if (k + 1 < f->count && labels_complement(w, g->label, f->at[k + 1].label))
		form = LIST_BARE;
	else
		return false;
	const struct figure *total = total_before(c, f, k);
	if (!total || g->change || (form == LIST_BRACKET && total != g - 1))
		return false;
	*out = (struct part_list){.form = form, .total = total};
	take_parts(c, w, f, k, out);
	if (form == LIST_BARE)
		out->count = out->first = out->count < 2 ? out->count : 2;
	return out->count > 0;
}

bool
part_list_next(struct check *c, const struct parts_words *w, const struct figures *f, size_t *at,
	       struct part_list *out)
{
	/* Even steps look for a list that opens at a figure, odd ones for one
	 * that the figure closes. */
	while (*at < 2 * f->count) {
		size_t step = (*at)++;
		if (step % 2 ? closing_list(c, w, f, step / 2, out)
			     : step > 1 && opening_list(c, w, f, step / 2, out))
			return true;
	}
	return false;
}
