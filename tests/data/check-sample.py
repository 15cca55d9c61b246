#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session of the sample episode is whole: 5 classes, 5 shots, queries, bytes as they should be."""

import hashlib
import json
import pathlib
import sys


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(session, weights):
    folder = pathlib.Path(session).parent
    data = json.loads(pathlib.Path(session).read_text(encoding="utf-8"))
    assert (data["format"], data["version"]) == ("likeness-session", 1)
    assert data["model"] == {"name": "builtin:conv64f", "sha256": sha256(pathlib.Path(weights))}
    names = [group["name"] for group in data["classes"]]
    assert len(set(names)) == 5, names
    assert [len(group["shots"]) for group in data["classes"]] == [5] * 5
    assert len(data["queries"]) == 10
    labels = [query.get("label") for query in data["queries"]]
    assert set(labels) == set(names) | {None}, labels
    shots = [shot for group in data["classes"] for shot in group["shots"]]
    pictures = shots + data["queries"]
    assert len({picture["sha256"] for picture in pictures}) == 35
    for picture in pictures:
        path = folder / picture["file"]
        assert path.parent == folder, path
        assert sha256(path) == picture["sha256"], path
        assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n"), path
    assert abs(sum(data["options"]["weights"].values()) - 1) < 1e-12


if __name__ == "__main__":
    main(*sys.argv[1:])
