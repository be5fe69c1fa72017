#!/usr/bin/env bash
# The stage speed: an answer against the reference that its bench.c brings.
source "$(dirname "$0")/common.bash"

x=$T/share/exercises/sum
tl new exercise sum
s=$x/solution.c

bench() { # writes bench.c: stdin is the body, $1 the bar
    cat >"$x/bench.c" <<END
#include "bench.h"

#include "sum.h"

static volatile long work;

static double measured(enum tl_side side)
{
    double began = tl_seconds();

    for (int i = 0; i < 500; i++) {
        for (int k = 0; side == TL_REFERENCE && k < 300; k++)
            work++;
        if (side == TL_YOURS)
            sum_add(-7);
    }
    return 500 / (tl_seconds() - began);
}

SPEED(adds_quickly, "Adding is quick", $1)
{
$(cat)
}
END
}

speed_of='s = [s for s in d["stages"] if s["name"] == "speed"][0]; '

tl check sum "$s"
expect 'without a bench there is no such stage' 0 passed
holds 'and nothing is said of it' lacks speed

if [[ $(nproc) -lt 2 ]]; then
    ok 'the rest # SKIP it takes two processors'
    plan
    exit
fi

bench 1.0 <<<'    return measured(side);'
tl check sum "$s"
expect 'a quick answer passes, and the screen says how quick it is' 0 'sum passed' 'speed [0-9.]+x'
tl check sum "$s" --json
json 'the document has what was measured' "$speed_of"'
assert d["verdict"] == "passed" and s["outcome"] == "passed"
m = s["speeds"][0]
assert m["id"] == "adds_quickly" and m["what"] == "Adding is quick"
assert m["bar"] == 1 and m["ratio"] > 1 and m["rounds"] >= 5
assert d["stages"][-1] is s and "graph" not in d'

sed 's/^void sum_add.*/static volatile long idle;\n\n&/
     s/    total = total + n;/    for (int i = 0; i < 20000 \&\& n < 0; i++)\n        idle++;\n&/' "$s" >"$T/slow.c"
tl check sum "$T/slow.c" --json
json 'a slow answer fails, with the ratio and the bar' "$speed_of"'
f = d["findings"]
assert d["verdict"] == "failed" and s["outcome"] == "failed" and len(f) == 1
assert f[0]["kind"] == "slow" and f[0]["stage"] == "speed" and not f[0]["chance"]
assert f[0]["test"] == "adds_quickly" and f[0]["expectation"] == "Adding is quick"
assert "times as fast" in f[0]["message"] and "1.00" in f[0]["message"]
assert s["speeds"][0]["ratio"] < 1'
tl check sum "$T/slow.c"
expect 'and on the screen' 1 'Too slow' 'Adding is quick'

tl check sum "$x/start.c" --json
json 'where something else is wrong nothing is measured' "$speed_of"'
assert s["outcome"] == "skipped" and s["speeds"] == [] and s["checks_run"] == 0
assert all(f["stage"] != "speed" for f in d["findings"])'

sed 's/^void sum_add/#include <stdlib.h>\n&/; s/    total = total + n;/    if (n == -7)\n        abort();\n&/' \
    "$s" >"$T/aborts.c"
tl check sum "$T/aborts.c" --json
json 'an answer that ends while it is measured fails' "$speed_of"'
f = d["findings"][0]
assert d["verdict"] == "failed" and f["stage"] == "speed" and f["kind"] != "slow"'

# Above the bar for a while, then below.
bench 1.0 <<'END'
    long ms = (long)(tl_seconds() * 1000);
    return side == TL_REFERENCE ? 1 : ms % 400 < 250 ? 0.5 : 2;
END
tl check sum "$s"
expect 'what varies too much is no verdict, and the grade passes' 0 \
    'sum passed' 'speed unsure: adds_quickly: .*varies too much'

cpu=$(taskset -cp $$ 2>/dev/null | grep -oE '[0-9]+' | sed -n 2p)
bench 1.0 <<<'    return measured(side);'
if [[ -n $cpu ]]; then
    THREADLINGS="taskset -c $cpu $THREADLINGS"
    one() { # tl, on one processor
        $THREADLINGS --share "$T/share" --workspace "$T/work" "$@" \
            >"$T/out" 2>"$T/err" </dev/null
        status=$?
        out=$(cat "$T/out") err=$(cat "$T/err")
    }
    one check sum "$T/slow.c"
    expect 'with one processor nothing is measured, and the grade passes' 0 \
        'sum passed' 'speed not run: it takes two processors'
    THREADLINGS=${THREADLINGS#taskset -c "$cpu" }
else
    ok 'with one processor nothing is measured # SKIP no taskset'
fi

cat >>"$x/bench.c" <<'END'

GRAPH("Sums", "threads", "sums a second")
{
    for (int i = 1; i <= 4; i++) {
        tl_point("yours", i, 10 * i);
        tl_point("mutex", i, 5 * i);
    }
}
END
tl check sum "$s"
expect 'a graph stands below the verdict' 0 'speed [0-9.]+x' 'Sums' 'threads' 'yours' 'speed\.svg'
holds 'and is kept as a picture beside the file' grep -q '</svg>' "$T/work/sum/speed.svg"
tl check sum "$s" --json
json 'and in the document' '
g = d["graph"]
assert g["title"] == "Sums" and g["across"] == "threads" and g["up"] == "sums a second"
assert {"name": "mutex", "x": 2, "y": 10} in g["points"] and len(g["points"]) == 8'

{ echo '// expect: slow'; cat "$T/slow.c"; } >"$x/bad/idles.c"
tl verify sum --quick
expect 'verify knows the file, and bad answers may declare it' 0 \
    'bad/idles\.c fails with slow' ' 0 problems'

echo 'int broken(' >>"$x/bench.c"
tl check sum "$s"
expect 'a bench that does not compile is our failure' 3 'bench\.c of sum does not compile'
plan
