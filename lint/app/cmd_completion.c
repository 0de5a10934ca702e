/*
 * reportlint completion bash|zsh|fish: prints what the shell needs to complete commands, options,
 * their values and ids of rules.  Made from the tables that the command line is read with, so that
 * it knows what they know; ids of rules are asked of the program when they are completed.
 */
#include "options.h"

#include <stdlib.h>
#include <string.h>

#define RULE_IDS "reportlint rules 2>/dev/null | cut -d ' ' -f 1"

static void
print_commands(const char *between)
{
	for (size_t i = 0; i < command_row_count; i++)
		printf("%s%s", i ? between : "", command_rows[i].name);
}

static bool
has_letter(const struct option_row *o)
{
	return o->id < OPT_BASELINE;
}

/* ---- bash ---------------------------------------------------------------------------- */

/* "*:-j | *:--jobs", or of one command. */
static void
bash_pattern(const char *command, const struct option_row *o)
{
	printf("\t%s:--%s", command, o->name);
	if (has_letter(o))
		printf(" | %s:-%c", command, (char)o->id);
	fputs(") ", stdout);
}

static void
bash_value(const struct option_row *o)
{
	switch (o->takes) {
	case TAKES_NOTHING:
		return;
	case TAKES_WORD:
		bash_pattern("*", o);
		fputs("values='", stdout);
		print_words(stdout, o->words, " ");
		puts("' ;;");
		return;
	case TAKES_FORMAT:
		for (size_t i = 0; i < command_row_count; i++) {
			if (!(command_rows[i].command & o->commands))
				continue;
			bash_pattern(command_rows[i].name, o);
			fputs("values='", stdout);
			print_formats(stdout, &command_rows[i], " ");
			puts("' ;;");
		}
		return;
	case TAKES_RULE:
		bash_pattern("*", o);
		puts("values=$(" RULE_IDS ") ;;");
		return;
	case TAKES_FILE:
		bash_pattern("*", o);
		puts("return ;;");
		return;
	case TAKES_OTHER:
		bash_pattern("*", o);
		puts("compopt +o default; return ;;");
		return;
	}
}

static void
bash_argument(const char *command, bool first, enum takes takes, const char *const *words)
{
	printf("\t%s:%s) ", command, first ? "1" : "*");
	if (takes == TAKES_WORD) {
		fputs("values='", stdout);
		print_words(stdout, words, " ");
		puts("' ;;");
	} else if (takes == TAKES_RULE) {
		puts("values=$(" RULE_IDS ") ;;");
	} else {
		puts(takes == TAKES_FILE ? "return ;;" : "compopt +o default; return ;;");
	}
}

static void
bash_options(const struct command_row *c)
{
	printf("\t%s) values='", c->name);
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *o = &option_rows[i];
		if (!(o->commands & c->command))
			continue;
		if (has_letter(o))
			printf("-%c ", (char)o->id);
		printf("--%s ", o->name);
	}
	puts("' ;;");
}

/* `--name=value` comes as three words; where nothing is given, readline completes names of files. */
static void
print_bash(void)
{
	puts("# Completion of reportlint for bash.\n"
	     "_reportlint()\n"
	     "{\n"
	     "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
	     "\tlocal command=check at=$((COMP_CWORD - 1)) values=\n"
	     "\tCOMPREPLY=()\n"
	     "\t[[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD-2]}\n"
	     "\t[[ $word == = ]] && word=\n"
	     "\tif [[ $COMP_CWORD -eq 1 && $word != -* ]]; then\n"
	     "\t\tcompopt -o filenames");
	fputs("\t\tmapfile -t COMPREPLY < <(compgen -W '", stdout);
	print_commands(" ");
	fputs("' -- \"$word\"; compgen -f -- \"$word\")\n"
	      "\t\treturn\n"
	      "\tfi\n"
	      "\t[[ $COMP_CWORD -gt 1 ]] && case ${COMP_WORDS[1]} in\n\t",
	      stdout);
	print_commands(" | ");
	puts(") command=${COMP_WORDS[1]} at=$((COMP_CWORD - 2)) ;;\n"
	     "\tesac\n"
	     "\tcase $command:$before in");
	for (size_t i = 0; i < option_row_count; i++)
		bash_value(&option_rows[i]);
	puts("\tesac\n"
	     "\tif [[ -z $values && $word == -* ]]; then\n"
	     "\tcase $command in");
	for (size_t i = 0; i < command_row_count; i++)
		bash_options(&command_rows[i]);
	puts("\tesac\n"
	     "\tfi\n"
	     "\t[[ -z $values ]] && case $command:$((at + 1)) in");
	for (size_t i = 0; i < command_row_count; i++) {
		const struct command_row *c = &command_rows[i];
		bash_argument(c->name, true, c->first, c->words);
		bash_argument(c->name, false, c->rest, NULL);
	}
	puts("\tesac\n"
	     "\tmapfile -t COMPREPLY < <(compgen -W \"$values\" -- \"$word\")\n"
	     "}\n"
	     "complete -o default -F _reportlint reportlint");
}

/* ---- zsh ------------------------------------------------------------------------------- */

/* ":what:action" of _arguments. */
static void
zsh_action(enum takes takes, const char *const *words, const struct command_row *c)
{
	switch (takes) {
	case TAKES_NOTHING:
		return;
	case TAKES_WORD:
		fputs(":value:(", stdout);
		print_words(stdout, words, " ");
		putchar(')');
		return;
	case TAKES_FORMAT:
		fputs(":format:(", stdout);
		print_formats(stdout, c, " ");
		putchar(')');
		return;
	case TAKES_RULE:
		fputs(":rule:_reportlint_rules", stdout);
		return;
	case TAKES_FILE:
		fputs(":file:_files", stdout);
		return;
	case TAKES_OTHER:
		fputs(":value: ", stdout);
		return;
	}
}

static void
zsh_option(const struct option_row *o, const struct command_row *c)
{
	bool valued = o->takes != TAKES_NOTHING;

	if (has_letter(o))
		printf(" \\\n\t\t'*-%c%s[%s]", (char)o->id, valued ? "+" : "", o->about);
	if (has_letter(o) && valued)
		zsh_action(o->takes, o->words, c);
	if (has_letter(o))
		putchar('\'');
	printf(" \\\n\t\t'*--%s%s[%s]", o->name, valued ? "=" : "", o->about);
	zsh_action(o->takes, o->words, c);
	putchar('\'');
}

static void
zsh_command(const struct command_row *c)
{
	printf("\t%s) _arguments -s", c->name);
	for (size_t i = 0; i < option_row_count; i++)
		if (option_rows[i].commands & c->command)
			zsh_option(&option_rows[i], c);
	if (c->command == FOR_CHECK) {
		fputs(" \\\n\t\t'1:report or command:_reportlint_first'", stdout);
	} else if (c->first != TAKES_NOTHING) {
		fputs(" \\\n\t\t'1", stdout);
		zsh_action(c->first, c->words, c);
		putchar('\'');
	}
	if (c->rest != TAKES_NOTHING) {
		fputs(" \\\n\t\t'*", stdout);
		zsh_action(c->rest, NULL, c);
		putchar('\'');
	}
	puts(" ;;");
}

static void
print_zsh(void)
{
	puts("#compdef reportlint\n"
	     "_reportlint_rules()\n"
	     "{\n"
	     "\tlocal -a rules\n"
	     "\trules=(${(f)\"$(" RULE_IDS ")\"})\n"
	     "\t_describe rule rules\n"
	     "}\n"
	     "_reportlint_first()\n"
	     "{\n"
	     "\t(( named )) || _describe command commands\n"
	     "\t_files\n"
	     "}\n"
	     "_reportlint()\n"
	     "{\n"
	     "\tlocal command=check named=0\n"
	     "\tlocal -a commands\n"
	     "\tcommands=(");
	for (size_t i = 0; i < command_row_count; i++)
		printf("\t\t'%s:%s'\n", command_rows[i].name, command_rows[i].about);
	puts("\t)\n"
	     "\tif (( CURRENT > 2 )) && (( ${commands[(I)$words[2]:*]} )); then\n"
	     "\t\tcommand=$words[2] named=1\n"
	     "\t\tshift words\n"
	     "\t\t(( CURRENT-- ))\n"
	     "\tfi\n"
	     "\tcase $command in");
	for (size_t i = 0; i < command_row_count; i++)
		zsh_command(&command_rows[i]);
	puts("\tesac\n"
	     "}\n"
	     "if [[ $funcstack[1] == _reportlint ]]; then\n"
	     "\t_reportlint \"$@\"\n"
	     "else\n"
	     "\tcompdef _reportlint reportlint\n"
	     "fi");
}

/* ---- fish ------------------------------------------------------------------------------ */

/* The commands that take what is completed. */
static void
fish_line(unsigned commands)
{
	fputs("complete -c reportlint -n '__reportlint_is", stdout);
	for (size_t i = 0; i < command_row_count; i++)
		if (command_rows[i].command & commands)
			printf(" %s", command_rows[i].name);
	putchar('\'');
}

static void
fish_values(enum takes takes, const char *const *words, const struct command_row *c)
{
	if (takes == TAKES_FILE) {
		fputs(" -r -F", stdout);
	} else if (takes == TAKES_RULE) {
		fputs(" -x -a '(reportlint rules 2>/dev/null | cut -d \" \" -f 1)'", stdout);
	} else if (takes != TAKES_NOTHING) {
		fputs(" -x", stdout);
		if (takes == TAKES_OTHER)
			return;
		fputs(" -a '", stdout);
		if (takes == TAKES_FORMAT)
			print_formats(stdout, c, " ");
		else
			print_words(stdout, words, " ");
		putchar('\'');
	}
}

static void
fish_option(const struct option_row *o, unsigned commands, const struct command_row *c)
{
	fish_line(commands);
	if (has_letter(o))
		printf(" -s %c", (char)o->id);
	printf(" -l %s", o->name);
	fish_values(o->takes, o->words, c);
	printf(" -d '%s'\n", o->about);
}

static void
fish_argument(const struct command_row *c)
{
	if (c->first == TAKES_FILE)
		return; /* as without any line */
	fish_line(c->command);
	fputs(" -f", stdout);
	if (c->first == TAKES_RULE)
		fputs(" -a '(reportlint rules 2>/dev/null | cut -d \" \" -f 1)'", stdout);
	if (c->first == TAKES_WORD) {
		fputs(" -a '", stdout);
		print_words(stdout, c->words, " ");
		putchar('\'');
	}
	putchar('\n');
	if (c->rest == TAKES_FILE) {
		fish_line(c->command);
		puts(" -F");
	}
}

static void
print_fish(void)
{
	fputs("# Completion of reportlint for fish.\n"
	      "function __reportlint_is\n"
	      "\tset -l words (commandline -opc)\n"
	      "\tset -l command check\n"
	      "\tif set -q words[2]; and contains -- $words[2] ",
	      stdout);
	print_commands(" ");
	puts("\n"
	     "\t\tset command $words[2]\n"
	     "\tend\n"
	     "\tcontains -- $command $argv\n"
	     "end");
	for (size_t i = 0; i < command_row_count; i++)
		printf("complete -c reportlint -n 'test (count (commandline -opc)) -eq 1'"
		       " -a %s -d '%s'\n",
		       command_rows[i].name, command_rows[i].about);
	for (size_t i = 0; i < option_row_count; i++) {
		const struct option_row *o = &option_rows[i];
		if (o->takes != TAKES_FORMAT) {
			fish_option(o, o->commands, NULL);
			continue;
		}
		for (size_t k = 0; k < command_row_count; k++)
			if (command_rows[k].command & o->commands)
				fish_option(o, command_rows[k].command, &command_rows[k]);
	}
	for (size_t i = 0; i < command_row_count; i++)
		fish_argument(&command_rows[i]);
}

/* ---- the command ------------------------------------------------------------------------ */

int
cmd_completion(int argc, char **argv)
{
	static const char *const shells[] = {"bash", "zsh", "fish"};
	static void (*const print[])(void) = {print_bash, print_zsh, print_fish};
	struct options o;
	int status = options_parse(argc, argv, FOR_COMPLETION, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (o.argument_count != 1) {
		fputs("reportlint: completion takes one shell: bash, zsh or fish\n", stderr);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < 3; i++) {
		if (strcmp(o.arguments[0], shells[i]) != 0)
			continue;
		print[i]();
		return EXIT_CLEAN;
	}
	return say_unknown("shell", o.arguments[0], shells, 3);
}
