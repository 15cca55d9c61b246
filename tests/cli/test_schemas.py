# SPDX-License-Identifier: GPL-3.0-or-later
"""What --json prints is what the schemas of data/schemas say."""

import copy
import json
import os
import random
import unittest

import json_schema
from cli_case import SCHEMAS, CliCase, read_schema, write_safetensors
from test_evaluate import EvaluateCase
from test_explain import ExplainCase


class Schemas(CliCase):
    HELD_TO_SCHEMAS = True

    def test_each_is_explained_and_named_by_its_version(self):
        names = sorted(os.listdir(SCHEMAS))
        for name in names:
            if not name.endswith(".json"):
                continue
            with open(os.path.join(SCHEMAS, name), encoding="utf-8") as file:
                schema = json.load(file)
            self.assertTrue(schema["$id"].endswith("/" + name), schema["$id"])
            self.assertRegex(name, r"^[a-z]+-\d+\.schema\.json$")
            self.assertEqual(list(json_schema.find_unexplained(schema)), [], name)
            command = name.partition("-")[0]
            self.assertIn(f"likeness-cli {command} --json", schema["title"])
            self.assertIn("--json", self.done(command, "--help"))

    def test_they_refuse(self):
        """Of every command's object any member that is lost, new or of another type."""
        told = self.json("inspect", "builtin:conv64f", "--tensors")
        schema = read_schema("inspect")
        for name in told:
            for change in (lambda value, name=name: value.pop(name), lambda value: value.update(surprise=1),
                           lambda value, name=name: value.update({name: object})):
                if name in ("tensors",) and change.__defaults__:
                    continue
                other = copy.deepcopy(told)
                change(other)
                self.assertNotEqual(list(json_schema.find_faults(other, schema)), [], name)

    def test_score(self):
        noise = random.Random(3)
        tensors = {"query": [2, 3, 2, 2], "support": [2, 2, 3, 2, 2]}
        path = write_safetensors(self.path("f.safetensors"), {
            name: (shape, [noise.gauss(0, 1) for _ in range(4 * 3 * shape[0] * (2 if name == "support" else 1))])
            for name, shape in tensors.items()})
        self.assertEqual(self.json("score", path)["way"], 2)


class Explain(ExplainCase):
    HELD_TO_SCHEMAS = True

    def test_everything_at_once(self):
        told = self.json("explain", *self.supports(), self.queries[0], "--cells", "--what-if", "--check",
                         "--as-published")
        self.assertEqual(told["as_published"], True)


class Evaluate(EvaluateCase):
    HELD_TO_SCHEMAS = True

    def test_everything_at_once(self):
        told = self.evaluate("--deletion", "--save-mistakes", "m", "--max-mistakes", "1")
        self.assertIn("sessions", told)
        self.evaluate("--journal", "j", "--deletion", "--unknown", "1", "--confidence")
        self.assertLessEqual({"deletion", "unknown", "confidence"}, set(self.json("merge", "j")))

    def test_calibrate(self):
        self.json("calibrate", self.dataset, "--way", "2", "--shot", "1", "--query", "2", "--episodes", "3", "--output",
                  "c.safetensors")

    def test_several(self):
        self.assertEqual(len(self.evaluate("-k", "1", "-k", "2")["settings"]), 2)


if __name__ == "__main__":
    unittest.main()
