/* hearten_ear.kernel._kernel: the hot path of the trained scorer. What it computes is defined, slowly and readably, in
 * kernel/features.py; tests hold the two together bit for bit. Written against Python's stable ABI (3.12 and later). */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "score.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the kernel reads words as little-endian numbers; on this machine the NumPy fallback runs"
#endif

/* --------------------------------------------------------------------------------------------------- the Core type */

typedef struct {
    PyObject_HEAD
    Model model;
    Scratch *free_scratch;
    uint64_t key;
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
        free(s->known_block);
        free(s);
    }
    free(self->model.weights_block);
    free(self->model.lexicon);
    free(self->model.folding.data);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(op);
    Py_DECREF(type);
}

static int refuse(const char *what) {
    PyErr_Format(PyExc_ValueError, "the kernel was given a wrong %s", what);
    return 0;
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
    static char *names[] = {"bits", "heads", "flags", "conditions", "context", "shift", "key", "grams", "weights",
                            "moves", "sees", "lexicon_hash", "lexicon_identity", "lexicon_kind", "bias", "norm",
                            "chances", "calm", "folding", NULL};
    enum { GRAMS, WEIGHTS, MOVES, SEES, HASH, IDENTITY, KIND, BIAS, NORM, CHANCES, CALM, FOLDING, BUFFERS };
    Py_buffer b[BUFFERS];
    int bits, heads, flags, conditions, context, shift;
    unsigned long long key;
    memset(b, 0, sizeof b);
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "iiiiiiKy*y*y*y*y*y*y*y*y*y*y*y*", names, &bits, &heads, &flags,
                                     &conditions, &context, &shift, &key, &b[GRAMS], &b[WEIGHTS], &b[MOVES], &b[SEES],
                                     &b[HASH], &b[IDENTITY], &b[KIND], &b[BIAS], &b[NORM], &b[CHANCES], &b[CALM],
                                     &b[FOLDING]))
        return NULL;
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Core *self = (Core *)allocate(type, 0);
    int ok = self != NULL;
    if (ok) {
        Model *m = &self->model;
        m->bits = bits, m->shift_row = 64 - bits, m->heads = heads, m->flags = flags, m->conditions = conditions;
        m->context = context, m->shift = shift;
        self->key = key;
        if (bits < 10 || bits > 20 || heads < 1 || heads > CHECK || conditions < 0 || conditions > CHANNELS ||
            context < 0 || context > MOST_CONTEXT || shift < 0 || shift > 24)
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

/* ------------------------------------------------------------------------------------------------- texts from Python */

/* Gives the bytes of a str. `*held` is what must be released afterwards, or NULL. */
static int text_of(PyObject *str, Text *text, PyObject **held) {
    Py_ssize_t n;
    const char *at;
    *held = NULL;
    if (!PyUnicode_Check(str)) {
        PyErr_SetString(PyExc_TypeError, "a text must be a str");
        return 0;
    }
    at = PyUnicode_AsUTF8AndSize(str, &n);
    if (!at) { /* lone surrogates: their bytes are no characters, and fold to spaces */
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return 0;
        PyErr_Clear();
        char *bytes;
        *held = PyUnicode_AsEncodedString(str, "utf-8", "surrogatepass");
        if (!*held || PyBytes_AsStringAndSize(*held, &bytes, &n) < 0) {
            Py_XDECREF(*held);
            return 0;
        }
        at = bytes;
    }
    text->at = (const uint8_t *)at, text->n = (size_t)n, text->readable = (size_t)n + 1;
    return 1;
}

/* Offsets as Arrow has them: one more than texts, int32 or int64. */
typedef struct {
    Py_buffer data, offsets;
    size_t count;
    int has;
} Column;

static int64_t offset_at(const Column *c, size_t i) {
    if (c->offsets.itemsize == 8) return ((const int64_t *)c->offsets.buf)[i];
    return ((const int32_t *)c->offsets.buf)[i];
}

static void close_column(Column *c) {
    if (!c->has) return;
    PyBuffer_Release(&c->data);
    PyBuffer_Release(&c->offsets);
    c->has = 0;
}

static int open_column(Column *c, PyObject *data, PyObject *offsets) {
    c->has = 0;
    if (PyObject_GetBuffer(data, &c->data, PyBUF_SIMPLE) < 0) return 0;
    if (PyObject_GetBuffer(offsets, &c->offsets, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) < 0) {
        PyBuffer_Release(&c->data);
        return 0;
    }
    c->has = 1;
    Py_ssize_t size = c->offsets.itemsize;
    if ((size != 4 && size != 8) || c->offsets.len < size || (uintptr_t)c->offsets.buf % (size_t)size) {
        close_column(c);
        return refuse("column of offsets: int32 or int64, one more than texts");
    }
    c->count = (size_t)(c->offsets.len / size) - 1;
    return 1;
}

/* Gives text i; 0 if its offsets lead out of the data. */
static inline int text_at(const Column *c, size_t i, Text *text) {
    int64_t from = offset_at(c, i), to = offset_at(c, i + 1);
    if (from < 0 || from > to || to > c->data.len) return 0;
    text->at = (const uint8_t *)c->data.buf + from;
    text->n = (size_t)(to - from);
    text->readable = (size_t)(c->data.len - from);
    return 1;
}

/* ------------------------------------------------------------------------------------------------------- the methods */

static PyObject *tuple_of(const int32_t *numbers, int count) {
    PyObject *tuple = PyTuple_New(count);
    for (int i = 0; tuple && i < count; i++) {
        PyObject *number = PyLong_FromLong(numbers[i]);
        if (!number || PyTuple_SetItem(tuple, i, number) < 0) Py_CLEAR(tuple);
    }
    return tuple;
}

PyDoc_STRVAR(score_str_doc, "score_str(text, context=None, /)\n--\n\nScore one str: a tuple with an int for each head.");
static PyObject *core_score_str(PyObject *op, PyObject *const *args, Py_ssize_t count) {
    Core *self = (Core *)op;
    Text text, before;
    PyObject *held = NULL, *held_before = NULL, *found = NULL;
    int32_t scores[COLUMNS];
    if (count < 1 || count > 2) {
        PyErr_SetString(PyExc_TypeError, "score_str(text, context=None)");
        return NULL;
    }
    int with_before = count == 2 && !Py_IsNone(args[1]) && self->model.context;
    if (!text_of(args[0], &text, &held)) return NULL;
    if (!with_before || text_of(args[1], &before, &held_before)) {
        Scratch *s = take_scratch(self);
        if (s) {
            if (score_text(&self->model, s, text, with_before ? &before : NULL, scores, NULL))
                found = tuple_of(scores, self->model.heads);
            else PyErr_NoMemory();
            give_scratch(self, s);
        }
    }
    Py_XDECREF(held);
    Py_XDECREF(held_before);
    return found;
}

static int open_output(PyObject *from, Py_buffer *to, size_t bytes) {
    if (PyObject_GetBuffer(from, to, PyBUF_WRITABLE | PyBUF_C_CONTIGUOUS) < 0) return 0;
    if ((size_t)to->len == bytes && (uintptr_t)to->buf % 8 == 0) return 1;
    PyBuffer_Release(to);
    return refuse("array for the outcome");
}

/* Scores a column; 1 well, 0 offsets that lead out, -1 no memory. Runs without the interpreter's lock. */
static int score_column(const Model *m, Scratch *s, const Column *texts, const Column *befores, int32_t *scores,
                        int64_t *words) {
    Text text, before = {NULL, 0, 0};
    for (size_t i = 0; i < texts->count; i++) {
        if (!text_at(texts, i, &text) || (befores->has && !text_at(befores, i, &before))) return 0;
        if (!score_text(m, s, text, &before, scores + i * (size_t)m->heads, words ? words + i : NULL)) return -1;
    }
    return 1;
}

PyDoc_STRVAR(score_into_doc,
             "score_into(data, offsets, scores, words, context_data, context_offsets, /)\n--\n\n"
             "Score texts of an Arrow-style column into int32 scores (n x heads) and int64 words (n, or None).");
static PyObject *core_score_into(PyObject *op, PyObject *args) {
    Core *self = (Core *)op;
    PyObject *data, *offsets, *scores, *words, *context_data, *context_offsets;
    Column texts = {.has = 0}, befores = {.has = 0};
    Py_buffer out, counts;
    int outcome = -2, has_out = 0, has_counts = 0;
    if (!PyArg_ParseTuple(args, "OOOOOO", &data, &offsets, &scores, &words, &context_data, &context_offsets))
        return NULL;
    if (!open_column(&texts, data, offsets)) goto done;
    if (!Py_IsNone(context_data)) {
        if (!open_column(&befores, context_data, context_offsets)) goto done;
        if (befores.count != texts.count) {
            refuse("number of contexts");
            goto done;
        }
    }
    has_out = open_output(scores, &out, texts.count * (size_t)self->model.heads * 4);
    if (!has_out) goto done;
    has_counts = !Py_IsNone(words) && open_output(words, &counts, texts.count * 8);
    if (!has_counts && !Py_IsNone(words)) goto done;
    Scratch *s = take_scratch(self);
    if (s) {
        Py_BEGIN_ALLOW_THREADS
        outcome = score_column(&self->model, s, &texts, &befores, out.buf, has_counts ? counts.buf : NULL);
        Py_END_ALLOW_THREADS
        give_scratch(self, s);
        if (outcome == 0) refuse("column of offsets: they lead out of the data");
        else if (outcome < 0) PyErr_NoMemory();
    }
done:
    close_column(&texts);
    close_column(&befores);
    if (has_out) PyBuffer_Release(&out);
    if (has_counts) PyBuffer_Release(&counts);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(score_list_doc, "score_list(texts, scores, words, contexts, /)\n--\n\n"
                             "Score a list of str (and one of contexts, str or None) into arrays as score_into does.");
static PyObject *core_score_list(PyObject *op, PyObject *args) {
    Core *self = (Core *)op;
    const Model *m = &self->model;
    PyObject *list, *scores, *words, *contexts;
    Py_buffer out, counts;
    if (!PyArg_ParseTuple(args, "O!OOO", &PyList_Type, &list, &scores, &words, &contexts)) return NULL;
    size_t count = (size_t)PyList_Size(list);
    int with_before = !Py_IsNone(contexts) && m->context;
    if (with_before && (!PyList_Check(contexts) || (size_t)PyList_Size(contexts) != count))
        return refuse("list of contexts"), NULL;
    if (!open_output(scores, &out, count * (size_t)m->heads * 4)) return NULL;
    int has_counts = !Py_IsNone(words) && open_output(words, &counts, count * 8);
    Scratch *s = PyErr_Occurred() ? NULL : take_scratch(self);
    for (size_t i = 0; s && i < count; i++) {
        Text text, before = {NULL, 0, 0};
        PyObject *held, *held_before = NULL;
        PyObject *said = with_before ? PyList_GetItem(contexts, (Py_ssize_t)i) : NULL;
        PyObject *str = PyList_GetItem(list, (Py_ssize_t)i); /* NULL with IndexError if the list shrank meanwhile */
        if (!str || !text_of(str, &text, &held)) break;
        if (said && !Py_IsNone(said) && !text_of(said, &before, &held_before)) {
            Py_XDECREF(held);
            break;
        }
        if (!score_text(m, s, text, &before, (int32_t *)out.buf + i * (size_t)m->heads,
                        has_counts ? (int64_t *)counts.buf + i : NULL))
            PyErr_NoMemory();
        Py_XDECREF(held);
        Py_XDECREF(held_before);
        if (PyErr_Occurred()) break;
    }
    if (s) give_scratch(self, s);
    PyBuffer_Release(&out);
    if (has_counts) PyBuffer_Release(&counts);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(hashes_doc, "hashes(data, offsets, ends, context_data, context_offsets, /)\n--\n\n"
                          "Give the hashes of each text's features as bytes of uint64; writes where each ends into int64 ends.");
static PyObject *core_hashes(PyObject *op, PyObject *args) {
    Core *self = (Core *)op;
    const Model *m = &self->model;
    PyObject *data, *offsets, *ends, *context_data, *context_offsets, *found = NULL;
    Column texts = {.has = 0}, befores = {.has = 0};
    Py_buffer out;
    Features features = {NULL, 0, 0, 0};
    int has_out = 0;
    if (!PyArg_ParseTuple(args, "OOOOO", &data, &offsets, &ends, &context_data, &context_offsets)) return NULL;
    if (!open_column(&texts, data, offsets)) goto done;
    if (!Py_IsNone(context_data)) {
        if (!open_column(&befores, context_data, context_offsets)) goto done;
        if (befores.count != texts.count) {
            refuse("number of contexts");
            goto done;
        }
    }
    has_out = open_output(ends, &out, texts.count * 8);
    Scratch *s = has_out ? take_scratch(self) : NULL;
    if (!s) goto done;
    for (size_t i = 0; i < texts.count && !PyErr_Occurred(); i++) {
        Text text, before = {NULL, 0, 0};
        Walk w;
        if (!text_at(&texts, i, &text) || (befores.has && !text_at(&befores, i, &before))) {
            refuse("column of offsets: they lead out of the data");
            break;
        }
        begin(&w, m, s);
        w.gather = &features;
        int ok = cut_any(&w, text.at, text.n, text.readable);
        if (ok && befores.has && m->context) ok = add_before(&w, before.at, before.n, before.readable);
        if (!ok || features.failed) PyErr_NoMemory();
        ((int64_t *)out.buf)[i] = (int64_t)features.count;
    }
    give_scratch(self, s);
    if (!PyErr_Occurred()) found = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(8 * features.count));
    if (found) {
        char *to = PyBytes_AsString(found);
        for (size_t i = 0; i < features.count; i++) memcpy(to + 8 * i, &features.at[i].hash, 8);
    }
done:
    free(features.at);
    close_column(&texts);
    close_column(&befores);
    if (has_out) PyBuffer_Release(&out);
    return found;
}

PyDoc_STRVAR(features_doc, "features(text, head, /)\n--\n\n"
                           "Give (start, end, weight) of every feature of a str, as characters of the original text.");
static PyObject *core_features(PyObject *op, PyObject *args) {
    Core *self = (Core *)op;
    const Model *m = &self->model;
    PyObject *str, *held, *found = NULL;
    Text text;
    int head;
    Features features = {NULL, 0, 0, 0};
    Walk w;
    if (!PyArg_ParseTuple(args, "Ui", &str, &head)) return NULL;
    if (head < 0 || head >= m->heads) return refuse("head"), NULL;
    if (!text_of(str, &text, &held)) return NULL;
    if (text.n > LONGEST_TEXT) text.n = LONGEST_TEXT;
    Scratch *s = take_scratch(self);
    uint8_t *folded = malloc(MOST_GROWTH * text.n + 80);
    uint32_t *places = malloc((MOST_GROWTH * text.n + 1) * sizeof *places);
    if (s && folded && places) {
        size_t n = fold(&m->folding, text.at, text.n, folded, places);
        begin(&w, m, s);
        w.gather = &features;
        cut(&w, folded, n, MOST_GROWTH * text.n + 80);
        found = features.failed ? PyErr_NoMemory() : PyList_New(0);
        for (size_t i = 0; found && i < features.count; i++) {
            const Feature *f = &features.at[i];
            uint32_t start = places[f->start], last = places[f->end - 1] + 1, end = places[f->end];
            int weight = row_of(m, f->hash)[head];
            PyObject *item = Py_BuildValue("IIi", start, end > last ? end : last, weight);
            if (!item || PyList_Append(found, item) < 0) Py_CLEAR(found);
            Py_XDECREF(item);
        }
    } else if (s) PyErr_NoMemory();
    if (s) give_scratch(self, s);
    free(folded);
    free(places);
    free(features.at);
    Py_XDECREF(held);
    return found;
}

static PyMethodDef core_methods[] = {
    {"score_str", (PyCFunction)(void (*)(void))core_score_str, METH_FASTCALL, score_str_doc},
    {"score_into", core_score_into, METH_VARARGS, score_into_doc},
    {"score_list", core_score_list, METH_VARARGS, score_list_doc},
    {"hashes", core_hashes, METH_VARARGS, hashes_doc},
    {"features", core_features, METH_VARARGS, features_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot core_slots[] = {
    {Py_tp_new, core_new},
    {Py_tp_dealloc, core_dealloc},
    {Py_tp_methods, core_methods},
    {Py_tp_doc, "The native scorer of one model. Use hearten_ear.kernel.native.Model."},
    {0, NULL},
};

static PyType_Spec core_spec = {"hearten_ear.kernel._kernel.Core", sizeof(Core), 0, Py_TPFLAGS_DEFAULT, core_slots};

/* -------------------------------------------------------------------------------------------------------- the module */

PyDoc_STRVAR(floor_doc, "floor(data, offsets, /)\n--\n\n"
                        "Fold and hash every byte of every text, one after the other: what reading costs at least.");
static PyObject *floor_of(PyObject *module, PyObject *args) {
    PyObject *data, *offsets;
    Column texts;
    uint64_t all = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO", &data, &offsets) || !open_column(&texts, data, offsets)) return NULL;
    for (size_t i = 0; i < texts.count; i++) {
        Text text;
        uint64_t h = 0xCBF29CE484222325ull;
        if (!text_at(&texts, i, &text)) break;
        for (size_t at = 0; at < text.n; at++) {
            uint8_t b = text.at[at];
            h = (h ^ (b >= 'A' && b <= 'Z' ? b | 0x20 : b)) * 0x100000001B3ull;
        }
        all ^= h;
    }
    close_column(&texts);
    return PyLong_FromUnsignedLongLong(all);
}

static PyMethodDef module_methods[] = {
    {"floor", floor_of, METH_VARARGS, floor_doc},
    {NULL, NULL, 0, NULL},
};

static int module_exec(PyObject *module) {
    make_byte_tables();
    PyObject *type = PyType_FromModuleAndSpec(module, &core_spec, NULL);
    if (!type) return -1;
    int added = PyModule_AddObjectRef(module, "Core", type);
    Py_DECREF(type);
    return added;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "_kernel", "The hot path of the trained scorer, in C.", 0, module_methods, module_slots,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModuleDef_Init(&module_def); }
