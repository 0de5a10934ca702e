/*
 * Claims: what they lie in a record as, the claims of measures, and which of a report's claims
 * may speak at all: what a report says with two values is left to the report alone.
 */
#include "../check/applying.h"
#include "claim_internal.h"

#include "../check/claim.h"

#include <stdlib.h>

enum {
	CLAIMS_MOST = 4096,   /* of one report */
	SPECIFIC_LEAST = 9,   /* bytes of a label without generic words: three Han characters */
	SPECIFIC_BUDGET = 12, /* of one in a budget or account, without empty words */
	SPECIFIC_LATIN = 10   /* or so many Latin letters */
};

/* ---- records -------------------------------------------------------------------------- */

void
claim_record(struct buf *to, const struct claim *c)
{
	record_number(to, RECORD_CLAIM, 1);
	record_number(to, c->thing, 8);
	record_signed(to, c->from, 4);
	record_signed(to, c->to, 4);
	record_number(to, c->agency, 8);
	record_number(to, c->sort, 1);
	record_number(to, c->report, 4);
	record_number(to, c->rule, 8);
	record_number(to, c->marks, 2);
	record_number(to, c->span.from, 4);
	record_number(to, c->span.to, 4);
	record_interval(to, &c->value);
	record_text(to, c->label);
	record_text(to, c->text);
	if (c->sort == CLAIM_FIGURE)
		return;
	record_signed(to, c->new_from, 4);
	record_signed(to, c->new_to, 4);
	record_interval(to, &c->figure);
	record_text(to, c->other);
}

bool
claim_read(struct str record, struct claim *out)
{
	struct record_reader r = {.left = record};

	*out = (struct claim){0};
	if (record_take_number(&r, 1) != RECORD_CLAIM)
		return false;
	out->thing = record_take_number(&r, 8);
	out->from = (int32_t)record_take_signed(&r, 4);
	out->to = (int32_t)record_take_signed(&r, 4);
	out->agency = record_take_number(&r, 8);
	uint64_t sort = record_take_number(&r, 1);
	out->sort = (enum claim_sort)sort;
	out->report = (uint32_t)record_take_number(&r, 4);
	out->rule = record_take_number(&r, 8);
	out->marks = (unsigned)record_take_number(&r, 2);
	out->span.from = (uint32_t)record_take_number(&r, 4);
	out->span.to = (uint32_t)record_take_number(&r, 4);
	out->value = record_take_interval(&r);
	out->label = record_take_text(&r);
	out->text = record_take_text(&r);
	if (sort != CLAIM_FIGURE) {
		out->new_from = (int32_t)record_take_signed(&r, 4);
		out->new_to = (int32_t)record_take_signed(&r, 4);
		out->figure = record_take_interval(&r);
		out->other = record_take_text(&r);
	}
	return !r.bad && sort <= CLAIM_DIRECTION;
}

/* ---- things, figures and days ------------------------------------------------------------ */

uint64_t
thing_hash(struct str thing, struct str unit, struct str scope)
{
	uint64_t hash = hash_bytes(thing.at, thing.len, thing.len);

	hash = hash_bytes(unit.at, unit.len, hash ^ unit.len);
	return hash_bytes(scope.at, scope.len, hash ^ scope.len);
}

static bool
scale(struct decimal *d, struct decimal by)
{
	d->exponent += by.exponent;
	return !__builtin_mul_overflow(d->mantissa, by.mantissa, &d->mantissa);
}

bool
claim_interval(const struct claim_maker *m, const struct fact *x, struct interval *out)
{
	*out = lexeme_interval(&x->lex);
	const struct unit *unit = lexicon_unit(m->check->rulebook->lexicon, x->lex.unit);
	if (!x->lex.unit || unit->base == x->lex.unit)
		return true;
	return scale(&out->lo, unit->factor) && scale(&out->hi, unit->factor);
}

struct str
claim_unit(const struct claim_maker *m, const struct fact *x)
{
	const struct lexicon *lx = m->check->rulebook->lexicon;

	if (!x->lex.unit)
		return str_of(kind_names[x->lex.kind]);
	return lexicon_unit(lx, lexicon_unit(lx, x->lex.unit)->base)->name;
}

static int32_t
day_moved(int32_t number, int years)
{
	int year, month, day;

	day_split(number, &year, &month, &day);
	year += years;
	if (year < 1 || year > 9999)
		return number;
	bool last = day == month_days(year - years, month);
	int most = month_days(year, month);
	return day_number(year, month, last || day > most ? most : day);
}

struct days
days_moved(struct days d, int years)
{
	return (struct days){day_moved(d.from, years), day_moved(d.to, years)};
}

bool
days_of_date(const struct lexeme *date, struct days *out)
{
	const struct calendar_date *from = &date->from;
	const struct calendar_date *to = date->is_date_range ? &date->to : from;

	if (!from->year || !to->year || from->precision == PRECISION_DAY ||
	    to->precision == PRECISION_DAY)
		return false;
	int first = from->month ? from->month : 1, last = to->month ? to->month : 12;
	if (from->precision == PRECISION_QUARTER || to->precision == PRECISION_QUARTER ||
	    !day_valid(from->year, first, 1) || !day_valid(to->year, last, 1))
		return false;
	out->from = day_number(from->year, first, 1);
	out->to = day_number(to->year, last, month_days(to->year, last));
	return out->from <= out->to;
}

void
scope_add(const struct claim_maker *m, struct scope_words *to, int word)
{
	struct str name = m->rules->scopes->words[word];

	/* 全市 of the city is what 全省 is of the province */
	if (m->rules->wholes && words_at(m->rules->wholes, name, 0) >= 0)
		word = -1;
	for (int i = 0; i < to->count; i++)
		if (to->found[i] == word)
			return;
	if (to->count == SCOPES_KEPT)
		return;
	to->found[to->count++] = word;
	buf_add(&to->out, word < 0 ? STR("*") : name);
}

struct str
scope_of(const struct claim_maker *m, struct str s)
{
	struct scope_words scope = {.out = {.arena = m->check->arena}};
	size_t where;
	int word;

	while (m->rules->scopes && (word = words_in(m->rules->scopes, s, &where)) >= 0) {
		scope_add(m, &scope, word);
		s = str_sub(s, where + m->rules->scopes->words[word].len, s.len);
	}
	return buf_str(&scope.out);
}

bool
label_specific(const struct claim_maker *m, struct str label)
{
	const size_t least = m->scope.len ? SPECIFIC_BUDGET : SPECIFIC_LEAST;
	size_t han = 0, latin = 0;
	/* 收入预算 is one thing in a budget, and of anything elsewhere */
	const struct word_list *generic = m->scope.len ? m->rules->empty : m->rules->generic;

	for (size_t at = 0; at < label.len && han < least && latin < SPECIFIC_LATIN;) {
		int word = generic ? words_at(generic, label, at) : -1;
		if (word >= 0) {
			at += generic->words[word].len;
			continue;
		}
		size_t from = at;
		uint32_t cp = utf8_next(label.at, &at);
		if (cp_is_han(cp))
			han += at - from;
		else
			latin += cp < 0x80 && is_letter((int)cp);
	}
	return han >= least || latin >= SPECIFIC_LATIN;
}

/* ---- measures --------------------------------------------------------------------------- */

static int
by_fact(const void *p, const void *q)
{
	const struct measured *x = p, *y = q;

	return (x->fact > y->fact) - (x->fact < y->fact);
}

static void
measure_claims(struct claim_maker *m)
{
	const struct rulebook *rb = m->check->rulebook;
	size_t count;

	for (size_t i = 0; i < rb->measure_count; i++) {
		const struct fact *const *facts = claims_of(m->check, &rb->measures[i], &count);
		for (size_t k = 0; k < count; k++)
			*VEC_PUSH(m->check->arena, &m->measured) =
				(struct measured){facts[k], &rb->measures[i]};
	}
	if (m->measured.len)
		qsort(m->measured.at, m->measured.len, sizeof *m->measured.at, by_fact);
	for (size_t i = 0; i < m->measured.len; i++) {
		const struct fact *x = m->measured.at[i].fact;
		struct claim c = {.from = m->of->from, .to = m->of->to};
		if (thing_of(m, x, &c) && claim_interval(m, x, &c.value))
			*VEC_PUSH(m->check->arena, &m->out->all) = c;
	}
}

/* ---- which may speak ----------------------------------------------------------------------- */

static int
by_thing(const void *p, const void *q)
{
	const struct claim *x = p, *y = q;

	if (x->thing != y->thing)
		return x->thing < y->thing ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	if (x->sort != y->sort)
		return x->sort < y->sort ? -1 : 1;
	return x->span.from < y->span.from ? -1 : x->span.from > y->span.from;
}

static bool
same_claim(const struct claim *a, const struct claim *b)
{
	return a->thing == b->thing && a->from == b->from && a->to == b->to && a->sort == b->sort;
}

static bool
claims_agree(struct number_pool *pool, const struct claim *a, const struct claim *b)
{
	number_pool_reset(pool);
	return number_compare(NUMBER_MEETS, number_of_interval(pool, a->value),
			      number_of_interval(pool, b->value)) != TRUTH_FAILS;
}

/* Of what is said more than once the most exact stays; of what is said with two values, nothing. */
static void
leave_unique(struct claim_maker *m)
{
	struct claim *at = m->out->all.at;
	size_t count = m->out->all.len, kept = 0;

	if (count)
		qsort(at, count, sizeof *at, by_thing);
	for (size_t from = 0, to; from < count; from = to) {
		bool agree = true;
		size_t best = from;
		for (to = from + 1; to < count && same_claim(&at[from], &at[to]); to++) {
			agree = agree && claims_agree(m->check->pool, &at[from], &at[to]);
			if (at[to].value.lo.exponent < at[best].value.lo.exponent)
				best = to;
		}
		if (agree)
			at[kept++] = at[best];
	}
	m->out->all.len = kept < CLAIMS_MOST ? kept : CLAIMS_MOST;
}

/* ---- all ------------------------------------------------------------------------------------- */

static void
words_find(struct claim_rules *r, const struct lexicon *lx)
{
	const struct {
		const struct word_list **list;
		struct str name;
	} lists[] = {
		{&r->generic, STR("claim-generic")},	 {&r->empty, STR("claim-empty")},
		{&r->scopes, STR("claim-scopes")},	 {&r->wholes, STR("claim-wholes")},
		{&r->spans, STR("claim-spans")},	 {&r->target, STR("claim-targets")},
		{&r->last_year, STR("table-last-year")}, {&r->this_year, STR("table-this-year")},
		{&r->compared, STR("claim-compared")},	 {&r->volumes, STR("claim-volumes")},
	};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		*lists[i].list = lexicon_words(lx, lists[i].name);
	const struct word_list *const read[] = {
		[WORDS_SPANS] = r->spans,
		[WORDS_FORECAST] = lexicon_words(lx, STR("forecast")),
		[WORDS_TARGETS] = r->target,
		[WORDS_TOGETHER] = lexicon_words(lx, STR("claim-together")),
		[WORDS_OTHER_TIMES] = lexicon_words(lx, STR("claim-other-times")),
		[WORDS_LAST_YEAR] = r->last_year,
		[WORDS_PRELIMINARY] = lexicon_words(lx, STR("claim-preliminary")),
		[WORDS_REVISED] = lexicon_words(lx, STR("claim-revised")),
		[WORDS_CONSTANT] = lexicon_words(lx, STR("constant-price")),
		[WORDS_SCOPES] = r->scopes,
	};
	for (size_t i = 0; i < WORDS_COUNT; i++)
		word_lists_add(&r->lists, read[i]);
}

/* What the report's claims are read with, as it is kept or anew. */
static const struct claim_rules *
rules_for(struct check *c)
{
	struct applying *kept = rules_applying(c);

	if (!kept->claims) {
		struct claim_rules *r = arena_alloc(kept->arena, sizeof *r);
		words_find(r, c->rulebook->lexicon);
		change_rules(r, kept->arena, c);
		word_lists_index(kept->arena, &r->lists);
		kept->claims = r;
	}
	return kept->claims;
}

void
claims_read(struct check *c, const struct identity *of, struct claim_list *out)
{
	struct claim_maker m = {.check = c, .of = of, .out = out};

	*out = (struct claim_list){0};
	if (!identity_known(of))
		return;
	m.rules = rules_for(c);
	m.agency = hash_bytes(of->agency.at, of->agency.len, 0);
	m.scope = scope_of(&m, of->kind);
	m.sentences = arena_array(c->arena, c->doc->sentence_count + 1, sizeof *m.sentences);
	m.figures = arena_array(c->arena, c->facts->count + 1, sizeof *m.figures);
	measure_claims(&m);
	claim_sentences(&m);
	text_claims(&m);
	change_claims(&m);
	table_claims(&m);
	for (size_t i = 0; i < out->all.len; i++)
		out->all.at[i].agency = m.agency;
	leave_unique(&m);
}
