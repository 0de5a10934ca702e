/*
 * For tests of the rule layer: rulebooks from strings with a small language
 * of their own, and facts made by hand from a text such as "共<count:97:件>，".
 */
#ifndef RULE_FIXTURE_H
#define RULE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lint/fact/skeleton.h"
#include "../../lint/rule/rule.h"

#define FIXTURE_LANGUAGE                                                                           \
	"language = 'zh'\n"                                                                        \
	"[numerals.digits]\n"                                                                      \
	"'一' = 1\n"                                                                              \
	"'二' = 2\n"                                                                              \
	"[[unit]]\n"                                                                               \
	"kind = 'count'\n"                                                                         \
	"each = ['宗', '件', '批']\n"                                                           \
	"[[unit]]\n"                                                                               \
	"kind = 'amount'\n"                                                                        \
	"names = ['元']\n"                                                                        \
	"[[unit]]\n"                                                                               \
	"kind = 'amount'\n"                                                                        \
	"names = ['万元']\n"                                                                     \
	"base = '元'\n"                                                                           \
	"factor = 10000\n"                                                                         \
	"[[unit]]\n"                                                                               \
	"kind = 'measure'\n"                                                                       \
	"dimension = 'time'\n"                                                                     \
	"names = ['小时']\n"                                                                     \
	"base = 'second'\n"                                                                        \
	"factor = 3600\n"                                                                          \
	"[[unit]]\n"                                                                               \
	"kind = 'measure'\n"                                                                       \
	"dimension = 'time'\n"                                                                     \
	"names = ['天']\n"                                                                        \
	"base = 'second'\n"                                                                        \
	"factor = 86400\n"                                                                         \
	"[[unit]]\n"                                                                               \
	"kind = 'percent'\n"                                                                       \
	"names = ['%']\n"                                                                          \
	"[[unit]]\n"                                                                               \
	"kind = 'point'\n"                                                                         \
	"names = ['百分点']\n"                                                                  \
	"[date]\n"                                                                                 \
	"year = ['年']\n"                                                                         \
	"[names]\n"                                                                                \
	"ordinal = ['第']\n"                                                                      \
	"before = ['PM']\n"                                                                        \
	"[words]\n"                                                                                \
	"of-which = ['其中', 'of which']\n"                                                      \
	"[signed.change]\n"                                                                        \
	"up = ['增长', '增加', 'rose']\n"                                                      \
	"down = ['下降', 'fell']\n"                                                              \
	"[pairs]\n"                                                                                \
	"complements = [['同意', '不同意']]\n"

/* What every rule of a test needs besides what is tested. */
#define FIXTURE_HEAD                                                                               \
	"[[rule]]\n"                                                                               \
	"id = 'a-rule'\n"                                                                          \
	"category = 'arithmetic'\n"                                                                \
	"summary = 'A rule'\n"                                                                     \
	"message = 'wrong'\n"                                                                      \
	"example = [{ text = 'a', want = {} }, { text = 'b', want = 'none' }]\n"
enum { FIXTURE_HEAD_LINES = 6 };

static const struct kind_key fixture_keys[] = {
	{"side", KEY_STRING, true, "which side", "left|right"},
	{"least", KEY_INTEGER, false, "how many", NULL},
	{"share", KEY_INTEGER, false, "how much, in percent", "1..100"},
	{"strict", KEY_BOOLEAN, false, "strict", NULL},
	{"words", KEY_WORDS, false, "words", NULL},
	{"halves", KEY_PAIRS, false, "pairs", NULL},
	{"shape", KEY_PATTERN, false, "a pattern", NULL},
	{"names", KEY_NUMBERED, false, "names", NULL},
};
static const struct kind_spec fixture_kinds[] = {
	{.name = "relation", .summary = "a relation", .values = "", .relation = true},
	{.name = "shapes",
	 .summary = "shapes",
	 .keys = fixture_keys,
	 .key_count = 8,
	 .values = "gap sum"},
};

static inline void
fixture_oom(void)
{
	abort();
}

struct fixture {
	struct arena *arena;
	struct complaints complaints;
	struct rulebook *rulebook;
	struct number_pool *pool;
	struct matcher *matcher;
};

static inline int
fixture_open(void **state)
{
	struct fixture *x = calloc(1, sizeof *x);
	x->arena = arena_new(fixture_oom);
	x->pool = number_pool_new();
	*state = x;
	return 0;
}

static inline int
fixture_close(void **state)
{
	struct fixture *x = *state;
	matcher_free(x->matcher);
	rulebook_free(x->rulebook);
	number_pool_free(x->pool);
	arena_free(x->arena);
	free(x);
	return 0;
}

static inline const struct toml_node *
fixture_tree(struct fixture *x, struct str text)
{
	struct toml_error error = {0};
	const struct toml_node *root = toml_parse(x->arena, text, &error);
	if (!root)
		fail_msg("%u:%u: %.*s", error.line, error.column, STR_FMT(error.message));
	return root;
}

/* Loads rule files; x->rulebook is NULL after complaints. */
static inline void
fixture_files(struct fixture *x, const char *const *texts, size_t count)
{
	struct rule_file *files = arena_array(x->arena, count + 1, sizeof *files);
	matcher_free(x->matcher);
	rulebook_free(x->rulebook);
	x->matcher = NULL;
	complaints_init(&x->complaints, x->arena);
	files[0] = (struct rule_file){.name = STR("zh.toml"),
				      .root = fixture_tree(x, STR(FIXTURE_LANGUAGE)),
				      .language = true};
	for (size_t i = 0; i < count; i++) {
		files[i + 1].name = str_printf(x->arena, "dir/%zu.toml", i);
		files[i + 1].root = fixture_tree(x, str_of(texts[i]));
		files[i + 1].language = toml_get(files[i + 1].root, STR("language")) != NULL;
	}
	x->rulebook = rulebook_new(files, count + 1, fixture_kinds, 2, &x->complaints, fixture_oom);
	if (x->rulebook)
		x->matcher = matcher_new(x->rulebook, fixture_oom);
}

static inline void
fixture_print(const struct fixture *x)
{
	for (const struct complaint *c = x->complaints.first; c; c = c->next)
		print_error("%.*s:%u:%u: %.*s\n", STR_FMT(c->place.file), c->place.line,
			    c->place.column, STR_FMT(c->message));
}

/* One rule: the common keys, then `keys`. */
static inline const struct rule *
fixture_rule(struct fixture *x, const char *keys)
{
	struct str text = str_printf(x->arena, "%s%s\n", FIXTURE_HEAD, keys);
	fixture_files(x, &text.at, 1);
	fixture_print(x);
	assert_non_null(x->rulebook);
	return &x->rulebook->rules[0];
}

/* The pattern of a rule that has nothing else. */
static inline const struct pattern *
fixture_pattern(struct fixture *x, const char *source)
{
	return fixture_rule(x, str_printf(x->arena, "match = '''%s'''", source).at)->match;
}

/* Asserts that exactly one complaint comes, at this place behind the common keys. */
static inline void
fixture_wrong_file(struct fixture *x, const char *file, unsigned line, unsigned column,
		   const char *message)
{
	fixture_files(x, &file, 1);
	const struct complaint *c = x->complaints.first;
	if (x->complaints.count != 1 || !str_eq(c->message, str_of(message)) ||
	    c->place.line != line || c->place.column != column) {
		print_error("wanted %u:%u: %s\n", line, column, message);
		fixture_print(x);
		fail();
	}
	assert_null(x->rulebook);
}

static inline void
fixture_wrong(struct fixture *x, const char *keys, int line, unsigned column, const char *message)
{
	struct str text = str_printf(x->arena, "%s%s\n", FIXTURE_HEAD, keys);
	fixture_wrong_file(x, text.at, (unsigned)(FIXTURE_HEAD_LINES + line), column, message);
}

/* ---- facts ---------------------------------------------------------------- */

struct fixture_text {
	struct doc doc;
	struct facts facts;
	struct fact all[4096];
};

static inline enum kind
fixture_kind(struct str name)
{
	for (int k = 0; k < KIND_COUNT_OF_KINDS; k++)
		if (str_eq(name, str_of(kind_names[k])))
			return (enum kind)k;
	fail_msg("no kind %.*s", STR_FMT(name));
	return KIND_NONE;
}

/* <kind:digits> or <kind:digits:unit> or <date:2020-08-26> */
static inline void
fixture_fact(struct fixture *x, struct fixture_text *t, struct str inside, struct buf *text)
{
	size_t colon = str_find(inside, STR(":"));
	struct str rest = str_sub(inside, colon + 1, inside.len);
	size_t second = str_find(rest, STR(":"));
	struct str digits = second == SIZE_MAX ? rest : str_sub(rest, 0, second);
	struct fact *f = &t->all[t->facts.count++];
	struct lexeme *l = &f->lex;
	l->kind = fixture_kind(str_sub(inside, 0, colon));
	l->span.from = l->number.from = (uint32_t)text->len;
	buf_add(text, digits);
	l->span.to = l->number.to = (uint32_t)text->len;
	if (second != SIZE_MAX)
		l->unit = lexicon_unit_named(x->rulebook->lexicon,
					     str_sub(rest, second + 1, rest.len));
	if (l->kind == KIND_DATE) {
		int year = 0, month = 0, day = 0;
		int n = sscanf(str_copy(x->arena, digits).at, "%d-%d-%d", &year, &month, &day);
		l->from = (struct calendar_date){(int16_t)year, (int8_t)month, (int8_t)day, 0,
						 n == 3	  ? PRECISION_DAY
						 : n == 2 ? PRECISION_MONTH
							  : PRECISION_YEAR};
		l->to = l->from;
		return;
	}
	assert_true(decimal_read(digits, &l->value));
	l->decimals = (uint8_t)-l->value.exponent;
	l->rounded = l->value.exponent < 0 || l->kind == KIND_PERCENT;
	if (l->kind == KIND_PERCENT)
		l->value.exponent -= 2;
}

static inline const struct facts *
fixture_facts(struct fixture *x, const char *markup)
{
	struct fixture_text *t = arena_alloc(x->arena, sizeof *t);
	struct str s = str_of(markup);
	struct buf text = {.arena = x->arena}, skeleton = {.arena = x->arena};
	t->facts.at = t->all;
	t->facts.doc = &t->doc;
	t->facts.lexicon = x->rulebook->lexicon;
	for (size_t at = 0; at < s.len; at++) {
		if (s.at[at] != '<') {
			buf_char(&text, s.at[at]);
			buf_char(&skeleton, s.at[at]);
			continue;
		}
		struct str rest = str_sub(s, at + 1, s.len);
		size_t close = str_find(rest, STR(">"));
		char c[4];
		t->all[t->facts.count].skeleton = (uint32_t)skeleton.len;
		fixture_fact(x, t, str_sub(rest, 0, close), &text);
		size_t width =
			utf8_put(c, (uint32_t)SKELETON_BASE + t->all[t->facts.count - 1].lex.kind);
		buf_add(&skeleton, (struct str){c, width});
		at += close + 1;
	}
	t->doc.text = (struct text){.at = text.at, .len = (uint32_t)text.len};
	t->facts.skeleton = skeleton.at;
	t->facts.skeleton_len = (uint32_t)skeleton.len;
	t->facts.pages = skeleton_pages(x->arena, t->all, t->facts.count, t->facts.skeleton_len);
	return &t->facts;
}

static inline struct span
fixture_whole(const struct facts *f)
{
	return (struct span){0, f->skeleton_len};
}

/* The facts of a binding as "97 15". */
static inline const char *
fixture_bound(struct fixture *x, const struct facts *f, const struct match *m, const char *name)
{
	struct buf out = {.arena = x->arena};
	for (size_t i = 0; i < m->count; i++) {
		const struct binding *b = &m->bindings[i];
		if (!str_eq(b->capture->name, str_of(name)))
			continue;
		for (size_t k = 0; k < b->fact_count; k++)
			buf_printf(&out, "%s%.*s", k ? " " : "",
				   STR_FMT(doc_slice(f->doc, b->facts[k]->lex.number)));
		if (!b->capture->kinds)
			buf_add(&out, (struct str){f->skeleton + b->skeleton.from,
						   b->skeleton.to - b->skeleton.from});
	}
	buf_char(&out, '\0');
	return out.at;
}

#endif
