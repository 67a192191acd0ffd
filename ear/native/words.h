/* What depends on one word alone: canonical form, readings, identity, class, hashes of its own features; and the model
 * that all of it is read from. Mirrors kernel/features.py. */
#ifndef HEARTEN_WORDS_H
#define HEARTEN_WORDS_H

#include "text.h"

enum { COLUMNS = 16, CHECK = 15, CLASSES = 32, CHANNELS = 3, STATES = 256, NORMS = 64, STEPS = 2048, MOST_CONTEXT = 64 };
enum { VARIANTS = 1, SPELLED = 2, MARKS = 4, BREAKS = 8, PAIRS = 16, SKIPS = 32, TRIPLES = 64, CONDITIONED_PAIRS = 128 };
/* Seven readings at most, and all n-grams of 2–6 bytes of a framed word of 34. */
enum { MOST_FORMS = 8, MOST_HASHES = MOST_FORMS + 33 + 32 + 31 + 30 + 29 };

typedef struct {
    uint64_t hash, identity;
    uint8_t kind, used;
} Entry;

typedef struct {
    int bits, shift_row, heads, flags, conditions, context, least, most, shift, grams, gram[5];
    int8_t *weights; /* 2^bits rows of COLUMNS, on a multiple of 64, and a row of zeros behind the last */
    const int8_t *nothing;
    void *weights_block;
    Entry *lexicon;
    size_t lexicon_mask;
    uint8_t moves[STATES][CLASSES], sees[CHANNELS][STATES];
    uint64_t salts[CHANNELS][256], pair, skip, triple, before, begin;
    int64_t bias[COLUMNS], norm[NORMS];
    uint16_t chances[COLUMNS][STEPS], calm[COLUMNS];
    Folding folding;
} Model;

/* The weights of a feature. A row whose last byte is not the feature's check is another's: the feature adds nothing. */
static inline const int8_t *row_of(const Model *m, uint64_t h) {
    uint64_t mixed = h * M1;
    const int8_t *row = m->weights + (size_t)(mixed >> m->shift_row) * COLUMNS;
    return row[CHECK] == (int8_t)(mixed >> (m->shift_row - 8)) ? row : m->nothing;
}

static const Entry *looked_up(const Model *m, uint64_t hash) {
    for (size_t at = hash & m->lexicon_mask;; at = (at + 1) & m->lexicon_mask) {
        const Entry *entry = &m->lexicon[at];
        if (!entry->used) return NULL;
        if (entry->hash == hash) return entry;
    }
}

/* A word's bytes, with room to load eight behind the last. */
typedef struct {
    uint8_t byte[LONGEST_WORD + 16];
    int length;
} Form;

static inline uint64_t hash_form(const Form *f) { return hash_bytes(f->byte, (size_t)f->length, 0); }

static void short_runs(const Form *from, int longest, Form *to) {
    int length = 0, run = 0;
    for (int i = 0; i < from->length; i++) {
        run = i && from->byte[i] == from->byte[i - 1] ? run + 1 : 1;
        if (run <= longest) to->byte[length++] = from->byte[i];
    }
    to->length = length;
}

static int has(const Form *f, int kind) {
    for (int i = 0; i < f->length; i++)
        if (byte_kind[f->byte[i]] & kind) return 1;
    return 0;
}

static int same(const Form *a, const Form *b) {
    return a->length == b->length && !memcmp(a->byte, b->byte, (size_t)a->length);
}

/* `bare` becomes the word in lower case without apostrophes, `form` its canonical form. */
static void canonical(const uint8_t *raw, int n, Form *bare, Form *form) {
    Form word;
    bare->length = 0;
    for (int i = 0; i < n; i++)
        if (raw[i] != '\'') bare->byte[bare->length++] = raw[i] >= 'A' && raw[i] <= 'Z' ? raw[i] | 0x20 : raw[i];
    int skip = bare->length > 1 && bare->byte[0] == '#', digits = !has(bare, LETTER);
    word.length = bare->length - skip;
    for (int i = 0; i < word.length; i++) {
        uint8_t b = bare->byte[i + skip];
        word.byte[i] = b == '#' ? '*' : digits && byte_kind[b] & DIGIT ? '0' : b;
    }
    short_runs(&word, 2, form);
}

typedef struct {
    uint64_t identity, hash[MOST_HASHES];
    int kind, count;
} Word;

static void add_once(Word *w, uint64_t hash) {
    for (int i = 0; i < w->count; i++)
        if (w->hash[i] == hash) return;
    w->hash[w->count++] = hash;
}

static void add_grams(const Model *m, Word *w, const Form *f) {
    uint8_t framed[LONGEST_WORD + 16] = {'<'};
    memcpy(framed + 1, f->byte, (size_t)f->length);
    framed[f->length + 1] = '>';
    for (int g = 0; g < m->grams; g++) {
        int n = m->gram[g];
        uint64_t mask = ~0ull >> (64 - 8 * n), start = (uint64_t)(GRAM + n) * M1;
        for (int at = 0; at + n <= f->length + 2; at++) w->hash[w->count++] = mix(start ^ (load8(framed + at) & mask));
    }
}

/* Works a word out. `raw` may be in any case. */
static void word_of(const Model *m, const uint8_t *raw, int n, Word *w) {
    Form bare, form[6]; /* canonical; read as i, as l; those with short runs; canonical with short runs */
    uint64_t hash[6];
    int order[6] = {0}, count = 1, read = 0;
    canonical(raw, n, &bare, &form[0]);
    if (m->flags & VARIANTS) {
        short_runs(&form[0], 1, &form[5]);
        read = has(&form[0], LEET) && has(&form[0], LETTER);
        if (read) {
            form[1].length = form[2].length = form[0].length;
            for (int i = 0; i < form[0].length; i++) {
                form[1].byte[i] = read_as_i[form[0].byte[i]];
                form[2].byte[i] = read_as_l[form[0].byte[i]];
            }
            short_runs(&form[1], 1, &form[3]);
            short_runs(&form[2], 1, &form[4]);
            for (int i = 1; i < 5; i++) order[count++] = i;
        }
        if (!same(&form[0], &form[5]) && !same(&form[0], &bare) && has(&form[0], LETTER)) order[count++] = 5;
    }
    for (int i = 0; i < count; i++) hash[order[i]] = hash_form(&form[order[i]]);
    w->identity = hash[0];
    w->kind = w->count = 0;
    for (int i = 0; i < count; i++) {
        const Entry *known = looked_up(m, hash[order[i]]);
        if (known) {
            w->identity = known->identity ? known->identity : hash[order[i]];
            w->kind = known->kind;
            break;
        }
    }
    add_once(w, w->identity);
    add_once(w, hash[0]);
    if (m->flags & VARIANTS) add_once(w, hash_form(&form[5]));
    for (int i = 1; i < count; i++) add_once(w, hash[order[i]]);
    add_grams(m, w, read ? &form[1] : &form[0]);
}

#endif
