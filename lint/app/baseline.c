/* Baselines: reading, matching, writing. */
#include "baseline.h"

#include "options.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_MOST = 65536, ENTRIES_MOST = 10000000, EXCERPT_MOST = 40 /* characters */ };
static const char first_line[] = "{\"reportlint\":\"baseline\",\"version\":1}";
static const char last_line[] = "{\"reportlint\":\"end of baseline\"}";

/* ---- order ------------------------------------------------------------------------ */

static int
compare(const struct baseline_entry *x, const struct baseline_entry *y)
{
	int order = str_cmp(x->path, y->path);

	if (!order)
		order = str_cmp(x->rule, y->rule);
	if (order)
		return order;
	if (x->fingerprint != y->fingerprint)
		return x->fingerprint < y->fingerprint ? -1 : 1;
	return (x->kin > y->kin) - (x->kin < y->kin);
}

static int
by_all(const void *p, const void *q)
{
	return compare(p, q);
}

static void
sort_entries(struct baseline *b)
{
	if (b->entries.len)
		qsort(b->entries.at, b->entries.len, sizeof *b->entries.at, by_all);
}

/* The first entry that is not before `key`. */
static uint32_t
lower_bound(const struct baseline *b, const struct baseline_entry *key)
{
	size_t from = 0, to = b->entries.len;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (compare(&b->entries.at[middle], key) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return (uint32_t)from;
}

/* ---- names -------------------------------------------------------------------------- */

static struct str
folder_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str folder = slash ? (struct str){path, (size_t)(slash - path)} : STR(".");

	if (slash == path)
		folder = STR("/");
	char *real = realpath(str_copy(a, folder).at, NULL);
	struct str copy = real ? str_copy(a, str_of(real)) : (struct str){0};
	free(real);
	return copy;
}

/* `path` from `folder` on, both absolute: RFC 1808 without the dots. */
static struct str
relative(struct arena *a, struct str folder, struct str path)
{
	struct buf b = {.arena = a};
	size_t common = 0, i = 0;

	if (folder.len == 1)
		folder.len = 0;
	while (i < folder.len && i < path.len && folder.at[i] == path.at[i])
		if (folder.at[i++] == '/')
			common = i;
	if (i == folder.len && path.len > i && path.at[i] == '/')
		return str_sub(path, i + 1, path.len);
	for (size_t k = common; k <= folder.len; k++)
		if (k == folder.len || folder.at[k] == '/')
			buf_add(&b, STR("../"));
	buf_add(&b, str_sub(path, common, path.len));
	return buf_str(&b);
}

/* JSON holds UTF-8 only: what is none becomes U+FFFD on both sides. */
static struct str
clean_text(struct arena *a, struct str s)
{
	json_t *text = json_text(a, s);
	struct str copy =
		str_copy(a, (struct str){json_string_value(text), json_string_length(text)});

	json_decref(text);
	return copy;
}

struct str
baseline_name(const struct baseline *b, struct arena *a, struct str name)
{
	char *real = realpath(str_copy(a, name).at, NULL);

	if (!real)
		return clean_text(a, name);
	struct str found = relative(a, b->folder, str_copy(a, str_of(real)));
	free(real);
	return clean_text(a, found);
}

/* ---- reading ------------------------------------------------------------------------- */

static bool
refuse(const char *path, uint32_t line, const char *message)
{
	print_safely(stderr, str_of(path));
	if (line)
		fprintf(stderr, ":%" PRIu32 ": error: %s\n", line, message);
	else
		fprintf(stderr, ": error: %s\n", message);
	return false;
}

struct baseline *
baseline_new(const char *path)
{
	struct baseline *b = calloc(1, sizeof *b);

	if (!b || !(b->arena = arena_new(out_of_memory)))
		out_of_memory();
	b->path = path;
	b->folder = folder_of(b->arena, path);
	if (b->folder.len)
		return b;
	refuse(path, 0, "the folder of this baseline is not there");
	baseline_free(b);
	return NULL;
}

void
baseline_free(struct baseline *b)
{
	if (!b)
		return;
	arena_free(b->arena);
	free(b);
}

static bool
take_print(json_t *object, const char *key, uint64_t *out)
{
	const char *text = json_string_value(json_object_get(object, key));
	char *end = NULL;

	if (!text || strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
		return false;
	*out = strtoull(text, &end, 16);
	return true;
}

static bool
take_text(struct arena *a, json_t *object, const char *key, struct str *out)
{
	json_t *text = json_object_get(object, key);

	if (!json_is_string(text))
		return false;
	*out = str_copy(a, (struct str){json_string_value(text), json_string_length(text)});
	return true;
}

static bool
take_entry(struct baseline *b, const char *text, size_t len, uint32_t line)
{
	json_t *object = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL);
	struct baseline_entry e = {.line = line};
	bool ok = json_is_object(object) && take_text(b->arena, object, "path", &e.path) &&
		  take_text(b->arena, object, "rule", &e.rule) &&
		  take_text(b->arena, object, "text", &e.text) &&
		  take_print(object, "fingerprint", &e.fingerprint) &&
		  take_print(object, "kin", &e.kin);

	json_decref(object);
	if (!ok)
		return refuse(b->path, line, "this is no entry of a baseline");
	*VEC_PUSH(b->arena, &b->entries) = e;
	return true;
}

static bool
is_line(const char *text, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(text, wanted, len) == 0;
}

/* Line `number`, of `n` bytes without its end. */
static bool
take_line(struct baseline *b, const char *text, size_t n, uint32_t number, bool *whole)
{
	if (number == 1)
		return is_line(text, n, first_line) ||
		       refuse(b->path, 1, "this is no baseline of reportlint, version 1");
	if (*whole || number > ENTRIES_MOST)
		return refuse(b->path, number, "nothing is expected here");
	*whole = is_line(text, n, last_line);
	return *whole || take_entry(b, text, n, number);
}

/* One line into `text`, which has LINE_MOST + 1 bytes, its end left out; false at the end of the
 * file, and when the line is longer, which *too_long then says. */
static bool
next_line(FILE *from, char *text, size_t *n, bool *too_long)
{
	int c;

	*n = 0;
	while ((c = getc_unlocked(from)) != EOF && c != '\n') {
		if (*n > LINE_MOST) {
			*too_long = true;
			return false;
		}
		text[(*n)++] = (char)c;
	}
	if (c == EOF && *n == 0)
		return false;
	*n -= *n && text[*n - 1] == '\r';
	return true;
}

static bool
read_lines(struct baseline *b, FILE *from)
{
	char *text = arena_alloc(b->arena, LINE_MOST + 1);
	size_t n;
	uint32_t line = 0;
	bool ok = true, whole = false, too_long = false;

	while (ok && next_line(from, text, &n, &too_long))
		ok = take_line(b, text, n, ++line, &whole);
	if (too_long)
		return refuse(b->path, line + 1, "this line is too long for a baseline");
	if (ok && ferror(from))
		ok = refuse(b->path, 0, ERROR_TEXT(errno));
	if (ok && !whole)
		ok = refuse(b->path, line, "the baseline ends here, before its last line");
	return ok;
}

struct baseline *
baseline_read(const char *path)
{
	FILE *from = fopen(path, "r");
	struct baseline *b = NULL;
	bool ok = false;

	if (!from)
		refuse(path, 0, ERROR_TEXT(errno));
	else if ((b = baseline_new(path)))
		ok = read_lines(b, from);
	if (from)
		fclose(from);
	if (ok) {
		sort_entries(b);
		return b;
	}
	baseline_free(b);
	return NULL;
}

/* ---- matching -------------------------------------------------------------------------- */

struct search {
	const struct baseline *baseline;
	struct str path;
	struct baseline_match *match;
	bool *taken; /* by entry of the report */
};

static bool
take(struct search *s, uint32_t entry, size_t finding, enum novelty as)
{
	struct baseline_match *m = s->match;

	if (s->taken[entry - m->from])
		return false;
	s->taken[entry - m->from] = true;
	m->novelty[finding] = as;
	m->used[m->used_count++] = entry;
	return true;
}

static void
find_known(struct search *s, const struct finding *f, size_t index)
{
	const struct baseline_entry key = {
		.path = s->path, .rule = f->rule->id, .fingerprint = f->fingerprint};

	for (uint32_t i = lower_bound(s->baseline, &key); i < s->match->to; i++) {
		const struct baseline_entry *e = &s->baseline->entries.at[i];
		if (e->fingerprint != f->fingerprint || !str_eq(e->rule, f->rule->id) ||
		    take(s, i, index, NOVELTY_KNOWN))
			return;
	}
}

static void
find_changed(struct search *s, const struct finding *f, size_t index)
{
	const struct baseline_entry key = {.path = s->path, .rule = f->rule->id};

	for (uint32_t i = lower_bound(s->baseline, &key); i < s->match->to; i++) {
		const struct baseline_entry *e = &s->baseline->entries.at[i];
		if (!str_eq(e->rule, f->rule->id))
			return;
		if (e->kin == f->kin && take(s, i, index, NOVELTY_CHANGED))
			return;
	}
}

struct baseline_match
baseline_match(const struct baseline *b, struct arena *a, struct str name,
	       const struct finding *findings, size_t count)
{
	struct str path = baseline_name(b, a, name);
	const struct baseline_entry key = {.path = path};
	struct baseline_match m = {.from = lower_bound(b, &key)};

	m.novelty = arena_array(a, count, sizeof *m.novelty);
	for (m.to = m.from; m.to < b->entries.len; m.to++)
		if (!str_eq(b->entries.at[m.to].path, path))
			break;
	m.used = calloc(m.to - m.from + 1, sizeof *m.used);
	if (!m.used)
		out_of_memory();
	struct search s = {b, path, &m, arena_array(a, m.to - m.from, sizeof *s.taken)};
	for (size_t i = 0; i < count; i++)
		find_known(&s, &findings[i], i);
	for (size_t i = 0; i < count; i++)
		if (m.novelty[i] == NOVELTY_NEW)
			find_changed(&s, &findings[i], i);
	return m;
}

void
baseline_mark(struct baseline *b, const struct baseline_match *m)
{
	for (uint32_t i = m->from; i < m->to; i++)
		b->entries.at[i].seen = true;
	for (size_t i = 0; i < m->used_count; i++)
		b->entries.at[m->used[i]].used = true;
}

/* The absolute path of a report that the baseline names, in its arena. */
static struct str
report_path(const struct baseline *b, struct str name)
{
	struct str folder = b->folder;

	if (name.len && name.at[0] == '/')
		return name;
	while (str_starts(name, STR("../"))) {
		name = str_sub(name, 3, name.len);
		while (folder.len && folder.at[--folder.len] != '/')
			;
	}
	return str_printf(b->arena, "%.*s/%.*s", STR_FMT(folder), STR_FMT(name));
}

static bool
is_below(struct str path, struct str folder)
{
	size_t len = folder.len > 1 ? folder.len : 0;

	return path.len > len && str_starts(path, str_sub(folder, 0, len)) && path.at[len] == '/';
}

/* A name that is not wholly known, as it was no UTF-8, says nothing. */
static bool
is_gone(const struct baseline *b, struct str name, const struct str *folders, size_t count)
{
	struct str path = report_path(b, name);
	struct stat st;

	for (size_t i = 0; i < count; i++)
		if (is_below(path, folders[i]) && str_find(name, STR("\uFFFD")) == SIZE_MAX)
			return stat(path.at, &st) != 0 && (errno == ENOENT || errno == ENOTDIR);
	return false;
}

void
baseline_mark_gone(struct baseline *b, char *const *folders, size_t count)
{
	struct str *real = arena_array(b->arena, count, sizeof *real);
	const struct baseline_entry *last = NULL;
	bool gone = false;

	for (size_t i = 0; i < count; i++) {
		char *path = realpath(folders[i], NULL);
		real[i] = path ? str_copy(b->arena, str_of(path)) : STR("//");
		free(path);
	}
	for (size_t i = 0; i < b->entries.len; i++) {
		struct baseline_entry *e = &b->entries.at[i];
		if (!last || !str_eq(last->path, e->path))
			gone = !e->seen && is_gone(b, e->path, real, count);
		last = e;
		e->seen = e->seen || gone;
	}
}

void
baseline_add(struct baseline *b, const struct baseline_entry *e)
{
	struct arena *a = b->arena;

	*VEC_PUSH(a, &b->entries) = (struct baseline_entry){.path = str_copy(a, e->path),
							    .rule = str_copy(a, e->rule),
							    .text = str_copy(a, e->text),
							    .fingerprint = e->fingerprint,
							    .kin = e->kin};
}

struct str
text_excerpt(struct str text)
{
	size_t at = 0;

	for (size_t count = 0; at < text.len && count < EXCERPT_MOST; count++) {
		if (text.at[at] == '\n' || text.at[at] == '\r')
			break;
		utf8_next(text.at, &at);
	}
	return str_sub(text, 0, at);
}

bool
baseline_covers(const struct baseline_entry *e, const struct rulebook *rb, bool compared)
{
	const struct rule *r = rulebook_rule(rb, e->rule);

	return !r || (r->level != LEVEL_OFF && (compared || r->scope != SCOPE_CORPUS));
}

bool
baseline_stale(const struct baseline_entry *e, const struct rulebook *rb, bool compared)
{
	return e->seen && !e->used && baseline_covers(e, rb, compared);
}

/* ---- writing ------------------------------------------------------------------------------ */

static void
print_entry(FILE *to, struct arena *a, const struct baseline_entry *e)
{
	json_t *o = json_object();

	json_put(o, "path", json_text(a, e->path));
	json_put(o, "rule", json_text(a, e->rule));
	json_put(o, "text", json_text(a, e->text));
	json_put(o, "fingerprint", json_sprintf("%016" PRIx64, e->fingerprint));
	json_put(o, "kin", json_sprintf("%016" PRIx64, e->kin));
	json_print(to, o);
	fputc('\n', to);
}

static void
print_entries(FILE *to, struct baseline *b)
{
	const struct baseline_entry *last = NULL;

	sort_entries(b);
	fprintf(to, "%s\n", first_line);
	for (size_t i = 0; i < b->entries.len; i++) {
		const struct baseline_entry *e = &b->entries.at[i];
		if (!last || compare(last, e) != 0)
			print_entry(to, b->arena, e);
		last = e;
	}
	fprintf(to, "%s\n", last_line);
}

bool
baseline_write(struct baseline *b)
{
	struct output out = {0};

	if (!output_open_file(&out, b->path))
		return false;
	print_entries(out.to, b);
	return output_close(&out);
}
