/*
 * Sets of words as one trie whose edges are in one hash table: a step is one
 * probe, a mismatch mostly ends after one or two.  Letters are compared
 * without case.  Built once, then const.
 */
#include "lexicon_internal.h"

enum { EDGES_FIRST = 16384 }; /* a power of two */

static inline size_t
edge_hash(uint32_t node, uint32_t cp)
{
	uint64_t key = ((uint64_t)node << 32 | cp) * 0x9E3779B97F4A7C15u;

	return (size_t)(key >> 32);
}

void
trie_init(struct trie *t, struct arena *a)
{
	t->arena = a;
	t->mask = EDGES_FIRST - 1;
	t->edges = t->own = arena_array(a, EDGES_FIRST, sizeof *t->edges);
	for (int i = 0; i < ROOT_COUNT; i++)
		VEC_PUSH(a, &t->nodes);
}

/* The place of an edge, or where it is to be put. */
static inline size_t
edge_find(const struct trie *t, uint32_t node, uint32_t cp)
{
	size_t i = edge_hash(node, cp) & t->mask;

	while (t->edges[i].node && (t->edges[i].node != node || t->edges[i].cp != cp))
		i = (i + 1) & t->mask;
	return i;
}

/* Most words end where no edge leads on, and the node itself tells so. */
static inline uint32_t
trie_step(const struct trie *t, uint32_t node, uint32_t cp)
{
	cp = fold_case(cp);
	if (!(t->nodes.at[node].follow >> cp % 32 & 1))
		return 0;
	return t->edges[edge_find(t, node, cp)].to.node;
}

static void
grow(struct trie *t)
{
	struct trie bigger = *t;

	bigger.mask = t->mask * 2 + 1;
	bigger.edges = bigger.own = arena_array(t->arena, bigger.mask + 1, sizeof *t->edges);
	for (size_t i = 0; i <= t->mask; i++)
		if (t->edges[i].node)
			bigger.own[edge_find(&bigger, t->edges[i].node, t->edges[i].cp)] =
				t->edges[i];
	*t = bigger;
}

static uint32_t
step_or_add(struct trie *t, uint32_t node, uint32_t cp)
{
	cp = fold_case(cp);
	size_t i = edge_find(t, node, cp);

	if (t->edges[i].node)
		return t->edges[i].to.node;
	if (++t->edge_count * 2 > t->mask) {
		grow(t);
		i = edge_find(t, node, cp);
	}
	t->own[i] = (struct edge){node, cp, {.node = (uint32_t)t->nodes.len}};
	t->nodes.at[node].follow |= UINT32_C(1) << cp % 32;
	VEC_PUSH(t->arena, &t->nodes);
	return t->edges[i].to.node;
}

int32_t *
trie_slot(struct trie *t, enum root root, struct str word, bool back)
{
	uint32_t node = (uint32_t)root;
	size_t at = back ? word.len : 0, next;

	while (back ? at > 0 : at < word.len) {
		if (back) {
			at = next = utf8_back(word.at, at);
			node = step_or_add(t, node, utf8_next(word.at, &next));
		} else {
			node = step_or_add(t, node, utf8_next(word.at, &at));
		}
	}
	return &t->nodes.at[node].value;
}

int
trie_value(const struct trie *t, enum root root, struct str word)
{
	uint32_t node = (uint32_t)root;

	for (size_t at = 0; node && at < word.len;)
		node = trie_step(t, node, utf8_next(word.at, &at));
	return node ? t->nodes.at[node].value - 1 : -1;
}

/* Puts the edges that lead from a root, or all others, of one table into another. */
static void
put_edges(struct trie *to, const struct trie *from, bool roots)
{
	for (size_t i = 0; i <= from->mask; i++) {
		struct edge e = from->edges[i];

		if (!e.node || (e.node < ROOT_COUNT) != roots)
			continue;
		e.to.is = from->nodes.at[e.to.node];
		to->own[edge_find(to, e.node, e.cp)] = e;
	}
}

/* The edges that nearly every look at a text takes get their places first, where they are
 * found at once. */
void
trie_finish(struct trie *t)
{
	struct trie settled = *t;

	settled.edges = settled.own = arena_array(t->arena, t->mask + 1, sizeof *t->edges);
	put_edges(&settled, t, true);
	put_edges(&settled, t, false);
	*t = settled;
}

/* ---- looking up in a text ------------------------------------------------------- */

/* The edge that leads on from a node; NULL. */
static inline const struct edge *
edge_from(const struct trie *t, uint32_t node, uint32_t cp)
{
	const struct edge *e = &t->edges[edge_find(t, node, fold_case(cp))];

	return e->node ? e : NULL;
}

/* May an edge lead on?  Most words end where none does. */
static inline bool
may_follow(const struct edge *e, uint32_t cp)
{
	return e->to.is.follow >> fold_case(cp) % 32 & 1;
}

/* What ends behind an edge; 0 also where a word of letters would go on in a letter. */
static inline int32_t
value_behind(const struct edge *e, uint32_t cp, char next)
{
	return cp < 0x80 && is_letter((char)cp) && is_letter(next) ? 0 : e->to.is.value;
}

int
scan_word_from(const struct scan *s, enum root root, uint32_t cp, uint32_t next, uint32_t *to)
{
	const struct trie *t = &s->lx->trie;
	const struct edge *e = edge_from(t, (uint32_t)root, cp);
	uint32_t end = next;
	int32_t found = 0;

	while (e) {
		int32_t value = value_behind(e, cp, scan_byte(s, next));

		/* Whether a word ends here cannot be guessed, so nothing depends on it. */
		found = value ? value : found;
		end = value ? next : end;
		if (!e->to.is.follow)
			break;
		/* Outside of the stretch the code point is 0, which is in no word. */
		cp = scan_cp(s, next, &next);
		e = may_follow(e, cp) ? edge_from(t, e->to.node, cp) : NULL;
	}
	if (found)
		*to = end;
	return found - 1;
}

int
scan_word_back_from(const struct scan *s, enum root root, uint32_t cp, uint32_t before,
		    uint32_t *from)
{
	const struct trie *t = &s->lx->trie;
	const struct edge *e = edge_from(t, (uint32_t)root, cp);
	int32_t found = 0;

	while (e) {
		int32_t value = value_behind(e, cp, scan_before(s, before));

		if (value) {
			found = value;
			*from = before;
		}
		/* Before the stretch the code point is 0, which is in no word. */
		cp = scan_cp_before(s, before, &before);
		e = may_follow(e, cp) ? edge_from(t, e->to.node, cp) : NULL;
	}
	return found - 1;
}

static bool
stands_before(const struct scan *s, uint32_t at, struct str word)
{
	return at - s->start >= word.len &&
	       str_eq((struct str){s->text + at - word.len, word.len}, word);
}

int
scan_anchored_from(const struct scan *s, enum root root, uint32_t at, struct span *span)
{
	const struct trie *t = &s->lx->trie;
	uint32_t here, cp = scan_cp(s, at, &here);
	const struct edge *e = edge_from(t, (uint32_t)root, cp);
	int found = -1;

	while (e) {
		for (int32_t i = value_behind(e, cp, scan_byte(s, here)) - 1; i >= 0;
		     i = s->lx->anchored.at[i].next) {
			const struct anchored *a = &s->lx->anchored.at[i];
			if (!stands_before(s, at, a->before))
				continue;
			found = a->value;
			*span = (struct span){at - (uint32_t)a->before.len, here};
		}
		cp = scan_cp(s, here, &here);
		e = may_follow(e, cp) ? edge_from(t, e->to.node, cp) : NULL;
	}
	return found;
}
