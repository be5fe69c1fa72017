#!/usr/bin/env bash
# Progress survives an update that adds, moves and removes lessons and steps.
source "$(dirname "$0")/common.bash"

lessons=$T/share/lessons
tutor() { # LINES: typed into the tutor
    printf '%b' "$1" >"$T/typed"
    "$THREADLINGS" --share "$T/share" --workspace "$T/work" \
        <"$T/typed" >"$T/out" 2>"$T/err"
    status=$?
    out=$(cat "$T/out")
    err=$(cat "$T/err")
}

for name in first second third; do tl new lesson $name; done
tutor 'go second\nnext\nnext\n'
expect 'the last step of the second lesson' 0 'Second .* 3/3'
tl list
expect 'one of its steps counts as done' 0 'started +1/3 +Second'

# An update: a new first lesson, the second moves up, another one goes.
mv "$lessons/020-second.json" "$lessons/005-second.json"
mv "$lessons/020-second.md" "$lessons/005-second.md"
rm "$lessons"/010-first.*
tl new lesson new-one
tl list
expect 'what was done counts where the lesson is now' 0 \
    '005 +started +1/3 +Second'
tutor ''
expect 'and the learner is where they were' 0 'Second .* 3/3'

# A step goes, another comes first.
python3 - "$lessons/005-second" <<'END'
import json, sys
path = sys.argv[1]
lesson = json.load(open(path + ".json"))
lesson["steps"] = [{"read": "before"}] + lesson["steps"][:2]
json.dump(lesson, open(path + ".json", "w"))
text = open(path + ".md").read()
text = text[: text.index("## Joining")]
first = text.index("## ")
open(path + ".md", "w").write(text[:first] + "## Before\n\nNew.\n\n" + text[first:])
END
tl list
expect 'a step that was done counts at its new place' 0 'started +1/3 +Second'
tutor ''
expect 'a step that went is no obstacle: the lesson is shown' 0 'Second .*/3'

# The lesson itself goes; what comes back is known again.
mkdir "$T/aside"
mv "$lessons"/005-second.* "$T/aside"
tutor 'list\n'
expect 'the lesson went: another one is shown' 0 '(Third|New one) .* 1/3'
mv "$T/aside"/* "$lessons"
tl list
expect 'it came back: so did what was done' 0 'started +1/3 +Second'
plan
