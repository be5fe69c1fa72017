#!/usr/bin/env bash
# How it looks in windows of all sizes, and where colours, symbols or the
# terminal itself are missing.
. "$(dirname "$0")/../tap.sh"
. "$ROOT/tests/terminal.sh"

ESC=$'\033'
DIR=$HOME/threadlings/spsc_queue
mkdir -p "$DIR"

# Nothing is wider than the window; the course is the real one, so that what is
# long in it is looked at, too.
tour() { # WIDTH COMMAND...
    local width=$1 command
    shift
    start "$width" 24
    at_prompt
    for command; do
        ask "$command"
        fits "at $width: $command" "$width"
    done
}
cp "$ROOT/exercises/spsc_queue/bad/relaxed_publish.c" "$DIR/spsc_queue.c"
cp "$ROOT/exercises/spsc_queue/spsc_queue.h" "$DIR"
steps=('go spsc-queue 1' 'go spsc-queue 5' 'go spsc-queue what-x86-may-reorder' 'go spsc-queue the-ring')
exercise=('go spsc-queue build-the-queue' check hint task)
tour 40 'go spsc-queue 1' 'go spsc-queue 18' next list help 'help answers' zebra 'help hint' \
    term 'term data race' milestones "${steps[@]}" "${exercise[@]}" \
    watch 'watch off'
tour 10 list help zebra term milestones "${steps[@]}" "${exercise[@]}"
tour 200 list help term milestones "${steps[@]}" "${exercise[@]}"
tour 80 list help 'help answers' term 'term data race' milestones "${steps[@]}" "${exercise[@]}"

# ------------------------------------------------- without colours or symbols
colours() { drawn | grep -q "$ESC"; }
foreign() { everything | LC_ALL=C grep -q '[^ -~]'; }
not() { ! "$@"; }

check "there are colours" colours
check "and symbols" foreign
fresh
line 'go spsc-queue what-x86-may-reorder'
sees "a fact's source stands below the text" '^[0-9]  Arm Architecture Reference Manual'
fresh
line 'go spsc-queue neighbours-that-are-none-of-my-business'
sees "new words are offered" 'g explains the new words?\.$'
check "and underlined" grep -q "$ESC\[[0-9;]*4mfalse sharing" <(drawn)
fresh
line g
sees "and explained" '^false sharing$'
start 80 24 "env NO_COLOR=1 $THREADLINGS"
at_prompt
line 'check spsc_queue'
sees "NO_COLOR: the verdict" '^✗ spsc_queue failed' 60
check "NO_COLOR: no colour" not colours
check "NO_COLOR: but symbols" foreign
fresh
line 'go spsc-queue the-smallest-sum'
sees "NO_COLOR: the progress bar" '█'

for how in THREADLINGS_ASCII=1 LC_ALL=C; do
    start 80 24 "env $how $THREADLINGS"
    at_prompt
    : >"$T/shown"
    for command in list 'go spsc-queue the-ring' 'go spsc-queue 1' 'go spsc-queue 5' 'check spsc_queue' \
        hint; do
        ask "$command"
        everything >>"$T/shown"
    done
    says "$how: the verdict" "$T/shown" '^x spsc_queue failed'
    is "$how: nothing but ASCII" "$(LC_ALL=C grep '[^ -~]' "$T/shown")" ''
done

start 80 24 "env TERM=dumb $THREADLINGS"
at_prompt
line list
sees "TERM=dumb: it works" '^Lessons'
at_prompt
tmux_ pipe-pane -t t "cat >$T/dumb"
line 'check spsc_queue'
sees "TERM=dumb: the verdict" '^✗ spsc_queue failed' 60
at_prompt
line 'go spsc-queue the-ring'
sees "TERM=dumb: a step" '^The ring'
tmux_ pipe-pane -t t
says "TERM=dumb: all came" "$T/dumb" '^The ring'
check "TERM=dumb: no escape sequence" not grep -q "$ESC" "$T/dumb"
at_prompt
keys C-d
sees "TERM=dumb: Ctrl-D leaves" '^left with 0'

# ------------------------------------------------------------ not a terminal
script() { # INPUT: lines of commands through a pipe; output to $T/out
    printf "$1" | timeout 60 "$THREADLINGS" >"$T/out" 2>"$T/err"
    status=$?
}
script 'go spsc-queue the-smallest-sum\nzebra\n1000\n2\ncheck spsc_queue\nlist\n'
is "a script of commands: the last one's status" "$status" 0
says "answers are judged" "$T/out" '^✓ Right'
says "a file is graded" "$T/out" '^✗ spsc_queue failed'
says "what is wrong goes to stderr" "$T/err" "^threadlings: 'zebra' is neither"
check "no escape sequence" not grep -q "$ESC" "$T/out" "$T/err"
check "no prompt" not grep -qE "$PROMPT" "$T/out"
script 'check spsc_queue\n'
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
