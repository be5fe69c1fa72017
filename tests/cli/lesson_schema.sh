#!/usr/bin/env bash
# data/lesson.schema.json says the same as the reader of lessons: it accepts
# every lesson and the manual's example, and refuses each broken lesson, except
# those whose .txt says "(the schema cannot say this)". That the reader refuses
# all of them is tested in tests/unit/lesson.c.
. "$(dirname "$0")/../tap.sh"

if ! python3 -c 'import jsonschema' 2>/dev/null; then
    skip "the schema fits the lessons" "no python3-jsonschema here"
    done_testing
fi

# Says "ok" or what is wrong, for each file given.
cat >"$T/validate.py" <<'PYTHON'
import json, sys
import jsonschema
schema = json.load(open("data/lesson.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for name in sys.argv[1:]:
    try:
        errors = list(validator.iter_errors(json.load(open(name))))
        print("ok" if not errors else errors[0].message[:200].replace("\n", " "))
    except ValueError as error:
        print(f"no JSON: {error}")
PYTHON
validate() {
    python3 "$T/validate.py" "$@"
}

check "the schema itself is valid" validate

sed -n '/^```json 990-lost-update.json$/,/^```$/p' lessons/README.md |
    sed '1d;$d' >"$T/example.json"
check "the manual has an example" test -s "$T/example.json"
is "the manual's example is accepted" "$(validate "$T/example.json")" ok

# Every key and every title and description: editors show them.
undescribed=$(python3 - <<'PYTHON'
import json
schema = json.load(open("data/lesson.schema.json"))
def walk(node, path):
    for name, value in node.get("properties", {}).items():
        if "$ref" in value and "/step/properties/" in value["$ref"]:
            continue  # described where it points
        if "if" not in path and not {"title", "description"} <= value.keys():
            print(f"{path}/{name}")
    for name, value in node.items():
        for i, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, dict) and name not in ("if", "contains", "then", "else"):
                walk(child, f"{path}/{name}")
walk(schema, "")
PYTHON
)
is "every key has a title and a description" "$undescribed" ""

shopt -s nullglob
for lesson in lessons/*.json data/skeleton/lesson/*.json; do
    is "accepted: $lesson" "$(validate "$lesson")" ok
done

broken=(tests/broken/lessons/*.json)
check "there are broken lessons" test "${#broken[@]}" -gt 60
mapfile -t said < <(validate "${broken[@]}")
is "each broken lesson was tried" "${#said[@]}" "${#broken[@]}"
for i in "${!broken[@]}"; do
    name=$(basename "${broken[i]}" .json)
    if grep -q '^(the schema cannot say this)$' "${broken[i]%.json}.txt"; then
        is "left to the reader: $name" "${said[i]}" ok
    else
        check "refused: $name" test "${said[i]}" != ok
    fi
done
done_testing
