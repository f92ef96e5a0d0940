#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""The scripts of docs/guide/cluster.md: by hand, with GNU parallel, and in a real Slurm.

usage: test_cluster.py KKRSCOPE SAMPLE_FOLDER

For Slurm a node of our own is started (munged, slurmctld and slurmd of this user, on
free ports, everything in a temporary folder) and stopped at the end. What is not
installed is skipped.
"""

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
program, sample = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
environment = {**os.environ, "PATH": os.path.dirname(program) + ":/usr/sbin:/sbin:"
               + os.environ["PATH"]}
ENTRIES, TASKS = ["Ag", "Al", "As", "Au", "Au@13"], 2
failures = 0


def check(condition, text):
    global failures
    if not condition:
        failures += 1
        print("failed:", text)


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=100,
                          **{"env": environment, **more})


def scripts():
    """The array, the join, and the line for GNU parallel: with few and small tasks."""
    text = open(os.path.join(here, "../../docs/guide/cluster.md")).read()
    array, join, parallel = re.findall(r"```sh\n(.*?)```", text, re.S)
    for old, new in (("1-16", f"1-{TASKS}"), ("--cpus-per-task=4", "--cpus-per-task=1"),
                     ("--grid 64", "--grid 6"), ("all.h5", "all.h5 --select 'Hg:A?'"),
                     ("--json", "--json --grid 8"), ("0,0,1", "0,0,1 --size 60x60 --dpi 40"),
                     ("host,imp", "host,imp --nmax 2,2 --lmax 1")):
        check(array.count(old) == 1, f"the array has {old} {array.count(old)} times")
        array = array.replace(old, new)
    if "usage: kkrscope figure" not in run([program, "figure", "--help"]).stdout:
        array = "".join(line + "\n" for line in array.splitlines() if "figure" not in line)
    parallel = parallel.replace("--sshloginfile machines.txt --workdir . ", "")
    parallel = parallel.replace("--grid 64", "--grid 6").replace("all.h5", "all.h5 --select Hg")
    return array, join, parallel


def results(array, place):
    folders = {"checks": "json", "features": "csv"}
    if "figure" in array:
        folders["figures"] = "png"
    for folder, suffix in folders.items():
        names = sorted(os.listdir(f"{folder}/Hg")) if os.path.isdir(f"{folder}/Hg") else []
        check(names == [f"{entry}.{suffix}" for entry in ENTRIES], f"{place}: {folder}: {names}")
    joined = run(["sh", "-c", "kkrscope convert dV-*.h5 --join -o again.h5"])
    check(joined.stdout == f"{len(ENTRIES)} cases in {TASKS} shards\n",
          f"{place}: {joined.stdout}{joined.stderr}")


def in_folder(name):
    os.mkdir(name)
    os.chdir(name)
    shutil.copy(sample + ".h5", "all.h5")
    open("points.txt", "w").write("0.5 0 0\n")


def test_by_hand(array, join):
    in_folder("hand")
    for task in (1, 2, 1):
        begin = os.stat("dV-1.h5").st_mtime_ns if os.path.exists("dV-1.h5") else None
        done = run(["sh", "-c", array], env={
            **environment, "SLURM_ARRAY_TASK_ID": str(task),
            "SLURM_ARRAY_TASK_COUNT": str(TASKS), "SLURM_CPUS_PER_TASK": "1"})
        check(done.returncode == 0 and done.stderr == "", done.stderr)
        if begin is not None:
            check(os.stat("dV-1.h5").st_mtime_ns == begin, "made again")
    results(array, "by hand")
    check(run(["sh", "-c", join]).returncode == 0 and os.path.exists("dV.h5"), "join")
    os.chdir("..")


def test_parallel(parallel):
    if not shutil.which("parallel"):
        print("skipped: GNU parallel is not here")
        return
    in_folder("parallel")
    home = {**environment, "HOME": os.getcwd()}
    done = run(["sh", "-c", parallel], env=home)
    check(done.returncode == 0, done.stderr)
    joined = run(["sh", "-c", "kkrscope convert dV-*.h5 --join -o dV.h5"])
    check(joined.returncode == 0 and "in 8 shards" in joined.stdout, joined.stderr)
    os.chdir("..")


def free_ports(n):
    sockets = [socket.socket() for _ in range(n)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={at}/munge.socket
StateSaveLocation={at}/state
SlurmdSpoolDir={at}/spool
SlurmctldPidFile={at}/slurmctld.pid
SlurmdPidFile={at}/slurmd.pid
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


class Node:
    """A Slurm of one node that ends with the block; `reason` says why there is none."""

    def __enter__(self):
        self.processes, self.reason = [], None
        needed = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo")
        missing = [name for name in needed if not shutil.which(name, path=environment["PATH"])]
        if missing:
            self.reason = f"Slurm is not here ({', '.join(missing)})"
            return self
        self.at = tempfile.mkdtemp(prefix="slurm", dir="/tmp")  # a socket's path is short
        host = socket.gethostname().split(".")[0]
        for name in ("state", "spool"):
            os.mkdir(f"{self.at}/{name}")
        with open(f"{self.at}/slurm.conf", "w") as file:
            file.write(CONFIGURATION.format(at=self.at, host=host, user=getpass.getuser(),
                                            ports=free_ports(2), cpus=os.cpu_count()))
        with open(f"{self.at}/key", "wb") as file:
            file.write(os.urandom(1024))
        os.chmod(f"{self.at}/key", 0o400)
        self.environment = {**environment, "SLURM_CONF": f"{self.at}/slurm.conf"}
        munge = ["munged", "-F", "--force"] + [
            f"--{key}={self.at}/{value}" for key, value in
            (("key-file", "key"), ("socket", "munge.socket"), ("pid-file", "munge.pid"),
             ("log-file", "munge.log"), ("seed-file", "seed"))]
        self.start(munge)
        self.wait(lambda: os.path.exists(f"{self.at}/munge.socket"), 10)
        self.start(["slurmctld", "-D"])
        self.start(["slurmd", "-D"])
        ready = self.wait(lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T"), 20)
        if not ready:
            self.reason = f"Slurm does not start here: {self.ask('sinfo')}"
        return self

    def start(self, command):
        with open(f"{self.at}/{command[0]}.out", "w") as out:
            self.processes.append(subprocess.Popen(command, env=self.environment, stdout=out,
                                                   stderr=subprocess.STDOUT))

    def ask(self, *command):
        done = run(list(command), env=self.environment)
        return done.stdout + done.stderr

    @staticmethod
    def wait(condition, seconds):
        end = time.time() + seconds
        while time.time() < end:
            if condition():
                return True
            time.sleep(0.1)
        return False

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        if self.processes:
            shutil.rmtree(self.at, ignore_errors=True)


def test_slurm(array, join):
    with Node() as node:
        if node.reason:
            print("skipped:", node.reason)
            return
        in_folder("slurm")
        for name, text in (("array.sh", array), ("join.sh", join)):
            open(name, "w").write(text)
        job = node.ask("sbatch", "--parsable", "array.sh").strip()
        check(job.isdigit(), job)
        after = node.ask("sbatch", "--parsable", f"--dependency=afterok:{job}", "join.sh").strip()
        check(after.isdigit(), after)
        over = node.wait(lambda: not node.ask("squeue", "-h").strip(), 60)
        logs = "".join(open(name).read() for name in sorted(os.listdir(".")) if "log-" in name)
        check(over, f"jobs do not end: {node.ask('squeue')} {logs}")
        check(sorted(name for name in os.listdir(".") if "log-" in name) ==
              [f"log-{i}.txt" for i in range(1, TASKS + 1)] + ["log-join.txt"], os.listdir("."))
        check(logs == f"{len(ENTRIES)} cases in {TASKS} shards\n", logs)
        results(array, "Slurm")
        print("Slurm:", node.ask("sbatch", "--version").strip())
        os.chdir("..")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    array_script, join_script, parallel_line = scripts()
    test_by_hand(array_script, join_script)
    test_parallel(parallel_line)
    test_slurm(array_script, join_script)
    os.chdir("/")
print("ok" if failures == 0 else f"{failures} checks failed")
sys.exit(failures != 0)
