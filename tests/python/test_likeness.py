# SPDX-License-Identifier: GPL-3.0-or-later
"""likeness.py on the standard library alone, and --maps."""

import hashlib
import json
import os
import shutil
import stat
import unittest

import likeness
from maps_case import (CHANNELS, COLUMNS, ROWS, MapsCase, make_map, read_header, to_tokens, write_png,
                       write_safetensors)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def flat(value):
    return [x for channel in value for row in channel for x in row]


class Writing(MapsCase):
    def write(self, embed=make_map, name="s.likeness", **keywords):
        return likeness.write(self.path(name), support=self.support, queries=self.queries, embed=embed, **keywords)

    def test_session(self):
        path = self.write(title="Dogs", options={"distance": "kl-qs"}, network="lists", stride=8, size=(16, 24))
        told = self.json("explain", path)
        self.check_scores(told)
        self.assertEqual(told["maps"]["shape"], [CHANNELS, ROWS, COLUMNS])
        self.assertEqual(told["maps"]["name"], self.path("s.maps.safetensors"))
        self.assertEqual(told["options"]["distance"], "kl-qs")
        self.assertNotIn("model", told)
        header = read_header(self.path("s.maps.safetensors"))
        self.assertEqual(header.pop("__metadata__"),
                         {"format": "likeness-maps", "network": "lists", "stride": "8", "size": "16x24",
                          "grid": f"{ROWS}x{COLUMNS}"})
        pictures = [*self.queries, *(shot for shots in self.support.values() for shot in shots)]
        self.assertEqual(sorted(header), sorted(map(digest, pictures)))

    def test_text_figures_and_report(self):
        path = self.write(network="lists", stride=8, size=(16, 24))
        result = self.run_cli("explain", path, "--figures", self.path("f"), "--report", self.path("r.pdf"))
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertIn(f"Maps     {self.path('s.maps.safetensors')} (lists, maps of 6 × 3 × 4)", result.stdout.decode())
        self.assertTrue(os.path.exists(self.path("f/01-q0-pixel.svg")))

    def test_forms(self):
        """Tokens, with a class token or several, and channels last are the same maps."""
        expected = self.json("explain", self.write())["queries"]
        forms = [({"grid": (ROWS, COLUMNS)}, to_tokens),
                 ({"grid": (ROWS, COLUMNS)}, lambda value: to_tokens(value, 1)),
                 ({"grid": (ROWS, COLUMNS), "class_tokens": 5}, lambda value: [to_tokens(value, 5)]),
                 ({"channels_last": True}, lambda value: [[[value[c][y][x] for c in range(CHANNELS)]
                                                           for x in range(COLUMNS)] for y in range(ROWS)]),
                 ({}, lambda value: [value])]
        for keywords, form in forms:
            path = self.write(lambda picture: form(make_map(picture)), **keywords)
            self.assertEqual(self.json("explain", path)["queries"], expected)

    def test_one_row(self):
        """A map of one row with its channels last is no row of tokens behind an axis of 1."""
        self.write(lambda picture: [[[float(i + j) for i in range(CHANNELS)] for j in range(4)]], channels_last=True)
        self.assertEqual(read_header(self.path("s.maps.safetensors"))["__metadata__"]["grid"], "1x4")

    def test_square_tokens(self):
        for n_class_tokens in (0, 1):
            path = self.write(lambda picture: [[float(i + j) for i in range(3)] for j in range(9 + n_class_tokens)])
            self.assertEqual(read_header(self.path("s.maps.safetensors"))["__metadata__"]["grid"], "3x3")

    def test_labels_and_one_picture(self):
        path = likeness.write(self.path("s.likeness"), {"Fox": self.support["Fox"][0], "Wolf": self.support["Wolf"]},
                              [(self.queries[0], "Fox")], make_map)
        query, = self.json("explain", path)["queries"]
        self.assertEqual(query["label"], "Fox")

    def test_picture_without_a_map(self):
        """The rest is scored, as in the window."""
        path = self.write()
        before = self.json("explain", path)["queries"]
        new = write_png(self.path("new.png"), 99)
        with open(path, encoding="utf-8") as file:
            session = json.load(file)
        session["queries"].insert(0, {"file": "new.png", "sha256": digest(new)})
        session["classes"].append({"name": "Empty", "shots": [{"file": "new.png", "sha256": digest(new)}]})
        with open(path, "w", encoding="utf-8") as file:
            json.dump(session, file)
        told = self.run_cli("explain", path, "--json")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertEqual(json.loads(told.stdout)["queries"], before)
        self.assertIn("“new.png” has no map in s.maps.safetensors", told.stderr.decode())

    def test_moved(self):
        """The session and all beside it may go elsewhere together."""
        self.write()
        elsewhere = self.folder + "-moved"
        shutil.copytree(self.folder, elsewhere)
        self.addCleanup(shutil.rmtree, elsewhere)
        for name in os.listdir(self.folder):
            os.remove(self.path(name))
        told = json.loads(self.run_cli("explain", os.path.join(elsewhere, "s.likeness"), "--json").stdout)
        self.assertEqual(len(told["queries"]), 2)

    def test_wrong_maps(self):
        for embed, says in [(lambda p: [1.0, 2.0], "wanted"),
                            (lambda p: [[1.0] * 3] * 7, "square"),
                            (lambda p: [[[float("nan")] * 2] * 2], "not numbers"),
                            (lambda p: [[[1.0, 2.0], [3.0]]], "one length"),
                            (lambda p: [[1.0, 2.0], [3.0], [4.0, 5.0, 6.0], [7.0, 8.0]], "one length"),
                            (lambda p: [[1.0, 2.0], 3.0, [4.0, 5.0], [6.0, 7.0]], "one length"),
                            (lambda p: make_map(p)[:4 if "q" in os.path.basename(p) else 5], "others")]:
            with self.assertRaisesRegex(likeness.MapError, says):
                self.write(embed)
            self.assertEqual([name for name in os.listdir(self.folder) if not name.endswith(".png")], [])

    def test_show(self):
        program = self.path("likeness")
        with open(program, "w") as file:
            file.write('#!/bin/sh\necho "$1" > "$1.shown"\n')
        os.chmod(program, stat.S_IRWXU)
        process = likeness.show(self.path("s.likeness"), self.support, self.queries, make_map, program=program)
        self.assertEqual(process.wait(), 0)
        self.assertEqual(likeness.show(self.path("s.likeness"), program=program).wait(), 0)
        self.assertTrue(os.path.exists(self.path("s.likeness.shown")))


class Reading(MapsCase):
    """explain --maps: files that anybody may have written."""

    def supports(self):
        return [argument for name, paths in self.support.items()
                for argument in ("--support", f"{name}={','.join(paths)}")]

    def pictures(self):
        return [*self.queries, *(shot for shots in self.support.values() for shot in shots)]

    def explain(self, path, *more):
        return ["explain", "--maps", path, *self.supports(), *self.queries, *more]

    def write(self, name_of=os.path.basename, metadata=None, change=lambda name, shape, numbers: (shape, numbers)):
        return write_safetensors(self.path("m.safetensors"), {
            name_of(p): change(os.path.basename(p), [CHANNELS, ROWS, COLUMNS], flat(make_map(p)))
            for p in self.pictures()}, metadata)

    def test_names(self):
        for name_of in (os.path.basename, lambda p: p.lstrip("/"), lambda p: os.path.join(*p.split("/")[-2:]), digest):
            self.check_scores(self.json(*self.explain(self.write(name_of))))

    def test_tokens(self):
        path = write_safetensors(self.path("m.safetensors"), {
            os.path.basename(p): ([ROWS * COLUMNS, CHANNELS], [x for t in to_tokens(make_map(p)) for x in t])
            for p in self.pictures()}, {"grid": "3,4"})
        self.check_scores(self.json(*self.explain(path)))

    def test_missing(self):
        path = self.write(lambda p: "other.png" if p.endswith("q1.png") else os.path.basename(p))
        self.fails(*self.explain(path), says="“q1.png” has no map in “m.safetensors”")

    def test_two_pictures_of_one_name(self):
        os.mkdir(self.path("more"))
        self.support["Wolf"] = [write_png(self.path("more/Fox0.png"), "another")]
        self.fails(*self.explain(self.write()), says="two pictures")

    def test_hostile(self):
        path = self.path("m.safetensors")
        n = CHANNELS * ROWS * COLUMNS
        for change, metadata, says in [
                (lambda name, shape, x: ([2, 2, n // 4] if name == "q0.png" else shape, x), None, "alike"),
                (lambda name, shape, x: ([n], x), None, "three axes"),
                (lambda name, shape, x: ([1, *shape], x), None, "three axes"),
                (lambda name, shape, x: ([12, 6], x), None, "“grid”"),
                (lambda name, shape, x: ([12, 6], x), {"grid": "11x1"}, "class token"),
                (lambda name, shape, x: ([12, 6], x), {"grid": "5x5"}, "do not fill"),
                (lambda name, shape, x: (shape, x), {"grid": "6x3"}, "channels come first"),
                (lambda name, shape, x: (shape, x), {"grid": "2x6"}, "another grid"),
                (lambda name, shape, x: (shape, x), {"grid": "3x4x5"}, "the grid “3x4x5”"),
                (lambda name, shape, x: (shape, x), {"grid": "-3x4"}, "the grid"),
                (lambda name, shape, x: (shape, x), {"grid": ""}, "the grid"),
                (lambda name, shape, x: (shape, x), {"stride": "nan"}, "the stride"),
                (lambda name, shape, x: (shape, x), {"stride": "8, 9"}, "the stride"),
                (lambda name, shape, x: (shape, x), {"stride": ""}, "the stride"),
                (lambda name, shape, x: (shape, x), {"stride": "1e300"}, "the stride"),
                (lambda name, shape, x: (shape, x), {"size": "99999999999"}, "the size"),
                (lambda name, shape, x: (shape, x), {"receptive_field": "all"}, "the receptive_field"),
                (lambda name, shape, x: (shape, [float("inf"), *x[1:]]), None, "not numbers"),
                (lambda name, shape, x: ([0, 3, 4], []), None, "no feature map")]:
            self.fails(*self.explain(self.write(change=change, metadata=metadata)), says=says)
        for content in (b"", b"{}", b"\xff" * 64, b"\x02" + bytes(7) + b"{}", b"\x0f" + bytes(7) + b'{"a":{"dtype":1'):
            with open(path, "wb") as file:
                file.write(content)
            self.fails(*self.explain(path), says="m.safetensors")
        self.fails(*self.explain(self.folder), says=os.path.basename(self.folder))
        self.fails(*self.explain(self.path("none.safetensors")), says="none.safetensors")

    def test_geometry(self):
        """Whatever is told of it, pictures are drawn."""
        for metadata in ({"stride": "8", "offset": "4", "size": "16x24", "receptive_field": "whole picture"},
                         {"stride": "16", "size": "64", "resize": "72", "crop": "64", "receptive_field": "40"},
                         {"resize": "72x80", "crop": "64"}, {"crop": "64"}, {"stride": "0.001", "size": "65536"}):
            self.json(*self.explain(self.write(metadata=metadata), "--figures", self.path("f")))

    def test_options(self):
        path = self.write()
        result = self.run_cli(*self.explain(path, "--model", "builtin:conv64f"))
        self.assertEqual(result.returncode, 2)
        self.fails(*self.explain(path, "--normalise", "trained"), says="no fusion layer")

    def test_changed_since(self):
        """A session warns where its maps are no longer those it was saved with."""
        likeness.write(self.path("s.likeness"), self.support, self.queries, make_map)
        likeness.write_maps(self.path("s.maps.safetensors"), self.pictures(),
                            lambda p: [[[x + 1 for x in row] for row in c] for c in make_map(p)])
        result = self.run_cli("explain", self.path("s.likeness"))
        self.assertEqual(result.returncode, 0)
        self.assertIn(b"warning", result.stderr)

    def test_evaluate(self):
        pictures = []
        for name in self.support:
            os.makedirs(self.path(f"set/{name}"))
            pictures += [write_png(self.path(f"set/{name}/{i}.png"), f"{name}-{i}") for i in range(4)]

        def embed(path):
            kind = list(self.support).index(os.path.basename(os.path.dirname(path)))
            return [[[x + 8 * (c == kind) for x in row] for row in channel]
                    for c, channel in enumerate(make_map(path))]

        likeness.write_maps(self.path("m.safetensors"), pictures, embed)
        told = self.json("evaluate", self.path("set"), "--maps", self.path("m.safetensors"), "--way", "3",
                         "--query", "2", "--episodes", "5", "-q", "--save-mistakes", self.path("w"))
        self.assertEqual(told["episodes"], 5)
        self.assertEqual(told["maps"], self.path("m.safetensors"))
        self.assertEqual(told["pixel"]["accuracy"], 100)
        journal = ["evaluate", self.path("set"), "--maps", self.path("m.safetensors"), "--way", "3", "--query", "2",
                   "--episodes", "5", "-q", "--journal", self.path("j")]
        self.json(*journal)
        merged = self.json("merge", self.path("j"))
        self.assertEqual({**merged, "seconds": 0}, {**self.json(*journal), "seconds": 0})
        self.assertEqual(merged["part"], told["part"])
        write_png(self.path("set/Fox/new.png"), "new")
        self.fails("evaluate", self.path("set"), "--maps", self.path("m.safetensors"), "--way", "3", "--query", "3",
                   "--episodes", "5", "-q", says="“new.png” has no map")


if __name__ == "__main__":
    unittest.main()
