/*
 * The commands and their options: the one place that lists them.  What is read from the command
 * line, suggested for a misspelt word and completed by shells all come from here.
 */
#include "options.h"

#define FOR_ALL 4095
#define FOR_RULED (FOR_ALL & ~(FOR_INIT | FOR_COMPLETION))
#define FOR_CHECKING (FOR_CHECK | FOR_AUDIT)
#define FOR_LINTING (FOR_CHECKING | FOR_BASELINE)
#define FOR_READING (FOR_LINTING | FOR_FACTS | FOR_TRACE | FOR_CONFIG)

static const char *const levels[] = {"note", "warning", "error", NULL};
static const char *const levels_or_never[] = {"never", "note", "warning", "error", NULL};
static const char *const languages[] = {"en", "zh", NULL};
static const char *const colours[] = {"auto", "always", "never", NULL};
static const char *const progresses[] = {"auto", "json", "never", NULL};
static const char *const units[] = {"character", "display", "byte", "utf16", NULL};
static const char *const baseline_actions[] = {"write", "prune", "diff", NULL};
static const char *const number[] = {"N", NULL}, *const size[] = {"SIZE", NULL},
			 *const revision[] = {"REV", NULL};
static const char *const shells[] = {"bash", "zsh", "fish", NULL};

const struct option_row option_rows[] = {
	{"baseline", OPT_BASELINE, FOR_LINTING | FOR_CONFIG, TAKES_FILE, NULL,
	 "leave out what this file holds"},
	{"claims", OPT_CLAIMS, FOR_FACTS, TAKES_NOTHING, NULL, "what other reports may say, too"},
	{"color", OPT_COLOR, FOR_CHECKING, TAKES_WORD, colours, "colour in text output"},
	{"column-unit", OPT_COLUMN_UNIT, FOR_CHECKING, TAKES_WORD, units, "what columns count"},
	{"config", OPT_CONFIG, FOR_RULED, TAKES_FILE, NULL, "instead of reportlint.toml"},
	{"diff", OPT_DIFF, FOR_CHECK, TAKES_NOTHING, NULL, "print what --fix would change"},
	{"fail-on", OPT_FAIL_ON, FOR_CHECKING | FOR_CONFIG, TAKES_WORD, levels_or_never,
	 "lowest level that fails the run"},
	{"files-from", OPT_FILES_FROM, FOR_AUDIT, TAKES_FILE, NULL,
	 "a list of reports; - is stdin"},
	{"fix", OPT_FIX, FOR_CHECK, TAKES_NOTHING, NULL, "put suggestions into the reports"},
	{"help", 'h', FOR_ALL, TAKES_NOTHING, NULL, "a summary of usage"},
	{"ignore", OPT_IGNORE, FOR_RULED, TAKES_RULE, NULL, "rules to leave out"},
	{"index", OPT_INDEX, FOR_AUDIT, TAKES_FILE, NULL, "a database of all that was found"},
	{"jobs", 'j', FOR_LINTING, TAKES_OTHER, number, "reports at once"},
	{"lang", OPT_LANG, FOR_ALL, TAKES_WORD, languages, "language of messages"},
	{"level", OPT_LEVEL, FOR_RULED, TAKES_WORD, levels, "lowest level shown, or of a rule"},
	{"max-file-size", OPT_MAX_FILE_SIZE, FOR_READING, TAKES_OTHER, size, "refuse larger files"},
	{"max-findings", OPT_MAX_FINDINGS, FOR_CHECKING | FOR_CONFIG, TAKES_OTHER, number,
	 "print so many and no more"},
	{"no-config", OPT_NO_CONFIG, FOR_RULED, TAKES_NOTHING, NULL, "read no configuration"},
	{"no-ignore", OPT_NO_IGNORE, FOR_AUDIT, TAKES_NOTHING, NULL,
	 "no .gitignore and .reportlintignore"},
	{"no-suppressions", OPT_NO_SUPPRESSIONS, FOR_LINTING, TAKES_NOTHING, NULL,
	 "show what is suppressed, too"},
	{"null", '0', FOR_AUDIT, TAKES_NOTHING, NULL, "names of the list end in NUL"},
	{"output", 'o', FOR_CHECKING | FOR_FACTS | FOR_RULES | FOR_CONFIG, TAKES_FORMAT, NULL,
	 "format"},
	{"progress", OPT_PROGRESS, FOR_AUDIT, TAKES_WORD, progresses, "how far it has come"},
	{"quiet", 'q', FOR_LINTING, TAKES_NOTHING, NULL, "no last line"},
	{"rules", OPT_RULES, FOR_RULED, TAKES_FILE, NULL, "a rule file or a folder of them"},
	{"run-dir", OPT_RUN_DIR, FOR_AUDIT, TAKES_FILE, NULL, "go on from here; keep what is done"},
	{"select", OPT_SELECT, FOR_RULED, TAKES_RULE, NULL, "rules to check alone"},
	{"since", OPT_SINCE, FOR_CHECK, TAKES_OTHER, revision,
	 "only what changed since a revision"},
	{"stats", OPT_STATS, FOR_CHECKING, TAKES_NOTHING, NULL, "what each report gave"},
	{"stdin-name", OPT_STDIN_NAME, FOR_READING, TAKES_FILE, NULL, "what - is called"},
	{"stdio", OPT_STDIO, FOR_LSP, TAKES_NOTHING, NULL, "what many editors say; as without it"},
	{"summary", OPT_SUMMARY, FOR_CHECKING, TAKES_NOTHING, NULL, "at the end, 25 lines"},
	{"tables", OPT_TABLES, FOR_FACTS, TAKES_NOTHING, NULL, "tables instead of figures"},
	{"unsafe", OPT_UNSAFE, FOR_CHECK, TAKES_NOTHING, NULL,
	 "with --fix or --diff: all suggestions"},
	{"version", 'V', FOR_ALL, TAKES_NOTHING, NULL, "the version"},
};
const size_t option_row_count = sizeof option_rows / sizeof *option_rows;
_Static_assert(sizeof option_rows / sizeof *option_rows <= OPTION_ROWS_MAX, "OPTION_ROWS_MAX");

/* The default command comes first. */
const struct command_row command_rows[] = {
	{"check", cmd_check, FOR_CHECK, TAKES_FILE, TAKES_FILE, NULL, "lint reports"},
	{"facts", cmd_facts, FOR_FACTS, TAKES_FILE, TAKES_FILE, NULL, "what was read"},
	{"trace", cmd_trace, FOR_TRACE, TAKES_RULE, TAKES_FILE, NULL, "why a rule is silent"},
	{"explain", cmd_explain, FOR_EXPLAIN, TAKES_RULE, TAKES_NOTHING, NULL,
	 "what a rule is for"},
	{"rules", cmd_rules, FOR_RULES, TAKES_NOTHING, TAKES_NOTHING, NULL, "all rules"},
	{"audit", cmd_audit, FOR_AUDIT, TAKES_FILE, TAKES_FILE, NULL, "a whole archive"},
	{"baseline", cmd_baseline, FOR_BASELINE, TAKES_WORD, TAKES_FILE, baseline_actions,
	 "what is known and left"},
	{"lsp", cmd_lsp, FOR_LSP, TAKES_NOTHING, TAKES_NOTHING, NULL, "serve an editor"},
	{"config", cmd_config, FOR_CONFIG, TAKES_FILE, TAKES_NOTHING, NULL, "what is in force"},
	{"init", cmd_init, FOR_INIT, TAKES_FILE, TAKES_NOTHING, NULL,
	 "write a configuration to begin with"},
	{"test", cmd_test, FOR_TEST, TAKES_RULE, TAKES_RULE, NULL, "the examples in the rules"},
	{"completion", cmd_completion, FOR_COMPLETION, TAKES_WORD, TAKES_NOTHING, shells,
	 "what a shell needs to complete all this"},
};
const size_t command_row_count = sizeof command_rows / sizeof *command_rows;
_Static_assert(sizeof command_rows / sizeof *command_rows <= COMMAND_ROWS_MAX, "COMMAND_ROWS_MAX");
