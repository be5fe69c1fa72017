#!/usr/bin/env bash
# Runs every test program and counts. Each prints TAP: "ok N - what",
# "not ok N - what", "ok N - what # SKIP why", "1..N". A program that dies, hangs
# or runs fewer tests than it planned counts as a failure. One more runs at once
# than there are processors, as some of them wait most of the time; results are
# shown in order.
# usage: tests/run.sh [PATTERN]   (only programs whose path contains PATTERN)
set -u
cd "$(dirname "$0")/.." || exit 2
MODE=${MODE:-release}
B=${B:-build/$MODE}
export MODE B
export THREADLINGS=$PWD/$B/threadlings
pattern=${1:-}
limit_s=1200 # one program; the slowest takes two minutes on two idle cores
logs=$(mktemp -d) || exit 2
trap 'rm -rf "$logs"' EXIT
TIMEFORMAT='%U %S' # of a test, with all that it started and waited for
names=() commands=()

add() { # NAME COMMAND
    [[ $1 == *"$pattern"* ]] || return
    names+=("$1")
    commands+=("$2")
}

# The slow ones first, so that nobody waits for the last of them alone.
slowest=(tests/cli/{course,attacks,explore_programs}.sh)
for test in "${slowest[@]}" tests/session/*.sh tests/cli/*.sh; do
    [[ " ${commands[*]-} " == *" $test "* ]] || add "${test#tests/}" "bash $test"
done
for test in tests/unit/*.c; do
    name=$(basename "$test" .c)
    [[ $name == main ]] || add "unit/$name" "$B/tests/unit/$name"
done

start() { # INDEX
    local began=$SECONDS
    # The words of a command are plain: no quoting is lost.
    # shellcheck disable=SC2086
    { time timeout -k 10 "$limit_s" ${commands[$1]} >"$logs/$1" 2>&1 </dev/null; } 2>"$logs/$1.busy"
    echo "$? $((SECONDS - began)) $(<"$logs/$1.busy")" >"$logs/$1.end"
}

passed=0 failed=0 skipped=0
report() { # INDEX
    local log=$logs/$1 name=${names[$1]} status seconds user sys busy ok bad skip plan
    read -r status seconds user sys <"$log.end"
    busy=$((${user%.*} + ${sys%.*}))
    ok=$(grep -cE '^ok ' "$log")
    bad=$(grep -cE '^not ok ' "$log")
    skip=$(grep -cE '^ok .*# SKIP' "$log")
    plan=$(sed -nE 's/^1\.\.([0-9]+).*/\1/p' "$log" | tail -n 1)
    if [[ -z $plan || $((ok + bad)) -ne $plan ]] || { [[ $status -ne 0 ]] && [[ $bad -eq 0 ]]; }; then
        printf 'not ok - %s: exit status %s, %s of %s tests reported\n' "$name" "$status" "$((ok + bad))" "${plan:-?}"
        tail -n 40 "$log" | sed 's/^/    /'
        bad=$((bad + 1))
    elif [[ $bad -gt 0 ]]; then
        printf 'not ok - %s (%s s, %s s busy)\n' "$name" "$seconds" "$busy"
        sed 's/^/    /' "$log"
    else
        printf 'ok - %s (%s tests, %s s, %s s busy)\n' "$name" "$ok" "$seconds" "$busy"
        grep -E '^ok .*# SKIP' "$log" | sed 's/^/    /'
    fi
    passed=$((passed + ok - skip))
    failed=$((failed + bad))
    skipped=$((skipped + skip))
}

slots=$(($(nproc) + 1))
shown=0
for i in "${!names[@]}"; do
    while (($(jobs -rp | wc -l) >= slots)); do
        wait -n
        while [[ -e $logs/$shown.end ]]; do report $((shown++)); done
    done
    start "$i" &
done
wait
while ((shown < ${#names[@]})); do report $((shown++)); done

printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[[ $failed -eq 0 && $passed -gt 0 ]]
