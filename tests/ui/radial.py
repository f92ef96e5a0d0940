#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The radial view of the window, driven as in window.py.

usage: radial.py KKRSCOPE SAMPLE_FOLDER SMALL_DATA_FOLDER [REFERENCE_DATA]

Switches views, reads curves and compares the readings with what the verb `radial`
writes, and opens what has no V0, no cells, no structure, and two spins.
"""

import bisect
import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile

import display
import window
from window import SKIP, Window, check, difference

# of each panel well inside its axes, in parts of the window without its inspector
PANELS = {"V": (0.06, 0.13, 0.33, 0.44), "V - V0": (0.46, 0.13, 0.72, 0.44),
          "|V|": (0.06, 0.58, 0.33, 0.88), "|V - V0|": (0.46, 0.58, 0.72, 0.88)}


def panel(picture, name):
    """The pixels of a panel, all of them: curves are thin."""
    x0, y0, x1, y1 = PANELS[name]
    return [tuple(picture.rows[y][x * picture.step:x * picture.step + 3])
            for y in range(int(y0 * picture.height), int(y1 * picture.height))
            for x in range(int(x0 * picture.width), int(x1 * picture.width))]


def coloured(pixels):
    """How many are neither paper nor ink: those of curves."""
    return sum(max(p) - min(p) > 40 for p in pixels)


def table_of(program, case, *options):
    done = subprocess.run([program, "radial", str(case), *options], text=True,
                          capture_output=True, timeout=60, check=True)
    rows = list(csv.reader(done.stdout.splitlines()))[1:]
    return [(float(r), float(value)) for r, value in rows]


def number(text):
    return float(text.replace("−", "-").replace(" ", ""))


def reading_of(path):
    """The probe line's items by name: {"r": 2.103, "V": -0.76, ...}."""
    words, items = path.read_text().split("  "), {}
    for word in words:
        name, _, value = word.rpartition(" ")[0].rpartition(" ")
        if name and name != "site":
            items["".join(name.split())] = number(value)
    return items


def between(table, r, value, digits):
    """Is the value that of the table at r, which was rounded to a thousandth?"""
    at = bisect.bisect(table, (r - 0.0006,))
    near = [v for q, v in table[max(at - 1, 0):] if q <= r + 0.0006] or [table[at][1]]
    near += [table[max(at - 1, 0)][1], table[min(at, len(table) - 1)][1]]
    return min(near) - digits <= value <= max(near) + digits


def views(win, sample):
    status = win.run(
        ["settle", "state view 'panels'", "action view 'radial'", "settle",
         "state view 'radial'", "state undo nothing", "shot curves.png",
         "action radial-log true", "settle", "shot log.png",
         "action radial-marks false", "settle", "action radial-range (1.0, 2.0)",
         "settle", "shot part.png", "action undo", "action undo", "action undo",
         "settle", "state radial-log false", "state radial-marks true",
         "shot back.png", "action zoom 2.0", "settle", "action reset-view", "settle",
         "drag KkrRadialStage 0.1 0.3 0.3 0.3", "settle", "shot dragged.png",
         "action undo", "settle", "action undo", "action undo", "settle",
         "action view 'panels'", "settle", "state view 'panels'", "shot panels.png"],
        sample)
    check(status == 0, "views are switched, axes are changed, all of it is undone")
    if status:
        return
    curves = win.shot("curves.png")
    for name in PANELS:
        first = panel(curves, name)
        check(coloured(first) > 100, f"{name} has a curve: {coloured(first)} pixels")
        for other in ("log", "part", "dragged"):
            moved = panel(win.shot(f"{other}.png"), name)
            check(difference(first, moved) > 0.004, f"{name} is another one: {other}")
        check(panel(win.shot("back.png"), name) == first, f"{name} is as it was")
    check(len(set(win.shot("panels.png").panel("V"))) > 100, "the panels are back")


def readings(win, sample):
    places = [(0.14, 0.25), (0.20, 0.30), (0.22, 0.65), (0.22, 0.75), (0.68, 0.30),
              (0.70, 0.65), (0.72, 0.75)]
    lines = ["settle", "action view 'radial'", "settle"]
    for i, (x, y) in enumerate(places):
        lines += [f"point {x} {y}", "wait 100", "action copy-values", f"clipboard r{i}",
                  "wait 200"]
    lines += ["action radial-lm 21", "settle", "action radial-site 2", "settle"]
    for i, y in enumerate((0.6, 0.65, 0.7, 0.75, 0.8, 0.85), len(places)):
        lines += [f"point 0.25 {y}", "wait 100", "action copy-values",
                  f"clipboard r{i}", "wait 200"]
    status = win.run(lines, sample)
    check(status == 0, "curves are pointed at")
    if status:
        return
    exact = {(site, lm, field): table_of(win.program, sample, "--site", site, "--lm",
                                         lm, "--field", field)
             for site, lm in (("1", "1"), ("2", "21")) for field in ("V", "dV")}
    read, parts = 0, set()
    for i in range(len(places) + 6):
        path = win.folder / f"r{i}"
        site, lm = ("2", "21") if i >= len(places) else ("1", "1")
        items = reading_of(path) if path.exists() else {}
        if not items or (lm == "21" and "VL" not in items):
            continue  # too far from a curve: nothing is copied
        v = items.get("V", items.get("VL"))
        dv = items.get("V−V0", items.get("VL−V0,L"))
        check(v is not None and dv is not None, f"V and V − V0 are read: {items}")
        if v is None or dv is None:
            continue
        read += 1
        check(between(exact[site, lm, "V"], items["r"], v, 6e-4 * max(abs(v), 0.1)),
              f"V at r = {items['r']} is {v}")
        check(between(exact[site, lm, "dV"], items["r"], dv, 6e-4 * max(abs(dv), 0.1)),
              f"V − V0 at r = {items['r']} is {dv}")
        parts.add(lm)
    check(read >= 4 and len(parts) == 2, f"{read} points could be read, lm {parts}")


def overlays(win, sample):
    page = win.folder / "curves.pdf"
    status = win.run(
        ["settle", "action view 'radial'", "settle", "shot one.png",
         "action radial-overlay 'modes'", "settle", "shot modes.png",
         "action radial-overlay 'none'", "action radial-toggle-site 3", "settle",
         "shot sites.png", "action radial-parts 'nonspherical'", "settle",
         "shot parts.png", "action radial-toggle-site 3", "action mode 'stored'",
         "settle", "action mode 'cell'", "settle", "action app.theme 'dark'", "settle",
         "shot dark.png", "size 900 600", "wait 400", "settle",
         f"action export-path '{page}'", "message written",
         "action channel 'up'", "settle", "action energy-unit 'eV'", "settle",
         "action length-unit 'angstrom'", "action nuclear false", "settle"], sample)
    check(status == 0, "curves are laid over each other, and exported")
    if status:
        return
    check(page.read_bytes().startswith(b"%PDF"), "the page is a PDF")
    one = panel(win.shot("one.png"), "|V|")
    for name in ("modes", "sites", "parts"):
        check(difference(one, panel(win.shot(f"{name}.png"), "|V|")) > 0.004,
              f"{name} are not one curve")
    check(win.shot("dark.png").rows[450][20] < 80, "the dark view is dark")


def picked_atom(win, sample):
    status = win.run(["settle", "drag KkrStage 0.18 0.28 0.18 0.28", "settle",
                      "action view 'radial'", "settle"], sample)
    check(status == 0, "a click on an atom, then its curves")


def without_cells(win, small):
    lone = win.folder / "lone"
    lone.mkdir()
    shutil.copy(small / "cu_fcc.potential", lone / "potential")
    status = win.run(["settle", "state view 'radial'", "shot lone.png",
                      "action radial-parts 'nonspherical'", "settle",
                      "action radial-parts 'spherical'", "settle"], lone / "potential")
    check(status == 0, "a potential without structure opens as curves")
    if status == 0:
        picture = win.shot("lone.png")
        check(coloured(panel(picture, "|V|")) > 100, "and V is there")
        check(coloured(panel(picture, "|V - V0|")) == 0, "and there is no V − V0")


def two_spins(win, data):
    case = data / "computed" / "host_bcc_Fe_s2"
    if not case.is_dir():
        return
    status = win.run(["settle", "action view 'radial'", "settle", "shot mean.png",
                      "action radial-overlay 'spins'", "settle",
                      "state view 'radial'", "message -", "shot spins.png",
                      "action radial-overlay 'none'", "action channel 'B'", "settle",
                      "shot field.png"], case)
    check(status == 0, "two spins")
    if status:
        return
    mean = panel(win.shot("mean.png"), "|V|")
    for name in ("spins", "field"):
        check(difference(mean, panel(win.shot(f"{name}.png"), "|V|")) > 0.001,
              f"{name} are not the mean")


def spheres(win, data):
    case = data / "shipped" / "Au_ASA"
    if case.is_dir():
        check(win.run(["settle", "action view 'radial'", "settle",
                       "action radial-parts 'nonspherical'", "settle",
                       "action radial-parts 'spherical'", "settle",
                       "action radial-log true", "settle"], case) == 0, "spheres")


def main():
    program, sample, small = str(pathlib.Path(sys.argv[1]).resolve()), *map(pathlib.Path, sys.argv[2:4])
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        win = Window(program, folder)
        views(win, sample.resolve())
        readings(win, sample.resolve())
        overlays(win, sample.resolve())
        picked_atom(win, sample.resolve())
        without_cells(win, small.resolve())
        if len(sys.argv) > 4:
            data = pathlib.Path(sys.argv[4]).resolve() / "data"
            two_spins(win, data)
            spheres(win, data)
    if window.failures:
        print(f"{window.failures} checks failed")
    return 1 if window.failures else 0


if __name__ == "__main__":
    sys.exit(main())
