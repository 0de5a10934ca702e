/*
 * Inside of the lex layer: the tables that the language files fill, and the
 * small readers that quantity.c, date.c and name.c share.  Everything after
 * lexicon_finish is const; every reader costs what it consumes plus a look
 * back of at most LOOK_BACK characters.
 */
#ifndef LEXICON_INTERNAL_H
#define LEXICON_INTERNAL_H

#include "../base/byte_map.h"
#include "lex.h"

/* ---- trie.c: word sets ------------------------------------------------------ */

/* One set of words each.  _BACK sets are matched leftwards from an end. */
enum root {
	ROOT_NONE,
	ROOT_UNIT,	    /* value: unit id */
	ROOT_UNIT_NAME,	    /* the same, with bases that no text names */
	ROOT_CURRENCY_BACK, /* signs before a figure: unit id */
	ROOT_SCALE,	    /* power of ten */
	ROOT_SHORT_SCALE,   /* after a currency sign or before a unit: m, bn */
	ROOT_ODD,
	ROOT_QUALIFIER,	     /* behind: enum qualifier */
	ROOT_QUALIFIER_BACK, /* before: enum qualifier, + NOT_TIME, IF_ROUND */
	ROOT_GUARD,	     /* words that begin like a unit or qualifier and are none */
	ROOT_GUARD_BACK,     /* words that end like a qualifier and are none */
	ROOT_NUMBER_WORD,    /* 0 to 99; WORD_POWER + power of ten */
	ROOT_NUMBER_AND,
	ROOT_POINT,	  /* the decimal point in words */
	ROOT_FRACTION,	  /* stands between denominator and numerator */
	ROOT_DENOMINATOR, /* English: thirds; value: 3 */
	ROOT_SHARE,	  /* words that are a ratio: hundredths */
	ROOT_HALF_UNIT,	  /* between a figure and its unit: and a half */
	ROOT_HALF_AFTER,  /* behind a unit: and a half */
	ROOT_VAGUE,	  /* numerals beside them are no figure */
	ROOT_VAGUE_BACK,
	ROOT_BOUND_BACK, /* a single numeral behind them belongs to a word, or WORD_FREE */
	ROOT_RANGE,	 /* 0: a dash; 1: a word (from a to b) */
	ROOT_FROM_BACK,
	ROOT_BETWEEN_BACK,
	ROOT_BETWEEN_AND,
	ROOT_YEAR, /* words behind a number */
	ROOT_MONTH,
	ROOT_DAY,
	ROOT_MONTH_NAME, /* 1 to 12, + MONTH_AMBIGUOUS */
	ROOT_WEEKDAY,
	ROOT_WEEKDAY_BACK,
	ROOT_PART,	      /* of a year: first month * 16 + last month */
	ROOT_FISCAL_BACK,     /* before a year, part of the date */
	ROOT_YEAR_BACK,	      /* before a year, not part of it: in, since, mid- */
	ROOT_MONTH_BACK,      /* before a month whose name is a word too */
	ROOT_CUMULATIVE_BACK, /* before a part: from the first month on */
	ROOT_OF,	      /* between the day and its month */
	ROOT_FIXED,	      /* names with numerals inside; anchored */
	ROOT_PART_FIXED,      /* parts of a year without a year; anchored */
	ROOT_ORDINAL,
	ROOT_ORDINAL_NAME, /* behind an ordinal: it is a name */
	ROOT_ORDINAL_SUFFIX,
	ROOT_NAME_BACK, /* before a number: it is a name; NEEDS_CAPITAL */
	ROOT_NAME_AFTER,
	ROOT_NUMBER,	   /* digits that are a name where no unit follows */
	ROOT_FIRST_WORD,   /* First, Second: their number */
	ROOT_HEADING_WORD, /* behind an ordinal: enum style */
	ROOT_IS,	   /* behind a numeral: STYLE_HAN_IS */
	ROOT_COUNT
};

enum {
	WORD_FREE = 1,
	WORD_POWER = 1000,
	IF_ROUND = 32,
	NOT_TIME = 64,
	NEEDS_CAPITAL = 1,
	MONTH_AMBIGUOUS = 64,
	LOOK_BACK = 24,	  /* characters */
	LONGEST_WORD = 48 /* characters of a word of a language file */
};

struct node {
	int32_t value;	 /* of the word that ends here, + 1; 0 for none */
	uint32_t follow; /* bit cp % 32: may an edge with cp lead on? */
};
/* Where a walk stands. */
struct step {
	uint32_t node; /* 0: nowhere */
	struct node is;
};
struct edge {
	uint32_t node, cp; /* node 0: free */
	struct step to;	   /* with the node as trie_finish found it: one look a step */
};
struct trie {
	struct arena *arena;
	const struct edge *edges; /* a hash table, open addressing */
	struct edge *own;	  /* the same while words are added; NULL: the program's */
	size_t mask, edge_count;
	VEC(struct node) nodes; /* roots first */
};
void trie_init(struct trie *t, struct arena *a);
/* The value slot of a word, 0 when it is new: until the next one is asked for, and trie_finish. */
int32_t *trie_slot(struct trie *t, enum root root, struct str word, bool back);
/* The value of exactly this word; -1 if there is none. */
int trie_value(const struct trie *t, enum root root, struct str word);
/* All words are added: from here on texts may be looked up. */
void trie_finish(struct trie *t);

/* ---- the lexicon -------------------------------------------------------------- */

enum code_class {
	CLASS_DIGIT = 1,
	CLASS_NUMERAL = 2,
	CLASS_ORDINAL = 4,
	CLASS_LETTER = 8,
	CLASS_STOP = 15,
	CLASS_FOLLOWS = 16,  /* may stand behind a single numeral that counts */
	CLASS_ENDS_UNIT = 32 /* ends the name of a unit: a dash behind it is no minus */
};
_Static_assert((int)CLASS_OPENS == ((int)CLASS_NUMERAL | (int)CLASS_ORDINAL), "what Han opens");

enum {
	CODE_POINTS = 0x10000,
	NUMERALS = 256,
	LETTERS = 27, /* the last stands for what is no letter */
	WIDE_PAIRS = 1 << 14,
	CJK_FIRST = 0x2E80, /* marks and characters from here on */
	ROOT_FILTER = 4096, /* sets by the low bits of a code point */
	ANCHORED_SETS = 2   /* ROOT_FIXED, ROOT_PART_FIXED: one behind the other */
};
_Static_assert(ROOT_COUNT <= 64, "one bit a set");

/* Of lexicon_tables.bytes, behind those that are its caller's (struct lex_marks). */
enum {
	BYTE_BRACKET = MARK_BUCKETS, /* a row each */
	BYTE_SIGN = BYTE_BRACKET + 2,
	BYTE_SPACE, /* a row each */
	BYTE_BUCKETS_END = BYTE_SPACE + 2
};
_Static_assert((int)BYTE_BUCKETS_END <= (int)BYTE_BUCKETS, "one bit a bucket");

/* A numeral of one character. */
struct numeral {
	uint32_t cp;  /* 0: free */
	int8_t digit; /* -1: none */
	int8_t power; /* of ten; -1: none */
	bool half;
};

/* A name with numerals inside: what stands before the first of them. */
struct anchored {
	struct str before;
	int32_t value;
	int32_t next; /* another with the same rest; -1 */
};

/* What holds no pointer: it is kept in the program as it lies in memory. */
struct lexicon_tables {
	uint8_t class[CODE_POINTS];
	uint64_t stops[CODE_POINTS / 64]; /* a bit a code point: may a fact begin with it? */
	/* The same by the first two bytes of a character of three (their low 14 bits,
	 * see pair_bits); all ones where they begin none. */
	uint64_t wide_stops[WIDE_PAIRS];
	/* For a map of the characters of three bytes that a fact or an enumerator may begin with,
	 * and a few more beside them; and, by buckets (BYTE_SIGN to BYTE_BRACKET), of the ASCII ones that are
	 * no letters, of brackets and of white space. */
	struct char_set signs;
	struct byte_set bytes;
	uint8_t begins[LETTERS * LETTERS *
		       LETTERS];       /* first letters of a word that may begin a fact */
	uint32_t begin_pairs[LETTERS]; /* a bit for each second letter; the first two of them */
	uint64_t roots
		[ROOT_FILTER]; /* bit r: a word of set r may begin (or end) with this character */
	/* Of the anchored names whose first numeral is a digit: a bit for the low six bits of
	 * what stands behind it. */
	uint64_t anchored_seconds[ANCHORED_SETS][10];
	struct numeral numerals[NUMERALS];
};

struct lexicon {
	struct arena *arena;
	const struct lexicon_tables *tables;
	struct lexicon_tables *own; /* the same while words are added; NULL: the program's */
	struct trie trie;
	VEC(struct anchored) anchored;
	VEC(struct unit) units;
	VEC(struct str) languages;
	VEC(struct word_list) lists;
	uint32_t *list_slots; /* by a hash of a list's name, or behind: its index + 1; 0: none */
	size_t list_mask;
	VEC(struct str) list_names;
	VEC(struct word_pairs) pair_lists;
	/* until lexicon_finish */
	struct pending *pending, **last_pending;
	uint32_t *frequencies; /* of characters in the words, by code point */
};

/* Fills the slots, when all lists are there. */
void lexicon_index(struct lexicon *lx);

/* What can be read only when all files are known. */
struct pending {
	struct pending *next;
	struct place place;
	enum { PENDING_ANCHORED, PENDING_BASE } what;
	enum root root;
	struct str word; /* the name, or the base unit */
	int32_t value;	 /* of the name, or the unit's id */
};
struct pending *lexicon_pend(struct lexicon *lx, struct place place);
/* Adds a word to a set; false when it is there with another value. */
bool lexicon_put(struct lexicon *lx, enum root root, struct str word, int32_t value);

/* ---- wordlist.c ----------------------------------------------------------------- */

/* A list as it is, with its index. */
void word_list_pack(struct packer *to, const struct word_list *list);
void word_list_unpack(struct arena *a, struct unpacker *u, struct word_list *list);

/* ---- readers -------------------------------------------------------------------- */

_Static_assert(ROOT_PART_FIXED == ROOT_FIXED + ANCHORED_SETS - 1, "see anchored_seconds");

struct scan {
	const struct lexicon *lx;
	const char *text;
	uint32_t start, end;
};

static inline uint32_t
fold_case(uint32_t cp)
{
	return cp - 'A' < 26 ? cp | 0x20 : cp;
}

/* The sets (ROOT_BIT) of which a word may begin (end, for a _BACK set) with this character. */
static inline uint64_t
roots_of(const struct lexicon *lx, uint32_t cp)
{
	return lx->tables->roots[fold_case(cp) % ROOT_FILTER];
}

/* May a word of this set do so? */
static inline bool
root_has(const struct lexicon *lx, enum root root, uint32_t cp)
{
	return roots_of(lx, cp) >> root & 1;
}

/* May a word of one of these sets (bits 1 << root) begin with this character? */
static inline bool
roots_have(const struct lexicon *lx, uint64_t roots, uint32_t cp)
{
	return roots_of(lx, cp) & roots;
}

#define ROOT_BIT(root) ((uint64_t)1 << (root))

/* The index in lexicon.wide_stops of the two bytes at s: 14 bits tell all first
 * bytes, and all second ones of characters, apart. */
static inline unsigned
pair_bits(const unsigned char *s)
{
	return (s[0] | (unsigned)s[1] << 8) & (WIDE_PAIRS - 1);
}

/* May a word that begins with these two characters begin a fact?  The first is a
 * letter; the second may be anything.  Most words end here. */
static inline bool
may_begin(const struct lexicon *lx, char first, char second)
{
	uint32_t a = (uint32_t)(first | 0x20) - 'a', b = (uint32_t)(second | 0x20) - 'a';

	return lx->tables->begin_pairs[a] >> (b < LETTERS - 1 ? b : LETTERS - 1) & 1;
}

/* The index in lexicon.begins of the word that begins with the letter at s. */
static inline uint32_t
begins_index(const char *s, size_t left)
{
	uint32_t index = (uint32_t)((s[0] | 0x20) - 'a');
	bool goes_on = true;

	for (size_t i = 1; i < 3; i++) {
		goes_on = goes_on && i < left && is_letter(s[i]);
		index = index * LETTERS + (goes_on ? (uint32_t)((s[i] | 0x20) - 'a') : LETTERS - 1);
	}
	return index;
}

/* The byte at `at`, NUL outside of the stretch. */
static inline char
scan_byte(const struct scan *s, uint32_t at)
{
	return at < s->end ? s->text[at] : '\0';
}

/* The byte before `at`, NUL at the start. */
static inline char
scan_before(const struct scan *s, uint32_t at)
{
	return at > s->start ? s->text[at - 1] : '\0';
}

/* The code point at `at`, 0 outside; *next behind it. */
static inline uint32_t
scan_cp(const struct scan *s, uint32_t at, uint32_t *next)
{
	const unsigned char *p = (const unsigned char *)s->text + at;

	if (at >= s->end) {
		*next = at;
		return 0;
	}
	if (p[0] < 0x80) {
		*next = at + 1;
		return p[0];
	}
	if ((p[0] & 0xF0u) == 0xE0u) {
		*next = at + 3;
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	size_t to = at;
	uint32_t cp = utf8_next(s->text, &to);
	*next = (uint32_t)to;
	return cp;
}

/* The code point before `at`, 0 at the start; *from its own start. */
static inline uint32_t
scan_cp_before(const struct scan *s, uint32_t at, uint32_t *from)
{
	const unsigned char *p = (const unsigned char *)s->text + at;

	if (at <= s->start) {
		*from = at;
		return 0;
	}
	if (p[-1] < 0x80) {
		*from = at - 1;
		return p[-1];
	}
	if (at - s->start >= 3 && (p[-3] & 0xF0u) == 0xE0u) {
		*from = at - 3;
		return (p[-3] & 0x0Fu) << 12 | (p[-2] & 0x3Fu) << 6 | (p[-1] & 0x3Fu);
	}
	do
		at--;
	while (((unsigned char)s->text[at] & 0xC0) == 0x80);
	*from = at;
	return scan_cp(s, at, &at);
}

/* A character at a place, or before it, and the sets of which a word may begin with it, or end with
 * it, for a _BACK set.  At the ends of the stretch cp is 0, which is in no word. */
struct side {
	uint64_t roots; /* ROOT_BIT */
	uint32_t cp;
	uint32_t at; /* behind the character; of one before, where it begins */
};

static inline struct side
side_at(const struct scan *s, uint32_t at)
{
	struct side x;

	x.cp = scan_cp(s, at, &x.at);
	x.roots = roots_of(s->lx, x.cp);
	return x;
}

static inline struct side
side_before(const struct scan *s, uint32_t at)
{
	struct side x;

	x.cp = scan_cp_before(s, at, &x.at);
	x.roots = roots_of(s->lx, x.cp);
	return x;
}

/* The same past one space. */
static inline struct side
side_past_space(const struct scan *s, uint32_t at)
{
	struct side x = side_at(s, at);

	return x.cp == ' ' ? side_at(s, x.at) : x;
}

/* The rest of scan_word: cp is the first code point, `next` is behind it. */
int scan_word_from(const struct scan *s, enum root root, uint32_t cp, uint32_t next, uint32_t *to);

/* The longest word of a set at `at`: its value and *to behind it; -1 if none.
 * A word of letters must not go on in a letter. */
static inline int
scan_word(const struct scan *s, enum root root, uint32_t at, uint32_t *to)
{
	uint32_t next, cp = scan_cp(s, at, &next);

	return root_has(s->lx, root, cp) ? scan_word_from(s, root, cp, next, to) : -1;
}

/* The rest of scan_word_back: cp is the last code point, it begins at `before`. */
int scan_word_back_from(const struct scan *s, enum root root, uint32_t cp, uint32_t before,
			uint32_t *from);

/* The longest word of a set that ends at `end`; *from is where it begins. */
static inline int
scan_word_back(const struct scan *s, enum root root, uint32_t end, uint32_t *from)
{
	uint32_t before, cp = scan_cp_before(s, end, &before);

	return root_has(s->lx, root, cp) ? scan_word_back_from(s, root, cp, before, from) : -1;
}

/* The rest of scan_anchored. */
int scan_anchored_from(const struct scan *s, enum root root, uint32_t at, struct span *span);

/* May an anchored word of this set have its first numeral at `at`? */
static inline bool
may_be_anchored(const struct scan *s, enum root root, uint32_t at)
{
	uint32_t next, cp = scan_cp(s, at, &next);

	if (!is_digit((int)cp))
		return root_has(s->lx, root, cp);
	cp = fold_case(scan_cp(s, next, &next));
	return s->lx->tables->anchored_seconds[root - ROOT_FIXED][s->text[at] - '0'] >> (cp & 63) &
	       1;
}

/* The longest anchored word whose first numeral stands at `at`. */
static inline int
scan_anchored(const struct scan *s, enum root root, uint32_t at, struct span *span)
{
	return may_be_anchored(s, root, at) ? scan_anchored_from(s, root, at, span) : -1;
}

/* Past one space. */
static inline uint32_t
scan_space(const struct scan *s, uint32_t at)
{
	return scan_byte(s, at) == ' ' ? at + 1 : at;
}

static inline uint32_t
scan_space_back(const struct scan *s, uint32_t at)
{
	return scan_before(s, at) == ' ' ? at - 1 : at;
}

const struct numeral *lexicon_numeral(const struct lexicon *lx, uint32_t cp);

/* Is the character before a figure a Han one, or a comma or pause between words? */
static inline bool
is_quiet_before(uint32_t cp)
{
	enum { HAN_FIRST = 0x4E00, HAN_LAST = 0x9FFF };

	return cp - HAN_FIRST <= HAN_LAST - HAN_FIRST || cp == 0xFF0C || cp == 0x3001;
}

/* ---- number.c -------------------------------------------------------------------- */

/* A number as written, without scale and unit. */
struct figure {
	uint32_t from, to;
	struct decimal value;
	uint8_t decimals;
	int8_t scale;	  /* of numerals that end in one */
	uint32_t digits;  /* ASCII digits, or characters of numerals */
	uint32_t leading; /* ASCII digits before the first mark */
	bool numerals;
	bool commas;
	bool positional; /* digits without multipliers */
	bool padded;	 /* begins with a needless zero */
	bool too_long;
	bool bad; /* numerals that make no number; passed over */
};
bool figure_read(const struct scan *s, uint32_t at, struct figure *f);
/* What stands beside a figure: nearly all that is asked about one is told by these two. */
struct sides {
	struct side before, behind;
};
static inline struct sides
figure_sides(const struct scan *s, const struct figure *f)
{
	return (struct sides){side_before(s, f->from), side_at(s, f->to)};
}
/* A whole number of at most `digits` digits, not above FIGURE_SMALL, or numerals; false, and nothing
 * is written, if longer. */
enum { FIGURE_SMALL = 7 };
bool figure_small(const struct scan *s, uint32_t at, uint32_t digits, int *value, uint32_t *to,
		  uint32_t *written);
/* value * factor, both small; false when it does not fit. */
bool decimal_times(struct decimal a, struct decimal b, struct decimal *out);

/* ---- date.c, month.c ---------------------------------------------------------------- */

/* Might a figure begin a date, of digits or, read by figure_read, of numerals?  Costs less than
 * date_at. */
bool date_may_begin(const struct scan *s, const struct figure *f, const struct sides *beside);
/* A date, a part of a year, or a range of dates at `at`. */
bool date_at(const struct scan *s, uint32_t at, struct lexeme *out);
/* One date: year first or month first (date.c), or in English words (month.c). */
struct written {
	struct calendar_date from, to;
	uint32_t begin, end;
	bool range;
};
bool date_english(const struct scan *s, uint32_t at, struct written *w);
/* Is the year at `at` told by the words or letters around it? */
bool date_bare_year(const struct scan *s, uint32_t at, uint32_t to);
int date_weekday(const struct scan *s, uint32_t from, uint32_t to);

/* ---- name.c ---------------------------------------------------------------------------- */

/* Is the number a name because of what stands before or behind it?  *to: its end. */
bool name_before(const struct scan *s, const struct figure *f, const struct sides *beside,
		 uint32_t *to);
bool name_after(const struct scan *s, const struct figure *f, uint32_t *to);
/* Digits that are a name when no unit follows (hot lines, telephones). */
bool name_alone(const struct scan *s, const struct figure *f);
/* An ordinal at `at`; its kind is ORDINAL or NAME. */
bool ordinal_at(const struct scan *s, uint32_t at, struct lexeme *out);

/* ---- ratio.c ----------------------------------------------------------------------------- */

bool ratio_chain(const struct scan *s, const struct figure *first, struct lexeme *l);
bool ratio_slash(const struct scan *s, const struct figure *f, struct lexeme *l);
bool ratio_words(const struct scan *s, uint32_t at, struct lexeme *l);
bool ratio_english(const struct scan *s, const struct figure *f, struct lexeme *l);
bool ratio_share(const struct scan *s, uint32_t at, struct lexeme *l);

/* ---- unit.c ----------------------------------------------------------------------------- */

/* Scale, odd words and unit behind a figure; sets the lexeme but for its
 * qualifiers.  False: numerals that need a unit and have none. */
bool quantity_finish(const struct scan *s, const struct figure *f, const struct sides *beside,
		     struct lexeme *out);

#endif
