#!/usr/bin/env bash
# `explore --outcomes`: litmus tests. What each model allows was written by hand
# from the literature: Alglave, Maranget, Tautschnig, "Herding cats" (TOPLAS
# 2014) for the shapes and x86; Lahav et al., "Repairing sequential consistency
# in C/C++11" (PLDI 2017) for C. What this machine shows is not known here; only
# that C allows it.
source "$(dirname "$0")/common.bash"

if [[ ! -e $root/grader/explore/switch_$(uname -m).S ]]; then
    ok 'outcomes # SKIP not on this kind of machine'
    plan
    exit
fi

# litmus NAME STORE-ORDER LOAD-ORDER PRINTED BODY...: writes $T/NAME.c, with a
# thread for each body. x, y are atomic, r0 to r3 are not; S, L and F store,
# load and fence.
litmus() {
    local name=$1 store=$2 load=$3 printed=$4 n=0 body
    shift 4
    {
        printf '#include <pthread.h>\n#include <stdatomic.h>\n'
        printf '#include <stdio.h>\nstatic atomic_int x, y;\n'
        printf 'static int r0, r1, r2, r3;\n'
        printf '#define S(v, n) atomic_store_explicit(&v, n, memory_order_%s)\n' \
            "$store"
        printf '#define L(v) atomic_load_explicit(&v, memory_order_%s)\n' "$load"
        printf '#define F atomic_thread_fence(memory_order_seq_cst)\n'
        for body; do
            printf 'static void *t%d(void *arg)\n{\n    %s;\n    return arg;\n}\n' \
                "$n" "$body"
            n=$((n + 1))
        done
        printf 'static void *(*const start[])(void *) = {'
        for ((i = 0; i < n; i++)); do printf 't%d, ' "$i"; done
        printf '};\nint main(void)\n{\n    pthread_t t[%d];\n' "$n"
        printf '    for (int i = 0; i < %d; i++)\n' "$n"
        printf '        pthread_create(&t[i], NULL, start[i], NULL);\n'
        printf '    for (int i = 0; i < %d; i++)\n' "$n"
        printf '        pthread_join(t[i], NULL);\n'
        printf '    r0 += 0 * (r1 + r2 + r3);\n'
        printf '    printf(%s);\n    return 0;\n}\n' "$printed"
    } >"$T/$name.c"
}

runs=2000

# allows WHAT NAME SC TSO C11: exactly these outcomes.
allows() {
    tl explore --json --outcomes --runs "$runs" "$T/$2.c"
    if [[ $status -ne 0 ]]; then
        not_ok "$1" "exit status $status" "$out" "$err"
        return
    fi
    json "$1" "
sets = {m: {o['text'] for o in d['outcomes'] if m in o['models']}
        for m in ('sc', 'tso', 'c11')}
want = dict(zip(('sc', 'tso', 'c11'), (set(s.split()) for s in
                                       ('$3', '$4', '$5'))))
assert sets == want, (sets, want)
assert all(m['complete'] for m in d['models'].values()), d['models']
assert not any(o['forbidden'] for o in d['outcomes']), d['outcomes']
seen = sum(o['seen'] for o in d['outcomes'])
assert seen == d['machine']['runs'] <= $runs
assert seen > 0 or $runs == 0 or d['machine']['why'], d['machine']"
}

all4='00 01 10 11' no00='01 10 11' no10='00 01 11' no11='00 01 10'
two='"%d%d", r0, r1'

sb0='S(x, 1); r0 = L(y)' sb1='S(y, 1); r1 = L(x)'
litmus sb-relaxed relaxed relaxed "$two" "$sb0" "$sb1"
allows 'store buffering, relaxed' sb-relaxed "$no00" "$all4" "$all4"
litmus sb-release release acquire "$two" "$sb0" "$sb1"
allows 'store buffering, release and acquire' sb-release "$no00" "$all4" "$all4"
litmus sb-sc seq_cst seq_cst "$two" "$sb0" "$sb1"
allows 'store buffering, seq_cst' sb-sc "$no00" "$no00" "$no00"
litmus sb-fence relaxed relaxed "$two" 'S(x, 1); F; r0 = L(y)' \
    'S(y, 1); F; r1 = L(x)'
allows 'store buffering with fences' sb-fence "$no00" "$no00" "$no00"

mp0='S(x, 1); S(y, 1)' mp1='r0 = L(y); r1 = L(x)'
litmus mp-relaxed relaxed relaxed "$two" "$mp0" "$mp1"
allows 'message passing, relaxed' mp-relaxed "$no10" "$no10" "$all4"
litmus mp-release release acquire "$two" "$mp0" "$mp1"
allows 'message passing, release and acquire' mp-release "$no10" "$no10" "$no10"

litmus corr relaxed relaxed "$two" 'S(x, 1)' 'r0 = L(x); r1 = L(x)'
allows 'coherence of two reads' corr "$no10" "$no10" "$no10"

w0='S(x, 1); S(y, 2)' w1='S(y, 1); S(x, 2)'
litmus ww-relaxed relaxed relaxed '"%d%d", L(x), L(y)' "$w0" "$w1"
allows '2+2W, relaxed' ww-relaxed '12 21 22' '12 21 22' '11 12 21 22'
litmus ww-sc seq_cst seq_cst '"%d%d", L(x), L(y)' "$w0" "$w1"
allows '2+2W, seq_cst' ww-sc '12 21 22' '12 21 22' '12 21 22'

three='"%d%d%d", r0, r1, r2'
no110='000 001 010 011 100 101 111'
wrc=('S(x, 1)' 'r0 = L(x); S(y, 1)' 'r1 = L(y); r2 = L(x)')
litmus wrc-relaxed relaxed relaxed "$three" "${wrc[@]}"
allows 'write to read causality, relaxed' wrc-relaxed "$no110" "$no110" \
    "$no110 110"
litmus wrc-release release acquire "$three" "${wrc[@]}"
allows 'write to read causality, release and acquire' wrc-release "$no110" \
    "$no110" "$no110"

four='"%d%d%d%d", r0, r1, r2, r3'
iriw=('S(x, 1)' 'S(y, 1)' 'r0 = L(x); r1 = L(y)' 'r2 = L(y); r3 = L(x)')
every=$(echo {0,1}{0,1}{0,1}{0,1})
most=${every/1010 /}
litmus iriw-release release acquire "$four" "${iriw[@]}"
allows 'IRIW, release and acquire' iriw-release "$most" "$most" "$every"
litmus iriw-sc seq_cst seq_cst "$four" "${iriw[@]}"
allows 'IRIW, seq_cst' iriw-sc "$most" "$most" "$most"

# Arm may show 11: our c11 has no load buffering.
runs=0
litmus lb relaxed relaxed "$two" 'r0 = L(x); S(y, 1)' 'r1 = L(y); S(x, 1)'
allows 'load buffering' lb "$no11" "$no11" "$no11"

# The screen.
export LC_ALL=C
tl explore --outcomes --runs 0 "$T/sb-relaxed.c"
expect 'a table' 0 '^00 +\| no +\| yes +\| yes$' '^11 +\| yes +\| yes +\| yes$' \
    '^c11 \(what C allows\): complete'
holds 'without runs there is no column for them' lacks 'machine'
tl explore --outcomes --runs 500 "$T/lb.c"
expect 'with runs, how many' 0 'on this machine' 'This machine: 500 runs' 'luck'
tl explore --schedules --runs 0 "$T/sb-relaxed.c"
expect 'schedules' 0 '^  tso  *1t[a-z]*:[a-z]' "replay 'SCHEDULE' sb-relaxed\.c"
for width in 40 80 200; do
    COLUMNS=$width tl explore --schedules --runs 500 "$T/iriw-release.c"
    holds "nothing goes beyond $width columns" \
        awk -v w="$width" 'length > w { exit 1 }' "$T/out"
done
schedule=$(sed -n 's/^  c11  *//p' "$T/out" | sed -n 1p)
tl replay "$schedule" "$T/iriw-release.c"
expect 'a schedule can be replayed' 0
export LC_ALL=C.UTF-8

# Other ends than a printed line.
cat >"$T/ends.c" <<'END_C'
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
static atomic_int x;
static void *set(void *arg)
{
    x = 1;
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, set, NULL);
    int seen = x;
    assert(seen < 1);
    pthread_join(t, NULL);
    return 3;
}
END_C
tl explore --json --outcomes --runs 500 "$T/ends.c"
json 'an exit status and an assertion' '
texts = {o["text"]: o["how"] for o in d["outcomes"]}
assert texts == {"(exit status 3)": "ends",
                 "assertion `seen < 1'"'"' failed": "stops"}, texts
assert d["models"]["c11"]["complete"] and not any(
    o["forbidden"] for o in d["outcomes"])
assert sum(o["seen"] for o in d["outcomes"]) == 500'
holds 'C lets it fail, so the status is 1' [ "$status" -eq 1 ]

# An assertion that fails in one thread hides nothing of the others.
litmus hidden seq_cst seq_cst '"%d", r0' 'r0 = L(x)' \
    'int s = L(y); assert(s); S(x, 1)' 'S(y, 1)'
sed -i '1i #include <assert.h>' "$T/hidden.c"
tl explore --json --outcomes --runs 0 "$T/hidden.c"
json 'what lies behind a failure is looked at, too' '
assert {o["text"] for o in d["outcomes"]} == {"0", "1", "assertion `s'"' failed"'"}
assert d["models"]["sc"]["complete"]'

programs=$root/tests/explore/programs/wrong
tl explore --outcomes --runs 0 "$programs/lock_order_reversed.c"
expect 'a deadlock' 1 '^\(deadlock\) +. yes'
tl explore --outcomes --runs 0 "$programs/message_passing_relaxed.c"
expect 'after a data race C promises nothing' 1 '^\(data race\)' \
    'c11 .*: not complete: C does not say'

# Texts of several threads.
cat >"$T/print.c" <<'END_C'
#include <pthread.h>
#include <stdio.h>
static void *print(void *arg)
{
    puts(arg);
    fputs("not this\n", stderr);
    return arg;
}
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, print, "a");
    pthread_create(&b, NULL, print, "b\377");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
END_C
tl explore --outcomes --runs 500 "$T/print.c"
expect 'the order of what two threads print' 0 '^a / b' '^b.* / a' ': 2 outcomes'
cat >"$T/leaves.c" <<'END_C'
#include <pthread.h>
#include <stdio.h>
static void *print(void *arg)
{
    puts("late");
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, print, NULL);
    return 0;
}
END_C
tl explore --outcomes --runs 500 "$T/leaves.c"
expect 'a thread that is left behind' 3 'not complete: .* may still print'

# The driver.
cat >"$T/again.c" <<'END_C'
#include <stdio.h>
#include <stdlib.h>
#include <threads.h>
static int set = 5, zero[100];
static mtx_t lock;
static int add(void *arg)
{
    static int calls;
    mtx_lock(&lock);
    calls++;
    zero[3] += *(int *)arg;
    printf("%d ", calls);
    mtx_unlock(&lock);
    return 40;
}
int main(int argc, char **argv)
{
    thrd_t t[3];
    int *one = malloc(sizeof *one), got = 0, sum = 0;
    *one = 1;
    mtx_init(&lock, mtx_plain);
    for (int i = 0; i < 3; i++)
        thrd_create(&t[i], add, one);
    for (int i = 0; i < 3; i++) {
        thrd_join(t[i], &got);
        sum += got;
    }
    free(one);
    printf("%d %d %d %s", set++, zero[3], sum, argc > 1 ? argv[1] : "-");
    exit(0);
}
END_C
tl explore --json --outcomes --runs 1000 "$T/again.c" -- word
json 'variables are put back before each run' '
(o,) = d["outcomes"]
assert o["text"] == "1 2 3 5 3 120 word", o
assert o["seen"] == 1000 == d["machine"]["runs"]'
cat >"$T/crash.c" <<'END_C'
#include <stdio.h>
int main(void)
{
    int *volatile nowhere = NULL;
    return *nowhere;
}
END_C
tl explore --json --outcomes --runs 3 "$T/crash.c"
json 'a crash is counted' '
(o,) = d["outcomes"]
assert (o["text"], o["how"], o["seen"]) == ("crash", "undefined", 3), o'
cat >"$T/hang.c" <<'END_C'
#include <pthread.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int main(void)
{
    pthread_mutex_lock(&m);
    pthread_mutex_lock(&m);
    return 0;
}
END_C
tl explore --json --outcomes --runs 1 "$T/hang.c"
json 'so is a run that does not end' '
(o,) = d["outcomes"]
assert (o["text"], o["how"], o["seen"]) == ("deadlock", "hangs", 1), o'
printf '#include <stdio.h>\nstatic _Thread_local int n;\nint main(void)\n{\n' \
    >"$T/local.c"
printf '    printf("%%d", n++);\n    return 0;\n}\n' >>"$T/local.c"
tl explore --outcomes --runs 100 "$T/local.c"
expect 'what cannot be put back is not run, and why' 0 '^0 ' \
    'This machine: no runs: local\.c:2: thread-local'
printf '#include <stdio.h>\n#include <unistd.h>\nint main(void)\n{\n' >"$T/pid.c"
printf '    printf("%%d", getpid());\n    return 0;\n}\n' >>"$T/pid.c"
tl explore --outcomes --runs 100 "$T/pid.c"
expect 'an outcome that no model has' 3 'no ! ' 'does what sc and tso and c11 forbid' \
    'what no model decides'

# Usage.
tl explore --outcomes --runs some "$T/lb.c"
expect 'a number of runs that is none' 2 '--runs needs a number'
tl explore --outcomes --html "$T/page.html" "$T/lb.c"
expect 'a page of outcomes' 2 'use one of them'
tl explore --outcomes --model tso "$T/lb.c"
expect 'outcomes of one model' 2 'leave --model out'
tl explore --outcomes --runs 0 "$programs/../../../../grader/explore/scenario.h"
expect 'a file that is no C file' 2 'is no C file'
printf 'int x;\n' >"$T/none.c"
tl explore --outcomes "$T/none.c"
expect 'a program without a main' 2 'none\.c: no main'
printf 'int main(void) { return y; }\n' >"$T/broken.c"
tl explore --outcomes "$T/broken.c"
expect 'one that does not compile' 1 "broken\.c:1:25: error: .y. undeclared"
printf '#include <unistd.h>\nint main(void) { return fork(); }\n' >"$T/fork.c"
tl explore --outcomes "$T/fork.c"
expect 'one that cannot be explored' 3 'fork makes another process'
plan
