#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The window as a screen reader meets it: every control has a name.

usage: access.py KKRSCOPE SAMPLE_FOLDER

Walks the accessible objects (AT-SPI) of the window with everything open: the sample,
the profile, the menu at the crosshair, the shortcuts, the page about the program;
then of the radial view and an empty window. Runs in a private D-Bus session under a virtual display,
and is skipped where these or the typelib of AT-SPI are not installed.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import display
import window as w
from window import SKIP, Window, check

PROBE = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
CONTROLS = {"push button", "toggle button", "check box", "radio button", "text", "entry",
            "spin button", "slider", "combo box", "progress bar", "tree table", "table",
            "image", "menu", "menu item", "check menu item", "radio menu item", "frame",
            "dialog"}
# the toolkit's own: parts of controls that have a name, or that hold one
PARTS = {"scroll bar", "scroll pane", "list", "table row", "list item"}
WINDOWS = {"Keyboard shortcuts", "About KKRscope"}
EVERYTHING = ["settle", "action profile-from 'site:1'", "action profile-to 'site:2'",
              "settle", "wait 300", "action pin '0,1,1'", "action context-menu",
              "wait 300", "action show-help-overlay", "action app.about", "wait 500",
              "shot ready.png", "wait 60000", "quit"]
RADIAL = ["settle", "action view 'radial'", "settle", "wait 300", "shot ready.png",
          "wait 60000", "quit"]
CELLS = ["settle", "action view 'cells'", "settle", "wait 300", "shot ready.png",
         "wait 60000", "quit"]


def named(thing):
    """A control without a name is called like its type."""
    name = thing.get_name() or ""
    return bool(name.strip()) and not name.startswith(("Gtk", "Kkr"))


def inside(path, *roles):
    return any(role in roles for role, _ in path)


def walk(thing, path, seen):
    """Puts every object below `thing` into `seen`: (path of (role, name), is named)."""
    from gi.repository import Atspi
    role = thing.get_role_name()
    here = path + [(role, thing.get_name() or "")]
    states = thing.get_state_set()
    control = role in CONTROLS or (states.contains(Atspi.StateType.FOCUSABLE) and
                                   role not in PARTS)
    # icons within a named button, and the button and list within a drop-down
    part = (inside(path, "combo box") or role in PARTS or
            (role in ("image", "filler") and
             inside(path, "push button", "toggle button", "list", "menu item", "image")))
    if control and not part:
        seen.append((here, named(thing)))
    for i in range(0 if here[-1][1] in WINDOWS else thing.get_child_count()):
        child = thing.get_child_at_index(i)
        if child:
            walk(child, here, seen)


def application():
    from gi.repository import Atspi
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(i)
        if child and "kkrscope" in (child.get_name() or "").lower():
            return child
    return None


def look(folder, program, script, paths, at_least):
    """Inside the session: starts the program, walks, and checks."""
    ready, lines = folder / "ready.png", folder / "script"
    ready.unlink(missing_ok=True)
    lines.write_text("\n".join([f"size {w.WIDTH} {w.HEIGHT}", *script, ""]))
    started = subprocess.Popen([program, "--script", str(lines), *paths], cwd=folder)
    try:
        last = time.monotonic() + 90
        while not ready.exists() and time.monotonic() < last and started.poll() is None:
            time.sleep(0.1)
        check(ready.exists(), "the window opens")
        app = application()
        if not app:  # a bus without AT-SPI's services
            print("skipped: the window is not on the accessibility bus")
            return SKIP
        seen = []
        walk(app, [], seen)
        for path, is_named in seen:
            check(is_named, "a control without a name: " +
                  " / ".join(name or role for role, name in path) + f", {path[-1][0]}")
        check(len(seen) >= at_least, f"only {len(seen)} controls are seen")
        print(f"{len(seen)} controls")
    finally:
        started.kill()
        started.wait()
    return 0


def inner(program, sample):
    import gi
    gi.require_version("Atspi", "2.0")
    folder = pathlib.Path.cwd()
    skipped = look(folder, program, EVERYTHING, [sample], 60)
    if not skipped:
        look(folder, program, RADIAL, [sample], 60)
        look(folder, program, CELLS, [sample], 60)
        look(folder, program, ["wait 300", "shot ready.png", "wait 60000", "quit"], [], 8)
    return skipped or (1 if w.failures else 0)


def python_with_atspi():
    for python in (sys.executable, "/usr/bin/python3"):
        if shutil.which(python) and subprocess.run(
                [python, "-c", PROBE], capture_output=True).returncode == 0:
            return python
    return None


def main():
    if sys.argv[1] == "--inside":
        return inner(sys.argv[2], sys.argv[3])
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    python = python_with_atspi()
    for what, here in (("Xvfb", not display.missing()),
                       ("dbus-run-session", shutil.which("dbus-run-session")),
                       ("gir1.2-atspi-2.0 with python3-gi", python)):
        if not here:
            print(f"skipped: {what} is not here")
            return SKIP
    with tempfile.TemporaryDirectory() as folder:
        window = Window(program, folder)
        environment = {key: value for key, value in window.environment.items()
                       if key != "GTK_A11Y"}
        done = subprocess.run(
            ["dbus-run-session", "--", python, str(pathlib.Path(__file__).resolve()), "--inside", window.program,
             str(sample)], env=environment, cwd=folder, timeout=240,
            capture_output=True, text=True)
        print(done.stdout)
        if done.returncode not in (0, SKIP):
            print(done.stderr)
        return done.returncode


if __name__ == "__main__":
    sys.exit(main())
