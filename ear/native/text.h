/* From the bytes of a text to words and marks: hashing, folding, cutting. The definition is kernel/features.py and
 * kernel/folding.py; this file follows them bit for bit. Little-endian machines only (kernel.c refuses others). */
#ifndef HEARTEN_TEXT_H
#define HEARTEN_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SSE2__) && !defined(HEARTEN_PLAIN_C)
#include <emmintrin.h>
#define HEARTEN_SSE2 1
#endif

#if defined(__GNUC__)
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define PREFETCH(p) __builtin_prefetch(p)
#define NOINLINE __attribute__((noinline))
#else
#define LIKELY(x) (x)
#define UNLIKELY(x) (x)
#define PREFETCH(p) ((void)0)
#define NOINLINE
#endif

enum { LONGEST_WORD = 32, END = 1, COMMA = 2, QUOTE = 3, SHORTEST_SPELLED = 3, GRAM = 64 };
static const uint64_t M1 = 0x9E3779B97F4A7C15ull, M2 = 0xD6E8FEB86659FD93ull;

static inline uint64_t mix(uint64_t h) {
    h ^= h >> 32;
    h *= M2;
    return h ^ h >> 29;
}

static inline uint64_t load8(const uint8_t *p) {
    uint64_t x;
    memcpy(&x, p, 8);
    return x;
}

static uint64_t hash_bytes(const uint8_t *p, size_t n, uint64_t start) {
    uint64_t h = (start + n) * M1;
    for (; n > 8; p += 8, n -= 8) h = mix(h ^ load8(p));
    if (n) {
        uint64_t x = 0;
        memcpy(&x, p, n);
        h = mix(h ^ x);
    }
    return h;
}

static inline uint64_t couple(uint64_t a, uint64_t b) { return (a << 23 | a >> 41) + b; }

/* ------------------------------------------------------------------------------------------------ kinds of bytes */

enum { PLAIN = 1, LETTER = 2, DIGIT = 4, LEET = 8 };
static uint8_t byte_kind[256], mark_class[256], read_as_i[256], read_as_l[256];

static void make_byte_tables(void) {
    static const char leet[] = "01345789@$!", as_i[] = "oieastbgasi", as_l[] = "oleastbgasl";
    for (int b = 0; b < 256; b++) {
        read_as_i[b] = read_as_l[b] = (uint8_t)b;
        if ((b >= 'a' && b <= 'z') || b >= 128) byte_kind[b] = PLAIN | LETTER;
        else if (b >= '0' && b <= '9') byte_kind[b] = PLAIN | DIGIT;
        else if (b && strchr("*@$#", b)) byte_kind[b] = PLAIN;
    }
    for (int i = 0; leet[i]; i++) {
        uint8_t b = (uint8_t)leet[i];
        byte_kind[b] |= LEET;
        read_as_i[b] = (uint8_t)as_i[i];
        read_as_l[b] = (uint8_t)as_l[i];
    }
    for (const char *p = ".!?;\n"; *p; p++) mark_class[(uint8_t)*p] = END;
    mark_class[','] = COMMA;
    mark_class['"'] = QUOTE;
}

static inline int is_plain(uint8_t b) { return byte_kind[b] & PLAIN || (b >= 'A' && b <= 'Z'); }

/* What 64 bytes are, a bit for each. Upper case counts as lower. */
typedef struct {
    uint64_t plain, apostrophe, bang, dot, mark;
} Kinds;

#ifdef HEARTEN_SSE2
static inline __m128i between(__m128i x, char low, char high) {
    return _mm_and_si128(_mm_cmpgt_epi8(x, _mm_set1_epi8((char)(low - 1))),
                         _mm_cmplt_epi8(x, _mm_set1_epi8((char)(high + 1))));
}
static inline __m128i equal(__m128i x, char c) { return _mm_cmpeq_epi8(x, _mm_set1_epi8(c)); }
static inline uint64_t bits_of(__m128i x) { return (uint64_t)(uint32_t)_mm_movemask_epi8(x); }

static inline void kinds_of_16(const uint8_t *p, int at, Kinds *k) {
    __m128i x = _mm_loadu_si128((const __m128i *)p), any = _mm_set1_epi8(0x20);
    __m128i plain = _mm_or_si128(between(_mm_or_si128(x, any), 'a', 'z'), between(x, '0', '9'));
    plain = _mm_or_si128(plain, _mm_or_si128(between(x, '#', '$'), _mm_or_si128(equal(x, '*'), equal(x, '@'))));
    __m128i mark = _mm_or_si128(_mm_or_si128(equal(x, '?'), equal(x, ';')), _mm_or_si128(equal(x, '\n'), equal(x, '"')));
    k->plain |= (bits_of(plain) | bits_of(x)) << at;
    k->apostrophe |= bits_of(equal(x, '\'')) << at;
    k->bang |= bits_of(equal(x, '!')) << at;
    k->dot |= bits_of(_mm_or_si128(equal(x, '.'), equal(x, ','))) << at;
    k->mark |= bits_of(mark) << at;
}
#else
static inline void kinds_of_16(const uint8_t *p, int at, Kinds *k) {
    for (int i = 0; i < 16; i++) {
        uint64_t bit = 1ull << (at + i);
        uint8_t b = p[i];
        if (is_plain(b)) k->plain |= bit;
        else if (b == '\'') k->apostrophe |= bit;
        else if (b == '!') k->bang |= bit;
        else if (b == '.' || b == ',') k->dot |= bit;
        else if (mark_class[b]) k->mark |= bit;
    }
}
#endif

/* `n` of the 64 bytes belong to the text; `readable` may be read. */
static inline Kinds kinds_of(const uint8_t *p, size_t n, size_t readable) {
    Kinds k = {0, 0, 0, 0, 0};
    uint8_t tail[64];
    if (UNLIKELY(readable < ((n + 15) & ~(size_t)15))) {
        memset(tail, 0, sizeof tail);
        memcpy(tail, p, n);
        p = tail;
    }
    for (int at = 0; at < 64 && (size_t)at < n; at += 16) kinds_of_16(p + at, at, &k);
    if (n < 64) {
        uint64_t own = (1ull << n) - 1;
        k.plain &= own, k.apostrophe &= own, k.bang &= own, k.dot &= own, k.mark &= own;
    }
    return k;
}

static inline int lowest_bit(uint64_t x) {
#if defined(__GNUC__)
    return __builtin_ctzll(x);
#else
    int i = 0;
    while (!(x >> i & 1)) i++;
    return i;
#endif
}

/* ------------------------------------------------------------------------------------------------------- folding */

enum { SAME, DROPPED, ALONE, APART, BLOCK = 128, INDEXES = 0x110000 / 128, MOST_GROWTH = 3, POOL_STARTS = 16 };

/* The table of kernel/folding.py, checked once so that reading it needs no checks. */
typedef struct {
    uint8_t *data;
    const uint16_t *index;
    const uint32_t *entries;
    const uint8_t *pool;
} Folding;

static int folding_from(Folding *f, const uint8_t *bytes, size_t size) {
    uint32_t head[3];
    if (size < 12 + 2 * INDEXES) return 0;
    memcpy(head, bytes, 12);
    size_t entries_at = 12 + 2 * INDEXES, pool_at = entries_at + 4ull * BLOCK * head[0];
    if (head[0] > INDEXES || head[1] > 1 << 24 || size != pool_at + head[1]) return 0;
    f->data = malloc(size);
    if (!f->data) return 0;
    memcpy(f->data, bytes, size);
    f->index = (const uint16_t *)(f->data + 12);
    f->entries = (const uint32_t *)(f->data + entries_at);
    f->pool = f->data + pool_at;
    for (size_t i = 0; i < INDEXES; i++)
        if (f->index[i] >= head[0]) return 0;
    for (size_t i = 0; i < (size_t)BLOCK * head[0]; i++) {
        uint32_t value = f->entries[i], length = value & 255;
        if (value > APART && (value >> 8 < POOL_STARTS || (value >> 8) + length > head[1] || length > 12)) return 0;
    }
    return 1;
}

/* Reads one character; gives its bytes, or 0 where the bytes are none. The same characters are valid as in Python. */
static inline int decode(const uint8_t *p, size_t n, uint32_t *code) {
    uint8_t a = p[0];
    if (a < 0xC2 || a > 0xF4) return 0;
    if (n < 2 || (p[1] & 0xC0) != 0x80) return 0;
    if (a < 0xE0) {
        *code = (uint32_t)(a & 0x1F) << 6 | (p[1] & 0x3F);
        return 2;
    }
    if (n < 3 || (p[2] & 0xC0) != 0x80) return 0;
    if (a < 0xF0) {
        *code = (uint32_t)(a & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
        return *code < 0x800 || (*code >= 0xD800 && *code <= 0xDFFF) ? 0 : 3;
    }
    if (n < 4 || (p[3] & 0xC0) != 0x80) return 0;
    *code = (uint32_t)(a & 7) << 18 | (uint32_t)(p[1] & 0x3F) << 12 | (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    return *code < 0x10000 || *code > 0x10FFFF ? 0 : 4;
}

/* Three bytes that Python writes for a character that is none. */
static inline int lone_surrogate(const uint8_t *p, size_t n) {
    return n >= 3 && p[0] == 0xED && p[1] >= 0xA0 && p[1] <= 0xBF && (p[2] & 0xC0) == 0x80;
}

/* Folds all but the case of ASCII letters, which is folded where words are read. `out` has MOST_GROWTH × n + 16 bytes.
 * `places`, where given, takes for each byte written the number of its character, and one more at the end. */
static size_t fold(const Folding *f, const uint8_t *p, size_t n, uint8_t *out, uint32_t *places) {
    uint8_t *to = out;
    uint32_t character = 0;
    for (size_t at = 0; at < n; character++) {
        uint8_t *from = to;
        if (!places) {
            while (at + 8 <= n && !(load8(p + at) & 0x8080808080808080ull)) {
                memcpy(to, p + at, 8);
                to += 8, at += 8;
            }
            if (at == n) break;
            from = to;
        }
        if (p[at] < 0x80) {
            *to++ = p[at++];
        } else {
            uint32_t code = 0;
            int length = decode(p + at, n - at, &code);
            uint32_t value = length ? f->entries[(size_t)f->index[code / BLOCK] * BLOCK + code % BLOCK] : APART;
            if (value > APART) {
                memcpy(to, f->pool + (value >> 8), value & 255);
                to += value & 255;
            } else if (value != DROPPED) {
                if (value != SAME) *to++ = ' ';
                if (value != APART) {
                    memcpy(to, p + at, (size_t)length);
                    to += length;
                }
                if (value == ALONE) *to++ = ' ';
            }
            at += length ? (size_t)length : lone_surrogate(p + at, n - at) ? 3 : 1;
        }
        if (places)
            for (; from < to; from++) places[from - out] = character;
    }
    if (places) places[to - out] = character;
    return (size_t)(to - out);
}

static inline int is_ascii(const uint8_t *p, size_t n) {
    uint64_t any = 0;
    size_t at = 0;
#ifdef HEARTEN_SSE2
    if (n >= 16) { /* the last sixteen bytes may be read twice */
        __m128i sixteen = _mm_loadu_si128((const __m128i *)(p + n - 16));
        for (; at + 16 < n; at += 16) sixteen = _mm_or_si128(sixteen, _mm_loadu_si128((const __m128i *)(p + at)));
        return !_mm_movemask_epi8(sixteen);
    }
#endif
    for (; at + 8 <= n; at += 8) any |= load8(p + at);
    for (; at < n; at++) any |= p[at];
    return !(any & 0x8080808080808080ull);
}

#endif
