/* Entries are files named after the hash of their key:
 *
 *     threadlings-cache 1 KEY-LENGTH DATA-LENGTH HASH-OF-DATA\n KEY DATA
 *
 * Written aside and renamed, without waiting for the disk: after a power cut an
 * entry may be torn, and then its hash does not fit and it is not used. */
#include "grader/cache.h"

#include "src/base/buf.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    ENTRY_MAX = 64 << 20,  /* bytes: a statically linked sanitizer is 10 MB */
    TOTAL_MAX = 256 << 20, /* bytes before old entries are removed */
    STALE_S = 3600,        /* age at which a left-over temporary file goes */
};

uint64_t cache_hash(uint64_t hash, const void *data, size_t len)
{
    const unsigned char *p = data;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * 1099511628211u;
    return hash;
}

static char *entry_path(struct arena *a, const char *dir,
                        const struct text *key)
{
    uint64_t hash = cache_hash(CACHE_HASH_START, key->data, key->len);

    return arena_printf(a, "%s/%016" PRIx64 ".entry", dir, hash);
}

bool cache_get(struct arena *a, const char *dir, const struct text *key,
               struct text *out)
{
    struct text entry;
    struct err ignored;
    size_t key_len, data_len;
    uint64_t hash;

    if (dir == NULL)
        return false;
    const char *path = entry_path(a, dir, key);
    if (!file_exists(path) || !file_read(a, path, ENTRY_MAX, &entry, &ignored))
        return false;
    char *end = memchr(entry.data, '\n', entry.len);
    if (end == NULL ||
        sscanf(entry.data, "threadlings-cache 1 %zu %zu %" SCNx64, &key_len,
               &data_len, &hash) != 3)
        return false;
    size_t head = (size_t)(end - entry.data) + 1;
    if (key_len != key->len || data_len > entry.len ||
        entry.len != head + key_len + data_len ||
        memcmp(entry.data + head, key->data, key_len) != 0)
        return false;
    out->data = entry.data + head + key_len;
    out->len = data_len;
    return cache_hash(CACHE_HASH_START, out->data, data_len) == hash;
}

void cache_put(const char *dir, const struct text *key, const char *data,
               size_t len)
{
    struct err ignored;
    char head[128];

    if (dir == NULL || len > ENTRY_MAX - key->len - sizeof head ||
        !file_mkdirs(dir, 0700, &ignored))
        return;
    struct arena *a = arena_new();
    int n = snprintf(head, sizeof head,
                     "threadlings-cache 1 %zu %zu %016" PRIx64 "\n", key->len,
                     len, cache_hash(CACHE_HASH_START, data, len));
    const struct text parts[] = {{head, (size_t)n}, *key, {(char *)data, len}};
    (void)!file_replace(entry_path(a, dir, key), parts, 3, false, &ignored);
    arena_free(a);
}

struct aged {
    const char *path;
    off_t size;
    time_t written;
};

static int oldest_first(const void *a, const void *b)
{
    const struct aged *x = a, *y = b;

    return (x->written > y->written) - (x->written < y->written);
}

void cache_prune(const char *dir)
{
    struct arena *a = arena_new();
    struct names names;
    struct err ignored;
    off_t total = 0;
    size_t n = 0;

    if (dir == NULL || !file_is_dir(dir) ||
        !file_list(a, dir, &names, &ignored))
        goto out;
    struct aged *entries = ARENA_ARRAY(a, struct aged, names.n);
    for (size_t i = 0; i < names.n; i++) {
        struct aged *entry = &entries[n];
        struct stat st;
        entry->path = file_join(a, dir, names.name[i]);
        if (lstat(entry->path, &st) != 0 || !S_ISREG(st.st_mode))
            continue;
        if (strncmp(names.name[i], "new.", 4) == 0) {
            if (time(NULL) - st.st_mtime > STALE_S)
                unlink(entry->path);
            continue;
        }
        if (strstr(names.name[i], ".entry") == NULL)
            continue;
        entry->size = st.st_size;
        entry->written = st.st_mtime;
        total += st.st_size;
        n++;
    }
    if (total <= TOTAL_MAX)
        goto out;
    qsort(entries, n, sizeof *entries, oldest_first);
    for (size_t i = 0; i < n && total > TOTAL_MAX / 2; i++) {
        unlink(entries[i].path);
        total -= entries[i].size;
    }
out:
    arena_free(a);
}
