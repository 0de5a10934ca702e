/*
 * JSON-RPC in the frames of the LSP's base protocol: a header with Content-Length, an empty line,
 * JSON in UTF-8.  Nothing else is ever written.
 */
#include "lsp.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

enum { HEADER_MOST = 4096, BODY_MOST = 256 * 1024 * 1024, READ_AT_ONCE = 65536, ID_BYTES = 32 };

void
rpc_open(struct rpc *r, int in, FILE *out)
{
	*r = (struct rpc){.in = in, .out = out, .waiting = json_array()};
}

void
rpc_close(struct rpc *r)
{
	json_decref(r->waiting);
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

/* ---- reading ------------------------------------------------------------------------- */

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

static void
take_body(struct rpc *r, struct str body)
{
	json_t *message = json_loadb(body.at, body.len, JSON_ALLOW_NUL, NULL);

	if (json_is_object(message)) {
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
		take_body(r, str_sub(rest, head + 4, head + 4 + length));
		at += head + 4 + length;
	}
	if (r->broken)
		return;
	memmove(r->bytes, r->bytes + at, r->len - at);
	r->len -= at;
}

void
rpc_read(struct rpc *r, int timeout)
{
	if (r->ended || !is_ready(r, timeout))
		return;
	while (fill(r) && is_ready(r, 0))
		;
	if (r->len)
		take_frames(r);
}

/* ---- taking ----------------------------------------------------------------------------- */

static const char *
method_of(const json_t *message)
{
	return json_string_value(json_object_get(message, "method"));
}

static bool
is_cancelled(const struct rpc *r, const json_t *message)
{
	const json_t *id = json_object_get(message, "id"), *later;
	size_t i;

	if (!id || !method_of(message))
		return false;
	json_array_foreach(r->waiting, i, later)
	{
		const char *method = method_of(later);
		const json_t *what = json_object_get(json_object_get(later, "params"), "id");
		if (method && strcmp(method, "$/cancelRequest") == 0 && json_equal(what, id))
			return true;
	}
	return false;
}

json_t *
rpc_take(struct rpc *r)
{
	while (json_array_size(r->waiting)) {
		json_t *message = json_incref(json_array_get(r->waiting, 0));
		json_array_remove(r->waiting, 0);
		if (!is_cancelled(r, message))
			return message;
		rpc_fail(r, json_object_get(message, "id"), RPC_CANCELLED, "cancelled");
		json_decref(message);
	}
	return NULL;
}
