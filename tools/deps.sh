#!/bin/sh
# Installs what is missing, through the system's package manager.
# usage: tools/deps.sh build|test|fuzz [--print]
#
# Says what is missing and what it is for, then installs it: at once when there
# is no terminal to ask on, else after a yes. --print only says what it would do.
# A system whose package manager is not known gets the list to install by hand.
set -u

goal=${1:-build}
print_only=
[ "${2:-}" = --print ] && print_only=yes

# One need a line:
# goals | how to see that it is there | what for | Debian, Ubuntu | Fedora | Arch | Alpine | Homebrew
needs='
all   | command cc          | compiles threadlings and what you write | gcc libc6-dev | gcc glibc-devel | gcc | gcc musl-dev linux-headers | gcc
all   | tsan                | finds data races and memory errors       | gcc | libasan libtsan libubsan liblsan | gcc-libs | - | -
all   | command ar          | archives, symbol tables                  | binutils | binutils | binutils | binutils | binutils
all   | command pkg-config  | finds the libraries below                | pkg-config | pkgconf-pkg-config | pkgconf | pkgconf | pkgconf
all   | library libcjson    | reads lessons                            | libcjson-dev | cjson-devel | cjson | cjson-dev | cjson
all   | library check       | runs the tests of an exercise            | check | check-devel | check | check-dev | check
all   | library sqlite3     | remembers your progress                  | libsqlite3-dev | sqlite-devel | sqlite | sqlite-dev | sqlite
all   | library md4c        | reads Markdown                           | libmd4c-dev | md4c-devel | md4c | md4c-dev | md4c
all   | library libedit     | edits the line you type                  | libedit-dev | libedit-devel | libedit | libedit-dev | libedit
all   | library libseccomp  | confines the programs that are graded    | libseccomp-dev | libseccomp-devel | libseccomp | libseccomp-dev | libseccomp
all   | library libdw       | shows where a program hangs or crashes   | libdw-dev | elfutils-devel | libelf | elfutils-dev | elfutils
all   | library libarchive  | opens the archives that a class hands in | libarchive-dev | libarchive-devel | libarchive | libarchive-dev | libarchive
test  | command bash        | runs the tests                           | bash | bash | bash | bash | bash
test  | command tmux        | tests the tutor in a real terminal       | tmux | tmux | tmux | tmux | tmux
test  | command expect      | tests the prompt, key by key             | expect | expect | expect | expect | expect
test  | command ps          | tests that no process is left behind     | procps | procps-ng | procps-ng | procps | procps
test  | command setpriv     | tests as an ordinary user                | util-linux | util-linux | util-linux | setpriv | util-linux
test  | python jsonschema   | tests the JSON schemas                   | python3-jsonschema | python3-jsonschema | python-jsonschema | py3-jsonschema | python-jsonschema
test  | command clang-format | checks the layout of the source         | clang-format | clang-tools-extra | clang | clang-extra-tools | clang-format
test  | command aarch64-linux-gnu-gcc | tests the explorer for AArch64  | gcc-aarch64-linux-gnu libc6-dev-arm64-cross | - | aarch64-linux-gnu-gcc | - | -
test  | command qemu-aarch64 | the same, on another processor          | qemu-user | qemu-user | qemu-user | qemu-aarch64 | -
test  | browser             | tests the page of a failing execution   | chromium | chromium | chromium | chromium | -
test  | command node        | drives that browser                     | nodejs | nodejs | nodejs | nodejs | node
test  | command sbatch     | tests grading on a cluster              | slurm-wlm munge | - | - | - | -
test  | command parallel   | tests grading over ssh                  | parallel openssh-client | parallel openssh-clients | parallel openssh | parallel openssh | parallel
test  | sshd               | the same, on this machine               | openssh-server | openssh-server | openssh | openssh-server | -
fuzz  | command python3     | makes what fuzzing begins with           | python3 | python3 | python | python3 | python3
fuzz  | fuzzer              | fuzzes the parsers                       | clang libclang-rt-dev | clang compiler-rt | clang compiler-rt | clang compiler-rt | llvm
'

say() { printf '%s\n' "$*"; }

trim() { echo "$1" | sed 's/^ *//; s/ *$//'; }

there() { # is this need met?
    case $1 in
    'command '*) command -v "${1#command }" >/dev/null 2>&1 ;;
    'library '*) command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "${1#library }" ;;
    'python '*) python3 -c "import ${1#python }" >/dev/null 2>&1 ;;
    tsan) ! command -v cc >/dev/null 2>&1 || links cc -fsanitize=thread && links cc -fsanitize=address ;;
    sshd) command -v sshd >/dev/null 2>&1 || [ -x /usr/sbin/sshd ] ;;
    browser) command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 ;;
    fuzzer) links clang -fsanitize=fuzzer,address ;;
    esac
}

links() { # can this compiler link with these flags?
    compiler=$1
    shift
    command -v "$compiler" >/dev/null 2>&1 || return 1
    file=$(mktemp "${TMPDIR:-/tmp}/threadlings-deps.XXXXXX") || return 1
    code='int main(void) { return 0; }'
    [ "$compiler" = clang ] && code='int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { (void)d; (void)n; return 0; }'
    echo "$code" | "$compiler" "$@" -x c -o "$file" - >/dev/null 2>&1
    ok=$?
    rm -f "$file"
    return $ok
}

manager() {
    for m in apt-get dnf pacman apk brew; do
        command -v $m >/dev/null 2>&1 && { echo $m; return; }
    done
}

column() { # which column of the table names this manager's packages
    case $1 in
    apt-get) echo 4 ;; dnf) echo 5 ;; pacman) echo 6 ;; apk) echo 7 ;; brew) echo 8 ;;
    esac
}

with=$(manager)
packages=
missing=
saved_ifs=$IFS
IFS='
'
for line in $needs; do
    IFS=$saved_ifs
    goals=$(trim "$(echo "$line" | cut -d'|' -f1)")
    probe=$(trim "$(echo "$line" | cut -d'|' -f2)")
    why=$(trim "$(echo "$line" | cut -d'|' -f3)")
    [ "$goals" = all ] || [ "$goals" = "$goal" ] || continue
    there "$probe" && continue
    if [ -n "$with" ]; then
        names=$(trim "$(echo "$line" | cut -d'|' -f"$(column "$with")")")
    else
        names=$(trim "$(echo "$line" | cut -d'|' -f4)")
    fi
    # Ubuntu has Chromium as a snap only.
    [ "$probe" = browser ] && grep -qs '^ID=ubuntu' /etc/os-release && names=-
    if [ "$names" = - ]; then
        say "threadlings: this system has no package for: $why (you can do without; the tutor says what it cannot check)"
        continue
    fi
    # Debian names the fuzzer's runtime after the version of clang.
    if [ "$with" = apt-get ] && [ "$probe" = fuzzer ]; then
        version=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
        names="clang libclang-rt-${version:-14}-dev"
    fi
    missing="$missing
  $(printf '%-42s %s' "$why" "$names")"
    for name in $names; do
        case " $packages " in
        *" $name "*) ;;
        *) packages="$packages $name" ;;
        esac
    done
done
IFS=$saved_ifs

[ -z "$packages" ] && exit 0
say "threadlings needs a few packages that are not here yet:$missing"

if [ -z "$with" ]; then
    say ""
    say "No package manager that I know (apt, dnf, pacman, apk, brew) was found."
    say "Please install these by hand (the names are Debian's), then run make again."
    exit 1
fi

root=
if [ "$with" != brew ] && [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        say ""
        say "Installing needs root, and there is no sudo. As root, install:$packages"
        exit 1
    }
    root=sudo
    [ -t 0 ] || root='sudo -n'
fi
# shellcheck disable=SC2086 # the words are split on purpose
case $with in
apt-get) set -- $root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages ;;
dnf) set -- $root dnf install -y $packages ;;
pacman) set -- $root pacman -S --needed --noconfirm $packages ;;
apk) set -- $root apk add $packages ;;
brew) set -- brew install $packages ;;
esac
say ""
say "  $*"
say ""
[ -n "$print_only" ] && exit 0

if [ -t 0 ] && [ -t 1 ]; then
    printf 'Install them now? [Y/n] '
    read -r answer || answer=n
    case $answer in
    '' | [yY]*) ;;
    *) say "Nothing was installed."; exit 1 ;;
    esac
fi
if [ "$with" = apt-get ]; then
    # Lists may be missing or old; a stale mirror is not yet a failure.
    $root apt-get update -q </dev/null || say "threadlings: the package lists could not be refreshed; trying with the old ones"
fi
"$@" </dev/null || {
    say ""
    say "Installing failed; the package manager's message is above."
    exit 1
}
