/*
 * doc_read: a decoded source to the structure of a report, and look-ups in it.
 * The steps run in the order written here; each adds to what the earlier made.
 * Cost: a few passes over lines and blocks, one over the text.
 */
#include "../base/wide.h"
#include "doc_internal.h"

enum {
	SCRIPT_SAMPLE = 64 * 1024,
	SCRIPT_STEP = 4 * 1024,
	WIDE_BYTES = 4 /* of the longest, that the sample may cut */
};

static bool
is_markdown(const struct source *s, enum doc_format format)
{
	if (format != DOC_AUTO)
		return format == DOC_MARKDOWN;
	return str_ends(s->path, STR(".md")) || str_ends(s->path, STR(".markdown"));
}

/* Bytes of s that begin a wide character, or, if not asked for these, Latin letters. */
WIDE_INLINE size_t
script_pass(struct str s, bool wide_ones, struct wide_ops ops)
{
	size_t n = 0, at = 0;
	for (; s.len - at >= WIDE; at += WIDE) {
		wide x;
		wide_load(&x, s.at + at);
		const wide found =
			wide_ones ? (wide)(x >= WIDE_LEAD) : wide_within(x | 0x20, 'a', 'z');
		n += (size_t)__builtin_popcount(ops.bits(&found));
	}
	for (; at < s.len; at++)
		n += wide_ones ? is_wide(s.at[at]) : is_letter(s.at[at]);
	return n;
}

WIDE_AVX2 static size_t
script_avx2(struct str s, bool wide_ones)
{
	return wide_ones ? script_pass(s, true, wide_avx2) : script_pass(s, false, wide_avx2);
}

static size_t
count_script(struct str s, bool wide_ones)
{
	return machine_has_avx2() ? script_avx2(s, wide_ones)
				  : script_pass(s, wide_ones, wide_plain);
}

/* Mostly Han?  The first pages tell, and where a seventh of their bytes begins a wide character, of
 * three bytes at least, no letters need be counted: there are no more than the other four. */
static bool
is_han_text(const struct text *t)
{
	struct str sample = {t->at, t->len < SCRIPT_SAMPLE ? t->len : SCRIPT_SAMPLE};
	size_t found = 0;
	for (size_t at = 0; at < sample.len; at += SCRIPT_STEP) {
		found += count_script(str_sub(sample, at, at + SCRIPT_STEP), true);
		if (found * 7 > sample.len + WIDE_BYTES)
			return true;
	}
	return found * 4 > count_script(sample, false);
}

static void
reader_words(struct reader *r)
{
	r->report_nouns = lexicon_words(r->lx, STR("report-nouns"));
	r->organisations = lexicon_words(r->lx, STR("organisations"));
	r->continues = lexicon_words(r->lx, STR("line-continues"));
	r->contents_titles = lexicon_words(r->lx, STR("contents-titles"));
	r->abbreviations = lexicon_words(r->lx, STR("abbreviations"));
	r->captions = lexicon_words(r->lx, STR("captions"));
	r->page_words = lexicon_words(r->lx, STR("page-words"));
	r->table_totals = lexicon_words(r->lx, STR("table-total"));
	r->code_names = lexicon_words(r->lx, STR("table-code-names"));
	r->table_units = lexicon_words(r->lx, STR("table-units"));
}

/* Most blocks are rows of tables, which many readers of the others would only pass over. */
static void
prose_list(struct reader *r, struct doc *out)
{
	uint32_t *list = arena_alloc_raw(r->arena, r->blocks.len * sizeof *list);

	out->prose = list;
	out->prose_count = 0;
	for (uint32_t i = 0; i < r->blocks.len; i++) {
		enum block_kind kind = r->blocks.at[i].kind;

		list[out->prose_count] = i;
		out->prose_count +=
			kind == BLOCK_TITLE || kind == BLOCK_HEADING || kind == BLOCK_PARAGRAPH;
	}
}

static void
doc_fill(struct reader *r, struct doc *out)
{
	out->blocks = r->blocks.at;
	out->block_count = r->blocks.len;
	prose_list(r, out);
	out->sentences = r->sentences.at;
	out->sentence_count = r->sentences.len;
	out->breaks = r->breaks.at;
	out->break_count = r->breaks.len;
	out->enumerators = r->enumerators.at;
	out->enumerator_count = r->enumerators.len;
	out->tables = r->tables.at;
	out->table_count = r->tables.len;
	out->grids = r->grids.at;
	out->grid_count = r->grids.len;
}

/* What its blocks are, whose the document is, and all that is smaller than a block. */
static void
structure_read(struct reader *r)
{
	outline_read(r);
	r->doc->map = text_map(r->arena, r->lx, &r->doc->text);
	identity_read(r);
	tables_read(r);
	grids_read(r);
	sentences_read(r);
	directives_read(r);
}

void
doc_read(struct arena *a, const struct lexicon *lx, const struct source *s,
	 struct doc_options options, struct doc *out)
{
	struct reader r = {.arena = a, .lx = lx, .doc = out, .pragma = options.pragma};
	*out = (struct doc){.source = s};
	r.markdown = is_markdown(s, options.format);
	text_fold(a, s, &r.folded);
	if (r.markdown)
		html_tables_read(&r);
	r.wide = is_han_text(&r.folded);
	reader_words(&r);
	lines_read(&r);
	if (r.markdown)
		markdown_classify(&r);
	else
		text_classify(&r);
	furniture_classify(&r);
	contents_classify(&r);
	prose_indent_measure(&r);
	table_classify(&r);
	title_classify(&r);
	layout_measure(&r);
	blocks_read(&r);
	if (!options.text_only)
		structure_read(&r);
	doc_fill(&r, out);
}

/* ---- look-ups -------------------------------------------------------------- */

uint32_t
doc_block_at(const struct doc *d, uint32_t offset)
{
	size_t low = 0, high = d->block_count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (d->blocks[mid].span.to <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == d->block_count || d->blocks[low].span.from > offset)
		return DOC_NONE;
	return (uint32_t)low;
}

uint32_t
doc_sentence_at(const struct doc *d, uint32_t offset)
{
	size_t low = 0, high = d->sentence_count;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (d->sentences[mid].span.to <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == d->sentence_count || d->sentences[low].span.from > offset)
		return DOC_NONE;
	return (uint32_t)low;
}

/* The first sentence of block b or of a later one. */
static uint32_t
sentences_from(const struct doc *d, size_t b)
{
	return b < d->block_count ? d->blocks[b].first_sentence : (uint32_t)d->sentence_count;
}

void
doc_paragraph(const struct doc *d, uint32_t s, uint32_t *from, uint32_t *to)
{
	const struct block *b = &d->blocks[d->sentences[s].block];
	*from = b->first_sentence;
	*to = b->first_sentence + b->sentence_count;
}

void
doc_nearby(const struct doc *d, uint32_t s, uint32_t paragraphs, uint32_t *from, uint32_t *to)
{
	uint32_t b = d->sentences[s].block, seen = d->blocks[b].kind == BLOCK_PARAGRAPH;
	/* a long table between two paragraphs keeps them apart */
	uint64_t steps = 64 + 16 * (uint64_t)paragraphs;
	*to = sentences_from(d, (size_t)b + 1);
	while (b > 0 && seen < paragraphs && steps-- > 0) {
		b--;
		seen += d->blocks[b].kind == BLOCK_PARAGRAPH;
	}
	*from = sentences_from(d, b);
}

void
doc_section(const struct doc *d, uint32_t s, uint32_t *from, uint32_t *to)
{
	uint32_t b = d->sentences[s].block;
	uint32_t head = d->blocks[b].kind == BLOCK_HEADING ? b : d->blocks[b].heading;
	if (head == DOC_NONE) {
		*from = 0;
		*to = sentences_from(d, d->first_heading);
		return;
	}
	*from = sentences_from(d, head);
	*to = sentences_from(d, d->blocks[head].section_end);
}
