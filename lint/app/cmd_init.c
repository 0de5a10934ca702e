/*
 * reportlint init [FOLDER]: writes a configuration to begin with, in which every key stands, all but
 * the first behind a `#`.  A file that is there is never touched.
 */
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char *const starters[MESSAGE_LANGUAGES] = {
	[MESSAGE_EN] =
		"# What reportlint checks here; reportlint.toml(5) tells all keys, and\n"
		"# `reportlint config` prints what is in force and where it is from.\n"
		"\n"
		"root = true              # nothing above this folder counts, nor the user's own "
		"file\n"
		"#extends = \"../shared/reportlint.toml\"\n"
		"#fail-on = \"warning\"     # what makes the exit status 1: error, warning, note, "
		"never\n"
		"#level = \"warning\"       # the lowest level that is shown\n"
		"#lang = \"zh\"             # of messages\n"
		"#max-findings = 100\n"
		"#max-file-size = \"32MiB\"\n"
		"#baseline = \"reportlint-baseline.jsonl\"\n"
		"#include = [\"*.txt\", \"*.md\", \"*.markdown\"]\n"
		"#exclude = [\"drafts/\"]   # patterns as in .gitignore\n"
		"#rules = [\"rules/\"]      # rule files of your own, besides ours\n"
		"#select = [\"percentage\", \"arithmetic\"]\n"
		"#pragma = \"reportlint:\"  # lets a line of plain text suppress findings\n"
		"\n"
		"#[levels]                # ids of rules, their beginnings, categories\n"
		"#typography = \"off\"\n"
		"#\"en-*\" = \"note\"\n"
		"#share-of-whole = \"error\"\n"
		"\n"
		"#[options.duplicate-passage] # `reportlint explain duplicate-passage` lists them\n"
		"#min-length = 200\n"
		"\n"
		"#[[report]]              # what reports are, by their paths\n"
		"#path = \"{agency}/{period}.txt\"\n"
		"\n"
		"#[[ignore]]              # findings that are to stay\n"
		"#path = \"2019/*\"\n"
		"#rule = \"date-after-signing\"\n"
		"#text = \"will open in May\"\n"
		"#reason = \"corrected by a notice\"\n",
	[MESSAGE_ZH] = "# reportlint 的检查设置。各项说明见 reportlint.toml(5)；\n"
		       "# “reportlint config”列出生效的设置及其出处。\n"
		       "\n"
		       "root = true              # 不再采用上级文件夹和用户本人的设置\n"
		       "#extends = \"../shared/reportlint.toml\"\n"
		       "#fail-on = \"warning\"     # 退出状态为 1 "
		       "的最低级别：error、warning、note、never\n"
		       "#level = \"warning\"       # 列出的最低级别\n"
		       "#lang = \"zh\"             # 提示语言\n"
		       "#max-findings = 100\n"
		       "#max-file-size = \"32MiB\"\n"
		       "#baseline = \"reportlint-baseline.jsonl\"\n"
		       "#include = [\"*.txt\", \"*.md\", \"*.markdown\"]\n"
		       "#exclude = [\"drafts/\"]   # 写法同 .gitignore\n"
		       "#rules = [\"rules/\"]      # 自编规则\n"
		       "#select = [\"percentage\", \"arithmetic\"]\n"
		       "#pragma = \"reportlint:\"  # 允许纯文本中以此开头的行忽略问题\n"
		       "\n"
		       "#[levels]                # 规则名、规则名开头或类别\n"
		       "#typography = \"off\"\n"
		       "#\"en-*\" = \"note\"\n"
		       "#share-of-whole = \"error\"\n"
		       "\n"
		       "#[options.duplicate-passage] # “reportlint explain "
		       "duplicate-passage”列出可设的项\n"
		       "#min-length = 200\n"
		       "\n"
		       "#[[report]]              # 按路径确定单位和时期\n"
		       "#path = \"{agency}/{period}.txt\"\n"
		       "\n"
		       "#[[ignore]]              # 予以保留的问题\n"
		       "#path = \"2019/*\"\n"
		       "#rule = \"date-after-signing\"\n"
		       "#text = \"将于五月开放\"\n"
		       "#reason = \"已发文更正\"\n",
};

static int
say_failed(struct str path)
{
	int error = errno;

	fputs(error == EEXIST ? "reportlint: " : "reportlint: cannot write ", stderr);
	print_safely(stderr, path);
	if (error == EEXIST) {
		fputs(" is there already; it stays as it is\n", stderr);
		return EXIT_USAGE;
	}
	fprintf(stderr, ": %s\n", ERROR_TEXT(error));
	return EXIT_UNREAD;
}

static int
write_starter(struct arena *a, const char *folder, const char *text)
{
	struct str path = str_printf(a, "%s/" CONFIG_NAME, folder);
	struct str hidden = str_printf(a, "%s/." CONFIG_NAME, folder);

	if (strcmp(folder, ".") == 0) {
		path = STR(CONFIG_NAME);
		hidden = STR("." CONFIG_NAME);
	}
	if (access(hidden.at, F_OK) == 0) {
		errno = EEXIST;
		return say_failed(hidden);
	}
	int fd = open(path.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *to = fd < 0 ? NULL : fdopen(fd, "w");
	if (!to)
		return say_failed(path);
	bool ok = fputs(text, to) >= 0 && fflush(to) == 0;
	if (fclose(to) != 0 || !ok)
		return say_failed(path);
	print_safely(stdout, path);
	putchar('\n');
	return EXIT_CLEAN;
}

int
cmd_init(int argc, char **argv)
{
	struct options o;
	int status = options_parse(argc, argv, FOR_INIT, &o);

	if (status != OPTIONS_GO_ON)
		return status;
	if (o.argument_count > 1)
		return say_wrong("init takes one folder, not also", o.arguments[1]);
	struct arena *a = arena_new(out_of_memory);
	if (!a)
		out_of_memory();
	status = write_starter(a, o.argument_count ? o.arguments[0] : ".", starters[o.language]);
	arena_free(a);
	return status;
}
