#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The verb fit: models, baselines, series of embeddings, and how to get it wrong.

usage: test_fit.py KKRSCOPE SAMPLE_FOLDER
"""

import json
import os
import subprocess
import sys
import tempfile

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
failures = 0
SMALL = ["--nmax", "20,2", "--lmax", "1", "--points", "500,200,50"]


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments, verb="fit", stdin=""):
    return subprocess.run([program, verb, *map(str, arguments)], input=stdin,
                          capture_output=True, text=True, timeout=250)


def fit(*arguments):
    done = run(*arguments, "--json")
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    return json.loads(done.stdout) if done.returncode == 0 else None


def fails(status, part, *arguments):
    done = run(*arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: ") and done.stderr.count("\n") == 1, label)
    check(done.stdout == "", f"{label}: something on standard output")


def test_one(folder):
    model = os.path.join(folder, "model.h5")
    a = fit(sample, *SMALL, "-o", model, "--threads", 1)
    b = fit(sample, *SMALL, "--threads", 3)
    if not a or not b:
        return
    for result in (a, b):
        result.pop("seconds")
    check(a == b, "the number of threads changes the result")
    check(os.path.getsize(model) > 10000, "no model file")
    own = a["members"][0]["own_fit"]
    check(a["members"][0]["name"] == "Hg:Ag" and len(a["members"][0]["sha256"]) == 64,
          "name or hash of the member")
    host = a["baselines"]["V_host"]["impurity"]
    check(own["impurity"]["rmse"] < 0.5 * host["rmse"], "a fit worse than V_host")
    check(own["all"]["n"] == own["impurity"]["n"] + own["neighbours"]["n"], "counts")
    check(abs(host["shift"]) > 0.1 and host["shape_rmse"] < host["rmse"], "the shift")
    check(a["baselines"]["V_start"]["impurity"]["rmse"] < host["rmse"], "V_start")
    last = a["sizes"][-1]
    check(last["n1"] == 20 and last["n2"] == 2 and last["l_max"] == 1, "last size")
    check(last["errors"]["all"] == own["all"], "the largest size is not the model")
    rms = [s["training_rms"] for s in a["sizes"] if s["n2"] == 0]
    check(rms == sorted(rms, reverse=True), "training errors rise with the size")
    names = [(x["body"], x["name"], x["importance"]) for x in a["blocks"]]
    check([x[:2] for x in names] == [(1, "host"), (1, "imp"), (2, "host-host"),
                                     (2, "imp-imp"), (2, "host-imp")], f"{names}")
    check(names[3][2] == 0, "pairs of one impurity")
    start = fit(sample, *SMALL, "--target", "dVstart", "--cells", "impurity")
    check(start and start["members"][0]["own_fit"]["neighbours"] is None
          and start["settings"]["rcut_angstrom"] == 4.5, "one cell")
    text = run(sample, *SMALL, "--curves")
    for word in ("Hg:Ag", "impurity's cell", "JL model", "V_host", "V_start",
                 "[20] one-body", "host-imp"):
        check(word in text.stdout, f"no {word!r} in the table")


def values(*arguments, stdin):
    done = run(*arguments, verb="probe", stdin=stdin)
    check(done.returncode == 0, f"{arguments}: {done.stderr}")
    return [float(line.split(",")[3]) for line in done.stdout.splitlines()[1:]]


def test_model(folder):
    """A model is a field like any other: near to the truth where it was trained."""
    model, start = os.path.join(folder, "m.h5"), os.path.join(folder, "start.h5")
    run(sample, "--cells", "impurity", "-o", model)
    run(sample, "--cells", "impurity", "--target", "dVstart", "-o", start)
    points = "".join(f"{0.3 * i} {0.2 * i} {-0.1 * i}\n" for i in range(2, 8))
    for file, v0 in ((model, []), (start, ["--v0", "start"])):
        told = values(sample, "--points", "-", "--field", "dV", "--model", file,
                      stdin=points)
        true = values(sample, "--points", "-", "--field", "dV", *v0, stdin=points)
        check(all(abs(a - b) < 0.02 for a, b in zip(told, true)), f"{told} {true}")
        check(told != true, "the model was not used")
        v = values(sample, "--points", "-", "--field", "V", "--model", file, stdin=points)
        reference = values(sample, "--points", "-", "--field", "V0", *v0, stdin=points)
        check(all(abs(a - b - c) < 1e-9 * (1 + abs(a)) for a, b, c in
                  zip(v, reference, told)), "V is not V0 + the prediction")
    away = values(sample, "--points", "-", "--field", "dV", "--model", model,
                  stdin="5 0 0\n")
    check(away[0] != away[0], "a prediction where nothing was trained")
    grid = os.path.join(folder, "grid.npy")
    done = run(sample, "--model", model, "--field", "dV", "--grid", "16", "-o", grid,
               verb="convert")
    check(done.returncode == 0 and os.path.getsize(grid) > 16 ** 3 * 4, done.stderr)
    done = run(sample, "--model", model, "--field", "dV", "--mode", "stored", "--points",
               "-", verb="probe", stdin=points)
    check(done.returncode == 1 and "--mode cell" in done.stderr, done.stderr)
    done = run(sample, "--model", os.path.join(sample, "scoef"), "--points", "-",
               verb="probe", stdin=points)
    check(done.returncode == 1 and "HDF5" in done.stderr, done.stderr)


def test_many(folder):
    """The sample twice, and once more elsewhere."""
    twin = os.path.join(folder, "twin")
    os.symlink(sample, twin)
    two = fit(sample, twin, *SMALL, "--test", sample)
    if not two:
        return
    check([m["name"] for m in two["members"]] == ["Hg:Ag", "Hg:Ag"], "two members")
    near = two["left_out"]["V - V_start, nearest"]["rmse_quartiles"]
    own = two["members"][0]["own_fit"]["all"]["rmse"]
    check(abs(near[1] - own) < 1e-9 * own, "a twin is not met by its twin")
    check(two["left_out"]["V - V_start, gp-block"]["n"] == 0, "a process of one element")
    trial = two["tests"][0]
    check(trial["trained"] and not trial["other_host"]
          and trial["errors"]["all"]["rmse"] < trial["v0_itself"]["all"]["rmse"], trial)
    one = fit(sample, twin, *SMALL, "--without", "twin")
    check(one and len(one["members"]) == 1, "--without")


def test_wrong(folder):
    model = os.path.join(folder, "no.h5")
    host = os.path.join(folder, "host")
    os.mkdir(host)
    for name in ("inputcard", "potential", "shapefun"):
        os.symlink(os.path.join(sample, name), os.path.join(host, name))
    fails(1, "is a crystal", host)
    fails(2, "nmax", sample, "--nmax", "0,3")
    fails(2, "nmax", sample, "--nmax", "99,3")
    fails(2, "--nmax", sample, "--nmax", "abc")
    fails(2, "rmin", sample, "--rmin", "1")
    fails(2, "gamma", sample, "--gamma", "-1")
    fails(2, "--lambda", sample, "--lambda", "-1")
    fails(2, "--points", sample, "--points", "1,2")
    fails(2, "--points", sample, "--points", "0,0,0")
    fails(2, "--species", sample, "--species", "Hg,Ag")
    fails(2, "--without", sample, "--without", "Xx")
    fails(2, "--v0", sample, "--v0", "zero")
    fails(2, ".h5", sample, "-o", os.path.join(folder, "model.txt"))
    fails(1, "no/such", "no/such/case", "-o", model)
    fails(1, "no/folder", sample, "-o", "no/folder/model.h5")
    check(not os.path.exists(model), "a failed fit leaves a file")
    check(sorted(os.listdir(folder)) == sorted(set(os.listdir(folder))), "left over")


def test_series(shared):
    """Part of a real series, against numbers measured before with another program."""
    series = os.path.join(shared, "data/computed/Hg_series")
    cases = ["host"] + "Zr Nb Mo Tc Ru Pd Ag Cd Co Ta W Re Os Pt Au".split()
    result = fit(*[os.path.join(series, name) for name in cases],
                 "--test", os.path.join(shared, "data/computed/Cu_Au_1"))
    if not result:
        return
    check([m["name"] for m in result["members"] if m["suspicious"]] == ["Hg:Co"],
          "the false solution was not found")
    check(result["tests"][0]["other_host"], "another host is not noticed")
    check(result["tests"][0]["errors"]["all"]["rmse"]
          > result["tests"][0]["v0_itself"]["all"]["rmse"], "a model transfers to Cu")
    median = {k: v["rmse_quartiles"][1] for k, v in result["left_out"].items()}
    check(median["V - V_start, gp-block"] < 0.5 * median["V_start"], f"{median}")


with tempfile.TemporaryDirectory() as folder:
    test_one(folder)
    test_model(folder)
    test_many(folder)
    test_wrong(folder)
shared = os.environ.get("KKR_SHARED", "")
if os.path.exists(os.path.join(shared, "golden/kkr.json")):
    test_series(shared)
sys.exit(failures > 0)
