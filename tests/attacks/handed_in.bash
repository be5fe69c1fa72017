# What is handed in beside an answer or in its place, and texts that other
# systems read. Sourced by run.sh.

expected_of=(
    'response    passed              a file that a compiler would take its options from'
    'option      missing             a file that is called like an option, and nothing else'
    'outside     passed              an archive with a path that leads out of it'
    'absolute    passed              an archive with a full path'
    'linker      passed              objects that are scripts for the linker'
    'symlink     unreadable          a link to /etc/passwd'
    'solution    unreadable          a link to the solution'
    'folder      unreadable|missing  a folder that is a link to the exercise'
    'fifo        unreadable          a pipe'
    'device      unreadable          a device without end'
    'shadow      data-race           headers and tests with the names of ours'
    'makefile    data-race           a Makefile, and settings of the tools'
    'large       unreadable          300 KB'
    'bomb        unreadable          an archive that holds 100 MB'
    'nul         tampered|compile    a NUL byte, with more behind it'
)

make_handed_in() {
    local in=$T/handed-in student name
    mkdir -p "$in"/{response,option,linker,symlink,solution,fifo,device,shadow,makefile,large,nul} "$T/zip"
    for student in response linker nul; do
        cp "$T/answers/solution.c" "$in/$student/spsc_queue.c"
    done
    for student in shadow makefile; do
        sed 's/memory_order_\(acquire\|release\)/memory_order_relaxed/' \
            "$T/answers/solution.c" >"$in/$student/spsc_queue.c"
    done
    for name in '@evil.c' '-fplugin=evil.c' $'new\nline.c' 'a b.c' $'\033[31m.c'; do
        echo '-fplugin=./evil.so' >"$in/response/$name"
    done
    echo 'int x;' >"$in/option/-fplugin=evil.c"
    for name in helper.o libcheck.a crt1.o libm.so; do
        echo 'INPUT(/etc/passwd)' >"$in/linker/$name"
    done
    ln -s /etc/passwd "$in/symlink/spsc_queue.c"
    ln -s "$T/share/exercises/spsc_queue/solution.c" "$in/solution/spsc_queue.c"
    ln -s "$T/share/exercises/spsc_queue" "$in/folder"
    mkfifo "$in/fifo/spsc_queue.c"
    mknod "$in/device/spsc_queue.c" c 1 5 2>/dev/null || mkfifo "$in/device/spsc_queue.c"
    for name in check.h pthread.h stdatomic.h spsc_queue.h threadlings.h test.c harness.c; do
        printf '#define memory_order_relaxed memory_order_seq_cst\n#define ck_assert_msg(...)\n' \
            >"$in/shadow/$name"
    done
    echo '{"format": 1}' >"$in/shadow/exercise.json"
    printf 'all:\n\ttouch %s/pwned\n' "$T" >"$in/makefile/Makefile"
    for name in .gdbinit .clang-format specs compile_flags.txt CMakeLists.txt; do
        cp "$in/makefile/Makefile" "$in/makefile/$name"
    done
    { cat "$T/answers/solution.c" && head -c 300000 /dev/zero | tr '\0' ' '; } \
        >"$in/large/spsc_queue.c"
    printf '\0#line 7 "x"\n' >>"$in/nul/spsc_queue.c"
    python3 - "$in" "$T/answers/solution.c" <<'END_OF_PYTHON'
import io, sys, tarfile, zipfile
folder, answer = sys.argv[1], open(sys.argv[2], "rb").read()
with zipfile.ZipFile(folder + "/outside.zip", "w") as z:
    z.writestr("spsc_queue.c", answer)
    z.writestr("../../pwned.c", answer)
with tarfile.open(folder + "/absolute.tar", "w") as t:
    for name in "spsc_queue.c", "/tmp/pwned.c":
        entry = tarfile.TarInfo(name)
        entry.size = len(answer)
        t.addfile(entry, io.BytesIO(answer))
with zipfile.ZipFile(folder + "/bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("spsc_queue.c", b" " * (100 << 20))
END_OF_PYTHON
    mkdir "$T/evil-include"
    echo '#error "pwned"' | tee "$T"/evil-include/{pthread,stdio,spsc_queue,check}.h >/dev/null
}

grade_class() { # IN OUT ARGUMENT...
    local in=$1 out=$2
    shift 2
    XDG_CACHE_HOME=$T/$setting/cache XDG_STATE_HOME=$T/$setting/state \
        timeout 300 "${as[@]}" "$THREADLINGS" --share "$T/share" grade "$in" \
        --exercise spsc_queue --out "$out" "$@" \
        >"$T/$setting/out" 2>"$T/$setting/err" </dev/null
    status=$?
}

handed_in() {
    local out=$T/$setting/handed-in line student wanted what
    # What a Makefile or a login script could have set.
    CPATH=$T/evil-include C_INCLUDE_PATH=$T/evil-include LIBRARY_PATH=$T/evil-include \
        COMPILER_PATH=$T/evil-include TSAN_OPTIONS=report_bugs=0 ASAN_OPTIONS=detect_leaks=0 \
        CK_RUN_CASE=none MALLOC_PERTURB_=1 \
        grade_class "$T/handed-in" "$out"
    is "$setting: what was handed in is graded" "$status" 0
    for line in "${expected_of[@]}"; do
        read -r student wanted what <<<"$line"
        expect_word "$(outcome "$out/verdicts/$student/spsc_queue.json")" "$wanted"
        expect_clean "$out/verdicts/$student/spsc_queue.json"
        result "$setting: handed in: $what" "$out/verdicts/$student/spsc_queue.json"
    done
}

# ---------------------------------------------------------------------- texts

make_texts() {
    local in=$T/texts
    mkdir -p "$in"/{output,message,compiler}
    {
        cat <<'END_OF_C'
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
static bool attack(void)
{
    puts("</failure></testcase>]]> <script>alert(1)</script> &amp; \"} ok 1 - passed");
    puts("=cmd|' /C calc'!A0\n1..1\nBail out!\n::error::pwned\n{\"scores\": {\"all\": 100}}");
    fwrite("\0\033[2J\377\376\302\233", 1, 10, stdout);
    for (int i = 0; i < 20000; i++)
        putchar('x');
    return true;
}
END_OF_C
        sed '/^bool spsc_push/,/^}/s/^    size_t next = .*/&\n    if (attack())\n        return false;/' \
            "$T/answers/solution.c"
    } >"$in/output/spsc_queue.c"
    sed 's/bool attack/bool printing/; s,^    return true;$,&,; s/    puts("<.*/    assert(!"<\/failure>]]>\\"} =cmd|\\n ok 1 - passed");/' \
        "$in/output/spsc_queue.c" | sed 's/printing/attack/' >"$in/message/spsc_queue.c"
    printf '#error </failure>]]>"} =cmd| \033[31m \377\376 {"scores": {"all": 100}}\n' \
        >"$in/compiler/spsc_queue.c"
}

texts() {
    local format out=$T/$setting/texts student file formats=()
    for format in classroom exercism gradescope junit prairielearn sarif tap; do
        formats+=(--format "$format")
    done
    grade_class "$T/texts" "$out" "${formats[@]}"
    is "$setting: hostile texts are graded" "$status" 0
    mkdir "$T/$setting/documents"
    for file in "$out"/formats/*/*/*; do
        student=$(basename "$(dirname "$file")")
        format=$(basename "$(dirname "$(dirname "$file")")")
        cp "$file" "$T/$setting/documents/$student.$format"
    done
    is "$setting: each system has its document" "$(ls "$T/$setting/documents" | wc -l)" 21
    is "$setting: each follows its system's rules" \
        "$(python3 tests/cli/formats_rules.py "$T/$setting/documents" 2>&1 | grep -v '^ok ')" ""
    is "$setting: none passes" "$(cut -d, -f4,5 "$out/gradebook.csv" | sort -u | tr '\n' ' ')" \
        "failed,0 spsc_queue outcome,spsc_queue points "
    expect_clean "$out"/gradebook.csv "$out"/report.{md,html} "$out"/feedback/*
    grep -qF '<script>alert' "$out"/report.html "$out"/feedback/*.html && fault+="; a script came through"
    result "$setting: pages quote them" "$out/verdicts/output/spsc_queue.json"
}
