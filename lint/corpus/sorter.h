/*
 * Records in order.  In: byte strings, in any order.  Out: the same, by memcmp, a shorter one before
 * what it begins.  Legal order of calls: new, add …, sort, next …, free.
 */
#ifndef SORTER_H
#define SORTER_H

#include "../base/base.h"

struct sorter;
/* `folder` is for what does not fit into `memory` bytes.  NULL without memory. */
struct sorter *sorter_new(const char *folder, size_t memory);
bool sorter_add(struct sorter *s, const void *record, size_t len);
bool sorter_sort(struct sorter *s);
/* False after the last; good until the next call. */
bool sorter_next(struct sorter *s, struct str *record);
void sorter_free(struct sorter *s);

#endif
