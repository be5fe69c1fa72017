/* Any bytes as an archive. No entry leads out of it or is larger than a file
 * may be, and the same archive gives the same twice. */
#include "src/class/archive.h"
#include "src/class/intake.h"

#include "tests/fuzz/fuzz.h"

struct seen {
    size_t entries, bytes;
    uint64_t sum; /* of all that was seen */
    bool stops;   /* at the first entry */
};

static void add(struct seen *s, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        s->sum = (s->sum ^ (unsigned char)text[i]) * 0x100000001b3;
    s->bytes += len;
}

static void check_path(const char *path)
{
    must(strlen(path) <= ARCHIVE_NAME_MAX, "a name of some length", path);
    must(*path != '/' && *path != '\\' && strstr(path, "../") != path &&
             strstr(path, "/../") == NULL && strstr(path, "\\..\\") == NULL,
         "it stays inside", path);
}

static bool each(void *ctx, const struct archive_entry_seen *seen,
                 struct err *e)
{
    struct seen *s = ctx;

    must((seen->problem == NULL) == (seen->text.data != NULL),
         "a text or a problem", seen->path);
    if (seen->problem == NULL) {
        check_path(seen->path);
        must(seen->text.len <= INTAKE_FILE_MAX &&
                 seen->text.data[seen->text.len] == '\0',
             "no more than a file holds", seen->path);
        add(s, seen->text.data, seen->text.len);
    }
    add(s, seen->path, strlen(seen->path));
    s->entries++;
    return !s->stops || err_set(e, "stopped");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_file f = fuzz_file(data, size);
    struct seen first = {0}, second = {0}, one = {.stops = true};
    struct err e = {0}, again = {0}, stop = {0};

    bool ok = archive_read_fd(f.fd, "input", each, &first, &e);
    must(ok || strncmp(e.text, "input ", 6) == 0, "the error names the file",
         e.text);
    must(first.bytes <= INTAKE_ARCHIVE_MAX &&
             first.entries <= INTAKE_ENTRIES_MAX,
         "no more than an archive may hold", NULL);
    must(archive_read_fd(f.fd, "input", each, &second, &again) == ok &&
             second.sum == first.sum && strcmp(again.text, e.text) == 0,
         "the same again", again.text);
    must(!archive_read_fd(f.fd, "input", each, &one, &stop) ||
             first.entries == 0,
         "it ends when it is told to", stop.text);
    close(f.fd);
    return 0;
}
