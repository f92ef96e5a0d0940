#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""`kkrscope figure --kind surfaces` as a user types it, without a display.

usage: test_figure_surfaces.py KKRSCOPE SAMPLE_FOLDER
"""

import sys

from program import (SKIP, check, content, each, fails, good, no_opengl, run, sample, save,
                     tool)


def draw(path, *arguments, warning=None):
    done = run("figure", "--kind", "surfaces", "--dpi", 40, "--points", 24, *arguments,
               "-o", path)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    if warning:
        check(done.stderr.count(warning) == 1, f"{arguments}: {done.stderr!r}")
    else:
        check("warning" not in done.stderr.replace("warning: the font", ""),
              f"{arguments}: {done.stderr!r}")
    return content(path)


def formats():
    """The same bytes each time, whatever the threads, and again from the recipe inside."""
    for suffix in ("png", "svg"):
        one = draw(f"a.{suffix}", sample, "--threads", 1)
        check(one == draw(f"b.{suffix}", sample, "--threads", 4), f"{suffix}: threads")
        recipe = run("recipe", f"a.{suffix}").stdout
        check("kind = surfaces" in recipe, f"{suffix}: {recipe[:200]}")
        save("a.recipe", recipe)
        good("figure", "a.recipe", "-o", f"b.{suffix}")
        check(content(f"b.{suffix}") == one, f"{suffix}: from its own recipe")
    svg = one.decode()
    for text in (">V</tspan>", " Ry</tspan>", ">bohr</tspan>", ">z</tspan>", ">Hg "):
        check(text in svg or text.replace(">", " ", 1) in svg, f"SVG: {text}")
    check(svg.count("<image") == 4, f"SVG: one image per panel, found {svg.count('<image')}")
    draw("a.pdf", sample)
    text = tool("pdftotext", "a.pdf", "-")
    if text is not None:
        check("Ry" in text and "bohr" in text, f"PDF: {text}")


def options():
    seen = {draw("a.png", sample)}
    host = [f"{sample}/{name}" for name in ("inputcard", "potential", "shapefun")]
    choices = [["--field", "V", "--level=-1:-0.5"], ["--level=-1,-0.1", "--colour", "dV"],
               ["--field", "absdV", "--level", 0.2, "--opacity", 0.4, "--units", "eV"],
               ["--cut", "front", "--plane", "0,1,0", "--slice", "on", "--field", "V"],
               ["--sites", "1,2", "--atoms", "off", "--from", "n", "--field", "V"],
               ["--cells", "off", "--labels", "off", "--dark", "--field", "dV"],
               ["--projection", "perspective", "--profile", "beamer", "--field", "V"]]
    for choice in choices:
        seen.add(draw("a.png", sample, *choice))
    seen.add(draw("a.png", *host, "--extent", "unit-cell", "--box", "on", "--repeat",
                  "2x1x1", "--level=-0.5", warning="V0 is not known"))
    check(len(seen) == len(choices) + 2, f"different pictures: {len(seen)}")
    bar = draw("a.svg", sample, "--colour", "dV", "--field", "V").decode()
    check(" (Ry)" in bar, "the bar has a unit")


def refusals():
    kind, out = ["--kind=surfaces", "--points", 16, sample], ["-o", "never.png"]
    fails(2, "--level needs", *kind, *out, "--level", "1:x")
    fails(2, "--level needs", *kind, *out, "--level", "1:2:3:4")
    fails(2, "--level needs", *kind, *out, "--level", "1,2,3")
    fails(2, "--sites", *kind, *out, "--sites", "1,8")
    fails(2, "--sites", *kind, *out, "--sites", "0")
    fails(2, "--repeat", *kind, *out, "--repeat", "2x2")
    fails(2, "--repeat", *kind, *out, "--repeat", "2x2x99")
    fails(2, "--opacity", *kind, *out, "--opacity", 0)
    fails(2, "--points", *kind, *out, "--points", 4)
    fails(2, "--field V0", *kind, *out, "--field", "V0")
    fails(2, "plane", *kind, *out, "--plane", "0,0")
    fails(2, "too little", *kind, *out, "--size", "20x20")
    fails(1, "lies between", *kind, *out, "--field", "V", "--level", 1e5)
    help_text = run("figure", "--kind", "surfaces", "--help").stdout
    check("--level" in help_text and "--radius" not in help_text, "its own help")


missing = no_opengl()
if missing:
    print("skipped:", missing)
    sys.exit(SKIP)
each(formats, options, refusals)
