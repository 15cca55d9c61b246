# SPDX-License-Identifier: GPL-3.0-or-later
"""evaluate --journal, --part-of, and merge: the same bytes from any number of processes."""

import json
import os
import signal
import subprocess
import time
import unittest

from cli_case import PATIENCE, PROGRAM, write_png
from test_evaluate import EvaluateCase

N_EPISODES = 13
# All that can be found beside the accuracies; of two shots, as a left-out one leaves one.
FOUND = ["--unknown", "2", "--deletion", "--confidence", "--shot", "2"]


class JournalCase(EvaluateCase):
    N_CLASSES, N_PICTURES = 5, 6

    def outputs(self, name):
        return ["--csv", self.path(name, "e.csv"), "--confusion", self.path(name, "c.csv"),
                "--figures", self.path(name, "figures"), "--save-mistakes", self.path(name, "mistakes"),
                "--max-mistakes", "3"]

    def run_part(self, part=None, journal=None, name=None, threads="2", episodes=N_EPISODES, found=()):
        arguments = ["evaluate", self.dataset, "--way", "3", "--shot", "1", "--query", "3", "--episodes",
                     str(episodes), "--seed", "5", "--distance", "kl-qs", "--json", *found]
        arguments += ["--part-of", part] if part else []
        arguments += ["--journal", self.path(journal)] if journal else []
        arguments += self.outputs(name) if name else []
        return self.json_of(arguments, threads)

    def json_of(self, arguments, threads="2"):
        done = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, "LIKENESS_THREADS": threads})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def merge(self, *journals, name):
        return self.json_of(["merge", *[self.path(journal) for journal in journals], "--json", *self.outputs(name)])

    def comparable(self, told, name):
        for member in ("seconds", "pictures"):
            told.pop(member)
        return json.dumps(told).replace(f"/{name}/", "/")

    def files(self, name):
        """Every file that was written, by its path in the folder, and its bytes."""
        found = {}
        for folder, _, names in os.walk(self.path(name, "")):
            for file in names:
                path = os.path.join(folder, file)
                with open(path, "rb") as opened:
                    found[os.path.relpath(path, self.path(name, ""))] = opened.read()
        return found

    def assert_same(self, a, told_a, b, told_b):
        self.assertEqual(self.comparable(told_a, a), self.comparable(told_b, b))
        files_a, files_b = self.files(a), self.files(b)
        self.assertEqual(sorted(files_a), sorted(files_b))
        self.assertGreater(len(files_a), 6)
        for path in files_a:
            self.assertEqual(files_a[path], files_b[path], path)


class Parts(JournalCase):
    def test_merge(self):
        """Any number of parts, threads and order gives one process's bytes."""
        whole = self.run_part(name="whole", threads="1")
        for n in (1, 2, 3, 8):
            journals = [f"j{n}-{i}" for i in range(n, 0, -1)]
            told = [self.run_part(f"{i}/{n}", f"j{n}-{i}", threads=str(1 + i % 3)) for i in range(1, n + 1)]
            self.assertEqual(sum(part["episodes"] for part in told), N_EPISODES)
            self.assertTrue(all(part["complete"] for part in told))
            merged = self.merge(*journals, name=f"merged{n}")
            self.assert_same("whole", dict(whole), f"merged{n}", merged)

    def test_missing(self):
        self.run_part("1/2", "a")
        done = subprocess.run([PROGRAM, "merge", self.path("a"), "--json"], capture_output=True, text=True)
        told = json.loads(done.stdout)
        self.assertEqual((told["episodes"], told["complete"]), (N_EPISODES // 2, False))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, f"likeness-cli: Only 6 of {N_EPISODES} episodes are in the journals\n")

    def test_fewer_wanted(self):
        """Episodes beyond those that were asked for last are in the journal, but not in what comes of it."""
        self.run_part(journal="j")
        told = self.run_part(journal="j", episodes=5, name="fewer")
        merged = self.merge("j", name="merged")
        self.assertEqual((merged["episodes"], merged["complete"]), (5, True))
        self.assert_same("fewer", told, "merged", merged)

    def test_outputs_apart(self):
        """No output is a journal, nor another output, whatever it is called: and nothing is touched."""
        self.run_part("1/2", "a.csv")
        self.run_part("2/2", "b.csv")
        evaluate = ["evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes", "2"]
        os.symlink("b.csv", self.path("link.csv"))
        kept = {}
        for name in ["a.csv", "b.csv"]:
            with open(self.path(name), "rb") as file:
                kept[name] = file.read()
        for says, arguments in [
                ("a.csv", [*evaluate, "--journal", "a.csv", "--csv", "a.csv"]),
                ("new.csv", [*evaluate, "--journal", "new.csv", "--csv", "./new.csv"]),
                ("new.csv.part", [*evaluate, "--journal", "new.csv.part", "--csv", "new.csv"]),
                ("c.csv", [*evaluate, "--csv", "c.csv", "--confusion", "set/../c.csv"]),
                ("c.csv", [*evaluate, "--csv", "c.csv", "--figures", "c.csv"]),
                ("c.csv", [*evaluate, "-k", "1", "-k", "2", "--csv", "c.csv", "--figures", "c.csv"]),
                ("b.csv", ["merge", "a.csv", "b.csv", "--csv", "b.csv"]),
                ("link.csv", ["merge", "a.csv", "b.csv", "--confusion", "link.csv"]),
                ("c.csv", ["merge", "a.csv", "b.csv", "--csv", "c.csv", "--confusion", "c.csv"])]:
            self.fails(2, *arguments, says=says)
        for name, content in kept.items():
            with open(self.path(name), "rb") as file:
                self.assertEqual(file.read(), content)
        for name in ["new.csv", "new.csv.part", "c.csv"]:
            self.assertFalse(os.path.lexists(self.path(name)))

    def test_overlap(self):
        """Episodes that were run twice count once, also where pictures are read as published code does."""
        whole = self.run_part(name="whole", journal="a", found=["--as-published"])
        self.run_part("2/3", "b", found=["--as-published"])
        merged = self.merge("b", "a", "b", name="merged")
        self.assert_same("whole", whole, "merged", merged)

    def test_use(self):
        for part in ("0/3", "4/3", "1", "1/2/3", "a/b", "-1/2", "1/0"):
            self.fails(2, "evaluate", self.dataset, "--part-of", part)
        self.fails(2, "merge")
        self.fails(1, "merge", self.path("absent"))
        self.fails(1, "merge", write_png(self.path("a.png"), 1))

    def test_moved(self):
        """The pictures lie elsewhere on the machine that merges."""
        whole = self.run_part(journal="a")
        os.rename(self.dataset.rstrip("/"), self.path("elsewhere"))
        self.fails(1, "merge", self.path("a"))
        told = self.json_of(["merge", self.path("a"), "--dataset", self.path("elsewhere"), "--json"])
        self.assertEqual(told["fused"], whole["fused"])
        os.remove(self.path("elsewhere", "kind 0", "0.png"))
        self.fails(1, "merge", self.path("a"), "--dataset", self.path("elsewhere"))


class Findings(JournalCase):
    """What is found beside the accuracies is kept with the outcomes, and adds up to the same."""

    def run_whole(self):
        whole = self.run_part(name="whole", threads="1", found=FOUND)
        self.assertEqual(whole["unknown"]["episodes"], N_EPISODES)
        self.assertEqual(whole["deletion_queries"], N_EPISODES)
        self.assertEqual(whole["confidence"]["decisions"], 9 * N_EPISODES)
        self.assertIn(os.path.join("figures", "unknown.svg"), self.files("whole"))
        return whole

    def test_merge(self):
        whole = self.run_whole()
        for n in (1, 3):
            journals = [f"j{n}-{i}" for i in range(n, 0, -1)]
            told = [self.run_part(f"{i}/{n}", f"j{n}-{i}", threads=str(1 + i % 3), found=FOUND) for i in range(1, n + 1)]
            self.assertEqual(sum(part["unknown"]["episodes"] for part in told), N_EPISODES)
            merged = self.merge(*journals, name=f"merged{n}")
            self.assert_same("whole", dict(whole), f"merged{n}", merged)

    def test_cut(self):
        """Cut or damaged anywhere in the last records, what is missing is found again."""
        whole = self.run_part(journal="j", found=FOUND)
        with open(self.path("j"), "rb") as file:
            data = file.read()
        last = data.rindex(b"LkRe")
        cuts = [last + 1, (last + len(data)) // 2, len(data) - 1]
        flips = [(last + len(data)) // 2, data.rindex(b"LkRe", 0, last) + 500]
        for i, changed in enumerate([data[:cut] for cut in cuts]
                                    + [data[:at] + bytes([data[at] ^ 4]) + data[at + 1:] for at in flips]):
            with open(self.path("j"), "wb") as file:
                file.write(changed)
            told, err = self.json_and_errors(["evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes",
                                              str(N_EPISODES), "--seed", "5", "--distance", "kl-qs", "--json", *FOUND,
                                              "--journal", self.path("j")])
            self.assertGreater(told["pictures"], 0)
            self.assertIn("cut or damaged", err)
            self.assertEqual(self.comparable(told, "-"), self.comparable(dict(whole), "-"))
            if i < len(cuts):
                self.assertEqual(os.path.getsize(self.path("j")), len(data))

    def json_and_errors(self, arguments):
        done = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout), done.stderr

    def test_interrupted(self):
        """Episodes whose findings were not made are not taken for done."""
        process = subprocess.Popen([PROGRAM, "evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes",
                                    "1000000", "--json", *FOUND, "--journal", self.path("j")], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        while not os.path.exists(self.path("j")) or os.path.getsize(self.path("j")) < 20000:
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        told = json.loads(out)
        self.assertFalse(told["complete"])
        self.assertIn("Interrupted after", err)
        self.assertEqual(told["unknown"]["episodes"], told["episodes"])
        self.assertEqual(told["deletion_queries"], told["episodes"])

    def test_others(self):
        """A journal of other findings is refused, and the difference named; an old one is read."""
        self.run_part(journal="old")
        self.run_part(journal="new", found=FOUND)
        common = ["evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes", "4", "--seed", "5", "--distance",
                  "kl-qs", "--journal"]
        self.assertIn("deletion 0, not 1", self.fails(1, *common, self.path("old"), "--shot", "1", "--deletion"))
        self.assertIn("confidence 0, not 1", self.fails(1, *common, self.path("old"), "--confidence"))
        self.assertIn("unknown 2, not 1", self.fails(1, *common, self.path("new"), "--shot", "2", "--deletion",
                                                     "--confidence", "--unknown", "1"))
        self.assertIn("deletion 1, not 0", self.fails(1, *common, self.path("new"), "--shot", "2"))
        with open(self.path("old"), "rb") as file:
            self.assertNotIn(b"unknown", file.read())

    def test_large(self):
        """What no record can hold is refused before anything is computed."""
        self.fails(2, "evaluate", self.dataset, "--way", "400", "--query", "2", "--confidence", "--journal",
                   self.path("j"), says="do not fit")


class LeftOut(JournalCase):
    """Pictures that cannot be read are told whoever found them."""

    def setUp(self):
        super().setUp()
        for kind, i in ((0, 0), (3, 2), (4, 5)):
            with open(self.path("set", f"kind {kind}", f"{i}.png"), "wb") as file:
                file.write(b"\x89PNG\r\n\x1a\n")

    def json_of(self, arguments, threads="2"):
        done = subprocess.run([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, "LIKENESS_THREADS": threads})
        self.assertEqual(done.returncode, 0, done.stderr)
        for line in done.stderr.splitlines():
            self.assertIn("left out", line)
        return json.loads(done.stdout)

    def test_merge(self):
        whole = self.run_part(name="whole")
        self.assertEqual(len(whole["left_out"]), 3)
        for i in range(1, 4):
            self.run_part(f"{i}/3", f"j{i}")
        merged = self.merge("j2", "j3", "j1", name="merged")
        self.assert_same("whole", dict(whole), "merged", merged)
        found = self.run_part(found=FOUND)
        for i in range(1, 3):
            self.run_part(f"{i}/2", f"f{i}", found=FOUND)
        merged = self.json_of(["merge", self.path("f2"), self.path("f1"), "--json"])
        self.assertEqual(self.comparable(found, "-"), self.comparable(merged, "-"))
        self.run_part(journal="j1")
        size = os.path.getsize(self.path("j1"))
        again = self.run_part(journal="j1")
        self.assertEqual((again["left_out"], again["pictures"]), (whole["left_out"], 0))
        self.assertEqual(os.path.getsize(self.path("j1")), size)


class Resume(JournalCase):
    def test_again(self):
        """What is in the journal is not run again."""
        first = self.run_part(journal="a", name="first")
        again = self.run_part(journal="a", name="again")
        self.assertEqual(again["pictures"], 0)
        self.assert_same("first", first, "again", again)

    def test_more(self):
        self.run_part(journal="a", episodes=4)
        more = self.run_part(journal="a", name="more")
        whole = self.run_part(name="whole")
        self.assert_same("whole", whole, "more", more)
        fewer = self.run_part(journal="a", episodes=5)
        self.assertEqual((fewer["episodes"], fewer["pictures"]), (5, 0))

    def test_killed(self):
        """Killed at any moment, it goes on to the same bytes."""
        whole = self.run_part(name="whole", episodes=300)
        command = [PROGRAM, "evaluate", self.dataset, "--way", "3", "--shot", "1", "--query", "3", "--episodes", "300",
                   "--seed", "5", "--distance", "kl-qs", "--journal", self.path("a")]
        n_killed = 0
        for pause in (0.02, 0.1, 0.2, 0.3, 0.4):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
            n_killed += process.wait() == -signal.SIGKILL
        self.assertGreater(n_killed, 0)
        rest = self.run_part(journal="a", name="rest", episodes=300)
        self.assert_same("whole", whole, "rest", rest)

    def test_others(self):
        self.run_part(journal="a")
        common = ["evaluate", self.dataset, "--way", "3", "--shot", "1", "--query", "3", "--episodes", "4", "--seed", "5",
                  "--distance", "kl-qs", "--journal", self.path("a")]
        for arguments, words in ((["--seed", "6"], "seed 5, not 6"), (["--way", "4"], "3 classes an episode, not 4"),
                                 (["-k", "3"], "neighbours 1, not 3"), (["--profile", "p2"], "fingerprint"),
                                 (["--weights", "1,1,1"], "weights")):
            told = self.fails(1, *common, *arguments)
            self.assertIn(words, told)
        write_png(self.path("set", "kind 0", "more.png"), 3)
        self.assertIn("dataset", self.fails(1, *common))

    def test_in_use(self):
        process = subprocess.Popen([PROGRAM, "evaluate", self.dataset, "--way", "3", "--query", "3", "--episodes",
                                    "1000000", "--journal", self.path("a")], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        while not os.path.exists(self.path("a")) or os.path.getsize(self.path("a")) < 1000:
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        self.assertIn("another evaluation", self.fails(1, "evaluate", self.dataset, "--way", "3", "--query", "3",
                                                       "--journal", self.path("a")))

    def test_unwritable(self):
        self.fails(1, "evaluate", self.dataset, "--way", "3", "--query", "3", "--journal", self.path("no", "where", "") + "x/y")
        self.fails(1, "evaluate", self.dataset, "--way", "3", "--query", "3", "--journal", "/dev/null")


if __name__ == "__main__":
    unittest.main()
