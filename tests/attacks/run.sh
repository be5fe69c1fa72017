#!/usr/bin/env bash
# Submissions that try to get a grade, the machine or the learner's files, or
# just never end, and honest ones that look a little like them: README.md lists
# them. Each is the solution with an attack in it, and is judged twice: as a
# learner's (`check`) and as one of a class (`grade`).
#
# usage: tests/attacks/run.sh [--quick] [--only REGEX] [SETTING...]
#
# A setting says who runs the grader (root, user) and with which layers:
# all; no-ns: no namespace can be made; container: as Docker's default profile
# has it. `answers` is none of them: the course's own right answers, as a class
# of strangers. With --quick only the cases that say so, and the honest submission
# only once after all of them.
#
# A case is a file THEME/NAME.c that begins with
#
#   // expect: KIND|KIND     the first finding's kind; or: passed, where the
#                            attack comes to nothing and the rest is right
#   // class: WORD|WORD      the same in a class, where it differs: a kind, or
#                            tampered, passed, unsure; forged is tampered there
#   // says: REGEX           in the finding's message
#   // racy                  the solution's orders are taken away
#   // alone                 there is no solution below it
#   // landlock              holds only where files are out of reach
#   // processes             the exercise says "processes": true
#   // quick                 is tried in each run of the tests
#
# If the file has a function attack(), spsc_push calls it first, and returns
# false when it returns true (the attack worked). @HOME@, @TMP@, @SHARE@ and
# @ROOT@ are replaced. Afterwards nothing may be left: no process, file, mount
# or shared memory. In a class an honest submission follows each attack, with
# the same cache and the same workers, and must pass.
. "$(dirname "$0")/../tap.sh"
. tests/attacks/settings.bash
. tests/attacks/class.bash
. tests/attacks/handed_in.bash
. tests/attacks/grader_fails.bash
. tests/attacks/answers.bash

longest_s=150 # one grade: two compilers may use 20 s of a processor each, and
              # more grades than there are processors are made at once
slow_s=10 # worth a word
slots=$(($(nproc) + 2)) # many of them wait

quick=
only=.
settings=()
while [[ $# -gt 0 ]]; do
    case $1 in
    --quick) quick=yes ;;
    --only) only=$2 && shift ;;
    *) settings+=("$1") ;;
    esac
    shift
done
[[ ${#settings[@]} -gt 0 ]] || settings=("${all_settings[@]}" answers)

# ------------------------------------------------------------------- the cases

names=()
declare -A file_of
for file in tests/attacks/*/*.c; do
    name=$(basename "$file" .c)
    [[ $file =~ $only ]] || continue
    [[ -z $quick ]] || grep -q '^// quick' "$file" || continue
    names+=("$name")
    file_of[$name]=$file
done

says_it() { # NAME WHAT: whether a case begins with such a line
    grep -q "^// $2" "${file_of[$1]}"
}

value_of() { # NAME KEY
    sed -n "s,^// $2: ,,p" "${file_of[$1]}"
}

make_answer() { # NAME
    local from=${file_of[$1]} to=$T/answers/$1.c sed=()
    says_it "$1" racy &&
        sed+=(-e 's/memory_order_\(acquire\|release\)/memory_order_relaxed/')
    grep -q 'bool attack' "$from" && sed+=(-e \
        '/^bool spsc_push/,/^}/s/^    size_t next = .*/&\n    if (attack())\n        return false;/')
    {
        sed "s,@HOME@,$HOME,g; s,@TMP@,$T,g; s,@SHARE@,$T/share,g; s,@ROOT@,$ROOT,g" "$from"
        says_it "$1" alone || sed "${sed[@]:--e p;d}" exercises/spsc_queue/solution.c
    } >"$to"
}

make_share() { # FOLDER EXTRA SECONDS
    local exercise=$T/$1/exercises/spsc_queue
    mkdir -p "$exercise" "$T/$1/lessons" "$T/$1/grader"
    ln -s "$ROOT/grader/harness" "$T/$1/grader/harness"
    ln -s "$ROOT/data" "$T/$1/data"
    cp exercises/spsc_queue/{spsc_queue.h,solution.c,start.c,task.md} "$exercise"
    cp tests/attacks/test.c "$exercise/test.c"
    cat >"$exercise/exercise.json" <<EOF
{
  "format": 1,$2
  "title": "A queue between two threads",
  "gives": ["spsc_queue.h"],
  "limits": {"seconds": $3, "memory_mb": 256},
  "hints": [{"rungs": ["where", "why", "what to change"]}]
}
EOF
}

share_of() { # NAME
    says_it "$1" processes && echo share-processes || echo share
}

# ----------------------------------------------------------------- one grade

# Grades one answer in one setting; runs as the setting's user.
make_grade() {
    cat >"$T/grade" <<END_OF_GRADE
#!/bin/bash
# usage: grade RESULTS NAME SHARE
export XDG_STATE_HOME=\$1/state-\$2 XDG_CACHE_HOME=\$1/cache
began=\$SECONDS
timeout 100 '$THREADLINGS' --share "$T/\$3" --workspace '$T/work' --json \\
    check spsc_queue '$T/answers/'\$2.c >\$1/\$2.json 2>\$1/\$2.err </dev/null
echo "\$? \$((SECONDS - began))" >\$1/\$2.status
rm -rf \$1/state-\$2
END_OF_GRADE
    chmod +x "$T/grade"
}

field() { # JSON FILE: the first "JSON": of the document's findings
    sed -n '/^  "findings"/,$s/^ *"'"$1"'": "\(.*\)",*$/\1/p' "$2" | head -n 1
}

verdict() { # FILE: what the verdict in it says, in a word
    local verdict
    verdict=$(sed -n 's/^  "verdict": "\(.*\)",$/\1/p' "$1")
    case $verdict in
    failed) field kind "$1" ;;
    '') echo "no verdict" ;;
    *) echo "$verdict" ;;
    esac
}

fault=
expect_word() { # GOT WANTED: adds to $fault
    [[ "|$2|" == *"|$1|"* ]] || fault+="; it was '$1', not '$2'"
}

result() { # WHAT FILE...: a line of TAP; $fault decides
    local what=$1
    shift
    if [[ -z $fault ]]; then
        ok "$what"
    else
        not_ok "$what: ${fault#; }"
        echo "    message: $(field message "$1")"
        tail -n 5 "$@" 2>/dev/null | cut -c 1-300 | sed 's/^/    | /'
    fi
    fault=
}

expect_clean() { # FILE...: what nobody may see of an attack
    grep -q $'\033' "$@" && fault+="; a control character came through"
    grep -q 'root:' "$@" && fault+="; it shows /etc/passwd"
}

judge() { # NAME: what became of it as a learner's
    local results=$T/$setting json=$T/$setting/$1.json got status seconds says
    read -r status seconds <"$results/$1.status"
    got=$(verdict "$json")
    says=$(value_of "$1" says)
    expect_word "$got" "$(value_of "$1" expect)"
    [[ $got == passed || $(field message "$json") =~ $says ]] ||
        fault+="; the message does not say '$says'"
    [[ $status -eq $([[ $got == passed ]] && echo 0 || echo 1) ]] ||
        fault+="; exit status $status"
    [[ $seconds -le $longest_s ]] || fault+="; it took $seconds s"
    expect_clean "$json" "$results/$1.err"
    [[ $seconds -lt $slow_s ]] || got+=" ($seconds s)"
    result "$setting: $1: $got" "$json" "$results/$1.err"
}

check_all() { # grades all as learners', some at a time, and judges
    local name
    for name in "${names[@]}"; do
        says_it "$name" landlock && ! has_landlock && continue
        echo "$name $(share_of "$name")"
    done | xargs -P "$slots" -L 1 "${as[@]}" "$T/grade" "$T/$setting"
    for name in "${names[@]}"; do
        if [[ -e $T/$setting/$name.status ]]; then
            judge "$name"
        else
            skip "$setting: $name" "files are in reach without Landlock"
        fi
    done
    "${as[@]}" "$T/grade" "$T/$setting" solution share
    is "$setting: right after it the solution passes" \
        "$(verdict "$T/$setting/solution.json")" passed
}

# --------------------------------------------------------------- all settings

prepare() {
    export TMPDIR=$T/tmp
    chmod 755 "$T"
    mkdir -p "$T/answers" "$T/work"
    mkdir -m 1777 "$TMPDIR"
    mkdir -m 777 "$T/victim"
    echo precious >"$T/victim/file"
    chmod 666 "$T/victim/file"
    make_share share '' 1
    # Processes' time is that of the clock, and must be long enough on a busy
    # machine for what ends them first.
    make_share share-processes ' "processes": true,' 5
    local name
    for name in "${names[@]}"; do make_answer "$name"; done
    cp exercises/spsc_queue/solution.c "$T/answers/solution.c"
    make_grade
    make_handed_in
    make_texts
    make_interrupted
    cc -std=c11 -D_GNU_SOURCE -O1 -o "$T/without" tests/attacks/without.c
}

try() { # SETTING: in which $as runs something
    setting=$1
    local began=$SECONDS before
    before=$(traces)
    mkdir -m 1777 "$T/$setting"
    "${as[@]}" "$T/grade" "$T/$setting" solution share # layers, and a warm cache
    check_all
    is "$setting: nothing is left" "$(left_over)" ""
    class_all
    is "$setting: nothing is left of the class" "$(left_over)" ""
    if [[ -z $quick && $only == . ]]; then
        handed_in
        texts
        interrupted
        full_results
        full_scratch
        is "$setting: nothing is left of them" "$(left_over)" ""
    fi
    is "$setting: nor shared memory, mounts or files elsewhere" "$(traces)" "$before"
    echo "# $setting: $((SECONDS - began)) s"
}

prepare
for wanted in "${settings[@]}"; do
    if [[ $wanted == answers ]]; then
        answers
    elif enter "$wanted"; then
        try "$wanted"
    else
        skip "$wanted" "$why_not"
    fi
done
done_testing
