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

/* The length of the character at s, of `len` bytes, or 0 when it is not valid (Unicode
 * Standard, table 3-7). */
size_t utf8_valid_at(const unsigned char *s, size_t len);
/* The offset of the first invalid byte, or len.  Linear. */
size_t utf8_invalid(struct str bytes);
/* Finds the low bytes of s->utf8 and where it may fold, in arena a; is all of it valid? */
bool source_scan(struct arena *a, struct source *s);
/* The map in arena a. */
struct low_bytes low_bytes_find(struct arena *a, struct str s);
/* The lines of s, whose low bytes these are: how many there are; *starts: where each begins and where
 * one behind the last would, in arena a.  In print form feeds end lines, else CRLF and CR. */
size_t lines_find(struct arena *a, struct str s, const struct low_bytes *low, bool print,
		  const uint32_t **starts);

/* Bytes that a piece of UTF-8 takes in an encoding. */
uint64_t encoded_length(struct str utf8, enum encoding e);
/* Finds the lines of a decoded source with its low bytes, and its marks where they are needed. */
void source_index(struct arena *a, struct source *s);

/* Marks that a full-width one stands for before a Han character. */
static inline bool
is_half_width(char c)
{
	return c == ',' || c == ':' || c == ';';
}

/* Writes simplified characters for traditional ones where a text is written with these. */
void text_simplify(struct arena *a, struct text *t);

#endif
