/*
 * The figures of a stretch of sentences, for the kind "parts": their labels, what stands around
 * them, and whether there are enough for a list.  Linear in the stretch.
 */
#include "../base/lanes.h"
#include "near.h"
#include "parts.h"

enum {
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

/* 减少14起、9人: is it a second figure of the change before it? */
static bool
goes_on(const struct parts_words *w, const struct figure *g)
{
	return !w->latin && !g->opens && str_eq(g->gap, STR("、")) && g[-1].change &&
	       !names_total(w, g[-1].label);
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
	const struct sentence_facts *own = &c->facts->sentences[x->sentence];
	const bool first = x == c->facts->at + own->from;
	uint32_t start = r->from;

	*g = (struct figure){
		.fact = x, .before = first ? NULL : x - 1, .unit = figure_unit(c, w, x)};
	g->gap = (struct str){skeleton + r->from, x->skeleton - r->from};
	g->opens = x->sentence != r->sentence;
	if (g->opens) {
		r->sentence = x->sentence;
		r->depth = 0;
		r->group++;
		start = own->skeleton.from;
	}
	read_gap(g, (struct str){skeleton + start, x->skeleton - start}, &r->depth, &r->group);
	g->block = c->doc->sentences[x->sentence].block;
	g->changing = phrase_holds(w->change, last_bytes(g->label, CHANGE_BYTES));
	g->change = is_change(w, g);
	g->plan = phrase_holds(w->plan, last_bytes(g->label, PLAN_BYTES));
	r->from = fact_end(x);
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
		g->change = g->change || (out->count > 1 && goes_on(w, g));
		if (out->count > 1 && w->latin)
			g[-1].right = behind(g->gap);
	}
	if (!out->count)
		return;
	out->rest = skeleton_slice(all, r.from, all->sentences[r.sentence].skeleton.to);
	const struct sentence *own = &c->doc->sentences[r.sentence];
	bool more = r.sentence + 1 < c->doc->sentence_count && own[1].block == own->block;
	out->beyond = more ? doc_slice(c->doc, own[1].span) : (struct str){0};
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
		f->at[i].change = is_change(w, &f->at[i]) || (i && goes_on(w, &f->at[i]));
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
	return phrase_holds(w->of_which, skeleton_slice(c->facts, from, to));
}

/* Could a part be more than its total, as far as is seen without reckoning? */
static bool
may_exceed(const struct fact *part, const struct fact *total)
{
	return part->lex.unit != total->lex.unit ||
	       decimal_cmp(part->lex.value, total->lex.value) > 0;
}

/* A total and two parts in one unit, or one greater part behind 其中? */
static bool
holds_parts(struct check *c, const struct parts_words *w, const struct stretch *s, bool above)
{
	enum { UNITS = 16 };
	const struct facts *f = c->facts;
	uint32_t end = f->sentences[s->to - 1].to, count = 0, figures[UNITS];
	const struct fact *totals[UNITS];
	unit_id units[UNITS];
	bool opened = false;

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

bool
may_hold_list(struct check *c, const struct parts_words *w, const struct stretch *s, bool above)
{
	const struct str text = sentence_skeleton(c->facts, s->from);

	return holds_parts(c, w, s, above) && is_latin(text) == (w->latin > 0);
}
