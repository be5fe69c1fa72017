#!/usr/bin/env bash
# A newcomer's first minutes, in a window of 80 by 24.
. "$(dirname "$0")/../tap.sh"
. "$ROOT/tests/terminal.sh"

FILE=$HOME/threadlings/spsc_queue/spsc_queue.c
EXERCISE=$ROOT/exercises/spsc_queue

# An editor that puts $T/typed.c into the file that it is given.
cat >"$T/editor" <<'END'
#!/bin/sh
for file; do :; done
cat "$(dirname "$0")/typed.c" >"$file"
END
chmod +x "$T/editor"
export EDITOR=$T/editor

# ------------------------------------------------------------- first screen
# As the README says. Everything has been built, so that nothing is asked.
unset MAKEFLAGS MAKELEVEL MFLAGS
start 80 24 "make -C '$ROOT' --no-print-directory MODE=$MODE B=${B:-build/$MODE} run"
sees "it greets and says how to go on" '^Welcome to threadlings'
sees "and shows where one is" '^[A-Z].* 1/[0-9]+$'
sees "and what to type" '^→ [A-Z]'
ends_with "the prompt is there" "[a-z-]+ $PROMPT\$"
fits "nothing is wider than the window" 80
fresh
line list
sees "it is the first lesson" "^▸ $(basename "$(ls lessons/*.json | head -n 1)" | cut -d- -f1)  "

# Whichever lesson that is, the rest happens in this one.
fresh
line 'go spsc-queue'
sees "a lesson by its name" '^A queue between two threads .* 1/[0-9]+$'
sees "the first question says what to type" '^→ Type the numbers of all'
ends_with "the prompt says so" "spsc-queue $PROMPT\$"

# ------------------------------------------------------------------ predict
fresh
line nexxt
sees "a mistyped word gets a suggestion" "did you mean .next.\\?"
fresh
line zebra
sees "a word that is nothing is told what is asked" "neither a command nor an answer"
fits "and that fits" 80
fresh
line 9
sees "an answer that cannot be read" 'Answer with numbers from 1 to 4'

line again
at_prompt
wrong=$(choice 'main / joined')
fresh
line "$wrong"
sees "reality stands beside what was said" '^main / joined +│ yes +│ 0 of 100 +│ no$' 60
sees "a wrong answer" '^Not quite as you predicted'
sees "is explained" 'pthread_join waits for its end'
ends_with "and the prompt is there again" "$PROMPT\$"
line again
at_prompt
one=$(choice 'main / thread / joined')
two=$(choice 'thread / main / joined')
fresh
line "$one $two"
sees "a right answer" '^As you predicted' 60
sees "Enter is offered" '^→ Enter goes on'
fresh
keys Enter
sees "Enter goes on" ' 2/[0-9]+$'
fresh
line back
sees "back goes back" ' 1/[0-9]+$'
sees "and knows what was done" '^→ Done before: Enter goes on'
fresh
line next
sees "next goes on" '^Two threads, one counter'

# ----------------------------------------------------------------- commands
fresh
line list
sees "list shows the lesson with what is done" '^▸ [0-9]+  started +1/'
sees "and the exercises" 'new +.*\(spsc_queue\)'
fresh
line help
sees "help lists commands with their keys" '^  h  hint '
fits "in the window" 80
fresh
line 'help hint'
sees "help tells about one" '^Gives a hint'

# ----------------------------------------------------------------- questions
ask 'go spsc-queue the-smallest-sum'
line 1000
sees "a number: wrong, and why" '^It looks as if the threads'
line 2
sees "a number: right" '^✓ Right'

ask 'go spsc-queue what-volatile-does'
line "$(choice 'Each access becomes atomic.')"
sees "one choice: wrong, and why" 'volatile says nothing about that'
at_prompt
line "$(choice 'The compiler makes each access as it is written; it is still not atomic and')"
sees "one choice: right" '^✓ Right'

ask 'go spsc-queue what-a-data-race-is'
line "$(choice 'Both threads do atomic_fetch_add\(&n, 1\).')"
sees "several choices: wrong, and why" 'but both are atomic'
at_prompt
races="$(choice 'One thread does n\+\+, the other one prints n; n is an int.')"
races+=" $(choice 'One thread stores to an aligned int, the other one loads it, on x86, where')"
races+=" $(choice 'One thread sets volatile int stop, the other one looks at it in a loop.')"
line "$races"
sees "several choices: right" '^✓ Right'

ask 'go spsc-queue a-push-step-by-step'
line '1 2'
sees "an order that misses lines" 'each once, in the right order'
right=
for text in "load the own index, and the other side's index with acquire" \
    'if there is no room, return false' 'write the value into its slot' \
    'store the own index, one further, with release' 'return true'; do
    right+="$(choice "$text") "
done
line "$right"
sees "lines in order: right" '^✓ Right'

ask 'go spsc-queue lock-free-or-more'
line 'lock-free'
sees "a word: wrong, and why" 'That is the weaker promise'
line 'Wait-Free'
sees "a word: right, in capitals, too" '^✓ Right'

# ------------------------------------------------------------------ exercise
fresh
line 'go spsc-queue build-the-queue'
sees "the exercise says where the file is" '^Your file: ~/threadlings/spsc_queue/spsc_queue.c'
sees "and what to type" '^→ .*edit.* opens your file'
fits "the exercise fits" 80
check "the starter is there" cmp -s "$FILE" "$EXERCISE/start.c"
fresh
line check
sees "the starter fails" '^✗ spsc_queue failed' 60
sees "with a finding in words" '^✗ Test failed: spsc_create\(4\) returned NULL'
sees "and says what to do next" 'hint.* gives a hint'
fits "the verdict fits" 80
fresh
line hint
sees "a hint" '^The very first test creates a queue'
sees "and how to come by the next" 'says more after another attempt'
fresh
line hint
sees "the second hint has to wait" '^The next one comes after another attempt, or in [0-9]+ s'

fresh
cp "$EXERCISE/bad/one_short.c" "$T/typed.c"
line edit
sees "what the editor saved is graded" '^✗ spsc_queue failed' 60
sees "and its mistake is found" '^✗ Test failed: .*false, but there is room'
fresh
line edit
sees "what the editor left as it was is not graded" '^Your file is as it was before'
fresh
line hint
sees "the hint is about that" 'finding says whether the queue took too few'
fresh
line compare
sees "no solution before one's own passes" 'once yours has passed'
cp "$EXERCISE/solution.c" "$T/typed.c"
fresh
line edit
sees "a right file passes" '^✓ spsc_queue passed' 60
sees "and what comes next is said" 'next.* goes on'
# What stands below "### Afterwards" in the lesson comes right before that.
after() { everything | grep -oE 'beside one of ours|next goes on' | xargs; }
is "after what the lesson adds" "$(after)" 'beside one of ours next goes on'
fresh
line check
sees "it passes again" '^✓ spsc_queue passed' 60
sees "and says again what comes next" 'next.* goes on'
sees_no "but adds nothing any more" 'beside one of ours'
fresh
line compare
sees "now there is a solution" '^One solution of'
sees "the same as ours is said" 'Line for line the same'
fresh
line next
sees "on to the next step" '^Neighbours that are none of my business'
line list
sees "the list knows that it passed" 'passed +[34] tries'

# ------------------------------------------------------- leaving, coming back
at_prompt
keys C-d
sees "Ctrl-D leaves" '^left with 0'
start 80 24
sees "it greets the learner who is back" '^Welcome back'
sees "at the same step" '^Neighbours that are none of my business'
at_prompt
fresh
keys Up Up
ends_with "what was typed is still known" "$PROMPT next\$"
keys C-c
at_prompt
fresh
line 'reset spsc_queue'
sees "reset asks first" 'Put the starter back\?.*\[y/n\]'
line y
at_prompt
check "reset puts the starter back" cmp -s "$FILE" "$EXERCISE/start.c"
kept() { cat "$(dirname "$FILE")"/*[0-9]* | cmp -s - "$EXERCISE/solution.c"; }
check "and keeps the file beside it" kept
line quit
sees "quit leaves" '^left with 0'

done_testing
