/* Executions that fail, written by hand, for the tests of what is made of them.
 * The programs are small; their lines are in `lines`. */
#ifndef TESTS_UNIT_STORY_TRACES_H
#define TESTS_UNIT_STORY_TRACES_H

#include "src/ui/story.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* A frame of x.c, and the rest of a step in that line. */
#define AT(function, number)                                           \
    .frames = (const struct frame[]){{function, "x.c", number, true}}, \
    .nframes = 1

/* Of thread t, the nth step. Further fields follow. */
#define STEP(n, t, what, call, ...)                                       \
    {                                                                     \
        .number = n, .thread = t, .kind = what, .name = call, __VA_ARGS__ \
    }

#define READS(value, write) .reads = true, .read = value, .from = write
#define WRITES(value) .writes = true, .wrote = value
#define ATOMIC(name, at, memory_order)                              \
    .object = "atomic", .variable = name, .address = at, .size = 4, \
    .order = memory_order
#define PLAIN(name, at) .variable = name, .address = at, .size = 4
#define OBJECT(kind, name, at, memory_order) \
    .object = kind, .variable = name, .address = at, .order = memory_order

static const struct trace_thread story_threads[] = {
    {0, -1, "main thread", "main"},
    {1, 0, "thread 1", "one"},
    {2, 0, "thread 2", "two"},
};

#define TRACE(list)                                            \
    {                                                          \
        story_threads, COUNT(story_threads), list, COUNT(list) \
    }

/* ------------------------------------------- a message, and a relaxed flag */

static const char race_lines[] =
    "static int message;\n"       /* 1 */
    "static atomic_bool ready;\n" /* 2 */
    "void one(void)\n"            /* 3 */
    "{\n"                         /* 4 */
    "    message = 42;\n"         /* 5 */
    "    atomic_store_explicit(&ready, 1, memory_order_relaxed);\n"
    "}\n"              /* 7 */
    "void two(void)\n" /* 8 */
    "{\n"              /* 9 */
    "    while (!atomic_load_explicit(&ready, memory_order_relaxed))\n"
    "        ;\n"                  /* 11 */
    "    assert(message == 42);\n" /* 12 */
    "}\n";

enum { MESSAGE = 0x1000, READY = 0x1004 };

static const struct trace_step race_steps[] = {
    STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 20)),
    STEP(1, 0, TRACE_CREATE, "pthread_create", .child = 2, AT("main", 21)),
    STEP(2, 1, TRACE_BEGIN, "begin", .size = 0),
    STEP(3, 1, TRACE_PLAIN_WRITE, "write", PLAIN("message", MESSAGE),
         WRITES(42), AT("one", 5)),
    STEP(4, 2, TRACE_BEGIN, "begin", .size = 0),
    STEP(5, 2, TRACE_READ, "load", ATOMIC("ready", READY, "relaxed"),
         READS(0, -1), AT("two", 10)),
    STEP(6, 1, TRACE_WRITE, "store", ATOMIC("ready", READY, "relaxed"),
         WRITES(1), AT("one", 6)),
    STEP(7, 2, TRACE_READ, "load", ATOMIC("ready", READY, "relaxed"),
         READS(1, 6), AT("two", 10)),
    STEP(8, 2, TRACE_PLAIN_READ, "read", PLAIN("message", MESSAGE),
         READS(42, -1), AT("two", 12)),
};
static const struct trace race_trace = TRACE(race_steps);
static const struct thread_view race_threads[] = {
    {"thread 2", "reads message", AT("two", 12)},
    {"thread 1", "writes message", AT("one", 5)},
};
static const struct finding race_finding = {
    .kind = FINDING_DATA_RACE,
    .stage = STAGE_SCHEDULES,
    .file = "x.c",
    .line = 12,
    .function = "two",
    .message =
        "thread 2 reads 4 bytes that thread 1 writes, and nothing orders the "
        "two",
    .threads = race_threads,
    .nthreads = 2,
    .trace = &race_trace,
};

/* ------------------------------------------------- two locks, either first */

static const char locks_lines[] = "static pthread_mutex_t a, b;\n" /* 1 */
                                  "void one(void)\n"               /* 2 */
                                  "{\n"                            /* 3 */
                                  "    pthread_mutex_lock(&a);\n"  /* 4 */
                                  "    pthread_mutex_lock(&b);\n"  /* 5 */
                                  "}\n"                            /* 6 */
                                  "void two(void)\n"               /* 7 */
                                  "{\n"                            /* 8 */
                                  "    pthread_mutex_lock(&b);\n"  /* 9 */
                                  "    pthread_mutex_lock(&a);\n"  /* 10 */
                                  "}\n";

enum { LOCK_A = 0x2000, LOCK_B = 0x2040 };

static const struct trace_step locks_steps[] = {
    STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 20)),
    STEP(1, 0, TRACE_CREATE, "pthread_create", .child = 2, AT("main", 21)),
    STEP(2, 1, TRACE_BEGIN, "begin", .size = 0),
    STEP(3, 2, TRACE_BEGIN, "begin", .size = 0),
    STEP(4, 2, TRACE_UPDATE, "pthread_mutex_lock",
         OBJECT("mutex", "b", LOCK_B, "acquire"), READS(0, -1), WRITES(3),
         AT("two", 9)),
    STEP(5, 1, TRACE_UPDATE, "pthread_mutex_lock",
         OBJECT("mutex", "a", LOCK_A, "acquire"), READS(0, -1), WRITES(2),
         .preempts = true, AT("one", 4)),
};
static const struct trace locks_trace = TRACE(locks_steps);
static const struct thread_view locks_threads[] = {
    {"main thread", "waits for the end of thread 1", AT("main", 22)},
    {"thread 1", "waits for a mutex that thread 2 holds", AT("one", 5)},
    {"thread 2", "waits for a mutex that thread 1 holds", AT("two", 10)},
};
static const struct finding locks_finding = {
    .kind = FINDING_DEADLOCK,
    .stage = STAGE_SCHEDULES,
    .file = "x.c",
    .line = 5,
    .function = "one",
    .message = "thread 1 waits for a mutex that thread 2 holds; thread 2 "
               "waits for a mutex that thread 1 holds",
    .threads = locks_threads,
    .nthreads = 3,
    .trace = &locks_trace,
};

/* -------------------------------------------- each stores, then loads */

static const char stores_lines[] =
    "static atomic_int x, y;\n"                                 /* 1 */
    "static int saw_x, saw_y;\n"                                /* 2 */
    "void one(void)\n"                                          /* 3 */
    "{\n"                                                       /* 4 */
    "    atomic_store_explicit(&x, 1, memory_order_release);\n" /* 5 */
    "    saw_y = atomic_load_explicit(&y, memory_order_acquire);\n"
    "}\n"                                                       /* 7 */
    "void two(void)\n"                                          /* 8 */
    "{\n"                                                       /* 9 */
    "    atomic_store_explicit(&y, 1, memory_order_release);\n" /* 10 */
    "    saw_x = atomic_load_explicit(&x, memory_order_acquire);\n"
    "}\n"                                     /* 12 */
    "int main(void)\n"                        /* 13 */
    "{\n"                                     /* 14 */
    "    assert(saw_x == 1 || saw_y == 1);\n" /* 15 */
    "}\n";

enum { VAR_X = 0x3000, VAR_Y = 0x3004, SAW_X = 0x3008, SAW_Y = 0x300C };

static const struct trace_step stores_steps[] = {
    STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 14)),
    STEP(1, 0, TRACE_CREATE, "pthread_create", .child = 2, AT("main", 14)),
    STEP(2, 1, TRACE_BEGIN, "begin", .size = 0),
    STEP(3, 2, TRACE_BEGIN, "begin", .size = 0),
    STEP(4, 2, TRACE_WRITE, "store", ATOMIC("y", VAR_Y, "release"), WRITES(1),
         AT("two", 10)),
    STEP(5, 2, TRACE_READ, "load", ATOMIC("x", VAR_X, "acquire"), READS(0, -1),
         AT("two", 11)),
    STEP(6, 2, TRACE_PLAIN_WRITE, "write", PLAIN("saw_x", SAW_X), WRITES(0),
         AT("two", 11)),
    STEP(7, 2, TRACE_END, "end", .size = 0),
    STEP(8, 1, TRACE_WRITE, "store", ATOMIC("x", VAR_X, "release"), WRITES(1),
         AT("one", 5)),
    STEP(9, 1, TRACE_READ, "load", ATOMIC("y", VAR_Y, "acquire"), READS(0, -1),
         .newer = (const int[]){4}, .nnewer = 1, AT("one", 6)),
    STEP(10, 1, TRACE_PLAIN_WRITE, "write", PLAIN("saw_y", SAW_Y), WRITES(0),
         AT("one", 6)),
    STEP(11, 1, TRACE_END, "end", .size = 0),
    STEP(12, 0, TRACE_JOIN, "pthread_join", AT("main", 14)),
    STEP(13, 0, TRACE_JOIN, "pthread_join", AT("main", 14)),
    STEP(14, 0, TRACE_PLAIN_READ, "read", PLAIN("saw_x", SAW_X), READS(0, -1),
         AT("main", 15)),
    STEP(15, 0, TRACE_PLAIN_READ, "read", PLAIN("saw_y", SAW_Y), READS(0, -1),
         AT("main", 15)),
};
static const struct trace stores_trace = TRACE(stores_steps);
static const struct finding stores_finding = {
    .kind = FINDING_ASSERTION,
    .stage = STAGE_SCHEDULES,
    .file = "x.c",
    .line = 15,
    .function = "main",
    .message = "the assertion `saw_x == 1 || saw_y == 1' failed",
    .trace = &stores_trace,
};

/* ------------------------------------ a load, and then a store of its sum */

static const char counter_lines[] =
    "static atomic_int counter;\n"            /* 1 */
    "void one(void)\n"                        /* 2 */
    "{\n"                                     /* 3 */
    "    int seen = atomic_load(&counter);\n" /* 4 */
    "    atomic_store(&counter, seen + 1);\n" /* 5 */
    "}\n"                                     /* 6 */
    "int main(void)\n"                        /* 7 */
    "{\n"                                     /* 8 */
    "    assert(counter == 2);\n"             /* 9 */
    "}\n";

enum { COUNTER = 0x4000 };

/* Told as the explorer may tell it: thread 1 reads after the store, and does
 * not see it. */
static const struct trace_step counter_steps[] = {
    STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 8)),
    STEP(1, 0, TRACE_CREATE, "pthread_create", .child = 2, AT("main", 8)),
    STEP(2, 1, TRACE_BEGIN, "begin", .size = 0),
    STEP(3, 2, TRACE_BEGIN, "begin", .size = 0),
    STEP(4, 2, TRACE_READ, "load", ATOMIC("counter", COUNTER, "seq_cst"),
         READS(0, -1), AT("one", 4)),
    STEP(5, 2, TRACE_WRITE, "store", ATOMIC("counter", COUNTER, "seq_cst"),
         WRITES(1), AT("one", 5)),
    STEP(6, 2, TRACE_END, "end", .size = 0),
    STEP(7, 1, TRACE_READ, "load", ATOMIC("counter", COUNTER, "seq_cst"),
         READS(0, -1), .newer = (const int[]){5}, .nnewer = 1, AT("one", 4)),
    STEP(8, 1, TRACE_WRITE, "store", ATOMIC("counter", COUNTER, "seq_cst"),
         WRITES(1), AT("one", 5)),
    STEP(9, 1, TRACE_END, "end", .size = 0),
    STEP(10, 0, TRACE_JOIN, "pthread_join", AT("main", 8)),
    STEP(11, 0, TRACE_READ, "load", ATOMIC("counter", COUNTER, "seq_cst"),
         READS(1, 8), AT("main", 9)),
};
static const struct trace counter_trace = TRACE(counter_steps);
static const struct finding counter_finding = {
    .kind = FINDING_ASSERTION,
    .stage = STAGE_SCHEDULES,
    .file = "x.c",
    .line = 9,
    .function = "main",
    .message = "the assertion `counter == 2' failed",
    .trace = &counter_trace,
};

/* ---------------------------------------- a signal before anybody waits */

static const char signal_lines[] = "static pthread_mutex_t m;\n"      /* 1 */
                                   "static pthread_cond_t c;\n"       /* 2 */
                                   "void one(void)\n"                 /* 3 */
                                   "{\n"                              /* 4 */
                                   "    pthread_mutex_lock(&m);\n"    /* 5 */
                                   "    pthread_cond_wait(&c, &m);\n" /* 6 */
                                   "}\n"                              /* 7 */
                                   "void two(void)\n"                 /* 8 */
                                   "{\n"                              /* 9 */
                                   "    pthread_cond_signal(&c);\n"   /* 10 */
                                   "}\n";

enum { MUTEX_M = 0x5000, COND_C = 0x5040 };

static const struct trace_step signal_steps[] = {
    STEP(0, 0, TRACE_CREATE, "pthread_create", .child = 1, AT("main", 20)),
    STEP(1, 0, TRACE_CREATE, "pthread_create", .child = 2, AT("main", 21)),
    STEP(2, 1, TRACE_BEGIN, "begin", .size = 0),
    STEP(3, 2, TRACE_BEGIN, "begin", .size = 0),
    STEP(4, 2, TRACE_LOOK, "pthread_cond_signal",
         OBJECT("cond", "c", COND_C, "relaxed"), READS(0, -1), AT("two", 10)),
    STEP(5, 2, TRACE_END, "end", .size = 0),
    STEP(6, 1, TRACE_UPDATE, "pthread_mutex_lock",
         OBJECT("mutex", "m", MUTEX_M, "acquire"), READS(0, -1), WRITES(2),
         AT("one", 5)),
    STEP(7, 1, TRACE_UPDATE, "pthread_cond_wait",
         OBJECT("cond", "c", COND_C, "relaxed"), READS(0, -1), WRITES(2),
         AT("one", 6)),
    STEP(8, 1, TRACE_UPDATE, "pthread_cond_wait",
         OBJECT("mutex", "m", MUTEX_M, "release"), READS(2, 6), WRITES(0),
         AT("one", 6)),
};
static const struct trace signal_trace = TRACE(signal_steps);
static const struct thread_view signal_threads[] = {
    {"main thread", "waits for the end of thread 1", AT("main", 22)},
    {"thread 1", "waits for a signal", AT("one", 6)},
};
static const struct finding signal_finding = {
    .kind = FINDING_DEADLOCK,
    .stage = STAGE_SCHEDULES,
    .file = "x.c",
    .line = 6,
    .function = "one",
    .message = "thread 1 waits for a signal",
    .threads = signal_threads,
    .nthreads = 2,
    .trace = &signal_trace,
};

static const struct {
    const char *name;
    const struct finding *finding;
    const char *lines;
} story_traces[] = {
    {"race", &race_finding, race_lines},
    {"locks", &locks_finding, locks_lines},
    {"stores", &stores_finding, stores_lines},
    {"counter", &counter_finding, counter_lines},
    {"signal", &signal_finding, signal_lines},
};
enum { STORY_TRACES = COUNT(story_traces) };

static inline const struct story *story_traced(struct arena *a, size_t i)
{
    const struct story_source source = {"x.c", story_traces[i].lines};

    return story_make(a, story_traces[i].finding, &source, 1, false);
}

#endif
