/*
 * The kind "measure": two claims of one measure in one report must meet.
 * Speaks when they are one slip of the pen apart; the odd one is that which
 * fewer others agree with.
 */
#include "claim.h"
#include "near.h"

enum key { KEY_MIN_DIGITS, KEY_ALL };

static const struct kind_key keys[KEY_ALL] = {
	[KEY_MIN_DIGITS] = {"min-digits", KEY_INTEGER, false,
			    "digits that a figure must have to be compared (3)", NULL},
};

static size_t
agreeing(struct check *c, const struct fact *const *claims, size_t count, const struct fact *x)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += claims_meet(c, claims[i], x);
	return n;
}

static void
report(struct check *c, const struct rule *r, const struct measure *m, const struct fact *odd,
       const struct fact *other)
{
	const struct message_value values[] = {
		{"measure", m->names[0]},
		{"figure", fact_text(c->facts, odd)},
		{"other", fact_text(c->facts, other)},
		{NULL, {0}},
	};
	const struct related related = {
		.span = other->lex.span,
		.message = c->language == MESSAGE_ZH ? STR("同一指标") : STR("the same measure"),
	};
	struct finding *f = finding_add(c, r, odd->lex.span, values, &related, 1);

	finding_operand(c, f, "measure", m->id);
	finding_operand(c, f, "figure", decimal_print(c->arena, odd->lex.value));
	finding_operand(c, f, "other", decimal_print(c->arena, other->lex.value));
	finding_compare_facts(c, f, odd, other);
	propose_either(c, f, odd->lex.number, other->lex.number);
	check_took_part(c, r, odd, false);
	check_took_part(c, r, other, false);
}

static bool
enough_digits(const struct check *c, const struct fact *x, int64_t min)
{
	return (int64_t)count_digits(doc_slice(c->doc, x->lex.number)) >= min;
}

static void
compare(struct check *c, const struct rule *r, const struct measure *m)
{
	size_t count;
	const struct fact *const *claims = claims_of(c, m, &count);
	int64_t min = r->values[KEY_MIN_DIGITS].set ? r->values[KEY_MIN_DIGITS].integer : 3;

	for (size_t i = 1; i < count && count <= 16; i++) {
		const struct fact *first = claims[0], *x = claims[i];
		number_pool_reset(c->pool);
		if (claims_meet(c, first, x)) {
			check_took_part(c, r, first, true);
			check_took_part(c, r, x, true);
			check_proved(c, r, x->lex.span, "the same measure");
			continue;
		}
		bool first_odd = agreeing(c, claims, count, first) < agreeing(c, claims, count, x);
		const struct fact *odd = first_odd ? first : x, *other = first_odd ? x : first;
		if (enough_digits(c, first, min) && enough_digits(c, x, min) &&
		    doc_block_at(c->doc, odd->lex.span.from) !=
			    doc_block_at(c->doc, other->lex.span.from) &&
		    digits_slip(doc_slice(c->doc, odd->lex.number),
				doc_slice(c->doc, other->lex.number)))
			report(c, r, m, odd, other);
	}
}

static void
run(struct check *c, const struct rule *r)
{
	for (size_t i = 0; i < c->rulebook->measure_count; i++)
		compare(c, r, &c->rulebook->measures[i]);
}

const struct check_kind check_measure = {
	.spec =
		{
			.name = "measure",
			.summary = "one measure with two values in one report",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "measure figure other",
		},
	.run = run,
	.judges = true,
};
