/*
 * The names of a report's table rows: labels without enumerators, units and brackets, in the middle
 * of a sentence too (Harbour dues, harbour dues), and the titles of tables for their totals; what
 * stands over the only row of a table names it, too.
 * Cost: linear in the rows.
 */
#include "table_label.h"
#include "table_names.h"

#include <ctype.h>

enum {
	LABEL_LEAST = 6, /* bytes of a row's name that says something */
	LABEL_MOST = 120,
	TITLE_LEAST = 12 /* of a title, or the rest of a label */
};

static uint64_t
name_hash(struct str s)
{
	return hash_bytes(s.at, s.len, 0);
}

/* Without the spaces that stand before or behind Han: 粮  食. */
static struct str
without_gaps(struct check *c, struct str s)
{
	struct buf b = {.arena = c->arena};

	for (size_t i = 0; i < s.len; i++) {
		size_t next = i;
		while (next < s.len && s.at[next] == ' ')
			next++;
		bool before = b.len && (unsigned char)b.at[b.len - 1] >= 0x80;
		bool behind = next < s.len && (unsigned char)s.at[next] >= 0xE3;
		if (s.at[i] != ' ' || !(before || behind))
			buf_char(&b, s.at[i]);
	}
	return buf_str(&b);
}

/* Without the word of a list that begins it, or ends it. */
static struct str
without_front(const struct word_list *list, struct str s)
{
	int word = words_at(list, s, 0);
	return word < 0 ? s : str_trim(str_sub(s, list->words[word].len, s.len));
}

static struct str
without_tail(const struct word_list *list, struct str s)
{
	int word = words_before(list, s, s.len);
	return word < 0 ? s : str_trim(str_sub(s, 0, s.len - list->words[word].len));
}

/* Where the first bracket opens; SIZE_MAX without. */
static size_t
bracket_in(struct str s)
{
	const char *plain = s.len ? memchr(s.at, '(', s.len) : NULL;
	size_t at = plain ? (size_t)(plain - s.at) : SIZE_MAX;
	size_t open = s.len && memchr(s.at, "（"[0], s.len) ? str_find(s, STR("（")) : SIZE_MAX;

	return open < at ? open : at;
}

/* A label as the text would write it: without its enumerator, 其中, spaces beside Han,
 * and what stands in brackets at its end. */
static struct str
name_of(const struct named_rows *n, const struct sheet *sheet, uint32_t r)
{
	const struct grid_row *row = &sheet->grid->rows[r];
	struct str s = str_sub(row->label, row->mark.span.to, row->label.len);

	if (sheet->row[r] & ROW_HAN)
		return sheet->of_which[r] ? without_front(n->words_of->of_which, s) : s;
	if (s.len && memchr(s.at, ' ', s.len))
		s = without_gaps(n->c, s);
	s = without_front(n->words_of->of_which, str_trim(s));
	while (s.len && (s.at[0] == '#' || s.at[0] == '*'))
		s = str_trim(str_sub(s, 1, s.len));
	size_t at = bracket_in(s);
	return at != SIZE_MAX && at > 0 ? str_trim(str_sub(s, 0, at)) : s;
}

/* Where the rows of a name stand, or would. */
static struct name_rows *
name_place(const struct named_rows *n, uint64_t name)
{
	size_t k = name & n->mask;

	while (n->of_name[k].count && n->rows.at[n->of_name[k].first].name != name)
		k = (k + 1) & n->mask;
	return &n->of_name[k];
}

/* A name as it stands within a sentence: Harbour dues, harbour dues; as it is where more than its
 * first letter is a capital. */
static struct str
within_sentence(struct check *c, struct str name)
{
	if (name.len < 2 || !isupper((unsigned char)name.at[0]) ||
	    !islower((unsigned char)name.at[1]))
		return name;
	char *copy = arena_alloc_raw(c->arena, name.len);
	memcpy(copy, name.at, name.len);
	copy[0] = (char)tolower((unsigned char)copy[0]);
	return (struct str){copy, name.len};
}

/* One more row of a name. */
static void
row_add(struct named_rows *n, struct name_rows *rows, struct named_row row)
{
	uint32_t at = (uint32_t)n->rows.len;

	*VEC_PUSH(n->c->arena, &n->rows) = row;
	if (rows->count++ == 0)
		rows->first = at;
	else
		n->rows.at[rows->last].next = at;
	rows->last = at;
}

static void
name_add_one(struct named_rows *n, const struct sheet *s, uint32_t row, bool head, struct str name)
{
	uint64_t hash = name_hash(name);
	struct name_rows *rows = name_place(n, hash);

	if (!rows->count)
		*VEC_PUSH(n->c->arena, &n->words) = name;
	row_add(n, rows, (struct named_row){hash, s, row, head, GRID_NONE});
}

/* Does it say something? */
static bool
is_name(const struct named_rows *n, struct str name, size_t least)
{
	return name.len >= least && name.len <= LABEL_MOST &&
	       (name.len >= 2 * LABEL_LEAST || !lex_is_unit(n->c->rulebook->lexicon, name));
}

static void
name_add(struct named_rows *n, const struct sheet *s, uint32_t row, struct str name, size_t least)
{
	if (!is_name(n, name, least))
		return;
	name_add_one(n, s, row, false, name);
	struct str within = within_sentence(n->c, name);
	if (within.at != name.at)
		name_add_one(n, s, row, false, within);
}

/* What a table is of, from its title: without 表3, 2024年度, and 决算表. */
static struct str
title_of(const struct named_rows *n, struct str title)
{
	struct str last = {0};

	title = str_trim(title);
	while (title.len && title.len != last.len) {
		last = title;
		title = without_front(n->words_of->title_front, title);
		while (title.len &&
		       (isdigit((unsigned char)title.at[0]) || strchr(" .:-", title.at[0])))
			title = str_sub(title, 1, title.len);
		if (last.len != title.len)
			title = without_front(n->words_of->title_behind_number, title);
	}
	return without_tail(n->words_of->title_tail, title);
}

/* May a text that ends in this byte be longer than when it is trimmed? */
static bool
may_be_blank(char last)
{
	enum { WIDE_BLANK_LAST = 0x80 };

	return last == ' ' || last == '\t' || last == '\n' ||
	       (unsigned char)last == WIDE_BLANK_LAST;
}

/* The nearest line above a row that may be the title of its table; empty without. */
static struct str
title_above(const struct named_rows *n, const struct grid_row *row)
{
	enum { BLOCKS_BACK = 80, LONGEST = 120 };
	const struct doc *d = n->c->doc;
	uint32_t least = row->block > BLOCKS_BACK ? row->block - BLOCKS_BACK : 0;

	for (uint32_t block = row->block; block-- > least;) {
		struct str text = doc_slice(d, d->blocks[block].span);
		/* nearly all are rows, which end in no such word */
		if (text.len && !may_be_blank(text.at[text.len - 1]) &&
		    words_before(n->words_of->title_tail, text, text.len) < 0)
			continue;
		text = str_trim(text);
		if (text.len >= TITLE_LEAST && text.len < LONGEST &&
		    words_before(n->words_of->title_tail, text, text.len) >= 0)
			return text;
	}
	return (struct str){0};
}

/* The row of a table that has no other figures; GRID_NONE. */
static uint32_t
lone_row(const struct sheet *s)
{
	uint32_t found = GRID_NONE;

	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		if (row_has_figures(s, r) && found != GRID_NONE)
			return GRID_NONE;
		if (row_has_figures(s, r))
			found = r;
	}
	return found;
}

/* A lone row by what stands over it: a figure behind one of these names is one of the row's. */
static void
heads_name(struct named_rows *n, const struct sheet *s)
{
	const struct grid *g = s->grid;
	uint32_t lone = lone_row(s);

	for (uint32_t r = 0; lone != GRID_NONE && r < lone; r++)
		for (uint32_t i = g->rows[r].from; i < g->rows[r].to; i++) {
			struct str name = str_trim(doc_slice(n->c->doc, g->cells[i].span));
			if (g->cells[i].kind == CELL_TEXT && name.len >= TITLE_LEAST &&
			    name.len <= LABEL_MOST && !memchr(name.at, ' ', name.len) &&
			    bracket_in(name) == SIZE_MAX)
				name_add_one(n, s, lone, true, name);
		}
}

/* Names a row by a label of Han alone, which is written in one way: where its rows are is asked
 * once for each such label. */
static void
han_name(struct named_rows *n, const struct sheet *s, uint32_t row)
{
	struct name_rows **known = &n->of_label[s->label[row]->number];

	if (!*known) {
		struct str name = name_of(n, s, row);
		bool wordless = s->row[row] & ROW_WORDLESS;
		struct str of = wordless ? name : without_tail(n->words_of->total, name);
		*known = &n->nameless;
		if (!of.len || !is_name(n, name, LABEL_LEAST))
			return;
		*known = name_place(n, name_hash(name));
		name_add_one(n, s, row, false, name);
	} else if (*known != &n->nameless) {
		uint64_t hash = n->rows.at[(*known)->first].name;
		row_add(n, *known, (struct named_row){hash, s, row, false, GRID_NONE});
	}
}

/* Rows by their labels; totals by the title of their table too, and by what they are the
 * total of. */
static void
rows_name(struct named_rows *n, const struct sheet *s)
{
	for (uint32_t r = 0; r < s->grid->row_count; r++) {
		if (!row_has_figures(s, r))
			continue;
		if (s->row[r] & ROW_HAN && !s->total[r]) {
			han_name(n, s, r);
			continue;
		}
		struct str name = name_of(n, s, r);
		bool wordless = s->row[r] & ROW_WORDLESS;
		struct str of = wordless ? name : without_tail(n->words_of->total, name);
		if (of.len) /* 合计 alone names nothing */
			name_add(n, s, r, name, LABEL_LEAST);
		if (!s->total[r])
			continue;
		struct str title = title_of(n, title_above(n, &s->grid->rows[r]));
		if (title.len < TITLE_LEAST)
			title = title_of(n, s->grid->title);
		name_add(n, s, r, title, TITLE_LEAST);
		if (of.len < name.len)
			name_add(n, s, r, of, TITLE_LEAST);
	}
}

/* So many names at most has a sheet.  One of Han alone is written in one way. */
static size_t
names_most(const struct sheet *s)
{
	enum { NAMES_OF_ROW = 2, NAMES_OF_TOTAL = 6 }; /* each in two ways */
	uint32_t lone = lone_row(s);
	size_t n = 0;

	for (uint32_t r = 0; r < s->grid->row_count; r++)
		n += s->total[r] ? NAMES_OF_TOTAL : s->row[r] & ROW_HAN ? 1 : NAMES_OF_ROW;
	for (uint32_t r = 0; lone != GRID_NONE && r < lone; r++)
		n += s->grid->rows[r].to - s->grid->rows[r].from;
	return n;
}

const struct name_rows *
names_find(const struct named_rows *n, struct str name)
{
	return name_place(n, name_hash(name));
}

void
names_read(struct named_rows *n, const struct sheet *sheets, size_t count)
{
	size_t names = 0, rows = 0;

	for (size_t i = 0; i < count; i++) {
		names += names_most(&sheets[i]);
		rows += sheets[i].grid->row_count;
	}
	n->mask = hash_room(names) - 1;
	n->of_name = arena_array(n->c->arena, n->mask + 1, sizeof *n->of_name);
	n->of_label = arena_array(n->c->arena, rows, sizeof *n->of_label);
	for (size_t i = 0; i < count; i++) {
		rows_name(n, &sheets[i]);
		heads_name(n, &sheets[i]);
	}
	if (n->rows.len)
		word_list_of(n->c->arena, &n->names, n->words.at, n->words.len);
}
