/*
 * Records of rendered reports.  They are read only by the program that wrote them, which is a part of
 * their key, and are checked all the same.
 */
#include "keep.h"

#include "../corpus/record.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* ---- what findings depend on ------------------------------------------------------- */

enum { PROGRAM_MOST = 256 << 20, FILE_MOST = 64 << 20 };

static uint64_t
mix(uint64_t hash, struct str bytes)
{
	uint64_t pair[2] = {hash, bytes.len};

	return hash_bytes(bytes.at, bytes.len, hash_bytes(pair, sizeof pair, 0));
}

static uint64_t
mix_number(uint64_t hash, uint64_t n)
{
	return mix(hash, (struct str){(const char *)&n, sizeof n});
}

static uint64_t
mix_file(uint64_t hash, struct arena *a, const char *path)
{
	struct source_error error;
	struct str bytes = {0};

	/* What cannot be read was said, or will be. */
	source_read(a, path, PROGRAM_MOST, &bytes, &error);
	return mix(mix(hash, str_of(path)), bytes);
}

/* A rule file, or all of a folder, in any order. */
static uint64_t
mix_rules(uint64_t hash, struct arena *a, const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *e;
	uint64_t sum = 0;

	if (!folder)
		return mix_file(hash, a, path);
	while ((e = readdir(folder)))
		if (str_ends(str_of(e->d_name), STR(".toml")))
			sum += mix_file(0, a, str_printf(a, "%s/%s", path, e->d_name).at);
	closedir(folder);
	return mix_number(hash, sum);
}

static uint64_t
mix_tree(uint64_t hash, const struct toml_node *n)
{
	hash = mix_number(mix(mix(hash, n->key), n->string), (uint64_t)n->integer);
	hash = mix_number(hash, (uint64_t)n->type << 32 | n->children);
	for (size_t i = 0; i < n->children; i++)
		hash = mix_tree(hash, &n->child[i]);
	return hash;
}

static uint64_t
mix_list(uint64_t hash, const struct option_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		hash = mix(hash, str_of(list->at[i]));
	return mix_number(hash, list->count);
}

static uint64_t
mix_options(uint64_t hash, struct arena *a, const struct lint_run *run)
{
	const struct options *o = run->options;

	for (size_t i = 0; i < o->rules.count; i++)
		hash = mix_rules(hash, a, o->rules.at[i]);
	hash = mix_list(mix_list(mix_list(hash, &o->select), &o->ignore), &o->levels);
	hash = mix_number(hash, o->language);
	hash = mix_number(hash, o->max_file_size);
	hash = mix_number(hash, o->no_suppressions);
	hash = mix_number(hash, run->across != NULL);
	hash = mix_number(hash, run->index != NULL);
	if (o->baseline)
		hash = mix_file(hash, a, o->baseline);
	for (size_t i = 0; i < run->outputs.count; i++) {
		const struct output *out = &run->outputs.at[i];
		hash = mix(hash, str_of(out->format->name));
		hash = mix_number(hash, (uint64_t)out->options.colour << 1 | out->options.stats);
		hash = mix_number(hash, out->options.column_unit);
		hash = mix_number(hash, (uint64_t)out->options.show << 8 | out->options.fail_on);
		hash = mix_number(hash, out->options.width);
	}
	return hash;
}

uint64_t
keep_settings(struct arena *a, const struct lint_run *run)
{
	uint64_t hash = mix_file(0, a, "/proc/self/exe");
	size_t count;
	const struct config_file *const *files = configs_files(run->setup->configs, &count);

	hash = mix(hash, STR(REPORTLINT_VERSION));
	for (size_t i = 0; i < count; i++) {
		hash = mix_tree(mix(hash, files[i]->path), files[i]->tree.root);
		for (size_t k = 0; k < files[i]->rule_count; k++)
			hash = mix_rules(hash, a, files[i]->rules[k].path.at);
	}
	return mix_options(hash, a, run);
}

static struct run_key
key_of(const struct lint_run *run, const struct input *in, struct str bytes)
{
	uint64_t what = mix(run->settings, str_of(in->name));

	if (in->folder)
		what = mix(what, in->folder->real);
	return (struct run_key){what, hash_bytes(bytes.at, bytes.len, 0)};
}

/* ---- writing ---------------------------------------------------------------------------- */

static void
put_bytes(struct buf *to, const void *at, size_t len)
{
	record_number(to, len, 8);
	if (len)
		buf_add(to, (struct str){at, len});
}

static void
put_marks(struct buf *to, const struct rendered *r)
{
	record_number(to, r->mark_count, 8);
	for (size_t i = 0; i < r->mark_count; i++) {
		record_number(to, r->marks[i].index, 8);
		record_number(to, r->marks[i].used, 1);
	}
}

static void
put_match(struct buf *to, const struct baseline_match *m)
{
	record_number(to, m->from, 4);
	record_number(to, m->to, 4);
	put_bytes(to, m->used, m->used_count * sizeof *m->used);
}

char *
keep_record(const struct lint_run *run, struct arena *a, const struct input *in,
	    const struct lint_result *r, const struct rendered *out, size_t *len)
{
	struct buf b = {.arena = a};

	for (size_t i = 0; i < run->outputs.count; i++) {
		put_bytes(&b, out->texts[i], out->lengths[i]);
		record_number(&b, out->shown[i], 8);
	}
	put_bytes(&b, out->complaint, out->complaint_length);
	put_bytes(&b, out->yield, out->yield_length);
	put_bytes(&b, out->rows, out->row_length);
	put_match(&b, &out->match);
	put_marks(&b, out);
	record_number(&b, out->known, 8);
	record_number(&b, out->suppressed, 8);
	record_number(&b, out->count, 8);
	put_bytes(&b, out->levels, sizeof out->levels);
	put_bytes(&b, &out->stats, sizeof out->stats);
	char *record = run_log_record(key_of(run, in, r->bytes), buf_str(&b), len);
	if (!record)
		out_of_memory();
	return record;
}

/* ---- reading ------------------------------------------------------------------------------ */

static struct str
take_bytes(struct record_reader *r)
{
	uint64_t len = record_take_number(r, 8);
	struct str out = str_sub(r->left, 0, len);

	r->bad = r->bad || len > r->left.len;
	r->left = str_sub(r->left, out.len, r->left.len);
	return out;
}

/* In memory from malloc. */
static char *
take_copy(struct record_reader *r, size_t *len)
{
	struct str bytes = take_bytes(r);
	char *out = malloc(bytes.len + 1);

	if (!out)
		out_of_memory();
	if (bytes.len)
		memcpy(out, bytes.at, bytes.len);
	*len = bytes.len;
	return out;
}

static void
take_struct(struct record_reader *r, void *to, size_t size)
{
	struct str bytes = take_bytes(r);

	r->bad = r->bad || bytes.len != size;
	if (bytes.len == size)
		memcpy(to, bytes.at, size);
}

static void
take_match(struct record_reader *r, struct baseline_match *m)
{
	size_t len;

	m->from = (uint32_t)record_take_number(r, 4);
	m->to = (uint32_t)record_take_number(r, 4);
	char *used = take_copy(r, &len);
	m->used = (uint32_t *)(void *)used;
	m->used_count = len / sizeof *m->used;
}

/* Marks are numbered by the suppressions that the configuration has for the report. */
static void
take_marks(struct record_reader *r, struct arena *a, const struct input *in, struct rendered *out)
{
	const struct outside_suppression *outside;
	struct config_use **uses = NULL;
	uint64_t count = record_take_number(r, 8);
	size_t known = 0;

	if (in->folder && config_ignores(in->folder->config))
		known = config_suppressions(in->folder->config, a,
					    lint_real_path(a, in->folder, str_of(in->name)),
					    &outside, &uses);
	r->bad = r->bad || count > known;
	out->marks = calloc(known + 1, sizeof *out->marks);
	if (!out->marks)
		out_of_memory();
	for (uint64_t i = 0; i < count && !r->bad; i++) {
		uint64_t index = record_take_number(r, 8);
		bool used = record_take_number(r, 1);
		r->bad = r->bad || index >= known;
		if (!r->bad)
			out->marks[out->mark_count++] =
				(struct ignore_mark){uses[index], index, used};
	}
}

void *
keep_recall(void *self, struct worker *w, const struct input *in, struct str bytes)
{
	struct lint_run *run = self;
	struct arena *a = worker_arena(w);
	struct record_reader r = {0};
	struct rendered *out;

	if (!run_log_find(run->log, a, key_of(run, in, bytes), &r.left))
		return NULL;
	out = calloc(1, sizeof *out);
	if (!out)
		out_of_memory();
	for (size_t i = 0; i < run->outputs.count; i++) {
		out->texts[i] = take_copy(&r, &out->lengths[i]);
		out->shown[i] = record_take_number(&r, 8);
	}
	out->complaint = take_copy(&r, &out->complaint_length);
	out->yield = take_copy(&r, &out->yield_length);
	out->rows = take_copy(&r, &out->row_length);
	take_match(&r, &out->match);
	take_marks(&r, a, in, out);
	out->known = record_take_number(&r, 8);
	out->suppressed = record_take_number(&r, 8);
	out->count = record_take_number(&r, 8);
	take_struct(&r, out->levels, sizeof out->levels);
	take_struct(&r, &out->stats, sizeof out->stats);
	out->read = out->recalled = true;
	if (!r.bad && !r.left.len)
		return out;
	rendered_free(out);
	return NULL;
}
