#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The export dialog: its preview, what it objects to, and the command it gives.

usage: export.py KKRSCOPE SAMPLE_FOLDER

The command that the dialog copies must write the same bytes as the window.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import window as w
from window import SKIP, Picture, Window, check


def colors(picture):
    return {tuple(row[x:x + 3]) for row in picture.rows[100:-100:3]
            for x in range(40 * picture.step, 700 * picture.step, 7 * picture.step)}


def is_grey(color):
    return max(color) - min(color) <= 8  # the ground around it is no pure grey


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if not shutil.which("xvfb-run"):
        print("skipped: xvfb-run is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        window = Window(program, folder)
        status = window.run(
            ["settle", "action export", "wait 200", "settle", "wait 100",
             "shot first.png dialog", "action page.eyes 'grey'", "settle", "wait 100",
             "shot grey.png dialog", "action page.eyes 'full'",
             "action page-profile 'beamer'", "action page.format 'svg'",
             "action page-dpi 120.0", "settle", "wait 100", "shot small.png dialog",
             "action page.copy-command", "wait 700", "clipboard command.sh", "wait 200",
             f"action export-path '{folder}/window.svg'", "wait 2500",
             # a size that leaves no room is said, and nothing breaks
             "action page-width 8.0", "settle", "wait 100", "shot narrow.png dialog",
             "action undo", "action undo", "action undo", "settle",
             "state page-profile 'journal-2col'", "state page-width 0.0",
             "action page-profile 'nonsense'", "state page-profile 'journal-2col'"],
            sample)
        check(status == 0, "the dialog opens, follows, and copies")
        if status == 0:
            first, grey, small, narrow = (Picture(pathlib.Path(folder) / f"{name}.png")
                                          for name in ("first", "grey", "small", "narrow"))
            check(len(colors(first)) > 100, f"a preview: {len(colors(first))} colours")
            check(not all(map(is_grey, colors(first))), "in colours")
            check(all(map(is_grey, colors(grey))), "and in grey")
            check(len(colors(small)) < len(colors(first)), "half a slide is smaller")
            check(narrow.rows != small.rows, "a page too narrow shows")
            command = (pathlib.Path(folder) / "command.sh").read_text()
            tools = pathlib.Path(folder) / "bin"
            tools.mkdir()
            (tools / "kkrscope").symlink_to(window.program)
            done = subprocess.run(["sh", "-e", "-c", command], cwd=folder, text=True,
                                  capture_output=True, timeout=100, env=dict(
                                      window.environment,
                                      PATH=f"{tools}:{os.environ['PATH']}"))
            check(done.returncode == 0, f"the command works: {done.stderr}")
            written = sorted(pathlib.Path(folder).glob("Hg-Ag.*"))
            check([path.name for path in written] == ["Hg-Ag.recipe", "Hg-Ag.svg"], written)
            if len(written) == 2:
                check(written[1].read_bytes() ==
                      (pathlib.Path(folder) / "window.svg").read_bytes(),
                      "shell and window write the same bytes")
    if w.failures:
        print(f"{w.failures} checks failed")
    return 1 if w.failures else 0


if __name__ == "__main__":
    sys.exit(main())
