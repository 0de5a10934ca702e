/*
 * What suppressions take out of the findings.  A finding belongs to the block in which it begins.
 * Cost: findings times suppressions, both bounded, only where there are any.
 */
#include "suppress.h"

/* Anchors that a block holds, asked once a block: findings come by place. */
struct anchors {
	uint32_t block;
	bool *held; /* by outside suppression */
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
	if (!anchors->held)
		anchors->held = arena_array(c->arena, c->outside_count, sizeof *anchors->held);
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
suppressed_outside(struct check *c, struct anchors *anchors, const struct finding *f,
		   uint32_t block)
{
	bool found = false;

	if (!c->outside_count)
		return false;
	anchors_seek(c, anchors, block);
	for (size_t i = 0; i < c->outside_count; i++) {
		const struct outside_suppression *o = &c->outside[i];
		if (!anchors->held[i] || !rulebook_selects(c->rulebook, o->rule, f->rule))
			continue;
		c->outside_used[i] = found = true;
	}
	return found;
}

static bool
suppressed_inside(struct check *c, struct suppressions *all, const struct finding *f,
		  uint32_t block)
{
	bool found = false;

	for (size_t i = 0; i < all->count; i++) {
		struct suppression *s = &all->at[i];
		if (block < s->from || block >= s->to || !s->reasoned)
			continue;
		for (size_t k = 0; k < s->name_count; k++)
			if (rulebook_selects(c->rulebook, s->names[k].name, f->rule))
				s->names[k].used = found = true;
	}
	return found;
}

void
findings_suppress(struct check *c, struct suppressions *all)
{
	struct anchors anchors = {0};
	size_t kept = 0;

	c->outside_used = arena_array(c->arena, c->outside_count, sizeof *c->outside_used);
	for (size_t i = 0; i < c->findings.len; i++) {
		const struct finding *f = &c->findings.at[i];
		uint32_t block = doc_block_at(c->doc, f->span.from);
		bool inside = suppressed_inside(c, all, f, block);
		bool outside = suppressed_outside(c, &anchors, f, block);
		if (!inside && !outside)
			c->findings.at[kept++] = *f;
	}
	c->suppressed += c->findings.len - kept;
	c->findings.len = kept;
}
