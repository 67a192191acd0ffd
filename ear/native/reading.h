/* Readings of calm turns, made without going through Python: most turns are calm, and each must give its reading. */
#ifndef HEARTEN_READING_H
#define HEARTEN_READING_H

#include <math.h>

#include "columns.h"

enum { CHANCES = 10001 };

/* Rounds to as many decimals as `scale` has zeros, as Python does: by the exact value, ties to even. |x| is small. */
static double rounded(double x, double scale) {
    double scaled = x * scale, below = floor(scaled), distance = scaled - below - 0.5;
    if (fabs(distance) < 1e-6) { /* the product was rounded itself: what it lost decides */
        double rest = distance + fma(x, scale, -scaled);
        if (rest > 0 || (rest == 0 && fmod(below, 2.0) != 0)) below += 1;
        return below / scale;
    }
    return (distance > 0 ? below + 1 : below) / scale;
}

typedef struct {
    PyObject *type;               /* hearten_ear.reading.Reading */
    PyObject *heads;              /* every head's name and what it is where the model has no column for it */
    PyObject *names;              /* the name of each column, or None for one that is shown nowhere */
    PyObject *level, *spans, *model;
    int hostility;
    int64_t most_words;
    PyObject *number[CHANCES];    /* the floats 0.0000–1.0000, made when first needed */
} Readings;

static void close_readings(Readings *r) {
    PyObject **held[] = {&r->type, &r->heads, &r->names, &r->level, &r->spans, &r->model};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) Py_CLEAR(*held[i]);
    for (size_t i = 0; i < CHANCES; i++) Py_CLEAR(r->number[i]);
}

static int open_readings(Readings *r, PyObject *type, PyObject *heads, PyObject *names, int hostility, PyObject *spans,
                         PyObject *model, int64_t most_words) {
    PyObject *level = PyLong_FromLong(0), *copy = PyDict_Copy(heads);
    if (!level || !copy) {
        Py_XDECREF(level);
        Py_XDECREF(copy);
        return 0;
    }
    close_readings(r);
    r->type = Py_NewRef(type), r->heads = copy, r->names = Py_NewRef(names);
    r->level = level, r->spans = Py_NewRef(spans), r->model = Py_NewRef(model);
    r->hostility = hostility, r->most_words = most_words;
    return 1;
}

static inline uint16_t chance_of(const Model *m, int head, int32_t score) {
    int32_t step = (score >> m->shift) + STEPS / 2;
    return m->chances[head][step < 0 ? 0 : step >= STEPS ? STEPS - 1 : step];
}

static PyObject *number_of(Readings *r, uint16_t chance) {
    if (!r->number[chance]) r->number[chance] = PyFloat_FromDouble(chance / 10000.0);
    return r->number[chance];
}

static PyObject *make_reading(const Model *m, Readings *r, const uint16_t *chance) {
    PyObject *heads = PyDict_Copy(r->heads), *found = NULL;
    for (int h = 0; heads && h < m->heads; h++) {
        PyObject *name = PyTuple_GetItem(r->names, h), *number = number_of(r, chance[h]);
        if (!number || (!Py_IsNone(name) && PyDict_SetItem(heads, name, number) < 0)) Py_CLEAR(heads);
    }
    if (heads) {
        PyObject *parts[] = {NULL, r->number[chance[r->hostility]], heads, r->level, r->spans, r->model};
        found = PyObject_Vectorcall(r->type, parts + 1, 5 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    Py_XDECREF(heads);
    return found;
}

/* Scores a text and calibrates: the chance of each head, and whether all of them say that the turn is calm. */
static int chances_of(const Model *m, const Readings *r, Scratch *s, Text text, const Text *before, uint16_t *chance, int *calm) {
    int32_t scores[COLUMNS];
    int64_t words = 0;
    if (!score_text(m, s, text, before, scores, &words)) return 0;
    *calm = words <= r->most_words;
    for (int h = 0; h < m->heads; h++) {
        chance[h] = chance_of(m, h, scores[h]);
        *calm &= chance[h] < m->calm[h];
    }
    return 1;
}

/* Gives the reading of a calm turn, None for one that is not, NULL with an exception. */
static PyObject *calm_reading(const Model *m, Readings *r, Scratch *s, PyObject *str, PyObject *context) {
    Text text, before = {NULL, 0, 0};
    PyObject *held = NULL, *held_before = NULL;
    uint16_t chance[COLUMNS];
    int calm = 0;
    if (!r->type) {
        PyErr_SetString(PyExc_RuntimeError, "set_reading comes first");
        return NULL;
    }
    if (!text_of(str, &text, &held)) return NULL;
    if (context && !Py_IsNone(context) && m->context && !text_of(context, &before, &held_before)) {
        Py_XDECREF(held);
        return NULL;
    }
    int scored = chances_of(m, r, s, text, &before, chance, &calm);
    Py_XDECREF(held);
    Py_XDECREF(held_before);
    if (!scored) return PyErr_NoMemory();
    if (!calm) Py_RETURN_NONE;
    return make_reading(m, r, chance);
}

#endif
