/*
 * A note that says that a table is empty, and a table that is not; a sentence that says
 * that nothing was spent from a fund whose table has figures.
 * Cost: the places where such words stand, and BLOCKS_BACK blocks before each; for each sentence that
 * says so the titles of all tables, until TITLES_MOST bytes are looked at.
 */
#include "table.h"

enum {
	BLOCKS_BEHIND = 3,
	BLOCKS_BACK = 60,
	OBJECT_LONGEST = 60,
	OBJECT_LEAST = 15,
	TITLES_MOST = 1 << 23
};

/* The first row of a block with a figure that is not zero, and its sheet; GRID_NONE without. */
struct full_row {
	uint32_t sheet, row;
};

struct empties {
	struct check *c;
	const struct rule *rule;
	const struct table_words *words;
	const struct sheet *sheets;
	size_t count;
	/* Of each block, when they were first asked for: whether it is a row with figures, and which
	 * one has any but zero. */
	bool *figured;
	struct full_row *full;
	size_t titles; /* bytes of titles that were looked at */
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

/* The first figure of a row that is not zero; false without. */
static bool
row_full(const struct sheet *s, uint32_t row, size_t *at)
{
	for (uint32_t k = 0; k < s->grid->column_count; k++) {
		*at = sheet_at(s, row, k);
		if (s->state[*at] == SHEET_FIGURE && s->value[*at] != 0)
			return true;
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

/* What the blocks hold is read when it is first asked for: few reports ever ask. */
static void
blocks_read(struct empties *e)
{
	const struct doc *d = e->c->doc;
	size_t at;

	e->figured = arena_array(e->c->arena, d->block_count, sizeof *e->figured);
	e->full = arena_alloc_raw(e->c->arena, d->block_count * sizeof *e->full);
	for (size_t i = 0; i < d->block_count; i++)
		e->full[i] = (struct full_row){GRID_NONE, 0};
	for (size_t i = 0; i < d->grid_count; i++)
		for (uint32_t r = 0; r < d->grids[i].row_count; r++)
			e->figured[d->grids[i].rows[r].block] |= d->grids[i].rows[r].figures != 0;
	for (uint32_t i = 0; i < e->count; i++)
		for (uint32_t r = 0; r < e->sheets[i].grid->row_count; r++) {
			struct full_row *full = &e->full[e->sheets[i].grid->rows[r].block];
			if (full->sheet == GRID_NONE && row_full(&e->sheets[i], r, &at))
				*full = (struct full_row){i, r};
		}
}

/* The first row of the first sheet in the blocks (from, to) that has a figure but zero. */
static struct full_row
full_within(const struct empties *e, uint32_t from, uint32_t to)
{
	struct full_row out = {GRID_NONE, 0};

	for (uint32_t block = from + 1; block < to; block++) {
		struct full_row x = e->full[block];
		if (x.sheet < out.sheet || (x.sheet == out.sheet && x.row < out.row))
			out = x;
	}
	return out;
}

/* `said`: the words, of that block. */
static void
note_judge(struct empties *e, uint32_t block, struct span said)
{
	if (!e->full)
		blocks_read(e);
	uint32_t top = e->figured[block] ? GRID_NONE : table_top(e, block);
	if (top == GRID_NONE)
		return;
	struct full_row full = full_within(e, top, block);
	size_t cell;
	if (full.sheet != GRID_NONE && row_full(&e->sheets[full.sheet], full.row, &cell))
		report(e, said, &e->sheets[full.sheet], cell);
	else
		check_proved(e->c, e->rule, said, "the table is empty");
}

/* The first such words of each of the blocks [from, to). */
static void
notes_judge(struct empties *e, uint32_t from, uint32_t to)
{
	const struct doc *d = e->c->doc;
	const struct word_list *empty = e->words->empty;
	const struct word_places *said = &e->words->empty_at;
	const struct block *block = &d->blocks[from], *last = &d->blocks[to - 1];
	uint32_t done = block->span.from;

	for (size_t i = places_from(said, done); i < said->count && said->at[i] < last->span.to;
	     i++) {
		uint32_t at = said->at[i];
		while (block->span.to <= at)
			block++;
		struct str until = {d->text.at, block->span.to};
		int word = at < done || at < block->span.from ? -1 : words_at(empty, until, at);
		if (word < 0)
			continue;
		uint32_t end = at + (uint32_t)empty->words[word].len;
		note_judge(e, (uint32_t)(block - d->blocks), (struct span){at, end});
		done = block->span.to;
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
sentence_judge(struct empties *e, uint32_t sentence, struct span said)
{
	const struct doc *d = e->c->doc;
	struct str text = {d->text.at, d->sentences[sentence].span.to};
	size_t cell;

	if (sentence_is_other_year(e->c, sentence))
		return;
	struct str object = str_sub(text, said.to, said.to + OBJECT_LONGEST);
	for (size_t i = 0; i < e->count && e->titles < TITLES_MOST; i++) {
		const struct sheet *s = &e->sheets[i];
		e->titles += s->grid->title.len;
		if (shared_front(object, s->grid->title) < OBJECT_LEAST)
			continue;
		for (uint32_t r = 0; r < s->grid->row_count; r++)
			if (s->total[r] && row_full(s, r, &cell)) {
				report(e, said, s, cell);
				return;
			}
	}
}

/* The first such words of each sentence. */
static void
sentences_judge(struct empties *e)
{
	const struct doc *d = e->c->doc;
	const struct word_list *unused = e->words->unused;
	const struct word_places *said = &e->words->unused_at;
	uint32_t done = 0;

	for (size_t i = 0; i < said->count; i++) {
		uint32_t at = said->at[i];
		uint32_t sentence = at < done ? DOC_NONE : doc_sentence_at(d, at);
		if (sentence == DOC_NONE)
			continue;
		struct str until = {d->text.at, d->sentences[sentence].span.to};
		int word = words_at(unused, until, at);
		if (word < 0)
			continue;
		uint32_t end = at + (uint32_t)unused->words[word].len;
		sentence_judge(e, sentence, (struct span){at, end});
		done = (uint32_t)until.len;
	}
}

void
table_empty(struct check *c, const struct rule *r, const struct table_words *w,
	    const struct sheet *sheets, size_t count)
{
	struct empties e = {.c = c, .rule = r, .words = w, .sheets = sheets, .count = count};
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
