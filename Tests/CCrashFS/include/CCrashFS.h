#ifndef CCRASHFS_H
#define CCRASHFS_H

#include <stdint.h>

// A file system for SQLite whose power can fail at any call, and whose disk can fail, fill up, or write short.
//
// Only files of folders that are mounted here are looked at; all others of the process go to SQLite's own VFS
// untouched. What is written stands in the real file at once, as in a page cache; what the disk would hold is kept
// beside it, in memory, and only a sync brings it there. A loss of power puts the files back to that, with as much of
// what was not synced as is asked for.

typedef struct crashfs_volume crashfs_volume;

enum {
    CRASHFS_NO_FAULT = 0,
    // Nothing works from that call on, until `crashfs_power_on`.
    CRASHFS_POWER_LOSS,
    // Calls that change anything fail; a write may have been half done, and what a failed sync should have brought to
    // the disk never gets there, as with Linux's fsync.
    CRASHFS_IO_ERROR,
    // Calls that would make a file larger, or a new one, fail.
    CRASHFS_DISK_FULL,
    // The same, and half of what is to be written is there.
    CRASHFS_SHORT_WRITE,
    // Calls that read fail.
    CRASHFS_READ_ERROR,
};

// What a loss of power leaves of what was not synced.
enum {
    CRASHFS_NOTHING = 0,
    CRASHFS_EVERYTHING,
    // Any of the writes, so in any order.
    CRASHFS_SOME,
    // The same, and of any write some sectors; what a file grew by may be garbage.
    CRASHFS_TORN,
};

// Kinds of files, for `crashfs_ignore_syncs`.
enum { CRASHFS_DATABASE = 1, CRASHFS_WAL = 2, CRASHFS_JOURNAL = 4 };

// Becomes SQLite's default VFS; only the first call does anything. Returns SQLITE_OK or what went wrong.
int crashfs_install(void);

// From now on the files of this folder are looked at; those that are there count as synced. The path is absolute and
// free of symbolic links. Null without memory.
crashfs_volume *crashfs_mount(const char *folder);
// Forgets the folder; none of its files may be open.
void crashfs_unmount(crashfs_volume *volume);

// Plans a fault for `count` calls from the `first` on, counted from 1 and from now: of those that change anything, or,
// for read errors, of those that read. CRASHFS_NO_FAULT ends a fault.
void crashfs_plan(crashfs_volume *volume, int fault, long first, long count, uint64_t seed);
// How many calls were counted since the plan.
long crashfs_calls(const crashfs_volume *volume);
// How many calls the fault has struck.
long crashfs_struck(const crashfs_volume *volume);
int crashfs_open_files(const crashfs_volume *volume);

// Lets the power fail, where it has not yet, and come back. No file may be open. Returns how many unsynced changes
// there were, or -1 when the files could not be put back.
long crashfs_power_on(crashfs_volume *volume, int survival);

// Plants a fault of the program's: syncs of these kinds of files are answered and not done.
void crashfs_ignore_syncs(crashfs_volume *volume, int kinds);

#endif
