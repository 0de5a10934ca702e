/*
 * The letters of a report as passages are compared by them: a character of a word is one letter, a
 * number with its separators is one, too, whatever it is; spaces and punctuation are none.  A
 * number weighs as many characters as it has digits.
 */
#ifndef LETTERS_H
#define LETTERS_H

#include "../doc/doc.h"

enum { LETTER_NUMBER = 1 }; /* every number's value; no character has it */

/* Letters of a stretch, in order; behind the last one stands where the stretch ends and what all
 * weigh. */
struct letters {
	uint32_t *value;  /* the bytes of the character, or LETTER_NUMBER; 0 behind the last */
	uint32_t *at;	  /* where it begins in doc.text */
	uint32_t *weight; /* characters that stand before it in the stretch */
	uint32_t *number; /* which letters are numbers; behind the last one `count` */
	size_t count;
};
enum { LETTERS_SPARE = 8 }; /* more of them can be read and written than there is room for */

/* Bytes of the character that begins with b, in valid UTF-8. */
static inline uint32_t
letter_bytes(unsigned char b)
{
	return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

/* Room for the letters of so many bytes, in arena a. */
struct letters letters_room(struct arena *a, size_t bytes);

/* Reads the letters of a stretch of no more bytes than `out` has room for. */
void letters_read(const struct doc *d, struct span in, struct letters *out);

/* Where the letter of this value that begins at `at` ends. */
uint32_t letter_end(const struct doc *d, uint32_t value, uint32_t at);

#endif
