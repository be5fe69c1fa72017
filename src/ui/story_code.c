/* What the program's own text tells: lines, and how they call things. */
#include "src/ui/story_parts.h"

#include <ctype.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

enum {
    NAME_MAX_BYTES = 40, /* longer expressions are not names any more */
    CALL_LINES = 3,      /* lines that a call may take */
    SAME_NAME_MAX = 64,  /* objects of one name that are told apart */
    TARGETS_MAX = 8,     /* writes of a line that are told apart */
};

static const char *text_of(const struct story_work *w, const char *file)
{
    for (size_t i = 0; i < w->nsources; i++) {
        const struct story_source *s = &w->sources[i];
        if (s->text != NULL &&
            (s->file == NULL || file == NULL || strcmp(s->file, file) == 0))
            return s->text;
    }
    return NULL;
}

/* Where a line begins, or NULL. */
static const char *find_line(const struct story_work *w, const char *file,
                             int line)
{
    const char *at = text_of(w, file);

    for (int i = 1; at != NULL && i < line; i++) {
        at = strchr(at, '\n');
        at = at != NULL ? at + 1 : NULL;
    }
    return line > 0 ? at : NULL;
}

const char *story_line(const struct story_work *w, const char *file, int line)
{
    const char *at = find_line(w, file, line);

    if (at == NULL)
        return NULL;
    at += strspn(at, " \t");
    size_t len = strcspn(at, "\r\n");
    while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\t'))
        len--;
    return len > 0 ? arena_strndup(w->arena, at, len) : NULL;
}

const char *story_place(const struct story_work *w, const struct frame *at)
{
    if (at == NULL)
        return "a line that is not known";
    if (w->file != NULL && at->file != NULL && strcmp(w->file, at->file) != 0)
        return arena_printf(w->arena, "line %d of %s", at->line, at->file);
    return arena_printf(w->arena, "line %d", at->line);
}

const char *story_thread(const struct story_work *w, int thread)
{
    if (thread == 0)
        return "the main thread";
    return arena_printf(w->arena, "thread %d", thread);
}

/* -------------------------------------------------------------- expressions
 */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The first argument after "(": up to a comma or bracket of the same depth. */
static size_t argument_len(const char *s, const char *end)
{
    int depth = 0;
    size_t n = 0;

    for (; s + n < end; n++) {
        if (s[n] == '(' || s[n] == '[')
            depth++;
        else if (s[n] == ')' || s[n] == ']')
            depth--;
        if (depth < 0 || (depth == 0 && (s[n] == ',' || s[n] == ';')))
            break;
    }
    return n;
}

/* An expression as a name: without & and blanks around it. */
static const char *tidy(const struct story_work *w, const char *s, size_t n)
{
    while (n > 0 && (isspace((unsigned char)*s) || *s == '&')) {
        s++;
        n--;
    }
    while (n > 0 && isspace((unsigned char)s[n - 1]))
        n--;
    bool fine = n > 0 && n <= NAME_MAX_BYTES && is_word(s[0]) &&
                !isdigit((unsigned char)*s);
    for (size_t i = 0; i < n && fine; i++)
        fine = is_word(s[i]) || strchr("->.[]+% ", s[i]) != NULL;
    return fine ? arena_strndup(w->arena, s, n) : NULL;
}

static const char *after_line(const char *at, int lines)
{
    while (lines-- > 0 && *at != '\0') {
        at += strcspn(at, "\n");
        at += *at == '\n';
    }
    return at;
}

/* Functions whose name in the trace is only a part of the one in the source:
 * "load" is atomic_load, or one of its relatives. */
static bool is_call(const char *s, size_t len, const char *function)
{
    size_t n = strlen(function);

    if (strncmp(s, "atomic_", 7) == 0 || strncmp(s, "__atomic_", 9) == 0) {
        const char *rest = strstr(s, "atomic_") + 7;
        size_t left = len - (size_t)(rest - s);
        if (strcmp(function, "exchange") == 0 && left >= 11 &&
            strncmp(rest, "flag_test_a", 11) == 0)
            return true;
        if (strcmp(function, "store") == 0 && left >= 10 &&
            strncmp(rest, "flag_clear", 10) == 0)
            return true;
        return left >= n && strncmp(rest, function, n) == 0;
    }
    return len == n && strncmp(s, function, n) == 0;
}

const char *story_operand(const struct story_work *w, const struct frame *at,
                          const char *function, size_t nth)
{
    const char *s = at != NULL ? find_line(w, at->file, at->line) : NULL;
    const char *end = s != NULL ? after_line(s, CALL_LINES) : NULL;

    for (; s != NULL && s < end && *s != '\0';) {
        size_t n = 0;
        while (is_word(s[n]))
            n++;
        const char *open = s + n + strspn(s + n, " ");
        if (n > 0 && *open == '(' && is_call(s, n, function) && nth-- == 0)
            return tidy(w, open + 1, argument_len(open + 1, end));
        s += n > 0 ? n : 1;
    }
    return NULL;
}

/* The length of the expression at s that something may be assigned to. */
static size_t target_len(const char *s)
{
    size_t n = 0;

    for (int depth = 0; s[n] != '\0'; n++) {
        bool step =
            strncmp(s + n, "++", 2) == 0 || strncmp(s + n, "--", 2) == 0;
        depth += (s[n] == '[') - (s[n] == ']');
        if (depth == 0 &&
            (step || !(is_word(s[n]) || strchr("->.]", s[n]) != NULL)))
            break;
    }
    return n;
}

/* What a line writes to: "n->next" of "n->next = top;", "count" of "count++".
 * In the order in which it does: steps as they stand, then what is assigned to
 * from right to left ("a = b = 0;"). */
struct targets {
    const char *name[TARGETS_MAX];
    size_t n;
};

static bool is_assignment(const char *s)
{
    return (s[0] == '=' && s[1] != '=') ||
           (s[0] != '\0' && strchr("+-*/%|&^", s[0]) != NULL && s[1] == '=');
}

static bool is_step(const char *s)
{
    return strncmp(s, "++", 2) == 0 || strncmp(s, "--", 2) == 0;
}

static void add_target(const struct story_work *w, struct targets *t,
                       const char *s, size_t len, size_t place)
{
    const char *name = tidy(w, s, len);

    if (name == NULL || t->n == TARGETS_MAX)
        return;
    for (size_t i = t->n++; i > place; i--)
        t->name[i] = t->name[i - 1];
    t->name[place] = name;
}

static struct targets targets_of(const struct story_work *w,
                                 const struct frame *at)
{
    const char *s = at != NULL ? story_line(w, at->file, at->line) : NULL;
    struct targets t = {.n = 0};
    size_t steps = 0;
    bool before = false; /* ++ stood in front of it */

    while (s != NULL && *s != '\0') {
        size_t n = is_word(*s) ? target_len(s) : 0;
        const char *after = s + n + strspn(s + n, " ");
        if (n > 0 && (before || is_step(after)))
            add_target(w, &t, s, n, steps++);
        else if (n > 0 && is_assignment(after))
            add_target(w, &t, s, n, steps);
        before = n == 0 && is_step(s);
        s += n > 0 ? n : before ? 2 : 1;
    }
    return t;
}

/* Whether the name stands for a variable of its own, and not for a part of
 * something or for what a pointer leads to. */
static bool is_bare(const char *name)
{
    while (is_word(*name))
        name++;
    return *name == '\0';
}

/* -------------------------------------------------------------------- names
 */

/* How many acts of the same call stand before it in the same run of a line. */
static size_t call_number(const struct story_work *w, int i)
{
    const struct act *a = &w->acts[i];
    size_t n = 0;

    for (int k = i - 1; k >= 0; k--) {
        const struct act *b = &w->acts[k];
        if (b->s->thread != a->s->thread || b->s->kind == TRACE_CHOICE)
            continue;
        if (b->at == NULL || a->at == NULL || b->at->line != a->at->line ||
            b->s->address == a->s->address)
            break;
        n += strcmp(b->s->name, a->s->name) == 0;
    }
    return n;
}

static bool is_plain(const struct act *a)
{
    return a->s->kind == TRACE_PLAIN_READ || a->s->kind == TRACE_PLAIN_WRITE;
}

/* How many plain writes stand before it in the same run of a line. */
static size_t write_number(const struct story_work *w, int i)
{
    const struct act *a = &w->acts[i];
    size_t n = 0;

    for (int k = i - 1; k >= 0; k--) {
        const struct act *b = &w->acts[k];
        if (b->s->thread != a->s->thread)
            continue;
        if (b->at == NULL || a->at == NULL || b->at->line != a->at->line)
            break;
        if (b->s->kind == TRACE_PLAIN_WRITE && b->s->address == a->s->address)
            break; /* the line is run again */
        n += b->s->kind == TRACE_PLAIN_WRITE;
    }
    return n;
}

/* What the line of a plain write calls it. A local variable is no step, unless
 * its address has been given away. */
static const char *written(const struct story_work *w, int i)
{
    const struct act *a = &w->acts[i];
    struct targets t = targets_of(w, a->at), parts = {.n = 0};
    size_t number = write_number(w, i);

    for (size_t k = 0; k < t.n; k++) {
        if (a->s->variable != NULL || !is_bare(t.name[k]))
            parts.name[parts.n++] = t.name[k];
    }
    if (parts.n == 0)
        parts = t;
    return number < parts.n ? parts.name[number] : NULL;
}

/* A name that the line itself uses. */
static const char *name_in_line(const struct story_work *w, int i)
{
    const struct act *a = &w->acts[i];
    const char *name;

    if (story_is_free(a))
        return story_operand(w, a->at, "free", 0);
    if (a->s->kind == TRACE_PLAIN_WRITE)
        return written(w, i);
    if (is_plain(a))
        return NULL;
    name = story_operand(w, a->at, a->s->name, call_number(w, i));
    if (name != NULL || a->s->object == NULL ||
        strcmp(a->s->object, "atomic") != 0)
        return name;
    struct targets t = targets_of(w, a->at); /* "count++" of an atomic count */
    return t.n == 1 ? t.name[0] : NULL;
}

static unsigned size_of(const struct act *a)
{
    static const struct {
        const char *object;
        unsigned size;
    } sizes[] = {
        {"mutex", sizeof(pthread_mutex_t)},
        {"cond", sizeof(pthread_cond_t)},
        {"rwlock", sizeof(pthread_rwlock_t)},
        {"semaphore", sizeof(sem_t)},
        {"spinlock", sizeof(pthread_spinlock_t)},
    };

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (story_is_object(a, sizes[i].object))
            return sizes[i].size;
    }
    return a->s->size;
}

/* Where a variable begins, as some step tells. */
static bool find_base(const struct story_work *w, const char *name, size_t len,
                      uint64_t *out)
{
    for (int i = 0; i < w->n; i++) {
        const char *v = w->acts[i].s->variable;
        if (v == NULL || strncmp(v, name, len) != 0 ||
            (v[len] != '\0' && strncmp(v + len, " + ", 3) != 0))
            continue;
        *out = w->acts[i].s->address -
               (v[len] != '\0' ? strtoull(v + len + 3, NULL, 10) : 0);
        return true;
    }
    return false;
}

/* Where a block begins that a pointer of that name leads to. */
static bool find_pointer(const struct story_work *w, const char *name,
                         size_t len, uint64_t address, uint64_t *out)
{
    enum { BLOCK_MAX = 1 << 20 /* bytes; what is further away is another */ };

    for (int i = 0; i < w->n; i++) {
        const struct act *a = &w->acts[i];
        uint64_t to = a->s->writes ? a->s->wrote : a->s->read;
        if (a->name == NULL || strncmp(a->name, name, len) != 0 ||
            a->name[len] != '\0' || a->s->size != sizeof to || to > address ||
            address - to > BLOCK_MAX)
            continue;
        *out = to;
        return true;
    }
    return false;
}

/* "forks[1]" for "forks[first]": the same words may mean other elements in
 * other steps. NULL where that is not known. */
static const char *element(const struct story_work *w, const struct act *a,
                           const char *name)
{
    const char *open = name != NULL ? strchr(name, '[') : NULL;
    unsigned size = size_of(a);
    uint64_t base;

    if (open == NULL || strchr(open, ']') == NULL ||
        strchr(open, ']')[1] != '\0' || size == 0)
        return NULL;
    size_t len = (size_t)(open - name);
    if ((!find_base(w, name, len, &base) &&
         !find_pointer(w, name, len, a->s->address, &base)) ||
        a->s->address < base || (a->s->address - base) % size != 0)
        return NULL;
    return arena_printf(w->arena, "%.*s[%llu]", (int)(open - name), name,
                        (unsigned long long)((a->s->address - base) / size));
}

/* The part that is the same wherever the variable is used: "nodes + 8" is a
 * part of nodes. */
static const char *short_variable(const struct story_work *w, const char *name)
{
    const char *plus = strstr(name, " + ");

    return plus == NULL ? name
                        : arena_printf(w->arena, "a part of %.*s",
                                       (int)(plus - name), name);
}

/* A name that another step at the same place has. */
static const char *name_elsewhere(const struct story_work *w, int i)
{
    for (int k = 0; k < w->n; k++) {
        const struct act *b = &w->acts[k];
        if (b->name != NULL && b->s->address == w->acts[i].s->address &&
            b->s->size == w->acts[i].s->size)
            return b->name;
    }
    return NULL;
}

static bool is_primitive(const struct act *a)
{
    return a->name != NULL && a->s->address != 0 && a->s->object != NULL &&
           !story_is_object(a, "atomic");
}

/* "b->lock (2)": where several locks go by one name, as those of two accounts
 * in one function do, they are numbered by their addresses. */
static const char *numbered(const struct story_work *w, const struct act *a,
                            const char *const *names)
{
    uint64_t others[SAME_NAME_MAX];
    size_t n = 0, below = 0;

    for (int i = 0; i < w->n && n < SAME_NAME_MAX; i++) {
        const struct act *b = &w->acts[i];
        size_t k = 0;
        if (!is_primitive(b) || b->s->address == a->s->address ||
            strcmp(names[i], a->name) != 0)
            continue;
        while (k < n && others[k] != b->s->address)
            k++;
        if (k < n)
            continue;
        others[n++] = b->s->address;
        below += b->s->address < a->s->address;
    }
    return n == 0 ? a->name
                  : arena_printf(w->arena, "%s (%zu)", a->name, below + 1);
}

static void number_all(struct story_work *w)
{
    const char **names = ARENA_ARRAY(w->arena, const char *, (size_t)w->n + 1);

    for (int i = 0; i < w->n; i++)
        names[i] = w->acts[i].name;
    for (int i = 0; i < w->n; i++) {
        if (is_primitive(&w->acts[i]))
            w->acts[i].name = numbered(w, &w->acts[i], names);
    }
}

void story_name_all(struct story_work *w)
{
    for (int i = 0; i < w->n; i++) {
        struct act *a = &w->acts[i];
        const char *known = a->s->variable;
        if (a->s->address == 0)
            continue;
        bool member = false;
        bool whole = known != NULL && strchr(known, ' ') == NULL;
        a->name = name_in_line(w, i);
        /* "wants[me]" says more than "wants"; "*flag" does not. */
        if (a->name != NULL)
            member = strstr(a->name, "->") || strchr(a->name, '.');
        if (whole && !member &&
            (a->name == NULL || strncmp(a->name, known, strlen(known)) != 0))
            a->name = known;
        const char *exact = element(w, a, a->name);
        a->name = exact != NULL ? exact : a->name;
    }
    /* What several threads use by calls has one name, the first. */
    for (int i = 0; i < w->n; i++) {
        struct act *a = &w->acts[i];
        const char *name = name_elsewhere(w, i);
        if (a->s->address == 0 || (a->name != NULL && is_plain(a)))
            continue;
        if (name == NULL && a->s->variable != NULL)
            name = short_variable(w, a->s->variable);
        a->name = name;
    }
    for (int i = 0; i < w->n; i++) {
        const char *exact = element(w, &w->acts[i], w->acts[i].name);
        w->acts[i].name = exact != NULL ? exact : w->acts[i].name;
    }
    number_all(w);
}
