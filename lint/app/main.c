/* Which command is meant, and whether all that it printed was taken. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "options.h"

/* A first argument that is neither a file nor a command, but nearly one. */
static bool
is_misspelt(const char *word)
{
	struct str names[COMMAND_ROWS_MAX];

	if (word[0] == '-' || strpbrk(word, "./") || access(word, F_OK) == 0)
		return false;
	for (size_t i = 0; i < command_row_count; i++)
		names[i] = str_of(command_rows[i].name);
	struct str near = str_nearest(str_of(word), names, command_row_count);
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
	for (size_t i = 0; i < command_row_count; i++)
		if (strcmp(argv[1], command_rows[i].name) == 0)
			return command_rows[i].run(argc - 1, argv + 1);
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
		errno ? ERROR_TEXT(errno) : "");
	return status == EXIT_USAGE ? EXIT_USAGE : EXIT_UNREAD;
}

int
main(int argc, char **argv)
{
	return finish_output(run_command(argc, argv));
}
