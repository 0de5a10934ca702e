/*
 * Inline markup: a line goes to the text without its emphasis marks, and in
 * Markdown without links' addresses, images, tags, comments and escapes.
 * What is left keeps its place in the source.  One pass over the line; a
 * search for the end of a link or a tag is bounded.
 */
#include "doc_internal.h"

enum {
	TAG_BYTES = 300, /* longer ones are text */
	LINK_BYTES = 2000
};

struct inline_reader {
	const char *text;
	uint32_t from, at, to; /* the line; at: next byte to look at */
	uint32_t kept;	       /* from here on nothing was appended yet */
	struct text_builder *out;
	uint32_t next_link; /* offset of the next "](", known up to the line's end */
};

/* Appends what was kept so far and goes on at `at`. */
static void
drop(struct inline_reader *in, uint32_t at)
{
	if (in->kept < in->at)
		text_builder_piece(in->out, (struct span){in->kept, in->at});
	in->at = in->kept = at;
}

static bool
is_word(char c)
{
	return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80;
}

/* A run of * or _ is emphasis when it touches a word on one side; within
 * figures (2*3) and names (a_b) it is text. */
static void
read_emphasis(struct inline_reader *in, uint32_t least)
{
	const char *t = in->text;
	char c = t[in->at];
	uint32_t end = in->at;
	while (end < in->to && t[end] == c)
		end++;
	char before = in->at > in->from ? t[in->at - 1] : ' ';
	char after = end < in->to ? t[end] : ' ';
	bool inside = is_word(before) && is_word(after);
	bool text = (before == ' ' && after == ' ') || end - in->at < least ||
		    (c == '_' && inside) ||
		    (is_digit(before) && is_digit(after) && end - in->at < 2);
	if (text)
		in->at = end;
	else
		drop(in, end);
}

static uint32_t
find2(const char *t, uint32_t at, uint32_t to, const char *pair)
{
	for (; at + 1 < to; at++) {
		const char *p = memchr(t + at, pair[0], to - at - 1);
		if (!p)
			break;
		at = (uint32_t)(p - t);
		if (t[at + 1] == pair[1])
			return at;
	}
	return to;
}

/* The next "](" of the line; each byte is searched once. */
static uint32_t
next_link(struct inline_reader *in)
{
	if (in->next_link < in->at)
		in->next_link = find2(in->text, in->at, in->to, "](");
	return in->next_link;
}

/* `[` of a link is dropped when its `](` comes before another bracket. */
static void
read_bracket(struct inline_reader *in)
{
	const char *t = in->text;
	if (next_link(in) < in->to) {
		uint32_t span = in->next_link - in->at;
		const char *inner = span > 1 ? memchr(t + in->at + 1, '[', span - 1) : NULL;
		if (!inner || inner[-1] == '!') {
			drop(in, in->at + 1);
			return;
		}
	}
	in->at++;
}

/* The end of the link whose quoted title begins at `at`: `](address "title")`, or 0. */
static uint32_t
title_end(const struct inline_reader *in, uint32_t at, uint32_t limit)
{
	for (; at + 1 < limit; at++)
		if (in->text[at] == '"' && in->text[at + 1] == ')')
			return at + 2;
	return 0;
}

/* The end of `](address)`, or 0.  Gives up at the fourth open bracket, so that
 * no byte is looked at more than four times. */
static uint32_t
link_end(const struct inline_reader *in, uint32_t at)
{
	uint32_t limit = in->to - at > LINK_BYTES ? at + LINK_BYTES : in->to;
	int depth = 0;
	for (; at < limit && depth < 4; at++) {
		char c = in->text[at];
		if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0)
			return at + 1;
		if (c == '"' && in->text[at - 1] == ' ') {
			uint32_t end = title_end(in, at + 1, limit);
			if (end)
				return end;
		}
	}
	return 0;
}

static void
read_link_end(struct inline_reader *in)
{
	uint32_t end = 0;
	if (in->at + 1 < in->to && in->text[in->at + 1] == '(')
		end = link_end(in, in->at + 1);
	if (end)
		drop(in, end);
	else
		in->at++;
}

static void
read_image(struct inline_reader *in)
{
	uint32_t end = 0;
	if (in->at + 1 < in->to && in->text[in->at + 1] == '[') {
		uint32_t mid = next_link(in);
		if (mid < in->to && mid - in->at < LINK_BYTES)
			end = link_end(in, mid + 1);
	}
	if (end)
		drop(in, end);
	else
		in->at++;
}

/* <name@host> and <http://...> are text in angle brackets. */
static bool
is_address(const char *from, const char *to)
{
	size_t n = (size_t)(to - from);
	return !memchr(from, ' ', n) && (memchr(from, '@', n) || memchr(from, ':', n));
}

/* A comment goes to its end, or to that of the line: then it goes on in the next. */
static bool
read_comment(struct inline_reader *in)
{
	const char *t = in->text;
	uint32_t at = in->at, rest = in->to - at;
	if (rest < 4 || memcmp(t + at, "<!--", 4) != 0)
		return false;
	struct str s = {t + at + 4, rest - 4};
	size_t end = str_find(s, STR("-->"));
	drop(in, end == SIZE_MAX ? in->to : at + 4 + (uint32_t)end + 3);
	return true;
}

static void
read_tag(struct inline_reader *in)
{
	if (read_comment(in))
		return;
	const char *t = in->text;
	char c = in->at + 1 < in->to ? t[in->at + 1] : ' ';
	uint32_t rest = in->to - in->at;
	const char *end = NULL;
	if (is_letter(c) || c == '/' || c == '!')
		end = memchr(t + in->at, '>', rest < TAG_BYTES ? rest : TAG_BYTES);
	if (!end || is_address(t + in->at, end)) {
		in->at++;
		return;
	}
	uint32_t at = in->at;
	drop(in, (uint32_t)(end - t) + 1);
	if (c == 'b' || c == 'B')
		text_builder_literal(in->out, STR(" "), at);
}

static void
read_markdown(struct inline_reader *in)
{
	const char *t = in->text;
	switch (t[in->at]) {
	case '*':
	case '_':
		read_emphasis(in, 1);
		break;
	case '`':
		drop(in, in->at + 1);
		break;
	case '[':
		read_bracket(in);
		break;
	case ']':
		read_link_end(in);
		break;
	case '!':
		read_image(in);
		break;
	case '<':
		read_tag(in);
		break;
	case '\\':
		if (in->at + 1 < in->to && !is_word(t[in->at + 1]) && t[in->at + 1] != ' ') {
			drop(in, in->at + 1);
			in->at++;
		} else if (in->at + 1 == in->to) {
			drop(in, in->at + 1);
		} else {
			in->at++;
		}
		break;
	default:
		in->at++;
	}
}

void
inline_append(const struct reader *r, const struct line *l, struct text_builder *b)
{
	struct inline_reader in = {.text = r->folded.at,
				   .from = l->from,
				   .at = l->from,
				   .to = l->to,
				   .kept = l->from,
				   .out = b};
	while (in.at < in.to) {
		if (r->markdown) {
			read_markdown(&in);
		} else {
			const char *star = memchr(in.text + in.at, '*', in.to - in.at);
			in.at = star ? (uint32_t)(star - in.text) : in.to;
			if (star)
				read_emphasis(&in, 2);
		}
	}
	drop(&in, in.to);
}
