/*
 * The skeleton: the folded text in which every fact is one private-use
 * character that names its kind.  Written in one pass beside the reading of
 * facts; stretches between spaces are copied whole.  White space is dropped
 * beside CJK (`97 项` and `97项` are one text) and is one space elsewhere.
 * The way back to doc.text is a list of runs, found by binary search.
 */
#include "skeleton.h"

#include <string.h>

#if defined __SSE2__
#include <emmintrin.h>
#endif

void
skeleton_begin(struct skeleton_writer *w, struct arena *a, const char *text, size_t size,
	       size_t sentences)
{
	memset(w, 0, sizeof *w);
	w->arena = a;
	w->text = text;
	w->out.arena = a;
	/* Facts of one byte grow to three; most shrink. */
	w->out.cap = size + sentences + size / 16 + 64;
	w->out.at = arena_alloc_raw(a, w->out.cap);
	w->loose = true;
}

void
skeleton_sentence(struct skeleton_writer *w)
{
	w->begun = false;
	w->last = (struct span){0};
	w->gap = (struct span){0};
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
cjk_at(const char *text, uint32_t at)
{
	size_t i = at;

	return (unsigned char)text[at] >= 0x80 && cp_is_cjk(utf8_next(text, &i));
}

static bool
cjk_before(const char *text, uint32_t from, uint32_t end)
{
	return end > from && (unsigned char)text[end - 1] >= 0x80 &&
	       cjk_at(text, (uint32_t)utf8_back(text, end));
}

/* Notes where the bytes that are written next come from. */
static void
note_run(struct skeleton_writer *w, uint32_t source, uint32_t unit)
{
	if (unit || w->loose || source != w->next) {
		struct run *r = VEC_PUSH(w->arena, &w->runs);
		*r = (struct run){(uint32_t)w->out.len, source, unit};
	}
	w->loose = unit != 0;
}

/* Decides about the white space before what begins at `at`. */
static void
settle_gap(struct skeleton_writer *w, uint32_t at)
{
	struct span gap = w->gap;

	if (gap.from == gap.to)
		return;
	w->gap = (struct span){0};
	if (!w->begun || cjk_at(w->text, at) || cjk_before(w->text, w->last.from, w->last.to))
		return;
	note_run(w, gap.from, gap.to - gap.from == 1 ? 0 : gap.to - gap.from);
	buf_char(&w->out, ' ');
	w->next = gap.to;
}

static void
copy(struct skeleton_writer *w, uint32_t from, uint32_t to)
{
	settle_gap(w, from);
	note_run(w, from, 0);
	buf_add(&w->out, (struct str){w->text + from, (size_t)(to - from)});
	w->next = to;
	w->begun = true;
	w->last = (struct span){from, to};
}

/* Is the white space at `at` one space between two ASCII characters, which the
 * skeleton keeps as it is?  (Not at the ends of a stretch: see settle_gap.) */
static bool
is_kept(const char *text, uint32_t from, uint32_t at, uint32_t to)
{
	return text[at] == ' ' && at > from && at + 1 < to && (unsigned char)text[at - 1] < 0x80 &&
	       (unsigned char)(text[at + 1] - 0x21) < 0x5F;
}

#if defined __SSE2__
/* One bit for each of the 16 bytes at p that is white space. */
static unsigned
space_bits(const char *p)
{
	__m128i x;

	memcpy(&x, p, sizeof x);
	/* \t to \r are the five that stay below 5 */
	__m128i c = _mm_sub_epi8(x, _mm_set1_epi8('\t'));
	c = _mm_cmpeq_epi8(_mm_min_epu8(c, _mm_set1_epi8('\r' - '\t')), c);
	return (unsigned)_mm_movemask_epi8(_mm_or_si128(c, _mm_cmpeq_epi8(x, _mm_set1_epi8(' '))));
}
#endif

/* The first byte from `from` on that is white space to be settled, or `to`. */
static uint32_t
next_space(const char *text, uint32_t from, uint32_t to)
{
	uint32_t at = from;

#if defined __SSE2__
	while (to - at >= 32 && !(space_bits(text + at) | space_bits(text + at + 16)))
		at += 32;
	/* the last sixteen bytes are looked at with what stands before them */
	for (uint32_t base = at; to - from >= 16 && at < to; at = base = base + 16) {
		if (to - base < 16)
			base = to - 16;
		unsigned bits = space_bits(text + base) & ~0u << (at - base);
		for (; bits; bits &= bits - 1) {
			uint32_t space = base + (uint32_t)__builtin_ctz(bits);
			if (!is_kept(text, from, space, to))
				return space;
		}
	}
#endif
	while (at < to && (!is_space(text[at]) || is_kept(text, from, at, to)))
		at++;
	return at;
}

void
skeleton_text(struct skeleton_writer *w, struct span s)
{
	uint32_t at = s.from;

	while (at < s.to) {
		uint32_t from = at;
		while (at < s.to && is_space(w->text[at]))
			at++;
		if (at > from) {
			if (w->gap.from == w->gap.to)
				w->gap.from = from;
			w->gap.to = at;
		}
		from = at;
		at = next_space(w->text, at, s.to);
		if (at > from)
			copy(w, from, at);
	}
}

uint32_t
skeleton_fact(struct skeleton_writer *w, struct span s, enum kind kind)
{
	char character[4];
	size_t len = utf8_put(character, (uint32_t)SKELETON_BASE + (uint32_t)kind);

	settle_gap(w, s.from);
	uint32_t offset = (uint32_t)w->out.len;
	note_run(w, s.from, s.to - s.from);
	buf_add(&w->out, (struct str){character, len});
	w->next = s.to;
	w->begun = true;
	w->last = s;
	return offset;
}

void
skeleton_end(struct skeleton_writer *w)
{
	note_run(w, w->next, 0);
	buf_char(&w->out, '\n');
	w->loose = true;
}

void
skeleton_pad(struct skeleton_writer *w)
{
	static const char zeroes[32];

	buf_add(&w->out, (struct str){zeroes, sizeof zeroes});
}

/* ---- looking up ---- */

const uint32_t *
skeleton_pages(struct arena *a, const struct fact *facts, size_t count, uint32_t skeleton_len)
{
	size_t n = skeleton_len / FACT_PAGE + 2, k = 0;
	uint32_t *pages = arena_alloc_raw(a, n * sizeof *pages);

	for (size_t i = 0; i < n; i++) {
		while (k < count && facts[k].skeleton < i * FACT_PAGE)
			k++;
		pages[i] = (uint32_t)k;
	}
	return pages;
}

/* The first fact at or after a skeleton offset. */
static uint32_t
fact_from(const struct facts *f, uint32_t offset)
{
	if (offset >= f->skeleton_len)
		return (uint32_t)f->count;
	uint32_t i = f->pages[offset / FACT_PAGE], end = f->pages[offset / FACT_PAGE + 1];

	while (i < end && f->at[i].skeleton < offset)
		i++;
	return i;
}

const struct fact *
facts_at(const struct facts *f, uint32_t skeleton_offset)
{
	uint32_t i = fact_from(f, skeleton_offset);

	return i < f->count && f->at[i].skeleton == skeleton_offset ? &f->at[i] : NULL;
}

void
facts_within(const struct facts *f, struct span s, uint32_t *from, uint32_t *to)
{
	*from = fact_from(f, s.from);
	*to = s.to > s.from ? fact_from(f, s.to) : *from;
}

static const struct run *
run_of(const struct facts *f, uint32_t offset)
{
	size_t low = 0, high = f->run_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (f->runs[middle].text <= offset)
			low = middle;
		else
			high = middle;
	}
	return &f->runs[low];
}

struct span
facts_text(const struct facts *f, struct span skeleton)
{
	if (!f->run_count)
		return (struct span){0};
	if (skeleton.to > f->skeleton_len)
		skeleton.to = f->skeleton_len;
	/* The line ends of sentences stand for nothing in the text. */
	while (skeleton.to > skeleton.from && f->skeleton[skeleton.to - 1] == '\n')
		skeleton.to--;
	const struct run *first = run_of(f, skeleton.from);
	uint32_t from = first->source + (first->unit ? 0 : skeleton.from - first->text);
	if (skeleton.to <= skeleton.from)
		return (struct span){from, from};
	const struct run *last = run_of(f, skeleton.to - 1);
	uint32_t to = last->source + (last->unit ? last->unit : skeleton.to - last->text);
	return (struct span){from, to};
}
