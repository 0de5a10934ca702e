/*
 * The kind "numbering": sequences of enumerators that skip, repeat, go back,
 * do not begin with one, or change their style on the way.  Open lists stand
 * on a stack; an item that continues one closes all above it, so levels are
 * what the report makes of them.  A number that is missing from a list is
 * looked for in the text first: extraction often merges an item into the one
 * before, but never a heading of Markdown.  One pass over the enumerators, and a search of the text between
 * two items for each number that is missing.
 */
#include "numbering.h"

#include <string.h>

enum key { KEY_REPORT, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_REPORT] = {"report", KEY_STRING, true, "what to report",
			"gap|repeat|restart|first|style"},
};

enum trouble { GAP, REPEAT, RESTART, FIRST, STYLE, TROUBLE_COUNT };
static const char *const trouble_names[TROUBLE_COUNT] = {"gap", "repeat", "restart", "first",
							 "style"};

enum {
	NESTING_MAX = 24,
	SKIP_MAX = 3,  /* more numbers missing at once are a misread number, no slip */
	AHEAD = 200,   /* enumerators that a list's next item is looked for in */
	FIRST_MAX = 3, /* a list that begins with a higher number is part of another text */
};

/* An open list. */
struct list {
	enum style style;
	char letter;
	bool markdown; /* of # headings, apart from lists in the text */
	uint8_t depth;
	uint32_t prefix;      /* of 1.2.3: the numbers before the last, mixed */
	uint32_t first, last; /* indices in doc.enumerators */
	uint32_t number;      /* of the last item */
	uint32_t outer;	      /* the last number before it began again at 1: a list inside */
	uint32_t items;
	bool skipped; /* the last item was reported as a gap */
};

struct numbering {
	struct check *c;
	const struct rule *rules[TROUBLE_COUNT];
	struct list open[NESTING_MAX];
	size_t depth;
	uint32_t run_on[STYLE_COUNT]; /* the last number of a style, in whatever list */
};

static const struct doc_enumerator *
item(const struct numbering *n, uint32_t i)
{
	return &n->c->doc->enumerators[i];
}

static struct str
printed(const struct numbering *n, uint32_t i)
{
	return doc_slice(n->c->doc, item(n, i)->e.span);
}

/* A number as an enumerator of this style has it, without the marks around it. */
static struct str
bare_number(struct arena *a, enum style style, uint32_t number)
{
	static const char *const front[] = {"第", "（", "("};
	static const char *const behind[] = {"部分", "章", "节", "条", "、", "）", ")", ".", "是"};
	struct str s = enumerator_printed(a, style, number);

	for (size_t i = 0; i < sizeof front / sizeof *front; i++)
		if (str_starts(s, str_of(front[i])))
			s = str_sub(s, strlen(front[i]), s.len);
	for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
		if (str_ends(s, str_of(behind[i])))
			s = str_sub(s, 0, s.len - strlen(behind[i]));
	return s;
}

/* Does the next item of the style have the number behind that one?  Else a section may be missing,
 * or all that follow are to be numbered anew. */
static bool
goes_on_from(const struct numbering *n, uint32_t i, uint32_t number)
{
	const struct doc_enumerator *at = item(n, i);

	for (uint32_t k = i + 1; k < n->c->doc->enumerator_count && k < i + AHEAD; k++) {
		const struct doc_enumerator *next = item(n, k);
		if (next->opens == at->opens && next->e.style == at->e.style)
			return next->e.number == number + 1;
	}
	return false;
}

/* Proposes another number for item i, its marks as they are, when what follows bears it out. */
static void
propose_number(struct numbering *n, struct finding *f, uint32_t i, uint32_t number)
{
	struct check *c = n->c;
	const struct enumerator *e = &item(n, i)->e;
	struct str text = printed(n, i);

	if (!c->proposes || e->style == STYLE_DECIMAL || e->style == STYLE_ROMAN ||
	    !goes_on_from(n, i, number))
		return;
	struct str now = bare_number(c->arena, e->style, e->number);
	size_t at = str_find(text, now);
	if (at == SIZE_MAX)
		return;
	uint32_t from = e->span.from + (uint32_t)at;
	propose_text(c, f, (struct span){from, from + (uint32_t)now.len},
		     bare_number(c->arena, e->style, number), false);
}

/* Reports item i; `before` is the item it should follow (or DOC_NONE). */
static void
report(struct numbering *n, enum trouble what, uint32_t i, uint32_t before, uint32_t expected)
{
	struct check *c = n->c;
	const struct enumerator *e = &item(n, i)->e;
	struct str want = enumerator_printed(c->arena, e->style, expected);
	struct related related = {0};

	if (!n->rules[what])
		return;
	if (before != DOC_NONE)
		related = (struct related){
			.span = item(n, before)->e.span,
			.message =
				c->language == MESSAGE_ZH ? STR("前一项") : STR("the item before"),
		};
	const struct message_value values[] = {
		{"found", printed(n, i)},
		{"before", before == DOC_NONE ? (struct str){0} : printed(n, before)},
		{"expected", want},
		{NULL, {0}},
	};
	struct finding *f =
		finding_add(c, n->rules[what], e->span, values, &related, before != DOC_NONE);
	finding_operand(c, f, "found", printed(n, i));
	finding_operand(c, f, "expected", want);
	propose_number(n, f, i, expected);
}

/* ---- lists --------------------------------------------------------------------- */

/* What stands in the source before an enumerator, past blanks and emphasis; 0 without. */
static char
mark_before(const struct numbering *n, const struct doc_enumerator *e)
{
	const struct doc *d = n->c->doc;
	const char *source = d->source->utf8.at;
	uint32_t at = text_origin(&d->text, e->e.span).from;

	while (at > 0 && (source[at - 1] == ' ' || source[at - 1] == '*'))
		at--;
	return at > 0 ? source[at - 1] : '\0';
}

/* Is the block a # heading of Markdown?  The mark itself is not in doc.text. */
static bool
is_markdown_heading(const struct numbering *n, const struct doc_enumerator *e)
{
	return mark_before(n, e) == '#';
}

/* Does a bullet of Markdown stand before it?  Its list is inside of one without, or around it. */
static bool
is_bulleted(const struct numbering *n, uint32_t i)
{
	char mark = mark_before(n, item(n, i));

	return mark == '-' || mark == '+';
}

static uint32_t
prefix_of(const struct enumerator *e)
{
	uint32_t mixed = 0;

	if (e->style == STYLE_DECIMAL)
		for (uint32_t i = 0; i + 1 < e->depth && i < 6; i++)
			mixed = mixed * 1009 + e->path[i];
	return mixed;
}

static bool
continues(const struct list *l, const struct list *e)
{
	return l->style == e->style && l->markdown == e->markdown && l->depth == e->depth &&
	       l->letter == e->letter;
}

/* Styles that are told apart by a bracket's or a point's form only. */
static bool
look_alike(enum style a, enum style b)
{
	static const uint8_t looks[STYLE_COUNT] = {
		[STYLE_HAN_PAREN] = 1,	  [STYLE_ARABIC_PAREN] = 1, [STYLE_ARABIC_CLOSE] = 1,
		[STYLE_ARABIC_COMMA] = 2, [STYLE_ARABIC_DOT] = 2,
	};

	return a != b && looks[a] && looks[a] == looks[b];
}

/* Styles that head whole parts of a report, and close what is open below. */
static bool
is_outer(enum style s)
{
	return s <= STYLE_HAN_COMMA && s != STYLE_ARTICLE;
}

static void
push(struct numbering *n, const struct list *l)
{
	if (n->depth == NESTING_MAX) {
		memmove(n->open, n->open + 1, (NESTING_MAX - 1) * sizeof *n->open);
		n->depth--;
	}
	n->open[n->depth++] = *l;
	n->run_on[l->style] = l->number;
}

static void
advance(struct numbering *n, struct list *l, uint32_t i, uint32_t number)
{
	l->last = i;
	l->number = number;
	l->items++;
	l->skipped = false;
	n->run_on[l->style] = number;
}

/* Do the numbers [from, to) of this style stand in the text after item
 * `after` (or the start of the text) and before item i? */
static bool
stand_between(const struct numbering *n, const struct enumerator *e, uint32_t from, uint32_t to,
	      uint32_t after, uint32_t i)
{
	struct span between = {after == DOC_NONE ? 0 : item(n, after)->e.span.to,
			       item(n, i)->e.span.from};

	for (uint32_t k = from; k < to; k++)
		if (!enumerator_stands(n->c->doc, between, e->style, k, e->path, e->depth))
			return false;
	return true;
}

/* A letter that is also a Roman number: (i) after (h). */
static bool
other_reading(const struct numbering *n, const struct list *l, const struct enumerator *e)
{
	struct str s = doc_slice(n->c->doc, e->span);

	for (size_t k = 0; k < s.len; k++) {
		uint32_t lower = (unsigned char)s.at[k] | 0x20u;

		if (lower >= 'a' && lower <= 'z')
			return lower - 'a' + 1 == l->number + 1;
	}
	return false;
}

static bool
is_lettered(enum style s)
{
	return s == STYLE_LETTER_DOT || s == STYLE_LETTER_PAREN || s == STYLE_ROMAN;
}

/* Item i belongs to an open list, all lists above it are closed. */
static void
take_next(struct numbering *n, struct list *l, uint32_t i)
{
	const struct enumerator *e = &item(n, i)->e;
	uint32_t number = e->number, prefix = prefix_of(e);

	if (prefix != l->prefix) {
		l->prefix = prefix;
		advance(n, l, i, number);
		return;
	}
	if (number == 1 && l->number > 1)
		l->outer = l->number;
	if (number == l->number + 1 || number == 1 || (number == l->number && l->skipped) ||
	    (is_lettered(e->style) && other_reading(n, l, e))) {
		advance(n, l, i, number);
		return;
	}
	if (number > l->number + 1 + SKIP_MAX)
		return;
	if (number > l->number) {
		/* what looks like the number of # 3. is a note's or a figure's */
		bool sought = !l->markdown || e->style != STYLE_ARABIC_DOT;
		bool found = sought && stand_between(n, e, l->number + 1, number, l->last, i);

		if (!found)
			report(n, GAP, i, l->last, l->number + 1);
		advance(n, l, i, number);
		l->skipped = !found;
		return;
	}
	/* Going back: to the list around, or to one whose first items were merged, or a slip. */
	if (number != l->outer + 1 && !stand_between(n, e, 1, number, l->last, i) &&
	    l->items >= number && is_bulleted(n, i) == is_bulleted(n, l->last))
		report(n, number == l->number ? REPEAT : RESTART, i, l->last, l->number + 1);
	advance(n, l, i, number);
}

/* ---- lists that begin ------------------------------------------------------------ */

/* The next opening enumerator that looks like this one and has the next number. */
static const struct doc_enumerator *
sibling_after(const struct numbering *n, uint32_t i)
{
	const struct enumerator *e = &item(n, i)->e;

	for (uint32_t k = i + 1; k < n->c->doc->enumerator_count && k < i + AHEAD; k++) {
		const struct doc_enumerator *next = item(n, k);

		if (next->opens && next->e.number == e->number + 1 &&
		    (next->e.style == e->style || look_alike(next->e.style, e->style)))
			return next;
	}
	return NULL;
}

/* Item `odd` is written in another style than its neighbour. */
static void
report_style(struct numbering *n, uint32_t odd, uint32_t neighbour, enum style meant)
{
	struct check *c = n->c;
	bool zh = c->language == MESSAGE_ZH;
	const struct enumerator *e = &item(n, odd)->e;
	const struct related related = {
		.span = item(n, neighbour)->e.span,
		.message = neighbour > odd ? (zh ? STR("后一项") : STR("the item after"))
					   : (zh ? STR("前一项") : STR("the item before")),
	};
	const struct message_value values[] = {
		{"found", printed(n, odd)},
		{"before", printed(n, neighbour)},
		{"expected", enumerator_printed(c->arena, meant, e->number)},
		{NULL, {0}},
	};

	if (!n->rules[STYLE])
		return;
	struct finding *f = finding_add(c, n->rules[STYLE], e->span, values, &related, 1);

	finding_operand(c, f, "found", printed(n, odd));
}

/* （1） （二） （三）: one list in two styles.  The odd one out is reported. */
static bool
take_look_alike(struct numbering *n, const struct list *e, uint32_t i)
{
	struct list *l = n->depth ? &n->open[n->depth - 1] : NULL;

	if (!l || !look_alike(l->style, e->style) || l->number + 1 != e->number ||
	    l->markdown != e->markdown)
		return false;
	uint32_t before = n->depth > 1 ? n->open[n->depth - 2].last : DOC_NONE;

	/* the item that seems to be missing in this style was merged into another */
	if (stand_between(n, &item(n, i)->e, e->number - 1, e->number, before, i))
		return false;
	const struct doc_enumerator *next = sibling_after(n, i);
	bool goes_on = next && next->e.style == e->style;

	if (l->items == 1 && (!next || goes_on))
		report_style(n, l->last, i, e->style);
	else
		report_style(n, i, l->last, l->style);
	if (l->items == 1 || goes_on)
		l->style = e->style;
	l->letter = e->letter;
	advance(n, l, i, e->number);
	return true;
}

/* An unnumbered heading before item i that may be the first of its list. */
static uint32_t
unnumbered_heading(const struct numbering *n, uint32_t i, uint32_t after)
{
	const struct doc *d = n->c->doc;
	uint32_t from = after == DOC_NONE ? 0 : item(n, after)->block + 1;

	for (uint32_t b = from; b < item(n, i)->block; b++)
		if (d->blocks[b].kind == BLOCK_HEADING && d->blocks[b].enumerator == DOC_NONE)
			return b;
	return DOC_NONE;
}

static void
report_first(struct numbering *n, uint32_t i, uint32_t after)
{
	struct check *c = n->c;
	const struct enumerator *e = &item(n, i)->e;
	uint32_t heading = item(n, i)->heading ? unnumbered_heading(n, i, after) : DOC_NONE;
	struct span point = heading == DOC_NONE ? e->span : c->doc->blocks[heading].span;
	const struct related related = {.span = e->span,
					.message = c->language == MESSAGE_ZH
							   ? STR("此列表从这里开始编号")
							   : STR("the numbering begins here")};
	struct str want = enumerator_printed(c->arena, e->style, e->number - 1);
	const struct message_value values[] = {
		{"found", printed(n, i)},
		{"before", heading == DOC_NONE ? (struct str){0} : doc_slice(c->doc, point)},
		{"expected", want},
		{NULL, {0}},
	};

	if (!n->rules[FIRST])
		return;
	struct finding *f =
		finding_add(c, n->rules[FIRST], point, values, &related, heading != DOC_NONE);
	finding_operand(c, f, "found", printed(n, i));
	finding_operand(c, f, "expected", want);
}

static bool
may_begin_late(const struct numbering *n, const struct list *e, uint32_t i)
{
	switch (e->style) {
	case STYLE_HAN_COMMA:
	case STYLE_HAN_PAREN:
		return e->number > FIRST_MAX;
	case STYLE_ARABIC_DOT:
	case STYLE_ARABIC_COMMA:
	case STYLE_ARABIC_PAREN:
	case STYLE_CIRCLED: {
		/* a figure at the start of a line, unless the list goes on */
		const struct doc_enumerator *next = sibling_after(n, i);

		return e->number != 2 || !next || next->e.style != e->style;
	}
	case STYLE_PART:
	case STYLE_CHAPTER:
	case STYLE_SECTION:
	case STYLE_ARTICLE:
	case STYLE_ROMAN:
	case STYLE_DECIMAL:
	case STYLE_ARABIC_CLOSE:
	case STYLE_ORDINAL:
	case STYLE_HAN_IS:
	case STYLE_LETTER_PAREN:
	case STYLE_LETTER_DOT:
	case STYLE_WORD:
	case STYLE_COUNT:
		break;
	}
	return true;
}

/* Item i continues no open list. */
static void
take_new(struct numbering *n, struct list *e, uint32_t i)
{
	if (e->number > 1 && take_look_alike(n, e, i))
		return;
	while (n->depth && n->open[n->depth - 1].style > e->style &&
	       (e->number > 1 || is_outer(e->style)))
		n->depth--;
	if (e->number > 1 && e->number != n->run_on[e->style] + 1 && !may_begin_late(n, e, i)) {
		uint32_t after = n->depth ? n->open[n->depth - 1].last : DOC_NONE;

		if (!stand_between(n, &item(n, i)->e, 1, e->number, after, i))
			report_first(n, i, after);
	}
	push(n, e);
}

static void
take(struct numbering *n, uint32_t i)
{
	const struct doc_enumerator *de = item(n, i);
	struct list e = {.style = de->e.style,
			 .letter = is_lettered(de->e.style) ? de->e.letter : 0,
			 .markdown = is_markdown_heading(n, de),
			 .depth = de->e.depth,
			 .prefix = prefix_of(&de->e),
			 .first = i,
			 .last = i,
			 .number = de->e.number,
			 .items = 1};

	for (size_t k = n->depth; k-- > 0;) {
		if (!continues(&n->open[k], &e) &&
		    !(is_lettered(e.style) && n->open[k].style == e.style &&
		      other_reading(n, &n->open[k], &de->e)))
			continue;
		n->depth = k + 1;
		take_next(n, &n->open[k], i);
		return;
	}
	take_new(n, &e, i);
}

/* ---- series inside the text: 一是 …；二是 … ------------------------------------------ */

struct series {
	uint32_t last;		 /* index in doc.enumerators, DOC_NONE before the first */
	uint32_t number, before; /* `before`: where the series stood when one came again */
	uint32_t heading;
};

static void
take_inline(struct numbering *n, struct series *s, uint32_t i)
{
	const struct doc_enumerator *de = item(n, i);
	uint32_t heading = n->c->doc->blocks[de->block].heading, number = de->e.number;

	if (s->last == DOC_NONE || s->heading != heading) {
		*s = (struct series){i, number, 0, heading};
		return;
	}
	if (number == 1)
		s->before = s->number;
	else if (number > s->number + 1 && number <= s->number + 1 + SKIP_MAX &&
		 number != s->before + 1 &&
		 !stand_between(n, &de->e, s->number + 1, number, s->last, i))
		report(n, GAP, i, s->last, s->number + 1);
	else if (number == s->number && de->block <= item(n, s->last)->block + 1 &&
		 number != s->before + 1)
		report(n, REPEAT, i, s->last, s->number + 1);
	s->last = i;
	s->number = number;
}

static bool
counts_as_item(const struct doc *d, const struct doc_enumerator *e)
{
	enum block_kind kind = d->blocks[e->block].kind;

	return kind == BLOCK_HEADING || kind == BLOCK_PARAGRAPH;
}

static void
numbering_run(struct check *c, const struct rule *const *rules, size_t count)
{
	struct numbering n = {.c = c};
	struct series is = {.last = DOC_NONE}, ordinal = {.last = DOC_NONE};

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < TROUBLE_COUNT; k++)
			if (str_eq(rules[i]->values[KEY_REPORT].string, str_of(trouble_names[k])))
				n.rules[k] = rules[i];
	for (uint32_t i = 0; i < c->doc->enumerator_count; i++) {
		const struct doc_enumerator *e = item(&n, i);

		if (!counts_as_item(c->doc, e) || e->e.style == STYLE_WORD)
			continue;
		if (e->e.style == STYLE_HAN_IS)
			take_inline(&n, &is, i);
		else if (e->e.style == STYLE_ORDINAL)
			take_inline(&n, &ordinal, i);
		else if (e->opens)
			take(&n, i);
	}
}

const struct check_kind check_numbering = {
	.spec =
		{
			.name = "numbering",
			.summary = "numbers of items and headings that do not follow each other",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "found before expected",
		},
	.run_all = numbering_run,
};
