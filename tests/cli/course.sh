#!/usr/bin/env bash
# The course that is shipped: every lesson can be shown, every starter fails,
# every solution passes and every bad answer fails with its kind, each once.
# `make verify` does the same ten and twenty times.
. "$(dirname "$0")/../tap.sh"

longest_s=600 # one exercise; the longest takes a minute on an idle machine

# Much of a grade is waiting (for deadlocks, for the end of a stage), so one more
# runs at a time than there are processors.
at_once=$(($(nproc) + 1))
verify() { # NAME...
    timeout $longest_s "$THREADLINGS" verify --quick --json "$@" \
        >"$T/verified.$1" 2>"$T/err.$1" </dev/null
    echo "$?" >"$T/status.$1"
}
export -f verify
export T THREADLINGS longest_s

lessons=()
for file in lessons/*.json; do # with its number: an exercise may have its name
    lessons+=("$(basename "$file" .json)")
done
{
    printf 'data %s\n' "${lessons[*]}"
    ls exercises | grep -v '\.md$'
} | xargs -P "$at_once" -I{} bash -c 'verify {}'

for status in "$T"/status.*; do
    is "verify of ${status##*.} ends" "$(cat "$status")" 0
done
while IFS=$'\t' read -r outcome file message; do
    case $outcome in
    ok | warning) ok "$file $message" ;;
    *) not_ok "$file $message" ;;
    esac
done < <(
    python3 -c '
import json, sys
for name in sys.argv[1:]:
    for f in json.load(open(name))["files"]:
        print(f["outcome"], f["file"], " ".join(f["message"].split()), sep="\t")
' "$T"/verified.*
)
files=(lessons/*.json exercises/*/exercise.json exercises/*/{start,solution}.c
    exercises/*/{also,bad}/*.c
    data/{facts,glossary,misconceptions,milestones,coverage}.json)
left_out=$(python3 -c '
import json, sys
at = sys.argv.index("--")
said = {f["file"] for name in sys.argv[1:at] for f in json.load(open(name))["files"]}
print(*(name for name in sys.argv[at + 1:] if name not in said))
' "$T"/verified.* -- "${files[@]}")
is "no file was left out" "$left_out" ''
done_testing
