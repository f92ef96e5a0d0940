#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""How fast a data set is made, opened and stepped through, and how large it is.

usage: bench_dataset.py KKRSCOPE SAMPLE_FOLDER

One-site embeddings made from the sample's host; tar and gzip of the same folders are
the plain reference. Processor time of one thread.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
N = 1000


def used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def timed(*command):
    begin = used()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return used() - begin


def make_tree(folder):
    os.makedirs(f"{folder}/host")
    for name in ("inputcard", "potential", "shapefun"):
        shutil.copy(f"{sample}/{name}", f"{folder}/host/{name}")
    text = open(f"{sample}/potential").read()
    places = [m.start() - 2 for m in re.finditer(r"D\+0|D-0", text)][50:]
    size = 0
    for i in range(N):
        os.makedirs(f"{folder}/{i:04}")
        at = places[i]
        changed = text[:at] + ("6" if text[at] == "5" else "5") + text[at + 1:]
        open(f"{folder}/{i:04}/potential_imp", "w").write(changed)
        open(f"{folder}/{i:04}/scoef", "w").write("       1\n  0.0  0.0  0.0    1 80.0  0.0\n")
        size += len(changed)
    return size


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    size = make_tree("tree")
    tar = timed("tar", "czf", "tree.tar.gz", "tree")
    pack = timed(program, "pack", "tree", "-o", "set.h5", "--threads", "1")
    again = timed(program, "pack", "tree", "-o", "set.h5", "--threads", "1")
    listed = min(timed(program, "list", "set.h5", "--csv") for _ in range(5))
    entry = min(timed(program, "info", f"set.h5#{N}") for _ in range(5))
    alone = min(timed(program, "info", "tree/host", "tree/0000") for _ in range(5))
    print(f"pack, {N} one-site entries with all quality numbers: {N / pack:.0f} a second; "
          f"tar and gzip, which only copy: {N / tar:.0f}")
    print(f"pack when all are there: {N / again:.0f} a second")
    print(f"size: {os.path.getsize('set.h5') / size:.3f} of the text; "
          f"tar and gzip: {os.path.getsize('tree.tar.gz') / size:.3f}")
    print(f"list with all columns: {1e3 * listed:.0f} ms; "
          f"info of one entry: {1e3 * entry:.0f} ms, of its folders: {1e3 * alone:.0f} ms")
    os.chdir("/")
