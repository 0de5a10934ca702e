/* Shared inside text/ only. */
#ifndef TEXT_INTERNAL_H
#define TEXT_INTERNAL_H

#include "text.h"

/* What stands before an offset of a source. */
struct source_mark {
	uint32_t at;
	uint32_t chars, cells, utf16;
	uint64_t bytes; /* in the encoding of the file, without BOM */
};

/* Bytes that a piece of UTF-8 takes in an encoding. */
uint64_t encoded_length(struct str utf8, enum encoding e);
/* Finds the lines of a decoded source, and its marks where they are needed. */
void source_index(struct arena *a, struct source *s);

#endif
