#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies the photographs of the sample episode and writes its session file.

    make-sample.py names LIST                           prints the names of the files that are made
    make-sample.py make LIST WEIGHTS STAMPS FOLDER      makes them
"""

import hashlib
import json
import pathlib
import shutil
import sys
from typing import NamedTuple

SESSION = "example.likeness"


class Picture(NamedTuple):
    sha256: str
    role: str
    label: str
    source: str
    target: str


def read_list(path):
    lines = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    return [Picture(*line.split()) for line in lines if line and not line.startswith("#")]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy_picture(picture, stamps, folder):
    source = stamps / picture.source
    if not source.is_file():
        sys.exit(
            f"{source} is missing: install the package tuxpaint-stamps-default, "
            "or configure with -Dsample=false."
        )
    if sha256(source) != picture.sha256:
        sys.exit(
            f"{source} is not the picture that the sample episode was made with "
            "(its SHA-256 differs): install version 2022.06.04 of the package "
            "tuxpaint-stamps-default, or configure with -Dsample=false."
        )
    shutil.copyfile(source, folder / picture.target)


def session(pictures, weights):
    shots = {}
    for picture in pictures:
        if picture.role == "shot":
            file = {"file": picture.target, "sha256": picture.sha256}
            shots.setdefault(picture.label, []).append(file)
    queries = []
    for picture in pictures:
        if picture.role == "query":
            query = {"file": picture.target, "sha256": picture.sha256}
            if picture.label != "-":
                query["label"] = picture.label
            queries.append(query)
    third = 1 / 3
    return {
        "format": "likeness-session",
        "version": 1,
        "title": "Flowers, birds, fish, fruit and insects",
        "model": {"name": "builtin:conv64f", "sha256": sha256(weights)},
        "classes": [{"name": name, "shots": files} for name, files in shots.items()],
        "queries": queries,
        "options": {
            "neighbours": 1,
            "part": "cosine",
            "distance": "w2",
            "normalise": "episode",
            "ridge": 0.01,
            "weights": {"part": third, "pixel": third, "distribution": third},
        },
    }


def main(arguments):
    command, pictures = arguments[0], read_list(arguments[1])
    if command == "names":
        print("\n".join([picture.target for picture in pictures] + [SESSION]))
        return
    weights, stamps, folder = map(pathlib.Path, arguments[2:])
    for picture in pictures:
        copy_picture(picture, stamps, folder)
    text = json.dumps(session(pictures, weights), indent=2)
    (folder / SESSION).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
