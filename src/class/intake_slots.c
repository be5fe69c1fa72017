/* One slot for each student and exercise: what is found for it is copied, and
 * of two that differ neither counts. Guessing would grade the wrong one. */
#include "src/base/sha256.h"
#include "src/base/suggest.h"
#include "src/class/intake_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The name of a file of C that is nearly one of those asked for: "Queue.c",
 * "queue(1).c", "queue.c.txt". */
static const char *nearly(const struct assignment *as, const char *base,
                          size_t *exercise)
{
    static const char *const kinds[] = {".c", ".cc", ".cpp", ".txt"};
    const char *dot = strrchr(base, '.');

    for (size_t i = 0; dot != NULL && i < sizeof kinds / sizeof *kinds; i++) {
        if (strcasecmp(dot, kinds[i]) != 0)
            continue;
        for (size_t j = 0; j < as->n; j++) {
            *exercise = j;
            if (suggest(base, &as->list[j].file, 1) != NULL)
                return as->list[j].file;
        }
    }
    return NULL;
}

/* A file that does not count. Among a student's own it is nobody's business,
 * unless it is what is missing. */
static void leave(struct taking *t, const char *path, const char *source)
{
    struct names_match m;
    size_t exercise;
    bool below = names_is_pattern(t->rule) || strchr(path, '/') != NULL;

    enum names_found owner =
        below ? names_owner(t->rule, path, &m) : NAMES_NONE;
    if (owner == NAMES_NONE) {
        taking_note(t, "%s belongs to nobody: its name says no student%s",
                    source, t->req->assignment->n > 1 ? " and exercise" : "");
        return;
    }
    struct who *who = owner == NAMES_ONE ? taking_who(t, m.id, source) : NULL;
    if (who != NULL &&
        nearly(t->req->assignment, file_base(path), &exercise) != NULL &&
        who->slots[exercise].near == NULL)
        who->slots[exercise].near = arena_strdup(t->a, source);
}

bool taking_claim(struct taking *t, const char *path, const char *source,
                  struct who **who, size_t *exercise)
{
    struct names_match m;

    switch (names_match(t->rule, path, &m)) {
    case NAMES_ONE:
        *exercise = m.exercise;
        *who = taking_who(t, m.id, source);
        return *who != NULL;
    case NAMES_SEVERAL:
        taking_note(t,
                    "%s can be from \"%s\" or from \"%s\", and was not graded; "
                    "put it into a folder of the student's id",
                    source, m.id, m.other);
        return false;
    case NAMES_NONE:
        leave(t, path, source);
    }
    return false;
}

bool taking_enter(struct taking *t, const char *path, const char *source)
{
    struct names_match m;

    if (names_is_pattern(t->rule))
        return true;
    if (names_owner(t->rule, path, &m) == NAMES_ONE)
        return taking_who(t, m.id, source) != NULL;
    taking_note(t,
                "%s belongs to nobody: its name can be no student's id; rename "
                "it, or give a pattern for names",
                source);
    return false;
}

void taking_trouble(struct taking *t, const char *path, const char *source,
                    const char *problem)
{
    struct names_match m;

    if (names_owner(t->rule, path, &m) != NAMES_ONE) {
        taking_note(t, "%s was not graded: %s", source, problem);
        return;
    }
    struct who *who = taking_who(t, m.id, source);
    if (who != NULL && who->trouble == NULL) {
        who->trouble = arena_strdup(t->a, problem);
        who->trouble_source = arena_strdup(t->a, source);
    }
}

static bool is_same(const char *path, const struct text *text)
{
    struct arena *scratch = arena_new();
    struct text old;
    struct err ignored;
    struct stat st;
    bool same = lstat(path, &st) == 0 && S_ISREG(st.st_mode) &&
                (st.st_mode & 07777) == 0644 &&
                file_read(scratch, path, INTAKE_FILE_MAX, &old, &ignored) &&
                old.len == text->len &&
                memcmp(old.data, text->data, text->len) == 0;

    arena_free(scratch);
    return same;
}

/* file_write keeps the mode of what was there. */
static bool make_room(const char *path, struct err *e)
{
    struct stat st;

    if (lstat(path, &st) != 0 ||
        (S_ISREG(st.st_mode) && (st.st_mode & 07777) == 0644))
        return true;
    return file_remove(path, e);
}

static char *copy_path(struct taking *t, struct arena *a, const struct who *who,
                       size_t exercise)
{
    char *dir = file_join(a, t->req->copies, who->id);

    return file_join(a, dir, t->req->assignment->list[exercise].file);
}

static bool copy(struct taking *t, struct who *who, size_t exercise,
                 const struct text *text, struct err *e)
{
    char *path = copy_path(t, t->a, who, exercise);

    who->slots[exercise].copy = path;
    if (is_same(path, text))
        return true;
    char *dir = strndup(path, (size_t)(file_base(path) - path) - 1);
    bool ok = dir != NULL ? file_mkdirs(dir, 0755, e)
                          : err_set(e, "cannot write %s: out of memory", path);
    free(dir);
    ok = ok && make_room(path, e) && file_write(path, text->data, text->len, e);
    return ok || err_is_lack(e);
}

/* There is something in the slot already. */
static void meet(struct taking *t, struct slot *slot, const struct handed *h,
                 const char *sha256)
{
    if (slot->copy != NULL && strcmp(slot->sha256, sha256) == 0) {
        if (h->changed != 0 &&
            (slot->handed_in == 0 || h->changed < slot->handed_in))
            slot->handed_in = h->changed;
        return;
    }
    if (slot->two)
        return; /* two are named; it is enough */
    slot->two = true;
    slot->copy = NULL;
    if (strcmp(slot->source, h->source) == 0)
        slot->problem = arena_printf(
            t->a, "there are two of this name, and they differ: %s", h->source);
    else
        slot->problem = arena_printf(
            t->a, "there are two, and nothing says which one counts: %s and %s",
            slot->source, h->source);
}

bool taking_offer(struct taking *t, struct who *who, size_t exercise,
                  const struct handed *h, struct err *e)
{
    struct slot *slot = &who->slots[exercise];
    char sha256[SHA256_HEX] = "";

    if (h->problem == NULL)
        sha256_hex(h->text.data, h->text.len, sha256);
    if (slot->seen) {
        meet(t, slot, h, sha256);
        return true;
    }
    slot->seen = true;
    slot->source = arena_strdup(t->a, h->source);
    slot->handed_in = h->changed;
    strcpy(slot->sha256, sha256);
    if (h->problem == NULL)
        return copy(t, who, exercise, &h->text, e);
    slot->problem = arena_strdup(t->a, h->problem);
    return true;
}

static void settle_missing(struct taking *t, struct who *who, size_t exercise)
{
    struct slot *slot = &who->slots[exercise];

    if (who->trouble != NULL) {
        slot->problem = who->trouble;
        slot->source = who->trouble_source;
        return;
    }
    slot->problem = "nothing was handed in";
    if (slot->near != NULL)
        taking_note(t, "%s was not graded; is it meant to be %s?", slot->near,
                    t->req->assignment->list[exercise].file);
}

/* What an earlier run copied and nobody hands in any more. */
static bool remove_old(struct taking *t, const struct who *who, size_t exercise,
                       struct err *e)
{
    struct arena *scratch = arena_new();
    char *path = copy_path(t, scratch, who, exercise);
    struct stat st;
    bool ok = lstat(path, &st) != 0 || file_remove(path, e);

    arena_free(scratch);
    return ok;
}

bool taking_settle(struct taking *t, struct who *who, struct err *e)
{
    bool told = who->trouble == NULL;

    for (size_t i = 0; i < t->req->assignment->n; i++) {
        struct slot *slot = &who->slots[i];
        if (slot->copy != NULL)
            continue;
        if (!slot->seen)
            settle_missing(t, who, i);
        told |= !slot->seen;
        slot->sha256[0] = '\0';
        if (!remove_old(t, who, i, e))
            return err_is_lack(e);
    }
    if (!told)
        taking_note(t, "%s was left out: %s", who->trouble_source,
                    who->trouble);
    return true;
}
