/*
 * Changes, and figures of an earlier time beside the report's own, where a rule's pattern finds
 * them.  What a pattern binds: `figure`, and `by` with `dir` (a change) or `dir` alone (a direction) or
 * `other` (the earlier figure); `when` is the earlier time, the year before without it; `stage`
 * are words of what the earlier figure was.  Cost: patterns, in sentences that can match them.
 */
#include "claim_internal.h"

/* The keys of the kind "claim", in the order of its table. */
enum { KEY_MATCH = 2 };

struct bound_change {
	const struct fact *figure, *by, *other, *when;
	const struct binding *direction;
	struct str stage;
};

static void
bind(const struct claim_maker *m, const struct match *match, struct bound_change *out)
{
	*out = (struct bound_change){0};
	for (size_t i = 0; i < match->count; i++) {
		const struct binding *b = &match->bindings[i];
		struct str name = b->capture->name;
		const struct fact *x = b->fact_count ? b->facts[0] : NULL;
		if (str_eq(name, STR("figure")))
			out->figure = x;
		else if (str_eq(name, STR("by")))
			out->by = x;
		else if (str_eq(name, STR("other")))
			out->other = x;
		else if (str_eq(name, STR("when")))
			out->when = x;
		else if (str_eq(name, STR("dir")))
			out->direction = b;
		else if (str_eq(name, STR("stage")))
			out->stage = (struct str){m->check->facts->skeleton + b->skeleton.from,
						  b->skeleton.to - b->skeleton.from};
	}
}

/* Does a figure mean what its digits say: no 约, no 以上? */
static bool
is_plain(const struct fact *x)
{
	return x && x->lex.qualifier == QUALIFIER_NONE && !x->lex.is_range && !x->lex.is_date_range;
}

static struct interval
negative(struct interval i)
{
	struct interval out = {.lo = i.hi,
			       .hi = i.lo,
			       .lo_open = i.hi_open,
			       .hi_open = i.lo_open,
			       .lo_unbounded = i.hi_unbounded,
			       .hi_unbounded = i.lo_unbounded};

	out.lo.mantissa = -out.lo.mantissa;
	out.hi.mantissa = -out.hi.mantissa;
	return out;
}

/* The sort of a change, its value and its words; false when there is none. */
static bool
change_of(const struct claim_maker *m, const struct bound_change *b, struct claim *c)
{
	int sign = b->direction ? b->direction->sign : 0;

	if (!b->direction || (b->by && (!is_plain(b->by) || !sign)))
		return false;
	if (!b->by) {
		c->sort = CLAIM_DIRECTION;
		c->value = (struct interval){.lo = {sign, 0}, .hi = {sign, 0}};
		c->span = facts_text(m->check->facts, b->direction->skeleton);
		c->text = doc_slice(m->check->doc, c->span);
		return true;
	}
	bool of_percent = b->figure->lex.kind == KIND_PERCENT;
	bool points = b->by->lex.kind == KIND_POINT;
	c->sort = b->by->lex.kind == KIND_PERCENT ? CLAIM_RATE : CLAIM_DIFFERENCE;
	if (!claim_interval(m, b->by, &c->value) || points != of_percent)
		return false;
	if (points) {
		c->value.lo.exponent -= 2;
		c->value.hi.exponent -= 2;
	}
	if (sign < 0)
		c->value = negative(c->value);
	c->span = b->by->lex.span;
	c->text = doc_slice(m->check->doc, b->by->lex.span);
	return c->sort == CLAIM_RATE || points ||
	       str_eq(claim_unit(m, b->by), claim_unit(m, b->figure));
}

/* Of which days the earlier figure is. */
static bool
earlier_days(const struct bound_change *b, struct days now, struct days *out)
{
	if (!b->when) {
		*out = days_moved(now, -1);
		return true;
	}
	return days_of_date(&b->when->lex, out) && out->to < now.from;
}

static void
add_change(struct claim_maker *m, const struct rule *r, const struct bound_change *b)
{
	struct days now, before;
	struct claim c = {.sort = CLAIM_FIGURE, .rule = hash_bytes(r->id.at, r->id.len, 0)};

	if (!is_plain(b->figure) || !figure_days(m, b->figure, &now) ||
	    !earlier_days(b, now, &before) || !thing_of(m, b->figure, &c) ||
	    !claim_interval(m, b->figure, &c.figure))
		return;
	/* 比2022年预算执行数: not what the label counts, unless it says so itself */
	if (b->stage.len && str_find(c.label, b->stage) == SIZE_MAX)
		return;
	c.from = before.from;
	c.to = before.to;
	c.new_from = now.from;
	c.new_to = now.to;
	c.other = doc_slice(m->check->doc, b->figure->lex.span);
	if (b->other) {
		c.span = b->other->lex.span;
		c.text = doc_slice(m->check->doc, c.span);
		if (!is_plain(b->other) || !claim_interval(m, b->other, &c.value) ||
		    !str_eq(claim_unit(m, b->other), claim_unit(m, b->figure)))
			return;
	} else if (!change_of(m, b, &c)) {
		return;
	}
	/* growth at constant prices does not come from two years' figures */
	if (c.sort == CLAIM_RATE &&
	    ((c.marks & CLAIM_CONSTANT) || words_hold(m->rules->volumes, c.label)))
		return;
	*VEC_PUSH(m->check->arena, &m->out->all) = c;
}

/* The words of a direction that a pattern binds: without one of them it cannot match. */
static const struct word_list *
direction_words(const struct pattern *p)
{
	for (size_t i = 0; i < p->capture_count; i++)
		if (str_eq(p->captures[i].name, STR("dir")))
			return p->captures[i].words;
	return NULL;
}

static const struct pattern *
pattern_of(const struct change_rule *r)
{
	return r->rule->values[KEY_MATCH].pattern;
}

/* Can a rule match in a sentence, by its kinds of facts and its words? */
static bool
may_match(struct claim_maker *m, const struct change_rule *r, uint32_t sentence)
{
	if (!pattern_kinds(pattern_of(r), m->check->facts->sentences[sentence].kinds))
		return false;
	return !r->words || r->list >= WORD_LISTS ||
	       (sentence_words(m, sentence)->lists & words_bit(r->list));
}

static void
rule_changes(struct claim_maker *m, const struct reached *reached, size_t rule, struct span where)
{
	struct check *c = m->check;
	struct match match;

	for (uint32_t from = where.from;
	     matcher_find_reached(c->matcher, c->arena, reached, rule, from, &match) == MATCH_FOUND;
	     from = match.skeleton.to) {
		struct bound_change b;
		bind(m, &match, &b);
		add_change(m, m->rules->changes.at[rule].rule, &b);
	}
}

static void
sentence_changes(struct claim_maker *m, uint32_t sentence)
{
	struct check *c = m->check;
	struct span where = c->facts->sentences[sentence].skeleton;
	const uint64_t *may = NULL; /* by their facts, the rules in their order */
	const struct reached *reached = NULL;

	for (size_t i = 0; i < m->rules->changes.len; i++) {
		if (!may_match(m, &m->rules->changes.at[i], sentence))
			continue;
		if (!may)
			may = matcher_reaches(c->matcher, m->rules->reach, c->facts, where);
		if (!(may[i / 64] >> i % 64 & 1))
			continue;
		if (!reached)
			reached = matcher_reached(c->matcher, c->arena, where);
		rule_changes(m, reached, i, where);
	}
}

void
change_rules(struct claim_rules *out, struct arena *a, const struct check *c)
{
	const struct rulebook *rb = c->rulebook;
	VEC(const struct pattern *) patterns = {0};

	for (size_t i = 0; i < rb->rule_count; i++) {
		const struct rule *r = &rb->rules[i];
		if (r->scope != SCOPE_CORPUS || !rule_is_of(rb, r, "claim") ||
		    !r->values[KEY_MATCH].pattern ||
		    (r->languages && !(r->languages & c->doc->languages)))
			continue;
		const struct word_list *words = direction_words(r->values[KEY_MATCH].pattern);
		*VEC_PUSH(a, &out->changes) = (struct change_rule){
			r, words, words ? word_lists_add(&out->lists, words) : WORD_LISTS};
		*VEC_PUSH(a, &patterns) = r->values[KEY_MATCH].pattern;
	}
	out->reach = reach_set_new(a, patterns.at, patterns.len, 0);
}

void
change_claims(struct claim_maker *m)
{
	for (uint32_t s = 0; s < m->check->doc->sentence_count; s++)
		if (m->sentences[s].told)
			sentence_changes(m, s);
}
