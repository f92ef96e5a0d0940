#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""What outlives the program, under a virtual display.

usage: session.py KKRSCOPE SAMPLE_FOLDER

Kills the program and starts it again, leaves cases and comes back, undoes everything,
saves recipes and opens them, changes files behind the window's back, and opens a
second window.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import display
import window as driver
from window import SKIP, Window, check

SIZE = "size 1000 700"
HIDE = ("action escape", "message -", "wait 300", "settle")


class Session(Window):
    """A window that keeps its state in a folder of its own."""

    def begin(self, lines, *arguments, **environment):
        """Starts the program; its process id comes with it."""
        self.script = self.folder / "script"
        self.script.write_text("\n".join([SIZE, *lines, ""]))
        pid = self.folder / "pid"
        pid.unlink(missing_ok=True)
        process = subprocess.Popen(
            ["sh", "-c",
             f'echo $$ > {pid}.new; mv {pid}.new {pid}; exec "$@"', "sh", self.program,
             "--state", str(self.folder / "state"), "--script", str(self.script),
             *map(str, arguments)],
            env={**self.environment, **environment}, cwd=self.folder,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return process, pid

    def go(self, lines, *arguments, **environment):
        process, _ = self.begin([*lines, "quit"], *arguments, **environment)
        output, _ = process.communicate(timeout=120)
        if process.returncode:
            print(output)
        return process.returncode == 0

    def recipe(self, name):
        """A recipe without what is no part of the picture."""
        lines = (self.folder / name).read_text().splitlines()
        return [line for line in lines if "sha256" not in line and line != "auto = on" and
                line != "auto = off"]


def wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def same_pixels(session, one, two, what):
    a, b = session.shot(one), session.shot(two)
    # without header and inspector: undo and scroll bars are no part of the picture
    header, stage = 60, a.width * 69 // 100 * a.step
    rows = sum(p[:stage] != q[:stage] for p, q in zip(a.rows[header:], b.rows[header:]))
    check((a.width, a.height) == (b.width, b.height) and rows == 0,
          f"{what}: {rows} rows of pixels differ")


def killed(session, sample):
    ready = session.folder / "ready.png"
    process, pid = session.begin(
        ["settle", "action plane '1,1,0@0.7'", "action mode 'stored'", "action contours",
         "settle", "action save-recipe-path 'before.recipe'", "message written",
         *HIDE, "shot before.png", "wait 3000", "shot ready.png",
         "wait 60000", "quit"], sample)
    check(wait_for(ready.exists, 60), "the script came to its end")
    os.kill(int(pid.read_text()), signal.SIGKILL)
    process.communicate(timeout=60)
    check(session.go(["wait 300", "settle", "message did not end properly",
                      "state mode 'stored'",
                      "action save-recipe-path 'after.recipe'", "wait 300",
                      *HIDE, "shot after.png"]), "after a crash all is there again")
    check(session.recipe("before.recipe") == session.recipe("after.recipe"),
          "the recipe survives a crash to the last bit")
    same_pixels(session, "before.png", "after.png", "a crash")
    check(session.go(["wait 500", "message -"]), "that is said once")


def crashed_twice(session, sample):
    """What was restored may be the reason of the second crash: it is only offered."""
    for attempt in range(2):
        done = session.folder / f"twice{attempt}.png"
        arguments = [sample] if attempt == 0 else []
        process, pid = session.begin(["wait 300", "settle", "wait 2500", f"shot {done.name}",
                                      "wait 60000"], *arguments)
        check(wait_for(done.exists, 60), "the picture was there")
        os.kill(int(pid.read_text()), signal.SIGKILL)
        process.communicate(timeout=60)
    check(session.go(["message twice in a row", "shot offered.png"]),
          "a crash right after restoring is not repeated")


def left_and_reopened(session, sample):
    other = session.folder / "other"
    shutil.copytree(sample, other)
    check(session.go(["settle", "action plane '1,1,0@0.7'", "action panel 1",
                      f"action open-path '{other}'", "settle", "state panel -1",
                      f"action open-path '{sample}'", "settle", "state panel 1",
                      "action start-over", "settle", "state panel -1", "action undo",
                      "state panel 1", "action app.reopen false",
                      f"action open-path '{other}'", "settle",
                      f"action open-path '{sample}'", "settle", "state panel -1",
                      "action app.reopen true"], sample),
          "a case opened again is as it was left, if that is wanted")
    check(session.go(["settle", "action panel 2", "settle"], sample) and
          session.go(["settle", "state panel 2"], sample),
          "also by another program")


def undone(session, sample):
    check(session.go(["settle", "action start-over", "settle",
                      "action save-recipe-path 'start.recipe'",
                      "message written", *HIDE, "shot start.png",
                      "action plane '1,1,1@0.5'", "settle", "action mode 'mt'", "settle",
                      "action scale 'linear'", "settle", "action zoom 2.0", "settle",
                      "action energy-unit 'eV'", "action cells", "settle",
                      "action undo", "action undo", "action undo", "action undo",
                      "action undo", "action undo", "settle", "wait 300",
                      "action save-recipe-path 'end.recipe'", "message written",
                      *HIDE, "shot end.png"], sample),
          "everything can be undone")
    check(session.recipe("start.recipe") == session.recipe("end.recipe"),
          "undo leads back to the first recipe")
    same_pixels(session, "start.png", "end.png", "undo")


def recipes(session, sample):
    moved = session.folder / "moved"
    moved.mkdir()
    shutil.copytree(sample, moved / "case")
    check(session.go(["settle", "action plane '1,1,0@0.7'", "action scale 'asinh'",
                      "action labels", "settle", "action save-recipe-path 'moved/a.recipe'",
                      "message written", "action copy-recipe", "message clipboard", *HIDE,
                      "shot saved.png"], moved / "case"),
          "a recipe is saved")
    again = session.folder / "again"
    moved.rename(again)
    check("case = case\n" in (again / "a.recipe").read_text(),
          "a recipe beside its case names it relatively")
    for state in ("state", "state2"):
        check(session.go(["settle", "action copy-recipe", "message clipboard",
                          *HIDE, "shot opened.png"], again / "a.recipe"), "a recipe is opened")
        same_pixels(session, "saved.png", "opened.png", "a recipe")
        shutil.rmtree(session.folder / "state")
    (again / "b.recipe").write_text("kkrscope recipe 1\n[plane]\nmilller = 1 1 1\n")
    (again / "c.png").write_bytes((session.folder / "saved.png").read_bytes())
    check(session.go(["settle", f"action open-path '{again}/b.recipe'",
                      "message b.recipe:3:", f"action open-path '{again}/c.png'",
                      "message no recipe inside", "state panel -1"],
                     again / "a.recipe"), "what is no recipe is said in a sentence")


def changed_files(session, sample):
    case = session.folder / "changing"
    shutil.copytree(sample, case)
    potential = case / "potential_imp"
    whole = potential.read_bytes()
    process, _ = session.begin(
        ["settle", "action plane '1,1,0@0.7'", "settle", "shot one.png",
         "message potential_imp changed", "action mode 'stored'", "settle",
         "message potential_imp changed", "action undo", "settle",
         "action reload", "settle", "message -",
         "shot two.png", "message no longer there", "shot gone.png",
         "action reload", "wait 500", "settle", "wait 3500", "quit"], case)
    shots = [session.folder / name for name in ("one.png", "two.png")]
    wait_for(shots[0].exists, 60)
    for part in range(8):  # slowly, as a calculation writes: no hint in between
        potential.write_bytes(whole[:len(whole) * (part + 1) // 8])
        time.sleep(0.2)
    wait_for(shots[1].exists, 60)
    potential.rename(case.parent / "away")
    output, _ = process.communicate(timeout=120)
    check(process.returncode == 0, f"changed and vanished files are told: {output}")
    driver.WIDTH = 1000
    if process.returncode == 0:
        check(len(set(session.shot("gone.png").panel("V"))) > 100,
              "what was read stays when its file is gone")


def two_windows(session, sample):
    other = session.folder / "second"
    shutil.copytree(sample, other)
    check(session.go(["settle", "action app.new-window", "wait 300", "window 2",
                      f"action open-path '{other}'", "settle", "action panel 3",
                      "action mode 'mt'", "settle", "window 1", "state panel -1",
                      "state mode 'cell'", "action undo", "window 2", "state panel 3",
                      "action undo", "state mode 'cell'", "state panel 3",
                      "action close", "window 1", "wait 200", "action zoom 2.0",
                      "settle"], sample), "two windows do not disturb each other")
    left = list((session.folder / "state" / "open").iterdir())
    check(not left, f"a good end leaves nothing open: {left}")


def other_drivers(session, sample):
    lines = ["settle", "action move-plane 0.5", "action panel 1", "settle", "action undo",
             "settle", "message -"]
    check(session.go(lines, sample, MESA_GL_VERSION_OVERRIDE="3.3"), "OpenGL 3.3 is enough")
    check(session.go(lines, sample, GDK_DEBUG="gl-disable"), "no OpenGL is enough")


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    for part in (killed, crashed_twice, left_and_reopened, undone, recipes, changed_files,
                 two_windows, other_drivers):
        with tempfile.TemporaryDirectory() as folder:
            part(Session(program, folder), sample)
    if driver.failures:
        print(f"{driver.failures} checks failed")
    return 1 if driver.failures else 0


if __name__ == "__main__":
    sys.exit(main())
