/*
 * The figures of a stretch of sentences and the lists of parts among them,
 * for the kind "parts".  Linear in the stretch.
 */
#include "../base/lanes.h"
#include "near.h"
#include "parts.h"

enum {
	TOTAL_STEPS = 4,
	PLAN_BYTES = 24,  /* before a planned figure */
	CHANGE_BYTES = 60 /* before a change */
};

/* What a character does to a list. */
enum mark { MARK_NONE, MARK_CLAUSE, MARK_SEMICOLON, MARK_END, MARK_OPEN, MARK_CLOSE };

/* The mark that begins at `at`; full-width ones take three bytes. */
static enum mark
mark_at(struct str s, size_t at)
{
	switch (s.at[at]) {
	case ',':
	case ':':
		return MARK_CLAUSE;
	case ';':
		return MARK_SEMICOLON;
	case '\n':
		return MARK_END;
	case '(':
		return MARK_OPEN;
	case ')':
		return MARK_CLOSE;
	case '\xEF': /* U+FFxx */
	case '\xE3': /* U+30xx */
		break;
	default:
		return MARK_NONE;
	}
	static const struct {
		struct str mark;
		enum mark means;
	} wide[] = {
		{{"，", 3}, MARK_CLAUSE}, {{"、", 3}, MARK_CLAUSE},    {{"。", 3}, MARK_CLAUSE},
		{{"：", 3}, MARK_CLAUSE}, {{"；", 3}, MARK_SEMICOLON}, {{"（", 3}, MARK_OPEN},
		{{"）", 3}, MARK_CLOSE},
	};
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (str_starts(str_sub(s, at, s.len), wide[i].mark))
			return wide[i].means;
	return MARK_NONE;
}

/* Can a mark begin with this byte? */
static bool
may_be_mark(char c)
{
	unsigned char b = (unsigned char)c;

	return b == 0xEF || b == 0xE3 || b == ',' || b == ':' || b == ';' || b == '\n' ||
	       b == '(' || b == ')';
}

/* Where the next character begins that may be a mark. */
static size_t
next_mark(struct str s, size_t at)
{
	while (at < s.len && !may_be_mark(s.at[at]))
		at += (unsigned char)s.at[at] >= 0xE0 ? 3 : 1;
	return at;
}

int
phrase_in(const struct word_list *list, struct str s, size_t *where)
{
	size_t from = 0;
	int word;

	for (;; from = *where + 1) {
		word = words_in(list, str_sub(s, from, s.len), where);
		if (word < 0)
			return word;
		*where += from;
		size_t to = *where + list->words[word].len;
		if (!(*where && is_letter(s.at[*where]) && is_letter(s.at[*where - 1])) &&
		    !(to < s.len && is_letter(s.at[to - 1]) && is_letter(s.at[to])))
			return word;
	}
}

bool
phrase_holds(const struct word_list *list, struct str s)
{
	size_t where;

	return phrase_in(list, s, &where) >= 0;
}

bool
names_total(const struct parts_words *w, struct str label)
{
	enum { HAN = 3 };
	struct str rest = label;
	size_t where, at = 0;
	int word;

	while ((word = phrase_in(w->total, rest, &where)) >= 0) {
		size_t len = w->total->words[word].len;
		at += where;
		if (len > HAN || at == 0 || at + len == label.len)
			return true;
		at += len;
		rest = str_sub(label, at, label.len);
	}
	return false;
}

/* Is the mark at p a colon, or the semicolon that English has in its place? */
static bool
is_colon(const char *p)
{
	return *p == ':' || *p == ';' || (*p == '\xEF' && p[2] == '\x9A');
}

/* Reads the marks before a figure, in its own sentence; the label is what follows the last of
 * them, or, where a bracket opens right before the figure, what stands before that. */
static void
read_gap(struct figure *g, struct str gap, uint32_t *depth, uint32_t *group)
{
	size_t label = 0, before = 0, end = 0;

	for (size_t at = next_mark(gap, 0); at < gap.len; at = next_mark(gap, at + 1)) {
		enum mark m = mark_at(gap, at);
		if (m == MARK_NONE)
			continue;
		if (m == MARK_OPEN)
			++*depth;
		else if (m == MARK_CLOSE && *depth)
			--*depth;
		else if (m == MARK_SEMICOLON)
			++*group;
		g->colon |= is_colon(gap.at + at);
		before = label;
		end = m == MARK_OPEN ? at : 0;
		label = at + ((unsigned char)gap.at[at] < 0x80 ? 1 : 3);
	}
	g->label = str_trim(str_sub(gap, label, gap.len));
	if (!g->label.len && end > before)
		g->label = str_trim(str_sub(gap, before, end));
	g->depth = *depth;
	g->group = *group;
}

static struct str
last_bytes(struct str s, size_t bytes)
{
	return str_sub(s, s.len > bytes ? s.len - bytes : 0, s.len);
}

/* The words that may open a list stand close before its first part. */
static struct str
near_end(struct str gap)
{
	enum { OPENER_BYTES = 96 };

	return last_bytes(gap, OPENER_BYTES);
}

/* The words behind a figure, up to a mark; a bracket right behind it is passed over. */
static struct str
behind(struct str s)
{
	size_t from = 0, at;

	s = str_trim(s);
	if (s.len && mark_at(s, 0) == MARK_OPEN) /* 1.47 million (52%) were women */
		while (from < s.len && mark_at(s, from) != MARK_CLOSE)
			from++;
	from += from > 0;
	for (at = from; at < s.len && s.at[at] != '.' && mark_at(s, at) == MARK_NONE;)
		at++;
	return str_trim(str_sub(s, from, at));
}

/* Counts, money and things that are measured; hours and degrees are no parts
 * of one another. */
static bool
may_be_part(const struct check *c, const struct parts_words *w, const struct fact *x)
{
	if (!((KINDS_NUMBER | KIND_BIT(KIND_SCORE)) & KIND_BIT(x->lex.kind)) || x->lex.is_range)
		return false;
	if (x->lex.kind == KIND_BARE) /* a score, a grade */
		return x->lex.number.to - x->lex.number.from >= (uint32_t)w->bare_digits;
	if (x->lex.kind != KIND_MEASURE)
		return true;
	struct str dimension = lexicon_unit(c->rulebook->lexicon, x->lex.unit)->dimension;
	return dimension.len && !str_eq(dimension, STR("time"));
}

/* What stands behind the figure before is its own in Latin text: 20 came for the first time and 30
 * for the second. */
static struct str
own_words(const struct parts_words *w, struct str label)
{
	struct str and = STR(" and ");

	for (size_t at; w->latin && (at = str_find(label, and)) != SIZE_MAX;)
		label = str_sub(label, at + 1, label.len);
	if (w->latin && str_ends(label, STR(" and")))
		label.len = 0;
	return label;
}

/* Does the label of a figure speak of a change?  增加值 does not, nor does what something rose to. */
static bool
is_change(const struct parts_words *w, const struct figure *g)
{
	struct str label = own_words(w, last_bytes(g->label, CHANGE_BYTES));
	size_t where;
	int word;

	if (!g->changing || words_before(w->reached, label, label.len) >= 0)
		return false;
	while ((word = phrase_in(w->change, label, &where)) >= 0) {
		size_t end = where + w->change->words[word].len;
		if (words_at(w->except, label, where) < 0 &&
		    words_before(w->except, label, end) < 0)
			return true;
		label = str_sub(label, end, label.len);
	}
	return false;
}

/* What figures_read knows between two figures. */
struct reading {
	uint32_t from; /* in the skeleton, behind the figure before */
	uint32_t sentence, depth, group;
};

/* The unit that parts and their total share.  In English prose one is named and the other is
 * not, or by another noun: 71,404 people, of whom 28,562 came; 12 children, 7 girls. */
static unit_id
figure_unit(const struct check *c, const struct parts_words *w, const struct fact *x)
{
	return w->latin && x->lex.kind == KIND_COUNT ? 0 : fact_base_unit(c, x);
}

static void
figure_read(struct check *c, const struct parts_words *w, const struct fact *x, struct reading *r,
	    struct figure *g)
{
	const char *skeleton = c->facts->skeleton;
	uint32_t start = r->from;

	*g = (struct figure){.fact = x, .unit = figure_unit(c, w, x)};
	g->gap = (struct str){skeleton + r->from, x->skeleton - r->from};
	g->opens = x->sentence != r->sentence;
	if (g->opens) {
		r->sentence = x->sentence;
		r->depth = 0;
		r->group++;
		start = c->facts->sentences[x->sentence].skeleton.from;
	}
	read_gap(g, (struct str){skeleton + start, x->skeleton - start}, &r->depth, &r->group);
	g->block = c->doc->sentences[x->sentence].block;
	g->changing = phrase_holds(w->change, last_bytes(g->label, CHANGE_BYTES));
	g->change = is_change(w, g);
	g->plan = phrase_holds(w->plan, last_bytes(g->label, PLAN_BYTES));
	r->from = x->skeleton + 3;
}

void
figures_read(struct check *c, const struct parts_words *w, const struct stretch *s,
	     struct figures *out)
{
	const struct facts *all = c->facts;
	const struct sentence_facts *first = &all->sentences[s->from];
	uint32_t end = all->sentences[s->to - 1].to;
	struct reading r = {.from = first->skeleton.from, .sentence = s->from};

	out->count = 0;
	out->bullets = s->bullets;
	for (uint32_t i = first->from; i < end && out->count < FIGURES_MAX; i++) {
		if (!may_be_part(c, w, &all->at[i]))
			continue;
		struct figure *g = &out->at[out->count++];
		figure_read(c, w, &all->at[i], &r, g);
		if (out->count > 1 && w->latin)
			g[-1].right = behind(g->gap);
	}
	if (!out->count)
		return;
	struct span last = all->sentences[r.sentence].skeleton;
	out->rest = (struct str){all->skeleton + r.from, last.to - r.from};
	if (w->latin)
		out->at[out->count - 1].right = behind(out->rest);
}

bool
figures_alike(const struct parts_words *w, const struct parts_words *other)
{
	return w->latin == other->latin && w->bare_digits == other->bare_digits &&
	       w->change == other->change && w->plan == other->plan;
}

void
figures_again(const struct parts_words *w, struct figures *f)
{
	for (size_t i = 0; i < f->count; i++) {
		f->at[i].change = is_change(w, &f->at[i]);
		f->at[i].is_part = false;
	}
}

/* ---- what may hold a list --------------------------------------------------- */

/* Does a text begin in Latin words? */
static bool
is_latin(struct str text)
{
	enum { LOOK = 40 };
	size_t n = text.len < LOOK ? text.len : LOOK;
	lanes letters = {0};

	for (size_t i = 0; i < n; i += LANES)
		letters -= lanes_letters(n - i < LANES ? lanes_of_first(text.at + i, n - i)
						       : lanes_at(text.at + i));
	return n > 0 && 2 * lanes_sum(letters) >= n;
}

/* Does 其中 stand before a figure, close enough to open a list with it? */
static bool
opens_list(const struct check *c, const struct parts_words *w, const struct fact *x)
{
	enum { REACH = 100 };
	uint32_t from = c->facts->sentences[x->sentence].skeleton.from, to = x->skeleton;

	from = to - from > REACH ? to - REACH : from;
	return phrase_holds(w->of_which, (struct str){c->facts->skeleton + from, to - from});
}

/* Could a part be more than its total, as far as is seen without reckoning? */
static bool
may_exceed(const struct fact *part, const struct fact *total)
{
	return part->lex.unit != total->lex.unit ||
	       decimal_cmp(part->lex.value, total->lex.value) > 0;
}

/* A total and two parts in one unit, or one greater part behind 其中? */
bool
may_hold_list(struct check *c, const struct parts_words *w, const struct stretch *s, bool above)
{
	enum { UNITS = 16 };
	const struct facts *f = c->facts;
	const struct span first = f->sentences[s->from].skeleton;
	uint32_t end = f->sentences[s->to - 1].to, count = 0, figures[UNITS];
	const struct fact *totals[UNITS];
	unit_id units[UNITS];
	bool opened = false;

	if (is_latin((struct str){f->skeleton + first.from, first.to - first.from}) !=
	    (w->latin > 0))
		return false;
	for (uint32_t i = f->sentences[s->from].from; i < end; i++) {
		uint32_t k = 0;
		if (!may_be_part(c, w, &f->at[i]))
			continue;
		unit_id unit = figure_unit(c, w, &f->at[i]);
		while (k < count && units[k] != unit)
			k++;
		if (k == UNITS)
			return true;
		if (k == count) {
			units[count] = unit;
			totals[count] = &f->at[i];
			figures[count++] = 0;
		}
		if (++figures[k] > 2)
			return true;
		opened |= above && figures[k] == 2 && may_exceed(&f->at[i], totals[k]) &&
			  opens_list(c, w, &f->at[i]);
	}
	return opened;
}

/* ---- lists ------------------------------------------------------------------- */

/* The nearest figure before k that may be the total of a list in k's unit; one that was reached
 * in all (累计) may be.  A list that begins a sentence has it in the sentences before. */
static const struct figure *
total_before(const struct parts_words *w, const struct figures *f, size_t k, bool crosses,
	     bool again)
{
	for (size_t i = k, steps = 0; i-- > 0 && steps < (again ? 16 : TOTAL_STEPS);) {
		const struct figure *g = &f->at[i];
		if (!crosses && g->fact->sentence != f->at[k].fact->sentence)
			return NULL;
		steps += g->depth <= f->at[k].depth;
		if ((!g->change || names_total(w, g->label)) && !g->plan &&
		    g->depth <= f->at[k].depth && g->unit == f->at[k].unit &&
		    !(again && g->is_part))
			return g;
	}
	return NULL;
}

/* Does a bracket open right behind the figure before g, without other words, and hold g?  That
 * of 40 (25%) and 30 holds a share. */
static bool
opens_bracket(const struct figure *g)
{
	struct str s = str_trim(g->gap);

	return s.len && mark_at(s, 0) == MARK_OPEN && g->depth > g[-1].depth;
}

static void
add_part(struct part_list *list, const struct figure *g)
{
	if (list->count < PARTS_MAX)
		list->parts[list->count++] = g;
}

/* A list that has one part in its first sentence goes on in the next:
 * 其中：基本支出80万元，占八成。项目支出20万元，占二成。 */
static bool
ends_at(const struct figures *f, size_t k, size_t i, const struct part_list *list)
{
	const struct figure *g = &f->at[i];

	if (g->depth < f->at[k].depth)
		return true;
	return g->fact->sentence != f->at[k].fact->sentence &&
	       (list->count > 1 || list->bracketed || !f->at[k].opens ||
		g->fact->sentence > f->at[i - 1].fact->sentence + 1);
}

/* Does it hold a word that says so?  等级 and 中等 hold none, though 等 is one. */
static bool
says_against(const struct parts_words *w, struct str gap)
{
	size_t where;
	int word;

	if (!phrase_holds(w->against, gap))
		return false;
	while ((word = words_in(w->against, gap, &where)) >= 0) {
		size_t end = where + w->against->words[word].len;
		if (words_at(w->except, gap, where) < 0 && words_before(w->except, gap, end) < 0)
			return true;
		gap = str_sub(gap, end, gap.len);
	}
	return false;
}

/* Do the words before a part say that the list is not complete?  A name right behind 、 may
 * begin with such a word: 、重点领域信息156条. */
static bool
gap_is_against(const struct parts_words *w, struct str gap, bool opens_list)
{
	size_t mark, where;

	if (!phrase_holds(w->against, gap)) /* as in most */
		return false;
	mark = str_find(gap, STR("、"));
	if (!opens_list && mark != SIZE_MAX) {
		struct str name = str_sub(gap, mark + strlen("、"), gap.len);
		int word = phrase_in(w->against, name, &where);
		if (word >= 0 && where == 0) {
			gap.len = mark;
			name = str_sub(name, w->against->words[word].len, name.len);
			return says_against(w, gap) || says_against(w, name);
		}
	}
	return says_against(w, gap);
}

/* Does Latin text end behind the last part with the rest, whose figure is not told: and others? */
static bool
leaves_rest(const struct parts_words *w, const struct figures *f, const struct part_list *list)
{
	enum { REST_BYTES = 24 };

	return w->latin && list->count && f->rest.len < REST_BYTES &&
	       list->parts[list->count - 1] == &f->at[f->count - 1] && says_against(w, f->rest);
}

/* 违规1.2亿元、不规范37.4亿元，促进整改12.6亿元: does a label say what came of the parts, and neither
 * the total nor the first part do? */
static bool
is_outcome(const struct parts_words *w, const struct part_list *list, const struct figure *g)
{
	return g->group == list->parts[0]->group && phrase_holds(w->outcome, g->label) &&
	       !phrase_holds(w->outcome, list->total->label) &&
	       !phrase_holds(w->outcome, list->parts[0]->label);
}

/* The words up to the end of a sentence. */
static struct str
first_sentence(struct str gap)
{
	size_t end = str_find(gap, STR("\n"));

	return str_sub(gap, 0, end == SIZE_MAX ? gap.len : end);
}

/* The parts of a list that begins at figure k: all figures up to the end of
 * the bracket or sentence, in the total's unit, that are no changes. */
static void
take_parts(const struct parts_words *w, const struct figures *f, size_t k, struct part_list *list)
{
	uint32_t base = f->at[k].depth, skip = UINT32_MAX;
	bool first = true;
	size_t i = k;

	list->bracketed = base > list->total->depth;
	for (; i < f->count && !ends_at(f, k, i, list); i++) {
		const struct figure *g = &f->at[i];
		if (g->group == skip)
			continue;
		if (i > k && g->depth == base && phrase_holds(w->of_which, near_end(g->gap))) {
			if (g->opens)
				break;
			skip = g->group; /* parts of the part before, up to a semicolon */
			list->nested = true;
			continue;
		}
		if (i > k || list->form != LIST_COMPLETE) /* 主要用于以下方面 */
			list->against |= gap_is_against(w, g->gap, i == k);
		list->overlaps |= i > k && phrase_holds(w->overlap, g->gap);
		if (g->change || g->unit != list->total->unit)
			continue;
		if (i > k && (names_total(w, g->label) || g->group != f->at[k].group))
			first = false;
		list->each |= words_before(w->each, g->label, g->label.len) >= 0;
		add_part(list, g);
		list->overlaps |= is_outcome(w, list, g);
		if (first && g->depth == base)
			list->first = list->count;
	}
	struct str behind = k + 1 < f->count ? (struct str){0} : f->rest;
	list->against |= says_against(w, behind) || leaves_rest(w, f, list);
	list->overlaps |= phrase_holds(w->overlap, f->rest) ||
			  (i < f->count && phrase_holds(w->overlap, first_sentence(f->at[i].gap)));
}

/* Does a list of parts open right behind figure k? */
static bool
heads_list(const struct parts_words *w, const struct figures *f, size_t k)
{
	return k + 1 < f->count && phrase_holds(w->of_which, near_end(f->at[k + 1].gap));
}

/* Does a figure close a list, by the words before it, or in Latin text by those behind it: 562 boats
 * in all? */
static bool
closes_list(const struct parts_words *w, const struct figure *g)
{
	enum { NAME_BYTES = 40 };

	return names_total(w, g->label) ||
	       (w->latin && g->right.len < NAME_BYTES && names_total(w, g->right));
}

/* Does the total say what came of the parts, and none of them that it did: 新收12件、旧存3件，共审结14件? */
static bool
comes_of(const struct parts_words *w, const struct part_list *list)
{
	size_t where;
	int word = phrase_in(w->came_of, list->total->label, &where);

	for (size_t i = 0; word >= 0 && i < list->count; i++)
		if (str_find(list->parts[i]->label, w->came_of->words[word]) != SIZE_MAX)
			return false;
	return word >= 0;
}

/* A total behind its parts: 甲60件、乙40件，合计100件. */
static bool
closing_list(const struct parts_words *w, const struct figures *f, size_t k, struct part_list *out)
{
	const struct figure *total = &f->at[k];

	if (k < 2 || total->change || !closes_list(w, total) || heads_list(w, f, k))
		return false;
	*out = (struct part_list){.form = LIST_CLOSING, .total = total};
	for (size_t i = 0; i < k; i++) {
		const struct figure *g = &f->at[i];
		if (g->fact->sentence != total->fact->sentence)
			continue;
		if (names_total(w, g->label))
			out->count = 0;
		else if (!g->change && !g->plan && g->depth == total->depth &&
			 g->unit == total->unit)
			add_part(out, g);
	}
	out->first = out->count;
	out->overlaps = phrase_holds(w->overlap,
				     k + 1 < f->count ? first_sentence(f->at[k + 1].gap) : f->rest);
	return out->count > 1 && !comes_of(w, out);
}

/* The next figure that could be the other half of k. */
static const struct figure *
other_half(const struct parts_words *w, const struct figures *f, size_t k)
{
	for (size_t i = k + 1; i < f->count && i < k + 5; i++)
		if (f->at[i].unit == f->at[k].unit && f->at[i].depth == f->at[k].depth &&
		    !f->at[i].change && !f->at[i].plan)
			return labels_complement(w, &f->at[k], &f->at[i]) ? &f->at[i] : NULL;
	return NULL;
}

/* A colon, or in English a semicolon, between the total's words and the parts. */
static bool
follows_colon(const struct parts_words *w, const struct figure *g)
{
	return g->colon && g->gap.len <= 120 && !g->opens && !phrase_holds(w->against, g->gap);
}

static bool
has_unit_before(const struct figures *f, size_t k)
{
	for (size_t i = k; i-- > 0;)
		if (f->at[i].unit == f->at[k].unit)
			return true;
	return false;
}

/* Of the 9,214 that came, 4,902 …: is the figure before k the whole that its sentence opens
 * with, and k the first part? */
static bool
opens_with_whole(const struct parts_words *w, const struct figures *f, size_t k)
{
	const struct figure *whole = &f->at[k] - 1;

	return w->whole && !f->at[k].opens && (whole == f->at || whole->opens) && !whole->depth &&
	       words_at(w->whole, whole->label, 0) >= 0;
}

/* `above`: only the forms that may be above their total. */
/* 216 more than a year earlier: do the words behind a figure make it one of change? */
static bool
is_more(const struct parts_words *w, const struct figure *g)
{
	enum { WORDS_BYTES = 24 };

	return w->latin && phrase_holds(w->change, str_sub(g->right, 0, WORDS_BYTES));
}

/* Is nothing between the total and its first part but what it is compared with: 640 letters, 30 more
 * than last year (610): 320 …? */
static bool
stands_right_before(const struct parts_words *w, const struct figure *total,
		    const struct figure *first)
{
	for (const struct figure *g = total + 1; g < first; g++)
		if (!g->change && g->depth <= total->depth && !is_more(w, g))
			return false;
	return true;
}

static bool
opening_list(const struct parts_words *w, const struct figures *f, size_t k, bool above,
	     struct part_list *out)
{
	const struct figure *g = &f->at[k], *half = NULL;
	enum list_form form;

	if (g->change || !has_unit_before(f, k))
		return false;
	/* 其中，甲1件，收取420元: the list of the second unit opens with the first. */
	bool second = k > 1 && g[-1].unit != g->unit && g[-1].group == g->group &&
		      !phrase_holds(w->of_which, near_end(g->gap));
	struct str gap = second ? g[-1].gap : g->gap;
	if (phrase_holds(w->of_which, near_end(gap)))
		form = LIST_OF_WHICH;
	else if (phrase_holds(w->exhaustive, near_end(g->gap)))
		form = LIST_COMPLETE;
	else if (k && opens_bracket(g))
		form = LIST_BRACKET;
	else if (above)
		return false;
	else if ((half = other_half(w, f, k)))
		form = LIST_BARE;
	else if (opens_with_whole(w, f, k))
		form = LIST_OF_WHOLE;
	else if (follows_colon(w, g))
		form = LIST_COLON;
	else
		return false;
	bool crosses = (second ? g[-1].opens : g->opens) && form != LIST_BRACKET;
	const struct figure *total =
		total_before(w, f, k, crosses || half, crosses && form == LIST_COMPLETE);
	if (total && form == LIST_COLON && total != g - 1 && is_more(w, total))
		total = total_before(w, f, (size_t)(total - f->at), false, false);
	if (!total || (form == LIST_COLON && !stands_right_before(w, total, g)) ||
	    (form == LIST_OF_WHOLE && total != g - 1) ||
	    (form == LIST_BRACKET && total->fact->sentence != g->fact->sentence))
		return false;
	*out = (struct part_list){.form = form, .total = total};
	if (half) {
		out->parts[0] = g;
		out->parts[1] = half;
		out->count = out->first = 2;
	} else {
		take_parts(w, f, k, out);
	}
	return out->count > (form != LIST_OF_WHICH);
}

bool
part_list_next(const struct parts_words *w, const struct figures *f, bool above, size_t *at,
	       struct part_list *out)
{
	/* Even steps look for a list that opens at a figure, odd ones for one
	 * that the figure closes. */
	while (*at < 2 * f->count) {
		size_t step = (*at)++;
		if (step % 2 ? !above && closing_list(w, f, step / 2, out)
			     : step > 1 && opening_list(w, f, step / 2, above, out))
			return true;
	}
	return false;
}
