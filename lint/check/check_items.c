/*
 * The kind "items": a stated number of things against the list of them that
 * follows (共13项，分别是A、B、C), precedes it (A、B、C 3个部门), comes in groups
 * (共4项，其中2012年…；2015年…) or is numbered (三个问题：一是 …).  Speaks only
 * when the list is evidently complete: examples (等), figures inside a list,
 * brackets that do not close keep it silent.  Cost: linear in the text, with
 * a bounded look around each count.
 */
#include "items.h"

#include "char.h"

enum key {
	KEY_REPORT,
	KEY_INTRO,
	KEY_MORE,
	KEY_JOIN,
	KEY_TOTAL,
	KEY_WHICH,
	KEY_EXCEPT,
	KEY_VERBS,
	KEY_GOVERNS,
	KEY_ALL
};
static const struct kind_key keys[KEY_ALL] = {
	[KEY_REPORT] = {"report", KEY_STRING, true,
			"a list after the number, before it, in groups after it, or numbered",
			"after|before|groups|series"},
	[KEY_INTRO] = {"intro", KEY_WORDS, false, "words that open a complete list", NULL},
	[KEY_MORE] = {"more", KEY_WORDS, false, "words that say a list gives examples", NULL},
	[KEY_JOIN] = {"join", KEY_WORDS, false, "words that join the last two items", NULL},
	[KEY_TOTAL] = {"total", KEY_WORDS, false, "words before a number that counts all", NULL},
	[KEY_WHICH] = {"of-which", KEY_WORDS, false, "words that open the groups", NULL},
	[KEY_EXCEPT] = {"except", KEY_WORDS, false,
			"words near the number that make it count something else", NULL},
	[KEY_VERBS] = {"verbs", KEY_WORDS, false,
		       "words in the item before the number that end the list before it; words "
		       "that begin a list of clauses behind it",
		       NULL},
	[KEY_GOVERNS] = {"governs", KEY_WORDS, false,
			 "words directly before the number that take it as object; of a series, "
			 "those that say its points open the paragraphs behind a stop",
			 NULL},
};

enum {
	VALUE_MIN = 1,
	VALUE_MAX = 999,
	AFTER_BYTES = 2400, /* of a list behind its number */
	PIECE_BYTES = 150,  /* of a plain item; longer ones are clauses */
};

/* ---- the stated number ----------------------------------------------------------- */

/* 4 reasons: a small number without a unit, with a word behind it. */
static bool
counts_a_word(const struct check *c, const struct fact *x)
{
	const char *at = c->doc->text.at;
	uint32_t to = x->lex.span.to;

	return to + 2 < c->doc->text.len && at[to] == ' ' && at[to + 1] >= 'a' &&
	       at[to + 1] <= 'z' && x->lex.value.mantissa > 1 && x->lex.value.mantissa < 100;
}

static bool
is_stated(const struct check *c, const struct fact *x)
{
	const struct lexeme *l = &x->lex;

	if (l->kind != KIND_COUNT &&
	    (l->kind != KIND_BARE || !(l->numerals || counts_a_word(c, x))))
		return false;
	/* nearly all that is no number of things is told here, by no branch for each reason */
	if ((l->value.mantissa > VALUE_MAX) | (l->value.mantissa < VALUE_MIN + l->numerals) |
	    (l->value.exponent != 0) | l->rounded | l->is_range | (l->qualifier != QUALIFIER_NONE) |
	    x->quoted | x->bracketed)
		return false;
	const struct block *b = &c->doc->blocks[c->doc->sentences[x->sentence].block];

	return b->kind == BLOCK_PARAGRAPH || b->kind == BLOCK_HEADING;
}

void
items_report(struct items *it, const struct fact *x, struct span first, struct span last,
	     uint32_t items)
{
	struct check *c = it->c;
	bool zh = c->language == MESSAGE_ZH;
	const struct related related[] = {
		{.span = first,
		 .message = zh ? STR("列举从这里开始") : STR("the list begins here")},
		{.span = last, .message = zh ? STR("列举到这里结束") : STR("and ends here")},
	};
	struct str count = str_printf(c->arena, "%u", items);
	const struct message_value values[] = {
		{"stated", fact_text(c->facts, x)}, {"items", count}, {NULL, {0}}};
	struct finding *f = finding_add(c, it->rule, x->lex.span, values, related,
					first.from == last.from ? 1 : 2);

	finding_operand(c, f, "stated", decimal_print(c->arena, x->lex.value));
	finding_operand(c, f, "items", count);
	finding_compare_printed(c, f, x, items);
	propose_count(c, f, x, items);
	check_took_part(c, it->rule, x, false);
}

bool
items_agree(struct items *it, const struct fact *x, uint32_t least, uint32_t most)
{
	if (x->lex.value.mantissa < least || x->lex.value.mantissa > most)
		return false;
	check_took_part(it->c, it->rule, x, true);
	check_proved(it->c, it->rule, x->lex.span, "as many items are named");
	return true;
}

bool
items_excepted(const struct items *it, struct span s)
{
	size_t where;

	return it->words.except && s.from < s.to &&
	       words_in(it->words.except, doc_slice(it->c->doc, s), &where) >= 0;
}

/* Another count between the number and its list: the list may be that one's. */
bool
items_alone(const struct items *it, const struct fact *x, uint32_t at)
{
	const struct fact *next = x + 1;

	return next >= it->c->facts->at + it->c->facts->count || next->lex.span.from >= at;
}

bool
items_plain(const struct item_list *l)
{
	for (uint32_t i = 0; i < l->count; i++)
		if (l->items[i].to - l->items[i].from > PIECE_BYTES)
			return false;
	return true;
}

/* Where a list behind x must have ended; a longer one is not looked at whole. */
uint32_t
items_end(const struct items *it, const struct fact *x)
{
	uint32_t end = it->c->doc->sentences[x->sentence].span.to;

	return end - x->lex.span.to > AFTER_BYTES ? 0 : end;
}

/* The figures that state a number of things. */
struct stated {
	const struct fact **at;
	size_t count;
};

static struct stated
stated_read(struct check *c)
{
	const struct span facts = check_facts(c);
	struct stated s = {arena_alloc_raw(c->arena, (facts.to - facts.from + 1) * sizeof *s.at),
			   0};

	for (uint32_t i = facts.from; i < facts.to; i++) {
		s.at[s.count] = &c->facts->at[i];
		s.count += is_stated(c, &c->facts->at[i]);
	}
	return s;
}

static void
items_run(struct check *c, const struct rule *r, const struct stated *stated)
{
	const struct key_value *v = r->values;
	struct items it = {
		.c = c,
		.rule = r,
		.words = {v[KEY_INTRO].words, v[KEY_MORE].words, v[KEY_JOIN].words,
			  v[KEY_TOTAL].words, v[KEY_WHICH].words, v[KEY_EXCEPT].words,
			  v[KEY_VERBS].words, v[KEY_GOVERNS].words},
	};
	static const struct {
		const char *name;
		void (*look)(struct items *it, const struct fact *x);
	} ways[] = {{"after", items_after},
		    {"before", items_before},
		    {"groups", items_groups},
		    {"series", items_series}};

	for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
		if (str_eq(v[KEY_REPORT].string, str_of(ways[k].name)))
			for (size_t i = 0; i < stated->count; i++)
				ways[k].look(&it, stated->at[i]);
}

static void
run_all(struct check *c, const struct rule *const *rules, size_t count)
{
	const struct stated stated = stated_read(c);

	for (size_t i = 0; stated.count && i < count; i++)
		items_run(c, rules[i], &stated);
}

const struct check_kind check_items = {
	.spec =
		{
			.name = "items",
			.summary = "a stated number of things against the list of them",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "stated items",
		},
	.run_all = run_all,
	.judges = true,
};
