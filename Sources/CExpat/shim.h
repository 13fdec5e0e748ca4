// expat for Swift, with a bound on the memory of a parser.
#pragma once

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#pragma clang assume_nonnull begin

/// Bytes that one parser may hold: what is in hand, and every name that its document used.
#define TILLWATCH_EXPAT_MAX (32 << 20)

/// Where the bytes of the parser that this thread is calling are counted.
static inline size_t *_Nullable *tillwatch_expat_slot(void) {
    static __thread size_t *_Nullable held;
    return &held;
}

/// To be called before any call that allocates or frees for a parser.
static inline void tillwatch_expat_count(size_t *_Nullable held) { *tillwatch_expat_slot() = held; }

/// A block begins with its size, in as many bytes as keep what follows aligned.
static inline void *_Nullable tillwatch_expat_resize(void *_Nullable block, size_t size) {
    size_t *start = block ? (size_t *)((char *)block - 16) : NULL;
    size_t before = start ? *start : 0;
    size_t *counter = *tillwatch_expat_slot();
    size_t held = (counter ? *counter : before) - before;
    if (size > TILLWATCH_EXPAT_MAX || held + size > TILLWATCH_EXPAT_MAX) return NULL;
    size_t *moved = (size_t *)realloc(start, size + 16);
    if (!moved) return NULL;
    *moved = size;
    if (counter) *counter = held + size;
    return (char *)moved + 16;
}

static inline void *_Nullable tillwatch_expat_allocate(size_t size) { return tillwatch_expat_resize(NULL, size); }

static inline void tillwatch_expat_free(void *_Nullable block) {
    if (!block) return;
    size_t *start = (size_t *)((char *)block - 16);
    size_t *counter = *tillwatch_expat_slot();
    if (counter) *counter -= *start;
    free(start);
}

/// A parser that tells names as namespace, separator and local name.
static inline XML_Parser _Nullable tillwatch_expat_parser(const char *_Nullable encoding, char separator) {
    XML_Memory_Handling_Suite suite = {tillwatch_expat_allocate, tillwatch_expat_resize, tillwatch_expat_free};
    char separators[2] = {separator, 0};
    return XML_ParserCreate_MM(encoding, &suite, separators);
}

// Added in expat 2.6.0 and in security updates of earlier ones, whose version does not tell: it may be missing when the
// program is linked.
extern XML_Bool XML_SetReparseDeferralEnabled(XML_Parser _Nullable parser, XML_Bool enabled) __attribute__((weak));

/// Lets a parser tell what it was given as soon as it can: else the end of a document is told with bytes that come later.
///
/// A token that comes in many pieces is looked at again with each; callers bound how long a token may be.
static inline void tillwatch_expat_at_once(XML_Parser _Nonnull parser) {
    if (XML_SetReparseDeferralEnabled) XML_SetReparseDeferralEnabled(parser, XML_FALSE);
}

#pragma clang assume_nonnull end
