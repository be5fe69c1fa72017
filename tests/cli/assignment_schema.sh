#!/usr/bin/env bash
# data/assignment.schema.json says the same as the reader: both take every key,
# and both refuse each broken file in tests/broken/assignments, except those
# whose .txt says "(the schema cannot say this)". What the reader says of them
# is tested in tests/unit/assignment.c. Records are as data/record.schema.json
# says.
. "$(dirname "$0")/../tap.sh"

if ! python3 -c 'import jsonschema' 2>/dev/null; then
    skip "assignments fit their schema" "no python3-jsonschema here"
    done_testing
fi
cat >"$T/validate.py" <<'PYTHON'
import json, sys
import jsonschema
schema = json.load(open(f"data/{sys.argv[1]}.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
errors = list(jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2]))))
print("ok" if not errors else errors[0].message[:200].replace("\n", " "))
PYTHON
valid() { python3 "$T/validate.py" "$1" "$2" 2>&1; }

mkdir -p "$T/class/anna"
cp exercises/counter/start.c "$T/class/anna/counter.c"
cat >"$T/whole.json" <<'END'
{
  "format": 1,
  "title": "Week 3",
  "exercises": [
    {"exercise": "counter", "points": 10, "file": "counter.c", "partial": {"build": 10, "shape": 5.5}}
  ],
  "due": "2026-11-30T23:59:00+01:00",
  "late": {"percent_a_day": 10, "days": 3},
  "show": {"findings": "all", "schedules": true, "hints": true, "points": false},
  "names": "{id}/{exercise}.c"
}
END
is 'the schema takes an assignment with every key' "$(valid assignment "$T/whole.json")" ok
tl grade "$T/class" --assignment "$T/whole.json" --out "$T/results"
is 'and so does the reader' "$status" 0
is 'the record is as its schema says' "$(valid record "$T/results/verdicts/anna/counter.json")" ok
is 'the example of the manual is one, too' \
    "$(sed -n '/^```json/,/^```/{/^```/d;p}' doc/grading.md >"$T/manual.json" && valid assignment "$T/manual.json")" ok
for file in tests/broken/assignments/*.json; do
    name=$(basename "$file" .json)
    if grep -q '^(the schema cannot say this)$' "${file%.json}.txt"; then
        is "left to the reader: $name" "$(valid assignment "$file")" ok
    else
        check "the schema refuses $name" test "$(valid assignment "$file")" != ok
    fi
    tl grade "$T/class" --assignment "$file" --out "$T/x"
    is "the reader refuses $name" "$status" 2
    says "and says where: $name" "$T/err" "$name\.json:[0-9]+:[0-9]+:"
done
check 'nothing was graded for them' test ! -e "$T/x"
done_testing
