/*
 * The skeleton: the folded text in which every fact is one private-use
 * character that names its kind.  Written in one pass beside the reading of
 * facts; stretches between spaces are copied whole.  White space is dropped
 * beside CJK (`97 项` and `97项` are one text) and is one space elsewhere.
 * The way back to doc.text is a list of runs, found by binary search.
 */
#include "skeleton.h"

#include <string.h>

#include "../base/byte_map.h"
#include "../base/lanes.h"

/* The private-use characters of all kinds are U+E000 to U+E03F. */
_Static_assert(SKELETON_BASE == 0xE000 && KIND_COUNT_OF_KINDS <= 0x40, "see skeleton_fact");

/* The map of the white space but of most that the skeleton keeps as it is: one space between two
 * letters.  (Not at the ends of a stretch: see next_space.) */
static const uint64_t *
loose_spaces(struct arena *a, struct str text, const struct lex_map *map)
{
	size_t words = byte_map_words(text.len);
	uint64_t any = 0, before = 0;

	for (size_t i = 0; i < words; i++)
		any |= map->letters[i];
	if (!any) /* as in most reports in Han */
		return map->spaces;
	uint64_t *loose = arena_alloc_raw(a, words * sizeof *loose);
	for (size_t i = 0; i < words; i++) {
		uint64_t letters = map->letters[i], next = i + 1 < words ? map->letters[i + 1] : 0;
		uint64_t kept = map->spaces[i] & (letters << 1 | before) &
				(letters >> 1 | next << (BYTE_MAP_WORD - 1));
		if (kept)
			kept &= lanes_word(text.at, i * BYTE_MAP_WORD, text.len, ' ');
		loose[i] = map->spaces[i] & ~kept;
		before = letters >> (BYTE_MAP_WORD - 1);
	}
	return loose;
}

void
skeleton_begin(struct skeleton_writer *w, struct arena *a, struct str text,
	       const struct lex_map *map, size_t sentences)
{
	memset(w, 0, sizeof *w);
	w->arena = a;
	w->text = text.at;
	w->len = (uint32_t)text.len;
	w->spaces = loose_spaces(a, text, map);
	w->space = byte_map_next(w->spaces, 0, w->len);
	w->out.arena = a;
	/* Facts of one byte grow to three; most shrink. */
	w->out.cap = text.len + sentences + text.len / 16 + 64;
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
static inline void
note_run(struct skeleton_writer *w, uint32_t source, uint32_t unit)
{
	if (unit || w->loose || source != w->next)
		*VEC_PUSH(w->arena, &w->runs) = (struct run){(uint32_t)w->out.len, source, unit};
	w->loose = unit != 0;
}

/* Writes to the room that skeleton_begin made, as long as it lasts. */
static inline void
write(struct skeleton_writer *w, const char *at, size_t len)
{
	if (len > w->out.cap - w->out.len) {
		buf_add(&w->out, (struct str){at, len});
		return;
	}
	memcpy(w->out.at + w->out.len, at, len);
	w->out.len += len;
}

/* Writes a stretch of the text.  Most are short and of any length: those are copied in steps, the last
 * of which may take more than there is, as nothing is behind yet. */
static inline void
write_text(struct skeleton_writer *w, uint32_t from, uint32_t to)
{
	enum { STEP = 128 };
	const uint32_t len = to - from;

	if (w->len - to < STEP || w->out.cap - w->out.len < (size_t)len + STEP) {
		write(w, w->text + from, len);
		return;
	}
	for (uint32_t i = 0; i < len; i += STEP)
		memcpy(w->out.at + w->out.len + i, w->text + from + i, STEP);
	w->out.len += len;
}

/* Decides about the white space before what begins at `at`. */
static void
settle(struct skeleton_writer *w, uint32_t at)
{
	struct span gap = w->gap;

	w->gap = (struct span){0};
	if (!w->begun || cjk_at(w->text, at) || cjk_before(w->text, w->last.from, w->last.to))
		return;
	note_run(w, gap.from, gap.to - gap.from == 1 ? 0 : gap.to - gap.from);
	write(w, " ", 1);
	w->next = gap.to;
}

static inline void
settle_gap(struct skeleton_writer *w, uint32_t at)
{
	if (w->gap.from != w->gap.to)
		settle(w, at);
}

static inline void
copy(struct skeleton_writer *w, uint32_t from, uint32_t to)
{
	settle_gap(w, from);
	note_run(w, from, 0);
	write_text(w, from, to);
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

/* The first byte from `from` on that is white space to be settled, or `to`.  White space is looked
 * for up to the end of the text, as most stretches have none. */
static uint32_t
next_space(struct skeleton_writer *w, uint32_t from, uint32_t to)
{
	if (w->space < from)
		w->space = byte_map_next(w->spaces, from, w->len);
	while (w->space < to && is_kept(w->text, from, w->space, to))
		w->space = byte_map_next(w->spaces, w->space + 1, w->len);
	if (w->space < to)
		return w->space;
	return to > from && is_space(w->text[to - 1]) ? to - 1 : to;
}

/* Text with white space inside, or at an end. */
static void
write_spaced(struct skeleton_writer *w, struct span s)
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
		at = next_space(w, at, s.to);
		if (at > from)
			copy(w, from, at);
	}
}

void
skeleton_text(struct skeleton_writer *w, struct span s)
{
	if (s.from >= s.to)
		return;
	if (w->space < s.from)
		w->space = byte_map_next(w->spaces, s.from, w->len);
	if (w->space < s.to || is_space(w->text[s.from]) || is_space(w->text[s.to - 1]))
		write_spaced(w, s);
	else
		copy(w, s.from, s.to);
}

uint32_t
skeleton_fact(struct skeleton_writer *w, struct span s, enum kind kind)
{
	const char character[SKELETON_FACT] = {'\xEE', '\x80', (char)(0x80 + (unsigned)kind)};

	settle_gap(w, s.from);
	uint32_t offset = (uint32_t)w->out.len;
	note_run(w, s.from, s.to - s.from);
	write(w, character, sizeof character);
	w->next = s.to;
	w->begun = true;
	w->last = s;
	return offset;
}

void
skeleton_end(struct skeleton_writer *w)
{
	note_run(w, w->next, 0);
	write(w, "\n", 1);
	w->loose = true;
}

void
skeleton_plain(struct skeleton_writer *w, struct span s)
{
	if (w->space < s.from)
		w->space = byte_map_next(w->spaces, s.from, w->len);
	if (w->space < s.to) {
		skeleton_sentence(w);
		skeleton_text(w, s);
		skeleton_end(w);
		return;
	}
	/* no white space: its bytes as they are */
	note_run(w, s.from, 0);
	write_text(w, s.from, s.to);
	write(w, "\n", 1);
	w->loose = true;
}

void
skeleton_pad(struct skeleton_writer *w)
{
	static const char zeroes[32];

	buf_add(&w->out, (struct str){zeroes, sizeof zeroes});
}

/* ---- looking up ---- */

const struct fact_page *
skeleton_pages(struct arena *a, const struct fact *facts, size_t count, uint32_t skeleton_len)
{
	size_t n = skeleton_len / FACT_PAGE + 1;
	struct fact_page *pages = arena_alloc_raw(a, (n + 1) * sizeof *pages);
	uint32_t before = 0;

	for (size_t i = 0; i <= n; i++)
		pages[i] = (struct fact_page){0};
	/* The last fact of a page tells how many stand before the next one.  Where facts stand
	 * cannot be guessed, so nothing depends on it. */
	for (size_t k = 0; k < count; k++) {
		struct fact_page *page = &pages[facts[k].skeleton / FACT_PAGE];
		page[0].begins |= UINT64_C(1) << facts[k].skeleton % FACT_PAGE;
		page[1].before = (uint32_t)k + 1;
	}
	for (size_t i = 0; i < n; i++) {
		before = pages[i].before > before ? pages[i].before : before;
		pages[i].before = before;
	}
	return pages;
}

/* The first fact at or after a skeleton offset.  Facts are counted by their bits, as a search among
 * them would guess wrong as often as not. */
static inline uint32_t
fact_from(const struct facts *f, uint32_t offset)
{
	if (offset >= f->skeleton_len)
		return (uint32_t)f->count;
	const struct fact_page *page = &f->pages[offset / FACT_PAGE];
	uint64_t earlier = page->begins & ((UINT64_C(1) << offset % FACT_PAGE) - 1);

	return page->before + (uint32_t)bits_count(earlier);
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
