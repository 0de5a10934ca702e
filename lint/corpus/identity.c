/*
 * Whose report it is, of what kind, and on which time.  In: what the document says of itself, its
 * title, its first blocks, the name of its file.  Out: an identity that is equal, byte
 * for byte, for the reports of one agency whatever the year.  What is not sure
 * stays empty: two reports that are no pair must never look like one.
 */
#include "corpus.h"

#include <string.h>

enum {
	TOP_BLOCKS = 12,   /* where a line 预算单位：… may stand */
	NAME_LEAST = 6,	   /* bytes of a name: two Han characters */
	SERIES_LEAST = 12, /* of a title that is taken for a name */
	NAME_MOST = 200
};

struct identity_reader {
	struct arena *arena;
	const struct lexicon *lx;
	const struct doc *doc;
	const struct word_list *kinds, *lines, *tails, *levels, *given;
};

/* ---- names ------------------------------------------------------------------------- */

static bool
is_filler(uint32_t cp)
{
	return cp <= ' ' || cp == 0x3000 ||
	       (cp < 0x80 && !is_digit((int)cp) && !is_letter((int)cp));
}

static bool
is_all_han(struct str s)
{
	for (size_t at = 0; at < s.len;)
		if (!cp_is_han(utf8_next(s.at, &at)))
			return false;
	return true;
}

/* Without white space beside Han, punctuation and brackets; Latin letters in lower case, their words apart by one space. */
static struct str
name_plain(struct arena *a, struct str s)
{
	struct buf out = {.arena = a};
	bool gap = false;

	if (is_all_han(s))
		return s;
	for (size_t at = 0; at < s.len;) {
		size_t from = at;
		uint32_t cp = utf8_next(s.at, &at);
		if (is_filler(cp) || (cp_is_cjk(cp) && !cp_is_han(cp))) {
			gap = true;
			continue;
		}
		if (gap && out.len && cp < 0x80 && (unsigned char)out.at[out.len - 1] < 0x80)
			buf_char(&out, ' ');
		gap = false;
		if (cp < 0x80 && is_letter((int)cp))
			buf_char(&out, (char)(cp | 0x20));
		else
			buf_add(&out, str_sub(s, from, at));
	}
	return buf_str(&out);
}

/* Without its dates; *year is that of the first, 0 without. */
static struct str
without_dates(struct arena *a, const struct lexicon *lx, struct str s, int *year)
{
	struct buf out = {.arena = a};
	uint32_t at = 0, end = (uint32_t)s.len, kept = 0;

	*year = 0;
	while ((at = lex_next(lx, s.at, at, end)) < end) {
		struct lexeme l = {0};
		uint32_t next = at + 1;
		if (lex_fact(lx, s.at, 0, at, end, &l, &next) && l.kind == KIND_DATE) {
			buf_add(&out, str_sub(s, kept, l.span.from));
			buf_char(&out, ' ');
			kept = l.span.to;
			*year = *year ? *year : l.from.year;
			next = l.span.to > next ? l.span.to : next;
		}
		at = next;
	}
	buf_add(&out, str_sub(s, kept, s.len));
	return buf_str(&out);
}

/* The tail that an agency and its place share goes: 吉林省人民政府, 吉林省, 吉林. */
static struct str
name_short(const struct identity_reader *r, struct str s)
{
	int tail;

	while (r->tails && (tail = words_before(r->tails, s, s.len)) >= 0 &&
	       s.len >= r->tails->words[tail].len + NAME_LEAST)
		s = str_sub(s, 0, s.len - r->tails->words[tail].len);
	return s;
}

/* The longest kind of report that a title names: where it stands.  The words are in order of their
 * length. */
static struct str
kind_in(const struct identity_reader *r, struct str s, size_t *where)
{
	size_t best = SIZE_MAX;

	*where = SIZE_MAX;
	for (size_t at = 0; r->kinds && at < s.len; at++) {
		int word = (s.at[at] & 0xC0) == 0x80 ? -1 : words_at(r->kinds, s, at);
		if (word < 0 || (size_t)word >= best)
			continue;
		best = (size_t)word;
		*where = at;
	}
	return best == SIZE_MAX ? (struct str){0} : r->kinds->words[best];
}

/* ---- where a name may stand -------------------------------------------------------- */

/* 预算单位：上海市普陀区商务委员会 */
static struct str
name_from_lines(const struct identity_reader *r)
{
	for (size_t i = 0; r->lines && i < r->doc->block_count && i < TOP_BLOCKS; i++) {
		struct str s = str_trim(doc_slice(r->doc, r->doc->blocks[i].span));
		int word = words_at(r->lines, s, 0);
		if (word < 0 || s.len > NAME_MOST)
			continue;
		s = str_trim(str_sub(s, r->lines->words[word].len, s.len));
		size_t mark = str_starts(s, STR("：")) ? 3 : str_starts(s, STR(":")) ? 1 : 0;
		s = name_plain(r->arena, str_sub(s, mark, s.len));
		if (mark && s.len >= NAME_LEAST)
			return s;
	}
	return (struct str){0};
}

/* The stem of the file's name without its year, where it has one: 广东_2026.txt */
static struct str
name_from_path(const struct identity_reader *r, int *year)
{
	struct str s = r->doc->source->path, none = {0};
	size_t from = s.len, to = s.len, where;

	while (from > 0 && s.at[from - 1] != '/')
		from--;
	for (size_t i = s.len; i > from; i--)
		if (s.at[i - 1] == '.') {
			to = i - 1;
			break;
		}
	s = str_sub(s, from, to);
	struct buf out = {.arena = r->arena};
	int found = 0;
	for (size_t i = 0, n; i < s.len; i += n) {
		int value = 0;
		for (n = 0; i + n < s.len && is_digit(s.at[i + n]); n++)
			value = n < 4 ? value * 10 + (s.at[i + n] - '0') : value;
		if (n == 4 && value >= 1900 && value <= 2099)
			found = value;
		buf_char(&out, n ? ' ' : s.at[i]);
		n = n ? n : 1;
	}
	*year = found;
	struct str name = name_plain(r->arena, buf_str(&out));
	struct str kind = kind_in(r, name, &where);
	if (kind.len)
		name = str_sub(name, 0, where);
	return found && name.len >= NAME_LEAST ? name : none;
}

/* What stands before the kind of report in its title; all of it, without its date, when it names
 * none: such reports make a series. */
static struct str
name_from_title(const struct identity_reader *r, struct identity *out, int *year)
{
	struct str title = doc_slice(r->doc, r->doc->title), none = {0};
	size_t where;

	title = title.len > NAME_MOST ? none : without_dates(r->arena, r->lx, title, year);
	title = name_plain(r->arena, title);
	out->kind = kind_in(r, title, &where);
	if (!out->kind.len)
		return *year && title.len >= SERIES_LEAST ? title : none;
	title = str_sub(title, 0, where);
	/* 东莞市公安局 2020 年度行政许可实施情况报告: what stands between is of the kind */
	struct str agency = name_plain(r->arena, doc_slice(r->doc, r->doc->agency));
	if (agency.len && str_starts(title, agency)) {
		out->kind = str_printf(r->arena, "%.*s%.*s",
				       STR_FMT(str_sub(title, agency.len, title.len)),
				       STR_FMT(out->kind));
		return agency;
	}
	if (r->levels && words_before(r->levels, title, title.len) >= 0)
		return none;
	title = str_trim(title);
	return title.len >= NAME_LEAST ? title : none;
}

/* ---- time --------------------------------------------------------------------------- */

static void
period_of_year(int year, struct identity *out)
{
	if (year < 1 || year > 9999)
		return;
	out->from = day_number(year, 1, 1);
	out->to = day_number(year, 12, 31);
}

static void
period_read(const struct identity_reader *r, int year, struct identity *out)
{
	const struct calendar_date *from = &r->doc->period_from, *to = &r->doc->period_to;

	if (from->year && day_valid(from->year, from->month, from->day) &&
	    day_valid(to->year, to->month, to->day)) {
		out->from = day_number(from->year, from->month, from->day);
		out->to = day_number(to->year, to->month, to->day);
	} else if (year && r->given && out->kind.len &&
		   words_before(r->given, out->kind, out->kind.len) >= 0) {
		/* 2025年政府工作报告 is of 2024 */
		period_of_year(year - 1, out);
	}
}

void
identity_of(struct arena *a, const struct lexicon *lx, const struct doc *d, struct identity *out)
{
	const struct identity_reader r = {
		.arena = a,
		.lx = lx,
		.doc = d,
		.kinds = lexicon_words(lx, STR("report-kinds")),
		.lines = lexicon_words(lx, STR("agency-lines")),
		.tails = lexicon_words(lx, STR("agency-tails")),
		.levels = lexicon_words(lx, STR("agency-levels")),
		.given = lexicon_words(lx, STR("year-given")),
	};
	const struct str none = {0};
	int year = 0, file_year = 0;

	*out = (struct identity){.from = 1, .to = 0};
	struct str title = name_from_title(&r, out, &year);
	struct str file = year && title.len ? none : name_from_path(&r, &file_year);
	struct str name = name_plain(a, d->agency_told);
	if (!name.len)
		name = name_from_lines(&r);
	if (!name.len)
		name = title;
	if (!name.len)
		name = name_plain(a, doc_slice(d, d->agency));
	if (!name.len && out->kind.len)
		name = file;
	out->agency = name_short(&r, name);
	period_read(&r, year ? year : file_year, out);
}
