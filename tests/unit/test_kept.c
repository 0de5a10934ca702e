/*
 * rule/kept.c: the program's own rules, as they are kept, are what reading
 * their files gives; with other word lists they are read anew.  So are they as a whole rulebook
 * (app/embed_image.c).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../lint/app/app.h"
#include "../../lint/rule/code.h"

static void
oom(void)
{
	abort();
}

/* The embedded files, `parsed` or as they are kept, and one more unless it has no root. */
static struct rulebook *
load(struct arena *a, bool parsed, struct rule_file more)
{
	struct rule_file *files = arena_array(a, embedded_file_count + 1, sizeof *files);
	struct kind_spec *kinds = arena_array(a, check_kind_count, sizeof *kinds);
	struct complaints c;

	for (size_t i = 0; i < check_kind_count; i++)
		kinds[i] = check_kinds[i]->spec;
	for (size_t i = 0; i < embedded_file_count; i++) {
		const struct rule_file *f = &embedded_files[i];
		files[i] = *f;
		files[i].examples = true;
		if (!parsed)
			continue;
		files[i].root = unpack_tree(a, f->packed, rule_file_tree(f), NULL);
		files[i].packed = NULL;
	}
	files[embedded_file_count] = more;
	complaints_init(&c, a);
	struct rulebook *rb = rulebook_new(files, embedded_file_count + (more.root ? 1 : 0), kinds,
					   check_kind_count, &c, oom);
	assert_int_equal(c.count, 0);
	return rb;
}

static void
same_text(struct str a, struct str b)
{
	assert_int_equal(a.len, b.len);
	assert_true(str_eq(a, b));
}

static void
same_words(const struct word_list *a, const struct word_list *b)
{
	assert_true(!a == !b);
	if (!a)
		return;
	same_text(a->name, b->name);
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		same_text(a->words[i], b->words[i]);
		assert_int_equal(a->signs[i], b->signs[i]);
	}
}

static void
same_gate(const struct literal_gate *a, const struct literal_gate *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		assert_int_equal(a->literals[i], b->literals[i]);
	if (!a->count)
		return;
	assert_int_equal(a->spot.behind, b->spot.behind);
	assert_int_equal(a->spot.before, b->spot.before);
	assert_int_equal(a->spot.most, b->spot.most);
}

static void
same_pattern(const struct pattern *a, const struct pattern *b)
{
	same_text(a->source, b->source);
	same_text(a->regex, b->regex);
	same_text(a->place.file, b->place.file);
	assert_int_equal(a->place.line, b->place.line);
	assert_int_equal(a->place.column, b->place.column);
	assert_int_equal(a->index, b->index);
	assert_int_equal(a->capture_count, b->capture_count);
	for (size_t i = 0; i < a->capture_count; i++) {
		const struct capture *c = &a->captures[i], *d = &b->captures[i];
		same_text(c->name, d->name);
		assert_int_equal(c->type, d->type);
		assert_int_equal(c->kinds, d->kinds);
		assert_int_equal(c->unit, d->unit);
		assert_int_equal(c->group, d->group);
		same_words(c->words, d->words);
	}
	assert_int_equal(a->needs, b->needs);
	assert_int_equal(a->needs_one, b->needs_one);
	assert_int_equal(a->tail, b->tail);
	assert_int_equal(a->link_count, b->link_count);
	for (size_t i = 0; i < a->link_count; i++) {
		assert_int_equal(a->links[i].kinds, b->links[i].kinds);
		assert_int_equal(a->links[i].least, b->links[i].least);
		assert_int_equal(a->links[i].most, b->links[i].most);
		assert_memory_equal(a->links[i].edges, b->links[i].edges, sizeof a->links[i].edges);
	}
	for (size_t i = 0; i < LITERAL_GATES; i++)
		same_gate(&a->gates[i], &b->gates[i]);
}

static void
patterns_are_what_reading_gives(void **state)
{
	struct arena *a = arena_new(oom);
	struct rulebook *kept = load(a, false, (struct rule_file){0});
	struct rulebook *read = load(a, true, (struct rule_file){0});

	assert_true(kept->pattern_count > 100);
	assert_int_equal(kept->pattern_count, read->pattern_count);
	assert_int_equal(kept->gate_literals, read->gate_literals);
	for (size_t i = 0; i < kept->pattern_count; i++)
		same_pattern(kept->patterns[i], read->patterns[i]);
	rulebook_free(kept);
	rulebook_free(read);
	arena_free(a);
	(void)state;
}

static void
codes_are_what_compiling_gives(void **state)
{
	struct arena *a = arena_new(oom);
	struct rulebook *kept = load(a, false, (struct rule_file){0});
	struct str library = code_library(a);

	for (size_t i = 0; i < kept->pattern_count; i++) {
		const struct pattern *p = kept->patterns[i];
		struct str bytes = code_bytes(a, p->regex);
		assert_int_equal(p->code.first.len + p->code.rest.len, bytes.len);
		assert_true(str_starts(bytes, p->code.first));
		assert_true(str_ends(bytes, p->code.rest));
		pcre2_code *code = code_kept(&p->code, library);
		assert_non_null(code);
		pcre2_code_free(code);
		assert_null(code_kept(&p->code, STR("another version")));
	}
	rulebook_free(kept);
	arena_free(a);
	(void)state;
}

static void
same_rule(const struct rule *a, const struct rule *b)
{
	same_text(a->id, b->id);
	same_text(a->pack, b->pack);
	assert_int_equal(a->level, b->level);
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->languages, b->languages);
	assert_int_equal(a->scope, b->scope);
	assert_int_equal(a->unless_count, b->unless_count);
	assert_int_equal(a->also_count, b->also_count);
	for (size_t i = 0; i < a->also_count; i++) {
		same_text(a->also[i].name, b->also[i].name);
		same_text(a->also[i].capture_scope, b->also[i].capture_scope);
		assert_int_equal(a->also[i].scope_count, b->also[i].scope_count);
		assert_int_equal(a->also[i].scopes[0], b->also[i].scopes[0]);
	}
	assert_int_equal(a->let_count, b->let_count);
	for (size_t i = 0; i < a->let_count; i++)
		same_text(a->lets[i].name, b->lets[i].name);
	same_text(a->point, b->point);
	assert_true(!a->when == !b->when && !a->expect == !b->expect);
	for (int m = 0; m < MESSAGE_LANGUAGES; m++) {
		same_text(a->summary[m], b->summary[m]);
		same_text(a->help[m], b->help[m]);
		same_text(a->message[m], b->message[m]);
	}
}

static void
same_values(const struct rulebook *in, const struct rule *a, const struct rule *b)
{
	for (size_t i = 0; i < in->kinds[a->kind].key_count; i++) {
		const struct key_value *v = &a->values[i], *w = &b->values[i];
		assert_int_equal(v->set, w->set);
		if (!v->set)
			continue;
		same_text(v->string, w->string);
		assert_int_equal(v->integer, w->integer);
		same_words(v->words, w->words);
		assert_true(!v->pattern == !w->pattern);
		if (v->pattern)
			same_pattern(v->pattern, w->pattern);
	}
}

static void
same_measures(const struct rulebook *a, const struct rulebook *b)
{
	assert_int_equal(a->measure_count, b->measure_count);
	for (size_t i = 0; i < a->measure_count; i++) {
		const struct measure *m = &a->measures[i], *n = &b->measures[i];
		same_text(m->id, n->id);
		assert_int_equal(m->name_count, n->name_count);
		for (size_t k = 0; k < m->name_count; k++)
			same_text(m->names[k], n->names[k]);
		assert_int_equal(m->unit_count, n->unit_count);
		for (size_t k = 0; k < m->unit_count; k++)
			assert_int_equal(m->units[k], n->units[k]);
	}
}

static void
same_examples(const struct rule *a, const struct rule *b)
{
	assert_int_equal(a->example_count, b->example_count);
	for (size_t i = 0; i < a->example_count; i++) {
		same_text(a->examples[i].text, b->examples[i].text);
		assert_true(!a->examples[i].values == !b->examples[i].values);
		if (a->examples[i].values)
			assert_int_equal(a->examples[i].values->children,
					 b->examples[i].values->children);
	}
}

static void
rules_are_what_reading_gives(void **state)
{
	struct arena *a = arena_new(oom);
	struct rulebook *kept = load(a, false, (struct rule_file){0});
	struct rulebook *read = load(a, true, (struct rule_file){0});

	assert_int_equal(kept->rule_count, read->rule_count);
	for (size_t i = 0; i < kept->rule_count; i++) {
		same_rule(&kept->rules[i], &read->rules[i]);
		same_values(kept, &kept->rules[i], &read->rules[i]);
		same_examples(&kept->rules[i], &read->rules[i]);
	}
	same_measures(kept, read);
	rulebook_free(kept);
	rulebook_free(read);
	arena_free(a);
	(void)state;
}

static void
the_lexicon_is_what_reading_gives(void **state)
{
	struct arena *a = arena_new(oom);
	struct rulebook *kept = load(a, false, (struct rule_file){0});
	struct rulebook *read = load(a, true, (struct rule_file){0});
	struct packer x = packer_in(a), y = packer_in(a);

	assert_int_equal(lexicon_pack(&x, kept->lexicon), lexicon_pack(&y, read->lexicon));
	assert_int_equal(x.numbers.len, y.numbers.len);
	assert_memory_equal(x.numbers.at, y.numbers.at, x.numbers.len * sizeof *x.numbers.at);
	same_text(buf_str(&x.texts), buf_str(&y.texts));
	rulebook_free(kept);
	rulebook_free(read);
	arena_free(a);
	(void)state;
}

static void
the_rulebook_is_what_reading_gives(void **state)
{
	struct arena *a = arena_new(oom);
	struct rulebook *own = rules_embedded(false);
	struct rulebook *kept = load(a, false, (struct rule_file){0});
	struct rulebook *read = load(a, true, (struct rule_file){0});
	struct packer x = packer_in(a), y = packer_in(a);

	assert_int_equal(own->pattern_count, read->pattern_count);
	assert_int_equal(own->gate_literals, read->gate_literals);
	assert_int_equal(own->groups_max, read->groups_max);
	for (size_t i = 0; i < own->pattern_count; i++) {
		same_pattern(own->patterns[i], read->patterns[i]);
		same_text(own->patterns[i]->code.first, kept->patterns[i]->code.first);
		same_text(own->patterns[i]->code.rest, kept->patterns[i]->code.rest);
	}
	assert_int_equal(own->rule_count, read->rule_count);
	for (size_t i = 0; i < own->rule_count; i++) {
		same_rule(&own->rules[i], &read->rules[i]);
		same_values(own, &own->rules[i], &read->rules[i]);
		assert_int_equal(own->rules[i].example_count, 0);
	}
	same_measures(own, read);
	assert_int_equal(lexicon_pack(&x, own->lexicon), lexicon_pack(&y, read->lexicon));
	assert_memory_equal(x.numbers.at, y.numbers.at, x.numbers.len * sizeof *x.numbers.at);
	same_text(buf_str(&x.texts), buf_str(&y.texts));
	rulebook_free(own);
	rulebook_free(kept);
	rulebook_free(read);
	arena_free(a);
	(void)state;
}

static void
equal_texts_are_packed_once(void **state)
{
	struct arena *a = arena_new(oom);
	struct packer p = packer_in(a);
	const struct str texts[] = {STR("part"), STR("whole"), STR("part"), STR(""), STR("wholes")};
	struct unpacker u = {.at = (uint32_t)p.numbers.len};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		pack_text(&p, texts[i]);
	assert_int_equal(p.texts.len, strlen("partwholewholes"));
	const struct packed packed = {p.numbers.at, p.texts.at};
	u.from = &packed;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		same_text(unpack_text(&u), texts[i]);
	arena_free(a);
	(void)state;
}

/* A language file of the user's adds a word to a list of which a pattern binds one. */
static void
other_words_are_read_anew(void **state)
{
	struct arena *a = arena_new(oom);
	struct rulebook *kept = load(a, false, (struct rule_file){0});
	const struct word_list *list = NULL;
	struct toml_error error = {0};
	size_t pattern = 0;

	for (size_t i = 0; i < kept->pattern_count && !list; i++)
		for (size_t k = 0; k < kept->patterns[i]->capture_count && !list; k++) {
			const struct word_list *w = kept->patterns[i]->captures[k].words;
			if (w && w->signs[0]) {
				list = w;
				pattern = i;
			}
		}
	assert_non_null(list);
	struct str text = str_printf(a, "language = 'zh'\n[signed]\n%.*s = { up = ['qqqqqqqq'] }\n",
				     STR_FMT(list->name));
	struct rulebook *more = load(a, false,
				     (struct rule_file){.name = STR("more.toml"),
							.root = toml_parse(a, text, &error),
							.language = true});
	assert_int_equal(str_find(kept->patterns[pattern]->regex, STR("qqqqqqqq")), SIZE_MAX);
	assert_true(str_find(more->patterns[pattern]->regex, STR("qqqqqqqq")) != SIZE_MAX);
	rulebook_free(kept);
	rulebook_free(more);
	arena_free(a);
	(void)state;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_are_what_reading_gives),
		cmocka_unit_test(codes_are_what_compiling_gives),
		cmocka_unit_test(rules_are_what_reading_gives),
		cmocka_unit_test(the_lexicon_is_what_reading_gives),
		cmocka_unit_test(the_rulebook_is_what_reading_gives),
		cmocka_unit_test(equal_texts_are_packed_once),
		cmocka_unit_test(other_words_are_read_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
