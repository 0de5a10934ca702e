/*
 * An open hash table.  Two names with one hash are one agency, here as everywhere.
 */
#include "agencies.h"

#include <stdlib.h>

enum { ROOM_FIRST = 256 };

static struct agency_name *
slot_of(const struct agencies *all, uint64_t hash)
{
	size_t i = (size_t)hash & (all->room - 1);

	while (all->at[i].hash && all->at[i].hash != hash)
		i = (i + 1) & (all->room - 1);
	return &all->at[i];
}

static void
grow(struct agencies *all, void (*oom)(void))
{
	struct agencies more = *all;

	if (!more.arena && !(more.arena = arena_new(oom)))
		oom();
	more.room = all->room ? 2 * all->room : ROOM_FIRST;
	more.at = calloc(more.room, sizeof *more.at);
	if (!more.at) {
		oom();
		abort();
	}
	for (size_t i = 0; i < all->room; i++)
		if (all->at[i].hash)
			*slot_of(&more, all->at[i].hash) = all->at[i];
	free(all->at);
	*all = more;
}

uint64_t
agencies_add(struct agencies *all, struct str name, void (*oom)(void))
{
	uint64_t hash = name.len ? hash_bytes(name.at, name.len, 0) : 0;

	if (!hash)
		return 0;
	if (all->count * 4 >= all->room * 3)
		grow(all, oom);
	struct agency_name *x = slot_of(all, hash);
	if (!x->hash) {
		*x = (struct agency_name){hash, str_copy(all->arena, name)};
		all->count++;
	}
	return hash;
}

struct str
agencies_name(const struct agencies *all, uint64_t hash)
{
	return hash && all->room ? slot_of(all, hash)->name : (struct str){0};
}

void
agencies_free(struct agencies *all)
{
	arena_free(all->arena);
	free(all->at);
	*all = (struct agencies){0};
}
