/*
 * What cells of tables say that are no figure at a glance (cell_glance.h): longer figures, with
 * other signs and spaces, and marks for what is not told.  Costs what it reads.
 */
#include "table_internal.h"

/* Bytes of a dash or minus sign at p; 0 if none stands there. */
static uint32_t
dash_len(const char *p, uint32_t left)
{
	if (left && *p == '-')
		return 1;
	if (left < 3 || (unsigned char)*p != 0xE2)
		return 0;
	return !memcmp(p, "−", 3) || !memcmp(p, "–", 3) || !memcmp(p, "—", 3) ? 3 : 0;
}

/* Passes over digits, which are put behind those of *mantissa, where more than a figure has wrap;
 * over one more than that at most, since each space of a row may ask again. */
static inline uint32_t
digits_end(const char *t, uint32_t at, uint32_t to, uint64_t *mantissa)
{
	uint64_t m = *mantissa;

	to = to - at > DECIMAL_DIGITS ? at + DECIMAL_DIGITS + 1 : to;
	for (unsigned digit; at < to && (digit = (unsigned char)t[at] - (unsigned)'0') < 10; at++)
		m = m * 10 + digit;
	*mantissa = m;
	return at;
}

/* May what stands at `at` part the digits from `from` on from those behind it: a comma, a point,
 * or a space between thousands? */
static inline bool
parts_digits(const char *t, uint32_t from, uint32_t at, uint32_t to)
{
	enum { GROUP = 3 };

	if (t[at] == '.' || t[at] == ',')
		return true;
	if (t[at] != ' ' || at - from > GROUP || to - at <= GROUP)
		return false;
	for (uint32_t i = at + 1; i <= at + GROUP; i++)
		if (!is_digit(t[i]))
			return false;
	return at + GROUP + 1 == to || !is_digit(t[at + GROUP + 1]);
}

/* Is all of a cell, or but for a % at its end, a figure of digits with one point among them at
 * most, as nearly all are? */
static inline bool
is_plain_figure(const char *t, uint32_t at, uint32_t to, struct cell *out)
{
	enum { POINT_AND_SIGNS = 3 };
	const char *const end = t + to - (to > at && t[to - 1] == '%');
	const char *const from = t + at + (t + at < end && t[at] == '-');
	const char *p = from, *point = end;
	uint64_t mantissa = 0;
	unsigned digit;

	if (from == end || to - at > DECIMAL_DIGITS + POINT_AND_SIGNS)
		return false;
	for (; p < end && (digit = (unsigned char)*p - (unsigned)'0') < 10; p++)
		mantissa = mantissa * 10 + digit;
	if (p > from && end - p > 1 && *p == '.')
		for (point = p++; p < end && (digit = (unsigned char)*p - (unsigned)'0') < 10; p++)
			mantissa = mantissa * 10 + digit;
	if (p < end || end - from - (point < end) > DECIMAL_DIGITS)
		return false;
	out->whole = point == end && from == t + at;
	out->commas = out->ragged = false;
	out->decimals = (uint8_t)(point < end ? end - point - 1 : 0);
	out->mantissa = from > t + at ? -(int64_t)mantissa : (int64_t)mantissa;
	out->percent = end < t + to;
	return true;
}

/* Is there an arrow at p, which says that a figure is a rise (up) or a fall? */
static bool
is_arrow(const char *p, uint32_t left, const char *arrow)
{
	return left > 3 && !memcmp(p, arrow, 3);
}

/* Bytes that a figure at `at` takes, with its sign and %; 0 if none begins there.  A comma, a
 * space between thousands or one point stands between digits. */
static uint32_t
figure_len(const char *t, uint32_t at, uint32_t to, struct cell *out)
{
	enum { MOST_BYTES = 2 * DECIMAL_DIGITS }; /* a mark behind each digit */
	uint32_t sign = 0, from = at, i, group, point = 0, commas = 0;
	uint64_t mantissa = 0;

	if (at < to && !is_digit(t[at])) {
		sign = is_arrow(t + at, to - at, "↓") ? 3 : dash_len(t + at, to - at);
		from += sign ? sign : is_arrow(t + at, to - at, "↑") ? 3 : t[at] == '+';
	}
	i = digits_end(t, from, to, &mantissa);
	if (i == from)
		return 0;
	group = from;
	while (!point && i - from <= MOST_BYTES && i + 1 < to && is_digit(t[i + 1]) &&
	       parts_digits(t, group, i, to)) {
		if (t[i] == '.')
			point = i;
		else
			commas++;
		group = i + 1;
		i = digits_end(t, group, to, &mantissa);
	}
	uint32_t digits = i - from - commas - (point > 0);
	if (digits > DECIMAL_DIGITS)
		return 0;
	out->whole = digits == i - at;
	out->commas = out->ragged = commas > 0;
	out->decimals = (uint8_t)(point ? i - point - 1 : 0);
	out->mantissa = sign ? -(int64_t)mantissa : (int64_t)mantissa;
	out->percent = i < to && t[i] == '%';
	return i + out->percent - at;
}

/* Is all of [from, to) a figure, however long? */
static bool
is_long_figure(const char *t, uint32_t from, uint32_t to, struct cell *out)
{
	if (is_plain_figure(t, from, to, out))
		return true;
	uint32_t n = figure_len(t, from, to, out);
	return n && n == to - from;
}

bool
cell_figure(struct str text, struct cell *out)
{
	return is_long_figure(text.at, 0, (uint32_t)text.len, out);
}

static bool
is_empty_mark(const char *t, uint32_t from, uint32_t to)
{
	if (from == to)
		return false;
	for (uint32_t i = from; i < to;) {
		uint32_t n = dash_len(t + i, to - i);
		if (!n && t[i] != '.' && t[i] != '/' && t[i] != ':')
			return false;
		i += n ? n : 1;
	}
	return true;
}

/* `..` and `:` are what statistics print for a figure that they do not give. */
static bool
is_hidden_mark(const char *t, uint32_t from, uint32_t to)
{
	bool hidden = from < to && (t[from] == ':' || to - from > 1);

	for (uint32_t i = from; i < to && hidden; i++)
		hidden = t[i] == t[from] && (t[i] == '.' || t[i] == ':');
	return hidden;
}

/* Is it a figure in brackets, (1,250), which most accounts print for less than nothing, and others
 * for what they do not add?  A year and a share are none, and behind words the number of an item. */
static bool
is_bracketed(const char *t, uint32_t from, uint32_t to, bool behind_figure)
{
	enum { ITEM_DIGITS = 2, YEAR_DIGITS = 4 };
	struct cell x;

	if (to - from < 3 || t[from] != '(' || t[to - 1] != ')' || !is_digit(t[from + 1]) ||
	    !is_long_figure(t, from + 1, to - 1, &x) || x.percent)
		return false;
	uint32_t digits = to - from - 2;
	return !x.whole || (digits != YEAR_DIGITS && (behind_figure || digits > ITEM_DIGITS));
}

enum cell_kind
cell_other(const char *t, struct cell *c, bool behind_figure)
{
	if (is_long_figure(t, c->span.from, c->span.to, c))
		return CELL_NUMBER;
	if (is_bracketed(t, c->span.from, c->span.to, behind_figure))
		return CELL_HIDDEN;
	if (is_hidden_mark(t, c->span.from, c->span.to))
		return CELL_HIDDEN;
	return is_empty_mark(t, c->span.from, c->span.to) ? CELL_EMPTY : CELL_TEXT;
}
