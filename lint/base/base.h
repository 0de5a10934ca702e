/*
 * The vocabulary of the whole program: arenas, slices, exact numbers and
 * intervals, calendar days, hashing, and TOML trees.  Includes nothing of
 * ours; everything else may include it.
 */
#ifndef BASE_H
#define BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* ---- arena.c: memory that is released as a whole -------------------- */

struct arena;

/* A new, empty arena; NULL when there is no memory.  The first block is
 * small (64 KiB), later ones grow.  `oom` is called (once, and must not
 * return) when a later allocation fails. */
struct arena *arena_new(void (*oom)(void));

/* `size` zeroed bytes aligned for any type; never NULL.  size 0 is allowed. */
void *arena_alloc(struct arena *a, size_t size);

/* As arena_alloc, without the zeroing: for buffers that are overwritten. */
void *arena_alloc_raw(struct arena *a, size_t size);

/* Room for n elements of `size` bytes, zeroed; calls oom on overflow. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* Empties the arena, keeping its largest block for reuse. */
void arena_reset(struct arena *a);
void arena_free(struct arena *a); /* NULL is allowed */

/* Bytes that it has taken from the system, used or not. */
size_t arena_size(const struct arena *a);

/* What is used of its nth block, the oldest first; NULL behind the last one. */
const char *arena_block(const struct arena *a, size_t n, size_t *used);

/* A growable array in an arena: VEC(struct fact) facts = {0};
 * VEC_PUSH(a, &facts) gives a pointer to a new zeroed last element, valid
 * until the next push. */
#define VEC(type)                                                                                  \
	struct {                                                                                   \
		type *at;                                                                          \
		size_t len;                                                                        \
		size_t cap;                                                                        \
	}
#define VEC_PUSH(a, v)                                                                             \
	((v)->len == (v)->cap                                                                      \
		 ? (void)((v)->at = vec_grow((a), (v)->at, (v)->len, &(v)->cap, sizeof *(v)->at))  \
		 : (void)0,                                                                        \
	 (__typeof__((v)->at))memset(&(v)->at[(v)->len++], 0, sizeof *(v)->at))

/* Doubles `cap` (from 8) and returns a copy of the first `len` elements; the
 * rest is not written. */
void *vec_grow(struct arena *a, const void *at, size_t len, size_t *cap, size_t size);

/* ---- str.c: slices and builders ------------------------------------- */

/* A piece of UTF-8 text that somebody else owns; not ended by NUL. */
struct str {
	const char *at;
	size_t len;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_FMT(s) (int)(s).len, (s).at /* for "%.*s" */

static inline struct str
str_of(const char *cstring)
{
	return (struct str){cstring, strlen(cstring)};
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

int str_cmp(struct str a, struct str b); /* by bytes, as memcmp */

static inline bool
str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && (!prefix.len || memcmp(s.at, prefix.at, prefix.len) == 0);
}

static inline bool
str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len &&
	       (!suffix.len || memcmp(s.at + s.len - suffix.len, suffix.at, suffix.len) == 0);
}

/* Offset of the first `needle` in s, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle);
/* The bytes [from, to), clamped. */
static inline struct str
str_sub(struct str s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	return (struct str){s.len ? s.at + from : s.at, to - from};
}

struct str str_trim_blanks(struct str s);
/* Without the blanks at its ends: ASCII space, tab, line feed and U+3000, which is E3 80 80. */
static inline struct str
str_trim(struct str s)
{
	const unsigned char *const p = (const unsigned char *)s.at;

	/* nearly always there are none */
	if (s.len && p[0] > ' ' && p[0] != 0xE3 && p[s.len - 1] > ' ' && p[s.len - 1] != 0x80)
		return s;
	return str_trim_blanks(s);
}
struct str str_copy(struct arena *a, struct str s); /* followed by a NUL */
/* The three behind one another, followed by a NUL. */
struct str str_join(struct arena *a, struct str first, struct str between, struct str last);
/* Without its ASCII spaces, 合 计 as 合计; s itself when it has none. */
struct str str_unspaced(struct arena *a, struct str s);
/* printf into an arena; the result is followed by a NUL. */
struct str str_printf(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct str str_vprintf(struct arena *a, const char *format, va_list args)
	__attribute__((format(printf, 2, 0), nonnull(2)));
/* Edits (insert, delete, replace, swap of neighbours, in bytes) between two
 * short names, for "did you mean"; SIZE_MAX when either is over 64 bytes. */
size_t str_distance(struct str a, struct str b);
/* The nearest of n names within a third of its length, or {0}. */
struct str str_nearest(struct str name, const struct str *names, size_t n);

/* What an errno says, in lower case as all that is said here; in room. */
enum { ERROR_TEXT_MAX = 128 };
const char *error_text(int error, char room[ERROR_TEXT_MAX]);
#define ERROR_TEXT(error) error_text((error), (char[ERROR_TEXT_MAX]){0})

/* ASCII; any byte or character may be asked about. */
static inline bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A letter in lower case; any other byte as it is. */
static inline int
latin_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* Decodes one code point of *valid* UTF-8 at s[*at], advances *at. */
uint32_t utf8_next(const char *s, size_t *at);
/* The start of the code point before `at` (at > 0). */
size_t utf8_back(const char *s, size_t at);
/* Writes a code point (1 to 4 bytes) to out; returns the length. */
size_t utf8_put(char *out, uint32_t cp);
/* Code points in s. */
size_t utf8_count(struct str s);
/* Han ideograph, CJK punctuation, full-width form: no spaces around those. */
bool cp_is_han(uint32_t cp);
/* Does this byte of UTF-8 begin one of three bytes that is Han in nearly all cases (U+4000 to U+9FFF)? */
static inline bool
is_han_lead(char c)
{
	return (unsigned char)(c - 0xE4) <= 0xE9 - 0xE4;
}
bool cp_is_cjk(uint32_t cp);

/* A growable byte string in an arena. */
struct buf {
	struct arena *arena;
	char *at;
	size_t len, cap;
};
void buf_add(struct buf *b, struct str s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str buf_str(const struct buf *b);
/* More room than there is now, for so many bytes. */
void buf_grow(struct buf *b, size_t more);
/* Where the next bytes go, with room for so many: who writes them adds them to `len`. */
static inline char *
buf_room(struct buf *b, size_t bytes)
{
	if (bytes > b->cap - b->len)
		buf_grow(b, bytes);
	return b->at + b->len;
}

/* ---- num.c: exact figures ------------------------------------------- */

/* mantissa * 10^exponent.  Trailing zeros are kept, so `exponent` is the last
 * printed place after scaling: 15.50 % is {1550, -4}, 32.9万 is {329, 3}. */
struct decimal {
	int64_t mantissa;
	int32_t exponent;
};

enum { DECIMAL_DIGITS = 18 }; /* the most digits a decimal holds */

/* Reads ASCII digits with an optional '.', commas skipped, optional sign;
 * false when there are more than DECIMAL_DIGITS digits or none. */
bool decimal_read(struct str digits, struct decimal *out);
/* 10 to a power from 0 to 18; 1 for less. */
static inline int64_t
ten_to(int power)
{
	enum { MOST = 18 };
	static const int64_t powers[MOST + 1] = {
		1,
		10,
		100,
		1000,
		10000,
		100000,
		1000000,
		10000000,
		100000000,
		1000000000,
		10000000000,
		100000000000,
		1000000000000,
		10000000000000,
		100000000000000,
		1000000000000000,
		10000000000000000,
		100000000000000000,
		1000000000000000000,
	};

	return power <= 0 ? 1 : powers[power < MOST ? power : MOST];
}

/* How often a number below 2^63 can be divided by ten before it is less than ten: one less than it
 * has digits. */
static inline uint32_t
tens_in(uint64_t number)
{
	enum { LOG_2 = 1233, LOG_BITS = 12 }; /* of two, to the base ten */
	int bits = 64 - __builtin_clzll(number | 1), tens = bits * LOG_2 >> LOG_BITS;

	return (uint32_t)(tens - ((int64_t)(number | 1) < ten_to(tens)));
}

/* -1, 0, 1; exact for any exponents. */
int decimal_cmp(struct decimal a, struct decimal b);
/* Plain notation: 329000, 0.155; with an exponent (1e99) only beyond 64 places. */
struct str decimal_print(struct arena *a, struct decimal d);

/* What a printed figure can mean.  An unbounded side ignores its bound. */
struct interval {
	struct decimal lo, hi;
	bool lo_open, hi_open;
	bool lo_unbounded, hi_unbounded;
};

/* Exact rational intervals for expressions, on GMP.  Everything made from a
 * pool lives until number_pool_reset; pools are not shared by threads. */
struct number_pool;
struct number; /* an immutable interval of rationals, or "unknown" */

struct number_pool *number_pool_new(void); /* NULL without memory */
void number_pool_reset(struct number_pool *p);
void number_pool_free(struct number_pool *p);

const struct number *number_of_interval(struct number_pool *p, struct interval i);
const struct number *number_of_int(struct number_pool *p, int64_t value);
const struct number *number_of_decimal(struct number_pool *p, struct decimal value);
const struct number *number_unknown(void);
bool number_is_unknown(const struct number *n);
/* Is it a single point? */
bool number_is_exact(const struct number *n);

/* Interval arithmetic (Moore 1966, natural extension), endpoints' openness
 * kept; unknown in gives unknown out; a divisor that holds zero gives unknown. */
enum number_op { NUMBER_ADD, NUMBER_SUB, NUMBER_MUL, NUMBER_DIV, NUMBER_MIN, NUMBER_MAX };
const struct number *number_binary(struct number_pool *p, enum number_op op, const struct number *a,
				   const struct number *b);
const struct number *number_neg(struct number_pool *p, const struct number *a);
const struct number *number_abs(struct number_pool *p, const struct number *a);
/* From the lower end of a to the upper end of b, which is not before it. */
const struct number *number_hull(struct number_pool *p, const struct number *a,
				 const struct number *b);
/* Rounded half away from zero to `places` decimals (negative: tens ...). */
const struct number *number_round(struct number_pool *p, const struct number *a, int places);

enum number_rel { NUMBER_MEETS, NUMBER_EQ, NUMBER_NE, NUMBER_LT, NUMBER_LE, NUMBER_GT, NUMBER_GE };

/* Three-valued truth of a comparison of intervals: is there a choice of
 * values for which it is true?  FAILS only when there is none.  (NE: fails
 * only when both are the same single point.)  MEETS and EQ: they intersect. */
enum truth { TRUTH_FAILS, TRUTH_HOLDS, TRUTH_UNKNOWN };
enum truth number_compare(enum number_rel rel, const struct number *a, const struct number *b);

/* Is there a whole number in a (for "no whole number of items gives this")? */
enum truth number_holds_integer(const struct number *a);
/* The midpoint (or the bounded end), printed with `places` decimals, times
 * 10^shift first (shift 2 for a percent). */
struct str number_print(struct arena *out, const struct number *n, int places, int shift);
/* The same without zeros at its end, 0.155; empty for an unknown number. */
struct str number_plain(struct arena *out, const struct number *n, int places);

/* Is b one slip of the pen away from a: one digit changed, two neighbours
 * swapped, one digit dropped or added?  Compares the printed digits, without
 * separators; equal strings are no slip. */
bool digits_slip(struct str a, struct str b);
/* The same for a figure that is told again, perhaps rounded to hundreds or more: 211,700 is no slip
 * of 211,702, which is one of it. */
bool digits_slip_retold(struct str told, struct str exact);

/* ---- day.c: the calendar (proleptic Gregorian) ----------------------- */

/* Days since 1970-01-01; the date must be valid. */
int32_t day_number(int year, int month, int day);
void day_split(int32_t number, int *year, int *month, int *day);
bool day_valid(int year, int month, int day); /* years 1 to 9999 */
int month_days(int year, int month);
/* 1 Monday ... 7 Sunday (ISO 8601). */
int day_weekday(int32_t number);

/* ---- hash.c ----------------------------------------------------------- */

uint64_t hash_bytes(const void *at, size_t len, uint64_t seed); /* XXH3, stable across machines */

/* ---- toml.cc: TOML 1.0 as a plain tree -------------------------------- */

enum toml_type { TOML_STRING, TOML_INTEGER, TOML_BOOLEAN, TOML_FLOAT, TOML_ARRAY, TOML_TABLE };

/* A node.  `key` is empty in an array.  Children of tables and arrays are
 * contiguous, in the order of the file. */
struct toml_node {
	enum toml_type type;
	uint32_t line, column;	       /* of the value, from 1 */
	uint32_t key_line, key_column; /* of the key, from 1 */
	struct str key;
	struct str string; /* TOML_STRING; floats as written */
	int64_t integer;   /* TOML_INTEGER, TOML_BOOLEAN */
	const struct toml_node *child;
	size_t children;
};

struct toml_error {
	struct str message;
	uint32_t line, column;
};

/* Parses a whole file.  NULL and *error on bad syntax.  In arena a. */
const struct toml_node *toml_parse(struct arena *a, struct str text, struct toml_error *error);
/* The child of a table with this key, or NULL. */
const struct toml_node *toml_get(const struct toml_node *table, struct str key);

/* ---- packed.c: what is read when the program is built --------------------- */

/* Numbers and texts without a pointer among them, so that they lie in the program as they
 * are and cost nothing until they are read. */
struct packed {
	const uint32_t *numbers;
	const char *texts;
};
enum { PACKED_HEADS = 1 << 14 };
struct packed_text {
	uint32_t at, len;
	uint32_t before; /* one of the same hash, by its index + 1; 0: none */
};
struct packer {
	struct arena *arena;
	VEC(uint32_t) numbers;
	struct buf texts;
	uint32_t *heads; /* the last one of each hash, by its index + 1 */
	VEC(struct packed_text) known;
};
struct packer packer_in(struct arena *a);
void pack_number(struct packer *p, uint32_t n);
void pack_text(struct packer *p, struct str s); /* equal ones are one */
/* Bytes as they lie in memory, aligned for numbers of eight bytes. */
void pack_block(struct packer *p, const void *at, size_t size);
/* The place of the tree, for unpack_tree. */
uint32_t pack_tree(struct packer *p, const struct toml_node *root);

/* Reads what was packed in the same order, from place `at` on. */
struct unpacker {
	const struct packed *from;
	uint32_t at;
};
uint32_t unpack_number(struct unpacker *u);
struct str unpack_text(struct unpacker *u);		   /* lasts as long as what was packed */
const void *unpack_block(struct unpacker *u, size_t size); /* so does this */
/* A node with all below it but its child `but` (NULL: all), in arena a. */
const struct toml_node *unpack_tree(struct arena *a, const struct packed *p, uint32_t place,
				    const char *but);
/* The place of a table's child; 0 if it has none of this key. */
uint32_t packed_get(const struct packed *p, uint32_t table, struct str key);
/* The place of the nth child of a table or array; 0 behind the last one. */
uint32_t packed_child(const struct packed *p, uint32_t place, size_t n);

#endif
