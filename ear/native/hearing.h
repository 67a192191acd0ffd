/* Whole readings of turns that are not calm: kernel/trained.py and kernel/rules.py, number for number, for the texts that
 * rows.h can read and with the signals as they are by default. All others are left to Python. */
#ifndef HEARTEN_HEARING_H
#define HEARTEN_HEARING_H

#include "core.h"

enum { AT_THE_PERSON = 1 << INSULT | 1 << THREAT | 1 << IDENTITY | 1 << SEXUAL,
       ABUSE = 1 << THREAT | 1 << IDENTITY | 1 << SEXUAL,
       ANGER = 1 << PROFANITY | 1 << FRUSTRATION | 1 << RUDENESS,
       BY_WORD = 1 << PROFANITY | 1 << DISTRESS | 1 << DEMAND | 1 << ESCALATION };
enum { HEARD = 5000, HITS = 512, FOUND = 512, MOST_ALIKE = 64 };

/* A phrase that fired; in spans, with offsets into the text and log-odds. */
typedef struct {
    uint32_t start, end;
    double weight, odds;
    int head;
} Hit;

static int hits_in_order(const void *a, const void *b) {
    const Hit *one = a, *two = b;
    if (one->start != two->start) return one->start < two->start ? -1 : 1;
    if (one->end != two->end) return one->end < two->end ? -1 : 1;
    return one->weight < two->weight ? -1 : one->weight > two->weight;
}

/* Few as a rule, and then this is quicker than qsort. */
static void sort_hits(Hit *hit, size_t count, int (*compare)(const void *, const void *)) {
    if (count > 16) {
        qsort(hit, count, sizeof *hit, compare);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        Hit one = hit[i];
        size_t j = i;
        for (; j && compare(&hit[j - 1], &one) > 0; j--) hit[j] = hit[j - 1];
        hit[j] = one;
    }
}

/* What the phrases hear in a row: hits by head, and how sure of each, 0–10,000. */
typedef struct {
    Hit hit[HITS];
    size_t hits;
    int sure[HEADS];
} Told;

/* signals.certainty: overlapping hits count once, those apart add up. `hit` is in order. */
static double certainty(const Hit *hit, size_t count, int head) {
    double doubt = 1.0, best = 0.0;
    int64_t end = -1;
    for (size_t i = 0; i < count; i++) {
        if (hit[i].head != head) continue;
        if ((int64_t)hit[i].start >= end) {
            doubt *= 1.0 - best;
            best = 0.0;
        }
        if ((int64_t)hit[i].end > end) end = hit[i].end;
        if (hit[i].weight > best) best = hit[i].weight;
    }
    return 1.0 - doubt * (1.0 - best);
}

static int in_parts(double sure) { return (int)(rounded(sure, 10000.0) * 10000.0 + 0.5); }

static double rambling(const Hearing *h, size_t pieces, double by_phrases) {
    double beyond = (double)pieces - h->from_words, share = beyond / (h->full_words - h->from_words);
    if (beyond <= 0) return 0.0;
    double by_length = (share < 1.0 ? share : 1.0) * 0.7;
    return 1.0 - (1.0 - by_length) * (1.0 - by_phrases);
}

/* Whether one of the guards among the matches takes a phrase back. */
static int taken_back(const Hearing *h, Phrases *p, const Row *row, Match *m, int head) {
    for (size_t j = 0; j < p->matches; j++) {
        Match *g = &p->match[j];
        if (g->rule < h->phrases_count || !(h->rule[g->rule].clears >> head & 1)) continue;
        if (start_of_match(p, m, row->symbol) < g->end && start_of_match(p, g, row->symbol) < m->end) return 1;
    }
    return 0;
}

/* Weighs the phrases that were found and that no guard takes back; 0 if there are too many. */
static int weigh(const Hearing *h, Phrases *p, const Row *row, uint32_t asked, Told *told) {
    uint32_t heads = 0;
    told->hits = 0;
    memset(told->sure, 0, sizeof told->sure);
    for (size_t i = 0; i < p->matches; i++) {
        Match *m = &p->match[i];
        if (m->rule >= h->phrases_count) continue;
        const Rule *rule = &h->rule[m->rule];
        if (asked >> rule->head & 1 || taken_back(h, p, row, m, rule->head)) continue;
        if (told->hits == HITS) return 0;
        Hit hit = {start_of_match(p, m, row->symbol), m->end, rule->weight, rule->odds, rule->head};
        told->hit[told->hits++] = hit;
        heads |= 1u << rule->head;
    }
    sort_hits(told->hit, told->hits, hits_in_order);
    for (int head = 1; head < HEADS; head++) {
        if (head == RAMBLING || !(heads >> head & 1)) continue;
        double sure = certainty(told->hit, told->hits, head);
        told->sure[head] = in_parts(sure < 1.0 ? sure : 1.0);
    }
    double by_phrases = heads >> RAMBLING & 1 ? certainty(told->hit, told->hits, RAMBLING) : 0.0;
    told->sure[RAMBLING] = in_parts(rambling(h, row->pieces, by_phrases));
    return 1;
}

/* Joins what was learned and what the phrases tell, and makes the heads agree. */
static void join(const Model *m, const Hearing *h, const uint16_t *chance, const Told *told, uint32_t asked, int has_context,
                 int *heads) {
    memcpy(heads, told->sure, sizeof told->sure);
    heads[HOSTILE] = 0;
    int doubtful = chance[h->hostile_column] < h->agreed;
    for (int c = 0; c < m->heads; c++) {
        int head = h->head_of[c], learned = chance[c];
        if (head < 0 || head == RAMBLING) continue;
        int alone = BY_WORD >> head & 1 || (doubtful && AT_THE_PERSON >> head & 1);
        if (alone && learned > h->unheard) learned = h->unheard;
        if (learned > heads[head]) heads[head] = learned;
    }
    for (int head = 0; has_context && head < HEADS; head++) {
        if (!(asked >> head & 1)) continue;
        if (heads[head] > h->unheard) heads[head] = h->unheard;
        if (heads[HOSTILE] > h->unheard) heads[HOSTILE] = h->unheard;
    }
    int sure = 0;
    for (int head = 0; head < HEADS; head++)
        if (AT_THE_PERSON >> head & 1 && heads[head] > sure) sure = heads[head];
    if (sure >= HEARD && sure > heads[HOSTILE]) heads[HOSTILE] = sure;
    if (heads[HOSTILE] >= HEARD && sure < HEARD && heads[HOSTILE] > heads[INSULT]) heads[INSULT] = heads[HOSTILE];
}

static int level_of(const int *heads) {
    int level = 0;
    for (int head = 0; head < HEADS; head++) {
        if (heads[head] < HEARD) continue;
        int here = ABUSE >> head & 1 ? 3 : head == INSULT ? 2 : ANGER >> head & 1 ? 1 : 0;
        if (here > level) level = here;
    }
    return level;
}

/* ------------------------------------------------------------------------------------------------------------------ spans */

typedef struct {
    Hit span[FOUND];
    size_t count;
} Spans;

static int spans_in_order(const void *a, const void *b) {
    const Hit *one = a, *two = b;
    if (one->start != two->start) return one->start < two->start ? -1 : 1;
    if (one->end != two->end) return one->end < two->end ? -1 : 1;
    return one->head - two->head; /* an order of names: Spans hold a rank in place of a head */
}

static void cut_spans(const Hearing *h, Spans *spans) {
    sort_hits(spans->span, spans->count, spans_in_order);
    if (spans->count > (size_t)h->most_spans) spans->count = (size_t)h->most_spans;
}

/* Finds the words behind the phrases of heads that are heard; 0 where a phrase has none. */
static int spans_of_phrases(const Hearing *h, const Row *row, const Told *told, const int *heads, Spans *spans) {
    Hit found[HITS];
    size_t count = 0, merged[HEADS];
    int has[HEADS] = {0};
    spans->count = 0;
    for (size_t i = 0; i < told->hits; i++) {
        Hit hit = told->hit[i];
        if (told->sure[hit.head] < HEARD) continue;
        uint32_t start = UINT32_MAX, end = 0;
        for (uint32_t word = hit.start; word < hit.end; word++) {
            if (row->start[word] >= row->end[word]) continue;
            if (row->start[word] < start) start = row->start[word];
            if (row->end[word] > end) end = row->end[word];
        }
        if (start >= end) return 0;
        hit.start = start, hit.end = end, hit.head = h->rank[hit.head];
        found[count++] = hit;
    }
    sort_hits(found, count, spans_in_order);
    for (size_t i = 0; i < count; i++) {
        int rank = found[i].head;
        Hit *last = has[rank] ? &spans->span[merged[rank]] : NULL;
        if (last && found[i].start < last->end) {
            if (found[i].end > last->end) last->end = found[i].end;
            if (found[i].odds > last->odds) last->odds = found[i].odds;
            continue;
        }
        has[rank] = 1, merged[rank] = spans->count;
        spans->span[spans->count++] = found[i];
    }
    cut_spans(h, spans);
    size_t kept = 0;
    for (size_t i = 0; i < spans->count; i++)
        if (heads[h->head_at[spans->span[i].head]] >= HEARD) spans->span[kept++] = spans->span[i];
    spans->count = kept;
    return 1;
}

/* The stretch, the first of them, where a head is highest. */
static size_t highest_stretch(const Model *m, const Features *f, int head) {
    size_t highest = 0;
    int32_t most = 0, scores[COLUMNS];
    for (size_t i = 0, at = 0; i < f->stretches; i++) {
        Walk w;
        begin(&w, m, NULL);
        w.held = f->stretch[i].words, w.is_long = 1;
        memset(w.total, 0, sizeof w.total);
        for (; at < (size_t)f->stretch[i].end; at++) w.total[head] += row_of(m, f->at[at].hash)[head];
        finish(&w, scores);
        if (i == 0 || scores[head] > most) highest = i, most = scores[head];
    }
    return highest;
}

/* The sum of the weights of all features on one stretch of a text. */
typedef struct {
    uint32_t start, end;
    int64_t weight;
} Sum;

static int sums_in_order(const void *a, const void *b) {
    const Sum *one = a, *two = b;
    if (one->weight != two->weight) return one->weight > two->weight ? -1 : 1;
    if (one->start != two->start) return one->start < two->start ? -1 : 1;
    return one->end < two->end ? -1 : one->end > two->end;
}

/* Sums up what lies on the same words, of the stretch where a head is highest. Words end in order, but for one that is
 * spelled: it ends where its last letter does; and of a character that folds to several words all may lie on it. */
static size_t sum_up(const Model *m, const Features *f, int column, const uint32_t *places, Sum *sum) {
    size_t highest = highest_stretch(m, f, column), count = 0;
    for (size_t i = highest ? (size_t)f->stretch[highest - 1].end : 0; i < (size_t)f->stretch[highest].end; i++) {
        const Feature *one = &f->at[i];
        int weight = row_of(m, one->hash)[column], others = places ? MOST_ALIKE : 0;
        uint32_t start = one->start, end = one->end;
        if (places) {
            start = places[one->start], end = places[one->end];
            if (places[one->end - 1] >= end) end = places[one->end - 1] + 1;
        }
        size_t at = count;
        while (at && (sum[at - 1].end >= end || others-- > 0) && (sum[at - 1].end != end || sum[at - 1].start != start)) at--;
        if (at && sum[at - 1].end == end && sum[at - 1].start == start) {
            sum[at - 1].weight += weight;
            continue;
        }
        Sum made = {start, end, weight};
        sum[count++] = made;
    }
    return count;
}

/* A stripped text: its bytes, its first byte in the whole text, and for one that is not ASCII where each of its folded
 * bytes came from. */
typedef struct {
    const Row *row;
    const uint8_t *text;
    uint32_t lead, *places;
} Bare;

static inline int is_space_at(const Bare *bare, uint32_t character) {
    return ascii_kind[bare->text[bare->places ? bare->row->byte_at[character] : character]] & SPACE;
}

/* Names the words that raised a head most: Trained._fired. */
static void add_fired(const Model *m, const Hearing *h, const Features *f, Sum *sum, int column, const Bare *bare,
                      Spans *spans) {
    size_t count = sum_up(m, f, column, bare->places, sum), named = 0, first_span = spans->count, kept = 0;
    int64_t most = 0;
    for (size_t i = 0; i < count; i++)
        if (sum[i].weight > most) most = sum[i].weight;
    double least = (double)most * h->least_share;
    if (least < 1.0) least = 1.0;
    for (size_t i = 0; i < count; i++)
        if ((double)sum[i].weight >= least) sum[kept++] = sum[i];
    qsort(sum, kept, sizeof *sum, sums_in_order);
    for (size_t i = 0; i < kept && named < (size_t)h->most_named && spans->count < FOUND; i++) {
        uint32_t start = bare->lead + sum[i].start, end = bare->lead + sum[i].end;
        while (start < end && is_space_at(bare, start)) start++;
        while (end > start && is_space_at(bare, end - 1)) end--;
        int overlaps = start >= end;
        for (size_t j = first_span; j < spans->count; j++)
            overlaps |= start < spans->span[j].end && spans->span[j].start < end;
        if (overlaps) continue;
        double odds = rounded((double)sum[i].weight * h->unit[column], 100.0);
        Hit span = {start, end, 0.0, odds, h->rank[h->head_of[column]]};
        spans->span[spans->count++] = span;
        named++;
    }
}

/* Says where each character of a text begins. */
static void place_characters(Row *row, const uint8_t *text, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if ((text[i] & 0xC0) != 0x80) row->byte_at[count++] = (uint16_t)i;
    row->byte_at[count] = (uint16_t)n;
}

/* Gathers the features of a stripped text; 0 without memory. */
static int gather(const Model *m, Scratch *s, Row *row, Text text, Features *f, Bare *bare, uint8_t **folded) {
    size_t lead = 0, end = text.n;
    Walk w;
    while (lead < end && ascii_kind[text.at[lead]] & SPACE) lead++;
    while (end > lead && ascii_kind[text.at[end - 1]] & SPACE) end--;
    bare->row = row, bare->text = text.at, bare->lead = (uint32_t)lead;
    begin(&w, m, s);
    w.gather = f;
    if (row->ascii) cut(&w, text.at + lead, end - lead, text.readable - lead);
    else {
        size_t n = end - lead;
        place_characters(row, text.at, text.n);
        *folded = malloc(MOST_GROWTH * n + 80);
        bare->places = malloc((MOST_GROWTH * n + 1) * sizeof *bare->places);
        if (!*folded || !bare->places) return 0;
        cut(&w, *folded, fold(&m->folding, text.at + lead, n, *folded, bare->places), MOST_GROWTH * n + 80);
    }
    push_last_stretch(&w);
    return !f->failed;
}

/* Adds spans for the heads that the weights alone raised; 0 without memory. */
static int spans_of_weights(const Model *m, const Hearing *h, Scratch *s, Text text, const int *heads, Spans *spans) {
    uint32_t named = 0, wanted = 0;
    for (size_t i = 0; i < spans->count; i++) named |= 1u << h->head_at[spans->span[i].head];
    for (int c = 0; c < m->heads; c++) {
        int head = h->head_of[c];
        if (head > HOSTILE && head != RAMBLING && !(named >> head & 1) && heads[head] >= HEARD) wanted |= 1u << c;
    }
    if (!wanted) return 1;
    Features f;
    Bare bare = {0};
    uint8_t *folded = NULL;
    memset(&f, 0, sizeof f);
    int ok = gather(m, s, s->row, text, &f, &bare, &folded);
    Sum *sum = ok ? malloc((f.count + 1) * sizeof *sum) : NULL;
    for (int c = 0; sum && c < m->heads; c++)
        if (wanted >> c & 1) add_fired(m, h, &f, sum, c, &bare, spans);
    ok = sum != NULL;
    free(sum);
    free(folded);
    free(bare.places);
    free(f.at);
    free(f.stretch);
    cut_spans(h, spans);
    return ok;
}

/* --------------------------------------------------------------------------------------------------------------- readings */

static PyObject *span_object(const Hearing *h, const Hit *span) {
    PyObject *parts[5] = {NULL, PyLong_FromUnsignedLong(span->start), PyLong_FromUnsignedLong(span->end),
                          h->name[h->head_at[span->head]], PyFloat_FromDouble(span->odds)};
    PyObject *made = NULL;
    if (parts[1] && parts[2] && parts[4])
        made = PyObject_Vectorcall(h->span_type, parts + 1, 4 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_XDECREF(parts[1]);
    Py_XDECREF(parts[2]);
    Py_XDECREF(parts[4]);
    return made;
}

static PyObject *whole_reading(const Hearing *h, Readings *r, const int *sure, const Spans *spans) {
    PyObject *heads = PyDict_Copy(r->heads), *tuple = spans->count ? PyTuple_New((Py_ssize_t)spans->count) : Py_NewRef(r->spans);
    PyObject *level = PyLong_FromLong(level_of(sure)), *made = NULL;
    int ok = heads && tuple && level;
    for (size_t i = 0; ok && i < spans->count; i++) {
        PyObject *span = span_object(h, &spans->span[i]);
        ok = span && PyTuple_SetItem(tuple, (Py_ssize_t)i, span) == 0;
    }
    for (int head = 0; ok && head < HEADS; head++) {
        PyObject *number = number_of(r, (uint16_t)sure[head]);
        ok = number && PyDict_SetItem(heads, h->name[head], number) == 0;
    }
    if (ok) {
        PyObject *parts[] = {NULL, r->number[sure[HOSTILE]], heads, level, tuple, r->model};
        made = PyObject_Vectorcall(r->type, parts + 1, 5 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    Py_XDECREF(heads);
    Py_XDECREF(tuple);
    Py_XDECREF(level);
    return made;
}

static PyObject *call_one(PyObject *what, PyObject *argument) {
    PyObject *parts[] = {NULL, argument};
    return PyObject_Vectorcall(what, parts + 1, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* The bytes of a str, and whether it is ASCII. */
static int plain_text(PyObject *str, Text *text, int *ascii) {
    PyObject *held;
    if (!text_of(str, text, &held)) return FAILED;
    *ascii = !held && (Py_ssize_t)text->n == PyUnicode_GetLength(str);
    Py_XDECREF(held);
    return held || text->n > LONGEST_HEARD ? LEFT : MADE;
}

/* Makes the row of a str, its masks hidden if it has any: then *str is another one. */
static int row_of_str(Hearing *h, Meanings *m, Row *row, PyObject **str, Text *text, size_t symbols, int is_context, uint64_t key) {
    int ascii, outcome = plain_text(*str, text, &ascii);
    if (outcome == MADE) outcome = make_row(m, row, text, ascii, 0, symbols, is_context, key);
    if (outcome != TO_HIDE) return outcome;
    PyObject *hidden = call_one(h->hide, *str);
    if (!hidden) return FAILED;
    Py_DECREF(*str);
    *str = hidden;
    outcome = plain_text(hidden, text, &ascii);
    return outcome == MADE ? make_row(m, row, text, ascii, 1, symbols, is_context, key) : outcome;
}

/* Gives the heads that what was said before asked for, in `asked`. */
static int asked_for(Hearing *h, Row *row, PyObject *context, uint64_t key, uint32_t *asked) {
    Text text;
    int ascii, outcome = plain_text(context, &text, &ascii);
    if (outcome != MADE) return outcome;
    PyObject *lower = ascii ? Py_NewRef(context) : PyObject_CallMethod(context, "lower", NULL);
    if (!lower) return FAILED;
    outcome = row_of_str(h, &h->asked_meanings, row, &lower, &text, h->asked->symbols, 1, key);
    Py_DECREF(lower);
    if (outcome != MADE) return outcome;
    if (!find_phrases(h->asked, row->symbol, row->count)) return PyErr_NoMemory(), FAILED;
    for (size_t i = 0; i < h->asked->matches; i++) *asked |= h->asked_clears[h->asked->match[i].rule];
    return MADE;
}

/* Reads a turn that is not calm. `*str` may become another one, whose masks are hidden. */
static PyObject *hear_out(Core *self, Scratch *s, PyObject **str, PyObject *context, uint16_t *chance) {
    const Model *m = &self->model;
    Hearing *h = &self->hearing;
    Text text;
    int has_context = 0, heads[HEADS];
    uint32_t asked = 0;
    if (!s->row && !(s->row = malloc(sizeof *s->row))) return PyErr_NoMemory();
    if (context && !Py_IsNone(context)) {
        has_context = PyUnicode_Check(context) && PyUnicode_GetLength(context) > 0;
        int outcome = asked_for(h, s->row, context, self->key, &asked);
        if (outcome == FAILED) return NULL;
        if (outcome != MADE) Py_RETURN_NONE;
    }
    PyObject *whole = *str;
    int outcome = row_of_str(h, &h->meanings, s->row, str, &text, h->phrases->symbols, 0, self->key), calm;
    if (outcome == FAILED) return NULL;
    if (outcome != MADE) Py_RETURN_NONE;
    if (*str != whole && !chances_of(m, &self->readings, s, text, NULL, chance, &calm)) return PyErr_NoMemory();
    if (!find_phrases(h->phrases, s->row->symbol, s->row->count)) return PyErr_NoMemory();
    Told told;
    Spans spans;
    if (!weigh(h, h->phrases, s->row, asked, &told)) Py_RETURN_NONE;
    join(m, h, chance, &told, asked, has_context, heads);
    if (!spans_of_phrases(h, s->row, &told, heads, &spans)) Py_RETURN_NONE;
    if (!spans_of_weights(m, h, s, text, heads, &spans)) return PyErr_NoMemory();
    return whole_reading(h, &self->readings, heads, &spans);
}

/* Gives the reading of any turn: NULL with an exception, None for one that is left to Python. */
static PyObject *hear(Core *self, Scratch *s, PyObject *str, PyObject *context) {
    Text text;
    PyObject *held, *found;
    uint16_t chance[COLUMNS];
    int calm = 0;
    if (!text_of(str, &text, &held)) return NULL;
    int scored = chances_of(&self->model, &self->readings, s, text, NULL, chance, &calm);
    Py_XDECREF(held);
    if (!scored) return PyErr_NoMemory();
    if (calm) return make_reading(&self->model, &self->readings, chance);
    if (held) Py_RETURN_NONE;
    Py_INCREF(str);
    found = hear_out(self, s, &str, context, chance);
    Py_DECREF(str);
    return found;
}

/* --------------------------------------------------------------------------------------------------------------- opening */

static void close_hearing(Hearing *h) {
    Py_XDECREF((PyObject *)h->phrases);
    Py_XDECREF((PyObject *)h->asked);
    Py_XDECREF(h->span_type);
    Py_XDECREF(h->hide);
    for (int head = 0; head < HEADS; head++) Py_XDECREF(h->name[head]);
    close_meanings(&h->meanings);
    close_meanings(&h->asked_meanings);
    free(h->rule);
    free(h->asked_clears);
    memset(h, 0, sizeof *h);
}

static int take_names(Hearing *h, PyObject *names) {
    static const char *const known[HEADS] = {
        "hostile", "insult", "threat", "identity_attack", "sexual_harassment", "profanity", "frustration",
        "rudeness", "demand", "escalation", "rambling", "distress", "thanks",
    };
    if (PyTuple_Size(names) != HEADS) return refuse("set of heads");
    for (int head = 0; head < HEADS; head++) {
        PyObject *name = PyTuple_GetItem(names, head);
        if (!PyUnicode_Check(name) || PyUnicode_CompareWithASCIIString(name, known[head]) != 0)
            return refuse("head");
        h->name[head] = Py_NewRef(name);
        h->rank[head] = 0;
        for (int other = 0; other < HEADS; other++) h->rank[head] += strcmp(known[other], known[head]) < 0;
        h->head_at[h->rank[head]] = head;
    }
    return 1;
}

/* rules: for each rule (head, weight, log-odds) of a phrase, or (clears, 0, 0) of a guard, phrases first. */
static int take_rules(Hearing *h, PyObject *phrases, PyObject *guards, PyObject *asked) {
    Py_ssize_t count = PyTuple_Size(phrases), all = count + PyTuple_Size(guards), questions = PyTuple_Size(asked);
    if ((size_t)all != h->phrases->rules || (size_t)questions != h->asked->rules) return refuse("number of rules");
    h->rule = calloc((size_t)all + 1, sizeof *h->rule);
    h->asked_clears = calloc((size_t)questions + 1, sizeof *h->asked_clears);
    if (!h->rule || !h->asked_clears) return PyErr_NoMemory(), 0;
    h->phrases_count = (uint32_t)count;
    for (Py_ssize_t i = 0; i < count; i++) {
        Rule *rule = &h->rule[i];
        if (!PyArg_ParseTuple(PyTuple_GetItem(phrases, i), "idd", &rule->head, &rule->weight, &rule->odds)) return 0;
        if (rule->head < 1 || rule->head >= HEADS) return refuse("head");
    }
    for (Py_ssize_t i = count; i < all + questions; i++) {
        PyObject *from = i < all ? PyTuple_GetItem(guards, i - count) : PyTuple_GetItem(asked, i - all);
        unsigned long clears = PyLong_AsUnsignedLong(from);
        if (clears >> HEADS) return PyErr_Occurred() ? 0 : refuse("guard");
        *(i < all ? &h->rule[i].clears : &h->asked_clears[i - all]) = (uint32_t)clears;
    }
    return 1;
}

static int take_columns(const Model *m, Hearing *h, PyObject *columns, PyObject *units) {
    if (PyTuple_Size(columns) != m->heads || PyTuple_Size(units) != m->heads) return refuse("set of heads");
    h->hostile_column = -1;
    for (int c = 0; c < m->heads; c++) {
        long head = PyLong_AsLong(PyTuple_GetItem(columns, c));
        h->unit[c] = PyFloat_AsDouble(PyTuple_GetItem(units, c));
        if (PyErr_Occurred()) return 0;
        if (head < -1 || head >= HEADS) return refuse("head");
        h->head_of[c] = (int)head;
        if (head == HOSTILE) h->hostile_column = c;
    }
    return h->hostile_column >= 0 || refuse("set of heads");
}

PyDoc_STRVAR(set_hearing_doc, "set_hearing(**parts)\n--\n\n"
                              "Say how turns that are not calm are read: see hearten_ear.kernel.hearing.");
static PyObject *core_set_hearing(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"phrases", "asked", "ask", "ask_before", "hide", "fillers", "numbers", "doubled", "heads",
                            "rules", "guards", "questions", "columns", "units", "span", "limits", NULL};
    Core *self = (Core *)op;
    Hearing *h = &self->hearing;
    PyObject *phrases, *asked, *ask, *ask_before, *hide, *fillers, *numbers, *doubled, *heads, *rules, *guards;
    PyObject *questions, *columns, *units, *span, *nothing = PyTuple_New(0);
    double from_words, full_words, least_share;
    int agreed, unheard, most_named, most_spans;
    if (!nothing) return NULL;
    int ok = PyArg_ParseTupleAndKeywords(
        args, kwargs, "OOOOOO!O!O!O!O!O!O!O!O!O(ddiidii)", names, &phrases, &asked, &ask, &ask_before, &hide, &PyTuple_Type, &fillers,
        &PyTuple_Type, &numbers, &PyTuple_Type, &doubled, &PyTuple_Type, &heads, &PyTuple_Type, &rules, &PyTuple_Type,
        &guards, &PyTuple_Type, &questions, &PyTuple_Type, &columns, &PyTuple_Type, &units, &span, &from_words, &full_words,
        &agreed, &unheard, &least_share, &most_named, &most_spans);
    if (ok && h->busy) ok = refuse("time to call set_hearing: the kernel is reading");
    if (ok) {
        close_hearing(h);
        h->from_words = from_words, h->full_words = full_words, h->least_share = least_share;
        h->agreed = agreed, h->unheard = unheard, h->most_named = most_named, h->most_spans = most_spans;
        if (!self->readings.type) ok = refuse("order of calls: set_reading comes first");
        else if (Py_TYPE(phrases) != phrases_type || Py_TYPE(asked) != phrases_type) ok = refuse("set of phrases");
        else if (unheard < 0 || unheard > 10000 || most_named < 0 || most_spans < 0 || most_spans > FOUND ||
                 full_words <= from_words)
            ok = refuse("set of limits");
    }
    if (ok) {
        h->phrases = (Phrases *)Py_NewRef(phrases), h->asked = (Phrases *)Py_NewRef(asked);
        h->span_type = Py_NewRef(span), h->hide = Py_NewRef(hide);
        ok = take_names(h, heads) && take_rules(h, rules, guards, questions) &&
             take_columns(&self->model, h, columns, units) &&
             open_meanings(&h->meanings, ask, fillers, numbers, doubled, 1 << 16, self->key) &&
             open_meanings(&h->asked_meanings, ask_before, nothing, numbers, nothing, 1 << 14, self->key);
        if (!ok) close_hearing(h);
    }
    Py_DECREF(nothing);
    if (!ok) return NULL;
    Py_RETURN_NONE;
}

static int note_left(PyObject *left, Py_ssize_t index) {
    PyObject *number = PyLong_FromSsize_t(index);
    int ok = number && PyList_Append(left, number) == 0;
    Py_XDECREF(number);
    return ok;
}

PyDoc_STRVAR(hear_doc, "hear(texts, contexts, /)\n--\n\n"
                       "Give the readings of a list of texts, None for those left to Python, and the indexes of these.");
static PyObject *core_hear(PyObject *op, PyObject *args) {
    Core *self = (Core *)op;
    PyObject *texts, *contexts;
    if (!PyArg_ParseTuple(args, "O!O", &PyList_Type, &texts, &contexts)) return NULL;
    Py_ssize_t count = PyList_Size(texts);
    if (!self->hearing.phrases) return refuse("order of calls: set_hearing comes first"), NULL;
    if (!Py_IsNone(contexts) && (!PyList_Check(contexts) || PyList_Size(contexts) != count))
        return refuse("list of contexts"), NULL;
    Scratch *s = take_scratch(self);
    PyObject *found = s ? PyList_New(count) : NULL, *left = found ? PyList_New(0) : NULL;
    int ok = left != NULL;
    for (Py_ssize_t i = 0; ok && i < count; i++) {
        PyObject *text = PyList_GetItem(texts, i), *reading = NULL;
        PyObject *context = text && !Py_IsNone(contexts) ? PyList_GetItem(contexts, i) : NULL;
        Py_XINCREF(text);
        Py_XINCREF(context);
        if (text && !PyErr_Occurred()) {
            self->hearing.busy++;
            reading = hear(self, s, text, context);
            self->hearing.busy--;
        }
        Py_XDECREF(text);
        Py_XDECREF(context);
        ok = reading && (!Py_IsNone(reading) || note_left(left, i));
        if (!ok) Py_CLEAR(reading);
        ok = ok && PyList_SetItem(found, i, reading) == 0;
    }
    if (s) give_scratch(self, s);
    PyObject *both = ok ? PyTuple_Pack(2, found, left) : NULL;
    Py_XDECREF(found);
    Py_XDECREF(left);
    return both;
}

PyDoc_STRVAR(hear_one_doc, "hear_one(text, context=None, /)\n--\n\nThe same for one text.");
static PyObject *core_hear_one(PyObject *op, PyObject *const *args, Py_ssize_t count) {
    Core *self = (Core *)op;
    if (count < 1 || count > 2) {
        PyErr_SetString(PyExc_TypeError, "hear_one(text, context=None)");
        return NULL;
    }
    if (!self->hearing.phrases) return refuse("order of calls: set_hearing comes first"), NULL;
    Scratch *s = take_scratch(self);
    if (!s) return NULL;
    self->hearing.busy++;
    PyObject *found = hear(self, s, args[0], count == 2 ? args[1] : NULL);
    self->hearing.busy--;
    give_scratch(self, s);
    return found;
}

PyDoc_STRVAR(remembered_doc, "remembered()\n--\n\nSay how many pieces of text are remembered.");
static PyObject *core_remembered(PyObject *op, PyObject *nothing) {
    (void)nothing;
    const Hearing *h = &((Core *)op)->hearing;
    return PyLong_FromSize_t(h->meanings.met + h->asked_meanings.met);
}

#endif
