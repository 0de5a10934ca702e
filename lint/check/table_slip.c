/*
 * Figures that are one slip of the pen from a printed one: a digit changed, two
 * neighbours swapped, one left out or put in.  For laws that are no plain sum, where what
 * a figure should be is a range.  Cost: some twenty figures a digit.
 */
#include "table.h"

enum { DIGITS_MOST = 17 };

struct slips {
	bool (*fits)(void *self, int64_t mantissa);
	void *self;
};

static bool
try_digits(const struct slips *t, const char *digits, uint32_t n)
{
	int64_t read = 0;

	for (uint32_t i = 0; i < n; i++)
		read = read * 10 + (digits[i] - '0');
	return t->fits(t->self, read);
}

/* All slips at digit i of n. */
static bool
try_at(const struct slips *t, const char *digits, uint32_t i, uint32_t n)
{
	char other[DIGITS_MOST + 1];

	memcpy(other, digits, n);
	for (other[i] = '0'; other[i] <= '9'; other[i]++)
		if (other[i] != digits[i] && try_digits(t, other, n))
			return true;
	memcpy(other, digits, n);
	if (i + 1 < n && digits[i] != digits[i + 1]) {
		other[i] = digits[i + 1];
		other[i + 1] = digits[i];
		if (try_digits(t, other, n))
			return true;
	}
	memcpy(other, digits, i);
	memcpy(other + i, digits + i + 1, n - i - 1);
	if (n > 1 && try_digits(t, other, n - 1))
		return true;
	memcpy(other + i + 1, digits + i, n - i);
	for (other[i] = '0'; other[i] <= '9'; other[i]++)
		if (try_digits(t, other, n + 1))
			return true;
	return false;
}

bool
slips_try(struct str printed, bool (*fits)(void *self, int64_t mantissa), void *self)
{
	const struct slips t = {fits, self};
	char digits[DIGITS_MOST];
	uint32_t n = 0;

	for (size_t i = 0; i < printed.len && n < DIGITS_MOST; i++)
		if (printed.at[i] >= '0' && printed.at[i] <= '9')
			digits[n++] = printed.at[i];
	for (uint32_t i = 0; i < n; i++)
		if (try_at(&t, digits, i, n))
			return true;
	return false;
}
