#!/usr/bin/env python3
"""Kills threadlings at random instants, a thousand times, and looks at what is left.

usage: chaos.py PROGRAM ROOT SCRATCH KILLS SEED

A round starts a command, waits for a random time, and kills (SIGKILL) the
command itself or a process that it started: a worker, the sandbox's own
process, a compiler, a test. Then:

  C1  within SETTLE_S no process of the round is left, and no mount;
  C2  when a helper was killed the verdict is the true one, or none (status 3);
      it is never another one;
  C3  when the command was killed, giving it again comes to the true result;
  C4  progress has lost nothing, the learner's file is whole, and the state is
      a sound database;
  C5  the terminal is as it was, when a helper was killed;
  C6  after one more command no scratch folder and no half-written file is left.
      (Who is killed between two system calls of file_replace leaves a whole file
      .NAME.new, which the next one to write NAME takes away; they are counted.)

Choices depend on the seed alone; instants are the machine's.
"""

import collections
import ctypes
import fcntl
import json
import os
import pty
import random
import select
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import time

PROGRAM, ROOT, TOP, KILLS, SEED = sys.argv[1:6]
KILLS = int(KILLS)
SETTLE_S = 10  # until the last process is gone, on a busy machine
LONGEST_S = 300  # of a command that nobody kills
STUDENTS = 6

rnd = random.Random(SEED)
problems = []
kills = collections.Counter()
ends = collections.Counter()


def wrong(what):
    problems.append(what)
    print(f"WRONG: {what}", flush=True)


def path(*parts):
    return os.path.join(TOP, *parts)


def exercise(name, *parts):
    return os.path.join(ROOT, "exercises", name, *parts)


ENV = dict(
    os.environ,
    HOME=path("home"),
    TMPDIR=path("tmp"),
    XDG_STATE_HOME=path("state"),
    XDG_CACHE_HOME=path("cache"),
    TERM="xterm-256color",
    EDITOR="true",
)
ENV.pop("VISUAL", None)

# ------------------------------------------------------------------ processes


def parents():
    """pid -> (parent, name) of every process that can be seen."""
    out = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as f:
                text = f.read()
        except OSError:
            continue
        comm, rest = text[text.index("(") + 1 :].rsplit(")", 1)
        fields = rest.split()
        if fields[0] != "Z":
            out[int(name)] = (int(fields[1]), comm)
    return out


def below(top):
    """The processes that a process has started, and theirs: [(pid, name)]."""
    table = parents()
    children = collections.defaultdict(list)
    for pid, (parent, _) in table.items():
        children[parent].append(pid)
    found, todo = [], [top]
    while todo:
        for pid in children[todo.pop()]:
            found.append((pid, table[pid][1]))
            todo.append(pid)
    return found


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0] != 0:
            pass
    except ChildProcessError:
        pass


def settle(what):
    """C1. Whoever has lost its parent is our child (a subreaper's)."""
    end = time.monotonic() + SETTLE_S
    while True:
        reap()
        left = below(os.getpid())
        if not left:
            return
        if time.monotonic() > end:
            break
        time.sleep(0.02)
    wrong(f"{what}: left running: {', '.join(f'{p} {n}' for p, n in left)}")
    for pid, _ in left:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    time.sleep(0.2)
    reap()


def mounts():
    with open("/proc/self/mountinfo") as f:
        return sum(1 for _ in f)


# --------------------------------------------------------------------- victims


def kind_of(main, pid, name):
    if pid == main:
        return "the command"
    try:
        exe = os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except OSError:
        exe = name
    if exe.startswith("threadlings"):
        return "a process of ours"
    if exe in ("program", "manifest", "outside", "list", "prog"):
        return "a learner's program"
    return "the toolchain"


def kill_one(main, of_command):
    """Kills the command, or somebody that it started. What it was, or None."""
    others = below(main)
    pid, name = main, "threadlings"
    if not of_command:
        kinds = collections.defaultdict(list)
        for other in others:
            kinds[kind_of(main, *other)].append(other)
        if not kinds:
            return None
        pid, name = rnd.choice(kinds[rnd.choice(sorted(kinds))])
    what = kind_of(main, pid, name)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return None
    kills[what] += 1
    return what


def wait_exit(process, seconds):
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        wrong(f"{' '.join(process.args[1:4])}: still running after {seconds} s")
        process.kill()
        return process.wait()


def start(args, out):
    return subprocess.Popen(
        [PROGRAM, *args],
        env=ENV,
        cwd=TOP,
        stdin=subprocess.DEVNULL,
        stdout=open(out, "wb"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def run(args):
    """A command that nobody kills: its status and its output."""
    out = path("said")
    status = wait_exit(start(args, out), LONGEST_S)
    with open(out, "rb") as f:
        return status, f.read().decode(errors="replace")


def disturbed(args, longest):
    """Starts a command and kills at a random instant: (what was killed,
    status, output). Nothing is killed where it was too quick."""
    out = path("said")
    process = start(args, out)
    of_command = rnd.random() < 0.4
    time.sleep(rnd.random() * longest)
    victim = kill_one(process.pid, of_command) if process.poll() is None else None
    status = wait_exit(process, LONGEST_S)
    settle(" ".join(args[:3]))
    with open(out, "rb") as f:
        return victim, status, f.read().decode(errors="replace")


# ------------------------------------------------------------ one-off commands


class Command:
    """A command with one true answer."""

    def __init__(self, name, args, read):
        self.name, self.args, self.read = name, args, read
        began = time.monotonic()
        self.status, said = run(args)
        self.seconds = time.monotonic() - began
        self.truth = read(said)

    def round(self):
        victim, status, said = disturbed(self.args, self.seconds)
        ends[f"{self.name}: {status}"] += 1
        if victim is None or victim == "the command" or status == 3:
            status, said = run(self.args)
            settle(self.name)
        if status != self.status or self.read(said) != self.truth:  # C2, C3
            wrong(
                f"{self.name}, {victim} killed: status {status}, {self.read(said)};"
                f" the truth is {self.status}, {self.truth}"
            )
        return victim is not None


def verdict_of(said):
    try:
        d = json.loads(said)
    except ValueError:
        return said[-200:]
    first = d["findings"][0]["kind"] if d["findings"] else None
    return d["verdict"], first


def explored(said):
    try:
        d = json.loads(said)
    except ValueError:
        return said[-200:]
    return d["executions"], d["complete"], [f["kind"] for f in d["findings"]]


# ------------------------------------------------------------------- a class


class Class:
    name = "grade"

    def __init__(self):
        self.seconds = 2.5
        for i in range(STUDENTS):
            os.makedirs(path("class", f"s{i}"))
            bad = sorted(os.listdir(exercise("counter", "bad")))
            source = (
                exercise("counter", "solution.c")
                if i % 2
                else exercise("counter", "bad", bad[i])
            )
            with open(source) as f, open(path("class", f"s{i}", "counter.c"), "w") as to:
                to.write(f"{f.read()}\n/* {i} */\n")
        self.status, _ = run(self.args("reference"))
        self.book = self.gradebook("reference")

    def args(self, out):
        return ["grade", "class", "--exercise", "counter", "--out", out]

    def gradebook(self, out):
        try:
            with open(path(out, "gradebook.csv")) as f:
                return f.read()
        except OSError as e:
            return str(e)

    def round(self):
        """Kills until it is done; each start goes on where it was."""
        victim, status, _ = disturbed(self.args("out"), self.seconds)
        ends[f"grade: {status}"] += 1
        for name in records("out"):
            with open(name) as f:
                try:
                    json.load(f)
                except ValueError:
                    wrong(f"grade: {name} is half a record")
        if status == self.status:
            if self.gradebook("out") != self.book:  # C2, C3
                wrong(f"grade, {victim} killed: another gradebook:\n{self.gradebook('out')}")
            left_files("out")
            shutil.rmtree(path("out"))
        elif status not in (3, -9):
            wrong(f"grade, {victim} killed: status {status}")
        return victim is not None


def records(out):
    for folder, _, files in os.walk(path(out, "verdicts")):
        for name in files:
            if name.endswith(".json"):
                yield os.path.join(folder, name)


# -------------------------------------------------------------------- a tutor

LINES = [
    "", "", "", "n", "back", "again", "answer 1", "answer 2", "skip", "list",
    "check counter", "check counter", "hint counter", "run", "term", "review",
    "reset counter", "edit counter", "go 010-first-threads", "go 120", "watch counter",
]  # fmt: skip


class Tutor:
    name = "tutor"

    def __init__(self):
        self.starter = open(exercise("counter", "start.c")).read()
        self.solution = open(exercise("counter", "solution.c")).read()
        run(["edit", "counter"])
        self.file = path("home", "threadlings", "counter.c")
        if not os.path.exists(self.file):
            self.file = self.find()
        self.counts = self.progress()

    def find(self):
        for folder, _, files in os.walk(path("home", "threadlings")):
            if "counter.c" in files:
                return os.path.join(folder, "counter.c")
        raise SystemExit("chaos: the workspace has no counter.c")

    def progress(self):
        """C4. Rows of what is only ever added to."""
        found = {}
        for folder, _, files in os.walk(path("state")):
            for name in files:
                if name.endswith((".db", ".sqlite")):
                    db = sqlite3.connect(os.path.join(folder, name))
                    for (text,) in db.execute("PRAGMA integrity_check"):
                        if text != "ok":
                            wrong(f"tutor: the state is damaged: {text}")
                    for table in ("done", "answer", "attempt", "review"):
                        (n,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
                        found[table] = n
                    db.close()
        if not found:
            wrong("tutor: there is no state")
        return found

    def round(self):
        with open(self.file, "w") as f:
            f.write(self.solution)
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(TOP)
            os.execve(PROGRAM, [PROGRAM], ENV)
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        of_command = rnd.random() < 0.6
        end = time.monotonic() + 0.1 + rnd.random() * 2.5
        victim = None
        while time.monotonic() < end:
            read_some(fd, 0.05)
            if rnd.random() < 0.3:
                try:
                    os.write(fd, rnd.choice(LINES).encode() + b"\n")
                except OSError:
                    break
        victim = kill_one(pid, of_command)
        if victim is not None and victim != "the command":
            self.leave(fd, pid)
        else:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        close_terminal(fd, pid)
        settle("tutor")
        self.look()
        return victim is not None

    def leave(self, fd, pid):
        """C5. It goes on, and leaves when it is asked to."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            read_some(fd, 0.2)
            try:
                os.write(fd, b"\x03\x15quit\n")
            except OSError:
                break
            if os.waitpid(pid, os.WNOHANG)[0] != 0:
                modes = termios.tcgetattr(fd)[3]
                if not modes & termios.ECHO or not modes & termios.ICANON:
                    wrong("tutor: the terminal is left without echo or lines")
                return
        wrong("tutor: does not leave after a helper was killed")
        os.kill(pid, signal.SIGKILL)

    def look(self):
        now = self.progress()
        for table, n in self.counts.items():
            if now.get(table, 0) < n:
                wrong(f"tutor: {table} had {n} rows, and has {now.get(table)}")
        self.counts = now
        with open(self.file) as f:
            text = f.read()
        if text not in (self.solution, self.starter):
            wrong(f"tutor: the learner's file has {len(text)} bytes of something else")


def read_some(fd, seconds):
    if select.select([fd], [], [], seconds)[0]:
        try:
            os.read(fd, 65536)
        except OSError:
            pass


def close_terminal(fd, pid):
    end = time.monotonic() + SETTLE_S
    while time.monotonic() < end:
        read_some(fd, 0.01)
        try:
            if os.waitpid(pid, os.WNOHANG)[0] != 0:
                break
        except ChildProcessError:
            break
    os.close(fd)


# -------------------------------------------------------------------- leftovers


def left_files(*where):
    """C6. Half-written files are called NAME.XXXXXX, or new.XXXXXX."""
    for top in where:
        for folder, _, files in os.walk(path(top)):
            for name in files:
                end = name.rpartition(".")[2] if "." in name else ""
                if name.startswith(".") and end == "new":
                    ends[".NAME.new is there"] += 1
                elif len(end) == 6 and end.isalnum():
                    wrong(f"left: {os.path.join(folder, name)[len(TOP) + 1:]}")


def look_for_leftovers(check):
    run(check.args)
    settle("the last command")
    left = os.listdir(path("tmp"))
    if left:
        wrong(f"left in TMPDIR: {', '.join(sorted(left)[:5])}")
    left_files("state", "cache", "home")
    if mounts() != MOUNTS:
        wrong(f"{mounts() - MOUNTS} mounts are left")


# ----------------------------------------------------------------------- rounds


def main():
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    for name in ("home", "tmp", "state", "cache"):
        os.makedirs(path(name), exist_ok=True)
    os.chmod(path("tmp"), 0o1777)
    began = time.monotonic()
    check = Command(
        "check, passes",
        ["--json", "check", "counter", exercise("counter", "solution.c")],
        verdict_of,
    )
    rounds = [
        check,
        Command(
            "check, deadlock",
            ["--json", "check", "bank", exercise("bank", "bad", "source_first.c")],
            verdict_of,
        ),
        Command(
            "check, race",
            ["--json", "check", "counter", exercise("counter", "start.c")],
            verdict_of,
        ),
        Command(
            "explore",
            ["--json", "explore", os.path.join(ROOT, "tests/explore/programs/right/bounded_buffer.c")],
            explored,
        ),
        Class(),
        Tutor(),
        Tutor(),
    ]
    rounds.append(rounds[4])  # a class is what is left alone for hours
    print(f"seed {SEED}, {KILLS} kills", flush=True)
    told = began
    while sum(kills.values()) < KILLS:
        rnd.choice(rounds).round()
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"  {sum(kills.values())} kills, {len(problems)} problems", flush=True)
    look_for_leftovers(check)
    print(f"{sum(kills.values())} kills in {time.monotonic() - began:.0f} s:")
    for what, n in kills.most_common():
        print(f"  {n:5}  {what}")
    print("exit statuses (-9: the command itself was killed; 3: no verdict, said so):")
    for what, n in sorted(ends.items()):
        print(f"  {n:5}  {what}")
    print(f"{len(problems)} problems")
    for what in problems:
        print(f"  {what}")
    sys.exit(1 if problems else 0)


MOUNTS = mounts()
main()
