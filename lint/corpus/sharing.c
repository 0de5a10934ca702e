/*
 * Passages shared by reports, over all reports: fingerprints are sorted by their hash, the pairs
 * that groups of them give by the two reports, and the texts of two reports are
 * compared once.  Both are parted, fingerprints by their hash and pairs by the later report, so
 * that several threads sort and pair; the texts are compared by several threads, a few pairs at a
 * time, and what comes of them is delivered in their order.  Memory: what the sorters hold, and for
 * each thread one group, or a few pairs of reports.  Reports are read again only where two
 * fingerprints stand at one distance in both, or the rules ask for so little that one is enough.
 */
#include "../base/ordered.h"
#include "record.h"
#include "shared.h"
#include "sorter.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	PART_BUFFER = (8 << 20) / SHARING_PARTS,
	PAIRS_BUFFER = (4 << 20) / SHARING_PARTS,
	PAIRS_MEMORY = (32 << 20) / SHARING_PARTS, /* when they are sorted */
	HASH_BYTES = 6,
	PRINT_BYTES =
		HASH_BYTES + 9, /* in a report's record: hash, place, what is beside, numbers */
	GROUP_MOST = 1 << 16,	/* places of one hash; more are not looked at */
	HITS_MOST = 1 << 16,	/* of two reports */
	NEIGHBOURS = 8,		/* hits behind one that may belong to the same passage */
	SHIFT = 64,		/* bytes that changed numbers shift a passage by */
	BATCH = 16,		/* pairs of reports that a thread takes at a time */
	BATCH_HITS = 1 << 16,	/* and hits of them, about */
	AHEAD = 16		/* batches done before their turn, a thread */
};

/* Fingerprints of some hashes; pairs whose later report lies in one range. */
struct part {
	struct sorter *prints, *pairs;
	pthread_mutex_t pairing;     /* of `pairs`, while all parts add to it */
	struct sharing_stats paired; /* what was counted while its fingerprints were paired */
};

struct sharing {
	void (*oom)(void);
	struct arena *arena; /* the rules */
	struct shared_rules rules;
	struct part parts[SHARING_PARTS];
	const struct report_info *reports; /* while they are compared */
	size_t report_count;
	uint32_t genre;			/* how many agencies may share what is told */
	struct sharing_watcher watcher; /* may be all NULL */
	struct sharing_stats stats;
};

struct sharing *
sharing_new(const struct rulebook *rb, void (*oom)(void))
{
	struct sharing *s = calloc(1, sizeof *s);

	if (!s)
		oom();
	s->oom = oom;
	for (size_t i = 0; i < SHARING_PARTS; i++)
		pthread_mutex_init(&s->parts[i].pairing, NULL);
	s->arena = arena_new(oom);
	if (!s->arena)
		oom();
	shared_rules_of(s->arena, rb, &s->rules);
	if (!s->rules.figures.len && !s->rules.passages.len) {
		sharing_free(s);
		return NULL;
	}
	for (size_t i = 0; i < SHARING_PARTS; i++) {
		s->parts[i].prints = sorter_new(NULL, PART_BUFFER);
		s->parts[i].pairs = sorter_new(NULL, PAIRS_BUFFER);
		if (!s->parts[i].prints || !s->parts[i].pairs)
			oom();
	}
	return s;
}

void
sharing_free(struct sharing *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < SHARING_PARTS; i++) {
		sorter_free(s->parts[i].pairs);
		sorter_free(s->parts[i].prints);
		pthread_mutex_destroy(&s->parts[i].pairing);
	}
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

static uint32_t
get_number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint16_t
get_pair(const unsigned char *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

void
sharing_record(struct arena *a, const struct doc *d, struct buf *out)
{
	struct fingerprints prints;

	winnow(a, d, &prints);
	char *to = buf_room(out, prints.all.len * PRINT_BYTES);
	out->len += prints.all.len * PRINT_BYTES;
	for (size_t i = 0; i < prints.all.len; i++, to += PRINT_BYTES) {
		const struct fingerprint *p = &prints.all.at[i];

		record_number_at(to, p->hash >> (64 - 8 * HASH_BYTES), HASH_BYTES);
		record_number_at(to + HASH_BYTES, p->at, 4);
		record_number_at(to + HASH_BYTES + 4, p->beside.left, 2);
		record_number_at(to + HASH_BYTES + 6, p->beside.right, 2);
		record_number_at(to + HASH_BYTES + 8, p->numbers, 1);
	}
}

void
sharing_add(struct sharing *s, struct str record, uint32_t report)
{
	const char *from = record.at;

	for (size_t left = record.len; left >= PRINT_BYTES; left -= PRINT_BYTES) {
		/* The least hashes of windows are small numbers: only their last bits are even.  What
		 * fails is seen by sharing_compare. */
		size_t part = (unsigned char)from[HASH_BYTES - 1] % SHARING_PARTS;
		unsigned char *to = sorter_place(s->parts[part].prints, PRINT_BYTES + 4);
		if (to) {
			memcpy(to, from, HASH_BYTES);
			record_number_at(to + HASH_BYTES, report, 4);
			memcpy(to + HASH_BYTES + 4, from + HASH_BYTES, PRINT_BYTES - HASH_BYTES);
		}
		from += PRINT_BYTES;
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
	record_number_at(out, later.report, 4);
	record_number_at(out + 4, first.report, 4);
	record_number_at(out + 8, later.at, 4);
	record_number_at(out + 12, first.at, 4);
	struct part *p = &s->parts[(uint64_t)later.report * SHARING_PARTS / s->report_count];
	pthread_mutex_lock(&p->pairing);
	sorter_add(p->pairs, out, sizeof out);
	pthread_mutex_unlock(&p->pairing);
}

/* Reads the places of the next hash; false after the last.  `ahead` is the record behind them.  A
 * hash that stands once may be left out. */
static bool
next_group(struct part *p, struct str *ahead, struct shared_place *places, size_t *count)
{
	unsigned char hash[HASH_BYTES];

	*count = 0;
	if (!ahead->len)
		return false;
	memcpy(hash, ahead->at, HASH_BYTES);
	while (ahead->len && memcmp(ahead->at, hash, HASH_BYTES) == 0) {
		const unsigned char *at = (const unsigned char *)ahead->at + HASH_BYTES;

		if (*count < GROUP_MOST)
			places[(*count)++] =
				(struct shared_place){get_number(at),
						      get_number(at + 4),
						      {get_pair(at + 8), get_pair(at + 10)},
						      at[12]};
		else
			p->paired.crowded++;
		if (!sorter_next(p->prints, ahead))
			*ahead = (struct str){0};
	}
	return true;
}

void
sharing_begin(struct sharing *s, const struct report_info *reports, size_t count, size_t agencies)
{
	s->reports = reports;
	s->report_count = count;
	s->genre = shared_genre(&s->rules, agencies);
}

void
sharing_pair(struct sharing *s, size_t part, size_t memory)
{
	struct pairing pairing = {.reports = s->reports,
				  .exact = true,
				  .genre = s->genre,
				  .pair = add_pair,
				  .self = s};
	struct part *p = &s->parts[part];
	struct str ahead = {0};
	size_t count;

	if (!sorter_sort_alike(p->prints, memory, HASH_BYTES) || !sorter_next(p->prints, &ahead))
		return;
	struct shared_place *places = malloc(GROUP_MOST * sizeof *places);
	if (!places) {
		s->oom();
		abort();
	}
	while (next_group(p, &ahead, places, &count))
		if (count > 1)
			pair_group(&pairing, places, count);
	p->paired.genre = pairing.genre_groups;
	free(places);
	if (!sorter_error(p->prints)) { /* its memory is wanted */
		sorter_free(p->prints);
		p->prints = NULL;
	}
}

void
sharing_sort(struct sharing *s, size_t part)
{
	sorter_sort(s->parts[part].pairs, PAIRS_MEMORY); /* sharing_compare sees what failed */
}

/* ---- pairs of reports ----------------------------------------------------------------------------- */

/* The hits of two reports. */
struct hits {
	uint32_t first, later; /* reports */
	VEC(struct shared_hit) all;
};

/* What is told of a pair of reports. */
struct rows {
	uint32_t later;
	struct buf text;
};

/* Pairs that are compared by one thread, and what comes of them. */
struct batch {
	struct arena *arena; /* of all that it holds */
	VEC(struct hits) pairs;
	VEC(uint32_t) lost; /* reports that cannot be read any more */
	VEC(struct str) found;
	VEC(struct rows) rows;
	uint64_t passages;
};

struct comparison {
	struct sharing *sharing;
	const struct sharing_reader *reader;
	const struct sharing_sink *sink;
	/* Of what is taken: the part, and the record behind the last one. */
	size_t part;
	struct str ahead;
};

/* What a thread compares with. */
struct comparer {
	void *reader;
	struct arena *scratch; /* one pair of reports */
	struct batch *batch;
};

/* The first record that is left; false: there is none. */
static bool
look_ahead(struct comparison *c)
{
	while (!c->ahead.len && c->part < SHARING_PARTS &&
	       !sorter_next(c->sharing->parts[c->part].pairs, &c->ahead)) {
		c->ahead = (struct str){0};
		c->part++;
	}
	return c->ahead.len > 0;
}

/* Reads the hits of the next two reports; how many. */
static size_t
take_hits(struct comparison *c, struct arena *a, struct hits *out)
{
	struct sharing *s = c->sharing;
	struct sorter *pairs = s->parts[c->part].pairs;
	unsigned char reports[8];

	memset(out, 0, sizeof *out);
	memcpy(reports, c->ahead.at, sizeof reports);
	out->later = get_number(reports);
	out->first = get_number(reports + 4);
	while (c->ahead.len && memcmp(c->ahead.at, reports, sizeof reports) == 0) {
		const unsigned char *p = (const unsigned char *)c->ahead.at + sizeof reports;

		if (out->all.len < HITS_MOST)
			*VEC_PUSH(a, &out->all) =
				(struct shared_hit){get_number(p + 4), get_number(p)};
		else
			s->stats.crowded++;
		if (!sorter_next(pairs, &c->ahead))
			c->ahead = (struct str){0};
	}
	return out->all.len;
}

static bool
take_batch(void *self, void *state)
{
	struct comparison *c = self;
	struct comparer *with = state;
	size_t hits = 0;

	if (!look_ahead(c))
		return false;
	struct batch *b = with->batch = calloc(1, sizeof *b);
	if (!b || !(b->arena = arena_new(c->sharing->oom)))
		c->sharing->oom();
	while (b->pairs.len < BATCH && hits < BATCH_HITS && look_ahead(c))
		hits += take_hits(c, b->arena, VEC_PUSH(b->arena, &b->pairs));
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
keep_found(void *self, const struct cross_finding *f)
{
	struct batch *b = self;
	struct buf record = {.arena = b->arena};

	cross_record(&record, f);
	*VEC_PUSH(b->arena, &b->found) = buf_str(&record);
}

/* Reads a report again; NULL, noted, when that cannot be done. */
static const struct facts *
read_report(const struct comparison *c, struct comparer *with, uint32_t report)
{
	const struct facts *f = c->reader->read(with->reader, report);

	if (!f)
		*VEC_PUSH(with->batch->arena, &with->batch->lost) = report;
	return f;
}

static void
compare_pair(const struct comparison *c, struct comparer *with, const struct hits *h)
{
	const struct sharing *s = c->sharing;
	struct batch *b = with->batch;
	struct shared_pair pair = {
		.first_report = h->first, .later_report = h->later, .reports = s->reports};
	struct shared_passages passages;

	if (!promising(s, h))
		return;
	pair.later = read_report(c, with, h->later);
	pair.first = read_report(c, with, h->first);
	if (!pair.first || !pair.later)
		return;
	arena_reset(with->scratch);
	shared_grow(with->scratch, pair.first->doc, pair.later->doc, h->all.at, h->all.len,
		    &passages);
	b->passages += passages.all.len;
	if (s->watcher.passage && passages.all.len) {
		struct rows *rows = VEC_PUSH(b->arena, &b->rows);
		*rows = (struct rows){h->later, {.arena = b->arena}};
		for (size_t i = 0; i < passages.all.len; i++)
			s->watcher.passage(s->watcher.self, &rows->text, h->first, h->later,
					   pair.first->doc, pair.later->doc, &passages.all.at[i]);
	}
	shared_judge(with->scratch, &s->rules, &pair, &passages, keep_found, b);
}

static void *
compare_batch(void *self, void *state)
{
	struct comparer *with = state;
	struct batch *b = with->batch;

	for (size_t i = 0; i < b->pairs.len; i++)
		compare_pair(self, with, &b->pairs.at[i]);
	return b;
}

static void
deliver_batch(void *self, void *result)
{
	const struct comparison *c = self;
	struct sharing *s = c->sharing;
	struct batch *b = result;

	for (size_t i = 0; c->reader->lost && i < b->lost.len; i++)
		c->reader->lost(c->reader->self, b->lost.at[i]);
	for (size_t i = 0; i < b->rows.len; i++)
		s->watcher.deliver(s->watcher.self, b->rows.at[i].later,
				   buf_str(&b->rows.at[i].text));
	for (size_t i = 0; i < b->found.len; i++)
		c->sink->found(c->sink->self, b->found.at[i]);
	s->stats.passages += b->passages;
	arena_free(b->arena);
	free(b);
}

static void *
comparer_begin(void *self)
{
	const struct comparison *c = self;
	struct comparer *with = calloc(1, sizeof *with);

	if (!with || !(with->scratch = arena_new(c->sharing->oom))) {
		c->sharing->oom();
		abort();
	}
	with->reader = c->reader->begin ? c->reader->begin(c->reader->self) : c->reader->self;
	return with;
}

static void
comparer_end(void *self, void *state)
{
	const struct comparison *c = self;
	struct comparer *with = state;

	if (c->reader->end)
		c->reader->end(c->reader->self, with->reader);
	arena_free(with->scratch);
	free(with);
}

static const char *
error_of(const struct sharing *s)
{
	const char *error = NULL;

	for (size_t i = 0; i < SHARING_PARTS && !error; i++)
		error = s->parts[i].prints ? sorter_error(s->parts[i].prints) : NULL;
	for (size_t i = 0; i < SHARING_PARTS && !error; i++)
		error = sorter_error(s->parts[i].pairs);
	return error;
}

const char *
sharing_compare(struct sharing *s, size_t threads, const struct sharing_reader *reader,
		const struct sharing_sink *sink)
{
	struct comparison c = {.sharing = s, .reader = reader, .sink = sink};
	const struct ordered work = {comparer_begin, comparer_end, take_batch, compare_batch,
				     deliver_batch,  &c,	   s->oom};

	for (size_t i = 0; i < SHARING_PARTS; i++) {
		s->stats.genre += s->parts[i].paired.genre;
		s->stats.crowded += s->parts[i].paired.crowded;
	}
	if (!error_of(s))
		ordered_run(&work, threads, AHEAD);
	return error_of(s);
}
