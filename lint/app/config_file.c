/*
 * The keys of one configuration file, from its tree to a struct.  Selectors of rules are kept as
 * they are written: which rules there are is known later.
 */
#include "config.h"

#include <ctype.h>
#include <string.h>

#define SIZE_LARGEST (UINT64_C(1) << 30) /* offsets are 32 bits wide, decoding may double a file */

const char *const config_key_names[CONFIG_KEYS] = {
	[CONFIG_LANG] = "lang",
	[CONFIG_LEVEL] = "level",
	[CONFIG_FAIL_ON] = "fail-on",
	[CONFIG_MAX_FINDINGS] = "max-findings",
	[CONFIG_MAX_FILE_SIZE] = "max-file-size",
	[CONFIG_BASELINE] = "baseline",
	[CONFIG_INCLUDE] = "include",
	[CONFIG_SELECT] = "select",
	[CONFIG_PRAGMA] = "pragma",
};

struct file_reader {
	struct loader loader;
	struct config_file *file;
};

/* ---- single values ---- */

bool
config_size(struct str s, uint64_t *out)
{
	static const struct {
		const char *name;
		unsigned shift;
	} suffixes[] = {{"", 0},     {"K", 10},	 {"KiB", 10}, {"kB", 10}, {"M", 20},
			{"MiB", 20}, {"MB", 20}, {"G", 30},   {"GiB", 30}};
	uint64_t n = 0;
	size_t i = 0;

	for (; i < s.len && isdigit((unsigned char)s.at[i]) && n <= SIZE_LARGEST; i++)
		n = n * 10 + (uint64_t)(s.at[i] - '0');
	if (i == 0 || n == 0 || n > SIZE_LARGEST)
		return false;
	struct str rest = str_sub(s, i, s.len);
	for (size_t k = 0; k < sizeof suffixes / sizeof *suffixes; k++)
		if (str_eq(rest, str_of(suffixes[k].name))) {
			*out = n << suffixes[k].shift;
			return *out <= SIZE_LARGEST;
		}
	return false;
}

static void
check_choice(struct file_reader *r, const struct toml_node *n)
{
	static const char *const languages[] = {"en", "zh", NULL};
	static const char *const levels[] = {"note", "warning", "error", NULL};
	static const char *const fail_on[] = {"never", "note", "warning", "error", NULL};

	if (n == r->file->values[CONFIG_LANG])
		load_choice_of(&r->loader, n, languages, 0);
	else if (n == r->file->values[CONFIG_LEVEL])
		load_choice_of(&r->loader, n, levels, 0);
	else
		load_choice_of(&r->loader, n, fail_on, 0);
}

static bool
pragma_valid(struct str s)
{
	return s.len <= 64 && str_eq(str_trim(s), s) && !memchr(s.at, '\n', s.len);
}

static void
read_values(struct file_reader *r)
{
	const struct toml_node *root = r->file->tree.root, **values = r->file->values;
	struct loader *l = &r->loader;
	uint64_t size;

	for (size_t i = CONFIG_LANG; i <= CONFIG_FAIL_ON; i++) {
		values[i] = load_key(l, root, config_key_names[i], TOML_STRING, false);
		if (values[i])
			check_choice(r, values[i]);
	}
	values[CONFIG_BASELINE] = load_key(l, root, "baseline", TOML_STRING, false);
	const struct toml_node *n = load_key(l, root, "max-findings", TOML_INTEGER, false);
	if (n && (n->integer < 1 || n->integer > INT32_MAX))
		complain(l->complaints, load_place(l, n), "'max-findings' must be 1 or more");
	values[CONFIG_MAX_FINDINGS] = n;
	n = load_key(l, root, "max-file-size", TOML_STRING, false);
	if (n && !config_size(n->string, &size))
		complain(l->complaints, load_place(l, n),
			 "'max-file-size' must be a size up to 1GiB (64MiB, 500K)");
	values[CONFIG_MAX_FILE_SIZE] = n;
	n = load_key(l, root, "pragma", TOML_STRING, false);
	if (n && n->string.len && !pragma_valid(n->string))
		complain(l->complaints, load_place(l, n),
			 "'pragma' is what a line begins with: up to 64 characters, no space at "
			 "its ends");
	values[CONFIG_PRAGMA] = n;
}

/* ---- lists ---- */

static const struct glob *
read_globs(struct file_reader *r, const struct toml_node *n, bool parts, size_t *count)
{
	struct loader *l = &r->loader;
	size_t all;
	const struct toml_node *const *nodes = load_strings(l, n, &all);
	struct glob *out = arena_array(l->arena, all, sizeof *out);

	*count = 0;
	for (size_t i = 0; i < all; i++) {
		struct str wrong;
		if (glob_compile(l->arena, nodes[i]->string, parts, &out[*count], &wrong))
			(*count)++;
		else
			complain(l->complaints, load_place(l, nodes[i]),
				 "this pattern of paths cannot be read: %.*s", STR_FMT(wrong));
	}
	return out;
}

/* A path from the file's folder on. */
static struct str
path_from(struct file_reader *r, struct str path)
{
	if (path.len && path.at[0] == '/')
		return str_copy(r->loader.arena, path);
	struct str shown = r->file->path;
	while (shown.len && shown.at[shown.len - 1] != '/')
		shown.len--;
	return str_printf(r->loader.arena, "%.*s%.*s", STR_FMT(shown), STR_FMT(path));
}

static const struct config_name *
read_names(struct file_reader *r, const struct toml_node *n, size_t *count)
{
	struct loader *l = &r->loader;
	const struct toml_node *const *nodes = load_strings(l, n, count);
	struct config_name *out = arena_array(l->arena, *count, sizeof *out);

	for (size_t i = 0; i < *count; i++)
		out[i] = (struct config_name){nodes[i]->string, load_place(l, nodes[i])};
	return out;
}

static void
read_lists(struct file_reader *r)
{
	struct config_file *file = r->file;
	struct loader *l = &r->loader;
	const struct toml_node *root = file->tree.root, *n;

	if ((n = toml_get(root, STR("include"))))
		file->include = read_globs(r, n, false, &file->include_count);
	file->values[CONFIG_INCLUDE] = n;
	if ((n = toml_get(root, STR("exclude"))))
		file->exclude = read_globs(r, n, false, &file->exclude_count);
	if ((n = toml_get(root, STR("select"))))
		file->select = read_names(r, n, &file->select_count);
	file->values[CONFIG_SELECT] = n;
	if ((n = toml_get(root, STR("rules")))) {
		const struct toml_node *const *nodes = load_strings(l, n, &file->rule_count);
		struct config_path *out = arena_array(l->arena, file->rule_count, sizeof *out);
		for (size_t i = 0; i < file->rule_count; i++)
			out[i] = (struct config_path){path_from(r, nodes[i]->string),
						      load_place(l, nodes[i])};
		file->rules = out;
	}
}

/* ---- [levels] ---- */

static void
read_levels(struct file_reader *r)
{
	struct loader *l = &r->loader;
	const struct toml_node *n = load_key(l, r->file->tree.root, "levels", TOML_TABLE, false);
	struct config_level *out = arena_array(l->arena, n ? n->children : 0, sizeof *out);
	size_t count = 0;

	for (size_t i = 0; n && i < n->children; i++) {
		const struct toml_node *one = &n->child[i];
		if (one->type != TOML_STRING) {
			complain(l->complaints, load_place(l, one),
				 "a level is one of \"off\", \"note\", \"warning\", \"error\"");
			continue;
		}
		int level = load_choice_of(l, one, level_names, LEVEL_OFF);
		out[count++] = (struct config_level){one->key, (enum level)level,
						     load_key_place(l, one), load_place(l, one)};
	}
	r->file->levels = out;
	r->file->level_count = count;
}

static void
read_options(struct file_reader *r)
{
	struct loader *l = &r->loader;
	const struct toml_node *n = load_key(l, r->file->tree.root, "options", TOML_TABLE, false);

	for (size_t i = 0; n && i < n->children; i++)
		if (n->child[i].type != TOML_TABLE)
			complain(l->complaints, load_place(l, &n->child[i]),
				 "write [options.RULE], with the keys of the rule below");
	r->file->options = n;
}

/* ---- [[report]] ---- */

/* So many digits at s[at]; -1 when there are fewer. */
static int
digits_at(struct str s, size_t at, size_t count)
{
	int value = 0;

	if (at + count > s.len)
		return -1;
	for (size_t i = at; i < at + count; i++) {
		if (!isdigit((unsigned char)s.at[i]))
			return -1;
		value = value * 10 + (s.at[i] - '0');
	}
	return value;
}

static void
set_day(struct calendar_date *d, int year, int month, int day)
{
	*d = (struct calendar_date){.year = (int16_t)year,
				    .month = (int8_t)month,
				    .day = (int8_t)day,
				    .precision = PRECISION_DAY};
}

static bool
read_day(struct str s, struct calendar_date *out)
{
	int year = digits_at(s, 0, 4), month = digits_at(s, 5, 2), day = digits_at(s, 8, 2);

	if (s.len != 10 || s.at[4] != '-' || s.at[7] != '-' || !day_valid(year, month, day))
		return false;
	set_day(out, year, month, day);
	return true;
}

bool
config_period(struct str s, struct calendar_date *from, struct calendar_date *to)
{
	size_t slash = str_find(s, STR("/"));
	int year = digits_at(s, 0, 4), first = 1, last = 12;

	if (slash != SIZE_MAX)
		return read_day(str_sub(s, 0, slash), from) &&
		       read_day(str_sub(s, slash + 1, s.len), to) &&
		       day_number(from->year, from->month, from->day) <=
			       day_number(to->year, to->month, to->day);
	if (year < 1 || (s.len != 4 && (s.len != 7 || s.at[4] != '-')))
		return false;
	if (s.len == 7 && s.at[5] == 'Q') {
		int quarter = digits_at(s, 6, 1);
		if (quarter < 1 || quarter > 4)
			return false;
		first = 3 * quarter - 2;
		last = 3 * quarter;
	} else if (s.len == 7) {
		first = last = digits_at(s, 5, 2);
		if (first < 1 || first > 12)
			return false;
	}
	set_day(from, year, first, 1);
	set_day(to, year, last, month_days(year, last));
	return true;
}

static void
read_report(struct file_reader *r, const struct toml_node *table, struct config_report *out)
{
	static const char *const keys[] = {"path", "agency", "period", NULL};
	struct loader *l = &r->loader;

	out->place = load_place(l, table);
	load_check_keys(l, table, keys);
	const struct toml_node *path = toml_get(table, STR("path"));
	if (path)
		out->paths = read_globs(r, path, true, &out->path_count);
	else
		complain(l->complaints, out->place, "missing key 'path'");
	out->agency = load_string(l, table, "agency", false);
	const struct toml_node *period = load_key(l, table, "period", TOML_STRING, false);
	if (period && !config_period(period->string, &out->from, &out->to))
		complain(l->complaints, load_place(l, period),
			 "a period is written 2024, 2024-06, 2024-Q2 or 2024-01-01/2024-06-30");
}

/* The tables of an array of tables; complaints for what is none. */
static const struct toml_node *
tables_of(struct file_reader *r, const char *key, size_t *count)
{
	struct loader *l = &r->loader;
	const struct toml_node *n = load_key(l, r->file->tree.root, key, TOML_ARRAY, false);

	*count = 0;
	for (size_t i = 0; n && i < n->children; i++)
		if (n->child[i].type != TOML_TABLE) {
			complain(l->complaints, load_place(l, &n->child[i]), "write [[%s]]", key);
			return NULL;
		}
	if (n)
		*count = n->children;
	return n ? n->child : NULL;
}

static void
read_reports(struct file_reader *r)
{
	const struct toml_node *tables = tables_of(r, "report", &r->file->report_count);
	struct config_report *out =
		arena_array(r->loader.arena, r->file->report_count, sizeof *out);

	for (size_t i = 0; i < r->file->report_count; i++)
		read_report(r, &tables[i], &out[i]);
	r->file->reports = out;
}

/* ---- [[ignore]] ---- */

static void
read_ignore(struct file_reader *r, const struct toml_node *table, struct config_ignore *out)
{
	static const char *const keys[] = {"path", "rule", "text", "reason", NULL};
	struct loader *l = &r->loader;

	load_check_keys(l, table, keys);
	const struct toml_node *path = toml_get(table, STR("path"));
	if (path)
		out->paths = read_globs(r, path, false, &out->path_count);
	const struct toml_node *rule = toml_get(table, STR("rule"));
	if (rule)
		out->rules = read_names(r, rule, &out->rule_count);
	if (!out->rule_count)
		complain(l->complaints, load_place(l, rule ? rule : table),
			 "'rule' names what is ignored");
	out->uses = arena_array(l->arena, out->rule_count, sizeof *out->uses);
	out->text = load_string(l, table, "text", false);
	const struct toml_node *reason = load_key(l, table, "reason", TOML_STRING, true);
	if (reason)
		out->reason = str_trim(reason->string);
	if (reason && !out->reason.len)
		complain(l->complaints, load_place(l, reason), "say why: 'reason' is empty");
}

static void
read_ignores(struct file_reader *r)
{
	const struct toml_node *tables = tables_of(r, "ignore", &r->file->ignore_count);
	struct config_ignore *out =
		arena_array(r->loader.arena, r->file->ignore_count, sizeof *out);

	for (size_t i = 0; i < r->file->ignore_count; i++)
		read_ignore(r, &tables[i], &out[i]);
	r->file->ignores = out;
}

/* ---- the whole ---- */

const char *const config_file_keys[] = {
	"root",	   "extends",	   "lang",	    "level",  "fail-on",  "include",
	"exclude", "max-findings", "max-file-size", "select", "baseline", "rules",
	"levels",  "options",	   "report",	    "ignore", "pragma",	  NULL,
};

void
config_file_read(struct arena *a, struct complaints *c, struct config_file *file)
{
	struct file_reader r = {{.arena = a, .scratch = a, .complaints = c, .file = &file->tree},
				file};

	load_check_keys(&r.loader, file->tree.root, config_file_keys);
	file->root = load_boolean(&r.loader, file->tree.root, "root");
	read_values(&r);
	read_lists(&r);
	read_levels(&r);
	read_options(&r);
	read_reports(&r);
	read_ignores(&r);
}
