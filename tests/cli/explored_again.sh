#!/usr/bin/env bash
# Where points depend on it, what the explorer says is seen twice: a schedule
# that fails is run again, and what did not fail must go the same way again.
. "$(dirname "$0")/../tap.sh"

export THREADLINGS_SHARE=$T/share
X=$T/share/exercises/add
mkdir -p "$X/also" "$T/share/lessons" "$T/class"
ln -s "$ROOT/grader" "$T/share/grader"
ln -s "$ROOT/data" "$T/share/data"
cat >"$X/exercise.json" <<'JSON'
{"format": 1, "title": "Add", "gives": ["add.h"], "limits": {"seconds": 2},
 "hints": [{"rungs": ["Add.", "Add at once.", "Use atomic_fetch_add."]}]}
JSON
echo 'Add one, at once.' >"$X/task.md"
cat >"$X/add.h" <<'C'
#ifndef ADD_H
#define ADD_H
#include <stdatomic.h>
void add(atomic_int *n);
#endif
C
cat >"$X/test.c" <<'C'
#include "threadlings.h"
#include "add.h"
TEST(adds, "It adds one")
{
    atomic_int n = 41;
    add(&n);
    ck_assert_int_eq(n, 42);
}
C
for i in 1 2 3; do
    cat <<C
#ifndef BODY
#define BODY
#include <pthread.h>
#include "scenario.h"
#include "add.h"
static atomic_int n;
static void *work(void *arg) { add(&n); return arg; }
#endif
SCENARIO(both$i, "Two threads add two")
{
    pthread_t other;
    pthread_create(&other, 0, work, 0);
    work(0);
    pthread_join(other, 0);
    assert(n == 2);
}
C
done >"$X/explore.c"
answer() { printf '#include "add.h"\nvoid add(atomic_int *n)\n{\n    %s\n}\n' "$2" >"$1"; }
answer "$X/solution.c" 'atomic_fetch_add(n, 1);'
answer "$X/start.c" '(void)n;'
# The stack protector's number is another one in each process; an answer here may
# look where it lies. On x86-64 glibc keeps it 40 bytes into the thread's block.
look='((unsigned char *)__builtin_thread_pointer())[0x2a]'
answer "$X/also/looks.c" "(void)$look; atomic_fetch_add(n, 1);"
mkdir -p "$T"/class/{anna,ben,cleo}
answer "$T/class/anna/add.c" 'atomic_fetch_add(n, 1);'
answer "$T/class/ben/add.c" 'atomic_store(n, atomic_load(n) + 1);'
answer "$T/class/cleo/add.c" "int more = $look % 8;
    while (more-- > 0) (void)atomic_load(n);
    atomic_fetch_add(n, 1);"

stage() { # STUDENT PYTHON, of d (the verdict) and s (the stage)
    python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))["verdict"]
s = [s for s in d["stages"] if s["name"] == "schedules"][0]
print(eval(sys.argv[2]))' "$T/results/verdicts/$1/add.json" "$2" 2>&1
}
tl grade "$T/class" --exercise add --out "$T/results"
is 'who adds at once passes' "$(stage anna 'd["verdict"], s["outcome"], s["checks_run"]')" \
    "('passed', 'passed', 3)"
is 'a schedule that fails does so again' \
    "$(stage ben 'd["findings"][0]["kind"], bool(d["findings"][0]["schedule"])')" "('assertion', True)"
if [[ $(uname -m) != x86_64 ]]; then
    skip 'what goes another way is no pass' 'the test knows x86-64 only'
    done_testing
fi
is 'what goes another way is no pass' "$(grep ^cleo, "$T/results/gradebook.csv")" 'cleo,,,unsure,,0,,1'
stage cleo 's["why"]' >"$T/why"
says 'and the record says why' "$T/why" '^the scenario both[123] went one way, and when it was run again'
done_testing
