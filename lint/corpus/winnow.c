/*
 * Winnowing.  A paragraph's letters are read, hashed with a rolling polynomial, and the least hash
 * of every window is kept, the last of equal ones; when it falls out of the window, the window is
 * searched anew, which costs two comparisons a letter on the average and never more than a window.
 *
 * A window is any stretch of WINNOW_SHARED characters, wherever it begins, and holds the stretches
 * of letters that lie in it whole.  One that is wider than a window, for its long numbers, finds
 * nothing left to compare with and is always kept, as it must be: in a copy with shorter numbers it
 * may be the least of a window.
 */
#include "winnow.h"

#define ROLL UINT64_C(0x9E3779B97F4A7C15)
#define MIX UINT64_C(0xD6E8FEB86659FD93)

struct sieve {
	struct arena *arena;
	const struct doc *doc;
	const struct letter *letters;
	size_t count;	  /* of letters */
	uint64_t *hashes; /* of the stretch that begins with this letter */
	struct fingerprints *out;
	size_t least; /* in the window, the last of equals */
	size_t kept;  /* the stretch kept last; SIZE_MAX: none in this paragraph */
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

/* Hashes of all stretches of `count` letters, WINNOW_GRAM or more. */
static void
hash_all(const struct letter *letters, size_t count, uint64_t *hashes)
{
	const uint64_t drop = power(ROLL, WINNOW_GRAM);
	uint64_t sum = 0;

	for (size_t i = 0; i < WINNOW_GRAM; i++)
		sum = sum * ROLL + letters[i].value;
	hashes[0] = mix(sum);
	for (size_t i = WINNOW_GRAM; i < count; i++) {
		sum = sum * ROLL + letters[i].value - letters[i - WINNOW_GRAM].value * drop;
		hashes[i - WINNOW_GRAM + 1] = mix(sum);
	}
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
numbers_hash(const struct sieve *s, size_t gram)
{
	uint64_t hash = 0;

	for (const struct letter *l = s->letters + gram; l < s->letters + gram + WINNOW_GRAM; l++) {
		if (l->value != LETTER_NUMBER)
			continue;
		struct str digits = doc_slice(s->doc, (struct span){l->at, letter_end(s->doc, l)});
		if (!is_year(digits))
			hash = hash_bytes(digits.at, digits.len, hash);
	}
	return (uint8_t)hash;
}

static inline void
keep(struct sieve *s, size_t gram)
{
	if (gram == s->kept)
		return;
	s->kept = gram;
	*VEC_PUSH(s->arena, &s->out->all) = (struct fingerprint){
		s->hashes[gram], s->letters[gram].at, beside_gram(s, gram), numbers_hash(s, gram)};
}

/* The last of the least hashes in [from, to], which is not empty. */
static size_t
least_in(const uint64_t *hashes, size_t from, size_t to)
{
	size_t least = from;

	for (size_t i = from + 1; i <= to; i++)
		if (hashes[i] <= hashes[least])
			least = i;
	return least;
}

/* Keeps what is least in the windows that begin with character `from` or before, and hold nothing
 * behind stretch `last`.  Those that begin before `least` have been seen to. */
static void
slide(struct sieve *s, size_t last, uint32_t from)
{
	const struct letter *l = s->letters;

	while (s->least <= last) {
		keep(s, s->least);
		if (l[s->least].weight >= from)
			return;
		s->least = s->least < last ? least_in(s->hashes, s->least + 1, last) : last + 1;
	}
}

/* Stretches of one paragraph, WINNOW_SHARED characters or more in `grams` of them. */
static void
sift(struct sieve *s, size_t grams)
{
	const struct letter *l = s->letters;
	uint32_t all = l[grams + WINNOW_GRAM - 1].weight;

	s->least = 0;
	s->kept = SIZE_MAX;
	for (size_t i = 0; i < grams; i++) {
		uint32_t end = l[i + WINNOW_GRAM].weight;

		/* Windows that end before this stretch does. */
		if (i > 0 && end > WINNOW_SHARED)
			slide(s, i - 1, end - WINNOW_SHARED - 1);
		if (s->least >= i || s->hashes[i] <= s->hashes[s->least])
			s->least = i;
	}
	slide(s, grams - 1, all - WINNOW_SHARED);
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
			hash_all(letters, count, s->hashes);
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
			  .hashes = arena_alloc_raw(a, (longest + 1) * sizeof *s.hashes),
			  .out = out};

	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].kind == BLOCK_PARAGRAPH)
			paragraph(&s, d, d->blocks[i].span, letters);
}
