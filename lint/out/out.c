/* The table of output formats. */
#include "out.h"

#include <string.h>

const struct out_format *const out_formats[] = {&out_text, &out_jsonl, NULL};

const struct out_format *
out_format_named(const char *name)
{
	for (size_t i = 0; out_formats[i]; i++)
		if (strcmp(out_formats[i]->name, name) == 0)
			return out_formats[i];
	return NULL;
}
