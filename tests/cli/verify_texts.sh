#!/usr/bin/env bash
# `verify` holds texts against data/: references, numbers, misconceptions, and
# what the files of data/ refer to.
source "$(dirname "$0")/common.bash"

lessons=$T/share/lessons data=$T/share/data

# A lesson "one" of a read, a demo and a quiz; $1 is the read's text, $2 the
# because of the quiz's wrong answer.
lesson() {
    cat >"$lessons/010-one.json" <<END
{"format": 1, "title": "One", "about": "A.", "steps": [
  {"read": "hello"},
  {"demo": "run", "runs": 3},
  {"quiz": "ask", "kind": "number", "answer": 1023, "misconception": "MEM-1",
   "wrong": [{"answer": 1024, "because": "$2"}]}]}
END
    printf '# One\n## Hello\n%s\n## Run\nIt counts to 77, 3 times.\n\n```c\n%s\n```\n### Afterwards\nIt was 77.\n## Ask\nHow many, 1023 or 1024?\n' \
        "$1" 'int main(void) { return 77 - 77; }' >"$lessons/010-one.md"
}
facts() { # [ID SOURCE]...
    local list=
    while (($# > 1)); do
        list+="${list:+,}
{\"id\": \"$1\", \"statement\": \"So it is.\", \"source\": $2}"
        shift 2
    done
    printf '{"format": 1, "facts": [%s]}\n' "$list" >"$data/facts.json"
}
book='{"document": "A book", "section": "1"}'

# -------------------------------------------------------------- references
lesson 'Hello there.' 'No.'
tl verify one --quick
expect 'without data/ a lesson that needs none is fine' 0 '1 lesson, 0 exercises: 0 problems$'

lesson 'Hello there.[^a-fact]' 'No.'
tl verify one --quick
expect 'a reference needs a fact' 1 \
    '010-one\.md:3: no fact is called "a-fact": add it to data/facts\.json'
facts a-fact "$book"
tl verify one --quick
expect 'and finds it' 0 ': 0 problems'

lesson $'Hello.\n\n- there[^b]\n' 'No. [^c]'
tl verify one --quick
expect 'wherever it stands' 1 '010-one\.md:5: no fact is called "b"' \
    '010-one\.json:5:42: /steps/2/wrong/0/because: no fact is called "c"' '2 problems'

sed -i 's|^  {"quiz"|  {"order": "sort", "lines": ["a", "b [^d]", "c"], "because": "So."},\n&|' "$lessons/010-one.json"
sed -i 's/^## Ask/## Sort\nSort.\n&/' "$lessons/010-one.md"
tl verify one --quick
expect 'in a line, too' 1 '/steps/2/lines/1: no fact is called "d"' '3 problems'

lesson $'`[^b]` is code.\n\n```\n[^b]\n```\n' 'No.'
tl verify one --quick
expect 'code refers to nothing' 0
lesson 'Hello [^A fact] and [^].' 'No.'
tl verify one --quick
expect 'what is no id is refused' 1 ':3: "\[\^A fact\].*" is no reference' '2 problems'
lesson $'Hello there.[^a-fact]\n\n[^a-fact]: A book, 1' 'No.'
tl verify one --quick
expect 'a source below the text is refused' 1 ':5: a source stands in data/facts\.json'

# ----------------------------------------------------------------- numbers
lesson $'A page has\n4096 bytes.' 'No.'
tl verify one --quick
expect 'a number needs a reference' 1 \
    '010-one\.md:4: no source for 4096: add \[\^id\] of a fact in data/facts\.json'
lesson $'A page has[^a-fact]\n4096 bytes.' 'No.'
tl verify one --quick
expect 'in the same block' 0
lesson $'A page has[^a-fact]\n\n4096 bytes, of 8, 9 and 9.' 'No.'
tl verify one --quick
expect 'in the same block, not in another' 1 ':5: no source for 4096, 8 and 9:'
lesson $'|a|b|\n|---|---|\n|1|2[^a-fact]|\n|3|4|\n\n- 5[^a-fact]\n- 64-bit' 'No.'
tl verify one --quick
expect 'rows and items are blocks' 1 ':6: no source for 3 and 4' ':9: no source for 64' '2 problems'
lesson 'Hello.' 'It has 4096 bytes.'
tl verify one --quick
expect 'a because, too' 1 '010-one\.json:5:42: /steps/2/wrong/0/because: no source for 4096'
lesson 'C11, x86-64, POSIX.1-2017, clone(2), `4096`, `mmap`(2).' 'It is 1023, not 1,024.'
tl verify one --quick
expect 'names, code, answers, and what the program says need none' 0 ': 0 problems'
lesson 'It is 77.' 'No.'
tl verify one --quick
expect 'but only in their own step' 1 ':3: no source for 77'
lesson $'### In 1998\n\nThe 1:1 model.' 'No.'
tl verify one --quick
expect 'a heading needs none' 1 ':5: no source for 1:' '1 problem$'
echo '{"format": 1, "terms": [{"term": "1:1", "says": "One for one."}]}' >"$data/glossary.json"
tl verify one --quick
expect 'and a term is a name' 0
rm "$data/glossary.json"

# ------------------------------------------------------------------- facts
lesson 'Hello.[^measured]' 'No.'
facts measured '{"demo": "one/run"}'
tl verify one --quick
expect 'a fact may be measured by a demo' 0 ': 0 problems'
facts measured '{"demo": "one/hello"}'
tl verify one --quick
expect 'by a demo' 1 \
    'data/facts\.json:2:[0-9]+: /facts/0/source/demo: the step one/hello is no demo'
facts measured '{"demo": "one/walk"}'
tl verify one --quick
expect 'that is there' 1 'data/facts\.json:2:[0-9]+: .*the lesson one has no step walk'
facts measured '{"demo": "two/run"}' unused "$book"
tl verify --quick
expect 'in a lesson that is there; once' 1 'there is no lesson two.*"measured"' \
    '1 of the facts no text refers to: unused' '1 problem, 1 warning'
facts measured '{"demo": "one/run"}' measured "$book"
tl verify one --quick
expect 'a broken file is said once, with its place' 1 \
    'data/facts\.json:3:8: /facts/1/id: the same id as an earlier fact'

# ---------------------------------------------------------- misconceptions
facts
lesson 'Hello.' 'No.'
beliefs() {
    printf '{"format": 1, "misconceptions": [' >"$data/misconceptions.json"
    printf '%s{"id": "%s", "belief": "So.", "truth": "Not so."}' '' "$1" ", " "$2" |
        sed 's/^, //' >>"$data/misconceptions.json"
    printf ']}\n' >>"$data/misconceptions.json"
}
beliefs MEM-1 MEM-2
tl verify --quick
expect 'a misconception that no question asks for is noted' 0 \
    '1 of the misconceptions no question asks for: MEM-2' '0 problems, 1 warning'
beliefs MEM-3 MEM-2
tl verify one --quick
expect 'one that is not there is a problem' 1 \
    '/steps/2/misconception: no misconception is called MEM-1' '1 problem'
rm "$data/misconceptions.json"

# -------------------------------------------------------------- milestones
facts old "$book"
echo '{"format": 1, "milestones": [
{"year": 1965, "when": "1965", "what": "A machine.", "fact": "old"},
{"year": 1998, "when": "Dec 1998", "what": "Another.", "fact": "new"}]}' >"$data/milestones.json"
tl verify data
expect 'a milestone needs a fact' 1 \
    'milestones\.json:3:[0-9]+: /milestones/1/fact: no fact is called "new"' '1 problem$'
sed -i 's/1965,/1999,/; s/"new"/"old"/' "$data/milestones.json"
tl verify data
expect 'years are in order' 1 'milestones\.json:3:[0-9]+: .*the year 1998 stands behind 1999'
rm "$data/milestones.json"

# ----------------------------------------------------------- what all agree
lesson 'Hello.[^old]' 'No.'
tl verify --quick
expect 'all of it' 0 'data/facts\.json is valid: 1 fact$' '0 problems$'
tl verify --quick --json
json 'as JSON' '
assert {f["file"] for f in d["files"]} == {"data/facts.json", "lessons/010-one.json"}'
plan
