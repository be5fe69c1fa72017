#!/usr/bin/env bash
# The recipes of doc/ for other systems: a Gradescope autograder and a workflow
# for GitHub Classroom, run here as these would.
. "$(dirname "$0")/../tap.sh"
export THREADLINGS

if ! command -v python3 >/dev/null; then
    skip 'recipes for other systems' 'no python3 here'
    done_testing
fi
rules() { # FORMAT FILE: what rule of its system the document breaks
    python3 - "$1" "$2" <<'PYTHON'
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, "tests/cli")
import formats_rules
print(formats_rules.said(sys.argv[1], open(sys.argv[2], "rb").read()))
PYTHON
}
assignment='{"format": 1, "title": "Week 3", "exercises": [{"exercise": "counter", "points": 10}]}'

# ---------------------------------------------------------------- Gradescope

G=$T/autograder
mkdir -p "$G"/{source,submission,results}
echo "$assignment" >"$G/source/assignment.json"
gradescope() {
    timeout 120 doc/gradescope/run_autograder "$G" >"$T/out" 2>"$T/err" </dev/null
    status=$?
    score=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["score"])' \
        "$G/results/results.json" 2>/dev/null)
}
check 'setup.sh is a script' sh -n doc/gradescope/setup.sh
cp exercises/counter/solution.c "$G/submission/counter.c"
gradescope
is 'Gradescope: a solution' "$status:$score" 0:10
is 'Gradescope: by its rules' "$(rules gradescope "$G/results/results.json")" None
cp exercises/counter/start.c "$G/submission/counter.c"
gradescope
is 'Gradescope: the starter' "$status:$score" 0:0
rm "$G/submission/counter.c"
gradescope
is 'Gradescope: nothing' "$status:$score" 0:0
ln -s "$ROOT/exercises/counter/solution.c" "$G/submission/counter.c"
gradescope
is 'Gradescope: a link is not followed' "$status:$score" 0:0
echo '{' >"$G/source/assignment.json"
gradescope
check 'Gradescope: an assignment that is none is an error' test "$status" -ne 0
check 'and leaves no results of before' test ! -e "$G/results/results.json"

# ----------------------------------------------------------- GitHub Classroom

W=$T/github
mkdir -p "$W/class/student/.github/classroom" "$W/class/student/src" "$W/threadlings"
echo "$assignment" >"$W/class/student/.github/classroom/assignment.json"
cp exercises/counter/solution.c "$W/class/student/src/counter.c"
ln -s "$THREADLINGS" "$W/threadlings/threadlings"
# The lines of the step "Grade", without their margin.
sed -n '/- name: Grade/,/- uses:/s/^ \{10\}//p' doc/github/classroom.yml >"$W/step.sh"
check 'GitHub: the step is found' grep -q 'threadlings grade' "$W/step.sh"
github() {
    rm -rf "$W/results" "$W/output" "$W/summary"
    (cd "$W" && GITHUB_OUTPUT=$W/output GITHUB_STEP_SUMMARY=$W/summary \
        timeout 120 bash -e step.sh) >"$T/out" 2>"$T/err" </dev/null
    status=$?
    sed -n 's/^result=//p' "$W/output" | base64 -d >"$W/result.json"
    told=$(python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print(d["status"], d["max_score"], sum(t["score"] for t in d["tests"]))' "$W/result.json" 2>&1)
}
github
is 'GitHub: a solution' "$status:$told" '0:pass 10 10'
is 'GitHub: by its rules' "$(rules classroom "$W/result.json")" None
check 'GitHub: the summary is the page' grep -q counter "$W/summary"
cp exercises/counter/start.c "$W/class/student/src/counter.c"
github
is 'GitHub: the starter' "$status:$told" '0:fail 10 0'
if python3 -c 'import yaml' 2>/dev/null; then
    is 'GitHub: the workflow is YAML, and what it reports is what it graded' \
        "$(python3 -c '
import yaml
steps = yaml.safe_load(open("doc/github/classroom.yml"))["jobs"]["grade"]["steps"]
step = next(s for s in steps if "id" in s)["id"]
last = steps[-1]
print(last["with"]["runners"] == step, list(last["env"]) == [step.upper() + "_RESULTS"])')" 'True True'
else
    skip 'GitHub: the workflow is YAML' 'no python3-yaml here'
fi
done_testing
