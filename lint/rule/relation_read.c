/*
 * The keys of a relation: scope, match, unless, when, also, let, expect, point, unsure.
 * Names are checked against what the patterns bind; when a pattern itself
 * is wrong, its names are not known and nothing more is said about them.
 */
#include "rule_internal.h"

#include <string.h>

const char *const rule_relation_keys[] = {"scope", "match",  "unless", "when",	 "also",
					  "let",   "expect", "point",  "unsure", NULL};
static const char *const pick_names[] = {
	[PICK_NEAREST] = "nearest",
	[PICK_NEAREST_BEFORE] = "nearest-before",
	[PICK_ANY] = "any",
	[PICK_ALL] = "all",
	[PICK_UNIQUE] = "unique",
	[PICK_INHERITED] = "inherited",
	NULL,
};

struct reader {
	struct loader *l;
	const struct toml_node *table;
	struct rule *rule;
	struct name_table *names;
	bool sure; /* every pattern was read, so every name is known */
};

static void
names_add_pattern(struct reader *r, const struct pattern *p)
{
	for (size_t i = 0; i < p->capture_count; i++)
		name_table_add_capture(r->names, &p->captures[i], false);
}

static const struct expr *
read_condition(struct reader *r, const char *key)
{
	const struct toml_node *n = load_key(r->l, r->table, key, TOML_STRING, false);
	const struct expr *e = n ? expr_read(r->l, n) : NULL;
	if (e && r->sure)
		expr_check_truth(r->l, e, n, r->names, key);
	return e;
}

/* A key that names a capture of match; empty without. */
static struct str
read_capture(struct reader *r, const struct toml_node *n)
{
	if (r->sure && !load_checked(r->l) && !pattern_capture(r->rule->match, n->string)) {
		size_t count = r->rule->match ? r->rule->match->capture_count : 0;
		struct str *all = arena_array(r->l->arena, count, sizeof *all);
		for (size_t i = 0; i < count; i++)
			all[i] = r->rule->match->captures[i].name;
		load_unknown(r->l, load_place(r->l, n), "capture", n->string, all, count);
	}
	return n->string;
}

/* ---- unless ----------------------------------------------------------------------- */

static void
read_between(struct reader *r, const struct toml_node *n, struct unless *out)
{
	out->side = UNLESS_BETWEEN;
	size_t count;
	const struct toml_node *const *ends = load_strings(r->l, n, &count);
	if (count != 2 || n->type != TOML_ARRAY) {
		complain(r->l->complaints, load_place(r->l, n),
			 "'between' wants the names of two captures");
		return;
	}
	out->from = read_capture(r, ends[0]);
	out->to = read_capture(r, ends[1]);
}

/* { unsaid = "group", plain = "{w:list}" } */
static void
read_unsaid(struct reader *r, const struct toml_node *n, struct unless *out)
{
	static const char *const keys[] = {"unsaid", "plain", "in", NULL};
	static const char *const places[] = {"match", "paragraph", NULL};
	const struct toml_node *group = load_key(r->l, n, "unsaid", TOML_STRING, true);
	const struct toml_node *plain = toml_get(n, STR("plain"));

	load_check_keys(r->l, n, keys);
	out->side = UNLESS_UNSAID;
	out->anywhere = load_choice(r->l, n, "in", places, 0) == 1;
	if (group)
		out->from = read_capture(r, group);
	const struct capture *c = r->sure ? pattern_capture(r->rule->match, out->from) : NULL;
	if (c && c->type != CAPTURE_TEXT)
		complain(r->l->complaints, load_place(r->l, group),
			 "'unsaid' wants a group (?<%.*s>...) of words", STR_FMT(out->from));
	if (plain)
		out->plain = load_words(r->l, plain);
}

/* untold = "date", one that the pattern binds */
static void
read_untold(struct reader *r, const struct toml_node *table, struct unless *out)
{
	const struct toml_node *n = load_key(r->l, table, "untold", TOML_STRING, false);
	const struct capture *c = n ? pattern_capture(out->pattern, n->string) : NULL;

	if (!n || !out->pattern)
		return;
	if (!c || c->type != CAPTURE_FACT || c->kinds != KIND_BIT(KIND_DATE))
		complain(r->l->complaints, load_place(r->l, n),
			 "'untold' wants the name of a date that 'pattern' binds ({%.*s:date})",
			 STR_FMT(str_sub(n->string, 0, 80)));
	out->untold = n->string;
}

static void
read_unless_one(struct reader *r, const struct toml_node *n, struct unless *out)
{
	static const char *const keys[] = {"in", "between", "pattern", "untold", NULL};
	static const char *const sides[] = {"match", "before", "after", "behind", "sentence", NULL};
	static const enum unless_side side_values[] = {UNLESS_MATCH, UNLESS_BEFORE, UNLESS_AFTER,
						       UNLESS_BEHIND, UNLESS_SENTENCE};
	if (n->type == TOML_STRING) {
		out->pattern = pattern_read(r->l, n, GATES_UNLESS);
		return;
	}
	if (n->type != TOML_TABLE) {
		complain(r->l->complaints, load_place(r->l, n),
			 "'unless' wants a pattern, or { in = \"...\", pattern = '...' }");
		return;
	}
	if (toml_get(n, STR("unsaid"))) {
		read_unsaid(r, n, out);
		return;
	}
	load_check_keys(r->l, n, keys);
	const struct toml_node *between = load_key(r->l, n, "between", TOML_ARRAY, false);
	out->side = side_values[load_choice(r->l, n, "in", sides, 0)];
	if (between && toml_get(n, STR("in")))
		complain(r->l->complaints, load_place(r->l, n),
			 "'in' and 'between' exclude one another");
	if (between)
		read_between(r, between, out);
	const struct toml_node *pattern = load_key(r->l, n, "pattern", TOML_STRING, true);
	if (pattern)
		out->pattern = pattern_read(r->l, pattern, GATES_UNLESS);
	read_untold(r, n, out);
}

static void
read_unless(struct reader *r)
{
	const struct toml_node *n = toml_get(r->table, STR("unless"));
	if (!n)
		return;
	const struct toml_node *elements = n->type == TOML_ARRAY ? n->child : n;
	size_t count = n->type == TOML_ARRAY ? n->children : 1;
	struct unless *out = arena_array(r->l->arena, count, sizeof *out);
	for (size_t i = 0; i < count; i++)
		read_unless_one(r, &elements[i], &out[i]);
	r->rule->unless = out;
	r->rule->unless_count = count;
}

/* ---- also -------------------------------------------------------------------------- */

size_t
scopes_read(struct loader *l, const struct toml_node *node, enum scope out[SCOPES_MAX])
{
	size_t count;
	const struct toml_node *const *strings = load_strings(l, node, &count);
	size_t n = 0;
	for (size_t i = 0; i < count && n < SCOPES_MAX; i++) {
		if (str_eq(strings[i]->string, STR("corpus"))) {
			complain(l->complaints, load_place(l, strings[i]),
				 "scope 'corpus' is for checks across reports, which this version "
				 "does not have");
			continue;
		}
		int scope = load_choice_of(l, strings[i], rule_scope_names, -1);
		if (scope >= 0)
			out[n++] = (enum scope)scope;
	}
	if (count > SCOPES_MAX)
		complain(l->complaints, load_place(l, node), "more than %d scopes", SCOPES_MAX);
	return n;
}

static void
read_also_scopes(struct reader *r, const struct toml_node *table, struct also *out)
{
	const struct toml_node *n = toml_get(table, STR("scope"));
	/* Without match, what is no scope may be one of its groups. */
	if (!n || !r->sure)
		return;
	const struct capture *c =
		n->type == TOML_STRING ? pattern_capture(r->rule->match, n->string) : NULL;
	if (c && c->type == CAPTURE_TEXT) {
		out->scopes[0] = SCOPE_CAPTURE;
		out->scope_count = 1;
		out->capture_scope = n->string;
		return;
	}
	out->scope_count = scopes_read(r->l, n, out->scopes);
}

static void
read_also_one(struct reader *r, const struct toml_node *table, struct also *out)
{
	static const char *const keys[] = {"match",	   "scope",	 "pick",
					   "same-unit-as", "label-like", "label-same",
					   "inherit",	   "optional",	 NULL};
	struct loader *l = r->l;
	out->name = table->key;
	out->place = load_key_place(l, table);
	load_check_keys(l, table, keys);
	const struct toml_node *match = load_key(l, table, "match", TOML_STRING, true);
	out->match = match ? pattern_read(l, match, GATES_NONE) : NULL;
	const struct capture *c = pattern_capture(out->match, out->name);
	r->sure = r->sure && out->match;
	read_also_scopes(r, table, out);
	out->pick = (enum pick)load_choice(l, table, "pick", pick_names, PICK_NEAREST);
	out->same_unit_as = load_string(l, table, "same-unit-as", false);
	out->label_like = load_string(l, table, "label-like", false);
	out->label_same = load_string(l, table, "label-same", false);
	out->inherit = load_boolean(l, table, "inherit");
	out->optional = load_boolean(l, table, "optional");
	if (out->match && !c)
		complain(l->complaints, load_place(l, match),
			 "this pattern binds no capture called '%.*s'", STR_FMT(out->name));
	if (pattern_capture(r->rule->match, out->name))
		complain(l->complaints, out->place, "'%.*s' is bound by 'match' already",
			 STR_FMT(out->name));
	if (c && !pattern_capture(r->rule->match, out->name))
		name_table_add_capture(r->names, c, out->pick == PICK_ALL);
}

/* same-unit-as and its like name another operand. */
static void
check_also_names(struct reader *r, const struct toml_node *table)
{
	static const char *const keys[] = {"same-unit-as", "label-like", "label-same"};
	if (!r->sure || load_checked(r->l))
		return;
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct toml_node *n = toml_get(table, str_of(keys[i]));
		struct expr_type unused;
		if (!n || n->type != TOML_STRING)
			continue;
		if (!name_table_find(r->names, n->string, &unused) || str_eq(n->string, table->key))
			name_table_unknown(r->names, load_place(r->l, n), n->string);
	}
}

static void
read_also(struct reader *r, const enum scope *scopes, size_t scope_count)
{
	const struct toml_node *n = load_key(r->l, r->table, "also", TOML_TABLE, false);
	if (!n)
		return;
	if (n->children > ALSO_MAX) {
		complain(r->l->complaints, load_place(r->l, n), "more than %d entries in 'also'",
			 ALSO_MAX);
		r->sure = false;
		return;
	}
	struct also *out = arena_array(r->l->arena, n->children, sizeof *out);
	size_t count = 0;
	for (size_t i = 0; i < n->children; i++) {
		const struct toml_node *table = &n->child[i];
		if (table->type != TOML_TABLE) {
			complain(r->l->complaints, load_place(r->l, table),
				 "an entry of 'also' must be a table { match = '...' }");
			r->sure = false;
			continue;
		}
		struct also *also = &out[count++];
		read_also_one(r, table, also);
		if (also->scope_count == 0) {
			memcpy(also->scopes, scopes, scope_count * sizeof *scopes);
			also->scope_count = scope_count;
		}
	}
	for (size_t i = 0; i < n->children; i++)
		if (n->child[i].type == TOML_TABLE)
			check_also_names(r, &n->child[i]);
	r->rule->also = out;
	r->rule->also_count = count;
}

/* ---- let ------------------------------------------------------------------------------ */

enum let_state { LET_NEW, LET_OPEN, LET_DONE };
struct let_entry {
	struct let let;
	enum let_state state;
};
struct lets {
	struct reader *r;
	const struct toml_node *table;
	struct let_entry *at;
	size_t count;
	struct let *ordered;
	size_t done;
	bool cycle;
};

/* Puts what the entry depends on before it.  At most LETS_MAX deep. */
static void
let_visit(struct lets *x, struct let_entry *entry)
{
	if (entry->state == LET_OPEN && !x->cycle) {
		x->cycle = true;
		complain(x->r->l->complaints, entry->let.place, "'%.*s' depends on itself",
			 STR_FMT(entry->let.name));
	}
	if (entry->state != LET_NEW)
		return;
	entry->state = LET_OPEN;
	size_t count;
	const struct str *uses = expr_names(entry->let.value, &count);
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < x->count; k++)
			if (str_eq(uses[i], x->at[k].let.name))
				let_visit(x, &x->at[k]);
	entry->state = LET_DONE;
	x->ordered[x->done++] = entry->let;
}

static void
lets_check(struct lets *x)
{
	struct reader *r = x->r;
	for (size_t i = 0; i < x->done; i++) {
		struct let *let = &x->ordered[i];
		struct expr_type type = {.dimension = DIMENSION_ANY};
		if (r->sure && !x->cycle)
			type = expr_check(r->l, let->value, toml_get(x->table, let->name),
					  r->names);
		if (!name_table_add(r->names, let->name, type) && r->sure)
			complain(r->l->complaints, let->place, "the name '%.*s' is taken",
				 STR_FMT(let->name));
	}
}

static void
read_lets(struct reader *r)
{
	const struct toml_node *n = load_key(r->l, r->table, "let", TOML_TABLE, false);
	if (!n)
		return;
	if (n->children > LETS_MAX) {
		complain(r->l->complaints, load_place(r->l, n), "more than %d entries in 'let'",
			 LETS_MAX);
		r->sure = false;
		return;
	}
	struct lets x = {.r = r, .table = n};
	x.at = arena_array(r->l->arena, n->children, sizeof *x.at);
	x.ordered = arena_array(r->l->arena, n->children, sizeof *x.ordered);
	for (size_t i = 0; i < n->children; i++) {
		const struct toml_node *value = &n->child[i];
		struct let let = {value->key, NULL, load_key_place(r->l, value)};
		if (!load_name_valid(let.name, false))
			complain(r->l->complaints, let.place, "'%.*s' is no name",
				 STR_FMT(str_sub(let.name, 0, 80)));
		if (value->type != TOML_STRING)
			complain(r->l->complaints, load_place(r->l, value),
				 "an entry of 'let' must be an expression in quotes");
		else
			let.value = expr_read(r->l, value);
		r->sure = r->sure && let.value;
		if (let.value)
			x.at[x.count++].let = let;
	}
	for (size_t i = 0; i < x.count; i++)
		let_visit(&x, &x.at[i]);
	lets_check(&x);
	r->sure = r->sure && !x.cycle;
	r->rule->lets = x.ordered;
	r->rule->let_count = x.done;
}

/* ---- the whole ------------------------------------------------------------------------- */

void
relation_read(struct loader *l, const struct toml_node *table, struct rule *out,
	      const enum scope *scopes, size_t scope_count, struct name_table *names)
{
	struct reader r = {.l = l, .table = table, .rule = out, .names = names, .sure = true};
	const struct toml_node *match = load_key(l, table, "match", TOML_STRING, false);
	bool wide = out->scope >= SCOPE_SECTION;
	if (match) {
		out->match = pattern_read(l, match, wide ? GATES_WIDE : GATES_MATCH);
		r.sure = out->match != NULL;
		if (out->match)
			names_add_pattern(&r, out->match);
	} else if (toml_get(table, STR("match"))) {
		r.sure = false;
	} else if (!toml_get(table, STR("expect"))) {
		complain(l->complaints, load_place(l, table),
			 "missing key 'match' (or 'expect' on measures)");
	}
	read_unless(&r);
	read_also(&r, scopes, scope_count);
	read_lets(&r);
	out->when = read_condition(&r, "when");
	out->expect = read_condition(&r, "expect");
	const struct toml_node *point = load_key(l, table, "point", TOML_STRING, false);
	if (point)
		out->point = read_capture(&r, point);
	out->has_unsure = toml_get(table, STR("unsure")) != NULL;
	out->unsure = (enum level)load_choice(l, table, "unsure", level_names, LEVEL_OFF);
	if (!r.sure)
		names->incomplete = true;
}
