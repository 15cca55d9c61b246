# SPDX-License-Identifier: GPL-3.0-or-later
"""likeness-cli train: what it makes, what it refuses, and that no interruption changes or loses anything."""

import csv
import fcntl
import hashlib
import json
import math
import os
import random
import signal
import subprocess
import time
import unittest

from cli_case import PROGRAM, CliCase, read_safetensors, write_png, write_rows, write_safetensors

SIZE = 24
LAYOUTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "network", "fixtures", "checkpoints")


def recipe(**changes):
    """Small pictures, few of them, in a stage of each kind."""
    classes = {"kind": "classification", "pictures": 96, "batch": 16, "rate": 0.05, "warmup": 2, "decay": 0.3, "sizes": [SIZE],
               "shares": [1], "average": 3, "average_from": 2, "crop": "padded", "padding": 4, "jitter": 0.2, "rotated": 0.25,
               "weight_pooled": 1, "weight_prototypes": 0.5, "weight_rotation": 0.5}
    episodes = {"kind": "episodes", "pictures": 120, "episodes": 2, "ways": 3, "shots": [2, 1], "queries": [2, 2], "extra": 8,
                "rate": 0.001, "decay": 1, "norm": "running", "freeze": 1, "sizes": [SIZE], "shares": [1], "crop": "resized",
                "weight_pooled": 0.25, "weight_pixel": 1, "weight_distribution": 1, "weight_fused": 1, "fuse_part": 1}
    return {"backbone": "conv64f", "validate_every": 100000, "validate_episodes": 2, "final_episodes": 4, "validate_queries": 3,
            "prototypes": 2, "stages": [classes, episodes], **changes}


class TrainCase(CliCase):
    def setUp(self):
        super().setUp()
        # A second thread waits more than it works where the machine is busy; results do not depend on it.
        os.environ["LIKENESS_THREADS"] = "1"
        self.addCleanup(os.environ.pop, "LIKENESS_THREADS", None)
        self.dataset = self.make_dataset("train", range(4), 8)

    def make_dataset(self, name, kinds, count):
        for kind in kinds:
            for seed in range(count):
                write_png(self.path(name, f"waves {kind}", f"{seed}.png"), seed, kind, 40, 36)
        return os.path.join(self.folder, name)

    def write_recipe(self, **changes):
        path = self.path("recipe.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(recipe(**changes), file)
        return path

    def train(self, output, *arguments, **keywords):
        return self.done("train", self.dataset, "--output", os.path.join(self.folder, output), *arguments, **keywords)

    def weights(self, output, name="last.safetensors"):
        tensors, _ = read_safetensors(os.path.join(self.folder, output, name))
        return {name: hashlib.sha256(numbers.tobytes()).hexdigest() for name, (_, numbers) in tensors.items()}

    def start(self, output, *arguments):
        return subprocess.Popen([PROGRAM, "train", self.dataset, "--output", os.path.join(self.folder, output), *arguments],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder)


class Result(TrainCase):
    def test_two_stages(self):
        text = self.train("out", "--recipe", self.write_recipe(), "--seed", "3", "--report-every", "0")
        self.assertIn('"prototypes" : 2', text)
        self.assertIn("last.safetensors", text)
        folder = os.path.join(self.folder, "out")
        _, metadata = read_safetensors(os.path.join(folder, "last.safetensors"))
        self.assertEqual(metadata["backbone"], "conv64f")
        self.assertEqual(metadata["pools"], "1100")
        self.assertEqual(metadata["training_seed"], "3")
        self.assertEqual(metadata["training_classes"], "4")
        self.assertEqual(json.loads(metadata["training_recipe"])["stages"][1]["shots"], [2, 1])
        self.assertAlmostEqual(sum(float(part) for part in metadata["weights"].split(",")), 1, places=6)
        told = self.json("inspect", os.path.join(folder, "last.safetensors"))
        self.assertEqual(told["layout"], "likeness")
        with open(os.path.join(folder, "log.csv"), encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        # A step of the second stage has 8 pictures, and episodes of 3 (2 + 2) and 3 (1 + 2).
        self.assertEqual(int(rows[-1]["total_pictures"]), 96 + 5 * (8 + 12 + 9))
        self.assertGreater(float(rows[0]["loss_pooled"]), 0)
        self.assertEqual(rows[0]["loss_pixel"], "")
        self.assertGreater(float(rows[-1]["loss_pixel"]), 0)
        for row in rows:
            for name, value in row.items():
                if name.startswith("accuracy") and value:
                    self.assertTrue(0 <= float(value) <= 100)
        kept = [name for name in os.listdir(folder) if name.startswith("checkpoint-")]
        self.assertEqual(len(kept), 2)

    def test_same_seed_same_weights(self):
        """Whatever the number of threads."""
        path = self.write_recipe()
        for name, seed, threads in [("a", "1", "1"), ("b", "1", "2"), ("c", "2", "1")]:
            self.train(name, "--recipe", path, "--seed", seed, LIKENESS_THREADS=threads)
        self.assertEqual(self.weights("a"), self.weights("b"))
        self.assertNotEqual(self.weights("a"), self.weights("c"))

    def test_half(self):
        path = self.write_recipe()
        self.train("whole", "--recipe", path)
        self.train("half", "--recipe", path, "--precision", "float16")
        whole = os.path.getsize(os.path.join(self.folder, "whole", "last.safetensors"))
        half = os.path.getsize(os.path.join(self.folder, "half", "last.safetensors"))
        self.assertLess(half, 0.6 * whole)
        self.json("inspect", os.path.join(self.folder, "half", "last.safetensors"))

    def test_validation(self):
        validation = self.make_dataset("val", range(4, 7), 8)
        text = self.train("out", "--recipe", self.write_recipe(), "--validate", validation)
        self.assertEqual(text.count("validation, 2 episodes:"), 2)
        self.assertEqual(text.count("validation, 4 episodes:"), 1)
        self.assertIn("best.safetensors", text)
        # The first validation has none before it; those after it are compared episode by episode.
        self.assertEqual(text.count("to the best before: 1-shot"), 2)
        with open(os.path.join(self.folder, "out", "log.csv"), encoding="utf-8") as file:
            compared = [row["validation_5_shot_difference"] for row in csv.DictReader(file) if row["validation_5_shot_pixel"]]
        self.assertEqual([value != "" for value in compared], [False, True, True])
        _, metadata = read_safetensors(os.path.join(self.folder, "out", "best.safetensors"))
        self.assertIn("pixel", metadata["validation_5_shot"])

    def test_fusion_of_what_was_validated(self):
        """Weights chosen before any fusion was learned come with the one that chose them."""
        validation = self.make_dataset("val", range(4, 7), 8)
        recipe_path = self.write_recipe(stages=recipe()["stages"][:1])
        self.train("out", "--recipe", recipe_path, "--validate", validation)
        for name in ["best", "last"]:
            path = os.path.join(self.folder, "out", f"{name}.safetensors")
            _, metadata = read_safetensors(path)
            self.assertEqual([float(weight) for weight in metadata["weights"].split(",")], [0, 0.5, 0.5])
            self.assertEqual(metadata["distance"], json.loads(metadata["training_recipe"])["distance"])
            self.assertEqual(metadata["normalise"], "episode")
            self.assertNotIn("training_magnitude", metadata)
        self.train("alone", "--recipe", recipe_path)
        _, metadata = read_safetensors(os.path.join(self.folder, "alone", "last.safetensors"))
        self.assertNotIn("weights", metadata)
        self.assertNotIn("distance", metadata)

    def test_weights_that_cannot_be_written(self):
        """What would not give the same maps takes the place of nothing."""
        path = self.write_recipe()
        self.train("out", "--recipe", path, "--precision", "float16")
        folder = os.path.join(self.folder, "out")
        last = os.path.join(folder, "last.safetensors")
        with open(last, "rb") as file:
            before = file.read()
        for name in sorted(os.listdir(folder)):
            if name.startswith("checkpoint-"):
                tensors, metadata = read_safetensors(os.path.join(folder, name))
                for key, (_, numbers) in tensors.items():
                    if key == "stage3.conv.weight":
                        numbers[0] = 1e6  # more than float16 has
                write_safetensors(os.path.join(folder, name), tensors, metadata)
        result = self.run_cli("train", self.dataset, "--output", folder, "--resume", "--precision", "float16")
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"last.safetensors", result.stderr)
        with open(last, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_split(self):
        """What is trained on is the train split where there is one, and it is told."""
        for split, kinds in [("train", range(4)), ("val", range(4, 9)), ("test", range(3, 8))]:
            self.make_dataset(os.path.join("splits", split), kinds, 8)
        self.dataset = os.path.join(self.folder, "splits")
        short = ["--recipe", self.write_recipe(stages=recipe()["stages"][:1]), "--set", "stage1.pictures=32"]
        for output, options, split, n_classes in [("default", [], "train", "4"), ("asked", ["--split", "test"], "test", "5")]:
            text = self.train(output, *short, *options)
            self.assertIn(f"splits, split {split} ({n_classes} classes)\n", text)
            _, metadata = read_safetensors(os.path.join(self.folder, output, "last.safetensors"))
            self.assertEqual(metadata["training_classes"], n_classes)
        # The test split has a class that is trained on, and would be refused.
        self.train("chosen", *short, "--validate", self.dataset)
        _, metadata = read_safetensors(os.path.join(self.folder, "chosen", "best.safetensors"))
        self.assertIn("validation_1_shot", metadata)

    def test_dataset_without_a_train_split(self):
        self.make_dataset(os.path.join("splits", "test"), range(4), 8)
        short = ["--recipe", self.write_recipe(stages=recipe()["stages"][:1]), "--set", "stage1.pictures=32"]
        self.dataset = os.path.join(self.folder, "splits")
        self.assertIn("split test (4 classes)\n", self.train("only", *short))

    def test_fine_tuning(self):
        path = self.write_recipe()
        self.train("first", "--recipe", path)
        self.train("second", "--recipe", path, "--init", os.path.join(self.folder, "first", "last.safetensors"), "--freeze", "2")
        first, second = self.weights("first"), self.weights("second")
        frozen = [name for name in first if name.startswith(("features.0.", "features.1.", "features.4.", "features.5."))]
        self.assertEqual(len(frozen), 10)
        for name in frozen:
            self.assertEqual(first[name], second[name], name)
        self.assertNotEqual(first["features.8.weight"], second["features.8.weight"])

    def test_checkpoint_is_a_model(self):
        """What a killed training left opens, and another can begin with it; momenta and heads are none of the network's."""
        path = self.write_recipe()
        self.train("first", "--recipe", path)
        folder = os.path.join(self.folder, "first")
        kept = max(name for name in os.listdir(folder) if name.startswith("checkpoint-"))
        checkpoint, last = os.path.join(folder, kept), os.path.join(folder, "last.safetensors")
        told, wanted = self.json("inspect", checkpoint), self.json("inspect", last)
        for key in ["backbone", "channels", "pools", "slope", "map", "profile", "guessed"]:
            self.assertEqual(told.get(key), wanted.get(key), key)
        picture = os.path.join(self.dataset, "waves 0", "0.png")
        maps = []
        for name, model in [("a", checkpoint), ("b", last)]:
            out = self.path(f"{name}.safetensors")
            self.done("embed", "--model", model, "--size", str(SIZE), "--output", out, picture)
            maps.append({key: numbers.tobytes() for key, (_, numbers) in read_safetensors(out)[0].items()})
        self.assertEqual(maps[0], maps[1])
        self.train("second", "--recipe", path, "--init", checkpoint, "--freeze", "1")
        first, second = self.weights("first"), self.weights("second")
        self.assertEqual(first["features.0.weight"], second["features.0.weight"])

    def test_going_on_with_other_widths(self):
        """The network that was begun with, and not the recipe, says how wide it is."""
        self.train("first", "--recipe", self.write_recipe(channels=[8, 8, 8, 8]))
        self.train("second", "--recipe", self.write_recipe(), "--init", os.path.join(self.folder, "first", "last.safetensors"))
        with open(os.path.join(self.folder, "second", "recipe.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["channels"], [8, 8, 8, 8])
        self.train("second", "--resume")
        _, metadata = read_safetensors(os.path.join(self.folder, "second", "last.safetensors"))
        self.assertEqual(metadata["training_initial"], "last.safetensors")

    def test_beginning_with_a_network_as_it_is_told(self):
        """What its file leaves open is guessed, which is warned of; what is said of it holds."""
        arguments = ["train", self.dataset, "--dry-run", "--recipe", self.write_recipe(), "--set", "stage1.sizes=48", "--set",
                     "stage2.sizes=48", "--init", os.path.join(LAYOUTS, "layout-libfewshot-embedding.pth")]

        def dry_run(*more, warnings):
            text = self.done(*arguments, *more, warnings=warnings)
            return json.JSONDecoder().raw_decode(text)[0]
        guessed = dry_run(warnings=1)
        self.assertEqual((guessed["pools"], guessed["slope"]), ("1111", 0))
        told = dry_run("--pools", "1100", "--slope", "0.25", "--padding", "1111", "--profile", "p1", warnings=0)
        self.assertEqual((told["pools"], told["slope"], told["profile"]), ("1100", 0.25, "p1"))

    def test_names_in_no_charset(self):
        """What is written can be opened, whatever bytes folders are called by."""
        dataset = os.path.join(os.fsencode(self.folder), b"pictures \xff")
        os.rename(self.dataset, dataset)
        os.rename(os.path.join(dataset, b"waves 1"), os.path.join(dataset, b"waves \xfe"))
        self.dataset = os.fsdecode(dataset)
        self.train("out", "--recipe", self.write_recipe())
        _, metadata = read_safetensors(os.path.join(self.folder, "out", "last.safetensors"))
        self.assertEqual(metadata["training_dataset"], "pictures \ufffd")
        self.train("out", "--resume")

    def test_override_and_budget(self):
        text = self.train("out", "--recipe", self.write_recipe(), "--set", "stage1.rate=0.03125", "--pictures", "108")
        self.assertIn('"rate" : 0.03125', text)
        with open(os.path.join(self.folder, "out", "recipe.json"), encoding="utf-8") as file:
            stages = json.load(file)["stages"]
        self.assertEqual([stage["pictures"] for stage in stages], [48, 60])

    def test_dry_run(self):
        text = self.done("train", self.dataset, "--dry-run", "--recipe", self.write_recipe())
        self.assertIn("stage 2: 29 pictures a step", text)
        self.assertEqual(sorted(os.listdir(self.folder)), ["recipe.json", "train"])

    def test_overfit(self):
        """All of 64 pictures come out right in the end, by every head: else it fails."""
        for kind in range(4):
            for seed in range(8, 16):
                write_png(self.path("train", f"waves {kind}", f"{seed}.png"), seed, kind, 40, 36)
        text = self.train("out", "--recipe", self.write_recipe(), "--overfit", "64", "--set", "stage1.rate=0.1", "--set",
                          "stage1.batch=32")
        self.assertIn("64 pictures", text)

    def test_curves(self):
        self.train("out", "--recipe", self.write_recipe(), "--report-every", "0")
        with open(os.path.join(self.folder, "out", "curves.svg"), encoding="utf-8") as file:
            drawn = file.read()
        for word in ["Loss", "Prototypes", "Pixel", "Rate", "stage 2"]:
            self.assertIn(f">{word}<", drawn)
        with open(os.path.join(self.folder, "out", "curves.pdf"), "rb") as file:
            self.assertTrue(file.read().startswith(b"%PDF"))

    def test_finding_a_rate(self):
        text = self.train("rates", "--recipe", self.write_recipe(), "--lr-find")
        self.assertRegex(text, r"The loss falls (most steeply at a rate of \d|at none)")
        folder = os.path.join(self.folder, "rates")
        self.assertEqual(sorted(os.listdir(folder)), ["rates.csv", "rates.pdf", "rates.svg"])
        with open(os.path.join(folder, "rates.csv"), encoding="utf-8") as file:
            rates = [float(row["rate"]) for row in csv.DictReader(file)]
        self.assertGreater(len(rates), 20)
        self.assertAlmostEqual(rates[0], 1e-5)
        for before, after in zip(rates, rates[1:]):
            self.assertAlmostEqual(after / before, 10 ** (6 / 99), places=4)
        self.fails(2, "train", self.dataset, "--output", folder, "--lr-find", "--dry-run", says="--lr-find")


def write_stripes(path, seed, kind, size=40):
    """Stripes in two colours of their own: only the direction tells the kind."""
    noise = random.Random(31 * seed + kind)
    angle, period, phase = kind * math.pi / 4, noise.uniform(4, 7), noise.uniform(0, 2 * math.pi)
    colours = [[noise.randrange(256) for _ in range(3)] for _ in range(2)]
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            wave = math.sin((x * math.cos(angle) + y * math.sin(angle)) * 2 * math.pi / period + phase)
            rows += bytes(max(0, min(255, value + noise.randint(-20, 20))) for value in colours[wave > 0])
    write_rows(path, size, size, rows)


class Learning(TrainCase):
    def make_stripes(self, name, seeds):
        for kind in range(4):
            for seed in seeds:
                write_stripes(self.path(name, f"stripes {kind}", f"{seed}.png"), seed, kind)
        return os.path.join(self.folder, name)

    def test_beats_an_untrained_network(self):
        self.dataset = self.make_stripes("stripes", range(24))
        test = self.make_stripes("test", range(100, 116))
        stage = {"kind": "classification", "pictures": 4000, "batch": 24, "rate": 0.05, "warmup": 5, "decay": 0.4, "sizes": [56],
                 "shares": [1], "crop": "padded", "padding": 4, "flip": 0, "jitter": 0.3, "weight_pooled": 1, "weight_prototypes": 1}
        path = self.write_recipe(prototypes=4, stages=[stage])
        self.train("untrained", "--recipe", path, "--set", "stage1.rate=0", "--set", "stage1.pictures=24")
        self.train("trained", "--recipe", path)
        accuracy = {}
        for name in ["untrained", "trained"]:
            told = self.json("evaluate", test, "--model", os.path.join(self.folder, name, "last.safetensors"), "--way", "4",
                             "--query", "5", "--episodes", "20", warnings=1)
            accuracy[name] = told["pixel"]["accuracy"]
        self.assertGreater(accuracy["trained"], accuracy["untrained"] + 20, accuracy)


class Interruption(TrainCase):
    def count_checkpoints(self, folder):
        names = os.listdir(folder) if os.path.isdir(folder) else []
        return len([name for name in names if name.startswith("checkpoint-") and name.endswith(".safetensors")])

    def test_resumed_is_as_uninterrupted(self):
        """Also where the interrupt comes amid validation."""
        validation = ["--validate", self.make_dataset("val", range(4, 6), 8)]
        path = self.write_recipe(validate_every=60, validate_episodes=4)
        arguments = ["--recipe", path, "--seed", "5", *validation]
        self.train("whole", *arguments)
        process = self.start("parts", *arguments, "--save-every", "0")
        folder = os.path.join(self.folder, "parts")
        while process.poll() is None and self.count_checkpoints(folder) == 0:
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, message = process.communicate()
        if process.returncode != 0:
            self.assertEqual(process.returncode, 1)
            self.assertIn(b"resumed", message)
            self.train("parts", "--resume", *validation)
        for name in ["last.safetensors", "best.safetensors"]:
            self.assertEqual(self.weights("whole", name), self.weights("parts", name))

    def test_killed_at_random(self):
        path = self.write_recipe()
        noise = random.Random(8)
        self.train("whole", "--recipe", path, "--seed", "5")
        arguments = ["--recipe", path, "--seed", "5"]
        output = os.path.join(self.folder, "parts")
        for _ in range(12):
            process = self.start("parts", *arguments, "--save-every", "0")
            deadline = time.monotonic() + noise.uniform(0.05, 0.8)
            while process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.005)
            process.kill()
            process.communicate()
            if self.count_checkpoints(output) > 0:
                arguments = ["--resume"]
        self.train("parts", *arguments)
        self.assertEqual(self.weights("whole"), self.weights("parts"))

    def test_decay_now(self):
        path = self.write_recipe()
        process = self.start("out", "--recipe", path, "--set", "stage1.pictures=100000000", "--save-every", "0")
        output = os.path.join(self.folder, "out")
        while process.poll() is None and self.count_checkpoints(output) < 2:
            time.sleep(0.01)
        process.terminate()
        process.communicate()
        self.assertEqual(process.returncode, 1)
        text = self.train("out", "--resume", "--decay-now", "--report-every", "0")
        self.assertIn("last.safetensors", text)


class Refusal(TrainCase):
    def test_use(self):
        self.fails(2, "train", says="dataset")
        self.fails(2, "train", self.dataset, says="--output")
        output = ["--output", self.path("out")]
        self.fails(2, "train", self.dataset, *output, "--minutes", "1", "--pictures", "5", says="not both")
        self.fails(2, "train", self.dataset, *output, "--minutes", "nan", says="--minutes")
        self.fails(2, "train", self.dataset, *output, "--freeze", "5", says="--freeze")
        self.fails(2, "train", self.dataset, *output, "--precision", "float8", says="--precision")
        self.fails(2, "train", self.dataset, *output, "--decay-now", says="--resume")
        self.fails(2, "train", self.dataset, *output, "--set", "stage1.speed=5", says="stage1.speed")
        self.fails(2, "train", self.dataset, *output, "--set", "stage9.rate=5", says="stage9.rate")
        self.fails(2, "train", self.dataset, *output, "--set", "stage1.rate=fast", says="rate")
        self.fails(2, "train", self.dataset, *output, "--pools", "1100", says="--init")
        self.fails(1, "train", self.dataset, *output, "--resume", says="checkpoint")

    def test_recipes(self):
        output = ["--output", self.path("out"), "--recipe"]
        self.fails(1, "train", self.dataset, *output, self.write_recipe(speed=3), says="speed")
        self.fails(1, "train", self.dataset, *output, self.write_recipe(backbone="vgg"), says="vgg")
        self.fails(1, "train", self.dataset, *output, self.write_recipe(ridge="much"), says="ridge")
        self.fails(1, "train", self.dataset, *output, self.write_recipe(stages=[]), says="stages")
        self.fails(1, "train", self.dataset, *output, self.write_recipe(stages=[{"kind": "classification"}]), says="stage 1")
        line = self.fails(1, "train", self.dataset, *output, "vgg16", says="vgg16")
        for word in ["no recipe", "conv64f", "resnet12", "file"]:
            self.assertIn(word, line)
        with open(self.path("broken.json"), "w", encoding="utf-8") as file:
            file.write("{")
        self.fails(1, "train", self.dataset, *output, self.path("broken.json"), says="broken.json")

    def test_built_in_recipes(self):
        """They are found from where the program was built, too: what is wrong is told of what was read."""
        for name in ["conv64f", "resnet12"]:
            result = self.run_cli("train", self.dataset, "--output", self.path("out"), "--recipe", name, "--set",
                                  "stage1.speed=5", LIKENESS_DATADIR="")
            self.assertEqual((result.returncode, b"stage1.speed" in result.stderr), (2, True), result.stderr)

    def test_recipe_by_any_name(self):
        """A file that is there is a recipe, whatever it ends in."""
        os.rename(self.write_recipe(speed=3), self.path("mine"))
        self.fails(1, "train", self.dataset, "--output", self.path("out"), "--recipe", "mine", says="speed")

    def test_shared_class(self):
        validation = self.make_dataset("val", [3], 12)
        self.fails(1, "train", self.dataset, "--output", self.path("out"), "--recipe", self.write_recipe(), "--validate", validation,
                   says="waves 3")

    def test_small_maps(self):
        """Of a later stage, too, before the first is learned."""
        arguments = ["train", self.dataset, "--output", self.path("out"), "--recipe", self.write_recipe(), "--set", "pools=1111"]
        self.fails(1, *arguments, "--set", "stage1.sizes=8", says="stage 1")
        self.fails(1, *arguments, "--set", "stage2.sizes=16", says="stage 2")

    def test_small_class_of_validation(self):
        """Told before anything is learned, and not when it is validated for the first time."""
        validation = self.make_dataset("val", [5, 6], 7)
        self.fails(1, "train", self.dataset, "--output", self.path("out"), "--recipe", self.write_recipe(), "--validate", validation,
                   says="Validation needs 8")

    def test_other_validation(self):
        """The best weights were chosen by other pictures: which are better is not known."""
        first, second = self.make_dataset("first", [5, 6], 8), self.make_dataset("second", [7, 8], 8)
        self.train("out", "--recipe", self.write_recipe(), "--validate", first)
        output = os.path.join(self.folder, "out")
        self.fails(1, "train", self.dataset, "--output", output, "--resume", "--validate", second, says="validate")
        self.train("out", "--resume")
        self.fails(1, "train", self.dataset, "--output", output, "--resume", "--validate", second, says="validate")
        self.train("out", "--resume", "--validate", first)

    def test_networks_that_cannot_be_trained(self):
        """Its last stage adds nothing: no recipe says so, nor a file that is written."""
        self.fails(1, "train", self.dataset, "--output", self.path("out"), "--recipe", self.write_recipe(), "--init",
                   os.path.join(LAYOUTS, "layout-libfewshot-wolsc.pth"), says="stage 4")

    def test_small_class(self):
        self.make_dataset("train", [5], 3)
        self.fails(1, "train", self.dataset, "--output", self.path("out"), "--recipe", self.write_recipe(), says="waves 5")

    def test_few_classes(self):
        self.fails(1, "train", self.dataset, "--output", self.path("out"), "--recipe", self.write_recipe(), "--set",
                   "stage2.ways=5", says="5 classes")

    def test_unreadable_picture(self):
        with open(self.path("train", "waves 1", "broken.png"), "wb") as file:
            file.write(b"no picture")
        self.train("out", "--recipe", self.write_recipe(), warnings=2)
        _, metadata = read_safetensors(os.path.join(self.folder, "out", "last.safetensors"))
        self.assertEqual(metadata["training_size"], "32")

    def test_loss_that_is_not_finite(self):
        line = self.fails_after_output("--set", "stage1.rate=1000", "--set", "stage1.clip=0", "--set", "stage1.warmup=0",
                                       "--set", "head_scale=10000", "--set", "stage1.weight_decay=1", "--set",
                                       "stage1.pictures=4000", "--set", "stage1.momentum=0.9999")
        self.assertIn("rate", line)
        self.assertIn("step", line)

    def fails_after_output(self, *arguments):
        result = self.run_cli("train", self.dataset, "--output", self.path("out"), "--recipe", self.write_recipe(), *arguments)
        self.assertEqual(result.returncode, 1, result.stdout[-2000:])
        return result.stderr.decode()

    def test_folder_in_use(self):
        os.makedirs(self.path("out", "x"))
        with open(self.path("out", ".lock"), "w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.fails(1, "train", self.dataset, "--output", os.path.join(self.folder, "out"), "--recipe", self.write_recipe(),
                       says="another training")

    def test_folder_with_a_training(self):
        path = self.write_recipe()
        self.train("out", "--recipe", path)
        self.fails(1, "train", self.dataset, "--output", os.path.join(self.folder, "out"), "--recipe", path, says="resume")

    def test_other_pictures(self):
        self.train("out", "--recipe", self.write_recipe())
        write_png(self.path("train", "waves 0", "more.png"), 99, 0, 40, 36)
        self.fails(1, "train", self.dataset, "--output", os.path.join(self.folder, "out"), "--resume", says="pictures")

    def test_full_disk(self):
        result = self.run_cli("train", self.dataset, "--output", "/dev/null/out", "--recipe", self.write_recipe())
        self.assertEqual(result.returncode, 1)


if __name__ == "__main__":
    unittest.main()
