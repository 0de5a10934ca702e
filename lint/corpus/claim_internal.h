/* Inside of the corpus layer: what the files claim*.c share while the claims of one report are made. */
#ifndef CLAIM_INTERNAL_H
#define CLAIM_INTERNAL_H

#include "corpus.h"
#include "record.h"

struct claim_maker {
	struct check *check;
	const struct identity *of;
	struct claim_list *out;
	struct str scope; /* of the whole report: 部门, 单位 */
};

/* The key under which claims of one thing meet. */
uint64_t subject_of(const struct identity *of, struct str thing, struct str unit, struct str scope);
/* Sets the value, in base units, the span and the text; false when it is too large. */
bool claim_value(const struct claim_maker *m, const struct fact *x, struct claim *out);
/* The name of the unit in which figures of x's kind are compared. */
struct str claim_unit(const struct claim_maker *m, const struct fact *x);
/* A copy among the report's claims. */
struct claim *claim_add(struct claim_maker *m, const struct claim *c);

#endif
