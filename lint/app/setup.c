/*
 * What a command runs with: configuration and rules, before anything is read.  What is wrong
 * with them is said here.
 */
#include "options.h"

#include <string.h>
#include <sys/stat.h>

static const struct config_folder *
folder_at(struct setup *s, const struct options *o, const char *first)
{
	struct stat st;

	if (!first)
		return configs_folder(s->configs, STR(""));
	if (strcmp(first, "-") == 0)
		return configs_folder_of(s->configs, str_of(o->stdin_name));
	if (stat(first, &st) == 0 && S_ISDIR(st.st_mode))
		return configs_folder(s->configs, str_of(first));
	return configs_folder_of(s->configs, str_of(first));
}

static int
choice(const struct toml_node *n, const char *const *choices, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(n->string, str_of(choices[i])))
			return (int)i;
	return 0;
}

/* A path that a file names, from its folder on. */
static const char *
path_in(struct arena *a, const struct config_file *file, struct str path)
{
	struct str folder = file->path;

	if (path.len && path.at[0] == '/')
		return str_copy(a, path).at;
	while (folder.len && folder.at[folder.len - 1] != '/')
		folder.len--;
	return str_printf(a, "%.*s%.*s", STR_FMT(folder), STR_FMT(path)).at;
}

static void
take_value(struct setup *s, struct options *o, enum config_key key)
{
	static const char *const languages[] = {"en", "zh"};
	const struct config_file *file;
	const struct toml_node *n = config_value(s->first->config, key, &file);

	if (!n || o->given[key])
		return;
	if (key == CONFIG_LANG)
		o->language = (enum message_language)choice(n, languages, MESSAGE_LANGUAGES);
	else if (key == CONFIG_LEVEL)
		o->show = (enum level)choice(n, level_names, LEVEL_ERROR + 1);
	else if (key == CONFIG_FAIL_ON)
		o->fail_on = (enum level)choice(n, level_names, LEVEL_ERROR + 1); /* never: off */
	else if (key == CONFIG_MAX_FINDINGS)
		o->max_findings = (uint64_t)n->integer;
	else if (key == CONFIG_MAX_FILE_SIZE)
		config_size(n->string, &o->max_file_size);
	else if (key == CONFIG_BASELINE)
		o->baseline = path_in(s->arena, file, n->string);
}

static bool
say_complaints(struct setup *s)
{
	print_complaints(&s->complaints);
	return s->complaints.count == 0;
}

struct rule_wishes
options_wishes(const struct options *o)
{
	return (struct rule_wishes){
		.rules = o->rules.at,
		.rule_count = o->rules.count,
		.select = o->select.at,
		.select_count = o->select.count,
		.ignore = o->ignore.at,
		.ignore_count = o->ignore.count,
		.levels = o->levels.at,
		.level_count = o->levels.count,
		.examples = o->examples,
		.as_written = o->as_written,
	};
}

bool
setup_begin(struct setup *s, struct options *o, const char *first)
{
	*s = (struct setup){.arena = arena_new(out_of_memory)};
	if (!s->arena)
		out_of_memory();
	complaints_init(&s->complaints, s->arena);
	s->wishes = options_wishes(o);
	s->configs = configs_new(s->arena, &s->complaints,
				 (struct config_search){.file = o->config, .none = o->no_config});
	s->rulebooks = rulebooks_new(s->arena, &s->complaints, &s->wishes);
	s->first = folder_at(s, o, first);
	if (!s->complaints.count)
		rulebooks_give(s->rulebooks, s->first->config);
	if (!say_complaints(s))
		return false;
	for (enum config_key key = 0; key < CONFIG_INCLUDE; key++)
		take_value(s, o, key);
	return true;
}

void
setup_end(struct setup *s)
{
	rulebooks_free(s->rulebooks);
	arena_free(s->arena);
}

bool
setup_rules(struct setup *s, const struct inputs *in)
{
	for (size_t i = 0; i < in->all.len && !s->complaints.count; i++)
		rulebooks_give(s->rulebooks, in->all.at[i].folder->config);
	return say_complaints(s);
}
