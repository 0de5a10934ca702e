/*
 * The kind "same": one figure stated twice, with one slip of the pen between
 * the two.  Equal labels alone prove nothing in a long report, so two figures
 * are compared only when their words agree and their digits nearly do; the
 * odd one is that which stands once.  Figures meet through a hash of their
 * near words, or, long ones, of their digits with one left out (two numbers
 * one slip apart share such a remainder); the few of these that may stand twice
 * are kept in a table.  Time linear in the figures.
 */
#include "../base/twice.h"
#include "claim.h"
#include "near.h"
#include "same.h"

#include <string.h>

enum key { KEY_BY, KEY_SUBJECT, KEY_COPULA, KEY_SUBSET, KEY_OTHER_PERIOD, KEY_MIN_DIGITS, KEY_ALL };

static const struct kind_key keys[KEY_ALL] = {
	[KEY_BY] = {"by", KEY_STRING, true,
		    "what must agree: the label before, the noun behind, or the digits",
		    "label|noun|digits"},
	[KEY_SUBJECT] = {"subject", KEY_WORDS, false,
			 "words before a count that say it is the whole (noun)", NULL},
	[KEY_COPULA] = {"copula", KEY_WORDS, false, "words between label and figure", NULL},
	[KEY_SUBSET] = {"subset", KEY_WORDS, false, "words that make a figure a part of the other",
			NULL},
	[KEY_OTHER_PERIOD] = {"other-period", KEY_WORDS, false, "words that speak of another year",
			      NULL},
	[KEY_MIN_DIGITS] = {"min-digits", KEY_INTEGER, false,
			    "digits of a figure that is compared though it stands once (4)", NULL},
};

enum { NEAR_PAIRS_MAX = 200 }; /* that are looked at in one report */
enum { CHAIN_MAX = 64 };       /* entries that are looked at for one */
enum { NAME_BYTES = 15 /* of words that name one thing for sure */ };

/* The figures of a report that may be restated. */
struct all_stated {
	VEC(struct stated) list;
	const struct word_list *copula; /* by which `ahead` was read */
};

/* A figure under one of its signatures, which another may have too. */
struct entry {
	uint64_t hash;
	const struct stated *figure;
	uint32_t next; /* in the table: index + 1; 0 ends the chain */
};

struct meeting {
	struct check *check;
	const struct rule *rule;
	enum by by;
	uint32_t *heads;
	uint32_t mask;
	uint32_t near_pairs;
	struct entry *entries;
	size_t count;
	struct nouns nouns; /* where figures meet by theirs */
};

/* ---- do two figures state one thing? ------------------------------------------ */

static struct str
digits_of(const struct check *c, const struct fact *x)
{
	return doc_slice(c->doc, x->lex.number);
}

static struct str
words_ahead(const struct check *c, const struct rule *r, const struct fact *x)
{
	return text_ahead(c, x, r->values[KEY_COPULA].words);
}

static uint32_t
stated_year(const struct check *c, const struct fact *x)
{
	const struct sentence_facts *s = &c->facts->sentences[x->sentence];
	uint32_t year = (uint32_t)c->doc->period_from.year;

	for (uint32_t i = s->from; i < s->to && c->facts->at[i].skeleton < x->skeleton; i++)
		if (c->facts->at[i].lex.kind == KIND_DATE && c->facts->at[i].lex.from.year)
			year = (uint32_t)c->facts->at[i].lex.from.year;
	return year;
}

/* The last month, or months, ahead of a figure in its sentence; NULL where a day or nothing is. */
static const struct fact *
stated_months(const struct check *c, const struct fact *x)
{
	const struct sentence_facts *s = &c->facts->sentences[x->sentence];
	const struct fact *last = NULL;

	for (uint32_t i = s->from; i < s->to && c->facts->at[i].skeleton < x->skeleton; i++)
		if (c->facts->at[i].lex.kind == KIND_DATE)
			last = &c->facts->at[i];
	return last && last->lex.from.month && !last->lex.from.day ? last : NULL;
}

/* May two figures be of one time?  12月 is not 1-12月. */
static bool
times_agree(const struct check *c, const struct fact *x, const struct fact *y)
{
	const struct fact *a = stated_months(c, x), *b = stated_months(c, y);

	if (stated_year(c, x) != stated_year(c, y))
		return false;
	return !a || !b ||
	       (a->lex.from.month == b->lex.from.month &&
		a->lex.is_date_range == b->lex.is_date_range &&
		(!a->lex.is_date_range || a->lex.to.month == b->lex.to.month));
}

/* Does another period stand before the figure?  同比 behind it is about its growth. */
static bool
speaks_of(const struct check *c, const struct word_list *words, const struct fact *x)
{
	size_t where;
	struct str before = sentence_skeleton(c->facts, x->sentence);

	before.len = x->skeleton - c->facts->sentences[x->sentence].skeleton.from;
	return words && words_in(words, before, &where) >= 0;
}

static bool labels_agree(struct check *c, const struct rule *r, const struct fact *x,
			 const struct fact *y);

/* How often a figure stands in the report with these words, up to `enough`. */
static size_t
occurrences(struct check *c, const struct rule *r, const struct fact *x, size_t enough)
{
	size_t n = 0;

	for (const struct fact *y = value_first(c, x); y && n < enough; y = value_next(c, y)) {
		if (y->lex.kind != x->lex.kind || fact_base_unit(c, y) != fact_base_unit(c, x) ||
		    decimal_cmp(y->lex.value, x->lex.value) != 0)
			continue;
		n += y == x || labels_agree(c, r, x, y) ||
		     label_alike(fact_label(c->arena, c->facts, x),
				 fact_label(c->arena, c->facts, y));
	}
	return n;
}

/* Does the other value stand in the same sentence?  Then this one is a part
 * or a later state of it. */
static bool
sentence_states(const struct check *c, const struct fact *x, const struct fact *other)
{
	const struct sentence_facts *s = &c->facts->sentences[x->sentence];

	for (uint32_t i = s->from; i < s->to; i++)
		if (decimal_cmp(c->facts->at[i].lex.value, other->lex.value) == 0 &&
		    fact_base_unit(c, &c->facts->at[i]) == fact_base_unit(c, other))
			return true;
	return false;
}

/* Digits that say something: not the zeros that round a whole number. */
static int64_t
telling_digits(const struct check *c, const struct fact *x)
{
	char d[DIGITS_MAX];
	size_t n = same_digits(c, x, d);

	while (!x->lex.decimals && n && d[n - 1] == '0')
		n--;
	return (int64_t)n;
}

/* Bytes that two labels have in common at their end. */
static size_t
common_words(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && a.at[a.len - 1 - n] == b.at[b.len - 1 - n])
		n++;
	return n;
}

static bool
labels_agree(struct check *c, const struct rule *r, const struct fact *x, const struct fact *y)
{
	struct label a = fact_label(c->arena, c->facts, x);
	struct label b = fact_label(c->arena, c->facts, y);
	struct str by = r->values[KEY_BY].string;

	if (str_eq(by, STR("digits")))
		return label_alike(a, b) &&
		       (telling_digits(c, x) > DIGITS_LONG || telling_digits(c, y) > DIGITS_LONG ||
			common_words(a.left, b.left) >= NAME_BYTES);
	if (str_eq(by, STR("label")))
		return a.left.len && str_eq(a.left, b.left);
	struct str m = a.right.len ? a.right : a.left, n = b.right.len ? b.right : b.left;
	return m.len >= WORDS_BYTES && n.len >= WORDS_BYTES &&
	       (str_starts(m, n) || str_starts(n, m));
}

static bool
after_subject(const struct check *c, const struct rule *r, const struct fact *x)
{
	const struct word_list *subject = r->values[KEY_SUBJECT].words;
	struct str s = words_ahead(c, r, x);

	return subject && words_before(subject, s, s.len) >= 0;
}

/* Figures of one paragraph, or sentence when it is a noun that they count, mostly mean different
 * things. */
static bool
stand_apart(const struct check *c, const struct rule *r, const struct fact *x, const struct fact *y)
{
	if (x->sentence == y->sentence || str_eq(r->values[KEY_BY].string, STR("noun")))
		return x->sentence != y->sentence;
	return doc_block_at(c->doc, x->lex.span.from) != doc_block_at(c->doc, y->lex.span.from);
}

/* But not where one name and one value stand there several times. */
static bool
states_name_again(struct check *c, const struct rule *r, const struct fact *x, const struct fact *y)
{
	if (str_eq(r->values[KEY_BY].string, STR("noun")))
		return false;
	struct str name = fact_label(c->arena, c->facts, x).left;

	return name.len >= NAME_BYTES && str_eq(name, fact_label(c->arena, c->facts, y).left) &&
	       occurrences(c, r, x, 2) + occurrences(c, r, y, 2) >= 3;
}

static bool
comparable(struct check *c, const struct rule *r, const struct fact *x, const struct fact *y)
{
	const struct key_value *v = r->values;

	if (x->lex.qualifier != y->lex.qualifier || !digits_slip(digits_of(c, x), digits_of(c, y)))
		return false;
	if (!stand_apart(c, r, x, y) && !states_name_again(c, r, x, y))
		return false;
	return times_agree(c, x, y) && !sentence_states(c, x, y) && !sentence_states(c, y, x) &&
	       !speaks_of(c, v[KEY_OTHER_PERIOD].words, x) &&
	       !speaks_of(c, v[KEY_OTHER_PERIOD].words, y) && labels_agree(c, r, x, y);
}

/* Do eight characters before two figures agree? */
static bool
same_context(const struct check *c, const struct rule *r, const struct fact *x,
	     const struct fact *y)
{
	struct str a = words_ahead(c, r, x), b = words_ahead(c, r, y);
	const size_t enough = 2 * WORDS_BYTES;

	return a.len >= enough && b.len >= enough &&
	       str_eq(str_sub(a, a.len - enough, a.len), str_sub(b, b.len - enough, b.len));
}

/* May the words before a figure be this name?  Its first character and its last then stand in the
 * sentence, before the figure.  Costs a tenth of the label that tells for sure. */
static bool
may_have_name(const struct check *c, const struct fact *x, struct str name)
{
	struct str before = sentence_skeleton(c->facts, x->sentence);
	size_t first = 0, last = utf8_back(name.at, name.len);

	utf8_next(name.at, &first);
	before.len = x->skeleton - c->facts->sentences[x->sentence].skeleton.from;
	return str_find(before, str_sub(name, last, name.len)) != SIZE_MAX &&
	       str_find(before, str_sub(name, 0, first)) != SIZE_MAX;
}

/* Has the name of x more than three values in the report?  Then it is a form
 * that every item fills in. */
static bool
is_form(struct check *c, const struct fact *x)
{
	struct decimal seen[3];
	size_t n = 0;
	struct str name = fact_label(c->arena, c->facts, x).left;

	if (!name.len)
		return false; /* it is named behind the figure */
	for (size_t i = 0; i < c->facts->count; i++) {
		const struct fact *y = &c->facts->at[i];
		size_t k = 0;
		if (y->lex.kind != x->lex.kind || !may_have_name(c, y, name) ||
		    !str_eq(fact_label(c->arena, c->facts, y).left, name))
			continue;
		while (k < n && decimal_cmp(seen[k], y->lex.value) != 0)
			k++;
		if (k < n)
			continue;
		if (n == 3)
			return true;
		seen[n++] = y->lex.value;
	}
	return false;
}

/* The odd one of two figures, or NULL when both are established or nothing
 * shows that they were meant to be one. */
static const struct fact *
odd_one(struct check *c, const struct rule *r, const struct fact *first, const struct fact *later)
{
	size_t f = occurrences(c, r, first, 3), l = occurrences(c, r, later, 3);
	int64_t enough = r->values[KEY_MIN_DIGITS].set ? r->values[KEY_MIN_DIGITS].integer : 4;

	if ((f > 1 && l > 1) || rows_differ(c, first, later) || is_form(c, first) ||
	    is_form(c, later))
		return NULL;
	if (f != l)
		return f < l ? first : later;
	enough -= same_context(c, r, first, later);
	if (telling_digits(c, first) >= enough && telling_digits(c, later) >= enough)
		return later;
	return after_subject(c, r, first) && after_subject(c, r, later) ? later : NULL;
}

static void
same_report(struct check *c, const struct rule *r, const struct fact *odd, const struct fact *other)
{
	struct str label = label_join(c->arena, fact_label(c->arena, c->facts, odd));
	const struct message_value values[] = {
		{"label", label},
		{"figure", fact_text(c->facts, odd)},
		{"other", fact_text(c->facts, other)},
		{NULL, {0}},
	};
	const struct related related = {
		.span = other->lex.span,
		.message = c->language == MESSAGE_ZH ? STR("另一处") : STR("stated here"),
	};
	struct finding *f = finding_add(c, r, odd->lex.span, values, &related, 1);

	finding_operand(c, f, "figure", decimal_print(c->arena, odd->lex.value));
	finding_operand(c, f, "other", decimal_print(c->arena, other->lex.value));
	finding_compare_facts(c, f, odd, other);
	propose_either(c, f, odd->lex.number, other->lex.number);
	check_took_part(c, r, odd, false);
	check_took_part(c, r, other, false);
}

/* ---- the table -------------------------------------------------------------- */

static bool
distinct_values(const struct meeting *t, const struct entry *mine)
{
	struct decimal seen[4];
	size_t n = 0, steps = 0;

	for (uint32_t e = mine->next; e && steps++ < CHAIN_MAX; e = t->entries[e - 1].next) {
		const struct entry *x = &t->entries[e - 1];
		size_t i = 0;
		if (x->hash != mine->hash)
			continue;
		while (i < n && decimal_cmp(seen[i], x->figure->fact->lex.value))
			i++;
		if (i < n)
			continue;
		if (n == 3)
			return false;
		seen[n++] = x->figure->fact->lex.value;
	}
	return true;
}

static void
meet(struct meeting *t, const struct entry *mine, const struct fact **done)
{
	struct check *c = t->check;
	const struct fact *y = mine->figure->fact;
	size_t steps = 0;

	if (!distinct_values(t, mine))
		return;
	for (uint32_t e = mine->next; e && steps++ < CHAIN_MAX; e = t->entries[e - 1].next) {
		const struct fact *x = t->entries[e - 1].figure->fact;
		if (t->entries[e - 1].hash != mine->hash || x == y || x == *done)
			continue;
		if (decimal_cmp(x->lex.value, y->lex.value) == 0) {
			if (!labels_agree(c, t->rule, x, y))
				continue;
			check_took_part(c, t->rule, x, true);
			check_took_part(c, t->rule, y, true);
			check_proved(c, t->rule, y->lex.span, "stated alike");
			return;
		}
		if (!comparable(c, t->rule, x, y) || t->near_pairs++ >= NEAR_PAIRS_MAX)
			continue;
		const struct fact *odd = odd_one(c, t->rule, x, y);
		*done = x;
		if (odd)
			same_report(c, t->rule, odd, odd == x ? y : x);
	}
}

/* A figure that may be restated: exact, and no part, change or bound. */
static bool
may_restate(const struct fact *x)
{
	const kind_set kinds = (KINDS_NUMBER | KIND_BIT(KIND_PERCENT)) & ~KIND_BIT(KIND_BARE);

	return (KIND_BIT(x->lex.kind) & kinds) && !x->lex.is_range && !x->lex.numerals &&
	       x->lex.qualifier != QUALIFIER_AT_LEAST && x->lex.qualifier != QUALIFIER_AT_MOST;
}

/* Do words ahead of a figure say that it is a part of another, or a span (近6年)?  Such a word may only
 * say that it is about that (近300项). */
static bool
is_subset(const struct meeting *t, const struct stated *x)
{
	return x->fact->lex.qualifier != QUALIFIER_ABOUT &&
	       words_before(t->rule->values[KEY_SUBSET].words, x->ahead, x->ahead.len) >= 0;
}

static uint32_t
hash_bits(uint64_t hash)
{
	return (uint32_t)(hash >> 32); /* the best bits of a product */
}

/* The signatures of all figures, and of which figure each is. */
struct signatures {
	uint64_t *at;
	uint32_t *figure;
	size_t count, room;
};

static void
signatures_grow(struct arena *a, struct signatures *s)
{
	size_t room = 2 * s->room;
	uint64_t *at = arena_alloc_raw(a, room * sizeof *at);
	uint32_t *figure = arena_alloc_raw(a, room * sizeof *figure);

	memcpy(at, s->at, s->count * sizeof *at);
	memcpy(figure, s->figure, s->count * sizeof *figure);
	*s = (struct signatures){at, figure, s->count, room};
}

static void
signatures_read(const struct meeting *t, const struct all_stated *all, struct signatures *s)
{
	const size_t most = t->by == BY_DIGITS ? SIGNATURES_MAX : 1;
	const size_t each = t->by == BY_DIGITS ? DIGITS_LONG + 2 : 1; /* or more, seldom */
	struct arena *a = t->check->arena;

	s->room = all->list.len * each + most;
	s->at = arena_alloc_raw(a, s->room * sizeof *s->at);
	s->figure = arena_alloc_raw(a, s->room * sizeof *s->figure);
	s->count = 0;
	for (uint32_t i = 0; i < all->list.len; i++) {
		if (s->room - s->count < most)
			signatures_grow(a, s);
		size_t n = same_signatures(t->check, t->by, &t->nouns, &all->list.at[i],
					   s->at + s->count);
		for (size_t k = 0; k < n; k++)
			s->figure[s->count++] = i;
	}
}

/* Makes entries of the signatures that two figures may have. */
static void
entries_make(struct meeting *t, const struct all_stated *all, const struct signatures *s)
{
	struct arena *a = t->check->arena;
	uint32_t *listed = arena_alloc_raw(a, (s->count + 1) * sizeof *listed);
	struct twice twice;
	size_t count = 0;

	twice_init(&twice, a, s->count);
	for (size_t i = 0; i < s->count; i++)
		twice_note(&twice, hash_bits(s->at[i]));
	for (size_t i = 0; i < s->count; i++) {
		listed[count] = (uint32_t)i;
		count += twice_noted(&twice, hash_bits(s->at[i]));
	}
	t->count = 0;
	t->entries = arena_alloc_raw(a, count * sizeof *t->entries);
	for (size_t k = 0; k < count; k++) {
		uint32_t i = listed[k];
		const struct stated *figure = &all->list.at[s->figure[i]];

		if (t->by != BY_NOUN || same_noun_holds(t->check, figure->fact))
			t->entries[t->count++] = (struct entry){s->at[i], figure, 0};
	}
}

/* Lets every figure meet those before it. */
static void
entries_meet(struct meeting *t)
{
	const struct stated *figure = NULL;
	const struct fact *done = NULL;
	bool subset = false;

	for (size_t i = 0; i < t->count; i++) {
		struct entry *e = &t->entries[i];

		if (e->figure != figure) {
			number_pool_reset(t->check->pool);
			figure = e->figure;
			done = NULL;
			subset = is_subset(t, figure);
		}
		if (subset)
			continue;
		uint32_t *head = &t->heads[hash_bits(e->hash) & t->mask];
		e->next = *head;
		if (e->next)
			meet(t, e, &done);
		*head = (uint32_t)i + 1;
	}
}

static enum by
rule_by(const struct rule *r)
{
	struct str by = r->values[KEY_BY].string;

	return str_eq(by, STR("label")) ? BY_LABEL : str_eq(by, STR("noun")) ? BY_NOUN : BY_DIGITS;
}

/* Reads the figures that may be restated, by these words. */
static void
stated_read(struct check *c, const struct word_list *copula, struct all_stated *all)
{
	all->copula = copula;
	all->list.len = 0;
	const struct span facts = check_facts(c);
	for (uint32_t i = facts.from; i < facts.to; i++) {
		const struct fact *x = &c->facts->at[i];

		if (may_restate(x))
			*VEC_PUSH(c->arena, &all->list) = (struct stated){
				x, text_ahead(c, x, copula),
				(uint64_t)fact_base_unit(c, x) << 8 | (uint64_t)x->lex.kind};
	}
}

static void
run(struct check *c, const struct rule *r, const struct all_stated *all)
{
	struct meeting t = {.check = c, .rule = r, .by = rule_by(r)};
	struct signatures signatures;
	size_t slots = 16;

	if (t.by == BY_NOUN)
		nouns_read(c, &t.nouns);
	signatures_read(&t, all, &signatures);
	entries_make(&t, all, &signatures);
	while (slots < 2 * t.count)
		slots *= 2;
	t.mask = (uint32_t)(slots - 1);
	t.heads = arena_array(c->arena, slots, sizeof *t.heads);
	entries_meet(&t);
}

/* Rules mostly read the words before a figure alike. */
static void
run_all(struct check *c, const struct rule *const *rules, size_t count)
{
	struct all_stated all = {0};

	for (size_t i = 0; i < count; i++) {
		const struct word_list *copula = rules[i]->values[KEY_COPULA].words;

		if (!i || copula != all.copula)
			stated_read(c, copula, &all);
		run(c, rules[i], &all);
	}
}

const struct check_kind check_same = {
	.spec =
		{
			.name = "same",
			.summary = "one figure stated twice, one slip of the pen apart",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "label figure other",
		},
	.run_all = run_all,
	.judges = true,
};
