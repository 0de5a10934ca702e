/*
 * Inside of the app layer: files that name what is not to be looked at, as git reads them.
 */
#ifndef IGNORE_H
#define IGNORE_H

#include "../base/base.h"

#define IGNORE_NAME ".reportlintignore"
#define IGNORE_GIT ".gitignore"

/* The files in force in a folder, the one that weighs most first; NULL: none. */
struct ignores;

/* Those of `above`, and before them the file `name` in a folder.  `path` is the folder as it is
 * opened, `real` its real path, which must live as long as the arena.  Patterns that are none are
 * said on stderr, with their place, and passed over.  In arena a. */
const struct ignores *ignores_read(struct arena *a, const struct ignores *above, const char *path,
				   struct str real, const char *name);

/* Is the entry of a folder (its real path) left out?  The nearest file with a pattern that fits
 * decides, in it the last pattern. */
bool ignores_take(const struct ignores *all, struct str real, struct str name, bool is_folder);

#endif
