/*
 * Passages shared by reports, over all reports: fingerprints are sorted by their hash, the pairs
 * that groups of them give by the two reports, and the texts of two reports are
 * compared once.  Memory: one group, one pair of reports, and what the sorters hold.  Reports
 * are read again only where two fingerprints stand at one distance in both, or the rules ask for so
 * little that one is enough.
 */
#include "shared.h"
#include "sorter.h"

#include <stdlib.h>

enum {
	SORTER_MEMORY = 32 << 20,
	HASH_BYTES = 6,
	PRINT_BYTES =
		HASH_BYTES + 7, /* in a report's record: hash, place, what is beside, numbers */
	GROUP_MOST = 1 << 16,	/* places of one hash; more are not looked at */
	HITS_MOST = 1 << 16,	/* of two reports */
	NEIGHBOURS = 8,		/* hits behind one that may belong to the same passage */
	SHIFT = 64		/* bytes that changed numbers shift a passage by */
};

struct sharing {
	void (*oom)(void);
	struct arena *arena;   /* the rules */
	struct arena *scratch; /* one group, one pair of reports */
	struct shared_rules rules;
	struct sorter *prints, *pairs;
	const struct report_info *reports; /* while they are compared */
	struct sharing_watcher watcher;	   /* may be all NULL */
	struct sharing_stats stats;
};

struct sharing *
sharing_new(const struct rulebook *rb, void (*oom)(void))
{
	struct sharing *s = calloc(1, sizeof *s);

	if (!s)
		oom();
	s->oom = oom;
	s->arena = arena_new(oom);
	s->scratch = arena_new(oom);
	if (!s->arena || !s->scratch)
		oom();
	shared_rules_of(s->arena, rb, &s->rules);
	if (!s->rules.figures.len && !s->rules.passages.len) {
		sharing_free(s);
		return NULL;
	}
	s->prints = sorter_new(NULL, SORTER_MEMORY);
	s->pairs = sorter_new(NULL, SORTER_MEMORY);
	if (!s->prints || !s->pairs)
		oom();
	return s;
}

void
sharing_free(struct sharing *s)
{
	if (!s)
		return;
	sorter_free(s->pairs);
	sorter_free(s->prints);
	arena_free(s->scratch);
	arena_free(s->arena);
	free(s);
}

void
sharing_watch(struct sharing *s, struct sharing_watcher watcher)
{
	s->watcher = watcher;
}

struct sharing_stats
sharing_stats(const struct sharing *s)
{
	return s->stats;
}

/* ---- fingerprints ----------------------------------------------------------------------------- */

static void
put_number(unsigned char *at, uint64_t n, unsigned bytes)
{
	while (bytes-- > 0) {
		at[bytes] = (unsigned char)n;
		n >>= 8;
	}
}

static uint32_t
get_number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

void
sharing_record(struct arena *a, const struct doc *d, struct buf *out)
{
	struct fingerprints prints;
	unsigned char record[PRINT_BYTES];

	winnow(a, d, &prints);
	for (size_t i = 0; i < prints.all.len; i++) {
		const struct fingerprint *p = &prints.all.at[i];

		put_number(record, p->hash >> (64 - 8 * HASH_BYTES), HASH_BYTES);
		put_number(record + HASH_BYTES, p->at, 4);
		record[HASH_BYTES + 4] = p->beside.left;
		record[HASH_BYTES + 5] = p->beside.right;
		record[HASH_BYTES + 6] = p->numbers;
		buf_add(out, (struct str){(const char *)record, sizeof record});
	}
}

void
sharing_add(struct sharing *s, struct str record, uint32_t report)
{
	unsigned char out[PRINT_BYTES + 4];

	for (; record.len >= PRINT_BYTES; record = str_sub(record, PRINT_BYTES, record.len)) {
		memcpy(out, record.at, HASH_BYTES);
		put_number(out + HASH_BYTES, report, 4);
		memcpy(out + HASH_BYTES + 4, record.at + HASH_BYTES, PRINT_BYTES - HASH_BYTES);
		sorter_add(s->prints, out, sizeof out); /* sharing_compare sees what failed */
	}
}

/* ---- pairs of places ---------------------------------------------------------------------------- */

static void
add_pair(void *self, struct shared_place first, struct shared_place later)
{
	struct sharing *s = self;
	unsigned char out[16];

	if (!shared_comparable(&s->rules, &s->reports[first.report], &s->reports[later.report]))
		return;
	put_number(out, later.report, 4);
	put_number(out + 4, first.report, 4);
	put_number(out + 8, later.at, 4);
	put_number(out + 12, first.at, 4);
	sorter_add(s->pairs, out, sizeof out);
}

static size_t
count_agencies(struct arena *a, const struct report_info *reports, size_t count)
{
	size_t mask = 15, agencies = 0;

	while (mask < count * 2)
		mask = mask * 2 + 1;
	uint64_t *slots = arena_array(a, mask + 1, sizeof *slots);

	for (size_t i = 0; i < count; i++) {
		size_t slot = reports[i].agency & mask;

		while (slots[slot] && slots[slot] != reports[i].agency)
			slot = (slot + 1) & mask;
		agencies += !reports[i].agency || !slots[slot];
		slots[slot] = reports[i].agency;
	}
	return agencies;
}

/* Reads the places of the next hash; false after the last.  `ahead` is the record behind them. */
static bool
next_group(struct sharing *s, struct str *ahead, struct shared_place *places, size_t *count)
{
	unsigned char hash[HASH_BYTES];

	*count = 0;
	if (!ahead->len)
		return false;
	memcpy(hash, ahead->at, HASH_BYTES);
	while (ahead->len && memcmp(ahead->at, hash, HASH_BYTES) == 0) {
		const unsigned char *p = (const unsigned char *)ahead->at + HASH_BYTES;

		if (*count < GROUP_MOST)
			places[(*count)++] = (struct shared_place){
				get_number(p), get_number(p + 4), {p[8], p[9]}, p[10]};
		else
			s->stats.crowded++;
		if (!sorter_next(s->prints, ahead))
			*ahead = (struct str){0};
	}
	return true;
}

static void
pair_all(struct sharing *s, size_t report_count)
{
	struct pairing p = {.reports = s->reports, .exact = true, .pair = add_pair, .self = s};
	struct str ahead = {0};
	size_t count;

	arena_reset(s->scratch);
	p.genre = shared_genre(&s->rules, count_agencies(s->scratch, s->reports, report_count));
	struct shared_place *places = arena_array(s->scratch, GROUP_MOST, sizeof *places);

	if (!sorter_sort(s->prints) || !sorter_next(s->prints, &ahead))
		return;
	while (next_group(s, &ahead, places, &count))
		if (count > 1)
			pair_group(&p, places, count);
	s->stats.genre = p.genre_groups;
}

/* ---- pairs of reports ----------------------------------------------------------------------------- */

/* The hits of two reports. */
struct hits {
	uint32_t first, later; /* reports */
	VEC(struct shared_hit) all;
};

static bool
next_hits(struct sharing *s, struct str *ahead, struct hits *out)
{
	unsigned char reports[8];

	memset(out, 0, sizeof *out);
	arena_reset(s->scratch);
	if (!ahead->len)
		return false;
	memcpy(reports, ahead->at, sizeof reports);
	out->later = get_number(reports);
	out->first = get_number(reports + 4);
	while (ahead->len && memcmp(ahead->at, reports, sizeof reports) == 0) {
		const unsigned char *p = (const unsigned char *)ahead->at + sizeof reports;

		if (out->all.len < HITS_MOST)
			*VEC_PUSH(s->scratch, &out->all) =
				(struct shared_hit){get_number(p + 4), get_number(p)};
		else
			s->stats.crowded++;
		if (!sorter_next(s->pairs, ahead))
			*ahead = (struct str){0};
	}
	return true;
}

/* Does hit k stand as far behind hit i in both reports, but for what changed numbers shift? */
static bool
follows(const struct hits *h, size_t i, size_t k)
{
	int64_t later = (int64_t)h->all.at[k].later - h->all.at[i].later;
	int64_t first = (int64_t)h->all.at[k].first - h->all.at[i].first;

	return later > 0 && llabs(later - first) <= SHIFT;
}

/* Do enough hits stand one behind the other, as those of a passage do that a rule asks for?  An
 * agency's reports are compared in any case: they are few. */
static bool
promising(const struct sharing *s, const struct hits *h)
{
	enum { WINDOW = WINNOW_SHARED - WINNOW_GRAM + 1, CHAIN_MOST = 8 };
	uint64_t agency = s->reports[h->first].agency;
	uint32_t least = s->rules.least, chain = 0;

	if (least >= WINNOW_SHARED)
		chain = (least - WINNOW_SHARED) / WINDOW;
	chain = chain < CHAIN_MOST ? chain : CHAIN_MOST;
	if (!chain || (agency && agency == s->reports[h->later].agency))
		return true;
	for (size_t i = 0; i + chain < h->all.len; i++) {
		size_t last = i, links = 0;
		for (size_t k = i + 1; k < h->all.len && k <= last + NEIGHBOURS; k++)
			if (follows(h, last, k)) {
				last = k;
				if (++links == chain)
					return true;
			}
	}
	return false;
}

static void
compare_pair(struct sharing *s, const struct hits *h, struct sharing_reader reader,
	     void (*found)(void *self, const struct cross_finding *f), void *self)
{
	struct shared_pair pair = {
		.first_report = h->first, .later_report = h->later, .reports = s->reports};
	struct shared_passages passages;

	if (!promising(s, h))
		return;
	pair.later = reader.read(reader.self, h->later);
	pair.first = reader.read(reader.self, h->first);
	if (!pair.first || !pair.later)
		return;
	shared_grow(s->scratch, pair.first->doc, pair.later->doc, h->all.at, h->all.len, &passages);
	s->stats.passages += passages.all.len;
	for (size_t i = 0; s->watcher.passage && i < passages.all.len; i++)
		s->watcher.passage(s->watcher.self, h->first, h->later, pair.first->doc,
				   pair.later->doc, &passages.all.at[i]);
	shared_judge(s->scratch, &s->rules, &pair, &passages, found, self);
}

const char *
sharing_compare(struct sharing *s, const struct report_info *reports, size_t count,
		struct sharing_reader reader,
		void (*found)(void *self, const struct cross_finding *f), void *self)
{
	struct str ahead = {0};
	struct hits h;

	s->reports = reports;
	pair_all(s, count);
	if (sorter_error(s->prints))
		return sorter_error(s->prints);
	if (!sorter_sort(s->pairs) || !sorter_next(s->pairs, &ahead))
		return sorter_error(s->pairs);
	while (next_hits(s, &ahead, &h))
		compare_pair(s, &h, reader, found, self);
	return sorter_error(s->pairs);
}
