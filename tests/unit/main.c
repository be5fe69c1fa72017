/* Runs the suite of one file of unit tests and prints TAP, which tests/run.sh
 * counts. Each file defines `Suite *suite(void)`. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

Suite *suite(void);

int main(void)
{
    /* A busy machine; Check's own four seconds are for idle ones. */
    setenv("CK_DEFAULT_TIMEOUT", "60", 0);
    SRunner *runner = srunner_create(suite());

    srunner_run_all(runner, CK_SILENT);
    int n = srunner_ntests_run(runner);
    TestResult **results = srunner_results(runner);
    for (int i = 0; i < n; i++) {
        TestResult *r = results[i];
        if (tr_rtype(r) == CK_PASS)
            printf("ok %d - %s\n", i + 1, tr_tcname(r));
        else
            printf("not ok %d - %s: %s:%d: %s\n", i + 1, tr_tcname(r),
                   tr_lfile(r) ? tr_lfile(r) : "?", tr_lno(r), tr_msg(r));
    }
    printf("1..%d\n", n);
    free(results);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed || n == 0;
}
