# SPDX-License-Identifier: GPL-3.0-or-later
"""evaluate."""

import csv
import json
import math
import os
import pty
import re
import signal
import subprocess
import unittest
from xml.etree import ElementTree

from cli_case import PATIENCE, PROGRAM, CliCase, write_png

PREDICTORS = ["part", "pixel", "distribution", "fused"]
# Two-sided 5 % quantiles of Student's distribution, from a table.
QUANTILES = {1: 12.7062, 2: 4.30265, 3: 3.18245, 4: 2.77645, 5: 2.57058}


class EvaluateCase(CliCase):
    N_CLASSES, N_PICTURES = 4, 6

    def setUp(self):
        super().setUp()
        self.dataset = self.path("set", "")
        for kind in range(self.N_CLASSES):
            for i in range(self.N_PICTURES):
                write_png(self.path("set", f"kind {kind}", f"{i}.png"), 100 * kind + i, kind % 2, 24, 20)

    def evaluate(self, *arguments, **keywords):
        return self.json("evaluate", self.dataset, "--way", "3", "--shot", "2", "--query", "3", "--episodes", "4",
                         *arguments, **keywords)

    def without_time(self, told):
        self.assertGreater(told.pop("seconds"), 0)
        return told


class Contract(EvaluateCase):
    def test_json(self):
        told = self.evaluate("--seed", "9", "-k", "2", "--distance", "kl-qs")
        self.assertEqual((told["episodes"], told["complete"]), (4, True))
        self.assertEqual((told["way"], told["shot"], told["query"], told["seed"]), (3, 2, 3, 9))
        self.assertEqual(told["dataset"], self.dataset.rstrip("/"))
        self.assertIsNone(told["split"])
        self.assertEqual((told["model"], told["profile"]), ("builtin:conv64f", "p1"))
        self.assertEqual((told["options"]["neighbours"], told["options"]["distance"]), (2, "kl-qs"))
        self.assertGreater(told["seconds"], 0)
        self.assertLessEqual(told["pictures"], self.N_CLASSES * self.N_PICTURES)
        for predictor in PREDICTORS:
            self.assertEqual(set(told[predictor]), {"accuracy", "ci95"})
            self.assertTrue(0 <= told[predictor]["accuracy"] <= 100)
            self.assertGreaterEqual(told[predictor]["ci95"], 0)

    def test_deletion(self):
        """Curves of one query of each episode; the rest as without."""
        plain, told = self.evaluate(), self.evaluate("--deletion")
        deletion, n = told.pop("deletion"), told.pop("deletion_queries")
        self.assertEqual(self.without_time(told), self.without_time(plain))
        self.assertEqual(n, 4)
        self.assertEqual(list(deletion), ["map", "part", "pixel", "distribution", "random"])
        for order in deletion.values():
            for way in (order, order["insertion"]):
                curve = way["curve"]
                self.assertEqual(len(curve), 21)
                self.assertAlmostEqual(way["area"], sum(curve[1:-1]) / 20 + (curve[0] + curve[-1]) / 40, places=10)
                self.assertGreaterEqual(way["ci95"], 0)
            self.assertEqual((order["curve"][0], order["insertion"]["curve"][-1]), (1, 1))
        self.assertEqual(self.evaluate("--deletion")["deletion"], deletion)
        text = self.done("evaluate", self.dataset, "--way", "3", "--shot", "2", "--query", "3", "--episodes", "4", "-q",
                         "--deletion", "--figures", self.path("f", ""))
        self.assertIn("Deletion and insertion, 4 queries", text)
        for ending, start in (("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG")):
            with open(self.path("f", f"deletion.{ending}"), "rb") as file:
                self.assertTrue(file.read(8).startswith(start))

    def test_unknown(self):
        """Queries of a class outside each episode; the rest as without."""
        plain, told = self.evaluate(), self.evaluate("--unknown", "1")
        unknown = told.pop("unknown")
        self.assertGreaterEqual(told.pop("pictures"), plain.pop("pictures"))
        self.assertEqual(self.without_time(told), self.without_time(plain))
        self.assertEqual(unknown["episodes"], 4)
        self.assertEqual(list(unknown["levels"]), ["part", "pixel", "distribution"])
        for found in (unknown, *unknown["levels"].values()):
            for figure in ("auroc", "fpr95"):
                self.assertTrue(0 <= found[figure] <= 1)
                self.assertGreaterEqual(found[figure + "_ci95"], 0)
            self.assertEqual((len(found["curve"]), found["curve"][-1]), (101, 1))
            self.assertEqual(found["curve"], sorted(found["curve"]))
        self.assertEqual(self.evaluate("--unknown", "1")["unknown"], unknown)
        text = self.done("evaluate", self.dataset, "--way", "3", "--shot", "2", "--query", "3", "--episodes", "4", "-q",
                         "--unknown", "1", "--figures", self.path("f", ""))
        self.assertIn("Queries of other classes beside those of 4 episodes", text)
        self.assertTrue(all(os.path.getsize(self.path("f", f"unknown.{e}")) > 100 for e in ("svg", "pdf", "png")))

    def test_unknown_is_refused(self):
        common = ("evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes", "2", "-q")
        self.fails(2, *common, "--unknown", "1", says="--shot 2")
        self.fails(2, *common, "--confidence", "-k", "1", "-k", "2", says="one setting")
        self.fails(1, *common, "--shot", "2", "--unknown", "50", says="outside 3-way episodes")

    def test_confidence(self):
        plain, told = self.evaluate(), self.evaluate("--confidence")
        confidence = told.pop("confidence")
        self.assertEqual(self.without_time(told), self.without_time(plain))
        n = confidence["decisions"]
        self.assertEqual(n, 4 * 9)
        right = round(told["fused"]["accuracy"] / 100 * n)
        for measured in (confidence["before"], confidence["after"]):
            bins = [b for b in measured["bins"] if b["count"]]
            self.assertEqual(sum(b["count"] for b in bins), n)
            self.assertAlmostEqual(sum(b["count"] * b["accuracy"] for b in bins), right)
            self.assertTrue(all(b["low"] <= b["probability"] <= b["high"] for b in bins))
            self.assertAlmostEqual(measured["ece"], sum(
                b["count"] * abs(b["probability"] - b["accuracy"]) for b in bins) / n)
        last = confidence["coverage"][-1]
        self.assertEqual(last["coverage"], 1)
        self.assertAlmostEqual(last["accuracy"], right / n)
        for wanted in confidence["wanted"]:
            if wanted["margin"] is not None:
                self.assertGreaterEqual(wanted["accuracy"], wanted["wanted"])
        text = self.done("evaluate", self.dataset, "--way", "3", "--shot", "2", "--query", "3", "--episodes", "4", "-q",
                         "--confidence", "--figures", self.path("f", ""))
        self.assertIn("How sure, 36 decisions", text)
        for name in ("reliability.svg", "coverage.pdf"):
            self.assertGreater(os.path.getsize(self.path("f", name)), 100)

    def test_baseline(self):
        """What pooled prototypes get right stands beside the levels, and is kept in journals."""
        told = self.evaluate()
        self.assertTrue(0 <= told["baseline"]["accuracy"] <= 100)
        self.assertEqual(self.evaluate("--journal", self.path("j"))["baseline"], told["baseline"])
        self.assertEqual(self.evaluate("--journal", self.path("j"))["baseline"], told["baseline"])

    def test_defaults(self):
        for kind in range(self.N_CLASSES, 5):
            for i in range(16):
                write_png(self.path("set", f"kind {kind}", f"{i}.png"), i, kind, 12, 12)
        for kind in range(self.N_CLASSES):
            for i in range(self.N_PICTURES, 16):
                write_png(self.path("set", f"kind {kind}", f"{i}.png"), 100 * kind + i, kind, 12, 12)
        told = self.json("evaluate", self.dataset, "--episodes", "1")
        self.assertEqual((told["way"], told["shot"], told["query"], told["seed"]), (5, 1, 15, 0))
        for predictor in PREDICTORS:
            self.assertIsNone(told[predictor]["ci95"])

    def test_one_episode_has_no_interval(self):
        arguments = ["evaluate", self.dataset, "--way", "2", "--query", "2", "--episodes", "1"]
        folder = self.path("figures")
        text = self.done(*arguments, "--figures", folder)
        self.assertEqual(text.count("no interval"), len(PREDICTORS))
        with open(os.path.join(folder, "accuracy.svg"), "rb") as file:
            drawn = file.read()
        texts = ["".join(node.itertext()) for node in ElementTree.fromstring(drawn).iter() if node.tag.endswith("}text")]
        self.assertEqual(len([text for text in texts if re.fullmatch(r"\d+\.\d %", text)]), len(PREDICTORS))
        self.assertNotIn("± 0.0".encode(), drawn)

    def test_same_seed_same_numbers(self):
        first = self.without_time(self.evaluate("--seed", "3"))
        for environment in [{"LIKENESS_THREADS": "1"}, {"LIKENESS_THREADS": "2"},
                            {"LIKENESS_THREADS": "5", "OPENBLAS_NUM_THREADS": "3"}]:
            self.assertEqual(self.without_time(self.evaluate("--seed", "3", **environment)), first, environment)
        other = self.without_time(self.evaluate("--seed", "4"))
        self.assertNotEqual([first[predictor] for predictor in PREDICTORS], [other[predictor] for predictor in PREDICTORS])

    def test_text(self):
        text = self.done("evaluate", self.dataset, "--way", "2", "--query", "2", "--episodes", "3", "--seed", "1")
        told = self.json("evaluate", self.dataset, "--way", "2", "--query", "2", "--episodes", "3", "--seed", "1")
        for title, predictor in zip(["Part", "Pixel", "Distribution", "Fused"], PREDICTORS):
            row = re.search(rf"^{title} +([0-9.]+) +([0-9.]+)$", text, re.MULTILINE)
            self.assertEqual(row.groups(), (f"{told[predictor]['accuracy']:.2f}", f"{told[predictor]['ci95']:.2f}"))
        self.assertIn("2-way 1-shot, 2 queries", text)

    def test_same_as_explain(self):
        """A saved mistake scores as it was predicted."""
        folder = self.path("mistakes")
        told = self.evaluate("--save-mistakes", folder, "--max-mistakes", "1000")
        self.assertEqual(len(told["sessions"]), told["mistakes"])
        self.assertEqual(sorted(os.path.basename(path) for path in told["sessions"]), sorted(os.listdir(folder)))
        self.assertGreater(told["mistakes"], 0)
        for path in told["sessions"]:
            with open(path) as file:
                session = json.load(file)
            number, place, names = re.match(r"(\d+)-(\d+)-(.*)\.likeness", os.path.basename(path)).groups()
            query = self.json("explain", path)["queries"][int(place) - 1]
            self.assertEqual(f"{query['label']}-as-{query['prediction']}".replace(" ", "-"), names)
            self.assertNotEqual(query["label"], query["prediction"])
            self.assertEqual(session["view"]["query"], int(place) - 1)
            self.assertLess(int(number), 4)
            self.assertEqual(len(session["queries"]), 9)

    def test_saved_as_published(self):
        """The model of a mistake is the same however pictures were read: nothing is warned of."""
        told = self.evaluate("--save-mistakes", self.path("m", ""), "--max-mistakes", "1", "--as-published")
        plain = self.evaluate("--save-mistakes", self.path("n", ""), "--max-mistakes", "1")
        with open(told["sessions"][0], "rb") as one, open(plain["sessions"][0], "rb") as other:
            self.assertEqual(one.read(), other.read())
        self.json("explain", told["sessions"][0])
        self.json("explain", told["sessions"][0], "--as-published")


class Files(EvaluateCase):
    def test_csv(self):
        path = self.path("episodes.csv")
        told = self.evaluate("--csv", path)
        with open(path, newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([int(row["episode"]) for row in rows], [0, 1, 2, 3])
        self.assertEqual(sum(int(row["mistakes"]) for row in rows), told["mistakes"])
        for predictor in PREDICTORS:
            numbers = [float(row[predictor]) for row in rows]
            mean = sum(numbers) / 4
            spread = math.sqrt(sum((x - mean) ** 2 for x in numbers) / 3 / 4)
            self.assertAlmostEqual(told[predictor]["accuracy"], mean, places=9)
            self.assertAlmostEqual(told[predictor]["ci95"], QUANTILES[3] * spread, delta=1e-5 * (1 + spread))
            for x in numbers:
                self.assertAlmostEqual(x * 9 / 100, round(x * 9 / 100), places=9)

    def test_confusion(self):
        path = self.path("c.csv")
        told = self.evaluate("--confusion", path)
        with open(path, newline="") as file:
            rows = list(csv.reader(file))
        names = [f"kind {kind}" for kind in range(self.N_CLASSES)]
        self.assertEqual(rows[0][1:], names)
        self.assertEqual([row[0] for row in rows[1:]], names)
        counts = [[int(cell) for cell in row[1:]] for row in rows[1:]]
        self.assertEqual(sum(map(sum, counts)), 4 * 9)
        self.assertTrue(all(sum(row) % 3 == 0 for row in counts))
        wrong = sum(map(sum, counts)) - sum(counts[i][i] for i in range(self.N_CLASSES))
        self.assertEqual(wrong, told["mistakes"])
        self.assertAlmostEqual(told["fused"]["accuracy"], 100 * (1 - wrong / 36), places=9)

    def test_figures(self):
        """What is drawn says the numbers that are printed."""
        folder = self.path("new", "figures")
        told = self.evaluate("--figures", folder)
        names = [f"{kind}.{ending}" for kind in ["accuracy", "confusion"] for ending in ["svg", "pdf", "png"]]
        self.assertEqual(told["figures"], [os.path.join(folder, name) for name in names])
        starts = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}
        for path in told["figures"]:
            with open(path, "rb") as file:
                self.assertTrue(file.read().startswith(starts[path[-3:]]), path)
        texts = {}
        for kind in ["accuracy", "confusion"]:
            root = ElementTree.parse(os.path.join(folder, kind + ".svg")).getroot()
            texts[kind] = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("}text"))
        for predictor in PREDICTORS:
            self.assertIn(f"{told[predictor]['accuracy']:.1f} % ± {told[predictor]['ci95']:.1f}", texts["accuracy"])
        for kind in range(self.N_CLASSES):
            self.assertIn(f"kind {kind}", texts["confusion"])

    def test_max_mistakes(self):
        every = self.evaluate("--save-mistakes", self.path("all"), "--max-mistakes", "1000")
        self.assertGreater(every["mistakes"], 3)
        told = self.evaluate("--save-mistakes", self.path("few"), "--max-mistakes", "2")
        self.assertEqual(told["mistakes"], every["mistakes"])
        few = [os.path.basename(path) for path in told["sessions"]]
        margins = {}
        for path in every["sessions"]:
            place = int(os.path.basename(path).split("-")[1]) - 1
            query = self.json("explain", path)["queries"][place]
            fused = {entry["name"]: entry["fused"] for entry in query["classes"]}
            margins[os.path.basename(path)] = fused[query["prediction"]] - fused[query["label"]]
        self.assertEqual(few, sorted(sorted(margins, key=margins.get)[-2:]))
        none = self.evaluate("--save-mistakes", self.path("none"), "--max-mistakes", "0")
        self.assertEqual(none["sessions"], [])

    def test_unwritable(self):
        blocked = write_png(self.path("blocked"), 1)
        arguments = ["evaluate", self.dataset, "--way", "2", "--query", "2", "--episodes", "1"]
        self.fails(1, *arguments, "--csv", os.path.join(blocked, "e.csv"))
        self.fails(1, *arguments, "--confusion", os.path.join(blocked, "c.csv"))
        self.fails(1, *arguments, "--save-mistakes", blocked)
        self.fails(1, *arguments, "--figures", blocked)
        os.makedirs(self.path("folder.csv"), exist_ok=True)
        self.fails(1, *arguments, "--csv", self.path("folder.csv"), says="folder")


class Datasets(EvaluateCase):
    def test_tables(self):
        root = self.path("tables", "")
        os.rename(self.dataset, self.path("tables", "images"))
        for split, kinds in [("val", (0, 1)), ("test", (2, 3))]:
            with open(self.path("tables", split + ".csv"), "w") as file:
                file.write("filename,label\n")
                for kind in kinds:
                    for i in range(self.N_PICTURES):
                        file.write(f"kind {kind}/{i}.png,\"label, {kind}\"\n")
        arguments = ["evaluate", root, "--way", "2", "--shot", "1", "--query", "2", "--episodes", "2"]
        self.assertEqual(self.json(*arguments)["split"], "test")
        told = self.json(*arguments, "--split", "val", "--confusion", self.path("c.csv"))
        self.assertEqual(told["split"], "val")
        with open(self.path("c.csv"), newline="") as file:
            self.assertEqual(next(csv.reader(file))[1:], ["label, 0", "label, 1"])
        self.fails(1, *arguments, "--split", "train", says="val, test")
        with open(self.path("tables", "val.csv"), "a") as file:
            file.write("broken\n")
        self.fails(1, *arguments, "--split", "val", says="line 14")

    def test_bad_datasets(self):
        self.fails(1, "evaluate", self.path("missing"), says="missing")
        self.fails(1, "evaluate", write_png(self.path("p.png"), 1), says="p.png")
        os.makedirs(self.path("empty", "a"))
        self.fails(1, "evaluate", self.path("empty"), says="empty")
        self.fails(1, "evaluate", self.dataset, "--split", "val", says="val")

    def test_bad_picture(self):
        path = self.path("set", "kind 1", "2.png")
        with open(path, "w") as file:
            file.write("no picture")
        # Without it the class is too small, and without the class there are too few.
        self.fails(1, "evaluate", self.dataset, "--way", "4", "--query", "5", "--episodes", "1", says=path)
        os.remove(path)
        os.symlink("nowhere", path)
        self.fails(1, "evaluate", self.dataset, "--way", "4", "--query", "5", "--episodes", "1", says=path)

    def test_episodes_that_do_not_fit(self):
        self.fails(1, "evaluate", self.dataset, "--query", "2", says="5 classes")
        self.fails(1, "evaluate", self.dataset, "--way", "4", says="16 pictures")
        os.remove(self.path("set", "kind 2", "3.png"))
        self.fails(1, "evaluate", self.dataset, "--way", "4", "--query", "5", says="kind 2")
        self.done("evaluate", self.dataset, "--way", "2", "--query", "5", "--episodes", "1", warnings=1)


class Use(EvaluateCase):
    def test_wrong_use(self):
        self.fails(2, "evaluate")
        self.fails(2, "evaluate", self.dataset, self.dataset)
        for name, value in [("--way", "1"), ("--way", "x"), ("--shot", "0"), ("--query", "0"), ("--query", "-3"),
                            ("--episodes", "0"), ("--seed", "-1"), ("--seed", "x"), ("--max-mistakes", "-1"),
                            ("--csv", "e.txt"), ("--confusion", "c"), ("--way", "99999999999")]:
            self.fails(2, "evaluate", self.dataset, f"{name}={value}", says=name)
        self.fails(2, "evaluate", self.dataset, "--way", "21", "--save-mistakes", self.path("m"), says="20")
        self.assertFalse(os.path.exists(self.path("m")))

    def test_metric_that_does_not_fit(self):
        self.fails(1, "evaluate", self.dataset, "--way", "2", "--query", "2", "--normalise", "trained",
                   says="fusion layer")


class Terminal(EvaluateCase):
    def start(self, *arguments):
        """Runs with a terminal for stderr; gives the process and the terminal."""
        terminal, other = pty.openpty()
        self.addCleanup(os.close, terminal)
        process = subprocess.Popen([PROGRAM, "evaluate", self.dataset, "--way", "3", "--query", "3", *arguments],
                                   stdout=subprocess.PIPE, stderr=other, env={**os.environ, "TERM": "xterm"})
        os.close(other)
        return process, terminal

    def read(self, terminal):
        try:
            return os.read(terminal, 4096).decode()
        except OSError:
            return ""

    def read_all(self, terminal):
        text = part = self.read(terminal)
        while part:
            part = self.read(terminal)
            text += part
        return text

    def test_progress(self):
        process, terminal = self.start("--episodes", "30", "--json")
        shown = self.read_all(terminal)
        told = json.loads(process.communicate(timeout=PATIENCE)[0])
        self.assertEqual((process.returncode, told["episodes"]), (0, 30))
        self.assertRegex(shown, r"\d+ of 30, (\d+:\d\d left, )?accuracy \d+\.\d ± \d+\.\d %")
        self.assertIn("30 of 30", shown)
        self.assertNotIn("\n", shown)
        self.assertTrue(shown.endswith("\r\x1b[K"), shown[-20:])

    def test_quiet(self):
        for arguments in [["--quiet"], ["-q"]]:
            process, terminal = self.start("--episodes", "2", *arguments)
            self.assertEqual(self.read_all(terminal), "")
            process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 0)

    def test_interrupt(self):
        path = self.path("e.csv")
        process, terminal = self.start("--episodes", "1000000", "--json", "--csv", path, "--seed", "5")
        shown = ""
        while "of 1000000" not in shown:
            part = self.read(terminal)
            self.assertTrue(part, shown)
            shown += part
        process.send_signal(signal.SIGINT)
        shown += self.read_all(terminal)
        told = json.loads(process.communicate(timeout=PATIENCE)[0])
        self.assertEqual((process.returncode, told["complete"]), (1, False))
        self.assertIn(f"Interrupted after {told['episodes']} of 1000000", shown)
        with open(path, newline="") as file:
            self.assertEqual(len(list(csv.DictReader(file))), told["episodes"])
        whole = self.json("evaluate", self.dataset, "--way", "3", "--query", "3", "--seed", "5", "--episodes",
                          str(told["episodes"]))
        self.assertEqual([whole[predictor] for predictor in PREDICTORS], [told[predictor] for predictor in PREDICTORS])


if __name__ == "__main__":
    unittest.main()
