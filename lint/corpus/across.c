/*
 * The way from the yields of all reports to findings: what reports say is sorted so that claims of one
 * thing stand together, groups are joined, and what was found is sorted by report.  Memory: a
 * few numbers a report, one group, and what the sorters hold.
 */
#include "../base/ordered.h"
#include "agencies.h"
#include "joining.h"
#include "record.h"
#include "shared.h"
#include "sorter.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	FOUND_BUFFER = 1 << 20,
	FOUND_MEMORY = 32 << 20,
	SORT_MEMORY = 96 << 20, /* of all threads, while parts are sorted */
	THREADS_LEAST = 64	/* reports that are worth threads */
};

struct across {
	const struct rulebook *rulebook;
	void (*oom)(void);
	struct sorter *found;
	pthread_mutex_t adding; /* of `found`, while claims are joined */
	struct joining *joining;
	struct sharing *sharing;     /* NULL: no rule asks for passages */
	struct report_info *reports; /* from malloc: they are many */
	size_t report_count, report_room;
	struct agencies agencies;
	size_t nameless;    /* reports whose agency is not known */
	size_t part_memory; /* what a part may have that is sorted */
	bool wants_sums;
	struct str ahead; /* the first record of the next report, from malloc */
	const char *error;
	void (*compared)(void *self, const struct claim *later, const struct claim *other,
			 bool agree);
	void *watcher;
};

bool
across_wanted(const struct rulebook *rb)
{
	for (size_t i = 0; i < rb->rule_count; i++)
		if (rb->rules[i].scope == SCOPE_CORPUS && rb->rules[i].level != LEVEL_OFF)
			return true;
	return false;
}

struct across *
across_new(const struct rulebook *rb, void (*oom)(void))
{
	struct across *x = calloc(1, sizeof *x);

	if (!x)
		oom();
	*x = (struct across){.rulebook = rb,
			     .oom = oom,
			     .found = sorter_new(NULL, FOUND_BUFFER),
			     .wants_sums = join_asks(rb, "sum"),
			     .joining = joining_new(rb, oom),
			     .sharing = sharing_new(rb, oom)};
	pthread_mutex_init(&x->adding, NULL);
	if (!x->found)
		oom();
	return x;
}

void
across_free(struct across *x)
{
	if (!x)
		return;
	sharing_free(x->sharing);
	joining_free(x->joining);
	sorter_free(x->found);
	free((char *)(uintptr_t)x->ahead.at);
	pthread_mutex_destroy(&x->adding);
	agencies_free(&x->agencies);
	free(x->reports);
	free(x);
}

struct across_stats
across_stats(const struct across *x)
{
	struct across_stats stats = joining_stats(x->joining);

	if (x->sharing) {
		stats.passages = sharing_stats(x->sharing).passages;
		stats.genre = sharing_stats(x->sharing).genre;
	}
	return stats;
}

const char *
across_error(const struct across *x)
{
	return x->error;
}

void
across_watch_shared(struct across *x, struct sharing_watcher watcher)
{
	if (x->sharing)
		sharing_watch(x->sharing, watcher);
}

uint64_t
across_content(const struct across *x, uint32_t report)
{
	return x->reports[report].content;
}

void
across_watch(struct across *x,
	     void (*compared)(void *self, const struct claim *later, const struct claim *other,
			      bool agree),
	     void *self)
{
	x->compared = compared;
	x->watcher = self;
}

/* ---- yields ------------------------------------------------------------------------------- */

static void
put_record(struct buf *to, struct str record)
{
	record_number(to, record.len, 4);
	buf_add(to, record);
}

static bool
wants_prints(const struct rulebook *rb)
{
	for (size_t i = 0; i < rb->rule_count; i++)
		if (rb->rules[i].level != LEVEL_OFF && rb->rules[i].scope == SCOPE_CORPUS &&
		    rule_is_of(rb, &rb->rules[i], "shared"))
			return true;
	return false;
}

struct str
yield_make(struct check *c)
{
	const struct source *source = c->doc->source;
	struct buf out = {.arena = c->arena}, record = {.arena = c->arena};
	struct claim_list claims;
	struct identity of;

	identity_of(c->arena, c->rulebook->lexicon, c->doc, &of);
	record_number(&record, RECORD_IDENTITY, 1);
	record_number(&record, hash_bytes(source->utf8.at, source->utf8.len, 0), 8);
	record_signed(&record, of.from, 4);
	record_signed(&record, of.to, 4);
	record_text(&record, of.kind);
	record_text(&record, of.agency);
	put_record(&out, buf_str(&record));
	claims_read(c, &of, &claims);
	for (size_t i = 0; i < claims.all.len; i++) {
		record.len = 0;
		claim_record(&record, &claims.all.at[i]);
		put_record(&out, buf_str(&record));
	}
	if (!wants_prints(c->rulebook))
		return buf_str(&out);
	record.len = 0;
	record_number(&record, RECORD_PRINTS, 1);
	sharing_record(c->arena, c->doc, &record);
	put_record(&out, buf_str(&record));
	return buf_str(&out);
}

static void
add_identity(struct across *x, struct str record, struct report_info *info)
{
	struct record_reader r = {.left = record};

	record_take_number(&r, 1);
	info->content = record_take_number(&r, 8);
	info->from = (int32_t)record_take_signed(&r, 4);
	info->to = (int32_t)record_take_signed(&r, 4);
	struct str kind = record_take_text(&r);
	info->kind = kind.len ? hash_bytes(kind.at, kind.len, 0) : 0;
	info->agency = agencies_add(&x->agencies, record_take_text(&r), x->oom);
}

static struct report_info *
new_report(struct across *x)
{
	if (x->report_count == x->report_room) {
		x->report_room += x->report_room / 2 + 64;
		x->reports = reallocarray(x->reports, x->report_room, sizeof *x->reports);
		if (!x->reports) {
			x->oom();
			abort();
		}
	}
	struct report_info *info = &x->reports[x->report_count++];
	*info = (struct report_info){0};
	return info;
}

uint32_t
across_add(struct across *x, struct str yield)
{
	uint32_t number = (uint32_t)x->report_count;
	struct report_info *info = new_report(x);
	struct record_reader r = {.left = yield};

	while (r.left.len && !r.bad) {
		size_t len = record_take_number(&r, 4);
		struct str record = str_sub(r.left, 0, len);
		r.left = str_sub(r.left, len, r.left.len);
		if (record.len && record.at[0] == RECORD_IDENTITY)
			add_identity(x, record, info);
		else if (record.len && record.at[0] == RECORD_CLAIM)
			joining_add(x->joining, record, number);
		else if (record.len && record.at[0] == RECORD_PRINTS && x->sharing)
			sharing_add(x->sharing, str_sub(record, 1, record.len), number);
	}
	x->nameless += !info->agency;
	return number;
}

/* Keeps the next record until the next report is asked for. */
static void
keep_ahead(struct across *x, struct str record)
{
	char *at = record.len ? malloc(record.len) : NULL;

	if (record.len && !at)
		x->oom();
	if (at)
		memcpy(at, record.at, record.len);
	free((char *)(uintptr_t)x->ahead.at);
	x->ahead = (struct str){at, record.len};
}

static void
look_ahead(struct across *x)
{
	struct str record;

	keep_ahead(x, sorter_next(x->found, &record) ? record : (struct str){0});
}

/* ---- joining ------------------------------------------------------------------------------- */

static void
keep_finding(struct across *x, struct str record)
{
	pthread_mutex_lock(&x->adding);
	sorter_add(x->found, record.at, record.len); /* across_join sees what fails */
	pthread_mutex_unlock(&x->adding);
}

static void
put_joined(void *self, const struct cross_finding *f)
{
	struct across *x = self;
	struct arena *a = arena_new(x->oom);

	if (!a)
		x->oom();
	struct buf record = {.arena = a};
	cross_record(&record, f);
	keep_finding(x, buf_str(&record));
	arena_free(a);
}

static void
put_shared(void *self, struct str record)
{
	keep_finding(self, record);
}

/* Parts of the comparison, each of which is done in some thread. */
struct steps {
	struct across *across;
	size_t next, count;
	void (*step)(struct across *x, size_t part);
};

struct step {
	const struct steps *of;
	size_t part;
};

static void *
step_begin(void *self)
{
	const struct steps *all = self;
	struct step *s = calloc(1, sizeof *s);

	if (!s) {
		all->across->oom();
		abort();
	}
	s->of = all;
	return s;
}

static void
step_end(void *self, void *state)
{
	(void)self;
	free(state);
}

static bool
step_take(void *self, void *state)
{
	struct steps *all = self;
	struct step *s = state;

	s->part = all->next;
	return all->next++ < all->count;
}

static void *
step_work(void *self, void *state)
{
	const struct steps *all = self;
	const struct step *s = state;

	all->step(all->across, s->part);
	return NULL;
}

static void
step_done(void *self, void *result)
{
	(void)self;
	(void)result;
}

static void
take_steps(struct across *x, size_t threads, size_t count,
	   void (*step)(struct across *x, size_t part))
{
	struct steps all = {x, 0, count, step};
	const struct ordered work = {step_begin, step_end, step_take, step_work,
				     step_done,	 &all,	   x->oom};

	ordered_run(&work, threads, count);
}

/* Claims, of which there is less to do, and fingerprints. */
static void
join_or_pair(struct across *x, size_t part)
{
	if (part >= SHARING_PARTS)
		joining_part(x->joining, part - SHARING_PARTS, x->part_memory);
	else if (x->sharing)
		sharing_pair(x->sharing, part, x->part_memory);
}

static void
sort_pairs(struct across *x, size_t part)
{
	sharing_sort(x->sharing, part);
}

void
across_join(struct across *x, size_t threads, const struct sharing_reader *reader)
{
	const struct joining_sink joined = {put_joined, x, x->compared, x->watcher};
	const struct sharing_sink shared = {put_shared, x};

	if (x->report_count < THREADS_LEAST)
		threads = 1;
	x->part_memory = SORT_MEMORY / (threads ? threads : 1);
	joining_begin(x->joining, x->reports, x->wants_sums ? &x->agencies : NULL, x->report_count,
		      &joined);
	if (x->sharing)
		sharing_begin(x->sharing, x->reports, x->report_count,
			      x->agencies.count + x->nameless);
	take_steps(x, threads, SHARING_PARTS + JOINING_PARTS, join_or_pair);
	joining_finish(x->joining);
	x->error = joining_error(x->joining);
	if (x->sharing) {
		take_steps(x, threads, SHARING_PARTS, sort_pairs);
		const char *wrong = sharing_compare(x->sharing, threads, reader, &shared);
		x->error = x->error ? x->error : wrong;
	}
	bool sorted = !x->error && sorter_sort(x->found, FOUND_MEMORY);
	if (sorter_error(x->found) && !x->error)
		x->error = sorter_error(x->found);
	if (sorted)
		look_ahead(x);
}

bool
across_next(struct across *x, struct arena *a, uint32_t *report,
	    const struct cross_finding **findings, size_t *count)
{
	VEC(struct cross_finding) list = {0};
	struct cross_finding f;
	struct str record = x->ahead;

	while (record.len) {
		record = str_copy(a, record);
		if (cross_read(record, &f) && join_stands(joining_agreements(x->joining), &f)) {
			if (list.len && list.at[0].at.report != f.at.report)
				break;
			*VEC_PUSH(a, &list) = f;
		}
		if (!sorter_next(x->found, &record))
			record = (struct str){0};
	}
	keep_ahead(x, record);
	if (sorter_error(x->found))
		x->error = sorter_error(x->found);
	if (!list.len)
		return false;
	*report = list.at[0].at.report;
	*findings = list.at;
	*count = list.len;
	return true;
}
