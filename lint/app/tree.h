/*
 * Inside of the app layer: the reports of an archive of any size.  Folders are walked before anything
 * is linted, and what is found is kept in some forty bytes a report; files inside of zip and
 * tar are found when it is their turn.  Order: that of the command line, in a folder that of the
 * names, in a zip or tar its own.
 */
#ifndef TREE_H
#define TREE_H

#include "run.h"

struct tree;

/* Looks at the arguments and at the list of o->files_from.  What cannot be read is said on stderr and
 * counted in `run`.  NULL after a message: there is no such list.  Everything outlives it that is
 * given here. */
struct tree *tree_new(const struct options *o, struct configs *configs, struct lint_run *run);
void tree_free(struct tree *t); /* NULL is allowed */

/* Gives all configurations their rulebooks; false after messages. */
bool tree_rules(struct tree *t, struct setup *s);
/* Files that were found; an archive counts as one. */
size_t tree_files(const struct tree *t);
/* Is standard input one of them? */
bool tree_reads_once(const struct tree *t);

/* Its reports.  `again` may be called while `next` is. */
struct feed tree_feed(struct tree *t);
/* How far `next` has come: in KiB, of how many. */
void tree_position(struct tree *t, uint64_t *done, uint64_t *all);

/* From now on what archives hold is kept in a file without a name in the folder for temporary ones,
 * since it will be asked for again in any order. */
void tree_keep(struct tree *t);

/* Says how many archives in archives and links to folders were passed over. */
void tree_say_passed_over(struct tree *t);

#endif
