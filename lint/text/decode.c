/*
 * Bytes of any of the encodings to valid UTF-8.  UTF-8 is validated in
 * place (scan.c); the others are converted by libunistring.
 */
#include <stdlib.h>
#include <string.h>
#include <uniconv.h>

#include "text_internal.h"

/* Line and column (in characters) of an offset in bytes that are valid UTF-8
 * up to it. */
static void
place_of(struct str bytes, size_t at, struct source_error *error)
{
	size_t line_start = 0;

	error->line = 1;
	for (size_t i = 0; i < at; i++) {
		bool crlf = bytes.at[i] == '\r' && i + 1 < bytes.len && bytes.at[i + 1] == '\n';
		if (bytes.at[i] == '\n' || (bytes.at[i] == '\r' && !crlf)) {
			error->line++;
			line_start = i + 1;
		}
	}
	struct str before = str_sub(bytes, line_start, at);
	error->column = (uint32_t)utf8_count(before) + 1;
	error->byte = at;
}

static bool
invalid_utf8(struct arena *a, struct str bytes, size_t at, struct source_error *error)
{
	place_of(bytes, at, error);
	error->message =
		str_printf(a, "invalid UTF-8: byte 0x%02x", (unsigned)(unsigned char)bytes.at[at]);
	return false;
}

static bool
binary_nul(struct str bytes, size_t at, struct source_error *error)
{
	place_of(bytes, at, error);
	error->message = STR("binary file (NUL byte)");
	return false;
}

/* ---- other encodings ---------------------------------------------------------- */

static const char *
encoding_name(enum encoding e)
{
	switch (e) {
	case ENCODING_UTF16LE:
		return "UTF-16LE";
	case ENCODING_UTF16BE:
		return "UTF-16BE";
	case ENCODING_GB18030:
		return "GB18030";
	case ENCODING_UTF8:
		break;
	}
	return "UTF-8";
}

static bool
convert_whole(struct arena *a, struct str bytes, enum encoding e, struct str *out)
{
	size_t len = 0;
	uint8_t *utf8 = u8_conv_from_encoding(encoding_name(e), iconveh_error, bytes.at, bytes.len,
					      NULL, NULL, &len);

	if (!utf8)
		return false;
	*out = str_copy(a, (struct str){(const char *)utf8, len});
	free(utf8);
	return true;
}

/* Does the file end inside a character?  The library passes over that; with a
 * line end behind the last line it becomes an error.  (No character of
 * GB18030 holds the byte of a line end.) */
static bool
is_cut(struct arena *a, struct str bytes, enum encoding e)
{
	const char *last =
		e == ENCODING_GB18030 && bytes.len ? memrchr(bytes.at, '\n', bytes.len) : NULL;
	struct buf line = {.arena = a};
	struct str text;

	if (e != ENCODING_GB18030)
		return bytes.len % 2 != 0;
	buf_add(&line, last ? str_sub(bytes, (size_t)(last - bytes.at), bytes.len) : bytes);
	buf_char(&line, '\n');
	return !convert_whole(a, buf_str(&line), e, &text);
}

/* Converts to UTF-8 in arena a; false when the bytes are not of the encoding. */
static bool
convert(struct arena *a, struct str bytes, enum encoding e, struct str *out)
{
	return !is_cut(a, bytes, e) && convert_whole(a, bytes, e, out);
}

/* Bytes in GB18030.  Only characters that GBK may not have are really encoded. */
static uint64_t
gb18030_length(struct str utf8)
{
	enum { BATCH = 1024 };
	char batch[BATCH + 4];
	size_t filled = 0, len = 0;
	uint64_t n = 0;

	for (size_t at = 0; at < utf8.len;) {
		uint32_t cp = utf8_next(utf8.at, &at);
		bool last = at >= utf8.len;
		if (cp < 0x80)
			n += 1;
		else if (cp >= 0x4E00 && cp <= 0x9FA5)
			n += 2;
		else
			filled += utf8_put(batch + filled, cp);
		if (!filled || (!last && filled < BATCH))
			continue;
		char *bytes = u8_conv_to_encoding("GB18030", iconveh_question_mark,
						  (const uint8_t *)batch, filled, NULL, NULL, &len);
		n += bytes ? len : filled;
		free(bytes);
		filled = 0;
	}
	return n;
}

uint64_t
encoded_length(struct str utf8, enum encoding e)
{
	uint64_t n = 0;

	switch (e) {
	case ENCODING_UTF8:
		return utf8.len;
	case ENCODING_GB18030:
		return gb18030_length(utf8);
	case ENCODING_UTF16LE:
	case ENCODING_UTF16BE:
		break;
	}
	for (size_t at = 0; at < utf8.len;)
		n += utf8_next(utf8.at, &at) > 0xFFFF ? 4 : 2;
	return n;
}

/* The two bytes at `at` as a unit of UTF-16. */
static unsigned
unit_at(struct str bytes, size_t at, enum encoding e)
{
	unsigned first = (unsigned char)bytes.at[at], second = (unsigned char)bytes.at[at + 1];

	return e == ENCODING_UTF16LE ? second << 8 | first : first << 8 | second;
}

static bool
is_common_unit(unsigned u)
{
	return (u >= 0x20 && u < 0x7F) || u == '\n' || u == '\r' || u == '\t' || u == '\f' ||
	       (u >= 0x4E00 && u <= 0x9FFF) || (u >= 0x3000 && u <= 0x303F) ||
	       (u >= 0xFF00 && u <= 0xFFEF) || (u >= 0xA0 && u <= 0xFF) ||
	       (u >= 0x2010 && u <= 0x2027) || (u >= 0x2460 && u <= 0x24FF);
}

/* Are nine tenths of the units what reports are made of, read so?  Some must
 * be ASCII: that puts a zero byte into the file, which UTF-8 never has. */
static bool
reads_as_utf16(struct str bytes, enum encoding e)
{
	size_t n = bytes.len < 8192 ? bytes.len / 2 : 4096, common = 0, ascii = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned u = unit_at(bytes, 2 * i, e);
		common += is_common_unit(u);
		ascii += u < 0x80;
	}
	return ascii && common * 10 >= n * 9;
}

static bool
looks_utf16(struct str bytes, enum encoding *e)
{
	if (bytes.len % 2 || bytes.len < 4)
		return false;
	*e = reads_as_utf16(bytes, ENCODING_UTF16LE) ? ENCODING_UTF16LE : ENCODING_UTF16BE;
	return *e == ENCODING_UTF16LE || reads_as_utf16(bytes, ENCODING_UTF16BE);
}

/* The place of the first surrogate without its other half, or of an odd last
 * byte. */
static void
place_of_utf16(struct str bytes, enum encoding e, struct source_error *error)
{
	size_t at = 0;

	error->line = error->column = 1;
	for (; at + 1 < bytes.len; at += 2) {
		unsigned u = unit_at(bytes, at, e);
		if (u >= 0xD800 && u <= 0xDFFF) {
			unsigned low = at + 3 < bytes.len ? unit_at(bytes, at + 2, e) : 0;
			if (u >= 0xDC00 || low < 0xDC00 || low > 0xDFFF)
				break;
			at += 2;
		}
		error->line += u == '\n';
		error->column = u == '\n' ? 1 : error->column + 1;
	}
	error->byte = at;
}

/* Do most bytes above ASCII stand in valid UTF-8?  Then the file is UTF-8 with
 * a fault, not another encoding. */
static bool
mostly_utf8(struct str bytes)
{
	const unsigned char *s = (const unsigned char *)bytes.at;
	size_t good = 0, bad = 0;

	for (size_t at = 0; at < bytes.len;) {
		size_t n = utf8_valid_at(s + at, bytes.len - at);
		good += n > 1 ? n : 0;
		bad += n == 0;
		at += n ? n : 1;
	}
	return good > 2 * bad;
}

/* Wholly decodable and mostly Han that stands in words: an accented letter of
 * Latin-1 and its neighbour look like one lonely Han character. */
static bool
decode_gb18030(struct arena *a, struct str bytes, struct str *out)
{
	size_t han = 0, joined = 0, other = 0;
	bool after_cjk = false;
	struct str text;

	if (mostly_utf8(bytes) || !convert(a, bytes, ENCODING_GB18030, &text))
		return false;
	for (size_t at = 0; at < text.len;) {
		uint32_t cp = utf8_next(text.at, &at);
		bool cjk = cp >= 0x80 && cp_is_cjk(cp);
		han += cp >= 0x4E00 && cp <= 0x9FA5;
		joined += cjk && after_cjk;
		other += cp >= 0x80 && !cjk;
		after_cjk = cjk;
	}
	*out = text;
	return han > 4 * other && 2 * joined >= han;
}

/* ---- the whole file -------------------------------------------------------------- */

static bool
starts_with(struct str s, const char *mark, size_t len)
{
	return str_starts(s, (struct str){mark, len});
}

/* Drops a byte-order mark and tells the encoding by it. */
static struct str
take_bom(struct str bytes, enum encoding *e, uint32_t *bom)
{
	*e = ENCODING_UTF8;
	*bom = 0;
	if (starts_with(bytes, "\xEF\xBB\xBF", 3)) {
		*bom = 3;
	} else if (starts_with(bytes, "\xFF\xFE", 2)) {
		*e = ENCODING_UTF16LE;
		*bom = 2;
	} else if (starts_with(bytes, "\xFE\xFF", 2)) {
		*e = ENCODING_UTF16BE;
		*bom = 2;
	} else if (starts_with(bytes, "\x84\x31\x95\x33", 4)) {
		*e = ENCODING_GB18030;
		*bom = 4;
	}
	return str_sub(bytes, *bom, bytes.len);
}

/* Bytes that begin with the mark of another encoding than UTF-8. */
static bool
decode_marked(struct arena *a, struct str body, struct source *out, struct source_error *error)
{
	if (convert(a, body, out->encoding, &out->utf8))
		return true;
	error->message = str_printf(a, "invalid %s", encoding_name(out->encoding));
	if (out->encoding != ENCODING_GB18030)
		place_of_utf16(body, out->encoding, error);
	return false;
}

static bool
decode_bytes(struct arena *a, struct str bytes, struct source *out, struct source_error *error)
{
	enum encoding e;
	struct str body = take_bom(bytes, &out->encoding, &out->bom);

	if (out->encoding != ENCODING_UTF8)
		return decode_marked(a, body, out, error);
	out->utf8 = body;
	bool valid = source_scan(a, out);
	const char *nul = out->low.odd ? memchr(body.at, 0, body.len) : NULL;
	if (valid && !nul)
		return true;
	if (nul && !out->bom && looks_utf16(body, &e) && convert(a, body, e, &out->utf8)) {
		out->encoding = e;
		return true;
	}
	if (nul)
		return binary_nul(body, (size_t)(nul - body.at), error);
	if (!out->bom && decode_gb18030(a, body, &out->utf8)) {
		out->encoding = ENCODING_GB18030;
		return true;
	}
	return invalid_utf8(a, body, utf8_invalid(body), error);
}

/* Control characters that no text has; blocks of fixed size, so that compilers
 * make vector code of it. */
static size_t
count_controls(struct str s)
{
	enum { BLOCK = 128 };
	const unsigned char *at = (const unsigned char *)s.at, *end = at + s.len;
	size_t total = 0;

	for (; end - at >= BLOCK; at += BLOCK) {
		uint8_t n = 0;
		for (size_t i = 0; i < BLOCK; i++)
			n = (uint8_t)(n + ((at[i] < 9) | ((at[i] > 13) & (at[i] < 32))));
		total += n;
	}
	for (; at < end; at++)
		total += *at < 9 || (*at > 13 && *at < 32);
	return total;
}

static bool
is_blank(struct str s)
{
	for (size_t at = 0; at < s.len;) {
		uint32_t cp = utf8_next(s.at, &at);
		if (cp > ' ' && cp != 0xA0 && cp != 0x3000 && cp != 0xFEFF)
			return false;
	}
	return true;
}

/* Says what is wrong with text that no report can be. */
static bool
refuse(struct arena *a, struct str s, const struct low_bytes *low, struct source_error *error)
{
	const char *nul = low->odd ? memchr(s.at, 0, s.len) : NULL;

	if (nul)
		return !binary_nul(s, (size_t)(nul - s.at), error);
	if (is_blank(s)) {
		error->message = s.len ? STR("the file holds nothing but white space")
				       : STR("the file is empty");
		error->blank = true;
		return true;
	}
	size_t controls = low->odd ? count_controls(s) : 0;
	/* One escape in a short line is odd, but text. */
	if (controls > 2 && controls > s.len / 30) {
		error->message = str_printf(a, "binary file (%zu control characters)", controls);
		return true;
	}
	return false;
}

bool
source_decode(struct arena *a, struct str path, struct str bytes, struct source *out,
	      struct source_error *error)
{
	*out = (struct source){.path = path};
	*error = (struct source_error){0};
	if (bytes.len >= UINT32_MAX / 4) {
		error->message = STR("the file is too large");
		return false;
	}
	bool decoded = decode_bytes(a, bytes, out, error);
	if (decoded && out->encoding != ENCODING_UTF8)
		source_scan(a, out);
	if (!decoded || refuse(a, out->utf8, &out->low, error)) {
		if (error->line)
			error->byte += out->bom;
		return false;
	}
	source_index(a, out);
	return true;
}
