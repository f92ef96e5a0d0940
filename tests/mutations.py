#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Damaged copies of real cases: no crash, no run beyond ten seconds, and no answer from
half a file.

usage: mutations.py KKRSCOPE FOLDER COPIES [SEED]

FOLDER holds cases in folders below it. Each copy is a case with one file damaged; the
program looks at it (`info`, or `list` and `info` of a data set) and samples it (`plane`).

What counts as a silent wrong answer: the damage took structure away and the program
answers as if nothing were wrong, with another answer. Structure is taken away by cutting a
file off inside its numbers, by a line of numbers that is lost or twice, by a piece that
is not text, and by a column lost in a line of numbers. The program must then refuse, or
say something on the way that it did not say of the whole file (a note, an entry that
cannot be read, a role that is gone), or give the same values: the file was not needed.

What does not count: a digit or a word that became another one is a number that somebody
may have meant. Those copies are judged by crash and time only.
"""

import collections
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

LIMIT = 10  # seconds
NUMBERS = re.compile(rb"^[\s0-9.+\-EeDd]+$")


def lines_of_numbers(data):
    """(begin, end) of the lines of full Fortran records in the file."""
    found, at = [], 0
    for line in data.splitlines(keepends=True):
        if len(line) > 60 and NUMBERS.match(line):
            found.append((at, at + len(line)))
        at += len(line)
    return found


def damage(data, chance):
    """The damaged bytes, what was done, and whether structure is gone."""
    records = lines_of_numbers(data)
    kinds = ["bit", "digit", "word", "byte"]
    if len(records) > 8:
        kinds += ["cut", "lost", "twice", "column", "binary"]
    kind = chance.choice(kinds)
    out = bytearray(data)
    if kind == "bit":
        for _ in range(chance.randint(1, 4)):
            out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    elif kind == "digit":
        digits = [i for i in (chance.randrange(len(out)) for _ in range(200))
                  if 48 <= out[i] < 58]
        for i in digits[:3]:
            out[i] = chance.randrange(48, 58)
    elif kind == "word":
        at = chance.randrange(len(out))
        word = chance.choice([b"NaN", b"****", b"-1", b"99999999", b"1D400", b"\t", b"'",
                              b"inf", b"2147483648", b" ", b"\n"])
        out[at:at + len(word)] = word
    elif kind == "byte":
        at = chance.randrange(len(out))
        del out[at:at + chance.randint(1, 16)]
    else:
        begin, end = records[chance.randrange(len(records) // 4, len(records) - 1)]
        if kind == "cut":
            del out[begin + (end - begin) // 2:]
        elif kind == "lost":
            del out[begin:end]
        elif kind == "twice":
            out[end:end] = data[begin:end]
        elif kind == "column":
            del out[begin:begin + 20]
        else:
            out[begin:begin + 8] = b"\0\1\2\3\4\5\6\7"
    return bytes(out), kind, kind in ("cut", "lost", "twice", "column", "binary")


class Program:
    def __init__(self, path):
        self.path, self.runs, self.slowest, self.cpu = path, 0, 0, 0

    def run(self, *arguments):
        begin = time.time()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            done = subprocess.run([self.path, *map(str, arguments)], timeout=120,
                                  capture_output=True, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return None
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.runs += 1
        # CPU time: the machine may have other things to do
        used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        self.cpu += used
        self.slowest = max(self.slowest, used)
        done.seconds = min(used, time.time() - begin)
        return done


def cases(folder):
    """Folders that the program can show."""
    found = collections.defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size and path.name != "README.md":
            found[path.parent].append(path)
    return found


def look(program, case):
    """All that the program says of a case, and a few values of it."""
    info = program.run("info", case)
    plane = program.run("plane", case, "--plane", "1,2,3@0.3", "--size", "6")
    return info, plane


def problems(done, what):
    if done is None:
        return [f"{what}: more than 120 s"]
    if done.returncode < 0 or done.returncode > 2:
        return [f"{what}: status {done.returncode}"]
    if done.seconds > LIMIT:
        return [f"{what}: {done.seconds:.1f} s"]
    if done.returncode and not re.fullmatch(rb"(.*\n)*kkrscope: .{10,}\n", done.stderr):
        return [f"{what}: no sentence: {done.stderr[-200:]}"]
    return []


def is_silent(good, now):
    """Another answer, and not a word about it."""
    if now[1].returncode or good[1].returncode or now[1].stdout == good[1].stdout:
        return False
    return (now[1].stderr == good[1].stderr and
            now[0].returncode == good[0].returncode and
            now[0].stdout.count(b"\n") == good[0].stdout.count(b"\n") and
            notes(now[0].stdout) == notes(good[0].stdout))


def notes(text):
    """What `info` says beside numbers: words of all lines."""
    return re.sub(rb"[-+0-9.eE]+", b"#", text)


def main():
    program, folder = Program(os.path.abspath(sys.argv[1])), pathlib.Path(sys.argv[2])
    copies = int(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    chance = random.Random(seed)
    found = cases(folder)
    failures, counts, refused, silent = [], collections.Counter(), 0, 0
    whole = {}
    begin = time.time()
    with tempfile.TemporaryDirectory() as work:
        here = pathlib.Path(work) / "case"
        for number in range(copies):
            parent = chance.choice(sorted(found))
            files = [path for path in found[parent] if path.stat().st_size < 1 << 23]
            if not files:
                continue
            victim = chance.choice(files)
            shutil.rmtree(here, ignore_errors=True)
            here.mkdir()
            for path in found[parent]:
                os.symlink(path.resolve(), here / path.name)
            if parent not in whole:
                whole[parent] = look(program, here)
                for done, verb in zip(whole[parent], ("info", "plane")):
                    failures += problems(done, f"{parent}, whole, {verb}")
            data, kind, structural = damage(victim.read_bytes(), chance)
            (here / victim.name).unlink()
            (here / victim.name).write_bytes(data)
            now = look(program, here)
            what = f"copy {number} of seed {seed}: {victim}, {kind}"
            wrong = problems(now[0], what + ", info") + problems(now[1], what + ", plane")
            counts[kind] += 1
            if not wrong:
                refused += now[1].returncode != 0 and whole[parent][1].returncode == 0
                if structural and is_silent(whole[parent], now):
                    silent += 1
                    wrong = [f"{what}: another answer without a word"]
            for line in wrong:
                print("failed:", line, flush=True)
            failures += wrong
            if number % 500 == 499:
                print(f"{number + 1} copies, {len(failures)} failed, "
                      f"{time.time() - begin:.0f} s", flush=True)
    print(f"{sum(counts.values())} copies of {len(found)} folders, seed {seed}: "
          f"{program.runs} runs, {program.cpu:.0f} s CPU, slowest {program.slowest:.2f} s "
          f"CPU, {refused} refused, {silent} silent, {len(failures)} failed")
    print(dict(counts))
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
