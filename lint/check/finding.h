/*
 * Inside of the check layer: what check.c asks of finding.c when all rules
 * have run.
 */
#ifndef FINDING_H
#define FINDING_H

#include "check.h"

/* Sorts the findings from index `from` on, which stand behind the others, by place and rule, drops
 * doubles, and gives each its fingerprint.  Cost: n log n, and one hash of each sentence concerned. */
void findings_settle(struct check *c, size_t from);
/* Puts settled findings in the order of the source, for those behind the text of the report. */
void findings_by_source(struct check *c);

#endif
