#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The window walks through data sets: by name, next, previous, in the order of the table,
pinned, compared, searched, on the page and off it; the sample, and one of ten thousand.

usage: dataset.py KKRSCOPE SAMPLE_FOLDER MANY_ENTRIES [N]
"""

import os
import subprocess
import sys
import tempfile

import display

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
many, n = os.path.abspath(sys.argv[3]), int(sys.argv[4] if len(sys.argv) > 4 else 10000)

WALK = """
settle
state entry 'Cu/Ag'
action next-entry
settle
state entry 'Cu/Al'
action previous-entry
settle
state entry 'Cu/Ag'
action previous-entry
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
action map-sort '-core_shift'
action next-entry
settle
state entry 'Hg/Cr'
action last-entry
settle
state entry 'Hg/Co'
action first-entry
settle
state entry 'Hg/V'
action map-colour 'core_shift'
state map-colour 'core_shift'
action undo
state map-colour 'count'
# what is changed while the next one is read is not lost
action entry 'Hg/Cr'
action map-scale 'log'
settle
state map-scale 'log'
state entry 'Hg/Cr'
# the pinned entry for V0, also for the next ones; another host is refused
action compare-entry true
settle
state compare-entry true
state reference 'file'
action next-entry
settle
state entry 'Hg/Co'
state compare-entry true
action entry 'Cu/Ag'
message cannot be compared
state entry 'Hg/Co'
action hide-message
action compare-entry false
settle
state reference 'host'
action entry 'Hg/V'
settle
message -
action save-recipe-path '{folder}/walk.recipe'
message is written
quit
"""

PAGE = """
size 1400 900
settle
action dataset-map
state view 'dataset'
settle
# a search that makes no sense yet keeps what was there
action map-select 'rms>'
wait 200
action map-select 'Hg:A*'
settle
row 3
settle
state entry '{third}'
# the third column is of no importance; the order is that of the column
action map-sort '-impurity_z'
settle
row 1
settle
state entry '{first}'
action pin-entry
action map-show 'compare'
settle
action next-entry
settle
action blink-entry
settle
state entry '{first}'
action blink-entry
settle
action map-show 'screening'
settle
action map-show 'map'
action map-hosts 'all'
action map-order 'number'
action map-colour 'dv'
settle
action map-select ''
action first-entry
settle
action last-entry
settle
point 0.2 0.5 KkrDatasetStage
drag KkrEntryStrip 0.5 0.5 0.5 0.5
settle
message -
action dataset-map
state view 'panels'
settle
quit
"""

NONE = """
settle
action view 'dataset'
wait 300
action next-entry
action pin-entry
action blink-entry
action compare-entry true
wait 200
state entry ''
message -
quit
"""


def run(script, case, **words):
    path = f"{folder}/walk.script"
    with open(path, "w") as file:
        for name, value in {"folder": folder, **words}.items():
            script = script.replace("{" + name + "}", value)
        file.write(script)
    homes = {name: folder for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
    done = subprocess.run(
        [program, "--script", path, case], capture_output=True, text=True, timeout=280,
        env={**os.environ, **homes, "GTK_A11Y": "none", "GDK_BACKEND": "x11",
             "G_DEBUG": "fatal-criticals", "DISPLAY": display.get()})
    if done.returncode != 0:
        print(case, done.stdout, done.stderr)
        sys.exit(1)


if display.missing():
    print(f"skipped: {display.missing()} is not here")
    sys.exit(77)
with tempfile.TemporaryDirectory() as folder:
    run(WALK, sample + ".h5")
    with open(f"{folder}/walk.recipe") as file:
        recipe = file.read()
    wanted = ["sample.h5::Hg/V", "miller = 1 1 0", "offset = 0.5 bohr"]
    missing = [word for word in wanted if word not in recipe]
    if missing:
        print("the recipe lacks", missing)
        print(recipe)
        sys.exit(1)
    run(PAGE, sample + ".h5", third="Hg/As", first="Hg/Au")
    run(NONE, sample)
    large = f"{folder}/large.h5"
    subprocess.run([many, sample + ".h5", large, str(n), "link"], check=True)
    rows = subprocess.run([program, "list", "--csv", "--select", "Hg:A*", large], check=True,
                          capture_output=True, text=True).stdout.splitlines()
    column = rows[0].split(",").index("name")
    charge = rows[0].split(",").index("impurity_z")
    found = [(row.split(",")[column], float(row.split(",")[charge])) for row in rows[1:]]
    print(f"{n} entries, {len(found)} of them impurities of Hg that begin with A")
    heaviest = max(found, key=lambda entry: entry[1])[0]  # max gives the first of equals
    run(PAGE, large, third=found[2][0], first=heaviest)
print("ok")
