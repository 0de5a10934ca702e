/*
 * Configuration: reportlint.toml files, found from a report's folder upwards, and what they say
 * together.  Reading prints nothing and ends nothing: what is wrong goes to complaints.  Files and
 * folders are looked at once; not for several threads, but what is given out is const.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "../check/check.h"
#include "../rule/load.h"
#include "glob.h"

#define CONFIG_NAME "reportlint.toml"
enum { CONFIG_FILE_MOST = 1 << 20 /* bytes */ };

/* Keys of which the value nearest to the report holds.  Those before CONFIG_INCLUDE
 * hold for a whole run. */
enum config_key {
	CONFIG_LANG,
	CONFIG_LEVEL,
	CONFIG_FAIL_ON,
	CONFIG_MAX_FINDINGS,
	CONFIG_MAX_FILE_SIZE,
	CONFIG_BASELINE,
	CONFIG_INCLUDE,
	CONFIG_SELECT,
	CONFIG_PRAGMA,
	CONFIG_KEYS
};
extern const char *const config_key_names[CONFIG_KEYS];

/* `selector = "level"`: of an id, a category, or the beginning of ids and a `*`. */
struct config_level {
	struct str selector;
	enum level level;
	struct place place, value_place;
};

/* A selector of `select`. */
struct config_name {
	struct str name;
	struct place place;
};

/* A path that the file names, from its own folder on. */
struct config_path {
	struct str path; /* that can be opened */
	struct place place;
};

/* [[report]]: what reports are, by their paths. */
struct config_report {
	const struct glob *paths;
	size_t path_count;
	struct str agency;	       /* empty: from the path, or the report */
	struct calendar_date from, to; /* the period; no year: likewise */
	struct place place;
};

/* What became of a suppression in a run. */
struct config_use {
	bool asked; /* a rule that it names was on, in a report that it is for */
	bool used;
};

/* [[ignore]]: findings that are left as they are. */
struct config_ignore {
	const struct glob *paths; /* none: of all reports */
	size_t path_count;
	const struct config_name *rules;
	size_t rule_count;
	struct str text; /* that stands in the block; empty: any does */
	struct str reason;
	struct config_use *uses; /* by rule; only for whoever runs it all */
};

/* One file, as it is written. */
struct config_file {
	struct str path;   /* for messages */
	struct str folder; /* real path */
	struct rule_file tree;
	bool root;
	bool reading; /* for cycles */
	const struct config_file *const *extends;
	size_t extend_count;
	const struct toml_node *values[CONFIG_KEYS]; /* NULL: not there */
	const struct glob *include, *exclude;
	size_t include_count, exclude_count;
	const struct config_name *select;
	size_t select_count;
	const struct config_level *levels;
	size_t level_count;
	const struct config_path *rules;
	size_t rule_count;
	const struct toml_node *options; /* by rule; or NULL */
	const struct config_report *reports;
	size_t report_count;
	const struct config_ignore *ignores;
	size_t ignore_count;
};

/* A file in force; its patterns of paths begin at `base`, a real path. */
struct config_layer {
	const struct config_file *file;
	struct str base;
};

/* What is in force in a folder: the nearest layer is the last.  Folders with the same layers have
 * the same one. */
struct config {
	const struct config_layer *layers;
	size_t count;
	struct rulebook *rulebook;   /* set by rulebooks_give */
	const struct place *origins; /* where each rule's level is from; NULL: its own file */
};

struct config_folder {
	struct str path; /* as it was asked for */
	struct str real;
	struct config *config;
	const struct config_folder *parent; /* NULL: the highest that was asked for */
	bool excluded;			    /* it or a folder above it */
};

/* A file that is being edited: this text counts, not what is on disk. */
struct config_draft {
	struct str real, text;
};

/* Where configuration is looked for. */
struct config_search {
	const char *file; /* this one only; NULL: from the folders upwards */
	bool none;
	bool absolute; /* files are named in full, not from the working folder on */
	const struct config_draft *draft; /* or NULL */
};

struct configs;
/* In arena a, complaints to c; both must outlive it. */
struct configs *configs_new(struct arena *a, struct complaints *c, struct config_search search);
/* The folder at this path ("" is the working folder); it need not exist.  Never NULL: with
 * complaints, something harmless is in force. */
const struct config_folder *configs_folder(struct configs *set, struct str path);
/* The folder of a file. */
const struct config_folder *configs_folder_of(struct configs *set, struct str file);

/* All files that were read. */
const struct config_file *const *configs_files(const struct configs *set, size_t *count);

/* ---- config_ask.c --------------------------------------------------------------- */

/* The value of a key in force and its file; NULL: the default. */
const struct toml_node *config_value(const struct config *c, enum config_key key,
				     const struct config_file **file);
/* Do the patterns leave out this entry of a folder, which is not excluded itself? */
bool config_excludes(const struct config_folder *folder, struct str name, bool is_folder);
/* Is a file of this name taken when a folder is named?  1, 0, or -1: there is no `include`. */
int config_includes(const struct config_folder *folder, struct str name);

/* Is there a [[report]] at all? */
bool config_reports(const struct config *c);
/* What the configuration says a report is. */
struct config_identity {
	struct str agency;
	struct calendar_date from, to;
	const struct config_report *agency_by, *period_by; /* NULL: nothing is said */
};
/* `real` is the report's real path.  What it gives may be a piece of it.  For any thread. */
struct config_identity config_identify(const struct config *c, struct str real);

/* Is there an [[ignore]] at all? */
bool config_ignores(const struct config *c);
/* Those for a report: how many, and where it is noted what became of each.  In arena a; for any
 * thread. */
size_t config_suppressions(const struct config *c, struct arena *a, struct str real,
			   const struct outside_suppression **out, struct config_use ***uses);

/* ---- config_file.c -------------------------------------------------------------- */

extern const char *const config_file_keys[]; /* at its top; ended by NULL */
/* Reads the keys of file->tree.root into a file whose path, folder and tree are set.  `extends` is
 * left to the caller. */
void config_file_read(struct arena *a, struct complaints *c, struct config_file *file);
/* `2024`, `2024-06`, `2024-Q2`, or two dates `2024-01-01/2024-06-30`. */
bool config_period(struct str s, struct calendar_date *from, struct calendar_date *to);
/* A number of bytes with an optional K, M, G (KiB, MB ...); false when it is none or too large. */
bool config_size(struct str s, uint64_t *out);

/* ---- config_rules.c ------------------------------------------------------------- */

/* What the command line says of rules. */
struct rule_wishes {
	char *const *rules, *const *select, *const *ignore, *const *levels;
	size_t rule_count, select_count, ignore_count, level_count;
	bool examples;	 /* with the examples of embedded rules */
	bool as_written; /* no levels, no options: rules as their files say */
};
struct rulebooks;
struct rulebooks *rulebooks_new(struct arena *a, struct complaints *c,
				const struct rule_wishes *wishes);
void rulebooks_free(struct rulebooks *all);
/* Gives a configuration its rulebook: one is loaded for each set of rule files and
 * options, levels are put into a copy of its rules.  False after complaints. */
bool rulebooks_give(struct rulebooks *all, struct config *c);
/* All rules of the configurations that got one, each on if it is on in any. */
const struct rulebook *rulebooks_union(struct rulebooks *all);

#endif
