/*
 * Inside of the app layer: how far a run has come, on stderr: a line on a terminal that is written
 * over, or a JSON object a line for programs.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "options.h"

#include <time.h>

struct progress {
	enum progress_kind kind;
	enum message_language language;
	uint64_t reports; /* in all; 0: not known */
	/* Of all the work, done so far, in units of the caller; `all` is 0: reports are counted. */
	uint64_t part, all;
	struct timespec begun, shown;
	bool visible; /* is the line on the terminal now? */
};

/* Begins now.  Where options leave it open, nothing is shown but on a terminal. */
void progress_begin(struct progress *p, const struct options *o, uint64_t reports);
/* So many reports are done: says so, a few times a second and not at once. */
void progress_show(struct progress *p, uint64_t done);
/* The next phase, of which it is not known how long it takes, has begun: its name in both languages,
 * that of programs is the English one. */
void progress_phase(struct progress *p, uint64_t done, const char *en, const char *zh);
/* Takes the line away, for something else is to be printed. */
void progress_clear(struct progress *p);

#endif
