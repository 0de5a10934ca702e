/*
 * The lexicon: language files are read strictly, lists are sorted, units
 * convert.  With a file as argument, prints what the lexer makes of each line.
 */
#include "lex_fixture.h"

/* A few characters on either side of a lexeme, and what it is. */
static void
print_facts(struct arena *a, const struct lexicon *lx, struct str line)
{
	uint32_t at = 0, end = (uint32_t)line.len, next;
	struct lexeme l;

	while ((at = lex_next(lx, line.at, at, end)) < end) {
		bool digit = line.at[at] >= '0' && line.at[at] <= '9';
		bool found = lex_fact(lx, line.at, 0, at, end, &l, &next);
		size_t from = found ? l.span.from : at, to = found ? l.span.to : next;
		for (int i = 0; i < 10 && from > 0; i++)
			from = utf8_back(line.at, from);
		for (int i = 0; i < 8 && to < end; i++)
			utf8_next(line.at, &to);
		if (found || digit) {
			struct str what = found ? lexeme_describe(a, lx, line.at, &l) : STR("nothing");
			printf("%.*s\t<= %.*s\n", STR_FMT(what), (int)(to - from), line.at + from);
		}
		at = next;
	}
}

static int
print_lines(const char *path)
{
	struct arena *a = arena_new(out_of_memory);
	const struct lexicon *lx = lexicon_of_rules(a);
	struct source source;
	struct source_error error;
	struct text text;
	struct str bytes;

	if (!source_read(a, path, UINT32_MAX, &bytes, &error) ||
	    !source_decode(a, str_of(path), bytes, &source, &error))
		return 1;
	text_fold(a, &source, &text);
	for (uint32_t at = 0; at < text.len;) {
		uint32_t end = at;
		while (end < text.len && text.at[end] != '\n')
			end++;
		print_facts(a, lx, (struct str){text.at + at, end - at});
		at = end + 1;
	}
	arena_free(a);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		return print_lines(argv[1]);
	return 0;
}
