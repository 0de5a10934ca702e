/*
 * The kind "period": dates against what the report says of itself, its
 * period and its signing.  Speaks only where nothing near the date (clause,
 * sentence within reach, heading) gives another reason for it.  One pass over
 * the facts, or over the blocks; a rule reports one of the four.
 */
#include "dates.h"

/* Keys, in the order of period_keys. */
enum { KEY_REPORT, KEY_FUTURE, KEY_EXCEPT, KEY_SUBJECT, KEY_LEAD };

enum { NEAR_BYTES = 180, LEAD_BYTES = 30, HEADING_BYTES = 300, COPIES_MIN = 3 };

static bool
signed_day(const struct doc *d)
{
	return d->signing.year && d->signing.month;
}

static const struct word_list *
words_of(const struct rule *r, size_t key)
{
	return r->values[key].words;
}

/* Does the heading over this sentence hold one of the words? */
static bool
heading_has(const struct check *c, const struct word_list *words, uint32_t sentence)
{
	uint32_t heading = c->doc->blocks[c->doc->sentences[sentence].block].heading;

	if (heading == DOC_NONE)
		return false;
	struct span s = c->doc->blocks[heading].span;
	if (s.to - s.from > HEADING_BYTES)
		s.to = s.from + HEADING_BYTES;
	return has_word(c, words, s);
}

static struct finding *
report(struct check *c, const struct rule *r, const struct fact *x, const struct str *other,
       const char *other_name, struct span related)
{
	const struct message_value values[] = {
		{"date", fact_text(c->facts, x)},
		{other_name, *other},
		{0},
	};
	struct related there = {.span = related};
	bool has_related = related.to > related.from;
	struct finding *f = finding_add(c, r, x->lex.span, values, has_related ? &there : NULL,
					has_related ? 1 : 0);

	finding_operand(c, f, "date", date_print(c->arena, &x->lex.from));
	finding_operand(c, f, other_name, *other);
	check_took_part(c, r, x, false);
	return f;
}

static void
report_signing(struct check *c, const struct rule *r, const struct fact *x)
{
	struct str signing = date_print(c->arena, &c->doc->signing);

	report(c, r, x, &signing, "signing", c->doc->signing_span);
}

/* Is this a date of running text?  What follows a signature at the end is an
 * annex with dates of its own; some reports are dated below their title. */
static bool
in_body(const struct check *c, const struct fact *x)
{
	const struct block *b = &c->doc->blocks[c->doc->sentences[x->sentence].block];
	struct span signing = c->doc->signing_span;
	bool at_end = signing.from > c->doc->text.len / 2;

	return b->kind == BLOCK_PARAGRAPH && !x->quoted &&
	       (at_end ? x->lex.span.to <= signing.from : x->lex.span.from >= signing.to);
}

/* ---- a date after the signing ---- */

static void
check_after_signing(struct check *c, const struct rule *r, const struct fact *x)
{
	const struct word_list *future = words_of(r, KEY_FUTURE);

	if (!signed_day(c->doc) || !in_body(c, x) || x->year_inferred || !x->lex.from.month ||
	    x->lex.from.precision == PRECISION_QUARTER ||
	    date_order(&x->lex.from, &c->doc->signing) <= 0)
		return;
	struct span near = date_window(c, x->sentence, x->lex.span, NEAR_BYTES, NEAR_BYTES);
	if (has_word(c, future, near) || heading_has(c, future, x->sentence)) {
		check_trace(c, r, x->lex.span, "constraint", "the future is spoken of");
		return;
	}
	report_signing(c, r, x);
}

/* ---- a forecast of what is past ---- */

/* The word of forecast right before the date, with little and no mark between. */
static bool
is_forecast(const struct check *c, const struct rule *r, const struct fact *x)
{
	struct span lead = date_window(c, x->sentence, x->lex.span, LEAD_BYTES, 0);

	if (x > c->facts->at && x[-1].lex.span.to > lead.from)
		lead.from = x[-1].lex.span.to;
	lead.to = x->lex.span.from;
	if (lead.from >= lead.to || !has_word(c, words_of(r, KEY_FUTURE), lead))
		return false;
	struct span clause = date_clause(c, x->sentence, x->lex.span);
	if (lead.from < clause.from)
		lead.from = clause.from;
	return lead.from < lead.to && has_word(c, words_of(r, KEY_FUTURE), lead);
}

/* The clause of the date and the one behind it say whether it has come about. */
static bool
came_about(const struct check *c, const struct rule *r, const struct fact *x)
{
	struct span here = date_clause(c, x->sentence, x->lex.span);
	struct span next = {here.to, here.to};

	if (here.to < c->doc->sentences[x->sentence].span.to) {
		size_t at = here.to;
		utf8_next(c->doc->text.at, &at);
		next = date_clause(c, x->sentence, (struct span){(uint32_t)at, (uint32_t)at});
	}
	return has_word(c, words_of(r, KEY_EXCEPT), here) ||
	       has_word(c, words_of(r, KEY_EXCEPT), next);
}

static void
check_forecast_past(struct check *c, const struct rule *r, const struct fact *x)
{
	struct calendar_date d = x->lex.is_date_range ? x->lex.to : x->lex.from;

	if (!signed_day(c->doc) || !in_body(c, x) || !d.year || !d.month ||
	    d.precision == PRECISION_QUARTER)
		return;
	/* A yearless date may be meant of the year in which the report was signed. */
	if (x->year_inferred && d.year < c->doc->signing.year)
		d.year = c->doc->signing.year;
	if (date_order(&d, &c->doc->signing) >= 0 || !is_forecast(c, r, x))
		return;
	if (came_about(c, r, x)) {
		check_trace(c, r, x->lex.span, "constraint",
			    "it is told as done, or as an old plan");
		return;
	}
	report_signing(c, r, x);
}

/* ---- years ---- */

/* The one year that the report is about; 0 if there is none. */
static int
report_year(const struct doc *d)
{
	return d->period_from.year == d->period_to.year ? d->period_from.year : 0;
}

static bool
is_year(const struct fact *x)
{
	return x->lex.from.precision == PRECISION_YEAR && !x->lex.is_date_range &&
	       !x->year_inferred && x->lex.from.year;
}

static void
check_heading_year(struct check *c, const struct rule *r, const struct fact *x)
{
	const struct block *b = &c->doc->blocks[c->doc->sentences[x->sentence].block];
	int year = report_year(c->doc);

	if (!year || !is_year(x) || (b->kind != BLOCK_TITLE && b->kind != BLOCK_HEADING) ||
	    (x->lex.from.year >= year - 1 && x->lex.from.year <= year + 1))
		return;
	struct span near = date_window(c, x->sentence, x->lex.span, NEAR_BYTES, NEAR_BYTES);
	if (has_word(c, words_of(r, KEY_EXCEPT), near)) {
		check_trace(c, r, x->lex.span, "constraint", "the heading says why");
		return;
	}
	struct str period = str_printf(c->arena, "%d", year);
	report(c, r, x, &period, "period", c->doc->period_span);
}

/* Does the year open its paragraph, before one of the subjects: 2020年，我局 ...? */
static bool
opens_paragraph(const struct check *c, const struct rule *r, const struct fact *x)
{
	const struct sentence *s = &c->doc->sentences[x->sentence];
	const struct block *b = &c->doc->blocks[s->block];

	if (!is_year(x) || b->kind != BLOCK_PARAGRAPH || b->first_sentence != x->sentence)
		return false;
	struct span before = {s->span.from, x->lex.span.from};
	if (before.from < before.to && (before.to - before.from > LEAD_BYTES ||
					!is_made_of(c, words_of(r, KEY_LEAD), before, false)))
		return false;
	struct span after = date_window(c, x->sentence, x->lex.span, 0, LEAD_BYTES);
	after.from = x->lex.span.to;
	struct str text = str_trim(doc_slice(c->doc, after));
	static const char *const marks[] = {"度", "，", ","};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_starts(text, str_of(marks[i])))
			text = str_trim(str_sub(text, str_of(marks[i]).len, text.len));
	const struct word_list *subjects = words_of(r, KEY_SUBJECT);
	return subjects && words_at(subjects, text, 0) >= 0;
}

static bool
compares(const struct check *c, const struct rule *r, const struct fact *x)
{
	struct span near = date_window(c, x->sentence, x->lex.span, NEAR_BYTES, 3 * NEAR_BYTES);

	return has_word(c, words_of(r, KEY_EXCEPT), near);
}

/* A paragraph that opens with last year where most open with this year. */
static void
run_copied_year(struct check *c, const struct rule *r)
{
	int year = report_year(c->doc);
	size_t now = 0, before = 0;

	for (size_t i = 0; year && i < c->facts->date_count; i++) {
		const struct fact *x = &c->facts->at[c->facts->dates[i]];
		if (!is_year(x) || !opens_paragraph(c, r, x))
			continue;
		now += x->lex.from.year == year;
		before += x->lex.from.year == year - 1;
	}
	if (!before || now < COPIES_MIN || now < 2 * before)
		return;
	for (size_t i = 0; i < c->facts->date_count; i++) {
		const struct fact *x = &c->facts->at[c->facts->dates[i]];
		if (!is_year(x) || x->lex.from.year != year - 1 || !opens_paragraph(c, r, x) ||
		    compares(c, r, x))
			continue;
		struct str period = str_printf(c->arena, "%d", year);
		report(c, r, x, &period, "period", c->doc->period_span);
	}
}

/* ---- the kind ---- */

static const struct {
	const char *name;
	void (*fact)(struct check *c, const struct rule *r, const struct fact *x);
	void (*all)(struct check *c, const struct rule *r);
} reports[] = {
	{"after-signing", check_after_signing, NULL},
	{"forecast-past", check_forecast_past, NULL},
	{"heading-year", check_heading_year, NULL},
	{"copied-year", NULL, run_copied_year},
};

static void
run(struct check *c, const struct rule *r)
{
	for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
		if (!str_eq(r->values[KEY_REPORT].string, str_of(reports[i].name)))
			continue;
		if (reports[i].all)
			reports[i].all(c, r);
		for (size_t k = 0; reports[i].fact && k < c->facts->date_count; k++)
			reports[i].fact(c, r, &c->facts->at[c->facts->dates[k]]);
	}
}

static const struct kind_key period_keys[] = {
	[KEY_REPORT] = {"report", KEY_STRING, true, "which of the four is reported",
			"after-signing|forecast-past|heading-year|copied-year"},
	[KEY_FUTURE] =
		{"future", KEY_WORDS, false,
		 "words of forecast: near a date (after-signing), right before it (forecast-past)",
		 NULL},
	[KEY_EXCEPT] = {"except", KEY_WORDS, false, "words near the date that give it a reason",
			NULL},
	[KEY_SUBJECT] = {"subject", KEY_WORDS, false,
			 "copied-year: who follows the year that opens a paragraph", NULL},
	[KEY_LEAD] = {"lead", KEY_WORDS, false,
		      "copied-year: words that may stand before that year", NULL},
};

const struct check_kind check_period = {
	.spec =
		{
			.name = "period",
			.summary = "dates against the report's period and signing date",
			.keys = period_keys,
			.key_count = sizeof period_keys / sizeof *period_keys,
			.values = "date signing period",
		},
	.run = run,
};
