# Sourced by tests of a machine that lacks something: a small exercise, and ways
# to run the program without room, permission or patience.
#
#   exercise         the exercise sum, its solution in $solution
#   tl ARGS...       as in common.bash; $front holds words in front of the program
#   with NAME=VALUE... -- ARGS...    tl in this environment
#   fill FILE        all the room that is left
#   disk_part N      runs this script again, with "disk", where file systems can
#                    be mounted: over N tests, which become ours
source "$(dirname "$0")/common.bash"

HANG_S=60 # seconds; the slowest takes four on two idle cores
ours=${TMPDIR:-/tmp}
export TMPDIR=$T/tmp
mkdir "$TMPDIR"
chmod 755 "$T" # else the grader, for root, looks for another place

# As in common.bash, but what hangs is stopped and fails with 124. Words in
# front of the program: env, setpriv.
front=()
tl() {
    timeout -k 5 "$HANG_S" "${front[@]}" "$THREADLINGS" --share "$T/share" \
        "$@" >"$T/out" 2>"$T/err" </dev/null
    status=$?
    out=$(cat "$T/out")
    err=$(cat "$T/err")
}

with() { # NAME=VALUE... -- ARGS...: tl in this environment
    front=(env)
    while [[ $1 != -- ]]; do
        front+=("$1")
        shift
    done
    shift
    tl "$@"
    front=()
}

quiet() { # WHAT: the last tl said nothing on stderr
    if [[ -z $err ]]; then ok "$1"; else not_ok "$1" "$err"; fi
}

solution=$T/sum.c
exercise() { # the exercise sum, its solution in $solution
    "$THREADLINGS" --share "$T/share" new exercise sum >/dev/null 2>&1
    cp "$T/share/exercises/sum/solution.c" "$solution"
    "$THREADLINGS" --share "$T/share" new lesson joins >/dev/null 2>&1
    rm -rf "$T/home" "$T/state"
    mkdir "$T/home" "$T/state"
    unset XDG_STATE_HOME XDG_CACHE_HOME
}

nothing_left() { [[ -z $(ls -A "$1") ]]; }

fill() { # FILE: all the room that is left. Filling is meant to fail.
    head -c 8M /dev/zero >"$1" 2>/dev/null
    ! echo "is there room?" >"$1.more" 2>/dev/null || return 1
    rm -f "$1.more"
}

relay() { # N: TAP of a part that ran elsewhere becomes ours, over N lines
    local least=$1 line lines=0 planned=none
    while IFS= read -r line; do
        case $line in
        'ok '*) ok "${line#ok * - }" && lines=$((lines + 1)) ;;
        'not ok '*) not_ok "${line#not ok * - }" && lines=$((lines + 1)) ;;
        1..*) planned=${line#1..} ;;
        *) printf '%s\n' "$line" ;;
        esac
    done
    out=$lines err=$planned
    holds 'the part with its own file systems ran to its end' \
        test "$lines" = "$planned" -a "$lines" -gt "$least"
}

disk_part() { # N
    local namespace=(unshare -m)
    [[ $(id -u) -eq 0 ]] || namespace=(unshare -rm)
    if "${namespace[@]}" mount -t tmpfs none "$T/home" 2>/dev/null; then
        relay "$1" < <(TMPDIR=$ours "${namespace[@]}" bash "$0" disk 2>&1)
    else
        ok 'full disks and read-only homes # SKIP file systems cannot be mounted here'
    fi
}
