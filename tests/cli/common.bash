# What the tests of the command line share. Source it, call `plan` last.
#
#   sandbox        a fresh folder $T with share/, state/, work/, home/
#   tl ARGS...     runs threadlings there; leaves $out, $err, $status
#   ok WHAT        the line of a test that passed; not_ok WHAT: one that failed
#   expect WHAT STATUS [PATTERN...]  the last tl: status, and each pattern in out+err
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
THREADLINGS=${THREADLINGS:-$root/threadlings}
count=0 failures=0
T=$(mktemp -d "${TMPDIR:-/tmp}/threadlings-cli-XXXXXX") || exit 2
trap 'rm -rf "$T"' EXIT
unset NO_COLOR VISUAL EDITOR THREADLINGS_SHARE
# Wide, so that no pattern is wrapped.
export COLUMNS=300 LC_ALL=C.UTF-8 HOME=$T/home TERM=xterm
# The cache is shared by the runs of one test, and by nobody else.
export XDG_CACHE_HOME=$T/cache XDG_STATE_HOME=$T/state

mkdir -p "$T"/share/{lessons,exercises,grader,data} "$T"/{state,work,home}
ln -s "$root/grader/harness" "$root/grader/explore" "$T/share/grader/"
ln -s "$root/data/skeleton" "$root/data/page" "$T/share/data/"

tl() {
    "$THREADLINGS" --share "$T/share" --workspace "$T/work" "$@" \
        >"$T/out" 2>"$T/err" </dev/null
    status=$?
    out=$(cat "$T/out")
    err=$(cat "$T/err")
}

ok() {
    count=$((count + 1))
    printf 'ok %d - %s\n' "$count" "$1"
}

not_ok() {
    count=$((count + 1))
    failures=$((failures + 1))
    printf 'not ok %d - %s\n' "$count" "$1"
    shift
    printf '%s\n' "$@" | sed 's/^/#   /'
}

expect() {
    local what=$1 wanted=$2 pattern
    shift 2
    if [[ $status -ne $wanted ]]; then
        not_ok "$what" "exit status $status, not $wanted" "$out" "$err"
        return 1
    fi
    for pattern in "$@"; do
        if ! grep -qE -- "$pattern" "$T/out" "$T/err"; then
            not_ok "$what" "no \"$pattern\" in:" "$out" "$err"
            return 1
        fi
    done
    ok "$what"
}

# A test by exit status of a command.
holds() {
    local what=$1
    shift
    if "$@"; then ok "$what"; else not_ok "$what" "failed: $*" "$out" "$err"; fi
}

lacks() {
    ! grep -qE -- "$1" "$T/out" "$T/err"
}

# The last output is one JSON document d for which the Python statements hold.
json() {
    local what=$1
    if command -v python3 >/dev/null; then
        holds "$what" python3 -c "
import json, sys
d = json.load(open(sys.argv[1]))
$2" "$T/out"
    else
        ok "$what # SKIP no python3 to read JSON with"
    fi
}

plan() {
    printf '1..%d\n' "$count"
    [[ $failures -eq 0 ]]
}
