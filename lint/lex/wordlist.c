/*
 * Word lists and their index: words by a byte made of their first, and of
 * their last, character, so that asking a place costs a table look-up and
 * rarely a comparison.
 */
#include <stdlib.h>
#include <string.h>

#include "lex.h"

enum { BUCKETS = 256 };

/* index[0..255]: first word (+ 1) by first character; then by last; then, for
 * each word, the next with its first character, and the next with its last. */
struct index {
	uint16_t first[BUCKETS], last[BUCKETS];
	uint16_t next[]; /* 2 * count */
};

/* The low byte of the code point; of a two-byte character a mix. */
static uint8_t
first_key(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;

	if (p[0] < 0x80 || len < 2)
		return p[0];
	if (p[0] < 0xE0 || len < 3)
		return (uint8_t)(p[0] << 6 | (p[1] & 0x3F));
	return (uint8_t)(p[1] << 6 | (p[2] & 0x3F));
}

static uint8_t
last_key(const char *end, size_t len)
{
	const unsigned char *p = (const unsigned char *)end;

	if (p[-1] < 0x80 || len < 2)
		return p[-1];
	return (uint8_t)(p[-2] << 6 | (p[-1] & 0x3F));
}

struct sortable {
	struct str word;
	int8_t sign;
};

static int
longer_first(const void *p, const void *q)
{
	const struct sortable *x = p, *y = q;

	if (x->word.len != y->word.len)
		return x->word.len > y->word.len ? -1 : 1;
	return str_cmp(x->word, y->word);
}

static void
index_list(struct arena *a, struct word_list *list)
{
	struct index *x = arena_alloc(a, sizeof *x + 2 * list->count * sizeof x->next[0]);

	/* From the shortest on, so that every chain begins with the longest. */
	for (size_t i = list->count; i-- > 0;) {
		struct str w = list->words[i];
		uint16_t *head = &x->first[first_key(w.at, w.len)];
		x->next[2 * i] = *head;
		*head = (uint16_t)(i + 1);
		head = &x->last[last_key(w.at + w.len, w.len)];
		x->next[2 * i + 1] = *head;
		*head = (uint16_t)(i + 1);
	}
	list->index = x;
}

void
word_list_make(struct arena *a, struct word_list *list, const struct str *words,
	       const int8_t *signs, size_t count)
{
	struct sortable *all = arena_array(a, count, sizeof *all);
	struct str *out = arena_array(a, count, sizeof *out);
	int8_t *out_signs = arena_array(a, count, sizeof *out_signs);
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < count; i++)
		if (words[i].len && kept < UINT16_MAX - 1)
			all[kept++] = (struct sortable){words[i], signs ? signs[i] : 0};
	if (kept)
		qsort(all, kept, sizeof *all, longer_first);
	for (size_t i = 0; i < kept; i++) {
		if (n && str_eq(out[n - 1], all[i].word))
			continue;
		out[n] = all[i].word;
		out_signs[n++] = all[i].sign;
	}
	list->words = out;
	list->signs = out_signs;
	list->count = n;
	index_list(a, list);
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

static int
at_place(const struct word_list *list, const char *p, size_t left)
{
	const struct index *x = list->index;

	for (uint16_t i = x->first[first_key(p, left)]; i; i = x->next[2 * (i - 1)]) {
		struct str w = list->words[i - 1];
		if (w.len <= left && !memcmp(w.at, p, w.len))
			return i - 1;
	}
	return -1;
}

int
words_at(const struct word_list *list, struct str text, size_t at)
{
	return list && at < text.len ? at_place(list, text.at + at, text.len - at) : -1;
}

int
words_before(const struct word_list *list, struct str text, size_t end)
{
	if (!list || end == 0 || end > text.len)
		return -1;
	const struct index *x = list->index;
	const char *p = text.at + end;
	for (uint16_t i = x->last[last_key(p, end)]; i; i = x->next[2 * (i - 1) + 1]) {
		struct str w = list->words[i - 1];
		if (w.len <= end && !memcmp(w.at, p - w.len, w.len))
			return i - 1;
	}
	return -1;
}

int
words_in(const struct word_list *list, struct str s, size_t *where)
{
	for (size_t at = 0; list && at < s.len; at++) {
		/* No word begins in the middle of a character. */
		if (((unsigned char)s.at[at] & 0xC0) == 0x80)
			continue;
		int i = at_place(list, s.at + at, s.len - at);
		if (i >= 0) {
			*where = at;
			return i;
		}
	}
	return -1;
}
