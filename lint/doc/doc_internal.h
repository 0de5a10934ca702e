/*
 * What the files of the doc layer share: a report as lines, each with the few
 * things about its first and last bytes that say whether it goes on in the
 * next one.  doc_read runs the steps in the order of the prototypes below;
 * each reads what the earlier ones made and refines the kinds of the lines,
 * later the blocks.  Nothing here is seen outside lint/doc.
 */
#ifndef DOC_INTERNAL_H
#define DOC_INTERNAL_H

#include <string.h>

#include "doc.h"

/* ---- characters --------------------------------------------------------- */

/* What a character does in running text.  Brackets come in pairs: the closing
 * mark of MARK_OPEN + i is MARK_CLOSE + i. */
enum mark {
	MARK_NONE, /* letters, digits, Han */
	MARK_SPACE,
	MARK_END, /* 。 ！ ？ ! ? and . */
	MARK_SEMICOLON,
	MARK_COLON,
	MARK_COMMA,    /* ， 、 , */
	MARK_DASH,     /* — – - */
	MARK_BULLET,   /* • ● ■ ◆ ▪ */
	MARK_ELLIPSIS, /* … */
	MARK_PERCENT,
	MARK_ROUND,  /* （ ( */
	MARK_QUOTE,  /* “ */
	MARK_TITLE,  /* 《 〈 */
	MARK_SQUARE, /* [ 【 〔 「 『 */
	MARK_ROUND_CLOSE,
	MARK_QUOTE_CLOSE,
	MARK_TITLE_CLOSE,
	MARK_SQUARE_CLOSE,
	MARK_OTHER
};
enum { BRACKET_TYPES = 4, CHAR_PAUSE = 0xE38081 /* 、 */, CHAR_ROUND = 0xEFBC88 /* （ */ };

static inline bool
mark_opens(enum mark m)
{
	return m >= MARK_ROUND && m <= MARK_SQUARE;
}

static inline bool
mark_closes(enum mark m)
{
	return m >= MARK_ROUND_CLOSE && m <= MARK_SQUARE_CLOSE;
}

/* Bytes of the character that begins with `lead`, in valid UTF-8. */
static inline uint32_t
char_len(char lead)
{
	unsigned char c = (unsigned char)lead;
	return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static inline uint32_t
char3(const char *p)
{
	return (uint32_t)(unsigned char)p[0] << 16 | (uint32_t)(unsigned char)p[1] << 8 |
	       (unsigned char)p[2];
}

/* Is the character at p the one of three bytes `c`? */
static inline bool
char3_is(const char *p, uint32_t c)
{
	return (unsigned char)p[0] == c >> 16 && char3(p) == c;
}

static inline bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Han and CJK marks: the three-byte characters from U+2E80 on.  Quotation
 * marks and dashes (U+20xx) stand in Latin text too and are not counted. */
enum { WIDE_LEAD = 0xE3 };

static inline bool
is_wide(char lead)
{
	return (unsigned char)lead >= WIDE_LEAD;
}

/* Marks by ASCII character, and by the last six bits of E2 80 xx, E3 80 xx and
 * EF BC xx. */
extern const uint8_t ascii_marks[128], general_marks[64], cjk_marks[64], fullwidth_marks[64];

/* The mark of the character at p. */
static inline enum mark
mark_at(const char *p)
{
	unsigned char lead = (unsigned char)p[0];
	if (lead < 0x80)
		return (enum mark)ascii_marks[lead];
	if ((lead & 0xFE) != 0xE2 && lead != 0xEF)
		return MARK_NONE;
	unsigned second = (unsigned char)p[1], last = (unsigned char)p[2] & 0x3F;
	if (lead == 0xE3)
		return second == 0x80 ? (enum mark)cjk_marks[last] : MARK_NONE;
	if (lead == 0xEF) {
		if (second == 0xBC)
			return (enum mark)fullwidth_marks[last];
		return second == 0xBD && last == 0x21 ? MARK_END : MARK_NONE; /* ｡ */
	}
	if (second == 0x80)
		return (enum mark)general_marks[last];
	/* ■ ● ★ */
	return second >= 0x96 && second <= 0x98 ? MARK_BULLET : MARK_NONE;
}

/* Start of the character that ends before `at` (at > from). */
uint32_t char_before(const char *text, uint32_t at);

/* ---- lines ---------------------------------------------------------------- */

enum line_kind {
	LINE_TEXT,
	LINE_FURNITURE, /* dropped */
	LINE_ROW,
	LINE_CONTENTS,
	LINE_CAPTION,
	LINE_TITLE,
	LINE_HEADING, /* by markup: # or underlined */
	LINE_CODE
};

enum {
	LINE_BLANK_BEFORE = 1 << 0,
	LINE_PAGE_BEFORE = 1 << 1, /* a form feed or dropped furniture stood before */
	LINE_GAP = 1 << 2,	   /* three spaces or a tab inside */
	LINE_NUMERIC = 1 << 3,	   /* figures and their signs, no words */
	LINE_UNSURE = 1 << 4,	   /* its enumerator may be a figure */
	LINE_MARKUP = 1 << 5,	   /* holds emphasis or other inline markup */
	LINE_STARTS = 1 << 6,	   /* markup says that a block begins here */
	LINE_LONG = 1 << 7,	   /* too long for its width to mean anything */
	LINE_BOLD = 1 << 8,	   /* emphasised as a whole */
	LINE_ENDS = 1 << 9,	   /* nothing may be joined to it */
	LINE_CELLS = 1 << 10	   /* gaps part CELLS_SURE pieces of it at least */
};
enum { CELLS_SURE = 4 /* make a row of a table, whatever is in them */ };

struct line {
	uint32_t from, to;  /* bytes of the folded text, trimmed, without block markup */
	uint32_t number;    /* of its enumerator */
	uint16_t width;	    /* display columns */
	uint16_t indent;    /* columns before it */
	uint16_t mark;	    /* bytes of its enumerator; 0 without */
	uint16_t flags;	    /* LINE_* bits */
	uint8_t kind;	    /* enum line_kind */
	uint8_t level;	    /* LINE_HEADING: from the markup */
	uint8_t style;	    /* enum style of its enumerator */
	uint8_t head, tail; /* enum mark of its first and last character; tail
				 * looks through quotation marks behind an end mark */
};

/* How the lines of a text are broken. */
struct layout {
	uint16_t wrap;	    /* width of a full line; 0: each paragraph is one line */
	uint16_t full;	    /* lines at least this wide are full */
	uint16_t base;	    /* indent of lines that go on */
	uint16_t prose;	    /* indent of lines that end a sentence: where text begins */
	bool indents;	    /* paragraphs begin indented */
	bool blanks;	    /* paragraphs are separated by blank lines */
	bool double_spaced; /* every line is followed by a blank one */
	bool careless;	    /* many paragraphs lack an end mark: that says nothing */
};

struct block_lines {
	uint32_t first, last;
};

struct reader {
	struct arena *arena;
	const struct lexicon *lx;
	struct doc *doc;
	struct text folded;
	struct line *lines;
	uint32_t count;
	bool feeds; /* may a line have LINE_PAGE_BEFORE? */
	bool markdown;
	bool wide; /* mostly Han */
	struct layout layout;
	uint32_t title_first, title_last; /* lines; DOC_NONE without */
	/* word lists of the language files; any may be NULL */
	const struct word_list *report_nouns, *organisations, *continues, *contents_titles;
	const struct word_list *abbreviations, *captions, *page_words, *table_units, *table_totals,
		*code_names;
	VEC(struct block) blocks;
	VEC(struct block_lines) block_lines; /* parallel to blocks */
	/* until sentences_read, block.enumerator counts in these */
	VEC(struct enumerator) openers;
	VEC(struct soft_break) breaks;
	VEC(struct sentence) sentences;
	VEC(struct doc_enumerator) enumerators;
	VEC(struct table) tables;
	VEC(struct grid) grids;
	struct str pragma;	     /* what a directive's line begins with; empty: none does */
	VEC(struct span) directives; /* of the folded text, behind their marks */
};

static inline struct str
line_text(const struct reader *r, const struct line *l)
{
	return (struct str){r->folded.at + l->from, (size_t)(l->to - l->from)};
}

/* The enumerator that opens block i, or NULL; before sentences_read. */
static inline const struct enumerator *
block_opener(const struct reader *r, size_t i)
{
	if (i >= r->blocks.len || r->blocks.at[i].enumerator == DOC_NONE)
		return NULL;
	return &r->openers.at[r->blocks.at[i].enumerator];
}

/* ---- the steps ------------------------------------------------------------- */

/* line.c: cuts the folded text into lines and measures them. */
void lines_read(struct reader *r);
/* Measures a line again after its ends have moved. */
void line_measure(struct reader *r, struct line *l);
/* Is there an end mark of a sentence, or a comma, inside? */
bool line_has_end(const struct reader *r, const struct line *l);
bool line_has_comma(const struct reader *r, const struct line *l);
/* Both in one go. */
struct line_marks {
	bool end, comma;
};
struct line_marks line_marks(const struct reader *r, const struct line *l);
/* A short line without any mark of running text. */
bool line_is_bare(const struct reader *r, const struct line *l);

/* read_text.c, read_markdown.c: markup that makes blocks. */
void text_classify(struct reader *r);
void markdown_classify(struct reader *r);
/* html_table.c: puts the rows of pipe tables in the place of HTML tables in r->folded. */
void html_tables_read(struct reader *r);
/* If the line begins with #, ##, ... it becomes a heading. */
bool line_read_heading(struct reader *r, struct line *l);
/* A line of one repeated sign, or a bullet alone, is dropped; the next one starts a block. */
bool line_read_rule(struct reader *r, uint32_t i);
/* directive.c: the line before a block that says something to the linter is dropped. */
void directive_line(struct reader *r, uint32_t i);
/* If the line is a pragma it is noted and dropped. */
bool directive_read_pragma(struct reader *r, uint32_t i);
/* Is a comment, from its `<!--` on, a directive? */
bool directive_opens(struct str comment);
/* furniture.c: page numbers and running heads. */
void furniture_classify(struct reader *r);

/* inline.c: appends a line to b without its inline markup. */
void inline_append(const struct reader *r, const struct line *l, struct text_builder *b);

/* contents.c, rows.c, title.c: kinds of lines that are not running text. */
void contents_classify(struct reader *r);
void prose_indent_measure(struct reader *r); /* layout.c */
void table_classify(struct reader *r);
void title_classify(struct reader *r);

/* join.c: lines to blocks; fills doc.text, blocks, breaks. */
void layout_measure(struct reader *r); /* layout.c */
void blocks_read(struct reader *r);

/* outline.c: headings, levels, parents, opening enumerators. */
void outline_read(struct reader *r);
/* table.c: runs of rows. */
void tables_read(struct reader *r);
/* tables.c: their rows and columns. */
void grids_read(struct reader *r);
/* marks.c: doc.map of a doc.text. */
struct lex_map text_map(struct arena *a, const struct lexicon *lx, const struct text *t);
/* signature.c: what the report says of itself; kinds of its last blocks. */
void identity_read(struct reader *r);
/* segment.c: sentences, all enumerators, languages. */
void sentences_read(struct reader *r);
/* directive.c: what is said to the linter. */
void directives_read(struct reader *r);

#endif
