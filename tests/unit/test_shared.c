/* Passages shared by two reports against what comparing all places with all finds. */
#include "../../lint/corpus/shared.h"
#include "doc_fixture.h"
#include "draw.h"

enum { ROUNDS = 2000, HITS = 4096 };

/* A report of a few paragraphs without anything else that a document has. */
struct page {
	struct buf text;
	VEC(struct block) blocks;
	struct doc doc;
};

static void
end_paragraph(struct page *p, uint32_t from)
{
	*VEC_PUSH(p->text.arena, &p->blocks) =
		(struct block){.kind = BLOCK_PARAGRAPH, .span = {from, (uint32_t)p->text.len}};
	buf_char(&p->text, '\n');
}

static const struct doc *
page_doc(struct page *p)
{
	p->doc.text = (struct text){.at = p->text.at, .len = (uint32_t)p->text.len};
	p->doc.blocks = p->blocks.at;
	p->doc.block_count = p->blocks.len;
	return &p->doc;
}

static void
write_text(struct buf *to, uint64_t *random, uint32_t count)
{
	char utf8[4];

	while (count-- > 0) {
		if (draw(random, 14) == 0)
			buf_printf(to, "%u项",
				   draw(random, 3) ? draw(random, 4) : draw(random, 99999));
		if (draw(random, 12) == 0)
			buf_add(to, draw(random, 2) ? STR("，") : STR(" "));
		uint32_t cp =
			draw(random, 9) ? 0x4E00 + draw(random, 3000) : 'a' + draw(random, 26);
		buf_add(to, (struct str){utf8, utf8_put(utf8, cp)});
	}
}

/* Paragraphs of new text, and of pieces of another report. */
static void
write_page(struct page *p, uint64_t *random, const struct page *from)
{
	for (uint32_t paragraphs = 1 + draw(random, 4); paragraphs > 0; paragraphs--) {
		uint32_t begin = (uint32_t)p->text.len;

		for (uint32_t parts = 1 + draw(random, 3); parts > 0; parts--) {
			write_text(&p->text, random, draw(random, 60));
			if (!from || draw(random, 3) == 0)
				continue;
			uint32_t at = draw(random, (uint32_t)from->text.len);
			uint32_t end = at + draw(random, 300);
			struct str piece = str_sub(buf_str(&from->text), at, end);

			for (size_t i = 0; i < piece.len; i++)
				if (piece.at[i] == '\n')
					piece.len = i;
			while (piece.len && ((unsigned char)*piece.at & 0xC0) == 0x80)
				piece = str_sub(piece, 1, piece.len);
			while (piece.len && (unsigned char)piece.at[piece.len - 1] >= 0x80)
				piece.len--; /* whole characters are left behind an ASCII one */
			buf_add(&p->text, piece);
		}
		end_paragraph(p, begin);
	}
}

static size_t
find_hits(struct arena *a, const struct doc *x, const struct doc *y, struct shared_hit *hits)
{
	struct fingerprints fx, fy;
	size_t count = 0;

	winnow(a, x, &fx);
	winnow(a, y, &fy);
	for (size_t k = 0; k < fy.all.len; k++)
		for (size_t i = 0; i < fx.all.len; i++)
			if (fx.all.at[i].hash == fy.all.at[k].hash && count < HITS &&
			    beside_agree(fx.all.at[i].beside, fy.all.at[k].beside))
				hits[count++] =
					(struct shared_hit){fx.all.at[i].at, fy.all.at[k].at};
	return count;
}

static bool
is_found(const struct shared_passages *found, uint32_t first, uint32_t later)
{
	for (size_t i = 0; i < found->all.len; i++)
		if (found->all.at[i].first.from == first && found->all.at[i].later.from == later)
			return true;
	return false;
}

/* All longest runs of two paragraphs that the guarantee is given for; each must be found. */
static size_t
compare_all(const struct doc *x, struct span in_x, const struct doc *y, struct span in_y,
	    struct letters *l, struct letters *m, const struct shared_passages *found)
{
	size_t runs = 0;

	letters_read(x, in_x, l);
	letters_read(y, in_y, m);
	for (size_t i = 0; i < l->count; i++)
		for (size_t k = 0; k < m->count; k++) {
			size_t n = 0;

			if (l->value[i] != m->value[k] ||
			    (i > 0 && k > 0 && l->value[i - 1] == m->value[k - 1]))
				continue;
			while (i + n < l->count && k + n < m->count &&
			       l->value[i + n] == m->value[k + n])
				n++;
			if (n < WINNOW_GRAM || l->weight[i + n] - l->weight[i] < WINNOW_SHARED ||
			    m->weight[k + n] - m->weight[k] < WINNOW_SHARED)
				continue;
			runs++;
			if (!is_found(found, l->at[i], m->at[k]))
				fail_msg("not found: %.*s",
					 STR_FMT(str_sub((struct str){x->text.at, x->text.len},
							 l->at[i], l->at[i + n])));
		}
	return runs;
}

static void
every_passage_is_found_and_none_is_invented(void **state)
{
	struct arena *a = arena_new(fixture_oom);
	size_t runs = 0;

	(void)state;
	for (uint64_t seed = 0; seed < ROUNDS; seed++) {
		uint64_t random = seed * 104729;
		struct page x = {.text = {.arena = a}}, y = {.text = {.arena = a}};
		struct shared_hit *hits = arena_array(a, HITS, sizeof *hits);
		struct shared_passages found;

		write_page(&x, &random, NULL);
		write_page(&y, &random, &x);
		size_t count = find_hits(a, page_doc(&x), page_doc(&y), hits), here = 0;
		struct letters l = letters_room(a, x.text.len), m = letters_room(a, y.text.len);

		shared_grow(a, &x.doc, &y.doc, hits, count, &found);
		for (size_t i = 0; i < x.blocks.len; i++)
			for (size_t k = 0; k < y.blocks.len; k++)
				here += compare_all(&x.doc, x.blocks.at[i].span, &y.doc,
						    y.blocks.at[k].span, &l, &m, &found);
		/* More only where the first has longer numbers than the later one has. */
		assert_true(found.all.len >= here);
		assert_true(found.all.len <= here + 2);
		runs += here;
		arena_reset(a);
	}
	assert_true(runs > ROUNDS);
	arena_free(a);
}

/* Grows what two texts of one paragraph share. */
static const struct shared_passage *
shared_by(struct arena *a, const char *one, const char *other, struct page *x, struct page *y)
{
	struct shared_hit *hits = arena_array(a, HITS, sizeof *hits);
	struct shared_passages found;

	*x = (struct page){.text = {.arena = a}};
	*y = (struct page){.text = {.arena = a}};
	buf_add(&x->text, str_of(one));
	end_paragraph(x, 0);
	buf_add(&y->text, str_of(other));
	end_paragraph(y, 0);
	size_t count = find_hits(a, page_doc(x), page_doc(y), hits);

	shared_grow(a, &x->doc, &y->doc, hits, count, &found);
	assert_int_equal(found.all.len, 1);
	return found.all.at;
}

#define TEXT_A "阅览室延长开放时间并增设自习座位"
#define TEXT_B "同时引进自助借还设备和新书推荐展架方便读者随时查阅馆藏资料和参加各类讲座活动"

static void
numbers_are_compared(void **state)
{
	struct arena *a = arena_new(fixture_oom);
	struct page x, y;
	const struct shared_passage *p;

	(void)state;
	p = shared_by(a, "去年" TEXT_A "120个，" TEXT_B "15场。",
		      "今年" TEXT_A " 120 个" TEXT_B "，15场", &x, &y);
	assert_int_equal(p->numbers, 2);
	assert_int_equal(p->changed, 0);
	assert_int_equal(p->characters, p->exact_characters);
	assert_int_equal(p->characters, 16 + 3 + 1 + 38 + 2 + 1 + 1); /* 年 too */

	/* The longest piece begins with the digits that two numbers end with. */
	p = shared_by(a, TEXT_A "1,120个，" TEXT_B "15场。", TEXT_A "920个" TEXT_B "，17场", &x,
		      &y);
	assert_int_equal(p->numbers, 2);
	assert_int_equal(p->changed, 2);
	assert_int_equal(p->exact_characters, 2 + 1 + 38 + 1);
	assert_true(str_starts(doc_slice(&y.doc, p->exact_later), STR("20个")));
	assert_true(str_ends(doc_slice(&y.doc, p->exact_later), STR("，1")));
	arena_free(a);
}

/* ---- pairs ------------------------------------------------------------------------------ */

struct pairs {
	struct shared_place at[64][2];
	size_t count;
};

static void
note_pair(void *self, struct shared_place first, struct shared_place later)
{
	struct pairs *p = self;

	assert_true(p->count < 64);
	p->at[p->count][0] = first;
	p->at[p->count++][1] = later;
}

static bool
has_pair(const struct pairs *p, uint32_t first, uint32_t later)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->at[i][0].report == first && p->at[i][1].report == later)
			return true;
	return false;
}

static void
years_of_an_agency_and_first_reports_are_paired(void **state)
{
	struct report_info reports[] = {
		{.agency = 7, .content = 1, .to = 2020}, {.agency = 9, .content = 2, .to = 2020},
		{.agency = 7, .content = 3, .to = 2018}, {.agency = 7, .content = 4, .to = 2019},
		{.agency = 9, .content = 5, .to = 2021}, {.agency = 9, .content = 5, .to = 2022}};
	struct shared_place places[] = {{.report = 5, .at = 1}, {.report = 4, .at = 2},
					{.report = 3, .at = 3}, {.report = 2, .at = 4},
					{.report = 1, .at = 5}, {.report = 0, .at = 6}};
	struct pairs pairs = {0};
	struct pairing p = {.reports = reports, .genre = 2, .pair = note_pair, .self = &pairs};

	(void)state;
	pair_group(&p, places, 6);
	assert_true(has_pair(&pairs, 2, 3));
	assert_true(has_pair(&pairs, 3, 0));
	assert_true(has_pair(&pairs, 1, 4));
	assert_true(has_pair(&pairs, 2, 1)); /* the first of each agency */
	assert_int_equal(pairs.count, 4);    /* 4 and 5 are one report twice */
	assert_int_equal(p.genre_groups, 0);

	pairs.count = 0;
	p.genre = 1;
	pair_group(&p, places, 6);
	assert_int_equal(pairs.count, 3);
	assert_int_equal(p.genre_groups, 1);
}

/* Nobody knows whose they are: each is an agency's. */
static void
unknown_agencies_are_many(void **state)
{
	struct report_info reports[] = {{.content = 1}, {.content = 2}, {.content = 3}};
	struct shared_place places[] = {{.report = 2, .at = 1},
					{.report = 0, .at = 2},
					{.report = 1, .at = 3},
					{.report = 1, .at = 9}};
	struct pairs pairs = {0};
	struct pairing p = {.reports = reports, .genre = 3, .pair = note_pair, .self = &pairs};

	(void)state;
	pair_group(&p, places, 4);
	assert_true(has_pair(&pairs, 0, 1) && has_pair(&pairs, 0, 2) && has_pair(&pairs, 1, 2));
	assert_int_equal(pairs.count, 5);
	places[0].report = places[1].report = places[2].report = places[3].report = 1;
	pairs.count = 0;
	pair_group(&p, places, 4);
	assert_int_equal(pairs.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_passage_is_found_and_none_is_invented),
		cmocka_unit_test(numbers_are_compared),
		cmocka_unit_test(years_of_an_agency_and_first_reports_are_paired),
		cmocka_unit_test(unknown_agencies_are_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
