#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Every grid file, read by independent readers, against `probe` at the same points.

usage: test_fields.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import subprocess
import sys
import tempfile

try:
    import h5py  # noqa: F401
    import numpy as np
except ImportError:
    system = "/usr/bin/python3"  # the distribution's own, where the packages are
    if os.path.exists(system) and not os.environ.get("KKR_TRIED_SYSTEM_PYTHON"):
        os.environ["KKR_TRIED_SYSTEM_PYTHON"] = "1"
        os.execv(system, [system] + sys.argv)
    print("skipped: needs numpy and h5py")
    sys.exit(77)

sys.dont_write_bytecode = True
from fields import READERS  # noqa: E402
from plain import Embedding  # noqa: E402

program, sample = sys.argv[1:3]
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments, stdin=None):
    done = subprocess.run([program, *map(str, arguments)], input=stdin, text=True,
                          capture_output=True)
    check(done.returncode == 0, f"{arguments}: {done.stderr}")
    return done


def probe(case, points, *options):
    text = "\n".join(" ".join("%.17g" % x for x in p) for p in points)
    rows = run("probe", *case, "--points", "-", *options, stdin=text).stdout.split("\n")
    assert rows[0] == "x,y,z,value,site,r,inside", rows[0]
    return np.array([[float(x) for x in row.split(",")] for row in rows[1:-1]])


def pick(shape, n=300):
    """Corners of the grid, and some points inside."""
    rng = np.random.default_rng(7)
    inside = [rng.integers(0, size, n) for size in shape]
    corners = np.indices((2, 2, 2)).reshape(3, -1) * (np.array(shape) - 1)[:, None]
    return np.hstack([inside, corners])


def compare(name, case, options, suffix, tolerance):
    path = os.path.join(folder, "field." + suffix)
    done = run("convert", *case, *options, "-o", path)
    values, origin, steps, atoms = READERS[suffix](path)
    where = pick(values.shape)
    points = origin + where.T @ steps
    sampling = [x for x in options if x not in ("--grid", "--box", "--region")]
    field = options[options.index("--field"):] if "--field" in options else []
    exact = probe(case, points, *field)
    found = values[tuple(where)]
    value = exact[:, 3]
    known = np.isfinite(value) & (exact[:, 5] > 0.02)
    label = f"{name} .{suffix}"
    check(known.sum() > 50, f"{label}: only {known.sum()} points are known: {sampling}")
    # a point on the outermost faces may fall on either side of them
    lost = known & ~np.isfinite(found)
    check(lost.sum() <= 8, f"{label}: {lost.sum()} known values are missing")
    good = known & np.isfinite(found)
    if suffix in ("cube", "xsf"):
        good &= found != 0
    error = np.abs(found - value)[good] / (1 + np.abs(value[good]))
    check(error.size > 50 and error.max() < tolerance,
          f"{label}: off by {error.max() if error.size else 'everything'}")
    unknown = np.isnan(value)
    if suffix in ("cube", "xsf"):
        check((found[unknown] == 0).all(), f"{label}: unknown is not 0")
        if unknown.any():
            check("written as 0" in done.stderr, f"{label}: no warning: {done.stderr}")
    else:
        check(np.isnan(found[unknown]).sum() >= unknown.sum() - 8,
              f"{label}: unknown is not NaN")
    return values, origin, steps, atoms


def crystal_case():
    """The sample's host alone: a folder with its three files."""
    host = os.path.join(folder, "host")
    os.mkdir(host)
    for name in ("inputcard", "potential", "shapefun"):
        with open(os.path.join(sample, name), "rb") as source:
            with open(os.path.join(host, name), "wb") as target:
                target.write(source.read())
    return [host]


def second_opinion():
    """At points of the radial meshes, where no interpolation can hide anything."""
    plain, rng, points, owners = Embedding(sample), np.random.default_rng(3), [], []
    for i, (_, r, i_mt, _, _) in enumerate(plain.entries):
        for ir in (150, 200, 260, 300, i_mt - 20, i_mt + 20, i_mt + 60, i_mt + 100):
            direction = rng.normal(size=3)
            unit = direction / np.linalg.norm(direction)
            points.append(plain.positions[i] + r[ir] * unit)
            owners.append(i + 1)
    exact = probe([sample], points, "--mode", "stored")
    known = exact[:, 4] == owners  # another owner's mesh has no point there
    value = plain.values(np.array(points))
    error = np.abs(value - exact[:, 3])[known] / (1 + np.abs(value[known]))
    check(known.sum() > 35, f"only {known.sum()} points of the meshes are in their cells")
    check(error.max() < 1e-9, f"NumPy disagrees by {error.max()}")


second_opinion()
with tempfile.TemporaryDirectory() as folder:
    embedding, crystal = [sample], crystal_case()
    # what a text format or a float can hold
    tolerance = {"h5": 2e-5, "vti": 2e-5, "xsf": 3e-5, "cube": 4e-5}
    axes = {}
    for suffix in READERS:
        for field in ("V", "dV"):
            compare(f"embedding {field}", embedding,
                    ["--grid", "14x11x9", "--field", field], suffix, tolerance[suffix])
        _, origin, steps, atoms = compare("crystal", crystal, ["--grid", "12x10x8"],
                                          suffix, tolerance[suffix])
        axes[suffix] = np.vstack([origin, steps])
        check(np.allclose(axes[suffix], axes["h5"], atol=1e-8), f"{suffix}: axes differ")
        if atoms is not None:
            check(atoms.shape == (1, 4) and abs(atoms[0, 0] - 80) < 0.01,
                  f"{suffix}: atoms {atoms}")
    # the text formats round correctly: the digits that printf would write
    numbers = {}
    for suffix in ("h5", "cube", "xsf"):
        path = os.path.join(folder, "rounded." + suffix)
        run("convert", *embedding, "--grid", "23", "--field", "dV", "-o", path)
        numbers[suffix] = READERS[suffix](path)[0].ravel()
    for suffix, digits in (("cube", 5), ("xsf", 8)):
        expected = [float("%.*E" % (digits, x)) for x in np.nan_to_num(numbers["h5"])]
        check(np.array_equal(numbers[suffix], expected), f".{suffix} does not round")

    # a periodic grid does not repeat its end point: n steps make a lattice vector
    lattice = axes["h5"][1:] * np.array([[12], [10], [8]])
    with h5py.File(os.path.join(folder, "field.h5")) as file:
        volume = abs(np.linalg.det(lattice))
        check(file.attrs["periodic"] == 1, "the unit cell of a crystal is periodic")
        alat = file.attrs["alat"]
    check(0.1 < volume / alat ** 3 < 2, f"the unit cell's volume is {volume}")

    # any other box includes both ends
    box = ["--box", "-1,-2,-3;3,2,1", "--grid", "5x9x3"]
    _, origin, steps, _ = compare("box", embedding, box, "h5", 2e-5)
    check(np.allclose(origin, [-1, -2, -3]), f"origin of the box {origin}")
    check(np.allclose(steps, np.diag([1, 0.5, 2])), f"steps of the box {steps}")
    path = os.path.join(folder, "spaced.h5")
    run("convert", *embedding, "--box", "0,0,0;1,1,1", "--spacing", "0.3", "-o", path)
    check(READERS["h5"](path)[0].shape == (5, 5, 5), "a spacing of 0.3 needs 4 steps")

    # .npy is the same numbers as .h5, slowest axis first
    path = os.path.join(folder, "field.npy")
    done = run("convert", *embedding, "--grid", "7x6x5", "-o", path)
    check("bohr" in done.stderr, "convert does not say where an .npy lies")
    plain = np.load(path)
    run("convert", *embedding, "--grid", "7x6x5", "-o", os.path.join(folder, "a.h5"))
    values = READERS["h5"](os.path.join(folder, "a.h5"))[0]
    check(plain.shape == (5, 6, 7) and plain.dtype == np.float32, f"npy: {plain.shape}")
    check(np.array_equal(plain.transpose(2, 1, 0), values, equal_nan=True), "npy values")

    # one cell alone: known exactly where the probe says so
    path = os.path.join(folder, "site.h5")
    run("convert", *embedding, "--grid", "15", "--region", "site:2", "-o", path)
    values, origin, steps, _ = READERS["h5"](path)
    where = pick(values.shape)
    exact = probe(embedding, origin + where.T @ steps)
    known = np.isfinite(values[tuple(where)])
    check(0.2 < known.mean() < 0.9, f"a cell fills {known.mean()} of its box")
    check((known == (exact[:, 4] == 2)).mean() > 0.97, "region site:2 is not that cell")

sys.exit(failures > 0)
