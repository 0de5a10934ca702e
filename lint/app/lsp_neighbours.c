/*
 * An open report, as it stands in the editor, against the reports on disk in its folder.  What these
 * say that it may say, too, is kept until the file changes, so that typing does not read them
 * again; only those that a finding points to are.  Bounded: files, bytes, reports read again at
 * a time.
 *
 * A contradiction stands in the later report.  Where that is a neighbour, the open report is what the
 * editor shows, and perhaps what is wrong: it is said there as well, at the place that it points to,
 * with the place where it stands as a related one.
 */
#include "lsp.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "options.h"

enum {
	NEIGHBOURS_MOST = 64,  /* those whose names stand nearest in the order of names */
	NAMES_MOST = 20000,    /* of a folder; more are not looked at */
	BYTES_MOST = 16 << 20, /* of all of them */
	AGAIN_MOST = 16,       /* reports read again at a time */
	AGAIN_OTHERS = 8,      /* of them, for findings of neighbours */
	USES_MOST = 1000       /* of one: every use leaves something in its memory */
};

struct neighbour {
	char *path; /* from malloc */
	struct timespec changed;
	off_t size;
	char *yield; /* from malloc; NULL: it cannot be read */
	size_t yield_length;
	bool wanted; /* by the report at work */
};

struct again {
	struct worker *worker; /* NULL: free */
	struct lint_result result;
	const struct neighbour *of;
	uint64_t turn; /* when it was asked for last */
	unsigned uses;
};

/* A finding of a neighbour, as it is said in the open report. */
struct said_here {
	struct finding finding;
	const struct lint_result *home;
	struct span there;
};

struct lsp_neighbours {
	struct neighbour at[2 * NEIGHBOURS_MOST];
	size_t count;
	struct worker *worker; /* reads them first */
	struct again again[AGAIN_MOST];
	uint64_t turn;
	/* while a report is compared */
	const struct lint_options *options;
	struct across *across;
	const struct neighbour *numbers[NEIGHBOURS_MOST]; /* by the numbers of reports */
	size_t numbered;
	size_t room;		 /* of `again`, for what is at work */
	struct lint_result *own; /* has the next number; NULL: it was not compared */
	size_t own_count;	 /* its findings, before those that are said here */
	VEC(struct said_here) said;
};

void
lsp_neighbours_free(struct lsp_neighbours *n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n->count; i++) {
		free(n->at[i].path);
		free(n->at[i].yield);
	}
	for (size_t i = 0; i < AGAIN_MOST; i++)
		worker_free(n->again[i].worker);
	worker_free(n->worker);
	free(n);
}

/* ---- which they are -------------------------------------------------------------------- */

static int
by_bytes(const void *p, const void *q)
{
	return strcmp(*(char *const *)p, *(char *const *)q);
}

/* The names of the folder's reports, in order.  In arena a. */
static char **
names_in(struct arena *a, const char *folder, const struct config_folder *config, size_t *count)
{
	VEC(char *) names = {0};
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir && names.len < NAMES_MOST && (e = readdir(dir)))
		if (e->d_name[0] != '.' && input_wanted(config, e->d_name)) {
			size_t size = strlen(e->d_name) + 1;
			*VEC_PUSH(a, &names) = memcpy(arena_alloc_raw(a, size), e->d_name, size);
		}
	if (dir)
		closedir(dir);
	if (names.len)
		qsort(names.at, names.len, sizeof *names.at, by_bytes);
	*count = names.len;
	return names.at;
}

/* ---- what they say ------------------------------------------------------------------------ */

static void
read_yield(struct lsp_neighbours *n, struct neighbour *x)
{
	struct lint_result r;

	free(x->yield);
	x->yield = NULL;
	x->yield_length = 0;
	worker_reset(n->worker);
	lint_input(n->worker, &(struct input){.path = x->path, .name = x->path, .aside = true},
		   n->options, NULL, &r);
	if (!r.ok)
		return;
	struct str yield = yield_make(&r.check);
	x->yield = malloc(yield.len + 1);
	if (!x->yield)
		out_of_memory();
	memcpy(x->yield, yield.at, yield.len);
	x->yield_length = yield.len;
}

/* A place for another file: a new one, or that of one that nobody wants now. */
static struct neighbour *
room_for(struct lsp_neighbours *n, const char *path)
{
	struct neighbour *x = NULL;

	if (n->count < sizeof n->at / sizeof *n->at)
		x = &n->at[n->count++];
	for (size_t i = 0; i < n->count && !x; i++)
		if (!n->at[i].wanted)
			x = &n->at[i];
	for (size_t i = 0; i < AGAIN_MOST; i++)
		if (n->again[i].of == x)
			n->again[i].of = NULL;
	free(x->path);
	free(x->yield);
	*x = (struct neighbour){.path = strdup(path), .size = -1};
	if (!x->path)
		out_of_memory();
	return x;
}

/* The neighbour at a path, up to date; NULL: it is none.  *left is how many bytes may be read. */
static struct neighbour *
neighbour_at(struct lsp_neighbours *n, const char *path, off_t *left)
{
	struct stat st;
	struct neighbour *x = NULL;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > *left)
		return NULL;
	*left -= st.st_size;
	for (size_t i = 0; i < n->count && !x; i++)
		if (strcmp(n->at[i].path, path) == 0)
			x = &n->at[i];
	x = x ? x : room_for(n, path);
	x->wanted = true;
	if (x->size == st.st_size && x->changed.tv_sec == st.st_mtim.tv_sec &&
	    x->changed.tv_nsec == st.st_mtim.tv_nsec)
		return x;
	x->size = st.st_size;
	x->changed = st.st_mtim;
	for (size_t i = 0; i < AGAIN_MOST; i++)
		if (n->again[i].of == x)
			n->again[i].of = NULL;
	read_yield(n, x);
	return x;
}

/* Adds those that stand nearest in the order of names to what is compared. */
static void
add_neighbours(struct lsp_neighbours *n, struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/'), *own = slash ? slash + 1 : path;
	struct str folder = {path, slash ? (size_t)(slash - path) : 0};
	size_t count, middle = 0;
	off_t left = BYTES_MOST;
	char **names =
		names_in(a, folder.len ? str_copy(a, folder).at : ".", n->options->folder, &count);

	while (middle < count && strcmp(names[middle], own) < 0)
		middle++;
	size_t from = middle > NEIGHBOURS_MOST / 2 ? middle - NEIGHBOURS_MOST / 2 : 0;
	for (size_t i = from; i < count && n->numbered < NEIGHBOURS_MOST; i++) {
		if (strcmp(names[i], own) == 0)
			continue;
		struct str other =
			str_printf(a, "%.*s%s%s", STR_FMT(folder), slash ? "/" : "", names[i]);
		struct neighbour *x = neighbour_at(n, other.at, &left);
		if (!x || !x->yield)
			continue;
		n->numbers[n->numbered++] = x;
		across_add(n->across, (struct str){x->yield, x->yield_length});
	}
}

/* ---- what they are read again for ----------------------------------------------------------- */

/* The neighbour of a number, read as far as its structure; NULL: there is none, or too many. */
static struct lint_result *
read_again(struct lsp_neighbours *n, uint32_t report)
{
	const struct neighbour *x = report < n->numbered ? n->numbers[report] : NULL;
	struct again *best = NULL;
	size_t busy = 0;

	for (size_t i = 0; i < AGAIN_MOST && x; i++) {
		struct again *k = &n->again[i];
		bool now = k->turn == n->turn;
		if (k->worker && k->of == x && (now || k->uses < USES_MOST)) {
			k->turn = n->turn;
			k->uses++;
			return k->result.ok ? &k->result : NULL;
		}
		busy += now;
		if (!now && (!best || k->turn < best->turn))
			best = k;
	}
	if (!best || busy >= n->room)
		return NULL;
	if (!best->worker)
		best->worker = worker_new(NULL);
	worker_reset(best->worker);
	best->of = x;
	best->turn = n->turn;
	best->uses = 0;
	lint_read(best->worker, &(struct input){.path = x->path, .name = x->path}, n->options,
		  &best->result);
	return best->result.ok ? &best->result : NULL;
}

/* While texts are compared two reports are in use at a time. */
static const struct facts *
facts_again(void *self, uint32_t report)
{
	struct lsp_neighbours *n = self;

	if (report == n->numbered)
		return &n->own->facts;
	n->turn++;
	struct lint_result *r = read_again(n, report);
	if (r && !r->facts.doc)
		facts_read(r->check.arena, r->check.rulebook->lexicon, &r->doc, &r->facts);
	return r ? &r->facts : NULL;
}

static const struct doc *
doc_again(void *self, uint32_t report)
{
	struct lsp_neighbours *n = self;

	if (report == n->numbered)
		return &n->own->doc;
	const struct lint_result *r = read_again(n, report);
	return r ? &r->doc : NULL;
}

/* ---- what they say of the open report --------------------------------------------------------- */

static bool
points_to(const struct cross_finding *f, uint32_t report)
{
	for (size_t i = 0; i < f->other_count; i++)
		if (f->others[i].report == report)
			return true;
	return false;
}

/* Says a finding of a neighbour where it points to in the open report. */
static void
say_here(struct lsp_neighbours *n, const struct lint_result *home, const struct finding *f)
{
	struct arena *a = n->own->check.arena;
	bool zh = n->options->language == MESSAGE_ZH;
	struct related *places = arena_array(a, f->related_count + 1, sizeof *places);
	struct said_here *x = NULL;
	size_t count = 1;

	for (size_t i = 0; i < f->related_count; i++) {
		const struct doc *doc = related_doc(&home->doc, &f->related[i]);
		if (!x && doc == &n->own->doc) {
			x = VEC_PUSH(a, &n->said);
			*x = (struct said_here){*f, home, f->span};
			x->finding.span = f->related[i].span;
			continue;
		}
		places[count] = f->related[i];
		places[count++].doc = doc == &n->own->doc ? NULL : doc;
	}
	if (!x)
		return;
	places[0] = (struct related){.doc = &home->doc,
				     .span = f->span,
				     .message = zh ? STR("另一份报告") : STR("the other report")};
	x->finding.related = places;
	x->finding.related_count = count;
	x->finding.message = str_printf(a, zh ? "%.*s 中：%.*s" : "in %.*s: %.*s",
					STR_FMT(lsp_file_name(home->path)), STR_FMT(f->message));
}

/* What contradicts the open report; what only copies it is the other's affair. */
static void
take_neighbour(struct lsp_neighbours *n, const struct rulebook *rb, uint32_t report,
	       const struct cross_finding *findings, size_t count)
{
	struct arena *a = n->own->check.arena;
	struct cross_finding *taken = arena_array(a, count, sizeof *taken);
	struct lint_result *home = NULL;
	size_t some = 0;

	for (size_t i = 0; i < count; i++)
		if (points_to(&findings[i], (uint32_t)n->numbered) &&
		    rule_is_of(rb, &rb->rules[findings[i].rule], "claim"))
			taken[some++] = findings[i];
	if (some)
		home = read_again(n, report);
	if (!home)
		return;
	home->check.findings.len = 0; /* what was said of it before */
	across_report(&home->check, rb, taken, some, doc_again, n);
	for (size_t i = 0; i < home->check.findings.len; i++)
		say_here(n, home, &home->check.findings.at[i]);
}

const struct lint_result *
lsp_home(const struct lsp *l, const struct lint_result *r, size_t i, struct span *there)
{
	const struct lsp_neighbours *n = l->rules->neighbours;

	if (!n || n->own != r || i < n->own_count || i - n->own_count >= n->said.len)
		return NULL;
	*there = n->said.at[i - n->own_count].there;
	return n->said.at[i - n->own_count].home;
}

/* ---- the whole ---------------------------------------------------------------------------- */

static struct lsp_neighbours *
neighbours_of(struct lsp *l)
{
	if (!l->rules->neighbours) {
		struct lsp_neighbours *n = calloc(1, sizeof *n);
		if (!n)
			out_of_memory();
		n->worker = worker_new(NULL);
		l->rules->neighbours = n;
	}
	return l->rules->neighbours;
}

void
lsp_compare(struct lsp *l, const struct lsp_document *d, const struct lint_options *o,
	    struct lint_result *r)
{
	const struct rulebook *rb = r->check.rulebook;
	const struct cross_finding *findings;
	uint32_t report;
	size_t count;

	if (l->rules->neighbours)
		l->rules->neighbours->own = NULL;
	if (d->path[0] != '/' || !across_wanted(rb))
		return;
	struct lsp_neighbours *n = neighbours_of(l);
	n->options = o;
	n->own = r;
	n->numbered = 0;
	n->room = AGAIN_MOST;
	memset(&n->said, 0, sizeof n->said);
	n->turn++;
	n->across = across_new(rb, out_of_memory);
	for (size_t i = 0; i < n->count; i++)
		n->at[i].wanted = false;
	add_neighbours(n, worker_arena(l->rules->worker), d->path);
	across_add(n->across, yield_make(&r->check));
	across_join(n->across, 1, &(struct sharing_reader){.read = facts_again, .self = n});
	n->turn++;
	while (n->numbered &&
	       across_next(n->across, worker_arena(l->rules->worker), &report, &findings, &count)) {
		n->room = report == n->numbered ? AGAIN_MOST : AGAIN_OTHERS;
		if (report == n->numbered)
			across_report(&r->check, rb, findings, count, doc_again, n);
		else
			take_neighbour(n, rb, report, findings, count);
	}
	n->own_count = r->check.findings.len;
	for (size_t i = 0; i < n->said.len; i++)
		*VEC_PUSH(r->check.arena, &r->check.findings) = n->said.at[i].finding;
	across_free(n->across);
	n->across = NULL;
}
