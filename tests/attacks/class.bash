# The cases as a class. Sourced by run.sh.

class_name() { # NUMBER NAME: a student, so that the next in the list is the next graded
    printf '%03d-%s' "$1" "$2"
}

# The cases with that share, and honest ones: with all layers after each, else
# after every fourth; what an attack changed for good would be seen there, too.
make_class() { # SHARE
    local n=0 cases=0 every=4 name student
    [[ $setting != *-all ]] || every=1
    rm -rf "$T/class"
    for name in "${names[@]}"; do
        [[ $(share_of "$name") == "$1" ]] || continue
        says_it "$name" landlock && ! has_landlock && continue
        student=$(class_name $n "$name")
        mkdir -p "$T/class/$student"
        cp "$T/answers/$name.c" "$T/class/$student/spsc_queue.c"
        n=$((n + 1))
        cases=$((cases + 1))
        [[ -z $quick ]] && ((cases % every == 0)) || continue
        student=$(class_name $n next)
        mkdir -p "$T/class/$student"
        cp "$T/answers/solution.c" "$T/class/$student/spsc_queue.c"
        n=$((n + 1))
    done
    mkdir -p "$T/class/last"
    cp "$T/answers/solution.c" "$T/class/last/spsc_queue.c"
    return 0
}

outcome() { # FILE: what the record says, in a word
    local outcome
    outcome=$(sed -n 's/^  "outcome": "\(.*\)",*$/\1/p' "$1" 2>/dev/null)
    case $outcome in
    failed) field kind "$1" ;;
    '') echo "no record" ;;
    *) echo "$outcome" ;;
    esac
}

wanted_in_class() { # NAME
    local words
    words=$(value_of "$1" class)
    [[ -n $words ]] || words=$(value_of "$1" expect)
    echo "$words" | sed 's/forged/tampered/'
}

judge_class() { # RESULTS
    local results=$1 student name record got honest=0 wrong=
    for student in "$T"/class/*; do
        student=${student##*/}
        name=${student#*-}
        record=$results/verdicts/$student/spsc_queue.json
        got=$(outcome "$record")
        if [[ $name == next || $name == last ]]; then
            honest=$((honest + 1))
            [[ $got == passed ]] || wrong+=" $student:$got"
            continue
        fi
        expect_word "$got" "$(wanted_in_class "$name")"
        expect_clean "$record" "$results/feedback/$student".{md,html}
        result "$setting, class: $name: $got" "$record"
    done
    is "$setting, class: each of $honest honest ones among them passes" "$wrong" ""
}

class_all() {
    local share results status
    for share in share share-processes; do
        make_class "$share"
        results=$T/$setting/class-$share
        XDG_CACHE_HOME=$T/$setting/cache XDG_STATE_HOME=$T/$setting/state \
            timeout 1800 "${as[@]}" "$THREADLINGS" --share "$T/$share" grade "$T/class" \
            --exercise spsc_queue --out "$results" --jobs "$slots" \
            >"$T/$setting/class.out" 2>"$T/$setting/class.err" </dev/null
        status=$?
        is "$setting, class: all are graded" "$status" 0
        [[ $status -eq 0 ]] || sed 's/^/    | /' "$T/$setting/class.err"
        judge_class "$results"
    done
}
