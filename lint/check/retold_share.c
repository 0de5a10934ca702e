/*
 * Of the kind "retold": shares of what is named, whose figure stands elsewhere (there were 577,160
 * deaths; 208,430 of them ..., and below: 208,430 cases, 36% of all deaths).  The whole is the one
 * figure of which the words behind "of" are told (retold.h).  That it does not come out proves
 * little, since another whole may be meant: it speaks where one slip of the pen in the share, or in
 * the same paragraph in any of the three, puts it right, and of shares without decimals only there.
 * Cost: the shares times the figures, both bounded.
 */
#include "retold.h"

enum {
	SHARES_MOST = 200,  /* of one report */
	WHOLES_MOST = 1500, /* figures that may be one */
	GAP_BYTES = 80,	    /* between a part and its share */
	GAP_WORDS = 3,	    /* that say something, there */
	ADDED_MOST = 1	    /* words of a whole that its name leaves out */
};

struct portion {
	const struct fact *part, *share;
	struct told name; /* its words are those behind "of" */
};

static struct str
between(const struct check *c, const struct fact *a, const struct fact *b)
{
	return skeleton_slice(c->facts, fact_end(a), b->skeleton);
}

/* Does nothing but names and marks stand between a part and its share? */
static bool
are_joined(const struct retold_lists *lists, struct str gap)
{
	struct str word;
	size_t n = 0;

	if (!gap.len || gap.len > GAP_BYTES || str_find(gap, STR(";")) != SIZE_MAX ||
	    str_find(gap, STR(")")) != SIZE_MAX || str_find(gap, STR("\n")) != SIZE_MAX)
		return false;
	for (size_t at = 0; (word = latin_word(gap, &at)).len;) {
		bool or = str_eq(word, STR("or"));
		if (! or &&(is_listed(lists->stops, word) || is_listed(lists->earlier, word) ||
			    is_listed(lists->apart, word) || is_listed(lists->limits, word)))
			return false;
		n += ! or &&!is_listed(lists->plain, word);
	}
	return n <= GAP_WORDS;
}

/* Reads the name of what a share is of: the words behind "of" up to a verb.  False where a figure, or
 * something that narrows it (of deaths in wards), stands behind the name. */
static bool
name_read(const struct check *c, const struct retold_lists *lists, struct portion *p)
{
	const struct fact *x = p->share;
	uint32_t from = fact_end(x);
	struct str text =
		skeleton_slice(c->facts, from, c->facts->sentences[x->sentence].skeleton.to);
	struct str word;
	size_t end;

	if (!str_starts(text, STR(" of ")))
		return false;
	told_read(c, lists, x, &p->name);
	p->name.count = 0;
	for (end = STR(" of ").len; end < text.len && !word_ends(text, end); end++) {
		if ((unsigned char)text.at[end] < 0x80)
			continue;
		const struct fact *f = facts_at(c->facts, from + (uint32_t)end);
		if (!f || f->lex.kind != KIND_DATE)
			return false;
		end += SKELETON_FACT_BYTES - 1;
	}
	text.len = end;
	for (size_t at = STR(" of ").len; (word = latin_word(text, &at)).len;) {
		if (is_listed(lists->verbs, word))
			break;
		if (is_listed(lists->stops, word))
			return false; /* of fires and alarms */
		if (is_listed(lists->limits, word)) {
			size_t next = at;
			struct str noun = latin_word(text, &next);
			if (noun.len && !is_listed(lists->plain, noun))
				return false;
			continue;
		}
		if (!is_listed(lists->plain, word) && p->name.count < RETOLD_WORDS)
			p->name.words[p->name.count++] = word;
	}
	p->name.behind = p->name.count;
	return p->name.count > 0;
}

/* One figure as it stands, of these kinds. */
static bool
is_plain(const struct fact *x, kind_set kinds)
{
	return (KIND_BIT(x->lex.kind) & kinds) && !x->lex.is_range && !x->lex.numerals &&
	       x->lex.qualifier == QUALIFIER_NONE;
}

/* Is fact i a share of what is named, with its part before it? */
static bool
portion_read(const struct check *c, const struct retold_lists *lists, uint32_t i, struct portion *p)
{
	const struct fact *x = &c->facts->at[i];
	struct told told;

	if (x->lex.kind != KIND_PERCENT || i == c->facts->sentences[x->sentence].from ||
	    !is_plain(&x[-1], KINDS_NUMBER) || !is_plain(x, KIND_BIT(KIND_PERCENT)) ||
	    x[-1].lex.value.mantissa <= 0)
		return false;
	p->part = x - 1;
	p->share = x;
	if (!are_joined(lists, between(c, p->part, x)) || !name_read(c, lists, p))
		return false;
	told_read(c, lists, p->part, &told);
	return !told.earlier && !told.moved;
}

/* ---- the whole ------------------------------------------------------------------------ */

/* The one figure that is told of what a share is of; NULL without, or with two values of it. */
static const struct fact *
whole_find(const struct check *c, const struct retold_lists *lists, const struct told *figures,
	   size_t count, const struct portion *p)
{
	const struct fact *out = NULL;
	size_t least = ADDED_MOST + 1;

	for (size_t i = 0; i < count; i++) {
		const struct fact *x = figures[i].fact;
		if (x == p->part || !told_alike_unit(c, x, p->part) ||
		    decimal_cmp(x->lex.value, p->part->lex.value) <= 0)
			continue;
		size_t added = told_names(c, lists, &figures[i], &p->name);
		if (added > ADDED_MOST || added > least)
			continue;
		if (out && added == least && decimal_cmp(out->lex.value, x->lex.value) != 0)
			return NULL;
		if (!out || added < least)
			out = x;
		least = added;
	}
	return out;
}

/* ---- does it come out? ------------------------------------------------------------------ */

static bool
comes_out(struct check *c, const struct lexeme *part, const struct lexeme *whole,
	  const struct lexeme *share)
{
	const struct lexicon *lx = c->rulebook->lexicon;
	unit_id unit;

	number_pool_reset(c->pool);
	const struct number *calc = number_binary(
		c->pool, NUMBER_DIV, number_of_lexeme(c->pool, lx, part, false, &unit),
		number_of_lexeme(c->pool, lx, whole, false, &unit));
	for (int truncated = 0; truncated < 2; truncated++)
		if (number_compare(NUMBER_MEETS, calc,
				   number_of_lexeme(c->pool, lx, share, truncated, &unit)) ==
		    TRUTH_HOLDS)
			return true;
	return false;
}

/* Does it come out with one digit of one of the three changed? */
static bool
is_slip(struct check *c, const struct lexeme *const figures[3], size_t slipped)
{
	struct lexeme l = *figures[slipped];
	const struct lexeme *with[3] = {figures[0], figures[1], figures[2]};
	const int64_t printed = l.value.mantissa;

	with[slipped] = &l;
	for (int64_t place = 1; place <= printed; place *= 10) {
		int64_t rest = printed - printed / place % 10 * place;
		for (int64_t digit = 0; digit < 10; digit++) {
			l.value.mantissa = rest + digit * place;
			if (l.value.mantissa && l.value.mantissa != printed &&
			    comes_out(c, with[0], with[1], with[2]))
				return true;
		}
		if (place > INT64_MAX / 100)
			break;
	}
	return false;
}

static void
report(struct check *c, const struct rule *r, const struct portion *p, const struct fact *whole)
{
	const struct lexicon *lx = c->rulebook->lexicon;
	const struct lexeme *share = &p->share->lex;
	unit_id unit;

	number_pool_reset(c->pool);
	const struct number *calc = number_binary(
		c->pool, NUMBER_DIV, number_of_lexeme(c->pool, lx, &p->part->lex, false, &unit),
		number_of_lexeme(c->pool, lx, &whole->lex, false, &unit));
	struct buf ought = {.arena = c->arena};
	buf_add(&ought, number_print(c->arena, calc, share->decimals, 2));
	buf_char(&ought, '%');
	const struct message_value values[] = {
		{"part", fact_text(c->facts, p->part)},
		{"whole", fact_text(c->facts, whole)},
		{"calc", buf_str(&ought)},
		{"share", fact_text(c->facts, p->share)},
		{NULL, {0}},
	};
	const struct related related[] = {
		{.span = whole->lex.span,
		 .message = c->language == MESSAGE_ZH ? STR("总数") : STR("the whole")},
		{.span = p->part->lex.span,
		 .message = c->language == MESSAGE_ZH ? STR("部分") : STR("the part")},
	};
	struct finding *f = finding_add(c, r, share->span, values, related, 2);

	for (size_t i = 0; values[i].name; i++)
		finding_operand(c, f, values[i].name, values[i].value);
	finding_compare(c, f, share, calc);
	check_took_part(c, r, p->share, false);
	check_took_part(c, r, p->part, false);
	check_took_part(c, r, whole, false);
}

static void
judge(struct check *c, const struct rule *r, const struct portion *p, const struct fact *whole)
{
	const struct sentence *all = c->doc->sentences;
	const struct lexeme *const figures[3] = {&p->part->lex, &whole->lex, &p->share->lex};
	bool near = all[p->share->sentence].block == all[whole->sentence].block;
	bool coarse = !p->share->lex.decimals;

	if (comes_out(c, figures[0], figures[1], figures[2])) {
		check_proved(c, r, p->share->lex.span, "its share");
		check_took_part(c, r, p->share, true);
		check_took_part(c, r, p->part, true);
		check_took_part(c, r, whole, true);
		return;
	}
	if ((near || !coarse) &&
	    (is_slip(c, figures, 2) ||
	     (near && !coarse && (is_slip(c, figures, 0) || is_slip(c, figures, 1)))))
		report(c, r, p, whole);
	else
		check_unknown(c, r, p->share->lex.span, UNKNOWN_EVIDENCE);
}

void
retold_shares(struct check *c, const struct rule *r, const struct retold_lists *lists)
{
	const struct span facts = check_facts(c);
	VEC(struct told) figures = {0};
	struct portion p;
	size_t shares = 0;

	for (uint32_t i = facts.from; i < facts.to && shares < SHARES_MOST; i++) {
		if (!portion_read(c, lists, i, &p))
			continue;
		for (uint32_t k = 0; !shares && k < c->facts->count && figures.len < WHOLES_MOST;
		     k++)
			if (may_be_told(c, &c->facts->at[k]))
				told_read(c, lists, &c->facts->at[k], VEC_PUSH(c->arena, &figures));
		shares++;
		const struct fact *whole = whole_find(c, lists, figures.at, figures.len, &p);
		if (check_traced(c, r))
			check_trace(c, r, p.share->lex.span, "share of", "%.*s: %.*s",
				    (int)p.name.words[0].len, p.name.words[0].at,
				    whole ? (int)fact_text(c->facts, whole).len : 1,
				    whole ? fact_text(c->facts, whole).at : "-");
		if (whole)
			judge(c, r, &p, whole);
	}
}
