/*
 * Word lists and their index: which characters words begin and end with, a bit
 * each, then words by a byte made of their first, and of their last,
 * character.  Asking a place costs a look-up of one bit and rarely a comparison.
 */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "../base/byte_map.h"
#include "lexicon_internal.h"

enum { BUCKETS = 256, BITS = 4096 };

/* A word as it is compared: its first eight bytes, the first one lowest, and its last, the last one
 * highest; zero where it has fewer.  Most have no more. */
struct indexed {
	uint64_t head, tail;
	uint32_t len;
	uint16_t next_first, next_last; /* the next word (+ 1) in the same bucket */
};
enum { EIGHT = 8 };

struct index {
	/* by the low bits of a character: may a word begin, end with it? */
	uint64_t begins[BITS / 64], ends[BITS / 64];
	uint64_t single; /* is a word one byte long? It is ASCII */
	uint16_t first[BUCKETS],
		last[BUCKETS]; /* the longest word (+ 1) by first, last character */
	struct indexed words[];
};

static size_t
index_size(size_t count)
{
	return sizeof(struct index) + count * sizeof(struct indexed);
}

/* The low byte of the code point; of a two-byte character a mix, and of an ASCII one with what stands
 * beside it, as many words begin or end with the same letter. */
static uint8_t
first_key(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;

	if (p[0] >= 0xE0 && len >= 3)
		return (uint8_t)(p[1] << 6 | (p[2] & 0x3F));
	if (len < 2)
		return p[0];
	return (uint8_t)(p[0] < 0x80 ? p[0] + 37 * p[1] : p[0] << 6 | (p[1] & 0x3F));
}

static uint8_t
last_key(const char *end, size_t len)
{
	const unsigned char *p = (const unsigned char *)end;

	if (len < 2)
		return p[-1];
	return (uint8_t)(p[-1] < 0x80 ? p[-1] + 37 * p[-2] : p[-2] << 6 | (p[-1] & 0x3F));
}

/* The low bits of the character at s, for index.begins. */
static unsigned
first_bits(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;

	if (p[0] < 0x80 || len < 2)
		return p[0];
	if (p[0] < 0xE0 || len < 3)
		return (p[0] & 0x3Fu) << 6 | (p[1] & 0x3Fu);
	return (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
}

static bool
has_bit(const uint64_t *set, unsigned bit)
{
	return set[bit / 64] >> (bit % 64) & 1;
}

static void
add_bit(uint64_t *set, unsigned bit)
{
	set[bit / 64] |= 1ull << (bit % 64);
}

/* The first bytes of so many, as a number, the first one lowest; zero behind them. */
static inline uint64_t
eight_from(const char *p, size_t left)
{
	uint64_t bytes = 0;

	if (left >= EIGHT)
		memcpy(&bytes, p, EIGHT);
	else
		memcpy(&bytes, p, left);
	return le64toh(bytes);
}

/* The last of the bytes before p, of which there are so many, the last one highest; zero before. */
static inline uint64_t
eight_before(const char *p, size_t left)
{
	uint64_t bytes = 0;

	if (left >= EIGHT)
		memcpy(&bytes, p - EIGHT, EIGHT);
	else
		memcpy((char *)&bytes + EIGHT - left, p - left, left);
	return le64toh(bytes);
}

/* How many bytes it lacks of eight. */
static inline uint32_t
bytes_short(const struct indexed *w)
{
	return w->len < EIGHT ? EIGHT - w->len : 0;
}

/* Does such a word begin with (end in) these eight bytes, as far as it goes? */
static inline bool
fits_head(const struct indexed *w, uint64_t bytes)
{
	return !((bytes ^ w->head) << 8 * bytes_short(w));
}

static inline bool
fits_tail(const struct indexed *w, uint64_t bytes)
{
	return !((bytes ^ w->tail) >> 8 * bytes_short(w));
}

/* Two words by their numbers. */
static int
longer_first(const void *p, const void *q, void *words)
{
	const struct str *const *all = words;
	const struct str x = (*all)[*(const uint16_t *)p], y = (*all)[*(const uint16_t *)q];

	if (x.len != y.len)
		return x.len > y.len ? -1 : 1;
	return str_cmp(x, y);
}

static void
index_list(struct arena *a, struct word_list *list)
{
	struct index *x = arena_alloc(a, index_size(list->count));

	/* From the shortest on, so that every chain begins with the longest. */
	for (size_t i = list->count; i-- > 0;) {
		struct str w = list->words[i];
		uint16_t *first = &x->first[first_key(w.at, w.len)];
		uint16_t *last = &x->last[last_key(w.at + w.len, w.len)];
		x->words[i] = (struct indexed){.head = eight_from(w.at, w.len),
					       .tail = eight_before(w.at + w.len, w.len),
					       .len = (uint32_t)w.len,
					       .next_first = *first,
					       .next_last = *last};
		*first = *last = (uint16_t)(i + 1);
		x->single |= w.len == 1;
		add_bit(x->begins, first_bits(w.at, w.len));
		add_bit(x->ends, word_end_bits(w.at + w.len, w.len));
	}
	list->index = x;
}

void
word_list_make(struct arena *a, struct word_list *list, const struct str *words,
	       const int8_t *signs, size_t count)
{
	uint16_t *order = arena_array(a, count, sizeof *order);
	struct str *out = arena_array(a, count, sizeof *out);
	int8_t *out_signs = arena_array(a, count, sizeof *out_signs);
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < count && i < UINT16_MAX - 1; i++)
		if (words[i].len)
			order[kept++] = (uint16_t)i;
	if (kept)
		qsort_r(order, kept, sizeof *order, longer_first, &words);
	for (size_t i = 0; i < kept; i++) {
		struct str word = words[order[i]];
		if (n && str_eq(out[n - 1], word))
			continue;
		out[n] = word;
		out_signs[n++] = signs ? signs[order[i]] : 0;
	}
	list->words = out;
	list->signs = out_signs;
	list->count = n;
	index_list(a, list);
}

void
word_list_of(struct arena *a, struct word_list *list, const struct str *words, size_t count)
{
	size_t place[WORD_LONGEST + 2] = {0}; /* of the first word of each length, longest first */

	count = count < UINT16_MAX - 1 ? count : UINT16_MAX - 2;
	struct str *out = arena_alloc_raw(a, count * sizeof *out);
	for (size_t i = 0; i < count; i++)
		place[WORD_LONGEST - words[i].len + 1]++;
	for (size_t i = 1; i <= WORD_LONGEST; i++)
		place[i] += place[i - 1];
	for (size_t i = 0; i < count; i++)
		out[place[WORD_LONGEST - words[i].len]++] = words[i];
	list->words = out;
	list->signs = arena_array(a, count, sizeof *list->signs);
	list->count = count;
	index_list(a, list);
}

void
word_list_pack(struct packer *to, const struct word_list *list)
{
	const struct index *x = list->index;

	pack_text(to, list->name);
	pack_number(to, (uint32_t)list->count);
	for (size_t i = 0; i < list->count; i++)
		pack_text(to, list->words[i]);
	pack_block(to, list->signs, list->count);
	pack_block(to, x, index_size(list->count));
}

void
word_list_unpack(struct arena *a, struct unpacker *u, struct word_list *list)
{
	list->name = unpack_text(u);
	list->count = unpack_number(u);
	struct str *words = arena_array(a, list->count, sizeof *words);
	for (size_t i = 0; i < list->count; i++)
		words[i] = unpack_text(u);
	list->words = words;
	list->signs = unpack_block(u, list->count);
	list->index = unpack_block(u, index_size(list->count));
}

void
word_pairs_make(struct arena *a, struct word_pairs *out, const struct str (*pairs)[2], size_t count)
{
	struct str *seconds = arena_array(a, count, sizeof *seconds);

	for (size_t i = 0; i < count; i++)
		seconds[i] = pairs[i][1];
	out->pairs = pairs;
	out->count = count;
	word_list_make(a, &out->seconds, seconds, NULL, count);
}

/* The longest word at p of a chain. */
static inline int
chain_at(const struct word_list *list, uint16_t i, const char *p, size_t left)
{
	const struct index *x = list->index;
	const uint64_t bytes = eight_from(p, left);

	for (; i; i = x->words[i - 1].next_first) {
		const struct indexed *w = &x->words[i - 1];
		if (fits_head(w, bytes) && w->len <= left &&
		    (w->len <= EIGHT ||
		     !memcmp(list->words[i - 1].at + EIGHT, p + EIGHT, w->len - EIGHT)))
			return i - 1;
	}
	return -1;
}

/* The longest word at p, where index.begins says that there may be one. */
static int
at_place(const struct word_list *list, const char *p, size_t left)
{
	const struct index *x = list->index;
	int word = chain_at(list, x->first[first_key(p, left)], p, left);

	if (word < 0 && (unsigned char)*p < 0x80 && x->single)
		word = chain_at(list, x->first[first_key(p, 1)], p, 1);
	return word;
}

bool
words_may_begin(const struct word_list *list, struct str text, size_t at)
{
	return list && at < text.len &&
	       has_bit(list->index->begins, first_bits(text.at + at, text.len - at));
}

int
words_at(const struct word_list *list, struct str text, size_t at)
{
	if (!words_may_begin(list, text, at))
		return -1;
	return at_place(list, text.at + at, text.len - at);
}

/* The longest word of a chain that ends before p. */
static inline int
chain_before(const struct word_list *list, uint16_t i, const char *p, size_t end)
{
	const struct index *x = list->index;
	const uint64_t bytes = eight_before(p, end);

	for (; i; i = x->words[i - 1].next_last) {
		const struct indexed *w = &x->words[i - 1];
		if (fits_tail(w, bytes) && w->len <= end &&
		    (w->len <= EIGHT || !memcmp(list->words[i - 1].at, p - w->len, w->len - EIGHT)))
			return i - 1;
	}
	return -1;
}

/* The longest word that ends before p, where index.ends says that there may be one. */
static int
before_place(const struct word_list *list, const char *p, size_t end)
{
	const struct index *x = list->index;
	int word = chain_before(list, x->last[last_key(p, end)], p, end);

	if (word < 0 && (unsigned char)p[-1] < 0x80 && x->single)
		word = chain_before(list, x->last[last_key(p, 1)], p, 1);
	return word;
}

int
words_before(const struct word_list *list, struct str text, size_t end)
{
	if (!list || end == 0 || end > text.len)
		return -1;
	const char *p = text.at + end;
	return has_bit(list->index->ends, word_end_bits(p, end)) ? before_place(list, p, end) : -1;
}

/* The lowest bit: is the character of three bytes at p among those with a bit? */
static inline uint64_t
wide_bit(const uint64_t *bits, const unsigned char *p)
{
	return bits[p[1] & 0x3F] >> (p[2] & 0x3F);
}

/* Are those at p two characters of three bytes? */
static inline bool
is_two_wide(const unsigned char *p)
{
	uint32_t four;

	memcpy(&four, p, sizeof four);
	return (four & htole32(0xF00000F0)) == htole32(0xE00000E0);
}

/* The last place in (least, at] where a word may end; `least` where none does. */
static size_t
last_ending(const uint64_t *ends, struct str text, size_t least, size_t at)
{
	const unsigned char *const p = (const unsigned char *)text.at;

	while (at > least) {
		for (; at - least >= 2 * TRIPLE && is_two_wide(p + at - 2 * TRIPLE);
		     at -= 2 * TRIPLE) {
			uint64_t last = wide_bit(ends, p + at - TRIPLE);
			if ((last | wide_bit(ends, p + at - 2 * TRIPLE)) & 1)
				return last & 1 ? at : at - TRIPLE;
		}
		if (at > least && p[at - 1] >= 0x80) {
			if (has_bit(ends, word_end_bits(text.at + at, at)))
				return at;
			do
				at--;
			while (at > least && (p[at] & 0xC0) == 0x80);
		}
		for (; at > least && p[at - 1] < 0x80; at--) /* as a rule several: a figure */
			if (has_bit(ends, p[at - 1]))
				return at;
	}
	return least;
}

int
words_back(const struct word_list *list, struct str text, size_t least, size_t *end)
{
	for (size_t at = *end; list && at > least; at = utf8_back(text.at, at)) {
		at = last_ending(list->index->ends, text, least, at);
		int word = at > least ? before_place(list, text.at + at, at) : -1;
		if (word >= 0) {
			*end = at;
			return word;
		}
		if (at == least)
			break;
	}
	return -1;
}

size_t
word_ends_back(const struct word_ends *ends, struct str text, size_t least, size_t at)
{
	_Static_assert(sizeof ends->bits * 8 == BITS, "bits of an index");
	return last_ending(ends->bits, text, least, at);
}

/* The first place from `at` on where a word may begin, or s.len.  No word begins
 * in the middle of a character.  Most stretches are a few Han characters: they are looked at by two,
 * and the last one, if it is left over or not, so that their number need not be guessed twice. */
static size_t
next_beginning(const uint64_t *begins, struct str s, size_t at)
{
	const unsigned char *p = (const unsigned char *)s.at;

	while (at < s.len) {
		for (; s.len - at >= 2 * TRIPLE && is_two_wide(p + at); at += 2 * TRIPLE) {
			uint64_t first = wide_bit(begins, p + at);
			if ((first | wide_bit(begins, p + at + TRIPLE)) & 1)
				return first & 1 ? at : at + TRIPLE;
		}
		size_t left = s.len - at;
		if (left == 0 || (left == TRIPLE && (p[at] & 0xF0) == 0xE0))
			return wide_bit(begins, p + s.len - TRIPLE) & 1 ? s.len - TRIPLE : s.len;
		if ((p[at] & 0xC0) != 0x80 && has_bit(begins, first_bits(s.at + at, left)))
			return at;
		at += left >= TRIPLE && (p[at] & 0xF0) == 0xE0 ? TRIPLE : 1;
		while (at < s.len && p[at] < 0x80 && !has_bit(begins, p[at]))
			at++;
	}
	return s.len;
}

void
word_starts_add(struct word_starts *starts, const struct word_list *list)
{
	_Static_assert(sizeof starts->bits * 8 == BITS, "bits of an index");
	for (size_t i = 0; list && i < BITS / 64; i++)
		starts->bits[i] |= list->index->begins[i];
}

bool
word_starts_in(const struct word_starts *starts, struct str s)
{
	return next_beginning(starts->bits, s, 0) < s.len;
}

bool
word_starts_at(const struct word_starts *starts, struct str s)
{
	return s.len > 0 && has_bit(starts->bits, first_bits(s.at, s.len));
}

int
words_in(const struct word_list *list, struct str s, size_t *where)
{
	if (!list)
		return -1;
	for (size_t at = 0;; at += ((unsigned char)s.at[at] & 0xF0) == 0xE0 ? 3 : 1) {
		if (at >= s.len || (at = next_beginning(list->index->begins, s, at)) == s.len)
			return -1;
		int i = at_place(list, s.at + at, s.len - at);
		if (i >= 0) {
			*where = at;
			return i;
		}
	}
}

size_t
word_lists_add(struct word_lists *lists, const struct word_list *list)
{
	for (size_t i = 0; i < lists->count; i++)
		if (list && lists->at[i] == list)
			return i;
	if (lists->count == WORD_LISTS)
		return WORD_LISTS;
	word_starts_add(&lists->starts, list);
	lists->at[lists->count] = list;
	return lists->count++;
}

void
word_lists_index(struct arena *a, struct word_lists *lists)
{
	uint32_t *starting = arena_array(a, BITS, sizeof *starting);

	for (size_t i = 0; i < lists->count; i++)
		for (unsigned bit = 0; lists->at[i] && bit < BITS; bit++)
			if (has_bit(lists->at[i]->index->begins, bit))
				starting[bit] |= UINT32_C(1) << i;
	lists->starting = starting;
}

/* The words at a place where one of some list may begin. */
static void
all_at_place(struct arena *a, const struct word_lists *lists, struct str rest, uint32_t at,
	     struct word_hits *out)
{
	const unsigned bit = first_bits(rest.at, rest.len);
	uint32_t may = lists->starting ? lists->starting[bit]
				       : (uint32_t)((UINT64_C(1) << lists->count) - 1);

	for (; may; may &= may - 1) {
		const unsigned i = (unsigned)__builtin_ctz(may);
		const struct word_list *list = lists->at[i];
		if (!lists->starting && (!list || !has_bit(list->index->begins, bit)))
			continue;
		int word = at_place(list, rest.at, rest.len);
		if (word >= 0)
			*VEC_PUSH(a, &out->all) =
				(struct word_hit){at, (uint16_t)i, (uint16_t)word};
	}
}

void
words_all(struct arena *a, const struct word_lists *lists, const char *text, uint32_t from,
	  uint32_t to, struct word_hits *out)
{
	const struct str s = {text + from, to - from};

	for (size_t at = 0;; at += ((unsigned char)s.at[at] & 0xF0) == 0xE0 ? 3 : 1) {
		if (at >= s.len || (at = next_beginning(lists->starts.bits, s, at)) == s.len)
			return;
		all_at_place(a, lists, str_sub(s, at, s.len), from + (uint32_t)at, out);
	}
}

void
words_mapped(struct arena *a, const struct word_lists *lists, const uint64_t *map, struct str text,
	     struct word_hits *out)
{
	struct byte_map_walk w = byte_map_walk(map, 0, (uint32_t)text.len);

	for (uint32_t at; byte_map_step(&w, &at);) {
		struct str rest = str_sub(text, at, text.len);
		if (has_bit(lists->starts.bits, first_bits(rest.at, rest.len)))
			all_at_place(a, lists, rest, at, out);
	}
}

/* Does a word of Latin letters go on at this place? */
static inline bool
splits_word(struct str s, size_t at)
{
	return at > 0 && at < s.len && is_letter(s.at[at]) && is_letter(s.at[at - 1]);
}

int
phrase_in(const struct word_list *list, struct str s, size_t *where)
{
	for (size_t at = 0; list && (at = next_beginning(list->index->begins, s, at)) < s.len;) {
		int word = splits_word(s, at) ? -1 : at_place(list, s.at + at, s.len - at);
		if (word >= 0 && !splits_word(s, at + list->words[word].len)) {
			*where = at;
			return word;
		}
		at += ((unsigned char)s.at[at] & 0xF0) == 0xE0 ? 3 : 1;
		while (splits_word(s, at))
			at++;
	}
	return -1;
}

bool
phrase_holds(const struct word_list *list, struct str s)
{
	size_t where;

	return phrase_in(list, s, &where) >= 0;
}
