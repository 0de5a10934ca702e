/*
 * Where pieces of a regular expression end: read as PCRE2 reads it, with nothing else known of what
 * they hold.
 */
#include "rule_internal.h"

#include <string.h>

size_t
regex_class_end(struct str regex, size_t at)
{
	const char *s = regex.at;

	at++;
	if (at < regex.len && s[at] == '^')
		at++;
	for (bool first = true; at < regex.len && (first || s[at] != ']'); first = false) {
		size_t close = SIZE_MAX;
		if (s[at] == '[' && at + 1 < regex.len && s[at + 1] == ':')
			close = str_find(str_sub(regex, at, regex.len), STR(":]"));
		if (close != SIZE_MAX)
			at += close + 2;
		else
			at += s[at] == '\\' ? 2 : 1;
	}
	return at < regex.len ? at + 1 : regex.len;
}

size_t
regex_group_end(struct str regex, size_t at)
{
	static const bool telling[256] = {['('] = true, [')'] = true, ['['] = true, ['\\'] = true};
	const char *s = regex.at;

	for (unsigned open = 1; open && at < regex.len;) {
		while (at < regex.len && !telling[(unsigned char)s[at]])
			at++; /* words of a list, most of them */
		if (at == regex.len)
			break;
		char c = s[at];
		if (c == '[') {
			at = regex_class_end(regex, at);
			continue;
		}
		if (c == '(' && str_starts(str_sub(regex, at, regex.len), STR("(?#")))
			while (at < regex.len && s[at] != ')')
				at++;
		else if (c == '(')
			open++;
		else if (c == ')')
			open--;
		at += c == '\\' ? 2 : 1;
	}
	return at;
}
