#include "line_index.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define BLOCK 64

// Bit n of each mask tells of byte n of the block.
typedef struct {
    uint64_t feeds;
    uint64_t delimiters;
    // Quotes and carriage returns.
    uint64_t others;
} block_masks;

typedef block_masks (*masker)(const uint8_t *block, uint8_t delimiter);

static block_masks masks_portable(const uint8_t *block, uint8_t delimiter) {
    block_masks masks = {0, 0, 0};
    for (unsigned place = 0; place < BLOCK; place++) {
        uint8_t byte = block[place];
        masks.feeds |= (uint64_t)(byte == '\n') << place;
        masks.delimiters |= (uint64_t)(byte == delimiter) << place;
        masks.others |= (uint64_t)(byte == '"' || byte == '\r') << place;
    }
    return masks;
}

#if defined(__x86_64__)
static inline block_masks masks_sse2(const uint8_t *block, uint8_t delimiter) {
    const __m128i feed = _mm_set1_epi8('\n'), cell = _mm_set1_epi8((char)delimiter), quote = _mm_set1_epi8('"'),
                  carriage = _mm_set1_epi8('\r');
    block_masks masks = {0, 0, 0};
    for (unsigned part = 0; part < BLOCK / 16; part++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(block + part * 16));
        unsigned shift = part * 16;
        masks.feeds |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, feed)) << shift;
        masks.delimiters |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, cell)) << shift;
        masks.others |= (uint64_t)(uint16_t)_mm_movemask_epi8(
                            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, carriage)))
                        << shift;
    }
    return masks;
}

__attribute__((target("avx2"))) static inline block_masks masks_avx2(const uint8_t *block, uint8_t delimiter) {
    const __m256i feed = _mm256_set1_epi8('\n'), cell = _mm256_set1_epi8((char)delimiter), quote = _mm256_set1_epi8('"'),
                  carriage = _mm256_set1_epi8('\r');
    block_masks masks = {0, 0, 0};
    for (unsigned part = 0; part < BLOCK / 32; part++) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(block + part * 32));
        unsigned shift = part * 32;
        masks.feeds |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, feed)) << shift;
        masks.delimiters |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, cell)) << shift;
        masks.others |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_or_si256(_mm256_cmpeq_epi8(bytes, quote),
                                                                                _mm256_cmpeq_epi8(bytes, carriage)))
                        << shift;
    }
    return masks;
}
#elif defined(__aarch64__)
// Four vectors of all ones or zeros become sixty-four bits.
static inline uint64_t bits(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
    const uint8x16_t weights = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t ab = vpaddq_u8(vandq_u8(a, weights), vandq_u8(b, weights));
    uint8x16_t cd = vpaddq_u8(vandq_u8(c, weights), vandq_u8(d, weights));
    uint8x16_t all = vpaddq_u8(ab, cd);
    all = vpaddq_u8(all, all);
    return vgetq_lane_u64(vreinterpretq_u64_u8(all), 0);
}

static inline block_masks masks_neon(const uint8_t *block, uint8_t delimiter) {
    const uint8x16_t feed = vdupq_n_u8('\n'), cell = vdupq_n_u8(delimiter), quote = vdupq_n_u8('"'), carriage = vdupq_n_u8('\r');
    uint8x16_t part[4];
    for (unsigned index = 0; index < 4; index++) part[index] = vld1q_u8(block + index * 16);
    block_masks masks;
    masks.feeds = bits(vceqq_u8(part[0], feed), vceqq_u8(part[1], feed), vceqq_u8(part[2], feed), vceqq_u8(part[3], feed));
    masks.delimiters = bits(vceqq_u8(part[0], cell), vceqq_u8(part[1], cell), vceqq_u8(part[2], cell), vceqq_u8(part[3], cell));
    masks.others = bits(vorrq_u8(vceqq_u8(part[0], quote), vceqq_u8(part[0], carriage)),
                        vorrq_u8(vceqq_u8(part[1], quote), vceqq_u8(part[1], carriage)),
                        vorrq_u8(vceqq_u8(part[2], quote), vceqq_u8(part[2], carriage)),
                        vorrq_u8(vceqq_u8(part[3], quote), vceqq_u8(part[3], carriage)));
    return masks;
}
#endif

// The masks of the block at `place`; the last one is filled up with zeros, so that nothing after the bytes is read.
__attribute__((always_inline)) static inline block_masks masks_at(masker mask, const uint8_t *bytes, size_t count, size_t place,
                                                                  uint8_t delimiter) {
    if (count - place >= BLOCK) return mask(bytes + place, delimiter);
    uint8_t last[BLOCK] = {0};
    size_t left = count - place;
    memcpy(last, bytes + place, left);
    block_masks masks = mask(last, delimiter);
    uint64_t valid = ((uint64_t)1 << left) - 1;
    masks.feeds &= valid;
    masks.delimiters &= valid;
    masks.others &= valid;
    return masks;
}

// Inlined into a function for each way, so that making masks is inlined too.
__attribute__((always_inline)) static inline size_t index_lines(masker mask, const uint8_t *bytes, size_t count, size_t start,
                                                                uint8_t delimiter, size_t column, size_t longest,
                                                                tillwatch_line *lines, size_t room) {
    size_t told = 0, base = start;
    if (start >= count) return 0;
    block_masks masks = masks_at(mask, bytes, count, base, delimiter);
    // The bits of the block that belong to the line in hand or to later ones.
    uint64_t rest = ~(uint64_t)0;
    while (told < room) {
        tillwatch_line line = {start, 0, 0, 0, 0};
        size_t left = column;
        int found = column == 0, ended = 0;
        line.cell_start = start;
        for (;;) {
            uint64_t feeds = masks.feeds & rest;
            // Up to the line's end, which is not among them.
            uint64_t within = feeds ? rest & ((feeds & -feeds) - 1) : rest;
            uint64_t others = masks.others & within;
            if (others) {
                size_t place = base + (size_t)__builtin_ctzll(others);
                // One that is followed by LF is the line's end, and the last of its kind.
                if (bytes[place] != '\r' || place + 1 >= count || bytes[place + 1] != '\n') return told;
            }
            uint64_t delimiters = ended ? 0 : masks.delimiters & within;
            while (left > 0 && delimiters) {
                if (--left == 0) {
                    line.cell_start = base + (size_t)__builtin_ctzll(delimiters) + 1;
                    found = 1;
                }
                delimiters &= delimiters - 1;
            }
            if (found && delimiters && !ended) {
                line.cell_end = base + (size_t)__builtin_ctzll(delimiters);
                ended = 1;
            }
            if (feeds) {
                size_t feed = base + (size_t)__builtin_ctzll(feeds);
                line.next = feed + 1;
                line.end = feed > start && bytes[feed - 1] == '\r' ? feed - 1 : feed;
                rest = ~(feeds ^ (feeds - 1)) & rest;
                break;
            }
            base += BLOCK;
            if (base >= count || base - start > longest + BLOCK) return told;
            masks = masks_at(mask, bytes, count, base, delimiter);
            rest = ~(uint64_t)0;
        }
        if (line.end - start > longest) return told;
        if (!ended) line.cell_end = line.end;
        if (!found) line.cell_start = line.cell_end = line.end + 1;
        lines[told++] = line;
        start = line.next;
        if (start >= count) return told;
        // The last byte of a block was a line's end.
        if (rest == 0) {
            base += BLOCK;
            masks = masks_at(mask, bytes, count, base, delimiter);
            rest = ~(uint64_t)0;
        }
    }
    return told;
}

static size_t index_portable(const uint8_t *bytes, size_t count, size_t start, uint8_t delimiter, size_t column, size_t longest,
                             tillwatch_line *lines, size_t room) {
    return index_lines(masks_portable, bytes, count, start, delimiter, column, longest, lines, room);
}

#if defined(__x86_64__)
static size_t index_sse2(const uint8_t *bytes, size_t count, size_t start, uint8_t delimiter, size_t column, size_t longest,
                         tillwatch_line *lines, size_t room) {
    return index_lines(masks_sse2, bytes, count, start, delimiter, column, longest, lines, room);
}

__attribute__((target("avx2,bmi"))) static size_t index_avx2(const uint8_t *bytes, size_t count, size_t start, uint8_t delimiter,
                                                             size_t column, size_t longest, tillwatch_line *lines, size_t room) {
    return index_lines(masks_avx2, bytes, count, start, delimiter, column, longest, lines, room);
}
#elif defined(__aarch64__)
static size_t index_neon(const uint8_t *bytes, size_t count, size_t start, uint8_t delimiter, size_t column, size_t longest,
                         tillwatch_line *lines, size_t room) {
    return index_lines(masks_neon, bytes, count, start, delimiter, column, longest, lines, room);
}
#endif

int tillwatch_masks_available(tillwatch_masks masks) {
    switch (masks) {
        case tillwatch_masks_portable: return 1;
#if defined(__x86_64__)
        case tillwatch_masks_sse2: return 1;
        case tillwatch_masks_avx2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
#elif defined(__aarch64__)
        case tillwatch_masks_neon: return 1;
#endif
        default: return 0;
    }
}

tillwatch_masks tillwatch_masks_best(void) {
    static const tillwatch_masks quickest[] = {tillwatch_masks_avx2, tillwatch_masks_neon, tillwatch_masks_sse2};
    for (size_t index = 0; index < sizeof quickest / sizeof *quickest; index++)
        if (tillwatch_masks_available(quickest[index])) return quickest[index];
    return tillwatch_masks_portable;
}

size_t tillwatch_index_lines(tillwatch_masks masks, const uint8_t *bytes, size_t count, size_t start, uint8_t delimiter,
                             size_t column, size_t longest, tillwatch_line *lines, size_t room) {
    switch (masks) {
#if defined(__x86_64__)
        case tillwatch_masks_avx2: return index_avx2(bytes, count, start, delimiter, column, longest, lines, room);
        case tillwatch_masks_sse2: return index_sse2(bytes, count, start, delimiter, column, longest, lines, room);
#elif defined(__aarch64__)
        case tillwatch_masks_neon: return index_neon(bytes, count, start, delimiter, column, longest, lines, room);
#endif
        default: return index_portable(bytes, count, start, delimiter, column, longest, lines, room);
    }
}
