/*
 * Work of several threads that comes out in order: items are taken one after the other, worked on in
 * any thread, and what came of them is delivered in the order in which they were taken, so that the
 * number of threads shows nowhere.
 */
#ifndef ORDERED_H
#define ORDERED_H

#include <stdbool.h>
#include <stddef.h>

struct ordered {
	/* A thread's own state, in which its item lies, too; both may be NULL: it is `self`. */
	void *(*begin)(void *self);
	void (*end)(void *self, void *state);
	/* Takes the next item into the state; false after the last.  In any thread, never in two
	 * at once. */
	bool (*take)(void *self, void *state);
	/* What comes of the item.  In any thread. */
	void *(*work)(void *self, void *state);
	/* In the calling thread, in order. */
	void (*deliver)(void *self, void *result);
	void *self;
	void (*oom)(void); /* does not return */
};

enum { ORDERED_THREADS = 256 };

/* Works on all items with so many threads (at most ORDERED_THREADS; at least one: the calling one,
 * which with one thread does it all).  A thread gets at most `ahead` items ahead of delivery. */
void ordered_run(const struct ordered *o, size_t threads, size_t ahead);

#endif
