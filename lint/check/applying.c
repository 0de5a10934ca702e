/*
 * Rules that apply to reports (applying.h).  A worker meets few rulebooks and languages: those of
 * the last few are kept.  Cost: a look at each when they are known, else one at each rule.
 */
#include "applying.h"

#include <stdlib.h>

enum { KEPT = 4 };

struct kept_rules {
	struct applying at[KEPT]; /* without a rulebook: none yet */
	size_t next;		  /* that gives way */
};

struct kept_rules *
kept_rules_new(void (*oom)(void))
{
	struct kept_rules *k = calloc(1, sizeof *k);

	for (size_t i = 0; k && i < KEPT; i++)
		if (!(k->at[i].arena = arena_new(oom))) {
			kept_rules_free(k);
			return NULL;
		}
	return k;
}

void
kept_rules_free(struct kept_rules *k)
{
	for (size_t i = 0; k && i < KEPT; i++)
		arena_free(k->at[i].arena);
	free(k);
}

void
kept_rules_forget(struct kept_rules *k)
{
	for (size_t i = 0; i < KEPT; i++)
		k->at[i].rulebook = NULL;
}

bool
check_applies(const struct check *c, const struct rule *r)
{
	return r->level != LEVEL_OFF && (!r->languages || (r->languages & c->doc->languages));
}

static void
applying_make(const struct check *c, struct applying *out)
{
	const struct rulebook *rb = c->rulebook;
	size_t *end = arena_array(out->arena, check_kind_count + 1, sizeof *end);

	out->rulebook = rb;
	out->languages = c->doc->languages;
	out->at = arena_array(out->arena, rb->rule_count + 1, sizeof *out->at);
	out->end = end;
	out->relation = NULL;
	out->claims = NULL;
	/* First end[k + 1] counts kind k, then it is where that begins, then where it ends. */
	for (size_t i = 0; i < rb->rule_count; i++)
		if (check_applies(c, &rb->rules[i]))
			end[rb->rules[i].kind + 1]++;
	for (size_t k = 1; k <= check_kind_count; k++)
		end[k] += end[k - 1];
	for (size_t i = 0; i < rb->rule_count; i++)
		if (check_applies(c, &rb->rules[i]))
			out->at[end[rb->rules[i].kind]++] = &rb->rules[i];
}

struct applying *
rules_applying(struct check *c)
{
	struct kept_rules *kept = c->kept_rules;

	if (!kept) {
		struct applying *own = arena_alloc(c->arena, sizeof *own);
		own->arena = c->arena;
		applying_make(c, own);
		return own;
	}
	for (size_t i = 0; i < KEPT; i++)
		if (kept->at[i].rulebook == c->rulebook &&
		    kept->at[i].languages == c->doc->languages)
			return &kept->at[i];
	struct applying *anew = &kept->at[kept->next];
	kept->next = (kept->next + 1) % KEPT;
	arena_reset(anew->arena);
	applying_make(c, anew);
	return anew;
}
