#!/usr/bin/env bash
# A class of hundreds, graded three times: undisturbed; interrupted at random
# moments, by Ctrl-C and by kill -9; over Slurm. The gradebooks must be the same,
# byte for byte, and every outcome the one that make_class.py knows beforehand.
# Each pass builds everything anew: none has what another left in the cache.
# usage: [CLASS_SIZE=300] [CLASS_SEED=1] tests/class/run.sh [EXERCISE...]
# CLASS_WAYS="undisturbed interrupted slurm" leaves out ways; CLASS_TIMES=8 is how
# often it is interrupted.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../spread.bash"
size=${CLASS_SIZE:-300} seed=${CLASS_SEED:-1} times=${CLASS_TIMES:-8}
ways=" ${CLASS_WAYS:-undisturbed interrupted slurm} "
cleanup_tasks+=(slurm_stop)
RANDOM=$(($(cksum <<<"$seed" | cut -d' ' -f1) % 32768))
parts=$(($(nproc) * 2))
command=("$THREADLINGS" grade "$T/made/class" --assignment "$T/made/week.json")
reference=

say() { echo "# $*"; }

count() { find "$1/verdicts" -name '*.json' 2>/dev/null | wc -l; }

torn() { # OUT: records that are not whole
    find "$1/verdicts" -name '*.json' 2>/dev/null | python3 -c '
import json, sys
for name in sys.stdin.read().split():
    try:
        json.load(open(name))
    except ValueError as e:
        print(name, e)'
}

is_as_expected() { # WAY OUT
    local way=$1 out=$2
    is "$way: every outcome is the one that is expected" \
        "$(tests/class/outcomes.py "$T/made/expected.tsv" "$out" 2>&1)" ''
    if [[ -z $reference ]]; then
        reference=$out/gradebook.csv
        say "gradebook $(sha256sum <"$reference")"
    else
        same "$way: the gradebook is the same" "$out/gradebook.csv" "$reference"
    fi
}

undisturbed() {
    local began=$SECONDS
    "${command[@]}" --out "$T/undisturbed" >"$T/out" 2>"$T/err" </dev/null
    is 'undisturbed: the class is graded' "$?" 0
    say "undisturbed: $((SECONDS - began)) s, $(grep "graded now" "$T/out")"
    is_as_expected undisturbed "$T/undisturbed"
}

# Kills it after a random while, with each signal in turn; at last lets it be.
interrupted() {
    local out=$T/interrupted i=0 before=0 now signal pid status lost='' ended=0 began=$SECONDS
    while ((i < times)); do
        signal=INT
        ((i % 2)) && signal=KILL
        # A shell in the background has it ignored, and so would what it starts.
        env --default-signal=INT "${command[@]}" --out "$out" >"$T/out" 2>"$T/err" </dev/null &
        pid=$!
        sleep "$(awk -v r="$RANDOM" -v n="$size" 'BEGIN { print 0.1 + r / 32768 * (n * 3 / 10) }')"
        kill -s "$signal" "$pid" 2>/dev/null
        wait "$pid"
        status=$?
        now=$(count "$out")
        say "interrupted: $signal, exit status $status, $now records"
        ((now >= before)) || lost+="$before to $now "
        before=$now
        torn "$out" >>"$T/torn"
        i=$((i + 1))
        ((status == 0)) && break
        ended=$i
    done
    check "interrupted: it was, $ended times" test "$ended" -gt 0
    is 'interrupted: no record is lost' "$lost" ''
    is 'interrupted: none is half written' "$(cat "$T/torn")" ''
    "${command[@]}" --out "$out" >"$T/out" 2>"$T/err" </dev/null
    is 'interrupted: the same command goes on to the end' "$?" 0
    say "interrupted: $((SECONDS - began)) s, $(grep "graded now" "$T/out")"
    is 'interrupted: no worker is left' "$(pgrep -f "$out" | tr '\n' ' ')" ''
    is_as_expected interrupted "$out"
}

slurm() {
    local out=$T/slurm-out began=$SECONDS
    if [[ $(id -u) -ne 0 ]] || ! command -v slurmctld slurmd munged >/dev/null; then
        skip 'over Slurm' 'it needs root, slurmctld, slurmd and munged'
        return
    fi
    if ! slurm_start; then
        not_ok 'slurm: it starts'
        return
    fi
    # The recipe of doc/grading.md. One job is killed in the middle.
    cat >"$T/class.sbatch" <<END
#!/bin/sh
#SBATCH --array=1-$parts --output=$T/%a.out --time=12:00:00
export XDG_CACHE_HOME=$XDG_CACHE_HOME XDG_STATE_HOME=$T/slurm-state HOME=$HOME
[ "\$SLURM_ARRAY_TASK_ID" = 2 ] && limit="timeout -s KILL $((size / 10 + 1))"
exec \$limit ${command[*]} --out $out --jobs 1 --shard "\$SLURM_ARRAY_TASK_ID/\$SLURM_ARRAY_TASK_COUNT"
END
    sed -i 's/MaxTime=60/MaxTime=INFINITE/' "$SLURM_CONF"
    scontrol reconfigure
    sbatch --wait "$T/class.sbatch" >"$T/sbatch" 2>&1
    say "slurm: $((SECONDS - began)) s, $parts jobs, $(count "$out") records when they have ended"
    slurm_stop
    "${command[@]}" --out "$out" >"$T/out" 2>"$T/err" </dev/null
    is 'slurm: the last command grades what was lost' "$?" 0
    say "slurm: $((SECONDS - began)) s, $(grep "graded now" "$T/out")"
    is_as_expected slurm "$out"
}

tests/class/make_class.py "$T/made" "$size" "$seed" "$@" || exit 2
chmod 755 "$T"
say "$size students, seed $seed, $(wc -l <"$T/made/expected.tsv") answers, $(nproc) processors"
for way in undisturbed interrupted slurm; do
    [[ $ways == *" $way "* ]] || continue
    export XDG_CACHE_HOME=$T/cache-$way
    "$way"
done
done_testing
