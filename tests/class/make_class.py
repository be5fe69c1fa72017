#!/usr/bin/env python3
"""Makes a class: folders, archives and files of N students, and what is to come of them.

usage: make_class.py OUT SIZE SEED [EXERCISE...]

Each answer is the exercise's solution, one of also/ or one of bad/, laid out
anew: white space, comments, braces and the names that the file itself chose.
None of that changes what the program does, so the outcome is known: `passed`,
or the kind that the bad answer declares. Some hand in late, nothing, a file that
is broken or too long, or the very bytes of somebody else.

OUT/class/        what was handed in
OUT/week.json     the assignment
OUT/roster.csv
OUT/expected.tsv  ID EXERCISE OUTCOME KIND LATE FROM

The same SIZE, SEED and exercises give the same bytes and times. Left out is
what a busy machine may judge in two ways: `slow`, and the bad answers that say
`now and then` by their place in the list below.
"""
import datetime
import gzip
import io
import os
import pathlib
import random
import re
import subprocess
import sys
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DUE = datetime.datetime(2026, 11, 20, 23, 59, tzinfo=datetime.timezone.utc)
FILE_MAX = 256 << 10  # bytes, as the intake has it

TOKEN = re.compile(
    r"""(?P<directive>^[ \t]*\#(?:[^\n\\/"]|\\.|\\\n|/(?![*/])|"(?:[^"\\\n]|\\.)*")*)
      | (?P<comment>/\*.*?\*/|//[^\n]*)
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<word>[A-Za-z_]\w*)
      | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
      | (?P<newline>\n)
      | (?P<space>[ \t]+)
      | (?P<mark>.)""",
    re.X | re.M | re.S,
)

KEYWORDS = set(
    """auto break case char const continue default do double else enum extern float for goto if
    inline int long register restrict return short signed sizeof static struct switch typedef union
    unsigned void volatile while main""".split()
)
REMARKS = [
    "TODO: ask about this",
    "see the lecture, week 5",
    "works on my machine",
    "should be fine now",
    "v2, after the tutorial",
    "not sure, but it passes here",
    "checked by hand",
]


def tokens(text):
    return [(m.lastgroup, m.group()) for m in TOKEN.finditer(text)]


class Exercise:
    def __init__(self, name):
        self.name = name
        self.folder = ROOT / "exercises" / name
        self.known = {}  # words of the headers, by the lines that include them
        self.good = [self.folder / "solution.c", *sorted(self.folder.glob("also/*.c"))]
        self.bad = []
        for path in sorted(self.folder.glob("bad/*.c")):
            kind = re.match(r"// expect: ([a-z-]+)", path.read_text()).group(1)
            if kind != "slow":
                self.bad.append((path, kind))

    def taken(self, text):
        """The words that mean something already: of C, and of what is included."""
        includes = "\n".join(re.findall(r"^[ \t]*#[ \t]*include.*", text, re.M)) + "\n"
        if includes not in self.known:
            words = set(KEYWORDS)
            for option in ("-P", "-dM"):
                done = subprocess.run(
                    ["cc", "-std=c11", "-D_GNU_SOURCE", "-E", option, "-I", self.folder, "-"],
                    input=includes, capture_output=True, text=True, check=True,
                )
                words.update(re.findall(r"[A-Za-z_]\w*", done.stdout))
            self.known[includes] = words
        return self.known[includes]


class Hand:
    """How one student writes."""

    def __init__(self, rng):
        self.rng = rng
        self.indent = rng.choice(["\t", " ", "  ", "   ", "    ", "        "])
        self.own_line = rng.random() < 0.4  # each opening brace
        self.comments = rng.choice(["keep", "drop", "add"])
        self.blank = rng.choice([0, 0.05, 0.2])
        self.trailing = rng.random() < 0.2
        self.ending = "\r\n" if rng.random() < 0.08 else "\n"
        self.style = rng.choice(["keep", "short", "my", "camel"])

    def rename(self, words, taken):
        """New names for some of what the file calls by names of its own."""
        names = {}
        used = set(words) | taken
        for word in words:
            if word in taken or word.startswith("_") or self.style == "keep" or self.rng.random() < 0.3:
                continue
            new = {
                "short": lambda: word[0] + str(self.rng.randrange(100)),
                "my": lambda: "my_" + word,
                "camel": lambda: "the" + "".join(p.capitalize() for p in word.split("_")),
            }[self.style]()
            if new not in used:
                names[word] = new
                used.add(new)
        return names

    def write(self, text, taken):
        parts = tokens(re.sub(r"\A// expect:[^\n]*\n", "", text))
        words = sorted({t for kind, t in parts if kind == "word"})
        names = self.rename(words, taken)

        def renamed(part):
            return re.sub(r'"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*', lambda m: names.get(m.group(), m.group()), part)

        out, line, depth = [], "", 0

        def end():
            nonlocal line
            space = self.rng.choice([" ", "  "]) if self.trailing and line and self.rng.random() < 0.3 else ""
            if not line.endswith("\\"):
                line += space
            out.append(line)
            line = ""

        for i, (kind, part) in enumerate(parts):
            if kind == "directive":
                include = part.lstrip().startswith("#include") or "include" in part[:12]
                line += part if include else renamed(part)
            elif kind == "comment":
                if self.comments != "drop":
                    line += part if part.startswith("//") or "\n" not in part else "\n".join(
                        row.strip() if k else row for k, row in enumerate(part.split("\n")))
                else:
                    line += " "
            elif kind == "newline":
                end()
                if self.rng.random() < self.blank:
                    out.append("")
                if self.comments == "add" and depth > 0 and self.rng.random() < 0.1 and parts[i - 1][1] == ";":
                    out.append(self.indent * depth + "// " + self.rng.choice(REMARKS))
            elif kind == "space":
                if line:
                    line += " "
                else:  # the beginning of a line
                    line = self.indent * depth
            elif kind == "word":
                line += names.get(part, part)
            elif part == "{":
                opens = line.strip() and not line.rstrip().endswith(("=", ")", "(", "{", ","))
                opens = opens or line.rstrip().endswith(")")
                if self.own_line and opens and parts[i + 1][0] == "newline":
                    line = line.rstrip()
                    end()
                    line = self.indent * depth
                line += part
                depth += 1
            else:
                depth -= part == "}"
                if part == "}" and not line.strip():
                    line = self.indent * max(depth, 0)
                line += part
        end()
        if self.comments == "add":
            out.insert(0, "/* " + self.rng.choice(REMARKS) + " */")
        return (self.ending.join(out).rstrip() + self.ending).encode()


class Answer:
    def __init__(self, data, outcome, kind, origin):
        self.data, self.outcome, self.kind, self.origin = data, outcome, kind, origin


def answer(exercise, rng, hand, earlier):
    luck = rng.random()
    if luck < 0.03:
        return Answer(None, "missing", "", "-")
    if luck < 0.04:
        return Answer(b"/" * (FILE_MAX + 1), "unreadable", "", "-")
    if luck < 0.10 and earlier:
        return rng.choice(earlier)  # the same bytes
    if rng.random() < 0.5:
        path, outcome, kind = rng.choice(exercise.good), "passed", ""
    else:
        path, kind = rng.choice(exercise.bad)
        outcome = "failed"
    text = path.read_text()
    data = hand.write(text, exercise.taken(text))
    if luck > 0.98:
        data = data[: data.rindex(b"}")]
        outcome, kind = "failed", "compile"
    made = Answer(data, outcome, kind, str(path.relative_to(exercise.folder)))
    earlier.append(made)
    return made


def hand_in(folder, student, files, when, rng):
    """files: {name: bytes}; as a folder, an archive or files of its own."""
    way = rng.choice(["folder"] * 5 + ["zip", "tar.gz", "files"])
    stamp = when.timestamp()
    made = []
    if way == "folder":
        for name, data in files.items():
            path = folder / student / (rng.choice(["", "src/"]) + name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            made.append(path)
        (folder / student).mkdir(exist_ok=True)
    elif way == "files":
        for name, data in files.items():
            path = folder / f"{student}_{name}"
            path.write_bytes(data)
            made.append(path)
    elif way == "zip":
        made.append(folder / f"{student}.zip")
        with zipfile.ZipFile(made[0], "w", zipfile.ZIP_DEFLATED) as z:
            for name, data in files.items():
                z.writestr(zipfile.ZipInfo(name, (2026, 11, 1, 12, 0, 0)), data)
    else:
        made.append(folder / f"{student}.tar.gz")
        with open(made[0], "wb") as f, gzip.GzipFile("", "wb", fileobj=f, mtime=0) as z, \
                tarfile.open(fileobj=z, mode="w") as t:
            for name, data in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                t.addfile(info, io.BytesIO(data))
    for path in made:
        os.utime(path, (stamp, stamp))


def main():
    out = pathlib.Path(sys.argv[1])
    size, seed = int(sys.argv[2]), sys.argv[3]
    exercises = [Exercise(name) for name in sys.argv[4:] or ["counter", "bank", "spsc_queue"]]
    rng = random.Random(seed)
    earlier = {e.name: [] for e in exercises}
    (out / "class").mkdir(parents=True)
    roster, expected = ["id,name,section"], []
    for i in range(1, size + 1):
        student = f"s{i:04}"
        hand = Hand(rng)
        late = rng.choice([1, 2, 5]) if rng.random() < 0.1 else 0
        when = DUE - datetime.timedelta(minutes=rng.randrange(10000)) if not late else (
            DUE + datetime.timedelta(days=late - 1, minutes=1 + rng.randrange(1400)))
        files = {}
        for e in exercises:
            a = answer(e, rng, hand, earlier[e.name])
            if a.data is not None:
                files[e.name + ".c"] = a.data
            expected.append((student, e.name, a.outcome, a.kind, str(late) if a.outcome in ("passed", "failed") else "", a.origin))
        roster.append(f'{student},"Student, {i}",{rng.randrange(1, 5)}')
        hand_in(out / "class", student, files, when, rng)
    (out / "roster.csv").write_text("\n".join(roster) + "\n")
    (out / "expected.tsv").write_text("".join("\t".join(row) + "\n" for row in expected))
    entries = ",\n    ".join(f'{{"exercise": "{e.name}", "points": 10}}' for e in exercises)
    (out / "week.json").write_text(
        f"""{{
  "format": 1,
  "title": "A class",
  "exercises": [
    {entries}
  ],
  "due": "{DUE.isoformat().replace('+00:00', 'Z')}",
  "late": {{"percent_a_day": 10, "days": 3}},
  "roster": "roster.csv",
  "secret": "thirteen herons"
}}
"""
    )


main()
