#!/usr/bin/env bash
# `--html`: the page of a failing execution, as a file and in a browser.
source "$(dirname "$0")/common.bash"

if [[ ! -e $root/grader/explore/switch_$(uname -m).S ]]; then
    ok 'the explorer # SKIP not on this kind of machine'
    plan
    exit
fi
programs=$root/tests/explore/programs
pages=$T/pages
mkdir "$pages"

page() { # NAME PROGRAM
    tl explore --html "$pages/$1.html" "$2"
}

page store_buffering "$programs/wrong/store_buffering_relaxed.c"
expect 'a page is written and named' 1 'Assertion failed' \
    'store_buffering\.html in a browser'
tl explore "$programs/wrong/store_buffering_relaxed.c" "--html=$T/again.html"
holds 'the same execution gives the same page' \
    cmp "$pages/store_buffering.html" "$T/again.html"
holds 'it needs nothing but itself' \
    bash -c '! grep -nE "(src|href)=\"[^#]|url\(|@import|https?:" "$1"' - \
    <(sed 's,http://www.w3.org/2000/svg,,' "$T/again.html")
page deadlock "$programs/wrong/lock_order_reversed.c"
holds 'it begins with what happened, and ends with what would have helped' \
    bash -c 'tr -d "\n" <"$1" | grep -qE "<h1>the main thread waits.*class=\"help\""' \
    - "$pages/deadlock.html"
page wakeup "$programs/wrong/bounded_buffer_if.c"
page race "$programs/wrong/message_passing_relaxed.c"
page many "$programs/wrong/iriw_acq_rel.c"
holds 'a data race has its page, too' grep -q 'class="edge races"' "$pages/race.html"

cat >"$T/<img src=x onerror=alert(2)>.c" <<'END_C'
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
static atomic_int n;
static void *work(void *arg)
{
    n = n + 1; /* </script><img src=x onerror=alert(3)> */
    return arg;
}
int main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, work, NULL);
    n = n + 1;
    pthread_join(t, NULL);
    assert(n == 2 && "</script><img src=x onerror=alert(1)><!--<script>");
    return 0;
}
END_C
page hostile "$T/<img src=x onerror=alert(2)>.c"
expect 'a hostile program is explored like any other' 1 'hostile\.html'
holds 'its text is no markup' bash -c '! grep -iE "<img|<!--" "$1"' - \
    "$pages/hostile.html"

tl explore --json --html "$T/json.html" "$programs/wrong/lock_order_reversed.c"
json 'with --json nothing else is said' 'assert d["verdict"] == "failed"'
holds 'and the page is written' test -s "$T/json.html"
tl explore --html "$T/none.html" "$programs/right/message_passing.c"
expect 'where nothing fails there is no page' 0 'No page was written'
holds 'and no file' test ! -e "$T/none.html"
tl explore --html "$T/no/such/folder.html" "$programs/wrong/lock_order_reversed.c"
expect 'a page that cannot be written' 3 'no/such/folder\.html'
tl explore "$programs/wrong/lock_order_reversed.c" --html
expect 'without a file' 2 '--html needs a value'

tl new exercise sum
cat >"$T/share/exercises/sum/explore.c" <<'END_C'
#include "scenario.h"
#include "sum.h"
static void *add(void *arg)
{
    sum_add(1);
    return arg;
}
SCENARIO(two_add, "Two threads add without loss")
{
    pthread_t t;
    pthread_create(&t, NULL, add, NULL);
    sum_add(2);
    pthread_join(t, NULL);
    assert(sum_value() == 3);
}
END_C
tl check sum "$T/share/exercises/sum/bad/no-lock.c" --html "$pages/check.html"
expect 'check writes one, too' 1 'check\.html in a browser'
holds 'with the test, the submission and the scenarios' \
    bash -c 'for text in "Two threads add without loss" "data-file=\"sum.c\"" \
        "data-file=\"explore.c\""; do grep -qF "$text" "$1" || exit 1; done' \
    - "$pages/check.html"
tl check sum --html
expect 'check without a file for it' 2 'usage: threadlings check'

browser=
for name in chromium chromium-browser google-chrome; do
    [[ -z $browser ]] && browser=$(command -v "$name")
done
if [[ -z $browser ]] || ! command -v node >/dev/null; then
    ok 'the pages in a browser # SKIP no chromium and node to open them with'
    plan
    exit
fi
if ! node "$here/explore_html.mjs" "$browser" "$pages" >"$T/browser" 2>"$T/err"; then
    not_ok 'the browser answers' "$(cat "$T/err")"
fi
while read -r line; do
    case $line in
    'ok '*) ok "${line#ok }" ;;
    'not ok '*) not_ok "${line#not ok }" 'in the browser:' ;;
    *) printf '  %s\n' "$line" ;;
    esac
done <"$T/browser"

plan
