/* One arena and the lexicon of rules/lang/ for tests of single lines, and what a line reads as. */
#ifndef LINE_FIXTURE_H
#define LINE_FIXTURE_H

#include "arena_fixture.h"
#include "lex_fixture.h"

static const struct lexicon *lx;

static int
setup(void **state)
{
	open_arena(state);
	lx = lexicon_of_rules(arena);
	return 0;
}

static inline void
reads(const char *line, const char *want)
{
	struct str found = line_describe(arena, lx, str_of(line));

	if (!str_eq(found, str_of(want)))
		fail_msg("%s\n  wanted %s\n  found  %.*s", line, want, STR_FMT(found));
}

#endif
