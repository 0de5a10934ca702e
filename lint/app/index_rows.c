/* Rows of the index, value by value in the order of its columns (corpus/index_schema.c). */
#include "index_rows.h"

#include "../corpus/record.h"

#include <inttypes.h>

enum { TEXT_MOST = 400 /* bytes of a text */ };

static struct str
shortened(struct str s)
{
	size_t len = TEXT_MOST;

	if (s.len <= len)
		return s;
	while (len && ((unsigned char)s.at[len] & 0xc0) == 0x80)
		len--;
	return str_sub(s, 0, len);
}

static void
put_text(struct buf *to, struct str s)
{
	index_text(to, shortened(s));
}

/* A column that is never NULL. */
static void
put_some(struct buf *to, struct str s)
{
	index_text(to, s.len ? s : STR("?"));
}

static void
put_hash(struct buf *to, uint64_t hash)
{
	char text[17];

	snprintf(text, sizeof text, "%016" PRIx64, hash);
	index_text(to, (struct str){text, 16});
}

static void
put_place(struct buf *to, const struct doc *d, struct span s)
{
	struct out_place p = place_of(d, s);

	index_number(to, p.from.line);
	index_number(to, p.from.column);
}

static void
put_decimal(struct buf *to, struct arena *a, struct decimal d, bool unbounded)
{
	index_text(to, unbounded ? (struct str){0} : decimal_print(a, d));
}

static void
put_day(struct buf *to, int year, int month, int day)
{
	char text[32];
	int len = snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);

	index_text(to, (struct str){text, (size_t)len});
}

/* Two days, or two NULL. */
static void
put_days(struct buf *to, int32_t from, int32_t until)
{
	const int32_t days[2] = {from, until};

	for (size_t i = 0; i < 2; i++) {
		int year, month, day;
		if (from > until || days[i] == INT32_MIN || days[i] == INT32_MAX) {
			index_null(to);
			continue;
		}
		day_split(days[i], &year, &month, &day);
		put_day(to, year, month, day);
	}
}

/* ---- facts --------------------------------------------------------------------------------- */

static void
put_fact(struct buf *to, const struct lint_result *r, const struct fact *x)
{
	struct arena *a = r->check.arena;
	const struct lexeme *l = &x->lex;
	bool date = l->kind == KIND_DATE;

	index_row(to, INDEX_FACTS);
	index_this_report(to);
	put_place(to, &r->doc, l->span);
	index_text(to, str_of(kind_names[l->kind]));
	put_text(to, fact_text(&r->facts, x));
	put_decimal(to, a, l->value, date);
	put_decimal(to, a, l->upper, date || !l->is_range);
	index_text(to, l->unit ? lexicon_unit(r->check.rulebook->lexicon, l->unit)->name
			       : (struct str){0});
	put_text(to, date ? (struct str){0} : label_join(a, fact_label(a, &r->facts, x)));
	if (date) {
		index_text(to, date_print(a, &l->from));
		index_text(to, date_print(a, l->is_date_range ? &l->to : &l->from));
	} else {
		index_null(to);
		index_null(to);
	}
}

static void
put_cell(struct buf *to, const struct lint_result *r, const struct cell_view *v)
{
	index_row(to, INDEX_FACTS);
	index_this_report(to);
	put_place(to, &r->doc, v->span);
	index_text(to, STR("cell"));
	put_some(to, shortened(v->text));
	index_text(to, v->value);
	index_null(to);
	index_text(to, v->unit);
	put_text(to, v->label);
	index_null(to);
	index_null(to);
}

static void
put_facts(struct buf *to, const struct lint_result *r)
{
	size_t count;
	const struct cell_view *cells =
		cells_list(r->check.arena, r->check.rulebook->lexicon, r, &count);

	for (size_t i = 0; i < r->facts.count; i++)
		if (r->facts.at[i].lex.kind != KIND_NAME)
			put_fact(to, r, &r->facts.at[i]);
	for (size_t i = 0; i < count; i++)
		put_cell(to, r, &cells[i]);
}

/* ---- claims ---------------------------------------------------------------------------------- */

static void
put_claim(struct buf *to, const struct lint_result *r, const struct claim *c)
{
	static const char *const sorts[] = {"figure", "rate", "difference", "direction"};
	const uint64_t subject[2] = {c->agency, c->thing};
	struct arena *a = r->check.arena;

	index_row(to, INDEX_CLAIMS);
	index_this_report(to);
	put_place(to, &r->doc, c->span);
	index_text(to, str_of(sorts[c->sort & 3]));
	put_hash(to, hash_bytes(subject, sizeof subject, 0));
	put_text(to, c->label);
	put_text(to, c->text);
	put_decimal(to, a, c->value.lo, c->value.lo_unbounded);
	put_decimal(to, a, c->value.hi, c->value.hi_unbounded);
	put_days(to, c->from, c->to);
	if (c->sort == CLAIM_FIGURE) {
		index_null(to);
		index_null(to);
	} else {
		put_days(to, c->new_from, c->new_to);
	}
	index_number(to, (c->marks & CLAIM_MEASURE) != 0);
	index_number(to, (c->marks & CLAIM_CELL) != 0);
	index_number(to, (c->marks & CLAIM_DOUBTS) != 0);
}

/* The yield holds them all. */
static void
put_claims(struct buf *to, const struct lint_result *r, const struct rendered *out)
{
	struct record_reader all = {.left = {out->yield, out->yield_length}};
	struct claim c;

	while (all.left.len && !all.bad) {
		size_t len = record_take_number(&all, 4);
		struct str record = str_sub(all.left, 0, len);
		all.left = str_sub(all.left, len, all.left.len);
		if (record.len && record.at[0] == RECORD_CLAIM && claim_read(record, &c))
			put_claim(to, r, &c);
	}
}

/* ---- reports ---------------------------------------------------------------------------------- */

void
index_report(struct buf *to, const struct lint_result *r, const struct rendered *out)
{
	const struct check_stats *s = &out->stats;
	struct arena *a = r->check.arena;
	struct identity of;
	uint64_t unknown = 0;

	for (size_t i = 0; i < UNKNOWN_REASONS; i++)
		unknown += s->unknown[i];
	identity_of(a, r->check.rulebook->lexicon, &r->doc, &of);
	index_row(to, INDEX_REPORTS);
	index_this_report(to);
	index_text(to, r->path);
	index_text(to, of.agency);
	index_text(to, of.kind);
	put_days(to, of.from, of.to);
	put_text(to, doc_slice(&r->doc, r->doc.title));
	index_number(to, (int64_t)r->bytes.len);
	put_hash(to, hash_bytes(r->bytes.at, r->bytes.len, 0));
	index_number(to, (int64_t)s->numbers);
	index_number(to, (int64_t)s->related);
	index_number(to, (int64_t)s->proved);
	index_number(to, (int64_t)unknown);
	index_number(to, (int64_t)s->cells);
	index_number(to, (int64_t)s->cells_related);
	index_number(to, (int64_t)out->suppressed);
	index_number(to, (int64_t)out->known);
	put_facts(to, r);
	put_claims(to, r, out);
}

/* ---- findings ---------------------------------------------------------------------------------- */

static void
put_related(struct buf *to, const struct report *r, const struct related *related)
{
	const struct doc *d = related_doc(r->doc, related);

	index_row(to, INDEX_PLACES);
	index_this_finding(to);
	put_some(to, d->source->path);
	put_place(to, d, related->span);
	put_text(to, doc_slice(d, related->span));
	put_text(to, related->message);
}

static void
put_finding(struct buf *to, const struct report *r, const struct finding *f, bool across)
{
	struct out_place p = place_of(r->doc, f->span);

	index_row(to, INDEX_FINDINGS);
	index_null(to); /* the next id */
	index_this_report(to);
	index_text(to, f->rule->id);
	index_text(to, f->rule->category);
	index_text(to, str_of(level_names[f->level]));
	index_number(to, p.from.line);
	index_number(to, p.from.column);
	index_number(to, p.to.line);
	index_number(to, p.to.column);
	put_text(to, doc_slice(r->doc, f->span));
	put_some(to, f->message);
	index_text(to, f->discrepancy.stated);
	index_text(to, f->discrepancy.recomputed);
	index_text(to, str_of(cause_names[f->discrepancy.cause]));
	index_number(to, f->truncated);
	index_number(to, across);
	index_number(to, r->novelty && is_changed(r, f));
	put_hash(to, f->fingerprint);
	for (size_t i = 0; i < f->operand_count; i++) {
		index_row(to, INDEX_OPERANDS);
		index_this_finding(to);
		put_some(to, f->operands[i].name);
		put_text(to, f->operands[i].value);
	}
	for (size_t i = 0; i < f->related_count; i++)
		put_related(to, r, &f->related[i]);
}

void
index_findings(struct buf *to, const struct report *r, enum level show, bool across)
{
	for (size_t i = 0; i < r->finding_count; i++)
		if (r->findings[i].level >= show)
			put_finding(to, r, &r->findings[i], across);
}

/* ---- the rest ------------------------------------------------------------------------------------ */

void
index_unread(struct buf *to, const struct unread *u)
{
	index_row(to, INDEX_UNREAD);
	put_some(to, u->path);
	put_some(to, u->message);
	for (size_t i = 0; i < 2; i++)
		if (u->line)
			index_number(to, i ? u->column : u->line);
		else
			index_null(to);
}

void
index_totals(struct buf *to, const struct run_totals *t)
{
	const struct {
		const char *name;
		uint64_t value;
	} rows[] = {
		{"reports", t->files},	     {"unread", t->unread}, {"errors", t->errors},
		{"warnings", t->warnings},   {"notes", t->notes},   {"numbers", t->stats.numbers},
		{"proved", t->stats.proved},
	};

	index_row(to, INDEX_RUN);
	index_text(to, STR("program"));
	index_text(to, STR("reportlint " REPORTLINT_VERSION));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		index_row(to, INDEX_RUN);
		index_text(to, str_of(rows[i].name));
		index_number(to, (int64_t)rows[i].value);
	}
}

void
index_shared(struct buf *to, uint32_t earlier, uint32_t later, const struct doc *earlier_doc,
	     const struct doc *later_doc, const struct shared_passage *p)
{
	index_row(to, INDEX_SHARED);
	index_number(to, (int64_t)earlier + 1);
	index_number(to, (int64_t)later + 1);
	put_place(to, earlier_doc, p->first);
	put_place(to, later_doc, p->later);
	index_number(to, p->characters);
	index_number(to, p->numbers);
	index_number(to, p->changed);
}
