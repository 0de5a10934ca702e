/* Text in XML 1.0.  Cost: linear. */
#include "out.h"

#include <inttypes.h>

/* https://www.w3.org/TR/xml/#charsets, of one character of UTF-8 */
static bool
is_xml(struct str c)
{
	if (c.len == 1)
		return (unsigned char)c.at[0] >= 0x20 && c.at[0] != 0x7F;
	/* U+FFFE and U+FFFF */
	return !(c.len == 3 && (unsigned char)c.at[0] == 0xEF && (unsigned char)c.at[1] == 0xBF &&
		 (unsigned char)c.at[2] >= 0xBE);
}

static const char *
entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\n':
		return "&#10;";
	case '\t':
		return "&#9;";
	case '\r':
		return "&#13;";
	default:
		return NULL;
	}
}

void
xml_text(FILE *to, struct str s)
{
	for (size_t at = 0; at < s.len;) {
		size_t len = utf8_length(str_sub(s, at, s.len));
		struct str c = str_sub(s, at, at + (len ? len : 1));
		const char *written = entity(*c.at);
		if (written)
			fputs(written, to);
		else if (len && is_xml(c))
			fwrite(c.at, 1, c.len, to);
		else
			fputs("\uFFFD", to);
		at += c.len;
	}
}

void
xml_attribute(FILE *to, const char *name, struct str value)
{
	fprintf(to, " %s=\"", name);
	xml_text(to, value);
	fputc('"', to);
}

void
xml_number(FILE *to, const char *name, uint64_t value)
{
	fprintf(to, " %s=\"%" PRIu64 "\"", name, value);
}
