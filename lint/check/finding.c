/*
 * Findings: how a check says one, and how they end up in order.  A finding's
 * identity is its fingerprint: rule, operands, the sentence with its digits
 * masked, and which of several equal ones it is; so it survives edits
 * elsewhere and a better message, and a changed figure makes a new one.
 */
#include "finding.h"

#include <stdlib.h>
#include <string.h>

struct named_values {
	const struct check *check;
	const struct message_value *at;
};

static struct str
message_name(void *self, struct str name, struct str format)
{
	const struct named_values *values = self;

	(void)format; /* the values are printed already */
	for (const struct message_value *v = values->at; v->name; v++)
		if (str_eq(str_of(v->name), name))
			return check_written(values->check, v->value);
	return STR("?");
}

struct finding *
finding_add(struct check *c, const struct rule *r, struct span span,
	    const struct message_value *values, const struct related *related, size_t related_count)
{
	struct finding *f = VEC_PUSH(c->arena, &c->findings);
	struct related *copies = arena_array(c->arena, related_count, sizeof *copies);
	struct named_values named = {c, values};

	if (related_count)
		memcpy(copies, related, related_count * sizeof *copies);
	f->rule = r;
	f->level = r->level;
	f->span = span;
	f->related = copies;
	f->related_count = related_count;
	f->message = message_render(c->arena, r->message[c->language], message_name, &named);
	return f;
}

void
finding_cut(struct check *c, struct finding *f)
{
	f->truncated = true;
	if (f->level > LEVEL_NOTE)
		f->level--;
	f->message = str_printf(c->arena, "%.*s%s", STR_FMT(f->message),
				c->language == MESSAGE_ZH ? "（仅在截断而非四舍五入时成立）"
							  : " (true only if cut off, not rounded)");
}

void
finding_operand(struct check *c, struct finding *f, const char *name, struct str value)
{
	struct operand *more = arena_array(c->arena, f->operand_count + 1, sizeof *more);

	if (f->operand_count)
		memcpy(more, f->operands, f->operand_count * sizeof *more);
	more[f->operand_count].name = str_copy(c->arena, str_of(name));
	more[f->operand_count].value = str_copy(c->arena, check_written(c, value));
	f->operands = more;
	f->operand_count++;
}

/* Is it one figure that says exactly so much? */
static bool
is_plain(const struct lexeme *l)
{
	return l->kind != KIND_DATE && !l->is_range && l->qualifier == QUALIFIER_NONE;
}

void
finding_compare(struct check *c, struct finding *f, const struct lexeme *stated,
		const struct number *ought)
{
	const struct unit *u = NULL;

	if (!is_plain(stated))
		return;
	if (stated->unit)
		u = lexicon_unit(c->rulebook->lexicon, stated->unit);
	if (u && u->base != stated->unit)
		ought = number_binary(c->pool, NUMBER_DIV, ought,
				      number_of_decimal(c->pool, u->factor));
	f->discrepancy = discrepancy_of(c->arena, c->pool, stated->value, !stated->rounded, ought);
}

void
finding_compare_facts(struct check *c, struct finding *f, const struct fact *stated,
		      const struct fact *other)
{
	struct lexeme printed = other->lex;
	unit_id unit;

	if (!is_plain(&other->lex))
		return;
	printed.rounded = false;
	finding_compare(c, f, &stated->lex,
			number_of_lexeme(c->pool, c->rulebook->lexicon, &printed, false, &unit));
}

void
finding_compare_printed(struct check *c, struct finding *f, const struct fact *stated,
			int64_t mantissa)
{
	const struct lexeme *l = &stated->lex;
	const struct decimal ought = {mantissa, l->value.exponent};

	if (is_plain(l))
		f->discrepancy = discrepancy_of(c->arena, c->pool, l->value, !l->rounded,
						number_of_decimal(c->pool, ought));
}

/* ---- identity ---- */

static uint64_t
hash_str(struct str s, uint64_t seed)
{
	return hash_bytes(s.at, s.len, seed ^ s.len);
}

/* The text without white space and with one digit for every figure, however long:
 * "1,234.5" and "99" are the same. */
static uint64_t
hash_masked(struct str s)
{
	char piece[1024];
	size_t len = 0;
	uint64_t hash = 0;
	bool figure = false;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		if (c == ' ' || (c >= '\t' && c <= '\r'))
			continue;
		bool inside =
			figure && (c == '.' || c == ',') && i + 1 < s.len && is_digit(s.at[i + 1]);
		if (figure && (inside || is_digit(c)))
			continue;
		figure = is_digit(c);
		piece[len++] = (char)(figure ? '0' : c);
		if (len == sizeof piece) {
			hash = hash_bytes(piece, len, hash);
			len = 0;
		}
	}
	return hash_bytes(piece, len, hash);
}

/* Findings come by place, so one remembered sentence saves most of the work. */
struct surroundings {
	struct span span;
	uint64_t hash;
};

static struct span
surrounding_span(const struct doc *d, uint32_t offset)
{
	uint32_t at = doc_sentence_at(d, offset);

	if (at != DOC_NONE)
		return d->sentences[at].span;
	at = doc_block_at(d, offset);
	return at != DOC_NONE ? d->blocks[at].span : (struct span){offset, offset};
}

static uint64_t
surroundings_hash(struct surroundings *s, const struct doc *d, uint32_t offset)
{
	struct span span = surrounding_span(d, offset);

	if (span.from != s->span.from || span.to != s->span.to || !s->hash) {
		s->span = span;
		s->hash = hash_masked(doc_slice(d, span));
	}
	return s->hash;
}

static void
finding_identify(struct surroundings *s, const struct doc *d, struct finding *f)
{
	uint64_t where = surroundings_hash(s, d, f->span.from);
	uint64_t hash = hash_str(f->rule->id, 0);

	f->kin = hash_bytes(&where, sizeof where, hash);
	for (size_t i = 0; i < f->operand_count; i++) {
		hash = hash_str(f->operands[i].name, hash);
		hash = hash_str(f->operands[i].value, hash);
	}
	f->fingerprint = hash_bytes(&where, sizeof where, hash);
}

/* ---- order ---- */

static int
by_place(const void *p, const void *q)
{
	const struct finding *x = p, *y = q;

	if (x->span.from != y->span.from)
		return x->span.from < y->span.from ? -1 : 1;
	int order = str_cmp(x->rule->id, y->rule->id);
	if (order)
		return order;
	if (x->span.to != y->span.to)
		return x->span.to < y->span.to ? -1 : 1;
	if (x->level != y->level)
		return x->level > y->level ? -1 : 1;
	return str_cmp(x->message, y->message);
}

static bool
relates(const struct finding *f, const struct related *r)
{
	for (size_t i = 0; i < f->related_count; i++)
		if (f->related[i].doc == r->doc && f->related[i].span.from == r->span.from &&
		    f->related[i].span.to == r->span.to)
			return true;
	return false;
}

/* Do two findings of one place say the same: by one rule, or by two rules of one kind of error
 * about the same figures? */
static bool
says_the_same(const struct finding *a, const struct finding *b)
{
	if (a->span.from != b->span.from || a->span.to != b->span.to)
		return false;
	if (a->rule == b->rule)
		return true;
	if (!str_eq(a->rule->category, b->rule->category) || a->related_count < 2 ||
	    a->related_count != b->related_count || a->truncated != b->truncated)
		return false;
	for (size_t i = 0; i < b->related_count; i++)
		if (!relates(a, &b->related[i]))
			return false;
	return true;
}

/* Of findings that say the same the first stays, or that of a higher level.  Those of one place
 * stand together. */
static size_t
drop_doubles(struct finding *f, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		size_t k = kept;
		while (k > 0 && f[k - 1].span.from == f[i].span.from &&
		       !says_the_same(&f[k - 1], &f[i]))
			k--;
		if (k == 0 || f[k - 1].span.from != f[i].span.from)
			f[kept++] = f[i];
		else if (f[i].level > f[k - 1].level)
			f[k - 1] = f[i];
	}
	return kept;
}

/* A finding by a key, then as it stood. */
struct keyed {
	uint64_t key;
	size_t index;
};

static int
by_key(const void *p, const void *q)
{
	const struct keyed *x = p, *y = q;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* The second of equal fingerprints is hashed with 1, the third with 2 ... */
static void
number_twins(struct arena *a, struct finding *f, size_t count)
{
	struct keyed *t = arena_array(a, count, sizeof *t);

	for (size_t i = 0; i < count; i++)
		t[i] = (struct keyed){f[i].fingerprint, i};
	qsort(t, count, sizeof *t, by_key);
	uint64_t occurrence = 0;
	for (size_t i = 1; i < count; i++) {
		occurrence = t[i].key == t[i - 1].key ? occurrence + 1 : 0;
		if (occurrence)
			f[t[i].index].fingerprint =
				hash_bytes(&occurrence, sizeof occurrence, t[i].key);
	}
}

void
findings_settle(struct check *c, size_t from)
{
	struct surroundings s = {0};
	size_t count = c->findings.len - from;

	if (!count)
		return;
	struct finding *f = c->findings.at + from;
	qsort(f, count, sizeof *f, by_place);
	count = drop_doubles(f, count);
	for (size_t i = 0; i < count; i++)
		finding_identify(&s, c->doc, &f[i]);
	number_twins(c->arena, f, count);
	c->findings.len = from + count;
}

void
findings_by_source(struct check *c)
{
	size_t count = c->findings.len;
	struct keyed *order = arena_array(c->arena, count, sizeof *order);
	struct finding *out = arena_array(c->arena, count, sizeof *out);

	for (size_t i = 0; i < count; i++)
		order[i] =
			(struct keyed){text_origin(&c->doc->text, c->findings.at[i].span).from, i};
	qsort(order, count, sizeof *order, by_key);
	for (size_t i = 0; i < count; i++)
		out[i] = c->findings.at[order[i].index];
	c->findings.at = out;
	c->findings.cap = count;
}
