#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""`kkrscope figure --kind radial` as a user types it, without a display.

usage: test_figure_radial.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import shutil
import subprocess
import sys
import tempfile

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


def draw(path, *arguments, warnings=0):
    done = run("--kind", "radial", *arguments, "-o", path)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    check(done.stderr.count("warning") == warnings, f"{arguments}: {done.stderr!r}")
    with open(path, "rb") as file:
        return file.read()


def fails(status, part, *arguments):
    done = run("--kind=radial", *arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: "), f"{label}: not our message")


def make_family(folder):
    """The sample's impurity, its host in itself, and one that ends too early."""
    files = {"host": ["inputcard", "potential", "shapefun"]}
    for name in ("Ag", "self", "cut"):
        files[name] = ["scoef", "potential_imp", "shapefun_imp", "potential_host_cluster"]
    for name, members in files.items():
        os.makedirs(f"{folder}/{name}")
        for member in members:
            shutil.copy(f"{sample}/{member}", f"{folder}/{name}/{member}")
    shutil.copy(f"{sample}/potential_host_cluster", f"{folder}/self/potential_imp")
    with open(f"{folder}/cut/potential_imp", "r+b") as file:
        file.truncate(20000)


def cases(folder):
    plain = draw(f"{folder}/a.svg", sample).decode()
    for text in (" (Ry)</tspan>", " (bohr)</tspan>", ">MT</tspan>", ">cut</tspan>"):
        check(text in plain, f"SVG: {text}")
    seen = {plain}
    for option in (["--site", "2"], ["--site", "1,2,5"], ["--lm", "nonspherical"],
                   ["--lm", "7,17,21"], ["--r-axis", "log"], ["--units", "eV"], ["--dark"],
                   ["--mode", "stored"], ["--overlay", "modes"], ["--mode", "mt"], ["--nuclear", "off"],
                   ["--v0", "zero"], ["--profile", "beamer"], ["--size", "120x100"]):
        seen.add(draw(f"{folder}/a.svg", sample, *option).decode())
    check(len(seen) == 15, f"15 different figures, found {len(seen)}")
    components = draw(f"{folder}/a.svg", sample, "--lm", "nonspherical").decode()
    check(">(2, 0)</tspan>" in components and ">(4, −3)</tspan>" in components, "names")
    sites = draw(f"{folder}/a.svg", sample, "--site", "1,2").decode()
    check(">Ag 1</tspan>" in sites and ">Hg 2</tspan>" in sites, "names of sites")
    host = [f"{sample}/{name}" for name in ("inputcard", "potential", "shapefun")]
    check(" to subtract</tspan>" in draw(f"{folder}/a.svg", *host).decode(), "no V0")


def family(folder):
    whole = f"{folder}/family"
    make_family(whole)
    done = run("--kind", "radial", whole, "-o", f"{folder}/a.pdf")
    check(done.returncode == 0 and "cut/potential_imp" in done.stderr, done.stderr)
    shutil.rmtree(f"{whole}/cut")
    for suffix in ("png", "pdf", "svg"):
        one = draw(f"{folder}/a.{suffix}", whole, "--threads", 1, "--dpi", 72)
        many = draw(f"{folder}/b.{suffix}", whole, "--threads", 4, "--dpi", 72)
        check(one == many, f"{suffix}: the same for 1 and 4 threads")
        given = draw(f"{folder}/b.{suffix}", f"{whole}/Ag", f"{whole}/host", f"{whole}/self",
                     "--dpi", 72)
        check(one == given, f"{suffix}: the same from its folders")
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", f"{folder}/a.pdf", "-"], text=True,
                              capture_output=True).stdout
        check(all(word in text for word in ("Ag", "Hg", "bohr", "Ry")), f"PDF: {text}")
    draw(f"{folder}/a.pdf", whole, "--site", 2, "--lm", 21)


def refusals(folder):
    whole, out = f"{folder}/family", ["-o", f"{folder}/never.pdf"]
    fails(2, "-o FILE", sample)
    fails(2, "figure needs a case", *out)
    fails(2, ".pdf", sample, "-o", f"{folder}/never.gif")
    fails(2, "--site", sample, *out, "--site", "8")
    fails(2, "--lm", sample, *out, "--lm", "1,x")
    fails(2, "--lm", sample, *out, "--lm", "0")
    fails(2, "--size", sample, *out, "--size", "12")
    fails(2, "too little", sample, *out, "--size", "30x30")
    fails(2, "--dpi", sample, *out, "--dpi", "-1")
    fails(2, "--plane", sample, *out, "--plane", "0,0,1")
    fails(2, "did you mean viridis?", sample, *out, "--colormap", "virids")
    fails(2, "a family needs one", whole, *out, "--overlay", "modes")
    fails(2, "a family needs one", whole, *out, "--site", "1,2")
    fails(2, "a family needs one", whole, *out, "--lm", "nonspherical")
    fails(1, "no member", whole, *out, "--site", "50")
    fails(1, "without its host", f"{whole}/Ag", f"{whole}/self", *out)
    fails(1, "two hosts", f"{whole}/host", f"{whole}/Ag", f"{whole}/host", *out)
    check(not os.path.exists(f"{folder}/never.pdf"), "a failure leaves nothing")
    help_text = run("--kind", "radial", "--help").stdout
    check("FAMILY" in help_text and "--r-axis" in help_text, "its own help")
    check("--plane" not in help_text, "without the options of slices")


with tempfile.TemporaryDirectory() as temporary:
    cases(temporary)
    family(temporary)
    refusals(temporary)
if failures:
    print(f"{failures} checks failed")
sys.exit(bool(failures))
