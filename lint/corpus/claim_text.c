/*
 * The figures of running text that say what something was: what it is of, by a rule's measure or by
 * its own words, and of which days.  What may be a plan, another time's figure, or one of several
 * that share their words is left out: silence costs less than a claim that nobody made.
 * Cost: one pass over the words of each sentence, a label for every figure of running text.
 */
#include "claim_internal.h"

enum {
	LOOK_BACK = 300,  /* bytes of a sentence before a figure that may say of what time it is */
	DATE_BACK = 3000, /* bytes of a sentence before a figure that may hold its date */
	LABEL_MOST = 44	  /* characters */
};

#define KINDS_CLAIMED                                                                              \
	(KIND_BIT(KIND_COUNT) | KIND_BIT(KIND_AMOUNT) | KIND_BIT(KIND_MEASURE) |                   \
	 KIND_BIT(KIND_PERCENT) | KIND_BIT(KIND_BARE))

/* ---- what it is of ------------------------------------------------------------------------- */

static const struct measure *
measure_of(const struct claim_maker *m, const struct fact *x)
{
	size_t low = 0, high = m->measured.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (m->measured.at[middle].fact == x)
			return m->measured.at[middle].measure;
		if (m->measured.at[middle].fact < x)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct claim_sentence *
sentence_words(struct claim_maker *m, uint32_t sentence)
{
	struct claim_sentence *s = &m->sentences[sentence];
	const struct facts *f = m->check->facts;
	struct span in = f->sentences[sentence].skeleton;

	if (s->read)
		return s;
	s->read = true;
	s->from = (uint32_t)m->hits.all.len;
	words_all(m->check->arena, &m->rules->lists, f->skeleton, in.from, in.to, &m->hits);
	s->to = (uint32_t)m->hits.all.len;
	for (uint32_t i = s->from; i < s->to; i++)
		s->lists |= words_bit(m->hits.all.at[i].list);
	return s;
}

/* The first word of a sentence from a place on. */
static uint32_t
first_word(const struct claim_maker *m, const struct claim_sentence *s, uint32_t at)
{
	uint32_t low = s->from, high = s->to;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (m->hits.all.at[middle].at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where the text before a figure begins that is looked at. */
static uint32_t
look_from(const struct claim_maker *m, const struct fact *x)
{
	uint32_t from = m->check->facts->sentences[x->sentence].skeleton.from;

	return x->skeleton - from > LOOK_BACK ? x->skeleton - LOOK_BACK : from;
}

/* Where the clause begins that ends at `to`: behind the last mark between clauses of text[from, to). */
static uint32_t
clause_from(const char *text, uint32_t from, uint32_t to)
{
	for (uint32_t at = to; at > from + 1;) {
		if (at - from >= 3 && is_han_lead(text[at - 3])) {
			at -= 3; /* a Han character */
			continue;
		}
		unsigned char last = (unsigned char)text[at - 1];
		if (last == ' ' && (text[at - 2] == ',' || text[at - 2] == ';'))
			return at;
		/* ， ； ： */
		if (last == 0x8C || last == 0x9A || last == 0x9B)
			if (at - from >= 3 && (unsigned char)text[at - 2] == 0xBC &&
			    (unsigned char)text[at - 3] == 0xEF)
				return at;
		at--;
	}
	return from;
}

static const struct figure_words *
figure_words(struct claim_maker *m, const struct fact *x)
{
	struct figure_words *w = &m->words;

	if (w->fact == x)
		return w;
	const struct claim_sentence *s = sentence_words(m, x->sentence);
	uint32_t from = look_from(m, x);
	*w = (struct figure_words){
		.fact = x,
		.from = from,
		.clause = clause_from(m->check->facts->skeleton, from, x->skeleton)};
	for (uint32_t i = first_word(m, s, from); i < s->to; i++) {
		const struct word_hit *h = &m->hits.all.at[i];
		if (h->at >= x->skeleton)
			break;
		w->before |= words_bit(h->list);
		if (h->at >= w->clause)
			w->inside |= words_bit(h->list);
	}
	return w;
}

static bool
holds(uint32_t lists, enum claim_words list)
{
	return lists & words_bit(list);
}

/* ---- which thing ---------------------------------------------------------------------------- */

/* Of a figure's sentence. */
static unsigned
marks_of(struct claim_maker *m, const struct fact *x)
{
	uint32_t lists = sentence_words(m, x->sentence)->lists;

	return (holds(lists, WORDS_PRELIMINARY) ? CLAIM_PRELIMINARY : 0u) |
	       (holds(lists, WORDS_REVISED) ? CLAIM_REVISED : 0u) |
	       (holds(lists, WORDS_CONSTANT) ? CLAIM_CONSTANT : 0u);
}

/* The report's scope, and what the words before a figure add to it. */
static struct str
figure_scope(struct claim_maker *m, const struct fact *x)
{
	const struct claim_sentence *s = &m->sentences[x->sentence];
	const struct figure_words *w = figure_words(m, x);
	struct scope_words scope = {.out = {.arena = m->check->arena}};
	uint32_t behind = 0;

	if (!holds(w->before, WORDS_SCOPES))
		return m->scope;
	buf_add(&scope.out, m->scope);
	for (uint32_t i = first_word(m, s, w->from); i < s->to; i++) {
		const struct word_hit *h = &m->hits.all.at[i];
		if (h->at >= x->skeleton)
			break;
		if (h->list != WORDS_SCOPES || h->at < behind)
			continue;
		scope_add(m, &scope, h->word);
		behind = h->at + (uint32_t)m->rules->scopes->words[h->word].len;
	}
	return buf_str(&scope.out);
}

/* The thing that a figure's own words name; false when they may name any. */
static bool
named_thing(struct claim_maker *m, const struct fact *x, struct figure_told *out)
{
	struct arena *a = m->check->arena;
	struct label label = fact_label(a, m->check->facts, x);

	out->label = label_join(a, label);
	/* a label as long as labels get may be cut anywhere */
	if (!label_specific(m, out->label) ||
	    (label.left.len >= LABEL_MOST && utf8_count(label.left) >= LABEL_MOST))
		return false;
	struct str thing = str_join(a, label.left, STR("|"), label.right);
	out->thing = thing_hash(thing, claim_unit(m, x), figure_scope(m, x));
	out->marks = marks_of(m, x);
	return true;
}

bool
thing_of(struct claim_maker *m, const struct fact *x, struct claim *out)
{
	const struct measure *measure = measure_of(m, x);
	struct figure_told *told = &m->figures[x - m->check->facts->at];

	out->span = x->lex.span;
	out->text = doc_slice(m->check->doc, x->lex.span);
	if (x->lex.kind != KIND_PERCENT)
		out->marks |= CLAIM_ADDS;
	if (measure) {
		out->label = measure->names[0];
		out->thing = thing_hash(measure->id, claim_unit(m, x), m->scope);
		out->marks |= CLAIM_MEASURE | marks_of(m, x);
		return true;
	}
	if (!told->thing_asked) {
		told->thing_asked = true;
		told->thing_told = named_thing(m, x, told);
	}
	out->label = told->label;
	out->thing = told->thing;
	out->marks |= told->marks;
	return told->thing_told;
}

/* ---- of which days ----------------------------------------------------------------------------- */

/* Does a word for what is compared with stand right before: 比, than? */
static bool
is_compared(const struct claim_maker *m, uint32_t from, uint32_t to)
{
	struct str before = str_trim(skeleton_slice(m->check->facts, from, to));

	return m->rules->compared && words_before(m->rules->compared, before, before.len) >= 0;
}

enum which_time { TIME_OWN, TIME_LAST, TIME_UNSURE };

/* Do words for the year before stand in the sentence up to a figure?  In its own clause they rule
 * it, unless something is compared with them; `上年，` before it may. */
static enum which_time
last_year_told(struct claim_maker *m, const struct fact *x)
{
	const struct claim_sentence *s = &m->sentences[x->sentence];
	const struct figure_words *w = figure_words(m, x);
	uint32_t behind = 0;

	if (!holds(w->before, WORDS_LAST_YEAR))
		return TIME_OWN;
	for (uint32_t i = first_word(m, s, w->from); i < s->to; i++) {
		const struct word_hit *h = &m->hits.all.at[i];
		if (h->at >= x->skeleton)
			break;
		if (h->list != WORDS_LAST_YEAR || h->at < behind)
			continue;
		behind = h->at + (uint32_t)m->rules->last_year->words[h->word].len;
		if (h->at >= w->clause)
			return is_compared(m, w->from, h->at) ? TIME_UNSURE : TIME_LAST;
		struct str rest = {m->check->facts->skeleton + behind, x->skeleton - behind};
		if (str_starts(rest, STR("，")) || str_starts(rest, STR(",")))
			return TIME_UNSURE;
	}
	return TIME_OWN;
}

static bool
days_read(struct claim_maker *m, const struct fact *x, struct days *out)
{
	const struct facts *f = m->check->facts;
	const struct figure_words *w = figure_words(m, x);

	if (holds(w->inside, WORDS_OTHER_TIMES) || holds(w->before, WORDS_SPANS))
		return false;
	for (const struct fact *d = x; d-- > f->at + f->sentences[x->sentence].from;) {
		if (x->skeleton - d->skeleton > DATE_BACK)
			return false;
		if (d->lex.kind != KIND_DATE || (d->bracketed && !x->bracketed))
			continue;
		if (!is_compared(m, look_from(m, d), d->skeleton))
			return days_of_date(&d->lex, out);
		if (d->skeleton >= w->clause)
			return false;
	}
	*out = (struct days){m->of->from, m->of->to};
	enum which_time told = last_year_told(m, x);
	if (told == TIME_LAST)
		*out = days_moved(*out, -1);
	return told != TIME_UNSURE;
}

bool
figure_days(struct claim_maker *m, const struct fact *x, struct days *out)
{
	struct figure_told *told = &m->figures[x - m->check->facts->at];

	if (!told->days_asked) {
		told->days_asked = true;
		told->days_told = days_read(m, x, &told->days);
	}
	*out = told->days;
	return told->days_told;
}

/* ---- which figures ------------------------------------------------------------------------------- */

/* Is a heading over the block of plans, or of another year? */
static bool
heading_told(const struct claim_maker *m, uint32_t block)
{
	const struct doc *d = m->check->doc;

	for (int depth = 0; block != DOC_NONE && depth < 8; depth++) {
		const struct block *b = &d->blocks[block];
		struct str s = doc_slice(d, b->span);
		if (b->kind == BLOCK_HEADING && words_hold(m->rules->target, s))
			return false;
		for (uint32_t i = 0; b->kind == BLOCK_HEADING && i < b->sentence_count; i++) {
			const struct sentence_facts *f =
				&m->check->facts->sentences[b->first_sentence + i];
			for (uint32_t k = f->from; k < f->to; k++) {
				struct days days;
				const struct lexeme *l = &m->check->facts->at[k].lex;
				if (l->kind == KIND_DATE && days_of_date(l, &days) &&
				    (days.from > m->of->to || days.to < m->of->from))
					return false;
			}
		}
		block = b->heading;
	}
	return true;
}

/* 这五年 rules to the end of its paragraph. */
static void
paragraph_told(struct claim_maker *m, const struct block *b)
{
	const struct doc *d = m->check->doc;
	const struct sentence_facts *f = m->check->facts->sentences + b->first_sentence;
	uint32_t count = b->sentence_count;
	bool told = true;

	/* of what stands behind the last figure nothing is claimed */
	while (count && f[count - 1].from == f[count - 1].to)
		count--;
	for (uint32_t i = 0; i < count && told; i++) {
		uint32_t s = b->first_sentence + i;
		told = !words_hold(m->rules->spans, doc_slice(d, d->sentences[s].span));
		m->sentences[s].told = told;
	}
}

void
claim_sentences(struct claim_maker *m)
{
	const struct doc *d = m->check->doc;
	uint32_t heading = DOC_NONE;
	bool told = true;

	for (size_t i = 0; i < d->block_count; i++) {
		const struct block *b = &d->blocks[i];
		if (b->kind != BLOCK_PARAGRAPH)
			continue;
		if (b->heading != heading)
			told = heading_told(m, b->heading);
		heading = b->heading;
		if (told)
			paragraph_told(m, b);
	}
}

static bool
is_claimed(struct claim_maker *m, const struct fact *x)
{
	const struct lexeme *l = &x->lex;

	if (!(KIND_BIT(l->kind) & KINDS_CLAIMED) || l->is_range || l->qualifier != QUALIFIER_NONE ||
	    x->quoted || l->numerals)
		return false;
	if (l->kind == KIND_BARE && l->number.to - l->number.from < 2)
		return false;
	const struct figure_words *w = figure_words(m, x);
	return !holds(w->before, WORDS_FORECAST) && !holds(w->before, WORDS_TARGETS) &&
	       !holds(w->inside, WORDS_TOGETHER);
}

static void
sentence_claims(struct claim_maker *m, uint32_t sentence)
{
	const struct facts *f = m->check->facts;
	const struct sentence_facts *s = &f->sentences[sentence];

	for (uint32_t i = s->from; i < s->to; i++) {
		const struct fact *x = &f->at[i];
		struct claim c = {.sort = CLAIM_FIGURE};
		struct days days;
		if (!is_claimed(m, x) || measure_of(m, x) || !figure_days(m, x, &days) ||
		    !thing_of(m, x, &c) || !claim_interval(m, x, &c.value))
			continue;
		c.from = days.from;
		c.to = days.to;
		*VEC_PUSH(m->check->arena, &m->out->all) = c;
	}
}

void
text_claims(struct claim_maker *m)
{
	const struct facts *f = m->check->facts;

	for (uint32_t s = 0; s < m->check->doc->sentence_count; s++)
		if ((f->sentences[s].kinds & KINDS_CLAIMED) && m->sentences[s].told)
			sentence_claims(m, s);
}
