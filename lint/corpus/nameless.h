/* Files without a name, of which nothing is left whatever happens; reading of files at a place. */
#ifndef NAMELESS_H
#define NAMELESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opens one in a folder for reading and writing; NULL: $TMPDIR, else /tmp.  -1 and errno. */
int nameless_file(const char *folder);
/* The folder that NULL stands for. */
const char *nameless_folder(void);

/* Reads all of `len` bytes that stand at a place of a file; false when they cannot be read. */
bool file_read_at(int file, void *to, size_t len, uint64_t at);

#endif
