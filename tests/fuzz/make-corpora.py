#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the inputs that fuzzing begins with into corpora/: of each kind a few small ones, from the fixtures of other
tests where there are any. What fuzzing found lies beside them, under names that begin with "found-"."""

import base64
import collections
import hashlib
import json
import os
import pickle
import struct
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
CHECKPOINTS = os.path.join(TESTS, "network", "fixtures", "checkpoints")
PICTURES = os.path.join(TESTS, "picture", "fixtures", "pictures")


def write(kind, name, data):
    folder = os.path.join(HERE, "corpora", kind)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def read(path):
    with open(path, "rb") as file:
        return file.read()


def copy(kind, folder, *names):
    for name in names:
        write(kind, name, read(os.path.join(folder, name)))


def safetensors(header, numbers=b""):
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + numbers


def make_safetensors():
    entry = {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}
    write("safetensors", "one", safetensors({"a.weight": entry}, bytes(16)))
    write("safetensors", "empty", safetensors({}))
    write("safetensors", "metadata", safetensors({"__metadata__": {"backbone": "conv64f", "profile": "p1"}}))
    kinds = [("F64", 8), ("F16", 2), ("BF16", 2), ("I64", 8), ("I32", 4), ("I16", 2), ("U8", 1), ("BOOL", 1), ("I8", 1),
             ("C64", 8), ("F8_E4M3", 1)]
    header, at = {}, 0
    for kind, size in kinds:
        header[kind] = {"dtype": kind, "shape": [1], "data_offsets": [at, at + size]}
        at += size
    write("safetensors", "kinds", safetensors(header, bytes(at)))
    write("safetensors", "axes", safetensors({
        "none": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]},
        "no-numbers": {"dtype": "F32", "shape": [0, 3], "data_offsets": [4, 4]},
        "seven": {"dtype": "F32", "shape": [1] * 7, "data_offsets": [4, 8]}}, bytes(8)))


def make_pickles():
    ordered = collections.OrderedDict(a=[1, 2.5, None, True], b=("x", b"y", {1: "z"}))
    for protocol in (0, 2, 3, 4, 5):
        write("pickle", "values-%d" % protocol, pickle.dumps(ordered, protocol))
    circle = []
    circle.append({"self": circle, "large": 1 << 80, "minus": -(1 << 40)})
    write("pickle", "circle", pickle.dumps(circle, 2))
    copy("pickle", CHECKPOINTS, "plain-pickle.pkl", "evil-eval.pth", "evil-system.pth", "evil-eval-protocol4.pth")
    for name in ("small-zip.pth", "zip-big-endian.pth", "objects-tpu-protocol5.pth"):
        with zipfile.ZipFile(os.path.join(CHECKPOINTS, name)) as archive:
            inner = next(n for n in archive.namelist() if n.endswith("data.pkl"))
            write("pickle", name.replace(".pth", ".pkl"), archive.read(inner))


class Shapes(pickle.Unpickler):
    """Of a checkpoint, names and shapes: nothing that it names is made."""

    class Inert:
        arguments = ()

        def __init__(self, *arguments):
            self.arguments = arguments

        def __setstate__(self, state):
            pass

    def persistent_load(self, key):
        return Shapes.Inert(key)

    def find_class(self, module, name):
        return collections.OrderedDict if name == "OrderedDict" else Shapes.Inert


def list_shapes(value, prefix=""):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from list_shapes(inner, prefix + "." + str(key) if prefix else str(key))
    elif isinstance(value, Shapes.Inert):
        shapes = [a for a in value.arguments if isinstance(a, tuple) and all(isinstance(n, int) for n in a)]
        if shapes:
            yield prefix, shapes[0]


def make_layouts():
    for name in sorted(os.listdir(CHECKPOINTS)):
        path = os.path.join(CHECKPOINTS, name)
        if not name.startswith("layout-") or not name.endswith(".pth"):
            continue
        try:
            with zipfile.ZipFile(path) as archive:
                inner = next(n for n in archive.namelist() if n.endswith("data.pkl"))
                with archive.open(inner) as file:
                    value = Shapes(file).load()
        except zipfile.BadZipFile:
            with open(path, "rb") as file:
                for _ in range(3):
                    Shapes(file).load()
                value = Shapes(file).load()
        lines = ["%s %s" % (name, " ".join(map(str, shape))) for name, shape in list_shapes(value) if shape]
        text = "\n".join(lines) + "\n"
        if lines and len(text) < 1700:
            write("layout", name.replace(".pth", ""), text)
    stage = "stage%d.conv.weight 4 %d 3 3\nstage%d.norm.weight 4\nstage%d.norm.bias 4\n" \
        "stage%d.norm.running_mean 4\nstage%d.norm.running_var 4\n"
    text = "".join(stage % (s, 3 if s == 1 else 4, s, s, s, s) for s in (1, 2, 3, 4))
    write("layout", "own", "@backbone conv64f\n@profile p1\n@pools 1100\n@slope 0.2\n" + text)
    write("layout", "own-unpadded", "@backbone conv64f\n@unpadded 1111\n@size 92\n@crop 84\n@mean 0.5 0.5 0.5\n" + text)


def make_sessions():
    png = read(os.path.join(PICTURES, "one-bit.png"))
    picture = {"data": base64.b64encode(png).decode(), "sha256": hashlib.sha256(png).hexdigest(), "title": "a.png"}
    session = {
        "format": "likeness-session", "version": 1, "title": "T", "model": {"name": "builtin:conv64f", "sha256": "00"},
        "classes": [{"name": "Bird", "shots": [picture, {"file": "b.png", "sha256": "00" * 32, "off": True}]}],
        "queries": [{**picture, "label": "Bird", "mask": "0110"}],
        "options": {"neighbours": 1, "part": "cosine", "distance": "w2", "normalise": "episode", "ridge": 0.01,
                    "weights": {"part": 0.3, "pixel": 0.3, "distribution": 0.4}},
        "view": {"query": 0, "class": 0, "name": "pixel"}}
    bare = {**session, "classes": [], "queries": []}
    write("session", "whole", json.dumps(session))
    write("session", "bare", json.dumps(bare))
    write("session", "sampled", json.dumps({
        **bare, "profile": "p1", "network": "pools=1100",
        "sampling": {"dataset": "../val", "split": "test", "ways": 5, "shots": 1, "queries": 15, "episodes": 100, "seed": 0},
        "opponent": {"model": "b.pth", "options": bare["options"]}, "past": [bare], "now": 0, "recovery": {"path": "x"}}))
    write("session", "newer", json.dumps({"format": "likeness-session", "version": 2}))


def make_datasets():
    write("dataset", "table", b"\0filename,label\na.jpg,fox\nb.jpg,dog\ncat/c.png,cat\n")
    write("dataset", "table-quoted",
          b'\0\xef\xbb\xbfid;File Name ; "class";note\r\n1;a.jpg;"fo""x";\r\n2; images/b.jpg ;dog;x\r\n3;..\\d.png;cat;\r\n')
    write("dataset", "table-outside", b"\0filename,label\n../secret.jpg,fox\n/etc/passwd,dog\nimages/../../secret.jpg,cat\n")
    write("dataset", "table-spaces", b"\0a.jpg 0\nb.jpg 1\n")
    write("dataset", "labels", b'\1{"classes": ["fox", "dog"], "labels": {"a": 0, "b.jpg": {"label": 1}, "c": "cat"}}')
    write("dataset", "labels-outside", b'\1{"classes": ["fox"], "labels": {"../../secret": 0, "a": 0}}')
    write("dataset", "manifest", b'\3{"label_names": ["fox", "dog"], "image_names": ["/x/manifest/a.jpg", "images/b.jpg"], "image_labels": [0, 1]}')
    write("dataset", "manifest-outside", b'\3{"image_names": ["../secret.jpg", "/x/../secret.jpg"], "image_labels": ["fox", 1]}')
    write("dataset", "lists-pictures", b"\2cat/a.jpg 0\ndata\\dog\\b, 1\n")
    write("dataset", "table-splits", b"\0filename,label,split\n/home/x/a.jpg,fox,test\nimages/b.jpg,dog,train\n")
    write("dataset", "lists", b"\2cat\ndog\n")
    write("dataset", "lists-outside", b"\2../labels\ncat\n")


def make_texts():
    write("json", "all", '{"a": [1, -2.5e3, "x\\u00e9\\ud83d\\ude00\\n", true, false, null], "b": {"c": {}, "d": []}}')
    write("json", "deep", "[" * 12 + "]" * 12)
    write("json", "comment", '[1, /* 2 */ 3] // x')
    write("json", "assignment", 'var a = {"b": 1};')
    write("json", "two", "{} {}")
    recipe = {"name": "r", "backbone": "conv64f", "channels": [64, 64, 64, 64], "pools": "1100", "slope": 0.2,
              "profile": "p1", "neighbours": 1, "distance": "kl", "ridge": 0.01, "stages": [
                  {"name": "s", "kind": "classification", "pictures": 1000, "batch": 64, "rate": 0.1, "warmup": 10},
                  {"kind": "episodes", "episodes": 2, "ways": 5, "shots": [1, 5], "queries": 15, "pictures": 500}]}
    write("recipe", "two-stages", json.dumps(recipe))
    write("recipe", "empty", "{}")
    write("recipe", "one-stage", json.dumps({"stages": recipe["stages"][:1]}))
    write("yaml", "libfewshot",
          "augment: true\nbackbone:\n  name: Conv64F\n  kwargs: {is_flatten: false, leaky_relu: true, "
          "negative_slope: 0.2}\nclassifier:\n  name: DN4\n  kwargs:\n    n_k: 3\nimage_size: 84\n")
    write("yaml", "all", "a: &a [1, two, 'three', {x: \"y\\n\"}]\nb: *a\n? [a, b]\n: !!str c\ntext: |\n  lines\n--- more\n")


def record(kind, payload):
    size = struct.pack("<I", len(payload) + 1)
    digest = hashlib.sha256(size + kind + payload).digest()[:16]
    return b"LkRe" + size + digest + kind + payload


def make_journals():
    options = {"neighbours": 1, "part": "cosine", "distance": "w2", "normalise": "episode", "ridge": 0.01,
               "weights": {"part": 0.3, "pixel": 0.3, "distribution": 0.4}}
    head = json.dumps({"dataset": "/a%20b", "split": "val", "digest": "d", "model": "builtin:conv64f", "choices": {"profile": "p2"},
                       "fingerprint": "f", "way": 2, "shot": 1, "query": 1, "seed": "7", "options": options}).encode()
    outcome = struct.pack("<QQIIIId", 0x1754F6B4C, 3, 4, 2, 1, 1, 0.01) + struct.pack("<4I2I", 1, 2, 0, 1, 5, 9) \
        + struct.pack("<IId", 0, 1, 0.5)
    counted = struct.pack("<QQIIIId", 0x2754F6B4C, 3, 4, 2, 1, 0, 0.01) + struct.pack("<I4I2I", 2, 2, 2, 2, 2, 5, 9)
    # With what was found beside: nothing of the curves, likenesses, and that scores could not be.
    unknown = (struct.pack("<dd", 0.5, 1) + struct.pack("<101H", *[2] * 101)) * 4
    found = struct.pack("<QQIIIId", 0x3754F6B4C, 3, 4, 2, 1, 0, 0.01) + struct.pack("<I4I2I", 2, 2, 2, 2, 2, 5, 9) \
        + struct.pack("<II", 0, len(unknown) + 1) + unknown + struct.pack("<I", 1)
    scores = struct.pack("<4d", 1, 0, 0.25, 0.5)
    curves = (struct.pack("<d", 0.5) + struct.pack("<21d", *[0.5] * 21)) * 10
    found_all = struct.pack("<QQIIIId", 0x3754F6B4C, 3, 4, 2, 1, 0, 0.01) + struct.pack("<I4I2I", 2, 2, 2, 2, 2, 5, 9) \
        + b"".join(struct.pack("<I", len(part) + 1) + part for part in (curves, unknown, scores))
    wanted = struct.pack("<Q", 100)
    left_out = struct.pack("<II", 1, 2) + b"is missing"
    magic = b"LkJour\0\1"
    write("journal", "head", b"H" + head)
    write("journal", "outcome", b"O" + outcome)
    write("journal", "counted", b"O" + counted)
    write("journal", "with-likenesses", b"O" + found)
    write("journal", "with-all", b"O" + found_all)
    write("journal", "head-wanted", b"H" + head[:-1] + b', "deletion": true, "unknown": 2, "confidence": true}')
    write("journal", "wanted", b"W" + wanted)
    write("journal", "left-out", b"L" + left_out)
    whole = magic + record(b"H", head) + record(b"W", wanted) + record(b"O", outcome) + record(b"L", left_out)
    write("journal", "whole", whole)
    write("journal", "cut", whole[:-5])


def make_pictures():
    names = [n for n in os.listdir(PICTURES)
             if n.endswith((".png", ".jpg", ".gif", ".bmp", ".tiff", ".ppm", ".pgm"))
             and os.path.getsize(os.path.join(PICTURES, n)) < 700]
    copy("picture", PICTURES, *names)
    write("picture", "baseline.jpg", read(os.path.join(PICTURES, "grey.jpg")))
    write("picture", "progressive.jpg", read(os.path.join(PICTURES, "progressive.jpg")))
    exif = b"II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"
    write("picture", "exif.webp", b"RIFF" + struct.pack("<I", 4 + 18 + 8 + len(exif)) + b"WEBP" + b"VP8X"
          + struct.pack("<I", 10) + bytes([8, 0, 0, 0, 0, 0, 0, 0, 0, 0]) + b"EXIF" + struct.pack("<I", len(exif)) + exif)
    write("picture", "pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
    write("picture", "link", "../images/a.jpg")
    write("picture", "page", "<!doctype html><html></html>")
    write("picture", "brand.avif", struct.pack(">I", 24) + b"ftypavif\0\0\0\0mif1miaf")


def main():
    for kind in os.listdir(os.path.join(HERE, "corpora")):
        folder = os.path.join(HERE, "corpora", kind)
        for name in os.listdir(folder):
            if not name.startswith("found-"):
                os.remove(os.path.join(folder, name))
    make_safetensors()
    copy("torch-legacy", CHECKPOINTS, "small-legacy.pth", "seven-axes.pth", "bare-tensor.pth", "legacy-big-endian.pth",
         "evil-system.pth")
    copy("torch-zip", CHECKPOINTS, "small-zip.pth", "evil-system-zip.pth", "refused-resnet256f.pth")
    make_pickles()
    make_layouts()
    make_sessions()
    make_datasets()
    make_texts()
    make_journals()
    make_pictures()


if __name__ == "__main__":
    main()
