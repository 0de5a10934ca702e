/*
 * Claims: what they lie in a record as, and how one is made of a figure of the report.  Cost: a
 * look at each fact; what is expensive is asked only where a figure may be claimed.
 */
#include "claim_internal.h"

#include "../check/claim.h"

/* ---- records -------------------------------------------------------------------------- */

void
claim_record(struct buf *to, const struct claim *c)
{
	record_number(to, RECORD_CLAIM, 1);
	record_number(to, c->subject, 8);
	record_signed(to, c->from, 4);
	record_signed(to, c->to, 4);
	record_number(to, c->sort, 1);
	record_number(to, c->report, 4);
	record_signed(to, c->base_from, 4);
	record_signed(to, c->base_to, 4);
	record_number(to, c->marks, 2);
	record_number(to, c->span.from, 4);
	record_number(to, c->span.to, 4);
	record_interval(to, &c->value);
	record_text(to, c->label);
	record_text(to, c->text);
}

bool
claim_read(struct str record, struct claim *out)
{
	struct record_reader r = {.left = record};

	if (record_take_number(&r, 1) != RECORD_CLAIM)
		return false;
	*out = (struct claim){.subject = record_take_number(&r, 8)};
	out->from = (int32_t)record_take_signed(&r, 4);
	out->to = (int32_t)record_take_signed(&r, 4);
	uint64_t sort = record_take_number(&r, 1);
	out->sort = (enum claim_sort)sort;
	out->report = (uint32_t)record_take_number(&r, 4);
	out->base_from = (int32_t)record_take_signed(&r, 4);
	out->base_to = (int32_t)record_take_signed(&r, 4);
	out->marks = (unsigned)record_take_number(&r, 2);
	out->span.from = (uint32_t)record_take_number(&r, 4);
	out->span.to = (uint32_t)record_take_number(&r, 4);
	out->value = record_take_interval(&r);
	out->label = record_take_text(&r);
	out->text = record_take_text(&r);
	return !r.bad && sort <= CLAIM_DIRECTION;
}

/* ---- figures ----------------------------------------------------------------------------- */

uint64_t
subject_of(const struct identity *of, struct str thing, struct str unit, struct str scope)
{
	uint64_t hash = hash_bytes(of->agency.at, of->agency.len, of->agency.len);

	hash = hash_bytes(thing.at, thing.len, hash ^ thing.len);
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
claim_value(const struct claim_maker *m, const struct fact *x, struct claim *out)
{
	out->value = lexeme_interval(&x->lex);
	out->span = x->lex.span;
	out->text = doc_slice(m->check->doc, x->lex.span);
	if (!x->lex.unit)
		return true;
	struct decimal factor = lexicon_unit(m->check->rulebook->lexicon, x->lex.unit)->factor;
	return scale(&out->value.lo, factor) && scale(&out->value.hi, factor);
}

struct str
claim_unit(const struct claim_maker *m, const struct fact *x)
{
	const struct lexicon *lx = m->check->rulebook->lexicon;

	if (!x->lex.unit)
		return str_of(kind_names[x->lex.kind]);
	return lexicon_unit(lx, lexicon_unit(lx, x->lex.unit)->base)->name;
}

struct claim *
claim_add(struct claim_maker *m, const struct claim *c)
{
	struct claim *to = VEC_PUSH(m->check->arena, &m->out->all);

	*to = *c;
	return to;
}

/* ---- measures --------------------------------------------------------------------------- */

static void
measure_claims(struct claim_maker *m, const struct measure *measure)
{
	size_t count;
	const struct fact *const *facts = claims_of(m->check, measure, &count);

	for (size_t i = 0; i < count; i++) {
		struct claim c = {.from = m->of->from,
				  .to = m->of->to,
				  .base_from = m->of->from,
				  .base_to = m->of->to,
				  .marks = CLAIM_MEASURE,
				  .label = measure->names[0]};
		struct str unit = claim_unit(m, facts[i]);
		c.subject = subject_of(m->of, measure->id, unit, m->scope);
		if (claim_value(m, facts[i], &c))
			claim_add(m, &c);
	}
}

void
claims_read(struct check *c, const struct identity *of, struct claim_list *out)
{
	struct claim_maker m = {.check = c, .of = of, .out = out};

	*out = (struct claim_list){0};
	if (!identity_known(of))
		return;
	for (size_t i = 0; i < c->rulebook->measure_count; i++)
		measure_claims(&m, &c->rulebook->measures[i]);
}
