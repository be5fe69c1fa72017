#!/usr/bin/env bash
# `new`, and the manual for authors of exercises: what it shows works as it is.
source "$(dirname "$0")/common.bash"

tl new exercise my_sum
expect 'new exercise says what it made and what comes next' 0 \
    'exercises/my_sum/start\.c' 'exercises/my_sum/bad/no-lock\.c' \
    'threadlings verify my_sum'
holds 'the header is named after the exercise' \
    grep -q 'MY_SUM_H' "$T/share/exercises/my_sum/my_sum.h"
holds 'no placeholder is left' \
    bash -c "! grep -rqE '@(name|NAME|title|number)@' '$T/share/exercises/my_sum'"
tl verify my_sum --times 2 --bad-times 2
expect 'a new exercise verifies as it is' 0 'start\.c compiles and fails' \
    'solution\.c passes, 2 of 2 times' \
    'no-lock\.c fails with data-race, 2 of 2 times' '0 lessons, 1 exercise: 0 problems'

tl new exercise my_sum
expect 'an exercise that is there is left alone' 2 'already'
for name in '' 9lives My_sum a-b a__b a_ _a ../x 'a b' \
    a234567890123456789012345678901234; do
    tl new exercise "$name"
    expect "refused as an exercise's name: '$name'" 2 'name'
done
holds 'nothing was made for a refused name' \
    test "$(ls "$T/share/exercises")" = my_sum

tl new lesson first-steps
expect 'new lesson says what it made' 0 '010-first-steps\.json' \
    '010-first-steps\.md'
tl verify first-steps
expect 'a new lesson verifies as it is' 0 \
    '010-first-steps\.json loads: 3 steps, 1 of them' '1 lesson, 0 exercises: 0 problems'
tl new lesson second
expect 'the next lesson gets the next number' 0 '020-second\.json'
tl new lesson first-steps
expect 'a lesson that is there is left alone' 2 'already'
tl new lesson a_b
expect "an exercise's name is no lesson's" 2 'cannot be a lesson'
tl new something x
expect 'only lessons and exercises are made' 2 'usage: threadlings new'
tl new
expect 'new alone says how it is used' 2 'usage: threadlings new'

if [[ $(id -u) -ne 0 ]]; then
    chmod a-w "$T/share/exercises"
    tl new exercise other
    chmod u+w "$T/share/exercises"
    expect 'a folder that cannot be written says so' 2 'Permission denied'
else
    mv "$T/share/exercises" "$T/share/kept"
    ln -s /proc "$T/share/exercises"
    tl new exercise other
    rm "$T/share/exercises"
    mv "$T/share/kept" "$T/share/exercises"
    expect 'a folder that cannot be written says so' 2 'threadlings: .*/other'
fi

# The manual's example: each fenced block after a line that is only a file name
# in backquotes is that file.
example=$T/share/exercises/high_water
mkdir -p "$example/bad" "$example/also"
awk -v dir="$example" '
    /^`[a-z_\/-]+\.[a-z]+`$/ { file = substr($0, 2, length($0) - 2); next }
    /^```[a-z]+$/ && file != "" { inside = 1; next }
    /^```$/ { inside = 0; file = ""; next }
    inside { print > (dir "/" file) }' "$root/exercises/README.md"
holds 'the manual shows eleven files' \
    test "$(find "$example" -type f | wc -l)" -eq 11
tl verify high_water --times 2 --bad-times 2
expect "the manual's example verifies as it stands" 0 \
    'also/compare-exchange\.c passes' 'returns-locked\.c fails with deadlock' \
    'keeps-the-last\.c fails with test' 'no-lock\.c fails with data-race' \
    '1 exercise: 0 problems'
plan
