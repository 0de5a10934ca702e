/*
 * Built and run while the program is built: reads rule and language files and
 * writes them as C, already parsed, so that the program reads no TOML at all
 * when it starts.  Usage: embed ROOT FILE... > embedded.c
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

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

static void
write_string(struct str s)
{
	putchar('{');
	putchar('"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (c < 32 || c > 126 || c == '"' || c == '\\' || c == '?')
			printf("\\%03o", c);
		else
			putchar(c);
	}
	printf("\", %zu}", s.len);
}

/* Writes the children of a node before the node that points to them. */
static size_t
write_children(const struct toml_node *n, size_t *serial)
{
	size_t *ids = calloc(n->children + 1, sizeof *ids);

	if (!ids)
		oom();
	for (size_t i = 0; i < n->children; i++)
		ids[i] = n->child[i].children ? write_children(&n->child[i], serial) : 0;
	size_t mine = ++*serial;
	printf("static const struct toml_node n%zu[] = {\n", mine);
	for (size_t i = 0; i < n->children; i++) {
		const struct toml_node *c = &n->child[i];
		printf("{%d, %u, %u, %u, %u, ", (int)c->type, c->line, c->column, c->key_line,
		       c->key_column);
		write_string(c->key);
		fputs(", ", stdout);
		write_string(c->string);
		printf(", %lld, ", (long long)c->integer);
		if (ids[i])
			printf("n%zu, %zu},\n", ids[i], c->children);
		else
			printf("0, 0},\n");
	}
	puts("};");
	free(ids);
	return mine;
}

/* Writes one file as `rootN`; false after a message. */
static bool
write_file(struct arena *a, const char *path, int n, size_t *serial)
{
	struct toml_error e = {0};
	const struct toml_node *root = toml_parse(a, read_file(a, path), &e);

	if (!root) {
		fprintf(stderr, "%s:%u:%u: error: %.*s\n", path, e.line, e.column,
			STR_FMT(e.message));
		return false;
	}
	size_t children = root->children ? write_children(root, serial) : 0;
	printf("static const struct toml_node root%d = {TOML_TABLE, 1, 1, 1, 1, {\"\", 0}, "
	       "{\"\", 0}, 0, ",
	       n);
	if (children)
		printf("n%zu, %zu};\n", children, root->children);
	else
		puts("0, 0};");
	return true;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(oom);
	size_t serial = 0;

	if (!a || argc < 3)
		return 1;
	size_t prefix = strlen(argv[1]);
	puts("/* Made from the rule files; do not edit. */\n#include \"app.h\"\n");
	for (int i = 2; i < argc; i++)
		if (!write_file(a, argv[i], i, &serial))
			return 1;
	puts("const struct embedded_file embedded_files[] = {");
	for (int i = 2; i < argc; i++) {
		const char *name =
			strncmp(argv[i], argv[1], prefix) == 0 ? argv[i] + prefix : argv[i];
		printf("{\"%s\", &root%d},\n", name, i);
	}
	printf("};\nconst size_t embedded_file_count = %d;\n", argc - 2);
	arena_free(a);
	return fflush(stdout) != 0;
}
