/* Libraries that are loaded when they are used. */
#include "library.h"

#include <dlfcn.h>
#include <string.h>

const char *
library_load(const char *file, const struct library_function *functions, size_t count, void *table)
{
	void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return dlerror();
	for (size_t i = 0; i < count; i++) {
		void *function = dlsym(library, functions[i].name);
		if (!function)
			return dlerror();
		memcpy((char *)table + functions[i].offset, &function, sizeof function);
	}
	return NULL;
}
