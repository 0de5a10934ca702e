/*
 * What a report, or WINDOW bytes of it around a finding, would say with an edit.  Another figure is
 * put among the facts of the report, or in the cells of its tables, and what it may bear on is
 * checked again; any other edit is linted as a text.  Each is tried once: findings about the same
 * figures propose the same.  Cost: of a figure some hundredths of a run over the piece, of other
 * edits one; WORK_MAX bounds all.
 */
#include "trial.h"

enum {
	WINDOW = 48 * 1024, /* bytes of a long report that an edit is tried in */
	CELLS_WITHIN =
		6 * WINDOW /* of a report all tables of which are tried with another figure */
};

/* In the place of a fact: a cell of a table. */
#define CELL (DOC_NONE - 1)

/* What tries may cost in one report, and what they do, in bytes of a report that relates nothing
 * (at some fifty a microsecond): counted, so that suggestions are the same on every machine. */
enum {
	WORK_MAX = 24 * 1024 * 1024,
	WORK_TRIAL = 16 * 1024, /* each, besides its bytes */
	WORK_CHANGE = 4 * 1024, /* each that another figure is, besides ... */
	WORK_SHARE = 8,		/* ... one in so many of its bytes */
	WORK_FINDING = 2048,
	WORK_STEP = 48
};

static struct outcome
outcome_of(struct arena *a, const struct check *c)
{
	const struct rulebook *rb = c->rulebook;
	uint32_t *by_rule = arena_array(a, rb->rule_count, sizeof *by_rule);

	for (size_t i = 0; i < c->findings.len; i++)
		by_rule[c->findings.at[i].rule - rb->rules]++;
	return (struct outcome){by_rule, (uint32_t)c->findings.len, c->stats.proved};
}

static uint64_t
work_of(const struct check *c)
{
	return WORK_FINDING * c->findings.len + WORK_STEP * c->steps;
}

static uint64_t
work_of_lint(const struct lint_result *r)
{
	return WORK_TRIAL + r->source.utf8.len + work_of(&r->check);
}

void
bench_begin(struct bench *b, struct worker *w, const struct lint_result *r,
	    const struct lint_options *o)
{
	*b = (struct bench){.worker = w, .result = r, .options = o};
	b->whole = outcome_of(worker_arena(w), &r->check);
	b->work_whole = work_of_lint(r);
}

bool
bench_can_try(const struct bench *b, struct ospan piece, size_t tries)
{
	uint64_t len = b->result->source.utf8.len;
	uint64_t each = WORK_TRIAL + b->work_whole * (piece.to - piece.from) / (len + 1);

	return b->work + each * tries <= WORK_MAX;
}

/* ---- the stretch around a finding ------------------------------------------------------- */

static void
widen(struct ospan *s, struct ospan by)
{
	s->from = by.from < s->from ? by.from : s->from;
	s->to = by.to > s->to ? by.to : s->to;
}

bool
bench_window(const struct bench *b, const struct finding *f, struct ospan *out)
{
	const struct source *s = &b->result->source;
	const struct text *t = &b->result->doc.text;
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

/* ---- another text --------------------------------------------------------------------------- */

/* Lints a piece of the source with an edit (or without, NULL); false when nothing can be told. */
static bool
try_text(struct bench *b, struct ospan piece, const struct edit *e, struct outcome *out)
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
	b->work += work_of_lint(&trial);
	if (!trial.ok || trial.check.rulebook != r->check.rulebook)
		return false;
	*out = outcome_of(worker_arena(b->worker), &trial.check);
	return true;
}

/* ---- another figure --------------------------------------------------------------------------- */

/* The fact whose digits a proposal is for; DOC_NONE when it is for other text. */
static uint32_t
fact_of(const struct facts *f, const struct proposal *p)
{
	struct span s = p->edit.span;
	uint32_t sentence = p->digits.len ? doc_sentence_at(f->doc, s.from) : DOC_NONE;

	if (sentence == DOC_NONE)
		return DOC_NONE;
	for (uint32_t i = f->sentences[sentence].from; i < f->sentences[sentence].to; i++)
		if (f->at[i].lex.number.from <= s.from && s.to <= f->at[i].lex.number.to)
			return i;
	return DOC_NONE;
}

/* The sentences of a piece of the source, and their facts. */
static struct focus
focus_of(const struct lint_result *r, struct ospan piece, const struct fact *x)
{
	const struct facts *f = &r->facts;
	struct focus out = {.fact = x, .sentences = {x->sentence, x->sentence + 1}};
	const struct sentence *s = r->doc.sentences;

	while (out.sentences.from > 0 &&
	       text_origin(&r->doc.text, s[out.sentences.from - 1].span).from >= piece.from)
		out.sentences.from--;
	while (out.sentences.to < r->doc.sentence_count &&
	       text_origin(&r->doc.text, s[out.sentences.to].span).to <= piece.to)
		out.sentences.to++;
	out.facts = (struct span){f->sentences[out.sentences.from].from,
				  f->sentences[out.sentences.to - 1].to};
	return out;
}

/* What a fact, or a cell, may bear on in a piece, as the change has it. */
static struct outcome
outcome_focused(struct bench *b, struct ospan piece, uint32_t fact)
{
	const struct lint_result *r = b->result;
	struct focus focus = {.facts = {0, (uint32_t)r->facts.count},
			      .sentences = {0, (uint32_t)r->doc.sentence_count}};
	struct check check;

	if (fact != CELL)
		focus = focus_of(r, piece, &b->change->at[fact]);
	lint_changed(b->worker, r, b->change, &focus, &check);
	b->work += WORK_CHANGE + (piece.to - piece.from) / WORK_SHARE + work_of(&check);
	return outcome_of(worker_arena(b->worker), &check);
}

/* The same digits where the fact has them: of 5至10 all are of one. */
static struct str
digits_of(struct arena *a, const struct doc *d, struct span number, const struct proposal *p)
{
	struct buf digits = {.arena = a};

	buf_add(&digits, doc_slice(d, (struct span){number.from, p->edit.span.from}));
	buf_add(&digits, p->digits);
	buf_add(&digits, doc_slice(d, (struct span){p->edit.span.to, number.to}));
	return buf_str(&digits);
}

/* Puts the figure (of no proposal, NULL: the report's own) among the facts; false when they would
 * be others. */
static bool
change_to(struct bench *b, uint32_t fact, const struct proposal *p)
{
	const struct lint_result *r = b->result;
	struct arena *a = worker_trial(b->worker);

	if (!b->change) {
		b->change = arena_alloc(worker_arena(b->worker), sizeof *b->change);
		change_begin(b->change, worker_arena(b->worker), &r->facts);
	}
	if (p && fact == CELL)
		return change_cell(b->change, p->edit.span, p->digits);
	if (p)
		return change_figure(b->change, a, fact,
				     digits_of(a, &r->doc, r->facts.at[fact].lex.number, p));
	change_undo(b->change);
	return true;
}

/* ---- both ------------------------------------------------------------------------------------ */

bool
edit_eq(const struct edit *a, const struct edit *b)
{
	return a->span.from == b->span.from && a->span.to == b->span.to && str_eq(a->text, b->text);
}

static const struct tried *
tried_before(const struct bench *b, struct ospan piece, const struct edit *edit, uint32_t fact)
{
	for (size_t i = 0; i < b->tried.len; i++) {
		const struct tried *t = &b->tried.at[i];
		if (t->piece.from == piece.from && t->piece.to == piece.to && t->fact == fact &&
		    edit_eq(&t->edit, edit))
			return t;
	}
	return NULL;
}

/* What a piece comes to with a proposal, or without (NULL); of a fact, what that bears on. */
static bool
try_once(struct bench *b, struct ospan piece, const struct proposal *p, uint32_t fact,
	 struct outcome *out)
{
	const struct edit edit = p ? p->edit : (struct edit){.text = STR("")};
	const struct tried *known = tried_before(b, piece, &edit, fact);

	if (known) {
		*out = known->outcome;
		return known->ok;
	}
	if (!bench_can_try(b, piece, 1)) {
		b->spent = true;
		return false;
	}
	bool ok;
	if (fact == DOC_NONE) {
		ok = try_text(b, piece, p ? &edit : NULL, out);
	} else {
		ok = change_to(b, fact, p);
		if (ok)
			*out = outcome_focused(b, piece, fact);
	}
	*VEC_PUSH(worker_arena(b->worker), &b->tried) = (struct tried){piece, edit, fact, *out, ok};
	return ok;
}

bool
bench_try(struct bench *b, struct ospan piece, const struct proposal *p, struct outcome *before,
	  struct outcome *after)
{
	const struct ospan all = {0, (uint32_t)b->result->source.utf8.len};
	uint32_t fact = fact_of(&b->result->facts, p);

	if (fact == DOC_NONE && p->digits.len && all.to <= CELLS_WITHIN &&
	    try_once(b, all, p, CELL, after))
		return try_once(b, all, NULL, CELL, before);
	if (fact != DOC_NONE && try_once(b, piece, p, fact, after))
		return try_once(b, piece, NULL, fact, before);
	*before = b->whole;
	if (piece.to - piece.from < b->result->source.utf8.len &&
	    !try_once(b, piece, NULL, DOC_NONE, before))
		return false;
	return try_once(b, piece, p, DOC_NONE, after);
}
