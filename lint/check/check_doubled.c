/*
 * The kind "doubled": what stands twice in a row: a word, a punctuation mark,
 * a character on both sides of a page break, the X of a template.  Chinese
 * repeats lawfully (verb and noun begin alike, 一步一步), so a doubled word is
 * only more than a note when the report has the same words elsewhere without
 * the doubling.  Linear; a bounded number of candidates is looked up in the text.
 */
#include "../base/wide.h"
#include "char.h"
#include "punctuation.h"

#include <string.h>

enum key { KEY_SCRIPT, KEY_ALLOW, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_SCRIPT] = {"script", KEY_STRING, true,
			"words in Han or Latin letters, characters at a page break, "
			"punctuation marks, or the fillers XX of a template",
			"han|latin|break|marks|filler"},
	[KEY_ALLOW] = {"allow", KEY_WORDS, false,
		       "words that may stand twice, or names that hold such", NULL},
};

enum {
	WORD_MIN = 2, /* characters of a Han word */
	WORD_MAX = 6,
	EVIDENCE = 2,	  /* characters on either side that must agree elsewhere */
	LOOKUPS_MAX = 16, /* searches of the whole text, a report */
};

struct doubled {
	struct check *c;
	const struct rule *rule;
	const struct word_list *allow;
	uint32_t lookups;
	const struct punctuation *places;
	size_t next, next_x; /* of them (place_next) */
};

static const char *
text_of(const struct doubled *d)
{
	return d->c->doc->text.at;
}

/* Is one of the allowed words here: starting at most its own length before `at`? */
static bool
is_allowed(const struct doubled *d, struct span s, const struct block *b)
{
	uint32_t from = s.from > b->span.from + 12 ? s.from - 12 : b->span.from;
	uint32_t to = b->span.to - s.to > 12 ? s.to + 12 : b->span.to;
	struct str around = doc_slice(d->c->doc, (struct span){from, to});

	if (!d->allow)
		return false;
	for (size_t i = 0; i < d->allow->count; i++) {
		size_t at = str_find(around, d->allow->words[i]);

		if (at != SIZE_MAX && from + at < s.to &&
		    from + at + d->allow->words[i].len > s.from)
			return true;
	}
	return false;
}

static bool
stands_elsewhere(struct doubled *d, struct str needle)
{
	const struct text *t = &d->c->doc->text;

	if (d->lookups++ >= LOOKUPS_MAX || !needle.len)
		return false;
	return str_find((struct str){t->at, t->len}, needle) != SIZE_MAX;
}

static struct finding *
report(struct doubled *d, struct span s, struct str word)
{
	const struct message_value values[] = {{"word", word}, {NULL, {0}}};
	struct finding *f = finding_add(d->c, d->rule, s, values, NULL, 0);

	finding_operand(d->c, f, "word", word);
	return f;
}

/* ---- Han -------------------------------------------------------------------- */

/* The text around the doubling without its second half, two characters more
 * on either side; empty when there are none. */
static struct str
mended(struct doubled *d, const struct block *b, struct span s, uint32_t half)
{
	uint32_t left = s.from, right = s.to, n;

	for (n = 0; n < EVIDENCE && char_is_han(char_before(text_of(d), left, b->span.from)); n++)
		left = char_back(text_of(d), left, b->span.from);
	if (n < EVIDENCE)
		return (struct str){0};
	for (n = 0; n < EVIDENCE && char_is_han(char_at(text_of(d), right, b->span.to)); n++)
		char_next(text_of(d), &right);
	if (n < EVIDENCE)
		return (struct str){0};
	struct buf out = {.arena = d->c->arena};

	buf_add(&out, doc_slice(d->c->doc, (struct span){left, half}));
	buf_add(&out, doc_slice(d->c->doc, (struct span){s.to, right}));
	return buf_str(&out);
}

static void
han_found(struct doubled *d, const struct block *b, struct span s, uint32_t half)
{
	static const uint32_t one = 0x4E00; /* 一步一步, 一校一策 */
	uint32_t at = s.from;
	struct str word = doc_slice(d->c->doc, (struct span){s.from, half});

	while (at < half)
		if (char_next(text_of(d), &at) == one)
			return;
	if (is_allowed(d, s, b))
		return;
	struct finding *f = report(d, s, word);

	if (!stands_elsewhere(d, mended(d, b, s, half)))
		f->level = f->level > LEVEL_NOTE ? LEVEL_NOTE : f->level;
	else
		propose_text(d->c, f, (struct span){half, s.to}, STR(""), false);
}

/* Where every character stood last, by its last two bytes; places count
 * characters, and more than the longest word where something else stands. */
struct last_seen {
	uint32_t place[1024];
	uint32_t now;
	uint32_t back; /* how far back the character before stood last */
	uint32_t run;  /* characters in a row that stood as far back */
};

static void
seen_clear(struct last_seen *seen)
{
	seen->now += WORD_MAX + 1;
	seen->back = UINT32_MAX;
	seen->run = 0;
}

/* The run of characters up to `at` that all stood `back` characters before:
 * AA when it is as long as that.  In a longer one the last doubling counts:
 * 政务服务服务事项 is 服务 twice, not 务服. */
static void
run_ends(struct doubled *d, const struct last_seen *seen, const struct block *b, uint32_t at)
{
	uint32_t width = 3 * seen->back;

	if (seen->back < WORD_MIN || seen->back > WORD_MAX || seen->run < seen->back)
		return;
	const char *s = text_of(d) + at - 2 * width;

	if (memcmp(s, s + width, width) == 0)
		han_found(d, b, (struct span){at - 2 * width, at}, at - width);
}

/* Looks for AA with A of two to six common Han characters, at one look-up each. */
static void
han_scan(struct doubled *d, struct last_seen *seen, const struct block *b)
{
	const unsigned char *s = (const unsigned char *)text_of(d);

	seen_clear(seen);
	for (uint32_t at = b->span.from; at < b->span.to;) {
		if (!is_han_lead((char)s[at])) {
			run_ends(d, seen, b, at);
			seen_clear(seen);
			at += char_len(s[at]);
			continue;
		}
		uint32_t *place = &seen->place[(s[at + 1] << 5 ^ s[at + 2] ^ s[at] << 2) & 1023];
		uint32_t back = seen->now - *place;

		*place = seen->now++;
		if (back == seen->back) {
			seen->run++;
		} else {
			if (seen->run >= seen->back)
				run_ends(d, seen, b, at);
			seen->back = back;
			seen->run = 1;
		}
		at += 3;
	}
	run_ends(d, seen, b, b->span.to);
}

/* ---- Latin ------------------------------------------------------------------- */

/* Does a word go on beyond its letters: re-do, it's, x2, a.b? */
static bool
goes_on(const char *s, uint32_t at, uint32_t end)
{
	if (at >= end)
		return false;
	return strchr("-'0123456789_@/", s[at]) || (unsigned char)s[at] >= 0x80 ||
	       (s[at] == '.' && at + 1 < end && s[at + 1] != ' ');
}

/* Headings of columns that run on as text: "Old rate rate per box per box". */
static bool
phrase_doubled(const char *s, uint32_t from, uint32_t end)
{
	enum { PHRASE_LEAST = 5, PHRASE_MOST = 24 };

	for (uint32_t n = PHRASE_LEAST; n <= PHRASE_MOST && n <= (end - from) / 2; n++)
		if (s[from] == ' ' && s[from + n] == ' ' && memcmp(s + from, s + from + n, n) == 0)
			return true;
	return false;
}

/* Takes the second word out: with the blank before it, or, where a line ends between the two, with
 * the one behind it. */
static void
propose_single(struct doubled *d, struct finding *f, uint32_t blank, struct span word)
{
	const struct doc *doc = d->c->doc;
	const struct str source = doc->source->utf8;
	struct ospan o = text_origin(&doc->text, (struct span){blank, word.from});
	struct span first = {blank - (word.to - word.from), blank};

	if (str_find(str_sub(source, o.from, o.to), STR("\n")) == SIZE_MAX) {
		propose_text(d->c, f, (struct span){blank, word.to}, STR(""), false);
		return;
	}
	uint32_t behind = text_origin(&doc->text, word).to;
	if (behind < source.len && source.at[behind] == ' ')
		propose_text(d->c, f, (struct span){word.from, word.to + 1}, STR(""),
			     str_eq(doc_slice(doc, first), doc_slice(doc, word)));
}

/* Where the letters end that stand from `at` on, before `end`. */
static uint32_t
letters_end(const struct doc *d, uint32_t at, uint32_t end)
{
	uint32_t run = LANES;

	for (; run == LANES && d->text.len - at >= LANES && at < end; at += run)
		run = lanes_leading(lane_bits(lanes_letters(lanes_at(d->text.at + at))));
	while (run == LANES && at < end && is_letter(d->text.at[at]))
		at++;
	return at < end ? at : end;
}

/* The word in front of the blank at `blank` stands behind it again. */
static void
look_blank(struct doubled *d, const struct block *b, uint32_t blank)
{
	const char *s = text_of(d);
	uint32_t from = blank + 1;

	while (from < b->span.to && s[from] == ' ')
		from++;
	if (from >= b->span.to || s[from] < 'a')
		return;
	uint32_t to = letters_end(d->c->doc, from, b->span.to);
	uint32_t len = to - from, first = blank - len;

	if (len < 2 || blank - b->span.from < len || (s[first] | 0x20) != s[from] ||
	    memcmp(s + first + 1, s + from + 1, len - 1) != 0)
		return;
	if (goes_on(s, to, b->span.to) ||
	    (first > b->span.from &&
	     (is_letter(s[first - 1]) || strchr("-'0123456789_@/.", s[first - 1]))))
		return;
	struct span both = {first, to};

	if (!is_allowed(d, both, b) && !phrase_doubled(s, to, b->span.to))
		propose_single(d, report(d, both, doc_slice(d->c->doc, (struct span){from, to})),
			       blank, (struct span){from, to});
}

static void
latin_scan(struct doubled *d, const struct block *b)
{
	for (uint32_t at; place_next(&d->places->blanks, &d->next, b->span, &at);)
		if (at > b->span.from && text_of(d)[at] == ' ')
			look_blank(d, b, at);
}

/* ---- marks and fillers --------------------------------------------------------- */

/* ， 。 、 ； ： by their bytes; 0 for anything else. */
static uint32_t
full_mark(const unsigned char *p)
{
	uint32_t c = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

	return c == 0xEFBC8C || c == 0xE38082 || c == 0xE38081 || c == 0xEFBC9B || c == 0xEFBC9A
		       ? c
		       : 0;
}

/* The marks from `at` on, if they are two and the first has none before it: 。。。 stands for
 * an ellipsis. */
static void
mark_look(struct doubled *d, const struct block *b, uint32_t at)
{
	const unsigned char *s = (const unsigned char *)text_of(d);
	struct span m = {at, at};

	if (at >= b->span.from + 3 && full_mark(s + at - 3))
		return;
	while (m.to + 3 <= b->span.to && full_mark(s + m.to))
		m.to += 3;
	if (m.to - m.from != 6 || is_allowed(d, m, b))
		return;
	struct finding *f = report(d, m, doc_slice(d->c->doc, m));
	if (full_mark(s + m.from) == full_mark(s + m.from + 3))
		propose_text(d->c, f, (struct span){m.from + 3, m.to}, STR(""), false);
}

/* Looks where two marks stand side by side. */
static void
mark_scan(struct doubled *d, const struct block *b)
{
	const unsigned char *s = (const unsigned char *)text_of(d);

	for (uint32_t at; place_next(&d->places->doubled, &d->next, b->span, &at);)
		if (full_mark(s + at))
			mark_look(d, b, at);
}

/* A run of one character, `width` bytes wide, that begins at `at`; gives where it ends.  It counts
 * when it stands two times or more. */
static uint32_t
filler_look(struct doubled *d, const struct block *b, uint32_t at, uint32_t width)
{
	const char *s = text_of(d);
	struct span f = {at, at};

	if (width == 2 && (b->span.to - at < 2 || s[at + 1] != '\x97'))
		return at + 1; /* no × */
	while (f.to + width <= b->span.to && memcmp(s + f.to, s + at, width) == 0)
		f.to += width;
	/* a long run shows how a number is built: X妆XXXXXXXX */
	if (f.to - f.from < 2 * width || f.to - f.from > 4 * width)
		return f.to;
	uint32_t before = char_before(s, f.from, b->span.from);
	uint32_t after = char_at(s, f.to, b->span.to);
	bool other = char_is_latin(before) || char_is_latin(after) || char_is_digit(before);

	if (!other && (char_is_han(before) || char_is_han(after)) && !is_allowed(d, f, b))
		report(d, f, doc_slice(d->c->doc, f));
	return f.to;
}

/* XX and ×× beside Han stand for what should have been filled in. */
static void
filler_scan(struct doubled *d, const struct block *b)
{
	uint32_t at, done = b->span.from;

	while (place_next(&d->places->xs, &d->next_x, b->span, &at))
		if (at > done)
			done = filler_look(d, b, at - 1, 1);
	done = b->span.from;
	while (place_next(&d->places->crosses, &d->next, b->span, &at))
		if (at >= done)
			done = filler_look(d, b, at, 2);
}

/* ---- a character on both sides of a page break ------------------------------- */

/* 发展|展现 is no doubling: 发展 stands elsewhere in the report.  The words
 * that end at `end` with the character from `from` on must stand here only. */
static bool
ends_a_word(struct doubled *d, uint32_t from, uint32_t end, uint32_t floor)
{
	const struct doc *doc = d->c->doc;
	struct str all = {doc->text.at, doc->text.len};

	if (!char_is_han(char_before(text_of(d), from, floor)))
		return false;
	uint32_t start = char_back(text_of(d), from, floor);
	struct str pair = doc_slice(doc, (struct span){start, end});

	if (d->lookups++ >= LOOKUPS_MAX)
		return true;
	return str_find(all, pair) != start ||
	       str_find(str_sub(all, end, all.len), pair) != SIZE_MAX;
}

static void
break_look(struct doubled *d, const struct soft_break *br)
{
	const struct doc *doc = d->c->doc;
	const char *s = text_of(d);
	uint32_t block = doc_block_at(doc, br->at);

	if (block == DOC_NONE || doc->blocks[block].kind != BLOCK_PARAGRAPH)
		return;
	struct span in = doc->blocks[block].span;
	uint32_t left = br->at;

	while (left > in.from && s[left - 1] == ' ')
		left--;
	if (left <= in.from || br->at >= in.to)
		return;
	uint32_t before = char_back(s, left, in.from), c = char_at(s, before, left);
	uint32_t after = br->at;

	if (!char_is_han(c) || char_next(s, &after) != c || !char_is_han(char_at(s, after, in.to)))
		return;
	struct span both = {before, after};

	if (ends_a_word(d, before, left, in.from) || is_allowed(d, both, &doc->blocks[block]))
		return;
	struct finding *f = report(d, both, doc_slice(doc, (struct span){before, left}));
	propose_text(d->c, f, (struct span){br->at, after}, STR(""), br->page);
}

static void
break_scan(struct doubled *d)
{
	const struct doc *doc = d->c->doc;

	for (size_t i = 0; i < doc->break_count; i++)
		if (doc->breaks[i].page)
			break_look(d, &doc->breaks[i]);
}

/* Up to where in a stretch so many bytes of the text can be read at once. */
static uint32_t
last_read(const struct doc *d, struct span in, uint32_t bytes)
{
	if (d->text.len - in.from < bytes)
		return in.from;
	return d->text.len - in.to < bytes ? d->text.len - bytes + 1 : in.to;
}

/* Is there an AA with A of `width` bytes around `at`? */
static bool
repeats_at(const char *s, struct span in, uint32_t at, uint32_t width)
{
	uint32_t from = at, to = at;

	while (from > in.from && at - from < width && s[from - 1] == s[from - 1 + width])
		from--;
	while (to + width < in.to && to - from < width && s[to] == s[to + width])
		to++;
	return to - from >= width;
}

static inline quad_lanes
same_quads(const char *p, const char *q)
{
	return (quad_lanes)((quad_lanes)lanes_at(p) == (quad_lanes)lanes_at(q));
}

/* A bit where the first of four bytes stands that are equal to those `width` bytes behind;
 * the four lanes begin at p. */
static inline uint32_t
quads_repeated(const char *p, uint32_t width)
{
	return lane_bits((lanes)same_quads(p, p + width)) & 0x1111;
}

/* Is there an AA that covers one of these lanes? */
static bool
repeats_near(const char *s, struct span in, uint32_t at)
{
	for (uint32_t width = 3 * WORD_MIN; width <= 3 * WORD_MAX; width += 3) {
		uint32_t bits = quads_repeated(s + at, width);

		if (width == 3 * WORD_MIN)
			bits |= quads_repeated(s + at + 2, width) << 2;
		for (; bits; bits &= bits - 1)
			if (repeats_at(s, in, at + (uint32_t)__builtin_ctz(bits), width))
				return true;
	}
	return false;
}

typedef uint32_t wide_quads __attribute__((vector_size(WIDE))); /* four bytes a lane */

/* Notes the lanes whose four bytes are equal at p and at q. */
static inline void
note_same(wide_quads *any, const char *p, const char *q)
{
	wide_quads x, y;

	memcpy(&x, p, sizeof x);
	memcpy(&y, q, sizeof y);
	*any |= (wide_quads)(x == y);
}

/* Could a block hold AA with A of two to six Han characters?  Then as many bytes in a row as A
 * has equal those behind them.  Of seven, four begin at a lane however the lanes lie; of the
 * six of two characters, they do at a lane or two bytes behind one. */
WIDE_INLINE bool
may_hold_doubled(const struct doc *doc, struct span in, struct wide_ops ops)
{
	enum { FARTHEST = 3 * WORD_MAX };
	_Static_assert(WORD_MIN == 2 && WORD_MAX == 6, "the distances below are all");

	uint32_t at = in.from, last = last_read(doc, in, WIDE + FARTHEST);

	for (; at < last; at += WIDE) {
		const char *p = doc->text.at + at;
		wide_quads any = {0};

		note_same(&any, p, p + 6);
		note_same(&any, p + 2, p + 8);
		note_same(&any, p, p + 9);
		note_same(&any, p, p + 12);
		note_same(&any, p, p + 15);
		note_same(&any, p, p + 18);
		const wide bytes = (wide)any;
		if (ops.bits(&bytes) && (repeats_near(doc->text.at, in, at) ||
					 repeats_near(doc->text.at, in, at + LANES)))
			return true;
	}
	return at < in.to;
}

WIDE_INLINE void
han_scan_all(struct doubled *d, struct wide_ops ops)
{
	struct last_seen *seen = NULL; /* most reports need none */

	for (size_t i = 0; i < d->c->doc->prose_count; i++) {
		const struct block *b = &d->c->doc->blocks[d->c->doc->prose[i]];
		if (!may_hold_doubled(d->c->doc, b->span, ops))
			continue;
		if (!seen)
			seen = arena_alloc(d->c->arena, sizeof *seen);
		han_scan(d, seen, b);
	}
}

WIDE_AVX2 static void
han_scan_all_avx2(struct doubled *d)
{
	han_scan_all(d, wide_avx2);
}

static void
doubled_run(struct check *c, const struct rule *r)
{
	const struct punctuation *p = punctuation_of(c);
	const struct {
		const char *name;
		size_t places; /* at which it looks; mostly none */
		void (*scan)(struct doubled *d, const struct block *b);
	} scans[] = {{"latin", p->blanks.list.len, latin_scan},
		     {"marks", p->doubled.list.len, mark_scan},
		     {"filler", p->xs.list.len + p->crosses.list.len, filler_scan}};
	struct doubled d = {.c = c, .rule = r, .allow = r->values[KEY_ALLOW].words, .places = p};
	struct str script = r->values[KEY_SCRIPT].string;

	if (str_eq(script, STR("break")))
		break_scan(&d);
	if (str_eq(script, STR("han")) && machine_has_avx2())
		han_scan_all_avx2(&d);
	else if (str_eq(script, STR("han")))
		han_scan_all(&d, wide_plain);
	for (size_t k = 0; k < sizeof scans / sizeof *scans; k++) {
		if (!scans[k].places || !str_eq(script, str_of(scans[k].name)))
			continue;
		for (size_t i = 0; i < c->doc->prose_count; i++)
			scans[k].scan(&d, &c->doc->blocks[c->doc->prose[i]]);
	}
}

const struct check_kind check_doubled = {
	.spec =
		{
			.name = "doubled",
			.summary = "words that stand twice in a row",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "word",
		},
	.run = doubled_run,
};
