#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints "N passed, N failed" for the test logs of some meson build folders.

A TAP program counts with each of its cases, any other test as one. A program that ends badly without a failed case
counts as one failure, and so does a folder without a log.
"""

import json
import pathlib
import re
import sys

CASE = re.compile(r"^(not )?ok\b(?!.*# *skip)", re.IGNORECASE | re.MULTILINE)


def count_test(test):
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    if test["result"] == "SKIP":
        return 0, 0
    cases = [bool(match.group(1)) for match in CASE.finditer(test.get("stdout", ""))]
    if not cases:
        return int(good), int(not good)
    failed = sum(cases)
    return len(cases) - failed, failed if good else max(failed, 1)


def count_folder(folder):
    log = pathlib.Path(folder) / "meson-logs" / "testlog.json"
    if not log.is_file():
        print(f"{folder}: no tests were run", file=sys.stderr)
        return 0, 1
    tests = [json.loads(line) for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    counts = [count_test(test) for test in tests]
    return sum(passed for passed, _ in counts), sum(failed for _, failed in counts)


def main(folders):
    counts = [count_folder(folder) for folder in folders]
    passed, failed = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
