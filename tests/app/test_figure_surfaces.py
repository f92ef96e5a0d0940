#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""`kkrscope figure --kind surfaces` as a user types it, without a display.

usage: test_figure_surfaces.py KKRSCOPE SAMPLE_FOLDER
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


def draw(path, *arguments, warning=None):
    done = run("figure", "--kind", "surfaces", "--dpi", 40, "--points", 24, *arguments,
               "-o", path)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    if warning:
        check(done.stderr.count(warning) == 1, f"{arguments}: {done.stderr!r}")
    else:
        check("warning" not in done.stderr.replace("warning: the font", ""),
              f"{arguments}: {done.stderr!r}")
    with open(path, "rb") as file:
        return file.read()


def fails(status, part, *arguments):
    done = run("figure", "--kind=surfaces", "--points", 16, *arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: "), f"{label}: not our message")


def formats(folder):
    """The same bytes each time, whatever the threads, and again from the recipe inside."""
    for suffix in ("png", "svg"):
        one = draw(f"{folder}/a.{suffix}", sample, "--threads", 1)
        check(one == draw(f"{folder}/b.{suffix}", sample, "--threads", 4), f"{suffix}: threads")
        recipe = run("recipe", f"{folder}/a.{suffix}").stdout
        check("kind = surfaces" in recipe, f"{suffix}: {recipe[:200]}")
        with open(f"{folder}/a.recipe", "w") as file:
            file.write(recipe)
        done = run("figure", f"{folder}/a.recipe", "-o", f"{folder}/b.{suffix}")
        check(done.returncode == 0, f"{suffix}: {done.stderr}")
        with open(f"{folder}/b.{suffix}", "rb") as file:
            check(file.read() == one, f"{suffix}: from its own recipe")
    svg = one.decode()
    for text in (">V</tspan>", " Ry</tspan>", ">bohr</tspan>", ">z</tspan>", ">Hg "):
        check(text in svg or text.replace(">", " ", 1) in svg, f"SVG: {text}")
    check(svg.count("<image") == 4, f"SVG: one image per panel, found {svg.count('<image')}")
    if shutil.which("pdftotext"):
        draw(f"{folder}/a.pdf", sample)
        text = subprocess.run(["pdftotext", f"{folder}/a.pdf", "-"], text=True,
                              capture_output=True).stdout
        check("Ry" in text and "bohr" in text, f"PDF: {text}")


def options(folder):
    seen = {draw(f"{folder}/a.png", sample)}
    host = [f"{sample}/{name}" for name in ("inputcard", "potential", "shapefun")]
    choices = [["--field", "V", "--level=-1:-0.5"], ["--level=-1,-0.1", "--colour", "dV"],
               ["--field", "absdV", "--level", 0.2, "--opacity", 0.4, "--units", "eV"],
               ["--cut", "front", "--plane", "0,1,0", "--slice", "on", "--field", "V"],
               ["--sites", "1,2", "--atoms", "off", "--from", "n", "--field", "V"],
               ["--cells", "off", "--labels", "off", "--dark", "--field", "dV"],
               ["--projection", "perspective", "--profile", "beamer", "--field", "V"]]
    for choice in choices:
        seen.add(draw(f"{folder}/a.png", sample, *choice))
    seen.add(draw(f"{folder}/a.png", *host, "--extent", "unit-cell", "--box", "on", "--repeat",
                  "2x1x1", "--level=-0.5", warning="V0 is not known"))
    check(len(seen) == len(choices) + 2, f"different pictures: {len(seen)}")
    bar = draw(f"{folder}/a.svg", sample, "--colour", "dV", "--field", "V").decode()
    check(" (Ry)" in bar, "the bar has a unit")


def refusals(folder):
    out = ["-o", f"{folder}/never.png"]
    fails(2, "--level needs", sample, *out, "--level", "1:x")
    fails(2, "--level needs", sample, *out, "--level", "1:2:3:4")
    fails(2, "--level needs", sample, *out, "--level", "1,2,3")
    fails(2, "--sites", sample, *out, "--sites", "1,8")
    fails(2, "--sites", sample, *out, "--sites", "0")
    fails(2, "--repeat", sample, *out, "--repeat", "2x2")
    fails(2, "--repeat", sample, *out, "--repeat", "2x2x99")
    fails(2, "--opacity", sample, *out, "--opacity", 0)
    fails(2, "--points", sample, *out, "--points", 4)
    fails(2, "--field V0", sample, *out, "--field", "V0")
    fails(2, "plane", sample, *out, "--plane", "0,0")
    fails(2, "too little", sample, *out, "--size", "20x20")
    fails(1, "lies between", sample, *out, "--field", "V", "--level", 1e5)
    check(not os.path.exists(f"{folder}/never.png"), "a failure leaves nothing")
    help_text = run("figure", "--kind", "surfaces", "--help").stdout
    check("--level" in help_text and "--radius" not in help_text, "its own help")


with tempfile.TemporaryDirectory() as temporary:
    first = run("figure", "--kind", "surfaces", "--points", 16, sample, "-o",
                f"{temporary}/first.png")
    if "no OpenGL" in first.stderr:
        print("skipped:", first.stderr.strip())
        sys.exit(SKIP)
    formats(temporary)
    options(temporary)
    refusals(temporary)
if failures:
    print(f"{failures} checks failed")
sys.exit(bool(failures))
