#!/usr/bin/env bash
# Every program of tests/explore/programs: the finding that its first line
# states, or a proof that there is none. And what scenario.h offers.
source "$(dirname "$0")/common.bash"

if [[ ! -e $root/grader/explore/switch_$(uname -m).S ]]; then
    ok 'the explorer # SKIP not on this kind of machine'
    plan
    exit
fi

# What a verdict calls it.
cat >"$T/judge.py" <<'PY'
import json, sys
kinds = {
    "use-after-free": "memory", "double-free": "memory", "overflow": "memory",
    "stack-overflow": "memory", "unjoined": "leak", "lost-wakeup": "deadlock",
    "sleeps": "forbidden", "history": "test",
}
file, text = sys.argv[1], sys.stdin.read()
wanted = open(file).readline().split("expect: ")[1].strip()
try:
    d = json.loads(text)
except ValueError:
    sys.exit(f"no document: {text[:300]}")
if wanted == "none":
    if d["verdict"] != "passed" or not d["complete"] or d["findings"]:
        sys.exit(f"not proved: {text[:600]}")
    sys.exit(0)
found = [f["kind"] for f in d["findings"]]
if d["verdict"] != "failed" or found[:1] != [kinds.get(wanted, wanted)]:
    sys.exit(f"wanted {wanted}, found {found}")
if not d["findings"][0].get("schedule"):
    sys.exit("no schedule")
PY

# One program; its line is printed when it is done.
try() {
    local name=${1#"$root"/tests/explore/programs/} why
    if why=$("$THREADLINGS" --share "$T/share" explore --json "$1" 2>&1 \
        </dev/null | python3 "$T/judge.py" "$1" 2>&1); then
        echo "ok - $name"
    else
        echo "not ok - $name: ${why//$'\n'/ }"
    fi
}
export -f try
export root T THREADLINGS

printf '%s\0' "$root"/tests/explore/programs/{right,wrong}/*.c |
    xargs -0 -P 2 -I{} bash -c 'try {}' >"$T/lines"
while read -r line; do
    case $line in
    'ok - '*) ok "${line#ok - }" ;;
    *) not_ok "${line#not ok - }" ;;
    esac
done < <(sort -k3 "$T/lines")

# The sentence of each of these scenarios is the finding that it must lead to.
tl explore --json "$root/tests/explore/scenarios.c"
cat >"$T/scenarios.py" <<'PY'
import json, sys
d = json.load(sys.stdin)
kinds = {"sleeps": "forbidden", "history": "test", "none": None}
found = {f["test"]: f["kind"] for f in d["findings"]}
for s in d["scenarios"]:
    wanted = kinds.get(s["what"], s["what"])
    right = found.get(s["id"]) == wanted and (wanted or s["proved"])
    print("ok" if right else "not ok", s["id"], found.get(s["id"]))
PY
python3 "$T/scenarios.py" <"$T/out" >"$T/lines"
while read -r line; do
    case $line in
    'ok '*) ok "the scenario ${line#ok }" ;;
    *) not_ok "the scenario ${line#not ok }" ;;
    esac
done <"$T/lines"
[[ $(grep -c . "$T/lines") -eq 14 ]] && ok 'all scenarios were tried' ||
    not_ok 'all scenarios were tried' "$out" "$err"

# Linearizability, against all orders of small histories.
${CC:-cc} -std=c11 -D_GNU_SOURCE -O1 -I"$root" -o "$T/history" \
    "$root/tests/explore/history.c" "$root/grader/explore/history.c" &&
    "$T/history" >"$T/lines"
while read -r line; do
    case $line in
    'ok '*) ok "history: ${line#* - }" ;;
    'not ok '*) not_ok "history: ${line#* - }" ;;
    esac
done <"$T/lines"
plan
