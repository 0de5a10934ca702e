/*
 * One slip of the pen (relation.h): does a relation that fails hold when an operand is printed with
 * a digit changed, two of them swapped, one dropped or one added?  Where the relation is sums,
 * products and comparisons, the figures that begin with the same digits are tried as a range: most
 * spellings are ruled out by a few of these.  Cost: about a dozen values of `expect` an operand.
 */
#include "relation.h"

#include <string.h>

/* A percentage of two digits fits by accident to some slip of any large
 * operand; then only a slip in itself is a sign, and only beside operands of
 * its own sentence. */
static bool
is_coarse(const struct attempt *a)
{
	const struct lexeme *l = attempt_percent(a);

	return l && l->number.to - l->number.from < (l->decimals ? 4 : 3);
}

enum { SLIP_DIGITS_MAX = 16 };

/* The digits of a figure with their point, or a spelling of them. */
struct printed {
	char text[SLIP_DIGITS_MAX + 1];
	size_t len;
	size_t point; /* where it stands; len: nowhere */
};

/* How digits slip: into others, before the point or behind it. */
enum slip { SLIP_CHANGED, SLIP_DROPPED, SLIP_ADDED, SLIP_DROPPED_BEHIND, SLIP_ADDED_BEHIND, SLIPS };

/* The slips of one operand. */
struct slips {
	struct attempt *a;
	const struct bound *b;
	struct printed own;
	int32_t zeros;	       /* at its end that may be rounded */
	bool widens;	       /* may spellings be tried as a range? */
	bool ruled_out[SLIPS]; /* none holds from the digit at work on */
};

/* Nobody writes 00 or 05 for a figure. */
static bool
is_written(const char *digits, size_t len)
{
	return len < 2 || digits[0] != '0' || digits[1] == '.';
}

/* How many zeros at the end of a figure its value leaves out, since they may be rounded: 29,000 is
 * 29 thousands. */
static int32_t
rounded_zeros(const struct attempt *a, const struct lexeme *l)
{
	struct decimal printed;
	int32_t zeros = 0;

	if (!l->rounded || l->decimals ||
	    !decimal_read(doc_slice(a->check->doc, l->number), &printed))
		return 0;
	for (int64_t m = printed.mantissa; m > l->value.mantissa && m % 10 == 0; m /= 10)
		zeros++;
	return zeros;
}

/* What the digits stand for in place of the operand's own. */
static bool
spelled_value(const struct slips *s, const char *digits, size_t len, struct decimal *out)
{
	const struct lexeme *l = &s->b->facts[0]->lex;

	if (!decimal_read((struct str){digits, len}, out))
		return false;
	out->exponent += l->value.exponent - s->zeros + l->decimals;
	/* Another count that ends in them is as round. */
	for (int32_t zeros = s->zeros; zeros && out->mantissa && out->mantissa % 10 == 0; zeros--) {
		out->mantissa /= 10;
		out->exponent++;
	}
	return true;
}

/* Tries one spelling of an operand's digits; one that is ruled out is only counted. */
static bool
slip_holds(struct slips *s, const char *digits, size_t len, bool ruled_out)
{
	struct attempt *a = s->a;

	if (!is_written(digits, len) || !spelled_value(s, digits, len, &a->replacement))
		return false;
	a->check->steps++;
	a->check->slips_tried += !a->proposed;
	if (ruled_out || attempt_truth(a, a->rule->expect) != TRUTH_HOLDS)
		return false;
	if (a->proposed)
		propose_figure(a->check, a->proposed, s->b->facts[0]->lex.number,
			       (struct str){digits, len});
	return !a->proposed;
}

/* Do all figures fail that are written with the same `kept` characters first, in `len` of them with
 * a point at `point`?  The least of them is the roundest, so what they can mean lies in the range. */
static bool
range_fails(struct slips *s, size_t kept, size_t len, size_t point)
{
	struct attempt *a = s->a;
	char low[SLIP_DIGITS_MAX + 1], high[SLIP_DIGITS_MAX + 1];

	memcpy(low, s->own.text, kept);
	memcpy(high, s->own.text, kept);
	for (size_t i = kept; i < len; i++) {
		low[i] = i == point ? '.' : '0';
		high[i] = i == point ? '.' : '9';
	}
	if (!spelled_value(s, low, len, &a->replacement) ||
	    !spelled_value(s, high, len, &a->replacement_to))
		return false;
	a->replaced_by_range = true;
	enum truth t = attempt_truth(a, a->rule->expect);
	a->replaced_by_range = false;
	return t == TRUTH_FAILS;
}

/* Does no slip of this sort hold, from the digit at `at` on?  What is ruled out from one digit on
 * is so from the next one. */
static bool
is_ruled_out(struct slips *s, enum slip slip, size_t at)
{
	const struct printed *own = &s->own;
	bool before = slip == SLIP_DROPPED || slip == SLIP_ADDED;
	size_t len = own->len, point = own->point;

	if (!s->widens || s->ruled_out[slip])
		return s->ruled_out[slip];
	if (slip == SLIP_DROPPED || slip == SLIP_DROPPED_BEHIND) {
		len--;
		point -= before || point == own->len;
	} else if (slip == SLIP_ADDED || slip == SLIP_ADDED_BEHIND) {
		len++;
		point += before || point == own->len;
	}
	s->ruled_out[slip] = range_fails(s, at, len, point);
	return s->ruled_out[slip];
}

/* Another digit at `at`. */
static bool
changed_holds(struct slips *s, size_t at)
{
	const struct printed *own = &s->own;
	bool none = is_ruled_out(s, SLIP_CHANGED, at);
	char t[SLIP_DIGITS_MAX + 1];

	memcpy(t, own->text, own->len);
	for (char c = '0'; c <= '9'; c++) {
		t[at] = c;
		if (c != own->text[at] && slip_holds(s, t, own->len, none))
			return true;
	}
	return false;
}

/* The one there and the one behind it swapped, when it was asked for others there. */
static bool
swapped_holds(struct slips *s, size_t at)
{
	const struct printed *own = &s->own;
	size_t other = at + 1 == own->point ? at + 2 : at + 1;
	char t[SLIP_DIGITS_MAX + 1];

	if (other >= own->len)
		return false;
	memcpy(t, own->text, own->len);
	t[at] = own->text[other];
	t[other] = own->text[at];
	return slip_holds(s, t, own->len, s->ruled_out[SLIP_CHANGED]);
}

static bool
dropped_holds(struct slips *s, size_t at)
{
	const struct printed *own = &s->own;
	enum slip slip = at < own->point ? SLIP_DROPPED : SLIP_DROPPED_BEHIND;
	char t[SLIP_DIGITS_MAX + 1];

	memcpy(t, own->text, at);
	memcpy(t + at, own->text + at + 1, own->len - at - 1);
	return slip_holds(s, t, own->len - 1, is_ruled_out(s, slip, at));
}

static bool
added_holds(struct slips *s, size_t at)
{
	const struct printed *own = &s->own;
	enum slip slip = at <= own->point ? SLIP_ADDED : SLIP_ADDED_BEHIND;
	bool none = is_ruled_out(s, slip, at);
	char t[SLIP_DIGITS_MAX + 1];

	memcpy(t, own->text, at);
	memcpy(t + at + 1, own->text + at, own->len - at);
	for (char c = '0'; c <= '9'; c++) {
		t[at] = c;
		if (slip_holds(s, t, own->len + 1, none))
			return true;
	}
	return false;
}

/* The digits of an operand with their point, as printed; none: too many of them, or numerals in
 * words, which do not slip by a digit.  In *digits how many, without the point; where that parts a
 * percentage it counts for one more, since what is a percentage lies in a narrow range. */
static struct printed
printed_digits(const struct attempt *a, const struct bound *b, size_t *digits)
{
	const struct printed none = {.len = 0};
	struct printed own = {.len = 0};
	struct str printed = doc_slice(a->check->doc, b->facts[0]->lex.number);
	bool percent = b->facts[0]->lex.kind == KIND_PERCENT;

	*digits = 0;
	own.point = SIZE_MAX;
	for (size_t i = 0; i < printed.len; i++) {
		char c = printed.at[i];
		if (is_digit(c) || c == '.') {
			if (own.len == SLIP_DIGITS_MAX)
				return none;
			if (c == '.' && own.point == SIZE_MAX)
				own.point = own.len;
			own.text[own.len++] = c;
			*digits += c != '.' || percent;
		} else if (c != ',' && c != ' ') {
			return none;
		}
	}
	if (own.point == SIZE_MAX)
		own.point = own.len;
	return own;
}

/* Do `expect` and what it may be reckoned from fail for ranges only when they do for each figure? */
static bool
rule_widens(const struct rule *r)
{
	bool widens = expr_widens(r->expect);

	for (size_t i = 0; i < r->let_count; i++)
		widens = widens && expr_widens(r->lets[i].value);
	return widens;
}

/* All strings one slip away from the printed digits of an operand. */
static bool
operand_slipped(struct attempt *a, const struct bound *b)
{
	const struct lexeme *l = &b->facts[0]->lex;
	struct slips s = {.a = a, .b = b, .zeros = rounded_zeros(a, l)};
	bool by_chance = a->by_chance && !is_coarse(a);
	size_t digits;

	s.own = printed_digits(a, b, &digits);
	if (by_chance && digits < (a->sided ? SLIP_DIGITS_SIDED : SLIP_DIGITS))
		return false;
	size_t n = s.own.len;
	bool resized = n && (!by_chance || digits > SLIP_DIGITS); /* a digit dropped or added */

	/* A word that says how figures are meant does so of each of them. */
	s.widens = l->qualifier == QUALIFIER_NONE && !l->is_range && rule_widens(a->rule);
	for (size_t i = 0; i < n; i++) {
		if (s.own.text[i] == '.')
			continue;
		if (changed_holds(&s, i) || (resized && n > 1 && dropped_holds(&s, i)) ||
		    swapped_holds(&s, i))
			return true;
	}
	for (size_t i = 0; resized && i <= n; i++)
		if (added_holds(&s, i))
			return true;
	return false;
}

/* Spellings that are tried in one report, for evidence: twice what any takes that people wrote. */
enum { SLIPS_MAX = 300000 };

/* Does an operand stand in another paragraph?  There it was one of many that might have fitted,
 * and some slip in one of them does by accident; so none in itself is a sign. */
static bool
is_far(const struct attempt *a, const struct bound *b)
{
	uint32_t from, to;

	doc_paragraph(a->check->doc, a->sentence, &from, &to);
	return b->facts[0]->sentence < from || b->facts[0]->sentence >= to;
}

/* Is an operand one figure, in which a slip of the pen may be? */
static bool
may_slip(const struct bound *b)
{
	return !b->word && !b->list && b->fact_count == 1 && b->facts[0]->lex.kind != KIND_DATE;
}

bool
attempt_slipped(struct attempt *a)
{
	bool found = false, coarse = is_coarse(a);

	/* A report with that many failures is not judged by its slips. */
	if (a->check->slips_tried >= SLIPS_MAX)
		return false;

	for (size_t i = 0; i < a->bound_count; i++)
		for (size_t k = 0; k < a->bound[i].fact_count; k++)
			if (a->bound[i].facts[k]->lex.qualifier != QUALIFIER_NONE ||
			    (coarse && a->bound[i].facts[k]->sentence != a->sentence))
				return false; /* a vague figure fits too much */
	for (size_t i = a->sure; i < a->bound_count && !found; i++) {
		const struct bound *b = &a->bound[i];
		if (!may_slip(b) || is_far(a, b) || (coarse && !str_eq(b->name, a->rule->point)))
			continue;
		a->replace = b->name;
		found = operand_slipped(a, b);
	}
	a->replace = (struct str){0};
	return found;
}

void
attempt_propose(struct attempt *a, struct finding *f)
{
	enum { FINDINGS_MAX = 200 };
	struct check *c = a->check;

	if (!c->proposes || !a->rule->expect || !expr_equates(a->rule->expect) ||
	    c->slips_proposed++ >= FINDINGS_MAX)
		return;
	a->proposed = f;
	a->by_chance = false;
	for (size_t i = 0; i < a->bound_count; i++) {
		const struct bound *b = &a->bound[i];
		if (!may_slip(b) || (f->truncated && !str_eq(b->name, a->rule->point)))
			continue;
		a->replace = b->name;
		operand_slipped(a, b);
	}
	a->replace = (struct str){0};
	a->proposed = NULL;
}
