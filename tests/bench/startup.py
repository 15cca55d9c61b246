# SPDX-License-Identifier: GPL-3.0-or-later
"""From exec to the first frame, and to the first answer.

The X server keeps its picture in a file (-fbdir), which is looked at every millisecond: the first frame is there when
the black screen is black no more, without a word from the program or the window system. "settled" is when the picture
changed for the last time before it stood still.

startup.py FOLDER ROUNDS prints {name: {"first": [seconds], "settled": [seconds]}} as JSON; compare.py starts it within
a bus of its own.
"""

import json
import mmap
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

import numpy

WIDTH, HEIGHT = 1280, 800
PATIENCE = 30
STILL = 1.0
# Every so many pixels one is looked at: quick, and no window is that small.
GRID = 8


class Screen:
    def __init__(self, folder):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", folder, "-nolisten",
             "tcp", "-noreset"], pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.display = ":" + pipe.readline().strip()
        with open(os.path.join(folder, "Xvfb_screen0"), "rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # The XWD header: its size first, the number of colours (of 12 bytes each) as number 19, all big-endian.
        header = struct.unpack(">25I", data[:100])
        pixels = numpy.frombuffer(data, "<u4", offset=header[0] + 12 * header[19], count=header[12] // 4 * HEIGHT)
        self.pixels = pixels.reshape(HEIGHT, -1)[::GRID, :WIDTH:GRID]

    def look(self):
        return (self.pixels & 0xFFFFFF).copy()

    def close(self):
        self.server.terminate()
        self.server.wait()


def wait_until_black(screen):
    end = time.monotonic() + PATIENCE
    while screen.look().any() and time.monotonic() < end:
        time.sleep(0.01)


def watch(screen, command, environment):
    """Seconds to the first frame, and to the last change"""
    wait_until_black(screen)
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    first = changed = None
    seen = screen.look()
    try:
        while time.monotonic() < start + PATIENCE:
            now, picture = time.monotonic(), screen.look()
            if (picture != seen).any():
                first, changed, seen = first or now, now, picture
            if changed is not None and now > changed + STILL:
                return first - start, changed - start
            time.sleep(0.001)
        raise TimeoutError(f"{command[0]} shows nothing, or never stands still")
    finally:
        process.terminate()
        process.wait()


def list_windows(build):
    program, sample = build / "src/app/likeness", build / "data/sample/example.likeness"
    return {"window": [program], "window with the sample": [program, sample],
            "an empty libadwaita window": [build / "tests/bench/bench-blank-window"]}


def make_environment(home, build, screen, renderer):
    environment = {**os.environ, "DISPLAY": screen.display, "HOME": home, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1",
                   "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state",
                   "XDG_CACHE_HOME": home + "/cache", "XDG_DATA_HOME": home + "/data", "GSETTINGS_BACKEND": "memory",
                   "GSETTINGS_SCHEMA_DIR": str(build / "data")}
    environment.pop("WAYLAND_DISPLAY", None)
    return {**environment, "GSK_RENDERER": renderer, **({"GDK_DEBUG": "gl-disable"} if renderer == "cairo" else {})}


def main(build, rounds):
    build = pathlib.Path(build).resolve()
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        screen = Screen(folder)
        try:
            for i in range(int(rounds) + 1):
                # OpenGL in software is slow, and no laptop's way: a few times will do.
                for renderer in ("cairo", "gl") if i <= 3 else ("cairo",):
                    for name, command in list_windows(build).items():
                        with tempfile.TemporaryDirectory() as home:
                            environment = make_environment(home, build, screen, renderer)
                            first, settled = watch(screen, command, environment)
                        times = results.setdefault(f"{name}, {renderer}", {"first": [], "settled": []})
                        # The first round finds the disk's caches cold.
                        if i > 0:
                            times["first"].append(first)
                            times["settled"].append(settled)
        finally:
            screen.close()
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
