#ifndef TILLWATCH_PROCESS_H
#define TILLWATCH_PROCESS_H

#include <stdlib.h>
#include <sys/resource.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <sys/prctl.h>
#endif

/// Keeps what the process knows out of core dumps, also of those that are piped to a collector, and away from debuggers of
/// the same user. Swift cannot call what takes any number of arguments.
static inline void tillwatch_keep_memory_private(void) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
#if defined(__linux__)
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/// Has freed memory overwritten, so that lines that were read do not lie in it for as long as nobody else needs it. Of small
/// blocks the allocator keeps a few for each thread as they are, until it gives them out again.
static inline void tillwatch_overwrite_freed_memory(void) {
#if defined(__GLIBC__)
    mallopt(M_PERTURB, 0x55);
#endif
}

#endif
