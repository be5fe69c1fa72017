#!/usr/bin/env bash
# The course that is shipped: every lesson can be shown, every starter fails,
# every solution passes and every bad answer fails with its kind, each once.
# `make verify` does the same ten and twenty times.
. "$(dirname "$0")/../tap.sh"

longest_s=900 # it takes two minutes; split it by name when it takes five
timeout $longest_s "$THREADLINGS" verify --quick --json \
    >"$T/verified" 2>"$T/err" </dev/null
is "verify ends" "$?" 0
while IFS=$'\t' read -r outcome file message; do
    case $outcome in
    ok | warning) ok "$file $message" ;;
    *) not_ok "$file $message" ;;
    esac
done < <(
    python3 -c '
import json, sys
for f in json.load(open(sys.argv[1]))["files"]:
    print(f["outcome"], f["file"], " ".join(f["message"].split()), sep="\t")
' "$T/verified"
)
files=(lessons/*.json exercises/*/exercise.json exercises/*/{start,solution}.c
    exercises/*/{also,bad}/*.c
    data/{facts,glossary,misconceptions,milestones,coverage}.json)
left_out=$(python3 -c '
import json, sys
said = {f["file"] for f in json.load(open(sys.argv[1]))["files"]}
print(*(name for name in sys.argv[2:] if name not in said))
' "$T/verified" "${files[@]}")
is "no file was left out" "$left_out" ''
done_testing
