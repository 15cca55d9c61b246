# SPDX-License-Identifier: GPL-3.0-or-later
"""How evaluate, explain and embed end: by a signal, a picture that vanishes, an output that fails."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest

from cli_case import PATIENCE, PROGRAM, CliCase, write_png
from test_evaluate import PREDICTORS, EvaluateCase
from test_explain import ExplainCase


def wait_until_it_listens(process):
    """Until then a signal ends any program."""
    caught = 0
    while not caught >> (signal.SIGTERM - 1) & 1:
        if process.poll() is not None:
            raise AssertionError("it ended by itself")
        time.sleep(0.01)
        with open(f"/proc/{process.pid}/status") as file:
            caught = int(re.search(r"^SigCgt:\s*([0-9a-f]+)", file.read(), re.M).group(1), 16)


class Evaluate(EvaluateCase):
    """Whatever ends a run, what was done is told, and every output is tried."""

    def make_many(self, n_classes=5, n_pictures=400):
        """A dataset of many pictures, most of them copies by name alone."""
        root = self.path("many", "")
        for kind in range(n_classes):
            first = write_png(self.path("many", f"k{kind}", "0.png"), kind, kind % 3, 90, 90)
            for i in range(1, n_pictures):
                os.link(first, self.path("many", f"k{kind}", f"{i}.png"))
        return root

    def start(self, *arguments, dataset=None, stdout=subprocess.PIPE, **keywords):
        process = subprocess.Popen([PROGRAM, "evaluate", dataset or self.dataset, "--json", *arguments], stdout=stdout,
                                   stderr=subprocess.PIPE, cwd=self.folder, **keywords)
        self.addCleanup(self.stop, process)
        return process

    def stop(self, process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def endless(self, *arguments, **keywords):
        """Episodes that go on for long, with a table; waits until some are done."""
        process = self.start("--way", "3", "--query", "3", "--episodes", "1000000", "--csv", "e.csv", *arguments,
                             **keywords)
        self.wait_for_rows(process)
        return process

    def wait_for_rows(self, process, n=3):
        part = self.path("e.csv.part")
        while not os.path.exists(part) or self.count_lines(part) <= n:
            self.assertIsNone(process.poll(), "it ended by itself")
            time.sleep(0.02)

    def count_lines(self, path):
        with open(path, "rb") as file:
            return file.read().count(b"\n")

    def read_csv(self, name="e.csv"):
        with open(self.path(name), newline="") as file:
            return list(csv.DictReader(file))

    def end(self, process, *lines):
        """What it printed, having failed with lines that say so much; the first is said first."""
        out, err = process.communicate(timeout=PATIENCE)
        said = err.decode().splitlines()
        self.assertEqual(process.returncode, 1, said)
        self.assertEqual(len(said), len(lines), said)
        for line, text in zip(said, lines):
            self.assertTrue(line.startswith("likeness-cli: "), line)
            self.assertIn(text, line)
        return json.loads(out)

    def assert_rows(self, told):
        self.assertEqual(told["complete"], False)
        rows = self.read_csv()
        self.assertEqual([int(row["episode"]) for row in rows], list(range(told["episodes"])))
        self.assertFalse(os.path.exists(self.path("e.csv.part")))

    def test_each_signal(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = self.endless("--confusion", "c.csv", "--save-mistakes", "m", "--max-mistakes", "1")
            process.send_signal(number)
            told = self.end(process, "Interrupted after")
            self.assertGreater(told["episodes"], 2)
            self.assert_rows(told)
            with open(self.path("c.csv"), newline="") as file:
                counts = [[int(cell) for cell in row[1:]] for row in list(csv.reader(file))[1:]]
            self.assertEqual(sum(map(sum, counts)), 9 * told["episodes"])
            self.assertEqual(len(os.listdir(self.path("m"))), 1)

    def test_at_any_moment(self):
        """From before the first episode on: always one object, and one line."""
        for delay in (0, 0.1, 0.3, 1):
            process = self.start("--way", "3", "--query", "3", "--episodes", "1000000", "--csv", "e.csv")
            wait_until_it_listens(process)
            time.sleep(delay)
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=PATIENCE)
            told = json.loads(out)
            self.assertEqual((process.returncode, told["complete"], err.count(b"\n")), (1, False, 1), err)
            self.assert_rows(told)

    def test_within_an_episode(self):
        """An episode that takes minutes, and its pictures before it, are left when asked."""
        many = self.make_many()
        for delay in (1, 6):
            process = self.start("--way", "5", "--shot", "100", "--query", "20", "--weights", "1,1,1", "--csv", "e.csv",
                                 "--figures", "figures", dataset=many)
            wait_until_it_listens(process)
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            start = time.monotonic()
            told = self.end(process, "Interrupted after 0 of 600")
            self.assertLess(time.monotonic() - start, 20)
            self.assertEqual((told["episodes"], told["complete"], told["mistakes"]), (0, False, 0))
            for predictor in PREDICTORS:
                self.assertEqual(told[predictor], {"accuracy": None, "ci95": None})
            self.assertEqual(self.read_csv(), [])

    def test_second_signal_ends_at_once(self):
        """Where the end itself takes for ever: nobody reads what is printed."""
        read, write = os.pipe()
        os.set_blocking(write, False)
        try:
            while True:
                os.write(write, b" " * 4096)
        except BlockingIOError:
            pass
        os.set_blocking(write, True)
        process = self.endless(stdout=write)
        os.close(write)
        process.send_signal(signal.SIGINT)
        while not os.path.exists(self.path("e.csv")):
            time.sleep(0.02)
        time.sleep(0.5)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=PATIENCE), -signal.SIGINT)
        os.close(read)

    def test_ignored_signals_stay_ignored(self):
        """As nohup sets it."""
        process = self.endless(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        process.send_signal(signal.SIGHUP)
        n = self.count_lines(self.path("e.csv.part"))
        self.wait_for_rows(process, n + 5)
        process.send_signal(signal.SIGTERM)
        self.assert_rows(self.end(process, "Interrupted after"))

    def test_picture_that_vanishes(self):
        many = self.make_many()
        process = self.start("--way", "5", "--shot", "1", "--query", "1", "--episodes", "1000000", "--csv", "e.csv",
                             "--confusion", "c.csv", dataset=many)
        self.wait_for_rows(process, 1)
        shutil.rmtree(self.path("many", "k3"))
        told = self.end(process, os.path.join(many, "k3"), "k3")
        self.assertGreater(told["episodes"], 0)
        self.assert_rows(told)
        self.assertTrue(os.path.exists(self.path("c.csv")))

    def test_outputs_that_fail(self):
        """A folder that was there when it began."""
        self.path("gone", "")
        process = self.endless("--confusion", "gone/c.csv", "--figures", "figures", "--save-mistakes", "m",
                               "--max-mistakes", "1")
        shutil.rmtree(self.path("gone"))
        process.send_signal(signal.SIGINT)
        told = self.end(process, "c.csv", "Interrupted after")
        self.assert_rows(told)
        self.assertEqual(len(told["figures"]), 6)
        self.assertEqual(len(told["sessions"]), 1)

    def test_figures_that_fail(self):
        process = self.endless("--figures", "figures")
        os.mkdir(self.path("figures", "accuracy.svg"))
        process.send_signal(signal.SIGINT)
        told = self.end(process, "accuracy.svg", "Interrupted after")
        self.assert_rows(told)
        self.assertEqual(sorted(os.path.basename(path) for path in told["figures"]),
                         ["accuracy.pdf", "accuracy.png", "confusion.pdf", "confusion.png", "confusion.svg"])

    def test_outputs_are_checked_first(self):
        arguments = ["evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes", "1000000"]
        for option, path in [("--csv", "nowhere/x.csv"), ("--confusion", "nowhere/x.csv")]:
            message = self.fails(1, *arguments, option, path, says=os.path.basename(path))
            self.assertIn("cannot be written", message)
        self.assertFalse(os.path.exists(self.path("nowhere")))

    def test_killed(self):
        """What is left tells what it is, and its rows are whole and right."""
        process = self.endless("--seed", "8")
        self.wait_for_rows(process, 20)
        process.kill()
        process.communicate()
        self.assertFalse(os.path.exists(self.path("e.csv")))
        rows = self.read_csv("e.csv.part")
        self.assertGreaterEqual(len(rows), 20)
        self.json("evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes", str(len(rows)), "--seed", "8",
                  "--csv", "whole.csv")
        with open(self.path("e.csv.part")) as part, open(self.path("whole.csv")) as whole:
            self.assertEqual(part.read(), whole.read())


class Explain(ExplainCase):
    """Whatever ends it, what was found is told, and every output is tried."""

    def start(self, *arguments):
        queries = [os.path.join(self.path("many", ""), f"{i}.png") for i in range(300)]
        for i, path in enumerate(queries):
            os.link(self.queries[i % 3], path)
        process = subprocess.Popen([PROGRAM, "explain", "--json", *self.supports(), *queries, *arguments],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def wait_for(self, process, path):
        while not os.path.exists(path):
            self.assertIsNone(process.poll(), process.stderr.read() if process.poll() is not None else "")
            time.sleep(0.02)

    def test_interrupt_of_figures(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            folder = self.path(f"figures-{number}", "")
            process = self.start("--figures", folder, "--csv", f"t{number}.csv")
            self.wait_for(process, os.path.join(folder, "01-0-decision.svg"))
            process.send_signal(number)
            out, err = process.communicate(timeout=PATIENCE)
            told = json.loads(out)
            self.assertEqual(process.returncode, 1)
            self.assertRegex(err.decode(), r"^likeness-cli: Interrupted after the figures of \d+ of 300 queries\n$")
            self.assertEqual(len(told["queries"]), 300)
            self.assertLess(sum(len(query["figures"]) for query in told["queries"]), 300 * 18)
            for query in told["queries"]:
                for path in query["figures"]:
                    self.assertTrue(os.path.exists(path), path)
            with open(self.path(f"t{number}.csv"), newline="", encoding="utf-8") as file:
                self.assertEqual(len(list(csv.DictReader(file))), 300)
            shutil.rmtree(self.path("many"))

    def test_reader_that_stops(self):
        """As head does after a line: the files are there."""
        queries = [os.path.join(self.path("many", ""), f"{i}.png") for i in range(200)]
        for i, path in enumerate(queries):
            os.link(self.queries[i % 3], path)
        process = subprocess.Popen([PROGRAM, "explain", *self.supports(), *queries, "--csv", "t.csv"], bufsize=0,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.folder)
        process.stdout.read(1)
        process.stdout.close()
        self.assertEqual(process.stderr.read(), b"")
        process.stderr.close()
        self.assertEqual(process.wait(PATIENCE), -signal.SIGPIPE)
        with open(self.path("t.csv"), newline="", encoding="utf-8") as file:
            self.assertEqual(len(list(csv.DictReader(file))), 200)

    def test_full_disk_is_named(self):
        """And not what went wrong some time before."""
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        for queries in (1, 60):
            with open("/dev/full", "w") as full:
                result = subprocess.run([PROGRAM, "explain", *self.supports(), *self.queries[:1] * queries], stdout=full,
                                        stderr=subprocess.PIPE)
            self.assertEqual(result.returncode, 1)
            self.assertRegex(result.stderr.decode(), r"could not be written(: No space left on device)?\n$")

    def test_interrupt_of_scoring(self):
        process = self.start("--neighbours", "3")
        wait_until_it_listens(process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        if process.returncode == 1:
            self.assertEqual(out, b"")
            self.assertIn("Interrupted before the queries were scored", err.decode())

    def test_outputs_that_fail(self):
        """A folder that is there when it begins, and a figure in whose place a folder is."""
        figures = self.path("figures", "")
        os.mkdir(self.path("figures", "01-q0-pixel.png"))
        result = self.run_cli("explain", "--json", *self.supports(), *self.queries, "--figures", figures, "--csv",
                              "t.csv", "--report", "r.pdf")
        told = json.loads(result.stdout)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr.count(b"\n"), 1)
        self.assertIn("01-q0-pixel.png", result.stderr.decode())
        counts = [len(query["figures"]) for query in told["queries"]]
        self.assertEqual(counts[1:], [counts[0] + 1] * 2)
        self.assertTrue(os.path.exists(self.path("t.csv")) and os.path.exists(self.path("r.pdf")))

    def test_outputs_are_checked_first(self):
        for option, path in [("--csv", "nowhere/t.csv"), ("--report", "nowhere/r.pdf")]:
            self.fails(1, "explain", "--json", *self.supports(), *self.queries, option, path,
                       says=os.path.basename(path))


class Embed(CliCase):
    def test_interrupt(self):
        """Heard between pictures; nothing is written in part."""
        paths = [write_png(self.path("0.png"), 1)]
        for i in range(1, 3000):
            paths.append(self.path(f"{i}.png"))
            os.link(paths[0], paths[-1])
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process = subprocess.Popen([PROGRAM, "embed", *paths, "-o", self.path("f.safetensors")],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            wait_until_it_listens(process)
            time.sleep(0.2)
            process.send_signal(number)
            out, err = process.communicate(timeout=PATIENCE)
            self.assertEqual((process.returncode, out), (1, b""), err)
            self.assertRegex(err.decode(), r"^likeness-cli: Interrupted after \d+ of 3000 pictures")
            self.assertFalse(os.path.exists(self.path("f.safetensors")))


if __name__ == "__main__":
    unittest.main()
