# What the litmus tests share. Source it after tap.sh.
#
#   $L           where the programs are; they are built first
#   programs FILE   the programs of a corpus
#   random COUNT    programs of every profile of generate, to standard output
#   waiting COUNT   the same of generate-waits
#   racy         a filter: of a program with a race nothing else is compared
L=$B/tests/litmus
seed=1

build() { env -u MAKEFLAGS -u MAKELEVEL make -s MODE="$MODE" B="$B" litmus "$@"; }

# Several test programs may come here at once.
if ! build -q >"$T/make" 2>&1; then
    mkdir -p "$B"
    (flock 9 && build >"$T/make" 2>&1) 9>"$B/litmus.lock" || {
        not_ok 'the programs are built'
        sed 's/^/    | /' "$T/make"
        done_testing
    }
fi
if [[ ! -x $L/explore ]]; then
    skip 'litmus tests' 'the explorer does not know this machine'
    done_testing
fi

programs() { grep -vE '^( |#|$)' "$1"; }

random() {
    local profile
    for profile in atomics sc fences locks plain guards mixed; do
        "$L/generate" "$seed" "$1" "$profile"
    done
}

waiting() {
    local profile
    for profile in loops conds objects bytes; do
        "$L/generate-waits" "$seed" "$1" "$profile"
    done
}

racy() { sed -u 's/ graphs=0 outcomes=0 race=yes .*/ race=yes/'; }
