/*
 * Numbered points behind their number: 三个问题：一是 …；二是 …；三是 …, in one
 * paragraph or over many.
 */
#include "items.h"
#include "char.h"
#include "near.h"
#include "numbering.h"

enum { SERIES_BYTES = 20000 /* in which a point that was misread is sought */ };

/* The first enumerator at or after `at`. */
static uint32_t
enumerator_after(const struct doc *d, uint32_t at)
{
	size_t lo = 0, hi = d->enumerator_count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (d->enumerators[mid].e.span.from < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < d->enumerator_count ? (uint32_t)lo : DOC_NONE;
}

/* 重点做好以下八个方面工作。: do words right before the number say that its points follow? */
static bool
is_governed(const struct items *it, const struct fact *x)
{
	struct str ahead = text_ahead(it->c, x, NULL);

	return it->words.governs && words_before(it->words.governs, ahead, ahead.len) >= 0;
}

/* Between the number and its series stand a few words without a comma, then
 * a colon; or a stop, when the series goes on in the same paragraph, or each point opens one. */
static bool
announces(const struct items *it, const struct fact *x, uint32_t first)
{
	const struct doc *d = it->c->doc;
	const struct doc_enumerator *e = &d->enumerators[first];
	struct span gap = {x->lex.span.to, e->e.span.from};
	uint32_t last = 0;

	if (gap.to - gap.from > 2 * GAP_BYTES || !items_alone(it, x, gap.to) ||
	    items_excepted(it, gap))
		return false;
	for (uint32_t at = gap.from; at < gap.to;) {
		uint32_t c = char_next(d->text.at, &at);

		if (c == ' ' || c == '\n')
			continue;
		int word = c == 0xFF0C ? words_at(it->words.intro,
						  (struct str){d->text.at, d->text.len}, at)
				       : -1;
		if (word >= 0) { /* 3家单位，分别为：1.甲 … */
			at += (uint32_t)it->words.intro->words[word].len;
			continue;
		}
		if (last == 0x3002 || last == 0xFF1A || last == ':' || last == 0xFF0C ||
		    last == 0xFF1B || last == ';')
			return false;
		last = c;
	}
	if (last == 0xFF1A || last == ':')
		return true;
	/* sections of the report are numbered 一、 */
	if (last == 0x3002 && e->opens && e->e.style > STYLE_HAN_COMMA && is_governed(it, x))
		return true;
	return (last == 0x3002 || last == 0xFF0C) && e->e.style == STYLE_HAN_IS &&
	       gap.to - gap.from > 4;
}

static bool
series_ends(const struct doc *d, const struct doc_enumerator *first, const struct doc_enumerator *e)
{
	if (e->e.style == first->e.style)
		return e->e.number == 1 && e->opens == first->opens;
	if (first->opens)
		return e->opens && e->e.style < first->e.style && e->e.style != STYLE_ORDINAL;
	return d->blocks[e->block].heading != d->blocks[first->block].heading;
}

void
items_series(struct items *it, const struct fact *x)
{
	const struct doc *d = it->c->doc;
	uint32_t first = enumerator_after(d, x->lex.span.to), last = first, i;

	if (first == DOC_NONE || d->enumerators[first].e.number != 1 ||
	    d->enumerators[first].e.style == STYLE_DECIMAL || !announces(it, x, first))
		return;
	const struct doc_enumerator *one = &d->enumerators[first];
	uint32_t number = 1;

	for (i = first + 1; i < d->enumerator_count; i++) {
		const struct doc_enumerator *e = &d->enumerators[i];

		if (series_ends(d, one, e))
			break;
		if (e->e.style != one->e.style)
			continue;
		if (e->e.number != number + 1)
			return;
		number++;
		last = i;
	}
	if (number < 2 || items_agree(it, x, number, number))
		return;
	/* merged by extraction, or numbered in words that are not read */
	uint32_t end = i < d->enumerator_count ? d->enumerators[i].e.span.from : d->text.len;
	uint32_t from = d->enumerators[last].e.span.to;
	struct span rest = {from, end - from > SERIES_BYTES ? from + SERIES_BYTES : end};

	if (x->lex.value.mantissa > number &&
	    enumerator_stands(d, rest, one->e.style, number + 1, one->e.path, one->e.depth))
		return;
	items_report(it, x, one->e.span, d->enumerators[last].e.span, number);
}
