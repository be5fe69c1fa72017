#!/usr/bin/env bash
# The lessons' litmus tests: what the explorer computes as their keys is what
# the literature says. tests/litmus/lab.txt lists, by hand and with a source,
# the outcomes that C11 allows; this compares each with what `explore
# --outcomes` finds in the program as it stands in the lesson.
source "$(dirname "$0")/common.bash"

if [[ ! -e $root/grader/explore/switch_$(uname -m).S ]]; then
    ok 'the litmus lab # SKIP not on this kind of machine'
    plan
    exit
fi

# Writes the program of each step with "outcomes" to $T/programs, and prints
# "LESSON/STEP", one a line.
mkdir -p "$T/programs"
mapfile -t steps < <(cd "$root/lessons" && python3 - "$T/programs" <<'PYTHON'
import glob, json, re, sys
for path in sorted(glob.glob("*.json")):
    lesson = json.load(open(path))
    slug = re.fullmatch(r"\d+-(.*)\.json", path).group(1)
    parts = re.split(r"^## (.*)$", open(path[:-5] + ".md").read(), flags=re.M)
    sections = {re.sub("[^a-z0-9]+", "-", h.lower().replace("`", "")).strip("-"): t
                for h, t in zip(parts[1::2], parts[2::2])}
    for step in lesson["steps"]:
        if not step.get("outcomes"):
            continue
        block = re.search(r"^```c\n(.*?)^```$", sections[step["predict"]], re.M | re.S)
        name = slug + "/" + step["predict"]
        open(sys.argv[1] + "/" + name.replace("/", ".") + ".c", "w").write(block.group(1))
        print(name)
PYTHON
)

# One line: "LESSON/STEP | OUTCOME; OUTCOME | SOURCE".
listed=$(grep -v '^#' "$root/tests/litmus/lab.txt" | grep .)
for step in "${steps[@]}"; do
    line=$(grep -F "$step |" <<<"$listed")
    if [[ $(grep -c . <<<"$line") -ne 1 ]]; then
        not_ok "$step is listed once" "$line"
        continue
    fi
    IFS='|' read -r _ wanted source <<<"$line"
    [[ $source == *[a-z]* ]] || not_ok "$step has a source" "$line"
    tl explore --json --outcomes --runs 0 "$T/programs/${step/\//.}.c"
    wanted=$wanted python3 - "$T/out" >"$T/compared" 2>&1 <<'PYTHON' &&
import json, os, sys
d = json.load(open(sys.argv[1]))
assert d["models"]["c11"]["complete"], d["models"]
found = {" ".join(o["text"].split()) for o in d["outcomes"] if "c11" in o["models"]}
wanted = {" ".join(o.split()) for o in os.environ["wanted"].split(";")}
assert found == wanted, f"computed {sorted(found)}, listed {sorted(wanted)}"
PYTHON
        ok "$step" || not_ok "$step" "$(tail -n 1 "$T/compared")" "$err"
done
while IFS='|' read -r step _; do
    [[ " ${steps[*]} " == *" ${step% } "* ]] || not_ok "$step is a step of a lesson"
done <<<"$listed"
plan
