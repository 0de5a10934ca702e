/*
 * Expressions of rules: text to tree, by recursive descent.
 *
 *	or    = and { "or" and }          sum    = product { ("+" | "-") product }
 *	and   = not { "and" not }         product = minus { ("*" | "/") minus }
 *	not   = "not" not | comparison    minus  = "-" minus | number ["%"] | name
 *	comparison = sum [ rel sum ]               | name "(" or { "," or } ")" | "(" or ")"
 *
 * A comparison of intervals holds when it *can* hold, so `not` is pushed
 * down to the comparisons: not a < b is a >= b.  `~=` asks about the intervals themselves
 * and is truly negated.  Depth is bounded, and so is all that walks the tree.
 */
#include "rule_internal.h"

#include <string.h>

struct parser {
	struct loader *l;
	const struct toml_node *node;
	struct str s;
	size_t at;
	unsigned depth;
	bool failed;
	VEC(struct str) names;
};

static const struct {
	const char *name;
	uint8_t least, most;
} functions[CALL_FUNCTIONS] = {
	/* clang-format off */
	[CALL_SUM] = {"sum", 1, 16},
	[CALL_MIN] = {"min", 1, 16},
	[CALL_MAX] = {"max", 1, 16},
	[CALL_COUNT] = {"count", 1, 1},
	[CALL_ITEMS] = {"items", 1, 1},
	[CALL_FIRST] = {"first", 1, 1},
	[CALL_LAST] = {"last", 1, 1},
	[CALL_ABS] = {"abs", 1, 1},
	[CALL_ROUND] = {"round", 1, 2},
	[CALL_YEAR] = {"year", 1, 1},
	[CALL_MONTH] = {"month", 1, 1},
	[CALL_DAY] = {"day", 1, 1},
	[CALL_WEEKDAY] = {"weekday", 1, 1},
	[CALL_DAYS] = {"days", 1, 1},
	[CALL_POINTS] = {"points", 1, 1},
	[CALL_BARE] = {"bare", 1, 1},
	[CALL_IF] = {"if", 3, 3},
	[CALL_SLIP] = {"slip", 2, 2},
	[CALL_OVERLAP] = {"overlap", 2, 2},
	[CALL_ATTAINABLE] = {"attainable", 2, 2},
	[CALL_KNOWN] = {"known", 1, 1},
	/* clang-format on */
};
enum { ARGUMENTS_MAX = 16 };

static struct expr_node *parse_or(struct parser *p);

#define PARSE_ERROR(p, offset, ...)                                                                \
	((p)->failed ? (void)0                                                                     \
		     : ((p)->failed = true,                                                        \
			complain((p)->l->complaints, load_offset_place((p)->l, (p)->node, offset), \
				 __VA_ARGS__)))

/* ---- nodes ------------------------------------------------------------------ */

static struct expr_node *
node_new(struct parser *p, enum expr_op op, size_t from, size_t children)
{
	struct expr_node *n = arena_alloc(p->l->arena, sizeof *n);
	n->op = op;
	n->height = 1;
	n->from = (uint32_t)from;
	n->to = (uint32_t)p->at;
	n->child = arena_array(p->l->arena, children, sizeof(struct expr_node *));
	return n;
}

static void
node_add(struct parser *p, struct expr_node *n, const struct expr_node *child)
{
	const struct expr_node **children =
		arena_array(p->l->arena, n->children + 1, sizeof *children);
	if (n->children)
		memcpy(children, n->child, n->children * sizeof *children);
	children[n->children++] = child;
	n->child = children;
	if (child->height >= n->height)
		n->height = (uint16_t)(child->height + 1);
	if (n->height > EXPR_HEIGHT_MAX)
		PARSE_ERROR(p, n->from, "the expression is too long or nested too deeply");
}

static struct expr_node *
node_binary(struct parser *p, enum expr_op op, const struct expr_node *a, const struct expr_node *b)
{
	struct expr_node *n = node_new(p, op, a->from, 0);
	node_add(p, n, a);
	node_add(p, n, b);
	return n;
}

static enum number_rel
rel_negated(enum number_rel rel)
{
	switch (rel) {
	case NUMBER_EQ:
		return NUMBER_NE;
	case NUMBER_NE:
		return NUMBER_EQ;
	case NUMBER_LT:
		return NUMBER_GE;
	case NUMBER_GE:
		return NUMBER_LT;
	case NUMBER_GT:
		return NUMBER_LE;
	case NUMBER_LE:
		return NUMBER_GT;
	case NUMBER_MEETS:
		break;
	}
	return rel;
}

static struct expr_node *
node_negated(struct parser *p, const struct expr_node *n)
{
	if (n->op == EXPR_COMPARE && n->rel != NUMBER_MEETS) {
		struct expr_node *flipped = arena_alloc(p->l->arena, sizeof *flipped);
		*flipped = *n;
		flipped->rel = rel_negated(n->rel);
		return flipped;
	}
	if (n->op == EXPR_AND || n->op == EXPR_OR)
		return node_binary(p, n->op == EXPR_AND ? EXPR_OR : EXPR_AND,
				   node_negated(p, n->child[0]), node_negated(p, n->child[1]));
	if (n->op == EXPR_CALL && n->function == CALL_IF && n->children == 3) {
		struct expr_node *flipped = arena_alloc(p->l->arena, sizeof *flipped);
		*flipped = *n;
		flipped->children = 0;
		node_add(p, flipped, n->child[0]);
		node_add(p, flipped, node_negated(p, n->child[1]));
		node_add(p, flipped, node_negated(p, n->child[2]));
		return flipped;
	}
	struct expr_node *not = node_new(p, EXPR_NOT, n->from, 0);
	node_add(p, not, n);
	return not ;
}

/* ---- tokens ------------------------------------------------------------------- */

static char
next_char(const struct parser *p, size_t ahead)
{
	return p->at + ahead < p->s.len ? p->s.at[p->at + ahead] : '\0';
}

static void
skip_space(struct parser *p)
{
	for (; p->at < p->s.len; p->at++) {
		char c = p->s.at[p->at];
		if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
			return;
	}
}

/* The name at the place of p; empty if none.  A hyphen between letters belongs to it. */
static struct str
name_here(const struct parser *p)
{
	size_t to = p->at;
	if (to >= p->s.len || !is_letter(p->s.at[to]))
		return (struct str){0};
	for (; to < p->s.len; to++) {
		char c = p->s.at[to];
		bool hyphen = c == '-' && is_letter(p->s.at[to - 1]) && to + 1 < p->s.len &&
			      is_letter(p->s.at[to + 1]);
		if (!is_letter(c) && !is_digit(c) && c != '_' && c != '.' && !hyphen)
			break;
	}
	return str_sub(p->s, p->at, to);
}

/* One whole character, for a message; empty at the end. */
static struct str
character_here(const struct parser *p)
{
	size_t to = p->at;
	if (to < p->s.len)
		utf8_next(p->s.at, &to);
	return str_sub(p->s, p->at, to);
}

/* Takes the word, or the sign, if it comes next. */
static bool
take_word(struct parser *p, struct str word)
{
	skip_space(p);
	if (next_char(p, 0) != word.at[0] || !str_eq(name_here(p), word))
		return false;
	p->at += word.len;
	return true;
}

static bool
take_char(struct parser *p, char c)
{
	skip_space(p);
	if (next_char(p, 0) != c || p->at >= p->s.len)
		return false;
	p->at++;
	return true;
}

static bool
take_rel(struct parser *p, enum number_rel *rel)
{
	static const struct {
		struct str sign;
		enum number_rel rel;
	} signs[] = {
		{{"~=", 2}, NUMBER_MEETS}, {{"!=", 2}, NUMBER_NE}, {{"<=", 2}, NUMBER_LE},
		{{">=", 2}, NUMBER_GE},	   {{"=", 1}, NUMBER_EQ},  {{"<", 1}, NUMBER_LT},
		{{">", 1}, NUMBER_GT},
	};
	skip_space(p);
	struct str rest = str_sub(p->s, p->at, p->s.len);
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (str_starts(rest, signs[i].sign)) {
			p->at += signs[i].sign.len;
			*rel = signs[i].rel;
			if (next_char(p, 0) == '=')
				PARSE_ERROR(p, p->at, "write a single '='");
			return true;
		}
	return false;
}

/* ---- the grammar ----------------------------------------------------------------- */

static struct expr_node *
fail(struct parser *p, size_t from)
{
	p->failed = true;
	return node_new(p, EXPR_NUMBER, from, 0);
}

static struct expr_node *
parse_number(struct parser *p)
{
	size_t from = p->at;
	while (is_digit(next_char(p, 0)) || next_char(p, 0) == '.')
		p->at++;
	struct expr_node *n = node_new(p, EXPR_NUMBER, from, 0);
	struct str digits = str_sub(p->s, from, p->at);
	size_t dot = str_find(digits, STR("."));
	bool odd = dot != SIZE_MAX &&
		   (dot + 1 == digits.len ||
		    str_find(str_sub(digits, dot + 1, digits.len), STR(".")) != SIZE_MAX);
	if (odd || !decimal_read(digits, &n->number))
		PARSE_ERROR(p, from, "'%.*s' is no number", STR_FMT(str_sub(digits, 0, 40)));
	if (take_char(p, '%'))
		n->number.exponent -= 2;
	n->to = (uint32_t)p->at;
	return n;
}

static bool
function_named(struct parser *p, struct str name, size_t from, enum expr_function *out)
{
	struct str all[CALL_FUNCTIONS];
	for (unsigned i = 0; i < CALL_FUNCTIONS; i++) {
		all[i] = str_of(functions[i].name);
		if (str_eq(all[i], name)) {
			*out = (enum expr_function)i;
			return true;
		}
	}
	if (!p->failed)
		load_unknown(p->l, load_offset_place(p->l, p->node, from), "function", name, all,
			     CALL_FUNCTIONS);
	p->failed = true;
	return false;
}

/* Behind the opening bracket. */
static struct expr_node *
parse_call(struct parser *p, struct str name, size_t from)
{
	enum expr_function function;
	if (!function_named(p, name, from, &function))
		return fail(p, from);
	struct expr_node *n = node_new(p, EXPR_CALL, from, 0);
	n->function = function;
	if (!take_char(p, ')')) {
		do
			node_add(p, n, parse_or(p));
		while (!p->failed && n->children <= ARGUMENTS_MAX && take_char(p, ','));
		if (!take_char(p, ')'))
			PARSE_ERROR(p, p->at, "')' is missing");
	}
	n->to = (uint32_t)p->at;
	unsigned least = functions[function].least, most = functions[function].most;
	if (n->children >= least && n->children <= most)
		return n;
	if (least == most)
		PARSE_ERROR(p, from, "%s() wants %u argument%s", functions[function].name, least,
			    least == 1 ? "" : "s");
	else
		PARSE_ERROR(p, from, "%s() wants %u to %u arguments", functions[function].name,
			    least, most);
	return n;
}

static struct expr_node *
parse_name(struct parser *p)
{
	size_t from = p->at;
	struct str name = name_here(p);
	p->at += name.len;
	bool keyword =
		str_eq(name, STR("and")) || str_eq(name, STR("or")) || str_eq(name, STR("not"));
	if (keyword)
		PARSE_ERROR(p, from, "a value is missing before '%.*s'", STR_FMT(name));
	skip_space(p);
	if (take_char(p, '('))
		return parse_call(p, name, from);
	struct expr_node *n = node_new(p, EXPR_NAME, from, 0);
	n->to = (uint32_t)(from + name.len);
	n->name = name;
	size_t i = 0;
	while (i < p->names.len && !str_eq(p->names.at[i], name))
		i++;
	if (i == p->names.len)
		*VEC_PUSH(p->l->arena, &p->names) = name;
	return n;
}

static struct expr_node *
parse_minus(struct parser *p)
{
	skip_space(p);
	size_t from = p->at;
	if (p->depth >= EXPR_HEIGHT_MAX) {
		PARSE_ERROR(p, from, "the expression is too long or nested too deeply");
		return fail(p, from);
	}
	struct expr_node *n;
	p->depth++;
	if (take_char(p, '-')) {
		const struct expr_node *inner = parse_minus(p);
		n = node_new(p, EXPR_NEG, from, 0);
		node_add(p, n, inner);
	} else if (take_char(p, '(')) {
		n = parse_or(p);
		if (!take_char(p, ')'))
			PARSE_ERROR(p, p->at, "')' is missing");
	} else if (is_digit(next_char(p, 0))) {
		n = parse_number(p);
	} else if (is_letter(next_char(p, 0))) {
		n = parse_name(p);
	} else {
		struct str next = character_here(p);
		if (next.len)
			PARSE_ERROR(p, from, "a value is missing before '%.*s'", STR_FMT(next));
		else
			PARSE_ERROR(p, from, "the expression ends where a value is missing");
		n = fail(p, from);
	}
	p->depth--;
	return n;
}

static struct expr_node *
parse_product(struct parser *p)
{
	struct expr_node *n = parse_minus(p);
	while (!p->failed) {
		if (take_char(p, '*'))
			n = node_binary(p, EXPR_MUL, n, parse_minus(p));
		else if (take_char(p, '/'))
			n = node_binary(p, EXPR_DIV, n, parse_minus(p));
		else
			break;
		n->to = (uint32_t)p->at;
	}
	return n;
}

static struct expr_node *
parse_sum(struct parser *p)
{
	struct expr_node *n = parse_product(p);
	while (!p->failed) {
		if (take_char(p, '+'))
			n = node_binary(p, EXPR_ADD, n, parse_product(p));
		else if (take_char(p, '-'))
			n = node_binary(p, EXPR_SUB, n, parse_product(p));
		else
			break;
		n->to = (uint32_t)p->at;
	}
	return n;
}

static struct expr_node *
parse_comparison(struct parser *p)
{
	struct expr_node *a = parse_sum(p);
	enum number_rel rel;
	if (p->failed || !take_rel(p, &rel))
		return a;
	struct expr_node *n = node_binary(p, EXPR_COMPARE, a, parse_sum(p));
	n->rel = rel;
	n->to = (uint32_t)p->at;
	size_t again = p->at;
	if (!p->failed && take_rel(p, &rel))
		PARSE_ERROR(p, again, "comparisons do not chain (write 'a < b and b < c')");
	return n;
}

static struct expr_node *
parse_not(struct parser *p)
{
	unsigned negations = 0;
	while (take_word(p, STR("not")))
		negations++;
	struct expr_node *n = parse_comparison(p);
	return negations % 2 && !p->failed ? node_negated(p, n) : n;
}

static struct expr_node *
parse_and(struct parser *p)
{
	struct expr_node *n = parse_not(p);
	while (!p->failed && take_word(p, STR("and")))
		n = node_binary(p, EXPR_AND, n, parse_not(p));
	return n;
}

static struct expr_node *
parse_or(struct parser *p)
{
	struct expr_node *n = parse_and(p);
	while (!p->failed && take_word(p, STR("or")))
		n = node_binary(p, EXPR_OR, n, parse_and(p));
	return n;
}

const struct expr *
expr_read(struct loader *l, const struct toml_node *string)
{
	struct parser p = {.l = l, .node = string, .s = string->string};
	const struct expr_node *root = parse_or(&p);
	skip_space(&p);
	if (p.at < p.s.len)
		PARSE_ERROR(&p, p.at, "'%.*s' is not expected here", STR_FMT(character_here(&p)));
	if (p.failed)
		return NULL;
	struct expr *e = arena_alloc(l->arena, sizeof *e);
	*e = (struct expr){root, p.s, p.names.at, p.names.len};
	return e;
}

const struct str *
expr_names(const struct expr *e, size_t *count)
{
	*count = e->name_count;
	return e->names;
}

static bool
node_equates(const struct expr_node *n)
{
	bool here = n->op == EXPR_COMPARE && (n->rel == NUMBER_MEETS || n->rel == NUMBER_EQ);

	for (size_t i = 0; i < n->children && !here; i++)
		here = node_equates(n->child[i]);
	return here;
}

bool
expr_equates(const struct expr *e)
{
	return node_equates(e->root);
}
