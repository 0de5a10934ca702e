/*
 * Inside of the app layer: what the index holds of a report, as rows.
 */
#ifndef INDEX_ROWS_H
#define INDEX_ROWS_H

#include "../corpus/shared.h"
#include "run.h"

/* Rows of a report that was linted: itself, its facts, its claims (out of its yield).  Appended; in
 * any thread. */
void index_report(struct buf *to, const struct lint_result *r, const struct rendered *out);
/* Rows of its findings of at least this level; `across`: they come from comparing reports. */
void index_findings(struct buf *to, const struct report *r, enum level show, bool across);
/* A row of what was not read. */
void index_unread(struct buf *to, const struct unread *u);
/* Rows of the whole run. */
void index_totals(struct buf *to, const struct run_totals *t);

/* A row of a passage that two reports, by their numbers, share. */
void index_shared(struct buf *to, uint32_t earlier, uint32_t later, const struct doc *earlier_doc,
		  const struct doc *later_doc, const struct shared_passage *p);

#endif
