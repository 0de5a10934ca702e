/*
 * Trees and lists of numbers and texts without pointers.  A program that
 * holds them needs no relocation, and a tree costs what is read of it.  Written only
 * while the program is built; what is read is trusted.
 */
#include "base.h"

/* A node is NODE_WORDS numbers, the children of one lie one behind the other. */
enum {
	NODE_TYPE,
	NODE_LINE,
	NODE_COLUMN,
	NODE_KEY_LINE,
	NODE_KEY_COLUMN,
	NODE_KEY,		   /* offset and length */
	NODE_VALUE = NODE_KEY + 2, /* of a string; place and number of children; an integer */
	NODE_WORDS = NODE_VALUE + 2
};

struct packer
packer_in(struct arena *a)
{
	struct packer p = {.arena = a, .texts = {.arena = a}};

	p.heads = arena_array(a, PACKED_HEADS, sizeof *p.heads);
	/* Place 0 is none. */
	pack_number(&p, 0);
	return p;
}

void
pack_number(struct packer *p, uint32_t n)
{
	*VEC_PUSH(p->arena, &p->numbers) = n;
}

/* Where a text lies, now or from now on; an empty one anywhere. */
static uint32_t
text_place(struct packer *p, struct str s)
{
	if (s.len == 0)
		return 0;
	uint32_t *head = &p->heads[hash_bytes(s.at, s.len, 0) % PACKED_HEADS];

	for (uint32_t i = *head; i; i = p->known.at[i - 1].before) {
		const struct packed_text *t = &p->known.at[i - 1];
		if (str_eq((struct str){p->texts.at + t->at, t->len}, s))
			return t->at;
	}
	struct packed_text new = {(uint32_t)p->texts.len, (uint32_t)s.len, *head};
	*VEC_PUSH(p->arena, &p->known) = new;
	*head = (uint32_t)p->known.len;
	buf_add(&p->texts, s);
	return new.at;
}

void
pack_text(struct packer *p, struct str s)
{
	pack_number(p, text_place(p, s));
	pack_number(p, (uint32_t)s.len);
}

/* Numbers of eight bytes begin at even places. */
static uint32_t
block_place(size_t at)
{
	return (uint32_t)(at + at % 2);
}

void
pack_block(struct packer *p, const void *at, size_t size)
{
	const char *bytes = at;

	while (p->numbers.len < block_place(p->numbers.len))
		pack_number(p, 0);
	for (size_t i = 0; i < size; i += sizeof(uint32_t)) {
		uint32_t n = 0;
		memcpy(&n, bytes + i, size - i < sizeof n ? size - i : sizeof n);
		pack_number(p, n);
	}
}

static bool
has_children(enum toml_type type)
{
	return type == TOML_TABLE || type == TOML_ARRAY;
}

static void
pack_node(struct packer *p, const struct toml_node *n)
{
	pack_number(p, n->type);
	pack_number(p, n->line);
	pack_number(p, n->column);
	pack_number(p, n->key_line);
	pack_number(p, n->key_column);
	pack_text(p, n->key);
	if (n->type == TOML_STRING || n->type == TOML_FLOAT) {
		pack_text(p, n->string);
	} else {
		uint64_t value = has_children(n->type) ? n->children : (uint64_t)n->integer;
		pack_number(p, (uint32_t)(value >> 32));
		pack_number(p, (uint32_t)value);
	}
}

/* What stands below the node that was packed at `place`. */
static void
pack_below(struct packer *p, const struct toml_node *n, uint32_t place)
{
	if (!has_children(n->type))
		return;
	uint32_t first = (uint32_t)p->numbers.len;
	p->numbers.at[place + NODE_VALUE] = first;
	for (size_t i = 0; i < n->children; i++)
		pack_node(p, &n->child[i]);
	for (size_t i = 0; i < n->children; i++)
		pack_below(p, &n->child[i], first + (uint32_t)i * NODE_WORDS);
}

uint32_t
pack_tree(struct packer *p, const struct toml_node *root)
{
	uint32_t place = (uint32_t)p->numbers.len;

	pack_node(p, root);
	pack_below(p, root, place);
	return place;
}

uint32_t
unpack_number(struct unpacker *u)
{
	return u->from->numbers[u->at++];
}

struct str
unpack_text(struct unpacker *u)
{
	const char *at = u->from->texts + unpack_number(u);

	return (struct str){at, unpack_number(u)};
}

const void *
unpack_block(struct unpacker *u, size_t size)
{
	const uint32_t *at = u->from->numbers + block_place(u->at);

	u->at = block_place(u->at) + (uint32_t)((size + sizeof *at - 1) / sizeof *at);
	return at;
}

static struct str
text_at(const struct packed *p, uint32_t place)
{
	return (struct str){p->texts + p->numbers[place], p->numbers[place + 1]};
}

static void
unpack_node(struct arena *a, const struct packed *p, uint32_t place, const char *but,
	    struct toml_node *out)
{
	const uint32_t *n = p->numbers + place, *value = n + NODE_VALUE;

	*out = (struct toml_node){
		.type = (enum toml_type)n[NODE_TYPE],
		.line = n[NODE_LINE],
		.column = n[NODE_COLUMN],
		.key_line = n[NODE_KEY_LINE],
		.key_column = n[NODE_KEY_COLUMN],
		.key = text_at(p, place + NODE_KEY),
	};
	if (has_children(out->type)) {
		struct toml_node *child = arena_alloc_raw(a, value[1] * sizeof *child);
		for (uint32_t i = 0; i < value[1]; i++) {
			uint32_t from = value[0] + i * NODE_WORDS;
			if (!but || !str_eq(text_at(p, from + NODE_KEY), str_of(but)))
				unpack_node(a, p, from, NULL, &child[out->children++]);
		}
		out->child = child;
	} else if (out->type == TOML_STRING || out->type == TOML_FLOAT) {
		out->string = text_at(p, place + NODE_VALUE);
	} else {
		out->integer = (int64_t)((uint64_t)value[0] << 32 | value[1]);
	}
}

const struct toml_node *
unpack_tree(struct arena *a, const struct packed *p, uint32_t place, const char *but)
{
	struct toml_node *root = arena_alloc_raw(a, sizeof *root);

	unpack_node(a, p, place, but, root);
	return root;
}

uint32_t
packed_child(const struct packed *p, uint32_t place, size_t n)
{
	const uint32_t *node = p->numbers + place;

	if (!has_children((enum toml_type)node[NODE_TYPE]) || n >= node[NODE_VALUE + 1])
		return 0;
	return node[NODE_VALUE] + (uint32_t)n * NODE_WORDS;
}

uint32_t
packed_get(const struct packed *p, uint32_t table, struct str key)
{
	uint32_t child;

	for (size_t i = 0; (child = packed_child(p, table, i)); i++)
		if (str_eq(text_at(p, child + NODE_KEY), key))
			return child;
	return 0;
}
