/*
 * A note that says that a table is empty, and a table that is not; a sentence that says
 * that nothing was spent from a fund whose table has figures.
 * Cost: the blocks of each table and a few behind it; and, where a table's title may be
 * meant, one look at each sentence.
 */
#include "../base/byte_map.h"
#include "table.h"

enum { BLOCKS_BEHIND = 3, BLOCKS_BACK = 60, OBJECT_LONGEST = 60, OBJECT_LEAST = 15 };

struct empties {
	struct check *c;
	const struct rule *rule;
	const struct table_words *words;
	const struct sheet *sheets;
	size_t count;
	const uint64_t *figured; /* a bit for each block that is a row with figures; or NULL */
};

static void
report(const struct empties *e, struct span said, const struct sheet *s, size_t at)
{
	struct check *c = e->c;
	const struct message_value values[] = {
		{"total", doc_slice(c->doc, said)},
		{"place", sheet_place(c, s, at)},
		{"sum", doc_slice(c->doc, sheet_span(s, at))},
		{NULL, {0}},
	};
	const struct related related = {.span = sheet_span(s, at),
					.message = sheet_place(c, s, at)};
	struct finding *f = finding_add(c, e->rule, said, values, &related, 1);

	finding_operand(c, f, "said", values[0].value);
	finding_operand(c, f, "cell", values[2].value);
}

/* The first figure that is not zero in the rows of blocks (from, to); false without. */
static bool
figure_within(const struct sheet *s, uint32_t from, uint32_t to, size_t *at)
{
	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		uint32_t block = s->grid->rows[r].block;
		for (uint32_t k = 0; block > from && block < to && k < s->grid->column_count; k++) {
			*at = sheet_at(s, r, k);
			if (s->state[*at] == SHEET_FIGURE && s->value[*at] != 0)
				return true;
		}
	}
	return false;
}

/* ---- 本表为空 ------------------------------------------------------------------------- */

/* The block over which the table that ends before `block` begins: the line with its unit,
 * or its title. */
static uint32_t
table_top(const struct empties *e, uint32_t block)
{
	const struct doc *d = e->c->doc;
	uint32_t least = block > BLOCKS_BACK ? block - BLOCKS_BACK : 0;
	size_t at;

	while (block-- > least) {
		const struct block *b = &d->blocks[block];
		struct str text = doc_slice(d, b->span);
		if ((b->kind != BLOCK_TABLE_ROW && b->kind != BLOCK_CAPTION) ||
		    words_in(e->words->units, text, &at) >= 0 ||
		    words_before(e->words->title_tail, text, text.len) >= 0)
			return block;
	}
	return GRID_NONE;
}

static const uint64_t *
figured_blocks(struct check *c)
{
	const struct doc *d = c->doc;
	uint64_t *bits = arena_array(c->arena, byte_map_words(d->block_count), sizeof *bits);

	for (size_t i = 0; i < d->grid_count; i++)
		for (uint32_t r = 0; r < d->grids[i].row_count; r++) {
			uint32_t block = d->grids[i].rows[r].block;
			uint64_t any = d->grids[i].rows[r].figures != 0;
			bits[block / BYTE_MAP_WORD] |= any << block % BYTE_MAP_WORD;
		}
	return bits;
}

/* Is a block a row with figures, which is no note?  Few reports ever ask. */
static bool
has_figures(struct empties *e, uint32_t block)
{
	if (!e->figured)
		e->figured = figured_blocks(e->c);
	return e->figured[block / BYTE_MAP_WORD] >> block % BYTE_MAP_WORD & 1;
}

/* `said`: the words, of that block. */
static void
note_judge(struct empties *e, uint32_t block, struct span said)
{
	uint32_t top = has_figures(e, block) ? GRID_NONE : table_top(e, block);
	size_t cell;

	if (top == GRID_NONE)
		return;
	for (size_t i = 0; i < e->count; i++)
		if (figure_within(&e->sheets[i], top, block, &cell)) {
			report(e, said, &e->sheets[i], cell);
			return;
		}
	check_proved(e->c, e->rule, said, "the table is empty");
}

/* The first such words of each of the blocks [from, to): all of them are asked at once, few hold
 * any. */
static void
notes_judge(struct empties *e, uint32_t from, uint32_t to)
{
	const struct doc *d = e->c->doc;
	const struct word_list *empty = e->words->empty;
	const struct str text = {d->text.at, d->text.len};
	const struct block *block = &d->blocks[from], *last = &d->blocks[to - 1];
	uint32_t at = block->span.from;

	for (; (at = byte_map_next(e->words->map, at, last->span.to)) < last->span.to; at++) {
		if (!words_may_begin(empty, text, at))
			continue;
		while (block->span.to <= at)
			block++;
		int word = at < block->span.from
				   ? -1
				   : words_at(empty, str_sub(text, 0, block->span.to), at);
		if (word < 0)
			continue;
		uint32_t end = at + (uint32_t)empty->words[word].len;
		note_judge(e, (uint32_t)(block - d->blocks), (struct span){at, end});
		at = block->span.to - 1;
	}
}

/* ---- 没有使用… --------------------------------------------------------------------------- */

/* Bytes that `object` begins with and `title` holds somewhere. */
static size_t
shared_front(struct str object, struct str title)
{
	size_t best = 0;

	for (size_t from = 0; from < title.len; utf8_next(title.at, &from)) {
		size_t n = 0;
		while (n < object.len && from + n < title.len && object.at[n] == title.at[from + n])
			n++;
		while (n > 0 && n < object.len && ((unsigned char)object.at[n] & 0xC0) == 0x80)
			n--;
		best = n > best ? n : best;
	}
	return best;
}

/* `said`: the words, of a sentence. */
static void
sentence_judge(const struct empties *e, uint32_t sentence, struct span said)
{
	const struct doc *d = e->c->doc;
	struct str text = {d->text.at, d->sentences[sentence].span.to};
	size_t cell;

	if (sentence_is_other_year(e->c, sentence))
		return;
	struct str object = str_sub(text, said.to, said.to + OBJECT_LONGEST);
	for (size_t i = 0; i < e->count; i++) {
		const struct sheet *s = &e->sheets[i];
		if (shared_front(object, s->grid->title) < OBJECT_LEAST)
			continue;
		for (uint32_t r = 0; r < s->grid->row_count; r++)
			if (s->total[r] && figure_within(s, s->grid->rows[r].block - 1,
							 s->grid->rows[r].block + 1, &cell)) {
				report(e, said, s, cell);
				return;
			}
	}
}

/* The first such words of each sentence: all of the report is asked at once, few hold any. */
static void
sentences_judge(const struct empties *e)
{
	const struct doc *d = e->c->doc;
	const struct word_list *unused = e->words->unused;
	const struct str text = {d->text.at, d->text.len};
	uint32_t at = 0;

	for (; (at = byte_map_next(e->words->map, at, d->text.len)) < d->text.len; at++) {
		uint32_t sentence =
			words_may_begin(unused, text, at) ? doc_sentence_at(d, at) : DOC_NONE;
		if (sentence == DOC_NONE)
			continue;
		uint32_t to = d->sentences[sentence].span.to;
		int word = words_at(unused, str_sub(text, 0, to), at);
		if (word < 0)
			continue;
		uint32_t end = at + (uint32_t)unused->words[word].len;
		sentence_judge(e, sentence, (struct span){at, end});
		at = to - 1;
	}
}

void
table_empty(struct check *c, const struct rule *r, const struct table_words *w,
	    const struct sheet *sheets, size_t count)
{
	struct empties e = {c, r, w, sheets, count, NULL};
	const struct doc *d = c->doc;
	uint32_t done = 0;

	for (size_t i = 0; i < d->table_count; i++) {
		uint32_t from = d->tables[i].first_block;
		uint32_t to = from + d->tables[i].block_count + BLOCKS_BEHIND;
		from = from > done ? from : done;
		if (w->empty && from < to && from < d->block_count)
			notes_judge(&e, from, to < d->block_count ? to : (uint32_t)d->block_count);
		done = to;
	}
	if (w->unused)
		sentences_judge(&e);
}
