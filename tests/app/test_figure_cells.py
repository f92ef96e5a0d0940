#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""`kkrscope figure --kind cells` as a user types it, without a display.

usage: test_figure_cells.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import shutil
import subprocess
import sys
import tempfile

SKIP = 77
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
    return subprocess.run([program, *map(str, arguments)], text=True, capture_output=True,
                          timeout=120, env=environment)


def draw(path, *arguments):
    done = run("figure", "--kind", "cells", *arguments, "--dpi", 40, "-o", path)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    check(not done.stderr, f"{arguments}: {done.stderr!r}")
    with open(path, "rb") as file:
        return file.read()


def fails(status, part, *arguments):
    done = run("figure", "--kind=cells", *arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: "), f"{label}: not our message")


def formats(folder):
    """The same bytes each time, whatever the threads, and again from the recipe inside."""
    for suffix in ("png", "pdf", "svg"):
        one = draw(f"{folder}/a.{suffix}", sample, "--threads", 1)
        check(one == draw(f"{folder}/b.{suffix}", sample, "--threads", 4), f"{suffix}: threads")
        recipe = run("recipe", f"{folder}/a.{suffix}")
        check("kind = cells" in recipe.stdout, f"{suffix}: {recipe.stderr}")
        with open(f"{folder}/a.recipe", "w") as file:
            file.write(recipe.stdout)
        done = run("figure", f"{folder}/a.recipe", "-o", f"{folder}/b.{suffix}")
        check(done.returncode == 0, f"{suffix}: {done.stderr}")
        with open(f"{folder}/b.{suffix}", "rb") as file:
            check(file.read() == one, f"{suffix}: from its own recipe")
    svg = draw(f"{folder}/a.svg", sample).decode()
    for text in (">Ag 1, sphere </tspan>", ">2 bohr</tspan>", ">z</tspan>", ">critical radii"):
        check(text in svg, f"SVG: {text}")
    if shutil.which("pdftotext"):
        draw(f"{folder}/a.pdf", sample)
        text = subprocess.run(["pdftotext", f"{folder}/a.pdf", "-"], text=True,
                              capture_output=True).stdout
        check("Ag 1" in text and "bohr" in text, f"PDF: {text}")


def options(folder):
    seen = {draw(f"{folder}/a.png", sample)}
    choices = [["--site", 2, "--from", "z"], ["--show", "neighbours", "--from", "-c"],
               ["--from", "1,1,1", "--up", "x", "--projection", "perspective"],
               ["--look-at", "site:2", "--chart", "error"], ["--colour", "jump"],
               ["--colour", "site", "--span", 3], ["--opacity", 0, "--face", 3],
               ["--opacity", 1, "--sphere", "off"], ["--radius", 3, "--chart", "slice"],
               ["--cut", "off", "--chart", "direction"], ["--atoms", "on", "--lmax", 4],
               ["--source", "difference", "--dark"], ["--profile", "beamer"],
               ["--size", "90x120", "--colour", "volume", "--fade", 0.5]]
    for choice in choices:
        seen.add(draw(f"{folder}/a.png", sample, *choice))
    check(len(seen) == len(choices) + 1, f"different pictures: {len(seen)} of {len(choices) + 1}")
    legend = draw(f"{folder}/a.svg", sample, "--colour", "element", "--show", "all").decode()
    check(">Ag</tspan>" in legend and ">Hg</tspan>" in legend, "names of the colours")
    host = [f"{sample}/{name}" for name in ("inputcard", "potential", "shapefun")]
    draw(f"{folder}/a.png", *host)


def refusals(folder):
    out = ["-o", f"{folder}/never.png"]
    fails(2, "--site", sample, *out, "--site", 8)
    fails(2, "--face", sample, *out, "--face", 13)
    fails(2, "--opacity", sample, *out, "--opacity", 1.5)
    fails(2, "--radius", sample, *out, "--radius", -1)
    fails(2, "--lmax needs", sample, *out, "--lmax", 33)
    fails(2, "--from needs", sample, *out, "--from", "w")
    fails(2, "--from needs", sample, *out, "--from", "0,0,0")
    fails(2, "--up must not", sample, *out, "--from", "x", "--up", "x")
    fails(2, "--span", sample, *out, "--span", -3)
    fails(2, "--fade", sample, *out, "--fade", 2)
    fails(2, "--direction", sample, *out, "--direction", "nan,0,0")
    fails(2, "site:9", sample, *out, "--look-at", "site:9")
    fails(2, "too little", sample, *out, "--size", "20x20")
    fails(2, "pixels", sample, *out, "--size", "900x900", "--dpi", 1200)
    fails(2, "neighbours", sample, *out, "--show", "neighbors")
    recipe = run("recipe", f"{folder}/a.png").stdout
    with open(f"{folder}/bad.recipe", "w") as file:
        file.write(recipe.replace("\nfrom = ", "\nform = ", 1))
    done = run("figure", f"{folder}/bad.recipe", *out)
    check(done.returncode == 1 and "did you mean from" in done.stderr, done.stderr)
    check(not os.path.exists(f"{folder}/never.png"), "a failure leaves nothing")
    help_text = run("figure", "--kind", "cells", "--help").stdout
    check("--opacity" in help_text and "--plane" not in help_text, "its own help")


with tempfile.TemporaryDirectory() as temporary:
    first = run("figure", "--kind", "cells", sample, "-o", f"{temporary}/first.png")
    if "no OpenGL" in first.stderr:
        print("skipped:", first.stderr.strip())
        sys.exit(SKIP)
    formats(temporary)
    options(temporary)
    refusals(temporary)
if failures:
    print(f"{failures} checks failed")
sys.exit(bool(failures))
