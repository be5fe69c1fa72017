#!/usr/bin/env bash
# Fuzzes each parser of outside input with libFuzzer, AddressSanitizer and UBSan.
# usage: tests/fuzz/run.sh [SECONDS [TARGET...]]
#
# SECONDS (60) is what all targets take together: each runs on one processor for
# its share. Inputs that reach something new stay in build/fuzz/corpus/TARGET, so
# that the next run goes on where this one ended. An input that breaks something
# is kept, and the command that shows it again is printed.
set -u
cd "$(dirname "$0")/../.." || exit 2
out=build/fuzz
seconds=${1:-60}
[[ $# -gt 0 ]] && shift
targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
    for source in tests/fuzz/*.c; do
        [[ $source == */main.c ]] || targets+=("$(basename "$source" .c)")
    done
fi
processors=$(nproc)
# Each piece of an arena is a block of its own here: cheap ones, then.
export ASAN_OPTIONS=${ASAN_OPTIONS:-malloc_context_size=6:quarantine_size_mb=16}
share=$((seconds * processors / ${#targets[@]}))
((share >= 1)) || share=1

make -f tests/fuzz/build.mk HOW=fuzz -j"$processors" --no-print-directory || exit 1
tests/fuzz/seeds.py "$out/seeds" || exit 1

longest() { # TARGET: bytes; a longer input tries nothing new, only more slowly
    case $1 in
    archive | lesson | symbols) echo 65536 ;;
    markdown | passage) echo 1024 ;;
    *) echo 8192 ;;
    esac
}

start() { # TARGET
    local folders=("$out/corpus/$1" "$out/seeds/$1")
    [[ -d tests/fuzz/seeds/$1 ]] && folders+=("tests/fuzz/seeds/$1")
    mkdir -p "${folders[@]}"
    rm -f "$out/$1"-{crash,leak,timeout,oom,slow}*
    "$out/$1" -max_total_time="$share" -max_len="$(longest "$1")" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -dict="$out/seeds/$1.dict" -artifact_prefix="$out/$1-" "${folders[@]}" >"$out/$1.log" 2>&1
    echo $? >"$out/$1.end"
}

failed=0
report() { # TARGET
    local log=$out/$1.log input
    if [[ $(<"$out/$1.end") == 0 ]]; then
        printf '%-13s %10s inputs, %5s branches\n' "$1" \
            "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
            "$(sed -nE 's/.*DONE *cov: ([0-9]+).*/\1/p' "$log")"
        return
    fi
    failed=1
    echo "$1 broke:"
    tail -n 60 "$log" | sed 's/^/    /'
    for input in "$out/$1"-{crash,leak,timeout,oom}*; do
        [[ -e $input ]] && echo "    to see it again: $out/$1 $input"
    done
}

echo "fuzz: ${#targets[@]} targets for $share s each, $processors at once"
for target in "${targets[@]}"; do
    while (($(jobs -rp | wc -l) >= processors)); do wait -n; done
    rm -f "$out/$target.end"
    start "$target" &
done
wait
for target in "${targets[@]}"; do report "$target"; done
[[ $failed -eq 0 ]] && echo "fuzz: nothing found"
exit $failed
