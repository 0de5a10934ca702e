/*
 * Growing.  Letters of the paragraphs that a hit lies in are read once and kept for the next hits;
 * a run is grown in both directions letter by letter, numbers being all alike, and
 * then cut at the numbers that differ.  A hit that lies in a run found before, at the same
 * distance, is passed over, so no run is grown twice.
 */
#include "shared.h"

enum {
	KEPT = 16,	/* stretches whose letters are kept, a report */
	REACH = 1 << 15 /* bytes on either side of a hit that are read of a long paragraph */
};

/* The letters of a paragraph, or of as much of it as is looked at. */
struct stretch {
	struct span span;
	bool cut_left, cut_right; /* the paragraph goes on */
	struct letters letters;
	size_t cap;
};

struct side {
	struct arena *arena;
	const struct doc *doc;
	struct stretch kept[KEPT];
	size_t next; /* the stretch that is forgotten first */
};

static bool
begins_inside(const struct doc *d, uint32_t at)
{
	return at < d->text.len && ((unsigned char)d->text.at[at] & 0xC0) == 0x80;
}

/* The paragraph that a place stands in, or of a long one what is near; false: it stands in none. */
static bool
around(const struct doc *d, uint32_t at, struct stretch *out)
{
	uint32_t block = doc_block_at(d, at);

	if (block == DOC_NONE || d->blocks[block].kind != BLOCK_PARAGRAPH)
		return false;
	struct span in = d->blocks[block].span;

	out->cut_left = in.to - in.from > 2 * REACH && at - in.from > REACH;
	out->cut_right = in.to - in.from > 2 * REACH && in.to - at > REACH;
	if (out->cut_left)
		in.from = at - REACH;
	if (out->cut_right)
		in.to = at + REACH;
	while (out->cut_left && begins_inside(d, in.from))
		in.from++;
	while (out->cut_right && begins_inside(d, in.to))
		in.to--;
	out->span = in;
	return true;
}

/* Is enough of the paragraph kept on either side of a place? */
static bool
is_around(const struct stretch *s, uint32_t at)
{
	return at >= s->span.from && at < s->span.to &&
	       (!s->cut_left || at - s->span.from >= REACH / 2) &&
	       (!s->cut_right || s->span.to - at >= REACH / 2);
}

/* The letters around a place; NULL when it stands in no paragraph.  Good until others are read. */
static const struct stretch *
stretch_at(struct side *s, uint32_t at)
{
	for (size_t i = 0; i < KEPT; i++)
		if (is_around(&s->kept[i], at))
			return &s->kept[i];
	struct stretch *k = &s->kept[s->next];

	if (!around(s->doc, at, k))
		return NULL;
	s->next = (s->next + 1) % KEPT;
	uint32_t bytes = k->span.to - k->span.from;

	if (bytes >= k->cap) {
		k->cap = bytes + 1;
		k->letters = letters_room(s->arena, bytes);
	}
	letters_read(s->doc, k->span, &k->letters);
	return k;
}

/* The letter that begins at a place; SIZE_MAX: none does. */
static size_t
letter_at(const struct stretch *s, uint32_t at)
{
	const struct letters *l = &s->letters;
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		if (l->at[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low < l->count && l->at[low] == at ? low : SIZE_MAX;
}

/* Letters [first, first + count) of one stretch and [later, later + count) of another. */
struct grown {
	const struct stretch *one, *other;
	size_t first, later, count;
};

static bool
grow(struct grown *g)
{
	const struct letters *one = &g->one->letters, *other = &g->other->letters;
	const uint32_t *a = one->value + g->first, *b = other->value + g->later;
	size_t left = 0, right = 0, before = g->first < g->later ? g->first : g->later;
	size_t a_count = one->count - g->first, b_count = other->count - g->later;
	size_t behind = a_count < b_count ? a_count : b_count;

	while (right < behind && a[right] == b[right])
		right++;
	if (right == 0)
		return false;
	while (left < before && a[-1 - (ptrdiff_t)left] == b[-1 - (ptrdiff_t)left])
		left++;
	g->first -= left;
	g->later -= left;
	g->count = left + right;
	return other->weight[g->later + g->count] - other->weight[g->later] >= WINNOW_SHARED;
}

/* ---- numbers -------------------------------------------------------------------------- */

struct pieces {
	const struct side *first, *later;
	const struct grown *grown;
	struct shared_passage *out;
};

/* Of letter i of what is kept of a side. */
static struct span
letter_span(const struct side *s, const struct stretch *in, size_t i)
{
	const struct letters *l = &in->letters;

	return (struct span){l->at[i], letter_end(s->doc, l->value[i], l->at[i])};
}

/* Of letter i of a grown run, in the earlier and in the later report. */
static struct span
first_span(const struct pieces *p, size_t i)
{
	return letter_span(p->first, p->grown->one, p->grown->first + i);
}

static struct span
later_span(const struct pieces *p, size_t i)
{
	return letter_span(p->later, p->grown->other, p->grown->later + i);
}

static bool
same_text(const struct side *a, struct span x, const struct side *b, struct span y)
{
	return x.to - x.from == y.to - y.from &&
	       memcmp(a->doc->text.at + x.from, b->doc->text.at + y.from, x.to - x.from) == 0;
}

/* How many digits two numbers have in common at their beginning, or at their end. */
static uint32_t
common_digits(const struct pieces *p, struct span x, struct span y, bool at_end)
{
	const char *a = p->first->doc->text.at, *b = p->later->doc->text.at;
	uint32_t n = 0, digits = 0, x_len = x.to - x.from, y_len = y.to - y.from;

	for (; n < x_len && n < y_len; n++) {
		char c = at_end ? a[x.to - 1 - n] : a[x.from + n];
		if (c != (at_end ? b[y.to - 1 - n] : b[y.from + n]))
			break;
		digits += is_digit(c);
	}
	return digits;
}

/* A piece between two changed numbers, of which the digits next to it belong to it too where
 * they are the same.  [from, to): letters of the grown run. */
static void
piece(const struct pieces *p, size_t from, size_t to)
{
	const struct grown *g = p->grown;
	const uint32_t *weights = g->other->letters.weight + g->later;
	uint32_t weight = weights[to] - weights[from], digits;
	struct span x = {0, 0}, y = {0, 0};

	if (to > from) {
		x = (struct span){first_span(p, from).from, first_span(p, to - 1).to};
		y = (struct span){later_span(p, from).from, later_span(p, to - 1).to};
	}
	if (from > 0) {
		struct span m = first_span(p, from - 1), n = later_span(p, from - 1);
		digits = common_digits(p, m, n, true);
		weight += digits;
		if (digits && to > from) {
			x.from = m.to - digits;
			y.from = n.to - digits;
		}
	}
	if (to < g->count) {
		struct span m = first_span(p, to), n = later_span(p, to);
		digits = common_digits(p, m, n, false);
		weight += digits;
		if (digits && to > from) {
			x.to = m.from + digits;
			y.to = n.from + digits;
		}
	}
	if (to > from && weight > p->out->exact_characters) {
		p->out->exact_first = x;
		p->out->exact_later = y;
		p->out->exact_characters = weight;
	}
}

/* Counts the numbers of a grown run, and finds its longest piece without a changed one. */
static void
compare_numbers(const struct pieces *p)
{
	const struct grown *g = p->grown;
	const uint32_t *values = g->other->letters.value + g->later;
	size_t from = 0;

	for (size_t i = 0; i < g->count; i++) {
		if (values[i] != LETTER_NUMBER)
			continue;
		p->out->numbers++;
		if (same_text(p->first, first_span(p, i), p->later, later_span(p, i)))
			continue;
		p->out->changed++;
		piece(p, from, i);
		from = i + 1;
	}
	piece(p, from, g->count);
}

/* ---- all hits of two reports ----------------------------------------------------------- */

/* Does a hit lie in one of the last passages, at the distance that its beginnings have? */
static bool
is_known(const struct shared_passages *found, const struct grown *g)
{
	enum { LOOK_BACK = 64 };
	size_t looked = 0;
	uint32_t first = g->one->letters.at[g->first], later = g->other->letters.at[g->later];

	for (size_t i = found->all.len; i-- > 0 && looked < LOOK_BACK; looked++) {
		const struct shared_passage *p = &found->all.at[i];

		if (first < p->first.from || first >= p->first.to || later < p->later.from ||
		    later >= p->later.to)
			continue;
		size_t x = letter_at(g->one, p->first.from);
		size_t y = letter_at(g->other, p->later.from);
		if (x != SIZE_MAX && y != SIZE_MAX && g->first - x == g->later - y)
			return true;
	}
	return false;
}

static void
add(struct side *one, struct side *other, const struct grown *g, struct shared_passages *out)
{
	const uint32_t *weight = g->other->letters.weight + g->later;
	struct shared_passage *p = VEC_PUSH(one->arena, &out->all);
	const struct pieces pieces = {one, other, g, p};
	const size_t last = g->count - 1;

	p->first = (struct span){first_span(&pieces, 0).from, first_span(&pieces, last).to};
	p->later = (struct span){later_span(&pieces, 0).from, later_span(&pieces, last).to};
	p->characters = weight[g->count] - weight[0];
	compare_numbers(&pieces);
}

void
shared_grow(struct arena *a, const struct doc *first, const struct doc *later,
	    const struct shared_hit *hits, size_t count, struct shared_passages *out)
{
	struct side one = {.arena = a, .doc = first}, other = {.arena = a, .doc = later};

	*out = (struct shared_passages){0};
	for (size_t i = 0; i < count; i++) {
		struct grown g = {stretch_at(&one, hits[i].first),
				  stretch_at(&other, hits[i].later), 0, 0, 0};

		if (!g.one || !g.other)
			continue;
		g.first = letter_at(g.one, hits[i].first);
		g.later = letter_at(g.other, hits[i].later);
		if (g.first == SIZE_MAX || g.later == SIZE_MAX || is_known(out, &g) || !grow(&g))
			continue;
		add(&one, &other, &g, out);
	}
}
