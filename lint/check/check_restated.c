/*
 * The kind "restated": a sentence that stands elsewhere in the same words and
 * with the same dates, but with one other figure.  Sentences meet through a
 * hash of how they begin, figures masked, and are then walked side by side for
 * as long as they agree; headlines that are repeated with another number
 * before them ("Headline 2: ...") and sentences that end otherwise are met
 * too.  Latin prose may differ by any figure; elsewhere one form of words is
 * filled in for many items, and only one slip of the pen speaks.  A sentence
 * with more than two other readings is a form, too.  Time linear in the
 * sentences.
 */
#include "../base/lanes.h"
#include "check.h"
#include "near.h"

#include <string.h>

enum key { KEY_MIN_LENGTH, KEY_ALL };
static const struct kind_key keys[KEY_ALL] = {
	[KEY_MIN_LENGTH] = {"min-length", KEY_INTEGER, false,
			    "least length of what agrees, in bytes without figures (60)", NULL},
};

enum {
	LENGTH_DEFAULT = 60,
	OPENING = 40,	  /* bytes that are hashed */
	LEAD_MOST = 24,	  /* of a headline's own number, up to its colon */
	BEHIND_LEAST = 8, /* words behind the figure, or the end of the sentence */
	AHEAD_LEAST = 12, /* words before it: no item's own number */
	SLIP_LEAST = 40,  /* bytes that agree, where one slip explains the figure */
	LONE_LEAST = 72,  /* where nothing else anchors it */
	LONE_DIGITS = 2,  /* more than these */
	LATIN_PART = 4,	  /* bytes beyond ASCII in Latin prose: less than one in so many */
	READINGS_MOST = 2,
	CHAIN_MOST = 16
};

struct opening {
	uint64_t hash;
	uint32_t sentence, from; /* of the skeleton, behind what leads in */
	uint32_t next;		 /* index + 1; 0 ends the chain */
};

struct restated {
	struct check *check;
	const struct rule *rule;
	uint32_t least;
	uint32_t *heads, mask;
	VEC(struct opening) openings;
};

/* Two stretches that agree, and how. */
struct pair {
	uint32_t letters, ahead, behind;
	uint32_t wide;			/* of the letters, bytes beyond ASCII */
	uint32_t anchors;		/* dates and figures that are the same */
	const struct fact *one, *other; /* the figure that differs */
	bool ended, broken;
};

static bool
is_mark(const struct facts *f, uint32_t at)
{
	return (unsigned char)f->skeleton[at] == 0xEE;
}

/* Past "Headline 1:" and marks of lists. */
static uint32_t
lead(const struct facts *f, struct span s)
{
	uint32_t at = s.from, letters = 0;
	uint32_t end = s.to - s.from < LEAD_MOST ? s.to : s.from + LEAD_MOST;

	if (lanes_find(f->skeleton, s.from, end, ':') == end) /* as most begin */
		end = s.from;
	for (uint32_t i = s.from; i < end; i++) {
		letters += !is_mark(f, i);
		if (f->skeleton[i] == ':' && letters > 1) {
			at = i + 1;
			break;
		}
	}
	while (at < s.to && strchr(" -*\n", f->skeleton[at]))
		at++;
	return at;
}

static bool
same_number(const struct fact *a, const struct fact *b)
{
	return decimal_cmp(a->lex.value, b->lex.value) == 0 && a->lex.is_range == b->lex.is_range &&
	       (!a->lex.is_range || decimal_cmp(a->lex.upper, b->lex.upper) == 0);
}

/* Adds two facts at one place to the pair; false where they end the agreement. */
static bool
pair_facts(const struct facts *f, struct pair *p, const struct fact *a, const struct fact *b)
{
	if (!a || !b || a->lex.kind != b->lex.kind)
		return false;
	if (a->lex.kind == KIND_DATE || a->lex.kind == KIND_NAME || a->lex.kind == KIND_ORDINAL) {
		p->anchors += a->lex.kind == KIND_DATE;
		return str_eq(fact_text(f, a), fact_text(f, b));
	}
	if (same_number(a, b)) {
		p->anchors += !a->lex.numerals;
		return true;
	}
	p->broken |= p->one != NULL;
	p->one = a;
	p->other = b;
	p->ahead = p->letters;
	p->behind = 0;
	return !p->broken;
}

static void
walk(const struct facts *f, struct pair *p, uint32_t a, uint32_t a_end, uint32_t b, uint32_t b_end)
{
	while (a < a_end && b < b_end && f->skeleton[a] == f->skeleton[b]) {
		if (!is_mark(f, a)) {
			p->letters++;
			p->behind++;
			p->wide += (unsigned char)f->skeleton[a] >= 0x80;
			a++;
			b++;
			continue;
		}
		if (!pair_facts(f, p, facts_at(f, a), facts_at(f, b))) {
			p->broken = true;
			return;
		}
		a += SKELETON_FACT_BYTES;
		b += SKELETON_FACT_BYTES;
	}
	p->ended = a >= a_end || b >= b_end || f->skeleton[a] == '\n' || f->skeleton[b] == '\n';
}

static bool
is_slip(const struct check *c, const struct pair *p)
{
	return !p->one->lex.numerals && !p->other->lex.numerals && !p->one->lex.is_range &&
	       fact_base_unit(c, p->one) == fact_base_unit(c, p->other) &&
	       digits_slip(doc_slice(c->doc, p->one->lex.number),
			   doc_slice(c->doc, p->other->lex.number));
}

/* Without a date or figure that is the same: a long sentence, a long figure. */
static bool
is_lone(const struct check *c, const struct pair *p)
{
	return p->ended && p->letters >= LONE_LEAST &&
	       (count_digits(doc_slice(c->doc, p->one->lex.number)) > LONE_DIGITS ||
		count_digits(doc_slice(c->doc, p->other->lex.number)) > LONE_DIGITS);
}

static bool
speaks(const struct restated *t, const struct pair *p)
{
	if (p->broken || !p->one || (!p->ended && p->behind < BEHIND_LEAST))
		return false;
	if (p->one->lex.qualifier != p->other->lex.qualifier)
		return false;
	if (p->ahead < AHEAD_LEAST)
		return false;
	if (is_slip(t->check, p))
		return p->anchors ? p->letters >= SLIP_LEAST : is_lone(t->check, p);
	return p->anchors && p->letters >= t->least && p->wide < p->letters / LATIN_PART;
}

static void
report(struct restated *t, const struct fact *x, const struct fact *other)
{
	struct check *c = t->check;
	bool zh = c->language == MESSAGE_ZH;
	const struct related related = {.span = other->lex.span,
					.message =
						zh ? STR("此处为另一数值") : STR("it stands here")};
	const struct message_value values[] = {
		{"figure", fact_text(c->facts, x)},
		{"other", fact_text(c->facts, other)},
		{NULL, {0}},
	};
	struct finding *f = finding_add(c, t->rule, x->lex.span, values, &related, 1);

	finding_operand(c, f, "figure", fact_text(c->facts, x));
	finding_operand(c, f, "other", fact_text(c->facts, other));
	finding_compare_facts(c, f, x, other);
	propose_either(c, f, x->lex.number, other->lex.number);
	check_took_part(c, t->rule, x, false);
	check_took_part(c, t->rule, other, false);
}

static void
took_part(struct check *c, const struct rule *r, uint32_t sentence)
{
	const struct sentence_facts *s = &c->facts->sentences[sentence];

	for (uint32_t i = s->from; i < s->to; i++)
		if (KIND_BIT(c->facts->at[i].lex.kind) & KINDS_QUANTITY)
			check_took_part(c, r, &c->facts->at[i], true);
}

/* Compares a sentence with those before it that begin alike. */
static void
meet(struct restated *t, const struct opening *mine, uint32_t head)
{
	struct check *c = t->check;
	const struct facts *f = c->facts;
	uint32_t end = f->sentences[mine->sentence].skeleton.to, readings = 0;
	struct pair found = {0};

	for (int n = 0; head && n < CHAIN_MOST; n++) {
		const struct opening *o = &t->openings.at[head - 1];
		struct pair p = {0};

		head = o->next;
		if (o->hash != mine->hash)
			continue;
		walk(f, &p, mine->from, end, o->from, f->sentences[o->sentence].skeleton.to);
		if (!p.broken && !p.one && p.anchors && p.letters >= SLIP_LEAST) {
			check_proved(c, t->rule, f->at[f->sentences[mine->sentence].from].lex.span,
				     "restated");
			took_part(c, t->rule, mine->sentence);
			return;
		}
		readings += p.one != NULL;
		if (!found.one && speaks(t, &p))
			found = p;
	}
	if (found.one && readings <= READINGS_MOST)
		report(t, found.one, found.other);
}

/* How a sentence begins, figures masked; 0 when it is too short. */
static uint64_t
opening_hash(const struct facts *f, uint32_t from, uint32_t to)
{
	char text[OPENING];
	size_t n = 0;

	/* no line ends within, as is usual */
	if (to - from >= OPENING &&
	    lanes_find(f->skeleton, from, from + OPENING, '\n') == from + OPENING)
		return hash_bytes(f->skeleton + from, OPENING, 0) | 1;
	for (uint32_t i = from; i < to && n < OPENING; i++)
		if (f->skeleton[i] != '\n')
			text[n++] = f->skeleton[i];
	return n == OPENING ? hash_bytes(text, n, 0) | 1 : 0;
}

static void
run(struct check *c, const struct rule *r)
{
	const struct facts *f = c->facts;
	const struct key_value *v = &r->values[KEY_MIN_LENGTH];
	struct restated t = {.check = c, .rule = r, .least = LENGTH_DEFAULT};
	size_t slots = 64;

	if (v->set && v->integer > 0 && v->integer < 10000)
		t.least = (uint32_t)v->integer;
	while (slots < 2 * c->doc->sentence_count)
		slots *= 2;
	t.mask = (uint32_t)(slots - 1);
	t.heads = arena_array(c->arena, slots, sizeof *t.heads);
	const struct span sentences = check_sentences(c);
	for (uint32_t i = sentences.from; i < sentences.to; i++) {
		const struct sentence_facts *s = &f->sentences[i];
		if (!(s->kinds & KINDS_QUANTITY))
			continue;
		struct opening o = {.sentence = i, .from = lead(f, s->skeleton)};
		o.hash = opening_hash(f, o.from, s->skeleton.to);
		if (!o.hash)
			continue;
		uint32_t *head = &t.heads[o.hash & t.mask];
		o.next = *head;
		meet(&t, &o, *head);
		*VEC_PUSH(c->arena, &t.openings) = o;
		*head = (uint32_t)t.openings.len;
	}
}

const struct check_kind check_restated = {
	.spec =
		{
			.name = "restated",
			.summary = "a sentence that is repeated with one other figure",
			.keys = keys,
			.key_count = KEY_ALL,
			.values = "figure other",
		},
	.run = run,
	.judges = true,
};
