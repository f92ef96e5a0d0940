#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""What `meson install` puts into a tree: complete, valid, and working after a move.

usage: test_package.py BUILD_FOLDER VERSION
"""

import glob
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

build, version = os.path.abspath(sys.argv[1]), sys.argv[2]
ID = "org.kkrscope.kkrscope"
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments, **more):
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, **more)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stdout}{done.stderr}")
    return done


def judge(tool, *arguments, **more):
    """What another program says of our files; it must know nothing to object to."""
    if not shutil.which(tool):
        print(f"not judged: there is no {tool} here")
        return
    said = run(tool, *arguments, **more)
    check(not re.search("warning|error", said.stdout + said.stderr, re.I),
          f"{tool}: {said.stdout}{said.stderr}")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def windowless(share):
    """Completion and manual, which every build installs."""
    completion = f"{share}/bash-completion/completions/kkrscope"
    run("bash", "-n", completion)
    asked = run("bash", "-c", f"source {completion}; COMP_WORDS=(kkrscope ra); COMP_CWORD=1; "
                "_kkrscope; echo ${COMPREPLY[@]}")
    check("radial" in asked.stdout.split(), f"completion of `ra`: {asked.stdout}")
    judge("mandoc", "-Tlint", "-Wwarning", f"{share}/man/man1/kkrscope.1")


def desktop(share):
    entry = f"{share}/applications/{ID}.desktop"
    about = f"{share}/metainfo/{ID}.metainfo.xml"
    judge("desktop-file-validate", entry)
    judge("appstreamcli", "validate", "--no-net", "--pedantic", about)
    check(f'<release version="{version}"' in read(about), "the metainfo knows this version")
    kinds = re.search("^MimeType=(.*);$", read(entry), re.M).group(1).split(";")
    for kind in kinds[1:]:
        check(f"<mediatype>{kind}</mediatype>" in read(about), f"the metainfo lacks {kind}")
        check(f'type="{kind}"' in read(f"{share}/mime/packages/{ID}.xml"), f"no {kind}")
    check(f"Icon={ID}\n" in read(entry), "the icon is named like everything else")
    for drawing in (f"scalable/apps/{ID}.svg", f"symbolic/apps/{ID}-symbolic.svg"):
        check("<svg" in read(f"{share}/icons/hicolor/{drawing}"), drawing)
    sizes = glob.glob(f"{share}/icons/hicolor/*x*/apps/{ID}.png")
    check(len(sizes) == (9 if shutil.which("rsvg-convert") else 0), f"icons: {sizes}")
    for path in sizes:
        with open(path, "rb") as file:
            width, height = struct.unpack(">II", file.read(24)[16:])
        check(f"/{width}x{height}/" in path, f"{path} is {width} x {height}")


def kinds_of_files(share, folder):
    """A desktop that installed us knows a data set and a recipe when it sees one."""
    if not shutil.which("update-mime-database") or not shutil.which("gio"):
        print("not judged: there is no update-mime-database or no gio here")
        return
    system = "/usr/share/mime/packages/freedesktop.org.xml"
    if os.path.exists(system):
        shutil.copy(system, f"{share}/mime/packages")
    run("update-mime-database", f"{share}/mime")
    shutil.copy(f"{share}/kkrscope/sample.h5", f"{folder}/sample.kkr.h5")
    with open(f"{folder}/figure", "w", encoding="utf-8") as file:
        file.write("kkrscope recipe 1\nkind = slices\n")
    wanted = {"sample.kkr.h5": "application/x-kkrscope-dataset", "figure": "text/x-kkrscope-recipe"}
    for name, kind in wanted.items():
        told = run("gio", "info", "-a", "standard::content-type", f"{folder}/{name}",
                   env={**os.environ, "XDG_DATA_DIRS": share, "XDG_DATA_HOME": folder})
        check(kind in told.stdout, f"{name} is {told.stdout}")


with tempfile.TemporaryDirectory() as folder:
    run("meson", "install", "-C", build, "--no-rebuild", env={**os.environ, "DESTDIR": f"{folder}/first"})
    placed = glob.glob(f"{folder}/first/**/bin/kkrscope", recursive=True)
    check(len(placed) == 1, f"one program: {placed}")
    shutil.move(os.path.dirname(os.path.dirname(placed[0])), f"{folder}/moved")
    moved = f"{folder}/moved"
    os.environ["PATH"] = f"{moved}/bin:{os.environ['PATH']}"
    share = f"{moved}/share"
    check(version in run(f"{moved}/bin/kkrscope", "--version").stdout, "--version")
    told = run("kkrscope", "info", f"{share}/kkrscope/sample").stdout
    check("Ag" in told and "Hg" in told, f"the sample that is installed: {told}")
    check("Hg/Ag" in run("kkrscope", "list", f"{share}/kkrscope/sample.h5").stdout, "the data set")
    windowless(share)
    if os.path.exists(f"{share}/applications"):
        desktop(share)
        kinds_of_files(share, folder)
sys.exit(failures > 0)
