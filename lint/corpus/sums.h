/*
 * A summary and its members: the figures of a province and its cities, of a department and its
 * units.  Which reports are members of which is told by the names of their agencies alone, so a
 * family must prove itself: its sums are told to be wrong only when others of them come out.
 */
#ifndef SUMS_H
#define SUMS_H

#include "agencies.h"
#include "join.h"

struct sums;
/* The families among all reports of one kind and time: an agency, and those whose names go on from
 * its own.  NULL without any.  In arena a, as long as which the names must live; nothing stays
 * in `scratch`. */
struct sums *sums_new(struct arena *a, struct arena *scratch, const struct lexicon *lx,
		      const struct report_info *reports, const struct agencies *agencies,
		      size_t count);
/* The same families, with nothing seen of them yet, for one part of the things.  In arena a; `s` must
 * live as long. */
struct sums *sums_part(struct arena *a, const struct sums *s);
/* Adds what was seen in a part, which must live until sums_finish. */
void sums_add(struct sums *s, const struct sums *part);
/* Is the report in a family? */
bool sums_wants(const struct sums *s, uint32_t report);
/* The figures of one thing and time, of reports in families. */
void sums_thing(struct sums *s, struct join *j, const struct claim *claims, size_t count);
/* All things were seen: what families that proved themselves have wrong is found. */
void sums_finish(struct sums *s, struct join *j);

#endif
