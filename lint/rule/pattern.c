/*
 * A pattern of a rule file to the regular expression that PCRE2 is given:
 * typed captures, word lists and kinds in classes are expanded, everything
 * else is copied.  One pass over the source; a map of offsets leads PCRE2's
 * complaints back to it.  What could not mean what its author thinks is
 * refused here: literal text that the lexer turns into a fact, `\b` beside
 * Han characters (both sides are word characters), constructs that would
 * renumber groups.
 */
#include "expander.h"

#include <string.h>

/* From here on, the pattern goes on where the source does. */
static void
map_put(struct expander *x)
{
	/* what PCRE2 says of a piece is said of where it is used */
	if (!x->in.outer)
		*VEC_PUSH(x->l->arena, &x->map) =
			(struct pattern_map){(uint32_t)x->out.len, (uint32_t)x->in.at};
}

/* The same, where it did not do so before. */
static void
map_here(struct expander *x)
{
	const struct pattern_map *last = x->map.len ? &x->map.at[x->map.len - 1] : NULL;

	if (!last || x->out.len - last->regex != x->in.at - last->source)
		map_put(x);
}

/* Copies source up to `to`. */
static void
copy_to(struct expander *x, size_t to)
{
	map_here(x);
	buf_add(&x->out, str_sub(x->in.source, x->in.at, to));
	x->in.at = to < x->in.source.len ? to : x->in.source.len;
}

static char
peek(const struct expander *x, size_t ahead)
{
	return x->in.at + ahead < x->in.source.len ? x->in.source.at[x->in.at + ahead] : '\0';
}

/* ---- literal text ---------------------------------------------------------- */

/* A literal run never stands in a skeleton when the lexer takes a part of it. */
static void
run_end(struct expander *x)
{
	uint32_t end = (uint32_t)x->run.len;
	const char *text = x->run.at;
	const struct lexicon *lx = x->l->lexicon;
	if (end && !x->failed && !load_checked(x->l)) {
		uint32_t at = lex_next(lx, text, 0, end);
		while (at < end) {
			struct lexeme found;
			uint32_t next;
			if (lex_fact(lx, text, 0, at, end, &found, &next) &&
			    found.kind != KIND_NAME && found.kind != KIND_NONE) {
				struct str piece = {text + found.span.from,
						    found.span.to - found.span.from};
				PATTERN_ERROR(x, x->run_from,
					      "'%.*s' is read as a fact and never stands in the "
					      "skeleton (write a capture such as {x:%s})",
					      STR_FMT(piece), kind_names[found.kind]);
				break;
			}
			at = lex_next(lx, text, next, end);
		}
	}
	x->run.len = 0;
}

static void
run_add(struct expander *x, size_t from, size_t to)
{
	if (x->run.len == 0)
		x->run_from = from;
	buf_add(&x->run, str_sub(x->in.source, from, to));
}

/* ---- words ----------------------------------------------------------- */

static void
kind_unknown(struct expander *x, size_t offset, struct str name)
{
	x->failed = true;
	kinds_unknown(x->l, load_offset_place(x->l, x->in.node, offset), name);
}

static const struct word_list *
words_named(struct expander *x, size_t offset, struct str name)
{
	const struct word_list *list = lexicon_words(x->l->lexicon, name);
	if (list && list->count)
		return list;
	x->failed = true;
	size_t count;
	const struct str *all = lexicon_word_names(x->l->lexicon, &count);
	load_unknown(x->l, load_offset_place(x->l, x->in.node, offset), "word list", name, all,
		     count);
	return NULL;
}

/* ---- captures ----------------------------------------------------------------- */

static struct capture *
capture_add(struct expander *x, size_t offset, struct str name, enum capture_type type)
{
	x->groups++;
	if (!load_name_valid(name, false) || str_eq(name, STR("w")))
		PATTERN_ERROR(x, offset, "'%.*s' is no name for a capture",
			      STR_FMT(str_sub(name, 0, 80)));
	for (size_t i = 0; i < x->captures.len; i++) {
		const struct capture *other = &x->captures.at[i];
		if (str_eq(other->name, name) && (!x->alternatives || other->type != type))
			PATTERN_ERROR(x, offset, "the name '%.*s' is bound twice", STR_FMT(name));
	}
	if (x->captures.len == CAPTURES_MAX) {
		PATTERN_ERROR(x, offset, "more than %d captures", CAPTURES_MAX);
		x->captures.len--;
	}
	struct capture *c = VEC_PUSH(x->l->arena, &x->captures);
	*c = (struct capture){.name = name, .type = type, .group = x->groups};
	return c;
}

/* One fact, with the callout that tests its unit. */
static void
put_fact(struct expander *x, const struct capture *c)
{
	bool single = (c->kinds & (c->kinds - 1)) == 0;
	if (!single)
		buf_char(&x->out, '[');
	put_kinds(&x->out, c->kinds);
	if (!single)
		buf_char(&x->out, ']');
	if (c->unit)
		buf_printf(&x->out, "(?C%zu)", x->captures.len);
}

static void
put_list(struct expander *x, const struct capture *c)
{
	for (int again = 0; again < 2; again++) {
		buf_add(&x->out, again ? STR("(?:[^。；\\n") : STR("[^。；\\n"));
		put_kinds(&x->out, c->kinds);
		buf_add(&x->out, STR("]{0,40}?"));
		put_fact(x, c);
	}
	buf_add(&x->out, STR(")*"));
}

/* {name:kind}, {name:kinds}, either with /unit; `at` is the offset of spec. */
static void
expand_facts(struct expander *x, struct str name, struct str spec, size_t at)
{
	size_t slash = str_find(spec, STR("/"));
	struct str kind = slash == SIZE_MAX ? spec : str_sub(spec, 0, slash);
	bool plural;
	kind_set kinds = kinds_named(kind, &plural);
	if (!kinds)
		kind_unknown(x, at, kind);
	struct capture *c =
		capture_add(x, x->in.at + 1, name, plural ? CAPTURE_LIST : CAPTURE_FACT);
	c->kinds = kinds;
	if (slash != SIZE_MAX) {
		struct str unit = str_sub(spec, slash + 1, spec.len);
		c->unit = lexicon_unit_named(x->l->lexicon, unit);
		if (!c->unit)
			PATTERN_ERROR(x, at + slash + 1, "unknown unit '%.*s'",
				      STR_FMT(str_sub(unit, 0, 80)));
		else if (kinds == KIND_BIT(KIND_DATE) &&
			 !str_eq(lexicon_unit(x->l->lexicon, c->unit)->dimension, STR("time")))
			PATTERN_ERROR(x, at + slash + 1,
				      "a date is of a unit of time (个月, months), not '%.*s'",
				      STR_FMT(str_sub(unit, 0, 80)));
	}
	if (!kinds)
		return;
	buf_char(&x->out, '(');
	if (plural)
		put_list(x, c);
	else
		put_fact(x, c);
	buf_char(&x->out, ')');
}

/* {w:list} or {name:w/list} */
static void
expand_words(struct expander *x, struct str name, struct str list, size_t at)
{
	const struct word_list *words = words_named(x, at, list);
	if (name.len) {
		struct capture *c = capture_add(x, x->in.at + 1, name, CAPTURE_WORD);
		c->words = words;
	}
	if (!words)
		return;
	buf_add(&x->out, name.len ? STR("(") : STR("(?:"));
	buf_add(&x->out, words_alternation(x->l, words));
	buf_char(&x->out, ')');
}

/* {kind}: a class outside a class, bare characters inside one. */
static void
expand_kind(struct expander *x, struct str name, bool in_class)
{
	bool plural;
	kind_set kinds = kinds_named(name, &plural);
	if (!kinds || plural) {
		kind_unknown(x, x->in.at + 1, name);
		return;
	}
	if (!in_class)
		buf_char(&x->out, '[');
	put_kinds(&x->out, kinds);
	if (!in_class)
		buf_char(&x->out, ']');
}

/* A brace that opens no quantifier. */
static void
expand_brace(struct expander *x, bool in_class)
{
	map_put(x);
	struct str rest = str_sub(x->in.source, x->in.at + 1, x->in.source.len);
	size_t end = 0;
	while (end < rest.len && end < 200 && !strchr("{}\n", rest.at[end]))
		end++;
	if (end == rest.len || rest.at[end] != '}') {
		PATTERN_ERROR(x, x->in.at, "this brace does not close (write \\{ for a brace)");
		copy_to(x, x->in.at + 1);
		return;
	}
	struct str inside = str_sub(rest, 0, end);
	if (str_starts(inside, STR("#"))) {
		expand_piece(x, str_sub(inside, 1, end), x->in.at + end + 2);
		map_here(x);
		return;
	}
	size_t colon = str_find(inside, STR(":"));
	struct str name = colon == SIZE_MAX ? inside : str_sub(inside, 0, colon);
	struct str spec = colon == SIZE_MAX ? (struct str){0} : str_sub(inside, colon + 1, end);
	size_t spec_at = x->in.at + colon + 2;
	if (colon == SIZE_MAX)
		expand_kind(x, name, in_class);
	else if (in_class)
		PATTERN_ERROR(x, x->in.at, "a capture cannot stand in a class");
	else if (str_eq(name, STR("w")))
		expand_words(x, (struct str){0}, spec, spec_at);
	else if (str_starts(spec, STR("w/")))
		expand_words(x, name, str_sub(spec, 2, spec.len), spec_at + 2);
	else
		expand_facts(x, name, spec, spec_at);
	x->in.at += end + 2;
	map_here(x);
}

/* ---- the syntax of PCRE2, as far as it matters ----------------------------------- */

static bool
han_at(struct str s, size_t at)
{
	return at < s.len && cp_is_han(utf8_next(s.at, &at));
}

static bool
is_hex(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static void
expand_escape(struct expander *x, bool in_class)
{
	char c = peek(x, 1);
	size_t from = x->in.at, to = from + 2;
	if (c == '\0') {
		PATTERN_ERROR(x, from, "a backslash ends the pattern");
		copy_to(x, x->in.source.len);
		return;
	}
	if (c == 'Q' || c == 'E' || c == 'C')
		PATTERN_ERROR(x, from, "\\%c is not supported", c);
	if (c == 'b' && !in_class) {
		size_t before = from ? utf8_back(x->in.source.at, from) : x->in.source.len;
		if (han_at(x->in.source, before) || han_at(x->in.source, to))
			PATTERN_ERROR(x, from,
				      "\\b beside a Han character never matches as meant: Han "
				      "characters are word characters");
	}
	if ((unsigned char)c >= 0x80)
		to = from + 1, utf8_next(x->in.source.at, &to);
	else if (strchr("xpPgkNo", c) && (peek(x, 2) == '{' || peek(x, 2) == '<'))
		while (to < x->in.source.len && x->in.source.at[to - 1] != '}' &&
		       x->in.source.at[to - 1] != '>')
			to++;
	else if (strchr("xc0123456789", c))
		while (to < x->in.source.len && to < from + 4 && is_hex(x->in.source.at[to]))
			to++;
	bool literal = (unsigned char)c >= 0x80 || strchr("\\^$.[]|()?*+{}-/\"'%:;,#=!<>&~@_`", c);
	if (literal && !in_class)
		run_add(x, from + 1, to);
	else if (!in_class)
		run_end(x);
	copy_to(x, to);
}

static void
expand_class(struct expander *x)
{
	size_t from = x->in.at;
	run_end(x);
	size_t head = from + 1;
	if (head < x->in.source.len && x->in.source.at[head] == '^')
		head++;
	if (head < x->in.source.len && x->in.source.at[head] == ']')
		head++;
	copy_to(x, head);
	while (x->in.at < x->in.source.len && peek(x, 0) != ']') {
		if (peek(x, 0) == '\\') {
			expand_escape(x, true);
		} else if (peek(x, 0) == '{' && is_letter(peek(x, 1))) {
			expand_brace(x, true);
		} else if (peek(x, 0) == '{' && peek(x, 1) == '#') {
			PATTERN_ERROR(x, x->in.at, "a piece cannot stand in a class");
			copy_to(x, x->in.at + 1);
		} else if (peek(x, 0) == '[' && peek(x, 1) == ':') {
			size_t close = str_find(str_sub(x->in.source, x->in.at, x->in.source.len),
						STR(":]"));
			copy_to(x, close == SIZE_MAX ? x->in.at + 1 : x->in.at + close + 2);
		} else {
			copy_to(x, x->in.at + 1);
		}
	}
	if (x->in.at == x->in.source.len)
		PATTERN_ERROR(x, from, "this class does not close");
	copy_to(x, x->in.at + 1);
}

/* (?<name>, (?'name', (?P<name>: a text capture.  The length of the opening up to the name. */
static size_t
named_group(const struct expander *x)
{
	if (peek(x, 2) == 'P' && peek(x, 3) == '<')
		return 4;
	if (peek(x, 2) == '\'' || (peek(x, 2) == '<' && peek(x, 3) != '=' && peek(x, 3) != '!'))
		return 3;
	return 0;
}

static void
expand_options(struct expander *x)
{
	size_t k = 2;
	while (peek(x, k) && strchr("ims-^", peek(x, k)))
		k++;
	if (peek(x, k) != ')' && peek(x, k) != ':')
		PATTERN_ERROR(x, x->in.at, "this group is not supported");
}

static void
expand_group(struct expander *x)
{
	run_end(x);
	if (++x->open > GROUPS_NESTED_MAX && !x->failed)
		PATTERN_ERROR(x, x->in.at, "brackets nested deeper than %d", GROUPS_NESTED_MAX);
	if (peek(x, 1) == '*') {
		PATTERN_ERROR(x, x->in.at, "verbs (*...) are not supported");
	} else if (peek(x, 1) != '?') {
		x->groups++;
	} else if (named_group(x)) {
		size_t from = x->in.at + named_group(x), to = from;
		while (to < x->in.source.len && !strchr(">'", x->in.source.at[to]))
			to++;
		capture_add(x, from, str_sub(x->in.source, from, to), CAPTURE_TEXT);
		copy_to(x, to);
	} else if (!strchr(":=!>#<", peek(x, 2)) || !peek(x, 2)) {
		expand_options(x);
	}
	copy_to(x, x->in.at + 1);
	if (peek(x, 0) == '?')
		copy_to(x, x->in.at + 1);
}

static bool
is_quantifier(const struct expander *x)
{
	char next = peek(x, 1);
	return is_digit(next) || next == ',';
}

static void
expand_next(struct expander *x)
{
	char c = peek(x, 0);
	switch (c) {
	case '\\':
		expand_escape(x, false);
		return;
	case '[':
		expand_class(x);
		return;
	case '(':
		expand_group(x);
		return;
	case '{':
		run_end(x);
		if (is_quantifier(x))
			while (x->in.at < x->in.source.len && peek(x, 0) != '}')
				copy_to(x, x->in.at + 1);
		else
			expand_brace(x, false);
		return;
	case ')':
		if (x->open > x->in.floor)
			x->open--;
		else if (x->in.outer)
			PATTERN_ERROR(x, x->in.at, "this bracket closes none of the piece");
		break;
	case '|':
		x->alternatives = true;
		break;
	case '}':
	case '*':
	case '+':
	case '?':
	case '^':
	case '$':
	case '.':
		break;
	default: {
		size_t to = x->in.at + 1;
		while (to < x->in.source.len && !strchr("\\[({)|}*+?^$.", x->in.source.at[to]))
			to++;
		run_add(x, x->in.at, to);
		copy_to(x, to);
		return;
	}
	}
	run_end(x);
	copy_to(x, x->in.at + 1);
}

void
expand_all(struct expander *x)
{
	while (x->in.at < x->in.source.len && x->out.len < REGEX_MAX &&
	       !(x->failed && x->in.at == 0))
		expand_next(x);
	run_end(x);
}

/* The place in the source that an offset of the expanded pattern stands for; in what a brace was
 * expanded to, the brace. */
static size_t
source_of(const struct expander *x, size_t offset)
{
	const struct pattern_map *m = x->map.at, *end = m + x->map.len;

	while (m + 1 < end && m[1].regex <= offset)
		m++;
	if (m == end)
		return 0;
	if (m + 1 < end && m[1].source - m->source != m[1].regex - m->regex)
		return m->source;
	return m->source + (offset - m->regex);
}

/* PCRE2's own opinion, at the place in the source where it has it. */
static void
try_compile(struct expander *x, struct str regex)
{
	struct str message;
	size_t offset;
	if (!matcher_try(x->l->arena, regex, &message, &offset))
		PATTERN_ERROR(x, source_of(x, offset), "the pattern does not compile: %.*s",
			      STR_FMT(message));
}

/* Without place and gate; NULL after complaints. */
static struct pattern *
pattern_expand(struct loader *l, const struct toml_node *string)
{
	struct expander x = {
		.l = l,
		.in = {.file = l->file, .node = string, .source = string->string},
		.out = {.arena = l->arena},
		.run = {.arena = l->arena},
	};
	if (x.in.source.len == 0)
		PATTERN_ERROR(&x, 0, "an empty pattern");
	if (x.in.source.len > REGEX_MAX / 16)
		PATTERN_ERROR(&x, 0, "a pattern of %zu bytes is too long", x.in.source.len);
	expand_all(&x);
	if (x.out.len >= REGEX_MAX)
		PATTERN_ERROR(
			&x, 0,
			"the pattern is too long when its pieces and word lists are filled in");
	struct str regex = str_copy(l->arena, buf_str(&x.out));
	if (!x.failed && !load_checked(l))
		try_compile(&x, regex);
	if (x.failed)
		return NULL;
	struct pattern *p = arena_alloc(l->arena, sizeof *p);
	p->regex = regex;
	p->captures = x.captures.at;
	p->capture_count = x.captures.len;
	return p;
}

const struct pattern *
pattern_read(struct loader *l, const struct toml_node *string, enum gate_use use)
{
	struct demand demand;
	struct pattern *p = kept_pattern(l, string, &demand);
	if (!p) {
		p = pattern_expand(l, string);
		if (!p)
			return NULL;
		if (!l->memory)
			l->memory = arena_alloc(l->arena, sizeof *l->memory);
		demand = demand_read(l->arena, l->memory, p->regex);
	}
	p->source = string->string;
	p->place = load_place(l, string);
	p->index = (uint32_t)l->patterns.len;
	*VEC_PUSH(l->arena, &l->patterns) = p;
	gate_add(l->gate, p, &demand, use);
	return p;
}

const struct capture *
pattern_capture(const struct pattern *p, struct str name)
{
	for (size_t i = 0; p && i < p->capture_count; i++)
		if (str_eq(p->captures[i].name, name))
			return &p->captures[i];
	return NULL;
}
