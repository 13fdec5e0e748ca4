#ifndef CRASHFS_DISK_H
#define CRASHFS_DISK_H

#include "CCrashFS.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a disk holds of one file, and the changes that are not on it yet.

struct change {
    enum { CREATE, REMOVE, WRITE, TRUNCATE } kind;
    int64_t offset; // of a write; the new size of a truncation
    int64_t count;
    uint8_t *bytes;
    bool is_doomed; // a sync of it failed: it never gets to the disk
    struct change *next;
};

struct image {
    bool exists;
    uint8_t *bytes;
    int64_t size, room;
};

struct node {
    char *path;
    int kind;          // CRASHFS_DATABASE, ...
    struct image disk; // what survives every loss of power
    struct change *first, **last;
    struct node *next;
};

struct crashfs_volume {
    char *folder;
    size_t folder_length;
    struct node *nodes;
    int fault;
    long first, count, calls, struck;
    uint64_t random;
    bool is_off;
    int ignored; // kinds of files
    int open_files;
    struct crashfs_volume *next;
};

uint64_t disk_random(struct crashfs_volume *volume);

// The node of a path, made where there is none; what is in the real file then counts as synced.
struct node *disk_node(struct crashfs_volume *volume, const char *path, int kind);
void disk_free(struct node *node);

// Each false without memory.
bool disk_note(struct node *node, int kind, int64_t offset, const void *bytes, int64_t count);
// Brings all changes of a file to the disk, but those that are doomed.
bool disk_sync(struct node *node);
// Brings to the disk which files there are, as the sync of a folder does.
void disk_sync_folder(struct crashfs_volume *volume);
void disk_doom(struct node *node);

// Puts the real file to what a loss of power leaves; that is what the disk then holds.
bool disk_lose(struct crashfs_volume *volume, struct node *node, int survival, long *changes);

#endif
