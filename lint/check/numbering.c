/*
 * Enumerators as text.  A search costs one pass over the stretch for each
 * form that is tried.
 */
#include "numbering.h"
#include "char.h"

#include <string.h>

struct str
numeral_printed(struct arena *a, uint32_t number)
{
	static const char *const digits[] = {"",   "一", "二", "三", "四",
					     "五", "六", "七", "八", "九"};

	if (number == 0 || number > 99)
		return str_printf(a, "%u", number);
	return str_printf(a, "%s%s%s", number >= 20 ? digits[number / 10] : "",
			  number >= 10 ? "十" : "", digits[number % 10]);
}

static struct str
circled(struct arena *a, uint32_t number)
{
	char *out = arena_alloc(a, 5);

	return (struct str){out, utf8_put(out, 0x245F + (number < 20 ? number : 20))};
}

struct str
enumerator_printed(struct arena *a, enum style style, uint32_t number)
{
	struct str han = numeral_printed(a, number);
	char letter = (char)('a' + (number ? number - 1 : 0) % 26);

	switch (style) {
	case STYLE_PART:
		return str_printf(a, "第%.*s部分", STR_FMT(han));
	case STYLE_CHAPTER:
		return str_printf(a, "第%.*s章", STR_FMT(han));
	case STYLE_SECTION:
		return str_printf(a, "第%.*s节", STR_FMT(han));
	case STYLE_ARTICLE:
		return str_printf(a, "第%.*s条", STR_FMT(han));
	case STYLE_HAN_COMMA:
		return str_printf(a, "%.*s、", STR_FMT(han));
	case STYLE_HAN_PAREN:
		return str_printf(a, "（%.*s）", STR_FMT(han));
	case STYLE_ARABIC_COMMA:
		return str_printf(a, "%u、", number);
	case STYLE_ARABIC_PAREN:
		return str_printf(a, "（%u）", number);
	case STYLE_ARABIC_CLOSE:
		return str_printf(a, "%u）", number);
	case STYLE_CIRCLED:
		return circled(a, number);
	case STYLE_ORDINAL:
		return str_printf(a, "第%.*s", STR_FMT(han));
	case STYLE_HAN_IS:
		return str_printf(a, "%.*s是", STR_FMT(han));
	case STYLE_LETTER_PAREN:
		return str_printf(a, "(%c)", letter);
	case STYLE_LETTER_DOT:
		return str_printf(a, "%c.", letter);
	case STYLE_ROMAN:
	case STYLE_DECIMAL:
	case STYLE_ARABIC_DOT:
	case STYLE_WORD:
	case STYLE_COUNT:
		break;
	}
	return str_printf(a, "%u.", number);
}

/* Part of a longer numeral, or an ordinal: 十一、 and 第一、 are no 一、. */
static bool
numeral_goes_on(uint32_t before)
{
	static const uint32_t numerals[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D,
					    0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E, 0x7B2C};

	for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
		if (before == numerals[i])
			return true;
	return false;
}

/* What may stand in a text for a number: its numeral, what must not stand
 * before it, and the marks one of which follows. */
struct form {
	struct str numeral;
	bool digits; /* no digit or point before; no digit after the mark */
	const char *marks[8];
};

static bool
mark_follows(const struct doc *d, uint32_t at, uint32_t end, const struct form *f)
{
	while (at < end && d->text.at[at] == ' ')
		at++;
	struct str rest = doc_slice(d, (struct span){at, end});

	for (size_t i = 0; i < 8 && f->marks[i]; i++) {
		struct str mark = str_of(f->marks[i]);

		if (str_starts(rest, mark))
			return !f->digits || mark.len >= rest.len ||
			       !char_is_digit((unsigned char)rest.at[mark.len]) ||
			       mark.at[0] != '.';
	}
	return false;
}

static bool
form_stands(const struct doc *d, struct span in, const struct form *f)
{
	uint32_t at = in.from;

	while (at < in.to) {
		size_t hit = str_find(doc_slice(d, (struct span){at, in.to}), f->numeral);

		if (hit == SIZE_MAX)
			return false;
		uint32_t from = at + (uint32_t)hit, end = from + (uint32_t)f->numeral.len;
		uint32_t before = char_before(d->text.at, from, in.from);

		if (mark_follows(d, end, in.to, f) &&
		    !(f->digits ? char_is_digit(before) || before == '.' : numeral_goes_on(before)))
			return true;
		at = end;
	}
	return false;
}

/* The marks that follow a number of a style; forms that merely look alike count too. */
static void
form_marks(enum style style, struct form *f)
{
	static const struct {
		enum style style;
		bool digits;
		const char *marks[8];
	} table[] = {
		{STYLE_PART, false, {"部分"}},
		{STYLE_CHAPTER, false, {"章"}},
		{STYLE_SECTION, false, {"节"}},
		{STYLE_ARTICLE, false, {"条"}},
		{STYLE_HAN_COMMA, false, {"、", ",", ".", "．"}},
		{STYLE_HAN_PAREN, false, {"）", ")", "、"}},
		{STYLE_HAN_IS, false, {"是", "要", "、", "，", "抓", "方面"}},
		{STYLE_ORDINAL, false, {"，", "、", "是", "：", ",", "要"}},
		{STYLE_ARABIC_DOT, true, {".", "．", "、", "）", ")"}},
		{STYLE_ARABIC_COMMA, true, {"、", ".", "．", "）", ")"}},
		{STYLE_ARABIC_PAREN, true, {"）", ")", "、"}},
		{STYLE_ARABIC_CLOSE, true, {"）", ")", "、"}},
		{STYLE_LETTER_PAREN, false, {")", "）"}},
		{STYLE_LETTER_DOT, false, {".", ")"}},
		{STYLE_CIRCLED, false, {""}},
	};

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (table[i].style == style) {
			f->digits = table[i].digits;
			memcpy(f->marks, table[i].marks, sizeof f->marks);
			return;
		}
	f->digits = true;
	f->marks[0] = ".";
	f->marks[1] = " ";
}

bool
enumerator_stands(const struct doc *d, struct span in, enum style style, uint32_t number,
		  const uint32_t path[6], uint8_t depth)
{
	char room[96];
	size_t len = 0;
	struct form f = {{room, 0}, false, {NULL}};
	static const char *const digits[] = {"",   "一", "二", "三", "四",
					     "五", "六", "七", "八", "九"};

	form_marks(style, &f);
	if (style == STYLE_DECIMAL)
		for (uint8_t i = 0; i + 1 < depth && i < 6; i++)
			len += (size_t)snprintf(room + len, sizeof room - len, "%u.", path[i]);
	if (style == STYLE_CIRCLED)
		len = utf8_put(room, 0x245F + (number < 20 ? number : 20));
	else if (style == STYLE_LETTER_DOT || style == STYLE_LETTER_PAREN)
		room[len++] = (char)('a' + (number ? number - 1 : 0) % 26);
	else if (f.digits || number > 99 || number == 0)
		len += (size_t)snprintf(room + len, sizeof room - len, "%u", number);
	else
		len = (size_t)snprintf(room, sizeof room, "%s%s%s%s",
				       style <= STYLE_ARTICLE || style == STYLE_ORDINAL ? "第" : "",
				       number >= 20 ? digits[number / 10] : "",
				       number >= 10 ? "十" : "", digits[number % 10]);
	f.numeral.len = len;
	return form_stands(d, in, &f);
}
