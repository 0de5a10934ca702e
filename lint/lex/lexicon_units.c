/*
 * Reads the [[unit]] tables of a language file: their names into the sets of
 * the lexicon, their kinds, bases and factors into its units.
 */
#include "lexicon_read.h"

static const char *const unit_keys[] = {"kind", "dimension", "each",  "names",
					"base", "factor",    "before"};

static bool
unit_kind(const struct toml_node *n, enum kind *kind)
{
	static const enum kind kinds[] = {KIND_COUNT, KIND_AMOUNT,  KIND_PERCENT, KIND_POINT,
					  KIND_RATIO, KIND_MEASURE, KIND_SCORE};

	if (n && n->type == TOML_STRING)
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			if (str_eq(n->string, str_of(kind_names[kinds[i]]))) {
				*kind = kinds[i];
				return true;
			}
	return false;
}

/* A unit by one of its names: an old one if it is known. */
static unit_id
unit_add(struct reader *r, const struct unit *like, struct str name)
{
	struct lexicon *lx = r->lx;
	unit_id id = lexicon_unit_named(lx, name);

	if (id)
		return id;
	if (lx->units.len >= UINT16_MAX - 1)
		return 0;
	id = (unit_id)lx->units.len;
	struct unit *u = VEC_PUSH(lx->arena, &lx->units);
	*u = *like;
	u->name = name;
	u->base = id;
	return id;
}

static void
unit_name(struct reader *r, const struct toml_node *n, struct str name, unit_id id)
{
	reader_put(r, n, ROOT_UNIT, name, id);
	if (name.len)
		lexicon_put(r->lx, ROOT_UNIT_NAME, name, id);
}

static void
unit_based(struct reader *r, const struct toml_node *base, const struct toml_node *factor,
	   unit_id id)
{
	struct unit *u = &r->lx->units.at[id];

	if (factor) {
		struct str digits =
			factor->type == TOML_INTEGER
				? str_printf(r->lx->arena, "%lld", (long long)factor->integer)
				: factor->string;
		if (!decimal_read(digits, &u->factor) || u->factor.mantissa <= 0)
			complain(r->c, reader_place(r, factor),
				 "'factor' must be a whole number or a decimal in quotation marks");
	}
	if (!base || !reader_want(r, base, TOML_STRING, "the name of a unit"))
		return;
	struct pending *p = lexicon_pend(r->lx, reader_place(r, base));
	p->what = PENDING_BASE;
	p->word = base->string;
	p->value = id;
}

static void
read_unit_words(struct reader *r, const struct toml_node *table, const struct unit *like)
{
	const struct toml_node *each = toml_get(table, STR("each"));
	const struct toml_node *names = toml_get(table, STR("names"));
	const struct toml_node *before = toml_get(table, STR("before"));
	const struct toml_node *base = toml_get(table, STR("base"));
	const struct toml_node *factor = toml_get(table, STR("factor"));
	unit_id id = 0;

	for (size_t i = 0; each && i < each->children; i++) {
		const struct toml_node *w = reader_string(r, each, i);
		if (w)
			unit_name(r, w, w->string, unit_add(r, like, w->string));
	}
	for (size_t i = 0; names && i < names->children; i++) {
		const struct toml_node *w = reader_string(r, names, i);
		if (!w)
			continue;
		if (!id)
			id = unit_add(r, like, w->string);
		unit_name(r, w, w->string, id);
	}
	for (size_t i = 0; id && before && i < before->children; i++) {
		const struct toml_node *w = reader_string(r, before, i);
		if (w)
			reader_put(r, w, ROOT_CURRENCY_BACK, w->string, id);
	}
	if (id)
		unit_based(r, base, factor, id);
}

static void
read_unit(struct reader *r, const struct toml_node *table)
{
	struct str known[sizeof unit_keys / sizeof *unit_keys];
	struct unit like = {.factor = {1, 0}};
	const struct toml_node *kind, *dimension;

	if (!reader_want(r, table, TOML_TABLE, "a table"))
		return;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		known[i] = str_of(unit_keys[i]);
	for (size_t i = 0; i < table->children; i++) {
		bool found = false;
		for (size_t j = 0; j < sizeof known / sizeof *known; j++)
			found = found || str_eq(known[j], table->child[i].key);
		if (!found)
			reader_unknown(r, &table->child[i], "unit", known,
				       sizeof known / sizeof *known);
	}
	kind = toml_get(table, STR("kind"));
	if (!unit_kind(kind, &like.kind)) {
		complain(r->c, reader_place(r, kind ? kind : table),
			 "a unit's 'kind' is count, amount, percent, point, ratio, measure or "
			 "score");
		return;
	}
	dimension = toml_get(table, STR("dimension"));
	if (dimension && reader_want(r, dimension, TOML_STRING, "a string"))
		like.dimension = dimension->string;
	read_unit_words(r, table, &like);
}

void
read_units(struct reader *r, const struct toml_node *array)
{
	if (!reader_want(r, array, TOML_ARRAY, "an array of tables: write [[unit]]"))
		return;
	for (size_t i = 0; i < array->children; i++)
		read_unit(r, &array->child[i]);
}
