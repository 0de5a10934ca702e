/*
 * Templates of messages: "{part} of {whole} is {calc:percent}".  `{{` and
 * `}}` are braces.  Rendering is linear and asks the caller for each value;
 * a brace that does not close is said when the rule is loaded, and is text afterwards.
 */
#include "rule_internal.h"

#include <string.h>

enum { NAME_LOOK = 128 };

/* A piece of a template: text, or a name with its format. */
struct piece {
	bool is_name, unclosed;
	struct str text;   /* or the name */
	struct str format; /* empty without */
};

/* The piece at *at, which is moved behind it; false at the end. */
static bool
piece_next(struct str template, size_t *at, struct piece *out)
{
	size_t from = *at;
	if (from >= template.len)
		return false;
	*out = (struct piece){0};
	char c = template.at[from];
	bool brace = c == '{' || c == '}';
	if (brace && from + 1 < template.len && template.at[from + 1] == c) {
		out->text = str_sub(template, from, from + 1);
		*at = from + 2;
		return true;
	}
	if (c == '{') {
		/* Names are short: looking no further keeps this linear. */
		struct str rest = str_sub(template, from + 1, from + 1 + NAME_LOOK);
		const char *close = rest.len ? memchr(rest.at, '}', rest.len) : NULL;
		if (close) {
			struct str inside = {rest.at, (size_t)(close - rest.at)};
			const char *colon = inside.len ? memchr(inside.at, ':', inside.len) : NULL;
			size_t name = colon ? (size_t)(colon - inside.at) : inside.len;
			out->is_name = true;
			out->text = str_trim(str_sub(inside, 0, name));
			if (colon)
				out->format = str_trim(str_sub(inside, name + 1, inside.len));
			*at = from + inside.len + 2;
			return true;
		}
		out->unclosed = true;
	}
	size_t to = from + 1;
	while (to < template.len && template.at[to] != '{' && template.at[to] != '}')
		to++;
	out->text = str_sub(template, from, to);
	*at = to;
	return true;
}

struct str
message_render(struct arena *a, struct str template,
	       struct str (*value)(void *self, struct str name, struct str format), void *self)
{
	struct buf out = {.arena = a};
	struct piece piece;
	for (size_t at = 0; piece_next(template, &at, &piece);)
		buf_add(&out, piece.is_name ? value(self, piece.text, piece.format) : piece.text);
	return buf_str(&out);
}

/* Is text what the template renders to, when any name can be anything but the
 * one at offset `fixed`?  The last name takes more until the rest fits; those
 * before it need never be looked at again. */
static bool
renders_to(struct str template, struct str text, size_t fixed, struct str value)
{
	struct piece piece;
	size_t at = 0, here = 0, retry = SIZE_MAX, retry_here = 0;
	for (;;) {
		size_t from = at;
		if (!piece_next(template, &at, &piece)) {
			if (here == text.len || retry == template.len)
				return true;
		} else if (piece.is_name && from != fixed) {
			retry = at;
			retry_here = here;
			continue;
		} else {
			struct str wanted = piece.is_name ? value : piece.text;
			if (str_starts(str_sub(text, here, text.len), wanted)) {
				here += wanted.len;
				continue;
			}
		}
		if (retry == SIZE_MAX || retry_here >= text.len)
			return false;
		at = retry;
		here = ++retry_here;
	}
}

bool
message_shows(struct str template, struct str message, struct str name, struct str value)
{
	struct piece piece;
	for (size_t at = 0, from = 0; piece_next(template, &at, &piece); from = at)
		if (piece.is_name && str_eq(piece.text, name) &&
		    renders_to(template, message, from, value))
			return true;
	return false;
}

void
message_check(struct loader *l, const struct toml_node *string, const struct name_table *names)
{
	struct piece piece;
	for (size_t at = 0, from = 0; piece_next(string->string, &at, &piece); from = at) {
		struct expr_type unused;
		if (piece.unclosed)
			complain(l->complaints, load_offset_place(l, string, from),
				 "this brace does not close (write '{{' for a brace)");
		if (piece.is_name && !name_table_find(names, piece.text, &unused))
			name_table_unknown(names, load_offset_place(l, string, from), piece.text);
	}
}
