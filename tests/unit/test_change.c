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
	change_undo(&c, a);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_those_of_the_edited_report),
	};
	return cmocka_run_group_tests(tests, report_open, report_close);
}
