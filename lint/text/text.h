/*
 * Bytes to folded text, and back.  A source is a file decoded to UTF-8; a
 * text is what the linter reads, folded, with a map from every folded byte to
 * the source.  Lines, columns and byte offsets exist only for writers.
 */
#ifndef TEXT_H
#define TEXT_H

#include "../base/base.h"

struct span {
	uint32_t from, to; /* bytes of a text (folded), end exclusive */
};

struct ospan {
	uint32_t from, to; /* bytes of a source (decoded, not folded), end exclusive */
};

/* ---- decode.c, source.c ---------------------------------------------- */

enum encoding { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_GB18030 };

/* What is below the space in a piece of text: line feeds, tabs, and, in what is `odd`, others. */
struct low_bytes {
	const uint64_t *map; /* a bit a byte (base/byte_map.h): line feeds; if odd, all of them */
	size_t count;	     /* of these */
	bool odd;
	bool star; /* is there a `*`, asked on the way */
};

struct source {
	struct str path; /* as the user named it; <stdin> otherwise */
	struct str utf8; /* the whole file, valid UTF-8 without BOM */
	enum encoding encoding;
	uint32_t bom;	      /* bytes of byte-order mark that were dropped */
	struct low_bytes low; /* of utf8 */
	/* A bit a byte: CR; the second one of a character that may fold or join another, and the
	 * first one of what is full-width behind a digit or a space. */
	const uint64_t *folds;
	/* Offset of every line's first byte, and where one behind the last would begin; LF, CRLF and CR
	 * end one. */
	const uint32_t *lines;
	size_t line_count;
	/* Sums at even distances, only where lines are very long or the file is not UTF-8. */
	const struct source_mark *marks;
	size_t mark_count;
};

/* Why a file cannot be read. */
struct source_error {
	struct str message;    /* lower case, without path: "invalid UTF-8: byte 0xff" */
	uint32_t line, column; /* 0 when there is no place */
	uint64_t byte;	       /* of the original */
	bool too_large;	       /* above the limit that source_read was given */
	bool blank;	       /* there is nothing in it */
};

/* Decodes `bytes` (which must outlive the source: valid UTF-8 is not copied).
 * The encoding is told by BOM; without one, valid UTF-8 is UTF-8, else UTF-16
 * when every other byte says so, else GB18030 when the whole file is valid
 * GB18030 and mostly Han, else an error at the first bad UTF-8 byte.
 * A NUL byte, or more than a thirtieth (and two) control characters: "binary file".
 * An empty file (or only white space) is an error too.  In arena a. */
bool source_decode(struct arena *a, struct str path, struct str bytes, struct source *out,
		   struct source_error *error);

/* Reads a file of at most max bytes into a: regular files and pipes.
 * path "-" reads standard input. */
bool source_read(struct arena *a, const char *path, uint64_t max, struct str *bytes,
		 struct source_error *error);

/* ---- encode.c ---- */

/* A piece of UTF-8 as a file in this encoding has it, without BOM.  In arena a; false when the
 * encoding has no such character, or without memory. */
bool source_encode(struct arena *a, struct str utf8, enum encoding e, struct str *bytes);

struct position {
	uint32_t line, column; /* from 1; column in code points */
	uint32_t display;      /* column in terminal cells, from 1 (UAX #11, libunistring) */
	uint32_t utf16;	       /* column in UTF-16 units, from 1 */
	uint64_t byte;	       /* offset in the original file, in its own encoding, with BOM */
};
struct position source_position(const struct source *s, uint32_t offset);
/* Line `number` (from 1) without its end. */
struct str source_line(const struct source *s, uint32_t number);
/* Terminal cells of a piece of UTF-8. */
size_t display_width(struct str s);

/* ---- fold.c: folded text and its map ---------------------------------- */

/* Folded bytes from `text` on stand for source bytes from `source` on.  With
 * unit 0 they go one to one up to the next run; otherwise the whole run
 * stands for `unit` source bytes together (a full-width digit, a composed
 * cluster; 0 folded bytes never occur). */
struct run {
	uint32_t text, source, unit;
};

/* A text: bytes and where they come from. */
struct text {
	const char *at;
	uint32_t len;
	const struct run *runs; /* by rising .text; the first is at 0 */
	size_t run_count;
	bool simplified; /* simplified characters were written for traditional ones */
};

/* Folds the whole source: full-width ASCII letters and digits to ASCII;
 * full-width `，．％：` to ASCII where both neighbours are digits (％: after a
 * digit); NFC by grapheme cluster; U+00A0 and other Unicode spaces (U+3000
 * too) to one ASCII space each (a 1:1 character, many bytes to one); U+FEFF,
 * zero-width characters and soft hyphens dropped; CR and CRLF to LF; tabs
 * kept; FF kept; private-use characters to U+FFFD; `,` `:` `;` right before a Han character to
 * full-width ones, as many stored copies have lost them, but before cells laid out with spaces and at
 * the end of a reference.  Other punctuation stays as written.
 * In a text that is written with traditional characters these become simplified ones.
 * In arena a; where nothing folds, the source's own bytes. */
void text_fold(struct arena *a, const struct source *s, struct text *out);

/* The lines of a text that was folded from a source: line i is [starts[i], starts[i + 1] - 1), up to
 * its line feed or form feed. */
struct text_lines {
	const uint32_t *starts; /* one more than there are lines */
	size_t count;
	bool feeds; /* may a form feed be among the ends? */
	bool stars; /* is there a `*`? */
};
/* In arena a, or the source's. */
struct text_lines text_lines(struct arena *a, const struct source *s, const struct text *t);

/* Builds a text from pieces of another: the reader's tool for undoing soft
 * breaks and taking markup out. */
struct text_builder {
	struct arena *arena;
	const struct text *from;
	struct buf bytes;
	VEC(struct run) runs;
	size_t hint; /* run of `from` used last */
};
void text_builder_init(struct text_builder *b, struct arena *a, const struct text *from);
/* Appends from[piece]; positions follow. */
void text_builder_piece(struct text_builder *b, struct span piece);
/* Appends literal bytes that stand for the source of `from` at offset `at`
 * (used for "\n" between blocks, and for characters written by markup). */
void text_builder_literal(struct text_builder *b, struct str literal, uint32_t at);
void text_builder_finish(struct text_builder *b, struct text *out);

/* Where a span of a text stands in the source: from the first byte of its first character to
 * the last byte of its last; an empty span gives an empty one. */
struct ospan text_origin(const struct text *t, struct span s);

/* Is a span one piece of the source, with no markup or line end in between that folding or a reader
 * took out?  Only such a piece can be replaced. */
bool text_is_whole(const struct text *t, struct span s);
/* A piece of a simplified text with the traditional characters of its source; itself where it is no
 * piece of the text, or differs in more. */
struct str text_written(const struct text *t, const struct source *s, struct str piece);

static inline struct str
text_slice(const struct text *t, struct span s)
{
	return (struct str){t->at + s.from, (size_t)(s.to - s.from)};
}

#endif
