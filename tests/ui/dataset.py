#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The window walks through a data set: entries by name, next, previous, pinned, searched.

usage: dataset.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import subprocess
import sys
import tempfile

import display

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
script = """
settle
state entry 'Cu/Ag'
action next-entry
settle
state entry 'Cu/Al'
action previous-entry
settle
state entry 'Cu/Ag'
action plane '1,1,0@0.5'
settle
action entry 'Hg/Co'
settle
state entry 'Hg/Co'
message -
action pin-entry
action map-select '|core_shift|>1.5'
action next-entry
settle
state entry 'Hg/Cr'
action next-entry
settle
state entry 'Hg/V'
action next-entry
settle
state entry 'Hg/V'
action blink-entry
settle
state entry 'Hg/Co'
action blink-entry
settle
state entry 'Hg/V'
action map-colour 'core_shift'
state map-colour 'core_shift'
action undo
state map-colour 'count'
action dataset-map
wait 300
action save-recipe-path '{folder}/walk.recipe'
message is written
quit
"""

if display.missing():
    print(f"skipped: {display.missing()} is not here")
    sys.exit(77)
with tempfile.TemporaryDirectory() as folder:
    path = f"{folder}/walk.script"
    with open(path, "w") as file:
        file.write(script.replace("{folder}", folder))
    homes = {name: folder for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
    done = subprocess.run(
        [program, "--script", path, sample + ".h5"], capture_output=True, text=True,
        timeout=280, env={**os.environ, **homes, "GTK_A11Y": "none", "GDK_BACKEND": "x11",
                          "DISPLAY": display.start()})
    recipe = open(f"{folder}/walk.recipe").read() if os.path.exists(f"{folder}/walk.recipe") else ""
wanted = ["sample.h5::Hg/V", "miller = 1 1 0", "offset = 0.5 bohr"]
missing = [word for word in wanted if word not in recipe]
if done.returncode != 0 or missing:
    print(done.stdout, done.stderr, "the recipe lacks", missing)
    print(recipe)
    sys.exit(1)
print("ok")
