# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that stay alive and take turns: A B A B."""

import os
import subprocess
import tempfile
import time

import numpy

TURN_SECONDS = 0.1
# Threads that spin after their work, those of OpenBLAS for a tenth of a second, must not run into the next one's turn.
PAUSE_SECONDS = 0.15


class Failed(Exception):
    def __init__(self, name, line):
        super().__init__(f"{name} ended: {line}")
        self.name = name


class Engine:
    """A program that obeys the lines of bench-turns.h."""

    def __init__(self, name, command, environment=None):
        self.name, self.turns, self.count = name, [], 1
        self.process = subprocess.Popen(
            [str(part) for part in command], env={**os.environ, **(environment or {})}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            self._read()
        except Failed:
            self.close()
            raise

    def _read(self):
        line = self.process.stdout.readline()
        if not line:
            lines = self.process.stderr.read().strip().splitlines()
            raise Failed(self.name, lines[-1] if lines else "without a word")
        return line.strip()

    def _ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self._read()

    def run(self, count):
        return [float(word) for word in self._ask(f"run {count}").split()]

    def warm_up(self):
        self.run(1)
        self.count = max(1, round(TURN_SECONDS / self.run(1)[0]))

    def take_turn(self):
        time.sleep(PAUSE_SECONDS)
        # The first of many short runs finds the caches as the engine before left them.
        self.turns.append(self.run(self.count + 1)[1:] if self.count > 1 else self.run(1))

    def read_result(self):
        with tempfile.NamedTemporaryFile() as file:
            self._ask(f"save {file.name}")
            return numpy.fromfile(file.name, "<f8")

    def read_memory(self):
        return int(self._ask("memory"))

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.stderr.close()
        self.process.wait()


def compete(engines, rounds, seconds):
    """Lets the engines take turns: this many rounds, fewer where they would take longer than that, three at least."""
    for engine in engines:
        engine.warm_up()
    end = time.monotonic() + seconds
    for i in range(rounds):
        if i >= 3 and time.monotonic() > end:
            break
        for engine in engines:
            engine.take_turn()


def measure_error(ours, theirs, n_tables=1):
    """The largest difference over the largest value, of the worst of the tables that lie one behind the other; infinite
    where the results are of different sizes"""
    if ours.shape != theirs.shape or not numpy.isfinite(theirs).all():
        return float("inf")
    ours, theirs = ours.reshape(n_tables, -1), theirs.reshape(n_tables, -1)
    return float((abs(ours - theirs).max(1) / abs(theirs).max(1)).max())
