#!/usr/bin/env bash
# `grade`: a class, from what was handed in to gradebook, pages and report.
. "$(dirname "$0")/../tap.sh"

S=$T/class
mkdir -p "$S"
solution=exercises/counter/solution.c
hand_in() { # STUDENT FILE [NAME]
    mkdir -p "$S/$1"
    cp "$2" "$S/$1/${3:-counter.c}"
    touch -d '2026-11-20 12:00 UTC' "$S/$1/${3:-counter.c}"
}
mistake=$(ls exercises/counter/bad/*.c | head -n 1)

hand_in anna "$solution"
hand_in ben "$mistake"
hand_in cleo "$solution"
touch -d '2026-11-22 13:00 UTC' "$S/cleo/counter.c" # two days late
mkdir -p "$S/dora" # nothing in it
mkdir -p "$S/emil"
ln -s "$ROOT/$solution" "$S/emil/counter.c"
mkdir -p "$T/zip/farid" && cp "$solution" "$T/zip/farid/counter.c"
(cd "$T/zip/farid" && python3 -m zipfile -c "$S/farid.zip" counter.c)
touch -d "2026-11-20 12:00 UTC" "$S/farid.zip"
printf 'int main(' >"$T/broken.c"
hand_in gina "$T/broken.c"

cat >"$T/roster.csv" <<'END'
id,name,section
anna,"Anna, A.",1
ben,=1+1,1
cleo,Cleo,2
dora,Dora,2
emil,Emil,2
farid,Farid,1
gina,Gina,1
hugo,Hugo,2
END
cat >"$T/week.json" <<'END'
{
  "format": 1,
  "title": "Week 3",
  "exercises": [{"exercise": "counter", "points": 10}],
  "due": "2026-11-20T23:59:00Z",
  "late": {"percent_a_day": 10, "days": 3},
  "roster": "roster.csv"
}
END

grade() { tl grade "$S" --assignment "$T/week.json" "$@"; }

grade --out "$T/results"
is 'a class is graded' "$status" 0
book=$T/results/gradebook.csv
line() { grep "^$1," "$book"; }
is 'the gradebook has a line for each student of the roster' \
    "$(tail -n +2 "$book" | cut -d, -f1 | tr '\n' ' ')" \
    'anna ben cleo dora emil farid gina hugo '
check 'who passed has all points' grep -q '^anna,"Anna, A.",1,passed,10,' "$book"
check 'what a spreadsheet would calculate is text' grep -q "^ben,'=1+1,1,failed,0," "$book"
check 'who was two days late has two days taken off' grep -q '^cleo,Cleo,2,passed,8,2,' "$book"
check 'who handed in nothing is there' grep -q '^hugo,Hugo,2,missing,0,' "$book"
check 'an empty folder is nothing handed in' grep -q '^dora,Dora,2,missing,0,' "$book"
check 'a symbolic link is not followed' grep -q '^emil,Emil,2,unreadable,0,' "$book"
check 'an archive is opened' grep -q '^farid,Farid,1,passed,10,' "$book"
check 'what does not compile fails' grep -q '^gina,Gina,1,failed,0,' "$book"
for id in anna ben emil hugo; do
    check "$id has a page" test -s "$T/results/feedback/$id.md" -a -s "$T/results/feedback/$id.html"
done
check 'a page quotes the finding' grep -q 'counter.c' "$T/results/feedback/ben.md"
check 'there is a report' test -s "$T/results/report.md" -a -s "$T/results/report.html"
check 'records are JSON' python3 -c '
import json, sys, glob
for name in glob.glob(sys.argv[1] + "/verdicts/*/*.json"):
    json.load(open(name))' "$T/results"


told() { # KEY...: what --json said
    python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print(*(d[key] for key in sys.argv[2:]))' "$T/out.json" "$@"
}
grade_json() {
    timeout 120 "$THREADLINGS" grade "$S" --assignment "$T/week.json" --json "$@" \
        >"$T/out.json" 2>"$T/err" </dev/null
    status=$?
}

took() { # STUDENT...: how long each grade took, to the last digit
    python3 -c 'import json, sys
for id in sys.argv[2:]:
    print(json.load(open(f"{sys.argv[1]}/verdicts/{id}/counter.json"))["verdict"]["seconds"])' \
        "$T/results" "$@"
}
is 'the same bytes are graded once, whoever handed them in' "$(took anna cleo farid | uniq | wc -l)" 1
is 'and other bytes for themselves' "$(took anna ben | uniq | wc -l)" 2
check 'each has a record of his own' grep -q submissions/farid/ "$T/results/verdicts/farid/counter.json"

cp "$book" "$T/first.csv"
record=$T/results/verdicts/anna/counter.json
before=$(stat -c '%i %y' "$record")
grade_json --out "$T/results"
is 'nothing is graded twice' "$(told graded kept)" '0 8'
is 'a record that holds is not touched' "$(stat -c '%i %y' "$record")" "$before"
same 'the gradebook is the same' "$book" "$T/first.csv"

echo '// once more' >>"$S/ben/counter.c"
touch -d '2026-11-20 12:00 UTC' "$S/ben/counter.c"
grade_json --out "$T/results"
is 'who hands in anew is graded anew, nobody else' "$(told graded kept)" '1 7'
printf '{"format": 1' >"$record"
grade_json --out "$T/results"
is 'a damaged record is made again' "$(told graded kept)" '1 7'
same 'and comes to the same' "$book" "$T/first.csv"
cp "$T/results/verdicts/farid/counter.json" "$record"
grade_json --out "$T/results"
is "another's record is made again, though both handed in the same" "$(told graded kept)" '1 7'
same 'and comes to the same, too' "$book" "$T/first.csv"
check 'one is passed and one is not, whatever ben wrote' grep -q '^ben,.*failed' "$book"

# ------------------------------------------------------------- interruptions

# Killed at some moment, again and again, until it comes to its end.
for ms in 50 200 400 800 1600; do
    "$THREADLINGS" grade "$S" --assignment "$T/week.json" --out "$T/killed" >/dev/null 2>&1 </dev/null &
    pid=$!
    sleep "$(printf '0.%03d' "$ms" | sed 's/0\.1600/1.6/')"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    for file in "$T"/killed/verdicts/*/*.json; do
        [[ -e $file ]] || continue
        python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$file" || echo "    not whole: $file"
    done
done >"$T/torn"
is 'no record is ever half written' "$(cat "$T/torn")" ''
grade_json --out "$T/killed"
is 'after kill -9 the same command goes on' "$status" 0
same 'and the gradebook is the same' "$T/killed/gradebook.csv" "$T/first.csv"
sleep 0.5
is 'no worker is left' "$(pgrep -f "$T/killed" | tr '\n' ' ')" ''

# ---------------------------------------------------------- parts, and others

for part in 3 1 2; do
    grade_json --out "$T/parts" --shard $part/3 || true
    is "part $part of 3 is graded" "$status" 0
done
is 'a part writes no gradebook' "$(ls "$T/parts" | tr '\n' ' ')" 'secret submissions verdicts '
grade_json --out "$T/parts"
is 'the whole keeps what the parts graded' "$(told graded kept)" '0 8'
same 'with the same gradebook' "$T/parts/gradebook.csv" "$T/first.csv"

grade_json --out "$T/one" --shard 1/2
grade_json --out "$T/two" --shard 2/2
grade_json --out "$T/both" --from "$T/two" --from "$T/one"
is 'records come from other folders' "$(told graded kept)" '0 8'
same 'whatever their order' "$T/both/gradebook.csv" "$T/first.csv"
rm -rf "$T/one/verdicts/anna"
grade_json --out "$T/lost" --from "$T/one" --from "$T/two"
is 'what was lost is graded again' "$(told graded kept)" '1 7'
same 'and comes to the same again' "$T/lost/gradebook.csv" "$T/first.csv"

# Two on one folder.
(
    flock 9
    grade_json --out "$T/results"
    echo "$status"
) 9>>"$T/results/.lock" >"$T/second"
is 'two do not grade into one folder' "$(cat "$T/second")" 3
check 'and the second says so' grep -q 'is being graded already' "$T/err"

# ------------------------------------------------------------- without a file

grade_all=("$S" --exercise counter --out "$T/plain")
tl grade "${grade_all[@]}"
is 'one exercise needs no assignment' "$status" 0
is 'and no roster: whoever handed in is there' \
    "$(tail -n +2 "$T/plain/gradebook.csv" | cut -d, -f1 | tr '\n' ' ')" \
    'anna ben cleo dora emil farid gina '
for format in gradescope junit sarif tap; do
    tl grade "${grade_all[@]}" --format "$format"
    is "$format is written" "$status" 0
    check "$format: a file for anna" test -n "$(find "$T/plain/formats/$format/anna" -type f -size +0)"
done

# ------------------------------------------------------------------ bad input

wrong() { # WHAT PATTERN ARGS...
    local what=$1 pattern=$2
    shift 2
    tl grade "$@"
    is "$what: status" "$status" 2
    check "$what: says why" grep -qE -- "$pattern" "$T/err"
}
wrong 'nothing to grade' 'grade what' --out "$T/x" --exercise counter
wrong 'no place for results' 'give --out' "$S" --exercise counter
wrong 'results among what was handed in' 'a folder of their own' "$S" --out "$S/." --exercise counter
wrong 'no exercise' 'which exercise' "$S" --out "$T/x"
wrong 'both' 'exclude each other' "$S" --out "$T/x" --exercise counter --assignment "$T/week.json"
wrong 'two exercises' '--exercise is given twice; .*--assignment FILE' "$S" --out "$T/x" --exercise counter --exercise bank
wrong 'two places for results' '--out is given twice' "$S" --out "$T/x" --exercise counter --out "$T/y"
wrong 'an exercise that is not there' "no exercise is called 'contuer'.*did you mean 'counter'" "$S" --out "$T/x" --exercise contuer
wrong 'a folder that is not there' 'none' "$T/none" --out "$T/x" --exercise counter
wrong 'a part beyond the last' '2/8' "$S" --out "$T/x" --exercise counter --shard 9/8
wrong 'no such format' 'there is no format .gradscope' "$S" --out "$T/x" --exercise counter --format gradscope
wrong 'no such option' '--rooster' "$S" --out "$T/x" --exercise counter --rooster "$T/roster.csv"
printf 'name\nAnna\n' >"$T/no-id.csv"
wrong 'a roster without ids' 'no-id.csv:1' "$S" --out "$T/x" --exercise counter --roster "$T/no-id.csv"

# ------------------------------------------------------- what learners believe

S=$T/believers
answered() { # STUDENT EXERCISE ANSWER
    hand_in "$1" "exercises/$2/bad/$3.c" "$2.c"
}
answered anna counter takes_in_two_steps
answered anna first_thread one_job_for_all
answered ben counter takes_in_two_sections
answered ben first_thread reads_each_before_joining # one of two data races
answered cleo counter unlocks_twice
answered cleo first_thread address_of_i
answered dora counter one_key_too_many # a slip
answered dora first_thread returns_errno
hand_in emil "$solution"
hand_in emil exercises/first_thread/solution.c first_thread.c
cat >"$T/two.json" <<'END'
{
  "format": 1,
  "title": "Week 4",
  "exercises": [{"exercise": "counter", "points": 1}, {"exercise": "first_thread", "points": 1}]
}
END
tl grade "$S" --assignment "$T/two.json" --out "$T/believed"
is 'a class with typical mistakes is graded' "$status" 0
believed() {
    sed -n '/^## What learners seem to believe/,/^## /p' "$T/believed/report.md" |
        sed -nE 's/^(- [^)]*\)\.).*/\1/p'
}
is 'the report names what they seem to believe, most students first' "$(believed)" \
    '- **API-1**, 2 students (`anna`, `cleo`; `first_thread` 2).
- **LOCK-5**, 2 students (`anna`, `ben`; `counter` 2).
- **API-3**, 1 student (`dora`; `first_thread` 1).
- **LOCK-7**, 1 student (`cleo`; `counter` 1).'
check 'with what is true instead' grep -qF \
    '**LOCK-5**, 2 students (`anna`, `ben`; `counter` 2). Each call is atomic, so two calls in a row are as good as atomic. *In fact:* Between two atomic calls' \
    "$T/believed/report.md"
done_testing
