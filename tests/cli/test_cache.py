# SPDX-License-Identifier: GPL-3.0-or-later
"""evaluate and calibrate --cache: a second run embeds nothing, and tells the same to the last bit."""

import glob
import json
import os
import subprocess
import unittest

from cli_case import PATIENCE, PROGRAM, write_png
from test_datasets import write_rgba
from test_evaluate import EvaluateCase


class Cache(EvaluateCase):
    def setUp(self):
        super().setUp()
        self.cache = self.path("cache", "")

    def run_with(self, *arguments, **environment):
        told = self.evaluate("--seed", "3", *arguments, **environment)
        n_pictures = told.pop("pictures")
        return self.without_time(told), n_pictures

    def shards(self):
        return glob.glob(os.path.join(self.cache, "*", "*.safetensors"))

    def test_second(self):
        plain, n = self.run_with()
        self.assertGreater(n, 0)
        self.assertEqual(self.run_with("--cache", self.cache), (plain, n))
        self.assertEqual(len(self.shards()), 1)
        self.assertEqual(self.run_with("--cache", self.cache), (plain, 0))
        self.assertEqual(self.run_with("--cache", self.cache, LIKENESS_THREADS="1"), (plain, 0))
        self.assertEqual(len(self.shards()), 1)
        # Another metric asks for the same maps, another preparation for others.
        self.assertEqual(self.run_with("--cache", self.cache, "-k", "3", "--distance", "kl-sq")[1], 0)
        self.assertEqual(self.run_with("--cache", self.cache, "--profile", "p2")[1], n)
        self.assertEqual(self.run_with("--cache", self.cache, "--as-published")[1], n)
        self.assertEqual(self.run_with("--cache", self.cache, LIKENESS_KERNELS="portable")[1], n)

    def test_bytes(self):
        """Tables and figures too, where most pictures are known and some are not."""
        self.run_with("--cache", self.cache, "--episodes", "1")
        for name, extra in (("plain", []), ("warm", ["--cache", self.cache])):
            self.evaluate("--episodes", "9", "--csv", self.path(name, "e.csv"), "--confusion", self.path(name, "c.csv"),
                          "--figures", self.path(name, "f", ""), *extra)
        for path in ("e.csv", "c.csv", "f/accuracy.svg", "f/confusion.png"):
            with open(self.path("plain", path), "rb") as a, open(self.path("warm", path), "rb") as b:
                self.assertEqual(a.read(), b.read(), path)

    def test_environment(self):
        plain, n = self.run_with()
        self.assertEqual(self.run_with(LIKENESS_CACHE=self.cache), (plain, n))
        self.assertEqual(self.run_with(LIKENESS_CACHE=self.cache), (plain, 0))
        self.assertEqual(self.run_with("--no-cache", LIKENESS_CACHE=self.cache), (plain, n))
        self.assertEqual(self.run_with("--cache", "default", XDG_CACHE_HOME=self.path("xdg", "")), (plain, n))
        self.assertEqual(self.run_with("--cache", self.path("xdg", "likeness", "maps")), (plain, 0))

    def test_damaged(self):
        plain, n = self.run_with("--cache", self.cache)
        shard, = self.shards()
        with open(shard, "r+b") as file:
            file.seek(-1000, os.SEEK_END)
            byte = file.read(1)
            file.seek(-1000, os.SEEK_END)
            file.write(bytes([byte[0] ^ 1]))
        told, n_again = self.run_with("--cache", self.cache)
        self.assertEqual(told, plain)
        self.assertGreater(n_again, 0)
        self.assertNotIn(shard, self.shards())
        self.assertEqual(self.run_with("--cache", self.cache), (plain, 0))

    def test_together(self):
        """Many that fill one folder at the same time, with room for little."""
        plain, _ = self.run_with("--episodes", "30")
        for size in ("1", "0.0001"):
            runs = [subprocess.Popen([PROGRAM, "evaluate", self.dataset, "--way", "3", "--shot", "2", "--query", "3",
                                      "--episodes", "30", "--seed", "3", "--json", "--cache", self.cache,
                                      "--cache-size", size], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                    for _ in range(5)]
            for run in runs:
                out, err = run.communicate(timeout=PATIENCE)
                self.assertEqual((run.returncode, err), (0, ""))
                told = self.without_time(json.loads(out))
                told.pop("pictures")
                self.assertEqual(told, plain)
            used = sum(os.path.getsize(shard) for shard in self.shards())
            self.assertLessEqual(used, float(size) * 2 ** 30)

    def test_differences(self):
        """What is told of how pictures were read does not depend on who read them."""
        for kind in range(self.N_CLASSES):
            write_rgba(self.path("set", f"kind {kind}", "0.png"), 128)
        first = self.evaluate("--episodes", "20", "--cache", self.cache, warnings=1)
        second = self.evaluate("--episodes", "20", "--cache", self.cache, warnings=1)
        self.assertEqual(first["differences"], {"alpha": self.N_CLASSES})
        self.assertEqual((second["differences"], second["pictures"]), (first["differences"], 0))

    def test_calibrate(self):
        told = [json.loads(self.done("calibrate", self.dataset, "--way", "2", "--shot", "1,2", "--query", "2", "--episodes", "20", "--json",
                                     *extra)) for extra in ([], ["--cache", self.cache], ["--cache", self.cache])]
        for value in told:
            value.pop("seconds", None)
            value.pop("pictures", None)
        self.assertEqual(told[0], told[1])
        self.assertEqual(told[0], told[2])
        self.assertGreater(len(self.shards()), 0)

    def test_use(self):
        for size in ("0", "-1", "much", ""):
            self.fails(2, "evaluate", self.dataset, "--cache", self.cache, "--cache-size", size)
        self.fails(2, "evaluate", self.dataset, "--cache", self.cache, "--no-cache")
        self.fails(2, "calibrate", self.dataset, "--cache", self.cache, "--no-cache")
        write_png(self.path("file"), 1)
        self.fails(1, "evaluate", self.dataset, "--way", "3", "--query", "3", "--cache", os.path.join(self.path("file"), "x"))


if __name__ == "__main__":
    unittest.main()
