# SPDX-License-Identifier: GPL-3.0-or-later
"""Places that differ from a developer's: no home, no bus, no colours, no terminal, or a dumb one."""

import os
import pty
import re
import subprocess
import unittest

from cli_case import PROGRAM
from test_evaluate import EvaluateCase

ESCAPE = "\x1b"


class Strangers(EvaluateCase):
    def run_on_terminal(self, *arguments, **environment):
        """Its output and its errors, both on one terminal."""
        terminal, other = pty.openpty()
        process = subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.DEVNULL, stdout=other, stderr=other,
                                   env={**os.environ, "TERM": "xterm", **environment}, cwd=self.folder)
        os.close(other)
        text = b""
        try:
            while part := os.read(terminal, 65536):
                text += part
        except OSError:
            pass
        os.close(terminal)
        self.assertEqual(process.wait(), 0, text)
        return text.decode()

    def start(self, *more):
        return ["evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes", "4", *more]

    def test_no_colours(self):
        """There are none: the one control is that which clears the line of the progress."""
        for environment in ({}, {"NO_COLOR": "1"}, {"CLICOLOR_FORCE": "1"}):
            text = self.run_on_terminal(*self.start(), **environment)
            self.assertEqual(set(re.findall("\x1b.*?[A-Za-z]", text)), {"\x1b[K"})
            self.assertNotIn(ESCAPE, self.run_on_terminal("--help", **environment))

    def test_dumb_terminal(self):
        text = self.run_on_terminal(*self.start(), TERM="dumb")
        self.assertNotIn(ESCAPE, text)
        self.assertRegex(text, r"4 of 4, .*accuracy")

    def test_no_terminal(self):
        """Nothing is told but the result; plain lines where they are asked for."""
        result = self.run_cli(*self.start())
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertNotIn(ESCAPE.encode(), result.stdout)
        result = self.run_cli(*self.start(), LIKENESS_PROGRESS="lines")
        lines = result.stderr.decode().splitlines()
        self.assertEqual(result.returncode, 0)
        self.assertNotIn(ESCAPE, result.stderr.decode())
        self.assertRegex(lines[-1], r"^4 of 4, .*accuracy \d")
        self.assertEqual(self.run_cli(*self.start("--quiet"), LIKENESS_PROGRESS="lines").stderr, b"")

    def test_neither_home_nor_bus(self):
        """Folders that nobody can write into, root neither; a bus that is not there."""
        nowhere = {name: "/dev/null/nowhere" for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                                          "XDG_STATE_HOME", "XDG_RUNTIME_DIR")}
        nowhere["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/dev/null/bus"
        told = self.without_time(self.evaluate())
        self.assertEqual(self.without_time(self.evaluate(**nowhere)), told)
        message = self.run_cli(*self.start("--cache", "default"), **nowhere).stderr.decode()
        self.assertEqual(message.count("\n"), 1, message)
        self.assertIn("/dev/null/nowhere", message)


if __name__ == "__main__":
    unittest.main()
