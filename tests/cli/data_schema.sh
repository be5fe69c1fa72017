#!/usr/bin/env bash
# data/NAME.schema.json says the same as the reader of data/NAME.json: it accepts
# ours, and refuses each broken file in tests/broken/data, except those whose
# .txt says "(the schema cannot say this)". That the reader refuses all of them
# is tested in tests/unit/catalog.c.
. "$(dirname "$0")/../tap.sh"

kinds='facts glossary misconceptions milestones coverage'
if ! python3 -c 'import jsonschema' 2>/dev/null; then
    skip "the schemas fit the files of data/" "no python3-jsonschema here"
    done_testing
fi

# Says "ok" or what is wrong, for each file given.
cat >"$T/validate.py" <<'PYTHON'
import json, sys
import jsonschema
schema = json.load(open(f"data/{sys.argv[1]}.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for name in sys.argv[2:]:
    errors = list(validator.iter_errors(json.load(open(name))))
    print("ok" if not errors else errors[0].message[:200].replace("\n", " "))
PYTHON

# Every key and every title and description: editors show them.
cat >"$T/described.py" <<'PYTHON'
import json, sys
def walk(node, path):
    for name, value in node.get("properties", {}).items():
        if not {"title", "description"} <= value.keys():
            print(f"{path}/{name}")
    for name, value in node.items():
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, dict):
                walk(child, f"{path}/{name}")
walk(json.load(open(f"data/{sys.argv[1]}.schema.json")), "")
PYTHON

for kind in $kinds; do
    is "accepted: data/$kind.json" \
        "$(python3 "$T/validate.py" $kind data/$kind.json 2>&1)" ok
    is "every key of $kind has a title and a description" \
        "$(python3 "$T/described.py" $kind 2>&1)" ''
    broken=(tests/broken/data/$kind-*.json)
    check "there are broken files: $kind" test "${#broken[@]}" -gt 10
    mapfile -t said < <(python3 "$T/validate.py" $kind "${broken[@]}")
    is "each of them was tried: $kind" "${#said[@]}" "${#broken[@]}"
    for i in "${!broken[@]}"; do
        name=$(basename "${broken[i]}" .json)
        if grep -q '^(the schema cannot say this)$' "${broken[i]%.json}.txt"; then
            is "left to the reader: $name" "${said[i]}" ok
        else
            check "refused: $name" test "${said[i]}" != ok
        fi
    done
done
done_testing
