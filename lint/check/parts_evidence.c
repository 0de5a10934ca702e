/*
 * What shows that a list of parts was meant to be complete: by its words (parts_strength.c), and,
 * best of all, by a gap that is one slip of the pen in one operand.  What rounding leaves is no gap.
 */
#include "parts_evidence.h"

#include "near.h"
#include "relation.h"

const struct number *
figure_number(struct check *c, const struct figure *g)
{
	unit_id unit;

	return fact_number(c, g->fact, false, &unit);
}

const struct number *
parts_sum(struct check *c, const struct figure *const *parts, size_t count)
{
	const struct number *sum = number_of_int(c->pool, 0);

	for (size_t i = 0; i < count; i++)
		sum = number_binary(c->pool, NUMBER_ADD, sum, figure_number(c, parts[i]));
	return sum;
}

/* Digits that say something: not the zeros that round a whole number. */
int64_t
figure_digits(const struct check *c, const struct figure *g)
{
	struct str s = doc_slice(c->doc, g->fact->lex.number);

	while (!g->fact->lex.decimals && s.len &&
	       (s.at[s.len - 1] == '0' || s.at[s.len - 1] == ','))
		s.len--;
	return (int64_t)count_digits(s);
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
	const struct lexeme *l = &g->fact->lex;
	struct str printed = doc_slice(c->doc, l->number);
	bool below = number_compare(NUMBER_LT, should, number_of_int(c->pool, 0)) == TRUTH_HOLDS;

	/* a sign is no digit: what came in, less what went out twice, is what came in and a minus */
	if (l->numerals || number_is_unknown(should) || below != (l->value.mantissa < 0))
		return false;
	if (digits_slip(printed, print_as_stated(c, l, should, places)) ||
	    digits_slip(printed, print_as_stated(c, l, should, l->decimals)))
		return true;
	/* 29,000 is one of thousands, and so are the others. */
	bool round = l->rounded && !l->decimals && !l->scale && l->value.exponent > 0;
	if ((!places && !round) || count_digits(printed) < 3)
		return false;
	const struct number *place = printed_place(c, g, round ? -l->value.exponent : places);
	const struct number *more = number_binary(c->pool, NUMBER_ADD, should, place);
	const struct number *less = number_binary(c->pool, NUMBER_SUB, should, place);
	return digits_slip(printed, print_as_stated(c, l, more, places)) ||
	       digits_slip(printed, print_as_stated(c, l, less, places));
}

/* The sum of parts, printed like the total with the decimals of the parts. */
struct str
parts_print_sum(struct check *c, const struct figure *total, const struct figure *const *parts,
		size_t count)
{
	const struct lexeme *t = &total->fact->lex;
	int places = t->decimals;

	for (size_t i = 0; i < count; i++) {
		const struct lexeme *p = &parts[i]->fact->lex;
		int own = p->decimals + (t->scale - p->scale);
		places = own > places && own <= 8 ? own : places;
	}
	return print_as_stated(c, t, parts_sum(c, parts, count), places);
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

bool
parts_slipped(struct check *c, const struct figure *total_figure, const struct figure *const *parts,
	      size_t count)
{
	const struct number *total = figure_number(c, total_figure);
	const struct number *sum = parts_sum(c, parts, count);
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

static bool
is_vague(const struct figure *g)
{
	return g->fact->lex.qualifier != QUALIFIER_NONE || g->fact->lex.numerals;
}

/* Does a figure open its item: behind a mark or an `and`, not in year seven, or one in each of two? */
static bool
opens_item(struct str before)
{
	const struct str and = STR(" and");

	while (before.len && before.at[before.len - 1] == ' ')
		before.len--;
	return before.len && (strchr(",;:(", before.at[before.len - 1]) ||
			      (before.len > and.len &&
			       str_eq(str_sub(before, before.len - and.len, before.len), and)));
}

/* Is a part one that Latin text writes in words, as it does small ones: 61 good, 19 fair and six poor? */
static bool
is_small_word(const struct check *c, const struct figure *g)
{
	enum { WORDS_MOST = 12 };
	const struct lexeme *l = &g->fact->lex;
	const char first = c->doc->text.at[l->number.from];

	return l->numerals && ((first | 0x20) >= 'a' && (first | 0x20) <= 'z') &&
	       !l->value.exponent && l->value.mantissa <= WORDS_MOST &&
	       opens_item((struct str){c->doc->text.at, l->span.from});
}

bool
parts_are_vague(const struct check *c, const struct figure *total,
		const struct figure *const *parts, size_t count)
{
	bool vague = is_vague(total);
	size_t words = 0;

	for (size_t i = 0; i < count; i++) {
		const bool word = parts[i]->fact->lex.qualifier == QUALIFIER_NONE &&
				  is_small_word(c, parts[i]);
		words += word;
		vague |= !word && is_vague(parts[i]);
	}
	return vague || (words && words + 2 > count);
}

bool
parts_gap_stated(struct check *c, const struct figures *f, const struct figure *total,
		 const struct figure *const *parts, size_t count)
{
	const struct number *gap = number_binary(c->pool, NUMBER_SUB, figure_number(c, total),
						 parts_sum(c, parts, count));

	for (const struct figure *g = parts[count - 1] + 1; g < f->at + f->count; g++)
		if (g->unit == total->unit &&
		    number_compare(NUMBER_MEETS, gap, figure_number(c, g)) == TRUTH_HOLDS)
			return true;
	/* What is counted twice stands in brackets: 高中12所（含完全中学2所） */
	const struct number *twice = number_binary(c->pool, NUMBER_SUB, parts_sum(c, parts, count),
						   figure_number(c, total));
	for (const struct figure *g = parts[0] + 1; g < f->at + f->count; g++)
		if (g->unit == total->unit && g->depth > parts[0]->depth &&
		    number_compare(NUMBER_MEETS, twice, figure_number(c, g)) == TRUTH_HOLDS)
			return true;
	return false;
}

/* The value of one unit in the last place that a figure gives for sure. */
static const struct number *
last_place(struct check *c, const struct figure *g)
{
	const struct lexeme *l = &g->fact->lex;
	struct str digits = doc_slice(c->doc, l->number);
	int zeros = 0;

	if (!l->value.mantissa) /* nothing is nothing: no figure is rounded to 0万元 */
		return number_of_int(c->pool, 0);
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
bool
parts_are_rounded(struct check *c, const struct figure *total, const struct figure *const *parts,
		  size_t count)
{
	const struct number *sum = parts_sum(c, parts, count), *t = figure_number(c, total);

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
	return number_compare(NUMBER_LE, parts_sum(c, parts, count), figure_number(c, total)) ==
	       TRUTH_FAILS;
}

/* Is the total more than its parts by less than one in `share` of it and than any part? */
static bool
is_little_more(struct check *c, const struct figure *total, const struct figure *const *parts,
	       size_t count, int64_t share)
{
	const struct number *t = figure_number(c, total);
	const struct number *gap =
		number_binary(c->pool, NUMBER_SUB, t, parts_sum(c, parts, count));
	const struct number *whole =
		number_binary(c->pool, NUMBER_MUL, gap, number_of_int(c->pool, share));

	if (is_more(c, total, parts, count) || number_compare(NUMBER_LE, whole, t) == TRUTH_FAILS)
		return false;
	for (size_t i = 0; i < count; i++)
		if (number_compare(NUMBER_LE, gap, figure_number(c, parts[i])) == TRUTH_FAILS)
			return false;
	return true;
}

/* Are the parts less than half of the total?  Few of many (处分1203人，其中县处级35人、乡科级116人) may
 * come out by accident when a digit is put in. */
static bool
is_much_more(struct check *c, const struct figure *total, const struct figure *const *parts,
	     size_t count)
{
	const struct number *twice = number_binary(c->pool, NUMBER_MUL, parts_sum(c, parts, count),
						   number_of_int(c->pool, 2));

	return number_compare(NUMBER_LE, figure_number(c, total), twice) == TRUTH_FAILS &&
	       !operand_slipped(c, total, parts_sum(c, parts, count),
				places_beside(total, total, parts, count));
}

/* May some of what the total counts be in no part: of what came in, what is not decided yet
 * (受理126件，许可118件，不予许可6件); of what a list of which names the most, a few others? */
static bool
may_be_left(struct check *c, const struct parts_words *w, const struct part_list *list,
	    const struct figure *const *parts, size_t count, enum parts_strength strength)
{
	enum { UNDECIDED = 10, UNNAMED = 100 };

	if (list->form == LIST_BARE && phrase_holds(w->came_in, list->total->label) &&
	    !phrase_holds(w->came_in, parts[0]->label))
		return is_little_more(c, list->total, parts, count, UNDECIDED);
	if (list->form != LIST_OF_WHICH || list->bracketed || strength == STRENGTH_STRONG)
		return false;
	return is_much_more(c, list->total, parts, count) ||
	       (strength == STRENGTH_WEAK && is_little_more(c, list->total, parts, count, UNNAMED));
}

/* 提出建议312件，其中单列办理的288件；闭会期间提出建议26件: does a part behind a semicolon bear the name of
 * the total, which the first part does not?  Then it stands beside it. */
static bool
is_beside_total(const struct part_list *list, const struct figure *const *parts, size_t count)
{
	enum { NAME_BYTES = 6 };
	struct str total = list->total->label;

	if (list->form != LIST_OF_WHICH || total.len < NAME_BYTES)
		return false;
	struct str name = str_sub(total, total.len - NAME_BYTES, total.len);
	if (str_find(parts[0]->label, name) != SIZE_MAX)
		return false;
	for (size_t i = 1; i < count; i++)
		if (parts[i]->group != parts[0]->group && str_ends(parts[i]->label, name))
			return true;
	return false;
}

/* Evidence that needs no slip of the pen: within one sentence, words that leave no doubt. */
static bool
is_certain(const struct parts_words *w, const struct part_list *list,
	   const struct figure *const *parts, size_t count, enum parts_strength strength)
{
	if (list->form == LIST_BARE || list->form == LIST_CLOSING || list->form == LIST_ITEMS ||
	    list->form == LIST_OF_WHOLE || list->nested ||
	    parts[count - 1]->group != parts[0]->group ||
	    list->total->fact->sentence != parts[0]->fact->sentence)
		return false;
	if (strength == STRENGTH_STRONG)
		return list->parallel || !parts_are_halves(w, parts, count);
	return list->form == LIST_BRACKET && !list->against && labels_alike(parts, count, 6) &&
	       w->of_which;
}

/* 甲5家、乙12家，共17家: the parts stand in one clause and the total right behind them. */
static bool
closes_at_once(const struct parts_words *w, const struct part_list *list,
	       const struct figure *const *parts)
{
	enum { GAP_BYTES = 15 };
	const struct figure *total = list->total;

	return parts[0]->group == total->group && total->gap.len <= GAP_BYTES &&
	       words_before(w->total, total->gap, total->gap.len) >= 0;
}

/* 43 reports: 27 audits, 9 reviews and 7 alerts: a list behind a colon that "and" ends. */
static bool
is_told_whole(const struct parts_words *w, const struct part_list *list,
	      const struct figure *const *parts, size_t count)
{
	struct str gap = parts[count - 1]->gap;

	return w->latin && list->form == LIST_COLON && !list->against && count > 2 &&
	       count == list->count && list->total->fact->sentence == parts[0]->fact->sentence &&
	       str_find(gap, STR(" and ")) != SIZE_MAX;
}

/* Of a list whose total stands in another sentence: do the labels end in one word, that of the
 * total in another, and do the words between name what the list is of?
 * 服务业增加值9亿元。投资增长3.8%。分产业看，第一产业投资1亿元，第二产业投资4亿元 */
static bool
is_of_another(const struct check *c, const struct part_list *list,
	      const struct figure *const *parts, size_t count)
{
	enum { TWO_HAN = 6 };
	struct str label = parts[0]->label;
	uint32_t from = list->total->fact->skeleton, to = parts[0]->fact->skeleton;

	if (list->form != LIST_COMPLETE || !labels_alike(parts, count, TWO_HAN) ||
	    to - from <= label.len)
		return false;
	struct str word = str_sub(label, label.len - TWO_HAN, label.len);
	struct str between = {c->facts->skeleton + from, to - from - label.len};
	return str_find(list->total->label, word) == SIZE_MAX &&
	       str_find(between, word) != SIZE_MAX;
}

/* 5个部门共承办92件，其中…: does a count before the total in its sentence tell how many parts there are? */
static bool
is_counted(const struct check *c, const struct part_list *list, size_t count)
{
	enum { PARTS_LEAST = 3, FACTS_BACK = 3 };
	const struct fact *at = c->facts->at, *x = list->total->fact;

	for (size_t i = 0; i < FACTS_BACK && x > at && count >= PARTS_LEAST; i++) {
		const struct lexeme *l = &(--x)->lex;
		if (x->sentence != list->total->fact->sentence)
			return false;
		if (l->kind == KIND_COUNT && l->qualifier == QUALIFIER_NONE && !l->is_range &&
		    !l->value.exponent && l->value.mantissa == (int64_t)count)
			return fact_base_unit(c, x) != list->total->unit;
	}
	return false;
}

/* Why the list must be complete; NULL when nothing shows it. */
const char *
parts_evidence(struct check *c, const struct parts_words *w, const struct part_list *list,
	       const struct figure *const *parts, size_t count)
{
	const char *why;
	/* 高中45所；初中138所；小学312所: what another clause counts is no part of this one */
	if (list->form == LIST_BARE && parts[0]->group != list->total->group &&
	    parts[0]->fact->sentence == list->total->fact->sentence)
		return NULL;
	bool slip = parts_slipped(c, list->total, parts, count);
	if (!slip && (list->form == LIST_BARE || list->form == LIST_CLOSING ||
		      list->form == LIST_ITEMS || list->form == LIST_COLON))
		return NULL;
	enum parts_strength strength = parts_strength(w, list, parts, count, &why);
	bool crosses = list->total->fact->sentence != parts[0]->fact->sentence;
	int64_t digits = figure_digits(c, list->total), enough = w->min_digits;

	for (size_t i = 0; i < count; i++)
		if (figure_digits(c, parts[i]) > digits)
			digits = figure_digits(c, parts[i]);
	if (parts_are_rounded(c, list->total, parts, count) ||
	    is_difference(c, list->total, parts, count) ||
	    (crosses && is_of_another(c, list, parts, count)))
		return NULL;
	if (may_be_left(c, w, list, parts, count, strength) || is_beside_total(list, parts, count))
		return NULL;
	if (is_certain(w, list, parts, count, strength))
		return why;
	if (strength == STRENGTH_WEAK &&
	    (list->against || (list->form == LIST_COLON && (crosses || count < 3))))
		return NULL;
	if (list->form == LIST_ITEMS && w->latin && strength != STRENGTH_WEAK)
		enough--;
	else if (list->form == LIST_CLOSING || list->form == LIST_ITEMS || list->form == LIST_BARE)
		enough -= list->form == LIST_CLOSING ? 1 + closes_at_once(w, list, parts)
						     : list->form == LIST_BARE && !crosses;
	else if (list->parallel || is_told_whole(w, list, parts, count) ||
		 (labels_alike(parts, count, 3) && is_counted(c, list, count)))
		enough = 2;
	else if (is_more(c, list->total, parts, count))
		enough = strength == STRENGTH_WEAK || (list->form == LIST_COLON && count < 3) ? 3
											      : 2;
	else if (strength != STRENGTH_WEAK)
		enough -= (strength == STRENGTH_STRONG) + !crosses;
	else if (list->form == LIST_OF_WHICH && count == 2 &&
		 list->total->fact->lex.kind == KIND_AMOUNT)
		enough++; /* 总收入12.86亿元，其中医疗收入10.62亿元、财政拨款1.24亿元: others are left out */
	return slip && digits >= enough ? why : NULL;
}

bool
may_be_above(const struct check *c, const struct part_list *list, const struct figure *first)
{
	/* Below ten, a total is easily another's. */
	return (list->form == LIST_OF_WHICH || list->form == LIST_BRACKET ||
		list->form == LIST_COMPLETE) &&
	       list->total->fact->sentence == first->fact->sentence &&
	       count_digits(doc_slice(c->doc, list->total->fact->lex.number)) >= 2;
}

/* 满意172件、基本满意14件，满意率92%，其中面谈的160件: behind a rate or a semicolon, a part may be one of a
 * greater figure than the last. */
static bool
may_be_of_another(struct check *c, const struct figure *total, const struct figure *part)
{
	const struct fact *at = c->facts->at, *x = total->fact;

	if (part->fact == at ||
	    (part->fact[-1].lex.kind != KIND_PERCENT && part->group == total->group))
		return false;
	while (x-- > at && x->sentence == total->fact->sentence) {
		struct figure other = {.fact = x};
		if (KIND_BIT(x->lex.kind) & KINDS_NUMBER && fact_base_unit(c, x) == total->unit &&
		    number_compare(NUMBER_LE, figure_number(c, part), figure_number(c, &other)) !=
			    TRUTH_FAILS)
			return true;
	}
	return false;
}

/* 收入26亿元，其中税收占56.2%（30亿元）: a bracket behind a share tells what the share is of, or a part. */
static bool
follows_share(const struct part_list *list, const struct figure *part)
{
	return part->depth > list->total->depth && list->form == LIST_OF_WHICH &&
	       part->fact[-1].lex.kind == KIND_PERCENT;
}

/* Parts above the total, of one thing by their labels. */
bool
parts_are_above(struct check *c, const struct part_list *list, const struct figure *const *parts,
		size_t count)
{
	if (!may_be_above(c, list, parts[0]) || follows_share(list, parts[0]))
		return false;
	const struct number *total = figure_number(c, list->total);

	for (size_t i = 0; i < count; i++)
		if (!list->against && list->form == LIST_OF_WHICH &&
		    number_compare(NUMBER_LE, figure_number(c, parts[i]), total) == TRUTH_FAILS &&
		    !may_be_of_another(c, list->total, parts[i]))
			return true;
	return !may_be_of_another(c, list->total, parts[0]) && labels_alike(parts, count, 6) &&
	       is_more(c, list->total, parts, count) &&
	       !parts_are_rounded(c, list->total, parts, count);
}
