/* A class that hands in one archive. The first line is a pattern for names, or
 * empty; the second lists the roster's ids, or is empty; every other line is an
 * entry, "PATH TAB TEXT". Whatever the paths: each student gets one answer for
 * each exercise, and files lie nowhere but below COPIES/ID/. */
#include "src/class/intake.h"

#include "tests/fuzz/fuzz.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <sys/stat.h>

static char folder[] = "/dev/shm/threadlings-fuzz.XXXXXX";

static void clean(void)
{
    struct err ignored;

    if (!file_remove(folder, &ignored))
        fprintf(stderr, "%s\n", ignored.text);
}

static void prepare(void)
{
    static const char elsewhere[] = "/tmp/threadlings-fuzz.XXXXXX";

    if (mkdtemp(folder) == NULL) {
        memcpy(folder, elsewhere, sizeof elsewhere);
        if (mkdtemp(folder) == NULL)
            abort();
    }
    atexit(clean);
}

static void add_entry(struct archive *w, const char *path, const char *text)
{
    struct archive_entry *entry = archive_entry_new();
    size_t len = strlen(text);

    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_mtime(entry, 1700000000, 0);
    archive_entry_set_size(entry, (la_int64_t)len);
    if (archive_write_header(w, entry) == ARCHIVE_OK)
        archive_write_data(w, text, len);
    archive_entry_free(entry);
}

static void make_archive(struct arena *a, const char *path, const uint8_t *data,
                         size_t size)
{
    struct archive *w = archive_write_new();

    archive_write_set_format_pax_restricted(w);
    archive_write_set_options(w, "hdrcharset=BINARY");
    if (archive_write_open_filename(w, path) != ARCHIVE_OK)
        abort();
    while (size > 0) {
        char *line = fuzz_part(a, &data, &size, '\n').data;
        char *text = strchr(line, '\t');
        if (text != NULL)
            *text++ = '\0';
        if (*line != '\0')
            add_entry(w, line, text ? text : "");
    }
    archive_write_free(w);
}

/* The ids that can be some, each once. */
static void make_roster(struct arena *a, char *line, struct roster *out)
{
    struct student *list = ARENA_ARRAY(a, struct student, strlen(line) + 1);
    char *rest = NULL;
    size_t n = 0;

    for (char *id = strtok_r(line, " ", &rest); id != NULL;
         id = strtok_r(NULL, " ", &rest)) {
        bool twice = false;
        for (size_t i = 0; i < n; i++)
            twice |= strcmp(list[i].id, id) == 0;
        if (!twice && roster_id_ok(id))
            list[n++].id = id;
    }
    *out = (struct roster){.list = list, .n = n};
}

static size_t files_below(struct arena *a, const char *dir)
{
    struct names names;
    struct err e;
    size_t n = 0;

    if (!file_list(a, dir, &names, &e))
        must(false, "a folder of copies", e.text);
    for (size_t i = 0; i < names.n; i++) {
        char *path = file_join(a, dir, names.name[i]);
        n += file_is_dir(path) ? files_below(a, path) : 1;
    }
    return n;
}

static void check(struct arena *a, const struct intake *in,
                  const struct assignment *as, const char *copies)
{
    size_t ncopies = 0;

    must(in->n == in->nstudents * as->n, "an answer for everybody", NULL);
    for (size_t i = 0; i < in->n; i++) {
        const struct submission *s = &in->list[i];
        const struct assigned *of = assignment_find(as, s->exercise);
        must(roster_id_ok(s->student) && of != NULL, "whose, and what for",
             s->student);
        must((s->copy == NULL) == (s->problem != NULL), "a copy or a problem",
             s->problem);
        must(!s->missing || s->problem != NULL, "missing is a problem", NULL);
        if (s->copy == NULL)
            continue;
        must(strcmp(s->copy, arena_printf(a, "%s/%s/%s", copies, s->student,
                                          of->file)) == 0,
             "where copies lie", s->copy);
        must(file_is_plain(s->copy), "a file", s->copy);
        must(strlen(s->sha256) == 64, "a checksum", s->sha256);
        ncopies++;
    }
    must(files_below(a, copies) == ncopies, "no other file", copies);
    for (size_t i = 0; i < in->nnotes; i++)
        must(strpbrk(in->notes[i], "\n\033") == NULL, "a note is one line",
             in->notes[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct assigned two[] = {
        {.exercise = "queue", .file = "queue.c", .points = 1},
        {.exercise = "barrier", .file = "b.c", .points = 1}};
    const struct assignment as = {.title = "x", .list = two, .n = 2};
    struct arena *a = arena_new();
    struct roster roster;
    struct intake in;
    struct err e = {0};

    if (folder[sizeof folder - 2] == 'X')
        prepare();
    struct text pattern = fuzz_part(a, &data, &size, '\n');
    struct text ids = fuzz_part(a, &data, &size, '\n');
    const char *dir = file_join(a, folder, "class.tar");
    const char *copies = file_join(a, folder, "out/copies");
    make_roster(a, ids.data, &roster);
    make_archive(a, dir, data, size);
    struct intake_request req = {
        .dirs = &dir,
        .ndirs = 1,
        .assignment = &as,
        .roster = roster.n > 0 ? &roster : NULL,
        .names = *pattern.data != '\0' ? pattern.data : NULL,
        .copies = copies,
    };
    if (intake(a, &req, &in, &e))
        check(a, &in, &as, copies);
    else
        must(*e.text != '\0', "a refusal has a reason", NULL);
    if (!file_remove(file_join(a, folder, "out"), &e))
        must(false, "copies can be removed", e.text);
    arena_free(a);
    return 0;
}
