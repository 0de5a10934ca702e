/*
 * GitLab's Code Quality report: https://docs.gitlab.com/ci/testing/code_quality/
 * Of equal fingerprints GitLab keeps only the first: ours is a hash of the path and of the
 * finding's own fingerprint, which tells equal findings of one report apart.
 */
#include "out.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

static void
gitlab_begin(FILE *to, const struct out_options *o)
{
	(void)o;
	fputs("[\n", to);
}

static const char *
severity(enum level level)
{
	return level == LEVEL_ERROR ? "major" : level == LEVEL_WARNING ? "minor" : "info";
}

static json_t *
issue(const struct report *r, const struct finding *f)
{
	struct str path = path_plain(r->doc->source->path);
	struct out_place p = place_of(r->doc, f->span);
	json_t *o = json_object(), *where = json_object(), *lines = json_object();

	json_put(o, "description", json_text(r->arena, f->message));
	json_put(o, "check_name", json_text(r->arena, f->rule->id));
	json_put(o, "fingerprint",
		 json_sprintf("%016" PRIx64, hash_bytes(path.at, path.len, f->fingerprint)));
	json_put(o, "severity", json_string(severity(f->level)));
	json_put(where, "path", json_text(r->arena, path));
	json_put(lines, "begin", json_integer(p.from.line));
	json_put(lines, "end", json_integer(p.to.line));
	json_put(where, "lines", lines);
	json_put(o, "location", where);
	return o;
}

static void
gitlab_report(FILE *to, const struct out_options *o, const struct report *r)
{
	json_findings(to, o, r, UINT64_MAX, issue);
}

static void
gitlab_end(FILE *to, const struct out_options *o, const struct run_totals *t)
{
	(void)o;
	(void)t;
	fputs("\n]\n", to);
}

const struct out_format out_gitlab = {.name = "gitlab",
				      .between = ",\n",
				      .begin = gitlab_begin,
				      .report = gitlab_report,
				      .end = gitlab_end};
