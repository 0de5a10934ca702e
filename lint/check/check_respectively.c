/*
 * The kind "respectively": figures, and behind them as many percentages that are said to be
 * their shares, one after the other (甲5人、乙15人，分别占25%、75%).  The whole is sought among
 * the figures before them; one that explains all shares, or all but one, was meant, and
 * the odd share is the finding.
 * Cost: a look at the kinds of each sentence; candidates times shares where a list stands.
 */
#include "near.h"
#include "relation.h"

enum key { KEY_CUE, KEY_JOIN, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_CUE] = {"cue", KEY_WORDS, true,
		     "words between the figures and the shares, or right behind them", NULL},
	[KEY_JOIN] = {"join", KEY_WORDS, true, "what may stand between two shares", NULL},
};

enum {
	SHARES_MOST = 16,
	WHOLES_MOST = 12,
	SURE_LEAST = 3,	  /* shares of which all but one hold */
	CUE_BYTES = 60,	  /* of the words between figures and shares */
	BEHIND_BYTES = 30 /* behind them */
};

/* Percentages at[first .. first + count) and the figures that they are shares of, right before. */
struct shares {
	struct check *check;
	const struct rule *rule;
	const struct word_list *cue, *join;
	uint32_t first, count;
};

static const struct fact *
share_at(const struct shares *s, uint32_t i)
{
	return &s->check->facts->at[s->first + i];
}

static const struct fact *
part_at(const struct shares *s, uint32_t i)
{
	return &s->check->facts->at[s->first - s->count + i];
}

static bool
is_plain(const struct fact *x)
{
	return !x->lex.is_range && x->lex.qualifier == QUALIFIER_NONE;
}

/* The skeleton between two neighbouring facts; from the last one to its sentence's end. */
static struct str
gap_behind(const struct facts *f, uint32_t i)
{
	const struct sentence_facts *s = &f->sentences[f->at[i].sentence];
	uint32_t from = f->at[i].skeleton + 3;
	uint32_t to = i + 1 < s->to ? f->at[i + 1].skeleton : s->skeleton.to;

	return (struct str){f->skeleton + from, to - from};
}

static bool
only_joins(const struct word_list *join, struct str gap)
{
	for (size_t at = 0; at < gap.len;) {
		int word = words_at(join, gap, at);
		if (word < 0)
			return false;
		at += join->words[word].len;
	}
	return gap.len > 0;
}

/* How many percentages follow one another from fact `first` on. */
static uint32_t
run_length(const struct shares *s, const struct sentence_facts *sentence, uint32_t first)
{
	const struct facts *f = s->check->facts;
	uint32_t n = 0;

	while (first + n < sentence->to && f->at[first + n].lex.kind == KIND_PERCENT &&
	       is_plain(&f->at[first + n]) &&
	       (!n || only_joins(s->join, gap_behind(f, first + n - 1))))
		n++;
	return n;
}

/* Do words say that the percentages are shares of the figures before them? */
static bool
is_cued(const struct shares *s)
{
	const struct facts *f = s->check->facts;
	struct str before = gap_behind(f, s->first - 1);
	struct str behind = gap_behind(f, s->first + s->count - 1);
	size_t where;

	if (before.len > CUE_BYTES)
		return false;
	behind = str_sub(behind, 0, behind.len < BEHIND_BYTES ? behind.len : BEHIND_BYTES);
	return words_in(s->cue, before, &where) >= 0 ||
	       (words_in(s->cue, behind, &where) >= 0 && where <= 2);
}

/* Are there as many plain figures of one unit right before, and no more of them in the list? */
static bool
has_parts(const struct shares *s, const struct sentence_facts *sentence)
{
	if (s->count > SHARES_MOST || s->first < sentence->from + s->count)
		return false;
	unit_id unit = fact_base_unit(s->check, part_at(s, 0));

	for (uint32_t i = 0; i < s->count; i++) {
		const struct fact *x = part_at(s, i);
		if (!(KIND_BIT(x->lex.kind) & KINDS_NUMBER) || !is_plain(x) ||
		    fact_base_unit(s->check, x) != unit)
			return false;
	}
	return true;
}

/* What a whole makes of the shares. */
struct fit {
	const struct fact *whole;
	uint32_t holds, odd;	   /* how many hold; the last that does not */
	bool truncated;		   /* the odd one does when it was cut off */
	const struct number *calc; /* of the odd one */
};

static const struct number *
value_of(const struct shares *s, const struct fact *x, bool truncated)
{
	unit_id unit;

	return fact_number(s->check, x, truncated, &unit);
}

static void
fit_try(const struct shares *s, const struct fact *whole, struct fit *fit)
{
	struct number_pool *pool = s->check->pool;

	*fit = (struct fit){.whole = whole};
	for (uint32_t i = 0; i < s->count; i++) {
		const struct number *calc =
			number_binary(pool, NUMBER_DIV, value_of(s, part_at(s, i), false),
				      value_of(s, whole, false));
		const struct fact *share = share_at(s, i);
		if (number_compare(NUMBER_MEETS, value_of(s, share, false), calc) == TRUTH_HOLDS) {
			fit->holds++;
			continue;
		}
		fit->odd = i;
		fit->calc = calc;
		fit->truncated =
			number_compare(NUMBER_MEETS, value_of(s, share, true), calc) == TRUTH_HOLDS;
	}
}

/* The whole that explains most shares, among the figures of the paragraph before them. */
static struct fit
fit_best(const struct shares *s)
{
	const struct check *c = s->check;
	unit_id unit = fact_base_unit(c, part_at(s, 0));
	uint32_t from, to, seen = 0;
	struct fit best = {0}, fit;

	doc_paragraph(c->doc, share_at(s, 0)->sentence, &from, &to);
	for (const struct fact *x = part_at(s, 0); x-- > c->facts->at && x->sentence >= from;) {
		if (!(KIND_BIT(x->lex.kind) & KINDS_NUMBER) || !is_plain(x) ||
		    x->lex.value.mantissa <= 0 || fact_base_unit(c, x) != unit)
			continue;
		if (seen++ == WHOLES_MOST)
			break;
		fit_try(s, x, &fit);
		if (!best.whole || fit.holds > best.holds)
			best = fit;
	}
	return best;
}

static void
report(const struct shares *s, const struct fit *fit)
{
	struct check *c = s->check;
	bool zh = c->language == MESSAGE_ZH;
	const struct fact *part = part_at(s, fit->odd), *share = share_at(s, fit->odd);
	struct str calc = number_print(c->arena, fit->calc, share->lex.decimals, 2);
	const struct message_value values[] = {
		{"part", fact_text(c->facts, part)},
		{"whole", fact_text(c->facts, fit->whole)},
		{"share", fact_text(c->facts, share)},
		{"calc", str_printf(c->arena, "%.*s%%", STR_FMT(calc))},
		{NULL, {0}},
	};
	const struct related related[] = {
		{.span = part->lex.span, .message = zh ? STR("其一") : STR("the part")},
		{.span = fit->whole->lex.span, .message = zh ? STR("总数") : STR("the whole")},
	};
	struct finding *f = finding_add(c, s->rule, share->lex.span, values, related, 2);

	for (size_t i = 0; values[i].name; i++)
		finding_operand(c, f, values[i].name, values[i].value);
	if (fit->truncated) {
		f->truncated = true;
		f->level = s->rule->level == LEVEL_ERROR ? LEVEL_WARNING : LEVEL_NOTE;
	}
}

static void
judge(const struct shares *s)
{
	struct check *c = s->check;
	const struct rule *r = s->rule;
	struct fit fit = fit_best(s);
	struct span list = {share_at(s, 0)->lex.span.from, share_at(s, s->count - 1)->lex.span.to};

	if (!fit.whole || fit.holds + 1 < s->count || !fit.holds) {
		check_unknown(c, r, list, fit.whole ? UNKNOWN_EVIDENCE : UNKNOWN_MISSING);
		return;
	}
	bool odd = fit.holds < s->count;
	if (odd && s->count < SURE_LEAST && fit.whole->sentence != share_at(s, 0)->sentence) {
		check_unknown(c, r, list, UNKNOWN_EVIDENCE);
		return;
	}
	check_took_part(c, r, fit.whole, !odd);
	for (uint32_t i = 0; i < s->count; i++) {
		bool holds = !odd || i != fit.odd;
		check_took_part(c, r, part_at(s, i), holds);
		check_took_part(c, r, share_at(s, i), holds);
		if (holds)
			check_proved(c, r, share_at(s, i)->lex.span, "its share");
	}
	if (odd)
		report(s, &fit);
}

static void
run(struct check *c, const struct rule *r)
{
	const struct facts *f = c->facts;
	struct shares s = {.check = c,
			   .rule = r,
			   .cue = r->values[KEY_CUE].words,
			   .join = r->values[KEY_JOIN].words};

	for (size_t i = 0; i < c->doc->sentence_count; i++) {
		const struct sentence_facts *sentence = &f->sentences[i];
		if (!(sentence->kinds & KIND_BIT(KIND_PERCENT)) ||
		    !(sentence->kinds & KINDS_NUMBER))
			continue;
		for (s.first = sentence->from; s.first < sentence->to; s.first += s.count) {
			s.count = run_length(&s, sentence, s.first);
			if (s.count > 1 && has_parts(&s, sentence) && is_cued(&s)) {
				number_pool_reset(c->pool);
				judge(&s);
			}
			s.count += !s.count;
		}
	}
}

const struct check_kind check_respectively = {
	.spec =
		{
			.name = "respectively",
			.summary =
				"shares that are given one after the other, as their figures are",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "part whole share calc",
		},
	.run = run,
};
