/*
 * The names of a report's table rows, as its text would write them, for the files table_text.c and
 * table_names.c only.
 */
#ifndef TABLE_NAMES_H
#define TABLE_NAMES_H

#include "table.h"

struct named_row {
	uint64_t name; /* hash of its label */
	const struct sheet *sheet;
	uint32_t row;
	bool head;     /* the name stands over it: a table of one row of figures */
	uint32_t next; /* of the same name; GRID_NONE */
};

/* The rows of one name, in order. */
struct name_rows {
	uint32_t first, last, count; /* count 0: free */
};

struct named_rows {
	struct check *c;
	const struct rule *rule;
	const struct table_words *words_of;
	struct word_list names;
	VEC(struct named_row) rows;
	VEC(struct str) words;	   /* each once */
	struct name_rows *of_name; /* by hash */
	size_t mask;
	struct name_rows *
		*of_label; /* those of the name that a label of Han alone is, by its number */
	struct name_rows nameless; /* stands there for none */
};

/* Names the rows of all sheets, and their totals by the titles of their tables too; words is empty
 * when none has a name.  Linear in the rows. */
void names_read(struct named_rows *n, const struct sheet *sheets, size_t count);

/* The rows of a name, or where they would stand: count is 0 then. */
const struct name_rows *names_find(const struct named_rows *n, struct str name);

#endif
