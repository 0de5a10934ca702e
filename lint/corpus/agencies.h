/*
 * Inside of the corpus layer: the names of the agencies of all reports, each kept once.
 */
#ifndef AGENCIES_H
#define AGENCIES_H

#include "../base/base.h"

struct agency_name {
	uint64_t hash; /* of the name; 0: none */
	struct str name;
};
/* Cost: what the names take, whatever the number of reports. */
struct agencies {
	struct arena *arena;	/* of the names */
	struct agency_name *at; /* a hash table, from malloc */
	size_t count, room;
};

/* Keeps the name of an agency, and gives its hash; 0 for the empty one.  `oom` does not return. */
uint64_t agencies_add(struct agencies *all, struct str name, void (*oom)(void));
/* The name with this hash; empty: there is none. */
struct str agencies_name(const struct agencies *all, uint64_t hash);
void agencies_free(struct agencies *all);

#endif
