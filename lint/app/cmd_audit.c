/*
 * reportlint audit: lints all reports of an archive and compares them with one another, in memory
 * that does not grow with what they hold.
 */
#include "tree.h"

#include <signal.h>

static int
audit_reports(struct setup *s, const struct options *o)
{
	struct lint_run run = {.options = o, .arena = s->arena};
	struct tree *t = tree_new(o, s->configs, &run);
	int status = EXIT_USAGE;

	if (!t)
		return EXIT_USAGE;
	if (tree_rules(t, s)) {
		const struct feed feed = tree_feed(t);
		run.feed = &feed;
		run.tree = t;
		run.read_once = tree_reads_once(t);
		progress_begin(&run.progress, o, feed.count == SIZE_MAX ? 0 : feed.count);
		status = run_reports(&run, s);
		if (!o->quiet)
			tree_say_passed_over(t);
	}
	tree_free(t);
	return status;
}

int
cmd_audit(int argc, char **argv)
{
	struct options o;
	struct setup s;
	int status = options_parse(argc, argv, FOR_AUDIT, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (!o.argument_count && !o.files_from) {
		fputs("reportlint: no report is named; 'reportlint -h' helps\n", stderr);
		return EXIT_USAGE;
	}
	/* A file that may not grow any more is an error like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	status = setup_begin(&s, &o, o.argument_count ? o.arguments[0] : NULL)
			 ? audit_reports(&s, &o)
			 : EXIT_USAGE;
	setup_end(&s);
	return status;
}
