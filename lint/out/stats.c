/*
 * What was checked, in words and as JSON: the share of the numbers read that
 * took part in a relation is the linter's own measure of its reach.
 */
#include <inttypes.h>
#include <jansson.h>

#include "out.h"

static const struct {
	const char *key, *en, *zh;
} reasons[UNKNOWN_REASONS] = {
	[UNKNOWN_MISSING] = {"missing", "an operand missing", "缺少相关数字"},
	[UNKNOWN_UNIT] = {"unit", "another unit", "单位不同"},
	[UNKNOWN_ZERO] = {"zero", "a divisor that may be zero", "除数可能为零"},
	[UNKNOWN_EVIDENCE] = {"evidence", "no sign that it was meant", "无从断定是否应当相等"},
	[UNKNOWN_LIMIT] = {"limit", "given up at a limit", "超出计算限度"},
	[UNKNOWN_OTHER] = {"other", "not comparable", "不可比较"},
};

static void
print_reasons(FILE *to, enum message_language language, const struct check_stats *s)
{
	bool zh = language == MESSAGE_ZH;
	const char *before = zh ? "（" : " (";

	for (size_t i = 0; i < UNKNOWN_REASONS; i++) {
		if (!s->unknown[i])
			continue;
		fprintf(to, zh ? "%s%s %" PRIu64 : "%s%s: %" PRIu64, before,
			zh ? reasons[i].zh : reasons[i].en, s->unknown[i]);
		before = zh ? "、" : ", ";
	}
	if (check_unknown_count(s))
		fputs(zh ? "）" : ")", to);
}

void
stats_print(FILE *to, enum message_language language, const struct check_stats *s)
{
	uint64_t share = s->numbers ? s->related * 1000 / s->numbers : 0;
	uint64_t unknown = check_unknown_count(s);

	if (language == MESSAGE_ZH)
		fprintf(to,
			"读取数字 %" PRIu64 " 个，其中 %" PRIu64 " 个参与核算（%" PRIu64 ".%" PRIu64
			"%%）；证实关系 %" PRIu64 " 项，无法判定 %" PRIu64 " 项",
			s->numbers, s->related, share / 10, share % 10, s->proved, unknown);
	else
		fprintf(to,
			"%" PRIu64 " numbers read, %" PRIu64 " of them in relations (%" PRIu64
			".%" PRIu64 "%%); %" PRIu64 " relation%s proved, %" PRIu64 " undecided",
			s->numbers, s->related, share / 10, share % 10, s->proved,
			s->proved == 1 ? "" : "s", unknown);
	print_reasons(to, language, s);
	if (s->cells && language == MESSAGE_ZH)
		fprintf(to,
			"；表格数字 %" PRIu64 " 个，其中 %" PRIu64 " 个参与核算，%" PRIu64
			" 个无法判定",
			s->cells, s->cells_related, s->cells_unknown);
	else if (s->cells)
		fprintf(to,
			"; %" PRIu64 " figures in tables, %" PRIu64
			" of them in relations, %" PRIu64 " undecided",
			s->cells, s->cells_related, s->cells_unknown);
	if (s->claims && language == MESSAGE_ZH)
		fprintf(to,
			"；可供报告间比对的陈述 %" PRIu64 " 条，比对 %" PRIu64 " 对，其中 %" PRIu64
			" 对一致",
			s->claims, s->claims_compared, s->claims_agree);
	else if (s->claims)
		fprintf(to,
			"; %" PRIu64 " claims, %" PRIu64 " pairs compared between reports, %" PRIu64
			" agree",
			s->claims, s->claims_compared, s->claims_agree);
	fputc('\n', to);
}

json_t *
stats_json(const struct check_stats *s)
{
	json_t *o = json_object(), *unknown = json_object();

	json_object_set_new(o, "numbers", json_integer((json_int_t)s->numbers));
	json_object_set_new(o, "related", json_integer((json_int_t)s->related));
	json_object_set_new(o, "proved", json_integer((json_int_t)s->proved));
	for (size_t i = 0; i < UNKNOWN_REASONS; i++)
		json_object_set_new(unknown, reasons[i].key,
				    json_integer((json_int_t)s->unknown[i]));
	json_object_set_new(o, "unknown", unknown);
	json_object_set_new(o, "cells", json_integer((json_int_t)s->cells));
	json_object_set_new(o, "cellsRelated", json_integer((json_int_t)s->cells_related));
	json_object_set_new(o, "cellsUnknown", json_integer((json_int_t)s->cells_unknown));
	if (!s->claims)
		return o;
	json_object_set_new(o, "claims", json_integer((json_int_t)s->claims));
	json_object_set_new(o, "claimsCompared", json_integer((json_int_t)s->claims_compared));
	json_object_set_new(o, "claimsAgree", json_integer((json_int_t)s->claims_agree));
	return o;
}
