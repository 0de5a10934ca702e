/*
 * What a configuration says: the values in force, which files are reports, what they are, and what
 * is suppressed in them.  Layers are asked from the nearest one outwards.
 */
#include "config.h"

#include <string.h>

const struct toml_node *
config_value(const struct config *c, enum config_key key, const struct config_file **file)
{
	for (size_t i = c->count; i-- > 0;) {
		const struct config_file *one = c->layers[i].file;
		if (!one->values[key])
			continue;
		if (file)
			*file = one;
		return one->values[key];
	}
	return NULL;
}

/* A real path from a base on; whole, without the first slash, when it is not below. */
static struct str
path_below(struct str real, struct str base)
{
	if (base.len > 1 && str_starts(real, base) && real.len > base.len &&
	    real.at[base.len] == '/')
		return str_sub(real, base.len + 1, real.len);
	return str_sub(real, 1, real.len);
}

enum { PATH_BYTES = 4096 };

/* folder/name in `out`; empty when it is too long. */
static struct str
join(char out[PATH_BYTES], struct str folder, struct str name)
{
	size_t slash = folder.len > 1;

	if (folder.len + slash + name.len >= PATH_BYTES)
		return (struct str){0};
	memcpy(out, folder.at, folder.len);
	out[folder.len] = '/';
	memcpy(out + folder.len + slash, name.at, name.len);
	return (struct str){out, folder.len + slash + name.len};
}

bool
config_excludes(const struct config_folder *folder, struct str name, bool is_folder)
{
	const struct config *c = folder->config;
	char path[PATH_BYTES];
	struct str real = {0};

	for (size_t i = c->count; i-- > 0;) {
		const struct config_layer *l = &c->layers[i];
		if (!l->file->exclude_count)
			continue;
		if (!real.len && !(real = join(path, folder->real, name)).len)
			return false;
		int says = globs_last(l->file->exclude, l->file->exclude_count,
				      path_below(real, l->base), is_folder);
		if (says)
			return says > 0;
	}
	return false;
}

int
config_includes(const struct config_folder *folder, struct str name)
{
	const struct config *c = folder->config;
	char path[PATH_BYTES];

	for (size_t i = c->count; i-- > 0;) {
		const struct config_layer *l = &c->layers[i];
		if (!l->file->values[CONFIG_INCLUDE])
			continue;
		struct str real = join(path, folder->real, name);
		return globs_last(l->file->include, l->file->include_count,
				  path_below(real, l->base), false) > 0;
	}
	return -1;
}

/* ---- what a report is ---- */

bool
config_reports(const struct config *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->layers[i].file->report_count)
			return true;
	return false;
}

static void
identify_by(struct config_identity *out, const struct config_report *r, const struct str *parts)
{
	struct str agency = r->agency.len ? r->agency : parts[0];
	struct calendar_date from = r->from, to = r->to;

	if (!out->agency_by && agency.len) {
		out->agency = agency;
		out->agency_by = r;
	}
	if (!out->period_by && (from.year || config_period(parts[1], &from, &to))) {
		out->from = from;
		out->to = to;
		out->period_by = r;
	}
}

struct config_identity
config_identify(const struct config *c, struct str real)
{
	struct config_identity out = {0};

	for (size_t i = c->count; i-- > 0;) {
		const struct config_layer *l = &c->layers[i];
		for (size_t k = l->file->report_count; k-- > 0;) {
			const struct config_report *r = &l->file->reports[k];
			for (size_t n = 0; n < r->path_count; n++) {
				struct str parts[GLOB_PARTS];
				if (glob_fits(&r->paths[n], path_below(real, l->base), false,
					      parts))
					identify_by(&out, r, parts);
			}
		}
	}
	return out;
}

/* ---- what is suppressed ---- */

bool
config_ignores(const struct config *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->layers[i].file->ignore_count)
			return true;
	return false;
}

static bool
path_fits(const struct config_ignore *ignore, struct str path)
{
	return !ignore->path_count ||
	       globs_last(ignore->paths, ignore->path_count, path, false) > 0;
}

size_t
config_suppressions(const struct config *c, struct arena *a, struct str real,
		    const struct outside_suppression **out, struct config_use ***uses)
{
	VEC(struct outside_suppression) all = {0};
	VEC(struct config_use *) by = {0};

	for (size_t i = 0; i < c->count; i++) {
		const struct config_layer *l = &c->layers[i];
		for (size_t k = 0; k < l->file->ignore_count; k++) {
			const struct config_ignore *ignore = &l->file->ignores[k];
			if (!path_fits(ignore, path_below(real, l->base)))
				continue;
			for (size_t n = 0; n < ignore->rule_count; n++) {
				*VEC_PUSH(a, &all) = (struct outside_suppression){
					ignore->rules[n].name, ignore->text, ignore->reason};
				*VEC_PUSH(a, &by) = &ignore->uses[n];
			}
		}
	}
	*out = all.at;
	*uses = by.at;
	return all.len;
}
