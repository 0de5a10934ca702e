/*
 * Writes an archive of reports that agree with one another, but for what is planted:
 *
 *     archive FOLDER REPORTS PLANTED [short]
 *
 * FOLDER/reports/NN/… holds the reports of agencies over ten years, FOLDER/truth.tsv what is wrong:
 * path, rule, the figure or the length of the copy, and the other report where either may be
 * the wrong one.  PLANTED of each: figures that two reports of one
 * year give otherwise, last year's figures restated otherwise, growth rates, differences and
 * directions that last year's report does not bear out, paragraphs kept from last year with
 * their figures, passages of 32 characters or more of other agencies, and figures of a province that
 * those of its cities do not make (its other figures, and those of every sixth, they do make).  Short
 * reports hold what is planted and compared, and hardly anything else.
 *
 * Every figure is drawn from what it is of (agency, thing, year), so whatever a report says of
 * another year is true.  Every clause holds a name out of ten thousand, so that no 32 characters are
 * the same by chance.  The same bytes on every machine.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive.h"

enum {
	YEARS = 10,
	THINGS = 8, /* that an agency reports on */
	PATH_BYTES = 4096,
	RIGHT_EVERY = 6, /* families of which one has nothing wrong */
};

/* What is wrong in a report, if anything. */
enum plant {
	PLANT_NONE,
	PLANT_FIGURE,
	PLANT_RESTATED,
	PLANT_GROWTH,
	PLANT_DIFFERENCE,
	PLANT_DIRECTION,
	PLANT_KEPT,
	PLANT_COPY,
	AGENCY_PLANTS, /* those before may stand with any agency */
	PLANT_SUM = AGENCY_PLANTS,
	PLANTS
};
static const char *const plant_rules[PLANTS] = {
	[PLANT_FIGURE] = "across-figure",	[PLANT_RESTATED] = "across-restated",
	[PLANT_GROWTH] = "across-change",	[PLANT_DIFFERENCE] = "across-change",
	[PLANT_DIRECTION] = "across-direction", [PLANT_KEPT] = "across-copied-figures",
	[PLANT_COPY] = "across-passage",	[PLANT_SUM] = "across-sum",
};

struct archive {
	const char *folder;
	FILE *truth;
	uint32_t reports, planted, agencies;
	bool is_short;
};

/* What a report says of a thing beside how much it was. */
enum form { FORM_PLAIN, FORM_RESTATED, FORM_GROWTH, FORM_DIFFERENCE, FORM_DIRECTION, FORMS };

/* Tells what was planted. */
static void
tell(const struct archive *a, const char *path, enum plant plant, const char *what)
{
	fprintf(a->truth, "%s\t%s\t%s\n", path, plant_rules[plant], what);
}

/* A report that is being written. */
struct report {
	const struct archive *archive;
	struct subject of;
	enum plant plant;
	char path[PATH_BYTES]; /* below the folder */
	struct page page;
};

static void
path_of(char path[PATH_BYTES], struct subject of, bool second)
{
	bool relative = of.agency >= FAMILIES_FROM;
	uint32_t number = relative ? of.agency - FAMILIES_FROM : of.agency;

	snprintf(path, PATH_BYTES, "reports/%s%03u/%06u-%d%s.txt", relative ? "province-" : "",
		 number / 100, number, of.year, second ? "-b" : "");
}

static void
tell_number(struct report *r, const struct page *p, size_t from)
{
	char other[PATH_BYTES];

	path_of(other, r->of, false);
	fprintf(r->archive->truth, "%s\t%s\t%s\t%s\n", r->path, plant_rules[r->plant], p->at + from,
		r->plant == PLANT_FIGURE ? other : "");
}

/* The change against the year before; planted: it does not come out. */
static void
put_change(struct report *r, struct random *rnd, enum form form, uint64_t now, uint64_t before,
	   const char *unit, bool wrong)
{
	static const char *const than[] = {"比上年", "较上年", "与上年相比"};
	bool up = now > before;
	uint64_t by = up ? now - before : before - now;
	uint64_t rate = (by * 20000 + before) / (2 * before);
	struct page *p = &r->page;
	size_t from;

	if (form == FORM_PLAIN)
		return;
	put(p, "，");
	switch (form) {
	case FORM_GROWTH:
		put(p, "同比");
		put(p, up ? "增长" : "下降");
		from = p->len;
		put_hundredths(p, wrong ? slipped(rnd, rate) : rate);
		break;
	case FORM_DIFFERENCE:
		put(p, than[draw(rnd, 2)]);
		put(p, up ? "增加" : "减少");
		from = p->len;
		put_number(p, wrong ? slipped(rnd, by) : by);
		put(p, unit);
		break;
	case FORM_DIRECTION:
		put(p, than[draw(rnd, 3)]);
		put(p, "有所");
		from = p->len;
		put(p, up != wrong ? "增加" : "减少");
		break;
	case FORM_RESTATED:
		put(p, "上年为");
		from = p->len;
		put_number(p, wrong ? slipped(rnd, before) : before);
		put(p, unit);
		break;
	case FORM_PLAIN:
	case FORMS:
	default:
		return;
	}
	if (wrong)
		tell_number(r, p, from);
}

static enum form
form_of(enum plant plant)
{
	static const enum form forms[PLANTS] = {[PLANT_RESTATED] = FORM_RESTATED,
						[PLANT_GROWTH] = FORM_GROWTH,
						[PLANT_DIFFERENCE] = FORM_DIFFERENCE,
						[PLANT_DIRECTION] = FORM_DIRECTION};

	return forms[plant];
}

/* One thing: how much, and most often how that compares with the year before. */
static void
put_statement(struct report *r, struct random *rnd, uint32_t i, bool wrong)
{
	uint32_t thing = thing_of(r->of.agency, i);
	const char *unit = thing_unit(thing);
	uint64_t now = value_of(r->of.agency, thing, r->of.year);
	uint64_t before = value_of(r->of.agency, thing, r->of.year - 1);
	enum form form = (enum form)draw(rnd, FORMS);
	struct page *p = &r->page;

	if (wrong && form_of(r->plant) != FORM_PLAIN)
		form = form_of(r->plant);
	if (r->of.year == FIRST_YEAR || r->of.agency >= FAMILIES_FROM)
		form = FORM_PLAIN;
	put_thing(p, thing);
	size_t from = p->len;
	bool other = wrong && (r->plant == PLANT_FIGURE || r->plant == PLANT_SUM);
	put_number(p, other ? slipped(rnd, now) : now);
	put(p, unit);
	if (other)
		tell_number(r, p, from);
	else
		put_change(r, rnd, form, now, before, unit, wrong);
}

/* ---- reports ------------------------------------------------------------------------------- */

/* A stretch of another agency's opening, from anywhere in it: 32 characters or more that count. */
static void
put_copy(struct report *r, struct random *rnd)
{
	struct page *other = calloc(1, sizeof *other);
	struct subject of = {r->of.agency + 1, r->of.year};
	uint64_t length = 32 + draw(rnd, 60);

	if (!other)
		exit(1);
	of.agency %= r->archive->agencies;
	put_opening(other, of);
	uint64_t all = characters(other->at, other->len), letters = 0;
	const char *from = character_at(other->at, draw(rnd, all - length)), *to;

	while (!characters(from, 3)) /* it begins with a word, as what is put before it ends */
		from = character_at(from, 1);
	to = from;

	while (letters < length && *to) {
		const char *next = character_at(to, 1);
		letters += characters(to, (size_t)(next - to));
		to = next;
	}
	char what[32], source[PATH_BYTES];
	snprintf(what, sizeof what, "%llu", (unsigned long long)letters);
	put_prose(&r->page, rnd, 1 + draw(rnd, 3));
	other->at[to - other->at] = '\0';
	put(&r->page, from);
	put(&r->page, "。");
	put_prose(&r->page, rnd, 1 + draw(rnd, 3));
	put(&r->page, "\n\n");
	fprintf(r->archive->truth, "%s\t%s\t%s\t", r->path, plant_rules[PLANT_COPY], what);
	path_of(source, of, false);
	fprintf(r->archive->truth, "%s\n", source);
	free(other);
}

static void
put_section(struct report *r, struct random *rnd, unsigned number, uint32_t wrong)
{
	struct page *p = &r->page;
	bool is_short = r->archive->is_short;

	put(p, han[number]);
	put(p, "、");
	put_name(p, rnd);
	put(p, PICK(rnd, verbs));
	put(p, PICK(rnd, objects));
	put(p, "\n\n");
	for (uint32_t i = 0; i < 2; i++) {
		uint32_t thing = number * 2 + i;
		put_prose(p, rnd, is_short ? 0 : 1 + draw(rnd, 3));
		put(p, draw(rnd, 2) ? "全年" : "");
		put_statement(r, rnd, thing, thing == wrong);
		put(p, "。");
		put_prose(p, rnd, is_short ? 0 : 2 + draw(rnd, 4));
		put(p, "\n\n");
	}
	if (!is_short)
		put_prose(p, rnd, 3 + draw(rnd, 8));
	put(p, "\n\n");
}

static void
write_page(const struct report *r)
{
	char path[PATH_BYTES];

	if ((size_t)snprintf(path, sizeof path, "%s/%s", r->archive->folder, r->path) >=
	    sizeof path)
		exit(1);
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(r->page.at, 1, r->page.len, f) != r->page.len || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

/* `copy`: the how manyth report of the agency on the year, with other words around the same
 * figures. */
static void
write_report(const struct archive *a, struct subject of, unsigned copy, enum plant plant)
{
	static struct report r; /* large, and used again */
	struct random rnd = random_of(of.agency, 5 + copy, (uint64_t)of.year);
	uint32_t wrong = THINGS;

	r = (struct report){.archive = a, .of = of, .plant = plant};
	path_of(r.path, of, copy > 0);
	if (plant != PLANT_NONE && plant != PLANT_KEPT && plant != PLANT_COPY)
		wrong = (uint32_t)draw(&rnd, THINGS);
	put_agency(&r.page, of.agency);
	put_number(&r.page, (uint64_t)of.year);
	put(&r.page, "年度工作总结\n\n");
	if (!copy) {
		put_opening(&r.page, of);
		put(&r.page, "\n\n");
	}
	for (unsigned i = 0; i < THINGS / 2; i++)
		put_section(&r, &rnd, i, wrong);
	if (!copy)
		put_figures(&r.page,
			    plant == PLANT_KEPT ? (struct subject){of.agency, of.year - 1} : of);
	if (plant == PLANT_KEPT)
		tell(a, r.path, plant, "4");
	if (plant == PLANT_COPY)
		put_copy(&r, &rnd);
	put_agency(&r.page, of.agency);
	put(&r.page, "\n");
	put_number(&r.page, (uint64_t)of.year + 1);
	put(&r.page, "年1月12日\n");
	write_page(&r);
}

/* What is planted in report `n` of an agency: no two of its reports hold anything, the year before
 * never does. */
static void
write_agency(const struct archive *a, uint32_t agency, uint32_t agencies)
{
	uint64_t plants = (uint64_t)a->planted * (AGENCY_PLANTS - 1);
	/* Plant k stands with agency k * agencies / plants, so all are spread evenly. */
	uint64_t first = ((uint64_t)agency * plants + agencies - 1) / agencies;
	uint64_t last = ((uint64_t)(agency + 1) * plants + agencies - 1) / agencies;

	for (int year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++) {
		struct subject of = {agency, year};
		uint64_t k = first + (uint64_t)(year - FIRST_YEAR) / 2;
		enum plant plant = (year - FIRST_YEAR) % 2 && k < last ? 1 + k % (AGENCY_PLANTS - 1)
								       : PLANT_NONE;

		/* Two reports on one year, which agree where nothing is planted. */
		if (plant == PLANT_FIGURE || (agency % 50 == 0 && year == FIRST_YEAR))
			write_report(a, of, 1, plant);
		write_report(a, of, 0, plant == PLANT_FIGURE ? PLANT_NONE : plant);
	}
}

/* A family's reports on one year, of which the whole's may have one figure that its members' do not
 * make. */
static void
write_family(const struct archive *a, uint32_t family, bool wrong)
{
	struct subject of = {FAMILIES_FROM + family * FAMILY_ROOM,
			     FIRST_YEAR + (int)(family % YEARS)};

	write_report(a, of, 0, wrong ? PLANT_SUM : PLANT_NONE);
	for (uint32_t i = 0; i < FAMILY_MEMBERS; i++) {
		of.agency++;
		write_report(a, of, 0, PLANT_NONE);
	}
}

static void
make_folder(const struct archive *a, const char *name, struct subject of)
{
	char path[PATH_BYTES], in[PATH_BYTES];

	path_of(in, of, false);
	*strrchr(in, '/') = '\0';
	if ((size_t)snprintf(path, sizeof path, "%s/%s", a->folder, name ? name : in) < sizeof path)
		mkdir(path, 0777);
}

static uint32_t
families_of(const struct archive *a)
{
	return a->planted + a->planted / (RIGHT_EVERY - 1);
}

static void
write_all(const struct archive *a, uint32_t agencies)
{
	uint32_t wrong = 0;

	for (uint32_t i = 0; i < agencies; i++) {
		if (i % 100 == 0)
			make_folder(a, NULL, (struct subject){i, FIRST_YEAR});
		write_agency(a, i, agencies);
	}
	for (uint32_t i = 0; i < families_of(a); i++) {
		bool is_wrong = i % RIGHT_EVERY != RIGHT_EVERY - 1 && wrong < a->planted;
		make_folder(a, NULL, (struct subject){FAMILIES_FROM + i * FAMILY_ROOM, FIRST_YEAR});
		write_family(a, i, is_wrong);
		wrong += is_wrong;
	}
}

int
main(int argc, char **argv)
{
	bool ok = argc == 4 || (argc == 5 && strcmp(argv[4], "short") == 0);
	struct archive a = {.folder = ok ? argv[1] : "", .is_short = argc == 5};
	const struct subject nobody = {0};
	char path[PATH_BYTES];
	uint32_t agencies = 0;

	if (ok) {
		a.reports = (uint32_t)strtoul(argv[2], NULL, 10);
		a.planted = (uint32_t)strtoul(argv[3], NULL, 10);
	}
	uint64_t relatives = (uint64_t)families_of(&a) * (FAMILY_MEMBERS + 1);
	if (a.reports > relatives)
		agencies = (uint32_t)(a.reports - relatives) / YEARS;
	if (agencies < 10 || agencies > agencies_most() ||
	    (uint64_t)a.planted * (AGENCY_PLANTS - 1) > agencies * 5) {
		fputs("usage: archive FOLDER REPORTS PLANTED [short]\n"
		      "at least 100 reports, and for each planted one of a kind twenty\n",
		      stderr);
		return 2;
	}
	a.agencies = agencies;
	make_folder(&a, "", nobody);
	make_folder(&a, "reports", nobody);
	snprintf(path, sizeof path, "%s/truth.tsv", a.folder);
	a.truth = fopen(path, "wb");
	if (!a.truth) {
		perror(path);
		return 1;
	}
	write_all(&a, agencies);
	return fclose(a.truth) == 0 ? 0 : 1;
}
