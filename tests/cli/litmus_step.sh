#!/usr/bin/env bash
# Steps of lessons that show what the explorer finds: litmus tests, whose key is
# computed, and demos that show schedules.
source "$(dirname "$0")/common.bash"

if [[ ! -e $root/grader/explore/switch_$(uname -m).S ]]; then
    ok 'litmus steps # SKIP not on this kind of machine'
    plan
    exit
fi

# lesson CHOICES ORDER: a lesson "lab": store buffering with that order, and
# Peterson's lock without seq_cst.
lesson() {
    cat >"$T/share/lessons/010-lab.json" <<END
{"format": 1, "title": "Lab", "about": "A.", "steps": [
  {"predict": "sb", "kind": "several", "outcomes": true, "runs": 3000,
   "choices": [$1], "because": "Stores wait."},
  {"demo": "lock", "shows": "schedules", "runs": 500}]}
END
    cat >"$T/share/lessons/010-lab.md" <<END
# Lab
## SB
What can it print?

\`\`\`c
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
static atomic_int x, y;
static int a, b;
static void *one(void *arg)
{
    atomic_store_explicit(&x, 1, memory_order_$2);
    a = atomic_load(&y);
    return arg;
}
static void *two(void *arg)
{
    atomic_store_explicit(&y, 1, memory_order_$2);
    b = atomic_load(&x);
    return arg;
}
int main(void)
{
    pthread_t s, t;
    pthread_create(&s, NULL, one, NULL);
    pthread_create(&t, NULL, two, NULL);
    pthread_join(s, NULL);
    pthread_join(t, NULL);
    printf("%d %d\n", a, b);
}
\`\`\`

### Afterwards
So much for store buffers.
## Lock
Look.

\`\`\`c
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
static atomic_int x, y, inside;
static void *one(void *arg)
{
    atomic_store_explicit(&x, 1, memory_order_release);
    if (!atomic_load_explicit(&y, memory_order_acquire))
        assert(atomic_fetch_add(&inside, 1) == 0);
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, one, NULL);
    atomic_store_explicit(&y, 1, memory_order_release);
    if (!atomic_load_explicit(&x, memory_order_acquire))
        assert(atomic_fetch_add(&inside, 1) == 0);
    pthread_join(t, NULL);
}
\`\`\`
### Afterwards
So much for locks.
END
}
choice() { printf '{"text": "%s", "because": "Because of %s."}' "$1" "$1"; }
three=$(choice '0 1'),$(choice '1 0'),$(choice '1 1')
four=$(choice '0 0'),$three

lesson "$four" relaxed
tl verify lab --quick
expect 'a lab is verified' 0 'loads: 2 steps, 2 of them'
lesson "$three" relaxed
tl verify lab --quick
expect 'an outcome that is no choice is named' 1 'step sb: C allows "0 0", which is no choice'

lesson "$four" seq_cst
tl go lab
tl answer 9
expect 'what is no answer costs nothing' 2 'numbers from 1 to 4'
numbers=$(sed -nE 's/^ *([1-4])  (0 1|1 0|1 1)$/\1/p' <(
    "$THREADLINGS" --share "$T/share" --workspace "$T/work" go lab
) | tr '\n' ' ')
tl answer "$numbers"
expect 'seq_cst forbids 0 0: the key is computed' 0 'As you predicted' \
    '^0 0 +. no +. no +. no +. no +. +not seen' \
    '^1 1 +. yes +. yes' 'Stores wait' 'So much for store buffers'
lesson "$four" relaxed
tl go lab sb
tl answer "$numbers"
expect 'relaxed allows it: the same lesson has another key' 1 \
    'Not quite as you predicted' '^0 0 +. no +. no !? +. yes +. yes' \
    '.0 0.: Because of 0 0\.' 'Stores wait'
tl again
tl skip
expect 'who skips sees the table' 0 '^0 0 +. no +. yes +. yes'

tl go lab lock
tl run
expect 'a demo shows runs and the execution that fails' 0 \
    'This machine: 500 runs' 'lock\.c fails' 'reads y: 0' 'replay' \
    'So much for locks'
tl replay
expect 'and that can be replayed' 1 'Assertion'
tl list
expect 'it counts as done' 0 '2 of 2|done'

sed -i 's/one(void \*arg)$/one(void *arg);/' "$T/share/lessons/010-lab.md"
tl verify lab --quick
expect 'a program that does not compile is a problem' 1 \
    'step sb does not compile' 'step lock does not compile'
tl go lab sb
tl answer 1
expect 'and said to the learner' 3 'does not compile'
plan
