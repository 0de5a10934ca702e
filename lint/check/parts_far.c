/*
 * Lists of parts without a total beside them, for the kind "parts": 从问题看，质量问题1086件，售后问题
 * 931件，其他问题324件.  Such a list says by its words that it is all, or of what its figures are
 * parts (投诉中，…), and its total stands somewhere before it.  Any figure before it that it makes
 * explains it; where there is none, one that a slip of the pen separates from its sum was meant,
 * above all one that another list has made: 从对象看，…；从方式看，….
 * Cost: figures of the list times TOTALS_BACK.
 */
#include "near.h"
#include "parts_evidence.h"

enum {
	PARTS_LEAST = 3,
	DIGITS_LEAST = 4,  /* of the total */
	DIGITS_BESIDE = 3, /* of one that stands right before its parts */
	GAP_BYTES = 60,	   /* between two parts with nothing but names before them */
	HEADS_MOST = 2,	   /* figures that may be the total of what is divided */
	RUN_BYTES = 150	   /* between two parts */
};

/* What shows which figure is the total. */
enum far_form {
	FAR_NONE,
	FAR_ALL,     /* the list says that it is all: a figure that its sentence begins with */
	FAR_DIVIDED, /* 按学历分，…: one of the two nearest of these */
	FAR_OUT_OF   /* 投诉中，…: a figure of that name, or the one right before the words */
};

/* The words before a part and its name. */
static struct str
before_name(const struct figure *g)
{
	const char *end = g->label.len ? g->label.at : g->gap.at + g->gap.len;

	if (end < g->gap.at || end > g->gap.at + g->gap.len)
		return (struct str){0};
	return str_trim((struct str){g->gap.at, (size_t)(end - g->gap.at)});
}

/* The word of a list that the words before a part end in; -1. */
static int
opener_of(const struct word_list *list, const struct figure *first)
{
	struct str s = before_name(first);

	return list && s.len ? words_before(list, s, s.len) : -1;
}

static bool
begins_run(const struct parts_words *w, const struct figures *f, size_t k)
{
	const struct figure *g = &f->at[k];

	return figure_may_stand(g) && !g->is_part &&
	       (k == 0 || g->opens || g->group != g[-1].group || opener_of(w->out_of, g) >= 0);
}

/* 在31件投诉中，甲20件: does x stand right before the words and the first part? */
static bool
stands_beside(const struct part_list *list, const struct fact *x)
{
	const struct fact *first = list->parts[0]->fact;

	return x + 1 == first && x->sentence == first->sentence;
}

/* What a run that says it is all, or of what it is a part, says by its words; `beside`: a figure
 * stands right before these. */
static enum far_form
form_of(const struct parts_words *w, const struct part_list *list, bool beside)
{
	const struct figure *first = list->parts[0], *last = list->parts[list->count - 1];
	const char *why;
	bool names = true; /* nothing but names stands between the parts */

	for (size_t i = 0; i < list->count; i++) {
		if (names_total(w, list->parts[i]->label) ||
		    words_hold(w->against, list->parts[i]->label))
			return FAR_NONE;
		names &= !i || list->parts[i]->gap.len <= GAP_BYTES;
	}
	bool rest = words_hold(w->other, last->label);
	if (opener_of(w->out_of, first) >= 0 && (beside || !rest))
		return parts_strength(w, list, list->parts, list->count, &why) != STRENGTH_WEAK
			       ? FAR_OUT_OF
			       : FAR_NONE;
	if (list->count < PARTS_LEAST)
		return FAR_NONE;
	if (rest || (words_hold(w->exhaustive, gap_opener(first->gap)) &&
		     parts_are_enumerated(w, list->parts, list->count)))
		return FAR_ALL;
	return names && opener_of(w->opens, first) >= 0 ? FAR_DIVIDED : FAR_NONE;
}

/* The run of parts that begins at figure k, all of one unit and of one sentence; `across`
 * semicolons, or up to the first. */
static enum far_form
run_take(const struct parts_words *w, const struct figures *f, size_t k, bool across,
	 struct part_list *out)
{
	const struct figure *first = &f->at[k], *last = first;

	*out = (struct part_list){.form = LIST_OF_WHICH};
	out->parts[out->count++] = first;
	for (size_t i = k + 1; i < f->count && out->count < PARTS_MAX; i++) {
		const struct figure *g = &f->at[i];
		if (g->fact->sentence != first->fact->sentence ||
		    (!across && g->group != first->group))
			break;
		if (g->unit != first->unit || g->depth || g->change || g->plan)
			continue;
		if (words_hold(w->of_which, g->gap))
			break;
		if (g->is_part || g->fact->skeleton - last->fact->skeleton > RUN_BYTES)
			return FAR_NONE;
		out->parts[out->count++] = last = g;
	}
	out->first = out->count;
	bool beside = k && stands_beside(out, f->at[k - 1].fact);
	if (out->count < 2 || (last == &f->at[f->count - 1] && parts_tell_rest(w, f)))
		return FAR_NONE;
	return form_of(w, out, beside);
}

static bool
may_be_total(const struct check *c, const struct part_list *list, const struct fact *x)
{
	const struct lexeme *l = &x->lex;

	return (KINDS_NUMBER & KIND_BIT(l->kind)) && !l->is_range && !l->numerals &&
	       l->qualifier == QUALIFIER_NONE && fact_base_unit(c, x) == list->parts[0]->unit;
}

/* Does no other figure of its unit stand before x in its sentence? */
static bool
heads_sentence(const struct check *c, const struct fact *x)
{
	unit_id unit = fact_base_unit(c, x);

	for (const struct fact *y = x; y-- > c->facts->at && y->sentence == x->sentence;)
		if ((KINDS_NUMBER & KIND_BIT(y->lex.kind)) && fact_base_unit(c, y) == unit)
			return false;
	return true;
}

/* What 地表水供水量中 names: 地表水供水量.  Empty right behind a figure. */
static struct str
name_of_whole(const struct parts_words *w, const struct figure *first)
{
	struct str s = before_name(first);
	int word = opener_of(w->out_of, first);
	size_t end = s.len - w->out_of->words[word].len, from = end;

	while (from > 0) { /* up to a mark, or a figure, which are of other blocks than Han */
		size_t at = utf8_back(s.at, from);
		if (!is_han_lead(s.at[at]))
			break;
		from = at;
	}
	return str_sub(s, from, end);
}

/* The word that the names of all parts end in: 投资 of 第一产业投资、第二产业投资; empty without. */
static struct str
common_word(struct check *c, const struct part_list *list)
{
	enum { TWO_HAN = 6 };

	if (!labels_alike(list->parts, list->count, TWO_HAN))
		return (struct str){0};
	/* without what links a name and its figure */
	struct str label = fact_label(c->arena, c->facts, list->parts[0]->fact).left;
	return label.len < TWO_HAN ? (struct str){0}
				   : str_sub(label, label.len - TWO_HAN, label.len);
}

/* Do the sentences between x and the list name what all its parts are of, and x does not?
 * 增加值893亿元. 投资增长3%. 第一产业投资41亿元，第二产业投资387亿元 */
static bool
is_of_another(const struct check *c, const struct part_list *list, const struct fact *x,
	      struct str word)
{
	uint32_t from = x->skeleton;
	uint32_t to = c->facts->sentences[list->parts[0]->fact->sentence].skeleton.from;

	return from < to && str_find(skeleton_slice(c->facts, from, to), word) != SIZE_MAX;
}

/* Who may be meant as the total of a list that no figure explains. */
static bool
is_meant(struct check *c, const struct parts_words *w, const struct part_list *list,
	 enum far_form form, const struct fact *x)
{
	const struct figure *first = list->parts[0];
	struct label label = fact_label(c->arena, c->facts, x);
	struct str word = common_word(c, list);
	bool of_word = word.len && str_find(label.left, word) != SIZE_MAX;

	if (word.len && !of_word && is_of_another(c, list, x, word))
		return false;
	if (form != FAR_OUT_OF && (heads_sentence(c, x) || (form == FAR_ALL && of_word)))
		return true;
	if (opener_of(w->out_of, first) < 0)
		return false;
	if (stands_beside(list, x))
		return true;
	struct label whole = {.left = name_of_whole(w, first)};
	return whole.left.len && label_alike(label, whole);
}

/* 起诉682人。… 起诉甲罪28人、乙罪86人、其他犯罪568人: does the first part begin with the name of x? */
static bool
names_parts(struct check *c, const struct part_list *list, const struct fact *x)
{
	enum { TWO_HAN = 6 };
	struct label name = fact_label(c->arena, c->facts, x);

	return name.left.len >= TWO_HAN && str_starts(list->parts[0]->label, name.left) &&
	       list->parts[0]->label.len > name.left.len;
}

/* A figure before the list that it makes, or else the nearest one that it would make but for one
 * slip of the pen, into *total. */
static enum parts_verdict
total_find(struct check *c, const struct parts_words *w, const struct figures *f,
	   const struct part_list *list, enum far_form form, const struct fact *whole,
	   struct figure *total)
{
	const struct fact *first = c->facts->at, *x = list->parts[0]->fact;
	const struct fact *end = x - first > TOTALS_BACK ? x - TOTALS_BACK : first;
	const struct number *sum = parts_sum(c, list->parts, list->count);
	struct figure nearest = {.fact = NULL};
	size_t heads = 0;

	while (x-- > end) {
		struct figure g = {.fact = x, .unit = list->parts[0]->unit};
		bool beside = stands_beside(list, x) && form == FAR_OUT_OF;
		if (!may_be_total(c, list, x))
			continue;
		*total = g;
		if (number_compare(NUMBER_MEETS, sum, figure_number(c, &g)) == TRUTH_HOLDS ||
		    parts_are_rounded(c, &g, list->parts, list->count))
			return PARTS_EXPLAINED;
		heads += heads_sentence(c, x);
		bool named = form == FAR_ALL && names_parts(c, list, x);
		bool divided = named || (x == whole &&
					 form != FAR_OUT_OF); /* from another point of view, too */
		if (!nearest.fact && (divided || form != FAR_DIVIDED || heads <= HEADS_MOST) &&
		    figure_digits(c, &g) >= (beside || named ? DIGITS_BESIDE : DIGITS_LEAST) &&
		    parts_slipped(c, &g, list->parts, list->count) &&
		    (divided || is_meant(c, w, list, form, x)) &&
		    !parts_gap_stated(c, f, &g, list->parts, list->count))
			nearest = g;
		if (beside)
			break;
	}
	*total = nearest;
	return nearest.fact ? PARTS_WRONG : PARTS_SILENT;
}

/* Keeps the total that a list makes for the lists behind it, when it says enough: of so many parts
 * and digits it is none by chance. */
static void
remember(struct check *c, const struct part_list *list, const struct figure *total,
	 struct far_lists *far)
{
	if (list->count >= PARTS_LEAST && figure_digits(c, total) >= DIGITS_LEAST)
		far->whole = total->fact;
}

enum parts_verdict
far_list_next(struct check *c, const struct parts_words *w, const struct figures *f,
	      struct far_lists *far, struct part_list *out, struct figure *total)
{
	size_t *at = &far->at;

	while (*at < f->count) {
		enum parts_verdict v = PARTS_SILENT;
		size_t k = (*at)++;
		enum far_form form = FAR_NONE;
		if (begins_run(w, f, k))
			form = run_take(w, f, k, false, out);
		if (form == FAR_NONE && begins_run(w, f, k) &&
		    (k == 0 || f->at[k].opens || opener_of(w->opens, &f->at[k]) >= 0))
			form = run_take(w, f, k, true, out);
		if (form != FAR_NONE) {
			number_pool_reset(c->pool);
			v = total_find(c, w, f, out, form, far->whole, total);
			if (v == PARTS_EXPLAINED)
				remember(c, out, total, far);
			out->total = total;
		}
		if (v != PARTS_SILENT)
			return v;
	}
	return PARTS_SILENT;
}
