/*
 * The kind "malformed": figures whose digits cannot be grouped as they are
 * printed: 2,9995.39 and 2,22 (no group of three), 4.4. million and 14. per
 * 100,000 (a point too many), .82.8 (two points).  Only what the lexer took
 * for a figure or a name is looked at.  Cost: constant a fact.
 */
#include "check.h"

#include <string.h>

enum key { KEY_SCALE, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_SCALE] = {"scale", KEY_WORDS, false,
		       "words that only a figure stands before (million)", NULL},
};

enum { GROUP = 3, DIGITS_MOST = 24, HABIT = 3 };

static char
byte(const struct doc *d, uint32_t at)
{
	return at < d->text.len ? d->text.at[at] : 0;
}

static uint32_t
digits_end(const struct doc *d, uint32_t at)
{
	while (is_digit(byte(d, at)))
		at++;
	return at;
}

/* May a figure begin here, and nothing that only holds digits? */
static bool
stands_alone(const struct doc *d, uint32_t from)
{
	char before = from ? d->text.at[from - 1] : ' ';

	return before == ' ' || before == '\n' || before == '$' || before == '(' ||
	       (unsigned char)before >= 0x80;
}

/* 1,2 and 3: a row of small numbers. */
static bool
is_row(const struct doc *d, uint32_t to)
{
	static const char *const joints[] = {" and ", " or ", " & ", " to ", ", ", ","};

	for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
		size_t n = strlen(joints[i]);
		if (to + n < d->text.len && memcmp(d->text.at + to, joints[i], n) == 0 &&
		    is_digit(d->text.at[to + n]))
			return true;
	}
	return false;
}

/* (3,4): two notes that a bracket refers to, the smaller one first. */
static bool
is_reference(const struct doc *d, uint32_t from, uint32_t comma, uint32_t to)
{
	enum { NOTE_DIGITS = 2 };
	const uint32_t first = comma - from, second = to - comma - 1;

	if (!from || byte(d, from - 1) != '(' || byte(d, to) != ')' || first > second ||
	    second > NOTE_DIGITS)
		return false;
	return first < second || memcmp(d->text.at + from, d->text.at + comma + 1, first) < 0;
}

/* 11,12号楼: beside Han a short last group without decimals may be another number. */
static bool
may_be_two(const struct doc *d, const struct word_list *scale, uint32_t at, uint32_t last)
{
	struct str text = {d->text.at, d->text.len};

	return (unsigned char)byte(d, at) >= 0x80 && last < GROUP &&
	       !(scale && words_at(scale, text, at) >= 0);
}

/* 7,84,912: groups of two digits between the first and one of three, as in India. */
static bool
is_indian(const struct doc *d, uint32_t from)
{
	uint32_t at = digits_end(d, from), groups = 0;

	while (byte(d, at) == ',' && digits_end(d, at + 1) == at + GROUP) {
		at += GROUP;
		groups++;
	}
	return groups && digits_end(d, from) - from < GROUP && byte(d, at) == ',' &&
	       digits_end(d, at + 1) == at + 1 + GROUP;
}

/* 10,2 million: does a comma stand for the point, in figures of at most two decimals? */
static bool
has_decimal_comma(const struct doc *d, uint32_t from)
{
	uint32_t at = digits_end(d, from), to = digits_end(d, at + 1);

	return byte(d, at) == ',' && to > at + 1 && to < at + 1 + GROUP && byte(d, to) != ',' &&
	       byte(d, to) != '.' && at - from <= GROUP;
}

/* Digits and commas from `from` on: where they end when a group is not of three. */
static uint32_t
bad_groups(const struct doc *d, const struct word_list *scale, uint32_t from)
{
	uint32_t at = digits_end(d, from), last = 0;
	bool bad = at - from > GROUP || d->text.at[from] == '0';

	if (byte(d, at) != ',' || !is_digit(byte(d, at + 1)) || bad)
		return 0;
	if (is_reference(d, from, at, digits_end(d, at + 1)))
		return 0;
	while (byte(d, at) == ',' && is_digit(byte(d, at + 1))) {
		uint32_t to = digits_end(d, at + 1);
		last = to - at - 1;
		bad |= last != GROUP;
		at = to;
	}
	if (!bad || at - from > DIGITS_MOST || is_row(d, at) || is_letter(byte(d, at)) ||
	    is_indian(d, from) || may_be_two(d, scale, at, last))
		return 0;
	if (byte(d, at) == '.' && is_digit(byte(d, at + 1)))
		at = digits_end(d, at + 1);
	return at;
}

/* 4.4. million, 14. per, 34.亿元: a point between a figure and what it counts. */
static uint32_t
bad_point(const struct check *c, const struct rule *r, const struct fact *x)
{
	const struct doc *d = c->doc;
	const struct word_list *scale = r->values[KEY_SCALE].words;
	uint32_t at = digits_end(d, x->lex.number.to);

	at -= at > x->lex.number.from && byte(d, at - 1) == '.';
	if (!scale || byte(d, at) != '.')
		return 0;
	struct str text = {d->text.at, d->text.len};
	/* beside Han the point was read as a part of the number */
	if (byte(d, at + 1) != ' ')
		return x->lex.number.to > at && words_at(scale, text, at + 1) >= 0 ? at + 1 : 0;
	return is_letter(byte(d, at + 2)) && words_at(scale, text, at + 2) >= 0 ? at + 1 : 0;
}

/* .82.8: a point before a figure that has one. */
static uint32_t
bad_front(const struct doc *d, const struct fact *x, uint32_t *from)
{
	uint32_t at = x->lex.number.from;

	if (!x->lex.decimals || at < 2 || d->text.at[at - 1] != '.' || d->text.at[at - 2] != ' ')
		return 0;
	*from = at - 1;
	return x->lex.number.to;
}

/* Where the digits of a figure begin. */
static uint32_t
digits_from(const struct doc *d, const struct fact *x)
{
	uint32_t from = x->lex.number.from;

	while (from && from > x->lex.span.from && is_digit(d->text.at[from - 1]))
		from--;
	return from;
}

static bool
is_looked_at(const struct fact *x)
{
	const kind_set kinds = KINDS_QUANTITY | KIND_BIT(KIND_NAME);

	return KIND_BIT(x->lex.kind) & kinds && !x->lex.numerals;
}

/* Does the report write its decimals behind a comma throughout?  Asked of a report in
 * which one figure is written so. */
static bool
is_habit(const struct check *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->facts->count && n < HABIT; i++) {
		const struct fact *x = &c->facts->at[i];
		uint32_t from = digits_from(c->doc, x);
		n += is_looked_at(x) && is_digit(byte(c->doc, from)) &&
		     stands_alone(c->doc, from) && has_decimal_comma(c->doc, from);
	}
	return n == HABIT;
}

/* Are there digits and nothing else up to Han or another wide character, as in most figures?  Then no
 * group and no point of theirs is wrong. */
static bool
is_plain(const struct doc *d, const struct fact *x)
{
	uint32_t to = x->lex.number.to;

	return !x->lex.decimals && ((unsigned char)byte(d, to) & 0x80) &&
	       digits_end(d, x->lex.number.from) == to;
}

/* Looks at one figure; `habit` is 0 until it is known (1: no, 2: yes) whether decimals stand
 * behind commas. */
static void
look(struct check *c, const struct rule *r, const struct fact *x, int *habit)
{
	const struct doc *d = c->doc;
	if (is_plain(d, x))
		return;
	uint32_t from = digits_from(d, x), to = 0;

	if (!is_digit(byte(d, from)))
		return;
	if (stands_alone(d, from))
		to = bad_groups(d, r->values[KEY_SCALE].words, from);
	if (to && has_decimal_comma(d, from)) {
		if (!*habit)
			*habit = is_habit(c) + 1;
		if (*habit == 2)
			return;
	}
	if (!to && x->lex.kind != KIND_NAME)
		to = bad_point(c, r, x);
	if (!to && x->lex.kind != KIND_NAME)
		to = bad_front(d, x, &from);
	if (!to)
		return;
	const struct span span = {from, to};
	const struct message_value values[] = {{"figure", doc_slice(d, span)}, {NULL, {0}}};
	struct finding *f = finding_add(c, r, span, values, NULL, 0);

	finding_operand(c, f, "figure", doc_slice(d, span));
}

static void
run(struct check *c, const struct rule *r)
{
	int habit = 0;

	for (size_t i = 0; i < c->facts->count; i++) {
		const struct fact *x = &c->facts->at[i];
		if (is_looked_at(x))
			look(c, r, x, &habit);
	}
}

const struct check_kind check_malformed = {
	.spec =
		{
			.name = "malformed",
			.summary = "figures whose digits are grouped as none can be",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "figure",
		},
	.run = run,
};
