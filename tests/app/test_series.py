#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Several pictures from one call of `kkrscope figure`: books, contact sheets, films.

usage: test_series.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import re
import shutil
import subprocess

from program import (check, content, each, environment, fails, good, no_opengl, run, sample,
                     save, tool)

FAST = ["--size", "70x60", "--dpi", "60"]


def make_family(folder):
    """The sample's impurity, its host in itself, and a start that is no solution."""
    files = {"host": ["inputcard", "potential", "shapefun"]}
    for name in ("Ag", "self", "start"):
        files[name] = ["scoef", "potential_imp", "shapefun_imp", "potential_host_cluster"]
    for name, members in files.items():
        os.makedirs(f"{folder}/{name}")
        for member in members:
            shutil.copy(f"{sample}/{member}", f"{folder}/{name}/{member}")
    shutil.copy(f"{sample}/potential_host_cluster", f"{folder}/self/potential_imp")
    shutil.copy(f"{sample}/potential_imp_start", f"{folder}/start/potential_imp")


def value(recipe, key):
    found = re.search(rf"(?m)^{re.escape(key)} = (.*)$", recipe)
    return found.group(1) if found else None


def test_each():
    """A page for each member; each file has a recipe of its own, on one scale."""
    make_family("family")
    good("figure", "family", "--each", *FAST, "-o", "a.png")
    pages = sorted(name for name in os.listdir() if name.startswith("a-"))
    check(pages == ["a-001.png", "a-002.png", "a-003.png"], f"{pages}")
    recipes = [good("recipe", page) for page in pages]
    for key in ("V.limit", "dV.limit", "dV.linear-to", "absdV.low", "width"):
        values = {value(recipe, key) for recipe in recipes}
        check(len(values) == 1 and None not in values, f"one {key}: {values}")
    check(all(value(recipe, "auto") == "off" for recipe in recipes), "scales are fixed")
    check([value(recipe, "case") for recipe in recipes] ==
          ["family/host family/Ag", "family/host family/start", "family/host family/self"],
          f"by rising Z: {[value(recipe, 'case') for recipe in recipes]}")
    for kind in ("slices", "radial"):
        good("figure", "family", "--kind", kind, "--each", *FAST[2:], "-o", "a.pdf",
             "--threads", 1)
        save("a.recipe", good("recipe", "a.pdf"))
        check("\neach = on\n" in open("a.recipe").read(), "the recipe says so")
        good("figure", "a.recipe", "-o", "b.pdf")
        check(content("a.pdf") == content("b.pdf"), f"{kind}: the same book")
        if shutil.which("pdfinfo"):
            info = subprocess.run(["pdfinfo", "a.pdf"], capture_output=True,
                                  text=True).stdout
            check(re.search(r"Pages: +3\n", info), info)
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "a.pdf", "-"], capture_output=True,
                              text=True).stdout
        check(all(name in text for name in ("Ag", "self", "start")), "titles below pages")


def test_sheet():
    make_family("family")
    good("figure", "family", "--sheet", "2x1", "--dpi", 60, "-o", "a.pdf", "--threads", 1)
    save("a.recipe", good("recipe", "a.pdf"))
    good("figure", "a.recipe", "-o", "b.pdf", "--threads", 3)
    check(content("a.pdf") == content("b.pdf"), "the same sheet")
    recipe = open("a.recipe").read()
    check(value(recipe, "columns") == "2" and value(recipe, "rows") == "1", "its shape")
    check(value(recipe, "field") == "dV", "V - V0 is what one compares")
    check(len(value(recipe, "case.sha256").split()) == 4, "a digest for each folder")
    if shutil.which("pdfinfo"):
        info = subprocess.run(["pdfinfo", "a.pdf"], capture_output=True, text=True).stdout
        check(re.search(r"Pages: +2\n", info), info)
        text = subprocess.run(["pdftotext", "a.pdf", "-"], capture_output=True,
                              text=True).stdout
        check(text.count("Hg:Ag") == 2 and "Hg:Hg" in text and "bohr" in text, text)
    if shutil.which("pdfimages"):
        images = subprocess.run(["pdfimages", "-list", "a.pdf"], capture_output=True,
                                text=True).stdout.splitlines()[2:]
        check(len(images) == 3, f"one image for each picture: {images}")
    good("figure", "family", "--sheet", "2x2", "--dpi", 60, "-o", "a.pdf", "--range", "7",
         "--linear-to", "0.01", "--field", "absV", "--plane", "site:1;site:2;site:5")
    save("a.recipe", good("recipe", "a.pdf"))
    check(value(open("a.recipe").read(), "absV.limit") == "7 Ry", "a range for all")
    good("figure", "a.recipe", "-o", "b.pdf")
    check(content("a.pdf") == content("b.pdf"), "the same sheet, with a range")
    good("figure", sample, sample, "--sheet", "3x1", "--field", "V", "--range", "10", *FAST,
         "-o", "a.svg")
    svg = content("a-001.svg").decode()
    check(svg.count("<image") == 2 and svg.count(">Hg:Ag</tspan>") == 2, "cases by hand")


def test_sheets_of_all_kinds():
    """One scale, names on the cells, and the same from the recipe inside."""
    make_family("family")
    kinds = [("radial", [])]
    if no_opengl():
        print("no OpenGL: sheets of surfaces and cells are not tested")
    else:
        kinds += [("surfaces", ["--points", 48]), ("cells", ["--colour", "element"])]
    for kind, more in kinds:
        good("figure", "family", "--kind", kind, "--sheet", "2x1", "--dpi", 50, "-o", "a.pdf",
             "--threads", 1, *more)
        save("a.recipe", good("recipe", "a.pdf"))
        good("figure", "a.recipe", "-o", "b.pdf", "--threads", 3)
        check(content("a.pdf") == content("b.pdf"), f"{kind}: the same sheet")
        text = tool("pdftotext", "a.pdf", "-")
        if text is not None:
            check(text.count("Hg:Ag") == 2 and text.count("Hg:Hg") == 1, f"{kind}: {text}")
            check(kind == "cells" or text.count("Ry") >= 2, f"{kind}: a unit on each page")
        recipe = open("a.recipe").read()
        check(kind == "radial" or value(recipe, "span") != "auto", f"{kind}: one camera")
    good("figure", "family", "--kind", "radial", "--sheet", "3x1", "--field", "absV", "-o",
         "a.svg")
    svg = content("a-001.svg").decode()
    check(svg.count(">Hg:") == 3 and "grey: all others" in svg, "three cells")


def test_sweep():
    good("figure", sample, *FAST, "--sweep", "plane.offset=-1:2", "--frames", 3, "-o",
         "a.png", "--plane", "1,1,1")
    recipes = [good("recipe", f"a-00{i}.png") for i in (1, 2, 3)]
    check([value(r, "offset") for r in recipes] == ["-1 bohr", "0.5 bohr", "2 bohr"],
          f"{[value(r, 'offset') for r in recipes]}")
    check(len({value(r, "dV.limit") for r in recipes}) == 1, "one scale for all")
    for i, recipe in enumerate(recipes, 1):
        save("a.recipe", recipe)
        good("figure", "a.recipe", "-o", "b.png")
        check(content("b.png") == content(f"a-00{i}.png"), f"frame {i} from its recipe")
    good("figure", sample, *FAST, "--sweep", "plane.center=0,0:1,-2", "--frames", 2, "-o",
         "c.png", "--plane", "site:1;site:2;site:5")
    check(value(good("recipe", "c-002.png"), "center") == "1 -2 bohr", "two numbers")
    good("figure", sample, *FAST, "--sweep", "potential.l-max=0:4", "--frames", 3, "-o",
         "d.png", "--range", "3")
    check(value(good("recipe", "d-002.png"), "l-max") == "2", "whole numbers")
    done = run("figure", "--kind", "surfaces", sample, "--field", "dV", "--size", "60x60",
               "--dpi", 50, "--sweep", "camera.turn=0:90", "--frames", 2, "-o", "e.png")
    if done.returncode and "OpenGL" in done.stderr:
        print("no OpenGL here: turning surfaces are not tested")
    else:
        check(done.returncode == 0, done.stderr)
        check(content("e-001.png") != content("e-002.png"), "the camera turned")


FFMPEG = """#!/bin/sh
[ "$1" = -version ] && exit 0
[ -n "$FAIL" ] && exit 3
for last; do :; done
while [ "$1" != -i ]; do shift; done
folder=$(dirname "$2")
ls "$folder" > "$last"
"""


def test_film():
    """With a program that says which pictures it was given."""
    os.makedirs("bin")
    save("bin/ffmpeg", FFMPEG)
    os.chmod("bin/ffmpeg", 0o755)
    with_it = {**environment, "PATH": os.path.abspath("bin") + ":" + os.environ["PATH"]}
    sweep = [sample, *FAST, "--sweep", "plane.offset=0:1", "--frames", 2]
    good("figure", *sweep, "-o", "a.mp4", env=with_it)
    check(content("a.mp4") == b"frame-001.png\nframe-002.png\n", f"{content('a.mp4')}")
    check(sorted(os.listdir()) == ["a.mp4", "bin"], f"left behind: {os.listdir()}")
    fails(1, "ffmpeg failed with status 3", *sweep, "-o", "b.mp4",
          env={**with_it, "FAIL": "1"})
    fails(1, "needs the program ffmpeg", *sweep, "-o", "b.webm", env={**with_it, "PATH": "/"})
    fails(2, "a film needs --sweep or --each", sample, "-o", "b.mp4")


def probe_film(path):
    """(width, height, frames, frames per second, coder) as ffprobe counts them."""
    said = tool("ffprobe", "-v", "error", "-count_frames", "-show_entries",
                "stream=codec_name,width,height,r_frame_rate,nb_read_frames", "-of",
                "default=noprint_wrappers=1", path)
    found = dict(line.split("=") for line in said.split())
    rate = found["r_frame_rate"].split("/")
    return (int(found["width"]), int(found["height"]), int(found["nb_read_frames"]),
            int(rate[0]) / int(rate[1]), found["codec_name"])


def test_real_film():
    """Frames and size of what ffmpeg makes of plane, level, camera and entries."""
    if not shutil.which("ffmpeg") or not shutil.which("ffprobe"):
        return print("skipped: no ffmpeg and ffprobe here, so no real film is tested")
    data = sample + ".h5"
    size = ["--size", "71x61", "--dpi", 50]  # 140 x 120 pixels, both even
    films = [("plane.mp4", [sample, "--sweep", "plane.offset=-1:1", "--frames", 4], 4),
             ("plane.webm", [sample, "--sweep", "plane.offset=-1:1", "--frames", 3], 3),
             ("entries.mp4", [f"{data}::Hg/Ag", f"{data}::Hg/Au", f"{data}::Hg/Bi", "--each"],
              3)]
    if no_opengl():
        print("no OpenGL: films of surfaces are not tested")
    else:
        surfaces = [sample, "--kind", "surfaces", "--field", "dV", "--points", 24]
        films += [("level.mp4", surfaces + ["--sweep", "surfaces.dV.level=0.1:1", "--frames",
                                            4], 4),
                  ("camera.mp4", surfaces + ["--sweep", "camera.turn=0:90", "--frames", 4], 4)]
    for path, arguments, frames in films:
        good("figure", *arguments, *size, "--fps", 5, "-o", path)
        width, height, found, rate, coder = probe_film(path)
        check(found == frames and rate == 5, f"{path}: {found} frames, {rate} per second")
        # a book has the name of the case below each picture
        check(width == 140 and (height == 120 or "entries" in path and 120 < height < 150),
              f"{path}: {width} x {height}")
        check(coder == ("vp9" if path.endswith("webm") else "h264"), f"{path}: {coder}")
    path, arguments, _ = films[0]
    good("figure", *arguments, *size, "--fps", 5, "-o", "again.mp4")
    check(content(path) == content("again.mp4"), "the same film is the same bytes")


def test_mistakes():
    out = ["-o", "never.png"]
    fails(2, "--sheet needs", sample, *out, "--sheet", "4")
    fails(2, "whole numbers from 1 to 20", sample, *out, "--sheet", "0x4")
    fails(2, "whole numbers from 1 to 20", sample, *out, "--sheet", "2.5x4")
    fails(2, "too little", sample, *out, "--sheet", "20x2", "--profile", "beamer")
    for kind in ("jl", "fit", "check"):
        fails(2, "--sheet is of cases on one scale", sample, *out, "--sheet", "2x2", "--kind",
              kind)
    fails(2, "already all of a data set", sample + ".h5", *out, "--sheet", "2x2", "--kind",
          "map")
    fails(2, "one site and one lm", sample, *out, "--sheet", "1x1", "--kind", "radial",
          "--site", "1,2")
    fails(2, "--field is for a --sheet", sample, *out, "--kind", "radial", "--field", "dV")
    if not no_opengl():
        fails(2, "no scale of numbers", sample, *out, "--sheet", "1x1", "--kind", "cells",
              "--colour", "jump")
        fails(2, "one colour a level", sample, *out, "--sheet", "1x1", "--kind", "surfaces",
              "--colour", "V", "--points", 16)
    fails(2, "--sweep is of one case", sample, *out, "--each", "--sweep", "plane.offset=0:1")
    fails(2, "did you mean plane.offset?", sample, *out, "--sweep", "plane.ofset=0:1")
    fails(2, "--sweep needs SECTION.KEY=FROM:TO", sample, *out, "--sweep", "plane.offset")
    fails(2, "needs 1 number", sample, *out, "--sweep", "plane.offset=0:x")
    fails(2, "needs 2 numbers", sample, *out, "--sweep", "plane.center=0:1")
    fails(2, "from 1 to 10000", sample, *out, "--sweep", "page.dpi=0:100")
    fails(2, "--frames", sample, *out, "--sweep", "plane.offset=0:1", "--frames", "20000")
    fails(2, "--fps", sample, *out, "--sweep", "plane.offset=0:1", "--fps", "0")
    fails(1, "none", sample, "none", *out, "--each")
    # the second page cannot be drawn: the first one does not stay
    os.makedirs("broken")
    for name in os.listdir(sample):
        shutil.copy(f"{sample}/{name}", "broken")
    os.truncate("broken/potential_imp", 20000)
    for option in (["--each"], ["--each", "--kind", "radial"], ["--sheet", "2x1"]):
        for name in ("never.png", "never.pdf"):
            fails(1, "broken/potential_imp", sample, "broken", *option, "-o", name)
    fails(1, "does not exist", sample, "--each", "-o", "none/a.pdf")


each(test_each, test_sheet, test_sheets_of_all_kinds, test_sweep, test_film, test_real_film,
     test_mistakes)
