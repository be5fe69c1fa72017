#!/usr/bin/env bash
# `verify` finds what is wrong with lessons and exercises, and says what to do.
source "$(dirname "$0")/common.bash"

fresh() { # a good exercise named $1
    rm -rf "$T/share/exercises/$1"
    tl new exercise "$1"
}

x=$T/share/exercises/sum
tl verify
expect 'nothing to verify is no problem' 0 'verified 0 lessons, 0 exercises: 0 problems'

fresh sum
tl verify sum --quick
expect 'a good exercise: one line for each file, and a table' 0 \
    'sum/exercise\.json is valid: 3 ladders' 'sum/start\.c compiles and fails: test' \
    'sum/solution\.c passes, 1 of 1' 'bad/no-lock\.c fails with data-race' \
    'Bad answer.*Kind.*Found by.*Seconds' 'races' '1 exercise: 0 problems'
expect 'few bad answers are a warning, not a problem' 0 'holds 1 bad answer; 8'

tl verify sum --quick --json
json 'with --json there is one document and nothing else' '
assert d["format"] == 1 and d["problems"] == 0 and d["exercises"] == 1
assert d["bad"][0]["kind"] == "data-race" and d["bad"][0]["stage"] == "races"
assert {f["outcome"] for f in d["files"]} == {"ok", "warning"}'

cp "$x/solution.c" "$x/start.c"
tl verify sum --quick
expect 'a starter that passes' 1 'start\.c passes as it is' '1 problem'

fresh sum
echo 'int broken(' >>"$x/start.c"
tl verify sum --quick
expect 'a starter that does not compile' 1 'start\.c must compile'

fresh sum
cp "$x/start.c" "$x/solution.c"
tl verify sum --quick
expect 'a solution that fails' 1 'solution\.c must pass, but is failed in grade 1 of 1: test'

cp "$x/bad/no-lock.c" "$x/bad/no-lock-again.c"
for shard in 1 2; do
    tl verify sum --quick --shard $shard/2 --json
    json "shard $shard of the bad answers is one of two" "
assert [b['file'].split('/')[-1] for b in d['bad']] == [['no-lock-again.c', 'no-lock.c'][$shard - 1]]
assert any(f['file'].endswith('solution.c') for f in d['files'])"
done
for shard in 0/2 3/2 1 1/2x ''; do
    tl verify sum --shard "$shard"
    expect "a shard that makes no sense: '$shard'" 2 '--shard needs a part and how many there are'
done

fresh sum
{ echo '// expect: data-race'; cat "$x/solution.c"; } >"$x/bad/right.c"
sed -i '1s/data-race/leak/' "$x/bad/no-lock.c"
echo '// no kind' >"$x/bad/silent.c"
echo '// expect: racing' >"$x/bad/unknown.c"
tl verify sum --quick
expect 'bad answers that do not fail as declared' 1 \
    'right\.c must fail with data-race, but passes' \
    'no-lock\.c declares leak, but in grade 1 of 1: data-race' \
    'silent\.c: the first line must be' 'unknown\.c:1: .*racing' '4 problems'

fresh sum
mkdir "$x/also"
cp "$x/start.c" "$x/also/empty.c"
touch "$x/notes.txt" "$x/bad/no-lock.c~" "$x/other.h"
tl verify sum --quick
expect 'files that do not belong there, and a wrong other answer' 1 \
    'notes\.txt does not belong here' 'bad/no-lock\.c~ is no C file' \
    'other\.h is not given to the learner' 'also/empty\.c must pass' '4 problems'

fresh sum
rm -r "$x/bad"
tl verify sum --quick
expect 'no bad answer at all' 1 'bad holds no bad answer'

fresh sum
sed -i 's/TEST(adds_up/TEST(\n    adds_up/' "$x/test.c"
tl verify sum --quick
expect 'a test whose id is on a line of its own' 0 ': 0 problems'

fresh sum
sed -i 's/"test": "adds_up"/"test": "add_up"/; s/"kind": "data-race",/"kind": "data-race", "function": "no_such",/' "$x/exercise.json"
sed -i 's/"The sum is wrong with one thread already."/"  "/' "$x/exercise.json"
tl verify sum --quick
expect 'hints that name what there is not, or say nothing' 1 \
    '/hints/1/test: there is no test or scenario add_up' '/hints/0/function: .*no_such' \
    '/hints/1/rungs/0: is empty'
expect 'a bad answer that no ladder but the last answers' 1 \
    'no-lock\.c gets only the last, general hints'

fresh sum
sed -i 's/"kind": "data-race",/"kind": "data-race", "misconception": "MEM-1",/' "$x/exercise.json"
beliefs="$T/share/data/misconceptions.json"
echo '{"format": 1, "misconceptions": [{"id": "MEM-2", "belief": "So.", "truth": "Not so."}]}' >"$beliefs"
tl verify sum --quick
expect 'a hint that names a misconception that is not there' 1 \
    '/hints/0/misconception: no misconception is called MEM-1: add it to' '1 problem'
sed -i 's/MEM-2/MEM-1/' "$beliefs"
tl verify sum --quick
expect 'and one that is there' 0 '0 problems'
rm "$beliefs"

fresh sum
sed -i 's/"title"/"titel"/' "$x/exercise.json"
tl verify sum --quick
expect 'a misspelt key' 1 'exercise\.json:[0-9]+:[0-9]+: .*titel'

tl verify som
expect 'a name that is not there gets a suggestion' 2 "did you mean 'sum'"
tl verify sum --times 0
expect 'a number that makes no sense' 2 '--times needs a number'
tl verify --timse 3 sum
expect 'an unknown option' 2 'unknown option --timse'

# Lessons.
rm -rf "$x"
tl new lesson joins
l=$T/share/lessons/010-joins
tl verify joins --quick
expect 'a good lesson' 0 '010-joins\.json loads: 3 steps' '1 lesson, 0 exercises: 0 problems'

sed -i 's/{"text": "42", "right": true}/{"text": "41", "right": true}/; s/"text": "0",/"text": "42",/' "$l.json"
tl verify joins --quick
expect 'a prediction that is wrong' 1 '"42" cannot happen, but it happened in 10 of 10' \
    'none of the outputs that can happen was seen'

rm -f "$T"/share/lessons/*
tl new lesson joins
sed -i 's/"steps"/"needs": ["later", "never"], "steps"/; s/{"read": "why"}/{"exercise": "why", "name": "no_such"}/' "$l.json"
tl new lesson later
touch "$T/share/lessons/notes.json"
tl verify --quick
expect 'needs, exercises and files that are not there' 1 \
    'needs the lesson later, which comes later' 'needs a lesson never' \
    'names an exercise no_such' 'notes\.json belongs to no lesson' '4 problems'

rm -f "$T"/share/lessons/*
tl new lesson joins
sed -i 's/pthread_join(thread, NULL);/pthread_joint(thread, NULL);/' "$l.md"
tl verify joins --quick
expect "a program that does not compile" 1 'what-is-printed.*does not compile'
echo '{"format": 1,' >"$l.json"
tl verify joins
expect 'a lesson that does not load' 1 '010-joins\.json.*:[0-9]+:[0-9]+'
env -u CC PATH=/nonexistent "$THREADLINGS" verify >"$T/out" 2>"$T/err"
status=$?
expect 'without a compiler nothing can be said' 3 'there is no C compiler'
plan
