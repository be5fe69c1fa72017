#!/usr/bin/env python3
"""Kills threadlings at random instants, a thousand times, and looks at what is left.

usage: chaos.py PROGRAM ROOT SCRATCH KILLS SEED

A round starts a command, waits for a random time, and kills (SIGKILL) the
command itself, or one or a few of the processes that it started: a worker, the
sandbox's own process, a compiler, a test's program. Then:

  C1  within SETTLE_S no process of the round is left, and no mount;
  C2  when a helper was killed the verdict is the true one, or none (status 3);
      it is never another one. Where it was one worker or one program, it is
      the true one: who lost it has to recover by itself;
  C3  when the command was killed, giving it again comes to the true result; of
      a class, to the gradebook of a class that nobody disturbed, byte for byte;
  C4  progress has lost nothing, the learner's file is whole, and the state is
      a sound database;
  C5  the terminal is as it was: after a helper was killed, and, where the tutor
      was, when the shell that had started it is at its prompt again;
  C6  after one more command no scratch folder and no half-written file is left.
      (Who is killed between two system calls of file_replace leaves a whole file
      .NAME.new, which the next one to write NAME takes away; they are counted.)

A round's choices depend on the seed and its number alone; which process there is
to kill at an instant is the machine's.
"""

import collections
import ctypes
import fcntl
import glob
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
SETTLE_S = 10  # until the last process is gone; five, but machines are busy
LONGEST_S = 600  # of a command that nobody kills
STUDENTS = 12
VOLLEY = 6  # helpers of a command that are killed in one round, at most
VOLLEY_OF_CLASS = 60

OF_TUTOR, OF_COMMAND, OF_CLASS = "the tutor", "a command", "grade itself"
MAINS = (OF_TUTOR, OF_COMMAND, OF_CLASS)
WORKER, PROGRAM_OF_TEST = "a worker of grade", "a test's program"
OWN, TOOLS = "the sandbox's own process", "the toolchain"

rnd = random.Random()  # seeded anew for each round
problems = []
killed = []  # in this round
kills = collections.Counter()
blamed = collections.Counter()  # of each kind of victim: problems
recovered = collections.Counter()
ends = collections.Counter()
longest_settle = 0.0


def wrong(what):
    problems.append(what)
    blamed.update(set(killed) or {"nobody"})
    print(f"WRONG: {what} (killed: {', '.join(killed) or 'nobody'})", flush=True)


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
    PS1="at the prompt: ",
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
    global longest_settle
    began = time.monotonic()
    while True:
        reap()
        left = below(os.getpid())
        took = time.monotonic() - began
        if not left:
            longest_settle = max(longest_settle, took)
            return
        if took > SETTLE_S:
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


def in_namespace(pid):
    with open(f"/proc/{pid}/status") as f:
        return any(l.startswith("NSpid:") and len(l.split()) > 2 for l in f)


def is_lsan_tracer(pid):
    """LeakSanitizer looks for leaks from a process of its own, which shares the
    program's memory; the program waits for it for ever. A kernel that is out of memory
    ends all who share it: only a person could end this one alone."""
    try:
        with open(f"/proc/{pid}/stat") as f:
            parent = f.read().rpartition(")")[2].split()[1]
        return os.path.basename(os.readlink(f"/proc/{parent}/exe")) == "program"
    except OSError:
        return True  # gone


def kind_of(pid, name, of_class):
    """What a helper is; None where it is gone."""
    try:
        exe = os.path.basename(os.readlink(f"/proc/{pid}/exe"))
        inside = in_namespace(pid)
    except OSError:
        return None
    if exe.startswith("threadlings"):
        return WORKER if of_class and not inside else OWN
    if exe == "program" and is_lsan_tracer(pid):
        return None
    if exe in ("program", "manifest", "outside", "list", "prog", "inside"):
        return PROGRAM_OF_TEST
    return TOOLS


def kill(pid, what):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    killed.append(what)
    kills[what] += 1
    return True


def kill_helper(main, of_class):
    """Kills somebody that the command has started, where there is somebody."""
    kinds = collections.defaultdict(list)
    for pid, name in below(main):
        kind = kind_of(pid, name, of_class)
        if kind is not None:
            kinds[kind].append(pid)
    if kinds:
        kind = rnd.choice(sorted(kinds))
        kill(rnd.choice(kinds[kind]), kind)


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


def said_in(out):
    with open(out, "rb") as f:
        return f.read().decode(errors="replace")


def run(args):
    """A command that nobody kills: its status and its output."""
    out = path("said")
    status = wait_exit(start(args, out), LONGEST_S)
    return status, said_in(out)


def disturbed(args, longest, main_kind):
    """Starts a command and kills at random instants: (status, output). Nothing
    is killed where it was too quick."""
    out = path("said")
    process = start(args, out)
    of_main = rnd.random() < 0.4
    most = VOLLEY_OF_CLASS if main_kind == OF_CLASS else VOLLEY
    shots = 1 if of_main else rnd.choice((1, rnd.randint(2, most)))
    for _ in range(shots):
        time.sleep(rnd.random() * longest / shots)
        if process.poll() is not None:
            break
        if not of_main:
            kill_helper(process.pid, main_kind == OF_CLASS)
    if of_main and process.poll() is None:
        kill(process.pid, main_kind)
    status = wait_exit(process, LONGEST_S)
    settle(" ".join(args[:3]))
    return status, said_in(out)


def must_recover():
    """Whether what was killed was one helper, which is run again."""
    return len(killed) == 1 and killed[0] in (WORKER, PROGRAM_OF_TEST, OWN)


# ------------------------------------------------------------ one-off commands


class Command:
    """A command with one true answer."""

    def __init__(self, name, args, read):
        self.name, self.args, self.read = name, args, read
        run(args)  # fills the cache
        began = time.monotonic()
        self.status, said = run(args)
        self.seconds = time.monotonic() - began
        self.truth = read(said)

    def round(self):
        status, said = disturbed(self.args, self.seconds, OF_COMMAND)
        ends[f"{self.name}: {status}"] += 1
        note_recovery(status == self.status)
        recovers = must_recover() and self.name.startswith("check")
        if OF_COMMAND in killed or (status == 3 and killed and not recovers):
            status, said = run(self.args)
            settle(self.name)
        if status != self.status or self.read(said) != self.truth:  # C2, C3
            wrong(
                f"{self.name}: status {status}, {self.read(said)};"
                f" the truth is {self.status}, {self.truth}"
            )


class Run(Command):
    """A program that is run is not judged: who kills it ends it."""

    def round(self):
        status, said = disturbed(self.args, self.seconds, OF_COMMAND)
        ends[f"{self.name}: {status}"] += 1
        if killed:
            status, said = run(self.args)
            settle(self.name)
        if status != self.status or self.read(said) != self.truth:
            wrong(f"{self.name}: status {status}, {self.read(said)}")


def note_recovery(well):
    if killed and not set(killed) & set(MAINS):
        recovered["at once" if well else "by giving the command again"] += 1


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


def last_line(said):
    return (said.strip().splitlines() or [""])[-1]


def nothing(_):
    return None


# ------------------------------------------------------------------- a class


class Class:
    name = "grade"

    def __init__(self):
        bad = sorted(os.listdir(exercise("counter", "bad")))
        for i in range(STUDENTS):
            os.makedirs(path("class", f"s{i}"))
            source = (
                exercise("counter", "solution.c")
                if i % 2
                else exercise("counter", "bad", bad[i // 2 % len(bad)])
            )
            with open(source) as f, open(path("class", f"s{i}", "counter.c"), "w") as to:
                to.write(f"{f.read()}\n/* {i} */\n")
        began = time.monotonic()
        self.status, said = run(self.args("reference"))
        self.seconds = time.monotonic() - began
        self.book = self.gradebook("reference")
        if self.status != 0 or self.book.count("passed") != STUDENTS // 2:
            raise SystemExit(f"chaos: cannot grade the class:\n{said}\n{self.book}")

    def args(self, out):
        return ["grade", "class", "--exercise", "counter", "--out", out]

    def gradebook(self, out):
        try:
            with open(path(out, "gradebook.csv")) as f:
                return f.read()
        except OSError as e:
            return str(e)

    def differences(self):
        """The lines of the gradebook, and what was recorded of these students."""
        book, said = self.gradebook("out").splitlines(), []
        for line in (l for l in book if l not in self.book.splitlines()):
            said.append(line)
            for record in glob.glob(path("out", "verdicts", line.split(",")[0], "*")):
                with open(record) as f:
                    said.append(f.read())
        return "\n".join(said) or "\n".join(book)

    def round(self):
        """Most of the time the next round goes on where this one was killed."""
        status, said = disturbed(self.args("out"), self.seconds, OF_CLASS)
        ends[f"grade: {status}"] += 1
        note_recovery(status == self.status)
        self.look_at_records()
        if OF_CLASS not in killed and status != self.status:
            if status != 3 or killed == [WORKER]:
                wrong(f"grade: status {status}: {last_line(said)}")
        if status != self.status and rnd.random() < 0.3:
            status, said = run(self.args("out"))
            settle("grade, again")
            if status != self.status:  # C3
                wrong(f"grade, given again: status {status}: {last_line(said)}")
        if status == self.status:
            if self.gradebook("out") != self.book:  # C2, C3
                wrong(f"grade: another gradebook:\n{self.differences()}")
            left_files("out")
            shutil.rmtree(path("out"))

    def look_at_records(self):
        for folder, _, files in os.walk(path("out")):
            for name in files:
                if not name.endswith((".json", ".csv", ".html")):
                    continue
                with open(os.path.join(folder, name)) as f:
                    text = f.read()
                try:
                    if name.endswith(".json"):
                        json.loads(text)
                    elif not text.endswith("\n"):
                        raise ValueError
                except ValueError:
                    wrong(f"grade: {name} is half a file")


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
        # What was typed for a tutor that is gone is the shell's: it finds nothing.
        os.makedirs(path("bin"))
        os.symlink(shutil.which("stty"), path("bin", "stty"))
        self.shell = shutil.which("bash")
        run(["edit", "counter"])
        self.file = self.find()
        self.rows = self.progress()

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
                        found[table] = set(db.execute(f"SELECT * FROM {table}"))
                    db.close()
        if not found:
            wrong("tutor: there is no state")
        return found

    def round(self):
        with open(self.file, "w") as f:
            f.write(self.solution)
        of_tutor = rnd.random() < 0.6
        shell, fd = pty.fork()
        if shell == 0:
            os.chdir(TOP)
            env = dict(ENV, PATH=path("bin"))
            os.execve(self.shell, ["bash", "--norc", "--noprofile", "-i"], env)
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        terminal = Terminal(fd)
        terminal.wait_for(b"at the prompt: ")
        terminal.type(f"PATH={ENV['PATH']} {PROGRAM}\n".encode())
        pid = self.wait_for_tutor(shell)
        end = time.monotonic() + rnd.random() * 2.5
        while pid is not None and time.monotonic() < end:
            terminal.read(0.05)
            if rnd.random() < 0.3:
                terminal.type(rnd.choice(LINES).encode() + b"\n")
        if pid is not None and of_tutor:
            kill(pid, OF_TUTOR)
            self.look_at_terminal(terminal)
        elif pid is not None:
            kill_helper(pid, False)
            self.leave(terminal, shell)
        os.kill(shell, signal.SIGKILL)
        os.close(fd)
        settle("tutor")
        self.look()

    def wait_for_tutor(self, shell):
        end = time.monotonic() + LONGEST_S
        while time.monotonic() < end:
            for pid, _ in below(shell):
                try:
                    exe = os.path.realpath(f"/proc/{pid}/exe")
                except OSError:
                    continue
                if exe == os.path.realpath(PROGRAM):
                    return pid
            time.sleep(0.01)
        wrong("tutor: does not start")
        return None

    def leave(self, terminal, shell):
        """C5. It goes on, and leaves when it is asked to."""
        end = time.monotonic() + LONGEST_S
        while below(shell):
            if time.monotonic() > end:
                wrong("tutor: does not leave after a helper was killed")
                return
            terminal.read(0.2)
            terminal.type(b"\x03\x15quit\n")
        self.look_at_terminal(terminal)

    def look_at_terminal(self, terminal):
        """C5. As a program sees it that the shell starts now."""
        terminal.type(b"\n")
        while terminal.has_more(0.3):  # a line editor that is asked too early eats keys
            pass
        terminal.type(b"stty -a; echo seen $((1 + 1))\n")
        said = terminal.wait_for(b"seen 2")
        modes = said[said.rfind(b"speed ") :].split()
        modes = {mode.rstrip(b";") for mode in modes}
        missing = {b"echo", b"icanon", b"isig", b"icrnl", b"opost"} - modes
        if missing:
            wrong(f"tutor: the terminal is left without {missing}: {said[-500:]}")
        if terminal.is_full_screen():
            wrong("tutor: the terminal is left in its other screen")

    def look(self):
        now = self.progress()
        for table, rows in self.rows.items():
            lost = rows - now.get(table, set())
            if lost:
                wrong(f"tutor: {table} has lost {len(lost)} rows, as {lost.pop()}")
        self.rows = now
        with open(self.file) as f:
            text = f.read()
        if text not in (self.solution, self.starter):
            wrong(f"tutor: the learner's file has {len(text)} bytes of something else")


class Terminal:
    def __init__(self, fd):
        self.fd, self.seen = fd, b""

    def read(self, seconds):
        if select.select([self.fd], [], [], seconds)[0]:
            try:
                self.seen += os.read(self.fd, 65536)
            except OSError:
                return False
        return True

    def has_more(self, seconds):
        before = len(self.seen)
        return self.read(seconds) and len(self.seen) > before

    def type(self, keys):
        try:
            os.write(self.fd, keys)
        except OSError:
            pass

    def wait_for(self, text):
        """Returns what was seen until then, and forgets nothing."""
        end = time.monotonic() + LONGEST_S
        begin = len(self.seen)
        while text not in self.seen[begin:]:
            if not self.read(0.2) or time.monotonic() > end:
                wrong(f"terminal: {text} does not come: {self.seen[-300:]}")
                break
        return self.seen[begin:]

    def is_full_screen(self):
        return self.seen.rfind(b"\x1b[?1049h") > self.seen.rfind(b"\x1b[?1049l")


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
    killed.clear()
    run(check.args)
    settle("the last command")
    left = os.listdir(path("tmp"))
    if left:
        wrong(f"left in TMPDIR: {', '.join(sorted(left)[:5])}")
    left_files("state", "cache", "home")
    if mounts() != MOUNTS:
        wrong(f"{mounts() - MOUNTS} mounts are left")


# ----------------------------------------------------------------------- rounds


def small_exercise():
    """A share with an exercise of a few lines, which is proved in seconds."""
    for name in ("lessons", "exercises", "grader", "data"):
        os.makedirs(path("share", name))
    for name in ("grader/harness", "grader/explore", "data/skeleton", "data/page"):
        os.symlink(os.path.join(ROOT, name), path("share", name))
    run(["--share", path("share"), "new", "exercise", "sum"])


def all_rounds():
    small_exercise()
    bounded = os.path.join(ROOT, "tests/explore/programs/right/bounded_buffer.c")
    check = ["--json", "check"]
    commands = [
        Command("check, passes", [*check, "counter", exercise("counter", "solution.c")], verdict_of),
        Command(
            "check, deadlock", [*check, "bank", exercise("bank", "bad", "source_first.c")], verdict_of
        ),
        Command("check, race", [*check, "counter", exercise("counter", "start.c")], verdict_of),
        Command("explore", ["--json", "explore", bounded], explored),
        Run("run", ["run", bounded], nothing),
        Command("verify", ["--share", path("share"), "verify", "--quick", "sum"], last_line),
    ]
    # A class is what is left alone for hours.
    return commands + [Tutor()] * 3 + [Class()] * 5


def print_summary(seconds, rounds):
    print(f"{sum(kills.values())} kills in {rounds} rounds, {seconds:.0f} s, seed {SEED}:")
    for what, n in kills.most_common():
        print(f"  {n:5}  {what:26} {blamed[what]} wrong")
    print("of rounds where only helpers were killed, the true result came")
    for what, n in recovered.most_common():
        print(f"  {n:5}  {what}")
    print("exit statuses (-9: the command itself was killed; 3: no verdict, said so):")
    for what, n in sorted(ends.items()):
        print(f"  {n:5}  {what}")
    print(f"the last process of a round was gone {longest_settle:.1f} s after its first, or sooner")
    print(f"{len(problems)} problems")
    for what in problems:
        print(f"  {what}")


def main():
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    for name in ("home", "tmp", "state", "cache"):
        os.makedirs(path(name), exist_ok=True)
    os.chmod(path("tmp"), 0o1777)
    began = told = time.monotonic()
    rounds = all_rounds()
    print(f"seed {SEED}, {KILLS} kills", flush=True)
    n = 0
    while sum(kills.values()) < KILLS:
        rnd.seed(f"{SEED}/{n}")
        n += 1
        killed.clear()
        rnd.choice(rounds).round()
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"  {sum(kills.values())} kills, {len(problems)} problems", flush=True)
    look_for_leftovers(rounds[0])
    print_summary(time.monotonic() - began, n)
    sys.exit(1 if problems else 0)


MOUNTS = mounts()
main()
