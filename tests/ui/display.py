# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""A display for the tests of one process: Xvfb under a number that it finds itself, so
that tests may run beside each other. It ends with the process."""

import atexit
import ctypes
import os
import shutil
import signal
import subprocess

SIZE = "1600x1000x24"


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def missing():
    """What has to be installed first; None: nothing."""
    return None if shutil.which("Xvfb") else "Xvfb"


def start():
    """":N" of a new display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-noreset", "-nolisten",
         "tcp"], pass_fds=[write], preexec_fn=die_with_parent,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    atexit.register(stop, server)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    if not number:
        raise RuntimeError("Xvfb did not start")
    return ":" + number


def stop(server):
    server.terminate()
    server.wait()


shared = None


def get():
    """The display of this process."""
    global shared
    shared = shared or start()
    return shared
