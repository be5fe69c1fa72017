# Sourced by the shell tests: TAP, a scratch folder, and an isolated learner.
#
#   . "$(dirname "$0")/../tap.sh"
#   check "it says hello" grep -q hello "$T/out"
#   done_testing
#
# $T is a scratch folder, removed at the end. $THREADLINGS is the program. HOME
# and the XDG folders lie in $T, so that no test touches anybody's progress.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
ROOT=$PWD
MODE=${MODE:-release}
THREADLINGS=${THREADLINGS:-$ROOT/build/$MODE/threadlings}
T=$(mktemp -d "${TMPDIR:-/tmp}/threadlings-test.XXXXXX") || exit 2
export HOME=$T/home
export XDG_STATE_HOME=$T/state
# Compiled tests are shared between test scripts: building them is not what is
# tested, and they are found by content.
export XDG_CACHE_HOME=${TL_TEST_CACHE:-$ROOT/build/$MODE/test-cache}
export LC_ALL=C.UTF-8 TERM=xterm-256color
unset VISUAL EDITOR NO_COLOR THREADLINGS_ASCII THREADLINGS_SHARE 2>/dev/null
mkdir -p "$HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
ran=0
bad=0

ok() {
    ran=$((ran + 1))
    echo "ok $ran - $1"
}

not_ok() {
    ran=$((ran + 1))
    bad=$((bad + 1))
    echo "not ok $ran - $1"
}

skip() { # WHAT WHY
    ran=$((ran + 1))
    echo "ok $ran - $1 # SKIP $2"
}

check() { # WHAT COMMAND...: passes when the command succeeds
    local what=$1
    shift
    if "$@"; then ok "$what"; else
        not_ok "$what"
        echo "    failed: $*"
    fi
}

# Runs the program; leaves $T/out, $T/err and $status. Never waits for input.
tl() {
    timeout 120 "$THREADLINGS" "$@" >"$T/out" 2>"$T/err" </dev/null
    status=$?
    return 0
}

is() { # WHAT GOT WANTED
    if [[ $2 == "$3" ]]; then ok "$1"; else
        not_ok "$1"
        echo "    got '$2', wanted '$3'"
    fi
}

same() { # WHAT FILE FILE
    if cmp -s "$2" "$3"; then ok "$1"; else
        not_ok "$1"
        diff "$2" "$3" | sed 's/^/    | /' | head -n 20
    fi
}

says() { # WHAT FILE REGEX
    if grep -qE -- "$3" "$2"; then ok "$1"; else
        not_ok "$1"
        echo "    no line matches: $3"
        sed 's/^/    | /' "$2" | head -n 40
    fi
}

cleanup_tasks=()
cleanup() {
    local task
    for task in "${cleanup_tasks[@]:-}"; do [[ -n $task ]] && eval "$task"; done
    chmod -R u+rwX "$T" 2>/dev/null
    rm -rf "$T"
}
trap cleanup EXIT

done_testing() {
    echo "1..$ran"
    [[ $bad -eq 0 ]]
    exit
}
