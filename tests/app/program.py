# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""What tests of the program share: `TEST.py KKRSCOPE SAMPLE_FOLDER`, without a display."""

import csv
import os
import subprocess
import sys
import tempfile

SKIP = 77
program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
environment = {key: value for key, value in os.environ.items()
               if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
failures = []


def check(condition, text):
    if not condition:
        failures.append(text)
        print("failed:", text)


def run(*arguments, **more):
    return subprocess.run([program, *map(str, arguments)], text=True, capture_output=True,
                          timeout=120, **{"env": environment, **more})


def good(*arguments, **more):
    """What it says on standard output."""
    done = run(*arguments, **more)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    return done.stdout


def fails(status, part, *arguments, **more):
    """`figure` with these arguments: one sentence of ours, and no file left behind."""
    before = sorted(os.listdir())
    done = run("figure", *arguments, **more)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: "), f"{label}: not our message")
    check(done.stderr.count("\n") == 1, f"{label}: more than one line")
    check(not done.stdout, f"{label}: {done.stdout!r} on standard output")
    check(sorted(os.listdir()) == before, f"{label}: leaves {os.listdir()}")


def content(path):
    with open(path, "rb") as file:
        return file.read()


def save(path, text):
    with open(path, "w") as file:
        file.write(text)


def tool(*arguments):
    """What another program says; None where it is not installed."""
    try:
        return subprocess.run(arguments, text=True, capture_output=True, timeout=120).stdout
    except FileNotFoundError:
        return None


def tables(path):
    """{name: (columns, rows)} of the numbers of a figure; texts stay texts."""
    def value(word):
        try:
            return float(word)
        except ValueError:
            return word
    found = {}
    for block in content(path).decode().split("\n\n"):
        head, *lines = block.strip("\n").split("\n")
        rows = list(csv.reader(lines))
        found[head[2:]] = (rows[0], [[value(word) for word in row] for row in rows[1:]])
    return found


def no_opengl():
    """Why pictures in space cannot be drawn here; "" if they can."""
    with tempfile.TemporaryDirectory() as folder:
        said = run("figure", "--kind", "cells", sample, "--dpi", 20, "-o",
                   f"{folder}/a.png").stderr
    return said.strip() if "OpenGL" in said else ""


def each(*tests):
    """Every test in an empty folder of its own; ends the program."""
    home = os.getcwd()
    for test in tests:
        before = len(failures)
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            test()
            os.chdir(home)
        print(f"{test.__name__}: {len(failures) - before} failures")
    sys.exit(bool(failures))
