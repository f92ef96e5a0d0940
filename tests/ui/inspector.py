#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The inspector: every control changes the recipe, and undo brings it back.

usage: inspector.py KKRSCOPE SAMPLE_FOLDER
"""

import pathlib
import shutil
import sys
import tempfile

import display
import window as w
from window import PANELS, SKIP, Window, check, difference

# action, its state before, a value for it, its state then
CONTROLS = [
    ("mode", "'cell'", "'mt'", "'mt'"),
    ("reference", "'host'", "'zero'", "'zero'"),
    ("channel", "'avg'", "'up'", "'up'"),
    ("nuclear", "true", "false", "false"),
    ("l-max", "-1", "2", "2"),
    ("scale", "'symlog'", "'asinh'", "'asinh'"),
    ("scale", "'symlog'", "'linear'", "'linear'"),
    ("range", "'decades'", "'full'", "'full'"),
    ("link-scales", "true", "false", "false"),
    ("keep-scales", "false", "true", "true"),
    ("energy-unit", "'Ry'", "'eV'", "'eV'"),
    ("length-unit", "'bohr'", "'angstrom'", "'angstrom'"),
    ("cells", "true", "false", "false"),
    ("contours", "true", "false", "false"),
    ("atoms", "true", "false", "false"),
    ("labels", "true", "false", "false"),
    ("muffin-tin", "false", "true", "true"),
    ("owners", "false", "true", "true"),
    ("tripod", "true", "false", "false"),
    ("host", "true", "false", "false"),
]


def same(window, one, two):
    one, two = window.shot(one), window.shot(two)
    return max(difference(one.panel(name), two.panel(name)) for name in PANELS)


def every_control(window, sample):
    lines = ["settle", "shot first.png"]
    for action, before, value, after in CONTROLS:
        lines += [f"state {action} {before}", f"action {action} {value}", "settle",
                  f"state {action} {after}", "action undo", "settle",
                  f"state {action} {before}", "action redo", f"state {action} {after}",
                  "action undo", "settle"]
    lines += ["action l-max 99", "state l-max -1", "action l-max -7", "state l-max -1",
              "shot last.png"]
    check(window.run(lines, sample) == 0, "every control acts and is undone")
    check(same(window, "first.png", "last.png") < 0.001, "undo brings the picture back")


def percentiles(window, sample):
    """Near the nucleus alone they are no powers of ten."""
    check(window.run(["settle", "action zoom 6.0", "settle", "action range 'percentile'",
                      "settle", "state range 'percentile'", "action undo", "settle",
                      "action redo", "settle", "state range 'percentile'"],
                     sample) == 0, "a range of percentiles")


def ranges(window, sample):
    handle = "drag KkrHistogramView"
    status = window.run(
        ["settle", "shot first.png", "state range 'decades'",
         # the upper end to the middle of the histogram: one step to undo
         f"{handle} 0.95 0.7 0.75 0.7", "state range 'fixed'", "settle",
         "shot narrow.png", "action undo", "state range 'decades'", "settle",
         "shot back.png",
         # the absolute row has two ends of its own
         "action panel 2", "action panel -1", "settle", "state scale 'log'",
         f"{handle} 0.02 0.7 0.4 0.7", "state range 'fixed'", "action undo",
         "action panel 0", "action panel -1", "settle",
         # limits that make no sense are not taken
         "action limits (-1.0,0.1)", "state range 'decades'",
         "action limits (nan,0.1)", "state range 'decades'",
         "action limits (3.0,0.01)", "state range 'fixed'", "settle", "shot three.png",
         "action colormap 'vik'", "settle", "shot vik.png", "action colormap 'no such'",
         "action undo", "settle", "shot three-again.png",
         # alone: the panel beside it stays
         "action link-scales false", "action limits (30.0,0.01)", "settle",
         "shot alone.png",
         # another case begins with its own ranges, unless they are kept
         f"action open-path '{sample}'", "settle", "state range 'decades'",
         "action limits (5.0,0.01)", "action keep-scales true",
         f"action open-path '{sample}'", "settle", "state range 'fixed'",
         "state keep-scales true"], sample)
    check(status == 0, "ranges are dragged, typed, undone, and kept")
    if status:
        return
    first = window.shot("first.png")
    for name in ("V", "V - V0"):
        check(difference(first.panel(name), window.shot("narrow.png").panel(name)) > 0.1,
              f"{name} follows the handle")
    check(difference(first.panel("|V|"), window.shot("narrow.png").panel("|V|")) < 0.001,
          "the other row stays")
    check(same(window, "first.png", "back.png") < 0.001, "a drag is undone as one step")
    three, alone = window.shot("three.png"), window.shot("alone.png")
    check(difference(three.panel("V"), window.shot("vik.png").panel("V")) > 0.1,
          "another map has other colours")
    check(same(window, "three.png", "three-again.png") < 0.001, "and is undone")
    check(difference(three.panel("V"), alone.panel("V")) > 0.1 and
          difference(three.panel("V - V0"), alone.panel("V - V0")) < 0.001,
          "scales that are not linked change alone")


def sites(window, sample):
    status = window.run(
        ["settle", "shot first.png", "row 3", "settle", "shot third.png",
         "action undo", "settle", "shot back.png", "action center-site 3", "settle",
         "shot action.png", "action center-site 99", "settle", "shot same.png"], sample)
    check(status == 0, "sites are chosen in the table")
    if status:
        return
    first, third = window.shot("first.png"), window.shot("third.png")
    check(difference(first.panel("V"), third.panel("V")) > 0.1, "a click moves the view")
    check(same(window, "third.png", "action.png") < 0.001, "the action does the same")
    check(same(window, "action.png", "same.png") < 0.001, "no such site: nothing")
    check(same(window, "first.png", "back.png") < 0.001, "undo moves back")


def reference_from_file(window, sample):
    host, garbage = sample / "potential_host_cluster", window.folder / "garbage"
    garbage.write_text("this is no potential\n")
    status = window.run(
        ["settle", "shot host.png", f"action reference-path '{host}'", "settle",
         "state reference 'file'", "message -", "shot file.png",
         "action undo", "settle", "state reference 'host'",
         f"action reference-path '{garbage}'", "wait 1500", "settle",
         "message garbage", "state reference 'host'",
         "action reference 'start'", "settle", "state reference 'start'",
         "shot start.png"], sample)
    check(status == 0, "V0 comes from a file, and stays if that is none")
    if status == 0:
        check(same(window, "host.png", "file.png") < 0.02,
              "the host's potentials are V0 whoever names them")
        one, two = window.shot("host.png"), window.shot("start.png")
        check(difference(one.panel("V - V0"), two.panel("V - V0")) > 0.1,
              "the starting potential is another V0")


def folding(window, sample):
    status = window.run(["settle", "action fold 'range'", "action fold 'plane'",
                         "action fold 'no such'", "wait 300", "shot folded.png"], sample)
    check(status == 0, "groups fold")
    settings = (window.folder / "kkrscope" / "settings.ini").read_text()
    check("folded=plane;range;notes" in settings, "and stay so: " + settings)
    check(window.run(["settle", "wait 300", "shot folded-again.png", "action fold 'range'",
                      "action fold 'plane'"], sample) == 0, "groups unfold")
    rows = []
    for name in ("folded.png", "folded-again.png"):
        shot = window.shot(name)
        rows.append([tuple(row[shot.step * x:shot.step * x + 3]) for row in shot.rows[::9]
                     for x in range(1150, 1430, 5)])
    check(difference(*rows) < 0.01, "the next window has the same groups folded")


def damaged(window, sample):
    broken = window.folder / "broken"
    shutil.copytree(sample, broken)
    lines = (broken / "potential_imp").read_text().splitlines(keepends=True)
    lines[499] = " -0.25 \x01\xff no number\n"
    (broken / "potential_imp").write_text("".join(lines[:600]), encoding="latin-1")
    status = window.run(["settle", "message potential_imp:500", "wait 300",
                         f"action open-path '{sample}'", "settle", "message -",
                         f"action open-path '{broken}'", "settle"], broken)
    check(status == 0, "a damaged line is shown, and gone with the next case")


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        window = Window(program, folder)
        every_control(window, sample)
        percentiles(window, sample)
        ranges(window, sample)
        sites(window, sample)
        reference_from_file(window, sample)
        folding(window, sample)
        damaged(window, sample)
    if w.failures:
        print(f"{w.failures} checks failed")
    return 1 if w.failures else 0


if __name__ == "__main__":
    sys.exit(main())
