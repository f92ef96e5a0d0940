# SPDX-FileCopyrightText: 2026 The authors of kkrscope
# SPDX-License-Identifier: MIT
"""Archives as AiiDA writes them, of both forms, made of KKR files.

    graph = Graph()
    structure = graph.data("core.structure.StructureData", kinds=[{"symbols": ["Hg"]}])
    voronoi = graph.calculation("kkr.voro", retrieved={"shapefun": text}, structure=structure)
    graph.write_new("new.aiida")
    graph.write_old("old.tar.gz", tar=True)

A calculation is a node with its input links, a remote folder and what came back.

usage: archives.py FOLDER    writes the seeds of tests/fuzz/corpus/aiida and aiida_database
"""

import hashlib
import io
import json
import os
import sqlite3
import sys
import tarfile
import tempfile
import uuid
import zipfile

TABLES = """
CREATE TABLE db_dbnode (id INTEGER NOT NULL, uuid VARCHAR(32) NOT NULL,
  node_type VARCHAR(255) NOT NULL, process_type VARCHAR(255), label VARCHAR(255) NOT NULL,
  description TEXT NOT NULL, ctime DATETIME NOT NULL, mtime DATETIME NOT NULL,
  attributes JSON, extras JSON, repository_metadata JSON NOT NULL, dbcomputer_id INTEGER,
  user_id INTEGER NOT NULL, PRIMARY KEY (id), UNIQUE (uuid));
CREATE TABLE db_dblink (id INTEGER NOT NULL, input_id INTEGER NOT NULL,
  output_id INTEGER NOT NULL, label VARCHAR(255) NOT NULL, type VARCHAR(255) NOT NULL,
  PRIMARY KEY (id));
"""


class Node:
    def __init__(self, graph, kind, process, label, attributes, files):
        self.id = 100 + len(graph.nodes)
        self.uuid = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{graph.name} {self.id}"))
        self.kind, self.process, self.label = kind, process, label
        self.attributes = attributes
        self.files = {name: text.encode() if isinstance(text, str) else text
                      for name, text in files.items()}
        self.remote = self.retrieved = None
        graph.nodes.append(self)


class Graph:
    def __init__(self, name=""):
        self.name, self.nodes, self.links = name, [], []

    def link(self, source, target, label, kind):
        self.links.append((source, target, label, kind))

    def data(self, kind, files=None, **attributes):
        return Node(self, f"data.{kind}.", None, "", attributes, files or {})

    def process(self, kind, process, label="", inputs=None):
        node = Node(self, f"process.{kind}.", process, label,
                    {"process_state": "finished", "exit_status": 0}, {})
        for name, source in (inputs or {}).items():
            self.link(source, node, name, "input_work" if "workflow" in kind else "input_calc")
        return node

    def calculation(self, process, files=None, retrieved=None, label="", caller=None,
                    state="finished", status=0, **inputs):
        node = self.process("calculation.calcjob.CalcJobNode", f"aiida.calculations:{process}",
                            label, inputs)
        node.attributes = {"process_state": state, "exit_status": status}
        node.files = {name: text.encode() for name, text in (files or {}).items() if text}
        node.remote = self.data("core.remote.RemoteData", remote_path="/somewhere")
        self.link(node, node.remote, "remote_folder", "create")
        if retrieved is not None:
            node.retrieved = self.data("core.folder.FolderData", retrieved)
            self.link(node, node.retrieved, "retrieved", "create")
        if caller:
            self.link(caller, node, "CALL", "call_calc")
        return node

    # ------------------------------------------------------------ AiiDA 2

    def database(self, path):
        db = sqlite3.connect(path)
        db.executescript(TABLES)
        for n in self.nodes:
            files = {name: {"k": hashlib.sha256(data).hexdigest()}
                     for name, data in n.files.items()}
            db.execute("INSERT INTO db_dbnode VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                       (n.id, n.uuid, n.kind, n.process, n.label, "", "2026-01-02 03:04:05",
                        "2026-01-02 03:04:05", json.dumps(n.attributes), "{}",
                        json.dumps({"o": {**files, ".aiida": {"o": {}}}} if files else {}),
                        None, 1))
        for i, (source, target, label, kind) in enumerate(self.links):
            db.execute("INSERT INTO db_dblink VALUES (?,?,?,?,?)",
                       (i, source.id, target.id, label, kind))
        db.commit()
        db.close()

    def members_new(self, version="main_0001", change=None):
        """{name: bytes}; `change(path)` may do something to the database file."""
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/db.sqlite3"
            self.database(path)
            if change:
                change(path)
            with open(path, "rb") as file:
                database = file.read()
        members = {"metadata.json": json.dumps({"export_version": version,
                                                "aiida_version": "2.5.2",
                                                "key_format": "sha256"}).encode(),
                   "db.sqlite3": database}
        for n in self.nodes:
            for data in n.files.values():
                members["repo/" + hashlib.sha256(data).hexdigest()] = data
        return members

    def write_new(self, path, **options):
        write_zip(path, self.members_new(**options))

    # ------------------------------------------------------------ AiiDA 1

    def members_old(self, version="0.9"):
        nodes = {str(n.id): {"uuid": n.uuid, "node_type": n.kind.replace(".core.", "."),
                             "process_type": n.process, "label": n.label, "description": "",
                             "ctime": "2020-01-02T03:04:05.678900", "user": 1}
                 for n in self.nodes}
        data = {"export_data": {"Node": nodes},
                "node_attributes": {str(n.id): n.attributes for n in self.nodes},
                "node_extras": {str(n.id): {} for n in self.nodes},
                "links_uuid": [{"input": s.uuid, "output": t.uuid, "label": label, "type": kind}
                               for s, t, label, kind in self.links],
                "groups_uuid": {}}
        members = {"metadata.json": json.dumps({"export_version": version,
                                                "aiida_version": "1.4.2"}).encode(),
                   "data.json": json.dumps(data).encode()}
        for n in self.nodes:
            where = f"nodes/{n.uuid[:2]}/{n.uuid[2:4]}/{n.uuid[4:]}/path"
            for name, content in n.files.items():
                members[f"{where}/{name}"] = content
        return members

    def write_old(self, path, tar=False, **options):
        members = self.members_old(**options)
        if tar:
            write_tar(path, members)
        else:
            write_zip(path, members)


def write_zip(path, members, compression=zipfile.ZIP_DEFLATED):
    """`members`: {name: bytes}, or pairs, of which two may have one name."""
    pairs = members.items() if isinstance(members, dict) else members
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in pairs:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data,
                             compression)


def write_tar(path, members, mode="w:gz", kinds=None, form=tarfile.GNU_FORMAT):
    """`kinds`: {name: (tarfile type, link name)} for what is no file."""
    pairs = members.items() if isinstance(members, dict) else members
    with tarfile.open(path, mode, format=form) as archive:
        for name, data in pairs:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            if kinds and name in kinds:
                info.type, info.linkname = kinds[name]
                info.size = 0
            archive.addfile(info, io.BytesIO(data))


def read(path):
    with open(path) as file:
        return file.read()


def mercury_in_mercury(sample):
    """The same with few and small files: one run of KKRimp, one site."""
    files = {name: read(f"{sample}/{name}") for name in ("inputcard", "potential", "shapefun")}
    files.update({"potential_imp": files["potential"], "potential_imp_start": "none\n",
                  "shapefun_imp": files["shapefun"], "kkrflex_atominfo": None,
                  "scoef": "       1\n  0.0  0.0  0.0    1 80.0  0.0\n"})
    return silver_in_mercury(files, 1)


def silver_in_mercury(sample, steps=3, name=""):
    """What the work chain kkr_imp_wc of aiida-kkr leaves, with the files of the sample.

    Two runs of KKRhost, a Green function, and `steps` runs of KKRimp, of which the last
    has the potential. Returns the graph and its interesting calculations.
    """
    graph = Graph(name)
    text = sample if isinstance(sample, dict) else {
        file: read(f"{sample}/{file}") for file in os.listdir(sample)}
    structure = graph.data("core.structure.StructureData", pbc1=True,
                           kinds=[{"name": "Hg", "symbols": ["Hg"], "weights": [1.0]}])
    parameters = graph.data("core.dict.Dict", NSPIN=1, NPOL=5)
    chain = graph.process("workflow.workchain.WorkChainNode", "aiida.workflows:kkr.scf",
                          "Hg, self-consistent", {"structure": structure})
    voronoi = graph.calculation("kkr.voro", {"inputcard": text["inputcard"]},
                                {"inputcard": text["inputcard"], "shapefun": text["shapefun"],
                                 "output.pot": text["potential"]}, "voronoi", chain,
                                structure=structure, parameters=parameters)
    first = graph.calculation("kkr.kkr", {"inputcard": text["inputcard"]},
                              {"inputcard": text["inputcard"], "out_kkr": "nothing\n",
                               "out_potential": text["potential"].replace("5", "6", 1)},
                              "step 1", chain, parent_folder=voronoi.remote,
                              parameters=parameters)
    host = graph.calculation("kkr.kkr", {"inputcard": text["inputcard"]},
                             {"inputcard": text["inputcard"], "out_kkr": "nothing\n",
                              "out_potential": text["potential"]}, "step 2", chain,
                             parent_folder=first.remote, parameters=parameters)
    info = graph.data("core.dict.Dict", Rcut=3.5, Zimp=[47.0], ilayer_center=0)
    imp_chain = graph.process("workflow.workchain.WorkChainNode", "aiida.workflows:kkr.imp",
                              "Ag in Hg", {"impurity_info": info, "remote_data": host.remote})
    green = graph.calculation("kkr.kkr", {"inputcard": text["inputcard"], "scoef": text["scoef"]},
                              {"inputcard": text["inputcard"],
                               "out_potential": text["potential"].replace("5", "7", 1),
                               "kkrflex_green": "1 2 3\n"}, "Green function", imp_chain,
                              parent_folder=host.remote, impurity_info=info,
                              parameters=parameters)
    aux_structure = graph.data("core.structure.StructureData",
                               kinds=[{"name": "Ag", "symbols": ["Ag"], "weights": [1.0]}])
    change = graph.process("calculation.calcfunction.CalcFunctionNode",
                           "aiida_kkr.workflows.kkr_imp.change_struc_imp_aux_wf", "",
                           {"struc": structure, "imp_info": info})
    graph.link(change, aux_structure, "result", "create")
    aux = graph.calculation("kkr.voro", {"inputcard": text["inputcard"]},
                            {"inputcard": text["inputcard"], "shapefun": text["shapefun"],
                             "output.pot": text["potential"]}, "start", imp_chain,
                            structure=aux_structure, parameters=parameters)
    calculations = {"voronoi": voronoi, "first": first, "host": host, "green": green, "aux": aux}
    before = None
    for i in range(1, steps + 1):
        last = i == steps
        inputs = {"parent_calc_folder": before.remote} if before else {}
        potential = text["potential_imp"] if last else text["potential_imp"].replace("5", "6", 1)
        before = graph.calculation(
            "kkr.kkrimp", {"scoef": text["scoef"], "shapefun": text["shapefun_imp"],
                           "kkrflex_atominfo": text["kkrflex_atominfo"], "config.cfg": "x\n",
                           "potential": text["potential_imp_start"]},
            {"out_potential": potential,
             "out_kkrimp": f" ITERATION {i} average rms-error : v+ + v- =  {10.0 ** -i:.4E}\n"},
            f"KKRimp step {i}", imp_chain, host_Greenfunction_folder=green.remote,
            impurity_info=info, parameters=parameters, **inputs)
        calculations[f"step{i}"] = before
    calculations["last"] = before
    calculations["chain"] = imp_chain
    return graph, calculations


def write_seeds(folder):
    """Small archives, stored as they are, so that a damage reaches what reads them."""
    text = {"inputcard": "ALATBASIS= 5.0\nBRAVAIS\n", "potential": "Hg POTENTIAL exc: x\n",
            "shapefun": "    1\n", "potential_imp": "Ag POTENTIAL exc: x\n",
            "shapefun_imp": "    1\n", "scoef": "    1\n  0.0  0.0  0.0    1 80.0  0.0\n",
            "kkrflex_atominfo": "#\n 1 1\n", "potential_imp_start": "x\n"}
    graph, _ = silver_in_mercury(text, 2)

    def smaller(path):
        db = sqlite3.connect(path)
        db.executescript("PRAGMA page_size = 512; VACUUM")
        db.close()
    os.makedirs(f"{folder}/aiida", exist_ok=True)
    os.makedirs(f"{folder}/aiida_database", exist_ok=True)
    members = graph.members_new(change=smaller)
    write_zip(f"{folder}/aiida/new.aiida", members, zipfile.ZIP_STORED)
    write_zip(f"{folder}/aiida/old.aiida", graph.members_old(), zipfile.ZIP_STORED)
    write_tar(f"{folder}/aiida/old.tar", graph.members_old(version="0.12"), "w")
    write_tar(f"{folder}/aiida/pax.tar", {**graph.members_old(), "long" * 40: b"x"}, "w",
              form=tarfile.PAX_FORMAT)
    with open(f"{folder}/aiida_database/db.sqlite3", "wb") as file:
        file.write(members["db.sqlite3"])


if __name__ == "__main__":
    write_seeds(sys.argv[1])
