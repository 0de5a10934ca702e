/*
 * What a report would say with another figure in one place, without reading it again.  Digits that
 * stand for digits leave all that structure and skeleton are made of as it was: marks, words, and
 * where they stand.  That the facts are the same, too, but for what the figure is worth, is not
 * taken for granted: its sentence is read with it.  Cost: a copy of text and facts once, then a
 * sentence a figure.
 */
#include "change.h"

#include <string.h>

enum { ROOM = 64 /* bytes of a figure */ };

/* Where the text ends, with what stands behind it for directives. */
static uint32_t
text_end(const struct doc *d)
{
	uint32_t end = d->text.len;

	for (size_t i = 0; i < d->directive_count; i++)
		end = d->directives[i].span.to > end ? d->directives[i].span.to : end;
	return end;
}

void
change_begin(struct change *c, struct arena *a, const struct facts *f)
{
	c->from = f;
	c->doc = *f->doc;
	c->facts = *f;
	c->arena = a;
	c->grids = NULL;
	c->cell_count = 0;
	c->room = text_end(f->doc);
	c->text = arena_alloc_raw(a, c->room + ROOM);
	memcpy(c->text, f->doc->text.at, c->room);
	c->at = arena_alloc_raw(a, (f->count + 1) * sizeof *c->at);
	if (f->count)
		memcpy(c->at, f->at, f->count * sizeof *c->at);
	c->doc.text.at = c->text;
	c->facts.doc = &c->doc;
	c->facts.at = c->at;
	c->changed = (struct span){0};
}

void
change_undo(struct change *c)
{
	for (uint32_t i = c->changed.from; i < c->changed.to; i++)
		c->at[i] = c->from->at[i];
	c->changed = (struct span){0};
	c->facts.behind = (struct fact_behind){0};
	for (size_t i = 0; i < c->cell_count; i++) {
		const struct changed_cell *x = &c->now[i];
		struct span s = x->kept.span;
		*x->cell = x->kept;
		memcpy(c->text + s.from, c->from->doc->text.at + s.from, s.to - s.from);
	}
	c->cell_count = 0;
}

/* ---- a sentence, read again ---------------------------------------------------------------- */

/* Do two lexemes stand in the same place, and are they the same kind of figure?  Places of x count
 * from `from`; what begins behind `at` stands `more` bytes further on in y. */
static bool
lexeme_alike(const struct lexeme *x, uint32_t from, uint32_t at, uint32_t more,
	     const struct lexeme *y)
{
	uint32_t begin = x->number.from - from, end = x->number.to - from;
	uint32_t tail = x->span.to - from;

	return x->number.from - x->span.from == y->number.from - y->span.from &&
	       y->number.from == begin + (begin > at ? more : 0) &&
	       y->number.to == end + (end > at ? more : 0) &&
	       y->span.to == tail + (tail > at ? more : 0) && x->kind == y->kind &&
	       x->unit == y->unit && x->qualifier == y->qualifier && x->is_range == y->is_range &&
	       x->numerals == y->numerals && x->scale == y->scale;
}

/* Are these the facts of a sentence as they were, but for what fact x is worth? */
static bool
sentence_alike(const struct facts *f, const struct fact *x, uint32_t more, const struct facts *now)
{
	const struct sentence_facts *s = &f->sentences[x->sentence];
	uint32_t from = f->doc->sentences[x->sentence].span.from;
	size_t len = s->skeleton.to - s->skeleton.from;

	if (now->count != s->to - s->from || now->skeleton_len != len ||
	    memcmp(now->skeleton, f->skeleton + s->skeleton.from, len) != 0)
		return false;
	for (size_t i = 0; i < now->count; i++)
		if (!lexeme_alike(&f->at[s->from + i].lex, from, x->lex.number.from - from, more,
				  &now->at[i].lex))
			return false;
	return true;
}

/* The facts of the sentence of x with other digits there. */
static void
sentence_read(struct arena *a, const struct facts *f, const struct fact *x, struct str digits,
	      struct doc *doc, struct facts *out)
{
	struct span s = f->doc->sentences[x->sentence].span, n = x->lex.number;
	struct buf text = {.arena = a};

	buf_add(&text, doc_slice(f->doc, (struct span){s.from, n.from}));
	buf_add(&text, digits);
	buf_add(&text, doc_slice(f->doc, (struct span){n.to, s.to}));
	doc_of_sentence(a, f->lexicon, buf_str(&text), doc);
	facts_read(a, f->lexicon, doc, out);
}

bool
change_figure(struct change *c, struct arena *a, uint32_t fact, struct str digits)
{
	const struct facts *f = c->from;
	const struct fact *x = &f->at[fact];
	const struct lexeme *l = &x->lex;
	uint32_t unit = l->span.to - l->number.to, first = f->sentences[x->sentence].from;
	uint32_t more = (uint32_t)digits.len - (l->number.to - l->number.from);
	struct facts now;
	struct doc doc;

	change_undo(c);
	if (l->kind == KIND_DATE || digits.len + unit > ROOM || l->number.from < l->span.from)
		return false;
	sentence_read(a, f, x, digits, &doc, &now);
	if (!sentence_alike(f, x, more, &now))
		return false;
	/* beside a figure that is counted, another is not rounded: what stands near may change */
	c->changed = (struct span){first, first + (uint32_t)now.count};
	for (uint32_t i = 0; i < now.count; i++)
		c->at[first + i].lex.rounded = now.at[i].lex.rounded;
	struct lexeme *to = &c->at[fact].lex;
	to->value = now.at[fact - first].lex.value;
	to->upper = now.at[fact - first].lex.upper;
	to->decimals = now.at[fact - first].lex.decimals;
	to->number = (struct span){c->room, c->room + (uint32_t)digits.len};
	memcpy(c->text + c->room, digits.at, digits.len);
	memcpy(c->text + to->number.to, f->doc->text.at + l->number.to, unit);
	c->facts.behind = (struct fact_behind){&c->at[fact], {to->number.to, to->number.to + unit}};
	return true;
}

/* ---- a cell ---------------------------------------------------------------------------------- */

/* The cells up to the last that a row of the grid has. */
static uint32_t
cells_of(const struct grid *g)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < g->row_count; i++)
		count = g->rows[i].to > count ? g->rows[i].to : count;
	return count;
}

/* The cell of a grid that holds a place; GRID_NONE. */
static uint32_t
cell_at(const struct grid *g, struct span place)
{
	uint32_t count = cells_of(g);

	for (uint32_t i = 0; i < count; i++)
		if (g->cells[i].span.from <= place.from && place.to <= g->cells[i].span.to)
			return i;
	return GRID_NONE;
}

/* The grids are copied at first, and of each the cells. */
static struct cell *
cell_copied(struct change *c, size_t grid, uint32_t cell)
{
	const struct doc *d = c->from->doc;
	const struct grid *from = &d->grids[grid];
	size_t count = cells_of(from);

	if (!c->grids) {
		c->grids = arena_alloc_raw(c->arena, d->grid_count * sizeof *c->grids);
		memcpy(c->grids, d->grids, d->grid_count * sizeof *c->grids);
		c->cells = arena_array(c->arena, d->grid_count, sizeof *c->cells);
		c->doc.grids = c->grids;
	}
	if (!c->cells[grid]) {
		struct cell *cells = arena_alloc_raw(c->arena, count * sizeof *cells);
		memcpy(cells, from->cells, count * sizeof *cells);
		c->grids[grid].cells = c->cells[grid] = cells;
	}
	return &c->cells[grid][cell];
}

/* May a table take it for a year, or for the number of a row or column? */
static bool
may_count(const struct cell *x)
{
	enum { NUMBERS = 100, YEAR_FIRST = 1900, YEAR_LAST = 2100 };

	return x->whole &&
	       (x->mantissa <= NUMBERS || (x->mantissa >= YEAR_FIRST && x->mantissa <= YEAR_LAST));
}

/* Reads a cell again where its text is another; false when it says more than another figure. */
static bool
cell_change(struct change *c, size_t grid, uint32_t cell)
{
	const struct cell *was = &c->from->doc->grids[grid].cells[cell];
	struct cell now = {0};

	if (c->cell_count == CHANGED_CELLS)
		return false;
	struct cell *to = cell_copied(c, grid, cell);
	c->now[c->cell_count++] = (struct changed_cell){to, *was};
	if (was->kind != CELL_NUMBER || !cell_figure(doc_slice(&c->doc, was->span), &now) ||
	    now.decimals != was->decimals || now.percent != was->percent ||
	    now.commas != was->commas || now.whole != was->whole)
		return false;
	to->mantissa = now.mantissa;
	return !may_count(&now) && !may_count(was);
}

bool
change_cell(struct change *c, struct span place, struct str digits)
{
	const struct doc *d = c->from->doc;
	bool ok = digits.len == place.to - place.from;

	change_undo(c);
	if (ok)
		memcpy(c->text + place.from, digits.at, digits.len);
	for (size_t i = 0; i < d->grid_count && ok; i++) {
		uint32_t cell = cell_at(&d->grids[i], place);
		ok = cell == GRID_NONE || cell_change(c, i, cell);
	}
	if (ok && c->cell_count)
		return true;
	if (digits.len == place.to - place.from)
		memcpy(c->text + place.from, d->text.at + place.from, digits.len);
	change_undo(c);
	return false;
}
