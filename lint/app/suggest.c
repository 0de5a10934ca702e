/*
 * Which of the edits that a check proposes puts its finding right.  Arithmetic alone seldom tells
 * which figure of a relation is wrong: each proposal is linted, and the one with which the finding
 * goes, nothing else comes, and the most relations hold is the suggestion.  Where two do equally
 * well there is none.  Cost: one run over the report, or WINDOW bytes of it, a proposal, until
 * WORK_MAX is spent.
 */
#include "app.h"

enum {
	WINDOW = 48 * 1024, /* bytes of a long report that a proposal is tried in */
	SHOWN = 36	    /* bytes of a figure with its unit, in a title */
};

/* What trials may cost in one report, and what they do, in bytes of a report that relates nothing
 * (at some fifty a microsecond): counted, so that suggestions are the same on every machine. */
enum {
	WORK_MAX = 24 * 1024 * 1024,
	WORK_TRIAL = 16 * 1024, /* each, besides its bytes */
	WORK_FINDING = 2048,
	WORK_STEP = 48
};

/* What a run gave. */
struct outcome {
	const uint32_t *by_rule; /* findings */
	uint32_t findings;
	uint64_t proved;
};

/* A stretch of the report that was tried with an edit; one of no text and no bytes: without. */
struct tried {
	struct ospan piece;
	struct edit edit;
	struct outcome outcome;
	bool ok;
};

/* Where proposals are tried. */
struct bench {
	struct worker *worker;
	const struct lint_result *result;
	const struct lint_options *options;
	struct finding *findings; /* in question */
	size_t count;
	size_t rules;
	uint64_t work, work_whole; /* done so far, and what one run over the report is */
	bool spent;		   /* something was not tried */
	VEC(struct tried) tried;
	struct outcome whole; /* of the report as it is */
	char *text;	      /* what is tried, in room for `room` bytes */
	size_t room;
};

static struct outcome
outcome_of(struct arena *a, const struct lint_result *r)
{
	const struct rulebook *rb = r->check.rulebook;
	uint32_t *by_rule = arena_array(a, rb->rule_count, sizeof *by_rule);

	for (size_t i = 0; i < r->check.findings.len; i++)
		by_rule[r->check.findings.at[i].rule - rb->rules]++;
	return (struct outcome){by_rule, (uint32_t)r->check.findings.len, r->check.stats.proved};
}

static uint64_t
work_of(const struct lint_result *r)
{
	return WORK_TRIAL + r->source.utf8.len + WORK_FINDING * r->check.findings.len +
	       WORK_STEP * r->check.steps;
}

/* Is there work left for so many trials of a piece, if it is like the report? */
static bool
can_try(const struct bench *b, struct ospan piece, size_t trials)
{
	uint64_t len = b->result->source.utf8.len;
	uint64_t each = WORK_TRIAL + b->work_whole * (piece.to - piece.from) / (len + 1);

	return b->work + each * trials <= WORK_MAX;
}

/* ---- the stretch around a finding ------------------------------------------------------- */

static void
widen(struct ospan *s, struct ospan by)
{
	s->from = by.from < s->from ? by.from : s->from;
	s->to = by.to > s->to ? by.to : s->to;
}

/* Whole lines around all places of a finding; false when these lie too far apart. */
static bool
window_of(const struct lint_result *r, const struct finding *f, struct ospan *out)
{
	const struct source *s = &r->source;
	const struct text *t = &r->doc.text;
	struct ospan w = text_origin(t, f->span);

	*out = (struct ospan){0, (uint32_t)s->utf8.len};
	if (s->utf8.len <= WINDOW)
		return true;
	for (size_t i = 0; i < f->related_count; i++)
		widen(&w, text_origin(t, f->related[i].span));
	for (size_t i = 0; i < f->proposal_count; i++)
		widen(&w, text_origin(t, f->proposals[i].edit.span));
	uint32_t room = w.to - w.from < WINDOW ? (WINDOW - (w.to - w.from)) / 2 : 0;
	uint32_t from = w.from > room ? w.from - room : 0;
	uint32_t to = s->utf8.len - w.to > room ? w.to + room : (uint32_t)s->utf8.len;
	const char *first = from ? memchr(s->utf8.at + from, '\n', w.from - from) : NULL;
	size_t rest = s->utf8.len - to, reach = rest < 2 * WINDOW ? rest : 2 * WINDOW;
	const char *last = memchr(s->utf8.at + to, '\n', reach);
	out->from = !from ? 0 : first ? (uint32_t)(first - s->utf8.at) + 1 : w.from;
	out->to = last ? (uint32_t)(last - s->utf8.at) : (uint32_t)s->utf8.len;
	return room && (!from || first) && out->to - out->from <= 2 * WINDOW;
}

/* ---- trying ------------------------------------------------------------------------------- */

/* Lints a piece of the source with an edit (or without, NULL); false when nothing can be told. */
static bool
try_piece(struct bench *b, struct ospan piece, const struct edit *e, struct outcome *out)
{
	const struct lint_result *r = b->result;
	struct ospan o =
		e ? text_origin(&r->doc.text, e->span) : (struct ospan){piece.to, piece.to};
	struct str text = e ? e->text : (struct str){"", 0};
	const char *utf8 = r->source.utf8.at;
	size_t front = o.from - piece.from, behind = piece.to - o.to;
	size_t len = front + text.len + behind;
	struct lint_result trial;

	if (len > b->room)
		b->text = arena_alloc_raw(worker_arena(b->worker), b->room = len + WINDOW);
	memcpy(b->text, utf8 + piece.from, front);
	memcpy(b->text + front, text.at, text.len);
	memcpy(b->text + front + text.len, utf8 + o.to, behind);
	lint_trial(b->worker, r->path, (struct str){b->text, len}, b->options, &trial);
	b->work += work_of(&trial);
	if (!trial.ok || trial.check.rulebook != r->check.rulebook)
		return false;
	*out = outcome_of(worker_arena(b->worker), &trial);
	return true;
}

/* Is the finding gone, with nothing new? */
static bool
mends(const struct bench *b, const struct finding *f, const struct proposal *p,
      const struct outcome *before, const struct outcome *after)
{
	size_t rule = (size_t)(f->rule - b->result->check.rulebook->rules);

	for (size_t i = 0; i < b->rules; i++)
		if (after->by_rule[i] > before->by_rule[i])
			return false;
	return after->by_rule[rule] < before->by_rule[rule] &&
	       after->proved >= before->proved + p->figure;
}

static int
compare(const struct outcome *a, const struct outcome *b)
{
	if (a->findings != b->findings)
		return a->findings < b->findings ? 1 : -1;
	return (a->proved > b->proved) - (a->proved < b->proved);
}

/* What a piece of the report is with an edit, or without (NULL); tried once: findings about the
 * same figures propose the same. */
static bool
try_edit(struct bench *b, struct ospan piece, const struct edit *e, struct outcome *out)
{
	const struct edit edit = e ? *e : (struct edit){.text = STR("")};

	for (size_t i = 0; i < b->tried.len; i++) {
		const struct tried *t = &b->tried.at[i];
		if (t->piece.from != piece.from || t->piece.to != piece.to ||
		    t->edit.span.from != edit.span.from || t->edit.span.to != edit.span.to ||
		    !str_eq(t->edit.text, edit.text))
			continue;
		*out = t->outcome;
		return t->ok;
	}
	if (!can_try(b, piece, 1)) {
		b->spent = true;
		return false;
	}
	bool ok = try_piece(b, piece, e, out);
	*VEC_PUSH(worker_arena(b->worker), &b->tried) = (struct tried){piece, edit, *out, ok};
	return ok;
}

/* The best of the proposals so far. */
struct choice {
	const struct proposal *best;
	struct outcome most;
	bool alone;
};

static void
weigh(struct bench *b, const struct finding *f, const struct proposal *p, struct ospan piece,
      const struct outcome *before, struct choice *c)
{
	struct outcome now = {0};

	if (!try_edit(b, piece, &p->edit, &now) || !mends(b, f, p, before, &now))
		return;
	int order = c->best ? compare(&now, &c->most) : 1;
	if (!order) /* 15.5% rather than 15% or 15.46%, which hold as well */
		order = c->best->coarse - p->coarse;
	if (order < 0)
		return;
	c->alone = order > 0;
	if (order > 0) {
		c->best = p;
		c->most = now;
	}
}

static bool
is_place_of(const struct finding *f, struct span s)
{
	for (size_t i = 0; i <= f->related_count; i++) {
		struct span all = i ? f->related[i - 1].span : f->span;
		if (all.from <= s.from && s.to <= all.to)
			return true;
	}
	return false;
}

/* Is it proposed by the finding itself, too? */
static bool
is_own(const struct finding *f, const struct proposal *p)
{
	for (size_t i = 0; i < f->proposal_count; i++) {
		const struct edit *e = &f->proposals[i].edit;
		if (e->span.from == p->edit.span.from && e->span.to == p->edit.span.to &&
		    str_eq(e->text, p->edit.text))
			return true;
	}
	return false;
}

/* What other findings propose for the figures of this one: a wrong figure is in all of them. */
static void
weigh_others(struct bench *b, const struct finding *f, struct ospan piece,
	     const struct outcome *before, struct choice *c)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct finding *other = &b->findings[i];
		for (size_t k = 0; other != f && k < other->proposal_count; k++) {
			const struct proposal *p = &other->proposals[k];
			struct ospan o = text_origin(&b->result->doc.text, p->edit.span);
			if (is_place_of(f, p->edit.span) && o.from >= piece.from &&
			    o.to <= piece.to && !is_own(f, p))
				weigh(b, f, p, piece, before, c);
		}
	}
}

/* The one proposal that does best; NULL when none mends, several do as well, or it has other
 * decimals than the report prints: 71.7% for 71.73% holds by being vague. */
static const struct proposal *
best_of(struct bench *b, const struct finding *f)
{
	struct outcome before = b->whole;
	struct choice c = {0};
	struct ospan piece;

	if (!window_of(b->result, f, &piece) || f->unproposed ||
	    !can_try(b, piece, f->proposal_count + 1))
		return NULL;
	if (piece.to - piece.from < b->result->source.utf8.len &&
	    !try_edit(b, piece, NULL, &before))
		return NULL;
	for (size_t i = 0; i < f->proposal_count; i++)
		weigh(b, f, &f->proposals[i], piece, &before, &c);
	if (c.best)
		weigh_others(b, f, piece, &before, &c);
	return c.alone && !b->spent && !c.best->coarse ? c.best : NULL;
}

/* ---- the suggestion ----------------------------------------------------------------------- */

/* The place of a finding that holds the edit, if it is short: 15.4% around 15.4. */
static struct span
shown_span(const struct finding *f, struct span s)
{
	for (size_t i = 0; i <= f->related_count; i++) {
		struct span all = i ? f->related[i - 1].span : f->span;
		if (all.from <= s.from && s.to <= all.to && all.to - all.from <= SHOWN)
			return all;
	}
	return s;
}

static struct str
title_of(struct arena *a, const struct lint_result *r, const struct finding *f,
	 const struct edit *e, enum message_language language)
{
	struct ospan at = text_origin(&r->doc.text, e->span);
	struct ospan all = text_origin(&r->doc.text, shown_span(f, e->span));
	struct str utf8 = r->source.utf8, old = str_sub(utf8, all.from, all.to);
	bool zh = language == MESSAGE_ZH;

	if (!e->text.len)
		return str_printf(a, zh ? "删去“%.*s”" : "delete “%.*s”",
				  STR_FMT(str_trim(str_sub(utf8, at.from, at.to))));
	struct str front = str_sub(utf8, all.from, at.from);
	struct str behind = str_sub(utf8, at.to, all.to);
	return str_printf(a, zh ? "将“%.*s”改为“%.*s%.*s%.*s”" : "replace “%.*s” by “%.*s%.*s%.*s”",
			  STR_FMT(old), STR_FMT(front), STR_FMT(e->text), STR_FMT(behind));
}

static void
accept(struct bench *b, struct finding *f, const struct proposal *p)
{
	f->edits = &p->edit;
	f->edit_count = 1;
	f->edit_safe = p->safe;
	f->edit_title =
		title_of(worker_arena(b->worker), b->result, f, &p->edit, b->options->language);
}

void
suggest(struct worker *w, const struct lint_result *r, const struct lint_options *o,
	struct finding *findings, size_t count, const bool *wanted)
{
	struct bench b = {
		.worker = w, .result = r, .options = o, .findings = findings, .count = count};

	b.rules = r->check.rulebook->rule_count;
	for (size_t i = 0; i < count; i++) {
		struct finding *f = &findings[i];
		if (!f->proposal_count || (wanted && !wanted[i]))
			continue;
		if (!b.whole.by_rule) {
			b.whole = outcome_of(worker_arena(w), r);
			b.work_whole = work_of(r);
		}
		const struct proposal *best = f->proposal_count == 1 && f->proposals[0].safe
						      ? &f->proposals[0]
						      : best_of(&b, f);
		if (best)
			accept(&b, f, best);
	}
}
