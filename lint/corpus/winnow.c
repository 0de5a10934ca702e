/*
 * Winnowing.  A paragraph's letters are read, each stretch of them is given a rank, which two of its
 * letters tell, and the lowest of every window is kept, the last of equal ones.  From one to the next
 * is a leap: to the first behind it that is not higher, or, if no window holds such a one with it, to
 * the lowest of the first window that begins behind it.  Only what is kept is hashed: what a rank
 * is made of is in the stretch, so that two copies of a run have the same ones.
 *
 * A window is any stretch of WINNOW_SHARED characters, wherever it begins, and holds the stretches
 * of letters that lie in it whole.  One that is wider than a window, for its long numbers, is held
 * by none and always kept, as it must be: in a copy with shorter numbers it may be the lowest of a
 * window.
 */
#include "winnow.h"

#include "../base/wide.h"

#define ODD UINT64_C(0x9E3779B97F4A7C15)
#define MIX UINT64_C(0xD6E8FEB86659FD93)

enum { WINDOW_MOST = WINNOW_SHARED - WINNOW_GRAM + 1 /* stretches that a window holds */ };
_Static_assert((int)WINDOW_MOST <= WIDE, "those of a window are looked at together");

struct sieve {
	struct arena *arena;
	const struct doc *doc;
	struct letters letters;
	uint8_t *ranks; /* of the stretch that begins with this letter */
	size_t grams;	/* stretches */
	uint32_t *kept; /* of them, in order */
	size_t kept_count;
	uint32_t *numbers; /* hashes of the numbers, in order */
	struct fingerprints *out;
};

/* ---- ranks ---------------------------------------------------------------------------- */

WIDE_INLINE void
rank_all(struct sieve *s)
{
	enum { FIRST = 4, SECOND = 11, STEP = 8 /* four bytes each */ };
	typedef uint8_t few __attribute__((vector_size(STEP)));

	_Static_assert((int)SECOND < WINNOW_GRAM && (int)STEP <= LETTERS_SPARE, "they are there");
	for (size_t i = 0; i < s->grams; i += STEP) {
		wide_quads first, second;

		memcpy(&first, s->letters.value + i + FIRST, sizeof first);
		memcpy(&second, s->letters.value + i + SECOND, sizeof second);
		first = (first * 0x9E3779B1u + second * 0x85EBCA77u) >> 24;
		few ranks = __builtin_convertvector(first, few);
		memcpy(s->ranks + i, &ranks, sizeof ranks);
	}
}

/* ---- what is lowest -------------------------------------------------------------------- */

/* The bits of the first `count` lanes. */
static inline uint32_t
lanes_below(size_t count)
{
	return (uint32_t)((UINT64_C(1) << count) - 1);
}

#define EIGHT_ONES 255, 255, 255, 255, 255, 255, 255, 255

/* The last of the lowest stretches in [from, to), which is not empty. */
WIDE_INLINE size_t
lowest_in(const uint8_t *ranks, size_t from, size_t to, struct wide_ops ops)
{
	static const uint8_t behind[2 * WIDE] = {
		[WIDE] = EIGHT_ONES, EIGHT_ONES, EIGHT_ONES, EIGHT_ONES};
	wide here, mask;

	wide_load(&here, ranks + from);
	wide_load(&mask, behind + WIDE - (to - from));
	mask |= here;
	here = (wide)(here == ops.least(&mask));
	uint32_t bits = ops.bits(&here) & lanes_below(to - from);
	return from + 31 - (size_t)__builtin_clz(bits);
}

/* The first stretch in [from, to) that is not higher than this one; `to`: there is none. */
WIDE_INLINE size_t
not_higher_in(const uint8_t *ranks, size_t from, size_t to, size_t than, struct wide_ops ops)
{
	wide here;

	wide_load(&here, ranks + from);
	here = (wide)(here <= ranks[than]);
	uint32_t bits = ops.bits(&here) & lanes_below(to - from);
	return bits ? from + (size_t)__builtin_ctz(bits) : to;
}

/* Behind the last stretch that a window holds which begins with character `begin`, not behind letter
 * `first`; it holds those before `at`. */
static inline size_t
window_end(const struct sieve *s, size_t at, size_t first, uint32_t begin)
{
	const uint32_t *behind = s->letters.weight + WINNOW_GRAM;
	size_t most = first + WINDOW_MOST - 1; /* where no letter weighs more than one */

	if (most < s->grams && behind[most] - begin <= WINNOW_SHARED)
		return most + 1;
	while (at < s->grams && behind[at] - begin <= WINNOW_SHARED)
		at++;
	return at;
}

/* Lists the stretches of one paragraph that are kept. */
WIDE_INLINE void
sift(struct sieve *s, struct wide_ops ops)
{
	const uint32_t *weight = s->letters.weight, all = weight[s->letters.count];
	uint32_t *kept = s->kept;
	size_t next = 0, least, end = 0; /* behind the stretches that have been compared */

	rank_all(s);
	/* The windows that begin with this character, and so with stretch `next`, or behind it. */
	for (uint32_t begin = 0; next < s->grams && begin + WINNOW_SHARED <= all;
	     begin = weight[least] + 1) {
		end = window_end(s, end, next, begin);
		if (end == next)
			end++; /* it is too wide, or only in a later window, alone */
		least = lowest_in(s->ranks, next, end, ops);
		*kept++ = (uint32_t)least;
		for (size_t last; (last = window_end(s, end, least, weight[least])) > end;) {
			end = not_higher_in(s->ranks, end, last, least, ops);
			if (end < last)
				*kept++ = (uint32_t)(least = end++);
		}
		next = least + 1;
	}
	s->kept_count = (size_t)(kept - s->kept);
}

WIDE_AVX2 static void
sift_avx2(struct sieve *s)
{
	sift(s, wide_avx2);
}

/* ---- what is kept ------------------------------------------------------------------- */

/* The letters at p and behind it, two at once. */
static inline uint64_t
two_letters(const uint32_t *p)
{
	uint64_t two;

	memcpy(&two, p, sizeof two);
	return two;
}

/* The upper bits of a product depend on all of a number's. */
static uint64_t
gram_hash(const uint32_t *letters)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < WINNOW_GRAM; i += 2)
		sum = (sum ^ two_letters(letters + i)) * ODD;
	sum ^= sum >> 32;
	return sum * MIX ^ sum;
}

/* Of the letters of a block. */
static inline unsigned
block_bits(const uint32_t *letters)
{
	enum { VALUES = (1 << BESIDE_BITS) - 1 };

	_Static_assert(WINNOW_BESIDE == 4, "two and two");
	uint64_t sum = (two_letters(letters) * ODD ^ two_letters(letters + 2)) * MIX;
	return 1 + (unsigned)((sum >> 48) * VALUES >> 16);
}

/* Of the blocks of one side.  `letters`: the first block; `room`: letters on that side; `step`: to the
 * next block. */
static inline unsigned
side(const uint32_t *letters, size_t room, ptrdiff_t step)
{
	unsigned bits = 0;

	_Static_assert(BESIDE_NONE == 0 && BESIDE_BLOCKS == 3, "all are given at once");
	if (room >= BESIDE_BLOCKS * WINNOW_BESIDE)
		return block_bits(letters) | block_bits(letters + step) << BESIDE_BITS |
		       block_bits(letters + 2 * step) << 2 * BESIDE_BITS;
	for (unsigned i = 0; (i + 1) * WINNOW_BESIDE <= room; i++, letters += step)
		bits |= block_bits(letters) << i * BESIDE_BITS;
	return bits;
}

/* How many blocks must be the same.  A run has so many letters besides the stretch as that lacks
 * characters, fewer by what its numbers weigh more than one letter; three fewer than a block may be
 * too few for one on either side. */
static unsigned
need(const struct sieve *s, size_t gram)
{
	enum { REST = WINNOW_SHARED - WINNOW_GRAM, LOST = 2 * (WINNOW_BESIDE - 1) };
	const struct letters *l = &s->letters;
	size_t from = gram > REST ? gram - REST : 0, to = gram + WINNOW_GRAM + REST;

	to = to < l->count ? to : l->count;
	size_t heavier = l->weight[to] - l->weight[from] - (to - from);
	if (heavier >= REST - LOST)
		return 0;
	return (unsigned)(REST - LOST - heavier + WINNOW_BESIDE - 1) / WINNOW_BESIDE;
}

static struct beside
beside_gram(const struct sieve *s, size_t gram)
{
	const uint32_t *letters = s->letters.value + gram;
	size_t behind = s->letters.count - gram - WINNOW_GRAM;
	unsigned blocks = need(s, gram);
	unsigned left = side(letters - WINNOW_BESIDE, gram, -WINNOW_BESIDE);
	unsigned right = side(letters + WINNOW_GRAM, behind, WINNOW_BESIDE);

	return (struct beside){(uint16_t)(left | (blocks & 1) << BESIDE_NEED),
			       (uint16_t)(right | (blocks >> 1) << BESIDE_NEED)};
}

static bool
is_year(struct str digits)
{
	return digits.len == 4 && (str_starts(digits, STR("19")) || str_starts(digits, STR("20")));
}

/* A year is 0. */
static void
hash_numbers(struct sieve *s)
{
	const struct letters *l = &s->letters;

	for (const uint32_t *n = l->number; *n < l->count; n++) {
		uint32_t at = l->at[*n];
		struct span span = {at, letter_end(s->doc, LETTER_NUMBER, at)};
		struct str digits = doc_slice(s->doc, span);

		s->numbers[n - l->number] =
			is_year(digits) ? 0 : (uint32_t)hash_bytes(digits.at, digits.len, 0) | 1;
	}
}

/* Of the numbers from this one on in a stretch that ends before letter `end`. */
static uint8_t
numbers_hash(const struct sieve *s, const uint32_t *number, size_t end)
{
	uint32_t hash = 0;

	for (; *number < end; number++) {
		uint32_t one = s->numbers[number - s->letters.number];
		hash = one ? (hash ^ one) * (uint32_t)ODD : hash;
	}
	return (uint8_t)(hash >> 24);
}

static void
keep_all(struct sieve *s)
{
	const struct letters *l = &s->letters;
	const uint32_t *number = l->number; /* the first that is not before a stretch */

	hash_numbers(s);
	for (size_t i = 0; i < s->kept_count; i++) {
		size_t gram = s->kept[i];

		while (*number < gram)
			number++;
		*VEC_PUSH(s->arena, &s->out->all) = (struct fingerprint){
			gram_hash(l->value + gram), l->at[gram], beside_gram(s, gram),
			numbers_hash(s, number, gram + WINNOW_GRAM)};
	}
}

/* ---- paragraphs ------------------------------------------------------------------------ */

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
paragraph(struct sieve *s, const struct doc *d, struct span in)
{
	const struct letters *l = &s->letters;
	bool whole;

	do {
		whole = in.to - in.from <= PIECE;
		uint32_t end = whole ? in.to : character_at(d, in.from + PIECE);
		letters_read(d, (struct span){in.from, end}, &s->letters);

		if (l->count >= WINNOW_GRAM && l->weight[l->count] >= WINNOW_SHARED) {
			s->grams = l->count - WINNOW_GRAM + 1;
			if (machine_has_avx2())
				sift_avx2(s);
			else
				sift(s, wide_plain);
			keep_all(s);
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
	if (longest < WINNOW_SHARED)
		return;
	struct sieve s = {.arena = a,
			  .doc = d,
			  .letters = letters_room(a, longest),
			  .ranks = arena_alloc_raw(a, longest + 2 * WIDE),
			  .kept = arena_alloc_raw(a, longest * sizeof *s.kept),
			  .numbers = arena_alloc_raw(a, longest * sizeof *s.numbers),
			  .out = out};

	for (size_t i = 0; i < d->block_count; i++)
		if (d->blocks[i].kind == BLOCK_PARAGRAPH &&
		    d->blocks[i].span.to - d->blocks[i].span.from >= WINNOW_SHARED)
			paragraph(&s, d, d->blocks[i].span);
}
