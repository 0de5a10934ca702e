/*
 * What PCRE2 compiles, and matching: one matcher a worker, never shared.  A
 * pattern is compiled when it is first tried, unless it was kept compiled, and translated to
 * machine code once it has been tried often.  A fact's unit is tested by a callout while
 * PCRE2 matches, so that a wrong unit leads to the next alternative.  Rules
 * and reports are untrusted: limits bound every match, and a pattern that
 * hits them again and again is given up for the rest of the report.
 */
#include "code.h"
#include "reach.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	MATCH_STEPS_MAX = 200000,
	MATCH_DEPTH_MAX = 2000,
	MATCH_HEAP_MAX = 8192, /* KiB */
	JIT_AFTER = 32,	       /* tries: together they cost what the machine code does, */
	TRY_BYTES = 128,       /* those from which more can begin do sooner */
	JIT_STACK_START = 32 * 1024,
	JIT_STACK_MAX = 1024 * 1024,
	FACTS_FEW = 16,	   /* of a stretch: sooner gone through than searched */
	GIVE_UP_AFTER = 16 /* limits hit in one report */
};

struct compiled {
	pcre2_code *code;
	uint32_t tries;
	uint16_t limits; /* hit in the report */
	bool failed, jit, jit_failed;
	uint64_t report; /* number of the report that limits and what was found are of */
	/* What matcher_holds found last. */
	const struct facts *held_for; /* NULL: nothing in this report */
	struct span held_in;
	enum match_result held;
};

struct matcher {
	struct arena *arena; /* owned; what follows is in it, but for what is PCRE2's */
	const struct rulebook *rulebook;
	struct compiled *compiled; /* by index of pattern */
	uint64_t report;	   /* number of this report */
	struct str library;	   /* that is at work (code.h) */
	pcre2_compile_context *compile_context;
	pcre2_match_context *context;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
	/* for the callout, while matching */
	const struct pattern *pattern;
	const struct facts *facts;
	uint32_t base; /* skeleton offset of the subject */
	struct gaps gaps;
	struct reach reach;	    /* of the set that was asked about last */
	struct reach alone;	    /* of one pattern that was not asked about in a set */
	const struct reached *read; /* of the last search; NULL: that pattern has no links */
};

static bool
unit_fits(const struct matcher *m, const struct capture *c, const struct fact *x)
{
	if (!c->unit)
		return true;
	if (x->lex.kind == KIND_DATE) /* {date/个月}: of a part of a year */
		return x->lex.from.precision != PRECISION_YEAR;
	const struct lexicon *lx = m->rulebook->lexicon;
	return x->lex.unit &&
	       lexicon_unit(lx, x->lex.unit)->base == lexicon_unit(lx, c->unit)->base;
}

/* The number of a callout is the index of its capture + 1; it stands right
 * behind the fact's character. */
static int
unit_callout(pcre2_callout_block *block, void *self)
{
	const struct matcher *m = self;
	const struct capture *c = &m->pattern->captures[block->callout_number - 1];
	uint32_t at = m->base + (uint32_t)block->current_position - 3;
	const struct fact *x = facts_at(m->facts, at);
	return x && unit_fits(m, c, x) ? 0 : 1;
}

struct matcher *
matcher_new(const struct rulebook *rb, void (*oom)(void))
{
	struct arena *arena = arena_new(oom);
	if (!arena)
		return NULL;
	struct matcher *m = arena_alloc(arena, sizeof *m);
	m->arena = arena;
	m->rulebook = rb;
	m->compiled = arena_array(arena, rb->pattern_count + 1, sizeof *m->compiled);
	m->library = code_library(arena);
	m->reach = m->alone = (struct reach){.arena = arena, .gaps = &m->gaps};
	m->compile_context = pcre2_compile_context_create(NULL);
	m->context = pcre2_match_context_create(NULL);
	m->data = pcre2_match_data_create(rb->groups_max + 1, NULL);
	if (!m->compile_context || !m->context || !m->data) {
		matcher_free(m);
		return NULL;
	}
	pcre2_set_parens_nest_limit(m->compile_context, 2 * GROUPS_NESTED_MAX);
	pcre2_set_match_limit(m->context, MATCH_STEPS_MAX);
	pcre2_set_depth_limit(m->context, MATCH_DEPTH_MAX);
	pcre2_set_heap_limit(m->context, MATCH_HEAP_MAX);
	pcre2_set_callout(m->context, unit_callout, m);
	return m;
}

void
matcher_free(struct matcher *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->rulebook->pattern_count; i++)
		pcre2_code_free(m->compiled[i].code);
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
	pcre2_compile_context_free(m->compile_context);
	pcre2_jit_stack_free(m->stack);
	arena_free(m->arena);
}

void
matcher_reset(struct matcher *m)
{
	m->report++;
	reach_forget(&m->reach);
	reach_forget(&m->alone);
}

bool
matcher_try(struct arena *a, struct str regex, struct str *message, size_t *offset)
{
	int error;
	PCRE2_SIZE at;
	uint32_t options = code_options & ~(uint32_t)PCRE2_NO_UTF_CHECK;
	pcre2_code *code =
		pcre2_compile((PCRE2_SPTR)regex.at, regex.len, options, &error, &at, NULL);
	if (code) {
		pcre2_code_free(code);
		return true;
	}
	PCRE2_UCHAR text[160];
	pcre2_get_error_message(error, text, sizeof text);
	*message = str_printf(a, "%s", (const char *)text);
	*offset = at;
	return false;
}

static void
jit_compile(struct matcher *m, struct compiled *c)
{
	if (!m->stack) {
		m->stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MAX, NULL);
		if (m->stack)
			pcre2_jit_stack_assign(m->context, NULL, m->stack);
	}
	c->jit = m->stack && pcre2_jit_compile(c->code, PCRE2_JIT_COMPLETE) == 0;
	c->jit_failed = !c->jit;
}

/* What there is of p, without what is of earlier reports. */
static struct compiled *
compiled_of(struct matcher *m, const struct pattern *p)
{
	struct compiled *c = &m->compiled[p->index];

	if (c->report != m->report) {
		c->report = m->report;
		c->limits = 0;
		c->held_for = NULL;
	}
	return c;
}

/* The code of p, ready to be tried from so many bytes; NULL when it cannot be had. */
static struct compiled *
compiled_get(struct matcher *m, const struct pattern *p, size_t bytes)
{
	struct compiled *c = compiled_of(m, p);
	if (!c->code && !c->failed) {
		c->code = code_kept(&p->code, m->library);
		if (!c->code)
			c->code = code_compile(m->arena, p->regex, m->compile_context);
		c->failed = !c->code;
	}
	if (c->failed || c->limits >= GIVE_UP_AFTER)
		return NULL;
	if (!c->jit && !c->jit_failed) {
		c->tries += 1 + (uint32_t)(bytes / TRY_BYTES);
		if (c->tries > JIT_AFTER)
			jit_compile(m, c);
	}
	return c;
}

static bool
is_limit(int rc)
{
	return rc == PCRE2_ERROR_MATCHLIMIT || rc == PCRE2_ERROR_DEPTHLIMIT ||
	       rc == PCRE2_ERROR_HEAPLIMIT || rc == PCRE2_ERROR_JIT_STACKLIMIT;
}

/* What is searched, and where a match may begin: both ends included. */
struct search {
	PCRE2_SPTR subject;
	size_t length, first, last;
	uint32_t options;
};

/* The machine code is called without PCRE2's looks at its arguments: they are right. */
static int
search_run(struct matcher *m, const struct compiled *c, const struct search *s)
{
	pcre2_set_offset_limit(m->context, s->last);
	if (c->jit)
		return pcre2_jit_match(c->code, s->subject, s->length, s->first, s->options,
				       m->data, m->context);
	return pcre2_match(c->code, s->subject, s->length, s->first,
			   s->options | PCRE2_NO_UTF_CHECK, m->data, m->context);
}

/* Runs p; rc of pcre2_match, or PCRE2_ERROR_MATCHLIMIT when it is given up. */
static int
run_window(struct matcher *m, const struct pattern *p, const struct search *s)
{
	struct compiled *c = compiled_get(m, p, s->last - s->first);
	if (!c)
		return PCRE2_ERROR_MATCHLIMIT;
	int rc = search_run(m, c, s);
	/* The machine code counts its steps otherwise.  Its word is the last one,
	 * or findings would hang on how often a worker happened to try the pattern. */
	if (is_limit(rc) && !c->jit && !c->jit_failed) {
		jit_compile(m, c);
		if (c->jit)
			rc = search_run(m, c, s);
	}
	if (is_limit(rc))
		c->limits++;
	return rc;
}

/* A stretch that is searched for a pattern: its number in a set that was asked about. */
struct sought {
	const struct pattern *pattern;
	const struct facts *facts;
	struct span where;
	const struct reached *reach; /* NULL: the pattern has no links */
	size_t number;
};

/* The piece of a stretch in which matches begin, when all of them end with it. */
static struct span
beginnings(const struct pattern *p, struct span where)
{
	/* `$` stands before a last line end, too. */
	if (p->tail < UNBOUNDED && where.to - where.from > p->tail + 1)
		where.from = where.to - p->tail - 1;
	return where;
}

/* The same as reach_window, told by the landmark of the pattern. */
static bool
landmark_window(const struct sought *sought, uint32_t from, struct span *out)
{
	const struct pattern *p = sought->pattern;
	struct str rest = str_sub((struct str){sought->facts->skeleton, sought->where.to}, from,
				  sought->where.to);
	size_t found = str_find(rest, p->landmark);

	if (found == SIZE_MAX)
		return false;
	uint32_t behind = (uint32_t)(found + p->landmark.len);
	*out = (struct span){from, from + (uint32_t)found};
	if (behind > p->landmark_most)
		out->from += behind - p->landmark_most;
	return true;
}

/* The first window at or after `from` in which a match may begin, and what is before it need not be
 * looked at; false when there is none. */
static bool
next_window(const struct sought *sought, struct span in, uint32_t from, struct span *out)
{
	if (sought->reach)
		return reach_window(sought->reach, sought->pattern, sought->number, in, from, out);
	if (sought->pattern->landmark.len)
		return landmark_window(sought, from, out);
	*out = (struct span){from, sought->where.to};
	return from <= sought->where.to;
}

/* The same wherever a match may begin. */
static int
run(struct matcher *m, const struct sought *sought, uint32_t from, uint32_t options)
{
	const struct pattern *p = sought->pattern;
	struct span where = sought->where;
	struct search s = {
		.subject = (PCRE2_SPTR)sought->facts->skeleton + where.from,
		.length = where.to - where.from,
		.options = options,
	};
	struct span in = beginnings(p, where), window;
	m->pattern = p;
	m->facts = sought->facts;
	m->base = where.from;
	m->read = sought->reach;
	for (from = from > in.from ? from : in.from; next_window(sought, in, from, &window);
	     from = window.to + 1) {
		if (p->anchored && window.from > where.from)
			return PCRE2_ERROR_NOMATCH;
		s.first = window.from - where.from;
		s.last = window.to - where.from;
		while (s.first < s.length && (s.subject[s.first] & 0xC0) == 0x80)
			s.first++;
		int rc = s.first > s.last ? PCRE2_ERROR_NOMATCH : run_window(m, p, &s);
		if (rc != PCRE2_ERROR_NOMATCH)
			return rc;
	}
	return PCRE2_ERROR_NOMATCH;
}

/* What there is to know of a pattern that was not asked about in a set. */
static struct sought
sought_alone(struct matcher *m, const struct pattern *p, const struct facts *f, struct span where)
{
	struct sought s = {p, f, where, NULL, 0};
	if (!p->link_count)
		return s;
	reach_read_one(&m->alone, p, f, beginnings(p, where));
	s.reach = &m->alone.read;
	return s;
}

/* The sign of the word of a list; 0 when the list is plain. */
static int
word_sign(const struct word_list *list, struct str word)
{
	if (!list->signs || !word.len)
		return 0;
	char last = word.at[word.len - 1] | 0x20;
	for (size_t i = 0; i < list->count; i++)
		if (list->words[i].len == word.len &&
		    (list->words[i].at[word.len - 1] | 0x20) == last &&
		    strncasecmp(list->words[i].at, word.at, word.len) == 0)
			return list->signs[i];
	return 0;
}

/* The facts in a piece of the stretch that was searched last; how many. */
static size_t
facts_bound(const struct matcher *m, struct span piece, const struct fact **out)
{
	const struct reached *r = m->read;
	uint32_t from = 0, to = 0;

	if (!r || r->count > FACTS_FEW || piece.from < r->where.from || piece.to > r->where.to) {
		facts_within(m->facts, piece, &from, &to);
		*out = m->facts->at + from;
		return to - from;
	}
	/* Without a branch for each: it would be missed too often. */
	for (size_t i = 0; i < r->count; i++) {
		from += r->at[i].skeleton < piece.from;
		to += r->at[i].skeleton < piece.to;
	}
	*out = r->at + from;
	return to - from;
}

static void
bind_facts(const struct matcher *m, struct arena *a, struct binding *b)
{
	const struct fact *facts;
	size_t count = facts_bound(m, b->skeleton, &facts);
	const struct fact **list = &b->one;
	if (count > 1)
		list = arena_alloc_raw(a, count * sizeof *list);
	for (size_t i = 0; i < count; i++) {
		const struct fact *x = &facts[i];
		if (KIND_BIT(x->lex.kind) & b->capture->kinds && unit_fits(m, b->capture, x))
			list[b->fact_count++] = x;
	}
	b->facts = list;
}

static bool
is_bound(const struct match *match, struct str name)
{
	for (size_t i = 0; i < match->count; i++)
		if (str_eq(match->bindings[i].capture->name, name))
			return true;
	return false;
}

static void
bind_all(const struct matcher *m, struct arena *a, const size_t *groups, uint32_t group_count,
	 struct match *out)
{
	out->count = 0;
	for (size_t i = 0; i < m->pattern->capture_count; i++) {
		const struct capture *c = &m->pattern->captures[i];
		if (c->group >= group_count || groups[2 * c->group] == PCRE2_UNSET ||
		    is_bound(out, c->name))
			continue;
		struct binding *b = &out->bindings[out->count++];
		*b = (struct binding){
			.capture = c,
			.skeleton = {m->base + (uint32_t)groups[2 * c->group],
				     m->base + (uint32_t)groups[2 * c->group + 1]},
		};
		struct str text = {m->facts->skeleton + b->skeleton.from,
				   b->skeleton.to - b->skeleton.from};
		if (c->type == CAPTURE_FACT || c->type == CAPTURE_LIST)
			bind_facts(m, a, b);
		else if (c->type == CAPTURE_WORD)
			b->sign = word_sign(c->words, text);
	}
}

/* The next match of what is sought. */
static enum match_result
find(struct matcher *m, struct arena *a, const struct sought *sought, uint32_t from,
     struct match *out)
{
	struct span where = sought->where;
	if (from > where.to)
		return MATCH_NONE;
	int rc = run(m, sought, from, PCRE2_NOTEMPTY);
	if (rc == PCRE2_ERROR_NOMATCH)
		return MATCH_NONE;
	if (rc < 0)
		return MATCH_LIMIT;
	const size_t *groups = pcre2_get_ovector_pointer(m->data);
	uint32_t count = rc ? (uint32_t)rc : pcre2_get_ovector_count(m->data);
	/* \K in a look-ahead could put the start behind the end. */
	if (groups[0] >= groups[1])
		return MATCH_NONE;
	out->skeleton =
		(struct span){where.from + (uint32_t)groups[0], where.from + (uint32_t)groups[1]};
	bind_all(m, a, groups, count, out);
	return MATCH_FOUND;
}

enum match_result
matcher_find(struct matcher *m, struct arena *a, const struct pattern *p, const struct facts *f,
	     struct span where, uint32_t from, struct match *out)
{
	struct sought sought = sought_alone(m, p, f, where);

	return find(m, a, &sought, from, out);
}

const uint64_t *
matcher_reaches(struct matcher *m, const struct reach_set *s, const struct facts *f,
		struct span where)
{
	reach_read(&m->reach, s, f, where);
	return m->reach.any;
}

const uint64_t *
matcher_reaches_part(struct matcher *m, struct span part)
{
	return reach_part(&m->reach, part);
}

const struct reached *
matcher_reached(const struct matcher *m, struct arena *a, struct span part)
{
	const struct reached *all = &m->reach.read;
	struct reached *r = arena_alloc_raw(a, sizeof *r);
	size_t words = all->words, from, to;

	reached_within(all, part, &from, &to);
	*r = *all;
	r->where = part;
	r->at = all->at + from;
	r->count = to - from;
	r->opens = arena_alloc_raw(a, r->count * words * sizeof *r->opens);
	memcpy(r->opens, all->opens + from * words, r->count * words * sizeof *r->opens);
	return r;
}

/* Does no fact of a few from `from` on open the row of a pattern?  So it is behind most matches. */
static bool
is_behind_all(const struct reached *r, const struct fact_link *first, size_t number, uint32_t from)
{
	size_t i = r->count;

	if (i > FACTS_FEW)
		return false;
	while (i-- > 0 && r->at[i].skeleton >= from)
		if (opens_row(r, number, i) && r->at[i].skeleton - from >= first->least)
			return false;
	return true;
}

enum match_result
matcher_find_reached(struct matcher *m, struct arena *a, const struct reached *r, size_t number,
		     uint32_t from, struct match *out)
{
	const struct pattern *p = r->set->patterns[number];

	if (p->link_count && is_behind_all(r, p->links, number, from))
		return MATCH_NONE;
	struct sought sought = {p, r->facts, r->where, p->link_count ? r : NULL, number};
	return find(m, a, &sought, from, out);
}

/* Are there too few facts for the row of p where its matches stand in a stretch, or none where its
 * first one does? */
static bool
lacks_facts(const struct pattern *p, const struct facts *f, struct span where)
{
	uint32_t from, to;

	if (!p->link_count)
		return false;
	facts_within(f, beginnings(p, where), &from, &to);
	return to - from < p->link_count ||
	       (p->anchored && f->at[from].skeleton - where.from > p->links[0].most);
}

enum match_result
matcher_holds(struct matcher *m, const struct pattern *p, const struct facts *f, struct span where)
{
	struct compiled *c = compiled_of(m, p);
	/* All matches of a rule in one sentence may ask about that sentence. */
	if (c->held_for == f && c->held_in.from == where.from && c->held_in.to == where.to)
		return c->held;
	if (lacks_facts(p, f, where))
		return MATCH_NONE;
	struct sought sought = sought_alone(m, p, f, where);
	int rc = run(m, &sought, where.from, 0);
	c->held_for = f;
	c->held_in = where;
	c->held = rc == PCRE2_ERROR_NOMATCH ? MATCH_NONE : rc < 0 ? MATCH_LIMIT : MATCH_FOUND;
	return c->held;
}
