/*
 * seeded FILE...: damages reports in one place at a time, as pens and keyboards
 * do, and lints every damaged copy.  Figures are those that a rule proved;
 * one digit of them is changed, two are swapped, or one is dropped.  Dates become impossible,
 * numbering skips, brackets lose their partner, paragraphs are copied, as they
 * are and with another figure.  Demands that of each class a share is found, and
 * that next to nothing is said elsewhere.  The seed is fixed, so a run is as the last one.
 * SEEDED_SHOW in the environment lists what is not found and what is said elsewhere.
 * Cost: one linting a seed, at most SEEDS_MAX for a class and report.
 */
#include "linted.h"

#include <stdlib.h>
#include <string.h>

enum { SEEDS_MAX = 60, PARAGRAPH_BYTES = 240 };

enum class {
	CLASS_ARITHMETIC,
	CLASS_PERCENTAGE,
	CLASS_CONSISTENCY,
	CLASS_DATE,
	CLASS_NUMBERING,
	CLASS_BRACKET,
	CLASS_COPY,
	CLASS_NEAR_COPY,
	CLASSES
};

static const struct {
	const char *name;
	struct str category;	/* that a finding must have; figures: any */
	unsigned least_percent; /* a little under what is reached */
} classes[CLASSES] = {
	[CLASS_ARITHMETIC] = {"arithmetic", {0}, 75},
	[CLASS_PERCENTAGE] = {"percentage", {0}, 72},
	[CLASS_CONSISTENCY] = {"consistency", {0}, 70},
	[CLASS_DATE] = {"date", {"date", 4}, 85},
	[CLASS_NUMBERING] = {"numbering", {"structure", 9}, 88},
	[CLASS_BRACKET] = {"bracket", {"typography", 10}, 90},
	[CLASS_COPY] = {"copy", {"duplicate", 9}, 85},
	[CLASS_NEAR_COPY] = {"near copy", {"duplicate", 9}, 85},
};

/* A place of the text and what is to stand there. */
struct seed {
	enum class class;
	uint32_t from, to;
	char *with; /* from malloc */
};

/* A finding of the report as it is: the damaged copy may have it too. */
struct known {
	const struct rule *rule;
	uint32_t from;
};

struct report_file {
	const char *path;
	struct str text;
	VEC(struct seed) seeds;
	VEC(struct known) known;
};

struct tally {
	unsigned seeded[CLASSES], found[CLASSES], stray;
};

struct sowing {
	struct linted linted;
	struct arena *arena;
	uint64_t random;
	struct tally tally;
	bool show;
};

/* Sebastiano Vigna's splitmix64. */
static uint64_t
draw(struct sowing *r)
{
	uint64_t z = r->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void
sow(struct sowing *r, struct report_file *f, enum class class, struct ospan s, const char *with,
    size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < f->seeds.len; i++)
		count += f->seeds.at[i].class == class;
	if (count >= SEEDS_MAX)
		return;
	char *copy = strndup(with, len);
	if (!copy)
		out_of_memory();
	*VEC_PUSH(r->arena, &f->seeds) = (struct seed){class, s.from, s.to, copy};
}

/* ---- figures ---------------------------------------------------------------------------- */

/* Another digit at `at` of a figure: never a leading zero. */
static void
change_digit(struct sowing *r, char *digits, size_t at)
{
	char old = digits[at];

	while (digits[at] == old || (at == 0 && digits[at] == '0'))
		digits[at] = (char)('0' + draw(r) % 10);
}

/* One slip of the pen in a figure; the new length. */
static size_t
slip(struct sowing *r, char *digits, size_t len)
{
	size_t at = draw(r) % len;
	unsigned how = (unsigned)(draw(r) % 4);

	while (!is_digit(digits[at]))
		at = (at + 1) % len;
	if (how == 0 && at > 0 && is_digit(digits[at - 1]) && digits[at] != digits[at - 1] &&
	    digits[at] != '0') {
		char c = digits[at];
		digits[at] = digits[at - 1];
		digits[at - 1] = c;
		return len;
	}
	if (how == 1 && len > 3 && at > 0 && is_digit(digits[at - 1])) {
		memmove(digits + at, digits + at + 1, len - at - 1);
		return len - 1;
	}
	change_digit(r, digits, at);
	return len;
}

static void
sow_figure(struct sowing *r, struct report_file *f, enum class class, struct ospan s)
{
	char digits[32];
	size_t len = s.to - s.from;

	if (len < 2 || len >= sizeof digits)
		return;
	memcpy(digits, f->text.at + s.from, len);
	for (size_t i = 0; i < len; i++)
		if (!is_digit(digits[i]) && digits[i] != '.' && digits[i] != ',')
			return;
	len = slip(r, digits, len);
	sow(r, f, class, s, digits, len);
}

/* The figures of all relations that hold, once for each class. */
static void
sow_figures(struct sowing *r, struct report_file *f)
{
	static const enum class figures[] = {CLASS_ARITHMETIC, CLASS_PERCENTAGE, CLASS_CONSISTENCY};
	const struct lint_result *result = &r->linted.result;

	for (size_t i = 0; i < result->check.involved.len; i++) {
		const struct involved *v = &result->check.involved.at[i];
		const struct fact *x = &result->facts.at[v->fact];
		bool again = !v->holds || x->lex.kind == KIND_DATE;
		for (size_t k = 0; k < i; k++)
			again |= result->check.involved.at[k].fact == v->fact;
		for (size_t c = 0; c < 3 && !again; c++)
			if (str_eq(v->rule->category, str_of(classes[figures[c]].name)))
				sow_figure(r, f, figures[c],
					   linted_place(&r->linted, x->lex.number));
	}
}

/* ---- dates, numbering, brackets ------------------------------------------------------------ */

/* A day that the month does not have, in place of the day's digits. */
static void
sow_dates(struct sowing *r, struct report_file *f)
{
	const struct facts *facts = &r->linted.result.facts;

	for (size_t i = 0; i < facts->count; i++) {
		const struct lexeme *l = &facts->at[i].lex;
		if (l->kind != KIND_DATE || l->is_date_range || l->from.precision != PRECISION_DAY)
			continue;
		struct ospan s = linted_place(&r->linted, l->span);
		int month = l->from.month;
		bool thirty = month == 4 || month == 6 || month == 9 || month == 11;
		for (uint32_t at = s.from; at < s.to; at++) {
			uint32_t end = at;
			while (end < s.to && is_digit(f->text.at[end]))
				end++;
			/* The year has four digits, the month stands before the last run. */
			bool is_day = end > at && end - at < 3 &&
				      atoi(f->text.at + at) == l->from.day &&
				      (month != l->from.day || end + 4 > s.to);
			if (is_day && (month == 2 || thirty))
				sow(r, f, CLASS_DATE, (struct ospan){at, end},
				    month == 2 ? "30" : "31", 2);
			else if (is_day && f->text.at[end] == (char)0xE6)
				sow(r, f, CLASS_DATE, (struct ospan){at, end}, "35", 2);
			if (end > at)
				at = end - 1;
		}
	}
}

/* The numeral of an enumerator becomes the next one: 1, 3, 3. */
static void
sow_numbering(struct sowing *r, struct report_file *f)
{
	static const char *const han[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
	const struct doc *d = &r->linted.result.doc;

	for (size_t i = 1; i + 1 < d->enumerator_count; i++) {
		const struct enumerator *e = &d->enumerators[i].e;
		const struct enumerator *before = &d->enumerators[i - 1].e;
		const struct enumerator *behind = &d->enumerators[i + 1].e;
		uint32_t n = e->number;
		if (e->style != before->style || e->style != behind->style ||
		    before->number != n - 1 || behind->number != n + 1 || n < 2 || n > 8 ||
		    e->depth != 1)
			continue;
		struct ospan s = linted_place(&r->linted, e->span);
		for (uint32_t at = s.from; at < s.to; at++) {
			const char *c = f->text.at + at;
			char digit = (char)('0' + n), letter = (char)('a' + n - 1), next = *c;
			next++;
			if (*c == digit || *c == letter)
				sow(r, f, CLASS_NUMBERING, (struct ospan){at, at + 1}, &next, 1);
			else if (at + 3 <= s.to && memcmp(c, han[n - 1], 3) == 0)
				sow(r, f, CLASS_NUMBERING, (struct ospan){at, at + 3}, han[n], 3);
			else
				continue;
			break;
		}
	}
}

/* A bracket in running text goes; enumerators keep theirs. */
static void
sow_brackets(struct sowing *r, struct report_file *f)
{
	static const char *const closing[] = {"）", ")", "》", "”"};
	const struct doc *d = &r->linted.result.doc;

	for (size_t i = 0; i < d->sentence_count; i++) {
		struct ospan s = linted_place(&r->linted, d->sentences[i].span);
		for (uint32_t at = s.from; at + 3 < s.to; at++)
			for (size_t c = 0; c < 4; c++) {
				size_t len = strlen(closing[c]);
				if (memcmp(f->text.at + at, closing[c], len) == 0 &&
				    at > s.from + 12 && draw(r) % 3 == 0)
					sow(r, f, CLASS_BRACKET,
					    (struct ospan){at, at + (uint32_t)len}, "", 0);
			}
	}
}

/* ---- copies ------------------------------------------------------------------------------- */

/* A paragraph stands again behind the next one but one: as it is, and with a figure slipped. */
static void
sow_copies(struct sowing *r, struct report_file *f)
{
	const struct doc *d = &r->linted.result.doc;

	for (size_t i = 0; i + 2 < d->block_count; i++) {
		const struct block *b = &d->blocks[i], *there = &d->blocks[i + 2];
		if (b->kind != BLOCK_PARAGRAPH || b->enumerator != DOC_NONE ||
		    there->kind != BLOCK_PARAGRAPH || b->span.to - b->span.from < PARAGRAPH_BYTES)
			continue;
		struct ospan s = linted_place(&r->linted, b->span);
		uint32_t at = linted_place(&r->linted, there->span).to;
		struct str copy = str_printf(r->arena, "\n\n%.*s\n\n", (int)(s.to - s.from),
					     f->text.at + s.from);
		char *text = (char *)(uintptr_t)copy.at;
		sow(r, f, CLASS_COPY, (struct ospan){at, at}, text, copy.len);
		for (size_t k = 0; k + 1 < copy.len; k++)
			if (is_digit(text[k]) && is_digit(text[k + 1])) {
				change_digit(r, text + k, 1);
				sow(r, f, CLASS_NEAR_COPY, (struct ospan){at, at}, text, copy.len);
				break;
			}
	}
}

/* ---- harvest ------------------------------------------------------------------------------- */

static bool
is_known(const struct report_file *f, const struct seed *s, const struct rule *rule, uint32_t from,
	 size_t grown)
{
	size_t shift = from > s->from ? grown - (s->to - s->from) : 0;

	for (size_t i = 0; i < f->known.len; i++)
		if (f->known.at[i].rule == rule && f->known.at[i].from == from - (uint32_t)shift)
			return true;
	return false;
}

static bool
overlap(struct ospan a, struct ospan b)
{
	return a.from <= b.to && b.from <= a.to;
}

/* Is it about the damaged place: with its span, or with a related one? */
static bool
is_about(const struct linted *l, const struct finding *x, struct ospan s)
{
	bool about = overlap(linted_place(l, x->span), s);

	for (size_t i = 0; i < x->related_count; i++)
		about |= overlap(linted_place(l, x->related[i].span), s);
	return about;
}

static void
tell(const struct sowing *r, const struct report_file *f, const struct seed *s, const char *what,
     struct str message)
{
	unsigned line = 1;

	for (uint32_t i = 0; i < s->from; i++)
		line += f->text.at[i] == '\n';
	if (r->show)
		printf("%s:%u: %s %s: '%.*s' now '%.40s' %.*s\n", f->path, line,
		       classes[s->class].name, what, (int)(s->to - s->from), f->text.at + s->from,
		       s->with, STR_FMT(message));
}

static void
harvest(struct sowing *r, const struct report_file *f, const struct seed *s)
{
	size_t len = strlen(s->with), all = f->text.len - (s->to - s->from) + len;
	struct ospan place = {s->from, s->from + (uint32_t)len};
	char *text = malloc(all + 1);
	bool found = false;

	if (!text)
		out_of_memory();
	memcpy(text, f->text.at, s->from);
	memcpy(text + s->from, s->with, len);
	memcpy(text + s->from + len, f->text.at + s->to, f->text.len - s->to);
	linted_read(&r->linted, f->path, (struct str){text, all});
	for (size_t i = 0; i < r->linted.result.check.findings.len; i++) {
		const struct finding *x = &r->linted.result.check.findings.at[i];
		struct str category = classes[s->class].category;
		bool right = !category.len || str_eq(category, x->rule->category);
		if (x->level < LEVEL_WARNING ||
		    is_known(f, s, x->rule, linted_place(&r->linted, x->span).from, len))
			continue;
		/* What follows a wrong number, or a lost bracket, may be where it shows. */
		bool about = is_about(&r->linted, x, place) || (category.len && right);
		found |= about && right;
		r->tally.stray += !about;
		if (!about)
			tell(r, f, s, "says elsewhere", x->message);
	}
	r->tally.seeded[s->class]++;
	r->tally.found[s->class] += found;
	if (!found)
		tell(r, f, s, "is not found", STR(""));
	free(text);
}

static void
run_file(struct sowing *r, const char *path)
{
	size_t len = 0;
	char *text = read_whole(path, &len);
	struct report_file f = {.path = path, .text = {text, len}};

	if (!text)
		return;
	linted_read(&r->linted, path, f.text);
	for (size_t i = 0; i < r->linted.result.check.findings.len; i++) {
		const struct finding *x = &r->linted.result.check.findings.at[i];
		*VEC_PUSH(r->arena, &f.known) =
			(struct known){x->rule, linted_place(&r->linted, x->span).from};
	}
	sow_figures(r, &f);
	sow_dates(r, &f);
	sow_numbering(r, &f);
	sow_brackets(r, &f);
	sow_copies(r, &f);
	for (size_t i = 0; i < f.seeds.len; i++) {
		harvest(r, &f, &f.seeds.at[i]);
		free(f.seeds.at[i].with);
	}
	free(text);
}

static unsigned
judge(const struct tally *t)
{
	unsigned failed = 0, seeds = 0;

	for (size_t c = 0; c < CLASSES; c++) {
		bool enough = t->found[c] * 100 >= classes[c].least_percent * t->seeded[c] &&
			      t->seeded[c] > 0;
		printf("seeded %-12s %3u of %3u found, at least %u %% wanted%s\n", classes[c].name,
		       t->found[c], t->seeded[c], classes[c].least_percent,
		       enough ? "" : ": FAILED");
		failed += !enough;
		seeds += t->seeded[c];
	}
	bool quiet = t->stray * 50 <= seeds;
	printf("seeded: %u said elsewhere, at most one in 50 seeds wanted%s\n", t->stray,
	       quiet ? "" : ": FAILED");
	return failed + !quiet;
}

int
main(int argc, char **argv)
{
	struct sowing r = {.random = 20240615, .show = getenv("SEEDED_SHOW") != NULL};

	r.arena = arena_new(out_of_memory);
	if (!r.arena || !linted_open(&r.linted))
		return 1;
	for (int i = 1; i < argc; i++)
		run_file(&r, argv[i]);
	unsigned failed = judge(&r.tally);
	linted_close(&r.linted);
	arena_free(r.arena);
	printf("%u passed, %u failed\n", CLASSES + 1 - failed, failed);
	return failed != 0;
}
