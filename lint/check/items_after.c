/*
 * Lists behind their number: 共13项，分别是A、B、C; 三个领域：A、B、C; and groups by
 * date, 共4项，其中2012年…；2015年….  Looks at most AFTER_BYTES far.
 */
#include "items.h"
#include "char.h"

static const uint32_t enders[] = {0x3002, 0xFF1B, 0xFF0C, 0xFF01, 0xFF1F, ';', 0};
static const uint32_t sentence_enders[] = {0x3002, 0xFF01, 0xFF1F, 0};

/* Where the list of x begins: behind an opening word or a colon that follows
 * the number closely, with no other figure between; 0 if there is none. */
static uint32_t
list_start(const struct items *it, const struct fact *x, uint32_t end)
{
	const struct doc *d = it->c->doc;
	uint32_t from = x->lex.span.to, to = end - from > GAP_BYTES ? from + GAP_BYTES : end;
	struct str all = {d->text.at, d->text.len};

	for (uint32_t at = from; at < to;) {
		int word = words_at(it->words.intro, all, at);

		if (word >= 0)
			at += (uint32_t)it->words.intro->words[word].len;
		if (at < end && word >= 0 &&
		    (char_at(d->text.at, at, end) == 0xFF1A || d->text.at[at] == ':'))
			at += char_len((unsigned char)d->text.at[at]);
		if (word >= 0)
			return at;
		uint32_t c = char_next(d->text.at, &at);

		if (c == 0xFF1A || c == ':' || c == 0xFF08)
			return at;
		if (c == 0x3002 || c == 0xFF1B || c == ';' || c == 0x3001 || char_is_digit(c) ||
		    c == '.')
			return 0;
	}
	return 0;
}

static bool
begins_series(const struct items *it, uint32_t at)
{
	const struct doc *d = it->c->doc;
	size_t lo = 0, hi = d->enumerator_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (d->enumerators[mid].e.span.from < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < d->enumerator_count && d->enumerators[lo].e.span.from < at + 4;
}

/* A、B、C，以及D: one more behind the comma. */
static bool
goes_on(const struct items *it, uint32_t at, uint32_t end)
{
	const struct text *t = &it->c->doc->text;

	return it->words.join && at + 3 < end && char_at(t->at, at, end) == 0xFF0C &&
	       words_at(it->words.join, (struct str){t->at, t->len}, at + 3) >= 0;
}

/* 一方面…，另一方面…: clauses, not names. */
static bool
is_pair(const struct items *it, uint32_t at)
{
	const struct text *t = &it->c->doc->text;

	return it->words.verbs && words_at(it->words.verbs, (struct str){t->at, t->len}, at) >= 0;
}

/* (a) …; (b) …; and (c) …, or first, …; second, …: clauses that say their number. */
static bool
is_numbered(const struct items *it, const struct item_list *list)
{
	const struct doc *d = it->c->doc;
	struct str first = doc_slice(d, list->items[0]), second = doc_slice(d, list->items[1]);

	return (str_starts(first, STR("(")) && str_starts(second, STR("("))) ||
	       (str_starts(first, STR("first")) && str_starts(second, STR("second")));
}

/* 4个区（甲区、乙区、丙区）: the bracket holds the names and nothing else. */
static void
look_bracket(struct items *it, const struct fact *x, uint32_t at, uint32_t end)
{
	const struct doc *d = it->c->doc;
	struct item_list list;
	uint32_t close = at;

	while (close < end && char_at(d->text.at, close, end) != 0xFF09)
		close += char_len((unsigned char)d->text.at[close]);
	if (close >= end)
		return;
	struct span in = {at, close};
	uint32_t stop = items_until(d, at, close, enders);
	items_split(it->c, &it->words, in, 0x3001, x->sentence, &list);
	if (stop < close || list.count < 2 || list.doubtful || list.open || !items_plain(&list) ||
	    items_excepted(it, in))
		return;
	uint32_t shortest = close - at;
	for (uint32_t i = 0; i < list.count; i++)
		if (list.items[i].to - list.items[i].from < shortest)
			shortest = list.items[i].to - list.items[i].from;
	/* 31个省（自治区、直辖市）, 183个县（市、区）: other words for what is counted */
	if (!items_agree(it, x, list.least, list.most) && list.count > 2 && shortest > 3)
		items_report(it, x, list.items[0], list.items[list.count - 1], list.count);
}

void
items_after(struct items *it, const struct fact *x)
{
	const struct doc *d = it->c->doc;
	uint32_t end = items_end(it, x), at = end ? list_start(it, x, end) : 0;
	struct item_list list;

	if (!at || at >= end || !items_alone(it, x, at) || begins_series(it, at) ||
	    items_excepted(it, (struct span){x->lex.span.to, at}) || is_pair(it, at))
		return;
	struct span narrow = {at, items_until(d, at, end, enders)};
	if (char_before(d->text.at, at, x->lex.span.to) == 0xFF08) {
		look_bracket(it, x, at, end);
		return;
	}
	struct span wide = {at, items_until(d, at, end, sentence_enders)};
	uint32_t letter = at + (d->text.at[at] == ' ');
	letter += letter < end && d->text.at[letter] == '('; /* (a) …; (b) … */
	bool latin = char_is_latin(char_at(d->text.at, letter, end));

	if (latin)
		wide.to = end - (end > at && d->text.at[end - 1] == '.');
	/* items of clauses, parted by semicolons, may make the count too */
	items_split(it->c, &it->words, wide, latin ? ';' : 0xFF1B, x->sentence, &list);
	bool clauses = list.count > 1;

	if (clauses && items_agree(it, x, list.count, list.count))
		return;
	if (clauses && latin) {
		if (is_numbered(it, &list))
			items_report(it, x, list.items[0], list.items[list.count - 1], list.count);
		return;
	}
	items_split(it->c, &it->words, latin ? wide : narrow, latin ? ',' : 0x3001, x->sentence,
		    &list);
	list.most += goes_on(it, narrow.to, end);
	if (list.count < 2 || list.doubtful || !items_plain(&list))
		return;
	if (items_agree(it, x, list.least, list.most))
		return;
	if (clauses || (list.open && x->lex.value.mantissa > list.most))
		return;
	items_report(it, x, list.items[0], list.items[list.count - 1], list.count);
}

/* ---- groups: 共4项，其中2012年取消了A、B、C；2015年取消了D ------------------------------ */

/* A group begins with its date and holds no other figure: where the rest begins, 0 if not so. */
static uint32_t
behind_date(const struct items *it, const struct fact *x, struct span g)
{
	const struct sentence_facts *s = &it->c->facts->sentences[x->sentence];
	uint32_t from = 0;

	for (uint32_t k = s->from; k < s->to; k++) {
		const struct fact *y = &it->c->facts->at[k];

		if (y->lex.span.from < g.from || y->lex.span.to > g.to || y->bracketed ||
		    y->quoted || y->lex.kind == KIND_NAME)
			continue;
		if (y->lex.kind != KIND_DATE || from)
			return 0;
		from = y->lex.span.to;
	}
	return from;
}

/* The stretch of the groups of x; empty if it has none. */
static struct span
groups_of(const struct items *it, const struct fact *x)
{
	const struct doc *d = it->c->doc;
	uint32_t end = items_end(it, x), at = x->lex.span.to;
	struct str all = {d->text.at, d->text.len};

	if (!end || !it->words.which || !it->words.total ||
	    words_before(it->words.total, all, x->lex.span.from) < 0 ||
	    char_at(d->text.at, at, end) != 0xFF0C)
		return (struct span){0, 0};
	at += 3;
	int word = words_at(it->words.which, all, at);

	if (word < 0)
		return (struct span){0, 0};
	at += (uint32_t)it->words.which->words[word].len;
	return (struct span){at, items_until(d, at, end, sentence_enders)};
}

void
items_groups(struct items *it, const struct fact *x)
{
	struct span in = groups_of(it, x), last = {0, 0};
	struct item_list groups, list;
	uint32_t least = 0, most = 0;

	if (in.from == in.to)
		return;
	items_split(it->c, &it->words, in, 0xFF1B, x->sentence, &groups);
	if (groups.count < 2)
		return;
	for (uint32_t i = 0; i < groups.count; i++) {
		struct span g = {behind_date(it, x, groups.items[i]), groups.items[i].to};

		if (!g.from)
			return;
		items_split(it->c, &it->words, g, 0x3001, x->sentence, &list);
		if (list.doubtful || list.open || !list.count)
			return;
		least += list.least;
		most += list.count;
		last = list.items[list.count - 1];
	}
	if (!items_agree(it, x, least, most))
		items_report(it, x, groups.items[0], last, most);
}
