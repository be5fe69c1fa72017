#!/usr/bin/env bash
# The explorer's runtime on AArch64: built with a cross compiler and run by
# qemu, it must find in a program what it finds in it here, after as many
# executions, and with the same calls on the stack.
#
# Not every program takes as many everywhere: a loop that waits is recognised a
# turn earlier or later, as the compiler leaves other dead values on the stack.
# Those that are chosen here do.
. "$(dirname "$0")/../tap.sh"

cross=aarch64-linux-gnu-
libraries=/usr/aarch64-linux-gnu
emulator=$(command -v qemu-aarch64 qemu-aarch64-static | head -n 1)
programs=tests/explore/programs
chosen=(right/{atomic_widths,c11_condition,condvar_items,futex_condvar}
    right/{heap_functions,jump_out,mutex_recursive,rwlock,seqlock}
    right/{store_buffering,thread_errno,thread_exit,thread_key,thread_many}
    wrong/{atomic_pointer_two_steps,c11_once_tss_no_destructor}
    wrong/{condvar_broadcast_signal,futex_mutex_no_wake,heap_block_overflow}
    wrong/{lock_order_reversed,mcs_lock_no_wait,mutex_owner_unlock_twice}
    wrong/{pthread_once_two_controls,publish_pointer_unchecked}
    wrong/{recursion_endless,thread_local_shared,treiber_heap_free_in_pop})
own=(registers counted endless signed)

nothing() { # WHY
    skip "the explorer on AArch64" "$1"
    done_testing
}

[[ $(uname -m) == x86_64 ]] || nothing "only compared with x86-64"
command -v gcc >/dev/null || nothing "no gcc here"
command -v ${cross}gcc >/dev/null || nothing "no ${cross}gcc here"
[[ -n $emulator ]] || nothing "no qemu-aarch64 here"
cd "$T" || exit 2
echo 'int main(void) { return 0; }' >nothing.c
${cross}gcc -no-pie -o nothing nothing.c -lpthread -lm 2>/dev/null ||
    nothing "${cross}gcc has no libraries here"
"$emulator" -L $libraries nothing || nothing "qemu-aarch64 does not run here"

# ------------------------------------------------------------------ the runtime

# As the Makefile builds it, with the cross compiler's tools in front.
unset MAKEFLAGS MFLAGS
mkdir tools
for tool in ld objcopy; do
    ln -s "$(command -v $cross$tool)" tools/$tool
done
PATH=$T/tools:$PATH make -s -C "$ROOT" -j2 B="$T/aarch64" CC=${cross}gcc \
    EXPLORE_SWITCH=grader/explore/switch_aarch64.S \
    "$T/aarch64/explore.o" >made 2>&1
check "the runtime compiles for AArch64" test -e aarch64/explore.o
[[ -e aarch64/explore.o ]] || { sed 's/^/    /' made && done_testing; }
make -s -C "$ROOT" -j2 B="$T/x86_64" CC=gcc "$T/x86_64/explore.o" >made 2>&1
check "and for this machine" test -e x86_64/explore.o
[[ -e x86_64/explore.o ]] || { sed 's/^/    /' made && done_testing; }

# ----------------------------------------------------------------- the programs

# Values in every register that survives a call, and thread-local variables
# with and without a first value, across operations of other threads.
cat >registers.c <<'END'
// expect: none
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int shared;
static _Thread_local char first = 1;
static _Thread_local _Alignas(64) long aligned = 64;
static _Thread_local long zero;

struct values {
    long whole[10];
    double real[8];
};

static void __attribute__((noinline)) meet(long n)
{
    assert(first == 1 && aligned == 64 && zero == 0);
    assert((unsigned long)&aligned % 64 == 0);
    first = 2, aligned = n, zero = n;
    atomic_fetch_add(&shared, 1);
    assert(first == 2 && aligned == n && zero == n);
}

/* Without calls in front of its accesses, which need registers, too. */
static void *__attribute__((no_sanitize_thread)) work(void *arg)
{
    const struct values *values = arg;
    const long *v = values->whole;
    const double *w = values->real;
    double a = w[0], b = w[1], c = w[2], d = w[3];
    double e = w[4], f = w[5], g = w[6], h = w[7];
    long i = v[0], j = v[1], k = v[2], l = v[3], m = v[4];
    long n = v[5], p = v[6], q = v[7], r = v[8];

    meet(v[9]);
    assert(a == w[0] && b == w[1] && c == w[2] && d == w[3]);
    assert(e == w[4] && f == w[5] && g == w[6] && h == w[7]);
    assert(i == v[0] && j == v[1] && k == v[2] && l == v[3] && m == v[4]);
    assert(n == v[5] && p == v[6] && q == v[7] && r == v[8]);
    return 0;
}

int main(void)
{
    static struct values values[3];
    pthread_t one, two;

    for (int i = 0; i < 30; i++)
        values[i / 10].whole[i % 10] = 1000000007L * (i + 1);
    for (int i = 0; i < 24; i++)
        values[i / 8].real[i % 8] = i + 0.5;
    pthread_create(&one, 0, work, &values[0]);
    pthread_create(&two, 0, work, &values[1]);
    work(&values[2]);
    pthread_join(one, 0);
    pthread_join(two, 0);
    assert(shared == 3);
}
END
# Counters that the compiler keeps in such registers: no loops that wait.
cat >counted.c <<'END'
// expect: none
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_int flag;

static void *work(void *arg)
{
    int tries = 0, one = 1;
    double part = 0;

    while (!atomic_load_explicit(&flag, memory_order_relaxed) && tries < 3)
        tries++;
    while (!atomic_compare_exchange_weak(&flag, &one, 2) && part < 1)
        part += 0.5, one = 1;
    assert(tries == 3 && part == 1);
    return arg;
}

int main(void)
{
    pthread_t one;

    pthread_create(&one, 0, work, 0);
    pthread_join(one, 0);
}
END
# Only a signal ends this.
cat >endless.c <<'END'
// expect: livelock
#include <pthread.h>
#include <stdatomic.h>

static atomic_int turns;

static void *work(void *arg)
{
    atomic_fetch_add(&turns, 1);
    for (;;)
        ;
    return arg;
}

int main(void)
{
    pthread_t one;

    pthread_create(&one, 0, work, 0);
    pthread_join(one, 0);
}
END

# Of this the return addresses are signed, where a machine can do that.
cp "$ROOT/$programs/wrong/lazy_init_no_recheck.c" signed.c

sed 's/.*/& ex_&/' "$ROOT"/grader/explore/symbols/taken_*.list >taken
echo main ex_main >>taken

build() { # MACHINE PREFIX LEVEL FILE
    local to signed=
    to=$1/$(basename "$4" .c)$3
    [[ $to == aarch64/signed* ]] && signed=-mbranch-protection=standard
    # shellcheck disable=SC2086 # none or one
    "$2gcc" -std=gnu11 -D_GNU_SOURCE "$3" $signed -g -pthread -fno-omit-frame-pointer \
        -fno-pie -fno-stack-protector -U_FORTIFY_SOURCE -fsanitize=thread \
        --param=tsan-instrument-func-entry-exit=0 -U__SANITIZE_THREAD__ \
        -w -c "$4" -o "$to.o" &&
        "$2objcopy" --redefine-syms=taken --rename-section .data=ex_data \
            --rename-section .bss=ex_bss,alloc "$to.o" &&
        "$2gcc" -no-pie -o "$to" "$to.o" "$1/explore.o" -lpthread -lm
}

number() { # KEY FILE: the last one of that name
    sed -nE 's/.*"'"$1"'":([0-9]+|true|false)[,}].*/\1/p' "$2" | tail -n 1
}

# The functions on the finding's stack, for which a return address is looked up
# one byte before.
functions() { # PREFIX PROGRAM RECORDS
    sed -nE 's/.*"type":"finding".*"thread":[0-9]+,"stack":\[([0-9,]+)\].*/\1/p' "$3" |
        tr , '\n' | while read -r pc; do printf '%#x\n' $((pc - 1)); done |
        "$1addr2line" -f -e "$2" | awk 'NR % 2 { printf " %s", $0 }'
}

# Leaves what was found in MACHINE/NAME: "KIND, proved or not, executions, stack".
explore() { # MACHINE PREFIX LEVEL FILE COMMAND...
    local machine=$1 prefix=$2 level=$3 file=$4
    local to kind
    to=$machine/$(basename "$file" .c)$level
    shift 4
    build "$machine" "$prefix" "$level" "$file" >"$to.found" 2>&1 || return
    # Bounds that are counts: a slow machine has the same.
    timeout 60 "$@" "$to" --cpu-ms 60000 --steps 400 --samples 20 \
        3>"$to.records" >"$to.output" 2>&1 || return
    kind=$(sed -nE 's/.*"type":"finding","kind":"([a-z-]+)".*/\1/p' "$to.records")
    echo "${kind:-none}, proved: $(number proved "$to.records")," \
        "executions: $(number executions "$to.records")," \
        "in:$(functions "$prefix" "$to" "$to.records")" >"$to.found"
}

all() { # MACHINE PREFIX COMMAND...
    local file level
    for file in "${chosen[@]/#/$ROOT/$programs/}" "${own[@]/#/$T/}"; do
        for level in -O0 -O1; do
            explore "$1" "$2" $level "$file.c" "${@:3}"
        done
    done
}

all x86_64 '' setarch -R &
all aarch64 $cross "$emulator" -L $libraries &
wait

for file in "${chosen[@]/#/$ROOT/$programs/}" "${own[@]/#/$T/}"; do
    name=$(basename "$file")
    wanted=$(sed -n '1s|// expect: ||p' "$file.c")
    for level in -O0 -O1; do
        here=$(cat "x86_64/$name$level.found")
        if [[ $here == "$wanted, proved: "*", executions: "[1-9]* ]]; then
            is "$name $level: the same as here" \
                "$(cat "aarch64/$name$level.found")" "$here"
        else
            not_ok "$name $level: $wanted is expected, here is $here"
        fi
    done
done

# ---------------------------------------------------------------- the addresses

# The least that a kernel for AArch64 leaves to a process is 39 bits.
if "$emulator" -R 0x8000000000 -L $libraries nothing 2>/dev/null; then
    bash -c '"$@"; :' - "$emulator" -R 0x8000000000 -L $libraries \
        aarch64/heap_functions-O0 3>records >output 2>&1
    is "39 bits of address space are enough" "$(number proved records)" true
else
    skip "39 bits of address space are enough" "they cannot be set aside here"
fi
done_testing
