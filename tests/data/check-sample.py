#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session of a sample episode is whole: check-sample.py SESSION WEIGHTS SHOTS BEGINNING [COPYRIGHT].

5 classes of SHOTS shots, 10 queries, bytes as they should be, files that begin with BEGINNING in hexadecimal; COPYRIGHT
tells of each of them who made it and that it is free.
"""

import hashlib
import json
import pathlib
import sys


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


FREE = {"CC0-1.0", "public-domain"}


def check_copyright(path, names):
    told = {}
    for block in pathlib.Path(path).read_text(encoding="utf-8").split("\n\n"):
        name, *lines = block.strip().splitlines()
        if name.endswith(".jpg"):
            told[name] = dict(line.strip().split(": ", 1) for line in lines)
    assert set(told) == names, set(told) ^ names
    for name, entry in told.items():
        assert entry["License"] in FREE, name
        assert entry["Author"] and entry["Source"].startswith("https://") and entry["From"], name


def main(session, weights, n_shots, beginning, copyright=None):
    folder = pathlib.Path(session).parent
    data = json.loads(pathlib.Path(session).read_text(encoding="utf-8"))
    assert (data["format"], data["version"]) == ("likeness-session", 1)
    assert data["model"] == {"name": "builtin:conv64f", "sha256": sha256(pathlib.Path(weights))}
    names = [group["name"] for group in data["classes"]]
    assert len(set(names)) == 5, names
    assert [len(group["shots"]) for group in data["classes"]] == [int(n_shots)] * 5
    assert len(data["queries"]) == 10
    labels = [query.get("label") for query in data["queries"]]
    assert set(labels) == set(names) | {None}, labels
    shots = [shot for group in data["classes"] for shot in group["shots"]]
    pictures = shots + data["queries"]
    assert len({picture["sha256"] for picture in pictures}) == 5 * int(n_shots) + 10
    for picture in pictures:
        path = folder / picture["file"]
        assert path.parent == folder, path
        assert sha256(path) == picture["sha256"], path
        assert path.read_bytes().startswith(bytes.fromhex(beginning)), path
    if copyright:
        check_copyright(copyright, {picture["file"] for picture in pictures})
    assert abs(sum(data["options"]["weights"].values()) - 1) < 1e-12


if __name__ == "__main__":
    main(*sys.argv[1:])
