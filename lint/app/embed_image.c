/*
 * A rulebook as C: what is in its arena, word by word, with addresses for the linker to
 * fill in, so that a start reads nothing and makes nothing.
 *
 * The types of what is there are not asked.  The same rulebook is made twice, from copies of the
 * same files: a word that differs, and leads to the same place of both, is a pointer.  Bytes that
 * differ otherwise lie between members of structs, or are of pointers to what was forgotten when
 * the rules were read: nobody looks there, and they are written as zero.
 */
#include "embed.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = sizeof(uintptr_t), REGIONS_MAX = 32 };

/* What pointers may lead to, under its name in C and from so many bytes on. */
struct region {
	const char *name, *at;
	size_t size, from;
};
struct regions {
	struct region at[REGIONS_MAX];
	size_t count, blocks; /* those of the arena come first */
};

static void
region_add(struct regions *r, const char *name, const void *at, size_t size, size_t from)
{
	if (r->count == REGIONS_MAX) {
		fputs("embed: the rules take too many blocks of memory\n", stderr);
		exit(1);
	}
	r->at[r->count++] = (struct region){name, at, size, from};
}

/* The blocks of an arena, one behind the other. */
static struct regions
regions_in(const struct arena *a, const char *name)
{
	struct regions r = {0};
	const char *block;
	size_t used, from = 0;

	while ((block = arena_block(a, r.count, &used))) {
		region_add(&r, name, block, used, from);
		from += used;
	}
	r.blocks = r.count;
	return r;
}

static struct regions
regions_of(const struct made *m)
{
	struct regions r = regions_in(m->rulebook->arena, "(const char *)image");

	region_add(&r, "texts", m->texts.at, m->texts.len, 0);
	region_add(&r, "(const char *)numbers", m->numbers, m->number_count * sizeof *m->numbers,
		   0);
	region_add(&r, "(const char *)&packed", (const char *)m->packed, sizeof *m->packed, 0);
	return r;
}

/* The region that an address is in, or at the end of; NULL: in none. */
static const struct region *
region_of(const struct regions *r, uintptr_t address)
{
	for (size_t i = 0; i < r->count; i++)
		if (address - (uintptr_t)r->at[i].at <= r->at[i].size)
			return &r->at[i];
	return NULL;
}

/* The bytes that are the same in both. */
static uintptr_t
common_bytes(uintptr_t a, uintptr_t b)
{
	uintptr_t common = 0;

	for (uintptr_t byte = 0xFF; byte; byte <<= 8)
		if (!((a ^ b) & byte))
			common |= a & byte;
	return common;
}

/* What this program holds is not there in the other one; numbers are no addresses. */
static void
refuse_shared(const struct regions *shared, uintptr_t word)
{
	Dl_info object = {.dli_fname = shared->at->name};

	if (word >> 31 > 1 && (region_of(shared, word) || dladdr((const void *)word, &object))) {
		fprintf(stderr, "embed: a rulebook points at '%s'\n", object.dli_fname);
		exit(1);
	}
}

static void
write_word(const struct regions *one, const struct regions *other, const struct regions *shared,
	   uintptr_t a, uintptr_t b)
{
	const struct region *r = a == b ? NULL : region_of(one, a);
	const struct region *s = a == b ? NULL : region_of(other, b);
	uintptr_t offset = r ? a - (uintptr_t)r->at : 0;

	if (r && s && r - one->at == s - other->at && offset == b - (uintptr_t)s->at) {
		printf("{.to = %s + %zu},", r->name, r->from + (size_t)offset);
		return;
	}
	if (a == b)
		refuse_shared(shared, a);
	printf("{0x%jx},", (uintmax_t)common_bytes(a, b));
}

static void
write_block(const struct regions *one, const struct regions *other, const struct regions *shared,
	    size_t block)
{
	enum { LINE = 12 };

	for (size_t at = 0; at < one->at[block].size; at += WORD) {
		uintptr_t a, b;
		memcpy(&a, one->at[block].at + at, WORD);
		memcpy(&b, other->at[block].at + at, WORD);
		write_word(one, other, shared, a, b);
		if (at / WORD % LINE == LINE - 1)
			putchar('\n');
	}
}

void
image_write(const struct made *one, const struct made *other, const struct arena *around)
{
	const struct regions r = regions_of(one), s = regions_of(other);
	const struct regions shared = regions_in(around, "the rule files as they were read");
	const struct region *last = &r.at[r.blocks - 1];
	const struct region *first = region_of(&r, (uintptr_t)one->rulebook);
	struct rulebook *const both[] = {one->rulebook, other->rulebook};
	struct arena *const arenas[] = {both[0]->arena, both[1]->arena};

	for (size_t i = 0; i < 2; i++) {
		both[i]->arena = NULL;
		both[i]->kinds = NULL;
	}
	printf("union word {\n\tuintptr_t number;\n\tconst void *to;\n};\n"
	       "static const _Alignas(16) union word image[%zu] = {\n",
	       (last->from + last->size) / WORD);
	for (size_t i = 0; i < r.blocks; i++)
		write_block(&r, &s, &shared, i);
	printf("};\nconst struct rulebook *const embedded_rulebook = (const void *)((const char *)"
	       "image + %zu);\n",
	       first->from + (size_t)((const char *)one->rulebook - first->at));
	for (size_t i = 0; i < 2; i++)
		both[i]->arena = arenas[i];
}
