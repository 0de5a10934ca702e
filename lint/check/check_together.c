/*
 * The kind "together": figures that stand together in two sentences, whatever their words, and one
 * beside them that is a slip of the pen in one of the two (200.4 of 261.4, 76.7%; a rate of
 * 76.7%, 204.4 of 261.4).
 * Only figures of three digits that say something, which seldom meet by accident.  In Latin text one
 * figure is enough where it stands on the same side of the two, these are far from one another, and
 * the sentences share several words.  A value that
 * stands elsewhere, too, is no slip where the other one does as well, nor is a figure of another
 * date: by the end of June 215.3 of 361.4, by the end of September 245.3.
 * Cost: linear in the figures, with a few steps for each place where one stands again; the
 * figures of two sentences times each other where two of them meet.
 */
#include "near.h"

#include <stdlib.h>

enum {
	DIGITS_LEAST = 3,
	SHARED_LEAST = 2,
	WORDS_LEAST = 4,    /* that two sentences of Latin text share besides one figure */
	LETTERS_LEAST = 5,  /* of such a word */
	STANDINGS_MOST = 4, /* of one value: more is a figure of the form, or of a table */
	FIGURES_MOST = 24   /* of one sentence */
};

/* A figure that may be recognised elsewhere. */
struct standing {
	const struct fact *fact;
	uint64_t hash;
	uint32_t before; /* index + 1 of the place before of this hash; 0: the first */
};

/* Two sentences with a figure in common. */
struct meeting {
	uint32_t earlier, later;
};

struct together {
	struct check *check;
	const struct rule *rule;
	VEC(struct standing) standings;
	uint32_t *heads, mask;
	VEC(struct meeting) meetings;
};

/* The figures of a sentence that are told apart. */
struct row {
	const struct fact *at[FIGURES_MOST];
	bool shared[FIGURES_MOST];
	size_t count;
};

/* Its digits, but for zeros at their ends. */
static size_t
telling_digits(const struct check *c, const struct fact *x)
{
	return digits_inside_zeros(doc_slice(c->doc, x->lex.number));
}

/* Are there DIGITS_LEAST of them for sure, as in most figures?  A value is told in the digits that
 * are printed, whatever power of ten stands behind them. */
static bool
has_telling_digits(struct decimal d)
{
	_Static_assert(DIGITS_LEAST == 3, "a hundred or more");
	return d.mantissa >= 100 && d.mantissa % 10;
}

/* A bare 1969 may be a year that was not read as one. */
static bool
may_be_year(const struct fact *x)
{
	enum { FROM = 1000, TO = 2999, LETTERS = 4 };

	return x->lex.kind == KIND_BARE && x->lex.number.to - x->lex.number.from == LETTERS &&
	       x->lex.value.mantissa >= FROM && x->lex.value.mantissa <= TO;
}

static bool
is_telling(const struct check *c, const struct fact *x)
{
	return (KIND_BIT(x->lex.kind) & (KINDS_NUMBER | KIND_BIT(KIND_PERCENT))) &&
	       !x->lex.is_range && !x->lex.numerals && x->lex.qualifier == QUALIFIER_NONE &&
	       !may_be_year(x) &&
	       (has_telling_digits(x->lex.value) || telling_digits(c, x) >= DIGITS_LEAST);
}

static bool
is_same(const struct check *c, const struct fact *a, const struct fact *b)
{
	return decimal_cmp(a->lex.value, b->lex.value) == 0 &&
	       fact_base_unit(c, a) == fact_base_unit(c, b);
}

static uint64_t
hash_of(const struct check *c, const struct fact *x)
{
	struct decimal d = x->lex.value;

	while (d.mantissa && d.mantissa % 10 == 0) {
		d.mantissa /= 10;
		d.exponent++;
	}
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15); /* Fibonacci hashing */
	uint64_t hash = ((uint64_t)d.mantissa * odd ^ (uint64_t)d.exponent) * odd;
	hash = (hash ^ fact_base_unit(c, x)) * odd;
	return hash ^ hash >> 32;
}

/* Does a figure stand elsewhere than in the sentences of a and b? */
static bool
stands_elsewhere(const struct together *t, const struct fact *x, const struct fact *a,
		 const struct fact *b)
{
	uint64_t hash = hash_of(t->check, x);

	for (uint32_t i = t->heads[hash & t->mask]; i; i = t->standings.at[i - 1].before) {
		const struct fact *y = t->standings.at[i - 1].fact;
		if (y->sentence != a->sentence && y->sentence != b->sentence &&
		    is_same(t->check, x, y))
			return true;
	}
	return false;
}

static void
row_read(const struct check *c, uint32_t sentence, struct row *out)
{
	const struct sentence_facts *s = &c->facts->sentences[sentence];

	out->count = 0;
	for (uint32_t i = s->from; i < s->to && out->count < FIGURES_MOST; i++)
		if (is_telling(c, &c->facts->at[i])) {
			out->shared[out->count] = false;
			out->at[out->count++] = &c->facts->at[i];
		}
}

/* Is the value of figure i shared, and stands before it? */
static bool
is_shared_before(const struct check *c, const struct row *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (r->shared[k] && is_same(c, r->at[k], r->at[i]))
			return true;
	return false;
}

/* Marks what the rows share; how many values. */
static size_t
share(const struct check *c, struct row *a, struct row *b)
{
	size_t n = 0;

	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b->count && !a->shared[i]; k++)
			if (!b->shared[k] && is_same(c, a->at[i], b->at[k])) {
				n += !is_shared_before(c, a, i);
				a->shared[i] = b->shared[k] = true;
			}
	return n;
}

/* The shared figure right beside one that is not; NULL. */
static const struct fact *
beside(const struct row *r, size_t i)
{
	if (i && r->shared[i - 1])
		return r->at[i - 1];
	return i + 1 < r->count && r->shared[i + 1] ? r->at[i + 1] : NULL;
}

static bool
are_slip(const struct together *t, const struct fact *x, const struct fact *y)
{
	const struct check *c = t->check;
	struct str a = doc_slice(c->doc, x->lex.number), b = doc_slice(c->doc, y->lex.number);

	return x->lex.kind == y->lex.kind && fact_base_unit(c, x) == fact_base_unit(c, y) &&
	       x->lex.scale == y->lex.scale && digits_slip_retold(a, b) && digits_slip_retold(b, a);
}

static void
report(struct together *t, const struct fact *x, const struct fact *other, const struct fact *one)
{
	struct check *c = t->check;
	bool zh = c->language == MESSAGE_ZH;
	const struct related related[] = {
		{.span = other->lex.span,
		 .message = zh ? STR("此处为另一数值") : STR("the other value")},
		{.span = one->lex.span,
		 .message = zh ? STR("两处同有此数") : STR("stands beside both")},
	};
	const struct message_value values[] = {
		{"figure", fact_text(c->facts, x)},
		{"other", fact_text(c->facts, other)},
		{"beside", fact_text(c->facts, one)},
		{NULL, {0}},
	};
	struct finding *f = finding_add(c, t->rule, x->lex.span, values, related, 2);

	finding_operand(c, f, "figure", values[0].value);
	finding_operand(c, f, "other", values[1].value);
	propose_either(c, f, x->lex.number, other->lex.number);
	check_took_part(c, t->rule, x, false);
	check_took_part(c, t->rule, other, false);
}

/* Does a sentence name this year? */
static bool
names_year(const struct check *c, uint32_t sentence, int year)
{
	const struct sentence_facts *s = &c->facts->sentences[sentence];

	for (uint32_t i = s->from; i < s->to; i++) {
		const struct fact *x = &c->facts->at[i];
		if (x->lex.kind == KIND_DATE &&
		    (x->lex.from.year == year || x->lex.to.year == year))
			return true;
	}
	return false;
}

/* Do both name years, and none that is in both?  Then much may stay as it was, and one figure
 * change. */
static bool
are_of_other_years(const struct check *c, uint32_t a, uint32_t b)
{
	const struct sentence_facts *s = &c->facts->sentences[a], *o = &c->facts->sentences[b];
	bool mine = false, theirs = false;

	for (uint32_t i = s->from; i < s->to; i++) {
		const struct fact *x = &c->facts->at[i];
		if (x->lex.kind != KIND_DATE || x->year_inferred || !x->lex.from.year)
			continue;
		mine = true;
		if (names_year(c, b, x->lex.from.year))
			return false;
	}
	for (uint32_t i = o->from; i < o->to && !theirs; i++)
		theirs = c->facts->at[i].lex.kind == KIND_DATE && c->facts->at[i].lex.from.year &&
			 !c->facts->at[i].year_inferred;
	return mine && theirs;
}

/* Are both dated by months, and by none in common? */
static bool
are_of_other_months(const struct check *c, uint32_t a, uint32_t b)
{
	const struct sentence_facts *s = &c->facts->sentences[a], *o = &c->facts->sentences[b];
	bool dated = false;

	for (uint32_t i = s->from; i < s->to; i++)
		for (uint32_t k = o->from; k < o->to; k++) {
			const struct lexeme *x = &c->facts->at[i].lex, *y = &c->facts->at[k].lex;
			if (x->kind != KIND_DATE || y->kind != KIND_DATE || !x->to.month ||
			    !y->to.month)
				continue;
			if (x->to.month == y->to.month)
				return false;
			dated = true;
		}
	return dated;
}

/* The figure that x stands right behind, without a word (200件377人); NULL. */
static const struct fact *
paired_with(const struct check *c, const struct fact *x)
{
	const struct fact *before = x - 1;

	return x > c->facts->at && before->sentence == x->sentence &&
			       fact_end(before) == x->skeleton
		       ? before
		       : NULL;
}

/* 200件377人, 197件375人: are they told with another figure each?  Both slipped at once, or none. */
static bool
pairs_differ(const struct check *c, const struct fact *x, const struct fact *y)
{
	const struct fact *one = paired_with(c, x), *two = paired_with(c, y);

	return one && two && fact_base_unit(c, one) == fact_base_unit(c, two) &&
	       !is_same(c, one, two);
}

/* Two sentences that share figures: the one pair of others that is a slip. */
static void
compare(struct together *t, uint32_t earlier, uint32_t later)
{
	const struct check *c = t->check;
	const struct fact *found = NULL, *other = NULL, *one = NULL;
	struct row a, b;

	row_read(c, earlier, &a);
	row_read(c, later, &b);
	if (share(c, &a, &b) < SHARED_LEAST || are_of_other_years(c, earlier, later))
		return;
	for (size_t i = 0; i < a.count; i++)
		for (size_t k = 0; k < b.count; k++) {
			if (a.shared[i] || b.shared[k] || !are_slip(t, a.at[i], b.at[k]))
				continue;
			if (found || !beside(&a, i) || !beside(&b, k))
				return;
			other = a.at[i];
			found = b.at[k];
			one = beside(&b, k);
		}
	if (!found || are_of_other_months(c, earlier, later) || rows_differ(c, found, other) ||
	    pairs_differ(c, found, other))
		return;
	if (stands_elsewhere(t, found, found, other) && stands_elsewhere(t, other, found, other)) {
		check_unknown(t->check, t->rule, found->lex.span, UNKNOWN_EVIDENCE);
		return;
	}
	report(t, found, other, one);
}

/* The next word of at least LETTERS_LEAST letters in s from *at on; empty: no more. */
static struct str
next_word(struct str s, size_t *at)
{
	for (size_t from = *at; from < s.len; from = *at) {
		while (from < s.len && !is_letter((unsigned char)s.at[from]))
			from++;
		size_t to = from;
		while (to < s.len && is_letter((unsigned char)s.at[to]))
			to++;
		*at = to;
		if (to - from >= LETTERS_LEAST)
			return str_sub(s, from, to);
	}
	return (struct str){0};
}

/* Do two sentences have WORDS_LEAST different words in common? */
static bool
share_words(const struct check *c, uint32_t a, uint32_t b)
{
	struct str mine = sentence_skeleton(c->facts, a), word;
	struct str theirs = sentence_skeleton(c->facts, b);
	struct str seen[WORDS_LEAST];
	size_t n = 0, at = 0;

	while (n < WORDS_LEAST && (word = next_word(mine, &at)).len) {
		bool again = str_find(theirs, word) == SIZE_MAX;
		for (size_t i = 0; i < n && !again; i++)
			again = str_eq(seen[i], word);
		if (!again)
			seen[n++] = word;
	}
	return n == WORDS_LEAST;
}

/* More than a fourth of the smaller one apart: no next month's figure. */
static bool
are_far(const struct fact *a, const struct fact *b)
{
	enum { APART_MOST = 6 }; /* powers of ten that two printed figures differ by here */
	struct decimal x = a->lex.value, y = b->lex.value;

	if (x.exponent < y.exponent) {
		x = b->lex.value;
		y = a->lex.value;
	}
	int apart = x.exponent - y.exponent;
	if (apart > APART_MOST || x.mantissa > INT64_MAX / 8 / ten_to(apart) ||
	    y.mantissa > INT64_MAX / 8)
		return true;
	x.mantissa *= ten_to(apart);
	return x.mantissa * 4 > y.mantissa * 5 || y.mantissa * 4 > x.mantissa * 5;
}

/* The shared figure of a row, of which there is one value. */
static size_t
shared_index(const struct row *r)
{
	size_t i = 0;

	while (!r->shared[i])
		i++;
	return i;
}

/* The only pair right behind, or right before, the figure that two rows share: one slip apart, and
 * far; NULL without one.  *found is that of row b. */
static const struct fact *
far_slip(const struct together *t, const struct row *a, const struct row *b,
	 const struct fact **found)
{
	size_t i = shared_index(a), k = shared_index(b);
	bool behind =
		i + 1 < a->count && k + 1 < b->count && are_slip(t, a->at[i + 1], b->at[k + 1]);
	bool before = i && k && are_slip(t, a->at[i - 1], b->at[k - 1]);

	if (behind == before)
		return NULL;
	const struct fact *other = a->at[behind ? i + 1 : i - 1];
	*found = b->at[behind ? k + 1 : k - 1];
	return are_far(other, *found) ? other : NULL;
}

/* Two sentences that share one figure, and words, and one other figure but for a slip. */
static void
compare_one(struct together *t, uint32_t earlier, uint32_t later)
{
	const struct check *c = t->check;
	const struct fact *found, *other;
	struct row a, b;
	size_t from = 0;

	if (!next_word(sentence_skeleton(c->facts, later), &from).len)
		return;
	row_read(c, earlier, &a);
	row_read(c, later, &b);
	if (share(c, &a, &b) != 1 || are_of_other_years(c, earlier, later) ||
	    !(other = far_slip(t, &a, &b, &found)) || are_of_other_months(c, earlier, later) ||
	    rows_differ(c, found, other) || !share_words(c, earlier, later) ||
	    (stands_elsewhere(t, found, found, other) && stands_elsewhere(t, other, found, other)))
		return;
	report(t, found, other, b.at[shared_index(&b)]);
}

static void
standings_read(struct together *t)
{
	const struct facts *f = t->check->facts;
	const struct span facts = check_facts(t->check);

	for (uint32_t i = facts.from; i < facts.to; i++) {
		const struct fact *x = &f->at[i];
		enum block_kind kind =
			t->check->doc->blocks[t->check->doc->sentences[x->sentence].block].kind;
		if ((kind != BLOCK_PARAGRAPH && kind != BLOCK_HEADING) || !is_telling(t->check, x))
			continue;
		*VEC_PUSH(t->check->arena, &t->standings) =
			(struct standing){.fact = x, .hash = hash_of(t->check, x)};
	}
}

/* Links the standings of one hash to one another. */
static void
standings_link(struct together *t)
{
	size_t slots = 64;

	while (slots < 2 * t->standings.len)
		slots *= 2;
	t->mask = (uint32_t)(slots - 1);
	t->heads = arena_array(t->check->arena, slots, sizeof *t->heads);
	for (uint32_t i = 0; i < t->standings.len; i++) {
		struct standing *p = &t->standings.at[i];
		uint32_t *head = &t->heads[p->hash & t->mask];
		p->before = *head;
		*head = i + 1;
	}
}

/* Notes in which sentences before its own a figure stands. */
static void
meetings_note(struct together *t, const struct standing *p)
{
	for (uint32_t k = p->before, n = 0; k && n < STANDINGS_MOST;) {
		const struct standing *q = &t->standings.at[k - 1];
		k = q->before;
		if (q->hash != p->hash || !is_same(t->check, p->fact, q->fact))
			continue;
		n++;
		if (q->fact->sentence != p->fact->sentence)
			*VEC_PUSH(t->check->arena, &t->meetings) =
				(struct meeting){q->fact->sentence, p->fact->sentence};
	}
}

static int
by_sentences(const void *a, const void *b)
{
	const struct meeting *x = a, *y = b;

	if (x->later != y->later)
		return x->later < y->later ? -1 : 1;
	return (x->earlier > y->earlier) - (x->earlier < y->earlier);
}

static void
run(struct check *c, const struct rule *r)
{
	struct together t = {.check = c, .rule = r};

	standings_read(&t);
	standings_link(&t);
	for (uint32_t i = 0; i < t.standings.len; i++)
		meetings_note(&t, &t.standings.at[i]);
	if (t.meetings.len)
		qsort(t.meetings.at, t.meetings.len, sizeof *t.meetings.at, by_sentences);
	for (size_t i = 0, k; i < t.meetings.len; i = k) {
		const struct meeting *m = &t.meetings.at[i];
		for (k = i + 1; k < t.meetings.len && !by_sentences(m, m + (k - i));)
			k++;
		if (k - i >= SHARED_LEAST)
			compare(&t, m->earlier, m->later);
		else
			compare_one(&t, m->earlier, m->later);
	}
}

const struct check_kind check_together = {
	.spec =
		{
			.name = "together",
			.summary =
				"figures that stand together twice, one of them with another value",
			.values = "figure other beside",
		},
	.run = run,
	.judges = true,
};
