/*
 * What the words of a list of parts say of its being complete: complementary labels, bounds that
 * meet, a remainder, a bracket right behind the total, labels of one kind.  Quadratic in the parts,
 * which are at most PARTS_MAX.
 */
#include "parts_evidence.h"

/* Does b hold the first word of a pair whose second word is `second`? */
static bool
holds_other_half(const struct word_pairs *pairs, struct str second, struct str b)
{
	for (size_t i = 0; i < pairs->count; i++) {
		const struct str *p = pairs->pairs[i];
		/* 不同意 holds 同意: the longer word decides. */
		if (str_eq(p[1], second) && str_find(b, p[0]) != SIZE_MAX &&
		    (str_find(p[1], p[0]) == SIZE_MAX || str_find(b, p[1]) == SIZE_MAX))
			return true;
	}
	return false;
}

/* Is some second word of a pair in a, and the first in b? */
static bool
words_complement(const struct word_pairs *pairs, struct str a, struct str b)
{
	const struct word_list *seconds = pairs ? &pairs->seconds : NULL;
	size_t where;
	int word;

	while ((word = words_in(seconds, a, &where)) >= 0) {
		if (holds_other_half(pairs, seconds->words[word], b))
			return true;
		size_t next = where;
		utf8_next(a.at, &next);
		a = str_sub(a, next, a.len);
	}
	return false;
}

static bool
labels_pair(const struct word_pairs *pairs, const struct figure *a, const struct figure *b)
{
	return words_complement(pairs, a->label, b->label) ||
	       words_complement(pairs, b->label, a->label) ||
	       words_complement(pairs, a->right, b->right) ||
	       words_complement(pairs, b->right, a->right);
}

bool
labels_complement(const struct parts_words *w, const struct figure *a, const struct figure *b)
{
	return labels_pair(w->complements, a, b) || labels_pair(w->halves, a, b);
}

static bool
has_pair(const struct word_pairs *pairs, const struct figure *const *parts, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++)
		for (size_t k = i + 1; k < count; k++)
			if (labels_pair(pairs, parts[i], parts[k]))
				return true;
	return false;
}

enum { HALVES_FEW = 2, HALVES_MANY };

bool
parts_are_halves(const struct parts_words *w, const struct figure *const *parts, size_t count)
{
	return count > HALVES_FEW && !has_pair(w->complements, parts, count) &&
	       has_pair(w->halves, parts, count);
}

size_t
labels_common_end(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && a.at[a.len - 1 - n] == b.at[b.len - 1 - n])
		n++;
	while (n && ((unsigned char)a.at[a.len - n] & 0xC0) == 0x80)
		n--;
	return n;
}

/* Labels that end alike, each with words of its own before that, divide one thing:
 * 全流程事项数, 未全流程事项数. */
bool
labels_alike(const struct figure *const *parts, size_t count, size_t bytes)
{
	for (size_t i = 1; i < count; i++) {
		struct str a = parts[i - 1]->label, b = parts[i]->label;
		size_t n = labels_common_end(a, b);
		if (n < bytes || n == a.len || n == b.len)
			return false;
	}
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

/* Three parts or more with nothing but 、 and a short name between them; before the last there
 * may be a word instead (和). */
bool
parts_are_enumerated(const struct parts_words *w, const struct figure *const *parts, size_t count)
{
	enum { NAME_BYTES = 36 };

	for (size_t i = 1; i < count; i++) {
		struct str gap = parts[i]->gap;
		bool joined = str_find(gap, STR("、")) != SIZE_MAX ||
			      (i + 1 == count && words_at(w->join, gap, 0) >= 0);
		if (!joined || gap.len > NAME_BYTES || str_find(gap, STR("，")) != SIZE_MAX)
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

/* The bound that stands before a part, in one clause with it: 10亿元以上项目6个.  NULL without. */
static const struct fact *
bound_of(const struct figure *g)
{
	enum { NAME_BYTES = 36 };
	static const char *const marks[] = {"、", "，", "；", "。", "："};
	const struct fact *x = g->before;

	if (!x)
		return NULL;
	bool open = x->lex.qualifier == QUALIFIER_AT_LEAST || x->lex.qualifier == QUALIFIER_AT_MOST;
	size_t len = g->fact->skeleton - x->skeleton - SKELETON_FACT_BYTES;
	if (len > NAME_BYTES || !(open || x->lex.is_range))
		return NULL;
	struct str between = {g->gap.at + g->gap.len - len, len};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_find(between, str_of(marks[i])) != SIZE_MAX)
			return NULL;
	return x;
}

/* 10亿元以上6个、5亿元至10亿元11个、5亿元以下26个: do the bounds of the parts leave nothing out?
 * Each stands twice then, once as the end of a part and once as the beginning of the next. */
static bool
bounds_meet(const struct figure *const *parts, size_t count)
{
	struct decimal ends[2 * PARTS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		const struct fact *x = bound_of(parts[i]);
		if (!x)
			continue; /* 其他 */
		ends[n++] = x->lex.value;
		if (x->lex.is_range)
			ends[n++] = x->lex.upper;
	}
	for (size_t i = 0; i < n; i++) {
		size_t twins = 0;
		for (size_t k = 0; k < n; k++)
			twins += decimal_cmp(ends[i], ends[k]) == 0;
		if (twins != 2)
			return false;
	}
	return n > 1;
}

/* What speaks for a complete list, besides the figures. */
enum parts_strength
parts_strength(const struct parts_words *w, const struct part_list *list,
	       const struct figure *const *parts, size_t count, const char **why)
{
	*why = "a list in another unit beside it makes its total";
	if (list->parallel)
		return STRENGTH_STRONG;
	*why = "complementary labels";
	if (has_pair(w->complements, parts, count))
		return STRENGTH_STRONG;
	*why = "labels that often are all there is";
	bool rest = !list->against && phrase_holds(w->other, parts[count - 1]->label);
	if (parts_are_halves(w, parts, count))
		return count > HALVES_MANY || rest ? STRENGTH_STRONG : STRENGTH_MEDIUM;
	*why = "bounds that meet";
	if (!list->against && list->form != LIST_CLOSING && bounds_meet(parts, count))
		return STRENGTH_STRONG;
	*why = "the last part is the remainder";
	if (rest)
		return STRENGTH_STRONG;
	*why = "words that say the list is complete";
	if (!list->against && list->form == LIST_COMPLETE)
		return STRENGTH_STRONG;
	*why = "a closing total";
	if (list->form == LIST_CLOSING)
		return STRENGTH_STRONG;
	*why = "a bracket right behind the total";
	if (list->form == LIST_BRACKET || (list->bracketed && !list->against))
		return STRENGTH_MEDIUM;
	*why = "labels of one kind";
	if (!list->against &&
	    (labels_alike(parts, count, count > 2 ? 3 : 6) || labels_of_kind(w, parts, count) ||
	     rights_alike(parts, count) || parts_are_enumerated(w, parts, count)))
		return STRENGTH_MEDIUM;
	*why = "one slip of the pen apart";
	return STRENGTH_WEAK;
}
