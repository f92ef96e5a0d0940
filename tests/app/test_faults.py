#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Whatever fails around the program: one sentence, and no half output.

usage: test_faults.py KKRSCOPE SAMPLE_FOLDER FAULTS_LIBRARY [RUNS]

No memory at the n-th call for it, a full disk, folders that may only be read, files
that vanish or change while they are read, short and interrupted reads, errors of the
disk, signals. RUNS (default 5) is how many n are tried for each command.
"""

import hashlib
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

program, sample, library = (os.path.abspath(path) for path in sys.argv[1:4])
runs = int(sys.argv[4]) if len(sys.argv) > 4 else 5
failures = 0
OLD = b"what was there before"


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)
    return condition


def run(arguments, folder, fault=None, path="", before=None, **more):
    environment = dict(os.environ, LC_ALL="C", HOME=str(folder), **more)
    if fault:
        environment |= {"LD_PRELOAD": library, "KKR_FAULT": fault,
                        "KKR_FAULT_PATH": path}
    return subprocess.run([program, *map(str, arguments)], cwd=folder, timeout=20,
                          env=environment, capture_output=True, preexec_fn=before)


def digest(folder):
    """Everything in a folder, but what libraries keep for themselves."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in sorted(pathlib.Path(folder).rglob("*"))
            if p.is_file() and ".cache" not in p.parts}


def is_sentence(text):
    """One line from us; warnings of libraries may stand before it."""
    lines = [line for line in text.decode(errors="replace").splitlines()
             if line.startswith("kkrscope: ")]
    return len(lines) == 1 and len(lines[0]) > 20


def judge(done, what, folder, before, target, good, crash=False):
    """Success with all of the output, or one sentence with nothing new."""
    after = digest(folder)
    if done.returncode == 0:
        check(target is None or after.get(target) == good,
              f"{what}: success, but another output than without the fault")
        return
    check(crash or done.returncode == 1, f"{what}: status {done.returncode}: "
                                         f"{done.stderr[-300:]}")
    check(crash or is_sentence(done.stderr), f"{what}: no sentence: {done.stderr[-300:]}")
    check(after == before, f"{what}: left {set(after.items()) ^ set(before.items())}")


def commands(folder):
    """Verbs and what they write."""
    return [(["info", sample], None),
            (["convert", sample, "-o", "out.h5", "--grid", "6"], "out.h5"),
            (["plane", sample, "--plane", "1,0,0", "--size", "8", "-o", "out.npy"],
             "out.npy"),
            (["figure", sample, "-o", "out.png", "--width", "40", "--dpi", "40"],
             "out.png")]


def prepared(folder, arguments, target):
    """The good output, and a folder with an old one in its place."""
    done = run(arguments, folder)
    if not check(done.returncode == 0, f"{arguments}: {done.stderr.decode()}"):
        return None
    good = digest(folder).get(target) if target else None
    if target:
        (folder / target).write_bytes(OLD)
    return good


def spread(most, n):
    """n numbers up to `most`: all of the first, then further and further apart."""
    if most <= n:
        return range(1, most + 1)
    return sorted({1 + round((most - 1) * (k / (n - 1)) ** 3) for k in range(n)})


def no_memory(folder):
    for arguments, target in commands(folder):
        good = prepared(folder, arguments, target)
        run(arguments, folder, "count", KKR_FAULT_COUNT=str(folder / "count"))
        n_calls = int((folder / "count").read_text())
        (folder / "count").unlink()
        check(n_calls > 100, f"{arguments[0]}: {n_calls} allocations counted")
        for n in spread(n_calls, runs):
            for kind in "malloc", "once":
                if target:
                    (folder / target).write_bytes(OLD)
                before = digest(folder)
                done = run(arguments, folder, f"{kind}:{n}")
                judge(done, f"{' '.join(arguments[:1] + arguments[2:])}, {kind}:{n}",
                      folder, before, target, good)


def little_memory(folder):
    """A limit for the whole process: libraries may crash, files are whole or not there."""
    for arguments, target in commands(folder):
        good = prepared(folder, arguments, target)
        n_good = 0
        for megabytes in [30, 60, 90, 120, 150, 200, 300, 800][::1 if runs > 20 else 7]:
            if target:
                (folder / target).write_bytes(OLD)
            before = digest(folder)
            done = run(arguments, folder, before=lambda: resource.setrlimit(
                resource.RLIMIT_AS, (megabytes << 20, megabytes << 20)))
            n_good += done.returncode == 0
            judge(done, f"{arguments[0]} in {megabytes} MB", folder, before, target, good,
                  crash=True)
        check(n_good, f"{arguments[0]} fits into 800 MB")


def full_disk(folder):
    for arguments, target in commands(folder):
        if not target:
            continue
        prepared(folder, arguments, target)
        size = (folder / target).stat().st_size
        run(arguments, folder)
        whole = (folder / target).stat().st_size
        for limit in sorted({0, 1, whole // 3, whole - 1}):
            (folder / target).write_bytes(OLD)
            before = digest(folder)
            done = run(arguments, folder, before=lambda: resource.setrlimit(
                resource.RLIMIT_FSIZE, (limit, limit)))
            check(done.returncode == 1, f"{target} beyond {limit} bytes is written")
            judge(done, f"{target} beyond {limit} bytes", folder, before, target, None)
    done = run(["probe", sample, "--points", "-"], folder)
    with open("/dev/full", "w") as full:
        done = subprocess.run([program, "info", sample], stdout=full,
                              stderr=subprocess.PIPE)
    check(done.returncode == 1 and is_sentence(done.stderr),
          f"standard output on a full disk: {done.stderr}")


def read_only(folder):
    for arguments, target in commands(folder):
        if not target:
            continue
        (folder / target).unlink(missing_ok=True)
        before = digest(folder)
        judge(run(arguments, folder, "unwritable", target), f"{target}, read only",
              folder, before, target, None)
        check(not (folder / target).exists(), f"{target} on a disk that is read only")


def changing_files(folder):
    """Files that vanish, get longer or shorter, or cannot be read to the end."""
    names = ["potential_imp", "scoef", "shapefun"]
    names = names if runs < 20 else sorted(os.listdir(sample))
    for verb, target in (["info"], None), (["convert", "-o", "out.cube", "--grid", "4"],
                                           "out.cube"):
        if runs < 20 and not target:
            continue
        case = folder / "case"
        shutil.copytree(sample, case)
        arguments = [verb[0], case, *verb[1:]]
        good = prepared(folder, arguments, target)
        text = run(arguments, folder).stdout
        for name in names:
            for fault in ["vanish", "cut:0", "cut:1", "grow:1", "eio:1", "eio:2"][
                    :4 if runs < 20 else 6]:
                shutil.copytree(sample, case, dirs_exist_ok=True)
                if target:
                    (folder / target).write_bytes(OLD)
                elsewhere = {k: v for k, v in digest(folder).items()
                             if not k.startswith("case/")}
                done = run(arguments, folder, fault, f"case/{name}")
                what = f"{verb[0]}, {name}, {fault}"
                now = {k: v for k, v in digest(folder).items()
                       if not k.startswith("case/")}
                if done.returncode == 0 and target:
                    # a case without a file is another case; half a file is none
                    check(now.get(target) != elsewhere.get(target),
                          f"{what}: success without output")
                else:
                    check(done.returncode in (0, 1), f"{what}: {done.returncode}")
                    check(done.returncode == 0 or is_sentence(done.stderr),
                          f"{what}: {done.stderr[-300:]}")
                    check(target is None or now == elsewhere, f"{what}: half output")
            for fault in "short", "eintr":
                shutil.copytree(sample, case, dirs_exist_ok=True)
                done = run(arguments, folder, fault, f"case/{name}")
                check(done.returncode == 0 and done.stdout == text,
                      f"{verb[0]}, {name}, {fault}: {done.stderr[-300:]}")
        check(target is None or digest(folder)[target] == good,
              "short and interrupted reads read the same")
        shutil.rmtree(case)


def dataset(folder):
    """The same for entries of a data set, and for packing one."""
    tree, file = folder / "tree", folder / "set.h5"
    shutil.copytree(sample, tree / "Ag")
    done = run(["pack", tree, "-o", "set.h5"], folder)
    if not check(done.returncode == 0, f"pack: {done.stderr.decode()}"):
        return
    entry = run(["list", "set.h5", "--csv"], folder).stdout.decode().split("\n")[1]
    entry = f"set.h5::{entry.split(',')[1]}"
    text = run(["info", entry], folder).stdout
    check(len(text) > 100, f"info {entry}: {text}")
    for fault in "short", "eintr":
        done = run(["info", entry], folder, fault, "set.h5")
        check(done.returncode == 0 and done.stdout == text,
              f"info {entry}, {fault}: {done.stderr[-300:]}")
    whole = file.read_bytes()
    for fault in "vanish", "cut:0", "cut:2", "grow:1", "eio:1", "eio:3", "eio:20":
        file.write_bytes(whole)
        done = run(["info", entry], folder, fault, "set.h5")
        check(done.returncode in (0, 1), f"info {entry}, {fault}: {done.returncode}")
        check(done.returncode == 0 and done.stdout == text or is_sentence(done.stderr),
              f"info {entry}, {fault}: {done.stderr[-300:]}")
    file.write_bytes(whole)
    # what was packed before is there whatever happens to the next pack
    shutil.copytree(sample, tree / "Au")
    potential = tree / "Au" / "potential_imp"
    potential.write_bytes(potential.read_bytes().replace(b"D-01", b"D-02", 1))
    for limit in 10, len(whole) // 2, len(whole) + 1000:
        before = digest(folder)
        done = run(["pack", tree, "-o", "set.h5"], folder, before=lambda:
                   resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        check(done.returncode == 1 and is_sentence(done.stderr),
              f"pack beyond {limit}: {done.returncode} {done.stderr[-300:]}")
        check(digest(folder) == before, f"pack beyond {limit}: left something")
    for n in spread(40000, runs // 2):
        done = run(["pack", tree, "-o", "set.h5"], folder, f"malloc:{n}")
        check(done.returncode in (0, 1), f"pack, malloc:{n}: {done.returncode}")
        check(done.returncode == 0 or is_sentence(done.stderr),
              f"pack, malloc:{n}: {done.stderr[-300:]}")
        (folder / "set.h5.part").unlink(missing_ok=True)
        (folder / "set.h5.lock").unlink(missing_ok=True)
        check(run(["info", entry], folder).stdout == text, f"pack, malloc:{n}: damage")
        file.write_bytes(whole)


def signals(folder):
    """In the middle of writing: a signal ends it, with nothing left behind."""
    arguments = [program, "convert", sample, "-o", "out.cube", "--grid", "220"]
    for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 130),
                           (signal.SIGHUP, 130), (signal.SIGSEGV, -signal.SIGSEGV)):
        (folder / "out.cube").write_bytes(OLD)
        before = digest(folder)
        process = subprocess.Popen(arguments, cwd=folder, stderr=subprocess.PIPE)
        end = time.time() + 20
        while time.time() < end and not list(folder.glob("out.cube.*.part")):
            time.sleep(0.002)
        process.send_signal(number)
        _, text = process.communicate(timeout=20)
        # a sanitizer reports the crash instead
        check(process.returncode == status or "Sanitizer" in text.decode(),
              f"signal {number}: status {process.returncode}")
        check(status < 0 or is_sentence(text), f"signal {number}: {text[-300:]}")
        check(digest(folder) == before, f"signal {number}: something is left")


def main():
    tests = [no_memory, little_memory, full_disk, read_only, changing_files, dataset, signals]
    for test in tests:
        with tempfile.TemporaryDirectory() as folder:
            begin = time.time()
            test(pathlib.Path(folder))
            print(f"{test.__name__}: {time.time() - begin:.1f} s")
    print(f"{failures} failed")
    return failures > 0


sys.exit(main())
