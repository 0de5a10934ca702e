/*
 * Sentences and clauses.  In: blocks with their kinds and openers.  Out:
 * reader.sentences, reader.enumerators in order of the text, doc.languages.
 *
 * A sentence ends at 。！？ with the closing marks behind it, at . ! ? before a
 * space and what can begin a sentence, at the end of its block; not inside
 * brackets that close again soon.  A map tells where marks stand that may mean
 * something; closing brackets are sought once, by a cursor.
 */
#include "../base/byte_map.h"
#include "../base/lanes.h"
#include "doc_internal.h"

enum {
	BRACKET_BYTES = 900,	/* 300 Han: how far a bracket may reach */
	SOFT_LIMIT = 16 * 1024, /* a sentence longer than this ends at a comma */
	HARD_LIMIT = 32 * 1024,
	LONGEST_CHARACTER = 4,
	ENGLISH_SENTENCES = 3,
	MARKS_BYTES = 192, /* 。！！” behind one another */
	SAMPLE = 64,	   /* bytes of a sentence that tell its language */
	SAMPLED = 200,
	SAMPLE_EVERY = 16,
	CHAR_STOP = 0xE38082 /* 。 */
};

_Static_assert(BRACKET_TYPES * sizeof(uint32_t) == LANES, "see inside_bracket");

struct segmenter {
	struct reader *r;
	const char *text;
	uint32_t block, end; /* the block, and where it ends */
	uint32_t start;	     /* of the sentence */
	uint32_t depth[BRACKET_TYPES];
	uint32_t open_at[BRACKET_TYPES]; /* the outermost open one */
	uint32_t closer[BRACKET_TYPES];	 /* next closing mark at or after the cursor */
	const uint64_t *marks;		 /* a map: doc.map.marks */
	size_t next_break;
};

/* ---- marks -------------------------------------------------------------------- */

static inline bool
is_inner(const struct segmenter *g, uint32_t at)
{
	return ((unsigned char)g->text[at] & 0xC0) == 0x80;
}

/* Is this the last byte of one of 一 to 十, 第?  It alone rules most Han out. */
static inline bool
ends_numeral(unsigned char byte)
{
	const uint64_t last = 1ull << 0x00 | 1ull << 0x01 | 1ull << 0x03 | 1ull << 0x09 |
			      1ull << 0x0C | 1ull << 0x14 | 1ull << 0x1B | 1ull << 0x1D |
			      1ull << 0x2B | 1ull << 0x2C | 1ull << 0x2D;

	return last >> (byte & 0x3F) & 1;
}

/* 一 to 十, 第. */
static inline bool
is_numeral_or_ordinal(const unsigned char *p)
{
	switch ((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]) {
	case 0xE4B880:
	case 0xE4BA8C:
	case 0xE4B889:
	case 0xE59B9B:
	case 0xE4BA94: /* 一 to 五 */
	case 0xE585AD:
	case 0xE4B883:
	case 0xE585AB:
	case 0xE4B99D:
	case 0xE58D81: /* 六 to 十 */
	case 0xE7ACAC: /* 第 */
		return true;
	default:
		return false;
	}
}

/* Is it a Han character with which no enumerator begins?  Most marks have one behind them. */
static inline bool
is_plain_han(const unsigned char *p)
{
	return is_han_lead((char)p[0]) && !(ends_numeral(p[2]) && is_numeral_or_ordinal(p));
}

/* ---- brackets ---------------------------------------------------------------- */

/* The next closing mark of a type at or after `at`; every byte of a block is
 * searched once a type. */
static uint32_t
next_closer(struct segmenter *g, unsigned type, uint32_t at)
{
	uint32_t p = g->closer[type] > at ? g->closer[type] : at;
	while ((p = byte_map_next(g->marks, p, g->end)) < g->end &&
	       mark_at(g->text + p) != (enum mark)(MARK_ROUND_CLOSE + type))
		p += char_len(g->text[p]);
	g->closer[type] = p;
	return p;
}

/* Is `at` inside a bracket that closes soon?  One that does not is forgotten. */
static bool
inside_bracket(struct segmenter *g, uint32_t at)
{
	bool inside = false;
	if (!lanes_any(g->depth))
		return false;
	for (unsigned type = 0; type < BRACKET_TYPES; type++) {
		if (!g->depth[type])
			continue;
		uint32_t close = next_closer(g, type, at);
		if (close < g->end && close - g->open_at[type] <= BRACKET_BYTES)
			inside = true;
		else
			g->depth[type] = 0;
	}
	return inside;
}

static void
count_bracket(struct segmenter *g, enum mark m, uint32_t at)
{
	if (mark_opens(m)) {
		unsigned type = m - MARK_ROUND;
		if (g->depth[type]++ == 0)
			g->open_at[type] = at;
	} else if (mark_closes(m) && g->depth[m - MARK_ROUND_CLOSE]) {
		g->depth[m - MARK_ROUND_CLOSE]--;
	}
}

/* ---- enumerators ------------------------------------------------------------- */

static void
add_enumerator(struct segmenter *g, const struct enumerator *e, bool opens, bool merged)
{
	struct doc_enumerator *d = VEC_PUSH(g->r->arena, &g->r->enumerators);
	*d = (struct doc_enumerator){*e, g->block, opens, false, merged};
	d->heading = opens && g->r->blocks.at[g->block].kind == BLOCK_HEADING;
}

/* Were lines joined before `to`, where nothing has been looked for? */
static inline bool
has_breaks(const struct segmenter *g, uint32_t to)
{
	const struct reader *r = g->r;
	return g->next_break < r->breaks.len && r->breaks.at[g->next_break].at < to;
}

/* Enumerators where two lines were joined, up to `to`. */
static void
add_merged(struct segmenter *g, uint32_t to)
{
	struct reader *r = g->r;
	for (; has_breaks(g, to); g->next_break++) {
		uint32_t at = r->breaks.at[g->next_break].at;
		struct enumerator e = {0};
		bool unsure = false;
		if (enumerator_at(r->lx, g->text, at, g->end, true, &e, &unsure) && !unsure)
			add_enumerator(g, &e, false, true);
	}
}

/* ① and its like: U+2440 to U+247F. */
static bool
is_circled(const char *p)
{
	return (unsigned char)p[0] == 0xE2 && (unsigned char)p[1] == 0x91;
}

/* Could an enumerator begin here?  一 to 十, 第, a digit, ①. */
static bool
may_enumerate(const char *p)
{
	if ((unsigned char)*p < 0xE4)
		return is_digit(*p) || is_circled(p);
	return ends_numeral((unsigned char)p[2]) && is_numeral_or_ordinal((const unsigned char *)p);
}

/* Reads an enumerator inside a sentence.  Han lists are also written in one
 * paragraph as 如下：1.…；2.… or …。（八）…; `1、2号楼` is none. */
static bool
read_inline(const struct segmenter *g, uint32_t at, bool listed, struct enumerator *e)
{
	bool unsure = false;
	if (enumerator_at(g->r->lx, g->text, at, g->end, false, e, &unsure))
		return !unsure;
	if (!listed || !g->r->wide ||
	    !enumerator_at(g->r->lx, g->text, at, g->end, true, e, &unsure) || unsure)
		return false;
	if (e->span.to >= g->end || e->number > 99)
		return false;
	if (e->style == STYLE_ARABIC_COMMA)
		return !is_digit(g->text[e->span.to]);
	return e->style == STYLE_ARABIC_DOT || e->style == STYLE_HAN_PAREN ||
	       e->style == STYLE_HAN_COMMA;
}

/* Reads the enumerator that may stand at `at`, if it does. */
static void
take_enumerator(struct segmenter *g, uint32_t at, bool listed)
{
	struct enumerator e = {0};
	bool merged = false;
	if (!read_inline(g, at, listed, &e))
		return;
	struct reader *r = g->r;
	if (r->enumerators.len && r->enumerators.at[r->enumerators.len - 1].e.span.from >= at)
		return;
	add_merged(g, at);
	if (g->next_break < r->breaks.len && r->breaks.at[g->next_break].at == at) {
		merged = true;
		g->next_break++;
	}
	add_enumerator(g, &e, false, merged);
}

/* May the digits at `at` be those of an enumerator?  There are few, and one of ) ） 、 . ． is right
 * behind them. */
static bool
may_number(const struct segmenter *g, uint32_t at)
{
	enum { DIGITS_MOST = 3 };
	uint32_t to = at;
	while (to < g->end && to - at <= DIGITS_MOST && is_digit(g->text[to]))
		to++;
	unsigned char behind = to < g->end ? (unsigned char)g->text[to] : 0;
	return behind == ')' || behind == '.' || behind == 0xEF || behind == 0xE3;
}

/* The rest of try_enumerator. */
static void
seek_enumerator(struct segmenter *g, uint32_t at, bool listed)
{
	const char *t = g->text;
	while (at < g->end && t[at] == ' ')
		at++;
	if (at >= g->end)
		return;
	bool ascii = t[at] == '(', bracket = ascii || char3_is(t + at, CHAR_ROUND);
	uint32_t in = bracket ? at + (ascii ? 1 : 3) : at;
	if (in >= g->end || !may_enumerate(t + in) || (bracket && !listed && !is_digit(t[in])))
		return;
	if (!bracket && is_digit(t[in]) && !may_number(g, in))
		return;
	take_enumerator(g, at, listed);
}

/* Is there an enumerator at `at`, behind a mark?  `listed`: the mark ends more
 * than a clause.  Most marks have Han behind them that is no numeral. */
static inline void
try_enumerator(struct segmenter *g, uint32_t at, bool listed)
{
	if (at < g->end && !is_plain_han((const unsigned char *)g->text + at))
		seek_enumerator(g, at, listed);
}

/* ---- sentences --------------------------------------------------------------- */

static void
sentence_end(struct segmenter *g, uint32_t end)
{
	struct span s = {g->start, end};
	g->start = end;
	while (s.from < s.to && g->text[s.from] == ' ')
		s.from++;
	if (s.from == s.to)
		return;
	while (g->text[s.to - 1] == ' ')
		s.to--;
	struct sentence *out = VEC_PUSH(g->r->arena, &g->r->sentences);
	*out = (struct sentence){s, g->block};
}

/* Ends the sentence behind a Han end mark that ends at `at`, if it is one;
 * returns where to go on. */
static uint32_t
end_at_han(struct segmenter *g, uint32_t at)
{
	enum mark m = MARK_END, closed = MARK_NONE;
	bool whole = false; /* the bracket that closes holds the whole sentence */
	uint32_t limit = g->end - at > MARKS_BYTES ? at + MARKS_BYTES : g->end;
	while (at < limit) {
		m = mark_at(g->text + at);
		if (!mark_closes(m) && (m != MARK_END || closed != MARK_NONE))
			break;
		if (mark_closes(m)) {
			unsigned type = m - MARK_ROUND_CLOSE;
			closed = m;
			whole |= g->depth[type] == 1 && g->open_at[type] == g->start;
			count_bracket(g, m, at);
		}
		at += char_len(g->text[at]);
	}
	if (inside_bracket(g, at))
		return at;
	if (closed != MARK_NONE && at < g->end) {
		bool goes_on =
			m == MARK_COMMA || m == MARK_SEMICOLON || m == MARK_COLON || m == MARK_END;
		if (goes_on || (closed != MARK_QUOTE_CLOSE && !whole))
			return at;
	}
	sentence_end(g, at);
	return at;
}

/* The letters (and dots between) right before the dot at `dot`. */
static uint32_t
word_start(const struct segmenter *g, uint32_t dot)
{
	uint32_t at = dot;
	while (at > g->start && dot - at < 16 &&
	       (is_letter(g->text[at - 1]) || g->text[at - 1] == '.'))
		at--;
	return at;
}

/* Mr. No. e.g. U.S. J. and the mark of a list item. */
static bool
is_abbreviation(const struct segmenter *g, uint32_t dot)
{
	const char *t = g->text;
	uint32_t at = word_start(g, dot);
	if (at == dot) {
		while (at > g->start && dot - at < 3 && is_digit(t[at - 1]))
			at--;
		return at < dot && at == g->start;
	}
	if (dot - at == 1 && t[at] >= 'A' && t[at] <= 'Z')
		return true;
	if (memchr(t + at, '.', dot - at))
		return true;
	struct str word = {t + at, dot + 1 - at};
	int found = g->r->abbreviations ? words_before(g->r->abbreviations, word, word.len) : -1;
	if (found < 0)
		return false;
	return g->r->abbreviations->words[found].len == word.len;
}

static bool
is_han_before(const struct segmenter *g, uint32_t at)
{
	return at > g->start && (unsigned char)g->text[char_before(g->text, at)] >= 0xE4;
}

static uint32_t
end_at_latin(struct segmenter *g, uint32_t at)
{
	const char *t = g->text;
	uint32_t p = at + 1;
	enum mark m = MARK_NONE;
	while (p < g->end && (mark_closes(m = mark_at(t + p)) || t[p] == '"')) {
		count_bracket(g, m, p);
		p += char_len(t[p]);
	}
	bool space = p < g->end && t[p] == ' ';
	while (p < g->end && t[p] == ' ')
		p++;
	bool han = p < g->end && is_wide(t[p]) && !mark_closes(mark_at(t + p));
	if (p < g->end && !space && !(han && is_han_before(g, at)))
		return at + 1;
	if (p < g->end && (is_lower(t[p]) || mark_at(t + p) == MARK_COMMA ||
			   (t[at] == '.' && is_abbreviation(g, at))))
		return at + 1;
	if (inside_bracket(g, p))
		return at + 1;
	sentence_end(g, p);
	return p;
}

/* A comma, semicolon or colon that ends at `next`. */
static inline void
read_separator(struct segmenter *g, uint32_t at, uint32_t next, bool listed)
{
	if (next - g->start > SOFT_LIMIT)
		sentence_end(g, next);
	/* 1,000) and 8:30 are figures */
	if (next - at == 1 && at > g->start && is_digit(g->text[at - 1]) && next < g->end &&
	    is_digit(g->text[next]))
		return;
	try_enumerator(g, next, listed);
}

/* Handles the mark at `at`; returns where to go on. */
static uint32_t
read_mark(struct segmenter *g, uint32_t at)
{
	enum mark m = mark_at(g->text + at);
	uint32_t next = at + char_len(g->text[at]);
	switch ((int)m) {
	case MARK_END:
		next = next - at == 1 ? end_at_latin(g, at) : end_at_han(g, next);
		try_enumerator(g, next, true);
		break;
	case MARK_COMMA:
		read_separator(g, at, next, false);
		break;
	case MARK_SEMICOLON:
	case MARK_COLON:
		read_separator(g, at, next, true);
		break;
	case MARK_ROUND:
		try_enumerator(g, at, false);
		count_bracket(g, m, at);
		break;
	case MARK_QUOTE:
	case MARK_TITLE:
	case MARK_SQUARE:
	case MARK_ROUND_CLOSE:
	case MARK_QUOTE_CLOSE:
	case MARK_TITLE_CLOSE:
	case MARK_SQUARE_CLOSE:
		count_bracket(g, m, at);
		break;
	default:
		if (is_circled(g->text + at))
			try_enumerator(g, at, false);
	}
	return next;
}

/* A sentence that has grown too long ends at the next separator, so that all its
 * characters are looked at, and at last anywhere. */
static uint32_t
read_long(struct segmenter *g, uint32_t at)
{
	while (at < g->end && is_inner(g, at))
		at++;
	if (at - g->start >= HARD_LIMIT)
		sentence_end(g, at);
	return at < g->end ? read_mark(g, at) : at;
}

/* Most sentences end in 。 with plain Han or the end of the block behind it and no bracket open.
 * Ends one so at `at`, if it does. */
static inline bool
end_plainly(struct segmenter *g, uint32_t at)
{
	uint32_t next = at + 3;
	if (!char3_is(g->text + at, CHAR_STOP) || lanes_any(g->depth) ||
	    (next < g->end && !is_plain_han((const unsigned char *)g->text + next)))
		return false;
	sentence_end(g, next);
	return true;
}

static void
read_block(struct segmenter *g)
{
	uint32_t at = g->start;
	while (at < g->end) {
		/* a mark that ends behind the limit may begin before it */
		uint32_t limit = g->start + SOFT_LIMIT - LONGEST_CHARACTER;
		if (g->end <= limit)
			limit = g->end;
		if (at < limit && (at = byte_map_next(g->marks, at, limit)) < limit)
			at = end_plainly(g, at) ? at + 3 : read_mark(g, at);
		else if (at < g->end)
			at = read_long(g, at);
	}
	if (g->start < g->end)
		sentence_end(g, g->end);
}

static bool
is_prose(enum block_kind kind)
{
	return kind != BLOCK_TABLE_ROW && kind != BLOCK_CONTENTS && kind != BLOCK_CODE;
}

static void
open_block(struct segmenter *g, uint32_t i)
{
	struct block *b = &g->r->blocks.at[i];
	const struct enumerator *e = block_opener(g->r, i);
	g->block = i;
	g->start = b->span.from;
	g->end = b->span.to;
	memset(g->depth, 0, sizeof g->depth);
	memset(g->closer, 0, sizeof g->closer);
	b->enumerator = DOC_NONE;
	if (!e)
		return;
	g->start = e->span.to;
	if (b->kind == BLOCK_TITLE || b->kind == BLOCK_SIGNATURE)
		return;
	b->enumerator = (uint32_t)g->r->enumerators.len;
	add_enumerator(g, e, true, false);
}

/* ---- languages --------------------------------------------------------------- */

/* Sentences that were asked, and what they are in. */
struct sample {
	uint32_t all, english, han;
};

/* The first bytes of a sentence tell its language: Han or Latin words. */
static void
count_language(struct sample *x, struct str s)
{
	size_t n = s.len < SAMPLE ? s.len : SAMPLE;
	uint64_t letters = 0, spaces = 0;
	x->all++;
	for (size_t i = 0; i < n; i += LANES) {
		lanes c = n - i < LANES ? lanes_of_first(s.at + i, n - i) : lanes_at(s.at + i);
		if (lane_bits((lanes)(c >= 0xE3))) {
			x->han++;
			return;
		}
		letters |= (uint64_t)lane_bits(lanes_letters(c)) << i;
		spaces |= (uint64_t)lane_bits((lanes)(c == ' ')) << i;
	}
	int words = __builtin_popcountll(spaces & letters << 1);
	x->english += words >= 3 && (size_t)__builtin_popcountll(letters) * 2 >= n;
}

/* The first sentences are asked, then one of many. */
static void
sentences_sample(const struct reader *r, struct sample *x)
{
	for (size_t n = 1; n <= r->sentences.len;
	     n += n < SAMPLED ? 1 : SAMPLE_EVERY - n % SAMPLE_EVERY) {
		struct span s = r->sentences.at[n - 1].span;
		count_language(x, (struct str){r->doc->text.at + s.from, s.to - s.from});
	}
}

/* Han characters mean Chinese, Latin words any other language. */
static void
languages_read(struct reader *r)
{
	struct sample x = {0};
	sentences_sample(r, &x);
	bool latin = x.english >= ENGLISH_SENTENCES || (x.english && x.english * 10 >= x.all);
	for (size_t i = 0; i < lexicon_languages(r->lx) && i < 32; i++) {
		bool han = str_starts(lexicon_language(r->lx, i), STR("zh"));
		if (han ? r->wide || (x.han && x.han * 10 >= x.all) : latin)
			r->doc->languages |= 1u << i;
	}
}

void
doc_of_sentence(struct arena *a, const struct lexicon *lx, struct str text, struct doc *out)
{
	struct sentence *s = arena_alloc(a, sizeof *s);

	s->span.to = (uint32_t)text.len;
	*out = (struct doc){
		.text = {.at = text.at, .len = s->span.to}, .sentences = s, .sentence_count = 1};
	out->map = text_map(a, lx, &out->text);
}

void
sentences_read(struct reader *r)
{
	struct segmenter g = {.r = r, .text = r->doc->text.at, .marks = r->doc->map.marks};
	for (uint32_t i = 0; i < r->blocks.len; i++) {
		struct block *b = &r->blocks.at[i];
		b->first_sentence = (uint32_t)r->sentences.len;
		if (!is_prose(b->kind))
			continue;
		open_block(&g, i);
		read_block(&g);
		if (has_breaks(&g, b->span.to))
			add_merged(&g, b->span.to);
		b->sentence_count = (uint32_t)r->sentences.len - b->first_sentence;
	}
	languages_read(r);
}
