/*
 * What -h prints: a screen about all, or, of one command, its arguments and options, from the
 * tables that the command line is read with.
 */
#include "options.h"

#include <string.h>

void
print_usage(FILE *to)
{
	fputs("usage: reportlint [check] [options] FILE|FOLDER|- ...\n"
	      "       reportlint facts [-o table|json] [--claims|--tables] FILE ... reads\n"
	      "       reportlint audit [options] PATH ...           a whole archive, zip, tar\n"
	      "       reportlint trace RULE FILE[:LINE] | explain RULE   why a rule is silent\n"
	      "       reportlint baseline write|prune|diff FILE ... what is known and left\n"
	      "       reportlint rules [-o table|json] | lsp        all rules; for editors\n"
	      "       reportlint config [FILE] | init [FOLDER]      what is in force; a start\n"
	      "       reportlint test [--rules PATH] [RULE ...]     the examples in the rules\n"
	      "\n"
	      "  -o, --output FORMAT[:FILE]   several times: text, json, jsonl, sarif,\n"
	      "                               github, gitlab, junit, checkstyle, rdjsonl, html\n"
	      "  -j, --jobs N  at once   -q, --quiet: no last line   --stats of each  --summary\n"
	      "      --rules PATH             a rule file or a folder of them, besides ours\n"
	      "      --baseline FILE          leave out what it holds      --no-suppressions\n"
	      "      --select, --ignore LIST  ids of rules, their beginnings (en-*), categories\n"
	      "      --level [RULE=]LEVEL     of a rule, or the lowest shown   --fail-on LEVEL\n"
	      "      --since REV              only what changed, as git says    --lang en|zh\n"
	      "      --color WHEN             auto, always, never    --column-unit UNIT\n"
	      "      --fix, --diff            put in, or show, what is safe; --unsafe: all\n"
	      "      --config FILE            instead of reportlint.toml     --no-config\n"
	      "      --max-file-size SIZE     32MiB by default    --max-findings N\n"
	      "      --stdin-name NAME        what - is called     -V, --version\n"
	      "  -h, --help                   behind a command (audit -h): all of its options\n"
	      "exit: 0 nothing found, 1 something, 2 wrong usage or rule, 3 something not read\n",
	      to);
}

void
print_words(FILE *to, const char *const *words, const char *between)
{
	for (size_t i = 0; words[i]; i++)
		fprintf(to, "%s%s", i ? between : "", words[i]);
}

void
print_formats(FILE *to, const struct command_row *c, const char *between)
{
	if (c->command & (FOR_CHECK | FOR_AUDIT))
		for (size_t i = 0; out_formats[i]; i++)
			fprintf(to, "%s%s", i ? between : "", out_formats[i]->name);
	else
		fprintf(to, "%s%s%s", c->command == FOR_CONFIG ? "toml" : "table", between, "json");
}

/* ---- one command ------------------------------------------------------------------------- */

enum { ABOUT = 34, LINE = 80 /* columns */ };

static bool
writes_files(const struct command_row *c)
{
	return c->command & (FOR_CHECK | FOR_AUDIT);
}

static const char *
value_name(const struct command_row *c, enum takes takes)
{
	switch (takes) {
	case TAKES_FORMAT:
		return writes_files(c) ? "FORMAT[:FILE]" : "FORMAT";
	case TAKES_RULE:
		return "LIST";
	case TAKES_FILE:
		return "PATH";
	case TAKES_NOTHING:
	case TAKES_WORD:
	case TAKES_OTHER:
		break;
	}
	return "";
}

/* "  -j, --jobs VALUE", how many columns it took. */
static int
print_option_name(FILE *to, const struct command_row *c, const struct option_row *o)
{
	int columns = o->id < OPT_BASELINE ? fprintf(to, "  -%c, ", o->id) : fprintf(to, "      ");

	columns += fprintf(to, "--%s", o->name);
	if (o->takes == TAKES_NOTHING)
		return columns;
	if (!o->words)
		return columns + fprintf(to, " %s", value_name(c, o->takes));
	for (size_t i = 0; o->words[i]; i++)
		columns += fprintf(to, "%c%s", i ? '|' : ' ', o->words[i]);
	return columns;
}

static void
print_arguments(FILE *to, const struct command_row *c)
{
	switch (c->first) {
	case TAKES_WORD:
		fputc(' ', to);
		print_words(to, c->words, "|");
		break;
	case TAKES_RULE:
		fputs(c->rest == TAKES_RULE ? " [RULE ...]" : " RULE", to);
		break;
	case TAKES_FILE:
		fputs(c->rest == TAKES_FILE ? " PATH ..." : " [PATH]", to);
		break;
	case TAKES_NOTHING:
	case TAKES_FORMAT:
	case TAKES_OTHER:
		break;
	}
	if (c->rest == TAKES_FILE && c->first != TAKES_FILE)
		fputs(c->command == FOR_TRACE ? " FILE[:LINE]" : " PATH ...", to);
}

/* What an option is about, in the second column; of a format those that there are. */
static void
print_about(FILE *to, const struct command_row *c, const struct option_row *o)
{
	int columns = fprintf(to, "%s", o->about);

	for (size_t i = 0; o->takes == TAKES_FORMAT && writes_files(c) && out_formats[i]; i++) {
		const char *name = out_formats[i]->name;
		if (ABOUT + columns + 2 + (int)strlen(name) > LINE)
			columns = fprintf(to, "\n%*s", ABOUT, "") - 1 - ABOUT;
		columns += fprintf(to, "%s%s", !i ? ": " : columns ? " " : "", name);
	}
	if (o->takes == TAKES_FORMAT && !writes_files(c)) {
		fputs(": ", to);
		print_formats(to, c, " ");
	}
	fputc('\n', to);
}

void
print_command_usage(FILE *to, const struct command_row *c)
{
	fprintf(to, "usage: reportlint %s [options]", c->name);
	print_arguments(to, c);
	fprintf(to, "\n%s\n\n", c->about);
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *o = &option_rows[i];
		if (!(o->commands & c->command))
			continue;
		int columns = print_option_name(to, c, o);
		if (columns >= ABOUT - 1) {
			fputc('\n', to);
			columns = 0;
		}
		fprintf(to, "%*s", ABOUT - columns, "");
		print_about(to, c, o);
	}
	fputs("\nThe manual says more: man reportlint\n", to);
}
