/* What phrases and weights say of a turn together: kernel/rules.py, signals/ and kernel/trained.py, number for number, with
 * the signals as they are by default. */
#ifndef HEARTEN_WEIGHING_H
#define HEARTEN_WEIGHING_H

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

#endif
