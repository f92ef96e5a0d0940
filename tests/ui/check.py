#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The view Check of the window, driven as in window.py.

usage: check.py KKRSCOPE SAMPLE_FOLDER
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import display
import window
from window import SKIP, Window, check, difference

PICTURES = ["grid-between", "symmetry", "face-jump", "l-convergence", "shape-functions",
            "cell-volumes", "files"]


def stage(picture):
    """Pixels right of the list, without header bar and inspector."""
    return [tuple(picture.rows[y][x * picture.step:x * picture.step + 3])
            for y in range(int(0.08 * picture.height), int(0.93 * picture.height), 2)
            for x in range(int(0.42 * picture.width), int(0.76 * picture.width), 2)]


def looks(win, sample):
    """Each check has a picture of its own; grid, plane and site change it; undo leads back."""
    lines = ["size 1200 800", "settle", "action view 'check'", "settle"]
    for item in PICTURES:
        lines += [f"action check-item '{item}'", "settle", "wait 150", f"shot {item}.png"]
    lines += ["action check-item 'grid-between'", "settle", "wait 150", "shot again.png",
              "action check-grid 24", "settle", "wait 150", "shot coarse.png",
              "action check-grid 40", "action check-grid 64", "action check-grid 48",
              "action check-grid 96", "settle", "wait 150", "shot newest.png",
              "action plane '1,1,0@0.4'", "settle", "wait 150", "shot plane.png",
              "action check-item 'symmetry'", "action check-site 2", "settle", "wait 150",
              "shot site.png", "action undo", "settle", "wait 150", "shot undone.png",
              "action check-site 99", "action check-grid 3", "action check-item 'nothing'",
              "settle", "size 1030 690", "settle", "wait 150", "shot small.png"]
    status = win.run(lines, sample)
    check(status == 0, "checks are shown and changed")
    if status:
        return
    pictures = {item: stage(win.shot(f"{item}.png")) for item in PICTURES}
    for i, one in enumerate(PICTURES):
        for other in PICTURES[:i]:
            check(difference(pictures[one], pictures[other]) > 0.002,
                  f"{one} and {other} are two pictures")
    grid = pictures["grid-between"]
    for name, same in (("again", True), ("coarse", False), ("newest", True),
                       ("plane", False)):
        found = difference(grid, stage(win.shot(f"{name}.png")))
        check(found < 0.002 if same else found > 0.005, f"{name}: {found} differs")
    undone = difference(pictures["symmetry"], stage(win.shot("undone.png")))
    marked = difference(pictures["symmetry"], stage(win.shot("site.png")))
    check(undone < marked, f"undo takes the mark back: {undone}, {marked}")


def certificate(win, sample, program, folder):
    """The page from the window says what the verb says."""
    status = win.run(["settle", "action view 'check'", "action check-grid 40", "settle",
                      "action export-path '%s'" % (folder / "page.pdf"), "wait 3000"],
                     sample)
    check(status == 0 and (folder / "page.pdf").exists(), "the certificate is written")
    recipe = subprocess.run([program, "recipe", folder / "page.pdf"], text=True,
                            capture_output=True)
    check("kind = check" in recipe.stdout and "grid = 40" in recipe.stdout, recipe.stderr)


def little_known(win, sample, folder):
    """Where little can be shown, that is said; nothing crashes."""
    status = win.run(["settle", "action view 'check'", "settle", "shot none.png"],
                     sample / "potential_imp")
    check(status == 0, "a potential alone")
    bad = folder / "bad"
    shutil.copytree(sample, bad)
    with open(bad / "potential_imp", "rb+") as file:
        file.truncate((bad / "potential_imp").stat().st_size // 2)
    status = win.run(["settle", "action view 'check'", "settle", "wait 100", "shot bad.png"],
                     bad)
    check(status == 0, "a potential that ends too early")


def main():
    program, sample = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        win = Window(program, folder)
        looks(win, sample.resolve())
        certificate(win, sample.resolve(), program, folder)
        little_known(win, sample.resolve(), folder)
    if window.failures:
        print(f"{window.failures} checks failed")
    return 1 if window.failures else 0


if __name__ == "__main__":
    sys.exit(main())
