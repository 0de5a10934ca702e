/*
 * Arenas: chained blocks, bump allocation, released as a whole.  An
 * allocation costs a few instructions; a reset keeps the largest block.
 */
#include "base.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 64 * 1024, LARGEST_STEP = 4 * 1024 * 1024 };

struct block {
	struct block *next; /* older ones */
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks; /* newest first */
	void (*oom)(void);
	size_t used;
};

struct arena *
arena_new(void (*oom)(void))
{
	struct arena *a = calloc(1, sizeof *a);

	if (a)
		a->oom = oom;
	return a;
}

static struct block *
block_new(struct arena *a, size_t size)
{
	size_t total, want = FIRST_BLOCK;

	if (a->blocks)
		want = a->blocks->size < LARGEST_STEP / 2 ? a->blocks->size * 2 : LARGEST_STEP;
	if (want < size)
		want = size;
	struct block *b = NULL;
	if (!__builtin_add_overflow(want, sizeof *b, &total) && total <= PTRDIFF_MAX)
		b = malloc(total);
	if (!b) {
		a->oom();
		abort();
	}
	b->next = a->blocks;
	b->size = want;
	b->used = 0;
	a->blocks = b;
	return b;
}

enum { ALIGN = alignof(max_align_t) };

/* arena_alloc_raw where there is no room for so much. */
static __attribute__((noinline)) void *
block_alloc(struct arena *a, size_t size)
{
	if (size > SIZE_MAX - ALIGN) {
		a->oom();
		abort();
	}
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	struct block *b = block_new(a, size);
	b->used = size;
	a->used += size;
	return b->bytes;
}

void *
arena_alloc_raw(struct arena *a, size_t size)
{
	struct block *const b = a->blocks;

	if (!b || size > b->size - b->used)
		return block_alloc(a, size);
	void *const p = b->bytes + b->used;
	/* as sizes of blocks are, so that there is room */
	size = (size + ALIGN - 1) / ALIGN * ALIGN;
	b->used += size;
	a->used += size;
	return p;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_alloc_raw(a, size), 0, size);
}

void *
arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total)) {
		a->oom();
		abort();
	}
	return arena_alloc(a, total);
}

static void
blocks_free(struct block *b)
{
	while (b) {
		struct block *next = b->next;
		free(b);
		b = next;
	}
}

void
arena_reset(struct arena *a)
{
	struct block **keep = &a->blocks;

	for (struct block **b = &a->blocks; *b; b = &(*b)->next)
		if ((*b)->size > (*keep)->size)
			keep = b;
	struct block *kept = *keep;
	if (kept) {
		*keep = kept->next;
		blocks_free(a->blocks);
		kept->next = NULL;
		kept->used = 0;
	}
	a->blocks = kept;
	a->used = 0;
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	blocks_free(a->blocks);
	free(a);
}

size_t
arena_size(const struct arena *a)
{
	size_t size = 0;

	for (const struct block *b = a->blocks; b; b = b->next)
		size += sizeof *b + b->size;
	return size;
}

const char *
arena_block(const struct arena *a, size_t n, size_t *used)
{
	size_t blocks = 0;

	for (const struct block *b = a->blocks; b; b = b->next)
		blocks++;
	if (n >= blocks)
		return NULL;
	const struct block *b = a->blocks;
	while (++n < blocks)
		b = b->next;
	*used = b->used;
	return b->bytes;
}

void *
vec_grow(struct arena *a, const void *at, size_t len, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 8, total;

	if (__builtin_mul_overflow(more, size, &total)) {
		a->oom();
		abort();
	}
	char *copy = arena_alloc_raw(a, total);
	if (len)
		memcpy(copy, at, len * size);
	*cap = more;
	return copy;
}
