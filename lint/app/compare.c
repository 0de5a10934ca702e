/*
 * The last phase of a comparison of reports: those with findings are read again, and with them
 * the reports that the findings point to.  A few of these are kept, since neighbours point
 * to the same ones: so many, and so many bytes, but all that the report at work points to.  Cost:
 * reading without linting, only where something was found.
 */
#include "app.h"

#include <stdlib.h>

enum {
	KEPT_MOST = 64,	      /* reports read again at a time */
	KEPT_BYTES = 48 << 20 /* of memory in which they are */
};

struct kept {
	struct worker *worker; /* NULL: free */
	struct lint_result result;
	uint32_t report;
	uint64_t used; /* by the how manyth report with findings */
};

struct comparison {
	struct across *joined;
	const struct rulebook *rulebook;
	const struct feed *feed;
	const struct lint_options *options;
	const struct compare_sink *sink;
	struct kept kept[KEPT_MOST];
	uint64_t turn;
};

/* The one that was used longest ago, before this turn; NULL: there is none. */
static struct kept *
oldest(struct comparison *c, uint64_t turn)
{
	struct kept *best = NULL;

	for (size_t i = 0; i < KEPT_MOST; i++) {
		struct kept *k = &c->kept[i];
		if (k->worker && k->used < turn && (!best || k->used < best->used))
			best = k;
	}
	return best;
}

static size_t
kept_bytes(const struct comparison *c)
{
	size_t bytes = 0;

	for (size_t i = 0; i < KEPT_MOST; i++)
		if (c->kept[i].worker)
			bytes += arena_size(worker_arena(c->kept[i].worker));
	return bytes;
}

/* Where a report can be read to: a place that is free, or else was used longest ago; never one
 * that is in use, nor the one before, with which it may be compared. */
static struct kept *
place_for(struct comparison *c)
{
	struct kept *last;

	while (kept_bytes(c) > KEPT_BYTES && (last = oldest(c, c->turn - 1))) {
		worker_free(last->worker);
		*last = (struct kept){0};
	}
	for (size_t i = 0; i < KEPT_MOST; i++)
		if (!c->kept[i].worker)
			return &c->kept[i];
	return oldest(c, c->turn);
}

static bool
is_as_it_was(const struct comparison *c, const struct kept *k)
{
	const struct source *s = &k->result.source;

	return k->result.ok &&
	       hash_bytes(s->utf8.at, s->utf8.len, 0) == across_content(c->joined, k->report);
}

/* The report, read again; NULL when that cannot be done. */
static struct lint_result *
read_again(struct comparison *c, uint32_t report)
{
	struct lint_options o = *c->options;
	struct input in = {.name = ""};

	if (c->sink->stop && atomic_load(c->sink->stop))
		return NULL;
	for (size_t i = 0; i < KEPT_MOST; i++)
		if (c->kept[i].worker && c->kept[i].report == report) {
			c->kept[i].used = c->turn;
			return is_as_it_was(c, &c->kept[i]) ? &c->kept[i].result : NULL;
		}
	struct kept *k = place_for(c);
	if (!k)
		return NULL;
	if (!k->worker)
		k->worker = worker_new(c->rulebook);
	k->report = report;
	k->used = c->turn;
	worker_reset(k->worker);
	k->result = (struct lint_result){0};
	if (c->feed->again(c->feed->self, worker_arena(k->worker), report, &in)) {
		o.folder = in.folder;
		lint_read(k->worker, &in, &o, &k->result);
	}
	if (is_as_it_was(c, k))
		return &k->result;
	c->sink->lost(c->sink->self, &in);
	return NULL;
}

/* While texts are compared, any two reports are in use at a time: those read last. */
static const struct facts *
facts_again(void *self, uint32_t report)
{
	struct comparison *c = self;

	c->turn++;
	struct lint_result *r = read_again(c, report);
	if (r && !r->facts.doc)
		facts_read(r->check.arena, r->check.rulebook->lexicon, &r->doc, &r->facts);
	return r ? &r->facts : NULL;
}

static const struct doc *
doc_again(void *self, uint32_t report)
{
	const struct lint_result *r = read_again(self, report);

	return r ? &r->doc : NULL;
}

/* The worker in whose arena a report was read. */
static struct worker *
worker_of(const struct comparison *c, const struct lint_result *r)
{
	size_t i = 0;

	while (&c->kept[i].result != r)
		i++;
	return c->kept[i].worker;
}

/* A report that was kept since it was pointed to may have findings of its own now: its check
 * begins anew. */
static void
compare_one(struct comparison *c, uint32_t report, const struct cross_finding *findings,
	    size_t count)
{
	struct lint_result *r = read_again(c, report);

	if (!r)
		return;
	across_report(&r->check, c->rulebook, findings, count, doc_again, c);
	c->sink->take(c->sink->self, worker_of(c, r), report, r);
}

void
compare_inputs(struct across *joined, const struct rulebook *rb, const struct feed *feed,
	       const struct lint_options *o, const struct compare_sink *sink)
{
	struct comparison *c = calloc(1, sizeof *c);
	const struct cross_finding *findings;
	uint32_t report;
	size_t count;

	if (!c)
		out_of_memory();
	*c = (struct comparison){
		.joined = joined, .rulebook = rb, .feed = feed, .options = o, .sink = sink};
	across_join(joined, (struct sharing_reader){facts_again, c});
	while (across_next(joined, &report, &findings, &count)) {
		c->turn++;
		compare_one(c, report, findings, count);
	}
	for (size_t i = 0; i < KEPT_MOST; i++)
		worker_free(c->kept[i].worker);
	free(c);
}
