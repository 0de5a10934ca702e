/*
 * What is kept of the program's own rules from when it was built: each file's
 * tree, and beside it the expanded regular expression of every pattern, its
 * captures, what a match demands, and what PCRE2 made of it.  Expanding, analysing and compiling
 * them costs most of a start otherwise.  Written and read here, in the same order.
 *
 * Packed are, for a file: the place of its tree, that of the lexicon of all, that of what all
 * compiled patterns have in common, the number of its patterns, and for each pattern its line, its
 * column and its place, in this order.
 */
#include "rule_internal.h"

#include <stdlib.h>
#include <string.h>

enum { HEAD_TREE, HEAD_LEXICON, HEAD_CODES, HEAD_PATTERNS, HEAD_WORDS, ENTRY_WORDS = 3 };

/* ---- packing ------------------------------------------------------------------ */

static void
pack_set(struct packer *to, const struct literal_set *s)
{
	pack_number(to, (uint32_t)s->count);
	for (size_t i = 0; i < s->count; i++)
		pack_text(to, s->at[i]);
	pack_number(to, s->spot.behind);
	pack_number(to, s->spot.before);
	pack_number(to, s->spot.after);
	pack_number(to, s->spot.most);
}

/* Most ask for nothing: nothing is kept of them. */
static void
pack_edges(struct packer *to, const struct edge_pair edges[EDGE_PAIRS])
{
	bool kept = !edge_pair_is_all(&edges[0]);

	pack_number(to, kept);
	if (kept)
		pack_block(to, edges, EDGE_PAIRS * sizeof *edges);
}

static void
pack_demand(struct packer *to, const struct demand *d)
{
	pack_number(to, d->needs);
	pack_number(to, d->one);
	pack_number(to, d->tail);
	pack_number(to, d->anchored);
	pack_number(to, (uint32_t)d->row.count);
	for (size_t i = 0; i < d->row.count; i++) {
		pack_number(to, d->row.links[i].kinds);
		pack_number(to, d->row.links[i].between);
		pack_number(to, d->row.links[i].must);
		pack_number(to, d->row.links[i].least);
		pack_number(to, d->row.links[i].most);
		pack_edges(to, d->row.links[i].edges);
	}
	for (size_t i = 0; i < LITERAL_GATES; i++)
		pack_set(to, &d->sets[i]);
}

static void
pack_capture(struct packer *to, const struct capture *c)
{
	pack_text(to, c->name);
	pack_number(to, c->type);
	pack_number(to, c->kinds);
	pack_number(to, c->unit);
	pack_number(to, c->group);
	pack_text(to, c->words ? c->words->name : (struct str){0});
}

/* Bytes as they lie in memory, behind their number. */
static uint32_t
pack_bytes(struct packer *to, struct str bytes)
{
	uint32_t place = (uint32_t)to->numbers.len;

	pack_number(to, (uint32_t)bytes.len);
	pack_block(to, bytes.at, bytes.len);
	return place;
}

struct compiled {
	struct str bytes;
	size_t pattern;
};

static int
by_size(const void *a, const void *b)
{
	const struct compiled *x = a, *y = b;

	if (x->bytes.len != y->bytes.len)
		return x->bytes.len < y->bytes.len ? -1 : 1;
	return x->pattern < y->pattern ? -1 : x->pattern > y->pattern;
}

/* With how many bytes all of them begin that could be made. */
static size_t
common_bytes(const struct compiled *codes, size_t count)
{
	const struct compiled *first = codes, *end = codes + count;

	while (first < end && !first->bytes.len)
		first++;
	size_t common = first < end ? first->bytes.len : 0;
	for (; first < end; first++)
		for (size_t i = 0; i < common; i++)
			if (first->bytes.at[i] != end[-1].bytes.at[i])
				common = i;
	return common;
}

struct packed_codes
codes_pack(struct packer *to, const struct rulebook *rb)
{
	size_t count = rb->pattern_count;
	struct compiled *codes = arena_array(to->arena, count, sizeof *codes);
	uint32_t *at = arena_array(to->arena, count, sizeof *at);
	struct packed_codes packed = {.at = at};

	for (size_t i = 0; i < count; i++)
		codes[i] = (struct compiled){code_bytes(to->arena, rb->patterns[i]->regex), i};
	if (count)
		qsort(codes, count, sizeof *codes, by_size);
	size_t common = common_bytes(codes, count);
	packed.common = (uint32_t)to->numbers.len;
	pack_text(to, code_library(to->arena));
	pack_bytes(to, count ? str_sub(codes[count - 1].bytes, 0, common) : (struct str){0});
	for (size_t i = 0; i < count; i++) {
		struct str bytes = codes[i].bytes;
		at[codes[i].pattern] = pack_bytes(to, str_sub(bytes, common, bytes.len));
	}
	return packed;
}

static uint32_t
pack_pattern(struct packer *to, const struct pattern *p, struct demand_memory *memory,
	     struct packed_codes codes)
{
	uint32_t place = (uint32_t)to->numbers.len;
	struct demand d = demand_read(to->arena, memory, p->regex);

	pack_text(to, p->regex);
	pack_number(to, (uint32_t)p->capture_count);
	for (size_t i = 0; i < p->capture_count; i++)
		pack_capture(to, &p->captures[i]);
	pack_demand(to, &d);
	pack_number(to, codes.at[p->index]);
	return place;
}

static int
by_position(const void *a, const void *b)
{
	const struct place p = (*(const struct pattern *const *)a)->place;
	const struct place q = (*(const struct pattern *const *)b)->place;

	if (p.line != q.line)
		return p.line < q.line ? -1 : 1;
	return p.column < q.column ? -1 : p.column > q.column;
}

uint32_t
rule_file_pack(struct packer *to, const struct rule_file *file, const struct rulebook *rb,
	       uint32_t lexicon, struct packed_codes codes)
{
	VEC(const struct pattern *) patterns = {0};
	struct demand_memory *memory = arena_alloc(to->arena, sizeof *memory);

	for (size_t i = 0; i < rb->pattern_count; i++)
		if (str_eq(rb->patterns[i]->place.file, file->name))
			*VEC_PUSH(to->arena, &patterns) = rb->patterns[i];
	if (patterns.len)
		qsort(patterns.at, patterns.len, sizeof *patterns.at, by_position);
	uint32_t *places = arena_array(to->arena, patterns.len, sizeof *places);
	for (size_t i = 0; i < patterns.len; i++)
		places[i] = pack_pattern(to, patterns.at[i], memory, codes);
	uint32_t tree = pack_tree(to, file->root), place = (uint32_t)to->numbers.len;
	pack_number(to, tree);
	pack_number(to, lexicon);
	pack_number(to, codes.common);
	pack_number(to, (uint32_t)patterns.len);
	for (size_t i = 0; i < patterns.len; i++) {
		pack_number(to, patterns.at[i]->place.line);
		pack_number(to, patterns.at[i]->place.column);
		pack_number(to, places[i]);
	}
	return place;
}

/* ---- reading ------------------------------------------------------------------- */

uint32_t
rule_file_tree(const struct rule_file *file)
{
	return file->packed->numbers[file->place + HEAD_TREE];
}

struct lexicon *
kept_lexicon(struct arena *a, const struct rule_file *file)
{
	return lexicon_unpack(a, file->packed, file->packed->numbers[file->place + HEAD_LEXICON]);
}

static struct literal_set
unpack_set(struct arena *a, struct unpacker *u)
{
	struct literal_set s = {.count = unpack_number(u)};

	s.at = arena_array(a, s.count, sizeof *s.at);
	for (size_t i = 0; i < s.count; i++)
		s.at[i] = unpack_text(u);
	s.spot.behind = (uint8_t)unpack_number(u);
	s.spot.before = (uint8_t)unpack_number(u);
	s.spot.after = (uint8_t)unpack_number(u);
	s.spot.most = unpack_number(u);
	return s;
}

static void
unpack_edges(struct unpacker *u, struct edge_pair edges[EDGE_PAIRS])
{
	enum { SIZE = EDGE_PAIRS * sizeof *edges };

	if (unpack_number(u))
		memcpy(edges, unpack_block(u, SIZE), SIZE);
	else
		memset(edges, 0xFF, SIZE);
}

static void
unpack_demand(struct arena *a, struct unpacker *u, struct demand *d)
{
	*d = (struct demand){0};
	d->needs = unpack_number(u);
	d->one = unpack_number(u);
	d->tail = unpack_number(u);
	d->anchored = unpack_number(u);
	d->row.count = unpack_number(u);
	for (size_t i = 0; i < d->row.count; i++) {
		d->row.links[i].kinds = unpack_number(u);
		d->row.links[i].between = unpack_number(u);
		d->row.links[i].must = unpack_number(u);
		d->row.links[i].least = unpack_number(u);
		d->row.links[i].most = unpack_number(u);
		unpack_edges(u, d->row.links[i].edges);
	}
	for (size_t i = 0; i < LITERAL_GATES; i++)
		d->sets[i] = unpack_set(a, u);
}

static void
unpack_capture(const struct lexicon *lx, struct unpacker *u, struct capture *c)
{
	c->name = unpack_text(u);
	c->type = (enum capture_type)unpack_number(u);
	c->kinds = unpack_number(u);
	c->unit = (unit_id)unpack_number(u);
	c->group = unpack_number(u);
	struct str words = unpack_text(u);
	c->words = words.len ? lexicon_words(lx, words) : NULL;
}

/* The place of the pattern at a line and column; 0 if there is none. */
static uint32_t
pattern_place(const struct rule_file *file, uint32_t line, uint32_t column)
{
	const uint32_t *head = file->packed->numbers + file->place;
	size_t low = 0, high = head[HEAD_PATTERNS];

	while (low < high) {
		size_t middle = (low + high) / 2;
		const uint32_t *e = head + HEAD_WORDS + middle * ENTRY_WORDS;
		if (e[0] == line && e[1] == column)
			return e[2];
		if (e[0] < line || (e[0] == line && e[1] < column))
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

static struct str
unpack_bytes(struct unpacker *u)
{
	size_t len = unpack_number(u);

	return (struct str){unpack_block(u, len), len};
}

static struct kept_code
unpack_code(const struct rule_file *file, uint32_t place)
{
	const struct packed *from = file->packed;
	struct unpacker common = {from, from->numbers[file->place + HEAD_CODES]};
	struct unpacker own = {from, place};
	struct kept_code code = {.library = unpack_text(&common)};

	code.first = unpack_bytes(&common);
	code.rest = unpack_bytes(&own);
	return code;
}

struct pattern *
kept_pattern(struct loader *l, const struct toml_node *string, struct demand *d)
{
	uint32_t place = 0;

	if (load_checked(l) && l->own_words)
		place = pattern_place(l->file, string->line, string->column);
	if (!place)
		return NULL;
	struct unpacker u = {l->file->packed, place};
	struct pattern *p = arena_alloc(l->arena, sizeof *p);
	p->regex = unpack_text(&u);
	p->capture_count = unpack_number(&u);
	struct capture *captures = arena_array(l->arena, p->capture_count, sizeof *captures);
	for (size_t i = 0; i < p->capture_count; i++)
		unpack_capture(l->lexicon, &u, &captures[i]);
	p->captures = captures;
	unpack_demand(l->scratch, &u, d);
	p->code = unpack_code(l->file, unpack_number(&u));
	return p;
}
