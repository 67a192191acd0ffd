/* The heat of many contacts at once: hearten_ear.heat.fold, bit for bit, over arrays with a place for each contact. */
#ifndef HEARTEN_HEAT_H
#define HEARTEN_HEAT_H

#include "reading.h"

enum { LEVELS = 4 };
/* Times are milliseconds below 2^53, so that they are exact as numbers of either kind. */
static const int64_t NO_CLOCK = INT64_MIN, MOST_MS = 1ll << 53;

/* The constants of hearten_ear.heat, given by Python so that there is one place to change them. */
typedef struct {
    double half_life_ms, calm_turn, lift[LEVELS], rambling_share;
    long long step_down_ms, step_down_turns;
} Cooling;

/* The state of all contacts, an array for each field of Heat; NO_CLOCK stands for None. */
typedef struct {
    double *value, *rambling;
    int64_t *last_at_ms, *level_at_ms, *turns, *calmer;
    int8_t *level, *peak;
} Contacts;

/* What was heard, an array for each part, in the order it is to be folded in. */
typedef struct {
    const int64_t *contact, *at_ms;
    const double *hostility, *rambling;
    const int8_t *level;
} Turns;

static double round4(double x) { return rounded(x, 10000.0); }

/* Without overflow, whatever numbers stand in the arrays. */
static inline int64_t elapsed(int64_t from, int64_t to) { return (int64_t)((uint64_t)to - (uint64_t)from); }

static void fold_heat(const Cooling *k, const Contacts *c, size_t i, int heard, double hostility, double rambling,
                      int64_t at_ms) {
    int64_t last = c->last_at_ms[i], now = last, calmer = c->calmer[i] + 1, level_at = c->level_at_ms[i];
    double value = c->value[i], lift = k->lift[heard] * (hostility > 0.5 ? hostility : 0.5);
    if (at_ms != NO_CLOCK && (last == NO_CLOCK || at_ms > last)) now = at_ms;
    if (now != NO_CLOCK && last != NO_CLOCK && now > last)
        value = value * pow(0.5, (double)elapsed(last, now) / k->half_life_ms);
    c->value[i] = lift == 0.0 ? round4(value * k->calm_turn) : round4(value + (1.0 - value) * lift);
    int level = c->level[i];
    if (heard >= level) level = heard, calmer = 0, level_at = now;
    else {
        int64_t passed = now == NO_CLOCK || level_at == NO_CLOCK ? 0 : elapsed(level_at, now);
        int64_t by_time = passed / k->step_down_ms, by_turns = calmer / k->step_down_turns;
        int64_t steps = by_time > by_turns ? by_time : by_turns, fallen = level - steps;
        int after = fallen > heard ? (int)fallen : heard;
        if (after != level) level = after, calmer = 0, level_at = now;
    }
    c->level[i] = (int8_t)level, c->calmer[i] = calmer, c->level_at_ms[i] = level_at;
    if (heard > c->peak[i]) c->peak[i] = (int8_t)heard;
    c->last_at_ms[i] = now;
    c->turns[i]++;
    c->rambling[i] = round4(c->rambling[i] + k->rambling_share * (rambling - c->rambling[i]));
}

static int fold_all(const Cooling *k, const Contacts *c, size_t contacts, const Turns *t, size_t turns) {
    for (size_t i = 0; i < turns; i++) {
        int64_t at = t->at_ms[i];
        if (t->contact[i] < 0 || (size_t)t->contact[i] >= contacts || t->level[i] < 0 || t->level[i] >= LEVELS) return 0;
        if (at != NO_CLOCK && (at < -MOST_MS || at > MOST_MS)) return 0;
    }
    for (size_t i = 0; i < turns; i++)
        fold_heat(k, c, (size_t)t->contact[i], t->level[i], t->hostility[i], t->rambling[i], t->at_ms[i]);
    return 1;
}

PyDoc_STRVAR(fold_turns_doc, "fold_turns(constants, contacts, turns, /)\n--\n\nSee hearten_ear.kernel.native_heat.");
static PyObject *fold_turns(PyObject *module, PyObject *args) {
    enum { VALUE, RAMBLING, LAST, LEVEL_AT, TURNS, CALMER, LEVEL, PEAK, STATE, HEARD = 5 };
    static const size_t widths[STATE] = {8, 8, 8, 8, 8, 8, 1, 1}, heard_widths[HEARD] = {8, 8, 8, 8, 1};
    PyObject *state[STATE], *heard[HEARD];
    Py_buffer b[STATE + HEARD];
    Cooling k;
    int opened = 0, ok = 1;
    (void)module;
    if (!PyArg_ParseTuple(args, "(ddLL(dddd)d)(OOOOOOOO)(OOOOO)", &k.half_life_ms, &k.calm_turn, &k.step_down_ms,
                          &k.step_down_turns, &k.lift[0], &k.lift[1], &k.lift[2], &k.lift[3], &k.rambling_share,
                          &state[0], &state[1], &state[2], &state[3], &state[4], &state[5], &state[6], &state[7],
                          &heard[0], &heard[1], &heard[2], &heard[3], &heard[4]))
        return NULL;
    if (k.step_down_ms < 1 || k.step_down_turns < 1) return refuse("pace of cooling"), NULL;
    for (; ok && opened < STATE + HEARD; opened += ok) {
        int is_state = opened < STATE;
        PyObject *from = is_state ? state[opened] : heard[opened - STATE];
        size_t width = is_state ? widths[opened] : heard_widths[opened - STATE];
        ok = PyObject_GetBuffer(from, &b[opened], is_state ? PyBUF_WRITABLE | PyBUF_C_CONTIGUOUS : PyBUF_C_CONTIGUOUS) == 0;
        size_t first = is_state ? (size_t)b[0].len / 8 : (size_t)b[STATE].len / 8;
        if (ok && ((size_t)b[opened].len != width * first || (uintptr_t)b[opened].buf % width)) {
            PyBuffer_Release(&b[opened]);
            ok = refuse("array of contacts or turns");
        }
    }
    if (ok) {
        Contacts c = {b[VALUE].buf, b[RAMBLING].buf, b[LAST].buf, b[LEVEL_AT].buf, b[TURNS].buf, b[CALMER].buf,
                      b[LEVEL].buf, b[PEAK].buf};
        Turns t = {b[STATE].buf, b[STATE + 1].buf, b[STATE + 2].buf, b[STATE + 3].buf, b[STATE + 4].buf};
        if (!fold_all(&k, &c, (size_t)b[VALUE].len / 8, &t, (size_t)b[STATE].len / 8)) ok = refuse("contact, level or time");
    }
    for (int i = 0; i < opened; i++) PyBuffer_Release(&b[i]);
    if (!ok) return NULL;
    Py_RETURN_NONE;
}

#endif
