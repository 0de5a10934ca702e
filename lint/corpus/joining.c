/*
 * A part holds the claims of things whose hashes lie in one range, sorted; claims of one thing, time
 * and agency are one group.  Sums go over the agencies of a thing, so they are seen within a part,
 * too; what a family proves by them is added up at the end.
 */
#include "joining.h"
#include "record.h"
#include "sorter.h"
#include "sums.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	PARTS_BITS = 5,
	PART_BUFFER = (8 << 20) / JOINING_PARTS,
	GROUP_MOST = 4096,	       /* claims of one thing; more are no thing */
	THING_AT = 1,		       /* where a record's thing begins */
	THING_ALIKE = 8,	       /* what stands alone by so much says nothing */
	THING_BYTES = 1 + 8 + 4 + 4,   /* type, thing and days */
	GROUP_BYTES = THING_BYTES + 8, /* type, thing, days, agency: how a claim begins */
	REPORT_AT = GROUP_BYTES + 1    /* where its report's number lies */
};
_Static_assert(JOINING_PARTS == 1 << PARTS_BITS, "a part is told by the first bits of a thing");

struct part {
	struct sorter *claims;
	struct arena *kept; /* failures of sums; NULL: none */
	struct sums *sums;  /* NULL: there are none */
	struct across_stats stats;
};

struct joining {
	const struct rulebook *rulebook;
	void (*oom)(void);
	struct arena *arena; /* what parts share */
	struct part parts[JOINING_PARTS];
	const struct report_info *reports;
	size_t report_count;
	struct joining_sink sink;
	struct sums *sums;	/* of all parts; NULL: there are none */
	pthread_mutex_t noting; /* of agreements */
	struct agreements agreements;
	struct across_stats stats;
};

struct joining *
joining_new(const struct rulebook *rb, void (*oom)(void))
{
	struct joining *g = calloc(1, sizeof *g);

	if (!g)
		oom();
	*g = (struct joining){.rulebook = rb, .oom = oom, .arena = arena_new(oom)};
	pthread_mutex_init(&g->noting, NULL);
	if (!g->arena)
		oom();
	for (size_t i = 0; i < JOINING_PARTS; i++)
		if (!(g->parts[i].claims = sorter_new(NULL, PART_BUFFER)))
			oom();
	return g;
}

void
joining_free(struct joining *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < JOINING_PARTS; i++) {
		sorter_free(g->parts[i].claims);
		arena_free(g->parts[i].kept);
	}
	agreements_free(&g->agreements);
	pthread_mutex_destroy(&g->noting);
	arena_free(g->arena);
	free(g);
}

void
joining_add(struct joining *g, struct str record, uint32_t report)
{
	if (record.len < REPORT_AT + 4)
		return;
	size_t part = (unsigned char)record.at[THING_AT] >> (8 - PARTS_BITS);
	unsigned char *to = sorter_place(g->parts[part].claims, record.len);
	if (to) { /* joining_error tells what failed */
		memcpy(to, record.at, record.len);
		record_number_at(to + REPORT_AT, report, 4);
	}
	g->stats.claims++;
}

struct across_stats
joining_stats(const struct joining *g)
{
	return g->stats;
}

const struct agreements *
joining_agreements(const struct joining *g)
{
	return &g->agreements;
}

const char *
joining_error(const struct joining *g)
{
	const char *error = NULL;

	for (size_t i = 0; i < JOINING_PARTS && !error; i++)
		error = g->parts[i].claims ? sorter_error(g->parts[i].claims) : NULL;
	return error;
}

/* ---- one part ----------------------------------------------------------------------------- */

/* A part while it is joined. */
struct joined {
	struct joining *joining;
	struct part *part;
	struct join join;
	struct arena *things; /* figures of one thing, of reports in families */
	/* Figures of one thing and time that may be parts of a sum. */
	VEC(struct claim) figures;
	struct str head; /* of their records, without the agency */
};

static bool
same_group(struct str a, struct str b)
{
	return str_eq(str_sub(a, 0, GROUP_BYTES), str_sub(b, 0, GROUP_BYTES));
}

/* A thing ends where its records do. */
static void
thing_end(struct joined *r)
{
	if (r->part->sums && r->figures.len)
		sums_thing(r->part->sums, &r->join, r->figures.at, r->figures.len);
	memset(&r->figures, 0, sizeof r->figures);
	r->head = (struct str){0};
	arena_reset(r->things);
}

static void
thing_add(struct joined *r, const struct claim *claims, size_t count, struct str record)
{
	struct str head = str_sub(record, 0, THING_BYTES);

	if (!r->part->sums)
		return;
	if (!str_eq(r->head, head)) {
		thing_end(r);
		r->head = str_copy(r->things, head);
	}
	for (size_t i = 0; i < count && r->figures.len < GROUP_MOST; i++) {
		struct claim c = claims[i];
		if (c.sort != CLAIM_FIGURE || !(c.marks & CLAIM_ADDS) ||
		    !sums_wants(r->part->sums, c.report))
			continue;
		c.label = str_copy(r->things, c.label);
		c.text = str_copy(r->things, c.text);
		*VEC_PUSH(r->things, &r->figures) = c;
	}
}

static void
join_groups(struct joined *r)
{
	struct arena *scratch = r->join.arena;
	struct sorter *claims = r->part->claims;
	VEC(struct claim) group = {0};
	struct str record, last = {0};
	bool more = sorter_next(claims, &record);

	while (more) {
		struct claim c;
		last = str_copy(scratch, record);
		if (group.len < GROUP_MOST && claim_read(last, &c) &&
		    c.report < r->joining->report_count)
			*VEC_PUSH(scratch, &group) = c;
		else
			r->join.stats.unknown++;
		more = sorter_next(claims, &record);
		if (more && same_group(last, record))
			continue;
		thing_add(r, group.at, group.len, last);
		if (group.len > 1 && group.len < GROUP_MOST)
			join_group(&r->join, group.at, group.len);
		memset(&group, 0, sizeof group);
		arena_reset(scratch);
	}
	thing_end(r);
}

/* Two parts may compare the same two reports. */
static void
note(void *self, uint32_t a, uint32_t b, bool agree)
{
	struct joining *g = self;

	pthread_mutex_lock(&g->noting);
	bool noted = agreements_note(&g->agreements, a, b, agree);
	pthread_mutex_unlock(&g->noting);
	if (!noted)
		g->oom();
}

static struct join
join_of(struct joining *g)
{
	return (struct join){.rulebook = g->rulebook,
			     .reports = g->reports,
			     .pool = number_pool_new(),
			     .arena = arena_new(g->oom),
			     .noted = note,
			     .noter = g,
			     .compared = g->sink.compared,
			     .watcher = g->sink.watcher,
			     .found = g->sink.found,
			     .self = g->sink.self};
}

static void
join_free(struct join *j)
{
	number_pool_free(j->pool);
	arena_free(j->arena);
}

void
joining_part(struct joining *g, size_t part, size_t memory)
{
	struct part *p = &g->parts[part];

	if (!sorter_count(p->claims) || !sorter_sort_alike(p->claims, memory, THING_ALIKE))
		return;
	struct joined r = {
		.joining = g, .part = p, .join = join_of(g), .things = arena_new(g->oom)};
	if (!r.join.pool || !r.join.arena || !r.things)
		g->oom();
	if (g->sums && !(p->kept = arena_new(g->oom)))
		g->oom();
	p->sums = g->sums ? sums_part(p->kept, g->sums) : NULL;
	join_groups(&r);
	p->stats = r.join.stats;
	arena_free(r.things);
	join_free(&r.join);
	if (!sorter_error(p->claims)) { /* its memory is wanted */
		sorter_free(p->claims);
		p->claims = NULL;
	}
}

/* ---- all ------------------------------------------------------------------------------------- */

void
joining_begin(struct joining *g, const struct report_info *reports, const struct agencies *agencies,
	      size_t count, const struct joining_sink *sink)
{
	g->reports = reports;
	g->report_count = count;
	g->sink = *sink;
	if (!agencies)
		return;
	struct arena *scratch = arena_new(g->oom);
	if (!scratch)
		g->oom();
	g->sums = sums_new(g->arena, scratch, g->rulebook->lexicon, reports, agencies, count);
	arena_free(scratch);
}

void
joining_finish(struct joining *g)
{
	struct join j = join_of(g);

	if (!j.pool || !j.arena)
		g->oom();
	for (size_t i = 0; i < JOINING_PARTS; i++) {
		const struct part *p = &g->parts[i];
		if (p->sums)
			sums_add(g->sums, p->sums);
		g->stats.proved += p->stats.proved;
		g->stats.compared += p->stats.compared;
		g->stats.unknown += p->stats.unknown;
	}
	if (g->sums)
		sums_finish(g->sums, &j);
	join_free(&j);
}
