#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The verb jl: golden numbers, symmetry, and every way to get it wrong.

usage: test_jl.py KKRSCOPE SAMPLE_FOLDER
"""

import json
import os
import subprocess
import sys
import tempfile

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments, stdin=""):
    return subprocess.run([program, "jl", *map(str, arguments)], input=stdin,
                          capture_output=True, text=True, timeout=120)


def rows(*arguments, stdin=""):
    done = run(*arguments, stdin=stdin)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    lines = done.stdout.splitlines() or [""]
    return lines[0].split(","), [[float(v) for v in line.split(",")]
                                 for line in lines[1:]], done.stderr


def fails(status, part, *arguments, stdin="0 0 0\n"):
    done = run(*arguments, stdin=stdin)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: ") and done.stderr.count("\n") == 1, label)
    check(done.stdout == "", f"{label}: something on standard output")


def near(a, b, scale, text):
    most = max(abs(x - y) for x, y in zip(a, b))
    check(len(a) == len(b) and most <= 1e-12 * scale, f"{text}: off by {most / scale}")


def write_xyz(path, symbols, positions, cell=None, more=""):
    lattice = ""
    if cell:
        lattice = 'Lattice="%s" ' % " ".join(repr(x) for row in cell for x in row)
    with open(path, "w") as file:
        file.write(f"{len(symbols)}\n{lattice}Properties=species:S:1:pos:R:3 {more}\n")
        for symbol, position in zip(symbols, positions):
            file.write(symbol + " %r %r %r\n" % tuple(position))


def test_golden(folder):
    path = os.path.join(os.environ.get("KKR_SHARED", "/nonexistent"), "golden/jl.json")
    if not os.path.exists(path):
        print("skipped: the reference data (option `shared`) is not here")
        return
    with open(path) as file:
        golden = json.load(file)
    for case in golden["cases"]:
        s = case["settings"]
        structure, points = f"{folder}/golden.xyz", f"{folder}/points"
        write_xyz(structure, case["symbols"], case["positions"], case["cell"])
        with open(points, "w") as file:
            file.writelines("%r %r %r\n" % tuple(p) for p in case["points"])

        def pair(key):
            return ",".join(map(repr, s[key]))
        options = ["--species", ",".join(s["species"]), "--rcut", s["rcut"],
                   "--nmax", pair("nmax"), "--lmax", s["lmax"], "--alpha", pair("alpha"),
                   "--beta", pair("beta"), "--rmin", s["rmin"], "--body", s["body"],
                   "--gamma", s.get("gamma", 1),
                   "--double" if s["double_shifted"] else "--single"]
        for key, more in (("features", []),
                          ("features_as_shipped", ["--compat", "reference"])):
            labels, got, _ = rows(structure, "--points", points, *options, *more)
            check(len(labels) == case["n_features"] == len(set(labels)),
                  f"{case['name']}: {len(labels)} labels")
            check(len(got) == len(case["points"]), f"{case['name']}: {len(got)} rows")
            for have, want, scale in zip(got, case[key], case["self_scale"]):
                near(have, want, max(map(abs, want)) + scale, f"{case['name']} {key}")


def test_sample():
    """The sample is an embedding with inversion about the impurity."""
    points = "# two opposite points\n0.5 0.4 1.3\n-0.5 -0.4 -1.3\n\n0 0 0\n"
    labels, got, warnings = rows(sample, "--points", "-", stdin=points)
    check(len(labels) == 200 and len(got) == 3 and warnings == "", "sample: 200 columns")
    check(labels[0] == "Hg_n1" and labels[-1] == "Hg-Ag_n5_n5_l4", f"{labels[0]}")
    near(got[0], got[1], max(map(abs, got[0])), "inversion")
    alone = [v for label, v in zip(labels, got[0]) if label.startswith("Ag-Ag")]
    check(len(alone) == 50 and not any(alone), "one impurity has no partner")
    # the same columns by role, by another order, by one body order
    roles, by_role, _ = rows(sample, "--points", "-", "--species", "host,imp",
                             stdin=points)
    check(by_role == got and roles[10] == "imp_n1", "roles")
    turned, other, _ = rows(sample, "--points", "-", "--species", "Ag,Hg", "--body", "1",
                            stdin=points)
    check(turned[:2] == ["Ag_n1", "Ag_n2"] and other[0][:10] == got[0][10:20], "order")
    _, few, warnings = rows(sample, "--points", "-", "--species", "Hg", stdin=points)
    check("atoms of Ag are not seen" in warnings and few[0][:10] == got[0][:10], "Hg only")
    one = rows(sample, "--points", "-", "--threads", "1", stdin=points)
    check(one[1] == got, "threads change nothing")
    centred, values, _ = rows(sample, "--points", "-", "--centres", "imp", "--species",
                              "host,imp", "--nmax", "15,2", "--lmax", "6", stdin=points)
    check(len(centred) == 15 + 2 * 15 * 2 * 6 and centred[0] == "imp@n1", "centred")
    active = [f for f, name in enumerate(centred) if any(
        abs(row[f]) > 1e-9 * max(map(abs, row)) for row in values[:2])]
    check(len(active) == 105, f"centred: {len(active)} active columns")


def test_structures(folder):
    """A crystal and its supercell, an atom outside the cell, a slab."""
    cell = [[0, 1.8, 1.8], [1.8, 0, 1.8], [1.8, 1.8, 0]]
    write_xyz(f"{folder}/one.xyz", ["Cu"], [[0, 0, 0]], cell)
    _, small, _ = rows(f"{folder}/one.xyz", "--points", "-", stdin="0.3 0.2 0.1\n")
    write_xyz(f"{folder}/four.xyz", ["Cu"] * 4,
              [[36, 0, 0], [0, 1.8, 1.8], [1.8, 0, 1.8], [1.8, 1.8, -7.2]],
              [[3.6, 0, 0], [0, 3.6, 0], [0, 0, 3.6]])
    _, large, _ = rows(f"{folder}/four.xyz", "--points", "-", stdin="-6.9 0.2 7.3\n")
    near(small[0], large[0], 100 * max(map(abs, small[0])), "supercell")
    _, lone, _ = rows(f"{folder}/one.xyz", "--points", "-", "--periodic", "none",
                      stdin="0.3 0.2 0.1\n")
    labels, slab, _ = rows(f"{folder}/one.xyz", "--points", "-", "--periodic", "xy",
                           stdin="0.3 0.2 0.1\n")
    check(not any(lone[0][10:]), "one atom has no pairs")
    check(any(slab[0][10:]) and slab[0] != small[0], "a slab is no crystal")
    out = f"{folder}/out.csv"
    check(run(f"{folder}/one.xyz", "--points", "-", "-o", out,
              stdin="0.3 0.2 0.1\n").returncode == 0, "-o")
    with open(out) as file:
        text = file.read().splitlines()
    check(text[0].split(",") == labels and
          [float(v) for v in text[1].split(",")] == small[0], "-o has the same")


def test_refused(folder):
    structure = f"{folder}/one.xyz"
    fails(2, "jl needs --points", sample)
    for option, value, part in (
            ("--rmin", 0.1, "rmin must be 0 or negative, not 0.1"),
            ("--gamma", 0, "gamma must be above 0"),
            ("--alpha", -1, "alpha must be above -1"),
            ("--beta", "0,-2", "beta must be above -1, not -2"),
            ("--nmax", "0,5", "nmax of the one-body terms must be 1 to 40, not 0"),
            ("--nmax", "5,1", "nmax of the two-body terms must be 2 to 16"),
            ("--nmax", "a,b", "--nmax needs one or two numbers"),
            ("--nmax", "2.5,3", "--nmax needs whole numbers"),
            ("--lmax", 13, "lmax must be 0 to 12, not 13"),
            ("--lmax", "x", "--lmax needs a whole number"),
            ("--rcut", 0, "rcut must be a length above 0"),
            ("--body", 3, "--body needs 1, 2 or 1+2"),
            ("--species", "Cu,Cu", "names Cu twice"),
            ("--species", "Cu,", "1 to 15 letters"),
            ("--compat", "old", "--compat"),
            ("--centres", "Zn", "Zn is not among the species"),
            ("--periodic", "w", "--periodic needs none")):
        fails(2, part, structure, "--points", "-", option, value)
    fails(2, "exclude each other", structure, "--points", "-", "--single", "--double")
    fails(2, "--periodic is for .xyz files", sample, "--points", "-", "--periodic", "xyz")
    fails(2, "one .xyz file", structure, structure, "--points", "-")
    fails(2, "unknown option --nmx; did you mean --nmax?", structure, "--points", "-", "--nmx", 3)
    fails(1, "standard input:2: expected three numbers", structure, "--points", "-",
          stdin="0 0 0\n0 0\n")
    fails(1, "No such file", f"{folder}/none.xyz", "--points", "-")
    # never an allocation without end
    fails(1, "ten million atoms", structure, "--points", "-", "--rcut", 1e4)
    fails(1, "more than 10000000 lattice sites", sample, "--points", "-", "--rcut", 1e5)
    with open(f"{folder}/bad.xyz", "w") as file:
        file.write("2\n\nCu 0 0 0\n")
    fails(1, "bad.xyz:3: expected 2 atoms, the file ends after 1", f"{folder}/bad.xyz",
          "--points", "-", "-o", f"{folder}/never.csv")
    check(not os.path.exists(f"{folder}/never.csv"), "nothing half-written")
    write_xyz(f"{folder}/flat.xyz", ["Cu"], [[0, 0, 0]],
              [[1, 0, 0], [2, 0, 0], [0, 0, 1]])
    fails(1, "not independent", f"{folder}/flat.xyz", "--points", "-")
    write_xyz(f"{folder}/bare.xyz", ["Cu"], [[0, 0, 0]])
    fails(1, "has no Lattice", f"{folder}/bare.xyz", "--points", "-", "--periodic", "xyz")
    fails(1, "host's structure is not known", os.path.join(sample, "potential_imp"),
          "--points", "-")


with tempfile.TemporaryDirectory() as folder:
    test_sample()
    test_structures(folder)
    test_refused(folder)
    test_golden(folder)
sys.exit(1 if failures else 0)
