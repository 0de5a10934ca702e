/*
 * Patterns of paths as in .gitignore: `*` and `?` stop at a slash, `**` does not; a pattern with a
 * slash before its end begins at the base, one without fits at any depth; a slash at the end
 * asks for a folder; `!` takes back what an earlier pattern took.
 */
#ifndef GLOB_H
#define GLOB_H

#include "../base/base.h"

enum { GLOB_PARTS = 2 }; /* {agency} and {period} */
extern const char *const glob_parts[GLOB_PARTS];

struct glob {
	struct str source;
	void *code; /* of PCRE2, in the arena */
	bool taken_back;
	bool folder;
};

/* Compiles a pattern into arena a.  With `parts`, `{agency}` stands for the letters of a name and
 * `{period}` for a year, `2024-06` or `2024-Q2`.  False: *wrong says why. */
bool glob_compile(struct arena *a, struct str pattern, bool parts, struct glob *out,
		  struct str *wrong);

/* Does a path (relative to the base, with `/`) fit?  parts[i], when not NULL, become pieces of
 * the path; empty without.  For any thread. */
bool glob_fits(const struct glob *g, struct str path, bool folder, struct str *parts);

/* What the last pattern of the list that fits says: 1 taken, -1 taken back, 0 none fits. */
int globs_last(const struct glob *globs, size_t count, struct str path, bool folder);

#endif
