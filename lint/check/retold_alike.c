/*
 * Do two figures of Latin prose count the same (retold.h)?  They do where the words of each are
 * said around the other, too, if as another form of the word, but for one of what was done or who
 * did it; and where nothing makes one of them a figure of another time, place or basis.  In doubt
 * they do not.  Keeps nothing.  Cost: the words of the one times the text around the other; for a
 * place, that of its paragraph.
 */
#include "retold.h"

enum {
	STEM_LEAST = 4,	   /* letters that forms of one word have in common */
	LACKING_MANY = 9,  /* words: more than may be */
	OPENING_MOST = 120 /* bytes of what opens a sentence */
};

/* ---- words and units --------------------------------------------------------------- */

static bool
is_ending(struct str s)
{
	static const char *const endings[] = {"",    "s", "es",	 "d", "ed",
					      "ing", "e", "ies", "y", "'s"};

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (str_eq(s, str_of(endings[i])))
			return true;
	return false;
}

/* Are two words forms of one: complaint, complaints; receive, received?  Whatever their case. */
static bool
words_akin(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && latin_lower(a.at[n]) == latin_lower(b.at[n]))
		n++;
	if (n == a.len && n == b.len)
		return true;
	/* a letter before the ending may be doubled, or be an e */
	return n >= STEM_LEAST && is_ending(str_sub(a, n, a.len)) &&
	       is_ending(str_sub(b, n, b.len));
}

bool
told_alike_unit(const struct check *c, const struct fact *a, const struct fact *b)
{
	const kind_set counts = KIND_BIT(KIND_COUNT) | KIND_BIT(KIND_BARE);
	unit_id u = fact_base_unit(c, a), v = fact_base_unit(c, b);

	if (u == v)
		return a->lex.kind == b->lex.kind || !u;
	return (!u || !v) && KIND_BIT(a->lex.kind) & counts && KIND_BIT(b->lex.kind) & counts;
}

static bool
says(struct str s, struct str word)
{
	struct str other;

	for (size_t at = 0; (other = latin_word(s, &at)).len;)
		if (words_akin(word, other))
			return true;
	return false;
}

static bool
has_word(const struct told *t, struct str word)
{
	for (size_t i = 0; i < t->count; i++)
		if (words_akin(t->words[i], word))
			return true;
	return false;
}

/* ---- what is said of one alone ------------------------------------------------------ */

/* Does s tell that something was done?  Then what else is told of is another figure: 3,482 appeals
 * received, 3,428 decided. */
static bool
tells_deed(struct str s)
{
	struct str word;

	for (size_t at = 0; (word = latin_word(s, &at)).len;)
		if (is_deed(word))
			return true;
	return false;
}

/* May a word be the name of someone: Scotland had 1,452, Contractors reported 1,415? */
static bool
is_name(struct str word)
{
	return word.len && word.at[0] >= 'A' && word.at[0] <= 'Z';
}

/* How many words of a are not said around b; LACKING_MANY with one that says what kind it is: of
 * these all but what was done with it (visas granted), and who did it, ahead of all. */
static size_t
lacking(const struct check *c, const struct told *a, const struct told *b)
{
	struct str around = skeleton_slice(c->facts, b->around.from, b->around.to);
	size_t n = 0;

	for (size_t i = 0; i < a->count; i++) {
		if (has_word(b, a->words[i]) || says(around, a->words[i]))
			continue;
		bool acts = i >= a->behind && i + 1 == a->count && !is_name(a->words[i]);
		bool harmless = is_deed(a->words[i]) ? !tells_deed(around) : acts;
		n += harmless ? 1 : LACKING_MANY;
	}
	return n;
}

/* The clause of a figure. */
static struct str
clause_of(const struct check *c, const struct told *t)
{
	uint32_t from = t->around.from, to = fact_end(t->fact);
	struct str s = skeleton_slice(c->facts, from, t->around.to);

	for (size_t at = t->fact->skeleton - from; at > 0; at--)
		if (word_ends(s, at - 1) && s.at[at - 1] != '(') {
			from += (uint32_t)at;
			break;
		}
	while (to < t->around.to && !word_ends(s, to - t->around.from))
		to++;
	return skeleton_slice(c->facts, from, to);
}

/* Has one stretch a word of the list that the other has not? */
static bool
has_own(const struct word_list *list, struct str mine, struct str theirs)
{
	struct str word;

	for (size_t at = 0; (word = latin_word(mine, &at)).len;)
		if (is_listed(list, word) && !says(theirs, word))
			return true;
	return false;
}

/* Does something say of a that it is of another time or made in another way than b? */
static bool
are_apart(const struct check *c, const struct retold_lists *lists, const struct told *a,
	  const struct told *b)
{
	struct str mine = skeleton_slice(c->facts, a->around.from, a->around.to);
	struct str theirs = skeleton_slice(c->facts, b->around.from, b->around.to);

	return has_own(lists->apart, clause_of(c, a), theirs) ||
	       has_own(lists->basis, mine, theirs);
}

/* What opens the sentence of a figure, up to its first comma; empty with a figure in it. */
static struct str
opening_of(const struct check *c, const struct told *t)
{
	const struct sentence_facts *all = &c->facts->sentences[t->fact->sentence];
	uint32_t from = all->skeleton.from, i = all->from;

	/* t's is behind them: in May, five years ago, */
	while (c->facts->at[i].lex.kind == KIND_DATE ||
	       (c->facts->at[i].lex.kind == KIND_MEASURE && &c->facts->at[i] != t->fact))
		i++;
	struct str text = skeleton_slice(c->facts, from, c->facts->at[i].skeleton);
	size_t comma = str_find(text, STR(","));
	return comma == SIZE_MAX || comma > OPENING_MOST ? (struct str){0}
							 : str_sub(text, 0, comma);
}

/* Is a figure of a part of all that the paragraph of the other one does not name? */
static bool
is_elsewhere(const struct check *c, const struct retold_lists *lists, const struct told *a,
	     const struct told *b)
{
	const struct doc *d = c->doc;
	struct str opening = opening_of(c, a), word;
	const struct sentence *mine = &d->sentences[a->fact->sentence];
	const struct sentence *theirs = &d->sentences[b->fact->sentence];
	struct str told = doc_slice(
		d, mine->block == theirs->block ? theirs->span : d->blocks[theirs->block].span);
	size_t at = 0;

	if (!is_listed(lists->places, latin_word(opening, &at)))
		return false;
	while ((word = latin_word(opening, &at)).len)
		if (word.len > 1 && !is_listed(lists->plain, word) && !has_word(b, word) &&
		    !says(told, word))
			return true;
	return false;
}

/* Does what opens the sentence of a, up to its comma, hold a word of the list: last year, ... */
static bool
opens_apart(const struct check *c, const struct word_list *list, const struct told *a)
{
	struct str opening = opening_of(c, a), word;

	for (size_t at = 0; (word = latin_word(opening, &at)).len;)
		if (is_listed(list, word))
			return true;
	return false;
}

void
told_year_find(const struct check *c, struct retold_lists *lists)
{
	enum { FIRST = 1900, YEARS = 256 };
	const struct facts *f = c->facts;
	uint32_t told[YEARS] = {0}, most = 0;

	lists->year = c->doc->period_from.year;
	lists->year_shown = lists->year != 0;
	for (uint32_t i = 0; i < f->count && !lists->year_shown; i++) {
		const struct lexeme *x = &f->at[i].lex;
		/* a financial year ends, and a report is published, in the year after */
		if (x->kind == KIND_DATE && !x->from.month && x->from.year >= FIRST &&
		    x->from.year < FIRST + YEARS)
			told[x->from.year - FIRST]++;
	}
	for (int i = 0; i < YEARS && !lists->year_shown; i++)
		if (told[i] && told[i] >= most) {
			most = told[i];
			lists->year = FIRST + i;
		}
	lists->year_shown = lists->year_shown || most > 1;
}

/* Does the text point back with a figure: of the 3,428 letters? */
static bool
points_back(const struct check *c, const struct told *t)
{
	struct str ahead = skeleton_slice(c->facts, t->around.from, t->fact->skeleton);

	return str_ends(ahead, STR("the ")) || str_ends(ahead, STR("The ")) ||
	       str_ends(ahead, STR("these ")) || str_ends(ahead, STR("These "));
}

static bool
is_one_block(const struct check *c, const struct told *a, const struct told *b)
{
	const struct sentence *all = c->doc->sentences;

	return all[a->fact->sentence].block == all[b->fact->sentence].block;
}

/* Are two figures of different years?  One without a year is of the report's, or of that of the
 * figure before it that it points back to. */
static bool
years_differ(const struct check *c, const struct retold_lists *lists, const struct told *a,
	     const struct told *b)
{
	const struct told *dated = a->year ? a : b, *bare = a->year ? b : a;

	if (a->year && b->year)
		return a->year != b->year;
	if (!dated->year)
		return false;
	bool back = bare->fact > dated->fact && points_back(c, bare);
	if (dated->year < lists->year)
		return !back || !is_one_block(c, dated, bare);
	return !lists->year_shown && !back;
}

/* Is a figure of what went on for some time? */
static bool
is_of_span(const struct check *c, const struct retold_lists *lists, const struct told *t)
{
	const struct sentence_facts *s = &c->facts->sentences[t->fact->sentence];
	struct str text = skeleton_slice(c->facts, s->skeleton.from, t->around.to), word;

	for (size_t at = 0; (word = latin_word(text, &at)).len;)
		if (is_listed(lists->spans, word))
			return true;
	return false;
}

/* Is one of a day, and the other one of some time? */
static bool
is_span_of_day(const struct check *c, const struct retold_lists *lists, const struct told *day,
	       const struct told *other)
{
	return day->day && !other->day && is_of_span(c, lists, other) && !is_of_span(c, lists, day);
}

/* Are two figures of different days or months, or is one of a month alone? */
static bool
days_differ(const struct told *a, const struct told *b)
{
	if (a->day && b->day)
		return a->day != b->day;
	return (a->day && a->day % 100 == 0) || (b->day && b->day % 100 == 0);
}

/* ---- do two count the same? -------------------------------------------------------- */

bool
told_alike(const struct check *c, const struct retold_lists *lists, const struct told *a,
	   const struct told *b)
{
	size_t common = 0, less;

	if (a->earlier != b->earlier || a->moved != b->moved || a->tense * b->tense < 0 ||
	    years_differ(c, lists, a, b) || days_differ(a, b) || !str_eq(a->tag, b->tag) ||
	    (a->earlier && (!a->year || !b->year)))
		return false;
	for (size_t i = 0; i < a->count; i++)
		common += a->words[i].len >= RETOLD_WORD_LEAST && has_word(b, a->words[i]);
	less = lacking(c, a, b) + lacking(c, b, a);
	return common > less && less < 2 && !are_apart(c, lists, a, b) &&
	       !are_apart(c, lists, b, a) &&
	       opens_apart(c, lists->apart, a) == opens_apart(c, lists->apart, b) &&
	       !is_elsewhere(c, lists, a, b) && !is_elsewhere(c, lists, b, a) &&
	       !is_span_of_day(c, lists, a, b) && !is_span_of_day(c, lists, b, a);
}

size_t
told_names(const struct check *c, const struct retold_lists *lists, const struct told *figure,
	   const struct told *name)
{
	struct str around = skeleton_slice(c->facts, name->around.from, name->around.to);
	struct str mine = skeleton_slice(c->facts, figure->around.from, figure->around.to);
	size_t added = 0;

	if (figure->earlier || figure->moved || years_differ(c, lists, figure, name))
		return RETOLD_WORDS;
	for (size_t i = 0; i < name->count; i++)
		if (!has_word(figure, name->words[i]))
			return RETOLD_WORDS;
	for (size_t i = 0; i < figure->count; i++)
		if (!has_word(name, figure->words[i]))
			added += i >= figure->behind && i + 1 == figure->count ? 1 : RETOLD_WORDS;
	if (has_own(lists->apart, clause_of(c, figure), around) ||
	    has_own(lists->basis, mine, around) || has_own(lists->basis, around, mine) ||
	    opens_apart(c, lists->apart, figure) || is_elsewhere(c, lists, figure, name) ||
	    is_elsewhere(c, lists, name, figure))
		return RETOLD_WORDS;
	return added;
}
