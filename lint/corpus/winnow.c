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
	size_t count;	   /* of letters */
	uint64_t *hashes;  /* of the stretch that begins with this letter */
	uint32_t *numbers; /* which letters are numbers; behind the last one `count` */
	uint32_t *number;  /* the first of them that is not before the stretch kept last */
	struct fingerprints *out;
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

/* Hashes all stretches of a paragraph, of WINNOW_GRAM letters or more, and lists its numbers. */
static void
hash_all(struct sieve *s)
{
	const uint64_t drop = power(ROLL, WINNOW_GRAM);
	const struct letter *letters = s->letters;
	const size_t count = s->count;
	uint64_t *hashes = s->hashes, sum = 0;
	uint32_t *number = s->numbers;

	for (size_t i = 0; i < WINNOW_GRAM; i++) {
		sum = sum * ROLL + letters[i].value;
		if (letters[i].value == LETTER_NUMBER)
			*number++ = (uint32_t)i;
	}
	hashes[0] = mix(sum);
	for (size_t i = WINNOW_GRAM; i < count; i++) {
		uint32_t value = letters[i].value;

		sum = sum * ROLL + value - letters[i - WINNOW_GRAM].value * drop;
		hashes[i - WINNOW_GRAM + 1] = mix(sum);
		if (value == LETTER_NUMBER)
			*number++ = (uint32_t)i;
	}
	*number = (uint32_t)count;
	s->number = s->numbers;
}

/* ---- what is kept ------------------------------------------------------------------- */

static unsigned
bits_of(uint64_t hash)
{
	enum { VALUES = (1 << BESIDE_BITS) - 1 };

	return 1 + (unsigned)((hash >> 32 & 0xFFFF) * VALUES >> 16);
}

/* The hash of a stretch tells whether the letters are the same by which it goes on beyond the one that
 * is kept.  `room`: letters on that side; `step`: to the next block's stretch. */
static unsigned
side(const uint64_t *hashes, size_t room, ptrdiff_t step)
{
	unsigned bits = 0;

	_Static_assert(BESIDE_NONE == 0 && BESIDE_BLOCKS == 3, "all are given at once");
	if (room >= BESIDE_BLOCKS * WINNOW_BESIDE)
		return bits_of(hashes[step]) | bits_of(hashes[2 * step]) << BESIDE_BITS |
		       bits_of(hashes[3 * step]) << 2 * BESIDE_BITS;
	for (unsigned i = 0; (i + 1) * WINNOW_BESIDE <= room; i++)
		bits |= bits_of(hashes[step * (ptrdiff_t)(i + 1)]) << i * BESIDE_BITS;
	return bits;
}

/* How many blocks must be the same.  A run has so many letters besides the stretch as that lacks
 * characters, fewer by what its numbers weigh more than one letter; three fewer than a block may be
 * too few for one on either side. */
static unsigned
need(const struct sieve *s, size_t gram)
{
	enum { REST = WINNOW_SHARED - WINNOW_GRAM, LOST = 2 * (WINNOW_BESIDE - 1) };
	size_t from = gram > REST ? gram - REST : 0, to = gram + WINNOW_GRAM + REST;

	to = to < s->count ? to : s->count;
	size_t heavier = s->letters[to].weight - s->letters[from].weight - (to - from);
	if (heavier >= REST - LOST)
		return 0;
	return (unsigned)(REST - LOST - heavier + WINNOW_BESIDE - 1) / WINNOW_BESIDE;
}

static struct beside
beside_gram(const struct sieve *s, size_t gram)
{
	const uint64_t *hashes = s->hashes + gram;
	unsigned blocks = need(s, gram);
	unsigned left = side(hashes, gram, -WINNOW_BESIDE);
	unsigned right = side(hashes, s->count - gram - WINNOW_GRAM, WINNOW_BESIDE);

	return (struct beside){(uint16_t)(left | (blocks & 1) << BESIDE_NEED),
			       (uint16_t)(right | (blocks >> 1) << BESIDE_NEED)};
}

static bool
is_year(struct str digits)
{
	return digits.len == 4 && (str_starts(digits, STR("19")) || str_starts(digits, STR("20")));
}

/* Of the numbers from the first one on in a stretch that ends before letter `end`. */
static uint8_t
numbers_hash(const struct sieve *s, size_t end)
{
	uint64_t hash = 0;

	for (const uint32_t *n = s->number; *n < end; n++) {
		const struct letter *l = &s->letters[*n];
		struct str digits = doc_slice(s->doc, (struct span){l->at, letter_end(s->doc, l)});

		if (!is_year(digits))
			hash = hash_bytes(digits.at, digits.len, hash);
	}
	return (uint8_t)hash;
}

static __attribute__((noinline)) void
keep(struct sieve *s, size_t gram)
{
	while (*s->number < gram)
		s->number++;
	uint8_t numbers = numbers_hash(s, gram + WINNOW_GRAM);
	*VEC_PUSH(s->arena, &s->out->all) = (struct fingerprint){
		s->hashes[gram], s->letters[gram].at, beside_gram(s, gram), numbers};
}

/* ---- what is least ---------------------------------------------------------------- */

/* The last of the least hashes of stretches in [from, to), which is not empty. */
static size_t
least_in(const uint64_t *hashes, size_t from, size_t to)
{
	uint64_t least = hashes[from];

	/* Hashes have no order: a branch would be taken wrongly at every new least one. */
	for (size_t i = from + 1; i < to; i++) {
		bool less = hashes[i] <= least;
		least = less ? hashes[i] : least;
		from = less ? i : from;
	}
	return from;
}

/* Behind the last stretch that a window holds which begins with character `begin`, not behind letter
 * `first`; it holds those before `at`. */
static inline size_t
window_end(const struct sieve *s, size_t at, size_t grams, size_t first, uint32_t begin)
{
	const struct letter *behind = s->letters + WINNOW_GRAM;
	size_t most =
		first + WINNOW_SHARED - WINNOW_GRAM; /* where no letter weighs more than one */

	if (most < grams && behind[most].weight - begin <= WINNOW_SHARED)
		return most + 1;
	while (at < grams && behind[at].weight - begin <= WINNOW_SHARED)
		at++;
	return at;
}

/* Keeps the stretches of one paragraph, WINNOW_SHARED characters or more in `grams` of them. */
static void
sift(struct sieve *s, size_t grams)
{
	const struct letter *l = s->letters;
	const uint32_t all = l[s->count].weight;
	const uint64_t *hashes = s->hashes;
	size_t next = 0, least, end = 0; /* behind the stretches that have been compared */

	/* The windows that begin with this character, and so with stretch `next`, or behind it. */
	for (uint32_t begin = 0; next < grams && begin + WINNOW_SHARED <= all;
	     begin = l[least].weight + 1) {
		end = window_end(s, end, grams, next, begin);
		if (end == next)
			end++; /* it is too wide, or only in a later window, alone */
		least = least_in(hashes, next, end);
		keep(s, least);
		for (size_t last = window_end(s, end, grams, least, l[least].weight); end < last;
		     end++)
			if (hashes[end] <= hashes[least]) {
				keep(s, least = end);
				last = window_end(s, last, grams, least, l[least].weight);
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
			  .hashes = arena_alloc_raw(a, (longest + 1) * sizeof *s.hashes),
			  .numbers = arena_alloc_raw(a, (longest + 1) * sizeof *s.numbers),
			  .out = out};

	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].kind == BLOCK_PARAGRAPH)
			paragraph(&s, d, d->blocks[i].span, letters);
}
