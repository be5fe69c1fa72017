#!/usr/bin/env bash
# Records doc/session.svg, the picture at the top of the README: a real session
# of the real program in a real terminal (tmux), drawn as SVG. `make picture`.
set -eu
cd "$(dirname "$0")/.."
T=$(mktemp -d "${TMPDIR:-/tmp}/threadlings-picture.XXXXXX")
tmux_() { tmux -L "threadlings-picture-$$" -f /dev/null "$@"; }
trap 'tmux_ kill-server 2>/dev/null; rm -rf "$T"' EXIT
columns=80 rows=42

export HOME=$T/home XDG_STATE_HOME=$T/state XDG_CACHE_HOME=$T/cache
export LC_ALL=C.UTF-8 TERM=xterm-256color PS1='$ ' PATH=$PWD/build/release:$PATH
unset NO_COLOR THREADLINGS_ASCII
mkdir -p "$HOME/threadlings/spsc_queue"
cp exercises/spsc_queue/bad/relaxed_publish.c "$T/answer.c"
# A learner's file does not say how it fails.
sed -e '1,/^#include/{/^#include/!d}' "$T/answer.c" >"$HOME/threadlings/spsc_queue/spsc_queue.c"

shows() { # waits until the screen shows it
    local end=$((SECONDS + 60))
    until tmux_ capture-pane -p -t p | grep -qE -- "$1"; do
        ((SECONDS < end)) || { echo "picture: '$1' never came" >&2; tmux_ capture-pane -p -t p >&2; exit 1; }
        sleep 0.1
    done
}
types() { tmux_ send-keys -t p -l -- "$1" && tmux_ send-keys -t p Enter; }

tmux_ new-session -d -s p -x $columns -y $rows "env -i HOME='$HOME' PATH='$PATH' PS1='\$ ' \
    XDG_STATE_HOME='$XDG_STATE_HOME' XDG_CACHE_HOME='$XDG_CACHE_HOME' LC_ALL=C.UTF-8 TERM=xterm-256color bash --norc --noprofile"
tmux_ set-option -g status off
shows '^\$'
types 'threadlings check spsc_queue'
shows 'gives a hint'
types 'threadlings hint spsc_queue'
shows '^(Where|The|A|Two)'
sleep 1 # the prompt below it
tmux_ capture-pane -e -p -t p >"$T/screen"

LC_ALL=C awk -v columns=$columns -f tools/svg.awk "$T/screen" >doc/session.svg
echo "doc/session.svg: $(wc -c <doc/session.svg) bytes"
