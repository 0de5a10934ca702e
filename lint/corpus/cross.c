/*
 * Findings across reports, as the findings of one of them.  Cost: what is found.
 */
#include "corpus.h"

#include "../check/finding.h"
#include "../check/suppress.h"

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
