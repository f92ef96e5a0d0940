#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Pins, lines and picked atoms in the window, under a virtual display.

usage: profile.py KKRSCOPE SAMPLE_FOLDER

The strip with the profile opens below the panels and closes again by undo; what is
copied from it is what `kkrscope line` prints; the plane through three picked atoms
holds them; a pinned probe stays. With xdotool, the same by mouse.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import display
import window as base
from window import SKIP, Window, check, difference

WIDTH, HEIGHT = base.WIDTH, base.HEIGHT
STRIP = (0.05, 0.75, 0.75, 0.93)  # where the strip is, in parts of the window


def part(picture, box):
    """The pixels in a box, every other one."""
    x0, y0, x1, y1 = box
    return [tuple(picture.rows[y][x * picture.step:x * picture.step + 3])
            for y in range(int(y0 * picture.height), int(y1 * picture.height), 2)
            for x in range(int(x0 * picture.width), int(x1 * picture.width))]


def strip(window, sample):
    status = window.run(
        ["settle", "point 0.2 0.2", "state profile false", "shot before.png",
         "action profile true", "wait 500", "settle", "state profile true",
         "shot strip.png",
         "action profile-from 'site:1'", "action profile-to 'site:4'",
         "action copy-profile", "wait 200", "clipboard near.csv", "wait 200",
         "action profile-to '9,8,7'",
         "action copy-profile", "wait 200", "clipboard far.csv", "wait 200",
         "action profile-scale 'linear'", "wait 500", "settle",
         "state profile-scale 'linear'", "shot linear.png",
         "point 0.2 0.5 KkrProfileView", "wait 100", "shot cursor.png",
         *["action undo"] * 5, "wait 300", "settle", "point 0.2 0.2", "wait 100", "state profile false",
         "state profile-scale 'symlog'", "shot after.png"], sample)
    check(status == 0, "a profile appears, changes and is undone")
    if status:
        return
    before, shown = window.shot("before.png"), window.shot("strip.png")
    check(difference(part(before, STRIP), part(shown, STRIP)) > 0.2,
          "the strip takes the place of the lower panels")
    check(difference(part(shown, STRIP), part(window.shot("linear.png"), STRIP)) > 0.005,
          "another scale gives other curves")
    check(difference(part(window.shot("linear.png"), STRIP),
                     part(window.shot("cursor.png"), STRIP)) > 0.001,
          "the cursor is seen")
    for name in base.PANELS:
        check(difference(before.panel(name), window.shot("after.png").panel(name)) < 0.01,
              f"{name} is what it was after undo")
    for name, to in (("near", "site:4"), ("far", "9,8,7")):
        printed = subprocess.run(
            [window.program, "line", "--from", "site:1", "--to", to, "--outside", "host",
             str(sample)], capture_output=True, text=True, check=True).stdout
        copied = (window.folder / f"{name}.csv").read_text()
        check(copied == printed, f"{name}: what is copied is what the verb prints")
        rows = [line.split(",") for line in copied.splitlines()[1:]]
        faces = sum(a[0] == b[0] for a, b in zip(rows, rows[1:]))
        check(faces == 1 if name == "near" else faces > 2, f"{name}: {faces} faces")


def plane_of_atoms(window, sample):
    status = window.run(
        ["settle", "action pick-atom 'site:1'", "action pick-atom 'site:2'",
         "wait 100", "shot hint.png", "action pick-atom 'site:2'",
         "action pick-atom 'site:2'", "action pick-atom 'site:4'", "settle",
         "shot three.png", "action undo", "settle",
         "action plane-through 'site:1;site:2;site:4'", "settle", "shot through.png",
         # the three atoms are on the plane: moving it to one of them changes nothing
         "action plane-at 'site:4'", "action plane-at 'site:2'", "settle",
         "shot at.png", "action pick-atom 'site:1'", "action dismiss",
         "action pin 'site:3'", "state panel -1"], sample)
    check(status == 0, "three picked atoms give a plane")
    if status:
        return
    three = window.shot("three.png")
    for name in base.PANELS:
        check(difference(three.panel(name), window.shot("through.png").panel(name)) < 0.01,
              f"{name}: picked and named atoms give the same plane")
        check(difference(three.panel(name), window.shot("at.png").panel(name)) < 0.01,
              f"{name}: the plane holds its atoms")


def pinned(window, sample):
    status = window.run(
        ["settle", "point 0.2 0.2", "action pin '0,1,1'", "wait 100",
         "action copy-values", "wait 100", "clipboard one", "wait 100",
         "point 0.3 0.3", "action copy-values", "wait 100", "clipboard two",
         "wait 100", "action dismiss", "point 0.3 0.3", "action copy-values",
         "wait 100", "clipboard three", "wait 100",
         "action copy-value '0,1,1'", "wait 100", "clipboard value", "wait 100",
         "action copy-view", "action center-on 'site:2'",
         "settle"], sample)
    check(status == 0, "the probe is pinned and released")
    if status:
        return
    one, two, three, value = ((window.folder / name).read_text()
                              for name in ("one", "two", "three", "value"))
    check(one == two, f"a pinned probe stays: {one} / {two}")
    check(two != three, "a released one follows")
    printed = subprocess.run(
        [window.program, "probe", "--points", "-", str(sample)], input="0 1 1\n",
        capture_output=True, text=True, check=True).stdout
    number = float(printed.splitlines()[1].split(",")[3])
    check(value.endswith(" Ry") and abs(float(value.split()[0]) / number - 1) < 1e-8,
          f"the copied value is V there: {value}, {number}")


MOUSE = r"""
export WINDOW=$(timeout 30 xdotool search --sync --onlyvisible --class kkrscope | tail -1)
sleep 2
eval $(xdotool getwindowgeometry --shell $WINDOW)
to() { xdotool mousemove $((X + $1)) $((Y + $2)); sleep .15; }
xdotool windowfocus $WINDOW
to 120 250; xdotool keydown shift mousedown 1; sleep .1
to 150 260; to 300 200; to 330 180; xdotool mouseup 1 keyup shift; sleep 1
to 200 200; xdotool click 1; sleep .5
"""


def by_mouse(window, sample):
    if not shutil.which("xdotool"):
        return
    mouse = window.folder / "mouse.sh"
    mouse.write_text(MOUSE)
    script = window.folder / "script"
    script.write_text("\n".join(
        [f"size {WIDTH} {HEIGHT}", "settle", "wait 7000", "state profile true",
         "action unpin", "action undo", "action undo", "action undo",
         "state profile false", "quit", ""]))
    done = subprocess.run(
        ["sh", "-c", f"bash {mouse} & exec {window.program} --script {script} {sample}"],
        env=window.environment, cwd=window.folder, timeout=150, capture_output=True,
        text=True)
    check(done.returncode == 0, f"a line and a pin by mouse: {done.stderr}")


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        window = Window(program, folder)
        strip(window, sample)
        plane_of_atoms(window, sample)
        pinned(window, sample)
        by_mouse(window, sample)
    if base.failures:
        print(f"{base.failures} checks failed")
    return 1 if base.failures else 0


if __name__ == "__main__":
    sys.exit(main())
