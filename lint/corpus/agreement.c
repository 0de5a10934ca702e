/*
 * How often two reports agree: an open hash table over pairs of them.  Memory: the pairs that share a
 * thing.
 */
#include "join.h"

#include <stdlib.h>

enum { ROOM_FIRST = 256 };

static uint64_t
pair_of(uint32_t a, uint32_t b)
{
	uint64_t less = a < b ? a : b, more = a < b ? b : a;

	return less << 32 | (more + 1u); /* never 0 */
}

static struct agreement *
slot_of(const struct agreements *all, uint64_t pair)
{
	size_t i = (size_t)hash_bytes(&pair, sizeof pair, 0) & (all->room - 1);

	while (all->at[i].pair && all->at[i].pair != pair)
		i = (i + 1) & (all->room - 1);
	return &all->at[i];
}

static bool
grow(struct agreements *all)
{
	struct agreements more = {.room = all->room ? 2 * all->room : ROOM_FIRST,
				  .count = all->count};

	more.at = calloc(more.room, sizeof *more.at);
	if (!more.at)
		return false;
	for (size_t i = 0; i < all->room; i++)
		if (all->at[i].pair)
			*slot_of(&more, all->at[i].pair) = all->at[i];
	free(all->at);
	*all = more;
	return true;
}

bool
agreements_note(struct agreements *all, uint32_t a, uint32_t b, bool agree)
{
	if (all->count * 4 >= all->room * 3 && !grow(all))
		return false;
	struct agreement *x = slot_of(all, pair_of(a, b));
	all->count += !x->pair;
	x->pair = pair_of(a, b);
	x->agree += agree;
	x->differ += !agree;
	return true;
}

struct agreement
agreements_of(const struct agreements *all, uint32_t a, uint32_t b)
{
	return all->room ? *slot_of(all, pair_of(a, b)) : (struct agreement){0};
}

void
agreements_free(struct agreements *all)
{
	free(all->at);
	*all = (struct agreements){0};
}
