#!/usr/bin/env bash
# Measures the schedule explorer: executions per second of processor time
# against a process for each, how many executions a proof takes against how many
# there are, and the time from a command to its report. run.sh calls it.
# usage: bench/explore.sh [ROUNDS]
set -eu
cd "$(dirname "$0")/.."
rounds=${1:-5}
B=${B:-build/release}
if [[ ! -e $B/explore.o ]]; then
    echo "explore: not on this kind of machine"
    exit
fi
T=$(mktemp -d "${TMPDIR:-/tmp}/threadlings-bench.XXXXXX")
trap 'rm -rf "$T"' EXIT
export XDG_STATE_HOME=$T/state XDG_CACHE_HOME=$T/cache LC_ALL=C.UTF-8
make -s B="$B" litmus >/dev/null
programs=tests/explore/programs

mkdir "$T/include"
cp grader/explore/scenario.h "$T/include/"
cc -std=c11 -D_GNU_SOURCE -Wall -Wextra -O2 -o "$T/time" bench/explore_time.c
cc -std=c11 -D_GNU_SOURCE -Wall -Wextra -O2 -c -o "$T/fork.o" bench/explore_fork.c
parts=()
for part in "$B"/grader/explore/*.o; do
    [[ $part == */main.c.o ]] || parts+=("$part")
done
cc -std=c11 -D_GNU_SOURCE -I. -Wall -Wextra -O2 -fno-pie -no-pie \
    -o "$T/litmus" bench/explore_litmus.c "${parts[@]}" \
    "$B/tests/litmus/run.c.o" -lpthread -lm
# The search with reduction alone, in the form of explore.o.
cc -std=c11 -D_GNU_SOURCE -I. -Wall -Wextra -O2 -fno-pie -fno-stack-protector \
    -c -o "$T/search_main.o" bench/explore_search.c
ld -r -o "$T/search.o" "$T/search_main.o" "${parts[@]}"
objcopy --wildcard --keep-global-symbol='ex_*' --keep-global-symbol='__tsan_*' \
    --keep-global-symbol=main "$T/search.o"
sed 's/.*/& ex_&/' grader/explore/symbols/taken_*.list | sort -u >"$T/taken"
echo 'main ex_main' >>"$T/taken"

zero=() # as grader/explored.c: not every gcc knows it
if echo 'int x;' | cc -ftrivial-auto-var-init=zero -xc -S -o /dev/null - 2>/dev/null; then
    zero=(-ftrivial-auto-var-init=zero)
fi

# compile FLAGS... : like the grader does it (grader/explored.c)
compile() {
    cc -std=gnu11 -D_GNU_SOURCE -pthread -g -fno-omit-frame-pointer -fno-pie \
        -fno-stack-protector -U_FORTIFY_SOURCE "-I$T/include" "$@"
}

# explored PROGRAM SOURCE FLAGS... : with the product's search; search PROGRAM
# SOURCE FLAGS... : with that with reduction alone, which takes how many
# executions it may try
explored() { built "$B/explore.o" "$@"; }
search() { built "$T/search.o" "$@"; }
built() {
    local runtime=$1 program=$2 source=$3 more=()
    shift 3
    [[ $1 == -O0 ]] && more=("${zero[@]}")
    compile -fsanitize=thread --param=tsan-instrument-func-entry-exit=0 \
        -U__SANITIZE_THREAD__ -Wno-tsan "${more[@]}" "$@" -c -o "$program.o" "$source"
    objcopy --redefine-syms="$T/taken" --rename-section .data=ex_data \
        --rename-section .bss=ex_bss "$program.o"
    cc -no-pie -o "$program" "$program.o" "$runtime" -lpthread -lm
}

# native PROGRAM SOURCE FLAGS... : takes how often it is to run
native() {
    local program=$1 source=$2
    shift 2
    compile -O1 -Dmain=program_main "$@" -UREPEAT -c -o "$program.o" "$source"
    cc -no-pie -o "$program" "$program.o" "$T/fork.o" -lpthread
}

# measure PROGRAM OPTIONS... : prints CPU_MS WALL_MS COMPLETE BLOCKED VERDICT;
# the verdict is what was found, or "proved", or "-"
measure() {
    local times record kind
    times=$("$T/time" "$T/records" "$@")
    record=$(grep '"type":"result"' "$T/records")
    [[ $record =~ \"executions\":([0-9]+),\"blocked\":([0-9]+),\"proved\":([a-z]+) ]]
    kind=$(sed -n 's/.*"type":"finding","kind":"\([a-z-]*\)".*/\1/p' "$T/records" | tail -n 1)
    [[ -z $kind && ${BASH_REMATCH[3]} == true ]] && kind=proved
    echo "$times $((BASH_REMATCH[1] - BASH_REMATCH[2])) ${BASH_REMATCH[2]} ${kind:--}"
}

# median COLUMN : of the lines of standard input
median() { sort -g -k"$1,$1" | awk -v c="$1" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'; }

most=300000 # executions of a search with reduction

echo
echo "explore: executions per second of processor time (goals: 100000 at -O0, 200000"
echo "at -O1), against a process of its own for each run of the same program, in turn"
printf '  %-28s %10s %10s %10s %10s %7s %7s\n' '' executions '-O0 /s' '-O1 /s' 'fork us' '-O0 x' '-O1 x'
rate() { # NAME SOURCE FLAGS...
    local name=$1 source=bench/explore/$2 i
    shift 2
    search "$T/O0" "$source" -O0 "$@"
    search "$T/O1" "$source" -O1 "$@"
    native "$T/native" "$source" "$@"
    : >"$T/rates"
    for ((i = 0; i < rounds; i++)); do
        echo "$(measure "$T/O0" "$most") $(measure "$T/O1" "$most") $("$T/native" 60)"
    done | awk '{ print ($3 + $4) / $1 * 1e3, ($8 + $9) / $6 * 1e3, $11, $3 + $4,
        $11 * ($3 + $4) / $1 / 1e3, $11 * ($8 + $9) / $6 / 1e3 }' >"$T/rates"
    printf '  %-28s %10d %10.0f %10.0f %10.0f %7.0f %7.0f\n' "$name" \
        "$(median 4 <"$T/rates")" "$(median 1 <"$T/rates")" "$(median 2 <"$T/rates")" \
        "$(median 3 <"$T/rates")" "$(median 5 <"$T/rates")" "$(median 6 <"$T/rates")"
}
# -DREPEAT=N makes N * N times as many of what would be over too soon.
rate 'spsc, 3 operations a side' spsc.c -DOPS=3 -DREPEAT=30
rate 'spsc, 5 operations a side' spsc.c -DOPS=5 -DREPEAT=5
rate 'spsc, 7 operations a side' spsc.c -DOPS=7
rate 'futex mutex, 3 threads' futex.c -DREPEAT=2
rate 'Treiber stack, 3 threads' treiber.c -DTHREADS=3
rate 'ticket lock, 4 threads' ticket.c -DTHREADS=4 -DREPEAT=30
rate 'seqlock, 3 readers' seqlock.c -DREADERS=3
rate 'Chase-Lev deque, 3 thieves' chase_lev.c -DPUSHES=3 -DTAKES=3 -DTHIEVES=3

# counts NAME PROGRAMS : executions against graphs, with and without what makes
# it hard
counts() {
    "$B/tests/litmus/enumerate" <"$2" |
        sed -E 's/^([^ ]+) graphs=([0-9]+) .*/\1 \2/' >"$T/graphs"
    setarch -R "$T/litmus" <"$2" | awk -v name="$1" '
        NR == FNR { graphs[$1] = $2; next }
        { n[$4]++; g[$4] += graphs[$1]; c[$4] += $2; b[$4] += $3
          differ[$4] += $2 != graphs[$1]
          if (graphs[$1] > 0 && ($2 + $3) / graphs[$1] > worst[$4]) {
              worst[$4] = ($2 + $3) / graphs[$1]; who[$4] = $1 } }
        function line(kind) {
            if (n[kind] == 0) return
            printf "  %-10s %-6s %5d %8d %8d %7d %6.3fx %6.2fx %-16s %d\n", name, kind,
                n[kind], g[kind], c[kind], b[kind], (c[kind] + b[kind]) / g[kind],
                worst[kind], who[kind], differ[kind] }
        END { line("plain"); line("wide") }' "$T/graphs" -
}
echo
echo "explore: executions against execution graphs. Wide: with read-modify-writes,"
echo "locks or seq_cst fences (goals: plain 1.0x, wide below 1.5x, none that differs)"
printf '  %-10s %-6s %5s %8s %8s %7s %7s %7s %-16s %s\n' '' '' tests graphs complete blocked ratio worst '' differ
grep -vE '^( |#|$)' tests/litmus/corpus.txt >"$T/programs"
counts corpus "$T/programs"
for profile in atomics sc fences locks plain guards mixed; do
    "$B/tests/litmus/generate" 7 500 "$profile" >"$T/programs"
    counts "$profile" "$T/programs"
done

echo
echo "explore: from the command to the report, wall (goal: below 1 s on an idle"
echo "machine), and what the parts take when they are run alone, in turn"
part() { # WHAT COMMAND... : notes its wall and processor time
    local what=$1
    shift
    echo "$what $("$T/time" "$T/records" "$@")" >>"$T/parts"
}
parts_of() { # SOURCE
    local i wall used source=$T/part.c tl=$PWD/$B/threadlings
    local flags=(-O0 -std=gnu11 -D_GNU_SOURCE -pthread -g -fno-omit-frame-pointer
        -fno-pie -fno-stack-protector -fsanitize=thread
        --param=tsan-instrument-func-entry-exit=0 -U__SANITIZE_THREAD__ "${zero[@]}")
    : >"$T/parts"
    for ((i = 0; i < rounds; i++)); do
        cat "$1" - <<<"/* $i */" >"$source" # in no cache
        part explore "$tl" explore "$source"
        part compile cc "${flags[@]}" -c -o "$T/part.o" "$source"
        part objcopy objcopy --redefine-syms="$T/taken" --rename-section \
            .data=ex_data --rename-section .bss=ex_bss "$T/part.o"
        part nm nm -gP "$T/part.o"
        part link cc -no-pie -o "$T/part" "$T/part.o" "$B/explore.o" -lpthread -lm
        part run "$T/part"
        part again "$tl" explore "$source" # from the cache
    done
    printf '  %-28s' "$(basename "$1")"
    for what in explore compile objcopy nm link run again; do
        wall=$(grep "^$what " "$T/parts" | median 3)
        used=$(grep "^$what " "$T/parts" | median 2)
        printf ' %s %.0f (%.0f)' "$what" "$wall" "$used"
    done
    printf ' ms\n'
}
echo "  wall (processor) time; 'again' is the whole command with a built program"
parts_of $programs/wrong/spsc_relaxed_publish.c
parts_of $programs/right/spsc.c
if [[ -x ${CHECK:-} ]]; then
    "$CHECK" "$PWD" "$T/cache" "$rounds" spsc_queue exercises/spsc_queue/bad/atomic_slots.c
fi

echo
echo "explore: proofs of spsc with the product's limits (goal: 7 within 5 s)"
for ops in 3 4 5 6 7; do
    explored "$T/program" bench/explore/spsc.c -O0 "-DOPS=$ops"
    for ((i = 0; i < rounds; i++)); do measure "$T/program"; done |
        sort -g | awk -v ops="$ops" '{ line[NR] = $0 } END {
            $0 = line[int((NR + 1) / 2)]
            printf "  %d operations a side: %-7s %7d executions %7.0f ms\n", ops, $5, $3 + $4, $1 }'
done

# PROGRAM executions ms of wrong, then of right programs
echo
echo "explore: known programs, -O0, as the product runs them: what was found or"
echo "proved, executions, ms of processor time of the whole process"
row() { # WRONG RIGHT
    local name cells=() line
    for name in wrong/$1 right/$2; do
        if [[ $name == */- ]]; then
            cells+=('' '' '')
            continue
        fi
        explored "$T/program" "$programs/$name.c" -O0
        line=$(for ((i = 0; i < 3; i++)); do measure "$T/program"; done |
            sort -g | sed -n 2p)
        read -r cpu _ complete blocked verdict <<<"$line"
        cells+=("$verdict" "$((complete + blocked))" "$cpu")
    done
    printf '  %-28s %-15s %6s %7s   %-20s %-7s %7s %8s\n' "$1" "${cells[@]:0:3}" "$2" "${cells[@]:3}"
}
row spsc_relaxed_publish spsc
row spsc_ring_no_full_check spsc_ring
row condvar_items_if condvar_items
row lock_order_reversed lock_order
row condvar_flag_no_mutex condvar_flag
row deque_no_cas deque
row deque_three_steal_no_cas deque_three
row chase_lev_no_owner_fence chase_lev
row job_done_late_signal job_done
row peterson_relaxed peterson
row peterson_acq_rel -
row treiber_relaxed_push treiber
row treiber_heap_free_in_pop treiber_heap
row ticket_lock_relaxed_unlock ticket_lock
row mpmc_relaxed_publish mpmc
row futex_mutex_no_wake futex_mutex
row publish_pointer_unchecked publish_pointer
for name in ms_queue seqlock hazard_pointer rcu_cell eventcount mcs_lock \
    refcount futex_mutex_three bounded_buffer philosophers; do
    row - "$name"
done

echo
echo "explore: complete executions against an optimal explorer's (GenMC 0.11, which"
echo "blocks in each failed turn of a loop instead of completing it), -O0 and -O1"
printf '  %-22s %9s | %9s %9s %8s %8s | %9s %9s %8s\n' '' optimal complete blocked ms '/s' complete blocked ms
known() { # NAME OPTIMAL SOURCE FLAGS...
    local name=$1 optimal=$2 source=bench/explore/$3 cells
    shift 3
    search "$T/O0" "$source" -O0 "$@"
    search "$T/O1" "$source" -O1 "$@"
    cells="$(measure "$T/O0" "$most") $(measure "$T/O1" "$most")"
    awk -v name="$name" -v optimal="$optimal" '{
        mark = $5 != "proved" ? " not finished" : optimal == "-" || $8 == optimal ? "" : " differs"
        printf "  %-22s %9s | %9d %9d %8.0f %8.0f | %9d %9d %8.0f%s\n", name, optimal,
            $3, $4, $1, ($3 + $4) / $1 * 1e3, $8, $9, $6, mark }' <<<"$cells"
}
known ticket_n3 6 ticket.c -DTHREADS=3
known ticket_n5 120 ticket.c -DTHREADS=5
known ticket_n6 720 ticket.c -DTHREADS=6
known ttas_n3 36 ttas.c -DTHREADS=3
known ttas_n4 576 ttas.c -DTHREADS=4
known mutex_n3 6 mutex.c -DTHREADS=3
known mutex_n5 120 mutex.c -DTHREADS=5
known mutex_n7 5040 mutex.c -DTHREADS=7
known ainc_5 120 ainc.c -DTHREADS=5
known ainc_8 40320 ainc.c -DTHREADS=8
known lostupd_3_2 7134 lostupd.c -DTHREADS=3 -DTIMES=2
known lostupd_2_5 34904 lostupd.c -DTHREADS=2 -DTIMES=5
known spsc_k3 47 spsc.c -DOPS=3
known spsc_k6 8082 spsc.c -DOPS=6
known spsc_k8 267736 spsc.c -DOPS=8
known seqlock_2r2w 1521 seqlock.c -DREADERS=2 -DWRITES=2
known seqlock_3r2w 59319 seqlock.c -DREADERS=3 -DWRITES=2
most=1000000 known seqlock_3r3w 970299 seqlock.c -DREADERS=3 -DWRITES=3
known chaselev_222 300 chase_lev.c
known chaselev_322 475 chase_lev.c -DPUSHES=3
known chaselev_333 28777 chase_lev.c -DPUSHES=3 -DTAKES=3 -DTHIEVES=3
known treiber_n2 20 treiber.c -DTHREADS=2
known treiber_n3 2640 treiber.c -DTHREADS=3
known msq_2_1 26 msq.c -DENQUEUERS=2 -DDEQUEUERS=1
known msq_2_2 158 msq.c -DENQUEUERS=2 -DDEQUEUERS=2
known msq_3_2 4638 msq.c -DENQUEUERS=3 -DDEQUEUERS=2
known phil_3o - phil.c -DSEATS=3
known phil_4o 14 phil.c -DSEATS=4
known phil_5o - phil.c -DSEATS=5
known readers_15 32768 readers.c -DREADERS=15
