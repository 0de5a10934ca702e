/*
 * Lists in a sentence.  Linear in the list, but for equal items, which are
 * sought among at most ITEMS_MAX.
 */
#include "items.h"
#include "char.h"

#include <string.h>

/* +1 opens, -1 closes. */
static int
bracket(uint32_t c)
{
	switch (c) {
	case '(':
	case '[':
	case 0xFF08:
	case 0xFF3B:
	case 0x3010:
	case 0x3014:
	case 0x300A:
	case 0x3008:
	case 0x201C:
	case 0x300C:
	case 0x300E:
		return 1;
	case ')':
	case ']':
	case 0xFF09:
	case 0xFF3D:
	case 0x3011:
	case 0x3015:
	case 0x300B:
	case 0x3009:
	case 0x201D:
	case 0x300D:
	case 0x300F:
		return -1;
	default:
		return 0;
	}
}

/* Passes over Han characters, none of which is a mark, a bracket or a separator. */
static uint32_t
behind_han(const char *s, uint32_t at, uint32_t to)
{
	while (at < to && is_han_lead(s[at]))
		at += 3;
	return at < to ? at : to;
}

uint32_t
items_until(const struct doc *d, uint32_t from, uint32_t to, const uint32_t *stops)
{
	int depth = 0;

	for (uint32_t at = behind_han(d->text.at, from, to); at < to;
	     at = behind_han(d->text.at, at, to)) {
		uint32_t start = at, c = char_next(d->text.at, &at);

		depth += bracket(c);
		if (depth < 0)
			depth = 0;
		for (const uint32_t *s = stops; depth == 0 && *s; s++)
			if (*s == c)
				return start;
	}
	return to;
}

static struct span
trim(const struct doc *d, struct span s)
{
	while (s.from < s.to && d->text.at[s.from] == ' ')
		s.from++;
	while (s.from < s.to && d->text.at[s.to - 1] == ' ')
		s.to--;
	return s;
}

/* Where the piece of a list that begins at `from` ends: at a separator, or, in a list of
 * names, between two titles: 《甲办法》《乙办法》. */
static uint32_t
piece_end(const struct doc *d, uint32_t from, uint32_t to, uint32_t separator)
{
	uint32_t before = 0;
	int depth = 0;

	for (uint32_t at = from, start; (start = behind_han(d->text.at, at, to)) < to;) {
		if (start > at)
			before = 0;
		at = start;
		uint32_t c = char_next(d->text.at, &at);

		if (depth == 0 &&
		    (c == separator || (separator == 0x3001 && c == 0x300A && before == 0x300B)))
			return start;
		depth += bracket(c);
		if (depth < 0)
			depth = 0;
		before = c;
	}
	return to;
}

static void
cut(const struct doc *d, struct span in, uint32_t separator, struct item_list *out)
{
	uint32_t from = in.from;

	while (out->count < ITEMS_MAX) {
		uint32_t end = piece_end(d, from, in.to, separator);
		struct span piece = trim(d, (struct span){from, end});

		if (piece.from < piece.to)
			out->items[out->count++] = piece;
		if (end >= in.to)
			return;
		uint32_t next = end;
		from = char_next(d->text.at, &next) == separator ? next : end;
	}
	out->doubtful = true;
}

static bool
in_brackets(const struct doc *d, struct span in, uint32_t at)
{
	int depth = 0;

	for (uint32_t i = in.from; i < at;) {
		depth += bracket(char_next(d->text.at, &i));
		if (depth < 0)
			depth = 0;
	}
	return depth > 0;
}

/* Figures in a list: one in brackets says that an item counts for several,
 * any other makes the list doubtful. */
static void
weigh_figures(const struct check *c, struct span in, uint32_t sentence, struct item_list *out)
{
	const struct sentence_facts *s = &c->facts->sentences[sentence];

	for (uint32_t i = s->from; i < s->to; i++) {
		const struct fact *x = &c->facts->at[i];

		if (x->lex.span.from < in.from || x->lex.span.to > in.to)
			continue;
		if (x->lex.kind == KIND_NAME || x->lex.kind == KIND_ORDINAL || x->quoted) {
			/* 二类、三类、四类: the items are numbers */
			out->doubtful |= x->lex.span.to == in.to;
			continue;
		}
		if (!in_brackets(c->doc, in, x->lex.span.from)) {
			out->doubtful = true;
			continue;
		}
		if (x->lex.kind == KIND_COUNT && x->lex.value.exponent == 0 &&
		    x->lex.value.mantissa > 1 && x->lex.value.mantissa < 100)
			out->most += (uint32_t)x->lex.value.mantissa - 1;
	}
}

static bool
holds_join(const struct check *c, const struct item_words *w, struct span piece)
{
	size_t where;
	struct str s = doc_slice(c->doc, piece);

	return w->join && words_in(w->join, s, &where) >= 0 && where > 0;
}

static bool
same_piece(const struct doc *d, struct span a, struct span b)
{
	return str_eq(doc_slice(d, a), doc_slice(d, b));
}

/* A piece that stands twice is the first half of two names: 民用枪支、弹药配购证核发. */
static uint32_t
halves(const struct doc *d, const struct item_list *l)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < l->count; i++)
		for (uint32_t k = 0; k < l->count; k++)
			if (k != i && same_piece(d, l->items[i], l->items[k])) {
				count++;
				break;
			}
	return count;
}

void
items_split(const struct check *c, const struct item_words *w, struct span in, uint32_t separator,
	    uint32_t sentence, struct item_list *out)
{
	size_t where;

	out->count = out->least = out->most = 0;
	out->open = out->doubtful = false;
	cut(c->doc, in, separator, out);
	if (!out->count)
		return;
	struct str last = doc_slice(c->doc, out->items[out->count - 1]);

	out->open = w->more && words_in(w->more, last, &where) >= 0;
	out->most = out->count;
	out->least = out->count - halves(c->doc, out);
	weigh_figures(c, in, sentence, out);
	if (holds_join(c, w, out->items[out->count - 1]))
		out->most++;
	if (in_brackets(c->doc, in, in.to))
		out->doubtful = true;
}
