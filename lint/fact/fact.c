/*
 * Reads the facts of a document: one walk over the sentences, in which the
 * lexer says what stands where and the skeleton is written.  Names in 《》
 * and short quotations count nothing, however many digits they hold.
 * Yearless dates get the nearest earlier year of their paragraph, else the
 * year of the report.  Time linear in the size: brackets and quotation marks
 * are looked ahead for a bounded way only.
 */
#include "fact.h"

#include <string.h>

#include "../base/byte_map.h"
#include "skeleton.h"

enum {
	QUOTE_CHARACTERS = 12, /* longest quotation that is a name */
	TITLE_BYTES = 600,     /* longest 《》 that is looked for */
	FACT_BYTES = 256       /* of text for a fact, in reports of few */
};

struct reader {
	struct arena *arena;
	const struct lexicon *lexicon;
	const struct doc *doc;
	const char *text;
	struct lex_map map;
	uint32_t upcoming; /* where a fact may begin: none between here and the sentence */
	uint32_t mark;	   /* the next mark to be counted */
	struct skeleton_writer skeleton;
	VEC(struct fact) facts;
	VEC(uint32_t) dates; /* of the facts */
	struct span too_long;
	/* the sentence */
	uint32_t end;
	uint32_t silent;	   /* no facts before this offset */
	uint32_t untitled;	   /* no 》 before this offset */
	uint32_t brackets, quotes; /* open ones */
	bool ascii_quote;
	bool hundreds;	/* a fact ends in hundreds */
	kind_set kinds; /* of its facts */
	/* the paragraph */
	uint32_t block;
	int16_t year;
};

/* ---- marks ---- */

enum mark {
	MARK_NONE,
	MARK_OPEN,
	MARK_CLOSE,
	MARK_QUOTE,
	MARK_UNQUOTE,
	MARK_SINGLE, /* ‘: its ’ is an apostrophe too, so only short ones are known */
	MARK_TITLE,
	MARK_ASCII_QUOTE
};

/* What a character outside ASCII that begins with 0xE2, 0xE3 or 0xEF means. */
static enum mark
wide_mark(const char *text, uint32_t at)
{
	const unsigned char *p = (const unsigned char *)text + at;

	switch ((p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu)) {
	case 0xFF08: /* （ */
	case 0xFF3B: /* ［ */
	case 0x3010: /* 【 */
	case 0x3014: /* 〔 */
		return MARK_OPEN;
	case 0xFF09:
	case 0xFF3D:
	case 0x3011:
	case 0x3015:
		return MARK_CLOSE;
	case 0x201C: /* “ */
	case 0x300C: /* 「 */
	case 0x300E: /* 『 */
		return MARK_QUOTE;
	case 0x201D:
	case 0x300D:
	case 0x300F:
		return MARK_UNQUOTE;
	case 0x2018: /* ‘ */
		return MARK_SINGLE;
	case 0x300A: /* 《 */
		return MARK_TITLE;
	default:
		return MARK_NONE;
	}
}

static inline enum mark
mark_at(const char *text, uint32_t at)
{
	switch ((unsigned char)text[at]) {
	case '(':
	case '[':
		return MARK_OPEN;
	case ')':
	case ']':
		return MARK_CLOSE;
	case '"':
		return MARK_ASCII_QUOTE;
	case 0xE2:
	case 0xE3:
	case 0xEF:
		return wide_mark(text, at);
	default:
		return MARK_NONE;
	}
}

static bool
is_one_of(const char *at, uint32_t left, const char *const *marks)
{
	for (; *marks; marks++) {
		if (**marks != *at)
			continue;
		size_t len = strlen(*marks);
		if (len <= left && !memcmp(at, *marks, len))
			return true;
	}
	return false;
}

/* The end of a quotation that opens before `at` and is short and no sentence; else 0. */
static uint32_t
short_quote_end(const struct reader *r, uint32_t at, bool ascii)
{
	static const char *const wide[] = {"”", "’", "」", "』", NULL};
	static const char *const plain[] = {"\"", NULL};
	static const char *const stops[] = {"。", "！", "？", "；", "“", "《", "\n", NULL};
	size_t next = at;

	for (int i = 0; i <= QUOTE_CHARACTERS && next < r->end; i++) {
		uint32_t here = (uint32_t)next;
		if (is_han_lead(r->text[here])) { /* Han */
			next += 3;
			continue;
		}
		if (is_one_of(r->text + here, r->end - here, ascii ? plain : wide))
			return here + (ascii ? 1 : 3);
		if (is_one_of(r->text + here, r->end - here, stops))
			return 0;
		utf8_next(r->text, &next);
	}
	return 0;
}

/* The end of the title that opens at `at`; else 0.  Remembers how far there is
 * no 》, so that many 《 in a row do not look at the same text again. */
static uint32_t
title_end(struct reader *r, uint32_t at)
{
	uint32_t limit = r->end - at > TITLE_BYTES ? at + TITLE_BYTES : r->end;
	uint32_t i = r->untitled > at ? r->untitled : at;

	for (; i + 3 <= limit; i++)
		if ((unsigned char)r->text[i] == 0xE3 && !memcmp(r->text + i, "》", 3))
			return i + 3;
	r->untitled = i;
	return 0;
}

static void
silence(struct reader *r, uint32_t until)
{
	if (until > r->silent)
		r->silent = until;
}

static void
quote(struct reader *r, uint32_t after, bool ascii)
{
	uint32_t until = short_quote_end(r, after, ascii);

	/* The closing mark of a short one is inside the silent stretch, but seen all the same. */
	silence(r, until);
	if (ascii)
		r->ascii_quote = true;
	else
		r->quotes++;
}

/* Keeps count of brackets and quotation marks; what begins at `at` may be one. */
static void
pass_mark(struct reader *r, uint32_t at)
{
	switch (mark_at(r->text, at)) {
	case MARK_NONE:
		break;
	case MARK_OPEN:
		r->brackets++;
		break;
	case MARK_CLOSE:
		r->brackets -= r->brackets > 0;
		break;
	case MARK_QUOTE:
		quote(r, at + 3, false);
		break;
	case MARK_UNQUOTE:
		r->quotes -= r->quotes > 0;
		break;
	case MARK_SINGLE:
		silence(r, short_quote_end(r, at + 3, false));
		break;
	case MARK_TITLE:
		if (at >= r->silent)
			silence(r, title_end(r, at));
		break;
	case MARK_ASCII_QUOTE:
		if (r->ascii_quote)
			r->ascii_quote = false;
		else
			quote(r, at + 1, true);
		break;
	}
}

/* The marks before `at` are not counted.  The map of doc.text has all of them, and others that are
 * none here. */
static inline void
skip_marks(struct reader *r, uint32_t at)
{
	if (r->mark < at)
		r->mark = byte_map_next(r->map.marks, at, (uint32_t)r->doc->text.len);
}

/* Counts those before `to`; few places have any. */
static inline void
pass_marks(struct reader *r, uint32_t to)
{
	while (r->mark < to) {
		pass_mark(r, r->mark);
		skip_marks(r, r->mark + 1);
	}
}

/* ---- years ---- */

static bool
wants_year(const struct calendar_date *d)
{
	return d->year == 0 && (d->month || d->precision == PRECISION_QUARTER);
}

/* Is `b` earlier in the year than `a`? */
static bool
wraps(const struct calendar_date *a, const struct calendar_date *b)
{
	if (a->month != b->month)
		return b->month < a->month;
	return a->day && b->day && b->day < a->day;
}

/* Does the range write its year twice?  The lexer gives the end the year of the start. */
static bool
writes_both_years(const struct reader *r, const struct lexeme *l)
{
	char year[8];
	struct str text = {r->text + l->span.from, (size_t)(l->span.to - l->span.from)};
	int len = snprintf(year, sizeof year, "%d", l->from.year);
	size_t at = str_find(text, (struct str){year, (size_t)len});

	if (at == SIZE_MAX)
		return false;
	text = str_sub(text, at + (size_t)len, text.len);
	return str_find(text, (struct str){year, (size_t)len}) != SIZE_MAX;
}

/* 2020年9月至3月 goes on to the next year; 5月3日至8日 stays in its month.
 * True: a year was filled in. */
static bool
fill_range(const struct reader *r, struct lexeme *l)
{
	if (!l->to.month && l->to.day)
		l->to.month = l->from.month;
	bool crosses = l->from.month != l->to.month && wraps(&l->from, &l->to);
	if (wants_year(&l->to) && l->from.year)
		l->to.year = (int16_t)(l->from.year + crosses);
	else if (wants_year(&l->from) && l->to.year)
		l->from.year = (int16_t)(l->to.year - crosses);
	else if (crosses && l->from.year && l->from.year == l->to.year && !writes_both_years(r, l))
		l->to.year++;
	else
		return false;
	return true;
}

static void
fill_years(struct reader *r, struct fact *x)
{
	struct lexeme *l = &x->lex;
	int16_t written = l->is_date_range && l->to.year ? l->to.year : l->from.year;
	bool filled = l->is_date_range && fill_range(r, l);

	if (wants_year(&l->from)) {
		l->from.year = r->year ? r->year : r->doc->period_from.year;
		filled = l->from.year != 0;
		if (l->is_date_range)
			fill_range(r, l);
	}
	if (!l->is_date_range)
		l->to = l->from;
	x->year_inferred = filled;
	if (written)
		r->year = written;
}

/* ---- facts ---- */

static void
note_too_long(struct reader *r, const struct lexeme *l)
{
	size_t digits = 0;

	if (r->too_long.to || l->span.to - l->span.from <= DECIMAL_DIGITS)
		return;
	for (uint32_t i = l->span.from; i < l->span.to; i++) {
		char c = r->text[i];
		if (is_digit(c))
			digits++;
		else if (c != '.' && c != ',')
			return;
	}
	if (digits > DECIMAL_DIGITS)
		r->too_long = l->span;
}

/* Where the next fact is read to: its lexeme is written at once, it is added later or not at all. */
static struct fact *
next_fact(struct reader *r)
{
	if (r->facts.len == r->facts.cap)
		r->facts.at = vec_grow(r->arena, r->facts.at, r->facts.len, &r->facts.cap,
				       sizeof *r->facts.at);
	return &r->facts.at[r->facts.len];
}

static void
add_fact(struct reader *r, uint32_t sentence, struct fact *x)
{
	r->facts.len++;
	r->kinds |= KIND_BIT(x->lex.kind);
	x->sentence = sentence;
	x->bracketed = r->brackets > 0;
	x->quoted = r->quotes > 0 || r->ascii_quote;
	x->year_inferred = false;
	x->skeleton = skeleton_fact(&r->skeleton, x->lex.span, x->lex.kind);
	if (x->lex.kind == KIND_DATE) {
		*VEC_PUSH(r->arena, &r->dates) = (uint32_t)r->facts.len - 1;
		fill_years(r, x);
	}
}

static void
pass_text(struct reader *r, uint32_t from, uint32_t to)
{
	skeleton_text(&r->skeleton, (struct span){from, to});
}

/* A lexeme that is to count must lie ahead, inside the sentence. */
static bool
lexeme_fits(const struct reader *r, const struct lexeme *l, uint32_t at)
{
	return l->span.from >= at && l->span.to > l->span.from && l->span.to <= r->end;
}

/* 2,400: counted to the hundred, as far as the figure itself tells. */
static bool
ends_in_hundreds(const struct lexeme *l)
{
	return l->value.exponent == 2 && l->rounded && l->kind != KIND_AMOUNT && !l->decimals &&
	       !l->scale;
}

/* A count of four digits or more that was not rounded. */
static bool
is_counted(const struct lexeme *l)
{
	return KIND_BIT(l->kind) & (KIND_BIT(KIND_COUNT) | KIND_BIT(KIND_BARE)) && !l->rounded &&
	       !l->qualifier && !l->value.exponent && l->value.mantissa > 1000 &&
	       l->value.mantissa % 10;
}

/* 2,400 of 2,437: beside a count to the unit the hundreds are one, too. */
static void
settle_hundreds(struct reader *r, size_t from)
{
	bool counted = false;

	for (size_t i = from; i < r->facts.len && !counted; i++)
		counted = is_counted(&r->facts.at[i].lex);
	for (size_t i = from; i < r->facts.len && counted; i++)
		if (ends_in_hundreds(&r->facts.at[i].lex))
			r->facts.at[i].lex.rounded = false;
}

/* Where a fact may begin at or after `at`.  Asked up to the end of the text, as most
 * sentences have none. */
static uint32_t
next_place(struct reader *r, uint32_t at)
{
	if (r->upcoming < at)
		r->upcoming = lex_next_of(r->lexicon, &r->map, r->text, at, r->doc->text.len);
	return r->upcoming;
}

/* Reads what may begin at `at`; *written: behind the last fact.  Returns where to go on. */
static uint32_t
read_place(struct reader *r, uint32_t sentence, uint32_t at, uint32_t *written)
{
	struct fact *x = next_fact(r);
	const struct lexeme *l = &x->lex;
	uint32_t next, start = r->doc->sentences[sentence].span.from;

	pass_marks(r, at);
	if (at < r->silent)
		return r->silent;
	bool found = lex_fact(r->lexicon, r->text, start, at, r->end, &x->lex, &next);
	if (found && l->kind == KIND_NAME) {
		note_too_long(r, l);
	} else if (found && l->kind != KIND_NONE && lexeme_fits(r, l, *written)) {
		pass_text(r, *written, l->span.from);
		pass_marks(r, l->span.from);
		add_fact(r, sentence, x);
		r->hundreds |= ends_in_hundreds(l);
		*written = l->span.to;
		skip_marks(r, l->span.to);
	}
	at = next > at ? next : at + 1;
	return at < *written ? *written : at;
}

/* A sentence in which a fact may begin. */
static void
read_sentence(struct reader *r, uint32_t sentence, struct span s)
{
	size_t first = r->facts.len;
	uint32_t written = s.from, at = s.from;

	skeleton_sentence(&r->skeleton);
	r->end = s.to;
	r->silent = r->untitled = s.from;
	skip_marks(r, s.from);
	r->brackets = r->quotes = 0;
	r->ascii_quote = r->hundreds = false;
	r->kinds = 0;
	while ((at = next_place(r, at)) < s.to)
		at = read_place(r, sentence, at, &written);
	if (r->hundreds)
		settle_hundreds(r, first);
	pass_text(r, written, s.to);
	skeleton_end(&r->skeleton);
}

void
facts_read(struct arena *a, const struct lexicon *lx, const struct doc *d, struct facts *out)
{
	struct reader r = {.arena = a, .lexicon = lx, .doc = d, .text = d->text.at, .map = d->map};
	struct sentence_facts *sentences =
		arena_alloc_raw(a, d->sentence_count * sizeof *sentences);

	r.facts.cap = d->text.len / FACT_BYTES + 1;
	r.facts.at = arena_alloc_raw(a, r.facts.cap * sizeof *r.facts.at);
	r.upcoming = lex_next_of(lx, &r.map, r.text, 0, d->text.len);
	skeleton_begin(&r.skeleton, a, (struct str){d->text.at, d->text.len}, &r.map,
		       d->sentence_count);
	r.block = DOC_NONE;
	for (size_t i = 0; i < d->sentence_count; i++) {
		struct sentence_facts *s = &sentences[i];
		if (d->sentences[i].block != r.block) {
			r.block = d->sentences[i].block;
			r.year = 0;
		}
		const struct span span = d->sentences[i].span;
		s->from = s->to = (uint32_t)r.facts.len;
		s->skeleton.from = (uint32_t)r.skeleton.out.len;
		s->kinds = 0;
		if (next_place(&r, span.from) >= span.to) {
			skeleton_plain(&r.skeleton, span);
		} else {
			read_sentence(&r, (uint32_t)i, span);
			s->to = (uint32_t)r.facts.len;
			s->kinds = r.kinds;
		}
		s->skeleton.to = (uint32_t)r.skeleton.out.len;
	}
	uint32_t skeleton_len = (uint32_t)r.skeleton.out.len;
	skeleton_pad(&r.skeleton);
	*out = (struct facts){
		.doc = d,
		.lexicon = lx,
		.at = r.facts.at,
		.count = r.facts.len,
		.dates = r.dates.at,
		.date_count = r.dates.len,
		.pages = skeleton_pages(a, r.facts.at, r.facts.len, skeleton_len),
		.skeleton = r.skeleton.out.at,
		.skeleton_len = skeleton_len,
		.runs = r.skeleton.runs.at,
		.run_count = r.skeleton.runs.len,
		.sentences = sentences,
		.too_long = r.too_long,
		.label_drop = lexicon_words(lx, STR("label-drop")),
		.label_cut = lexicon_words(lx, STR("label-cut")),
		.label_keep = lexicon_words(lx, STR("label-keep")),
		.labels = arena_array(a, r.facts.len, sizeof(struct label)),
		.arena = a,
	};
}

struct interval
fact_interval(const struct fact *x)
{
	return lexeme_interval(&x->lex);
}

struct str
fact_text(const struct facts *f, const struct fact *x)
{
	return doc_slice(f->doc, x->lex.span);
}

struct str
fact_unit_text(const struct facts *f, const struct fact *x)
{
	struct span s = {x->lex.number.to, x->lex.span.to};

	if (x == f->behind.fact)
		s = f->behind.unit;
	return s.from < s.to ? doc_slice(f->doc, s) : (struct str){0};
}
