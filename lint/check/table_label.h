/*
 * The labels of a report's table rows, each read once however often it stands: what its words say,
 * and what it is told by.  Used by files table_*.c only.
 */
#ifndef TABLE_LABEL_H
#define TABLE_LABEL_H

#include "table.h"

/* What the words of a label say. */
enum {
	LABEL_TOTAL = 1 << 0,
	LABEL_RATE = 1 << 1,
	LABEL_LESS = 1 << 2,
	LABEL_OF_WHICH = 1 << 3,
	LABEL_COUNTS = 1 << 4 /* they name things that are counted one by one */
};

struct row_label {
	uint64_t key; /* hash of its words without enumerator and spaces */
	struct str text;
	uint32_t number; /* of all */
	uint8_t row;	 /* ROW_HAN, ROW_WORDLESS */
	uint8_t words;	 /* LABEL_ bits */
};

/* Room for the labels of all rows. */
struct row_labels {
	struct check *c;
	const struct table_words *words;
	struct row_label *at;
	uint32_t count;
	uint32_t *by_text,
		mask; /* number + 1 of a label without enumerator, by its hash; 0: free */
};

/* table_label.c: none so far, for the rows of all of the report's grids. */
struct row_labels row_labels_begin(struct check *c, const struct table_words *w);
/* The label of a row, as read before if it was. */
const struct row_label *row_label_read(struct row_labels *all, const struct grid_row *row);
/* Is s a word of things that are counted one by one (件), or does it end in such a name (数量)? */
bool names_counted(const struct table_words *w, struct str s);

#endif
