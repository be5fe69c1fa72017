#!/usr/bin/env bash
# `grade` on more machines: a Slurm job array, and GNU parallel over ssh, as
# doc/grading.md describes them. Both are started here, on this machine.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../spread.bash"
cleanup_tasks+=(slurm_stop sshd_stop)

S=$T/class
parts=3
i=0
for file in exercises/counter/{solution,start}.c exercises/counter/{also,bad}/*.c; do
    ((++i > 9)) && break
    mkdir -p "$S/s$i"
    cp "$file" "$S/s$i/counter.c"
done
command="$THREADLINGS grade $S --exercise counter"
chmod 755 "$T"

$command --out "$T/here" >/dev/null 2>"$T/err"
is 'the class is graded here' "$?" 0
rows() { tail -n +2 "$1/gradebook.csv" | wc -l; }
is 'everybody is in the gradebook' "$(rows "$T/here")" 9

graded_now() { # OUT: finishes there, and says how many it had to grade
    $command --out "$1" --json 2>"$T/err" |
        python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["graded"], d["kept"])'
}

if [[ $(id -u) -ne 0 ]]; then
    skip 'over Slurm' 'only root can start a cluster here'
elif ! command -v slurmctld slurmd munged >/dev/null; then
    skip 'over Slurm' 'slurmctld, slurmd or munged is missing'
elif ! slurm_start; then
    not_ok 'Slurm starts'
    tail -n 5 "$T"/slurm/log/* | sed 's/^/    /'
else
    # The recipe of doc/grading.md.
    cat >"$T/class.sbatch" <<END
#!/bin/sh
#SBATCH --array=1-$parts --output=$T/%a.out
export XDG_CACHE_HOME=$XDG_CACHE_HOME XDG_STATE_HOME=$T/slurm-state HOME=$HOME
[ -e "$T/die" ] && [ "\$SLURM_ARRAY_TASK_ID" = 2 ] && kill -9 \$\$
exec $command --out "$T/slurm-out" --shard "\$SLURM_ARRAY_TASK_ID/\$SLURM_ARRAY_TASK_COUNT"
END
    touch "$T/die"
    timeout 200 sbatch --wait "$T/class.sbatch" >/dev/null 2>&1
    check 'a job that is killed is seen' test "$?" -ne 0
    rm "$T/die"
    is 'what it did not grade is graded by the last command' "$(graded_now "$T/slurm-out")" '3 6'
    same 'over Slurm the gradebook is the same' "$T/slurm-out/gradebook.csv" "$T/here/gradebook.csv"
    rm -r "$T/slurm-out"
    timeout 200 sbatch --wait "$T/class.sbatch" >/dev/null 2>&1
    is 'an array of jobs ends well' "$?" 0
    is 'and leaves nothing to grade' "$(graded_now "$T/slurm-out")" '0 9'
    same 'with the same gradebook again' "$T/slurm-out/gradebook.csv" "$T/here/gradebook.csv"
    slurm_stop
fi

if [[ $(id -u) -ne 0 ]]; then
    skip 'over ssh' 'only root can start a server here'
elif ! command -v parallel ssh-keygen >/dev/null || [[ ! -x /usr/sbin/sshd ]]; then
    skip 'over ssh' 'parallel or sshd is missing'
elif ! sshd_start; then
    not_ok 'an ssh server starts'
    sed 's/^/    /' "$T/ssh/log" | tail -n 5
else
    export PARALLEL_SSH="ssh -F $T/ssh/config"
    # The recipe of doc/grading.md, in a folder that both have.
    (cd "$T" && parallel -S 1/node1,1/node2 --workdir . --joblog "$T/joblog" \
        "XDG_CACHE_HOME=$XDG_CACHE_HOME XDG_STATE_HOME=$T/ssh-state-{} HOME=$HOME" \
        "$THREADLINGS grade class --exercise counter --out ssh-out --shard {}/$parts" \
        ::: $(seq $parts)) >"$T/ssh.out" 2>&1 </dev/null
    is 'parallel ends well' "$?" 0
    is 'both machines took part' "$(tail -n +2 "$T/joblog" | cut -f2 | sort -u | wc -l)" 2
    is 'and left nothing to grade' "$(graded_now "$T/ssh-out")" '0 9'
    same 'over ssh the gradebook is the same' "$T/ssh-out/gradebook.csv" "$T/here/gradebook.csv"
    sshd_stop
fi
done_testing
