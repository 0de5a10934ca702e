/*
 * A figure of the text and what the tables say of it: table_text.c compares them, table_said.c
 * tells whether a slip is believed, table_between.c what the words say.  Used by these only.
 */
#ifndef TABLE_SAID_H
#define TABLE_SAID_H

#include "table_names.h"

enum {
	COLUMNS_SEEN = 32,
	ROWS_MOST = 64 /* with one name */
};

struct verdict {
	bool equal;
	struct str total;	   /* 总计, where the text gives that of a table by its title */
	const struct sheet *sheet; /* of the cell that is equal, or one slip away */
	size_t at;
	int64_t cell; /* as the text would print its digits; 0 where that is not told */
	bool slip;
	uint32_t slips; /* columns of that row, the first COLUMNS_SEEN, that are one slip away */
};

/* A figure of a sentence, the name before it, and what the tables say. */
struct compared {
	const struct fact *fact;
	int name;
	bool linked; /* nothing else stands between the name, of several words or over a row, and
		      * the figure */
	size_t rows;
	struct verdict verdict;
};

/* Is a figure that is one slip from a cell meant for it?  `all`: those of its sentence, in order; the
 * verdict of x is told of another column, where these show that it is meant. */
bool slip_is_meant(const struct named_rows *n, const struct compared *all, size_t count,
		   struct compared *x);
/* Does a figure count in another unit than its cell (户, and the table's are 件)?  Not where either is
 * not told. */
bool units_differ(const struct check *c, const struct fact *x, const struct sheet *s, size_t at);

/* Do the words of a Chinese sentence say that a figure, one slip from a cell, is of another time or
 * thing than the row that is named before it?  `proved`: the sentence agrees with the row otherwise. */
bool is_told_otherwise(const struct named_rows *n, const struct compared *x, bool proved);

#endif
