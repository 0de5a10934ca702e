/*
 * The sum of the figures of a list as the whole of their shares, for the kind "shares": 甲207件、
 * 乙156件、丙130件，分别占42.0%、31.6%和26.4%.
 * Cost: digits of the figures times the square of their number, where nothing else explains them.
 */
#include "shares.h"

/* The sum of the parts, that of pair `i` taken for `with`. */
static const struct number *
sum_with(const struct shares *s, uint32_t i, const struct lexeme *with)
{
	const struct number *sum = number_of_int(s->check->pool, 0);

	for (uint32_t k = 0; k < s->count; k++)
		sum = number_binary(s->check->pool, NUMBER_ADD, sum,
				    shares_value(s, k == i ? with : &s->pair[k].part->lex, false));
	return sum;
}

static bool
is_share_of(const struct shares *s, const struct lexeme *part, const struct lexeme *share,
	    const struct number *sum)
{
	const struct number *calc =
		number_binary(s->check->pool, NUMBER_DIV, shares_value(s, part, false), sum);

	return number_compare(NUMBER_MEETS, shares_value(s, share, false), calc) == TRUTH_HOLDS;
}

/* How many pairs are their share of the sum, part `i` taken for `with`; *failing one that is not. */
static uint32_t
shares_of_sum(const struct shares *s, uint32_t i, const struct lexeme *with, uint32_t *failing)
{
	const struct number *sum = sum_with(s, i, with);
	uint32_t n = 0;

	for (uint32_t k = 0; k < s->count; k++) {
		bool holds = is_share_of(s, k == i ? with : &s->pair[k].part->lex,
					 &s->pair[k].share->lex, sum);
		n += holds;
		*failing = holds ? *failing : k;
	}
	return n;
}

/* Do the shares make all, but for rounding? */
static bool
shares_make_all(const struct shares *s)
{
	const struct number *sum = number_of_int(s->check->pool, 0);

	for (uint32_t i = 0; i < s->count; i++)
		sum = number_binary(s->check->pool, NUMBER_ADD, sum,
				    shares_value(s, &s->pair[i].share->lex, false));
	return number_compare(NUMBER_MEETS, sum, number_of_int(s->check->pool, 1)) == TRUTH_HOLDS;
}

/* The part with another digit in one place of which all shares come out; s->count without. */
static uint32_t
slipped_part(const struct shares *s)
{
	uint32_t other;

	for (uint32_t i = 0; i < s->count; i++) {
		struct slip slip = {0};
		while (shares_slip(&s->pair[i].part->lex, &slip))
			if (shares_of_sum(s, i, &slip.with, &other) == s->count)
				return i;
	}
	return s->count;
}

void
shares_judge_sum(const struct shares *s)
{
	enum { SURE = 2 };
	struct check *c = s->check;
	uint32_t wrong = s->count, n = shares_of_sum(s, s->count, NULL, &wrong);
	bool all = n == s->count;

	if (n < s->count && (n < SURE || n + 1 < s->count))
		wrong = shares_make_all(s) ? slipped_part(s) : s->count;
	for (uint32_t i = 0; i < s->count; i++) {
		const struct pair *p = &s->pair[i];
		if (all)
			check_proved(c, s->rule, p->share->lex.span, "its share of the sum");
		else if (i != wrong)
			check_unknown(c, s->rule, p->share->lex.span, UNKNOWN_EVIDENCE);
		if (!all && i != wrong)
			continue;
		check_took_part(c, s->rule, p->part, all);
		check_took_part(c, s->rule, p->share, all);
		if (!all)
			shares_report(s, p, NULL, sum_with(s, s->count, NULL), false);
	}
}
