/*
 * Directives to suppressions: the words, the names in brackets, the reason, and the blocks that
 * each covers.  Cost: one pass over their text, and one over the rules for each name; how many are
 * read is bounded, and what is beyond suppresses nothing.
 */
#include "suppress.h"

#include <string.h>

enum { SUPPRESSIONS_MAX = 4096, NAMES_MAX = 64, NAMES_IN_ALL = 4096, OPEN_MAX = 64 };

struct reader {
	struct check *check;
	const struct text *text;
	size_t names;	 /* so far */
	uint32_t at, to; /* of the directive that is being read */
	struct suppression *open[OPEN_MAX];
	struct str open_names[OPEN_MAX];
	size_t open_count;
};

static void
say_wrong(struct suppression *s, struct str en, struct str zh)
{
	s->wrong[MESSAGE_EN] = en;
	s->wrong[MESSAGE_ZH] = zh;
}

static void
skip_space(struct reader *r)
{
	while (r->at < r->to && suppress_space(r->text->at[r->at]))
		r->at++;
}

static struct str
slice(const struct reader *r, uint32_t from, uint32_t to)
{
	return (struct str){r->text->at + from, to - from};
}

/* What may stand for a mark: input methods of Chinese write some of them. */
static const char *const opening[] = {"[", "［", "【", NULL};
static const char *const closing[] = {"]", "］", "】", NULL};
static const char *const commas[] = {",", "，", "、", NULL};
static const char *const leading[] = {":", "：", "-", "—", "–", NULL}; /* before a reason */

/* Bytes of the mark at `at`; 0: there is none of these. */
static uint32_t
mark_at(const struct reader *r, uint32_t at, const char *const *marks)
{
	for (; *marks; marks++)
		if (str_starts(slice(r, at, r->to), str_of(*marks)))
			return (uint32_t)strlen(*marks);
	return 0;
}

/* ---- names ---- */

static void
name_look_up(struct check *c, struct suppressed_name *n)
{
	const struct rulebook *rb = c->rulebook;
	bool *marks = arena_array(c->arena, rb->rule_count, sizeof *marks);

	n->marks = marks;
	n->known = rulebook_select(rb, n->name, marks) > 0;
	n->asked = check_asks(c, n->name);
}

static void
read_name(struct reader *r, struct suppression *s, uint32_t from, uint32_t to)
{
	while (from < to && suppress_space(r->text->at[from]))
		from++;
	while (to > from && suppress_space(r->text->at[to - 1]))
		to--;
	if (from == to || r->names == NAMES_IN_ALL)
		return;
	r->names++;
	struct suppressed_name *n = &s->names[s->name_count++];
	*n = (struct suppressed_name){.name = slice(r, from, to), .span = {from, to}};
	name_look_up(r->check, n);
}

/* [NAME, NAME]; the text between the brackets in *all. */
static void
read_names(struct reader *r, struct suppression *s, struct str *all)
{
	uint32_t from = r->at + mark_at(r, r->at, opening), close = from, comma;

	s->names = arena_array(r->check->arena, NAMES_MAX, sizeof *s->names);
	while (close < r->to && !mark_at(r, close, closing))
		close++;
	if (close == r->to) {
		say_wrong(s, STR("']' is missing"), STR("缺少“]”"));
		return;
	}
	*all = slice(r, from, close);
	for (uint32_t at = from; at <= close && s->name_count < NAMES_MAX; at++) {
		comma = mark_at(r, at, commas);
		if (at < close && !comma)
			continue;
		read_name(r, s, from, at);
		from = at + comma;
	}
	r->at = close + mark_at(r, close, closing);
	if (!s->name_count)
		say_wrong(s, STR("no rule is named in '[]'"), STR("“[]”中没有规则名"));
}

/* ---- what it covers ---- */

static void
cover_one(struct check *c, const struct directive *d, struct suppression *s)
{
	const struct doc *doc = c->doc;

	s->from = d->block;
	s->to = d->block < doc->block_count ? d->block + 1 : d->block;
	if (d->inside || s->from == s->to || doc->blocks[d->block].kind != BLOCK_TABLE_ROW ||
	    doc->blocks[d->block].table == DOC_NONE)
		return;
	/* Before a table it stands for all of it. */
	const struct table *t = &doc->tables[doc->blocks[d->block].table];
	s->to = t->first_block + t->block_count;
}

static void
begin(struct reader *r, const struct directive *d, struct suppression *s, struct str names)
{
	s->from = d->block;
	s->to = (uint32_t)r->check->doc->block_count;
	if (r->open_count == OPEN_MAX) {
		say_wrong(s, STR("too many stretches are open"), STR("未结束的忽略过多"));
		return;
	}
	r->open[r->open_count] = s;
	r->open_names[r->open_count++] = names;
}

/* Ends the last stretch that is open, or the last with these names. */
static void
end(struct reader *r, const struct directive *d, struct suppression *s, struct str names)
{
	size_t i = r->open_count;

	while (i > 0 && names.len && !str_eq(r->open_names[i - 1], names))
		i--;
	if (i == 0) {
		say_wrong(s, STR("no 'ignore-begin' is open here"),
			  STR("前面没有未结束的“ignore-begin”"));
		return;
	}
	r->open[i - 1]->to = d->block + d->inside;
	for (r->open_count--; i <= r->open_count; i++) {
		r->open[i - 1] = r->open[i];
		r->open_names[i - 1] = r->open_names[i];
	}
}

/* ---- the whole ---- */

enum verb { VERB_IGNORE, VERB_BEGIN, VERB_END, VERB_UNKNOWN };

static enum verb
read_verb(struct reader *r)
{
	static const char *const verbs[] = {"ignore", "ignore-begin", "ignore-end"};
	uint32_t from = r->at;

	while (r->at < r->to && ((r->text->at[r->at] >= 'a' && r->text->at[r->at] <= 'z') ||
				 r->text->at[r->at] == '-'))
		r->at++;
	for (int i = VERB_IGNORE; i < VERB_UNKNOWN; i++)
		if (str_eq(slice(r, from, r->at), str_of(verbs[i])))
			return (enum verb)i;
	return VERB_UNKNOWN;
}

/* What stands behind the brackets, and a dash or colon, as the author wrote it. */
static struct str
read_reason(struct reader *r)
{
	const char *text = r->text->at;
	uint32_t to = r->to;

	while (r->at < to && (suppress_space(text[r->at]) || mark_at(r, r->at, leading))) {
		uint32_t mark = mark_at(r, r->at, leading);
		r->at += mark ? mark : 1;
	}
	while (to > r->at && suppress_space(text[to - 1]))
		to--;
	if (r->at == to)
		return (struct str){0};
	struct ospan o = text_origin(r->text, (struct span){r->at, to});
	return str_sub(r->check->doc->source->utf8, o.from, o.to);
}

static void
read_one(struct reader *r, const struct directive *d, struct suppression *s)
{
	struct str names = {0};

	r->at = d->span.from;
	r->to = d->span.to;
	s->span = d->span;
	enum verb verb = read_verb(r);
	skip_space(r);
	if (verb == VERB_UNKNOWN) {
		say_wrong(
			s,
			STR("there is 'ignore[RULE] reason', 'ignore-begin[RULE] reason' and "
			    "'ignore-end'"),
			STR("可写作“ignore[规则] 理由”、“ignore-begin[规则] 理由”或“ignore-end”"));
		return;
	}
	if (mark_at(r, r->at, opening))
		read_names(r, s, &names);
	else if (verb != VERB_END)
		say_wrong(s, STR("name the rule in brackets: ignore[RULE] reason"),
			  STR("请在方括号中写明规则：ignore[规则] 理由"));
	if (s->wrong[MESSAGE_EN].len)
		return;
	s->reason = read_reason(r);
	s->ends = verb == VERB_END;
	if (verb == VERB_IGNORE)
		cover_one(r->check, d, s);
	else if (verb == VERB_BEGIN)
		begin(r, d, s, names);
	else
		end(r, d, s, names);
}

void
suppressions_read(struct check *c, struct suppressions *out)
{
	struct reader r = {.check = c, .text = &c->doc->text};
	size_t count = c->doc->directive_count;

	if (count > SUPPRESSIONS_MAX)
		count = SUPPRESSIONS_MAX;
	*out = (struct suppressions){arena_array(c->arena, count, sizeof *out->at), count};
	for (size_t i = 0; i < count; i++)
		read_one(&r, &c->doc->directives[i], &out->at[i]);
	for (size_t i = 0; i < r.open_count; i++)
		r.open[i]->open = true;
}
