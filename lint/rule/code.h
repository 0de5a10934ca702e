/*
 * Regular expressions as PCRE2 compiles them, now or when the program was built.  Used by
 * matcher.c and code.c only.
 */
#ifndef CODE_H
#define CODE_H

#include "rule_internal.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Options of every pattern. */
extern const uint32_t code_options;

/* Compiles a regex, factored (rule_internal.h); NULL if that cannot be.  To be freed by
 * pcre2_code_free.  What is needed meanwhile is in arena a. */
pcre2_code *code_compile(struct arena *a, struct str regex, pcre2_compile_context *context);
/* The code that was kept (code_bytes), the same way; NULL: none was, or not by this
 * library, as code_library tells it.  Cost: its size is copied. */
pcre2_code *code_kept(const struct kept_code *kept, struct str library);

#endif
