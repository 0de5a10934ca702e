/*
 * The kind "shares": figures and the shares that they are of one whole, several of them, either
 * one after the other (甲5人、乙15人，分别占25%、75%) or each beside its figure (41 (56%), 22 (30%)).
 * The whole is sought among the figures of the paragraph: one that explains the other shares
 * shows which is wrong.
 * Cost: a look at the kinds of each sentence; shares times figures of the paragraph where
 * there are shares.
 */
#include "near.h"
#include "relation.h"

#include <string.h>

enum key { KEY_REPORT, KEY_CUE, KEY_JOIN, KEY_EXCEPT, KEY_ALL };
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
};

enum {
	PAIRS_MOST = 32,
	WHOLES_MOST = 24,
	CUE_BYTES = 60,	   /* of the words between figures and shares */
	BESIDE_BYTES = 36, /* between a figure and its share */
	BEHIND_BYTES = 30, /* behind shares */
	FACT_BYTES = 3	   /* of the skeleton */
};

/* A figure and the share that it is said to be. */
struct pair {
	const struct fact *part, *share;
	uint32_t wholes; /* bit per whole that explains it */
};

struct shares {
	struct check *check;
	const struct rule *rule;
	const struct word_list *cue, *join, *except;
	struct pair pair[PAIRS_MOST]; /* of one list, or one paragraph */
	uint32_t count;
	const struct fact *whole[WHOLES_MOST];
	uint32_t whole_count;
};

static bool
is_plain(const struct fact *x)
{
	return !x->lex.is_range && x->lex.qualifier == QUALIFIER_NONE;
}

static bool
is_figure(const struct fact *x)
{
	return (KIND_BIT(x->lex.kind) & KINDS_NUMBER) && is_plain(x) && x->lex.value.mantissa > 0;
}

static bool
is_share(const struct fact *x)
{
	return x->lex.kind == KIND_PERCENT && is_plain(x);
}

/* May one be a part of the other?  What has no unit counts anything. */
static bool
are_alike(const struct check *c, const struct fact *a, const struct fact *b)
{
	unit_id u = fact_base_unit(c, a), v = fact_base_unit(c, b);

	return u == v || (!u && b->lex.kind == KIND_COUNT) || (!v && a->lex.kind == KIND_COUNT);
}

/* The skeleton behind fact i, up to the next one or the end of the sentence. */
static struct str
gap_behind(const struct facts *f, size_t i)
{
	const struct sentence_facts *s = &f->sentences[f->at[i].sentence];
	uint32_t from = f->at[i].skeleton + FACT_BYTES;
	uint32_t to = i + 1 < s->to ? f->at[i + 1].skeleton : s->skeleton.to;

	return (struct str){f->skeleton + from, to - from};
}

/* ---- one after the other ------------------------------------------------------------ */

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

/* How many shares follow one another from fact `first` on. */
static uint32_t
run_length(const struct shares *s, const struct sentence_facts *sentence, uint32_t first)
{
	const struct facts *f = s->check->facts;
	uint32_t n = 0;

	while (first + n < sentence->to && is_share(&f->at[first + n]) &&
	       (!n || only_joins(s->join, gap_behind(f, first + n - 1))))
		n++;
	return n;
}

/* Do words say that shares [first, first + n) are those of the figures before them? */
static bool
is_cued(const struct shares *s, uint32_t first, uint32_t n)
{
	const struct facts *f = s->check->facts;
	struct str before = gap_behind(f, first - 1), behind = gap_behind(f, first + n - 1);
	size_t where;

	if (before.len > CUE_BYTES)
		return false;
	behind = str_sub(behind, 0, behind.len < BEHIND_BYTES ? behind.len : BEHIND_BYTES);
	return words_in(s->cue, before, &where) >= 0 ||
	       (words_in(s->cue, behind, &where) >= 0 && where <= 2);
}

/* Takes the n figures of one unit right before n shares. */
static bool
list_take(struct shares *s, const struct sentence_facts *sentence, uint32_t first, uint32_t n)
{
	const struct fact *at = s->check->facts->at;

	if (n > PAIRS_MOST || first < sentence->from + n || !is_cued(s, first, n))
		return false;
	for (s->count = 0; s->count < n; s->count++) {
		const struct fact *part = &at[first - n + s->count];
		if (!is_figure(part) || !are_alike(s->check, &at[first - n], part))
			return false;
		s->pair[s->count] = (struct pair){part, &at[first + s->count], 0};
	}
	return true;
}

/* ---- each beside its figure ------------------------------------------------------------ */

/* Is the gap between a figure and a share, in either order, one that makes them a pair?  Words may
 * stand before the cue, no marks: 1,508 were granted (84%). */
static bool
is_beside(const struct shares *s, struct str gap)
{
	static const char marks[] = ".,;:()";
	int word = gap.len <= BESIDE_BYTES ? words_before(s->cue, gap, gap.len) : -1;

	if (word < 0)
		return false;
	for (size_t i = 0; i < gap.len - s->cue->words[word].len; i++)
		if (strchr(marks, gap.at[i]) || (unsigned char)gap.at[i] >= 0x80)
			return false;
	return true;
}

static bool
is_excepted(const struct shares *s, size_t share)
{
	struct str behind = gap_behind(s->check->facts, share);
	size_t where;

	behind = str_sub(behind, 0, behind.len < BEHIND_BYTES ? behind.len : BEHIND_BYTES);
	return s->except && words_in(s->except, behind, &where) >= 0 && where <= 4;
}

/* Takes the pairs of facts [from, to), which are a paragraph. */
static void
pairs_take(struct shares *s, uint32_t from, uint32_t to)
{
	const struct facts *f = s->check->facts;

	s->count = 0;
	for (uint32_t i = from; i + 1 < to && s->count < PAIRS_MOST; i++) {
		const struct fact *a = &f->at[i], *b = a + 1;
		bool first = is_figure(a) && is_share(b);
		if ((!first && !(is_share(a) && is_figure(b))) || a->sentence != b->sentence ||
		    !is_beside(s, gap_behind(f, i)) || is_excepted(s, first ? i + 1 : i))
			continue;
		s->pair[s->count++] = (struct pair){first ? a : b, first ? b : a, 0};
		i++;
	}
}

/* ---- wholes ---------------------------------------------------------------------------- */

static const struct number *
value_of(const struct shares *s, const struct lexeme *l, bool truncated)
{
	unit_id unit;

	return number_of_lexeme(s->check->pool, s->check->rulebook->lexicon, l, truncated, &unit);
}

static bool
makes(const struct shares *s, const struct lexeme *part, const struct lexeme *whole,
      const struct lexeme *share, bool truncated)
{
	const struct number *calc = number_binary(
		s->check->pool, NUMBER_DIV, value_of(s, part, false), value_of(s, whole, false));

	return number_compare(NUMBER_MEETS, value_of(s, share, truncated), calc) == TRUTH_HOLDS;
}

/* The figures of the paragraph, those nearest before the last share. */
static void
wholes_find(struct shares *s)
{
	const struct check *c = s->check;
	const struct fact *last = s->pair[s->count - 1].share + 1;
	uint32_t from, to;

	s->whole_count = 0;
	doc_paragraph(c->doc, s->pair[0].share->sentence, &from, &to);
	if (last >= c->facts->at + c->facts->count)
		last--;
	for (const struct fact *x = last; x >= c->facts->at && x->sentence >= from; x--) {
		if (!is_figure(x) || !are_alike(c, s->pair[0].part, x))
			continue;
		s->whole[s->whole_count++] = x;
		if (s->whole_count == WHOLES_MOST || x == c->facts->at)
			break;
	}
}

static void
pairs_explain(struct shares *s)
{
	for (uint32_t i = 0; i < s->count; i++)
		for (uint32_t w = 0; w < s->whole_count; w++) {
			struct pair *p = &s->pair[i];
			if (p->part != s->whole[w] &&
			    makes(s, &p->part->lex, &s->whole[w]->lex, &p->share->lex, false))
				p->wholes |= UINT32_C(1) << w;
		}
}

/* How many pairs a whole explains; 0 when it leaves another one than i of its sentence, or is
 * a part itself. */
static uint32_t
explained_by(const struct shares *s, uint32_t whole, uint32_t i)
{
	uint32_t n = 0, beside = 0;

	for (uint32_t k = 0; k < s->count; k++) {
		bool explained = s->pair[k].wholes >> whole & 1;
		bool same = s->pair[k].share->sentence == s->pair[i].share->sentence;
		if (s->pair[k].part == s->whole[whole] || (same && !explained && k != i))
			return 0;
		n += explained;
		beside += explained && same;
	}
	return beside ? n : 0;
}

/* ---- judging ------------------------------------------------------------------------------- */

/* A figure of a pair with another digit in one place: begun with all zero. */
struct slip {
	int64_t place; /* the power of ten that differs */
	int64_t digit; /* what stands there now */
	struct lexeme with;
};

/* The next slip of `slipped`, the part or the share, with which the pair holds. */
static bool
slip_next(const struct shares *s, const struct pair *p, const struct fact *whole,
	  const struct fact *slipped, struct slip *slip)
{
	const struct lexeme *printed = &slipped->lex;
	const struct lexeme *part = slipped == p->part ? &slip->with : &p->part->lex;
	const struct lexeme *share = slipped == p->part ? &p->share->lex : &slip->with;
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
			if (other && slip->with.value.mantissa > 0 &&
			    makes(s, part, &whole->lex, share, false))
				return true;
		}
	return false;
}

static bool
digit_explains(const struct shares *s, const struct pair *p, const struct fact *whole,
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

	for (uint32_t w = 0; w < s->whole_count; w++) {
		uint32_t n = explained_by(s, w, i);
		if (n <= most)
			continue;
		if (n < SURE && (s->whole[w]->lex.value.mantissa < 10 ||
				 (!digit_explains(s, p, s->whole[w], p->part) &&
				  !digit_explains(s, p, s->whole[w], p->share))))
			continue;
		most = n;
		best = s->whole[w];
	}
	return best;
}

static void
report(const struct shares *s, const struct pair *p, const struct fact *whole, bool truncated)
{
	struct check *c = s->check;
	bool zh = c->language == MESSAGE_ZH;
	const struct number *calc =
		number_binary(c->pool, NUMBER_DIV, value_of(s, &p->part->lex, false),
			      value_of(s, &whole->lex, false));
	struct str percent = number_print(c->arena, calc, p->share->lex.decimals, 2);
	const struct message_value values[] = {
		{"part", fact_text(c->facts, p->part)},
		{"whole", fact_text(c->facts, whole)},
		{"share", fact_text(c->facts, p->share)},
		{"calc", str_printf(c->arena, "%.*s%%", STR_FMT(percent))},
		{NULL, {0}},
	};
	const struct related related[] = {
		{.span = p->part->lex.span, .message = zh ? STR("其一") : STR("the part")},
		{.span = whole->lex.span, .message = zh ? STR("总数") : STR("the whole")},
	};
	struct finding *f = finding_add(c, s->rule, p->share->lex.span, values, related, 2);

	for (size_t i = 0; values[i].name; i++)
		finding_operand(c, f, values[i].name, values[i].value);
	finding_compare(c, f, &p->share->lex, calc);
	if (c->proposes)
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
		report(s, p, whole, makes(s, &p->part->lex, &whole->lex, &p->share->lex, true));
}

static void
judge(struct shares *s)
{
	number_pool_reset(s->check->pool);
	for (uint32_t i = 0; i < s->count; i++)
		s->pair[i].wholes = 0;
	wholes_find(s);
	pairs_explain(s);
	for (uint32_t i = 0; i < s->count; i++)
		pair_judge(s, i);
}

static bool
has_shares(const struct sentence_facts *s)
{
	return s->kinds & KIND_BIT(KIND_PERCENT) && s->kinds & KINDS_NUMBER;
}

static void
lists_run(struct shares *s)
{
	const struct facts *f = s->check->facts;

	for (size_t i = 0; i < s->check->doc->sentence_count; i++) {
		const struct sentence_facts *sentence = &f->sentences[i];
		uint32_t at = has_shares(sentence) ? sentence->from : sentence->to, n;
		for (; at < sentence->to; at += n + !n) {
			n = run_length(s, sentence, at);
			if (n > 1 && list_take(s, sentence, at, n))
				judge(s);
		}
	}
}

static void
paragraphs_run(struct shares *s)
{
	const struct facts *f = s->check->facts;
	uint32_t from, to;

	for (uint32_t i = 0; i < s->check->doc->sentence_count; i = to) {
		to = i + 1;
		if (!has_shares(&f->sentences[i]))
			continue;
		doc_paragraph(s->check->doc, i, &from, &to);
		pairs_take(s, f->sentences[from].from, f->sentences[to - 1].to);
		if (s->count > 1)
			judge(s);
	}
}

static void
run(struct check *c, const struct rule *r)
{
	struct shares s = {.check = c,
			   .rule = r,
			   .cue = r->values[KEY_CUE].words,
			   .join = r->values[KEY_JOIN].words,
			   .except = r->values[KEY_EXCEPT].words};

	if (str_eq(r->values[KEY_REPORT].string, STR("beside")))
		paragraphs_run(&s);
	else
		lists_run(&s);
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
	.run = run,
};
