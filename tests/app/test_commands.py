#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The command line as a user types it: every verb, every way to get it wrong.

usage: test_commands.py KKRSCOPE SAMPLE_FOLDER [TEST...]
"""

import csv
import io
import json
import math
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
VERBS = ["info", "probe", "radial", "line", "plane", "convert", "cells",
         "shapes", "check", "jl", "fit",
         "export"]
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(*arguments, stdin="", **more):
    return subprocess.run([program, *map(str, arguments)], input=stdin,
                          capture_output=True, text=True, timeout=120, **more)


def good(*arguments, **more):
    done = run(*arguments, **more)
    check(done.returncode == 0, f"{arguments}: {done.returncode}: {done.stderr}")
    return done


def fails(status, part, *arguments, **more):
    """The exit status, and one sentence that contains `part` and nothing else."""
    done = run(*arguments, **more)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == status, f"{label}: expected status {status}")
    check(part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: "), f"{label}: not our message")
    check(done.stderr.count("\n") == 1, f"{label}: more than one line")
    return done


def table(text):
    rows = list(csv.DictReader(io.StringIO(text)))
    return [{key: float(value) for key, value in row.items()} for row in rows]


def test_check():
    done = good("check", sample)
    check("verdict: ok" in done.stdout, f"the sample is right: {done.stdout}")
    report = json.loads(good("check", sample, "--json", "--grid", 40).stdout)
    check(report["verdict"] == "ok" and report["energy_unit"] == "Ry", report)
    items = {item["id"]: item for item in report["checks"]}
    check(len(items) == len(report["checks"]) >= 15, f"checks: {list(items)}")
    for item in items.values():
        check(item["verdict"] == "ok" and item["sentence"] and item["expected"], item)
    check(abs(items["energy-zero"]["value"]) < 1e-5, items["energy-zero"])
    check(items["grid-registration"]["value"] == 7, items["grid-registration"])
    check([d["where"] for d in report["linear_interpolation"]][2] == "interstitial",
          report["linear_interpolation"])
    # bit-identical for any number of threads
    one, two = (good("check", sample, "--json", "--threads", n).stdout for n in (1, 2))
    check(one == two, "the same numbers for one and two threads")
    with tempfile.TemporaryDirectory() as folder:
        bad = shutil.copytree(sample, os.path.join(folder, "bad"))
        path = os.path.join(bad, "potential_imp")
        with open(path, "rb+") as file:
            file.truncate(os.path.getsize(path) - 20000)
        done = fails_check(bad)
        check("fail  files with a role" in done.stdout, done.stdout)
    fails(2, "--grid needs 8 to 1024", "check", sample, "--grid", 4)


def fails_check(case):
    """Status 1, the list on standard output, one sentence on standard error."""
    return fails(1, "files with a role", "check", case)


def test_help():
    for verb in VERBS:
        done = good(verb, "--help")
        check(f"usage: kkrscope {verb} " in done.stdout, f"{verb} --help: {done.stdout}")
        check(verb in good("--help").stdout, f"--help does not list {verb}")
        check(max(map(len, done.stdout.split("\n"))) <= 100, f"{verb} --help is too wide")
    check(good("--version").stdout.startswith("kkrscope 0."), "--version")
    manual = os.path.join(here, "../../docs/kkrscope.1")
    with open(manual) as file:
        text = file.read().replace("\\-", "-")
    every = re.findall(r"^  ([a-z]+) ", good("--help").stdout, re.M)
    check(set(VERBS) <= set(every), f"--help lists {every}")
    for verb in every:
        check(f".B {verb} " in text, f"the man page lacks {verb}")
    for verb in VERBS:
        for option in re.findall(r"^  (--?[a-z0-9-]+)", good(verb, "--help").stdout, re.M):
            check(option in text, f"the man page lacks {option} of {verb}")


def test_usage():
    for typed, meant in [("inof", "info"), ("probee", "probe"), ("conver", "convert"),
                         ("radail", "radial"), ("plan", "plane"), ("--verison", "--version")]:
        fails(2, f"did you mean {meant}?", typed)
    fails(2, "no such verb, file or folder", "zzzzzzzzzz")
    fails(1, "no such file or folder", "./nowhere")
    fails(2, "did you mean --grid?", "convert", sample, "--gird", "8")
    fails(2, "did you mean --potential?", "info", sample, "--pot=x")
    fails(2, "did you mean --field?", "probe", sample, "--filed", "V")
    fails(2, "unknown option --qqqqqqqq", "info", sample, "--qqqqqqqq")
    fails(2, "did you mean dV?", "probe", sample, "--points", "-", "--field", "dv")
    fails(2, "did you mean stored?", "probe", sample, "--points", "-", "--mode=store")
    fails(2, "--nuclear needs on|off", "probe", sample, "--points", "-", "--nuclear", "1")
    fails(2, "--threads needs a whole number", "info", sample, "--threads", "0")
    fails(2, "--threads needs a whole number", "info", sample, "--threads", "two")
    fails(2, "--threads needs a value", "info", sample, "--threads")
    fails(2, "takes no value", "info", sample, "--json=yes")
    fails(2, "--origin needs site:K", "info", sample, "--origin", "site:x")
    for verb in VERBS:
        extra = {"probe": ["--points", "-"], "line": ["--from", "0,0,0", "--to", "1,0,0"],
                 "plane": ["--plane", "0,0,1"], "convert": ["--grid", "4", "-o", "a.h5"]}
        fails(2, "needs a case", verb, *extra.get(verb, []))
    fails(2, "--points", "probe", sample)
    fails(2, "--lm needs numbers from 1 to", "radial", sample, "--lm", "1,x")
    fails(2, "--lm needs numbers from 1 to", "radial", sample, "--lm", "100000")
    fails(2, "--site needs a site from 1 to 7", "radial", sample, "--site", "8")
    fails(2, "line needs --from", "line", sample, "--to", "1,0,0")
    fails(2, "--from", "line", sample, "--from", "1,0", "--to", "1,0,0")
    fails(2, "--to", "line", sample, "--from", "1,0,0", "--to", "site:9")
    fails(2, "-n needs 2 to", "line", sample, "--from", "0,0,0", "--to", "1,0,0", "-n", 1)
    fails(2, "plane needs --plane", "plane", sample)
    fails(2, "--size needs N", "plane", sample, "--plane", "0,0,1", "--size", "9y9")
    fails(2, "", "plane", sample, "--plane", "0,0,0", "--size", "9")
    fails(2, "", "plane", sample, "--plane", "what", "--size", "9")
    fails(2, "--width", "plane", sample, "--plane", "0,0,1", "--width", "-3")
    fails(2, "must end in", "plane", sample, "--plane", "0,0,1", "-o", "a.txt")
    fails(2, "must end in .h5, .cube", "convert", sample, "--grid", "4", "-o", "a.txt")
    fails(2, "convert needs -o", "convert", sample, "--grid", "4")
    fails(2, "either --grid", "convert", sample, "-o", "a.h5")
    fails(2, "either --grid", "convert", sample, "-o", "a.h5", "--grid", 4, "--spacing", 1)
    fails(2, "--grid needs", "convert", sample, "-o", "a.h5", "--grid", "4x4")
    fails(2, "--spacing needs", "convert", sample, "-o", "a.h5", "--spacing", "-1")
    fails(2, "--spacing needs", "convert", sample, "-o", "a.h5", "--spacing", "nan")
    fails(2, "--region", "convert", sample, "-o", "a.h5", "--grid", 4, "--region", "site:0")
    fails(2, "--box", "convert", sample, "-o", "a.h5", "--grid", 4, "--box", "all")
    check(not os.listdir("."), f"a usage error left {os.listdir('.')}")


def test_info_and_cells():
    text = good("info", sample).stdout
    for word in ("potential_imp", "scoef", "inputcard", "Ag", "Hg", "convoluted"):
        check(word in text, f"info does not say {word}")
    case = json.loads(good("info", sample, "--json").stdout)
    check(case["kind"] == "embedding" and len(case["sites"]) == 7, "info --json: sites")
    roles = {file["role"]: os.path.basename(file["path"]) for file in case["files"]}
    check(roles.get("imp-potential") == "potential_imp", f"info --json: {roles}")
    check(all(file["reason"] for file in case["files"]), "info --json: a role has no reason")
    check(case["sites"][0]["z"] == 47 and case["sites"][1]["z"] == 80, "info --json: Z")
    check(case["l_pot"] == 6 and case["n_spin"] == 1, "info --json: LPOT and spin")

    good("cells", sample)
    cells = json.loads(good("cells", sample, "--json").stdout)
    check(len(cells["cells"]) == 7, "cells --json: seven cells")
    for cell in cells["cells"]:
        corners = [cell["vertices"][i] for face in cell["faces"] for i in face["vertices"]]
        radii = [math.dist(corner, (0, 0, 0)) for corner in corners]
        check(abs(max(radii) - cell["r_out"]) < 1e-8, "r_out is the farthest corner")
        check(abs(sum(f["area"] * f["distance"] for f in cell["faces"]) / 3 -
                  cell["volume"]) < 1e-6, "the volume is that of its pyramids")
        check(abs(cell["volume"] - cell["volume_by_shapes"]) < 1e-4 * cell["volume"],
              "the shape functions have the cell's volume")
    host = json.loads(good("cells", "--structure", os.path.join(sample, "inputcard"),
                           os.path.join(sample, "potential"), "--json").stdout)
    check(host["complete"], "the host's cells are complete")
    check(abs(host["volume_sum"] / host["unit_cell_volume"] - 1) < 1e-9,
          "cells fill the unit cell")


def test_degenerate():
    """Two atoms at one place, and one outside its cell: said, and the rest stays."""
    card = open(os.path.join(sample, "inputcard")).read()
    row = " 0.00000        0.00000        0.00000     80.0        1"
    head = "<RBASIS>                                   <ZATOM>   <SHAPE>"
    assert row in card and head in card
    os.mkdir("degenerate")
    for name in ("potential", "shapefun"):
        shutil.copy(os.path.join(sample, name), "degenerate")
    where = os.path.join("degenerate", "inputcard")
    twice = card.replace("NAEZ= 1", "NAEZ= 2").replace(row, row + "\n" + row)
    open(where, "w").write(twice)
    notes = good("info", "degenerate").stdout
    check("site 1: another site lies at the same place" in notes, "two at one place: " + notes)
    fails(1, "no Voronoi cell is known", "cells", "degenerate")
    wide = len(head) + 3
    moved = row.replace(" 0.00000", " 0.10000", 1)
    weighted = card.replace("NAEZ= 1", "NAEZ= 2").replace(head, head + "   <MTWAL>").replace(
        row, row.ljust(wide) + "0.90\n" + moved.ljust(wide) + "0.10")
    open(where, "w").write(weighted)
    notes = good("info", "degenerate").stdout
    check("site 2: the site lies outside its own cell" in notes, "outside: " + notes)
    cells = json.loads(good("cells", "degenerate", "--json").stdout)["cells"]
    check(len(cells[0]["faces"]) == 12 and "faces" not in cells[1], "the other cell stays")
    shutil.rmtree("degenerate")


def test_jumps():
    text = good("cells", sample, "--jumps").stdout
    check("jumps of V at the faces" in text and "all faces" in text, "cells --jumps: text")
    jumps = json.loads(good("cells", sample, "--jumps", "--json", "-o", "jumps.csv").stdout)
    rows = list(csv.DictReader(open("jumps.csv")))
    faces = [(cell["site"], face) for cell in jumps["cells"] for face in cell["faces"]]
    check(len(rows) == len(faces), f"a row for each of {len(faces)} faces")
    for row, (site, face) in zip(rows, faces):
        check(int(row["site"]) == site and (int(row["neighbour"]) or None) == face["neighbour"],
              "the rows are in the order of the faces")
        for mode in ("cell", "stored"):
            jump = face["jump"][mode]
            check(0 < jump["rms"] <= jump["max"] <= jumps["jumps"][mode]["max"], "rms and max")
            check(abs(jump["known"] - 1) < 1e-9, "all of a face is known")
            check(float(row["rms_" + mode]) == jump["rms"], "CSV and JSON agree")
    for mode in ("cell", "stored"):  # the whole is the sum of its parts
        square = sum(f["area"] * f["jump"][mode]["rms"] ** 2 for _, f in faces)
        mean = math.sqrt(square / jumps["jumps"][mode]["area"])
        check(abs(mean / jumps["jumps"][mode]["rms"] - 1) < 1e-9, "rms of all faces")
    field = json.loads(good("cells", sample, "--jumps", "--json", "--channel", "B").stdout)
    check(field["jumps"]["cell"]["max"] == 0, "without spin there is no B")
    fails(2, "--channel is about --jumps", "cells", sample, "--channel", "up")
    fails(2, "-o is about --jumps", "cells", sample, "-o", "jumps.csv")
    fails(1, "no/jumps.csv", "cells", sample, "--jumps", "-o", "no/jumps.csv")
    os.remove("jumps.csv")


def test_shapes():
    # ours against voronoi's files: of the cluster and of the host
    for name, cells in (("shapefun_imp", "7 cells of the cluster"), ("shapefun", "1 cell of the ")):
        done = good("shapes", sample, "--compare", os.path.join(sample, name))
        check(cells in done.stdout, f"shapes --compare {name}: {done.stdout}")
        check("nothing is wrong" in done.stdout, f"shapes --compare {name}: {done.stdout}")
    good("shapes", sample, "-o", "ours")
    done = good("shapes", sample, "--compare", "ours")
    check(max(float(line.split()[1]) for line in done.stdout.split("\n")
              if re.match(r" +\d+ +\S+e-\d+$", line)) < 1e-10, done.stdout)
    with open("ours") as file, open(os.path.join(sample, "shapefun_imp")) as theirs:
        ours, text = file.read(), theirs.read()
    check(len(ours.split("\n")) == len(text.split("\n")), "shapes: other lines than voronoi's")
    good("shapes", sample, "--lmax", "2", "--npoi", "300", "-o", "small")
    with open("small") as file:
        check(int(file.read().split("\n")[2][5:10]) >= 300, "shapes --npoi")

    # a spoilt value is found
    first = re.search(r"^   21\n( .{19})", ours, re.M)
    with open("spoilt", "w") as file:
        file.write(ours.replace(first.group(0), "   21\n  0.300000000000D+00", 1))
    done = run("shapes", sample, "--compare", "spoilt")
    check(done.returncode == 1 and done.stderr == "kkrscope: spoilt: 1 finding\n", done.stderr)
    check("cell 1 at site 1: wrong by up to 3.00e-01 (l = 4)" in done.stdout, done.stdout)

    fails(2, "either -o FILE or --compare FILE", "shapes", sample)
    fails(2, "either -o FILE or --compare FILE", "shapes", sample, "-o", "a", "--compare", "b")
    for bad in ("33", "-1", "2.5", "x"):
        fails(2, "whole number from 0 to 32", "shapes", sample, "--lmax", bad, "-o", "a")
    fails(2, "--npoi needs at least 2", "shapes", sample, "--npoi", "1", "-o", "a")
    fails(1, "nowhere", "shapes", sample, "--compare", "nowhere")
    fails(1, "no/where", "shapes", sample, "-o", "no/where/file")
    check(not os.path.exists("a"), "a file after an error")


def test_odd_names():
    """A path may be any bytes; JSON stays JSON."""
    folder = os.fsencode(os.getcwd()) + b'/\xff"\\ \x01\xc3\xa4'
    os.mkdir(folder)
    for name in ("inputcard", "potential", "shapefun"):
        shutil.copy(os.path.join(sample, name), os.path.join(folder, name.encode()))
    done = subprocess.run([program, "info", folder, "--json"], capture_output=True)
    check(done.returncode == 0, f"a folder with an odd name: {done.stderr}")
    paths = [file["path"] for file in json.loads(done.stdout.decode())["files"]]
    check(len(paths) == 3 and all("\ufffd\"\\ \x01\xe4" in path for path in paths),
          f"a folder with an odd name: {paths}")


def test_probe():
    points = "# a comment\n0.5 0 0\n\n 1 2 3 # another\n1,-2,.5D0\n100 0 0\n"
    done = good("probe", sample, "--points", "-", stdin=points)
    lines = done.stdout.split("\n")
    check(lines[0] == "x,y,z,value,site,r,inside", lines[0])
    check(len(lines) == 6, "probe: four points")
    rows = table(done.stdout)
    check(rows[0]["site"] == 1 and rows[0]["r"] == 0.5 and rows[0]["inside"] == 1,
          f"probe: {rows[0]}")
    # near silver: -2Z/r and a potential that screens some of it
    check(-2 * 47 / 0.5 < rows[0]["value"] < -40, f"probe: {rows[0]}")
    check(lines[4].split(",")[3:5] == ["nan", "0"], f"probe: outside: {lines[4]}")
    with open("points.txt", "w") as file:
        file.write(points)
    good("probe", sample, "--points", "points.txt", "-o", "values.csv")
    with open("values.csv") as file:
        check(file.read() == done.stdout, "probe -o writes what standard output gets")
    both = [table(good("probe", sample, "--points", "-", "--field", f, stdin=points).stdout)
            for f in ("V", "V0", "dV", "absV", "absdV")]
    for v, v0, dv, av, adv in list(zip(*both))[:3]:
        check(abs(v["value"] - v0["value"] - dv["value"]) < 1e-9 * (1 + abs(v["value"])),
              "V - V0 = dV")
        check(av["value"] == abs(v["value"]) and adv["value"] == abs(dv["value"]), "abs")
    other = good("probe", "--points=-", "--field=V", "--", sample, stdin=points).stdout
    check(other == done.stdout, "--option=value and -- mean the same")
    zero = table(good("probe", sample, "--points", "-", "--field", "dV", "--v0", "zero",
                      stdin=points).stdout)
    check(zero[0]["value"] == both[0][0]["value"], "with V0 = 0, dV = V")
    host = table(good("probe", sample, "--points", "-", "--outside", "host",
                      stdin=points).stdout)[3]
    check(math.isfinite(host["value"]) and host["site"] == host["inside"] == 0,
          f"probe: the host beyond the cluster: {host}")
    moved = table(good("probe", sample, "--points", "-", "--origin", "site:2",
                       stdin="0.5 0 0\n").stdout)[0]
    check(moved["site"] == 2 and moved["r"] == 0.5, f"probe --origin: {moved}")
    for bad, part in [("1 2\n", "standard input:1: expected three numbers"),
                      ("1 2 3\n# x\n4 5 six\n", "standard input:3:"),
                      ("1 2 3 4\n", "standard input:1:"), ("1 2 nan\n", "standard input:1:")]:
        fails(1, part, "probe", sample, "--points", "-", stdin=bad)
    fails(1, "nowhere.txt", "probe", sample, "--points", "nowhere.txt")


def test_radial():
    rows = table(good("radial", sample, "--lm", "1,21").stdout)
    check(list(rows[0]) == ["r", "1", "21"], f"radial: columns {list(rows[0])}")
    check(all(a["r"] <= b["r"] for a, b in zip(rows, rows[1:])), "radii rise")
    check(abs(rows[5]["1"] * rows[5]["r"] / (-2 * 47) - 1) < 0.01, "near the nucleus -2Z/r")
    plain = table(good("radial", sample, "--lm", "1", "--nuclear", "off").stdout)
    for a, b in list(zip(rows, plain))[1:]:
        check(abs(a["1"] - (b["1"] - 2 * 47 / a["r"])) < 1e-9 * abs(a["1"]) + 1e-12,
              "column 1 has -2Z/r")
    every = table(good("radial", sample, "--site", "2", "--field", "dV").stdout)
    check(len(every[0]) > 5, "all lm are there unless told otherwise")
    good("radial", sample, "--site", "2", "-o", "radial.csv")
    check(os.path.getsize("radial.csv") > 1000, "radial -o")


def test_line():
    arguments = ["line", sample, "--from", "site:1", "--to", "site:2", "-n", "11"]
    rows = table(good(*arguments).stdout)
    check(list(rows[0]) == ["d", "x", "y", "z", "value", "site", "r", "inside"],
          f"line: columns {list(rows[0])}")
    check(len(rows) == 12 or len(rows) == 13, f"line: {len(rows)} rows")
    twice = [(a, b) for a, b in zip(rows, rows[1:]) if a["d"] == b["d"]]
    check(len(twice) == 1, f"one face lies between neighbours, found {len(twice)}")
    before, after = twice[0]
    check(before["site"] == 1 and after["site"] == 2, "the two sides of the face")
    # the face of equal weights is half way
    check(abs(before["d"] - rows[-1]["d"] / 2) < 1e-9, "the crossing is exact")
    check(abs(before["value"] - after["value"]) < 0.1, "the sides nearly agree")
    exact = table(good("probe", sample, "--points", "-",
                       stdin=" ".join(repr(rows[3][c]) for c in "xyz")).stdout)
    check(exact[0]["value"] == rows[3]["value"], "line and probe agree")


def test_plane():
    arguments = ["plane", sample, "--plane", "0,0,1@0.25", "--size", "6x4"]
    rows = table(good(*arguments).stdout)
    check(len(rows) == 24, "plane: 6 x 4 values")
    check(all(abs(row["z"] - 0.25) < 1e-12 for row in rows), "the plane lies at z = 0.25")
    text = "\n".join(" ".join(repr(row[c]) for c in "xyz") for row in rows)
    exact = table(good("probe", sample, "--points", "-", stdin=text).stdout)
    for a, b in zip(rows, exact):
        check(a["value"] == b["value"] or math.isnan(b["value"]), "plane and probe agree")
    for suffix in ("csv", "npy", "h5"):
        good(*arguments, "--width", "5", "-o", "plane." + suffix)
        check(os.path.getsize("plane." + suffix) > 200, f"plane -o .{suffix}")


def test_files():
    fails(1, "nowhere", "info", "./nowhere")
    os.mkdir("empty")
    fails(1, "", "info", "empty")
    for name, content in [("potential", b""), ("potential", os.urandom(4096)),
                          ("potential", b"no potential\n")]:
        folder = tempfile.mkdtemp(dir=".")
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
        fails(1, "", "info", folder)
        fails(1, "", "probe", folder, "--points", "-", stdin="0 0 1\n")
    if os.geteuid() != 0:  # root reads everything
        shutil.copy(os.path.join(sample, "scoef"), "locked")
        os.chmod("locked", 0)
        fails(1, "locked", "info", sample, "--cluster", "locked")
    grid = ["convert", sample, "--grid", "4"]
    fails(1, "folder nowhere does not exist", *grid, "-o", "nowhere/a.h5")
    os.mkdir("folder.h5")
    fails(1, "is a folder", *grid, "-o", "folder.h5")
    fails(1, "does not exist", "plane", sample, "--plane", "0,0,1", "-o", "nowhere/a.csv")
    # a cut potential: the sites before the cut may be shown, but no numbers written
    with open(os.path.join(sample, "potential_imp"), "rb") as file:
        half = file.read()
    with open("half", "wb") as file:
        file.write(half[:len(half) // 2])
    cut = ["--imp-potential", "half"]
    good("info", sample, *cut)
    fails(1, "half:", "probe", sample, *cut, "--points", "-", stdin="0 0 1\n")
    # V - V0 without V0 says what is missing
    lone = tempfile.mkdtemp(dir=".")
    for name in ("inputcard", "potential", "shapefun"):
        shutil.copy(os.path.join(sample, name), lone)
    fails(1, "V0", "probe", lone, "--field", "dV", "--points", "-", stdin="0 0 1\n")


def test_certificate():
    grid = ["convert", sample, "--spacing", "0.3", "-o", "a.h5"]
    good(*grid, "--certificate", "a.json")
    with open("a.json") as file:
        report = json.load(file)
    check(report["registration"]["atoms_inside"] == 7, "seven atoms in the box")
    check(report["registration"]["good"], "atoms at their grid points")
    muffin_tin = report["trilinear_against_exact"][1]
    check(muffin_tin["points"] > 1000 and 0 < muffin_tin["rms"] < 0.2, f"{muffin_tin}")
    os.remove("a.h5")
    fails(1, "folder nowhere does not exist", *grid, "--certificate", "nowhere/a.json")
    check(os.listdir(".") == ["a.json"], f"left behind: {os.listdir('.')}")


def test_full_disk():
    with open("/dev/full", "w") as full:
        for arguments in (["info", sample], ["cells", sample, "--json"], ["--help"],
                          ["radial", sample], ["plane", sample, "--plane", "0,0,1"]):
            done = subprocess.run([program, *arguments], stdout=full, text=True,
                                  stderr=subprocess.PIPE)
            check(done.returncode == 1 and "No space left" in done.stderr,
                  f"{arguments} on a full disk: {done.returncode}: {done.stderr}")
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([program, "info", sample], stdout=write, text=True,
                          stderr=subprocess.PIPE)
    os.close(write)
    check(done.returncode == 1 and "Broken pipe" in done.stderr,
          f"a closed pipe: {done.returncode}: {done.stderr}")

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    os.mkdir("full")
    for suffix in ("h5", "cube", "xsf", "vti", "npy"):
        fails(1, "cannot be written", "convert", sample, "--grid", "32", "-o",
              "full/a." + suffix, preexec_fn=small_files)
        check(not os.listdir("full"), f".{suffix} on a full disk left {os.listdir('full')}")
    with open("full/old.npy", "w") as file:
        file.write("precious")
    fails(1, "cannot be written", "convert", sample, "--grid", "32", "-o", "full/old.npy",
          preexec_fn=small_files)
    with open("full/old.npy") as file:
        check(file.read() == "precious", "a failed verb spoils the old file")


def test_interrupt():
    os.mkdir("stopped")
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            [program, "convert", sample, "--grid", "600", "-o", "stopped/a.cube"],
            stderr=subprocess.PIPE, text=True)
        for _ in range(500):  # wait until it has begun to write
            if os.listdir("stopped") or process.poll() is not None:
                break
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        check(process.returncode == 130, f"interrupted: {process.returncode}: {said}")
        check(said == "kkrscope: interrupted\n", f"interrupted: {said!r}")
        check(not os.listdir("stopped"), f"interrupted: left {os.listdir('stopped')}")


    process = subprocess.Popen([program, "probe", sample, "--points", "-"], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    time.sleep(0.3)  # it waits for points
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    check(process.returncode == 130, f"interrupted while reading: {process.returncode}")
    process.communicate()


def test_same_bytes():
    """The number of threads and the user's language change nothing."""
    locales = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout
    german = next((x for x in locales.split() if x.lower().startswith("de_de.utf")), None)
    ways = [(["--threads", "1"], {}), (["--threads", "2"], {}), (["--threads", "5"], {})]
    if german:
        ways.append(([], {"LC_ALL": german}))
    results = []
    for options, variables in ways:
        env = {**os.environ, **variables}
        parts = []
        for suffix in ("h5", "cube", "xsf", "vti", "npy"):
            good("convert", sample, "--grid", "20", *options, "-o", "a." + suffix, env=env)
            with open("a." + suffix, "rb") as file:
                parts.append(file.read())
        for arguments in (["plane", sample, "--plane", "1,1,1", "--size", "20"],
                          ["radial", sample, "--site", "2"], ["info", sample, "--json"]):
            parts.append(good(*arguments, *options, env=env).stdout)
        results.append(parts)
        time.sleep(0.4)  # a time stamp in a file would show
    for way, parts in zip(ways[1:], results[1:]):
        check(parts == results[0], f"{way} makes other bytes than {ways[0]}")


tests = [test_help, test_usage, test_info_and_cells, test_degenerate, test_jumps, test_shapes, test_odd_names, test_probe,
         test_radial, test_line, test_plane, test_files, test_certificate, test_full_disk, test_interrupt,
         test_same_bytes]
for test in [globals()[name] for name in sys.argv[3:]] or tests:
    with tempfile.TemporaryDirectory() as folder:
        home = os.getcwd()
        os.chdir(folder)
        before = failures
        begin = time.monotonic()
        test()
        os.chdir(home)
        print(f"{test.__name__}: {time.monotonic() - begin:.2f} s, "
              f"{failures - before} failures")
sys.exit(failures > 0)
