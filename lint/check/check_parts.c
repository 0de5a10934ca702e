/*
 * The kind "parts": parts that do not make the total, or are more than it.
 * Looks at every paragraph with three figures and a word that opens a list, at numbered items
 * behind their total, at rows that count the same things and at lists whose total stands elsewhere;
 * first looks for any natural explanation of the total, and speaks only when there is none and the
 * list was evidently meant to be complete.
 * Cost: quadratic in the figures of one list, which are at most PARTS_MAX.
 */
#include <string.h>

#include "parts.h"
#include "parts_evidence.h"

enum key {
	KEY_REPORT,
	KEY_OF_WHICH,
	KEY_EXHAUSTIVE,
	KEY_TOTAL,
	KEY_OTHER,
	KEY_AGAINST,
	KEY_OVERLAP,
	KEY_CHANGE,
	KEY_EXCEPT,
	KEY_REACHED,
	KEY_PLAN,
	KEY_ALIKE,
	KEY_WHOLE,
	KEY_OPENS,
	KEY_OUT_OF,
	KEY_JOIN,
	KEY_CAME_OF,
	KEY_OUTCOME,
	KEY_EACH,
	KEY_CAME_IN,
	KEY_FELL,
	KEY_WIDER,
	KEY_GRADE,
	KEY_COUNTED,
	KEY_ONE,
	KEY_COMPLEMENTS,
	KEY_HALVES,
	KEY_MIN_DIGITS,
	KEY_BARE_DIGITS,
	KEY_ALL
};

static const struct kind_key keys[KEY_ALL] = {
	[KEY_REPORT] = {"report", KEY_STRING, true, "what to report: total, or above",
			"total|above"},
	[KEY_OF_WHICH] = {"of-which", KEY_WORDS, true, "words that open a list of parts", NULL},
	[KEY_EXHAUSTIVE] = {"exhaustive", KEY_WORDS, false,
			    "words that open a list meant to be complete", NULL},
	[KEY_TOTAL] = {"total", KEY_WORDS, false, "words before a total that closes a list", NULL},
	[KEY_OTHER] = {"other", KEY_WORDS, false, "labels of a remainder, which complete a list",
		       NULL},
	[KEY_AGAINST] = {"against", KEY_WORDS, false, "words that say a list is not complete",
			 NULL},
	[KEY_OVERLAP] = {"overlap", KEY_WORDS, false,
			 "words within or behind a list that say one thing may be counted twice",
			 NULL},
	[KEY_CHANGE] = {"change", KEY_WORDS, false,
			"words before a change or an average, which is no part", NULL},
	[KEY_EXCEPT] = {"except", KEY_WORDS, false,
			"longer words that hold one of change or of against, and are neither",
			NULL},
	[KEY_REACHED] = {"reached", KEY_WORDS, false,
			 "words right before a figure that a change led to, which may be a part",
			 NULL},
	[KEY_WIDER] = {"wider", KEY_WORDS, false,
		       "words right behind a closing total of more than its list", NULL},
	[KEY_PLAN] = {"plan", KEY_WORDS, false,
		      "words before a planned figure that a result is compared with", NULL},
	[KEY_ALIKE] = {"alike", KEY_WORDS, false,
		       "ends of labels that divide one thing, as places do", NULL},
	[KEY_WHOLE] = {"whole", KEY_WORDS, false,
		       "words that begin a sentence with a total whose parts follow", NULL},
	[KEY_OPENS] = {"opens", KEY_WORDS, false,
		       "words right before the first part of a list whose total stands elsewhere",
		       NULL},
	[KEY_OUT_OF] = {"out-of", KEY_WORDS, false,
			"words between the name of a total, which stands elsewhere, and its parts",
			NULL},
	[KEY_JOIN] = {"join", KEY_WORDS, false, "words that join the last of a list to it", NULL},
	[KEY_CAME_OF] = {"came-of", KEY_WORDS, false,
			 "words of a figure that says what came of the others, and is no sum of "
			 "them unless they hold the word too",
			 NULL},
	[KEY_OUTCOME] = {"outcome", KEY_WORDS, false,
			 "words of a figure among parts that says what came of them, and is none",
			 NULL},
	[KEY_EACH] = {"each", KEY_WORDS, false,
		      "words right before a figure that stands for several parts", NULL},
	[KEY_CAME_IN] = {"came-in", KEY_WORDS, false,
			 "words of a total that came in, of which some may not be decided yet",
			 NULL},
	[KEY_FELL] = {"fell", KEY_WORDS, false,
		      "words beside a figure of an item that say something fell by it", NULL},
	[KEY_GRADE] = {"grade", KEY_WORDS, false,
		       "words that begin the label of one grade of several, which opens no list",
		       NULL},
	[KEY_COUNTED] = {"counted", KEY_WORDS, false,
			 "words in a bracket behind a closing total that say what else it counts",
			 NULL},
	[KEY_ONE] = {"one", KEY_WORDS, false,
		     "words behind a list that tell another part, of one, without a figure", NULL},
	[KEY_COMPLEMENTS] = {"complements", KEY_PAIRS, false,
			     "pairs of labels that together make the whole", NULL},
	[KEY_HALVES] = {"halves", KEY_PAIRS, false,
			"pairs of labels that often do, and there may be a third", NULL},
	[KEY_MIN_DIGITS] = {"min-digits", KEY_INTEGER, false,
			    "digits of a total for which one slip of the pen is evidence (4)",
			    NULL},
	[KEY_BARE_DIGITS] = {"bare-digits", KEY_INTEGER, false,
			     "digits of a figure without a unit, to be a part (3)", NULL},
};

static struct str
all_figures(struct check *c, const struct figure *const *parts, size_t count)
{
	struct buf out = {.arena = c->arena};

	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add(&out, STR(" + "));
		buf_add(&out, fact_text(c->facts, parts[i]->fact));
	}
	return buf_str(&out);
}

static void
report(struct check *c, const struct rule *r, const struct part_list *list,
       const struct figure *const *parts, size_t count, struct str sum)
{
	const struct fact *total = list->total->fact;
	struct related related[PARTS_MAX];
	const struct message_value values[] = {
		{"total", fact_text(c->facts, total)},
		{"parts", all_figures(c, parts, count)},
		{"sum", sum},
		{NULL, {0}},
	};

	for (size_t i = 0; i < count; i++)
		related[i] = (struct related){
			.span = parts[i]->fact->lex.span,
			.message = str_printf(
				c->arena, "%s %zu: %.*s",
				c->language == MESSAGE_ZH ? "分项" : "part", i + 1,
				STR_FMT(check_written(c, fact_text(c->facts, parts[i]->fact)))),
		};
	struct finding *f = finding_add(c, r, total->lex.span, values, related, count);
	finding_operand(c, f, "total", decimal_print(c->arena, total->lex.value));
	for (size_t i = 0; i < count; i++)
		finding_operand(c, f, "part", decimal_print(c->arena, parts[i]->fact->lex.value));
	finding_compare(c, f, &total->lex, parts_sum(c, parts, count));
	if (c->proposes)
		parts_propose(c, f, list->total, parts, count);
}

/* What is known of the chosen parts of a list, to whoever asks. */
static void
tell(struct check *c, const struct rule *r, const struct part_list *list,
     const struct figure *const *chosen, size_t count, enum parts_verdict v, struct str sum,
     const char *why)
{
	if (v == PARTS_EXPLAINED)
		check_proved(c, r, list->total->fact->lex.span, why);
	else
		report(c, r, list, chosen, count, sum);
	check_took_part(c, r, list->total->fact, v == PARTS_EXPLAINED);
	for (size_t i = 0; i < count; i++)
		check_took_part(c, r, chosen[i]->fact, v == PARTS_EXPLAINED);
}

/* The rules of one report and one set of words: what a verdict is told by. */
struct pair {
	const struct rule *total, *above;
	struct parts_words words;
	struct stretch stretch; /* the one that it is about to read */
	size_t next;		/* of doc.prose, behind it */
	bool more;		/* there is one */
	struct far_lists far;
};

/* The stretch that was read last, for the next pair: most read the same ones alike. */
struct last_read {
	struct stretch stretch;
	const struct pair *by; /* NULL: none was, or nothing of it */
	struct figures figures;
};

/* 调解486件，成功479件。其中，…: a sentence of parts that are more than the last figure before it is about
 * one before that. */
static bool
is_of_another(struct check *c, const struct part_list *list)
{
	enum { LEAST = 3 };

	return list->form == LIST_OF_WHICH && list->parts[0]->opens && list->first >= LEAST &&
	       number_compare(NUMBER_LE, parts_sum(c, list->parts, list->first),
			      figure_number(c, list->total)) == TRUTH_FAILS;
}

/* Moves the total of such a list to the next figure before it in its sentence. */
static bool
retarget(const struct figures *f, struct part_list *list)
{
	for (const struct figure *g = list->total; g-- > f->at;)
		if (g->fact->sentence != list->total->fact->sentence)
			return false;
		else if (figure_may_stand(g) && g->unit == list->total->unit && !g->is_part) {
			list->total = g;
			return true;
		}
	return false;
}

static void
judge_list(struct check *c, const struct pair *p, struct figures *f, struct part_list *list)
{
	const struct figure *nearest = list->total;
	const struct figure *chosen[PARTS_MAX];
	size_t count = 0;
	struct str sum = {0};
	const char *why = "";
	struct span span = list->total->fact->lex.span;

	number_pool_reset(c->pool);
	if (!p->total && !parts_may_be_above(c, list))
		return;
	enum parts_verdict v = parts_judge(c, &p->words, f, list, chosen, &count, &sum, &why);
	bool another = v == PARTS_SILENT && p->total && is_of_another(c, list);
	while (another && v == PARTS_SILENT && retarget(f, list))
		v = parts_judge(c, &p->words, f, list, chosen, &count, &sum, &why);
	if (list->total != nearest && v == PARTS_ABOVE)
		v = PARTS_SILENT;
	const struct rule *r = v == PARTS_ABOVE ? p->above : p->total;
	if (!r)
		return;
	check_trace(c, r, span, "constraint", "%zu parts: %s", list->count, why);
	if (v == PARTS_SILENT) {
		check_unknown(c, r, span, UNKNOWN_EVIDENCE);
		return;
	}
	tell(c, r, list, chosen, count, v, sum, why);
	for (size_t i = 0; i < list->count && list->form != LIST_CLOSING; i++)
		f->at[list->parts[i] - f->at].is_part = true;
}

static void
judge_rows(struct check *c, const struct pair *p, const struct figures *f)
{
	const struct part_list *lists;

	number_pool_reset(c->pool);
	size_t count = row_lists(c, &p->words, f, &lists);
	for (size_t i = 0; i < count; i++) {
		const struct part_list *list = &lists[i];
		struct str sum = parts_print_sum(c, list->total, list->parts, list->count);
		tell(c, p->total, list, list->parts, list->count, PARTS_WRONG, sum,
		     "another column of the same rows adds up");
	}
}

/* Lists whose totals are sought before their paragraph. */
static void
judge_far(struct check *c, struct pair *p, const struct figures *f)
{
	struct part_list list;
	struct figure total;
	enum parts_verdict v;

	p->far.at = 0;
	while ((v = far_list_next(c, &p->words, f, &p->far, &list, &total)) != PARTS_SILENT) {
		struct str sum = parts_print_sum(c, list.total, list.parts, list.count);
		tell(c, p->total, &list, list.parts, list.count, v, sum, "a figure before it");
	}
}

/* Lists that are sentences of their own. */
static void
judge_next(struct check *c, const struct pair *p, const struct figures *f)
{
	struct part_list list;
	size_t at = 0;

	while (next_list_next(c, &p->words, f, &at, &list)) {
		struct str sum = parts_print_sum(c, list.total, list.parts, list.count);
		tell(c, p->total, &list, list.parts, list.count, PARTS_WRONG, sum,
		     "one slip of the pen apart");
	}
}

/* Lists of bullets with several figures each. */
static void
judge_columns(struct check *c, const struct pair *p)
{
	enum { LIST_BLOCKS = 24 }; /* between a total and the last item, for the most part */
	const struct span blocks = check_blocks(c);
	uint32_t block = blocks.from > LIST_BLOCKS ? blocks.from - LIST_BLOCKS : 0;
	struct part_list list;

	while (column_list_next(c, &p->words, &block, blocks.to + LIST_BLOCKS, &list)) {
		struct str sum = parts_print_sum(c, list.total, list.parts, list.count);
		tell(c, p->total, &list, list.parts, list.count, PARTS_WRONG, sum,
		     "the items of a list, one slip of the pen apart");
	}
}

static struct parts_words
words_of(const struct rule *r)
{
	const struct key_value *v = r->values;
	const struct word_list *first = v[KEY_OF_WHICH].words;

	return (struct parts_words){
		.latin = first->count && (unsigned char)first->words[0].at[0] < 0x80,
		.of_which = v[KEY_OF_WHICH].words,
		.exhaustive = v[KEY_EXHAUSTIVE].words,
		.total = v[KEY_TOTAL].words,
		.other = v[KEY_OTHER].words,
		.against = v[KEY_AGAINST].words,
		.overlap = v[KEY_OVERLAP].words,
		.change = v[KEY_CHANGE].words,
		.except = v[KEY_EXCEPT].words,
		.reached = v[KEY_REACHED].words,
		.plan = v[KEY_PLAN].words,
		.wider = v[KEY_WIDER].words,
		.alike = v[KEY_ALIKE].words,
		.whole = v[KEY_WHOLE].words,
		.opens = v[KEY_OPENS].words,
		.out_of = v[KEY_OUT_OF].words,
		.join = v[KEY_JOIN].words,
		.came_of = v[KEY_CAME_OF].words,
		.grade = v[KEY_GRADE].words,
		.counted = v[KEY_COUNTED].words,
		.one = v[KEY_ONE].words,
		.outcome = v[KEY_OUTCOME].words,
		.each = v[KEY_EACH].words,
		.came_in = v[KEY_CAME_IN].words,
		.fell = v[KEY_FELL].words,
		.complements = v[KEY_COMPLEMENTS].pairs,
		.halves = v[KEY_HALVES].pairs,
		.min_digits = v[KEY_MIN_DIGITS].set ? v[KEY_MIN_DIGITS].integer : 4,
		.bare_digits = v[KEY_BARE_DIGITS].set ? v[KEY_BARE_DIGITS].integer : 3,
	};
}

/* Of a sample of a text's bytes, those that are letters, and those that are no ASCII. */
struct scripts {
	size_t latin, wide;
};

enum { SAMPLE = 256, FEW = SAMPLE / 32 };

static struct scripts
scripts_of(const struct text *t)
{
	struct scripts s = {0, 0};
	size_t step = t->len / SAMPLE + 1;

	for (size_t i = 0; i < t->len; i += step) {
		s.latin += is_letter(t->at[i]);
		s.wide += (unsigned char)t->at[i] >= 0x80;
	}
	return s;
}

/* Is the text of the other script than the words? */
static bool
is_foreign(const struct parts_words *w, struct scripts s)
{
	return w->latin ? s.latin < FEW && s.wide > FEW : s.wide < FEW && s.latin > FEW;
}

/* Do two stretches hold the same figures, and read alike? */
static bool
stretch_eq(const struct stretch *a, const struct stretch *b)
{
	return a->from == b->from && a->to == b->to && a->items == b->items &&
	       a->bullets == b->bullets;
}

/* Reads the figures of the pair's stretch, if it can hold a list. */
static bool
read_stretch(struct check *c, const struct pair *p, struct last_read *r)
{
	bool again = r->by && !r->by->above && figures_alike(&p->words, &r->by->words) &&
		     stretch_eq(&r->stretch, &p->stretch);

	if (again)
		figures_again(&p->words, &r->figures);
	else if (!may_hold_list(c, &p->words, &p->stretch, p->above != NULL))
		return false;
	else
		figures_read(c, &p->words, &p->stretch, &r->figures);
	r->stretch = p->stretch;
	r->by = p;
	return true;
}

static void
judge_stretch(struct check *c, struct pair *p, struct figures *f)
{
	struct part_list list;
	size_t at = 0;

	while (f->count > 1 && part_list_next(&p->words, f, p->total == NULL, &at, &list))
		judge_list(c, p, f, &list);
	at = 0;
	while (p->total && p->stretch.items && f->count > 2 &&
	       item_list_next(c, &p->words, f, &at, &list))
		judge_list(c, p, f, &list);
	if (p->total && f->count >= ROWS_FIGURES)
		judge_rows(c, p, f);
	if (p->total && !p->words.latin)
		judge_far(c, p, f);
	if (p->total && p->words.latin)
		judge_next(c, p, f);
}

static void
next_stretch(struct check *c, struct pair *p)
{
	p->more = stretch_next(c, &p->words, check_blocks(c).to, &p->next, &p->stretch);
}

/* Does the figure that is another bear on a stretch?  It stands there, or as far before it as a
 * total is sought. */
static bool
is_concerned(const struct check *c, const struct pair *p)
{
	const struct sentence_facts *s = c->facts->sentences;
	bool far = p->total && !p->words.latin;

	if (!c->focus)
		return true;
	uint32_t fact = (uint32_t)(c->focus->fact - c->facts->at);
	return fact < s[p->stretch.to - 1].to &&
	       fact + (far ? TOTALS_BACK : 0) >= s[p->stretch.from].from;
}

/* The pair that reads on at the first place, of several the first; NULL: none reads on. */
static struct pair *
first_pair(struct pair *pairs, size_t count)
{
	struct pair *first = NULL;

	for (size_t i = 0; i < count; i++)
		if (pairs[i].more && (!first || pairs[i].stretch.from < first->stretch.from))
			first = &pairs[i];
	return first;
}

static void
run_pairs(struct check *c, struct pair *pairs, size_t count)
{
	struct last_read *r = arena_alloc_raw(c->arena, sizeof *r);
	const struct scripts scripts = scripts_of(&c->doc->text);
	const uint32_t begin = check_blocks(c).from;
	size_t first = 0;

	r->by = NULL;
	while (first < c->doc->prose_count && c->doc->prose[first] < begin)
		first++;
	for (size_t i = 0; i < count; i++)
		if (!is_foreign(&pairs[i].words, scripts)) {
			pairs[i].next = first;
			next_stretch(c, &pairs[i]);
			if (pairs[i].words.latin && pairs[i].words.fell && pairs[i].total)
				judge_columns(c, &pairs[i]);
		}
	for (struct pair *p; (p = first_pair(pairs, count)) != NULL; next_stretch(c, p))
		if (is_concerned(c, p) && read_stretch(c, p, r))
			judge_stretch(c, p, &r->figures);
}

static bool
is_above(const struct rule *r)
{
	return str_eq(r->values[KEY_REPORT].string, STR("above"));
}

/* Two rules of the same words, one for each verdict, share a judgement. */
static void
run_all(struct check *c, const struct rule *const *rules, size_t count)
{
	struct pair *pairs = arena_array(c->arena, count, sizeof *pairs);
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct parts_words words = words_of(rules[i]);
		size_t k = 0;
		while (k < n && (memcmp(&pairs[k].words, &words, sizeof words) ||
				 (is_above(rules[i]) ? pairs[k].above : pairs[k].total)))
			k++;
		n += k == n;
		pairs[k].words = words;
		*(is_above(rules[i]) ? &pairs[k].above : &pairs[k].total) = rules[i];
	}
	run_pairs(c, pairs, n);
}

const struct check_kind check_parts = {
	.spec =
		{
			.name = "parts",
			.summary = "parts that do not make the total, or are more than it",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "total parts sum",
		},
	.run_all = run_all,
	.judges = true,
};
