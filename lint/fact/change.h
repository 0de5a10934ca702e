/*
 * A report with another figure in one place: what would it say then?
 */
#ifndef CHANGE_H
#define CHANGE_H

#include "fact.h"

/* A document and its facts, in which one figure may be another one.  Its digits stand behind the
 * text, where the fact's `number` then is; all other places are those of the report. */
struct change {
	struct doc doc;
	struct facts facts;
	const struct facts *from;
	struct fact *at;     /* those of `facts` */
	char *text;	     /* that of `doc` */
	uint32_t room;	     /* where other digits are put */
	struct span changed; /* facts that are not as they were */
};

/* Of the facts of a report, in arena a; they must live as long, and c must not be moved. */
void change_begin(struct change *c, struct arena *a, const struct facts *f);
/* Puts other digits, "1,234.5", in the place of those of a quantity.  False where they would be
 * read as something else, or other facts would: nothing is changed then.  Labels are made anew in
 * arena a: it may be reset when c is changed again, or not used any more. */
bool change_figure(struct change *c, struct arena *a, uint32_t fact, struct str digits);
/* As the report has it.  a: as above. */
void change_undo(struct change *c, struct arena *a);

#endif
