/*
 * Facts found by their value: chains of those that are equal but for their power of ten, in a table
 * of their hashes.  Made when first asked for; cost: eight to twelve bytes a fact.
 */
#include "near.h"

struct value_index {
	uint32_t mask;
	uint32_t *first; /* by hash: the number of the first fact, and one; 0: none */
	uint32_t *next;	 /* by fact: likewise of the next one */
};

/* Of the digits without the zeros at their end: 1200 as 12, for 0.12万 is the same. */
static uint32_t
bucket_of(const struct value_index *v, struct decimal d)
{
	while (d.mantissa && d.mantissa % 10 == 0)
		d.mantissa /= 10;
	/* Knuth's multiplier for 64 bits: the upper half is well mixed */
	return (uint32_t)((uint64_t)d.mantissa * 0x9E3779B97F4A7C15u >> 32) & v->mask;
}

static struct value_index *
index_make(const struct check *c)
{
	struct value_index *v = arena_alloc(c->arena, sizeof *v);
	uint32_t buckets = 64;

	while (buckets < c->facts->count)
		buckets *= 2;
	v->mask = buckets - 1;
	v->first = arena_array(c->arena, buckets, sizeof *v->first);
	v->next = arena_array(c->arena, c->facts->count, sizeof *v->next);
	for (uint32_t i = (uint32_t)c->facts->count; i-- > 0;) {
		uint32_t *first = &v->first[bucket_of(v, c->facts->at[i].lex.value)];
		v->next[i] = *first;
		*first = i + 1;
	}
	return v;
}

const struct fact *
value_first(struct check *c, const struct fact *x)
{
	if (!c->values)
		c->values = index_make(c);
	uint32_t first = c->values->first[bucket_of(c->values, x->lex.value)];

	return first ? &c->facts->at[first - 1] : NULL;
}

const struct fact *
value_next(const struct check *c, const struct fact *at)
{
	uint32_t next = c->values->next[at - c->facts->at];

	return next ? &c->facts->at[next - 1] : NULL;
}
