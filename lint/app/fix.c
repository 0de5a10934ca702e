/*
 * Suggestions put into a report: bytes of its own encoding in the place of bytes, in rounds.
 * A report is pieces of what it was and of edits, so that what changed is known at the end.
 * Cost: a round is linear in the pieces, and n log n in its edits.
 */
#include "fix.h"

#include <stdlib.h>

/* An edit in the bytes of f->now. */
struct patch {
	size_t from, to, order;
	struct str text;
};

static int
by_place(const void *p, const void *q)
{
	const struct patch *x = p, *y = q;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

void
fixing_begin(struct fixing *f, struct arena *a, struct str bytes)
{
	*f = (struct fixing){.arena = a, .original = bytes, .now = bytes};
	*VEC_PUSH(a, &f->pieces) = (struct piece){bytes, false};
}

/* False when what stands there is not what its encoding makes of the text, or the edit cannot be
 * written in it. */
static bool
patch_of(const struct fixing *f, const struct lint_result *r, const struct edit *e,
	 struct patch *out)
{
	const struct source *s = &r->source;
	struct ospan o = text_origin(&r->doc.text, e->span);
	struct str old;

	out->from = (size_t)source_position(s, o.from).byte;
	out->to = (size_t)source_position(s, o.to).byte;
	return out->from <= out->to && out->to <= f->now.len &&
	       source_encode(f->arena, str_sub(s->utf8, o.from, o.to), s->encoding, &old) &&
	       str_eq(old, str_sub(f->now, out->from, out->to)) &&
	       source_encode(f->arena, e->text, s->encoding, &out->text);
}

/* Those that count of sorted ones: each ends before the next begins. */
static size_t
drop_overlaps(struct patch *p, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct patch *last = kept ? &p[kept - 1] : NULL;
		if (!last || last->to < p[i].from ||
		    (last->to == p[i].from && last->from < last->to))
			p[kept++] = p[i];
		else if (p[i].order < last->order)
			*last = p[i];
	}
	return kept;
}

static void
add_piece(struct fixing *to, struct str bytes, bool fresh)
{
	if (bytes.len)
		*VEC_PUSH(to->arena, &to->pieces) = (struct piece){bytes, fresh};
}

/* The pieces with sorted patches put in. */
static void
put_in(struct fixing *f, const struct patch *p, size_t count)
{
	struct fixing next = {.arena = f->arena};
	size_t base = 0, k = 0;

	for (size_t i = 0; i < f->pieces.len; i++) {
		const struct piece *x = &f->pieces.at[i];
		size_t at = base, end = base + x->bytes.len;
		for (; k < count && p[k].from < end; k++) {
			if (p[k].from >= base) {
				add_piece(&next, str_sub(x->bytes, at - base, p[k].from - base),
					  x->fresh);
				add_piece(&next, p[k].text, true);
			}
			at = p[k].to < end ? p[k].to : end;
			if (p[k].to > end)
				break; /* it goes on in the next piece */
		}
		add_piece(&next, str_sub(x->bytes, at - base, x->bytes.len), x->fresh);
		base = end;
	}
	for (; k < count; k++)
		if (p[k].from >= base)
			add_piece(&next, p[k].text, true);
	f->pieces.at = next.pieces.at;
	f->pieces.len = next.pieces.len;
	f->pieces.cap = next.pieces.cap;
}

size_t
fixing_apply(struct fixing *f, const struct lint_result *r, const struct finding *findings,
	     size_t count, bool unsafe)
{
	struct buf now = {.arena = f->arena};
	VEC(struct patch) all = {0};

	for (size_t i = 0; i < count; i++) {
		const struct finding *x = &findings[i];
		struct patch p = {.order = i};
		for (size_t k = 0; k < x->edit_count; k++)
			if ((x->edit_safe || unsafe) && !x->suppressed &&
			    patch_of(f, r, &x->edits[k], &p))
				*VEC_PUSH(f->arena, &all) = p;
	}
	if (!all.len)
		return 0;
	qsort(all.at, all.len, sizeof *all.at, by_place);
	size_t kept = drop_overlaps(all.at, all.len);
	put_in(f, all.at, kept);
	for (size_t i = 0; i < f->pieces.len; i++)
		buf_add(&now, f->pieces.at[i].bytes);
	f->now = buf_str(&now);
	f->count += kept;
	return kept;
}
