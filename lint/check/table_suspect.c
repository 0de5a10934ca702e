/*
 * One wrong figure breaks its row, its column, and every other table that has the right
 * one.  In: findings with the cells that may be to blame.  Out: one finding for each such
 * cell; the others become its related places.
 * Cost: n log n in the suspects.
 */
#include <stdlib.h>

#include "table.h"

void
suspect(const struct sheet *s, size_t at)
{
	struct suspicions *all = s->suspicions;
	size_t finding = all->check->findings.len - 1;

	if (!all->all.len || all->all.at[all->all.len - 1].finding != finding)
		VEC_PUSH(all->check->arena, &all->all)->finding = finding;
	struct suspicion *x = &all->all.at[all->all.len - 1];
	if (x->count < SUSPECTS_MOST)
		x->cell[x->count++] = sheet_span(s, at).from;
}

/* A cell, and how many findings suspect it. */
struct suspect {
	uint32_t cell;
	uint32_t count;
	size_t first; /* of the suspicions, the first that names it */
};

static int
by_cell(const void *a, const void *b)
{
	const struct suspect *x = a, *y = b;
	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static int
by_count(const void *a, const void *b)
{
	const struct suspect *x = a, *y = b;
	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return by_cell(a, b);
}

/* All cells that are suspected, those of most findings first. */
static struct suspect *
suspects_count(const struct suspicions *all, size_t *count)
{
	struct suspect *list;
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < all->all.len; i++)
		n += all->all.at[i].count;
	list = arena_array(all->check->arena, n, sizeof *list);
	n = 0;
	for (size_t i = 0; i < all->all.len; i++)
		for (uint32_t k = 0; k < all->all.at[i].count; k++)
			list[n++] = (struct suspect){all->all.at[i].cell[k], 1, i};
	qsort(list, n, sizeof *list, by_cell);
	for (size_t i = 0, k; i < n; i = k) {
		for (k = i; k < n && list[k].cell == list[i].cell;)
			k++;
		list[kept] = list[i];
		list[kept++].count = (uint32_t)(k - i);
	}
	qsort(list, kept, sizeof *list, by_count);
	*count = kept;
	return list;
}

static bool
names(const struct suspicion *x, uint32_t cell)
{
	for (uint32_t i = 0; i < x->count; i++)
		if (x->cell[i] == cell)
			return true;
	return false;
}

/* Says at the suspected cell that it explains them all. */
static void
blame(struct check *c, struct related *related, size_t count, const struct suspect *s)
{
	for (size_t i = 0; i < count; i++) {
		if (related[i].span.from != s->cell)
			continue;
		related[i].message = str_printf(
			c->arena,
			c->language == MESSAGE_ZH ? "%.*s：此数若更正，%u 处矛盾均消除"
						  : "%.*s: this figure alone explains %u findings",
			STR_FMT(related[i].message), s->count);
		return;
	}
}

/* The findings that suspect `cell` and are not merged yet become one, the first. */
static void
merge(struct suspicions *all, const struct suspect *s, bool *merged)
{
	struct check *c = all->check;
	struct finding *first = NULL;
	VEC(struct related) related = {0};

	for (size_t i = s->first; i < all->all.len; i++) {
		struct finding *f = &c->findings.at[all->all.at[i].finding];
		if (merged[i] || !names(&all->all.at[i], s->cell))
			continue;
		merged[i] = true;
		if (!first) {
			first = f;
			for (size_t k = 0; k < f->related_count; k++)
				*VEC_PUSH(c->arena, &related) = f->related[k];
			continue;
		}
		*VEC_PUSH(c->arena, &related) =
			(struct related){.span = f->span, .message = f->message};
		f->rule = NULL; /* told by the first */
	}
	if (first) {
		blame(c, related.at, related.len, s);
		first->related = related.at;
		first->related_count = related.len;
	}
}

void
suspicions_merge(struct suspicions *all)
{
	struct check *c = all->check;
	size_t count, kept = 0;
	const struct suspect *list = suspects_count(all, &count);
	bool *merged = arena_array(c->arena, all->all.len, sizeof *merged);

	for (size_t i = 0; i < count && list[i].count > 1; i++)
		merge(all, &list[i], merged);
	for (size_t i = 0; i < c->findings.len; i++)
		if (c->findings.at[i].rule)
			c->findings.at[kept++] = c->findings.at[i];
	c->findings.len = kept;
}
