/* Progress in SQLite: what is asked and written. How the file is opened, and
 * what is promised about it, is in store_open.c. */
#include "src/course/store_parts.h"

#include <string.h>
#include <time.h>

/* A statement with its text parameters, up to the first NULL. A value that
 * cannot be bound (memory is out) stays NULL, which no column but
 * attempt.seconds takes: the write then fails as a whole. */
static sqlite3_stmt *prepared(struct store *s, enum statement which,
                              const char *first, const char *second,
                              const char *third)
{
    const char *const text[] = {first, second, third};
    sqlite3_stmt *q = s->statement[which];

    for (int i = 0; i < 3 && text[i] != NULL; i++)
        sqlite3_bind_text(q, i + 1, text[i], -1, SQLITE_STATIC);
    return q;
}

static char *get_text(struct arena *a, sqlite3_stmt *q, int i)
{
    const unsigned char *text = sqlite3_column_text(q, i);

    return arena_strdup(a, text ? (const char *)text : "");
}

/* Room for one more element after n: the same array, or a larger copy. */
static void *grown(struct arena *a, void *array, size_t n, size_t size)
{
    if (n != 0 && (n < 16 || (n & (n - 1)) != 0))
        return array;
    void *more = arena_alloc_array(a, n < 16 ? 16 : 2 * n, size);
    if (n > 0)
        memcpy(more, array, n * size);
    return more;
}

/* Makes the statement ready for the next time; it borrows no more. */
static void done_with(sqlite3_stmt *q)
{
    sqlite3_reset(q);
    sqlite3_clear_bindings(q);
}

/* Runs a write; `what` names what is lost when it fails. */
static bool finish_write(struct store *s, sqlite3_stmt *q, const char *what,
                         struct err *e)
{
    int rc = sqlite3_step(q); /* S1, S2 */

    if (rc != SQLITE_DONE)
        err_set(e, "%s; %s was not saved", store_reason(s->db, rc), what);
    done_with(q);
    return rc == SQLITE_DONE;
}

/* Ends a question; rc is what the last step returned. */
static bool finish_read(struct store *s, sqlite3_stmt *q, int rc, struct err *e)
{
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        err_set(e, "cannot read your progress: %s", store_reason(s->db, rc));
    done_with(q);
    return rc == SQLITE_DONE || rc == SQLITE_ROW;
}

bool store_place_set(struct store *s, const char *lesson, const char *step,
                     struct err *e)
{
    sqlite3_stmt *q = prepared(s, PLACE_SET, lesson, step, NULL);

    return finish_write(s, q, "your place", e);
}

bool store_place_get(struct arena *a, struct store *s, bool *found,
                     const char **lesson, const char **step, struct err *e)
{
    sqlite3_stmt *q = s->statement[PLACE_GET];
    int rc = sqlite3_step(q);

    *found = rc == SQLITE_ROW;
    *lesson = *found ? get_text(a, q, 0) : NULL;
    *step = *found ? get_text(a, q, 1) : NULL;
    return finish_read(s, q, rc, e);
}

bool store_lesson_place(struct arena *a, struct store *s, const char *lesson,
                        const char **step, struct err *e)
{
    sqlite3_stmt *q = prepared(s, PLACE_IN_LESSON, lesson, NULL, NULL);
    int rc = sqlite3_step(q);

    *step = rc == SQLITE_ROW ? get_text(a, q, 0) : NULL;
    return finish_read(s, q, rc, e);
}

bool store_step_done(struct store *s, const char *lesson, const char *step,
                     struct err *e)
{
    sqlite3_stmt *q = prepared(s, STEP_DONE, lesson, step, NULL);

    sqlite3_bind_int64(q, 3, time(NULL));
    return finish_write(s, q, "this step", e);
}

bool store_steps_done(struct arena *a, struct store *s, const char *lesson,
                      struct names *out, struct err *e)
{
    sqlite3_stmt *q = prepared(s, STEPS_DONE, lesson, NULL, NULL);
    int rc;

    *out = (struct names){0};
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        out->name = grown(a, out->name, out->n, sizeof *out->name);
        out->name[out->n++] = get_text(a, q, 0);
    }
    return finish_read(s, q, rc, e);
}

bool store_answer(struct store *s, const char *lesson, const char *step,
                  const char *typed, int right, struct err *e)
{
    sqlite3_stmt *q = prepared(s, ANSWER, lesson, step, typed);

    sqlite3_bind_int(q, 4, right);
    sqlite3_bind_int64(q, 5, time(NULL));
    return finish_write(s, q, "this answer", e);
}

bool store_answers(struct arena *a, struct store *s, struct answer_entry **out,
                   size_t *n, struct err *e)
{
    sqlite3_stmt *q = s->statement[ANSWERS];
    int rc;

    *out = NULL;
    *n = 0;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        *out = grown(a, *out, *n, sizeof **out);
        (*out)[(*n)++] = (struct answer_entry){
            .lesson = get_text(a, q, 0),
            .step = get_text(a, q, 1),
            .typed = get_text(a, q, 2),
            .right = sqlite3_column_int(q, 3),
        };
    }
    return finish_read(s, q, rc, e);
}

bool store_attempt(struct store *s, const char *exercise, const char *verdict,
                   const char *kind, double seconds, int64_t now, struct err *e)
{
    sqlite3_stmt *q = prepared(s, ATTEMPT, exercise, verdict, kind);

    sqlite3_bind_double(q, 4, seconds);
    sqlite3_bind_int64(q, 5, now);
    return finish_write(s, q, "this attempt", e);
}

bool store_exercise(struct store *s, const char *exercise,
                    struct exercise_state *out, struct err *e)
{
    sqlite3_stmt *q = prepared(s, EXERCISE, exercise, NULL, NULL);
    int rc = sqlite3_step(q);

    *out = (struct exercise_state){0};
    if (rc == SQLITE_ROW) {
        out->attempts = (long)sqlite3_column_int64(q, 0);
        out->passed = sqlite3_column_int(q, 1);
        out->current = sqlite3_column_int(q, 2);
        out->last = sqlite3_column_int64(q, 3);
    }
    return finish_read(s, q, rc, e);
}

bool store_rungs(struct store *s, const char *exercise, const char *ladder,
                 struct rungs_seen *out, struct err *e)
{
    sqlite3_stmt *q = prepared(s, RUNGS_GET, exercise, ladder, NULL);
    int rc = sqlite3_step(q);

    *out = (struct rungs_seen){0};
    if (rc == SQLITE_ROW) {
        out->rungs = (long)sqlite3_column_int64(q, 0);
        out->shown_at = sqlite3_column_int64(q, 1);
        out->attempts_then = (long)sqlite3_column_int64(q, 2);
    }
    return finish_read(s, q, rc, e);
}

bool store_rung_shown(struct store *s, const char *exercise, const char *ladder,
                      const struct rungs_seen *now, struct err *e)
{
    sqlite3_stmt *q = prepared(s, RUNGS_SET, exercise, ladder, NULL);

    sqlite3_bind_int64(q, 3, now->rungs);
    sqlite3_bind_int64(q, 4, now->shown_at);
    sqlite3_bind_int64(q, 5, now->attempts_then);
    return finish_write(s, q, "this hint", e);
}

bool store_review_add(struct store *s, const struct review_entry *entry,
                      struct err *e)
{
    sqlite3_stmt *q = prepared(s, REVIEW_ADD, entry->card, NULL, NULL);

    sqlite3_bind_int64(q, 2, entry->at);
    sqlite3_bind_int(q, 3, entry->rating);
    return finish_write(s, q, "this review", e);
}

bool store_reviews(struct arena *a, struct store *s, struct review_entry **out,
                   size_t *n, struct err *e)
{
    sqlite3_stmt *q = s->statement[REVIEWS];
    int rc;

    *out = NULL;
    *n = 0;
    while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
        *out = grown(a, *out, *n, sizeof **out);
        (*out)[(*n)++] = (struct review_entry){
            .card = get_text(a, q, 0),
            .at = sqlite3_column_int64(q, 1),
            .rating = sqlite3_column_int(q, 2),
        };
    }
    return finish_read(s, q, rc, e);
}
