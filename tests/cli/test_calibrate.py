# SPDX-License-Identifier: GPL-3.0-or-later
"""calibrate, and the defaults that models bring."""

import json
import math
import os
import signal
import struct
import subprocess
import unittest

from cli_case import PATIENCE, PROGRAM, CliCase, read_safetensors, write_png, write_safetensors
from test_checkpoints import BUILTIN, add_fusion, make_m2l

LEVELS = ["part", "pixel", "distribution"]
FUSIONS = LEVELS + ["part+pixel", "part+distribution", "pixel+distribution", "equal", "learned", "prototype"]


def read_raw(path):
    """Header entries without the metadata, and the bytes behind the header."""
    with open(path, "rb") as file:
        raw = file.read()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + length])
    header.pop("__metadata__", None)
    return header, raw[8 + length:]


class CalibrateCase(CliCase):
    N_CLASSES, N_PICTURES = 6, 6

    def setUp(self):
        super().setUp()
        self.dataset = self.path("set", "")
        for kind in range(self.N_CLASSES):
            for i in range(self.N_PICTURES):
                write_png(self.path("set", f"kind {kind}", f"{i}.png"), 100 * kind + i, kind % 3, 24, 20)

    def calibrate(self, *arguments, **keywords):
        return self.json("calibrate", self.dataset, "--way", "3", "--shot", "1,2", "--query", "3", "--episodes", "9",
                         *arguments, **keywords)


class Contract(CalibrateCase):
    def test_json(self):
        told = self.calibrate("--seed", "3", "--distance", "kl-qs")
        self.assertEqual((told["way"], told["query"], told["seed"]), (3, 3, 3))
        self.assertEqual((told["distance"], told["normalise"], told["neighbours"]), ("kl-qs", "episode", 1))
        self.assertEqual([entry["shot"] for entry in told["shots"]], [1, 2])
        classes = told["classes"]
        self.assertEqual([len(half) for half in classes], [3, 3])
        self.assertEqual(sorted(classes[0] + classes[1]), [f"kind {i}" for i in range(6)])
        for entry in told["shots"]:
            self.assertEqual(entry["episodes"], 9)
            self.assertEqual(set(entry["fusions"]), set(FUSIONS))
            for fit in [entry, *entry["halves"]]:
                self.assertAlmostEqual(sum(fit["weights"].values()), 1, places=12)
                self.assertTrue(all(weight >= 0 for weight in fit["weights"].values()))
                self.assertGreaterEqual(fit["magnitude"], 0)
            for row in entry["fusions"].values():
                self.assertTrue(0 <= row["accuracy"] <= 100)
            self.assertEqual(entry["fusions"]["learned"]["difference"], 0)
            self.assertIsNone(entry["fusions"]["equal"]["loss"])
            self.assertGreaterEqual(entry["best"]["accuracy"] + 1e-9,
                                    max(entry["fusions"][name]["accuracy"] for name in LEVELS))

    def test_same_seed_same_numbers(self):
        first = self.calibrate("--seed", "5")
        for threads in ["1", "3"]:
            self.assertEqual(self.calibrate("--seed", "5", LIKENESS_THREADS=threads), first)
        self.assertNotEqual(self.calibrate("--seed", "6")["classes"], first["classes"])

    def test_text(self):
        text = self.done("calibrate", self.dataset, "--way", "3", "--shot", "1", "--query", "3", "--episodes", "5")
        for words in ["3-way 1-shot, 5 episodes", "Pooled prototype", "learned weights", "Learned"]:
            self.assertIn(words, text)

    def test_alone_is_what_evaluate_says(self):
        """A half alone, as a dataset of its own: its levels alone come out as evaluate has them."""
        told = self.calibrate("--shot", "1", "--episodes", "2", "--seed", "1")
        accuracies = {level: [] for level in LEVELS}
        for half, names in enumerate(told["classes"]):
            folder = self.path(f"half {half}", "")
            for name in names:
                os.symlink(os.path.join(self.dataset, name), os.path.join(folder, name))
            one = self.json("evaluate", folder, "--way", "3", "--shot", "1", "--query", "3", "--episodes", "1", "--seed", "1")
            for level in LEVELS:
                accuracies[level].append(one[level]["accuracy"])
        for level in LEVELS:
            self.assertAlmostEqual(told["shots"][0]["fusions"][level]["accuracy"], sum(accuracies[level]) / 2, places=9)

    def test_split_and_classes_that_were_trained_on(self):
        """As evaluate tells them."""
        tensors, metadata = read_safetensors(BUILTIN)
        model = write_safetensors(self.path("m.safetensors"), tensors,
                                  {**metadata, "training_class_names": json.dumps(["kind 1", "z"])})
        os.rename(self.dataset, self.path("splits", "val"))
        self.dataset = self.path("splits", "")
        told = self.calibrate("--model", model, warnings=1)
        self.assertEqual((told["split"], told["trained_classes"]), ("val", ["kind 1"]))
        told = self.calibrate()
        self.assertNotIn("trained_classes", told)
        text = self.done("calibrate", self.dataset, "--way", "3", "--shot", "1", "--query", "3", "--episodes", "2")
        self.assertIn("splits, split val (3 and 3 classes)", text)

    def test_unwritable_figure(self):
        """What cannot be written keeps back nothing else."""
        os.makedirs(self.path("figures", "weights-1-shot.svg", "x"))
        result = self.run_cli("calibrate", self.dataset, "--way", "3", "--shot", "1,2", "--query", "3", "--episodes", "2",
                              "--json", "--figures", "figures", "--output", "out.safetensors")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"weights-1-shot.svg", result.stderr)
        told = json.loads(result.stdout)
        self.assertEqual([entry["shot"] for entry in told["shots"]], [1, 2])
        self.assertEqual(len(told["figures"]), 5)
        self.assertEqual(len(os.listdir(self.path("figures"))), 6)
        self.assertTrue(os.path.exists(self.path("out.safetensors")))

    def test_interrupted(self):
        """What was learned for the numbers of shots that were done is told and written."""
        for kind in range(self.N_CLASSES):
            for i in range(1, 300):
                os.link(self.path("set", f"kind {kind}", "0.png"), self.path("set", f"kind {kind}", f"copy {i}.png"))
        process = subprocess.Popen([PROGRAM, "calibrate", self.dataset, "--way", "3", "--shot", "1,250", "--query", "2",
                                    "--episodes", "400", "--json", "--output", "out.safetensors"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder,
                                   env={**os.environ, "LIKENESS_PROGRESS": "lines"})
        while b"250-shot" not in process.stderr.readline():
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 1)
        self.assertEqual([entry["shot"] for entry in json.loads(out)["shots"]], [1])
        self.assertTrue(read_safetensors(self.path("out.safetensors"))[1]["weights_by_shot"].startswith("1:"))

    def test_figures(self):
        folder = self.path("figures")
        told = self.calibrate("--figures", folder)
        names = [f"weights-{shot}-shot.{ending}" for shot in (1, 2) for ending in ("svg", "pdf", "png")]
        self.assertEqual(sorted(os.listdir(folder)), sorted(names))
        self.assertEqual(told["figures"], [os.path.join(folder, name) for name in names])


class Output(CalibrateCase):
    def test_builtin(self):
        out = self.path("out.safetensors")
        told = self.calibrate("--output", out)
        self.assertEqual(told["output"], out)
        self.assertEqual(read_raw(out), read_raw(BUILTIN))
        before, metadata = read_safetensors(BUILTIN)[1], read_safetensors(out)[1]
        learned = {"weights", "weights_by_shot", "magnitude_by_shot", "neighbours", "part", "distance", "normalise", "ridge"}
        self.assertEqual({key: metadata[key] for key in before if key not in learned},
                         {key: before[key] for key in before if key not in learned})
        entries = dict(entry.split(":") for entry in metadata["weights_by_shot"].split(";"))
        for entry in told["shots"]:
            self.assertEqual([float(x) for x in entries[str(entry["shot"])].split(",")],
                             [entry["weights"][level] for level in LEVELS])
        self.assertEqual((metadata["distance"], metadata["normalise"], metadata["neighbours"]), 
                         (before.get("distance", "w2"), before.get("normalise", "episode"), before.get("neighbours", "1")))

    def test_used_again(self):
        out = self.path("out.safetensors")
        told = self.calibrate("--output", out, "--distance", "kl-sq", "-k", "2")
        for shot, learned in [(1, 0), (2, 1)]:
            options = self.json("evaluate", self.dataset, "--way", "3", "--shot", str(shot), "--query", "3", "--episodes",
                                "1", "--model", out)["options"]
            self.assertEqual(options["weights"], told["shots"][learned]["weights"])
            self.assertEqual((options["distance"], options["neighbours"]), ("kl-sq", 2))

    def test_other_shots_take_the_nearest_and_say_so(self):
        out = self.path("out.safetensors")
        told = self.calibrate("--output", out)
        result = self.run_cli("evaluate", self.dataset, "--way", "3", "--shot", "3", "--query", "3", "--episodes", "1",
                              "--model", out, "--json")
        self.assertEqual(json.loads(result.stdout)["options"]["weights"], told["shots"][1]["weights"])
        self.assertEqual(result.stderr.count(b"\n"), 1)
        self.assertIn(b"3 shots", result.stderr)

    def test_fusion_layer_stays(self):
        model = write_safetensors(self.path("adm.safetensors"), add_fusion(make_m2l(), 2))
        out = self.path("out.safetensors")
        told = self.calibrate("--model", model, "--output", out)
        self.assertEqual((told["distance"], told["normalise"]), ("kl-qs", "episode"))
        self.assertEqual(read_raw(out), read_raw(model))
        self.assertEqual(self.json("inspect", out)["fusion"], self.json("inspect", model)["fusion"])


class Defaults(CalibrateCase):
    """Of models with a fusion layer."""

    def model(self, n_inputs):
        return write_safetensors(self.path(f"m{n_inputs}.safetensors"), add_fusion(make_m2l(), n_inputs))

    def evaluate(self, *arguments):
        return self.run_cli("evaluate", self.dataset, "--way", "3", "--shot", "1", "--query", "2", "--episodes", "1",
                            "--json", *arguments)

    def options(self, *arguments):
        return json.loads(self.evaluate(*arguments).stdout)["options"]

    def test_as_trained(self):
        for n_inputs, part, distance in [(2, "cosine", "kl-qs"), (3, "released", "w2-released")]:
            options = self.options("--model", self.model(n_inputs))
            self.assertEqual((options["normalise"], options["part"], options["distance"], options["neighbours"]),
                             ("trained", part, distance, 1))
            self.assertEqual(options["weights"], dict.fromkeys(LEVELS, 1))

    def test_given_options_stay(self):
        options = self.options("--model", self.model(2), "--normalise", "episode", "--distance", "w2")
        self.assertEqual((options["normalise"], options["distance"]), ("episode", "w2"))
        for level in LEVELS:
            self.assertAlmostEqual(options["weights"][level], 1 / 3)

    def test_combination_nobody_trained(self):
        settled = ["--profile", "p1", "--pools", "1100", "--padding", "1111", "--slope", "0.2"]
        told = self.evaluate("--model", self.model(2), "--distance", "w2", *settled)
        self.assertEqual(told.stderr.count(b"\n"), 1)
        self.assertIn(b"kl-qs", told.stderr)
        self.assertEqual(self.evaluate("--model", self.model(2), *settled).stderr, b"")
        self.assertIn(b"k = 1", self.evaluate("--model", self.model(3), "-k", "3").stderr)


class Use(CalibrateCase):
    def test_wrong_use(self):
        self.fails(2, "calibrate")
        for name, value in [("--shot", "0"), ("--shot", "1,x"), ("--shot", ""), ("--way", "1"), ("--episodes", "1"),
                            ("--query", "0"), ("--seed", "-1"), ("--output", "m.pth"), ("--weights", "1,1,1")]:
            self.fails(2, "calibrate", self.dataset, f"{name}={value}", says=name)

    def test_too_few_classes(self):
        self.fails(1, "calibrate", self.dataset, "--way", "4", "--query", "2", says="8")

    def test_classes_too_small(self):
        self.fails(1, "calibrate", self.dataset, "--way", "2", "--query", "2", "--shot", "1,5", says="5-shot")

    def test_output_is_not_the_model(self):
        model = write_safetensors(self.path("m.safetensors"), make_m2l())
        self.fails(1, "calibrate", self.dataset, "--way", "2", "--query", "2", "--shot", "1", "--episodes", "2",
                   "--model", model, "--output", model, says="m.safetensors")


if __name__ == "__main__":
    unittest.main()
