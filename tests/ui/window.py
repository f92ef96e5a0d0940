#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The window as a user meets it, driven by its own --script under a virtual display.

usage: window.py KKRSCOPE SAMPLE_FOLDER

Opens the sample, moves the plane, and looks at the pictures: four panels, none of
them empty, no two alike. Opens damaged and empty folders. Draws the same without
OpenGL and compares.
"""

import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

import display

SKIP = 77
WIDTH, HEIGHT = 1440, 900
# the middles of the four panels, well inside, in parts of the window
PANELS = {"V": (0.05, 0.20, 0.33, 0.45), "V - V0": (0.47, 0.20, 0.75, 0.45),
          "|V|": (0.05, 0.62, 0.33, 0.88), "|V - V0|": (0.47, 0.62, 0.75, 0.88)}
failures = 0


def check(condition, what):
    global failures
    if not condition:
        failures += 1
        print(f"not true: {what}")


class Picture:
    """8-bit RGB(A) pixels of a PNG file, rows of bytes."""

    def __init__(self, path):
        data = pathlib.Path(path).read_bytes()
        at, body = 8, b""
        while at < len(data):
            size, kind = struct.unpack(">I4s", data[at:at + 8])
            chunk = data[at + 8:at + 8 + size]
            if kind == b"IHDR":
                self.width, self.height, depth, color = struct.unpack(">IIBB", chunk[:10])
                assert depth == 8 and color in (2, 6)
            elif kind == b"IDAT":
                body += chunk
            at += 12 + size
        self.step = 3 if color == 2 else 4
        self.rows = self.unfilter(zlib.decompress(body))

    def unfilter(self, raw):
        stride, rows = self.width * self.step, []
        before = bytearray(stride)
        for y in range(self.height):
            at = y * (stride + 1)
            kind, row = raw[at], bytearray(raw[at + 1:at + 1 + stride])
            for i in range(stride if kind else 0):
                left = row[i - self.step] if i >= self.step else 0
                up, corner = before[i], before[i - self.step] if i >= self.step else 0
                if kind == 4:
                    p = left + up - corner
                    a, b, c = abs(p - left), abs(p - up), abs(p - corner)
                    guess = left if a <= b and a <= c else up if b <= c else corner
                else:
                    guess = (0, left, up, (left + up) // 2)[kind]
                row[i] = (row[i] + guess) & 255
            rows.append(row)
            before = row
        return rows

    def panel(self, name):
        """The pixels of a panel's middle, every third one."""
        x0, y0, x1, y1 = PANELS[name]
        return [tuple(self.rows[y][x * self.step:x * self.step + 3])
                for y in range(int(y0 * self.height), int(y1 * self.height), 3)
                for x in range(int(x0 * self.width), int(x1 * self.width), 3)]


def difference(a, b):
    """Part of the pixels that are not the same to the eye."""
    far = sum(max(abs(p - q) for p, q in zip(one, two)) > 12 for one, two in zip(a, b))
    return far / len(a)


class Window:
    def __init__(self, program, folder):
        self.program = str(pathlib.Path(program).resolve())
        self.folder = pathlib.Path(folder)
        self.patience = 400  # seconds for a script
        self.environment = dict(
            os.environ, HOME=str(self.folder), XDG_CONFIG_HOME=str(self.folder),
            XDG_RUNTIME_DIR=str(self.folder), GSETTINGS_BACKEND="memory",
            GTK_A11Y="none", G_DEBUG="fatal-criticals", LC_ALL="C.UTF-8",
            LIBGL_ALWAYS_SOFTWARE="1", DISPLAY=display.get())
        # The leak check at exit stops threads that the OpenGL driver still runs, and at
        # times crashes in them; tests/core and tests/render look for our leaks.
        self.environment["ASAN_OPTIONS"] = ":".join(
            filter(None, (os.environ.get("ASAN_OPTIONS"), "detect_leaks=0")))
        self.environment.pop("DBUS_SESSION_BUS_ADDRESS", None)

    def run(self, lines, *paths, **environment):
        """The script's exit status; pictures go to the folder."""
        script = self.folder / "script"
        script.write_text("\n".join([f"size {WIDTH} {HEIGHT}", *lines, "quit", ""]))
        done = subprocess.run(
            [self.program, "--script", str(script), *map(str, paths)],
            env={**self.environment, **environment}, cwd=self.folder, timeout=self.patience,
            capture_output=True, text=True)
        if done.returncode:
            print(done.stdout, done.stderr)
        return done.returncode

    def shot(self, name):
        return Picture(self.folder / name)


def first_look(window, sample):
    status = window.run(
        ["settle", "message -", "state panel -1", "shot first.png",
         "action move-plane 1.0", "settle", "shot moved.png",
         "action panel 1", "state panel 1", "action panel 1", "state panel -1",
         "action mode 'stored'", "settle", "state mode 'stored'", "shot stored.png",
         "action undo", "action undo", "action undo", "action undo", "settle",
         "state mode 'cell'", "shot back.png"], sample)
    check(status == 0, "the sample opens, moves, and is undone")
    if status:
        return
    first, moved = window.shot("first.png"), window.shot("moved.png")
    check((first.width, first.height) == (WIDTH, HEIGHT), "the window has the asked size")
    names = list(PANELS)
    for name in names:
        colors = len(set(first.panel(name)))
        check(colors > 100, f"{name} has a picture: {colors} colours")
        check(difference(first.panel(name), moved.panel(name)) > 0.1,
              f"{name} changes with the plane")
        check(difference(first.panel(name), window.shot("back.png").panel(name)) < 0.01,
              f"{name} is what it was after undo")
    check(difference(first.panel("V"), window.shot("stored.png").panel("V")) > 0.02,
          "what is stored is not V")
    for i, one in enumerate(names):
        for two in names[i + 1:]:
            check(difference(first.panel(one), first.panel(two)) > 0.3,
                  f"{one} and {two} differ")


def damaged(window, sample):
    broken, empty = window.folder / "broken", window.folder / "empty"
    shutil.copytree(sample, broken)
    empty.mkdir()
    whole = (broken / "potential_imp").read_bytes()
    (broken / "potential_imp").write_bytes(whole[:len(whole) // 2])
    status = window.run(
        ["settle", "message potential_imp:", "shot broken.png",
         f"action open-path '{empty}'", "message no files",
         f"action open-path '{sample}'", "settle", "message -", "shot again.png"], broken)
    check(status == 0, "damaged, then empty, then whole: a message, no crash")
    shared = window.folder / "share" / "kkrscope"
    shared.mkdir(parents=True)
    (shared / "sample").symlink_to(sample)
    folders = f"{shared.parent}:{os.environ.get('XDG_DATA_DIRS', '/usr/share')}"
    check(window.run(["wait 200", "message -", "action open-sample", "settle",
                      "state panel -1"], XDG_DATA_DIRS=folders) == 0,
          "an empty window offers the sample")
    check(window.run(["message no files", "shot nothing.png"], empty) == 0,
          "an empty folder leaves an empty window with a message")
    if status == 0:
        colors = len(set(window.shot("broken.png").panel("V")))
        check(colors > 100, f"what could be read is shown: {colors} colours")


def without_display(window, sample):
    environment = {key: value for key, value in window.environment.items()
                   if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    for arguments, status, part in ((["--no-such-thing"], 2, "--no-such-thing"),
                                    ([str(sample)], 1, "no display")):
        done = subprocess.run([window.program, *arguments], env=environment, timeout=60,
                              capture_output=True, text=True)
        check(done.returncode == status and part in done.stderr,
              f"{arguments}: status {done.returncode}, says {done.stderr}")


def leaving_early(window, sample):
    page = window.folder / "late.pdf"
    check(window.run([], sample) == 0, "closing while reading")
    check(window.run(["settle", f"action export-path '{page}'"], sample) == 0,
          "closing while a page is written")
    check(window.run(["settle", "action reload", "action mode 'mt'", "action close"],
                     sample) == 0, "closing while reading again")


def other_opengl(window, sample):
    """The same colours from the oldest OpenGL that is supported, and from none."""
    for what, part_allowed, environment in (
            ("OpenGL 3.3", 0.001, {"MESA_GL_VERSION_OVERRIDE": "3.3"}),
            ("no OpenGL", 0.02, {"GDK_DEBUG": "gl-disable"})):
        status = window.run(["settle", "shot other.png"], sample, **environment)
        check(status == 0, f"the window works with {what}")
        if status or not (window.folder / "first.png").exists():
            continue
        first, other = window.shot("first.png"), window.shot("other.png")
        for name in PANELS:
            part = difference(first.panel(name), other.panel(name))
            check(part <= part_allowed, f"{name} is the same with {what}: {part:.4f} differ")


def many_sizes(window, sample):
    status = window.run(
        ["settle", "size 900 600", "wait 400", "settle", "state inspector false",
         "shot small.png", "size 1200 760", "wait 400", "settle", "state inspector true",
         "action app.theme 'dark'", "settle", "shot dark.png", "action zoom 3.0",
         "action plane '1,1,1@0.5'", "action scale 'asinh'", "action energy-unit 'eV'",
         "point 0.2 0.3", "settle", "action copy-values",
         f"action export-path '{window.folder}/page.pdf'", "message written",
         f"action export-path '{window.folder}/page.doc'", "message .pdf", "action reset-view", "settle"],
        sample)
    check(status == 0, "small and dark windows work")
    if status == 0:
        page = (window.folder / "page.pdf").read_bytes()
        check(page.startswith(b"%PDF") and len(page) > 10000, "the page is a PDF")
        recipe, again = window.folder / "page.recipe", window.folder / "again.pdf"
        with open(recipe, "w") as file:
            subprocess.run([window.program, "recipe", window.folder / "page.pdf"],
                           stdout=file)
        subprocess.run([window.program, "figure", recipe, "-o", again])
        check(again.exists() and again.read_bytes() == page,
              "the shell makes the same page from its recipe")
        check(window.shot("dark.png").rows[-5][600] < 80, "the dark theme is dark")


def dropped(window, sample):
    """A figure or a recipe that is dropped on the window shows what it was made of."""
    lines = ["settle", "action plane '1,0.5,0.2@0.4'", "action plane-axes 'lattice'",
             "action mode 'stored'", "settle", "action zoom 1.5", "settle",
             "shot as-made.png"]
    figures = [window.folder / f"dropped.{suffix}" for suffix in ("png", "pdf", "svg")]
    for figure in figures:
        lines += [f"action export-path '{figure}'", "message written",
                  "action hide-message"]
    recipe = window.folder / "dropped.recipe"
    lines += [f"action save-recipe-path '{recipe}'", "message written"]
    check(window.run(lines, sample) == 0, "figures of a view are written")
    made = window.shot("as-made.png")
    for path in [*figures, recipe]:
        status = window.run([f"drop {path}", "settle", "state plane-axes 'lattice'",
                             "state mode 'stored'", "state panel -1", "message -",
                             "shot dropped.png"])
        check(status == 0, f"{path.name} is dropped on an empty window")
        if status == 0:
            again = window.shot("dropped.png")
            for name in PANELS:
                part = difference(made.panel(name), again.panel(name))
                # the crosshair is where the mouse of the display happens to be
                check(part < 0.012, f"{path.name} shows {name} as it was: {part:.4f}")
    nothing = window.folder / "nothing.txt"
    nothing.write_text("no potential")
    check(window.run(["settle", f"drop {nothing}", "message nothing.txt",
                      "state mode 'cell'", f"drop {sample}", "settle", "message -"],
                     sample) == 0, "a file that is none is said, a folder is opened")


def lone_potential(window, sample):
    """Without a structure the window says what is missing, and takes it."""
    lone = window.folder / "lone"
    lone.mkdir()
    shutil.copy(sample / "potential", lone)
    status = window.run(
        ["settle", "state view 'radial'", "message no structure", "shot curves.png",
         "action view 'panels'", "settle", "shot missing.png",
         f"action structure-path '{sample}/inputcard'", "settle", "message -",
         "state view 'panels'", "shot given.png"], lone)
    check(status == 0, "a potential alone gets its structure")
    if status == 0:
        missing, given = window.shot("missing.png"), window.shot("given.png")
        check(difference(missing.panel("V"), given.panel("V")) > 0.3, "slices are there")


def main():
    program, sample = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    if display.missing():
        print(f"skipped: {display.missing()} is not here")
        return SKIP
    with tempfile.TemporaryDirectory() as folder:
        window = Window(program, folder)
        first_look(window, sample)
        damaged(window, sample)
        without_display(window, sample)
        leaving_early(window, sample)
        other_opengl(window, sample)
        many_sizes(window, sample)
        dropped(window, sample)
        lone_potential(window, sample)
    if failures:
        print(f"{failures} checks failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
