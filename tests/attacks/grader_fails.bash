# What can happen to the grader while it grades: killed, no room on a disk.
# Sourced by run.sh.

make_interrupted() {
    mkdir -p "$T"/interrupted/{anna,ben,cleo}
    cp "$T/answers/solution.c" "$T/interrupted/anna/spsc_queue.c"
    sed '/^bool spsc_push/,/^}/s/^    size_t next = .*/&\n    for (volatile int i = 0; i < 1;)\n        ;/' \
        "$T/answers/solution.c" >"$T/interrupted/ben/spsc_queue.c"
    cp "$T/answers/solution.c" "$T/interrupted/cleo/spsc_queue.c"
}

in_time() { # COMMAND...: within 10 seconds
    local i
    for ((i = 0; i < 100; i++)); do
        "$@" && return
        sleep 0.1
    done
    return 1
}

programs() { # whether a submission runs
    grep -lsaF -- "$TMPDIR" /proc/[0-9]*/cmdline | xargs -r grep -qsa -- --record
}

nothing_runs() { ! left_over | grep -q '^[0-9]'; }

interrupted() {
    local out=$T/$setting/interrupted pid file
    XDG_CACHE_HOME=$T/$setting/cache XDG_STATE_HOME=$T/$setting/state \
        "${as[@]}" "$THREADLINGS" --share "$T/share" grade "$T/interrupted" \
        --exercise spsc_queue --out "$out" >/dev/null 2>&1 </dev/null &
    pid=$!
    check "$setting: a submission runs" in_time programs
    grade_class "$T/interrupted" "$out"
    is "$setting: a second grader in the same folder waits its turn" "$status" 3
    kill -9 "$pid"
    wait "$pid" 2>/dev/null
    check "$setting: with the grader killed its submissions end" in_time nothing_runs
    for file in "$out"/verdicts/*/*.json; do
        [[ -e $file ]] || continue
        python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$file" || echo "    not whole: $file"
    done >"$T/$setting/torn" 2>&1
    is "$setting: no record is half written" "$(cat "$T/$setting/torn")" ""
    # What nobody was left to remove.
    rm -rf "$TMPDIR"/threadlings.*
    grade_class "$T/interrupted" "$out"
    is "$setting: the same command goes on" "$status" 0
    is "$setting: to the same end" \
        "$(for file in anna ben cleo; do outcome "$out/verdicts/$file/spsc_queue.json"; done | tr '\n' ' ')" \
        "passed timeout passed "
}

# Results on a disk that is full, then is not.
disk_full() {
    local small=$T/$setting/small
    mkdir -m 777 "$small"
    cat >"$T/$setting/disk" <<'END_OF_SCRIPT'
# usage: disk SMALL KEPT BLOCKED COMMAND...: grades with a full disk in SMALL,
# then with room; leaves statuses and records in KEPT
small=$1 kept=$2
shift 2
mount -t tmpfs -o size=1m,mode=1777 none "$small" || exit 9
head -c 2000000 /dev/zero >"$small/filler" 2>/dev/null
"$@"
echo "$?" >"$kept/full.status"
cp -r "$small" "$kept/full" 2>/dev/null
rm "$small/filler"
mount -o remount,size=50m "$small"
"$@"
echo "$?" >"$kept/room.status"
cp -r "$small" "$kept/room"
END_OF_SCRIPT
    mkdir -m 777 "$T/$setting/disk-kept"
    XDG_CACHE_HOME=$T/$setting/cache XDG_STATE_HOME=$T/$setting/state \
        timeout 300 unshare -m sh "$T/$setting/disk" "$small" "$T/$setting/disk-kept" \
        "$@" >"$T/$setting/out" 2>"$T/$setting/err" </dev/null
}

full_results() {
    local kept=$T/$setting/disk-kept file wrong=
    if ! unshare -m mount -t tmpfs none "$T/victim" 2>/dev/null; then
        skip "$setting: a full disk" "file systems cannot be mounted here"
        return
    fi
    rm -rf "$T/two"
    mkdir -p "$T/two"/{anna,ben}
    cp "$T/answers/solution.c" "$T/two/anna/spsc_queue.c"
    cp "$T/answers/solution.c" "$T/two/ben/spsc_queue.c"
    disk_full "${as[@]}" "$THREADLINGS" --share "$T/share" grade "$T/two" \
        --exercise spsc_queue --out "$T/$setting/small/results"
    for file in "$kept"/full/results/verdicts/*/*.json; do
        [[ -e $file ]] && wrong+=" $(outcome "$file")"
    done
    is "$setting: with a full disk nothing is graded wrongly" \
        "$(tr ' ' '\n' <<<"$wrong" | grep -v -e '^$' -e infra-error -e passed)" ""
    check "$setting: and nobody gets a zero" \
        sh -c "! grep -qE ',(failed|missing|unreadable|tampered),|,0,' '$kept/full/results/gradebook.csv' 2>/dev/null"
    check "$setting: which the exit status says" grep -qE '^[1-9]' "$kept/full.status"
    is "$setting: with room again all are graded" \
        "$(cat "$kept/room.status" && for file in anna ben; do outcome "$kept/room/results/verdicts/$file/spsc_queue.json"; done | tr '\n' ' ')" \
        $'0\npassed passed '
}

# The compilers have no room: how far they come depends on what the cache has.
full_scratch() {
    local size out wrong= small=$T/$setting/scratch
    unshare -m mount -t tmpfs none "$T/victim" 2>/dev/null || return
    mkdir -m 777 "$small"
    for size in 300k 800k 1500k 3m; do
        out=$T/$setting/without-$size
        # No two have the same text: else the cache has their programs.
        echo "// $size" | tee -a "$T/two/anna/spsc_queue.c" >>"$T/two/ben/spsc_queue.c"
        XDG_CACHE_HOME=$T/$setting/cache XDG_STATE_HOME=$T/$setting/state TMPDIR=$small \
            timeout 300 unshare -m sh -c 'mount -t tmpfs -o size=$0,mode=1777 none "$1" && shift && exec "$@"' \
            "$size" "$small" "${as[@]}" "$THREADLINGS" --share "$T/share" grade "$T/two" \
            --exercise spsc_queue --out "$out" >"$T/$setting/out" 2>"$T/$setting/err" </dev/null
        wrong+=$(grep -hE ',(failed|missing|unreadable|tampered),' "$out/gradebook.csv")
    done
    is "$setting: without room to compile nobody gets a zero" "$wrong" ""
}
