#include "disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static sqlite3_vfs *system_vfs;
static struct crashfs_volume *volumes;
// Guards everything here but SQLite's own files.
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

struct file {
    sqlite3_file methods;
    struct crashfs_volume *volume;
    struct node *node;
    int regions; // of shared memory that were there already
    sqlite3_file *real; // lies behind this
};

static struct crashfs_volume *volume_of(const char *path) {
    if (!path) return NULL;
    for (struct crashfs_volume *volume = volumes; volume; volume = volume->next)
        if (strncmp(path, volume->folder, volume->folder_length) == 0 && path[volume->folder_length] == '/')
            return volume;
    return NULL;
}

enum outcome { GOES, FAILS, HALF };

// Counts a call that changes something, and says what becomes of it.
static enum outcome judge(struct crashfs_volume *volume, bool grows) {
    if (volume->is_off) return FAILS;
    if (volume->fault == CRASHFS_READ_ERROR) return GOES;
    volume->calls += 1;
    if (volume->fault == CRASHFS_NO_FAULT || volume->calls < volume->first) return GOES;
    if (volume->calls - volume->first >= volume->count) return GOES;
    switch (volume->fault) {
    case CRASHFS_POWER_LOSS: volume->is_off = true; break;
    case CRASHFS_DISK_FULL:
    case CRASHFS_SHORT_WRITE:
        if (!grows) return GOES;
        break;
    default: break;
    }
    volume->struck += 1;
    if (volume->fault == CRASHFS_SHORT_WRITE) return HALF;
    return volume->fault == CRASHFS_IO_ERROR && disk_random(volume) % 2 ? HALF : FAILS;
}

static bool is_full(const struct crashfs_volume *volume) {
    return volume->fault == CRASHFS_DISK_FULL || volume->fault == CRASHFS_SHORT_WRITE;
}

// MARK: Files

static int file_close(sqlite3_file *opened) {
    struct file *file = (struct file *)opened;
    int code = file->real->pMethods ? file->real->pMethods->xClose(file->real) : SQLITE_OK;
    pthread_mutex_lock(&mutex);
    file->volume->open_files -= 1;
    pthread_mutex_unlock(&mutex);
    return code;
}

static int file_read(sqlite3_file *opened, void *bytes, int count, sqlite3_int64 offset) {
    struct file *file = (struct file *)opened;
    struct crashfs_volume *volume = file->volume;
    pthread_mutex_lock(&mutex);
    bool fails = volume->is_off;
    if (!fails && volume->fault == CRASHFS_READ_ERROR) {
        volume->calls += 1;
        fails = volume->calls >= volume->first && volume->calls - volume->first < volume->count;
        volume->struck += fails;
    }
    pthread_mutex_unlock(&mutex);
    return fails ? SQLITE_IOERR_READ : file->real->pMethods->xRead(file->real, bytes, count, offset);
}

static int write_locked(struct file *file, const void *bytes, int count, sqlite3_int64 offset) {
    sqlite3_int64 size = 0;
    int code = file->real->pMethods->xFileSize(file->real, &size);
    if (code != SQLITE_OK) return code;
    struct crashfs_volume *volume = file->volume;
    bool was_off = volume->is_off;
    enum outcome outcome = judge(volume, offset + count > size);
    int written = outcome == GOES ? count : outcome == HALF ? count / 2 : 0;
    // The power fails while it is written: some of it may be there.
    bool is_under_way = volume->is_off && !was_off;
    int noted = is_under_way ? count : written;
    if (noted > 0 && !disk_note(file->node, WRITE, offset, bytes, noted)) return SQLITE_NOMEM;
    if (written > 0) code = file->real->pMethods->xWrite(file->real, bytes, written, offset);
    if (code != SQLITE_OK || outcome == GOES) return code;
    return is_full(volume) ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int file_write(sqlite3_file *opened, const void *bytes, int count, sqlite3_int64 offset) {
    pthread_mutex_lock(&mutex);
    int code = write_locked((struct file *)opened, bytes, count, offset);
    pthread_mutex_unlock(&mutex);
    return code;
}

static int file_truncate(sqlite3_file *opened, sqlite3_int64 size) {
    struct file *file = (struct file *)opened;
    pthread_mutex_lock(&mutex);
    int code = SQLITE_IOERR_TRUNCATE;
    if (judge(file->volume, false) == GOES) {
        code = disk_note(file->node, TRUNCATE, size, NULL, 0)
            ? file->real->pMethods->xTruncate(file->real, size) : SQLITE_NOMEM;
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

static int file_sync(sqlite3_file *opened, int flags) {
    struct file *file = (struct file *)opened;
    struct crashfs_volume *volume = file->volume;
    (void)flags; // nothing of this needs to outlive the test
    pthread_mutex_lock(&mutex);
    int code = SQLITE_OK;
    if (judge(volume, false) != GOES) {
        if (!volume->is_off) disk_doom(file->node);
        code = SQLITE_IOERR_FSYNC;
    } else if (!(volume->ignored & file->node->kind)) {
        if (!disk_sync(file->node)) code = SQLITE_NOMEM;
        // SQLite syncs the folder with the first sync of a journal; more often makes no difference.
        if (file->node->kind != CRASHFS_DATABASE) disk_sync_folder(volume);
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

static int file_size(sqlite3_file *opened, sqlite3_int64 *size) {
    struct file *file = (struct file *)opened;
    return file->real->pMethods->xFileSize(file->real, size);
}

static int file_lock(sqlite3_file *opened, int level) {
    struct file *file = (struct file *)opened;
    return file->real->pMethods->xLock(file->real, level);
}

static int file_unlock(sqlite3_file *opened, int level) {
    struct file *file = (struct file *)opened;
    return file->real->pMethods->xUnlock(file->real, level);
}

static int file_check_lock(sqlite3_file *opened, int *is_reserved) {
    struct file *file = (struct file *)opened;
    return file->real->pMethods->xCheckReservedLock(file->real, is_reserved);
}

static int file_control(sqlite3_file *opened, int what, void *argument) {
    struct file *file = (struct file *)opened;
    return file->real->pMethods->xFileControl(file->real, what, argument);
}

static int file_sector_size(sqlite3_file *opened) {
    struct file *file = (struct file *)opened;
    return file->real->pMethods->xSectorSize(file->real);
}

static int file_characteristics(sqlite3_file *opened) {
    struct file *file = (struct file *)opened;
    return file->real->pMethods->xDeviceCharacteristics(file->real);
}

static int file_map(sqlite3_file *opened, int region, int size, int extends, void volatile **address) {
    struct file *file = (struct file *)opened;
    pthread_mutex_lock(&mutex);
    bool is_new = extends && region >= file->regions;
    bool fails = is_new && judge(file->volume, true) != GOES;
    int code = is_full(file->volume) ? SQLITE_IOERR_SHMSIZE : SQLITE_IOERR_SHMMAP;
    if (is_new && !fails) file->regions = region + 1;
    pthread_mutex_unlock(&mutex);
    return fails ? code : file->real->pMethods->xShmMap(file->real, region, size, extends, address);
}

static int file_shared_lock(sqlite3_file *opened, int offset, int count, int flags) {
    struct file *file = (struct file *)opened;
    return file->real->pMethods->xShmLock(file->real, offset, count, flags);
}

static void file_barrier(sqlite3_file *opened) {
    struct file *file = (struct file *)opened;
    file->real->pMethods->xShmBarrier(file->real);
}

static int file_unmap(sqlite3_file *opened, int removes) {
    struct file *file = (struct file *)opened;
    return file->real->pMethods->xShmUnmap(file->real, removes);
}

static const sqlite3_io_methods methods = {
    2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock,
    file_check_lock, file_control, file_sector_size, file_characteristics, file_map, file_shared_lock,
    file_barrier, file_unmap, NULL, NULL,
};

// MARK: The file system

static int kind_of(int flags) {
    if (flags & SQLITE_OPEN_WAL) return CRASHFS_WAL;
    return flags & SQLITE_OPEN_MAIN_DB ? CRASHFS_DATABASE : CRASHFS_JOURNAL;
}

static int open_locked(
    struct crashfs_volume *volume, const char *path, struct file *file, int flags, int *given) {
    file->methods.pMethods = NULL;
    file->real = (sqlite3_file *)(file + 1);
    file->volume = volume;
    file->regions = 0;
    if (volume->is_off) return SQLITE_CANTOPEN;
    file->node = disk_node(volume, path, kind_of(flags));
    if (!file->node) return SQLITE_NOMEM;
    int exists = 0;
    int code = system_vfs->xAccess(system_vfs, path, SQLITE_ACCESS_EXISTS, &exists);
    if (code != SQLITE_OK) return code;
    bool makes = !exists && (flags & SQLITE_OPEN_CREATE);
    if (makes && judge(volume, true) != GOES) return SQLITE_CANTOPEN;
    code = system_vfs->xOpen(system_vfs, path, file->real, flags, given);
    if (code != SQLITE_OK) {
        if (file->real->pMethods) file->real->pMethods->xClose(file->real);
        return code;
    }
    if (makes && !disk_note(file->node, CREATE, 0, NULL, 0)) {
        file->real->pMethods->xClose(file->real);
        return SQLITE_NOMEM;
    }
    file->methods.pMethods = &methods;
    volume->open_files += 1;
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *given) {
    (void)vfs;
    pthread_mutex_lock(&mutex);
    struct crashfs_volume *volume = volume_of(path);
    int code = volume ? open_locked(volume, path, (struct file *)file, flags, given) : SQLITE_OK;
    pthread_mutex_unlock(&mutex);
    return volume ? code : system_vfs->xOpen(system_vfs, path, file, flags, given);
}

static int delete_locked(struct crashfs_volume *volume, const char *path, int syncs) {
    if (judge(volume, false) != GOES) return SQLITE_IOERR_DELETE;
    struct node *node = disk_node(volume, path, CRASHFS_JOURNAL);
    if (!node) return SQLITE_NOMEM;
    int code = system_vfs->xDelete(system_vfs, path, 0);
    if (code != SQLITE_OK) return code;
    if (!disk_note(node, REMOVE, 0, NULL, 0)) return SQLITE_NOMEM;
    if (syncs && !(volume->ignored & node->kind)) disk_sync_folder(volume);
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int syncs) {
    (void)vfs;
    pthread_mutex_lock(&mutex);
    struct crashfs_volume *volume = volume_of(path);
    int code = volume ? delete_locked(volume, path, syncs) : SQLITE_OK;
    pthread_mutex_unlock(&mutex);
    return volume ? code : system_vfs->xDelete(system_vfs, path, syncs);
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    (void)vfs;
    return system_vfs->xAccess(system_vfs, path, flags, result);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int count, char *full) {
    (void)vfs;
    return system_vfs->xFullPathname(system_vfs, path, count, full);
}

int crashfs_install(void) {
    static sqlite3_vfs vfs;
    pthread_mutex_lock(&mutex);
    int code = SQLITE_OK;
    if (!system_vfs) {
        system_vfs = sqlite3_vfs_find(NULL);
        // Numbers, time and libraries are the system's: what it does with them asks nothing of its first argument.
        vfs = *system_vfs;
        vfs.zName = "crash";
        vfs.pNext = NULL;
        vfs.szOsFile = (int)sizeof(struct file) + system_vfs->szOsFile;
        vfs.xOpen = vfs_open;
        vfs.xDelete = vfs_delete;
        vfs.xAccess = vfs_access;
        vfs.xFullPathname = vfs_full_path;
        code = sqlite3_vfs_register(&vfs, 1);
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

// MARK: Volumes

crashfs_volume *crashfs_mount(const char *folder) {
    struct crashfs_volume *volume = calloc(1, sizeof *volume);
    if (!volume) return NULL;
    volume->folder = strdup(folder);
    volume->folder_length = strlen(folder);
    pthread_mutex_lock(&mutex);
    volume->next = volumes;
    volumes = volume;
    pthread_mutex_unlock(&mutex);
    return volume;
}

void crashfs_unmount(crashfs_volume *volume) {
    pthread_mutex_lock(&mutex);
    struct crashfs_volume **place = &volumes;
    while (*place && *place != volume) place = &(*place)->next;
    if (*place) *place = volume->next;
    pthread_mutex_unlock(&mutex);
    while (volume->nodes) {
        struct node *node = volume->nodes;
        volume->nodes = node->next;
        disk_free(node);
    }
    free(volume->folder);
    free(volume);
}

void crashfs_plan(crashfs_volume *volume, int fault, long first, long count, uint64_t seed) {
    pthread_mutex_lock(&mutex);
    volume->fault = fault;
    volume->first = first;
    volume->count = count;
    volume->calls = 0;
    volume->struck = 0;
    volume->random = seed;
    pthread_mutex_unlock(&mutex);
}

static long under_lock(const long *value) {
    pthread_mutex_lock(&mutex);
    long read = *value;
    pthread_mutex_unlock(&mutex);
    return read;
}

long crashfs_calls(const crashfs_volume *volume) { return under_lock(&volume->calls); }

long crashfs_struck(const crashfs_volume *volume) { return under_lock(&volume->struck); }

int crashfs_open_files(const crashfs_volume *volume) {
    pthread_mutex_lock(&mutex);
    int count = volume->open_files;
    pthread_mutex_unlock(&mutex);
    return count;
}

void crashfs_ignore_syncs(crashfs_volume *volume, int kinds) {
    pthread_mutex_lock(&mutex);
    volume->ignored = kinds;
    pthread_mutex_unlock(&mutex);
}

long crashfs_power_on(crashfs_volume *volume, int survival) {
    pthread_mutex_lock(&mutex);
    long changes = volume->open_files == 0 ? 0 : -1;
    for (struct node *node = volume->nodes; changes >= 0 && node; node = node->next)
        if (!disk_lose(volume, node, survival, &changes)) changes = -1;
    volume->is_off = false;
    volume->fault = CRASHFS_NO_FAULT;
    pthread_mutex_unlock(&mutex);
    return changes;
}
