/*
 * What the words of a text say beside the name of a table's row, in Chinese: another time (上年度，城东受理诉求),
 * another thing (教育支出中，基本支出), another stage (工资福利支出年初预算).  In goes a figure that is one slip from a
 * cell of the row that is named before it; out comes whether it is one of those.
 * Cost: for each slip, the head and the title of its column a character of the sentence.
 */
#include "near.h"
#include "table_said.h"

enum { HAN = 3 /* bytes */ };

/* Where a figure stands, and the cell that it is held against. */
struct said_of {
	const struct check *c;
	const struct fact *fact;
	struct str before;  /* of its sentence */
	struct str between; /* behind the name */
	struct str head;    /* over the cell */
	struct str title;
};

static bool
is_han(struct str s, size_t at)
{
	return at + HAN <= s.len && is_han_lead(s.at[at]);
}

/* The last place of a name in s; false without. */
static bool
find_last(struct str s, struct str name, size_t *at)
{
	for (size_t i = s.len < name.len ? 0 : s.len - name.len + 1; i-- > 0;)
		if (str_starts(str_sub(s, i, s.len), name)) {
			*at = i;
			return true;
		}
	return false;
}

/* Does the head of the column or the title hold it? */
static bool
is_headed(const struct said_of *p, struct str words)
{
	return str_find(p->head, words) != SIZE_MAX || str_find(p->title, words) != SIZE_MAX;
}

/* What is said right before the figure: behind the name, or behind the last figure, or mark that parts
 * clauses, between. */
static struct str
last_words(const struct said_of *p)
{
	static const char *const marks[] = {"，", "；", "、", "："};
	const uint32_t from = p->fact->lex.span.from - (uint32_t)p->between.len;
	struct str s = p->between;

	for (const struct fact *k = p->fact; k-- > p->c->facts->at && k->lex.span.from >= from;)
		if (k->lex.kind != KIND_DATE) {
			s = str_sub(s, k->lex.span.to - from, s.len);
			break;
		}
	return behind_marks(s, marks, sizeof marks / sizeof *marks);
}

/* Do two characters in a row of these words say more than what the column is of and words that say
 * nothing? */
static bool
says_more(const struct said_of *p, struct str s)
{
	const struct lexicon *lx = p->c->rulebook->lexicon;
	const struct word_list *plain = lexicon_words(lx, STR("table-between"));
	size_t run = 0;

	for (size_t at = 0; at < s.len;) {
		int word = words_at(plain, s, at);
		if (word >= 0) {
			at += plain->words[word].len;
			run = 0;
		} else if (!is_han(s, at)) {
			utf8_next(s.at, &at);
			run = 0;
		} else if (is_han(s, at + HAN) && is_headed(p, str_sub(s, at, at + 2 * HAN))) {
			at += 2 * HAN;
			run = 0;
		} else {
			at += HAN;
			if (++run > 1)
				return true;
		}
	}
	return false;
}

/* The part of the sentence before the figure behind its last semicolon. */
static struct str
own_part(struct str before)
{
	static const char *const semicolon = "；";

	return behind_marks(before, &semicolon, 1);
}

/* What stands behind the last word for this year (今年). */
static struct str
behind_this_year(const struct lexicon *lx, struct str s)
{
	const struct word_list *now = lexicon_words(lx, STR("table-this-year"));
	size_t at;
	int word;

	while ((word = words_in(now, s, &at)) >= 0)
		s = str_sub(s, at + now->words[word].len, s.len);
	return s;
}

/* Is it told of another time, in words (上年) that compare nothing (比上年增加)? */
static bool
is_earlier(const struct said_of *p)
{
	const struct lexicon *lx = p->c->rulebook->lexicon;
	const struct word_list *other = lexicon_words(lx, STR("other-period"));
	const struct word_list *compare = lexicon_words(lx, STR("table-compared"));
	struct str s = behind_this_year(lx, own_part(p->before));

	for (size_t at = 0; at < s.len; utf8_next(s.at, &at)) {
		int word = words_at(other, s, at);
		if (word >= 0 && words_before(compare, s, at) < 0 &&
		    !is_headed(p, other->words[word]))
			return true;
	}
	return false;
}

/* Is the column of a year that its head names (2023年)? */
static bool
has_year(struct str head)
{
	enum { YEAR_DIGITS = 4 };
	size_t at = str_find(head, STR("年"));

	return at != SIZE_MAX && at >= YEAR_DIGITS && is_digit(head.at[at - 1]) &&
	       is_digit(head.at[at - YEAR_DIGITS]);
}

/* Is it told of a year, or a part of one, that is neither the report's nor the table's? */
static bool
is_dated_otherwise(const struct said_of *p)
{
	const struct calendar_date own = p->c->doc->period_from;
	const uint32_t from = p->fact->lex.span.from - (uint32_t)own_part(p->before).len;

	for (const struct fact *k = p->fact; k-- > p->c->facts->at && k->lex.span.from >= from;) {
		if (k->lex.kind != KIND_DATE || is_headed(p, fact_text(p->c->facts, k)))
			continue;
		if (k->lex.from.month ? k->lex.from.month != own.month ||
						k->lex.to.month != p->c->doc->period_to.month
				      : k->lex.from.year != own.year || has_year(p->head))
			return true;
	}
	return false;
}

/* Does its sentence name a later year than the report's?  Then nobody knows what is of which. */
static bool
names_later_year(const struct said_of *p)
{
	const struct facts *f = p->c->facts;
	const struct sentence_facts *s = &f->sentences[p->fact->sentence];
	const int year = p->c->doc->period_from.year;
	bool later = false;

	for (uint32_t i = s->from; i < s->to && year; i++)
		later |= f->at[i].lex.kind == KIND_DATE && f->at[i].lex.from.year > year;
	return later;
}

bool
is_told_otherwise(const struct named_rows *n, const struct compared *x, bool proved)
{
	const struct check *c = n->c;
	const struct grid *g = x->verdict.sheet->grid;
	const struct str name = n->names.words[x->name];
	const uint32_t start = c->doc->sentences[x->fact->sentence].span.from;
	struct said_of p = {
		.c = c,
		.fact = x->fact,
		.before = doc_slice(c->doc, (struct span){start, x->fact->lex.span.from}),
		.head = g->columns[x->verdict.at % g->column_count].head,
		/* a line that is a sentence is none */
		.title = str_find(g->title, STR("，")) == SIZE_MAX ? g->title : (struct str){0},
	};
	size_t at;

	if (!is_han(name, name.len - HAN) || !find_last(p.before, name, &at))
		return false;
	p.between = str_sub(p.before, at + name.len, p.before.len);
	struct str words = last_words(&p);
	if (proved && words.len < p.between.len)
		return false;
	return says_more(&p, words) ||
	       (!proved && (is_earlier(&p) || is_dated_otherwise(&p) || names_later_year(&p)));
}
