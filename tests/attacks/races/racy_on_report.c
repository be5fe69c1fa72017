// expect: forged
// says: __tsan_
// racy
#include <unistd.h>
void __tsan_on_report(void *report);
void __tsan_on_report(void *report)
{
    (void)report;
    _exit(0);
}
