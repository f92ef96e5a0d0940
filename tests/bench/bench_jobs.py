#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Whole jobs as a user waits for them: start, read, compute, write, exit.

usage: bench_jobs.py KKRSCOPE SAMPLE_FOLDER [REFERENCE_DATA]

Each job runs five times; printed are the median and the best wall time, the
processor time, and the peak of memory. `write` is what a bare write of the same
bytes into the same folder costs in the same run. `plain NumPy` is the same grid by
tests/app/plain.py, once: read, evaluate (with linear interpolation in r and the
potential as stored), save.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../app"))

program, sample = sys.argv[1:3]
REPEATS = 5


def measure(arguments):
    walls, cpus, peak = [], [], 0
    for _ in range(REPEATS):
        begin = time.perf_counter()
        process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        walls.append(time.perf_counter() - begin)
        cpus.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss)
        if status != 0:
            return None
    return statistics.median(walls), min(walls), statistics.median(cpus), peak / 1024


def bare_write(path, size):
    data, walls = os.urandom(1 << 20), []  # small: a child's peak counts our memory
    for _ in range(REPEATS):
        begin = time.perf_counter()
        with open(path, "wb", buffering=0) as file:
            for _ in range(size >> 20):
                file.write(data)
        walls.append(time.perf_counter() - begin)
    os.unlink(path)
    return statistics.median(walls)


def report(name, arguments, output=None):
    result = measure(arguments)
    if not result:
        print(f"{name:44s} failed")
        return
    line = "%-44s %7.3f s (best %.3f), cpu %.3f s, peak %6.1f MB" % (name, *result)
    if output:
        size = os.path.getsize(output)
        line += ", file %.1f MB, write %.3f s" % (size / 2**20, bare_write(output, size))
    print(line, flush=True)


def plain_numpy(name, case, size, folder):
    """In a process of its own, so that it does not count as a child's peak."""
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "begin = time.perf_counter()\n"
        "import numpy as np\n"
        "from plain import Embedding\n"
        "e, n = Embedding(sys.argv[2]), int(sys.argv[3])\n"
        "axes = [np.linspace(p.min() - 4, p.max() + 4, n) for p in e.positions.T]\n"
        "out = np.empty((n, n, n), np.float32)\n"
        "for k, z in enumerate(axes[2]):\n"
        "    x, y = np.meshgrid(axes[0], axes[1])\n"
        "    p = np.column_stack([x.ravel(), y.ravel(), np.full(n * n, z)])\n"
        "    out[k] = e.values(p).reshape(n, n)\n"
        "np.save(sys.argv[4], out)\n"
        "print(time.perf_counter() - begin)\n")
    for python in (sys.executable, "/usr/bin/python3"):
        done = subprocess.run([python, "-c", code, sys.path[0], case, str(size),
                               os.path.join(folder, "plain.npy")],
                              capture_output=True, text=True)
        if done.returncode == 0:
            print("%-44s %7.3f s" % (f"{name}: plain NumPy {size}^3 .npy",
                                     float(done.stdout)), flush=True)
            return


cases = [("7 sites", sample)]
large = os.path.join(sys.argv[3], "data/computed/Hg_Au_13") if len(sys.argv) > 3 else ""
if os.path.isdir(large):
    cases.append(("13 sites", large))
verbs = subprocess.run([program, "--help"], capture_output=True, text=True).stdout
print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
      f"{resource.getpagesize()} byte pages")
with tempfile.TemporaryDirectory() as folder:
    for name, case in cases:
        report(f"{name}: info", ["info", case])
        for size in (256, 512):
            output = os.path.join(folder, "plane.npy")
            report(f"{name}: exact plane {size} x {size}",
                   ["plane", case, "--plane", "0,0,1", "--size", str(size), "-o", output])
        if "\n  figure " in verbs:
            report(f"{name}: first picture",
                   ["figure", case, "--kind", "slices", "-o", os.path.join(folder, "a.png")])
        for suffix, size in (("h5", 128), ("h5", 256), ("npy", 256), ("cube", 128),
                             ("xsf", 128)):
            output = os.path.join(folder, "field." + suffix)
            report(f"{name}: convert {size}^3 .{suffix}",
                   ["convert", case, "--grid", str(size), "-o", output], output)
        plain_numpy(name, case, 128, folder)
