/*
 * Files inside of zip and tar, read one after the other, with libarchive.  An archive is not
 * trusted: a file in it has a largest size, and all of it together may be EXPANDS times as
 * large as the archive, whatever its headers say.  Archives in archives are not opened.
 *
 * The library is loaded when the first archive is opened.
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include "../base/base.h"

enum {
	ARCHIVE_EXPANDS = 250, /* times its size, ... */
	ARCHIVE_SPARE = 64,    /* and so many MiB, may an archive expand */
	ARCHIVE_FILES = 1 << 20
};

/* Does a name end as those of archives do: .zip .tar .tar.gz .tgz .tar.xz .txz .tar.bz2 .tbz2
 * .tar.zst .tzst? */
bool archive_named(struct str name);

struct archive_reader;
/* NULL: *wrong says why.  `wrong` lives as long as arena a. */
struct archive_reader *archive_open(struct arena *a, const char *path, struct str *wrong);
void archive_close(struct archive_reader *r); /* NULL is allowed */

enum archive_step {
	ARCHIVE_FILE,	/* `name` is a file that `wanted` takes, `bytes` what it holds */
	ARCHIVE_UNREAD, /* `name` (empty: the archive) cannot be read: `wrong` says why */
	ARCHIVE_NESTED, /* `name` is an archive, which is passed over */
	ARCHIVE_END	/* no more; after an error of the archive, too */
};
struct archive_entry_read {
	struct str name; /* as the archive has it, without `./` before it */
	struct str bytes, wrong;
	uint64_t number; /* of the entry in the archive, from 0 */
};
/* Goes to the next file that is wanted, a nested archive, or an error.  Reads its bytes, of which there
 * may be `largest`.  What is given is in arena a. */
enum archive_step archive_next(struct archive_reader *r, struct arena *a, uint64_t largest,
			       bool (*wanted)(void *self, struct str name, uint64_t number),
			       void *self, struct archive_entry_read *out);
/* Bytes of the archive that were consumed. */
uint64_t archive_consumed(const struct archive_reader *r);

#endif
