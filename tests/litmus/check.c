// Checks a corpus: programs with the results that the literature gives them.
//
//     NAME | op op | op op                  as in enumerate.c, not indented
//       source: where the expectations come from (the axioms if left out)
//       allows [MODEL]: PATTERN             some outcome has the pattern
//       forbids [MODEL]: PATTERN            no outcome has it
//       graphs [MODEL]: N
//       outcomes [MODEL]: N
//       race [MODEL]: yes|no
//       deadlock [MODEL]: yes|no
// MODEL is c11 (when left out), sc or tso. A pattern is a list of parts of an
// outcome, such as "0:1,_ x=2"; _ is any value.

#include "litmus.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096 }; // bytes

struct corpus {
    struct program p;
    bool known[3];
    struct result result[3];
    int tests;
    int failed;
};

static const struct result *result_of(struct corpus *c, enum model model)
{
    if (!c->known[model]) {
        search(&c->p, model, true, &c->result[model]);
        c->known[model] = true;
    }
    return &c->result[model];
}

static void forget_results(struct corpus *c)
{
    for (int i = 0; i < 3; i++) {
        if (c->known[i]) {
            result_free(&c->result[i]);
        }
        c->known[i] = false;
    }
}

// Is `part` (len bytes, _ matches any number) a word of `outcome`?
static bool has_part(const char *outcome, const char *part, size_t len)
{
    while (*outcome != '\0') {
        const char *o = outcome;
        size_t i = 0;
        while (i < len && (part[i] == '_' ? isdigit((unsigned char)*o) != 0
                                          : part[i] == *o)) {
            o++;
            while (part[i] == '_' && isdigit((unsigned char)*o)) {
                o++;
            }
            i++;
        }
        if (i == len && (*o == '\0' || *o == ' ')) {
            return true;
        }
        outcome += strcspn(outcome, " ");
        outcome += strspn(outcome, " ");
    }
    return false;
}

static bool matches(const char *outcome, const char *pattern)
{
    while (*(pattern += strspn(pattern, " ")) != '\0') {
        size_t len = strcspn(pattern, " ");
        if (!has_part(outcome, pattern, len)) {
            return false;
        }
        pattern += len;
    }
    return true;
}

static bool any_matches(const struct result *r, const char *pattern)
{
    for (int i = 0; i < r->count; i++) {
        if (matches(r->outcomes[i], pattern)) {
            return true;
        }
    }
    return false;
}

// Splits "key model: value"; false if the line has no such form.
static bool split(char *line, char **key, enum model *model, char **value)
{
    static const char *const models[] = {
        [MODEL_C11] = "c11", [MODEL_SC] = "sc", [MODEL_TSO] = "tso"};
    char *colon = strchr(line, ':');
    if (colon == NULL) {
        return false;
    }
    *colon = '\0';
    *value = colon + 1 + strspn(colon + 1, " ");
    *key = line;
    *model = MODEL_C11;
    char *space = strchr(line, ' ');
    if (space == NULL) {
        return true;
    }
    *space = '\0';
    for (int i = 0; i < 3; i++) {
        if (strcmp(space + 1, models[i]) == 0) {
            *model = (enum model)i;
            return true;
        }
    }
    return false;
}

// 1: as expected, 0: not, -1: there is no such expectation.
static int as_expected(const struct result *r, const char *key,
                       const char *value)
{
    if (strcmp(key, "allows") == 0) {
        return any_matches(r, value);
    }
    if (strcmp(key, "forbids") == 0) {
        return !r->race && !any_matches(r, value);
    }
    if (strcmp(key, "graphs") == 0) {
        return r->graphs == strtol(value, NULL, 10);
    }
    if (strcmp(key, "outcomes") == 0) {
        return r->count == strtol(value, NULL, 10);
    }
    if (strcmp(key, "race") == 0) {
        return strcmp(r->race ? "yes" : "no", value) == 0;
    }
    if (strcmp(key, "deadlock") == 0) {
        return strcmp(r->deadlock ? "yes" : "no", value) == 0;
    }
    return -1;
}

static bool check_line(struct corpus *c, char *line)
{
    static const char *const models[] = {
        [MODEL_C11] = "", [MODEL_SC] = " sc", [MODEL_TSO] = " tso"};
    char *key;
    char *value;
    enum model model;
    if (c->p.threads == 0 || !split(line, &key, &model, &value)) {
        return false;
    }
    if (strcmp(key, "source") == 0) {
        return true;
    }
    int good = as_expected(result_of(c, model), key, value);
    if (good < 0) {
        return false;
    }
    c->tests++;
    c->failed += !good;
    printf("%sok %d - %s %s%s: %s\n", good ? "" : "not ", c->tests, c->p.name,
           key, models[model], value);
    return true;
}

int check_corpus(const char *path)
{
    FILE *f = fopen(path, "r");
    if (f == NULL) {
        perror(path);
        return -1;
    }
    struct corpus *c = calloc(1, sizeof *c);
    char line[LINE_SIZE];
    bool good = c != NULL;
    for (int number = 1; good && fgets(line, sizeof line, f); number++) {
        char why[MAX_WHY] = "not an expectation";
        line[strcspn(line, "\r\n")] = '\0';
        size_t indent = strspn(line, " ");
        if (line[indent] == '\0' || line[0] == '#') {
            continue;
        }
        if (indent > 0) {
            good = check_line(c, line + indent);
        } else {
            forget_results(c);
            good = program_parse(&c->p, line, why);
        }
        if (!good) {
            fprintf(stderr, "%s:%d: %s\n", path, number, why);
        }
    }
    int failed = good ? c->failed : -1;
    if (good) {
        printf("1..%d\n", c->tests);
    }
    if (c != NULL) {
        forget_results(c);
    }
    free(c);
    fclose(f);
    return failed;
}
