/*
 * The way from the yields of all reports to findings: what reports say is sorted so that claims of one
 * thing stand together, groups are joined, and what was found is sorted by report.  Memory: a
 * few numbers a report, one group, and what the sorters hold.
 */
#include "record.h"
#include "shared.h"
#include "sorter.h"
#include "sums.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	SORTER_MEMORY = 32 << 20,
	BESIDE_LEAST = 10000,	       /* claims that are worth a thread */
	GROUP_MOST = 4096,	       /* claims of one thing; more are no thing */
	THING_BYTES = 1 + 8 + 4 + 4,   /* type, thing and days */
	GROUP_BYTES = THING_BYTES + 8, /* type, thing, days, agency: how a claim begins */
	REPORT_AT = GROUP_BYTES + 1    /* where its report's number lies */
};

struct across {
	const struct rulebook *rulebook;
	void (*oom)(void);
	struct arena *arena;   /* report_info */
	struct arena *scratch; /* one group; later the findings of one report */
	struct arena *passing; /* one finding about a passage */
	struct number_pool *pool;
	struct sorter *claims, *found;
	bool beside;		      /* claims may be joined while passages are compared */
	pthread_mutex_t adding, lock; /* of `found`, while both add to it; of `error` */
	struct sharing *sharing;      /* NULL: no rule asks for passages */
	VEC(struct report_info) reports;
	VEC(struct str) names; /* of agencies, by report; none where no rule asks for sums */
	bool wants_sums;
	struct sums *sums;		/* NULL: there are none */
	struct arena *things;		/* figures of one thing, of reports in families */
	VEC(struct cross_finding) list; /* of the report that across_next gave */
	struct str ahead;		/* the first record of the next report, from malloc */
	const char *error;
	struct across_stats stats;
	struct agreements agreements;
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
			     .arena = arena_new(oom),
			     .scratch = arena_new(oom),
			     .passing = arena_new(oom),
			     .pool = number_pool_new(),
			     .claims = sorter_new(NULL, SORTER_MEMORY),
			     .found = sorter_new(NULL, SORTER_MEMORY),
			     .things = arena_new(oom),
			     .wants_sums = join_asks(rb, "sum"),
			     .sharing = sharing_new(rb, oom)};
	pthread_mutex_init(&x->adding, NULL);
	pthread_mutex_init(&x->lock, NULL);
	if (!x->arena || !x->things || !x->scratch || !x->passing || !x->pool || !x->claims ||
	    !x->found)
		oom();
	return x;
}

void
across_free(struct across *x)
{
	if (!x)
		return;
	sharing_free(x->sharing);
	agreements_free(&x->agreements);
	sorter_free(x->found);
	sorter_free(x->claims);
	free((char *)(uintptr_t)x->ahead.at);
	number_pool_free(x->pool);
	arena_free(x->things);
	arena_free(x->passing);
	arena_free(x->scratch);
	pthread_mutex_destroy(&x->adding);
	pthread_mutex_destroy(&x->lock);
	arena_free(x->arena);
	free(x);
}

struct across_stats
across_stats(const struct across *x)
{
	struct across_stats stats = x->stats;

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

/* What a sorter could not take or give ends the comparison. */
static bool
sorter_did(struct across *x, const struct sorter *s, bool ok)
{
	pthread_mutex_lock(&x->lock);
	if (!ok && !x->error)
		x->error = sorter_error(s);
	pthread_mutex_unlock(&x->lock);
	return ok;
}

void
across_beside(struct across *x)
{
	x->beside = true;
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
	return x->reports.at[report].content;
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
		if (rb->rules[i].level != LEVEL_OFF && rule_is_of(rb, &rb->rules[i], "shared"))
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

/* The name of its agency, a slice of the record. */
static struct str
add_identity(struct str record, struct report_info *info)
{
	struct record_reader r = {.left = record};

	record_take_number(&r, 1);
	info->content = record_take_number(&r, 8);
	info->from = (int32_t)record_take_signed(&r, 4);
	info->to = (int32_t)record_take_signed(&r, 4);
	struct str kind = record_take_text(&r);
	info->kind = kind.len ? hash_bytes(kind.at, kind.len, 0) : 0;
	struct str agency = record_take_text(&r);
	info->agency = agency.len ? hash_bytes(agency.at, agency.len, 0) : 0;
	return agency;
}

/* A claim, with the number of its report. */
static void
add_claim(struct across *x, struct str record, uint32_t report)
{
	struct buf copy = {.arena = x->scratch};

	if (record.len < REPORT_AT + 4)
		return;
	buf_add(&copy, str_sub(record, 0, REPORT_AT));
	record_number(&copy, report, 4);
	buf_add(&copy, str_sub(record, REPORT_AT + 4, record.len));
	sorter_did(x, x->claims, sorter_add(x->claims, copy.at, copy.len));
	x->stats.claims++;
}

uint32_t
across_add(struct across *x, struct str yield)
{
	uint32_t number = (uint32_t)x->reports.len;
	struct report_info *info = VEC_PUSH(x->arena, &x->reports);
	struct record_reader r = {.left = yield};
	struct str name = {0};

	arena_reset(x->scratch);
	while (r.left.len && !r.bad) {
		size_t len = record_take_number(&r, 4);
		struct str record = str_sub(r.left, 0, len);
		r.left = str_sub(r.left, len, r.left.len);
		if (record.len && record.at[0] == RECORD_IDENTITY)
			name = add_identity(record, info);
		else if (record.len && record.at[0] == RECORD_CLAIM)
			add_claim(x, record, number);
		else if (record.len && record.at[0] == RECORD_PRINTS && x->sharing)
			sharing_add(x->sharing, str_sub(record, 1, record.len), number);
	}
	if (x->wants_sums)
		*VEC_PUSH(x->arena, &x->names) = str_copy(x->arena, name);
	return number;
}

/* ---- joining ------------------------------------------------------------------------------- */

static void
put_place(struct buf *to, struct cross_place p)
{
	record_number(to, p.report, 4);
	record_number(to, p.span.from, 4);
	record_number(to, p.span.to, 4);
}

static void
put_discrepancy(struct buf *to, const struct discrepancy *d)
{
	record_text(to, d->stated);
	record_text(to, d->recomputed);
	record_number(to, d->cause, 1);
	record_signed(to, d->decade, 1);
}

static void
keep_finding(struct across *x, struct arena *scratch, const struct cross_finding *f)
{
	struct buf out = {.arena = scratch};

	record_number(&out, RECORD_FINDING, 1);
	put_place(&out, f->at);
	record_number(&out, f->rule, 4);
	record_number(&out, f->lowered, 1);
	record_number(&out, f->truncated, 1);
	record_number(&out, f->ground, 1);
	record_number(&out, f->slip, 1);
	record_number(&out, f->digits, 1);
	record_number(&out, f->other_count, 1);
	for (size_t i = 0; i < f->other_count; i++)
		put_place(&out, f->others[i]);
	record_number(&out, f->value_count, 1);
	for (size_t i = 0; i < f->value_count; i++) {
		record_text(&out, f->values[i].name);
		record_text(&out, f->values[i].value);
	}
	put_discrepancy(&out, &f->discrepancy);
	pthread_mutex_lock(&x->adding);
	sorter_did(x, x->found, sorter_add(x->found, out.at, out.len));
	pthread_mutex_unlock(&x->adding);
}

static void
put_finding(void *self, const struct cross_finding *f)
{
	struct across *x = self;

	keep_finding(x, x->scratch, f);
}

/* The texts of many pairs of reports are compared: none leaves anything behind. */
static void
put_shared(void *self, const struct cross_finding *f)
{
	struct across *x = self;

	keep_finding(x, x->passing, f);
	arena_reset(x->passing);
}

static struct cross_place
read_place(struct record_reader *r)
{
	struct cross_place p;

	p.report = (uint32_t)record_take_number(r, 4);
	p.span.from = (uint32_t)record_take_number(r, 4);
	p.span.to = (uint32_t)record_take_number(r, 4);
	return p;
}

static struct discrepancy
read_discrepancy(struct record_reader *r)
{
	struct discrepancy d = {.stated = record_take_text(r)};

	d.recomputed = record_take_text(r);
	d.cause = record_take_number(r, 1) % CAUSE_ALL;
	d.decade = (int)record_take_signed(r, 1);
	return d;
}

/* False for a record that is none; texts are slices of it. */
static bool
read_finding(struct str record, struct cross_finding *out)
{
	struct record_reader r = {.left = record};

	*out = (struct cross_finding){0};
	if (record_take_number(&r, 1) != RECORD_FINDING)
		return false;
	out->at = read_place(&r);
	out->rule = (uint32_t)record_take_number(&r, 4);
	out->lowered = (unsigned)record_take_number(&r, 1);
	out->truncated = record_take_number(&r, 1);
	out->ground = (enum cross_ground)record_take_number(&r, 1);
	out->slip = record_take_number(&r, 1);
	out->digits = (unsigned)record_take_number(&r, 1);
	size_t others = record_take_number(&r, 1);
	for (; out->other_count < others && out->other_count < CROSS_PLACES; out->other_count++)
		out->others[out->other_count] = read_place(&r);
	size_t values = record_take_number(&r, 1);
	for (; out->value_count < values && out->value_count < CROSS_VALUES; out->value_count++) {
		struct str name = record_take_text(&r);
		out->values[out->value_count] = (struct operand){name, record_take_text(&r)};
	}
	out->discrepancy = read_discrepancy(&r);
	return !r.bad;
}

static bool
same_group(struct str a, struct str b)
{
	return str_eq(str_sub(a, 0, GROUP_BYTES), str_sub(b, 0, GROUP_BYTES));
}

/* Figures of one thing and time that may be parts of a sum. */
struct thing {
	VEC(struct claim) figures;
	struct str head; /* of their records, without the agency */
};

/* A thing ends where its records do. */
static void
thing_end(struct across *x, struct join *j, struct thing *t)
{
	if (x->sums && t->figures.len)
		sums_thing(x->sums, j, t->figures.at, t->figures.len);
	memset(t, 0, sizeof *t);
	if (x->sums)
		arena_reset(x->things);
}

static void
thing_add(struct across *x, struct join *j, struct thing *t, const struct claim *claims,
	  size_t count, struct str record)
{
	struct str head = str_sub(record, 0, THING_BYTES);

	if (!x->sums)
		return;
	if (!str_eq(t->head, head)) {
		thing_end(x, j, t);
		t->head = str_copy(x->things, head);
	}
	for (size_t i = 0; i < count && t->figures.len < GROUP_MOST; i++) {
		struct claim c = claims[i];
		if (c.sort != CLAIM_FIGURE || !(c.marks & CLAIM_ADDS) ||
		    !sums_wants(x->sums, c.report))
			continue;
		c.label = str_copy(x->things, c.label);
		c.text = str_copy(x->things, c.text);
		*VEC_PUSH(x->things, &t->figures) = c;
	}
}

static void
join_all(struct across *x, struct join *j)
{
	VEC(struct claim) group = {0};
	struct thing thing = {0};
	struct str record, last = {0};
	bool more = sorter_next(x->claims, &record);

	arena_reset(x->scratch);
	while (more) {
		struct claim c;
		last = str_copy(x->scratch, record);
		if (group.len < GROUP_MOST && claim_read(last, &c) && c.report < x->reports.len)
			*VEC_PUSH(x->scratch, &group) = c;
		else
			x->stats.unknown++;
		more = sorter_next(x->claims, &record);
		if (more && same_group(last, record))
			continue;
		thing_add(x, j, &thing, group.at, group.len, last);
		if (group.len > 1 && group.len < GROUP_MOST)
			join_group(j, group.at, group.len);
		memset(&group, 0, sizeof group);
		arena_reset(x->scratch);
	}
	thing_end(x, j, &thing);
	if (x->sums)
		sums_finish(x->sums, j);
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

/* One of the two halves of a comparison, which may run beside the other. */
static void *
join_claims(void *argument)
{
	struct join *j = argument;
	struct across *x = j->self;

	if (!sorter_did(x, x->claims, sorter_sort(x->claims)))
		return NULL;
	join_all(x, j);
	sorter_did(x, x->claims, !sorter_error(x->claims));
	return NULL;
}

static void
compare_passages(struct across *x, struct sharing_reader reader)
{
	const char *wrong = NULL;

	if (x->sharing)
		wrong = sharing_compare(x->sharing, x->reports.at, x->reports.len, reader,
					put_shared, x);
	pthread_mutex_lock(&x->lock);
	if (wrong && !x->error)
		x->error = wrong;
	pthread_mutex_unlock(&x->lock);
}

void
across_join(struct across *x, struct sharing_reader reader)
{
	struct join j = {.rulebook = x->rulebook,
			 .reports = x->reports.at,
			 .pool = x->pool,
			 .arena = x->scratch,
			 .oom = x->oom,
			 .compared = x->compared,
			 .watcher = x->watcher,
			 .found = put_finding,
			 .self = x};
	pthread_t thread;

	if (x->wants_sums)
		x->sums = sums_new(x->arena, x->rulebook->lexicon, x->reports.at, x->names.at,
				   x->reports.len);
	bool beside = x->beside && x->sharing && x->stats.claims > BESIDE_LEAST &&
		      pthread_create(&thread, NULL, join_claims, &j) == 0;
	if (!beside)
		join_claims(&j);
	compare_passages(x, reader);
	if (beside)
		pthread_join(thread, NULL);
	x->agreements = j.agreements;
	x->stats.proved += j.stats.proved;
	x->stats.compared += j.stats.compared;
	x->stats.unknown += j.stats.unknown;
	if (!x->error && sorter_did(x, x->found, sorter_sort(x->found)))
		look_ahead(x);
}

bool
across_next(struct across *x, uint32_t *report, const struct cross_finding **findings,
	    size_t *count)
{
	struct cross_finding f;
	struct str record = x->ahead;

	arena_reset(x->scratch);
	memset(&x->list, 0, sizeof x->list);
	while (record.len) {
		record = str_copy(x->scratch, record);
		if (read_finding(record, &f) && join_stands(&x->agreements, &f)) {
			if (x->list.len && x->list.at[0].at.report != f.at.report)
				break;
			*VEC_PUSH(x->scratch, &x->list) = f;
		}
		if (!sorter_next(x->found, &record))
			record = (struct str){0};
	}
	keep_ahead(x, record);
	if (sorter_error(x->found))
		x->error = sorter_error(x->found);
	if (!x->list.len)
		return false;
	*report = x->list.at[0].at.report;
	*findings = x->list.at;
	*count = x->list.len;
	return true;
}
