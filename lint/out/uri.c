/* Paths as URIs: RFC 3986, RFC 8089. */
#include "out.h"

#include <string.h>

static bool
is_plain(unsigned char c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c && strchr("-._~/", c));
}

struct str
path_uri(struct arena *a, struct str path)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf b = {.arena = a};

	path = path_plain(path);
	if (path.len && path.at[0] == '/')
		buf_add(&b, STR("file://"));
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.at[i];
		const char coded[3] = {'%', hex[c >> 4], hex[c & 15]};
		buf_add(&b, is_plain(c) ? str_sub(path, i, i + 1) : (struct str){coded, 3});
	}
	return (struct str){b.at, b.len};
}
