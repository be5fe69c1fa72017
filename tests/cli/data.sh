#!/usr/bin/env bash
# What a shell can ask of data/: terms, milestones, and which topics are taught.
source "$(dirname "$0")/common.bash"

data=$T/share/data

# ------------------------------------------------------------------- terms
tl term
expect 'without a glossary there is no term' 3 'glossary\.json: No such file'
cat >"$data/glossary.json" <<'END'
{"format": 1, "terms": [
{"term": "data race", "also": ["data races"], "says": "Two accesses, and `nothing` orders them."},
{"term": "mutex", "also": ["mutexes"], "says": "A lock."}]}
END
tl term
expect 'all terms' 0 '^data race$' '^  Two accesses, and `nothing` orders them\.$' '^mutex$'
tl term data races
expect 'one of two words' 0 '^data race$'
holds 'and no other' lacks mutex
tl term Mutex
expect 'in capitals' 0 '^mutex$'
tl term mutx
expect 'a mistyped one' 2 "no term 'mutx'; did you mean 'mutex'"
tl term mutx --json
expect 'the same with --json' 2 "did you mean 'mutex'"
tl term --json
json 'all as JSON' '
assert [t["term"] for t in d["terms"]] == ["data race", "mutex"]
assert d["format"] == 1 and d["terms"][0]["also"] == ["data races"]
assert d["terms"][1]["says"] == "A lock."'
tl term data race --json
json 'one as JSON' 'assert [t["term"] for t in d["terms"]] == ["data race"]'
echo '{"format": 1, "terms": [{}]}' >"$data/glossary.json"
tl term mutex
expect 'a broken glossary is named' 3 'glossary\.json:1:25: /terms/0'

# -------------------------------------------------------------- milestones
tl milestones
expect 'no milestones' 3 'milestones\.json: No such file'
echo '{"format": 1, "facts": [{"id": "book", "statement": "So.",
"source": {"document": "A book about everything", "section": "chapter 2"}}]}' >"$data/facts.json"
echo '{"format": 1, "milestones": [
{"year": 1965, "when": "1965", "what": "Somebody describes the first of many machines.", "fact": "book"},
{"year": 1998, "when": "Dec 1998", "what": "Another one.", "fact": "none"}]}' >"$data/milestones.json"
tl milestones
expect 'milestones with their sources' 0 '^1965      Somebody describes' \
    '^          A book about everything, chapter 2$' '^Dec 1998  Another one\.$'
for width in 10 20 40 80; do
    COLUMNS=$width tl milestones
    holds "in $width columns" test "$(wc -L <"$T/out")" -le $width
done
tl milestones --json
json 'as JSON' '
assert [m["year"] for m in d["milestones"]] == [1965, 1998]
assert d["milestones"][0]["source"] == "A book about everything, chapter 2"
assert d["milestones"][1]["when"] == "Dec 1998"'
tl milestones now
expect 'it takes no argument' 2 'usage: threadlings milestones$'

# ---------------------------------------------------------------- coverage
tl verify --coverage 1
expect 'no coverage.json' 1 'data/coverage\.json.*No such file'
tl new lesson joins
tl new exercise sum
cat >"$data/coverage.json" <<'END'
{"format": 1, "topics": [
{"id": "1.1", "part": 1, "topic": "Why", "in": ["joins/why", "exercise sum"]},
{"id": "1.2", "part": 1, "topic": "How", "in": ["joins/what-is-printed"]},
{"id": "2.1", "part": 2, "topic": "Else", "in": []}]}
END
tl verify --coverage 1
expect 'a table of what is taught where' 0 '^1\.1 +│ Why +│ joins/why' '│ exercise sum' \
    '^2\.1 +│ Else +│ open, part 2' '2 of 3 topics are taught'
tl verify --coverage 0
expect 'no part is finished' 0
tl verify --coverage '1 2'
expect 'an open topic of a finished part' 1 'topic 2\.1 of part 2 is taught nowhere: Else'
tl verify --coverage=1,2
expect 'however it is written' 1 'topic 2\.1 of part 2'
sed -i 's|joins/why|joins/who|; s|exercise sum|exercise sun|; s|joins/what|join/what|' "$data/coverage.json"
tl verify --coverage 1
expect 'places that are not there' 1 \
    'coverage\.json:2:[0-9]+: /topics/0/in/0: the lesson joins has no step who: .*1\.1' \
    '/topics/0/in/1: there is no exercise sun' '/topics/1/in/0: there is no lesson join'
tl verify --coverage 1 --json
json 'as JSON' 'assert d["problems"] == 3'
tl verify data
expect 'verify sees them, too' 1 '/topics/0/in/0' '/topics/0/in/1' '/topics/1/in/0'
tl verify --coverage all
expect 'parts are numbers' 2 '--coverage needs the finished parts'
plan
