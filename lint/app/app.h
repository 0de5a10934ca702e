/*
 * The pipeline once, the worker pool, the commands.  Only here does the
 * process end.
 */
#ifndef APP_H
#define APP_H

#include "../corpus/corpus.h"
#include "../out/out.h"

#include <stdatomic.h>

#define REPORTLINT_VERSION "0.1.0"

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_UNREAD = 3 };

/* Says so and ends the process. */
_Noreturn void out_of_memory(void);
/* open_memstream, which does not fail. */
FILE *open_memory(char **text, size_t *length);

/* ---- rules.c: where rules come from ---- */

/* The rules and languages in rules/, read and packed when the program was built. */
extern const struct rule_file embedded_files[];
extern const size_t embedded_file_count;
/* The rulebook of all of them, without their examples, arena and kinds. */
extern const struct rulebook *const embedded_rulebook;

/* A rule file, or a folder of them; `place` names it, without a file: the command line. */
struct rule_source {
	const char *path;
	struct place place;
};
struct rule_sources {
	const struct rule_source *at;
	size_t count;
	const struct rule_file *options; /* other values for keys of rules */
	size_t option_count;
	const struct rule_file *trees; /* files that were parsed already, behind the others */
	size_t tree_count;
	bool examples; /* with the examples of embedded rules */
};
/* Loads the embedded rules, then these; NULL after complaints. */
struct rulebook *rules_load(const struct rule_sources *from, struct complaints *c);
/* "path:line:column: error: ..." on stderr, or "reportlint: path: ..." where there is no line. */
void print_complaints(const struct complaints *all);

/* A copy of the rules, in the rulebook's arena and a part of it from now on,
 * whose levels may be changed.  The only way to change a rulebook; not while workers use it. */
struct rule *rules_own(struct rulebook *rb);

/* Turns off every rule but `only`; a rule that is off itself becomes a warning. */
void rules_isolate(struct rulebook *rb, struct rule *own, const struct rule *only);

/* What to say of a selector that takes none. */
struct str rules_unknown(struct arena *a, const struct rulebook *rb, struct str selector);

/* The rule of this id; NULL after a message that suggests the near one. */
const struct rule *rules_find(const struct rulebook *rb, const char *id);

/* The rules and languages that are a part of the program. */
struct rulebook *rules_embedded(bool examples);

/* ---- lint.c: the pipeline ---- */

struct config_folder;
struct config_use;
struct input;
struct lint_sink;

struct lint_options {
	enum message_language language;
	uint64_t max_file_size;
	enum doc_format format;
	unsigned jobs;
	bool show_suppressed; /* as if nothing were */
	bool keeps_involved;  /* which rules looked at which fact */
	bool proposes;	      /* what would put findings right: for suggest */
	bool text_only;	      /* of lint_read: as in struct doc_options */
	/* Its configuration, which has a rulebook, is in force; NULL: the worker's rulebook is. */
	const struct config_folder *folder;
};

/* One worker's memory: arena, number pool, matcher; reset for every report. */
struct worker;
struct worker *worker_new(const struct rulebook *rb);
void worker_free(struct worker *w);
struct arena *worker_arena(const struct worker *w);
/* Forgets the last report: its result and all that was allocated for it. */
void worker_reset(struct worker *w);
/* Forgets the numbers that were reckoned with: before another report is linted while results stay
 * in use, and before one of these is used again. */
void worker_turn(struct worker *w);
/* To be called when levels of its rulebook's rules were changed. */
void worker_forget_rules(struct worker *w);

/* One report in all its stages; lives until the worker is reset. */
struct lint_result {
	struct str path;
	struct str bytes; /* as they were read */
	struct source source;
	struct doc doc;
	struct facts facts;
	struct check check;		  /* findings, stats */
	struct config_use **outside_uses; /* by outside suppression of `check` */
	bool ok;			  /* otherwise only `path` and `error` */
	struct source_error error;
};

/* source -> text -> doc -> facts -> findings for bytes already read.
 * `trace` may be NULL. */
void lint_bytes(struct worker *w, struct str path, struct str bytes, const struct lint_options *o,
		const struct trace *trace, struct lint_result *out);
/* The same for an input, whose bytes may lie in the worker's arena: it is not reset.  `recall` may be
 * NULL; what it gives is returned, and nothing is linted. */
void *lint_input(struct worker *w, const struct input *in, const struct lint_options *o,
		 const struct lint_sink *recall, struct lint_result *out);
/* The same for a file; `name` is what it is called in messages. */
void lint_file(struct worker *w, const char *path, const char *name, const struct lint_options *o,
	       const struct trace *trace, struct lint_result *out);

/* The real path of a report in a folder, of a file in an archive as if that were a folder:
 * /folder/a.zip/b.txt.  In arena a. */
struct str lint_real_path(struct arena *a, const struct config_folder *folder, struct str path);

/* Reads an input as far as its structure: no facts, and nothing is checked yet. */
void lint_read(struct worker *w, const struct input *in, const struct lint_options *o,
	       struct lint_result *out);

/* Lints another text while a result of this worker is in use, with a memory of its own: what it
 * gives lives until the next trial. */
void lint_trial(struct worker *w, struct str path, struct str utf8, const struct lint_options *o,
		struct lint_result *out);

/* The memory of trials, emptied. */
struct arena *worker_trial(struct worker *w);
struct change;
/* Checks again what a figure bears on, in the memory of trials, which is not emptied: what c says of
 * r's facts, for a focus on one of c's.  `out` lives until the next trial. */
void lint_changed(struct worker *w, const struct lint_result *r, const struct change *c,
		  const struct focus *focus, struct check *out);

/* ---- suggest.c ---- */

/* Finds out which proposals put findings right, and gives these their edits.  A proposal is tried:
 * what the report, or the stretch of a long one around it, would say with it.  It is right when the
 * finding is gone, no rule finds more than before, and no other proposal for the finding does as
 * well.  The tries of a report are bounded; what is not tried is not known.  `findings`, `count`:
 * some of r's; `wanted`: which of them are asked about (NULL: all), the others may propose for these. */
void suggest(struct worker *w, const struct lint_result *r, const struct lint_options *o,
	     struct finding *findings, size_t count, const bool *wanted);

/* A report to be linted. */
struct input {
	const char *path; /* "-": standard input */
	const char *name; /* in messages */
	const struct config_folder *folder;
	bool aside;	  /* read to be compared only: it has facts and no findings */
	bool held;	  /* it is no file of its own, and these are its bytes */
	struct str bytes; /* in the arena that next or again was given */
	struct str wrong; /* why it cannot be read; empty when it can */
};

/* Where reports come from.  What is given lies in arena a or lives as long as the feed. */
struct feed {
	/* The next report; false after the last one.  Called in any thread, never in two at once. */
	bool (*next)(void *self, struct arena *a, struct input *out);
	/* One that was given before, by its number from 0; false: it can be read only once. */
	bool (*again)(void *self, struct arena *a, size_t number, struct input *out);
	void *self;
	size_t count; /* reports at most, for the number of workers; SIZE_MAX: nobody knows */
};
/* Gives the inputs of an array, one after the other. */
struct input_array {
	const struct input *at;
	size_t count, next;
};
struct feed feed_of_array(struct input_array *inputs);

/* What a caller of lint_all does with reports.  `recall` and `render` run in any thread and give what
 * is left of a report, from malloc; `deliver` runs in the calling thread, in the order
 * of the inputs, and frees it. */
struct lint_sink {
	/* What is known of these bytes already, so that they are not linted; NULL: nothing.  May be
	 * NULL itself. */
	void *(*recall)(void *self, struct worker *w, const struct input *in, struct str bytes);
	void *(*render)(void *self, struct worker *w, const struct input *in,
			const struct lint_result *r);
	void (*deliver)(void *self, void *rendered);
	void *self;
	const atomic_bool *stop; /* no further report is begun once it is set; or NULL */
};
/* Lints all reports with o->jobs workers.  They are rendered at most a
 * few dozen ahead of delivery, so memory does not grow with their number. */
void lint_all(const struct rulebook *rb, const struct feed *feed, const struct lint_options *o,
	      const struct lint_sink *sink);

/* ---- compare.c: reports against one another ------------------------------------------- */

/* Joins what was added, then reads the reports again in which something was found that another one does not bear out, and
 * those others, and hands each of them on as a result with such findings alone, with o->jobs
 * workers. */
struct compare_sink {
	/* What is left of a report, from malloc; in any thread. */
	void *(*render)(void *self, struct worker *w, const struct lint_result *r);
	/* In the calling thread, in order of the reports; frees what is left. */
	void (*deliver)(void *self, uint32_t report, void *rendered);
	/* Is told once of a report that cannot be read as it was any more, in the calling thread;
	 * its findings are left out. */
	void (*lost)(void *self, const struct input *in);
	void *self;
	const atomic_bool *stop; /* nothing further is compared once it is set; or NULL */
};
void compare_inputs(struct across *joined, const struct rulebook *rb, const struct feed *feed,
		    const struct lint_options *o, const struct compare_sink *sink);

/* ---- commands: argv[0] is the command's name; the exit status is returned ---- */
int cmd_check(int argc, char **argv);
int cmd_audit(int argc, char **argv);
int cmd_facts(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_rules(int argc, char **argv);
int cmd_baseline(int argc, char **argv);
int cmd_lsp(int argc, char **argv);
int cmd_config(int argc, char **argv);
int cmd_init(int argc, char **argv);
int cmd_completion(int argc, char **argv);

#endif
