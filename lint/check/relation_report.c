/*
 * How a failed attempt of the kind "relation" is told: the choice of
 * operands to name, the level, the message, the related places.
 */
#include "near.h"
#include "relation.h"

const struct fact *
sibling_named(const struct unit_run *run, struct str name)
{
	for (size_t i = run->sibling_count; i-- > 0;)
		if (str_eq(run->siblings[i].name, name))
			return run->siblings[i].fact;
	return NULL;
}

static const char *
name_of(struct check *c, struct str s)
{
	return str_copy(c->arena, s).at;
}

static struct str
print_name(void *self, struct str name, struct str format)
{
	return attempt_print(self, name, format);
}

/* The place of an operand: its facts, or the words that it matched. */
static struct span
bound_span(const struct bound *b)
{
	if (b->fact_count)
		return (struct span){b->facts[0]->lex.span.from,
				     b->facts[b->fact_count - 1]->lex.span.to};
	return b->text;
}

static struct span
primary_span(const struct attempt *a)
{
	const struct bound *b = a->rule->point.len ? attempt_bound(a, a->rule->point) : NULL;

	if (b)
		return bound_span(b);
	struct span s = a->match ? a->match->skeleton : a->unit;
	if (!a->match && a->bound_count)
		return bound_span(&a->bound[0]);
	return facts_text(a->check->facts, s);
}

static size_t
relate(struct attempt *a, struct related *out, size_t max)
{
	struct check *c = a->check;
	size_t n = 0;

	for (size_t i = 0; i < a->bound_count; i++) {
		const struct bound *b = &a->bound[i];
		if (b->word || str_eq(b->name, a->rule->point))
			continue;
		for (size_t k = 0; k < b->fact_count && n < max; k++) {
			struct str text = check_written(c, fact_text(c->facts, b->facts[k]));
			out[n++] = (struct related){
				.span = b->facts[k]->lex.span,
				.message = str_printf(c->arena, "%.*s: %.*s", STR_FMT(b->name),
						      STR_FMT(text)),
			};
		}
	}
	return n;
}

void
attempt_took_part(struct attempt *a, bool holds)
{
	for (size_t i = 0; i < a->bound_count; i++)
		for (size_t k = 0; k < a->bound[i].fact_count; k++)
			check_took_part(a->check, a->rule, a->bound[i].facts[k], holds);
}

bool
attempt_has_let(const struct attempt *a, struct str name)
{
	for (size_t i = 0; i < a->rule->let_count; i++)
		if (str_eq(a->rule->lets[i].name, name))
			return true;
	return false;
}

static void
report(struct attempt *a, enum level level, bool truncated)
{
	struct check *c = a->check;
	static const struct message_value none[1];
	struct related related[OPERANDS_MAX];

	if (level == LEVEL_OFF)
		return;
	struct finding *f = finding_add(c, a->rule, primary_span(a), none, related,
					relate(a, related, OPERANDS_MAX));
	f->message = message_render(c->arena, a->rule->message[c->language], print_name, a);
	f->level = level;
	for (size_t i = 0; i < a->bound_count; i++)
		finding_operand(c, f, name_of(c, a->bound[i].name),
				attempt_print(a, a->bound[i].name, (struct str){0}));
	if (truncated)
		finding_cut(c, f);
	attempt_compare(a, f);
	attempt_propose(a, f);
	attempt_took_part(a, false);
}

static bool
evident(struct attempt *a)
{
	return !a->rule->has_unsure || attempt_slipped(a);
}

/* Puts back the operands of a failed choice. */
static void
restore(struct attempt *a, const struct failures *f, size_t failure)
{
	a->bound_count = f->fixed + f->also_count;
	for (size_t i = 0; i < f->also_count; i++) {
		struct bound *b = &a->bound[f->fixed + i];
		*b = f->also[i];
		if (!b->list) {
			b->one = f->one[failure][i];
			b->facts = &b->one;
		}
		b->text = bound_span(b);
	}
}

/* Do the words of two matches read alike, whatever their figures? */
static bool
reads_alike(const struct facts *f, struct span a, struct span b)
{
	return a.to - a.from == b.to - b.from &&
	       !memcmp(f->skeleton + a.from, f->skeleton + b.from, a.to - a.from);
}

/* How many siblings that read like this attempt hold with an operand of this choice. */
static size_t
siblings_sharing(const struct unit_run *run, const struct attempt *a, const struct fact *operand)
{
	size_t n = 0;

	for (size_t i = 0; i < run->sibling_count; i++) {
		const struct sibling *s = &run->siblings[i];
		n += s->rule == a->rule && s->fact == operand &&
		     reads_alike(a->check->facts, s->match, a->match->skeleton);
	}
	return n;
}

/* One sibling may hold by accident: two must, and more than there are doubtful ones. */
static bool
anchored(const struct unit_run *run, const struct attempt *a, const struct failures *f,
	 size_t failure)
{
	for (size_t i = 0; a->match && i < f->also_count; i++) {
		size_t n = f->also[i].list ? 0 : siblings_sharing(run, a, f->one[failure][i]);
		if (n >= 2 && n > run->doubtful_count)
			return true;
	}
	return false;
}

/* Does a sibling that reads like the attempt hold with an operand of this choice? */
static bool
has_sibling(const struct unit_run *run, const struct attempt *a, const struct failures *f,
	    size_t failure)
{
	for (size_t i = 0; a->match && i < f->also_count; i++)
		if (!f->also[i].list && siblings_sharing(run, a, f->one[failure][i]))
			return true;
	return false;
}

/* Siblings that follow may give evidence, or operands with which it holds: later, then. */
static bool
is_put_off(struct unit_run *run, const struct attempt *a)
{
	bool inherits = false;

	for (size_t i = 0; i < a->rule->also_count; i++)
		inherits |= a->rule->also[i].inherit;
	if (run->again || !inherits || !a->match || run->doubtful_count == SIBLINGS_MAX)
		return false;
	run->doubtful[run->doubtful_count++] = a->match->skeleton.from;
	return true;
}

/* Do all further operands of a choice stand before the match?  A whole is named before its part. */
static bool
stands_before(const struct attempt *a, const struct failures *f, size_t failure)
{
	for (size_t i = 0; a->match && i < f->also_count; i++)
		if (!f->also[i].list && f->one[failure][i]->skeleton > a->match->skeleton.from)
			return false;
	return true;
}

/* Has an operand that was chosen fewer digits than it takes to be told from others? */
static bool
chosen_short(const struct attempt *a, const struct failures *f, size_t failure)
{
	for (size_t i = 0; i < f->also_count; i++) {
		const struct lexeme *l = &f->one[failure][i]->lex;

		if (!f->also[i].list && l->kind != KIND_PERCENT &&
		    count_digits(doc_slice(a->check->doc, l->number)) < SLIP_DIGITS)
			return true;
	}
	return false;
}

/* Does a list tell x right before y, of the same unit and no more than it: 投诉420件、办结390件? */
static bool
is_told_of(const struct check *c, const struct fact *x, const struct fact *y)
{
	enum { NAME_BYTES = 36 };
	const struct str pause = STR("、");
	struct str between;

	if (x + 1 != y || x->sentence != y->sentence)
		return false;
	between = doc_slice(c->doc, (struct span){x->lex.span.to, y->lex.span.from});
	return between.len < NAME_BYTES && str_starts(between, pause) &&
	       str_find(str_sub(between, pause.len, between.len), pause) == SIZE_MAX &&
	       str_find(between, STR("，")) == SIZE_MAX &&
	       fact_base_unit(c, x) == fact_base_unit(c, y) &&
	       decimal_cmp(x->lex.value, y->lex.value) >= 0;
}

/* Is the last operand of this choice the figure that a list tells right before another operand? */
static bool
tells_own_whole(const struct attempt *a, const struct failures *f, size_t failure)
{
	const struct fact *whole = f->also_count ? f->one[failure][f->also_count - 1] : NULL;

	for (size_t i = 0; whole && i + 1 < a->bound_count; i++)
		if (a->bound[i].fact_count == 1 &&
		    is_told_of(a->check, whole, a->bound[i].facts[0]))
			return true;
	return false;
}

/* Is an operand of this choice, which only a slip in it would bring out, a part as sure as this one? */
static bool
takes_a_part(const struct attempt *a, const struct failures *f, size_t failure)
{
	for (size_t i = 0; a->sure && i < f->also_count; i++)
		if (!f->also[i].list && is_mates_part(a, f->one[failure][i]))
			return true;
	return false;
}

/* The choice of operands with evidence, a sibling's rather than a slip, and one before the match
 * rather than behind it; f->count when there is none. */
static size_t
evident_choice(const struct unit_run *run, struct attempt *a, const struct failures *f)
{
	for (size_t i = 0; i < f->count; i++) {
		restore(a, f, i);
		if (anchored(run, a, f, i))
			return i;
	}
	bool percent = attempt_percent(a);

	a->by_chance = a->sided = true;
	for (size_t i = 0; percent && i < f->count; i++) {
		restore(a, f, i);
		if (has_sibling(run, a, f, i) && !takes_a_part(a, f, i) && evident(a))
			return i;
	}
	a->sided = false;
	/* others may explain a share of what is told with its whole, but it is held against that */
	for (size_t i = 0; a->match && i < f->count; i++) {
		restore(a, f, i);
		a->by_chance = f->count > 1;
		if (tells_own_whole(a, f, i))
			return evident(a) ? i : f->count;
	}
	for (int behind = 0; behind < 2; behind++) {
		a->by_chance = f->count > 1 || (behind && f->also_count && !percent);
		for (size_t i = 0; i < f->count; i++) {
			restore(a, f, i);
			if (stands_before(a, f, i) == !behind && !takes_a_part(a, f, i) &&
			    !(a->by_chance && !percent && chosen_short(a, f, i)) && evident(a))
				return i;
		}
	}
	return f->count;
}

void
attempt_tell(struct unit_run *run, struct attempt *a, const struct failures *f)
{
	const struct rule *r = a->rule;

	number_pool_reset(a->check->pool);
	if (f->truncated) {
		restore(a, f, 0);
		report(a, r->level, true);
		return;
	}
	if (is_put_off(run, a))
		return;
	a->sure = r->has_unsure && share_has_mate(a) ? f->fixed : 0;
	if (evident_choice(run, a, f) < f->count) {
		if (attempt_explained(a) || share_is_of_mates(a, f->fixed)) {
			check_trace(a->check, r, primary_span(a), "constraint",
				    "fails, but a figure beside it explains why");
			check_unknown(a->check, r, primary_span(a), UNKNOWN_EVIDENCE);
			return;
		}
		check_trace(a->check, r, primary_span(a), "constraint", "fails");
		report(a, r->level, false);
		return;
	}
	restore(a, f, 0);
	check_trace(a->check, r, primary_span(a), "constraint",
		    "fails, but nothing shows that it was meant: level '%s'",
		    level_names[r->unsure]);
	report(a, r->unsure, false);
	if (r->unsure == LEVEL_OFF)
		check_unknown(a->check, r, primary_span(a), UNKNOWN_EVIDENCE);
}
