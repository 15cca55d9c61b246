# SPDX-License-Identifier: GPL-3.0-or-later
"""bench."""

import unittest

from cli_case import CliCase

STAGES = ["decode", "prepare", "backbone_1", "backbone_30", "support", "pixel", "part", "kl-sq", "kl-qs", "w2",
          "w2-simplified", "w2-released", "fusion_1000", "episode"]


class Bench(CliCase):
    HELD_TO_SCHEMAS = True

    def test_json(self):
        result = self.run_cli("bench", "--json", "--queries", "2")
        self.assertEqual(result.returncode, 0, result.stderr)
        warnings = result.stderr.decode().splitlines()
        told = self.json("bench", "--queries", "2", warnings=len(warnings))
        self.assertEqual([stage["name"] for stage in told["stages"]], STAGES)
        for stage in told["stages"]:
            self.assertGreaterEqual(stage["runs"], 5)
            self.assertGreater(stage["median_ms"], 0)
            self.assertLessEqual(stage["fastest_ms"], stage["median_ms"])
            self.assertLessEqual(stage["median_ms"], stage["slowest_ms"])
        median = {stage["name"]: stage["median_ms"] for stage in told["stages"]}
        self.assertGreater(median["backbone_30"], median["backbone_1"])
        self.assertGreater(median["episode"], median["backbone_1"])
        self.assertGreater(told["planned_memory_bytes"], 1 << 20)
        self.assertGreater(told["peak_memory_bytes"], told["planned_memory_bytes"])
        self.assertGreaterEqual(told["processors"], 1)
        self.assertIn(told["kernels"], ("portable", "avx2", "avx512"))
        self.assertIsInstance(told["vnni"], bool)
        self.assertEqual(told["blas_threads"], 1)
        self.assertTrue(told["blas_core"])
        self.assertEqual(told["warning"] is not None, bool(warnings))

    def test_wrong_use(self):
        for number in ["0", "-1", "1001", "x"]:
            self.fails(2, "bench", f"--queries={number}", says="queries")
        self.fails(1, "bench", "--model", "missing.pth", says="missing.pth")


if __name__ == "__main__":
    unittest.main()
