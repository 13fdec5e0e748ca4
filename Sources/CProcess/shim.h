#ifndef TILLWATCH_PROCESS_H
#define TILLWATCH_PROCESS_H

#include <sys/resource.h>
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

#endif
