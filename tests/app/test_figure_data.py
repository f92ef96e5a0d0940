#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The numbers of a figure, `kkrscope figure --data`: those that other verbs give.

usage: test_figure_data.py KKRSCOPE SAMPLE_FOLDER
"""

import math

from program import check, content, each, fails, good, sample, save, tables


def slices():
    good("figure", sample, "-o", "a.png", "--size", "90x80", "--dpi", 60, "--data", "a.csv",
         "--plane", "1,0,0@0.3", "--units", "eV")
    found = tables("a.csv")
    check(list(found) == ["plane", "contours of V", "contours of V - V0", "contours of |V|",
                          "contours of |V - V0|", "cells", "atoms"], f"{list(found)}")
    columns, rows = found["plane"]
    check(columns == ["s (bohr)", "t (bohr)", "site", "V (eV)", "V - V0 (eV)"], f"{columns}")
    inside = [row for row in rows if row[2] > 0][::97]
    check(len(inside) > 5, f"{len(inside)} pixels to compare")
    points = "".join(f"0.3 {row[0]:.17g} {row[1]:.17g}\n" for row in inside)
    for field, column in (("V", 3), ("dV", 4)):
        text = good("probe", sample, "--points", "-", "--field", field, input=points)
        values = probe_values(text)
        for row, value in zip(inside, values):
            expected = 13.605693122994 * value
            check(math.isclose(row[column], expected, rel_tol=2e-6, abs_tol=1e-7),
                  f"{field} at {row[:2]}: {row[column]}, not {expected}")
        check(len(values) == len(inside), "as many values as points")
    check(all(row[4] != row[4] for row in rows if row[2] == 0), "no V - V0 outside")
    # a point of a contour has the value of its level, as far as pixels tell
    levels = {row[0] for row in found["contours of V"][1]}
    check(0.0 in levels and len(levels) > 4, f"{levels}")


def line():
    good("figure", sample, "-o", "a.png", "--dpi", 60)
    save("a.recipe", good("recipe", "a.png").replace("\nline = off", "\nline = on").replace(
        "line-ends = 0", "line-ends = 2").replace("line-to = 0 0 0", "line-to = 0 3 4"))
    good("figure", "a.recipe", "-o", "b.png", "--data", "a.csv")
    rows = tables("a.csv")["line"][1]
    check(rows[0][0] == 0 and abs(rows[-1][0] - 5) < 1e-12, "from end to end, 5 bohr")
    text = good("line", sample, "--from", "0,0,0", "--to", "0,3,4", "-n", 1201)
    values = probe_values(text)
    check(len(values) == len(rows) and all(
        row[2] == value or abs(row[2] / value - 1) < 1e-14
        for row, value in zip(rows, values)), "those of `kkrscope line`")


def probe_values(text):
    rows = [line for line in text.splitlines() if line and line[0] != "#"]
    columns = rows[0].split(",")
    return [float(row.split(",")[columns.index("value")]) for row in rows[1:]]


def radial():
    good("figure", "--kind", "radial", sample, "--site", "1,2", "-o", "a.pdf", "--data",
         "a.csv")
    found = tables("a.csv")
    check(list(found) == ["V of Ag 1", "V - V0 of Ag 1", "V of Hg 2", "V - V0 of Hg 2"],
          f"{list(found)}")
    columns, rows = found["V of Ag 1"]
    check(columns == ["r (bohr)", "V (Ry)"], f"{columns}")
    check(rows == sorted(rows, key=lambda row: row[0]) and len(rows) > 100, "rising r")
    check(abs(rows[0][0] * rows[0][1] / (-2 * 47) - 1) < 0.1, "-2Z/r at the nucleus")


def hdf5():
    good("figure", "--kind", "radial", sample, "-o", "a.pdf", "--data", "a.csv")
    good("figure", "--kind", "radial", sample, "-o", "b.pdf", "--data", "a.h5")
    good("figure", "--kind", "radial", sample, "-o", "b.pdf", "--data", "b.h5")
    check(content("a.h5") == content("b.h5"), "the same numbers are the same bytes")
    try:
        import h5py
    except ImportError:
        print("no h5py: HDF5 is not tested")
        return
    with h5py.File("a.h5") as file:
        for name, (columns, rows) in tables("a.csv").items():
            for k, column in enumerate(columns):
                check(list(file[name][column]) == [row[k] for row in rows],
                      f"{name}, {column}: CSV and HDF5 differ")


def mistakes():
    out = ["-o", "never.png", "--dpi", 60]
    fails(2, ".csv or .h5", sample, *out, "--data", "never.txt")
    fails(1, "does not exist", sample, *out, "--data", "none/never.csv")
    fails(2, "--data is of one picture", sample, *out, "--data", "never.csv", "--each")
    fails(2, "too little", sample, *out, "--data", "never.csv", "--size", "20x20")


each(slices, line, radial, hdf5, mistakes)
