/*
 * The words that say what a quantity counts.  Taken from the skeleton around
 * the fact: to the left and to the right up to a mark or the next fact,
 * balanced brackets passed over; then the words that name nothing are dropped
 * from the ends (`[label] drop` of the language files), and the right side is
 * cut where a verb or 的 begins (`[label] cut`), save inside a
 * longer word (`label-keep` of `[words]`).  Looks at most REACH
 * characters each way, so a label costs the same in any report.
 */
#include <string.h>

#include "fact.h"

enum {
	REACH = 48,	     /* characters of a label, each way */
	BRACKET_REACH = 200, /* characters of a bracket that is passed over */
	COMPARED = 2 * REACH + 1,
	HAN = 3,	    /* bytes of a character, and of a wide mark */
	KEPT_CHARACTERS = 8 /* how far back a kept word may begin */
};

/* Han and letters, by far the most: no mark, bracket or quote begins so. */
static bool
is_word_character(struct str character)
{
	return is_han_lead(character.at[0]) || is_letter(character.at[0]);
}

static bool
is_mark(struct str character)
{
	static const char plain[] = ",.;:!?\n|", wide[] = "，。；：、！？";

	if (is_word_character(character))
		return false;
	if (character.len == 1)
		return memchr(plain, character.at[0], sizeof plain - 1);
	for (size_t i = 0; character.len == HAN && i < sizeof wide - 1; i += HAN)
		if (!memcmp(wide + i, character.at, HAN))
			return true;
	return false;
}

static bool
is_quote(struct str character)
{
	return str_eq(character, STR("“")) || str_eq(character, STR("”")) ||
	       str_eq(character, STR("\"")) || str_eq(character, STR("「")) ||
	       str_eq(character, STR("」"));
}

static bool
is_fact(struct str character)
{
	return character.len == 3 && (unsigned char)character.at[0] == 0xEE;
}

/* 1 opens, -1 closes, 0 neither. */
static int
bracket(struct str c)
{
	if (is_word_character(c))
		return 0;
	if (str_eq(c, STR("（")) || str_eq(c, STR("(")) || str_eq(c, STR("［")) ||
	    str_eq(c, STR("[")) || str_eq(c, STR("〔")))
		return 1;
	if (str_eq(c, STR("）")) || str_eq(c, STR(")")) || str_eq(c, STR("］")) ||
	    str_eq(c, STR("]")) || str_eq(c, STR("〕")))
		return -1;
	return 0;
}

static struct str
character_at(const char *text, uint32_t at)
{
	size_t next = at;

	utf8_next(text, &next);
	return (struct str){text + at, next - at};
}

/* The other end of the bracket at `at`, going in `step`: the offset behind
 * (or of, to the left) the bracket that balances it; UINT32_MAX if it is not near. */
static uint32_t
bracket_end(const char *text, struct span in, uint32_t at, int step)
{
	int depth = 0;

	for (int i = 0; i < BRACKET_REACH && at < in.to; i++) {
		struct str c = character_at(text, at);
		depth += bracket(c);
		if (depth == 0)
			return step > 0 ? at + (uint32_t)c.len : at;
		if (step > 0) {
			at += (uint32_t)c.len;
		} else {
			if (at <= in.from)
				break;
			at = (uint32_t)utf8_back(text, at);
		}
	}
	return UINT32_MAX;
}

/* Pieces of a label, in the order they are met; what goes on without a gap is one. */
struct pieces {
	struct span at[REACH];
	size_t count;
	uint32_t characters, bytes;
	bool mixed; /* some character is not Han */
};

/* So many characters that belong to the label. */
static void
take(struct pieces *p, struct span s, uint32_t characters)
{
	struct span *last = p->count ? &p->at[p->count - 1] : NULL;

	if (last && last->to == s.from)
		last->to = s.to;
	else if (last && last->from == s.to)
		last->from = s.from;
	else
		p->at[p->count++] = s;
	p->characters += characters;
	p->bytes += s.to - s.from;
}

/* Quotation marks are nothing of a label. */
static void
take_unless_quote(struct pieces *p, struct span s, const char *text)
{
	p->mixed = true;
	if (!is_quote((struct str){text + s.from, (size_t)(s.to - s.from)}))
		take(p, s, 1);
}

static void
collect_right(const char *text, struct span in, uint32_t at, struct pieces *out)
{
	while (at < in.to && out->characters < REACH) {
		uint32_t han = at, room = REACH - out->characters;
		while (han < in.to && is_han_lead(text[han]) && room-- > 0)
			han += HAN;
		if (han > at) {
			take(out, (struct span){at, han}, (han - at) / HAN);
			at = han;
			continue;
		}
		struct str c = character_at(text, at);
		if (is_mark(c) || is_fact(c) || bracket(c) < 0)
			return;
		if (bracket(c) > 0) {
			at = bracket_end(text, in, at, 1);
			if (at == UINT32_MAX)
				return;
			continue;
		}
		take_unless_quote(out, (struct span){at, at + (uint32_t)c.len}, text);
		at += (uint32_t)c.len;
	}
}

static void
collect_left(const char *text, struct span in, uint32_t end, struct pieces *out)
{
	while (end > in.from && out->characters < REACH) {
		/* Such a lead byte is followed by two bytes of its own. */
		uint32_t han = end, room = REACH - out->characters;
		while (han - in.from >= HAN && is_han_lead(text[han - HAN]) && room-- > 0)
			han -= HAN;
		if (han < end) {
			take(out, (struct span){han, end}, (end - han) / HAN);
			end = han;
			continue;
		}
		uint32_t at = (uint32_t)utf8_back(text, end);
		struct str c = character_at(text, at);
		if (is_mark(c) || is_fact(c) || bracket(c) > 0)
			break;
		if (bracket(c) < 0) {
			end = bracket_end(text, in, at, -1);
			if (end == UINT32_MAX)
				break;
			continue;
		}
		take_unless_quote(out, (struct span){at, end}, text);
		end = at;
	}
	for (size_t i = 0; i < out->count / 2; i++) {
		struct span swap = out->at[i];
		out->at[i] = out->at[out->count - 1 - i];
		out->at[out->count - 1 - i] = swap;
	}
}

static struct str
join_pieces(struct arena *a, const char *text, const struct pieces *p)
{
	if (p->count == 1 && !p->mixed) /* as it stands there */
		return (struct str){text + p->at[0].from, p->bytes};
	char *out = arena_alloc_raw(a, p->bytes + 1);
	size_t len = 0;

	for (size_t i = 0; i < p->count; i++)
		for (uint32_t k = p->at[i].from; k < p->at[i].to; k++) {
			char c = text[k];
			out[len++] = (char)latin_lower(c);
		}
	return str_trim((struct str){out, len});
}

/* ---- words that are no label ---- */

/* Does a word of Latin letters stand alone in s[from, to)? */
static bool
stands_alone(struct str s, size_t from, size_t to)
{
	if (is_letter(s.at[from]) && from > 0 && is_letter(s.at[from - 1]))
		return false;
	return !(is_letter(s.at[to - 1]) && to < s.len && is_letter(s.at[to]));
}

/* Length of the listed word at `at`; 0 if none. */
static size_t
word_at(const struct word_list *list, struct str s, size_t at)
{
	int i = list ? words_at(list, s, at) : -1;

	if (i < 0 || list->words[i].len == 0 || !stands_alone(s, at, at + list->words[i].len))
		return 0;
	return list->words[i].len;
}

static size_t
word_before(const struct word_list *list, struct str s)
{
	int i = list ? words_before(list, s, s.len) : -1;

	if (i < 0 || list->words[i].len == 0 || !stands_alone(s, s.len - list->words[i].len, s.len))
		return 0;
	return list->words[i].len;
}

/* Is the word of `len` bytes at `at` a piece of a longer word that is kept: the 可
 * of 许可, the 为 of 行为? */
static bool
is_kept(const struct word_list *keep, struct str s, size_t at, size_t len)
{
	size_t from = at;

	for (int i = 0; i < KEPT_CHARACTERS; i++) {
		int word = words_at(keep, s, from);
		if (word >= 0 && keep->words[word].len > len &&
		    from + keep->words[word].len >= at + len)
			return true;
		if (from == 0)
			return false;
		from = utf8_back(s.at, from);
	}
	return false;
}

/* The lists of a language that shape labels; any may be NULL. */
struct label_words {
	const struct word_list *drop, *cut, *keep;
};

static struct str
strip_start(const struct label_words *w, struct str s)
{
	size_t len;

	while (s.len && (len = word_at(w->drop, s, 0)) && !is_kept(w->keep, s, 0, len))
		s = str_trim(str_sub(s, len, s.len));
	return s;
}

static struct str
strip_end(const struct label_words *w, struct str s)
{
	size_t len;

	while (s.len && (len = word_before(w->drop, s)) && !is_kept(w->keep, s, s.len - len, len))
		s = str_trim(str_sub(s, 0, s.len - len));
	return s;
}

/* Up to the first verb or 的. */
static struct str
cut(const struct label_words *w, struct str s)
{
	size_t len;

	for (size_t at = 0; at < s.len; utf8_next(s.at, &at))
		if ((len = word_at(w->cut, s, at)) && !is_kept(w->keep, s, at, len))
			return str_trim(str_sub(s, 0, at));
	return s;
}

/* In English the verb before a figure goes too: adoptions rose to 5,206. */
static struct str
strip_latin_verbs(const struct label_words *w, struct str s)
{
	size_t len;

	while (s.len && is_letter(s.at[s.len - 1]) && (len = word_before(w->cut, s)))
		s = strip_end(w, str_trim(str_sub(s, 0, s.len - len)));
	return s;
}

/* 约, 以上: an attribute of the figure, not a part of its name. */
static struct str
qualifier_of(const struct facts *f, const struct fact *x)
{
	return doc_slice(f->doc, x->lex.qualifier_span);
}

/* The left side with what is dropped from its end. */
static struct str
make_head(struct arena *a, const struct facts *f, const struct fact *x, const struct label_words *w)
{
	const struct str qualifier = qualifier_of(f, x);
	struct pieces left;

	left.count = left.characters = left.bytes = 0;
	left.mixed = false;
	collect_left(f->skeleton, f->sentences[x->sentence].skeleton, x->skeleton, &left);
	struct str s = join_pieces(a, f->skeleton, &left);
	if (qualifier.len && str_ends(s, qualifier))
		s = str_trim(str_sub(s, 0, s.len - qualifier.len));
	return strip_start(w, s);
}

static struct str
make_left(struct arena *a, const struct facts *f, const struct fact *x, const struct label_words *w)
{
	return strip_latin_verbs(w, strip_end(w, make_head(a, f, x, w)));
}

static struct str
make_right(struct arena *a, const struct facts *f, const struct fact *x,
	   const struct label_words *w)
{
	const struct str qualifier = qualifier_of(f, x);
	struct pieces right;

	right.count = right.characters = right.bytes = 0;
	right.mixed = false;
	collect_right(f->skeleton, f->sentences[x->sentence].skeleton, fact_end(x), &right);
	struct str s = join_pieces(a, f->skeleton, &right);
	if (qualifier.len && str_starts(s, qualifier))
		s = str_trim(str_sub(s, qualifier.len, s.len));
	return strip_end(w, strip_start(w, cut(w, s)));
}

static struct label_words
words_of(const struct facts *f)
{
	return (struct label_words){f->label_drop, f->label_cut, f->label_keep};
}

static struct label
label_make(struct arena *a, const struct facts *f, const struct fact *x)
{
	const struct label_words w = words_of(f);

	return (struct label){make_left(a, f, x, &w), make_right(a, f, x, &w)};
}

/* Where the label of a fact is kept; NULL of one that is none of f's. */
static struct label *
label_place(const struct facts *f, const struct fact *x)
{
	bool mine = f->labels && x >= f->at && x < f->at + f->count;

	return mine ? &f->labels[x - f->at] : NULL;
}

struct label
fact_label(struct arena *a, const struct facts *f, const struct fact *x)
{
	struct label *kept = label_place(f, x);

	if (!kept)
		return label_make(a, f, x);
	if (!kept->left.at) {
		*kept = label_make(f->arena, f, x);
		if (!kept->left.at)
			kept->left = STR("");
	}
	return *kept;
}

struct str
fact_label_left(struct arena *a, const struct facts *f, const struct fact *x)
{
	const struct label *kept = label_place(f, x);
	const struct label_words w = words_of(f);

	return kept && kept->left.at ? kept->left : make_left(a, f, x, &w);
}

struct str
fact_label_head(struct arena *a, const struct facts *f, const struct fact *x)
{
	const struct label *kept = label_place(f, x);
	const struct label_words w = words_of(f);

	return kept && kept->left.at ? kept->left : make_head(a, f, x, &w);
}

/* ---- comparing ---- */

static bool
needs_space(struct label l)
{
	return l.left.len && l.right.len && (unsigned char)l.left.at[l.left.len - 1] < 0x80 &&
	       (unsigned char)l.right.at[0] < 0x80;
}

struct str
label_join(struct arena *a, struct label l)
{
	bool space = needs_space(l);
	size_t len = l.left.len + space + l.right.len;
	char *at = arena_alloc_raw(a, len + 1);

	if (l.left.len)
		memcpy(at, l.left.at, l.left.len);
	if (space)
		at[l.left.len] = ' ';
	if (l.right.len)
		memcpy(at + l.left.len + space, l.right.at, l.right.len);
	at[len] = '\0';
	return (struct str){at, len};
}

/* The characters of a joined label. */
struct characters {
	uint32_t at[COMPARED];
	size_t count;
};

static void
add_characters(struct characters *c, struct str s)
{
	for (size_t at = 0; at < s.len && c->count < COMPARED;)
		c->at[c->count++] = utf8_next(s.at, &at);
}

static void
spell(struct label l, struct characters *c)
{
	c->count = 0;
	add_characters(c, l.left);
	if (needs_space(l))
		add_characters(c, STR(" "));
	add_characters(c, l.right);
}

static bool
same_characters(const struct characters *x, const struct characters *y)
{
	return x->count == y->count && !memcmp(x->at, y->at, x->count * sizeof *x->at);
}

bool
label_same(struct label a, struct label b)
{
	struct characters x, y;

	spell(a, &x);
	spell(b, &y);
	return x.count > 0 && same_characters(&x, &y);
}

static bool
contains(const struct characters *big, const struct characters *small)
{
	if (small->count < 2)
		return false;
	for (size_t i = 0; i + small->count <= big->count; i++)
		if (!memcmp(big->at + i, small->at, small->count * sizeof *small->at))
			return true;
	return false;
}

/* Bigrams that both have, each counted as often as it stands in both. */
static size_t
shared_bigrams(const struct characters *x, const struct characters *y)
{
	bool used[COMPARED] = {false};
	size_t shared = 0;

	for (size_t i = 0; i + 1 < x->count; i++)
		for (size_t k = 0; k + 1 < y->count; k++)
			if (!used[k] && x->at[i] == y->at[k] && x->at[i + 1] == y->at[k + 1]) {
				used[k] = true;
				shared++;
				break;
			}
	return shared;
}

bool
label_alike(struct label a, struct label b)
{
	enum { NOUN_BYTES = 6 };
	struct characters x, y;

	spell(a, &x);
	spell(b, &y);
	if (x.count < 2 || y.count < 2)
		return false;
	if (contains(&x, &y) || contains(&y, &x))
		return true;
	/* 乡镇64个项目 is what 抽查项目 names by its last words */
	if (a.right.len >= NOUN_BYTES && !b.right.len && str_ends(b.left, a.right))
		return true;
	return 2 * shared_bigrams(&x, &y) * 5 >= 3 * (x.count - 1 + y.count - 1);
}
