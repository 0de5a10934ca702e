/*
 * Which of the edits that a check proposes puts its finding right.  Arithmetic alone seldom tells
 * which figure of a relation is wrong: each proposal is tried, and the one with which the finding
 * goes, nothing else comes, and the most relations hold is the suggestion.  Where two do equally
 * well there is none.  Cost: a try a proposal (trial.c), until the work for them is spent.
 */
#include "trial.h"

enum { SHOWN = 36 /* bytes of a figure with its unit, in a title */ };

/* The findings in question. */
struct asked {
	struct bench bench;
	struct finding *findings;
	size_t count;
};

/* Is the finding gone, with nothing new? */
static bool
mends(const struct bench *b, const struct finding *f, const struct proposal *p,
      const struct outcome *before, const struct outcome *after)
{
	const struct rulebook *rb = b->result->check.rulebook;
	size_t rule = (size_t)(f->rule - rb->rules);

	for (size_t i = 0; i < rb->rule_count; i++)
		if (after->by_rule[i] > before->by_rule[i])
			return false;
	return after->by_rule[rule] < before->by_rule[rule] &&
	       after->proved >= before->proved + p->figure;
}

/* What an edit gains: findings that go, then relations that hold. */
struct gain {
	int64_t findings, proved;
};

static struct gain
gain_of(const struct outcome *before, const struct outcome *after)
{
	return (struct gain){(int64_t)before->findings - after->findings,
			     (int64_t)(after->proved - before->proved)};
}

static int
compare(struct gain a, struct gain b)
{
	if (a.findings != b.findings)
		return a.findings > b.findings ? 1 : -1;
	return (a.proved > b.proved) - (a.proved < b.proved);
}

/* The best of the proposals so far. */
struct choice {
	const struct proposal *best;
	struct gain most;
	bool alone;
	bool own; /* one of the finding's own mends it */
};

static void
weigh(struct asked *q, const struct finding *f, const struct proposal *p, struct ospan piece,
      struct choice *c, bool own)
{
	struct outcome before = {0}, after = {0};

	if ((c->best && edit_eq(&c->best->edit, &p->edit)) ||
	    !bench_try(&q->bench, piece, p, &before, &after) ||
	    !mends(&q->bench, f, p, &before, &after))
		return;
	c->own |= own;
	struct gain gain = gain_of(&before, &after);
	int order = c->best ? compare(gain, c->most) : 1;
	if (!order) /* 15.5% rather than 15% or 15.46%, which hold as well */
		order = c->best->coarse - p->coarse;
	if (order < 0)
		return;
	c->alone = order > 0;
	if (order > 0) {
		c->best = p;
		c->most = gain;
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
	for (size_t i = 0; i < f->proposal_count; i++)
		if (edit_eq(&f->proposals[i].edit, &p->edit))
			return true;
	return false;
}

/* What other findings propose for the figures of this one: a wrong figure is in all of them. */
static void
weigh_others(struct asked *q, const struct finding *f, struct ospan piece, struct choice *c,
	     bool coarse)
{
	for (size_t i = 0; i < q->count; i++) {
		const struct finding *other = &q->findings[i];
		for (size_t k = 0; other != f && k < other->proposal_count; k++) {
			const struct proposal *p = &other->proposals[k];
			if (p->coarse != coarse || !is_place_of(f, p->edit.span) || is_own(f, p))
				continue;
			struct ospan o = text_origin(&q->bench.result->doc.text, p->edit.span);
			if (o.from >= piece.from && o.to <= piece.to)
				weigh(q, f, p, piece, c, false);
		}
	}
}

static void
weigh_all(struct asked *q, const struct finding *f, struct ospan piece, struct choice *c,
	  bool coarse)
{
	for (size_t i = 0; i < f->proposal_count; i++)
		if (f->proposals[i].coarse == coarse)
			weigh(q, f, &f->proposals[i], piece, c, true);
	weigh_others(q, f, piece, c, coarse);
}

/* The one proposal that does best; NULL when none mends, several do as well, or it has other
 * decimals than the report prints: 71.7% for 71.73% holds by being vague.  So those are only tried
 * where another one is to stand against them. */
static const struct proposal *
best_of(struct asked *q, const struct finding *f)
{
	struct choice c = {0};
	struct ospan piece;

	if (f->unproposed || !bench_window(&q->bench, f, &piece) ||
	    !bench_can_try(&q->bench, piece, f->proposal_count + 1))
		return NULL;
	weigh_all(q, f, piece, &c, false);
	if (!c.alone)
		return NULL;
	weigh_all(q, f, piece, &c, true);
	return c.alone && c.own && !q->bench.spent && !c.best->coarse ? c.best : NULL;
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
accept(const struct bench *b, struct finding *f, const struct proposal *p)
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
	struct asked q = {.findings = findings, .count = count};

	for (size_t i = 0; i < count; i++) {
		struct finding *f = &findings[i];
		if (!f->proposal_count || (wanted && !wanted[i]))
			continue;
		if (!q.bench.worker)
			bench_begin(&q.bench, w, r, o);
		const struct proposal *best = f->proposal_count == 1 && f->proposals[0].safe
						      ? &f->proposals[0]
						      : best_of(&q, f);
		if (best)
			accept(&q.bench, f, best);
	}
}
