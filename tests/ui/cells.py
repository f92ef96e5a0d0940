#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The view Cells of the window, driven as in window.py.

usage: cells.py KKRSCOPE SAMPLE_FOLDER [REFERENCE_DATA]

Turns, zooms and picks, compares what the probe line says with what the verb `cells`
writes, and opens what has no cells, no potential, or two atoms at one place.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import display
import window
from window import SKIP, Window, check, difference


def part(picture, x0, y0, x1, y1):
    """Pixels of a part of the window."""
    return [tuple(picture.rows[y][x * picture.step:x * picture.step + 3])
            for y in range(int(y0 * picture.height), int(y1 * picture.height), 2)
            for x in range(int(x0 * picture.width), int(x1 * picture.width), 2)]


def scene(picture):
    return part(picture, 0.02, 0.14, 0.36, 0.80)


def chart(picture):
    return part(picture, 0.44, 0.14, 0.72, 0.60)


def colours(pixels):
    return len({(r // 16, g // 16, b // 16) for r, g, b in pixels})


def looks(win, sample):
    edits = {"turned": ["drag KkrSceneView 0.3 0.5 0.6 0.6"],
             "along": ["action look 'x'"],
             "wire": ["action cells-opacity 0.0"],
             "elements": ["action cells-shown 'neighbours'", "action cells-colour 'element'"],
             "jumps": ["action cells-colour 'jump'"],
             "spheres": ["action cells-r-in true", "action cells-r-out true"],
             "uncut": ["action cells-cut false"],
             "larger": ["action cells-radius 3.6"]}
    lines = ["size 1100 700", "settle", "action view 'cells'", "settle", "wait 500",
             "shot first.png"]
    for name, actions in edits.items():
        lines += [*actions, "settle", "wait 300", f"shot {name}.png"]
        lines += len(actions) * ["action undo"] + ["settle"]
    lines += ["settle", "wait 400", "shot back.png"]
    status = win.run(lines, sample)
    check(status == 0, "cells are turned and coloured, all of it is undone")
    if status:
        return
    first = scene(win.shot("first.png"))
    check(colours(first) > 12, f"a cell is there: {colours(first)} colours")
    for name in edits:
        check(difference(first, scene(win.shot(f"{name}.png"))) > 0.01,
              f"{name} is another picture")
    check(difference(first, scene(win.shot("back.png"))) < 0.002, "undo leads back")


def charts(win, sample):
    lines = ["settle", "action view 'cells'", "settle", "wait 700", "shot curves.png"]
    names = ["direction", "slice", "error"]
    for name in names:
        lines += [f"action cells-chart '{name}'", "settle", "wait 200", f"shot {name}.png"]
    lines += ["action cells-chart 'curves'", "settle",
              "drag KkrCellsSide 0.3 0.3 0.5 0.3", "settle", "wait 400", "shot dragged.png",
              "action undo", "action cells-source 'difference'", "settle", "wait 200",
              "shot difference.png", "action cells-l 16", "settle", "action cells-site 3",
              "settle", "wait 500", "action cells-table 'radii'", "settle", "wait 200",
              "row 3", "settle", "shot radii.png", "action app.theme 'dark'", "settle",
              "wait 400", "shot dark.png", "size 1030 690", "settle", "wait 300",
              "shot small.png"]
    status = win.run(lines, sample)
    check(status == 0, "charts, tables, the dark theme, a small window")
    if status:
        return
    shots = ["curves", *names, "dragged", "difference"]
    for i, one in enumerate(shots):
        for other in shots[:i]:
            check(difference(chart(win.shot(f"{one}.png")), chart(win.shot(f"{other}.png")))
                  > 0.002, f"the charts {one} and {other} differ")
    check(win.shot("dark.png").rows[450][20] < 80, "the dark view is dark")


def readings(win, sample):
    """The faces that the table has are those of the verb."""
    done = subprocess.run([win.program, "cells", str(sample), "--jumps", "--json"], text=True,
                          capture_output=True, timeout=60, check=True)
    cells = json.loads(done.stdout)["cells"]
    lines = ["settle", "action view 'cells'", "settle", "wait 900"]
    for face in (1, 5, 12):
        lines += [f"action cells-face {face}", "settle", "wait 200", "action copy-values", f"clipboard face{face}", "wait 100"]
    lines += ["action cells-face 0", "settle", "drag KkrSceneView 0.5 0.5 0.5 0.5", "settle",
              "wait 200", "action copy-values", "clipboard picked", "wait 100",
              "action cells-site 4", "settle", "wait 300", "action cells-face 1", "settle",
              "wait 200", "action copy-values", "clipboard other", "wait 100"]
    status = win.run(lines, sample)
    check(status == 0, "faces are marked and read")
    if status:
        return
    text = {name: (win.folder / name).read_text() if (win.folder / name).exists() else ""
            for name in ("face1", "face5", "face12", "picked", "other")}
    for face in (1, 5, 12):
        expected = cells[0]["faces"][face - 1]
        words = text[f"face{face}"]
        for what in (f"face {face} of 12", f"{expected['distance']:.4f} bohr",
                     f"{expected['area']:.4f} bohr²", "Ag 1"):
            check(what in words, f"{what} is in {words}")
        jump = float(words.split("jump rms ")[1].split()[0].replace("−", "-"))
        check(abs(jump / expected["jump"]["cell"]["rms"] - 1) < 0.01,
              f"the jump of face {face} is {jump}")
    check("face" in text["picked"] and "Ag 1" in text["picked"],
          f"a click marks a face: {text['picked']}")
    check("Hg 4" in text["other"], f"another site: {text['other']}")


def opened_again(win, sample):
    """The view is in the recipe, and comes back with it."""
    page, figure = win.folder / "cells.recipe", win.folder / "cells.pdf"
    status = win.run(["settle", "action view 'cells'", "settle", "action cells-l 12",
                      "action cells-radius 3.1", "action look 'z'", "settle",
                      f"action save-recipe-path '{page}'", "message written",
                      "action hide-message", f"action export-path '{figure}'",
                      "message written"], sample)
    check(status == 0, "the recipe is saved, the page is written")
    if status:
        return
    words = page.read_text()
    again = win.folder / "again.recipe"
    again.write_text(subprocess.run([win.program, "recipe", str(figure)], text=True,
                                    capture_output=True, timeout=60, check=True).stdout)
    done = subprocess.run([win.program, "figure", str(again), "-o",
                           str(win.folder / "again.pdf")], text=True, capture_output=True,
                          timeout=60, check=False)
    check(done.returncode == 0, f"the shell draws the page again: {done.stderr}")
    for line in ("view = cells", "l = 12", "radius = 3.1 bohr", "from = 0 0 1"):
        check(line in words, f"the recipe has {line}")
    check(win.run(["settle", "state view 'cells'", "state cells-l 12", "action zoom 2.0",
                   "settle", "action reset-view", "settle"], page) == 0,
          "and opens the view again")


def little_known(win, sample):
    """A lone cluster: cells at its rim are not known, which is said; nothing else fails."""
    lone = win.folder / "lone"
    lone.mkdir()
    for name in ("scoef", "potential_imp", "shapefun_imp"):
        shutil.copy(sample / name, lone / name)
    check(win.run(["settle", "action view 'cells'", "settle", "wait 300",
                   "action cells-site 3", "settle", "action cells-shown 'all'",
                   "action cells-chart 'slice'", "settle", "action cells-atoms true",
                   "settle"], lone) == 0, "a cluster without its host")
    # a structure alone: cells and shape functions, but no potentials to compare
    bare = win.folder / "bare"
    bare.mkdir()
    shutil.copy(sample / "inputcard", bare / "inputcard")
    shutil.copy(sample / "potential", bare / "potential")
    check(win.run(["settle", "action view 'cells'", "settle", "wait 300",
                   "action cells-chart 'error'", "settle", "action cells-colour 'jump'",
                   "settle"], bare) == 0, "a structure without shape functions")


def many_cells(win, data):
    for name in ("computed/host_a7_Bi",):
        if (data / name).is_dir():
            check(win.run(["settle", "action view 'cells'", "settle", "wait 300",
                           "action cells-shown 'all'", "action cells-colour 'jump'",
                           "settle", "message -"], data / name) == 0, name)


def main():
    program, sample = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        win = Window(program, folder)
        looks(win, sample.resolve())
        charts(win, sample.resolve())
        readings(win, sample.resolve())
        opened_again(win, sample.resolve())
        little_known(win, sample.resolve())
        if len(sys.argv) > 3:
            many_cells(win, pathlib.Path(sys.argv[3]).resolve() / "data")
    if window.failures:
        print(f"{window.failures} checks failed")
    return 1 if window.failures else 0


if __name__ == "__main__":
    sys.exit(main())
