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
	const struct grid *grid;
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

/* Does the head over the names of rows hold it (渠道)? */
static bool
is_over_names(const struct said_of *p, struct str words)
{
	const struct grid *g = p->grid;

	for (uint32_t r = 0; r < g->row_count && !g->rows[r].figures; r++)
		for (uint32_t i = g->rows[r].from; i < g->rows[r].to; i++)
			if (g->cells[i].right <= g->columns[0].left &&
			    str_find(doc_slice(p->c->doc, g->cells[i].span), words) != SIZE_MAX)
				return true;
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
	static const char *const marks[] = {"，", "；", "、"};
	const uint32_t from = p->fact->lex.span.from - (uint32_t)p->between.len;
	struct str s = p->between;

	for (const struct fact *k = p->fact; k-- > p->c->facts->at && k->lex.span.from >= from;)
		if (k->lex.kind != KIND_DATE) {
			s = str_sub(s, k->lex.span.to - from, s.len);
			break;
		}
	return behind_marks(s, marks, sizeof marks / sizeof *marks);
}

/* Two characters that stand over the column or over the names. */
static bool
says_again(const struct said_of *p, struct str words)
{
	return is_headed(p, words) || is_over_names(p, words);
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
		} else if (is_han(s, at + HAN) && says_again(p, str_sub(s, at, at + 2 * HAN))) {
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

/* Is the column of years that its head names (2022年), and this is none of them? */
static bool
is_of_other_year(struct str head, int year)
{
	enum { YEAR_DIGITS = 4 };
	const struct str mark = STR("年");
	bool other = false;

	for (size_t at; (at = str_find(head, mark)) != SIZE_MAX;
	     head = str_sub(head, at + mark.len, head.len)) {
		int told = 0;
		for (size_t i = at < YEAR_DIGITS ? at : at - YEAR_DIGITS; i < at; i++)
			told = is_digit(head.at[i]) ? told * 10 + (head.at[i] - '0') : 0;
		if (told && told == year)
			return false;
		other |= told >= 1000;
	}
	return other;
}

/* Is a date the period of the report, or the day or month that it ends with, behind a word for until
 * (截至12月底)? */
static bool
is_own_period(const struct said_of *p, const struct fact *date)
{
	const struct doc *d = p->c->doc;
	const struct calendar_date from = date->lex.from, to = date->lex.to;
	const struct word_list *until = lexicon_words(p->c->rulebook->lexicon, STR("year-ending"));
	struct str before =
		str_sub(p->before, 0, p->before.len - p->fact->lex.span.from + date->lex.span.from);

	if ((from.year && from.year != d->period_from.year) ||
	    (to.year && to.year != d->period_to.year) ||
	    is_of_other_year(p->head, d->period_from.year))
		return false;
	if (!from.month)
		return true;
	if (to.month != d->period_to.month || (to.day && to.day != d->period_to.day))
		return false;
	return from.month == d->period_from.month || words_before(until, before, before.len) >= 0;
}

/* Does a later date say what things are done for, before a colon (为做好2024年工作，通报如下：), and no
 * plan (为做好2024年工作，安排如下：)? */
static bool
is_purpose(const struct said_of *p, const struct fact *date)
{
	static const char *const marks[] = {"，", "；", "："};
	const struct lexicon *lx = p->c->rulebook->lexicon;
	const size_t end = p->before.len - p->fact->lex.span.from;
	struct str clause = behind_marks(str_sub(p->before, 0, end + date->lex.span.from), marks,
					 sizeof marks / sizeof *marks);
	struct str behind = str_sub(p->before, end + date->lex.span.to, p->before.len);

	return date->lex.from.year > p->c->doc->period_from.year &&
	       words_at(lexicon_words(lx, STR("table-purpose")), clause, 0) >= 0 &&
	       str_find(behind, STR("：")) != SIZE_MAX &&
	       !words_hold(lexicon_words(lx, STR("plan")), behind);
}

/* Is a figure a day of a month that is not named, behind a word for until (截至15日), and no length of
 * time (压缩至5日)?  That of the last day of a report on one month is its own. */
static bool
is_day_alone(const struct said_of *p, const struct fact *k)
{
	enum { DAYS_MOST = 31 };
	const struct doc *d = p->c->doc;
	const struct word_list *until = lexicon_words(p->c->rulebook->lexicon, STR("year-ending"));
	const struct str text = fact_text(p->c->facts, k), unit = STR("日");
	const struct lexeme *l = &k->lex;
	const int64_t day = l->value.mantissa;
	struct str before =
		str_sub(p->before, 0, p->before.len - p->fact->lex.span.from + l->span.from);

	if (l->kind != KIND_MEASURE || l->is_range || l->value.exponent || day > DAYS_MOST ||
	    text.len < unit.len || !str_eq(str_sub(text, text.len - unit.len, text.len), unit) ||
	    words_before(until, before, before.len) < 0)
		return false;
	return d->period_from.month != d->period_to.month || day != d->period_to.day;
}

/* Is it told of a year, or a part of one, that is neither the report's nor the table's? */
static bool
is_dated_otherwise(const struct said_of *p)
{
	const uint32_t from = p->fact->lex.span.from - (uint32_t)own_part(p->before).len;

	for (const struct fact *k = p->fact; k-- > p->c->facts->at && k->lex.span.from >= from;)
		if (is_day_alone(p, k) ||
		    (k->lex.kind == KIND_DATE && !is_headed(p, fact_text(p->c->facts, k)) &&
		     !is_own_period(p, k) && !is_purpose(p, k)))
			return true;
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

	for (uint32_t i = s->from; i < s->to && year; i++) {
		const struct fact *k = &f->at[i];
		later |= k->lex.kind == KIND_DATE && k->lex.from.year > year &&
			 (k > p->fact || !is_purpose(p, k));
	}
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
		.grid = g,
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
