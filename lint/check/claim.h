/*
 * Claims: the figures of a report that say what a measure was in the
 * report's own period.
 */
#ifndef CLAIM_H
#define CLAIM_H

#include "relation.h"

/* All claims of a measure in order of the text, in the check's arena. */
const struct fact *const *claims_of(struct check *c, const struct measure *m, size_t *count);
/* The claim of a measure when all of them agree; NULL when there is none or
 * they differ. */
const struct fact *claim_single(struct check *c, const struct measure *m);
/* Can two figures be the same?  Also true when their units differ. */
bool claims_meet(struct check *c, const struct fact *a, const struct fact *b);

#endif
