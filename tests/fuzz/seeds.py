#!/usr/bin/env python3
"""Makes seeds that would bloat the tree, or cannot be read in it: from lessons
and exercises, archives, a program; and for each target a dictionary of the
words that its parsers look for.

usage: tests/fuzz/seeds.py OUT     writes OUT/TARGET/NAME and OUT/TARGET.dict
"""
import bz2
import gzip
import io
import json
import lzma
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MARKDOWN_MAX = 1000  # bytes: what the target looks at
WORD_MAX = 40  # characters: of a dictionary
RUNG = 20  # characters: of a longer one nothing new is tried
FILES = {"anna/queue.c": b"int queue;\n", "bob/b.c": b"int b;\n" * 40, "../up.c": b"x", "C:\\x.c": b"y"}


def put(out, target, name, data):
    folder = out / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def lessons(out):
    for path in sorted((ROOT / "lessons").glob("*.json")):
        text = path.with_suffix(".md").read_bytes()
        put(out, "lesson", path.stem, path.read_bytes() + b"\0" + text)
        for n in range(0, min(len(text), 4 * MARKDOWN_MAX), MARKDOWN_MAX):
            for target in ("markdown", "passage"):
                put(out, target, f"{path.stem}-{n}", text[n : n + MARKDOWN_MAX])


def exercises(out):
    for path in sorted((ROOT / "exercises").glob("*/exercise.json")):
        exercise = json.loads(path.read_bytes().replace(path.parent.name.encode() + b".h", b"ring.h"))
        exercise["hints"] = exercise["hints"][:1] + exercise["hints"][-1:]
        for ladder in exercise["hints"]:
            ladder["rungs"] = [rung[:RUNG] for rung in ladder["rungs"]]
        text = json.dumps(exercise, indent=1).encode()
        bad = sorted((path.parent / "bad").glob("*.c"))
        line = bad[0].read_bytes().split(b"\n")[0] if bad else b""
        put(out, "exercise", path.parent.name, text + b"\0" + line)
        put(out, "json", path.parent.name, text)
        put(out, "screen", path.parent.name, (path.parent / "solution.c").read_bytes())


def tar(files, pax=False):
    raw = io.BytesIO()
    kind = tarfile.PAX_FORMAT if pax else tarfile.GNU_FORMAT
    with tarfile.open(fileobj=raw, mode="w", format=kind) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mtime = 1700000000
            archive.addfile(info, io.BytesIO(data))
        for kind, name in ((tarfile.SYMTYPE, "link"), (tarfile.LNKTYPE, "hard"), (tarfile.FIFOTYPE, "fifo"),
                           (tarfile.CHRTYPE, "tty"), (tarfile.DIRTYPE, "folder/")):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
    end = raw.getvalue().rstrip(b"\0")
    return end + b"\0" * (-len(end) % 512 + 1024)


def zipped(files, how, level=None):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", how, compresslevel=level) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data, how)
    return raw.getvalue()


def archives(out):
    plain = tar(FILES)
    for name, data in {
        "tar": plain,
        "pax": tar({"é" * 60 + "/queue.c": b"z"}, pax=True),
        "long": tar({"x" * 150 + "/queue.c": b"z"}),
        "gz": gzip.compress(plain, mtime=0),
        "bz2": bz2.compress(plain),
        "xz": lzma.compress(plain),
        "gz-gz": gzip.compress(gzip.compress(plain, mtime=0), mtime=0),
        "large": gzip.compress(tar({"a/queue.c": b"\0" * 300000}), mtime=0),
        "stored": zipped(FILES, zipfile.ZIP_STORED),
        "deflated": zipped(FILES, zipfile.ZIP_DEFLATED),
        "zip-bz2": zipped(FILES, zipfile.ZIP_BZIP2),
        "zip-lzma": zipped(FILES, zipfile.ZIP_LZMA),
        "empty": zipped({}, zipfile.ZIP_STORED),
        "cut": plain[:700],
    }.items():
        put(out, "archive", name, data)
    locked = bytearray(zipped({"a.c": b"int a;"}, zipfile.ZIP_STORED))
    locked[6] |= 1
    locked[locked.index(b"PK\1\2") + 8] |= 1
    put(out, "archive", "locked", bytes(locked))


def programs(out):
    """A small program without the C library; none where there is no compiler."""
    source = (b"static int total; int twice(int x) { return 2 * x + total; }\n"
              b"static inline int add(int x) { return twice(x) + 1; }\n"
              b"void _start(void) { total = add(3); }\n")
    compiler = shutil.which("cc")
    if compiler is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "ring.c").write_bytes(source)
        for name, flags in (("static", ["-O1", "-static", "-no-pie"]), ("old", ["-O0", "-gdwarf-4", "-static", "-no-pie"]),
                            ("object", ["-c"])):
            program = pathlib.Path(folder) / name
            done = subprocess.run([compiler, "-g", "-nostdlib", "-ffreestanding", "-fno-stack-protector",
                                   "-Wl,-z,noseparate-code", "-Wl,--build-id=none", *flags, "-o", str(program), "ring.c"],
                                  cwd=folder, stderr=subprocess.DEVNULL, check=False)
            if done.returncode == 0:
                put(out, "symbols", name, program.read_bytes())


def words(out):
    """What stands in quotes in the sources of the headers that a target
    includes."""
    for target in sorted((ROOT / "tests" / "fuzz").glob("*.c")):
        found = set()
        for header in re.findall(r'#include "((?:src|grader)/[^"]+)\.h"', target.read_text()):
            source = ROOT / (header + ".c")
            if not source.exists():
                continue
            for line in source.read_text().splitlines():
                if not line.startswith("#"):
                    found.update(re.findall(r'"((?:[^"\\%]|\\[\\"nt])+)"', line))
        names = {"\\n": "\\x0A", "\\t": "\\x09"}
        lines = ('"' + re.sub(r"\\[nt]", lambda m: names[m[0]], word) + '"' for word in sorted(found)
                 if len(word) <= WORD_MAX and word.isascii())
        (out / (target.stem + ".dict")).write_text("\n".join(lines) + "\n")


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for make in (lessons, exercises, archives, programs, words):
        make(out)


main()
