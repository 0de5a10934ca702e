/*
 * The title: lines near the top that end in a word for a report.  In: lines.
 * Out: kind LINE_TITLE for its lines, reader.title_first and .title_last.
 * Without such a word the first line is the title if it is short, bare and
 * heads running text; else there is none.  Looks at the first lines only.
 */
#include "doc_internal.h"

enum {
	TOP_LINES = 14, /* where a title is sought */
	TITLE_LINES = 4,
	TITLE_WIDTH = 100
};

static bool
ends_in(const struct word_list *list, struct str s)
{
	/* a version in brackets may follow: （征求意见稿） */
	if (str_ends(s, STR("）")) || str_ends(s, STR(")"))) {
		size_t open = s.len;
		while (open > 0 && s.at[open - 1] != '(' &&
		       (open < 3 || memcmp(s.at + open - 3, "（", 3) != 0))
			open--;
		if (open > 3)
			s.len = s.at[open - 1] == '(' ? open - 1 : open - 3;
	}
	s = str_trim(s);
	return list && s.len && words_before(list, s, s.len) >= 0;
}

static bool
may_be_title(const struct reader *r, const struct line *l)
{
	/* 6. may be the report's place in a list; 一、 heads a section */
	if (l->mark && l->style != STYLE_ARABIC_DOT && l->style != STYLE_ARABIC_COMMA)
		return false;
	return l->kind == LINE_TEXT && l->width <= TITLE_WIDTH && l->width >= 4 &&
	       l->tail != MARK_END && l->tail != MARK_COLON && l->tail != MARK_SEMICOLON &&
	       l->tail != MARK_COMMA && l->head != MARK_DASH && l->head != MARK_ROUND &&
	       !line_has_end(r, l);
}

/* Does a line name a year or an organisation, so that a title can begin
 * with it? */
static bool
begins_title(const struct reader *r, const struct line *l)
{
	struct str s = line_text(r, l);
	for (size_t i = 0; i + 4 <= s.len; i += char_len(s.at[i])) {
		bool digits = is_digit(s.at[i]) && is_digit(s.at[i + 1]) && is_digit(s.at[i + 2]) &&
			      is_digit(s.at[i + 3]);
		if (digits)
			return true;
		int word = r->organisations && i > 0 ? words_at(r->organisations, s, i) : -1;
		if (word >= 0 && r->organisations->words[word].len >= 6) /* 局, 部 are not enough */
			return true;
	}
	return false;
}

/* Is the line an organisation alone: 上海市普陀区财政局? */
static bool
is_organisation(const struct reader *r, const struct line *l)
{
	return r->organisations && ends_in(r->organisations, line_text(r, l)) && l->width >= 8 &&
	       l->width <= 60;
}

static void
title_set(struct reader *r, uint32_t first, uint32_t last)
{
	r->title_first = first;
	r->title_last = last;
	for (uint32_t i = first; i <= last; i++)
		if (r->lines[i].kind != LINE_FURNITURE)
			r->lines[i].kind = LINE_TITLE;
}

/* The first line of the title that ends with line `last`. */
static uint32_t
title_start(const struct reader *r, uint32_t last)
{
	uint32_t first = last;
	bool whole = begins_title(r, &r->lines[last]);
	while (first > 0 && last - first + 1 < TITLE_LINES) {
		const struct line *before = &r->lines[first - 1];
		if (!may_be_title(r, before))
			break;
		bool organisation = is_organisation(r, before);
		if (whole && !organisation)
			break;
		whole = whole || begins_title(r, before);
		first--;
		if (before->mark || (organisation && whole))
			break;
	}
	return whole ? first : last;
}

/* A short first line over running text. */
static bool
heads_text(const struct reader *r, uint32_t i)
{
	const struct line *l = &r->lines[i];
	if (!may_be_title(r, l) || l->mark || !line_is_bare(r, l) || l->width < 8)
		return false;
	for (uint32_t k = i + 1; k < r->count && k < i + TITLE_LINES; k++)
		if (r->lines[k].width > TITLE_WIDTH || r->lines[k].tail == MARK_END)
			return true;
	return false;
}

/* In Markdown the first heading of the first level; one of the second when it
 * reads like a title. */
static bool
title_by_markup(struct reader *r)
{
	uint32_t best = DOC_NONE;
	for (uint32_t i = 0; i < r->count && i < TOP_LINES; i++) {
		const struct line *l = &r->lines[i];
		bool better = best == DOC_NONE || l->level < r->lines[best].level;
		if (l->kind == LINE_HEADING && better)
			best = i;
	}
	if (best == DOC_NONE || r->lines[best].level > 2 ||
	    (r->lines[best].level == 2 && !begins_title(r, &r->lines[best])))
		return false;
	title_set(r, best, best);
	return true;
}

void
title_classify(struct reader *r)
{
	uint32_t candidate = DOC_NONE;
	r->title_first = r->title_last = DOC_NONE;
	if (title_by_markup(r))
		return;
	for (uint32_t i = 0; i < r->count && i < TOP_LINES; i++) {
		const struct line *l = &r->lines[i];
		if (l->kind == LINE_FURNITURE || l->kind == LINE_CODE)
			continue;
		if (l->flags & LINE_LONG || l->tail == MARK_END || l->kind == LINE_HEADING)
			break;
		if (may_be_title(r, l) && ends_in(r->report_nouns, line_text(r, l))) {
			title_set(r, title_start(r, i), i);
			return;
		}
		if (candidate == DOC_NONE)
			candidate = i;
	}
	if (candidate != DOC_NONE && heads_text(r, candidate))
		title_set(r, candidate, candidate);
}
