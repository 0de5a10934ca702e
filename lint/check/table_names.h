/*
 * The names of a report's table rows, as its text would write them, for the files table_text.c and
 * table_names.c only.
 */
#ifndef TABLE_NAMES_H
#define TABLE_NAMES_H

#include "table.h"

struct named_row {
	struct str name;
	uint64_t hash; /* of it */
	const struct sheet *sheet;
	uint32_t row;
	bool head;     /* the name stands over it: a table of one row of figures */
	uint32_t next; /* of the same name; GRID_NONE */
};

/* The rows of one name, in order. */
struct name_rows {
	uint32_t first, last, count; /* count 0: free */
};

/* The nearest line above a row that may be the title of its table. */
struct title_above {
	uint32_t block;			/* of the row */
	uint32_t found;			/* block of the title; GRID_NONE */
	struct str text;		/* the title */
	bool tail_lasts[UINT8_MAX + 1]; /* bytes that such a line may end with */
};

/* The name of a row; and of a total the one that the title of its table gives it. */
struct read_name {
	struct str name, title;
};

struct named_rows {
	struct check *c;
	const struct rule *rule;
	const struct table_words *words_of;
	const struct sheet *sheets;
	size_t sheet_count;
	/* What all names end with; what of it the text has before figures. */
	struct word_ends ends;
	uint64_t *tails, *said;
	uint64_t tail_mask;
	bool noted; /* that is known, and names are added */
	/* Names as they were read while their ends were noted, in order; those of them that were taken
	 * up again. */
	VEC(struct read_name) read;
	size_t taken;
	struct title_above above;
	struct word_list names; /* those that the text may have, and their rows */
	VEC(struct named_row) rows;
	VEC(struct str) words;	   /* each once */
	struct name_rows *of_name; /* by hash */
	size_t mask;
};

/* Notes what the names of the rows of all sheets end with; they are named by the titles of their
 * tables too, where they are totals.  Linear in the rows. */
void names_begin(struct named_rows *n, const struct sheet *sheets, size_t count);
/* May a name end in (least, end] of a text?  All stretches where names are looked for are asked of
 * before names_read. */
bool names_may_end(const struct named_rows *n, struct str text, size_t least, size_t end);
/* Names the rows, as far as the text may have their names.  Linear in the rows. */
void names_read(struct named_rows *n);

/* The rows of a name, or where they would stand: count is 0 then. */
const struct name_rows *names_find(const struct named_rows *n, struct str name);

#endif
