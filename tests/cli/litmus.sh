#!/usr/bin/env bash
# The explorer against the axioms, and against itself without reduction: on the
# programs of the literature and on random ones, the same every time.
. "$(dirname "$0")/../tap.sh"
B=${B:-build/$MODE}
. tests/litmus/tools.bash

many=1000 some=60 limit=20000
[[ $MODE == asan ]] && many=200 some=20

# same WHAT PROGRAMS WANTED GOT: the two files are equal
same() {
    local what=$1 name
    if cmp -s "$3" "$4"; then
        ok "$what"
        return
    fi
    not_ok "$what"
    diff "$3" "$4" | grep '^[<>]' | head -n 6 | sed 's/^/    /'
    name=$(diff "$3" "$4" | sed -n 's/^[<>] \([^ :]*\).*/\1/p' | head -n 1)
    grep -F "$name " "$2" | head -n 1 | sed 's/^/    /'
}

# like_axioms WHAT PROGRAMS MODEL
like_axioms() {
    "$L/enumerate" --model "$3" <"$2" | racy >"$T/wanted"
    timeout 300 "$L/explore" --model "$3" <"$2" | racy >"$T/got"
    same "$1, $3, $(wc -l <"$2") programs" "$2" "$T/wanted" "$T/got"
}

# like_unreduced WHAT FILTER PROGRAMS OPTIONS...: with equally many graphs, as
# far as the filter leaves them. Few programs may be too large for that.
like_unreduced() {
    local what=$1 filter=$2 programs=$3 all skipped
    shift 3
    all=$(wc -l <"$programs")
    timeout 300 "$L/explore" --all --limit "$limit" "$@" <"$programs" |
        racy >"$T/all"
    skipped=$(grep -c ' skipped$' "$T/all")
    if ((skipped * 20 > all)); then
        not_ok "$what: $skipped of $all were too large"
        return
    fi
    grep -v ' skipped$' "$T/all" | sed -E "$filter" >"$T/wanted"
    timeout 300 "$L/explore" "$@" <"$programs" | racy >"$T/reduced"
    awk 'NR == FNR { if ($2 == "skipped") skipped[$1] = 1; next }
         !($1 in skipped)' "$T/all" "$T/reduced" |
        sed -E "$filter" >"$T/got"
    same "$what, $((all - skipped)) programs" "$programs" "$T/wanted" "$T/got"
}

"$L/enumerate" --check tests/litmus/corpus.txt >"$T/check"
is 'the axioms say of known programs what is known' $? 0
grep '^not ok' "$T/check" | sed 's/^/    /'
programs tests/litmus/corpus.txt >"$T/corpus"
for model in c11 tso sc; do
    like_axioms 'the explorer says the same of them' "$T/corpus" "$model"
done
"$L/explore" <"$T/corpus" >"$T/c11"
for model in tso sc; do
    "$L/explore" --model "$model" <"$T/corpus" >"$T/$model"
done
check 'the models differ, each from the next' \
    bash -c '! cmp -s "$0/c11" "$0/tso" && ! cmp -s "$0/tso" "$0/sc"' "$T"

for profile in atomics sc fences locks plain guards mixed; do
    "$L/generate" 11 "$many" "$profile" >"$T/$profile"
    like_axioms "random programs, $profile" "$T/$profile" c11
    head -n $((many / 2)) "$T/$profile" >"$T/half"
    like_axioms "random programs, $profile" "$T/half" tso
    like_axioms "random programs, $profile" "$T/half" sc
done

# The expectations of a file, in the form that explore prints.
expectations() {
    awk '/^[^ #]/ { name = $1 } /^  / { sub(/^ +/, ""); print name, $0 }' "$1"
}
without_counts='s/ graphs=[0-9]+ outcomes=[0-9]+//'
programs tests/litmus/waits.txt >"$T/waits"
expectations tests/litmus/waits.txt >"$T/wanted"
for how in '' --all; do
    # shellcheck disable=SC2086
    timeout 300 "$L/explore" $how <"$T/waits" | racy |
        sed -E "$without_counts" >"$T/got"
    same "programs that wait${how:+, without reduction}" "$T/waits" \
        "$T/wanted" "$T/got"
done

for profile in atomics sc fences locks plain guards mixed; do
    awk 'NF <= 11' "$T/$profile" | head -n "$some" >"$T/few" # small ones
    like_unreduced "reduction leaves nothing out: $profile" '' "$T/few"
done
for profile in loops conds objects bytes; do
    "$L/generate-waits" 11 $((some * 16)) "$profile" >"$T/$profile"
    like_unreduced "reduction leaves nothing out: $profile" '' "$T/$profile"
    head -n "$some" "$T/$profile" >"$T/few"
    for model in tso sc; do
        like_unreduced "reduction leaves nothing out: $profile, $model" '' \
            "$T/few" --model "$model"
    done
done
like_unreduced 'the same with wake-ups for no reason' '' "$T/conds" --spurious
# A try that fails may do so for no reason: in some graphs it saw that another
# thread had the mutex before.
"$L/generate-waits" 11 $((some * 4)) tries >"$T/tries"
like_unreduced 'reduction leaves nothing out: tries' "$without_counts" "$T/tries"

head -q -n "$some" "$T/corpus" "$T/waits" "$T/loops" "$T/conds" >"$T/once"
for how in '' '--spurious' '--model sc'; do
    # shellcheck disable=SC2086
    "$L/explore" $how <"$T/once" >"$T/wanted"
    # shellcheck disable=SC2086
    cat "$T/once" "$T/once" | "$L/explore" $how | tail -n +$(($(wc -l <"$T/wanted") + 1)) >"$T/got"
    same "a program that comes again has the same executions${how:+, $how}" \
        "$T/once" "$T/wanted" "$T/got"
done
done_testing
