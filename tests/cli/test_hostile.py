# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that cost more than they should, names that a terminal would obey, and rooms that are too small."""

import hashlib
import json
import os
import resource
import shutil
import signal
import struct
import subprocess
import threading
import time
import unittest

from cli_case import PATIENCE, PROGRAM, SANITIZED, CliCase, write_png, write_safetensors

HOSTILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures", "hostile")
MEGABYTE = 1 << 20
NOBODY = 65534


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def controls(text):
    return [c for c in text if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or 0x202A <= ord(c) <= 0x202E]


class HostileCase(CliCase):
    def measured(self, *arguments, limits=(), **keywords):
        """Exit status, stdout, stderr, seconds and the peak of memory, in bytes."""
        started = time.monotonic()
        with open(self.path("out"), "wb") as out, open(self.path("err"), "wb") as err:

            def narrow():
                for kind, value in limits:
                    resource.setrlimit(kind, (value, value))

            child = subprocess.Popen([PROGRAM, *arguments], stdout=out, stderr=err, cwd=self.folder,
                                     preexec_fn=narrow, **keywords)
            # What never ends is not left behind.
            alarm = threading.Timer(PATIENCE, os.kill, (child.pid, signal.SIGKILL))
            alarm.start()
            _, status, usage = os.wait4(child.pid, 0)
            alarm.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
        with open(self.path("out")) as out, open(self.path("err")) as err:
            return child.returncode, out.read(), err.read(), time.monotonic() - started, usage.ru_maxrss * 1024

    def refused(self, *arguments, says, seconds=2, memory=100 * MEGABYTE):
        code, out, err, took, peak = self.measured(*arguments)
        self.assertEqual((code, out, err.count("\n")), (1, "", 1), err)
        self.assertIn(says, err)
        if not SANITIZED:
            self.assertLess(peak, memory)
            # Other work may be going on.
            self.assertLess(took, 10 * seconds)


class Pictures(HostileCase):
    def embed(self, name, **keywords):
        self.refused("embed", os.path.join(HOSTILE, name), "--output", self.path("maps.safetensors"), **keywords)

    def test_nested_pictures_are_refused_by_their_first_bytes(self):
        self.embed("nest-ic08.icns", says="ICNS")

    def test_quicktime_is_refused_by_its_first_bytes(self):
        self.embed("leak.qtif", says="QuickTime")

    def test_scans_times_pixels_are_bounded(self):
        self.embed("prog-1c-200.jpg", says="scans")

    @unittest.skipIf(SANITIZED, "too slow there")
    def test_pixels_are_counted_over_all_threads(self):
        names = [self.path(f"{i}.png") for i in range(4)]
        for name in names:
            shutil.copy(os.path.join(HOSTILE, "p100mp-1bit.png"), name)
        one = self.measured("embed", names[0], "--output", self.path("maps.safetensors"))
        all_of_them = self.measured("embed", *names, "--output", self.path("maps.safetensors"))
        self.assertEqual((one[0], all_of_them[0]), (0, 0), all_of_them[2])
        self.assertLess(all_of_them[4], one[4] + 150 * MEGABYTE)


class Checkpoints(HostileCase):
    def hole(self, name, start, n_bytes):
        path = self.path(name)
        with open(path, "wb") as file:
            file.write(start)
            file.truncate(len(start) + n_bytes)
        return path

    def safetensors(self, n, kind="U8", size=1):
        header = json.dumps({"a": {"dtype": kind, "shape": [n], "data_offsets": [0, n * size]}}).encode()
        return self.hole("hole.safetensors", struct.pack("<Q", len(header)) + header, n * size)

    def test_tensors_over_holes_are_refused_before_they_are_read(self):
        for n in (4 << 30, 900 << 20, 300 << 20):
            self.refused("inspect", self.safetensors(n), says="hole.safetensors", memory=200 * MEGABYTE)
        self.refused("inspect", self.safetensors(450 << 20, "F16", 2), says="memory", memory=200 * MEGABYTE)

    def test_pickles_over_holes_are_refused_before_they_are_read(self):
        for n in (4 << 30, 900 << 20):
            path = self.hole("hole.pth", b"\x80\x02\x8e" + struct.pack("<Q", n), n)
            self.refused("inspect", path, says="hole.pth", memory=200 * MEGABYTE)

    def test_a_session_is_as_safe_as_the_model_that_it_names(self):
        model = os.path.basename(self.safetensors(900 << 20))
        shots = [write_png(self.path(f"{name}.png"), i, i) for i, name in enumerate("abc")]
        entries = [{"file": os.path.basename(path), "sha256": digest(path)} for path in shots]
        session = self.path("session.likeness")
        with open(session, "w") as file:
            json.dump({
                "format": "likeness-session", "version": 1, "model": {"name": model, "sha256": "0" * 64},
                "classes": [{"name": "A", "shots": entries[:1]}, {"name": "B", "shots": entries[1:2]}],
                "queries": entries[2:],
                "options": {"neighbours": 1, "part": "cosine", "distance": "w2", "normalise": "episode",
                            "weights": dict.fromkeys(("part", "pixel", "distribution"), 1 / 3), "ridge": 0.01}}, file)
        self.refused("explain", session, says="hole.safetensors", memory=250 * MEGABYTE)


class Names(HostileCase):
    def test_metadata_is_printed_visibly(self):
        text = self.done("inspect", os.path.join(HOSTILE, "escape.st"))
        self.assertEqual(controls(text), [])
        self.assertIn("\\x1b]0;pwned\\x07", text)

    def test_json_reads_back_as_it_was(self):
        path = write_safetensors(self.path("a.safetensors"), {"x\u009b1m\u202e": ([1], [0.0])}, {"key\x7f": "\x1b[2J"})
        text = self.done("inspect", "--json", "--tensors", path)
        self.assertEqual(controls(text), [])
        value = json.loads(text)
        self.assertIn("x\u009b1m\u202e", value["tensors"])
        self.assertEqual(value["metadata"]["key\x7f"], "\x1b[2J")

    def test_names_of_tensors_stay_on_their_line(self):
        path = write_safetensors(self.path("a.safetensors"), {"two\nlines\x1b[31m": ([1], [0.0])})
        text = self.done("inspect", "--tensors", path)
        self.assertEqual(controls(text), [])
        self.assertIn("two\\x0alines\\x1b[31m", text)

    def test_names_of_files_and_labels(self):
        shots = [write_png(self.path("shots", name), i, i)
                 for i, name in enumerate(("a\x1b[2J.png", "b\nc.png", "q\x1b]0;x\x07\u202e.png"))]
        text = self.done("explain", "--support", f"A={shots[0]}", "--support", f"B={shots[1]}", shots[2], "--check")
        self.assertEqual(controls(text), [])
        self.assertIn("q\\x1b]0;x\\x07\\u202e.png", text)
        message = self.fails(1, "inspect", self.path("no\x1b[31m\nfile"))
        self.assertEqual(controls(message), [])
        self.assertIn("no\\x1b[31m\\x0afile", message)


class Rooms(HostileCase):
    def one_line(self, limits, **keywords):
        """Done, or one line; never a wait, never killed by a signal."""
        shots = [write_png(self.path("shots", f"{name}.png"), i, i) for i, name in enumerate("abc")]
        code, _, err, took, _ = self.measured("explain", "--support", f"A={shots[0]}", "--support", f"B={shots[1]}",
                                              shots[2], limits=limits, **keywords)
        if code != 0:
            self.assertIn(code, (1, 127), err)
            self.assertEqual(err.count("\n"), 1, err)
        self.assertLess(took, 60)
        return code

    @unittest.skipIf(SANITIZED, "sanitizers need all addresses")
    def test_little_memory(self):
        for megabytes in (90, 110, 130, 150, 200, 300, 450):
            with self.subTest(megabytes=megabytes):
                self.one_line([(resource.RLIMIT_AS, megabytes * MEGABYTE)])
        self.assertEqual(self.one_line([(resource.RLIMIT_AS, 2000 * MEGABYTE)]), 0)

    def test_few_files(self):
        for n in (4, 8, 12, 24):
            with self.subTest(files=n):
                self.assertNotEqual(self.one_line([(resource.RLIMIT_NOFILE, n)]), 0)
        self.assertEqual(self.one_line([(resource.RLIMIT_NOFILE, 64)]), 0)

    @unittest.skipIf(os.geteuid() != 0, "processes are counted by user, and another one is needed")
    def test_few_threads(self):
        os.chmod(self.folder, 0o755)
        if subprocess.run([PROGRAM, "--version"], user=NOBODY, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("the program lies where others cannot start it")
        for n in (1, 2, 3, 4):
            with self.subTest(threads=n):
                # The leak check of the sanitizers starts a thread of its own.
                options = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
                self.one_line([(resource.RLIMIT_NPROC, n)], user=NOBODY, env={**os.environ, "ASAN_OPTIONS": options})

    def test_no_decoder(self):
        """Nothing is decoded in the program itself instead."""
        picture = write_png(self.path("a.png"), 1, 1)
        for command in (["embed", picture, "--output", self.path("m")], ["explain", picture]):
            code, _, err, _, _ = self.measured(*command, env={**os.environ, "LIKENESS_DECODE": "/nowhere/likeness-decode"})
            self.assertEqual((code, err.count("\n")), (1, 1), err)
            self.assertIn("/nowhere/likeness-decode", err)

    def test_files_that_block(self):
        fifo = self.path("fifo")
        os.mkfifo(fifo)
        for path in (fifo, "/proc/kmsg", "/dev/tty", "/dev/zero"):
            for command in (["inspect", path], ["explain", path], ["embed", path, "--output", self.path("m")],
                            ["score", path], ["evaluate", path], ["explain", "--maps", path, path],
                            ["explain", "--model", path, path], ["train", path, "--recipe", path], ["merge", path]):
                with self.subTest(command=command[0], path=path):
                    code, _, err, took, _ = self.measured(*command, stdin=subprocess.DEVNULL)
                    self.assertIn(code, (1, 2), err)
                    self.assertEqual(err.count("\n"), 1, err)
                    self.assertLess(took, 20)


if __name__ == "__main__":
    unittest.main()
