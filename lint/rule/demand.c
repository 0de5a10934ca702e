/*
 * What every match of a pattern must hold, read off its expanded regular
 * expression: the kinds of its mandatory captures, a set of literals of which
 * each match holds one, and the row of facts that it holds with the distances
 * between them (fact_row.c).  Whatever is not understood makes no demand: a demand may be
 * too weak, never too strong.  One pass over the expression.
 */
#include "rule_internal.h"

#include <string.h>

enum {
	CLASS_WORDS_MOST = 8,
	SET_MAX = 48,	      /* literals of one pattern */
	REMEMBERED_FROM = 64, /* bytes */
	LITERAL_BYTES = 48    /* a longer one is cut: its beginning is demanded as well */
};

struct analysis {
	struct arena *arena;
	struct demand_memory *memory;
	struct str regex;
	size_t at;
	struct buf run; /* literal text that is being read; empty in every inner group */
	unsigned depth;
	bool caseless; /* from some place on: a letter may match one of another length */
	bool branches; /* an alternative stands outside of all brackets */
	bool unsure;
};

static struct demand demand_of_alternation(struct analysis *x);

static bool
more(const struct analysis *x)
{
	return x->at < x->regex.len;
}

static char
ahead(const struct analysis *x, size_t n)
{
	return x->at + n < x->regex.len ? x->regex.at[x->at + n] : '\0';
}

/* ---- demands of one character --------------------------------------------- */

static struct demand
demand_of_bytes(uint32_t least, uint32_t most, gap_set what)
{
	return (struct demand){.row = {.rest = {least, most, what}}};
}

static struct demand
demand_of_nothing(void)
{
	return (struct demand){0};
}

static struct demand
demand_of_kinds(kind_set kinds)
{
	struct demand d = {.row = {.count = 1, .links = {{.kinds = kinds}}}};

	if (kinds & (kinds - 1))
		d.one = kinds;
	else
		d.needs = kinds;
	return d;
}

/* ---- literals ----------------------------------------------------------------- */

static bool
set_better(const struct literal_set *a, const struct literal_set *b)
{
	if (!a->count || !b->count)
		return a->count > 0;
	if (a->shortest != b->shortest)
		return a->shortest > b->shortest;
	return a->count < b->count;
}

static unsigned
popcount(kind_set k)
{
	return (unsigned)__builtin_popcount(k);
}

/* Keeps the best sets of those that were demanded one beside the other, the best one first. */
static void
demand_add_set(struct demand *to, const struct literal_set *s)
{
	size_t i = LITERAL_GATES;

	for (; i > 0 && set_better(s, &to->sets[i - 1]); i--)
		if (i < LITERAL_GATES)
			to->sets[i] = to->sets[i - 1];
	if (i < LITERAL_GATES && s->count)
		to->sets[i] = *s;
}

/* This, then that. */
static void
demand_add(struct demand *to, const struct demand *d)
{
	to->needs |= d->needs;
	if (d->one && (!to->one || popcount(d->one) < popcount(to->one)))
		to->one = d->one;
	for (size_t i = 0; i < LITERAL_GATES; i++)
		spot_close(&to->sets[i].spot, to->row.count, &d->row);
	for (size_t i = 0; i < LITERAL_GATES && d->sets[i].count; i++) {
		struct literal_set set = d->sets[i];
		spot_shift(&set.spot, &to->row);
		demand_add_set(to, &set);
	}
	row_append(&to->row, &d->row);
}

static unsigned char
lower(unsigned char c)
{
	return (unsigned)(c - 'A') < 26 ? c | 0x20 : c;
}

/* The set of a literal run, if it is telling: a Han character or three letters. */
static struct literal_set
set_of_run(struct arena *a, struct str run)
{
	struct literal_set none = {0};
	/* A literal is found by a Han character or two ASCII bytes. */
	while (run.len && (unsigned char)run.at[0] < 0x80 &&
	       (run.len < 2 || (unsigned char)run.at[1] >= 0x80))
		run = str_sub(run, 1, run.len);
	if (run.len > LITERAL_BYTES) {
		size_t cut = LITERAL_BYTES;
		while (((unsigned char)run.at[cut] & 0xC0) == 0x80)
			cut--;
		run.len = cut;
	}
	size_t letters = 0, han = 0;
	for (size_t i = 0; i < run.len;) {
		uint32_t c = utf8_next(run.at, &i);
		han += cp_is_han(c);
		letters += is_letter((int)c);
	}
	if (!han && letters < 3)
		return none;
	struct str *text = arena_alloc(a, sizeof *text);
	char *bytes = arena_alloc(a, run.len);
	for (size_t i = 0; i < run.len; i++)
		bytes[i] = (char)lower((unsigned char)run.at[i]);
	*text = (struct str){bytes, run.len};
	return (struct literal_set){.at = text, .count = 1, .room = 1, .shortest = run.len};
}

static void
set_join(struct arena *a, struct literal_set *to, const struct literal_set *s)
{
	/* Room for all that may follow, made once. */
	struct str *at = to->at;
	if (to->room < to->count + s->count) {
		at = arena_array(a, SET_MAX, sizeof *at);
		memcpy(at, to->at, to->count * sizeof *at);
		to->room = SET_MAX;
	}
	memcpy(at + to->count, s->at, s->count * sizeof *at);
	size_t shortest = s->shortest;
	if (to->count && to->shortest < shortest)
		shortest = to->shortest;
	to->at = at;
	to->count += s->count;
	to->shortest = shortest;
	spot_join(&to->spot, s->spot);
}

/* ---- pieces of a regular expression --------------------------------------------- */

static uint32_t
read_number(struct analysis *x)
{
	uint32_t n = 0;

	for (; ahead(x, 0) >= '0' && ahead(x, 0) <= '9'; x->at++)
		n = bound_sum(bound_times(n, 10), (uint32_t)(ahead(x, 0) - '0'));
	return n;
}

/* Reads a quantifier behind an item.  Whether one stands there; its bounds. */
static bool
quantifier(struct analysis *x, uint32_t *least, uint32_t *most)
{
	char c = ahead(x, 0);
	*least = *most = 1;
	if (c == '?' || c == '*' || c == '+') {
		*least = c == '+';
		*most = c == '?' ? 1 : UNBOUNDED;
		x->at++;
	} else if (c == '{' && ((ahead(x, 1) >= '0' && ahead(x, 1) <= '9') || ahead(x, 1) == ',')) {
		/* {,n} is literal text to some versions: nothing is known of it. */
		bool open = ahead(x, 1) == ',';
		x->at++;
		*least = *most = read_number(x);
		if (ahead(x, 0) == ',') {
			x->at++;
			open = open || ahead(x, 0) == '}';
			*most = read_number(x);
		}
		if (open)
			*most = UNBOUNDED;
		while (more(x) && ahead(x, 0) != '}')
			x->at++;
		x->at++;
	} else {
		return false;
	}
	if (ahead(x, 0) == '?' || ahead(x, 0) == '+')
		x->at++;
	return true;
}

static kind_set
kind_of_character(uint32_t c)
{
	if (c < SKELETON_BASE || c >= SKELETON_BASE + KIND_COUNT_OF_KINDS)
		return 0;
	return KIND_BIT(c - SKELETON_BASE);
}

/* Skips a class; the kinds in it when it holds nothing else. */
static kind_set
class_kinds(struct analysis *x)
{
	kind_set kinds = 0;
	bool only = true;
	x->at++;
	if (ahead(x, 0) == '^') {
		only = false;
		x->at++;
	}
	for (bool first = true; more(x) && (first || ahead(x, 0) != ']'); first = false) {
		if (ahead(x, 0) == '\\') {
			x->at++;
			only = false;
		} else if (ahead(x, 0) == '[' && ahead(x, 1) == ':') {
			struct str rest = str_sub(x->regex, x->at, x->regex.len);
			size_t close = str_find(rest, STR(":]"));
			x->at += close == SIZE_MAX ? 0 : close + 1;
			only = false;
		}
		if (!more(x))
			break;
		kind_set kind = kind_of_character(utf8_next(x->regex.at, &x->at));
		only = only && kind;
		kinds |= kind;
	}
	x->at++;
	return only ? kinds : 0;
}

enum group { GROUP_BODY, GROUP_AHEAD, GROUP_NOT, GROUP_EMPTY };

/* Behind an opening bracket: moves to what the group holds.  A look-around
 * takes nothing, an option or a comment holds nothing. */
static enum group
group_open(struct analysis *x)
{
	if (ahead(x, 0) != '?')
		return GROUP_BODY;
	char c = ahead(x, 1);
	if (c == ':' || c == '>') {
		x->at += 2;
		return GROUP_BODY;
	}
	bool behind = c == '<' && (ahead(x, 2) == '=' || ahead(x, 2) == '!');
	if (c == '=' || c == '!' || behind) {
		char sign = behind ? ahead(x, 2) : c;
		x->at += behind ? 3 : 2;
		return sign == '=' ? GROUP_AHEAD : GROUP_NOT;
	}
	if (c == '<' || c == 'P' || c == '\'') {
		x->unsure = x->unsure || (c == 'P' && ahead(x, 2) != '<');
		x->at += c == 'P' ? 3 : 2;
		while (more(x) && ahead(x, 0) != '>' && ahead(x, 0) != '\'')
			x->at++;
		x->at++;
		return GROUP_BODY;
	}
	/* What is no option, comment or callout, refers to other groups. */
	x->unsure = x->unsure || !(is_letter((unsigned char)c) || strchr("^-#", c)) || c == 'R';
	x->at++;
	for (; more(x) && ahead(x, 0) != ')' && ahead(x, 0) != ':'; x->at++)
		x->caseless = x->caseless || ahead(x, 0) == 'i';
	if (c == '#')
		while (more(x) && ahead(x, 0) != ')')
			x->at++;
	bool body = ahead(x, 0) == ':';
	x->at++;
	return body ? GROUP_BODY : GROUP_EMPTY;
}

/* Moves behind a class, as class_kinds does. */
static void
class_skip(struct analysis *x)
{
	const char *s = x->regex.at;
	size_t at = x->at + 1, len = x->regex.len;
	if (at < len && s[at] == '^')
		at++;
	for (bool first = true; at < len && (first || s[at] != ']'); first = false) {
		size_t close = SIZE_MAX;
		if (s[at] == '[' && at + 1 < len && s[at + 1] == ':')
			close = str_find(str_sub(x->regex, at, len), STR(":]"));
		if (close != SIZE_MAX)
			at += close + 2;
		else
			at += s[at] == '\\' ? 2 : 1;
	}
	x->at = at < len ? at + 1 : len;
}

/* Moves behind the bracket that closes the group. */
static void
group_skip(struct analysis *x)
{
	static const bool telling[256] = {['('] = true, [')'] = true, ['['] = true, ['\\'] = true};

	for (unsigned open = 1; open && more(x);) {
		const char *s = x->regex.at, *end = s + x->regex.len;
		const char *p = s + x->at;
		while (p < end && !telling[(unsigned char)*p])
			p++; /* words of a list, most of them */
		x->at = (size_t)(p - s);
		if (p == end)
			break;
		char c = *p;
		if (c == '[') {
			class_skip(x);
			continue;
		}
		if (c == '(' && ahead(x, 1) == '?' && ahead(x, 2) == '#')
			while (more(x) && ahead(x, 0) != ')')
				x->at++;
		else if (c == '(')
			open++;
		else if (c == ')')
			open--;
		x->at += c == '\\' ? 2 : 1;
	}
}

/* What a group holds, from the place of x to the bracket that closes it. */
static struct str
group_text(const struct analysis *x)
{
	struct analysis skip = *x;
	group_skip(&skip);
	return str_sub(x->regex, x->at, skip.at ? skip.at - 1 : 0);
}

static struct demand
demand_of_body(struct analysis *x)
{
	struct demand none = {0};
	if (++x->depth > GROUPS_NESTED_MAX + 10) {
		x->unsure = true;
		x->at = x->regex.len;
		return none;
	}
	struct demand inside = demand_of_alternation(x);
	x->depth--;
	return inside;
}

/* The same, of a long group that has stood in another pattern: most are word lists. */
static struct demand
demand_remembered(struct analysis *x)
{
	struct str text = group_text(x);
	if (text.len < REMEMBERED_FROM)
		return demand_of_body(x);
	bool caseless = x->caseless;
	uint64_t key = hash_bytes(text.at, text.len, caseless);
	struct remembered *r = &x->memory->at[key % DEMANDS_REMEMBERED];
	if (r->caseless == caseless && str_eq(r->text, text)) {
		x->at += text.len;
		return r->demand;
	}
	struct demand d = demand_of_body(x);
	/* Its literals may have more added behind them: not the same place twice. */
	for (size_t i = 0; i < LITERAL_GATES; i++)
		d.sets[i].room = d.sets[i].count;
	if (!x->unsure && x->caseless == caseless)
		*r = (struct remembered){text, caseless, d};
	return d;
}

static struct demand
demand_of_group(struct analysis *x)
{
	struct demand none = {0};
	x->at++;
	enum group group = group_open(x);
	/* What must not stand there demands nothing. */
	if (group == GROUP_NOT)
		group_skip(x);
	if (group == GROUP_EMPTY || group == GROUP_NOT)
		return none;
	struct demand inside = demand_remembered(x);
	x->at++; /* the closing bracket */
	/* What is looked at stands there, but takes no place. */
	if (group == GROUP_AHEAD) {
		inside.row = none.row;
		for (size_t i = 0; i < LITERAL_GATES; i++)
			inside.sets[i].spot = spot_anywhere();
	}
	return inside;
}

/* A literal character at the place of x; false for anything else. */
static bool
literal_character(struct analysis *x, struct str *out)
{
	char c = ahead(x, 0);
	size_t from = x->at, to = from;
	if (c == '\\') {
		unsigned char next = (unsigned char)ahead(x, 1);
		bool word = is_letter(next);
		if (word || next == 0 || is_digit(next))
			return false;
		from = to = from + 1;
	} else if (strchr("[(|)*+?.^${", c)) {
		return false;
	}
	uint32_t cp = utf8_next(x->regex.at, &to);
	/* Only what the tables can find: three bytes or ASCII, and no fact. */
	if (kind_of_character(cp) || !((to - from == 3) || to - from == 1))
		return false;
	*out = str_sub(x->regex, from, to);
	return true;
}

/* An escape that is no literal: how much it takes. */
static struct demand
demand_of_escape(struct analysis *x)
{
	char c = ahead(x, 1);
	x->at++;
	if (more(x))
		utf8_next(x->regex.at, &x->at);
	/* These go on in ways of their own; in brackets, they end where they say. */
	if (c && strchr("xpPgkNoc0123456789", c)) {
		char open = ahead(x, 0), close = open == '<' ? '>' : open == '\'' ? open : '}';
		x->unsure = x->unsure || !(open == '{' || (close != '}' && strchr("gk", c)));
		while (more(x) && (x->at++, ahead(x, 0) != close))
			;
		x->at++;
	}
	/* Where a match begins must not hang on where it was looked for. */
	x->unsure = x->unsure || c == 'G';
	if (c && strchr("bBAZzK", c))
		return demand_of_nothing();
	if (str_ends(str_sub(x->regex, 0, x->at), STR("\\p{Han}")))
		return demand_of_bytes(1, UTF8_MAX, 0);
	if (c && strchr("xpPNodDwWsShHvVntrfea", c))
		return demand_of_bytes(1, UTF8_MAX, GAP_ALL);
	return demand_of_bytes(0, UNBOUNDED, GAP_ALL);
}

/* The characters of the class at the place of x, when they are a few Han characters and
 * nothing else: one of them must stand there. */
static struct literal_set
class_words(const struct analysis *x)
{
	struct str words[CLASS_WORDS_MOST];
	struct literal_set none = {0};
	size_t count = 0, at = x->at + 1;
	while (at < x->regex.len && x->regex.at[at] != ']') {
		size_t from = at;
		if (!cp_is_han(utf8_next(x->regex.at, &at)) || count == CLASS_WORDS_MOST)
			return none;
		words[count++] = str_sub(x->regex, from, at);
	}
	if (!count)
		return none;
	struct str *kept = arena_array(x->arena, count, sizeof *kept);
	memcpy(kept, words, count * sizeof *kept);
	return (struct literal_set){
		.at = kept, .count = count, .room = count, .shortest = words[0].len};
}

static struct demand
demand_of_class(struct analysis *x)
{
	struct literal_set words = class_words(x);
	size_t from = x->at;
	kind_set kinds = class_kinds(x);
	gap_set what = gap_of_class(str_sub(x->regex, from, x->at));
	struct demand d = kinds ? demand_of_kinds(kinds) : demand_of_bytes(1, UTF8_MAX, what);
	d.sets[0] = words;
	d.sets[0].spot = spot_behind(&d.row);
	return d;
}

/* Anything that is neither literal nor group. */
static struct demand
demand_of_other(struct analysis *x)
{
	char c = ahead(x, 0);
	kind_set kinds;
	if (c == '\\')
		return demand_of_escape(x);
	if (c == '[')
		return demand_of_class(x);
	kinds = kind_of_character(utf8_next(x->regex.at, &x->at));
	if (kinds)
		return demand_of_kinds(kinds);
	return c == '^' || c == '$' ? demand_of_nothing() : demand_of_bytes(1, UTF8_MAX, GAP_ALL);
}

static void
run_done(struct analysis *x, struct demand *d)
{
	struct literal_set set = {0};
	if (x->run.len)
		set = set_of_run(x->arena, buf_str(&x->run));
	set.spot = spot_behind(&d->row);
	demand_add_set(d, &set);
	x->run.len = 0;
}

static void
add_literal(struct analysis *x, struct demand *all, struct str c)
{
	uint32_t least, most, bytes = (uint32_t)c.len;
	x->at = (size_t)(c.at - x->regex.at) + c.len;
	bool repeated = quantifier(x, &least, &most);
	if (least)
		buf_add(&x->run, c);
	row_add_bytes(&all->row, (struct bytes){bound_times(x->caseless ? 1 : bytes, least),
						bound_times(x->caseless ? UTF8_MAX : bytes, most),
						gap_of_text(c)});
	if (repeated)
		run_done(x, all);
}

/* Letters and spaces in a row: most of what a word list is spelled with.  Stops
 * before the last of them, which a quantifier may follow. */
static void
add_letters(struct analysis *x, struct demand *all)
{
	size_t to = x->at;
	while (to < x->regex.len &&
	       (((unsigned)(x->regex.at[to] | 0x20) - 'a') < 26 || x->regex.at[to] == ' '))
		to++;
	if (to - x->at < 2)
		return;
	uint32_t bytes = (uint32_t)(to - x->at - 1);
	buf_add(&x->run, str_sub(x->regex, x->at, to - 1));
	x->at = to - 1;
	row_add_bytes(&all->row,
		      (struct bytes){bytes, bound_times(x->caseless ? UTF8_MAX : 1, bytes), 0});
}

static struct demand
demand_of_sequence(struct analysis *x)
{
	struct demand all = {0};
	while (more(x) && ahead(x, 0) != '|' && ahead(x, 0) != ')') {
		uint32_t least, most;
		struct str c;
		add_letters(x, &all);
		if (literal_character(x, &c)) {
			add_literal(x, &all, c);
			continue;
		}
		run_done(x, &all);
		struct demand d = ahead(x, 0) == '(' ? demand_of_group(x) : demand_of_other(x);
		quantifier(x, &least, &most);
		row_repeat(&d.row, least, most);
		if (!least)
			d = (struct demand){.row = d.row};
		demand_add(&all, &d);
	}
	run_done(x, &all);
	return all;
}

/* One of two: the best literals of both, if both demand any. */
static void
sets_join(struct arena *a, struct demand *to, struct demand *d)
{
	struct literal_set *set = &to->sets[0], *other = &d->sets[0];

	spot_cut(&set->spot, to->row.count);
	spot_cut(&other->spot, to->row.count);
	if (set->count && other->count && set->count + other->count <= SET_MAX)
		set_join(a, set, other);
	else
		set->count = 0;
	for (size_t i = set->count ? 1 : 0; i < LITERAL_GATES; i++)
		to->sets[i] = (struct literal_set){0};
}

/* One of several: what all demand, or one demand of each. */
static struct demand
demand_of_alternation(struct analysis *x)
{
	struct demand all = demand_of_sequence(x);
	while (more(x) && ahead(x, 0) == '|') {
		x->branches |= !x->depth;
		x->at++;
		struct demand d = demand_of_sequence(x);
		kind_set left = all.needs ? all.needs : all.one;
		kind_set right = d.needs ? d.needs : d.one;
		all.one = left && right ? left | right : 0;
		all.needs &= d.needs;
		row_join(&all.row, d.row);
		sets_join(x->arena, &all, &d);
	}
	return all;
}

struct demand
demand_read(struct arena *a, struct demand_memory *memory, struct str regex)
{
	struct analysis x = {.arena = a, .memory = memory, .regex = regex, .run = {.arena = a}};
	struct demand d = demand_of_alternation(&x);
	/* A `$` that nothing follows; no escape. */
	size_t len = regex.len;
	bool ends = len > 1 && regex.at[len - 1] == '$' && regex.at[len - 2] != '\\';
	d.tail = ends && !x.branches ? row_behind(&d.row, 0).most : UNBOUNDED;
	return x.unsure || x.at < regex.len ? (struct demand){.tail = UNBOUNDED} : d;
}
