/*
 * Inside of the app layer: what tree.c collects and tree_feed.c gives.
 */
#ifndef TREE_INTERNAL_H
#define TREE_INTERNAL_H

#include "../corpus/archive.h"
#include "ignore.h"
#include "tree.h"

#include <pthread.h>
#include <sys/types.h>

struct tree_folder {
	const char *path; /* with a slash at its end, or empty */
	const struct config_folder *config;
	const struct ignores *ignores; /* in force there; NULL: none, or it was named */
};

struct tree_file {
	uint32_t folder, name; /* name: place among the names */
	uint32_t size;	       /* KiB, at least 1 */
};

enum { STORE_FAILED = -2 };

/* A report that was given. */
struct tree_report {
	uint32_t file;
	uint32_t member; /* number of the entry in the archive + 1; 0: the file itself */
};

/* A report of an archive that was expanded. */
struct expanded {
	uint32_t report;
	uint32_t name; /* place among the names */
	off_t at;
	size_t len;
};

struct tree {
	const struct options *options;
	struct configs *configs;
	struct lint_run *run;
	struct arena *arena;
	VEC(struct tree_folder) folders;
	char *names; /* each with its NUL */
	size_t names_len, names_cap;
	struct tree_file *files;
	size_t file_count, file_cap;
	uint64_t size, before; /* KiB of all files; of those before the one that is read */
	bool in_list;	       /* the name comes from the list */
	bool reads_once;
	uint64_t links;
	/* From here on guarded by `lock`. */
	pthread_mutex_t lock;
	struct tree_report *reports;
	size_t report_count, report_cap, next;
	struct archive_reader *archive; /* of the file before `next`; NULL: none */
	uint64_t nested;
	bool archive_gave; /* a report, or what is wrong with it; or patterns leave out all */
	bool keeps;	   /* what archives hold */
	int store;	   /* where: -1: no file yet, or STORE_FAILED */
	off_t store_end;
	struct expanded *expanded; /* by report */
	size_t expanded_count, expanded_cap;
};

/* Room for `wanted` elements of `size` bytes; `at` was given by it before, or is NULL. */
void *tree_grow(void *at, size_t *cap, size_t wanted, size_t size);
/* Keeps a copy among the names: its place. */
uint32_t tree_keep_name(struct tree *t, struct str name);
/* Does a file of this name hold a report when nothing says which files do? */
bool tree_report_name(struct str name);

#endif
