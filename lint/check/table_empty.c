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

static void
note_judge(const struct empties *e, uint32_t block)
{
	const struct doc *d = e->c->doc;
	struct span span = d->blocks[block].span;
	size_t at, cell;
	int word = words_in_mapped(e->words->empty, e->words->map,
				   (struct str){d->text.at, span.to}, span.from, span.to, &at);
	uint32_t top = word < 0 ? GRID_NONE : table_top(e, block);

	if (top == GRID_NONE)
		return;
	uint32_t from = (uint32_t)at;
	struct span said = {from, from + (uint32_t)e->words->empty->words[word].len};
	for (size_t i = 0; i < e->count; i++)
		if (figure_within(&e->sheets[i], top, block, &cell)) {
			report(e, said, &e->sheets[i], cell);
			return;
		}
	check_proved(e->c, e->rule, said, "the table is empty");
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

/* A bit for each block that is a row with figures: no note. */
static uint64_t *
figured_blocks(struct check *c)
{
	const struct doc *d = c->doc;
	uint64_t *bits = arena_array(c->arena, d->block_count / 64 + 1, sizeof *bits);

	for (size_t i = 0; i < d->grid_count; i++)
		for (uint32_t r = 0; r < d->grids[i].row_count; r++) {
			uint32_t block = d->grids[i].rows[r].block;
			if (d->grids[i].rows[r].figures)
				bits[block / 64] |= UINT64_C(1) << block % 64;
		}
	return bits;
}

void
table_empty(struct check *c, const struct rule *r, const struct table_words *w,
	    const struct sheet *sheets, size_t count)
{
	struct empties e = {c, r, w, sheets, count};
	const struct doc *d = c->doc;
	const uint64_t *figures = figured_blocks(c);
	uint32_t done = 0;

	for (size_t i = 0; i < d->table_count; i++) {
		uint32_t from = d->tables[i].first_block;
		uint32_t to = from + d->tables[i].block_count + BLOCKS_BEHIND;
		for (uint32_t k = from > done ? from : done; k < to && k < d->block_count; k++)
			if (!(figures[k / 64] >> k % 64 & 1))
				note_judge(&e, k);
		done = to;
	}
	if (w->unused)
		sentences_judge(&e);
}
