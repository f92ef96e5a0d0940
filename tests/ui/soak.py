#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The window for a long time: views and actions at random.

usage: soak.py KKRSCOPE SAMPLE_FOLDER MINUTES [SEED]

A walk is some actions of tests/ui/actions.py in a random order, with values that they
take there. Each seed has a window of its own; a critical of GLib, a crash or a report of
a sanitizer ends it with the walk's seed.

Leaks: LeakSanitizer cannot look into a window, since it stops in threads of OpenGL's
driver. So the window counts itself: one walk is walked again and again, each time to the
same quiet point (the sample opened anew, nothing to undo, the picture exact), where all
allocated bytes of the program and its libraries are read. What each round leaks is the
slope of that over the rounds behind the warm-up (the first half); runs of less than a
minute do not judge it.
"""

import pathlib
import random
import sys
import tempfile
import time

import actions
import display
from window import SKIP, Window, check
import window as w

STEPS = 40           # of a walk
ROUNDS = 12          # of the same walk, for the slope
WARM_UP = 6          # of these: caches of fonts, styles and shaders fill
MOST_BYTES = 20_000  # a round may leave more than before, allocated
MOST_RSS = 1_000_000  # and in memory, with the gaps between
VIEWS = ["panels", "cells", "radial", "features"]


def walk(chance, window, sample, steps):
    """Lines of a script: views and edits at random, some undone, some redone."""
    lines = []
    names = sorted(actions.EDITS)
    while len(lines) < steps:
        kind = chance.random()
        if kind < 0.12:
            lines.append(f"action view '{chance.choice(VIEWS)}'")
        elif kind < 0.2:
            lines += ["action undo"] * chance.randint(1, 5)
        elif kind < 0.24:
            lines.append("action redo")
        elif kind < 0.28:
            lines.append(f"point {chance.random():.2f} {chance.random():.2f} KkrWindow")
        elif kind < 0.34:
            lines.append(chance.choice(["settle", "wait 50", "wait 5"]))
        else:
            name = chance.choice(names)
            lines.append(actions.call(window, sample, name, actions.EDITS[name]))
    return lines


def quiet(sample, name):
    return ["action view 'panels'", f"action open-path '{sample}'", "settle", "wait 200",
            f"memory {name}"]


def slope(values):
    """Least squares, bytes a round."""
    n = len(values)
    mean_x, mean_y = (n - 1) / 2, sum(values) / n
    return (sum((x - mean_x) * (y - mean_y) for x, y in enumerate(values)) /
            sum((x - mean_x) ** 2 for x in range(n)))


def same_walk(window, sample, seed, rounds, warm_up, steps):
    """How much one walk leaves behind when it is walked again."""
    (window.folder / "memory").unlink(missing_ok=True)
    one = walk(random.Random(seed), window, sample, steps)
    lines = ["settle"] + (one + quiet(sample, "memory")) * rounds
    begin = time.time()
    if not_good := window.run(lines, sample):
        check(False, f"walk of seed {seed}: status {not_good}")
        return
    table = [tuple(map(int, line.split()))
             for line in (window.folder / "memory").read_text().splitlines()]
    allocated, resident = ([row[i] for row in table[warm_up:]] for i in (0, 1))
    leak, growth = slope(allocated), slope(resident)
    print(f"seed {seed}: {rounds} rounds of {len(one)} lines in {time.time() - begin:.0f} s; "
          f"a round leaves {leak:.0f} bytes allocated of {allocated[-1] / 1e6:.1f} MB, "
          f"{growth / 1e3:.0f} kB resident of {resident[-1] / 1e6:.0f} MB", flush=True)
    if rounds < ROUNDS:
        return  # too few behind the warm-up to judge: a short run looks for crashes
    check(leak < MOST_BYTES, f"seed {seed} leaks {leak:.0f} bytes a round: {allocated}")
    check(growth < MOST_RSS, f"seed {seed} grows by {growth:.0f} bytes a round: {resident}")


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    minutes = float(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    end = time.time() + 60 * minutes
    short = minutes < 1
    while True:
        with tempfile.TemporaryDirectory() as folder:
            window = Window(program, folder)
            window.patience = 3000
            same_walk(window, sample, seed, 4 if short else ROUNDS,
                      2 if short else WARM_UP, 12 if short else STEPS)
        seed += 1
        if time.time() >= end or w.failures:
            break
    if w.failures:
        print(f"{w.failures} checks failed")
    return bool(w.failures)


if __name__ == "__main__":
    sys.exit(main())
