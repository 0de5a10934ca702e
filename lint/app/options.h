/*
 * Inside of the app layer: the command line, what it names, and where output
 * goes.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "app.h"
#include "config.h"

enum { OUTPUTS_MAX = 17 /* with the summary */, LISTS_MAX = 64 };

/* Sets of commands that take an option. */
enum {
	FOR_CHECK = 1,
	FOR_FACTS = 2,
	FOR_TRACE = 4,
	FOR_EXPLAIN = 8,
	FOR_RULES = 16,
	FOR_TEST = 32,
	FOR_BASELINE = 64,
	FOR_CONFIG = 128,
	FOR_INIT = 256,
	FOR_LSP = 512,
	FOR_COMPLETION = 1024,
	FOR_AUDIT = 2048
};

/* Options without a letter; those with one are that letter. */
enum {
	OPT_BASELINE = 256,
	OPT_CLAIMS,
	OPT_COLOR,
	OPT_COLUMN_UNIT,
	OPT_CONFIG,
	OPT_DIFF,
	OPT_FAIL_ON,
	OPT_FIX,
	OPT_FILES_FROM,
	OPT_IGNORE,
	OPT_INDEX,
	OPT_LANG,
	OPT_LEVEL,
	OPT_MAX_FILE_SIZE,
	OPT_MAX_FINDINGS,
	OPT_NO_CONFIG,
	OPT_NO_IGNORE,
	OPT_NO_SUPPRESSIONS,
	OPT_PROGRESS,
	OPT_RULES,
	OPT_RUN_DIR,
	OPT_SELECT,
	OPT_SINCE,
	OPT_STATS,
	OPT_STDIN_NAME,
	OPT_STDIO,
	OPT_SUMMARY,
	OPT_TABLES,
	OPT_UNSAFE
};

/* What may stand behind an option or a command. */
enum takes { TAKES_NOTHING, TAKES_WORD, TAKES_FORMAT, TAKES_RULE, TAKES_FILE, TAKES_OTHER };

/* ---- tables.c ---- */

enum { OPTION_ROWS_MAX = 48, COMMAND_ROWS_MAX = 16 };
struct option_row {
	const char *name;
	int id;		   /* its letter, or OPT_ */
	unsigned commands; /* FOR_ bits */
	enum takes takes;
	const char *const
		*words;	   /* ended by NULL, of TAKES_WORD; the value's name, of TAKES_OTHER */
	const char *about; /* a few words */
};
extern const struct option_row option_rows[];
extern const size_t option_row_count;
struct command_row {
	const char *name;
	int (*run)(int argc, char **argv);
	unsigned command;	  /* one FOR_ bit */
	enum takes first, rest;	  /* arguments */
	const char *const *words; /* ended by NULL, where `first` is TAKES_WORD */
	const char *about;
};
extern const struct command_row command_rows[];
extern const size_t command_row_count;

/* ---- usage.c ---- */

/* A screen about all commands and options. */
void print_usage(FILE *to);
/* The arguments of a command and its options. */
void print_command_usage(FILE *to, const struct command_row *c);
/* Words, ended by NULL, and the formats of -o that a command knows. */
void print_words(FILE *to, const char *const *words, const char *between);
void print_formats(FILE *to, const struct command_row *c, const char *between);

/* ---- options.c ---- */

struct option_list {
	char *at[LISTS_MAX];
	size_t count;
};

/* Of --progress; PROGRESS_LINE is what auto is on a terminal. */
enum progress_kind { PROGRESS_AUTO, PROGRESS_JSON, PROGRESS_NEVER, PROGRESS_LINE };

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct options {
	char *const *arguments; /* what is no option */
	size_t argument_count;
	struct option_list rules, select, ignore, levels, outputs;
	enum message_language language;
	enum level fail_on; /* LEVEL_OFF: never */
	enum level show;
	enum colour colour;
	enum progress_kind progress;
	enum column_unit column_unit;
	uint64_t max_file_size; /* bytes */
	unsigned jobs;
	const char *stdin_name;
	const char *baseline;	/* its file; NULL: none */
	const char *since;	/* a revision; NULL: none */
	const char *config;	/* NULL: the one that is found */
	uint64_t max_findings;	/* 0: all */
	const char *index;	/* NULL: none */
	const char *run_dir;	/* NULL: none */
	const char *files_from; /* a list of reports; NULL: none */
	bool null_ended;	/* its names end in NUL */
	bool no_ignore;		/* ignore files are passed over */
	bool no_config, no_suppressions, stdio;
	bool examples;		 /* rules with their examples */
	bool as_written;	 /* rules without levels and options of the configuration */
	bool given[CONFIG_KEYS]; /* on the command line */
	bool stats, quiet;
	bool summary;
	bool fix, diff, unsafe;
	bool aside;  /* what goes to standard output goes to stderr: reports or a difference do */
	bool tables; /* facts: tables instead of figures */
	bool claims; /* facts: what other reports may say, too */
};

/* Reads the options of a command (one FOR_ bit).  OPTIONS_GO_ON, or the exit status
 * with which the command is done (help was asked for, something is wrong and was said). */
enum { OPTIONS_GO_ON = -1 };
int options_parse(int argc, char **argv, unsigned command, struct options *o);

/* "reportlint: unknown WHAT 'name' (did you mean 'x'?)" on stderr; EXIT_USAGE. */
int say_unknown(const char *what, const char *name, const char *const *choices, size_t count);
/* "reportlint: TEXT 'name'" on stderr; EXIT_USAGE. */
int say_wrong(const char *text, const char *name);

bool colour_wanted(const struct options *o, FILE *to);
/* Cells of a line on this terminal; 100 elsewhere. */
unsigned terminal_width(FILE *to);

struct lint_options options_lint(const struct options *o);
/* Index of -o table|json in `formats`; -1 after a message. */
int options_format(const struct options *o, const char *const *formats, size_t count);

/* ---- facts_text.c ---- */

/* The value in its unit, or the date; "= 97" or "[0.1545, 0.1555)", empty for what has no
 * interval.  In arena a. */
struct str fact_value_text(struct arena *a, const struct lexeme *l);
struct str fact_interval_text(struct arena *a, const struct lexeme *l);

/* ---- facts_tables.c ---- */

/* Every table of a report with what is known of it; cells that are in a relation are marked: `=` it
 * holds, `!` it does not, `?` it could not be decided.  Scratch in arena a. */
void print_tables(struct arena *a, const struct lexicon *lx, const struct lint_result *r,
		  enum message_language language);

/* ---- facts_cells.c ---- */

/* A figure of a table. */
struct cell_view {
	struct span span;
	struct str value, unit, text;
	struct str label; /* "支出 > 教育支出 | 2024年": what it is part of, its row, its column */
	struct str checked; /* ids of rules, with ! where it fails, ? where it is unknown */
};
/* All figures of the report's tables; *count of them.  In arena a. */
const struct cell_view *cells_list(struct arena *a, const struct lexicon *lx,
				   const struct lint_result *r, size_t *count);
/* What became of the cell that begins at `at` of the text: CELL_FAILS before CELL_HOLDS before
 * CELL_UNKNOWN; false: it is in no relation.  `sorted`: by cells_sort. */
bool cell_outcome_at(const struct check *sorted, uint32_t at, enum cell_outcome *outcome);
void cells_sort(struct check *c);

/* ---- inputs.c ---- */

/* All reports that the arguments name: files as they are, of folders the *.txt,
 * *.md and *.markdown below (or what the configuration includes, without what it excludes), in
 * order of their names.  What cannot be read is said on stderr
 * and listed in `unread`.  In arena a. */
struct inputs {
	struct arena *arena;
	VEC(struct input) all;
	VEC(struct unread) unread;
	bool quiet; /* nothing is said on stderr */
};
void inputs_collect(struct inputs *in, const struct options *o, struct configs *configs);
/* Is a file of this name, found in a folder, to be linted? */
bool input_wanted(const struct config_folder *folder, const char *name);

/* "reportlint: PATH: message", or "PATH:LINE:COLUMN: error: message" where there is a place. */
void print_unread(FILE *to, struct str path, const struct source_error *error);

/* ---- setup.c ---- */

/* What a command runs with: the configurations of its reports and their rulebooks. */
struct setup {
	struct arena *arena;
	struct complaints complaints;
	struct rule_wishes wishes;
	struct configs *configs;
	struct rulebooks *rulebooks;
	const struct config_folder *first; /* what holds for the whole run is from here */
};
/* What the options say of rules. */
struct rule_wishes options_wishes(const struct options *o);
/* Reads the configuration at the first argument, a file or a folder (NULL: the working folder),
 * and gives the options that were not on the command line its values.  False after
 * messages; setup_end in any case. */
bool setup_begin(struct setup *s, struct options *o, const char *first);
void setup_end(struct setup *s);
/* Gives the configuration of every report its rulebook; false after messages. */
bool setup_rules(struct setup *s, const struct inputs *in);

/* ---- facts_claims.c ---- */

/* The claims of all reports that the arguments name, and how they were compared; the exit status. */
int list_claims(const struct options *o, struct setup *s, bool json);

/* ---- unused_ignores.c ---- */

/* A configuration file as if it were a report, with a finding for each [[ignore]] that was asked
 * in this run and of no use; false without any.  Lives until the worker is reset. */
bool unused_ignores(const struct config_file *file, struct worker *w, const struct rulebook *rb,
		    const struct lint_options *o, struct lint_result *out);

/* ---- outputs.c ---- */

/* One -o FORMAT[:FILE]. */
struct output {
	const struct out_format *format;
	struct out_options options;
	FILE *to;
	const char *path; /* as it was given, for messages; NULL: standard output */
	char *temporary;  /* renamed to target at the end; NULL: written in place */
	char *target;	  /* with all links followed; NULL like `temporary` */
	uint64_t written; /* findings */
	uint64_t omitted; /* findings over the format's limit */
	bool begun;	  /* has the text of a report been written? */
};
struct outputs {
	struct output at[OUTPUTS_MAX];
	size_t count;
};
/* Opens a file for out->to, which output_close puts in its place as a whole; false after a message.
 * Standard output is flushed, and what went wrong with it said, when the process ends. */
bool output_open_file(struct output *out, const char *path);
bool output_close(struct output *out);
/* False after a message: an output is, by its name too, one of the reports. */
bool outputs_spare(const struct options *o, const struct input *inputs, size_t count);
/* Opens all and begins them; false after a message, and nothing is left behind. */
bool outputs_open(struct outputs *out, const struct options *o, const struct rulebook *rb);
/* Writes the text of one report with so many findings, if the format's limit allows. */
void output_write(struct output *out, struct str text, uint64_t findings);
/* Writes what the formats say of the whole run. */
void outputs_end(struct outputs *out, const struct run_totals *t);
/* Leaves nothing behind. */
void outputs_discard(struct outputs *out);
/* Puts the files in their places; false after a message. */
bool outputs_close(struct outputs *out);

#endif
