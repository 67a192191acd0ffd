/* Texts as they come from Python: a str, or a column of them as Arrow lays it out. */
#ifndef HEARTEN_COLUMNS_H
#define HEARTEN_COLUMNS_H

#include "score.h"

static int refuse(const char *what) {
    PyErr_Format(PyExc_ValueError, "the kernel was given a wrong %s", what);
    return 0;
}

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

/* Opens a column and that of what was said before, which may be None; all is closed again where it fails. */
static int open_columns(Column *texts, PyObject *data, PyObject *offsets, Column *befores, PyObject *context_data,
                        PyObject *context_offsets) {
    befores->has = 0;
    if (!open_column(texts, data, offsets)) return 0;
    if (Py_IsNone(context_data)) return 1;
    if (open_column(befores, context_data, context_offsets)) {
        if (befores->count == texts->count) return 1;
        refuse("number of contexts");
    }
    close_column(texts);
    close_column(befores);
    return 0;
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

/* Opens an array of `bytes` to write into. */
static int open_output(PyObject *from, Py_buffer *to, size_t bytes) {
    if (PyObject_GetBuffer(from, to, PyBUF_WRITABLE | PyBUF_C_CONTIGUOUS) < 0) return 0;
    if ((size_t)to->len == bytes && (uintptr_t)to->buf % 8 == 0) return 1;
    PyBuffer_Release(to);
    return refuse("array for the outcome");
}

#endif
