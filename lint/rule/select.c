/*
 * Selectors: how the command line, a configuration and a suppression name rules.  An id, a former
 * id, the beginning of ids and a `*`, or a category.
 */
#include "rule.h"

/* Does a selector take a rule, which is `named` if it is the id of one? */
static bool
selects(struct str selector, const struct rule *named, const struct rule *r)
{
	if (named)
		return named == r;
	if (selector.at[selector.len - 1] == '*')
		return str_starts(r->id, str_sub(selector, 0, selector.len - 1));
	return str_eq(r->category, selector);
}

size_t
rulebook_select(const struct rulebook *rb, struct str selector, bool *marks)
{
	const struct rule *named = rulebook_rule(rb, selector);
	size_t count = 0;
	for (size_t i = 0; selector.len && i < rb->rule_count; i++)
		if (selects(selector, named, &rb->rules[i])) {
			count++;
			if (marks)
				marks[i] = true;
		}
	return count;
}
