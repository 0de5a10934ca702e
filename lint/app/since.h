/*
 * Inside of the app layer: what changed since a revision of a git repository.  Everything is asked of
 * git; neither the work tree nor the index is ever written to.
 */
#ifndef SINCE_H
#define SINCE_H

#include "options.h"

/* ---- git.c ---- */

/* Runs git in a folder with these arguments (ended by NULL), paths as they are; what it prints is
 * `out`, in arena a.  Its messages go to stderr, unless `quiet`.  False when it cannot be run or
 * does not end with 0.  In any thread. */
bool git_run(struct arena *a, const char *folder, const char *const *arguments, bool quiet,
	     struct str *out);

/* ---- since.c ---- */

struct since;

/* Asks git which of the inputs changed since `revision`, each in its own repository: a file that
 * the revision does not hold is new.  What cannot be found counts as changed, for somebody else to
 * complain.  NULL after a message: outside of a repository, no such revision, standard input.  In
 * arena in->arena. */
struct since *since_read(const char *revision, struct inputs *in);
/* Takes the inputs away that did not change, or, when those that did are `compared` with them, puts
 * them aside. */
void since_leave(const struct since *since, struct inputs *in, bool compared);

/* Where a report changed: pieces of the source in rising order, that do not overlap;
 * what was deleted touches the lines before and behind it. */
struct touched {
	const struct ospan *at;
	size_t count;
};
/* Asks git for the lines; a binary or new file has changed everywhere, and so has one that cannot be
 * compared (`to` is told).  In any thread; in arena a. */
struct touched since_touched(const struct since *since, struct arena *a,
			     const struct source *source, FILE *to);
/* Does a place touch a changed line?  log n. */
bool since_touches(const struct touched *t, const struct doc *d, struct span place);

#endif
