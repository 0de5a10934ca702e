/*
 * TOML to a frozen rulebook: patterns on the skeleton, expressions over
 * exact intervals, messages, word lists, measures, examples.  A rulebook is
 * built once, then const and shared by all workers; what PCRE2 compiles
 * belongs to a matcher, one a worker.
 */
#ifndef RULE_H
#define RULE_H

#include "../fact/fact.h"

enum level { LEVEL_OFF, LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR };
extern const char *const level_names[];

/* A string in the languages of messages. */
enum message_language { MESSAGE_EN, MESSAGE_ZH, MESSAGE_LANGUAGES };

enum scope {
	SCOPE_CLAUSE,
	SCOPE_SENTENCE,
	SCOPE_PARAGRAPH,
	SCOPE_NEARBY, /* the paragraph and the five before it */
	SCOPE_SECTION,
	SCOPE_DOCUMENT,
	SCOPE_CORPUS, /* across reports: kinds that compare them have no other */
	SCOPE_CAPTURE /* the stretch of a named group of `match` (`also` only) */
};

/* What one rule can have; more is a complaint when it is loaded. */
enum {
	SCOPES_MAX = 6,
	CAPTURES_MAX = 24, /* of a pattern */
	ALSO_MAX = 6,
	LETS_MAX = 32,	  /* while one is computed it has a bit of 32 */
	OPERANDS_MAX = 32 /* captures of `match` and entries of `also` */
};
_Static_assert(CAPTURES_MAX + ALSO_MAX <= OPERANDS_MAX, "every operand has room");

/* ---- pattern.c ------------------------------------------------------------ */

enum capture_type {
	CAPTURE_FACT, /* {name:kind} or {name:kind/unit} */
	CAPTURE_LIST, /* {name:kinds}: every fact of the kind in the stretch */
	CAPTURE_WORD, /* {name:w/list}: one word of a list; has a sign */
	CAPTURE_TEXT  /* (?<name>...) */
};

struct capture {
	struct str name;
	enum capture_type type;
	kind_set kinds;
	unit_id unit;		       /* 0: any */
	const struct word_list *words; /* CAPTURE_WORD */
	uint32_t group;		       /* number of its PCRE2 group */
};

/* What stands or may stand between two facts: kinds of facts, and above their bits those of
 * punctuation marks (gap.c). */
typedef uint32_t gap_set;
#define GAP_ALL UINT32_MAX

/* Edges of facts: what stands right beside one, as a number (edge.c).  A set of them: those
 * where it is a space, those where it is not. */
enum { EDGE_DIRECT = 64, EDGES = 128, EDGE_UNKNOWN = 255 /* is in every set */ };
struct edge_set {
	uint64_t spaced, direct;
};
/* What may stand on both sides of one fact. */
struct edge_pair {
	struct edge_set before, behind;
};
/* The ways in which something may: one for each of a few alternatives of a pattern. */
enum { EDGE_PAIRS = 2 };
/* That of what stands before `at`, where a fact begins; of what stands from `at` on, where one
 * ends, in a skeleton of so many bytes. */
uint8_t edge_before(const char *skeleton, uint32_t at);
uint8_t edge_behind(const char *skeleton, uint32_t at, uint32_t len);
/* EDGE_UNKNOWN is not to be asked about. */
static inline bool
edge_in(struct edge_set s, uint8_t edge)
{
	return (edge < EDGE_DIRECT ? s.spaced : s.direct) >> edge % EDGE_DIRECT & 1;
}

/* One of the facts at the beginning of every match, in their order: its kind, and how many
 * bytes may stand between it and the one before, or where the match begins, and which. */
struct fact_link {
	kind_set kinds;
	gap_set between, must; /* and of which (0: no such demand) one stands there for certain */
	uint32_t least, most;  /* UINT32_MAX: any number */
	struct edge_pair edges[EDGE_PAIRS]; /* right beside it, one way or the other */
};
enum { FACT_LINKS_MAX = 8 };

/* Where a literal stands among the links of its pattern: behind so many of them, before the
 * one of index `before` (link_count or more: none is known to follow), and it ends at most so
 * many bytes behind the last one in front, or behind the beginning of the match, and at
 * least `after` characters before the one that follows. */
struct literal_spot {
	uint8_t behind, before, after;
	uint32_t most; /* UINT32_MAX: any number */
};

/* Of literals, by their numbers: a bit for each, that few others share. */
enum { HINT_WORDS = 8, HINTS = 64 * HINT_WORDS };
struct literal_hints {
	uint64_t at[HINT_WORDS];
};

static inline void
hints_add(struct literal_hints *h, unsigned literal)
{
	h->at[literal % HINTS / 64] |= UINT64_C(1) << literal % 64;
}

static inline void
hints_join(struct literal_hints *h, const struct literal_hints *other)
{
	for (size_t i = 0; i < HINT_WORDS; i++)
		h->at[i] |= other->at[i];
}

/* Can one of those be this literal? */
static inline bool
hints_hold(const struct literal_hints *h, unsigned literal)
{
	return h->at[literal % HINTS / 64] >> literal % 64 & 1;
}

/* Can two sets have one in common? */
static inline bool
hints_meet(const struct literal_hints *a, const struct literal_hints *b)
{
	uint64_t both = 0;

	for (size_t i = 0; i < HINT_WORDS; i++)
		both |= a->at[i] & b->at[i];
	return both != 0;
}

/* A set of literals one of which every match must hold, and where: numbers that rulebook_gate
 * gives.  None: no demand. */
enum { LITERAL_GATES = 3 }; /* of a pattern */
struct literal_gate {
	const uint16_t *literals;
	size_t count;
	struct literal_spot spot;
	struct literal_hints hints;
};

/* What was compiled when the program was built: by this library, the bytes that all such codes
 * begin with, and those that follow.  Empty: it was not. */
struct kept_code {
	struct str library, first, rest;
};

/* Written as PCRE2 (UTF, UCP) on the skeleton, with typed captures {name:kind},
 * {name:kinds}, {name:kind/unit}, {name:w/list}, word lists {w:list} (an alternation,
 * longest first), and in a class {kind} for any fact of a kind.  Kinds are those of
 * KIND_LIST and `quantity`, `number`, `any`. */
struct pattern {
	struct str source; /* as in the rule file */
	struct str regex;  /* what PCRE2 is given */
	struct place place;
	uint32_t index; /* into a matcher's compiled codes */
	struct kept_code code;
	const struct capture *captures;
	size_t capture_count;
	kind_set needs;	    /* kinds without which it cannot match: one of each of ... */
	kind_set needs_one; /* ... and at least one of these (0: no such demand) */
	/* Those that there are come first: of a match of a rule those whose literals stand
	 * nearest to facts. */
	struct literal_gate gates[LITERAL_GATES];
	bool everywhere; /* the literals of the first gate are in rulebook_places */
	const struct fact_link *links;
	size_t link_count; /* FACT_LINKS_MAX at most */
	/* A match ends where the stretch does and takes at most so many bytes; UINT32_MAX:
	 * nothing of the kind. */
	uint32_t tail;
	bool anchored; /* a match begins where the stretch does */
	/* Of a pattern without links: text in every match that ends at most so many bytes behind
	 * its beginning; none: nothing of the kind is known. */
	struct str landmark;
	uint32_t landmark_most;
};

/* A fact list or a single fact, a word, or a stretch, bound by one capture. */
struct binding {
	const struct capture *capture;
	struct span skeleton;		 /* of the group */
	const struct fact *const *facts; /* 1 for CAPTURE_FACT, n for a list */
	size_t fact_count;
	const struct fact *one; /* where `facts` points when it is one: not to be copied */
	int sign;		/* CAPTURE_WORD */
};
struct match {
	struct span skeleton;
	struct binding bindings[CAPTURES_MAX];
	size_t count; /* groups that took no part are left out */
};

struct rulebook;
struct matcher;
/* NULL without memory; oom is called when there is none later. */
struct matcher *matcher_new(const struct rulebook *rb, void (*oom)(void));
void matcher_free(struct matcher *m);
/* Forgets what was found, and tries patterns again that were given up for their limits.  To be
 * called whenever facts were read that are to be matched: what is kept is known by the address of
 * its facts, where others may have stood before. */
void matcher_reset(struct matcher *m);

enum match_result { MATCH_NONE, MATCH_FOUND, MATCH_LIMIT };
/* The first match of p in the skeleton stretch `where` at or after `from`, of facts that were
 * read before the last matcher_reset.  Units are tested while PCRE2 matches (callouts).  Compiles
 * on first use, JIT after some uses.  MATCH_LIMIT: match or depth limit was reached; the caller
 * counts it as "unknown".  Matches are never empty.  Lists are made in arena a. */
enum match_result matcher_find(struct matcher *m, struct arena *a, const struct pattern *p,
			       const struct facts *f, struct span where, uint32_t from,
			       struct match *out);
/* Patterns that are tried together, by their numbers in the array, which must live as long; NULL:
 * that number is of none.  The first `within` of them are matched in one sentence each time.
 * In arena a. */
struct reach_set;
const struct reach_set *reach_set_new(struct arena *a, const struct pattern *const *patterns,
				      size_t count, size_t within);
/* Which patterns of a set could match in `where`, by the facts that stand there: a bit each, good
 * until the matcher is asked about another stretch. */
const uint64_t *matcher_reaches(struct matcher *m, const struct reach_set *s, const struct facts *f,
				struct span where);
/* The same of a part of the stretch that was asked about last. */
const uint64_t *matcher_reaches_part(struct matcher *m, struct span part);
/* What was found of a part of the stretch that was asked about last.  In arena a; good until the
 * matcher is reset. */
struct reached;
const struct reached *matcher_reached(const struct matcher *m, struct arena *a, struct span part);
/* As matcher_find, of a pattern of the set and in the stretch that it was found of. */
enum match_result matcher_find_reached(struct matcher *m, struct arena *a, const struct reached *r,
				       size_t number, uint32_t from, struct match *out);
/* Does p match in `where` at all?  Binds nothing (unless patterns on a piece of skeleton). */
enum match_result matcher_holds(struct matcher *m, const struct pattern *p, const struct facts *f,
				struct span where);

/* ---- expr.c --------------------------------------------------------------- */

/* dimension of a value, for the check of units when a rule is loaded */
enum value_type { VALUE_NUMBER, VALUE_LIST, VALUE_TRUTH, VALUE_DATE, VALUE_TEXT };

struct value {
	enum value_type type;
	const struct number *number;	  /* VALUE_NUMBER; VALUE_DATE: days as an interval */
	const struct number *const *list; /* VALUE_LIST */
	size_t count;
	enum truth truth;	   /* VALUE_TRUTH */
	unit_id unit;		   /* base unit of a number or of all of a list; 0 pure */
	bool free;		   /* goes with any unit: literals, counts of things, years */
	struct str text;	   /* VALUE_TEXT, and digits as printed for slip() */
	struct calendar_date date; /* VALUE_DATE with a single date */
};

/* Why an expression is unknown. */
enum doubt { DOUBT_MISSING = 1, DOUBT_UNIT = 2, DOUBT_ZERO = 4 };

struct expr; /* parsed */
struct expr_env {
	struct arena *arena;
	struct number_pool *pool;
	const struct lexicon *lexicon;
	/* The value of a name; type VALUE_NUMBER with an unknown number when it is not bound. */
	struct value (*lookup)(void *self, struct str name);
	void *self;
	unsigned *doubts; /* bits that are added, for statistics only; may be NULL */
};
struct value expr_eval(const struct expr_env *env, const struct expr *e);

/* The names that an expression uses, in order of appearance. */
const struct str *expr_names(const struct expr *e, size_t *count);
/* Does it say somewhere that two figures are the same, or are only bounds set to them? */
bool expr_equates(const struct expr *e);
/* Is a range of figures enough to see that it fails for each of them?  Sums, products and the like,
 * and comparisons, fail for a range only when they hold for no figure in it; what rounds, counts
 * digits or asks for the contrary may not. */
bool expr_widens(const struct expr *e);
/* Is it `name ~= b` or `b ~= name` as a whole?  Then *out is what b comes to. */
bool expr_eval_against(const struct expr_env *env, const struct expr *e, struct str name,
		       struct value *out);

/* ---- value.c ---------------------------------------------------------------- */

/* What a fact is worth in an expression: its interval in base units (`truncated`: read as
 * cut off instead of rounded), percent and ratio pure, its digits as text; a date as days. */
struct value value_of_lexeme(struct number_pool *pool, const struct facts *f,
			     const struct lexeme *l, bool truncated);
/* The same, of a lexeme that is no date and whose number is known, with its base unit. */
struct value value_of_figure(const struct facts *f, const struct lexeme *l, const struct number *n,
			     unit_id unit);
/* The days from the first of one date to the last of the other; the same one for a single date. */
struct value value_of_dates(struct number_pool *pool, const struct calendar_date *from,
			    const struct calendar_date *to);
/* The number alone, and its base unit in *unit (0: pure). */
const struct number *number_of_lexeme(struct number_pool *pool, const struct lexicon *lx,
				      const struct lexeme *l, bool truncated, unit_id *unit);

/* ---- rules ----------------------------------------------------------------- */

enum pick { PICK_NEAREST, PICK_NEAREST_BEFORE, PICK_ANY, PICK_ALL, PICK_UNIQUE, PICK_INHERITED };

/* A further operand, looked for around the match. */
struct also {
	struct str name;
	struct place place;
	const struct pattern *match;   /* binds a capture called `name` */
	enum scope scopes[SCOPES_MAX]; /* tried in this order until one satisfies */
	size_t scope_count;
	struct str capture_scope; /* SCOPE_CAPTURE: the group's name */
	enum pick pick;
	struct str same_unit_as; /* a capture; empty: any unit */
	struct str label_like;	 /* a capture whose label must be alike; empty: none */
	struct str label_same;	 /* a capture whose label must be the same */
	bool inherit;		 /* also try what a sibling in the sentence was explained by */
	bool optional;		 /* the rule goes on without it */
};

enum unless_side {
	UNLESS_MATCH,	 /* in the match */
	UNLESS_BEFORE,	 /* in its sentence, before it */
	UNLESS_AFTER,	 /* ... and after it */
	UNLESS_BEHIND,	 /* in its paragraph, after it */
	UNLESS_BETWEEN,	 /* between two captures */
	UNLESS_SENTENCE, /* anywhere in its sentence */
	UNLESS_UNSAID	 /* words of a capture are not said before it: no pattern */
};
struct unless {
	enum unless_side side;
	struct str from, to;	       /* UNLESS_BETWEEN: captures; UNLESS_UNSAID: one, of text */
	const struct pattern *pattern; /* NULL: UNLESS_UNSAID */
	const struct word_list *plain; /* UNLESS_UNSAID: words that need not be said; or NULL */
	bool anywhere;		       /* UNLESS_UNSAID: they may be said all over the paragraph */
	struct str untold; /* a date that the pattern binds and the match must not hold; or empty */
};

struct let {
	struct str name;
	const struct expr *value;
	struct place place;
};

/* One of the reports of an example; so many at most. */
enum { EXAMPLE_REPORTS_MAX = 16 };
struct example_report {
	struct str name, text;
};

struct example {
	struct place place;
	struct str text; /* empty where there are several reports */
	const struct example_report *reports;
	size_t report_count;
	bool markdown; /* the text is; else it is plain */
	bool want_none;
	struct str in;			/* the report the finding must be of; may be empty */
	struct str at;			/* text the primary span must overlap; may be empty */
	const struct toml_node *values; /* further keys of `want`: computed values as printed */
	enum level level;		/* LEVEL_OFF: any */
};

enum { KEY_INTEGER_MOST = 1000000000 };

/* A key of a kind of check. */
enum key_type {
	KEY_STRING,
	KEY_INTEGER,
	KEY_BOOLEAN,
	KEY_WORDS,
	KEY_PAIRS,
	KEY_PATTERN,
	KEY_NUMBERED
};
/* How things are numbered: 表# or Section #, the number at #.  At most so many strings
 * of a key, and so many bytes at least before the number. */
enum { NUMBERED_MAX = 16, NUMBERED_HEAD_MIN = 3 };
struct kind_key {
	const char *name;
	enum key_type type;
	bool required;
	const char *help; /* one line, for `explain` */
	/* KEY_STRING: "a|b|c"; NULL: any.  KEY_INTEGER: "1..100"; NULL: from 0 to KEY_INTEGER_MOST. */
	const char *choices;
};
/* A kind, as the rule layer needs to know it.  Index in the table handed to rulebook_new. */
struct kind_spec {
	const char *name;
	const char *summary;
	const struct kind_key *keys;
	size_t key_count;
	const char *values; /* names a message may use, separated by spaces */
	bool relation;	    /* takes match, unless, when, also, let, expect */
	bool corpus;	    /* compares reports: its rules have scope = "corpus" */
};
struct key_value {
	bool set;
	struct str string;
	int64_t integer;	       /* KEY_BOOLEAN too */
	const struct word_list *words; /* KEY_WORDS: "{w:a}{w:b}" or an array of words and {w:..} */
	const struct word_pairs *pairs;
	const struct pattern *pattern;
	const struct str *strings;
	size_t count;
};

struct rule {
	struct str id;
	const struct str *former_ids;
	size_t former_id_count;
	/* What tells whether a rule applies to a report stands together: all rules are asked. */
	enum level level;
	uint32_t languages; /* bits of lexicon languages; 0: all */
	uint32_t kind;	    /* index in the table of kinds */
	enum scope scope;
	struct str category; /* one of those in rule_read.c */
	struct str summary[MESSAGE_LANGUAGES], help[MESSAGE_LANGUAGES], message[MESSAGE_LANGUAGES];
	const struct key_value *values; /* parallel to the kind's keys */
	struct str pack;		/* file name without .toml */
	struct place place;
	uint32_t index;
	/* relation */
	const struct pattern *match; /* NULL: one try per scope unit (measures) */
	const struct unless *unless;
	size_t unless_count;
	const struct expr *when; /* NULL: always */
	const struct also *also;
	size_t also_count;
	const struct let *lets; /* in the order in which they can be computed */
	size_t let_count;
	const struct expr *expect; /* NULL: a match is a finding */
	struct str point;	   /* capture; empty: the whole match */
	bool has_unsure;   /* key `unsure`: level of a failure for which there is no evidence ... */
	enum level unsure; /* ... that the relation was meant: no slip of the pen explains it */
	const struct example *examples;
	size_t example_count;
};

struct measure {
	struct str id;
	const struct str *names; /* label words */
	size_t name_count;
	const unit_id *units;
	size_t unit_count;
	struct place place;
};

struct rulebook {
	struct arena *arena; /* owned */
	const struct lexicon *lexicon;
	const struct rule *rules;
	size_t rule_count;
	const struct measure *measures;
	size_t measure_count;
	const struct pattern *const *patterns; /* by index */
	size_t pattern_count;
	uint32_t groups_max; /* the highest number of a capture's group */
	const struct kind_spec *kinds;
	size_t kind_count;
	const void *gate; /* tables of rulebook_gate */
	size_t gate_literals;
};

/* ---- rulebook.c ------------------------------------------------------------ */

/* One rule or language file: parsed, or a part of the program. */
struct rule_file {
	struct str name; /* for messages and packs */
	const struct toml_node *root;
	bool language; /* of rules/lang/ (has a top-level key `language`) */
	/* Of the program's own files, instead of root: they were checked when it was built. */
	const struct packed *packed;
	uint32_t place; /* that rule_file_pack gave */
	bool examples;	/* of what is packed: with the examples of its rules */
	bool options;	/* a table a rule, with keys of its kind: other values for them */
};

/* Builds a rulebook of all files.  A rule with the id of a rule of an earlier *file*
 * replaces it; twice in one file is an error.  Options are set last, in the order of
 * their files.  With complaints the result is NULL.
 * Trees and names are copied; what is packed must outlive the rulebook. */
struct rulebook *rulebook_new(const struct rule_file *files, size_t count,
			      const struct kind_spec *kinds, size_t kind_count,
			      struct complaints *c, void (*oom)(void));
void rulebook_free(struct rulebook *rb);

/* ---- kept.c ------------------------------------------------------------------ */

/* Where the patterns of a rulebook are packed as PCRE2 compiled them: what all have in common, and
 * each by its index. */
struct packed_codes {
	uint32_t common;
	const uint32_t *at;
};
/* Packs them, in the packer's arena, the short ones first: those that are tried lie together. */
struct packed_codes codes_pack(struct packer *to, const struct rulebook *rb);
/* Packs a file of the rulebook, whose lexicon and codes are packed: its tree, and what its patterns
 * expand to and demand.  Files that were packed together are for rulebooks that have all of them. */
uint32_t rule_file_pack(struct packer *to, const struct rule_file *file, const struct rulebook *rb,
			uint32_t lexicon, struct packed_codes codes);
/* The place of the tree of a file that is packed. */
uint32_t rule_file_tree(const struct rule_file *file);

/* Is it of the kind of this name? */
static inline bool
rule_is_of(const struct rulebook *rb, const struct rule *r, const char *kind)
{
	return strcmp(rb->kinds[r->kind].name, kind) == 0;
}

/* The rule of this id or former id; NULL. */
const struct rule *rulebook_rule(const struct rulebook *rb, struct str id);
/* The nearest id, for suggestions; {0} if none is near. */
struct str rulebook_nearest(const struct rulebook *rb, struct str id);
/* Is this a category of rules? */
bool rule_category(struct str name);
extern const char *const rule_categories[]; /* ended by NULL, like the next two */
/* Keys of every [[rule]], and those of rules without a kind. */
extern const char *const rule_common_keys[], *const rule_relation_keys[];

/* ---- select.c -------------------------------------------------------------- */

/* Marks the rules (by index; NULL: none) that a selector takes: an id, a former one, a
 * category, or the beginning of ids and a `*`.  How many they are. */
size_t rulebook_select(const struct rulebook *rb, struct str selector, bool *marks);
const struct measure *rulebook_measure(const struct rulebook *rb, struct str id);

/* Where a literal stands: its offset, its number, its length in bytes. */
struct gate_place {
	uint32_t at;
	uint16_t literal, bytes;
};
struct gate_places {
	VEC(struct gate_place) all;
};
/* Adds to `out` the places of literals in a piece of a text, by rising offset; ASCII letters
 * compare without case.  What `out` has no room for is in arena a.  One pass over the piece. */
void rulebook_gate(const struct rulebook *rb, struct arena *a, struct str text, struct span piece,
		   struct gate_places *out);
/* The places of literals of patterns that say so (everywhere), by rising offset, in arena a.
 * One pass that leaves most characters out. */
const struct gate_place *rulebook_places(const struct rulebook *rb, struct arena *a,
					 struct str text, size_t *count);
/* A literal in a stretch that is searched. */
struct spot_place {
	const char *skeleton;
	uint32_t from;		  /* where the stretch begins */
	const struct fact *facts; /* of the stretch */
	size_t count, ahead;	  /* so many, and so many of them before the literal */
	struct span literal;
};
/* Could a literal that p demands at this spot be that one? */
bool spot_fits(const struct pattern *p, const struct literal_spot *s, const struct spot_place *at);
/* All literals of some gates stand near facts of these kinds: from so many bytes before one to so
 * many behind it.  UINT32_MAX: anywhere. */
struct spot_range {
	kind_set kinds;
	uint32_t before, behind;
};
/* Widens a range to the literals of this gate of p. */
void spot_widen(struct spot_range *r, const struct pattern *p, const struct literal_gate *g);
/* Can p match where there is no fact? */
static inline bool
pattern_plain(const struct pattern *p)
{
	return !p->needs && !p->needs_one;
}
/* Could p match in a sentence with these kinds of facts? */
static inline bool
pattern_kinds(const struct pattern *p, kind_set kinds)
{
	return (p->needs & ~kinds) == 0 && (!p->needs_one || (p->needs_one & kinds));
}

/* ---- message.c ------------------------------------------------------------- */

/* Renders "{part} of {whole} is {calc:percent}": each {name} by `value`, which is
 * given the format behind the colon (empty, `percent`, `percent1` ...).  `{{` is a brace.
 * In arena a. */
struct str message_render(struct arena *a, struct str template,
			  struct str (*value)(void *self, struct str name, struct str format),
			  void *self);
/* Can `message` be what the template was rendered to with `value` for `name`?
 * All other names can have any value.  Costs their product for each time `name` stands there. */
bool message_shows(struct str template, struct str message, struct str name, struct str value);

#endif
