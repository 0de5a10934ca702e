/*
 * The structure of one report: blocks of running text with soft breaks and
 * markup taken out, their sentences, enumerators, tables, and what
 * the report says about itself.  All spans are bytes of doc.text.
 */
#ifndef DOC_H
#define DOC_H

#include "../lex/lex.h"
#include "grid.h"

#define DOC_NONE UINT32_MAX

enum block_kind {
	BLOCK_TITLE,	 /* lines of the report's title */
	BLOCK_HEADING,	 /* a line that heads what follows; numbered or Markdown # */
	BLOCK_PARAGRAPH, /* running text, also a list item */
	BLOCK_TABLE_ROW, /* a row of a pipe, tab or space-laid table: never prose */
	BLOCK_CONTENTS,	 /* an entry of a table of contents: never prose */
	BLOCK_CAPTION,	 /* 表1 ..., 单位：万元, a figure's caption */
	BLOCK_SIGNATURE, /* who signed, and when, at the end */
	BLOCK_CODE	 /* fenced or verbatim text in Markdown: never prose */
};

/* Page headers, footers and page numbers are dropped before blocks are made
 * (they cut sentences); they are not in doc.text. */
struct block {
	enum block_kind kind;
	struct span span; /* its text; blocks are separated by one "\n" */
	/* 0 sentences unless prose (title, heading, paragraph, caption, signature) */
	uint32_t first_sentence, sentence_count;
	uint32_t enumerator;  /* in doc.enumerators, the one that opens it, or DOC_NONE */
	uint32_t heading;     /* block that heads it, or DOC_NONE */
	uint8_t level;	      /* headings: 1 is the outermost */
	uint32_t table;	      /* index in doc.tables, or DOC_NONE */
	uint32_t section_end; /* headings: one past the last block under it; else 0 */
};

struct sentence {
	struct span span; /* with its end mark; without the block's enumerator */
	uint32_t block;
};

/* A place where two lines, or two pages, were joined: offset in doc.text of
 * the first byte after the join. */
struct soft_break {
	uint32_t at;
	bool page; /* page furniture stood between, or blank lines where lines are not all apart */
};

/* An enumerator in the text. */
struct doc_enumerator {
	struct enumerator e;
	uint32_t block;
	bool opens;   /* the block begins with it; otherwise inside a sentence */
	bool heading; /* its block is a heading */
	bool merged;  /* it stood in the middle of a joined paragraph's line start */
};

/* What a report says to the linter.  Its text, without marks, stands behind doc.text.len: it is
 * no text of the report, but has places like it. */
struct directive {
	struct span span;
	uint32_t block; /* that it stands in, or before; block_count: behind all */
	bool inside;
};

struct table {
	uint32_t first_block, block_count; /* its rows */
	struct span caption;		   /* empty without */
};

struct doc {
	const struct source *source;
	struct text text;
	/* Of the text; marks: what may end a sentence or a clause, bracket or open an enumerator;
	 * brackets: with quotation marks, the first of two ×, and a few others. */
	struct lex_map map;
	const struct block *blocks;
	size_t block_count;
	const uint32_t *prose; /* blocks: titles, headings and paragraphs, in order */
	size_t prose_count;
	uint32_t first_heading; /* block; block_count without */
	const struct sentence *sentences;
	size_t sentence_count;
	const struct soft_break *breaks; /* by rising offset */
	size_t break_count;
	const struct doc_enumerator *enumerators; /* by rising offset */
	size_t enumerator_count;
	const struct table *tables;
	size_t table_count;
	const struct grid *grids; /* of all tables with figures, in order */
	size_t grid_count;
	const struct directive *directives; /* in order */
	size_t directive_count;
	/* what the report says of itself; empty spans and zero years when not found */
	struct span title;  /* may lie over several title blocks */
	struct span agency; /* 东莞市公安局 */
	struct span period_span;
	struct str agency_told;			     /* by a configuration; else empty */
	struct calendar_date period_from, period_to; /* 2020年度: 2020-01-01 to 2020-12-31 */
	struct span signing_span;
	struct calendar_date signing; /* precision day or month */
	/* bit i: language i of the lexicon is present (Han: zh, Latin words: en) */
	uint32_t languages;
};

enum doc_format { DOC_AUTO, DOC_TEXT, DOC_MARKDOWN };
struct doc_options {
	enum doc_format format;
	struct str pragma; /* what a directive's line in plain text begins with; empty: none does */
	bool text_only;	   /* no more than its text and blocks: to tell where a place of it is */
};

/* Reads the whole structure of a decoded source.  DOC_AUTO: Markdown when the path ends in
 * .md or .markdown, else text (in which **bold** and # headings are
 * still understood).  Time linear in the size; memory in arena a. */
void doc_read(struct arena *a, const struct lexicon *lx, const struct source *s,
	      struct doc_options options, struct doc *out);

/* A text as one sentence that is all there is: for reading what facts stand in it.  In arena a. */
void doc_of_sentence(struct arena *a, const struct lexicon *lx, struct str text, struct doc *out);

/* The block, sentence that holds an offset of doc.text (binary search); DOC_NONE if none. */
uint32_t doc_block_at(const struct doc *d, uint32_t offset);
uint32_t doc_sentence_at(const struct doc *d, uint32_t offset);

/* Sentences [*from, *to) of the stretch that a scope names around sentence
 * `s`: its paragraph; the last `paragraphs` paragraphs up to its own
 * (nearby); its section (all under the nearest heading); the document. */
void doc_paragraph(const struct doc *d, uint32_t s, uint32_t *from, uint32_t *to);
void doc_nearby(const struct doc *d, uint32_t s, uint32_t paragraphs, uint32_t *from, uint32_t *to);
void doc_section(const struct doc *d, uint32_t s, uint32_t *from, uint32_t *to);

/* The clauses of a sentence: pieces ended by ， ； ： , ; : or the end mark
 * (not inside brackets).  Calls back with each; stops when it returns false. */
bool doc_clause_next(const struct doc *d, struct span sentence, uint32_t *at, struct span *clause);

static inline struct str
doc_slice(const struct doc *d, struct span s)
{
	return text_slice(&d->text, s);
}

#endif
