#!/usr/bin/env bash
# How much of the parsers the inputs that were kept reach: lines of each source
# whose header, or that of which it is a part, a target includes.
# usage: tests/fuzz/coverage.sh [TARGET...]   (after tests/fuzz/run.sh)
set -u
cd "$(dirname "$0")/../.." || exit 2
out=build/coverage
corpus=build/fuzz
targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
    for source in tests/fuzz/*.c; do
        [[ $source == */main.c ]] || targets+=("$(basename "$source" .c)")
    done
fi
make -f tests/fuzz/build.mk HOW=coverage -j"$(nproc)" --no-print-directory || exit 1

for target in "${targets[@]}"; do
    folders=() sources=()
    for folder in "tests/fuzz/seeds/$target" "$corpus/seeds/$target" "$corpus/corpus/$target"; do
        [[ -d $folder ]] && folders+=("$folder")
    done
    while read -r header; do
        for source in "$header"*.c; do [[ -e $source ]] && sources+=("$source"); done
    done < <(sed -nE 's|^#include "((src\|grader)/.*)\.[hc]"|\1|p' "tests/fuzz/$target.c")
    LLVM_PROFILE_FILE=$out/$target.raw "$out/$target" "${folders[@]}" >/dev/null || exit 1
    llvm-profdata merge -o "$out/$target.profile" "$out/$target.raw" || exit 1
    echo "$target"
    llvm-cov export -summary-only -instr-profile="$out/$target.profile" "$out/$target" "${sources[@]}" |
        python3 -c '
import json, os, sys
for f in json.load(sys.stdin)["data"][0]["files"]:
    lines = f["summary"]["lines"]
    print("    %3.0f %% of %4d lines: %s" % (lines["percent"], lines["count"], os.path.relpath(f["filename"])))'
done
