#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Recipes as a user meets them: in figures, in files, in other folders.

usage: test_recipe.py KKRSCOPE SAMPLE_FOLDER
"""

import os
import re
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


def run(*arguments, **more):
    return subprocess.run([program, *map(str, arguments)], text=True, encoding="utf-8",
                          errors="surrogateescape", capture_output=True, timeout=120,
                          **{"env": environment, **more})


def good(*arguments, warns=(), **more):
    """What is on standard output; as many warnings as `warns`, one part for each."""
    done = run(*arguments, **more)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    said = done.stderr.splitlines()
    check(len(said) == len(warns), f"{arguments}: {done.stderr!r}, expected {warns}")
    for line, part in zip(said, warns):
        check(line.startswith("kkrscope: warning: ") and part in line,
              f"{arguments}: {line!r}, expected {part!r}")
    return done.stdout


def fails(status, part, *arguments):
    done = run(*arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: "), f"{label}: not our message")
    check(done.stderr.count("\n") == 1, f"{label}: more than one line")
    check(not done.stdout, f"{label}: {done.stdout!r} on standard output")


def content(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)


FAST = ["--size", "70x60", "--dpi", "60"]
RADIAL = ["--kind", "radial"]


def make_family(folder):
    """The sample's impurity and its host in itself."""
    files = {"host": ["inputcard", "potential", "shapefun"]}
    for name in ("Ag", "self"):
        files[name] = ["scoef", "potential_imp", "shapefun_imp", "potential_host_cluster"]
    for name, members in files.items():
        os.makedirs(f"{folder}/{name}")
        for member in members:
            shutil.copy(f"{sample}/{member}", f"{folder}/{name}/{member}")
    shutil.copy(f"{sample}/potential_host_cluster", f"{folder}/self/potential_imp")


def test_round_trip():
    """figure -> recipe -> figure gives the same bytes, whatever was asked for."""
    shutil.copytree(sample, "Å & <x> (1)\\ \"# ☢")
    odd = "Å & <x> (1)\\ \"# ☢"
    ways = [[sample], [odd], ["./" + odd, "--field", "dV", "--units", "meV"],
            [sample, "--plane", "1,1,-1@0.25", "--center", "0.1,-2", "--width", "17.3"],
            [sample, "--plane", "site:1;site:2;site:5", "--dark", "--transparent"],
            [sample, "--range", "3,0.7", "--scale", "asinh", "--linear-to", "0.01"],
            [sample, "--range", "2", "--units", "eV", "--field", "absdV"],
            [sample, "--origin", "site:3", "--v0", "start", "--spins", "2"],
            [sample, "--v0", os.path.join(sample, "potential_imp_start")],
            [sample, "--imp-potential", os.path.join(sample, "potential_imp_start"),
             "--mode", "mt", "--nuclear", "off", "--outside", "none"],
            [sample, "--colormap", "viridis", "--contours", "off", "--cells", "off",
             "--atoms", "off", "--labels", "off", "--axes", "off",
             "--profile", "beamer"],
            [sample, *RADIAL], [odd, *RADIAL, "--site", "2,1,5", "--lm", "7,1,21",
                                 "--size", "120x90"],
            [sample, *RADIAL, "--lm", "nonspherical", "--r-axis", "log", "--dark"],
            [sample, *RADIAL, "--overlay", "modes", "--units", "eV", "--channel", "up"],
            [sample, *RADIAL, "--lm", "21", "--mode", "mt", "--nuclear", "off",
             "--imp-potential", os.path.join(sample, "potential_imp_start")],
            ["family", *RADIAL], ["family/Ag", "family/host", "family/self", *RADIAL,
                                  "--site", "2", "--lm", "21", "--v0", "zero"]]
    make_family("family")
    texts = set()
    for number, way in enumerate(ways):
        formats = ("png", "pdf", "svg") if number < 3 or way[-2:] == RADIAL else ("png",)
        per_format = set()
        for suffix in formats:
            good("figure", *FAST, *way, "-o", "a." + suffix)
            text = good("recipe", "a." + suffix)
            write("a.recipe", text)
            good("figure", "a.recipe", "-o", "b." + suffix, "--threads", "1")
            check(content("a." + suffix) == content("b." + suffix),
                  f"{way}: {suffix} is another figure")
            check(good("recipe", "b." + suffix) == text, f"{way}: another recipe")
            per_format.add(text)
        check(len(per_format) == 1, f"{way}: each format has another recipe")
        texts |= per_format
    check(len(texts) == len(ways), "different figures have different recipes")
    for suffix, keyword in (("png", b"iTXtkkrscope-recipe\0"), ("pdf", b"/Subject"),
                            ("svg", b'<metadata id="kkrscope-recipe">')):
        check(content("a." + suffix).count(keyword) == 1, f"{suffix}: {keyword} once")
    if shutil.which("pdfinfo"):
        info = subprocess.run(["pdfinfo", "b.pdf"], capture_output=True).stdout
        check(b"Subject:         kkrscope recipe 1\n" in info, "pdfinfo sees it")


def test_overrides():
    good("figure", sample, *FAST, "--plane", "1,0,0", "--center", "1,2", "-o", "a.png")
    write("a.recipe", good("recipe", "a.png"))
    for options, line in ((["--dpi", "72.5"], "dpi = 72.5"),
                          (["--plane", "1,0,0@0.5"], "center = 1 2 bohr"),
                          (["--plane", "1,1,0"], "center = 0 0 bohr"),
                          (["--plane", "1,1,0", "--center", "3,4"], "center = 3 4 bohr"),
                          (["--field", "absV"], "field = absV"),
                          (["--cells", "off"], "cells = off"),
                          (["--v0", "zero"], "v0 = zero"),
                          (["--origin", "2"], "origin-site = 2"),
                          (["--width", "9.5"], "width = 9.5 bohr")):
        good("figure", "a.recipe", *options, "-o", "b.png")
        text = good("recipe", "b.png")
        check(f"\n{line}\n" in text, f"{options}: no {line!r} in {text}")
        changed = sum(a != b for a, b in zip(text.splitlines(),
                                             open("a.recipe").read().splitlines()))
        check(changed <= 4, f"{options} changed {changed} lines")
    # keys that no option sets
    text = open("a.recipe").read().replace("line-ends = 0", "line-ends = 2").replace(
        "line-to = 0 0 0 bohr", "line-to = 0 3 4 bohr")
    for old, new in (("l-max = all", "l-max = 0"), ("length = bohr", "length = Å"),
                     ("muffin-tins = off", "muffin-tins = on"), ("\npin = off", "\npin = on"),
                     ("\nline = off", "\nline = on"),
                     ("contours-per-decade = 2", "contours-per-decade = 3")):
        check(old in text, old)
        write("c.recipe", text.replace(old, new))
        good("figure", "c.recipe", "-o", "c.png")
        check(good("recipe", "c.png") == text.replace(old, new), f"{new} stays")
        check(content("c.png") != content("a.png"), f"{new} changes nothing")


def test_other_folder():
    os.makedirs("deep/data")
    shutil.copytree(sample, "deep/data/case")
    good("figure", "data/case", *FAST, "-o", "a.png", cwd="deep")
    text = good("recipe", "deep/a.png")
    check("\ncase = data/case\n" in text, f"paths stay as they were given: {text}")
    write("deep/a.recipe", text)
    good("figure", "deep/a.recipe", "-o", "b.png")
    check("\ncase = data/case\n" in good("recipe", "b.png"), "as the recipe says it")
    good("figure", "a.recipe", "-o", "d.png", cwd="deep")
    check(content("b.png") == content("deep/d.png"), "the same from wherever it is drawn")
    good("figure", "deep/a.recipe", "-o", "d.png", "--imp-potential",
         "deep/data/case/potential_imp_start")
    check("\nimp-potential = data/case/potential_imp_start\n" in good("recipe", "d.png"),
          "other files, too")
    good("figure", "./a.recipe", "-o", "b.png", cwd="deep")
    check(content("deep/a.png") == content("deep/b.png"), "from its own folder")
    fails(1, "deep/nowhere", "figure", write_recipe("deep/b.recipe", text.replace(
        "data/case", "nowhere")), "-o", "c.png")
    check(not os.path.exists("c.png"), "a failed figure leaves nothing")


def write_recipe(path, text):
    write(path, text)
    return path


def test_changed_inputs():
    shutil.copytree(sample, "case")
    good("figure", "case", *FAST, "-o", "a.png")
    text = good("recipe", "a.png")
    write("a.recipe", text)
    with open("case/potential_imp", "a") as file:
        file.write("\n")
    changed = "case/potential_imp changed since the recipe was written"
    good("figure", "a.recipe", "-o", "b.png", warns=[changed])
    check(re.sub(r"imp-potential.sha256 = .*", "", good("recipe", "b.png")) ==
          re.sub(r"imp-potential.sha256 = .*", "", text), "only its hash is new")
    # another file on purpose is no surprise
    good("figure", "a.recipe", "-o", "b.png", "--imp-potential", "case/potential_imp")
    os.remove("case/potential_imp_start")
    good("figure", "a.recipe", "-o", "b.png", warns=[changed, "there is no"])
    write("a.recipe", re.sub(r"(?m)^(shapes|cluster|imp-shapes).sha256 = .*\n", "", text))
    good("figure", "a.recipe", "-o", "b.png",
         warns=["case/shapefun was not there", "case/scoef was not there", changed,
                "shapefun_imp was not there", "there is no"])
    write("a.recipe", re.sub(r".*sha256 = .*\n", "", text))
    good("figure", "a.recipe", "-o", "b.png")

    make_family("family")
    good("figure", "family", *RADIAL, *FAST, "-o", "c.png")
    write("a.recipe", good("recipe", "c.png"))
    with open("family/Ag/potential_imp", "a") as file:
        file.write("\n")
    write("family/self/notes.txt", "no file of KKR")
    good("figure", "a.recipe", "-o", "b.png", warns=["family/Ag changed since"])


def test_mistakes():
    write("a.recipe", f"kkrscope recipe 1\n[inputs]\ncase = {sample}\n[pgae]\n")
    fails(1, "a.recipe:4: unknown section [pgae]; did you mean [page]?", "figure",
          "a.recipe", "-o", "a.png")
    write("a.recipe", "kkrscope recipe 1\n")
    fails(1, "a.recipe: names no case", "figure", "a.recipe", "-o", "a.png")
    fails(2, "a.recipe is a recipe", "figure", "a.recipe", sample, "-o", "a.png")
    fails(1, "b.recipe: ", "figure", "b.recipe", "-o", "a.png")
    write("c", f"kkrscope recipe 1\n[inputs]\ncase = {sample}\n[page]\ndpi = 1 mm\n")
    fails(1, "c:5: dpi needs a number from 1 to 10000", "figure", "c", "-o", "a.png")
    fails(2, "dpi needs a number from 1 to 10000, found 0.5", "figure", sample, "--dpi",
          "0.5", "-o", "a.png")
    check(sorted(os.listdir()) == ["a.recipe", "c"],
          f"left behind: {os.listdir()}")

    for verb in (["info"], ["cells"]):
        fails(2, "c is a recipe, no case; kkrscope figure c -o FILE", *verb, "c")
    fails(1, "c: is a recipe itself", "recipe", "c")
    fails(2, "recipe needs a file", "recipe")
    fails(2, "one figure", "recipe", "a.png", "b.png")
    fails(1, "nowhere.png: cannot be read", "recipe", "nowhere.png")
    fails(1, "is not a file", "recipe", sample)
    os.mkfifo("pipe")
    fails(1, "is not a file", "recipe", "pipe")
    os.remove("pipe")
    fails(1, "is no figure", "recipe", os.path.join(sample, "potential"))
    good("figure", sample, *FAST, "-o", "a.png")
    whole = content("a.png")
    at = whole.index(b"iTXt")
    for name, data in (("cut.png", whole[:at + 300]),
                       ("other.png", whole.replace(b"kkrscope-recipe", b"something-else!")),
                       ("bell.png", whole.replace(b"kind = slices", b"kind = \x07lices")),
                       ("no.pdf", b"%PDF-1.4\n/Subject (a figure)\n"),
                       ("open.pdf", b"%PDF-1.4\n/Subject (kkrscope recipe 1"),
                       ("no.svg", b"<svg></svg>"),
                       ("bad.svg", b'<svg><metadata id="kkrscope-recipe">&no;</metadata>')):
        with open(name, "wb") as file:
            file.write(data)
        if name != "open.pdf":
            fails(1, f"{name}: no recipe inside", "recipe", name)
    check(good("recipe", "open.pdf").startswith("kkrscope recipe 1"), "an open string")


def test_example():
    """assets/recipes/sample.recipe has every key and belongs to the sample's files."""
    example = os.path.join(sample, "../recipes/sample.recipe")
    good("figure", example, "-o", "a.png", "--dpi", "60")
    def keys(lines):
        plain = [re.sub(r"\s+#.*", "", line).strip() for line in lines]
        return [line for line in plain if line and line[0] != "#"
                and not line.startswith(("case = ", "dpi = "))]

    with open(example) as file:
        ours, drawn = keys(file), keys(good("recipe", "a.png").splitlines())
    for line in set(ours) ^ set(drawn):
        check(False, f"only in {'the example' if line in ours else 'a new recipe'}: {line}")
    check(ours == drawn, "the example has the order of a new recipe")


tests = [test_round_trip, test_overrides, test_other_folder, test_changed_inputs,
         test_mistakes, test_example]
for test in [globals()[name] for name in sys.argv[3:]] or tests:
    with tempfile.TemporaryDirectory() as folder:
        home = os.getcwd()
        os.chdir(folder)
        before = failures
        test()
        os.chdir(home)
        print(f"{test.__name__}: {failures - before} failures")
sys.exit(failures > 0)
