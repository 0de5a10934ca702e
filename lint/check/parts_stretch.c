/*
 * Stretches of blocks that are read together, for the kind "parts": a paragraph with the numbered
 * items, the items that begin with a figure, or the 其中 that follow it.  Linear in the blocks.
 */
#include "near.h"
#include "parts.h"

enum { STRETCH_BLOCKS = 60 };

static bool
is_running(const struct block *b)
{
	return b->sentence_count && (b->kind == BLOCK_PARAGRAPH || b->kind == BLOCK_HEADING);
}

static struct str
block_skeleton(const struct check *c, const struct block *b)
{
	const struct sentence_facts *s = &c->facts->sentences[b->first_sentence];
	uint32_t from = s->skeleton.from;

	return (struct str){c->facts->skeleton + from, s[b->sentence_count - 1].skeleton.to - from};
}

/* A block that ends in a colon, or in 其中, goes on in the next. */
static bool
leads_on(const struct check *c, const struct parts_words *w, const struct block *b)
{
	struct str s = doc_slice(c->doc, b->span);

	return s.len && (s.at[s.len - 1] == ':' || str_ends(s, STR("：")) ||
			 words_before(w->of_which, s, s.len) >= 0);
}

/* - High: 38 (12%): does a block hold one figure, and nothing else but its share? */
static bool
holds_one_figure(const struct check *c, const struct block *b)
{
	enum { ITEM_BYTES = 120 };
	const struct sentence_facts *s = &c->facts->sentences[b->first_sentence];
	size_t figures = 0;

	if (b->sentence_count != 1 || s->skeleton.to - s->skeleton.from > ITEM_BYTES)
		return false;
	for (uint32_t i = s->from; i < s->to; i++) {
		kind_set kind = KIND_BIT(c->facts->at[i].lex.kind);
		if (!(kind & (KINDS_NUMBER | KIND_BIT(KIND_PERCENT))))
			return false;
		figures += (kind & KINDS_NUMBER) != 0;
	}
	return figures == 1;
}

/* - 5,630 were declined: does a block of Latin text begin with a figure, or with a mark and one, or
 * hold only one? */
static bool
is_figure_item(const struct check *c, const struct parts_words *w, const struct block *b)
{
	enum { MARK_BYTES = 5 };
	const struct sentence_facts *s = &c->facts->sentences[b->first_sentence];
	const struct fact *x = &c->facts->at[s->from];

	if (!w->latin || s->from == s->to)
		return false;
	if (holds_one_figure(c, b))
		return true;
	if (!(KIND_BIT(x->lex.kind) & KINDS_NUMBER) || x->skeleton - s->skeleton.from > MARK_BYTES)
		return false;
	for (uint32_t i = s->skeleton.from; i < x->skeleton; i++)
		if (is_letter(c->facts->skeleton[i]) || is_digit(c->facts->skeleton[i]))
			return false;
	return true;
}

/* The last of the blocks behind `block` that are items which begin with a figure. */
static uint32_t
last_figure_item(const struct check *c, const struct parts_words *w, uint32_t block)
{
	const struct doc *d = c->doc;
	uint32_t last = block;

	while (last + 1 < d->block_count && last < block + STRETCH_BLOCKS &&
	       is_running(&d->blocks[last + 1]) && is_figure_item(c, w, &d->blocks[last + 1]))
		last++;
	return last;
}

static uint32_t
item_style(const struct check *c, const struct block *b)
{
	return b->enumerator == DOC_NONE ? STYLE_COUNT : c->doc->enumerators[b->enumerator].e.style;
}

/* The last block of the numbered items, and of what 其中 begins, behind `block`; *style is theirs,
 * or STYLE_COUNT. */
static uint32_t
last_item(const struct check *c, const struct parts_words *w, uint32_t block, uint32_t *style)
{
	const struct doc *d = c->doc;
	uint32_t last = block;

	for (uint32_t n = last + 1; n < d->block_count && n < block + STRETCH_BLOCKS; n++) {
		const struct block *next = &d->blocks[n];
		if (!is_running(next))
			break;
		uint32_t mine = item_style(c, next);
		bool item = mine != STYLE_COUNT;
		if (!item && *style != STYLE_COUNT && n + 1 < d->block_count &&
		    is_running(next + 1) && item_style(c, next + 1) == *style)
			continue; /* an item that layout broke in two */
		bool opens = *style == STYLE_COUNT && leads_on(c, w, &d->blocks[last]);
		if (!(item ? (*style == STYLE_COUNT ? opens : mine == *style)
			   : opens || words_at(w->of_which, block_skeleton(c, next), 0) >= 0))
			break;
		*style = item ? mine : *style;
		last = n;
	}
	return last;
}

/* The stretch that begins with a block that has text. */
static struct stretch
stretch_from(const struct check *c, const struct parts_words *w, uint32_t block)
{
	const struct doc *d = c->doc;
	uint32_t last = block, style = STYLE_COUNT;

	if (w->latin && leads_on(c, w, &d->blocks[block]))
		last = last_figure_item(c, w, block);
	bool bullets = last > block + 1;
	if (!bullets)
		last = last_item(c, w, block, &style);
	return (struct stretch){
		.from = d->blocks[block].first_sentence,
		.to = d->blocks[last].first_sentence + d->blocks[last].sentence_count,
		.last_block = last,
		.items = style != STYLE_COUNT || bullets,
		.bullets = bullets,
	};
}

bool
stretch_next(struct check *c, const struct parts_words *w, uint32_t end, size_t *next,
	     struct stretch *out)
{
	const struct sentence_facts *s = c->facts->sentences;
	const struct doc *d = c->doc;

	while (*next < d->prose_count && d->prose[*next] < end) {
		const uint32_t block = d->prose[(*next)++];
		if (!is_running(&d->blocks[block]))
			continue;
		*out = stretch_from(c, w, block);
		while (*next < d->prose_count && d->prose[*next] <= out->last_block)
			++*next;
		if (s[out->to - 1].to - s[out->from].from >= 2)
			return true;
	}
	return false;
}
