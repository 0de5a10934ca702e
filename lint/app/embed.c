/*
 * Built and run while the program is built: reads and checks rule and language
 * files and writes them as C, with all that does not hang on a report worked out, so
 * that the program reads no TOML when it starts.  Usage: embed ROOT FILE... > embedded.c
 */
#include <stdlib.h>
#include <string.h>

#include "embed.h"

static void
oom(void)
{
	fputs("embed: out of memory\n", stderr);
	exit(1);
}

static void
complain_at(struct str file, uint32_t line, uint32_t column, struct str message)
{
	fprintf(stderr, "%.*s:%u:%u: error: %.*s\n", STR_FMT(file), line, column, STR_FMT(message));
}

/* A file whose name begins behind the first `skip` bytes of its path; root NULL after a message. */
static struct rule_file
file_read(struct arena *a, const char *path, size_t skip)
{
	enum { FILE_MAX = 4 * 1024 * 1024 };
	struct str text;
	struct source_error unread = {0};
	struct toml_error wrong = {0};
	struct rule_file f = {.name = str_printf(a, "rules/%s", path + skip)};

	if (!source_read(a, path, FILE_MAX, &text, &unread)) {
		complain_at(str_of(path), 0, 0, unread.message);
		return f;
	}
	f.root = toml_parse(a, text, &wrong);
	if (!f.root)
		complain_at(f.name, wrong.line, wrong.column, wrong.message);
	else
		f.language = toml_get(f.root, STR("language")) != NULL;
	return f;
}

/* The rulebook of the files, whose kinds are in arena a; NULL after a message. */
static struct rulebook *
rules_make(struct arena *a, const struct rule_file *files, size_t count)
{
	struct kind_spec *kinds = arena_array(a, check_kind_count, sizeof *kinds);
	struct complaints c;

	for (size_t i = 0; i < check_kind_count; i++)
		kinds[i] = check_kinds[i]->spec;
	complaints_init(&c, a);
	struct rulebook *rb = rulebook_new(files, count, kinds, check_kind_count, &c, oom);
	for (const struct complaint *x = c.first; x; x = x->next)
		complain_at(x->place.file, x->place.line, x->place.column, x->message);
	return rb;
}

static void
write_texts(struct str s)
{
	enum { LINE = 96 };

	puts("static const char texts[] =");
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];
		if (i % LINE == 0)
			putchar('"');
		if (c < 32 || c > 126 || c == '"' || c == '\\' || c == '?')
			printf("\\%03o", c);
		else
			putchar(c);
		if (i % LINE == LINE - 1 || i + 1 == s.len)
			puts("\"");
	}
	puts(";");
}

static void
write_numbers(const struct packer *p)
{
	enum { LINE = 12 };

	puts("static const _Alignas(8) uint32_t numbers[] = {");
	for (size_t i = 0; i < p->numbers.len; i++)
		printf("%u,%s", p->numbers.at[i], i % LINE == LINE - 1 ? "\n" : "");
	puts("};");
}

/* The files as they are packed, from copies of their numbers and texts. */
static struct made
made_again(struct arena *a, const struct packer *p, const struct rule_file *files, size_t count)
{
	struct str texts = str_copy(a, buf_str(&p->texts));
	uint32_t *numbers = arena_array(a, p->numbers.len, sizeof *numbers);
	struct packed *packed = arena_alloc(a, sizeof *packed);
	struct rule_file *kept = arena_array(a, count, sizeof *kept);
	struct made m = {.texts = texts,
			 .numbers = numbers,
			 .number_count = p->numbers.len,
			 .packed = packed};

	memcpy(numbers, p->numbers.at, p->numbers.len * sizeof *numbers);
	*packed = (struct packed){numbers, texts.at};
	for (size_t i = 0; i < count; i++) {
		kept[i] = files[i];
		kept[i].root = NULL;
		kept[i].packed = packed;
	}
	m.rulebook = rules_make(a, kept, count);
	return m;
}

static void
write_files(const struct rule_file *files, size_t count)
{
	puts("static const struct packed packed = {numbers, texts};\n"
	     "const struct rule_file embedded_files[] = {");
	for (size_t i = 0; i < count; i++)
		printf("{{\"%.*s\", %zu}, 0, %d, &packed, %u, false, false},\n",
		       STR_FMT(files[i].name), files[i].name.len, files[i].language,
		       files[i].place);
	printf("};\nconst size_t embedded_file_count = %zu;\n", count);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(oom);

	if (!a || argc < 3)
		return 1;
	size_t count = (size_t)argc - 2;
	struct rule_file *files = arena_array(a, count, sizeof *files);
	struct packer p = packer_in(a);
	for (size_t i = 0; i < count; i++) {
		files[i] = file_read(a, argv[i + 2], strlen(argv[1]));
		if (!files[i].root)
			return 1;
	}
	struct rulebook *rb = rules_make(a, files, count);
	if (!rb)
		return 1;
	uint32_t lexicon = lexicon_pack(&p, rb->lexicon);
	struct packed_codes codes = codes_pack(&p, rb);
	for (size_t i = 0; i < count; i++)
		files[i].place = rule_file_pack(&p, &files[i], rb, lexicon, codes);
	rulebook_free(rb);
	puts("/* Made from the rule files; do not edit. */\n#include \"app.h\"\n");
	write_numbers(&p);
	write_texts(buf_str(&p.texts));
	write_files(files, count);
	struct made one = made_again(a, &p, files, count), other = made_again(a, &p, files, count);
	if (!one.rulebook || !other.rulebook)
		return 1;
	image_write(&one, &other, a);
	rulebook_free(one.rulebook);
	rulebook_free(other.rulebook);
	arena_free(a);
	return fflush(stdout) != 0;
}
