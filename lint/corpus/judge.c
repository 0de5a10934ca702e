/*
 * Which shared passages are told.  Of one agency's reports: a paragraph that the report before it
 * has, too, with all of its figures as they were.  Of two agencies' reports: what stands word for
 * word in both and is longer than phrases of the trade are.  Cost: the facts in the passages.
 */
#include "shared.h"

#include <stdlib.h>

/* The keys of the kind "shared", in the order of its table: check_shared.c. */
enum shared_key {
	KEY_SCOPE,
	KEY_REPORT,
	KEY_MIN_LENGTH,
	KEY_MIN_LATIN,
	KEY_MIN_FIGURES,
	KEY_GENRE_AGENCIES,
	KEY_GENRE_SHARE,
	KEY_UNLESS,
};

enum {
	FIGURES_LENGTH = 40,
	FIGURES_LEAST = 3,
	PASSAGE_LENGTH = 150,
	LATIN_FACTOR = 3,
	GENRE_AGENCIES = 8,
	GENRE_SHARE = 10,   /* percent */
	GENRE_LEAST = 3,    /* agencies; two copies are no genre yet */
	WHOLE_PERCENT = 60, /* of a paragraph, that are a copied paragraph */
	FIGURES_MOST = 64   /* different figures that are counted */
};

static uint32_t
number_or(const struct rule *r, enum shared_key key, uint32_t otherwise)
{
	return r->values[key].set ? (uint32_t)r->values[key].integer : otherwise;
}

static bool
is_figures(const struct rule *r)
{
	return str_eq(r->values[KEY_REPORT].string, STR("figures"));
}

static uint32_t
least_length(const struct rule *r, bool latin)
{
	uint32_t least =
		number_or(r, KEY_MIN_LENGTH, is_figures(r) ? FIGURES_LENGTH : PASSAGE_LENGTH);

	return latin ? number_or(r, KEY_MIN_LATIN, least * LATIN_FACTOR) : least;
}

void
shared_rules_of(struct arena *a, const struct rulebook *rb, struct shared_rules *out)
{
	*out = (struct shared_rules){.least = UINT32_MAX};
	for (size_t i = 0; i < rb->rule_count; i++) {
		const struct rule *r = &rb->rules[i];

		if (r->level == LEVEL_OFF || !rule_is_of(rb, r, "shared"))
			continue;
		if (is_figures(r)) {
			*VEC_PUSH(a, &out->figures) = r;
			continue;
		}
		*VEC_PUSH(a, &out->passages) = r;
		uint32_t han = least_length(r, false), latin = least_length(r, true);
		if (han < out->least)
			out->least = han;
		if (latin < out->least)
			out->least = latin;
	}
}

uint32_t
shared_genre(const struct shared_rules *rules, size_t agencies)
{
	uint32_t most = 0;

	for (size_t i = 0; i < rules->passages.len; i++) {
		const struct rule *r = rules->passages.at[i];
		uint64_t share = agencies * number_or(r, KEY_GENRE_SHARE, GENRE_SHARE) / 100;
		uint32_t genre = number_or(r, KEY_GENRE_AGENCIES, GENRE_AGENCIES);

		if (share < GENRE_LEAST)
			share = GENRE_LEAST;
		if (share < genre)
			genre = (uint32_t)share;
		most = genre > most ? genre : most;
	}
	return most;
}

/* ---- figures ------------------------------------------------------------------------------- */

static size_t
first_fact(const struct facts *f, uint32_t at)
{
	size_t low = 0, high = f->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (f->at[middle].lex.span.from < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What became of the figures of a passage. */
struct tally {
	uint32_t figures; /* different ones of two digits or more, the same in both */
	bool changed;	  /* a figure is another one, or one is missing */
	bool past;	  /* a year that was past in the first report already */
	uint64_t seen[FIGURES_MOST];
};

static bool
is_figure(const struct fact *x)
{
	return (KINDS_QUANTITY & KIND_BIT(x->lex.kind)) && !x->quoted && !x->lex.numerals;
}

static bool
is_excused(const struct rule *r, struct str text)
{
	return words_hold(r->values[KEY_UNLESS].words, text);
}

/* Does the figure's clause say that it may well stay as it was? */
static bool
may_stay(const struct rule *r, const struct facts *f, const struct fact *x)
{
	struct span sentence = f->doc->sentences[x->sentence].span, clause;
	uint32_t at = sentence.from;

	while (doc_clause_next(f->doc, sentence, &at, &clause))
		if (x->lex.span.from < clause.to)
			return is_excused(r, doc_slice(f->doc, clause));
	return false;
}

static void
tally_figure(struct tally *t, const struct rule *r, const struct facts *one, const struct fact *x,
	     const struct facts *other, const struct fact *y)
{
	struct str a = doc_slice(one->doc, x->lex.number);
	struct str b = doc_slice(other->doc, y->lex.number);
	uint64_t hash = hash_bytes(b.at, b.len, 0);
	uint32_t digits = 0;

	if (!str_eq(a, b)) {
		t->changed = true;
		return;
	}
	if (may_stay(r, other, y))
		return;
	for (uint32_t at = y->lex.number.from; at < y->lex.number.to; at++)
		digits += is_digit(other->doc->text.at[at]);
	for (uint32_t i = 0; i < t->figures; i++)
		if (t->seen[i] == hash)
			return;
	if (digits >= 2 && t->figures < FIGURES_MOST)
		t->seen[t->figures++] = hash;
}

static void
tally_date(struct tally *t, const struct fact *x, const struct fact *y, int first_year)
{
	if (x->year_inferred || y->year_inferred || !y->lex.from.year)
		return;
	t->past |= x->lex.from.year == y->lex.from.year && y->lex.from.year < first_year;
}

static void
tally_passage(const struct rule *r, const struct shared_pair *p, struct span in_first,
	      struct span in_later, struct tally *t)
{
	const struct facts *one = p->first, *other = p->later;
	size_t i = first_fact(one, in_first.from), k = first_fact(other, in_later.from);
	int year, month, day;

	*t = (struct tally){0};
	day_split(p->reports[p->first_report].from, &year, &month, &day);
	for (; k < other->count && other->at[k].lex.span.to <= in_later.to; i++, k++) {
		const struct fact *y = &other->at[k], *x = &one->at[i];

		if (i >= one->count || x->lex.span.to > in_first.to || x->lex.kind != y->lex.kind) {
			t->changed = true;
			return;
		}
		if (y->lex.kind == KIND_DATE)
			tally_date(t, x, y, year);
		else if (is_figure(y))
			tally_figure(t, r, one, x, other, y);
	}
}

/* ---- both kinds of rules --------------------------------------------------------------------- */

static bool
is_latin(const struct doc *d, struct span s)
{
	uint32_t wide = 0;

	for (uint32_t at = s.from; at < s.to; at++)
		wide += (unsigned char)d->text.at[at] >= 0x80;
	return wide * 2 < s.to - s.from;
}

/* Of how much of its paragraph a passage is, in percent of bytes. */
static uint32_t
percent_of_paragraph(const struct doc *d, struct span s)
{
	uint32_t block = doc_block_at(d, s.from);

	if (block == DOC_NONE)
		return 0;
	struct span in = d->blocks[block].span;
	return (uint32_t)((uint64_t)(s.to - s.from) * 100 / (in.to - in.from));
}

static bool
same_agency(const struct report_info *a, const struct report_info *b)
{
	return a->agency && a->agency == b->agency;
}

/* Is `first` the report on an earlier time, of the same kind? */
static bool
is_follow_up(const struct report_info *first, const struct report_info *later)
{
	return same_agency(first, later) && first->from <= first->to && later->from <= later->to &&
	       first->to < later->from && first->kind == later->kind;
}

bool
shared_comparable(const struct shared_rules *rules, const struct report_info *first,
		  const struct report_info *later)
{
	if (rules->figures.len && is_follow_up(first, later))
		return true;
	return rules->passages.len && first->agency && later->agency &&
	       first->agency != later->agency && first->kind && later->kind;
}

/* A passage that a rule tells. */
struct told {
	const struct rule *rule;
	struct span first, later;
	uint32_t characters, figures;
};

static bool
tells_figures(const struct rule *r, const struct shared_pair *p, const struct shared_passage *x,
	      struct told *out)
{
	struct tally t;

	if (x->characters < least_length(r, is_latin(p->later->doc, x->later)) ||
	    percent_of_paragraph(p->later->doc, x->later) < WHOLE_PERCENT)
		return false;
	tally_passage(r, p, x->first, x->later, &t);
	*out = (struct told){r, x->first, x->later, x->characters, t.figures};
	return !t.changed && !t.past && t.figures >= number_or(r, KEY_MIN_FIGURES, FIGURES_LEAST);
}

static bool
tells_passage(const struct rule *r, const struct shared_pair *p, const struct shared_passage *x,
	      struct told *out)
{
	struct tally t;

	uint32_t figures = number_or(r, KEY_MIN_FIGURES, 0);

	if (x->exact_characters < least_length(r, is_latin(p->later->doc, x->exact_later)) ||
	    (!figures && is_excused(r, doc_slice(p->later->doc, x->exact_later))))
		return false;
	tally_passage(r, p, x->exact_first, x->exact_later, &t);
	*out = (struct told){r, x->exact_first, x->exact_later, x->exact_characters, t.figures};
	return t.figures >= figures;
}

/* The longest first; then by place. */
static int
by_length(const void *a, const void *b)
{
	const struct told *x = a, *y = b;

	if (x->characters != y->characters)
		return x->characters > y->characters ? -1 : 1;
	return (x->later.from > y->later.from) - (x->later.from < y->later.from);
}

static bool
overlaps(const struct told *all, size_t count, const struct told *t)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].later.from < t->later.to && t->later.from < all[i].later.to)
			return true;
	return false;
}

static void
tell(struct arena *a, const struct shared_pair *p, const struct told *t,
     void (*found)(void *self, const struct cross_finding *f), void *self)
{
	struct cross_finding f = {.rule = t->rule->index,
				  .at = {p->later_report, t->later},
				  .others = {{p->first_report, t->first}},
				  .other_count = 1,
				  .value_count = 2};

	f.values[0] = (struct operand){STR("length"), str_printf(a, "%u", (unsigned)t->characters)};
	f.values[1] = (struct operand){STR("figures"), str_printf(a, "%u", (unsigned)t->figures)};
	found(self, &f);
}

/* The first rule that tells a passage: rules that ask for more stand first. */
static bool
judge(const struct shared_rules *rules, const struct shared_pair *p, bool follow_up,
      const struct shared_passage *x, struct told *out)
{
	for (size_t i = 0; follow_up && i < rules->figures.len; i++)
		if (tells_figures(rules->figures.at[i], p, x, out))
			return true;
	for (size_t i = 0; !follow_up && i < rules->passages.len; i++)
		if (tells_passage(rules->passages.at[i], p, x, out))
			return true;
	return false;
}

void
shared_judge(struct arena *a, const struct shared_rules *rules, const struct shared_pair *p,
	     const struct shared_passages *passages,
	     void (*found)(void *self, const struct cross_finding *f), void *self)
{
	const struct report_info *first = &p->reports[p->first_report];
	const struct report_info *later = &p->reports[p->later_report];
	bool follow_up = is_follow_up(first, later);
	VEC(struct told) all = {0};
	struct told t;
	size_t kept = 0;

	for (size_t i = 0; i < passages->all.len; i++)
		if (judge(rules, p, follow_up, &passages->all.at[i], &t))
			*VEC_PUSH(a, &all) = t;
	if (all.len)
		qsort(all.at, all.len, sizeof *all.at, by_length);
	for (size_t i = 0; i < all.len && kept < PAIR_TOLD; i++)
		if (!overlaps(all.at, kept, &all.at[i]))
			all.at[kept++] = all.at[i];
	for (size_t i = 0; i < kept; i++)
		tell(a, p, &all.at[i], found, self);
}
