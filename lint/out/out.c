/* The table of output formats, and what most of them need. */
#include "out.h"

#include <string.h>

const struct out_format *const out_formats[] = {
	&out_text,  &out_json,	     &out_jsonl,   &out_sarif, &out_github, &out_gitlab,
	&out_junit, &out_checkstyle, &out_rdjsonl, &out_html,  NULL};

const struct out_format *
out_format_named(const char *name)
{
	for (size_t i = 0; out_formats[i]; i++)
		if (strcmp(out_formats[i]->name, name) == 0)
			return out_formats[i];
	return NULL;
}

uint64_t
shown_count(const struct out_options *o, const struct report *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < r->finding_count; i++)
		n += r->findings[i].level >= o->show;
	return n;
}

bool
has_text(const struct out_format *f, const struct out_options *o, const struct report *r)
{
	return !f->findings_only || o->stats || r->finding_count;
}

bool
is_changed(const struct report *r, const struct finding *f)
{
	return r->novelty && r->novelty[f - r->findings] == NOVELTY_CHANGED;
}

struct str
path_plain(struct str path)
{
	while (path.len > 2 && path.at[0] == '.' && path.at[1] == '/')
		path = str_sub(path, 2, path.len);
	return path;
}
