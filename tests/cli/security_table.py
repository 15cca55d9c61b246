#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What hostile inputs cost: a table of input, limit, what is said, seconds and peak memory, for
docs/SECURITY-TESTING.md: security_table.py PROGRAM."""

import json
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time

HOSTILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures", "hostile")


def hole(folder, name, start, n_bytes):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(start)
        file.truncate(len(start) + n_bytes)
    return path


def safetensors(folder, name, n, kind, size):
    header = json.dumps({"a": {"dtype": kind, "shape": [n], "data_offsets": [0, n * size]}}).encode()
    return hole(folder, name, struct.pack("<Q", len(header)) + header, n * size)


def list_inputs(folder):
    def embed(name):
        return ["embed", os.path.join(HOSTILE, name), "--output", os.path.join(folder, "maps.safetensors")]

    yield "icons within icons", "formats by first bytes", embed("nest-ic08.icns")
    yield "QuickTime", "formats by first bytes", embed("leak.qtif")
    yield "JPEG of 200 scans", "scans times pixels", embed("prog-1c-200.jpg")
    yield "PNG of 12 kB, 100 megapixels", "100 megapixels in flight", embed("p100mp-1bit.png")
    yield "safetensors of 4 GiB", "1 GiB a file", ["inspect", safetensors(folder, "a.safetensors", 4 << 30, "U8", 1)]
    yield "900 MiB that become 3.6 GB", "1 GiB beside the file", ["inspect", safetensors(folder, "b.safetensors", 900 << 20, "U8", 1)]
    for n in (4 << 30, 900 << 20):
        pickle = hole(folder, f"{n}.pth", b"\x80\x02\x8e" + struct.pack("<Q", n), n)
        yield f"pickle with bytes of {n >> 20} MiB", "by its first kilobytes", ["inspect", pickle]
    deep = os.path.join(folder, "deep.likeness")
    with open(deep, "w", encoding="ascii") as file:
        file.write("[" * 1000000)
    yield "JSON nested a million deep", "32 deep", ["explain", deep]
    yield "names that a terminal obeys", "controls are shown", ["inspect", os.path.join(HOSTILE, "escape.st")]


def run(command):
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    message = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    return os.waitstatus_to_exitcode(status), message, time.monotonic() - started, usage


def main(program):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print("| input | limit | ends with | seconds | of a processor | peak MB |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, limit, arguments in list_inputs(folder):
            code, message, seconds, usage = run([program, *arguments])
            assert code in (0, 1) and message.count("\n") == code, (name, code, message)
            print(f"| {name} | {limit} | {'refused' if code else 'done'} | {seconds:.2f} | "
                  f"{usage.ru_utime + usage.ru_stime:.2f} | {usage.ru_maxrss / 1024:.0f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
