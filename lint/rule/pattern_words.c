/*
 * What the braces of a pattern stand for: kinds by name, as the characters that
 * stand for them in a skeleton, and word lists as alternatives.
 */
#include "rule_internal.h"

#include <string.h>

static const char *const kind_plurals[] = {
#define PLURAL(constant, name, plural) plural,
	KIND_LIST(PLURAL)
#undef PLURAL
};
static const struct {
	const char *name, *plural;
	kind_set kinds;
} kind_groups[] = {
	{"quantity", "quantities", KINDS_QUANTITY},
	{"number", "numbers", KINDS_NUMBER},
	{"any", "all", KINDS_QUANTITY | KIND_BIT(KIND_ORDINAL) | KIND_BIT(KIND_DATE)},
};
enum { KIND_GROUPS = sizeof kind_groups / sizeof kind_groups[0] };

kind_set
kinds_named(struct str name, bool *plural)
{
	for (unsigned k = KIND_NONE + 1; k < KIND_COUNT_OF_KINDS; k++) {
		*plural = str_eq(name, str_of(kind_plurals[k]));
		if (*plural || str_eq(name, str_of(kind_names[k])))
			return KIND_BIT(k);
	}
	for (size_t i = 0; i < KIND_GROUPS; i++) {
		*plural = str_eq(name, str_of(kind_groups[i].plural));
		if (*plural || str_eq(name, str_of(kind_groups[i].name)))
			return kind_groups[i].kinds;
	}
	*plural = false;
	return 0;
}

void
kinds_unknown(struct loader *l, struct place place, struct str name)
{
	struct str all[2 * (KIND_COUNT_OF_KINDS + KIND_GROUPS)];
	size_t n = 0;
	for (unsigned k = KIND_NONE + 1; k < KIND_COUNT_OF_KINDS; k++) {
		all[n++] = str_of(kind_names[k]);
		all[n++] = str_of(kind_plurals[k]);
	}
	for (size_t i = 0; i < KIND_GROUPS; i++) {
		all[n++] = str_of(kind_groups[i].name);
		all[n++] = str_of(kind_groups[i].plural);
	}
	load_unknown(l, place, "kind", name, all, n);
}

void
put_kinds(struct buf *out, kind_set kinds)
{
	for (unsigned k = 0; k < KIND_COUNT_OF_KINDS; k++)
		if (kinds & KIND_BIT(k)) {
			char c[4];
			buf_add(out, (struct str){c, utf8_put(c, SKELETON_BASE + k)});
		}
}

/* Nothing in it is a sign of the syntax. */
static void
put_word(struct buf *out, struct str w)
{
	for (size_t k = 0; k < w.len; k++) {
		if (strchr("\\^$.[]|()?*+{}", w.at[k]) && w.at[k])
			buf_char(out, '\\');
		buf_char(out, w.at[k]);
	}
}

static bool
is_latin_word(struct str w)
{
	return w.len && is_letter(w.at[0]) && is_letter(w.at[w.len - 1]);
}

/* The words of a list as alternatives, the longest first.  A Latin word stands alone: `of` is
 * not in `often`; \b would not do, for Han characters are word characters.  That is asked once
 * for all that are Latin at both ends, which come last, since one of the others may go on where
 * such a word ends. */
static void
put_words(struct buf *out, const struct word_list *list)
{
	size_t latin = 0, put = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct str w = list->words[i];
		if (is_latin_word(w)) {
			latin++;
			continue;
		}
		buf_add(out, put++ ? STR("|") : STR(""));
		buf_add(out, w.len && is_letter(w.at[0]) ? STR("(?<![A-Za-z])") : STR(""));
		put_word(out, w);
		buf_add(out, w.len && is_letter(w.at[w.len - 1]) ? STR("(?![A-Za-z])") : STR(""));
	}
	if (!latin)
		return;
	buf_add(out, put ? STR("|(?<![A-Za-z])(?:") : STR("(?<![A-Za-z])(?:"));
	put = 0;
	for (size_t i = 0; i < list->count; i++) {
		if (!is_latin_word(list->words[i]))
			continue;
		buf_add(out, put++ ? STR("|") : STR(""));
		put_word(out, list->words[i]);
	}
	buf_add(out, STR(")(?![A-Za-z])"));
}

struct str
words_alternation(struct loader *l, const struct word_list *words)
{
	struct buf text = {.arena = l->arena};

	for (size_t i = 0; i < l->alternations.len; i++)
		if (l->alternations.at[i].words == words)
			return l->alternations.at[i].text;
	put_words(&text, words);
	*VEC_PUSH(l->arena, &l->alternations) = (struct alternation){words, buf_str(&text)};
	return buf_str(&text);
}
