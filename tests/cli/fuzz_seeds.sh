#!/usr/bin/env bash
# What fuzzing begins with, and what it has found: each target runs its seeds,
# without a fuzzer. `make fuzz` searches for more.
. "$(dirname "$0")/../tap.sh"
fuzz=${B:-build/$MODE}/tests/fuzz

check 'seeds can be made' tests/fuzz/seeds.py "$T/seeds"
for source in tests/fuzz/*.c; do
    name=$(basename "$source" .c)
    [[ $name == main ]] && continue
    folders=()
    for folder in "tests/fuzz/seeds/$name" "$T/seeds/$name"; do
        [[ -d $folder ]] && folders+=("$folder")
    done
    if ((${#folders[@]} == 0)); then
        not_ok "$name has seeds"
        continue
    fi
    timeout 120 "$fuzz/$name" "${folders[@]}" >"$T/out" 2>"$T/err"
    status=$?
    if [[ $status == 0 && $(<"$T/out") -gt 0 ]]; then
        ok "$name: what must hold does, for all seeds"
    else
        not_ok "$name: what must hold does, for all seeds"
        echo "    exit status $status"
        tail -n 20 "$T/err" | sed 's/^/    | /'
    fi
done
done_testing
