/* Another figure in one place: what it makes of the facts is what reading the edited report makes. */
#include "../../lint/fact/change.h"
#include "report.h"

struct edited {
	const char *text, *digits; /* of the first fact that is printed as ... */
	const char *figure;
	bool taken;
};

static const struct edited cases[] = {
	{"我局共有许可事项97项，全程网办15项，占比15.5%。\n", "9.75", "15.5%", true},
	{"我局共有许可事项97项，全程网办15项，占比15.5%。\n", "987", "97项", true},
	{"投资32.9万元，增长5至10%。\n", "1,032.95", "32.9万元", true},
	{"“一网通办”收到（其中网上12件）申请1,234件。\n", "3", "12件", true},
	{"Of the 2,400 visitors 2,437 paid.\n", "2,430", "2,437", true},
	{"Of the 2,400 visitors 2,437 paid.\n", "2,400", "2,437", true},
	{"Sales rose by 4.5 million to 12 million.\n", "45", "4.5 million", true},
	/* a year, and a number too long to be read */
	{"收到申请12件。2020年5月1日起受理。\n", "2021年5", "2020年5月1日", false},
	{"收到申请12件。\n", "12345678901234567890123", "12件", false},
	{"收到申请12件。\n", "一二", "12件", false},
	{"收到申请12件。\n", "1件，2", "12件", false},
};

static uint32_t
fact_printed(const struct facts *f, const char *figure)
{
	for (uint32_t i = 0; i < f->count; i++)
		if (str_eq(fact_text(f, &f->at[i]), str_of(figure)))
			return i;
	fail_msg("no figure %s", figure);
	return 0;
}

static struct str
text_edited(struct arena *a, const struct facts *f, uint32_t fact, const char *digits)
{
	struct span n = f->at[fact].lex.number;
	struct buf out = {.arena = a};

	buf_add(&out, str_sub(f->doc->source->utf8, 0, n.from));
	buf_add(&out, str_of(digits));
	buf_add(&out, str_sub(f->doc->source->utf8, n.to, f->doc->source->utf8.len));
	return buf_str(&out);
}

static void
assert_like_read(struct test_report *r, const struct change *c, struct str text, uint32_t fact)
{
	const struct facts *read = report_read(r, text);

	assert_int_equal(read->count, c->facts.count);
	for (size_t i = 0; i < read->count; i++) {
		const struct lexeme *x = &read->at[i].lex, *y = &c->facts.at[i].lex;
		assert_int_equal(decimal_cmp(x->value, y->value), 0);
		assert_int_equal(x->rounded, y->rounded);
		assert_int_equal(x->decimals, y->decimals);
		assert_int_equal(x->unit, y->unit);
		assert_int_equal(read->at[i].skeleton, c->facts.at[i].skeleton);
		struct str is = doc_slice(c->facts.doc, y->number);
		assert_memory_equal(is.at, doc_slice(read->doc, x->number).at, is.len);
		assert_true(str_eq(fact_unit_text(read, &read->at[i]),
				   fact_unit_text(&c->facts, &c->facts.at[i])));
	}
	assert_ptr_equal(c->facts.behind.fact, &c->facts.at[fact]);
}

static void
change_and_read(struct test_report *r, struct test_report *again, const struct edited *e)
{
	struct arena *a = arena_new(test_oom);
	const struct facts *f = report_text(r, e->text);
	uint32_t fact = fact_printed(f, e->figure);
	struct change c;

	change_begin(&c, a, f);
	assert_int_equal(change_figure(&c, a, fact, str_of(e->digits)), e->taken);
	if (e->taken)
		assert_like_read(again, &c, text_edited(a, f, fact, e->digits), fact);
	else
		assert_null(c.facts.behind.fact);
	change_undo(&c);
	for (size_t i = 0; i < f->count; i++)
		assert_memory_equal(&c.facts.at[i], &f->at[i], sizeof f->at[i]);
	arena_free(a);
}

static void
facts_are_those_of_the_edited_report(void **state)
{
	struct test_report again = *(struct test_report *)*state;

	again.arena = arena_new(test_oom);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		change_and_read(*state, &again, &cases[i]);
	arena_free(again.arena);
}

static const struct cell *
cell_printed(const struct doc *d, const char *figure)
{
	for (size_t i = 0; i < d->grid_count; i++)
		for (uint32_t k = 0; k < d->grids[i].rows[d->grids[i].row_count - 1].to; k++)
			if (str_eq(doc_slice(d, d->grids[i].cells[k].span), str_of(figure)))
				return &d->grids[i].cells[k];
	return NULL;
}

static void
cells_are_those_of_the_edited_report(void **state)
{
	static const struct edited edits[] = {
		{NULL, "1,234.6", "1,200.5", true},  {NULL, "-12.5", "-99.5", true},
		{NULL, "1,20.05", "1,200.5", false}, {NULL, "99.5", "1,200.5", false},
		{NULL, "2019", "4321", false},
	};
	struct test_report *r = *state;
	struct arena *a = arena_new(test_oom);
	const struct facts *f = report_text(r, "| 项目 | 金额 | 户数 |\n| --- | --- | --- |\n"
					       "| 甲 | 1,200.5 | 4321 |\n"
					       "| 乙 | -99.5 | 4521 |\n"
					       "| 合计 | 1,101.0 | 8842 |\n");
	struct change c;

	change_begin(&c, a, f);
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		const struct cell *was = cell_printed(&r->doc, edits[i].figure);
		struct cell now;
		assert_non_null(was);
		assert_int_equal(change_cell(&c, was->span, str_of(edits[i].digits)),
				 edits[i].taken);
		const struct cell *is = cell_printed(&c.doc, edits[i].digits);
		assert_true((is != NULL) == edits[i].taken);
		if (is) {
			assert_true(cell_figure(str_of(edits[i].digits), &now));
			assert_int_equal(is->mantissa, now.mantissa);
			assert_int_equal(is->span.from, was->span.from);
		}
	}
	change_undo(&c);
	assert_non_null(cell_printed(&c.doc, "1,200.5"));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_those_of_the_edited_report),
		cmocka_unit_test(cells_are_those_of_the_edited_report),
	};
	return cmocka_run_group_tests(tests, report_open, report_close);
}
