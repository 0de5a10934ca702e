/*
 * HTML tables inside of Markdown: each becomes the rows of a pipe table before lines are
 * read, so that one reader and one map of positions serve both.  Tags are told apart
 * as HTML's tokenizer does; of the tree only tables, rows and cells matter, so nothing nests and
 * nothing recurses, whatever the input: libraries that build the tree do both.  Linear.
 */
#include "doc_internal.h"

#include <stdlib.h>
#include <strings.h>

enum {
	COLUMNS_MOST = 512,  /* of a row, with those that spans add */
	SPAN_MOST = 64,	     /* columns or rows that a cell may span */
	NAME_MOST = 12,	     /* bytes of a tag's name that are looked at */
	REFERENCE_MOST = 10, /* &#1234567; */
	NO_BREAK_SPACE = 0xA0
};

struct html_tag {
	struct span span; /* from `<` to behind `>` */
	char name[NAME_MOST];
	bool closes;
	unsigned colspan, rowspan;
};

struct html_table {
	struct text_builder *out;
	const struct text *from;
	uint32_t at;			/* where literals are said to stand */
	bool in_row, in_cell, in_words; /* of a caption */
	bool blank;			/* the cell ends with a space, or is empty */
	unsigned depth;			/* of tables in tables */
	unsigned column, colspan, rowspan;
	uint8_t pending[COLUMNS_MOST]; /* rows that a cell above reaches down to */
};

/* ---- tags ------------------------------------------------------------------------- */

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f';
}

static unsigned
span_value(struct str s, size_t at)
{
	unsigned n = 0;

	while (at < s.len &&
	       (is_space(s.at[at]) || s.at[at] == '=' || s.at[at] == '"' || s.at[at] == '\''))
		at++;
	for (; at < s.len && is_digit(s.at[at]) && n <= SPAN_MOST; at++)
		n = n * 10 + (unsigned)(s.at[at] - '0');
	return n < 1 ? 1 : n > SPAN_MOST ? SPAN_MOST : n;
}

/* The value of an attribute whose name ends where ` =` or `=` follows. */
static void
take_attribute(struct html_tag *tag, struct str s, size_t from, size_t to)
{
	if (to - from != 7)
		return;
	if (strncasecmp(s.at + from, "colspan", 7) == 0)
		tag->colspan = span_value(s, to);
	else if (strncasecmp(s.at + from, "rowspan", 7) == 0)
		tag->rowspan = span_value(s, to);
}

/* From an attribute's `=` on: behind its value. */
static size_t
past_value(struct str s, size_t at)
{
	at++;
	while (at < s.len && is_space(s.at[at]))
		at++;
	if (at < s.len && (s.at[at] == '"' || s.at[at] == '\'')) {
		const char *end = memchr(s.at + at + 1, s.at[at], s.len - at - 1);
		return end ? (size_t)(end - s.at) + 1 : s.len;
	}
	while (at < s.len && !is_space(s.at[at]) && s.at[at] != '>')
		at++;
	return at;
}

static size_t
read_attributes(struct html_tag *tag, struct str s, size_t at)
{
	while (at < s.len && s.at[at] != '>') {
		size_t from = at;
		while (at < s.len && !is_space(s.at[at]) && !strchr("=>/", s.at[at]))
			at++;
		size_t to = at;
		while (at < s.len && is_space(s.at[at]))
			at++;
		if (at < s.len && s.at[at] == '=') {
			take_attribute(tag, s, from, to);
			at = past_value(s, at);
		} else if (at == from) {
			at++;
		}
	}
	return at < s.len ? at + 1 : at;
}

/* The tag or comment at `at`, where a `<` stands; false if it is none. */
static bool
read_tag(const struct text *t, uint32_t at, struct html_tag *tag)
{
	struct str s = {t->at, t->len};
	size_t i = at + 1, n = 0;

	*tag = (struct html_tag){.span = {at, at}, .colspan = 1, .rowspan = 1};
	if (str_starts(str_sub(s, at, s.len), STR("<!--"))) {
		size_t end = str_find(str_sub(s, at + 4, s.len), STR("-->"));
		tag->span.to = end == SIZE_MAX ? t->len : (uint32_t)(at + 4 + end + 3);
		return true;
	}
	tag->closes = i < s.len && s.at[i] == '/';
	i += tag->closes;
	if (i >= s.len || !is_letter(s.at[i]))
		return false;
	for (; i < s.len && (is_letter(s.at[i]) || is_digit(s.at[i])); i++)
		if (n + 1 < NAME_MOST)
			tag->name[n++] = (char)(s.at[i] | 0x20);
	tag->span.to = (uint32_t)read_attributes(tag, s, i);
	return true;
}

static bool
is_tag(const struct html_tag *tag, const char *name)
{
	return strcmp(tag->name, name) == 0;
}

/* ---- cells ---------------------------------------------------------------------------- */

static void
put(struct html_table *t, struct str literal)
{
	text_builder_literal(t->out, literal, t->at);
}

/* Cells that reach down into this row, up to the next free column. */
static void
put_pending(struct html_table *t)
{
	while (t->column < COLUMNS_MOST && t->pending[t->column]) {
		t->pending[t->column++]--;
		put(t, STR(" |"));
	}
}

static void
end_cell(struct html_table *t)
{
	if (!t->in_cell)
		return;
	t->in_cell = false;
	for (unsigned i = 0; i < t->colspan; i++) {
		put(t, STR(" |"));
		if (t->column < COLUMNS_MOST)
			t->pending[t->column++] = (uint8_t)(t->rowspan - 1);
	}
}

static void
end_row(struct html_table *t)
{
	end_cell(t);
	if (!t->in_row)
		return;
	put_pending(t);
	put(t, STR("\n"));
	t->in_row = false;
}

static void
begin_row(struct html_table *t)
{
	end_row(t);
	put(t, STR("|"));
	t->in_row = true;
	t->column = 0;
}

static void
begin_cell(struct html_table *t, const struct html_tag *tag)
{
	if (!t->in_row)
		begin_row(t);
	end_cell(t);
	put_pending(t);
	put(t, STR(" "));
	t->in_cell = t->blank = true;
	t->colspan = t->column + tag->colspan <= COLUMNS_MOST ? tag->colspan : 1;
	t->rowspan = tag->rowspan;
}

static void
put_space(struct html_table *t)
{
	if (!t->blank)
		put(t, STR(" "));
	t->blank = true;
}

/* ---- text ------------------------------------------------------------------------------ */

/* The character that a reference at `at` stands for, in `out`; its length, 0 if it is none. */
static size_t
read_reference(struct str s, size_t at, char out[4], size_t *bytes)
{
	static const struct {
		const char *name, *text;
	} named[] = {{"nbsp", " "},  {"amp", "&"},   {"lt", "<"},    {"gt", ">"},
		     {"quot", "\""}, {"apos", "'"},  {"minus", "-"}, {"ndash", "–"},
		     {"mdash", "—"}, {"pound", "£"}, {"euro", "€"},  {"yen", "¥"}};
	const char *end =
		memchr(s.at + at, ';', s.len - at < REFERENCE_MOST ? s.len - at : REFERENCE_MOST);

	if (!end)
		return 0;
	struct str name = str_sub(s, at + 1, (size_t)(end - s.at));
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		if (str_eq(name, str_of(named[i].name))) {
			*bytes = strlen(named[i].text);
			memcpy(out, named[i].text, *bytes);
			return name.len + 2;
		}
	if (name.len < 2 || name.at[0] != '#')
		return 0;
	bool hex = (name.at[1] | 0x20) == 'x';
	char *stop;
	char digits[12] = {0};
	memcpy(digits, name.at + 1 + hex, name.len - 1 - hex);
	unsigned long cp = strtoul(digits, &stop, hex ? 16 : 10);
	if (*stop || !*digits || cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
		return 0;
	*bytes = utf8_put(out, cp == NO_BREAK_SPACE ? ' ' : (uint32_t)cp);
	return name.len + 2;
}

/* Text of a cell: one line, without what would cut it. */
static void
put_text(struct html_table *t, uint32_t from, uint32_t to)
{
	struct str s = {t->from->at, to};
	uint32_t begun = from;
	char c[4];

	for (uint32_t i = from; i < to;) {
		size_t bytes = 0, len = s.at[i] == '&' ? read_reference(s, i, c, &bytes) : 0;
		if (!len && !is_space(s.at[i]) && s.at[i] != '|') {
			t->blank = false;
			i++;
			continue;
		}
		text_builder_piece(t->out, (struct span){begun, i});
		t->at = i;
		if (is_space(len ? c[0] : s.at[i])) {
			put_space(t);
		} else {
			put(t, len && c[0] != '|' ? (struct str){c, bytes} : STR("/"));
			t->blank = false;
		}
		i += len ? (uint32_t)len : 1;
		begun = i;
	}
	text_builder_piece(t->out, (struct span){begun, to});
}

/* ---- tables ----------------------------------------------------------------------------- */

static void
take_tag(struct html_table *t, const struct html_tag *tag)
{
	bool inner = t->depth > 1;

	t->at = tag->span.from;
	if (is_tag(tag, "table")) {
		t->depth += tag->closes ? -1u : 1u;
		put_space(t);
	} else if (inner) {
		put_space(t);
	} else if (is_tag(tag, "tr")) {
		(tag->closes ? end_row : begin_row)(t);
	} else if (is_tag(tag, "td") || is_tag(tag, "th")) {
		if (tag->closes)
			end_cell(t);
		else
			begin_cell(t, tag);
	} else if (is_tag(tag, "caption")) {
		end_row(t);
		t->in_words = !tag->closes;
		put(t, STR("\n"));
	} else if (is_tag(tag, "br") || is_tag(tag, "p") || is_tag(tag, "div") ||
		   is_tag(tag, "li")) {
		put_space(t);
	}
}

/* Where the table at `from` ends: behind its </table>, or, when it is cut off, behind its last
 * row; `from` itself when it has none. */
static uint32_t
table_end(const struct text *text, uint32_t from)
{
	struct html_tag tag;
	unsigned depth = 0;
	uint32_t last_row = from;

	for (uint32_t at = from; at < text->len; at = tag.span.to) {
		const char *hit = memchr(text->at + at, '<', text->len - at);
		if (!hit)
			break;
		at = (uint32_t)(hit - text->at);
		if (!read_tag(text, at, &tag)) {
			tag.span.to = at + 1;
			continue;
		}
		if (tag.closes && is_tag(&tag, "tr"))
			last_row = tag.span.to;
		if (is_tag(&tag, "table") && (depth += tag.closes ? -1u : 1u) == 0)
			return tag.span.to;
	}
	return last_row;
}

static void
read_table(struct text_builder *out, const struct text *from, struct span in)
{
	struct html_table t = {.out = out, .from = from, .at = in.from, .blank = true};
	struct html_tag tag;

	put(&t, STR("\n\n"));
	for (uint32_t at = in.from; at < in.to;) {
		if (from->at[at] == '<' && read_tag(from, at, &tag)) {
			take_tag(&t, &tag);
			at = tag.span.to;
			continue;
		}
		const char *next = memchr(from->at + at + 1, '<', in.to - at - 1);
		uint32_t to = next ? (uint32_t)(next - from->at) : in.to;
		if (t.in_cell || t.in_words)
			put_text(&t, at, to);
		at = to;
	}
	t.at = in.to;
	end_row(&t);
	put(&t, STR("\n"));
}

/* The next <table at or behind `at`; the text's end if there is none. */
static uint32_t
next_table(const struct text *t, uint32_t at)
{
	while (at < t->len) {
		const char *hit = memchr(t->at + at, '<', t->len - at);
		if (!hit)
			break;
		at = (uint32_t)(hit - t->at);
		if (t->len - at > 7 && strncasecmp(hit, "<table", 6) == 0 && !is_letter(hit[6]))
			return at;
		at++;
	}
	return t->len;
}

void
html_tables_read(struct reader *r)
{
	const struct text from = r->folded;
	struct text_builder out;
	uint32_t done = 0, at = next_table(&from, 0);

	if (at == from.len)
		return;
	text_builder_init(&out, r->arena, &from);
	while (at < from.len) {
		uint32_t end = table_end(&from, at);
		if (end == at)
			break;
		text_builder_piece(&out, (struct span){done, at});
		read_table(&out, &from, (struct span){at, end});
		done = end;
		at = next_table(&from, end);
	}
	text_builder_piece(&out, (struct span){done, from.len});
	text_builder_finish(&out, &r->folded);
}
