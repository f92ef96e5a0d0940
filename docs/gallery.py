#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The gallery: every recipe in assets/recipes as a picture, docs/gallery.md.

usage: gallery.py KKRSCOPE SOURCE_ROOT [--check]

A recipe begins with two comments, its title and a sentence. --check draws nothing: it
fails if the page or a picture is missing or does not belong to the recipe it shows.
"""

import glob
import os
import re
import subprocess
import sys

program, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
only_check = "--check" in sys.argv
page_path = os.path.join(root, "docs", "gallery.md")

HEAD = """# Gallery

Each picture is made by one command from a recipe of some lines; `ninja -C build gallery` draws all of them anew. The files are in
[assets/recipes](../assets/recipes), [the format](formats/recipe.md) and [how to read the figures](guide/figures.md) have pages of
their own.
"""


def told(recipe):
    """Its title and its sentence."""
    with open(recipe, encoding="utf-8") as file:
        lines = file.read().splitlines()
    comments = [line[1:].strip() for line in lines[1:3]]
    if not all(line.startswith("# ") for line in lines[1:3]):
        sys.exit(f"{recipe}: lines 2 and 3 must be comments: a title and a sentence")
    return comments


def main():
    page = HEAD
    wrong = 0
    os.makedirs(f"{root}/docs/gallery", exist_ok=True)
    recipes = sorted(glob.glob(f"{root}/assets/recipes/*.recipe"))
    recipes.sort(key=lambda path: (os.path.basename(path) != "sample.recipe", path))
    for recipe in recipes:
        name = os.path.basename(recipe)[:-len(".recipe")]
        picture = f"{root}/docs/gallery/{name}.png"
        title, sentence = told(recipe)
        if not only_check:
            subprocess.run([program, "figure", recipe, "-o", picture], check=True)
        elif not os.path.exists(picture):
            print(f"docs/gallery/{name}.png is missing")
            wrong += 1
        page += (f"\n## {title}\n\n{sentence}\n\n```sh\nkkrscope figure "
                 f"assets/recipes/{name}.recipe -o {name}.png\n```\n\n"
                 f"![{title}](gallery/{name}.png)\n")
    if only_check:
        with open(page_path, encoding="utf-8") as file:
            if file.read() != page:
                print("docs/gallery.md does not fit assets/recipes")
                wrong += 1
        for picture in glob.glob(f"{root}/docs/gallery/*.png"):
            if not picture.endswith("/sample.png"):  # it gets every new key
                wrong += check_inside(picture)
    else:
        with open(page_path, "w", encoding="utf-8") as file:
            file.write(page)
    return wrong


def check_inside(picture):
    """Does the recipe in the picture have all that the file says?"""
    recipe = f"{root}/assets/recipes/{os.path.basename(picture)[:-4]}.recipe"
    if not os.path.exists(recipe):
        print(f"{picture}: of no recipe")
        return 1
    done = subprocess.run([program, "recipe", picture], capture_output=True, text=True)
    inside = set(done.stdout.splitlines())
    with open(recipe, encoding="utf-8") as file:
        lines = [re.sub(r"\s+#.*", "", line).strip() for line in file.read().splitlines()]
    missing = [line for line in lines[1:] if line and line[0] not in "#[" and
               line not in inside and not line.startswith("v0-file")]
    for line in missing:
        print(f"{picture}: was drawn without {line!r}")
    return len(missing) > 0


sys.exit(main() > 0)
