/*
 * The lexicon: every language file's words in one set of tables, built once,
 * const afterwards.  lexicon_add (lexicon_read.c) fills sets and lists;
 * lexicon_finish resolves what needs all files, sorts the word lists and
 * makes the table of code points that lex_next runs on.
 */
#include "lexicon_internal.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

const char *const kind_names[KIND_COUNT_OF_KINDS] = {
#define KIND_NAME_OF(constant, name, plural) name,
	KIND_LIST(KIND_NAME_OF)
#undef KIND_NAME_OF
};

/* ---- complaints --------------------------------------------------------------- */

void
complaints_init(struct complaints *c, struct arena *a)
{
	*c = (struct complaints){.arena = a};
	c->last = &c->first;
}

void
complain(struct complaints *c, struct place place, const char *format, ...)
{
	struct complaint *x = arena_alloc(c->arena, sizeof *x);
	va_list args;

	va_start(args, format);
	x->message = str_vprintf(c->arena, format, args);
	va_end(args);
	x->place = place;
	*c->last = x;
	c->last = &x->next;
	c->count++;
}

/* ---- reading out ----------------------------------------------------------------- */

struct lexicon *
lexicon_new(struct arena *a)
{
	struct lexicon *lx = arena_alloc(a, sizeof *lx);

	lx->arena = a;
	lx->tables = lx->own = arena_alloc(a, sizeof *lx->own);
	lx->frequencies = arena_array(a, CODE_POINTS, sizeof *lx->frequencies);
	lx->last_pending = &lx->pending;
	trie_init(&lx->trie, a);
	*VEC_PUSH(a, &lx->units) = (struct unit){.factor = {1, 0}};
	return lx;
}

size_t
lexicon_languages(const struct lexicon *lx)
{
	return lx->languages.len;
}

struct str
lexicon_language(const struct lexicon *lx, size_t i)
{
	return lx->languages.at[i];
}

static size_t
list_hash(struct str name)
{
	return (size_t)hash_bytes(name.at, name.len, 0);
}

void
lexicon_index(struct lexicon *lx)
{
	size_t slots = 2;

	while (slots < 4 * lx->lists.len)
		slots *= 2;
	lx->list_mask = slots - 1;
	lx->list_slots = arena_array(lx->arena, slots, sizeof *lx->list_slots);
	for (size_t i = 0; i < lx->lists.len; i++) {
		size_t at = list_hash(lx->lists.at[i].name);
		while (lx->list_slots[at & lx->list_mask])
			at++;
		lx->list_slots[at & lx->list_mask] = (uint32_t)i + 1;
	}
}

const uint8_t *
lexicon_classes(const struct lexicon *lx)
{
	return lx->tables->class;
}

const struct word_list *
lexicon_words(const struct lexicon *lx, struct str name)
{
	uint32_t slot;

	for (size_t at = list_hash(name); (slot = lx->list_slots[at & lx->list_mask]); at++)
		if (str_eq(lx->lists.at[slot - 1].name, name))
			return &lx->lists.at[slot - 1];
	return NULL;
}

const struct str *
lexicon_word_names(const struct lexicon *lx, size_t *count)
{
	*count = lx->list_names.len;
	return lx->list_names.at;
}

const struct word_pairs *
lexicon_pairs(const struct lexicon *lx, struct str name)
{
	for (size_t i = 0; i < lx->pair_lists.len; i++)
		if (str_eq(lx->pair_lists.at[i].name, name))
			return &lx->pair_lists.at[i];
	return NULL;
}

const struct unit *
lexicon_unit(const struct lexicon *lx, unit_id id)
{
	return &lx->units.at[id < lx->units.len ? id : 0];
}

unit_id
lexicon_unit_named(const struct lexicon *lx, struct str name)
{
	int id = trie_value(&lx->trie, ROOT_UNIT_NAME, name);

	return id > 0 ? (unit_id)id : 0;
}

/* ---- finishing ------------------------------------------------------------------------ */

const struct numeral *
lexicon_numeral(const struct lexicon *lx, uint32_t cp)
{
	for (size_t i = cp % NUMERALS;; i = (i + 1) % NUMERALS) {
		const struct numeral *n = &lx->tables->numerals[i];
		if (n->cp == cp && cp)
			return n;
		if (!n->cp)
			return NULL;
	}
}

static void
mark_class(struct lexicon *lx, uint32_t cp, unsigned bits)
{
	if (!cp || cp >= CODE_POINTS)
		return;
	lx->own->class[cp] |= (uint8_t)bits;
	if (bits & CLASS_STOP)
		lx->own->stops[cp / 64] |= (uint64_t)1 << cp % 64;
}

/* What a set's words say about their characters: bits of the first one, of
 * all, of the last, and whether its words of letters may begin a fact. */
static const struct {
	bool back;
	uint8_t first, all, last;
	bool begins;
} root_traits[ROOT_COUNT] = {
	[ROOT_UNIT] = {.first = CLASS_FOLLOWS, .last = CLASS_ENDS_UNIT},
	[ROOT_CURRENCY_BACK] = {.back = true},
	[ROOT_SCALE] = {.first = CLASS_FOLLOWS, .last = CLASS_ENDS_UNIT},
	[ROOT_ODD] = {.first = CLASS_FOLLOWS},
	[ROOT_QUALIFIER_BACK] = {.back = true},
	[ROOT_GUARD_BACK] = {.back = true},
	[ROOT_NUMBER_WORD] = {.begins = true},
	[ROOT_POINT] = {.first = CLASS_FOLLOWS},
	[ROOT_FRACTION] = {.first = CLASS_FOLLOWS},
	[ROOT_SHARE] = {.all = CLASS_FOLLOWS},
	[ROOT_HALF_UNIT] = {.first = CLASS_FOLLOWS},
	[ROOT_VAGUE_BACK] = {.back = true},
	[ROOT_BOUND_BACK] = {.back = true},
	[ROOT_RANGE] = {.first = CLASS_FOLLOWS},
	[ROOT_FROM_BACK] = {.back = true},
	[ROOT_BETWEEN_BACK] = {.back = true},
	[ROOT_YEAR] = {.first = CLASS_FOLLOWS, .last = CLASS_ENDS_UNIT},
	[ROOT_MONTH] = {.first = CLASS_FOLLOWS, .last = CLASS_ENDS_UNIT},
	[ROOT_DAY] = {.first = CLASS_FOLLOWS, .last = CLASS_ENDS_UNIT},
	[ROOT_MONTH_NAME] = {.begins = true},
	[ROOT_WEEKDAY_BACK] = {.back = true},
	[ROOT_PART] = {.all = CLASS_FOLLOWS, .begins = true},
	[ROOT_FISCAL_BACK] = {.back = true},
	[ROOT_YEAR_BACK] = {.back = true},
	[ROOT_MONTH_BACK] = {.back = true},
	[ROOT_CUMULATIVE_BACK] = {.back = true},
	[ROOT_ORDINAL] = {.first = CLASS_ORDINAL},
	[ROOT_NAME_BACK] = {.back = true},
	[ROOT_NAME_AFTER] = {.first = CLASS_FOLLOWS},
};

/* What is common in the words is common in reports. */
static void
count_characters(struct lexicon *lx, struct str word)
{
	for (size_t at = 0; at < word.len;) {
		uint32_t cp = utf8_next(word.at, &at);
		lx->frequencies[cp < CODE_POINTS ? cp : 0]++;
	}
}

static void
mark_word(struct lexicon *lx, enum root root, struct str word)
{
	size_t at = 0;

	mark_class(lx, utf8_next(word.at, &at), root_traits[root].first);
	for (at = 0; at < word.len;) {
		uint32_t cp = utf8_next(word.at, &at);
		unsigned bits =
			root_traits[root].all | (at < word.len ? 0 : root_traits[root].last);
		mark_class(lx, cp, cp < 0x80 ? 0 : bits);
	}
	if (root_traits[root].begins && is_letter(word.at[0])) {
		uint32_t index = begins_index(word.at, word.len);
		lx->own->begins[index] = 1;
		lx->own->begin_pairs[index / (LETTERS * LETTERS)] |= 1u
								     << index / LETTERS % LETTERS;
	}
}

/* Notes the character at which a set is entered. */
static void
mark_root(struct lexicon *lx, enum root root, struct str word, bool back)
{
	size_t at = back ? utf8_back(word.at, word.len) : 0;

	lx->own->roots[fold_case(utf8_next(word.at, &at)) % ROOT_FILTER] |= (uint64_t)1 << root;
}

bool
lexicon_put(struct lexicon *lx, enum root root, struct str word, int32_t value)
{
	int32_t *slot = trie_slot(&lx->trie, root, word, root_traits[root].back);
	bool is_new = *slot == 0;

	if (is_new)
		*slot = value + 1;
	mark_word(lx, root, word);
	count_characters(lx, word);
	mark_root(lx, root, word, root_traits[root].back);
	return is_new || *slot == value + 1;
}

struct pending *
lexicon_pend(struct lexicon *lx, struct place place)
{
	struct pending *p = arena_alloc(lx->arena, sizeof *p);

	p->place = place;
	*lx->last_pending = p;
	lx->last_pending = &p->next;
	return p;
}

/* Notes what stands behind the digit that an anchored word is found at. */
static void
mark_second(struct lexicon *lx, enum root root, struct str rest)
{
	size_t at = 1;

	if (!is_digit(*rest.at))
		return;
	uint64_t *seconds = &lx->own->anchored_seconds[root - ROOT_FIXED][*rest.at - '0'];
	if (rest.len == 1)
		*seconds = UINT64_MAX;
	else
		*seconds |= UINT64_C(1) << (fold_case(utf8_next(rest.at, &at)) & 63);
}

/* A name is found at its first digit, numeral or ordinal sign. */
static void
finish_anchored(struct lexicon *lx, const struct pending *p, struct complaints *c)
{
	size_t at = 0, next = 0;

	for (; at < p->word.len; at = next) {
		uint32_t cp = utf8_next(p->word.at, &next);
		if (cp < CODE_POINTS &&
		    lx->tables->class[cp] & (CLASS_DIGIT | CLASS_NUMERAL | CLASS_ORDINAL))
			break;
	}
	if (at >= p->word.len) {
		complain(c, p->place,
			 "'%.*s' holds no digit and no numeral, so nothing looks for it",
			 STR_FMT(p->word));
		return;
	}
	struct str rest = str_sub(p->word, at, p->word.len);
	int32_t *slot = trie_slot(&lx->trie, p->root, rest, false);
	mark_root(lx, p->root, rest, false);
	mark_second(lx, p->root, rest);
	struct anchored *a = VEC_PUSH(lx->arena, &lx->anchored);
	*a = (struct anchored){str_sub(p->word, 0, at), p->value, *slot - 1};
	*slot = (int32_t)lx->anchored.len;
}

static void
finish_base(struct lexicon *lx, const struct pending *p)
{
	struct unit *u = &lx->units.at[p->value];
	unit_id base = lexicon_unit_named(lx, p->word);

	if (!base) {
		/* A base that no language names is still one unit for all of them. */
		struct unit fresh = {.name = p->word,
				     .kind = u->kind,
				     .factor = {1, 0},
				     .dimension = u->dimension};
		base = (unit_id)lx->units.len;
		fresh.base = base;
		*VEC_PUSH(lx->arena, &lx->units) = fresh;
		lexicon_put(lx, ROOT_UNIT_NAME, p->word, base);
		u = &lx->units.at[p->value];
	}
	u->base = base;
}

static void
fill_wide_stops(struct lexicon *lx)
{
	memset(lx->own->wide_stops, 0xFF, sizeof lx->tables->wide_stops);
	for (unsigned page = 0; page < CODE_POINTS / 64; page++) {
		unsigned char head[2] = {(unsigned char)(0xE0 | page >> 6),
					 (unsigned char)(0x80 | (page & 0x3F))};
		lx->own->wide_stops[pair_bits(head)] = lx->tables->stops[page];
	}
}

static bool
is_stop(const struct lexicon *lx, uint32_t cp)
{
	return lx->tables->stops[cp / 64] >> cp % 64 & 1;
}

/* The characters of a bucket: see struct char_set.  Bits. */
struct product {
	uint16_t first, second, third, high;
};

static struct product
product_of(const char *bytes)
{
	const unsigned char *s = (const unsigned char *)bytes;

	return (struct product){(uint16_t)(1u << (s[0] & 15)), (uint16_t)(1u << (s[1] & 15)),
				(uint16_t)(1u << (s[2] & 15)),
				(uint16_t)(1u << char_high(s[1], s[2]))};
}

static struct product
product_join(const struct product *a, const struct product *b)
{
	return (struct product){a->first | b->first, a->second | b->second, a->third | b->third,
				a->high | b->high};
}

/* The number of the lowest bit. */
static unsigned
bit_of(unsigned bits)
{
	return (unsigned)__builtin_ctz(bits);
}

/* The code point of a character with such halves: see struct char_set. */
static uint32_t
char_of(unsigned first, unsigned second, unsigned third, unsigned high)
{
	return first << 12 | (high & 3) << 10 | second << 6 | (high >> 2) << 4 | third;
}

/* What it costs to have a product in a map: its characters, those above all that stand in some words
 * of the language and so are common. */
static int64_t
product_cost(const struct product *p, const uint32_t *frequencies)
{
	enum { COMMON = 4, COST = 64 };
	int64_t cost = 0;

	for (unsigned a = p->first; a; a &= a - 1)
		for (unsigned b = p->second; b; b &= b - 1)
			for (unsigned c = p->third; c; c &= c - 1)
				for (unsigned d = p->high; d; d &= d - 1) {
					uint32_t n = frequencies[char_of(bit_of(a), bit_of(b),
									 bit_of(c), bit_of(d))];
					cost += 1 + COST * (n < COMMON ? n : COMMON);
				}
	return cost;
}

/* Makes one of the two of n products of which that costs least. */
static void
join_nearest(struct product *all, unsigned n, const uint32_t *frequencies)
{
	unsigned first = 0, second = 1;
	int64_t least = INT64_MAX;

	for (unsigned i = 0; i < n; i++) {
		for (unsigned k = i + 1; k < n; k++) {
			struct product both = product_join(&all[i], &all[k]);
			int64_t more = product_cost(&both, frequencies) -
				       product_cost(&all[i], frequencies) -
				       product_cost(&all[k], frequencies);
			if (more >= least)
				continue;
			least = more;
			first = i;
			second = k;
		}
	}
	all[first] = product_join(&all[first], &all[second]);
	all[second] = all[n - 1];
}

static void
set_bucket(struct char_set *set, unsigned bucket, const struct product *p)
{
	for (unsigned half = 0; half < 16; half++) {
		set->first[half] |= (uint8_t)((p->first >> half & 1u) << bucket);
		set->second[half] |= (uint8_t)((p->second >> half & 1u) << bucket);
		set->third[half] |= (uint8_t)((p->third >> half & 1u) << bucket);
		set->high[half] |= (uint8_t)((p->high >> half & 1u) << bucket);
	}
}

/* May an enumerator begin with this character, be it a numeral of the language or not: 一 to 十,
 * 第, ① and its like? */
static bool
is_enumerating(uint32_t cp)
{
	static const char characters[] = "一二三四五六七八九十第";

	for (size_t at = 0; at + 1 < sizeof characters;)
		if (utf8_next(characters, &at) == cp)
			return true;
	return cp >= 0x2440 && cp <= 0x247F;
}

/* The buckets share the characters so that they hold few besides. */
static void
fill_signs(struct lexicon *lx)
{
	struct product products[BYTE_BUCKETS + 1];
	unsigned n = 0;
	char bytes[4];

	for (uint32_t cp = 0x800; cp < CODE_POINTS; cp++) {
		if ((!is_stop(lx, cp) && !is_enumerating(cp)) || utf8_put(bytes, cp) != TRIPLE)
			continue;
		products[n++] = product_of(bytes);
		if (n > BYTE_BUCKETS)
			join_nearest(products, n--, lx->frequencies);
	}
	for (unsigned i = 0; i < n; i++)
		set_bucket(&lx->own->signs, i, &products[i]);
}

static void
fill_bytes(struct lexicon *lx)
{
	struct byte_set *bytes = &lx->own->bytes;
	unsigned bucket = BYTE_BRACKET;

	for (uint32_t cp = 1; cp < 0x80; cp++)
		if (is_stop(lx, cp) && !is_letter((char)cp))
			byte_set_add(bytes, (unsigned char)cp, BYTE_SIGN);
	byte_set_rows(bytes, "()", &bucket);
	for (const char *p = "[]{}"; *p; p++) /* a product */
		byte_set_add(bytes, (unsigned char)*p, bucket);
	bucket = BYTE_SPACE;
	byte_set_rows(bytes, " \t\n\v\f\r", &bucket);
	assert(bucket == BYTE_BUCKETS_END);
}

void
lexicon_finish(struct lexicon *lx, struct complaints *c)
{
	for (char d = '0'; d <= '9'; d++)
		mark_class(lx, (uint32_t)d, CLASS_DIGIT);
	mark_class(lx, ' ', CLASS_FOLLOWS);
	for (int i = 0; i < 26; i++) {
		mark_class(lx, (uint32_t)('a' + i), CLASS_LETTER);
		mark_class(lx, (uint32_t)('A' + i), CLASS_LETTER);
	}
	for (size_t i = 0; i < NUMERALS; i++)
		mark_class(lx, lx->tables->numerals[i].cp, CLASS_NUMERAL);
	fill_wide_stops(lx);
	for (const struct pending *p = lx->pending; p; p = p->next)
		count_characters(lx, p->word);
	for (size_t i = 0; i < lx->lists.len; i++)
		for (size_t k = 0; k < lx->lists.at[i].count; k++)
			count_characters(lx, lx->lists.at[i].words[k]);
	fill_signs(lx);
	fill_bytes(lx);
	for (const struct pending *p = lx->pending; p; p = p->next) {
		if (p->what == PENDING_ANCHORED)
			finish_anchored(lx, p, c);
		else
			finish_base(lx, p);
	}
	trie_finish(&lx->trie);
	/* Chains of bases end in one. */
	for (size_t i = 1; i < lx->units.len; i++) {
		const struct unit *base = &lx->units.at[lx->units.at[i].base];
		if (base->base != lx->units.at[i].base)
			complain(c, (struct place){.file = lx->units.at[i].name},
				 "the base '%.*s' has a base itself", STR_FMT(base->name));
	}
	for (size_t i = 0; i < lx->lists.len; i++)
		word_list_make(lx->arena, &lx->lists.at[i], lx->lists.at[i].words,
			       lx->lists.at[i].signs, lx->lists.at[i].count);
	lexicon_index(lx);
}
