/*
 * A finished lexicon as numbers and texts, and back: the lexicon of the
 * program's own languages is made when the program is built.  Tables and the
 * edges of the trie are kept as they lie in memory, the rest member by member.
 */
#include "lexicon_internal.h"

#include <string.h>

/* ---- packing -------------------------------------------------------------------- */

static void
pack_trie(struct packer *to, const struct trie *t)
{
	pack_number(to, (uint32_t)t->mask);
	pack_number(to, (uint32_t)t->edge_count);
	pack_block(to, t->edges, (t->mask + 1) * sizeof *t->edges);
	pack_number(to, (uint32_t)t->nodes.len);
	pack_block(to, t->nodes.at, t->nodes.len * sizeof *t->nodes.at);
}

static void
pack_units(struct packer *to, const struct lexicon *lx)
{
	pack_number(to, (uint32_t)lx->units.len);
	for (size_t i = 0; i < lx->units.len; i++) {
		const struct unit *u = &lx->units.at[i];
		pack_text(to, u->name);
		pack_text(to, u->dimension);
		pack_number(to, u->kind);
		pack_number(to, u->base);
		pack_block(to, &u->factor.mantissa, sizeof u->factor.mantissa);
		pack_number(to, (uint32_t)u->factor.exponent);
	}
}

static void
pack_pairs(struct packer *to, const struct word_pairs *p)
{
	pack_text(to, p->name);
	pack_number(to, (uint32_t)p->count);
	for (size_t i = 0; i < p->count; i++) {
		pack_text(to, p->pairs[i][0]);
		pack_text(to, p->pairs[i][1]);
	}
	word_list_pack(to, &p->seconds);
}

uint32_t
lexicon_pack(struct packer *to, const struct lexicon *lx)
{
	uint32_t place = (uint32_t)to->numbers.len;

	pack_block(to, lx->tables, sizeof *lx->tables);
	pack_trie(to, &lx->trie);
	pack_number(to, (uint32_t)lx->anchored.len);
	for (size_t i = 0; i < lx->anchored.len; i++) {
		const struct anchored *x = &lx->anchored.at[i];
		pack_text(to, x->before);
		pack_number(to, (uint32_t)x->value);
		pack_number(to, (uint32_t)x->next);
	}
	pack_units(to, lx);
	pack_number(to, (uint32_t)lx->languages.len);
	for (size_t i = 0; i < lx->languages.len; i++)
		pack_text(to, lx->languages.at[i]);
	pack_number(to, (uint32_t)lx->lists.len);
	for (size_t i = 0; i < lx->lists.len; i++)
		word_list_pack(to, &lx->lists.at[i]);
	pack_number(to, (uint32_t)lx->pair_lists.len);
	for (size_t i = 0; i < lx->pair_lists.len; i++)
		pack_pairs(to, &lx->pair_lists.at[i]);
	return place;
}

/* ---- reading -------------------------------------------------------------------- */

/* An empty vector with room for as many elements as the next number says. */
#define VEC_UNPACK(a, u, v)                                                                        \
	((v)->cap = unpack_number(u), (v)->at = arena_array((a), (v)->cap, sizeof *(v)->at))

static void
unpack_trie(struct arena *a, struct unpacker *u, struct trie *t)
{
	t->arena = a;
	t->mask = unpack_number(u);
	t->edge_count = unpack_number(u);
	t->edges = unpack_block(u, (t->mask + 1) * sizeof *t->edges);
	VEC_UNPACK(a, u, &t->nodes);
	t->nodes.len = t->nodes.cap;
	size_t size = t->nodes.len * sizeof *t->nodes.at;
	memcpy(t->nodes.at, unpack_block(u, size), size);
}

static void
unpack_unit(struct unpacker *u, struct unit *out)
{
	out->name = unpack_text(u);
	out->dimension = unpack_text(u);
	out->kind = (enum kind)unpack_number(u);
	out->base = (unit_id)unpack_number(u);
	out->factor.mantissa = *(const int64_t *)unpack_block(u, sizeof out->factor.mantissa);
	out->factor.exponent = (int32_t)unpack_number(u);
}

static void
unpack_pairs(struct arena *a, struct unpacker *u, struct word_pairs *p)
{
	p->name = unpack_text(u);
	p->count = unpack_number(u);
	struct str(*pairs)[2] = arena_array(a, p->count, sizeof *pairs);
	for (size_t i = 0; i < p->count; i++) {
		pairs[i][0] = unpack_text(u);
		pairs[i][1] = unpack_text(u);
	}
	p->pairs = (const struct str(*)[2])pairs;
	word_list_unpack(a, u, &p->seconds);
}

static void
unpack_lists(struct lexicon *lx, struct unpacker *u)
{
	VEC_UNPACK(lx->arena, u, &lx->lists);
	while (lx->lists.len < lx->lists.cap) {
		struct word_list *list = VEC_PUSH(lx->arena, &lx->lists);
		word_list_unpack(lx->arena, u, list);
		*VEC_PUSH(lx->arena, &lx->list_names) = list->name;
	}
	VEC_UNPACK(lx->arena, u, &lx->pair_lists);
	while (lx->pair_lists.len < lx->pair_lists.cap)
		unpack_pairs(lx->arena, u, VEC_PUSH(lx->arena, &lx->pair_lists));
}

struct lexicon *
lexicon_unpack(struct arena *a, const struct packed *from, uint32_t place)
{
	struct lexicon *lx = arena_alloc(a, sizeof *lx);
	struct unpacker u = {from, place};

	lx->tables = unpack_block(&u, sizeof *lx->tables);
	lx->arena = a;
	unpack_trie(a, &u, &lx->trie);
	VEC_UNPACK(a, &u, &lx->anchored);
	while (lx->anchored.len < lx->anchored.cap) {
		struct anchored *x = VEC_PUSH(a, &lx->anchored);
		x->before = unpack_text(&u);
		x->value = (int32_t)unpack_number(&u);
		x->next = (int32_t)unpack_number(&u);
	}
	VEC_UNPACK(a, &u, &lx->units);
	while (lx->units.len < lx->units.cap)
		unpack_unit(&u, VEC_PUSH(a, &lx->units));
	VEC_UNPACK(a, &u, &lx->languages);
	while (lx->languages.len < lx->languages.cap)
		*VEC_PUSH(a, &lx->languages) = unpack_text(&u);
	unpack_lists(lx, &u);
	lexicon_index(lx);
	return lx;
}
