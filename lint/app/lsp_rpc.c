/*
 * JSON-RPC in the frames of the LSP's base protocol: a header with Content-Length, an empty line,
 * JSON in UTF-8.  Nothing else is ever written.
 */
#include "lsp.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

enum {
	HEADER_MOST = 4096,
	BODY_MOST = 256 * 1024 * 1024,
	READ_AT_ONCE = 64 * 1024,
	READ_MOST = 1024 * 1024 /* before what was read is looked at */
};

void
rpc_open(struct rpc *r, int in, FILE *out)
{
	*r = (struct rpc){.in = in, .out = out};
	r->waiting = json_array();
	r->cancelled = json_object();
	if (!r->waiting || !r->cancelled)
		out_of_memory();
}

void
rpc_close(struct rpc *r)
{
	json_decref(r->waiting);
	json_decref(r->cancelled);
	free(r->bytes);
}

/* ---- writing ------------------------------------------------------------------------ */

static void
send_message(struct rpc *r, json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT);

	json_decref(message);
	if (!text)
		out_of_memory();
	fprintf(r->out, "Content-Length: %zu\r\n\r\n%s", strlen(text), text);
	free(text);
	if (fflush(r->out) != 0)
		r->ended = true;
}

void
rpc_reply(struct rpc *r, json_t *id, json_t *result)
{
	send_message(r, json_pack("{s:s, s:O, s:o}", "jsonrpc", "2.0", "id", id, "result",
				  result ? result : json_null()));
}

void
rpc_fail(struct rpc *r, json_t *id, enum rpc_error code, const char *message)
{
	json_t *none = json_null();

	send_message(r, json_pack("{s:s, s:O, s:{s:i, s:s}}", "jsonrpc", "2.0", "id",
				  id ? id : none, "error", "code", (int)code, "message", message));
}

void
rpc_notify(struct rpc *r, const char *method, json_t *params)
{
	send_message(r, json_pack("{s:s, s:s, s:o}", "jsonrpc", "2.0", "method", method, "params",
				  params));
}

void
rpc_request(struct rpc *r, const char *method, json_t *params)
{
	json_t *message =
		json_pack("{s:s, s:s, s:s}", "jsonrpc", "2.0", "id", method, "method", method);

	if (params)
		json_object_set_new(message, "params", params);
	send_message(r, message);
}

/* ---- bytes --------------------------------------------------------------------------- */

/* Is a message waiting? */
static bool
rpc_waits(const struct rpc *r)
{
	return json_array_size(r->waiting) > 0;
}

static bool
fill(struct rpc *r)
{
	if (r->cap - r->len < READ_AT_ONCE) {
		r->cap = r->cap * 2 + READ_AT_ONCE;
		r->bytes = realloc(r->bytes, r->cap);
		if (!r->bytes)
			out_of_memory();
	}
	ssize_t n = read(r->in, r->bytes + r->len, r->cap - r->len);
	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		r->ended = true;
	else
		r->len += (size_t)n;
	return n > 0;
}

static bool
is_ready(const struct rpc *r, int timeout)
{
	struct pollfd p = {.fd = r->in, .events = POLLIN};

	return poll(&p, 1, timeout) > 0;
}

/* The value of Content-Length among header lines; false when there is none or it is wrong. */
static bool
content_length(struct str header, size_t *out)
{
	static const char name[] = "content-length:";
	bool found = false;

	while (header.len) {
		size_t end = str_find(header, STR("\r\n"));
		struct str line = str_sub(header, 0, end);
		header = end == SIZE_MAX ? (struct str){0} : str_sub(header, end + 2, header.len);
		if (line.len < sizeof name || strncasecmp(line.at, name, sizeof name - 1) != 0)
			continue;
		struct str value = str_trim(str_sub(line, sizeof name - 1, line.len));
		*out = 0;
		for (size_t i = 0; i < value.len; i++) {
			if (!is_digit(value.at[i]) || *out > BODY_MOST)
				return false;
			*out = *out * 10 + (size_t)(value.at[i] - '0');
		}
		found = value.len > 0;
	}
	return found && *out <= BODY_MOST;
}

/* What follows a header that cannot be understood cannot be found: the end. */
static void
give_up(struct rpc *r, const char *message)
{
	rpc_fail(r, NULL, RPC_PARSE, message);
	r->ended = r->broken = true;
	r->len = 0;
}

/* ---- cancellation ---------------------------------------------------------------------- */

/* An id as a key: a number and a string of the same digits differ.  From malloc; NULL: no id. */
static char *
id_key(const json_t *id)
{
	return json_is_string(id) || json_is_integer(id) ? json_dumps(id, JSON_ENCODE_ANY) : NULL;
}

static char *
request_id(const json_t *message)
{
	return json_object_get(message, "method") ? id_key(json_object_get(message, "id")) : NULL;
}

/* The id that a cancellation is of; NULL: the message is none. */
static char *
cancelled_id(const json_t *message)
{
	const char *method = json_string_value(json_object_get(message, "method"));

	if (!method || strcmp(method, "$/cancelRequest") != 0)
		return NULL;
	return id_key(json_object_get(json_object_get(message, "params"), "id"));
}

/* A cancellation holds for what waits before it. */
static void
note_cancellation(struct rpc *r, const json_t *message)
{
	char *id = cancelled_id(message);

	if (id)
		json_object_set_new(r->cancelled, id, json_true());
	free(id);
}

/* ---- reading ------------------------------------------------------------------------- */

/* The number of an escape \uXXXX at `at`; 0: there is none. */
static unsigned
escaped_unit(struct str s, size_t at)
{
	char digits[5] = "", *end;

	if (at + 6 > s.len || s.at[at] != '\\' || s.at[at + 1] != 'u')
		return 0;
	memcpy(digits, s.at + at + 2, 4);
	unsigned long unit = strtoul(digits, &end, 16);
	return *end || !isxdigit((unsigned char)digits[0]) ? 0 : (unsigned)unit;
}

/* Editors whose text is UTF-16 escape halves of pairs that stand alone, which JSON does not take:
 * each becomes U+FFFD, one unit like it.  In place. */
static void
mend_halves(char *text, size_t len)
{
	const struct str s = {text, len};

	for (size_t at = 0; at + 1 < len; at++) {
		if (text[at] != '\\')
			continue;
		unsigned unit = escaped_unit(s, at), next = unit ? escaped_unit(s, at + 6) : 0;
		if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000)
			at += 6;
		else if (unit >= 0xD800 && unit < 0xE000)
			memcpy(text + at + 2, "fffd", 4);
		at += unit ? 5 : 1;
	}
}

static json_t *
load(char *text, size_t len)
{
	json_t *message = json_loadb(text, len, JSON_ALLOW_NUL, NULL);

	if (message)
		return message;
	mend_halves(text, len);
	return json_loadb(text, len, JSON_ALLOW_NUL, NULL);
}

static void
take_body(struct rpc *r, char *body, size_t len)
{
	json_t *message = load(body, len);

	if (json_is_object(message)) {
		note_cancellation(r, message);
		json_array_append_new(r->waiting, message);
		return;
	}
	rpc_fail(r, NULL, message ? RPC_INVALID_REQUEST : RPC_PARSE,
		 message ? "a message is an object" : "this is no JSON");
	json_decref(message);
}

/* Takes all whole frames out of what was read. */
static void
take_frames(struct rpc *r)
{
	size_t at = 0;

	while (!r->broken && at < r->len) {
		struct str rest = {r->bytes + at, r->len - at};
		size_t length = 0, head = str_find(str_sub(rest, 0, HEADER_MOST), STR("\r\n\r\n"));
		if (head == SIZE_MAX && rest.len >= HEADER_MOST)
			give_up(r, "a header without an end");
		else if (head != SIZE_MAX && !content_length(str_sub(rest, 0, head), &length))
			give_up(r, "a header without a sound Content-Length");
		if (r->broken || head == SIZE_MAX || rest.len - head - 4 < length)
			break;
		take_body(r, r->bytes + at + head + 4, length);
		at += head + 4 + length;
	}
	if (r->broken || at == 0)
		return;
	memmove(r->bytes, r->bytes + at, r->len - at);
	r->len -= at;
}

void
rpc_read(struct rpc *r, int timeout)
{
	if (r->ended || !is_ready(r, rpc_waits(r) ? 0 : timeout))
		return;
	while (fill(r) && r->len < READ_MOST && is_ready(r, 0))
		;
	if (r->len)
		take_frames(r);
}

/* ---- taking ----------------------------------------------------------------------------- */

json_t *
rpc_take(struct rpc *r)
{
	while (r->taken < json_array_size(r->waiting)) {
		json_t *message = json_incref(json_array_get(r->waiting, r->taken));
		json_array_set_new(r->waiting, r->taken++, json_null());
		if (r->taken == json_array_size(r->waiting)) {
			json_array_clear(r->waiting);
			r->taken = 0;
		}
		char *cancels = cancelled_id(message), *id = request_id(message);
		bool cancelled = id && json_object_get(r->cancelled, id);
		if (cancels)
			json_object_del(r->cancelled, cancels);
		free(cancels);
		free(id);
		if (!cancelled)
			return message;
		rpc_fail(r, json_object_get(message, "id"), RPC_CANCELLED, "cancelled");
		json_decref(message);
	}
	return NULL;
}
