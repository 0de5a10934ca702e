/* Where marks stand (punctuation.h).  Thirty-two bytes at a time. */
#include "punctuation.h"

#include "../base/wide.h"

enum { BEHIND = 2, READS = BYTE_MAP_WORD + BEHIND, MARK_BYTES = 3 };

/* What the bytes before some tell. */
struct before {
	uint32_t stops;	 /* in the last MARK_BYTES of the step before */
	uint32_t letter; /* 1: the last one is a letter */
};

/* A bit a byte. */
struct step {
	uint32_t marks, doubled, blanks, fillers;
};

/* Of WIDE bytes that hold some of ASCII: the brackets among those, the blanks behind letters, X. */
WIDE_INLINE void
narrow_read(const wide *bytes, struct before *before, struct step *out, struct wide_ops ops)
{
	const wide x = *bytes;
	const wide narrow = (wide)((x & 0xFE) == '(') | (wide)((x | 0x26) == 0x7F);
	const wide blank = (wide)(x == ' '), filler = (wide)(x == 'X');
	const wide letter = (wide)((x | 0x20) - 'a' < 26);
	uint32_t letters = ops.bits(&letter);

	out->marks |= ops.bits(&narrow);
	out->blanks = ops.bits(&blank) & (letters << 1 | before->letter);
	out->fillers |= ops.bits(&filler);
	before->letter = letters >> (WIDE - 1);
}

/* Reads the WIDE bytes at p; BEHIND more are looked at. */
WIDE_INLINE void
step_read(const char *p, struct before *before, struct step *out, struct wide_ops ops)
{
	wide x, third;

	wide_load(&x, p);
	wide_load(&third, p + BEHIND);
	const wide full = (wide)(x == 0xEF), stop = full | (wide)(x == 0xE3);
	const wide mark = ((wide)((x & 0xFE) == 0xE2) & (wide)(third >= 0x88)) |
			  (full & (wide)(third != 0x8C));
	const wide filler = (wide)(x == 0xC3);
	uint32_t stops = ops.bits(&stop);

	out->marks = ops.bits(&mark);
	out->fillers = ops.bits(&filler);
	out->doubled = stops & (stops << MARK_BYTES | before->stops);
	out->blanks = 0;
	before->stops = stops >> (WIDE - MARK_BYTES);
	if (ops.bits(&x) == WIDE_ALL)
		before->letter = 0;
	else
		narrow_read(&x, before, out, ops);
}

/* Reads the bytes of a word of the maps at p; READS are looked at. */
WIDE_INLINE void
word_read(const char *p, const struct punctuation *maps, size_t word, struct before *before,
	  struct wide_ops ops)
{
	struct step low, high;

	step_read(p, before, &low, ops);
	step_read(p + WIDE, before, &high, ops);
	maps->marks[word] = low.marks | (uint64_t)high.marks << WIDE;
	maps->doubled[word] = low.doubled | (uint64_t)high.doubled << WIDE;
	maps->blanks[word] = low.blanks | (uint64_t)high.blanks << WIDE;
	maps->fillers[word] = low.fillers | (uint64_t)high.fillers << WIDE;
}

WIDE_INLINE void
text_read(const struct text *t, const struct punctuation *out, struct wide_ops ops)
{
	const struct punctuation maps = *out;
	const char *text = t->at;
	struct before before = {0};
	size_t len = t->len, at = 0, word = 0;

	for (; len - at >= READS; at += BYTE_MAP_WORD)
		word_read(text + at, &maps, word++, &before, ops);
	for (size_t words = byte_map_words(len); word < words; at += BYTE_MAP_WORD) {
		char rest[READS] = {0};

		memcpy(rest, text + at, len - at);
		word_read(rest, &maps, word++, &before, ops);
	}
}

WIDE_AVX2 static void
text_read_avx2(const struct text *t, const struct punctuation *out)
{
	text_read(t, out, wide_avx2);
}

const struct punctuation *
punctuation_of(struct check *c)
{
	const struct text *t = &c->doc->text;
	const size_t size = byte_map_words(t->len) * sizeof(uint64_t);

	if (c->punctuation)
		return c->punctuation;
	struct punctuation *p = arena_alloc(c->arena, sizeof *p);

	p->marks = arena_alloc_raw(c->arena, size);
	p->doubled = arena_alloc_raw(c->arena, size);
	p->blanks = arena_alloc_raw(c->arena, size);
	p->fillers = arena_alloc_raw(c->arena, size);
	if (wide_has_avx2())
		text_read_avx2(t, p);
	else
		text_read(t, p, wide_plain);
	c->punctuation = p;
	return p;
}
