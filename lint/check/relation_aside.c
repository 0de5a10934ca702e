/*
 * Does a figure that stands aside explain why a relation fails?  办理386件，办结362件，办结率96.3%，其中
 * 10件由上级承办: 362 of 376; 行政诉讼24件，直接起诉15件、复议后起诉7件，共同应诉2件.  In goes an attempt
 * whose operands fail; out comes whether it holds when a figure behind the first of them is added
 * to an operand or taken from it, or, of a percentage, when another figure of the sentence is
 * what it is reckoned from.
 * The more figures stand around, the more of them fit by chance: of those behind, only the next few
 * are asked.
 * Cost: of a failure, a value of `expect` for two figures a time, of FIGURES_MOST around it.
 */
#include "near.h"
#include "relation.h"

enum { FIGURES_MOST = 24, BEHIND_MOST = 4 };

/* What stands around a match: figures of its sentences, and of the one behind them. */
struct around {
	uint32_t from, own, to; /* facts; those from `own` on stand behind the match's sentences */
};

static uint32_t
sentence_of(const struct attempt *a, uint32_t skeleton)
{
	struct span text = facts_text(a->check->facts, (struct span){skeleton, skeleton + 1});
	uint32_t s = doc_sentence_at(a->check->doc, text.from);

	return s == DOC_NONE ? a->sentence : s;
}

static struct around
around_match(const struct attempt *a)
{
	const struct facts *f = a->check->facts;
	uint32_t first = sentence_of(a, a->match->skeleton.from);
	uint32_t last = sentence_of(a, a->match->skeleton.to - 1), from, to;

	doc_paragraph(a->check->doc, last, &from, &to);
	uint32_t next = last + 1 < to ? last + 1 : last, begin = f->sentences[first].from, own, end;

	/* a long sentence may hold more before the match than are looked at */
	facts_within(f, a->match->skeleton, &own, &end);
	if (own - begin > FIGURES_MOST / 2)
		begin = own - FIGURES_MOST / 2;
	return (struct around){begin, f->sentences[last].to, f->sentences[next].to};
}

/* Is what both count of one kind? */
static bool
is_like(const struct attempt *a, const struct fact *x, const struct fact *y)
{
	if (x->lex.kind == KIND_COUNT && y->lex.kind == KIND_COUNT)
		return true;
	return fact_base_unit(a->check, x) == fact_base_unit(a->check, y);
}

/* With this value of an operand, which `when` must allow. */
static bool
holds_with(struct attempt *a, struct decimal value)
{
	const struct rule *r = a->rule;

	a->replacement = value;
	a->check->steps++;
	return attempt_truth(a, r->expect) == TRUTH_HOLDS &&
	       (!r->when || attempt_truth(a, r->when) == TRUTH_HOLDS);
}

/* Does it hold when x is added to an operand, or taken from it? */
static bool
holds_less(struct attempt *a, const struct fact *own, const struct fact *x)
{
	enum { PLACES_MOST = 9 };
	struct decimal all = own->lex.value, part = x->lex.value;
	int places = part.exponent - all.exponent;
	int64_t more;

	if (places < 0 || places > PLACES_MOST ||
	    __builtin_mul_overflow(part.mantissa, ten_to(places), &more) || more == 0 ||
	    more >= all.mantissa || -more >= all.mantissa)
		return false;
	return holds_with(a, (struct decimal){all.mantissa - more, all.exponent}) ||
	       holds_with(a, (struct decimal){all.mantissa + more, all.exponent});
}

/* Of a percentage: does it hold of x, which is no slip of the operand? */
static bool
holds_of(struct attempt *a, const struct fact *own, const struct fact *x)
{
	const struct doc *d = a->check->doc;

	return !digits_slip(doc_slice(d, own->lex.number), doc_slice(d, x->lex.number)) &&
	       holds_with(a, x->lex.value);
}

static bool
is_plain(const struct fact *x)
{
	return KIND_BIT(x->lex.kind) & KINDS_NUMBER && !x->lex.is_range;
}

/* Does a figure aside explain it, beside this operand? */
static bool
explains(struct attempt *a, const struct around *around, const struct fact *own)
{
	const struct facts *f = a->check->facts;
	bool percent = attempt_percent(a);
	unsigned after = 0; /* like figures behind the match */

	for (uint32_t k = around->from, n = 0; k < around->to && n < FIGURES_MOST; k++, n++) {
		const struct fact *x = &f->at[k];
		if (!is_plain(x) || attempt_binds(a, x) || !is_like(a, own, x))
			continue;
		if (x->skeleton >= a->match->skeleton.to && ++after > BEHIND_MOST)
			return false;
		bool behind = x->skeleton > a->match->skeleton.from;
		if ((behind && holds_less(a, own, x)) ||
		    (percent && k < around->own && holds_of(a, own, x)))
			return true;
	}
	return false;
}

/* Figures of few digits are met by chance: an operand has to be a count, or to have enough. */
static bool
is_telling(const struct attempt *a, const struct bound *b)
{
	if (b->word || b->list || b->fact_count != 1 || !is_plain(b->facts[0]))
		return false;
	const struct lexeme *l = &b->facts[0]->lex;
	return l->kind == KIND_COUNT ||
	       count_digits(doc_slice(a->check->doc, l->number)) >= SLIP_DIGITS;
}

/* Is it a percentage that many pairs of figures meet? */
static bool
is_coarse(const struct attempt *a)
{
	const struct lexeme *l = attempt_percent(a);

	return l && count_digits(doc_slice(a->check->doc, l->number)) < SLIP_DIGITS;
}

bool
attempt_explained(struct attempt *a)
{
	bool found = false;

	if (!a->match || !a->rule->expect || !expr_equates(a->rule->expect) || is_coarse(a))
		return false;
	struct around around = around_match(a);
	for (size_t i = 0; i < a->bound_count && !found; i++) {
		const struct bound *b = &a->bound[i];
		if (!is_telling(a, b))
			continue;
		a->replace = b->name;
		found = explains(a, &around, b->facts[0]);
	}
	a->replace = (struct str){0};
	return found;
}
