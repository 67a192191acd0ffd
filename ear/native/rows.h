/* From a text to a row of symbols: kernel/rules.py, but for texts with letters apart, which are left to it, and very long
 * ones. What the words of a piece mean is asked there as well, and remembered here. */
#ifndef HEARTEN_ROWS_H
#define HEARTEN_ROWS_H

#include "table.h"

enum { LONGEST_HEARD = 4000, ROW = 4096, PIECES = 2048, LONGEST_PIECE = 24, LONGEST_BARE = 64, SHORTEST_APART = 4, FEW_SLOTS = 256 };
/* Whether a row was made, has a mask to be hidden first, is left to Python, or there was an exception. */
enum { MADE, TO_HIDE, LEFT, FAILED };

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
    Few fillers, numbers, doubled; /* words that mean nothing; that have a digit; that are meant when said twice */
} Meanings;

/* What stands between white space: half-open bytes, its first character, and its hash. */
typedef struct {
    uint32_t from, to, first;
    uint8_t kinds;
    uint64_t hash;
} Piece;

/* A text as it is read. Word i has a symbol and half-open character offsets into the text; an edge has none. */
typedef struct Row {
    size_t count, pieces;
    int ascii;
    uint16_t symbol[ROW];
    uint32_t start[ROW], end[ROW];
    Piece piece[PIECES];
    uint64_t said[PIECES];
    uint16_t kept[PIECES];
    uint16_t byte_at[LONGEST_HEARD + 2]; /* of each character, where the text is not ASCII */
    uint8_t text[LONGEST_HEARD + 16]; /* an ASCII text in lower case */
} Row;

enum { SPACE = 1, MASKED = 2, NUMERAL = 4, UNDER = 8, FOREIGN = 16 };
static uint8_t ascii_kind[256];
static uint8_t at_edge[256]; /* normal.EDGES */

static void make_row_tables(void) {
    static const char edges[] = ".,;:?\"'()[]{}<>-/\\~_^&%=!|";
    for (int b = 9; b < 14; b++) ascii_kind[b] = SPACE;
    for (int b = 28; b < 33; b++) ascii_kind[b] = SPACE;
    for (int b = '0'; b <= '9'; b++) ascii_kind[b] = NUMERAL;
    ascii_kind['['] = ascii_kind['{'] = ascii_kind['<'] = MASKED;
    ascii_kind[','] = UNDER;
    memset(ascii_kind + 128, FOREIGN, 128);
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

static int open_meanings(Meanings *m, PyObject *ask, PyObject *fillers, PyObject *numbers, PyObject *doubled, size_t slots,
                         uint64_t key) {
    m->slot = calloc(slots, sizeof *m->slot);
    if (!m->slot) return PyErr_NoMemory(), 0;
    m->slots = slots, m->most = slots / 2;
    m->ask = Py_NewRef(ask);
    return take_few(&m->fillers, fillers, key) && take_few(&m->numbers, numbers, key) && take_few(&m->doubled, doubled, key);
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
static NOINLINE int ask_meaning(Meanings *m, Row *row, const Piece *piece, size_t symbols) {
    size_t length = piece->to - piece->from;
    PyObject *str = PyUnicode_FromStringAndSize((const char *)row->text + piece->from, (Py_ssize_t)length);
    PyObject *parts[] = {NULL, str};
    PyObject *said = str ? PyObject_Vectorcall(m->ask, parts + 1, 1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL) : NULL;
    PyObject *words = NULL;
    int may_keep = 0, outcome = FAILED;
    Py_XDECREF(str);
    if (said && PyArg_ParseTuple(said, "O!p", &PyTuple_Type, &words, &may_keep)) {
        uint16_t numbers[96];
        Py_ssize_t count = PyTuple_Size(words);
        outcome = count % 3 == 0 && count <= 96 ? MADE : LEFT;
        for (Py_ssize_t i = 0; outcome == MADE && i < count; i++) {
            long number = PyLong_AsLong(PyTuple_GetItem(words, i));
            size_t most = i % 3 ? length : symbols - 1;
            if (number < 0 || (size_t)number > most) outcome = (refuse("meaning of a piece"), FAILED);
            else numbers[i] = (uint16_t)number;
        }
        for (Py_ssize_t i = 0; outcome == MADE && i < count; i += 3)
            if (!add_word(row, numbers[i], piece->first + numbers[i + 1], piece->first + numbers[i + 2])) outcome = LEFT;
        if (outcome == MADE && may_keep) keep_meaning(m, piece->hash, numbers, (size_t)count);
    }
    Py_XDECREF(said);
    return outcome;
}

/* A number, bare or with one mark behind it, that is no word of the language means nothing: not worth the asking. */
static int is_bare_number(const Meanings *m, const Row *row, const Piece *piece, uint64_t key) {
    size_t end = piece->to;
    if (end - piece->from > LONGEST_PIECE || is_few(&m->numbers, piece->hash)) return 0;
    if (end - piece->from > 1 && memchr(".,?;:", row->text[end - 1], 5)) end--;
    for (size_t i = piece->from; i < end; i++)
        if (!(ascii_kind[row->text[i]] & NUMERAL)) return 0;
    return end == piece->to || !is_few(&m->numbers, hash_piece(row->text + piece->from, end - piece->from, key));
}

static int add_number(Row *row, const Piece *piece) {
    uint8_t last = row->text[piece->to - 1];
    size_t length = piece->to - piece->from, digits = length - !(ascii_kind[last] & NUMERAL), end = piece->first + length;
    if (!add_word(row, OTHER_WORD, piece->first, piece->first + digits)) return LEFT;
    if ((last == '.' || last == '?' || last == ';') && !add_word(row, EDGE_WORD, end, end)) return LEFT;
    return MADE;
}

static inline int add_piece(Meanings *m, Row *row, const Piece *piece, size_t symbols, uint64_t key) {
    size_t at = piece->hash & (m->slots - 1);
    for (; m->slot[at].tag; at = (at + 1) & (m->slots - 1)) {
        if (m->slot[at].tag != piece->hash) continue;
        const uint16_t *word = m->word + m->slot[at].at, *last = word + *word;
        if (row->count + *word / 3 >= ROW - 1) return LEFT;
        for (word++; word < last; word += 3) {
            row->symbol[row->count] = word[0];
            row->start[row->count] = piece->first + word[1], row->end[row->count++] = piece->first + word[2];
        }
        return MADE;
    }
    if (piece->kinds & NUMERAL && is_bare_number(m, row, piece, key)) return add_number(row, piece);
    return ask_meaning(m, row, piece, symbols);
}

/* -------------------------------------------------------------------------------------------------------- said twice */

/* Whether up to three pieces come twice in a row. */
static int comes_twice(const uint64_t *said, size_t count) {
    for (size_t i = 1; i < count; i++) {
        if (said[i] == said[i - 1]) return 1;
        if (i >= 3 && said[i] == said[i - 2] && said[i - 1] == said[i - 3]) return 1;
        if (i >= 5 && said[i] == said[i - 3] && said[i - 1] == said[i - 4] && said[i - 2] == said[i - 5]) return 1;
    }
    return 0;
}

/* Hashes a piece as it was typed, but for its commas; 0 if it has nothing else. */
static uint64_t bare_of(const uint8_t *at, size_t n, uint64_t key) {
    uint8_t bytes[LONGEST_BARE + 8];
    size_t kept = 0;
    memset(bytes, 0, sizeof bytes);
    for (size_t i = 0; i < n; i++)
        if (at[i] != ',') bytes[kept++] = at[i];
    return kept ? hash_piece(bytes, kept, key) : 0;
}

/* rules._says_twice; -1 for a text with a piece too long to be compared. */
static int says_twice(const Meanings *m, Row *row, const uint8_t *text, int commas, uint64_t key) {
    size_t said = 0;
    for (size_t i = 0; i < row->pieces; i++) {
        const Piece *piece = &row->piece[i];
        uint64_t bare = piece->hash;
        if (commas && piece->to - piece->from > LONGEST_BARE) return -1;
        if (commas) bare = bare_of(text + piece->from, piece->to - piece->from, key);
        if (bare && !is_few(&m->fillers, bare)) row->said[said++] = bare;
    }
    return comes_twice(row->said, said);
}

/* Counts the bytes of a piece without the marks that a stammer leaves behind a word. */
static size_t without_marks(const uint8_t *at, size_t n) {
    for (;;) {
        if (n && (at[n - 1] == ',' || at[n - 1] == '-')) n--;
        else if (n > 2 && at[n - 3] == 0xE2 && at[n - 2] == 0x80 &&
                 (at[n - 1] == 0xA6 || at[n - 1] == 0x93 || at[n - 1] == 0x94)) n -= 3;
        else return n;
    }
}

/* normal.without_stammer: gives the pieces that remain, in row->kept. */
static size_t leave_out_stammers(const Meanings *m, Row *row, uint64_t key) {
    size_t count = 0;
    for (size_t i = 0; i < row->pieces; i++) {
        const Piece *piece = &row->piece[i];
        size_t n = without_marks(row->text + piece->from, piece->to - piece->from);
        uint64_t word = 2; /* all marks */
        if (n == piece->to - piece->from) word = piece->hash;
        else if (n) word = hash_piece(row->text + piece->from, n, key);
        if (is_few(&m->fillers, word)) continue;
        row->said[count] = word, row->kept[count++] = (uint16_t)i;
        for (size_t length = 1; length <= 3 && 2 * length <= count; length++) {
            if (memcmp(row->said + count - length, row->said + count - 2 * length, length * sizeof *row->said)) continue;
            if (length == 1 && is_few(&m->doubled, word)) continue;
            memmove(row->kept + count - 2 * length, row->kept + count - length, length * sizeof *row->kept);
            count -= length;
            break;
        }
    }
    return count;
}

/* ------------------------------------------------------------------------------------------------------------ whole rows */

static inline int is_letter(uint8_t b) { return (b | 0x20) >= 'a' && (b | 0x20) <= 'z'; }

/* Whether a piece is, or may be, a letter that stands alone: normal.spelled_out looks closer at four in a row. */
static inline int may_be_letter(const uint8_t *at, size_t n, unsigned kinds) {
    if (kinds & FOREIGN) { /* who knows what it folds to; but two letters or digits stay two */
        size_t plain = 0;
        for (size_t i = 0; i < n; i++) plain += is_letter(at[i]) || ascii_kind[at[i]] & NUMERAL;
        return plain < 2;
    }
    if (n > 3) return 0;
    while (n && at_edge[*at]) at++, n--;
    while (n && at_edge[at[n - 1]]) n--;
    return n == 1 && is_letter(*at);
}

/* Whether a character of white space beyond ASCII begins here: such texts are left to Python. */
static int is_foreign_space(const uint8_t *at) {
    switch (at[0]) {
    case 0xC2: return at[1] == 0x85 || at[1] == 0xA0;
    case 0xE1: return at[1] == 0x9A && at[2] == 0x80;
    case 0xE2:
        if (at[1] == 0x81) return at[2] == 0x9F;
        return at[1] == 0x80 && (at[2] <= 0x8A || at[2] == 0xA8 || at[2] == 0xA9 || at[2] == 0xAF);
    case 0xE3: return at[1] == 0x80 && at[2] == 0x80;
    default: return 0;
    }
}

/* Cuts a text at its white space. */
static int cut_pieces(Row *row, const uint8_t *text, size_t n, int hidden, int is_context, uint64_t key) {
    size_t at = 0, inner = 0; /* inner: bytes that begin no character */
    int alone = 0;
    row->count = row->pieces = 0;
    if (row->ascii) {
        for (; at + 8 <= n; at += 8) {
            uint64_t lower = lower8(load8(text + at));
            memcpy(row->text + at, &lower, 8);
        }
        for (; at < n; at++) row->text[at] = text[at] >= 'A' && text[at] <= 'Z' ? text[at] | 0x20 : text[at];
    } else memcpy(row->text, text, n);
    memset(row->text + n, 0, 16);
    for (at = 0; at < n;) {
        while (at < n && ascii_kind[row->text[at]] & SPACE) at++;
        size_t from = at, first = from - inner;
        unsigned kinds = 0;
        for (; at < n && !(ascii_kind[row->text[at]] & SPACE); at++) {
            unsigned kind = ascii_kind[row->text[at]];
            kinds |= kind;
            if (UNLIKELY(kind & FOREIGN)) {
                if (is_foreign_space(row->text + at)) return LEFT;
                inner += (row->text[at] & 0xC0) == 0x80;
            }
        }
        if (at == from) break;
        if (kinds & MASKED && !hidden) return TO_HIDE;
        if (row->pieces == PIECES) return LEFT;
        if (!is_context) {
            alone = may_be_letter(row->text + from, at - from, kinds) ? alone + 1 : 0;
            if (alone == SHORTEST_APART) return LEFT;
        }
        Piece piece = {(uint32_t)from, (uint32_t)at, (uint32_t)first, (uint8_t)kinds, hash_piece(row->text + from, at - from, key)};
        row->piece[row->pieces++] = piece;
    }
    return MADE;
}

/* Makes the row of a text; `hidden` if its masks are. */
static int make_row(Meanings *m, Row *row, const Text *text, int ascii, int hidden, size_t symbols, int is_context,
                    uint64_t key) {
    if (text->n > LONGEST_HEARD) return LEFT;
    row->ascii = ascii;
    int outcome = cut_pieces(row, text->at, text->n, hidden, is_context, key);
    if (outcome != MADE) return outcome;
    size_t count = row->pieces;
    int commas = text->n && memchr(text->at, ',', text->n) != NULL;
    int twice = is_context ? 0 : says_twice(m, row, text->at, commas, key);
    if (twice < 0) return LEFT;
    if (twice) count = leave_out_stammers(m, row, key);
    add_word(row, EDGE_WORD, 0, 0);
    for (size_t i = 0; i < count; i++) {
        outcome = add_piece(m, row, &row->piece[twice ? row->kept[i] : i], symbols, key);
        if (outcome != MADE) return outcome;
    }
    return add_word(row, EDGE_WORD, 0, 0) ? MADE : LEFT;
}

#endif
