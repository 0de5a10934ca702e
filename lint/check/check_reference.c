/*
 * The kind "reference": a report that numbers its tables, sections or annexes
 * and points to one that is not there.  A form such as `表#` or `Section #`
 * says what a number looks like; what stands at the start of a block, or of a
 * contents entry, exists; what follows a cue (见, see) points.  Silent
 * unless the report has at least two of the form.  A form may also stand for the
 * headings 一、 二、 of the report.  Every form has a number behind it: only where one
 * may begin, which the map of the text tells, is one looked for; in most reports, which
 * number nothing and never name their headings, none is, and in most others, which point to
 * nothing, only in the paragraphs.
 */
#include "../base/byte_map.h"
#include "char.h"
#include "check.h"

#include <string.h>

enum key { KEY_FORMS, KEY_CUES, KEY_HEADINGS, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_FORMS] = {"forms", KEY_NUMBERED, true,
		       "how things are numbered, # for the number: \"表#\"", NULL},
	[KEY_CUES] = {"cues", KEY_WORDS, true, "words directly before a reference", NULL},
	[KEY_HEADINGS] = {"headings", KEY_NUMBERED, false,
			  "forms that name the outermost headings, however these are numbered",
			  NULL},
};

enum { LABELS_MAX = 64, POINTERS_MAX = 256 };

struct pointer {
	struct span span;
	uint32_t form, number;
};

struct form {
	struct str before, after; /* around the number; NUMBERED_HEAD_MIN bytes or more before it */
	uint64_t there;		  /* bit n - 1: number n stands at the start of a block */
	uint64_t missing;	  /* it is pointed to and not there */
	struct span last;	  /* of those there, the one that stands last */
	bool headings;		  /* `there` was read from the headings */
};

struct reference {
	struct check *c;
	const struct rule *rule;
	struct form forms[2 * NUMBERED_MAX];
	size_t form_count;
	bool marked;		  /* a form begins with what behind_left_marks passes */
	uint8_t gate[256];	  /* of the second and third byte of a form, mixed: gate_bit */
	uint8_t before[256];	  /* of the last two bytes before a number */
	struct pointer *pointers; /* room for POINTERS_MAX; NULL: none yet */
	size_t count;
};

/* Arabic digits or Chinese numerals up to 99; 0 if there is none. */
static uint32_t
read_number(const char *s, uint32_t *at, uint32_t end)
{
	static const uint32_t numerals[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
					    0x516D, 0x4E03, 0x516B, 0x4E5D};
	uint32_t number = 0, digits = 0;

	while (*at < end && char_is_digit((unsigned char)s[*at]) && digits++ < 4)
		number = number * 10 + (uint32_t)(s[(*at)++] - '0');
	if (digits)
		return number;
	for (uint32_t tens = 0; *at < end; digits++) {
		uint32_t next = *at, c = char_next(s, &next), digit = 0;

		for (uint32_t i = 0; i < 9; i++)
			if (numerals[i] == c)
				digit = i + 1;
		if (c == 0x5341 && !tens) {
			tens = 1;
			number = number ? number * 10 : 10;
		} else if (digit && (number == 0 || number % 10 == 0) && digits < 3) {
			number += digit;
		} else {
			break;
		}
		*at = next;
	}
	return number;
}

/* Reads a whole numbered name whose first part ends at `at`. */
static uint32_t
read_name(const struct doc *d, const struct form *f, uint32_t *at, uint32_t end)
{
	while (*at < end && d->text.at[*at] == ' ')
		(*at)++;
	uint32_t number = read_number(d->text.at, at, end);

	if (!number || number > LABELS_MAX)
		return 0;
	if (!str_starts(doc_slice(d, (struct span){*at, end}), f->after))
		return 0;
	*at += (uint32_t)f->after.len;
	uint32_t next = char_at(d->text.at, *at, end), behind = *at + 1;

	/* 表3-1, Table 3.2, 图2a number otherwise */
	if (next == '-' || next == 0x2013 || char_is_digit(next) || char_is_latin(next) ||
	    (next == '.' && behind < end && char_is_digit((unsigned char)d->text.at[behind])))
		return 0;
	return number;
}

static bool
has_cue(const struct reference *r, uint32_t from, uint32_t floor)
{
	const struct doc *d = r->c->doc;
	const struct word_list *cues = r->rule->values[KEY_CUES].words;
	struct str text = {d->text.at, d->text.len};

	while (from > floor && d->text.at[from - 1] == ' ')
		from--;
	if (words_before(cues, text, from) >= 0)
		return true;
	while (from > floor && (d->text.at[from - 1] == ' ' || d->text.at[from - 1] == '('))
		from--;
	return words_before(cues, text, from) >= 0;
}

static inline bool
is_left_mark(char c)
{
	return c == ' ' || c == '*' || c == '!' || c == '#' || c == '[' || c == '(';
}

/* Behind what Markdown and pictures leave at the start of a line. */
static inline uint32_t
behind_left_marks(const struct doc *d, uint32_t at, uint32_t to)
{
	const char *text = d->text.at;

	while (at < to && is_left_mark(text[at]))
		at++;
	return at;
}

static bool
is_start(const struct doc *d, const struct block *b, uint32_t from)
{
	uint32_t at = b->span.from;

	if (b->enumerator != DOC_NONE && d->enumerators[b->enumerator].e.span.to <= from)
		at = d->enumerators[b->enumerator].e.span.to;
	return behind_left_marks(d, at, from) == from;
}

/* One past the last place of a block that matters: a form points from anywhere in a paragraph,
 * and only names what begins with it in any other block, a row of a table above all. */
static uint32_t
block_end(const struct doc *d, const struct block *b)
{
	uint32_t at = b->span.from;

	if (b->kind == BLOCK_PARAGRAPH)
		return b->span.to;
	if (b->enumerator != DOC_NONE)
		at = d->enumerators[b->enumerator].e.span.to;
	return behind_left_marks(d, at, b->span.to) + 1;
}

/* Form f may stand at `at`: how far it was read. */
static uint32_t
read_form(struct reference *r, const struct block *b, uint32_t f, uint32_t at)
{
	const struct doc *d = r->c->doc;
	struct form *form = &r->forms[f];
	struct span s = {at, at + (uint32_t)form->before.len};

	if (!str_starts(doc_slice(d, (struct span){at, b->span.to}), form->before))
		return at;
	uint32_t number = read_name(d, form, &s.to, b->span.to);

	if (!number)
		return at;
	if (is_start(d, b, s.from) && !form->headings) {
		form->there |= UINT64_C(1) << (number - 1);
		form->last = s.from >= form->last.from ? s : form->last;
	} else if (b->kind == BLOCK_PARAGRAPH && r->count < POINTERS_MAX &&
		   has_cue(r, s.from, b->span.from)) {
		if (!r->pointers)
			r->pointers =
				arena_alloc_raw(r->c->arena, POINTERS_MAX * sizeof *r->pointers);
		r->pointers[r->count++] = (struct pointer){s, f, number};
	}
	return s.to;
}

static uint8_t
gate_key(const unsigned char *p)
{
	return (uint8_t)(p[1] ^ (unsigned)p[2] << 3);
}

/* And of the first. */
static uint8_t
gate_bit(const unsigned char *p)
{
	return (uint8_t)(1u << (p[0] & 7));
}

static uint8_t
before_key(const unsigned char *end)
{
	return (uint8_t)(end[-2] ^ (unsigned)end[-1] << 3);
}

static bool
is_form_at(const struct reference *r, struct str s)
{
	for (uint32_t f = 0; f < r->form_count; f++)
		if (str_starts(s, r->forms[f].before))
			return true;
	return false;
}

/* Does one of the forms stand at `at`, or behind what Markdown and pictures leave there? */
static inline bool
begins_form(const struct reference *r, uint32_t at, uint32_t to)
{
	const struct doc *d = r->c->doc;
	const unsigned char *p = (const unsigned char *)d->text.at;

	at = is_left_mark((char)p[at]) ? behind_left_marks(d, at, to) : at;
	return to - at >= NUMBERED_HEAD_MIN && r->gate[gate_key(p + at)] & gate_bit(p + at) &&
	       is_form_at(r, doc_slice(d, (struct span){at, to}));
}

/* Does a block begin with one of the forms, or have one behind its enumerator (if those count)? */
static inline bool
block_begins_form(const struct reference *r, const struct block *b, bool enumerators)
{
	const uint32_t to = b->span.to, e = b->enumerator;

	return begins_form(r, b->span.from, to) ||
	       (enumerators && e != DOC_NONE &&
		begins_form(r, r->c->doc->enumerators[e].e.span.to, to));
}

/* Reads the form, from `from` on, whose number may begin behind `end`.  Gives how far it was read;
 * `from` if there is none. */
static uint32_t
read_before(struct reference *r, const struct block *b, uint32_t from, uint32_t end)
{
	const char *text = r->c->doc->text.at;

	while (end > from && text[end - 1] == ' ')
		end--;
	if (end - from < NUMBERED_HEAD_MIN ||
	    !r->before[before_key((const unsigned char *)text + end)])
		return from;
	for (uint32_t f = 0; f < r->form_count; f++) {
		uint32_t len = (uint32_t)r->forms[f].before.len, at = end - len, to = at;

		if (len <= end - from && at < block_end(r->c->doc, b))
			to = read_form(r, b, f, at);
		if (to > at)
			return to;
	}
	return from;
}

static void
read_block(struct reference *r, const struct block *b)
{
	const struct doc *d = r->c->doc;
	const unsigned char *text = (const unsigned char *)d->text.at;
	uint32_t from = b->span.from, first = from + NUMBERED_HEAD_MIN, at;

	/* In a row of a table two spaces end a cell: nothing goes on behind them.  A number begins
	 * with the first of its digits. */
	const unsigned char gap = b->kind == BLOCK_TABLE_ROW ? ' ' : '\0';

	for (struct byte_map_walk w = byte_map_walk(d->map.facts, first, b->span.to);
	     byte_map_step_run(&w, &at);)
		if (!is_letter((char)text[at]) && /* a fact begins there, but no number */
		    (r->before[before_key(text + at)] ||
		     (text[at - 1] == ' ' && text[at - 2] != gap)) &&
		    at > from)
			from = read_before(r, b, from, at);
}

/* Only what names the block itself matters but in a paragraph. */
static inline bool
may_name(const struct reference *r, const struct block *b)
{
	return b->kind != BLOCK_PARAGRAPH && b->kind != BLOCK_CODE &&
	       (r->marked || block_begins_form(r, b, true));
}

static void
report(struct reference *r, const struct pointer *p)
{
	struct check *c = r->c;
	struct span last = r->forms[p->form].last;
	const struct related related = {.span = last,
					.message = c->language == MESSAGE_ZH
							   ? STR("报告中最后一个")
							   : STR("the last one of the report")};
	const struct message_value values[] = {
		{"reference", doc_slice(c->doc, p->span)},
		{"last", doc_slice(c->doc, last)},
		{NULL, {0}},
	};
	struct finding *f = finding_add(c, r->rule, p->span, values, &related, 1);

	finding_operand(c, f, "reference", doc_slice(c->doc, p->span));
}

/* Longer ones come first: 附表3 is no 表3. */
static void
add_form(struct reference *r, struct str form, bool headings)
{
	size_t hash = str_find(form, STR("#")), at = r->form_count++;
	struct str before = str_trim(str_sub(form, 0, hash));

	for (; at && r->forms[at - 1].before.len < before.len; at--)
		r->forms[at] = r->forms[at - 1];
	r->forms[at] = (struct form){
		.before = before, .after = str_sub(form, hash + 1, form.len), .headings = headings};
	r->marked |= is_left_mark(*before.at);
	r->gate[gate_key((const unsigned char *)before.at)] |=
		gate_bit((const unsigned char *)before.at);
	r->before[before_key((const unsigned char *)before.at + before.len)] = 1;
}

/* How the headings 一、 and 第一部分 are numbered, up to the greatest: one that was
 * not read is not taken for missing.  *last: where that one stands. */
static uint32_t
headings_most(const struct doc *d, struct span *last)
{
	uint32_t most = 0;

	for (size_t i = 0; i < d->enumerator_count; i++) {
		const struct doc_enumerator *e = &d->enumerators[i];

		if (!e->opens || e->e.number > LABELS_MAX || e->e.number <= most ||
		    (e->e.style != STYLE_HAN_COMMA && e->e.style != STYLE_PART))
			continue;
		most = e->e.number;
		*last = e->e.span;
	}
	return most;
}

/* Notes what the forms for headings name; gives whether any does. */
static bool
any_headings(struct reference *r)
{
	struct span last = {0, 0};
	uint32_t most = headings_most(r->c->doc, &last);
	bool any = false;

	for (size_t i = 0; most > 1 && i < r->form_count; i++) {
		struct form *f = &r->forms[i];

		if (!f->headings)
			continue;
		f->there = UINT64_MAX >> (LABELS_MAX - most);
		f->last = last;
		any = true;
	}
	return any;
}

/* Do two blocks begin with one of the forms, or have one behind their enumerator (if those
 * count)?  Most reports have none. */
static bool
any_numbered(const struct reference *r, bool enumerators)
{
	const struct doc *d = r->c->doc;
	uint32_t count = 0;

	for (size_t i = 0; i < d->block_count && count < 2; i++)
		count += block_begins_form(r, &d->blocks[i], enumerators);
	return count >= 2;
}

/* Does the text name the headings anywhere?  All of these forms mostly end in one character, which
 * few texts hold: that is looked for first. */
static bool
names_headings(const struct reference *r)
{
	const struct str text = {r->c->doc->text.at, r->c->doc->text.len};
	struct str absent = {0};

	for (size_t i = 0; i < r->form_count; i++) {
		const struct str head = r->forms[i].before;
		const struct str end = str_sub(head, utf8_back(head.at, head.len), head.len);

		if (!r->forms[i].headings || str_eq(end, absent))
			continue;
		if (str_find(text, end) == SIZE_MAX)
			absent = end;
		else if (str_find(text, head) != SIZE_MAX)
			return true;
	}
	return false;
}

static bool
is_missing(const struct reference *r, const struct pointer *p)
{
	return !(r->forms[p->form].there >> (p->number - 1) & 1);
}

static void
reference_run(struct check *c, const struct rule *rule)
{
	struct reference *r = arena_alloc(c->arena, sizeof *r);

	r->c = c;
	r->rule = rule;
	for (size_t i = 0; i < rule->values[KEY_FORMS].count; i++)
		add_form(r, rule->values[KEY_FORMS].strings[i], false);
	for (size_t i = 0; i < rule->values[KEY_HEADINGS].count; i++)
		add_form(r, rule->values[KEY_HEADINGS].strings[i], true);
	/* a form that two blocks do not begin with has nothing to point to */
	const bool headings = any_headings(r);
	if (!any_numbered(r, headings) && !(headings && names_headings(r)))
		return;
	for (size_t i = 0; i < c->doc->prose_count; i++)
		if (c->doc->blocks[c->doc->prose[i]].kind == BLOCK_PARAGRAPH)
			read_block(r, &c->doc->blocks[c->doc->prose[i]]);
	for (size_t i = 0; r->count && i < c->doc->block_count; i++)
		if (may_name(r, &c->doc->blocks[i]))
			read_block(r, &c->doc->blocks[i]);
	for (size_t i = 0; i < r->count; i++)
		if (is_missing(r, &r->pointers[i]))
			r->forms[r->pointers[i].form].missing |= UINT64_C(1)
								 << (r->pointers[i].number - 1);
	for (size_t i = 0; i < r->count; i++) {
		const struct form *f = &r->forms[r->pointers[i].form];
		int there = __builtin_popcountll(f->there);

		/* where many are missing, extraction has lost them */
		if (is_missing(r, &r->pointers[i]) && there >= 2 &&
		    __builtin_popcountll(f->missing) * 2 <= there)
			report(r, &r->pointers[i]);
	}
}

const struct check_kind check_reference = {
	.spec =
		{
			.name = "reference",
			.summary = "references to sections, tables and annexes that are not there",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "reference last",
		},
	.run = reference_run,
};
