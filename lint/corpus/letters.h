/*
 * The letters of a report as passages are compared by them: a character of a word is one letter, a
 * number with its separators is one, too, whatever it is; spaces and punctuation are none.  A
 * number weighs as many characters as it has digits.
 */
#ifndef LETTERS_H
#define LETTERS_H

#include "../doc/doc.h"

enum { LETTER_NUMBER = 1 }; /* every number's value; no character has it */

struct letter {
	uint32_t value;	 /* the bytes of the character, or LETTER_NUMBER */
	uint32_t at;	 /* where it begins in doc.text */
	uint32_t weight; /* characters that stand before it in its paragraph */
};

/* Bytes of the character that begins with b, in valid UTF-8. */
static inline uint32_t
letter_bytes(unsigned char b)
{
	return b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
}

/* Reads the letters of a stretch of at most `bytes` bytes into `out`, which has room for as many and
 * one more: the last one, behind the letters, says where the stretch ends and what all weigh. */
size_t letters_read(const struct doc *d, struct span in, struct letter *out);

/* Where letter l ends in doc.text. */
uint32_t letter_end(const struct doc *d, const struct letter *l);

#endif
