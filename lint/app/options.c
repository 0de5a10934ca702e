/*
 * The command line.  tables.c says which option belongs to which command;
 * whatever is wrong is said with the nearest right word, and ends in EXIT_USAGE.
 */
#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { JOBS_LARGEST = 256, NAMES_MAX = 32 };
#define MIB UINT64_C(1048576)

/* ---- what is wrong ------------------------------------------------------------------ */

int
say_wrong(const char *text, const char *name)
{
	fprintf(stderr, "reportlint: %s '", text);
	print_safely(stderr, str_of(name));
	fputs("'\n", stderr);
	return EXIT_USAGE;
}

int
say_unknown(const char *what, const char *name, const char *const *choices, size_t count)
{
	struct str names[NAMES_MAX] = {0};

	if (count > NAMES_MAX)
		count = NAMES_MAX;
	for (size_t i = 0; i < count; i++)
		names[i] = str_of(choices[i]);
	struct str near = str_nearest(str_of(name), names, count);
	fprintf(stderr, "reportlint: unknown %s '", what);
	print_safely(stderr, str_of(name));
	fputc('\'', stderr);
	if (near.len)
		fprintf(stderr, " (did you mean '%.*s'?)", STR_FMT(near));
	else
		for (size_t i = 0; i < count; i++)
			fprintf(stderr, "%s%s", i ? ", " : "; there is ", choices[i]);
	fputc('\n', stderr);
	return EXIT_USAGE;
}

/* ---- values --------------------------------------------------------------------------- */

/* The index of a value in its choices, or -1 after a message. */
static int
choose(const char *option, const char *value, const char *const *choices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(choices[i], value) == 0)
			return (int)i;
	say_unknown(option, value, choices, count);
	return -1;
}

static bool
read_number(const char *s, uint64_t max, uint64_t *out, const char **rest)
{
	uint64_t n = 0;

	if (!isdigit((unsigned char)*s))
		return false;
	for (; isdigit((unsigned char)*s); s++) {
		n = n * 10 + (uint64_t)(*s - '0');
		if (n > max)
			return false;
	}
	*out = n;
	*rest = s;
	return true;
}

static bool
list_add(struct option_list *list, char *value)
{
	if (list->count == LISTS_MAX) {
		say_wrong("too many of one option at", value);
		return false;
	}
	list->at[list->count++] = value;
	return true;
}

static bool
take_jobs(struct options *o, const char *value)
{
	uint64_t n;
	const char *rest;

	if (!read_number(value, JOBS_LARGEST, &n, &rest) || *rest || n == 0) {
		say_wrong("--jobs takes a number from 1 to 256, not", value);
		return false;
	}
	o->jobs = (unsigned)n;
	return true;
}

/* The index of a value in the words of an option, or -1 after a message. */
static int
choose_word(int id, const char *value)
{
	const struct option_row *row = option_rows;
	char what[48];
	size_t count = 0;

	while (row->id != id)
		row++;
	while (row->words[count])
		count++;
	snprintf(what, sizeof what, "value of --%s", row->name);
	return choose(what, value, row->words, count);
}

static bool
take_choice(struct options *o, int id, const char *value)
{
	int i = choose_word(id, value);

	if (i < 0)
		return false;
	if (id == OPT_COLOR)
		o->colour = (enum colour)i;
	if (id == OPT_COLUMN_UNIT)
		o->column_unit = (enum column_unit)i;
	if (id == OPT_FAIL_ON)
		o->fail_on = (enum level)i, o->given[CONFIG_FAIL_ON] = true;
	if (id == OPT_PROGRESS)
		o->progress = (enum progress_kind)i;
	if (id == OPT_LANG)
		o->language = (enum message_language)i, o->given[CONFIG_LANG] = true;
	return true;
}

/* LEVEL is the lowest that is shown, RULE=LEVEL is that of a rule. */
static bool
take_level(struct options *o, char *value)
{
	static const char *const levels[] = {"off", "note", "warning", "error"};
	const char *equals = strchr(value, '=');
	int i = equals ? choose("level of a rule", equals + 1, levels, 4)
		       : choose_word(OPT_LEVEL, value);

	if (i < 0)
		return false;
	if (equals)
		return list_add(&o->levels, value);
	o->show = (enum level)(i + 1);
	o->given[CONFIG_LEVEL] = true;
	return true;
}

static bool
take_max_findings(struct options *o, const char *value)
{
	const char *rest;

	if (!read_number(value, INT32_MAX, &o->max_findings, &rest) || *rest || !o->max_findings) {
		say_wrong("--max-findings takes a number from 1 on, not", value);
		return false;
	}
	o->given[CONFIG_MAX_FINDINGS] = true;
	return true;
}

/* What an option without a value switches on; NULL for others. */
static bool *
flag_of(struct options *o, int id)
{
	switch (id) {
	case '0':
		return &o->null_ended;
	case OPT_NO_IGNORE:
		return &o->no_ignore;
	case 'q':
		return &o->quiet;
	case OPT_CLAIMS:
		return &o->claims;
	case OPT_TABLES:
		return &o->tables;
	case OPT_FIX:
		return &o->fix;
	case OPT_DIFF:
		return &o->diff;
	case OPT_UNSAFE:
		return &o->unsafe;
	case OPT_SUMMARY:
		return &o->summary;
	case OPT_STATS:
		return &o->stats;
	case OPT_NO_CONFIG:
		return &o->no_config;
	case OPT_NO_SUPPRESSIONS:
		return &o->no_suppressions;
	case OPT_STDIO:
		return &o->stdio;
	default:
		return NULL;
	}
}

static bool
take_option(struct options *o, int id, char *value)
{
	bool *flag = flag_of(o, id);

	if (flag)
		return *flag = true;
	switch (id) {
	case 'j':
		return take_jobs(o, value);
	case 'o':
		return list_add(&o->outputs, value);
	case OPT_RULES:
		return list_add(&o->rules, value);
	case OPT_SELECT:
		return list_add(&o->select, value);
	case OPT_IGNORE:
		return list_add(&o->ignore, value);
	case OPT_BASELINE:
		o->baseline = value;
		o->given[CONFIG_BASELINE] = true;
		return true;
	case OPT_SINCE:
		o->since = value;
		return true;
	case OPT_FILES_FROM:
		o->files_from = value;
		return true;
	case OPT_INDEX:
		o->index = value;
		return true;
	case OPT_RUN_DIR:
		o->run_dir = value;
		return true;
	case OPT_STDIN_NAME:
		o->stdin_name = value;
		return true;
	case OPT_MAX_FILE_SIZE:
		o->given[CONFIG_MAX_FILE_SIZE] = true;
		if (config_size(str_of(value), &o->max_file_size))
			return true;
		say_wrong("--max-file-size takes a size up to 1GiB (64MiB, 500K), not", value);
		return false;
	case OPT_CONFIG:
		o->config = value;
		return true;
	case OPT_LEVEL:
		return take_level(o, value);
	case OPT_MAX_FINDINGS:
		return take_max_findings(o, value);
	default:
		return take_choice(o, id, value);
	}
}

/* ---- the whole --------------------------------------------------------------------------- */

static enum message_language
locale_language(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? MESSAGE_ZH : MESSAGE_EN;
	}
	return MESSAGE_EN;
}

static void
set_defaults(struct options *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	*o = (struct options){.language = locale_language(),
			      .fail_on = LEVEL_ERROR,
			      .show = LEVEL_NOTE,
			      .max_file_size = 32 * MIB,
			      .jobs = cores > 1 ? (unsigned)cores : 1,
			      .stdin_name = "<stdin>"};
	if (o->jobs > JOBS_LARGEST)
		o->jobs = JOBS_LARGEST;
}

static int
say_unknown_option(const char *given, unsigned command)
{
	const char *names[OPTION_ROWS_MAX];
	char name[64] = {0};
	size_t count = 0;

	while (*given == '-')
		given++;
	for (size_t i = 0; given[i] && given[i] != '=' && i < sizeof name - 1; i++)
		name[i] = given[i];
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].commands & command)
			names[count++] = option_rows[i].name;
	return say_unknown("option", name, names, count);
}

static int
say_option(int c, char **argv, unsigned command)
{
	const char *given = argv[optind - 1];

	if (c == ':')
		return say_wrong("a value is missing after", given);
	if (optopt > 0 && optopt < 256) {
		const char letter[] = {'-', (char)optopt, '\0'};
		return say_wrong("unknown option", letter);
	}
	if (optopt >= 256)
		return say_wrong("this option takes no value:", given);
	return say_unknown_option(given, command);
}

/* The options of one command, as getopt wants them. */
static void
make_options(unsigned command, struct option *out, char *letters)
{
	*letters++ = ':';
	for (size_t i = 0; i < option_row_count; i++) {
		if (!(option_rows[i].commands & command))
			continue;
		int has_argument = option_rows[i].takes != TAKES_NOTHING;
		*out++ =
			(struct option){option_rows[i].name, has_argument, NULL, option_rows[i].id};
		if (option_rows[i].id >= 256)
			continue;
		*letters++ = (char)option_rows[i].id;
		if (has_argument)
			*letters++ = ':';
	}
	*out = (struct option){0};
	*letters = '\0';
}

/* Of the command, if its name was given; a program's name is none of them. */
static void
print_help(const char *name, unsigned command)
{
	for (size_t i = 0; i < command_row_count; i++)
		if (command_rows[i].command == command && strcmp(command_rows[i].name, name) == 0) {
			print_command_usage(stdout, &command_rows[i]);
			return;
		}
	print_usage(stdout);
}

int
options_parse(int argc, char **argv, unsigned command, struct options *o)
{
	struct option longs[OPTION_ROWS_MAX + 1];
	char letters[2 * OPTION_ROWS_MAX + 2];
	int c;

	set_defaults(o);
	make_options(command, longs, letters);
	opterr = 0;
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (c == 'h') {
			print_help(argv[0], command);
			return EXIT_CLEAN;
		}
		if (c == 'V') {
			puts("reportlint " REPORTLINT_VERSION);
			return EXIT_CLEAN;
		}
		if (c == '?' || c == ':')
			return say_option(c, argv, command);
		if (!take_option(o, c, optarg))
			return EXIT_USAGE;
	}
	if (o->config && o->no_config)
		return say_wrong("--no-config goes without --config", o->config);
	o->arguments = argv + optind;
	o->argument_count = (size_t)(argc - optind);
	return OPTIONS_GO_ON;
}

bool
colour_wanted(const struct options *o, FILE *to)
{
	const char *off = getenv("NO_COLOR"), *term = getenv("TERM");

	if (o->colour != COLOUR_AUTO)
		return o->colour == COLOUR_ALWAYS;
	return !(off && *off) && !(term && strcmp(term, "dumb") == 0) && isatty(fileno(to));
}

unsigned
terminal_width(FILE *to)
{
	struct winsize size;

	if (isatty(fileno(to)) && ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col >= 2)
		return size.ws_col - 2u;
	return 100;
}

struct lint_options
options_lint(const struct options *o)
{
	return (struct lint_options){.language = o->language,
				     .max_file_size = o->max_file_size,
				     .format = DOC_AUTO,
				     .show_suppressed = o->no_suppressions,
				     .jobs = o->jobs};
}

int
options_format(const struct options *o, const char *const *formats, size_t count)
{
	if (!o->outputs.count)
		return 0;
	return choose("format", o->outputs.at[o->outputs.count - 1], formats, count);
}
