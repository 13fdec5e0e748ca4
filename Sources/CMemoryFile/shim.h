#ifndef TILLWATCH_MEMORY_FILE_H
#define TILLWATCH_MEMORY_FILE_H

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...);

/// A file in memory without a name; closed when the process is replaced. Swift cannot call what takes any number of arguments.
static inline int tillwatch_memory_file(void) { return (int)syscall(SYS_memfd_create, "tillwatch", 1u); }
#else
#include <stdlib.h>
#include <unistd.h>

static inline int tillwatch_memory_file(void) {
    char name[] = "/tmp/tillwatch-XXXXXX";
    int descriptor = mkstemp(name);
    if (descriptor >= 0) unlink(name);
    return descriptor;
}
#endif

#endif
