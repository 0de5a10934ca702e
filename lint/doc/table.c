/*
 * Tables: runs of row blocks, each with the caption over it.  In: blocks.
 * Out: doc's tables and block.table.  One pass.
 */
#include "../base/byte_map.h"
#include "doc_internal.h"

enum { CAPTION_BLOCKS = 3 };

/* Does a colon stand in a span?  Every one is a mark. */
static bool
holds_colon(const struct reader *r, struct span s)
{
	const char *t = r->doc->text.at;
	uint32_t at;
	for (struct byte_map_walk w = byte_map_walk(r->doc->map.marks, s.from, s.to);
	     byte_map_step(&w, &at);)
		if (mark_at(t + at) == MARK_COLON)
			return true;
	return false;
}

/* The caption or the short heading right above block `first`; lines like
 * 单位：万元 may stand between. */
static struct span
caption_above(const struct reader *r, uint32_t first)
{
	struct span unit = {0, 0};
	for (uint32_t i = first; i-- > 0 && first - i <= CAPTION_BLOCKS;) {
		const struct block *b = &r->blocks.at[i];
		if (b->kind != BLOCK_CAPTION)
			return b->kind == BLOCK_HEADING ? b->span : unit;
		if (holds_colon(r, b->span))
			unit = unit.to ? unit : b->span;
		else
			return b->span;
	}
	return unit;
}

void
tables_read(struct reader *r)
{
	for (uint32_t i = 0; i < r->blocks.len;) {
		uint32_t first = i;
		while (i < r->blocks.len && r->blocks.at[i].kind == BLOCK_TABLE_ROW)
			r->blocks.at[i++].table = (uint32_t)r->tables.len;
		if (i == first) {
			i++;
			continue;
		}
		struct table *t = VEC_PUSH(r->arena, &r->tables);
		t->first_block = first;
		t->block_count = i - first;
		t->caption = caption_above(r, first);
	}
}
