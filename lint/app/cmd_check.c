/*
 * reportlint check: lints reports and prints what was found, in the order of
 * the command line.
 */
#include "run.h"

#include <string.h>

static int
check_reports(struct setup *s, const struct options *o)
{
	struct inputs in = {.arena = s->arena};
	struct lint_run run = {.options = o, .arena = s->arena};

	inputs_collect(&in, o, s->configs);
	if (!outputs_spare(o, in.all.at, in.all.len))
		return EXIT_USAGE;
	if (o->since && !(run.since = since_read(o->since, &in)))
		return EXIT_USAGE;
	if (!setup_rules(s, &in))
		return EXIT_USAGE;
	if (run.since)
		since_leave(run.since, &in, across_wanted(rulebooks_union(s->rulebooks)));
	struct input_array all = {in.all.at, in.all.len, 0};
	const struct feed feed = feed_of_array(&all);
	run.feed = &feed;
	for (size_t i = 0; i < in.all.len; i++)
		run.read_once = run.read_once || strcmp(in.all.at[i].path, "-") == 0;
	for (size_t i = 0; i < in.unread.len; i++)
		run_unread(&run, &in.unread.at[i]);
	progress_begin(&run.progress, o, in.all.len);
	return run_reports(&run, s);
}

int
cmd_check(int argc, char **argv)
{
	struct options o;
	struct setup s;
	int status = options_parse(argc, argv, FOR_CHECK, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (!o.argument_count) {
		fputs("reportlint: no report is named; 'reportlint -h' helps\n", stderr);
		return EXIT_USAGE;
	}
	if (o.fix && o.diff)
		return say_wrong("--fix goes without", "--diff");
	if (o.unsafe && !o.fix && !o.diff)
		return say_wrong("--unsafe goes with --fix or", "--diff");
	o.aside = o.diff;
	for (size_t i = 0; i < o.argument_count && o.fix; i++)
		o.aside = o.aside || strcmp(o.arguments[i], "-") == 0;
	status = setup_begin(&s, &o, o.arguments[0]) ? check_reports(&s, &o) : EXIT_USAGE;
	setup_end(&s);
	return status;
}
