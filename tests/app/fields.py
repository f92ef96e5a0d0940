# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Readers of the grid files, written from their specifications and not from ours.

Each returns (values[i, j, k], origin, steps[3][3], atoms[n][4]) in bohr and Ry;
steps are rows, atoms are (z, x, y, z) or None where the format has none.
"""

import re

import numpy as np

ANGSTROM = 0.529177210903  # of one bohr


def read_h5(path):
    import h5py

    with h5py.File(path) as file:
        image = file["VTKHDF"]
        assert image.attrs["Type"] == b"ImageData", image.attrs["Type"]
        assert image.attrs.get_id("Type").dtype.kind == "S"  # of fixed length
        assert list(image.attrs["Version"]) == [1, 0]
        (name, data), = image["PointData"].items()
        assert data.dtype == np.float32 and data.chunks is None
        values = data[...].transpose(2, 1, 0)
        extent = image.attrs["WholeExtent"]
        assert list(extent) == [0, values.shape[0] - 1, 0, values.shape[1] - 1, 0,
                                values.shape[2] - 1]
        direction = image.attrs["Direction"].reshape(3, 3)
        steps = (direction * image.attrs["Spacing"]).T
        assert np.allclose(steps, file.attrs["steps"], atol=1e-14, rtol=1e-14)
        assert name == file.attrs["quantity"].decode()
        assert file.attrs["unit"] == b"Ry" and file.attrs["length_unit"] == b"bohr"
        atoms = np.column_stack([file["atoms/z"][...], file["atoms/position"][...]])
        return values, image.attrs["Origin"], steps, atoms


def read_vti(path):
    import xml.etree.ElementTree as tree

    raw = open(path, "rb").read()
    mark = raw.index(b'<AppendedData encoding="raw">')
    start = raw.index(b"_", mark) + 1
    end = raw.rindex(b"</AppendedData>")
    root = tree.fromstring(raw[:mark] + b"<AppendedData/></VTKFile>")
    assert root.get("type") == "ImageData" and root.get("header_type") == "UInt64"
    image = root.find("ImageData")
    extent = [int(x) for x in image.get("WholeExtent").split()]
    assert image.find("Piece").get("Extent") == image.get("WholeExtent")
    n = [extent[2 * i + 1] - extent[2 * i] + 1 for i in range(3)]
    array = image.find("Piece/PointData/DataArray")
    assert array.get("type") == "Float32" and array.get("offset") == "0"
    order = "<" if root.get("byte_order") == "LittleEndian" else ">"
    size = int(np.frombuffer(raw, order + "u8", 1, start)[0])
    assert size == 4 * n[0] * n[1] * n[2] and start + 8 + size <= end
    values = np.frombuffer(raw, order + "f4", size // 4, start + 8)
    values = values.reshape(n[2], n[1], n[0]).transpose(2, 1, 0)
    numbers = {key: np.array([float(x) for x in image.get(key).split()])
               for key in ("Origin", "Spacing", "Direction")}
    steps = (numbers["Direction"].reshape(3, 3) * numbers["Spacing"]).T
    return values, numbers["Origin"], steps, None


def read_cube(path):
    lines = open(path).read().split("\n")
    assert "Ry" in lines[1] and "bohr" in lines[1]
    count, *origin = lines[2].split()
    axes = [line.split() for line in lines[3:6]]
    n = [int(axis[0]) for axis in axes]
    assert min(n) > 0  # a positive count means bohr
    steps = np.array([[float(x) for x in axis[1:]] for axis in axes])
    atoms = np.array([[float(x) for x in line.split()]
                      for line in lines[6:6 + int(count)]])
    body = lines[6 + int(count):]
    per_row = -(-n[2] // 6)  # each z row begins a new line
    assert all(len(line) % 13 == 0 and len(line) <= 78 for line in body)
    assert len(body) == n[0] * n[1] * per_row + 1 and body[-1] == ""
    values = np.array(" ".join(body).split(), float).reshape(n)
    return values, np.array(origin, float), steps, np.delete(atoms, 1, axis=1)


def read_xsf(path):
    """A periodic grid comes back without its repeated end points."""
    text = re.sub(r"#.*", "", open(path).read())
    words = text.split()
    kind = words[0]
    atoms = []
    if kind == "CRYSTAL":
        i = words.index("PRIMCOORD")
        cell = np.array(words[2:11], float).reshape(3, 3)
        count = int(words[i + 1])
        rows = words[i + 3:i + 3 + 4 * count]
    else:
        assert kind == "ATOMS", kind
        rows = words[1:words.index("BEGIN_BLOCK_DATAGRID_3D")]
    atoms = np.array(rows, float).reshape(-1, 4)
    atoms[:, 1:] /= ANGSTROM
    i = next(i for i, word in enumerate(words) if word.startswith("BEGIN_DATAGRID_3D"))
    n = [int(x) for x in words[i + 1:i + 4]]
    origin = np.array(words[i + 4:i + 7], float) / ANGSTROM
    spans = np.array(words[i + 7:i + 16], float).reshape(3, 3)
    total = n[0] * n[1] * n[2]
    values = np.array(words[i + 16:i + 16 + total], float)
    assert words[i + 16 + total] == "END_DATAGRID_3D"
    values = values.reshape(n[2], n[1], n[0]).transpose(2, 1, 0)
    steps = spans / np.maximum(np.array(n) - 1, 1)[:, None] / ANGSTROM
    if kind == "CRYSTAL":
        assert np.allclose(spans, cell, atol=1e-9)
        for axis in range(3):  # the last plane is the first one of the next cell
            assert np.array_equal(values.take(0, axis), values.take(-1, axis))
        values = values[:-1, :-1, :-1]
    return values, origin, steps, atoms


READERS = {"h5": read_h5, "vti": read_vti, "cube": read_cube, "xsf": read_xsf}
