#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Verbs over whole data sets: what one entry gives, shards, resume, failures, figures.

usage: test_many.py KKRSCOPE SAMPLE_FOLDER
"""

import filecmp
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments, **more):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, **more)


def good(*arguments, **more):
    done = run(*arguments, **more)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    return done


def summary(done, made, there, failed=0):
    n = made + there + failed
    want = f"{made} of {n} case{'s' * (n != 1)} done, {there} there already, {failed} failed"
    check(want in done.stderr, f"{done.args[1:]}: {done.stderr!r}: expected {want!r}")


def fails(status, part, *arguments):
    done = run(*arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status and part in done.stderr, f"{label}: expected {part!r}")
    check(all(line.startswith("kkrscope: ") for line in done.stderr.splitlines()), label)
    return done


def with_h5py(code):
    """Runs it where h5py is; None if it is nowhere."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import h5py"], capture_output=True).returncode == 0:
            done = subprocess.run([python, "-c", code], capture_output=True, text=True)
            check(done.returncode == 0, done.stderr)
            return done.stdout
    print("skipped: h5py is not here")
    return None


def test_files():
    """A file an entry, as the verb gives for that entry alone."""
    open("points", "w").write("0.5 0 0\n0 1 0.2\n")
    jobs = {
        "radial": ("csv", ["--field", "dV", "--lm", "1,21"]),
        "jl": ("csv", ["--points", "points", "--species", "host,imp", "--nmax", "3,2",
                       "--lmax", "1"]),
        "convert": ("cube", ["--grid", "6", "--field", "dV"]),
        "check": ("json", ["--json", "--grid", "12"]),
    }
    for verb, (suffix, options) in jobs.items():
        pattern = f"{verb}/{{name}}.{suffix}"
        done = good(verb, "set.h5", *options, "--select", "Hg:A?", "-o", pattern)
        summary(done, 5, 0)
        good(verb, "set.h5::Hg/Ag", *options, "-o", f"one.{suffix}")
        check(filecmp.cmp(f"one.{suffix}", f"{verb}/Hg/Ag.{suffix}", False), f"{verb}: Hg/Ag")
        summary(good(verb, "set.h5", *options, "--select", "Hg:A?", "-o", pattern), 0, 5)
        summary(good(verb, "set.h5", *options, "--select", "Hg:A?", "-o", pattern,
                     "--force", "--threads", "1"), 5, 0)
        check(filecmp.cmp(f"one.{suffix}", f"{verb}/Hg/Ag.{suffix}", False), f"{verb}: threads")
        quiet = good(verb, "set.h5", *options, "--select", "Hg:A?", "-o", pattern, "-q")
        check(quiet.stderr == "" and quiet.stdout == "", f"{verb} -q: {quiet.stderr}")
        summary(good(verb, "set.h5", *options, "--select", "Hg:Al Hg:A?", "-o", pattern,
                     "--shard", "1/1"), 0, 1)
    # other options, and other contents of a file that an option names
    options = jobs["radial"][1]
    summary(good("radial", "set.h5", "--lm", "1", "--select", "Hg:A?", "-o",
                 "radial/{name}.csv"), 5, 0)
    options = jobs["jl"][1]
    open("points", "a").write("0.3 0.3 0.3\n")
    summary(good("jl", "set.h5", *options, "--select", "Hg:A?", "-o", "jl/{name}.csv"), 5, 0)
    again = good("jl", "set.h5", "--points", "-", *options[2:], "--select", "Hg:A?", "-o",
                 "pipe/{name}.csv", input=open("points").read())
    summary(again, 5, 0)
    check(filecmp.cmp("pipe/Hg/Ag.csv", "jl/Hg/Ag.csv", False), "points from standard input")
    left = [name for _, _, names in os.walk(".") for name in names if name.endswith(".part")]
    check(not left, left)


def test_one_file():
    """All grids in one .h5: those of single entries, whatever the threads and shards."""
    options = ["--grid", "7", "--field", "dV", "--select", "Hg:A*"]
    summary(good("convert", "set.h5", *options, "-o", "all.h5", "--threads", 2), 5, 0)
    summary(good("convert", "set.h5", *options, "-o", "all.h5"), 0, 5)
    summary(good("convert", "set.h5", *options, "-o", "all1.h5", "--threads", 1), 5, 0)
    check(filecmp.cmp("all.h5", "all1.h5", False), "threads change the file")
    for i in (1, 2):
        summary(good("convert", "set.h5", *options, "-o", f"part{i}.h5", "--shard", f"{i}/2"),
                4 - i, 0)
    check("5 cases in 2 shards" in good("convert", "part1.h5", "part2.h5", "--join", "-o",
                                        "joined.h5").stdout, "join")
    good("convert", "set.h5::Hg/Al", "--grid", "7", "--field", "dV", "-o", "one.h5")
    os.makedirs("moved", exist_ok=True)
    for name in ("part1.h5", "part2.h5", "joined.h5"):
        shutil.copy(name, "moved")
    example = re.search(r"```python\n(.*?)```",
                        open(os.path.join(here, "../../docs/formats/fields.md")).read(),
                        re.S).group(1)
    check(len(example.strip().splitlines()) == 5, "five lines")
    for path in ("all.h5", "joined.h5", "moved/joined.h5"):
        code = example.replace("all.h5", path).replace("Hg/Ag", "Hg/Al") + (
            "\nimport numpy\n"
            "one = h5py.File('one.h5')\n"
            "w = one['VTKHDF/PointData/dV'][...]\n"
            "assert numpy.array_equal(v, w, equal_nan=True) and not numpy.isnan(v).all()\n"
            "assert (origin == one.attrs['origin']).all()\n"
            "assert (steps == one.attrs['steps']).all()\n"
            f"f = h5py.File('{path}')\n"
            "assert f['values'].shape == (5, 7, 7, 7) and f.attrs['quantity'] == b'dV'\n"
            "assert (f['cases/z'][:, 1] == 80).all()\n")
        with_h5py(code)
    fails(2, "--certificate is of one grid", "convert", "set.h5", *options, "-o", "x.h5",
          "--certificate", "c.json")
    fails(2, "--join makes a .h5", "convert", "part1.h5", "--join", "-o", "x.cube")
    fails(1, "expected a file that kkrscope convert", "convert", "one.h5", "--join", "-o",
          "x.h5")
    # grids of other shapes are left out; the rest is there
    done = fails(1, "1 of 5 cases failed", "convert", "set.h5", "--spacing", "1", "--select",
                 "Hg:A*", "-o", "mixed.h5")
    check("--grid makes them equal" in done.stderr and os.path.exists("mixed.h5"), done.stderr)
    check(not os.path.exists("x.h5"), "x.h5")


def test_check():
    """A line an entry, or one object; a check that fails makes it fail."""
    done = good("check", "set.h5", "--select", "Hg:A?", "--grid", 12)
    lines = [line for line in done.stdout.splitlines() if re.match(r" +\d+  Hg/A", line)]
    check(len(lines) == 5 and re.search(r"^ok: \d, note: \d, warn: 0, fail: 0$", done.stdout,
                                        re.M), done.stdout)
    whole = json.loads(good("check", "set.h5", "--select", "Hg:A?", "--grid", 12,
                            "--json").stdout)
    one = json.loads(good("check", "set.h5::Hg/Ag", "--grid", 12, "--json").stdout)
    check(len(whole["cases"]) == 5 and one in whole["cases"], "JSON of all")
    two = good("check", "set.h5", "--select", "Hg:A?", "--grid", 12, "--threads", 1).stdout
    check(two == done.stdout, "threads change the lines")


def test_failures():
    """What cannot be done is named, the others are done, nothing half stays."""
    done = run("radial", "set.h5", "--site", 2, "-o", "second/{name}.csv")
    found = [name for _, _, names in os.walk("second") for name in names
             if name.endswith(".csv")]
    named = re.findall(r"^kkrscope: set.h5::(\S+): --site needs a site from 1 to 1, found \"2\"$",
                       done.stderr, re.M)
    check(done.returncode == 1 and len(found) + len(named) == 81 and 0 < len(found) < 81,
          done.stderr)
    check(done.stderr.splitlines()[-1] == f"kkrscope: {len(named)} of 81 cases failed",
          done.stderr)
    again = run("radial", "set.h5", "--site", 2, "-o", "second/{name}.csv")
    summary(again, 0, len(found), len(named))
    # an entry whose files are damaged
    data = bytearray(open("set.h5", "rb").read())
    middle = len(data) // 2
    for i in range(middle, middle + 3000):
        data[i] ^= 0x55
    open("bad.h5", "wb").write(data)
    done = run("radial", "bad.h5", "-o", "bad/{name}.csv")
    there = sum(name.endswith(".csv") for _, _, names in os.walk("bad") for name in names)
    listed = [line for line in done.stderr.splitlines() if line.startswith("kkrscope: bad.h5")]
    check(done.returncode == 1 and there > 60 and listed and there + len(listed) == 81,
          f"{there} of 81, {done.stderr}")


def test_usage():
    fails(2, "needs a pattern like -o {name}.csv", "radial", "set.h5")
    fails(2, "found x.csv", "radial", "set.h5", "-o", "x.csv")
    fails(2, "needs a pattern like -o {name}.cube", "convert", "set.h5", "--grid", 4, "-o",
          "x.cube")
    fails(2, "did you mean {host}?", "radial", "set.h5", "-o", "{hosts}.csv")
    fails(2, "would be the file of", "radial", "set.h5", "-o", "{host}.csv")
    fails(2, "--select is for data sets", "radial", sample, "--select", "Hg")
    fails(2, "--shard is for data sets", "check", sample, "--shard", "1/2")
    fails(2, "--force is for data sets", "convert", sample, "--force", "--grid", 4, "-o",
          "x.h5")
    fails(2, "--shard needs I/N", "radial", "set.h5", "--shard", "3/2", "-o", "{name}.csv")
    fails(1, "shard 82/90 of 81 cases", "radial", "set.h5", "--shard", "82/90", "-o",
          "{name}.csv")
    fails(1, "none of its 81 entries is Hg:Xx", "radial", "set.h5", "--select", "Hg:Xx", "-o",
          "{name}.csv")
    fails(2, "is no data set", "radial", "set.h5", sample, "-o", "{name}.csv")
    fails(2, "did you mean rms", "check", "set.h5", "--select", "rsm>1")
    check(not os.path.exists("x.csv") and not os.path.exists("x.h5"), "files of wrong usage")


def test_interrupted():
    """Killed in the middle, it goes on with what is not there."""
    command = [program, "convert", "set.h5", "--grid", "48", "-o", "stop/{name}.h5",
               "--threads", "1"]
    job = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for _ in range(1000):
        if os.path.exists("stop/Cu/Au.h5") or job.poll() is not None:
            break
        time.sleep(0.005)
    job.send_signal(signal.SIGINT)
    _, error = job.communicate(timeout=60)
    check(job.returncode in (0, 130), error)
    check(job.returncode == 0 or error == "kkrscope: interrupted\n", error)
    there = sum(name.endswith(".h5") for _, _, names in os.walk("stop") for name in names)
    left = [name for _, _, names in os.walk("stop") for name in names if "part" in name]
    check(not left and there > 2, f"{there} {left}")
    summary(good(*command[1:]), 81 - there, there)


def test_export_fit():
    small = ["--nmax", "4,2", "--lmax", "1", "--points", "40,20,5"]
    out = good("export", "set.h5", "--select", "Hg:A?", *small, "-o", "train.h5").stdout
    check("of 5 cases" in out and "already" not in out, out)
    out = good("export", "set.h5", "--select", "Hg:A?", *small, "-o", "train.h5").stdout
    check("5 of the cases were there already" in out, out)
    out = good("export", "set.h5", "--select", "Hg:A?", *small, "-o", "train.h5",
               "--force").stdout
    check("already" not in out, out)
    check(good("export", "set.h5", "--select", "Hg:Ag", *small, "-o", "one.h5", "-q").stdout
          == "", "-q")
    out = good("fit", "set.h5", "--select", "Hg:A?", *small).stdout
    check("embeddings, Hg:Al to Hg:Au" in out, out)
    fails(2, "--select is for data sets", "fit", sample, "--select", "Hg")


def test_figures():
    if "usage: kkrscope figure" not in run("figure", "--help").stdout:
        print("skipped: built without pictures")
        return
    fast = ["--size", "70x60", "--dpi", "50"]
    done = good("figure", "set.h5", "--select", "Hg:A?", *fast, "-o", "figures/{name}.png")
    summary(done, 5, 0)
    good("figure", "set.h5::Hg/Al", *fast, "-o", "al.png")
    check(filecmp.cmp("al.png", "figures/Hg/Al.png", False), "a figure of its own")
    summary(good("figure", "set.h5", "--select", "Hg:A?", *fast, "-o", "figures/{name}.png"),
            0, 5)
    summary(good("figure", "set.h5", "--select", "Hg:A?", *fast, "-o", "figures/{name}.png",
                 "--dark", "--shard", "2/2"), 2, 0)
    good("figure", "set.h5", "--select", "Hg:Al", *fast, "-o", "only.png")
    check(filecmp.cmp("al.png", "only.png", False), "one entry is one figure")
    for options in (["--kind", "radial"], ["--each", *fast], ["--sheet", "3x2"]):
        good("figure", "set.h5", "--select", "Hg:A?", *options, "-o", "a.pdf")
        open("a.recipe", "w").write(good("recipe", "a.pdf").stdout)
        check("case = set.h5::Hg/Ag set.h5::Hg/Al" in open("a.recipe").read(), "its cases")
        good("figure", "a.recipe", "-o", "b.pdf")
        check(filecmp.cmp("a.pdf", "b.pdf", False), f"{options}: the recipe")
    done = good("figure", "set.h5", "--select", "Hg:Al", *fast, "--sweep", "plane.offset=-1:1",
                "--frames", 2, "-o", "sweep/{impurity}.png")
    check(sorted(name for name in os.listdir("sweep") if name.endswith("png")) ==
          ["Al-001.png", "Al-002.png"], os.listdir("sweep"))
    good("figure", "set.h5", "--select", "Hg:Al", *fast, "-o", "n/{impurity}.png", "--data",
         "n/{impurity}.csv")
    check(os.path.exists("n/Al.csv"), "numbers")
    fails(2, "81 entries are several figures", "figure", "set.h5", "-o", "x.png")
    fails(2, "found a pattern", "figure", "set.h5", "--each", "-o", "{name}.pdf")
    fails(2, "--data needs a pattern", "figure", "set.h5", "-o", "{name}.png", "--data",
          "x.csv")
    fails(1, "two hosts", "figure", "set.h5", "--kind", "radial", "-o", "x.png")
    check(not os.path.exists("x.png"), "x.png")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    shutil.copy(sample + ".h5", "set.h5")
    test_files()
    test_one_file()
    test_check()
    test_failures()
    test_usage()
    test_interrupted()
    test_export_fit()
    test_figures()
    os.chdir("/")
print("ok" if failures == 0 else f"{failures} checks failed")
sys.exit(failures != 0)
