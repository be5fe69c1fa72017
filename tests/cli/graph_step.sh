#!/usr/bin/env bash
# Demos that show a graph of what their program prints.
source "$(dirname "$0")/common.bash"

cat >"$T/share/lessons/010-graph.json" <<'END'
{"format": 1, "title": "Graph", "about": "A.", "steps": [
  {"demo": "draw", "shows": "graph", "axes": ["threads", "additions a second"]}]}
END
lesson() { # BODY of main
    printf '# Graph\n## Draw\nLook.\n```c\n#include <stdio.h>\nint main(void)\n{\n%s\n}\n```\n### Afterwards\nSo.\n' \
        "$1" >"$T/share/lessons/010-graph.md"
}
lesson 'printf("Measured:\n"); for (int i = 1; i < 5; i++) printf("padded %d %d\nshared %d 3\n", i, 9 * i, i);'
export COLUMNS=80
tl go graph
tl run
expect 'lines are points, other lines are shown' 0 '^Measured:' \
    'additions a second' 'threads' 'padded' 'shared' '^So\.'
if grep -q '^padded 1 9' "$T/out"; then not_ok 'points are drawn' "$out"; else ok 'points are drawn'; fi
picture=$T/work/graphs/graph-draw.svg
if python3 -c 'import sys, xml.dom.minidom as x; x.parse(sys.argv[1])' "$picture" 2>"$T/why"; then
    ok 'the picture is well-formed'
else
    not_ok 'the picture is well-formed' "$(cat "$T/why")"
fi
tl verify graph --quick
expect 'it is verified' 0 ': 0 problems'
lesson 'printf("nothing\n");'
tl verify graph --quick
expect 'a program without points is a problem' 1 'prints no line "NAME X Y"'
lesson 'printf("padded 1 2\npadded 2 inf\n");'
tl verify graph --quick
expect 'and so is a wrong one' 1 'step draw: '
lesson 'printf("padded 1 2\n");'
mkdir -p "$T/work"
rm -rf "$T/work/graphs"
touch "$T/work/graphs"
tl go graph
tl run
expect 'a picture that cannot be written is said, and no more' 0 'padded' 'graphs' '^So\.'
plan
