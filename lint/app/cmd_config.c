/*
 * reportlint config FILE: every value in force for a report and where it is from, as TOML
 * with comments or as JSON.  Both are made from one list of values.
 */
#include "options.h"

#include <jansson.h>
#include <string.h>

struct listing {
	struct arena *arena;
	const struct options *options;
	const struct config *config;
	bool excluded;
	json_t *all;
};

/* ---- values ---- */

static json_t *
node_json(struct arena *a, const struct toml_node *n)
{
	json_t *out;

	switch (n->type) {
	case TOML_INTEGER:
		return json_integer((json_int_t)n->integer);
	case TOML_BOOLEAN:
		return json_boolean(n->integer);
	case TOML_ARRAY:
		out = json_array();
		for (size_t i = 0; i < n->children; i++)
			json_array_append_new(out, node_json(a, &n->child[i]));
		return out;
	case TOML_TABLE:
		out = json_object();
		for (size_t i = 0; i < n->children; i++)
			json_object_set_new(out, str_copy(a, n->child[i].key).at,
					    node_json(a, &n->child[i]));
		return out;
	case TOML_STRING:
	case TOML_FLOAT:
		break;
	}
	return json_text(a, n->string);
}

static struct str
place_text(struct arena *a, struct place p)
{
	if (!p.line)
		return p.file;
	return str_printf(a, "%.*s:%u:%u", STR_FMT(p.file), p.line, p.column);
}

static struct str
node_place(const struct listing *l, const struct config_file *file, const struct toml_node *n)
{
	return place_text(l->arena, (struct place){file->path, n->line, n->column});
}

/* Adds {"key", "value", "from"} to a list of the whole. */
static void
add(struct listing *l, const char *list, const char *key, json_t *value, struct str from)
{
	json_t *to = json_object_get(l->all, list), *one = json_object();

	if (!to) {
		to = json_array();
		json_object_set_new(l->all, list, to);
	}
	if (key)
		json_object_set_new(one, "key", json_text(l->arena, str_of(key)));
	json_object_set_new(one, "value", value ? value : json_null());
	json_object_set_new(one, "from", json_text(l->arena, from));
	json_array_append_new(to, one);
}

static json_t *
size_json(uint64_t bytes)
{
	static const char *const units[] = {"", "KiB", "MiB"};
	int unit = 0;

	for (; unit < 2 && bytes % 1024 == 0; unit++)
		bytes /= 1024;
	return json_sprintf("%llu%s", (unsigned long long)bytes, units[unit]);
}

/* What holds without a file; NULL: nothing does. */
static json_t *
value_of_option(const struct options *o, enum config_key key)
{
	static const char *const languages[] = {"en", "zh"};

	switch (key) {
	case CONFIG_LANG:
		return json_string(languages[o->language]);
	case CONFIG_LEVEL:
		return json_string(level_names[o->show]);
	case CONFIG_FAIL_ON:
		return json_string(o->fail_on == LEVEL_OFF ? "never" : level_names[o->fail_on]);
	case CONFIG_MAX_FINDINGS:
		return o->max_findings ? json_integer((json_int_t)o->max_findings) : NULL;
	case CONFIG_MAX_FILE_SIZE:
		return size_json(o->max_file_size);
	case CONFIG_BASELINE:
		return o->baseline ? json_string(o->baseline) : NULL;
	case CONFIG_INCLUDE:
		return json_pack("[s, s, s]", "*.txt", "*.md", "*.markdown");
	case CONFIG_SELECT:
	case CONFIG_PRAGMA:
	case CONFIG_KEYS:
		break;
	}
	return NULL;
}

static json_t *
selected_json(const struct options *o)
{
	json_t *out = json_array();

	for (size_t i = 0; i < o->select.count; i++)
		json_array_append_new(out, json_string(o->select.at[i]));
	return out;
}

static void
list_value(struct listing *l, enum config_key key)
{
	const char *name = config_key_names[key];
	const struct config_file *file;
	const struct toml_node *n = config_value(l->config, key, &file);
	struct str option = str_printf(l->arena, "--%s", name);

	if (key == CONFIG_SELECT && l->options->select.count)
		add(l, "values", name, selected_json(l->options), option);
	else if (n && !l->options->given[key])
		add(l, "values", name, node_json(l->arena, n), node_place(l, file, n));
	else
		add(l, "values", name, value_of_option(l->options, key),
		    l->options->given[key] ? option : STR("default"));
}

/* Lists of which every layer adds some. */
static void
list_added(struct listing *l, const char *key)
{
	for (size_t i = 0; i < l->config->count; i++) {
		const struct config_file *file = l->config->layers[i].file;
		const struct toml_node *n = toml_get(file->tree.root, str_of(key));
		bool many = n && n->type == TOML_ARRAY;
		for (size_t k = 0; n && k < (many ? n->children : 1); k++) {
			const struct toml_node *one = many ? &n->child[k] : n;
			add(l, key, NULL, node_json(l->arena, one), node_place(l, file, one));
		}
	}
}

static void
list_levels(struct listing *l)
{
	const struct rulebook *rb = l->config->rulebook;

	for (size_t i = 0; i < rb->rule_count; i++)
		add(l, "levels", str_copy(l->arena, rb->rules[i].id).at,
		    json_string(level_names[rb->rules[i].level]),
		    place_text(l->arena,
			       l->config->origins ? l->config->origins[i] : rb->rules[i].place));
}

/* The nearest value of every option of a rule. */
static void
list_options(struct listing *l)
{
	for (size_t i = 0; i < l->config->count; i++) {
		const struct config_file *file = l->config->layers[i].file;
		for (size_t r = 0; file->options && r < file->options->children; r++) {
			const struct toml_node *rule = &file->options->child[r];
			for (size_t k = 0; k < rule->children; k++) {
				const struct toml_node *n = &rule->child[k];
				json_t *value = json_object();
				json_object_set_new(value, str_copy(l->arena, n->key).at,
						    node_json(l->arena, n));
				add(l, "options", str_copy(l->arena, rule->key).at, value,
				    node_place(l, file, n));
			}
		}
	}
}

static void
list_files(struct listing *l)
{
	json_t *files = json_array();

	for (size_t i = 0; i < l->config->count; i++)
		json_array_append_new(files, json_text(l->arena, l->config->layers[i].file->path));
	json_object_set_new(l->all, "files", files);
}

static void
list_all(struct listing *l)
{
	list_files(l);
	json_object_set_new(l->all, "excluded", json_boolean(l->excluded));
	for (enum config_key key = 0; key < CONFIG_KEYS; key++)
		list_value(l, key);
	list_added(l, "exclude");
	list_added(l, "rules");
	for (size_t i = 0; i < l->options->rules.count; i++)
		add(l, "rules", NULL, json_string(l->options->rules.at[i]), STR("--rules"));
	list_levels(l);
	list_options(l);
	list_added(l, "report");
	list_added(l, "ignore");
}

/* ---- TOML: a value of JSON is one of TOML, but for tables ---- */

static void
print_value(const json_t *value)
{
	json_dumpf(value, stdout, JSON_ENCODE_ANY | JSON_COMPACT);
}

static void
print_from(const json_t *one)
{
	fputs("  # ", stdout);
	print_safely(stdout, str_of(json_string_value(json_object_get(one, "from"))));
	putchar('\n');
}

/* A key that need not be quoted. */
static bool
is_bare(const char *key)
{
	return *key &&
	       !key[strspn(key,
			   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")];
}

static void
print_key(const char *key)
{
	if (is_bare(key)) {
		fputs(key, stdout);
		return;
	}
	json_t *quoted = json_string(key);
	print_value(quoted);
	json_decref(quoted);
}

static void
print_pairs(const json_t *list)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
	{
		const json_t *value = json_object_get(one, "value");
		const char *key = json_string_value(json_object_get(one, "key"));
		if (json_is_null(value)) {
			printf("# %s is not set\n", key);
			continue;
		}
		print_key(key);
		fputs(" = ", stdout);
		print_value(value);
		print_from(one);
	}
}

static void
print_list(const json_t *all, const char *name)
{
	const json_t *list = json_object_get(all, name), *one;
	size_t i;

	if (!list)
		return;
	printf("%s = [\n", name);
	json_array_foreach(list, i, one)
	{
		putchar('\t');
		print_value(json_object_get(one, "value"));
		putchar(',');
		print_from(one);
	}
	puts("]");
}

static void
print_table_arrays(const json_t *all, const char *name)
{
	const json_t *one;
	json_t *value;
	const char *key;
	size_t i;

	json_array_foreach(json_object_get(all, name), i, one)
	{
		printf("\n[[%s]]", name);
		print_from(one);
		json_object_foreach(json_object_get(one, "value"), key, value)
		{
			print_key(key);
			fputs(" = ", stdout);
			print_value(value);
			putchar('\n');
		}
	}
}

/* Of one option several layers may tell a value: only the last is in force. */
static bool
is_overruled(const json_t *list, size_t i)
{
	const json_t *one = json_array_get(list, i), *later;
	const char *rule = json_string_value(json_object_get(one, "key"));
	void *entry = json_object_iter(json_object_get(one, "value"));

	for (i++; (later = json_array_get(list, i)); i++)
		if (strcmp(json_string_value(json_object_get(later, "key")), rule) == 0 &&
		    json_object_get(json_object_get(later, "value"), json_object_iter_key(entry)))
			return true;
	return false;
}

static void
drop_overruled(json_t *list)
{
	for (size_t i = json_array_size(list); i-- > 0;)
		if (is_overruled(list, i))
			json_array_remove(list, i);
}

/* The options of one rule stand together, under the head of the first. */
static void
print_options(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *first = json_object_get(json_array_get(list, i), "key"), *one;
		bool seen = false;
		for (size_t k = 0; k < i && !seen; k++)
			seen = json_equal(json_object_get(json_array_get(list, k), "key"), first);
		if (seen)
			continue;
		fputs("\n[options.", stdout);
		print_key(json_string_value(first));
		puts("]");
		for (size_t k = i; (one = json_array_get(list, k)); k++) {
			json_t *value = json_object_get(one, "value");
			void *entry = json_object_iter(value);
			if (!json_equal(json_object_get(one, "key"), first))
				continue;
			print_key(json_object_iter_key(entry));
			fputs(" = ", stdout);
			print_value(json_object_iter_value(entry));
			print_from(one);
		}
	}
}

static void
print_toml(const json_t *all)
{
	const json_t *file;
	size_t i;

	json_array_foreach(json_object_get(all, "files"), i, file)
	{
		fputs("# from ", stdout);
		print_safely(stdout, str_of(json_string_value(file)));
		putchar('\n');
	}
	if (json_is_true(json_object_get(all, "excluded")))
		puts("# passed over when a folder is linted: see exclude");
	print_pairs(json_object_get(all, "values"));
	print_list(all, "exclude");
	print_list(all, "rules");
	puts("\n[levels]");
	print_pairs(json_object_get(all, "levels"));
	print_options(json_object_get(all, "options"));
	print_table_arrays(all, "report");
	print_table_arrays(all, "ignore");
}

/* ---- the command ---- */

/* Would a run over a folder pass over this report or folder? */
static bool
is_excluded(const struct setup *s, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_of(slash ? slash + 1 : path);

	return s->first->excluded || (name.len && config_excludes(s->first, name, false));
}

int
cmd_config(int argc, char **argv)
{
	static const char *const formats[] = {"toml", "json"};
	struct options o, given;
	struct setup s;
	int status = options_parse(argc, argv, FOR_CONFIG, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	int format = options_format(&o, formats, 2);
	if (format < 0)
		return EXIT_USAGE;
	if (o.argument_count > 1)
		return say_wrong("config takes one report or folder, not also", o.arguments[1]);
	given = o;
	bool ready = setup_begin(&s, &o, o.argument_count ? o.arguments[0] : NULL);
	if (ready) {
		struct listing l = {s.arena, &given, s.first->config,
				    is_excluded(&s, o.argument_count ? o.arguments[0] : ""),
				    json_object()};
		list_all(&l);
		drop_overruled(json_object_get(l.all, "options"));
		if (format == 1)
			json_dumpf(l.all, stdout, JSON_INDENT(2));
		else
			print_toml(l.all);
		fputs(format == 1 ? "\n" : "", stdout);
		json_decref(l.all);
	}
	setup_end(&s);
	return ready ? EXIT_CLEAN : EXIT_USAGE;
}
