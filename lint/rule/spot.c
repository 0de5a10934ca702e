/*
 * Where the literals that a pattern demands stand among its facts (rule.h,
 * literal_spot), as far as that is sure; and whether one that was found can
 * stand there.  Most rules share their words with others: 增长 stands in many
 * sentences, but rarely between two amounts.
 */
#include "rule_internal.h"

enum {
	/* For `before`: what follows the sequence that is being read stands behind. */
	SPOT_OPEN = UINT8_MAX,
	/* Nothing is known: a look-around, which may look over facts. */
	SPOT_FREE = UINT8_MAX - 1
};

/* ---- while a pattern is read ------------------------------------------------------ */

struct literal_spot
spot_behind(const struct fact_row *r)
{
	return (struct literal_spot){(uint8_t)r->count, SPOT_OPEN, 0, r->rest.most};
}

struct literal_spot
spot_anywhere(void)
{
	return (struct literal_spot){0, SPOT_FREE, 0, UNBOUNDED};
}

void
spot_pass(struct literal_spot *s, uint32_t characters)
{
	uint32_t after = bound_sum(s->after, characters);

	if (s->before == SPOT_OPEN)
		s->after = after < UINT8_MAX ? (uint8_t)after : UINT8_MAX;
}

void
spot_close(struct literal_spot *s, size_t count, const struct fact_row *next)
{
	spot_pass(s, next->count ? next->characters[0] : next->rest.characters);
	if (s->before == SPOT_OPEN && next->count)
		s->before = (uint8_t)count;
}

void
spot_shift(struct literal_spot *s, const struct fact_row *front)
{
	if (s->before == SPOT_FREE)
		return;
	if (!s->behind)
		s->most = bound_sum(s->most, front->rest.most);
	s->behind = (uint8_t)(s->behind + front->count);
	if (s->before != SPOT_OPEN)
		s->before = (uint8_t)(s->before + front->count);
	spot_cut(s, FACT_LINKS_MAX);
}

void
spot_cut(struct literal_spot *s, size_t count)
{
	if (s->behind > count) {
		s->behind = (uint8_t)count;
		s->most = UNBOUNDED;
	}
	if (s->before >= count && s->before != SPOT_FREE)
		s->before = SPOT_OPEN;
}

void
spot_join(struct literal_spot *to, struct literal_spot s)
{
	if (to->behind != s.behind)
		to->most = UNBOUNDED;
	else if (s.most > to->most)
		to->most = s.most;
	if (s.behind < to->behind)
		to->behind = s.behind;
	if (s.after < to->after)
		to->after = s.after;
	if (to->before == SPOT_FREE || s.before == SPOT_FREE)
		*to = spot_anywhere();
	else if (s.before > to->before)
		to->before = s.before;
}

/* ---- near facts -------------------------------------------------------------------- */

void
spot_widen(struct spot_range *r, const struct pattern *p, const struct literal_gate *g)
{
	const struct literal_spot *s = &g->spot;

	if (!g->count)
		return;
	if (s->behind && s->most != UNBOUNDED) {
		r->kinds |= p->links[s->behind - 1].kinds;
		r->behind = s->most > r->behind ? s->most : r->behind;
	} else if (s->before < p->link_count) {
		uint32_t most = p->links[s->before].most;
		r->kinds |= p->links[s->before].kinds;
		r->before = most > r->before ? most : r->before;
	} else {
		r->before = r->behind = UNBOUNDED;
	}
}

/* ---- in a stretch ----------------------------------------------------------------- */

static bool
may_stand(const struct fact_link *l, const struct fact *x)
{
	return l->kinds & KIND_BIT(x->lex.kind);
}

/* The nearest fact before the literal that can be the last in front of it, with facts for all
 * those before that one; NULL. */
static const struct fact *
fact_before(const struct pattern *p, const struct literal_spot *s, const struct spot_place *at)
{
	const struct fact *x = at->facts;

	for (size_t i = at->ahead;
	     i >= s->behind && at->literal.to - fact_end(&x[i - 1]) <= s->most; i--)
		if (may_stand(&p->links[s->behind - 1], &x[i - 1]))
			return &x[i - 1];
	return NULL;
}

/* Are there so many characters in a piece of the skeleton? */
static bool
has_characters(const char *skeleton, struct span piece, uint32_t count)
{
	uint32_t found = 0;

	if (piece.to - piece.from >= UTF8_MAX * count)
		return true;
	for (uint32_t i = piece.from; i < piece.to; i++)
		found += ((unsigned char)skeleton[i] & 0xC0) != 0x80;
	return found >= count;
}

/* The nearest one behind that can be the first, far enough from the literal, with facts for all
 * those behind that one; NULL. */
static const struct fact *
fact_behind(const struct pattern *p, const struct literal_spot *s, const struct spot_place *at)
{
	for (size_t i = at->ahead; i + p->link_count <= at->count + s->before; i++) {
		const struct fact *x = &at->facts[i];
		struct span between = {at->literal.to, x->skeleton};
		if (may_stand(&p->links[s->before], x) &&
		    has_characters(at->skeleton, between, s->after))
			return x;
	}
	return NULL;
}

bool
spot_fits(const struct pattern *p, const struct literal_spot *s, const struct spot_place *at)
{
	const struct fact *before = NULL, *behind;

	if (s->behind && !(before = fact_before(p, s, at)))
		return false;
	if (p->anchored && !s->behind && at->literal.to - at->from > s->most)
		return false;
	if (s->before >= p->link_count)
		return true;
	if (!(behind = fact_behind(p, s, at)))
		return false;
	if (s->before > s->behind)
		return true;
	uint32_t from = before ? fact_end(before) : at->literal.from;
	return behind->skeleton - from <= p->links[s->before].most;
}
