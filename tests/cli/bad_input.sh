#!/usr/bin/env bash
# Bad input: broken lessons and exercises, odd submissions, wrong command lines.
# Each is refused with a message that says where and what, and the exit status
# of unusable input; what stands beside it still works.
source "$(dirname "$0")/common.bash"

lessons=$T/share/lessons
HANG_S=20 # seconds; none of this takes one
export TMPDIR=$T/tmp
mkdir "$TMPDIR"
chmod 755 "$T" # else the grader, for root, looks for another place

# As in common.bash, but what hangs is stopped and fails with 124.
tl() {
    timeout -k 5 "$HANG_S" "$THREADLINGS" --share "$T/share" \
        --workspace "$T/work" "$@" >"$T/out" 2>"$T/err" </dev/null
    status=$?
    out=$(cat "$T/out")
    err=$(cat "$T/err")
}

# The last tl printed this on stderr, as one line, and nothing on stdout.
refused() { # WHAT MESSAGE
    if [[ $status -eq 2 && $err == "threadlings: $2" && -z $out ]]; then
        ok "$1"
    else
        not_ok "$1" "exit status $status; wanted 2 and: $2" "$err" "$out"
    fi
}

good_lesson() { # NUMBER-SLUG
    echo '{"format": 1, "title": "Good '"$1"'", "about": "x",
           "steps": [{"read": "bye"}]}' >"$lessons/$1.json"
    printf '## Bye\nGood bye.\n' >"$lessons/$1.md"
}

# ------------------------------------------------- lessons, one mistake in each

cp "$root"/tests/broken/lessons/*.{json,md} "$lessons"
good_lesson 005-first
good_lesson 999-last
broken=0
for file in "$root"/tests/broken/lessons/*.txt; do
    name=$(basename "$file" .txt)
    read -r wanted <"$file"
    # The other file of the lesson may be named in the message: by its path.
    wanted=$lessons/${wanted// $name./ $lessons/$name.}
    tl go "${name#*-}"
    refused "refused: ${name#*-}" "$wanted"
    broken=$((broken + 1))
done
holds 'there are broken lessons' test "$broken" -gt 60
tl list --json
json 'all of them are listed, with their mistakes, and the good ones work' "
bad = [l for l in d['lessons'] if 'error' in l]
assert len(bad) == $broken and all(l['title'] == '' for l in bad)
good = [l['title'] for l in d['lessons'] if 'error' not in l]
assert good == ['Good 005-first', 'Good 999-last'], good"
expect 'a list of broken lessons is still a list' 0
tl list
expect 'in text, too' 0 '010 +broken .*010-cut-off.json:7:49: /steps/1/answer' \
    'Good 005-first' 'Good 999-last'
tl verify
expect 'verify names every one' 1 "verified $((broken + 2)) lessons.*: $broken problems"
tl go last
expect 'the good lesson after them can be read' 0 'Good bye'
"$THREADLINGS" --share "$T/share" >"$T/out" 2>"$T/err" </dev/null
status=$?
expect 'the tutor starts' 0
rm -rf "$lessons" "$T/state"
mkdir "$lessons"

# ----------------------------------------------------- lessons made for the test

prose() { # NUMBER-SLUG: a text for the lesson
    printf '## Bye\nGood bye.\n' >"$lessons/$1.md"
}

good_lesson 001-good
refuses() { # SLUG WHAT MESSAGE
    prose "010-$1"
    tl go "$1"
    refused "$2" "$3"
    rm -rf "$lessons"/010-*
}
x=$lessons/010-x.json

head -c 100000 /dev/zero | tr '\0' '[' >"$x"
slashes=$(printf '/0%.0s' {1..32})
refuses x 'nested without end' "$x:1:33: $slashes: nested deeper than 32 levels"
printf '{"steps": %s1%s}' "$(printf '{"a":%.0s' {1..40})" \
    "$(printf '}%.0s' {1..40})" >"$x"
refuses x 'objects nested too deep' "$x:1:166: /steps$(printf '/a%.0s' {1..31}): nested deeper than 32 levels"
printf '{"format": 1,\n "title": "caf\351"}' >"$x"
refuses x 'bytes that are not UTF-8' "$x:2:15: /title: byte 0xe9 is not UTF-8 (byte 28 of the file)"
printf '{"format": 1,\n "title": "a\300\257"}' >"$x"
refuses x 'UTF-8 that is longer than needed' "$x:2:13: /title: byte 0xc0 is not UTF-8 (byte 26 of the file)"
printf '\357\273\277{}' >"$x"
refuses x 'a byte order mark' "$x:1:1: the file starts with a byte order mark: save it as UTF-8 without BOM"
printf '\377\376{\0}\0' >"$x"
refuses x 'UTF-16' "$x:1:1: expected a value, found byte 0xff, which is not UTF-8"
printf '{"format": 1,\n "title": "a\0b"}' >"$x"
refuses x 'a NUL byte in a string' "$x:2:13: /title: a string cannot hold a NUL character"
printf '{"format": 1,\n "title": "a\\u0000b"}' >"$x"
refuses x 'an escaped NUL' "$x:2:13: /title: a string cannot hold a NUL character"
printf '{"format": 1, "title": "\\ud800"}' >"$x"
refuses x 'half a surrogate pair' "$x:1:25: /title: the first half of a surrogate pair without the second"
: >"$x"
refuses x 'an empty file' "$x:1:1: the file is empty"
printf '{"format": 1} more' >"$x"
refuses x 'text after the end' "$x:1:15: expected the end of the file, found more"
printf '{"format": 1e999}' >"$x"
refuses x 'a number that is too large' "$x:1:12: /format: this number is too large"
printf '{"format": NaN}' >"$x"
refuses x 'a word that JSON does not have' "$x:1:12: /format: expected a value (text stands in double quotes), found NaN"
printf '// x\n{}' >"$x"
refuses x 'a comment' "$x:1:1: JSON has no comments"
printf '{"format": 1, "%s": 1}' "$(head -c 100000 /dev/zero | tr '\0' k)" >"$x"
refuses x 'an endless key, cut in the message' \
    "$x:1:15: /$(printf 'k%.0s' {1..40})...: unknown key; known here: \"format\", \"title\", \"about\", \"needs\", \"steps\", \"\$schema\""
printf '{"\\u001b[31mred": 1}' >"$x"
prose 010-x
tl go x
expect 'an escape sequence in a key' 2 ':1:2: /\?\[31mred: unknown key'
holds 'does not reach the terminal' bash -c "! grep -q $'\033' '$T/err'"
printf '{"format": 1, "title": "a", "about": "b", "steps": [%s{}]}' \
    "$(printf '{"read":"a"},%.0s' {1..1000})" >"$x"
refuses x 'far too many steps' "$x:1:52: /steps: expected 1 to 200 steps, found 1001"

# With less memory than the file has bytes. (A sanitizer needs more in any case.)
truncate -s 100M "$x"
memory_kb=90000
(ulimit -v $memory_kb && tl --version && exit "$status") || memory_kb=unlimited
(ulimit -v $memory_kb && tl go x && echo "$status" >"$T/status")
status=$(cat "$T/status") err=$(cat "$T/err") out=$(cat "$T/out")
refused "a lesson of 100 MB, in $memory_kb KB of memory" \
    "$x has 104857600 bytes; at most 4194304 are read"
rm -rf "$lessons"/010-*

mkdir "$x"
refuses x 'a lesson that is a folder' "$x is not a regular file"
mkfifo "$x"
refuses x 'a lesson that is a pipe nobody writes to' "$x is not a regular file"
ln -s /dev/zero "$x"
refuses x 'a lesson that is a device' "$x is not a regular file"
ln -s "$T/nowhere" "$x"
refuses x 'a lesson that is a dangling link' "cannot open $x: No such file or directory"
ln -s 010-x.json "$x"
refuses x 'a lesson that is a link to itself' "cannot open $x: Too many levels of symbolic links"

text=$lessons/010-x.md
without_text() { # WHAT MESSAGE
    cp "$lessons/001-good.json" "$x"
    tl go x
    refused "$1" "$2"
    rm -rf "$text"
}
without_text 'a lesson without its text' "cannot open $text: No such file or directory"
mkdir "$text"
without_text 'a text that is a folder' "$text is not a regular file"
mkfifo "$text"
without_text 'a text that is a pipe' "$text is not a regular file"
truncate -s 100M "$text"
without_text 'a text of 100 MB' "$text has 104857600 bytes; at most 1048576 are read"
: >"$text"
without_text 'an empty text' "$x:2:31: /steps/0/read: $text has no heading \"## ...\" for \"bye\""
rm -rf "$lessons"/010-*

# Permissions do not hold root back: somebody else has to try.
unreadable() { # FILE SLUG WHAT
    local as=()
    if [[ $(id -u) -eq 0 ]]; then
        if ! setpriv --reuid 65534 --regid 65534 --clear-groups true 2>/dev/null; then
            ok "$3 # SKIP root reads everything, and there is no setpriv"
            return
        fi
        as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
        mkdir -p "$T/nobody"
        chown 65534 "$T/nobody"
        if ! "${as[@]}" test -x "$THREADLINGS" -a -r "$T/share/lessons/001-good.md"; then
            ok "$3 # SKIP another user does not get at the program here"
            return
        fi
    fi
    mkdir -p "$T/nobody"
    chmod 000 "$1"
    "${as[@]}" "$THREADLINGS" --share "$T/share" --state "$T/nobody" go "$2" \
        >"$T/out" 2>"$T/err" </dev/null
    status=$?
    chmod 644 "$1"
    err=$(cat "$T/err") out=$(cat "$T/out")
    refused "$3" "cannot open $1: Permission denied"
}
good_lesson 010-x
unreadable "$x" x 'a lesson that may not be read'
unreadable "$text" x 'a text that may not be read'
rm -rf "$lessons"/010-*

good_lesson '010-x y'
good_lesson 'No-Number'
tl verify
expect 'files that are no lessons are named by verify' 1 'No-Number.json belongs to no lesson' \
    '010-x y.json belongs to no lesson'
tl go good
expect 'after all that, the good lesson' 0 'Good bye'

# ---------------------------------------------------------------- the exercise

ex=$T/share/exercises/sum
tl new exercise sum
cp -R "$ex" "$T/sum"
breaks() { # WHAT MESSAGE COMMAND...: runs COMMAND in the exercise's folder
    local what=$1 message=$2
    shift 2
    (cd "$ex" && "$@")
    tl check sum "$T/sum/solution.c"
    refused "$what" "$message"
    tl list
    expect "$what: and the list says so" 0 "broken +sum: "
    rm -rf "$ex"
    cp -R "$T/sum" "$ex"
}
cut_json() { head -c 60 "$T/sum/exercise.json" >exercise.json; }
pipe_for() { rm "$1" && mkfifo "$1"; }
folder_for() { rm "$1" && mkdir "$1"; }
wrong() { printf '{"format": 1, "title": "x", %s}' "$1" >exercise.json; }
breaks 'exercise.json is missing' \
    "cannot open $ex/exercise.json: No such file or directory" rm exercise.json
breaks 'exercise.json is cut off' \
    "$ex/exercise.json:4:22: /gives/0: expected ',' or ']' after this value, found the end of the file" cut_json
breaks 'exercise.json is a pipe' "$ex/exercise.json is not a regular file" pipe_for exercise.json
breaks 'exercise.json is a folder' "$ex/exercise.json is not a regular file" folder_for exercise.json
breaks 'exercise.json has 100 MB' \
    "$ex/exercise.json has 104857600 bytes; at most 4194304 are read" truncate -s 100M exercise.json
breaks 'exercise.json has an unknown key' \
    "$ex/exercise.json:1:29: /hint: unknown key; did you mean \"hints\"?" wrong '"hint": []'
breaks 'exercise.json has a key twice' \
    "$ex/exercise.json:1:29: /title: this key is already on line 1" wrong '"title": "y"'
breaks 'exercise.json has a wrong type' \
    "$ex/exercise.json:1:38: /hints: expected an array, found an object" wrong '"hints": {}'
breaks 'exercise.json has no hints' \
    "$ex/exercise.json:1:38: /hints: an exercise needs at least one ladder" wrong '"hints": []'
breaks 'exercise.json asks for a flag that would run code' \
    "$ex/exercise.json:1:39: /flags/0: -fplugin=x is not a flag that an exercise may set" wrong '"flags": ["-fplugin=x"]'
breaks 'the starter is missing' "$ex has no file start.c" rm start.c
breaks 'the solution is missing' "$ex has no file solution.c" rm solution.c
breaks 'the task is missing' "$ex has no file task.md" rm task.md
breaks 'the task is a folder' "$ex has no file task.md" folder_for task.md
breaks 'the starter is a pipe' "$ex has no file start.c" pipe_for start.c
breaks 'the task is endless' "$ex/task.md has 104857600 bytes; at most 262144 are read" truncate -s 100M task.md
breaks 'the header is missing' "$ex/exercise.json:4:14: /gives: there is no file sum.h" rm sum.h

echo 'int broken(' >>"$ex/test.c"
tl check sum "$T/sum/solution.c"
expect 'tests that do not compile are not the fault of a submission' 3 'test.c of sum does not compile'
cp "$T/sum/test.c" "$ex/test.c"

# -------------------------------------------------------------- the submission

solution=$T/sum/solution.c
s=$T/subs
mkdir "$s"
check_refuses() { # WHAT FILE MESSAGE
    tl check sum "$2"
    refused "$1" "$3"
}
check_refuses 'no such file' "$s/none.c" "cannot open $s/none.c: No such file or directory"
check_refuses 'a file below a file' "$solution/x.c" "cannot open $solution/x.c: Not a directory"
check_refuses 'no name' '' "a file's name cannot be empty"
check_refuses 'a folder' "$s" "$s is not a regular file"
check_refuses 'a device' /dev/zero '/dev/zero is not a regular file'
check_refuses 'nothing' /dev/null '/dev/null is not a regular file'
mkfifo "$s/pipe.c"
check_refuses 'a pipe' "$s/pipe.c" "$s/pipe.c is not a regular file"
ln -s "$T/nowhere" "$s/link.c"
check_refuses 'a dangling link' "$s/link.c" "cannot open $s/link.c: No such file or directory"
truncate -s 100M "$s/huge.c"
check_refuses '100 MB' "$s/huge.c" "$s/huge.c has 104857600 bytes; at most 1048576 are read"
check_refuses 'a name with a line break and an escape' $'/no\n\e[31m.c' \
    'cannot open /no^J␛[31m.c: No such file or directory'

: >"$s/empty.c"
tl check sum "$s/empty.c"
expect 'an empty file is graded: it defines nothing' 1 'does not compile' 'sum_add'
head -c 5000 /dev/zero >"$s/zeros.c"
tl check sum "$s/zeros.c"
expect 'NUL bytes alone define nothing' 1 'does not compile'
head -c 20000 /dev/urandom >"$s/noise.c"
tl check sum "$s/noise.c" --json
expect 'noise does not compile' 1
json 'and is told in JSON' '
assert d["verdict"] == "failed" and d["findings"][0]["kind"] == "compile"'

# What compiles is graded, whatever its bytes and its name.
passes() { # WHAT FILE
    cat >"$2"
    tl check sum "$2" --json
    expect "$1" 0 '"verdict": "passed"'
}
passes 'no line break at the end' "$s/end.c" < <(printf '%s' "$(cat "$solution")")
passes 'a NUL byte in a comment' "$s/nul.c" < <(cat "$solution"; printf '/* \0 */\n')
passes 'bytes that are no UTF-8 in a comment' "$s/latin.c" < <(cat "$solution"; printf '/* \351 */\n')
passes 'the line ends of another system' "$s/crlf.c" < <(sed 's/$/\r/' "$solution")
passes 'a byte order mark' "$s/bom.c" < <(printf '\357\273\277'; cat "$solution")
name=$s/$'a b\n\e[31m"%s\'\xff.c'
passes 'a name of blanks, line breaks, escapes and quotes' "$name" <"$solution"
json 'stands in the JSON as it can' 'assert "\x1b[31m" in d["submission"]'
(cd "$s" && cp "$solution" ./-x.c)
(cd "$s" && tl check sum -- -x.c && echo "$status" >"$T/status")
holds 'a name that looks like an option, after --' test "$(cat "$T/status")" = 0
ln -s "$solution" "$s/good.c"
tl check sum "$s/good.c"
expect 'a link to a good file' 0
holds 'no submission was touched' cmp -s "$solution" "$s/good.c"

# --------------------------------------------------------------- command lines

says() { # MESSAGE WORDS...
    local message=$1
    shift
    tl "$@"
    if [[ $status -eq 2 && $err == "$message" && -z $out ]]; then
        ok "refused: threadlings $(printf '%q ' "$@" | cut -c1-60)"
    else
        not_ok "refused: threadlings $(printf '%q ' "$@")" \
            "exit status $status; wanted 2 and: $message" "$err" "$out"
    fi
}
says "threadlings: unknown command 'lst'; did you mean 'list'?" lst
says "threadlings: unknown command 'chekc'; did you mean 'check'?" chekc x
says "threadlings: unknown command 'zebra'; \`help\` lists them" zebra
says "threadlings: unknown command ''; \`help\` lists them" ''
says "threadlings: unknown command '-'; \`help\` lists them" -
says "threadlings: unknown command '\\xff'; \`help\` lists them" $'\xff'
says "threadlings: unknown command '$(printf 'a%.0s' {1..60})…'; \`help\` lists them" "$(printf 'a%.0s' {1..90000})"
says "threadlings: unknown option --jsno; did you mean --json?" list --jsno
says "threadlings: unknown option -x; \`threadlings --help\` lists them" -x list
says "threadlings: --json takes no value" --json=1 list
says "threadlings: --state needs a folder: --state DIR" --state
says "threadlings: --workspace needs a folder: --workspace DIR" --workspace= list
says "threadlings: --json needs a command, such as \`threadlings list --json\`" --json
says "threadlings: hint has no JSON output" hint --json sum
says "usage: threadlings list" list all
says "usage: threadlings go LESSON [STEP]" go
says "usage: threadlings go LESSON [STEP]" go good 1 2
says "usage: threadlings check [EXERCISE [FILE]]" check sum a b
says "usage: threadlings watch [EXERCISE | off]" watch sum b
says "usage: threadlings hint [EXERCISE] [all]" hint sum b all
says "usage: threadlings new lesson|exercise NAME" new
says "usage: threadlings new lesson|exercise NAME" new lesson
says "usage: threadlings new lesson|exercise NAME" new chapter one
says "threadlings: which exercise? give its name; \`list\` shows them" check
says "threadlings: no exercise is called 'summ'; did you mean 'sum'?" check summ
says "threadlings: no exercise is called '../sum'; \`list\` shows them all" check ../sum
says "threadlings: no exercise is called '␛[31m'; \`list\` shows them all" check $'\e[31m'
says "threadlings: no lesson is called 'god'; did you mean 'good'?" go god
says "threadlings: lesson good has no step '99'; its steps are 1 to 1" go good 99
says "threadlings: no lesson or exercise is called 'zebra'" verify zebra

holds 'no temporary file is left behind' test -z "$(ls -A "$TMPDIR")"
plan
