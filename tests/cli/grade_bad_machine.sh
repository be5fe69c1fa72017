#!/usr/bin/env bash
# `grade` on a machine that lacks something: room for its results, a home, processes,
# a clock that goes forward, somebody who reads. What could not be graded is never a
# zero, it is said, and when the lack is over the same command comes to the same
# gradebook.
# usage: grade_bad_machine.sh [disk]   (disk: the part that needs file systems of
#        its own, run by the rest in a mount namespace)
source "$(dirname "$0")/bad_machine.bash"

class=$T/class week=$T/week.json
make_class() { # four learners: half of them pass, and the second is a day late
    local i
    exercise
    for i in 1 2 3 4; do
        mkdir -p "$class/s$i"
        if ((i % 2)); then cat "$T/share/exercises/sum/bad/no-lock.c"; else cat "$solution"; fi \
            >"$class/s$i/sum.c"
        echo "/* $i */" >>"$class/s$i/sum.c"
        touch -d '2026-11-20 12:00 UTC' "$class/s$i/sum.c"
    done
    export XDG_CACHE_HOME=$T/cache # what is compiled is not what is tested
    touch -d '2026-11-21 12:00 UTC' "$class/s2/sum.c"
    cat >"$week" <<'END'
{
  "format": 1,
  "title": "A week",
  "exercises": [{"exercise": "sum", "points": 10}],
  "due": "2026-11-20T23:59:00Z",
  "late": {"percent_a_day": 10, "days": 3}
}
END
}

grade() { tl grade "$class" --assignment "$week" "$@"; }

# That nobody got a zero for what the machine lacked, and every file is whole.
fair() { # OUT
    python3 - "$1" "$T/reference" <<'END'
import csv, glob, json, os, sys

out, reference = sys.argv[1:]
for name in glob.glob(out + "/verdicts/*/*.json"):
    json.load(open(name))

def outcomes(folder):
    path = folder + "/gradebook.csv"
    if not os.path.exists(path):
        return {}
    text = open(path).read()
    assert text.endswith("\n"), "half a gradebook"
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}

true = outcomes(reference)
for id, row in outcomes(out).items():
    if row["sum outcome"] in ("infra-error", "unsure"):
        assert row["sum points"] == "" and row["total"] == "", row
    else:
        assert row == true[id], (row, true[id])
END
}

# With all that was lacking: the same command finishes.
mended() { # WHAT OUT
    front=()
    grade --out "$2"
    expect "$1: then the same command finishes" 0
    holds "$1: with the same gradebook" cmp "$2/gradebook.csv" "$T/reference/gradebook.csv"
}

# --------------------------------------------------- in a namespace of its own

full=$T/full # a file system for the results
graded() { find "$full/verdicts" -name '*.json' -size +0 2>/dev/null | wc -l; }

disk_is_full() {
    mkdir -p "$full"
    mount -t tmpfs -o size=1m none "$full" || return
    grade --out "$full" --shard 1/2
    expect 'a disk with room: a part is graded' 0 '2 graded now'
    holds 'the disk is full now' fill "$full/fill"
    grade --out "$full"
    expect 'a full disk: said, with its status' 3 'No space left on device|the disk is full'
    holds 'a full disk: what was graded stays' test "$(graded)" -ge 2
    holds 'a full disk: no zero, no half file' fair "$full"
    rm "$full/fill"
    mended 'room again' "$full"
    umount "$full"
}

disk_was_always_full() {
    mount -t tmpfs -o size=16k none "$full" || return
    fill "$full/fill"
    grade --out "$full"
    expect 'full from the start: said, with its status' 3 'No space left on device|the disk is full'
    umount "$full"
}

# Wherever in the work it happens.
disk_gets_full() {
    local size
    for size in 24k 64k; do
        mount -t tmpfs -o size=$size none "$full" || return
        grade --out "$full"
        expect "full after $size: said, with its status" 3 'No space left on device|the disk is full'
        holds "full after $size: no zero, no half file" fair "$full"
        mount -o remount,size=4m none "$full"
        mended "$size, then more" "$full"
        umount "$full"
    done
}

home_is_read_only() {
    mount -t tmpfs -o size=1m,ro none "$HOME" || return
    grade --out "$T/other"
    expect 'a read-only home: graded' 0 '4 graded now'
    mended 'a read-only home' "$T/other"
    umount "$HOME"
}

if [[ ${1:-} == disk ]]; then
    make_class
    grade --out "$T/reference"
    disk_is_full
    disk_was_always_full
    disk_gets_full
    home_is_read_only
    plan
    exit
fi

disk_part 15
make_class
grade --out "$T/reference"
expect 'a machine that lacks nothing' 0 '2 passed, 2 failed'
holds 'one is a day late' grep -q '^s2,,,passed,9,1,9,10$' "$T/reference/gradebook.csv"

# ------------------------------------------------------------------- a user's limits

# Permissions and limits do not hold root back: somebody else has to try, whose
# processes are nobody else's.
somebody=()
if [[ $(id -u) -eq 0 ]]; then
    somebody=(setpriv --reuid 64321 --regid 64321 --clear-groups)
    chmod 755 "$T/share"
    chmod 1777 "$TMPDIR"
fi
mkdir "$T/locked" "$T/theirs"
chmod 555 "$T/locked"
chmod 777 "$T/theirs"
if "${somebody[@]}" test -x "$THREADLINGS" -a -r "$root/grader/harness/harness.c" 2>/dev/null; then
    front=("${somebody[@]}" env "HOME=$T/locked" "XDG_CACHE_HOME=$T/locked/cache"
        "XDG_STATE_HOME=$T/locked/state")
    grade --out "$T/theirs/home"
    expect 'a home without permission: graded without a cache' 0 '2 passed, 2 failed'
    quiet 'with nothing to say about progress, which is not kept anyway'
    holds 'with the same gradebook' cmp "$T/theirs/home/gradebook.csv" "$T/reference/gradebook.csv"
    front=("${somebody[@]}" env "HOME=$T/locked" "XDG_CACHE_HOME=$T/theirs/cache")
    grade --out "$T/locked/out"
    expect 'results without permission: said' 3 'Permission denied'

    # A test whose thread could not be started fails, or waits for it for ever.
    for processes in 6 8 12; do
        front=("${somebody[@]}" env "HOME=$T/locked" "XDG_CACHE_HOME=$T/theirs/cache" prlimit "--nproc=$processes")
        grade --out "$T/theirs/few" --jobs 1
        expect "no more than $processes processes: said, with its status" 3 'infra-error'
        holds "no more than $processes processes: no zero" fair "$T/theirs/few"
        holds "no more than $processes processes: the records say what to do" \
            grep -q 'no room for .* threads.*raise the limit' "$T/theirs/few/verdicts/s1/sum.json"
    done
    front=("${somebody[@]}" env "HOME=$T/locked" "XDG_CACHE_HOME=$T/theirs/cache" prlimit --nproc=8)
    tl check sum "$T/share/exercises/sum/bad/no-lock.c"
    expect 'check with too few processes: no verdict' 3 'raise the limit'
    front=("${somebody[@]}" env "HOME=$T/locked" "XDG_CACHE_HOME=$T/theirs/cache")
    grade --out "$T/theirs/few"
    expect 'with processes again the same command finishes' 0 '2 passed, 2 failed'
    holds 'and the gradebook is the same' cmp "$T/theirs/few/gradebook.csv" "$T/reference/gradebook.csv"
    front=()
else
    ok 'limits of a user # SKIP no other user gets at the program here'
fi

# ---------------------------------------------------------------- a clock that jumps

cat >"$T/clock.c" <<'END'
/* Shifts the time of day by 30 days, forth or back, every 100 ms. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t shift(void)
{
    struct timespec now;

    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return (now.tv_nsec / 100000000 % 3 - 1) * 30 * 86400;
}

int clock_gettime(clockid_t clock, struct timespec *t)
{
    int r = (int)syscall(SYS_clock_gettime, clock, t);

    if (r == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        t->tv_sec += shift();
    return r;
}

int gettimeofday(struct timeval *t, void *zone)
{
    int r = (int)syscall(SYS_gettimeofday, t, zone);

    t->tv_sec += shift();
    return r;
}

time_t time(time_t *t)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (t != NULL)
        *t = now.tv_sec;
    return now.tv_sec;
}
END
if [[ ${MODE:-release} == asan ]]; then
    ok 'a clock that jumps # SKIP the sanitizer wants to be loaded first'
elif cc -shared -fPIC -o "$T/clock.so" "$T/clock.c" 2>"$T/err"; then
    seen=$(for _ in 1 2 3 4 5 6 7 8; do LD_PRELOAD=$T/clock.so date +%Y%m && sleep 0.07; done | sort -u | wc -l)
    holds 'the clock jumps' test "$seen" -ge 2
    with "LD_PRELOAD=$T/clock.so" -- grade "$class" --assignment "$week" --out "$T/clock"
    expect 'a clock that jumps: graded' 0 '2 passed, 2 failed'
    holds 'a clock that jumps: as late as the files say' \
        cmp "$T/clock/gradebook.csv" "$T/reference/gradebook.csv"
    holds 'a clock that jumps: no time is below zero, or a month' python3 -c '
import glob, json, sys
def look(d):
    if isinstance(d, list):
        for x in d: look(x)
    elif isinstance(d, dict):
        for k, x in d.items():
            if k == "seconds" and x is not None: assert 0 <= x < 3600, x
            look(x)
names = glob.glob(sys.argv[1] + "/verdicts/*/*.json")
assert len(names) == 4
for name in names: look(json.load(open(name)))' "$T/clock"
    with "LD_PRELOAD=$T/clock.so" -- check sum "$solution"
    expect 'a clock that jumps: check, too' 0 'sum passed'
else
    not_ok 'the clock is compiled' "$(cat "$T/err")"
fi

# ------------------------------------------------------- told to stop; nobody listens

# A grade that takes its time, in its own session.
background() { # OUT [WORDS...]
    local to=$1
    shift
    setsid env --default-signal=INT,TERM,HUP,PIPE "$@" "$THREADLINGS" --share "$T/share" \
        grade "$class" --assignment "$week" --out "$to" >"$T/out" 2>"$T/err" </dev/null &
    pid=$!
}

graded_one() { [[ -n $(find "$1/verdicts" -name '*.json' 2>/dev/null) ]]; }
until_so() { # COMMAND...
    local end=$((SECONDS + HANG_S))
    until "$@"; do
        ((SECONDS < end)) && kill -0 "$pid" 2>/dev/null || return
        sleep 0.02
    done
}
ended() { # leaves $status
    (sleep "$HANG_S" && kill -9 "$pid" 2>/dev/null) &
    local watch=$!
    { wait "$pid"; } 2>/dev/null
    status=$?
    kill "$watch" 2>/dev/null
    wait "$watch" 2>/dev/null
    out=$(cat "$T/out") err=$(cat "$T/err")
}
session_is_gone() {
    local end=$((SECONDS + 10))
    until [[ -z $(ps -o pid= -s "$pid") ]]; do
        ((SECONDS < end)) || return
        sleep 0.05
    done
}

for signal in INT TERM HUP; do
    background "$T/$signal"
    until_so graded_one "$T/$signal"
    kill -s "$signal" "$pid"
    ended
    case $status in
    0) ok "SIG$signal came too late for anything to be left" ;;
    3) expect "SIG$signal: what is graded is kept" 3 'What is graded is kept: the same command goes on' ;;
    *) holds "SIG$signal ends it by its own name" test "$status" -eq $((128 + $(kill -l "$signal"))) ;;
    esac
    holds "SIG$signal: nobody goes on" session_is_gone
    holds "SIG$signal: no zero, no half file" fair "$T/$signal"
    mended "SIG$signal" "$T/$signal"
done

background "$T/held"
until_so test -s "$T/held/.lock"
kill -STOP "$pid"
front=()
timeout -k 5 "$HANG_S" "$THREADLINGS" --share "$T/share" grade "$class" --assignment "$week" \
    --out "$T/held" >"$T/second" 2>&1 </dev/null
second=$?
kill -CONT "$pid"
ended
expect 'the first of two in a folder is not disturbed' 0 '2 passed, 2 failed'
status=$second out=$(cat "$T/second")
cp "$T/second" "$T/out"
expect 'the second says so and ends' 3 "being graded already, by process $pid"
holds 'and the results are the same' cmp "$T/held/gradebook.csv" "$T/reference/gradebook.csv"

for reader in true 'head -n 1'; do
    # shellcheck disable=SC2086
    "$THREADLINGS" --share "$T/share" grade "$class" --assignment "$week" --out "$T/unread" \
        2>"$T/err" </dev/null | $reader >"$T/out"
    status=${PIPESTATUS[0]} out='' err=$(cat "$T/err")
    holds "read by \`$reader\`: it ends in peace" test "$status" -eq 0 -o "$status" -eq 141
    quiet "read by \`$reader\`: with nothing to say"
    holds "read by \`$reader\`: all is graded" \
        cmp "$T/unread/gradebook.csv" "$T/reference/gradebook.csv"
    rm -rf "$T/unread"
done
timeout -k 5 "$HANG_S" "$THREADLINGS" --share "$T/share" grade "$class" --assignment "$week" \
    --out "$T/closed" <&- >&- 2>&-
status=$?
expect 'with everything closed: graded, and lost output is told by the status' 3
holds 'with everything closed: the results are there' \
    cmp "$T/closed/gradebook.csv" "$T/reference/gradebook.csv"

# -------------------------------------------------------------- many at one progress

for i in 1 2 3 4; do
    printf 'check sum\nlist\nquit\n' | timeout -k 5 "$HANG_S" "$THREADLINGS" --share "$T/share" \
        --state "$T/shared" --workspace "$T/work" >"$T/tutor$i" 2>&1 &
done
wait
tl --state "$T/shared" --workspace "$T/work" list --json
json 'four tutors at a time: every attempt is counted' \
    'assert d["exercises"][0]["attempts"] == 4, d["exercises"][0]'
quiet 'with nothing to say about the progress'
cat "$T"/tutor? >"$T/out"
holds 'and none of them lost anything' lacks 'not saved|not kept|damaged'

holds 'no temporary file is left behind' nothing_left "$TMPDIR"
plan
