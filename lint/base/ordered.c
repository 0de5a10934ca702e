/*
 * Items are numbered as they are taken; a ring holds what came of them until it is their turn.
 */
#include "ordered.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

struct slot {
	bool done;
	void *result;
};

/* Taking is guarded by `taking`, which is locked before `lock`; all else by `lock`. */
struct ring {
	const struct ordered *work;
	pthread_mutex_t taking, lock;
	pthread_cond_t done, room;
	bool ended;		/* no item is left */
	size_t next, delivered; /* items taken; items delivered */
	struct slot *slots;	/* item i is in slot i % slot_count */
	size_t slot_count;
};

static void *
begin(const struct ordered *o)
{
	return o->begin ? o->begin(o->self) : o->self;
}

static void
end(const struct ordered *o, void *state)
{
	if (o->end)
		o->end(o->self, state);
}

/* Waits for room, takes the next item and its number; false after the last. */
static bool
take_turn(struct ring *r, void *state, size_t *number)
{
	pthread_mutex_lock(&r->taking);
	pthread_mutex_lock(&r->lock);
	while (!r->ended && r->next >= r->delivered + r->slot_count)
		pthread_cond_wait(&r->room, &r->lock);
	bool more = !r->ended;
	pthread_mutex_unlock(&r->lock);
	/* Taking may be slow: what is done is delivered meanwhile. */
	more = more && r->work->take(r->work->self, state);
	pthread_mutex_lock(&r->lock);
	*number = r->next;
	r->next += more;
	r->ended = !more;
	if (!more)
		pthread_cond_signal(&r->done);
	pthread_mutex_unlock(&r->lock);
	pthread_mutex_unlock(&r->taking);
	return more;
}

static void *
work(void *argument)
{
	struct ring *r = argument;
	void *state = begin(r->work);
	size_t i;

	while (take_turn(r, state, &i)) {
		void *result = r->work->work(r->work->self, state);
		pthread_mutex_lock(&r->lock);
		r->slots[i % r->slot_count] = (struct slot){true, result};
		if (i == r->delivered) /* nobody waits for another one */
			pthread_cond_signal(&r->done);
		pthread_mutex_unlock(&r->lock);
	}
	end(r->work, state);
	return NULL;
}

static void
deliver_all(struct ring *r)
{
	pthread_mutex_lock(&r->lock);
	for (;;) {
		struct slot *s = &r->slots[r->delivered % r->slot_count];
		while (!s->done && !(r->ended && r->delivered == r->next))
			pthread_cond_wait(&r->done, &r->lock);
		if (!s->done)
			break;
		void *result = s->result;
		s->done = false;
		r->delivered++;
		pthread_cond_signal(&r->room); /* one at most waits: the one that takes */
		pthread_mutex_unlock(&r->lock);
		r->work->deliver(r->work->self, result);
		pthread_mutex_lock(&r->lock);
	}
	pthread_mutex_unlock(&r->lock);
}

static void
run_alone(const struct ordered *o)
{
	void *state = begin(o);

	while (o->take(o->self, state))
		o->deliver(o->self, o->work(o->self, state));
	end(o, state);
}

void
ordered_run(const struct ordered *o, size_t threads, size_t ahead)
{
	pthread_t begun[ORDERED_THREADS];
	struct ring r = {.work = o};
	size_t count = 0;

	if (threads <= 1) {
		run_alone(o);
		return;
	}
	threads = threads < ORDERED_THREADS ? threads : ORDERED_THREADS;
	r.slot_count = threads * (ahead ? ahead : 1);
	r.slots = calloc(r.slot_count, sizeof *r.slots);
	if (!r.slots) {
		o->oom();
		abort();
	}
	pthread_mutex_init(&r.taking, NULL);
	pthread_mutex_init(&r.lock, NULL);
	pthread_cond_init(&r.done, NULL);
	pthread_cond_init(&r.room, NULL);
	while (count < threads && pthread_create(&begun[count], NULL, work, &r) == 0)
		count++;
	if (count)
		deliver_all(&r);
	else
		run_alone(o);
	for (size_t i = 0; i < count; i++)
		pthread_join(begun[i], NULL);
	pthread_cond_destroy(&r.room);
	pthread_cond_destroy(&r.done);
	pthread_mutex_destroy(&r.lock);
	pthread_mutex_destroy(&r.taking);
	free(r.slots);
}
