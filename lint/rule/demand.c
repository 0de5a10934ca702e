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
	REMEMBERED_FROM = 64, /* bytes */
	GROUPS_KEPT = 4
};

struct analysis {
	struct arena *arena;
	struct demand_memory *memory;
	struct str regex;
	size_t at;
	struct buf run; /* literal text that is being read; empty in every inner group */
	unsigned depth;
	/* Named groups that ended: what else is of such a name is one of them. */
	struct {
		struct str name;
		struct bytes bytes;
	} groups[GROUPS_KEPT];
	size_t group_count;
	bool caseless; /* from some place on: a letter may match one of another length */
	bool lines;    /* ^ and $ stand at lines, too */
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

enum group { GROUP_BODY, GROUP_AHEAD, GROUP_BEHIND, GROUP_NOT, GROUP_EMPTY };

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
		return sign == '!' ? GROUP_NOT : behind ? GROUP_BEHIND : GROUP_AHEAD;
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
	for (; more(x) && ahead(x, 0) != ')' && ahead(x, 0) != ':'; x->at++) {
		x->caseless = x->caseless || ahead(x, 0) == 'i';
		x->lines = x->lines || ahead(x, 0) == 'm';
	}
	if (c == '#')
		while (more(x) && ahead(x, 0) != ')')
			x->at++;
	bool body = ahead(x, 0) == ':';
	x->at++;
	return body ? GROUP_BODY : GROUP_EMPTY;
}

/* What a group holds, from the place of x to the bracket that closes it. */
static struct str
group_text(const struct analysis *x)
{
	size_t end = regex_group_end(x->regex, x->at);
	return str_sub(x->regex, x->at, end ? end - 1 : 0);
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

/* Behind an opening bracket: the name of the group, as (?<name> has one. */
static struct str
group_name(const struct analysis *x)
{
	struct str rest = str_sub(x->regex, x->at, x->regex.len);
	size_t end = str_find(rest, STR(">"));
	bool named = str_starts(rest, STR("?<")) && end != SIZE_MAX && rest.at[2] != '=' &&
		     rest.at[2] != '!';
	return named ? str_sub(rest, 2, end) : (struct str){0};
}

static void
group_keep(struct analysis *x, struct str name, struct bytes bytes)
{
	for (size_t i = 0; i < x->group_count; i++)
		if (str_eq(x->groups[i].name, name))
			x->groups[i].bytes = demand_of_anything().row.rest;
	if (!name.len || x->group_count == GROUPS_KEPT)
		return;
	x->groups[x->group_count].name = name;
	x->groups[x->group_count++].bytes = bytes;
}

/* A name once more, \k<name>: what its group matched, where case counts. */
static struct demand
demand_of_name(const struct analysis *x, struct str name)
{
	struct demand d = demand_of_anything();
	for (size_t i = x->group_count; i-- > 0 && !x->caseless;)
		if (str_eq(x->groups[i].name, name))
			d.row.rest = x->groups[i].bytes;
	return d;
}

static struct demand
demand_of_group(struct analysis *x)
{
	struct demand none = {0};
	x->at++;
	struct str name = group_name(x);
	enum group group = group_open(x);
	/* What must not stand there demands nothing. */
	if (group == GROUP_NOT)
		x->at = regex_group_end(x->regex, x->at);
	if (group == GROUP_EMPTY || group == GROUP_NOT)
		return none;
	struct demand inside = demand_remembered(x);
	x->at++; /* the closing bracket */
	group_keep(x, name, row_behind(x->arena, &inside.row, 0));
	/* What is looked at stands there, but takes no place. */
	if (group != GROUP_BODY) {
		struct bytes seen = row_behind(x->arena, &inside.row, 0);
		inside.row = none.row;
		if (group == GROUP_AHEAD)
			inside.row.rest.head = edge_open(x->arena, seen.head);
		else
			inside.row.rest.tail = edge_open(x->arena, seen.tail);
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
	/* One group once more, whichever it was. */
	if (c >= '1' && c <= '9') {
		while (is_digit(ahead(x, 0)))
			x->at++;
		return demand_of_anything();
	}
	size_t from = x->at;
	/* These go on in ways of their own; in brackets, they end where they say. */
	if (c && strchr("xpPgkNoc0", c)) {
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
	if (c == 'k' && x->at > from + 2)
		return demand_of_name(x, str_sub(x->regex, from + 1, x->at - 1));
	if (str_ends(str_sub(x->regex, 0, x->at), STR("\\p{Han}")))
		return demand_of_character(HAN_LEAST, 0, 0, &edge_anything);
	if (c && strchr("xpPNodDwWsShHvVntrfea", c))
		return demand_of_character(1, GAP_ALL, 0, &edge_anything);
	return demand_of_anything();
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
	gap_set must, what = gap_of_class(str_sub(x->regex, from, x->at), &must);
	uint32_t least = words.count ? HAN_LEAST : must ? gap_least(must) : 1;
	const struct edge_texts *edge =
		edge_of_class(x->arena, x->caseless, str_sub(x->regex, from, x->at));
	struct demand d =
		kinds ? demand_of_kinds(kinds) : demand_of_character(least, what, must, edge);
	d.sets[0] = words;
	d.sets[0].spot = spot_behind(&d.row);
	return d;
}

/* One of ¡ to ¿, which is the same whatever the case: too short for the gate, but a landmark of a
 * pattern (gate.c). */
static struct demand
demand_of_sign(struct analysis *x, struct str sign)
{
	struct demand d = demand_of_character(1, GAP_ALL, 0, &edge_anything);
	struct str *text = arena_alloc(x->arena, sizeof *text);
	*text = sign;
	d.sets[0] = (struct literal_set){.at = text, .count = 1, .room = 1, .shortest = sign.len};
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
	size_t from = x->at;
	uint32_t cp = utf8_next(x->regex.at, &x->at);
	kinds = kind_of_character(cp);
	if (kinds)
		return demand_of_kinds(kinds);
	if (cp > 0xA0 && cp < 0xC0 && cp != 0xB5)
		return demand_of_sign(x, str_sub(x->regex, from, x->at));
	if (c == '^' || c == '$')
		return demand_of_nothing();
	return demand_of_character(1, GAP_ALL, 0, &edge_anything);
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
	gap_set mark = gap_of_text(c);
	const struct edge_texts *head, *tail;
	head = edge_of_literal(x->arena, x->caseless, c, least, most, EDGE_BEHIND);
	tail = edge_of_literal(x->arena, x->caseless, c, least, most, EDGE_BEFORE);
	demand_add_bytes(x->arena, all,
			 (struct bytes){
				 bound_times(x->caseless ? 1 : bytes, least),
				 bound_times(x->caseless ? UTF8_MAX : bytes, most),
				 least,
				 mark,
				 least ? mark : 0,
				 head,
				 tail,
			 });
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
	struct str text = str_sub(x->regex, x->at, to - 1);
	buf_add(&x->run, text);
	x->at = to - 1;
	demand_add_bytes(x->arena, all,
			 (struct bytes){bytes, bound_times(x->caseless ? UTF8_MAX : 1, bytes),
					bytes, 0, 0,
					.head = edge_of_text(x->arena, text, EDGE_BEHIND),
					.tail = edge_of_text(x->arena, text, EDGE_BEFORE)});
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
		row_repeat(x->arena, &d.row, least, most);
		if (!least)
			d = (struct demand){.row = d.row};
		demand_add(x->arena, &all, &d);
	}
	run_done(x, &all);
	return all;
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
		demand_join(x->arena, &all, &d);
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
	bool fixed = !x.branches && !x.lines;
	d.tail = ends && fixed ? row_behind(a, &d.row, 0).most : UNBOUNDED;
	d.anchored = fixed && str_starts(regex, STR("^"));
	row_finish(a, &d.row);
	return x.unsure || x.at < regex.len ? (struct demand){.tail = UNBOUNDED} : d;
}
