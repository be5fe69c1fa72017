/* Who is in the class, by id, and what the instructor is told. */
#include "src/base/suggest.h"
#include "src/class/intake_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    FIRST_ROOM = 64,
    NOTE_MAX = 1500 /* bytes: two sources and a sentence */
};

/* The same is said once. */
void taking_note(struct taking *t, const char *fmt, ...)
{
    char text[NOTE_MAX];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    for (size_t i = 0; i < t->nnotes; i++)
        if (strcmp(t->notes[i], text) == 0)
            return;
    if (t->nnotes == NOTES_MAX) {
        t->notes_left_out++;
        return;
    }
    if (t->notes == NULL)
        t->notes = ARENA_ARRAY(t->a, const char *, NOTES_MAX + 1);
    t->notes[t->nnotes++] = arena_strdup(t->a, text);
}

/* FNV-1a. Ids are the roster's, or few enough not to matter. */
static size_t hash(const char *id)
{
    uint64_t h = 0xcbf29ce484222325;

    for (; *id != '\0'; id++)
        h = (h ^ (unsigned char)*id) * 0x100000001b3;
    return (size_t)(h ^ h >> 32);
}

/* Where it is in the table, or belongs. */
static struct who **place_of(const struct taking *t, const char *id)
{
    size_t at = hash(id) & (t->table_size - 1);

    while (t->table[at] != NULL && strcmp(t->table[at]->id, id) != 0)
        at = (at + 1) & (t->table_size - 1);
    return &t->table[at];
}

static void grow(struct taking *t)
{
    struct who **old = t->list;

    t->room = t->room ? t->room * 2 : FIRST_ROOM;
    t->list = ARENA_ARRAY(t->a, struct who *, t->room);
    t->table_size = t->room * 2;
    t->table = ARENA_ARRAY(t->a, struct who *, t->table_size);
    for (size_t i = 0; i < t->n; i++) {
        t->list[i] = old[i];
        *place_of(t, old[i]->id) = old[i];
    }
}

static struct who *find(const struct taking *t, const char *id)
{
    return t->table_size ? *place_of(t, id) : NULL;
}

/* NULL: there are too many. */
static struct who *add(struct taking *t, const char *id, bool stranger)
{
    size_t exercises = t->req->assignment->n;

    if ((t->n + 1) * exercises > INTAKE_SUBMISSIONS_MAX) {
        t->full = true;
        return NULL;
    }
    if (t->n == t->room)
        grow(t);
    struct who *who = ARENA_NEW(t->a, struct who);
    who->id = arena_strdup(t->a, id);
    who->stranger = stranger;
    if (!stranger)
        who->slots = ARENA_ARRAY(t->a, struct slot, exercises);
    t->list[t->n++] = who;
    *place_of(t, who->id) = who;
    return who;
}

bool taking_knows(void *t, const char *id)
{
    const struct who *who = find(t, id);

    return who != NULL && !who->stranger;
}

bool taking_students(struct taking *t, struct err *e)
{
    const struct roster *roster = t->req->roster;

    if (roster == NULL)
        return true;
    t->ids = ARENA_ARRAY(t->a, const char *, roster->n);
    for (size_t i = 0; i < roster->n; i++) {
        t->ids[i] = roster->list[i].id;
        if (!roster_id_ok(t->ids[i]))
            return err_set(e, "the roster has an id that cannot be one");
        if (find(t, t->ids[i]) != NULL)
            return err_set(e, "the roster has the id \"%s\" twice", t->ids[i]);
        if (add(t, t->ids[i], false) == NULL)
            return true; /* t->full says so */
    }
    return true;
}

static void note_stranger(struct taking *t, const char *id, const char *source)
{
    const char *meant = suggest(id, t->ids, t->req->roster->n);

    if (meant != NULL)
        taking_note(t,
                    "%s: nobody in the roster has the id \"%s\"; is \"%s\" "
                    "meant? It was not graded",
                    source, id, meant);
    else
        taking_note(t,
                    "%s: nobody in the roster has the id \"%s\"; it was not "
                    "graded",
                    source, id);
}

struct who *taking_who(struct taking *t, const char *id, const char *source)
{
    struct who *who = find(t, id);
    bool stranger = t->req->roster != NULL;

    if (who == NULL) {
        who = add(t, id, stranger);
        if (who != NULL && stranger && t->nnotes < NOTES_MAX)
            note_stranger(t, id, source);
        else if (who != NULL && stranger)
            t->notes_left_out++;
    }
    return who == NULL || who->stranger ? NULL : who;
}
