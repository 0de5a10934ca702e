/*
 * What would put a finding right, as far as the check that found it can tell: edits of one stretch
 * of the text each, in the form that stands there (separators, full-width digits, numerals).  Which
 * of several is right, only a run over the changed report shows.  Cost: a few bytes a proposal.
 */
#include "numbering.h"

enum { FIGURE_BYTES = 40 };

/* ---- proposing ----------------------------------------------------------------------- */

static struct str
source_of(const struct check *c, struct span s)
{
	struct ospan o = text_origin(&c->doc->text, s);

	return str_sub(c->doc->source->utf8, o.from, o.to);
}

static bool
is_proposed(const struct finding *f, struct span span, struct str text)
{
	for (size_t i = 0; i < f->proposal_count; i++) {
		const struct edit *e = &f->proposals[i].edit;
		if (e->span.from == span.from && e->span.to == span.to && str_eq(e->text, text))
			return true;
	}
	return false;
}

static void
propose(struct check *c, struct finding *f, const struct proposal *p)
{
	struct span span = p->edit.span;

	if (str_eq(source_of(c, span), p->edit.text) || is_proposed(f, span, p->edit.text))
		return;
	if (f->proposal_count == PROPOSALS_MAX || !text_is_whole(&c->doc->text, span)) {
		f->unproposed = true;
		return;
	}
	if (!f->proposals)
		f->proposals = arena_array(c->arena, PROPOSALS_MAX, sizeof *f->proposals);
	struct proposal *to = &f->proposals[f->proposal_count++];
	*to = *p;
	to->edit.text = str_copy(c->arena, p->edit.text);
	to->digits = str_copy(c->arena, p->digits);
}

void
propose_text(struct check *c, struct finding *f, struct span span, struct str text, bool safe)
{
	const struct proposal p = {.edit = {span, check_written(c, text)}, .safe = safe};

	if (c->proposes)
		propose(c, f, &p);
}

/* ---- figures ---------------------------------------------------------------------------- */

/* How a figure is printed. */
struct form {
	struct span span; /* from its first digit to its last */
	int decimals;
	bool grouped;			   /* in threes */
	bool wide, wide_comma, wide_point; /* in full width */
};

static bool
stands(struct str s, struct str mark)
{
	return str_find(s, mark) != SIZE_MAX;
}

/* False: something else than a figure stands there. */
static bool
form_read(const struct check *c, struct span s, struct form *out)
{
	const char *at = c->doc->text.at;

	while (s.from < s.to && !is_digit(at[s.from]))
		s.from++;
	while (s.to > s.from && !is_digit(at[s.to - 1]))
		s.to--;
	*out = (struct form){.span = s, .decimals = -1};
	if (s.from == s.to || s.to - s.from > FIGURE_BYTES)
		return false;
	for (uint32_t i = s.from; i < s.to; i++) {
		if (at[i] == ',')
			out->grouped = true;
		else if (at[i] == '.' && out->decimals < 0)
			out->decimals = (int)(s.to - i - 1);
		else if (!is_digit(at[i]))
			return false;
	}
	struct str source = source_of(c, s);
	out->decimals = out->decimals < 0 ? 0 : out->decimals;
	/* full-width digits are U+FF10 to U+FF19 */
	out->wide = stands(source, STR("\xEF\xBC\x90")) || stands(source, STR("\xEF\xBC\x91"));
	for (char last = '\x92'; last <= '\x99' && !out->wide; last++)
		out->wide = stands(source, (struct str){(const char[]){'\xEF', '\xBC', last}, 3});
	out->wide_comma = stands(source, STR("，"));
	out->wide_point = stands(source, STR("．"));
	return true;
}

static void
add_mark(struct buf *b, char mark, bool wide)
{
	const char full[3] = {'\xEF', '\xBC', (char)(mark + 0x60)};

	if (wide)
		buf_add(b, (struct str){full, 3});
	else
		buf_char(b, mark);
}

static struct str
form_print(struct check *c, const struct form *form, struct str digits)
{
	size_t point = str_find(digits, STR(".")), whole = point == SIZE_MAX ? digits.len : point;
	struct buf out = {.arena = c->arena};

	for (size_t i = 0; i < digits.len; i++) {
		if (form->grouped && i && i < whole && (whole - i) % 3 == 0)
			add_mark(&out, ',', form->wide_comma);
		add_mark(&out, digits.at[i], digits.at[i] == '.' ? form->wide_point : form->wide);
	}
	return buf_str(&out);
}

static struct proposal
figure_proposed(struct check *c, const struct form *form, struct str digits)
{
	struct form plain = *form;

	plain.wide = plain.wide_comma = plain.wide_point = false;
	return (struct proposal){.edit = {form->span, form_print(c, form, digits)},
				 .digits = form_print(c, &plain, digits)};
}

static int
decimals_of(struct str digits)
{
	size_t point = str_find(digits, STR("."));

	return point == SIZE_MAX ? 0 : (int)(digits.len - point - 1);
}

void
propose_figure(struct check *c, struct finding *f, struct span span, struct str digits)
{
	struct form form;

	if (!c->proposes)
		return;
	if (!form_read(c, span, &form) || !digits.len || !is_digit(digits.at[0])) {
		f->unproposed = true;
		return;
	}
	if (digits.at[digits.len - 1] == '.') /* no figure ends so */
		return;
	struct proposal p = figure_proposed(c, &form, digits);
	p.figure = true;
	p.coarse = decimals_of(digits) != form.decimals;
	propose(c, f, &p);
}

void
propose_mantissa(struct check *c, struct finding *f, struct span span, int64_t mantissa)
{
	struct form form;

	if (!c->proposes)
		return;
	if (mantissa < 0 || !form_read(c, span, &form))
		f->unproposed = true;
	else
		propose_figure(c, f, span,
			       decimal_print(c->arena, (struct decimal){mantissa, -form.decimals}));
}

/* The digits of a figure with as many decimals as another is printed with, if zeros make the
 * difference; else as it is. */
static struct str
digits_of(struct check *c, const struct form *form, int decimals)
{
	struct str s = doc_slice(c->doc, form->span);
	struct buf out = {.arena = c->arena};
	int own = form->decimals;

	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != ',')
			buf_char(&out, s.at[i]);
	if (own == 0 && decimals > 0)
		buf_char(&out, '.');
	for (; own < decimals; own++)
		buf_char(&out, '0');
	size_t zeros = 0;
	while (zeros < out.len && zeros < (size_t)(own - decimals) &&
	       out.at[out.len - 1 - zeros] == '0')
		zeros++;
	if (own > decimals && zeros == (size_t)(own - decimals))
		out.len -= zeros + (decimals == 0);
	return buf_str(&out);
}

void
propose_either(struct check *c, struct finding *f, struct span one, struct span other)
{
	struct form a, b;

	if (!c->proposes)
		return;
	if (!form_read(c, one, &a) || !form_read(c, other, &b)) {
		f->unproposed = true;
		return;
	}
	struct str for_a = digits_of(c, &b, a.decimals), for_b = digits_of(c, &a, b.decimals);
	/* what is further apart was meant otherwise, or the wrong one is elsewhere; single digits
	 * are all one slip apart */
	if (decimals_of(for_a) != a.decimals || decimals_of(for_b) != b.decimals || for_a.len < 2 ||
	    for_b.len < 2 || !digits_slip(for_a, digits_of(c, &a, a.decimals))) {
		f->unproposed = true;
		return;
	}
	const struct proposal in_a = figure_proposed(c, &a, for_a);
	const struct proposal in_b = figure_proposed(c, &b, for_b);
	propose(c, f, &in_a);
	propose(c, f, &in_b);
}

void
propose_count(struct check *c, struct finding *f, const struct fact *x, uint32_t count)
{
	enum { NEAR = 2 };
	struct str stated = str_printf(c->arena, "%lld", (long long)x->lex.value.mantissa);
	int64_t gap = x->lex.value.mantissa - count;

	/* what is far off was counted otherwise */
	if (x->lex.value.exponent || ((gap > NEAR || gap < -NEAR) &&
				      !digits_slip(stated, str_printf(c->arena, "%u", count))))
		return;
	struct str numeral = numeral_printed(c->arena, count);
	struct str printed = doc_slice(c->doc, x->lex.number);

	if (count == 2 && x->lex.span.to > x->lex.number.to)
		numeral = c->doc->text.simplified ? STR("兩") : STR("两");
	if (!x->lex.numerals)
		propose_figure(c, f, x->lex.number, str_printf(c->arena, "%u", count));
	else if (printed.len && (unsigned char)printed.at[0] >= 0x80 && !is_digit(numeral.at[0]))
		propose_text(c, f, x->lex.number, numeral, false);
}
