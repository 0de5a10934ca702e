/* Records: how numbers, texts and intervals lie in them.  Linear, nothing is allocated but the
 * bytes themselves. */
#include "record.h"

enum { LO_OPEN = 1, HI_OPEN = 2, LO_UNBOUNDED = 4, HI_UNBOUNDED = 8 };

void
record_text(struct buf *to, struct str s)
{
	size_t len = s.len;

	if (len > RECORD_TEXT)
		for (len = RECORD_TEXT; len && ((unsigned char)s.at[len] & 0xC0) == 0x80;)
			len--;
	record_number(to, len, 1);
	buf_add(to, str_sub(s, 0, len));
}

static void
record_decimal(struct buf *to, struct decimal d)
{
	record_signed(to, d.mantissa, 8);
	record_signed(to, d.exponent, 4);
}

void
record_interval(struct buf *to, const struct interval *i)
{
	unsigned marks = (i->lo_open ? LO_OPEN : 0u) | (i->hi_open ? HI_OPEN : 0u) |
			 (i->lo_unbounded ? LO_UNBOUNDED : 0u) |
			 (i->hi_unbounded ? HI_UNBOUNDED : 0u);

	record_number(to, marks, 1);
	record_decimal(to, i->lo);
	record_decimal(to, i->hi);
}

uint64_t
record_ends(struct record_reader *r)
{
	*r = (struct record_reader){.bad = true};
	return 0;
}

struct str
record_take_text(struct record_reader *r)
{
	size_t len = record_take_number(r, 1);

	if (r->left.len < len) {
		*r = (struct record_reader){.bad = true};
		return (struct str){0};
	}
	struct str s = str_sub(r->left, 0, len);
	r->left = str_sub(r->left, len, r->left.len);
	return s;
}

static struct decimal
take_decimal(struct record_reader *r)
{
	int64_t mantissa = record_take_signed(r, 8);

	return (struct decimal){mantissa, (int32_t)record_take_signed(r, 4)};
}

struct interval
record_take_interval(struct record_reader *r)
{
	uint64_t marks = record_take_number(r, 1);
	struct interval i = {.lo_open = marks & LO_OPEN,
			     .hi_open = marks & HI_OPEN,
			     .lo_unbounded = marks & LO_UNBOUNDED,
			     .hi_unbounded = marks & HI_UNBOUNDED};

	i.lo = take_decimal(r);
	i.hi = take_decimal(r);
	return i;
}
