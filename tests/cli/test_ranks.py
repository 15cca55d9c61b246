# SPDX-License-Identifier: GPL-3.0-or-later
"""evaluate under mpirun: the same bytes from any number of ranks, and an end whatever becomes of one of them."""

import glob
import json
import os
import re
import shutil
import signal
import subprocess
import time
import unittest

from cli_case import PATIENCE, PROGRAM, SANITIZED
from test_journal import FOUND, N_EPISODES, JournalCase

MPIRUN = shutil.which("mpirun")
MODULE = os.path.join(os.path.dirname(PROGRAM), "..", "cluster", "likeness-mpi.so")
# Enough that ranks which are killed have some left.
N_MANY = 240 if SANITIZED else 1200
# As root, on fewer processors than ranks, and without looking for fast networks, which takes its time.
ENVIRONMENT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none",
               "OMPI_MCA_pml": "ob1", "OMPI_MCA_btl": "self,vader", "LIKENESS_THREADS": "1",
               # Open MPI keeps much that it never gives back.
               "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


@unittest.skipIf(MPIRUN is None or not os.path.exists(MODULE), "built without MPI, or mpirun is not there")
class Ranks(JournalCase):
    def start(self, n_ranks, *arguments, episodes=N_EPISODES):
        command = [MPIRUN, "-n", str(n_ranks), PROGRAM, "evaluate", self.dataset, "--way", "3", "--shot", "1", "--query",
                   "3", "--episodes", str(episodes), "--seed", "5", "--distance", "kl-qs", "--json", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env={**os.environ, **ENVIRONMENT, "TMPDIR": self.path("")}, start_new_session=True)
        self.addCleanup(self.stop, process)
        return process

    def stop(self, process):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def end(self, process, code=0):
        out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, code, err)
        return out, err

    def ranks_of(self, process):
        """The ranks' processes: those that mpirun started."""
        listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], stdout=subprocess.PIPE, text=True)
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if "likeness-cli" in line]

    def assert_gone(self, ranks, seconds=PATIENCE / 60):
        """None runs on; where nobody asks for its end, a process that has ended stays as a zombie."""

        def runs(rank):
            try:
                with open(f"/proc/{rank}/stat") as file:
                    return file.read().rpartition(")")[2].split()[0] != "Z"
            except OSError:
                return False

        end = time.monotonic() + seconds
        while any(map(runs, ranks)):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.05)

    def sizes(self):
        return {path: os.path.getsize(path) for path in glob.glob(self.path("j*"))}

    def wait_for_outcomes(self, process, n_ranks, before=None):
        """Until every rank has kept some."""
        before = before or {}
        while len([path for path, size in self.sizes().items() if size > before.get(path, 0) + 1500]) < n_ranks:
            self.assertIsNone(process.poll())
            time.sleep(0.01)

    def test_left_out(self):
        """Rank 0 tells what others could not read."""
        for kind, i in ((0, 0), (3, 2), (4, 5)):
            with open(self.path("set", f"kind {kind}", f"{i}.png"), "wb") as file:
                file.write(b"\x89PNG\r\n\x1a\n")
        out, _ = self.end(self.start(1))
        whole = json.loads(out)
        self.assertEqual(len(whole["left_out"]), 3)
        out, err = self.end(self.start(3))
        told = json.loads(out)
        self.assertEqual(told["left_out"], whole["left_out"])
        self.assertEqual(told["fused"], whole["fused"])
        self.assertIn("3 pictures were left out", err)

    def test_bytes(self):
        whole = self.run_part(name="whole", threads="2")
        for n_ranks in (1, 2, 3, 8):
            name = f"ranks{n_ranks}"
            out, _ = self.end(self.start(n_ranks, *self.outputs(name)))
            self.assert_same("whole", dict(whole), name, json.loads(out))

    def test_findings(self):
        """What is found beside the accuracies goes the same way, and into the same journals."""
        whole = self.run_part(name="whole", found=FOUND)
        out, _ = self.end(self.start(3, *FOUND, "--journal", self.path("j"), *self.outputs("found")))
        self.assert_same("whole", dict(whole), "found", json.loads(out))
        again = self.run_part(journal="j", found=FOUND)
        self.assertEqual(again["pictures"], 0)
        self.assertEqual(again["unknown"], whole["unknown"])

    def test_resume(self):
        """What several ranks kept, one process goes on from, and the other way round."""
        whole = self.run_part(name="whole")
        self.run_part(journal="j", episodes=4)
        out, _ = self.end(self.start(3, "--journal", self.path("j"), *self.outputs("three")))
        self.assert_same("whole", dict(whole), "three", json.loads(out))
        self.assertEqual(len(glob.glob(self.path("j*"))), 3)
        os.remove(self.path("j"))
        again = self.run_part(journal="j", name="again")
        self.assertGreater(again["pictures"], 0)
        self.assert_same("whole", whole, "again", again)

    def test_killed(self):
        """A rank that is killed ends the run; what the ranks kept is gone on from."""
        whole = self.run_part(name="whole", episodes=N_MANY)
        for victim in (0, -1):
            before = self.sizes()
            process = self.start(3, "--journal", self.path("j"), episodes=N_MANY)
            self.wait_for_outcomes(process, 3, before)
            ranks = self.ranks_of(process)
            self.assertEqual(len(ranks), 3)
            os.kill(ranks[victim], signal.SIGKILL)
            start = time.monotonic()
            _, err = process.communicate(timeout=PATIENCE)
            self.assertLess(time.monotonic() - start, PATIENCE / 30)
            self.assertNotEqual(process.returncode, 0)
            self.assertRegex(err, rf"rank \d .* on node {re.escape(os.uname().nodename)}")
            self.assert_gone(ranks)
        out, _ = self.end(self.start(2, "--journal", self.path("j"), *self.outputs("rest"), episodes=N_MANY))
        self.assert_same("whole", whole, "rest", json.loads(out))

    def test_interrupted(self):
        process = self.start(2, "--journal", self.path("j"), episodes=1000000)
        self.wait_for_outcomes(process, 2)
        ranks = self.ranks_of(process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
        self.assertNotEqual(process.returncode, 0)
        told = json.loads(out)
        self.assertFalse(told["complete"])
        self.assertGreater(told["episodes"], 0)
        self.assertEqual(err.count("likeness-cli: Interrupted after"), 1, err)
        self.assertEqual(err.count("likeness-cli: "), 1, err)
        self.assert_gone(ranks)

    def test_one_interrupted(self):
        """Where it is another rank alone, rank 0 tells of it when its own share is done."""
        process = self.start(2, "--journal", self.path("j"), episodes=N_MANY // 2)
        self.wait_for_outcomes(process, 2)
        os.kill(self.ranks_of(process)[1], signal.SIGINT)
        out, err = self.end(process, 1)
        told = json.loads(out)
        self.assertFalse(told["complete"])
        self.assertGreaterEqual(told["episodes"], N_MANY // 4)
        self.assertEqual(err.count("likeness-cli: "), 1, err)
        self.assertIn("likeness-cli: Rank 1 on ", err)

    def test_bad_picture(self):
        """Whoever draws it, it is left out of the same episodes."""
        with open(self.path("set", "kind 0", "0.png"), "wb") as file:
            file.write(b"no picture")
        done = subprocess.run([PROGRAM, "evaluate", self.dataset, "--way", "3", "--shot", "1", "--query", "3", "--episodes",
                               "60", "--seed", "5", "--distance", "kl-qs", "--json"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env={**os.environ, "LIKENESS_THREADS": "1"})
        self.assertEqual(done.returncode, 0, done.stderr)
        out, _ = self.end(self.start(2, episodes=60))
        for member in ("part", "pixel", "distribution", "fused", "mistakes", "episodes", "complete"):
            self.assertEqual(json.loads(out)[member], json.loads(done.stdout)[member])

    def test_wrong_use(self):
        """One line, not one a rank."""
        process = self.start(3, "--seed", "-1")
        _, err = process.communicate(timeout=PATIENCE)
        self.assertNotEqual(process.returncode, 0)
        self.assertEqual(err.count("likeness-cli: "), 1, err)

    def test_other_command(self):
        done = subprocess.run([MPIRUN, "-n", "2", PROGRAM, "inspect", "builtin:conv64f"], capture_output=True, text=True,
                              env={**os.environ, **ENVIRONMENT, "TMPDIR": self.path("")})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("only evaluate runs in several processes", done.stderr)


class Alone(JournalCase):
    def test_no_module(self):
        """Ranks that cannot hear one another would each print a result of its own."""
        if os.path.exists(MODULE):
            self.skipTest("built with MPI")
        done = subprocess.run([PROGRAM, "evaluate", self.dataset, "--way", "3", "--query", "3"], capture_output=True,
                              text=True, env={**os.environ, "OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "0"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("--part-of", done.stderr)

    def test_linked_to_none(self):
        linked = subprocess.run(["ldd", PROGRAM], stdout=subprocess.PIPE, text=True).stdout
        self.assertNotIn("libmpi", linked)


if __name__ == "__main__":
    unittest.main()
