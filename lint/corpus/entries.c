/*
 * Records in memory, put in order by their first bytes: three passes of a radix sort over the 33
 * bits from the first one on that is not the same in all (Knuth, "The Art of Computer
 * Programming", volume 3, 5.2.5), then comparisons of those that these leave alike.
 */
#include <stdlib.h>

#include "../base/twice.h"
#include "sorter_internal.h"

enum {
	FEW = 256,  /* are compared at once */
	NEAR = 16,  /* alike ones that are put in order one by one */
	DIGIT = 11, /* bits */
	DIGITS = 3,
	VALUES = 1 << DIGIT,
	SORTED = DIGIT * DIGITS
};

int
entry_cmp(const struct entry *a, const struct entry *b)
{
	if (a->prefix != b->prefix)
		return a->prefix < b->prefix ? -1 : 1;
	return str_cmp(record_str(a->record), record_str(b->record));
}

static int
by_record(const void *a, const void *b)
{
	return entry_cmp(a, b);
}

/* Entries of which a few are not in their places. */
static void
sort_near(struct entry *at, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct entry one = at[i];
		size_t k = i;

		for (; k > 0 && entry_cmp(&at[k - 1], &one) > 0; k--)
			at[k] = at[k - 1];
		at[k] = one;
	}
}

static void
sort_compared(struct entry *at, size_t count)
{
	if (count <= NEAR)
		sort_near(at, count);
	else
		qsort(at, count, sizeof *at, by_record);
}

static unsigned
digit_of(const struct entry *e, unsigned shift, unsigned digit)
{
	return (unsigned)(e->prefix << shift >> (64 - DIGIT * (digit + 1))) & (VALUES - 1);
}

/* By SORTED bits behind the first `shift` ones: the last digit first. */
static void
sort_digits(struct entry *at, struct entry *spare, size_t count, unsigned shift)
{
	uint32_t counts[DIGITS][VALUES] = {{0}};
	struct entry *from = at, *to = spare;

	for (size_t i = 0; i < count; i++)
		for (unsigned d = 0; d < DIGITS; d++)
			counts[d][digit_of(&at[i], shift, d)]++;
	for (unsigned d = DIGITS; d-- > 0;) {
		uint32_t behind = 0;

		for (size_t v = 0; v < VALUES; v++) {
			uint32_t here = counts[d][v];
			counts[d][v] = behind;
			behind += here;
		}
		for (size_t i = 0; i < count; i++)
			to[counts[d][digit_of(&from[i], shift, d)]++] = from[i];
		struct entry *swap = from;
		from = to;
		to = swap;
	}
	if (from != at)
		memcpy(at, from, count * sizeof *at);
}

/* Those that the digits left alike. */
static void
sort_alike(struct entry *at, size_t count, unsigned shift)
{
	const unsigned rest = 64 - SORTED;

	for (size_t from = 0, to; from < count; from = to) {
		uint64_t key = at[from].prefix << shift >> rest;

		for (to = from + 1; to < count && at[to].prefix << shift >> rest == key;)
			to++;
		if (to - from > 1)
			sort_compared(at + from, to - from);
	}
}

void
entries_read(const unsigned char *records, size_t count, struct entry *at)
{
	for (size_t i = 0; i < count; i++) {
		at[i] = (struct entry){record_prefix(records), records};
		records += record_size(records);
	}
}

static uint32_t
key_hash(uint64_t key)
{
	return (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

bool
entries_alike(const unsigned char *records, size_t count, unsigned rest, struct entry *at,
	      size_t *alike)
{
	const size_t bytes = twice_bytes(count);
	const struct twice twice = {calloc(bytes, 1), (uint32_t)(bytes - 1)};
	const unsigned char *record = records;
	size_t few = 0;

	if (!twice.stand)
		return false;
	for (size_t i = 0; i < count; i++, record += record_size(record))
		twice_note(&twice, key_hash(record_prefix(record) >> rest));
	for (size_t i = 0; i < count; i++, records += record_size(records)) {
		at[few] = (struct entry){record_prefix(records), records};
		few += twice_noted(&twice, key_hash(at[few].prefix >> rest));
	}
	free(twice.stand);
	*alike = few;
	return true;
}

void
entries_sort(struct entry *at, struct entry *spare, size_t count)
{
	uint64_t differs = 0;

	for (size_t i = 0; i < count; i++)
		differs |= at[i].prefix ^ at[0].prefix;
	if (count <= FEW || !differs || count > UINT32_MAX) {
		sort_compared(at, count);
		return;
	}
	unsigned shift = (unsigned)__builtin_clzll(differs);
	sort_digits(at, spare, count, shift);
	sort_alike(at, count, shift);
}
