/* Phrases as Python sees them: a type that is made of a compiled table (kernel/table.py), checked number by number. */
#ifndef HEARTEN_TABLE_H
#define HEARTEN_TABLE_H

#include "phrases.h"

PyDoc_STRVAR(find_doc, "find(symbols, /)\n--\n\nGive (rule, start, end) of all phrases in a row of symbols.");
static PyObject *phrases_find(PyObject *op, PyObject *row) {
    Phrases *p = (Phrases *)op;
    Py_ssize_t count = PyList_Check(row) ? PyList_Size(row) : -1;
    if (count < 0 || count > MOST_PER_TEXT) return refuse("row of symbols"), NULL;
    uint16_t *symbols = malloc(((size_t)count + 1) * sizeof *symbols);
    if (!symbols) return PyErr_NoMemory();
    for (Py_ssize_t i = 0; i < count; i++) {
        unsigned long symbol = PyLong_AsUnsignedLong(PyList_GetItem(row, i));
        if (symbol >= p->symbols) {
            free(symbols);
            return PyErr_Occurred() ? NULL : (refuse("symbol"), NULL);
        }
        symbols[i] = (uint16_t)symbol;
    }
    PyObject *list = find_phrases(p, symbols, (size_t)count) ? PyList_New((Py_ssize_t)p->matches) : PyErr_NoMemory();
    for (size_t i = 0; list && i < p->matches; i++) start_of_match(p, &p->match[i], symbols);
    free(symbols);
    for (size_t i = 0; list && i < p->matches; i++) {
        const Match *m = &p->match[i];
        PyObject *item = Py_BuildValue("III", m->rule, m->start, m->end);
        if (!item || PyList_SetItem(list, (Py_ssize_t)i, item) < 0) Py_CLEAR(list);
    }
    return list;
}

PyDoc_STRVAR(kept_doc, "kept()\n--\n\nSay how many states and steps are kept.");
static PyObject *phrases_kept(PyObject *op, PyObject *nothing) {
    (void)nothing;
    return Py_BuildValue("In", ((Phrases *)op)->states, (Py_ssize_t)((Phrases *)op)->steps);
}

static void phrases_dealloc(PyObject *op) {
    Phrases *p = (Phrases *)op;
    PyTypeObject *type = Py_TYPE(op);
    void *held[] = {p->set_at, p->items, p->alike, p->follow, p->gaps, p->accepted, p->starting, p->lasts, p->before_at,
                    p->ending_at, p->before, p->ending, p->begins, p->takes, p->state, p->state_slot, p->kept, p->step,
                    p->mark, p->reached, p->here, p->back, p->seen, p->ends, p->match, p->lead, p->leads};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++) free(held[i]);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(op);
    Py_DECREF(type);
}

/* Copies an array of numbers of `size` bytes, all below `limit`. */
static void *numbers_of(const Py_buffer *from, size_t size, size_t limit, size_t *count) {
    *count = (size_t)from->len / size;
    if ((size_t)from->len != *count * size) return refuse("table of phrases"), NULL;
    uint8_t *to = malloc((size_t)from->len + 8);
    if (!to) return PyErr_NoMemory(), NULL;
    memcpy(to, from->buf, (size_t)from->len);
    for (size_t i = 0; i < *count; i++) {
        size_t number = size == 4 ? ((uint32_t *)(void *)to)[i] : ((uint16_t *)(void *)to)[i];
        if (number >= limit) {
            free(to);
            return refuse("number in a table of phrases"), NULL;
        }
    }
    return to;
}

/* The members of all sets an array names lie below `limit`. */
static int sets_below(const Phrases *p, const uint32_t *numbers, size_t count, size_t limit) {
    for (size_t i = 0; i < count; i++) {
        Set set = set_of(p, numbers[i]);
        if (set.count && set.at[set.count - 1] >= limit) return refuse("set in a table of phrases");
    }
    return 1;
}

/* Turns sets round: for each member (below `members`) the numbers of those whose set, or other set, it is in. */
static int turned(const Phrases *p, const uint32_t *sets, const uint32_t *others, size_t count, size_t members,
                  uint32_t **at, uint16_t **items) {
    size_t all = 0;
    *at = calloc(members + 2, sizeof **at);
    if (!*at) return PyErr_NoMemory(), 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count; i++)
            for (int other = 0; other < (others ? 2 : 1); other++) {
                Set set = set_of(p, other ? others[i] : sets[i]);
                for (size_t j = 0; j < set.count; j++)
                    if (pass) (*items)[(*at)[set.at[j] + 1]++] = (uint16_t)i;
                    else (*at)[set.at[j] + 2]++, all++;
            }
        if (pass) break;
        for (size_t i = 2; i < members + 2; i++) (*at)[i] += (*at)[i - 1];
        *items = malloc((all + 1) * sizeof **items);
        if (!*items) return PyErr_NoMemory(), 0;
    }
    return 1;
}

static int take_takes(Phrases *p) {
    for (size_t i = 0; i < p->places; i++)
        if (p->alike[i] != GAP && p->alike[i] >= p->kinds) p->kinds = (size_t)p->alike[i] + 1;
    p->takes_width = p->kinds / 8 + 1;
    p->takes = calloc(p->symbols, p->takes_width);
    if (!p->takes) return PyErr_NoMemory(), 0;
    if (p->kinds >= GAP) return refuse("number of kinds");
    for (size_t symbol = 0; symbol < p->symbols; symbol++) {
        Set set = set_of(p, p->accepted[symbol]);
        for (size_t i = 0; i < set.count; i++) {
            uint16_t kind = p->alike[set.at[i]];
            if (kind == GAP) return refuse("gap in a table of phrases");
            p->takes[symbol * p->takes_width + (kind >> 3)] |= (uint8_t)(1 << (kind & 7));
        }
    }
    for (size_t i = 0; i < p->places; i++) {
        Set set = set_of(p, p->follow[i]);
        for (size_t j = 0; j < set.count; j++)
            if (p->alike[set.at[j]] == GAP) return refuse("gap among words in a table of phrases");
    }
    /* From here on gaps are a kind of their own, which takes all words but an edge. */
    for (size_t i = 0; i < p->places; i++)
        if (p->alike[i] == GAP) p->alike[i] = (uint16_t)p->kinds;
    for (size_t symbol = 0; symbol < p->symbols; symbol++)
        if (symbol != EDGE_WORD) p->takes[symbol * p->takes_width + (p->kinds >> 3)] |= (uint8_t)(1 << (p->kinds & 7));
    return 1;
}

/* Works out, once for each set of what may follow a place, which words go on from there. */
static int take_leads(Phrases *p) {
    uint32_t *number = calloc(p->sets, sizeof *number), numbers = 0;
    uint8_t *is_first = calloc(p->places + 1, 1);
    p->lead = malloc((p->places + 1) * sizeof *p->lead);
    if (number && is_first && p->lead)
        for (size_t i = 0; i < p->places; i++) {
            is_first[i] = !number[p->follow[i]];
            if (is_first[i]) number[p->follow[i]] = ++numbers;
            p->lead[i] = (uint16_t)(number[p->follow[i]] - 1);
        }
    p->leads_width = numbers / 8 + 1;
    p->leads = calloc(p->symbols, p->leads_width);
    int ok = number && is_first && p->lead && p->leads;
    for (size_t symbol = 0; ok && symbol < p->symbols; symbol++) {
        Set set = set_of(p, p->accepted[symbol]);
        uint8_t *row = p->leads + symbol * p->leads_width;
        for (size_t i = 0; i < set.count; i++)
            for (uint32_t at = p->before_at[set.at[i]]; at < p->before_at[set.at[i] + 1]; at++) {
                uint16_t place = p->before[at];
                if (is_first[place]) row[p->lead[place] >> 3] |= (uint8_t)(1 << (p->lead[place] & 7));
            }
    }
    free(number);
    free(is_first);
    return ok || (PyErr_NoMemory(), 0);
}

static int take_working_room(Phrases *p, Set first) {
    p->begins = calloc(p->places + 1, 1);
    p->state = malloc(STATES_KEPT * sizeof *p->state);
    p->state_slot = malloc(STATE_SLOTS * sizeof *p->state_slot);
    p->step = malloc(STEP_SLOTS * sizeof *p->step);
    p->mark = calloc(p->places + 1, sizeof *p->mark);
    p->reached = malloc((p->places + 1) * sizeof *p->reached);
    p->here = malloc((p->places + 1) * sizeof *p->here);
    p->back = malloc((p->places + 1) * sizeof *p->back);
    p->ends = malloc((p->ending_at[p->places] + 1) * sizeof *p->ends);
    p->seen = calloc(p->rules + 1, sizeof *p->seen);
    if (!p->begins || !p->state || !p->state_slot || !p->step || !p->mark || !p->reached || !p->here || !p->back ||
        !p->ends || !p->seen)
        return PyErr_NoMemory(), 0;
    for (size_t i = 0; i < first.count; i++) p->begins[first.at[i]] = 1;
    forget_states(p);
    return 1;
}

static int take_table(Phrases *p, const Py_buffer *b, unsigned first) {
    enum { SET_AT, ITEMS, FOLLOW, GAPS, ACCEPTED, STARTING, LASTS, ALIKE };
    size_t items, counts[4], ats;
    if (!(p->set_at = numbers_of(&b[SET_AT], 4, (size_t)b[ITEMS].len / 2 + 1, &ats)) || ats < 2) return refuse("table of phrases");
    p->sets = ats - 1;
    for (size_t i = 0; i < p->sets; i++)
        if (p->set_at[i] > p->set_at[i + 1] || p->set_at[0]) return refuse("table of phrases");
    if (!(p->items = numbers_of(&b[ITEMS], 2, GAP, &items))) return 0;
    for (size_t i = 0; i < p->sets; i++)
        for (size_t j = p->set_at[i] + 1; j < p->set_at[i + 1]; j++)
            if (p->items[j - 1] >= p->items[j]) return refuse("table of phrases");
    if (!(p->follow = numbers_of(&b[FOLLOW], 4, p->sets, &p->places))) return 0;
    if (!(p->gaps = numbers_of(&b[GAPS], 4, p->sets, &counts[0]))) return 0;
    if (!(p->accepted = numbers_of(&b[ACCEPTED], 4, p->sets, &p->symbols))) return 0;
    if (!(p->starting = numbers_of(&b[STARTING], 4, p->sets, &counts[1]))) return 0;
    if (!(p->lasts = numbers_of(&b[LASTS], 4, p->sets, &p->rules))) return 0;
    if (!(p->alike = numbers_of(&b[ALIKE], 2, GAP + 1, &counts[2]))) return 0;
    uint32_t beginning = first;
    if (counts[0] != p->places || counts[1] != p->symbols || counts[2] != p->places || first >= p->sets || p->symbols < 2 ||
        p->places >= GAP || p->symbols >= GAP || p->rules >= GAP)
        return refuse("table of phrases");
    return sets_below(p, p->follow, p->places, p->places) && sets_below(p, p->gaps, p->places, p->places) &&
           sets_below(p, p->accepted, p->symbols, p->places) && sets_below(p, p->starting, p->symbols, p->places) &&
           sets_below(p, p->lasts, p->rules, p->places) && sets_below(p, &beginning, 1, p->places) && take_takes(p) &&
           turned(p, p->follow, p->gaps, p->places, p->places, &p->before_at, &p->before) &&
           turned(p, p->lasts, NULL, p->rules, p->places, &p->ending_at, &p->ending) &&
           take_leads(p) && take_working_room(p, set_of(p, first));
}

static PyObject *phrases_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    Py_buffer b[8];
    unsigned first;
    int most_per_rule;
    memset(b, 0, sizeof b);
    (void)kwargs;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y*y*Iy*i", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5], &b[6], &first, &b[7],
                          &most_per_rule))
        return NULL;
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Phrases *self = (Phrases *)allocate(type, 0);
    if (self) self->most_per_rule = most_per_rule;
    int ok = self && take_table(self, b, first);
    for (int i = 0; i < 8; i++) PyBuffer_Release(&b[i]);
    if (ok) return (PyObject *)self;
    if (!PyErr_Occurred()) refuse("table of phrases");
    Py_XDECREF((PyObject *)self);
    return NULL;
}

static PyTypeObject *phrases_type;

static PyMethodDef phrases_methods[] = {
    {"find", phrases_find, METH_O, find_doc},
    {"kept", phrases_kept, METH_NOARGS, kept_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot phrases_slots[] = {
    {Py_tp_new, phrases_new},
    {Py_tp_dealloc, phrases_dealloc},
    {Py_tp_methods, phrases_methods},
    {Py_tp_doc, "The phrases of a language, ready to read. Use hearten_ear.kernel.automaton.Automaton."},
    {0, NULL},
};

static PyType_Spec phrases_spec = {"hearten_ear.kernel._kernel.Phrases", sizeof(Phrases), 0, Py_TPFLAGS_DEFAULT,
                                   phrases_slots};

#endif
