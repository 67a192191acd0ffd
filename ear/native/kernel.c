/* hearten_ear.kernel._kernel: the hot path of the trained scorer. What it computes is defined, slowly and readably, in
 * kernel/features.py; tests hold the two together bit for bit. Written against Python's stable ABI (3.12 and later). */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "hearing.h"
#include "heat.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the kernel reads words as little-endian numbers; on this machine the NumPy fallback runs"
#endif

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
    if (!open_columns(&texts, data, offsets, &befores, context_data, context_offsets)) return NULL;
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

/* Three bytes objects: uint64 hashes, int64 ends of the stretches among them, int64 words of each stretch. */
static PyObject *hashes_of(const Features *f) {
    PyObject *hashes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(8 * f->count));
    PyObject *ends = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(8 * f->stretches));
    PyObject *words = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(8 * f->stretches)), *found = NULL;
    if (hashes && ends && words) {
        char *to = PyBytes_AsString(hashes), *to_ends = PyBytes_AsString(ends), *to_words = PyBytes_AsString(words);
        for (size_t i = 0; i < f->count; i++) memcpy(to + 8 * i, &f->at[i].hash, 8);
        for (size_t i = 0; i < f->stretches; i++) {
            memcpy(to_ends + 8 * i, &f->stretch[i].end, 8);
            memcpy(to_words + 8 * i, &f->stretch[i].words, 8);
        }
        found = PyTuple_Pack(3, hashes, ends, words);
    }
    Py_XDECREF(hashes);
    Py_XDECREF(ends);
    Py_XDECREF(words);
    return found;
}

PyDoc_STRVAR(hashes_doc, "hashes(data, offsets, ends, context_data, context_offsets, /)\n--\n\n"
                          "Give the hashes of the texts' features, the ends of the stretches among them and the words of\n"
                         "each stretch, as bytes; writes after how many stretches each text ends into int64 ends.");
static PyObject *core_hashes(PyObject *op, PyObject *args) {
    Core *self = (Core *)op;
    const Model *m = &self->model;
    PyObject *data, *offsets, *ends, *context_data, *context_offsets, *found = NULL;
    Column texts = {.has = 0}, befores = {.has = 0};
    Py_buffer out;
    Features features;
    int has_out = 0;
    memset(&features, 0, sizeof features);
    if (!PyArg_ParseTuple(args, "OOOOO", &data, &offsets, &ends, &context_data, &context_offsets)) return NULL;
    if (!open_columns(&texts, data, offsets, &befores, context_data, context_offsets)) return NULL;
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
        int ok = !before.n || !m->context || add_before(&w, before.at, before.n, before.readable);
        ok = ok && cut_any(&w, text.at, text.n, text.readable);
        if (ok) push_last_stretch(&w);
        if (!ok || features.failed) PyErr_NoMemory();
        ((int64_t *)out.buf)[i] = (int64_t)features.stretches;
    }
    give_scratch(self, s);
    if (!PyErr_Occurred()) found = hashes_of(&features);
done:
    free(features.at);
    free(features.stretch);
    close_column(&texts);
    close_column(&befores);
    if (has_out) PyBuffer_Release(&out);
    return found;
}

PyDoc_STRVAR(features_doc, "features(text, head, /)\n--\n\n"
                           "Give (start, end, weight) of every feature of a str in the stretch where a head is highest, as\n"
                           "characters of the original text.");
static PyObject *core_features(PyObject *op, PyObject *args) {
    Core *self = (Core *)op;
    const Model *m = &self->model;
    PyObject *str, *held, *found = NULL;
    Text text;
    int head;
    Features features;
    Walk w;
    memset(&features, 0, sizeof features);
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
        push_last_stretch(&w);
        found = features.failed ? PyErr_NoMemory() : PyList_New(0);
        size_t highest = features.failed ? 0 : highest_stretch(m, &features, head);
        size_t from = highest ? (size_t)features.stretch[highest - 1].end : 0;
        for (size_t i = from; found && i < (size_t)features.stretch[highest].end; i++) {
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
    free(features.stretch);
    Py_XDECREF(held);
    return found;
}

PyDoc_STRVAR(calibrate_doc, "calibrate(scores, chances, /)\n--\n\n"
                            "Bring int32 scores (n x heads) to uint16 probabilities in 1/10,000, in an array as large.");
static PyObject *core_calibrate(PyObject *op, PyObject *args) {
    const Model *m = &((Core *)op)->model;
    PyObject *scores, *chances;
    Py_buffer from, to;
    if (!PyArg_ParseTuple(args, "OO", &scores, &chances)) return NULL;
    if (PyObject_GetBuffer(scores, &from, PyBUF_C_CONTIGUOUS) < 0) return NULL;
    size_t heads = (size_t)m->heads, count = (size_t)from.len / 4 / heads;
    if ((size_t)from.len != 4 * heads * count || (uintptr_t)from.buf % 4) refuse("array of scores");
    else if (open_output(chances, &to, 2 * heads * count)) {
        Py_BEGIN_ALLOW_THREADS
        for (size_t i = 0; i < count; i++)
            for (size_t h = 0; h < heads; h++)
                ((uint16_t *)to.buf)[i * heads + h] = chance_of(m, (int)h, ((const int32_t *)from.buf)[i * heads + h]);
        Py_END_ALLOW_THREADS
        PyBuffer_Release(&to);
    }
    PyBuffer_Release(&from);
    if (PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(set_reading_doc, "set_reading(type, heads, names, hostility, spans, model, most_words, /)\n--\n\n"
                              "Say how a calm reading is made: see native.Model.make_readings.");
static PyObject *core_set_reading(PyObject *op, PyObject *args) {
    Core *self = (Core *)op;
    PyObject *type, *heads, *names, *spans, *name;
    int hostility;
    long long most_words;
    if (!PyArg_ParseTuple(args, "OO!O!iO!UL", &type, &PyDict_Type, &heads, &PyTuple_Type, &names, &hostility,
                          &PyTuple_Type, &spans, &name, &most_words))
        return NULL;
    if (PyTuple_Size(names) != self->model.heads || hostility < 0 || hostility >= self->model.heads)
        return refuse("set of heads"), NULL;
    if (!open_readings(&self->readings, type, heads, names, hostility, spans, name, most_words)) return NULL;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(calm_reading_doc, "calm_reading(text, context=None, /)\n--\n\n"
                               "Give the reading of a calm turn, or None for a turn that needs a closer look.");
static PyObject *core_calm_reading(PyObject *op, PyObject *const *args, Py_ssize_t count) {
    Core *self = (Core *)op;
    if (count < 1 || count > 2) {
        PyErr_SetString(PyExc_TypeError, "calm_reading(text, context=None)");
        return NULL;
    }
    Scratch *s = take_scratch(self);
    if (!s) return NULL;
    PyObject *found = calm_reading(&self->model, &self->readings, s, args[0], count == 2 ? args[1] : NULL);
    give_scratch(self, s);
    return found;
}

PyDoc_STRVAR(calm_readings_doc, "calm_readings(texts, contexts, /)\n--\n\nThe same for a list of texts.");
static PyObject *core_calm_readings(PyObject *op, PyObject *args) {
    Core *self = (Core *)op;
    PyObject *texts, *contexts;
    if (!PyArg_ParseTuple(args, "O!O", &PyList_Type, &texts, &contexts)) return NULL;
    Py_ssize_t count = PyList_Size(texts);
    if (!Py_IsNone(contexts) && (!PyList_Check(contexts) || PyList_Size(contexts) != count))
        return refuse("list of contexts"), NULL;
    Scratch *s = take_scratch(self);
    PyObject *found = s ? PyList_New(count) : NULL;
    for (Py_ssize_t i = 0; found && i < count; i++) {
        PyObject *text = PyList_GetItem(texts, i), *reading = NULL;
        PyObject *context = text && !Py_IsNone(contexts) ? PyList_GetItem(contexts, i) : NULL;
        if (text && !PyErr_Occurred()) reading = calm_reading(&self->model, &self->readings, s, text, context);
        if (!reading || PyList_SetItem(found, i, reading) < 0) Py_CLEAR(found);
    }
    if (s) give_scratch(self, s);
    return found;
}

static PyMethodDef core_methods[] = {
    {"calibrate", core_calibrate, METH_VARARGS, calibrate_doc},
    {"set_reading", core_set_reading, METH_VARARGS, set_reading_doc},
    {"calm_reading", (PyCFunction)(void (*)(void))core_calm_reading, METH_FASTCALL, calm_reading_doc},
    {"calm_readings", core_calm_readings, METH_VARARGS, calm_readings_doc},
    {"set_hearing", (PyCFunction)(void (*)(void))core_set_hearing, METH_VARARGS | METH_KEYWORDS, set_hearing_doc},
    {"hear", core_hear, METH_VARARGS, hear_doc},
    {"hear_one", (PyCFunction)(void (*)(void))core_hear_one, METH_FASTCALL, hear_one_doc},
    {"remembered", core_remembered, METH_NOARGS, remembered_doc},
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

PyDoc_STRVAR(floor_doc, "floor(data, offsets, by_word=False, /)\n--\n\n"
                        "Fold and hash every byte of every text, one after the other: what reading costs at least.\n"
                        "By word, a new hash begins behind every word, as anything that looks words up must do it.");
static PyObject *floor_of(PyObject *module, PyObject *args) {
    PyObject *data, *offsets;
    Column texts;
    uint64_t all = 0;
    int by_word = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO|p", &data, &offsets, &by_word) || !open_column(&texts, data, offsets)) return NULL;
    const uint64_t start = 0xCBF29CE484222325ull, prime = 0x100000001B3ull;
    for (size_t i = 0; i < texts.count; i++) {
        Text text;
        uint64_t h = start;
        if (!text_at(&texts, i, &text)) break;
        for (size_t at = 0; at < text.n; at++) {
            uint8_t b = text.at[at];
            b = b >= 'A' && b <= 'Z' ? b | 0x20 : b;
            if (by_word && !(byte_kind[b] & PLAIN)) {
                all += h;
                h = start;
            } else h = (h ^ b) * prime;
        }
        all ^= h;
    }
    close_column(&texts);
    return PyLong_FromUnsignedLongLong(all);
}

static PyMethodDef module_methods[] = {
    {"floor", floor_of, METH_VARARGS, floor_doc},
    {"fold_turns", fold_turns, METH_VARARGS, fold_turns_doc},
    {NULL, NULL, 0, NULL},
};

static int module_exec(PyObject *module) {
    make_byte_tables();
    make_row_tables();
    PyObject *type = PyType_FromModuleAndSpec(module, &core_spec, NULL);
    PyObject *phrases = type ? PyType_FromModuleAndSpec(module, &phrases_spec, NULL) : NULL;
    int added = phrases && PyModule_AddObjectRef(module, "Core", type) == 0 ? 0 : -1;
    if (added == 0) added = PyModule_AddObjectRef(module, "Phrases", phrases);
    Py_XDECREF(type);
    if (phrases) phrases_type = (PyTypeObject *)phrases; /* kept: a hearing takes phrases of this type alone */
    return added;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT, "_kernel", "The hot path of the trained scorer, in C.", 0, module_methods, module_slots,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__kernel(void) { return PyModuleDef_Init(&module_def); }
