/*
 * Folding: what is written in several ways is made one, and every folded byte
 * keeps its place in the source.  One pass; runs of plain bytes are copied
 * whole.  A map that was made with the source tells which bytes may end one (scan.c).
 */
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <uninorm.h>

#include "../base/byte_map.h"
#include "text_internal.h"

/* Marks beyond this begin a cluster of their own. */
enum { CLUSTER_MAX = 128 };

struct folder {
	struct arena *arena;
	const unsigned char *s;
	size_t len;
	char *out;
	size_t out_len;
	VEC(struct run) runs;
	const uint64_t *map;	   /* of the source: what must be looked at */
	size_t line_end, last_gap; /* of the line that was asked about last (moves_cells) */
};

/* Is the character before `at` a Han one, and so no digit and no space? */
static inline bool
is_behind_han(const unsigned char *s, size_t at)
{
	return at >= 3 && is_han_lead((char)s[at - 3]);
}

/* ASCII or full-width digit at `at`; its length in bytes, or 0. */
static size_t
digit_at(const struct folder *f, size_t at)
{
	const unsigned char *s = f->s + at;

	if (at < f->len && is_digit(s[0]))
		return 1;
	if (at + 2 < f->len && s[0] == 0xEF && s[1] == 0xBC && s[2] >= 0x90 && s[2] <= 0x99)
		return 3;
	return 0;
}

/* May a full-width form (EF BC xx) fold here?  Digits and letters do; of the
 * punctuation only what stands beside something like a digit, and before one but %. */
static bool
full_width_folds(const struct folder *f, size_t at)
{
	const unsigned char *s = f->s;
	unsigned low = s[at + 2] - 0x80u;
	unsigned char before = at ? s[at - 1] : 0;

	switch (low) {
	case 0x05:
	case 0x0C:
	case 0x0E:
	case 0x1A: /* the last byte of a digit, ASCII or full-width, or of a space */
		return (low == 0x05 || digit_at(f, at + 3)) && !is_behind_han(s, at) &&
		       (is_digit(before) || (before >= 0x90 && before <= 0x99) || before == ' ' ||
			before == 0x80 || before == 0xA0 || before == 0xAF);
	case 0x0D:
		return digit_at(f, at + 3) > 0;
	default:
		return (low >= 0x10 && low <= 0x19) || (low >= 0x21 && low <= 0x3A);
	}
}

/* Must the character at `at` be looked at?  Decides for the common punctuation
 * by its bytes, so that this does not stop the copying of plain runs. */
static bool
needs_look(const struct folder *f, size_t at)
{
	const unsigned char *const s = f->s + at; /* CR may be the last byte */

	switch (s[0]) {
	case '*': /* the map takes them for marks, see scan.c */
	case '+':
	case '<':
		return false;
	case ',':
	case ':':
	case ';':
		return is_han_lead((char)s[1]);
	case 0xC2:
		return s[1] == 0x85 || s[1] == 0xA0 || s[1] == 0xAD;
	case 0xE2: /* spaces, zero-width, marks, singletons, the minus sign */
		if (s[1] == 0x80)
			return s[2] <= 0x8F || s[2] >= 0xA8;
		if (s[1] == 0x88)
			return s[2] == 0x92;
		return s[1] == 0x81 || s[1] == 0x83 || s[1] == 0x84 || s[1] == 0x8C;
	case 0xE3: /* U+3000, tone marks, voicing marks */
		if (s[1] == 0x80)
			return s[2] == 0x80 || s[2] >= 0xAA;
		return s[1] == 0x82 && (s[2] == 0x99 || s[2] == 0x9A);
	case 0xEF: /* private use, full-width forms, selectors, U+FEFF */
		if (s[1] == 0xBC)
			return full_width_folds(f, at);
		if (s[1] == 0xBD)
			return s[2] <= 0x9A;
		return s[1] <= 0xA3 || s[1] == 0xAC || s[1] == 0xB8 || s[1] == 0xBB;
	default:
		return true;
	}
}

static size_t
char_len(unsigned char lead)
{
	return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* The first character at or after `at` that needs a look, or len. */
static size_t
plain_end(const struct folder *f, size_t at)
{
	size_t word = at / BYTE_MAP_WORD, last = f->len / BYTE_MAP_WORD;
	uint64_t bits = f->map[word] & ~UINT64_C(0) << at % BYTE_MAP_WORD;

	for (;; bits = f->map[++word]) {
		for (; bits; bits &= bits - 1) {
			size_t p = word * BYTE_MAP_WORD + (size_t)__builtin_ctzll(bits);
			p -= (f->s[p] & 0xC0) == 0x80;
			if (needs_look(f, p))
				return p;
		}
		if (word == last)
			return f->len;
	}
}

static void
run_start(struct folder *f, size_t source, size_t unit)
{
	if (f->runs.len && !unit) {
		const struct run *last = &f->runs.at[f->runs.len - 1];
		if (!last->unit && last->source + (f->out_len - last->text) == source)
			return;
	}
	*VEC_PUSH(f->arena, &f->runs) = (struct run){
		.text = (uint32_t)f->out_len,
		.source = (uint32_t)source,
		.unit = (uint32_t)unit,
	};
}

static void
copy_plain(struct folder *f, size_t from, size_t to)
{
	if (from == to)
		return;
	run_start(f, from, 0);
	memcpy(f->out + f->out_len, f->s + from, to - from);
	f->out_len += to - from;
}

/* Writes `len` bytes for the `unit` source bytes at `source`. */
static void
replace(struct folder *f, size_t source, size_t unit, const char *bytes, size_t len)
{
	run_start(f, source, unit);
	memcpy(f->out + f->out_len, bytes, len);
	f->out_len += len;
}

/* Digits right before the end of what is written, at most 4 counted. */
static size_t
digits_behind(const struct folder *f)
{
	size_t n = 0;

	while (n < 4 && n < f->out_len && is_digit(f->out[f->out_len - 1 - n]))
		n++;
	return n;
}

/* A full-width comma at `at` (3 bytes) as a separator of thousands. */
static bool
separates_thousands(const struct folder *f, size_t at)
{
	size_t before = digits_behind(f), digits = 0, next = at + 3, n;

	while (digits < 4 && (n = digit_at(f, next)) != 0) {
		next += n;
		digits++;
	}
	return before >= 1 && before <= 3 && digits == 3;
}

/* The ASCII form of U+FF00 + low, or 0 to leave it. */
static char
fold_full_width(const struct folder *f, size_t at, unsigned low)
{
	bool after = digits_behind(f) > 0, before = digit_at(f, at + 3) > 0;

	if ((low >= 0x10 && low <= 0x19) || (low >= 0x21 && low <= 0x3A) ||
	    (low >= 0x41 && low <= 0x5A))
		return (char)(low + 0x20);
	switch (low) {
	case 0x05: /* percent sign */
		return f->out_len && (after || f->out[f->out_len - 1] == ' ') ? '%' : 0;
	case 0x0C: /* comma */
		return separates_thousands(f, at) ? ',' : 0;
	case 0x0D: /* hyphen-minus */
		return before ? '-' : 0;
	case 0x0E: /* full stop */
		return after && before ? '.' : 0;
	case 0x1A: /* colon */
		return after && before ? ':' : 0;
	default:
		return 0;
	}
}

static bool
is_space_cp(uint32_t cp)
{
	return cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F ||
	       cp == 0x205F || cp == 0x3000;
}

static bool
is_dropped(uint32_t cp)
{
	return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
	       (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || (cp >= 0xFE00 && cp <= 0xFE0F) ||
	       cp == 0x180E || (cp >= 0xE0000 && cp <= 0xE0FFF);
}

static bool
is_private(uint32_t cp)
{
	return (cp >= 0xE000 && cp <= 0xF8FF) || cp >= 0xF0000;
}

/* Does cp join the character before it: a mark, or a jamo that is no initial? */
static bool
is_joining(uint32_t cp)
{
	if (cp < 0x300)
		return false;
	return (cp >= 0x1160 && cp <= 0x11FF) || uc_combining_class((ucs4_t)cp) != 0 ||
	       uc_is_general_category_withtable((ucs4_t)cp, UC_CATEGORY_MASK_M);
}

/* Has NFC another character for cp?  Compatibility ideographs stay: they are
 * other characters to a reader, and names are written with them. */
static bool
has_other_form(uint32_t cp)
{
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];

	if ((cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x2F800 && cp <= 0x2FA1F))
		return false;
	return uc_canonical_decomposition((ucs4_t)cp, parts) >= 0;
}

/* Writes the NFC of source [from, to), whose first `written` bytes stand at
 * the end of the output already. */
static void
normalize(struct folder *f, size_t from, size_t to, size_t written)
{
	size_t len = 0;
	uint8_t *nfc = u8_normalize(UNINORM_NFC, f->s + from, to - from, NULL, &len);
	bool same = nfc && len == to - from && memcmp(nfc, f->s + from, len) == 0;

	if (!nfc || same || len > to - from) {
		copy_plain(f, from + written, to);
	} else {
		f->out_len -= written;
		/* The run that held the base may have held nothing else. */
		if (f->runs.len && f->runs.at[f->runs.len - 1].text == f->out_len)
			f->runs.len--;
		replace(f, from, to - from, (const char *)nfc, len);
	}
	free(nfc);
}

/* Composes the character just written with the marks that begin at `at`.
 * Returns the bytes of source taken. */
static size_t
compose(struct folder *f, size_t at)
{
	const struct run *last = f->runs.len ? &f->runs.at[f->runs.len - 1] : NULL;
	size_t end = at, written = 0;

	while (end < f->len && end - at < CLUSTER_MAX) {
		size_t next = end;
		if (!is_joining(utf8_next((const char *)f->s, &next)))
			break;
		end = next;
	}
	/* The base must be as it was written, and right before the marks. */
	if (last && !last->unit && last->source + (f->out_len - last->text) == at)
		written = f->out_len - utf8_back(f->out, f->out_len);
	if (written == 1 && (unsigned char)f->out[f->out_len - 1] <= ' ')
		written = 0;
	normalize(f, at - written, end, written);
	return end - at;
}

/* Does a reference to a character end at `at`: &nbsp;合计? */
static bool
ends_reference(const struct folder *f, size_t at)
{
	enum { NAME_MOST = 10 };
	size_t from = at;

	while (from > 0 && at - from < NAME_MOST &&
	       (is_letter((char)f->s[from - 1]) || is_digit((char)f->s[from - 1]) ||
		f->s[from - 1] == '#'))
		from--;
	return from > 0 && from < at && f->s[from - 1] == '&';
}

/* Does a cell stand behind `at` in its line, parted by spaces?  Where it does is told by the width of
 * what is before it. */
static bool
moves_cells(struct folder *f, size_t at)
{
	enum { GAP = 3 };

	if (at >= f->line_end) {
		const unsigned char *feed = memchr(f->s + at, '\n', f->len - at);
		size_t to = f->line_end = feed ? (size_t)(feed - f->s) : f->len;
		while (to > at && (f->s[to - 1] == ' ' || f->s[to - 1] == '\r'))
			to--;
		while (to > at + GAP && memcmp(f->s + to - GAP, "   ", GAP))
			to--;
		f->last_gap = to > at + GAP ? to : at;
	}
	return at < f->last_gap;
}

/* Writes the full-width form of a half-width mark, unless that would do harm. */
static void
widen(struct folder *f, size_t at)
{
	const char full_width[] = {'\xEF', '\xBC', (char)(f->s[at] + 0x60)};

	if (moves_cells(f, at) || (f->s[at] == ';' && ends_reference(f, at)))
		copy_plain(f, at, at + 1);
	else
		replace(f, at, 1, full_width, sizeof full_width);
}

/* Folds the special character at `at`; returns the bytes of source taken. */
static size_t
fold_special(struct folder *f, size_t at)
{
	size_t next = at;
	uint32_t cp = utf8_next((const char *)f->s, &next);
	size_t len = next - at;

	if (cp == '\r') {
		bool crlf = at + 1 < f->len && f->s[at + 1] == '\n';
		replace(f, at, crlf ? 2 : 1, "\n", 1);
		return crlf ? 2 : 1;
	}
	if (cp < 0x80) {
		widen(f, at);
	} else if (is_space_cp(cp)) {
		replace(f, at, len, " ", 1);
	} else if (cp == 0x2028 || cp == 0x2029 || cp == 0x85) {
		replace(f, at, len, "\n", 1);
	} else if (is_dropped(cp)) {
		return len;
	} else if (is_private(cp)) {
		replace(f, at, len, "\xEF\xBF\xBD", 3);
	} else if (is_joining(cp)) {
		return compose(f, at);
	} else if (cp == 0x2212 && digit_at(f, next)) {
		replace(f, at, len, "-", 1);
	} else if (cp >= 0xFF00 && cp <= 0xFF5E) {
		char c = fold_full_width(f, at, cp - 0xFF00);
		if (c)
			replace(f, at, len, &c, 1);
		else
			copy_plain(f, at, next);
	} else if (has_other_form(cp)) {
		normalize(f, at, next, 0);
	} else {
		copy_plain(f, at, next);
	}
	return len;
}

static bool
full_width_at(const struct folder *f, size_t at)
{
	return f->s[at] == 0xEF && f->s[at + 1] == 0xBC && full_width_folds(f, at);
}

void
text_fold(struct arena *a, const struct source *s, struct text *out)
{
	struct folder f = {
		.arena = a,
		.s = (const unsigned char *)s->utf8.at,
		.len = s->utf8.len,
		.map = s->folds,
	};
	size_t end = plain_end(&f, 0);

	if (end == f.len) { /* as in many reports */
		run_start(&f, 0, 0);
		*out = (struct text){s->utf8.at, (uint32_t)f.len, f.runs.at, f.runs.len, false};
		text_simplify(a, out);
		return;
	}
	/* a mark before a Han character becomes three bytes, of four no more than six */
	f.out = arena_alloc_raw(a, f.len + f.len / 2);
	for (size_t at = 0; at < f.len; end = plain_end(&f, at)) {
		copy_plain(&f, at, end);
		/* what is full-width behind what was folded is in no map */
		for (at = end; at < f.len && (at == end || full_width_at(&f, at));)
			at += fold_special(&f, at);
	}
	if (!f.runs.len)
		run_start(&f, 0, 0);
	*out = (struct text){f.out, (uint32_t)f.out_len, f.runs.at, f.runs.len, false};
	text_simplify(a, out);
}

/* ---- the way back ------------------------------------------------------------------ */

static size_t
run_of(const struct run *runs, size_t count, uint32_t offset)
{
	size_t low = 0, high = count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (runs[middle].text <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct ospan
text_origin(const struct text *t, struct span s)
{
	const struct run *r = &t->runs[run_of(t->runs, t->run_count, s.from)];
	struct ospan o;

	if (r->unit)
		o.from = s.from < t->len ? r->source : r->source + r->unit;
	else
		o.from = r->source + (s.from - r->text);
	o.to = o.from;
	if (s.to <= s.from)
		return o;
	r = &t->runs[run_of(t->runs, t->run_count, s.to - 1)];
	o.to = r->unit ? r->source + r->unit : r->source + (s.to - r->text);
	/* Pieces may have been put into another order. */
	if (o.to < o.from)
		o = (struct ospan){o.to, o.from};
	return o;
}

bool
text_is_whole(const struct text *t, struct span s)
{
	size_t i = run_of(t->runs, t->run_count, s.from);
	const struct run *r = &t->runs[i];

	if (s.to > t->len)
		return false;
	for (; i + 1 < t->run_count && r[1].text < s.to; i++, r++) {
		uint32_t length = r->unit ? r->unit : r[1].text - r->text;
		if (r[1].source != r->source + length)
			return false;
	}
	return true;
}

struct str
text_written(const struct text *t, const struct source *s, struct str piece)
{
	const uintptr_t at = (uintptr_t)piece.at, first = (uintptr_t)t->at;

	if (!t->simplified || !piece.len || at < first || at + piece.len > first + t->len)
		return piece;
	const uint32_t from = (uint32_t)(at - first);
	const struct ospan o = text_origin(t, (struct span){from, from + (uint32_t)piece.len});
	const struct str source = str_sub(s->utf8, o.from, o.to);

	if (source.len != piece.len)
		return piece;
	for (size_t i = 0; i < piece.len; i++) {
		if (is_han_lead(piece.at[i]) && is_han_lead(source.at[i]))
			i += 2;
		else if (piece.at[i] != source.at[i])
			return piece;
	}
	return source;
}

/* ---- builder ------------------------------------------------------------------------ */

void
text_builder_init(struct text_builder *b, struct arena *a, const struct text *from)
{
	/* seldom more bytes come out than go in; the buffer grows where they do */
	size_t cap = (size_t)from->len + from->len / 64 + 64;
	*b = (struct text_builder){.arena = a, .from = from, .bytes = {.arena = a}};
	b->bytes.at = arena_alloc_raw(a, cap);
	b->bytes.cap = cap;
}

/* The bytes from `text` on come from `source`. */
static inline void
builder_run(struct text_builder *b, size_t text, uint32_t source, uint32_t unit)
{
	if (b->runs.len && !unit) {
		const struct run *last = &b->runs.at[b->runs.len - 1];
		if (!last->unit && last->source + ((uint32_t)text - last->text) == source)
			return;
	}
	*VEC_PUSH(b->arena, &b->runs) =
		(struct run){.text = (uint32_t)text, .source = source, .unit = unit};
}

void
text_builder_piece(struct text_builder *b, struct span piece)
{
	const struct text *t = b->from;

	if (piece.from >= piece.to)
		return;
	if (t->runs[b->hint].text > piece.from ||
	    (b->hint + 8 < t->run_count && t->runs[b->hint + 8].text <= piece.from))
		b->hint = run_of(t->runs, t->run_count, piece.from);
	while (b->hint + 1 < t->run_count && t->runs[b->hint + 1].text <= piece.from)
		b->hint++;
	for (uint32_t at = piece.from; at < piece.to;) {
		const struct run *r = &t->runs[b->hint];
		bool last = b->hint + 1 == t->run_count;
		uint32_t end = last || t->runs[b->hint + 1].text > piece.to
				       ? piece.to
				       : t->runs[b->hint + 1].text;
		builder_run(b, b->bytes.len + (at - piece.from),
			    r->unit ? r->source : r->source + (at - r->text), r->unit);
		at = end;
		if (at < piece.to)
			b->hint++;
	}
	buf_add(&b->bytes, text_slice(t, piece));
}

void
text_builder_literal(struct text_builder *b, struct str literal, uint32_t at)
{
	const struct text *t = b->from;
	struct ospan o = {t->runs[0].source, t->runs[0].source};

	if (!literal.len)
		return;
	if (t->len) {
		uint32_t from = at < t->len ? at : (uint32_t)utf8_back(t->at, t->len);
		uint32_t to = from + (uint32_t)char_len((unsigned char)t->at[from]);
		o = text_origin(t, (struct span){from, to});
	}
	builder_run(b, b->bytes.len, o.from, o.to > o.from ? o.to - o.from : 1);
	buf_add(&b->bytes, literal);
}

void
text_builder_finish(struct text_builder *b, struct text *out)
{
	if (!b->runs.len)
		builder_run(b, 0, 0, 0);
	buf_char(&b->bytes, '\0');
	*out = (struct text){.at = b->bytes.at,
			     .len = (uint32_t)(b->bytes.len - 1),
			     .runs = b->runs.at,
			     .run_count = b->runs.len,
			     .simplified = b->from->simplified};
}
