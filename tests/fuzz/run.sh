#!/usr/bin/env bash
# Fuzzes each parser of outside input with libFuzzer, AddressSanitizer and UBSan.
# usage: tests/fuzz/run.sh [SECONDS_EACH]   (default 60)
set -u
cd "$(dirname "$0")/../.." || exit 2
seconds=${1:-60}
out=build/fuzz
mkdir -p "$out"
failed=0
mapfile -t sources < <(ls src/base/*.c src/course/*.c grader/*.c src/ui/*.c)
flags=(-std=gnu11 -D_GNU_SOURCE -DTL_VERSION='"fuzz"' -DTL_PREFIX='"/usr/local"' -I. -O1 -g
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined)
read -r -a packages < <(pkg-config --cflags --libs libcjson sqlite3 md4c libedit libseccomp libdw)
objects=()
for source in "${sources[@]}"; do
    object=$out/${source//\//_}.o
    if [[ ! $object -nt $source ]]; then
        clang "${flags[@]}" -c -o "$object" "$source" || exit 1
    fi
    objects+=("$object")
done
for target in tests/fuzz/*.c; do
    name=$(basename "$target" .c)
    clang "${flags[@]}" -fsanitize=fuzzer -o "$out/$name" "$target" "${objects[@]}" "${packages[@]}" || exit 1
    mkdir -p "$out/corpus-$name"
    seeds=()
    [[ -d tests/fuzz/seeds/$name ]] && seeds=("tests/fuzz/seeds/$name")
    echo "fuzz: $name for $seconds s"
    if "$out/$name" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$out/$name-" "$out/corpus-$name" "${seeds[@]}" >"$out/$name.log" 2>&1; then
        grep -E 'stat::number_of_executed_units|stat::new_units_added' "$out/$name.log" | sed 's/^/    /'
    else
        failed=1
        tail -n 40 "$out/$name.log" | sed 's/^/    /'
    fi
done
[[ $failed -eq 0 ]] && echo "fuzz: nothing found"
exit $failed
