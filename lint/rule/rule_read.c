/*
 * One [[rule]] table to a struct rule: the keys that every kind has, its
 * examples, and the order in which the other readers are asked.
 */
#include "rule_internal.h"

#include <string.h>

const char *const level_names[] = {
	[LEVEL_OFF] = "off",
	[LEVEL_NOTE] = "note",
	[LEVEL_WARNING] = "warning",
	[LEVEL_ERROR] = "error",
	NULL,
};
const char *const rule_scope_names[] = {
	[SCOPE_CLAUSE] = "clause",
	[SCOPE_SENTENCE] = "sentence",
	[SCOPE_PARAGRAPH] = "paragraph",
	[SCOPE_NEARBY] = "nearby",
	[SCOPE_SECTION] = "section",
	[SCOPE_DOCUMENT] = "document",
	NULL,
};
const char *const rule_categories[] = {
	"arithmetic",  "percentage", "date",	    "duplicate", "structure",
	"consistency", "typography", "suppression", NULL,
};
const char *const rule_common_keys[] = {
	"id",	   "former-ids", "category", "level",	"summary", "help",
	"message", "lang",	 "kind",     "example", NULL,
};

bool
rule_category(struct str name)
{
	for (size_t i = 0; rule_categories[i]; i++)
		if (str_eq(name, str_of(rule_categories[i])))
			return true;
	return false;
}

static bool
id_valid(struct str id)
{
	for (size_t i = 0; i < id.len; i++) {
		char c = id.at[i];
		bool inner = is_digit(c) || (c == '-' && i + 1 < id.len && id.at[i - 1] != '-');
		if (!(c >= 'a' && c <= 'z') && (i == 0 || !inner))
			return false;
	}
	return id.len > 0 && id.len <= 64;
}

static void
read_ids(struct loader *l, const struct toml_node *table, struct rule *out)
{
	const struct toml_node *id = load_key(l, table, "id", TOML_STRING, true);
	if (id && !id_valid(id->string))
		complain(l->complaints, load_place(l, id),
			 "'%.*s' is no id: lower-case letters, digits and hyphens",
			 STR_FMT(str_sub(id->string, 0, 80)));
	if (id) {
		out->id = id->string;
		out->place = load_place(l, id);
	}
	const struct toml_node *former = toml_get(table, STR("former-ids"));
	if (former)
		out->former_ids = load_texts(l, former, &out->former_id_count);
}

static uint32_t
read_languages(struct loader *l, const struct toml_node *table)
{
	const struct toml_node *n = toml_get(table, STR("lang"));
	if (!n)
		return 0;
	size_t count, known = lexicon_languages(l->lexicon);
	const struct toml_node *const *codes = load_strings(l, n, &count);
	struct str *all = arena_array(l->arena, known, sizeof *all);
	uint32_t bits = 0;
	for (size_t i = 0; i < known; i++)
		all[i] = lexicon_language(l->lexicon, i);
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (k < known && !str_eq(codes[i]->string, all[k]))
			k++;
		if (k < known && k < 32)
			bits |= UINT32_C(1) << k;
		else
			load_unknown(l, load_place(l, codes[i]), "language", codes[i]->string, all,
				     known);
	}
	return bits;
}

/* False when there is no such kind. */
static bool
read_kind(struct loader *l, const struct toml_node *table, struct rule *out)
{
	const struct toml_node *n = load_key(l, table, "kind", TOML_STRING, false);
	struct str name = n ? n->string : STR("relation");
	if (!n && toml_get(table, STR("kind")))
		return false;
	for (size_t i = 0; i < l->kind_count; i++)
		if (str_eq(name, str_of(l->kinds[i].name))) {
			out->kind = (uint32_t)i;
			return true;
		}
	struct str *all = arena_array(l->arena, l->kind_count, sizeof *all);
	for (size_t i = 0; i < l->kind_count; i++)
		all[i] = str_of(l->kinds[i].name);
	load_unknown(l, n ? load_place(l, n) : load_place(l, table), "kind", name, all,
		     l->kind_count);
	return false;
}

static size_t
append(const char **to, size_t at, const char *const *keys)
{
	for (size_t i = 0; keys[i]; i++)
		to[at++] = keys[i];
	return at;
}

static void
check_keys(struct loader *l, const struct toml_node *table, const struct kind_spec *kind)
{
	const char **keys = arena_array(l->arena, kind->key_count + 32, sizeof *keys);
	size_t n = append(keys, 0, rule_common_keys);
	if (kind->relation)
		n = append(keys, n, rule_relation_keys);
	for (size_t i = 0; i < kind->key_count; i++)
		keys[n++] = kind->keys[i].name;
	keys[n] = NULL;
	load_check_keys(l, table, keys);
}

static size_t
read_scopes(struct loader *l, const struct toml_node *table, struct rule *out,
	    enum scope scopes[SCOPES_MAX])
{
	const struct toml_node *n = toml_get(table, STR("scope"));
	size_t count = n ? scopes_read(l, n, scopes) : 0;
	if (count == 0) {
		scopes[0] = SCOPE_SENTENCE;
		count = 1;
	}
	if (scopes[0] == SCOPE_NEARBY)
		complain(l->complaints, load_place(l, n),
			 "a rule is not tried on 'nearby': that is for further operands");
	out->scope = scopes[0];
	return count;
}

/* ---- examples --------------------------------------------------------------------- */

/* The keys of `want` but at, in and level, names of the rule: a table of their own. */
static const struct toml_node *
other_values(struct loader *l, const struct toml_node *want, const struct name_table *names)
{
	struct expr_type unused;
	struct toml_node *table = arena_alloc(l->arena, sizeof *table);
	struct toml_node *child = arena_array(l->arena, want->children, sizeof *child);
	*table = *want;
	table->child = child;
	table->children = 0;
	for (size_t i = 0; i < want->children; i++) {
		const struct toml_node *n = &want->child[i];
		if (str_eq(n->key, STR("at")) || str_eq(n->key, STR("level")) ||
		    str_eq(n->key, STR("in")))
			continue;
		if (!names->incomplete && !name_table_find(names, n->key, &unused))
			name_table_unknown(names, load_key_place(l, n), n->key);
		else if (n->type == TOML_STRING)
			child[table->children++] = *n;
		else
			complain(l->complaints, load_place(l, n),
				 "'%.*s' must be a string, as the report or the message prints it",
				 STR_FMT(n->key));
	}
	return table;
}

/* The reports of an example, in place of its text. */
static void
read_example_reports(struct loader *l, const struct toml_node *list, struct example *out)
{
	static const char *const keys[] = {"name", "text", NULL};
	struct example_report *reports = arena_array(l->arena, list->children, sizeof *reports);
	for (size_t i = 0; i < list->children; i++) {
		const struct toml_node *one = &list->child[i];
		if (one->type != TOML_TABLE) {
			complain(l->complaints, load_place(l, one), "a report must be a table");
			continue;
		}
		load_check_keys(l, one, keys);
		struct example_report *r = &reports[out->report_count++];
		r->name = load_string(l, one, "name", true);
		r->text = load_string(l, one, "text", true);
	}
	if (list->children < 2 || list->children > EXAMPLE_REPORTS_MAX)
		complain(l->complaints, load_place(l, list), "'reports' are from 2 to %d",
			 EXAMPLE_REPORTS_MAX);
	out->reports = reports;
}

static bool
example_holds(const struct example *e, struct str text)
{
	bool holds = str_find(e->text, text) != SIZE_MAX;
	for (size_t i = 0; i < e->report_count && !holds; i++)
		holds = str_find(e->reports[i].text, text) != SIZE_MAX;
	return holds;
}

static void
check_example_in(struct loader *l, const struct toml_node *want, const struct example *e)
{
	bool known = !e->in.len;
	for (size_t i = 0; i < e->report_count && !known; i++)
		known = str_eq(e->reports[i].name, e->in);
	if (!known)
		complain(l->complaints, load_place(l, toml_get(want, STR("in"))),
			 "the example has no report '%.*s'", STR_FMT(str_sub(e->in, 0, 80)));
}

static void
read_example(struct loader *l, const struct toml_node *table, struct example *out,
	     const struct name_table *names)
{
	static const char *const keys[] = {"text", "reports", "format", "want", NULL};
	static const char *const formats[] = {"text", "markdown", NULL};
	static const char *const none[] = {"none", NULL};
	out->place = load_place(l, table);
	load_check_keys(l, table, keys);
	const struct toml_node *reports = load_key(l, table, "reports", TOML_ARRAY, false);
	if (reports)
		read_example_reports(l, reports, out);
	else
		out->text = load_string(l, table, "text", true);
	out->markdown = load_choice(l, table, "format", formats, 0) == 1;
	const struct toml_node *want = toml_get(table, STR("want"));
	if (want && want->type == TOML_TABLE) {
		out->at = load_string(l, want, "at", false);
		out->in = load_string(l, want, "in", false);
		out->level = (enum level)load_choice(l, want, "level", level_names, LEVEL_OFF);
		out->values = other_values(l, want, names);
		const struct toml_node *at = toml_get(want, STR("at"));
		check_example_in(l, want, out);
		if (out->at.len && !example_holds(out, out->at))
			complain(l->complaints, load_place(l, at),
				 "the example's text does not hold '%.*s'", STR_FMT(out->at));
	} else if (want && want->type == TOML_STRING) {
		load_choice_of(l, want, none, 0);
		out->want_none = true;
	} else {
		complain(l->complaints, load_place(l, want ? want : table),
			 "an example wants 'want': \"none\" or { at = \"...\" }");
	}
}

static void
read_examples(struct loader *l, const struct toml_node *table, struct rule *out,
	      const struct name_table *names)
{
	const struct toml_node *n = load_key(l, table, "example", TOML_ARRAY, false);
	size_t fires = 0, silent = 0;
	struct example *examples = arena_array(l->arena, n ? n->children : 0, sizeof *examples);
	for (size_t i = 0; n && i < n->children; i++) {
		const struct toml_node *one = &n->child[i];
		if (one->type != TOML_TABLE) {
			complain(l->complaints, load_place(l, one), "an example must be a table");
			continue;
		}
		struct example *example = &examples[out->example_count++];
		read_example(l, one, example, names);
		fires += !example->want_none;
		silent += example->want_none;
	}
	out->examples = examples;
	/* The program's own rules are loaded without them where nobody asks for examples. */
	if (!n && (load_checked(l) || toml_get(table, STR("example"))))
		return;
	if (!fires)
		complain(l->complaints, out->place, "the rule has no example that fires");
	if (!silent)
		complain(l->complaints, out->place,
			 "the rule has no example that stays silent (want = \"none\")");
}

/* ---- the whole --------------------------------------------------------------------- */

static void
check_messages(struct loader *l, const struct toml_node *table, const struct name_table *names)
{
	const struct toml_node *n = toml_get(table, STR("message"));
	if (!n || names->incomplete)
		return;
	if (n->type == TOML_STRING)
		message_check(l, n, names);
	for (size_t i = 0; n->type == TOML_TABLE && i < n->children; i++)
		if (n->child[i].type == TOML_STRING)
			message_check(l, &n->child[i], names);
}

static struct str
pack_of(struct str file)
{
	for (size_t i = file.len; i-- > 0;)
		if (file.at[i] == '/') {
			file = str_sub(file, i + 1, file.len);
			break;
		}
	return str_ends(file, STR(".toml")) ? str_sub(file, 0, file.len - 5) : file;
}

bool
rule_read(struct loader *l, const struct toml_node *table, struct rule *out)
{
	size_t before = l->complaints->count;
	struct name_table names = {.loader = l, .incomplete = load_checked(l)};
	enum scope scopes[SCOPES_MAX];
	out->place = load_place(l, table);
	out->pack = pack_of(l->file->name);
	read_ids(l, table, out);
	int category = load_choice(l, table, "category", rule_categories, 0);
	if (!toml_get(table, STR("category")))
		complain(l->complaints, load_place(l, table), "missing key 'category'");
	out->category = str_copy(l->arena, str_of(rule_categories[category]));
	out->level = (enum level)load_choice(l, table, "level", level_names, LEVEL_WARNING);
	load_translated(l, table, "summary", true, out->summary);
	load_translated(l, table, "help", false, out->help);
	load_translated(l, table, "message", true, out->message);
	out->languages = read_languages(l, table);
	out->scope = SCOPE_SENTENCE;
	if (read_kind(l, table, out)) {
		if (l->kinds[out->kind].corpus)
			out->scope = SCOPE_CORPUS;
		if (!load_checked(l))
			check_keys(l, table, &l->kinds[out->kind]);
		kind_read(l, table, out, &names);
		if (l->kinds[out->kind].relation) {
			size_t scope_count = read_scopes(l, table, out, scopes);
			relation_read(l, table, out, scopes, scope_count, &names);
		}
		check_messages(l, table, &names);
	} else {
		names.incomplete = true;
	}
	read_examples(l, table, out, &names);
	return l->complaints->count == before;
}
