/* From words to scores: the walk along a text, with the cache of words. Mirrors kernel/features.py. */
#ifndef HEARTEN_SCORE_H
#define HEARTEN_SCORE_H

#include "words.h"

enum { CACHE = 1 << 14, TOKENS = 128, SPELLED_KEPT = 16, LONGEST_TEXT = 1 << 30 };
static const int64_t MOST_SUM = 1ll << 40;

/* One cache line: a word that was met, by its hash, and the sum of the weights of its own features. */
typedef struct {
    uint64_t tag, identity;
    int16_t sum[COLUMNS];
    uint8_t kind, spare[15];
} Known;

typedef struct {
    uint64_t hash;
    const uint8_t *raw;
    uint32_t start, end; /* offsets into the folded text */
    uint8_t length, mark;
} Token;

/* A feature as `gather` sees it: its row and the offsets of the words that make it. */
typedef struct {
    uint32_t row, start, end;
} Feature;

typedef struct {
    Feature *at;
    size_t count, room;
    int failed;
} Features;

/* What one caller needs while it scores; never shared by two at once. */
typedef struct Scratch {
    struct Scratch *next;
    Known *known; /* CACHE lines, on a multiple of 64 */
    void *known_block;
    uint64_t key;
    uint8_t *folded;
    size_t folded_room;
    Token token[TOKENS];
    uint8_t spelled[SPELLED_KEPT][LONGEST_WORD];
    Known once;
} Scratch;

typedef struct {
    const Model *m;
    Scratch *s;
    Features *gather;     /* NULL: sum up */
    uint64_t *identities; /* not NULL: only remember the last MOST_CONTEXT identities */
    uint64_t one, two;
    uint32_t one_at, two_at;
    int64_t words;
    int64_t total[COLUMNS];
    int32_t sum[COLUMNS];
    int tokens, spelled, state;
    /* Of the cut */
    int last_mark, run;
    uint32_t run_start, run_end;
    uint8_t letters[LONGEST_WORD + 1];
} Walk;

static void begin(Walk *w, const Model *m, Scratch *s) {
    memset(w, 0, offsetof(Walk, letters));
    w->m = m, w->s = s;
    w->one = w->two = m->begin;
    w->last_mark = -1;
}

/* --------------------------------------------------------------------------------------------- a word's own features */

static NOINLINE const Known *met(const Model *m, Scratch *s, const Token *t, Known *slot) {
    Word word;
    word_of(m, t->raw, t->length, &word);
    /* Numbers are not remembered: a card's number must not stay in memory. */
    Known *to = word.digits ? &s->once : slot;
    if (to == slot) slot[1] = slot[0];
    memset(to->sum, 0, sizeof to->sum);
    for (int i = 0; i < word.count; i++) {
        const int8_t *row = m->weights + row_of(m, word.hash[i]) * COLUMNS;
        for (int c = 0; c < COLUMNS; c++) to->sum[c] = (int16_t)(to->sum[c] + row[c]);
    }
    to->tag = t->hash ^ s->key;
    to->identity = word.identity;
    to->kind = (uint8_t)word.kind;
    return to;
}

static inline const Known *known(const Model *m, Scratch *s, const Token *t) {
    Known *slot = &s->known[t->hash & (CACHE - 2)];
    uint64_t tag = t->hash ^ s->key;
    if (LIKELY(slot[0].tag == tag)) return &slot[0];
    if (LIKELY(slot[1].tag == tag)) return &slot[1];
    return met(m, s, t, slot);
}

/* ------------------------------------------------------------------------------------------------------- adding up */

#ifdef HEARTEN_SSE2
typedef struct {
    __m128i low, high;
} Sum;
static inline Sum start_sum(const int16_t *from) {
    Sum s = {_mm_load_si128((const __m128i *)from), _mm_load_si128((const __m128i *)(from + 8))};
    return s;
}
static inline Sum add_row(Sum s, const int8_t *row) {
    __m128i x = _mm_load_si128((const __m128i *)row);
    s.low = _mm_add_epi16(s.low, _mm_srai_epi16(_mm_unpacklo_epi8(x, x), 8));
    s.high = _mm_add_epi16(s.high, _mm_srai_epi16(_mm_unpackhi_epi8(x, x), 8));
    return s;
}
static inline void finish_sum(Sum s, int32_t *sum) {
    __m128i *to = (__m128i *)sum;
    __m128i part[4] = {_mm_unpacklo_epi16(s.low, s.low), _mm_unpackhi_epi16(s.low, s.low),
                       _mm_unpacklo_epi16(s.high, s.high), _mm_unpackhi_epi16(s.high, s.high)};
    for (int i = 0; i < 4; i++)
        _mm_storeu_si128(to + i, _mm_add_epi32(_mm_loadu_si128(to + i), _mm_srai_epi32(part[i], 16)));
}
#else
typedef struct {
    int16_t column[COLUMNS];
} Sum;
static inline Sum start_sum(const int16_t *from) {
    Sum s;
    memcpy(s.column, from, sizeof s.column);
    return s;
}
static inline Sum add_row(Sum s, const int8_t *row) {
    for (int c = 0; c < COLUMNS; c++) s.column[c] = (int16_t)(s.column[c] + row[c]);
    return s;
}
static inline void finish_sum(Sum s, int32_t *sum) {
    for (int c = 0; c < COLUMNS; c++) sum[c] += s.column[c];
}
#endif

static inline void add_hash(Walk *w, uint64_t hash) {
    const int8_t *row = w->m->weights + row_of(w->m, hash) * COLUMNS;
    for (int c = 0; c < COLUMNS; c++) w->sum[c] += row[c];
}

static inline void after_mark(Walk *w, const Token *t) {
    int kind = mark_class[t->mark];
    if (kind == END && w->m->flags & BREAKS) {
        w->one = w->two = w->m->begin;
        w->one_at = w->two_at = t->end;
    }
    w->state = w->m->moves[w->state][kind];
}

static inline void after_word(Walk *w, const Token *t, uint64_t identity, int kind) {
    w->state = w->m->moves[w->state][kind];
    w->two = w->one, w->two_at = w->one_at;
    w->one = identity, w->one_at = t->start;
    w->words++;
}

/* Adds the tokens that wait to the sums. */
static void walk_sum(Walk *w) {
    const Model *m = w->m;
    Scratch *s = w->s;
    const int flags = m->flags, conditions = m->conditions;
#define ROW(h) (m->weights + row_of(m, h) * COLUMNS)
    for (int i = 0; i < w->tokens; i++) {
        const Token *t = &s->token[i];
        if (t->mark) {
            if (flags & MARKS) add_hash(w, hash_bytes(&t->mark, 1, 0));
            after_mark(w, t);
            continue;
        }
        const Known *k = known(m, s, t);
        uint64_t identity = k->identity, pair = couple(w->one, identity);
        Sum sum = start_sum(k->sum);
        if (flags & PAIRS) sum = add_row(sum, ROW(pair ^ m->pair));
        if (flags & SKIPS) sum = add_row(sum, ROW(couple(w->two, identity) ^ m->skip));
        if (flags & TRIPLES) sum = add_row(sum, ROW(couple(couple(w->two, w->one), identity) ^ m->triple));
        for (int c = 0; c < conditions; c++) {
            int seen = m->sees[c][w->state];
            if (!seen) continue;
            sum = add_row(sum, ROW(identity ^ m->salts[c][seen]));
            if (c == 0 && flags & CONDITIONED_PAIRS) sum = add_row(sum, ROW(pair ^ m->salts[c][seen]));
        }
        finish_sum(sum, w->sum);
        after_word(w, t, identity, k->kind);
    }
#undef ROW
}

/* ------------------------------------------------------------------------------------------------------- gathering */

static void push(Features *f, size_t row, uint32_t start, uint32_t end) {
    if (f->count == f->room) {
        size_t room = f->room ? 2 * f->room : 1024;
        Feature *at = realloc(f->at, room * sizeof *at);
        if (!at) {
            f->failed = 1;
            return;
        }
        f->at = at, f->room = room;
    }
    Feature feature = {(uint32_t)row, start, end};
    f->at[f->count++] = feature;
}

/* Gathers the rows of the tokens that wait, in the order of features.features. */
static void walk_gather(Walk *w) {
    const Model *m = w->m;
    Features *f = w->gather;
    for (int i = 0; i < w->tokens; i++) {
        const Token *t = &w->s->token[i];
        if (t->mark) {
            if (m->flags & MARKS) push(f, row_of(m, hash_bytes(&t->mark, 1, 0)), t->start, t->end);
            after_mark(w, t);
            continue;
        }
        Word word;
        word_of(m, t->raw, t->length, &word);
        uint64_t identity = word.identity, pair = couple(w->one, identity);
        /* A word spelled by letters begins before the mark that follows it. */
        if (w->one_at > t->start) w->one_at = t->start;
        if (w->two_at > t->start) w->two_at = t->start;
        for (int h = 0; h < word.count; h++) push(f, row_of(m, word.hash[h]), t->start, t->end);
        if (m->flags & PAIRS) push(f, row_of(m, pair ^ m->pair), w->one_at, t->end);
        if (m->flags & SKIPS) push(f, row_of(m, couple(w->two, identity) ^ m->skip), w->two_at, t->end);
        if (m->flags & TRIPLES) {
            uint64_t triple = couple(couple(w->two, w->one), identity) ^ m->triple;
            push(f, row_of(m, triple), w->two_at, t->end);
        }
        for (int c = 0; c < m->conditions; c++) {
            int seen = m->sees[c][w->state];
            if (!seen) continue;
            push(f, row_of(m, identity ^ m->salts[c][seen]), t->start, t->end);
            if (c == 0 && m->flags & CONDITIONED_PAIRS) push(f, row_of(m, pair ^ m->salts[c][seen]), w->one_at, t->end);
        }
        after_word(w, t, identity, word.kind);
    }
}

/* Remembers the identities of the words that wait: of what was said before only they count. */
static void walk_before(Walk *w) {
    for (int i = 0; i < w->tokens; i++) {
        const Token *t = &w->s->token[i];
        if (!t->mark) w->identities[w->words++ % MOST_CONTEXT] = known(w->m, w->s, t)->identity;
    }
}

static NOINLINE void walk(Walk *w) {
    if (w->identities) walk_before(w);
    else if (w->gather) walk_gather(w);
    else {
        walk_sum(w);
        /* At most TOKENS × 22,000 each: moved out before it could run over. */
        for (int c = 0; c < COLUMNS; c++) {
            w->total[c] += w->sum[c];
            w->sum[c] = 0;
        }
    }
    w->tokens = w->spelled = 0;
}

/* --------------------------------------------------------------------------------------------------------- cutting */

static inline uint64_t lower8(uint64_t x) {
    uint64_t low = x & 0x7F7F7F7F7F7F7F7Full;
    uint64_t upper = (low + 0x3F3F3F3F3F3F3F3Full) & ~(low + 0x2525252525252525ull) & ~x & 0x8080808080808080ull;
    return x | upper >> 2;
}

/* Hashes a word in lower case. Nothing outside [text, text + readable) is read. */
static inline uint64_t hash_word(const uint8_t *text, size_t readable, size_t start, size_t n) {
    uint64_t h = n * M1, x = 0;
    const uint8_t *p = text + start, *end = text + readable;
    for (; n > 8; p += 8, n -= 8) h = mix(h ^ lower8(load8(p)));
    if (LIKELY(p + 8 <= end)) x = load8(p);
    else if (readable >= 8) x = load8(end - 8) >> 8 * (8 - (end - p));
    else memcpy(&x, p, n);
    return mix(h ^ lower8(x & ~0ull >> (64 - 8 * n)));
}

static inline Token *room_for_token(Walk *w) {
    if (UNLIKELY(w->tokens == TOKENS)) walk(w);
    return &w->s->token[w->tokens++];
}

static NOINLINE void spell(Walk *w) {
    if (w->spelled == SPELLED_KEPT) walk(w);
    int length = w->run < LONGEST_WORD ? w->run : LONGEST_WORD;
    uint8_t *raw = w->s->spelled[w->spelled++];
    memcpy(raw, w->letters, (size_t)length);
    /* A full block is walked by the next line; then the letters must be kept for the one after. */
    if (w->tokens == TOKENS) {
        walk(w);
        raw = w->s->spelled[w->spelled++];
        memcpy(raw, w->letters, (size_t)length);
    }
    Token *t = &w->s->token[w->tokens++];
    t->raw = raw, t->length = (uint8_t)length, t->mark = 0;
    t->start = w->run_start, t->end = w->run_end;
    t->hash = hash_bytes(raw, (size_t)length, 0);
}

static inline void cut_word(Walk *w, const uint8_t *text, size_t readable, size_t start, size_t end) {
    size_t n = end - start;
    if (n > LONGEST_WORD) n = LONGEST_WORD;
    uint8_t first = text[start] >= 'A' && text[start] <= 'Z' ? text[start] | 0x20 : text[start];
    int letter = n == 1 && byte_kind[first] & LETTER;
    if (UNLIKELY(w->run >= SHORTEST_SPELLED) && !letter && w->m->flags & SPELLED) spell(w);
    if (w->run == 0) w->run_start = (uint32_t)start;
    if (letter) w->run_end = (uint32_t)end;
    w->letters[w->run < LONGEST_WORD ? w->run : LONGEST_WORD] = first;
    w->run = letter ? w->run + 1 : 0;
    Token *t = room_for_token(w);
    t->raw = text + start, t->length = (uint8_t)n, t->mark = 0;
    t->start = (uint32_t)start, t->end = (uint32_t)end;
    t->hash = hash_word(text, readable, start, n);
    PREFETCH(&w->s->known[t->hash & (CACHE - 2)]);
    w->last_mark = -1;
}

static inline void cut_mark(Walk *w, uint8_t mark, size_t at) {
    if (mark == w->last_mark) return;
    w->last_mark = mark;
    Token *t = room_for_token(w);
    t->mark = mark;
    t->start = (uint32_t)at, t->end = (uint32_t)at + 1;
}

/* Cuts a folded text (in any case) and walks along it. `readable` bytes from `text` may be read, `n` are the text. */
static void cut(Walk *w, const uint8_t *text, size_t n, size_t readable) {
    uint64_t plain_before = 0, word_before = 0;
    size_t start = 0;
    for (size_t base = 0; base < n; base += 64) {
        size_t here = n - base < 64 ? n - base : 64;
        Kinds k = kinds_of(text + base, here, readable - base);
        uint64_t next = base + 64 < n ? (uint64_t)is_plain(text[base + 64]) << 63 : 0;
        uint64_t within = (k.plain << 1 | plain_before) & (k.plain >> 1 | next);
        uint64_t word = k.plain | ((k.apostrophe | k.bang) & within);
        uint64_t mark = k.mark | ((k.bang | k.dot) & ~within);
        uint64_t turn = word ^ (word << 1 | word_before);
        for (uint64_t left = turn | mark; left; left &= left - 1) {
            int bit = lowest_bit(left);
            size_t at = base + (size_t)bit;
            if (turn >> bit & 1) {
                if (word >> bit & 1) start = at;
                else cut_word(w, text, readable, start, at);
            }
            if (mark >> bit & 1) cut_mark(w, text[at], at);
        }
        plain_before = k.plain >> 63, word_before = word >> 63;
    }
    if (word_before && n % 64 == 0) cut_word(w, text, readable, start, n); /* else its end was a turn */
    if (w->run >= SHORTEST_SPELLED && w->m->flags & SPELLED) spell(w);
    walk(w);
}

/* Cuts a text of any bytes; 0 if there is no memory to fold it. */
static int cut_any(Walk *w, const uint8_t *text, size_t n, size_t readable) {
    if (n > LONGEST_TEXT) n = LONGEST_TEXT;
    if (LIKELY(is_ascii(text, n))) {
        cut(w, text, n, readable);
        return 1;
    }
    Scratch *s = w->s;
    if (s->folded_room < MOST_GROWTH * n + 16) {
        free(s->folded);
        s->folded_room = MOST_GROWTH * n + 4096;
        s->folded = malloc(s->folded_room);
        if (!s->folded) {
            s->folded_room = 0;
            return 0;
        }
    }
    cut(w, s->folded, fold(&w->m->folding, text, n, s->folded, NULL), s->folded_room);
    return 1;
}

/* Adds what was said before. */
static int add_before(Walk *w, const uint8_t *text, size_t n, size_t readable) {
    uint64_t identities[MOST_CONTEXT];
    Walk before;
    begin(&before, w->m, w->s);
    before.identities = identities;
    if (!cut_any(&before, text, n, readable)) return 0;
    int64_t count = before.words < w->m->context ? before.words : w->m->context;
    for (int64_t i = before.words - count; i < before.words; i++) {
        uint64_t hash = identities[i % MOST_CONTEXT] ^ w->m->before;
        if (w->gather) push(w->gather, row_of(w->m, hash), 0, 0);
        else add_hash(w, hash);
    }
    return 1;
}

static void finish(const Walk *w, int32_t *scores) {
    const Model *m = w->m;
    int64_t norm = m->norm[w->words < NORMS ? w->words : NORMS - 1];
    for (int c = 0; c < m->heads; c++) {
        int64_t sum = w->total[c] > MOST_SUM ? MOST_SUM : w->total[c] < -MOST_SUM ? -MOST_SUM : w->total[c];
        int64_t score = (sum * norm >> 12) + m->bias[c];
        scores[c] = score > INT32_MAX ? INT32_MAX : score < INT32_MIN ? INT32_MIN : (int32_t)score;
    }
}

/* Bytes that may or may not be there. */
typedef struct {
    const uint8_t *at;
    size_t n, readable;
} Text;

/* Scores one text; 0 if memory is short. */
static inline int score_text(const Model *m, Scratch *s, Text text, const Text *before, int32_t *scores, int64_t *words) {
    Walk w;
    begin(&w, m, s);
    if (before && before->n && m->context && !add_before(&w, before->at, before->n, before->readable)) return 0;
    if (!cut_any(&w, text.at, text.n, text.readable)) return 0;
    finish(&w, scores);
    if (words) *words = w.words;
    return 1;
}

#endif
