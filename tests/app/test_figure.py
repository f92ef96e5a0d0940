#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""`kkrscope figure` as a user types it, without a display.

usage: test_figure.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
environment = {key: value for key, value in os.environ.items()
               if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments):
    return subprocess.run([program, "figure", *map(str, arguments)], text=True,
                          capture_output=True, timeout=120, env=environment)


def draw(path, *arguments):
    done = run(sample, "-o", path, *arguments)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    with open(path, "rb") as file:
        return file.read()


def fails(status, part, *arguments):
    done = run(*arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: "), f"{label}: not our message")
    check(done.stderr.count("\n") == 1, f"{label}: more than one line")


def decode(png):
    """Width, height, channels and the rows of an 8-bit PNG."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    channels = {2: 3, 6: 4}[kind]
    packed, at = b"", 8
    while at < len(png):
        length = struct.unpack(">I", png[at:at + 4])[0]
        if png[at + 4:at + 8] == b"IDAT":
            packed += png[at + 8:at + 8 + length]
        at += length + 12
    raw, stride, rows = zlib.decompress(packed), width * channels, []
    last = bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        row = bytearray(raw[start + 1:start + 1 + stride])
        for x in range(stride):
            a = row[x - channels] if x >= channels else 0
            b = last[x]
            c = last[x - channels] if x >= channels else 0
            if raw[start] == 1:
                add = a
            elif raw[start] == 2:
                add = b
            elif raw[start] == 3:
                add = (a + b) // 2
            elif raw[start] == 4:
                p = a + b - c
                add = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            else:
                add = 0
            row[x] = (row[x] + add) & 255
        rows.append(row)
        last = row
    return width, height, channels, rows


def formats(folder):
    png = draw(f"{folder}/a.png", "--profile", "beamer", "--dpi", 127)
    width, height, channels, rows = decode(png)
    check((width, channels) == (360, 3), f"72 mm at 127 dpi: {width}, {channels}")
    check(b"pHYs" + struct.pack(">II", 5000, 5000) in png, "the PNG knows its dpi")
    colors = {bytes(row[3 * x:3 * x + 3]) for row in rows for x in range(width)}
    check(len(colors) > 1000, f"{len(colors)} colours")
    check(bytes(rows[0][:3]) == b"\xff\xff\xff", "the paper is white")

    clear = draw(f"{folder}/a.png", "--profile", "beamer", "--dpi", 127, "--transparent")
    width, height, channels, rows = decode(clear)
    check(channels == 4 and rows[0][3] == 0, "no paper if transparent")

    svg = draw(f"{folder}/a.svg", "--dpi", 72).decode()
    for text in (">Ag</tspan>", ">Ry</tspan>", ">−0.1</tspan>", "> (bohr)</tspan>",
                 ">(100), x = 0</tspan>", "<image"):
        check(text in svg, f"SVG: {text}")
    pdf = draw(f"{folder}/a.pdf", "--dpi", 72, "--units", "eV")
    check(pdf.startswith(b"%PDF"), "PDF")
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", f"{folder}/a.pdf", "-"], text=True,
                              capture_output=True).stdout
        for part in ("Ag", "eV", "−10", "y (bohr)", "z (bohr)", "(100), x = 0", "V − V0"):
            check(part in text, f"PDF text: {part!r} in {text}")


def equal_bytes(folder):
    for suffix in ("png", "pdf", "svg"):
        one = draw(f"{folder}/a.{suffix}", "--dpi", 72, "--threads", 1)
        many = draw(f"{folder}/b.{suffix}", "--dpi", 72, "--threads", 5)
        check(one == many, f"{suffix}: the same for 1 and 5 threads")


def picture(path, *arguments):
    """A PNG without the recipe in it, which says how the figure was asked for."""
    png = draw(path, *arguments)
    chunk = png.index(b"iTXt") - 4
    return png[:chunk] + png[chunk + 12 + struct.unpack(">I", png[chunk:chunk + 4])[0]:]


def every_option(folder):
    plain = picture(f"{folder}/a.png", "--dpi", 72)
    for option in (["--plane", "1,1,0@0.5"], ["--plane", "site:1;site:2;site:5"],
                   ["--center", "-1,2.5"], ["--width", 9], ["--profile", "slide"],
                   ["--size", "120x90"], ["--field", "absdV"], ["--scale", "linear"],
                   ["--scale", "asinh"], ["--range", 50], ["--range", "50,5"],
                   ["--linear-to", 0.1], ["--colormap", "vik"],
                   ["--colormap", "viridis"], ["--units", "meV"], ["--contours", "off"],
                   ["--cells", "off"], ["--atoms", "off"], ["--labels", "off"],
                   ["--axes", "off"], ["--channel", "B"], ["--mode", "stored"],
                   ["--dark"], ["--outside", "none"], ["--v0", "start"]):
        check(picture(f"{folder}/b.png", "--dpi", 72, *option) != plain,
              f"{option} changes the figure")
    # What is the default already.
    for option in (["--plane", "1,0,0"], ["--axes", "on"], ["--center", "0,0"]):
        check(picture(f"{folder}/b.png", "--dpi", 72, *option) == plain,
              f"{option} is the default")


def mistakes(folder):
    target = f"{folder}/never.png"
    out = ["-o", target]
    fails(2, "-o FILE", sample)
    fails(2, ".png, .pdf or .svg", sample, "-o", f"{folder}/never.jpg")
    fails(1, "does not exist", sample, "-o", f"{folder}/none/never.png")
    fails(1, "none", f"{folder}/none", *out)
    fails(2, "too little", sample, *out, "--size", "20x20")
    fails(2, "--size", sample, *out, "--size", "20")
    fails(2, "pixels", sample, *out, "--dpi", 1e5)
    fails(2, "--dpi", sample, *out, "--dpi", -3)
    fails(2, "--range", sample, *out, "--range", -5)
    fails(2, "linear part", sample, *out, "--range", 10, "--linear-to", 20)
    fails(2, "did you mean viridis?", sample, *out, "--colormap", "virids")
    fails(2, "--field V0", sample, *out, "--field", "V0")
    fails(2, "--center", sample, *out, "--center", 1)
    fails(2, "0,0,0 is no plane", sample, *out, "--plane", "0,0,0")
    fails(2, "--kind", sample, *out, "--kind", "volume")
    check(not os.path.exists(target), "a failure leaves nothing")
    leftovers = [name for name in os.listdir(folder) if "never" in name]
    check(not leftovers, f"a failure leaves {leftovers}")


with tempfile.TemporaryDirectory() as temporary:
    formats(temporary)
    equal_bytes(temporary)
    every_option(temporary)
    mistakes(temporary)
print("figure: ok" if not failures else f"{failures} checks failed")
sys.exit(failures != 0)
