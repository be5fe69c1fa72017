#!/usr/bin/env bash
# The Makefile's promises: one file touched is one file compiled, install and
# uninstall, help; and the installer of dependencies on systems that are not
# this one.
. "$(dirname "$0")/../tap.sh"

B=${B:-build/$MODE}
make=(make --no-print-directory MODE="$MODE" B="$B" CC="${CC:-cc}" CFLAGS=-O0)

# Looked at in a copy of the tree, so that nobody's build is touched.
mkdir "$T/tree"
cp -R Makefile src grader exercises lessons data doc tests tools "$T/tree/"
(cd "$T/tree" && "${make[@]}" -j2 all >"$T/build.log" 2>&1)
check "a copy of the tree builds" test -x "$T/tree/$B/threadlings"
check "and leaves ./threadlings" test -x "$T/tree/threadlings"
(cd "$T/tree" && "${make[@]}" B=build/other -j2 all >"$T/other.log" 2>&1)
check "another build is made, though ./threadlings is newer" \
    test -x "$T/tree/build/other/threadlings"
is "and is then what ./threadlings is" "$(readlink "$T/tree/threadlings")" \
    build/other/threadlings
(cd "$T/tree" && "${make[@]}" all >/dev/null 2>&1)
is "until the first is asked for again" "$(readlink "$T/tree/threadlings")" \
    "$B/threadlings"
is "with nothing changed nothing is done" \
    "$(cd "$T/tree" && "${make[@]}" all | grep -cE 'compile|link ')" 0
sleep 1
touch "$T/tree/src/base/suggest.c"
is "one file touched, one file compiled" \
    "$(cd "$T/tree" && "${make[@]}" all | grep -c 'compile')" 1
touch "$T/tree/src/base/suggest.h"
is "a header touched: those that include it" \
    "$(cd "$T/tree" && "${make[@]}" all | grep -c 'compile')" \
    "$(grep -lE '"src/base/suggest.h"' src/*.c src/*/*.c grader/*.c | wc -l)"
says "objects lie out of the tree" <(cd "$T/tree" && find . -name '*.o' | sed 's,^\./,,') "^$B/"
is "none beside the sources" "$(find "$T/tree/src" "$T/tree/grader" -name '*.o' | wc -l)" 0

(cd "$T/tree" && "${make[@]}" DESTDIR="$T/dest" PREFIX=/opt/tl install >"$T/install.log" 2>&1)
check "make install" test -x "$T/dest/opt/tl/bin/threadlings"
check "installs the manual" test -f "$T/dest/opt/tl/share/man/man1/threadlings.1"
(cd / && THREADLINGS=$T/dest/opt/tl/bin/threadlings && timeout 60 "$THREADLINGS" list >"$T/out" 2>"$T/err")
is "the installed program runs from anywhere" "$?" 0
says "and finds its exercises" "$T/out" spsc_queue
if [[ -e $T/tree/grader/explore/switch_$(uname -m).S ]]; then
    (cd / && timeout 60 "$T/dest/opt/tl/bin/threadlings" explore \
        "$T/tree/tests/explore/programs/right/message_passing.c" >"$T/out" 2>&1)
    says "and the explorer" "$T/out" 'every execution is fine'
fi
(cd "$T/tree" && "${make[@]}" DESTDIR="$T/dest" PREFIX=/opt/tl uninstall >/dev/null 2>&1)
is "make uninstall leaves no file" "$(find "$T/dest" -type f -o -type l | wc -l)" 0
says "make help lists the targets" <("${make[@]}" help) 'make test +install'
"${make[@]}" MODE=fast all >"$T/out" 2>&1
says "an unknown MODE is refused by name" "$T/out" "not 'fast'"

# A system with nothing but a package manager: its tools are the few that
# deps.sh itself needs.
strange() { # MANAGER
    rm -rf "$T/bin"
    mkdir "$T/bin"
    local tool
    for tool in sh sed cut grep id mktemp rm cat head; do
        ln -s "$(command -v $tool)" "$T/bin/$tool"
    done
    [[ -z $1 ]] || printf '#!/bin/sh\nexit 0\n' >"$T/bin/$1"
    chmod +x "$T/bin/"*
    PATH=$T/bin sh tools/deps.sh test --print >"$T/out" 2>&1 </dev/null
    status=$?
}
strange apt-get
says "Debian's names" "$T/out" 'apt-get install -y .*libcjson-dev.*libdw-dev'
says "and what each is for" "$T/out" 'remembers your progress +libsqlite3-dev'
strange dnf
says "Fedora's names" "$T/out" 'dnf install -y .*cjson-devel.*elfutils-devel'
strange pacman
says "Arch's names" "$T/out" 'pacman -S .*cjson.*libelf'
strange apk
says "Alpine's names" "$T/out" 'apk add .*cjson-dev.*elfutils-dev'
strange brew
says "Homebrew's names" "$T/out" 'brew install .*cjson.*elfutils'
strange ''
is "an unknown system is an error" "$status" 1
says "with the list to install by hand" "$T/out" 'libsqlite3-dev'
says "and what to do" "$T/out" 'install these by hand'

done_testing
