#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Archives of AiiDA: what is found in them, and what is refused.

usage: test_aiida.py KKRSCOPE SAMPLE_FOLDER found|refused|absent

found: what is good, refused: what is not, absent: the program has no libzip or SQLite
"""

import gzip
import json
import os
import random
import sqlite3
import struct
import sys
import tarfile
import time
import warnings
import zipfile

import archives
from program import check, content, each, good, run, sample

shared = os.environ.get("KKR_SHARED", "")


def fails(part, *arguments):
    done = run(*arguments)
    label = f"{arguments}: {done.returncode}: {done.stderr!r}"
    check(done.returncode == 1 and part in done.stderr, f"{label}: expected {part!r}")
    check(done.stderr.startswith("kkrscope: ") and done.stderr.count("\n") == 1, label)


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def same_files(graph, calc, folder):
    """What was unpacked against what the archive was made of."""
    last, host = calc["last"], calc["host"]
    expected = {"out_potential": last.retrieved.files["out_potential"],
                "out_kkrimp": last.retrieved.files["out_kkrimp"],
                "scoef": last.files["scoef"], "shapefun": last.files["shapefun"]}
    if "kkrflex_atominfo" in last.files:
        expected["kkrflex_atominfo"] = last.files["kkrflex_atominfo"]
    check(sorted(os.listdir(f"{folder}/own")) == sorted(expected), os.listdir(f"{folder}/own"))
    for name, data in expected.items():
        check(content(f"{folder}/own/{name}") == data, f"{folder}/{name}")
    expected = {"out_potential": host.retrieved.files["out_potential"],
                "inputcard": host.retrieved.files["inputcard"],
                "shapefun": calc["voronoi"].retrieved.files["shapefun"]}
    check(sorted(os.listdir(f"{folder}/host")) == sorted(expected), os.listdir(f"{folder}/host"))
    for name, data in expected.items():
        check(content(f"{folder}/host/{name}") == data, f"{folder}/host/{name}")


def check_archive(archive, graph, calc, impurity, dataset):
    """One archive from end to end; the hash of its entry."""
    info = json.loads(good("info", archive, "--json"))
    uses = {c["uuid"]: c["use"] for c in info["calculations"]}
    expected = {node.uuid: "step" for node in calc.values() if node.retrieved}
    expected.update({calc["last"].uuid: "embedding", calc["host"].uuid: "host"})
    check(uses == expected, f"{archive}: {info}")
    found = [c for c in info["calculations"] if c["use"] == "embedding"][0]
    check(found["name"] == "Hg/Ag" and found["host"] == calc["host"].uuid and
          found["label"] == calc["last"].label and found["exit_status"] == 0, found)
    text = good("info", archive)
    check(calc["last"].uuid[:8] in text and "continued by" in text, text)
    out = good("pack", archive, "-o", dataset)
    check("1 entry added, 1 host" in out and f"{len(uses) - 2} calculations" in out, out)
    row = json.loads(good("list", dataset, "--json"))["entries"][0]
    steps = int(calc["last"].label.split()[-1])
    check(row["name"] == f"Hg/{impurity}" and row["uuid"] == calc["last"].uuid and
          row["process"] == "kkr.kkrimp" and row["label"] == calc["last"].label and
          row["exit_status"] == 0 and abs(row["rms"] - 10.0 ** -steps) < 1e-9, row)
    check(row["source"].endswith(f"{archive}::{calc['last'].uuid}"), row["source"])
    good("unpack", dataset, "-o", dataset + ".out")
    os.rename(f"{dataset}.out/Hg/{impurity}", f"{dataset}.out/own")
    os.rename(f"{dataset}.out/Hg/host", f"{dataset}.out/host")
    same_files(graph, calc, dataset + ".out")
    told = json.loads(good("info", f"{dataset}::Hg/{impurity}", "--json"))["provenance"]
    check(told["uuid"] == calc["last"].uuid and told["host_uuid"] == calc["host"].uuid and
          told["workchain_label"] == "Ag in Hg" and told["structure_elements"] == "Hg" and
          told["voronoi_uuid"] == calc["voronoi"].uuid and
          told["green_function_uuid"] == calc["green"].uuid, told)
    return row["hash"]


def test_forms():
    """AiiDA 1 and 2, zip and tar.gz: the same entries with the same bytes."""
    graph, calc = archives.silver_in_mercury(sample)
    graph.write_new("silver.aiida")
    check_archive("silver.aiida", graph, calc, "Ag", "silver.h5")
    check("kkr.imp" in good("info", "silver.h5::Hg/Ag"), "info of an entry")
    host = json.loads(good("info", "silver.h5::Hg", "--json"))["provenance"]
    check(host["uuid"] == calc["host"].uuid, host)
    check("1 there already" in good("pack", "silver.aiida", "-o", "silver.h5"), "packed again")
    # a folder with the same files is the same entry
    check("1 there already" in good("pack", "silver.h5.out", "-o", "silver.h5"), "a folder")
    graph, calc = archives.mercury_in_mercury(sample)
    graph.write_new("new.aiida")
    graph.write_old("old.aiida")
    graph.write_old("old.tar.gz", tar=True)
    hashes = {check_archive(name, graph, calc, "Hg", f"{i}.h5")
              for i, name in enumerate(("new.aiida", "old.aiida", "old.tar.gz"))}
    check(len(hashes) == 1, "contents do not depend on the form of the archive")
    # archives and folders together
    out = good("pack", "silver.h5.out", "new.aiida", "old.tar.gz", "-o", "both.h5")
    check("2 entries added, 1 host, 1 there already" in out, out)


def test_open():
    """A calculation in an archive is a case wherever one is expected."""
    graph, calc = archives.silver_in_mercury(sample)
    graph.write_new("new.aiida")
    place = f"new.aiida::{calc['last'].uuid[:8]}"
    whole = good("radial", sample, "--site", 2, "--field", "dV")
    there = good("radial", place, "--site", 2, "--field", "dV")
    # the sample names its V0 in cluster order; the archive has the host's own file
    columns = [[line.split() for line in text.splitlines() if line[0] not in "#r"]
               for text in (whole, there)]
    check(columns[0] == columns[1] and len(columns[0]) > 100, "radial")
    check("embedding, 7 sites" in good("info", place), "info")
    check(run("check", place).returncode == run("check", sample).returncode, "check")
    check("crystal, 1 site" in good("info", f"new.aiida::{calc['host'].uuid}"), "a host")
    fails("one of them: new.aiida::UUID", "check", "new.aiida")
    fails("continued by", "info", f"new.aiida::{calc['step1'].uuid}")
    fails("no calculation of this archive", "info", "new.aiida::00000000")
    fails("no calculation of this archive", "info", "new.aiida::")
    check("embedding, 7 sites" in good("info", "new.aiida#1"), "the first")
    check("crystal, 1 site" in good("info", "new.aiida#2"), "the host behind it")
    for number in ("0", "3", "99999999999999999999"):
        fails("no calculation of this archive", "info", f"new.aiida#{number}")
    fails("not a data set", "list", "new.aiida")


def test_reasons():
    """What cannot be an entry says why; the others are packed."""
    graph, calc = archives.silver_in_mercury(sample)
    info = calc["last"].retrieved.files
    green = calc["green"]

    def impurity(retrieved, files=None, host=green.remote, **more):
        return graph.calculation("kkr.kkrimp", files or {"scoef": "1\n0 0 0 1 80 0\n"}, retrieved,
                                 host_Greenfunction_folder=host, **more)

    lost = graph.data("core.remote.RemoteData")
    text = {name: data.decode() for name, data in info.items()}
    cases = {
        "nothing came back from it, expected out_potential (it is excepted)":
            impurity(None, state="excepted", status=None),
        "no out_potential among its files (it ended with exit status 301)":
            impurity({"out_kkrimp": "x\n"}, status=301),
        "the run that wrote the Green function of its host is not in the archive":
            impurity(text, host=lost),
        "no scoef among its files": impurity(text, files={"config.cfg": "x\n"},
                                             host=graph.calculation(
                                                 "kkr.kkr", {}, {}, parent_folder=calc[
                                                     "host"].remote, impurity_info=graph.data(
                                                         "core.dict.Dict", Zimp=47)).remote),
        "the calculation of its host is not in the archive":
            impurity(text, host=graph.calculation("kkr.kkr", {}, {}, parent_folder=lost,
                                                  impurity_info=lost).remote),
        "a calculation of the kind kkr.kkrnano": graph.calculation("kkr.kkrnano", {}, {}),
    }
    gone = impurity({"out_potential": text["out_potential"] + " \n"})
    dos = graph.data("core.dict.Dict", NPOL=0)
    real_axis = graph.calculation("kkr.kkr", {}, {}, parent_folder=calc["host"].remote,
                                  impurity_info=lost, parameters=dos)
    density = impurity(text, host=real_axis.remote, parent_calc_folder=calc["last"].remote)
    members = graph.members_new()
    del members["repo/" + archives.hashlib.sha256(
        gone.retrieved.files["out_potential"]).hexdigest()]
    archives.write_zip("reasons.aiida", members)
    told = {c["uuid"]: c for c in json.loads(good("info", "reasons.aiida", "--json"))[
        "calculations"]}
    for reason, node in cases.items():
        check(told[node.uuid]["use"] == "unusable" and reason in told[node.uuid]["reason"],
              f"{reason!r}: {told[node.uuid]}")
    check("its out_potential is not in the archive" in told[gone.uuid]["reason"],
          told[gone.uuid])
    check(told[density.uuid]["use"] == "step" and "density" in told[density.uuid]["reason"],
          told[density.uuid])
    check(told[calc["last"].uuid]["use"] == "embedding", "its potential is the last one")
    done = run("pack", "reasons.aiida", "-o", "reasons.h5")
    check(done.returncode == 0 and "1 entry added" in done.stdout and
          done.stderr.count("skipped: ") == len(cases) + 1, done)
    for reason in cases:
        check(reason in done.stderr, f"{reason!r} is told: {done.stderr}")
    # files that are there and are nonsense
    broken, calc = archives.mercury_in_mercury(sample)
    for nonsense, reason in ((b"Ag POTENTIAL exc: x\n 1.0 2.0\n", "out_potential:2"),
                             (b"\0\1\2", "is a binary file")):
        calc["last"].retrieved.files["out_potential"] = nonsense
        broken.write_new("broken.aiida")
        done = run("pack", "broken.aiida", "-o", "broken.h5")
        check("0 entries added" in done.stdout and reason in done.stderr, done)


def raw_zip(path, edit):
    """A zip with bytes changed."""
    data = bytearray(content(path))
    edit(data)
    write("raw.aiida", data)


def test_hostile_archives():
    graph, calc = archives.mercury_in_mercury(sample)
    members = graph.members_new()
    old = graph.members_old()
    graph.write_new("new.aiida")
    graph.write_old("old.tar.gz", tar=True)
    size = os.path.getsize("new.aiida")

    def refused(part, pairs, **options):
        archives.write_zip("bad.aiida", pairs, **options)
        fails(part, "pack", "bad.aiida", "-o", "bad.h5")

    def refused_tar(part, pairs, **options):
        archives.write_tar("bad.tar.gz", pairs, **options)
        fails(part, "info", "bad.tar.gz")

    # other people's archives
    refused("expected an archive of AiiDA", {"readme": b"hello\n"})
    refused_tar("expected an archive of AiiDA", {"readme": b"hello\n"})
    refused("names no export_version", {"metadata.json": b"[1, 2]"})
    refused("names no export_version", {"metadata.json": b"no JSON"})
    refused("without its db.sqlite3", {"metadata.json": members["metadata.json"]})
    refused("without its data.json", {"metadata.json": old["metadata.json"]})
    for version in ("0.3", "0.14", "main_0099", "main_0001; DROP", "\x1b[31mred"):
        refused("does not know", {**members, "metadata.json": json.dumps(
            {"export_version": version}).encode()})
    refused("is no text", {**members, "repo/\x1b[31m": b""})
    refused_tar("is no text", {**old, "nodes/\x9b": b""})
    write("text.gz", gzip.compress(b"only a text\n" * 100))
    fails("is no tar archive", "info", "text.gz")
    write("empty.zip", b"PK\5\6" + bytes(18))
    fails("expected an archive of AiiDA", "info", "empty.zip")
    # names
    for name in ("../../evil", "/etc/evil", "repo/../../evil", "..", "a/..", "..\\evil"):
        refused("leads out of the archive", {**members, name: b"x"})
        refused_tar("leads out of the archive", {**old, name: b"x"})
    pairs = list(members.items())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        refused("two members have the name", pairs + [pairs[1]])
    refused_tar("two members have the name", list(old.items()) + [("data.json", b"{}")])
    # links and devices
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        refused_tar("link or a device", {**old, "nodes/evil": b""},
                    kinds={"nodes/evil": (kind, "/etc/passwd")})
    with zipfile.ZipFile("bad.aiida", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        link = zipfile.ZipInfo("repo/evil")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    fails("link or a device", "info", "bad.aiida")
    # bombs: one member, all together, a tar
    refused("inflates beyond", {**members, "repo/bomb": bytes(5_000_000)})
    refused("inflates beyond", {f"repo/{i}": bytes(1_000_000) for i in range(20)})
    refused_tar("inflates to more", {**old, "bomb": bytes(20_000_000)})
    # a small file that says it is large
    at = zipfile.ZipFile("new.aiida").getinfo("db.sqlite3").header_offset

    def claim(data):
        where = data.index(b"db.sqlite3", at + 100) - 46  # in the directory
        struct.pack_into("<I", data, where + 24, 900_000_000)
    raw_zip("new.aiida", claim)
    fails("inflates beyond", "info", "raw.aiida")

    def lengthen(data):
        where = data.index(b"db.sqlite3", at + 100) - 46
        struct.pack_into("<I", data, where + 24, struct.unpack_from(
            "<I", data, where + 24)[0] + 1)
    raw_zip("new.aiida", lengthen)
    check(run("info", "raw.aiida").returncode == 1, "longer than it is")
    # encrypted
    def encrypt(data):
        for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            where = -1
            while (where := data.find(mark, where + 1)) >= 0:
                data[where + flags] |= 1
    raw_zip("new.aiida", encrypt)
    fails("is encrypted", "info", "raw.aiida")
    # cut and damaged
    whole, tar = content("new.aiida"), content("old.tar.gz")
    for part in (30, 100, 1000, size // 2, size - 30, size - 1):
        write("cut.aiida", whole[:part])
        fails("cut or damaged", "info", "cut.aiida")
    for part in (20, 200, len(tar) // 2, len(tar) - 9, len(tar) - 1):
        write("cut.tar.gz", tar[:part])
        fails("gzip data", "info", "cut.tar.gz")
    plain = gzip.decompress(tar)
    for part in (600, 1000, 5000, len(plain) // 2):
        write("cut.tar.gz", gzip.compress(plain[:part]))
        fails("ends in the middle", "info", "cut.tar.gz")
    write("cut.tar", plain[:148] + b"7" + plain[149:])
    fails("checksum", "info", "cut.tar")
    write("plain.tar", plain)
    check(good("info", "plain.tar").count("embedding") == 1, "a tar without gzip")
    # long names, as GNU and as POSIX write them
    long = {**old, "nodes/" + "long/" * 40 + "name": b"x"}
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT):
        archives.write_tar("long.tar.gz", long if form != tarfile.USTAR_FORMAT else old,
                           form=form)
        check(good("info", "long.tar.gz").count("embedding") == 1, "long names")
    # contents that are not what their name says
    key = "repo/" + archives.hashlib.sha256(
        calc["last"].retrieved.files["out_potential"]).hexdigest()
    changed = members[key].replace(b"1", b"2", 1)
    archives.write_zip("changed.aiida", {**members, key: changed})
    done = run("pack", "changed.aiida", "-o", "changed.h5")
    check("0 entries added" in done.stdout and "SHA-256" in done.stderr, done)
    fails("neither a folder nor an archive", "pack", sample + "/potential", "-o", "x.h5")
    check(not os.path.exists("bad.h5"), "no data set")


def test_hostile_databases():
    graph, calc = archives.mercury_in_mercury(sample)

    def refused(part, *statements):
        def change(path):
            db = sqlite3.connect(path)
            for statement in statements:
                db.execute(statement)
            db.commit()
            db.close()
        graph.write_new("bad.aiida", change=change)
        begin = time.time()
        fails(part, "info", "bad.aiida")
        check(time.time() - begin < 20, f"{statements}: takes too long")

    refused("no table db_dbnode", "ALTER TABLE db_dbnode RENAME TO other")
    refused("no table db_dblink", "DROP TABLE db_dblink")
    rename = "ALTER TABLE db_dbnode RENAME TO other"
    refused("no table db_dbnode", rename, "CREATE VIEW db_dbnode AS SELECT * FROM other")
    refused("no table db_dbnode", rename, "CREATE VIEW db_dbnode AS WITH RECURSIVE c(id) AS "
            "(SELECT 1 UNION ALL SELECT id + 1 FROM c) SELECT id, '' uuid, '' node_type, "
            "'' process_type, '' label, '' ctime, '' attributes, '' repository_metadata FROM c")
    refused("no table db_dbnode", rename, "CREATE VIRTUAL TABLE db_dbnode USING fts5(id)")
    refused("no such column", "ALTER TABLE db_dbnode RENAME COLUMN attributes TO a")
    refused("no such column", "ALTER TABLE db_dblink RENAME COLUMN type TO t")
    refused("has no UUID", "UPDATE db_dbnode SET uuid = 'x' WHERE id = 103")
    refused("has no UUID", "PRAGMA writable_schema = ON", "UPDATE sqlite_master SET sql = "
            "replace(sql, 'uuid VARCHAR(32) NOT NULL', 'uuid VARCHAR(32)')",
            "UPDATE db_dbnode SET uuid = '' WHERE id = 104")
    # attributes that are no JSON, or far too deep: that node tells nothing
    for value in ("'{'", "NULL", "'" + "[" * 3000 + "]" * 3000 + "'", "zeroblob(1000)", "'7'"):
        def change(path, value=value):
            db = sqlite3.connect(path)
            db.execute(f"UPDATE db_dbnode SET attributes = {value}")
            db.commit()
            db.close()
        graph.write_new("odd.aiida", change=change)
        check(good("info", "odd.aiida").count("embedding") == 1, f"attributes {value[:9]}")

    def change(path):
        db = sqlite3.connect(path)
        db.execute("UPDATE db_dbnode SET repository_metadata = '{\"o\": 7}'")
        db.execute("UPDATE db_dblink SET input_id = 9999 WHERE id % 3 = 0")
        db.execute("UPDATE db_dblink SET input_id = output_id WHERE id % 3 = 1")
        db.commit()
        db.close()
    graph.write_new("odd.aiida", change=change)
    check("KKR calculation" in good("info", "odd.aiida"), "links in circles")
    # a write-ahead log that was left behind
    def wal(path):
        with open(path, "r+b") as file:
            file.seek(18)
            file.write(b"\2\2")
    graph.write_new("wal.aiida", change=wal)
    check(good("info", "wal.aiida").count("embedding") == 1, "written with a log")
    # nonsense in its place, and the truth with damages
    members = graph.members_new()
    database = members["db.sqlite3"]
    for nonsense in (b"", b"x" * 5000, b"SQLite format 3\0" + b"\0" * 500,
                     b"SQLite format 3\0" + b"\xff" * 5000, database[:600]):
        archives.write_zip("bad.aiida", {**members, "db.sqlite3": nonsense})
        check(run("info", "bad.aiida").returncode == 1, f"database {nonsense[:20]}")
    random.seed(3)
    states = {0: 0, 1: 0}
    for i in range(40):
        damaged = bytearray(database)
        for _ in range(1 + i % 8):
            damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
        if i % 5 == 0:
            at = random.randrange(len(damaged) // 4096) * 4096
            damaged[at:at + 4096] = damaged[:4096]
        archives.write_zip("bad.aiida", {**members, "db.sqlite3": bytes(damaged)},
                           zipfile.ZIP_STORED)
        done = run("info", "bad.aiida")
        check(done.returncode in states and (done.returncode == 0) == (done.stderr == "") and
              done.stderr.count("\n") == done.returncode, f"damaged database {i}: {done}")
        states[done.returncode] += 1
    check(states[1] > 5, f"few damages were noticed: {states}")


def test_hostile_json():
    graph, calc = archives.mercury_in_mercury(sample)
    members = graph.members_old()

    def refused(part, data):
        archives.write_zip("bad.aiida", {**members, "data.json": data})
        fails(part, "info", "bad.aiida")

    refused("no JSON, or nested too deeply", b"{")
    refused("no JSON, or nested too deeply", b"[" * 5000 + b"]" * 5000)
    refused("no JSON, or nested too deeply", b"")
    refused("no JSON, or nested too deeply", b'{"a": "' + bytes(10) + b'"}')
    refused("has no UUID", json.dumps({"export_data": {"Node": {"1": {"uuid": 7}}}}).encode())
    for empty in (b"{}", b"[]", b"7", b'{"export_data": 7, "links_uuid": {"a": 1}}'):
        archives.write_zip("empty.aiida", {**members, "data.json": empty})
        check("0 nodes" in good("info", "empty.aiida"), empty)
        fails("no KKR", "pack", "empty.aiida", "-o", "empty.h5")
    data = json.loads(members["data.json"])
    data["links_uuid"].append({"input": "nobody", "output": 7})
    data["links_uuid"].append(7)
    archives.write_zip("odd.aiida", {**members, "data.json": json.dumps(data).encode()})
    check(good("info", "odd.aiida").count("embedding") == 1, "odd links")


def test_many():
    """Many embeddings of one host: the host once, in a time that is proportional."""
    n = 60
    graph, calc = archives.mercury_in_mercury(sample)
    text = archives.read(f"{sample}/potential")
    for i in range(n):
        at = text.index("D+0", 4000 + 21 * i) - 2
        graph.calculation("kkr.kkrimp", {"scoef": "       1\n  0.0  0.0  0.0    1 80.0  0.0\n"},
                          {"out_potential": text[:at] + ("6" if text[at] == "5" else "5") +
                           text[at + 1:]}, f"number {i}",
                          host_Greenfunction_folder=calc["green"].remote)
    graph.write_new("many.aiida")
    out = good("pack", "many.aiida", "-o", "many.h5")
    check(f"{n + 1} entries added, 1 host" in out, out)
    rows = json.loads(good("list", "many.h5", "--json"))["entries"]
    labels = {r["label"] for r in rows}
    check(labels == {f"number {i}" for i in range(n)} | {"KKRimp step 1"}, labels)
    check(len({r["uuid"] for r in rows}) == n + 1, "UUIDs")


def test_real():
    """Those of aiida-kkr's own tests."""
    folder = f"{shared}/data/aiida"
    if not os.path.isdir(folder):
        print("skipped: the reference data (option `shared`) is not here")
        return
    out = good("pack", f"{folder}/kkrimp_full_Ag_Cu_onsite.aiida", "-o", "real.h5")
    check("1 entry added, 1 host" in out and "10 calculations" in out, out)
    row = json.loads(good("list", "real.h5", "--json"))["entries"][0]
    check(row["name"] == "Cu/Ag" and row["n_sites"] == 13 and
          row["uuid"] == "5210a400-fd20-47da-892e-d2a87f36051a" and
          row["rms"] == 3.7647e-05 and abs(row["host_q"]) < 1e-4 and
          abs(row["vbc_shift"]) < 1e-9, row)
    good("unpack", "real.h5", "-o", "real")
    with zipfile.ZipFile(f"{folder}/kkrimp_full_Ag_Cu_onsite.aiida") as archive:
        objects = {archive.read(name) for name in archive.namelist() if name[:5] == "repo/"}
    for at, _, names in os.walk("real"):
        for name in names:
            check(content(f"{at}/{name}") in objects, f"{at}/{name} is an object")
    check(sorted(os.listdir("real/Cu/Ag")) == ["kkrflex_atominfo", "out_kkrimp",
                                               "out_potential", "scoef", "shapefun"],
          os.listdir("real/Cu/Ag"))
    told = json.loads(good("info", "real.h5::Cu/Ag", "--json"))["provenance"]
    check(told["host_uuid"] == "c25e671e-7172-4ed1-8f8f-93d36fa527a1", told)
    for name, hosts in (("scf_wc_Cu_simple.aiida", 1), ("voronoi_cached.aiida", 10),
                        ("export_kkr_scf.tar.gz", 1)):
        out = good("pack", f"{folder}/{name}", "-o", f"{name}.h5")
        check(f"0 entries added, {hosts} host" in out, f"{name}: {out}")
        out = good("unpack", f"{name}.h5", "-o", f"{name}.out")
        check(f"0 entries and {hosts} host" in out, out)
        check(len(os.listdir(f"{name}.out")) == hosts, "hosts without entries")
    good("unpack", "voronoi_cached.aiida.h5::Cu.7", "-o", "one")
    check(os.listdir("one") == ["Cu.7"], os.listdir("one"))
    fails("none of its 0 entries", "unpack", "voronoi_cached.aiida.h5::Cu.11", "-o", "none")


def test_absent():
    """A program without the libraries says so."""
    graph, calc = archives.mercury_in_mercury(sample)
    graph.write_new("new.aiida")
    for verb in (("info", "new.aiida"), ("pack", "new.aiida", "-o", "none.h5"),
                 ("info", f"new.aiida::{calc['last'].uuid}")):
        fails("built without libzip and SQLite", *verb)


TESTS = {"found": (test_forms, test_open, test_reasons, test_many, test_real),
         "refused": (test_hostile_archives, test_hostile_databases, test_hostile_json),
         "absent": (test_absent,)}

each(*TESTS[sys.argv[3]])
