#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""How long the window takes with a data set of many entries, and how much memory: real
ones again and again under other names, each with files of its own.

usage: bench_dataset_view.py KKRSCOPE SAMPLE_FOLDER MANY_ENTRIES [N [STEPS]]

Opening is the time of `list --csv`, which reads the whole table, and of the window until
it has drawn the first entry. A step is measured from the action to the exact panels of the
next entry on the screen, while walking through the table; memory is the peak of the
window after STEPS entries on the page.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "ui"))
import display

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
many = os.path.abspath(sys.argv[3])
n = int(sys.argv[4]) if len(sys.argv) > 4 else 10000
steps = int(sys.argv[5]) if len(sys.argv) > 5 else 60


def run(folder, lines, case):
    """Seconds, the peak of memory in MB, and processor seconds."""
    path = os.path.join(folder, "script")
    with open(path, "w") as file:
        file.write("size 1280 800\nsettle\n" + "".join(x + "\n" for x in lines) + "quit\n")
    homes = {name: folder for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
                                       "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
    begin = time.monotonic()
    child = subprocess.Popen([program, "--script", path, case],
                             env={**os.environ, **homes, "GTK_A11Y": "none",
                                  "GDK_BACKEND": "x11", "DISPLAY": display.get()})
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"the window ended with {status}")
    return (time.monotonic() - begin, usage.ru_maxrss / 1024,
            usage.ru_utime + usage.ru_stime)


def show(what, times):
    print(f"  {what:34} median {statistics.median(times):5.0f} ms, "
          f"worst {max(times):5.0f} ms")


if display.missing():
    print(f"skipped: {display.missing()} is not here")
    sys.exit(77)
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    case, times = os.path.join(folder, "many.h5"), os.path.join(folder, "times")
    subprocess.run([many, sample + ".h5", case, str(n), "copy"], check=True)
    print(f"{n} entries, {os.path.getsize(case) / 1e6:.0f} MB, 1280 x 800, "
          f"load {os.getloadavg()[0]:.1f}:")
    begin = time.monotonic()
    subprocess.run([program, "list", "--csv", case], check=True, stdout=subprocess.DEVNULL)
    print(f"  the whole table as CSV             {time.monotonic() - begin:6.2f} s")
    alone, _, _ = run(folder, [], sample + ".h5")
    opened, _, idle = run(folder, [], case)
    print(f"  window: start, panels, end         {opened:6.2f} s, of 81 entries {alone:.2f} s")
    _, _, used = run(folder, ["action next-entry", f"measure {times}"] * steps, case)
    with open(times) as file:
        pairs = [tuple(map(float, line.split())) for line in file]
    show("next entry, first picture", [pair[0] for pair in pairs])
    show("next entry, exact panels", [pair[1] for pair in pairs])
    print(f"  processor time of a step            {1e3 * (used - idle) / steps:5.0f} ms")
    lines = ["action view 'dataset'", "settle"]
    lines += ["action next-entry", "settle"] * steps + ["action last-entry", "settle"]
    seconds, memory, used = run(folder, lines, case)
    print(f"  page, {steps} entries one after the other  {(seconds - opened) / steps:6.2f} s each, "
          "pictures of all neighbours included")
    print(f"  processor time of each              {1e3 * (used - idle) / steps:5.0f} ms")
    print(f"  peak of memory on the way          {memory:6.0f} MB")
