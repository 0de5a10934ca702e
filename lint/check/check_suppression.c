/*
 * The kind "suppression": suppressions in the report that are of no use, have no reason, name no
 * rule, are never ended or cannot be read.  Runs when what they suppress is gone.
 */
#include "suppress.h"

enum report { REPORT_UNUSED, REPORT_UNREASONED, REPORT_UNKNOWN, REPORT_UNCLOSED, REPORT_MALFORMED };

static const struct kind_key keys[] = {
	{"report", KEY_STRING, true, "what is reported",
	 "unused|unreasoned|unknown|unclosed|malformed"},
};

static void
report(struct check *c, const struct rule *r, struct span span, struct str name, struct str why)
{
	const struct message_value values[] = {{"rule", name}, {"why", why}, {NULL, {0}}};
	struct finding *f = finding_add(c, r, span, values, NULL, 0);

	finding_operand(c, f, "text", text_slice(&c->doc->text, span));
}

static struct str
nearest(struct check *c, struct str name)
{
	struct str near = rulebook_nearest(c->rulebook, name);

	if (!near.len)
		return (struct str){0};
	return str_printf(c->arena,
			  c->language == MESSAGE_ZH ? "（是否指“%.*s”？）"
						    : " (did you mean '%.*s'?)",
			  STR_FMT(near));
}

static void
report_names(struct check *c, const struct rule *r, enum report what, const struct suppression *s)
{
	for (size_t i = 0; i < s->name_count; i++) {
		const struct suppressed_name *n = &s->names[i];
		if (what == REPORT_UNKNOWN && !n->known)
			report(c, r, n->span, n->name, nearest(c, n->name));
		else if (what == REPORT_UNUSED && n->known && n->asked && !n->used && s->reason.len)
			report(c, r, n->span, n->name, (struct str){0});
	}
}

static enum report
report_of(const struct rule *r)
{
	static const char *const names[] = {"unused", "unreasoned", "unknown", "unclosed",
					    "malformed"};
	int i = 0;

	while (i < REPORT_MALFORMED && !str_eq(r->values[0].string, str_of(names[i])))
		i++;
	return (enum report)i;
}

static void
run(struct check *c, const struct rule *r)
{
	enum report what = report_of(r);

	for (size_t i = 0; i < c->suppressions->count; i++) {
		const struct suppression *s = &c->suppressions->at[i];
		bool wrong = s->wrong[MESSAGE_EN].len != 0;
		if (what == REPORT_MALFORMED && wrong)
			report(c, r, s->span, (struct str){0}, s->wrong[c->language]);
		else if (what == REPORT_UNREASONED && !wrong && !s->ends && !s->reason.len)
			report(c, r, s->span, s->names[0].name, (struct str){0});
		else if (what == REPORT_UNCLOSED && s->open && s->reason.len)
			report(c, r, s->span, s->names[0].name, (struct str){0});
		else if (!wrong && !s->ends)
			report_names(c, r, what, s);
	}
}

const struct check_kind check_suppression = {
	.spec =
		{
			.name = "suppression",
			.summary = "suppressions in the report that should not stand there",
			.keys = keys,
			.key_count = sizeof keys / sizeof *keys,
			.values = "rule why",
		},
	.run = run,
	.last = true,
};
