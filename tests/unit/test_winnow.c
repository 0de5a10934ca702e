/* The guarantee of winnowing, over random paragraphs with copies in random places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lint/corpus/winnow.h"
#include "draw.h"

enum { ROUNDS = 20000 };

static void
oom(void)
{
	abort();
}

/* A text of one paragraph or more, without anything else that a document has. */
struct page {
	struct buf text;
	struct doc doc;
	struct block block;
};

static const struct doc *
page_doc(struct page *p)
{
	p->block = (struct block){.kind = BLOCK_PARAGRAPH, .span = {0, (uint32_t)p->text.len}};
	p->doc.text = (struct text){.at = p->text.at, .len = (uint32_t)p->text.len};
	p->doc.blocks = &p->block;
	p->doc.block_count = 1;
	return &p->doc;
}

/* So many characters; `alphabet` of them differ.  Some are punctuation, which counts for none, and
 * of a hundred places `numbers` hold a number. */
static void
write_text(struct buf *to, uint64_t *random, uint32_t count, uint32_t alphabet, uint32_t numbers)
{
	char utf8[4];

	while (count > 0) {
		if (draw(random, 100) < numbers) {
			uint32_t digits = 1 + draw(random, count < 8 ? count : 8);

			count -= digits;
			while (digits--)
				buf_char(to, (char)('0' + draw(random, 10)));
			buf_add(to, STR("项")); /* or two numbers were one */
			count -= count > 0;
			continue;
		}
		if (draw(random, 12) == 0)
			buf_add(to, draw(random, 2) ? STR("，") : STR(" "));
		uint32_t cp = alphabet < 4 || draw(random, 9) ? 0x4E00 + draw(random, alphabet)
							      : 'a' + draw(random, 26);
		buf_add(to, (struct str){utf8, utf8_put(utf8, cp)});
		count--;
	}
}

/* The text with another number of other length in the place of each. */
static void
write_renumbered(struct buf *to, uint64_t *random, struct str from)
{
	uint32_t longest = draw(random, 3) ? 8 : 30;

	for (size_t i = 0; i < from.len; i++) {
		bool digit = is_digit(from.at[i]);

		if (digit && i > 0 && is_digit(from.at[i - 1]))
			continue;
		if (!digit)
			buf_char(to, from.at[i]);
		for (uint32_t k = draw(random, longest) + 1; digit && k > 0; k--)
			buf_char(to, (char)('0' + draw(random, 10)));
	}
}

static bool
same_letters(struct arena *a, const struct doc *x, uint32_t x_at, const struct doc *y,
	     uint32_t y_at)
{
	struct letters l = letters_room(a, x->text.len), m = letters_room(a, y->text.len);

	letters_read(x, (struct span){x_at, x->text.len}, &l);
	letters_read(y, (struct span){y_at, y->text.len}, &m);
	for (size_t i = 0; i < WINNOW_GRAM; i++)
		if (l.value[i] != m.value[i])
			return false;
	return true;
}

/* Is there a fingerprint in both, at the same letter of a stretch that stands in both? */
static bool
have_common(const struct fingerprints *x, struct span x_in, const struct fingerprints *y,
	    struct span y_in)
{
	for (size_t i = 0; i < x->all.len; i++) {
		const struct fingerprint *f = &x->all.at[i];

		if (f->at < x_in.from || f->at >= x_in.to)
			continue;
		for (size_t k = 0; k < y->all.len; k++)
			if (y->all.at[k].hash == f->hash &&
			    beside_agree(f->beside, y->all.at[k].beside) &&
			    y->all.at[k].at >= y_in.from && y->all.at[k].at < y_in.to)
				return true;
	}
	return false;
}

static void
one_round(struct arena *a, uint64_t seed)
{
	uint64_t random = seed;
	uint32_t numbers = draw(&random, 4) ? draw(&random, 12) : 40;
	uint32_t alphabet = draw(&random, 3) ? 2000 : 1 + draw(&random, 3),
		 before = draw(&random, 200);
	uint32_t length = WINNOW_SHARED + draw(&random, 3) * draw(&random, 40);
	struct page x = {.text = {.arena = a}}, y = {.text = {.arena = a}};
	struct buf copy = {.arena = a};
	struct span in_x, in_y;
	struct fingerprints fx, fy;

	write_text(&x.text, &random, before, 2000, numbers);
	in_x.from = (uint32_t)x.text.len;
	write_text(&x.text, &random, length, alphabet, numbers);
	in_x.to = (uint32_t)x.text.len;
	struct str planted = str_sub(buf_str(&x.text), in_x.from, in_x.to);

	if (draw(&random, 2))
		write_renumbered(&copy, &random, planted);
	else
		buf_add(&copy, planted);
	write_text(&x.text, &random, draw(&random, 200), 2000, numbers);
	write_text(&y.text, &random, draw(&random, 200), 2000, numbers);
	in_y.from = (uint32_t)y.text.len;
	buf_add(&y.text, buf_str(&copy));
	in_y.to = (uint32_t)y.text.len;
	write_text(&y.text, &random, draw(&random, 200), 2000, numbers);

	struct letters letters = letters_room(a, x.text.len + y.text.len);
	letters_read(page_doc(&x), in_x, &letters);
	bool holds = letters.count >= WINNOW_GRAM;

	/* Shorter numbers may have made it too short. */
	letters_read(page_doc(&y), in_y, &letters);
	holds = holds && letters.weight[letters.count] >= WINNOW_SHARED;
	winnow(a, &x.doc, &fx);
	winnow(a, &y.doc, &fy);
	if (holds && !have_common(&fx, in_x, &fy, in_y)) {
		print_error("seed %llu\n%.*s\n%.*s\n", (unsigned long long)seed, STR_FMT(planted),
			    STR_FMT(buf_str(&copy)));
		fail();
	}
	for (size_t i = 0; i < fx.all.len; i++)
		for (size_t k = 0; k < fy.all.len; k++)
			if (fx.all.at[i].hash == fy.all.at[k].hash)
				assert_true(same_letters(a, &x.doc, fx.all.at[i].at, &y.doc,
							 fy.all.at[k].at));
}

static void
every_copy_has_a_fingerprint_and_none_is_invented(void **state)
{
	struct arena *a = arena_new(oom);

	(void)state;
	for (uint64_t seed = 0; seed < ROUNDS; seed++) {
		one_round(a, seed * 7919);
		arena_reset(a);
	}
	arena_free(a);
}

/* A paragraph that is read in pieces has the fingerprints of its parts. */
static void
a_long_paragraph_is_read_whole(void **state)
{
	struct arena *a = arena_new(oom);
	uint64_t random = 5;
	struct page x = {.text = {.arena = a}}, y = {.text = {.arena = a}};
	struct fingerprints fx, fy;

	(void)state;
	write_text(&x.text, &random, 100000, 2000, 3);
	winnow(a, page_doc(&x), &fx);
	/* As dense as winnowing makes it (2 in w + 1 letters), but for numbers. */
	assert_in_range(fx.all.len, 100000 / 12, 100000 / 7);
	for (uint32_t at = 0; at + 200 < x.text.len; at += 3001) {
		uint32_t from = at;

		while ((x.text.at[from] & 0xC0) == 0x80)
			from++;
		y.text.len = 0;
		buf_add(&y.text, str_sub(buf_str(&x.text), from, from + 150));
		while (y.text.len && (y.text.at[y.text.len - 1] & 0xC0) == 0x80)
			y.text.len--;
		y.text.len -= y.text.len > 0 && (unsigned char)y.text.at[y.text.len - 1] >= 0x80;
		winnow(a, page_doc(&y), &fy);
		assert_true(have_common(&fx, (struct span){from, from + 150}, &fy,
					(struct span){0, 150}));
	}
	arena_free(a);
}

static void
short_and_empty_paragraphs_have_none(void **state)
{
	struct arena *a = arena_new(oom);
	static const char *const texts[] = {
		"", "。", "1", "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一",
		"12345678901234567890123456789012345678901234567890"};
	struct fingerprints f;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct page x = {.text = {.arena = a}};

		buf_add(&x.text, str_of(texts[i]));
		winnow(a, page_doc(&x), &f);
		assert_int_equal(f.all.len, 0);
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_copy_has_a_fingerprint_and_none_is_invented),
		cmocka_unit_test(a_long_paragraph_is_read_whole),
		cmocka_unit_test(short_and_empty_paragraphs_have_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
