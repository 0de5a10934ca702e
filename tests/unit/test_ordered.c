#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants these four first */
#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../lint/base/ordered.h"

enum { ITEMS = 2000, AHEAD = 4 };

struct counting {
	size_t count, next, delivered;
	atomic_bool taking;
	atomic_int states, out_of_turn;
	_Atomic size_t most_ahead;
	_Atomic size_t done;
	pthread_t caller;
};

static void *
begin(void *self)
{
	struct counting *c = self;

	c->states++;
	return calloc(1, sizeof(size_t));
}

static void
end(void *self, void *state)
{
	struct counting *c = self;

	c->states--;
	free(state);
}

static bool
take(void *self, void *state)
{
	struct counting *c = self;

	c->out_of_turn += atomic_exchange(&c->taking, true);
	bool more = c->next < c->count;
	if (more)
		*(size_t *)state = c->next++;
	if (c->next > c->done + c->most_ahead)
		c->most_ahead = c->next - c->done;
	atomic_store(&c->taking, false);
	return more;
}

static void *
work(void *self, void *state)
{
	size_t *item = malloc(sizeof *item);

	(void)self;
	*item = *(size_t *)state;
	if (*item % 97 == 0) /* a late one */
		usleep(500);
	return item;
}

static void
deliver(void *self, void *result)
{
	struct counting *c = self;

	c->out_of_turn += *(size_t *)result != c->delivered++;
	c->out_of_turn += !pthread_equal(c->caller, pthread_self());
	c->done = c->delivered;
	free(result);
}

static void
oom(void)
{
	abort();
}

static void
comes_out_in_order(size_t count, size_t threads)
{
	struct counting c = {.count = count, .caller = pthread_self()};
	const struct ordered o = {begin, end, take, work, deliver, &c, oom};

	ordered_run(&o, threads, AHEAD);
	assert_int_equal(c.delivered, count);
	assert_int_equal(c.out_of_turn, 0);
	assert_int_equal(c.states, 0);
	assert_true(c.most_ahead <= (threads ? threads : 1) * AHEAD + 2);
}

static void
test_in_order(void **state)
{
	(void)state;
	for (size_t threads = 0; threads <= 9; threads += 3)
		comes_out_in_order(ITEMS, threads);
}

static void
test_few_items(void **state)
{
	(void)state;
	for (size_t count = 0; count < 3; count++)
		for (size_t threads = 1; threads < 6; threads++)
			comes_out_in_order(count, threads);
	comes_out_in_order(3, 2 * ORDERED_THREADS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_order),
		cmocka_unit_test(test_few_items),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
