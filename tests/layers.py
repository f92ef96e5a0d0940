#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Dependencies point down: app -> ui -> shaders -> core.

usage: layers.py SOURCE_ROOT LIBCORE

Reads every #include, then asks the linker's view of the core: it may need no
desktop library, may not print and may not end the program.
"""

import pathlib
import re
import subprocess
import sys

LAYERS = ["core", "shaders", "ui", "app"]  # a layer may use those before it
FOREIGN_HEADERS = {
    "core": r"glib|gio/|gtk/|gdk/|gsk/|epoxy/|cairo|pango|cglm/|EGL/|GL/",
    "shaders": r"gtk/|gdk/|gsk/",
}
FOREIGN_SYMBOLS = re.compile(r"(g|gtk|gdk|gsk|epoxy|cairo|pango)_\w+|(gl|egl)[A-Z]\w+")
SILENT_CORE = {"printf", "puts", "putchar", "vprintf", "perror", "stdout", "stderr",
               "exit", "_exit", "abort"}
LAST_WORDS = {"stderr", "abort"}  # base.c: small allocations stop the program


def wrong_includes(root):
    include = re.compile(r'\s*#\s*include\s*(?:"(\w+)/|<([^>]+)>)')
    for rank, layer in enumerate(LAYERS):
        foreign = re.compile(FOREIGN_HEADERS.get(layer, "(?!)"))
        for path in sorted((root / layer).rglob("*.[ch]")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if not (match := include.match(line)):
                    continue
                where = f"{path.relative_to(root)}:{number}"
                ours, theirs = match.groups()
                if ours in LAYERS[rank + 1:]:
                    yield f"{where}: {layer} may not include {ours}"
                if theirs and foreign.match(theirs):
                    yield f"{where}: {layer} may not include <{theirs}>"


def wrong_symbols(archive):
    listing = subprocess.run(["nm", "-u", archive], check=True, capture_output=True,
                             text=True).stdout
    part = ""
    for line in listing.splitlines():
        if line.endswith(".o:"):
            part = line.rstrip(":").split("/")[-1]
        if not (match := re.match(r"\s+U (\w+)", line)):
            continue
        symbol = match[1]
        silent = SILENT_CORE - LAST_WORDS if part == "base.c.o" else SILENT_CORE
        if FOREIGN_SYMBOLS.fullmatch(symbol):
            yield f"{part}: core may not use {symbol}, a desktop library has it"
        elif symbol in silent:
            yield f"{part}: core may not use {symbol}, it never prints and never exits"


def main():
    root, archive = pathlib.Path(sys.argv[1]), sys.argv[2]
    wrong = [*wrong_includes(root), *wrong_symbols(archive)]
    print("\n".join(wrong) or "layers: ok")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
