/*
 * The pipeline, and the workers that run it.  A worker keeps nothing of a
 * report after rendering; N workers give byte for byte the output of one,
 * because what they render is delivered in the order of the inputs.
 */
#include "../base/ordered.h"
#include "../corpus/archive.h"
#include "../fact/change.h"
#include "app.h"
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void
out_of_memory(void)
{
	static const char message[] = "reportlint: out of memory\n";

	if (write(STDERR_FILENO, message, sizeof message - 1) < 0)
		_exit(EXIT_UNREAD);
	_exit(EXIT_UNREAD);
}

FILE *
open_memory(char **text, size_t *length)
{
	FILE *to = open_memstream(text, length);

	if (!to)
		out_of_memory();
	return to;
}

/* ---- one report ------------------------------------------------------------------ */

struct worker {
	const struct rulebook *rulebook;
	struct arena *arena;
	struct arena *trial; /* of lint_trial; NULL before the first */
	struct number_pool *pool, *kept;
	struct kept_rules *kept_rules;
	/* Rulebooks that differ in levels only have the same patterns and share a matcher. */
	struct {
		const struct pattern *const *patterns;
		struct matcher *matcher;
	} * matchers;
	size_t matcher_count;
};

static struct matcher *
matcher_for(struct worker *w, const struct rulebook *rb)
{
	for (size_t i = 0; i < w->matcher_count; i++)
		if (w->matchers[i].patterns == rb->patterns)
			return w->matchers[i].matcher;
	w->matchers = realloc(w->matchers, (w->matcher_count + 1) * sizeof *w->matchers);
	struct matcher *m = w->matchers ? matcher_new(rb, out_of_memory) : NULL;
	if (!m)
		out_of_memory();
	w->matchers[w->matcher_count].patterns = rb->patterns;
	w->matchers[w->matcher_count++].matcher = m;
	return m;
}

struct worker *
worker_new(const struct rulebook *rb)
{
	struct worker *w = calloc(1, sizeof *w);

	if (!w)
		out_of_memory();
	w->rulebook = rb;
	w->arena = arena_new(out_of_memory);
	w->pool = number_pool_new();
	w->kept = number_pool_new();
	w->kept_rules = kept_rules_new(out_of_memory);
	if (!w->arena || !w->pool || !w->kept || !w->kept_rules)
		out_of_memory();
	return w;
}

void
worker_free(struct worker *w)
{
	if (!w)
		return;
	for (size_t i = 0; i < w->matcher_count; i++)
		matcher_free(w->matchers[i].matcher);
	free(w->matchers);
	number_pool_free(w->pool);
	number_pool_free(w->kept);
	kept_rules_free(w->kept_rules);
	arena_free(w->arena);
	arena_free(w->trial);
	free(w);
}

void
worker_forget_rules(struct worker *w)
{
	kept_rules_forget(w->kept_rules);
}

struct arena *
worker_arena(const struct worker *w)
{
	return w->arena;
}

void
worker_turn(struct worker *w)
{
	number_pool_reset(w->pool);
}

void
worker_reset(struct worker *w)
{
	arena_reset(w->arena);
	worker_turn(w);
}

/* Where the name of an archive ends, of whose members this is one; 0: of none.  A folder may be
 * called so, too: then its own path says so. */
static size_t
archive_end(const struct config_folder *folder, struct str path)
{
	for (size_t i = path.len; i-- > 1 && !str_ends(folder->real, STR("!"));)
		if (path.at[i] == '/' && path.at[i - 1] == '!' &&
		    archive_named(str_sub(path, 0, i - 1)))
			return i - 1;
	return 0;
}

struct str
lint_real_path(struct arena *a, const struct config_folder *folder, struct str path)
{
	size_t archive = archive_end(folder, path), name = archive ? archive : path.len;
	const char *slash = folder->real.len > 1 ? "/" : "";

	while (name && path.at[name - 1] != '/')
		name--;
	if (!archive)
		return str_printf(a, "%.*s%s%.*s", STR_FMT(folder->real), slash,
				  STR_FMT(str_sub(path, name, path.len)));
	return str_printf(a, "%.*s%s%.*s%.*s", STR_FMT(folder->real), slash,
			  STR_FMT(str_sub(path, name, archive)),
			  STR_FMT(str_sub(path, archive + 1, path.len)));
}

/* What the configuration says of a report takes the place of what it says itself. */
static void
identify(const struct config *c, struct str real, struct doc *d)
{
	struct config_identity is = config_identify(c, real);

	d->agency_told = is.agency;
	if (is.period_by) {
		d->period_from = is.from;
		d->period_to = is.to;
		d->period_span = (struct span){0};
	}
}

/* From bytes to the structure, as the configuration wants it. */
static void
read_doc(struct arena *a, const struct rulebook *rb, const struct lint_options *o,
	 struct lint_result *out)
{
	struct doc_options options = {.format = o->format, .text_only = o->text_only};
	const struct config *c = o->folder ? o->folder->config : NULL;
	const struct toml_node *pragma = c ? config_value(c, CONFIG_PRAGMA, NULL) : NULL;

	if (pragma)
		options.pragma = pragma->string;
	doc_read(a, rb->lexicon, &out->source, options, &out->doc);
	if (c && config_reports(c))
		identify(c, lint_real_path(a, o->folder, out->path), &out->doc);
}

/* The structure of bytes that can be decoded, and a check of it that has no facts yet. */
static void
read_bytes(struct worker *w, struct str path, struct str bytes, const struct lint_options *o,
	   struct lint_result *out)
{
	struct arena *a = w->arena;
	const struct rulebook *rb = o->folder ? o->folder->config->rulebook : w->rulebook;

	*out = (struct lint_result){.path = path, .bytes = bytes};
	out->ok = source_decode(a, path, bytes, &out->source, &out->error);
	if (!out->ok)
		return;
	read_doc(a, rb, o, out);
	out->check = (struct check){.arena = a,
				    .pool = w->pool,
				    .kept = w->kept,
				    .kept_rules = w->kept_rules,
				    .rulebook = rb,
				    .doc = &out->doc,
				    .facts = &out->facts,
				    .language = o->language,
				    .keeps_involved = o->keeps_involved,
				    .proposes = o->proposes,
				    .show_suppressed = o->show_suppressed};
	if (o->folder && config_ignores(o->folder->config))
		out->check.outside_count = config_suppressions(
			o->folder->config, a, lint_real_path(a, o->folder, path),
			&out->check.outside, &out->outside_uses);
}

/* As far as the facts, with all that a check needs. */
static void
facts_bytes(struct worker *w, struct str path, struct str bytes, const struct lint_options *o,
	    struct lint_result *out)
{
	read_bytes(w, path, bytes, o, out);
	if (!out->ok)
		return;
	facts_read(w->arena, out->check.rulebook->lexicon, &out->doc, &out->facts);
	out->check.matcher = matcher_for(w, out->check.rulebook);
	matcher_reset(out->check.matcher); /* these facts may stand where others stood */
}

void
lint_bytes(struct worker *w, struct str path, struct str bytes, const struct lint_options *o,
	   const struct trace *trace, struct lint_result *out)
{
	facts_bytes(w, path, bytes, o, out);
	if (!out->ok)
		return;
	out->check.trace = trace;
	check_document(&out->check);
}

/* The bytes of an input; false: out->error says why not. */
static bool
input_read(struct worker *w, const struct input *in, const struct lint_options *o,
	   struct str *bytes, struct lint_result *out)
{
	*out = (struct lint_result){.path = str_of(in->name)};
	*bytes = in->bytes;
	if (in->wrong.len)
		out->error.message = in->wrong;
	if (in->wrong.len || in->held)
		return !in->wrong.len;
	if (source_read(w->arena, in->path, o->max_file_size, bytes, &out->error))
		return true;
	if (out->error.too_large) /* of reports it can be told to be another */
		out->error.message =
			str_printf(w->arena, "%.*s (--max-file-size)", STR_FMT(out->error.message));
	return false;
}

void *
lint_input(struct worker *w, const struct input *in, const struct lint_options *o,
	   const struct lint_sink *recall, struct lint_result *out)
{
	struct str bytes;
	void *known = NULL;

	if (!input_read(w, in, o, &bytes, out))
		return NULL;
	if (in->aside)
		facts_bytes(w, str_of(in->name), bytes, o, out);
	else if (recall)
		known = recall->recall(recall->self, w, in, bytes);
	if (!known && !in->aside)
		lint_bytes(w, str_of(in->name), bytes, o, NULL, out);
	return known;
}

struct arena *
worker_trial(struct worker *w)
{
	if (!w->trial && !(w->trial = arena_new(out_of_memory)))
		out_of_memory();
	arena_reset(w->trial);
	return w->trial;
}

void
lint_trial(struct worker *w, struct str path, struct str utf8, const struct lint_options *o,
	   struct lint_result *out)
{
	struct lint_options plain = *o;
	struct arena *kept = w->arena;

	plain.keeps_involved = plain.proposes = false;
	w->arena = worker_trial(w);
	worker_turn(w);
	lint_bytes(w, path, utf8, &plain, NULL, out);
	worker_turn(w);
	w->arena = kept;
}

void
lint_changed(struct worker *w, const struct lint_result *r, const struct change *c,
	     const struct focus *focus, struct check *out)
{
	*out = (struct check){.arena = w->trial,
			      .pool = w->pool,
			      .kept = w->kept,
			      .kept_rules = w->kept_rules,
			      .rulebook = r->check.rulebook,
			      .matcher = r->check.matcher,
			      .doc = &c->doc,
			      .facts = &c->facts,
			      .focus = focus,
			      .matches = r->check.matches,
			      .language = r->check.language,
			      .show_suppressed = r->check.show_suppressed,
			      .outside = r->check.outside,
			      .outside_count = r->check.outside_count};
	worker_turn(w);
	matcher_reset(out->matcher);
	check_document(out);
	matcher_reset(out->matcher); /* the report's own facts may be asked about again */
	worker_turn(w);
}

void
lint_file(struct worker *w, const char *path, const char *name, const struct lint_options *o,
	  const struct trace *trace, struct lint_result *out)
{
	const struct input in = {.path = path, .name = name};
	struct str bytes;

	worker_reset(w);
	if (input_read(w, &in, o, &bytes, out))
		lint_bytes(w, str_of(name), bytes, o, trace, out);
}

void
lint_read(struct worker *w, const struct input *in, const struct lint_options *o,
	  struct lint_result *out)
{
	struct str bytes;

	if (input_read(w, in, o, &bytes, out))
		read_bytes(w, str_of(in->name), bytes, o, out);
}

/* ---- many ------------------------------------------------------------------------- */

enum { AHEAD = 16 /* reports rendered before their turn, a worker */ };

struct pool {
	const struct rulebook *rulebook;
	const struct feed *feed;
	const struct lint_options *options;
	const struct lint_sink *sink;
};

/* A thread's worker and its input. */
struct turn {
	struct worker *worker;
	struct input in;
};

static void *
turn_begin(void *self)
{
	const struct pool *p = self;
	struct turn *t = calloc(1, sizeof *t);

	if (!t)
		out_of_memory();
	t->worker = worker_new(p->rulebook);
	return t;
}

static void
turn_end(void *self, void *state)
{
	struct turn *t = state;

	(void)self;
	worker_free(t->worker);
	free(t);
}

static bool
turn_take(void *self, void *state)
{
	const struct pool *p = self;
	struct turn *t = state;

	if (p->sink->stop && atomic_load(p->sink->stop))
		return false;
	worker_reset(t->worker);
	t->in = (struct input){0};
	return p->feed->next(p->feed->self, t->worker->arena, &t->in);
}

static void *
turn_work(void *self, void *state)
{
	const struct pool *p = self;
	const struct turn *t = state;
	struct lint_result result;
	struct lint_options o = *p->options;
	void *known;

	o.folder = t->in.folder;
	known = lint_input(t->worker, &t->in, &o, p->sink->recall ? p->sink : NULL, &result);
	return known ? known : p->sink->render(p->sink->self, t->worker, &t->in, &result);
}

static void
turn_deliver(void *self, void *rendered)
{
	const struct pool *p = self;

	p->sink->deliver(p->sink->self, rendered);
}

void
lint_all(const struct rulebook *rb, const struct feed *feed, const struct lint_options *o,
	 const struct lint_sink *sink)
{
	struct pool p = {rb, feed, o, sink};
	const struct ordered work = {turn_begin,   turn_end, turn_take,	   turn_work,
				     turn_deliver, &p,	     out_of_memory};

	ordered_run(&work, o->jobs < feed->count ? o->jobs : feed->count, AHEAD);
}

/* ---- an array --------------------------------------------------------------------- */

static bool
array_next(void *self, struct arena *a, struct input *out)
{
	struct input_array *inputs = self;

	(void)a;
	if (inputs->next == inputs->count)
		return false;
	*out = inputs->at[inputs->next++];
	return true;
}

static bool
array_again(void *self, struct arena *a, size_t number, struct input *out)
{
	const struct input_array *inputs = self;

	(void)a;
	*out = inputs->at[number];
	return strcmp(out->path, "-") != 0;
}

struct feed
feed_of_array(struct input_array *inputs)
{
	return (struct feed){array_next, array_again, inputs, inputs->count};
}
