/* The Core type: a model checked and copied, and what is needed to score with it. */
#ifndef HEARTEN_CORE_H
#define HEARTEN_CORE_H

#include "reading.h"
#include "rows.h"

/* The heads of hearten_ear.reading.HEADS, in their order; take_names compares the names. */
enum { HOSTILE, INSULT, THREAT, IDENTITY, SEXUAL, PROFANITY, FRUSTRATION, RUDENESS, DEMAND, ESCALATION, RAMBLING, DISTRESS,
       THANKS, HEADS };

/* What a phrase is for, or a guard takes back: heads as bits. */
typedef struct {
    int head;
    uint32_t clears;
    double weight, odds;
} Rule;

/* What whole readings are made with: see hearing.h. */
typedef struct {
    Phrases *phrases, *asked;
    Meanings meanings, asked_meanings;
    Rule *rule; /* phrases_count phrases, then guards */
    uint32_t phrases_count, *asked_clears;
    PyObject *span_type, *hide, *name[HEADS];
    int rank[HEADS], head_at[HEADS]; /* the heads in the order of their names */
    int head_of[COLUMNS], hostile_column;
    double unit[COLUMNS], from_words, full_words, least_share;
    int agreed, unheard, most_named, most_spans, busy; /* busy: calls that are reading */
} Hearing;

static void close_hearing(Hearing *h);

typedef struct {
    PyObject_HEAD
    Model model;
    Scratch *free_scratch;
    uint64_t key;
    Readings readings;
    Hearing hearing;
} Core;

static void *aligned(size_t size, void **block) {
    *block = malloc(size + 64);
    if (!*block) return NULL;
    return (void *)(((uintptr_t)*block + 63) & ~(uintptr_t)63);
}

static Scratch *take_scratch(Core *self) {
    Scratch *s = self->free_scratch;
    if (s) {
        self->free_scratch = s->next;
        return s;
    }
    s = calloc(1, sizeof *s);
    if (s) s->known = aligned(CACHE * sizeof(Known), &s->known_block);
    if (!s || !s->known) {
        free(s);
        PyErr_NoMemory();
        return NULL;
    }
    s->key = self->key;
    /* No line may look like a word that was met: an empty tag in each. */
    memset(s->known, 0, CACHE * sizeof(Known));
    for (size_t i = 0; i < CACHE; i++) s->known[i].tag = ~(uint64_t)(i & (CACHE - 2)) ^ s->key;
    return s;
}

static void give_scratch(Core *self, Scratch *s) {
    if (s->folded_room > 1 << 20) {
        free(s->folded);
        s->folded = NULL;
        s->folded_room = 0;
    }
    s->next = self->free_scratch;
    self->free_scratch = s;
}

static void core_dealloc(PyObject *op) {
    Core *self = (Core *)op;
    PyTypeObject *type = Py_TYPE(op);
    while (self->free_scratch) {
        Scratch *s = self->free_scratch;
        self->free_scratch = s->next;
        free(s->folded);
        free(s->row);
        free(s->known_block);
        free(s);
    }
    close_readings(&self->readings);
    close_hearing(&self->hearing);
    free(self->model.weights_block);
    free(self->model.lexicon);
    free(self->model.folding.data);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(op);
    Py_DECREF(type);
}

static int take_weights(Model *m, const Py_buffer *weights) {
    size_t rows = (size_t)1 << m->bits;
    if ((size_t)weights->len != rows * COLUMNS) return refuse("table of weights");
    m->weights = aligned((rows + 1) * COLUMNS, &m->weights_block);
    if (!m->weights) return PyErr_NoMemory(), 0;
    memcpy(m->weights, weights->buf, rows * COLUMNS);
    memset(m->weights + rows * COLUMNS, 0, COLUMNS);
    m->nothing = m->weights + rows * COLUMNS;
    return 1;
}

static int take_lexicon(Model *m, const Py_buffer *hash, const Py_buffer *identity, const Py_buffer *kind) {
    size_t count = (size_t)kind->len, room = 16;
    if ((size_t)hash->len != 8 * count || (size_t)identity->len != 8 * count) return refuse("lexicon");
    while (room < 2 * count + 2) room *= 2;
    m->lexicon = calloc(room, sizeof *m->lexicon);
    if (!m->lexicon) return PyErr_NoMemory(), 0;
    m->lexicon_mask = room - 1;
    for (size_t i = 0; i < count; i++) {
        Entry entry = {load8((const uint8_t *)hash->buf + 8 * i), load8((const uint8_t *)identity->buf + 8 * i),
                       ((const uint8_t *)kind->buf)[i], 1};
        if (entry.kind >= CLASSES) return refuse("class of a word");
        size_t at = entry.hash & m->lexicon_mask;
        while (m->lexicon[at].used && m->lexicon[at].hash != entry.hash) at = (at + 1) & m->lexicon_mask;
        m->lexicon[at] = entry;
    }
    return 1;
}

static int take_machine(Model *m, const Py_buffer *moves, const Py_buffer *sees) {
    size_t states = (size_t)moves->len / CLASSES;
    const uint8_t *from = moves->buf;
    if (states < 1 || states > STATES || (size_t)moves->len != states * CLASSES) return refuse("machine");
    if ((size_t)sees->len != states * CHANNELS) return refuse("machine");
    for (size_t i = 0; i < states * CLASSES; i++) {
        if (from[i] >= states) return refuse("move of the machine");
        m->moves[i / CLASSES][i % CLASSES] = from[i];
    }
    for (size_t i = 0; i < states * CHANNELS; i++) m->sees[i / states][i % states] = ((const uint8_t *)sees->buf)[i];
    return 1;
}

static int take_small(Model *m, const Py_buffer *grams, const Py_buffer *bias, const Py_buffer *norm,
                      const Py_buffer *chances, const Py_buffer *calm) {
    size_t heads = (size_t)m->heads;
    int32_t number;
    if (grams->len > 5) return refuse("set of n-grams");
    m->grams = (int)grams->len;
    for (int i = 0; i < m->grams; i++) {
        m->gram[i] = ((const uint8_t *)grams->buf)[i];
        if (m->gram[i] < 2 || m->gram[i] > 6) return refuse("length of n-grams");
        for (int j = 0; j < i; j++)
            if (m->gram[i] == m->gram[j]) return refuse("set of n-grams");
    }
    if ((size_t)bias->len != 4 * heads || norm->len != 4 * NORMS) return refuse("bias or norm");
    if ((size_t)chances->len != 2 * STEPS * heads || (size_t)calm->len != 2 * heads) return refuse("calibration");
    for (size_t i = 0; i < heads; i++) {
        memcpy(&number, (const char *)bias->buf + 4 * i, 4);
        m->bias[i] = number;
    }
    for (int i = 0; i < NORMS; i++) {
        memcpy(&number, (const char *)norm->buf + 4 * i, 4);
        if (number < 0 || number > 1 << 20) return refuse("norm");
        m->norm[i] = number;
    }
    memcpy(m->chances, chances->buf, (size_t)chances->len);
    memcpy(m->calm, calm->buf, (size_t)calm->len);
    for (size_t i = 0; i < heads * STEPS; i++)
        if (m->chances[i / STEPS][i % STEPS] > 10000) return refuse("chance");
    return 1;
}

static void take_salts(Model *m) {
    uint8_t named[3] = {2, 0, 0};
    uint64_t *joined[4] = {&m->pair, &m->skip, &m->triple, &m->before};
    m->begin = hash_bytes(named, 1, 0);
    for (int i = 0; i < 4; i++) {
        named[1] = (uint8_t)i;
        *joined[i] = hash_bytes(named, 2, 0);
    }
    for (int c = 0; c < CHANNELS; c++)
        for (int seen = 0; seen < 256; seen++) {
            named[1] = (uint8_t)(4 + c), named[2] = (uint8_t)seen;
            m->salts[c][seen] = hash_bytes(named, 3, 0);
        }
}

static PyObject *core_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"bits", "heads", "flags", "conditions", "context", "least", "most", "shift", "key", "grams", "weights",
                            "moves", "sees", "lexicon_hash", "lexicon_identity", "lexicon_kind", "bias", "norm",
                            "chances", "calm", "folding", NULL};
    enum { GRAMS, WEIGHTS, MOVES, SEES, HASH, IDENTITY, KIND, BIAS, NORM, CHANCES, CALM, FOLDING, BUFFERS };
    Py_buffer b[BUFFERS];
    int bits, heads, flags, conditions, context, least, most, shift;
    unsigned long long key;
    memset(b, 0, sizeof b);
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "iiiiiiiiKy*y*y*y*y*y*y*y*y*y*y*y*", names, &bits, &heads, &flags,
                                     &conditions, &context, &least, &most, &shift, &key, &b[GRAMS], &b[WEIGHTS], &b[MOVES], &b[SEES],
                                     &b[HASH], &b[IDENTITY], &b[KIND], &b[BIAS], &b[NORM], &b[CHANCES], &b[CALM],
                                     &b[FOLDING]))
        return NULL;
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Core *self = (Core *)allocate(type, 0);
    int ok = self != NULL;
    if (ok) {
        Model *m = &self->model;
        m->bits = bits, m->shift_row = 64 - bits, m->heads = heads, m->flags = flags, m->conditions = conditions;
        m->context = context, m->least = least, m->most = most, m->shift = shift;
        self->key = key;
        if (bits < 10 || bits > 20 || heads < 1 || heads > CHECK || conditions < 0 || conditions > CHANNELS ||
            context < 0 || context > MOST_CONTEXT || least < 0 || most < 0 || shift < 0 || shift > 24)
            ok = refuse("spec");
        take_salts(m);
        ok = ok && take_weights(m, &b[WEIGHTS]) && take_machine(m, &b[MOVES], &b[SEES]) &&
             take_lexicon(m, &b[HASH], &b[IDENTITY], &b[KIND]) &&
             take_small(m, &b[GRAMS], &b[BIAS], &b[NORM], &b[CHANCES], &b[CALM]) &&
             (folding_from(&m->folding, b[FOLDING].buf, (size_t)b[FOLDING].len) || refuse("folding table"));
    }
    for (int i = 0; i < BUFFERS; i++) PyBuffer_Release(&b[i]);
    if (!ok) {
        Py_XDECREF((PyObject *)self);
        return NULL;
    }
    return (PyObject *)self;
}

#endif
