/*
 * Ignore files: a pattern a line, `#` before a comment, blanks at the end of a line dropped unless
 * a backslash is before them.
 */
#include "ignore.h"

#include "../out/out.h"
#include "glob.h"

enum { FILE_MOST = 1 << 20, PATH_BYTES = 4096 };

struct ignores {
	const struct ignores *above;
	struct str base; /* real path of its folder */
	VEC(struct glob) globs;
};

/* The pattern of a line; empty: none. */
static struct str
pattern_of(struct str line)
{
	while (line.len && (line.at[line.len - 1] == '\r' || line.at[line.len - 1] == ' ' ||
			    line.at[line.len - 1] == '\t')) {
		if (line.len > 1 && line.at[line.len - 2] == '\\')
			break;
		line.len--;
	}
	return line.len && line.at[0] == '#' ? (struct str){0} : line;
}

static void
say_passed_over(const char *path, unsigned line, struct str wrong)
{
	fputs("reportlint: ", stderr);
	print_safely(stderr, str_of(path));
	fprintf(stderr, ":%u: this pattern is passed over: ", line);
	print_safely(stderr, wrong);
	fputc('\n', stderr);
}

static void
read_patterns(struct arena *a, struct ignores *out, const char *path, struct str text)
{
	unsigned number = 0;

	while (text.len) {
		size_t end = str_find(text, STR("\n"));
		struct str pattern = pattern_of(str_sub(text, 0, end)), wrong;
		struct glob g;

		text = end == SIZE_MAX ? (struct str){0} : str_sub(text, end + 1, text.len);
		number++;
		if (!pattern.len)
			continue;
		if (glob_compile(a, pattern, false, &g, &wrong))
			*VEC_PUSH(a, &out->globs) = g;
		else
			say_passed_over(path, number, wrong);
	}
}

const struct ignores *
ignores_read(struct arena *a, const struct ignores *above, const char *path, struct str real,
	     const char *name)
{
	struct str file = str_printf(a, "%s%s%s", path,
				     *path && path[strlen(path) - 1] != '/' ? "/" : "", name);
	struct source_error error;
	struct str text;

	if (!source_read(a, file.at, FILE_MOST, &text, &error)) {
		say_passed_over(file.at, 0, error.message);
		return above;
	}
	struct ignores *out = arena_alloc(a, sizeof *out);
	*out = (struct ignores){.above = above, .base = real};
	read_patterns(a, out, file.at, text);
	return out->globs.len ? out : above;
}

bool
ignores_take(const struct ignores *all, struct str real, struct str name, bool is_folder)
{
	char path[PATH_BYTES];
	size_t slash = real.len > 1, len = real.len + slash + name.len;

	if (!all || len >= PATH_BYTES)
		return false;
	memcpy(path, real.at, real.len);
	path[real.len] = '/';
	memcpy(path + real.len + slash, name.at, name.len);
	for (; all; all = all->above) {
		size_t base = all->base.len > 1 ? all->base.len + 1 : 1;
		struct str below = {path + base, len - base};
		int says = globs_last(all->globs.at, all->globs.len, below, is_folder);
		if (says)
			return says > 0;
	}
	return false;
}
