#!/usr/bin/env bash
# Submissions that try to get a grade, the machine or the learner's files, or
# just never end: tests/hostile/*.c. Each is the solution with an attack in it.
#
#   // expect: KIND|KIND     the first finding's kind; or: passed, where the
#                            attack comes to nothing and the rest is right
#   // says: REGEX           in the finding's message
#   // racy                  the solution's orders are taken away
#   // landlock              holds only where files are out of reach
#   // processes             the exercise says "processes": true
#
# If the file has a function attack(), spsc_push calls it first, and returns
# false when it returns true (the attack worked). @HOME@, @TMP@, @SHARE@ and
# @ROOT@ are replaced. Afterwards nothing may be left: no process, no file.
. "$(dirname "$0")/../tap.sh"

export TMPDIR=$T/tmp
chmod 755 "$T"
mkdir -p "$T/share/exercises/spsc_queue" "$T/share/lessons" "$T/share/grader" \
    "$T/answers" "$T/work"
mkdir -m 1777 "$TMPDIR"
ln -s "$ROOT/grader/harness" "$T/share/grader/harness"
X=$T/share/exercises/spsc_queue
cp exercises/spsc_queue/{spsc_queue.h,solution.c,start.c,task.md} "$X"
cp tests/hostile/test.c "$X/test.c"
cat >"$X/exercise.json" <<'END'
{
  "format": 1,
  "title": "A queue between two threads",
  "gives": ["spsc_queue.h"],
  "limits": {"seconds": 1, "memory_mb": 256},
  "hints": [{"rungs": ["where", "why", "what to change"]}]
}
END

# The same exercise, in which processes may be started. Their time is that of the
# clock, and must be long enough on a busy machine for what ends them first.
cp -r "$T/share" "$T/share-processes"
sed -i 's/"format": 1,/& "processes": true,/; s/"seconds": 1,/"seconds": 5,/' \
    "$T/share-processes/exercises/spsc_queue/exercise.json"

make_answer() { # NAME
    local from=tests/hostile/$1.c to=$T/answers/$1.c sed=()
    grep -q '^// racy' "$from" &&
        sed+=(-e 's/memory_order_\(acquire\|release\)/memory_order_relaxed/')
    grep -q 'bool attack' "$from" && sed+=(-e \
        '/^bool spsc_push/,/^}/s/^    size_t next = .*/&\n    if (attack())\n        return false;/')
    {
        sed "s,@HOME@,$HOME,g; s,@TMP@,$T,g; s,@SHARE@,$T/share,g; s,@ROOT@,$ROOT,g" "$from"
        sed "${sed[@]:--e p;d}" exercises/spsc_queue/solution.c
    } >"$to"
}

# Grades one answer in one setting; runs as the setting's user.
cat >"$T/grade" <<END
#!/bin/bash
# usage: grade RESULTS NAME
export XDG_STATE_HOME=\$1/state-\$2 XDG_CACHE_HOME=\$1/cache
began=\$SECONDS
share='$T/share'
grep -q '^// processes' '$T/answers/'\$2.c && share='$T/share-processes'
timeout 100 '$THREADLINGS' --share "\$share" --workspace '$T/work' --json \\
    check spsc_queue '$T/answers/'\$2.c >\$1/\$2.json 2>\$1/\$2.err </dev/null
echo "\$? \$((SECONDS - began))" >\$1/\$2.status
rm -rf \$1/state-\$2
END
chmod +x "$T/grade"

# Processes whose words or working folder lie in our scratch folder.
left_over() {
    local pid
    for pid in /proc/[0-9]*; do
        if [[ $(readlink "$pid/cwd" 2>/dev/null) == "$TMPDIR"* ]] ||
            tr '\0' ' ' 2>/dev/null <"$pid/cmdline" | grep -qF "$TMPDIR"; then
            echo "${pid#/proc/} $(tr '\0' ' ' <"$pid/cmdline")"
        fi
    done
}

field() { # JSON FILE: the first "JSON": of the document's findings
    sed -n '/^  "findings"/,$s/^ *"'"$1"'": "\(.*\)",*$/\1/p' "$2" | head -n 1
}

verdict() { # WHICH: what the verdict of $T/$setting/WHICH.json says, in a word
    local json=$T/$setting/$1.json verdict
    verdict=$(sed -n 's/^  "verdict": "\(.*\)",$/\1/p' "$json")
    case $verdict in
    failed) field kind "$json" ;;
    '') echo "no verdict" ;;
    *) echo "$verdict" ;;
    esac
}

judge() { # NAME: one line of TAP for what became of it in $setting
    local from=tests/hostile/$1.c results=$T/$setting
    local wanted says got status seconds message
    wanted=$(sed -n 's,^// expect: ,,p' "$from")
    says=$(sed -n 's,^// says: ,,p' "$from")
    read -r status seconds <"$results/$1.status"
    got=$(verdict "$1")
    message=$(field message "$results/$1.json")
    local fault=
    [[ "|$wanted|" == *"|$got|"* ]] || fault="it was '$got', not '$wanted'"
    [[ $got == passed || $message =~ $says ]] ||
        fault+="; the message does not say '$says'"
    [[ $status -eq $([[ $got == passed ]] && echo 0 || echo 1) ]] ||
        fault+="; exit status $status"
    [[ $seconds -le $longest_s ]] || fault+="; it took $seconds s"
    grep -q $'\033' "$results/$1.json" "$results/$1.err" &&
        fault+="; a control character came through"
    grep -q 'root:' "$results/$1.json" && fault+="; it shows /etc/passwd"
    if [[ -z $fault ]]; then
        ok "$setting: $1: $got"
    else
        not_ok "$setting: $1: ${fault#; }"
        echo "    message: $message"
        sed 's/^/    | /' "$results/$1.err" | head -n 5
    fi
}

longest_s=75 # one grade; a sleeper has 30 s, and the machine may be busy
setting=
try() { # SETTING NAMES RUNNER...: grades all, some at a time, and judges
    setting=$1
    local names=$2 name
    shift 2
    mkdir -m 1777 "$T/$setting"
    tr ' ' '\n' <<<"$names" |
        xargs -P 4 -I{} "$@" "$T/grade" "$T/$setting" {}
    for name in $names; do judge "$name"; done
    is "$setting: no process is left" "$(left_over)" ""
    is "$setting: no file is left" "$(ls -A "$TMPDIR" "$HOME")" "$(printf '%s:\n\n%s:' "$HOME" "$TMPDIR")"
    is "$setting: nor anywhere else" "$(ls -d /tmp/pwned /dev/shm/pwned "$T/pwned" 2>/dev/null)" ""
    "$@" "$T/grade" "$T/$setting" solution
    is "$setting: right after it the solution passes" "$(verdict solution)" passed
}

names=
for file in tests/hostile/*.c; do
    name=$(basename "$file" .c)
    [[ $name == test ]] || names+=" $name"
done
names=${names# }
for name in $names; do make_answer "$name"; done
cp exercises/spsc_queue/solution.c "$T/answers/solution.c"

# What depends on the process namespace and on the limit on processes.
processes="daemon closes_everything ends_main_thread exec_shell_raw
fork_bomb_raw kill_all_raw kill_parent_raw memory_eater
processes_bomb processes_daemon processes_hang processes_hogs processes_kill
processes_orphan raise_kill stop_itself
thread_bomb writes_everywhere"
processes=$(echo $processes)

if [[ $(id -u) -eq 0 ]]; then
    user=(setpriv --reuid=54321 --regid=54321 --clear-groups)
    try root "$names" env
    if "${user[@]}" test -x "$THREADLINGS"; then
        try user "$names" "${user[@]}"
    else
        skip "as an ordinary user" "others cannot reach $THREADLINGS"
    fi
    # In a changed root no user namespace can be made.
    mkdir "$T/changed"
    bare=(unshare -m sh -c 'mount --rbind / "$0" && exec chroot "$0" "$@"' "$T/changed" "${user[@]}")
else
    try user "$names" env
    bare=(unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' -)
fi
if "${bare[@]}" true 2>/dev/null; then
    try bare "$processes" "${bare[@]}"
    check "bare: namespaces were indeed missing" \
        grep -A1 '"user namespace"' "$T/bare/solution.json"
else
    skip "without namespaces" "this machine does not let a test take them away"
fi
done_testing
