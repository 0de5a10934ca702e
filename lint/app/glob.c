/*
 * Patterns of paths, turned into regular expressions of PCRE2, whose limits bound the work on a
 * path.  Cost: one match a pattern and path.
 */
#include "glob.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { PATTERN_MAX = 1024, GROUPS = GLOB_PARTS + 1 };

const char *const glob_parts[GLOB_PARTS] = {"agency", "period"};

static const char *const part_patterns[GLOB_PARTS] = {
	"(?<agency>[^/]+?)",
	"(?<period>(?:19|20)[0-9]{2}(?:-(?:Q[1-4]|0[1-9]|1[0-2]))?)",
};

/* ---- memory: all in the arena, nothing to free ---- */

static void *
take(size_t size, void *arena)
{
	return arena_alloc(arena, size);
}

static void
give_back(void *at, void *arena)
{
	(void)at;
	(void)arena;
}

/* ---- pattern to regular expression ---- */

struct glob_reader {
	struct str pattern;
	size_t at;
	bool parts;
	struct buf out;
	struct str *wrong;
};

static void
add_literal(struct buf *out, char c)
{
	bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		     (unsigned char)c >= 0x80;

	if (!plain)
		buf_char(out, '\\');
	buf_char(out, c);
}

static void
read_star(struct glob_reader *r)
{
	struct str p = r->pattern;
	size_t from = r->at, to = from;

	while (to < p.len && p.at[to] == '*')
		to++;
	bool begins = from == 0 || p.at[from - 1] == '/';
	if (to - from < 2 || !begins || (to < p.len && p.at[to] != '/')) {
		buf_add(&r->out, STR("[^/]*"));
	} else if (to == p.len) {
		buf_add(&r->out, STR(".+"));
	} else {
		buf_add(&r->out, STR("(?:[^/]+/)*"));
		to++;
	}
	r->at = to;
}

/* [abc], [a-z], [!abc]; false when it does not close. */
static bool
read_class(struct glob_reader *r)
{
	struct str p = r->pattern;
	size_t at = r->at + 1, first;

	buf_add(&r->out, STR("(?!/)["));
	if (at < p.len && (p.at[at] == '!' || p.at[at] == '^')) {
		buf_char(&r->out, '^');
		at++;
	}
	for (first = at; at < p.len && (p.at[at] != ']' || at == first); at++)
		if (p.at[at] == '-' && at > first && at + 1 < p.len && p.at[at + 1] != ']')
			buf_char(&r->out, '-');
		else
			add_literal(&r->out, p.at[at]);
	buf_char(&r->out, ']');
	r->at = at + 1;
	return at < p.len;
}

static bool
read_part(struct glob_reader *r)
{
	struct str rest = str_sub(r->pattern, r->at + 1, r->pattern.len);

	for (size_t i = 0; i < GLOB_PARTS; i++) {
		size_t len = strlen(glob_parts[i]);
		if (!str_starts(rest, str_of(glob_parts[i])) || rest.len == len ||
		    rest.at[len] != '}')
			continue;
		buf_add(&r->out, str_of(part_patterns[i]));
		r->at += len + 2;
		return true;
	}
	return false;
}

static bool
read_one(struct glob_reader *r)
{
	char c = r->pattern.at[r->at];

	if (c == '*') {
		read_star(r);
		return true;
	}
	if (c == '[') {
		*r->wrong = STR("a '[' without ']'");
		return read_class(r);
	}
	if (c == '{' && r->parts) {
		*r->wrong = STR("after '{' comes agency} or period}");
		return read_part(r);
	}
	if (c == '?')
		buf_add(&r->out, STR("[^/]"));
	else if (c == '\\' && r->at + 1 < r->pattern.len)
		add_literal(&r->out, r->pattern.at[++r->at]);
	else
		add_literal(&r->out, c);
	r->at++;
	return true;
}

static bool
translate(struct glob_reader *r)
{
	struct str p = r->pattern;
	bool anchored = memchr(p.at, '/', p.len) != NULL;

	if (p.len && p.at[0] == '/')
		r->at = 1;
	buf_add(&r->out, STR("(*LIMIT_MATCH=100000)\\A"));
	if (!anchored)
		buf_add(&r->out, STR("(?:.*/)?"));
	while (r->at < p.len)
		if (!read_one(r))
			return false;
	buf_add(&r->out, STR("\\z"));
	return true;
}

static bool
compile(struct arena *a, struct str regex, struct glob *out, struct str *wrong)
{
	const uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOTALL;
	pcre2_general_context *memory = pcre2_general_context_create(take, give_back, a);
	pcre2_compile_context *context = pcre2_compile_context_create(memory);
	int error;
	size_t offset;
	char message[128];

	out->code =
		pcre2_compile((PCRE2_SPTR)regex.at, regex.len, options, &error, &offset, context);
	if (out->code)
		return true;
	pcre2_get_error_message(error, (PCRE2_UCHAR *)message, sizeof message);
	*wrong = str_copy(a, str_of(message));
	return false;
}

bool
glob_compile(struct arena *a, struct str pattern, bool parts, struct glob *out, struct str *wrong)
{
	struct glob_reader r = {.parts = parts, .out = {.arena = a}, .wrong = wrong};

	*out = (struct glob){.source = pattern};
	if (pattern.len && pattern.at[0] == '!') {
		out->taken_back = true;
		pattern = str_sub(pattern, 1, pattern.len);
	}
	if (pattern.len && pattern.at[pattern.len - 1] == '/') {
		out->folder = true;
		pattern.len--;
	}
	if (!pattern.len || pattern.len > PATTERN_MAX) {
		*wrong = pattern.len ? STR("it is too long") : STR("it is empty");
		return false;
	}
	r.pattern = pattern;
	return translate(&r) && compile(a, buf_str(&r.out), out, wrong);
}

/* ---- matching ---- */

static struct str
part_of(const struct glob *g, pcre2_match_data *data, struct str path, const char *name)
{
	int group = pcre2_substring_number_from_name(g->code, (PCRE2_SPTR)name);
	const size_t *ends = pcre2_get_ovector_pointer(data);

	if (group <= 0 || group >= GROUPS || ends[2 * group] == PCRE2_UNSET)
		return (struct str){0};
	return str_sub(path, ends[2 * group], ends[2 * group + 1]);
}

bool
glob_fits(const struct glob *g, struct str path, bool folder, struct str *parts)
{
	if (g->folder && !folder)
		return false;
	pcre2_match_data *data = pcre2_match_data_create(GROUPS, NULL);
	if (!data)
		return false;
	bool fits = pcre2_match(g->code, (PCRE2_SPTR)path.at, path.len, 0, 0, data, NULL) > 0;
	for (size_t i = 0; parts && i < GLOB_PARTS; i++)
		parts[i] = fits ? part_of(g, data, path, glob_parts[i]) : (struct str){0};
	pcre2_match_data_free(data);
	return fits;
}

int
globs_last(const struct glob *globs, size_t count, struct str path, bool folder)
{
	for (size_t i = count; i-- > 0;)
		if (glob_fits(&globs[i], path, folder, NULL))
			return globs[i].taken_back ? -1 : 1;
	return 0;
}
