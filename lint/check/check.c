/*
 * The table of kinds, and the run of all rules over one report: each kind is
 * handed its rules.  Cost: what the kinds cost.
 */
#include "applying.h"
#include "finding.h"
#include "suppress.h"

const struct check_kind *const check_kinds[] = {
	&check_relation, &check_parts,	   &check_same,	       &check_malformed, &check_restated,
	&check_items,	 &check_numbering, &check_reference,   &check_duplicate, &check_pairs,
	&check_doubled,	 &check_terms,	   &check_calendar,    &check_period,	 &check_measure,
	&check_table,	 &check_shares,	   &check_suppression, &check_claim,	 &check_shared,
	&check_together, &check_headline,  &check_retold,
};
const size_t check_kind_count = sizeof check_kinds / sizeof *check_kinds;

/* ---- what took part ---- */

void
check_took_part(struct check *c, const struct rule *r, const struct fact *x, bool holds)
{
	size_t i = (size_t)(x - c->facts->at);

	if (!c->took_part || i >= c->facts->count)
		return;
	c->took_part[i / 64] |= UINT64_C(1) << i % 64;
	if (c->keeps_involved)
		*VEC_PUSH(c->arena, &c->involved) = (struct involved){(uint32_t)i, holds, r};
}

static uint64_t
count_bits(const uint64_t *words, size_t count)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < count; i++)
		bits += (uint64_t)__builtin_popcountll(words[i]);
	return bits;
}

/* ---- trace ---- */

void
check_trace(struct check *c, const struct rule *r, struct span span, const char *step,
	    const char *format, ...)
{
	va_list args;

	if (!check_traced(c, r))
		return;
	va_start(args, format);
	struct str text = str_vprintf(c->arena, format, args);
	va_end(args);
	c->trace->step(c->trace->self, span, step, text);
}

void
check_unknown(struct check *c, const struct rule *r, struct span span, enum unknown_reason reason)
{
	static const char *const reasons[UNKNOWN_REASONS] = {
		[UNKNOWN_MISSING] = "an operand was not found",
		[UNKNOWN_UNIT] = "an operand has another unit",
		[UNKNOWN_ZERO] = "a divisor may be zero",
		[UNKNOWN_EVIDENCE] = "nothing shows that it was meant",
		[UNKNOWN_LIMIT] = "given up at a limit",
		[UNKNOWN_OTHER] = "not decidable",
	};

	c->stats.unknown[reason]++;
	check_trace(c, r, span, "unknown", "%s", reasons[reason]);
}

uint64_t
check_unknown_count(const struct check_stats *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < UNKNOWN_REASONS; i++)
		n += s->unknown[i];
	return n;
}

void
check_stats_add(struct check_stats *to, const struct check_stats *s)
{
	to->numbers += s->numbers;
	to->related += s->related;
	to->proved += s->proved;
	to->limits += s->limits;
	to->cells += s->cells;
	to->cells_related += s->cells_related;
	to->cells_unknown += s->cells_unknown;
	to->claims += s->claims;
	to->claims_compared += s->claims_compared;
	to->claims_agree += s->claims_agree;
	for (size_t i = 0; i < UNKNOWN_REASONS; i++)
		to->unknown[i] += s->unknown[i];
}

/* ---- the run ---- */

struct span
check_facts(const struct check *c)
{
	return c->focus ? c->focus->facts : (struct span){0, (uint32_t)c->facts->count};
}

struct span
check_blocks(const struct check *c)
{
	const struct sentence *s = c->doc->sentences;

	if (!c->focus)
		return (struct span){0, (uint32_t)c->doc->block_count};
	return (struct span){s[c->focus->sentences.from].block,
			     s[c->focus->sentences.to - 1].block + 1};
}

/* How many of some rising numbers are below a bound. */
static uint32_t
count_below(const uint32_t *numbers, size_t count, uint32_t bound)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (numbers[middle] < bound)
			low = middle + 1;
		else
			high = middle;
	}
	return (uint32_t)low;
}

/* Which of some rising numbers lie in a stretch. */
static struct span
within(const uint32_t *numbers, size_t count, struct span s)
{
	return (struct span){count_below(numbers, count, s.from),
			     count_below(numbers, count, s.to)};
}

struct str
check_written(const struct check *c, struct str piece)
{
	return text_written(&c->doc->text, c->doc->source, piece);
}

struct span
check_dates(const struct check *c)
{
	return within(c->facts->dates, c->facts->date_count, check_facts(c));
}

struct span
check_prose(const struct check *c)
{
	return within(c->doc->prose, c->doc->prose_count, check_blocks(c));
}

struct span
check_sentences(const struct check *c)
{
	return c->focus ? c->focus->sentences : (struct span){0, (uint32_t)c->doc->sentence_count};
}

bool
check_asks(const struct check *c, struct str selector)
{
	const struct rulebook *rb = c->rulebook;
	bool *marks = arena_array(c->arena, rb->rule_count, sizeof *marks);

	if (!rulebook_select(rb, selector, marks))
		return false;
	for (size_t i = 0; i < rb->rule_count; i++)
		if (marks[i] && rb->rules[i].scope != SCOPE_CORPUS &&
		    check_applies(c, &rb->rules[i]))
			return true;
	return false;
}

static void
run_kind(struct check *c, size_t index)
{
	const struct check_kind *kind = check_kinds[index];
	const struct applying *by = c->applying;
	size_t from = index ? by->end[index - 1] : 0, end = by->end[index];

	if (from == end || kind->spec.corpus)
		return;
	if (kind->run_all) {
		kind->run_all(c, by->at + from, end - from);
		return;
	}
	for (size_t i = from; i < end; i++)
		kind->run(c, by->at[i]);
}

/* Of another figure, only those kinds that it bears on. */
static bool
is_asked(const struct check *c, const struct check_kind *kind)
{
	if (!c->focus)
		return true;
	return c->focus->fact ? kind->judges : kind->judges_cells;
}

/* Takes out what is suppressed, then asks the rules about suppressions; or only says of what is
 * shown that it is. */
static void
run_suppressions(struct check *c)
{
	struct suppressions all;

	suppressions_read(c, &all);
	findings_suppress(c, &all);
	if (c->show_suppressed)
		return;
	c->suppressions = &all;
	size_t kept = c->findings.len;
	for (size_t i = 0; i < check_kind_count; i++)
		if (check_kinds[i]->last)
			run_kind(c, i);
	findings_settle(c, kept);
	if (c->findings.len > kept)
		findings_by_source(c);
	c->suppressions = NULL;
}

void
check_document(struct check *c)
{
	size_t words = c->facts->count / 64 + 1;

	c->applying = rules_applying(c);
	c->took_part = arena_array(c->arena, words, sizeof *c->took_part);
	if (c->kept)
		number_pool_reset(c->kept);
	for (size_t i = 0; i < check_kind_count; i++)
		if (!check_kinds[i]->last && is_asked(c, check_kinds[i]))
			run_kind(c, i);
	c->kept = NULL; /* it is the next report's */
	c->stats.numbers += c->facts->count;
	c->stats.related += count_bits(c->took_part, words);
	findings_settle(c, 0);
	if (c->doc->directive_count || c->outside_count)
		run_suppressions(c);
	for (size_t i = 0; i < c->findings.len; i++) {
		const struct finding *f = &c->findings.at[i];
		check_trace(c, f->rule, f->span, "finding", "%.*s", STR_FMT(f->message));
	}
}
