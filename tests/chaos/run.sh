#!/usr/bin/env bash
# Kills threadlings at random instants and looks at what is left: chaos.py says
# what is tried. `make chaos` does it a thousand times, `make test` a few times.
# usage: [KILLS=1000] [SEED=...] tests/chaos/run.sh
set -u
cd "$(dirname "$0")/../.." || exit 2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/threadlings-chaos.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch" # what is confined as another user must get through
python3 tests/chaos/chaos.py "${THREADLINGS:-$PWD/threadlings}" "$PWD" "$scratch" \
    "${KILLS:-1000}" "${SEED:-$RANDOM}"
