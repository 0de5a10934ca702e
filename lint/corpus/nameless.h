/* Files without a name, of which nothing is left whatever happens. */
#ifndef NAMELESS_H
#define NAMELESS_H

/* Opens one in a folder for reading and writing; NULL: $TMPDIR, else /tmp.  -1 and errno. */
int nameless_file(const char *folder);
/* The folder that NULL stands for. */
const char *nameless_folder(void);

#endif
