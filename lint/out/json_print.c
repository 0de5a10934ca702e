/*
 * JSON as it is printed: what json_dumps gives with JSON_COMPACT, without a call for every piece of
 * it.  Linear.
 */
#include "out.h"

#include <jansson.h>
#include <stdlib.h>

struct printer {
	char *at; /* from malloc */
	size_t len, room;
	bool failed;
};

/* Room for `len` bytes more; NULL without memory. */
static char *
room_for(struct printer *p, size_t len)
{
	if (p->room - p->len < len) {
		size_t room = 2 * p->room + len + 1024;
		char *grown = realloc(p->at, room);
		p->failed |= !grown;
		if (!grown)
			return NULL;
		p->at = grown;
		p->room = room;
	}
	return p->at + p->len;
}

static void
put(struct printer *p, const char *s, size_t len)
{
	char *to = room_for(p, len);

	if (!to)
		return;
	memcpy(to, s, len);
	p->len += len;
}

static void
put_char(struct printer *p, char c)
{
	put(p, &c, 1);
}

/* Neither a control character, nor one that ends or escapes. */
static inline bool
is_plain(char c)
{
	return (unsigned char)c >= 0x20 && c != '"' && c != '\\';
}

static void
put_escaped(struct printer *p, char c)
{
	static const char letters[] = {['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
				       ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};
	char letter = letters[(unsigned char)c], code[sizeof "\\u0000"];

	if (letter)
		put(p, (char[]){'\\', letter}, 2);
	else
		put(p, code, (size_t)snprintf(code, sizeof code, "\\u%04X", (unsigned)c));
}

static void
put_string(struct printer *p, const char *s, size_t len)
{
	put_char(p, '"');
	for (size_t at = 0, from = 0; at < len; from = at) {
		while (at < len && is_plain(s[at]))
			at++;
		put(p, s + from, at - from);
		if (at < len)
			put_escaped(p, s[at++]);
	}
	put_char(p, '"');
}

static void
put_integer(struct printer *p, json_int_t n)
{
	enum { MOST = 3 * sizeof n + 1 }; /* digits, and a sign */
	char digits[MOST];
	size_t at = MOST;
	unsigned long long rest = n < 0 ? 0 - (unsigned long long)n : (unsigned long long)n;

	do
		digits[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		digits[--at] = '-';
	put(p, digits + at, MOST - at);
}

static void put_value(struct printer *p, json_t *value);

static void
put_array(struct printer *p, json_t *array)
{
	put_char(p, '[');
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (i)
			put_char(p, ',');
		put_value(p, json_array_get(array, i));
	}
	put_char(p, ']');
}

static void
put_object(struct printer *p, json_t *object)
{
	const char *key;
	json_t *value;
	bool first = true;

	put_char(p, '{');
	json_object_foreach(object, key, value)
	{
		if (!first)
			put_char(p, ',');
		first = false;
		put_string(p, key, strlen(key));
		put_char(p, ':');
		put_value(p, value);
	}
	put_char(p, '}');
}

/* What is seldom printed. */
static void
put_other(struct printer *p, json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY);

	if (text)
		put(p, text, strlen(text));
	p->failed |= !text;
	free(text);
}

static void
put_value(struct printer *p, json_t *value)
{
	if (json_is_string(value))
		put_string(p, json_string_value(value), json_string_length(value));
	else if (json_is_integer(value))
		put_integer(p, json_integer_value(value));
	else if (json_is_object(value))
		put_object(p, value);
	else if (json_is_array(value))
		put_array(p, value);
	else if (json_is_boolean(value))
		put(p, json_is_true(value) ? "true" : "false", json_is_true(value) ? 4 : 5);
	else
		put_other(p, value);
}

void
json_print(FILE *to, json_t *value)
{
	struct printer p = {0};

	put_value(&p, value);
	if (!p.failed)
		fwrite(p.at, 1, p.len, to);
	free(p.at);
	json_decref(value);
}
