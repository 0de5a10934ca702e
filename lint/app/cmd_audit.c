/*
 * reportlint audit: lints all reports of an archive and compares them with one another, in memory
 * that does not grow with what they hold.  A first SIGINT or SIGTERM ends it as soon as the reports
 * that were begun are done, a second one at once.
 */
#include "tree.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

/* Waits for signals in a thread of its own. */
struct watch {
	pthread_t thread;
	bool begun;
	sigset_t signals;
	atomic_bool stop, over; /* asked to; the run is over, nobody is to wait any more */
	_Atomic int caught;
};

static void *
wait_for_signals(void *argument)
{
	struct watch *w = argument;
	int caught;

	while (sigwait(&w->signals, &caught) == 0 && !atomic_load(&w->over)) {
		if (atomic_exchange(&w->stop, true))
			_exit(128 + caught);
		atomic_store(&w->caught, caught);
	}
	return NULL;
}

/* All threads that are begun later leave the signals to this one. */
static void
watch_begin(struct watch *w)
{
	sigemptyset(&w->signals);
	sigaddset(&w->signals, SIGINT);
	sigaddset(&w->signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &w->signals, NULL);
	w->begun = pthread_create(&w->thread, NULL, wait_for_signals, w) == 0;
	if (!w->begun)
		pthread_sigmask(SIG_UNBLOCK, &w->signals, NULL);
}

static void
watch_end(struct watch *w)
{
	if (!w->begun)
		return;
	atomic_store(&w->over, true);
	pthread_kill(w->thread, SIGTERM);
	pthread_join(w->thread, NULL);
	pthread_sigmask(SIG_UNBLOCK, &w->signals, NULL);
}

static int
audit_reports(struct setup *s, const struct options *o, struct watch *watch)
{
	struct lint_run run = {.options = o, .arena = s->arena, .stop = &watch->stop};
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
	struct watch watch = {0};
	int status = options_parse(argc, argv, FOR_AUDIT, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (!o.argument_count && !o.files_from) {
		fputs("reportlint: no report is named; 'reportlint -h' helps\n", stderr);
		return EXIT_USAGE;
	}
	if (o.run_dir && o.max_findings)
		return say_wrong("--max-findings goes without --run-dir", o.run_dir);
	o.summary |= !o.quiet && isatty(STDERR_FILENO);
	/* A file that may not grow any more is an error like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	watch_begin(&watch);
	status = setup_begin(&s, &o, o.argument_count ? o.arguments[0] : NULL)
			 ? audit_reports(&s, &o, &watch)
			 : EXIT_USAGE;
	setup_end(&s);
	watch_end(&watch);
	if (atomic_load(&watch.caught)) {
		fflush(stdout);
		raise(atomic_load(&watch.caught));
	}
	return status;
}
