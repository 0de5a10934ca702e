/* What stands around a figure.  Linear in what is looked at. */
#include "near.h"

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
