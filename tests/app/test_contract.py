#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""What users' scripts rely on: names of verbs, options, columns and keys, exit statuses.

usage: test_contract.py KKRSCOPE SAMPLE_FOLDER

Whether the numbers are right is for other tests; this one is about what may never be
changed silently.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
failures = 0

# verb: options that must be there, with the words of those that have words
OPTIONS = {
    "info": ["--json"],
    "probe": ["--points", "--field V|V0|dV|absV|absdV", "--channel avg|up|down|B",
              "--mode cell|stored|mt", "--nuclear on|off", "--v0 host|start|zero|FILE",
              "--outside none|host", "-o"],
    "radial": ["--site", "--lm", "--field V|V0|dV|absV|absdV", "-o"],
    "line": ["--from", "--to", "-n", "-o"],
    "plane": ["--plane", "--size", "--width", "-o"],
    "convert": ["-o", "--spacing", "--grid", "--box cell|cluster|P;P",
                "--field V|V0|dV|absV|absdV", "--region all|site:K", "--certificate"],
    "cells": ["--json"],
    "shapes": ["--lmax", "-o", "--compare"],
    "check": ["--json"],
    "jl": ["--points", "--species", "--rcut", "--nmax", "--lmax", "--alpha", "--beta",
           "--rmin", "--gamma", "--body 1|2|1+2", "--single", "--double",
           "--periodic xyz|none", "--compat none|reference"],
    "fit": ["--target dV|dVstart", "--test", "-o", "--json"],
    "pack": ["-o"],
    "list": ["--json", "--csv", "--select"],
    "recipe": [],
}
ROLES = ["--structure", "--potential", "--shapes", "--cluster", "--imp-potential",
         "--imp-shapes", "--start", "--origin"]
OF_DATA_SETS = ["--select", "--shard", "--force", "-q"]
FIGURE = {
    "slices": [], "radial": [], "surfaces": [], "cells": [], "fit": [], "map": [], "check": [],
    "jl": ["--plot basis|fingerprint|map|waterfall|similarity|pca"],
}


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments, **more):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                          timeout=100, **more)


def good(*arguments, **more):
    done = run(*arguments, **more)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    return done.stdout


def columns(text):
    return next(csv.reader(io.StringIO(text)))


def has(text, option):
    """The option is there, with at least these words: there may be more."""
    name, _, words = option.partition(" ")
    found = re.search(rf"^  {re.escape(name)}(?: (\S+))?(?: |$)", text, re.M)
    return found and set(words.split("|")) - {""} <= set((found.group(1) or "").split("|"))


def test_options():
    verbs = re.findall(r"^  ([a-z]+) ", good("--help"), re.M)
    check(set(OPTIONS) <= set(verbs), f"verbs {verbs}")
    for verb, options in OPTIONS.items():
        text = good(verb, "--help")
        case = ROLES if verb not in ("pack", "list", "recipe") else []
        many = OF_DATA_SETS if verb in ("radial", "convert", "check", "jl") else []
        for option in options + case + many + ["--threads"]:
            check(has(text, option), f"{verb}: {option}")
    if "figure" not in verbs:
        return
    for kind, options in FIGURE.items():
        text = good("figure", "--kind", kind, "--help")
        for option in options + ["-o", "--profile journal-1col|journal-2col|beamer|slide",
                                 "--units Ry|mRy|Ha|eV|meV", "--dark"]:
            check(has(text, option), f"{kind}: {option}")


def test_columns():
    table = good("probe", sample, "--points", "-", input="0.5 0 0  # here\n\n# and\n99 0 0\n")
    rows = list(csv.reader(io.StringIO(table)))
    check(rows[0] == "x,y,z,value,site,r,inside".split(","), rows[0])
    check(rows[1][4] == "1" and rows[1][6] == "1", rows[1])
    check(rows[2][3:5] == ["nan", "0"] and rows[2][6] == "0", rows[2])
    check(f"{float(rows[1][3]):.17g}" == rows[1][3], "17 digits")
    check(columns(good("radial", sample, "--lm", "1,21")) == ["r", "1", "21"], "radial")
    on = good("radial", sample, "--lm", 1).splitlines()[9].split(",")
    off = good("radial", sample, "--lm", 1, "--nuclear", "off").splitlines()[9].split(",")
    check(abs(float(off[1]) - 2 * 47 / float(on[0]) - float(on[1])) < 1e-9 * abs(float(on[1])),
          f"nuclear: {on} {off}")
    line = list(csv.reader(io.StringIO(good("line", sample, "--from", "site:1", "--to",
                                            "site:2", "-n", 9))))
    check(line[0] == "d,x,y,z,value,site,r,inside".split(","), line[0])
    twice = [(a[5], b[5]) for a, b in zip(line[1:], line[2:]) if a[0] == b[0]]
    check(len(twice) == 1 and twice[0] == ("1", "2"), f"faces: {twice}")
    head = columns(good("plane", sample, "--plane", "0,0,1", "--size", "3x2"))
    check(head == "s,t,x,y,z,value,site".split(","), head)
    told = run("plane", sample, "--plane", "0,0,1", "--size", 4, "-o", "a.npy")
    check("Cartesian" in told.stderr and "bohr" in told.stderr, f"axes: {told.stderr}")
    labels = columns(good("jl", sample, "--points", "-", input="0.5 0 0\n"))
    check(labels[0] == "Hg_n1" and len(labels) == len(set(labels)), labels[:3])
    entries = columns(good("list", sample + ".h5", "--csv"))
    check({"number", "name", "host", "impurity", "host_z", "impurity_z", "alat", "n_sites",
           "n_spin", "rms", "path", "source", "uuid"} <= set(entries), entries)


def test_keys():
    info = json.loads(good("info", sample, "--json"))
    check({"name", "kind", "energy_unit", "length_unit", "n_spin", "l_pot", "alat", "e_fermi",
           "vbc", "files", "structure", "sites", "warnings"} <= set(info), info.keys())
    check({"site", "label", "z", "position", "volume", "r_mt", "r_out", "n_r", "l_pot",
           "content"} <= set(info["sites"][0]), info["sites"][0].keys())
    check({"role", "path", "reason"} <= set(info["files"][0]), info["files"][0].keys())
    cells = json.loads(good("cells", sample, "--json"))
    check({"cells", "volume_sum", "unit_cell_volume"} <= set(cells), cells.keys())
    check({"volume", "r_in", "r_out", "faces", "vertices", "critical_radii"} <=
          set(cells["cells"][0]), cells["cells"][0].keys())
    check({"normal", "distance", "area", "neighbour"} <= set(cells["cells"][0]["faces"][0]),
          cells["cells"][0]["faces"][0].keys())
    judged = json.loads(good("check", sample, "--json", "--grid", 12))
    check({"verdict", "checks", "energy_unit", "length_unit"} <= set(judged), judged.keys())
    for item in judged["checks"]:
        check({"what", "value", "expected", "verdict"} <= set(item) and
              item["verdict"] in ("ok", "note", "warn", "fail"), item)
    listed = json.loads(good("list", sample + ".h5", "--json", "--select", "Hg:Ag"))
    check(listed["energy_unit"] == "Ry" and listed["entries"][0]["name"] == "Hg/Ag", listed)
    for each in (info, cells, judged):
        check(each["length_unit"] == "bohr", "its unit")


def test_statuses():
    """0 done, 1 a file, 2 wrong usage with the nearest word; one sentence each."""
    for status, part, *words in (
            (2, "did you mean info?", "inof", sample),
            (2, "did you mean --grid?", "convert", sample, "--gird", "8"),
            (2, "did you mean slices?", "figure", sample, "--kind", "slice", "-o", "a.png"),
            (2, "-o", "convert", sample, "--grid", "8"),
            (2, "must end in", "convert", sample, "--grid", "8", "-o", "a.foo"),
            (1, "none.txt", "probe", sample, "--points", "none.txt"),
            (1, "standard input:2: expected three numbers", "probe", sample, "--points", "-"),
            (1, "no such entry", "info", sample + ".h5::Hg/Xx"),
            (1, "no/where", "info", "no/where")):
        if words[0] == "figure" and "  figure " not in good("--help"):
            continue
        done = run(*words, input="1 2 3\n1 2\n")
        check(done.returncode == status and part in done.stderr and not done.stdout.strip("\n"),
              f"{words}: {done.returncode} {done.stderr!r} {done.stdout[:80]!r}")
        check(done.stderr.startswith("kkrscope: ") and done.stderr.count("\n") == 1, done.stderr)
    check(os.listdir() == ["a.npy"], f"left behind: {os.listdir()}")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    test_options()
    test_columns()
    test_keys()
    test_statuses()
    os.chdir("/")
print("ok" if failures == 0 else f"{failures} checks failed")
sys.exit(failures != 0)
