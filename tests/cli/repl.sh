#!/usr/bin/env bash
# The REPL without a terminal, the player's commands from a shell, `list`,
# `help` and the options.
source "$(dirname "$0")/common.bash"

lessons=$T/share/lessons
cat >"$lessons/010-first.json" <<'EOF'
{"format": 1, "title": "First lesson", "about": "One.", "steps": [
  {"read": "hello"},
  {"quiz": "count", "kind": "number", "answer": 3,
   "wrong": [{"answer": 4, "because": "One too many."}], "because": "Three."},
  {"predict": "greeting", "kind": "single", "runs": 3, "because": "One line.",
   "choices": [{"text": "hello", "right": true},
               {"text": "olleh", "because": "Backwards."}]},
  {"demo": "two-lines"},
  {"explain": "why"}]}
EOF
cat >"$lessons/010-first.md" <<'EOF'
# First lesson
## Hello
Hello there.
## Count
How many?
### Afterwards
More about three.
## Greeting
```c
#include <stdio.h>
int main(void) { puts("hello"); }
```
## Two lines
```c
#include <stdio.h>
int main(void) { puts("first line"); puts("second line"); }
```
### Afterwards
That was two lines.
## Why
Why?
### Afterwards
Because of the model.
EOF
echo '{' >"$lessons/015-broken.json"
cat >"$lessons/020-last.json" <<'EOF'
{"format": 1, "title": "Last lesson", "about": "Two.", "steps": [
  {"read": "bye"}]}
EOF
printf '## Bye\nGood bye.\n' >"$lessons/020-last.md"

# Feeds its first argument to the REPL.
feed() {
    printf '%b' "$1" | "$THREADLINGS" --share "$T/share" --workspace "$T/work" \
        >"$T/out" 2>"$T/err"
    status=$?
    out=$(cat "$T/out")
    err=$(cat "$T/err")
}

afresh() {
    rm -rf "$T/state"
}

feed ''
expect 'a newcomer is greeted and shown the first step' 0 'Welcome to' \
    'Hello there' 'Enter goes on'
holds 'nothing is prompted for without a terminal' lacks 'first 1/5 >'
feed ''
expect 'who comes back is greeted otherwise' 0 'Welcome back'

"$THREADLINGS" --share "$T/share" <&- >"$T/out" 2>"$T/err"
status=$?
expect 'closed input shows the step and leaves' 0 'Hello there'
"$THREADLINGS" --share "$T/share" <&- >&- 2>&-
status=$?
expect 'with everything closed the output is lost, no more' 3

afresh
feed '\n4\n3\n'
expect 'a wrong answer is explained, a right one too' 0 'Not yet' \
    'One too many' 'Right' 'More about three'
feed 'nxt\n'
expect 'the status is that of the last command' 2 "did you mean 'next'"
feed 'nxt\nagain\n'
expect 'and of no earlier one' 0
feed 'go first 1\nquit\ngo last\n'
holds 'quit leaves' lacks 'Good bye'
feed 'go first 2\n3'
expect 'a last line without its end counts' 0 'Right'
feed 'go first 2\n\0003\0000\n\0377\0376\n3\n'
expect 'NUL bytes and bytes that are no text do no harm' 0
head -c 300000 /dev/zero | tr '\0' a >"$T/long"
feed "$(cat "$T/long")\nagain\n"
expect 'an endless line does no harm' 0

feed 'go first 3\n1\n'
expect 'the program of a prediction is run' "$status" 'You said' '3 of 3' \
    'One line'
feed 'go first 4\n\n'
expect 'Enter runs a demo, and its text follows' 0 'first line' 'two lines'

feed 'go first 5\nnext\n'
expect 'the end of a lesson says what is open and what is next' 0 \
    'End of the lesson First lesson' 'lesson broken is left out' 'Last lesson'
feed 'go broken\n'
expect 'a broken lesson says what is wrong with it' 2 '015-broken\.json:'

afresh
tl next
expect 'next shows the next step' 0 'How many'
tl answer 4
expect 'a wrong answer from a shell' 1 'One too many'
tl answer many
expect 'an answer of another kind' 2 'number'
tl answer 3
expect 'a right answer from a shell' 0 'More about three' 'threadlings next'
tl skip
expect 'skip shows the answer' 0 'The answer'
tl go first 5
tl answer it is so
expect 'an explanation that nobody rates is not counted' 0 'of the model'
tl list --json
json 'list tells steps done, and errors of broken lessons' '
first, broken, last = d["lessons"]
assert (first["slug"], first["steps"], first["done"]) == ("first", 5, 2)
assert "error" not in first and "015-broken.json" in broken["error"]
assert last["title"] == "Last lesson" and d["exercises"] == []'
expect 'list has status 0' 0
for width in 10 20 40 80 200; do
    COLUMNS=$width tl list
    [[ $status -eq 0 && $out == *first* || $width -lt 20 ]] || break
done
expect 'list fits any width' 0

printf '{"format": 1, "title": "Last", "about": "x", "steps": [{"read": "a"}]}' \
    >"$lessons/020-last.json"
tl go last
expect 'a lesson that does not match its text is refused' 2 '020-last'
rm "$lessons/010-first.json"
feed ''
expect 'a lesson that is gone is named' "$status" 'is gone'

tl --version
expect '--version' 0 '^threadlings [0-9]'
tl --help
expect '--help lists commands and options' 0 'check \[EXERCISE' '--state DIR'
tl check --help
expect 'COMMAND --help tells about it' 0 'Grades your file'
tl help chekc
expect 'help suggests' 2 "did you mean 'check'"
tl --jsn list
expect 'an unknown option is suggested' 2 'did you mean --json'
tl --json
expect '--json alone is refused' 2 'needs a command'
tl next --json
expect '--json is refused where there is none' 2 'no JSON output'
holds 'and leaves stdout empty' test ! -s "$T/out"
tl quit
expect 'quit means nothing in a shell' 2 'means nothing here'
tl --share "$T/none" list
expect 'a share that is not there' 2 'none'

plan
