/*
 * The labels of table rows (table_label.h).  The tables of one report name the same things again
 * and again: a label that was read is found by a hash of its bytes.
 * Cost: linear in the bytes of the labels.
 */
#include "table_label.h"

#include "../base/lanes.h"

/* Is s nothing but Han, but for the rarest: whatever ends a character, and begins one of them? */
static bool
is_han_alone(struct str s)
{
	for (size_t at = 0; at < s.len; at += LANES) {
		/* the last lanes once more, where they are not full */
		size_t from = s.len >= LANES && s.len - at < LANES ? s.len - LANES : at;
		lanes x =
			s.len - from < LANES ? lanes_of_first(s.at, s.len) : lanes_at(s.at + from);
		uint32_t han = lane_bits((lanes)(x - 0x80 < 0x40) | (lanes)(x - 0xE4 < 6));
		if (s.len < LANES)
			han |= (uint32_t)ALL_LANES << s.len;
		if ((han & ALL_LANES) != ALL_LANES)
			return false;
	}
	return true;
}

bool
names_counted(const struct table_words *w, struct str s)
{
	enum { HAN = 3 };
	int word = w->counts ? words_before(w->counts, s, s.len) : -1;

	if (word < 0)
		return false;
	size_t len = w->counts->words[word].len;
	return len == s.len || len > HAN;
}

struct row_labels
row_labels_begin(struct check *c, const struct table_words *w)
{
	struct row_labels out = {.c = c, .words = w};
	size_t rows = 0;

	for (size_t i = 0; i < c->doc->grid_count; i++)
		rows += c->doc->grids[i].row_count;
	out.at = arena_alloc_raw(c->arena, rows * sizeof *out.at);
	out.mask = (uint32_t)hash_room(rows) - 1;
	out.by_text = arena_array(c->arena, (size_t)out.mask + 1, sizeof *out.by_text);
	return out;
}

static uint64_t
label_hash(struct str s)
{
	return hash_bytes(s.at, s.len, 2);
}

/* Reads the words of a label that is not of Han alone: without spaces. */
static struct str
unspaced_read(struct check *c, const struct grid_row *row, struct str *all, uint64_t *key)
{
	struct str behind = str_sub(row->label, row->mark.span.to, row->label.len);

	*all = str_unspaced(c->arena, row->label);
	*key = label_hash(str_unspaced(c->arena, behind));
	return str_unspaced(c->arena, str_trim(behind));
}

/* Is a label with spaces, whose name has none, that of a total: Total, All persons; or nothing but a
 * word for all there is (All)? */
static bool
names_all(const struct row_labels *labels, struct str label, struct str name)
{
	const struct word_list *all = lexicon_words(labels->c->rulebook->lexicon, STR("table-all"));
	int word = words_at(all, name, 0);
	size_t at;

	return words_in(labels->words->total, label, &at) >= 0 ||
	       (word >= 0 && all->words[word].len == name.len);
}

static void
words_read(struct row_labels *labels, const struct grid_row *row, uint64_t hash,
	   struct row_label *out)
{
	const struct table_words *w = labels->words;
	const bool han = !row->mark.span.to && is_han_alone(row->label);
	const bool wordless = !word_starts_in(w->any, row->label);
	struct str all = row->label, name = all;
	uint64_t key = hash;
	size_t at;

	if (!han)
		name = unspaced_read(labels->c, row, &all, &key);
	const bool front = word_starts_at(w->front, name);
	const bool less = front && words_at(w->less, name, 0) >= 0;
	const bool of_which = front && words_at(w->of_which, name, 0) >= 0;
	const bool total = !wordless && (words_in(w->total, all, &at) >= 0 ||
					 (!han && names_all(labels, row->label, name)));
	const bool rate = !wordless && phrase_in(w->rate, row->label, &at) >= 0;
	const bool counts = names_counted(w, row->label);
	out->key = key;
	out->text = row->label;
	out->row = (uint8_t)((han ? ROW_HAN : 0) | (wordless ? ROW_WORDLESS : 0));
	out->words = (uint8_t)((total ? LABEL_TOTAL : 0) | (rate ? LABEL_RATE : 0) |
			       (less ? LABEL_LESS : 0) | (of_which ? LABEL_OF_WHICH : 0) |
			       (counts ? LABEL_COUNTS : 0));
}

const struct row_label *
row_label_read(struct row_labels *all, const struct grid_row *row)
{
	const uint64_t hash = label_hash(row->label);
	uint32_t *slot = NULL;

	/* what is an enumerator, the rows around it may say */
	if (!row->mark.span.to) {
		uint32_t k = (uint32_t)hash & all->mask;
		for (; all->by_text[k]; k = (k + 1) & all->mask)
			if (str_eq(all->at[all->by_text[k] - 1].text, row->label))
				return &all->at[all->by_text[k] - 1];
		slot = &all->by_text[k];
	}
	struct row_label *out = &all->at[all->count];
	out->number = all->count++;
	words_read(all, row, hash, out);
	if (slot)
		*slot = all->count;
	return out;
}
