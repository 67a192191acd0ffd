/* All phrases at once: kernel/automaton.py, state for state. A compiled table (kernel/table.py) is read place by place;
 * the sets of places that were reached, and the steps between them, are kept, so that a word mostly costs one look-up. */
#ifndef HEARTEN_PHRASES_H
#define HEARTEN_PHRASES_H

#include "columns.h"

enum { OTHER_WORD = 0, EDGE_WORD = 1, GAP = 0xFFFF };
enum { STATES_KEPT = 1 << 15, STATE_SLOTS = 1 << 16, STEPS_KEPT = 3 << 14, STEP_SLOTS = 1 << 16, MOST_KEPT = 1 << 21, MOST_PER_TEXT = 1 << 20 };

typedef struct {
    const uint16_t *at;
    size_t count;
} Set;

/* A rule and half-open offsets among the symbols. */
typedef struct {
    uint32_t rule, start, end;
} Match;

typedef struct {
    uint32_t at, ends_at; /* of its places and of the rules that end there, among Phrases.kept */
    uint16_t count, ends;
} State;

typedef struct {
    PyObject_HEAD
    uint32_t *set_at;
    uint16_t *items, *alike;
    uint32_t *follow, *gaps, *accepted, *starting, *lasts; /* numbers of sets */
    size_t sets, places, symbols, rules, kinds;
    uint32_t *before_at, *ending_at; /* the reverse of follow and gaps; of lasts */
    uint16_t *before, *ending;
    uint8_t *begins; /* for each place whether a rule begins there */
    uint8_t *takes;  /* symbols × kinds bits: which kinds of places take a word */
    size_t takes_width;
    int most_per_rule;
    /* What is kept from text to text. */
    State *state;
    uint32_t states, *state_slot;
    uint16_t *kept;
    size_t kept_count, kept_room;
    uint64_t *step; /* symbol, from, to: 16 + 24 + 24 bits; 0 is empty */
    size_t steps;
    /* Working room. */
    uint32_t *mark, marked; /* by place */
    uint16_t *reached, *here;
    uint16_t *seen; /* by rule */
    Match *match;
    size_t matches, match_room;
} Phrases;

static inline Set set_of(const Phrases *p, uint32_t number) {
    Set set = {p->items + p->set_at[number], p->set_at[number + 1] - p->set_at[number]};
    return set;
}

static inline int takes(const Phrases *p, uint16_t place, uint32_t symbol) {
    uint16_t kind = p->alike[place];
    if (kind == GAP) return symbol != EDGE_WORD;
    return p->takes[symbol * p->takes_width + (kind >> 3)] >> (kind & 7) & 1;
}

/* ---------------------------------------------------------------------------------------------------- states and steps */

static void forget_states(Phrases *p) {
    memset(p->state_slot, 0, STATE_SLOTS * sizeof *p->state_slot);
    memset(p->step, 0, STEP_SLOTS * sizeof *p->step);
    p->states = 1, p->steps = 0, p->kept_count = 0; /* state 0 has no place: before the first word */
    memset(&p->state[0], 0, sizeof p->state[0]);
}

static uint16_t *room_for(Phrases *p, size_t count) {
    if (p->kept_count + count > p->kept_room) {
        size_t room = 2 * (p->kept_room + count);
        uint16_t *kept = realloc(p->kept, room * sizeof *kept);
        if (!kept) return NULL;
        p->kept = kept, p->kept_room = room;
    }
    return p->kept + p->kept_count;
}

static int by_number(const void *a, const void *b) { return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b; }

static void in_order(uint16_t *items, size_t count) {
    if (count > 24) {
        qsort(items, count, sizeof *items, by_number);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint16_t item = items[i];
        size_t j = i;
        for (; j && items[j - 1] > item; j--) items[j] = items[j - 1];
        items[j] = item;
    }
}

/* Gives a mark that no place and no rule bears yet. */
static uint32_t new_mark(Phrases *p) {
    if (++p->marked == 0) {
        memset(p->mark, 0, p->places * sizeof *p->mark);
        p->marked = 1;
    }
    return p->marked;
}

/* Finds or makes the state of `count` places in order; -1 without memory. */
static int64_t state_of(Phrases *p, const uint16_t *places, size_t count) {
    if (count == 0) return 0;
    uint64_t hash = hash_bytes((const uint8_t *)places, count * sizeof *places, 7);
    size_t slot = (size_t)(hash * M1 >> 48) & (STATE_SLOTS - 1);
    for (; p->state_slot[slot]; slot = (slot + 1) & (STATE_SLOTS - 1)) {
        const State *s = &p->state[p->state_slot[slot]];
        if (s->count == count && !memcmp(p->kept + s->at, places, count * sizeof *places)) return p->state_slot[slot];
    }
    size_t ends = 0;
    for (size_t i = 0; i < count; i++) ends += p->ending_at[places[i] + 1] - p->ending_at[places[i]];
    uint16_t *to = room_for(p, count + ends);
    if (!to) return -1;
    State *s = &p->state[p->states];
    s->at = (uint32_t)p->kept_count, s->count = (uint16_t)count, s->ends_at = (uint32_t)(p->kept_count + count);
    memcpy(to, places, count * sizeof *places);
    uint16_t *rule = to + count;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        for (uint32_t at = p->ending_at[places[i]]; at < p->ending_at[places[i] + 1]; at++) rule[kept++] = p->ending[at];
    in_order(rule, kept);
    size_t once = 0;
    for (size_t i = 0; i < kept; i++)
        if (i == 0 || rule[i] != rule[i - 1]) rule[once++] = rule[i];
    s->ends = (uint16_t)once;
    p->kept_count += count + once;
    p->state_slot[slot] = p->states;
    return p->states++;
}

static void reach(Phrases *p, Set set, uint32_t mark, size_t *count) {
    for (size_t i = 0; i < set.count; i++)
        if (p->mark[set.at[i]] != mark) p->mark[set.at[i]] = mark, p->reached[(*count)++] = set.at[i];
}

/* Works out the state after a word. State numbers from before may be no longer valid afterwards. */
static NOINLINE int64_t work_out(Phrases *p, uint32_t from, uint32_t symbol, size_t slot) {
    size_t count = 0;
    uint32_t mark = new_mark(p);
    const State *s = &p->state[from];
    reach(p, set_of(p, p->starting[symbol]), mark, &count);
    for (size_t i = 0; i < s->count; i++) {
        uint16_t place = p->kept[s->at + i];
        if (set_of(p, p->accepted[symbol]).count) {
            Set after = set_of(p, p->follow[place]);
            const uint8_t *row = p->takes + symbol * p->takes_width;
            for (size_t j = 0; j < after.count; j++) {
                uint16_t next = after.at[j], kind = p->alike[next];
                if (row[kind >> 3] >> (kind & 7) & 1 && p->mark[next] != mark)
                    p->mark[next] = mark, p->reached[count++] = next;
            }
        }
        if (symbol != EDGE_WORD) reach(p, set_of(p, p->gaps[place]), mark, &count);
    }
    in_order(p->reached, count);
    if (p->states >= STATES_KEPT || p->steps >= STEPS_KEPT || p->kept_count >= MOST_KEPT) {
        forget_states(p);
        return state_of(p, p->reached, count);
    }
    int64_t to = state_of(p, p->reached, count);
    if (to >= 0) {
        p->step[slot] = 1ull << 63 | (uint64_t)from << 40 | (uint64_t)symbol << 24 | (uint64_t)to;
        p->steps++;
    }
    return to;
}

static inline int64_t step_on(Phrases *p, uint32_t from, uint32_t symbol) {
    uint64_t key = 1ull << 39 | (uint64_t)from << 16 | symbol;
    size_t slot = (size_t)(key * M1 >> 48) & (STEP_SLOTS - 1);
    for (; p->step[slot]; slot = (slot + 1) & (STEP_SLOTS - 1))
        if (p->step[slot] >> 24 == key) return (int64_t)(p->step[slot] & 0xFFFFFF);
    return work_out(p, from, symbol, slot);
}

/* --------------------------------------------------------------------------------------------------------------- matches */

/* Reads backwards from the end of a match to its earliest beginning. */
static uint32_t start_of(Phrases *p, uint32_t rule, const uint16_t *symbols, uint32_t end) {
    Set last = set_of(p, p->lasts[rule]);
    uint32_t index = end, start = end;
    size_t count = 0;
    for (size_t i = 0; i < last.count; i++)
        if (takes(p, last.at[i], symbols[end])) p->here[count++] = last.at[i];
    while (count) {
        for (size_t i = 0; i < count; i++)
            if (p->begins[p->here[i]]) {
                start = index;
                break;
            }
        if (index == 0) break;
        uint32_t mark = new_mark(p), symbol = symbols[--index];
        size_t reached = 0;
        for (size_t i = 0; i < count; i++)
            for (uint32_t at = p->before_at[p->here[i]]; at < p->before_at[p->here[i] + 1]; at++) {
                uint16_t place = p->before[at];
                if (p->mark[place] != mark && takes(p, place, symbol))
                    p->mark[place] = mark, p->reached[reached++] = place;
            }
        uint16_t *swap = p->here;
        p->here = p->reached, p->reached = swap;
        count = reached;
    }
    return start;
}

static int add_match(Phrases *p, Match match) {
    if (p->matches == p->match_room) {
        size_t room = p->match_room ? 2 * p->match_room : 256;
        Match *at = realloc(p->match, room * sizeof *at);
        if (!at) return 0;
        p->match = at, p->match_room = room;
    }
    p->match[p->matches++] = match;
    return 1;
}

/* Finds all phrases in a row of symbols, into p->match; 0 without memory. Calls nothing of Python's. */
static int find_phrases(Phrases *p, const uint16_t *symbols, size_t count) {
    int64_t state = 0;
    int any = 0;
    p->matches = 0;
    for (uint32_t index = 0; index < count; index++) {
        state = step_on(p, (uint32_t)state, symbols[index]);
        if (state < 0) return 0;
        const State *s = &p->state[state];
        if (LIKELY(!s->ends)) continue;
        if (!any) memset(p->seen, 0, p->rules * sizeof *p->seen);
        any = 1;
        for (size_t i = 0; i < s->ends; i++) {
            uint16_t rule = p->kept[s->ends_at + i];
            if (p->seen[rule] >= p->most_per_rule) continue;
            p->seen[rule]++;
            Match match = {rule, start_of(p, rule, symbols, index), index + 1};
            if (!add_match(p, match)) return 0;
        }
    }
    return 1;
}

/* ------------------------------------------------------------------------------------------------------ what Python sees */

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
                    p->mark, p->reached, p->here, p->seen, p->match};
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
    return 1;
}

static int take_working_room(Phrases *p, Set first) {
    p->begins = calloc(p->places + 1, 1);
    p->state = malloc(STATES_KEPT * sizeof *p->state);
    p->state_slot = malloc(STATE_SLOTS * sizeof *p->state_slot);
    p->step = malloc(STEP_SLOTS * sizeof *p->step);
    p->mark = calloc(p->places + 1, sizeof *p->mark);
    p->reached = malloc((p->places + 1) * sizeof *p->reached);
    p->here = malloc((p->places + 1) * sizeof *p->here);
    p->seen = calloc(p->rules + 1, sizeof *p->seen);
    if (!p->begins || !p->state || !p->state_slot || !p->step || !p->mark || !p->reached || !p->here || !p->seen)
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
           take_working_room(p, set_of(p, first));
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
