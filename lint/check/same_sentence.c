/*
 * The kind "same", by sentence: a sentence that stands twice with the same
 * words and the same dates, and with one figure that is one slip of the pen
 * apart.  Sentences meet through a hash of their skeleton, in which figures are
 * masked; words before a colon at the beginning (Headline 1: …) are left off.
 * A mask with more than two different readings is a form, not a restatement.
 * Time linear in the skeleton of the sentences that hold figures.
 */
#include "same.h"
#include "near.h"

#include <string.h>

enum {
	PREFIX_BYTES = 40, /* of what a colon at the beginning cuts off */
	MASK_MIN = 36,	   /* bytes of a sentence that says enough */
	MASK_LONE = 72,	   /* where the damaged figure is its only one */
	CHAIN_STEPS = 32,
	READINGS_MAX = 2
};

struct restated {
	uint64_t hash;
	struct span skeleton; /* without the prefix */
	uint32_t next;	      /* index + 1; 0 ends the chain */
};

struct sentences {
	struct check *check;
	const struct rule *rule;
	uint32_t *heads;
	uint32_t mask;
	VEC(struct restated) entries;
};

/* A sentence without its prefix; empty when it says too little. */
static struct span
masked(const struct check *c, uint32_t s)
{
	struct span m = c->facts->sentences[s].skeleton;
	const char *at = c->facts->skeleton + m.from;
	size_t reach = m.to - m.from < PREFIX_BYTES ? m.to - m.from : PREFIX_BYTES;
	const char *colon = memchr(at, ':', reach);

	if (colon && colon + 1 < at + (m.to - m.from) && colon[1] == ' ')
		m.from += (uint32_t)(colon - at) + 2;
	return m;
}

static bool
same_date(const struct lexeme *a, const struct lexeme *b)
{
	return a->from.year == b->from.year && a->from.month == b->from.month &&
	       a->from.day == b->from.day && a->to.year == b->to.year &&
	       a->to.month == b->to.month && a->to.day == b->to.day;
}

/* How two sentences of one mask differ. */
struct difference {
	const struct fact *mine, *other; /* the only figure that differs */
	uint32_t dates, figures, differ;
	bool apart; /* by a date, a unit, or by more than a slip */
};

static struct difference
compare(const struct check *c, struct span mine, struct span other)
{
	const struct facts *f = c->facts;
	struct difference d = {0};
	uint32_t a, b, end, end_other;

	facts_within(f, mine, &a, &end);
	facts_within(f, other, &b, &end_other);
	d.apart = end - a != end_other - b;
	for (; !d.apart && a < end; a++, b++) {
		const struct fact *x = &f->at[a], *y = &f->at[b];
		if (x->lex.kind == KIND_DATE) {
			d.dates++;
			d.apart |= !same_date(&x->lex, &y->lex);
		}
		if (!(KIND_BIT(x->lex.kind) & KINDS_QUANTITY))
			continue;
		d.figures += !x->lex.numerals;
		if (decimal_cmp(x->lex.value, y->lex.value) == 0)
			continue;
		d.differ++;
		d.mine = x;
		d.other = y;
		d.apart |= x->lex.numerals || y->lex.numerals || x->lex.is_range ||
			   fact_base_unit(c, x) != fact_base_unit(c, y) ||
			   !digits_slip(doc_slice(c->doc, x->lex.number),
					doc_slice(c->doc, y->lex.number));
	}
	return d;
}

/* A lone figure must have digits enough, or a date beside it; one that opens
 * the sentence may be the number of a note. */
static bool
is_telling(const struct check *c, const struct difference *d, struct span mask)
{
	size_t mine = count_digits(doc_slice(c->doc, d->mine->lex.number));
	size_t other = count_digits(doc_slice(c->doc, d->other->lex.number));

	if (d->mine->skeleton == mask.from)
		return false;
	return d->figures > 1 ||
	       (mask.to - mask.from >= MASK_LONE && (d->dates || mine > 2 || other > 2));
}

static void
took_part(struct check *c, const struct rule *r, struct span mask)
{
	uint32_t from, to;

	for (facts_within(c->facts, mask, &from, &to); from < to; from++)
		check_took_part(c, r, &c->facts->at[from], true);
}

static struct str
text_of(const struct check *c, struct span mask)
{
	return (struct str){c->facts->skeleton + mask.from, mask.to - mask.from};
}

/* Compares a sentence with those of its mask before it. */
static void
meet(struct sentences *t, const struct restated *mine)
{
	struct check *c = t->check;
	struct difference found = {0};
	uint32_t readings = 0, alike = 0, steps = 0;
	struct str text = text_of(c, mine->skeleton);

	for (uint32_t e = t->heads[mine->hash & t->mask]; e && steps++ < CHAIN_STEPS;
	     e = t->entries.at[e - 1].next) {
		const struct restated *x = &t->entries.at[e - 1];
		if (x->hash != mine->hash || !str_eq(text_of(c, x->skeleton), text))
			continue;
		struct difference d = compare(c, mine->skeleton, x->skeleton);
		if (!d.apart && !d.differ) {
			alike++;
			took_part(c, t->rule, x->skeleton);
			continue;
		}
		readings++;
		if (!d.apart && d.differ == 1 && is_telling(c, &d, mine->skeleton))
			found = d;
	}
	const struct span span = facts_text(c->facts, mine->skeleton);
	if (alike) {
		took_part(c, t->rule, mine->skeleton);
		check_proved(c, t->rule, span, "a sentence restated alike");
	}
	if (found.mine && !alike && readings < READINGS_MAX + 1)
		same_report(c, t->rule, found.mine, found.other);
}

void
same_sentences(struct check *c, const struct rule *r)
{
	struct sentences t = {.check = c, .rule = r};
	size_t slots = 64;

	while (slots < 2 * c->doc->sentence_count)
		slots *= 2;
	t.mask = (uint32_t)(slots - 1);
	t.heads = arena_array(c->arena, slots, sizeof *t.heads);
	for (uint32_t s = 0; s < c->doc->sentence_count; s++) {
		if (!(c->facts->sentences[s].kinds & KINDS_QUANTITY))
			continue;
		struct restated e = {.skeleton = masked(c, s)};
		struct str text = text_of(c, e.skeleton);
		if (text.len < MASK_MIN)
			continue;
		e.hash = hash_bytes(text.at, text.len, 0);
		meet(&t, &e);
		uint32_t *head = &t.heads[e.hash & t.mask];
		e.next = *head;
		*VEC_PUSH(c->arena, &t.entries) = e;
		*head = (uint32_t)t.entries.len;
	}
}
