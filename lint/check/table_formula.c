/*
 * Identities as tables print them: 1=2+3, (3)=(1)-(2), 第一项加第二项之和，等于第三项, 合计（一+二）.
 * In: words of the table or beside it.  Out: which named lines make which.  Only sums and
 * differences are read; what holds anything else is no formula.
 * Cost: linear in the text for each equals sign, of which one is looked at.
 */
#include <ctype.h>

#include "table.h"

struct formula_reader {
	const struct lexicon *lexicon;
	const struct table_words *words;
	struct str s;
	size_t at;
};

static void
skip_spaces(struct formula_reader *f)
{
	while (f->at < f->s.len && f->s.at[f->at] == ' ')
		f->at++;
}

/* Passes over one word of a list. */
static bool
take(struct formula_reader *f, const struct word_list *list)
{
	skip_spaces(f);
	int word = f->at < f->s.len ? words_at(list, f->s, f->at) : -1;
	if (word < 0)
		return false;
	f->at += list->words[word].len;
	return true;
}

static bool
take_text(struct formula_reader *f, struct str text)
{
	skip_spaces(f);
	if (!str_starts(str_sub(f->s, f->at, f->s.len), text))
		return false;
	f->at += text.len;
	return true;
}

/* A numeral of at most NUMERAL_MOST characters, read as the enumerator that it would be. */
static bool
take_numeral(struct formula_reader *f, struct line_name *out)
{
	enum { NUMERAL_MOST = 3, BYTES = 4 * NUMERAL_MOST + sizeof "、" };
	size_t end = f->at, ends[NUMERAL_MOST + 1], n = 0;

	while (n < NUMERAL_MOST && end < f->s.len && (unsigned char)f->s.at[end] >= 0xE2) {
		utf8_next(f->s.at, &end);
		ends[n++] = end;
	}
	for (; n > 0; n--) {
		char text[BYTES];
		struct enumerator e;
		bool unsure;
		size_t len = ends[n - 1] - f->at;
		memcpy(text, f->s.at + f->at, len);
		memcpy(text + len, "、", strlen("、"));
		uint32_t marked = (uint32_t)(len + strlen("、"));
		if (!enumerator_at(f->lexicon, text, 0, marked, true, &e, &unsure))
			continue;
		bool circled = e.style == STYLE_CIRCLED && e.span.to == len;
		if (!circled && (e.style != STYLE_HAN_COMMA || e.span.to != marked))
			continue;
		*out = (struct line_name){circled ? NAME_CIRCLED : NAME_HAN, e.number};
		f->at = ends[n - 1];
		return true;
	}
	return false;
}

/* 3, 三, ③ or C. */
static bool
take_bare_name(struct formula_reader *f, struct line_name *out)
{
	enum { DIGITS_MOST = 3 };
	size_t from = f->at;
	uint32_t number = 0;

	while (f->at < f->s.len && isdigit((unsigned char)f->s.at[f->at]) &&
	       f->at - from <= DIGITS_MOST)
		number = number * 10 + (uint32_t)(f->s.at[f->at++] - '0');
	if (f->at > from) {
		*out = (struct line_name){NAME_DIGITS, number};
		return f->at - from <= DIGITS_MOST && number > 0;
	}
	unsigned char letter = from < f->s.len ? (unsigned char)f->s.at[from] : 0;
	unsigned char next = from + 1 < f->s.len ? (unsigned char)f->s.at[from + 1] : 0;
	if (isalpha(letter) && !isalnum(next)) {
		*out = (struct line_name){NAME_LETTER, (uint32_t)(letter & ~0x20)};
		f->at++;
		return true;
	}
	return take_numeral(f, out);
}

static bool
take_name(struct formula_reader *f, struct line_name *out)
{
	skip_spaces(f);
	bool open = take_text(f, STR("(")) || take_text(f, STR("（"));

	skip_spaces(f);
	if (!take_bare_name(f, out))
		return false;
	return !open || take_text(f, STR(")")) || take_text(f, STR("）"));
}

/* Terms with their signs: one side of a formula. */
static bool
take_side(struct formula_reader *f, struct formula *out)
{
	bool minus = false;

	for (;;) {
		while (take(f, f->words->line_column) ? (out->columns = true)
						      : take(f, f->words->filler))
			continue;
		if (out->count == FORMULA_TERMS || !take_name(f, &out->name[out->count]))
			return false;
		out->minus[out->count++] = minus;
		while (take(f, f->words->line_column) ? (out->columns = true)
						      : take(f, f->words->filler))
			continue;
		if (take(f, f->words->plus))
			minus = false;
		else if (take(f, f->words->minus))
			minus = true;
		else
			return true;
	}
}

bool
name_read(struct check *c, const struct table_words *w, struct str s, struct line_name *out)
{
	enum { NAME_LONGEST = 40 }; /* bytes, with brackets and spaces */
	struct formula_reader f = {c->rulebook->lexicon, w, s, 0};

	return s.len <= NAME_LONGEST && take_name(&f, out) && f.at == s.len;
}

bool
formula_sum_read(struct check *c, const struct table_words *w, struct str s, struct formula *out)
{
	struct formula_reader f = {c->rulebook->lexicon, w, s, 0};

	*out = (struct formula){.text = s};
	take(&f, w->equals);
	return take_side(&f, out) && f.at == s.len && out->count > 1;
}

/* The formula that begins at `from`, with its equals sign at `equals`. */
static bool
read_from(struct check *c, const struct table_words *w, struct str s, size_t from, size_t equals,
	  struct formula *out)
{
	struct formula_reader f = {c->rulebook->lexicon, w, s, from};

	*out = (struct formula){.count = 0};
	if (!take_side(&f, out) || f.at != equals || !take(&f, w->equals))
		return false;
	out->left = out->count;
	if (!take_side(&f, out))
		return false;
	out->text = str_trim(str_sub(s, from, f.at));
	skip_spaces(&f);
	unsigned char next = f.at < s.len ? (unsigned char)s.at[f.at] : 0;
	/* a product or a date goes on */
	return out->count > 2 && !isalnum(next) && next != '*' && next != '/' && next != '.';
}

bool
formula_find(struct check *c, const struct table_words *w, struct str s, struct formula *out)
{
	enum { BEFORE = 120 };
	size_t equals, from;

	if (words_in(w->equals, s, &equals) < 0)
		return false;
	for (from = equals > BEFORE ? equals - BEFORE : 0;
	     from > 0 && from < equals && ((unsigned char)s.at[from] & 0xC0) == 0x80;)
		from++;
	for (; from < equals; utf8_next(s.at, &from)) {
		/* not from the middle of a number or word */
		if (from > 0 && isalnum((unsigned char)s.at[from - 1]))
			continue;
		if (read_from(c, w, s, from, equals, out))
			return true;
	}
	return false;
}
