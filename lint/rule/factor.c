/*
 * Alternatives of a regular expression put together by what they begin with: 增长|增加|下降 as
 * 增(?:长|加)|下降.  PCRE2 tries one alternative after another, and word lists have hundreds: then
 * it tries as many as there are first characters, and its code is shorter.  Only alternatives of
 * literal text are put together, and those with the same beginning keep their order: wherever the
 * regex is tried, it finds the same matches, the same one first.  Cost: one pass, and for each row
 * of alternatives its length times the number of first characters.
 *
 * Look-behinds are left as they are, since each of their alternatives has a length, and so is all
 * of a regex with groups that are not known here: options may change how it is read.
 */
#include "rule_internal.h"

#include <string.h>

enum {
	ROW_MAX = 1024, /* alternatives; a regex with a longer row is left as it is */
	NESTED_MAX = 2	/* brackets that are put into one another */
};

struct factoring {
	struct arena *arena;
	struct str regex;
	size_t at;
	struct str *row; /* room for ROW_MAX alternatives */
	struct buf out;
	bool caseless; /* in some place: a letter may match another one */
	bool unsure;
};

/* Alternatives that stand one behind the other. */
struct row {
	struct str *at;
	size_t count;
};

/* ---- literal text ---------------------------------------------------------------- */

/* The literal character at an offset, which moves behind it; 0 for anything else. */
static uint32_t
character_next(struct str regex, size_t *at)
{
	size_t i = *at;
	bool escaped = i < regex.len && regex.at[i] == '\\';

	if ((i += escaped) >= regex.len)
		return 0;
	unsigned char c = (unsigned char)regex.at[i];
	if (escaped ? c >= 0x80 || is_letter(c) || is_digit(c)
		    : strchr("\\^$.[]|()?*+{}", c) != NULL)
		return 0;
	uint32_t cp = utf8_next(regex.at, &i);
	*at = i;
	return cp;
}

static uint32_t
first_of(struct str alternative)
{
	size_t at = 0;

	return character_next(alternative, &at);
}

/* Does it match only itself among such characters, whatever the case? */
static bool
is_uncased(uint32_t cp)
{
	return cp < 0x80 ? cp < 'A' || cp > 'Z' : cp_is_cjk(cp);
}

/* Reads an alternative of literal text; false for any other. */
static bool
alternative_next(const struct factoring *x, size_t *at, struct str *out)
{
	size_t end = *at;
	uint32_t cp;

	while ((cp = character_next(x->regex, &end)))
		if (x->caseless && !is_uncased(cp))
			return false;
	if (end < x->regex.len && x->regex.at[end] != '|' && x->regex.at[end] != ')')
		return false;
	*out = str_sub(x->regex, *at, end);
	*at = end;
	return true;
}

/* ---- rows ------------------------------------------------------------------------ */

static void put_row(struct factoring *x, struct row row, unsigned depth);

/* Those of a row that begin with its first one's character; the others are left. */
static struct row
take_alike(struct factoring *x, struct row *row)
{
	size_t left = 0;
	uint32_t first = first_of(row->at[0]);
	struct row alike = {arena_array(x->arena, row->count, sizeof *alike.at), 0};

	for (size_t i = 0; i < row->count; i++)
		if (first_of(row->at[i]) == first)
			alike.at[alike.count++] = row->at[i];
		else
			row->at[left++] = row->at[i];
	row->count = left;
	return alike;
}

/* So many bytes of the first of a row begin all of it. */
static size_t
bytes_alike(struct row row)
{
	for (size_t bytes = 0;;) {
		size_t end = bytes;
		if (!character_next(row.at[0], &end))
			return bytes;
		struct str beginning = str_sub(row.at[0], 0, end);
		for (size_t i = 1; i < row.count; i++)
			if (!str_starts(row.at[i], beginning))
				return bytes;
		bytes = end;
	}
}

/* Alternatives with the same first character. */
static void
put_alike(struct factoring *x, struct row row, unsigned depth)
{
	size_t bytes = row.count > 1 && depth < NESTED_MAX ? bytes_alike(row) : 0;

	buf_add(&x->out, str_sub(row.at[0], 0, bytes));
	buf_add(&x->out, bytes ? STR("(?:") : STR(""));
	for (size_t i = 0; i < row.count; i++) {
		row.at[i] = str_sub(row.at[i], bytes, row.at[i].len);
		if (bytes)
			continue;
		buf_add(&x->out, i ? STR("|") : STR(""));
		buf_add(&x->out, row.at[i]);
	}
	if (bytes)
		put_row(x, row, depth + 1);
	buf_add(&x->out, bytes ? STR(")") : STR(""));
}

/* Nothing is moved past an empty alternative, which matches wherever others do. */
static void
put_row(struct factoring *x, struct row row, unsigned depth)
{
	size_t to;

	for (size_t from = 0; from < row.count; from = to) {
		buf_add(&x->out, from ? STR("|") : STR(""));
		to = from;
		while (to < row.count && row.at[to].len)
			to++;
		for (struct row part = {row.at + from, to - from}; part.count;) {
			put_alike(x, take_alike(x, &part), depth);
			buf_add(&x->out, part.count ? STR("|") : STR(""));
		}
		to += to == from;
	}
}

/* ---- all of a regex ---------------------------------------------------------------- */

static void
copy_to(struct factoring *x, size_t end)
{
	buf_add(&x->out, str_sub(x->regex, x->at, end));
	x->at = end < x->regex.len ? end : x->regex.len;
}

/* Up to a sign and with it. */
static void
copy_past(struct factoring *x, struct str sign)
{
	size_t found = str_find(str_sub(x->regex, x->at, x->regex.len), sign);

	x->unsure = x->unsure || found == SIZE_MAX;
	copy_to(x, found == SIZE_MAX ? x->regex.len : x->at + found + sign.len);
}

/* Where an alternative may begin: puts those that are literal text, as far as they go. */
static void
copy_row(struct factoring *x)
{
	struct row row = {x->row, 0};
	size_t at = x->at, end = x->at;

	for (bool more = true; more && alternative_next(x, &at, &row.at[row.count]); at += more) {
		if (++row.count == ROW_MAX) {
			x->unsure = true;
			return;
		}
		end = at;
		more = at < x->regex.len && x->regex.at[at] == '|';
	}
	if (row.count < 2)
		return;
	put_row(x, row, 0);
	x->at = end;
}

/* Copies what opens a group, and with it all of a group that holds nothing to be changed: true when an
 * alternative begins behind it. */
static bool
copy_group(struct factoring *x)
{
	static const char *const known[] = {"(?:", "(?>", "(?=", "(?!", "(?|", "(?i:"};
	struct str rest = str_sub(x->regex, x->at, x->regex.len);
	bool first = !x->at;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_starts(rest, str_of(known[i]))) {
			copy_to(x, x->at + strlen(known[i]));
			return true;
		}
	if (str_starts(rest, STR("(?<=")) || str_starts(rest, STR("(?<!"))) {
		copy_to(x, regex_group_end(x->regex, x->at + 1));
		return false;
	}
	if (str_starts(rest, STR("(?i)")) || str_starts(rest, STR("(?C"))) {
		copy_past(x, STR(")"));
		return first;
	}
	if (str_starts(rest, STR("(?<")))
		copy_past(x, STR(">"));
	else if (str_starts(rest, STR("(?")) || str_starts(rest, STR("(*")))
		x->unsure = true;
	else
		copy_to(x, x->at + 1);
	return true;
}

/* Copies what stands at the place of x: true when an alternative may begin behind it. */
static bool
copy_piece(struct factoring *x)
{
	char c = x->regex.at[x->at];
	size_t end = x->at + 1;

	switch (c) {
	case '[':
		copy_to(x, regex_class_end(x->regex, x->at));
		return false;
	case '\\':
		x->unsure = x->unsure || str_starts(str_sub(x->regex, end, end + 1), STR("Q"));
		copy_to(x, end + 1);
		return false;
	case '(':
		return copy_group(x);
	default:
		while (end < x->regex.len && !strchr("[\\(|", x->regex.at[end]))
			end++;
		copy_to(x, end);
		return false;
	case '|':
		copy_to(x, end);
		return true;
	}
}

struct str
regex_factored(struct arena *a, struct str regex)
{
	struct factoring x = {
		.arena = a,
		.regex = regex,
		.out = {.arena = a},
		.caseless = str_find(regex, STR("(?i")) != SIZE_MAX,
	};

	if (str_find(regex, STR("|")) == SIZE_MAX)
		return regex;
	x.row = arena_array(a, ROW_MAX, sizeof *x.row);
	for (bool begins = true; !x.unsure && (begins || x.at < regex.len);) {
		if (begins)
			copy_row(&x);
		begins = x.at < regex.len && copy_piece(&x);
	}
	return x.unsure ? regex : buf_str(&x.out);
}
