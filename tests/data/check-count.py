#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The closing line of `make test` counts cases, crashes and missing logs as it says."""

import json
import pathlib
import subprocess
import sys
import tempfile

TAP = "TAP version 13\nok 1 /a\nok 2 /b # SKIP no display\nnot ok 3 /c\nok 4 /d\n1..4\n"
PASSING = [
    {"result": "OK", "stdout": "ok 1 /a\nok 2 /b\n1..2\n"},
    {"result": "OK"},
    {"result": "SKIP", "stdout": ""},
]
FAILING = [
    {"result": "FAIL", "stdout": TAP},
    {"result": "ERROR", "stdout": "ok 1 /a\n"},
    {"result": "TIMEOUT", "stdout": ""},
    {"result": "FAIL"},
]


def count(script, logs):
    with tempfile.TemporaryDirectory() as name:
        folders = [pathlib.Path(name) / str(index) for index in range(len(logs))]
        for folder, log in zip(folders, logs):
            (folder / "meson-logs").mkdir(parents=True)
            if log is not None:
                text = "\n".join(json.dumps(test) for test in log)
                (folder / "meson-logs" / "testlog.json").write_text(text + "\n")
        done = subprocess.run([sys.executable, script, *folders], capture_output=True, text=True)
    return done.returncode, done.stdout


def main(script):
    assert count(script, [PASSING]) == (0, "3 passed, 0 failed\n")
    assert count(script, [PASSING, FAILING]) == (1, "6 passed, 4 failed\n")
    assert count(script, [PASSING, None]) == (1, "3 passed, 1 failed\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
