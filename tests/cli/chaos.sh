#!/usr/bin/env bash
# A few of the thousand kills of `make chaos`.
. "$(dirname "$0")/../tap.sh"

KILLS=8 SEED=${SEED:-$RANDOM} tests/chaos/run.sh >"$T/out" 2>&1
status=$?
is 'what is killed leaves nothing, and loses nothing' "$status" 0
[[ $status -eq 0 ]] || sed 's/^/    | /' "$T/out"
done_testing
