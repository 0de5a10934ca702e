/*
 * Inside of the app layer: one run over many reports, as `check` and `audit` make it.
 */
#ifndef RUN_H
#define RUN_H

#include "baseline.h"
#include "../corpus/index.h"
#include "../corpus/run_log.h"
#include "progress.h"
#include "since.h"

struct tree;

/* What became of an [[ignore]] in a report. */
struct ignore_mark {
	struct config_use *use;
	size_t index; /* among the suppressions that the configuration has for the report */
	bool used;
};

/* One report, done: texts from open_memstream. */
struct rendered {
	char *texts[OUTPUTS_MAX];
	size_t lengths[OUTPUTS_MAX];
	uint64_t shown[OUTPUTS_MAX];
	char *complaint; /* for stderr */
	size_t complaint_length;
	bool read;
	bool recalled;	      /* from the run directory */
	bool aside;	      /* it was read to be compared, and counts for nothing else */
	struct unread unread; /* when it was not */
	char *unread_texts;   /* its texts */
	struct baseline_match match;
	struct ignore_mark *marks; /* from malloc */
	size_t mark_count;
	uint64_t known, suppressed, untouched;
	char *yield; /* what it leaves for others */
	size_t yield_length;
	char *rows; /* for the index, or NULL */
	size_t row_length;
	struct fixed *fixed; /* or NULL: nothing was */
	char *record;	     /* for the run directory, or NULL */
	size_t record_length;
	uint64_t count;			  /* findings in the texts */
	uint64_t cut;			  /* findings that are not */
	uint64_t levels[LEVEL_ERROR + 1]; /* findings that are not known */
	struct check_stats stats;
};

/* Damaged records of the run directory. */
enum { RUN_DAMAGE_LISTED = 16 };
struct run_damage {
	uint64_t at[RUN_DAMAGE_LISTED];
	size_t count;
};

/* What became of a report by --fix or --diff; one piece of malloc and `text`. */
struct fixed {
	const char *path; /* of the input */
	char *text;	  /* the whole report as it is to be, or the difference */
	size_t length;
	uint64_t count; /* edits */
	uint64_t hash;	/* of the bytes that were linted */
	bool refused;	/* it cannot be written, and was left as it is */
};

struct lint_run {
	const struct options *options;
	struct setup *setup;
	const struct feed *feed;
	struct tree *tree; /* what the feed gives from; NULL: from a list */
	/* Of what the feed gives, something can be read only once (standard input): where reports may
	 * have to be linted again, one is linted at a time, and it is known from the start how many
	 * findings may be shown. */
	bool read_once;
	size_t done; /* reports that were delivered */
	struct outputs outputs;
	struct baseline *baseline; /* or NULL */
	struct since *since;	   /* or NULL */
	const struct lint_options *lint;
	struct run_log *log; /* the run directory; NULL: none */
	struct index *index; /* NULL: none */
	uint64_t settings;   /* what findings depend on besides reports */
	struct run_damage damage;
	uint64_t recalled;     /* reports that were not linted again */
	struct across *across; /* NULL: the reports are not compared */
	struct worker *spare;  /* for what is linted out of turn; NULL: not needed yet */
	_Atomic uint64_t left; /* findings that may still be shown */
	struct arena *arena;
	struct arena *scratch; /* rows of the index */
	VEC(struct unread) unread;
	struct run_totals totals;
	uint64_t levels[LEVEL_ERROR + 1];
	struct progress progress;
	bool compares; /* reports are linted; now they are compared */
	uint64_t fixed, fixed_files;
	bool unfixed;		 /* something could not be written */
	const atomic_bool *stop; /* or NULL */
};

/* ---- run_render.c ---- */

/* What is left of a report; `self` is the run.  In any thread. */
void *run_render(void *self, struct worker *w, const struct input *in, const struct lint_result *r);
/* The same with its yield, when reports are compared. */
void *run_render_linted(void *self, struct worker *w, const struct input *in,
			const struct lint_result *r);
void rendered_free(struct rendered *r);
/* The findings of a report that are shown, with suggestions; what is not is counted in `out`. */
struct report run_shown(const struct lint_run *run, struct worker *w, const struct input *in,
			const struct lint_result *r, struct rendered *out, FILE *complaint);

/* ---- run_fix.c ---- */

/* Does the run change this input, or show how it would be changed? */
bool run_fixes(const struct lint_run *run, const struct input *in, const struct lint_result *r);
/* Puts suggestions into a report, in rounds, until nothing changes.  Gives the result to be
 * printed: `r`, or that of the last round, in w's arena.  *fixed is from malloc. */
const struct lint_result *run_fix(const struct lint_run *run, struct worker *w,
				  const struct input *in, const struct lint_result *r,
				  struct fixed **fixed);
/* Writes the report, or prints the difference. */
void run_fixed(struct lint_run *run, const struct fixed *f);
/* How much was fixed. */
void run_say_fixed(const struct lint_run *run);

/* ---- run.c ---- */

/* Opens the outputs, lints what the feed gives, compares it, sums up, and closes the outputs: the
 * exit status.  Set before: options, feed, arena, since, progress, stop, and what of the totals
 * comes from looking for the reports; rulebooks are given. */
int run_reports(struct lint_run *run, struct setup *s);
/* Says what is wrong with the run directory, and counts it as something that was not read.  In
 * the thread of run_reports. */
void run_say_log(struct lint_run *run, const char *wrong);
/* Counts an input that could not be read and was said already. */
void run_unread(struct lint_run *run, const struct unread *u);

#endif
