/* Records in order, in memory: one qsort. */
#include "sorter.h"

#include <stdlib.h>

struct sorter {
	struct str *at;
	size_t count, room, next;
};

struct sorter *
sorter_new(const char *folder, size_t memory)
{
	(void)folder;
	(void)memory;
	return calloc(1, sizeof(struct sorter));
}

bool
sorter_add(struct sorter *s, const void *record, size_t len)
{
	if (s->count == s->room) {
		size_t room = s->room ? 2 * s->room : 256;
		struct str *at = realloc(s->at, room * sizeof *at);
		if (!at)
			return false;
		s->at = at;
		s->room = room;
	}
	char *copy = malloc(len ? len : 1);
	if (!copy)
		return false;
	memcpy(copy, record, len);
	s->at[s->count++] = (struct str){copy, len};
	return true;
}

static int
by_bytes(const void *p, const void *q)
{
	return str_cmp(*(const struct str *)p, *(const struct str *)q);
}

bool
sorter_sort(struct sorter *s)
{
	if (s->count)
		qsort(s->at, s->count, sizeof *s->at, by_bytes);
	return true;
}

bool
sorter_next(struct sorter *s, struct str *record)
{
	if (s->next == s->count)
		return false;
	*record = s->at[s->next++];
	return true;
}

void
sorter_free(struct sorter *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++)
		free((char *)(uintptr_t)s->at[i].at);
	free(s->at);
	free(s);
}
