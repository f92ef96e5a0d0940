#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Do atoms and grid line up in files that others read? Every format through readers that
are not ours: ASE (.cube, .xsf), VTK (.vti, .h5), NumPy (.npy) and h5py (.h5).

Judged are the deepest V at the voxels of the atoms, N against N - 1 steps, origin, order
of axes and units, of a skewed unit cell and of a cluster's box, each with three different
numbers of points, so that exchanged axes are found.

usage: test_registration.py KKRSCOPE SAMPLE_FOLDER
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile

SYSTEM = "/usr/bin/python3"  # the distribution's own, where the packages are
try:
    import h5py
    import numpy as np
except ImportError:
    if os.path.exists(SYSTEM) and not os.environ.get("KKR_TRIED_SYSTEM_PYTHON"):
        os.environ["KKR_TRIED_SYSTEM_PYTHON"] = "1"
        os.execv(SYSTEM, [SYSTEM] + sys.argv)
    print("skipped: needs numpy and h5py")
    sys.exit(77)
absent = []
try:
    from ase.io.cube import read_cube
    from ase.io.xsf import read_xsf
    from ase.units import Bohr
except ImportError:
    absent.append("ASE (python3-ase): .cube and .xsf are not read back")
try:
    from vtkmodules.util.numpy_support import vtk_to_numpy
    from vtkmodules.vtkIOHDF import vtkHDFReader
    from vtkmodules.vtkIOXML import vtkXMLImageDataReader
except ImportError:
    absent.append("VTK (python3-vtk9): .vti and .h5 are not read back by it")

program, sample = sys.argv[1:3]
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments):
    done = subprocess.run([program, *map(str, arguments)], text=True, capture_output=True)
    check(done.returncode == 0, f"{arguments}: {done.stderr}")
    return done.stdout


class Grid:
    """values[i, j, k] at origin + (i, j, k) @ steps, bohr and Ry; atoms are (z, x, y, z)."""

    def __init__(self, values, origin, steps, atoms=None):
        self.values, self.atoms = np.asarray(values), atoms
        self.origin, self.steps = np.asarray(origin, float), np.asarray(steps, float)


def with_h5py(path):
    with h5py.File(path) as file:
        values = next(iter(file["VTKHDF/PointData"].values()))[...].transpose(2, 1, 0)
        check(file.attrs["unit"] == b"Ry" and file.attrs["length_unit"] == b"bohr",
              f"{path}: units")
        atoms = np.column_stack([file["atoms/z"][...], file["atoms/position"][...]])
        return Grid(values, file.attrs["origin"], file.attrs["steps"], atoms)


def with_vtk(path, kind):
    reader = kind()
    reader.SetFileName(path)
    reader.Update()
    image = reader.GetOutput()
    shape = image.GetDimensions()
    data = image.GetPointData().GetArray(0)
    values = vtk_to_numpy(data).reshape(shape[::-1]).transpose(2, 1, 0)
    corner, steps = [0.0] * 3, []
    image.TransformIndexToPhysicalPoint(0, 0, 0, corner)
    for axis in range(3):  # where VTK itself puts the neighbours of the first point
        point = [0.0] * 3
        image.TransformIndexToPhysicalPoint(*[int(k == axis) for k in range(3)], point)
        steps.append(np.array(point) - corner)
    return Grid(values, corner, steps)


def with_ase_cube(path):
    with open(path) as file:
        found = read_cube(file)
    atoms, values = found["atoms"], found["data"]
    # ASE takes the cell for N steps and turns lengths into angstrom
    steps = np.array(atoms.cell) / Bohr / np.array(values.shape)[:, None]
    return Grid(values, found["origin"] / Bohr, steps,
                np.column_stack([atoms.numbers, atoms.positions / Bohr]))


def with_ase_xsf(path):
    with open(path) as file:
        values, atoms = read_xsf(file, read_data=True)
    with open(path) as file:  # ASE reads over the grid's place
        lines = file.read().split("\n")
    at = next(i for i, line in enumerate(lines) if "BEGIN_DATAGRID_3D" in line)
    numbers = np.array([line.split() for line in lines[at + 2:at + 6]], float) / Bohr
    steps = numbers[1:] / (np.array(values.shape) - 1)[:, None]
    if atoms.pbc.all():  # the last plane is the first one of the next cell
        check(np.allclose(np.array(atoms.cell) / Bohr, numbers[1:], atol=1e-7),
              f"{path}: the grid spans another cell than the crystal's")
        for axis in range(3):
            check(np.array_equal(values.take(0, axis), values.take(-1, axis)),
                  f"{path}: the end points of axis {axis} are not repeated")
        values = values[:-1, :-1, :-1]
    return Grid(values, numbers[0], steps,
                np.column_stack([atoms.numbers, atoms.positions / Bohr]))


def objections(grid, sites, periodic):
    """How many atoms were judged, and what is wrong with where they are."""
    inverse, n = np.linalg.inv(grid.steps), np.array(grid.values.shape)
    judged, wrong = 0, []
    for z, *position in sites:
        at = (np.array(position) - grid.origin) @ inverse
        middle = np.rint(at).astype(int)
        if z == 0 or (not periodic and ((middle < 1) | (middle > n - 2)).any()):
            continue
        around = np.indices((3, 3, 3)).reshape(3, -1).T - 1 + middle
        distance = np.linalg.norm((around - at) @ grid.steps, axis=1)
        value = grid.values[tuple((around % n).T)]
        nearest = distance.argmin()
        judged += 1
        if not value[nearest] <= value.min() * (1 - 1e-3):
            wrong.append(f"the deepest V, {value.min()}, is not at the atom: {value[nearest]}")
        # near the nucleus V is -2Z/r in Ry, screened a little: half of it would be
        # Hartree, 13.6 times as much eV, and bohr taken for angstrom is a factor 1.89
        if distance[nearest] < 0.1:
            part = value[nearest] / (-2 * z / max(distance[nearest], 0.01))
            if not 0.6 < part < 1.05:
                wrong.append(f"V is {part} times -2Z/r at {distance[nearest]} bohr")
    return judged, wrong


def upright(steps):
    return np.count_nonzero(steps - np.diag(np.diag(steps))) == 0


def compare(label, grid, truth, sites, periodic, tolerance):
    check(grid.values.shape == truth.values.shape,
          f"{label}: {grid.values.shape} points, not {truth.values.shape}")
    if grid.values.shape != truth.values.shape:
        return
    check(np.allclose(grid.origin, truth.origin, atol=1e-7), f"{label}: origin {grid.origin}")
    if upright(grid.steps) and not upright(truth.steps) and "VTK" in label:
        # the HDF reader of VTK 9.1 does not know `Direction`; that of .vti does
        lengths = np.linalg.norm(truth.steps, axis=1)
        check(label.endswith(".h5, VTK") and np.allclose(np.diag(grid.steps), lengths),
              f"{label}: steps {grid.steps}")
        grid.steps = truth.steps
        absent.append(f"{label}: this VTK leaves Direction out, so the cell is not skewed")
    check(np.allclose(grid.steps, truth.steps, atol=1e-7), f"{label}: steps {grid.steps}")
    known = np.isfinite(truth.values)
    off = np.abs(grid.values - truth.values)[known] / (1 + np.abs(truth.values[known]))
    check(off.max() < tolerance, f"{label}: values are off by {off.max()}")
    if grid.atoms is not None:
        check(grid.atoms.shape == (len(sites), 4) and
              np.allclose(grid.atoms, sites, atol=1e-6), f"{label}: atoms {grid.atoms}")
    judged, wrong = objections(grid, sites, periodic)
    check(judged > 0 and not wrong, f"{label}: of {judged} atoms {wrong}")


def case(name, folder, files, options, periodic):
    stem = os.path.join(folder, name)
    sites = np.array([(s["z"], *s["position"])
                      for s in json.loads(run("info", *files, "--json"))["sites"]])
    for suffix in ("h5", "cube", "xsf", "vti", "npy"):
        run("convert", *files, *options, "-o", f"{stem}.{suffix}")
    truth = with_h5py(stem + ".h5")
    n = np.array(truth.values.shape)
    check(len(set(n)) == 3, f"{name}: exchanged axes are found by their lengths, {n}")
    if periodic:  # N steps, not N - 1, are a lattice vector
        volume = json.loads(run("cells", *files, "--json"))["unit_cell_volume"]
        span = abs(np.linalg.det(truth.steps * n[:, None]))
        check(abs(span / volume - 1) < 1e-9, f"{name}: {span} bohr^3, the cell {volume}")
    compare(f"{name} .h5, h5py", truth, truth, sites, periodic, 1e-12)
    plain = Grid(np.load(stem + ".npy").transpose(2, 1, 0), truth.origin, truth.steps)
    compare(f"{name} .npy, NumPy", plain, truth, sites, periodic, 1e-12)
    if "vtk_to_numpy" in globals():
        for suffix, kind in (("vti", vtkXMLImageDataReader), ("h5", vtkHDFReader)):
            found = with_vtk(f"{stem}.{suffix}", kind)
            compare(f"{name} .{suffix}, VTK", found, truth, sites, periodic, 1e-12)
    if "read_cube" in globals():
        for suffix, reader in (("cube", with_ase_cube), ("xsf", with_ase_xsf)):
            compare(f"{name} .{suffix}, ASE", reader(f"{stem}.{suffix}"), truth, sites,
                    periodic, 1e-5 if suffix == "cube" else 1e-7)  # digits in the file

    # the judge is no rubber stamp: each common mistake is objected to
    v, o, s = truth.values, truth.origin, truth.steps
    mistakes = {
        "shifted by a step": Grid(v, o + s[0], s),
        "N - 1 for N steps": Grid(v, o, s * (n / (n - 1))[:, None]),
        "origin left out": Grid(v, o * 0, s),
        "Hartree": Grid(v / 2, o, s), "eV": Grid(v * 13.605693, o, s),
        "axes turned round": Grid(v.transpose(2, 1, 0), o, s),
        "angstrom": Grid(v, o * 0.529177, s * 0.529177),
    }
    if periodic:  # one atom at the origin: neither its place nor its neighbours tell
        for word in ("N - 1 for N steps", "origin left out", "axes turned round", "angstrom"):
            del mistakes[word]
    for word, grid in mistakes.items():
        judged, wrong = objections(grid, sites, periodic)
        check(wrong or judged < objections(truth, sites, periodic)[0],
              f"{name}: nothing said about: {word}")


with tempfile.TemporaryDirectory() as folder:
    host = os.path.join(folder, "host")
    os.mkdir(host)
    for name in ("inputcard", "potential", "shapefun"):
        shutil.copy(os.path.join(sample, name), host)
    # mercury's cell is a rhombohedron of 70 degrees: as skewed as cells come
    case("crystal", folder, [host], ["--grid", "40x36x44"], True)
    case("cluster", folder, [sample], ["--spacing", "0.3"], False)
    # upright corners around site 2, its nucleus on a grid point
    case("corners", folder, [sample],
         ["--box", "-6,-5,-7;6,5.5,7.5", "--spacing", "0.25"], False)
    shared = os.environ.get("KKR_SHARED", "")
    zinc = os.path.join(shared, "data", "computed", "host_hcp_Zn")
    if shared and os.path.isdir(zinc):  # two atoms in a cell, one of them inside
        case("hcp", folder, [zinc], ["--grid", "37x41x63"], True)
for text in absent:
    print("left out:", text)
sys.exit(failures > 0)
