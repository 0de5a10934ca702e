/*
 * passages FILE...: lints short passages and compares with what is expected
 * of each.  A passage begins at a line `## name` and ends at its expectations; one whose name ends
 * with `(Markdown)` is read as that, the others as plain text:
 *
 *	=> silence                    nothing at warning or above
 *	=> percentage: 16.5%          a finding of this category that overlaps this text
 *	=> note percentage: 16.5%     the same, at any level
 *	=> miss percentage: 16.5%     one that ought to be found and is not yet
 *	=> alarm percentage: 16.5%    one that is a false alarm, still
 *
 * What is not expected fails; so does a `miss` that is found and an `alarm`
 * that is gone, so that these lists shrink.  The last line counts.
 */
#include "linted.h"

#include <stdlib.h>
#include <string.h>

enum { EXPECTED_MAX = 16 };

enum mark { MARK_FIND, MARK_NOTE, MARK_MISS, MARK_ALARM, MARKS };

static const struct str mark_words[MARKS] = {
	[MARK_FIND] = {"", 0},
	[MARK_NOTE] = {"note ", 5},
	[MARK_MISS] = {"miss ", 5},
	[MARK_ALARM] = {"alarm ", 6},
};

struct expected {
	enum mark mark;
	struct str category, text;
	bool met;
};

struct passage {
	const char *path;
	struct str name, text;
	struct expected expected[EXPECTED_MAX];
	size_t expected_count;
	bool silent;
};

struct counts {
	unsigned passed, failed, misses, alarms;
};

/* ---- reading ----------------------------------------------------------------------- */

static struct str
take_line(struct str *rest)
{
	const char *end = memchr(rest->at, '\n', rest->len);
	size_t len = end ? (size_t)(end - rest->at) : rest->len, step = end ? len + 1 : len;
	struct str line = {rest->at, len};

	*rest = (struct str){rest->at + step, rest->len - step};
	return line;
}

static bool
take_prefix(struct str *s, struct str prefix)
{
	if (s->len < prefix.len || memcmp(s->at, prefix.at, prefix.len) != 0)
		return false;
	*s = (struct str){s->at + prefix.len, s->len - prefix.len};
	return true;
}

/* One line behind `=> `; false when it cannot be understood. */
static bool
read_expected(struct passage *p, struct str line)
{
	struct expected e = {.mark = MARK_FIND};

	if (str_eq(line, STR("silence")))
		return p->silent = true;
	for (enum mark m = MARK_NOTE; m < MARKS; m++)
		if (take_prefix(&line, mark_words[m]))
			e.mark = m;
	const char *colon = memchr(line.at, ':', line.len);
	if (!colon || p->expected_count == EXPECTED_MAX)
		return false;
	e.category = str_sub(line, 0, (size_t)(colon - line.at));
	e.text = str_trim(str_sub(line, e.category.len + 1, line.len));
	p->expected[p->expected_count++] = e;
	return e.text.len && e.category.len;
}

/* The next passage of a file; false at its end.  What stands before the first
 * one is for the reader. */
static bool
passage_next(struct str *rest, struct passage *p, struct counts *n)
{
	const char *from = NULL, *to = NULL;

	p->expected_count = 0;
	p->silent = false;
	while (rest->len) {
		struct str before = *rest, line = take_line(rest);
		if (take_prefix(&line, STR("## "))) {
			if (to) {
				*rest = before;
				break;
			}
			p->name = line;
			from = rest->at;
		} else if (take_prefix(&line, STR("=> ")) && from) {
			to = to ? to : before.at;
			if (read_expected(p, line))
				continue;
			n->failed++;
			printf("%s: %.*s: not understood: %.*s\n", p->path, STR_FMT(p->name),
			       STR_FMT(line));
		}
	}
	if (to)
		p->text = str_trim((struct str){from, (size_t)(to - from)});
	return to != NULL;
}

/* ---- judging ---------------------------------------------------------------------------- */

/* Does the finding overlap some place where the text stands? */
static bool
overlaps(const struct passage *p, struct ospan s, struct str text)
{
	for (size_t at = 0; at + text.len <= p->text.len; at++)
		if (memcmp(p->text.at + at, text.at, text.len) == 0 && at < s.to &&
		    s.from < at + text.len)
			return true;
	return false;
}

static void
wrong(const struct passage *p, struct counts *n, const char *what, struct str category,
      struct str text)
{
	n->failed++;
	printf("%s: %.*s: %s: %.*s: %.*s\n", p->path, STR_FMT(p->name), what, STR_FMT(category),
	       STR_FMT(text));
}

static void
judge_finding(const struct linted *l, struct passage *p, const struct finding *f, struct counts *n)
{
	struct ospan s = linted_place(l, f->span);
	bool expected = f->level < LEVEL_WARNING;

	for (size_t i = 0; i < p->expected_count; i++) {
		struct expected *e = &p->expected[i];
		if (!str_eq(e->category, f->rule->category) || !overlaps(p, s, e->text) ||
		    (f->level < LEVEL_WARNING && e->mark != MARK_NOTE))
			continue;
		e->met = expected = true;
	}
	if (!expected) {
		wrong(p, n, "not expected", f->rule->category, f->message);
		printf("\t[%.*s]\n", STR_FMT(f->rule->id));
	}
}

static void
judge_expected(const struct passage *p, const struct expected *e, struct counts *n)
{
	n->misses += e->mark == MARK_MISS && !e->met;
	n->alarms += e->mark == MARK_ALARM && e->met;
	if (e->mark == MARK_MISS && e->met)
		wrong(p, n, "found at last: take its mark away", e->category, e->text);
	else if (e->mark == MARK_ALARM && !e->met)
		wrong(p, n, "silent at last: take it away", e->category, e->text);
	else if (e->mark != MARK_MISS && !e->met)
		wrong(p, n, "not found", e->category, e->text);
}

static void
judge(struct linted *l, struct passage *p, struct counts *n)
{
	unsigned failed = n->failed;

	bool markdown = str_ends(p->name, STR("(Markdown)"));

	linted_read(l, markdown ? "passage.md" : "passage.txt", p->text);
	for (size_t i = 0; l->result.ok && i < l->result.check.findings.len; i++)
		judge_finding(l, p, &l->result.check.findings.at[i], n);
	for (size_t i = 0; i < p->expected_count; i++)
		judge_expected(p, &p->expected[i], n);
	if (!l->result.ok || p->silent == (p->expected_count > 0))
		wrong(p, n, "a passage", STR("wrong"), STR("its text or its expectations"));
	n->passed += n->failed == failed;
}

int
main(int argc, char **argv)
{
	struct linted l;
	struct counts n = {0};

	if (!linted_open(&l))
		return 1;
	for (int i = 1; i < argc; i++) {
		size_t len = 0;
		char *text = read_whole(argv[i], &len);
		struct str rest = {text, text ? len : 0};
		struct passage p = {.path = argv[i]};
		n.failed += !text;
		while (passage_next(&rest, &p, &n))
			judge(&l, &p, &n);
		free(text);
	}
	linted_close(&l);
	printf("known: %u misses, %u false alarms\n", n.misses, n.alarms);
	printf("%u passed, %u failed\n", n.passed, n.failed);
	return n.failed != 0;
}
