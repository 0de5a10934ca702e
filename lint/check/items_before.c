/*
 * Lists before their number: A、B、C 3个部门, A、B等12个部门.  What stands before a
 * number need not be what it counts, so this asks for more evidence than
 * lists that are announced.
 */
#include "items.h"
#include "char.h"

enum {
	BEFORE_BYTES = 600,  /* of a list before its number */
	NAME_BYTES = 6,	     /* of the shortest name */
	WORD_BYTES = 15,     /* of an item that is no more than a word */
	PREAMBLE_BYTES = 24, /* from a figure to the first separator behind it */
	SURE_ITEMS = 4,	     /* a list so long is meant to be complete */
	LONG_LIST = 6,	     /* and so is one so long before 等 */
	JOIN_FROM = 3,	     /* where in the first item a word may join two */
	CLOSING_BYTES = 9,   /* of ，共 before a number */
};

/* Where the clause of x begins. */
static uint32_t
clause_start(const struct items *it, const struct fact *x)
{
	const struct doc *d = it->c->doc;
	uint32_t floor = d->sentences[x->sentence].span.from, at = x->lex.span.from, start = at;

	if (at - floor > BEFORE_BYTES)
		return at;
	static const uint32_t stops[] = {0xFF0C, 0xFF1B, 0xFF1A, 0x3002, ';', ':', 0};

	for (start = floor;;) {
		uint32_t stop = items_until(d, start, at, stops);

		if (stop >= at)
			return start;
		start = stop + char_len((unsigned char)d->text.at[stop]);
	}
}

/* 甲、乙、丙，共3个: the clause before the comma that ends at `at`. */
static struct span
clause_before(const struct items *it, const struct fact *x, uint32_t at)
{
	static const uint32_t stops[] = {0xFF0C, 0xFF1B, 0xFF1A, 0x3002, ';', ':', 0};
	const struct doc *d = it->c->doc;
	uint32_t floor = d->sentences[x->sentence].span.from;

	if (at <= floor || char_before(d->text.at, at, floor) != 0xFF0C)
		return (struct span){at, at};
	uint32_t end = char_back(d->text.at, at, floor), from = floor;
	for (;;) {
		uint32_t stop = items_until(d, from, end, stops);

		if (stop >= end)
			return (struct span){from, end};
		from = stop + char_len((unsigned char)d->text.at[stop]);
	}
}

/* Does a separator, or a title behind another, stand before x in its clause, or in the
 * one before where only a word for the total is left of its own?  Most counts have none. */
static bool
follows_separator(const struct items *it, const struct fact *x)
{
	const struct doc *d = it->c->doc;
	uint32_t floor = d->sentences[x->sentence].span.from, at = x->lex.span.from, behind = 0;

	if (at - floor > BEFORE_BYTES)
		return false;
	while (at > floor) {
		at = char_back(d->text.at, at, floor);
		uint32_t next = at, c = char_next(d->text.at, &next);

		if (c == 0x3001 || (c == 0x300B && behind == 0x300A))
			return true;
		behind = c;
		if (c == 0xFF0C && x->lex.span.from - at <= CLOSING_BYTES)
			continue;
		if (c == 0xFF0C || c == 0x3002 || c == 0xFF1B || c == 0xFF1A)
			return false;
	}
	return false;
}

/* The first item has the words before the list in it: 16支基金整合为产业、科创2支基金.
 * Figures there are no part of the list. */
static uint32_t
behind_figures(const struct items *it, const struct fact *x, uint32_t from)
{
	static const uint32_t stops[] = {0x3001, 0};
	const struct fact *first = it->c->facts->at + it->c->facts->sentences[x->sentence].from;
	uint32_t separator = items_until(it->c->doc, from, x->lex.span.from, stops);

	for (const struct fact *y = x; y-- > first && y->lex.span.from >= from;)
		if (y->lex.span.to + PREAMBLE_BYTES <= separator)
			return y->lex.span.to;
	return from;
}

/* Takes words that may stand between a list and its number off the list's end. */
static bool
drop_end(const struct items *it, const struct word_list *words, struct span *in)
{
	const struct doc *d = it->c->doc;
	int word = words ? words_before(words, (struct str){d->text.at, d->text.len}, in->to) : -1;

	if (word < 0 || words->words[word].len > in->to - in->from)
		return false;
	in->to -= (uint32_t)words->words[word].len;
	return true;
}

/* 《考核办法》: what stands in it is no verb of the sentence. */
static bool
is_title(struct str s)
{
	return str_ends(s, STR("》"));
}

/* Two words with a separator may be verbs that share what is counted
 * (新建、重组11家), and a long last item has its own verb: both prove nothing. */
static bool
is_list_of_names(const struct items *it, const struct item_list *list)
{
	const struct span last = list->items[list->count - 1];
	size_t where;
	uint32_t longest = 0;

	struct str text = doc_slice(it->c->doc, last);

	if (text.len < NAME_BYTES || str_find(text, STR(" ")) != SIZE_MAX ||
	    (it->words.governs && words_before(it->words.governs, text, text.len) >= 0))
		return false;
	int verb =
		it->words.verbs && !is_title(text) ? words_in(it->words.verbs, text, &where) : -1;

	/* at its end a verb is a noun: 城市更新和安全韧性提升4项行动 */
	if (verb >= 0 && (list->count == 2 || where + it->words.verbs->words[verb].len < text.len))
		return false;
	for (uint32_t i = 0; i + 1 < list->count; i++)
		if (list->items[i].to - list->items[i].from > longest)
			longest = list->items[i].to - list->items[i].from;
	return last.to - last.from <= (list->count == 2 ? WORD_BYTES : 2 * longest + WORD_BYTES);
}

/* A list that names more than is stated: names may hold a separator
 * themselves, so it must be one of names of a kind, all about as long. */
static bool
is_clean(const struct items *it, const struct item_list *list)
{
	uint32_t shortest = UINT32_MAX, longest = 0;
	size_t where;

	for (uint32_t i = 1; i < list->count; i++) {
		uint32_t len = list->items[i].to - list->items[i].from;

		shortest = len < shortest ? len : shortest;
		longest = len > longest ? len : longest;
		struct str s = doc_slice(it->c->doc, list->items[i]);

		if (is_title(s))
			continue;
		if ((it->words.join && words_in(it->words.join, s, &where) >= 0) ||
		    (it->words.verbs && words_in(it->words.verbs, s, &where) >= 0))
			return false;
	}
	return longest * 2 <= shortest * 5;
}

/* 南水北调、引江济淮、云南九大高原湖泊保护治理等: what is counted is one item of
 * the list; so it is too when words behind it make it count something else. */
static bool
is_itself_listed(const struct items *it, struct span tail)
{
	static const uint32_t stops[] = {0xFF0C, 0x3002, 0xFF1B, 0};
	const struct doc *d = it->c->doc;
	size_t where;

	while (tail.to > tail.from && ((unsigned char)d->text.at[tail.to] & 0xC0) == 0x80)
		tail.to--;
	tail.to = items_until(d, tail.from, tail.to, stops);
	struct str s = doc_slice(d, tail);

	return items_excepted(it, tail) || str_find(s, STR("、")) != SIZE_MAX ||
	       (it->words.more && words_in(it->words.more, s, &where) >= 0);
}

/* What is counted must follow: 工厂100个。 and 瞪羚企业358户和独角兽企业1户 count the
 * last item alone; so does a number that is an item itself, A、B、52个C. */
static bool
counts_what_follows(const struct items *it, const struct fact *x, struct span in, struct span tail,
		    bool more)
{
	const struct text *t = &it->c->doc->text;

	if (char_before(t->at, in.to, in.from) == 0x3001 ||
	    items_excepted(it, (struct span){x->lex.span.from, tail.from}))
		return false;
	if (more)
		return true;
	return x->lex.value.mantissa > 1 && char_is_han(char_at(t->at, tail.from, tail.to)) &&
	       (!it->words.join ||
		words_at(it->words.join, (struct str){t->at, t->len}, tail.from) < 0);
}

/* Is `stated` the number `n` with one digit too many? */
static bool
has_digit_added(int64_t stated, int64_t n)
{
	for (int64_t place = 1; place <= stated; place *= 10)
		if (stated / (place * 10) * place + stated % place == n)
			return true;
	return false;
}

/* May a list name fewer things than are stated? */
static bool
may_name_fewer(const struct item_list *list, const struct fact *x, bool more)
{
	if (more)
		return list->count < LONG_LIST || list->most > list->least + 1 ||
		       !has_digit_added(x->lex.value.mantissa, list->count);
	return list->most > list->count && list->count < SURE_ITEMS;
}

void
items_before(struct items *it, const struct fact *x)
{
	const struct doc *d = it->c->doc;
	uint32_t end = d->sentences[x->sentence].span.to;
	struct item_list list;

	if (!follows_separator(it, x))
		return;
	struct span in = {clause_start(it, x), x->lex.span.from};

	in.from = behind_figures(it, x, in.from);
	struct span tail = {x->lex.span.to, end - x->lex.span.to > 30 ? x->lex.span.to + 30 : end};

	while (in.to > in.from && d->text.at[in.to - 1] == ' ')
		in.to--;
	bool closes = drop_end(it, it->words.total, &in);
	if (closes && in.to == in.from)
		in = clause_before(it, x, in.from);
	bool more = drop_end(it, it->words.more, &in);

	if (in.to <= in.from || !counts_what_follows(it, x, in, tail, more))
		return;
	items_split(it->c, &it->words, in, 0x3001, x->sentence, &list);
	if (list.count < 2 || list.doubtful || list.open || !items_plain(&list) ||
	    items_excepted(it, in) || is_itself_listed(it, tail))
		return;
	for (uint32_t i = 0; i + 1 < list.count; i++) {
		size_t where;

		/* 涉及甲、乙: no joining word in a word that opens the list */
		if (it->words.join &&
		    words_in(it->words.join, doc_slice(d, list.items[i]), &where) >= 0 &&
		    (i || where > JOIN_FROM))
			list.most++;
	}
	if (items_agree(it, x, list.least, list.most) || !is_list_of_names(it, &list))
		return;
	if (x->lex.value.mantissa < list.least ? !is_clean(it, &list)
					       : may_name_fewer(&list, x, more))
		return; /* examples, or A、B和C each with as many */
	items_report(it, x, list.items[0], list.items[list.count - 1], list.count);
}
