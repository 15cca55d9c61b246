# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of likeness.py share: pictures, maps that depend on them, and the program to read them with."""

import array
import json
import math
import os
import random
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib

PROGRAM = os.environ["LIKENESS_CLI"]
CHANNELS, ROWS, COLUMNS = 6, 3, 4


def write_png(path, seed, width=24, height=16):
    noise = random.Random(seed)
    rows = b"".join(b"\0" + bytes(noise.randrange(256) for _ in range(3 * width)) for _ in range(height))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


def make_map(path):
    """[C][H][W] in lists, from the name of the file alone."""
    numbers = random.Random(os.path.basename(path))
    return [[[numbers.gauss(0, 1) for _ in range(COLUMNS)] for _ in range(ROWS)] for _ in range(CHANNELS)]


def to_tokens(value, n_class_tokens=0):
    return [[99.0] * CHANNELS] * n_class_tokens + [[value[c][y][x] for c in range(CHANNELS)]
                                                   for y in range(ROWS) for x in range(COLUMNS)]


def read_header(path):
    with open(path, "rb") as file:
        length, = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length))


def write_safetensors(path, tensors, metadata=None):
    """tensors: name to (shape, numbers)."""
    header = {"__metadata__": metadata} if metadata else {}
    data = b""
    for name, (shape, numbers) in tensors.items():
        raw = array.array("f", numbers).tobytes()
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    return path


class MapsCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="likeness-python-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.support = {name: [write_png(self.path(f"{name}{i}.png"), f"{name}{i}") for i in range(2)]
                        for name in ["Fox", "Wolf", "Hound"]}
        self.queries = [write_png(self.path(f"q{i}.png"), f"q{i}") for i in range(2)]

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_cli(self, *arguments):
        return subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=900,
                              cwd=self.folder)

    def json(self, *arguments):
        result = self.run_cli(*arguments, "--json")
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return json.loads(result.stdout)

    def fails(self, *arguments, says):
        result = self.run_cli(*arguments)
        message = result.stderr.decode()
        self.assertEqual(result.returncode, 1, message)
        self.assertEqual(message.count("\n"), 1, message)
        self.assertIn(says, message)

    def check_scores(self, told, maps=make_map):
        """The pixel and the part score anew, from the maps."""
        def unit(vectors):
            return [[x / (math.sqrt(sum(y * y for y in v)) or 1) for x in v] for v in vectors]

        def sum_of_best(rows, columns):
            return sum(max(sum(a * b for a, b in zip(r, c)) for c in columns) for r in rows)

        def flat(value):
            return [[x for row in channel for x in row] for channel in value]

        for query, path in zip(told["queries"], self.queries):
            for entry in query["classes"]:
                own = flat(maps(path))
                shots = [flat(maps(shot)) for shot in self.support[entry["name"]]]
                parts = sum_of_best(unit(own), [c for shot in shots for c in unit(shot)])
                pixels = sum_of_best(unit(zip(*own)), [c for shot in shots for c in unit(zip(*shot))])
                self.assertAlmostEqual(entry["part"], parts, delta=1e-5 * abs(parts))
                self.assertAlmostEqual(entry["pixel"], pixels, delta=1e-5 * abs(pixels))
