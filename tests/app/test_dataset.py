#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Data sets from the shell: packed, listed, read with h5py, unpacked; killed at any moment.

usage: test_dataset.py KKRSCOPE SAMPLE_FOLDER
"""

import csv
import filecmp
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
shared = os.environ.get("KKR_SHARED", "")
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120)


def good(*arguments):
    done = run(*arguments)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    return done.stdout


def fails(status, part, *arguments):
    done = run(*arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status and part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: ") and done.stderr.count("\n") == 1, label)


def make_tree(folder, n):
    """Mercury in mercury: the sample's host, and n embeddings that differ in one digit."""
    os.makedirs(folder + "/host")
    for name in ("inputcard", "potential", "shapefun"):
        shutil.copy(f"{sample}/{name}", f"{folder}/host/{name}")
    text = open(f"{sample}/potential").read()
    digits = [m.start() - 2 for m in re.finditer(r"D\+0", text)]
    for i in range(n):
        os.makedirs(f"{folder}/{i:03}")
        at = digits[300 + i]
        with open(f"{folder}/{i:03}/potential_imp", "w") as file:
            file.write(text[:at] + ("6" if text[at] == "5" else "5") + text[at + 1:])
        with open(f"{folder}/{i:03}/scoef", "w") as file:
            file.write("       1\n  0.0  0.0  0.0    1 80.0  0.0\n")


def test_verbs():
    make_tree("tree", 3)
    shutil.copytree(sample, "tree/cluster")
    out = good("pack", "tree", "-o", "set.h5")
    check("4 entries added" in out, out)
    check("3 there already" not in out, out)
    check("4 there already" in good("pack", "tree", "-o", "set.h5"), "packed again")
    rows = json.loads(good("list", "set.h5", "--json"))["entries"]
    names = [r["name"] for r in rows]
    check(len(rows) == 4 and len(set(names)) == 4 and "Hg/Ag" in names, names)
    silver = rows[names.index("Hg/Ag")]
    check(silver["n_sites"] == 7 and silver["impurity_z"] == 47, silver)
    check(silver["rms"] < 1e-6 and len(silver["shells"]) == 2, silver)
    check(silver["shells"][1]["dv"] < silver["shells"][0]["dv"], silver)
    table = list(csv.DictReader(io.StringIO(good("list", "set.h5", "--csv"))))
    check([r["name"] for r in table] == names, table)
    few = good("list", "set.h5", "--csv", "--select", "n_sites>1")
    check(len(few.splitlines()) == 2, few)
    check("Hg/Ag" in good("list", "set.h5"), "list")
    check("4 entries" in good("info", "set.h5"), "info")
    check(json.loads(good("info", "set.h5", "--json"))["n_entries"] == 4, "info --json")
    info = json.loads(good("info", "set.h5::Hg/Ag", "--json"))
    check(info["name"] == "Hg:Ag" and len(info["sites"]) == 7, info)
    number = names.index("Hg/Ag") + 1
    whole = good("radial", sample, "--site", 2, "--field", "dV")
    check(good("radial", f"set.h5#{number}", "--site", 2, "--field", "dV") == whole,
          "an entry gives the numbers of its folder")
    good("unpack", "set.h5", "-o", "out")
    for name in ("potential_imp", "potential_imp_start", "potential_host_cluster", "scoef",
                 "shapefun_imp", "kkrflex_atominfo", "convergence.txt"):
        check(filecmp.cmp(f"{sample}/{name}", f"out/Hg/Ag/{name}", False), name)
    for name in ("inputcard", "potential", "shapefun"):
        check(filecmp.cmp(f"{sample}/{name}", f"out/Hg/host/{name}", False), name)
    check("4 there already" in good("pack", "out", "-o", "set.h5"), "unpacked and packed")
    fails(1, "no such entry", "info", "set.h5::Hg/Au")
    fails(1, "none of its 4 entries", "list", "set.h5", "--select", "Au")
    fails(2, "did you mean rms", "list", "set.h5", "--select", "rsm>1")
    fails(2, "needs -o", "pack", "tree")
    fails(2, "needs -o", "unpack", "set.h5")
    fails(1, "no KKR files", "pack", "out/none" if os.mkdir("out/none") else "out/none",
          "-o", "none.h5")
    fails(1, "not a data set", "list", sample + "/potential")
    check(not os.path.exists("none.h5"), "nothing was packed")
    # the result does not depend on the number of threads
    for threads in (1, 3):
        good("pack", "tree", "-o", f"threads{threads}.h5", "--threads", threads)
    check(filecmp.cmp("threads1.h5", "threads3.h5", False), "threads")


def test_example():
    """The five lines of docs/formats/dataset.md."""
    try:
        import h5py
    except ImportError:
        print("skipped: h5py is not here")
        return
    text = open(os.path.join(here, "../../docs/formats/dataset.md")).read()
    code = re.search(r"```python\n(.*?)```", text, re.S).group(1)
    names = {}
    exec(code.replace("assets/sample.h5", "set.h5"), names)
    path = "out/Hg/Ag/potential_imp"
    lines = open(path).read().splitlines()
    first = next(i for i, line in enumerate(lines) if re.match(r"^ *\d+ +\d+ +\d+ +1$", line))
    wanted = [float(lines[first + 1][i:i + 20].replace("D", "E")) for i in (0, 20, 40, 60)]
    check(list(names["v0"][:4]) == wanted, (names["v0"][:4], wanted))
    check(len(names["v0"]) == names["row"]["n_r"], "n_r")
    with h5py.File("set.h5") as f:
        check(all(f[r["path"]].attrs["name"] == r["name"] for r in f["index"]), "names")


def test_map():
    """A map, its recipe, and the map again."""
    if "usage: kkrscope figure" not in run("figure", "--help").stdout:
        print("skipped: built without pictures")
        return
    for suffix in ("png", "pdf", "svg"):
        good("figure", "--kind", "map", "set.h5", "--colour", "rms", "-o", f"a.{suffix}")
        open(f"a_{suffix}.recipe", "w").write(good("recipe", f"a.{suffix}"))
        good("figure", f"a_{suffix}.recipe", "-o", f"b.{suffix}")
        check(filecmp.cmp(f"a.{suffix}", f"b.{suffix}", False), f"map in {suffix}")
    svg = open("a.svg").read()
    check(all(f">{word}<" in svg for word in ("Hg", "Ag", "impurity", "host")), "words")
    good("figure", "--kind", "map", "set.h5", "--hosts", "all", "--order", "number",
         "--select", "Ag", "--dark", "-o", "c.png")
    fails(2, "no number of the table", "figure", "--kind", "map", "set.h5", "--colour", "x",
          "-o", "d.png")
    fails(1, "none of its 4", "figure", "--kind", "map", "set.h5", "--select", "Au",
          "-o", "d.png")
    check(not os.path.exists("d.png"), "d.png")


def test_cluster():
    """The scripts of docs/guide/cluster.md, with few points and few entries a task."""
    text = open(os.path.join(here, "../../docs/guide/cluster.md")).read()
    array, machine = re.findall(r"```sh\n(.*?)```", text, re.S)
    path = os.path.dirname(program) + ":" + os.environ["PATH"]
    array = array.replace("all.h5", "set.h5").replace("--grid 64", "--grid 6")
    array = array.replace("block=100", "block=3")
    for task in (0, 1, 0):
        done = subprocess.run(["sh", "-c", array], capture_output=True, text=True,
                              env={**os.environ, "PATH": path, "SLURM_ARRAY_TASK_ID": str(task)})
        check(done.returncode == 0, done.stderr)
    check(sorted(os.listdir("grids")) == [f"{i}.h5" for i in (1, 2, 3, 4)], os.listdir("grids"))
    shutil.rmtree("grids")
    os.mkdir("grids")
    machine = machine.replace("all.h5", "set.h5").replace("--grid 64", "--grid 6")
    done = subprocess.run(["sh", "-c", machine.replace("rms<1e-6", "n_sites=1")],
                          capture_output=True, text=True, env={**os.environ, "PATH": path})
    check(done.returncode == 0 and len(os.listdir("grids")) == 3, done.stderr)


def committed(path):
    """Every entry of a data set, whole; none if there is no file yet."""
    if not os.path.exists(path):
        return []
    names = [r["name"] for r in json.loads(good("list", path, "--json"))["entries"]]
    if names:
        good("info", f"{path}::{names[-1]}")
    return names


def test_killed():
    """A pack that is killed leaves what was committed; the next one goes on."""
    make_tree("many", 16)
    random.seed(1)
    begin = time.time()
    good("pack", "many", "-o", "whole.h5")
    whole = time.time() - begin
    interrupted = 0
    for i in range(25):
        if i % 3 == 0 and os.path.exists("killed.h5"):
            os.remove("killed.h5")
        before = committed("killed.h5")
        job = subprocess.Popen([program, "pack", "many", "-o", "killed.h5"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.random() * 1.1 * whole)
        job.send_signal([signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGKILL][i % 4])
        interrupted += job.wait() != 0
        after = committed("killed.h5")
        check(after[:len(before)] == before, f"killed pack {i} lost entries")
    check(interrupted > 5, f"only {interrupted} of 25 were hit")
    good("pack", "many", "-o", "killed.h5")
    check(len(committed("killed.h5")) == 16, "the last pack completes the set")
    check(not os.path.exists("killed.h5.part"), "killed.h5.part")
    check(not os.path.exists("killed.h5.lock"), "killed.h5.lock")


def test_series():
    """Real ones: the false solutions stand out, the file is small."""
    folders = [f"{shared}/data/computed/{name}" for name in ("Hg_series", "Cu_series")]
    if not os.path.isdir(folders[0]):
        print("skipped: the reference data (option `shared`) is not here")
        return
    out = good("pack", *folders, "-o", "series.h5")
    check("79 entries added, 2 hosts" in out, out)
    off = good("list", "series.h5", "--csv", "--select", "|core_shift|>1.5")
    names = [r["name"] for r in csv.DictReader(io.StringIO(off))]
    check(names == ["Hg/Co", "Hg/Cr", "Hg/V"], names)
    rows = list(csv.DictReader(io.StringIO(good("list", "series.h5", "--csv"))))
    same = [r for r in rows if r["host_element"] == r["impurity"]]
    check(len(same) == 2 and all(float(r["dv"]) < 1e-6 for r in same), same)
    check(all(float(r["rms"]) < 1e-6 for r in rows), "rms")
    size = sum(os.path.getsize(os.path.join(at, name)) for folder in folders
               for at, _, names in os.walk(folder) for name in names)
    check(os.path.getsize("series.h5") < 0.45 * size,
          f"{os.path.getsize('series.h5')} of {size} bytes")


# in memory where that is possible: every commit waits for the disk
memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
with tempfile.TemporaryDirectory(dir=memory) as folder:
    os.chdir(folder)
    test_verbs()
    test_example()
    test_map()
    test_cluster()
    test_killed()
    test_series()
    os.chdir("/")
print("ok" if failures == 0 else f"{failures} checks failed")
sys.exit(failures != 0)
