/* All phrases at once: kernel/automaton.py, state for state. A compiled table (kernel/table.py) is read place by place;
 * the sets of places that were reached, and the steps between them, are kept, so that a word mostly costs one look-up. */
#ifndef HEARTEN_PHRASES_H
#define HEARTEN_PHRASES_H

#include "columns.h"

enum { OTHER_WORD = 0, EDGE_WORD = 1, GAP = 0xFFFF };
enum { STATES_KEPT = 1 << 15, STATE_SLOTS = 1 << 16, STEPS_KEPT = 3 << 15, STEP_SLOTS = 1 << 17, MOST_KEPT = 1 << 20 };
enum { MOST_PER_TEXT = 1 << 20, MISSES_BORNE = 1 << 22, NO_STATE = -1 };
static const uint32_t NOT_YET = UINT32_MAX;

typedef struct {
    const uint16_t *at;
    size_t count;
} Set;

/* A rule and half-open offsets among the symbols; the start is worked out when it is asked for. */
typedef struct {
    uint32_t rule, start, end;
} Match;

typedef struct {
    uint32_t at, ends_at; /* of its places and of the rules that end there, among Phrases.kept */
    uint16_t count, ends;
    uint64_t last[2]; /* the steps that were taken last, by a word that no phrase names and by another: symbol, to */
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
    uint16_t *lead;  /* for each place the number of what may follow it, the same for the same set */
    uint8_t *leads;  /* symbols × leads bits: whether a word goes on from there */
    size_t leads_width;
    int most_per_rule;
    /* What is kept from text to text. */
    State *state;
    uint32_t states, *state_slot;
    uint16_t *kept;
    size_t kept_count, kept_room;
    uint64_t *step; /* symbol, from, to: 16 + 24 + 24 bits; 0 is empty */
    size_t steps, missed;
    /* Working room. */
    uint32_t *mark, marked; /* by place */
    uint16_t *reached, *here, *back;
    size_t here_count; /* the places that were reached where their set is no state that is kept */
    uint16_t *seen, *ends; /* by rule; rules */
    Match *match;
    size_t matches, match_room;
} Phrases;

static inline Set set_of(const Phrases *p, uint32_t number) {
    Set set = {p->items + p->set_at[number], p->set_at[number + 1] - p->set_at[number]};
    return set;
}

/* Which kinds of places take a word, a bit for each. */
static inline const uint8_t *takers_of(const Phrases *p, uint32_t symbol) { return p->takes + symbol * p->takes_width; }

static inline int takes(const Phrases *p, uint16_t place, const uint8_t *takers) {
    uint16_t kind = p->alike[place];
    return takers[kind >> 3] >> (kind & 7) & 1;
}

/* ---------------------------------------------------------------------------------------------------- states and steps */

static void forget_states(Phrases *p) {
    memset(p->state_slot, 0, STATE_SLOTS * sizeof *p->state_slot);
    memset(p->step, 0, STEP_SLOTS * sizeof *p->step);
    p->states = 1, p->steps = 0, p->kept_count = 0, p->missed = 0; /* state 0 has no place: before the first word */
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

/* Finds or, where there is room, makes the state of `count` places in order; NO_STATE where it is not kept. */
static int64_t state_of(Phrases *p, const uint16_t *places, size_t count, int may_make) {
    if (count == 0) return 0;
    uint64_t hash = hash_bytes((const uint8_t *)places, count * sizeof *places, 7);
    size_t slot = (size_t)(hash * M1 >> 48) & (STATE_SLOTS - 1);
    for (; p->state_slot[slot]; slot = (slot + 1) & (STATE_SLOTS - 1)) {
        const State *s = &p->state[p->state_slot[slot]];
        if (s->count == count && !memcmp(p->kept + s->at, places, count * sizeof *places)) return p->state_slot[slot];
    }
    if (!may_make) return NO_STATE;
    size_t ends = 0;
    for (size_t i = 0; i < count; i++) ends += p->ending_at[places[i] + 1] - p->ending_at[places[i]];
    uint16_t *to = room_for(p, count + ends);
    if (!to) return NO_STATE; /* no memory: read without */
    State *s = &p->state[p->states];
    memset(s->last, 0, sizeof s->last);
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

/* Works out the state after a word, from a state or, where that is NO_STATE, from p->here. What has no room any more is
 * not kept: then the outcome is NO_STATE, and p->here the places reached. */
static NOINLINE int64_t work_out(Phrases *p, int64_t from, uint32_t symbol, size_t slot) {
    uint32_t mark = new_mark(p);
    const uint16_t *before = from == NO_STATE ? p->here : p->kept + p->state[from].at;
    size_t count = 0, befores = from == NO_STATE ? p->here_count : p->state[from].count;
    const uint8_t *takers = takers_of(p, symbol), *leads = p->leads + symbol * p->leads_width;
    reach(p, set_of(p, p->starting[symbol]), mark, &count);
    for (size_t i = 0; i < befores; i++) {
        uint16_t place = before[i], lead = p->lead[place];
        if (leads[lead >> 3] >> (lead & 7) & 1) {
            Set after = set_of(p, p->follow[place]);
            for (size_t j = 0; j < after.count; j++) {
                uint16_t next = after.at[j];
                if (takes(p, next, takers) && p->mark[next] != mark) p->mark[next] = mark, p->reached[count++] = next;
            }
        }
        if (symbol != EDGE_WORD) reach(p, set_of(p, p->gaps[place]), mark, &count);
    }
    in_order(p->reached, count);
    int room = p->states < STATES_KEPT && p->steps < STEPS_KEPT && p->kept_count < MOST_KEPT;
    int64_t to = state_of(p, p->reached, count, room);
    if (to == NO_STATE) {
        uint16_t *swap = p->here;
        p->here = p->reached, p->here_count = count, p->reached = swap;
        p->missed++;
    } else if (room && from != NO_STATE) {
        p->step[slot] = 1ull << 63 | (uint64_t)from << 40 | (uint64_t)symbol << 24 | (uint64_t)to;
        p->steps++;
    }
    return to;
}

static NOINLINE int64_t look_up(Phrases *p, int64_t from, uint32_t symbol) {
    uint64_t key = 1ull << 39 | (uint64_t)from << 16 | symbol;
    size_t slot = (size_t)(key * M1 >> 47) & (STEP_SLOTS - 1);
    for (; p->step[slot] && p->step[slot] >> 24 != key; slot = (slot + 1) & (STEP_SLOTS - 1));
    int64_t to = p->step[slot] ? (int64_t)(p->step[slot] & 0xFFFFFF) : work_out(p, from, symbol, slot);
    if (to != NO_STATE) p->state[from].last[symbol != OTHER_WORD] = 1ull << 63 | (uint64_t)symbol << 24 | (uint64_t)to;
    return to;
}

static inline int64_t step_on(Phrases *p, int64_t from, uint32_t symbol) {
    if (UNLIKELY(from == NO_STATE)) return work_out(p, from, symbol, 0);
    /* The state lies in the cache already: mostly this saves a look at a table that does not. */
    uint64_t last = p->state[from].last[symbol != OTHER_WORD];
    if (LIKELY(last >> 24 == (1ull << 39 | symbol))) return (int64_t)(last & 0xFFFFFF);
    return look_up(p, from, symbol);
}

/* --------------------------------------------------------------------------------------------------------------- matches */

/* Reads backwards from the end of a match to its earliest beginning. */
static NOINLINE uint32_t start_of(Phrases *p, uint32_t rule, const uint16_t *symbols, uint32_t end) {
    uint16_t *here = p->back;
    const uint8_t *takers = takers_of(p, symbols[end]);
    Set last = set_of(p, p->lasts[rule]);
    uint32_t index = end, start = end;
    size_t count = 0;
    for (size_t i = 0; i < last.count; i++)
        if (takes(p, last.at[i], takers)) here[count++] = last.at[i];
    while (count) {
        for (size_t i = 0; i < count; i++)
            if (p->begins[here[i]]) {
                start = index;
                break;
            }
        if (index == 0) break;
        uint32_t mark = new_mark(p);
        takers = takers_of(p, symbols[--index]);
        size_t reached = 0;
        for (size_t i = 0; i < count; i++)
            for (uint32_t at = p->before_at[here[i]]; at < p->before_at[here[i] + 1]; at++) {
                uint16_t place = p->before[at];
                if (takes(p, place, takers) && p->mark[place] != mark)
                    p->mark[place] = mark, p->reached[reached++] = place;
            }
        uint16_t *swap = here;
        here = p->reached, p->reached = swap;
        count = reached;
    }
    p->back = here;
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

static inline uint32_t start_of_match(Phrases *p, Match *m, const uint16_t *symbols) {
    if (m->start == NOT_YET) m->start = start_of(p, m->rule, symbols, m->end - 1);
    return m->start;
}

/* Adds the matches that end with a word: of each rule as many as are reported in a text; 0 without memory. */
static int add_ends(Phrases *p, const uint16_t *rules, size_t count, uint32_t index) {
    for (size_t i = 0; i < count; i++) {
        uint16_t rule = rules[i];
        if (p->seen[rule] >= p->most_per_rule) continue;
        p->seen[rule]++;
        Match match = {rule, NOT_YET, index + 1};
        if (!add_match(p, match)) return 0;
    }
    return 1;
}

/* The rules that end at the places of p->here, in order, each once, into p->ends. */
static size_t ends_here(Phrases *p) {
    size_t count = 0, once = 0;
    for (size_t i = 0; i < p->here_count; i++)
        for (uint32_t at = p->ending_at[p->here[i]]; at < p->ending_at[p->here[i] + 1]; at++) p->ends[count++] = p->ending[at];
    in_order(p->ends, count);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || p->ends[i] != p->ends[i - 1]) p->ends[once++] = p->ends[i];
    return once;
}

/* Finds all phrases in a row of symbols, into p->match; 0 without memory. Calls nothing of Python's. */
static int find_phrases(Phrases *p, const uint16_t *symbols, size_t count) {
    int64_t state = 0;
    int any = 0;
    p->matches = 0;
    if (p->missed > MISSES_BORNE) forget_states(p); /* people speak otherwise now than when these were kept */
    for (uint32_t index = 0; index < count; index++) {
        state = step_on(p, state, symbols[index]);
        size_t ends = state == NO_STATE ? ends_here(p) : p->state[state].ends;
        if (LIKELY(!ends)) continue;
        if (!any) memset(p->seen, 0, p->rules * sizeof *p->seen);
        any = 1;
        if (!add_ends(p, state == NO_STATE ? p->ends : p->kept + p->state[state].ends_at, ends, index)) return 0;
    }
    return 1;
}

#endif
