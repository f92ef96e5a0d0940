#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Data sets from the shell: packed, listed, read with h5py, unpacked; killed, damaged.

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
    text = open(os.path.join(here, "../../docs/formats/dataset.md")).read()
    code = re.search(r"```python\n(.*?)```", text, re.S).group(1)
    path = "out/Hg/Ag/potential_imp"
    lines = open(path).read().splitlines()
    first = next(i for i, line in enumerate(lines) if re.match(r"^ *\d+ +\d+ +\d+ +1$", line))
    wanted = [float(lines[first + 1][i:i + 20].replace("D", "E")) for i in (0, 20, 40, 60)]
    code = code.replace("assets/sample.h5", "set.h5") + (
        f"\nassert list(v0[:4]) == {wanted}, v0[:4]\n"
        "assert len(v0) == row['n_r'], 'n_r'\n"
        "with h5py.File('set.h5') as f:\n"
        "    assert all(f[r['path']].attrs['name'] == r['name'] for r in f['index']), 'names'\n")
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import h5py"], capture_output=True).returncode == 0:
            done = subprocess.run([python, "-c", code], capture_output=True, text=True)
            check(done.returncode == 0, done.stderr)
            return
    print("skipped: h5py is not here")


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


def committed(path):
    """Every entry of a data set, by name; none if there is no file yet."""
    if not os.path.exists(path):
        return []
    return [r["name"] for r in json.loads(good("list", path, "--json"))["entries"]]


def whole(path, tree):
    """Every file of every entry is that of the folder it came from, byte for byte."""
    shutil.rmtree("whole", ignore_errors=True)
    good("unpack", path, "-o", "whole")
    rows = json.loads(good("list", path, "--json"))["entries"]
    for row in rows:
        for name in ("potential_imp", "scoef"):
            there = f"{tree}/{os.path.basename(row['source'])}/{name}"
            check(filecmp.cmp(there, f"whole/{row['name']}/{name}", False), there)
    for name in ("inputcard", "potential", "shapefun"):
        check(filecmp.cmp(f"{tree}/host/{name}", f"whole/Hg/host/{name}", False), name)
    return len(rows)


def test_killed():
    """A pack that is killed leaves what was committed; the next one goes on."""
    rounds, step = 50, 2
    make_tree("all", 4 + step * rounds)
    os.makedirs("many")
    for name in ["host"] + [f"{i:03}" for i in range(4)]:
        os.rename(f"all/{name}", f"many/{name}")
    random.seed(1)
    begin = time.time()
    good("pack", "many", "-o", "killed.h5")
    usual = time.time() - begin
    killed = unfinished = 0
    for i in range(rounds):
        for k in range(step):  # there is always something to add
            name = f"{4 + step * i + k:03}"
            os.rename(f"all/{name}", f"many/{name}")
        before = committed("killed.h5")
        begin = time.time()
        job = subprocess.Popen([program, "pack", "many", "-o", "killed.h5"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.random() * 1.1 * usual)
        job.send_signal([signal.SIGKILL, signal.SIGTERM, signal.SIGKILL, signal.SIGINT][i % 4])
        if job.wait() != 0:
            killed += 1
        else:
            usual = 0.5 * (usual + time.time() - begin)
        after = committed("killed.h5")
        unfinished += len(after) < 4 + step * (i + 1)
        check(after[:len(before)] == before, f"killed pack {i} lost entries")
        if i % 10 == 9:
            check(whole("killed.h5", "many") == len(after), "an entry is not whole")
    check(killed >= 15 and unfinished >= 10,
          f"{killed} of {rounds} were killed, {unfinished} before they were through")
    good("pack", "many", "-o", "killed.h5")
    check(whole("killed.h5", "many") == 4 + step * rounds, "the last pack completes the set")
    check(not os.path.exists("killed.h5.part"), "killed.h5.part")
    check(not os.path.exists("killed.h5.lock"), "killed.h5.lock")


READER = """
import json, subprocess, sys, time
program, seen, n = sys.argv[1], [], 0
while time.time() < float(sys.argv[2]) or n < 3:
    done = subprocess.run([program, "list", "grown.h5", "--json"], capture_output=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    names = [row["name"] for row in json.loads(done.stdout)["entries"]]
    assert names[:len(seen)] == seen, (seen, names)
    done = subprocess.run([program, "radial", "grown.h5::" + names[-1], "--lm", "1"],
                          capture_output=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    if len(names) > len(seen):
        n += 1
    seen = names
print(n)
"""


def test_two_readers():
    """Two programs read, entry by entry, while a third one adds."""
    make_tree("grown", 12)
    late = [f"{i:03}" for i in range(2, 12)]
    for name in late:
        os.rename(f"grown/{name}", f"{name}_late")
    good("pack", "grown", "-o", "grown.h5")
    end = str(time.time() + 1.5)
    readers = [subprocess.Popen([sys.executable, "-c", READER, program, end], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
               for _ in range(2)]
    for name in late:
        os.rename(f"{name}_late", f"grown/{name}")
        good("pack", "grown", "-o", "grown.h5")
        time.sleep(0.1)
    for reader in readers:
        out, error = reader.communicate(timeout=60)
        check(reader.returncode == 0 and int(out or 0) >= 3, f"{out} {error}")
    check(whole("grown.h5", "grown") == 12, "all were added")


def test_damaged():
    """Damaged files: no crash, a sentence, and what can be read stays available."""
    data = open(sample + ".h5", "rb").read()
    random.seed(7)
    lists = entries = 0
    variants = 20
    for i in range(variants):
        bad = bytearray(data[:random.randrange(len(data))] if i % 4 == 0 else data)
        for _ in range(0 if i % 4 == 0 else 4 ** (i % 4)):
            bad[random.randrange(len(bad))] ^= 1 << random.randrange(8)
        open("damaged.h5", "wb").write(bad)
        done = run("list", "damaged.h5", "--csv")
        check(done.returncode in (0, 1), f"list {i}: {done.returncode} {done.stderr}")
        check(done.returncode == 0 or done.stderr.startswith("kkrscope: "), done.stderr)
        lists += done.returncode == 0
        if done.returncode == 0:
            done = run("radial", "damaged.h5", "--select", "A?", "-o", f"saved{i}/{{index}}.csv")
            check(done.returncode in (0, 1), f"radial {i}: {done.returncode} {done.stderr}")
            entries += sum(name.endswith(".csv")
                           for _, _, names in os.walk(f"saved{i}") for name in names)
    # of a file with flipped bits nearly all can be read: there are ten entries
    check(lists >= variants // 2 and entries >= 5 * lists, f"{lists} lists, {entries} entries")


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


def test_comparisons():
    """Two impurities of one host: their difference; and how fast V - V0 falls off."""
    data = sample + ".h5"
    with open("points", "w") as file:
        file.write("0.5 0.3 0.1\n1 1 1\n")

    def values(entry, *options):
        text = good("probe", f"{data}::{entry}", "--field", "dV", "--points", "points", *options)
        return [float(row["value"]) for row in csv.DictReader(io.StringIO(text))]

    silver, gold = values("Hg/Ag"), values("Hg/Au")
    both = values("Hg/Ag", "--v0", f"{data}::Hg/Au")
    check(all(abs(a - b - c) < 1e-6 for a, b, c in zip(silver, gold, both)), both)
    fails(1, "cannot be compared", "probe", f"{data}::Hg/Ag", "--points", "points",
          "--v0", f"{data}::Cu/Au")
    good("figure", f"{data}::Hg/Ag", "--v0", f"{data}::Hg/Au", "-o", "both.png", "--dpi", "60")
    check("v0-file" in good("recipe", "both.png"), "the recipe names what V0 is")
    good("figure", "--kind", "map", "--show", "screening", data, "--select", "n_sites>1",
         "-o", "screening.svg")
    text = open("screening.svg").read()
    check("Cu:Ag@13" in text and "Hg:Au@13" in text, "curves have names")
    check("show = screening" in good("recipe", "screening.svg"), "it is in the recipe")
    fails(1, "falls off", "figure", "--kind", "map", "--show", "screening", data, "--select",
          "n_sites=1", "-o", "none.svg")
    check(not os.path.exists("none.svg"), "no half file")


# in memory where that is possible: every commit waits for the disk
memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
with tempfile.TemporaryDirectory(dir=memory) as folder:
    os.chdir(folder)
    test_verbs()
    test_example()
    test_map()
    test_comparisons()
    test_damaged()
    test_killed()
    test_two_readers()
    test_series()
    os.chdir("/")
print("ok" if failures == 0 else f"{failures} checks failed")
sys.exit(failures != 0)
