/*
 * What was fixed, as a unified diff with three lines of context.  Linear in the report.
 */
#include "fix.h"

enum { CONTEXT = 3 };

/* Whole lines of the original that give way to others. */
struct region {
	size_t from, to;    /* bytes of the original */
	size_t first, last; /* lines from 0, `last` exclusive */
	struct str text;
};

struct regions {
	const struct fixing *fixing;
	VEC(struct region) all;
};

static size_t
line_start(struct str s, size_t at)
{
	while (at > 0 && s.at[at - 1] != '\n')
		at--;
	return at;
}

/* Behind the end of the line that holds `at`. */
static size_t
line_end(struct str s, size_t at)
{
	const char *lf = at < s.len ? memchr(s.at + at, '\n', s.len - at) : NULL;

	return lf ? (size_t)(lf - s.at) + 1 : s.len;
}

static size_t
count_lines(struct str s)
{
	size_t n = 0;

	for (size_t at = 0; at < s.len; n++)
		at = line_end(s, at);
	return n;
}

/* Bytes [from, to) of the original became `text`: a region of its own, or a part of the last one
 * where that has some of the same lines. */
static void
change(struct regions *r, size_t from, size_t to, struct str text)
{
	struct arena *a = r->fixing->arena;
	struct str s = r->fixing->original;
	struct region *last = r->all.len ? &r->all.at[r->all.len - 1] : NULL;
	struct buf b = {.arena = a};

	if (last && from < last->to) {
		/* the tail that was thought to stay is cut off again */
		buf_add(&b, str_sub(last->text, 0, last->text.len - (last->to - from)));
	} else {
		last = VEC_PUSH(a, &r->all);
		last->from = line_start(s, from);
		buf_add(&b, str_sub(s, last->from, from));
	}
	last->to = line_end(s, to);
	buf_add(&b, text);
	buf_add(&b, str_sub(s, to, last->to));
	last->text = buf_str(&b);
}

static void
find_regions(struct regions *r)
{
	const struct fixing *f = r->fixing;
	struct buf fresh = {.arena = f->arena};
	size_t at = 0, line = 0, counted = 0;

	for (size_t i = 0; i <= f->pieces.len; i++) {
		const struct piece *p = i < f->pieces.len ? &f->pieces.at[i] : NULL;
		if (p && p->fresh) {
			buf_add(&fresh, p->bytes);
			continue;
		}
		size_t next = p ? (size_t)(p->bytes.at - f->original.at) : f->original.len;
		if (next > at || fresh.len)
			change(r, at, next, str_copy(f->arena, buf_str(&fresh)));
		fresh.len = 0;
		at = next + (p ? p->bytes.len : 0);
	}
	for (size_t i = 0; i < r->all.len; i++) {
		struct region *x = &r->all.at[i];
		line += count_lines(str_sub(f->original, counted, x->from));
		x->first = line;
		line += count_lines(str_sub(f->original, x->from, x->to));
		x->last = line;
		counted = x->to;
	}
}

static void
print_lines(FILE *to, char mark, struct str s)
{
	for (size_t at = 0; at < s.len;) {
		size_t end = line_end(s, at);
		fputc(mark, to);
		fwrite(s.at + at, 1, end - at, to);
		if (s.at[end - 1] != '\n')
			fputs("\n\\ No newline at end of file\n", to);
		at = end;
	}
}

/* Up to so many lines before an offset at a line's start, or from it on. */
static size_t
lines_back(struct str s, size_t at, size_t count)
{
	for (size_t i = 0; i < count && at > 0; i++)
		at = line_start(s, at - 1);
	return at;
}

static size_t
lines_on(struct str s, size_t at, size_t count)
{
	for (size_t i = 0; i < count && at < s.len; i++)
		at = line_end(s, at);
	return at;
}

static void
print_range(FILE *to, char mark, size_t first, size_t count)
{
	/* of no lines, the line before them is named */
	fprintf(to, "%c%zu", mark, count ? first + 1 : first);
	if (count != 1)
		fprintf(to, ",%zu", count);
}

/* Regions [i, k) in one hunk; *shift: lines that the hunks before it added. */
static void
print_hunk(const struct regions *r, size_t i, size_t k, long *shift, FILE *to)
{
	struct str s = r->fixing->original;
	const struct region *all = r->all.at;
	size_t from = lines_back(s, all[i].from, CONTEXT), at = from;
	size_t end = lines_on(s, all[k - 1].to, CONTEXT);
	size_t first = all[i].first - count_lines(str_sub(s, from, all[i].from));
	size_t old = count_lines(str_sub(s, from, end)), now = old;

	for (size_t n = i; n < k; n++)
		now = now - (all[n].last - all[n].first) + count_lines(all[n].text);
	fputs("@@ ", to);
	print_range(to, '-', first, old);
	fputc(' ', to);
	print_range(to, '+', (size_t)((long)first + *shift), now);
	fputs(" @@\n", to);
	for (size_t n = i; n < k; n++) {
		print_lines(to, ' ', str_sub(s, at, all[n].from));
		print_lines(to, '-', str_sub(s, all[n].from, all[n].to));
		print_lines(to, '+', all[n].text);
		at = all[n].to;
	}
	print_lines(to, ' ', str_sub(s, at, end));
	*shift += (long)now - (long)old;
}

/* A name as git writes it: in quotes where it holds what would end it. */
static void
print_name(FILE *to, const char *side, struct str path)
{
	bool quoted = false;

	while (path.len && path.at[0] == '/')
		path = str_sub(path, 1, path.len);
	for (size_t i = 0; i < path.len; i++)
		quoted |= (unsigned char)path.at[i] < ' ' || path.at[i] == '"' ||
			  path.at[i] == '\\' || path.at[i] == 0x7F;
	fprintf(to, "%s%s", quoted ? "\"" : "", side);
	for (size_t i = 0; i < path.len; i++) {
		unsigned char c = (unsigned char)path.at[i];
		if (quoted && (c < ' ' || c == 0x7F))
			fprintf(to, "\\%03o", c);
		else if (quoted && (c == '"' || c == '\\'))
			fprintf(to, "\\%c", c);
		else
			fputc(c, to);
	}
	fputs(quoted ? "\"\n" : "\n", to);
}

void
fixing_diff(const struct fixing *f, struct str path, FILE *to)
{
	struct regions r = {.fixing = f};
	long shift = 0;

	find_regions(&r);
	if (!r.all.len)
		return;
	path = path_plain(path);
	fputs("--- ", to);
	print_name(to, "a/", path);
	fputs("+++ ", to);
	print_name(to, "b/", path);
	for (size_t i = 0, k; i < r.all.len; i = k) {
		for (k = i + 1;
		     k < r.all.len && r.all.at[k].first - r.all.at[k - 1].last <= 2 * CONTEXT;)
			k++;
		print_hunk(&r, i, k, &shift, to);
	}
}
