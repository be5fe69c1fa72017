#!/usr/bin/env bash
# Programs that start processes: refused, unless the step or the exercise says
# "processes": true; then confined all the same, and ended with all they
# started.
source "$(dirname "$0")/common.bash"

# lesson KEY: a lesson t whose demo d and predict p are the program on stdin.
lesson() {
    local program
    program=$(cat)
    cat >"$T/share/lessons/010-t.json" <<END
{"format": 1, "title": "T", "about": "A", "steps": [
  {"demo": "d"$1},
  {"predict": "p"$1, "kind": "single", "runs": 3, "because": "b",
   "choices": [{"text": "child\\nparent: 3", "right": true},
               {"text": "no", "because": "b"}]}]}
END
    printf '## %s\n\nAsk.\n\n```c\n%s\n```\n' D "$program" P "$program" \
        >"$T/share/lessons/010-t.md"
}
allowed=', "processes": true'

# Processes that bear a name of this test's.
named() { grep -l "^$1" /proc/[0-9]*/comm 2>/dev/null; }

forks() {
    cat <<'END'
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        puts("child");
        return 3;
    }
    waitpid(pid, &status, 0);
    printf("parent: %d\n", WEXITSTATUS(status));
    return 0;
}
END
}

forks | lesson ''
tl run t/d
expect 'without the key fork is refused' 1 'calls clone to start another process'
forks >"$T/forks.c"
tl run "$T/forks.c"
expect 'in a file of the learner, too' 1 'calls clone to start another process'
forks | lesson "$allowed"
tl run t/d
expect 'with the key it runs, and the output of both is shown' 0 '^child$' '^parent: 3$'
tl verify t --quick
expect 'verify runs it as often as the predict says' 0
holds 'and finds what the choices say' lacks 'not listed|never seen'

# One program, many misdeeds. Its processes bear the name NAME.
name=tlp$$
misdeeds() { # WHICH
    cat <<END
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void stay(void)
{
    prctl(PR_SET_NAME, "$name");
    for (int s = 1; s < 32; s++)
        signal(s, SIG_IGN);
    for (int fd = 0; fd < 64; fd++)
        close(fd);
    for (;;)
        pause();
}

int main(void)
{
    prctl(PR_SET_NAME, "$name");
    $1
    return 0;
}
END
}

misdeeds 'for (;;) fork();' | lesson "$allowed"
tl run t/d
expect 'a fork bomb is ended' 1 'started too many processes'
holds 'and nothing is left of it' test -z "$(named "$name")"

misdeeds 'if (fork() == 0) stay(); usleep(100000); puts("gone");' | lesson "$allowed"
tl run t/d
expect 'a program may leave a child behind' 0 'gone'
holds 'which is killed' test -z "$(named "$name")"

misdeeds 'if (fork() == 0) { setsid(); if (fork() == 0) stay(); _exit(0); }
    wait(NULL); puts("gone");' | lesson "$allowed"
tl run t/d
expect 'or a daemon' 0 'gone'
holds 'which is killed, too' test -z "$(named "$name")"

misdeeds 'if (fork() == 0) stay(); wait(NULL);' | lesson "$allowed"
began=$SECONDS
tl run t/d
expect 'a child that hangs costs five seconds' 1 'did not finish within 5 s'
holds 'and not more' test $((SECONDS - began)) -lt 20
holds 'and is killed' test -z "$(named "$name")"

misdeeds 'if (fork() == 0) {
        printf("%s\n", fopen("/etc/passwd", "r") ? "read" : strerror(errno));
        printf("%s\n", socket(AF_INET, SOCK_STREAM, 0) < 0 ? "none" : "made");
        execl("/usr/bin/env", "env", (char *)NULL);
        printf("%s\n", strerror(errno));
        return 0;
    }
    wait(NULL);' | lesson "$allowed"
tl run t/d
if "$THREADLINGS" doctor | grep -q '^[^ ]* *landlock *works'; then
    expect 'a child is confined like its parent' 0 '^Permission denied$' '^none$'
    holds 'and runs no other program' \
        test "$(grep -c '^Permission denied$' "$T/out")" -eq 2
fi

# ---------------------------------------------------------------- an exercise

tl new exercise sum
ex=$T/share/exercises/sum
sed -i 's/"limits".*//' "$ex/exercise.json"
cp "$ex/exercise.json" "$T/exercise.json"
key() { # the exercise with the key, and little time
    sed '0,/{/s//{"processes": true, "limits": {"seconds": 2}, /' \
        "$T/exercise.json" >"$ex/exercise.json"
}
answer() { # BODY: the solution; the first call of sum_add begins with this
    sed '/^void sum_add/,/^{/s/^{/{\n    static _Atomic int called; if (!called++) { '"$1"' }/' \
        "$ex/solution.c" |
        sed '1i #include <stdlib.h>\n#include <sys/wait.h>\n#include <unistd.h>' >"$T/sum.c"
}

answer 'pid_t pid = fork(); if (pid == 0) _exit(0); waitpid(pid, NULL, 0);'
tl check sum "$T/sum.c"
expect 'an exercise without the key refuses fork' 1 'uses fork: an exercise may not start'
key
tl check sum "$T/sum.c"
expect 'with the key the same answer passes' 0
answer 'if (system("exit 3") != 3 << 8) abort();'
tl check sum "$T/sum.c"
expect 'so does one that runs a shell' 0
answer 'if (fork() == 0) for (;;) pause(); wait(NULL);'
tl check sum "$T/sum.c"
expect 'a child that hangs is a timeout' 1 'did not finish within 2 s'
answer 'if (fork() > 0) wait(NULL);'
tl check sum "$T/sum.c"
expect 'a child that goes on in the test makes it fail' 1 '^✗ '
answer 'for (;;) fork();'
tl check sum "$T/sum.c"
expect 'a fork bomb is a limit' 1 'started too many processes'
answer 'daemon(0, 0);'
tl check sum "$T/sum.c"
expect 'what needs no processes stays forbidden' 1 'uses daemon: an exercise may not'

plan
