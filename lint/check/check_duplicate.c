/*
 * The kind "duplicate": passages that stand twice in a report, word for word
 * or with other figures, and a text that stands twice as a whole.  What the
 * genre repeats by form is left out: frames that stand three times or more,
 * and whatever is no paragraph.  Cost: see passage.h.
 */
#include "near.h"
#include "../fact/passage.h"

enum key { KEY_REPORT, KEY_MIN_LENGTH, KEY_MIN_LATIN, KEY_FRONT, KEY_FORM, KEY_NOTES, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_REPORT] = {"report", KEY_STRING, true,
			"exact copies, copies with other figures, or a text that stands twice",
			"exact|near|whole"},
	[KEY_MIN_LENGTH] = {"min-length", KEY_INTEGER, false,
			    "least length in letters, a Han character counting three (150); "
			    "whole: least share of the text in percent (30)",
			    NULL},
	[KEY_MIN_LATIN] = {"min-length-latin", KEY_INTEGER, false,
			   "least length of a passage in Latin letters (min-length)", NULL},
	[KEY_FRONT] = {"front", KEY_INTEGER, false,
		       "how much of a report in Latin letters, in percent, is headlines that the "
		       "rest repeats (0)",
		       NULL},
	[KEY_FORM] = {"form", KEY_INTEGER, false,
		      "from how many times on a frame is the form of the genre (3)", NULL},
	[KEY_NOTES] = {"notes", KEY_WORDS, false,
		       "what heads the notes under tables, which repeat by form", NULL},
};

enum {
	LENGTH_DEFAULT = 150,
	WHOLE_DEFAULT = 30,
	FORM_DEFAULT = 3,
	WHOLE_PASSAGES = 3,
	NOTES_MAX = 40,	    /* items under one heading of notes */
	WHOLE_PERCENT = 80, /* so much of its paragraphs is a copy, not a turn of phrase */
	LAW_ARTICLES = 8,
	ARTICLE_BYTES = 30, /* 第一千二百一十二条 */
	HEADLINE_BLOCKS = 4,
	FRONT_BLOCKS = 10, /* summary and headlines before the text begins */
	SHORT_NOTE = 220,  /* a source that is named again */
	LONG_LATIN = 350,  /* too long for a headline */
	LONG_TURN = 400	   /* and for a turn of phrase */
};

struct duplicate {
	struct check *c;
	const struct rule *exact, *near, *whole;
	struct passages found;
};

static uint32_t
number_or(const struct rule *r, enum key key, uint32_t otherwise)
{
	const struct key_value *v = r ? &r->values[key] : NULL;

	return v && v->set && v->integer > 0 && v->integer < 1000000 ? (uint32_t)v->integer
								     : otherwise;
}

static bool
is_latin(struct str s)
{
	size_t ascii = 0;

	for (size_t i = 0; i < s.len; i++)
		ascii += (unsigned char)s.at[i] < 0x80;
	return ascii * 2 > s.len;
}

/* A row of zeros is a form that was filled in twice: 0辆、0台、0辆. */
static bool
counts_nothing(struct str s)
{
	size_t zeros = 0;

	for (size_t i = 0; i < s.len; i++) {
		size_t from = i;

		while (i < s.len && is_digit(s.at[i]))
			i++;
		zeros += i - from == 1 && s.at[from] == '0';
	}
	return zeros * 60 > s.len;
}

/* A form that is filled in again, line by line, has no sentence: Requests received 196. */
static bool
has_sentence(struct str s)
{
	if (!is_latin(s))
		return str_find(s, STR("。")) != SIZE_MAX || str_find(s, STR("，")) != SIZE_MAX ||
		       str_find(s, STR("；")) != SIZE_MAX || str_find(s, STR(",")) != SIZE_MAX;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] == '.' && (i + 1 == s.len || !is_digit(s.at[i + 1])))
			return true;
	return false;
}

/* Does a block stand in the notes under a table: items below `Notes:`? */
static bool
is_note(const struct duplicate *d, const struct rule *r, uint32_t block)
{
	const struct doc *doc = d->c->doc;
	const struct word_list *heads = r->values[KEY_NOTES].words;
	uint32_t floor = block > NOTES_MAX ? block - NOTES_MAX : 0;

	while (block > floor && doc->blocks[block].enumerator != DOC_NONE)
		block--;
	struct str head = doc_slice(doc, doc->blocks[block].span);

	for (size_t i = 0; heads && i < heads->count; i++)
		if (str_starts(head, heads->words[i]))
			return true;
	return false;
}

/* Is a stretch made of whole paragraphs?  A copy also reaches into the next
 * one, if both happen to begin with the same word, so of the stretch only the
 * greater part must be paragraphs that it covers nearly all of. */
static bool
is_whole(const struct doc *doc, struct span s)
{
	uint32_t block = doc_block_at(doc, s.from), covered = 0;

	for (; block < doc->block_count && doc->blocks[block].span.from < s.to; block++) {
		struct span b = doc->blocks[block].span;
		uint32_t from = b.from > s.from ? b.from : s.from, to = b.to < s.to ? b.to : s.to;

		if (to > from &&
		    (uint64_t)(to - from) * 100 >= (uint64_t)(b.to - b.from) * WHOLE_PERCENT)
			covered += to - from;
	}
	return (uint64_t)covered * 100 >= (uint64_t)(s.to - s.from) * WHOLE_PERCENT;
}

/* A short note, numbered: `2. …` or `15 …` */
static bool
is_numbered(const struct doc *doc, const struct block *b)
{
	return b->enumerator != DOC_NONE ||
	       (b->span.from < b->span.to && doc->text.at[b->span.from] >= '0' &&
		doc->text.at[b->span.from] <= '9');
}

/* News say in their first sentence what the headline says, which may have been
 * joined to it: no sentence ends up to there. */
static bool
is_headline(const struct doc *d, const struct passage *p)
{
	uint32_t block = doc_block_at(d, p->first.from);

	return block < HEADLINE_BLOCKS &&
	       str_find(doc_slice(d, (struct span){d->blocks[block].span.from, p->first.to}),
			STR("。")) == SIZE_MAX;
}

/* Latin reports repeat their headlines, the notes under their figures, and turns of phrase. */
static bool
is_custom(const struct duplicate *d, const struct rule *r, const struct passage *p)
{
	const struct doc *doc = d->c->doc;
	struct str s = doc_slice(doc, p->later);
	uint32_t later = doc_block_at(doc, p->later.from), first = doc_block_at(doc, p->first.from);

	if (!is_latin(s))
		return counts_nothing(s) || is_headline(doc, p);
	if (later == DOC_NONE || first == DOC_NONE ||
	    (is_note(d, r, later) && is_note(d, r, first)))
		return true;
	bool whole = is_whole(doc, p->later), whole_first = is_whole(doc, p->first);

	if (s.len < LONG_TURN && !whole && !whole_first)
		return true;
	if (s.len < SHORT_NOTE && is_numbered(doc, &doc->blocks[later]) &&
	    is_numbered(doc, &doc->blocks[first]))
		return true;
	bool bullets = block_is_bullet(doc, later) || block_is_bullet(doc, first);
	bool front = first < FRONT_BLOCKS && doc->block_count >= 2 * (size_t)FRONT_BLOCKS;
	bool copied = whole && whole_first && !front && !bullets;

	if (!p->exact && s.len < SHORT_NOTE && bullets)
		return true;
	/* the summary in front has a sentence of the text as one of its points */
	if (s.len < LONG_LATIN && !whole && block_is_bullet(doc, first))
		return true;
	return s.len < LONG_LATIN && !copied &&
	       (uint64_t)p->first.from * 100 < (uint64_t)doc->text.len * number_or(r, KEY_FRONT, 0);
}

/* Does a block begin as an article of a law does: 第三条? */
static bool
is_article(struct str s)
{
	struct str head = str_sub(s, 0, s.len < ARTICLE_BYTES ? s.len : ARTICLE_BYTES);

	return str_starts(head, STR("第")) && str_find(head, STR("条")) != SIZE_MAX;
}

/* Laws say the same of many cases on purpose. */
static bool
is_law(const struct doc *d)
{
	size_t articles = 0;

	for (size_t i = 0; i < d->block_count && articles < LAW_ARTICLES; i++)
		articles += is_article(doc_slice(d, d->blocks[i].span));
	return articles >= LAW_ARTICLES;
}

static void
report(struct duplicate *d, const struct rule *r, const struct passage *p)
{
	struct check *c = d->c;
	bool zh = c->language == MESSAGE_ZH;
	struct str later = doc_slice(c->doc, p->later);
	const struct related related = {.span = p->first,
					.message = zh ? STR("首次出现于此")
						      : STR("it stands here first")};
	const struct message_value values[] = {
		{"length", str_printf(c->arena, "%zu", utf8_count(later))},
		{"share", {0}},
		{NULL, {0}},
	};
	struct finding *f = finding_add(c, r, p->later, values, &related, 1);

	finding_operand(c, f, "passage",
			str_printf(c->arena, "%016llx",
				   (unsigned long long)hash_bytes(later.at, later.len, 0)));
}

static bool
report_whole(struct duplicate *d)
{
	uint64_t share = d->found.bytes ? d->found.repeated * 100 / d->found.bytes : 0;

	if (!d->whole || d->found.count < WHOLE_PASSAGES ||
	    share < number_or(d->whole, KEY_MIN_LENGTH, WHOLE_DEFAULT))
		return false;
	const struct passage *p = &d->found.at[0];
	struct check *c = d->c;
	const struct related related = {
		.span = p->first,
		.message = c->language == MESSAGE_ZH ? STR("首次出现于此")
						     : STR("it stands here first"),
	};
	const struct message_value values[] = {
		{"length", str_printf(c->arena, "%zu", utf8_count(doc_slice(c->doc, p->later)))},
		{"share", str_printf(c->arena, "%llu%%", (unsigned long long)share)},
		{NULL, {0}},
	};

	finding_add(c, d->whole, p->later, values, &related, 1);
	return true;
}

static void
duplicate_run(struct check *c, const struct rule *const *rules, size_t count)
{
	struct duplicate d = {.c = c};

	for (size_t i = 0; i < count; i++) {
		struct str report_what = rules[i]->values[KEY_REPORT].string;

		if (str_eq(report_what, STR("exact")))
			d.exact = rules[i];
		else if (str_eq(report_what, STR("near")))
			d.near = rules[i];
		else
			d.whole = rules[i];
	}
	const uint32_t exact = number_or(d.exact, KEY_MIN_LENGTH, LENGTH_DEFAULT);
	const uint32_t near = number_or(d.near, KEY_MIN_LENGTH, LENGTH_DEFAULT * 2);
	const struct passage_limits limits = {
		.exact = exact,
		.exact_latin = number_or(d.exact, KEY_MIN_LATIN, exact),
		.near = near,
		.near_latin = number_or(d.near, KEY_MIN_LATIN, near),
		.form = number_or(d.exact ? d.exact : d.near, KEY_FORM, FORM_DEFAULT),
	};

	passages_find(c->arena, c->doc, &limits, &d.found);
	if (report_whole(&d) || is_law(c->doc))
		return;
	for (size_t i = 0; i < d.found.count; i++) {
		const struct passage *p = &d.found.at[i];
		const struct rule *r = p->exact ? d.exact : d.near;

		if (r && !p->form && (p->exact || has_sentence(doc_slice(c->doc, p->later))) &&
		    !is_custom(&d, r, p))
			report(&d, r, p);
	}
}

const struct check_kind check_duplicate = {
	.spec =
		{
			.name = "duplicate",
			.summary = "passages that are repeated in a report",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "length share",
		},
	.run_all = duplicate_run,
};
