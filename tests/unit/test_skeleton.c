/* The skeleton: its text, and the way back from it. */
#include "report.h"

/* The skeleton with facts written as their kind's first letter in brackets: [c]. */
static struct str
spelled(struct arena *a, const struct facts *f)
{
	struct buf out = {.arena = a};

	for (size_t at = 0; at < f->skeleton_len;) {
		size_t from = at;
		uint32_t cp = utf8_next(f->skeleton, &at);
		if (cp > SKELETON_BASE && cp < SKELETON_BASE + KIND_COUNT_OF_KINDS)
			buf_printf(&out, "[%s]", kind_names[cp - SKELETON_BASE]);
		else
			buf_add(&out, (struct str){f->skeleton + from, at - from});
	}
	return buf_str(&out);
}

static void
facts_are_one_character(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(r, "许可97项，占15.5%，2020年办结。\n");

	assert_str(spelled(r->arena, f), "许可[count]，占[percent]，[date]办结。\n");
}

static void
spaces_beside_cjk_are_dropped(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(r, "许可 97 项 ， 办结 12 件 。\n");

	assert_str(spelled(r->arena, f), "许可[count]，办结[count]。\n");
}

static void
other_spaces_are_one(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(r, "The  rate fell  to 12.5% of GDP.\n");

	assert_str(spelled(r->arena, f), "The rate fell to [percent] of GDP.\n");
	/* single ones between letters, and at the ends of what stands between facts */
	f = report_text(r, "It rose by 3 kg in May 2020 and by 5 kg in all.\n");
	assert_str(spelled(r->arena, f),
		   "It rose by [measure] in [date] and by [measure] in all.\n");
}

/* Every stretch of the skeleton maps into its sentence, in order, and the
 * text of a fact's character is the fact. */
static void
maps_back(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(r, "办结 12 件，  其中 甲类 5 件。Total  of 12 cases  "
					       "in 2020.\n\n末段（共 3 项）。\n");
	uint32_t last = 0;

	for (size_t at = 0; at < f->skeleton_len;) {
		size_t from = at;
		uint32_t cp = utf8_next(f->skeleton, &at);
		struct span t = facts_text(f, (struct span){(uint32_t)from, (uint32_t)at});
		assert_true(t.from >= last && t.to >= t.from && t.to <= r->doc.text.len);
		last = t.to;
		if (cp >= SKELETON_BASE && cp < SKELETON_BASE + 64)
			assert_true(t.from == facts_at(f, (uint32_t)from)->lex.span.from &&
				    t.to == facts_at(f, (uint32_t)from)->lex.span.to);
		else if (cp > ' ')
			assert_memory_equal(f->skeleton + from, r->doc.text.at + t.from, at - from);
	}
	for (size_t i = 0; i < r->doc.sentence_count; i++) {
		struct span t = facts_text(f, f->sentences[i].skeleton);
		assert_true(t.from >= r->doc.sentences[i].span.from);
		assert_true(t.to <= r->doc.sentences[i].span.to);
	}
}

static void
finds_facts_of_a_stretch(void **state)
{
	struct test_report *r = *state;
	const struct facts *f = report_text(r, "甲5件，乙6件，丙7件。\n");
	uint32_t from, to;

	assert_int_equal(f->count, 3);
	facts_within(f, (struct span){0, f->skeleton_len}, &from, &to);
	assert_int_equal(from, 0);
	assert_int_equal(to, 3);
	facts_within(f, (struct span){f->at[0].skeleton + 1, f->at[2].skeleton}, &from, &to);
	assert_int_equal(from, 1);
	assert_int_equal(to, 2);
	facts_within(f, (struct span){5, 5}, &from, &to);
	assert_int_equal(from, to);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_one_character),
		cmocka_unit_test(spaces_beside_cjk_are_dropped),
		cmocka_unit_test(other_spaces_are_one),
		cmocka_unit_test(maps_back),
		cmocka_unit_test(finds_facts_of_a_stretch),
	};
	return cmocka_run_group_tests(tests, report_open, report_close);
}
