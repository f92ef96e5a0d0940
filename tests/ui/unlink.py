#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""A panel that looks elsewhere, in the window and in what it exports.

usage: unlink.py KKRSCOPE SAMPLE_FOLDER

What moves an unlinked panel moves no other, and the other way round; linked again, and
undone, everything is what it was. The probe is exact on either plane, the file of the
recipe brings the panel back, and the shell draws the exported page again byte by byte.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import display
import window as base
from window import SKIP, Window, check, difference


def alone(window, sample):
    status = window.run(
        # V − V0 is the active panel
        ["settle", "action panel 1", "action panel 1", "settle", "shot first.png",
         "drag KkrStage 0.72 0.2 0.6 0.3", "settle", "shot pan.png",
         "action undo", "settle",
         "state unlink false", "action unlink true", "state unlink true",
         "action plane '1,1,0@0.4'", "settle", "shot other.png",
         "point 0.65 0.2", "wait 100", "action copy-values", "wait 100",
         "clipboard other", "wait 100",
         "action export-path 'page.png'", "message written", "action hide-message",
         "action save-recipe-path 'page.recipe'", "message written", "action hide-message",
         # now all the others
         "drag KkrStage 0.2 0.2 0.35 0.3", "state unlink false", "settle",
         "shot rest.png", "point 0.2 0.7", "wait 100", "action copy-values", "wait 100",
         "clipboard rest", "wait 100",
         "action undo", "action undo", "action undo", "settle", "shot back.png",
         "action redo", "action redo", "settle", "shot again.png",
         "drag KkrStage 0.72 0.2 0.72 0.2", "state unlink true",
         "action unlink false", "settle", "shot linked.png"], sample)
    check(status == 0, "a panel is unlinked, and linked again")
    if status:
        return
    shots = {name: window.shot(f"{name}.png") for name in (
        "first", "pan", "other", "rest", "back", "again", "linked")}

    def moved(a, b):
        return {name for name in base.PANELS
                if difference(shots[a].panel(name), shots[b].panel(name)) > 0.03}

    dv, everything = {"V - V0"}, set(base.PANELS)
    check(moved("first", "pan") == everything, "linked panels move together")
    check(moved("first", "other") == dv, f"one moves alone: {moved('first', 'other')}")
    check(moved("other", "rest") == everything - dv,
          f"the others move without it: {moved('other', 'rest')}")
    check(moved("first", "back") == set(), "undone, all is what it was")
    check(moved("other", "again") == set(), "and done again")
    check(moved("first", "linked") == set(), "linked again, it shows the common plane")

    for name in ("other", "rest"):
        told = (window.folder / name).read_text()
        x, y, z = re.search(r"x, y, z (\S+), (\S+), (\S+) bohr", told).groups()
        point = " ".join((x, y, z)).replace("−", "-")
        if name == "other":
            height = (float(point.split()[0]) + float(point.split()[1])) / 2 ** 0.5
            check(abs(height - 0.4) < 2e-3, f"the probe is on the panel's plane: {told}")
        printed = subprocess.run(
            [window.program, "probe", "--points", "-", "--outside", "host", str(sample)],
            input=point + "\n", capture_output=True, text=True, check=True).stdout
        value = float(printed.splitlines()[1].split(",")[3])
        shown = float(re.search(r"V (\S+) Ry", told).group(1).replace("−", "-"))
        check(abs(shown - value) < 0.02 * abs(value) + 1e-3,
              f"the probe reads the potential there: {shown}, {value}")

    subprocess.run([window.program, "figure", "page.recipe", "-o", "shell.png"],
                   cwd=window.folder, check=True)
    check((window.folder / "shell.png").read_bytes() ==
          (window.folder / "page.png").read_bytes(),
          "the shell draws the page that the window wrote")
    text = (window.folder / "page.recipe").read_text()
    check("dV.linked = off\ndV.miller = 1 1 0\ndV.offset = 0.4 bohr\n" in text,
          "the recipe says which panel looks where")

    status = window.run(["settle", "shot opened.png"], "page.recipe")
    check(status == 0, "the recipe opens")
    if status == 0:
        shots["opened"] = window.shot("opened.png")
        check(moved("other", "opened") == set(), "and shows the same panels")


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        alone(Window(program, folder), sample)
    if base.failures:
        print(f"{base.failures} checks failed")
    return 1 if base.failures else 0


if __name__ == "__main__":
    sys.exit(main())
