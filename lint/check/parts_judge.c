/*
 * Does a list of parts make its total?  First every natural explanation, then
 * the evidence that the list was meant to be complete: complementary labels,
 * a remainder, a bracket right behind the total, and, best of all, a gap that
 * is one slip of the pen in one operand.
 */
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

/* 运动员405人，包括男136人、女269人: a part that the ones behind it make. */
static bool
has_nested(struct check *c, const struct figure *const *parts, size_t count)
{
	for (size_t i = 0; i + 2 < count; i++) {
		const struct number *sum = figure_number(c, parts[i + 1]);
		const struct number *part = figure_number(c, parts[i]);
		for (size_t k = i + 2; k < count; k++) {
			sum = number_binary(c->pool, NUMBER_ADD, sum, figure_number(c, parts[k]));
			if (number_compare(NUMBER_MEETS, sum, part) == TRUTH_HOLDS)
				return true;
		}
	}
	return false;
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
	if (list->form == LIST_BRACKET)
		return false;
	const struct number *sum = sum_of(c, outer, outer_count);
	for (size_t i = 0; i < f->count && &f->at[i] < list->parts[0]; i++)
		if (!f->at[i].change && &f->at[i] != list->total && outer_count > 1 &&
		    f->at[i].fact->lex.unit == list->total->fact->lex.unit &&
		    number_compare(NUMBER_MEETS, sum, figure_number(c, &f->at[i])) == TRUTH_HOLDS)
			return true;
	return false;
}

/* ---- evidence --------------------------------------------------------------- */

/* A number in base units, as the figure would print it. */
static struct str
print_like(struct check *c, const struct figure *g, const struct number *n)
{
	const struct lexeme *l = &g->fact->lex;
	const struct unit *u = lexicon_unit(c->rulebook->lexicon, l->unit);

	if (l->unit && u->base != l->unit)
		n = number_binary(c->pool, NUMBER_DIV, n, number_of_decimal(c->pool, u->factor));
	return number_print(c->arena, n, l->decimals, -l->scale);
}

/* Is what the operand should be, to make the sum come out, one slip of the
 * pen from what is printed? */
static bool
operand_slipped(struct check *c, const struct figure *g, const struct number *should)
{
	struct str printed = doc_slice(c->doc, g->fact->lex.number);

	if (g->fact->lex.numerals || number_is_unknown(should))
		return false;
	return digits_slip(printed, print_like(c, g, should));
}

static bool
slipped(struct check *c, const struct figure *total_figure, const struct figure *const *parts,
	size_t count)
{
	const struct number *total = figure_number(c, total_figure);
	const struct number *sum = sum_of(c, parts, count);
	const struct number *gap = number_binary(c->pool, NUMBER_SUB, total, sum);

	if (operand_slipped(c, total_figure, sum))
		return true;
	for (size_t i = 0; i < count; i++)
		if (operand_slipped(
			    c, parts[i],
			    number_binary(c->pool, NUMBER_ADD, figure_number(c, parts[i]), gap)))
			return true;
	return false;
}

bool
labels_complement(const struct parts_words *w, struct str a, struct str b)
{
	size_t n = w->complements ? w->complements->count : 0, where;

	if (!n || (words_in(&w->complements->seconds, a, &where) < 0 &&
		   words_in(&w->complements->seconds, b, &where) < 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct str *p = w->complements->pairs[i];
		/* 不同意 holds 同意: the longer word decides. */
		bool nested = str_find(p[1], p[0]) != SIZE_MAX;
		bool a1 = str_find(a, p[1]) != SIZE_MAX, b1 = str_find(b, p[1]) != SIZE_MAX;
		bool a0 = str_find(a, p[0]) != SIZE_MAX && !(nested && a1);
		bool b0 = str_find(b, p[0]) != SIZE_MAX && !(nested && b1);
		if ((a0 && b1) || (a1 && b0))
			return true;
	}
	return false;
}

static bool
has_complements(const struct parts_words *w, const struct figure *const *parts, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++)
		for (size_t k = i + 1; k < count; k++)
			if (labels_complement(w, parts[i]->label, parts[k]->label))
				return true;
	return false;
}

/* Labels that end alike divide one thing: 全流程事项数, 未全流程事项数. */
static bool
labels_alike(const struct figure *const *parts, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct str a = parts[i - 1]->label, b = parts[i]->label;
		size_t n = 0;
		while (n < a.len && n < b.len && a.at[a.len - 1 - n] == b.at[b.len - 1 - n])
			n++;
		if (n < 6 || n == a.len || n == b.len)
			return false;
	}
	return count > 1;
}

/* Why the list must be complete; NULL when nothing shows it. */
static const char *
evidence(struct check *c, const struct parts_words *w, const struct part_list *list,
	 const struct figure *const *parts, size_t count)
{
	size_t digits = count_digits(doc_slice(c->doc, list->total->fact->lex.number));
	size_t enough = (size_t)w->min_digits - (list->bracketed ? 1 : 0);
	bool slip = slipped(c, list->total, parts, count);
	size_t where;

	if (list->form == LIST_BARE)
		return slip ? "complementary labels, and one slip of the pen apart" : NULL;
	if (list->form == LIST_CLOSING)
		return slip && digits >= 3 ? "a closing total, one slip of the pen apart" : NULL;
	bool one_group = parts[count - 1]->group == parts[0]->group;
	if (one_group && has_complements(w, parts, count))
		return "complementary labels";
	if (list->against)
		return NULL;
	if (w->other && words_in(w->other, parts[count - 1]->label, &where) >= 0)
		return "the last part is the remainder";
	/* Behind a semicolon another matter may begin: 其中甲60件；新增乙40件. */
	if (!one_group)
		return NULL;
	if (list->form == LIST_COMPLETE)
		return "words that say the list is complete";
	if (list->form == LIST_BRACKET)
		return slip || labels_alike(parts, count) ? "a bracket right behind the total"
							  : NULL;
	if (slip && digits >= enough)
		return "one slip of the pen apart";
	return NULL;
}

/* Parts above the total, of one thing by their labels. */
static bool
is_above(struct check *c, const struct part_list *list, const struct figure *const *parts,
	 size_t count)
{
	const struct number *total = figure_number(c, list->total);

	/* Below ten, a total is easily another's. */
	if (list->form == LIST_CLOSING || list->form == LIST_BARE ||
	    count_digits(doc_slice(c->doc, list->total->fact->lex.number)) < 2)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!list->against && list->form == LIST_OF_WHICH &&
		    number_compare(NUMBER_LE, figure_number(c, parts[i]), total) == TRUTH_FAILS)
			return true;
	return labels_alike(parts, count) &&
	       number_compare(NUMBER_LE, sum_of(c, parts, count), total) == TRUTH_FAILS;
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

enum parts_verdict
parts_judge(struct check *c, const struct parts_words *w, const struct figures *f,
	    const struct part_list *list, const struct figure **chosen, size_t *chosen_count,
	    struct str *sum, const char **why)
{
	const struct figure *outer[PARTS_MAX];
	size_t outer_count = outside_brackets(list, outer), n = 0;

	for (size_t i = 0; i < list->first; i++)
		if (list->parts[i]->depth == list->parts[0]->depth)
			chosen[n++] = list->parts[i];
	/* 其中甲60件；乙40件: when a semicolon follows every part, groups are no groups. */
	if (n < 2)
		for (n = 0; n < outer_count; n++)
			chosen[n] = outer[n];
	*chosen_count = n;
	*why = "explained";
	if (n > 1 && explained(c, f, list, outer, outer_count))
		return PARTS_EXPLAINED;
	if (list->form == LIST_CLOSING)
		*chosen_count = n = closing_run(c, list, chosen, n);
	*why = "a vague figure, or one in words";
	bool vague = is_vague(list->total);
	for (size_t i = 0; i < n; i++)
		vague |= is_vague(chosen[i]);
	if (vague)
		return PARTS_SILENT;
	*sum = print_like(c, list->total, sum_of(c, chosen, n));
	*why = "more than the total";
	const char *complete = n > 1 ? evidence(c, w, list, chosen, n) : NULL;
	bool one_group = chosen[n - 1]->group == chosen[0]->group;
	if (!complete && one_group && is_above(c, list, chosen, n))
		return PARTS_ABOVE;
	*why = complete ? complete : "nothing shows that the list is complete";
	return complete ? PARTS_WRONG : PARTS_SILENT;
}
