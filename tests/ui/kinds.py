#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Every kind of case, opened once.

usage: kinds.py KKRSCOPE SAMPLE_FOLDER PICTURES_FOLDER

A picture where there is something to show, a message where one is due, never a
critical. What the sample cannot be cut down to comes from the reference data, if
KKR_SHARED leads to it. The pictures are kept, to be looked at.
"""

import os
import pathlib
import shutil
import sys
import tempfile

import display
import window as w
from window import PANELS, SKIP, Picture, Window, check

IMPURITY = ("potential_imp", "shapefun_imp", "scoef", "potential_imp_start",
            "potential_host_cluster")
HOST = ("potential", "shapefun", "inputcard")
# kind: folder of the reference data, message ("-": none)
REFERENCE = {
    "host, two sites": ("computed/host_hcp_Zn", "-"),
    "host with empty cells": ("computed/host_dia_Si_ES", "-"),
    "spin-polarised host": ("computed/host_bcc_Fe_s2", "-"),
    "spin-polarised embedding": ("computed/Cu_s2_Co_1", "-"),
    "embedding of 13 sites": ("computed/Cu_Ag_13", "-"),
    "ASA": ("voronoi/fcc_Cu_ASA", "-"),
    "slab": ("shipped/Fe_slab_test04", "-"),
    "KKRnano": ("shipped/KKRnano_Cu4", "-"),
}


def cut(window, sample, kind, files):
    """A folder with some files of the sample."""
    folder = window.folder / "cases" / kind
    folder.mkdir(parents=True)
    for name in files:
        shutil.copy(sample / name, folder / name)
    return folder


def with_nan(window, sample):
    folder = cut(window, sample, "NaN", HOST + IMPURITY)
    path = folder / "potential_imp"
    lines = path.read_text().splitlines(keepends=True)
    width = len(lines[300].rstrip("\n")) // 4
    lines[300] = "NaN".rjust(width) + lines[300][width:]
    path.write_text("".join(lines))
    return folder


def half(window, sample, name):
    folder = cut(window, sample, f"half of {name}", HOST + IMPURITY)
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[:len(data) // 2])
    return folder


def cases(window, sample):
    """{kind: (path, message, something to see)}"""
    found = {
        "embedding": (sample, "-", True),
        "host": (cut(window, sample, "host", HOST), "-", True),
        "impurity without host": (cut(window, sample, "no host", IMPURITY), "-", True),
        "NaN": (with_nan(window, sample), "NaN", True),
        "lone potential": (sample / "potential", "where the sites are is not known", False),
        "damaged potential": (half(window, sample, "potential_imp"), "potential_imp:",
                              True),
        "damaged shapes": (half(window, sample, "shapefun_imp"), "shapefun_imp", True),
        "damaged inputcard": (half(window, sample, "inputcard"), "inputcard", False),
    }
    shared = pathlib.Path(os.environ.get("KKR_SHARED") or "nowhere") / "data"
    for kind, (folder, message) in REFERENCE.items():
        if (shared / folder).is_dir():
            found[kind] = (shared / folder, message, True)
        else:
            print(f"left out, no reference data: {kind}")
    return found


def look(window, pictures, kind, path, message, shows):
    name = kind.replace(",", "").replace(" ", "-") + ".png"
    status = window.run(["wait 300", "settle", f"shot {pictures / name}",
                         f"message {message}"], path)
    check(status == 0, f"{kind} opens; its message: {message}")
    if not (pictures / name).exists():
        return
    picture = Picture(pictures / name)
    colors = {panel: len(set(picture.panel(panel))) for panel in PANELS}
    print(f"{kind}: {colors}")
    check(not shows or colors["V"] > 50, f"{kind}: V has {colors['V']} colours")


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    pictures = pathlib.Path(sys.argv[3]).resolve()
    pictures.mkdir(parents=True, exist_ok=True)
    for old in pictures.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        window = Window(program, folder)
        for kind, case in cases(window, sample).items():
            look(window, pictures, kind, *case)
    if w.failures:
        print(f"{w.failures} checks failed")
    return 1 if w.failures else 0


if __name__ == "__main__":
    sys.exit(main())
