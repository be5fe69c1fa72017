#!/usr/bin/env bash
# `machine`: machine code beside the C, of a file, of the learner's file of the
# exercise at hand, and of a lesson's step.
source "$(dirname "$0")/common.bash"

cat >"$T/flag.h" <<'END'
#include <stdatomic.h>
END
cat >"$T/flag.c" <<'END'
#include "flag.h"
static int twice(int n) { return 2 * n; }
void set(atomic_int *f)
{
    atomic_store_explicit(f, 1, memory_order_seq_cst);
}
int get(atomic_int *f)
{
    return twice(atomic_load_explicit(f, memory_order_acquire));
}
END
case $(uname -m) in
x86_64) here=x86-64 store='xchgl' ;;
aarch64) here=AArch64 store='stlr' ;;
*) here= store= ;;
esac

tl machine "$T/flag.c" set
expect 'a function of a file, its line beside its code' 0 \
    "set on $here +.*-O2" '^ +5 atomic_store.*[)]; +mov' "$store"
if command -v aarch64-linux-gnu-gcc >/dev/null; then
    expect 'and for AArch64' 0 'set on AArch64' 'stlr'
elif [[ $here == x86-64 ]]; then
    expect 'what to install for AArch64 is said' 0 'apt install gcc-aarch64'
fi
tl machine "$T/flag.c"
expect 'without a name all functions' 0 '^set on' '^get on'
tl machine "$T/flag.c" twice
expect 'a function that was put into its callers has no code' 1 \
    'twice on' 'put into its callers'
tl machine "$T/flag.c" get --level 0
expect 'how much is optimised can be said' 0 'get on .*-O0'
tl machine "$T/flag.c" --level 9
expect 'and said wrongly' 2 '--level is 0, 1, 2, 3, s or g'
tl machine "$T/gone.c"
expect 'a file that is not there' 2 'gone\.c: there is no such file'
tl machine "$T/flag.c" set --json
json=$(python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
f = d["machines"][0]["functions"][0]
print(f["name"], any(c.get("line") == 5 for c in f["code"]))' "$T/out" 2>&1)
if [[ $json == 'set True' ]]; then ok 'as JSON'; else not_ok 'as JSON' "$json"; fi
sed -i 's/return twice/return thrice/' "$T/flag.c"
tl machine "$T/flag.c" get
expect 'a file that does not link still shows its code' 0 'thrice'
sed -i 's/void set(/void set)/' "$T/flag.c"
tl machine "$T/flag.c" get
expect 'one that does not compile shows the error' 1 'flag\.c.*3'

# Confined as every compiler is.
cp "$T/flag.h" "$T/secret.h"
printf '#include "%s/../etc/passwd"\nint f(void) { return 1; }\n' / >"$T/leak.c"
tl machine "$T/leak.c" f
expect 'it cannot read what is not its own' 1 'passwd'

# In a lesson.
cat >"$T/share/lessons/010-code.json" <<'END'
{"format": 1, "title": "Code", "about": "A.", "steps": [
  {"demo": "look", "shows": "machine", "functions": ["f"], "flags": ["-O1"]}]}
END
lesson() {
    printf '# Code\n## Look\nLook.\n```c\n#include <stdatomic.h>\n%s\n```\n### Afterwards\nSo.\n' \
        "$1" >"$T/share/lessons/010-code.md"
}
lesson 'int f(atomic_int *p) { return atomic_load(p); }'
tl go code
tl run
expect 'a demo shows it' 0 'f on .*-O1' 'mov|ldar' '^So\.'
tl verify code --quick
expect 'and is verified' 0 '0 problems'
lesson 'int g(atomic_int *p) { return atomic_load(p); }'
tl verify code --quick
expect 'a function that is not there is a problem' 1 \
    'step look: there is no code of f'
plan
