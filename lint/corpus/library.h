/*
 * Inside of the corpus layer: libraries that are loaded only when they are used, since linking
 * them would take a part of every start.
 */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stddef.h>

/* One function: its name, and where the pointer to it lies in the table. */
struct library_function {
	const char *name;
	size_t offset;
};

/* Loads a library and fills the table with its functions; NULL on success, else what is wrong, for
 * people.  The library is never unloaded. */
const char *library_load(const char *file, const struct library_function *functions, size_t count,
			 void *table);

#endif
