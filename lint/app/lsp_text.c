/* Open documents: their text, edits of it, and positions in each encoding. */
#include "lsp.h"

#include <stdlib.h>
#include <unistr.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

static char *
copy(const char *s, size_t len)
{
	char *c = malloc(len + 1);

	if (!c)
		out_of_memory();
	memcpy(c, s, len);
	c[len] = '\0';
	return c;
}

static int
hex_value(char c)
{
	return is_digit(c)				? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
							: -1;
}

char *
lsp_path(const char *uri)
{
	static const char scheme[] = "file://";
	const char *from = uri;

	if (strncmp(uri, scheme, sizeof scheme - 1) != 0)
		return copy(uri, strlen(uri));
	from += sizeof scheme - 1;
	from += strcspn(from, "/"); /* a host */
	char *path = copy(from, strlen(from)), *to = path;
	for (const char *c = from; *c; c++) {
		bool coded = *c == '%' && hex_value(c[1]) >= 0 && hex_value(c[2]) >= 0;
		*to++ = coded ? (char)(hex_value(c[1]) * 16 + hex_value(c[2])) : *c;
		c += coded ? 2 : 0;
	}
	*to = '\0';
	return path;
}

struct str
lsp_file_name(struct str path)
{
	size_t at = path.len;

	while (at && path.at[at - 1] != '/')
		at--;
	return str_sub(path, at, path.len);
}

struct lsp_document *
lsp_document_new(const char *uri, const char *language, json_int_t version, struct str text)
{
	struct lsp_document *d = calloc(1, sizeof *d);

	if (!d)
		out_of_memory();
	d->uri = copy(uri, strlen(uri));
	d->path = lsp_path(uri);
	d->language = copy(language, strlen(language));
	d->version = version;
	d->text = copy(text.at, text.len);
	d->len = text.len;
	d->dirty = true;
	return d;
}

void
lsp_document_free(struct lsp_document *d)
{
	json_decref(d->diagnostics);
	free(d->uri);
	free(d->path);
	free(d->language);
	free(d->text);
	free(d);
}

size_t
lsp_mark_bytes(const struct lsp_document *d)
{
	size_t n = sizeof byte_order_mark - 1;

	return d->len >= n && memcmp(d->text, byte_order_mark, n) == 0 ? n : 0;
}

/* ---- positions --------------------------------------------------------------------- */

/* Where line `line` (from 0) begins and ends, without its end mark; the end of the text for lines
 * past it. */
static void
find_line(const struct lsp_document *d, uint64_t line, size_t *from, size_t *to)
{
	size_t at = 0;

	for (;; line--) {
		const char *lf = memchr(d->text + at, '\n', d->len - at);
		size_t end = lf ? (size_t)(lf - d->text) : d->len;
		const char *cr = memchr(d->text + at, '\r', end - at);
		size_t stop = cr ? (size_t)(cr - d->text) : end;
		if (line == 0 || stop == d->len) {
			*from = line == 0 ? at : d->len;
			*to = stop;
			return;
		}
		at = stop + 1;
		at += cr && at < d->len && d->text[at] == '\n';
	}
}

/* Units of a character in an encoding. */
static unsigned
units_of(uint32_t cp, size_t bytes, enum lsp_encoding encoding)
{
	return encoding == LSP_UTF8		      ? (unsigned)bytes
	       : encoding == LSP_UTF16 && cp > 0xFFFF ? 2
						      : 1;
}

bool
lsp_offset(const struct lsp_document *d, enum lsp_encoding encoding, const json_t *position,
	   size_t *offset)
{
	const json_t *line = json_object_get(position, "line");
	const json_t *character = json_object_get(position, "character");
	size_t at, to;

	if (!json_is_integer(line) || !json_is_integer(character) || json_integer_value(line) < 0 ||
	    json_integer_value(character) < 0)
		return false;
	find_line(d, (uint64_t)json_integer_value(line), &at, &to);
	uint64_t left = (uint64_t)json_integer_value(character);
	while (at < to && left) {
		size_t next = at;
		uint32_t cp = utf8_next(d->text, &next);
		unsigned units = units_of(cp, next - at, encoding);
		if (units > left)
			break; /* the middle of a character is its beginning */
		left -= units;
		at = next;
	}
	*offset = at;
	return true;
}

static json_t *
position_json(const struct lsp_document *d, enum lsp_encoding encoding, const struct source *s,
	      uint32_t offset)
{
	struct position p = source_position(s, offset);
	uint32_t character = p.column - 1, mark = p.line == 1 && lsp_mark_bytes(d) ? 1 : 0;

	if (encoding == LSP_UTF16)
		character = p.utf16 - 1;
	if (encoding == LSP_UTF8) {
		character = offset - s->lines[p.line - 1];
		mark *= (uint32_t)lsp_mark_bytes(d);
	}
	return json_pack("{s:I, s:I}", "line", (json_int_t)p.line - 1, "character",
			 (json_int_t)(character + mark));
}

json_t *
lsp_range(const struct lsp_document *d, enum lsp_encoding encoding, const struct source *s,
	  struct ospan span)
{
	return json_pack("{s:o, s:o}", "start", position_json(d, encoding, s, span.from), "end",
			 position_json(d, encoding, s, span.to));
}

static bool
is_in_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
}

/* The end of the string or word that begins at `at`; a character where there is neither. */
static size_t
end_of_word(const struct lsp_document *d, size_t at)
{
	size_t to = at;
	char quote = d->text[at];

	if (quote == '"' || quote == '\'') {
		for (to++; to < d->len && d->text[to] != quote && d->text[to] != '\n'; to++)
			to += d->text[to] == '\\' && quote == '"' && to + 1 < d->len;
		return to < d->len && d->text[to] == quote ? to + 1 : to;
	}
	while (to < d->len && is_in_word(d->text[to]))
		to++;
	if (to == at && d->text[at] != '\n' && d->text[at] != '\r')
		utf8_next(d->text, &to);
	return to;
}

json_t *
lsp_word_range(const struct lsp_document *d, enum lsp_encoding encoding, uint32_t line,
	       uint32_t column)
{
	size_t from, to, ends[2];
	json_int_t row = line ? (json_int_t)line - 1 : 0, units[2] = {0, 0};

	find_line(d, (uint64_t)row, &from, &to);
	ends[0] = row == 0 && to - from >= lsp_mark_bytes(d) ? lsp_mark_bytes(d) : from;
	for (uint32_t i = 1; i < column && ends[0] < to; i++)
		utf8_next(d->text, &ends[0]);
	ends[1] = ends[0] < to ? end_of_word(d, ends[0]) : ends[0];
	for (int i = 0; i < 2; i++)
		for (size_t at = from; at < ends[i];) {
			size_t next = at;
			uint32_t cp = utf8_next(d->text, &next);
			units[i] += units_of(cp, next - at, encoding);
			at = next;
		}
	return json_pack("{s:{s:I, s:I}, s:{s:I, s:I}}", "start", "line", row, "character",
			 units[0], "end", "line", row, "character", units[1]);
}

/* ---- edits --------------------------------------------------------------------------- */

static void
replace(struct lsp_document *d, size_t from, size_t to, const char *text, size_t len)
{
	size_t rest = d->len - to;
	char *next = malloc(from + len + rest + 1);

	if (!next)
		out_of_memory();
	memcpy(next, d->text, from);
	memcpy(next + from, text, len);
	memcpy(next + from + len, d->text + to, rest);
	next[from + len + rest] = '\0';
	free(d->text);
	d->text = next;
	d->len = from + len + rest;
	d->dirty = true;
}

bool
lsp_document_edit(struct lsp_document *d, enum lsp_encoding encoding, const json_t *change)
{
	const json_t *text = json_object_get(change, "text");
	const json_t *range = json_object_get(change, "range");
	size_t from = 0, to = d->len;

	if (!json_is_string(text))
		return false;
	if (range && (!lsp_offset(d, encoding, json_object_get(range, "start"), &from) ||
		      !lsp_offset(d, encoding, json_object_get(range, "end"), &to) || from > to))
		return false;
	replace(d, from, to, json_string_value(text), json_string_length(text));
	return true;
}
