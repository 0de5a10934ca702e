/*
 * Winnowing.  A paragraph's letters are read, hashed with a rolling polynomial, and the least hash
 * of every window is kept, the last of equal ones.  From one to the next is a leap: to the first
 * behind it that is not greater, or, if no window holds such a one with it, to the least of the
 * first window that begins behind it.  So every hash is looked at twice on the average.
 *
 * A window is any stretch of WINNOW_SHARED characters, wherever it begins, and holds the stretches
 * of letters that lie in it whole.  One that is wider than a window, for its long numbers, is held
 * by none and always kept, as it must be: in a copy with shorter numbers it may be the least of a
 * window.
 */
#include "winnow.h"

#define ROLL UINT64_C(0x9E3779B97F4A7C15)
#define MIX UINT64_C(0xD6E8FEB86659FD93)

struct sieve {
	struct arena *arena;
	const struct doc *doc;
	const struct letter *letters;
	size_t count;	  /* of letters */
	uint32_t *before; /* its characters that stand before this letter */
	uint64_t *hashes; /* of the stretch that begins with this letter */
	struct fingerprints *out;
	size_t kept;   /* the stretch kept last; SIZE_MAX: none in this paragraph */
	size_t number; /* no number stands between that one's beginning and this letter */
};

/* The upper bits of a product depend on all of a number's. */
static inline uint64_t
mix(uint64_t sum)
{
	sum *= MIX;
	return (sum ^ sum >> 32) * MIX;
}

static uint64_t
power(uint64_t base, unsigned exponent)
{
	uint64_t product = 1;

	while (exponent-- > 0)
		product *= base;
	return product;
}

/* Hashes all stretches of a paragraph, of WINNOW_GRAM letters or more. */
static void
hash_all(const struct sieve *s)
{
	const uint64_t drop = power(ROLL, WINNOW_GRAM);
	const struct letter *letters = s->letters;
	const size_t count = s->count;
	uint64_t *hashes = s->hashes, sum = 0;
	uint32_t *before = s->before;

	for (size_t i = 0; i < WINNOW_GRAM; i++) {
		sum = sum * ROLL + letters[i].value;
		before[i] = letters[i].weight;
	}
	hashes[0] = mix(sum);
	for (size_t i = WINNOW_GRAM; i < count; i++) {
		sum = sum * ROLL + letters[i].value - letters[i - WINNOW_GRAM].value * drop;
		hashes[i - WINNOW_GRAM + 1] = mix(sum);
		before[i] = letters[i].weight;
	}
	before[count] = letters[count].weight;
}

/* Of letters [from, to), fewer where the paragraph ends. */
static uint8_t
beside(const struct letter *letters, size_t from, size_t to)
{
	uint64_t sum = 0;

	for (; from < to; from++) {
		if (letters[from].value == LETTER_NUMBER)
			return BESIDE_ANY;
		sum = sum * ROLL + letters[from].value;
	}
	return (uint8_t)(1 + (mix(sum) >> 32) % UINT8_MAX);
}

static struct beside
beside_gram(const struct sieve *s, size_t gram)
{
	const struct letter *l = s->letters;
	size_t end = gram + WINNOW_GRAM, last = end + WINNOW_BESIDE;
	uint32_t weight = l[end].weight - l[gram].weight;

	if (weight > WINNOW_SHARED - 2 * WINNOW_BESIDE)
		return (struct beside){BESIDE_ANY, BESIDE_ANY};
	return (struct beside){beside(l, gram > WINNOW_BESIDE ? gram - WINNOW_BESIDE : 0, gram),
			       beside(l, end, last < s->count ? last : s->count)};
}

static bool
is_year(struct str digits)
{
	return digits.len == 4 && (str_starts(digits, STR("19")) || str_starts(digits, STR("20")));
}

static uint8_t
numbers_hash(struct sieve *s, size_t gram)
{
	const struct letter *l = s->letters;
	size_t end = gram + WINNOW_GRAM, i = s->number > gram ? s->number : gram;
	uint64_t hash = 0;

	while (i < end && l[i].value != LETTER_NUMBER)
		i++;
	s->number = i;
	for (; i < end; i++) {
		if (l[i].value != LETTER_NUMBER)
			continue;
		struct str digits =
			doc_slice(s->doc, (struct span){l[i].at, letter_end(s->doc, &l[i])});
		if (!is_year(digits))
			hash = hash_bytes(digits.at, digits.len, hash);
	}
	return (uint8_t)hash;
}

static __attribute__((noinline)) void
keep(struct sieve *s, size_t gram)
{
	*VEC_PUSH(s->arena, &s->out->all) = (struct fingerprint){
		s->hashes[gram], s->letters[gram].at, beside_gram(s, gram), numbers_hash(s, gram)};
}

/* The last of the least hashes of stretches in [from, to), which is not empty. */
static size_t
least_in(const uint64_t *hashes, size_t from, size_t to)
{
	uint64_t least = hashes[from];

	for (size_t i = from + 1; i < to; i++)
		if (hashes[i] <= least)
			least = hashes[from = i];
	return from;
}

/* Behind the last stretch that a window beginning with character `begin` holds; it holds those
 * before `at`. */
static inline size_t
window_end(const struct sieve *s, size_t at, size_t grams, uint32_t begin)
{
	while (at < grams && s->before[at + WINNOW_GRAM] - begin <= WINNOW_SHARED)
		at++;
	return at;
}

/* Keeps the stretches of one paragraph, WINNOW_SHARED characters or more in `grams` of them. */
static void
sift(struct sieve *s, size_t grams)
{
	const uint32_t all = s->before[s->count];
	const uint64_t *hashes = s->hashes;
	size_t next = 0, least, end = 0; /* behind the stretches that have been compared */

	s->number = 0;
	/* The windows that begin with this character, and so with stretch `next`, or behind it. */
	for (uint32_t begin = 0; next < grams && begin + WINNOW_SHARED <= all;
	     begin = s->before[least] + 1) {
		end = window_end(s, end, grams, begin);
		if (end == next)
			end++; /* it is too wide, or only in a later window, alone */
		least = least_in(hashes, next, end);
		keep(s, least);
		for (size_t last = window_end(s, end, grams, s->before[least]); end < last; end++)
			if (hashes[end] <= hashes[least]) {
				keep(s, least = end);
				last = window_end(s, last, grams, s->before[least]);
			}
		next = least + 1;
	}
}

enum {
	PIECE = 1 << 16,  /* bytes of a paragraph that are seen at once */
	OVERLAP = 1 << 10 /* of them, bytes that the next piece sees again */
};

/* The beginning of the character that `at` lies in. */
static uint32_t
character_at(const struct doc *d, uint32_t at)
{
	while (((unsigned char)d->text.at[at] & 0xC0) == 0x80)
		at--;
	return at;
}

static void
paragraph(struct sieve *s, const struct doc *d, struct span in, struct letter *letters)
{
	bool whole;

	do {
		whole = in.to - in.from <= PIECE;
		uint32_t end = whole ? in.to : character_at(d, in.from + PIECE);
		size_t count = letters_read(d, (struct span){in.from, end}, letters);

		if (count >= WINNOW_GRAM && letters[count].weight >= WINNOW_SHARED) {
			s->count = count;
			hash_all(s);
			sift(s, count - WINNOW_GRAM + 1);
		}
		in.from = whole ? in.to : character_at(d, end - OVERLAP);
	} while (!whole);
}

void
winnow(struct arena *a, const struct doc *d, struct fingerprints *out)
{
	uint32_t longest = 0;

	*out = (struct fingerprints){0};
	for (size_t i = 0; i < d->block_count; i++) {
		struct span in = d->blocks[i].span;

		if (d->blocks[i].kind == BLOCK_PARAGRAPH && in.to - in.from > longest)
			longest = in.to - in.from;
	}
	if (longest > PIECE)
		longest = PIECE;
	struct letter *letters = arena_alloc_raw(a, (longest + 1) * sizeof *letters);
	struct sieve s = {.arena = a,
			  .doc = d,
			  .letters = letters,
			  .before = arena_alloc_raw(a, (longest + 1) * sizeof *s.before),
			  .hashes = arena_alloc_raw(a, (longest + 1) * sizeof *s.hashes),
			  .out = out};

	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].kind == BLOCK_PARAGRAPH)
			paragraph(&s, d, d->blocks[i].span, letters);
}
