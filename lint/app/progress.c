/*
 * Progress.  The time left is what the rest of the work takes at the rate of the whole run so far.
 */
#include "progress.h"

#include <unistd.h>

enum { BEGINS_MS = 1000, LINE_MS = 100, JSON_MS = 1000 };

static int64_t
milliseconds(struct timespec from, struct timespec to)
{
	return (int64_t)(to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
}

void
progress_begin(struct progress *p, const struct options *o, uint64_t reports)
{
	*p = (struct progress){.kind = o->progress, .language = o->language, .reports = reports};
	if (p->kind == PROGRESS_AUTO)
		p->kind = isatty(STDERR_FILENO) ? PROGRESS_LINE : PROGRESS_NEVER;
	clock_gettime(CLOCK_MONOTONIC, &p->begun);
	p->shown = p->begun;
}

void
progress_clear(struct progress *p)
{
	if (p->visible)
		fputs("\r\033[K", stderr);
	p->visible = false;
}

/* Is it time to say something again? */
static bool
is_due(struct progress *p, struct timespec *now)
{
	if (p->kind != PROGRESS_LINE && p->kind != PROGRESS_JSON)
		return false;
	clock_gettime(CLOCK_MONOTONIC, now);
	if (p->kind == PROGRESS_JSON)
		return milliseconds(p->shown, *now) >= JSON_MS;
	return milliseconds(p->begun, *now) >= BEGINS_MS && milliseconds(p->shown, *now) >= LINE_MS;
}

/* Seconds that the rest takes; -1: nobody knows. */
static int64_t
seconds_left(const struct progress *p, uint64_t done, int64_t elapsed_ms)
{
	uint64_t part = p->all ? p->part : done, all = p->all ? p->all : p->reports;

	/* So that the product below cannot overflow. */
	for (; all >> 24; all >>= 1)
		part >>= 1;
	if (!part || part > all || elapsed_ms <= 0)
		return -1;
	return (int64_t)((all - part) * (uint64_t)elapsed_ms / part / 1000);
}

static void
print_json(const struct progress *p, const char *phase, uint64_t done, int64_t elapsed_ms,
	   int64_t left)
{
	fprintf(stderr, "{\"phase\":\"%s\",\"reports\":%llu", phase, (unsigned long long)done);
	if (p->reports)
		fprintf(stderr, ",\"of\":%llu", (unsigned long long)p->reports);
	fprintf(stderr, ",\"seconds\":%lld", (long long)(elapsed_ms / 1000));
	if (elapsed_ms > 0)
		fprintf(stderr, ",\"perSecond\":%llu",
			(unsigned long long)(done * 1000 / (uint64_t)elapsed_ms));
	if (left >= 0)
		fprintf(stderr, ",\"secondsLeft\":%lld", (long long)left);
	fputs("}\n", stderr);
}

static void
print_time(int64_t seconds)
{
	if (seconds >= 3600)
		fprintf(stderr, "%lld:%02lld:%02lld", (long long)(seconds / 3600),
			(long long)(seconds / 60 % 60), (long long)(seconds % 60));
	else
		fprintf(stderr, "%lld:%02lld", (long long)(seconds / 60),
			(long long)(seconds % 60));
}

static void
print_line(const struct progress *p, uint64_t done, int64_t elapsed_ms, int64_t left)
{
	bool zh = p->language == MESSAGE_ZH;
	uint64_t rate = elapsed_ms > 0 ? done * 1000 / (uint64_t)elapsed_ms : 0;

	fprintf(stderr, zh ? "\r已检查%llu" : "\r%llu", (unsigned long long)done);
	if (p->reports)
		fprintf(stderr, zh ? "/%llu" : " of %llu", (unsigned long long)p->reports);
	fprintf(stderr, zh ? "份报告，每秒%llu份" : " reports, %llu a second",
		(unsigned long long)rate);
	if (left >= 0) {
		fputs(zh ? "，约剩" : ", ", stderr);
		print_time(left);
		fputs(zh ? "" : " left", stderr);
	}
	fputs("\033[K", stderr);
}

void
progress_show(struct progress *p, uint64_t done)
{
	struct timespec now;

	if (!is_due(p, &now))
		return;
	int64_t elapsed = milliseconds(p->begun, now), left = seconds_left(p, done, elapsed);
	p->shown = now;
	if (p->kind == PROGRESS_JSON) {
		print_json(p, "lint", done, elapsed, left);
		return;
	}
	print_line(p, done, elapsed, left);
	p->visible = true;
}

void
progress_phase(struct progress *p, uint64_t done, const char *en, const char *zh)
{
	struct timespec now;

	if (p->kind != PROGRESS_LINE && p->kind != PROGRESS_JSON)
		return;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (p->kind == PROGRESS_JSON) {
		print_json(p, en, done, milliseconds(p->begun, now), -1);
		return;
	}
	if (milliseconds(p->begun, now) < BEGINS_MS)
		return;
	fprintf(stderr, "\r%s\033[K", p->language == MESSAGE_ZH ? zh : en);
	p->visible = true;
}
