#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies the photographs of a sample episode and writes its session file.

    make-sample.py names LIST                           prints the names of the files that are made, the session last
    make-sample.py make LIST WEIGHTS SOURCES FOLDER     makes them of the photographs in the folder SOURCES

A list has a line "session FILE TITLE", one "package NAME VERSION" where the photographs come with a Debian package, and
one of five columns for each photograph.
"""

import hashlib
import json
import pathlib
import shutil
import struct
import sys
from typing import NamedTuple

class Picture(NamedTuple):
    sha256: str
    role: str
    label: str
    source: str
    target: str


class Sample(NamedTuple):
    session: str
    title: str
    remedy: str
    pictures: list


def read_list(path):
    session, title, pictures = None, None, []
    remedy = "take the whole of the sources"
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if words[0] == "session":
            session, title = words[1], " ".join(words[2:])
        elif words[0] == "package":
            remedy = f"install version {words[2]} of the package {words[1]}"
        else:
            pictures.append(Picture(*words))
    return Sample(session, title, remedy, pictures)


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy_picture(picture, sample, sources, folder):
    source = sources / picture.source
    if not source.is_file():
        sys.exit(f"{source} is missing: {sample.remedy}, or configure with -Dsample=false.")
    if sha256(source) != picture.sha256:
        sys.exit(
            f"{source} is not the picture that the sample episode was made with "
            f"(its SHA-256 differs): {sample.remedy}, or configure with -Dsample=false."
        )
    shutil.copyfile(source, folder / picture.target)


def read_metadata(weights):
    with weights.open("rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(size))["__metadata__"]


def options(weights, n_shots):
    """How the network wants to be scored: the defaults that the program reads there (src/episode/lk-model-defaults.h)."""
    metadata = read_metadata(weights)
    by_shots = dict(entry.split(":") for entry in metadata["weights_by_shot"].split(";"))
    part, pixel, distribution = map(float, by_shots[str(n_shots)].split(","))
    return {
        "neighbours": int(metadata["neighbours"]),
        "part": metadata["part"],
        "distance": metadata["distance"],
        "normalise": metadata["normalise"],
        "ridge": float(metadata["ridge"]),
        "weights": {"part": part, "pixel": pixel, "distribution": distribution},
    }


def session(title, pictures, weights):
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
    n_shots = max(len(files) for files in shots.values())
    return {
        "format": "likeness-session",
        "version": 1,
        "title": title,
        "model": {"name": "builtin:conv64f", "sha256": sha256(weights)},
        "classes": [{"name": name, "shots": files} for name, files in shots.items()],
        "queries": queries,
        "options": options(weights, n_shots),
    }


def main(arguments):
    command, sample = arguments[0], read_list(arguments[1])
    if command == "names":
        print("\n".join([picture.target for picture in sample.pictures] + [sample.session]))
        return
    weights, sources, folder = map(pathlib.Path, arguments[2:])
    for picture in sample.pictures:
        copy_picture(picture, sample, sources, folder)
    text = json.dumps(session(sample.title, sample.pictures, weights), indent=2)
    (folder / sample.session).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
