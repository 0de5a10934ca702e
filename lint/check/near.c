/* What stands around a figure.  Linear in what is looked at. */
#include "near.h"

#include <string.h>

/* Without the blanks at its end; a sentence has none but spaces. */
static struct str
trim_end(struct str s)
{
	while (s.len && s.at[s.len - 1] == ' ')
		s.len--;
	return s;
}

struct str
text_ahead(const struct check *c, const struct fact *x, const struct word_list *copula)
{
	uint32_t from = c->facts->sentences[x->sentence].skeleton.from;
	struct str s = trim_end((struct str){c->facts->skeleton + from, x->skeleton - from});
	int word;

	while ((word = words_before(copula, s, s.len)) >= 0)
		s = trim_end(str_sub(s, 0, s.len - copula->words[word].len));
	return s;
}

unit_id
fact_base_unit(const struct check *c, const struct fact *x)
{
	return x->lex.unit ? lexicon_unit(c->rulebook->lexicon, x->lex.unit)->base : 0;
}

size_t
count_digits(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += is_digit(s.at[i]);
	return n;
}

size_t
digits_before_zeros(struct str number)
{
	size_t len = number.len;

	while (len && (number.at[len - 1] == '0' || number.at[len - 1] == ',' ||
		       number.at[len - 1] == '.'))
		len--;
	return count_digits(str_sub(number, 0, len));
}

size_t
digits_inside_zeros(struct str number)
{
	while (number.len && (number.at[0] == '0' || number.at[0] == ',' || number.at[0] == '.'))
		number = str_sub(number, 1, number.len);
	return digits_before_zeros(number);
}

struct str
print_as_stated(struct check *c, const struct lexeme *like, const struct number *n, int places)
{
	const struct unit *u = like->unit ? lexicon_unit(c->rulebook->lexicon, like->unit) : NULL;

	if (u && u->base != like->unit)
		n = number_binary(c->pool, NUMBER_DIV, n, number_of_decimal(c->pool, u->factor));
	return number_print(c->arena, n, places, -like->scale);
}

struct str
behind_marks(struct str s, const char *const *marks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t at; (at = str_find(s, str_of(marks[i]))) != SIZE_MAX;)
			s = str_sub(s, at + strlen(marks[i]), s.len);
	return s;
}

/* The words that open the row of a figure: those of its sentence, or behind the last semicolon
 * before it, up to the first figure. */
static struct str
row_head(const struct check *c, const struct fact *x)
{
	static const char *const marks[] = {"；", ";", "。"};
	struct str s = behind_marks(text_ahead(c, x, NULL), marks, sizeof marks / sizeof *marks);

	for (size_t at = 0; at < s.len; at++)
		if ((unsigned char)s.at[at] == 0xEE /* a fact */)
			return str_sub(s, 0, at);
	return s;
}

/* Takes what both end in off, in whole characters and Latin words; how many bytes. */
static size_t
take_common_end(struct str *a, struct str *b)
{
	size_t most = a->len < b->len ? a->len : b->len, whole = 0;

	for (size_t n = 0; n < most && a->at[a->len - 1 - n] == b->at[b->len - 1 - n];) {
		unsigned char x = (unsigned char)a->at[a->len - 1 - n++];
		if (x >= 0xC0 || (x < 0x80 && !is_letter((char)x)))
			whole = n;
	}
	a->len -= whole;
	b->len -= whole;
	return whole;
}

/* Is there more than words that a label does without: 全市, 本年? */
static bool
names_something(const struct check *c, struct str s)
{
	const struct word_list *drop = c->facts->label_drop;
	int word;

	s = str_trim(s);
	while (s.len && drop && (word = words_at(drop, s, 0)) >= 0 && drop->words[word].len)
		s = str_trim(str_sub(s, drop->words[word].len, s.len));
	return s.len > 0;
}

bool
rows_differ(const struct check *c, const struct fact *a, const struct fact *b)
{
	enum { COMMON_LEAST = 6 };
	struct str x = str_trim(row_head(c, a)), y = str_trim(row_head(c, b));

	return take_common_end(&x, &y) >= COMMON_LEAST && !str_ends(x, y) && !str_ends(y, x) &&
	       names_something(c, x) && names_something(c, y);
}

bool
block_is_bullet(const struct doc *doc, uint32_t block)
{
	uint32_t at = text_origin(&doc->text, doc->blocks[block].span).from;

	while (at > 0 && doc->source->utf8.at[at - 1] == ' ')
		at--;
	return at > 0 &&
	       (doc->source->utf8.at[at - 1] == '-' || doc->source->utf8.at[at - 1] == '*');
}
