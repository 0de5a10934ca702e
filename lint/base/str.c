/*
 * Slices of UTF-8 and builders.  Nothing here allocates but into the arena
 * that it is given; all loops are linear.
 */
#include "base.h"
#include "wide.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { DISTANCE_MAX = 64 };

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.at, b.at, n) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Lanes from p on that hold the first of these two bytes in a row. */
static inline lanes
pair_at(const char *p, uint8_t first, uint8_t second)
{
	return (lanes)(lanes_at(p) == first) & (lanes)(lanes_at(p + 1) == second);
}

/* Passes over places, WIDE at a time, as long as there are so many and at none of them stand the two
 * bytes; gives where to go on. */
WIDE_INLINE size_t
pairs_pass(const char *s, size_t at, size_t places, uint8_t first, uint8_t second,
	   struct wide_ops ops)
{
	for (; places - at >= WIDE; at += WIDE) {
		wide x, y;

		wide_load(&x, s + at);
		wide_load(&y, s + at + 1);
		const wide pair = (wide)(x == first) & (wide)(y == second);
		if (ops.bits(&pair))
			break;
	}
	return at;
}

WIDE_AVX2 static size_t
pairs_pass_avx2(const char *s, size_t at, size_t places, uint8_t first, uint8_t second)
{
	return pairs_pass(s, at, places, first, second, wide_avx2);
}

/* Looks at many places at once for the last two bytes of the needle, which in Han text tell
 * more than the first.  `places`: where it may begin, LANES or more. */
static size_t
find_short(struct str s, struct str needle, size_t places)
{
	const char *tail = s.at + needle.len - 2;
	const uint8_t first = (uint8_t)needle.at[needle.len - 2];
	const uint8_t second = (uint8_t)needle.at[needle.len - 1];
	const bool avx2 = machine_has_avx2();

	for (size_t at = 0; at < places; at += LANES) {
		if (places - at >= WIDE)
			at = avx2 ? pairs_pass_avx2(tail, at, places, first, second)
				  : pairs_pass(tail, at, places, first, second, wide_plain);
		if (at == places)
			break;
		if (places - at < LANES)
			at = places - LANES;
		for (uint32_t bits = lane_bits(pair_at(tail + at, first, second)); bits;
		     bits &= bits - 1) {
			size_t hit = at + (size_t)__builtin_ctz(bits);

			if (memcmp(s.at + hit, needle.at, needle.len - 2) == 0)
				return hit;
		}
	}
	return SIZE_MAX;
}

size_t
str_find(struct str s, struct str needle)
{
	enum { NEEDLE_SHORT = 48 }; /* a longer one might be compared too often */

	if (!needle.len)
		return 0;
	if (needle.len >= 2 && needle.len <= NEEDLE_SHORT && s.len >= needle.len - 1 + LANES)
		return find_short(s, needle, s.len - needle.len + 1);
	const char *found = s.len ? memmem(s.at, s.len, needle.at, needle.len) : NULL;

	return found ? (size_t)(found - s.at) : SIZE_MAX;
}

struct str
str_trim_blanks(struct str s)
{
	const struct str blank = STR("\u3000");

	for (;;) {
		if (s.len && (s.at[0] == ' ' || s.at[0] == '\t' || s.at[0] == '\n'))
			s = str_sub(s, 1, s.len);
		else if (str_starts(s, blank))
			s = str_sub(s, blank.len, s.len);
		else
			break;
	}
	for (;;) {
		if (s.len &&
		    (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t' || s.at[s.len - 1] == '\n'))
			s.len--;
		else if (str_ends(s, blank))
			s.len -= blank.len;
		else
			return s;
	}
}

struct str
str_join(struct arena *a, struct str first, struct str between, struct str last)
{
	const struct str parts[] = {first, between, last};
	char *joined = arena_alloc_raw(a, first.len + between.len + last.len + 1), *next = joined;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (parts[i].len)
			memcpy(next, parts[i].at, parts[i].len);
		next += parts[i].len;
	}
	*next = '\0';
	return (struct str){joined, (size_t)(next - joined)};
}

struct str
str_copy(struct arena *a, struct str s)
{
	char *copy = arena_alloc_raw(a, s.len + 1);

	if (s.len)
		memcpy(copy, s.at, s.len);
	copy[s.len] = '\0';
	return (struct str){copy, s.len};
}

struct str
str_unspaced(struct arena *a, struct str s)
{
	struct buf b = {.arena = a};

	if (!s.len || !memchr(s.at, ' ', s.len))
		return s;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != ' ')
			buf_char(&b, s.at[i]);
	return buf_str(&b);
}

struct str
str_vprintf(struct arena *a, const char *format, va_list args)
{
	va_list again;

	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		return (struct str){"", 0};
	char *s = arena_alloc_raw(a, (size_t)len + 1);
	vsnprintf(s, (size_t)len + 1, format, args);
	return (struct str){s, (size_t)len};
}

struct str
str_printf(struct arena *a, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	struct str s = str_vprintf(a, format, args);
	va_end(args);
	return s;
}

static size_t
min_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment (Damerau 1964, restricted): three rows suffice. */
size_t
str_distance(struct str a, struct str b)
{
	size_t rows[3][DISTANCE_MAX + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	if (a.len > DISTANCE_MAX || b.len > DISTANCE_MAX)
		return SIZE_MAX;
	for (size_t k = 0; k <= b.len; k++)
		last[k] = k;
	for (size_t i = 1; i <= a.len; i++) {
		row[0] = i;
		for (size_t k = 1; k <= b.len; k++) {
			size_t change = a.at[i - 1] != b.at[k - 1];
			row[k] = min_of(last[k - 1] + change, min_of(last[k], row[k - 1]) + 1);
			if (i > 1 && k > 1 && a.at[i - 1] == b.at[k - 2] &&
			    a.at[i - 2] == b.at[k - 1])
				row[k] = min_of(row[k], before[k - 2] + 1);
		}
		size_t *swap = before;
		before = last;
		last = row;
		row = swap;
	}
	return last[b.len];
}

struct str
str_nearest(struct str name, const struct str *names, size_t n)
{
	struct str best = {0};
	size_t least = name.len / 3 ? name.len / 3 + 1 : 2;

	for (size_t i = 0; i < n; i++) {
		size_t d = str_distance(name, names[i]);
		if (d < least) {
			least = d;
			best = names[i];
		}
	}
	return best;
}

uint32_t
utf8_next(const char *s, size_t *at)
{
	const unsigned char *p = (const unsigned char *)s + *at;

	if (p[0] < 0x80) {
		*at += 1;
		return p[0];
	}
	if (p[0] < 0xE0) {
		*at += 2;
		return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
	}
	if (p[0] < 0xF0) {
		*at += 3;
		return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
	}
	*at += 4;
	return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

size_t
utf8_back(const char *s, size_t at)
{
	assert(at > 0);
	do
		at--;
	while (at > 0 && ((unsigned char)s[at] & 0xC0) == 0x80);
	return at;
}

size_t
utf8_put(char *out, uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xC0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xE0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		out[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	out[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

size_t
utf8_count(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += ((unsigned char)s.at[i] & 0xC0) != 0x80;
	return n;
}

bool
cp_is_han(uint32_t cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF) || cp == 0x3007 ||
	       (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x3FFFF);
}

bool
cp_is_cjk(uint32_t cp)
{
	return cp_is_han(cp) || (cp >= 0x3000 && cp <= 0x30FF) || (cp >= 0xFE30 && cp <= 0xFE4F) ||
	       (cp >= 0xFF00 && cp <= 0xFFEF) || (cp >= 0xAC00 && cp <= 0xD7AF);
}

/* Twice what is needed. */
void
buf_grow(struct buf *b, size_t more)
{
	size_t need, cap;

	if (__builtin_add_overflow(b->len, more, &need) || __builtin_add_overflow(need, need, &cap))
		cap = SIZE_MAX; /* the arena refuses */
	if (cap < 64)
		cap = 64;
	char *at = arena_alloc_raw(b->arena, cap);
	if (b->len)
		memcpy(at, b->at, b->len);
	b->at = at;
	b->cap = cap;
}

void
buf_add(struct buf *b, struct str s)
{
	if (!s.len)
		return;
	if (s.len > b->cap - b->len)
		buf_grow(b, s.len);
	memcpy(b->at + b->len, s.at, s.len);
	b->len += s.len;
}

void
buf_char(struct buf *b, char c)
{
	if (b->len == b->cap)
		buf_grow(b, 1);
	b->at[b->len++] = c;
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_add(b, str_vprintf(b->arena, format, args));
	va_end(args);
}

struct str
buf_str(const struct buf *b)
{
	return (struct str){b->at ? b->at : "", b->len};
}

const char *
error_text(int error, char room[ERROR_TEXT_MAX])
{
	char text[ERROR_TEXT_MAX];

	snprintf(room, ERROR_TEXT_MAX, "%s", strerror_r(error, text, sizeof text));
	if (room[0] >= 'A' && room[0] <= 'Z')
		room[0] = (char)(room[0] + ('a' - 'A'));
	return room;
}
