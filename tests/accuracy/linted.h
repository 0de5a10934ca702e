/*
 * A text linted as the program does it, and its findings by their place in
 * the text.  For the tests of accuracy.
 */
#ifndef LINTED_H
#define LINTED_H

#include "../../lint/app/app.h"

struct linted {
	struct rulebook *rulebook;
	struct worker *worker;
	struct lint_result result;
};

static inline bool
linted_open(struct linted *l)
{
	*l = (struct linted){.rulebook = rules_embedded(false)};
	l->worker = l->rulebook ? worker_new(l->rulebook) : NULL;
	return l->worker != NULL;
}

static inline void
linted_close(struct linted *l)
{
	worker_free(l->worker);
	rulebook_free(l->rulebook);
}

/* `text` must live until the next one. */
static inline void
linted_read(struct linted *l, const char *name, struct str text)
{
	static const struct lint_options options = {
		.max_file_size = 1 << 24, .jobs = 1, .keeps_involved = true};

	worker_reset(l->worker);
	lint_bytes(l->worker, str_of(name), text, &options, NULL, &l->result);
}

/* Where a span of the document stands in the text, in bytes. */
static inline struct ospan
linted_place(const struct linted *l, struct span s)
{
	return place_of(&l->result.doc, s).span;
}

/* The whole of a file, from malloc, with a NUL behind; NULL after a message. */
static inline char *
read_whole(const char *path, size_t *len)
{
	FILE *from = fopen(path, "rb");
	char *text = NULL;
	size_t room = 0;

	if (from) {
		/* No file holds a NUL. */
		ssize_t n = getdelim(&text, &room, '\0', from);
		*len = n > 0 ? (size_t)n : 0;
		fclose(from);
	}
	if (!text)
		fprintf(stderr, "cannot read %s\n", path);
	return text;
}

#endif
