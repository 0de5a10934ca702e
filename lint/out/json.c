/* Untrusted text as JSON.  Cost: linear; a second pass only where bytes are no UTF-8. */
#include <jansson.h>

#include "out.h"

json_t *
json_text(struct arena *a, struct str s)
{
	json_t *text = json_stringn(s.at ? s.at : "", s.len);
	struct buf b = {.arena = a};

	if (text)
		return text;
	for (size_t at = 0; at < s.len;) {
		size_t len = utf8_length(str_sub(s, at, s.len));
		buf_add(&b, len ? str_sub(s, at, at + len) : STR("\uFFFD"));
		at += len ? len : 1;
	}
	return json_stringn(b.at, b.len);
}
