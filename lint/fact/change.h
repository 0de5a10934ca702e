/*
 * A report with another figure in one place: what would it say then?
 */
#ifndef CHANGE_H
#define CHANGE_H

#include "fact.h"

enum { CHANGED_CELLS = 4 };

/* A document and its facts, in which one figure may be another one.  The digits of a fact stand
 * behind the text, where its `number` then is, those of a cell in their place; all other places
 * are those of the report. */
struct change {
	struct doc doc;
	struct facts facts;
	const struct facts *from;
	struct fact *at;     /* those of `facts` */
	char *text;	     /* that of `doc` */
	uint32_t room;	     /* where other digits are put */
	struct arena *arena; /* of what is copied */
	struct grid *grids;  /* those of `doc`, once a cell was changed; NULL */
	struct cell **cells; /* of each that one was changed of; else NULL */
	/* A figure may be a cell of several grids: halves, and what they are halves of. */
	struct changed_cell {
		struct cell *cell, kept; /* that is not as it was, and how it was */
	} now[CHANGED_CELLS];
	size_t cell_count;
	struct span changed; /* facts that are not as they were */
};

/* Of the facts of a report, in arena a; they must live as long, and c must not be moved.  The words
 * around a figure are the same whatever its digits: labels are theirs. */
void change_begin(struct change *c, struct arena *a, const struct facts *f);
/* Puts other digits, "1,234.5", in the place of those of a quantity.  False where they would be
 * read as something else, or other facts would: c is as the report has it then.  Arena a is for
 * reading. */
bool change_figure(struct change *c, struct arena *a, uint32_t fact, struct str digits);
/* Puts as many other digits in the place of those of a figure in a table.  False where no such cell
 * is, or where it might be read as a year or a number of its row, of which a table makes more. */
bool change_cell(struct change *c, struct span place, struct str digits);
/* As the report has it. */
void change_undo(struct change *c);

#endif
