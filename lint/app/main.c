/* Which command is meant, and whether all that it printed was taken. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} commands[] = {
	{"check", cmd_check},	    {"facts", cmd_facts}, {"explain", cmd_explain},
	{"trace", cmd_trace},	    {"test", cmd_test},	  {"rules", cmd_rules},
	{"baseline", cmd_baseline}, {"lsp", cmd_lsp},	  {"config", cmd_config},
	{"init", cmd_init},
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

/* A first argument that is neither a file nor a command, but nearly one. */
static bool
is_misspelt(const char *word)
{
	struct str names[COMMAND_COUNT];

	if (word[0] == '-' || strpbrk(word, "./") || access(word, F_OK) == 0)
		return false;
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		names[i] = str_of(commands[i].name);
	struct str near = str_nearest(str_of(word), names, COMMAND_COUNT);
	if (near.len)
		fprintf(stderr,
			"reportlint: there is no command and no file '%s' (did you mean '%.*s'?)\n",
			word, STR_FMT(near));
	return near.len != 0;
}

static int
run_command(int argc, char **argv)
{
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (is_misspelt(argv[1]))
		return EXIT_USAGE;
	return cmd_check(argc, argv);
}

/* Printing is buffered: a full device may only show here. */
static int
finish_output(int status)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "reportlint: cannot write standard output%s%s\n", errno ? ": " : "",
		errno ? strerror(errno) : "");
	return status == EXIT_USAGE ? EXIT_USAGE : EXIT_UNREAD;
}

int
main(int argc, char **argv)
{
	return finish_output(run_command(argc, argv));
}
