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
    lines = ["size 1200 800", "settle", "action view 'features'",
             "action pin '0,1,0.3'", "settle", "wait 300", "shot first.png"]
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


def pages(win, sample):
    """Each page has the panel of V; points that are chosen light up on the maps."""
    lines = ["size 1200 800", "settle", "action view 'features'",
             "action features-panel 'dV'", "settle", "wait 200", "shot point.png"]
    for page in ("plane", "line"):
        lines += [f"action features-page '{page}'", "settle", "wait 200",
                  f"shot {page}.png"]
    lines += ["action features-page 'plane'", "settle", "wait 200",
              "action features-chosen '-99,-99 99,-99 99,99'", "wait 200", "shot lit.png",
              "drag KkrFeaturesStage 0.12 0.55 0.22 0.68", "wait 200",
              "action features-feature 'Hg-Ag_n3_n2_l2'", "settle", "wait 200",
              "shot column.png", "action features-page 'line'",
              "state features-chosen ''"]
    check(win.run(lines, sample) == 0, "the pages of features are shown")
    seen = {name: charts(win.shot(f"{name}.png"))
            for name in ("point", "plane", "line", "lit", "column")}
    for one, other in (("point", "plane"), ("plane", "line"), ("plane", "lit"),
                       ("plane", "column")):
        check(difference(seen[one], seen[other]) > 0.002, f"{one} and {other} differ")


def crosshair(win, sample):
    """The fingerprint and the likeness follow the mouse, and stay at a pin."""
    lines = ["size 1200 800", "settle", "action view 'features'", "settle",
             "point 0.40 0.75 KkrFeaturesStage", "wait 100", "settle", "wait 200",
             "shot here.png",
             "point 0.44 0.70 KkrFeaturesStage", "wait 100", "settle", "wait 200",
             "shot there.png",
             "action pin '0,1.5,0.4'", "settle", "wait 200", "shot pinned.png",
             "point 0.40 0.75 KkrFeaturesStage", "wait 100", "settle", "wait 200",
             "shot still.png", "action view 'panels'", "settle"]
    check(win.run(lines, sample) == 0, "the mouse moves over the maps")
    seen = {name: charts(win.shot(f"{name}.png"))
            for name in ("here", "there", "pinned", "still")}
    check(difference(seen["here"], seen["there"]) > 0.002, "charts follow the mouse")
    check(difference(seen["there"], seen["pinned"]) > 0.002, "charts go to the pin")
    check(difference(seen["pinned"], seen["still"]) < 0.002, "charts stay at the pin")


def model(win, sample):
    """A fit of the case, other fits, points of the parity, and its file."""
    small = ["action fit-n-one 8", "action fit-n-two 2", "action fit-points 600",
             "action fit-cells 'impurity'"]
    lines = ["size 1200 800", "settle", "action view 'features'", *small,
             "action features-page 'model'", "settle", "wait 200", "shot model.png",
             "action fit-target 'dVstart'", "settle", "wait 200", "shot start.png",
             "action undo", "settle", "wait 200", "shot again.png",
             "action features-chosen '10,10 5000,10 5000,5000 10,5000'", "wait 200",
             "shot brushed.png", "action save-model-path 'saved.h5'",
             "message The model is written"]
    check(win.run(lines, sample) == 0, "a model is fitted and written")
    seen = {name: charts(win.shot(f"{name}.png"))
            for name in ("model", "start", "again", "brushed")}
    check(difference(seen["model"], seen["start"]) > 0.002, "another target, another fit")
    check(difference(seen["model"], seen["again"]) < 0.002, "undo brings the fit back")
    check(difference(seen["model"], seen["brushed"]) > 0.002,
          "points of the parity light up on the maps")
    check((win.folder / "saved.h5").stat().st_size > 2000, "the model is a file")


def predicted(win, sample):
    """A model file is V - V0 in every view, with the V0 it was fitted to."""
    lines = ["size 1200 800", "settle", "wait 200", "shot files.png",
             "action reference 'zero'", "settle", "action model-path 'saved.h5'", "settle",
             "state reference 'host'", "wait 200", "shot predicted.png",
             "action save-recipe-path 'predicted.recipe'", "message written",
             "action hide-message", "action view 'radial'", "settle",
             "action view 'panels'", "settle", "action reference 'zero'",
             "message needs --v0 host", "settle", "state reference 'host'",
             "action model-path 'none.h5'", "message none.h5", "action hide-message",
             "action model-path ''", "settle",
             "action hide-message", "wait 300", "settle", "wait 300", "shot back.png"]
    check(win.run(lines, sample) == 0, "a model is shown as V - V0")
    seen = {name: charts(win.shot(f"{name}.png"))
            for name in ("files", "predicted", "back")}
    check(difference(seen["files"], seen["predicted"]) > 0.002, "the model is seen")
    check(difference(seen["files"], seen["back"]) < 0.002, "the files are seen again")
    recipe = (win.folder / "predicted.recipe").read_text()
    check("\nmodel = saved.h5\n" in recipe and "model.sha256" in recipe, "its recipe")
    check(win.run(["settle", "shot again.png"], win.folder / "predicted.recipe") == 0,
          "the recipe opens again")


def refused(win, sample):
    """What describes nothing is refused in one sentence, and nothing changes."""
    bad = {"features-rmin 0.5": "rmin", "features-gamma 0.0": "gamma",
           "features-gamma -1.0": "gamma", "features-alpha-one -1.0": "alpha",
           "features-beta-two -1.5": "beta", "features-n-one 0": "nmax",
           "features-n-two 0": "nmax", "features-rcut 0.0": "rcut",
           "features-rcut 1e9": "rcut", "fit-n-one 0": "nmax", "fit-points 3": "points",
           "fit-ridge -1.0": "ridge"}
    lines = ["settle", "action view 'features'", "settle"]
    for action, word in bad.items():
        lines += [f"action {action}", f"message {word}", "action hide-message"]
    lines += ["actions after", "action features-rcut 900.0", "settle", "wait 200"]
    check(win.run(lines, sample) == 0, "bad settings are refused, the window goes on")
    after = (win.folder / "after").read_text()
    check("win.undo - enabled" in after or after.count("win.features-rcut d enabled 4.5"),
          "what was refused changed nothing")


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
        pages(win, sample.resolve())
        crosshair(win, sample.resolve())
        model(win, sample.resolve())
        predicted(win, sample.resolve())
        refused(win, sample.resolve())
        little_known(win, sample.resolve())
    if window.failures:
        print(f"{window.failures} checks failed")
    return 1 if window.failures else 0


if __name__ == "__main__":
    sys.exit(main())
