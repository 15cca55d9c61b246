# SPDX-License-Identifier: GPL-3.0-or-later
"""evaluate with several models and options of the metric: one table of what each alone would tell, and the differences."""

import csv
import math
import os
import shutil
import statistics
import unittest

from test_evaluate import PREDICTORS, QUANTILES, EvaluateCase

BUILT_IN = os.path.join(os.environ.get("LIKENESS_DATADIR", "data"), "weights", "conv64f.safetensors")
OWN = ("name", "difference")
COMMON = ("pictures", "seconds")


class Sweep(EvaluateCase):
    def alone(self, *arguments):
        told = self.evaluate(*arguments)
        for name in COMMON:
            told.pop(name)
        return told

    def assert_alone(self, setting, *arguments):
        self.assertEqual({name: value for name, value in setting.items() if name not in OWN}, self.alone(*arguments))

    def test_heading(self):
        os.rename(self.dataset, self.path("splits", "val"))
        text = self.done("evaluate", self.path("splits", ""), "--way", "3", "--query", "3", "--episodes", "2", "-k", "1",
                         "-k", "2")
        self.assertIn("splits, split val (4 classes)", text.splitlines()[0])

    def test_alone(self):
        """Every setting tells what it tells alone, to the last bit; the pictures are embedded once."""
        told = self.evaluate("--seed", "4", "-k", "1", "-k", "5", "--distance", "w2", "--distance", "kl-qs", "--part",
                             "released", "--part", "cosine", "--normalise", "raw")
        plain = self.evaluate("--seed", "4")
        self.assertEqual((told["pictures"], told["episodes"], told["complete"]), (plain["pictures"], 4, True))
        self.assertEqual([setting["name"] for setting in told["settings"]],
                         [f"k = {k}, {part}, {distance}" for k in (1, 5) for part in ("released", "cosine")
                          for distance in ("w2", "kl-qs")])
        for setting, (k, part, distance) in zip(told["settings"], [(k, part, distance) for k in "15" for part in
                                                                   ("released", "cosine") for distance in ("w2", "kl-qs")]):
            self.assert_alone(setting, "--seed", "4", "-k", k, "--part", part, "--distance", distance, "--normalise",
                              "raw")

    def test_models(self):
        other = self.path("other.safetensors")
        shutil.copy(BUILT_IN, other)
        told = self.evaluate("--model", "builtin:conv64f", "--model", other, "--profile", "p2", "--weights", "1,1,1",
                             "--weights", "0.2,0.5,0.3")
        for setting, model, weights in zip(told["settings"], ("builtin:conv64f", "builtin:conv64f", other, other),
                                           ("1,1,1", "0.2,0.5,0.3") * 2):
            self.assert_alone(setting, "--model", model, "--profile", "p2", "--weights", weights)
        self.assertEqual(told["settings"][3]["name"], "other.safetensors, 0.200/0.500/0.300")

    def test_once(self):
        """The same value given again is one setting, and printed as always."""
        told = self.evaluate("-k", "5")
        again = self.evaluate("-k", "5", "--neighbours", "5", "--model", "builtin:conv64f", "-m", "builtin:conv64f")
        self.assertEqual(list(told), list(again))
        self.assertEqual(self.without_time(told), self.without_time(again))

    def test_difference(self):
        """Of the accuracies of each alone, episode by episode."""
        arguments = ["--seed", "7", "--episodes", "6"]
        told = self.evaluate(*arguments, "--distance", "w2", "--distance", "kl-sq", "-k", "1", "-k", "7")
        rows = []
        for k in "17":
            for distance in ("w2", "kl-sq"):
                path = self.path(f"{k}{distance}.csv")
                self.evaluate(*arguments, "--distance", distance, "-k", k, "--csv", path)
                with open(path, newline="") as file:
                    rows.append(list(csv.DictReader(file)))
        for setting, own in zip(told["settings"], rows):
            for predictor in PREDICTORS:
                differences = [float(a[predictor]) - float(b[predictor]) for a, b in zip(own, rows[0])]
                found = setting["difference"][predictor]
                self.assertAlmostEqual(found["accuracy"], statistics.mean(differences), places=9)
                # The quantile of five degrees of freedom.
                self.assertAlmostEqual(found["ci95"], QUANTILES[5] * statistics.stdev(differences) / math.sqrt(6), places=3)

    def test_outputs(self):
        arguments = ["-k", "1", "-k", "3", "--csv", self.path("s.csv"), "--figures", self.path("f", "")]
        told = self.evaluate(*arguments)
        with open(self.path("s.csv"), newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["neighbours"] for row in rows], ["1", "3"])
        for row, setting in zip(rows, told["settings"]):
            self.assertEqual((row["distance"], row["part_form"], row["model"]),
                             (setting["options"]["distance"], setting["options"]["part"], "builtin:conv64f"))
            for predictor in PREDICTORS:
                for found, column in ((setting[predictor], ""), (setting["difference"][predictor], "_difference")):
                    self.assertEqual(float(row[f"{predictor}{column}"]), found["accuracy"])
                    self.assertEqual(float(row[f"{predictor}{column}_ci95"]), found["ci95"])
        self.assertEqual([os.path.basename(path) for path in told["figures"]], ["sweep.svg", "sweep.pdf", "sweep.png"])
        first = {}
        for path in told["figures"]:
            with open(path, "rb") as file:
                first[path] = file.read()
        self.evaluate(*arguments, LIKENESS_THREADS="1")
        for path, found in first.items():
            with open(path, "rb") as file:
                self.assertEqual(file.read(), found, path)
        text = self.done("evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes", "2", "-q", "-k", "1", "-k", "2")
        self.assertIn("k = 2", text)
        self.assertIn("difference", text)

    def test_parts(self):
        """Episodes are run in parts, and one has no interval."""
        told = self.evaluate("--part-of", "2/4", "-k", "1", "-k", "2")
        self.assertEqual((told["episodes"], told["complete"]), (1, True))
        self.assertIsNone(told["settings"][1]["difference"]["fused"]["ci95"])

    def test_cache(self):
        cache = self.path("cache", "")
        first = self.evaluate("-k", "1", "-k", "2", "--cache", cache)
        second = self.evaluate("-k", "1", "-k", "2", "--cache", cache)
        self.assertGreater(first.pop("pictures"), 0)
        self.assertEqual(second.pop("pictures"), 0)
        self.assertEqual(self.without_time(first), self.without_time(second))

    def test_unreadable(self):
        with open(self.path("set", "kind 0", "0.png"), "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n")
        told = self.evaluate("--episodes", "20", "-k", "1", "-k", "2", warnings=1)
        self.assertEqual(len(told["left_out"]), 1)
        self.assertEqual((told["episodes"], told["complete"]), (20, True))

    def test_use(self):
        for wrong in (["--journal", self.path("j")], ["--deletion"], ["--confusion", self.path("c.csv")],
                      ["--save-mistakes", self.path("m")]):
            self.fails(2, "evaluate", self.dataset, "-k", "1", "-k", "2", *wrong)
        many = [part for k in range(1, 64) for part in ("-k", str(k))]
        many += [part for i in range(20) for part in ("--weights", f"1,1,{i}")]
        self.fails(2, "evaluate", self.dataset, *many)
        self.fails(2, "evaluate", self.dataset, "-k", "1", "-k", "0")
        self.fails(1, "evaluate", self.dataset, "-m", "builtin:conv64f", "-m", self.path("absent"))
        # Elsewhere the last value counts, as ever.
        self.done("bench", "--help")


if __name__ == "__main__":
    unittest.main()
