// expect: forged
// says: __tsan_
// racy
const char *innocent(void) __asm__("__tsan_"
                                   "default_options");
const char *innocent(void)
{
    return "report_bugs=0";
}
