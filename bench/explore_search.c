/* The search with reduction alone, from its first execution to its last: what
 * the product's search begins with for a while and, after looking for simple
 * failures, ends with. Takes the place of the explorer's main.
 *
 * Reports like that one, to file descriptor 3. */
#include "grader/explore/fiber.h"
#include "grader/explore/heap.h"
#include "grader/explore/image.h"
#include "grader/explore/race.h"
#include "grader/explore/reducing.h"
#include "grader/explore/report.h"

#include <stdio.h>
#include <stdlib.h>

int ex_main(int argc, char **argv);

static void *run_program(void *arg)
{
    char *argv[] = {"program", NULL};

    ex_main(1, argv);
    return arg;
}

static bool count(struct search_result *r)
{
    r->executions++;
    r->blocked += engine.ending == ENDING_ABANDONED;
    if (engine.ending == ENDING_FAILED) {
        r->failed = true;
        report_finding(&engine.finding);
    } else if (engine.ending == ENDING_LIMIT) {
        r->why = "an execution is too long";
    }
    return !r->failed && r->why == NULL;
}

int main(int argc, char **argv)
{
    static struct search_result result = {.bound = -1};
    long most = argc == 2 ? strtol(argv[1], NULL, 10) : 0;

    if (most < 1) {
        fprintf(stderr, "usage: %s EXECUTIONS_AT_MOST\n", argv[0]);
        return 2;
    }
    report_open();
    graph_setup();
    heap_setup();
    race_setup();
    image_setup();
    if (!fiber_setup())
        return 3;
    engine.main = run_program;
    reducing_begin();
    result.proved = true;
    while (reducing_run()) {
        if (engine.ending == ENDING_RESTART) {
            reducing_begin();
            continue;
        }
        if (!count(&result) || result.executions == most) {
            result.proved = false;
            break;
        }
    }
    report_result(&result);
    return 0;
}
