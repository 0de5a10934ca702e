/* Inside of the index: its tables. */
#ifndef INDEX_INTERNAL_H
#define INDEX_INTERNAL_H

#include "index.h"

struct index_table_text {
	const char *name;
	int columns;
	const char *create;
};
extern const struct index_table_text index_tables[INDEX_TABLES];
/* Indexes and views. */
extern const char index_at_end[];

#endif
