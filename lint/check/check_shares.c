/*
 * The kind "shares": figures and the shares that they are of one whole, several of them, either
 * one after the other (甲5人、乙15人，分别占25%、75%) or each beside its figure (41 (56%), 22 (30%)).
 * The whole is sought among the figures of the paragraph, and where the rule says so among those
 * of the report: one that explains the other shares shows which is wrong.  Where no
 * figure explains any of them and one slip in the figure before them explains all, that one is
 * wrong.  Where none explains any of a list, the sum of its figures may.
 * Cost: a look at the kinds of each sentence; shares times figures of the paragraph, of the
 * report where those do not explain all of them.
 */
#include "near.h"
#include "relation.h"
#include "shares.h"

enum key {
	KEY_REPORT,
	KEY_CUE,
	KEY_JOIN,
	KEY_EXCEPT,
	KEY_WITHIN,
	KEY_EARLIER,
	KEY_OTHER,
	KEY_MOVED,
	KEY_NAMED,
	KEY_SUM,
	KEY_UNTIL,
	KEY_REACH,
	KEY_ALL
};
static const struct kind_key keys[KEY_ALL] = {
	[KEY_REPORT] = {"report", KEY_STRING, true,
			"shares behind all the figures, or each beside its own",
			"respectively|beside"},
	[KEY_CUE] = {"cue", KEY_WORDS, true,
		     "respectively: words between the figures and the shares, or right behind "
		     "them; beside: between a figure and its share",
		     NULL},
	[KEY_JOIN] = {"join", KEY_WORDS, false, "what may stand between two shares", NULL},
	[KEY_EXCEPT] = {"except", KEY_WORDS, false,
			"words right behind a percentage that is no share", NULL},
	[KEY_WITHIN] = {"within", KEY_WORDS, false,
			"words between a part and its whole, which is no part of another: of",
			NULL},
	[KEY_EARLIER] = {"earlier", KEY_WORDS, false,
			 "words before a part that say it is of another time: the year before",
			 NULL},
	[KEY_OTHER] = {"other", KEY_WORDS, false,
		       "respectively: words between the figures and the shares that say each is of "
		       "something else: of last year's",
		       NULL},
	[KEY_MOVED] = {"moved", KEY_WORDS, false,
		       "beside: words right before a part that say it is a change (rose by)", NULL},
	[KEY_SUM] =
		{"sum", KEY_WORDS, false,
		 "respectively: words before a figure between the list and its shares that sums "
		 "it up",
		 NULL},
	[KEY_NAMED] = {"named", KEY_WORDS, false,
		       "words behind a pair that say its whole is named before: of all", NULL},
	[KEY_UNTIL] = {"until", KEY_WORDS, false,
		       "beside: words that end what stands between when a cue begins it and a name "
		       "follows, which is the same for all of them: 占工单总量的",
		       NULL},
	[KEY_REACH] = {"reach", KEY_STRING, false,
		       "where the whole may stand: paragraph (the default), or document",
		       "paragraph|document"},
};

bool
shares_plain(const struct fact *x)
{
	return !x->lex.is_range && x->lex.qualifier == QUALIFIER_NONE;
}

bool
shares_figure(const struct fact *x)
{
	return (KIND_BIT(x->lex.kind) & KINDS_NUMBER) && shares_plain(x) &&
	       x->lex.value.mantissa > 0;
}

bool
shares_share(const struct fact *x)
{
	return x->lex.kind == KIND_PERCENT && shares_plain(x);
}

bool
shares_alike(const struct check *c, const struct fact *a, const struct fact *b)
{
	unit_id u = fact_base_unit(c, a), v = fact_base_unit(c, b);

	return u == v || (!u && b->lex.kind == KIND_COUNT) || (!v && a->lex.kind == KIND_COUNT);
}

struct str
shares_gap(const struct facts *f, size_t i)
{
	const struct sentence_facts *s = &f->sentences[f->at[i].sentence];
	uint32_t to = i + 1 < s->to ? f->at[i + 1].skeleton : s->skeleton.to;

	return skeleton_slice(f, fact_end(&f->at[i]), to);
}

/* ---- wholes ---------------------------------------------------------------------------- */

const struct number *
shares_value(const struct shares *s, const struct lexeme *l, bool truncated)
{
	unit_id unit;

	return number_of_lexeme(s->check->pool, s->check->rulebook->lexicon, l, truncated, &unit);
}

bool
shares_make(const struct shares *s, const struct lexeme *part, const struct lexeme *whole,
	    const struct lexeme *share, bool truncated)
{
	const struct number *calc =
		number_binary(s->check->pool, NUMBER_DIV, shares_value(s, part, false),
			      shares_value(s, whole, false));

	return number_compare(NUMBER_MEETS, shares_value(s, share, truncated), calc) == TRUTH_HOLDS;
}

/* The figures of the paragraph, those nearest before the last share. */
static void
wholes_find(struct shares *s)
{
	const struct check *c = s->check;
	const struct fact *last = s->pair[s->count - 1].share + 1;

	s->whole_count = 0;
	if (last >= c->facts->at + c->facts->count)
		last--;
	for (const struct fact *x = last; x >= c->facts->at && x->sentence >= s->from; x--) {
		if (!shares_figure(x) || !shares_alike(c, s->pair[0].part, x))
			continue;
		s->whole[s->whole_count++] = x;
		if (s->whole_count == WHOLES_NEAR || x == c->facts->at)
			break;
	}
	s->near_count = s->whole_count;
}

static void
pairs_explain(struct shares *s)
{
	for (uint32_t i = 0; i < s->count; i++)
		for (uint32_t w = 0; w < s->whole_count; w++) {
			struct pair *p = &s->pair[i];
			if (p->part != s->whole[w] &&
			    shares_make(s, &p->part->lex, &s->whole[w]->lex, &p->share->lex, false))
				p->wholes |= UINT32_C(1) << w;
		}
}

/* How many pairs a whole explains; 0 when it leaves another one than i of its sentence (of the
 * paragraph, if it stands outside), or is a part itself. */
static uint32_t
explained_by(const struct shares *s, uint32_t whole, uint32_t i)
{
	uint32_t n = 0, beside = 0;

	for (uint32_t k = 0; k < s->count; k++) {
		bool explained = s->pair[k].wholes >> whole & 1;
		bool same = whole >= s->near_count || shares_together(s, &s->pair[k], &s->pair[i]);
		if (s->pair[k].part == s->whole[whole] || (same && !explained && k != i))
			return 0;
		n += explained;
		beside += explained && same;
	}
	return beside ? n : 0;
}

/* ---- judging ------------------------------------------------------------------------------- */

bool
shares_slip(const struct lexeme *printed, struct slip *slip)
{
	int64_t mantissa = printed->value.mantissa;

	if (!slip->place) {
		slip->with = *printed;
		slip->place = 1;
		slip->digit = -1;
	}
	for (; !printed->numerals && slip->place <= mantissa; slip->place *= 10, slip->digit = -1)
		while (++slip->digit < 10) {
			int64_t other = slip->digit - mantissa / slip->place % 10;
			slip->with.value.mantissa = mantissa + other * slip->place;
			if (other && slip->with.value.mantissa > 0)
				return true;
		}
	return false;
}

/* The next slip of `slipped`, the part or the share, with which the pair holds. */
static bool
slip_next(const struct shares *s, const struct pair *p, const struct fact *whole,
	  const struct fact *slipped, struct slip *slip)
{
	const struct lexeme *part = slipped == p->part ? &slip->with : &p->part->lex;
	const struct lexeme *share = slipped == p->part ? &p->share->lex : &slip->with;

	while (shares_slip(&slipped->lex, slip))
		if (shares_make(s, part, &whole->lex, share, false))
			return true;
	return false;
}

bool
shares_slipped(const struct shares *s, const struct pair *p, const struct fact *whole,
	       const struct fact *slipped)
{
	struct slip slip = {0};

	return slip_next(s, p, whole, slipped, &slip);
}

/* Proposes the share as it comes out, and the parts, one digit away, with which it does. */
static void
propose(const struct shares *s, struct finding *f, const struct pair *p, const struct fact *whole,
	struct str share)
{
	struct slip slip = {0};

	propose_figure(s->check, f, p->share->lex.number, share);
	while (slip_next(s, p, whole, p->part, &slip))
		propose_mantissa(s->check, f, p->part->lex.number, slip.with.value.mantissa);
}

/* The whole that shows pair i to be wrong; NULL. */
static const struct fact *
whole_of(const struct shares *s, uint32_t i)
{
	enum { SURE = 2 };
	const struct pair *p = &s->pair[i];
	const struct fact *best = NULL;
	uint32_t most = 0;

	if (s->far && p->dated) /* Of the 874, 785 (90%) were; in 2021, 716 (90%) were. */
		return NULL;
	for (uint32_t w = 0; w < s->whole_count; w++) {
		uint32_t n = explained_by(s, w, i);
		if (n <= most)
			continue;
		if ((n < SURE || w >= s->near_count || s->until) &&
		    (s->whole[w]->lex.value.mantissa < 10 ||
		     (!shares_slipped(s, p, s->whole[w], p->part) &&
		      !shares_slipped(s, p, s->whole[w], p->share))))
			continue;
		most = n;
		best = s->whole[w];
	}
	return best;
}

void
shares_report(const struct shares *s, const struct pair *p, const struct fact *whole,
	      const struct number *sum, bool truncated)
{
	struct check *c = s->check;
	bool zh = c->language == MESSAGE_ZH;
	const struct lexeme *part = &p->part->lex;
	const struct number *calc =
		number_binary(c->pool, NUMBER_DIV, shares_value(s, part, false),
			      whole ? shares_value(s, &whole->lex, false) : sum);
	struct str percent = number_print(c->arena, calc, p->share->lex.decimals, 2);
	const struct message_value values[] = {
		{"part", fact_text(c->facts, p->part)},
		{"whole", whole ? fact_text(c->facts, whole)
				: print_as_stated(c, part, sum, part->decimals)},
		{"share", fact_text(c->facts, p->share)},
		{"calc", str_printf(c->arena, "%.*s%%", STR_FMT(percent))},
		{NULL, {0}},
	};
	const struct related related[] = {
		{.span = p->part->lex.span, .message = zh ? STR("其一") : STR("the part")},
		{.span = whole ? whole->lex.span : part->span,
		 .message = zh ? STR("总数") : STR("the whole")},
	};
	struct finding *f =
		finding_add(c, s->rule, p->share->lex.span, values, related, whole ? 2 : 1);

	for (size_t i = 0; values[i].name; i++)
		finding_operand(c, f, values[i].name, values[i].value);
	finding_compare(c, f, &p->share->lex, calc);
	if (c->proposes && whole)
		propose(s, f, p, whole, percent);
	if (truncated)
		finding_cut(c, f);
}

static void
pair_judge(const struct shares *s, uint32_t i)
{
	struct check *c = s->check;
	const struct pair *p = &s->pair[i];
	bool holds = p->wholes != 0;
	const struct fact *whole = holds ? s->whole[__builtin_ctz(p->wholes)] : whole_of(s, i);

	if (!whole && s->named)
		whole = shares_named(s, p);

	if (!whole) {
		check_unknown(c, s->rule, p->share->lex.span, UNKNOWN_EVIDENCE);
		return;
	}
	check_took_part(c, s->rule, p->part, holds);
	check_took_part(c, s->rule, p->share, holds);
	check_took_part(c, s->rule, whole, holds);
	if (holds)
		check_proved(c, s->rule, p->share->lex.span, "its share");
	else
		shares_report(s, p, whole, NULL,
			      shares_make(s, &p->part->lex, &whole->lex, &p->share->lex, true));
}

/* Is every figure that explains a pair one of the list, a part itself? */
static bool
only_parts_explain(const struct shares *s, uint32_t i)
{
	for (uint32_t w = 0; w < s->whole_count; w++) {
		bool part = false;
		for (uint32_t k = 0; k < s->count; k++)
			part |= s->pair[k].part == s->whole[w];
		if (s->pair[i].wholes >> w & 1 && !part)
			return false;
	}
	return true;
}

/* All shares of a list are of one whole: where one explains all but one of them, that one is not
 * explained by its part being, by chance, so much of another part. */
static void
doubt_odd_one(struct shares *s)
{
	enum { LEAST = 3 };

	for (uint32_t w = 0; s->count >= LEAST && w < s->whole_count; w++) {
		uint32_t n = 0, odd = 0;
		for (uint32_t i = 0; i < s->count; i++) {
			n += s->pair[i].wholes >> w & 1;
			odd = s->pair[i].wholes >> w & 1 ? odd : i;
		}
		if (n + 1 == s->count && s->pair[odd].wholes && only_parts_explain(s, odd)) {
			s->pair[odd].wholes = 0;
			return;
		}
	}
}

void
shares_judge(struct shares *s, bool listed)
{
	bool explained = false;

	number_pool_reset(s->check->pool);
	for (uint32_t i = 0; i < s->count; i++)
		s->pair[i].wholes = 0;
	wholes_find(s);
	pairs_explain(s);
	if (listed)
		doubt_odd_one(s);
	if (s->far && s->count > 1 && shares_far(s))
		return;
	for (uint32_t i = 0; i < s->count; i++)
		explained |= s->pair[i].wholes != 0;
	if (listed && !explained) {
		shares_judge_sum(s);
		return;
	}
	if (s->until && !explained && shares_judge_ratio(s))
		return;
	for (uint32_t i = 0; i < s->count; i++)
		pair_judge(s, i);
}

static void
lists_run(struct shares *s)
{
	const struct facts *f = s->check->facts;
	const struct span sentences = check_sentences(s->check);

	for (uint32_t i = sentences.from; (i = shares_next(s, i, sentences.to)) < sentences.to;
	     i++) {
		const struct sentence_facts *sentence = &f->sentences[i];
		uint32_t at = shares_in(sentence) ? sentence->from : sentence->to, n;
		for (; at < sentence->to; at += n + !n) {
			n = shares_in_row(s, sentence, at);
			if (n < 2 || !shares_take_list(s, sentence, at, n))
				continue;
			doc_paragraph(s->check->doc, i, &s->from, &s->to);
			shares_judge(s, true);
		}
	}
}

static void
paragraphs_run(struct shares *s)
{
	const struct facts *f = s->check->facts;
	const struct span sentences = check_sentences(s->check);

	for (uint32_t i = sentences.from; (i = shares_next(s, i, sentences.to)) < sentences.to;
	     i = s->to) {
		shares_stretch(s, i);
		if (!s->items && !shares_in(&f->sentences[i])) {
			s->to = i + 1;
			continue;
		}
		shares_take_pairs(s, f->sentences[s->from].from, f->sentences[s->to - 1].to);
		if (s->count > 1 || (s->count && s->named))
			shares_judge(s, false);
	}
}

/* Sets which sentences hold a figure and a percentage. */
static void
told_read(struct shares *s)
{
	const struct sentence_facts *all = s->check->facts->sentences;
	const struct span sentences = check_sentences(s->check);
	uint32_t *told = arena_alloc_raw(s->check->arena,
					 (sentences.to - sentences.from + 1) * sizeof *told);

	for (uint32_t i = sentences.from; i < sentences.to; i++) {
		told[s->told_count] = i;
		s->told_count += shares_in(&all[i]);
	}
	s->told = told;
}

static void
run(const struct shares *told, const struct rule *r)
{
	struct shares s = {.check = told->check,
			   .rule = r,
			   .told = told->told,
			   .told_count = told->told_count,
			   .cue = r->values[KEY_CUE].words,
			   .join = r->values[KEY_JOIN].words,
			   .except = r->values[KEY_EXCEPT].words,
			   .within = r->values[KEY_WITHIN].words,
			   .earlier = r->values[KEY_EARLIER].words,
			   .other = r->values[KEY_OTHER].words,
			   .moved = r->values[KEY_MOVED].words,
			   .named = r->values[KEY_NAMED].words,
			   .sum = r->values[KEY_SUM].words,
			   .until = r->values[KEY_UNTIL].words,
			   .far = str_eq(r->values[KEY_REACH].string, STR("document"))};

	if (s.until)
		shares_run_same(&s);
	else if (str_eq(r->values[KEY_REPORT].string, STR("beside")))
		paragraphs_run(&s);
	else
		lists_run(&s);
}

static void
run_all(struct check *c, const struct rule *const *rules, size_t count)
{
	struct shares told = {.check = c};

	told_read(&told);
	for (size_t i = 0; i < count; i++)
		run(&told, rules[i]);
}

const struct check_kind check_shares = {
	.spec =
		{
			.name = "shares",
			.summary = "several figures and the shares that they are of one whole",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "part whole share calc",
		},
	.run_all = run_all,
	.judges = true,
};
