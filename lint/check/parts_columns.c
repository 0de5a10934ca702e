/*
 * Lists of bullets for the kind "parts" in Latin text, whose items each tell the same figures (the
 * number of men rose by 480 to 1,427): the first figures of all items are a column, the second ones
 * another, and each may make a figure that stands before the list.  A column that does shows that
 * the items are all there is; one beside it that does not, while the figure it should make stands in
 * the same sentence, is wrong.  Where there is one column, the figure stands right before the words
 * that lead on to the list.
 * Cost: linear in the blocks; the columns of a list times the figures before it.
 */
#include "near.h"
#include "parts_evidence.h"

enum {
	COLUMNS_MAX = 3,
	ITEMS_MAX = 16,
	BEFORE_BLOCKS = 3, /* that may hold the totals */
	TOTALS_MAX = 24,
	PROOF_DIGITS = 3, /* of a total that shows that a column adds up */
	ALONE_DIGITS = 5, /* of one that stands alone */
	ALONE_ITEMS = 3,
	SIDE_BYTES = 24 /* behind a figure, where a word of falling may stand: 40 fewer */
};

/* The figures of a list, item by item, and those before it. */
struct listing {
	struct figure cell[ITEMS_MAX][COLUMNS_MAX];
	bool falls[ITEMS_MAX][COLUMNS_MAX];
	size_t items, columns;
	struct figure total[TOTALS_MAX];
	size_t totals;
	uint32_t lead; /* the block that leads on to the items */
};

/* One column, as the kind judges lists. */
struct column {
	const struct figure *part[ITEMS_MAX];
	bool mixed; /* some of it rose and some fell */
};

static bool
is_running(const struct block *b)
{
	return b->sentence_count && b->kind == BLOCK_PARAGRAPH;
}

static bool
is_cell(const struct fact *x)
{
	const kind_set kinds = KIND_BIT(KIND_COUNT) | KIND_BIT(KIND_AMOUNT) | KIND_BIT(KIND_BARE);

	return (KIND_BIT(x->lex.kind) & kinds) && !x->lex.is_range && !x->lex.numerals &&
	       x->lex.value.mantissa > 0;
}

static struct figure
figure_of(const struct check *c, const struct fact *x)
{
	return (struct figure){.fact = x, .unit = fact_base_unit(c, x)};
}

/* May one be a part of the other?  What has no unit counts anything, and all counts are one. */
static bool
are_alike(const struct figure *a, const struct figure *b)
{
	enum kind x = a->fact->lex.kind, y = b->fact->lex.kind;

	if (x == KIND_AMOUNT || y == KIND_AMOUNT)
		return x == y && a->unit == b->unit;
	return true;
}

/* Does a word of falling stand between the fact before x and x, or right behind it where it does not
 * lead on to the next one? */
static bool
is_falling(const struct check *c, const struct parts_words *w, const struct fact *x)
{
	const struct sentence_facts *s = &c->facts->sentences[x->sentence];
	const struct fact *before = x - 1, *end = c->facts->at + s->to;
	uint32_t from = x > c->facts->at + s->from ? before->skeleton : s->skeleton.from;
	uint32_t to = x + 1 < end ? x[1].skeleton : s->skeleton.to;

	if (to - x->skeleton > SIDE_BYTES)
		to = x->skeleton + SIDE_BYTES;
	else if (x + 1 < end) /* 4,027 boats, a fall of 2% */
		to = x->skeleton;
	return phrase_holds(w->fell, skeleton_slice(c->facts, from, to));
}

/* The figures of an item's first sentence; false when they are more than columns, or none. */
static bool
item_read(struct check *c, const struct parts_words *w, uint32_t block, struct listing *l)
{
	const struct sentence_facts *s = &c->facts->sentences[c->doc->blocks[block].first_sentence];
	size_t n = 0;

	for (uint32_t i = s->from; i < s->to; i++) {
		const struct fact *x = &c->facts->at[i];
		if (!is_cell(x))
			continue;
		if (n == COLUMNS_MAX || x->lex.qualifier != QUALIFIER_NONE)
			return false;
		l->cell[l->items][n] = figure_of(c, x);
		l->falls[l->items][n++] = is_falling(c, w, x);
	}
	if (!n || (l->items && n != l->columns))
		return false;
	l->columns = n;
	l->items++;
	return true;
}

static bool
is_of_bullet(const struct check *c, const struct fact *x)
{
	return block_is_bullet(c->doc, c->doc->sentences[x->sentence].block);
}

/* The figures of the blocks before the list, of its own section, but for those of other lists. */
static void
totals_read(struct check *c, struct listing *l)
{
	const struct doc *d = c->doc;
	uint32_t first = l->lead;

	for (size_t n = 0; first && n < BEFORE_BLOCKS && is_running(&d->blocks[first - 1]); first--)
		n += !block_is_bullet(d, first - 1);
	l->totals = 0;
	const struct sentence_facts *s = c->facts->sentences;
	uint32_t from = s[d->blocks[first].first_sentence].from;
	uint32_t to =
		s[d->blocks[l->lead].first_sentence + d->blocks[l->lead].sentence_count - 1].to;
	while (to > from && l->totals < TOTALS_MAX)
		if (is_cell(&c->facts->at[--to]) && !is_of_bullet(c, &c->facts->at[to]))
			l->total[l->totals++] = figure_of(c, &c->facts->at[to]);
}

/* Reads the list behind block `lead`; false when there is none.  *next is moved behind it. */
static bool
listing_read(struct check *c, const struct parts_words *w, uint32_t lead, struct listing *l,
	     uint32_t *next)
{
	const struct doc *d = c->doc;
	struct str s = doc_slice(d, d->blocks[lead].span);
	bool whole = true;

	if (!s.len || s.at[s.len - 1] != ':' || lead + 2 >= d->block_count)
		return false;
	l->lead = lead;
	l->items = l->columns = 0;
	uint32_t i = lead + 1;
	for (; i < d->block_count && is_running(&d->blocks[i]) && block_is_bullet(d, i); i++)
		whole = whole && l->items < ITEMS_MAX && item_read(c, w, i, l);
	*next = i > lead + 1 ? i : *next;
	if (!whole || l->items < 2 || phrase_holds(w->against, s) || phrase_holds(w->overlap, s))
		return false;
	totals_read(c, l);
	return l->totals > 0;
}

static bool
column_read(const struct listing *l, size_t k, struct column *out)
{
	out->mixed = false;
	for (size_t i = 0; i < l->items; i++) {
		out->part[i] = &l->cell[i][k];
		out->mixed |= l->falls[i][k] != l->falls[0][k];
		if (!are_alike(out->part[0], out->part[i]))
			return false;
	}
	return true;
}

/* What the figures of a column make: what fell is taken away, and the size of the rest counts. */
static const struct number *
column_sum(struct check *c, const struct listing *l, size_t k)
{
	const struct number *sum = number_of_int(c->pool, 0);

	for (size_t i = 0; i < l->items; i++)
		sum = number_binary(c->pool,
				    l->falls[i][k] != l->falls[0][k] ? NUMBER_SUB : NUMBER_ADD, sum,
				    figure_number(c, &l->cell[i][k]));
	return sum;
}

/* The figure before the list that a column makes; NULL. */
static const struct figure *
made_by(struct check *c, const struct listing *l, size_t k)
{
	const struct number *sum = column_sum(c, l, k);

	for (size_t i = 0; i < l->totals; i++)
		if (are_alike(&l->total[i], &l->cell[0][k]) &&
		    figure_digits(c, &l->total[i]) >= PROOF_DIGITS &&
		    number_compare(NUMBER_MEETS, sum, figure_number(c, &l->total[i])) ==
			    TRUTH_HOLDS)
			return &l->total[i];
	return NULL;
}

/* The only figure that a column would make but for a slip: of the sentence of `proof`, or, where
 * there is none, of the block before the lead; NULL. */
static const struct figure *
meant_by(struct check *c, const struct listing *l, const struct column *column,
	 const struct figure *proof)
{
	const struct figure *found = NULL;
	size_t least = proof ? PROOF_DIGITS : ALONE_DIGITS;

	for (size_t i = 0; i < l->totals; i++) {
		const struct figure *t = &l->total[i];
		uint32_t block = c->doc->sentences[t->fact->sentence].block;
		if (proof ? t == proof || t->fact->sentence != proof->fact->sentence
			  : block + 1 != l->lead)
			continue;
		if (!are_alike(t, column->part[0]) || (size_t)figure_digits(c, t) < least ||
		    t->fact->lex.qualifier != QUALIFIER_NONE ||
		    parts_are_rounded(c, t, column->part, l->items) ||
		    !parts_slipped(c, t, column->part, l->items))
			continue;
		if (found)
			return NULL;
		found = t;
	}
	return found;
}

static void
take(struct check *c, const struct listing *l, const struct column *column,
     const struct figure *total, struct part_list *out)
{
	struct figure *kept = arena_array(c->arena, l->items + 1, sizeof *kept);

	kept[l->items] = *total;
	*out = (struct part_list){.form = LIST_ITEMS, .total = &kept[l->items]};
	for (size_t i = 0; i < l->items; i++) {
		kept[i] = *column->part[i];
		out->parts[out->count++] = &kept[i];
	}
	out->first = out->count;
}

/* The one column of a list that is wrong. */
static bool
listing_judge(struct check *c, const struct listing *l, struct part_list *out)
{
	const struct figure *proof = NULL, *total;
	struct column column, wrong;
	size_t failed = 0;

	for (size_t k = 0; k < l->columns; k++) {
		if (!column_read(l, k, &column))
			return false;
		const struct figure *t = made_by(c, l, k);
		proof = t ? t : proof;
		wrong = t ? wrong : column;
		failed += !t;
	}
	if (failed != 1 || wrong.mixed || (l->columns > 1 && !proof) ||
	    (!proof && l->items < ALONE_ITEMS))
		return false;
	total = meant_by(c, l, &wrong, proof);
	if (total)
		take(c, l, &wrong, total, out);
	return total;
}

bool
column_list_next(struct check *c, const struct parts_words *w, uint32_t *block, uint32_t end,
		 struct part_list *out)
{
	struct listing *l = arena_alloc_raw(c->arena, sizeof *l);

	while (*block < c->doc->block_count && *block < end) {
		uint32_t lead = (*block)++;
		if (!is_running(&c->doc->blocks[lead]) || !listing_read(c, w, lead, l, block))
			continue;
		number_pool_reset(c->pool);
		if (listing_judge(c, l, out))
			return true;
	}
	return false;
}
