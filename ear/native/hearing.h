/* Whole readings of turns that are not calm: what kernel/trained.py gives, to the last digit, for the texts that rows.h can
 * read. All others are left to Python. */
#ifndef HEARTEN_HEARING_H
#define HEARTEN_HEARING_H

#include "spans.h"

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
