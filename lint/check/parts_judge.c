/*
 * Does a list of parts make its total?  First every natural explanation, then
 * the evidence that the list was meant to be complete: complementary labels,
 * a remainder, a bracket right behind the total, and, best of all, a gap that
 * is one slip of the pen in one operand.
 */
#include <string.h>

#include "near.h"
#include "parts.h"
#include "relation.h"

static const struct number *
figure_number(struct check *c, const struct figure *g)
{
	unit_id unit;

	return fact_number(c, g->fact, false, &unit);
}

static const struct number *
sum_of(struct check *c, const struct figure *const *parts, size_t count)
{
	const struct number *sum = number_of_int(c->pool, 0);

	for (size_t i = 0; i < count; i++)
		sum = number_binary(c->pool, NUMBER_ADD, sum, figure_number(c, parts[i]));
	return sum;
}

/* Does some run of at least two of the parts, beginning at the first (for a
 * closing total: ending at the last), make the total? */
static bool
run_explains(struct check *c, const struct number *total, const struct figure *const *parts,
	     size_t count, bool from_end)
{
	const struct number *sum = number_of_int(c->pool, 0);

	for (size_t i = 0; i < count; i++) {
		const struct figure *g = parts[from_end ? count - 1 - i : i];
		sum = number_binary(c->pool, NUMBER_ADD, sum, figure_number(c, g));
		if (i > 0 && number_compare(NUMBER_MEETS, sum, total) == TRUTH_HOLDS)
			return true;
	}
	return false;
}

static size_t
outside_brackets(const struct part_list *list, const struct figure **out)
{
	size_t n = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->parts[i]->depth == list->parts[0]->depth)
			out[n++] = list->parts[i];
	return n;
}

/* Some group between semicolons makes the total. */
static bool
group_explains(struct check *c, const struct number *total, const struct figure *const *parts,
	       size_t count)
{
	for (size_t i = 0, k; i < count; i = k) {
		for (k = i + 1; k < count && parts[k]->group == parts[i]->group;)
			k++;
		if (k - i > 1 &&
		    number_compare(NUMBER_MEETS, sum_of(c, parts + i, k - i), total) == TRUTH_HOLDS)
			return true;
	}
	return false;
}

/* Digits that say something: not the zeros that round a whole number. */
static int64_t
telling_digits(const struct check *c, const struct figure *g)
{
	struct str s = doc_slice(c->doc, g->fact->lex.number);

	while (!g->fact->lex.decimals && s.len &&
	       (s.at[s.len - 1] == '0' || s.at[s.len - 1] == ','))
		s.len--;
	return (int64_t)count_digits(s);
}

/* 运动员405人，包括男136人、女269人: a part that the ones behind it make. */
static bool
has_nested(struct check *c, const struct figure *const *parts, size_t count)
{
	for (size_t i = 0; i + 2 < count; i++) {
		const struct number *sum = figure_number(c, parts[i + 1]);
		const struct number *part = figure_number(c, parts[i]);
		if (telling_digits(c, parts[i]) < 3)
			continue; /* small figures add up by accident */
		for (size_t k = i + 2; k < count; k++) {
			sum = number_binary(c->pool, NUMBER_ADD, sum, figure_number(c, parts[k]));
			if (number_compare(NUMBER_MEETS, sum, part) == TRUTH_HOLDS)
				return true;
		}
	}
	return false;
}

/* 收到215件，上年结转5件。其中…: what was carried over behind the total is among the parts. */
static bool
carried_over(struct check *c, const struct number *sum, const struct figure *total)
{
	const struct figure *over = total + 1;
	const struct number *both =
		number_binary(c->pool, NUMBER_ADD, figure_number(c, total), figure_number(c, over));

	return over->fact->lex.unit == total->fact->lex.unit &&
	       number_compare(NUMBER_MEETS, sum, both) == TRUTH_HOLDS;
}

static bool
explained(struct check *c, const struct figures *f, const struct part_list *list,
	  const struct figure *const *outer, size_t outer_count)
{
	const struct number *total = figure_number(c, list->total);
	bool closing = list->form == LIST_CLOSING;

	if (run_explains(c, total, list->parts, list->count, closing) ||
	    run_explains(c, total, outer, outer_count, closing) ||
	    group_explains(c, total, outer, outer_count))
		return true;
	if (has_nested(c, outer, outer_count))
		return true;
	/* The parts may make another figure that stands before the list; a bracket
	 * right behind a total is about that one. */
	if (list->form == LIST_BRACKET || list->bracketed)
		return false;
	const struct number *sum = sum_of(c, outer, outer_count);
	if (list->total + 1 < list->parts[0] && carried_over(c, sum, list->total))
		return true;
	for (size_t i = 0; i < f->count && &f->at[i] < list->parts[0]; i++)
		if (!f->at[i].change && &f->at[i] != list->total && outer_count > 1 &&
		    f->at[i].fact->lex.unit == list->total->fact->lex.unit &&
		    number_compare(NUMBER_MEETS, sum, figure_number(c, &f->at[i])) == TRUTH_HOLDS)
			return true;
	return false;
}

/* The paragraph names what is missing: …；其他收入6亿元。公营收入2亿元也包括在内。 */
static bool
gap_is_stated(struct check *c, const struct figures *f, const struct part_list *list,
	      const struct figure *const *parts, size_t count)
{
	const struct number *gap = number_binary(c->pool, NUMBER_SUB, figure_number(c, list->total),
						 sum_of(c, parts, count));

	for (size_t i = 0; i < f->count; i++)
		if (&f->at[i] > parts[count - 1] && f->at[i].unit == list->total->unit &&
		    number_compare(NUMBER_MEETS, gap, figure_number(c, &f->at[i])) == TRUTH_HOLDS)
			return true;
	return false;
}

/* ---- evidence --------------------------------------------------------------- */

/* A number in base units, as the figure would print it. */
static struct str
print_like(struct check *c, const struct figure *g, const struct number *n, int places)
{
	const struct lexeme *l = &g->fact->lex;
	const struct unit *u = lexicon_unit(c->rulebook->lexicon, l->unit);

	if (l->unit && u->base != l->unit)
		n = number_binary(c->pool, NUMBER_DIV, n, number_of_decimal(c->pool, u->factor));
	return number_print(c->arena, n, places, -l->scale);
}

/* The value of one unit in the last printed place, in base units. */
static const struct number *
printed_place(struct check *c, const struct figure *g, int places)
{
	const struct lexeme *l = &g->fact->lex;
	const struct unit *u = lexicon_unit(c->rulebook->lexicon, l->unit);
	const struct number *n =
		number_of_decimal(c->pool, (struct decimal){1, (int8_t)(l->scale - places)});

	if (l->unit && u->base != l->unit)
		n = number_binary(c->pool, NUMBER_MUL, n, number_of_decimal(c->pool, u->factor));
	return n;
}

/* Is what the operand should be, to make the sum come out, one slip of the
 * pen from what is printed?  With `places` decimals, and, where figures are
 * rounded, give or take one in the last place. */
static bool
operand_slipped(struct check *c, const struct figure *g, const struct number *should, int places)
{
	struct str printed = doc_slice(c->doc, g->fact->lex.number);

	if (g->fact->lex.numerals || number_is_unknown(should))
		return false;
	if (digits_slip(printed, print_like(c, g, should, places)) ||
	    digits_slip(printed, print_like(c, g, should, g->fact->lex.decimals)))
		return true;
	if (!places || count_digits(printed) < 3)
		return false;
	const struct number *place = printed_place(c, g, places);
	const struct number *more = number_binary(c->pool, NUMBER_ADD, should, place);
	const struct number *less = number_binary(c->pool, NUMBER_SUB, should, place);
	return digits_slip(printed, print_like(c, g, more, places)) ||
	       digits_slip(printed, print_like(c, g, less, places));
}

/* The sum of parts, printed like the total with the decimals of the parts. */
static struct str
print_sum(struct check *c, const struct figure *total, const struct figure *const *parts,
	  size_t count)
{
	const struct lexeme *t = &total->fact->lex;
	int places = t->decimals;

	for (size_t i = 0; i < count; i++) {
		const struct lexeme *p = &parts[i]->fact->lex;
		int own = p->decimals + (t->scale - p->scale);
		places = own > places && own <= 8 ? own : places;
	}
	return print_like(c, total, sum_of(c, parts, count), places);
}

/* The decimals that the other figures of g's unit have. */
static int
places_beside(const struct figure *g, const struct figure *total, const struct figure *const *parts,
	      size_t count)
{
	int places = g->fact->lex.decimals;

	for (size_t i = 0; i <= count; i++) {
		const struct figure *x = i < count ? parts[i] : total;
		if (x->fact->lex.unit == g->fact->lex.unit && x->fact->lex.decimals > places)
			places = x->fact->lex.decimals;
	}
	return places;
}

static bool
slipped(struct check *c, const struct figure *total_figure, const struct figure *const *parts,
	size_t count)
{
	const struct number *total = figure_number(c, total_figure);
	const struct number *sum = sum_of(c, parts, count);
	const struct number *gap = number_binary(c->pool, NUMBER_SUB, total, sum);

	if (operand_slipped(c, total_figure, sum,
			    places_beside(total_figure, total_figure, parts, count)))
		return true;
	for (size_t i = 0; i < count; i++)
		if (operand_slipped(
			    c, parts[i],
			    number_binary(c->pool, NUMBER_ADD, figure_number(c, parts[i]), gap),
			    places_beside(parts[i], total_figure, parts, count)))
			return true;
	return false;
}

/* Does b hold the first word of a pair whose second word is `second`? */
static bool
holds_other_half(const struct parts_words *w, struct str second, struct str b)
{
	for (size_t i = 0; i < w->complements->count; i++) {
		const struct str *p = w->complements->pairs[i];
		/* 不同意 holds 同意: the longer word decides. */
		if (str_eq(p[1], second) && str_find(b, p[0]) != SIZE_MAX &&
		    (str_find(p[1], p[0]) == SIZE_MAX || str_find(b, p[1]) == SIZE_MAX))
			return true;
	}
	return false;
}

/* Is some second word of a pair in a, and the first in b? */
static bool
words_complement(const struct parts_words *w, struct str a, struct str b)
{
	const struct word_list *seconds = w->complements ? &w->complements->seconds : NULL;
	size_t where;
	int word;

	while ((word = words_in(seconds, a, &where)) >= 0) {
		if (holds_other_half(w, seconds->words[word], b))
			return true;
		size_t next = where;
		utf8_next(a.at, &next);
		a = str_sub(a, next, a.len);
	}
	return false;
}

bool
labels_complement(const struct parts_words *w, const struct figure *a, const struct figure *b)
{
	return words_complement(w, a->label, b->label) || words_complement(w, b->label, a->label) ||
	       words_complement(w, a->right, b->right) || words_complement(w, b->right, a->right);
}

static bool
has_complements(const struct parts_words *w, const struct figure *const *parts, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++)
		for (size_t k = i + 1; k < count; k++)
			if (labels_complement(w, parts[i], parts[k]))
				return true;
	return false;
}

/* How many bytes two labels have in common at their end; 0 when one ends in the other. */
static size_t
common_end(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && a.at[a.len - 1 - n] == b.at[b.len - 1 - n])
		n++;
	while (n && ((unsigned char)a.at[a.len - n] & 0xC0) == 0x80)
		n--;
	return n == a.len || n == b.len ? 0 : n;
}

/* Labels that end alike divide one thing: 全流程事项数, 未全流程事项数. */
static bool
labels_alike(const struct figure *const *parts, size_t count, size_t bytes)
{
	for (size_t i = 1; i < count; i++)
		if (common_end(parts[i - 1]->label, parts[i]->label) < bytes)
			return false;
	return count > 1;
}

/* Are all labels words of one kind: places (甲区、乙县), ranks of one order? */
static bool
labels_of_kind(const struct parts_words *w, const struct figure *const *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (words_before(w->alike, parts[i]->label, parts[i]->label.len) < 0)
			return false;
	return count > 2;
}

/* Three parts or more with nothing but 、 and a short name between them. */
static bool
is_enumeration(const struct figure *const *parts, size_t count)
{
	enum { NAME_BYTES = 36 };

	for (size_t i = 1; i < count; i++) {
		struct str gap = parts[i]->gap;
		size_t at = str_find(gap, STR("、"));
		if (at == SIZE_MAX || gap.len > NAME_BYTES || str_find(gap, STR("，")) != SIZE_MAX)
			return false;
	}
	return count > 2;
}

/* 533 in the towns, 59 on the coast: is one preposition behind every part? */
static bool
rights_alike(const struct figure *const *parts, size_t count)
{
	struct str first = str_sub(parts[0]->right, 0, str_find(parts[0]->right, STR(" ")));

	for (size_t i = 0; i < count; i++)
		if (!first.len || !str_starts(parts[i]->right, first))
			return false;
	return count > 1;
}

enum strength { WEAK, MEDIUM, STRONG };

/* What speaks for a complete list, besides the figures. */
static enum strength
strength_of(const struct parts_words *w, const struct part_list *list,
	    const struct figure *const *parts, size_t count, const char **why)
{
	*why = "a list in another unit beside it makes its total";
	if (list->parallel)
		return STRONG;
	*why = "complementary labels";
	if (has_complements(w, parts, count))
		return STRONG;
	*why = "the last part is the remainder";
	if (!list->against && holds_word(w->other, parts[count - 1]->label))
		return STRONG;
	*why = "words that say the list is complete";
	if (!list->against && list->form == LIST_COMPLETE)
		return STRONG;
	*why = "a closing total";
	if (list->form == LIST_CLOSING)
		return STRONG;
	*why = "a bracket right behind the total";
	if (list->form == LIST_BRACKET || (list->bracketed && !list->against))
		return MEDIUM;
	*why = "labels of one kind";
	if (!list->against &&
	    (labels_alike(parts, count, count > 2 ? 3 : 6) || labels_of_kind(w, parts, count) ||
	     rights_alike(parts, count) || is_enumeration(parts, count)))
		return MEDIUM;
	*why = "one slip of the pen apart";
	return WEAK;
}

/* The value of one unit in the last place that a figure gives for sure. */
static const struct number *
last_place(struct check *c, const struct figure *g)
{
	const struct lexeme *l = &g->fact->lex;
	struct str digits = doc_slice(c->doc, l->number);
	int zeros = 0;

	while (!l->rounded && digits.len && digits.at[digits.len - 1] == '0') {
		bool comma = digits.len > 1 && digits.at[digits.len - 2] == ',';
		digits.len -= comma ? 2 : 1;
		zeros++;
	}
	if (!l->rounded && (zeros < 2 || count_digits(doc_slice(c->doc, l->number)) < 4))
		return number_of_int(c->pool, 0);
	return printed_place(c, g, l->decimals - zeros);
}

/* Is the gap between two numbers one in the last place of a figure? */
static bool
is_near(struct check *c, const struct number *a, const struct number *b, const struct figure *g)
{
	const struct number *place = last_place(c, g);

	return number_compare(NUMBER_LE, number_binary(c->pool, NUMBER_SUB, a, b), place) !=
		       TRUTH_FAILS &&
	       number_compare(NUMBER_LE, number_binary(c->pool, NUMBER_SUB, b, a), place) !=
		       TRUTH_FAILS;
}

/* Parts and total were rounded each on its own: a gap of one in the last place of one of them. */
static bool
is_rounding(struct check *c, const struct figure *total, const struct figure *const *parts,
	    size_t count)
{
	const struct number *sum = sum_of(c, parts, count), *t = figure_number(c, total);

	for (size_t i = 0; i <= count; i++)
		if (is_near(c, t, sum, i < count ? parts[i] : total))
			return true;
	return false;
}

/* 顺差100亿元，出口300亿元，进口200亿元: the first is what lies between the two. */
static bool
is_difference(struct check *c, const struct figure *total, const struct figure *const *parts,
	      size_t count)
{
	if (count != 2)
		return false;
	const struct number *a = figure_number(c, parts[0]), *b = figure_number(c, parts[1]);
	const struct number *t = figure_number(c, total);

	return is_near(c, number_binary(c->pool, NUMBER_SUB, a, b), t, total) ||
	       is_near(c, number_binary(c->pool, NUMBER_SUB, b, a), t, total);
}

static bool
is_more(struct check *c, const struct figure *total, const struct figure *const *parts,
	size_t count)
{
	return number_compare(NUMBER_LE, sum_of(c, parts, count), figure_number(c, total)) ==
	       TRUTH_FAILS;
}

/* Evidence that needs no slip of the pen: within one sentence, words that leave no doubt. */
static bool
is_certain(const struct parts_words *w, const struct part_list *list,
	   const struct figure *const *parts, size_t count, enum strength strength)
{
	if (list->form == LIST_BARE || list->form == LIST_CLOSING || list->form == LIST_ITEMS ||
	    list->nested || parts[count - 1]->group != parts[0]->group ||
	    list->total->fact->sentence != parts[0]->fact->sentence)
		return false;
	return strength == STRONG || (list->form == LIST_BRACKET && !list->against &&
				      labels_alike(parts, count, 6) && w->of_which);
}

/* Why the list must be complete; NULL when nothing shows it. */
static const char *
evidence(struct check *c, const struct parts_words *w, const struct part_list *list,
	 const struct figure *const *parts, size_t count)
{
	const char *why;
	bool slip = slipped(c, list->total, parts, count);
	if (!slip && (list->form == LIST_BARE || list->form == LIST_CLOSING ||
		      list->form == LIST_ITEMS || list->form == LIST_COLON))
		return NULL;
	enum strength strength = strength_of(w, list, parts, count, &why);
	bool crosses = list->total->fact->sentence != parts[0]->fact->sentence;
	int64_t digits = telling_digits(c, list->total), enough = w->min_digits;

	for (size_t i = 0; i < count; i++)
		if (telling_digits(c, parts[i]) > digits)
			digits = telling_digits(c, parts[i]);
	if (is_rounding(c, list->total, parts, count) ||
	    is_difference(c, list->total, parts, count))
		return NULL;
	if (is_certain(w, list, parts, count, strength))
		return why;
	if (strength == WEAK && (list->against || list->form == LIST_COLON))
		return NULL;
	if (list->form == LIST_CLOSING || list->form == LIST_ITEMS || list->form == LIST_BARE)
		enough -= list->form == LIST_CLOSING || (list->form == LIST_BARE && !crosses);
	else if (list->parallel)
		enough = 2;
	else if (is_more(c, list->total, parts, count))
		enough = strength == WEAK ? 3 : 2;
	else if (strength != WEAK)
		enough -= (strength == STRONG) + !crosses;
	return slip && digits >= enough ? why : NULL;
}

/* Parts above the total, of one thing by their labels. */
static bool
is_above(struct check *c, const struct part_list *list, const struct figure *const *parts,
	 size_t count)
{
	const struct number *total = figure_number(c, list->total);

	/* Below ten, a total is easily another's. */
	if (list->form == LIST_CLOSING || list->form == LIST_BARE || list->form == LIST_COLON ||
	    list->form == LIST_ITEMS || list->total->fact->sentence != parts[0]->fact->sentence ||
	    count_digits(doc_slice(c->doc, list->total->fact->lex.number)) < 2)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!list->against && list->form == LIST_OF_WHICH &&
		    number_compare(NUMBER_LE, figure_number(c, parts[i]), total) == TRUTH_FAILS)
			return true;
	return labels_alike(parts, count, 6) && is_more(c, list->total, parts, count) &&
	       !is_rounding(c, list->total, parts, count);
}

/* A closing total sums up what stands right before it: the run of parts that
 * one slip separates from the total, or all of them. */
static size_t
closing_run(struct check *c, const struct part_list *list, const struct figure **parts,
	    size_t count)
{
	for (size_t n = 2; n < count; n++) {
		if (!slipped(c, list->total, parts + count - n, n))
			continue;
		for (size_t i = 0; i < n; i++)
			parts[i] = parts[count - n + i];
		return n;
	}
	return count;
}

static bool
is_vague(const struct figure *g)
{
	return g->fact->lex.qualifier != QUALIFIER_NONE || g->fact->lex.numerals;
}

/* The first part of each group between semicolons or sentences. */
static size_t
heads_of(const struct part_list *list, const struct figure **out)
{
	size_t n = 0;

	for (size_t i = 0; i < list->count; i++)
		if (list->parts[i]->depth == list->parts[0]->depth &&
		    (!n || list->parts[i]->group != out[n - 1]->group))
			out[n++] = list->parts[i];
	return n;
}

/* The parts that are meant when the list is complete: the first group, or,
 * where a semicolon follows every part, one of each group. */
static size_t
choose(const struct part_list *list, const struct figure **chosen)
{
	size_t n = 0;

	for (size_t i = 0; i < list->first; i++)
		if (list->parts[i]->depth == list->parts[0]->depth)
			chosen[n++] = list->parts[i];
	return n < 2 ? heads_of(list, chosen) : n;
}

/* One group of the list makes the total, and another is one slip away from
 * it: two partitions of one whole, of which one was damaged. */
static size_t
damaged_group(struct check *c, const struct parts_words *w, const struct part_list *list,
	      const struct figure *const *outer, size_t count, const struct figure **chosen)
{
	const struct number *total = figure_number(c, list->total);
	size_t found = 0, proofs = 0;

	for (size_t i = 0, k; i < count; i = k) {
		for (k = i + 1; k < count && outer[k]->group == outer[i]->group;)
			k++;
		if (k - i < 2)
			continue;
		if (number_compare(NUMBER_MEETS, sum_of(c, outer + i, k - i), total) ==
		    TRUTH_HOLDS) {
			proofs++;
		} else if (!found && telling_digits(c, list->total) >= w->min_digits &&
			   slipped(c, list->total, outer + i, k - i) &&
			   !is_rounding(c, list->total, outer + i, k - i)) {
			found = k - i;
			memcpy(chosen, outer + i, found * sizeof *chosen);
		}
	}
	return proofs ? found : 0;
}

/* 25件收费2950元。其中，甲10件，收取1200元；乙15件，收取1750元: does a list in another
 * unit, a figure behind each part, make a total beside this one? */
static bool
parallel_holds(struct check *c, const struct figures *f, const struct part_list *list,
	       const struct figure *const *parts, size_t count)
{
	const struct figure *beside[PARTS_MAX], *first = f->at, *last = f->at + f->count - 1;

	for (int step = -1; step <= 1; step += 2) {
		size_t n = 0;
		const struct figure *total = list->total + step;
		if (total < first || total >= parts[0] || total->unit == parts[0]->unit)
			continue;
		while (n < count && parts[n] + step >= first && parts[n] + step <= last &&
		       parts[n][step].unit == total->unit && !parts[n][step].change) {
			beside[n] = parts[n] + step;
			n++;
		}
		if (n == count && n > 1 &&
		    number_compare(NUMBER_MEETS, sum_of(c, beside, n), figure_number(c, total)) ==
			    TRUTH_HOLDS)
			return true;
	}
	return false;
}

static bool
any_vague(const struct figure *total, const struct figure *const *parts, size_t count)
{
	bool vague = is_vague(total);

	for (size_t i = 0; i < count; i++)
		vague |= is_vague(parts[i]);
	return vague;
}

/* What the chosen parts of a list that nothing explains prove. */
static enum parts_verdict
weigh(struct check *c, const struct parts_words *w, const struct figures *f, struct part_list *list,
      const struct figure *const *chosen, size_t n, const char **why)
{
	*why = "a vague figure, or one in words";
	if (any_vague(list->total, chosen, n))
		return PARTS_SILENT;
	*why = "what is missing is stated behind the list";
	if (n > 1 && list->form != LIST_CLOSING && gap_is_stated(c, f, list, chosen, n))
		return PARTS_SILENT;
	list->parallel = n > 1 && parallel_holds(c, f, list, chosen, n);
	*why = "more than the total";
	bool one_group = chosen[n - 1]->group == chosen[0]->group;
	if (one_group && is_above(c, list, chosen, n) &&
	    strength_of(w, list, chosen, n, &(const char *){NULL}) != STRONG)
		return PARTS_ABOVE;
	const char *complete = n > 1 ? evidence(c, w, list, chosen, n) : NULL;
	*why = complete ? complete : "nothing shows that the list is complete";
	return complete ? PARTS_WRONG : PARTS_SILENT;
}

enum parts_verdict
parts_judge(struct check *c, const struct parts_words *w, const struct figures *f,
	    struct part_list *list, const struct figure **chosen, size_t *chosen_count,
	    struct str *sum, const char **why)
{
	const struct figure *outer[PARTS_MAX], *heads[PARTS_MAX];
	size_t outer_count = outside_brackets(list, outer), head_count = heads_of(list, heads);
	size_t n = damaged_group(c, w, list, outer, outer_count, chosen);
	enum parts_verdict verdict = PARTS_WRONG;

	*why = "another list of parts makes the total";
	if (!n || any_vague(list->total, chosen, n)) {
		n = choose(list, chosen);
		*why = "explained";
		*chosen_count = n;
		if (n > 1 &&
		    (explained(c, f, list, outer, outer_count) ||
		     run_explains(c, figure_number(c, list->total), heads, head_count, false)))
			return PARTS_EXPLAINED;
		if (list->form == LIST_CLOSING)
			n = closing_run(c, list, chosen, n);
		verdict = weigh(c, w, f, list, chosen, n, why);
	}
	*chosen_count = n;
	if (verdict == PARTS_WRONG || verdict == PARTS_ABOVE)
		*sum = print_sum(c, list->total, chosen, n);
	return verdict;
}
