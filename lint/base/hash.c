/* Hashing by XXH3, stable across machines and versions. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base.h"

uint64_t
hash_bytes(const void *at, size_t len, uint64_t seed)
{
	return XXH3_64bits_withSeed(at, len, seed);
}
