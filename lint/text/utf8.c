/*
 * Valid UTF-8, character by character: where the first fault stands, and all of it on machines for
 * which scan.c has no pass.
 */
#include "text_internal.h"

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

size_t
utf8_invalid(struct str bytes)
{
	const unsigned char *s = (const unsigned char *)bytes.at;
	size_t at = 0;

	while (at < bytes.len) {
		bool wide = at + 3 <= bytes.len && wide_lead[s[at]] &&
			    ((s[at + 1] ^ 0x80) | (s[at + 2] ^ 0x80)) < 0x40;
		size_t n = wide ? 3 : utf8_valid_at(s + at, bytes.len - at);
		if (!n)
			return at;
		at += n;
	}
	return at;
}
