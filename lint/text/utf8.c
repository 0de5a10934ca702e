/*
 * Valid UTF-8, told at about the speed of memory.
 */
#include "../base/machine.h"
#include "text_internal.h"

#if defined __x86_64__
#include <immintrin.h>
#endif

size_t
utf8_valid_at(const unsigned char *s, size_t len)
{
	unsigned char c = s[0];

	if (c < 0x80)
		return 1;
	if (c < 0xC2 || c > 0xF4)
		return 0;
	size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	if (len < n)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	if ((c == 0xE0 && s[1] < 0xA0) || (c == 0xED && s[1] > 0x9F) ||
	    (c == 0xF0 && s[1] < 0x90) || (c == 0xF4 && s[1] > 0x8F))
		return 0;
	return n;
}

/* Lead bytes that take any two continuation bytes: all of three but E0, ED. */
static const bool wide_lead[256] = {
	[0xE1] = true, [0xE2] = true, [0xE3] = true, [0xE4] = true, [0xE5] = true,
	[0xE6] = true, [0xE7] = true, [0xE8] = true, [0xE9] = true, [0xEA] = true,
	[0xEB] = true, [0xEC] = true, [0xEE] = true, [0xEF] = true,
};

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

/* By the high and the low half of the first byte, and the high half of the second. */
static const uint8_t first_high[16] = {
	TOO_LONG,
	TOO_LONG,
	TOO_LONG,
	TOO_LONG,
	TOO_LONG,
	TOO_LONG,
	TOO_LONG,
	TOO_LONG,
	GOES_ON,
	GOES_ON,
	GOES_ON,
	GOES_ON,
	TOO_SHORT | OVERLONG_2,
	TOO_SHORT,
	TOO_SHORT | OVERLONG_3 | SURROGATE,
	TOO_SHORT | TOO_LARGE | OVERLONG_4,
};
static const uint8_t first_low[16] = {
	ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4,
	ANY_LOW | OVERLONG_2,
	ANY_LOW,
	ANY_LOW,
	ANY_LOW | TOO_LARGE,
	BEYOND,
	BEYOND,
	BEYOND,
	BEYOND,
	BEYOND,
	BEYOND,
	BEYOND,
	BEYOND,
	BEYOND | SURROGATE,
	BEYOND,
	BEYOND,
};
static const uint8_t second_high[16] = {
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

static inline __attribute__((target("avx2"))) __m256i
load32(const unsigned char *s)
{
	__m256i x;
	memcpy(&x, s, sizeof x);
	return x;
}

/* Looks the low halves of the lanes up in a table. */
static inline __attribute__((target("avx2"))) __m256i
half_lookup(const uint8_t table[16], __m256i x)
{
	__m128i row;
	memcpy(&row, table, sizeof row);
	return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(row),
				   _mm256_and_si256(x, _mm256_set1_epi8(15)));
}

/* Not zero where one of the 32 bytes at s does not follow from the three before it. */
static inline __attribute__((target("avx2"))) __m256i
utf8_faults(const unsigned char *s)
{
	__m256i x = load32(s), before = load32(s - 1);
	__m256i pairs = _mm256_and_si256(
		_mm256_and_si256(half_lookup(first_high, _mm256_srli_epi16(before, 4)),
				 half_lookup(first_low, before)),
		half_lookup(second_high, _mm256_srli_epi16(x, 4)));
	/* saturating: the top bit stays where the byte two before is E0 or more, the one three
	 * before F0 or more; there a second byte must go on, and nowhere else may it */
	__m256i third = _mm256_subs_epu8(load32(s - 2), _mm256_set1_epi8(0x60));
	__m256i fourth = _mm256_subs_epu8(load32(s - 3), _mm256_set1_epi8(0x70));
	__m256i wanted =
		_mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)GOES_ON));
	return _mm256_xor_si256(wanted, pairs);
}

/* From the start of a character on, 64 bytes a step, as far as all is valid. */
static __attribute__((target("avx2"))) size_t
wide_end(const unsigned char *s, size_t at, size_t len)
{
	for (; len - at >= 64; at += 64) {
		__m256i faults = _mm256_or_si256(utf8_faults(s + at), utf8_faults(s + at + 32));
		if (!_mm256_testz_si256(faults, faults))
			break;
	}
	return at;
}
#endif

/* Goes over valid text in long steps from the start of a character on; returns the
 * start of a character up to which all is valid.  What follows must be looked at. */
static size_t
simple_end(const unsigned char *s, size_t at, size_t len)
{
#if defined __x86_64__
	size_t from = at;

	/* there is nothing to load before the first bytes */
	if (at < 3 || !machine_has_avx2())
		return at;
	at = wide_end(s, at, len);
	/* the last character may be cut */
	if (at > from)
		at--;
	while (at > from && (s[at] & 0xC0) == 0x80)
		at--;
#else
	(void)s;
	(void)len;
#endif
	return at;
}

size_t
utf8_invalid(struct str bytes)
{
	const unsigned char *s = (const unsigned char *)bytes.at;
	size_t at = 0;

	while (at < bytes.len) {
		at = simple_end(s, at, bytes.len);
		size_t limit = bytes.len - at > 68 ? at + 68 : bytes.len;
		while (at < limit) {
			bool wide = at + 3 <= bytes.len && wide_lead[s[at]] &&
				    ((s[at + 1] ^ 0x80) | (s[at + 2] ^ 0x80)) < 0x40;
			size_t n = wide ? 3 : utf8_valid_at(s + at, bytes.len - at);
			if (!n)
				return at;
			at += n;
		}
	}
	return at;
}
