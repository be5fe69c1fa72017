#!/usr/bin/env bash
# Runs every test program and counts. Each prints TAP: "ok N - what",
# "not ok N - what", "ok N - what # SKIP why", "1..N". A program that dies, hangs
# or runs fewer tests than it planned counts as a failure.
# usage: tests/run.sh [PATTERN]   (only programs whose path contains PATTERN)
set -u
cd "$(dirname "$0")/.." || exit 2
MODE=${MODE:-release}
B=${B:-build/$MODE}
export MODE B
export THREADLINGS=$PWD/$B/threadlings
pattern=${1:-}
limit_s=300 # one program; the slowest takes about a minute
passed=0 failed=0 skipped=0
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT

run() {
    local name=$1 status ok bad skip plan
    shift
    [[ $name == *"$pattern"* ]] || return
    local began=$SECONDS
    timeout -k 10 "$limit_s" "$@" >"$log" 2>&1 </dev/null
    status=$?
    ok=$(grep -cE '^ok ' "$log")
    bad=$(grep -cE '^not ok ' "$log")
    skip=$(grep -cE '^ok .*# SKIP' "$log")
    plan=$(sed -nE 's/^1\.\.([0-9]+).*/\1/p' "$log" | tail -n 1)
    if [[ -z $plan || $((ok + bad)) -ne $plan ]] || { [[ $status -ne 0 ]] && [[ $bad -eq 0 ]]; }; then
        bad=$((bad + 1))
        printf 'not ok - %s: exit status %s, %s of %s tests reported\n' \
            "$name" "$status" "$((ok + bad - 1))" "${plan:-?}"
        tail -n 40 "$log" | sed 's/^/    /'
    elif [[ $bad -gt 0 ]]; then
        printf 'not ok - %s\n' "$name"
        sed 's/^/    /' "$log"
    else
        printf 'ok - %s (%s tests, %s s)\n' "$name" "$ok" "$((SECONDS - began))"
        grep -E '^ok .*# SKIP' "$log" | sed 's/^/    /'
    fi
    passed=$((passed + ok - skip))
    failed=$((failed + bad))
    skipped=$((skipped + skip))
}

for test in tests/unit/*.c; do
    name=$(basename "$test" .c)
    [[ $name == main ]] || run "unit/$name" "$B/tests/unit/$name"
done
for test in tests/cli/*.sh tests/session/*.sh; do
    [[ -e $test ]] && run "${test#tests/}" bash "$test"
done

printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[[ $failed -eq 0 && $passed -gt 0 ]]
