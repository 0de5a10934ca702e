/*
 * The kind "terms": a quoted name that stands once and differs in one
 * character from a name that stands several times.  More than a note only
 * when the same word follows both and the other stands three times or more.
 * Names of the same length with one character masked meet in a hash table, so
 * the cost is linear in the names times their length, at most twelve.
 */
#include "char.h"
#include "punctuation.h"

#include <string.h>

enum key { KEY_LAWFUL, KEY_MIN, KEY_MAX, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_LAWFUL] = {"lawful", KEY_WORDS, false,
			"characters that tell things apart: names that differ in two of them are "
			"two names",
			NULL},
	[KEY_MIN] = {"min-length", KEY_INTEGER, false, "shortest name in characters (3)", NULL},
	[KEY_MAX] = {"max-length", KEY_INTEGER, false, "longest name in characters (12)", NULL},
};

enum {
	NAME_MAX = 12,
	FOLLOWERS_MAX = 8,
	LOOKUPS_MAX = 16,
	POSSESSIVE = 0x7684, /* 的: a phrase, no name */
	FIRM = 3,	     /* quotations that make a name firm */
};

/* A name, all its quotations together. */
struct name {
	struct span first; /* without its marks */
	uint32_t count, chars;
	uint32_t follower[FOLLOWERS_MAX]; /* hashes of the two Han characters behind it; 0: none */
};

struct terms {
	struct check *c;
	const struct rule *rule;
	uint32_t least, most; /* characters */
	VEC(struct name) names;
	uint32_t *slots; /* of names, by content */
	size_t slot_count;
	uint32_t lookups;
	size_t next; /* place of a mark (place_next) */
};

static struct str
name_text(const struct terms *t, const struct name *n)
{
	return doc_slice(t->c->doc, n->first);
}

/* ---- collecting ------------------------------------------------------------------- */

static uint32_t
follower(const struct terms *t, uint32_t at, uint32_t end)
{
	uint32_t from = at;

	for (int i = 0; i < 2; i++)
		if (at >= end || !char_is_han(char_next(t->c->doc->text.at, &at)))
			return 0;
	return (uint32_t)hash_bytes(t->c->doc->text.at + from, at - from, 0) | 1;
}

static void
grow_slots(struct terms *t)
{
	size_t count = t->slot_count ? t->slot_count * 2 : 64;
	uint32_t *slots = arena_alloc_raw(t->c->arena, count * sizeof *slots);

	memset(slots, 0xFF, count * sizeof *slots);
	for (uint32_t i = 0; i < t->names.len; i++) {
		struct str s = name_text(t, &t->names.at[i]);
		size_t at = hash_bytes(s.at, s.len, 0) & (count - 1);

		while (slots[at] != DOC_NONE)
			at = (at + 1) & (count - 1);
		slots[at] = i;
	}
	t->slots = slots;
	t->slot_count = count;
}

static void
add_name(struct terms *t, struct span s, uint32_t chars, uint32_t behind)
{
	struct str text = doc_slice(t->c->doc, s);

	if (t->names.len * 2 >= t->slot_count)
		grow_slots(t);
	size_t at = hash_bytes(text.at, text.len, 0) & (t->slot_count - 1);

	while (t->slots[at] != DOC_NONE && !str_eq(name_text(t, &t->names.at[t->slots[at]]), text))
		at = (at + 1) & (t->slot_count - 1);
	if (t->slots[at] == DOC_NONE) {
		t->slots[at] = (uint32_t)t->names.len;
		*VEC_PUSH(t->c->arena, &t->names) = (struct name){.first = s, .chars = chars};
	}
	struct name *n = &t->names.at[t->slots[at]];

	if (n->count < FOLLOWERS_MAX)
		n->follower[n->count] = behind;
	n->count++;
}

static bool
is_name_char(uint32_t c)
{
	return char_is_han(c) || char_is_latin(c) || char_is_digit(c) || c == '-' || c == '+' ||
	       c == 0xB7;
}

/* The name that opens at `at` (behind its mark), if one does. */
static void
read_name(struct terms *t, uint32_t at, uint32_t end, uint32_t closer)
{
	const char *s = t->c->doc->text.at;
	uint32_t from = at, chars = 0;

	while (at < end && chars <= t->most) {
		uint32_t to = at, c = char_next(s, &at);

		if (c == closer) {
			if (chars >= t->least)
				add_name(t, (struct span){from, to}, chars, follower(t, at, end));
			return;
		}
		if (!is_name_char(c) || c == POSSESSIVE)
			return;
		chars++;
	}
}

/* The names of a block, behind “ and 《. */
static void
collect_block(struct terms *t, const struct places *marks, const struct block *b)
{
	const unsigned char *s = (const unsigned char *)t->c->doc->text.at;

	for (uint32_t at; place_next(marks, &t->next, b->span, &at);) {
		if (s[at] != 0xE2 && s[at] != 0xE3)
			continue;
		if (memcmp(s + at, "\xE2\x80\x9C", 3) == 0)
			read_name(t, at + 3, b->span.to, 0x201D);
		else if (memcmp(s + at, "\xE3\x80\x8A", 3) == 0)
			read_name(t, at + 3, b->span.to, 0x300B);
	}
}

static void
collect(struct terms *t)
{
	const struct doc *d = t->c->doc;
	const struct places *marks = &punctuation_of(t->c)->marks;

	for (size_t i = 0; i < d->prose_count; i++) {
		const struct block *b = &d->blocks[d->prose[i]];

		if (place_before(marks, t->next, b->span.to) && b->kind != BLOCK_TITLE)
			collect_block(t, marks, b);
	}
}

/* ---- names that nearly meet ---------------------------------------------------------- */

struct masked {
	uint64_t hash;
	uint32_t name; /* DOC_NONE: free */
};

/* What the character at a place adds to the hash of its name; 0: one that is left out. */
static uint64_t
place_hash(uint32_t c, uint32_t place)
{
	uint64_t x = ((uint64_t)c << 8 | place) * UINT64_C(0x9E3779B97F4A7C15);

	return (x ^ x >> 32) * UINT64_C(0xC2B2AE3D27D4EB4F);
}

/* A sum, so that each character can be left out at the cost of one. */
static uint64_t
name_hash(struct str s)
{
	uint64_t sum = 0;

	for (uint32_t at = 0, place = 0; at < s.len; place++)
		sum += place_hash(char_next(s.at, &at), place);
	return sum;
}

/* The hash of a name, `whole`, without this character of it. */
static uint64_t
masked_hash(uint64_t whole, uint32_t c, uint32_t place)
{
	return whole - place_hash(c, place) + place_hash(0, place);
}

struct near {
	const struct name *name;
	uint32_t from, to; /* of the character that differs, in both (bytes of the name) */
	bool neighbours;
};

static bool
is_lawful(const struct terms *t, const struct name *a, const struct name *b, struct near *n)
{
	const struct word_list *lawful = t->rule->values[KEY_LAWFUL].words;
	struct str x = str_sub(name_text(t, a), n->from, n->to);
	struct str other = name_text(t, b);
	uint32_t at = n->from;

	char_next(other.at, &at);
	struct str y = str_sub(other, n->from, at);

	if (char_is_digit((unsigned char)x.at[0]) || char_is_digit((unsigned char)y.at[0]))
		return true;
	return lawful && words_at(lawful, x, 0) >= 0 && words_at(lawful, y, 0) >= 0;
}

static bool
share_neighbour(const struct name *a, const struct name *b)
{
	for (uint32_t i = 0; i < a->count && i < FOLLOWERS_MAX; i++)
		for (uint32_t k = 0; k < b->count && k < FOLLOWERS_MAX; k++)
			if (a->follower[i] && a->follower[i] == b->follower[k])
				return true;
	return false;
}

/* Is the same but for this character (equal hashes need not mean equal names)? */
static bool
differs_there(const struct terms *t, const struct name *a, const struct name *b, uint32_t from,
	      uint32_t to)
{
	struct str x = name_text(t, a), y = name_text(t, b);
	uint32_t at = from;

	if (a->chars != b->chars || y.len <= from || memcmp(x.at, y.at, from) != 0)
		return false;
	char_next(y.at, &at);
	return x.len - to == y.len - at && memcmp(x.at + to, y.at + at, x.len - to) == 0 &&
	       !str_eq(x, y);
}

static bool
stands_unquoted(struct terms *t, const struct name *n)
{
	struct str all = {t->c->doc->text.at, t->c->doc->text.len};
	struct str s = name_text(t, n);

	if (t->lookups++ >= LOOKUPS_MAX)
		return true;
	size_t first = str_find(all, s);

	return first != SIZE_MAX && (first != n->first.from ||
				     str_find(str_sub(all, n->first.to, all.len), s) != SIZE_MAX);
}

static void
report(struct terms *t, const struct name *n, const struct near *near)
{
	struct check *c = t->c;
	const struct related related = {
		.span = near->name->first,
		.message = c->language == MESSAGE_ZH ? STR("通常的写法") : STR("the usual form")};
	const struct message_value values[] = {
		{"term", name_text(t, n)},
		{"usual", name_text(t, near->name)},
		{"count", str_printf(c->arena, "%u", near->name->count)},
		{NULL, {0}},
	};
	struct finding *f = finding_add(c, t->rule, n->first, values, &related, 1);

	if ((!near->neighbours || near->name->count < FIRM) && f->level > LEVEL_NOTE)
		f->level = LEVEL_NOTE;
	finding_operand(c, f, "term", name_text(t, n));
	finding_operand(c, f, "usual", name_text(t, near->name));
	if (f->level > LEVEL_NOTE)
		propose_text(c, f, n->first, name_text(t, near->name), false);
}

static bool
any_established(const struct terms *t)
{
	for (size_t i = 0; i < t->names.len; i++)
		if (t->names.at[i].count > 1)
			return true;
	return false;
}

/* The table of established names, one entry a masked character. */
static struct masked *
mask_all(struct terms *t, size_t *size)
{
	size_t entries = 0;

	for (size_t i = 0; i < t->names.len; i++)
		entries += t->names.at[i].count > 1 ? t->names.at[i].chars : 0;
	for (*size = 16; *size < entries * 2; *size *= 2)
		;
	struct masked *table = arena_alloc_raw(t->c->arena, *size * sizeof *table);

	for (size_t i = 0; i < *size; i++)
		table[i].name = DOC_NONE;
	for (uint32_t i = 0; i < t->names.len; i++) {
		struct str s = name_text(t, &t->names.at[i]);

		if (t->names.at[i].count < 2)
			continue;
		uint64_t whole = name_hash(s);
		for (uint32_t at = 0, place = 0; at < s.len; place++) {
			uint64_t h = masked_hash(whole, char_next(s.at, &at), place);
			size_t slot = h & (*size - 1);

			for (int tries = 0; table[slot].name != DOC_NONE && tries < 64; tries++)
				slot = (slot + 1) & (*size - 1);
			if (table[slot].name == DOC_NONE)
				table[slot] = (struct masked){h, i};
		}
	}
	return table;
}

static void
seek_near(struct terms *t, const struct name *n, const struct masked *table, size_t size)
{
	struct str s = name_text(t, n);
	struct near best = {NULL, 0, 0, false};
	uint64_t whole = name_hash(s);

	for (uint32_t at = 0, place = 0; at < s.len; place++) {
		uint32_t from = at;
		uint64_t h = masked_hash(whole, char_next(s.at, &at), place);

		for (size_t slot = h & (size - 1), tries = 0;
		     table[slot].name != DOC_NONE && tries < 64;
		     slot = (slot + 1) & (size - 1), tries++) {
			const struct name *other = &t->names.at[table[slot].name];

			if (table[slot].hash != h || !differs_there(t, n, other, from, at))
				continue;
			struct near near = {other, from, at, share_neighbour(n, other)};
			if (is_lawful(t, n, other, &near))
				continue;
			if (!best.name || near.neighbours > best.neighbours ||
			    (near.neighbours == best.neighbours && other->count > best.name->count))
				best = near;
		}
	}
	if (best.name && !stands_unquoted(t, n))
		report(t, n, &best);
}

static void
terms_run(struct check *c, const struct rule *r)
{
	const struct key_value *min = &r->values[KEY_MIN], *max = &r->values[KEY_MAX];
	struct terms t = {.c = c, .rule = r, .least = 3, .most = NAME_MAX};
	size_t size;

	if (min->set && min->integer > 0 && min->integer <= NAME_MAX)
		t.least = (uint32_t)min->integer;
	if (max->set && max->integer > 0 && max->integer <= NAME_MAX)
		t.most = (uint32_t)max->integer;
	collect(&t);
	if (!any_established(&t))
		return;
	const struct masked *table = mask_all(&t, &size);

	for (size_t i = 0; i < t.names.len; i++)
		if (t.names.at[i].count == 1)
			seek_near(&t, &t.names.at[i], table, size);
}

const struct check_kind check_terms = {
	.spec =
		{
			.name = "terms",
			.summary = "a name that differs in one character from an established one",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "term usual count",
		},
	.run = terms_run,
};
