/* The words behind what was heard, of turns that raised something: those of the phrases, and where the weights alone raised
 * a head those that raised it most. */
#ifndef HEARTEN_SPANS_H
#define HEARTEN_SPANS_H

#include "weighing.h"

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

#endif
