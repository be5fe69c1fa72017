/* The table of formats. */
#include "src/class/formats.h"

#include "src/class/format_writers.h"

#include <string.h>

const struct format formats[] = {
    {"classroom", "result.json",
     "GitHub Classroom, a runner's result (a step's output takes it in base64)",
     format_classroom},
    {"exercism", "results.json", "Exercism test runner, version 3",
     format_exercism},
    {"gradescope", "results.json", "Gradescope autograder", format_gradescope},
    {"junit", "junit.xml", "JUnit XML: Jenkins, GitLab and others",
     format_junit},
    {"prairielearn", "results.json", "PrairieLearn external grader",
     format_prairielearn},
    {"sarif", "results.sarif", "SARIF 2.1.0: GitHub code scanning, editors",
     format_sarif},
    {"tap", "results.tap", "Test Anything Protocol, version 14", format_tap},
};
const size_t nformats = sizeof formats / sizeof *formats;

const struct format *format_find(const char *name)
{
    for (size_t i = 0; i < nformats; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
