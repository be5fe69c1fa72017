#!/usr/bin/env bash
# How it looks in windows of all sizes, and where colours, symbols or the
# terminal itself are missing.
. "$(dirname "$0")/../tap.sh"
. "$ROOT/tests/terminal.sh"

ESC=$'\033'
DIR=$HOME/threadlings/spsc_queue
mkdir -p "$DIR"

# The words are real, so that what is long in the course is looked at, too.
tour() { # WIDTH: what is shown on the way is set to the width
    local width=$1
    fresh
    line list
    wait_until shows '^Exercises'
    at_prompt '>'
    fits "at $width: list" "$width"
    fresh
    line help
    wait_until shows 'quit'
    at_prompt '>'
    fits "at $width: help" "$width"
    fresh
    line 'help answers'
    at_prompt '>'
    fits "at $width: more help" "$width"
    for step in who-prints-first what-a-data-race-is what-x86-may-reorder \
        the-ring build-the-queue; do
        fresh
        line "go 10 $step"
        wait_until shows '(→|->) '
        at_prompt '>'
        fits "at $width: the step $step" "$width"
    done
    fresh
    line zebra
    wait_until shows 'zebra.*'
    at_prompt '>'
    fits "at $width: a wrong word" "$width"
    fresh
    line check
    wait_until shows 'hint'
    at_prompt '>'
    fits "at $width: a verdict" "$width"
    fresh
    line hint
    wait_until shows 'attempt'
    at_prompt '>'
    fits "at $width: a hint" "$width"
}
cp "$ROOT/exercises/spsc_queue/bad/relaxed_publish.c" "$DIR/spsc_queue.c"
cp "$ROOT/exercises/spsc_queue/spsc_queue.h" "$DIR"
for width in 80 40 200 10; do
    start $width 24
    at_prompt '>'
    tour $width
done

# ------------------------------------------------- without colours or symbols
colours() { drawn | grep -q "$ESC"; }
foreign() { drawn | LC_ALL=C grep -q '[^ -~]'; }
not() { ! "$@"; }

start 80 24
at_prompt
check "there are colours" colours
check "and symbols" foreign
start 80 24 "env NO_COLOR=1 $THREADLINGS"
at_prompt
line check
sees "NO_COLOR: the verdict" '^✗ spsc_queue failed' 60
check "NO_COLOR: no colour" not colours
check "NO_COLOR: but symbols" foreign
fresh
line 'go 10 the-smallest-sum'
sees "NO_COLOR: the progress bar" '█'

for how in THREADLINGS_ASCII=1 LC_ALL=C; do
    start 80 24 "env $how $THREADLINGS"
    at_prompt
    for command in list 'go 10 the-ring' 'go 10 who-prints-first' check hint; do
        line "$command"
        at_prompt
    done
    sees "$how: the verdict" '^x spsc_queue failed' 60
    drawn | LC_ALL=C tr -d "$ESC" | LC_ALL=C grep '[^ -~]' >"$T/foreign"
    is "$how: nothing but ASCII" "$(cat "$T/foreign")" ''
done

start 80 24 "env TERM=dumb $THREADLINGS"
at_prompt
line list
sees "TERM=dumb: it works" '^Lessons'
at_prompt
line 3
sees "TERM=dumb: a prediction" '^Output' 60
at_prompt
line check
sees "TERM=dumb: the verdict" '^✗ spsc_queue failed' 60
at_prompt
tmux_ pipe-pane -t t "cat >$T/dumb"
line check
at_prompt
line 'help hint'
sees "TERM=dumb: help" '^Gives a hint'
tmux_ pipe-pane -t t
check "TERM=dumb: something came" test -s "$T/dumb"
check "TERM=dumb: no escape sequence" not grep -q "$ESC" "$T/dumb"
at_prompt
keys C-d
sees "TERM=dumb: Ctrl-D leaves" '^left with 0'

# ------------------------------------------------------------ not a terminal
script() { # INPUT: lines of commands through a pipe; output to $T/out
    printf "$1" | timeout 60 "$THREADLINGS" >"$T/out" 2>"$T/err"
    status=$?
}
script 'go 10 the-smallest-sum\nzebra\n1000\n2\ncheck\nlist\n'
is "a script of commands: the last one's status" "$status" 0
says "answers are judged" "$T/out" '^✓ Right'
says "a file is graded" "$T/out" '^✗ spsc_queue failed'
says "what is wrong goes to stderr" "$T/err" "^threadlings: 'zebra' is neither"
check "no escape sequence" not grep -q "$ESC" "$T/out" "$T/err"
check "no prompt" not grep -qE "$PROMPT" "$T/out"
script 'check\n'
is "the status of a failed grade" "$status" 1
script 'check spsc_queue'
is "a last line without newline counts" "$status" 1
script 'caf\351 \377\n\001\002\n%%s %%n\nquit\n'
is "strange bytes do no harm" "$status" 0
check "and are not sent on" not grep -q $'[\001\377]' "$T/out" "$T/err"
head -c 200000 /dev/zero | tr '\0' y | timeout 60 "$THREADLINGS" \
    >"$T/out" 2>"$T/err"
says "a line without end is cut" "$T/err" 'yyyyy'
check "and not repeated in full" test "$(wc -c <"$T/err")" -lt 1000
timeout 60 "$THREADLINGS" <&- >"$T/out" 2>"$T/err"
is "without an input it ends" $? 0
says "after saying where one is" "$T/out" 'A queue between two threads'
timeout 60 "$THREADLINGS" </dev/null 2>/dev/null | head -n 1 >"$T/out"
is "a reader that leaves is no failure" "${PIPESTATUS[0]}" 0
COLUMNS=40 script 'list\nhelp\n'
check "COLUMNS is heeded" test "$(wc -L <"$T/out")" -le 40

done_testing
