#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The verb export: what is in the file, interruption, shards, and wrong use.

usage: test_export.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import signal
import subprocess
import sys
import tempfile
import time

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
failures = 0
SMALL = ["--nmax", "6,2", "--lmax", "1", "--points", "200,100,20"]


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments, verb="export", stdin=""):
    return subprocess.run([program, verb, *map(str, arguments)], input=stdin,
                          capture_output=True, text=True, timeout=250)


def good(*arguments):
    done = run(*arguments)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    return done.stdout


def fails(status, part, *arguments):
    done = run(*arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: ") and done.stderr.count("\n") == 1, label)


def dump(path, name):
    """The numbers of a data set; None without h5py (test_jl_export reads them in C)."""
    try:
        import h5py
    except ImportError:
        return None
    with h5py.File(path) as file:
        return file[name][...].ravel().tolist()


def test_contents(folder):
    path = os.path.join(folder, "one.h5")
    text = good(sample, *SMALL, "-o", path)
    check("case, 18 columns" in text, text)
    check(not os.path.exists(path + ".part"), "the part file stays")
    y = dump(path, "y")
    if y is None:
        print("no h5py: contents are not compared")
        return
    x, where, site = dump(path, "X"), dump(path, "position"), dump(path, "site")
    n = len(y)
    check(len(x) == 18 * n and len(where) == 3 * n, "shapes")
    pick = range(0, n, n // 40)
    points = "".join("%r %r %r\n" % tuple(where[3 * i:3 * i + 3]) for i in pick)
    done = run(sample, "--points", "-", "--field", "dV", verb="probe", stdin=points)
    for i, line in zip(pick, done.stdout.splitlines()[1:]):
        cells = line.split(",")
        check(abs(float(cells[3]) - y[i]) < 1e-9 * (1 + abs(y[i])), f"V - V0 of point {i}")
        check(int(cells[4]) == site[i], f"site of point {i}")
    done = run(sample, "--points", "-", "--nmax", "6,2", "--lmax", "1", "--species",
               "host,imp", "--rcut", "6", verb="jl", stdin=points)
    for i, line in zip(pick, done.stdout.splitlines()[1:]):
        for a, b in zip(line.split(","), x[18 * i:18 * i + 18]):
            check(abs(float(a) - b) <= 1e-9 * (1 + abs(b)), f"features of point {i}")
    grid = os.path.join(folder, "grid.h5")
    good(sample, *SMALL[:4], "--spacing", "0.8", "--cells", "impurity", "-o", grid)
    where = dump(grid, "position")
    check(all(abs(v / 0.8 - round(v / 0.8)) < 1e-9 for v in where), "no grid")


def test_shards(folder):
    cases = []
    for name in "abcde":
        cases.append(os.path.join(folder, name))
        os.symlink(sample, cases[-1])
    whole = os.path.join(folder, "whole.h5")
    text = good(*cases, *SMALL, "-o", whole, "--threads", "2")
    check("5 cases" in text, text)
    again = os.path.join(folder, "again.h5")
    good(*cases, *SMALL, "-o", again, "--threads", "1")
    check(dump(whole, "X") == dump(again, "X"), "the number of threads changes X")
    shards = []
    for i in (1, 2):
        shards.append(os.path.join(folder, f"shard{i}.h5"))
        good(*cases, *SMALL, "--shard", f"{i}/2", "-o", shards[-1])
    joined = os.path.join(folder, "joined.h5")
    good(*shards, "--join", "-o", joined)
    check(os.path.getsize(joined) < 100000, "the joined file holds copies")
    y = dump(joined, "y")
    if y is not None:
        check(y == dump(shards[0], "y") + dump(shards[1], "y"), "joined rows")
        check(sorted(y) == sorted(dump(whole, "y")), "shards are not the whole")
        check(dump(joined, "shards")[:2] == [0, 0] and dump(joined, "shards")[3] == 3,
              "beginnings of the shards")
    other = os.path.join(folder, "other.h5")
    good(sample, "--nmax", "5,2", "--lmax", "1", "--points", "20,10,0", "-o", other)
    fails(1, "other columns", shards[0], other, "--join", "-o", joined)
    fails(1, "expected a file", os.path.join(sample, "scoef"), "--join", "-o", joined)
    fails(1, "no/such", "no/such.h5", "--join", "-o", joined)
    return cases, whole


def test_interrupt(folder, cases, whole):
    """Stopped in the middle, it goes on and ends with the same rows."""
    path = os.path.join(folder, "stopped.h5")
    command = [program, "export", *cases, "--nmax", "6,2", "--lmax", "1", "--points",
               "40000,100,20", "--threads", "1", "-o", path]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    part = path + ".part"
    for _ in range(2000):
        if os.path.exists(part) and os.path.getsize(part) > 8000000:
            break
        if process.poll() is not None:
            break
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    stopped = process.returncode
    check(stopped in (0, 130), f"status {stopped} after an interruption")
    check(not os.path.exists(path) or stopped == 0, "a file that is not complete")
    text = good(*command[2:])
    if stopped == 130:
        check(not os.path.exists(part), "the part file stays")
        check("were there already" in text, f"begun anew: {text!r}")
    again = os.path.join(folder, "straight.h5")
    good(*command[2:-1], again)
    check(dump(path, "y") == dump(again, "y"), "other rows after an interruption")
    # other settings do not continue it
    with open(path + ".part", "wb") as file:
        file.write(b"not a file of ours")
    os.remove(path)
    good(sample, *SMALL, "-o", path)


def test_wrong(folder):
    path = os.path.join(folder, "wrong.h5")
    fails(2, "-o", sample)
    fails(2, ".h5", sample, "-o", os.path.join(folder, "x.csv"))
    fails(2, "--shard", sample, "--shard", "3/2", "-o", path)
    fails(2, "--shard", sample, "--shard", "a", "-o", path)
    fails(1, "shard 2/2 of 1 case", sample, "--shard", "2/2", "-o", path)
    fails(2, "--points", sample, "--points", "x", "-o", path)
    fails(2, "exclude", sample, "--points", "1,1,1", "--spacing", "1", "-o", path)
    fails(2, "rcut", sample, "--rcut", "-2", "-o", path)
    fails(1, "no/folder", sample, "-o", "no/folder/x.h5")
    done = run("no/such/case", "-o", path)
    check(done.returncode == 1 and "no/such/case" in done.stderr, done.stderr)
    check(not os.path.exists(path) and not os.path.exists(path + ".part"),
          "a failed export leaves a file")


with tempfile.TemporaryDirectory() as folder:
    test_contents(folder)
    cases, whole = test_shards(folder)
    test_interrupt(folder, cases, whole)
    test_wrong(folder)
sys.exit(failures > 0)
