#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Whole data sets: cases per second, memory, and what a second thread is worth.

usage: bench_many.py KKRSCOPE SAMPLE_FOLDER

The sample's 81 entries, and 1000 one-site embeddings made from its host, taken once and
ten times over. The plain reference is the same work by one call for each entry.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
N = 1000


def measure(*command):
    begin = time.perf_counter()
    process = subprocess.Popen([program, *map(str, command)], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command}: status {status}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def report(name, n, *command):
    wall, cpu, peak = measure(*command)
    print("%-48s %6.0f a second, %6.2f s, cpu %6.2f s (%5.2f ms each), peak %5.1f MB"
          % (name, n / wall, wall, cpu, 1e3 * cpu / n, peak), flush=True)


def make_set(folder):
    os.makedirs(f"{folder}/host")
    for name in ("inputcard", "potential", "shapefun"):
        shutil.copy(f"{sample}/{name}", f"{folder}/host/{name}")
    text = open(f"{sample}/potential").read()
    places = [m.start() - 2 for m in re.finditer(r"D\+0|D-0", text)][50:]
    for i in range(N):
        os.makedirs(f"{folder}/{i:04}")
        at = places[i]
        changed = text[:at] + ("6" if text[at] == "5" else "5") + text[at + 1:]
        open(f"{folder}/{i:04}/potential_imp", "w").write(changed)
        open(f"{folder}/{i:04}/scoef", "w").write("       1\n  0.0  0.0  0.0    1 80.0  0.0\n")
    measure("pack", folder, "-o", "set.h5")


print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
with tempfile.TemporaryDirectory() as place:
    os.chdir(place)
    shutil.copy(sample + ".h5", "sample.h5")
    grid = ["--grid", "32"]
    for threads in (1, 2):
        how = ["-q", "--force", "--threads", threads]
        report(f"81 entries: convert 32^3, {threads} threads", 81, "convert", "sample.h5", *grid,
               *how, "-o", "a.h5")
        report(f"81 entries: check, {threads} threads", 81, "check", "sample.h5", *how)
    report("81 entries: nothing to do", 81, "convert", "sample.h5", *grid, "-o", "a.h5")
    begin = time.perf_counter()
    for i in range(1, 82, 4):
        measure("convert", f"sample.h5#{i}", *grid, "-o", "b.h5")
    print("one call for each entry: convert 32^3 %23.0f a second"
          % (21 / (time.perf_counter() - begin)), flush=True)
    make_set("tree")
    for threads in (1, 2):
        report(f"{N} entries: convert 32^3, {threads} threads", N, "convert", "set.h5", *grid, "-q",
               "--force", "--threads", threads, "-o", "c.h5")
    report(f"{N // 4} entries: check", N // 4, "check", "set.h5", "-q", "--shard", "1/4")
    report(f"{10 * N} entries: convert 32^3", 10 * N, "convert", *["set.h5"] * 10, *grid, "-q",
           "-o", "d.h5")
    report(f"{10 * N} entries: nothing to do", 10 * N, "convert", *["set.h5"] * 10, *grid, "-q",
           "-o", "d.h5")
    os.chdir("/")
