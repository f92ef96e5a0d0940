#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""How long the window takes: started under Xvfb, driven by a script that measures from
an action to the frame on the screen.

usage: bench_window.py KKRSCOPE SAMPLE_FOLDER

CPU times are differences between two runs of the same script, with and without the
steps in question, so that starting and closing drop out.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
shared = os.path.join(os.environ.get("KKR_SHARED", ""), "data/computed/Cu_Ag_13")
case = shared if os.path.isdir(shared) else sample
STEPS, RUNS = 20, 3


def run(folder, lines):
    """Wall and CPU seconds of a script."""
    path = os.path.join(folder, "script")
    with open(path, "w") as file:
        file.write("size 1280 800\nsettle\n" + "".join(x + "\n" for x in lines) + "quit\n")
    env = {**os.environ, "HOME": folder, "XDG_RUNTIME_DIR": folder, "GTK_A11Y": "none",
           "GSETTINGS_BACKEND": "memory"}
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1400x1000x24", program, "--script",
                    path, case], env=env, check=True, capture_output=True, timeout=300)
    wall = time.monotonic() - begin
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime


def median(folder, lines, which=0):
    return statistics.median(run(folder, lines)[which] for _ in range(RUNS))


if not shutil.which("xvfb-run"):
    print("skipped: xvfb-run is not here")
    sys.exit(77)
with tempfile.TemporaryDirectory() as folder:
    times = os.path.join(folder, "times")

    def steps(action, n):
        """Medians of the first and of the exact picture after each of n actions, ms."""
        run(folder, [f"action {action}", f"measure {times}"] * n)
        with open(times) as file:
            pairs = [tuple(map(float, line.split())) for line in file]
        os.remove(times)
        return [statistics.median(pair[i] for pair in pairs) for i in range(2)]

    nothing = median(folder, [])
    rows = {what: steps(action, n) for what, action, n in (
        ("plane moved", "win.move-plane 0.05", STEPS), ("zoomed", "win.zoom 1.02", STEPS),
        ("case read again", "win.reload", 8))}
    cpu = (median(folder, ["action win.move-plane 0.05", f"measure {times}"] * STEPS, 1) -
           median(folder, [], 1)) / STEPS
    idle = median(folder, ["wait 4000"], 1) - median(folder, ["wait 1000"], 1)
    print(f"window, {os.path.basename(case)}, 1280 x 800, median of {RUNS} runs:")
    print(f"  start, exact picture, end        {nothing:6.2f} s")
    for what, (first, exact) in rows.items():
        print(f"  {what:16} first picture {first:5.0f} ms, exact panels {exact:5.0f} ms")
    print(f"  CPU of a moved plane             {1000 * cpu:6.0f} ms")
    print(f"  busy processes here (load)       {os.getloadavg()[0]:6.1f}")
    print(f"  CPU while idle                   {1000 * idle / 3:6.1f} ms a second")
