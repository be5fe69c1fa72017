#!/usr/bin/env bash
# Documents in the formats of other systems follow the written rules of those
# who read them: tests/unit/formats.c writes them, of made-up records, hostile
# ones among them; formats_rules.py holds the rules and names their sources.
. "$(dirname "$0")/../tap.sh"

samples="passed race race-first race-hidden race-no-points race-nothing compile
    crash crash-hidden unsure unsure-hidden tampered missing unreadable infra
    not-graded two two-infra two-missing worth-nothing hostile hostile-hidden
    hostile-infra"
formats="classroom exercism gradescope junit prairielearn sarif tap"
writer=${B:-build/$MODE}/tests/unit/formats

if ! command -v python3 >/dev/null; then
    skip "documents follow their systems' rules" "no python3 here"
    done_testing
fi

# Prints what the checks say, and leaves their lines in $T/said.
checked() { # ARGUMENT...
    python3 tests/cli/formats_rules.py "$T/documents" "$@" >"$T/said" 2>"$T/err"
    is "the checks ran to their end${1:+ ($1)}" "$?:$(cat "$T/err")" "0:"
    while IFS= read -r line; do
        case $line in
        # What is quoted is no directive of ours.
        "ok "*) line=${line//# SKIP/(SKIP)} && ok "${line#ok }" ;;
        *) not_ok "${line#not ok }" ;;
        esac
    done <"$T/said"
}

mkdir "$T/documents"
THREADLINGS_FORMATS=$T/documents "$writer" >"$T/written" 2>&1
is "the documents are written" "$?" 0
for sample in $samples; do
    for format in $formats; do
        [[ -s $T/documents/$sample.$format ]] || not_ok "there is no $format of $sample"
    done
done
checked
is "each document was checked" "$(wc -l <"$T/said")" \
    "$(($(wc -w <<<"$samples") * $(wc -w <<<"$formats")))"
checked --broken
done_testing
