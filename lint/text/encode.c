/*
 * UTF-8 in the encoding of a file, for what is written back into it.  Linear.
 */
#include <stdlib.h>
#include <uniconv.h>

#include "text_internal.h"

static void
put_unit(struct buf *b, unsigned unit, enum encoding e)
{
	const char low = (char)(unit & 0xFF), high = (char)(unit >> 8);

	buf_char(b, e == ENCODING_UTF16LE ? low : high);
	buf_char(b, e == ENCODING_UTF16LE ? high : low);
}

static struct str
utf16_encode(struct arena *a, struct str utf8, enum encoding e)
{
	struct buf b = {.arena = a};

	for (size_t at = 0; at < utf8.len;) {
		uint32_t cp = utf8_next(utf8.at, &at);
		if (cp < 0x10000) {
			put_unit(&b, cp, e);
			continue;
		}
		put_unit(&b, 0xD800 + ((cp - 0x10000) >> 10), e);
		put_unit(&b, 0xDC00 + (cp & 0x3FF), e);
	}
	return buf_str(&b);
}

bool
source_encode(struct arena *a, struct str utf8, enum encoding e, struct str *bytes)
{
	size_t len = 0;

	if (e == ENCODING_UTF8 || !utf8.len) {
		*bytes = utf8;
		return true;
	}
	if (e != ENCODING_GB18030) {
		*bytes = utf16_encode(a, utf8, e);
		return true;
	}
	char *encoded = u8_conv_to_encoding("GB18030", iconveh_error, (const uint8_t *)utf8.at,
					    utf8.len, NULL, NULL, &len);
	if (!encoded)
		return false;
	*bytes = str_copy(a, (struct str){encoded, len});
	free(encoded);
	return true;
}
