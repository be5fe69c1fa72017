/* Any bytes as an assignment. What is read is within the limits, can be written
 * and read again, and gives every outcome its points. */
#include "src/class/assignment.h"
#include "src/base/buf.h"
#include "src/base/json.h"
#include "src/class/score.h"

#include "tests/fuzz/fuzz.h"

#include <time.h>

static void put_exercise(struct json_out *w, const struct assigned *of)
{
    json_put_object(w, NULL);
    json_put_string(w, "exercise", of->exercise);
    json_put_string(w, "file", of->file);
    json_put_number(w, "points", of->points);
    json_put_object(w, "partial");
    for (int s = 0; s < STAGE_COUNT; s++)
        json_put_number(w, stage_name((enum stage)s), of->partial[s]);
    json_put_end(w, '}');
    json_put_end(w, '}');
}

static void put_due(struct json_out *w, const struct assignment *as)
{
    char text[64];
    struct tm parts;
    time_t due = (time_t)as->due;

    if (!as->has_due || gmtime_r(&due, &parts) == NULL || parts.tm_year < 70 ||
        parts.tm_year > 8099)
        return;
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    json_put_string(w, "due", text);
    json_put_object(w, "late");
    json_put_number(w, "percent_a_day", as->late_percent);
    json_put_number(w, "days", (double)as->late_days);
    json_put_end(w, '}');
}

static void put(struct buf *out, const struct assignment *as)
{
    struct json_out w;

    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_number(&w, "format", 1);
    json_put_string(&w, "title", as->title);
    json_put_array(&w, "exercises");
    for (size_t i = 0; i < as->n; i++)
        put_exercise(&w, &as->list[i]);
    json_put_end(&w, ']');
    put_due(&w, as);
    json_put_object(&w, "show");
    json_put_string(&w, "findings",
                    as->shown.all        ? "all"
                    : as->shown.findings ? "first"
                                         : "none");
    json_put_bool(&w, "schedules", as->shown.schedules);
    json_put_bool(&w, "hints", as->shown.hints);
    json_put_bool(&w, "points", as->shown.points);
    json_put_end(&w, '}');
    if (as->names)
        json_put_string(&w, "names", as->names);
    if (as->secret)
        json_put_string(&w, "secret", as->secret);
    if (as->roster)
        json_put_string(&w, "roster", as->roster);
    json_put_end(&w, '}');
}

static void check_score(const struct assignment *as, const struct assigned *of)
{
    struct record r = {.exercise = of->exercise, .handed_in = as->due + 90000};

    for (int o = 0; o < RECORD_OUTCOME_COUNT; o++) {
        r.outcome = (enum record_outcome)o;
        struct score s = score_of(as, of, &r);
        must(s.points >= 0 && s.taken >= 0 &&
                 s.points + s.taken <= of->points + 0.01,
             "no more points than there are", of->exercise);
    }
}

static void check(const struct assignment *as)
{
    must(as->n >= 1 && as->n <= ASSIGNED_MAX, "a number of exercises",
         as->title);
    for (size_t i = 0; i < as->n; i++) {
        const struct assigned *of = &as->list[i];
        size_t len = strlen(of->file);
        must(assignment_find(as, of->exercise) == of, "found", of->exercise);
        must(strchr(of->exercise, '/') == NULL && *of->exercise != '.',
             "no path", of->exercise);
        must(strchr(of->file, '/') == NULL && len > 2 &&
                 strcmp(of->file + len - 2, ".c") == 0,
             "a file's name", of->file);
        check_score(as, of);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct fuzz_file f = fuzz_file(data, size);
    struct buf first = BUF_INIT, second = BUF_INIT;
    struct assignment as;
    struct err e = {0};

    if (assignment_load(a, f.path, &as, &e)) {
        check(&as);
        put(&first, &as);
        fuzz_file_fill(&f, first.data, first.len);
        if (!assignment_load(a, f.path, &as, &e))
            must(false, e.text, first.data);
        put(&second, &as);
        must(strcmp(first.data, second.data) == 0, "written as it was read",
             second.data);
    } else {
        must_say_where(&e, f.path);
    }
    buf_free(&first);
    buf_free(&second);
    close(f.fd);
    arena_free(a);
    return 0;
}
