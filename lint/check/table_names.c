/*
 * The names of a report's table rows: labels without enumerators, units and brackets, in the middle
 * of a sentence too (Harbour dues, harbour dues), and the titles of tables for their totals; what
 * stands over the only row of a table names it, too.
 * A report's text has few of them before figures.  So all rows are gone over twice: what their names
 * end with is noted, the text is asked for that, and the names of which the ends were found are made.
 * Cost: linear in the rows.
 */
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

/* ---- which names the text may have ------------------------------------------------------ */

/* A name is noted by so many of its last bytes as it has. */
enum { TAIL = LABEL_LEAST, LONG_TAIL = 12, LONGEST_TAIL = 18 };

static inline size_t
tail_bytes(struct str name)
{
	return name.len < LONG_TAIL ? TAIL : name.len < LONGEST_TAIL ? LONG_TAIL : LONGEST_TAIL;
}

/* Of one of these tails, which ends here. */
static inline uint64_t
tail_hash(const char *end, size_t bytes)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t first = 0, front;
	uint32_t back;

	if (bytes == TAIL) {
		uint16_t last;
		memcpy(&back, end - TAIL, sizeof back);
		memcpy(&last, end - sizeof last, sizeof last);
		return (back | (uint64_t)last << 32) * odd >> 32;
	}
	if (bytes == LONGEST_TAIL)
		memcpy(&first, end - LONGEST_TAIL, sizeof first);
	memcpy(&front, end - LONG_TAIL, sizeof front);
	memcpy(&back, end - sizeof back, sizeof back);
	return ((first * odd ^ front) * odd ^ back) * odd >> 32;
}

/* May the text have a name before a figure?  Before that can be told its end is noted. */
static inline bool
name_may_stand(struct named_rows *n, struct str name)
{
	if (name.len < TAIL)
		return false;
	uint64_t at = tail_hash(name.at + name.len, tail_bytes(name));
	uint64_t *word = (n->noted ? n->said : n->tails) + (at & n->tail_mask) / 64;
	uint64_t bit = UINT64_C(1) << at % 64;
	if (n->noted)
		return *word & bit;
	*word |= bit;
	word_ends_add(&n->ends, name);
	return false;
}

/* Notes which tails of names stand at the end of a text; are there any? */
static bool
tails_said(const struct named_rows *n, struct str text)
{
	static const uint8_t bytes[] = {TAIL, LONG_TAIL, LONGEST_TAIL};
	uint64_t found = 0;

	for (size_t i = 0; i < sizeof bytes && bytes[i] <= text.len; i++) {
		uint64_t at = tail_hash(text.at + text.len, bytes[i]) & n->tail_mask;
		uint64_t bit = n->tails[at / 64] & UINT64_C(1) << at % 64;
		n->said[at / 64] |= bit;
		found |= bit;
	}
	return found != 0;
}

bool
names_may_end(const struct named_rows *n, struct str text, size_t least, size_t end)
{
	bool found = false;

	least = least >= TAIL ? least : TAIL - 1;
	while (end > least && (end = word_ends_back(&n->ends, text, least, end)) > least) {
		found |= tails_said(n, str_sub(text, 0, end));
		end = utf8_back(text.at, end);
	}
	return found;
}

/* ---- names and their rows --------------------------------------------------------------- */

/* Where the rows of a name stand, or would. */
static struct name_rows *
name_place(const struct named_rows *n, uint64_t hash)
{
	size_t k = hash & n->mask;

	while (n->of_name[k].count && n->rows.at[n->of_name[k].first].hash != hash)
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

/* The same of a name that may begin with a small letter, too. */
static bool
either_may_stand(struct named_rows *n, struct str name)
{
	bool may = name_may_stand(n, name);
	/* of a longer one the first letter is no part of the tail */
	struct str within = name.len == tail_bytes(name) ? within_sentence(n->c, name) : name;

	return (within.at != name.at && name_may_stand(n, within)) || may;
}

static void
name_add_one(struct named_rows *n, const struct sheet *s, uint32_t row, bool head, struct str name)
{
	if (name_may_stand(n, name))
		*VEC_PUSH(n->c->arena, &n->rows) =
			(struct named_row){name, name_hash(name), s, row, head, GRID_NONE};
}

static void
name_add(struct named_rows *n, const struct sheet *s, uint32_t row, struct str name, size_t least)
{
	if (name.len < least || name.len > LABEL_MOST || !either_may_stand(n, name) ||
	    (name.len < 2 * LABEL_LEAST && lex_is_unit(n->c->rulebook->lexicon, name)))
		return;
	name_add_one(n, s, row, false, name);
	struct str within = within_sentence(n->c, name);
	if (within.at != name.at)
		name_add_one(n, s, row, false, within);
}

/* May the byte stand in the number of a table? */
static inline bool
may_number(char c)
{
	return is_digit(c) || c == ' ' || c == '.' || c == ':' || c == '-' || c == '\0';
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
		while (title.len && may_number(title.at[0]))
			title = str_sub(title, 1, title.len);
		if (last.len != title.len)
			title = without_front(n->words_of->title_behind_number, title);
	}
	return without_tail(n->words_of->title_tail, title);
}

/* What a line that ends in blanks, or in a word of a title, may end with. */
static void
title_lasts_read(struct named_rows *n)
{
	enum { WIDE_BLANK_LAST = 0x80 };
	static const unsigned char blanks[] = {' ', '\t', '\n', WIDE_BLANK_LAST};
	const struct word_list *tail = n->words_of->title_tail;

	for (size_t i = 0; i < sizeof blanks; i++)
		n->above.tail_lasts[blanks[i]] = true;
	for (size_t i = 0; tail && i < tail->count; i++) {
		struct str word = tail->words[i];
		n->above.tail_lasts[(unsigned char)word.at[word.len - 1]] = true;
	}
}

/* Does a line say what a table is of? */
static bool
is_title(const struct named_rows *n, struct str text)
{
	enum { LONGEST = 120 };

	return text.len >= TITLE_LEAST && text.len < LONGEST &&
	       words_before(n->words_of->title_tail, text, text.len) >= 0;
}

/* The nearest line above a row that may be the title of its table; empty without.  Nearly all are
 * rows, and end in figures.  Rows are asked for in their order as a rule: what was seen for the last
 * one is not looked at again. */
static const struct title_above *
title_above(struct named_rows *n, const struct grid_row *row)
{
	enum { BLOCKS_BACK = 80 };
	const struct doc *d = n->c->doc;
	struct title_above *a = &n->above;
	const uint32_t least = row->block > BLOCKS_BACK ? row->block - BLOCKS_BACK : 0;
	const bool goes_on = a->block >= least && a->block <= row->block;
	const uint32_t seen = goes_on ? a->block : least;

	if (!goes_on || a->found < least)
		a->found = GRID_NONE;
	for (uint32_t block = row->block; block-- > seen;) {
		const struct span s = d->blocks[block].span;
		if (s.from == s.to || !a->tail_lasts[(unsigned char)d->text.at[s.to - 1]])
			continue;
		struct str text = str_trim(doc_slice(d, s));
		if (!is_title(n, text))
			continue;
		a->found = block;
		a->text = text;
		break;
	}
	a->block = row->block;
	if (a->found == GRID_NONE)
		a->text = (struct str){0};
	return a;
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

/* The name of a row while ends are noted, and the same again later. */
static const struct read_name *
row_read(struct named_rows *n, const struct sheet *s, uint32_t r)
{
	if (n->noted)
		return &n->read.at[n->taken++];
	struct read_name *out = VEC_PUSH(n->c->arena, &n->read);
	out->name = name_of(n, s, r);
	if (!s->total[r])
		return out;
	const struct title_above *above = title_above(n, &s->grid->rows[r]);
	out->title = title_of(n, above->text);
	if (out->title.len < TITLE_LEAST)
		out->title = title_of(n, s->grid->title);
	return out;
}

/* Names a total, by the title of its table too, and by what it is the total of. */
static void
total_name(struct named_rows *n, const struct sheet *s, uint32_t r)
{
	const struct read_name *read = row_read(n, s, r);
	struct str name = read->name, of = name;
	bool may = either_may_stand(n, name);

	if (!(s->row[r] & ROW_WORDLESS) && (may || name.len > TITLE_LEAST))
		of = without_tail(n->words_of->total, name);
	if (may && of.len) /* 合计 alone names nothing */
		name_add(n, s, r, name, LABEL_LEAST);
	name_add(n, s, r, read->title, TITLE_LEAST);
	if (of.len < name.len)
		name_add(n, s, r, of, TITLE_LEAST);
}

/* A label of Han alone is a name itself, without what it begins with. */
static void
row_name(struct named_rows *n, const struct sheet *s, uint32_t r)
{
	const bool han = s->row[r] & ROW_HAN, wordless = s->row[r] & ROW_WORDLESS;

	if (han && !s->of_which[r] && !name_may_stand(n, s->grid->rows[r].label))
		return;
	struct str name = han ? name_of(n, s, r) : row_read(n, s, r)->name;
	if (!either_may_stand(n, name))
		return;
	struct str of = wordless ? name : without_tail(n->words_of->total, name);
	if (of.len)
		name_add(n, s, r, name, LABEL_LEAST);
}

static void
sheets_name(struct named_rows *n)
{
	for (size_t i = 0; i < n->sheet_count; i++) {
		const struct sheet *s = &n->sheets[i];
		for (uint32_t r = 0; r < s->grid->row_count; r++) {
			if (!row_has_figures(s, r))
				continue;
			if (s->total[r])
				total_name(n, s, r);
			else
				row_name(n, s, r);
		}
		heads_name(n, s);
	}
}

void
names_begin(struct named_rows *n, const struct sheet *sheets, size_t count)
{
	enum { BITS = 8, BITS_MOST = 1 << 20 }; /* for a row, of which there are two places */
	size_t rows = 0;

	n->sheets = sheets;
	n->sheet_count = count;
	for (size_t i = 0; i < count; i++)
		rows += sheets[i].grid->row_count;
	size_t bits = BITS * hash_room(rows);
	bits = bits < BITS_MOST ? bits : BITS_MOST;
	n->tail_mask = bits - 1;
	n->tails = arena_array(n->c->arena, bits / 64, sizeof *n->tails);
	n->said = arena_array(n->c->arena, bits / 64, sizeof *n->said);
	n->above = (struct title_above){.block = GRID_NONE};
	title_lasts_read(n);
	sheets_name(n);
}

const struct name_rows *
names_find(const struct named_rows *n, struct str name)
{
	return name_place(n, name_hash(name));
}

void
names_read(struct named_rows *n)
{
	n->noted = true;
	sheets_name(n);
	n->mask = hash_room(n->rows.len) - 1;
	n->of_name = arena_array(n->c->arena, n->mask + 1, sizeof *n->of_name);
	for (uint32_t i = 0; i < n->rows.len; i++) {
		struct name_rows *rows = name_place(n, n->rows.at[i].hash);
		if (rows->count++ == 0) {
			rows->first = i;
			*VEC_PUSH(n->c->arena, &n->words) = n->rows.at[i].name;
		} else {
			n->rows.at[rows->last].next = i;
		}
		rows->last = i;
	}
	if (n->rows.len)
		word_list_of(n->c->arena, &n->names, n->words.at, n->words.len);
}
