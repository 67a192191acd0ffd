/* From a text to a row of symbols, where that is plain: ASCII, no source's mask, no letters apart, nothing said twice.
 * kernel/rules.py says what the words of a piece mean; here they are remembered, and everything else is left to it. */
#ifndef HEARTEN_ROWS_H
#define HEARTEN_ROWS_H

#include "phrases.h"

enum { LONGEST_HEARD = 4000, ROW = 4096, PIECES = 2048, LONGEST_PIECE = 24, LONGEST_BARE = 64, FEW_SLOTS = 256 };
/* What stands for a row: whether it was made, is left to Python, or there was an exception. */
enum { MADE, LEFT, FAILED };

/* Hashes of a few words: a small table that is asked often. */
typedef struct {
    uint64_t slot[FEW_SLOTS];
} Few;

/* Pieces of text (what stands between white space) that were met, by keyed hash, and the symbols of their words. */
typedef struct {
    PyObject *ask;                                      /* piece → ((symbol, start, end, ...), whether it may be kept) */
    struct {
        uint64_t tag;
        uint32_t at;
    } *slot;
    size_t slots, met, most;
    uint16_t *word; /* for each piece: how many numbers, then symbol, start and end of each word */
    size_t words, room;
    Few fillers, numbers; /* words that mean nothing; words of the language with a digit */
} Meanings;

/* A text as it is read. Word i has a symbol and half-open offsets into the text; an edge has none. */
typedef struct Row {
    size_t count, pieces;
    uint16_t symbol[ROW];
    uint32_t start[ROW], end[ROW];
    uint64_t bare[PIECES];
    uint8_t text[LONGEST_HEARD + 16]; /* in lower case */
} Row;

enum { SPACE = 1, MASKED = 2, NUMERAL = 4, UNDER = 8 };
static uint8_t ascii_kind[128];
static uint8_t at_edge[128]; /* normal.EDGES */

static void make_row_tables(void) {
    static const char edges[] = ".,;:?\"'()[]{}<>-/\\~_^&%=!|";
    for (int b = 9; b < 14; b++) ascii_kind[b] = SPACE;
    for (int b = 28; b < 33; b++) ascii_kind[b] = SPACE;
    for (int b = '0'; b <= '9'; b++) ascii_kind[b] = NUMERAL;
    ascii_kind['['] = ascii_kind['{'] = ascii_kind['<'] = MASKED;
    ascii_kind[','] = UNDER;
    for (const char *p = edges; *p; p++) at_edge[(uint8_t)*p] = 1;
}

static void close_meanings(Meanings *m) {
    Py_CLEAR(m->ask);
    free(m->slot);
    free(m->word);
    memset(m, 0, sizeof *m);
}

static void put_few(Few *few, uint64_t hash) {
    size_t at = hash & (FEW_SLOTS - 1);
    while (few->slot[at] && few->slot[at] != hash) at = (at + 1) & (FEW_SLOTS - 1);
    few->slot[at] = hash;
}

static inline int is_few(const Few *few, uint64_t hash) {
    size_t at = hash & (FEW_SLOTS - 1);
    while (few->slot[at] && few->slot[at] != hash) at = (at + 1) & (FEW_SLOTS - 1);
    return few->slot[at] == hash;
}

/* Hashes bytes behind which eight more may be read. */
static inline uint64_t hash_piece(const uint8_t *at, size_t n, uint64_t key) {
    uint64_t h = (key + n) * M1;
    for (; n > 8; at += 8, n -= 8) h = mix(h ^ load8(at));
    h = mix(h ^ (load8(at) & ~0ull >> (64 - 8 * n)));
    return h ? h : 1;
}

static int take_few(Few *few, PyObject *words, uint64_t key) {
    uint8_t bytes[64];
    Py_ssize_t count = PyTuple_Size(words);
    if (count >= FEW_SLOTS / 2) return refuse("set of words");
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_ssize_t n;
        const char *at = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(words, i), &n);
        if (!at) return 0;
        if (n < 1 || n > 40) continue; /* no piece that is asked about is so long */
        memset(bytes, 0, sizeof bytes);
        memcpy(bytes, at, (size_t)n);
        put_few(few, hash_piece(bytes, (size_t)n, key));
    }
    return 1;
}

static int open_meanings(Meanings *m, PyObject *ask, PyObject *fillers, PyObject *numbers, size_t slots, uint64_t key) {
    m->slot = calloc(slots, sizeof *m->slot);
    if (!m->slot) return PyErr_NoMemory(), 0;
    m->slots = slots, m->most = slots / 2;
    m->ask = Py_NewRef(ask);
    return take_few(&m->fillers, fillers, key) && take_few(&m->numbers, numbers, key);
}

/* -------------------------------------------------------------------------------------------------------- single pieces */

static inline int add_word(Row *row, unsigned symbol, size_t start, size_t end) {
    if (row->count >= ROW - 1) return 0;
    row->symbol[row->count] = (uint16_t)symbol;
    row->start[row->count] = (uint32_t)start, row->end[row->count] = (uint32_t)end;
    row->count++;
    return 1;
}

/* Remembers what a piece means: numbers as `ask` gave them. */
static void keep_meaning(Meanings *m, uint64_t hash, const uint16_t *numbers, size_t count) {
    if (m->words + count + 1 > m->room) {
        size_t room = 2 * m->room + count + 4096;
        uint16_t *word = realloc(m->word, room * sizeof *word);
        if (!word) return; /* not remembered, that is all */
        m->word = word, m->room = room;
    }
    if (m->met >= m->most) {
        memset(m->slot, 0, m->slots * sizeof *m->slot);
        m->met = m->words = 0;
    }
    size_t at = hash & (m->slots - 1);
    while (m->slot[at].tag && m->slot[at].tag != hash) at = (at + 1) & (m->slots - 1);
    if (m->slot[at].tag) return; /* another thread was quicker */
    m->slot[at].tag = hash, m->slot[at].at = (uint32_t)m->words, m->met++;
    m->word[m->words] = (uint16_t)count;
    memcpy(m->word + m->words + 1, numbers, count * sizeof *numbers);
    m->words += count + 1;
}

/* Asks what a piece means. */
static NOINLINE int ask_meaning(Meanings *m, Row *row, size_t from, size_t to, uint64_t hash, size_t symbols) {
    PyObject *piece = PyUnicode_FromStringAndSize((const char *)row->text + from, (Py_ssize_t)(to - from));
    PyObject *parts[] = {NULL, piece};
    PyObject *said = piece ? PyObject_Vectorcall(m->ask, parts + 1, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL) : NULL;
    PyObject *words = NULL;
    int may_keep = 0, outcome = FAILED;
    Py_XDECREF(piece);
    if (said && PyArg_ParseTuple(said, "O!p", &PyTuple_Type, &words, &may_keep)) {
        uint16_t numbers[96];
        Py_ssize_t count = PyTuple_Size(words);
        outcome = count % 3 == 0 && count <= 96 ? MADE : LEFT;
        for (Py_ssize_t i = 0; outcome == MADE && i < count; i++) {
            long number = PyLong_AsLong(PyTuple_GetItem(words, i));
            size_t most = i % 3 ? to - from : symbols - 1;
            if (number < 0 || (size_t)number > most) outcome = (refuse("meaning of a piece"), FAILED);
            else numbers[i] = (uint16_t)number;
        }
        for (Py_ssize_t i = 0; outcome == MADE && i < count; i += 3)
            if (!add_word(row, numbers[i], from + numbers[i + 1], from + numbers[i + 2])) outcome = LEFT;
        if (outcome == MADE && may_keep) keep_meaning(m, hash, numbers, (size_t)count);
    }
    Py_XDECREF(said);
    return outcome;
}

/* A number, bare or with one mark behind it, that is no word of the language means nothing: not worth the asking. */
static int is_bare_number(const Meanings *m, const Row *row, size_t from, size_t to, uint64_t hash, uint64_t key) {
    size_t end = to;
    if (to - from > LONGEST_PIECE || is_few(&m->numbers, hash)) return 0;
    if (end - from > 1 && memchr(".,?;:", row->text[end - 1], 5)) end--;
    for (size_t i = from; i < end; i++)
        if (!(ascii_kind[row->text[i]] & NUMERAL)) return 0;
    return end == to || !is_few(&m->numbers, hash_piece(row->text + from, end - from, key));
}

static int add_number(Row *row, size_t from, size_t to) {
    uint8_t last = row->text[to - 1];
    size_t end = to - !(ascii_kind[last] & NUMERAL);
    if (!add_word(row, OTHER_WORD, from, end)) return LEFT;
    if ((last == '.' || last == '?' || last == ';') && !add_word(row, EDGE_WORD, to, to)) return LEFT;
    return MADE;
}

static inline int add_piece(Meanings *m, Row *row, size_t from, size_t to, uint64_t hash, int has_digit, size_t symbols,
                            uint64_t key) {
    size_t at = hash & (m->slots - 1);
    for (; m->slot[at].tag; at = (at + 1) & (m->slots - 1)) {
        if (m->slot[at].tag != hash) continue;
        const uint16_t *word = m->word + m->slot[at].at, *last = word + *word;
        if (row->count + *word / 3 >= ROW - 1) return LEFT;
        for (word++; word < last; word += 3) {
            row->symbol[row->count] = word[0];
            row->start[row->count] = (uint32_t)from + word[1], row->end[row->count++] = (uint32_t)from + word[2];
        }
        return MADE;
    }
    if (has_digit && is_bare_number(m, row, from, to, hash, key)) return add_number(row, from, to);
    return ask_meaning(m, row, from, to, hash, symbols);
}

/* ------------------------------------------------------------------------------------------------------------ whole rows */

/* Whether up to three pieces may come twice in a row. */
static int comes_twice(const uint64_t *said, size_t count) {
    for (size_t i = 1; i < count; i++) {
        if (said[i] == said[i - 1]) return 1;
        if (i < 3 || said[i] != said[i - 2]) {
            if (i >= 5 && said[i] == said[i - 3] && said[i - 1] == said[i - 4] && said[i - 2] == said[i - 5]) return 1;
            continue;
        }
        if (said[i - 1] == said[i - 3]) return 1;
        if (i >= 5 && said[i] == said[i - 3] && said[i - 1] == said[i - 4] && said[i - 2] == said[i - 5]) return 1;
    }
    return 0;
}

static inline int is_single_letter(const uint8_t *at, size_t n) {
    while (n && at_edge[*at]) at++, n--;
    while (n && at_edge[at[n - 1]]) n--;
    return n == 1 && *at >= 'a' && *at <= 'z';
}

/* What a piece is but for its commas; 0 if it has nothing else. */
static uint64_t bare_of(const uint8_t *at, size_t n, uint64_t key) {
    uint8_t bytes[LONGEST_BARE + 8];
    size_t kept = 0;
    memset(bytes, 0, sizeof bytes);
    for (size_t i = 0; i < n; i++)
        if (at[i] != ',') bytes[kept++] = at[i];
    return kept ? hash_piece(bytes, kept, key) : 0;
}

/* Makes the row of an ASCII text. */
static int make_row(Meanings *m, Row *row, const uint8_t *text, size_t n, size_t symbols, int is_context, uint64_t key) {
    size_t said = 0, fillers = 0, at = 0;
    int alone = 0, commas = 0, capital_filler = 0;
    row->count = row->pieces = 0;
    if (n > LONGEST_HEARD) return LEFT;
    for (; at + 8 <= n; at += 8) {
        uint64_t lower = lower8(load8(text + at));
        memcpy(row->text + at, &lower, 8);
    }
    for (; at < n; at++) row->text[at] = text[at] >= 'A' && text[at] <= 'Z' ? text[at] | 0x20 : text[at];
    memset(row->text + n, 0, 16);
    add_word(row, EDGE_WORD, 0, 0);
    for (at = 0; at < n;) {
        while (at < n && ascii_kind[row->text[at]] & SPACE) at++;
        size_t from = at;
        unsigned kinds = 0;
        for (; at < n && !(ascii_kind[row->text[at]] & SPACE); at++) kinds |= ascii_kind[row->text[at]];
        if (at == from) break;
        if (kinds & MASKED || row->pieces == PIECES) return LEFT;
        uint64_t hash = hash_piece(row->text + from, at - from, key), bare = hash;
        if (!is_context) {
            int single = at - from < 4 && is_single_letter(row->text + from, at - from);
            if (single && alone) return LEFT;
            alone = single;
            if (kinds & UNDER) {
                if (at - from > LONGEST_BARE) return LEFT;
                commas = 1, bare = bare_of(row->text + from, at - from, key);
            }
            if (bare && is_few(&m->fillers, bare)) {
                fillers++;
                capital_filler |= memcmp(row->text + from, text + from, at - from) != 0;
            } else if (bare) row->bare[said++] = bare;
        }
        int outcome = add_piece(m, row, from, at, hash, kinds & NUMERAL, symbols, key);
        if (outcome != MADE) return outcome;
        row->pieces++;
    }
    if (!is_context && (comes_twice(row->bare, said) || (fillers > 1 && (commas || capital_filler)))) return LEFT;
    return add_word(row, EDGE_WORD, 0, 0) ? MADE : LEFT;
}

#endif
