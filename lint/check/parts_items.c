/*
 * Lists of parts over numbered items, for the kind "parts": a total in the
 * paragraph before, one part in each item (支出决算为100万元。其中：1.甲…支出决算为60
 * 万元…；2.乙…支出决算为40万元…).  Of an item counts the first figure whose label
 * ends like the total's, or else simply the first.  Linear in the stretch.
 */
#include "near.h"
#include "parts.h"

enum { TAIL_BYTES = 6 /* two Han characters */ };

/* The last words of a label, without what links it to the figure. */
static struct str
label_tail(const struct check *c, struct str label)
{
	const struct word_list *copula = lexicon_words(c->rulebook->lexicon, STR("copula"));
	int word;

	while ((word = words_before(copula, label, label.len)) >= 0)
		label = str_trim(str_sub(label, 0, label.len - copula->words[word].len));
	return str_sub(label, label.len > TAIL_BYTES ? label.len - TAIL_BYTES : 0, label.len);
}

/* The first figure behind the first item. */
static size_t
first_item(const struct check *c, const struct figures *f)
{
	for (size_t i = 1; i < f->count; i++)
		if (f->at[i].block != f->at[0].block &&
		    (f->bullets || c->doc->blocks[f->at[i].block].enumerator != DOC_NONE))
			return i;
	return f->count;
}

/* Is g the only figure of its block? */
static bool
is_alone(const struct figures *f, const struct figure *g)
{
	return (g == f->at || g[-1].block != g->block) &&
	       (g + 1 == f->at + f->count || g[1].block != g->block);
}

static bool
is_part_of_item(const struct check *c, const struct figures *f, const struct figure *g,
		const struct figure *total, bool by_tail)
{
	if (g->unit != total->unit || (g->depth > 0 && !(f->bullets && is_alone(f, g))) ||
	    (g->change && !g->plan))
		return false;
	return !by_tail || str_eq(label_tail(c, g->label), label_tail(c, total->label));
}

/* A block without a number belongs to the item before it: layout breaks items. */
static bool
opens_item(const struct check *c, uint32_t block)
{
	return c->doc->blocks[block].enumerator != DOC_NONE;
}

/* One part of each numbered item; false when an item has none. */
static bool
take_items(const struct check *c, const struct figures *f, size_t from, bool by_tail,
	   struct part_list *list)
{
	uint32_t block = f->at[from].block, last = f->at[f->count - 1].block;
	size_t i = from;

	while (block <= last && list->count < PARTS_MAX) {
		uint32_t end = block + 1;
		while (end <= last && !f->bullets && !opens_item(c, end))
			end++;
		while (i < f->count && f->at[i].block < end &&
		       !is_part_of_item(c, f, &f->at[i], list->total, by_tail))
			i++;
		if (i == f->count || f->at[i].block >= end)
			return false;
		list->parts[list->count++] = &f->at[i];
		while (i < f->count && f->at[i].block < end)
			i++;
		block = end;
	}
	list->first = list->count;
	return list->count > 1;
}

/* Do the words that lead on to the first item, behind the total, say that these are not all: the
 * largest were? */
static bool
are_not_all(const struct check *c, const struct parts_words *w, const struct figure *total,
	    const struct figure *first)
{
	uint32_t from = total->fact->skeleton, to = first->fact->skeleton;
	uint32_t lead = c->facts->sentences[first->fact->sentence - 1].skeleton.from;

	from = lead > from ? lead : from;
	return w->latin && phrase_holds(w->against, skeleton_slice(c->facts, from, to));
}

bool
item_list_next(struct check *c, const struct parts_words *w, const struct figures *f, size_t *at,
	       struct part_list *out)
{
	size_t from = first_item(c, f);

	while (from < f->count && *at < 2 * from) {
		size_t step = (*at)++;
		const struct figure *total = &f->at[step / 2];
		if ((total->change && !total->plan) || total->depth)
			continue;
		*out = (struct part_list){.form = LIST_ITEMS, .total = total};
		if (take_items(c, f, from, step % 2 == 0, out) &&
		    !are_not_all(c, w, total, out->parts[0]))
			return true;
	}
	return false;
}
