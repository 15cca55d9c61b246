# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test of likeness-cli needs: to run it, and to make and read its files."""

import array
import json
import math
import os
import random
import shutil
import signal
import struct
import subprocess
import tempfile
import unittest
import zlib

import json_schema

PROGRAM = os.environ["LIKENESS_CLI"]
# Sanitizers keep shadows of memory, and take their time.
with open(PROGRAM, "rb") as program:
    SANITIZED = b"__asan_init" in program.read()
# Seconds that any program which ends of itself is waited for: more than a busy machine needs.
PATIENCE = 900 if SANITIZED else 300
SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "schemas")

# Who runs the tests in the background may have them ignored, and what they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)


def write_png(path, seed, kind=0, width=96, height=80):
    """Waves in a direction that belongs to the kind, with noise that belongs to the seed."""
    noise = random.Random(seed)
    angle = kind * math.pi / 4
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            wave = math.sin((x * math.cos(angle) + y * math.sin(angle)) / (2 + kind) + seed)
            for channel in range(3):
                value = 128 + (90 - 30 * ((channel + kind) % 3)) * wave + noise.randint(-15, 15)
                rows.append(max(0, min(255, int(value))))
    return write_rows(path, width, height, rows)


def write_rows(path, width, height, rows):
    """RGB, each row behind a zero, as a PNG."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                   + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b""))
    return str(path)


def write_safetensors(path, tensors, metadata=None):
    """tensors: name to (shape, numbers)."""
    header = {"__metadata__": metadata} if metadata else {}
    data = bytearray()
    for name, (shape, numbers) in tensors.items():
        raw = array.array("f", numbers).tobytes()
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    return str(path)


def read_safetensors(path):
    """Tensors as (shape, array of float32), and the metadata."""
    with open(path, "rb") as file:
        raw = file.read()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        tensors[name] = (entry["shape"], array.array("f", raw[8 + length + start:8 + length + end]))
    return tensors, metadata


def read_schema(command):
    """The schema of what a command prints with --json, or None."""
    path = os.path.join(SCHEMAS, f"{command}-1.schema.json")
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class CliCase(unittest.TestCase):
    HELD_TO_SCHEMAS = False

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="likeness-cli-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *names):
        path = os.path.join(self.folder, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def run_cli(self, *arguments, **environment):
        return subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={**os.environ, **environment}, cwd=self.folder, timeout=PATIENCE)

    def done(self, *arguments, warnings=0, **environment):
        """Runs what must succeed; gives its text."""
        result = self.run_cli(*arguments, **environment)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        lines = result.stderr.decode().splitlines()
        self.assertEqual(len(lines), warnings, lines)
        for line in lines:
            self.assertTrue(line.startswith("likeness-cli: warning: "), line)
        return result.stdout.decode()

    def json(self, *arguments, **keywords):
        """Runs what must print one JSON object, and nothing else."""
        text = self.done(*arguments, "--json", **keywords)
        value = json.loads(text, parse_constant=lambda name: self.fail(f"{name} in JSON"))
        self.assertIsInstance(value, dict)
        schema = read_schema(arguments[0]) if self.HELD_TO_SCHEMAS else None
        if schema:
            self.assertEqual(list(json_schema.find_faults(value, schema)), [])
        return value

    def fails(self, code, *arguments, says=None):
        """Runs what must end with the code and one line on stderr; gives that line."""
        result = self.run_cli(*arguments)
        message = result.stderr.decode()
        self.assertEqual(result.returncode, code, f"{arguments}: {message}")
        self.assertEqual(message.count("\n"), 1, message)
        self.assertTrue(message.endswith("\n") and message.startswith("likeness-cli: "), message)
        self.assertGreater(len(message), len("likeness-cli: ") + 10, message)
        self.assertEqual(result.stdout, b"")
        if says is not None:
            self.assertIn(says, message)
        return message
