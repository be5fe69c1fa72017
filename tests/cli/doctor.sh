#!/usr/bin/env bash
# `doctor` says what works, and how to mend what does not.
source "$(dirname "$0")/common.bash"

tl new exercise sum
tl new lesson joins

EDITOR=sh tl doctor
sane=$status
holds 'the status is 0 or 3' test "$sane" -eq 0 -o "$sane" -eq 3
expect 'compiler, editor, folders and course are looked at' "$sane" \
    'C compiler' 'editor +sh \(/' 'progress +' 'workspace +' \
    'course +1 lesson, 1 exercise$'

EDITOR=sh tl doctor --json
json 'with --json there is one document and nothing else' '
assert d["format"] == 1
names = [c["name"] for c in d["checks"]]
assert "editor" in names and "workspace" in names and len(names) >= 10
assert all(c["found"] for c in d["checks"])
assert all(c["ok"] or c["mend"] for c in d["checks"])
assert d["ok"] == all(c["ok"] for c in d["checks"] if c["needed"])'

EDITOR=no-such-editor tl doctor
expect 'an editor that is not there is not needed' "$sane" \
    'no-such-editor is not there' 'export EDITOR'

tl --workspace /proc/none doctor
expect 'a workspace that cannot be written is' 3 '--workspace DIR' \
    'does not work'

echo '{' >"$T/share/lessons/010-joins.json"
echo '{' >"$T/share/exercises/sum/exercise.json"
tl doctor
expect 'broken lessons and exercises are counted' "$sane" '2 of them broken' \
    'threadlings verify'
tl doctor now
expect 'doctor takes no words' 2 'usage: threadlings doctor'
plan
