/*
 * The front of the lexer: where something that counts may begin, and what it
 * is.  lex_next is one table look-up a character, lex_next_of one for each of
 * the few that a map of the text does not rule out; lex_fact tries in turn
 * fixed names, dates, other names, ratios and quantities, then looks for the
 * second half of a range and for qualifiers.  Linear in what it reads.
 */
#include "lexicon_internal.h"

#include <string.h>

enum {
	NUMERALS_ALONE = 100, /* numerals below need a unit */
	THOUSANDS_FROM = 5000 /* figures below are rounded to hundreds at most */
};

/* May the word at `at`, with a letter, begin a fact? */
static inline bool
word_begins(const struct lexicon *lx, const char *text, uint32_t at, uint32_t end)
{
	return may_begin(lx, text[at], at + 1 < end ? text[at + 1] : ' ') &&
	       lx->tables->begins[begins_index(text + at, end - at)];
}

/* May a fact begin at the character at `at`?  Of a word, at its first letter only. */
static inline bool
may_begin_at(const struct lexicon *lx, const char *text, uint32_t at, uint32_t end)
{
	const unsigned char *s = (const unsigned char *)text + at;
	const bool ascii = s[0] < 0x80, wide = (s[0] & 0xF0u) == 0xE0u && end - at >= 3;
	const uint64_t word = ascii  ? lx->tables->stops[s[0] >> 6] >> (s[0] & 63)
			      : wide ? lx->tables->wide_stops[pair_bits(s)] >> (s[2] & 0x3Fu)
				     : 0;

	return word & 1 && (!is_letter((char)s[0]) || (!(at > 0 && is_letter(text[at - 1])) &&
						       word_begins(lx, text, at, end)));
}

uint32_t
lex_next(const struct lexicon *lx, const char *text, uint32_t at, uint32_t end)
{
	while (at < end && !may_begin_at(lx, text, at, end)) {
		unsigned char c = (unsigned char)text[at];
		at += c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	}
	return at < end ? at : end;
}

uint32_t
lex_next_of(const struct lexicon *lx, const struct lex_map *map, const char *text, uint32_t at,
	    uint32_t end)
{
	if (at >= end)
		return at;
	size_t word = at / BYTE_MAP_WORD, last = (end - 1) / BYTE_MAP_WORD;
	uint64_t bits = map->facts[word] & ~UINT64_C(0) << at % BYTE_MAP_WORD;
	for (;; bits = map->facts[++word]) {
		for (; bits; bits &= bits - 1) {
			at = (uint32_t)(word * BYTE_MAP_WORD) + (uint32_t)__builtin_ctzll(bits);
			if (at >= end)
				return end;
			if (may_begin_at(lx, text, at, end))
				return at;
		}
		if (word == last)
			return end;
	}
}

/* ---- qualifiers ------------------------------------------------------------------- */

static void
set_qualifier(struct lexeme *l, int value, uint32_t from, uint32_t to)
{
	l->qualifier = (enum qualifier)(value & (IF_ROUND - 1));
	l->qualifier_span = (struct span){from, to};
}

static bool
qualifier_before(const struct scan *s, struct lexeme *l)
{
	uint32_t end = scan_space_back(s, l->span.from), from, guard;
	int value = scan_word_back(s, ROOT_QUALIFIER_BACK, end, &from);

	if (value < 0 || (scan_word_back(s, ROOT_GUARD_BACK, end, &guard) >= 0 && guard < from))
		return false;
	if (value & NOT_TIME && str_eq(lexicon_unit(s->lx, l->unit)->dimension, STR("time")))
		return false;
	if (value & IF_ROUND && !l->numerals && l->value.mantissa % 10)
		return false;
	set_qualifier(l, value, from, end);
	return true;
}

static void
read_qualifiers(const struct scan *s, struct lexeme *l)
{
	uint32_t at = scan_space(s, l->span.to), to, guard;

	if (qualifier_before(s, l) || l->qualifier)
		return;
	int value = scan_word(s, ROOT_QUALIFIER, at, &to);
	if (value >= 0 && !(scan_word(s, ROOT_GUARD, at, &guard) >= 0 && guard > to))
		set_qualifier(l, value, at, to);
}

/* ---- signs ---------------------------------------------------------------------------- */

/* A hyphen directly before is a minus unless it joins two things. */
static void
read_sign(const struct scan *s, struct lexeme *l)
{
	uint32_t before, from = l->span.from;

	if (scan_before(s, from) != '-')
		return;
	uint32_t cp = scan_cp_before(s, from - 1, &before);
	if (cp == '%' || cp == ')' || cp == '-' || cp == 0xFF09 || cp == 0x201D ||
	    (cp < 0x80 && (is_digit((char)cp) || is_letter((char)cp))) ||
	    (cp < CODE_POINTS && s->lx->tables->class[cp] & (CLASS_ENDS_UNIT | CLASS_NUMERAL)))
		return;
	l->span.from--;
	l->number.from -= l->number.from == from;
	l->value.mantissa = -l->value.mantissa;
}

/* ---- ranges ---------------------------------------------------------------------------- */

/* 由 or from stands before `at`, in the same clause and with no figure between. */
static bool
is_from(const struct scan *s, uint32_t at)
{
	uint32_t from;

	for (int i = 0; i < LOOK_BACK && at > s->start; i++) {
		if (scan_word_back(s, ROOT_FROM_BACK, at, &from) >= 0)
			return true;
		uint32_t cp = scan_cp_before(s, at, &at);
		if (cp == 0xFF0C || cp == 0x3002 || cp == 0x3001 || cp == 0xFF1B || cp == ',' ||
		    cp == ';' || cp == '.' || cp == '\n' || (cp < 0x80 && is_digit((char)cp)))
			return false;
	}
	return false;
}

/* The word between two figures: 0 none, 1 a dash, 2 a word, 3 and (after between). */
static int
range_join(const struct scan *s, const struct lexeme *l, uint32_t *to)
{
	uint32_t at = scan_space(s, l->span.to), from;
	int word = scan_word(s, ROOT_RANGE, at, to);

	if (word >= 0) {
		*to = scan_space(s, *to);
		return word + 1;
	}
	if (scan_word_back(s, ROOT_BETWEEN_BACK, scan_space_back(s, l->span.from), &from) >= 0 &&
	    scan_word(s, ROOT_BETWEEN_AND, at, to) >= 0) {
		*to = scan_space(s, *to);
		return 3;
	}
	return 0;
}

/* The first of two figures takes the unit of the second, and its scale where
 * it then is the smaller one: 3至5万元, from 718.7 to 662.3 million. */
static void
share_unit(const struct scan *s, struct lexeme *l, const struct lexeme *last, bool scale)
{
	struct lexeme first = *l;
	const struct unit *u = lexicon_unit(s->lx, last->unit);

	if (!l->unit && (l->kind == KIND_BARE || l->scale)) {
		first.unit = last->unit;
		first.kind = last->kind;
		if (last->kind == KIND_PERCENT || last->kind == KIND_RATIO)
			decimal_times(l->value, u->factor, &first.value);
		first.rounded = l->rounded || last->rounded;
	}
	if (scale && !l->scale && last->scale) {
		first.value.exponent += last->scale;
		first.scale = last->scale;
		first.rounded = true;
	}
	*l = first;
}

/* Up by 258,000 to 16.2 million: thousands before a scale that stands for them. */
static bool
is_written_out(const struct lexeme *first, const struct lexeme *last)
{
	const struct decimal thousand = {1000, 0}, scaled = {1000, last->scale};

	return decimal_cmp(first->value, thousand) >= 0 && decimal_cmp(last->value, scaled) < 0;
}

static bool
same_kind_of(const struct scan *s, const struct lexeme *a, const struct lexeme *b)
{
	return a->kind == b->kind &&
	       lexicon_unit(s->lx, a->unit)->base == lexicon_unit(s->lx, b->unit)->base;
}

static bool
second_figure(const struct scan *s, uint32_t at, const struct lexeme *first, struct lexeme *last)
{
	struct figure f;
	struct lexeme date;
	uint32_t to;
	char c = scan_byte(s, at);

	/* The sign of a currency may stand before both. */
	if (!is_digit(c) && !is_letter(c)) {
		uint32_t next;
		scan_cp(s, at, &next);
		if (is_digit(scan_byte(s, next)) && !is_digit(c))
			at = next;
	}
	if (!figure_read(s, at, &f) || f.bad || f.too_long || f.numerals != first->numerals)
		return false;
	if (!f.numerals && (date_at(s, at, &date) || name_after(s, &f, &to)))
		return false;
	const struct sides beside = figure_sides(s, &f);
	return quantity_finish(s, &f, &beside, last);
}

/* 1959 -- $40 million, 507 - 512: a dash between two things, not from one to the other. */
static bool
is_loose(const struct scan *s, const struct lexeme *l, const struct lexeme *last, uint32_t at)
{
	bool sign = last->span.from < last->number.from;
	bool spaced = scan_byte(s, l->span.to) == ' ' && scan_before(s, at) == ' ';

	return (sign && !l->unit) || (spaced && !l->unit && !last->unit);
}

static void
read_range(const struct scan *s, struct lexeme *l)
{
	struct lexeme last;
	uint32_t at;
	int join = range_join(s, l, &at);

	if (!join || l->qualifier || !second_figure(s, at, l, &last) || last.span.from > at + 4)
		return;
	if (join == 1 && is_loose(s, l, &last, at))
		return;
	bool from = join == 2 && is_from(s, l->span.from);
	if (from && (l->unit || (!last.unit && (l->scale || !last.scale))))
		return;
	struct lexeme first = *l;
	share_unit(s, &first, &last, true);
	if (first.scale != l->scale && decimal_cmp(first.value, last.value) > 0 &&
	    (!from || is_written_out(l, &last))) {
		first = *l;
		share_unit(s, &first, &last, false);
	}
	if (!same_kind_of(s, &first, &last))
		return;
	if (from) {
		*l = first;
		return;
	}
	if (decimal_cmp(first.value, last.value) >= 0)
		return;
	*l = first;
	l->upper = last.value;
	l->is_range = true;
	l->span.to = last.span.to;
	l->qualifier = last.qualifier;
	l->qualifier_span = last.qualifier_span;
}

/* ---- the front --------------------------------------------------------------------------- */

static bool
found_name(uint32_t from, uint32_t to, struct lexeme *l, uint32_t *next)
{
	*l = (struct lexeme){.kind = KIND_NAME, .span = {from, to}, .number = {from, to}};
	*next = to;
	return true;
}

static bool
found(const struct lexeme *l, uint32_t *next)
{
	uint32_t to = l->span.to;

	if (l->qualifier_span.to > to && l->qualifier_span.from <= to + 1)
		to = l->qualifier_span.to;
	*next = to > *next ? to : *next;
	return true;
}

static bool
found_ordinal(const struct figure *f, uint32_t to, struct lexeme *l, uint32_t *next)
{
	*l = (struct lexeme){.kind = KIND_ORDINAL,
			     .span = {f->from, to},
			     .number = {f->from, f->to},
			     .value = f->value};
	return found(l, next);
}

static bool
found_quantity(const struct scan *s, struct lexeme *l, uint32_t *next)
{
	const uint64_t joints = ROOT_BIT(ROOT_RANGE) | ROOT_BIT(ROOT_BETWEEN_AND);
	const uint32_t to = l->span.to;
	const uint64_t behind = side_past_space(s, to).roots;
	struct side before = side_before(s, l->span.from);

	if (behind & joints)
		read_range(s, l);
	if (before.cp == '-') {
		read_sign(s, l);
		before = side_before(s, l->span.from);
	}
	if (before.cp == ' ')
		before = side_before(s, before.at);
	if (l->span.to != to || behind & ROOT_BIT(ROOT_QUALIFIER) ||
	    before.roots & ROOT_BIT(ROOT_QUALIFIER_BACK))
		read_qualifiers(s, l);
	return found(l, next);
}

/* A whole figure with commas that ends in zeros (29,000; 1,200) may be rounded
 * there, as estimates are printed.  Before Han it is taken as it stands. */
static void
read_zeros(const struct scan *s, const struct figure *f, struct lexeme *l)
{
	uint32_t unused;
	int zeros = 0, most = l->value.mantissa < THOUSANDS_FROM ? 2 : 3;
	int64_t mantissa = l->value.mantissa;

	if (!f->commas || f->decimals || l->scale || l->value.exponent ||
	    cp_is_han(scan_cp(s, f->to, &unused)))
		return;
	while (zeros < most && mantissa && mantissa % 10 == 0) {
		mantissa /= 10;
		zeros++;
	}
	if (zeros < 2)
		return;
	l->value = (struct decimal){mantissa, zeros};
	l->rounded = true;
}

/* `1 234件`, `3 ,607件`: print has torn a figure apart, and which one it was cannot
 * be told.  The end of its pieces when a unit follows at once, else 0. */
static uint32_t
torn_end(const struct scan *s, const struct figure *f)
{
	enum { PIECES_MOST = DECIMAL_DIGITS / 3 }; /* each figure of a row asks */
	uint32_t to = f->to, unused;

	if (f->decimals || f->commas || f->digits > 3 || scan_byte(s, to) != ' ')
		return 0;
	for (unsigned pieces = 1; pieces < PIECES_MOST && scan_byte(s, to) == ' '; pieces++) {
		uint32_t at = scan_space(s, to);

		at += scan_byte(s, at) == ',' || scan_byte(s, at) == '.';
		uint32_t n = is_digit(scan_byte(s, at)) ? 1 : 0;

		while (n && is_digit(scan_byte(s, at + n)))
			n++;
		if (n != 3 && !(n && s->text[at - 1] == '.'))
			break;
		to = at + n;
	}
	bool unit = scan_byte(s, to) == '%' || cp_is_han(scan_cp(s, to, &unused));

	return to > f->to && unit ? to : 0;
}

/* Does a word begin behind a figure that makes it a name, a range or an ordinal? */
static bool
begins_naming_word(const struct scan *s, struct side behind)
{
	static const enum root roots[] = {ROOT_NAME_AFTER, ROOT_RANGE, ROOT_ORDINAL_SUFFIX};
	const uint64_t any =
		ROOT_BIT(ROOT_NAME_AFTER) | ROOT_BIT(ROOT_RANGE) | ROOT_BIT(ROOT_ORDINAL_SUFFIX);
	uint32_t unused;

	if (!(behind.roots & any))
		return false;
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
		if (behind.roots & ROOT_BIT(roots[i]) &&
		    scan_word_from(s, roots[i], behind.cp, behind.at, &unused) >= 0)
			return true;
	return false;
}

/* Most figures stand between a Han word and a unit or a sign, and these tell that
 * the figure, if no date, is no name, ratio or ordinal: every reader of those asks for another
 * character beside it, or for a word that none of these sets ends or begins with here. */
static bool
is_plain(const struct scan *s, const struct sides *beside)
{
	const uint64_t ending = ROOT_BIT(ROOT_NAME_BACK) | ROOT_BIT(ROOT_FISCAL_BACK);
	const struct side before = beside->before, behind = beside->behind;

	return is_quiet_before(before.cp) && !(before.roots & ending) &&
	       (behind.cp == '%' || (behind.cp >= CJK_FIRST && behind.cp != 0xFF1A)) &&
	       !begins_naming_word(s, behind);
}

static bool
fact_digits(const struct scan *s, uint32_t at, struct lexeme *l, uint32_t *next)
{
	struct figure f;
	uint32_t to;

	figure_read(s, at, &f);
	*next = f.to;
	if (f.too_long)
		return found_name(at, f.to, l, next);
	const struct sides beside = figure_sides(s, &f);
	const bool date = date_may_begin(s, &f, &beside);
	if (date || !is_plain(s, &beside)) {
		if (name_before(s, &f, &beside, &to))
			return found_name(at, to, l, next);
		if (date && date_at(s, at, l))
			return found(l, next);
		if (ratio_slash(s, &f, l)) {
			read_qualifiers(s, l);
			return found(l, next);
		}
		if (name_after(s, &f, &to))
			return found_name(at, to, l, next);
		if (ratio_chain(s, &f, l))
			return found(l, next);
		if (scan_word(s, ROOT_ORDINAL_SUFFIX, f.to, &to) >= 0)
			return found_ordinal(&f, to, l, next);
		to = torn_end(s, &f);
		if (to)
			return found_name(at, to, l, next);
	}
	if (!quantity_finish(s, &f, &beside, l))
		return false;
	if (!l->unit && !l->scale && name_alone(s, &f))
		return found_name(at, f.to, l, next);
	read_zeros(s, &f, l);
	return found_quantity(s, l, next);
}

/* Numerals that are the tail of a word, or that a vague word makes no figure:
 * before tens and hundreds of nothing, or directly behind a ten. */
static bool
is_bound(const struct scan *s, const struct figure *f)
{
	uint32_t unused, next;
	const struct numeral *head = lexicon_numeral(s->lx, scan_cp(s, f->from, &next));

	if (head && head->digit < 0 && !head->half &&
	    scan_word_back(s, ROOT_VAGUE_BACK, f->from, &unused) >= 0)
		return true;
	next = (uint32_t)utf8_back(s->text, f->to);
	const struct numeral *tail = lexicon_numeral(s->lx, scan_cp(s, next, &unused));
	if (tail && tail->power == 1 && scan_word(s, ROOT_VAGUE, f->to, &unused) >= 0)
		return true;
	return f->digits == 1 && scan_word_back(s, ROOT_BOUND_BACK, f->from, &unused) == 0;
}

static bool
fact_numerals(const struct scan *s, uint32_t at, struct lexeme *l, uint32_t *next)
{
	struct figure f;
	uint32_t to;

	figure_read(s, at, &f);
	*next = f.to;
	const struct sides beside = figure_sides(s, &f);
	if ((date_may_begin(s, &f, &beside) && date_at(s, at, l)) || ratio_share(s, at, l))
		return found(l, next);
	if (ratio_words(s, at, l)) {
		read_qualifiers(s, l);
		return found(l, next);
	}
	if (f.bad || is_bound(s, &f))
		return false;
	if (name_after(s, &f, &to))
		return found_name(at, to, l, next);
	if (!quantity_finish(s, &f, &beside, l))
		return false;
	bool counts = l->unit || (f.value.mantissa >= NUMERALS_ALONE && !f.positional) || l->scale;
	if (!counts || f.positional) {
		/* 三至五个: the unit stands behind the second */
		read_range(s, l);
		if (!l->unit || f.positional)
			return false;
	}
	return found_quantity(s, l, next);
}

/* A lone word below eleven is a count only before a unit or a noun. */
static bool
fact_words(const struct scan *s, uint32_t at, struct lexeme *l, uint32_t *next)
{
	struct figure f;
	uint32_t to;

	while (is_letter(scan_byte(s, *next)))
		++*next;
	if (date_at(s, at, l))
		return found(l, next);
	if (!figure_read(s, at, &f))
		return false;
	const struct sides beside = figure_sides(s, &f);
	if (name_before(s, &f, &beside, &to))
		return found_name(at, f.to, l, next);
	if (ratio_english(s, &f, l)) {
		read_qualifiers(s, l);
		return found(l, next);
	}
	if (!quantity_finish(s, &f, &beside, l) || (f.value.mantissa < 2 && !l->unit && !l->scale))
		return false;
	if (is_letter(scan_byte(s, l->span.to)))
		return false;
	return found_quantity(s, l, next);
}

/* Most single numerals are parts of words: what follows says so at once. */
static bool
cannot_count(const struct scan *s, uint32_t behind)
{
	uint32_t unused, cp = scan_cp(s, behind, &unused);

	return cp >= CODE_POINTS || !(s->lx->tables->class[cp] & (CLASS_FOLLOWS | CLASS_NUMERAL));
}

bool
lex_fact(const struct lexicon *lx, const char *text, uint32_t start, uint32_t at, uint32_t end,
	 struct lexeme *out, uint32_t *next)
{
	const struct scan s = {lx, text, start, end};
	struct span span;

	if (is_digit(scan_byte(&s, at))) { /* as most */
		*next = at + 1;
		return scan_anchored(&s, ROOT_FIXED, at, &span) >= 0
			       ? found_name(span.from, span.to, out, next)
			       : fact_digits(&s, at, out, next);
	}
	uint32_t cp = scan_cp(&s, at, next);
	unsigned class = cp < CODE_POINTS ? lx->tables->class[cp] : 0;

	if (class & CLASS_LETTER)
		return fact_words(&s, at, out, next);
	if (class & CLASS_NUMERAL && cannot_count(&s, *next))
		return false;
	if (class & (CLASS_NUMERAL | CLASS_ORDINAL) &&
	    scan_anchored(&s, ROOT_FIXED, at, &span) >= 0)
		return found_name(span.from, span.to, out, next);
	if (class & CLASS_NUMERAL)
		return fact_numerals(&s, at, out, next);
	if (class & CLASS_ORDINAL) {
		if (date_at(&s, at, out) || ordinal_at(&s, at, out))
			return found(out, next);
	}
	return false;
}

enum { UNIT_LONGEST = 48 };

/* What is behind a figure in digits ends in a unit only where it begins with one, or with a word that
 * may stand before one or before another figure.  Numerals begin neither. */
bool
lex_may_be_unit(const struct lexicon *lx, struct str name)
{
	const uint64_t leading = ROOT_BIT(ROOT_UNIT) | ROOT_BIT(ROOT_SCALE) |
				 ROOT_BIT(ROOT_SHORT_SCALE) | ROOT_BIT(ROOT_ODD) |
				 ROOT_BIT(ROOT_HALF_UNIT) | ROOT_BIT(ROOT_RANGE) |
				 ROOT_BIT(ROOT_BETWEEN_AND);
	const struct scan s = {lx, name.at, 0, (uint32_t)name.len};
	uint32_t next, cp = scan_cp(&s, 0, &next);

	if (!name.len || name.len > UNIT_LONGEST)
		return false;
	return cp < CJK_FIRST || roots_have(lx, leading, cp);
}

bool
lex_is_unit(const struct lexicon *lx, struct str name)
{
	char one[1 + UNIT_LONGEST] = "1";
	struct lexeme l = {0};
	uint32_t next, len = 1 + (uint32_t)name.len;

	if (!lex_may_be_unit(lx, name))
		return false;
	memcpy(one + 1, name.at, name.len);
	return lex_fact(lx, one, 0, 0, len, &l, &next) && l.unit && l.span.to == len;
}
