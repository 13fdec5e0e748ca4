#include "disk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

// SplitMix64.
uint64_t disk_random(struct crashfs_volume *volume) {
    uint64_t mixed = (volume->random += 0x9E3779B97F4A7C15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

static bool reserve(struct image *image, int64_t size) {
    if (size <= image->room) return true;
    int64_t room = size * 2;
    uint8_t *bytes = realloc(image->bytes, (size_t)room);
    if (!bytes) return false;
    image->bytes = bytes;
    image->room = room;
    return true;
}

static bool resize(struct image *image, int64_t size) {
    if (!reserve(image, size)) return false;
    if (size > image->size) memset(image->bytes + image->size, 0, (size_t)(size - image->size));
    image->size = size;
    return true;
}

static bool put(struct image *image, int64_t offset, const uint8_t *bytes, int64_t count) {
    if (offset + count > image->size && !resize(image, offset + count)) return false;
    memcpy(image->bytes + offset, bytes, (size_t)count);
    return true;
}

// Does what a change says to an image; a file that does not exist takes none but its making.
static bool apply(struct image *image, const struct change *change) {
    switch (change->kind) {
    case CREATE:
        if (!image->exists) image->size = 0;
        image->exists = true;
        return true;
    case REMOVE:
        image->exists = false;
        image->size = 0;
        return true;
    case WRITE: return !image->exists || put(image, change->offset, change->bytes, change->count);
    case TRUNCATE: return !image->exists || resize(image, change->offset);
    }
    return false;
}

static bool load(struct image *image, const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return true;
    struct stat status;
    bool is_read = fstat(file, &status) == 0 && resize(image, status.st_size);
    if (is_read) is_read = pread(file, image->bytes, (size_t)image->size, 0) == image->size;
    image->exists = true;
    close(file);
    return is_read;
}

struct node *disk_node(struct crashfs_volume *volume, const char *path, int kind) {
    for (struct node *node = volume->nodes; node; node = node->next)
        if (strcmp(node->path, path) == 0) return node;
    struct node *node = calloc(1, sizeof *node);
    if (!node) return NULL;
    node->path = strdup(path);
    node->kind = kind;
    node->last = &node->first;
    if (!node->path || !load(&node->disk, path)) {
        disk_free(node);
        return NULL;
    }
    node->next = volume->nodes;
    volume->nodes = node;
    return node;
}

// Forgets changes up to one, which stays.
static void forget(struct node *node, const struct change *end) {
    while (node->first && node->first != end) {
        struct change *gone = node->first;
        node->first = gone->next;
        free(gone->bytes);
        free(gone);
    }
    if (!node->first) node->last = &node->first;
}

void disk_free(struct node *node) {
    forget(node, NULL);
    free(node->disk.bytes);
    free(node->path);
    free(node);
}

bool disk_note(struct node *node, int kind, int64_t offset, const void *bytes, int64_t count) {
    struct change *change = calloc(1, sizeof *change);
    if (!change) return false;
    change->kind = kind;
    change->offset = offset;
    change->count = count;
    if (count > 0) {
        change->bytes = malloc((size_t)count);
        if (!change->bytes) {
            free(change);
            return false;
        }
        memcpy(change->bytes, bytes, (size_t)count);
    }
    *node->last = change;
    node->last = &change->next;
    return true;
}

bool disk_sync(struct node *node) {
    for (struct change *change = node->first; change; change = change->next)
        if (!change->is_doomed && !apply(&node->disk, change)) return false;
    forget(node, NULL);
    return true;
}

void disk_sync_folder(struct crashfs_volume *volume) {
    for (struct node *node = volume->nodes; node; node = node->next) {
        struct change *after = NULL;
        for (struct change *change = node->first; change; change = change->next) {
            if (change->kind != CREATE && change->kind != REMOVE) continue;
            apply(&node->disk, change);
            after = change;
        }
        // What was written to a file that is gone, or before it was made, is of no file any more.
        if (after) forget(node, after->next);
    }
}

void disk_doom(struct node *node) {
    for (struct change *change = node->first; change; change = change->next)
        if (change->kind == WRITE || change->kind == TRUNCATE) change->is_doomed = true;
}

// MARK: A loss of power

static bool chance(struct crashfs_volume *volume, int percent) {
    return disk_random(volume) % 100 < (uint64_t)percent;
}

static bool tear(struct crashfs_volume *volume, struct image *image, const struct change *change) {
    int64_t done = 0;
    while (done < change->count) {
        int64_t at = change->offset + done;
        int64_t count = SECTOR - at % SECTOR;
        if (count > change->count - done) count = change->count - done;
        if (chance(volume, 50) && !put(image, at, change->bytes + done, count)) return false;
        done += count;
    }
    return true;
}

static bool outlive(struct crashfs_volume *volume, struct node *node, int survival) {
    int percent = survival == CRASHFS_EVERYTHING ? 100 : survival == CRASHFS_NOTHING ? 0 : 20 + (int)(disk_random(volume) % 70);
    struct image *image = &node->disk;
    for (struct change *change = node->first; change; change = change->next) {
        bool is_kept = !change->is_doomed && chance(volume, percent);
        bool is_torn = survival == CRASHFS_TORN && change->kind == WRITE && image->exists && !change->is_doomed
            && chance(volume, 30);
        int64_t size = image->size;
        if (is_torn) {
            if (!tear(volume, image, change)) return false;
        } else if (is_kept) {
            if (!apply(image, change)) return false;
        } else if (change->kind == REMOVE) {
            // The name still stands for the file as it was; what was written to another one of that name is nowhere.
            break;
        }
        if (survival == CRASHFS_TORN && image->size > size && change->kind == WRITE && chance(volume, 20)) {
            // A file system may make a file longer before it writes what is in it.
            for (int64_t at = size; at < image->size; at++) image->bytes[at] = (uint8_t)disk_random(volume);
        }
    }
    forget(node, NULL);
    return true;
}

static bool store(const struct node *node) {
    if (!node->disk.exists) {
        unlink(node->path);
        return true;
    }
    int file = open(node->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return false;
    bool is_written = node->disk.size == 0 || write(file, node->disk.bytes, (size_t)node->disk.size) == node->disk.size;
    close(file);
    return is_written;
}

bool disk_lose(struct crashfs_volume *volume, struct node *node, int survival, long *changes) {
    for (struct change *change = node->first; change; change = change->next) *changes += 1;
    return outlive(volume, node, survival) && store(node);
}
