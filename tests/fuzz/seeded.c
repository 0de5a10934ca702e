/*
 * The target of the fuzzer without the fuzzer: feeds it the files that are named, each as it is,
 * cut off, and with damage that is the same in every run, so that the target is known to work
 * wherever the tests run.  What goes wrong ends the program.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST = 16384, DAMAGES = 3 };

/* The next of a row of numbers, all bits of which vary (splitmix64). */
static uint64_t
next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* Given a copy of its own size, so that a sanitizer sees a byte read behind it. */
static void
feed(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		abort();
	memcpy(copy, data, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

static void
damage(uint8_t *data, size_t size, uint64_t *state)
{
	static const char signs[] = "0123456789 ,.|\t\n%()\xE5\xFF";

	for (size_t n = 1 + size / 40; n; n--) {
		size_t at = next(state) % size;

		data[at] = (uint8_t)signs[next(state) % (sizeof signs - 1)];
	}
}

static void
feed_all(const uint8_t *seed, size_t size, uint64_t *state)
{
	uint8_t data[LARGEST];

	feed(seed, size);
	if (!size)
		return;
	feed(seed, next(state) % size);
	for (int i = 0; i < DAMAGES; i++) {
		memcpy(data, seed, size);
		data[0] = (uint8_t)i;
		damage(data, size, state);
		feed(data, size);
	}
}

int
main(int argc, char **argv)
{
	uint8_t seed[LARGEST];
	uint64_t state = 1;

	for (int i = 1; i < argc; i++) {
		FILE *f = fopen(argv[i], "rb");
		if (!f) {
			perror(argv[i]);
			return 1;
		}
		feed_all(seed, fread(seed, 1, sizeof seed, f), &state);
		fclose(f);
	}
	puts("1 passed, 0 failed");
	return 0;
}
