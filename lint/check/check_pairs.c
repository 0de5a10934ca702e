/*
 * The kind "pairs": brackets and quotation marks that nothing closes, that
 * nothing opened, or that close in another width.  Each block is a world of
 * its own, but a partner that stands within two blocks counts as one, since
 * extraction cuts paragraphs, and a quotation that opens again with every
 * paragraph is lawful.  One pass over the marks; memory for what is left over.
 */
#include "char.h"
#include "punctuation.h"

#include <string.h>

enum key { KEY_REPORT, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_REPORT] = {"report", KEY_STRING, true, "what to report", "unclosed|unopened|width"},
};

enum trouble { UNCLOSED, UNOPENED, WIDTH, TROUBLE_COUNT };
static const char *const trouble_names[TROUBLE_COUNT] = {"unclosed", "unopened", "width"};

/* Marks of one family pair with each other, whatever their width. */
enum family {
	ROUND,
	SQUARE,
	CURLY,
	LENS,
	SHELL,
	TITLE,
	ANGLE,
	QUOTE,
	SINGLE,
	CORNER,
	CORNER_2,
	FAMILY_COUNT
};

struct mark {
	uint32_t c;
	enum family family;
	bool opens, wide;
	const char *partner; /* as printed in a message */
};

static const struct mark marks[] = {
	{0x201C, QUOTE, true, true, "”"},     {0x201D, QUOTE, false, true, "“"},
	{0xFF08, ROUND, true, true, "）"},    {0xFF09, ROUND, false, true, "（"},
	{0x300A, TITLE, true, true, "》"},    {0x300B, TITLE, false, true, "《"},
	{'(', ROUND, true, false, ")"},	      {')', ROUND, false, false, "("},
	{'[', SQUARE, true, false, "]"},      {']', SQUARE, false, false, "["},
	{0x2018, SINGLE, true, true, "’"},    {0x2019, SINGLE, false, true, "‘"},
	{0x3010, LENS, true, true, "】"},     {0x3011, LENS, false, true, "【"},
	{0x3014, SHELL, true, true, "〕"},    {0x3015, SHELL, false, true, "〔"},
	{0x3008, ANGLE, true, true, "〉"},    {0x3009, ANGLE, false, true, "〈"},
	{'{', CURLY, true, false, "}"},	      {'}', CURLY, false, false, "{"},
	{0x300C, CORNER, true, true, "」"},   {0x300D, CORNER, false, true, "「"},
	{0x300E, CORNER_2, true, true, "』"}, {0x300F, CORNER_2, false, true, "『"},
	{0xFF3B, SQUARE, true, true, "］"},   {0xFF3D, SQUARE, false, true, "［"},
	{0xFF5B, CURLY, true, true, "｝"},    {0xFF5D, CURLY, false, true, "｛"},
};

enum { SLOTS_LOG = 6, SLOTS = 1 << SLOTS_LOG };
_Static_assert(sizeof marks / sizeof *marks <= SLOTS / 2, "most slots are free");

struct loose {
	const struct mark *mark;
	struct span span;
	uint32_t block;
	bool silent;
};

/* How far a text was looked through: nothing that was looked for stands in [from, to). */
struct seen {
	uint32_t from, to;
};

struct pairs {
	struct check *c;
	const struct rule *rules[TROUBLE_COUNT];
	VEC(struct loose) open;	      /* of this block */
	uint32_t count[FAMILY_COUNT]; /* of them, a family */
	VEC(struct loose) left;	      /* of the report, by place */
	const struct places *marks;   /* of the report */
	size_t next;		      /* of them (place_next) */
	bool odd;		      /* this block has a bracket that is in no pair, and lawful */
	struct seen target, title;    /* no end of a link's target, of its title */
	uint32_t block;
	uint8_t slots[SLOTS]; /* of marks, by a hash: index + 1; 0: none */
};

/* How far a partner may stand when extraction has cut a paragraph; farther for
 * a bracket that opens one block and closes another, around whole paragraphs. */
enum { NEAR_BLOCKS = 2, WHOLE_BLOCKS = 12 };

/* So many loose marks in one block are no slips: it is no prose. */
enum { LOOSE_MOST = 100 };

static unsigned
mark_slot(uint32_t c)
{
	return c * UINT32_C(0x9E3779B1) >> (32 - SLOTS_LOG);
}

static void
marks_index(struct pairs *p)
{
	for (uint8_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		unsigned slot = mark_slot(marks[i].c);

		while (p->slots[slot])
			slot = (slot + 1) % SLOTS;
		p->slots[slot] = i + 1;
	}
}

/* What is listed in punctuation.marks is no mark of these now and then. */
static const struct mark *
mark_of(const struct pairs *p, uint32_t c)
{
	for (unsigned slot = mark_slot(c); p->slots[slot]; slot = (slot + 1) % SLOTS)
		if (marks[p->slots[slot] - 1].c == c)
			return &marks[p->slots[slot] - 1];
	return NULL;
}

static void
leave(struct pairs *p, const struct loose *l)
{
	*VEC_PUSH(p->c->arena, &p->left) = *l;
}

static struct loose
pop(struct pairs *p)
{
	struct loose top = p->open.at[--p->open.len];

	p->count[top.mark->family]--;
	return top;
}

static bool
is_wide_char(uint32_t c)
{
	return c >= 0x2E80;
}

/* Of two brackets of two widths, the one that does not fit what they stand in: wide ones are for
 * text that has a wide character in them, before them or behind. */
static void
propose_width(struct pairs *p, struct finding *f, const struct loose *close,
	      const struct loose *open)
{
	const struct doc *d = p->c->doc;
	const char *s = d->text.at;
	struct span in = d->blocks[p->block].span;
	bool wide = is_wide_char(char_before(s, open->span.from, in.from)) ||
		    is_wide_char(char_at(s, close->span.to, in.to));

	for (uint32_t at = open->span.to; at < close->span.from && !wide;)
		wide = is_wide_char(char_next(s, &at));
	/* ](...) is a link of Markdown */
	if (!wide && close->mark->family == ROUND &&
	    char_before(s, open->span.from, in.from) == ']')
		return;
	if (wide == close->mark->wide)
		propose_text(p->c, f, open->span, str_of(close->mark->partner), true);
	else
		propose_text(p->c, f, close->span, str_of(open->mark->partner), true);
}

static void
report(struct pairs *p, enum trouble what, const struct loose *l, const struct loose *partner)
{
	struct check *c = p->c;
	bool zh = c->language == MESSAGE_ZH;
	struct related related = {0};
	const struct message_value values[] = {
		{"mark", doc_slice(c->doc, l->span)},
		{"partner", partner ? doc_slice(c->doc, partner->span) : str_of(l->mark->partner)},
		{NULL, {0}},
	};

	if (!p->rules[what])
		return;
	if (partner)
		related = (struct related){.span = partner->span,
					   .message = zh ? STR("在此开启") : STR("opened here")};
	struct finding *f =
		finding_add(c, p->rules[what], l->span, values, &related, partner ? 1 : 0);
	finding_operand(c, f, "mark", doc_slice(c->doc, l->span));
	if (what == WIDTH && partner && c->proposes)
		propose_width(p, f, l, partner);
}

/* Half-open ranges, (0, 5], close in another family on purpose. */
static bool
is_range(const struct pairs *p, const struct loose *opened, uint32_t end)
{
	const char *s = p->c->doc->text.at;

	for (uint32_t at = opened->span.to; at < end; at++)
		if (!strchr("0123456789.,-+% ", s[at]))
			return false;
	return opened->span.to < end;
}

/* `1）`, `a)`, `三）` number an item. */
static bool
is_enumerator(const struct pairs *p, const struct loose *l, uint32_t from)
{
	const char *s = p->c->doc->text.at;
	uint32_t at = l->span.from, chars = 0;

	while (at > from) {
		uint32_t before = char_before(s, at, from);

		if (!char_is_digit(before) && !char_is_latin(before) && !char_is_han(before))
			break;
		at = char_back(s, at, from);
		if (++chars > 3)
			return false;
	}
	return chars > 0 && !(chars > 1 && char_is_han(char_at(s, at, l->span.from)) && at > from);
}

/* 24” main, 16” pipe: inches, before a word of Latin text. */
static bool
is_inch(const struct pairs *p, const struct loose *l, uint32_t from)
{
	const struct text *t = &p->c->doc->text;
	const uint32_t at = l->span.to;

	return l->mark->family == QUOTE && l->span.from > from &&
	       is_digit(t->at[l->span.from - 1]) && at + 1 < t->len && t->at[at] == ' ' &&
	       t->at[at + 1] >= 'a' && t->at[at + 1] <= 'z';
}

static void
close_mark(struct pairs *p, const struct loose *l, uint32_t from)
{
	enum family family = l->mark->family;

	if (!p->count[family]) {
		if (p->open.len && (family == SQUARE || family == ROUND) && !l->mark->wide &&
		    is_range(p, &p->open.at[p->open.len - 1], l->span.from)) {
			pop(p);
			return;
		}
		if (is_inch(p, l, from))
			return;
		if (family != ROUND || !is_enumerator(p, l, from))
			leave(p, l);
		else
			p->odd = true;
		return;
	}
	for (;;) {
		struct loose top = pop(p);

		if (top.mark->family != family) {
			leave(p, &top);
			continue;
		}
		if (top.mark->wide != l->mark->wide)
			report(p, WIDTH, l, &top);
		return;
	}
}

static void
open_mark(struct pairs *p, const struct loose *l)
{
	/* A quotation directly inside one of the same marks: the first was never closed. */
	if (l->mark->family == QUOTE && p->open.len &&
	    p->open.at[p->open.len - 1].mark->family == QUOTE) {
		struct loose top = pop(p);

		leave(p, &top);
	}
	*VEC_PUSH(p->c->arena, &p->open) = *l;
	p->count[l->mark->family]++;
}

/* Single quotation marks are apostrophes and primes beside anything but Han. */
static bool
is_apostrophe(const char *s, const struct loose *l, uint32_t from, uint32_t to)
{
	uint32_t before = char_before(s, l->span.from, from), after = char_at(s, l->span.to, to);

	return !(l->mark->opens ? char_is_han(after) : before >= 0x2E80);
}

enum { LINK_BYTES = 2000 };

/* The first `)` or space of [from, end), or `end`; of a title the first `")`, or its last byte.
 * What was seen is not looked through again, however many links begin in it. */
static uint32_t
link_stop(struct seen *seen, const char *s, uint32_t from, uint32_t end, bool title)
{
	if (from < seen->from || from > seen->to)
		*seen = (struct seen){from, from};
	while (seen->to + title < end && (title ? s[seen->to] != '"' || s[seen->to + 1] != ')'
						: s[seen->to] != ')' && s[seen->to] != ' '))
		seen->to++;
	return seen->to + title < end ? seen->to : end - title;
}

/* Where a Markdown link that nothing could read ends, `](http://... "title")`, which may begin with the
 * `]` at `at`; `at` if it is none.  No link is longer than LINK_BYTES. */
static uint32_t
skip_link(struct pairs *p, uint32_t at, uint32_t end)
{
	const char *s = p->c->doc->text.at;

	if (end - at > LINK_BYTES)
		end = at + LINK_BYTES;
	if (end - at <= 2 || s[at + 1] != '(')
		return at;
	uint32_t to = link_stop(&p->target, s, at + 2, end, false);
	if (end - to > 1 && s[to] == ' ' && s[to + 1] == '"') {
		to = link_stop(&p->title, s, to + 2, end, true);
		to += to < end && s[to] == '"';
	}
	return to < end && s[to] == ')' ? to + 1 : at;
}

/* Reads what stands at `at`; gives where to go on. */
static uint32_t
take(struct pairs *p, const struct block *b, uint32_t at)
{
	const char *s = p->c->doc->text.at;
	uint32_t from = at, link = s[at] == ']' ? skip_link(p, at, b->span.to) : at;
	const struct mark *m = mark_of(p, char_next(s, &at));
	struct loose l = {m, {from, at}, p->block, false};

	if (link > from) {
		if (p->count[SQUARE])
			close_mark(p, &l, b->span.from);
		return link;
	}
	if (!m || (m->family == SINGLE && is_apostrophe(s, &l, b->span.from, b->span.to)))
		return at;
	if (m->opens)
		open_mark(p, &l);
	else
		close_mark(p, &l, b->span.from);
	return at;
}

/* Where a bracket is in no pair, those beside it may be paired wrongly: the findings of this block,
 * from the one on, suggest nothing that is safe. */
static void
doubt_widths(struct check *c, size_t from)
{
	for (size_t i = from; i < c->findings.len; i++)
		for (size_t k = 0; k < c->findings.at[i].proposal_count; k++)
			c->findings.at[i].proposals[k].safe = false;
}

static void
block_scan(struct pairs *p, const struct block *b)
{
	size_t findings = p->c->findings.len, left = p->left.len;
	uint32_t at, done = b->span.from;

	p->odd = false;
	p->open.len = 0;
	memset(p->count, 0, sizeof p->count);
	while (place_next(p->marks, &p->next, b->span, &at))
		if (at >= done)
			done = take(p, b, at);
	/* What is left goes out in order of the text. */
	for (size_t i = 0; i < p->open.len; i++)
		leave(p, &p->open.at[i]);
	if (p->odd || p->left.len > left)
		doubt_widths(p->c, findings);
}

static bool
is_prose(enum block_kind kind)
{
	return kind == BLOCK_PARAGRAPH || kind == BLOCK_HEADING || kind == BLOCK_TITLE;
}

static bool
are_torn(const struct pairs *p, const struct loose *open, const struct loose *close)
{
	const struct block *blocks = p->c->doc->blocks;
	uint32_t behind = blocks[close->block].span.to - close->span.to;
	bool whole = open->span.from == blocks[open->block].span.from && behind <= 3;
	uint32_t reach = whole || open->mark->family == LENS ? WHOLE_BLOCKS : NEAR_BLOCKS;

	return close->block > open->block && close->block - open->block <= reach;
}

/* An opener and the next closer of its family within a few blocks are a pair
 * that extraction tore apart. */
static void
pair_across(struct pairs *p)
{
	size_t open[FAMILY_COUNT];

	for (size_t i = 0; i < FAMILY_COUNT; i++)
		open[i] = SIZE_MAX;
	for (size_t i = 0; i < p->left.len; i++) {
		struct loose *l = &p->left.at[i];
		size_t *last = &open[l->mark->family];

		if (l->mark->opens) {
			*last = i;
			continue;
		}
		if (*last != SIZE_MAX && are_torn(p, &p->left.at[*last], l))
			p->left.at[*last].silent = l->silent = true;
		*last = SIZE_MAX;
	}
}

/* A quotation over several paragraphs opens again in each. */
static bool
quotation_goes_on(const struct pairs *p, const struct loose *l)
{
	const struct doc *d = p->c->doc;
	uint32_t next = l->block + 1;

	return l->mark->family == QUOTE && l->mark->opens && next < d->block_count &&
	       char_at(d->text.at, d->blocks[next].span.from, d->blocks[next].span.to) == 0x201C;
}

/* Reports what is loose in one block: left[from, to). */
static void
report_block(struct pairs *p, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct loose *l = &p->left.at[i];

		if (!l->silent && !quotation_goes_on(p, l))
			report(p, l->mark->opens ? UNCLOSED : UNOPENED, l, NULL);
	}
}

static void
pairs_run(struct check *c, const struct rule *const *rules, size_t count)
{
	struct pairs p = {.c = c, .marks = &punctuation_of(c)->marks};

	marks_index(&p);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < TROUBLE_COUNT; k++)
			if (str_eq(rules[i]->values[KEY_REPORT].string, str_of(trouble_names[k])))
				p.rules[k] = rules[i];
	for (uint32_t i = 0; (i = place_block(c->doc, p.marks, p.next, i)) < c->doc->block_count;
	     i++) {
		p.block = i;
		if (c->doc->blocks[i].kind != BLOCK_CODE)
			block_scan(&p, &c->doc->blocks[i]);
	}
	pair_across(&p);
	for (size_t i = 0, next; i < p.left.len; i = next) {
		for (next = i; next < p.left.len && p.left.at[next].block == p.left.at[i].block;)
			next++;
		if (next - i <= LOOSE_MOST && is_prose(c->doc->blocks[p.left.at[i].block].kind))
			report_block(&p, i, next);
	}
}

const struct check_kind check_pairs = {
	.spec =
		{
			.name = "pairs",
			.summary = "brackets and quotation marks that do not pair",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "mark partner",
		},
	.run_all = pairs_run,
};
