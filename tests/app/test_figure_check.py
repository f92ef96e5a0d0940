#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""figure --kind check: the page says what the verb says, the same bytes every time.

usage: test_figure_check.py KKRSCOPE SAMPLE_FOLDER
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unicodedata

program, sample = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120)


def words(path):
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True,
                          text=True).stdout
    return unicodedata.normalize("NFKC", text)  # fi is one glyph


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        page = folder / "page.pdf"
        done = run("figure", sample, "--kind", "check", "--grid", 40, "-o", page)
        check(done.returncode == 0, done.stderr)
        items = json.loads(run("check", sample, "--grid", 40, "--json").stdout)["checks"]
        if shutil.which("pdftotext"):
            text = " ".join(words(page).split())
            for item in items:
                check(item["what"] in text, f"{item['what']!r} is on the page")
            check("nothing to object to" in text and "by spacing" in text, text)
        again = folder / "again.pdf"
        done = run("figure", page.with_suffix(".recipe"), "-o", again)
        check(done.returncode == 1, "no such recipe")
        recipe = folder / "page.recipe"
        recipe.write_text(run("recipe", page).stdout)
        check("kind = check" in recipe.read_text() and "grid = 40" in recipe.read_text(),
              "the page carries its recipe")
        done = run("figure", recipe, "--threads", 1, "-o", again)
        check(done.returncode == 0, done.stderr)
        check(page.read_bytes() == again.read_bytes(), "the same bytes from the recipe")

        # what is wrong is said on the page, with its sentence
        bad = folder / "bad"
        shutil.copytree(sample, bad)
        with open(bad / "potential_imp", "rb+") as file:
            file.truncate((bad / "potential_imp").stat().st_size - 20000)
        done = run("figure", bad, "--kind", "check", "--grid", 40, "-o", folder / "bad.pdf")
        check(done.returncode == 0, done.stderr)
        if shutil.which("pdftotext"):
            text = words(folder / "bad.pdf")
            check("something is wrong" in text and "potential_imp:" in text, text)
        for arguments, part in ((["--grid", 4], "--grid needs 8 to 1024"),
                                (["--size", "30x30"], "leaves no room"),
                                (["--plane", "0,0,0"], "is no plane")):
            done = run("figure", sample, "--kind", "check", *arguments,
                       "-o", folder / "none.png")
            check(done.returncode == 2 and part in done.stderr,
                  f"{arguments}: {done.returncode}, {done.stderr}")
            check(not (folder / "none.png").exists(), f"{arguments}: a file is left")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
