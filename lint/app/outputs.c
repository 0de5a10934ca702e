/*
 * Where findings go: standard output, or files that are replaced as a whole
 * when the run is done.  All are opened before anything is linted, so that a wrong
 * name is said at once.
 */
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMATS_MAX = 16 };

static bool
say_error(const char *path)
{
	fputs("reportlint: cannot write ", stderr);
	print_safely(stderr, str_of(path));
	fprintf(stderr, ": %s\n", ERROR_TEXT(errno));
	return false;
}

static const char suffix[] = ".XXXXXX";

/* The whole name of the file that a temporary one will replace. */
static char *
target_of(const char *temporary)
{
	char *target = realpath(temporary, NULL);

	if (target)
		target[strlen(target) - (sizeof suffix - 1)] = '\0';
	return target;
}

/* A new file beside the one that it will replace, which may be a link to it: the
 * link stays.  It has the rights of the old file, or those that the user's files have. */
static FILE *
open_temporary(struct output *out, const struct stat *old)
{
	char *real = old ? realpath(out->path, NULL) : NULL;
	const char *path = real ? real : out->path;
	char *name = malloc(strlen(path) + sizeof suffix);

	if (!name)
		out_of_memory();
	strcpy(name, path);
	strcat(name, suffix);
	free(real);
	int fd = mkstemp(name);
	if (fd < 0) {
		free(name);
		return NULL;
	}
	mode_t mask = umask(0);
	umask(mask);
	out->temporary = name;
	out->target = target_of(name);
	mode_t mode = old ? old->st_mode & 0777 : 0666 & ~mask;
	FILE *to = out->target && fchmod(fd, mode) == 0 ? fdopen(fd, "w") : NULL;
	if (!to)
		close(fd);
	return to;
}

/* The format that FORMAT[:FILE] begins with; NULL after a message. */
static const struct out_format *
format_of(const char *spec)
{
	const char *names[FORMATS_MAX];
	char name[32] = {0};
	size_t count = 0;

	for (size_t i = 0; spec[i] && spec[i] != ':' && i < sizeof name - 1; i++)
		name[i] = spec[i];
	for (; out_formats[count] && count < FORMATS_MAX; count++)
		names[count] = out_formats[count]->name;
	const struct out_format *format = out_format_named(name);
	if (!format)
		say_unknown("format", name, names, count);
	return format;
}

/* Devices, pipes and links to nothing are written in place: there is nothing to
 * keep until the end. */
static FILE *
open_path(struct output *out)
{
	struct stat st;

	if (stat(out->path, &st) == 0)
		return S_ISREG(st.st_mode) ? open_temporary(out, &st) : fopen(out->path, "w");
	bool loose = lstat(out->path, &st) == 0 && S_ISLNK(st.st_mode);
	return loose ? fopen(out->path, "w") : open_temporary(out, NULL);
}

bool
output_open_file(struct output *out, const char *path)
{
	out->path = path;
	out->to = open_path(out);
	return out->to || say_error(path);
}

static bool
output_open(struct output *out, const char *spec, bool aside)
{
	const char *colon = strchr(spec, ':');

	out->format = format_of(spec);
	if (!out->format)
		return false;
	out->to = aside ? stderr : stdout;
	if (!colon)
		return true;
	if (colon[1])
		return output_open_file(out, colon + 1);
	out->to = NULL;
	say_wrong("a file is missing after", spec);
	return false;
}

static bool
is_taken(const struct outputs *out, const char *target)
{
	for (size_t i = 0; i + 1 < out->count; i++)
		if (out->at[i].target && strcmp(out->at[i].target, target) == 0)
			return true;
	return false;
}

void
outputs_discard(struct outputs *out)
{
	for (size_t i = 0; i < out->count; i++) {
		if (out->at[i].to && (out->at[i].path || out->at[i].format == &out_summary))
			fclose(out->at[i].to);
		if (out->at[i].temporary)
			unlink(out->at[i].temporary);
		free(out->at[i].temporary);
		free(out->at[i].target);
	}
	out->count = 0;
}

static struct out_options
options_of(const struct options *o, const struct rulebook *rb, FILE *to)
{
	return (struct out_options){.rulebook = rb,
				    .version = REPORTLINT_VERSION,
				    .colour = colour_wanted(o, to),
				    .stats = o->stats,
				    .quiet = o->quiet,
				    .language = o->language,
				    .column_unit = o->column_unit,
				    .show = o->show,
				    .fail_on = o->fail_on,
				    .width = terminal_width(to)};
}

static bool
open_all(struct outputs *out, const struct options *o, const struct rulebook *rb)
{
	size_t count = o->outputs.count ? o->outputs.count : 1, on_stdout = 0;

	if (count >= OUTPUTS_MAX) {
		fprintf(stderr, "reportlint: at most %d outputs\n", OUTPUTS_MAX - 1);
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		struct output *one = &out->at[out->count++];
		*one = (struct output){0};
		if (!output_open(one, o->outputs.count ? o->outputs.at[i] : "text", o->aside))
			return false;
		if (one->target && is_taken(out, one->target)) {
			say_wrong("two outputs to one file", one->path);
			return false;
		}
		one->options = options_of(o, rb, one->to);
		on_stdout += !one->path;
	}
	if (on_stdout > 1)
		fputs("reportlint: two outputs on standard output; write -o FORMAT:FILE\n", stderr);
	return on_stdout <= 1;
}

/* What stands behind the last `/`. */
static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool
outputs_spare(const struct options *o, const struct input *inputs, size_t count)
{
	struct stat to, from;

	for (size_t i = 0; i < o->outputs.count; i++) {
		const char *colon = strchr(o->outputs.at[i], ':');
		if (!colon || stat(colon + 1, &to) != 0 || !S_ISREG(to.st_mode))
			continue;
		for (size_t k = 0; k < count; k++) {
			if (strcmp(base_name(inputs[k].path), base_name(colon + 1)) != 0 ||
			    stat(inputs[k].path, &from) != 0 || from.st_dev != to.st_dev ||
			    from.st_ino != to.st_ino)
				continue;
			say_wrong("an output would take the place of the report", inputs[k].path);
			return false;
		}
	}
	return true;
}

/* Counts for the summary go where nobody sees them; it goes to stderr.  A run directory holds them
 * in any case, so that it serves with and without. */
static bool
open_summary(struct outputs *out, const struct options *o, const struct rulebook *rb)
{
	struct output *one = &out->at[out->count];

	if (!o->summary && !o->run_dir)
		return true;
	*one = (struct output){.format = &out_summary, .to = tmpfile()};
	if (!one->to)
		return say_error("a temporary file");
	one->options = options_of(o, rb, one->to);
	one->options.quiet = !o->summary;
	out->count++;
	return true;
}

bool
outputs_open(struct outputs *out, const struct options *o, const struct rulebook *rb)
{
	*out = (struct outputs){0};
	if (!open_all(out, o, rb) || !open_summary(out, o, rb)) {
		outputs_discard(out);
		return false;
	}
	for (size_t i = 0; i < out->count; i++)
		if (out->at[i].format->begin)
			out->at[i].format->begin(out->at[i].to, &out->at[i].options);
	return true;
}

void
output_write(struct output *out, struct str text, uint64_t findings)
{
	uint64_t limit = out->format->limit;

	if (limit && findings > limit) { /* the text holds no more */
		out->omitted += findings - limit;
		findings = limit;
	}
	if (limit && findings > limit - out->written) {
		out->omitted += findings;
		return;
	}
	if (!text.len)
		return;
	if (out->begun && out->format->between)
		fputs(out->format->between, out->to);
	fwrite(text.at, 1, text.len, out->to);
	out->written += findings;
	out->begun = true;
}

void
outputs_end(struct outputs *out, const struct run_totals *t)
{
	for (size_t i = 0; i < out->count; i++) {
		struct run_totals totals = *t;
		totals.omitted = out->at[i].omitted;
		if (out->at[i].format->end)
			out->at[i].format->end(out->at[i].to, &out->at[i].options, &totals);
	}
}

bool
output_close(struct output *out)
{
	if (out->format == &out_summary)
		fclose(out->to);
	if (!out->path)
		return true;
	bool ok = fflush(out->to) == 0 && !ferror(out->to);
	if (!ok)
		say_error(out->path);
	if (fclose(out->to) != 0 && ok)
		ok = say_error(out->path);
	if (out->temporary && ok && rename(out->temporary, out->target) != 0)
		ok = say_error(out->path);
	if (out->temporary && !ok)
		unlink(out->temporary);
	free(out->temporary);
	free(out->target);
	return ok;
}

bool
outputs_close(struct outputs *out)
{
	bool ok = true;

	for (size_t i = 0; i < out->count; i++)
		ok = output_close(&out->at[i]) && ok;
	out->count = 0;
	return ok;
}
