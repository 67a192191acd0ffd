/* From words to scores: the walk along a text, with the cache of words. Mirrors kernel/features.py. */
#ifndef HEARTEN_SCORE_H
#define HEARTEN_SCORE_H

#include "words.h"

enum { CACHE = 1 << 15, TOKENS = 128, SPELLED_KEPT = 16, LONGEST_TEXT = 1 << 29 };
static const int64_t MOST_SUM = 1ll << 40;

/* One cache line: a word that was met, by its hash, and the sum of the weights of its own features. */
typedef struct {
    uint64_t tag, identity;
    int16_t sum[COLUMNS];
    uint8_t kind, spare[15];
} Known;

/* A word or a mark, with its offsets into the folded text. A mark has no end; a word spelled by letters apart has SPELT in
 * its start, and its bytes are the next of Scratch.spelled. */
typedef struct {
    uint64_t hash;
    uint32_t start, end;
} Token;
static const uint32_t SPELT = 1u << 31;

/* A word spelled by letters apart: the token it belongs to and its letters. */
typedef struct {
    int token, length;
    uint8_t byte[LONGEST_WORD];
} Spelled;

/* A feature as it is gathered: its hash and the offsets of the words that make it. */
typedef struct {
    uint64_t hash;
    uint32_t start, end;
} Feature;

/* Where a stretch ends among the features, and how many words it has. */
typedef struct {
    int64_t end, words;
} Stretch;

typedef struct {
    Feature *at;
    Stretch *stretch;
    size_t count, room, stretches, stretch_room;
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
    Spelled spelled[SPELLED_KEPT];
    Known once;
    struct Row *row; /* see rows.h; made when first needed */
} Scratch;

typedef struct {
    const Model *m;
    Scratch *s;
    Features *gather;     /* NULL: sum up */
    uint64_t *identities; /* not NULL: only remember the last MOST_CONTEXT identities */
    const uint8_t *text;  /* folded but for case, `readable` bytes may be read */
    size_t readable;
    uint64_t one, two, ahead_one, ahead_two;
    uint32_t one_at, two_at;
    int64_t words, held; /* in the text, and in the stretch */
    int tokens, spelled, state, is_long, stretches;
    /* Of the cut: letters apart so far, and the mark that came last. */
    int run, last_mark;
    uint32_t run_start, run_end;
    int32_t sum[COLUMNS];
    int64_t total[COLUMNS];    /* where is_long */
    int32_t highest[COLUMNS];  /* of the stretches that ended */
    uint64_t said[MOST_CONTEXT]; /* what was said before adds these to every stretch */
    int saids;
    uint8_t letters[LONGEST_WORD + 1];
} Walk;

static inline void begin(Walk *w, const Model *m, Scratch *s) {
    w->m = m, w->s = s, w->gather = NULL, w->identities = NULL;
    w->one = w->two = w->ahead_one = w->ahead_two = m->begin;
    w->one_at = w->two_at = 0;
    w->words = w->held = 0;
    w->tokens = w->spelled = w->state = w->is_long = w->stretches = w->run = w->saids = 0;
    w->last_mark = -1;
    memset(w->sum, 0, sizeof w->sum);
}

/* --------------------------------------------------------------------------------------------- a word's own features */

static NOINLINE const Known *met(const Model *m, Scratch *s, const uint8_t *raw, int length, uint64_t hash, Known *slot) {
    Word word;
    Form bare, form;
    canonical(raw, length, &bare, &form);
    uint64_t shape = has(&bare, DIGIT) && !has(&bare, LETTER) ? hash_form(&form) : hash;
    if (shape != hash) { /* Of a number only its shape is remembered, "00" for all from 10 on. */
        hash = shape;
        slot = &s->known[hash & (CACHE - 2)];
        if (slot[0].tag == (hash ^ s->key)) return &slot[0];
        if (slot[1].tag == (hash ^ s->key)) return &slot[1];
        return met(m, s, form.byte, form.length, hash, slot);
    }
    word_of(m, raw, length, &word);
    /* Of words with digits only shapes are remembered: a card's or a booking's number must not stay in memory. */
    Known *to = has(&bare, DIGIT) && has(&bare, LETTER) ? &s->once : slot;
    if (to == slot) slot[1] = slot[0];
    memset(to->sum, 0, sizeof to->sum);
    for (int i = 0; i < word.count; i++) {
        const int8_t *row = row_of(m, word.hash[i]);
        for (int c = 0; c < COLUMNS; c++) to->sum[c] = (int16_t)(to->sum[c] + row[c]);
    }
    to->tag = hash ^ s->key;
    to->identity = word.identity;
    to->kind = (uint8_t)word.kind;
    return to;
}

/* The bytes of token i, which is a word. */
static const uint8_t *raw_of(const Walk *w, int i, int *length) {
    const Token *t = &w->s->token[i];
    if (t->start & SPELT) {
        const Spelled *spelled = w->s->spelled;
        while (spelled->token != i) spelled++;
        *length = spelled->length;
        return spelled->byte;
    }
    *length = t->end - t->start > LONGEST_WORD ? LONGEST_WORD : (int)(t->end - t->start);
    return w->text + t->start;
}

static inline const Known *known(const Walk *w, int i) {
    Scratch *s = w->s;
    const Token *t = &s->token[i];
    Known *slot = &s->known[t->hash & (CACHE - 2)];
    uint64_t tag = t->hash ^ s->key;
    if (LIKELY(slot[0].tag == tag)) return &slot[0];
    if (LIKELY(slot[1].tag == tag)) return &slot[1];
    int length;
    const uint8_t *raw = raw_of(w, i, &length);
    return met(w->m, s, raw, length, t->hash, slot);
}

/* ------------------------------------------------------------------------------------------------------- adding up */

/* Sum16 holds one word with what stands around it (at most 22,000), Sum32 a block of them. */
#ifdef HEARTEN_SSE2
typedef struct {
    __m128i low, high;
} Sum16;
typedef struct {
    __m128i part[4];
} Sum32;
static inline Sum16 start_sum(const int16_t *from) {
    Sum16 s = {_mm_load_si128((const __m128i *)from), _mm_load_si128((const __m128i *)(from + 8))};
    return s;
}
static inline Sum16 add_row(Sum16 s, const int8_t *row, int own) {
    __m128i x = _mm_and_si128(_mm_load_si128((const __m128i *)row), _mm_set1_epi32(-own));
    s.low = _mm_add_epi16(s.low, _mm_srai_epi16(_mm_unpacklo_epi8(x, x), 8));
    s.high = _mm_add_epi16(s.high, _mm_srai_epi16(_mm_unpackhi_epi8(x, x), 8));
    return s;
}
static inline Sum32 add_sum(Sum32 all, Sum16 s) {
    all.part[0] = _mm_add_epi32(all.part[0], _mm_srai_epi32(_mm_unpacklo_epi16(s.low, s.low), 16));
    all.part[1] = _mm_add_epi32(all.part[1], _mm_srai_epi32(_mm_unpackhi_epi16(s.low, s.low), 16));
    all.part[2] = _mm_add_epi32(all.part[2], _mm_srai_epi32(_mm_unpacklo_epi16(s.high, s.high), 16));
    all.part[3] = _mm_add_epi32(all.part[3], _mm_srai_epi32(_mm_unpackhi_epi16(s.high, s.high), 16));
    return all;
}
static inline Sum32 load_sum(const int32_t *from) {
    Sum32 all;
    for (int i = 0; i < 4; i++) all.part[i] = _mm_loadu_si128((const __m128i *)from + i);
    return all;
}
static inline void store_sum(int32_t *to, Sum32 all) {
    for (int i = 0; i < 4; i++) _mm_storeu_si128((__m128i *)to + i, all.part[i]);
}
#else
typedef struct {
    int16_t column[COLUMNS];
} Sum16;
typedef struct {
    int32_t column[COLUMNS];
} Sum32;
static inline Sum16 start_sum(const int16_t *from) {
    Sum16 s;
    memcpy(s.column, from, sizeof s.column);
    return s;
}
static inline Sum16 add_row(Sum16 s, const int8_t *row, int own) {
    for (int c = 0; c < COLUMNS; c++) s.column[c] = (int16_t)(s.column[c] + row[c] * own);
    return s;
}
static inline Sum32 add_sum(Sum32 all, Sum16 s) {
    for (int c = 0; c < COLUMNS; c++) all.column[c] += s.column[c];
    return all;
}
static inline Sum32 load_sum(const int32_t *from) {
    Sum32 all;
    memcpy(all.column, from, sizeof all.column);
    return all;
}
static inline void store_sum(int32_t *to, Sum32 all) { memcpy(to, all.column, sizeof all.column); }
#endif

static void add_hash(Walk *w, uint64_t hash) {
    const int8_t *row = row_of(w->m, hash);
    for (int c = 0; c < COLUMNS; c++) w->sum[c] += row[c];
}

/* Gives whether the mark ends a clause. */
static inline int after_mark(Walk *w, const Token *t) {
    int kind = mark_class[w->text[t->start]];
    if (kind == END && w->m->flags & BREAKS) {
        w->one = w->two = w->m->begin;
        w->one_at = w->two_at = t->start + 1;
    }
    w->state = w->m->moves[w->state][kind];
    return kind == END;
}

/* Adds a feature, if it is there and its row is its own: without a branch, since nobody can foretell either. */
static inline Sum16 add_feature(const Model *m, Sum16 s, uint64_t hash, int is_there) {
    uint64_t mixed = hash * M1;
    const int8_t *row = m->weights + (size_t)(mixed >> m->shift_row) * COLUMNS;
    return add_row(s, row, (row[CHECK] == (int8_t)(mixed >> (m->shift_row - 8))) & (is_there != 0));
}

/* The scores of the stretch that is being read. */
static inline void finish(const Walk *w, int32_t *scores) {
    const Model *m = w->m;
    int64_t norm = m->norm[w->held < NORMS ? w->held : NORMS - 1];
    for (int c = 0; c < m->heads; c++) {
        int64_t sum = w->sum[c];
        if (UNLIKELY(w->is_long)) {
            sum += w->total[c];
            sum = sum > MOST_SUM ? MOST_SUM : sum < -MOST_SUM ? -MOST_SUM : sum;
        }
        int64_t score = (sum * norm >> 12) + m->bias[c];
        if (score > INT32_MAX) score = INT32_MAX;
        if (score < INT32_MIN) score = INT32_MIN;
        if (w->stretches && w->highest[c] > score) score = w->highest[c];
        scores[c] = (int32_t)score;
    }
}

static void add_said(Walk *w) {
    for (int i = 0; i < w->saids; i++) add_hash(w, w->said[i]);
}

static NOINLINE void end_stretch(Walk *w) {
    finish(w, w->highest);
    w->stretches++;
    w->held = w->is_long = 0;
    memset(w->sum, 0, sizeof w->sum);
    add_said(w);
}

/* Adds the tokens that wait to the sums. */
static void walk_sum(Walk *w) {
    const Model *const m = w->m;
    const Token *const token = w->s->token;
    const int flags = m->flags, conditions = m->conditions, tokens = w->tokens;
    const int64_t most = m->most ? m->most : INT64_MAX;
    uint64_t one = w->one, two = w->two;
    int64_t held = w->held;
    int state = w->state, words = 0;
    Sum32 all = load_sum(w->sum);
    for (int i = 0; i < tokens; i++) {
        if (UNLIKELY(token[i].end == 0)) {
            w->state = state, w->one = one, w->two = two;
            int ends = after_mark(w, &token[i]) && m->least && held >= m->least;
            state = w->state, one = w->one, two = w->two;
            if (ends || flags & MARKS) {
                store_sum(w->sum, all);
                w->held = held;
                if (flags & MARKS) add_hash(w, hash_bytes(w->text + token[i].start, 1, 0));
                if (ends) end_stretch(w);
                all = load_sum(w->sum);
                held = w->held;
            }
            continue;
        }
        if (UNLIKELY(held >= most)) {
            store_sum(w->sum, all);
            w->held = held;
            end_stretch(w);
            all = load_sum(w->sum);
            held = w->held;
        }
        const Known *k = known(w, i);
        uint64_t identity = k->identity, pair = couple(one, identity);
        Sum16 sum = start_sum(k->sum);
        if (flags & PAIRS) sum = add_feature(m, sum, pair ^ m->pair, 1);
        if (flags & SKIPS) sum = add_feature(m, sum, couple(two, identity) ^ m->skip, 1);
        if (flags & TRIPLES) sum = add_feature(m, sum, couple(couple(two, one), identity) ^ m->triple, 1);
        for (int c = 0; c < conditions; c++) {
            int seen = m->sees[c][state];
            sum = add_feature(m, sum, identity ^ m->salts[c][seen], seen);
            if (c == 0 && flags & CONDITIONED_PAIRS) sum = add_feature(m, sum, pair ^ m->salts[c][seen], seen);
        }
        all = add_sum(all, sum);
        state = m->moves[state][k->kind];
        two = one, one = identity;
        words++, held++;
    }
    store_sum(w->sum, all);
    w->held = held;
    w->state = state, w->one = one, w->two = two;
    w->words += words;
}

/* ------------------------------------------------------------------------------------------------------- gathering */

static void push(Features *f, uint64_t hash, uint32_t start, uint32_t end) {
    if (f->count == f->room) {
        size_t room = f->room ? 2 * f->room : 1024;
        Feature *at = realloc(f->at, room * sizeof *at);
        if (!at) {
            f->failed = 1;
            return;
        }
        f->at = at, f->room = room;
    }
    Feature feature = {hash, start, end};
    f->at[f->count++] = feature;
}

/* Ends a stretch of what is gathered. */
static void push_stretch(Walk *w) {
    Features *f = w->gather;
    for (int i = 0; i < w->saids; i++) push(f, w->said[i], 0, 0);
    if (f->stretches == f->stretch_room) {
        size_t room = f->stretch_room ? 2 * f->stretch_room : 64;
        Stretch *stretch = realloc(f->stretch, room * sizeof *stretch);
        if (!stretch) {
            f->failed = 1;
            return;
        }
        f->stretch = stretch, f->stretch_room = room;
    }
    Stretch ended = {(int64_t)f->count, w->held};
    f->stretch[f->stretches++] = ended;
    w->stretches++;
    w->held = 0;
}

/* Ends the last stretch of a text; one without a word counts only if it is the only one. */
static void push_last_stretch(Walk *w) {
    if (w->held || !w->stretches) push_stretch(w);
    else w->gather->count = (size_t)w->gather->stretch[w->gather->stretches - 1].end;
}

/* Gathers the features of the tokens that wait, in the order of features.features. */
static void walk_gather(Walk *w) {
    const Model *m = w->m;
    Features *f = w->gather;
    for (int i = 0; i < w->tokens; i++) {
        const Token *t = &w->s->token[i];
        uint32_t start = t->start & ~SPELT, end = t->end;
        if (end == 0) {
            if (m->flags & MARKS) push(f, hash_bytes(w->text + start, 1, 0), start, start + 1);
            if (after_mark(w, t) && m->least && w->held >= m->least) push_stretch(w);
            continue;
        }
        if (m->most && w->held >= m->most) push_stretch(w);
        Word word;
        int length;
        const uint8_t *raw = raw_of(w, i, &length);
        word_of(m, raw, length, &word);
        uint64_t identity = word.identity, pair = couple(w->one, identity);
        /* A word spelled by letters begins before the mark that follows it. */
        if (w->one_at > start) w->one_at = start;
        if (w->two_at > start) w->two_at = start;
        for (int h = 0; h < word.count; h++) push(f, word.hash[h], start, end);
        if (m->flags & PAIRS) push(f, pair ^ m->pair, w->one_at, end);
        if (m->flags & SKIPS) push(f, couple(w->two, identity) ^ m->skip, w->two_at, end);
        if (m->flags & TRIPLES) {
            uint64_t triple = couple(couple(w->two, w->one), identity) ^ m->triple;
            push(f, triple, w->two_at, end);
        }
        for (int c = 0; c < m->conditions; c++) {
            int seen = m->sees[c][w->state];
            if (!seen) continue;
            push(f, identity ^ m->salts[c][seen], start, end);
            if (c == 0 && m->flags & CONDITIONED_PAIRS) push(f, pair ^ m->salts[c][seen], w->one_at, end);
        }
        w->state = m->moves[w->state][word.kind];
        w->two = w->one, w->two_at = w->one_at;
        w->one = identity, w->one_at = start;
        w->words++, w->held++;
    }
}

/* Remembers the identities of the words that wait: of what was said before only they count. */
static void walk_before(Walk *w) {
    for (int i = 0; i < w->tokens; i++)
        if (w->s->token[i].end) w->identities[w->words++ % MOST_CONTEXT] = known(w, i)->identity;
}

static NOINLINE void walk(Walk *w) {
    if (w->identities) walk_before(w);
    else if (w->gather) walk_gather(w);
    else walk_sum(w);
    w->tokens = w->spelled = 0;
}

/* Walks because there is no room for another token. At most TOKENS × 22,000 are in a sum: moved before it runs over. */
static NOINLINE void walk_on(Walk *w) {
    walk(w);
    if (!w->is_long) memset(w->total, 0, sizeof w->total);
    w->is_long = 1;
    for (int c = 0; c < COLUMNS; c++) {
        w->total[c] += w->sum[c];
        w->sum[c] = 0;
    }
}

/* --------------------------------------------------------------------------------------------------------- cutting */

static inline uint64_t lower8(uint64_t x) {
    uint64_t low = x & 0x7F7F7F7F7F7F7F7Full;
    uint64_t upper = (low + 0x3F3F3F3F3F3F3F3Full) & ~(low + 0x2525252525252525ull) & ~x & 0x8080808080808080ull;
    return x | upper >> 2;
}

/* Loads up to eight bytes in lower case; nothing outside of what may be read is read. n is 1–8. */
static inline uint64_t load_word(const Walk *w, size_t start, size_t n) {
    uint64_t x = 0;
    if (LIKELY(start + 8 <= w->readable)) x = load8(w->text + start);
    else if (w->readable >= 8) x = load8(w->text + w->readable - 8) >> 8 * (start + 8 - w->readable);
    else memcpy(&x, w->text + start, n);
    return lower8(x) & ~0ull >> (64 - 8 * n);
}

static inline void add_token(Walk *w, uint64_t hash, size_t start, size_t end) {
    if (UNLIKELY(w->tokens == TOKENS)) walk_on(w);
    Token *t = &w->s->token[w->tokens++];
    t->hash = hash, t->start = (uint32_t)start, t->end = (uint32_t)end;
    PREFETCH(&w->s->known[hash & (CACHE - 2)]);
    /* Most words are their own identity: so the rows of its pairs can be fetched before it is looked up. */
    const Model *m = w->m;
    PREFETCH(m->weights + (size_t)((couple(w->ahead_one, hash) ^ m->pair) * M1 >> m->shift_row) * COLUMNS);
    PREFETCH(m->weights + (size_t)((couple(w->ahead_two, hash) ^ m->skip) * M1 >> m->shift_row) * COLUMNS);
    w->ahead_two = w->ahead_one, w->ahead_one = hash;
}

/* Adds the word that letters apart have spelled. */
static NOINLINE void spell(Walk *w) {
    if (w->spelled == SPELLED_KEPT || w->tokens == TOKENS) walk_on(w);
    Spelled *spelled = &w->s->spelled[w->spelled++];
    spelled->token = w->tokens;
    spelled->length = w->run < LONGEST_WORD ? w->run : LONGEST_WORD;
    memcpy(spelled->byte, w->letters, LONGEST_WORD);
    add_token(w, hash_bytes(spelled->byte, (size_t)spelled->length, 0), w->run_start | SPELT, w->run_end);
}

/* A word of one byte, or of more than eight, or one that ends letters apart. */
static NOINLINE void cut_rare_word(Walk *w, size_t start, size_t end) {
    size_t n = end - start < LONGEST_WORD ? end - start : LONGEST_WORD, at = start, left = n;
    uint64_t hash = n * M1;
    if (n == 1) {
        uint8_t letter = (uint8_t)load_word(w, start, 1);
        if (byte_kind[letter] & LETTER) {
            if (w->run == 0) w->run_start = (uint32_t)start;
            w->run_end = (uint32_t)end;
            w->letters[w->run < LONGEST_WORD ? w->run : LONGEST_WORD] = letter;
            w->run++;
            add_token(w, mix(hash ^ letter), start, end);
            return;
        }
    }
    if (w->run >= SHORTEST_SPELLED && w->m->flags & SPELLED) spell(w);
    w->run = 0;
    for (; left > 8; at += 8, left -= 8) hash = mix(hash ^ lower8(load8(w->text + at)));
    add_token(w, mix(hash ^ load_word(w, at, left)), start, end);
}

static inline void cut_word(Walk *w, size_t start, size_t end) {
    size_t n = end - start;
    w->last_mark = -1;
    if (UNLIKELY(n - 2 > 6 || w->run >= SHORTEST_SPELLED)) {
        cut_rare_word(w, start, end);
        return;
    }
    w->run = 0;
    add_token(w, mix(n * M1 ^ load_word(w, start, n)), start, end);
}

static inline void cut_mark(Walk *w, size_t at) {
    if (w->text[at] == w->last_mark) return;
    w->last_mark = w->text[at];
    add_token(w, 0, at, 0);
}

/* Cuts a text that is folded but for case, and walks along it. */
static void cut(Walk *w, const uint8_t *text, size_t n, size_t readable) {
    uint64_t plain_before = 0, open = 0;
    size_t start = 0;
    w->text = text, w->readable = readable;
    for (size_t base = 0; base < n; base += 64) {
        size_t here = n - base < 64 ? n - base : 64;
        Kinds k = kinds_of(text + base, here, readable - base);
        uint64_t next = base + 64 < n ? (uint64_t)is_plain(text[base + 64]) << 63 : 0;
        uint64_t within = (k.plain << 1 | plain_before) & (k.plain >> 1 | next);
        uint64_t word = k.plain | ((k.apostrophe | k.bang) & within);
        uint64_t mark = k.mark | ((k.bang | k.dot) & ~within);
        uint64_t before = word << 1 | open, starts = word & ~before, turns = (before & ~word) | mark;
        /* Behind the last start stands one that is never used. */
        if (!open) {
            start = base + (size_t)lowest_bit(starts | 1ull << 63);
            starts &= starts - 1;
        }
        for (; turns; turns &= turns - 1) {
            int bit = lowest_bit(turns);
            size_t at = base + (size_t)bit;
            if (LIKELY(before >> bit & 1)) {
                cut_word(w, start, at);
                start = base + (size_t)lowest_bit(starts | 1ull << 63);
                starts &= starts - 1;
            }
            if (UNLIKELY(mark >> bit & 1)) cut_mark(w, at);
        }
        plain_before = k.plain >> 63, open = word >> 63;
    }
    if (open && n % 64 == 0) cut_word(w, start, n); /* else its end was a turn */
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

/* Reads what was said before: its last words add to every stretch. */
static int add_before(Walk *w, const uint8_t *text, size_t n, size_t readable) {
    uint64_t identities[MOST_CONTEXT];
    Walk before;
    begin(&before, w->m, w->s);
    before.identities = identities;
    if (!cut_any(&before, text, n, readable)) return 0;
    int64_t count = before.words < w->m->context ? before.words : w->m->context;
    for (int64_t i = before.words - count; i < before.words; i++)
        w->said[w->saids++] = identities[i % MOST_CONTEXT] ^ w->m->before;
    if (!w->gather) add_said(w);
    return 1;
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
    if (w.held || !w.stretches) finish(&w, scores);
    else memcpy(scores, w.highest, (size_t)m->heads * sizeof *scores);
    if (words) *words = w.words;
    return 1;
}

#endif
