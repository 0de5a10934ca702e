/* Positions for writers. */
#include "out.h"

struct out_place
place_of(const struct doc *d, struct span s)
{
	struct out_place p = {.span = text_origin(&d->text, s)};

	if (p.span.to < p.span.from)
		p.span.to = p.span.from;
	p.from = source_position(d->source, p.span.from);
	p.to = source_position(d->source, p.span.to);
	return p;
}

static uint32_t
column_of(const struct doc *d, const struct position *at, uint32_t offset, enum column_unit unit)
{
	switch (unit) {
	case COLUMN_CHARACTER:
		break;
	case COLUMN_DISPLAY:
		return at->display;
	case COLUMN_BYTE:
		return offset - d->source->lines[at->line - 1] + 1;
	case COLUMN_UTF16:
		return at->utf16;
	}
	return at->column;
}

uint32_t
place_column(const struct doc *d, const struct out_place *p, enum column_unit unit)
{
	return column_of(d, &p->from, p->span.from, unit);
}

uint32_t
place_end_column(const struct doc *d, const struct out_place *p, enum column_unit unit)
{
	return column_of(d, &p->to, p->span.to, unit);
}
