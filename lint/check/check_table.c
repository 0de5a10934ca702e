/*
 * The kind "table": a table proves its own laws, and their exceptions are findings.
 * Nobody declares what rows or columns add up to.  Key `law` says which laws a rule
 * looks for; each is in a file of its own.
 */
#include "table.h"

enum key {
	KEY_LAW,
	KEY_TOTAL,
	KEY_RATE,
	KEY_MONEY,
	KEY_COUNTS,
	KEY_LEAD,
	KEY_SHARE,
	KEY_GROWTH,
	KEY_COMPLETION,
	KEY_VOLUMES,
	KEY_EMPTY,
	KEY_UNUSED,
	KEY_UNITS,
	KEY_RANK,
	KEY_IS,
	KEY_MOVED,
	KEY_OTHERWISE,
	KEY_OF_WHICH,
	KEY_LESS,
	KEY_TITLE_FRONT,
	KEY_TITLE_NUMBERED,
	KEY_TITLE_TAIL,
	KEY_EQUALS,
	KEY_PLUS,
	KEY_MINUS,
	KEY_COLUMN,
	KEY_FILLER,
	KEY_ALL
};

static const struct kind_key keys[KEY_ALL] = {
	[KEY_LAW] = {"law", KEY_STRING, true, "what is to hold",
		     "rows|totals|codes|items|indents|trees|flows|differences|rates|ranks|pooled|"
		     "malformed|decimals|"
		     "printed|sides|"
		     "restated|beside|text|empty"},
	[KEY_TOTAL] = {"total", KEY_WORDS, false, "words that name a row a total", NULL},
	[KEY_RATE] = {"rate", KEY_WORDS, false,
		      "words over a column of rates, which are never summed", NULL},
	[KEY_MONEY] = {"money", KEY_WORDS, false,
		       "words of a table's unit that say that whole numbers are rounded", NULL},
	[KEY_COUNTS] = {"counts", KEY_WORDS, false,
			"words of a unit, a head or a label that say that whole numbers are exact",
			NULL},
	[KEY_LEAD] = {"lead", KEY_WORDS, false,
		      "words that may stand before the name of a row in the text", NULL},
	[KEY_SHARE] = {"share", KEY_WORDS, false,
		       "words over shares of a total, which need less proof", NULL},
	[KEY_GROWTH] = {"growth", KEY_WORDS, false, "words over rates of growth", NULL},
	[KEY_COMPLETION] = {"completion", KEY_WORDS, false,
			    "words over rates of one column in another", NULL},
	[KEY_VOLUMES] = {"volumes", KEY_WORDS, false,
			 "names of what grows at constant prices, not at those printed", NULL},
	[KEY_EMPTY] = {"empty", KEY_WORDS, false, "words that say that a table is empty", NULL},
	[KEY_UNUSED] = {"unused", KEY_WORDS, false,
			"words before the name of a fund from which nothing was spent", NULL},
	[KEY_UNITS] = {"units", KEY_WORDS, false, "words that open the line with a table's unit",
		       NULL},
	[KEY_RANK] = {"rank", KEY_WORDS, false, "words over a column of ranks", NULL},
	[KEY_IS] = {"is", KEY_WORDS, false,
		    "words between the total of a table and its figure in the text", NULL},
	[KEY_MOVED] = {"moved", KEY_WORDS, false,
		       "words before a figure that says by how much another moved", NULL},
	[KEY_OTHERWISE] = {"otherwise", KEY_WORDS, false,
			   "words in a bracket right behind a figure that say it was counted "
			   "otherwise than the table's",
			   NULL},
	[KEY_OF_WHICH] = {"of-which", KEY_WORDS, false,
			  "words before the name of a row that are none of it", NULL},
	[KEY_LESS] = {"less", KEY_WORDS, false, "words before the name of a row that is taken away",
		      NULL},
	[KEY_TITLE_FRONT] = {"title-front", KEY_WORDS, false,
			     "words that a table's title may begin with: 表, Table", NULL},
	[KEY_TITLE_NUMBERED] = {"title-numbered", KEY_WORDS, false,
				"words behind a number at its beginning: 年度", NULL},
	[KEY_TITLE_TAIL] = {"title-tail", KEY_WORDS, false, "words that it may end with: 决算表",
			    NULL},
	[KEY_EQUALS] = {"equals", KEY_WORDS, false, "words of a printed law: =", NULL},
	[KEY_PLUS] = {"plus", KEY_WORDS, false, "words of a printed law: +", NULL},
	[KEY_MINUS] = {"minus", KEY_WORDS, false, "words of a printed law: -", NULL},
	[KEY_COLUMN] = {"column", KEY_WORDS, false,
			"words by which a printed law speaks of columns", NULL},
	[KEY_FILLER] = {"filler", KEY_WORDS, false, "other words that may stand in a printed law",
			NULL},
};

#define LAW(literal) .name = {(literal), sizeof(literal) - 1}

/* A law of one table, of one with the rule's words, or of all together. */
static const struct {
	struct str name;
	void (*one)(struct check *c, const struct rule *r, const struct sheet *s);
	void (*worded)(struct check *c, const struct rule *r, const struct table_words *w,
		       const struct sheet *s);
	void (*all)(struct check *c, const struct rule *r, const struct sheet *s, size_t count);
	bool reads_text; /* figures outside tables, too */
} laws[] = {
	{LAW("rows"), .one = table_rows},
	{LAW("totals"), .one = table_totals},
	{LAW("codes"), .all = table_codes},
	{LAW("items"), .one = table_items},
	{LAW("indents"), .one = table_indents},
	{LAW("trees"), .one = table_trees},
	{LAW("flows"), .one = table_flows},
	{LAW("differences"), .all = table_differences},
	{LAW("rates"), .worded = table_rates},
	{LAW("ranks"), .worded = table_ranks},
	{LAW("pooled"), .one = table_pooled},
	{LAW("malformed"), .one = table_malformed},
	{LAW("decimals"), .one = table_decimals},
	{LAW("printed"), .worded = table_printed},
	{LAW("sides"), .all = table_sides},
	{LAW("restated"), .all = table_restated},
	{LAW("beside"), .all = table_beside, .reads_text = true},
};

static struct table_words
words_of(const struct rule *r)
{
	const struct key_value *v = r->values;

	return (struct table_words){
		.total = v[KEY_TOTAL].words,
		.rate = v[KEY_RATE].words,
		.money = v[KEY_MONEY].words,
		.counts = v[KEY_COUNTS].words,
		.lead = v[KEY_LEAD].words,
		.share = v[KEY_SHARE].words,
		.growth = v[KEY_GROWTH].words,
		.completion = v[KEY_COMPLETION].words,
		.volumes = v[KEY_VOLUMES].words,
		.empty = v[KEY_EMPTY].words,
		.unused = v[KEY_UNUSED].words,
		.units = v[KEY_UNITS].words,
		.rank = v[KEY_RANK].words,
		.less = v[KEY_LESS].words,
		.is = v[KEY_IS].words,
		.moved = v[KEY_MOVED].words,
		.otherwise = v[KEY_OTHERWISE].words,
		.of_which = v[KEY_OF_WHICH].words,
		.title_front = v[KEY_TITLE_FRONT].words,
		.title_behind_number = v[KEY_TITLE_NUMBERED].words,
		.title_tail = v[KEY_TITLE_TAIL].words,
		.equals = v[KEY_EQUALS].words,
		.plus = v[KEY_PLUS].words,
		.minus = v[KEY_MINUS].words,
		.line_column = v[KEY_COLUMN].words,
		.filler = v[KEY_FILLER].words,
	};
}

static void
run(struct check *c, const struct rule *r, const struct table_words *words,
    const struct sheet *sheets, size_t count)
{
	struct str law = r->values[KEY_LAW].string;
	const bool in_text = c->focus && c->focus->fact;
	size_t i = 0;

	if (str_eq(law, STR("text")))
		table_text(c, r, words, sheets, count);
	if (str_eq(law, STR("empty")) && !in_text)
		table_empty(c, r, words, sheets, count);
	while (i < sizeof laws / sizeof *laws && !str_eq(law, laws[i].name))
		i++;
	if (i == sizeof laws / sizeof *laws || (in_text && !laws[i].reads_text))
		return;
	if (laws[i].all)
		laws[i].all(c, r, sheets, count);
	for (size_t k = 0; k < count && laws[i].one; k++)
		laws[i].one(c, r, &sheets[k]);
	for (size_t k = 0; k < count && laws[i].worded; k++)
		laws[i].worded(c, r, words, &sheets[k]);
}

/* Where words stand that are looked for in all of the report, or in whole tables: a few, of the lists
 * of all rules. */
struct spots {
	struct word_lists lists;
	struct word_hits hits;
};

static void
spots_find(struct check *c, const struct rule *const *rules, size_t rule_count, struct spots *out)
{
	static const enum key wanted[] = {KEY_EQUALS, KEY_EMPTY, KEY_UNUSED};
	const struct str text = {c->doc->text.at, c->doc->text.len};
	VEC(struct str) words = {0};

	*out = (struct spots){.lists.count = 0};
	for (size_t i = 0; i < rule_count; i++)
		for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
			const struct word_list *list = rules[i]->values[wanted[k]].words;
			size_t known = out->lists.count;
			if (list && word_lists_add(&out->lists, list) < known)
				continue;
			for (size_t n = 0; list && n < list->count; n++)
				*VEC_PUSH(c->arena, &words) = list->words[n];
		}
	words_mapped(c->arena, &out->lists, words_map(c->arena, words.at, words.len, text), text,
		     &out->hits);
}

/* Those of one list, which is looked for by itself where there was no room for it. */
static struct word_places
places_of(struct check *c, const struct spots *spots, const struct word_list *list)
{
	const struct word_hit *hits = spots->hits.all.at;
	const struct str text = {c->doc->text.at, c->doc->text.len};
	VEC(uint32_t) out = {0};
	size_t number = 0, where;

	if (!list)
		return (struct word_places){NULL, 0};
	while (number < spots->lists.count && spots->lists.at[number] != list)
		number++;
	for (size_t i = 0; i < spots->hits.all.len; i++)
		if (hits[i].list == number)
			*VEC_PUSH(c->arena, &out) = hits[i].at;
	if (number == spots->lists.count)
		for (size_t at = 0; words_in(list, str_sub(text, at, text.len), &where) >= 0;) {
			*VEC_PUSH(c->arena, &out) = (uint32_t)(at + where);
			at += where + 1;
		}
	return (struct word_places){out.at, out.len};
}

/* What the words of some keys begin with, of all rules; one list after the other is as a rule the
 * same. */
static struct word_starts
starts_of(const struct rule *const *rules, size_t rule_count, const enum key *wanted, size_t count)
{
	struct word_starts out = {{0}};

	for (size_t k = 0; k < count; k++) {
		const struct word_list *last = NULL;
		for (size_t i = 0; i < rule_count; i++) {
			const struct word_list *list = rules[i]->values[wanted[k]].words;
			if (list != last)
				word_starts_add(&out, list);
			last = list ? list : last;
		}
	}
	return out;
}

/* Rules of the same words share their sheets. */
static void
run_all(struct check *c, const struct rule *const *rules, size_t rule_count)
{
	struct suspicions suspicions = {.check = c};
	const struct sheet *sheets = NULL;
	struct table_words words = {0};
	static const enum key anywhere[] = {KEY_TOTAL, KEY_RATE, KEY_EQUALS};
	static const enum key in_front[] = {KEY_LESS, KEY_OF_WHICH}, ranked[] = {KEY_RANK};
	size_t count = 0;

	if (!c->doc->grid_count)
		return;
	cells_begin(c);
	const struct word_starts any =
		starts_of(rules, rule_count, anywhere, sizeof anywhere / sizeof *anywhere);
	const struct word_starts front =
		starts_of(rules, rule_count, in_front, sizeof in_front / sizeof *in_front);
	const struct word_starts ranks = starts_of(rules, rule_count, ranked, 1);
	struct spots spots;
	spots_find(c, rules, rule_count, &spots);
	for (size_t i = 0; i < rule_count; i++) {
		struct table_words wanted = words_of(rules[i]);
		bool same = wanted.total == words.total && wanted.rate == words.rate &&
			    wanted.money == words.money && wanted.counts == words.counts &&
			    wanted.less == words.less && wanted.of_which == words.of_which;
		wanted.any = &any;
		wanted.front = &front;
		wanted.ranks = &ranks;
		wanted.equals_at = places_of(c, &spots, wanted.equals);
		wanted.empty_at = places_of(c, &spots, wanted.empty);
		wanted.unused_at = places_of(c, &spots, wanted.unused);
		if (!sheets || !same)
			sheets = sheets_read(c, &wanted, &suspicions, &count);
		words = wanted;
		run(c, rules[i], &words, sheets, count);
	}
	suspicions_merge(&suspicions);
	cells_count(c);
}

const struct check_kind check_table = {
	.spec =
		{
			.name = "table",
			.summary = "sums and restatements that a table proves by itself",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "total place parts sum law",
		},
	.run_all = run_all,
	.judges = true,
	.judges_cells = true,
};
