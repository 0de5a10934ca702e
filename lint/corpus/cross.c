/*
 * Findings across reports: as records, and as the findings of one of the reports.  Cost: what is
 * found.
 */
#include "corpus.h"
#include "record.h"

#include "../check/finding.h"
#include "../check/suppress.h"

/* ---- records --------------------------------------------------------------------------------- */

static void
put_place(struct buf *to, struct cross_place p)
{
	record_number(to, p.report, 4);
	record_number(to, p.span.from, 4);
	record_number(to, p.span.to, 4);
}

static void
put_discrepancy(struct buf *to, const struct discrepancy *d)
{
	record_text(to, d->stated);
	record_text(to, d->recomputed);
	record_number(to, d->cause, 1);
	record_signed(to, d->decade, 1);
}

void
cross_record(struct buf *to, const struct cross_finding *f)
{
	record_number(to, RECORD_FINDING, 1);
	put_place(to, f->at);
	record_number(to, f->rule, 4);
	record_number(to, f->lowered, 1);
	record_number(to, f->truncated, 1);
	record_number(to, f->ground, 1);
	record_number(to, f->slip, 1);
	record_number(to, f->digits, 1);
	record_number(to, f->other_count, 1);
	for (size_t i = 0; i < f->other_count; i++)
		put_place(to, f->others[i]);
	record_number(to, f->value_count, 1);
	for (size_t i = 0; i < f->value_count; i++) {
		record_text(to, f->values[i].name);
		record_text(to, f->values[i].value);
	}
	put_discrepancy(to, &f->discrepancy);
}

static struct cross_place
read_place(struct record_reader *r)
{
	struct cross_place p;

	p.report = (uint32_t)record_take_number(r, 4);
	p.span.from = (uint32_t)record_take_number(r, 4);
	p.span.to = (uint32_t)record_take_number(r, 4);
	return p;
}

static struct discrepancy
read_discrepancy(struct record_reader *r)
{
	struct discrepancy d = {.stated = record_take_text(r)};

	d.recomputed = record_take_text(r);
	d.cause = record_take_number(r, 1) % CAUSE_ALL;
	d.decade = (int)record_take_signed(r, 1);
	return d;
}

bool
cross_read(struct str record, struct cross_finding *out)
{
	struct record_reader r = {.left = record};

	*out = (struct cross_finding){0};
	if (record_take_number(&r, 1) != RECORD_FINDING)
		return false;
	out->at = read_place(&r);
	out->rule = (uint32_t)record_take_number(&r, 4);
	out->lowered = (unsigned)record_take_number(&r, 1);
	out->truncated = record_take_number(&r, 1);
	out->ground = (enum cross_ground)record_take_number(&r, 1);
	out->slip = record_take_number(&r, 1);
	out->digits = (unsigned)record_take_number(&r, 1);
	size_t others = record_take_number(&r, 1);
	for (; out->other_count < others && out->other_count < CROSS_PLACES; out->other_count++)
		out->others[out->other_count] = read_place(&r);
	size_t values = record_take_number(&r, 1);
	for (; out->value_count < values && out->value_count < CROSS_VALUES; out->value_count++) {
		struct str name = record_take_text(&r);
		out->values[out->value_count] = (struct operand){name, record_take_text(&r)};
	}
	out->discrepancy = read_discrepancy(&r);
	return !r.bad;
}

/* ---- findings ---------------------------------------------------------------------------------- */

/* Where a figure may be pointed at: a report that changed since may be shorter. */
static bool
place_stands(const struct doc *d, struct span s)
{
	return s.from <= s.to && s.to <= d->text.len;
}

static bool
add_finding(struct check *c, const struct rule *r, const struct cross_finding *f,
	    const struct doc *(*doc)(void *self, uint32_t report), void *self)
{
	struct related related[CROSS_PLACES];
	struct message_value values[CROSS_VALUES + 2] = {0};
	size_t count = 0;

	if (!place_stands(c->doc, f->at.span))
		return false;
	for (size_t i = 0; i < f->other_count; i++) {
		const struct doc *other = doc(self, f->others[i].report);
		if (!other || !place_stands(other, f->others[i].span))
			return false;
		related[count++] = (struct related){
			.doc = other == c->doc ? NULL : other,
			.span = f->others[i].span,
			.message = c->language == MESSAGE_ZH ? STR("另一份报告")
							     : STR("the other report"),
		};
		if (!values[0].name)
			values[0] = (struct message_value){"report", other->source->path};
	}
	for (size_t i = 0; i < f->value_count; i++)
		values[i + 1] = (struct message_value){str_copy(c->arena, f->values[i].name).at,
						       f->values[i].value};
	struct finding *made = finding_add(c, r, f->at.span, values, related, count);
	made->discrepancy = f->discrepancy;
	if (f->truncated)
		finding_cut(c, made);
	for (unsigned i = f->truncated; i < f->lowered && made->level > LEVEL_NOTE; i++)
		made->level--;
	for (size_t i = 0; i < f->value_count; i++)
		finding_operand(c, made, values[i + 1].name, f->values[i].value);
	return true;
}

size_t
across_report(struct check *c, const struct rulebook *rb, const struct cross_finding *findings,
	      size_t count, const struct doc *(*doc)(void *self, uint32_t report), void *self)
{
	struct suppressions all;
	size_t left_out = 0;

	for (size_t i = 0; i < count; i++) {
		const struct rule *r = rulebook_rule(c->rulebook, rb->rules[findings[i].rule].id);
		if (r && check_applies(c, r))
			left_out += !add_finding(c, r, &findings[i], doc, self);
	}
	findings_settle(c, 0);
	if (!c->show_suppressed && (c->doc->directive_count || c->outside_count)) {
		suppressions_read(c, &all);
		findings_suppress(c, &all);
	}
	return left_out;
}
