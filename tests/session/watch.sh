#!/usr/bin/env bash
# Graded at every save, however an editor saves, while one types at the prompt.
. "$(dirname "$0")/../tap.sh"
. "$ROOT/tests/terminal.sh"

EXERCISE=$ROOT/exercises/spsc_queue
DIR=$HOME/threadlings/spsc_queue
FILE=$DIR/spsc_queue.c
SAVED_S=20 # seconds from a save to its verdict, on a busy machine

# The ways in which editors save.
in_place() { cat "$1" >"$FILE"; }
by_rename() { # a new file over the old one, which is kept: vim, gcc -o, ...
    cp "$1" "$DIR/.saved~" && cp "$FILE" "$FILE~" && mv "$DIR/.saved~" "$FILE"
}
in_pieces() { # truncated, then written piece by piece
    : >"$FILE"
    sleep 0.1
    head -c 300 "$1" >>"$FILE"
    sleep 0.05
    tail -c +301 "$1" >>"$FILE"
}
away_and_back() { # deleted, then made anew
    rm "$FILE"
    sleep 0.1
    cp "$1" "$FILE"
}

start 80 24
at_prompt
line 'go spsc-queue build-the-queue'
at_prompt
fresh
line watch
sees "watch says what it watches" '^Watching ~/threadlings/spsc_queue/spsc_queue.c'
sees "and grades at once" '^✗ spsc_queue failed' 60
at_prompt

fresh
text 'lis'
in_place "$EXERCISE/bad/one_short.c"
sees "a file written in place is graded" 'false, but there is room' $SAVED_S
ends_with "and what was typed is still there" "$PROMPT lis\$"
line t
sees "and can be completed" '^Lessons'
sees "with the attempt counted" 'tried +2 tries'

fresh
by_rename "$EXERCISE/start.c"
sees "a file renamed over it is graded" 'spsc_create\(4\) returned NULL' $SAVED_S
fresh
in_pieces "$EXERCISE/bad/one_short.c"
sees "a file written in pieces is graded whole" 'false, but there is room' $SAVED_S
at_prompt
sees_no "and only once it is whole" 'Compil|returned NULL'
fresh
away_and_back "$EXERCISE/start.c"
sees "a file made anew is graded" 'spsc_create\(4\) returned NULL' $SAVED_S

fresh
echo 'int broken(' >"$FILE"
sees "a file that does not compile is shown so" 'build failed' $SAVED_S
at_prompt
fresh
touch "$DIR/other.c" # is nobody's business, as the count below shows
cp "$FILE" "$FILE~"
in_place "$EXERCISE/solution.c"
sees "the solution passes" '^✓ spsc_queue passed' 60
sees "and what comes next is said" 'next.* goes on'
sees "after what the lesson adds" 'beside one of ours'
at_prompt
fresh
line next
sees "it is the next step" '^Neighbours that are none of my business'
fresh
line 'watch off'
sees "watch off ends it" '^No longer watching'
at_prompt
fresh
in_place "$EXERCISE/start.c"
line check
sees "check still works" '^✗ spsc_queue failed' 60
line list
sees "each save was graded once, and none after the end" 'passed +8 tries'
line quit
sees "quit leaves" '^left with 0'

# --------------------------------------------------------------- from a shell
start 80 24 "$THREADLINGS watch spsc_queue"
sees "threadlings watch grades at once" '^✗ spsc_queue failed' 60
at_prompt
fresh
in_place "$EXERCISE/bad/one_short.c"
sees "and at every save" 'false, but there is room' $SAVED_S
at_prompt
keys C-d
sees "Ctrl-D ends it" '^left with 0'

done_testing
