/*
 * What can be said of an expression before any report is read: that its
 * names are bound, and that nothing is added to or compared with what cannot
 * be.  Only certain errors are complaints; what depends on the report (the units of two
 * counts) is decided when it is evaluated.
 */
#include "rule_internal.h"

static const char *const dimension_names[] = {
	[DIMENSION_ANY] = "a value",	   [DIMENSION_FREE] = "a plain number",
	[DIMENSION_PURE] = "a percentage", [DIMENSION_POINT] = "a figure in percentage points",
	[DIMENSION_NUMBER] = "a number",   [DIMENSION_DATE] = "a date",
	[DIMENSION_TRUTH] = "a condition", [DIMENSION_TEXT] = "a text",
};
static const char *const kind_articles[KIND_COUNT_OF_KINDS] = {
	[KIND_COUNT] = "a count",      [KIND_AMOUNT] = "an amount", [KIND_PERCENT] = "a percent",
	[KIND_POINT] = "a point",      [KIND_RATIO] = "a ratio",    [KIND_MEASURE] = "a measure",
	[KIND_ORDINAL] = "an ordinal", [KIND_SCORE] = "a score",    [KIND_BARE] = "a bare number",
	[KIND_DATE] = "a date",
};

/* ---- names -------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum dimension dimension;
} report_names[] = {
	{"report.year", DIMENSION_FREE},
	{"report.from", DIMENSION_DATE},
	{"report.to", DIMENSION_DATE},
	{"report.signing", DIMENSION_DATE},
};
enum { REPORT_NAMES = sizeof report_names / sizeof report_names[0] };

bool
name_table_find(const struct name_table *names, struct str name, struct expr_type *type)
{
	for (size_t i = 0; i < names->bound.len; i++)
		if (str_eq(names->bound.at[i].name, name)) {
			*type = names->bound.at[i].type;
			return true;
		}
	for (size_t i = 0; i < REPORT_NAMES; i++)
		if (str_eq(str_of(report_names[i].name), name)) {
			*type = (struct expr_type){.dimension = report_names[i].dimension};
			return true;
		}
	for (size_t i = 0; i < names->loader->measure_count; i++)
		if (str_eq(names->loader->measures[i].id, name)) {
			*type = (struct expr_type){DIMENSION_NUMBER, false, "a measure"};
			return true;
		}
	return false;
}

bool
name_table_add(struct name_table *names, struct str name, struct expr_type type)
{
	struct expr_type unused;
	if (load_checked(names->loader))
		return true;
	if (name_table_find(names, name, &unused))
		return false;
	*VEC_PUSH(names->loader->arena, &names->bound) = (struct known_name){name, type};
	return true;
}

static enum dimension
dimension_of_kind(enum kind k)
{
	switch (k) {
	case KIND_PERCENT:
	case KIND_RATIO:
		return DIMENSION_PURE;
	case KIND_POINT:
		return DIMENSION_POINT;
	case KIND_DATE:
		return DIMENSION_DATE;
	case KIND_COUNT:
	case KIND_AMOUNT:
	case KIND_MEASURE:
	case KIND_ORDINAL:
	case KIND_SCORE:
	case KIND_BARE:
		return DIMENSION_NUMBER;
	case KIND_NONE:
	case KIND_NAME:
	case KIND_COUNT_OF_KINDS:
		break;
	}
	return DIMENSION_TEXT;
}

/* The dimension that all kinds of a set share; ANY if they share none. */
static struct expr_type
type_of_kinds(kind_set kinds)
{
	struct expr_type type = {0};
	bool first = true;
	for (unsigned k = 0; k < KIND_COUNT_OF_KINDS; k++) {
		if (!(kinds & KIND_BIT(k)))
			continue;
		enum dimension d = dimension_of_kind((enum kind)k);
		if (!first && d != type.dimension)
			return (struct expr_type){.dimension = DIMENSION_ANY};
		type.dimension = d;
		type.what = first ? kind_articles[k] : NULL;
		first = false;
	}
	return type;
}

void
name_table_add_capture(struct name_table *names, const struct capture *c, bool list)
{
	struct expr_type type = {0};
	switch (c->type) {
	case CAPTURE_FACT:
	case CAPTURE_LIST:
		type = type_of_kinds(c->kinds);
		type.list = list || c->type == CAPTURE_LIST;
		break;
	case CAPTURE_WORD:
		type = (struct expr_type){DIMENSION_FREE, list, "a sign"};
		break;
	case CAPTURE_TEXT:
		type = (struct expr_type){DIMENSION_TEXT, list, NULL};
		break;
	}
	name_table_add(names, c->name, type);
}

void
name_table_unknown(const struct name_table *names, struct place place, struct str name)
{
	struct loader *l = names->loader;
	size_t n = 0;
	struct str *all = arena_array(l->arena, names->bound.len + REPORT_NAMES + l->measure_count,
				      sizeof *all);
	for (size_t i = 0; i < names->bound.len; i++)
		all[n++] = names->bound.at[i].name;
	for (size_t i = 0; i < REPORT_NAMES; i++)
		all[n++] = str_of(report_names[i].name);
	for (size_t i = 0; i < l->measure_count; i++)
		all[n++] = l->measures[i].id;
	load_unknown(l, place, "name", name, all, n);
}

/* ---- the walk -------------------------------------------------------------------- */

struct checker {
	struct loader *l;
	const struct expr *e;
	const struct toml_node *node; /* that e was read from */
	const struct name_table *names;
};

static struct expr_type type_of(struct checker *x, const struct expr_node *n);

static struct expr_type
any(void)
{
	return (struct expr_type){.dimension = DIMENSION_ANY};
}

static struct expr_type
typed(enum dimension d, bool list)
{
	return (struct expr_type){.dimension = d, .list = list};
}

static struct place
node_place(const struct checker *x, const struct expr_node *n)
{
	return load_offset_place(x->l, x->node, n->from);
}

static struct str
node_text(const struct checker *x, const struct expr_node *n)
{
	return str_sub(str_trim(str_sub(x->e->source, n->from, n->to)), 0, 60);
}

static const char *
type_what(const struct expr_type *t)
{
	if (t->list)
		return "a list";
	return t->what ? t->what : dimension_names[t->dimension];
}

static bool
is_quantity(const struct expr_type *t)
{
	return t->dimension != DIMENSION_TRUTH && t->dimension != DIMENSION_TEXT;
}

static void
mixed(struct checker *x, const struct expr_node *a, const struct expr_type *ta,
      const struct expr_node *b, const struct expr_type *tb)
{
	bool units = is_quantity(ta) && is_quantity(tb);
	complain(x->l->complaints, node_place(x, a), "mixed %s: %.*s is %s, %.*s is %s",
		 units ? "units" : "values", STR_FMT(node_text(x, a)), type_what(ta),
		 STR_FMT(node_text(x, b)), type_what(tb));
}

static struct expr_type
wanted(struct checker *x, const struct expr_node *n, const struct expr_type *t, const char *what)
{
	complain(x->l->complaints, node_place(x, n), "%.*s is %s where %s is wanted",
		 STR_FMT(node_text(x, n)), type_what(t), what);
	return any();
}

/* A single quantity, else a complaint. */
static bool
want_single(struct checker *x, const struct expr_node *n, const struct expr_type *t)
{
	if (!is_quantity(t))
		wanted(x, n, t, "a number");
	else if (t->list)
		wanted(x, n, t, "a single number");
	return is_quantity(t) && !t->list;
}

/* What both are when they are added, compared or chosen from. */
static bool
unify(const struct expr_type *a, const struct expr_type *b, enum dimension *out)
{
	enum dimension d = a->dimension, e = b->dimension;
	bool loose = d == DIMENSION_ANY || d == DIMENSION_FREE;
	*out = loose && e != DIMENSION_ANY ? e : d;
	if (d == e || d == DIMENSION_ANY || e == DIMENSION_ANY)
		return true;
	if (!is_quantity(a) || !is_quantity(b))
		return false;
	if (d == DIMENSION_DATE || e == DIMENSION_DATE)
		return false;
	return d == DIMENSION_FREE || e == DIMENSION_FREE;
}

static struct expr_type
type_of_sum(struct checker *x, const struct expr_node *n, const struct expr_type *a,
	    const struct expr_type *b)
{
	bool list = a->list || b->list;
	enum dimension d;
	bool date = a->dimension == DIMENSION_DATE || b->dimension == DIMENSION_DATE;
	if (date && a->dimension == b->dimension && n->op == EXPR_SUB)
		return typed(DIMENSION_FREE, list);
	bool shift = a->dimension == DIMENSION_DATE || n->op == EXPR_ADD;
	const struct expr_type *other = a->dimension == DIMENSION_DATE ? b : a;
	if (date && shift && other->dimension == DIMENSION_FREE)
		return typed(DIMENSION_DATE, list);
	if (!unify(a, b, &d) || (date && a->dimension == b->dimension)) {
		mixed(x, n->child[0], a, n->child[1], b);
		return any();
	}
	return typed(date ? DIMENSION_ANY : d, list);
}

static struct expr_type
type_of_product(struct checker *x, const struct expr_node *n, const struct expr_type *a,
		const struct expr_type *b)
{
	bool list = a->list || b->list;
	enum dimension d = a->dimension, e = b->dimension;
	if (d == DIMENSION_DATE || e == DIMENSION_DATE) {
		bool first = d == DIMENSION_DATE;
		return wanted(x, n->child[first ? 0 : 1], first ? a : b, "a number");
	}
	bool plain = e == DIMENSION_FREE || e == DIMENSION_PURE;
	if (n->op == EXPR_MUL) {
		if (plain)
			return typed(d == DIMENSION_FREE ? e : d, list);
		return typed(d == DIMENSION_FREE || d == DIMENSION_PURE ? e : DIMENSION_ANY, list);
	}
	if (plain)
		return typed(d == DIMENSION_FREE ? e : d, list);
	if (d == e && d != DIMENSION_ANY)
		return typed(DIMENSION_PURE, list);
	return typed(DIMENSION_ANY, list);
}

static struct expr_type
type_of_arithmetic(struct checker *x, const struct expr_node *n)
{
	struct expr_type a = type_of(x, n->child[0]), b = type_of(x, n->child[1]);
	if (!is_quantity(&a))
		return wanted(x, n->child[0], &a, "a number");
	if (!is_quantity(&b))
		return wanted(x, n->child[1], &b, "a number");
	if (n->op == EXPR_ADD || n->op == EXPR_SUB)
		return type_of_sum(x, n, &a, &b);
	return type_of_product(x, n, &a, &b);
}

static struct expr_type
type_of_comparison(struct checker *x, const struct expr_node *n)
{
	struct expr_type a = type_of(x, n->child[0]), b = type_of(x, n->child[1]);
	struct expr_type truth = typed(DIMENSION_TRUTH, false);
	enum dimension d;
	for (int i = 0; i < 2; i++) {
		const struct expr_type *t = i ? &b : &a;
		if (t->list || t->dimension == DIMENSION_TRUTH) {
			wanted(x, n->child[i], t, "a single value");
			return truth;
		}
	}
	bool texts = a.dimension == DIMENSION_TEXT && b.dimension == DIMENSION_TEXT;
	if (texts && n->rel != NUMBER_EQ && n->rel != NUMBER_NE)
		complain(x->l->complaints, node_place(x, n), "texts compare with = and != only");
	else if (!unify(&a, &b, &d))
		mixed(x, n->child[0], &a, n->child[1], &b);
	return truth;
}

static struct expr_type
type_of_logic(struct checker *x, const struct expr_node *n)
{
	for (size_t i = 0; i < n->children; i++) {
		struct expr_type t = type_of(x, n->child[i]);
		bool condition = t.dimension == DIMENSION_TRUTH || t.dimension == DIMENSION_ANY;
		if (!condition)
			wanted(x, n->child[i], &t, "a condition");
		else if (n->op == EXPR_NOT && n->child[i]->op == EXPR_NAME)
			complain(x->l->complaints, node_place(x, n),
				 "'not' cannot look into '%.*s': write the comparison itself "
				 "behind 'not'",
				 STR_FMT(n->child[i]->name));
	}
	return typed(DIMENSION_TRUTH, false);
}

/* sum, min, max: of one list, or of several numbers. */
static struct expr_type
type_of_fold(struct checker *x, const struct expr_node *n, const struct expr_type *t)
{
	struct expr_type all = t[0];
	for (size_t i = 0; i < n->children; i++) {
		enum dimension d;
		bool right = is_quantity(&t[i]) && (n->children == 1 || !t[i].list) &&
			     (n->function != CALL_SUM || t[i].dimension != DIMENSION_DATE);
		if (!right)
			return wanted(x, n->child[i], &t[i],
				      n->children == 1 ? "a list of numbers" : "a single number");
		if (!unify(&all, &t[i], &d)) {
			mixed(x, n->child[0], &all, n->child[i], &t[i]);
			return any();
		}
		all = typed(d, false);
	}
	return all;
}

static struct expr_type
type_of_if(struct checker *x, const struct expr_node *n, const struct expr_type *t)
{
	enum dimension d;
	if (t[0].dimension != DIMENSION_TRUTH && t[0].dimension != DIMENSION_ANY)
		return wanted(x, n->child[0], &t[0], "a condition");
	if (t[1].list != t[2].list || !unify(&t[1], &t[2], &d)) {
		mixed(x, n->child[1], &t[1], n->child[2], &t[2]);
		return any();
	}
	return typed(d, t[1].list);
}

static bool
is_whole_literal(const struct expr_node *n)
{
	if (n->op == EXPR_NEG)
		n = n->child[0];
	return n->op == EXPR_NUMBER && n->number.exponent == 0 && n->number.mantissa <= 18;
}

static bool
want_date(struct checker *x, const struct expr_node *n, const struct expr_type *t)
{
	bool date = !t->list && (t->dimension == DIMENSION_DATE || t->dimension == DIMENSION_ANY);
	if (!date)
		wanted(x, n, t, "a date");
	return date;
}

static struct expr_type
type_of_call(struct checker *x, const struct expr_node *n)
{
	struct expr_type t[16] = {0};
	for (size_t i = 0; i < n->children && i < 16; i++)
		t[i] = type_of(x, n->child[i]);
	switch (n->function) {
	case CALL_SUM:
	case CALL_MIN:
	case CALL_MAX:
		return type_of_fold(x, n, t);
	case CALL_COUNT:
	case CALL_ITEMS:
	case CALL_FIRST:
	case CALL_LAST:
		if (!t[0].list && t[0].dimension != DIMENSION_ANY)
			return wanted(x, n->child[0], &t[0], "a list");
		if (n->function == CALL_COUNT || n->function == CALL_ITEMS)
			return typed(DIMENSION_FREE, false);
		t[0].list = false;
		return t[0];
	case CALL_ROUND:
		if (n->children == 2 && !is_whole_literal(n->child[1]))
			return wanted(x, n->child[1], &t[1], "a whole number from -18 to 18");
		/* fall through */
	case CALL_ABS:
		return want_single(x, n->child[0], &t[0]) ? t[0] : any();
	case CALL_YEAR:
	case CALL_MONTH:
	case CALL_DAY:
	case CALL_WEEKDAY:
		want_date(x, n->child[0], &t[0]);
		return typed(DIMENSION_FREE, false);
	case CALL_DAYS:
	case CALL_POINTS:
	case CALL_BARE:
		if (want_single(x, n->child[0], &t[0]) && t[0].dimension == DIMENSION_DATE)
			wanted(x, n->child[0], &t[0], "a number");
		return typed(n->function == CALL_POINTS ? DIMENSION_POINT : DIMENSION_FREE, false);
	case CALL_IF:
		return type_of_if(x, n, t);
	case CALL_OVERLAP:
		if (want_date(x, n->child[0], &t[0]))
			want_date(x, n->child[1], &t[1]);
		return typed(DIMENSION_TRUTH, false);
	case CALL_SLIP:
	case CALL_ATTAINABLE:
		if (want_single(x, n->child[0], &t[0]))
			want_single(x, n->child[1], &t[1]);
		return typed(DIMENSION_TRUTH, false);
	case CALL_KNOWN:
		return typed(DIMENSION_TRUTH, false);
	case CALL_FUNCTIONS:
		break;
	}
	return any();
}

static struct expr_type
type_of(struct checker *x, const struct expr_node *n)
{
	switch (n->op) {
	case EXPR_NUMBER:
		return typed(DIMENSION_FREE, false);
	case EXPR_NAME: {
		struct expr_type type;
		if (name_table_find(x->names, n->name, &type))
			return type;
		name_table_unknown(x->names, node_place(x, n), n->name);
		return any();
	}
	case EXPR_CALL:
		return type_of_call(x, n);
	case EXPR_NEG: {
		struct expr_type t = type_of(x, n->child[0]);
		if (is_quantity(&t) && t.dimension != DIMENSION_DATE)
			return t;
		return wanted(x, n->child[0], &t, "a number");
	}
	case EXPR_ADD:
	case EXPR_SUB:
	case EXPR_MUL:
	case EXPR_DIV:
		return type_of_arithmetic(x, n);
	case EXPR_COMPARE:
		return type_of_comparison(x, n);
	case EXPR_NOT:
	case EXPR_AND:
	case EXPR_OR:
		return type_of_logic(x, n);
	}
	return any();
}

struct expr_type
expr_check(struct loader *l, const struct expr *e, const struct toml_node *node,
	   const struct name_table *names)
{
	struct checker x = {l, e, node, names};
	return load_checked(l) ? (struct expr_type){.dimension = DIMENSION_ANY}
			       : type_of(&x, e->root);
}

void
expr_check_truth(struct loader *l, const struct expr *e, const struct toml_node *node,
		 const struct name_table *names, const char *key)
{
	struct expr_type t = expr_check(l, e, node, names);
	if (t.dimension != DIMENSION_TRUTH && t.dimension != DIMENSION_ANY)
		complain(l->complaints, load_place(l, node),
			 "'%s' is %s where a condition is wanted", key, type_what(&t));
}
