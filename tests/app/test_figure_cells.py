#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""`kkrscope figure --kind cells` as a user types it, without a display.

usage: test_figure_cells.py KKRSCOPE SAMPLE_FOLDER
"""

import sys

from program import (SKIP, check, content, each, fails, good, no_opengl, run, sample, save,
                     tool)


def draw(path, *arguments):
    done = run("figure", "--kind", "cells", *arguments, "--dpi", 40, "-o", path)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    check(not done.stderr, f"{arguments}: {done.stderr!r}")
    return content(path)


def formats():
    """The same bytes each time, whatever the threads, and again from the recipe inside."""
    for suffix in ("png", "pdf", "svg"):
        one = draw(f"a.{suffix}", sample, "--threads", 1)
        check(one == draw(f"b.{suffix}", sample, "--threads", 4), f"{suffix}: threads")
        recipe = run("recipe", f"a.{suffix}")
        check("kind = cells" in recipe.stdout, f"{suffix}: {recipe.stderr}")
        save("a.recipe", recipe.stdout)
        good("figure", "a.recipe", "-o", f"b.{suffix}")
        check(content(f"b.{suffix}") == one, f"{suffix}: from its own recipe")
    svg = draw("a.svg", sample).decode()
    for text in (">Ag 1, sphere </tspan>", ">2 bohr</tspan>", ">z</tspan>", ">critical radii"):
        check(text in svg, f"SVG: {text}")
    draw("a.pdf", sample)
    text = tool("pdftotext", "a.pdf", "-")
    if text is not None:
        check("Ag 1" in text and "bohr" in text, f"PDF: {text}")


def options():
    seen = {draw("a.png", sample)}
    choices = [["--site", 2, "--from", "z"], ["--show", "neighbours", "--from", "-c"],
               ["--from", "1,1,1", "--up", "x", "--projection", "perspective"],
               ["--look-at", "site:2", "--chart", "error"], ["--colour", "jump"],
               ["--colour", "site", "--span", 3], ["--opacity", 0, "--face", 3],
               ["--opacity", 1, "--sphere", "off"], ["--radius", 3, "--chart", "slice"],
               ["--cut", "off", "--chart", "direction"], ["--atoms", "on", "--lmax", 4],
               ["--source", "difference", "--dark"], ["--profile", "beamer"],
               ["--size", "90x120", "--colour", "volume", "--fade", 0.5]]
    for choice in choices:
        seen.add(draw("a.png", sample, *choice))
    check(len(seen) == len(choices) + 1, f"different pictures: {len(seen)} of {len(choices) + 1}")
    legend = draw("a.svg", sample, "--colour", "element", "--show", "all").decode()
    check(">Ag</tspan>" in legend and ">Hg</tspan>" in legend, "names of the colours")
    host = [f"{sample}/{name}" for name in ("inputcard", "potential", "shapefun")]
    draw("a.png", *host)


def refusals():
    kind, out = ["--kind=cells", sample], ["-o", "never.png"]
    fails(2, "--site", *kind, *out, "--site", 8)
    fails(2, "--face", *kind, *out, "--face", 13)
    fails(2, "--opacity", *kind, *out, "--opacity", 1.5)
    fails(2, "--radius", *kind, *out, "--radius", -1)
    fails(2, "--lmax needs", *kind, *out, "--lmax", 33)
    fails(2, "--from needs", *kind, *out, "--from", "w")
    fails(2, "--from needs", *kind, *out, "--from", "0,0,0")
    fails(2, "--up must not", *kind, *out, "--from", "x", "--up", "x")
    fails(2, "--span", *kind, *out, "--span", -3)
    fails(2, "--fade", *kind, *out, "--fade", 2)
    fails(2, "--direction", *kind, *out, "--direction", "nan,0,0")
    fails(2, "site:9", *kind, *out, "--look-at", "site:9")
    fails(2, "too little", *kind, *out, "--size", "20x20")
    fails(2, "pixels", *kind, *out, "--size", "900x900", "--dpi", 1200)
    fails(2, "neighbours", *kind, *out, "--show", "neighbors")
    draw("a.png", sample)
    save("bad.recipe", good("recipe", "a.png").replace("\nfrom = ", "\nform = ", 1))
    done = run("figure", "bad.recipe", *out)
    check(done.returncode == 1 and "did you mean from" in done.stderr, done.stderr)
    help_text = run("figure", "--kind", "cells", "--help").stdout
    check("--opacity" in help_text and "--plane" not in help_text, "its own help")


missing = no_opengl()
if missing:
    print("skipped:", missing)
    sys.exit(SKIP)
each(formats, options, refusals)
