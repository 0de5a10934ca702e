/*
 * Which sentences the kind "shares" reads together: a paragraph, and where it ends in a colon or a
 * comma the items behind it, or items alone, that hold a figure and its share (The board had 640
 * letters: - 320 were questions (50%), - 192 ...).  Linear in the blocks.
 */
#include "shares.h"

/* Does a block lead on to the items behind it, by its last mark? */
static bool
leads_on(const struct check *c, const struct block *b)
{
	struct str s = str_trim(doc_slice(c->doc, b->span));

	return b->kind == BLOCK_PARAGRAPH && b->sentence_count &&
	       (str_ends(s, STR(":")) || str_ends(s, STR(",")));
}

/* An item of one sentence with a figure and its share. */
static bool
is_item(const struct check *c, const struct block *b)
{
	return b->kind == BLOCK_PARAGRAPH && b->sentence_count == 1 &&
	       shares_in(&c->facts->sentences[b->first_sentence]);
}

/* Is an item a name, its figure and its share, and nothing else? */
static bool
is_plain_item(const struct check *c, const struct block *b)
{
	enum { ITEM_BYTES = 60 };
	const struct sentence_facts *s = &c->facts->sentences[b->first_sentence];

	return is_item(c, b) && s->to - s->from == 2 &&
	       s->skeleton.to - s->skeleton.from <= ITEM_BYTES;
}

void
shares_stretch(struct shares *s, uint32_t i)
{
	const struct doc *d = s->check->doc;
	uint32_t block = d->sentences[i].block;

	doc_paragraph(d, i, &s->from, &s->to);
	s->items = false;
	bool leads = leads_on(s->check, &d->blocks[block]);
	if (!s->far || !(leads || is_plain_item(s->check, &d->blocks[block])))
		return;
	while (++block < d->block_count && (leads ? is_item(s->check, &d->blocks[block])
						  : is_plain_item(s->check, &d->blocks[block]))) {
		s->to++;
		s->items = true;
	}
}
