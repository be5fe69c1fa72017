#!/usr/bin/env bash
# Demos that show what a trace of loads and stores does to the caches.
source "$(dirname "$0")/common.bash"

cat >"$T/share/lessons/010-caches.json" <<'END'
{"format": 1, "title": "Caches", "about": "A.", "steps": [
  {"demo": "look", "shows": "caches"}]}
END
lesson() { # TRACE
    printf '# Caches\n## Look\nLook.\n\n```caches\n%s\n```\n### Afterwards\nSo.\n' \
        "$1" >"$T/share/lessons/010-caches.md"
}
lesson $'line: a b\ncore 0: add a\ncore 1: add b'
tl go caches
tl run
expect 'all steps are shown' 0 '1 core 0: add a +read for ownership +core 0 I.M' \
    'core 0 M.I .hands it over., core 1 I.M' '2 of 2 steps had to ask' '^So\.'
tl verify caches --quick
expect 'it is verified' 0 ': 0 problems'
lesson $'line: a b\ncore 0: add c'
tl verify caches --quick
expect 'a mistake in the trace is told with its line in the lesson' 1 \
    '010-caches\.md:7: no "line:" above names the variable "c"'
if ! command -v tmux >/dev/null; then
    ok 'at a terminal each step waits for Enter # SKIP no tmux here'
    plan
    exit
fi
lesson $'line: a b\ncore 0: add a\ncore 1: add b\ncore 0: add a'
tm() { tmux -S "$T/tmux" "$@"; }
screen() { # PATTERN: waits for it
    for _ in $(seq 100); do
        tm capture-pane -p >"$T/screen"
        grep -q "$1" "$T/screen" && return
        sleep 0.1
    done
    return 1
}
tm new-session -d -x 80 -y 40 "$THREADLINGS --share $T/share --workspace $T/work"
screen 'caches' && tm send-keys run Enter
if screen '1 core 0' && ! grep -q '2 core 1' "$T/screen"; then ok 'at a terminal the first step waits'; else
    not_ok 'at a terminal the first step waits' "$(cat "$T/screen")"
fi
tm send-keys '' Enter
if screen '2 core 1' && ! grep -q '3 core 0' "$T/screen"; then ok 'Enter shows the next'; else
    not_ok 'Enter shows the next' "$(cat "$T/screen")"
fi
tm send-keys all Enter
if screen '3 of 3 steps'; then ok 'and all the rest'; else not_ok 'and all the rest' "$(cat "$T/screen")"; fi
tm kill-server
plan
