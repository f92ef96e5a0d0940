#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Surfaces in the panels of the window, driven as in window.py.

usage: surfaces.py KKRSCOPE SAMPLE_FOLDER

Switches a panel to surfaces, moves the level by number and by the histogram, turns
the scene, and asks for what cannot be shown. Skipped where there is no OpenGL.
"""

import pathlib
import sys
import tempfile

import display
import window as w
from window import SKIP, Window, check

# the first panel well inside, in parts of the window with its inspector
PANEL = (0.03, 0.14, 0.33, 0.46)


def pixels(picture):
    x0, y0, x1, y1 = PANEL
    return [tuple(picture.rows[y][x * picture.step:x * picture.step + 3])
            for y in range(int(y0 * picture.height), int(y1 * picture.height))
            for x in range(int(x0 * picture.width), int(x1 * picture.width))]


def blue(picture):
    """Pixels of the colour of negative levels."""
    return sum(b > r + 40 for r, _, b in pixels(picture))


def difference(a, b):
    """Of the panel; the probe line may say something else."""
    return w.difference(pixels(a), pixels(b))


def paper(picture):
    return sum(min(p) > 240 for p in pixels(picture))


def levels(window, sample):
    lines = ["size 1280 800", "settle", "shot slice.png",
             "action surface true", "state surface true", "action surface-level -0.5",
             "settle", "shot large.png",
             "action surface-level -20.0", "settle", "shot small.png",
             "action undo", "settle", "shot again.png",
             "drag KkrSceneView 0.5 0.5 0.7 0.6", "settle", "shot turned.png",
             "action undo", "settle", "shot back.png",
             "action surface false", "settle", "shot end.png"]
    lines = [line.replace("shot ", f"shot {window.folder}/") for line in lines]
    if window.run(lines, sample):
        check(False, "levels of a surface")
        return
    shot = {name: w.Picture(window.folder / f"{name}.png")
            for name in ("slice", "large", "small", "again", "turned", "back", "end")}
    check(paper(shot["slice"]) < paper(shot["large"]), "the slice is gone")
    check(blue(shot["large"]) > 4 * blue(shot["small"]) > 0,
          f"the lower the level the smaller: {blue(shot['large'])}, {blue(shot['small'])}")
    check(difference(shot["large"], shot["again"]) == 0, "undo brings the level back")
    check(difference(shot["large"], shot["turned"]) > 0, "a drag turns the scene")
    check(difference(shot["large"], shot["back"]) == 0, "undo turns it back")
    check(difference(shot["slice"], shot["end"]) == 0, "the slice is back")


def histogram(window, sample):
    lines = ["size 1280 800", "settle", "action surface true", "settle",
             f"shot {window.folder}/auto.png",
             "drag KkrHistogramView 0.36 0.4 0.42 0.4", "settle",
             f"shot {window.folder}/dragged.png", "action undo", "settle",
             f"shot {window.folder}/undone.png", "state surface true"]
    if window.run(lines, sample):
        check(False, "the level by the histogram")
        return
    auto, dragged, undone = (w.Picture(window.folder / f"{name}.png")
                             for name in ("auto", "dragged", "undone"))
    check(difference(auto, dragged) > 0, "a drag in the histogram sets a level")
    check(difference(auto, undone) == 0, "the whole drag is one step to undo")


def impossible(window, sample):
    """A level that is never reached, repetitions of what is no crystal: no crash."""
    lines = ["size 1280 800", "settle", "action surface true", "action surface-level 99.0",
             "settle", f"shot {window.folder}/never.png", "action surface-level -0.5",
             "action surface-repeat (2,1,1)", "settle", "action surface-repeat (1,1,1)",
             "action surface-extent 'unit-cell'", "settle", "action undo", "settle",
             f"shot {window.folder}/good.png"]
    if window.run(lines, sample):
        check(False, "what cannot be shown")
        return
    never, good = (w.Picture(window.folder / f"{name}.png") for name in ("never", "good"))
    check(difference(never, good) > 0 and blue(good) > 0, "a sentence, and then the surface")


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        window = Window(program, folder)
        levels(window, sample)
        histogram(window, sample)
        impossible(window, sample)
    if w.failures:
        print(f"{w.failures} checks failed")
    return 1 if w.failures else 0


if __name__ == "__main__":
    sys.exit(main())
