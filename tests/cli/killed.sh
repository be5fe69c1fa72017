#!/usr/bin/env bash
# What somebody else kills: the kernel, where memory is short, or a person. That
# says nothing about a submission. What was killed once is run once more; what is
# killed again gives no verdict, and never a failure.
source "$(dirname "$0")/bad_machine.bash"
exercise

# A solution whose tests take a second, without a difference to the verdict.
slow=$T/slow.c
{ echo '#include <time.h>' && cat "$solution"; } |
    sed '0,/^{/s//{ static _Atomic int calls; if (calls++ == 0) nanosleep(\&(struct timespec){1, 0}, NULL);/' >"$slow"

# Kills TIMES programs of tests while a command runs. Leaves $status, $kills.
killing() { # TIMES ARGS...
    local times=$1 pid
    shift
    timeout -k 5 "$HANG_S" "$THREADLINGS" --share "$T/share" "$@" >"$T/out" 2>"$T/err" </dev/null &
    pid=$!
    kills=$(python3 - "$pid" "$times" <<'END'
import os, signal, sys, time

top, times = map(int, sys.argv[1:])

def parent(pid):
    with open(f"/proc/{pid}/stat") as f:
        return int(f.read().rpartition(")")[2].split()[1])

def is_ours(pid):
    if not os.readlink(f"/proc/{pid}/exe").endswith("/program"):
        return False
    while pid > 1 and pid != top:
        pid = parent(pid)
    return pid == top

def is_alive():
    try:
        with open(f"/proc/{top}/stat") as f:
            return f.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

killed = set()
while len(killed) < times and is_alive():
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if int(name) not in killed and is_ours(int(name)):
                os.kill(int(name), signal.SIGKILL)
                killed.add(int(name))
        except OSError:
            continue
        if len(killed) == times:
            break
    time.sleep(0.02)
print(len(killed))
END
    )
    wait "$pid"
    status=$?
    out=$(cat "$T/out") err=$(cat "$T/err")
}

tl check sum "$slow"
expect 'nobody is killed' 0 'sum passed'
killing 1 check sum "$slow"
holds 'a test is killed' test "$kills" -eq 1
expect 'it is run once more' 0 'sum passed'
killing 1000 check sum "$slow"
holds 'and killed again' test "$kills" -ge 2
expect 'then there is no verdict' 3 'killed twice by SIGKILL'
holds 'and nothing that looks like one' lacks 'failed|killed itself'

mkdir -p "$T/class/anna"
cp "$slow" "$T/class/anna/sum.c"
killing 1000 grade "$T/class" --exercise sum --out "$T/results"
expect 'in a class that is an infra-error' 3 'infra-error'
holds 'and no zero' grep -q '^anna,,,infra-error,,' "$T/results/gradebook.csv"
tl grade "$T/class" --exercise sum --out "$T/results"
expect 'which the same command mends' 0 '1 passed'

# Who kills himself has no such excuse.
for call in 'raise(SIGKILL)' 'kill(getpid(), SIGKILL)' 'pthread_kill(pthread_self(), SIGKILL)'; do
    { printf '#include <pthread.h>\n#include <signal.h>\n#include <unistd.h>\n' && cat "$solution"; } |
        sed "0,/^{/s//{ $call;/" >"$T/suicide.c"
    tl check sum "$T/suicide.c"
    expect "$call is a mistake" 1 'killed itself \(SIGKILL\)'
done

# ---------------------------------------------------------------- the toolchain

real=$(command -v "${CC:-cc}")

# A compiler whose part is killed so often in a folder, and does its work then. The
# words are those of gcc's driver and of collect2.
part() { # WHICH-CALLS TIMES COMMAND: makes $T/cc-N
    made=$T/cc-$((count + 1))
    cat >"$made" <<END
#!/bin/bash
case " \$* " in
$1)
    times=\$(cat .killed-in-vain 2>/dev/null || echo 0)
    if ((times < $2)); then
        echo \$((times + 1)) >.killed-in-vain
        $3
    fi
    ;;
esac
exec $real "\$@"
END
    chmod +x "$made"
}
says() { # LINE: and ends as with errors
    printf '{ printf "%%s\\n" "%s" "compilation terminated." >&2; exit 1; }' "$1"
}
compiling='*" -c "*sum.c*|*" -c "*test.c*' linking='*" -o program "*'
killed() { # WHAT CALLS COMMAND
    part "$2" 1 "$3"
    with CC="$made" -- check sum "$solution"
    expect "$1 is killed: it is run once more" 0 'sum passed'
    part "$2" 1000 "$3"
    with CC="$made" -- check sum "$solution"
    expect "$1 is always killed: no verdict" 3 'killed twice by SIGKILL'
    holds "$1 is always killed: the program is not blamed" lacks 'sum failed|does not compile'
}
killed 'the compiler' "$compiling" 'kill -9 $$'
with CC="$made" -- verify --quick sum
expect 'verify: an author has no problem, and no proof either' 3 '0 problems.*times it could not be found out'
killed 'the compiler proper' "$compiling" "$(says 'cc: fatal error: Killed signal terminated program cc1')"
killed 'the linker' "$linking" "$(says 'collect2: fatal error: ld terminated with signal 9 [Killed]')"

# What its version is nobody asks in a folder of a job.
for times in 1 1000; do
    part '*" --version "*' "$times" 'kill -9 $$'
    sed -i "s|\.killed-in-vain|$T/asked-$times|g" "$made"
    with CC="$made" -- check sum "$solution"
    if ((times == 1)); then
        expect 'a compiler that is killed over its version is asked again' 0 'sum passed'
    else
        expect 'and then there is no verdict' 3 'killed twice by SIGKILL'
    fi
done

# Nobody gets such an excuse by words of his own.
{ printf '#error Killed signal terminated program cc1\n' && cat "$solution"; } >"$T/words.c"
tl check sum "$T/words.c"
expect 'words of the submission are an error of its own' 1 'Killed signal'
{ printf '#include "x: Killed signal terminated program cc1"\n' && cat "$solution"; } >"$T/words.c"
tl check sum "$T/words.c"
expect 'nor by the name of a file that is missing' 1 'No such file|does not compile'

holds 'no temporary file is left behind' nothing_left "$TMPDIR"
plan
