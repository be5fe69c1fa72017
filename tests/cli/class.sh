#!/usr/bin/env bash
# The class that `make class` grades, in small: that it is what it says, and that
# each outcome is the expected one.
. "$(dirname "$0")/../tap.sh"

make_class() { tests/class/make_class.py "$@"; }

make_class "$T/one" 60 4
make_class "$T/two" 60 4
make_class "$T/other" 60 5
check 'the same seed makes the same class' diff -r "$T/one" "$T/two"
check 'another seed another' test "$(diff -rq "$T/one/class" "$T/other/class" | wc -l)" -gt 30
is 'everybody has an outcome for each exercise' "$(wc -l <"$T/one/expected.tsv")" 180

make_class "$T/small" 5 6 counter
tl grade "$T/small/class" --assignment "$T/small/week.json" --out "$T/results"
is 'a class is graded' "$status" 0
is 'every outcome is the one that is expected' \
    "$(tests/class/outcomes.py "$T/small/expected.tsv" "$T/results" 2>&1)" ''
sed -i '1s/\tfailed\t/\tpassed\t/' "$T/small/expected.tsv"
is 'and one that is not would be told' \
    "$(tests/class/outcomes.py "$T/small/expected.tsv" "$T/results" | cut -d' ' -f1)" s0001
done_testing
