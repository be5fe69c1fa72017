/* What fuzz targets share: what must hold, and inputs as files. */
#ifndef FUZZ_H
#define FUZZ_H

#include "src/base/file.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Breaks off, with the text that is wrong. */
static inline void must(bool ok, const char *what, const char *text)
{
    if (ok)
        return;
    fprintf(stderr, "must hold: %s\n    %s\n", what, text ? text : "(NULL)");
    abort();
}

/* A file in memory that holds the input: its descriptor and its path. */
struct fuzz_file {
    int fd;
    char path[32];
};

static inline void fuzz_file_fill(struct fuzz_file *f, const void *data,
                                  size_t size)
{
    const char *at = data;

    if (ftruncate(f->fd, 0) != 0)
        abort();
    for (size_t done = 0; done < size;) {
        ssize_t n = pwrite(f->fd, at + done, size - done, (off_t)done);
        if (n <= 0)
            abort();
        done += (size_t)n;
    }
}

static inline struct fuzz_file fuzz_file(const void *data, size_t size)
{
    struct fuzz_file f = {.fd = memfd_create("input", MFD_CLOEXEC)};

    if (f.fd < 0)
        abort();
    snprintf(f.path, sizeof f.path, "/proc/self/fd/%d", f.fd);
    fuzz_file_fill(&f, data, size);
    return f;
}

/* A copy that ends in a NUL, which may not be the only one. */
static inline struct text fuzz_text(struct arena *a, const uint8_t *data,
                                    size_t size)
{
    struct text text = {arena_alloc(a, size + 1), size};

    if (size > 0)
        memcpy(text.data, data, size);
    return text;
}

/* The bytes up to the next `end`, or all that are left, as text in the arena;
 * *data and *size move behind it. */
static inline struct text fuzz_part(struct arena *a, const uint8_t **data,
                                    size_t *size, char end)
{
    const uint8_t *stop = *size ? memchr(*data, end, *size) : NULL;
    size_t len = stop ? (size_t)(stop - *data) : *size;
    struct text part = fuzz_text(a, *data, len);

    len += stop != NULL;
    *data += len;
    *size -= len;
    return part;
}

/* A refusal says "NAME:", and then what is wrong. */
static inline void must_say_where(const struct err *e, const char *name)
{
    size_t len = strlen(name);

    must(strncmp(e->text, name, len) == 0 && e->text[len] == ':' &&
             e->text[len + 1] != '\0',
         "the error names the place", e->text);
}

/* The same text, or both none. */
static inline bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

#endif
