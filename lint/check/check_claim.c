/*
 * The kind "claim": what one report says against what another one says.  Its keys are read here like
 * those of any kind; the reports are compared in corpus/, when all have been read.
 */
#include "check.h"

/* In the order of enum claim_key. */
static const struct kind_key keys[] = {
	{"scope", KEY_STRING, true, "where it looks", "corpus"},
	{"compare", KEY_STRING, true, "what is compared", "figure|restated|change|direction|sum"},
	{"match", KEY_PATTERN, false, "finds changes: binds figure, by, dir, other, when, stage",
	 NULL},
};

const struct check_kind check_claim = {
	.spec =
		{
			.name = "claim",
			.summary = "one thing with two values in two reports",
			.keys = keys,
			.key_count = sizeof keys / sizeof *keys,
			.values = "subject figure other period report now calc count",
			.corpus = true,
		},
};
