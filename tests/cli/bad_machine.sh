#!/usr/bin/env bash
# A machine that lacks something: room on the disk, permission to write, a
# compiler, a sanitizer, somebody who reads the output, width. Each is said, with
# the right exit status; nothing is lost and nothing is left behind.
# usage: bad_machine.sh [disk]   (disk: the part that needs file systems of its
#        own, run by the rest in a mount namespace)
source "$(dirname "$0")/bad_machine.bash"

# --------------------------------------------------- in a namespace of its own

disk_is_full() {
    mount -t tmpfs -o size=512k none "$HOME" || return
    tl check sum
    expect 'a disk with room: a starter is made and graded' 1 'The starter is now in'
    local mine=$HOME/threadlings/sum/sum.c
    cp "$T/share/exercises/sum/bad/no-lock.c" "$mine"
    tl list --json
    json 'one attempt is counted' 'assert d["exercises"][0]["attempts"] == 1'

    holds 'the disk is full now' fill "$HOME/fill"
    tl check sum "$solution"
    expect 'a full disk: the verdict is shown, and that it is not kept' 0 \
        'sum passed' 'the disk is full; this attempt was not saved'
    tl check sum "$solution" --json
    json 'the JSON stays one document' 'assert d["verdict"] == "passed"'
    tl next
    expect 'the tutor goes on' 0 'your place is not kept: the disk is full' 'Joins'
    tl reset sum
    expect 'reset changes nothing' 2 'cannot write .*: No space left on device'
    holds "the learner's file stays" cmp -s "$mine" "$T/share/exercises/sum/bad/no-lock.c"
    tl doctor
    expect 'doctor finds it' 3 'progress +cannot write .*No space left' 'make room there'
    holds 'and leaves nothing of its trial' \
        test -z "$(find "$HOME" -name '.threadlings-doctor*')"
    holds 'nothing half written is left' \
        test -z "$(find "$HOME/threadlings" -name '*.[0-9]*')"

    rm "$HOME/fill"
    tl list --json
    json 'with room again all is there, and no more' \
        'assert d["exercises"][0]["attempts"] == 1 and not d["exercises"][0]["passed"]'
    quiet 'with nothing to say about it'
    tl reset sum
    expect 'and reset works' 0 'kept as .*sum.c.1'
    umount "$HOME"
}

disk_was_always_full() {
    mount -t tmpfs -o size=16k none "$HOME" || return
    fill "$HOME/fill"
    tl list
    expect 'full from the start: lessons and exercises are listed' 0 \
        'What you do in this run will not be kept: .*(the disk is full|No space left)' 'Sum \(sum\)'
    tl check sum "$solution"
    expect 'and a file can be graded' 0 'sum passed'
    tl check sum
    if [[ $status -eq 2 || $status -eq 3 ]]; then
        expect 'but no starter made' "$status" 'No space left on device'
    else
        not_ok 'but no starter made' "exit status $status" "$out" "$err"
    fi
    umount "$HOME"
}

home_is_read_only() {
    mount -t tmpfs -o size=1m none "$HOME" || return
    tl check sum
    mount -o remount,ro none "$HOME"
    tl list
    expect 'a read-only home: progress is read, and it is said that none is kept' 0 \
        'will not be kept: .*progress.db cannot be written' 'tried +1 try'
    tl check sum
    expect "the learner's file is graded" 1 'sum failed'
    tl check sum "$solution" --json
    json 'and any other, with clean JSON' 'assert d["verdict"] == "passed"'
    tl doctor
    expect 'doctor finds it' 3 'Read-only file system' 'choose another with --state DIR'
    umount "$HOME"

    mount -t tmpfs -o size=1m,ro none "$HOME" || return
    tl check sum
    if [[ $status -eq 2 || $status -eq 3 ]]; then
        expect 'an empty read-only home: another place is asked for' "$status" \
            'cannot make the folder .*Read-only file system; choose another place with --workspace DIR'
    else
        not_ok 'an empty read-only home' "exit status $status" "$out" "$err"
    fi
    tl --workspace "$T/work" --state "$T/state" check sum
    expect 'and taken' 1 'The starter is now in'
    quiet 'with nothing more to say'
    umount "$HOME"
}

# Whatever step it fails in, the learner's program is not called wrong.
no_room_for_scratch() {
    local size room=0
    for size in 16k 128k 400k 800k; do
        mount -t tmpfs -o size=$size none "$TMPDIR" || return
        rm -rf "$HOME/.cache"
        tl check sum "$solution"
        expect "$size for temporary files: unsure" 3 'No space left on device'
        holds "$size: the program is not blamed" lacks 'sum failed|does not compile. The compiler'
        nothing_left "$TMPDIR" || room=$size
        umount "$TMPDIR"
    done
    is_zero "$room"
}
is_zero() {
    if [[ $1 == 0 ]]; then ok 'no temporary file is left on a full disk'; else
        not_ok 'temporary files are left' "with $1"
    fi
}

if [[ ${1:-} == disk ]]; then
    exercise
    disk_is_full
    disk_was_always_full
    home_is_read_only
    no_room_for_scratch
    plan
    exit
fi

disk_part 20
exercise

# ------------------------------------------------------------ folders and names

with -u HOME -- list
expect 'without HOME: what to do' 2 'HOME is not set; .* --state DIR'
with HOME= -- list
expect 'with an empty HOME, too' 2 'HOME is not set; .* --state DIR'
with HOME=relative -- list
expect 'with a relative HOME' 2 'HOME is not absolute; .* --state DIR'
holds 'and nothing is made below here' test ! -e relative
(cd "$T" && with -u HOME -u XDG_STATE_HOME -- --state "$T/state" --workspace "$T/work" check sum "$solution")
tl --state "$T/state" --workspace "$T/work" list
expect 'without HOME, but with both folders' 0 'passed +1 try'
(cd "$T" && HOME=$T/home with -i "PATH=$PATH" "HOME=$T/home" -- check sum "$solution" && exit "$status")
status=$?
expect 'with hardly any environment a file is graded' 0
rm -rf "$HOME"
echo file >"$HOME"
tl list
expect 'a home that is a file' 0 'will not be kept: .*that name is taken by something else' 'Sum'
rm "$HOME"
mkdir "$HOME"

for folder in '' relative "$T/none" /proc "$solution"; do
    with "TMPDIR=$folder" -- check sum "$solution"
    expect "with TMPDIR=${folder#"$T"} another place is found" 0 'sum passed'
done

# Permissions do not hold root back: somebody else has to try.
somebody=()
if [[ $(id -u) -eq 0 ]]; then
    somebody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
    chmod 755 "$T/share"
    chmod 1777 "$TMPDIR"
fi
mkdir "$T/locked"
chmod 555 "$T/locked"
if "${somebody[@]}" test -x "$THREADLINGS" -a -r "$root/grader/harness/harness.c" 2>/dev/null; then
    front=("${somebody[@]}" env "HOME=$T/locked")
    tl check sum "$solution"
    expect 'a home without permission: graded, and said that nothing is kept' 0 \
        'will not be kept: cannot make the folder .*Permission denied' 'sum passed'
    tl check sum
    holds 'but not without a workspace' test "$status" -eq 2 -o "$status" -eq 3
    expect 'for which another place is asked' "$status" \
        'Permission denied; choose another place with --workspace DIR'
    front=("${somebody[@]}" env "HOME=$T/locked" "TMPDIR=$T/locked")
    tl check sum "$solution"
    expect 'and a TMPDIR without permission: another is found' 0 'sum passed'
    front=()
else
    ok 'a home without permission # SKIP no other user gets at the program here'
fi

# ------------------------------------------------------- progress that is damaged

tl check sum "$solution"
db=$HOME/.local/state/threadlings/progress.db
cp "$db" "$T/good.db"
damaged() { # WHAT COMMAND...: COMMAND makes $db
    local what=$1 kept
    shift
    rm -rf "${db%/*}"
    mkdir -p "${db%/*}"
    "$@"
    cp "$db" "$T/damaged"
    tl list
    expect "$what: said" 0 'was damaged. It is kept as .*progress.damaged-' 'new +Sum'
    kept=$(find "${db%/*}" -name 'progress.damaged-*.db')
    holds "$what: kept as it was" cmp -s "$T/damaged" "$kept"
    tl check sum "$solution"
    quiet "$what: progress is kept anew"
}
noise() { head -c 9000 /dev/urandom >"$db"; }
half() { head -c 20000 "$T/good.db" >"$db"; }
text() { echo 'my progress' >"$db"; }
damaged 'progress of noise' noise
damaged 'progress cut off' half
damaged 'progress that is a text' text

unusable() { # WHAT PATTERN COMMAND...
    local what=$1 pattern=$2
    shift 2
    rm -rf "${db%/*}"
    mkdir -p "${db%/*}"
    "$@"
    tl list
    expect "$what" 0 "will not be kept: .*$pattern" 'Sum'
}
unusable 'progress that is a folder' 'not a regular file' mkdir "$db"
unusable 'progress that is a pipe' 'not a regular file' mkfifo "$db"
unusable 'progress that is a device' 'not a regular file' ln -s /dev/zero "$db"
unusable 'progress that is a dangling link' 'No such file' ln -s "$T/nowhere/x" "$db"
if command -v python3 >/dev/null; then
    newer() {
        python3 -c 'import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("pragma user_version = 99")' "$db"
        cp "$db" "$T/newer.db"
    }
    unusable 'progress of a newer version' 'written by a newer threadlings' newer
    holds 'it is not touched' cmp -s "$db" "$T/newer.db"
else
    ok 'progress of a newer version # SKIP no python3 to make it with'
fi
rm -rf "${db%/*}"

# ------------------------------------------------------------------ no compiler

apt='there is no C compiler .*apt install gcc'
with -u CC PATH=/nonexistent -- check sum "$solution"
expect 'no compiler: how to get one' 3 "$apt"
holds 'and no verdict' lacks 'failed|passed'
with -u CC PATH=/nonexistent -- check sum "$solution" --json
expect 'with --json, too' 3 "$apt"
holds 'and nothing that looks like a verdict' test -z "$out"
with -u CC PATH=/nonexistent -- doctor
expect 'doctor says it' 3 "C compiler +$apt" 'needed does not work'
with -u CC PATH= -- list
expect 'lists need none' 0 'Sum'

compiler() { # NAME: a compiler made of what is on stdin
    { echo '#!/bin/sh' && cat; } >"$T/$1"
    chmod +x "$T/$1"
}
cc=$(command -v "${CC:-cc}")
lacking() { # NAME OPTION
    compiler "$1" <<END
for word; do
    case \$word in $2) echo "cc: error: cannot find the library" >&2; exit 1 ;; esac
done
exec $cc "\$@"
END
}
lacking no-tsan '-fsanitize=*thread*'
with CC="$T/no-tsan" -- check sum "$solution"
expect 'no ThreadSanitizer: no pass without it' 3 'sum unsure' 'This is not a pass' \
    'races not run: .*no-tsan cannot build with -fsanitize=thread'
with CC="$T/no-tsan" -- check sum "$solution" --json
expect 'in JSON, too' 3
json 'the stage is unavailable and says why' '
races = [s for s in d["stages"] if s["name"] == "races"][0]
assert d["verdict"] == "unsure" and d["findings"] == []
assert races["outcome"] == "unavailable" and "-fsanitize=thread" in races["why"]'
with CC="$T/no-tsan" -- check sum "$T/share/exercises/sum/start.c"
expect 'what fails without it fails' 1 'sum failed'
with CC="$T/no-tsan" -- doctor
expect 'doctor names it, with what to do' 0 'ThreadSanitizer +cc: error: cannot find' 'Install the library'
lacking no-asan '-fsanitize=*address*'
with CC="$T/no-asan" -- check sum "$T/share/exercises/sum/bad/no-lock.c"
expect 'no AddressSanitizer: a race is still found' 1 'Data race'
echo 'kill -9 $$' | compiler dies
with CC="$T/dies" -- check sum "$solution"
expect 'a compiler that dies' 3 'dies --version was killed twice by SIGKILL'

# ------------------------------------------------- nobody to write to, or to read

full='cannot write to standard output: No space left on device'
into() { # FILE ARGS...
    local file=$1
    shift
    timeout -k 5 "$HANG_S" "$THREADLINGS" --share "$T/share" "$@" \
        >"$file" 2>"$T/err" </dev/null
    status=$?
    out='' err=$(cat "$T/err")
    : >"$T/out"
}
if [[ -c /dev/full ]]; then
    into /dev/full --version
    expect 'a full output: --version' 3 "$full"
    into /dev/full --help
    expect 'a full output: --help' 3 "$full"
    into /dev/full help check
    expect 'a full output: help' 3 "$full"
    into /dev/full list
    expect 'a full output: list' 3 "$full"
    into /dev/full list --json
    expect 'a full output: list --json' 3 "$full"
    into /dev/full
    expect 'a full output: the tutor' 3 "$full"
    into /dev/full check sum "$solution"
    expect 'a full output: a pass that nobody saw' 3 "$full"
    into /dev/full check sum "$solution" --json
    expect 'a full output: and its JSON' 3 "$full"
    into /dev/full check sum "$T/share/exercises/sum/start.c" --json
    expect 'a full output: a failure' 3 "$full"
    holds 'it is said once' test "$(wc -l <"$T/err")" -eq 1
    "$THREADLINGS" --share "$T/share" list zebra >"$T/out" 2>/dev/full
    status=$?
    expect 'full for messages: the status tells' 2
else
    ok 'a full output # SKIP no /dev/full here'
fi
program() { timeout -k 5 "$HANG_S" "$THREADLINGS" --share "$T/share" "$@"; }
program list >&- 2>"$T/err"
status=$?
expect 'closed output is lost output' 3 'cannot write to standard output'
program list --json >&- 2>&-
status=$?
expect 'with nobody to tell, too' 3
program list >"$T/out" 2>&- <&-
status=$?
expect 'closed input and messages do no harm' 0 'Sum'
program check sum "$solution" >"$T/out" 2>&- <&-
status=$?
expect 'nor when files are graded' 0 'sum passed'
program <&- >"$T/out" 2>"$T/err"
status=$?
err=$(cat "$T/err")
expect 'the tutor without input ends' 0 'Joins'

program list 2>"$T/err" | true
status=${PIPESTATUS[0]} err=$(cat "$T/err")
expect 'a reader that went away is no failure' 0
quiet 'and nothing to talk about'
(trap '' PIPE && program list --json 2>"$T/err" | true && exit "${PIPESTATUS[0]}")
status=$? err=$(cat "$T/err")
expect 'nor where SIGPIPE is ignored' 0
quiet 'with nothing to say'

# -------------------------------------------------------------- limits of a shell

limited() { # LIMIT... -- ARGS...
    local limits=()
    while [[ $1 != -- ]]; do
        limits+=("$1")
        shift
    done
    shift
    (
        # Through a pipe, as the limit is one for the output's file as well.
        timeout -k 5 "$HANG_S" bash -c 'ulimit "$1" "$2" && shift 2 && exec "$@"' \
            limited "${limits[@]}" "$THREADLINGS" --share "$T/share" "$@" \
            2> >(cat >"$T/err.pipe") </dev/null | cat >"$T/out"
        exit "${PIPESTATUS[0]}"
    )
    status=$?
    sleep 0.1
    cp "$T/err.pipe" "$T/err"
    out=$(cat "$T/out") err=$(cat "$T/err")
}
limited -f 0 -- --state "$T/fresh" list
expect 'no file may be written: a message, no death' 0 'will not be kept: .*the disk is full' 'Sum'
limited -f 0 -- check sum "$solution"
expect 'nor can be graded' 3 'File too large'
(
    bash -c 'ulimit -f 0; exec "$0" --share "$1" list >"$2"' \
        "$THREADLINGS" "$T/share" "$T/short" 2>&1
    echo "status $?"
) | cat >"$T/out"
holds 'output past the limit of a file is said' \
    grep -q 'cannot write to standard output: File too large' "$T/out"
holds 'with its status' grep -q 'status 3' "$T/out"
limited -n 16 -- check sum "$solution"
holds 'few files open at once: graded, or said that it cannot be' \
    test "$status" -eq 0 -o "$status" -eq 3

# ------------------------------------------------------------------ ten columns

narrow() { # STATUS ARGS...
    local wanted=$1 widest
    shift
    COLUMNS=10 tl --state "$T/state" --workspace "$T/work" "$@"
    widest=$(wc -L <"$T/out")
    if [[ $status -eq $wanted && $widest -le 10 && -n $out ]]; then
        ok "10 columns: threadlings $*"
    else
        not_ok "10 columns: threadlings $*" "exit status $status, $widest columns" "$out" "$err"
    fi
}
narrow 0
narrow 0 list
narrow 0 --help
narrow 0 help
narrow 0 help check
narrow 0 help answers
narrow 0 task sum
narrow 1 check sum
narrow 0 hint sum
narrow 0 check sum "$solution"
narrow 1 check sum "$T/share/exercises/sum/bad/no-lock.c"
narrow 0 compare sum
narrow 0 reset sum
narrow 0 go joins 2
narrow 0 skip
narrow 0 run joins/what-is-printed
narrow 0 doctor
narrow 0 review
if command -v script >/dev/null; then
    printf 'list\nquit\n' | timeout -k 5 "$HANG_S" script -qec \
        "stty cols 10 rows 5; exec $(printf %q "$THREADLINGS") --share $(printf %q "$T/share")" \
        /dev/null >"$T/out" 2>&1
    status=${PIPESTATUS[1]} out=$(cat "$T/out")
    expect 'a terminal of 10 columns and 5 rows' 0 'Lessons'
else
    ok 'a terminal of 10 columns # SKIP no script(1) to make one'
fi

holds 'no temporary file is left behind' nothing_left "$TMPDIR"
plan
