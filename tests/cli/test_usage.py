# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong use, help and version."""

import os
import re
import subprocess
import unittest

from cli_case import PROGRAM, CliCase, write_png

COMMANDS = ["inspect", "convert", "embed", "score", "explain", "evaluate", "bench", "pack"]


class Usage(CliCase):
    def test_no_command(self):
        self.fails(2, says="--help")

    def test_unknown_command(self):
        self.fails(2, "frobnicate", says="frobnicate")

    def test_unknown_global_option(self):
        self.fails(2, "--frobnicate", says="likeness-cli --help")

    def test_version(self):
        text = self.done("--version")
        self.assertRegex(text, r"^likeness-cli \d+\.\d+\.\d+\n")
        facts = dict(re.split(r"  +", line.strip(), maxsplit=1) for line in text.splitlines()[1:])
        self.assertEqual(list(facts), ["Kernels", "BLAS", "Build", "GLib"])
        self.assertRegex(facts["Kernels"], r"^(portable|avx2|avx512)( with VNNI)?$")
        self.assertRegex(facts["BLAS"], r"^OpenBLAS [\d.]+.*, on the kernels of \w+$")
        self.assertRegex(facts["Build"], r"^\w+ [\d.]+, .*optimization \w")
        self.assertRegex(facts["GLib"], r"^2\.\d+\.\d+$")

    def test_version_tells_the_kernels_in_use(self):
        self.assertIn("Kernels  portable\n", self.done("--version", LIKENESS_KERNELS="portable"))

    def test_help_lists_commands(self):
        text = self.done("--help")
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", text)

    def test_help_of_commands(self):
        for command in COMMANDS:
            text = self.done(command, "--help")
            self.assertIn(f"likeness-cli {command} [OPTION", text)

    def test_help_names_the_options_of_the_contract(self):
        wanted = {
            "inspect": ["--json"],
            "embed": ["--model", "--profile", "--output"],
            "score": ["--neighbours", "--part", "--ridge", "--json"],
            "explain": ["--support", "--model", "--profile", "--json", "--figures", "--report", "--neighbours",
                        "--part", "--distance", "--normalise", "--weights", "--ridge"],
            "evaluate": ["--model", "--profile", "--way", "--shot", "--query", "--episodes", "--seed", "--json",
                         "--neighbours", "--part", "--distance", "--normalise", "--weights", "--ridge"],
            "bench": ["--json", "--model", "--profile", "--neighbours", "--part", "--distance", "--normalise",
                      "--weights", "--ridge"],
        }
        for command, options in wanted.items():
            text = self.done(command, "--help")
            for option in options:
                self.assertIn(option, text, command)

    def test_unknown_option(self):
        for command in COMMANDS:
            self.fails(2, command, "--frobnicate", says=f"likeness-cli {command} --help")

    def test_missing_arguments(self):
        for command in COMMANDS:
            if command != "bench":
                self.fails(2, command)

    def test_too_many_arguments(self):
        self.fails(2, "inspect", "a", "b")
        self.fails(2, "convert", "a", "b", "c")
        self.fails(2, "score", "a", "b")
        self.fails(2, "explain", "a.likeness", "b.likeness")
        self.fails(2, "bench", "a")

    def test_option_without_value(self):
        self.fails(2, "score", "--neighbours")
        self.fails(2, "embed", "a.png", "--output")

    def test_values_out_of_range(self):
        wrong = {
            "--neighbours": ["0", "65", "-1", "1.5", "x", ""],
            "--part": ["kosine", ""],
            "--ridge": ["0", "-1", "nan", "inf", "x", "0,01", ""],
            "--distance": ["w3", "KL"],
            "--normalise": ["never"],
            "--weights": ["1,2", "1,2,3,4", "-1,1,1", "nan,1,1", "a,b,c", "0,0,0", ""],
            "--profile": ["p9"],
        }
        for option, values in wrong.items():
            for value in values:
                self.fails(2, "explain", "a.likeness", f"{option}={value}", says=option)

    def test_whole_numbers_are_decimal(self):
        """Neither octal nor hexadecimal, whatever they begin with."""
        for value in ["0x10", "1e2", "5 ", "", "x"]:
            self.fails(2, "evaluate", self.folder, f"--episodes={value}", says="--episodes")
            self.fails(2, "train", self.folder, "--output", "out", f"--seed={value}", says="--seed")
        self.fails(2, "evaluate", self.folder, "--episodes=99999999999", says="from 1 to")
        self.fails(2, "evaluate", self.folder, "--seed=99999999999999999999", says="--seed")
        for kind in range(3):
            for i in range(3):
                write_png(self.path("set", f"kind {kind}", f"{i}.png"), 10 * kind + i, kind, 24, 20)
        for option, name, wanted in [("08", "episodes", 8), ("010", "episodes", 10), ("010", "seed", 10)]:
            told = self.json("evaluate", self.path("set", ""), "--way", "3", "--query", "02", "--episodes", "2",
                             f"--{name}", option)
            self.assertEqual((told[name], told["query"]), (wanted, 2))

    def test_environment_that_says_nothing(self):
        """What is passed over is told, once."""
        for value in ["abc", "0", "999", "2x"]:
            self.done("inspect", "builtin:conv64f", warnings=1, LIKENESS_THREADS=value)
        self.done("inspect", "builtin:conv64f", LIKENESS_THREADS="2")
        self.done("inspect", "builtin:conv64f", LIKENESS_THREADS="")
        result = self.run_cli("evaluate", self.folder, LIKENESS_CACHE_SIZE="abc", LIKENESS_CACHE="")
        self.assertIn(b"warning: LIKENESS_CACHE_SIZE", result.stderr)
        result = self.run_cli("evaluate", self.folder, LIKENESS_CACHE_SIZE="5", LIKENESS_CACHE="")
        self.assertNotIn(b"LIKENESS_CACHE_SIZE", result.stderr)

    def test_embed_needs_output(self):
        self.fails(2, "embed", "a.png", says="--output")

    def test_report_must_be_pdf(self):
        self.fails(2, "explain", "a.likeness", "--report", "r.png", says=".pdf")

    def test_support_without_query(self):
        picture = write_png(self.path("a.png"), 1)
        self.fails(2, "explain", "--support", f"A={picture}", "--support", f"B={picture}")

    def test_support_with_session(self):
        self.fails(2, "explain", "--support", "A=a.png", "s.likeness")

    def test_full_disk_is_a_failure(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full")
        with open("/dev/full", "w") as full:
            result = subprocess.run([PROGRAM, "inspect", "builtin:conv64f"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr.count(b"\n"), 1)
        self.assertNotIn(b"No such file", result.stderr)

    def test_messages_stay_on_one_line(self):
        self.fails(1, "inspect", "no\nsuch\n\x1b[31mfile")
        self.fails(2, "no\nsuch\ncommand")


if __name__ == "__main__":
    unittest.main()
