/*
 * What is asked of every byte of a source, in one pass: whether all is valid UTF-8, where lines end
 * and whether anything else is low, and which characters may fold.  Cost: an instruction and a half
 * a byte where the processor has AVX2.
 */
#include <string.h>

#include "../base/byte_map.h"
#include "../base/wide.h"
#include "../base/wide_set.h"
#include "text_internal.h"

#if defined __x86_64__
/* What can be wrong with two bytes behind one another.  Each is a bit that the halves of
 * the first byte and the high half of the second must all allow (after Keiser and Lemire,
 * Validating UTF-8 In Less Than One Instruction Per Byte, 2021). */
enum {
	TOO_SHORT = 1 << 0,  /* no byte that goes on behind one that wants it */
	TOO_LONG = 1 << 1,   /* one behind ASCII */
	OVERLONG_3 = 1 << 2, /* E0 80 to E0 9F */
	TOO_LARGE = 1 << 3,  /* F4 90 and more */
	SURROGATE = 1 << 4,  /* ED A0 and more */
	OVERLONG_2 = 1 << 5, /* C0, C1 */
	OVERLONG_4 = 1 << 6, /* F0 80 to F0 8F; and F5 to FF with any */
	GOES_ON = 1 << 7,    /* two that go on: right only as third or fourth byte */
	ANY_LOW = TOO_SHORT | TOO_LONG | GOES_ON,
	BEYOND = ANY_LOW | TOO_LARGE | OVERLONG_4,
	GOING = TOO_LONG | OVERLONG_2 | GOES_ON
};

static const struct byte_set faults_first = {
	.high = {TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
		 GOES_ON, GOES_ON, GOES_ON, GOES_ON, TOO_SHORT | OVERLONG_2, TOO_SHORT,
		 TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | OVERLONG_4},
	.low = {ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4, ANY_LOW | OVERLONG_2, ANY_LOW,
		ANY_LOW, ANY_LOW | TOO_LARGE, BEYOND, BEYOND, BEYOND, BEYOND, BEYOND, BEYOND,
		BEYOND, BEYOND, BEYOND | SURROGATE, BEYOND, BEYOND},
};
static const uint8_t faults_second[16] = {
	TOO_SHORT,
	TOO_SHORT,
	TOO_SHORT,
	TOO_SHORT,
	TOO_SHORT,
	TOO_SHORT,
	TOO_SHORT,
	TOO_SHORT,
	GOING | OVERLONG_3 | OVERLONG_4,
	GOING | OVERLONG_3 | TOO_LARGE,
	GOING | SURROGATE | TOO_LARGE,
	GOING | SURROGATE | TOO_LARGE,
	TOO_SHORT,
	TOO_SHORT,
	TOO_SHORT,
	TOO_SHORT,
};

/* What a byte alone tells, by its halves: of the low ones what is there at all; of the others, the
 * upper bits, that a character begins that is neither Han nor of a block in which nothing folds nor
 * is punctuation. */
enum {
	ODD_ROW = 1 << 0, /* 0x00 to 0x0F but tabs and line feeds */
	ODD = 1 << 1,	  /* 0x10 to 0x1F */
	STAR = 1 << 2,
	RARE_C = 1 << 4,
	RARE_D = 1 << 5,
	RARE_E = 1 << 6,
	RARE_F = 1 << 7,
	RARE = RARE_C | RARE_D | RARE_E | RARE_F
};

static const struct byte_set alone = {.high = {[0x0] = ODD_ROW,
					       [0x1] = ODD,
					       [0x2] = STAR,
					       [0xC] = RARE_C,
					       [0xD] = RARE_D,
					       [0xE] = RARE_E,
					       [0xF] = RARE_F},
				      .low = {
					      ODD_ROW | ODD | RARE_F | RARE_E,
					      ODD_ROW | ODD | RARE_F | RARE_E,
					      ODD_ROW | ODD | RARE_F | RARE_C | RARE_D,
					      ODD_ROW | ODD | RARE_F,
					      ODD_ROW | ODD | RARE_F,
					      ODD_ROW | ODD | RARE_F,
					      ODD_ROW | ODD | RARE_F | RARE_D,
					      ODD_ROW | ODD | RARE_F | RARE_D,
					      ODD_ROW | ODD | RARE_F | RARE_D,
					      ODD | RARE_F | RARE_D,
					      ODD | RARE_F | RARE_D | RARE_E | STAR,
					      ODD_ROW | ODD | RARE_F | RARE_D,
					      ODD_ROW | ODD | RARE_F | RARE_D | RARE_C,
					      ODD_ROW | ODD | RARE_F | RARE_D | RARE_C,
					      ODD_ROW | ODD | RARE_F | RARE_D | RARE_C | RARE_E,
					      ODD_ROW | ODD | RARE_F | RARE_D,
				      }};

/* Of the blocks of punctuation, E2, E3 and EF, what does not stay as it is: all but E2 80 90 to 9F,
 * E3 80 81 to 9F, EF BC 81 to 8C and EF BC 9A to 9F.  Some more may be among these (needs_look
 * decides); before EF BC a digit or a space, or !"#$%&'(); and before a Han character one of ,:; or of
 * *+<. */
enum {
	OTHER_BLOCK = 1 << 0, /* second byte neither x0 nor xC */
	PRIVATE = 1 << 1,     /* EF 80 to EF AF */
	UPPER = 1 << 2,	      /* third byte A0 to BF */
	SPACES = 1 << 3,      /* E2 xx 80 to 8F */
	BLANK = 1 << 4,	      /* E3 80 80, EF BC 8D */
	DIGIT = 1 << 5,	      /* EF BC 90 to 99 */
	DIGIT_BEFORE = 1 << 6,
	HALF_WIDTH = 1 << 7, /* ,:; whatever stands before it */
	ANY_FIRST = DIGIT_BEFORE | HALF_WIDTH,
	ANY_SECOND = UPPER | SPACES | BLANK | DIGIT,
	MOST_SECOND = ANY_SECOND | OTHER_BLOCK | PRIVATE,
	ANY_THIRD = OTHER_BLOCK | PRIVATE,
	MOST_THIRD = ANY_THIRD | UPPER | SPACES
};

static const struct byte_set folds_first = {
	.high = {HALF_WIDTH, HALF_WIDTH, ANY_FIRST, ANY_FIRST, HALF_WIDTH, HALF_WIDTH, HALF_WIDTH,
		 HALF_WIDTH, HALF_WIDTH, HALF_WIDTH, HALF_WIDTH, HALF_WIDTH, HALF_WIDTH, HALF_WIDTH,
		 OTHER_BLOCK | PRIVATE | UPPER | SPACES | BLANK | DIGIT | HALF_WIDTH, HALF_WIDTH},
	.low = {ANY_FIRST, ANY_FIRST, ANY_FIRST | OTHER_BLOCK | UPPER | SPACES,
		ANY_FIRST | OTHER_BLOCK | UPPER | BLANK, ANY_FIRST, ANY_FIRST, ANY_FIRST, ANY_FIRST,
		ANY_FIRST, ANY_FIRST, HALF_WIDTH, HALF_WIDTH, HALF_WIDTH, HALF_WIDTH, HALF_WIDTH,
		OTHER_BLOCK | PRIVATE | UPPER | BLANK | DIGIT | HALF_WIDTH},
};
static const struct byte_set folds_second = {
	.high = {[0x2] = HALF_WIDTH,
		 [0x3] = HALF_WIDTH,
		 [0x8] = MOST_SECOND,
		 [0x9] = MOST_SECOND,
		 [0xA] = MOST_SECOND,
		 [0xB] = ANY_SECOND | OTHER_BLOCK,
		 [0xE] = DIGIT_BEFORE},
	.low = {ANY_SECOND | PRIVATE, MOST_SECOND, MOST_SECOND, MOST_SECOND, MOST_SECOND,
		MOST_SECOND, MOST_SECOND, MOST_SECOND, MOST_SECOND, MOST_SECOND,
		MOST_SECOND | HALF_WIDTH, MOST_SECOND | HALF_WIDTH,
		ANY_SECOND | PRIVATE | HALF_WIDTH, MOST_SECOND, MOST_SECOND,
		MOST_SECOND | DIGIT_BEFORE},
};
static const struct byte_set folds_third = {
	.high = {[0x8] = ANY_THIRD | SPACES | BLANK,
		 [0x9] = ANY_THIRD | DIGIT,
		 [0xA] = ANY_THIRD | UPPER,
		 [0xB] = ANY_THIRD | UPPER | DIGIT_BEFORE,
		 [0xE] = HALF_WIDTH},
	.low = {MOST_THIRD | BLANK | DIGIT, MOST_THIRD | DIGIT, MOST_THIRD | DIGIT,
		MOST_THIRD | DIGIT, MOST_THIRD | DIGIT | HALF_WIDTH,
		MOST_THIRD | DIGIT | HALF_WIDTH, MOST_THIRD | DIGIT | HALF_WIDTH,
		MOST_THIRD | DIGIT | HALF_WIDTH, MOST_THIRD | DIGIT | HALF_WIDTH,
		MOST_THIRD | DIGIT | HALF_WIDTH, MOST_THIRD, MOST_THIRD, MOST_THIRD | DIGIT_BEFORE,
		MOST_THIRD | BLANK, MOST_THIRD, MOST_THIRD},
};

/* The tables of all these, for 32 bytes. */
struct wide_scan {
	struct wide_set faults, alone, first, second, third;
	__m256i faults_second;
};

/* What was seen so far. */
struct seen {
	__m256i faults, alone;
	size_t feeds;
};

/* Not zero where one of the bytes at p does not follow from the three before it; pairs: what can be
 * wrong with it and the last of these. */
static inline WIDE_AVX2 __m256i
utf8_faults(const char *p, __m256i pairs)
{
	/* saturating: the top bit stays where the byte two before is E0 or more, the one three
	 * before F0 or more; there a second byte must go on, and nowhere else may it */
	__m256i third = _mm256_subs_epu8(wide_at(p - 2), _mm256_set1_epi8(0x60));
	__m256i fourth = _mm256_subs_epu8(wide_at(p - 3), _mm256_set1_epi8(0x70));
	__m256i wanted =
		_mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)GOES_ON));

	return _mm256_xor_si256(wanted, pairs);
}

/* A bit for each of the 64 bytes at p: line feeds; the second bytes of what may fold, or its only one. */
struct scanned {
	uint64_t feeds, folds;
};

static inline WIDE_AVX2 __attribute__((always_inline)) struct scanned
scan_word(const struct wide_scan *w, const char *p, struct seen *seen)
{
	const __m256i feed = _mm256_set1_epi8('\n');
	struct wide_bytes a = wide_bytes_at(p - 1), b = wide_bytes_at(p + WIDE - 1);
	struct wide_pair one = pair_buckets(&w->alone, &a, &b);
	struct wide_pair folds = pair_buckets(&w->first, &a, &b);
	struct wide_pair faults = pair_buckets(&w->faults, &a, &b);

	seen->alone = _mm256_or_si256(seen->alone, _mm256_or_si256(one.a, one.b));
	one = pair_in(one, _mm256_set1_epi8((char)RARE));
	a = wide_bytes_at(p);
	b = wide_bytes_at(p + WIDE);
	faults = pair_and(faults, pair_lookup(&w->faults_second, a.high, b.high));
	folds = pair_and(folds, pair_buckets(&w->second, &a, &b));
	seen->faults =
		_mm256_or_si256(seen->faults, _mm256_or_si256(utf8_faults(p, faults.a),
							      utf8_faults(p + WIDE, faults.b)));
	a = wide_bytes_at(p + 1);
	b = wide_bytes_at(p + WIDE + 1);
	folds = pair_and(folds, pair_buckets(&w->third, &a, &b));
	const struct scanned out = {
		highest_word((struct wide_pair){_mm256_cmpeq_epi8(wide_at(p), feed),
						_mm256_cmpeq_epi8(wide_at(p + WIDE), feed)}),
		pair_word(pair_or(folds, one))};

	seen->feeds += (size_t)__builtin_popcountll(out.feeds);
	return out;
}

/* The same of the 64 bytes at `at` where not all that is read stands in the text: spaces do before it
 * and behind it. */
enum { BEFORE = 3, BEHIND = 1 };
static WIDE_AVX2 __attribute__((noinline)) struct scanned
scan_edge(const struct wide_scan *w, struct str s, size_t at, struct seen *seen)
{
	const size_t from = at ? at - BEFORE : 0, to = at + BYTE_MAP_WORD + BEHIND;
	char room[BEFORE + BYTE_MAP_WORD + BEHIND];

	memset(room, ' ', sizeof room);
	if (s.len)
		memcpy(room + BEFORE - (at - from), s.at + from, (to < s.len ? to : s.len) - from);
	return scan_word(w, room + BEFORE, seen);
}

static inline WIDE_AVX2 bool
has_any(__m256i x, int bits)
{
	return !_mm256_testz_si256(x, _mm256_set1_epi8((char)bits));
}

/* Writes both maps and what is known of the low bytes; is all valid? */
WIDE_AVX2 static bool
scan_avx2(struct str s, uint64_t *feeds, uint64_t *folds, struct low_bytes *low)
{
	const struct wide_scan w = {wide_set_of(&faults_first), wide_set_of(&alone),
				    wide_set_of(&folds_first),	wide_set_of(&folds_second),
				    wide_set_of(&folds_third),	table_twice(faults_second)};
	const __m256i none = _mm256_setzero_si256();
	struct seen inside = {none, none, 0}, edges = inside;
	size_t at = BYTE_MAP_WORD;
	struct scanned x = scan_edge(&w, s, 0, &edges);

	for (*feeds++ = x.feeds, *folds++ = x.folds; at + BYTE_MAP_WORD + BEHIND <= s.len;
	     at += BYTE_MAP_WORD) {
		x = scan_word(&w, s.at + at, &inside);
		*feeds++ = x.feeds;
		*folds++ = x.folds;
	}
	for (; at <= s.len; at += BYTE_MAP_WORD) {
		x = scan_edge(&w, s, at, &edges);
		*feeds++ = x.feeds;
		*folds++ = x.folds;
	}
	const __m256i alone_all = _mm256_or_si256(inside.alone, edges.alone);
	low->count = inside.feeds + edges.feeds;
	low->odd = has_any(alone_all, ODD | ODD_ROW);
	low->star = has_any(alone_all, STAR);
	return !has_any(_mm256_or_si256(inside.faults, edges.faults), 0xFF);
}
#endif

/* First bytes of characters that stay as they are. */
static const bool plain_lead[256] = {
	[0xC3] = true, [0xC4] = true, [0xC5] = true, [0xC6] = true, [0xC7] = true, [0xC8] = true,
	[0xC9] = true, [0xCA] = true, [0xCB] = true, [0xCF] = true, [0xD0] = true, [0xD1] = true,
	[0xD3] = true, [0xD4] = true, [0xD5] = true, [0xE4] = true, [0xE5] = true, [0xE6] = true,
	[0xE7] = true, [0xE8] = true, [0xE9] = true, [0xEB] = true, [0xEC] = true, [0xED] = true,
};

static void
set_bit(uint64_t *map, size_t i)
{
	map[i / BYTE_MAP_WORD] |= UINT64_C(1) << i % BYTE_MAP_WORD;
}

/* On any machine: behind all other first bytes, and half-width marks before a Han character. */
static void
folds_plain(struct str s, uint64_t *folds)
{
	memset(folds, 0, byte_map_words(s.len) * sizeof *folds);
	for (size_t i = 1; i < s.len; i++) {
		unsigned char first = (unsigned char)s.at[i - 1];
		if (first >= 0xC0 && !plain_lead[first])
			set_bit(folds, i);
		if (is_half_width(s.at[i - 1]) && is_han_lead(s.at[i]))
			set_bit(folds, i - 1);
	}
}

/* CR, of all that is low. */
static void
returns_add(const struct source *s, uint64_t *folds)
{
	struct byte_map_walk w = byte_map_walk(s->low.map, 0, (uint32_t)s->utf8.len);

	for (uint32_t at; byte_map_step(&w, &at);)
		if (s->utf8.at[at] == '\r')
			set_bit(folds, at);
}

bool
source_scan(struct arena *a, struct source *s)
{
	const size_t words = byte_map_words(s->utf8.len);
	uint64_t *folds = arena_alloc_raw(a, words * sizeof *folds);
	bool valid;

	s->folds = folds;
#if defined __x86_64__
	if (machine_has_avx2()) {
		uint64_t *feeds = arena_alloc_raw(a, words * sizeof *feeds);
		s->low = (struct low_bytes){.map = feeds};
		valid = scan_avx2(s->utf8, feeds, folds, &s->low);
		if (s->low.odd)
			s->low = low_bytes_find(a, s->utf8);
	} else
#endif
	{
		s->low = low_bytes_find(a, s->utf8);
		valid = utf8_invalid(s->utf8) == s->utf8.len;
		folds_plain(s->utf8, folds);
	}
	if (s->low.odd)
		returns_add(s, folds);
	return valid;
}
