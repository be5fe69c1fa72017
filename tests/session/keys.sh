#!/usr/bin/env bash
# Keys and signals: Tab, Ctrl-C wherever something runs, Ctrl-D, Ctrl-Z, the
# ways to be ended, and a window that changes its size.
. "$(dirname "$0")/../tap.sh"
. "$ROOT/tests/terminal.sh"

# A course of our own, whose programs take longer than anybody waits.
SHARE=$T/share
mkdir -p "$SHARE"/{lessons,exercises,grader,data} "$T/tmp"
ln -s "$ROOT/grader/harness" "$SHARE/grader/harness"
ln -s "$ROOT/data/skeleton" "$ROOT/data/page" "$SHARE/data/"
ln -s "$ROOT/exercises/spsc_queue" "$SHARE/exercises/spsc_queue"
cat >"$SHARE/lessons/010-keys.json" <<'END'
{"format": 1, "title": "Keys", "about": "For tests.", "steps": [
  {"quiz": "count", "kind": "number", "answer": 3},
  {"predict": "guess", "kind": "single", "runs": 100, "because": "It sleeps.",
   "choices": [{"text": "slept", "right": true},
               {"text": "woke", "because": "No."}]},
  {"demo": "nap"},
  {"explain": "why"},
  {"exercise": "build", "name": "spsc_queue"},
  {"read": "words"}]}
END
{
    printf '# Keys\n## Count\nHow many?\n## Guess\nWhat comes?\n\n```c\n'
    printf '#include <stdio.h>\n#include <unistd.h>\n'
    printf 'int main(void) { sleep(60); puts("slept"); return 0; }\n```\n'
    printf '## Nap\nIt sleeps.\n\n```c\n'
    printf '#include <stdio.h>\n#include <unistd.h>\n'
    printf 'int main(void) { puts("begun"); fflush(stdout); sleep(60); }\n```\n'
    printf '## Why\nWhy?\n### Afterwards\nBecause.\n## Build\nBuild it.\n## Words\n'
    for i in {1..30}; do
        printf 'Sentence number %d wanders on, so that there is a lot to wrap. ' "$i"
    done
    echo
} >"$SHARE/lessons/010-keys.md"
mkdir -p "$HOME/threadlings/spsc_queue"
printf '#include "spsc_queue.h"\n%s\n%s\n%s\n%s\n' \
    'spsc_queue *spsc_create(size_t n) { while (n) ; return 0; }' \
    'void spsc_destroy(spsc_queue *q) { (void)q; }' \
    'bool spsc_push(spsc_queue *q, int v) { (void)q; return v; }' \
    'bool spsc_pop(spsc_queue *q, int *v) { (void)q; return v; }' \
    >"$HOME/threadlings/spsc_queue/spsc_queue.c"

# A shell in the pane, so that the modes can be compared before and after.
cat >"$T/rc" <<END
PS1='sh: '
TMPDIR=$T/tmp
EDITOR="sleep 60 #"
PROGRAM="$THREADLINGS --share $SHARE"
export TMPDIR EDITOR
stty -g >$T/before
END
printf '#!/bin/sh\nsleep 60\n' >"$T/editor"
chmod +x "$T/editor"
sed -i "s|sleep 60 #|$T/editor|" "$T/rc"

# Whatever runs for us has the scratch folder in its command line.
ours() { ps -ww -eo pid=,args= | grep -F "$T/" | grep -v ' tmux \| grep '; }
program() { ours | grep -F -- "--share" | awk '{print $1}' | sort -n | head -n 1; }
alone() { # the program and nothing that it started
    local pid
    pid=$(program)
    [[ -n $pid && -z $(ps -o pid= --ppid "$pid") ]] &&
        ! ours | grep -qE '/run/prog|editor'
}
shell() { # a fresh shell, and the program in it
    start 80 24 "bash --noprofile --rcfile $T/rc"
    wait_until last_is '^sh:$'
    line '$PROGRAM'
    at_prompt
}
gone() { [[ -z $(program) ]]; }
modes_kept() { # WHAT: the shell has the terminal's modes as they were
    rm -f "$T/after"
    line "stty -g >$T/now; mv $T/now $T/after"
    wait_until test -e "$T/after"
    if cmp -s "$T/before" "$T/after"; then ok "$1"; else
        not_ok "$1"
        diff "$T/before" "$T/after" | sed 's/^/    /'
    fi
}
ended() { # WHAT: the program has, and the terminal is as it was
    wait_until gone
    line ''
    wait_until last_is '^sh:$'
    modes_kept "$1"
}
stopped() { # WHAT: the prompt is there, and nothing is left
    ends_with "Ctrl-C $1: the prompt is there" "$PROMPT\$" 10
    wait_until alone
    check "Ctrl-C $1: nothing is left" alone
}

# ---------------------------------------------------------------- completion
shell
fresh
text 'edi'
keys Tab
ends_with "Tab completes a command" "$PROMPT edit\$"
text 'sp'
keys Tab
ends_with "and then an exercise" "$PROMPT edit spsc_queue\$"
keys C-u
text 'go k'
keys Tab
ends_with "a lesson" "$PROMPT go keys\$"
keys C-u
text "run $SHARE/les"
keys Tab
text '010-keys.j'
keys Tab
ends_with "a file" 'lessons/010-keys.json$'
keys C-u
text 're'
keys Tab
sees "what is possible is listed" '^reset replay review'
ends_with "and what was typed stays" "$PROMPT re\$"
keys C-u

# -------------------------------------------------------------------- Ctrl-C
fresh
keys C-c
stopped "at an empty prompt"
text 'half a li'
keys C-c
stopped "in a line"
line 3
sees "the given up line is gone" '^✓ Right'

ask 'go keys why'
text 'because it'
keys C-c
stopped "in an explanation"
line 'because I say so'
sees "the explanation can be given again" '^→ Compare'
keys C-c
stopped "while it asks for a rating"

ask 'go keys nap'
line run
wait_until shows '^begun'
keys C-c
sees "a program that is stopped is called so" 'Stopped'
stopped "in a demo"

ask 'go keys guess'
line 1
wait_until eval '[[ -n $(ps -o pid= --ppid "$(program)") ]]'
keys C-c
stopped "in a prediction"

ask 'go keys build'
line check
wait_until shows '[0-9]+/[0-9]+ [a-z]'
keys C-c
sees "a grade that is stopped is called so" '^.*Stopped: nothing was graded'
stopped "in a grade"

fresh
line edit
wait_until eval 'ours | grep -q editor'
keys C-c
sees "an editor that ended badly is named" 'editor .* ended'
stopped "in an editor"

fresh
line watch
wait_until shows '[0-9]+/[0-9]+ [a-z]'
keys C-c
stopped "in the first grade of a watch"
text 'hel'
keys C-c
stopped "in a line of a watch"
line 'watch off'
sees "the watch goes on until it is ended" '^No longer watching'
at_prompt
keys C-d
ended "Ctrl-D leaves, and the modes are as before"

# ------------------------------------------------------- typed ahead, Ctrl-Z
cat >"$T/short.c" <<'END'
#include <stdio.h>
#include <unistd.h>
int main(void) { puts("begun"); fflush(stdout); sleep(2); return 0; }
END
line clear
line '$PROGRAM'
at_prompt
fresh
line "run $T/short.c"
wait_until shows '^begun'
text 'help answers'
ends_with "what was typed while something ran waits at the prompt" \
    "$PROMPT help answers\$"
is "and was not in the middle" "$(everything | grep -c 'help answers')" 1
keys C-u
at_prompt
fresh
line "run $T/short.c"
wait_until shows '^begun'
keys C-z
wait_until last_is '^sh:$'
modes_kept "Ctrl-Z while something runs gives the shell its modes"
line fg
ends_with "and after fg there is one prompt" '^keys [0-9]/6 >$'
text 'lis'
wait_until last_is 'lis$'
keys C-z
wait_until last_is '^sh:$'
modes_kept "Ctrl-Z gives the shell its modes back"
line fg
ends_with "fg shows what was typed" "$PROMPT lis\$"
line t
sees "and it goes on" '^Lessons'
at_prompt

# ----------------------------------------------------------------- the end
for signal in TERM HUP SEGV; do
    text 'typed'
    wait_until last_is typed
    kill -$signal "$(program)"
    ended "SIG$signal restores the modes"
    line clear
    line '$PROGRAM'
    at_prompt
done

# ------------------------------------------------------------------- resize
line 'go keys words'
at_prompt
fresh
text 'li'
for width in 40 200 61; do
    resize $width 24
    text 's'
    wait_until last_is "> .*s\$"
    keys BSpace
done
text 'st'
ends_with "a line outlives new sizes of the window" "$PROMPT list\$"
keys C-u
resize 40 24
ask again
sees "the lesson is set for the narrow window" '^Sentence number 1 wanders'
fits "and fits" 40
resize 200 24
ask again
fits "prose is not wider than can be read" 100
fresh
line "run $T/short.c"
wait_until shows '^begun'
resize 30 24
sees "what runs goes on in a new size" '^Ended with status 0'
at_prompt
fits "and what is shown then fits" 30
resize 10 5
keys C-c
at_prompt
line list
at_prompt
resize 80 24
fresh
line list
sees "the smallest window does no harm" '^Lessons'

# --------------------------------------------------------------- odd things
fresh
head -c 10000 /dev/zero | tr '\0' x >"$T/long"
tmux_ load-buffer "$T/long"
tmux_ paste-buffer -t t
keys C-c
at_prompt
fresh
line list
sees "10000 pasted characters can be given up" '^Lessons'
fresh
printf 'list\nhelp hint\nzebra\n' | tmux_ load-buffer -
tmux_ paste-buffer -t t
sees "pasted lines are taken one by one" '^Lessons'
sees "each of them" '^Gives a hint'
sees "up to the last" 'zebra'
at_prompt
fresh
paste() { tmux_ load-buffer - && tmux_ paste-buffer -p -t t; } # as xterm does
printf 'list\n\n  go keys\tnap\r\n\nnext\n' | paste
ends_with "what a terminal marks as pasted is one line" \
    "$PROMPT list go keys nap next\$"
sees_no "and runs nothing" '^Lessons'
keys C-c
at_prompt
fresh
printf '\033]0;x\007\377\342\200\256caf\303\251' | paste
ends_with "what is pasted is shown, not sent" '␛\]0;x\^G\\xff\\u202ecafé$'
keys C-c
fresh
keys Escape
text '[200~'
text 'unfinished'
keys C-c
stopped "in a paste without an end"
head -c 100000 /dev/zero | tr '\0' x | paste
wait_until last_is 'xxx$'
keys C-c
at_prompt
fresh
line list
sees "100000 pasted characters do no harm" '^Lessons'
fresh
printf 'caf\351 \377\376 \303' | tmux_ load-buffer -
tmux_ paste-buffer -t t
keys Enter
keys Enter
at_prompt
fresh
line list
sees "what is no UTF-8 does no harm" '^Lessons'
at_prompt
keys C-d
ended "and after all that the modes are as before"

done_testing
