#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""`kkrscope figure --kind jl` as a user types it, without a display.

usage: test_figure_jl.py KKRSCOPE SAMPLE_FOLDER
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


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments):
    return subprocess.run([program, *map(str, arguments)], text=True, timeout=120,
                          capture_output=True, env=environment)


def draw(path, *arguments):
    done = run("figure", *arguments, "-o", path, "--dpi", "60")
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    check("kkrscope" not in done.stderr, f"{arguments}: {done.stderr!r}")
    with open(path, "rb") as file:
        return file.read()


def words(svg):
    return " ".join(re.findall(r"<tspan[^>]*>([^<]*)</tspan>", svg.decode()))


def fails(status, part, *arguments):
    done = run("figure", "--kind=jl", *arguments, "-o", "/tmp/never.png")
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: ") and done.stderr.count("\n") == 1, label)
    check(not os.path.exists("/tmp/never.png"), f"{label}: something was written")


def charts(folder):
    said = {"basis": ["One body", "Two bodies", "Angles", "180°"],
            "fingerprint": ["Fingerprint", "150 of 200 active", "Hg–Ag", "Ag–Ag: nothing changes here"],
            "map": ["Features", "z", "(100), x = 0", "Hg–Hg", "Ag"],
            "waterfall": ["Waterfall", "Ry", "distance", "Hg–Ag"],
            "similarity": ["Likeness", "Å"],
            "pca": ["Components", "Explained", "PC 3", "Points"]}
    for plot, parts in said.items():
        svg = draw(f"{folder}/a.svg", "--kind", "jl", "--plot", plot, sample)
        for part in parts:
            check(part in words(svg), f"{plot}: {part} in {words(svg)[:300]}")
        if plot not in ("map", "waterfall"):
            continue
        # the recipe inside draws the same figure again, threads change nothing
        first = draw(f"{folder}/{plot}.png", "--kind", "jl", "--plot", plot, sample,
                     "--threads", 1)
        again = run("recipe", f"{folder}/{plot}.png").stdout
        with open(f"{folder}/{plot}.recipe", "w") as file:
            file.write(again)
        check(f"plot = {plot}\n" in again and "kind = jl\n" in again, f"{plot}: recipe")
        os.chdir(folder)
        check(draw(f"{folder}/b.png", f"{folder}/{plot}.recipe") == first,
              f"{plot}: from its recipe")


def options(folder):
    seen = set()
    for more in ([], ["--at", "1,0.5,0.2"], ["--nmax", "6,4", "--lmax", "2"],
                 ["--rcut", "6", "--species", "host,imp"], ["--body", "1", "--dark"],
                 ["--single", "--alpha", "5,5"], ["--compat", "reference"]):
        seen.add(draw(f"{folder}/a.svg", "--kind", "jl", "--plot", "fingerprint", sample,
                      *more))
    check(len(seen) == 7, f"7 different fingerprints, found {len(seen)}")
    seen = set()
    for more in (["--feature", "Hg_n2"], ["--feature", "Hg-Ag_n3_n2_l1"],
                 ["--feature", "Hg_n2", "--values", "raw", "--plane", "0,0,1"],
                 ["--feature", "Hg_n2", "--width", "9", "--center", "1,2"],
                 ["--feature", "Ag-Ag_n3_n3_l1"]):
        seen.add(draw(f"{folder}/a.svg", "--kind", "jl", "--plot", "map", sample, *more))
    check(len(seen) == 5, f"5 different maps, found {len(seen)}")
    line = draw(f"{folder}/a.svg", "--kind", "jl", "--plot", "waterfall", sample, "--from",
                "0,0,0", "--to", "site:3")
    check("Waterfall" in words(line), "a line of one's own")
    wide = draw(f"{folder}/a.svg", "--kind", "jl", "--plot", "similarity", sample,
                "--likeness", "2")
    check(wide != draw(f"{folder}/a.svg", "--kind", "jl", "--plot", "similarity", sample),
          "likeness")
    # a host alone has features too
    host = [f"{sample}/{name}" for name in ("inputcard", "potential", "shapefun")]
    alone = draw(f"{folder}/a.svg", "--kind", "jl", "--plot", "fingerprint", *host)
    check("Hg–Hg" in words(alone) and "Ag" not in words(alone), "a crystal")


def mistakes():
    fails(2, "did you mean pca?", sample, "--plot", "pac")
    fails(2, "there is no feature Hg_n11; did you mean Hg_n1", sample, "--plot", "map",
          "--feature", "Hg_n11")
    fails(2, "rmin must be 0 or negative", sample, "--rmin", "0.5")
    fails(2, "gamma must be above 0", sample, "--gamma", "-1")
    fails(2, "nmax of the one-body terms", sample, "--nmax", "0,5")
    fails(2, "named twice", sample, "--species", "Hg,Hg")
    fails(2, "--likeness needs a number above 0", sample, "--likeness", "0")
    fails(2, "too little", sample, "--size", "5x5")
    fails(2, "--at", sample, "--at", "site:99")
    fails(1, "host's structure is not known", os.path.join(sample, "potential_imp"),
          "--plot", "map")


with tempfile.TemporaryDirectory() as folder:
    charts(folder)
    options(folder)
    mistakes()
sys.exit(1 if failures else 0)
