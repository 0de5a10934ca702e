/*
 * The last phases of a comparison of reports: those that may share passages are read again, then
 * those with findings, and with them the reports that the findings point to.  A few are
 * kept by each thread, since neighbours point to the same ones.  Cost: reading without linting,
 * only where something was found.
 */
#include "../base/ordered.h"
#include "app.h"

#include <stdlib.h>
#include <string.h>

enum {
	KEPT_MOST = 64,	       /* reports that a thread keeps when they are not in use */
	KEPT_BYTES = 24 << 20, /* their memory, about */
	AHEAD = 16,	       /* reports rendered before their turn, a thread */
	BITS = 8
};

struct kept {
	struct worker *worker;
	struct lint_result result;
	uint32_t report;
	bool whole;    /* else its text and blocks, for places that are pointed to */
	uint64_t used; /* in the how manyth turn */
};

struct comparison {
	struct across *joined;
	const struct rulebook *rulebook;
	const struct feed *feed;
	const struct lint_options *options;
	const struct compare_sink *sink;
	unsigned char *told; /* a bit for each report that was said to be lost; from malloc */
	size_t told_bytes;
};

/* A thread's own. */
struct reader {
	const struct comparison *comparison;
	struct kept **kept; /* in no order; from malloc, as they are themselves */
	size_t kept_count, kept_room;
	uint64_t turn;
	/* The report that is compared. */
	struct arena *arena; /* of what is known of it */
	uint32_t report;
	const struct cross_finding *findings;
	size_t count;
	VEC(uint32_t) lost; /* others that it points to */
};

static bool
stopped(const struct comparison *c)
{
	return c->sink->stop && atomic_load(c->sink->stop);
}

/* ---- reports are read again ------------------------------------------------------------ */

static void *
reader_begin(void *self)
{
	struct reader *r = calloc(1, sizeof *r);

	if (!r || !(r->arena = arena_new(out_of_memory)))
		out_of_memory();
	r->comparison = self;
	return r;
}

static void
reader_end(void *self, void *reader)
{
	struct reader *r = reader;

	(void)self;
	for (size_t i = 0; i < r->kept_count; i++) {
		worker_free(r->kept[i]->worker);
		free(r->kept[i]);
	}
	free(r->kept);
	arena_free(r->arena);
	free(r);
}

/* Where the one stands that was used longest ago and is not in use in this turn or the one before;
 * SIZE_MAX: there is none. */
static size_t
oldest(const struct reader *r)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < r->kept_count; i++)
		if (r->kept[i]->used + 1 < r->turn &&
		    (best == SIZE_MAX || r->kept[i]->used < r->kept[best]->used))
			best = i;
	return best;
}

/* Begins the next turn but `turns` - 1: what is kept goes as far as it is too much. */
static void
next_turn(struct reader *r, unsigned turns)
{
	size_t taken = 0, i;

	r->turn += turns;
	for (i = 0; i < r->kept_count; i++)
		taken += arena_size(worker_arena(r->kept[i]->worker));
	while ((taken > KEPT_BYTES || r->kept_count > KEPT_MOST) && (i = oldest(r)) != SIZE_MAX) {
		taken -= arena_size(worker_arena(r->kept[i]->worker));
		worker_free(r->kept[i]->worker);
		free(r->kept[i]);
		r->kept[i] = r->kept[--r->kept_count];
	}
}

/* A place that a report can be read to. */
static struct kept *
place_for(struct reader *r)
{
	size_t old = r->kept_count >= KEPT_MOST ? oldest(r) : SIZE_MAX;

	if (old != SIZE_MAX)
		return r->kept[old];
	if (r->kept_count == r->kept_room) {
		r->kept_room = 2 * r->kept_room + KEPT_MOST;
		r->kept = reallocarray(r->kept, r->kept_room, sizeof(struct kept *));
	}
	struct kept *k = calloc(1, sizeof *k);
	if (!r->kept || !k)
		out_of_memory();
	k->worker = worker_new(r->comparison->rulebook);
	r->kept[r->kept_count++] = k;
	return k;
}

static bool
is_as_it_was(const struct reader *r, const struct kept *k)
{
	const struct source *s = &k->result.source;

	return k->result.ok && hash_bytes(s->utf8.at, s->utf8.len, 0) ==
				       across_content(r->comparison->joined, k->report);
}

static struct kept *
kept_of(const struct reader *r, uint32_t report)
{
	for (size_t i = 0; i < r->kept_count; i++)
		if (r->kept[i]->report == report)
			return r->kept[i];
	return NULL;
}

/* The report, read again, whole or its text; NULL when that cannot be done.  One that is kept as text
 * is not read whole in a turn in which that is in use. */
static struct lint_result *
read_again(struct reader *r, uint32_t report, bool whole)
{
	const struct comparison *c = r->comparison;
	struct lint_options o = *c->options;
	struct input in = {.name = ""};
	struct kept *k = kept_of(r, report);

	if (stopped(c))
		return NULL;
	if (k && (k->whole || !whole)) {
		k->used = r->turn;
		return is_as_it_was(r, k) ? &k->result : NULL;
	}
	k = k ? k : place_for(r);
	k->report = report;
	k->whole = whole;
	k->used = r->turn;
	o.text_only = !whole;
	worker_reset(k->worker);
	k->result = (struct lint_result){0};
	if (c->feed->again(c->feed->self, worker_arena(k->worker), report, &in)) {
		o.folder = in.folder;
		lint_read(k->worker, &in, &o, &k->result);
	}
	return is_as_it_was(r, k) ? &k->result : NULL;
}

/* Says of a report that it changed, unless that was said. */
static void
say_lost(void *self, uint32_t report)
{
	struct comparison *c = self;
	struct input in = {.name = ""};
	size_t byte = report / BITS;
	unsigned char bit = (unsigned char)(1u << report % BITS);

	if (stopped(c))
		return;
	if (byte >= c->told_bytes) {
		size_t bytes = byte * 2 + 64;
		c->told = realloc(c->told, bytes);
		if (!c->told)
			out_of_memory();
		memset(c->told + c->told_bytes, 0, bytes - c->told_bytes);
		c->told_bytes = bytes;
	}
	if (c->told[byte] & bit)
		return;
	c->told[byte] |= bit;
	struct arena *a = arena_new(out_of_memory);
	if (!a)
		out_of_memory();
	c->feed->again(c->feed->self, a, report, &in);
	c->sink->lost(c->sink->self, &in);
	arena_free(a);
}

/* While texts are compared, any two reports are in use at a time: those read last. */
static const struct facts *
facts_again(void *reader, uint32_t report)
{
	struct reader *r = reader;

	next_turn(r, 1);
	struct lint_result *result = read_again(r, report, true);
	if (result && !result->facts.doc)
		facts_read(result->check.arena, result->check.rulebook->lexicon, &result->doc,
			   &result->facts);
	return result ? &result->facts : NULL;
}

/* ---- reports with findings -------------------------------------------------------------- */

/* What is left of a report with findings. */
struct compared {
	uint32_t report;
	void *rendered; /* NULL: it was lost itself */
	uint32_t *lost; /* from malloc */
	size_t lost_count;
};

/* A report, or one that it points to. */
static struct lint_result *
read_noted(struct reader *r, uint32_t report, bool whole)
{
	struct lint_result *result = read_again(r, report, whole);

	if (!result)
		*VEC_PUSH(r->arena, &r->lost) = report;
	return result;
}

static const struct doc *
doc_again(void *reader, uint32_t report)
{
	const struct lint_result *result = read_noted(reader, report, false);

	return result ? &result->doc : NULL;
}

/* The worker in whose arena a report was read. */
static struct worker *
worker_of(const struct reader *r, const struct lint_result *result)
{
	size_t i = 0;

	while (&r->kept[i]->result != result)
		i++;
	return r->kept[i]->worker;
}

static bool
take_report(void *self, void *state)
{
	struct comparison *c = self;
	struct reader *r = state;

	arena_reset(r->arena);
	memset(&r->lost, 0, sizeof r->lost);
	return across_next(c->joined, r->arena, &r->report, &r->findings, &r->count);
}

/* A report that was kept since it was pointed to may have findings of its own now: its check
 * begins anew. */
static void *
compare_report(void *self, void *state)
{
	const struct comparison *c = self;
	struct reader *r = state;
	struct compared *out = calloc(1, sizeof *out);

	if (!out)
		out_of_memory();
	out->report = r->report;
	next_turn(r, 2);
	struct lint_result *result = read_noted(r, r->report, true);
	if (result) {
		across_report(&result->check, c->rulebook, r->findings, r->count, doc_again, r);
		out->rendered = c->sink->render(c->sink->self, worker_of(r, result), result);
	}
	out->lost_count = r->lost.len;
	out->lost = r->lost.len ? malloc(r->lost.len * sizeof *out->lost) : NULL;
	if (r->lost.len && !out->lost)
		out_of_memory();
	if (r->lost.len)
		memcpy(out->lost, r->lost.at, r->lost.len * sizeof *out->lost);
	return out;
}

static void
deliver_report(void *self, void *result)
{
	const struct comparison *c = self;
	struct compared *done = result;

	for (size_t i = 0; i < done->lost_count; i++)
		say_lost(self, done->lost[i]);
	if (done->rendered)
		c->sink->deliver(c->sink->self, done->report, done->rendered);
	free(done->lost);
	free(done);
}

void
compare_inputs(struct across *joined, const struct rulebook *rb, const struct feed *feed,
	       const struct lint_options *o, const struct compare_sink *sink)
{
	struct comparison c = {
		.joined = joined, .rulebook = rb, .feed = feed, .options = o, .sink = sink};
	const struct sharing_reader reader = {reader_begin, reader_end, facts_again, say_lost, &c};
	const struct ordered work = {reader_begin,   reader_end, take_report,  compare_report,
				     deliver_report, &c,	 out_of_memory};

	across_join(joined, o->jobs, &reader);
	ordered_run(&work, o->jobs, AHEAD);
	free(c.told);
}
