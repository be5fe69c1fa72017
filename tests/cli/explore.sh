#!/usr/bin/env bash
# `explore`, and the stage of `check` that explores an exercise's scenarios.
source "$(dirname "$0")/common.bash"

if [[ ! -e $root/grader/explore/switch_$(uname -m).S ]]; then
    ok 'the explorer # SKIP not on this kind of machine'
    plan
    exit
fi
programs=$root/tests/explore/programs

tl explore "$programs/right/message_passing.c"
expect 'a program that is right in every execution' 0 'every execution is fine' \
    '[0-9]+ executions'
tl explore "$programs/wrong/message_passing_relaxed.c"
expect 'a data race is shown with both threads and the steps to it' 1 \
    'Data race' 'How it comes to that' 'thread 1 \(sender\) +thread 2' \
    'stores 42 in message' 'stores 1 in ready' 'reads message: 42' \
    'memory_order_release in line 14 and memory_order_acquire in line 20'
tl explore "$programs/wrong/lock_order_reversed.c"
expect 'a deadlock is shown with what each thread waits for' 1 'Deadlock' \
    'waits for b: thread 2 holds it' 'held by thread 1: they wait in a'

tl explore --seconds 0.0001 "$programs/wrong/iriw_acq_rel.c"
expect 'a failure that is known is told, however little time is left' 1 \
    'Assertion failed'

tl explore --json "$programs/wrong/lock_order_reversed.c"
json 'with --json there is one document and nothing else' '
assert d["format"] == 1 and d["verdict"] == "failed"
assert d["executions"] > 0 and d["complete"] is False
f = d["findings"][0]
assert f["kind"] == "deadlock" and f["stage"] == "schedules" and f["schedule"]
assert f["steps"][0]["kind"] == "create"
assert any(s.get("variable") == "b" and s["frames"][0]["line"] == 23
           for s in f["steps"] if s["name"] == "pthread_mutex_lock")'
cp "$T/out" "$T/first"
tl explore --json "$programs/wrong/lock_order_reversed.c"
holds 'the same program gets the same answer' \
    diff <(grep -v '"seconds"' "$T/first") <(grep -v '"seconds"' "$T/out")

# Whether a test of this answer stands still depends on timing.
ln -s "$root/exercises/thread_pool" "$T/share/exercises/"
sleeps=$root/exercises/thread_pool/bad/signals_the_first_only.c
for i in 1 2 3 4; do
    tl check --json thread_pool "$sleeps"
    json "a deadlock that a test may or may not meet is shown by a schedule, $i" '
f = d["findings"][0]
assert (f["kind"], f["stage"], f["test"]) == \
    ("deadlock", "schedules", "two_at_once")'
done
tl explore --json "$programs/right/message_passing.c"
json 'what was proved is said' '
assert d["verdict"] == "passed" and d["complete"] is True
assert d["findings"] == [] and d["scenarios"][0]["proved"] is True'

mkdir "$T/two"
cat >"$T/two/main.c" <<'END_C'
#include "count.h"
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
static void *work(void *arg)
{
    count();
    return arg;
}
int main(int argc, char **argv)
{
    pthread_t t;
    pthread_create(&t, NULL, work, NULL);
    count();
    pthread_join(t, NULL);
    assert(argc == 1 || counted() == atoi(argv[1]));
    return 0;
}
END_C
cat >"$T/two/count.c" <<'END_C'
#include "count.h"
#include <stdatomic.h>
static atomic_int n;
void count(void) { n = n + 1; }
int counted(void) { return n; }
END_C
printf 'void count(void);\nint counted(void);\n' >"$T/two/count.h"
tl explore "$T/two/main.c" "$T/two/count.c"
expect 'several files, with the headers beside them' 0 'every execution is fine'
tl explore "$T/two/main.c" "$T/two/count.c" -- 2
expect 'what stands behind -- is for the program' 1 \
    'Assertion failed' '✗ 16 assert' ' 4 void count' 'count\.c'
tl explore --model sc --bound=1 --inject none --reuse --seconds 5 \
    "$programs/wrong/store_buffering_relaxed.c"
expect 'in a plain interleaving no store is buffered' 0
tl explore --model tso "$programs/wrong/store_buffering_relaxed.c"
expect 'on x86 one is' 1 'Assertion failed'

# Each write of a line is told by its own name.
cat >"$T/names.c" <<'END_C'
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
struct meeting {
    pthread_mutex_t lock;
    int arrived, inside, round;
};
static void *come(void *arg)
{
    struct meeting *m = arg;
    pthread_mutex_lock(&m->lock);
    int first = m->inside++ == 0;
    m->round = m->arrived = 1;
    assert(first && m->round == 1);
    pthread_mutex_unlock(&m->lock);
    return arg;
}
int main(void)
{
    struct meeting *m = malloc(sizeof *m);
    pthread_t t;
    pthread_mutex_init(&m->lock, NULL);
    m->arrived = m->inside = m->round = 0;
    pthread_create(&t, NULL, come, m);
    come(m);
    pthread_join(t, NULL);
    free(m);
    return 0;
}
END_C
tl explore "$T/names.c"
expect 'a line that writes several variables' 1 \
    'reads m->inside: 1' 'stores 1 in m->arrived'
holds 'has no name of another one' lacks 'reads first: |stores 0 in m->round.*stores 0 in m->round'

# Two locks that one line calls by the same name are told apart.
cat >"$T/alike.c" <<'END_C'
#include <pthread.h>
struct account {
    pthread_mutex_t lock;
} accounts[2] = {{PTHREAD_MUTEX_INITIALIZER}, {PTHREAD_MUTEX_INITIALIZER}};
static void transfer(struct account *from, struct account *to)
{
    pthread_mutex_lock(&from->lock);
    pthread_mutex_lock(&to->lock);
    pthread_mutex_unlock(&to->lock);
    pthread_mutex_unlock(&from->lock);
}
static void *back(void *arg)
{
    transfer(&accounts[1], &accounts[0]);
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, back, NULL);
    transfer(&accounts[0], &accounts[1]);
    pthread_join(t, NULL);
    return 0;
}
END_C
tl explore "$T/alike.c"
expect 'two locks of one name are numbered' 1 'locks from->lock \(1\)' \
    'waits for from->lock \(2\), held by thread 1'

# A loop that polls under a lock has executions without an end.
cat >"$T/polls.c" <<'END_C'
#include <pthread.h>
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int flag;
static void *set(void *arg)
{
    pthread_mutex_lock(&lock);
    flag = 1;
    pthread_mutex_unlock(&lock);
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, set, NULL);
    for (int seen = 0; !seen;) {
        pthread_mutex_lock(&lock);
        seen = flag;
        pthread_mutex_unlock(&lock);
    }
    pthread_join(t, NULL);
    return 0;
}
END_C
tl explore --json "$T/polls.c"
json 'what cannot be followed to its end is given up soon' '
assert d["verdict"] == "unsure" and 0 < d["executions"] < 200
assert "too long" in d["scenarios"][0]["why"]'

cat >"$T/optimised.c" <<'END_C'
#include <assert.h>
int main(void)
{
#ifdef __OPTIMIZE__
    assert(!"merged");
#endif
    return 0;
}
END_C
tl explore "$T/optimised.c"
expect 'an optimised build is looked at, too' 1 'compiled with -O1'

printf '#include <unistd.h>\nint main(void)\n{\n    return fork();\n}\n' \
    >"$T/fork.c"
tl explore "$T/fork.c"
expect 'what cannot be explored is refused with its line and the reason' 3 \
    'fork\.c:4: fork makes another process'
printf 'int main(void)\n{\n    __asm__("nop");\n    return 0;\n}\n' >"$T/asm.c"
tl explore "$T/asm.c"
expect 'so is inline assembly' 3 'asm\.c:3: .* inline assembly'
printf 'int x;\n' >"$T/none.c"
tl explore "$T/none.c"
expect 'a program without a main' 2 'none\.c: no main'
printf 'int main(void) { return y; }\n' >"$T/broken.c"
tl explore "$T/broken.c"
expect "what does not compile brings the compiler's text" 1 \
    "broken\.c:1:25: error: .y. undeclared"
printf 'int f(void);\nint main(void) { return f(); }\n' >"$T/half.c"
tl explore "$T/half.c"
expect 'a file too few is the linker'"'"'s to say' 1 'undefined reference to .f'

tl explore
expect 'without a file' 2 'usage: threadlings explore FILE\.c'
tl explore "$T/nowhere.c"
expect 'a file that is not there' 2 'nowhere\.c'
tl explore --model arm "$T/none.c"
expect 'a model that there is none of' 2 'c11, tso or sc'
tl explore --bound many "$T/none.c"
expect 'a bound that is no number' 2 '--bound needs a number'
tl explore --inject spurios "$T/none.c"
expect 'a misspelt event' 2 'did you mean spurious'
tl explore "$T/none.c" "$T/none.c"
expect 'a file named twice' 2 'two files are called none\.c'

# An exercise with scenarios.
tl new exercise sum
cat >"$T/share/exercises/sum/explore.c" <<'END_C'
#include "scenario.h"
#include "sum.h"
static void *add(void *arg)
{
    sum_add(1);
    return arg;
}
SCENARIO(alone, "What one thread adds is there")
{
    sum_add(5);
    assert(sum_value() == 5);
}
SCENARIO(two_add, "Two threads add without loss")
{
    pthread_t t;
    pthread_create(&t, NULL, add, NULL);
    sum_add(2);
    pthread_join(t, NULL);
    assert(sum_value() == 3);
}
END_C
folder=$T/share/exercises/sum
tl check sum "$folder/solution.c" --json
json 'a stage exists because its file exists' '
s = [s for s in d["stages"] if s["name"] == "schedules"][0]
assert d["verdict"] == "passed" and s["outcome"] == "passed"
assert [x["id"] for x in s["scenarios"]] == ["alone", "two_add"]
assert all(x["proved"] for x in s["scenarios"]) and s["checks_run"] == 2'
tl check sum "$folder/bad/no-lock.c" --json
json 'what the explorer found comes first, and does not depend on timing' '
f = d["findings"][0]
assert f["kind"] == "data-race" and f["stage"] == "schedules"
assert f["chance"] is False and f["test"] == "two_add" and f["line"] == 8
assert f["function"] == "sum_add" and len(f["threads"]) == 2 and f["steps"]'

# It loses what two threads add, and leaks in the first scenario.
cat >"$T/leaks.c" <<'END_C'
#include "sum.h"
#include <stdatomic.h>
#include <stdlib.h>
static atomic_long total;
void sum_add(long n)
{
    if (n == 5)
        *(long *)malloc(sizeof n) = n;
    long sum = atomic_load(&total);
    atomic_store(&total, sum + n);
}
long sum_value(void) { return atomic_load(&total); }
END_C
for i in 1 2 3 4; do
    tl check sum "$T/leaks.c" --json
    json "a leak does not hide what a later scenario finds, $i" '
found = [(f["kind"], f["stage"], f["test"]) for f in d["findings"]]
assert found[:2] == [("assertion", "schedules", "two_add"),
                     ("leak", "schedules", "alone")], found
# A test may lose an addition, too, by chance: it says so, and ranks behind.
assert all(f["chance"] for f in d["findings"][2:]), found'
done

cat >"$T/fence.c" <<'END_C'
#include "sum.h"
#include <stdatomic.h>
static atomic_long total;
void sum_add(long n)
{
    atomic_thread_fence(memory_order_seq_cst);
    atomic_fetch_add(&total, n);
}
long sum_value(void) { return atomic_load(&total); }
END_C
tl check sum "$T/fence.c"
expect 'the explorer stands in where ThreadSanitizer does not understand' 0 \
    'the explorer checked every schedule instead'
{
    echo 'unsigned ex_choose(unsigned n) __attribute__((weak));'
    sed 's/atomic_thread_fence.*/if (ex_choose) return;/' "$T/fence.c"
} >"$T/asks.c"
tl check sum "$T/asks.c"
expect 'a submission that asks whether it is explored' 1 'Not a real pass' \
    'uses ex_choose'
sed 's/atomic_thread_fence.*/__asm__ volatile("");/' "$T/fence.c" >"$T/asm.c"
tl check sum "$T/asm.c"
expect 'what cannot be explored is not passed' 3 \
    'schedules unsure: sum\.c:6: .* inline assembly'

cat >>"$folder/explore.c" <<'END_C'
SCENARIO(endless, "Adds more often than can be followed")
{
    for (int i = 0; i < 100000; i++)
        sum_add(1);
}
END_C
tl check sum "$folder/solution.c"
expect 'a scenario that is not proved is not passed' 3 'schedules unsure: endless: '
printf 'SCENARIO(wrong, "x") { no_such_call(); }\n' >>"$folder/explore.c"
tl check sum "$folder/solution.c"
expect 'scenarios that do not compile are our failure' 3 \
    'explore\.c of sum does not compile' 'no_such_call'

# A store that stands later, but takes its place before another thread's: no old
# value is read then.
cat >"$T/turn.c" <<'END'
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
static atomic_int wants[2], turn, inside;
static void enter(int me)
{
    atomic_store(&wants[me], 1);
    atomic_store_explicit(&turn, 1 - me, memory_order_release);
    while (atomic_load(&wants[1 - me]) && atomic_load(&turn) == 1 - me)
        ;
    assert(atomic_fetch_add(&inside, 1) == 0);
    atomic_fetch_sub(&inside, 1);
    atomic_store(&wants[me], 0);
}
static void *other(void *arg)
{
    enter(1);
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, other, NULL);
    enter(0);
    pthread_join(t, NULL);
}
END
tl explore "$T/turn.c"
expect 'stores in another order are told as such' 1 'Assertion failed' \
    'that store takes its place' 'it takes its place before the other one'
if grep -q 'an old value' "$T/out"; then
    not_ok 'and no value is called old' "$out"
else
    ok 'and no value is called old'
fi

# What lies on another thread's stack is read, too.
cat >"$T/got.c" <<'END'
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
static atomic_int w;
static void *other(void *got)
{
    *(int *)got = 7 - atomic_fetch_add(&w, 1);
    assert(*(int *)got != 7);
    return NULL;
}
int main(void)
{
    pthread_t t;
    int got = 3;
    pthread_create(&t, NULL, other, &got);
    pthread_join(t, NULL);
    return got;
}
END
tl explore "$T/got.c"
expect 'values on the stack of another thread are shown' 1 \
    'stores 7 in ' 'reads .*: 7'

plan
