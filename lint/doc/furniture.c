/*
 * Page furniture: page numbers and running heads, which cut sentences.  In:
 * measured lines.  Out: such lines get kind LINE_FURNITURE.  A lone number is
 * a page number only in a rising row of them; a line is a running head only
 * when many pages begin or end with it.  One pass and a hash table over pages.
 */
#include "doc_internal.h"

enum {
	PAGE_LINE_BYTES = 48,
	PAGE_LEAST_LINES = 6, /* between two page numbers without form feeds */
	HEAD_LEAST_PAGES = 3
};

/* `12` `- 12 -` `第 3 页 共 9 页` `Page 3 of 9` `3/9`. */
struct page_number {
	bool dashes, words, plain;
	uint32_t number; /* the first one */
};

static bool
read_page_number(const struct reader *r, const struct line *l, struct page_number *out)
{
	struct str s = line_text(r, l);
	size_t digits = 0, slashes = 0;
	*out = (struct page_number){0};
	if (s.len > PAGE_LINE_BYTES || (l->flags & LINE_GAP && l->width > 24))
		return false;
	for (size_t i = 0; i < s.len;) {
		enum mark m = mark_at(s.at + i);
		int word = r->page_words ? words_at(r->page_words, s, i) : -1;
		if (is_digit(s.at[i])) {
			if (digits++ < 6 && !out->words && !slashes)
				out->number = out->number * 10 + (uint32_t)(s.at[i] - '0');
			i++;
		} else if (word >= 0) {
			out->words = true;
			i += r->page_words->words[word].len;
		} else if (m == MARK_SPACE || m == MARK_DASH || s.at[i] == '/') {
			out->dashes |= m == MARK_DASH && i == 0;
			slashes += s.at[i] == '/' && digits;
			i += char_len(s.at[i]);
		} else {
			return false;
		}
	}
	out->plain = digits > 0 && (slashes ? slashes == 1 && is_digit(s.at[s.len - 1])
					    : digits <= 4 && digits == s.len);
	return digits > 0 && digits <= 8;
}

static bool
at_page_break(const struct reader *r, uint32_t i)
{
	return (r->lines[i].flags & LINE_PAGE_BEFORE) ||
	       (i + 1 < r->count && (r->lines[i + 1].flags & LINE_PAGE_BEFORE));
}

/* A row of lone numbers that rise by one. */
struct number_row {
	uint32_t number, line, first, length;
};

static void
row_extend(struct reader *r, struct number_row *row, uint32_t i, uint32_t number, uint32_t *chain)
{
	bool far = i - row->line >= PAGE_LEAST_LINES || at_page_break(r, i) ||
		   (row->length && at_page_break(r, row->line));
	if (row->length && number == row->number + 1 && far) {
		chain[i] = row->line;
		row->length++;
	} else {
		row->length = 1;
		chain[i] = DOC_NONE;
	}
	row->number = number;
	row->line = i;
	uint32_t needed = at_page_break(r, i) ? 2 : 3;
	if (row->length < needed)
		return;
	for (uint32_t k = i; k != DOC_NONE && r->lines[k].kind != LINE_FURNITURE; k = chain[k])
		r->lines[k].kind = LINE_FURNITURE;
}

/* Of a line of which only its mark was, nothing is left. */
static inline bool
begins_with_letter(const struct reader *r, const struct line *l)
{
	return l->from < l->to && is_letter(r->folded.at[l->from]);
}

/* Returns how many lines begin with a letter. */
static size_t
page_numbers(struct reader *r)
{
	struct number_row row = {0};
	uint32_t *chain = NULL;
	size_t letters = 0;
	for (uint32_t i = 0; i < r->count; i++) {
		struct line *l = &r->lines[i];
		struct page_number p;
		letters += begins_with_letter(r, l);
		if (l->kind != LINE_TEXT || l->width > PAGE_LINE_BYTES ||
		    !read_page_number(r, l, &p))
			continue;
		if (p.words || (p.dashes && l->tail == MARK_DASH)) {
			l->kind = LINE_FURNITURE;
		} else if (p.plain) {
			if (!chain)
				chain = arena_array(r->arena, r->count, sizeof *chain);
			row_extend(r, &row, i, p.number, chain);
		}
	}
	return letters;
}

struct head_slot {
	uint64_t hash;
	uint32_t count;
};

static struct head_slot *
head_find(struct head_slot *slots, size_t mask, uint64_t hash)
{
	size_t i = (size_t)hash & mask;
	while (slots[i].count && slots[i].hash != hash)
		i = (i + 1) & mask;
	slots[i].hash = hash;
	return &slots[i];
}

/* Counts a line in pass 0; in pass 1 drops it if its key stood there often. */
static void
head_pass(struct line *l, struct head_slot *slot, int pass, size_t pages)
{
	if (pass == 0)
		slot->count++;
	else if (slot->count >= HEAD_LEAST_PAGES && slot->count * 3 >= pages)
		l->kind = LINE_FURNITURE;
}

static struct head_slot *
head_slots(struct reader *r, size_t pages, size_t *mask)
{
	size_t size = 8;
	while (size < pages * 4)
		size *= 2;
	*mask = size - 1;
	return arena_array(r->arena, size, sizeof(struct head_slot));
}

static bool
may_be_head(const struct line *l)
{
	return l->kind == LINE_TEXT && l->width <= 100 && l->tail != MARK_END;
}

/* The same line at the top or the foot of many pages. */
static void
running_heads(struct reader *r)
{
	size_t pages = 0, mask;
	for (uint32_t i = 0; r->feeds && i < r->count; i++)
		pages += (r->lines[i].flags & LINE_PAGE_BEFORE) != 0;
	if (pages < HEAD_LEAST_PAGES)
		return;
	struct head_slot *slots = head_slots(r, pages, &mask);
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < r->count; i++) {
			struct line *l = &r->lines[i];
			if (!at_page_break(r, i) || !may_be_head(l))
				continue;
			struct str s = line_text(r, l);
			struct head_slot *slot = head_find(slots, mask, hash_bytes(s.at, s.len, 0));
			head_pass(l, slot, pass, pages);
		}
	}
}

/* `Page 3 Name of the report`: what stands behind the number, or empty. */
static struct str
page_head_rest(const struct reader *r, const struct line *l)
{
	struct str s = line_text(r, l);
	if (!r->page_words || !may_be_head(l) || !is_letter(s.at[0]))
		return (struct str){0};
	int word = words_at(r->page_words, s, 0);
	size_t at = word < 0 ? 0 : r->page_words->words[word].len;
	if (at < 3 || at + 2 > s.len || s.at[at] != ' ' || !is_digit(s.at[at + 1]))
		return (struct str){0};
	for (at++; at < s.len && is_digit(s.at[at]); at++)
		;
	return str_sub(s, at, s.len);
}

static void
numbered_heads(struct reader *r)
{
	size_t lines = 0, mask;
	for (uint32_t i = 0; i < r->count; i++)
		lines += begins_with_letter(r, &r->lines[i]) &&
			 page_head_rest(r, &r->lines[i]).len > 0;
	if (lines < HEAD_LEAST_PAGES)
		return;
	struct head_slot *slots = head_slots(r, lines, &mask);
	for (int pass = 0; pass < 2; pass++) {
		for (uint32_t i = 0; i < r->count; i++) {
			struct str s = page_head_rest(r, &r->lines[i]);
			if (!s.len)
				continue;
			struct head_slot *slot = head_find(slots, mask, hash_bytes(s.at, s.len, 1));
			head_pass(&r->lines[i], slot, pass, 0);
		}
	}
}

void
furniture_classify(struct reader *r)
{
	const bool lettered = page_numbers(r) >= HEAD_LEAST_PAGES;
	running_heads(r);
	if (lettered)
		numbered_heads(r);
}
