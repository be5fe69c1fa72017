#!/usr/bin/env bash
# `check`, `hint`, `compare`, `task`, `reset`, `run`, `edit` and `watch` from a
# shell.
source "$(dirname "$0")/common.bash"

tl new exercise sum
mine=$T/work/sum/sum.c
answer() { # makes one of the exercise's files the learner's
    cp "$T/share/exercises/sum/$1" "$mine"
}

tl check sum
expect 'the starter is put there, graded, and fails' 1 \
    'The starter is now in .*/sum/sum\.c' 'threadlings hint sum'
holds 'the starter is in the workspace' test -f "$mine"
holds 'the header lies beside it' test -f "$T/work/sum/sum.h"
tl check
expect 'without a name and without a place it asks which' 2 'which exercise'
tl check som
expect 'a name that is not there gets a suggestion' 2 "did you mean 'sum'"
tl check ../sum
expect 'a path is no name' 2 "no exercise is called '../sum'"
tl check sum "$T/none.c"
expect 'a file that is not there' 2 'none\.c'
tl check sum a b
expect 'too many words' 2 'usage: threadlings check'

tl compare sum
expect 'the solution is not shown before one passes' 2 'once yours has passed'

answer bad/no-lock.c
tl check sum --json
json 'with --json there is one document and nothing else' '
assert d["exercise"] == "sum" and d["verdict"] == "failed"
assert d["findings"][0]["kind"] == "data-race"'
expect 'with --json the status is that of the verdict' 1
tl check sum
expect 'a data race is shown with its line and what to do next' 1 \
    'total = total \+ n' 'threadlings edit sum. opens your file at line 8'

tl hint sum
expect 'the first hint is about what was found' 0 'Two threads reach the same variable' \
    'after another attempt'
holds 'and not more than the first' lacks 'mutex'
tl hint sum
expect 'the next hint waits' 0 'Two threads reach' \
    'comes after another attempt, or in [0-9]+ s'
tl check sum
tl hint sum
expect 'a new attempt brings the next one' 0 'reads, adds and writes'
holds 'the newest one only' lacks 'Two threads reach'
tl check sum
tl hint sum all
expect '`hint all` shows all that were given' 0 'Two threads reach' \
    'reads, adds and writes' 'a mutex that is held' 'That was all'

answer solution.c
tl hint sum
expect 'nothing to hint at in what passes' 0 'passes; there is nothing to hint at'
tl check sum
expect 'a solution passes' 0 'threadlings compare sum'
tl compare sum
expect 'then the solution is shown' 0 'pthread_mutex_lock' 'Line for line the same'
sed 's/total/sum/g' "$T/share/exercises/sum/solution.c" >"$mine"
COLUMNS=80 tl compare sum
expect 'and compared with what is different' 0 '^- static long sum;' '^\+ static long total;'
COLUMNS=160 tl compare sum
expect 'side by side where there is room' 0 '- static long sum; .*│\+ static long total;'

tl task sum
expect 'the task comes with the header' 0 'Several threads add' 'void sum_add\(long n\);'

tl reset sum
expect 'reset tells where the old file is kept' 0 'The starter is back' 'sum\.c\.1'
holds 'the starter is back' cmp -s "$T/share/exercises/sum/start.c" "$mine"
holds 'the old file is kept' grep -q 'static long sum' "$mine.1"
tl reset
expect 'reset needs a name in a shell' 2 'usage: threadlings reset'

cat >"$T/hello.c" <<'END'
#include <stdio.h>
int main(int argc, char **argv)
{
    printf("hello %s \033[31m\n", argc > 1 ? argv[1] : "nobody");
    return argc - 2;
}
END
tl run "$T/hello.c" world
expect 'a program runs with its arguments' 0 'hello world' 'Ended with status 0'
holds 'what it prints cannot reach the terminal' bash -c "! grep -q $'\033' '$T/out'"
tl run "$T/hello.c" two words
expect 'a status other than 0 is said and passed on' 1 'Ended with status 1'
echo 'int main(void) { return x; }' >"$T/wrong.c"
tl run "$T/wrong.c"
expect "the compiler's own words" 1 'wrong\.c'
echo 'int main(void) { return *(volatile int *)0; }' >"$T/crash.c"
tl run "$T/crash.c"
expect 'a crash is said' 1 'crash|SIGSEGV|invalid|address'
tl run "$T/none.c"
expect 'no such file to run' 2 'there is no such file'
tl new lesson joins
tl run joins/what-is-printed
expect "the program of a lesson's step runs" 0 '^42$'
tl run joins/why
expect 'a step without a program' 2 'has no program'

# An editor that notes how it was called.
cat >"$T/vim" <<END
#!/bin/sh
printf '%s\n' "\$@" >"$T/called"
END
chmod +x "$T/vim"
tl check sum
VISUAL="$T/vim -n" tl edit sum
expect 'the editor is started' 0
holds 'with its own arguments and the file' \
    test "$(head -n 1 "$T/called") $(tail -n 1 "$T/called")" = "-n $mine"
VISUAL=$T/no-such-editor tl edit sum
expect 'an editor that is not there' 2 'is not there' 'export EDITOR'

# watch: graded at once, again on each save, until input ends.
mkfifo "$T/keys"
"$THREADLINGS" --share "$T/share" --workspace "$T/work" watch sum \
    <"$T/keys" >"$T/out" 2>"$T/err" &
watcher=$!
exec 9>"$T/keys"
wait_for() { # until $2 lines of the output match $1, 60 s at most
    local i
    for ((i = 0; i < 600; i++)); do
        [[ $(grep -cE "$1" "$T/out") -ge $2 ]] && return 0
        sleep 0.1
    done
    return 1
}
out= err=
holds 'watch grades at once' wait_for 'threadlings hint' 1
cp "$T/share/exercises/sum/solution.c" "$T/work/sum/aside"
mv "$T/work/sum/aside" "$mine"
holds 'and again when the file is replaced' wait_for 'threadlings compare' 1
answer start.c
holds 'and when it is written in place' wait_for 'threadlings hint' 2
echo q >&9
exec 9>&-
wait "$watcher"
status=$?
expect 'watch ends at q with the last status' 1

# What is wrong with the exercise or the machine is not the learner's mistake.
CC=/no/such/cc tl check sum
expect 'a CC that is not there' 3 "CC is '/no/such/cc'" 'unset it'
tests=$T/share/exercises/sum/test.c
echo '#include "threadlings.h"' >"$tests"
tl check sum
expect 'an exercise without a test' 3 'sum/test\.c holds no test'
rm "$tests"
tl check sum
expect 'nor a test.c' 2 'sum has no file test\.c'
plan
