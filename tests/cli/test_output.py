# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file that likeness-cli writes is written by one rule, see core/lk-file-writer.h."""

import os
import resource
import signal
import stat
import subprocess
import unittest

from cli_case import PATIENCE, PROGRAM, CliCase, write_png


class Output(CliCase):
    def setUp(self):
        super().setUp()
        pictures = {name: write_png(self.path("in", f"{name}.png"), kind, kind) for kind, name in enumerate("ABQ")}
        explain = ("explain", "--support", f"A={pictures['A']}", "--support", f"B={pictures['B']}", pictures["Q"])
        self.commands = {
            "out.safetensors": lambda path: ("convert", "builtin:conv64f", path),
            "maps.safetensors": lambda path: ("embed", pictures["Q"], "--output", path),
            "table.csv": lambda path: (*explain, "--csv", path),
            "report.pdf": lambda path: (*explain, "--report", path),
        }

    def each(self):
        """A folder of its own for each command, a file that stands there, and the command that writes it."""
        for name, command in self.commands.items():
            with self.subTest(name):
                path = self.path(name + ".d", name)
                with open(path, "w") as file:
                    file.write("old")
                yield path, command

    def files_beside(self, path):
        return sorted(os.listdir(os.path.dirname(path)))

    def read(self, path):
        with open(path, "rb") as file:
            return file.read()

    def refused(self, why, *arguments, **keywords):
        """Scores may stand on stdout all the same; the file is what is asked for."""
        result = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE,
                                **keywords)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr.decode(), f"likeness-cli: {why}\n")

    def test_mode_stays(self):
        for path, command in self.each():
            os.chmod(path, 0o600)
            self.done(*command(path))
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            self.assertNotEqual(self.read(path), b"old")
            self.assertEqual(self.files_beside(path), [os.path.basename(path)])

    def test_link_stays(self):
        for path, command in self.each():
            real = os.path.join(os.path.dirname(path), "real")
            os.rename(path, real)
            os.symlink("real", path)
            self.done(*command(path))
            self.assertEqual(os.readlink(path), "real")
            self.assertNotEqual(self.read(real), b"old")
            self.assertEqual(self.files_beside(path), sorted([os.path.basename(path), "real"]))

    def test_device_and_pipe_are_refused(self):
        for path, command in self.each():
            os.remove(path)
            os.symlink("/dev/null", path)
            self.refused(f"“{path}” is not a regular file", *command(path))
            self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
            os.remove(path)
            os.mkfifo(path)
            self.refused(f"“{path}” is not a regular file", *command(path))
            self.assertTrue(stat.S_ISFIFO(os.stat(path).st_mode))

    def test_file_too_large_for_the_limit(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
            # Python ignores the signal, and a child would too.
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)

        for path, command in self.each():
            self.refused(f"“{path}” cannot be written: File too large", *command(path), preexec_fn=limit)
            self.assertEqual(self.read(path), b"old")
            self.assertEqual(self.files_beside(path), [os.path.basename(path)])


if __name__ == "__main__":
    unittest.main()
