/* Inside of the maker of archives: what its reports are made of. */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "words.h"

enum { FIRST_YEAR = 2014, TEXT_BYTES = 1 << 16 };

/* Agencies from here on are families of FAMILY_ROOM numbers each: the whole, then its members, whose
 * figures make its own. */
enum { FAMILIES_FROM = 1 << 30, FAMILY_ROOM = 8, FAMILY_MEMBERS = 3 };

/* A text that is being written. */
struct page {
	char at[TEXT_BYTES];
	size_t len;
};

/* Whose report, on which year. */
struct subject {
	uint32_t agency;
	int year;
};

/* Another one for each three numbers. */
struct random random_of(uint64_t a, uint64_t b, uint64_t c);

/* What follows ends the process when a page is full. */
void put(struct page *p, const char *s);
void put_number(struct page *p, uint64_t n);
/* In hundredths, as printed with two decimals. */
void put_hundredths(struct page *p, uint64_t n);
void put_name(struct page *p, struct random *r);
void put_agency(struct page *p, uint32_t agency);
uint32_t agencies_most(void);

/* Thing `i` of an agency: another one for each i. */
uint32_t thing_of(uint32_t agency, uint32_t i);
const char *thing_unit(uint32_t thing);
void put_thing(struct page *p, uint32_t thing);
/* How much of it there was in a year: it grows or falls by a tenth to two fifths every year, so
 * that a slip is no rounding. */
uint64_t value_of(uint32_t agency, uint32_t thing, int year);
/* Another number that is one slip of the pen away: a digit that counts is another one. */
uint64_t slipped(struct random *r, uint64_t n);

/* Clauses that stand nowhere else. */
void put_clause(struct page *p, struct random *r);
void put_prose(struct page *p, struct random *r, uint64_t clauses);
/* A paragraph with figures of its own, which are not reported elsewhere. */
void put_figures(struct page *p, struct subject of);
/* The first paragraph of a report: all of it is made of clauses that stand nowhere else. */
void put_opening(struct page *p, struct subject of);

/* Characters that count in so many bytes. */
uint64_t characters(const char *s, size_t bytes);
const char *character_at(const char *text, uint64_t n);

#endif
