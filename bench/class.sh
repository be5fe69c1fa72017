#!/usr/bin/env bash
# What `grade` needs for a class, against what its parts need: CLASS is
# bench/class.c built. Prints ratios taken in one run; nothing passes or fails.
# usage: CLASS=... bench/class.sh ROUNDS [SUBMISSIONS [CHEAP]]
# SUBMISSIONS (200) are graded in full, CHEAP (2000) end at the compiler.
set -eu
cd "$(dirname "$0")/.."
rounds=$1 full=${2:-200} cheap=${3:-2000}
tl=$PWD/${B:-build/release}/threadlings
W=$(mktemp -d "${TMPDIR:-/tmp}/threadlings-bench.XXXXXX")
trap 'rm -rf "$W"' EXIT
export HOME=$W/home XDG_STATE_HOME=$W/state XDG_CACHE_HOME=$W/cache TIMEFORMAT='%R %U %S'
mkdir -p "$HOME"
exercise=counter
answers=(exercises/$exercise/solution.c exercises/$exercise/also/*.c)

class() { # DIR COUNT: answers that pass, no two of the same bytes
    local i
    for ((i = 0; i < $2; i++)); do
        mkdir -p "$1/s$i"
        cp "${answers[i % ${#answers[@]}]}" "$1/s$i/$exercise.c"
        echo "// $1 $i" >>"$1/s$i/$exercise.c"
    done
}
broken() { # DIR COUNT: what the compiler refuses
    local i
    mkdir "$1"
    for ((i = 0; i < $2; i++)); do echo "#error $1 $i" >"$1/s$i.c"; done
}
grade() { "$tl" grade "$1" --exercise $exercise --out "$1.out" >/dev/null; }
bare() { # DIR: as many at a time as there are processors; SECONDS CPU-SECONDS JOBS
    printf '%s\n' "$1"/*/*.c |
        xargs -P "$(nproc)" -n $(((each + $(nproc) - 1) / $(nproc))) "$CLASS" "$PWD" "$XDG_CACHE_HOME/threadlings" $exercise |
        awk '{ w += $1; c += $2; n += $3 } END { print w, c, n }'
}

each=$(((full + rounds - 1) / rounds))
class "$W/warm" "$(nproc)"
grade "$W/warm"
bare "$W/warm" >/dev/null
for ((i = 0; i < rounds; i++)); do
    class "$W/g$i" "$each"
    class "$W/b$i" "$each"
    { time grade "$W/g$i"; } 2>"$W/time"
    read -r wall user sys <"$W/time"
    read -r work cpu jobs < <(bare "$W/b$i")
    awk -v w="$wall" -v c="$user $sys" -v work="$work" -v cpu="$cpu" -v p="$(nproc)" -v n="$each" -v jobs="$jobs" 'BEGIN {
        split(c, s, " "); c = s[1] + s[2]
        print w * p / work, c / cpu, n / w, work / n, cpu / n, c / n, jobs / n }' >>"$W/rounds"
    rm -rf "$W/g$i" "$W/b$i"
done
column() { sort -g -k"$1" "$W/rounds" | awk -v c="$1" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'; }
awk -v r="$(column 1)" -v c="$(column 2)" -v rate="$(column 3)" -v work="$(column 4)" -v cpu="$(column 5)" \
    -v ours="$(column 6)" -v jobs="$(column 7)" -v n="$each" -v k="$rounds" 'BEGIN {
    printf "  %d rounds of %d that pass: %.2f a second; a grade has %.0f jobs\n", k, n, rate, jobs
    printf "  time %.2fx of the jobs alone, bare, shared among the processors (goal: under 1.3x)\n", r
    printf "  processor time %.0f ms a grade, its jobs alone %.0f ms: %.2fx\n", 1000 * ours, 1000 * cpu, c }'

# The kernel keeps a process's peak; its last word is what counts.
peaks() { # DIR: MAIN-KB WORKERS-KB, while it is graded
    local main=0 workers=0 pid child kb
    "$tl" grade "$1" --exercise $exercise --out "$1.out" >/dev/null &
    pid=$!
    while kb=$(awk '/VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [[ -n $kb ]]; do
        main=$kb
        for child in $(cat "/proc/$pid/task/$pid/children" 2>/dev/null); do
            kb=$(awk '/VmHWM/ { print $2 }' "/proc/$child/status" 2>/dev/null) || continue
            ((${kb:-0} > workers)) && workers=$kb
        done
        sleep 0.05
    done
    wait "$pid"
    echo "$main $workers"
}
say() { # WHAT FEW MANY "MAIN WORKERS" "MAIN WORKERS"
    awk -v what="$1" -v few="$2" -v many="$3" -v a="$4" -v b="$5" 'BEGIN {
        split(a, x, " "); split(b, y, " ")
        printf "  %s: main %.1f MB for %d, %.1f MB for %d: %.2fx; a worker %.1f and %.1f MB: %.2fx\n", what,
            x[1] / 1024, few, y[1] / 1024, many, y[1] / x[1], x[2] / 1024, y[2] / 1024, y[2] / x[2] }'
}
echo
echo "class: resident peak of the main process and of its largest worker (goal: flat)"
class "$W/ten" 10
class "$W/all" "$full"
say 'graded in full' 10 "$full" "$(peaks "$W/ten")" "$(peaks "$W/all")"
broken "$W/few" 10
broken "$W/many" "$cheap"
say 'refused by the compiler' 10 "$cheap" "$(peaks "$W/few")" "$(peaks "$W/many")"
