/* How many executions the explorer tries for litmus programs: those that it
 * completes are the graphs that it counts.
 *
 * usage: explore_litmus < programs
 *
 * Prints "NAME COMPLETE BLOCKED KIND" for each program; KIND is "wide" if it
 * has read-modify-writes, locks or seq_cst fences, else "plain". The search of
 * a program with a race ends at the race: those are left out. */
#include "grader/explore/fiber.h"
#include "grader/explore/image.h"
#include "grader/explore/race.h"
#include "grader/explore/reducing.h"
#include "tests/litmus/run.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 4096 };

/* Whether one of its operations is an update, a lock or a seq_cst fence. */
static bool is_wide(char *line)
{
    char *rest = NULL;

    strtok_r(line, " \n", &rest); /* its name */
    for (char *op; (op = strtok_r(NULL, " |\n", &rest)) != NULL;) {
        if (strchr("XACcLUKE", *op) || strcmp(op, "F.sc") == 0)
            return true;
    }
    return false;
}

static void search(char *line)
{
    long complete = 0, blocked = 0;

    reducing_begin();
    for (run_reset(); reducing_run(); run_reset()) {
        if (engine.ending == ENDING_FAILED &&
            engine.finding.kind == FINDING_DATA_RACE)
            return;
        complete += engine.ending == ENDING_COMPLETE;
        blocked += engine.ending == ENDING_ABANDONED;
    }
    printf("%s %ld %ld ", run_name(), complete, blocked);
    printf("%s\n", is_wide(line) ? "wide" : "plain");
}

int main(void)
{
    static char line[LINE];

    graph_setup();
    race_setup();
    image_setup();
    if (!fiber_setup())
        return 3;
    engine.main = run_main;
    while (fgets(line, sizeof line, stdin)) {
        if (run_parse(line))
            search(line);
    }
    return 0;
}
