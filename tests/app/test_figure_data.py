#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The numbers of a figure, `kkrscope figure --data`: those that other verbs give.

usage: test_figure_data.py KKRSCOPE SAMPLE_FOLDER
"""

import csv
import json
import math
import os

from program import (check, content, each, fails, good, no_opengl, sample, save, tables)


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


def column(table, name):
    columns, rows = table
    return [row[columns.index(name)] for row in rows]


def cells():
    """Gauss: the faces close the cell and make its volume; corners lie on their faces."""
    if no_opengl():
        return print("no OpenGL: cells and surfaces are not tested")
    good("figure", "--kind", "cells", sample, "--show", "all", "--colour", "jump", "--dpi",
         40, "-o", "a.png", "--data", "a.csv")
    found = tables("a.csv")
    check(column(found["sites"], "name") == ["Ag"] + 6 * ["Hg"], "names of sites")
    corners = {(row[0], row[1]): row[2:] for row in found["corners"][1]}
    faces = {(row[0], row[1]): row[2:] for row in found["faces"][1]}
    for site, _, x, y, z, volume, *_ in found["sites"][1]:
        mine = [face for (owner, _), face in faces.items() if owner == site]
        check(abs(sum(f[3] * f[4] for f in mine) / 3 - volume) < 1e-9 * volume,
              f"site {site}: the volume of its faces")
        for k in range(3):
            check(abs(sum(f[k] * f[4] for f in mine)) < 1e-7, f"site {site}: is not closed")
        for owner, face, corner in found["rims of faces"][1]:
            if owner == site:
                f, c = faces[owner, face], corners[owner, corner]
                height = sum(n * (a - b) for n, a, b in zip(f, c, (x, y, z))) - f[3]
                check(abs(height) < 1e-9, f"corner {corner} off face {face} by {height}")
    seen = {(row[0], row[7]) for row in found["faces"][1]}
    check((1, 2) in seen and (2, 1) in seen, "neighbours see each other")
    theta = [row for row in found["shape function, computed"][1] if row[:2] == [0, 0]]
    check(abs(theta[0][3] - math.sqrt(4 * math.pi)) < 1e-12, "Theta_00 begins as sqrt(4 pi)")
    jumps = found["jump of V at faces"]
    check(0 < max(map(abs, column(jumps, "jump (Ry)"))) < 1, "jumps at faces")
    for chart, name in (("direction", "shape function along the direction"),
                        ("slice", "shape function on the plane"),
                        ("error", "error of the shape function")):
        good("figure", "--kind", "cells", sample, "--chart", chart, "--dpi", 40, "-o",
             "a.png", "--data", "a.csv")
        check(name in tables("a.csv"), f"{chart}: {list(tables('a.csv'))}")


def surfaces():
    """Around a nucleus the surface closes, and V is its level at every vertex."""
    if no_opengl():
        return
    good("figure", "--kind", "surfaces", sample, "--field", "V", "--level=-8:-6", "--points",
         64, "--dpi", 40, "-o", "a.png", "--data", "a.csv", "--units", "eV", "--colour", "dV",
         "--sites", "1", "--slice", "on")
    found = tables("a.csv")
    check(list(found) == ["surfaces of V, vertices", "surfaces of V, triangles", "plane",
                          "sites", "corners", "faces", "rims of faces"], f"{list(found)}")
    vertices = found["surfaces of V, vertices"]
    check(vertices[0] == ["level (eV)", "x (bohr)", "y (bohr)", "z (bohr)", "V - V0 (eV)"],
          f"{vertices[0]}")
    edges = {}
    for level, *corners in found["surfaces of V, triangles"][1]:
        for a, b in zip(corners, corners[1:] + corners[:1]):
            edges[a, b] = edges.get((a, b), 0) + 1
            check(vertices[1][int(a) - 1][0] == level, "a triangle has one level")
    check(edges and all(n == 1 and edges.get((b, a)) == 1 for (a, b), n in edges.items()),
          "each edge has a triangle on either side")
    rows = vertices[1][::17]
    points = "".join("%.9g %.9g %.9g\n" % tuple(row[1:4]) for row in rows)
    for field, at, tolerance in (("V", 0, 1e-5), ("dV", 4, 1e-4)):
        values = probe_values(good("probe", sample, "--points", "-", "--field", field,
                                   input=points))
        for row, value in zip(rows, values):
            check(math.isclose(13.605693122994 * value, row[at], rel_tol=tolerance),
                  f"{field} at {row[1:4]}: {13.605693122994 * value}, not {row[at]}")


def dataset_map():
    data = os.path.join(os.path.dirname(sample), "sample.h5")
    good("figure", "--kind", "map", data, "-o", "a.pdf", "--data", "a.csv")
    found = tables("a.csv")
    counts = column(found["map"], "entries")
    entries = len(good("list", "--csv", data).splitlines()) - 1
    check(sum(counts) == entries, f"{sum(counts)} entries on the map, {entries} in the list")
    for side, names in (("host", "hosts"), ("impurity", "impurities")):
        for element, z, count in found[names][1]:
            there = [row for row in found["map"][1] if row[side == "impurity"] == element]
            check(sum(row[4] for row in there) == count, f"{element}: {count} as {side}")
    check(column(found["map"], "number") == counts, "coloured by how many")
    good("figure", "--kind", "map", data, "--colour", "rms", "-o", "a.pdf", "--data", "a.csv")
    listed = list(csv.DictReader(good("list", "--csv", data).splitlines()))
    rms = {float(row["rms"]) for row in listed if row["rms"]}
    shown = [x for x in column(tables("a.csv")["map"], "rms") if x == x]
    check(shown and all(any(math.isclose(x, r, rel_tol=1e-6) for r in rms) for x in shown),
          "rms is that of an entry")


def checks():
    good("figure", "--kind", "check", sample, "--grid", 40, "-o", "a.pdf", "--data", "a.csv")
    found = tables("a.csv")
    items = json.loads(good("check", sample, "--grid", 40, "--json"))["checks"]
    columns, rows = found["checks"]
    check([row[0] for row in rows] == [item["id"] for item in items], "the same checks")
    for row, item in zip(rows, items):
        check(row[columns.index("verdict")] == item["verdict"], f"{item}: verdict")
        value = row[columns.index("value")]
        check(item["value"] is None and value != value or value == item["value"],
              f"{item['id']}: {value}, not {item['value']}")
    points = column(found["histogram of the error"], "points")
    check(0 < sum(points) == int(sum(points)), f"{sum(points)} points compared")
    spacing = column(found["error by spacing"], "spacing (bohr)")
    check(spacing == sorted(spacing, reverse=True) and len(spacing) > 1, "coarse first")


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


def features():
    """Each chart tells what it shows; numbers that `kkrscope jl` gives, too."""
    small = ["--kind", "jl", sample, "-o", "a.png", "--dpi", 30, "--nmax", "3,2", "--lmax", 1,
             "--data", "a.csv"]
    names = {"basis": ["one body", "two bodies", "neighbours"],
             "fingerprint": ["point", "fingerprint"], "map": ["features"],
             "waterfall": ["line", "z-scores"], "similarity": ["likeness"],
             "pca": ["explained", "points", "components"]}
    found = {}
    for plot, expected in names.items():
        good("figure", "--plot", plot, *small, "--at", "0,1.5,0.4")
        found[plot] = tables("a.csv")
        check(list(found[plot]) == expected, f"{plot}: {list(found[plot])}")
    r = column(found["basis"]["neighbours"], "r (angstrom)")
    check(r == sorted(r) and r[-1] <= 4.5, "neighbours, nearest first")
    at_end = [row[2] for row in found["basis"]["one body"][1] if row[1] > 4.5]
    check(len(at_end) > 10 and not any(at_end), "functions vanish beyond the cut-off")
    check(column(found["fingerprint"]["point"], "y (bohr)") == [1.5], "the point")
    likeness = column(found["similarity"]["likeness"], "likeness")
    check(0 <= min(likeness) and max(likeness) <= 1, "likeness from 0 to 1")
    shares = column(found["pca"]["explained"], "share")
    check(shares == sorted(shares, reverse=True) and sum(shares) <= 1, "falling shares")
    # a lone column as it is, against the verb
    good("figure", "--plot", "map", *small, "--feature", "Hg-Ag_n2_n2_l1", "--values", "raw",
         "--plane", "1,0,0")
    columns, rows = tables("a.csv")["features"]
    check(columns == ["s (bohr)", "t (bohr)", "Hg-Ag_n2_n2_l1"], f"{columns}")
    some = rows[5::len(rows) // 7]
    points = "".join(f"0 {row[0]:.17g} {row[1]:.17g}\n" for row in some)
    text = good("jl", sample, "--points", "-", "--nmax", "3,2", "--lmax", 1, input=points)
    table = list(csv.DictReader(line for line in text.splitlines() if line[0] != "#"))
    check(len(table) == len(some), "as many rows as points")
    for row, verb in zip(some, table):
        check(math.isclose(row[2], float(verb["Hg-Ag_n2_n2_l1"]), rel_tol=2e-6, abs_tol=1e-6),
              f"{row[2]} against {verb['Hg-Ag_n2_n2_l1']}")


SMALL_FIT = ["--cells", "impurity", "--nmax", "8,2", "--lmax", 1]


def fits():
    """Errors are those of the points, and of the verb."""
    small = ["--kind", "fit", sample, "-o", "a.png", "--dpi", 30, *SMALL_FIT, "--data",
             "a.csv"]
    names = {"overview": ["errors", "held-out points", "plane"], "metrics": ["errors"],
             "parity": ["held-out points"], "radius": ["held-out points"],
             "maps": ["plane"], "line": ["line"], "curves": ["smaller models"],
             "coefficients": ["coefficients", "blocks"]}
    found = {}
    for plot, expected in names.items():
        good("figure", "--plot", plot, *small)
        found[plot] = tables("a.csv")
        check(list(found[plot]) == expected, f"{plot}: {list(found[plot])}")
    table = found["overview"]["held-out points"]
    off = [m - k for used, k, m in zip(column(table, "scored"), column(table, "KKR (Ry)"),
                                       column(table, "model (Ry)")) if used]
    errors = found["metrics"]["errors"]
    model = errors[1][0]
    mae, rmse = (model[errors[0].index(name)] for name in ("MAE (Ry)", "RMSE (Ry)"))
    check(math.isclose(mae, sum(map(abs, off)) / len(off), rel_tol=1e-9), "MAE of the points")
    check(math.isclose(rmse, math.sqrt(sum(d * d for d in off) / len(off)), rel_tol=1e-9),
          "RMSE of the points")
    last = found["curves"]["smaller models"][1][-1]
    check(math.isclose(last[found["curves"]["smaller models"][0].index("RMSE (Ry)")], rmse,
                       rel_tol=1e-6), "the largest of the smaller models is the model")
    columns, rows = found["maps"]["plane"]
    known = [row for row in rows if row[4] == row[4]]
    check(len(known) > 100 and all(abs(row[3] - row[2] - row[4]) <= 1e-4 * abs(row[3]) + 1e-6
                                   for row in known), "difference of the two maps")


def predicted():
    """V - V0 of a model is one like any other: figures, curves, recipes."""
    good("fit", sample, *SMALL_FIT, "--points", "400,200,40", "-o", "model.h5")
    good("figure", sample, "--model", "model.h5", "-o", "a.png", "--size", "90x80", "--dpi",
         60, "--plane", "1,0,0", "--data", "a.csv")
    columns, rows = tables("a.csv")["plane"]
    inside = [row for row in rows if row[2] == 1][::31]
    points = "".join(f"0 {row[0]:.17g} {row[1]:.17g}\n" for row in inside)
    values = probe_values(good("probe", sample, "--points", "-", "--field", "dV", "--model",
                               "model.h5", input=points))
    check(len(values) == len(inside) > 20, "points to compare")
    for row, value in zip(inside, values):
        check(math.isclose(row[4], value, rel_tol=2e-6, abs_tol=1e-7),
              f"at {row[:2]}: {row[4]}, not {value}")
    files = probe_values(good("probe", sample, "--points", "-", "--field", "dV", input=points))
    check(max(abs(a - b) for a, b in zip(files, values)) > 1e-3, "the files say otherwise")
    # the recipe names the model, its digest, and draws the same picture
    recipe = good("recipe", "a.png")
    check("\nmodel = model.h5\n" in recipe and "\nmodel.sha256 = " in recipe, "in the recipe")
    save("a.recipe", recipe)
    good("figure", "a.recipe", "-o", "b.png")
    check(content("a.png") == content("b.png"), "the recipe draws it again")
    # along r
    good("figure", "--kind", "radial", sample, "--model", "model.h5", "-o", "a.svg", "--data",
         "a.csv")
    curve = {row[0]: row[1] for row in tables("a.csv")["V - V0 of Ag 1"][1]}
    text = good("radial", sample, "--lm", 1, "--field", "dV", "--model", "model.h5")
    verb = [list(map(float, line.split(","))) for line in text.splitlines()[1:]]
    both = [(curve[r], value) for r, value in verb if r in curve]
    check(len(both) > 100 and all(math.isclose(a, b, rel_tol=1e-9) for a, b in both),
          f"{len(both)} radii of `kkrscope radial`")
    check("model" in content("a.svg").decode(), "titles name the model")
    out = ["-o", "never.png"]
    fails(1, "none.h5", sample, *out, "--model", "none.h5")
    fails(1, "a.recipe", sample, *out, "--model", "a.recipe")
    fails(1, "--v0 host", sample, *out, "--model", "model.h5", "--v0", "zero")


def mistakes():
    out = ["-o", "never.png", "--dpi", 60]
    fails(2, ".csv or .h5", sample, *out, "--data", "never.txt")
    fails(1, "does not exist", sample, *out, "--data", "none/never.csv")
    fails(2, "--data is of one picture", sample, *out, "--data", "never.csv", "--each")
    fails(2, "too little", sample, *out, "--data", "never.csv", "--size", "20x20")


each(slices, line, radial, cells, surfaces, dataset_map, checks, hdf5, features, fits,
     predicted, mistakes)
