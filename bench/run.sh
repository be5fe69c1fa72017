#!/usr/bin/env bash
# Measures what the tutor promises to be fast at. Every figure is a ratio, or is
# printed with what it is compared to; both sides are measured in this one run,
# in turn, because machines are noisy. Nothing here passes or fails.
# usage: bench/run.sh [ROUNDS]
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-7}
B=${B:-build/release}
T=$(mktemp -d "${TMPDIR:-/tmp}/threadlings-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT
export HOME=$T/home XDG_STATE_HOME=$T/state XDG_CACHE_HOME=$T/cache
export LC_ALL=C.UTF-8 TERM=xterm-256color
mkdir -p "$HOME" "$T/bench"

build() { # NAME LIBRARIES...
    local name=$1
    shift
    cc -std=c11 -D_GNU_SOURCE -I. -Wall -Wextra -O2 -o "$T/bench/$name" "bench/$name.c" "$@"
}
read -r -a libs < <(pkg-config --libs libcjson sqlite3 md4c libedit libseccomp libdw)
build check "$B/libthreadlings.a" "${libs[@]}" -lm
build class -Wl,--wrap=sandbox_{start,poll,result,stop} "$B/libthreadlings.a" "${libs[@]}" -lm
build prompt -lutil
build confine "$B/libthreadlings.a" "${libs[@]}" -lm
if [[ -e $B/explore.o ]]; then
    cp "$B/explore.o" "$T/bench/" # where it is looked for
fi

echo "machine: $(nproc) CPUs, load $(cut -d' ' -f1 /proc/loadavg), $(cc --version | head -n 1), $rounds rounds, medians"
echo
echo "check: from the command to the verdict, against compiling the same file alone,"
echo "once with each of the three sets of flags (goals: 3x passing, first finding 2x)"
"$T/bench/check" "$PWD" "$T/cache" "$rounds" spsc_queue exercises/spsc_queue/solution.c \
    exercises/spsc_queue/bad/one_short.c exercises/spsc_queue/bad/relaxed_publish.c
"$T/bench/check" "$PWD" "$T/cache" "$rounds" thread_pool exercises/thread_pool/solution.c \
    exercises/thread_pool/bad/submit_gives_up.c
"$T/bench/check" "$PWD" "$T/cache" "$rounds" switcher exercises/switcher/solution.c

echo
echo "confinement: a program that does nothing, from start to end (goal: under 10 ms more)"
echo 'int main(void) { return 0; }' >"$T/nothing.c"
cc -O2 -o "$T/nothing" "$T/nothing.c"
"$T/bench/confine" "$T/nothing" "$((rounds * 9))"

# The same lesson under 3,000 names: what is measured is finding them.
many() { # COUNT: a share folder with so many lessons
    local dir=$T/share-$1 i
    mkdir -p "$dir/lessons"
    ln -s "$PWD/exercises" "$PWD/grader" "$PWD/data" "$dir/"
    for ((i = 1; i <= $1; i++)); do
        ln "$T/lesson.json" "$dir/lessons/$(printf %04d "$i")-lesson-$i.json"
        ln "$T/lesson.md" "$dir/lessons/$(printf %04d "$i")-lesson-$i.md"
    done
}
first=$(find lessons -name '*-*.json' | sort | head -n 1)
cp "$first" "$T/lesson.json"
cp "${first%.json}.md" "$T/lesson.md"
many 3
many 3000
prompt() { "$T/bench/prompt" '> ' "$1" "$PWD/$B/threadlings" --share "$T/share-$2" --state "$T/state"; }
prompt 1 3 >/dev/null # the first start makes the state folder
for ((i = 0; i < rounds * 3; i++)); do
    prompt 1 3 >>"$T/with-3"
    prompt 1 3000 >>"$T/with-3000"
    "$T/bench/prompt" '# ' 1 /bin/sh -c 'printf "# "; read -r x' >>"$T/with-sh"
done
column() { sort -g -k"$2" "$1" | awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'; }
echo
echo "start: from exec to the prompt in a terminal (goal: under 20 ms)"
awk -v a="$(column "$T/with-3" 1)" -v b="$(column "$T/with-3000" 1)" -v s="$(column "$T/with-sh" 1)" 'BEGIN {
    printf "  3 lessons %.1f ms, 3000 lessons %.1f ms: %.2fx; /bin/sh printing a prompt %.1f ms\n", a, b, b / a, s }'
echo
echo "memory: resident peak at the prompt"
awk -v a="$(column "$T/with-3" 2)" -v b="$(column "$T/with-3000" 2)" -v s="$(column "$T/with-sh" 2)" 'BEGIN {
    printf "  3 lessons %.1f MB, 3000 lessons %.1f MB: %.2fx; /bin/sh %.1f MB\n", a / 1024, b / 1024, b / a, s / 1024 }'
echo
echo "class: counter, answers that pass, each stage to its end"
CLASS=$T/bench/class B=$B bench/class.sh "$rounds"
CHECK=$T/bench/check B=$B bench/explore.sh "$rounds"
