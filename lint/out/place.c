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

uint32_t
place_column(const struct doc *d, const struct out_place *p, enum column_unit unit)
{
	switch (unit) {
	case COLUMN_CHARACTER:
		break;
	case COLUMN_DISPLAY:
		return p->from.display;
	case COLUMN_BYTE:
		return p->span.from - d->source->lines[p->from.line - 1] + 1;
	case COLUMN_UTF16:
		return p->from.utf16;
	}
	return p->from.column;
}
