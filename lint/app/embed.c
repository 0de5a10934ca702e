/*
 * Built and run while the program is built: reads rule and language files and
 * writes them as C, already parsed and their patterns already made, so that the program reads
 * no TOML and makes no pattern when it starts.  Examples are left out: who wants them reads the
 * text of the files, which is written too.  Usage: embed ROOT FILE... > embedded.c
 */
#include <stdlib.h>
#include <string.h>

#include "../check/check.h"

enum { FILES_MAX = 64, SPEC_MAX = 256 };

static void
oom(void)
{
	fputs("embed: out of memory\n", stderr);
	exit(1);
}

static struct str
read_file(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	struct buf b = {.arena = a};
	char part[4096];
	size_t n;

	if (!f) {
		perror(path);
		exit(1);
	}
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_add(&b, (struct str){part, n});
	fclose(f);
	return buf_str(&b);
}

/* A string literal. */
static void
write_text(struct str s)
{
	putchar('"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (c < 32 || c > 126 || c == '"' || c == '\\' || c == '?')
			printf("\\%03o", c);
		else
			putchar(c);
	}
	putchar('"');
}

static void
write_string(struct str s)
{
	/* No pointer where there is no text: each has to be relocated when the program starts. */
	if (!s.len) {
		fputs("{0, 0}", stdout);
		return;
	}
	putchar('{');
	write_text(s);
	printf(", %zu}", s.len);
}

/* ---- patterns ---------------------------------------------------------------------- */

/* The literals that bits stand for, each with a line end behind it. */
static void
write_literals(const struct rulebook *rb, const uint16_t *bits, size_t count)
{
	struct buf b = {.arena = rb->arena};

	for (size_t i = 0; i < count; i++) {
		buf_add(&b, rulebook_literal(rb, bits[i]));
		buf_char(&b, '\n');
	}
	write_text(buf_str(&b));
}

/* What stands behind the `/` of the capture {name:kind/unit}; a name may stand in several
 * alternatives. */
static struct str
unit_named(const struct pattern *p, size_t capture)
{
	char head[SPEC_MAX];
	struct str rest = p->source, name = p->captures[capture].name;

	snprintf(head, sizeof head, "{%.*s:", STR_FMT(name));
	for (size_t i = 0; i <= capture; i++) {
		if (!str_eq(p->captures[i].name, name))
			continue;
		rest = str_sub(rest, str_find(rest, str_of(head)) + strlen(head), rest.len);
	}
	rest = str_sub(rest, 0, str_find(rest, STR("}")));
	return str_sub(rest, str_find(rest, STR("/")) + 1, rest.len);
}

static void
write_captures(const struct pattern *p)
{
	printf("static const struct ready_capture c%u[] = {\n", p->index);
	for (size_t i = 0; i < p->capture_count; i++) {
		const struct capture *c = &p->captures[i];
		printf("{\"%.*s\", %d, %u, %u, ", STR_FMT(c->name), (int)c->type,
		       (unsigned)c->kinds, c->group);
		if (c->unit)
			write_text(unit_named(p, i));
		else
			putchar('0');
		fputs(", ", stdout);
		if (c->words)
			write_text(c->words->name);
		else
			putchar('0');
		puts("},");
	}
	puts("};");
}

static void
write_pattern(const struct rulebook *rb, const struct pattern *p)
{
	fputs("{", stdout);
	write_string(p->regex);
	if (p->capture_count)
		printf(", c%u, %zu, ", p->index, p->capture_count);
	else
		fputs(", 0, 0, ", stdout);
	printf("%u, %u, ", (unsigned)p->needs, (unsigned)p->needs_one);
	write_literals(rb, p->literals, p->literal_count);
	fputs(", ", stdout);
	write_literals(rb, p->second, p->second_count);
	fputs(", {", stdout);
	for (size_t i = 0; i < FACT_LINKS_MAX; i++)
		printf("{%u, %u, %u},", (unsigned)p->links[i].kinds, p->links[i].least,
		       p->links[i].most);
	printf("}, %zu, %u},\n", p->link_count, p->tail);
}

static void
write_patterns(const struct rulebook *rb)
{
	for (size_t i = 0; i < rb->pattern_count; i++)
		if (rb->patterns[i]->capture_count)
			write_captures(rb->patterns[i]);
	puts("const struct ready_pattern embedded_patterns[] = {");
	for (size_t i = 0; i < rb->pattern_count; i++)
		write_pattern(rb, rb->patterns[i]);
	puts("};");
}

/* ---- trees ------------------------------------------------------------------------------ */

/* What a node's `integer` is to be: of the text of a pattern, the pattern's number from 1. */
static long long
integer_of(const struct rulebook *rb, const struct toml_node *n)
{
	for (size_t i = 0; n->type == TOML_STRING && i < rb->pattern_count; i++)
		if (rb->patterns[i]->source.at == n->string.at)
			return (long long)i + 1;
	return (long long)n->integer;
}

/* Examples take most of the room of the rules. */
static bool
left_out(const struct toml_node *n)
{
	return n->type == TOML_ARRAY && str_eq(n->key, STR("example"));
}

static void
write_node(const struct rulebook *rb, const struct toml_node *n, size_t id)
{
	printf("{%d, %u, %u, %u, %u, ", (int)n->type, n->line, n->column, n->key_line,
	       n->key_column);
	write_string(n->key);
	fputs(", ", stdout);
	write_string(n->string);
	printf(", %lld, ", integer_of(rb, n));
	if (id)
		printf("n%zu, sizeof n%zu / sizeof *n%zu},\n", id, id, id);
	else
		printf("0, 0},\n");
}

/* Writes the children of a node before the node that points to them; gives their number. */
static size_t
write_children(const struct rulebook *rb, const struct toml_node *n, size_t *serial)
{
	size_t *ids = calloc(n->children + 1, sizeof *ids);

	if (!ids)
		oom();
	for (size_t i = 0; i < n->children; i++)
		if (n->child[i].children && !left_out(&n->child[i]))
			ids[i] = write_children(rb, &n->child[i], serial);
	size_t mine = ++*serial;
	printf("static const struct toml_node n%zu[] = {\n", mine);
	for (size_t i = 0; i < n->children; i++)
		if (!left_out(&n->child[i]))
			write_node(rb, &n->child[i], ids[i]);
	puts("};");
	free(ids);
	return mine;
}

/* The table that a file is. */
static void
write_root(size_t children)
{
	printf("{TOML_TABLE, 1, 1, 1, 1, {0, 0}, {0, 0}, 0, n%zu, sizeof n%zu / sizeof "
	       "*n%zu};\n",
	       children, children, children);
}

static void
write_file(const struct rulebook *rb, const struct rule_file *file, struct str text, size_t *serial,
	   size_t n)
{
	size_t id = write_children(rb, file->root, serial);

	printf("static const struct toml_node root%zu = ", n);
	write_root(id);
	printf("static const char text%zu[] = ", n);
	write_text(text);
	puts(";");
}

/* ---- the whole ------------------------------------------------------------------------- */

struct embedding {
	struct arena *arena;
	struct rule_file files[FILES_MAX];
	struct str texts[FILES_MAX];
	size_t count;
};

static bool
take_file(struct embedding *e, const char *path, const char *root)
{
	struct toml_error wrong = {0};
	struct rule_file *file = &e->files[e->count];
	struct str name = str_of(path);

	if (e->count == FILES_MAX)
		return false;
	if (str_starts(name, str_of(root)))
		name = str_sub(name, strlen(root), name.len);
	e->texts[e->count++] = read_file(e->arena, path);
	*file = (struct rule_file){.name = name, .trusted = true};
	file->root = toml_parse(e->arena, e->texts[e->count - 1], &wrong);
	if (file->root)
		file->language = toml_get(file->root, STR("language")) != NULL;
	else
		fprintf(stderr, "%s:%u:%u: error: %.*s\n", path, wrong.line, wrong.column,
			STR_FMT(wrong.message));
	return file->root != NULL;
}

static struct rulebook *
make_rulebook(const struct embedding *e)
{
	struct complaints complaints;
	struct kind_spec *kinds = arena_array(e->arena, check_kind_count, sizeof *kinds);

	for (size_t i = 0; i < check_kind_count; i++)
		kinds[i] = check_kinds[i]->spec;
	complaints_init(&complaints, e->arena);
	struct rulebook *rb =
		rulebook_new(e->files, e->count, kinds, check_kind_count, &complaints, oom);
	for (const struct complaint *c = complaints.first; c; c = c->next)
		fprintf(stderr, "rules/%.*s:%u:%u: error: %.*s\n", STR_FMT(c->place.file),
			c->place.line, c->place.column, STR_FMT(c->message));
	return rb;
}

static void
write_all(const struct embedding *e, const struct rulebook *rb)
{
	size_t serial = 0;

	puts("/* Made from the rule files; do not edit. */\n#include \"app.h\"\n");
	write_patterns(rb);
	for (size_t i = 0; i < e->count; i++)
		write_file(rb, &e->files[i], e->texts[i], &serial, i);
	puts("const struct embedded_file embedded_files[] = {");
	for (size_t i = 0; i < e->count; i++)
		printf("{\"%.*s\", &root%zu, {text%zu, sizeof text%zu - 1}},\n",
		       STR_FMT(e->files[i].name), i, i, i);
	printf("};\nconst size_t embedded_file_count = %zu;\n", e->count);
}

int
main(int argc, char **argv)
{
	struct embedding e = {.arena = arena_new(oom)};
	bool ok = e.arena && argc > 2;

	for (int i = 2; ok && i < argc; i++)
		ok = take_file(&e, argv[i], argv[1]);
	struct rulebook *rb = ok ? make_rulebook(&e) : NULL;
	if (rb)
		write_all(&e, rb);
	rulebook_free(rb);
	arena_free(e.arena);
	return rb && fflush(stdout) == 0 ? 0 : 1;
}
