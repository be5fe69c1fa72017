#!/usr/bin/env bash
# The course that is shipped: every lesson can be shown, every starter fails,
# every solution passes and every bad answer fails with its kind, each once.
# `make verify` does the same ten and twenty times. With ANSWERS=all, as in CI,
# it is all of them; otherwise, for those who wait for it, a fifth of the bad
# answers and of the other right ones, always the same.
. "$(dirname "$0")/../tap.sh"

shards=5
[[ ${ANSWERS:-} == all ]] && shards=1

longest_s=600 # one exercise; the longest takes a minute on an idle machine

# Much of a grade is waiting (for deadlocks, for the end of a stage), so one more
# runs at a time than there are processors.
at_once=$(($(nproc) + 1))
verify() { # NAME...
    timeout $longest_s "$THREADLINGS" verify --quick --shard "1/$shards" --json "$@" \
        >"$T/verified.$1" 2>"$T/err.$1" </dev/null
    echo "$?" >"$T/status.$1"
}
export -f verify
export T THREADLINGS longest_s shards

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
    data/{facts,glossary,misconceptions,milestones,coverage}.json)
for folder in exercises/*/{also,bad}; do
    answers=("$folder"/*.c)
    for ((i = 0; i < ${#answers[@]}; i += shards)); do
        [[ -e ${answers[i]} ]] && files+=("${answers[i]}")
    done
done
left_out=$(python3 -c '
import json, sys
at = sys.argv.index("--")
said = {f["file"] for name in sys.argv[1:at] for f in json.load(open(name))["files"]}
print(*(name for name in sys.argv[at + 1:] if name not in said))
' "$T"/verified.* -- "${files[@]}")
is "no file was left out, with one in $shards of the answers" "$left_out" ''
done_testing
