/* Runs git without a shell, as it would run by hand in a folder. */
#include "since.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 32, READ_SIZE = 65536 };
#define OUTPUT_MAX (UINT64_C(1) << 30)

/* What a hook of git is told of its own repository is not for another one, and what
 * somebody likes to see in a difference not for us. */
static bool
is_passed_on(const char *variable)
{
	static const char *const kept_back[] = {
		"GIT_DIR=",
		"GIT_WORK_TREE=",
		"GIT_PREFIX=",
		"GIT_INDEX_FILE=",
		"GIT_LITERAL_PATHSPECS=",
		"GIT_GLOB_PATHSPECS=",
		"GIT_NOGLOB_PATHSPECS=",
		"GIT_ICASE_PATHSPECS=",
		"GIT_EXTERNAL_DIFF=",
		"GIT_DIFF_OPTS=",
		"GIT_OPTIONAL_LOCKS=",
	};

	for (size_t i = 0; i < sizeof kept_back / sizeof *kept_back; i++)
		if (strncmp(variable, kept_back[i], strlen(kept_back[i])) == 0)
			return false;
	return true;
}

/* Without optional locks git does not write a refreshed index. */
static char **
environment(struct arena *a)
{
	static char no_locks[] = "GIT_OPTIONAL_LOCKS=0";
	size_t count = 0, kept = 0;

	while (environ[count])
		count++;
	char **own = arena_array(a, count + 2, sizeof *own);
	for (size_t i = 0; i < count; i++)
		if (is_passed_on(environ[i]))
			own[kept++] = environ[i];
	own[kept] = no_locks;
	return own;
}

static bool
start(struct arena *a, const char *folder, const char *const *arguments, bool quiet, pid_t *child,
      int *from)
{
	/* A program that the repository names to tell what changed is not run. */
	const char *argv[ARGUMENTS_MAX] = {
		"git", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-C", folder};
	posix_spawn_file_actions_t actions;
	int ends[2];
	size_t count = 6;

	for (size_t i = 0; arguments[i] && count < ARGUMENTS_MAX - 1; i++)
		argv[count++] = arguments[i];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	if (posix_spawn_file_actions_init(&actions) != 0)
		out_of_memory();
	if (posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) ||
	    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO) ||
	    (quiet &&
	     posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)))
		out_of_memory();
	/* posix_spawn takes pointers to what it does not change. */
	union {
		const char **given;
		char **taken;
	} words = {.given = argv};
	errno = posix_spawnp(child, "git", &actions, NULL, words.taken, environment(a));
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (errno) {
		fprintf(stderr, "reportlint: cannot run git: %s\n", ERROR_TEXT(errno));
		close(ends[0]);
		return false;
	}
	*from = ends[0];
	return true;
}

static bool
read_all(int from, struct buf *out)
{
	char *block = arena_alloc_raw(out->arena, READ_SIZE);

	for (;;) {
		ssize_t got = read(from, block, READ_SIZE);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		if (out->len + (size_t)got > OUTPUT_MAX)
			return false;
		buf_add(out, (struct str){block, (size_t)got});
	}
}

bool
git_run(struct arena *a, const char *folder, const char *const *arguments, bool quiet,
	struct str *out)
{
	struct buf b = {.arena = a};
	pid_t child;
	int from, status;

	if (!start(a, folder, arguments, quiet, &child, &from))
		return false;
	bool ok = read_all(from, &b);
	close(from);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	*out = buf_str(&b);
	return ok && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
