#!/usr/bin/env bash
# Would the litmus tests notice a mistake in the explorer? Each of the mistakes
# in grader/explore/seeded.h is made, one at a time, and has to change what is
# said of some program. What is right was found by other means: from the axioms,
# or by the search without reduction and without mistakes.
. "$(dirname "$0")/../tap.sh"
B=${B:-build/$MODE}
. tests/litmus/tools.bash

models=(c11 tso sc)
limit=20000  # executions of a program without reduction, and all the more with
patience=30  # seconds; an execution that was led astray may have no end

# Small programs first: a difference comes early.
small() { awk '{ print NF, $0 }' | sort -n -s -k 1,1 | cut -d ' ' -f 2-; }

{
    programs tests/litmus/corpus.txt
    random 100 | awk 'NF <= 16'
} | small >"$T/axioms"
{
    programs tests/litmus/waits.txt
    waiting 100 | awk 'NF <= 14'
} | small >"$T/waits.all"
"$L/explore" --all --limit "$limit" <"$T/waits.all" >"$T/said"
awk 'NR == FNR { if ($2 == "skipped") skipped[$1] = 1; next }
     !($1 in skipped)' "$T/said" "$T/waits.all" >"$T/waits"

for model in "${models[@]}"; do
    "$L/explore" --all --model "$model" <"$T/waits"
    "$L/enumerate" --model "$model" <"$T/axioms"
done | racy >"$T/wanted"

# Everything the explorer says, with that mistake.
say() {
    local model
    for model in "${models[@]}"; do
        cat "$T/waits" "$T/axioms" |
            timeout "$patience" "$L/explore-seeded" --limit "$limit" \
                --model "$model" "$@" || return
    done 2>/dev/null | racy
}

say >"$T/got"
if cmp -s "$T/wanted" "$T/got"; then
    ok "without a mistake all is well: $(wc -l <"$T/got") answers"
else
    not_ok 'without a mistake all is well'
    diff "$T/wanted" "$T/got" | grep '^[<>]' | head -n 6 | sed 's/^/    /'
fi

while IFS=$'\t' read -r name what; do
    if say --fault "$name" | cmp -s - "$T/wanted"; then
        not_ok "noticed: $what ($name)"
    else
        ok "noticed: $what"
    fi
done < <("$L/explore-seeded" --faults)
done_testing
