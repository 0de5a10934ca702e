/*
 * Inside of the app layer: what a run made of a report, kept in its run directory, so that a run that
 * was stopped goes on, and a report that did not change is not linted again.
 */
#ifndef KEEP_H
#define KEEP_H

#include "run.h"

/* Everything that findings and their texts depend on besides the reports and where they lie: the
 * program itself, rules, configuration, and options.  Scratch in arena a. */
uint64_t keep_settings(struct arena *a, const struct lint_run *run);

/* The record of a report that was read and rendered, from malloc. */
char *keep_record(const struct lint_run *run, struct arena *a, const struct input *in,
		  const struct lint_result *r, const struct rendered *out, size_t *len);

/* For struct lint_sink: what a record holds, or NULL. */
void *keep_recall(void *run, struct worker *w, const struct input *in, struct str bytes);

#endif
