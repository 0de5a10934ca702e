/*
 * What suppressions take out of the findings.  A finding belongs to the block in which it begins.
 * Cost: findings times suppressions, both bounded, only where there are any.
 */
#include "suppress.h"

/* What is asked of outside suppressions again and again, by their index. */
struct anchors {
	uint32_t block;
	bool *held;   /* does the block hold the text?  Findings come by place: once a block */
	bool **marks; /* the rules that it takes, by index; NULL: not asked yet */
};

static struct str
without_space(struct arena *a, struct str s)
{
	struct buf out = {.arena = a};

	for (size_t i = 0; i < s.len; i++)
		if (!suppress_space(s.at[i]))
			buf_char(&out, s.at[i]);
	return buf_str(&out);
}

static void
anchors_seek(struct check *c, struct anchors *anchors, uint32_t block)
{
	if (anchors->held && anchors->block == block)
		return;
	if (!anchors->held) {
		anchors->held = arena_array(c->arena, c->outside_count, sizeof *anchors->held);
		anchors->marks = arena_array(c->arena, c->outside_count, sizeof *anchors->marks);
	}
	anchors->block = block;
	struct str text = {0};
	if (block != DOC_NONE) {
		struct ospan o = text_origin(&c->doc->text, c->doc->blocks[block].span);
		text = without_space(c->arena, str_sub(c->doc->source->utf8, o.from, o.to));
	}
	for (size_t i = 0; i < c->outside_count; i++) {
		struct str anchor = without_space(c->arena, c->outside[i].text);
		anchors->held[i] = !anchor.len || str_find(text, anchor) != SIZE_MAX;
	}
}

static bool
takes(struct check *c, struct anchors *anchors, size_t i, const struct rule *r)
{
	if (!anchors->marks[i]) {
		anchors->marks[i] =
			arena_array(c->arena, c->rulebook->rule_count, sizeof *anchors->marks[i]);
		rulebook_select(c->rulebook, c->outside[i].rule, anchors->marks[i]);
	}
	return anchors->marks[i][r->index];
}

/* The reason of one that takes the finding; NULL: none does. */
static const struct str *
suppressed_outside(struct check *c, struct anchors *anchors, const struct finding *f,
		   uint32_t block)
{
	const struct str *reason = NULL;

	if (!c->outside_count)
		return NULL;
	anchors_seek(c, anchors, block);
	for (size_t i = 0; i < c->outside_count; i++) {
		if (!anchors->held[i] || !takes(c, anchors, i, f->rule))
			continue;
		c->outside_used[i] = true;
		reason = &c->outside[i].reason;
	}
	return reason;
}

static const struct str *
suppressed_inside(struct suppressions *all, const struct finding *f, uint32_t block)
{
	const struct str *reason = NULL;

	for (size_t i = 0; i < all->count; i++) {
		struct suppression *s = &all->at[i];
		if (block < s->from || block >= s->to || !s->reason.len)
			continue;
		for (size_t k = 0; k < s->name_count; k++)
			if (s->names[k].marks[f->rule->index]) {
				s->names[k].used = true;
				reason = &s->reason;
			}
	}
	return reason;
}

/* Notes by what a finding is suppressed, if it is. */
static void
seek_suppression(struct check *c, struct suppressions *all, struct anchors *anchors,
		 struct finding *f)
{
	uint32_t block = doc_block_at(c->doc, f->span.from);
	const struct str *inside = suppressed_inside(all, f, block);
	const struct str *outside = suppressed_outside(c, anchors, f, block);
	struct suppressed_by *by;

	if (!inside && !outside)
		return;
	by = arena_array(c->arena, 1, sizeof *by);
	*by = (struct suppressed_by){inside != NULL, inside ? *inside : *outside};
	f->suppressed = by;
	if (!c->show_suppressed)
		check_trace(c, f->rule, f->span, "suppressed", "%s: %.*s",
			    by->inside ? "in the report" : "by the configuration",
			    STR_FMT(f->message));
}

void
findings_suppress(struct check *c, struct suppressions *all)
{
	struct anchors anchors = {0};
	size_t kept = 0;

	c->outside_used = arena_array(c->arena, c->outside_count, sizeof *c->outside_used);
	for (size_t i = 0; i < c->findings.len; i++) {
		struct finding *f = &c->findings.at[i];
		seek_suppression(c, all, &anchors, f);
		if (!f->suppressed || c->show_suppressed)
			c->findings.at[kept++] = *f;
	}
	c->suppressed += c->findings.len - kept;
	c->findings.len = kept;
}
