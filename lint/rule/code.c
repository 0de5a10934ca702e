/*
 * Compiled patterns (code.h).  Compiling costs more than matching in all of a report, so that the
 * program holds its own patterns compiled, as PCRE2 serializes them: for another version or build of
 * the library they are worth nothing, and are compiled anew.
 */
#include "code.h"

#include <stdlib.h>
#include <string.h>

const uint32_t code_options = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_UTF_CHECK | PCRE2_NEVER_BACKSLASH_C |
			      PCRE2_USE_OFFSET_LIMIT;

pcre2_code *
code_compile(struct arena *a, struct str regex, pcre2_compile_context *context)
{
	int error;
	PCRE2_SIZE at;

	regex = regex_factored(a, regex);
	return pcre2_compile((PCRE2_SPTR)regex.at, regex.len, code_options, &error, &at, context);
}

struct str
code_library(struct arena *a)
{
	enum { VERSION_MAX = 64 };
	char version[VERSION_MAX] = "", unicode[VERSION_MAX] = "";
	uint32_t link = 0;

	if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) <= VERSION_MAX)
		pcre2_config(PCRE2_CONFIG_VERSION, version);
	if (pcre2_config(PCRE2_CONFIG_UNICODE_VERSION, NULL) <= VERSION_MAX)
		pcre2_config(PCRE2_CONFIG_UNICODE_VERSION, unicode);
	pcre2_config(PCRE2_CONFIG_LINKSIZE, &link);
	return str_printf(a, "%s, Unicode %s, links of %u", version, unicode, link);
}

struct str
code_bytes(struct arena *a, struct str regex)
{
	pcre2_code *code = code_compile(a, regex, NULL);
	const pcre2_code *codes[] = {code};
	struct str bytes = {0};
	uint8_t *serialized;
	PCRE2_SIZE size;

	if (code && pcre2_serialize_encode(codes, 1, &serialized, &size, NULL) == 1) {
		bytes = str_copy(a, (struct str){(const char *)serialized, size});
		pcre2_serialize_free(serialized);
	}
	pcre2_code_free(code);
	return bytes;
}

pcre2_code *
code_kept(const struct kept_code *kept, struct str library)
{
	const struct str first = kept->first, rest = kept->rest;
	pcre2_code *code = NULL;

	if (!rest.len || !str_eq(kept->library, library))
		return NULL;
	uint8_t *bytes = malloc(first.len + rest.len);
	if (!bytes)
		return NULL;
	memcpy(bytes, first.at, first.len);
	memcpy(bytes + first.len, rest.at, rest.len);
	if (pcre2_serialize_decode(&code, 1, bytes, NULL) != 1)
		code = NULL;
	free(bytes);
	return code;
}
