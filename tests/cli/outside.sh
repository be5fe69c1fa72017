#!/usr/bin/env bash
# Where points depend on it, an answer is asked from outside: outside.c draws
# numbers and judges, and never shares a process with what is judged.
. "$(dirname "$0")/../tap.sh"

export THREADLINGS_SHARE=$T/share
X=$T/share/exercises/sum
mkdir -p "$X/bad" "$T/share/lessons" "$T/share/grader" "$T/class"
ln -s "$ROOT/grader/harness" "$T/share/grader/harness"
ln -s "$ROOT/data" "$T/share/data"
cat >"$X/exercise.json" <<'JSON'
{"format": 1, "title": "A sum", "gives": ["sum.h"], "limits": {"seconds": 1},
 "hints": [{"rungs": ["Add.", "Add both.", "Write a + b."]}]}
JSON
echo 'Add two numbers.' >"$X/task.md"
printf '#ifndef SUM_H\n#define SUM_H\nlong sum(long a, long b);\n#endif\n' >"$X/sum.h"
cat >"$X/test.c" <<'C'
#include "threadlings.h"
#include "sum.h"
TEST(adds, "The sum is that of both numbers")
{
    ck_assert_int_eq(sum(1, 2), 3);
    ck_assert_int_eq(sum(20, 22), 42);
}
C
cat >"$X/outside.c" <<'C'
#include "outside.h"
OUTSIDE(any, "Any two numbers are added")
{
    long a = tl_between(1000, 1999), b = tl_between(5000, 5999);
    tl_give(a);
    tl_give(b);
    tl_expect(a + b, "sum(%ld, %ld)", a, b);
}
C
cat >"$X/inside.c" <<'C'
#include "inside.h"
#include "sum.h"
INSIDE(any)
{
    long a = tl_take();
    tl_answer(sum(a, tl_take()));
}
C
answer() { # FILE BODY
    printf '#include "sum.h"\n#include <stdlib.h>\nlong sum(long a, long b)\n{\n    %s\n}\n' "$2" >"$1"
}
answer "$X/solution.c" 'return a + b;'
answer "$X/start.c" 'return a * b;'
answer "$X/bad/takes_away.c" 'return a - b;'
sed -i '1i // expect: test' "$X/bad/takes_away.c"

hand_in() { # STUDENT BODY
    mkdir -p "$T/class/$1"
    answer "$T/class/$1/sum.c" "$2"
}
hand_in anna 'return a + b;'
hand_in ben 'return b == 2 ? 3 : b == 22 ? 42 : a - b;'
hand_in cleo 'if (a > 100) abort(); return a + b;'
hand_in dora 'while (a > 100) b++; return a + b;'
hand_in emil 'static long n; if (a > 100) n = a; return n + a + b;'

field() { # STUDENT PYTHON, of d (the verdict) and o (the stage)
    python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))["verdict"]
o = [s for s in d["stages"] if s["name"] == "outside"][0]
f = d["findings"][0] if d["findings"] else None
print(eval(sys.argv[2]))' "${OUT:-$T/out1}/verdicts/$1/sum.json" "$2" 2>&1
}
tl grade "$T/class" --exercise sum --out "$T/out1"
is 'a class is graded' "$status" 0
is 'who adds passes' "$(grep ^anna, "$T/out1/gradebook.csv")" 'anna,,,passed,1,0,1,1'
is 'and was asked in both builds' "$(field anna 'o["outcome"], o["checks_run"], o["checks_expected"]')" \
    "('passed', 2, 2)"
is 'who knows the tests by heart fails' "$(field ben 'f["stage"], f["kind"], f["test"]')" \
    "('outside', 'test', 'any')"
is 'the tests would have let it pass' \
    "$(field ben '[s["outcome"] for s in d["stages"] if s["name"] == "tests"][0]')" passed
field ben 'f["message"]' >"$T/message"
says 'what was asked is said' "$T/message" \
    '^sum\(1[0-9]{3}, 5[0-9]{3}\): [67][0-9]{3} is expected, and it was -[34][0-9]{3}$'
is 'a crash while it is asked is one' "$(field cleo 'f["stage"], f["kind"]')" "('outside', 'crash')"
is 'an endless loop ends' "$(field dora 'f["stage"], f["kind"]')" "('outside', 'timeout')"
is 'wrong numbers are wrong' "$(field emil 'f["stage"], f["kind"]')" "('outside', 'test')"
says 'the page tells the student' "$T/out1/feedback/ben.md" 'is expected, and it was'

# The same is asked again, unless the secret is another one.
rm -r "$T/class/dora" # it takes long
rm -r "$T/out1/verdicts"
mv "$T/message" "$T/message1"
tl grade "$T/class" --exercise sum --out "$T/out1"
field ben 'f["message"]' >"$T/message"
same 'a grade that is made again asks the same' "$T/message" "$T/message1"
tl grade "$T/class" --exercise sum --out "$T/out2"
check 'another class is asked something else' \
    test "$(OUT=$T/out2 field ben 'd["seed"]')" != "$(field ben 'd["seed"]')"
for n in 3 4; do
    cat >"$T/week.json" <<'JSON'
{"format": 1, "title": "Week", "secret": "nobody knows",
 "exercises": [{"exercise": "sum", "points": 4, "partial": {"tests": 25, "outside": 50}}]}
JSON
    tl grade "$T/class" --assignment "$T/week.json" --out "$T/out$n"
done
is "an assignment's secret holds everywhere" "$(OUT=$T/out3 field ben 'd["seed"]')" \
    "$(OUT=$T/out4 field ben 'd["seed"]')"
check 'and no other is made' test ! -e "$T/out3/secret"
is 'percents can be for what is asked from outside' \
    "$(grep ^ben, "$T/out3/gradebook.csv")" 'ben,,,failed,1,0,1,4'

# A learner's own check does not ask: what is expected stays with the teacher.
tl check --json sum "$T/class/ben/sum.c"
is 'a learner is graded by the tests' "$status" 0
says 'and the stage says so' "$T/out" '"asked only where points depend on it"'

# What authors are told.
tl verify sum
is 'an exercise with questions is proved' "$status" 0
says 'its starter gives wrong answers' "$T/out" 'outside\.c the starter fails'
sed -i 's/a + b, "sum/a * b, "sum/' "$X/outside.c"
tl verify sum
says 'a starter that gives the right ones is an error' "$T/out" \
    'outside\.c the starter gives the answers that are expected'
says 'and the solution that does not' "$T/out" 'solution\.c must pass, but is failed'
echo 'OUTSIDE(lost, "Nobody takes it") { tl_give(1); (void)tl_answered(); }' >>"$X/outside.c"
tl grade "$T/class" --exercise sum --out "$T/out5"
is 'a question without an INSIDE is no verdict' "$(grep ^anna, "$T/out5/gradebook.csv")" \
    'anna,,,infra-error,,0,,1'
echo 'int broken(' >>"$X/outside.c"
tl grade "$T/class" --exercise sum --out "$T/out6"
is 'nor is an outside.c that does not compile' "$status" 3
check 'and the record says it' grep -rq 'outside.c of sum does not compile' "$T/out6/verdicts"
rm "$X/inside.c"
tl check sum "$X/solution.c"
is 'outside.c without inside.c is unusable' "$status" 2
says 'and named' "$T/err" 'has a file outside\.c, and no inside\.c'
done_testing
