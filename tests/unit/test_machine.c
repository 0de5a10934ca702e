/* A report reads the same on a machine with AVX2 and on any other. */
#include "findings.h"
#include "draw.h"
#include "machine_fixture.h"

#include "../../lint/check/punctuation.h"
#include "../../lint/check/table_glance.h"
#include "../../lint/corpus/winnow.h"
#include "../../lint/fact/shingle.h"

enum { ROUNDS = 400, PIECES_MOST = 400 };

/* Words, some of them twice in a row, figures and marks of all kinds, pieces that stood before. */
static void
write_text(struct buf *to, uint64_t *seed)
{
	static const char *const pieces[] = {
		"，",	"。", "、",   "；",   "：",  "（",     "）",   "“",	   "”",
		"《",	"》", "(",    ")",    "[",   "]",      ",",    ". ",	   ";",
		"…",	"—",  "×",    "××",   "XX",  "X",      " ",    "  ",	   "\n",
		"\n\n", "　", "12",   "3.5%", "件",  "2020年", "\r\n", "12345.67", "。。",
		"的的", "了", "，，", "the ", "the", "of of ", "'",    "\"",	   "ｘ",
	};
	char utf8[4];

	buf_add(to, STR("文"));
	for (uint32_t n = draw(seed, PIECES_MOST); n-- > 0;) {
		size_t from = to->len;
		uint32_t what = draw(seed, 8);
		if (what < 5) {
			for (uint32_t k = 1 + draw(seed, 4); k-- > 0;) {
				uint32_t cp = 0x4E00 + draw(seed, draw(seed, 2) ? 30 : 20000);
				buf_add(to, (struct str){utf8, utf8_put(utf8, cp)});
			}
			struct str word = {to->at + from, to->len - from};
			if (draw(seed, 6) == 0)
				buf_add(to, str_copy(to->arena, word));
		} else if (what < 7) {
			buf_add(to, str_of(pieces[draw(seed, sizeof pieces / sizeof *pieces)]));
		} else if (draw(seed, 4) == 0) {
			struct str all = {to->at, to->len};
			size_t len = draw(seed, 300), at = draw(seed, (uint32_t)to->len);
			while (((unsigned char)all.at[at] & 0xC0) == 0x80)
				at--;
			struct str again = str_sub(all, at, at + len);
			while (at + again.len < all.len &&
			       ((unsigned char)all.at[at + again.len] & 0xC0) == 0x80)
				again.len--;
			buf_add(to, str_copy(to->arena, again));
		}
	}
}

static void
put_places(struct buf *to, const char *name, const struct places *p)
{
	buf_printf(to, "%s:", name);
	for (size_t i = 0; i < p->list.len; i++)
		buf_printf(to, " %u", p->list.at[i]);
	buf_char(to, '\n');
}

static void
put_shingles(struct buf *to, const struct shingles *s)
{
	buf_add(to, STR("shingles:"));
	for (size_t i = 0; i < s->count; i++)
		buf_printf(to, " %u/%u", s->starts[i], s->group_of[i]);
	for (size_t i = 0; i < s->repeats.len; i++)
		buf_printf(to, " %u=%u", s->repeats.at[i].at, s->repeats.at[i].earlier);
	buf_char(to, '\n');
}

static void
put_fingerprints(struct buf *to, const struct fingerprints *f)
{
	buf_add(to, STR("fingerprints:"));
	for (size_t i = 0; i < f->all.len; i++) {
		const struct fingerprint *p = &f->all.at[i];
		buf_printf(to, " %u/%llx/%x/%x/%x", p->at, (unsigned long long)p->hash,
			   p->beside.left, p->beside.right, p->numbers);
	}
	buf_char(to, '\n');
}

/* What was read and found, all that a pass in wide steps has a part in. */
static struct str
describe(struct arena *a, struct bench *b)
{
	struct lint_result *r = &b->result;
	struct buf out = {.arena = a};
	struct fingerprints fingerprints;
	struct shingles shingles;

	buf_add(&out, (struct str){r->doc.text.at, r->doc.text.len});
	buf_add(&out, (struct str){r->facts.skeleton, r->facts.skeleton_len});
	for (uint32_t i = 0; i < r->doc.sentence_count; i++)
		buf_printf(&out, "%u-%u ", r->doc.sentences[i].span.from,
			   r->doc.sentences[i].span.to);
	const struct punctuation *p = punctuation_of(&r->check);
	put_places(&out, "marks", &p->marks);
	put_places(&out, "blanks", &p->blanks);
	put_places(&out, "xs", &p->xs);
	shingles_read(a, &r->doc, &shingles);
	put_shingles(&out, &shingles);
	winnow(a, &r->doc, &fingerprints);
	put_fingerprints(&out, &fingerprints);
	for (size_t i = 0; i < r->check.findings.len; i++) {
		const struct finding *f = &r->check.findings.at[i];
		buf_printf(&out, "%.*s %u-%u %.*s\n", STR_FMT(f->rule->id), f->span.from,
			   f->span.to, STR_FMT(f->message));
	}
	return buf_str(&out);
}

static void
reports_read_the_same_on_all_machines(void **state)
{
	struct bench *b = *state;
	struct arena *a = arena_new(abort);
	uint64_t seed = 1;
	size_t doubled = 0, repeats = 0, marks = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct buf text = {.arena = a};
		struct str told[2];
		write_text(&text, &seed);
		for (int i = 0; i < 2; i++) {
			narrow = i;
			worker_reset(b->worker);
			bench_lint_bytes(b, text.at, text.len);
			told[i] = describe(a, b);
		}
		if (!str_eq(told[0], told[1]))
			fail_msg("round %d:\n%.*s\n%.*s", round, STR_FMT(told[0]),
				 STR_FMT(told[1]));
		doubled += bench_count(b, "doubled-word", LEVEL_NOTE);
		repeats += str_find(told[0], STR("=")) != SIZE_MAX;
		marks += punctuation_of(&b->result.check)->marks.list.len;
		arena_reset(a);
	}
	arena_free(a);
	/* the texts hold what the passes look for */
	assert_true(doubled > 10 && repeats > 10 && marks > 1000);
}

/* A row of a table: words, figures and dashes of all kinds, parted by pipes, tabs or spaces. */
static void
write_row(struct buf *to, uint64_t *seed, uint32_t layout, uint32_t columns)
{
	static const char *const gaps[] = {" | ", "\t", "   ", "|"};
	static const char *const cells[] = {"-",     "—",     "..",	 "1,234.5", "12%",
					    "-3.5",  "2020",  "12.1.4",	 "98,76",   "1 234",
					    "302",   "合计",  "",	 "0.5",	    "123456789.12",
					    "↑5.1%", "Total", "12345678"};
	static const char *const labels[] = {"合计", "2010301行政运行", "合    计", "一、收入",
					     "North East"};

	if (draw(seed, 6) == 0)
		buf_add(to, STR("  "));
	buf_add(to, str_of(layout == 0 ? "| " : layout == 3 ? "|" : ""));
	buf_add(to, str_of(labels[draw(seed, sizeof labels / sizeof *labels)]));
	for (uint32_t k = 0; k < columns; k++) {
		buf_add(to, str_of(gaps[layout]));
		for (uint32_t n = layout == 2 ? draw(seed, 3) : 0; n > 0; n--)
			buf_char(to, ' ');
		if (draw(seed, 3) == 0)
			buf_add(to, str_of(cells[draw(seed, sizeof cells / sizeof *cells)]));
		else if (draw(seed, 2))
			buf_printf(to, "%u", draw(seed, draw(seed, 2) ? 1000 : 400000000));
		else
			buf_printf(to, "%s%u.%02u%s", draw(seed, 4) ? "" : "-", draw(seed, 100000),
				   draw(seed, 100), draw(seed, 8) ? "" : "%");
	}
	buf_add(to, str_of(layout == 0 ? " |\n" : layout == 3 ? "|\n" : "\n"));
}

/* All cells that a report has. */
static struct str
describe_tables(struct arena *a, const struct doc *d, size_t *figures)
{
	struct buf out = {.arena = a};

	for (size_t i = 0; i < d->grid_count; i++)
		for (uint32_t r = 0; r < d->grids[i].row_count; r++) {
			const struct grid_row *row = &d->grids[i].rows[r];
			buf_printf(&out, "\n%.*s/%.*s:", STR_FMT(row->code), STR_FMT(row->label));
			for (uint32_t k = row->from; k < row->to; k++) {
				const struct cell *c = &d->grids[i].cells[k];
				buf_printf(&out, " %u-%u %u-%u %u %d", c->span.from, c->span.to,
					   c->left, c->right, c->column, c->kind);
				*figures += c->kind == CELL_NUMBER;
				if (c->kind == CELL_NUMBER)
					buf_printf(&out, "=%lld/%d%d%d%d%d", (long long)c->mantissa,
						   c->decimals, c->percent, c->whole, c->commas,
						   c->ragged);
			}
		}
	return buf_str(&out);
}

static void
tables_read_the_same_on_all_machines(void **state)
{
	struct bench *b = *state;
	struct arena *a = arena_new(abort);
	uint64_t seed = 1;
	size_t figures = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct buf text = {.arena = a};
		struct str told[2];
		for (uint32_t tables = 1 + draw(&seed, 4); tables > 0; tables--) {
			uint32_t layout = draw(&seed, 4), columns = 1 + draw(&seed, 30);
			buf_add(&text, STR("表\n\n"));
			for (uint32_t rows = 2 + draw(&seed, 8); rows > 0; rows--)
				write_row(&text, &seed, layout, columns);
			buf_char(&text, '\n');
		}
		for (int i = 0; i < 2; i++) {
			narrow = i;
			worker_reset(b->worker);
			bench_lint_bytes(b, text.at, text.len);
			told[i] = describe_tables(a, &b->result.doc, &figures);
		}
		if (!str_eq(told[0], told[1]))
			fail_msg("round %d:\n%.*s\n%.*s", round, STR_FMT(told[0]),
				 STR_FMT(told[1]));
		arena_reset(a);
	}
	arena_free(a);
	assert_true(figures > 10000);
}

/* Every length and place, so that what is left behind the last step of a pass is read, too. */
static void
words_are_found_at_every_place_on_all_machines(void **state)
{
	enum { LONGEST = 150 };
	char text[LONGEST];
	(void)state;

	for (size_t len = 2; len <= LONGEST; len++)
		for (size_t at = 0; at + 2 <= len; at++) {
			memset(text, 'a', sizeof text);
			memcpy(text + at, "bc", 2);
			for (int i = 0; i < 2; i++) {
				narrow = i;
				assert_int_equal(str_find((struct str){text, len}, STR("bc")), at);
				assert_int_equal(str_find((struct str){text, at + 1}, STR("bc")),
						 SIZE_MAX);
			}
		}
}

/* Small figures, of which many make others, and some that are as far from nothing as may be. */
static void
glances_draw(struct glances *g, uint64_t *seed)
{
	const uint32_t most = 1 + draw(seed, 60);

	g->count = 1 + draw(seed, GLANCES + 1);
	g->width = 2 + draw(seed, WIDTH_MOST - 1);
	g->fails_most = (uint16_t)draw(seed, FAILS_EARLY + 1);
	g->lines = (1U << g->width) - 1 - (draw(seed, 3) ? 0 : 1U << draw(seed, g->width));
	for (uint32_t i = 0; i <= WINDOW_MOST; i++)
		g->room[i] = (uint16_t)(i / 2 + (draw(seed, 2) ? i : 0));
	for (uint32_t i = 0; i < g->count; i++) {
		struct glance *x = &g->at[i];
		x->behind_rate = draw(seed, 9) == 0;
		x->figured = g->lines & ~(draw(seed, 4) ? 0 : 1U << draw(seed, g->width));
		for (uint32_t k = 0; k < 2 * WIDTH_MOST; k++)
			x->value[k] = (uint16_t)(draw(seed, 9) ? draw(seed, most)
							       : 0x8000 - draw(seed, 9));
	}
}

static void
glances_are_judged_the_same_on_all_machines(void **state)
{
	uint64_t seed = 1;
	uint32_t open = 0;

	(void)state;
	for (int round = 0; round < 4 * ROUNDS; round++) {
		struct glances g = {.count = 0};
		uint32_t others[WIDTH_MOST], steps;
		struct windows windows;
		glances_draw(&g, &seed);
		narrow = false;
		glances_judge(&g);
		memcpy(others, g.others, sizeof others);
		steps = g.steps;
		windows = g.windows;
		narrow = true;
		glances_judge(&g);
		assert_memory_equal(g.others, others, g.width * sizeof *others);
		assert_int_equal(g.steps, steps);
		assert_int_equal(g.windows.four, windows.four);
		assert_int_equal(g.windows.five, windows.five);
		open += g.windows.five != 0;
	}
	assert_in_range(open, ROUNDS, 3 * ROUNDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reports_read_the_same_on_all_machines, bench_open,
						bench_close),
		cmocka_unit_test_setup_teardown(tables_read_the_same_on_all_machines, bench_open,
						bench_close),
		cmocka_unit_test(words_are_found_at_every_place_on_all_machines),
		cmocka_unit_test(glances_are_judged_the_same_on_all_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
