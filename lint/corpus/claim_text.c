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

/* The sentence up to a figure, as the skeleton has it. */
static struct str
text_before(const struct claim_maker *m, const struct fact *x)
{
	const struct facts *f = m->check->facts;
	uint32_t from = f->sentences[x->sentence].skeleton.from;

	if (x->skeleton - from > LOOK_BACK)
		from = x->skeleton - LOOK_BACK;
	return (struct str){f->skeleton + from, x->skeleton - from};
}

/* Of a figure's sentence; asked of one after the other, and a sentence may be long. */
static unsigned
marks_of(struct claim_maker *m, const struct fact *x)
{
	struct span s = m->check->facts->sentences[x->sentence].skeleton;
	struct str sentence = {m->check->facts->skeleton + s.from, s.to - s.from};

	if (m->marked && m->marked_sentence == x->sentence)
		return m->marks;
	m->marked = true;
	m->marked_sentence = x->sentence;
	m->marks = 0;
	if (words_hold(m->preliminary, sentence))
		m->marks |= CLAIM_PRELIMINARY;
	if (words_hold(m->revised, sentence))
		m->marks |= CLAIM_REVISED;
	if (words_hold(m->constant, sentence))
		m->marks |= CLAIM_CONSTANT;
	return m->marks;
}

bool
thing_of(struct claim_maker *m, const struct fact *x, struct claim *out)
{
	struct arena *a = m->check->arena;
	const struct measure *measure = measure_of(m, x);
	struct str unit = claim_unit(m, x);

	out->span = x->lex.span;
	out->text = doc_slice(m->check->doc, x->lex.span);
	if (x->lex.kind != KIND_PERCENT)
		out->marks |= CLAIM_ADDS;
	if (measure) {
		out->label = measure->names[0];
		out->thing = thing_hash(measure->id, unit, m->scope);
		out->marks |= CLAIM_MEASURE | marks_of(m, x);
		return true;
	}
	struct label label = fact_label(a, m->check->facts, x);
	out->label = label_join(a, label);
	/* a label as long as labels get may be cut anywhere */
	if (!label_specific(m, out->label) || utf8_count(label.left) >= LABEL_MOST)
		return false;
	struct str thing = str_join(a, label.left, STR("|"), label.right);
	out->thing = thing_hash(thing, unit, scope_of(m, m->scope, text_before(m, x)));
	out->marks |= marks_of(m, x);
	return true;
}

/* ---- of which days ----------------------------------------------------------------------------- */

/* Does a mark between clauses end with this byte?  Others do, too. */
static bool
may_end_mark(char c)
{
	unsigned char b = (unsigned char)c;

	return b == ' ' || b == 0x8C || b == 0x9A || b == 0x9B;
}

/* The part of s behind its last mark between clauses. */
static struct str
last_clause(struct str s)
{
	static const struct str marks[] = {{"，", 3}, {"；", 3}, {"：", 3}, {", ", 2}, {"; ", 2}};

	for (size_t at = s.len; at > 0; at--)
		for (size_t i = 0; may_end_mark(s.at[at - 1]) && i < sizeof marks / sizeof *marks;
		     i++)
			if (str_ends(str_sub(s, 0, at), marks[i]))
				return str_sub(s, at, s.len);
	return s;
}

/* Does a word for what is compared with stand right before: 比, than? */
static bool
is_compared(const struct claim_maker *m, struct str before)
{
	before = str_trim(before);
	return m->compared && words_before(m->compared, before, before.len) >= 0;
}

enum which_time { TIME_OWN, TIME_LAST, TIME_UNSURE };

/* Do words for the year before stand in the sentence up to a figure?  In its own clause they rule
 * it, unless something is compared with them; `上年，` before it may. */
static enum which_time
last_year_told(const struct claim_maker *m, struct str before, struct str clause)
{
	size_t where, at = 0;
	int word;

	while (m->last_year &&
	       (word = words_in(m->last_year, str_sub(before, at, before.len), &where)) >= 0) {
		at += where;
		bool inside = at >= before.len - clause.len;
		bool compared = is_compared(m, str_sub(before, 0, at));
		at += m->last_year->words[word].len;
		struct str behind = str_sub(before, at, before.len);
		if (inside)
			return compared ? TIME_UNSURE : TIME_LAST;
		if (str_starts(behind, STR("，")) || str_starts(behind, STR(",")))
			return TIME_UNSURE;
	}
	return TIME_OWN;
}

bool
figure_days(const struct claim_maker *m, const struct fact *x, struct days *out)
{
	const struct facts *f = m->check->facts;
	struct str before = text_before(m, x), clause = last_clause(before);

	if (words_hold(m->other_period, clause) || words_hold(m->spans, before))
		return false;
	for (const struct fact *d = x; d-- > f->at + f->sentences[x->sentence].from;) {
		if (x->skeleton - d->skeleton > DATE_BACK)
			return false;
		if (d->lex.kind != KIND_DATE || (d->bracketed && !x->bracketed))
			continue;
		if (!is_compared(m, text_before(m, d)))
			return days_of_date(&d->lex, out);
		if (x->skeleton - d->skeleton <= clause.len)
			return false;
	}
	*out = (struct days){m->of->from, m->of->to};
	enum which_time told = last_year_told(m, before, clause);
	if (told == TIME_LAST)
		*out = days_moved(*out, -1);
	return told != TIME_UNSURE;
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
		if (b->kind == BLOCK_HEADING && words_hold(m->target, s))
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
		told = !words_hold(m->spans, doc_slice(d, d->sentences[s].span));
		m->told[s] = told;
	}
}

void
claim_sentences(struct claim_maker *m)
{
	const struct doc *d = m->check->doc;
	uint32_t heading = DOC_NONE;
	bool told = true;

	m->told = arena_array(m->check->arena, d->sentence_count + 1, sizeof *m->told);
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
is_claimed(const struct claim_maker *m, const struct fact *x)
{
	const struct lexeme *l = &x->lex;

	if (!(KIND_BIT(l->kind) & KINDS_CLAIMED) || l->is_range || l->qualifier != QUALIFIER_NONE ||
	    x->quoted || l->numerals)
		return false;
	if (l->kind == KIND_BARE && l->number.to - l->number.from < 2)
		return false;
	struct str before = text_before(m, x), clause = last_clause(before);
	return !words_hold(m->forecast, before) && !words_hold(m->target, before) &&
	       !words_hold(m->together, clause);
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
		if ((f->sentences[s].kinds & KINDS_CLAIMED) && m->told[s])
			sentence_claims(m, s);
}
