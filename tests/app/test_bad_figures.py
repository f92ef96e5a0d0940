#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Figures that cannot be drawn: one sentence, status 1 or 2, and no file left behind.

usage: test_bad_figures.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import shutil

from program import each, fails, sample


def recipe(text, kind="slices"):
    with open("a.recipe", "w") as file:
        file.write(f"kkrscope recipe 1\nkind = {kind}\n[inputs]\ncase = {sample}\n{text}\n")
    return ["a.recipe", "-o", "never.pdf"]


def recipes():
    """Every kind reads the same recipe: what is wrong in it is wrong for all."""
    for kind in ("slices", "radial", "cells", "surfaces", "jl", "check"):
        fails(1, "a.recipe:5: unknown section [pgae]; did you mean [page]?",
              *recipe("[pgae]", kind))
        fails(1, "a.recipe:6: unknown key wdith in [page]; did you mean width?",
              *recipe("[page]\nwdith = 89 mm", kind))
        fails(1, "there is dpi in [page]", *recipe("[plane]\ndpi = 300", kind))
        for size in ("0 mm", "-5 mm", "89", "89 cm", "8.9 m", "eighty mm", "1e99 mm", "nan mm"):
            fails(1, "width needs auto or a number from 1 to 10000, then mm",
                  *recipe(f"[page]\nwidth = {size}", kind))
        fails(2, "", *recipe("[page]\nwidth = 10000 mm", kind))  # 10 m
        fails(2, "", *recipe("[page]\nwidth = 1 mm\nheight = 1 mm", kind))
        fails(1, "dpi needs a number from 1 to 10000", *recipe("[page]\ndpi = 0", kind))
        fails(2, "", *recipe("[page]\ndpi = 9999", kind))
        fails(1, "font needs a text of at most 47 bytes",
              *recipe('[page]\nfont = "' + 48 * "x" + '"', kind))
    fails(1, "kind needs", *recipe("", "volumes"))
    fails(1, "linear part", *recipe("[scales]\nauto = off\ndV.limit = 1 Ry\ndV.linear-to = 2 Ry"))
    fails(1, "V.limit needs a number", *recipe("[scales]\nV.limit = -1 Ry"))
    fails(1, "then Ry", *recipe("[scales]\nV.limit = 1 eV"))
    fails(1, "then bohr", *recipe("[plane]\noffset = 1 Å"))
    fails(2, "--site needs", *recipe("[radial]\nsites = 99", "radial"))
    fails(2, "--lm needs", *recipe("[radial]\nparts = listed\nlm = 900", "radial"))
    fails(1, "lm needs 1 to 16 whole numbers", *recipe("[radial]\nlm = auto", "radial"))
    fails(1, "lm needs 1 to 16 whole numbers",
          *recipe("[radial]\nlm = " + " ".join(["1"] * 17), "radial"))


def inputs():
    for kind in ("slices", "radial", "cells", "surfaces", "jl", "fit", "check", "map"):
        with open("a.recipe", "w") as file:
            file.write(f"kkrscope recipe 1\nkind = {kind}\n[inputs]\ncase = nowhere\n")
        fails(1, "nowhere", "a.recipe", "-o", "never.pdf")
        with open("a.recipe", "w") as file:
            file.write(f"kkrscope recipe 1\nkind = {kind}\n")
        fails(1, "names no case", "a.recipe", "-o", "never.pdf")
        os.makedirs("empty", exist_ok=True)
        fails(1, "empty", "--kind", kind, "empty", "-o", "never.pdf")
    fails(1, "nothing", *recipe(f"imp-potential = {sample}/nothing"))
    fails(1, "v0 = file needs v0-file", *recipe("v0 = file"))


def damaged():
    """Status 1 with file and line, for every kind that reads it."""
    os.makedirs("broken")
    for name in os.listdir(sample):
        shutil.copy(f"{sample}/{name}", "broken")
    os.truncate("broken/potential_imp", 20000)
    for kind in ("slices", "radial", "surfaces", "fit"):
        fails(1, "broken/potential_imp:", "--kind", kind, "broken", "-o", "never.pdf")


def outputs():
    for kind in ("slices", "radial", "jl", "check"):
        case = ["--kind", kind, sample]
        fails(2, "-o FILE", *case)
        fails(2, ".png, .pdf or .svg", *case, "-o", "never.tif")
        fails(2, ".png, .pdf or .svg", *case, "-o", "never")
        fails(1, "none/never.pdf", *case, "-o", "none/never.pdf")
        os.makedirs("folder.pdf", exist_ok=True)
        fails(1, "folder.pdf", *case, "-o", "folder.pdf")
        if os.path.exists("/dev/full"):
            os.path.exists("full.pdf") or os.symlink("/dev/full", "full.pdf")
            fails(1, "full.pdf", *case, "-o", "full.pdf")
        for size in ("0x0", "-1x5", "10000x10000", "1e9x1", "89", "axb", "89x"):
            fails(2, "", *case, "-o", "never.pdf", "--size", size)
    if os.geteuid():
        os.makedirs("closed", mode=0o500)
        fails(1, "closed", sample, "-o", "closed/never.pdf")


each(recipes, inputs, damaged, outputs)
