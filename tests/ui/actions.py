#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Every action of the window, once.

usage: actions.py KKRSCOPE SAMPLE_FOLDER

The window lists its actions; each needs a line here. Those that edit the picture
must be one step to undo each; all of them together, undone, must leave the recipe
as it was. A critical of GLib or GTK ends the window and fails the test.
"""

import pathlib
import subprocess
import sys
import tempfile

import display
import window as w
from window import SKIP, Window, check

# what an action of the picture is given; every one of them changes the first picture
EDITS = {
    "plane": "'1,1,0@0.4'", "move-plane": "0.7", "plane-axes": "'lattice'", "zoom": "1.6", "reset-view": None,
    "panel": "1", "unlink": None, "mode": "'stored'", "reference": "'zero'", "channel": "'up'",
    "l-max": "2", "energy-unit": "'eV'", "length-unit": "'angstrom'",
    "cells": None, "contours": None, "atoms": None, "labels": None, "muffin-tin": None,
    "owners": None, "tripod": None, "host": None, "nuclear": None, "keep-scales": None,
    "scale": "'asinh'", "next-scale": None, "next-mode": None, "range": "'full'", "fit-range": None,
    "limits": "(3.0,0.01)", "link-scales": None, "colormap": "'vik'",
    "center-site": "3", "center-on": "'site:2'", "plane-at": "'1,2,3'",
    "plane-through": "'site:1;site:2;site:4'", "pin": "'0,1,1'", "unpin": None,
    "profile": None, "profile-from": "'site:1'", "profile-to": "'site:2'",
    "profile-scale": "'linear'", "reference-path": "'{sample}/potential_host_cluster'",
    "start-over": None, "view": "'radial'", "radial-log": None, "radial-marks": None,
    "radial-parts": "'nonspherical'", "radial-overlay": "'modes'", "radial-site": "3",
    "page-profile": "'slide'", "page-width": "89.0", "page-height": "170.0",
    "page-dpi": "150.0",
    "cells-site": "2", "cells-face": "3", "cells-shown": "'all'", "cells-colour": "'site'",
    "cells-opacity": "0.5", "cells-hidden": None, "cells-atoms": None, "cells-r-in": None,
    "cells-r-mt": None, "cells-r-out": None, "cells-sphere": None, "cells-cut": None,
    "cells-radius": "3.0", "cells-chart": "'slice'", "cells-source": "'file'",
    "cells-table": "'radii'", "cells-l": "6", "cells-direction": "(1.0,0.0,0.0)",
    "map-colour": "'rms'", "map-scale": "'log'", "map-order": "'number'",
    "map-hosts": "'all'", "map-select": "'Hg:A*'", "map-sort": "'-rms'",
    "map-show": "'screening'", "dataset-map": None,
    "features-rcut": "5.5", "features-rmin": "-0.5", "features-likeness": "1.0",
    "features-n-one": "6", "features-n-two": "4", "features-l-max": "2",
    "features-species": "'host,imp'", "features-single": None,
    "features-gamma": "0.75", "features-alpha-one": "1.0", "features-alpha-two": "2.0",
    "features-beta-one": "0.5", "features-beta-two": "1.5", "features-page": "'plane'",
    "features-feature": "'Hg_n2'", "features-raw": None,
    "fit-n-one": "8", "fit-n-two": "2", "fit-l-max": "1", "fit-rcut": "5.0",
    "fit-ridge": "1e-10", "fit-points": "500", "fit-target": "'dVstart'",
    "fit-cells": "'impurity'", "model-path": "'{folder}/model.h5'",
    "check-item": "'symmetry'", "check-site": "2", "check-grid": "48",
    "perspective": None, "look": "'x'", "fit": None,
    "surface": None, "surface-level": "-0.5", "surface-levels": "[-0.5,0.1]",
    "surface-pair": None, "surface-colour": "'dV'", "surface-opacity": "0.5",
    "surface-cut": "'front'", "surface-slice": None, "surface-cells": None,
    "surface-atoms": None, "surface-box": None, "surface-extent": "'unit-cell'",
    "surface-repeat": "(2,2,2)",
    "radial-toggle-site": "4", "radial-lm": "5", "radial-range": "(0.5,2.0)",
}
# these need something to act on: what happens before them
FIRST = {
    "start-over": "mode 'mt'",
    "reset-view": "zoom 2.0", "fit-range": "limits (3.0,0.01)", "unpin": "pin '0,1,1'",
    "profile-to": "profile-from 'site:1'", "profile-scale": "profile true",
    "fit": "look 'y'",
    **{name: "view 'cells'" for name in EDITS if name.startswith("cells-")},
    **{name: "view 'features'" for name in EDITS if name.startswith("features-")},
    **{name: "view 'check'" for name in EDITS if name.startswith("check-")},
    **{name: "view 'radial'" for name in EDITS if name.startswith("radial-")},
}
# no step to undo: what they do is not part of the picture
OTHERS = {
    "win.pick-atom": "'site:1'", "win.unpick": None, "win.copy-value": "'0,1,1'",
    "win.copy-values": None, "win.copy-view": None, "win.copy-profile": None,
    # a folder is no data set: they do nothing here (tests/ui/dataset.py)
    "win.next-entry": None, "win.previous-entry": None, "win.entry": "'Hg/Ag'",
    "win.pin-entry": None, "win.blink-entry": None, "win.compare-entry": None,
    "win.first-entry": None, "win.last-entry": None,
    "win.dismiss": None, "win.inspector": None,
    "win.fold": "'sites'", "win.copy-recipe": None,
    "win.save-recipe-path": "'{folder}/all.recipe'", "win.hide-message": None,
    "win.escape": None,
    "win.cancel": None,
    "win.redo": None, "win.undo": None, "app.theme": "'dark'", "app.energy-unit": "'Ry'",
    "app.length-unit": "'bohr'", "app.reopen": None,
    "win.export-path": "'{folder}/all.svg'", "win.features-panel": "'dV'",
    "win.features-chosen": "'0,0 1,0 1,1'", "win.save-model-path": "'{folder}/none.h5'",
}
# open another case: undo begins anew
CASES = {"win.open-path": "'{sample}'", "win.open-recent": "'{sample}'",
         "win.open-sample": None, "win.structure-path": "'{sample}/inputcard'",
         "win.reload": None}
# ask for a file, open a surface of their own, fill the screen, or end the window: one
# window each
ALONE = ["win.context-menu", "win.show-help-overlay", "app.about", "win.open-recipe", "win.open-dataset", "win.save-recipe", "app.new-window", "win.fullscreen", "win.open", "win.export", "win.save-model", "win.model", "win.reference-file", "win.structure",
         "win.close", "app.quit"]


def actions(window, name):
    """What the window listed: {action: (parameter type, enabled, state)}."""
    lines = (window.folder / name).read_text().splitlines()
    return {action: (kind, enabled == "enabled", state)
            for action, kind, enabled, state in (line.split(" ", 3) for line in lines)}


def call(window, sample, name, value):
    value = "" if value is None else value.format(sample=sample, folder=window.folder)
    return f"action {name} {value}".strip()


def listed(window, sample):
    if window.run(["settle", "actions list"], sample):
        check(False, "the window lists its actions")
        return
    have = set(actions(window, "list"))
    known = {f"win.{name}" for name in EDITS} | set(OTHERS) | set(CASES) | set(ALONE)
    for name in sorted(have - known):
        check(False, f"{name} has no line in {pathlib.Path(__file__).name}")
    for name in sorted(known - have):
        check(False, f"the window has no action {name}")


def one_step_each(window, sample):
    subprocess.run([window.program, "fit", sample, "--cells", "impurity", "--nmax", "6,2",
                    "--lmax", "1", "--points", "300,100,20", "-o",
                    str(window.folder / "model.h5")], check=True, capture_output=True)
    lines = ["settle"]
    for name, value in EDITS.items():
        before = FIRST.get(name)
        lines += [f"action {before}"] if before else []
        lines += ["settle"] if name == "reference-path" else []
        lines += [call(window, sample, name, value), "settle", f"actions {name}.done",
                  "action undo"]
        lines += ["action undo"] if before else []
        lines += [f"actions {name}.undone"]
    if window.run(lines, sample):
        check(False, "every edit, and its undo")
        return
    for name in EDITS:
        done, undone = (actions(window, f"{name}.{when}") for when in ("done", "undone"))
        check(done["win.undo"][1], f"{name} can be undone")
        check(not undone["win.undo"][1] and undone["win.redo"][1],
              f"{name} is one step to undo")
        kind, _, state = done[f"win.{name}"]
        if state != "-" and EDITS[name]:
            check(state == EDITS[name].split("@")[0],
                  f"{name}: its state is {state}, not {EDITS[name]}")


def recipe(window, picture):
    done = subprocess.run([window.program, "recipe", window.folder / picture],
                          capture_output=True, text=True)
    check(done.returncode == 0 and done.stdout, f"{picture} has a recipe: {done.stderr}")
    return done.stdout


def all_of_them(window, sample):
    """All edits on top of each other, then back to the beginning."""
    lines = ["settle", f"action export-path '{window.folder}/begin.svg'",
             "message written", "action hide-message"]
    for name, value in EDITS.items():
        if name == "view":  # figures of the radial view hold no recipe
            lines += ["settle", f"action export-path '{window.folder}/end.svg'",
                      "message written", "action hide-message"]
        lines += [call(window, sample, name, value)]
    lines += ["settle"]
    lines += [f"action {name}" for name in 2 * len(EDITS) * ["undo"]]
    lines += ["settle", f"action export-path '{window.folder}/back.svg'",
              "message written", "actions back"]
    status = window.run(lines, sample)
    check(status == 0, "all edits in a row, and undone")
    if status:
        return
    begin, end, back = (recipe(window, f"{name}.svg") for name in ("begin", "end", "back"))
    check(begin != end, "edits change the recipe")
    check(begin == back, "undo leads back to the first recipe:\n" +
          "\n".join(sorted(set(begin.splitlines()) ^ set(back.splitlines()))))
    check(not actions(window, "back")["win.undo"][1], "nothing is left to undo")


def others(window, sample):
    lines = ["settle", "action profile-from 'site:1'", "action profile-to 'site:2'",
             "settle", "point 0.2 0.2"]
    for name, value in {**OTHERS, **CASES}.items():
        lines += [call(window, sample, name, value), "wait 200"]
    shared = window.folder / "share" / "kkrscope"
    shared.mkdir(parents=True)
    (shared / "sample").symlink_to(sample)
    check(window.run(lines + ["settle", "state panel -1"], sample) == 0,
          "what is no edit: copies, windows, other cases")
    for name in ALONE:
        # where the mouse stands still on the menu, a timer of GTK 4.8 for tooltips asks
        # for its surface when that has gone with the window
        quiet = {"G_DEBUG": ""} if name == "win.context-menu" else {}
        check(window.run(["settle", f"action {name}", "wait 500", "action app.quit"],
                         sample, **quiet) == 0,
              f"{name} in a window of its own")


def without_case(window):
    """Nothing is open: every action that is not about files is refused or harmless."""
    lines = []
    for name, value in {**{f"win.{name}": value for name, value in EDITS.items()},
                        **OTHERS}.items():
        lines += [call(window, window.folder, name, value)]
    check(window.run(["wait 300", *lines, "wait 300", "state panel -1"]) == 0,
          "an empty window takes every action")


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        window = Window(program, folder)
        listed(window, sample)
        one_step_each(window, sample)
        all_of_them(window, sample)
        others(window, sample)
        without_case(window)
    if w.failures:
        print(f"{w.failures} checks failed")
    return 1 if w.failures else 0


if __name__ == "__main__":
    sys.exit(main())
