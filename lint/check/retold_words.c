/*
 * What a figure of Latin prose counts, by the words around it (retold.h): those between the marks,
 * figures and words like "and" or "than" that end what belongs to it, a few on each side, without
 * those that say nothing (a total of, there were).  Cost: a few hundred bytes a figure.
 */
#include "retold.h"

#include <string.h>

enum {
	SIDE_WORDS = 6,	  /* that are looked at on each side */
	SIDE_BYTES = 120, /* in which they stand */
	WORD_BYTES = 31	  /* of a word that may be listed */
};

static bool
joins_letters(char c)
{
	return c == '-' || c == '\'';
}

struct str
latin_word(struct str s, size_t *at)
{
	size_t from = *at, to;

	while (from < s.len && !is_letter((unsigned char)s.at[from]))
		from++;
	for (to = from; to < s.len; to++)
		if (!is_letter((unsigned char)s.at[to]) && !joins_letters(s.at[to]))
			break;
	*at = to;
	return str_sub(s, from, to);
}

bool
is_listed(const struct word_list *list, struct str word)
{
	char buffer[WORD_BYTES];

	if (word.len > sizeof buffer)
		return false;
	for (size_t i = 0; i < word.len; i++)
		buffer[i] = (char)latin_lower(word.at[i]);
	struct str s = {buffer, word.len};
	int i = words_at(list, s, 0);
	return i >= 0 && list->words[i].len == s.len;
}

/* ---- what belongs to a figure ------------------------------------------------------ */

/* The figure before x in its sentence; dates are none.  NULL: there is none. */
static const struct fact *
figure_before(const struct check *c, const struct fact *x)
{
	const struct facts *f = c->facts;
	uint32_t from = f->sentences[x->sentence].from;

	for (uint32_t i = (uint32_t)(x - f->at); i > from; i--)
		if (f->at[i - 1].lex.kind != KIND_DATE)
			return &f->at[i - 1];
	return NULL;
}

/* The figure behind x in its sentence, likewise. */
static const struct fact *
figure_behind(const struct check *c, const struct fact *x)
{
	const struct facts *f = c->facts;
	uint32_t to = f->sentences[x->sentence].to;

	for (uint32_t i = (uint32_t)(x - f->at) + 1; i < to; i++)
		if (f->at[i].lex.kind != KIND_DATE)
			return &f->at[i];
	return NULL;
}

/* Is the next figure a percentage in brackets right behind x, which the words go on behind? */
static bool
is_aside(const struct check *c, const struct fact *x, const struct fact *next)
{
	if (!next || next->lex.kind != KIND_PERCENT)
		return false;
	struct str gap = skeleton_slice(c->facts, fact_end(x), next->skeleton);
	return str_eq(gap, STR(" (")) && c->facts->skeleton[fact_end(next)] == ')';
}

/* A dash is one, however it is written. */
bool
word_ends(struct str s, size_t at)
{
	switch (s.at[at]) {
	case ',':
	case ';':
	case ':':
	case '.':
	case '(':
	case ')':
	case '[':
	case ']':
	case '"':
	case '\n':
	case '|':
		return true;
	case '-':
		return at + 1 < s.len && s.at[at + 1] == ' ';
	case '\xE2': /* U+2013, U+2014 */
		return at + 2 < s.len && s.at[at + 1] == '\x80' &&
		       (s.at[at + 2] == '\x93' || s.at[at + 2] == '\x94');
	default:
		return false;
	}
}

/* Does a word end what belongs to a figure?  Not one that only goes on with the word before it, where
 * both say nothing: carried out. */
static bool
is_stop(const struct retold_lists *lists, struct str word, struct str before)
{
	return is_listed(lists->stops, word) &&
	       !(before.len && is_listed(lists->plain, word) && is_listed(lists->plain, before));
}

/* Does a mark or a word that ends what belongs to a figure stand in s? */
static bool
is_parted(const struct retold_lists *lists, struct str s)
{
	struct str word;

	for (size_t at = 0; at < s.len; at++)
		if (word_ends(s, at))
			return true;
	for (size_t at = 0; (word = latin_word(s, &at)).len;)
		if (is_listed(lists->stops, word))
			return true;
	return false;
}

/* Ward B: a single capital letter is a name, where none of "I" and "A". */
static bool
is_letter_name(struct str word)
{
	return word.len == 1 && word.at[0] > 'A' && word.at[0] <= 'Z' && word.at[0] != 'I';
}

static void
word_take(const struct retold_lists *lists, struct told *out, struct str word)
{
	if ((word.len > 1 || is_letter_name(word)) && out->count < RETOLD_WORDS &&
	    !is_listed(lists->plain, word))
		out->words[out->count++] = word;
}

/* The last word of s. */
static struct str
last_word(struct str s)
{
	struct str out = {0}, word;

	for (size_t at = 0; (word = latin_word(s, &at)).len;)
		out = word;
	return out;
}

static struct str
gap_before(const struct check *c, const struct fact *x)
{
	const struct fact *p = figure_before(c, x);
	uint32_t from = p ? fact_end(p) : c->facts->sentences[x->sentence].skeleton.from;

	return skeleton_slice(c->facts, from, x->skeleton);
}

/* Cuts s off before the word, if it ends in that one. */
static bool
cut_word(struct str *s, struct str word)
{
	struct str near = str_sub(*s, s->len > SIDE_BYTES ? s->len - SIDE_BYTES : 0, s->len);
	struct str last = last_word(near);

	if (!str_eq(last, word))
		return false;
	s->len = (size_t)(last.at - s->at);
	return true;
}

/* What stands before x, from the figure before it on: where something rose from A to x, or by C from
 * A to x, what stands before these, which names them. */
static struct str
text_before(const struct check *c, const struct retold_lists *lists, const struct fact *x)
{
	struct str own = gap_before(c, x), s = own;
	const struct fact *from = figure_before(c, x), *by;

	if (!from || !cut_word(&s, STR("to")) || is_parted(lists, s))
		return own;
	s = gap_before(c, from);
	if (!cut_word(&s, STR("from")))
		return own;
	by = figure_before(c, from);
	if (!by || last_word(s).len)
		return s;
	s = gap_before(c, by);
	return cut_word(&s, STR("by")) ? s : own;
}

/* The words of s, which stands right before a figure, from the mark or the word on that ends them. */
static void
read_ahead(const struct retold_lists *lists, struct str s, struct told *out)
{
	struct str words[SIDE_WORDS];
	size_t n = 0, from = s.len > SIDE_BYTES ? s.len - SIDE_BYTES : 0, end = s.len;

	/* complaints (1,234); false alarms, at 1,234 */
	while (end && s.at[end - 1] == ' ')
		end--;
	if (end && s.at[end - 1] == '(')
		end--;
	else if (end > 3 && !memcmp(s.at + end - 3, " at", 3) && s.at[end - 4] == ',')
		end -= 4;
	for (size_t i = end; i > from; i--)
		if (word_ends(s, i - 1) && s.at[i - 1] != ':')
			from = i;
	struct str near = str_sub(s, from, end), word;
	for (size_t at = 0; (word = latin_word(near, &at)).len;) {
		bool earlier = is_listed(lists->earlier, word);
		struct str before = n ? words[n - 1] : (struct str){0};
		if (earlier || is_stop(lists, word, before)) {
			out->earlier = earlier;
			n = 0;
			continue;
		}
		if (n == SIDE_WORDS)
			memmove(words, words + 1, --n * sizeof *words);
		words[n++] = word;
	}
	for (size_t i = n; i-- > 0;)
		word_take(lists, out, words[i]);
}

bool
is_deed(struct str word)
{
	return str_ends(word, STR("ed"));
}

/* 451 beds and cots: one word alone between "and" and a mark counts with the figure, but for what was
 * done. */
static void
take_coordinate(const struct retold_lists *lists, struct str s, struct told *out)
{
	size_t at = 0, next;
	struct str word = latin_word(s, &at);

	next = at;
	if (word.len && !latin_word(s, &next).len && !is_deed(word))
		word_take(lists, out, word);
}

/* The words of s, which stands behind a figure, up to the mark or the word that ends them, and those
 * of the bracket there: staff (headcount). */
static void
read_behind(const struct retold_lists *lists, struct str s, struct told *out)
{
	size_t end = 0;
	struct str word;

	while (end < s.len && end < SIDE_BYTES && !word_ends(s, end))
		end++;
	if (end < s.len && s.at[end] == '(')
		while (end < s.len && end < SIDE_BYTES && s.at[end] != ')')
			end++;
	struct str near = str_sub(s, 0, end), before = {0};
	for (size_t at = 0; out->count < SIDE_WORDS && (word = latin_word(near, &at)).len;) {
		if (is_stop(lists, word, before)) {
			if (end < s.len)
				take_coordinate(lists, str_sub(near, at, near.len), out);
			return;
		}
		word_take(lists, out, word);
		before = word;
	}
}

/* The year that a figure is of: that of the date behind it that nothing parts from it, else of the
 * last one before it that is of no other figure, else of the one that opens the sentence. */
static int
year_of(const struct check *c, const struct retold_lists *lists, const struct fact *x)
{
	const struct facts *f = c->facts;
	const struct fact *before = figure_before(c, x), *next = figure_behind(c, x);
	const uint32_t last = f->sentences[x->sentence].to;
	uint32_t i = (uint32_t)(x - f->at), k = f->sentences[x->sentence].from;
	int year = 0;

	if (is_aside(c, x, next))
		next = figure_behind(c, next);
	for (uint32_t j = i + 1; j < last && (!next || &f->at[j] < next); j++)
		if (f->at[j].lex.kind == KIND_DATE && f->at[j].lex.from.year &&
		    !is_parted(lists, skeleton_slice(c->facts, fact_end(x), f->at[j].skeleton)))
			return f->at[j].lex.from.year;
	for (; k < i && f->at[k].lex.kind == KIND_DATE; k++)
		year = f->at[k].lex.from.year;
	for (uint32_t j = i; before && j > 0 && &f->at[j - 1] > before; j--)
		if (f->at[j - 1].lex.from.year &&
		    is_parted(lists,
			      skeleton_slice(c->facts, fact_end(before), f->at[j - 1].skeleton)))
			return f->at[j - 1].lex.from.year;
	return year;
}

/* The month and the day of the dates behind x, up to the next figure, and of one that opens its
 * sentence; 0 without. */
static uint32_t
day_of(const struct check *c, const struct fact *x, const struct fact *next)
{
	const struct facts *f = c->facts;
	const struct fact *end = next ? next : &f->at[f->sentences[x->sentence].to];

	for (const struct fact *d = x + 1; d < end; d++)
		if (d->lex.kind == KIND_DATE && d->lex.from.month)
			return (uint32_t)d->lex.from.month * 100 + (uint32_t)d->lex.from.day;
	const struct fact *first = &f->at[f->sentences[x->sentence].from];
	return first->lex.kind == KIND_DATE && first->lex.from.month
		       ? (uint32_t)first->lex.from.month * 100 + (uint32_t)first->lex.from.day
		       : 0;
}

/* The numeral of what a figure whose words begin at `from` is of: pupils at level 2. */
static struct str
tag_of(const struct check *c, const struct retold_lists *lists, uint32_t from, uint32_t to,
       const struct fact *next)
{
	struct str none = {0};

	if (next && next->skeleton < from)
		return none;
	/* a small numeral may be no figure: level 2 */
	struct str text = skeleton_slice(c->facts, from, to);
	for (size_t at = 0; at < text.len && at < SIDE_BYTES && !word_ends(text, at); at++)
		if (at && text.at[at] >= '0' && text.at[at] <= '9' && text.at[at - 1] == ' ')
			return str_sub(text, at, at + 1);
	if (!next || !(KIND_BIT(next->lex.kind) & (KIND_BIT(KIND_BARE) | KIND_BIT(KIND_ORDINAL))))
		return none;
	struct str gap = skeleton_slice(c->facts, from, next->skeleton), word = last_word(gap);
	if (is_parted(lists, gap) || word.len < RETOLD_WORD_LEAST ||
	    is_listed(lists->plain, word) || is_listed(lists->earlier, word))
		return none;
	return doc_slice(c->doc, next->lex.number);
}

void
told_read(const struct check *c, const struct retold_lists *lists, const struct fact *x,
	  struct told *out)
{
	const struct span all = c->facts->sentences[x->sentence].skeleton;
	const struct fact *before = figure_before(c, x), *next = figure_behind(c, x);
	uint32_t from = fact_end(x);
	struct str unit, ahead = text_before(c, lists, x);
	size_t at = 0;

	if (is_aside(c, x, next)) {
		from = fact_end(next) + 1;
		next = figure_behind(c, next);
	}
	out->fact = x;
	out->count = 0;
	out->earlier = out->moved = false;
	out->tag = (struct str){0};
	out->day = 0;
	out->around =
		(struct span){before ? fact_end(before) : all.from, next ? next->skeleton : all.to};
	out->year = year_of(c, lists, x);
	out->day = day_of(c, x, next);
	out->tag = tag_of(c, lists, from, out->around.to, next);
	if (x->lex.kind == KIND_COUNT) {
		struct str printed = fact_unit_text(c->facts, x);
		while ((unit = latin_word(printed, &at)).len)
			word_take(lists, out, unit);
	}
	/* fires accounted for so many incidents: these are all */
	if (words_before(lists->made, str_trim(ahead), str_trim(ahead).len) < 0)
		read_behind(lists, skeleton_slice(c->facts, from, out->around.to), out);
	out->behind = out->count;
	read_ahead(lists, ahead, out);
	ahead = str_sub(ahead, ahead.len > SIDE_BYTES ? ahead.len - SIDE_BYTES : 0, ahead.len);
	struct str last = last_word(ahead);
	out->moved =
		str_eq(last, STR("by")) || str_eq(last, STR("up")) || str_eq(last, STR("down"));
	out->tense = is_listed(lists->present, last) - is_listed(lists->past, last);
}

/* A bare 1969 may be a year that was not read as one, also with the mark of a footnote behind it. */
static bool
may_be_year(const struct check *c, const struct fact *x)
{
	enum { LETTERS = 4, MARK = 2 };
	struct str s = doc_slice(c->doc, x->lex.number);

	return x->lex.kind == KIND_BARE && s.len >= LETTERS && s.len <= LETTERS + MARK &&
	       count_digits(s) == s.len && (s.at[0] == '1' || s.at[0] == '2');
}

/* So many for each of others: of another base each time. */
static bool
is_rate(const struct check *c, const struct fact *x)
{
	uint32_t end = c->facts->sentences[x->sentence].skeleton.to;

	return str_starts(skeleton_slice(c->facts, fact_end(x), end), STR(" per "));
}

bool
may_be_told(const struct check *c, const struct fact *x)
{
	enum block_kind kind;

	if (!(KIND_BIT(x->lex.kind) & KINDS_NUMBER) || x->lex.is_range || x->lex.numerals ||
	    x->lex.qualifier != QUALIFIER_NONE || may_be_year(c, x) || is_rate(c, x))
		return false;
	kind = c->doc->blocks[c->doc->sentences[x->sentence].block].kind;
	return kind == BLOCK_PARAGRAPH || kind == BLOCK_HEADING;
}
