#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Pairs of a recipe and its picture, tests/figures/NAME.recipe and NAME.png; and equal
bytes from every recipe there and in assets/recipes, whatever threads and displays.

usage: test_golden.py KKRSCOPE SOURCE_ROOT [--update]

--update draws the pictures anew; look at them before you keep them. A picture that
differs is written to NAME.out.png and the difference to NAME.diff.png, into the folder
where the test runs.
"""

import glob
import hashlib
import html
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zlib

program, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
update = "--update" in sys.argv
here = os.getcwd()
without = {key: value for key, value in os.environ.items()
           if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
FAR, SHARE, MEAN = 48, 0.004, 0.8  # of 255: letters may be drawn a little differently
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def draw(recipe, path, *options, environment=without):
    """What the program says; None where 3-D pictures cannot be drawn."""
    done = subprocess.run([program, "figure", recipe, "-o", path, *map(str, options)],
                          text=True, capture_output=True, timeout=250, env=environment)
    if done.returncode and "OpenGL" in done.stderr:
        return None
    check(done.returncode == 0, f"{recipe}: {done.stderr}")
    return done.stderr


def chunks(png):
    at = 8
    while at < len(png):
        length = struct.unpack(">I", png[at:at + 4])[0]
        yield png[at + 4:at + 8], png[at + 8:at + 8 + length]
        at += length + 12


def unpack(path):
    """(width, height, channels) and the filtered rows."""
    with open(path, "rb") as file:
        png = file.read()
    found = list(chunks(png))
    width, height, _, kind = struct.unpack(">IIBB", found[0][1][:10])
    raw = zlib.decompress(b"".join(data for name, data in found if name == b"IDAT"))
    return (width, height, {2: 3, 6: 4}[kind]), raw


def decode(shape, raw):
    """The rows without their filters (PNG specification, 9.2)."""
    width, height, n = shape
    stride, rows, last = width * n, [], bytearray(width * n)
    for y in range(height):
        start = y * (stride + 1)
        kind, row = raw[start], bytearray(raw[start + 1:start + 1 + stride])
        for x in range(stride if kind else 0):
            a, b = row[x - n] if x >= n else 0, last[x]
            c = last[x - n] if x >= n else 0
            p = a + b - c
            near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            row[x] = (row[x] + (0, a, b, (a + b) // 2, near)[kind]) & 255
        rows.append(row)
        last = row
    return rows


def write_difference(path, shape, one, two):
    """Dark where the pictures differ."""
    width, height, n = shape
    rows = b"".join(b"\0" + bytes(255 - min(255, 4 * max(abs(a[x * n + k] - b[x * n + k])
                                                        for k in range(3)))
                                  for x in range(width)) for a, b in zip(one, two))
    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" +
                   chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
                   chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def compare(name, found, expected):
    shape, raw = unpack(found)
    golden_shape, golden = unpack(expected)
    if shape != golden_shape:
        check(False, f"{name}: is {shape}, was {golden_shape}")
        shutil.copy(found, f"{here}/{name}.out.png")
        return
    if raw == golden:
        return
    one, two = decode(shape, raw), decode(shape, golden)
    differences = [abs(a - b) for p, q in zip(one, two) for a, b in zip(p, q)]
    mean = sum(differences) / len(differences)
    share = sum(d > FAR for d in differences) / len(differences)
    if mean > MEAN or share > SHARE:
        shutil.copy(found, f"{here}/{name}.out.png")
        write_difference(f"{here}/{name}.diff.png", shape, one, two)
        check(False, f"{name}: differs by {mean:.2f} in the mean, {100 * share:.2f} % of "
                     f"it much; see {name}.out.png and {name}.diff.png")


def golden(folder):
    recipes = sorted(glob.glob(f"{root}/tests/figures/*.recipe"))
    check(len(recipes) > 8, f"{len(recipes)} recipes")
    for recipe in recipes:
        name = os.path.basename(recipe)[:-len(".recipe")]
        said = draw(recipe, f"{folder}/{name}.png")
        if said is None:
            print(f"{name}: no OpenGL here, not compared")
            continue
        found = f"{folder}/{name}.png"
        if not os.path.exists(found):
            found = f"{folder}/{name}-001.png"
        expected = recipe[:-len(".recipe")] + ".png"
        if update:
            shutil.copy(found, expected)
        elif "font" in said:
            print(f"{name}: {said.strip()}; not compared")
        else:
            check(not said, f"{name}: {said}")
            compare(name, found, expected)


def digest(folder, name):
    """Of all files of that name, numbered or not, which are removed."""
    hashed = hashlib.sha256()
    paths = sorted(glob.glob(f"{folder}/{name}*"))
    check(paths, f"nothing was written as {name}")
    for path in paths:
        with open(path, "rb") as file:
            hashed.update(file.read())
        os.remove(path)
    return hashed.hexdigest()


def equal_bytes(folder, display):
    """1 thread without a display and 4 threads with one, in turn in each format."""
    shown = {**without, "DISPLAY": display} if display else without
    recipes = sorted(glob.glob(f"{root}/assets/recipes/*.recipe") +
                     glob.glob(f"{root}/tests/figures/*.recipe"))
    for number, recipe in enumerate(recipes):
        name = "equal." + ("pdf", "svg", "png")[number % 3]
        small = ["--dpi", "40"]
        if draw(recipe, f"{folder}/{name}", *small, "--threads", 1) is None:
            continue
        one = digest(folder, "equal")
        draw(recipe, f"{folder}/{name}", *small, "--threads", 4, environment=shown)
        check(digest(folder, "equal") == one, f"{recipe}: another {name[6:]} the second time")


def vector(folder):
    """In a PDF every label is text in our font, and each panel is one image."""
    panels = {"slices": 4, "slices-linear": 1, "slices-line": 4, "slices-log": 1, "sheet": 2,
              "radial": 0, "radial-modes": 0, "radial-family": 0, "sheet-radial": 0, "cells": 1,
              "sheet-cells": 2, "surfaces": 1, "sheet-surfaces": 3, "map": 0, "check": 1}
    if not all(shutil.which(tool) for tool in ("pdftotext", "pdffonts", "pdfimages")):
        print("no poppler: PDF is not looked into")
        return
    for name, images in panels.items():
        recipe, pdf = f"{root}/tests/figures/{name}.recipe", f"{folder}/{name}.pdf"
        if draw(recipe, pdf) is None:
            continue
        draw(recipe, f"{folder}/{name}.svg")
        drawn = sorted(glob.glob(f"{folder}/{name}*.svg"))[0]
        with open(drawn, encoding="utf-8") as file:
            labels = re.findall(r"<tspan[^>]*>([^<]+)</tspan>", file.read())
        text = plain(tool("pdftotext", pdf, "-"))
        lost = [label for label in labels if plain(html.unescape(label)) not in text]
        check(len(labels) > 5 and not lost, f"{name}: {lost} not in the text of the PDF")
        for font in tool("pdffonts", pdf).splitlines()[2:]:
            check(re.search(r"NimbusSans.* yes yes yes ", font), f"{name}: font {font}")
        found = [line for line in tool("pdfimages", "-list", pdf).splitlines()[2:]
                 if " image " in line]
        check(len(found) == images, f"{name}: {len(found)} images, expected {images}")
        apart(name, pdf)


def plain(text):
    """Without blanks; fi may be one letter or two."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def apart(name, pdf):
    """No word of a page lies upon another: their boxes, without the room above and below
    letters that pdftotext counts in, and not within a line, where subscripts touch."""
    said = tool("pdftotext", "-bbox", pdf, "-")
    word = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')
    for page in said.split("<page ")[1:]:
        boxes = []
        for x0, y0, x1, y1, text in word.findall(page):
            x0, y0, x1, y1 = map(float, (x0, y0, x1, y1))
            room = 0.25 * (y1 - y0)
            boxes.append((x0 + 0.3, y0 + room, x1 - 0.3, y1 - room, text))
        check(len(boxes) > 3, f"{name}: {len(boxes)} words")
        for i, a in enumerate(boxes):
            for b in boxes[:i]:
                upon = (min(a[2], b[2]) > max(a[0], b[0]) and
                        min(a[3], b[3]) > max(a[1], b[1]))
                check(not upon, f"{name}: {a[4]!r} lies upon {b[4]!r} at {a[:2]}")


def tool(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout


def start_display():
    """A display of our own; None where there is no Xvfb."""
    if not shutil.which("Xvfb"):
        return None, None
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24"],
                              pass_fds=[write], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    return (server, ":" + number) if number else (server, None)


with tempfile.TemporaryDirectory() as temporary:
    golden(temporary)
    if not update:
        vector(temporary)
        server, display = start_display()
        if not display:
            print("no Xvfb: equal bytes are tested without a display only")
        equal_bytes(temporary, display)
        if server:
            server.terminate()
            server.wait()
print("golden: ok" if not failures else f"{failures} checks failed")
sys.exit(failures > 0)
