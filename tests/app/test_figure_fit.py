#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""`kkrscope figure --kind fit` as a user types it, without a display.

usage: test_figure_fit.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import re
import subprocess
import sys
import tempfile

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
environment = {key: value for key, value in os.environ.items()
               if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
failures = 0
SMALL = ["--nmax", "12,2", "--lmax", "2"]


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments):
    return subprocess.run([program, *map(str, arguments)], text=True, timeout=200,
                          capture_output=True, env=environment)


def draw(path, *arguments):
    done = run("figure", *arguments, "-o", path)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    check(done.stderr == "", f"{arguments}: {done.stderr!r}")
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


def words(svg):
    return " ".join(re.findall(r"<tspan[^>]*>([^<]*)</tspan>", svg.decode()))


def fails(folder, status, part, *arguments):
    path = os.path.join(folder, "never.png")
    done = run("figure", "--kind=fit", *arguments, "-o", path)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: ") and done.stderr.count("\n") == 1, label)
    check(not os.path.exists(path), f"{label}: something was written")


def test_charts(folder):
    said = {"overview": ["KKR", "Model", "Parity", "Radius", "Errors", "mRy", "MT"],
            "metrics": ["MAE", "shape", "Neighbour cells", "spherical part", "[12,2]"],
            "parity": ["held-out points", "RMSE", "model (mRy)"],
            "maps": ["Model − KKR", "Ag", "mRy"],
            "line": ["towards Hg", "KKR", "distance from the impurity (Å)"],
            "radius": ["error of the model", "its non-spherical part"],
            "curves": ["One-body terms", "Two-body terms", "largest", "MAE"],
            "coefficients": ["Columns", "Blocks", "host–imp", "host-host", "ridge"]}
    for plot, texts in said.items():
        svg = draw(os.path.join(folder, plot + ".svg"), "--kind", "fit", "--plot", plot,
                   sample, *SMALL, "--dpi", "50")
        for text in texts:
            check(text in words(svg), f"{plot}: no {text!r} in {words(svg)[:600]!r}")
    start = words(draw(os.path.join(folder, "start.svg"), "--kind", "fit", "--plot",
                       "metrics", sample, *SMALL, "--target", "dVstart", "--cells",
                       "impurity", "--units", "meV", "--profile", "journal-1col"))
    check("meV" in start and "Neighbour" not in start and "4.5" in start, start)


def test_same_bytes(folder):
    first, second = (os.path.join(folder, name) for name in ("a.png", "b.png"))
    options = ["--dpi", "40"]
    a = draw(first, "--kind", "fit", sample, *SMALL, *options, "--threads", "1")
    recipe = os.path.join(folder, "a.recipe")
    with open(recipe, "w") as file:
        file.write(run("recipe", first).stdout)
    text = open(recipe).read()
    check("kind = fit" in text and "n-one = 12" in text and "plot = overview" in text, text)
    check(a == draw(second, recipe, "--threads", "3"), "another picture from its recipe")


def test_several(folder):
    twin = os.path.join(folder, "twin")
    os.symlink(sample, twin)
    path = os.path.join(folder, "two.svg")
    text = words(draw(path, "--kind", "fit", sample, twin, *SMALL))
    for word in ("Left out", "Ag", "nearest", "median", "eight embeddings"):
        check(word in text, f"several: no {word!r} in {text!r}")
    recipe = run("recipe", path).stdout
    check("target = dVstart" in recipe and recipe.count("sha256") >= 1, recipe)
    os.mkdir(os.path.join(folder, "elsewhere")) # paths stay whole in a recipe there
    file = os.path.join(folder, "elsewhere", "two.recipe")
    with open(file, "w") as out:
        out.write(recipe)
    with open(path, "rb") as before:
        check(before.read() == draw(os.path.join(folder, "again.svg"), file),
              "several: another picture from its recipe")
    fails(folder, 2, "of a single case", sample, twin, *SMALL, "--plot", "parity")


def test_wrong(folder):
    fails(folder, 2, "matrix needs several", sample, *SMALL, "--plot", "matrix")
    fails(folder, 2, "nmax", sample, "--nmax", "99,3")
    fails(folder, 2, "--lmax", sample, "--lmax", "x")
    fails(folder, 2, "rcut", sample, "--rcut", "-3")
    fails(folder, 2, "--v0", sample, "--v0", "zero")
    fails(folder, 2, "--plot", sample, "--plot", "pie")
    fails(folder, 2, "too little", sample, *SMALL, "--size", "5x5")
    fails(folder, 1, "no/such", "no/such/case")


with tempfile.TemporaryDirectory() as folder:
    test_charts(folder)
    test_same_bytes(folder)
    test_several(folder)
    test_wrong(folder)
sys.exit(failures > 0)
