/*
 * Is what a rate is named after said before it?  受理286件，办结271件，按时办结率98.5% is a rate of
 * what was closed in time, whose number nobody tells; 受理按时办结271件，按时办结率… tells it.
 * In goes a group of words of a match; out comes whether two characters of it or more, beside
 * words that need not be said, stand in no words before that name a figure.
 * Cost: the words of the group times those before them in their paragraph, at most STRETCH_BYTES,
 * for a match that was found.
 */
#include "relation.h"

enum {
	HAN = 3, /* bytes; those of a fact, too */
	GROUP_MOST = 32,
	UNSAID_LEAST = 2,
	STRETCH_BYTES = 8192 /* before the words that are looked at */
};

/* Where words may stand that name the operands of a match: from behind the figure before its
 * first one, or the paragraph's beginning, to the group.  A match whose only figure stands behind
 * the group has its operands anywhere before. */
static struct str
stretch_before(const struct attempt *a, struct span group, bool anywhere)
{
	const struct facts *f = a->check->facts;
	uint32_t from, to, begin, first, end, sentence;

	sentence = doc_sentence_at(a->check->doc,
				   facts_text(f, (struct span){group.from, group.from + 1}).from);
	doc_paragraph(a->check->doc, sentence == DOC_NONE ? a->sentence : sentence, &from, &to);
	begin = f->sentences[from].skeleton.from;
	if (group.from > begin + STRETCH_BYTES)
		begin = group.from - STRETCH_BYTES;
	facts_within(f, (struct span){a->match->skeleton.from, group.from}, &first, &end);
	for (uint32_t i = first; i-- > 0 && first < end && !anywhere;) {
		uint32_t behind = f->at[i].skeleton + HAN;
		if (behind <= begin)
			break;
		if (f->at[i].lex.kind != KIND_DATE)
			begin = behind;
	}
	while (begin < group.from && ((unsigned char)f->skeleton[begin] & 0xC0) == 0x80)
		begin++;
	return (struct str){f->skeleton + begin, group.from > begin ? group.from - begin : 0};
}

/* Do two characters stand in the stretch, and not in the name of another rate? */
static bool
is_said(struct str stretch, struct str two)
{
	const struct str rate = STR("率");
	size_t at, end;

	while ((at = str_find(stretch, two)) != SIZE_MAX) {
		stretch = str_sub(stretch, at + two.len, stretch.len);
		for (end = 0; end < stretch.len && is_han_lead(stretch.at[end]); end += HAN)
			if (str_starts(str_sub(stretch, end, stretch.len), rate))
				break;
		if (end >= stretch.len || !is_han_lead(stretch.at[end]))
			return true;
		/* so is what else stands before it */
		stretch = str_sub(stretch, end > HAN ? end - HAN : 0, stretch.len);
	}
	return false;
}

/* Marks the characters of the group that are plain or said. */
static void
mark_said(struct str group, struct str stretch, const struct word_list *plain, bool *said)
{
	for (size_t at = 0; at < group.len; at += HAN) {
		int word = plain ? words_at(plain, group, at) : -1;
		size_t len = word >= 0 ? plain->words[word].len : 0;
		struct str two = str_sub(group, at, at + 2 * HAN);
		if (two.len == 2 * HAN && len < two.len && is_said(stretch, two))
			len = two.len;
		for (size_t i = at; i < at + len && i < group.len; i += HAN)
			said[i / HAN] = true;
	}
}

bool
words_are_unsaid(const struct attempt *a, struct span words, const struct unless *u)
{
	struct str group = skeleton_slice(a->check->facts, words.from, words.to);
	bool said[GROUP_MOST] = {false};
	size_t run = 0;

	if (group.len < UNSAID_LEAST * HAN || group.len > GROUP_MOST * HAN)
		return false;
	for (size_t at = 0; at < group.len; at += HAN)
		if (!is_han_lead(group.at[at]))
			return false;
	mark_said(group, stretch_before(a, words, u->anywhere), u->plain, said);
	for (size_t i = 0; i < group.len / HAN && run < UNSAID_LEAST; i++)
		run = said[i] ? 0 : run + 1;
	return run >= UNSAID_LEAST;
}
