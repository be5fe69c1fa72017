#!/usr/bin/env bash
# `replay`: an execution again, as a list, and what is kept of the last one.
# `play`: the learner is the scheduler.
source "$(dirname "$0")/common.bash"

if [[ ! -e $root/grader/explore/switch_$(uname -m).S ]]; then
    ok 'the explorer # SKIP not on this kind of machine'
    plan
    exit
fi

cat >"$T/mp.c" <<'END_C'
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
static atomic_int data, ready;
static void *writer(void *arg)
{
    atomic_store_explicit(&data, 42, memory_order_relaxed);
    atomic_store_explicit(&ready, 1, memory_order_relaxed);
    return arg;
}
static void *reader(void *arg)
{
    if (atomic_load_explicit(&ready, memory_order_relaxed) == 1) {
        int d = atomic_load_explicit(&data, memory_order_relaxed);
        assert(d == 42);
    }
    return arg;
}
int main(int argc, char **argv)
{
    pthread_t a, b;
    (void)argv;
    pthread_create(&a, NULL, writer, NULL);
    pthread_create(&b, NULL, reader, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return argc > 2;
}
END_C

# ------------------------------------------------------------------ the last one
tl replay
expect 'before anything has failed there is nothing to replay' 2 \
    'no schedule has failed yet'
tl explore "$T/mp.c"
expect 'a finding says what to type' 1 '^`threadlings replay` steps through' \
    "^  threadlings replay '1c[a-z]*:[a-c0-9<]*' $T/mp.c\$"
command=$(sed -n "s/^  threadlings replay '\([^']*\)' .*/\1/p" "$T/out")
holds 'the schedule is short' test "${#command}" -lt 40
tl replay
expect 'all steps of it are listed' 1 'main thread +line 23 +creates thread 1' \
    'thread 1 +line 7 +writes data = 42 \(relaxed\)' \
    'thread 2 +line 14 +reads data = 0 \(relaxed\), its first value' \
    'Assertion failed: the assertion .d == 42. failed' 'memory_order_release'
holds 'in the order in which they happened' \
    bash -c "grep -n 'writes data\|reads data' '$T/out' | head -n 1 | grep -q writes"
cp "$T/out" "$T/list"
tl replay --plain "$command" "$T/mp.c"
holds 'the words under the finding bring the same' diff "$T/list" "$T/out"
(cd / && tl replay && cp "$T/out" "$T/elsewhere")
holds 'so do they in another folder' diff "$T/list" "$T/elsewhere"
tl replay "$command"
holds 'a schedule alone is one of the last program' diff "$T/list" "$T/out"

tl replay --json
json 'with --json there is the trace' '
assert d["format"] == 1 and d["verdict"] == "failed"
assert d["schedule"].startswith("1c")
f, = d["findings"]
assert f["kind"] == "assertion" and "steps" not in f
assert [t["name"] for t in d["threads"]] == ["main thread", "thread 1", "thread 2"]
old = [s for s in d["steps"] if s.get("newer")]
assert len(old) == 1 and old[0]["variable"] == "data" and old[0]["read"] == 0
assert [s["n"] for s in d["steps"]] == sorted(s["n"] for s in d["steps"])'

tl replay '1cwxo:a2bcb' "$T/mp.c"
expect 'an execution that does not fail' 0 'This execution is fine'
tl replay '1cwxo:a2bcb99' "$T/mp.c"
expect 'a schedule of another program' 2 'mp\.c has no such execution' \
    "threadlings explore $T/mp\.c. looks for one"
tl replay '1cwxo:a2bcb' "$T/mp.c" -- 1 2
expect 'what stands behind -- is for the program' 1 'main returns 1'

mkdir "$T/a folder"
sed 's/argc > 2/argc > 1/' "$T/mp.c" >"$T/a folder/mp.c"
tl explore "$T/a folder/mp.c" -- 'one word'
words=$(sed -n 's/^  threadlings //p' "$T/out")
eval "tl $words"
expect 'words with blanks can be copied, too' 1 'main returns 1|Assertion failed'

tl explore "$T/mp.c"
sed 's/42/43/g' "$T/mp.c" >"$T/other.c"
cp "$T/mp.c" "$T/kept.c"
cp "$T/other.c" "$T/mp.c"
tl replay
expect 'a source that has changed since is told' 2 \
    'belongs to an earlier text of mp\.c' 'threadlings explore .*mp\.c'
holds 'and nothing is shown' lacks 'line 7'
rm "$T/mp.c"
tl replay
expect 'so is one that is gone' 2 'cannot be read' 'mp\.c'
cp "$T/kept.c" "$T/mp.c"
tl replay
expect 'the old text is as good as ever' 1 'Assertion failed'

cat >"$T/shared.h" <<'END_C'
#define WANTED 42
END_C
sed 's/#include <assert.h>/&\n#include "shared.h"/; s/d == 42/d == WANTED/' \
    "$T/mp.c" >"$T/with.c"
tl explore "$T/with.c"
echo '#define OTHER 1' >>"$T/shared.h"
tl replay
expect 'a header counts, too' 2 'earlier text of with\.c'

printf '{"format": 1, "sch' >"$T/state/threadlings/last-schedule.json"
tl replay
expect 'a damaged file is said' 2 'last-schedule\.json:1:'
tl explore --json "$T/mp.c"
json '--json stays one document' 'assert d["findings"][0]["schedule"]'
tl replay
expect 'and is remembered as well' 1 'Assertion failed'

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
expect 'a schedule of an optimised program says so' 1 "replay '1c[a-z]*:/O1'"
tl replay
expect 'and is run with that one' 1 'merged' 'compiled with -O1'

# --------------------------------------------------------------------- exercise
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
tl check sum "$folder/bad/no-lock.c"
expect 'what check finds can be replayed' 1 'threadlings replay. steps through'
tl replay
expect 'with the file that was graded' 1 'Data race' 'no-lock\.c|sum\.c:8'
tl replay --json
schedule=$(grep -o '"schedule": "[^"]*"' "$T/out" | head -n 1 | cut -d'"' -f4)
tl replay "$schedule" --exercise sum "$folder/bad/no-lock.c" --scenario two_add
expect 'a scenario by its name' 1 'Data race'
tl replay "$schedule" --exercise sum "$folder/bad/no-lock.c"
expect 'without its name' 2 'which scenario.*alone, two_add'
tl replay "$schedule" --exercise sum "$folder/bad/no-lock.c" --scenario two_ad
expect 'a misspelt one' 2 "did you mean 'two_add'"
tl replay "$schedule" --exercise sun
expect 'a misspelt exercise' 2 "did you mean 'sum'"

# ------------------------------------------------------------------------- play
tl play "$T/mp.c"
expect 'a game begins where there is something to decide' 0 'Who goes on\?' \
    'thread 1, line 7: atomic_store' '^  1  writes data = 42' \
    'thread 2, line 13: if' '^  2  reads ready = 0 .*the first value' \
    '-  main thread waits for the end of thread 1 \(line 25\)'
tl play "$T/mp.c" --moves b,b,c
expect 'every value that may be read is offered' 0 \
    '^  2  reads data = 42 .*from line 7 \(thread 1\)' \
    '^  3  reads data = 0 .*the first value: an OLD value'
tl play "$T/mp.c" --moves 'b,b,c,c<1'
expect 'the game is won' 1 'Assertion failed' 'an old value'
tl play "$T/mp.c" --moves 'b2,c,c'
expect 'or lost' 0 'Who goes on'
tl play "$T/mp.c" --moves 'b2,c,c,a'
expect 'and then it is said that it can be won' 0 'This execution is fine' \
    'The explorer finds one that fails after [0-9]+ executions'
tl play "$T/mp.c" --moves 'b,c,b,b'
expect 'a move that is not possible' 2 'move 4, b: that cannot be done there, but a'
tl play "$T/mp.c" --moves 'b,c<1'
expect 'a value that is not there' 2 'move 2, c<1: that cannot'
tl play "$T/mp.c" --moves 'b,zebra!'
expect 'what is no move' 2 'move 2, zebra!: that cannot'
tl play --json "$T/mp.c" --moves b,b,c
json 'with --json the moves and the steps' '
assert d["verdict"] == "passed" and d["findings"] == []
assert [o["move"] for o in d["options"]] == ["a", "c", "c<1"]
assert d["options"][2]["step"]["read"] == 0
assert d["schedule"].endswith(":a2bcb3c") and d["blocked"] == []'
tl play "$T/mp.c" --model sc --moves b,b,c
expect 'in a plain interleaving there is nothing old' 0 'reads data = 42'
holds 'there is not' lacks 'OLD'
sed 's/memory_order_relaxed/memory_order_seq_cst/' "$T/mp.c" >"$T/right.c"
tl play "$T/right.c" --moves b,b,c,c,a
expect 'a program that cannot be broken' 0 'every one is fine: this program cannot'

cat >"$T/locks.c" <<'END_C'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t n = PTHREAD_MUTEX_INITIALIZER;
static void *other(void *arg)
{
    pthread_mutex_lock(&n);
    pthread_mutex_lock(&m);
    pthread_mutex_unlock(&m);
    pthread_mutex_unlock(&n);
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, other, NULL);
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&n);
    pthread_mutex_unlock(&n);
    pthread_mutex_unlock(&m);
    pthread_join(t, NULL);
    return 0;
}
END_C
tl play "$T/locks.c" --moves a
expect 'who is blocked, and why' 0 'thread 1, line 6' 'pthread_mutex_lock n'
tl play "$T/locks.c" --moves a,a
expect 'by whom' 0 'thread 1 waits for a mutex that the main thread holds \(line 6\)'
tl play "$T/locks.c" --moves a,b
expect 'a deadlock ends it' 1 'Deadlock' 'held by thread 1'

cat >"$T/wait.c" <<'END_C'
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static atomic_int go;
static void *waiter(void *arg)
{
    while (!go)
        sched_yield();
    pthread_mutex_lock(&m);
    pthread_cond_wait(&c, &m);
    pthread_mutex_unlock(&m);
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, waiter, NULL);
    go = 1;
    pthread_mutex_lock(&m);
    pthread_cond_signal(&c);
    pthread_mutex_unlock(&m);
    pthread_join(t, NULL);
    return 0;
}
END_C
tl play "$T/wait.c" --moves b,a
expect 'a thread that gave way goes on' 0 'thread 1, line 9: while' 'reads go = 1'
tl play "$T/wait.c" --moves a,b,b
expect 'an event that may come is offered' 0 '1  spurious wake-up: not now' \
    '2  spurious wake-up: yes' 'main thread waits for a mutex that thread 1 holds'
tl play "$T/wait.c" --moves a,a,a,a,b,b
expect 'a signal that comes too early' 0 'thread 1, line 12'

tl play --exercise sum "$folder/solution.c" --scenario two_add
expect 'a scenario of an exercise' 0 'Who goes on' 'thread 1, line [0-9]+: '
tl play --exercise sum "$folder/bad/no-lock.c" --scenario two_add
expect 'what fails whatever one does' 1 'Data race'
tl play --exercise sum "$folder/bad/no-lock.c"
expect 'which needs a name where there are several' 2 'alone, two_add'
tl play
expect 'a game without a program' 2 'usage: threadlings play FILE\.c'
tl play --model arm "$T/mp.c"
expect 'a model that there is none of' 2 'c11, tso or sc'

# ------------------------------------------------------------------------ usage
tl replay 'a2bc' "$T/mp.c"
expect 'what is no schedule' 2 "'a2bc' is no schedule"
tl replay "$T/mp.c"
expect 'a file without a schedule' 2 'is no schedule'
tl replay '1c:a' "$T/nowhere.c"
expect 'a file that is not there' 2 'nowhere\.c'
printf 'int main(void) { return y; }\n' >"$T/broken.c"
tl replay '1c:a' "$T/broken.c"
expect 'what does not compile' 2 'broken\.c:1: .*undeclared'
tl replay '1c:a' --scenario
expect 'an option without its value' 2 '--scenario needs a value'
tl replay '1c:a' --moves b "$T/mp.c"
expect 'an option of another command' 2 '--moves'

plan
