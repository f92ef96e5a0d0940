#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The view Features of the window, driven as in window.py.

usage: features.py KKRSCOPE SAMPLE_FOLDER
"""

import pathlib
import sys
import tempfile

import display
import window
from window import SKIP, Window, check, difference


def charts(picture):
    """Pixels of the stage, without header bar and inspector."""
    return [tuple(picture.rows[y][x * picture.step:x * picture.step + 3])
            for y in range(int(0.08 * picture.height), int(0.9 * picture.height), 2)
            for x in range(10, int(0.68 * picture.width), 2)]


def looks(win, sample):
    """Every control is another picture, undo leads back, a click moves the pin."""
    edits = {"rcut": "action features-rcut 6.0", "one": "action features-n-one 4",
             "two": "action features-n-two 3", "l": "action features-l-max 1",
             "likeness": "action features-likeness 1.5",
             "single": "action features-single true",
             "pin": "action pin '0,1.5,0.4'"}
    lines = ["size 1200 800", "settle", "action view 'features'", "settle", "wait 300",
             "shot first.png"]
    for name, action in edits.items():
        lines += [action, "settle", "wait 200", f"shot {name}.png", "action undo", "settle"]
    lines += ["wait 300", "shot back.png", "action features-rcut 4.0",
              "action features-rcut 4.2", "action features-rcut 4.4", "settle",
              "action features-rcut 4.5", "settle", "wait 300", "shot same.png",
              "size 1030 690", "settle", "wait 200", "shot small.png"]
    status = win.run(lines, sample)
    check(status == 0, "features are shown and changed")
    if status:
        return
    first = charts(win.shot("first.png"))
    for name in edits:
        check(difference(first, charts(win.shot(f"{name}.png"))) > 0.002,
              f"{name} is another picture")
    check(difference(first, charts(win.shot("back.png"))) < 0.002, "undo leads back")
    check(difference(first, charts(win.shot("same.png"))) < 0.002, "the newest request wins")


def little_known(win, sample):
    """A cluster without its host has no features, which is said."""
    status = win.run(["settle", "action view 'features'", "settle", "shot none.png"],
                     sample / "potential_imp")
    check(status == 0, "a potential alone")


def main():
    program, sample = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2])
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        win = Window(program, folder)
        looks(win, sample.resolve())
        little_known(win, sample.resolve())
    if window.failures:
        print(f"{window.failures} checks failed")
    return 1 if window.failures else 0


if __name__ == "__main__":
    sys.exit(main())
