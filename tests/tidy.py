#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Small manners that a formatter does not see, in every file git knows.

usage: tidy.py SOURCE_ROOT [CLANG_FORMAT]
"""

import pathlib
import re
import subprocess
import sys

SKIP = 77  # meson shows the test as skipped
LONGEST = 700  # lines; the goal is 600
DATA = ("tests/data/", "assets/sample/", "tests/figures/",
        "tests/fuzz/corpus/")  # written by programs
HOUSE = {".ci", "app", "assets", "core", "docs", "shaders", "tests", "ui",  # the top level
         ".clang-format", ".editorconfig", ".gitattributes", ".gitignore", "dev", "meson.build",
         "meson_options.txt", "CONTRIBUTING.md", "LICENSE", "README.md"}
CODE = (".c", ".h", ".py", ".glsl")
PROSE = CODE + (".md",)
DOCUMENT = re.compile(r"[\w./-]*\w\.md\b")
# A path that exists on one machine only, or a note to oneself.
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|work|mnt|media)/\w")
LEFTOVER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


def tracked(root):
    names = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True,
                           text=True)
    if names.returncode != 0:
        print("skipped: this is no git checkout")
        sys.exit(SKIP)
    return [name for name in names.stdout.split("\0") if (root / name).is_file()]


def untidy(root, name):
    if name.split("/")[0] not in HOUSE:
        yield f"{name}: what is this, on the top level?"
    raw = (root / name).read_bytes()
    if b"\ncase = /" in raw and not name.endswith(".py"):  # the recipe in a picture
        yield f"{name}: its recipe names a path of one machine"
    if b"\0" in raw:
        return
    text = raw.decode("utf-8", errors="replace")
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if MACHINE.search(line):
            yield f"{name}:{number}: a path of one machine: {line.strip()}"
    if name.startswith(DATA) or name == "tests/tidy.py":
        return
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield f"{name}:{number}: blanks at the end of the line"
        if LEFTOVER.search(line):
            yield f"{name}:{number}: a note to oneself: {line.strip()}"
        for document in DOCUMENT.findall(line) if name.endswith(PROSE) else ():
            places = (root / document, (root / name).parent / document)
            if not any(place.exists() for place in places):
                yield f"{name}:{number}: there is no {document}"
    if "\r" in text:
        yield f"{name}: carriage returns"
    if text and not text.endswith("\n"):
        yield f"{name}: no newline at the end"
    if name.endswith(CODE):
        if "SPDX-License-Identifier" not in "".join(lines[:4]):
            yield f"{name}: no SPDX lines on top"
        if len(lines) > LONGEST:
            yield f"{name}: {len(lines)} lines, that is two nouns"


def unformatted(root, names, clang_format):
    version = subprocess.run([clang_format, "--version"], capture_output=True,
                             text=True).stdout
    if not re.search(r"version 14\.", version):
        print(f"layout not checked: it is defined by clang-format 14, here is {version}")
        return
    done = subprocess.run([clang_format, "--dry-run", "-Werror", *names], cwd=root,
                          capture_output=True, text=True)
    wrong = re.findall(r"^(\S+?:\d+):\d+: error", done.stderr, re.MULTILINE)
    for place in wrong:
        yield f"{place}: run clang-format -i"


def main():
    root = pathlib.Path(sys.argv[1])
    names = tracked(root)
    wrong = [message for name in names for message in untidy(root, name)]
    if len(sys.argv) > 2:
        sources = [name for name in names if name.endswith((".c", ".h"))]
        wrong += unformatted(root, sources, sys.argv[2])
    print("\n".join(wrong) or "tidy: ok")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
