// TOML 1.0 as a plain tree, by toml++: it gives the line and column of every
// node.  The one C++ file; nothing is thrown across the border to C.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

extern "C" {
#include "base.h"
}

namespace {

enum { DOTS_MAX = 32, VALUE_MAX = 64 };

struct str
copy(arena *a, std::string_view s)
{
	return str_copy(a, str{s.data(), s.size()});
}

// Where every line starts, to read a value as it is written.
struct source_lines {
	std::string_view text;
	std::vector<size_t> starts;
};

struct context {
	arena *a;
	source_lines source;
};

void
build(context &c, const toml::node &from, toml_node *to);

source_lines
split_lines(std::string_view text)
{
	source_lines lines{text, {0}};
	for (size_t at = 0; (at = text.find('\n', at)) != text.npos;)
		lines.starts.push_back(++at);
	return lines;
}

// The offset of a line and a column (in characters, both from 1).
size_t
offset_of(const source_lines &lines, uint32_t line, uint32_t column)
{
	if (line == 0 || line > lines.starts.size())
		return lines.text.size();
	size_t at = lines.starts[line - 1];
	for (uint32_t i = 1; i < column && at < lines.text.size(); i++)
		utf8_next(lines.text.data(), &at);
	return std::min(at, lines.text.size());
}

// A float or a date as it is written; the column is searched only on short
// lines, so that a long one costs nothing.
struct str
as_written(context &c, const toml::node &node)
{
	const toml::source_position begin = node.source().begin, end = node.source().end;
	if (begin.line != end.line || begin.column > 4096 || end.column <= begin.column)
		return str{"", 0};
	size_t from = offset_of(c.source, static_cast<uint32_t>(begin.line),
				static_cast<uint32_t>(begin.column));
	size_t len = std::min<size_t>(end.column - begin.column, VALUE_MAX);
	return copy(c.a, c.source.text.substr(from, len));
}

// The end of the string that opens at `at`.
size_t
string_end(std::string_view text, size_t at)
{
	const char quote = text[at];
	const bool many = text.substr(at, 3) == std::string(3, quote);
	for (size_t i = at + (many ? 3 : 1); i < text.size(); i++) {
		if (text[i] == '\\' && quote == '"')
			i++;
		else if (text[i] == '\n' && !many)
			return i;
		else if (text[i] == quote && !many)
			return i + 1;
		else if (text[i] == quote && text.substr(i, 3) == std::string(3, quote))
			return text.find_first_not_of(quote, i);
	}
	return text.npos;
}

// toml++ bounds how deep values nest, but not dotted keys, and it recurses
// over those too.  Finds the first key of more than DOTS_MAX parts.
size_t
deep_key(std::string_view text)
{
	size_t dots = 0;
	for (size_t i = 0; i < text.size();) {
		const char ch = text[i];
		if (ch == '"' || ch == '\'') {
			i = string_end(text, i);
			continue;
		}
		if (ch == '#')
			i = std::min(text.find('\n', i), text.size() - 1);
		if (ch == '=' || ch == ',' || ch == '{' || ch == '#' || ch == '\n')
			dots = 0;
		else if (ch == '.' && ++dots > DOTS_MAX)
			return i;
		i++;
	}
	return text.npos;
}

bool
earlier(const toml::source_position &x, const toml::source_position &y)
{
	return x.line != y.line ? x.line < y.line : x.column < y.column;
}

void
build_table(context &c, const toml::table &t, toml_node *to)
{
	std::vector<std::pair<const toml::key *, const toml::node *>> order;
	for (auto &&[key, node] : t)
		order.emplace_back(&key, &node);
	// toml++ sorts by name; people read a file from the top.
	std::stable_sort(order.begin(), order.end(), [](auto &x, auto &y) {
		return earlier(x.first->source().begin, y.first->source().begin);
	});
	auto *child = static_cast<toml_node *>(arena_array(c.a, order.size(), sizeof(toml_node)));
	to->type = TOML_TABLE;
	to->child = child;
	to->children = order.size();
	for (auto &[key, node] : order) {
		build(c, *node, child);
		child->key = copy(c.a, key->str());
		child->key_line = static_cast<uint32_t>(key->source().begin.line);
		child->key_column = static_cast<uint32_t>(key->source().begin.column);
		child++;
	}
}

void
build_array(context &c, const toml::array &list, toml_node *to)
{
	auto *child = static_cast<toml_node *>(arena_array(c.a, list.size(), sizeof(toml_node)));
	to->type = TOML_ARRAY;
	to->child = child;
	to->children = list.size();
	for (auto &node : list)
		build(c, node, child++);
}

void
build(context &c, const toml::node &from, toml_node *to)
{
	to->line = static_cast<uint32_t>(from.source().begin.line);
	to->column = static_cast<uint32_t>(from.source().begin.column);
	if (auto *table = from.as_table()) {
		build_table(c, *table, to);
	} else if (auto *array = from.as_array()) {
		build_array(c, *array, to);
	} else if (auto *string = from.as_string()) {
		to->type = TOML_STRING;
		to->string = copy(c.a, string->get());
	} else if (auto *integer = from.as_integer()) {
		to->type = TOML_INTEGER;
		to->integer = integer->get();
	} else if (auto *boolean = from.as_boolean()) {
		to->type = TOML_BOOLEAN;
		to->integer = boolean->get();
	} else {
		// Never as a double: the reader takes the digits, or complains.
		to->type = TOML_FLOAT;
		to->string = as_written(c, from);
	}
}

const toml_node *
parse(arena *a, std::string_view text, toml_error *error)
{
	size_t deep = deep_key(text);
	if (deep != text.npos) {
		auto before = text.substr(0, deep);
		size_t start = before.rfind('\n') + 1; // npos + 1 is 0
		error->message = str_of("a key of too many parts");
		error->line = static_cast<uint32_t>(
			std::count(before.begin(), before.end(), '\n') + 1);
		error->column = static_cast<uint32_t>(
			utf8_count(str{text.data() + start, deep - start}) + 1);
		return nullptr;
	}
	toml::parse_result result = toml::parse(text);
	if (!result) {
		const toml::parse_error &e = result.error();
		error->message = copy(a, e.description());
		error->line = static_cast<uint32_t>(e.source().begin.line);
		error->column = static_cast<uint32_t>(e.source().begin.column);
		return nullptr;
	}
	context c{a, split_lines(text)};
	auto *root = static_cast<toml_node *>(arena_alloc(a, sizeof(toml_node)));
	build(c, result.table(), root);
	return root;
}

} // namespace

extern "C" const struct toml_node *
toml_parse(struct arena *a, struct str text, struct toml_error *error)
{
	try {
		return parse(a, std::string_view{text.len ? text.at : "", text.len}, error);
	} catch (...) {
		*error = {str_of("out of memory"), 1, 1};
		return nullptr;
	}
}

extern "C" const struct toml_node *
toml_get(const struct toml_node *table, struct str key)
{
	for (size_t i = 0; table && i < table->children; i++)
		if (str_eq(table->child[i].key, key))
			return &table->child[i];
	return nullptr;
}
