/*
 * What the files of this layer share while a rulebook is being built: the
 * loader with its complaints, typed reading of TOML, and the steps from
 * source text to patterns, expressions and gates.  Nobody outside includes it.
 */
#ifndef RULE_INTERNAL_H
#define RULE_INTERNAL_H

#include "load.h"

enum { EXPR_HEIGHT_MAX = 64, GROUPS_NESTED_MAX = 50 };

/* ---- pattern.c --------------------------------------------------------------- */

/* Which literals of a pattern the gate has: those of a match of a rule, the most telling ones of
 * a match in long stretches, those of what a rule makes an exception for. */
enum gate_use { GATES_NONE, GATES_MATCH, GATES_WIDE, GATES_UNLESS };

/* Reads a pattern.  NULL after complaints. */
const struct pattern *pattern_read(struct loader *l, const struct toml_node *string,
				   enum gate_use use);
const struct capture *pattern_capture(const struct pattern *p, struct str name);

/* ---- pieces.c ---------------------------------------------------------------- */

/* Complains about [pieces] of l->file that are none. */
void pieces_check(struct loader *l);

/* ---- pattern_words.c ---------------------------------------------------------- */

/* The kinds that a name stands for; 0 if none. */
kind_set kinds_named(struct str name, bool *plural);
void kinds_unknown(struct loader *l, struct place place, struct str name);
/* The kind that a private-use character stands for; 0: none. */
static inline kind_set
kind_of_character(uint32_t c)
{
	return c - SKELETON_BASE < KIND_COUNT_OF_KINDS ? KIND_BIT(c - SKELETON_BASE) : 0;
}
/* The private-use characters of the kinds, as they stand in a class. */
void put_kinds(struct buf *out, kind_set kinds);
/* The words of a list as alternatives, the longest first, without brackets around them;
 * made once. */
struct str words_alternation(struct loader *l, const struct word_list *words);

/* ---- matcher.c --------------------------------------------------------------- */

/* Compiles a regex only to see whether it can be.  False: a message in `arena` and the offset. */
bool matcher_try(struct arena *a, struct str regex, struct str *message, size_t *offset);

/* ---- regex.c ------------------------------------------------------------------ */

/* Where the class ends that opens at an offset. */
size_t regex_class_end(struct str regex, size_t at);
/* Behind the bracket that closes the group in which an offset is. */
size_t regex_group_end(struct str regex, size_t at);

/* ---- factor.c ----------------------------------------------------------------- */

/* A regex that finds the same matches, the same first, with fewer alternatives to be tried.  In
 * arena a, or as it is. */
struct str regex_factored(struct arena *a, struct str regex);

/* ---- code.c ------------------------------------------------------------------ */

/* What PCRE2 makes of a regex, to be kept; empty if it cannot be made.  In arena a. */
struct str code_bytes(struct arena *a, struct str regex);
/* Tells builds of PCRE2 apart whose codes differ.  In arena a. */
struct str code_library(struct arena *a);

/* ---- demand.c ---------------------------------------------------------------- */

#define UNBOUNDED UINT32_MAX
enum { UTF8_MAX = 4 };

struct literal_set {
	struct str *at; /* ASCII letters in lower case */
	size_t count;	/* 0: no demand */
	size_t room;
	size_t shortest;
	struct literal_spot spot; /* all of them */
};
/* The facts at the beginning of every match, and what bytes follow them. */
struct fact_row {
	struct fact_link links[FACT_LINKS_MAX];
	size_t count;
	uint32_t characters[FACT_LINKS_MAX]; /* before each, at least so many */
	/* What stands before each begins and ends so (edge.c). */
	const struct edge_texts *heads[FACT_LINKS_MAX], *tails[FACT_LINKS_MAX];
	/* Where alternatives were put together: what stands beside each, in ways of their own. */
	struct edge_ways {
		struct edge_pair at[EDGE_PAIRS];
		uint8_t count; /* 0: as the texts say */
	} ways[FACT_LINKS_MAX];
	struct bytes {
		uint32_t least, most; /* as many as between these */
		uint32_t characters;  /* at least so many */
		gap_set what, must;   /* may stand there; one of these does */
		const struct edge_texts *head, *tail;
	} rest;
};
struct demand {
	kind_set needs;				/* all of these */
	kind_set one;				/* one of these; 0: no demand */
	struct literal_set sets[LITERAL_GATES]; /* one of each, the most telling first */
	struct fact_row row;
	uint32_t tail; /* a match ends where the text does, and takes at most so many bytes */
	bool anchored; /* and begins where it does */
};
/* Long groups that were read, with what they demand; zeroed in the beginning. */
enum { DEMANDS_REMEMBERED = 64 };
struct demand_memory {
	struct remembered {
		struct str text;
		bool caseless;
		struct demand demand;
	} at[DEMANDS_REMEMBERED];
};
/* What every match of a regex must hold; nothing, when that is not sure.  Regexes must live
 * as long as the memory; what it holds is in arena a. */
struct demand demand_read(struct arena *a, struct demand_memory *memory, struct str regex);

/* ---- demand_join.c ----------------------------------------------------------- */

/* Of one character of so many bytes at least, or of some for which it stands. */
struct demand demand_of_character(uint32_t least, gap_set what, gap_set must,
				  const struct edge_texts *edge);
/* Of a fact of one of these kinds. */
struct demand demand_of_kinds(kind_set kinds);
/* Of what takes no place, and of what nothing is known of. */
struct demand demand_of_nothing(void);
struct demand demand_of_anything(void);
/* The set of a run of literal text, in arena a; none if it is not telling. */
struct literal_set set_of_run(struct arena *a, struct str run);
/* Also demands one of a set, if it is among the best. */
void demand_add_set(struct demand *to, const struct literal_set *s);
/* This, then that; like the next two in arena a. */
void demand_add(struct arena *a, struct demand *to, const struct demand *d);
/* This, then bytes of literal text. */
void demand_add_bytes(struct arena *a, struct demand *to, struct bytes b);
/* This or that, which is used up. */
void demand_join(struct arena *a, struct demand *to, struct demand *d);

/* ---- fact_row.c -------------------------------------------------------------- */

uint32_t bound_sum(uint32_t a, uint32_t b);
uint32_t bound_times(uint32_t a, uint32_t b);
/* More bytes behind the last fact. */
void row_add_bytes(struct arena *a, struct fact_row *r, struct bytes b);
/* All that stands behind the first `count` facts. */
struct bytes row_behind(struct arena *a, const struct fact_row *r, size_t count);
/* First `to`, then r. */
void row_append(struct arena *a, struct fact_row *to, const struct fact_row *r);
/* One of two: the facts at the beginning of both, each of either's kinds. */
void row_join(struct arena *a, struct fact_row *to, struct fact_row r);
/* At least `least`, at most `most` times in a row. */
void row_repeat(struct arena *a, struct fact_row *r, uint32_t least, uint32_t most);
/* What must stand beside each fact goes into its link. */
void row_finish(struct arena *a, struct fact_row *r);

/* ---- edge.c ------------------------------------------------------------------- */

/* Which side of a fact. */
enum edge_side { EDGE_BEFORE, EDGE_BEHIND };
/* What may stand there, as far as it is near: in an arena, never changed.  NULL: nothing
 * stands there, and what is beyond comes next. */
struct edge_texts;
extern const struct edge_texts edge_anything;
/* This text and no more of it; like what follows in arena a, or one of what was given. */
const struct edge_texts *edge_of_text(struct arena *a, struct str text, enum edge_side side);
/* A character of a regex, so many times: what is the same without case where it is `caseless`. */
const struct edge_texts *edge_of_literal(struct arena *a, bool caseless, struct str c,
					 uint32_t least, uint32_t most, enum edge_side side);
/* The characters of a class of a regex, with its brackets, where they are few and stand there as they
 * are; else anything. */
const struct edge_texts *edge_of_class(struct arena *a, bool caseless, struct str class);
/* What is nearer to the fact, and what is beyond that. */
const struct edge_texts *edge_join(struct arena *a, const struct edge_texts *near,
				   const struct edge_texts *beyond, enum edge_side side);
/* One of two. */
const struct edge_texts *edge_either(struct arena *a, const struct edge_texts *x,
				     const struct edge_texts *y);
/* The same with anything beyond. */
const struct edge_texts *edge_open(struct arena *a, const struct edge_texts *x);
/* The edges that a fact can have on that side. */
struct edge_set edge_set_of(const struct edge_texts *texts, enum edge_side side);
/* Does a pair hold every edge on both sides, so that it asks for nothing? */
bool edge_pair_is_all(const struct edge_pair *p);
/* Adds the ways of w, each for itself or put together with one that is like it. */
void edge_ways_join(struct edge_ways *to, const struct edge_ways *w);
/* May anything stand there in one of them? */
bool edge_ways_open(const struct edge_ways *w);

/* ---- gap.c -------------------------------------------------------------------- */

enum { HAN_LEAST = 3 /* bytes of a Han character; of some it is one more */ };
/* The marks in a text. */
gap_set gap_of_text(struct str text);
/* The bytes of the shortest mark of a set, or fact; 0 of an empty one. */
uint32_t gap_least(gap_set set);
/* What one character of a class, from its [ to its ], may be; in *must what it is one of for
 * certain, or 0. */
gap_set gap_of_class(struct str text, gap_set *must);

/* ---- spot.c ------------------------------------------------------------------- */

/* Where a literal stands that ends a sequence, whose facts are the row. */
struct literal_spot spot_behind(const struct fact_row *r);
/* Where one stands of which nothing is known. */
struct literal_spot spot_anywhere(void);
/* The sequence of a literal goes on with the row `next`; it has `count` links so far. */
void spot_close(struct literal_spot *s, size_t count, const struct fact_row *next);
/* The sequence of a literal comes behind the row `front`. */
void spot_shift(struct literal_spot *s, const struct fact_row *front);
/* Of the sequence of a literal only the first `count` links are kept. */
void spot_cut(struct literal_spot *s, size_t count);
/* The sequence goes on with so many characters at least. */
void spot_pass(struct literal_spot *s, uint32_t characters);
/* One literal or the other. */
void spot_join(struct literal_spot *to, struct literal_spot s);

/* ---- kept.c ------------------------------------------------------------------- */

/* The lexicon of all files that were packed with this one. */
struct lexicon *kept_lexicon(struct arena *a, const struct rule_file *file);
/* The pattern of the file being read that was kept with this string: regex, captures and
 * demand, which is forgotten with its table.  NULL: none was, or it was made with other word lists. */
struct pattern *kept_pattern(struct loader *l, const struct toml_node *string, struct demand *d);

/* ---- gate.c ------------------------------------------------------------------ */

struct gate_builder;
/* Of a gate in arena a; gate_finish frees it. */
struct gate_builder *gate_builder_new(struct arena *a, void (*oom)(void));
/* Fills p->needs, needs_one, links and the sets of literals. */
void gate_add(struct gate_builder *g, struct pattern *p, const struct demand *d, enum gate_use use);
const void *gate_finish(struct gate_builder *g, size_t *literal_count);

/* ---- expr_parse.c ------------------------------------------------------------ */

enum expr_op {
	EXPR_NUMBER,
	EXPR_NAME,
	EXPR_CALL,
	EXPR_NEG,
	EXPR_ADD,
	EXPR_SUB,
	EXPR_MUL,
	EXPR_DIV,
	EXPR_COMPARE,
	EXPR_NOT,
	EXPR_AND,
	EXPR_OR
};
enum expr_function {
	CALL_SUM,
	CALL_MIN,
	CALL_MAX,
	CALL_COUNT,
	CALL_ITEMS,
	CALL_FIRST,
	CALL_LAST,
	CALL_ABS,
	CALL_ROUND,
	CALL_YEAR,
	CALL_MONTH,
	CALL_DAY,
	CALL_WEEKDAY,
	CALL_DAYS,
	CALL_POINTS,
	CALL_BARE,
	CALL_IF,
	CALL_SLIP,
	CALL_OVERLAP,
	CALL_ATTAINABLE,
	CALL_KNOWN,
	CALL_FUNCTIONS
};
struct expr_node {
	enum expr_op op;
	uint16_t height;
	uint32_t from, to;     /* bytes of the source */
	struct decimal number; /* EXPR_NUMBER */
	struct str name;       /* EXPR_NAME */
	enum number_rel rel;   /* EXPR_COMPARE */
	enum expr_function function;
	const struct expr_node *const *child;
	size_t children;
};
struct expr {
	const struct expr_node *root;
	struct str source;
	const struct str *names;
	size_t name_count;
};
const struct expr *expr_read(struct loader *l, const struct toml_node *string);

/* ---- expr_check.c ------------------------------------------------------------ */

/* What can be known of a value before there is one. */
enum dimension {
	DIMENSION_ANY,	/* not known, or already complained about */
	DIMENSION_FREE, /* goes with any unit */
	DIMENSION_PURE,
	DIMENSION_POINT,
	DIMENSION_NUMBER,
	DIMENSION_DATE,
	DIMENSION_TRUTH,
	DIMENSION_TEXT
};
struct expr_type {
	enum dimension dimension;
	bool list;
	const char *what; /* "a count", for messages; NULL: by dimension */
};
/* The names that the expressions and messages of a rule may use: what it binds,
 * what is known of every report, and all measures. */
struct name_table {
	struct loader *loader;
	VEC(struct known_name {
		struct str name;
		struct expr_type type;
	})
	bound;
	bool incomplete; /* a pattern could not be read: its names are not known */
};
bool name_table_find(const struct name_table *names, struct str name, struct expr_type *type);
/* False when the name is taken.  Nothing is kept of a file that was checked. */
bool name_table_add(struct name_table *names, struct str name, struct expr_type type);
void name_table_add_capture(struct name_table *names, const struct capture *c, bool list);
/* Complains about unknown names and mixed units in e, which was read from `node`; the type of the
 * whole.  Of a file that was checked nothing is said, and the type is any. */
struct expr_type expr_check(struct loader *l, const struct expr *e, const struct toml_node *node,
			    const struct name_table *names);
/* The same, for a condition. */
void expr_check_truth(struct loader *l, const struct expr *e, const struct toml_node *node,
		      const struct name_table *names, const char *key);
/* "unknown name 'x' (did you mean ...)" */
void name_table_unknown(const struct name_table *names, struct place place, struct str name);

/* ---- message.c --------------------------------------------------------------- */

/* Complains about names that are not known and braces that do not close. */
void message_check(struct loader *l, const struct toml_node *string,
		   const struct name_table *names);

/* ---- rule_read.c, relation_read.c, kind_read.c ------------------------------- */

/* Reads one [[rule]] into out; false after complaints. */
bool rule_read(struct loader *l, const struct toml_node *table, struct rule *out);

extern const char *const rule_scope_names[];
/* match, unless, when, also, let, expect, point; adds the names it binds. */
void relation_read(struct loader *l, const struct toml_node *table, struct rule *out,
		   const enum scope *scopes, size_t scope_count, struct name_table *names);
/* The keys of a kind, as its table says. */
void kind_read(struct loader *l, const struct toml_node *table, struct rule *out,
	       struct name_table *names);
/* Other values for the keys of a rule, but not for its patterns: names of messages hang on them. */
void kind_options_read(struct loader *l, const struct toml_node *table, struct rule *rule);
/* The scopes of a string or array; complaints for others. */
size_t scopes_read(struct loader *l, const struct toml_node *node, enum scope out[SCOPES_MAX]);

#endif
