/*
 * Decimals as printed, and slips of the pen between printed digits.  No
 * rounding anywhere; every function is constant in time.
 */
#include "base.h"

#include <string.h>

/* Figures beyond this are not printed in full, nor read. */
enum { PLACES_MAX = 64 };

bool
decimal_read(struct str digits, struct decimal *out)
{
	uint64_t mantissa = 0; /* wraps where there are too many digits */
	size_t count = 0, read = 0, places = 0;
	bool sign = digits.len && (*digits.at == '-' || *digits.at == '+'), point = false;

	for (size_t i = sign; i < digits.len; i++) {
		char c = digits.at[i];
		if (is_digit(c)) {
			mantissa = mantissa * 10 + (uint64_t)(c - '0');
			/* Leading zeros say nothing of the size. */
			count += count || c != '0';
			read++;
			places += point;
		} else if (c == '.' && !point) {
			point = true;
		} else if (c != ',' && c != ' ') {
			return false;
		}
	}
	if (!read || count > DECIMAL_DIGITS || places > PLACES_MAX ||
	    digits.at[digits.len - 1] == ',')
		return false;
	int64_t value = (int64_t)mantissa;
	*out = (struct decimal){sign && *digits.at == '-' ? -value : value, -(int32_t)places};
	return true;
}

/* Wide enough for two mantissas that are compared at one exponent. */
__extension__ typedef __int128 wide;

/* The mantissa at a lower exponent; false when it does not fit. */
static bool
scale_down(struct decimal d, int32_t exponent, wide *out)
{
	wide m = d.mantissa;

	for (int32_t e = d.exponent; m && e > exponent; e--) {
		if (m > ((wide)1 << 120) || m < -((wide)1 << 120))
			return false;
		m *= 10;
	}
	*out = m;
	return true;
}

int
decimal_cmp(struct decimal a, struct decimal b)
{
	int32_t low = a.exponent < b.exponent ? a.exponent : b.exponent;
	wide x, y;

	if (a.mantissa == 0)
		return (b.mantissa < 0) - (b.mantissa > 0);
	if (b.mantissa == 0)
		return (a.mantissa > 0) - (a.mantissa < 0);
	if ((a.mantissa < 0) != (b.mantissa < 0))
		return a.mantissa < 0 ? -1 : 1;
	/* What does not fit after scaling is the larger by far. */
	if (!scale_down(a, low, &x))
		return a.mantissa < 0 ? -1 : 1;
	if (!scale_down(b, low, &y))
		return b.mantissa < 0 ? 1 : -1;
	return (x > y) - (x < y);
}

enum { DIGITS_ROOM = 20 }; /* as many as 64 bits have */

/* The digits of m, at the end of `room`; returns how many. */
static int
digits_write(uint64_t m, char room[DIGITS_ROOM])
{
	int n = 0;

	do {
		room[DIGITS_ROOM - ++n] = (char)('0' + m % 10);
		m /= 10;
	} while (m);
	return n;
}

struct str
decimal_print(struct arena *a, struct decimal d)
{
	struct buf out = {.arena = a};
	char room[DIGITS_ROOM];
	uint64_t m = d.mantissa < 0 ? 0 - (uint64_t)d.mantissa : (uint64_t)d.mantissa;
	int n = digits_write(m, room);
	const char *digits = room + DIGITS_ROOM - n;

	if (d.exponent > PLACES_MAX || d.exponent < -PLACES_MAX)
		return str_printf(a, "%llde%ld", (long long)d.mantissa, (long)d.exponent);
	int32_t point = n + d.exponent; /* digits before the decimal point */
	if (d.mantissa < 0)
		buf_char(&out, '-');
	if (point <= 0)
		buf_add(&out, STR("0"));
	for (int32_t i = 0; i < point; i++) {
		buf_char(&out, i < n ? digits[i] : '0');
		if (m == 0)
			break;
	}
	if (d.exponent < 0) {
		buf_char(&out, '.');
		for (int32_t i = point; i < 0; i++)
			buf_char(&out, '0');
		for (int32_t i = point < 0 ? 0 : point; i < n; i++)
			buf_char(&out, digits[i]);
	}
	return buf_str(&out);
}

/* ---- slips -------------------------------------------------------------------- */

enum { SLIP_MAX = 40 };

static size_t
bare_digits(struct str s, char out[SLIP_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == ',' || c == ' ')
			continue;
		if (n == SLIP_MAX || ((c < '0' || c > '9') && c != '.' && c != '-'))
			return 0;
		out[n++] = c;
	}
	return n;
}

/* Is b a with one character less? */
static bool
one_dropped(const char *a, size_t n, const char *b)
{
	size_t i = 0;

	while (i + 1 < n && a[i] == b[i])
		i++;
	return memcmp(a + i + 1, b + i, n - i - 1) == 0;
}

bool
digits_slip(struct str a, struct str b)
{
	char x[SLIP_MAX], y[SLIP_MAX];
	size_t n = bare_digits(a, x), m = bare_digits(b, y);

	if (!n || !m)
		return false;
	if (n == m + 1)
		return one_dropped(x, n, y);
	if (m == n + 1)
		return one_dropped(y, m, x);
	if (n != m)
		return false;
	size_t first = 0, last = n;
	while (first < n && x[first] == y[first])
		first++;
	if (first == n)
		return false;
	while (x[last - 1] == y[last - 1])
		last--;
	if (last - first == 1)
		return x[first] != '.' && y[first] != '.';
	/* Neighbours change places, across the decimal point too. */
	bool over_point = last - first == 3 && x[first + 1] == '.' && y[first + 1] == '.';
	return (last - first == 2 || over_point) && x[first] == y[last - 1] &&
	       x[last - 1] == y[first];
}

/* Is a whole number of n digits b, rounded to hundreds or more? */
static bool
is_rounded(const char *a, const char *b, size_t n)
{
	enum { HUNDREDS = 2 };
	size_t zeros = 0;
	uint64_t whole = 0, exact = 0, unit = 1;

	while (zeros + 1 < n && a[n - 1 - zeros] == '0')
		zeros++;
	if (zeros < HUNDREDS || n > 18)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (a[i] < '0' || a[i] > '9' || b[i] < '0' || b[i] > '9')
			return false;
		whole = whole * 10 + (uint64_t)(a[i] - '0');
		exact = exact * 10 + (uint64_t)(b[i] - '0');
		unit *= i < zeros ? 10 : 1;
	}
	return 2 * (whole > exact ? whole - exact : exact - whole) <= unit;
}

bool
digits_slip_retold(struct str told, struct str exact)
{
	char x[SLIP_MAX], y[SLIP_MAX];

	return digits_slip(told, exact) && (bare_digits(told, x) != bare_digits(exact, y) ||
					    !is_rounded(x, y, bare_digits(told, x)));
}
