/* What the harness's files share; not for tests. */
#ifndef THREADLINGS_HARNESS_H
#define THREADLINGS_HARNESS_H

/* What the grader and harness.c say to each other; RECORD_PROTOCOL there. A new
 * number for each change. */
#define TL_PROTOCOL 3

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TL_ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define TL_TSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define TL_ASAN 1
#endif
#if defined(__SANITIZE_THREAD__)
#define TL_TSAN 1
#endif

/* What goes with the record that the running test passed; it is kept. */
void tl_report(const char *text);

#endif
