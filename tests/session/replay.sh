#!/usr/bin/env bash
# Stepping through an execution, key by key, in a real terminal.
. "$(dirname "$0")/../tap.sh"
. "$ROOT/tests/terminal.sh"

if [[ ! -e $ROOT/grader/explore/switch_$(uname -m).S ]]; then
    skip 'replay' 'the explorer is not for this kind of machine'
    done_testing
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
int main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, writer, NULL);
    pthread_create(&b, NULL, reader, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return 0;
}
END_C
tl explore "$T/mp.c"
is "there is something to replay" "$status" 1

# A shell in the pane, so that the modes can be compared before and after.
cat >"$T/rc" <<END
PS1='sh: '
stty -g >$T/before
END
now() { screen | grep -qE -- "$1"; }
on_screen() { # WHAT REGEX: on the screen as it is, not above it
    if wait_until now "$2"; then ok "$1"; else unseen "$1" "there is no $2"; fi
}
not_on_screen() { # WHAT REGEX
    if now "$2"; then unseen "$1" "there is $2"; else ok "$1"; fi
}
modes_kept() { # WHAT: the shell has the terminal's modes as they were
    wait_until last_is '^sh:$'
    rm -f "$T/after"
    line "stty -g >$T/now; mv $T/now $T/after"
    wait_until test -e "$T/after"
    check "$1" cmp -s "$T/before" "$T/after"
}
begin() { # WIDTH HEIGHT [COMMAND]: a shell, and the program in it
    start "$1" "$2" "bash --noprofile --rcfile $T/rc"
    wait_until last_is '^sh:$'
    line 'echo before it'
    line "${3:-$THREADLINGS replay}"
    wait_until now '^step 1 of'
}
program() { # its process: the child of the shell in the pane
    local pane shell
    pane=$(tmux_ display -p -t t '#{pane_pid}')
    shell=$(ps -o pid= --ppid "$pane" | tr -d ' ')
    ps -o pid= --ppid "$shell" | tr -d ' '
}
narrow_enough() { (($(screen | sed 's/ *$//' | wc -L) <= $1)); }
is_ascii() { ! screen | grep -qP '[^\x00-\x7f]'; }
is_plain() { ! tmux_ capture-pane -p -e -t t | grep -qP '\x1b\[[0-9;]*[1-9]'; }

# ---------------------------------------------------------------------- keys
begin 80 24
on_screen "the first step is shown" '^step 1 of 5 · thread 1, line 7 of mp.c'
on_screen "with what it did" 'stores 42 in data'
not_on_screen "and nothing of what comes later" 'reads ready'
on_screen "the line is pointed at" '^▸ +7 │ +atomic_store_explicit\(&data'
on_screen "a variable has its value in memory" '^ +data +42 +42 +-'
on_screen "the keys are named" 'n next.*q leave'
keys n
on_screen "n goes on" '^step 2 of 5 · thread 1, line 8'
keys Space
on_screen "so does the space bar" '^step 3 of 5 · thread 2, line 13'
keys Right
on_screen "and the arrow" '^step 4 of 5 · thread 2, line 14'
on_screen "an old value is marked" '0 \(old\)'
keys w
on_screen "w says why" 'does not see the newer store in line 7'
keys Left
on_screen "an arrow goes back, and the answer is gone" '^step 3 of 5'
not_on_screen "it is" 'does not see the newer'
keys p p
on_screen "p goes back" '^step 1 of 5'
keys G
on_screen "G goes to the end" '^step 5 of 5'
on_screen "which says what the mistake was" 'both are relaxed'
keys g t
on_screen "t stays in the thread" '^step 2 of 5 · thread 1, line 8'
keys t T
on_screen "T, too" '^step 1 of 5 · thread 1'
keys 2
on_screen "a number follows a thread" '^step 3 of 5 · thread 2.*only thread 2'
keys p
on_screen "and leaves out the others" '^step 3 of 5'
keys 2 p
on_screen "until it is pressed again" '^step 2 of 5 · thread 1, line 8 of mp.c$'
keys v
on_screen "v shows all steps at the same place" \
    '^step [0-9]+ of ([6-9]|1[0-9]) · thread 1, line 8.*all steps'
keys v
on_screen "and back" '^step 2 of 5'

# ---------------------------------------------------------------------- words
keys '?'
on_screen "? lists the keys with their words" 'T :same-back'
text ':last'
on_screen "a word is typed after a colon" '^:last$'
keys Enter
on_screen "and does what its key does" '^step 5 of 5'
text ':first'
keys BSpace Enter
on_screen "a word that means nothing is said" "'firs' is no key here"
text ':thread 1'
keys Enter
on_screen "words with a number" 'only thread 1'
keys 1 z Escape F5
on_screen "other keys do nothing" '^step [0-9] of 5 · thread 1, line [78] of mp.c$'

# --------------------------------------------------------------------- window
keys g
wait_until now '^step 1 of'
resize 40 24
on_screen "a narrow window has no columns" '^. thread 1, line 7'
check "and no line is too wide" narrow_enough 40
keys G
on_screen "to the end" '^step 5 of 5'
check "every line fits" narrow_enough 40
resize 120 40
on_screen "a wide one has room again" '^step 5 of 5 · thread 2, line 15 of mp.c'
on_screen "for columns" 'thread 1 \(writer\) +thread 2 \(reader\)'

keys C-z
ends_with "Ctrl-Z gives the screen back" '^sh:$'
sees "as it was" '^before it'
line 'fg'
on_screen "fg comes back to the step" '^step 5 of 5'
keys q
ends_with "q leaves" '^sh:$'
line 'echo "left with $?"'
sees "with the status of the execution" '^left with 1'
modes_kept "and the terminal as it was"

# -------------------------------------------------------------- ways to leave
begin 80 24
keys C-c
ends_with "Ctrl-C leaves, too" '^sh:$'
modes_kept "and the terminal as it was"
begin 80 24
keys C-d
ends_with "so does Ctrl-D" '^sh:$'
modes_kept "and the terminal as it was"
begin 80 24
kill -TERM "$(program)"
wait_until now 'sh:$'
modes_kept "a signal leaves the terminal as it was"

begin 80 24 "NO_COLOR=1 THREADLINGS_ASCII=1 $THREADLINGS replay"
on_screen "where there is ASCII alone" '^step 1 of 5 \| thread 1'
check "it is ASCII" is_ascii
check "and without colours" is_plain
keys q

# ----------------------------------------------------------------------- play
play() { # WIDTH HEIGHT: a shell, and a game in it
    start "$1" "$2" "bash --noprofile --rcfile $T/rc"
    wait_until last_is '^sh:$'
    line "$THREADLINGS play $T/mp.c"
    wait_until now 'who goes on'
}
play 80 30
on_screen "a game begins" '^0 moves · who goes on\?'
on_screen "with what each thread would do" '^  2  reads ready = 0'
on_screen "and who is blocked" '^  -  main thread waits for the end of thread 1'
keys 1
on_screen "a number makes a move" '^1 move · who'
on_screen "which is shown" 'stores 42 in data'
keys u
on_screen "u takes it back" '^0 moves'
keys u
on_screen "as far as there is one" 'where the game began'
keys 1 Space 2
on_screen "space is the usual one" '^3 moves'
on_screen "an old value is offered" '^  3  reads data = 0.*OLD value'
keys 3
on_screen "and breaks it" '^  You broke it: the assertion'
on_screen "with the reason" 'both are relaxed'
keys 1
on_screen "then there are no more moves" 'come to its end; u goes back'
keys u 2 r
on_screen "at random, to the end" '^[0-9]+ moves · the end'
keys u u u u u u u
on_screen "and back again" 'where the game began|0 moves'
keys r
wait_until now 'the end'
keys f
on_screen "the explorer shows what it finds" '^  This one fails: the assertion'
on_screen "and how long it took" 'finds one that fails after'
keys s
on_screen "it can be stepped through" '^step 5 of 5'
keys g n x
on_screen "and played on from a step" '^[0-9]+ moves · who goes on'
on_screen "with what comes then" 'reads ready = [01]'
keys '?'
on_screen "the keys have words" 'u :undo'
text ':undo'
keys Enter
on_screen "which do the same" '^[0-9]+ moves · the end'
text ':c<9'
keys Enter
on_screen "a move that is none is said" 'neither a key nor a move'
resize 40 16
on_screen "in a narrow window" '^  This one fails'
check "no line is too wide" narrow_enough 40
keys q
sees "what was found stays, with the words that replay it" \
    "'1cwxo:"
modes_kept "the terminal is as it was"
# A run that takes a while says nothing: what is written beside the screen stays
# when the screen goes.
cat >"$T/slow.c" <<'END_C'
#include <assert.h>
int main(void)
{
    int sum = 0;
    for (int i = 0; i < 100000000; i++)
        sum += i & 1;
    assert(sum == 0);
}
END_C
tl explore "$T/slow.c"
is "a slow program fails, too" "$status" 1
begin 80 24
on_screen "it is replayed" 'slow\.c|sum == 0'
not_on_screen "and not called being built" 'building'
tl explore "$T/mp.c"
begin 80 24
keys n x
on_screen "x goes from a replay to a game" '^0 moves · who goes on'
keys C-c
ends_with "Ctrl-C ends it" '^sh:$'
modes_kept "and the terminal is as it was"

# --------------------------------------------------------------------- prompt
start 80 24
at_prompt
line replay
on_screen "at the prompt" '^step 1 of 5'
keys q
ends_with "q comes back to it" "$PROMPT\$"
line list
sees "which goes on" '^Lessons'
ask "play $T/mp.c"
on_screen "and so does a game" 'who goes on'
keys q
ends_with "q ends it" "$PROMPT\$"

done_testing
