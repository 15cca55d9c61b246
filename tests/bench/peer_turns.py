# SPDX-License-Identifier: GPL-3.0-or-later
"""What bench-turns.c is for programs in C: obeys compare.py until standard input ends."""

import re
import sys
import time


def read_memory():
    """The most bytes that were resident; getrusage() would tell that of the parent, where it was larger."""
    with open("/proc/self/status", encoding="utf-8") as file:
        return 1024 * int(re.search(r"^VmHWM:\s*(\d+)", file.read(), re.MULTILINE).group(1))


def serve(run, save):
    """run() does the work once and returns its result, of which save() makes a NumPy array of doubles."""
    result = None
    print("ready", flush=True)
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        if command == "run":
            times = []
            for _ in range(int(argument)):
                start = time.perf_counter()
                result = run()
                times.append(time.perf_counter() - start)
            print(" ".join(f"{seconds:.9f}" for seconds in times), flush=True)
        elif command == "save":
            save(result).astype("<f8").tofile(argument)
            print("saved", flush=True)
        else:
            print(read_memory(), flush=True)
