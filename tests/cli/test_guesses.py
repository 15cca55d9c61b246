# SPDX-License-Identifier: GPL-3.0-or-later
"""What a checkpoint cannot tell is never silent, and can be said."""

import os
import shutil
import unittest

from cli_case import CliCase, read_safetensors, write_png

FIELD = os.path.join(os.environ["G_TEST_SRCDIR"], "network", "fixtures", "field")
PICTURE = os.path.join(FIELD, "picture.png")
SETTLED = ["--profile", "p1", "--pools", "1100", "--padding", "0011", "--slope", "0"]


def field(name):
    return os.path.join(FIELD, name)


class Guesses(CliCase):
    def compare(self, model, expected, *options, warnings=0):
        out = self.path("features.safetensors")
        self.done("embed", "--model", model, "-o", out, PICTURE, *options, warnings=warnings)
        found = read_safetensors(out)[0]["features"]
        wanted = read_safetensors(field(expected + ".expected.safetensors"))[0]["features"]
        self.assertEqual(found[0], wanted[0])
        largest = max(abs(value) for value in wanted[1])
        self.assertLess(max(abs(a - b) for a, b in zip(found[1], wanted[1])) / largest, 1e-4)

    def warning(self, *arguments):
        """The one line that is not empty; what was done is done."""
        result = self.run_cli(*arguments)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        lines = result.stderr.decode().splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertIn("guessed", lines[0])
        return lines[0]

    def test_relation_encoder(self):
        self.compare(field("relation-encoder.pkl"), "relation-encoder", *SETTLED)

    def test_relation_network_of_closerlook(self):
        self.compare(field("closerlook-relation.tar"), "closerlook-relation", "--profile", "p1", warnings=1)

    def test_configuration_of_libfewshot(self):
        model = field("libfewshot-results/checkpoints/model_best.pth")
        self.compare(model, "libfewshot-results", "--profile", "p1")
        told = self.json("inspect", model)
        self.assertEqual((told["guessed"], told["pools"], told["slope"]), ([], "1111", 0))
        self.assertIn("config.yaml", self.done("inspect", model))
        # Without it all is a guess; what a person says comes before it.
        alone = self.path("checkpoints", "model_best.pth")
        shutil.copy(model, alone)
        self.assertIn("pools", self.json("inspect", alone)["guessed"])
        self.assertEqual(self.json("inspect", model, "--pools", "1100")["map"], [8, 21, 21])
        with open(self.path("config.yaml"), "w", encoding="utf-8") as file:
            file.write("backbone: {name: Conv64F, kwargs: {leaky_relu: true, negative_slope: 7}}\n")
        self.fails(1, "inspect", alone, says="slope")
        self.done("inspect", alone, "--slope", "0.1")

    def test_converted_is_no_guess(self):
        out = self.path("relation.safetensors")
        self.done("convert", field("relation-encoder.pkl"), out, *SETTLED)
        self.compare(out, "relation-encoder")
        self.assertNotIn("guessed", self.done("inspect", out))

    def test_embed_warns_once(self):
        model = field("relation-encoder.pkl")
        line = self.warning("embed", "--model", model, "-o", self.path("f.safetensors"), PICTURE, PICTURE)
        for option in ["--pools", "--slope", "--padding", "--size", "--profile"]:
            self.assertIn(option, line)
        line = self.warning("embed", "--model", model, "-o", self.path("f.safetensors"), PICTURE, *SETTLED[:4])
        self.assertIn("--slope, --padding", line.replace("--padding, --slope", "--slope, --padding"))
        self.assertNotIn("--pools", line)
        self.assertNotIn("--profile", line)

    def test_explain_warns_once(self):
        pictures = [write_png(self.path(f"{i}.png"), i, kind=i % 2) for i in range(3)]
        episode = ["--support", f"A={pictures[0]}", "--support", f"B={pictures[1]}", pictures[2], "--model",
                   field("relation-encoder.pkl")]
        self.warning("explain", *episode)
        self.assertIn("guessed: pools", self.done("explain", *episode, warnings=1).splitlines()[0])
        self.json("explain", *episode, warnings=1)
        self.json("explain", *episode, *SETTLED)

    def test_evaluate_warns_once(self):
        for kind in range(2):
            for i in range(3):
                write_png(self.path("set", f"class{kind}", f"{i}.png"), 10 * kind + i, kind=kind)
        options = ["evaluate", self.path("set"), "--way", "2", "--shot", "1", "--query", "2", "--episodes", "1",
                   "--quiet", "--model", field("relation-encoder.pkl")]
        self.assertIn("--padding", self.warning(*options))
        self.json(*options, *SETTLED)

    def test_failure_is_one_line(self):
        self.fails(1, "embed", "--model", field("relation-encoder.pkl"), "-o", field("relation-encoder.pkl"), PICTURE)


if __name__ == "__main__":
    unittest.main()
