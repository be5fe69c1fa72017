#!/usr/bin/env bash
# data/record.schema.json says the same as the reader of records: for each key of
# the schema, a record without it, and one in which it holds something else, is
# refused by both or by neither. A record that `grade` refuses is made again.
. "$(dirname "$0")/../tap.sh"

if ! python3 -c 'import jsonschema' 2>/dev/null; then
    skip "records fit their schema" "no python3-jsonschema here"
    done_testing
fi
# write RECORD OUT CLASS: puts a changed record for each of many students, who
# all handed in the same. read OUT: compares.
cat >"$T/changes.py" <<'PYTHON'
import copy, json, os, shutil, sys
import jsonschema

schema = json.load(open("data/record.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)


def resolved(node):
    return schema["$defs"][node["$ref"].split("/")[-1]] if "$ref" in node else node


def paths(node, path=()):
    """Every key of the schema, with 0 for an item of a list."""
    node = resolved(node)
    for key, value in node.get("properties", {}).items():
        yield path + (key,)
        yield from paths(value, path + (key,))
    if "items" in node:
        yield from paths(node["items"], path + (0,))


def holder(record, path):
    for key in path[:-1]:
        record = record[key]
    return record


def changes(record):
    for path in paths(schema):
        name = "/".join(map(str, path))
        for word, value in (("a list", []), ("a number", 7), ("a fraction", 0.5), ("below 0", -1),
                            ("vast", 1e300), ("a text", "x"), ("empty", ""), ("true", True), ("null", None)):
            changed = copy.deepcopy(record)
            holder(changed, path)[path[-1]] = value
            yield f"{name} is {word}", path, changed
        changed = copy.deepcopy(record)
        if holder(changed, path).pop(path[-1], None) is not None:
            yield f"no {name}", path, changed
    for where in ((), ("verdict",), ("verdict", "stages", 0), ("verdict", "findings", 0)):
        changed = copy.deepcopy(record)
        holder(changed, where + ("mood",))["mood"] = [1]
        yield f"a new key in /{'/'.join(map(str, where))}", ("mood",), changed


what, out = sys.argv[1:3]
if what == "write":
    record = json.load(open(sys.argv[3]))
    handed_in = sys.argv[4]
    told = []
    for name, path, changed in changes(record):
        # Whose it is, and of what, the reader leaves to others.
        if path[0] in ("student", "exercise", "key") and isinstance(holder(changed, path).get(path[-1]), str):
            continue
        if changed.get("outcome") == "infra-error":
            continue
        student = f"s{len(told)}"
        if path[0] != "student":
            changed["student"] = student
        os.makedirs(f"{out}/verdicts/{student}")
        os.mkdir(f"{os.path.dirname(os.path.dirname(handed_in))}/{student}")
        shutil.copy2(handed_in, f"{os.path.dirname(os.path.dirname(handed_in))}/{student}/")
        text = json.dumps(changed)
        open(f"{out}/verdicts/{student}/counter.json", "w").write(text)
        told.append([name, student, text])
    json.dump(told, open(f"{out}.told", "w"))
    print(len(told))
else:
    refused = 0
    for name, student, text in json.load(open(f"{out}.told")):
        kept = open(f"{out}/verdicts/{student}/counter.json").read() == text
        valid = validator.is_valid(json.loads(text))
        refused += not valid
        if kept != valid:
            print(f"{name}: the schema says {valid}, the reader says {kept}")
    print("refused" if refused > 100 else f"only {refused} were refused")
PYTHON
mkdir -p "$T/class/anna"
printf 'int main(' >"$T/class/anna/counter.c"
touch -d '2026-11-20 12:00 UTC' "$T/class/anna/counter.c"
tl grade "$T/class" --exercise counter --out "$T/results"
is 'a class is graded' "$status" 0
n=$(python3 "$T/changes.py" write "$T/results" "$T/results/verdicts/anna/counter.json" "$T/class/anna/counter.c")
check "there are many changed records ($n)" test "$n" -gt 200
timeout 300 "$THREADLINGS" grade "$T/class" --exercise counter --out "$T/results" >"$T/out" 2>"$T/err" </dev/null
is 'they are read, and made anew where they are refused' "$?" 0
is 'schema and reader agree on all of them' "$(python3 "$T/changes.py" read "$T/results" 2>&1)" refused
done_testing
