/*
 * What stands in a stretch of text, whatever the report: quantities, dates,
 * enumerators, and the words of a language.  One lexicon holds every language
 * of rules/lang/ at once (their words do not collide), is built once and then const.
 * All functions work on folded text and are pure.
 */
#ifndef LEX_H
#define LEX_H

#include "../text/text.h"

/* ---- kinds of facts ---------------------------------------------------- */

/* One list for the enum, the names of the rule language, and the private-use
 * characters of the skeleton.  KIND(constant, name, plural) */
#define KIND_LIST(KIND)                                                                            \
	KIND(KIND_NONE, "none", "none")                                                            \
	KIND(KIND_COUNT, "count", "counts")                                                        \
	KIND(KIND_AMOUNT, "amount", "amounts")                                                     \
	KIND(KIND_PERCENT, "percent", "percents")                                                  \
	KIND(KIND_POINT, "point", "points")                                                        \
	KIND(KIND_RATIO, "ratio", "ratios")                                                        \
	KIND(KIND_MEASURE, "measure", "measures")                                                  \
	KIND(KIND_ORDINAL, "ordinal", "ordinals")                                                  \
	KIND(KIND_SCORE, "score", "scores")                                                        \
	KIND(KIND_BARE, "bare", "bares")                                                           \
	KIND(KIND_DATE, "date", "dates")                                                           \
	KIND(KIND_NAME, "name", "names")

enum kind {
#define KIND_ENUM(constant, name, plural) constant,
	KIND_LIST(KIND_ENUM)
#undef KIND_ENUM
		KIND_COUNT_OF_KINDS
};

extern const char *const kind_names[KIND_COUNT_OF_KINDS];

/* Sets of kinds, as 1u << kind. */
typedef uint32_t kind_set;
#define KIND_BIT(k) (1u << (k))
/* "quantity" in a rule: count amount percent point ratio measure score bare.
 * "number": quantities that count something: count amount measure bare. */
#define KINDS_QUANTITY                                                                             \
	(KIND_BIT(KIND_COUNT) | KIND_BIT(KIND_AMOUNT) | KIND_BIT(KIND_PERCENT) |                   \
	 KIND_BIT(KIND_POINT) | KIND_BIT(KIND_RATIO) | KIND_BIT(KIND_MEASURE) |                    \
	 KIND_BIT(KIND_SCORE) | KIND_BIT(KIND_BARE))
#define KINDS_NUMBER                                                                               \
	(KIND_BIT(KIND_COUNT) | KIND_BIT(KIND_AMOUNT) | KIND_BIT(KIND_MEASURE) |                   \
	 KIND_BIT(KIND_BARE))

/* The private-use character of a kind in a skeleton: U+E000 + kind. */
enum { SKELETON_BASE = 0xE000 };

/* ---- lexicon.c ---------------------------------------------------------- */

struct lexicon;

/* A place in a rule or language file, for messages. */
struct place {
	struct str file;
	uint32_t line, column;
};

/* Where errors of rule and language files go.  `next` chains them in order. */
struct complaint {
	struct place place;
	struct str message;
	struct complaint *next;
};
struct complaints {
	struct arena *arena;
	struct complaint *first, **last; /* last: &first at the start */
	size_t count;
};
void complaints_init(struct complaints *c, struct arena *a);
void complain(struct complaints *c, struct place place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* An empty lexicon builder; then one lexicon_add per language file; then
 * lexicon_finish, which builds the lookup tables.  In arena a, complaints to c. */
struct lexicon *lexicon_new(struct arena *a);
void lexicon_add(struct lexicon *lx, struct str file, const struct toml_node *root,
		 struct complaints *c);
/* Adds one top-level key of a file, and what it holds, alone. */
void lexicon_add_key(struct lexicon *lx, struct str file, const struct toml_node *key,
		     struct complaints *c);
void lexicon_finish(struct lexicon *lx, struct complaints *c);
/* A lexicon that is finished, packed; and as it was, in arena a.  No file can be added to it. */
uint32_t lexicon_pack(struct packer *to, const struct lexicon *lx);
struct lexicon *lexicon_unpack(struct arena *a, const struct packed *from, uint32_t place);

/* Languages, in the order they were added; at most 32. */
size_t lexicon_languages(const struct lexicon *lx);
struct str lexicon_language(const struct lexicon *lx, size_t i); /* "zh" */

/* A word list `[words] NAME = [...]` of any language (of several languages:
 * all together), longest word first; NULL when there is none of that name. */
struct word_list {
	struct str name;
	const struct str *words;
	const int8_t *signs; /* +1, -1 of `[signed]` lists, 0 of plain ones */
	size_t count;
	const struct index *index; /* by first and last character; wordlist.c */
};
/* Fills a list: sorts the words, drops doubles, indexes.  Signs may be NULL.  In arena a. */
void word_list_make(struct arena *a, struct word_list *list, const struct str *words,
		    const int8_t *signs, size_t count);
/* The same of words that are there once each, none longer than WORD_LONGEST: in time linear in
 * their bytes. */
enum { WORD_LONGEST = 255 /* bytes */ };
void word_list_of(struct arena *a, struct word_list *list, const struct str *words, size_t count);
const struct word_list *lexicon_words(const struct lexicon *lx, struct str name);
/* All names, for suggestions. */
const struct str *lexicon_word_names(const struct lexicon *lx, size_t *count);

/* `[pairs] NAME = [["同意", "不同意"], ...]`: words that name complementary halves. */
struct word_pairs {
	struct str name;
	const struct str (*pairs)[2];
	size_t count;
	struct word_list seconds; /* the second words of all: without one, no pair */
};
/* Fills `pairs` of count pairs, in arena a. */
void word_pairs_make(struct arena *a, struct word_pairs *out, const struct str (*pairs)[2],
		     size_t count);
const struct word_pairs *lexicon_pairs(const struct lexicon *lx, struct str name);

/* Does one of the words stand at (end at) this offset?  The longest one's
 * index, or -1.  A list that is NULL holds no words. */
int words_at(const struct word_list *list, struct str text, size_t at);
/* May one stand there, by its first character?  Few do. */
bool words_may_begin(const struct word_list *list, struct str text, size_t at);
int words_before(const struct word_list *list, struct str text, size_t end);
/* The longest word that ends nearest before *end, behind `least`; *end: where it does.  -1 when
 * none does. */
int words_back(const struct word_list *list, struct str text, size_t least, size_t *end);
/* Does s contain one of them?  The index, with *where its offset, or -1. */
int words_in(const struct word_list *list, struct str s, size_t *where);
/* The first word of the list in s, at *where, that is no piece of a longer word in Latin letters (up
 * in support, ratio in operations); -1. */
int phrase_in(const struct word_list *list, struct str s, size_t *where);
bool phrase_holds(const struct word_list *list, struct str s);
/* Where words may begin in a text, by their first three bytes: a bit a byte, for readers of all of
 * it (base/byte_map.h).  In arena a: words_map.c. */
const uint64_t *words_map(struct arena *a, const struct str *words, size_t count, struct str text);
/* What the words of some lists begin with: whether any of them may stand in a text is asked of
 * all at once.  Zeroed: of none. */
struct word_starts {
	uint64_t bits[64];
};
void word_starts_add(struct word_starts *starts, const struct word_list *list);
bool word_starts_in(const struct word_starts *starts, struct str s);
/* May s begin with one? */
bool word_starts_at(const struct word_starts *starts, struct str s);
/* What some words end with, likewise; and the last place in (least, at] of a text where one of them
 * may end, `least` where none does. */
struct word_ends {
	uint64_t bits[64];
};
/* The low bits of the last of `len` bytes' characters, the last of which stands before `end`. */
static inline unsigned
word_end_bits(const char *end, size_t len)
{
	const unsigned char *p = (const unsigned char *)end;

	if (p[-1] < 0x80 || len < 2)
		return p[-1];
	return (p[-2] & 0x3Fu) << 6 | (p[-1] & 0x3Fu);
}
static inline void
word_ends_add(struct word_ends *ends, struct str word)
{
	unsigned bit = word_end_bits(word.at + word.len, word.len);

	ends->bits[bit / 64] |= UINT64_C(1) << bit % 64;
}
size_t word_ends_back(const struct word_ends *ends, struct str text, size_t least, size_t at);
/* Lists whose words are looked for in one pass; zeroed: none. */
enum { WORD_LISTS = 32 };
struct word_lists {
	const struct word_list *at[WORD_LISTS]; /* NULL: without words */
	size_t count;
	struct word_starts starts;
	/* For each bit of `starts`, which lists have such a word, a bit each; NULL: they are asked. */
	const uint32_t *starting;
};
/* The number of a list among the others; WORD_LISTS: there is no room. */
size_t word_lists_add(struct word_lists *lists, const struct word_list *list);
/* All were added, and many texts are to be searched: makes `starting`, in arena a. */
void word_lists_index(struct arena *a, struct word_lists *lists);
struct word_hit {
	uint32_t at;
	uint16_t list, word; /* their numbers */
};
struct word_hits {
	VEC(struct word_hit) all;
};
/* Appends, in order of their places, the longest word of each list at every place of text[from, to).
 * In arena a. */
void words_all(struct arena *a, const struct word_lists *lists, const char *text, uint32_t from,
	       uint32_t to, struct word_hits *out);
/* The same of all of a text, by the map of the words of these lists. */
void words_mapped(struct arena *a, const struct word_lists *lists, const uint64_t *map,
		  struct str text, struct word_hits *out);
static inline bool
words_hold(const struct word_list *list, struct str s)
{
	size_t where;

	return words_in(list, s, &where) >= 0;
}

/* ---- units --------------------------------------------------------------- */

/* Units are interned; 0 is "no unit".  宗 and 件 are different units; 万元 is
 * 元 with a scale; km and 公里 may be one unit with a factor. */
typedef uint16_t unit_id;
struct unit {
	struct str name;       /* the base unit: "元" of 万元 */
	enum kind kind;	       /* COUNT AMOUNT PERCENT POINT RATIO MEASURE SCORE */
	unit_id base;	       /* the unit it converts to (itself when it is a base) */
	struct decimal factor; /* 1 of this unit in base units; {1,0} when it is a base */
	struct str dimension;  /* "time" "length" "money" ...; empty for counts */
};
const struct unit *lexicon_unit(const struct lexicon *lx, unit_id id);
unit_id lexicon_unit_named(const struct lexicon *lx, struct str name); /* 0 if none */

/* ---- quantity.c, date.c --------------------------------------------------- */

enum qualifier {
	QUALIFIER_NONE,
	QUALIFIER_ABOUT,     /* 约 左右 近 about, nearly: a tenth or more to either side */
	QUALIFIER_AT_LEAST,  /* 以上 至少 */
	QUALIFIER_AT_MOST,   /* 以下 以内 至多 不超过 */
	QUALIFIER_MORE_THAN, /* 超过 逾 over */
	QUALIFIER_LESS_THAN, /* 不足 不到 under */
	QUALIFIER_ODD	     /* 余 多: up to one unit of the last non-zero digit more */
};

enum precision { PRECISION_YEAR, PRECISION_QUARTER, PRECISION_MONTH, PRECISION_DAY };

struct calendar_date {
	int16_t year;	   /* 0: not said */
	int8_t month, day; /* 0: not said; as written, so perhaps impossible (2月30日) */
	int8_t weekday;	   /* 1 Monday ... 7 Sunday where one is written beside it; else 0 */
	uint8_t precision; /* enum precision */
};
/* ISO 8601 as far as it is known: 2020-08-26, 2020-08, 2020, --08-26; a quarter is 2020-Q3. */
struct str date_print(struct arena *a, const struct calendar_date *d);

/* What stands at one place.  KIND_NAME: a stretch that holds digits but
 * counts nothing (a telephone or document number, a hot line, a version, a fixed name),
 * to be passed over; it stays text in the skeleton. */
struct lexeme {
	/* quantities */
	struct decimal value; /* in the unit as named in `unit` (万元: 元); percent: 0.155 */
	struct decimal upper; /* the end of a range 5至10分钟 (is_range) */
	struct span span;     /* number with its unit or sign; no qualifier */
	struct span number;   /* the digits or numerals alone */
	struct span qualifier_span; /* of the word; empty without */
	enum kind kind : 8;
	enum qualifier qualifier : 8;
	unit_id unit;
	bool is_range;
	bool rounded;	  /* has decimals or a scale: means +- half a unit of its last place */
	bool numerals;	  /* written in Chinese numerals or words */
	uint8_t decimals; /* printed decimals */
	int8_t scale;	  /* power of ten of 万, 亿, million; 0 without */
	/* dates: from = to for a single one; a range has both ends */
	bool is_date_range;
	struct calendar_date from, to;
};

/* The first place at or after `at` (before `end`) where a number, numeral or date
 * could begin; `end` if none.  One table look-up a character. */
uint32_t lex_next(const struct lexicon *lx, const char *text, uint32_t at, uint32_t end);

struct byte_set;
struct char_set;
/* Maps of a text, a bit a byte (base/byte_map.h), made in one go. */
struct lex_map {
	const uint64_t *facts;	  /* where one may begin, or an enumerator: for lex_next_of */
	const uint64_t *spaces;	  /* white space: the ASCII space, tabs and line ends */
	const uint64_t *letters;  /* Latin ones, of ASCII */
	const uint64_t *marks;	  /* what the caller asked for, and brackets of ASCII; of the pauses
				   * those that a fact, white space or a bracket follows */
	const uint64_t *brackets; /* of the marks */
	const uint64_t *doubled;  /* marks of three bytes but brackets, right before another */
};
/* What a caller wants for marks: a set of characters of three bytes, whose last bucket is that of
 * the pauses; and one of bytes, in MARK_BUCKETS buckets.  Bucket for bucket both sets are of the same:
 * the last one of bytes, and all behind it but the pauses, are for brackets, two of ASCII among them. */
enum { MARK_BUCKETS = 3 };
struct lex_marks {
	const struct char_set *chars;
	const struct byte_set *bytes;
};
/* In arena a; time linear in len. */
struct lex_map lex_map(const struct lexicon *lx, struct arena *a, const char *text, size_t len,
		       const struct lex_marks *marks);
/* As lex_next, many times faster. */
uint32_t lex_next_of(const struct lexicon *lx, const struct lex_map *map, const char *text,
		     uint32_t at, uint32_t end);

/* Reads the quantity, date or name that begins at `at`.  It may look back to
 * `start` (for qualifiers, and for what makes it a name: 第, quotation marks,
 * a letter before) and reads no further than `end`.  False: nothing that counts stands
 * here; *next is where to go on in any case (> at, at a character boundary).
 * A number of more than DECIMAL_DIGITS digits is a KIND_NAME. */
bool lex_fact(const struct lexicon *lx, const char *text, uint32_t start, uint32_t at, uint32_t end,
	      struct lexeme *out, uint32_t *next);

/* Is it a unit and nothing else, with a word of scale or without: 元, 亿元, 万人, %? */
bool lex_is_unit(const struct lexicon *lx, struct str name);
/* False where lex_is_unit is, for all but a few at once. */
bool lex_may_be_unit(const struct lexicon *lx, struct str name);

/* The interval that a lexeme's printed digits can mean (design, "Facts"). */
struct interval lexeme_interval(const struct lexeme *l);
/* The same figure read as cut off instead of rounded: [v, v + unit of last place). */
struct interval lexeme_truncated(const struct lexeme *l);

/* ---- enumerator.c ---------------------------------------------------------- */

/* STYLE(constant, name, is Western digits).  Rough order of level, outermost first. */
#define STYLE_LIST(STYLE)                                                                          \
	STYLE(STYLE_PART, "第一部分")                                                              \
	STYLE(STYLE_CHAPTER, "第一章")                                                             \
	STYLE(STYLE_SECTION, "第一节")                                                             \
	STYLE(STYLE_ARTICLE, "第一条")                                                             \
	STYLE(STYLE_HAN_COMMA, "一、")                                                             \
	STYLE(STYLE_HAN_PAREN, "（一）")                                                           \
	STYLE(STYLE_ROMAN, "I.")                                                                   \
	STYLE(STYLE_DECIMAL, "1.2")                                                                \
	STYLE(STYLE_ARABIC_DOT, "1.")                                                              \
	STYLE(STYLE_ARABIC_COMMA, "1、")                                                           \
	STYLE(STYLE_ARABIC_PAREN, "（1）")                                                         \
	STYLE(STYLE_ARABIC_CLOSE, "1）")                                                           \
	STYLE(STYLE_CIRCLED, "①")                                                                  \
	STYLE(STYLE_ORDINAL, "第一，")                                                             \
	STYLE(STYLE_HAN_IS, "一是")                                                                \
	STYLE(STYLE_LETTER_PAREN, "(a)")                                                           \
	STYLE(STYLE_LETTER_DOT, "a.")                                                              \
	STYLE(STYLE_WORD, "First,")

enum style {
#define STYLE_ENUM(constant, name) constant,
	STYLE_LIST(STYLE_ENUM)
#undef STYLE_ENUM
		STYLE_COUNT
};
extern const char *const style_names[STYLE_COUNT];

struct enumerator {
	struct span span; /* `（一）`, `1.`, `一是`, with its mark, without following space */
	enum style style;
	uint32_t number;  /* the last number of 1.2.3 */
	uint8_t depth;	  /* numbers in STYLE_DECIMAL: 2 for 1.2; else 1 */
	uint32_t path[6]; /* all numbers of STYLE_DECIMAL */
	char letter;	  /* form: 'a' 'A' 'i' 'I' for letter and roman styles, else 0 */
};

/* Reads an enumerator at `at`.  `1.2020年` is enumerator 1. before a year;
 * `3.10种` and `3.5%` are ambiguous: read as an enumerator with *unsure set (the
 * caller decides by the sequence).  `at_start`: at the start of a paragraph (all styles); otherwise only
 * those that may stand inside a sentence: 一是 第一， （1） (1) ① 1） */
bool enumerator_at(const struct lexicon *lx, const char *text, uint32_t at, uint32_t end,
		   bool at_start, struct enumerator *out, bool *unsure);
/* May it read one at p, where a character stands?  Han characters are asked about most, and but
 * numerals and what makes them ordinals they begin none: those without these bits in lexicon_classes,
 * which is by code points. */
enum { CLASS_OPENS = 2 | 4 };
const uint8_t *lexicon_classes(const struct lexicon *lx);
static inline bool
enumerator_may_begin(const uint8_t *classes, const char *p)
{
	const unsigned char *const c = (const unsigned char *)p;

	return !is_han_lead(*p) ||
	       classes[(c[0] & 0x0Fu) << 12 | (c[1] & 0x3Fu) << 6 | (c[2] & 0x3Fu)] & CLASS_OPENS;
}

#endif
