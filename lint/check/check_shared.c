/*
 * The kind "shared": passages that stand in two reports.  Its keys are read here like those of any
 * kind; the reports are compared in corpus/, when all have been read.
 */
#include "check.h"

/* In the order of enum shared_key. */
static const struct kind_key keys[] = {
	{"scope", KEY_STRING, true, "where it looks", "corpus"},
	{"report", KEY_STRING, true,
	 "figures: a paragraph of the same agency's earlier report whose figures did not change; "
	 "passage: what stands word for word in another agency's report",
	 "figures|passage"},
	{"min-length", KEY_INTEGER, false,
	 "least length in characters, without spaces and punctuation (figures: 40, passage: 150)",
	 "32..100000"},
	{"min-length-latin", KEY_INTEGER, false,
	 "the same in Latin letters (three times min-length)", "32..300000"},
	{"min-figures", KEY_INTEGER, false,
	 "least number of different figures of two digits or more in it (figures: 3, passage: 0)",
	 "0..1000"},
	{"genre-agencies", KEY_INTEGER, false,
	 "what stands in the reports of more agencies than this belongs to the genre (8)", "2..32"},
	{"genre-share", KEY_INTEGER, false,
	 "or of more agencies of a hundred, but at least of four (10)", "1..100"},
	{"unless", KEY_WORDS, false,
	 "words of a clause whose figures do not count, since they may well be the same; without "
	 "min-figures, of a passage that is not told",
	 NULL},
};

const struct check_kind check_shared = {
	.spec =
		{
			.name = "shared",
			.summary = "a passage that stands in two reports",
			.keys = keys,
			.key_count = sizeof keys / sizeof *keys,
			.values = "length figures report",
			.corpus = true,
		},
};
