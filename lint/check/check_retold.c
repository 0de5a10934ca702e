/*
 * The kind "retold": a figure that Latin prose tells again in other words (3,482 complaints were
 * received; of the 3,428 complaints received), where the two are one slip of the pen apart.
 * Figures meet through their digits with one left out, which two that are a slip apart share; those
 * of three digits by a word behind them as well, and only where one of the two stands elsewhere, too.
 * Speaks when their words say the same (retold.h), the year is not another one, neither stands in the
 * sentence of the other, and no third value is told of the same: a form that is filled in for many.
 * Time linear in the figures, with a bounded number of steps for those that meet.
 */
#include "retold.h"
#include "same.h"

enum key {
	KEY_BY,
	KEY_PLAIN,
	KEY_STOPS,
	KEY_EARLIER,
	KEY_APART,
	KEY_BASIS,
	KEY_MADE,
	KEY_EXCEPT,
	KEY_VERBS,
	KEY_LIMITS,
	KEY_PLACES,
	KEY_SPANS,
	KEY_PAST,
	KEY_PRESENT,
	KEY_ALL
};
static const struct kind_key keys[KEY_ALL] = {
	[KEY_BY] = {"by", KEY_STRING, true, "what is told again: a figure, or what a share is of",
		    "figure|share"},
	[KEY_PLAIN] = {"plain", KEY_WORDS, false, "words that say nothing of what is counted",
		       NULL},
	[KEY_STOPS] = {"stops", KEY_WORDS, false, "words that end what belongs to a figure", NULL},
	[KEY_EARLIER] = {"earlier", KEY_WORDS, false,
			 "of these, those before a figure that another is set against", NULL},
	[KEY_APART] = {"apart", KEY_WORDS, false,
		       "words that say that a figure was made in another way, or of another time",
		       NULL},
	[KEY_BASIS] = {"basis", KEY_WORDS, false,
		       "likewise, wherever they stand up to the next figure", NULL},
	[KEY_MADE] = {"made", KEY_WORDS, false,
		      "words before a figure that is a part of what stands behind it", NULL},
	[KEY_EXCEPT] = {"except", KEY_WORDS, false, "units of figures that are left alone", NULL},
	[KEY_VERBS] = {"verbs", KEY_WORDS, false, "words that end the name of what a share is of",
		       NULL},
	[KEY_LIMITS] = {"limits", KEY_WORDS, false, "words that narrow what is named", NULL},
	[KEY_PLACES] = {"places", KEY_WORDS, false,
			"words that open a sentence which is of a part of all", NULL},
	[KEY_PAST] = {"past", KEY_WORDS, false, "verbs right before a figure of what was", NULL},
	[KEY_PRESENT] = {"present", KEY_WORDS, false, "verbs right before a figure of what is",
			 NULL},
	[KEY_SPANS] = {"spans", KEY_WORDS, false,
		       "words of what went on for some time, not on a day", NULL},
};

enum {
	DIGITS_LEAST = 3, /* that say something */
	PAIRS_MOST = 200, /* that are compared in one report */
	CHAIN_MOST = 48,  /* entries that are looked at for one */
	OTHERS_MOST = 3,  /* values of one thing that make a series */
	KIN_MOST = 400	  /* figures that are compared with one that may have slipped */
};

/* A figure under one of its signatures. */
struct entry {
	uint64_t hash;
	const struct fact *fact;
	uint32_t next; /* index + 1; 0 ends the chain */
};

struct meeting {
	struct check *check;
	const struct rule *rule;
	struct retold_lists lists;
	uint32_t *heads, mask;
	uint32_t pairs;
	VEC(struct entry) entries;
	VEC(const struct fact *) figures;
};

/* ---- which figures ------------------------------------------------------------------ */

static size_t
telling_digits(const struct check *c, const struct fact *x)
{
	return digits_before_zeros(doc_slice(c->doc, x->lex.number));
}

/* Counts and numbers without a unit are of one kind: 40 households, households (40). */
static uint64_t
seed_of(const struct check *c, const struct fact *x)
{
	bool counted = KIND_BIT(x->lex.kind) & (KIND_BIT(KIND_COUNT) | KIND_BIT(KIND_BARE));

	return (counted ? 0 : fact_base_unit(c, x)) * UINT64_C(64) + (uint64_t)(x->lex.scale & 31) +
	       (uint64_t)x->lex.decimals * UINT64_C(4096);
}

static bool
may_be_retold(const struct check *c, const struct word_list *except, const struct fact *x)
{
	return telling_digits(c, x) >= DIGITS_LEAST && may_be_told(c, x) &&
	       !(x->lex.kind == KIND_MEASURE &&
		 is_listed(except, str_trim(fact_unit_text(c->facts, x))));
}

/* The letters that the word right behind a figure begins with, hashed; 0 without one. */
static uint64_t
noun_of(const struct check *c, const struct fact *x)
{
	enum { LETTERS = 4 };
	struct str word =
		skeleton_slice(c->facts, fact_end(x), c->facts->sentences[x->sentence].skeleton.to);
	uint64_t hash = 0;

	if (x->lex.kind == KIND_COUNT && fact_unit_text(c->facts, x).len)
		word = fact_unit_text(c->facts, x);
	word = str_trim(str_sub(word, 0, LETTERS + 1));
	for (size_t i = 0; i < LETTERS; i++) {
		if (i >= word.len || !is_letter((unsigned char)word.at[i]))
			return 0;
		hash = hash << 8 | ((unsigned char)word.at[i] | 0x20u);
	}
	return hash;
}

/* ---- what is found -------------------------------------------------------------------- */

static void
report(struct meeting *m, const struct fact *odd, const struct fact *other)
{
	struct check *c = m->check;
	const struct message_value values[] = {
		{"figure", fact_text(c->facts, odd)},
		{"other", fact_text(c->facts, other)},
		{NULL, {0}},
	};
	const struct related related = {
		.span = other->lex.span,
		.message = c->language == MESSAGE_ZH ? STR("另一处") : STR("told here"),
	};
	struct finding *f = finding_add(c, m->rule, odd->lex.span, values, &related, 1);

	finding_operand(c, f, "figure", decimal_print(c->arena, odd->lex.value));
	finding_operand(c, f, "other", decimal_print(c->arena, other->lex.value));
	finding_compare_facts(c, f, odd, other);
	propose_either(c, f, odd->lex.number, other->lex.number);
	check_took_part(c, m->rule, odd, false);
	check_took_part(c, m->rule, other, false);
}

static bool
is_same(const struct fact *a, const struct fact *b)
{
	return decimal_cmp(a->lex.value, b->lex.value) == 0;
}

/* Does a sentence hold the value of x? */
static bool
sentence_holds(const struct check *c, uint32_t sentence, const struct fact *x)
{
	const struct sentence_facts *s = &c->facts->sentences[sentence];

	for (uint32_t i = s->from; i < s->to; i++)
		if (is_same(&c->facts->at[i], x) && seed_of(c, &c->facts->at[i]) == seed_of(c, x))
			return true;
	return false;
}

/* Less than a third apart: two of one series, such as this month and last.  Both are printed alike. */
static bool
are_near(const struct check *c, const struct fact *a, const struct fact *b)
{
	char digits[2][DIGITS_MAX];
	uint64_t value[2] = {0, 0};
	size_t n[2] = {same_digits(c, a, digits[0]), same_digits(c, b, digits[1])};

	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < n[i]; k++)
			value[i] = value[i] * 10 + (uint64_t)(digits[i][k] - '0');
	return n[0] < DIGITS_MAX && n[1] < DIGITS_MAX && value[0] * 3 < value[1] * 4 &&
	       value[1] * 3 < value[0] * 4;
}

/* How often the values of two figures stand in the text; false when other ones are told of the same,
 * as of a series. */
static bool
count_kin(const struct meeting *m, const struct told *a, const struct told *b, size_t *first,
	  size_t *second)
{
	const struct check *c = m->check;
	struct told t;
	size_t others = 0;

	*first = *second = 0;
	for (size_t i = 0, n = 0; i < m->figures.len && n < KIN_MOST; i++) {
		const struct fact *x = m->figures.at[i];
		if (seed_of(c, x) != seed_of(c, a->fact))
			continue;
		n++;
		bool one = is_same(x, a->fact), two = is_same(x, b->fact);
		if (one || two) {
			++*(one ? first : second);
			continue;
		}
		told_read(c, &m->lists, x, &t);
		if (told_alike(c, &m->lists, &t, a) || told_alike(c, &m->lists, &t, b))
			others += are_near(c, x, a->fact) ? OTHERS_MOST : 1;
	}
	return others < OTHERS_MOST;
}

/* In one paragraph figures mostly mean different things, but for that which is told of before: of the
 * 3,428 letters. */
static bool
may_meet(const struct check *c, const struct fact *earlier, const struct fact *later)
{
	const struct sentence *all = c->doc->sentences;
	struct str ahead = skeleton_slice(
		c->facts, c->facts->sentences[later->sentence].skeleton.from, later->skeleton);

	return all[earlier->sentence].block != all[later->sentence].block ||
	       str_ends(ahead, STR(" the ")) || str_ends(ahead, STR(" these ")) ||
	       str_ends(ahead, STR("The ")) || str_ends(ahead, STR("These "));
}

/* The words of a figure, for a trace. */
static struct str
words_print(struct check *c, const struct told *t)
{
	struct buf out = {.arena = c->arena};

	for (size_t i = 0; i < t->count; i++) {
		buf_add(&out, t->words[i]);
		buf_add(&out, STR(" "));
	}
	return buf_str(&out);
}

/* Do the words of two figures say the same? */
static bool
is_one_thing(struct meeting *m, const struct told *a, const struct told *b)
{
	bool alike = told_alike(m->check, &m->lists, a, b);

	if (check_traced(m->check, m->rule)) {
		struct str mine = words_print(m->check, a), theirs = words_print(m->check, b);
		check_trace(m->check, m->rule, b->fact->lex.span, alike ? "alike" : "other words",
			    "%.*s(%d); %.*s(%d)", (int)mine.len, mine.at, a->year, (int)theirs.len,
			    theirs.at, b->year);
	}
	return alike;
}

/* One value told twice: of the same thing, as far as the words go? */
static void
prove(struct meeting *m, const struct fact *earlier, const struct fact *later)
{
	struct told a, b;

	if (earlier->sentence == later->sentence || m->pairs >= PAIRS_MOST)
		return;
	m->pairs++;
	told_read(m->check, &m->lists, earlier, &a);
	told_read(m->check, &m->lists, later, &b);
	if (!is_one_thing(m, &a, &b))
		return;
	check_proved(m->check, m->rule, later->lex.span, "told alike");
	check_took_part(m->check, m->rule, earlier, true);
	check_took_part(m->check, m->rule, later, true);
}

/* Are the sentences of two figures the same but for these and dates? */
static bool
is_form(const struct check *c, const struct fact *a, const struct fact *b)
{
	return str_eq(sentence_skeleton(c->facts, a->sentence),
		      sentence_skeleton(c->facts, b->sentence));
}

/* Is one a slip of the other, and none the other one rounded? */
static bool
are_slip(const struct check *c, const struct fact *x, const struct fact *y)
{
	struct str a = doc_slice(c->doc, x->lex.number), b = doc_slice(c->doc, y->lex.number);

	return digits_slip_retold(a, b) && digits_slip_retold(b, a);
}

/* Two figures whose words say the same, or nothing. */
static void
compare(struct meeting *m, const struct fact *earlier, const struct fact *later)
{
	struct check *c = m->check;
	struct told a, b;
	size_t first, second;

	if (earlier->sentence == later->sentence || m->pairs >= PAIRS_MOST ||
	    !may_meet(c, earlier, later) || seed_of(c, earlier) != seed_of(c, later) ||
	    !are_slip(c, earlier, later))
		return;
	m->pairs++;
	told_read(c, &m->lists, earlier, &a);
	told_read(c, &m->lists, later, &b);
	if (!is_one_thing(m, &a, &b) || sentence_holds(c, earlier->sentence, later) ||
	    sentence_holds(c, later->sentence, earlier) || rows_differ(c, later, earlier))
		return;
	/* one form of words is for sentences that are told again as they are */
	if (is_form(c, earlier, later)) {
		check_unknown(c, m->rule, later->lex.span, UNKNOWN_EVIDENCE);
		return;
	}
	if (!count_kin(m, &a, &b, &first, &second) || (first > 1 && second > 1) ||
	    (first == second && telling_digits(c, earlier) == DIGITS_LEAST &&
	     telling_digits(c, later) == DIGITS_LEAST)) {
		check_unknown(c, m->rule, later->lex.span, UNKNOWN_EVIDENCE);
		return;
	}
	if (first < second)
		report(m, earlier, later);
	else
		report(m, later, earlier);
}

/* ---- who meets whom -------------------------------------------------------------------- */

/* Looks for those before x that share a signature with it, and puts it among them. */
static void
look(struct meeting *m, const struct fact *x)
{
	struct check *c = m->check;
	uint64_t hashes[SIGNATURES_MAX], seed = seed_of(c, x);
	const struct fact *done[PAIRS_MOST];
	size_t known = 0;

	if (telling_digits(c, x) == DIGITS_LEAST) {
		uint64_t noun = noun_of(c, x);
		if (!noun)
			return;
		seed ^= noun << 16;
	}
	size_t n = digit_signatures(c, x, DIGITS_LEAST, seed, hashes);
	for (size_t i = 0; i < n; i++) {
		uint32_t *head = &m->heads[hashes[i] & m->mask];
		size_t steps = 0;
		for (uint32_t e = *head; e && steps++ < CHAIN_MOST; e = m->entries.at[e - 1].next) {
			const struct entry *y = &m->entries.at[e - 1];
			size_t k = 0;
			while (k < known && done[k] != y->fact)
				k++;
			if (y->hash != hashes[i] || k < known || known == PAIRS_MOST)
				continue;
			done[known++] = y->fact;
			if (is_same(y->fact, x))
				prove(m, y->fact, x);
			else
				compare(m, y->fact, x);
		}
		*VEC_PUSH(c->arena, &m->entries) =
			(struct entry){.hash = hashes[i], .fact = x, .next = *head};
		*head = (uint32_t)m->entries.len;
	}
}

static void
run(struct check *c, const struct rule *r)
{
	const struct key_value *v = r->values;
	struct meeting m = {
		.check = c,
		.rule = r,
		.lists = {v[KEY_PLAIN].words, v[KEY_STOPS].words, v[KEY_EARLIER].words,
			  v[KEY_APART].words, v[KEY_BASIS].words, v[KEY_MADE].words,
			  v[KEY_VERBS].words, v[KEY_LIMITS].words, v[KEY_PLACES].words,
			  v[KEY_SPANS].words, v[KEY_PAST].words, v[KEY_PRESENT].words, 0, false},
	};
	const struct span facts = check_facts(c);
	size_t slots = 64;

	told_year_find(c, &m.lists);
	if (str_eq(v[KEY_BY].string, STR("share"))) {
		retold_shares(c, r, &m.lists);
		return;
	}
	for (uint32_t i = facts.from; i < facts.to; i++)
		if (may_be_retold(c, v[KEY_EXCEPT].words, &c->facts->at[i]))
			*VEC_PUSH(c->arena, &m.figures) = &c->facts->at[i];
	while (slots < 4 * m.figures.len)
		slots *= 2;
	m.mask = (uint32_t)(slots - 1);
	m.heads = arena_array(c->arena, slots, sizeof *m.heads);
	for (size_t i = 0; i < m.figures.len; i++)
		look(&m, m.figures.at[i]);
}

const struct check_kind check_retold = {
	.spec =
		{
			.name = "retold",
			.summary = "a figure told again in other words, one slip of the pen apart",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "figure other part whole calc share",
		},
	.run = run,
	.judges = true,
};
