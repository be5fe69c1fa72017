/* SARIF 2.1.0: a result for each finding that has a line.
 *
 * A record holds no threads and no steps, so there are no code flows. What has
 * no place in the source (nothing was handed in, a crash without a line, our
 * own failure) is a notification: it must not look as if all were well.
 *
 * Messages are texts with placeholders and links of their own, which nothing
 * that a submission printed may become. */
#include "src/base/json.h"
#include "src/base/sha256.h"
#include "src/class/format_entry.h"
#include "src/class/format_writers.h"

#include <stdio.h>
#include <string.h>

static const char schema[] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/"
                             "errata01/os/schemas/sarif-schema-2.1.0.json";

/* What each kind means, in a sentence; in the order of finding_kind. */
static const char *const rules[] = {
    [FINDING_COMPILE] = "The compiler does not accept the program.",
    [FINDING_TEST] = "A check of the exercise's tests does not hold.",
    [FINDING_ASSERTION] = "An assertion in the program does not hold.",
    [FINDING_CRASH] = "The program ends in the middle.",
    [FINDING_TIMEOUT] = "The program does not come to an end in time.",
    [FINDING_DATA_RACE] = "Two threads use the same memory at once, without "
                          "order between them, and one of them writes.",
    [FINDING_DEADLOCK] = "Threads wait for each other for ever.",
    [FINDING_LIVELOCK] = "Threads go on for ever without getting anywhere.",
    [FINDING_MEMORY] = "The program uses memory that is not its own, or does "
                       "what the language leaves undefined.",
    [FINDING_LEAK] = "Memory is never freed, or a thread never joined.",
    [FINDING_MISUSE] = "A primitive is used against its rules.",
    [FINDING_FORBIDDEN] = "The program uses what the exercise forbids.",
    [FINDING_FORGED] = "The program takes part in deciding its own result.",
    [FINDING_LIMIT] = "The program needs more than the exercise allows.",
    [FINDING_SLOW] = "The program is slower than the exercise asks for.",
};
_Static_assert(sizeof rules / sizeof *rules == FINDING_KIND_COUNT,
               "a rule for each kind");

struct sarif {
    struct arena *a;
    const struct format_input *in;
    struct json_out *w;
};

/* ----------------------------------------------------------------- messages */

/* Braces are doubled (section 3.11.5 of the standard); a blank keeps "](" from
 * being the middle of a link (3.11.6). */
static void put_message(const struct sarif *s, const char *key,
                        const char *text)
{
    struct buf b = BUF_INIT;

    for (const char *c = text; *c != '\0'; c++) {
        buf_addc(&b, *c);
        if (*c == '{' || *c == '}')
            buf_addc(&b, *c);
        else if (*c == ']' && c[1] == '(')
            buf_addc(&b, ' ');
    }
    json_put_object(s->w, key);
    json_put_string(s->w, "text", b.data);
    json_put_end(s->w, '}');
    buf_free(&b);
}

/* ------------------------------------------------------------------- places */

/* A path as a reference of RFC 3986. Without its ':', as what stands before the
 * first would be a scheme. */
static char *uri_of(struct arena *a, const char *path)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789-._~/";
    struct buf b = BUF_INIT;

    buf_adds(&b, *path == '/' ? "file://" : "");
    for (; *path != '\0'; path++) {
        if (strchr(plain, *path) != NULL)
            buf_addc(&b, *path);
        else
            buf_printf(&b, "%%%02X", (unsigned)(unsigned char)*path);
    }
    char *uri = buf_keep(a, &b);
    buf_free(&b);
    return uri;
}

/* Where the record's file was, if the finding is in it: in a repository that is
 * a path from its root. Else, or in an archive, no more than its name. */
static const char *path_of(const struct record *r,
                           const struct record_finding *f)
{
    size_t name = strlen(f->file);
    const char *path = r->source != NULL ? r->source : "";
    size_t len = strlen(path);

    if (len > FORMAT_TEXT_MAX || len < name || strstr(path, ": ") != NULL ||
        strcmp(path + len - name, f->file) != 0 ||
        (len > name && path[len - name - 1] != '/'))
        return f->file;
    while (strncmp(path, "./", 2) == 0 && path[2] != '/')
        path += 2;
    return path;
}

static bool has_place(const struct record_finding *f)
{
    return f->file != NULL && *f->file != '\0' && f->line > 0 &&
           strlen(f->file) <= FORMAT_NAME_MAX;
}

static void put_location(const struct sarif *s, const struct record *r,
                         const struct record_finding *f)
{
    json_put_array(s->w, "locations");
    json_put_object(s->w, NULL);
    json_put_object(s->w, "physicalLocation");
    json_put_object(s->w, "artifactLocation");
    json_put_string(s->w, "uri", uri_of(s->a, path_of(r, f)));
    json_put_end(s->w, '}');
    json_put_object(s->w, "region");
    json_put_number(s->w, "startLine", f->line);
    if (f->column > 0) {
        json_put_number(s->w, "startColumn", f->column);
        json_put_number(s->w, "endLine", f->line);
        json_put_number(s->w, "endColumn", f->column + 1.0);
    }
    json_put_end(s->w, '}');
    json_put_end(s->w, '}');
    json_put_end(s->w, '}');
    json_put_end(s->w, ']');
}

/* ------------------------------------------------------------------ results */

static const char *or_empty(const char *s)
{
    return s != NULL ? s : "";
}

/* What a finding is known by: not by its line, so that it is known again when
 * lines above it come and go. */
static char *hash_of(struct arena *a, const struct record *r,
                     const struct record_finding *f)
{
    char *hex = arena_alloc(a, SHA256_HEX);
    struct buf b = BUF_INIT;

    buf_printf(&b, "%s\n%s\n%s\n%s\n%s\n", r->exercise,
               finding_kind_name(f->kind), or_empty(f->test),
               or_empty(f->function), or_empty(f->file));
    sha256_hex(b.data, b.len, hex);
    buf_free(&b);
    return hex;
}

/* Findings that are alike are told apart by a number. hashes[finding] is ours,
 * those before it are known. */
static void put_fingerprint(const struct sarif *s, char *const *hashes,
                            size_t finding)
{
    size_t number = 1;

    for (size_t i = 0; i < finding; i++)
        number += strcmp(hashes[finding], hashes[i]) == 0;
    json_put_object(s->w, "partialFingerprints");
    json_put_string(s->w, "threadlingsFinding/v1",
                    arena_printf(s->a, "%s:%zu", hashes[finding], number));
    json_put_end(s->w, '}');
}

static void put_property(const struct sarif *s, const char *key,
                         const char *text)
{
    if (text != NULL && *text != '\0')
        json_put_string(s->w, key, format_text(s->a, text, FORMAT_TEXT_MAX));
}

static void put_properties(const struct sarif *s, const struct record *r,
                           const struct record_finding *f)
{
    json_put_object(s->w, "properties");
    put_property(s, "exercise", r->exercise);
    put_property(s, "stage", stage_name(f->stage));
    put_property(s, "test", f->test);
    put_property(s, "expectation", f->expectation);
    put_property(s, "function", f->function);
    put_property(s, "detail", f->detail);
    put_property(s, "output", f->output);
    if (s->in->assignment->shown.schedules)
        put_property(s, "schedule", f->schedule);
    json_put_end(s->w, '}');
}

static void put_result(const struct sarif *s, const struct record *r,
                       char *const *hashes, size_t finding)
{
    const struct record_finding *f = &r->findings[finding];
    const char *text = format_line(s->a, f->message, FORMAT_LINE_MAX);

    if (*text == '\0')
        text = rules[f->kind];
    json_put_object(s->w, NULL);
    json_put_string(s->w, "ruleId", finding_kind_name(f->kind));
    json_put_number(s->w, "ruleIndex", f->kind);
    json_put_string(s->w, "level", "error");
    put_message(s, "message", text);
    put_location(s, r, f);
    put_fingerprint(s, hashes, finding);
    put_properties(s, r, f);
    json_put_end(s->w, '}');
}

static void put_results_of(const struct sarif *s, const struct record *r)
{
    size_t n = format_shown(s->in, r);
    char **hashes = ARENA_ARRAY(s->a, char *, n);

    for (size_t i = 0; i < n; i++) {
        hashes[i] = hash_of(s->a, r, &r->findings[i]);
        if (has_place(&r->findings[i]))
            put_result(s, r, hashes, i);
    }
}

static void put_results(const struct sarif *s)
{
    const struct assignment *as = s->in->assignment;

    json_put_array(s->w, "results");
    for (size_t i = 0; i < as->n; i++)
        put_results_of(s, format_record(s->in, as->list[i].exercise));
    json_put_end(s->w, ']');
}

/* -------------------------------------------------------- what has no place */

static void put_notification(const struct sarif *s, const char *text)
{
    json_put_object(s->w, NULL);
    json_put_string(s->w, "level", "error");
    put_message(s, "message", text);
    json_put_end(s->w, '}');
}

/* Is the exercise's failure among the results? */
static bool has_result(const struct sarif *s, const struct record *r)
{
    size_t n = format_shown(s->in, r);

    for (size_t k = 0; k < n; k++)
        if (has_place(&r->findings[k]))
            return true;
    return false;
}

static void put_invocation(const struct sarif *s)
{
    struct entries all;

    format_entries(s->a, s->in, FORMAT_TEXT_MAX, &all);
    json_put_array(s->w, "invocations");
    json_put_object(s->w, NULL);
    json_put_bool(s->w, "executionSuccessful", all.known);
    json_put_array(s->w, "toolExecutionNotifications");
    for (size_t i = 0; i < all.n; i++) {
        const struct entry *e = &all.list[i];
        const char *name = s->in->assignment->list[e->exercise].exercise;
        if (e->stage == NULL && e->state != ENTRY_PASSED &&
            (e->state > ENTRY_BROKEN ||
             !has_result(s, format_record(s->in, name))))
            put_notification(s, arena_printf(s->a, "%s: %s", e->name, e->line));
    }
    json_put_end(s->w, ']');
    json_put_end(s->w, '}');
    json_put_end(s->w, ']');
}

/* ----------------------------------------------------------------- the tool */

static void put_rule(const struct sarif *s, enum finding_kind kind)
{
    json_put_object(s->w, NULL);
    json_put_string(s->w, "id", finding_kind_name(kind));
    put_message(s, "shortDescription", rules[kind]);
    put_message(s, "fullDescription", rules[kind]);
    put_message(s, "help", rules[kind]);
    json_put_object(s->w, "defaultConfiguration");
    json_put_string(s->w, "level", "error");
    json_put_end(s->w, '}');
    json_put_end(s->w, '}');
}

static const char *version_of(const struct sarif *s)
{
    for (size_t i = 0; i < s->in->n; i++) {
        const struct record *r = s->in->records[i];
        if (r != NULL && r->grader != NULL && *r->grader != '\0')
            return format_line(s->a, r->grader, FORMAT_NAME_MAX);
    }
    return NULL;
}

static void put_tool(const struct sarif *s)
{
    const char *version = version_of(s);

    json_put_object(s->w, "tool");
    json_put_object(s->w, "driver");
    json_put_string(s->w, "name", "threadlings");
    if (version != NULL)
        json_put_string(s->w, "version", version);
    json_put_array(s->w, "rules");
    for (int k = 0; k < FINDING_KIND_COUNT; k++)
        put_rule(s, (enum finding_kind)k);
    json_put_end(s->w, ']');
    json_put_end(s->w, '}');
    json_put_end(s->w, '}');
}

/* GitHub takes several documents for one commit only if these ids differ. */
static void put_automation(const struct sarif *s)
{
    const struct assignment *as = s->in->assignment;
    const char *whose = s->in->student;

    if (whose == NULL && as->n == 1)
        whose = as->list[0].exercise;
    if (whose == NULL)
        return;
    json_put_object(s->w, "automationDetails");
    json_put_string(s->w, "id",
                    arena_printf(s->a, "threadlings/%s/",
                                 format_line(s->a, whose, FORMAT_NAME_MAX)));
    json_put_end(s->w, '}');
}

void format_sarif(struct arena *a, const struct format_input *in,
                  struct buf *out)
{
    struct json_out w;
    struct sarif s = {a, in, &w};

    json_begin(&w, out);
    json_put_object(&w, NULL);
    json_put_string(&w, "$schema", schema);
    json_put_string(&w, "version", "2.1.0");
    json_put_array(&w, "runs");
    json_put_object(&w, NULL);
    put_tool(&s);
    put_automation(&s);
    put_invocation(&s);
    json_put_string(&w, "columnKind", "unicodeCodePoints");
    put_results(&s);
    json_put_end(&w, '}');
    json_put_end(&w, ']');
    json_put_end(&w, '}');
}
