# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The potential of an embedding as one writes it in NumPy in an afternoon.

Shares nothing with the program: its own readers (for files of KKRimp with one
spin), nearest site as owner, linear interpolation in r, real Y_lm by recurrence,
and the potential as stored, that is, multiplied by the shape function beyond the
muffin-tin sphere. It is the yardstick of the benchmark and a second opinion.
"""

import os

import numpy as np


def columns(line):
    line = line.rstrip("\n").replace("D", "E")
    return [float(line[i:i + 20]) for i in range(0, len(line), 20)]


def block(lines, n):
    values = []
    while len(values) < n:
        values += columns(next(lines))
    return np.array(values)


def read_shapes(path):
    lines = iter(open(path).read().split("\n"))
    cells = [None] * int(next(lines).split()[0])
    line = next(lines)
    while "." in line.split()[0]:
        line = next(lines)
    for i in range(len(cells)):
        panels, mesh = [int(x) for x in line.split()[:2]]
        sizes = []
        while len(sizes) < panels:
            sizes += next(lines).split()
        cells[i] = block(lines, 2 * mesh)[::2]  # radii in alat, the rest is dr/di
        for _ in range(int(next(lines))):
            next(lines)
            block(lines, mesh)
        line = next(lines, "")
    return cells


def read_potential(path, radii):
    lines = iter(open(path).read().split("\n"))
    entries = []
    for xrn in radii:
        next(lines)
        r_mt, alat, r_mt_new = [float(x) for x in next(lines).split()]
        z = float(next(lines).split()[0])
        next(lines), next(lines)
        a, b = [float(x.replace("D", "E")) for x in next(lines).split()]
        for _ in range(int(next(lines).split()[0])):
            next(lines)
        n_r, irns, lm_pot, _ = [int(x) for x in next(lines).split()]
        i_mt = n_r - len(xrn)
        b = alat * xrn[0] / (np.exp(a * (i_mt - 1)) - 1)
        r = np.append(b * (np.exp(a * np.arange(i_mt)) - 1), alat * xrn)
        parts = {1: block(lines, n_r)}
        for _ in range(lm_pot - 1):
            lm = int(next(lines))
            if lm == 1:
                break
            parts[lm] = np.append(np.zeros(n_r - irns - 1), block(lines, irns + 1))
        entries.append((z, r, i_mt, parts, alat))
    return entries


def real_ylm(l_max, x, y, z):
    """All Y_lm of unit vectors, m = -l .. l, no phase, l = 1 is (y, z, x)."""
    result = np.empty(((l_max + 1) ** 2, x.size))
    cosine, sine = [np.ones_like(x)], [np.zeros_like(x)]  # times sin(theta)^m
    for _ in range(l_max):
        cosine.append(cosine[-1] * x - sine[-1] * y)
        sine.append(sine[-1] * x + cosine[-2] * y)
    start = np.sqrt(1 / (4 * np.pi))
    for m in range(l_max + 1):
        if m:
            start *= np.sqrt((2 * m + 1) / (2 * m))
        before, now = np.zeros_like(x), np.full_like(x, start)
        for l in range(m, l_max + 1):
            scale = np.sqrt(2) if m else 1
            result[l * l + l + m] = scale * now * cosine[m]
            if m:
                result[l * l + l - m] = scale * now * sine[m]
            alpha = np.sqrt((4 * (l + 1) ** 2 - 1) / ((l + 1) ** 2 - m * m))
            beta = np.sqrt((l * l - m * m) / (4 * l * l - 1)) if l else 0
            before, now = now, alpha * (z * now - beta * before)
    return result


class Embedding:
    def __init__(self, folder):
        rows = open(os.path.join(folder, "scoef")).read().split("\n")
        n = int(rows[0])
        cluster = np.array([row.split()[:3] for row in rows[1:n + 1]], float)
        shapes = read_shapes(os.path.join(folder, "shapefun_imp"))
        self.entries = read_potential(os.path.join(folder, "potential_imp"), shapes)
        self.alat = self.entries[0][4]
        self.positions = (cluster - cluster[0]) * self.alat

    def values(self, points):
        """V as stored, in Ry, at points nearest to a site of the cluster."""
        points = np.asarray(points)
        square = ((points[:, None] - self.positions) ** 2).sum(axis=2)
        owner = square.argmin(axis=1)
        v = np.empty(len(points))
        for i, (z, r, i_mt, parts, _) in enumerate(self.entries):
            mine = owner == i
            d = points[mine] - self.positions[i]
            length = np.linalg.norm(d, axis=1)
            unit = (d / length[:, None]).T
            l_max = int(np.ceil(np.sqrt(max(parts)))) - 1
            ylm = real_ylm(l_max, *unit)
            total = -2 * z / length
            for lm, f in parts.items():
                inner = np.interp(length, r[:i_mt], f[:i_mt])
                outer = np.interp(length, r[i_mt:], f[i_mt:])
                part = np.where(length <= r[i_mt - 1], inner, outer)
                total += part * (1 if lm == 1 else ylm[lm - 1])
            v[mine] = total
        return v
