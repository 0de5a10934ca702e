/*
 * The kind "headline": a line without a full stop that tells a figure of the paragraph below it,
 * where the paragraph has the same figure but for one digit (首月发送旅客58.3万人次, and below: 首月累计发送
 * 旅客38.3万人次).
 * Speaks only when nothing below is the headline's figure, and one other value of its unit in the
 * paragraph is a slip of the pen away, which no words say to be of something else: what stands
 * between it and the mark before it is said in the headline, too, but for words that say nothing.
 * Cost: linear in the blocks; the figures of a headline times FACTS_BELOW.
 */
#include "near.h"

enum key { KEY_PLAIN, KEY_AHEAD, KEY_APART, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_PLAIN] = {"plain", KEY_WORDS, false,
		       "words before the figure of the text that the headline need not say", NULL},
	[KEY_AHEAD] = {"ahead", KEY_WORDS, false,
		       "words of a headline that speaks of what is to come", NULL},
	[KEY_APART] = {"apart", KEY_WORDS, false,
		       "words of the sentence, not of the headline, that speak of another time or "
		       "another one",
		       NULL},
};

enum {
	HEADLINE_BYTES = 160, /* of a line that may be one */
	FIGURES_MOST = 6,     /* of a headline */
	DIGITS_LEAST = 3,     /* that say something, of a figure that is no percentage */
	FACTS_BELOW = 200,    /* in which it may stand as it is */
	BODY_LEAST = 2,	      /* times as long as its headline is a paragraph at least */
	UNSAID_LEAST = 2      /* characters in a row that say something of their own */
};

/* The facts of a block. */
static struct span
facts_of(const struct check *c, const struct block *b)
{
	const struct sentence_facts *s = &c->facts->sentences[b->first_sentence];

	return (struct span){s->from, s[b->sentence_count - 1].to};
}

/* May block b be the headline of the block behind it? */
static bool
is_headline(const struct check *c, const struct block *b)
{
	static const char *const ends[] = {"；", "：", "，", "、", ".", ":", ";", ","};
	const struct block *body = b + 1;
	struct span figures = facts_of(c, b);
	uint32_t len = b->span.to - b->span.from;

	if (figures.from == figures.to || figures.to - figures.from > FIGURES_MOST ||
	    len > HEADLINE_BYTES || body->kind != BLOCK_PARAGRAPH || !body->sentence_count ||
	    body->span.to - body->span.from < BODY_LEAST * len)
		return false;
	struct str text = str_trim(doc_slice(c->doc, b->span));
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(text, str_of(ends[i])))
			return false;
	return str_find(text, STR("。")) == SIZE_MAX;
}

/* Its digits without the zeros that round it: more than 500 is said of 512. */
static size_t
telling_digits(const struct check *c, const struct fact *x)
{
	struct str s = doc_slice(c->doc, x->lex.number);

	while (s.len && (s.at[s.len - 1] == '0' || s.at[s.len - 1] == '.'))
		s.len--;
	return count_digits(s);
}

static bool
may_speak(const struct check *c, const struct fact *x)
{
	const struct lexeme *l = &x->lex;

	return (KIND_BIT(l->kind) & (KINDS_NUMBER | KIND_BIT(KIND_PERCENT))) && !l->is_range &&
	       !l->numerals && l->qualifier == QUALIFIER_NONE && l->kind != KIND_BARE &&
	       (l->kind == KIND_PERCENT ? l->decimals > 0 : telling_digits(c, x) >= DIGITS_LEAST);
}

static bool
is_same(struct check *c, const struct fact *a, const struct fact *b)
{
	unit_id unit;
	const struct lexicon *lexicon = c->rulebook->lexicon;

	return number_compare(
		       NUMBER_MEETS, number_of_lexeme(c->pool, lexicon, &a->lex, false, &unit),
		       number_of_lexeme(c->pool, lexicon, &b->lex, false, &unit)) == TRUTH_HOLDS;
}

static void
report(struct check *c, const struct rule *r, const struct fact *x, const struct fact *other)
{
	bool zh = c->language == MESSAGE_ZH;
	const struct related related = {
		.span = other->lex.span,
		.message = zh ? STR("正文为另一数值") : STR("the text says otherwise"),
	};
	const struct message_value values[] = {
		{"figure", fact_text(c->facts, x)},
		{"other", fact_text(c->facts, other)},
		{NULL, {0}},
	};
	struct finding *f = finding_add(c, r, x->lex.span, values, &related, 1);

	finding_operand(c, f, "figure", values[0].value);
	finding_operand(c, f, "other", values[1].value);
	propose_either(c, f, x->lex.number, other->lex.number);
	check_took_part(c, r, x, false);
	check_took_part(c, r, other, false);
}

/* The text between a figure and the mark before it, and the sentence before that. */
static struct str
clause_of(const struct check *c, const struct fact *y, struct str *ahead)
{
	static const char *const marks[] = {"，", "；", "。", "：", "（", "、"};
	struct span sentence = c->doc->sentences[y->sentence].span;
	struct str s = doc_slice(c->doc, (struct span){sentence.from, y->lex.span.from});
	struct str clause = behind_marks(s, marks, sizeof marks / sizeof *marks);

	*ahead = str_sub(s, 0, s.len - clause.len);
	return clause;
}

/* Does the clause say something that the headline does not? */
static bool
says_more(const struct rule *r, struct str clause, struct str headline)
{
	const struct word_list *plain = r->values[KEY_PLAIN].words;
	size_t run = 0, said = 0;

	for (size_t at = 0, next; at < clause.len && run < UNSAID_LEAST; at = next) {
		next = at;
		utf8_next(clause.at, &next);
		int word = plain ? words_at(plain, clause, at) : -1;
		size_t two = next;
		if (word >= 0 && said < at + plain->words[word].len)
			said = at + plain->words[word].len;
		if (two < clause.len) {
			utf8_next(clause.at, &two);
			if (said < two && str_find(headline, str_sub(clause, at, two)) != SIZE_MAX)
				said = two;
		}
		run = at < said ? 0 : run + 1;
	}
	return run >= UNSAID_LEAST;
}

/* Do the words of the text say that its figure is of something else than the headline's? */
static bool
is_of_another(const struct check *c, const struct rule *r, const struct fact *y,
	      struct str headline)
{
	const struct word_list *apart = r->values[KEY_APART].words;
	struct str ahead, clause = clause_of(c, y, &ahead);

	for (size_t i = 0; apart && i < apart->count; i++)
		if (str_find(ahead, apart->words[i]) != SIZE_MAX &&
		    str_find(headline, apart->words[i]) == SIZE_MAX)
			return true;
	return says_more(r, clause, headline);
}

/* Looks for a figure of a headline in the facts of the block below it. */
static void
figure_seek(struct check *c, const struct rule *r, const struct fact *x, struct span body,
	    struct str headline)
{
	const struct fact *slip = NULL;
	struct str printed = doc_slice(c->doc, x->lex.number);
	unit_id unit = fact_base_unit(c, x);

	number_pool_reset(c->pool);
	uint32_t end = body.to + FACTS_BELOW;
	for (uint32_t i = body.from; i < c->facts->count && i < end; i++) {
		const struct fact *y = &c->facts->at[i];
		if (y->lex.kind != x->lex.kind || fact_base_unit(c, y) != unit)
			continue;
		if (is_same(c, x, y)) {
			check_proved(c, r, x->lex.span, "stands below");
			check_took_part(c, r, x, true);
			return;
		}
		if (i >= body.to || y->lex.decimals != x->lex.decimals ||
		    y->lex.scale != x->lex.scale ||
		    !digits_slip_retold(printed, doc_slice(c->doc, y->lex.number)))
			continue;
		if (slip && !is_same(c, slip, y))
			return; /* either may be meant */
		slip = y;
	}
	if (slip && !is_of_another(c, r, slip, headline))
		report(c, r, x, slip);
}

static void
run(struct check *c, const struct rule *r)
{
	const struct doc *d = c->doc;
	const struct span prose = check_prose(c);

	for (uint32_t i = prose.from; i < prose.to && d->prose[i] + 1 < d->block_count; i++) {
		const struct block *b = &d->blocks[d->prose[i]];
		if (!b->sentence_count || !is_headline(c, b))
			continue;
		const struct word_list *to_come = r->values[KEY_AHEAD].words;
		struct str headline = doc_slice(d, b->span);
		if (to_come && words_hold(to_come, headline))
			continue;
		struct span figures = facts_of(c, b), body = facts_of(c, b + 1);
		for (uint32_t k = figures.from; k < figures.to; k++)
			if (may_speak(c, &c->facts->at[k]))
				figure_seek(c, r, &c->facts->at[k], body, headline);
	}
}

const struct check_kind check_headline = {
	.spec =
		{
			.name = "headline",
			.summary = "a figure of a headline and the paragraph below it",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "figure other",
		},
	.run = run,
	.judges = true,
};
