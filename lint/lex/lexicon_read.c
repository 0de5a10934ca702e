/*
 * Reads one language file into the lexicon.  A table below says which key
 * fills which set of words; what is no key, or has the wrong shape, is a
 * complaint with its place, and nothing else stops.
 */
#include "lexicon_read.h"

#include <string.h>

enum shape {
	SHAPE_WORDS,  /* array of strings, all with `value` */
	SHAPE_MAP,    /* table of integers, plus `value` */
	SHAPE_PARTS,  /* table of [first month, last month] */
	SHAPE_FIXED,  /* array of strings, anchored */
	SHAPE_DIGITS, /* table of integers: numerals of one character */
	SHAPE_POWERS,
	SHAPE_HALVES
};

/* Keys that fill two sets stand twice. */
static const struct key {
	const char *table, *key;
	enum shape shape;
	enum root root;
	int value;
} keys[] = {
	{"numerals", "digits", SHAPE_DIGITS, ROOT_NONE, 0},
	{"numerals", "multipliers", SHAPE_POWERS, ROOT_NONE, 0},
	{"numerals", "half", SHAPE_HALVES, ROOT_NONE, 0},
	{"numerals", "words", SHAPE_MAP, ROOT_NUMBER_WORD, 0},
	{"numerals", "powers", SHAPE_MAP, ROOT_NUMBER_WORD, WORD_POWER},
	{"numerals", "and", SHAPE_WORDS, ROOT_NUMBER_AND, 0},
	{"numerals", "point", SHAPE_WORDS, ROOT_POINT, 0},
	{"numerals", "half-before-unit", SHAPE_WORDS, ROOT_HALF_UNIT, 0},
	{"numerals", "half-after-unit", SHAPE_WORDS, ROOT_HALF_AFTER, 0},
	{"numerals", "vague", SHAPE_WORDS, ROOT_VAGUE, 0},
	{"numerals", "vague", SHAPE_WORDS, ROOT_VAGUE_BACK, 0},
	{"numerals", "bound-to", SHAPE_WORDS, ROOT_BOUND_BACK, 0},
	{"numerals", "free-behind", SHAPE_WORDS, ROOT_BOUND_BACK, WORD_FREE},
	{"scales", "words", SHAPE_MAP, ROOT_SCALE, 0},
	{"scales", "short", SHAPE_MAP, ROOT_SHORT_SCALE, 0},
	{"ratio", "fraction", SHAPE_WORDS, ROOT_FRACTION, 0},
	{"ratio", "denominators", SHAPE_MAP, ROOT_DENOMINATOR, 0},
	{"ratio", "hundredths", SHAPE_MAP, ROOT_SHARE, 0},
	{"qualifier", "odd", SHAPE_WORDS, ROOT_ODD, QUALIFIER_ODD},
	{"qualifier", "guards", SHAPE_WORDS, ROOT_GUARD, 0},
	{"qualifier", "guards", SHAPE_WORDS, ROOT_GUARD_BACK, 0},
	{"qualifier.before", "about", SHAPE_WORDS, ROOT_QUALIFIER_BACK, QUALIFIER_ABOUT},
	{"qualifier.before", "about-except-time", SHAPE_WORDS, ROOT_QUALIFIER_BACK,
	 QUALIFIER_ABOUT | NOT_TIME},
	{"qualifier.before", "about-if-round", SHAPE_WORDS, ROOT_QUALIFIER_BACK,
	 QUALIFIER_ABOUT | IF_ROUND},
	{"qualifier.before", "at-least", SHAPE_WORDS, ROOT_QUALIFIER_BACK, QUALIFIER_AT_LEAST},
	{"qualifier.before", "at-most", SHAPE_WORDS, ROOT_QUALIFIER_BACK, QUALIFIER_AT_MOST},
	{"qualifier.before", "more-than", SHAPE_WORDS, ROOT_QUALIFIER_BACK, QUALIFIER_MORE_THAN},
	{"qualifier.before", "less-than", SHAPE_WORDS, ROOT_QUALIFIER_BACK, QUALIFIER_LESS_THAN},
	{"qualifier.after", "about", SHAPE_WORDS, ROOT_QUALIFIER, QUALIFIER_ABOUT},
	{"qualifier.after", "at-least", SHAPE_WORDS, ROOT_QUALIFIER, QUALIFIER_AT_LEAST},
	{"qualifier.after", "at-most", SHAPE_WORDS, ROOT_QUALIFIER, QUALIFIER_AT_MOST},
	{"qualifier.after", "more-than", SHAPE_WORDS, ROOT_QUALIFIER, QUALIFIER_MORE_THAN},
	{"qualifier.after", "less-than", SHAPE_WORDS, ROOT_QUALIFIER, QUALIFIER_LESS_THAN},
	{"range", "dashes", SHAPE_WORDS, ROOT_RANGE, 0},
	{"range", "words", SHAPE_WORDS, ROOT_RANGE, 1},
	{"range", "from", SHAPE_WORDS, ROOT_FROM_BACK, 0},
	{"range", "between", SHAPE_WORDS, ROOT_BETWEEN_BACK, 0},
	{"range", "and", SHAPE_WORDS, ROOT_BETWEEN_AND, 0},
	{"date", "year", SHAPE_WORDS, ROOT_YEAR, 0},
	{"date", "month", SHAPE_WORDS, ROOT_MONTH, 0},
	{"date", "day", SHAPE_WORDS, ROOT_DAY, 0},
	{"date", "months", SHAPE_MAP, ROOT_MONTH_NAME, 0},
	{"date", "months-that-are-words", SHAPE_MAP, ROOT_MONTH_NAME, MONTH_AMBIGUOUS},
	{"date", "weekdays", SHAPE_MAP, ROOT_WEEKDAY, 0},
	{"date", "weekdays", SHAPE_MAP, ROOT_WEEKDAY_BACK, 0},
	{"date", "parts", SHAPE_PARTS, ROOT_PART, 0},
	{"date", "parts-alone", SHAPE_PARTS, ROOT_PART_FIXED, 0},
	{"date", "cumulative", SHAPE_WORDS, ROOT_CUMULATIVE_BACK, 0},
	{"date", "fiscal", SHAPE_WORDS, ROOT_FISCAL_BACK, 0},
	{"date", "before-year", SHAPE_WORDS, ROOT_YEAR_BACK, 0},
	{"date", "before-month", SHAPE_WORDS, ROOT_MONTH_BACK, 0},
	{"date", "of", SHAPE_WORDS, ROOT_OF, 0},
	{"names", "fixed", SHAPE_FIXED, ROOT_FIXED, 0},
	{"names", "before", SHAPE_WORDS, ROOT_NAME_BACK, NEEDS_CAPITAL},
	{"names", "before-any-case", SHAPE_WORDS, ROOT_NAME_BACK, 0},
	{"names", "after", SHAPE_WORDS, ROOT_NAME_AFTER, 0},
	{"names", "numbers", SHAPE_WORDS, ROOT_NUMBER, 0},
	{"names", "ordinal", SHAPE_WORDS, ROOT_ORDINAL, 0},
	{"names", "ordinal-name", SHAPE_WORDS, ROOT_ORDINAL_NAME, 0},
	{"names", "ordinal-suffix", SHAPE_WORDS, ROOT_ORDINAL_SUFFIX, 0},
	{"enumerator", "part", SHAPE_WORDS, ROOT_HEADING_WORD, STYLE_PART},
	{"enumerator", "chapter", SHAPE_WORDS, ROOT_HEADING_WORD, STYLE_CHAPTER},
	{"enumerator", "section", SHAPE_WORDS, ROOT_HEADING_WORD, STYLE_SECTION},
	{"enumerator", "article", SHAPE_WORDS, ROOT_HEADING_WORD, STYLE_ARTICLE},
	{"enumerator", "is", SHAPE_WORDS, ROOT_IS, STYLE_HAN_IS},
	{"enumerator", "words", SHAPE_MAP, ROOT_FIRST_WORD, 0},
};
enum { KEYS = sizeof keys / sizeof *keys };

static const char *const top_keys[] = {
	"language", "name",	  "numerals", "scales", "ratio",  "qualifier", "range", "date",
	"names",    "enumerator", "unit",     "words",	"signed", "pairs",     "label", "pieces"};

struct place
reader_place(const struct reader *r, const struct toml_node *n)
{
	return (struct place){r->file, n->line, n->column};
}

static struct place
place_of_key(const struct reader *r, const struct toml_node *n)
{
	return (struct place){r->file, n->key_line, n->key_column};
}

void
reader_unknown(struct reader *r, const struct toml_node *n, const char *where,
	       const struct str *known, size_t count)
{
	struct str near = str_nearest(n->key, known, count);

	complain(r->c, place_of_key(r, n), "unknown key '%.*s' in %s%s%.*s%s", STR_FMT(n->key),
		 where, near.len ? " (did you mean '" : "", STR_FMT(near), near.len ? "'?)" : "");
}

/* Is it of this type?  If not, says what is wanted. */
bool
reader_want(struct reader *r, const struct toml_node *n, enum toml_type type, const char *what)
{
	if (n->type == type)
		return true;
	complain(r->c, reader_place(r, n), "'%.*s' must be %s", STR_FMT(n->key), what);
	return false;
}

bool
reader_usable(struct reader *r, const struct toml_node *n, struct str word)
{
	if (word.len && utf8_count(word) <= LONGEST_WORD)
		return true;
	complain(r->c, reader_place(r, n), "a word must have 1 to %d characters", LONGEST_WORD);
	return false;
}

void
reader_put(struct reader *r, const struct toml_node *n, enum root root, struct str word,
	   int32_t value)
{
	if (!reader_usable(r, n, word))
		return;
	if (!lexicon_put(r->lx, root, word, value))
		complain(r->c, reader_place(r, n),
			 "'%.*s' already stands elsewhere with another meaning", STR_FMT(word));
}

/* ---- shapes -------------------------------------------------------------------- */

const struct toml_node *
reader_string(struct reader *r, const struct toml_node *array, size_t i)
{
	const struct toml_node *n = &array->child[i];

	if (n->type == TOML_STRING)
		return n;
	complain(r->c, reader_place(r, n), "'%.*s' must hold strings only", STR_FMT(array->key));
	return NULL;
}

static void
read_words(struct reader *r, const struct key *k, const struct toml_node *n)
{
	if (!reader_want(r, n, TOML_ARRAY, "an array of strings"))
		return;
	for (size_t i = 0; i < n->children; i++) {
		const struct toml_node *w = reader_string(r, n, i);
		if (!w)
			continue;
		if (k->shape != SHAPE_FIXED) {
			reader_put(r, w, k->root, w->string, k->value);
		} else if (reader_usable(r, w, w->string)) {
			struct pending *p = lexicon_pend(r->lx, reader_place(r, w));
			p->what = PENDING_ANCHORED;
			p->root = k->root;
			p->word = w->string;
		}
	}
}

static void
read_map(struct reader *r, const struct key *k, const struct toml_node *n)
{
	if (!reader_want(r, n, TOML_TABLE, "a table of whole numbers"))
		return;
	for (size_t i = 0; i < n->children; i++) {
		const struct toml_node *w = &n->child[i];
		if (!reader_want(r, w, TOML_INTEGER, "a whole number"))
			continue;
		if (w->integer < 0 || w->integer >= WORD_POWER)
			complain(r->c, reader_place(r, w), "'%.*s' must be 0 to %d",
				 STR_FMT(w->key), WORD_POWER - 1);
		else
			reader_put(r, w, k->root, w->key, (int32_t)w->integer + k->value);
	}
}

static void
read_parts(struct reader *r, const struct key *k, const struct toml_node *n)
{
	if (!reader_want(r, n, TOML_TABLE, "a table of [first month, last month]"))
		return;
	for (size_t i = 0; i < n->children; i++) {
		const struct toml_node *w = &n->child[i], *m = w->child;
		if (w->type != TOML_ARRAY || w->children != 2 || m[0].type != TOML_INTEGER ||
		    m[1].type != TOML_INTEGER || m[0].integer < 1 || m[1].integer > 12 ||
		    m[0].integer > m[1].integer) {
			complain(r->c, reader_place(r, w),
				 "'%.*s' must be [first month, last month]", STR_FMT(w->key));
			continue;
		}
		int32_t value = (int32_t)(m[0].integer * 16 + m[1].integer);
		if (k->root == ROOT_PART) {
			reader_put(r, w, ROOT_PART, w->key, value);
		} else if (reader_usable(r, w, w->key)) {
			struct pending *p = lexicon_pend(r->lx, place_of_key(r, w));
			p->what = PENDING_ANCHORED;
			p->root = k->root;
			p->word = w->key;
			p->value = value;
		}
	}
}

static struct numeral *
numeral_slot(struct reader *r, const struct toml_node *n, struct str word)
{
	size_t at = 0;
	uint32_t cp = word.len ? utf8_next(word.at, &at) : 0;

	if (!cp || at != word.len || cp < 0x80 || cp >= CODE_POINTS) {
		complain(r->c, reader_place(r, n),
			 "a numeral is one character, and no letter or digit");
		return NULL;
	}
	for (size_t tried = 0, i = cp % NUMERALS; tried < NUMERALS / 2; i = (i + 1) % NUMERALS) {
		struct numeral *slot = &r->lx->own->numerals[i];
		if (slot->cp == cp)
			return slot;
		if (!slot->cp) {
			*slot = (struct numeral){.cp = cp, .digit = -1, .power = -1};
			return slot;
		}
		tried++;
	}
	complain(r->c, reader_place(r, n), "too many numerals");
	return NULL;
}

static void
read_numerals(struct reader *r, const struct key *k, const struct toml_node *n)
{
	bool halves = k->shape == SHAPE_HALVES;
	int64_t most = k->shape == SHAPE_DIGITS ? 9 : 12;

	if (!reader_want(r, n, halves ? TOML_ARRAY : TOML_TABLE,
			 halves ? "an array of numerals" : "a table of whole numbers"))
		return;
	for (size_t i = 0; i < n->children; i++) {
		const struct toml_node *w = &n->child[i];
		if (!reader_want(r, w, halves ? TOML_STRING : TOML_INTEGER,
				 halves ? "strings" : "a whole number"))
			continue;
		struct numeral *slot = numeral_slot(r, w, halves ? w->string : w->key);
		if (!slot)
			continue;
		if (!halves && (w->integer < 0 || w->integer > most))
			complain(r->c, reader_place(r, w), "'%.*s' must be 0 to %d",
				 STR_FMT(w->key), (int)most);
		else if (halves)
			slot->half = true;
		else if (k->shape == SHAPE_DIGITS)
			slot->digit = (int8_t)w->integer;
		else
			slot->power = (int8_t)w->integer;
	}
}

static void
read_shape(struct reader *r, const struct key *k, const struct toml_node *n)
{
	switch (k->shape) {
	case SHAPE_WORDS:
	case SHAPE_FIXED:
		read_words(r, k, n);
		break;
	case SHAPE_MAP:
		read_map(r, k, n);
		break;
	case SHAPE_PARTS:
		read_parts(r, k, n);
		break;
	case SHAPE_DIGITS:
	case SHAPE_POWERS:
	case SHAPE_HALVES:
		read_numerals(r, k, n);
		break;
	}
}

/* One table of word sets; `name` may be "qualifier.before". */
static void
read_sets(struct reader *r, const struct toml_node *table, const char *name)
{
	struct str known[KEYS];
	size_t count = 0;

	if (!reader_want(r, table, TOML_TABLE, "a table"))
		return;
	for (size_t i = 0; i < KEYS; i++)
		if (!strcmp(keys[i].table, name))
			known[count++] = str_of(keys[i].key);
	for (size_t i = 0; i < table->children; i++) {
		const struct toml_node *n = &table->child[i];
		bool found = false;
		for (size_t j = 0; j < KEYS; j++)
			if (!strcmp(keys[j].table, name) && str_eq(str_of(keys[j].key), n->key)) {
				read_shape(r, &keys[j], n);
				found = true;
			}
		if (!strcmp(name, "qualifier") && str_eq(n->key, STR("before")))
			read_sets(r, n, "qualifier.before");
		else if (!strcmp(name, "qualifier") && str_eq(n->key, STR("after")))
			read_sets(r, n, "qualifier.after");
		else if (!found)
			reader_unknown(r, n, name, known, count);
	}
}

/* ---- the file ---------------------------------------------------------------------- */

static void
read_language(struct reader *r, const struct toml_node *n)
{
	if (n->type != TOML_STRING || !n->string.len) {
		complain(r->c, reader_place(r, n), "a language file needs language = \"...\"");
		return;
	}
	for (size_t i = 0; i < r->lx->languages.len; i++)
		if (str_eq(r->lx->languages.at[i], n->string))
			return;
	if (r->lx->languages.len == 32)
		complain(r->c, reader_place(r, n), "more than 32 languages");
	else
		*VEC_PUSH(r->lx->arena, &r->lx->languages) = n->string;
}

static void
read_top(struct reader *r, const struct toml_node *n)
{
	static const struct {
		const char *key;
		void (*read)(struct reader *r, const struct toml_node *n);
	} top[] = {{"unit", read_units},
		   {"words", read_lists},
		   {"signed", read_signed},
		   {"pairs", read_pairs},
		   {"label", read_label}};
	struct str known[sizeof top_keys / sizeof *top_keys];
	size_t count = sizeof known / sizeof *known;

	for (size_t i = 0; i < count; i++)
		known[i] = str_of(top_keys[i]);
	if (str_eq(n->key, STR("language"))) {
		read_language(r, n);
		return;
	}
	if (str_eq(n->key, STR("name"))) {
		reader_want(r, n, TOML_STRING, "a string");
		return;
	}
	if (str_eq(n->key, STR("pieces"))) /* of the rules: no words */
		return;
	for (size_t i = 0; i < sizeof top / sizeof *top; i++)
		if (str_eq(n->key, str_of(top[i].key))) {
			top[i].read(r, n);
			return;
		}
	for (size_t i = 2; i < count; i++)
		if (str_eq(n->key, known[i])) {
			read_sets(r, n, top_keys[i]);
			return;
		}
	reader_unknown(r, n, "a language file", known, count);
}

void
lexicon_add_key(struct lexicon *lx, struct str file, const struct toml_node *key,
		struct complaints *c)
{
	struct reader r = {lx, file, c};

	read_top(&r, key);
}

void
lexicon_add(struct lexicon *lx, struct str file, const struct toml_node *root, struct complaints *c)
{
	const struct place top = {file, 1, 1};

	if (!root)
		return;
	if (!toml_get(root, STR("language")))
		complain(c, top, "a language file needs language = \"...\"");
	for (size_t i = 0; i < root->children; i++)
		lexicon_add_key(lx, file, &root->child[i], c);
}
