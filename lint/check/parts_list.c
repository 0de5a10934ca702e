/*
 * The lists of parts among the figures of a stretch, for the kind "parts": those that open behind
 * their total, and those that it closes.  Cost: the figures times those of their sentence.
 */
#include "near.h"
#include "parts.h"

enum { TOTAL_STEPS = 4 };

/* The nearest figure before k that may be the total of a list in k's unit; one that was reached
 * in all (累计) may be.  A list that begins a sentence has it in the sentences before. */
static const struct figure *
total_before(const struct parts_words *w, const struct figures *f, size_t k, bool crosses,
	     bool again)
{
	for (size_t i = k, steps = 0; i-- > 0 && steps < (again ? 16 : TOTAL_STEPS);) {
		const struct figure *g = &f->at[i];
		if (!crosses && g->fact->sentence != f->at[k].fact->sentence)
			return NULL;
		steps += g->depth <= f->at[k].depth;
		if ((!g->change || names_total(w, g->label)) && !g->plan &&
		    g->depth <= f->at[k].depth && g->unit == f->at[k].unit &&
		    !(again && g->is_part))
			return g;
	}
	return NULL;
}

/* Does a bracket open right behind the figure before g, without other words, and hold g?  That
 * of 40 (25%) and 30 holds a share. */
static bool
opens_bracket(const struct figure *g)
{
	struct str s = str_trim(g->gap);

	return (str_starts(s, STR("(")) || str_starts(s, STR("（"))) && g->depth > g[-1].depth;
}

static void
add_part(struct part_list *list, const struct figure *g)
{
	if (list->count < PARTS_MAX)
		list->parts[list->count++] = g;
}

/* A list that has one part in its first sentence goes on in the next:
 * 其中：基本支出80万元，占八成。项目支出20万元，占二成。 */
static bool
ends_at(const struct figures *f, size_t k, size_t i, const struct part_list *list)
{
	const struct figure *g = &f->at[i];

	if (g->depth < f->at[k].depth)
		return true;
	return g->fact->sentence != f->at[k].fact->sentence &&
	       (list->count > 1 || list->bracketed || !f->at[k].opens ||
		g->fact->sentence > f->at[i - 1].fact->sentence + 1);
}

/* Does it hold a word that says so?  等级 and 中等 hold none, though 等 is one. */
static bool
says_one_of(const struct parts_words *w, const struct word_list *list, struct str gap)
{
	size_t where;
	int word;

	if (!phrase_holds(list, gap))
		return false;
	while ((word = words_in(list, gap, &where)) >= 0) {
		size_t end = where + list->words[word].len;
		if (words_at(w->except, gap, where) < 0 && words_before(w->except, gap, end) < 0)
			return true;
		gap = str_sub(gap, end, gap.len);
	}
	return false;
}

static bool
says_against(const struct parts_words *w, struct str gap)
{
	return says_one_of(w, w->against, gap);
}

/* Do the words before a part say that the list is not complete?  A name right behind 、 may
 * begin with such a word: 、重点领域信息156条. */
static bool
gap_is_against(const struct parts_words *w, struct str gap, bool opens_list)
{
	size_t mark, where;

	if (!phrase_holds(w->against, gap)) /* as in most */
		return false;
	mark = str_find(gap, STR("、"));
	if (!opens_list && mark != SIZE_MAX) {
		struct str name = str_sub(gap, mark + strlen("、"), gap.len);
		int word = phrase_in(w->against, name, &where);
		if (word >= 0 && where == 0) {
			gap.len = mark;
			name = str_sub(name, w->against->words[word].len, name.len);
			return says_against(w, gap) || says_against(w, name);
		}
	}
	return says_against(w, gap);
}

/* Does Latin text end behind the last part with the rest, whose figure is not told: and others? */
static bool
leaves_rest(const struct parts_words *w, const struct figures *f, const struct part_list *list)
{
	enum { REST_BYTES = 24 };

	return w->latin && list->count && f->rest.len < REST_BYTES &&
	       list->parts[list->count - 1] == &f->at[f->count - 1] && says_against(w, f->rest);
}

bool
parts_tell_rest(const struct parts_words *w, const struct figures *f)
{
	size_t mark = strlen("，");

	return f->rest.len > mark &&
	       (str_eq(str_sub(f->rest, 0, mark), STR("，")) ||
		str_eq(str_sub(f->rest, 0, mark), STR("；"))) &&
	       words_at(w->other, f->rest, mark) >= 0;
}

/* The board has yet to look at the others: does it tell the rest, within its first words? */
static bool
names_others(const struct parts_words *w, struct str next)
{
	enum { NEXT_BYTES = 120 };
	size_t where;

	next = str_sub(next, 0, next.len < NEXT_BYTES ? next.len : NEXT_BYTES);
	int word = phrase_in(w->other, next, &where);
	return word >= 0 && (str_starts(w->other->words[word], STR("the ")) ||
			     str_ends(str_sub(next, 0, where), STR("the ")));
}

/* It approved 462 and refused 228. The others were withdrawn: does the next sentence, of Latin text,
 * tell the rest, right at its head?  It may open with a word like "the". */
static bool
leaves_others(const struct parts_words *w, struct str next)
{
	enum { OPENING_BYTES = 16 };
	char opening[OPENING_BYTES];
	struct str head = {opening, next.len < OPENING_BYTES ? next.len : OPENING_BYTES};
	size_t where;

	if (!w->latin || !next.len)
		return false;
	memcpy(opening, next.at, head.len);
	opening[0] = (char)latin_lower(opening[0]);
	return (phrase_in(w->other, head, &where) >= 0 && where < sizeof "the") ||
	       names_others(w, next);
}

/* 违规1.2亿元、不规范37.4亿元，促进整改12.6亿元: does a label say what came of the parts, and neither
 * the total nor the first part do? */
static bool
is_outcome(const struct parts_words *w, const struct part_list *list, const struct figure *g)
{
	return g->group == list->parts[0]->group && phrase_holds(w->outcome, g->label) &&
	       !phrase_holds(w->outcome, list->total->label) &&
	       !phrase_holds(w->outcome, list->parts[0]->label);
}

/* The words up to the end of a sentence. */
static struct str
first_sentence(struct str gap)
{
	size_t end = str_find(gap, STR("\n"));

	return str_sub(gap, 0, end == SIZE_MAX ? gap.len : end);
}

/* Of 812 women 412 passed; of 900 men 380 did: does a figure of Latin text open a list of its own, by
 * the word right before it, whatever its case? */
static bool
is_own_whole(const struct parts_words *w, const struct figure *g)
{
	enum { WORD_BYTES = 8 };
	char first[WORD_BYTES];

	if (!w->latin || !w->whole || !g->label.len || g->label.len >= WORD_BYTES)
		return false;
	memcpy(first, g->label.at, g->label.len);
	first[0] = (char)(first[0] >= 'a' && first[0] <= 'z' ? first[0] - 'a' + 'A' : first[0]);
	int word = words_at(w->whole, (struct str){first, g->label.len}, 0);
	return word >= 0 && w->whole->words[word].len == g->label.len;
}

/* The parts of a list that begins at figure k: all figures up to the end of
 * the bracket or sentence, in the total's unit, that are no changes. */
static void
take_parts(const struct parts_words *w, const struct figures *f, size_t k, struct part_list *list)
{
	uint32_t base = f->at[k].depth, skip = UINT32_MAX;
	bool first = true;
	size_t i = k;

	list->bracketed = base > list->total->depth;
	for (; i < f->count && !ends_at(f, k, i, list); i++) {
		const struct figure *g = &f->at[i];
		if (g->group == skip)
			continue;
		if (i > k && is_own_whole(w, g))
			break;
		if (i > k && g->depth == base && phrase_holds(w->of_which, gap_opener(g->gap))) {
			if (g->opens)
				break;
			skip = g->group; /* parts of the part before, up to a semicolon */
			list->nested = true;
			continue;
		}
		if (g->change || g->unit != list->total->unit)
			continue;
		if (i > k && (names_total(w, g->label) || g->group != f->at[k].group))
			first = false;
		add_part(list, g);
		if (first && g->depth == base)
			list->first = list->count;
	}
	list->from = k;
	list->to = i;
}

/* What is said among the figures of such a list. */
static void
read_within(const struct parts_words *w, const struct figures *f, struct part_list *list)
{
	const size_t k = list->from;
	uint32_t skip = UINT32_MAX;

	for (size_t i = k; i < list->to; i++) {
		const struct figure *g = &f->at[i];
		if (g->group == skip)
			continue;
		if (i > k && list->nested && g->depth == f->at[k].depth &&
		    phrase_holds(w->of_which, gap_opener(g->gap))) {
			skip = g->group;
			continue;
		}
		if (i > k || list->form != LIST_COMPLETE) /* 主要用于以下方面 */
			list->against |= gap_is_against(w, g->gap, i == k);
		list->overlaps |= i > k && phrase_holds(w->overlap, g->gap);
		if (g->change || g->unit != list->total->unit)
			continue;
		list->each |= words_before(w->each, g->label, g->label.len) >= 0;
		list->overlaps |= is_outcome(w, list, g);
	}
}

/* The words behind a list, up to the end of its sentence; figure `next` is the first behind it. */
static struct str
words_behind(const struct figures *f, size_t next)
{
	return next < f->count ? first_sentence(f->at[next].gap) : f->rest;
}

/* 甲126万元、乙86万元，合计218万元（含利息）: does a bracket right behind a total say what else it counts? */
static bool
counts_more(const struct parts_words *w, struct str behind)
{
	enum { BRACKET_BYTES = 48 };
	size_t end;

	if (!str_starts(behind, STR("（")))
		return false;
	end = str_find(behind, STR("）"));
	return phrase_holds(w->counted,
			    str_sub(behind, 0, end < BRACKET_BYTES ? end : BRACKET_BYTES));
}

void
part_list_read(const struct parts_words *w, const struct figures *f, struct part_list *list)
{
	if (list->read)
		return;
	list->read = true;
	if (list->form == LIST_CLOSING) {
		struct str behind = words_behind(f, (size_t)(list->total - f->at) + 1);
		list->overlaps = phrase_holds(w->overlap, behind) || counts_more(w, behind);
	} else if (list->form == LIST_BARE && list->count) {
		list->has_rest = list->parts[list->count - 1] == &f->at[f->count - 1] &&
				 (parts_tell_rest(w, f) || leaves_others(w, f->beyond));
	} else if (list->to > list->from) {
		struct str behind = list->from + 1 < f->count ? (struct str){0} : f->rest;
		read_within(w, f, list);
		list->against |= says_against(w, behind) || leaves_rest(w, f, list);
		list->has_rest = list->to == f->count &&
				 (parts_tell_rest(w, f) || leaves_others(w, f->beyond));
		list->one_more = list->to == f->count && phrase_holds(w->one, f->rest);
		list->overlaps |= phrase_holds(w->overlap, f->rest) ||
				  phrase_holds(w->overlap, words_behind(f, list->to));
	}
}

/* Does a list of parts open right behind figure k? */
static bool
heads_list(const struct parts_words *w, const struct figures *f, size_t k)
{
	return k + 1 < f->count && phrase_holds(w->of_which, gap_opener(f->at[k + 1].gap));
}

/* Does a figure close a list, by the words before it, or in Latin text by those behind it: 562 boats
 * in all? */
static bool
closes_list(const struct parts_words *w, const struct figure *g)
{
	enum { NAME_BYTES = 40 };

	return names_total(w, g->label) ||
	       (w->latin && g->right.len < NAME_BYTES && names_total(w, g->right));
}

/* Does the total say what came of the parts, and none of them that it did: 新收12件、旧存3件，共审结14件? */
static bool
comes_of(const struct parts_words *w, const struct part_list *list)
{
	size_t where;
	int word = phrase_in(w->came_of, list->total->label, &where);

	for (size_t i = 0; word >= 0 && i < list->count; i++)
		if (str_find(list->parts[i]->label, w->came_of->words[word]) != SIZE_MAX)
			return false;
	return word >= 0;
}

/* 共上缴3亿元、归还2亿元，合计5亿元: does a name that begins with such a word say more behind it, so
 * that its figure may as well be the first part of what a later total sums up? */
static bool
begins_with_all(const struct parts_words *w, struct str label)
{
	enum { TWO_HAN = 6 };
	int word = words_at(w->total, label, 0);

	return !w->latin && word >= 0 && label.len >= w->total->words[word].len + TWO_HAN;
}

/* A total behind its parts: 甲60件、乙40件，合计100件. */
static bool
closing_list(const struct parts_words *w, const struct figures *f, size_t k, struct part_list *out)
{
	const struct figure *total = &f->at[k];

	if (k < 2 || total->change || !closes_list(w, total) || heads_list(w, f, k) ||
	    says_one_of(w, w->wider, total->right))
		return false;
	*out = (struct part_list){.form = LIST_CLOSING, .total = total};
	for (size_t i = 0; i < k; i++) {
		const struct figure *g = &f->at[i];
		if (g->fact->sentence != total->fact->sentence)
			continue;
		bool sums_up = names_total(w, g->label);
		if (sums_up)
			out->count = 0;
		if (sums_up && !begins_with_all(w, g->label))
			continue;
		if ((!g->change || sums_up) && !g->plan && g->depth == total->depth &&
		    g->unit == total->unit)
			add_part(out, g);
	}
	out->first = out->count;
	/* 甲12亿元、乙8亿元等，合计24亿元: there are others */
	bool more = !w->latin && words_at(w->against, total->gap, 0) >= 0;
	return out->count > 1 && !more && !comes_of(w, out);
}

/* The next figure that could be the other half of k. */
static const struct figure *
other_half(const struct parts_words *w, const struct figures *f, size_t k)
{
	for (size_t i = k + 1; i < f->count && i < k + 5; i++)
		if (f->at[i].unit == f->at[k].unit && f->at[i].depth == f->at[k].depth &&
		    !f->at[i].change && !f->at[i].plan)
			return labels_complement(w, &f->at[k], &f->at[i]) ? &f->at[i] : NULL;
	return NULL;
}

/* A colon, or in English a semicolon, between the total's words and the parts. */
static bool
follows_colon(const struct parts_words *w, const struct figure *g)
{
	return g->colon && g->gap.len <= 120 && !g->opens && !phrase_holds(w->against, g->gap);
}

/* Is a figure named right behind a semicolon: ; the south $3.9 million? */
static bool
is_named_clause(const struct figure *g)
{
	struct str s = str_trim(g->gap);

	return s.len > 2 && s.at[0] == ';' && s.at[1] == ' ' && is_letter(s.at[2]);
}

/* The north took $4.1 million; the south $3.9 million; the isles $2.9 million: is the figure before k
 * the first of a row of named ones rather than their total? */
static bool
goes_on_named(const struct parts_words *w, const struct figures *f, size_t k,
	      const struct figure *total)
{
	return w->latin && k + 1 < f->count && is_named_clause(&f->at[k]) &&
	       is_named_clause(&f->at[k + 1]) && !names_total(w, total->label);
}

static bool
has_unit_before(const struct figures *f, size_t k)
{
	for (size_t i = k; i-- > 0;)
		if (f->at[i].unit == f->at[k].unit)
			return true;
	return false;
}

/* Of the 9,214 that came, 4,902 …: is the figure before k the whole that its sentence opens
 * with, and k the first part? */
static bool
opens_with_whole(const struct parts_words *w, const struct figures *f, size_t k)
{
	const struct figure *whole = &f->at[k] - 1;

	return w->whole && !f->at[k].opens && (whole == f->at || whole->opens) && !whole->depth &&
	       words_at(w->whole, whole->label, 0) >= 0;
}

/* 216 more than a year earlier: do the words behind a figure make it one of change? */
static bool
is_more(const struct parts_words *w, const struct figure *g)
{
	enum { WORDS_BYTES = 24 };

	return w->latin && phrase_holds(w->change, str_sub(g->right, 0, WORDS_BYTES));
}

/* Is nothing between the total and its first part but what it is compared with: 640 letters, 30 more
 * than last year (610): 320 …? */
static bool
stands_right_before(const struct parts_words *w, const struct figure *total,
		    const struct figure *first)
{
	for (const struct figure *g = total + 1; g < first; g++)
		if (!g->change && g->depth <= total->depth && !is_more(w, g))
			return false;
	return true;
}

/* What shows that a list opens at figure k; *half: the other one of two that are its parts.
 * LIST_CLOSING when nothing does.  `above`: only the forms that may be above their total. */
static enum list_form
opening_form(const struct parts_words *w, const struct figures *f, size_t k, struct str gap,
	     bool above, const struct figure **half)
{
	const struct figure *g = &f->at[k];

	if (phrase_holds(w->of_which, gap_opener(gap)))
		return LIST_OF_WHICH;
	if (phrase_holds(w->exhaustive, gap_opener(g->gap)))
		return LIST_COMPLETE;
	if (k && opens_bracket(g))
		return LIST_BRACKET;
	if (above)
		return LIST_CLOSING;
	if ((*half = other_half(w, f, k)))
		return LIST_BARE;
	if (opens_with_whole(w, f, k))
		return LIST_OF_WHOLE;
	return follows_colon(w, g) ? LIST_COLON : LIST_CLOSING;
}

static bool
opening_list(const struct parts_words *w, const struct figures *f, size_t k, bool above,
	     struct part_list *out)
{
	const struct figure *g = &f->at[k], *half = NULL;

	if (g->change || !has_unit_before(f, k))
		return false;
	/* 其中，甲1件，收取420元: the list of the second unit opens with the first. */
	bool second = k > 1 && g[-1].unit != g->unit && g[-1].group == g->group &&
		      !phrase_holds(w->of_which, gap_opener(g->gap));
	enum list_form form = opening_form(w, f, k, second ? g[-1].gap : g->gap, above, &half);
	if (form == LIST_CLOSING)
		return false;
	bool crosses = (second ? g[-1].opens : g->opens) && form != LIST_BRACKET;
	const struct figure *total =
		total_before(w, f, k, crosses || half, crosses && form == LIST_COMPLETE);
	if (total && form == LIST_COLON && total != g - 1 && is_more(w, total))
		total = total_before(w, f, (size_t)(total - f->at), false, false);
	if (half && total && total->is_part && g->is_part && half->is_part)
		return false; /* 中央12亿元、省级8亿元、市级3亿元: three parts of one list */
	if (half && words_at(w->grade, g->label, 0) >= 0)
		return false; /* 满意86件、基本满意9件、不满意5件: the first is the best grade */
	/* 4.86、5.57、6.21亿元，分别为…: one of a row of figures */
	if (!total || str_eq(total->gap, STR("、")) ||
	    (form == LIST_COLON &&
	     (!stands_right_before(w, total, g) || goes_on_named(w, f, k, total))) ||
	    (form == LIST_OF_WHOLE && total != g - 1) ||
	    (form == LIST_BRACKET && total->fact->sentence != g->fact->sentence))
		return false;
	*out = (struct part_list){.form = form, .total = total};
	if (half) {
		out->parts[0] = g;
		out->parts[1] = half;
		out->count = out->first = 2;
	} else {
		take_parts(w, f, k, out);
	}
	return out->count > (form != LIST_OF_WHICH);
}

bool
part_list_next(const struct parts_words *w, const struct figures *f, bool above, size_t *at,
	       struct part_list *out)
{
	/* Even steps look for a list that opens at a figure, odd ones for one
	 * that the figure closes. */
	while (*at < 2 * f->count) {
		size_t step = (*at)++;
		if (step % 2 ? !above && closing_list(w, f, step / 2, out)
			     : step > 1 && opening_list(w, f, step / 2, above, out))
			return true;
	}
	return false;
}
