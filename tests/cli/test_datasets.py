# SPDX-License-Identifier: GPL-3.0-or-later
"""Datasets as people have them, and pictures that cannot be read or are read in two ways."""

import hashlib
import json
import os
import struct
import unittest
import zlib

from cli_case import CliCase, read_safetensors, write_png

BUILT_IN = os.path.join(os.environ.get("LIKENESS_DATADIR", "data"), "weights", "conv64f.safetensors")


def write_rgba(path, alpha, orientation=None):
    """48 x 40 pixels with one alpha, and EXIF that turns them."""
    width, height = 48, 40
    rows = b"".join(b"\0" + bytes(value for x in range(width) for value in
                                  ((5 * x) % 256, (7 * y + x) % 256, (x * y) % 256, alpha))
                    for y in range(height))

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    exif = b""
    if orientation is not None:
        exif = chunk(b"eXIf", b"II*\0" + struct.pack("<IHHHIII", 8, 1, 274, 3, 1, orientation, 0))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
                   + exif + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return str(path)


class DatasetCase(CliCase):
    def fill(self, folder, classes, n=6):
        for kind, name in enumerate(classes):
            for i in range(n):
                write_png(self.path(folder, name, f"{i}.png"), 100 * kind + i, kind % 3, 12, 10)
        return self.path(folder, "")

    def evaluate(self, folder, *arguments, **keywords):
        return self.json("evaluate", folder, "--way", "3", "--shot", "1", "--query", "2", "--episodes", "20",
                         *arguments, **keywords)

    def warnings(self, *arguments):
        result = self.run_cli(*arguments)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return result.stderr.decode().splitlines()


class Broken(DatasetCase):
    def test_evaluate_goes_on(self):
        """One warning names every picture that cannot be read; the others are all there is."""
        folder = self.fill("set", "abcd")
        with open(self.path("set", "a", "2.png"), "wb") as file:
            file.write(b"no picture")
        with open(self.path("set", "c", "0.png"), "r+b") as file:
            file.truncate(60)
        os.remove(self.path("set", "d", "5.png"))
        os.symlink("nowhere.png", self.path("set", "d", "5.png"))
        table = self.path("e.csv")
        told = self.evaluate(folder, "--csv", table, warnings=1)
        self.assertEqual((told["episodes"], told["complete"]), (20, True))
        self.assertEqual(len(told["left_out"]), 3)
        with open(table) as file:
            self.assertEqual(len(file.readlines()), 21)
        line, = self.warnings("evaluate", folder, "--way", "3", "--query", "2", "--episodes", "20")
        for name in ["a/2.png", "c/0.png", "d/5.png", "nowhere.png"]:
            self.assertIn(name, line)
        for threads in ("1", "3"):
            again = self.evaluate(folder, warnings=1, LIKENESS_THREADS=threads)
            self.assertEqual([again[level] for level in ("part", "pixel", "fused")],
                             [told[level] for level in ("part", "pixel", "fused")])

    def test_saved_mistakes_are_those_that_were_made(self):
        folder = self.fill("set", "abcd")
        with open(self.path("set", "a", "2.png"), "wb") as file:
            file.write(b"no picture")
        told = self.evaluate(folder, "--save-mistakes", self.path("m"), "--max-mistakes", "100", warnings=1)
        self.assertEqual(len(told["sessions"]), told["mistakes"])
        for path in told["sessions"][:5]:
            place = int(os.path.basename(path).split("-")[1])
            query = self.json("explain", path)["queries"][place - 1]
            self.assertNotEqual(query["label"], query["prediction"])

    def test_class_of_pointers(self):
        """A class without a picture that can be read is never drawn."""
        folder = self.fill("set", "abcd")
        for i in range(6):
            with open(self.path("set", "b", f"{i}.png"), "w") as file:
                file.write(f"version https://git-lfs.github.com/spec/v1\noid sha256:{i}\nsize 9\n")
        told = self.evaluate(folder, "--confusion", self.path("c.csv"), warnings=1)
        self.assertTrue(told["complete"])
        self.assertIn("git lfs pull", told["left_out"][0])

    def test_embed_goes_on(self):
        good = [write_png(self.path(f"{i}.png"), i, 1, 12, 10) for i in range(40)]
        for i in (3, 35):
            with open(good[i], "wb") as file:
                file.write(b"no picture")
        out = self.path("f.safetensors")
        result = self.run_cli("embed", *good, "-o", out)
        line, = result.stderr.decode().splitlines()
        self.assertEqual(result.returncode, 1)
        self.assertIn("3.png", line)
        self.assertIn("35.png", line)
        tensors, metadata = read_safetensors(out)
        self.assertEqual(tensors["features"][0], [38, 64, 21, 21])
        names = json.loads(metadata["files"])
        self.assertEqual(names, [path for i, path in enumerate(good) if i not in (3, 35)])
        self.done("embed", names[-1], "-o", self.path("one.safetensors"))
        alone = read_safetensors(self.path("one.safetensors"))[0]["features"][1]
        self.assertEqual(tensors["features"][1][-len(alone):], alone)

    def test_names_with_a_dash(self):
        write_png(self.path("-dash.png"), 1)
        write_png(self.path("b.png"), 2)
        out = self.path("f.safetensors")
        for arguments in [("--", "-dash.png"), ("b.png", "--", "-dash.png"), ("--", "b.png")]:
            self.done("embed", "-o", out, *arguments)
            n = sum(name.endswith(".png") for name in arguments)
            self.assertEqual(read_safetensors(out)[0]["features"][0][0], n)


class Layouts(DatasetCase):
    def test_splits(self):
        for split in ["train", "val", "test"]:
            self.fill(os.path.join("set", split), "xyz" if split == "test" else "abc")
        folder = self.path("set", "")
        table = self.path("c.csv")
        told = self.evaluate(folder, "--confusion", table)
        self.assertEqual(told["split"], "test")
        with open(table) as file:
            self.assertEqual(file.readline().strip().split(",")[1:], ["x", "y", "z"])
        self.assertEqual(self.evaluate(folder, "--split", "val")["split"], "val")
        self.fails(1, "explain", "--support", folder, self.path("set", "test", "x", "0.png"), says="split")

    def test_flat_splits(self):
        for split in ["train", "test"]:
            write_png(self.path("set", split, "a.png"), 1)
        self.fails(1, "evaluate", self.path("set", ""), says="test/CLASS")

    def test_tables_beside_images(self):
        self.fill("set/images", ["001.a", "002.b", "003.c"])
        os.makedirs(self.path("set", "split", ""), exist_ok=True)
        with open(self.path("set", "split", "test.csv"), "w") as file:
            file.write("filename, label, concept\r\n")
            for name in ["001.a", "002.b", "003.c"]:
                for i in range(6):
                    file.write(f"{name}/{i}.png,{name},1,2\r\n")
        self.assertEqual(self.evaluate(self.path("set", ""))["split"], "test")

    def test_left_out(self):
        folder = self.fill("set", "abcd")
        self.path("set", "__MACOSX", "a", "")
        self.path("set", "empty", "")
        with open(self.path("set", "a", "legend.svg"), "w") as file:
            file.write("<svg/>")
        write_png(self.path("set", "small", "1.png"), 1)
        lines = self.warnings("evaluate", folder, "--way", "3", "--query", "2", "--episodes", "5")
        self.assertEqual(len(lines), 4, lines)
        for line, word in zip(lines, ["__MACOSX", "legend.svg", "empty", "small"]):
            self.assertIn(word, line)

    def test_two_levels(self):
        for alphabet in ["Alpha", "Beta"]:
            self.fill(os.path.join("set", "images_background", alphabet), ["character01", "character02"])
        self.evaluate(self.path("set", "images_background", ""))
        self.evaluate(self.path("set", ""))

    def test_training_classes(self):
        """A model that says what it was trained on makes a dataset's own classes known."""
        with open(BUILT_IN, "rb") as file:
            raw = file.read()
        length = struct.unpack("<Q", raw[:8])[0]
        header = json.loads(raw[8:8 + length])
        header["__metadata__"]["training_class_names"] = json.dumps(["a", "z", "c"])
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        model = self.path("m.safetensors")
        with open(model, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text + raw[8 + length:])
        folder = self.fill("set", "abcd")
        told = self.evaluate(folder, "--model", model, warnings=1)
        self.assertEqual(told["trained_classes"], ["a", "c"])
        self.assertNotIn("trained_classes", self.evaluate(folder))


class Reading(DatasetCase):
    def embed(self, *arguments, warnings=0):
        out = self.path("f.safetensors")
        self.done("embed", *arguments, "-o", out, warnings=warnings)
        return read_safetensors(out)[0]["features"][1]

    def test_as_published(self):
        soft, hard = write_rgba(self.path("soft.png"), 100), write_rgba(self.path("hard.png"), 255)
        turned = write_rgba(self.path("turned.png"), 255, 6)
        plain = self.embed(hard)
        self.assertNotEqual(self.embed(soft, warnings=1), plain)
        self.assertEqual(self.embed(soft, "--as-published"), plain)
        self.assertNotEqual(self.embed(turned, warnings=1), plain)
        self.assertEqual(self.embed(turned, "--as-published"), plain)

    def test_explain_says_so(self):
        soft, turned = write_rgba(self.path("soft.png"), 100), write_rgba(self.path("turned.png"), 255, 3)
        other = write_png(self.path("other.png"), 1)
        arguments = ["explain", "-s", f"a={other}", "-s", f"b={turned}", soft, other]
        told = self.json(*arguments, warnings=1)
        self.assertEqual(told["queries"][0]["differences"], ["alpha"])
        self.assertNotIn("differences", told["queries"][1])
        self.assertEqual([(shot["class"], shot["differences"]) for shot in told["support_differences"]],
                         [("b", ["orientation"])])
        told = self.json(*arguments, "--as-published")
        self.assertTrue(told["as_published"])
        self.assertNotIn("differences", told["queries"][0])

    def test_session_says_so_in_json_alone(self):
        """What the window shows is read in the same way: there is nothing to warn of."""
        soft, other = write_rgba(self.path("soft.png"), 100), write_png(self.path("other.png"), 1)

        def entry(path):
            with open(path, "rb") as file:
                return {"file": os.path.basename(path), "sha256": hashlib.sha256(file.read()).hexdigest()}

        with open(self.path("s.likeness"), "w", encoding="utf-8") as file:
            json.dump({"format": "likeness-session", "version": 1, "model": {"name": "builtin:conv64f"},
                       "classes": [{"name": "a", "shots": [entry(other)]}, {"name": "b", "shots": [entry(soft)]}],
                       "queries": [entry(soft)],
                       "options": {"neighbours": 1, "part": "cosine", "distance": "w2", "normalise": "episode",
                                   "weights": dict.fromkeys(("part", "pixel", "distribution"), 1 / 3), "ridge": 0.01}}, file)
        told = self.json("explain", self.path("s.likeness"))
        self.assertEqual(told["queries"][0]["differences"], ["alpha"])
        self.assertEqual([shot["class"] for shot in told["support_differences"]], ["b"])

    def test_evaluate_counts(self):
        folder = self.fill("set", "abc")
        for i in range(6):
            write_rgba(self.path("set", "b", f"{i}.png"), 90)
        told = self.evaluate(folder, warnings=1)
        self.assertEqual(told["differences"], {"alpha": 6})
        other = self.evaluate(folder, "--as-published")
        self.assertTrue(other["as_published"])
        self.assertNotIn("differences", other)

    def test_only_once(self):
        for kind in "ab":
            for i in range(12):
                write_png(self.path("set", kind, f"{i}.png"), i, ord(kind) % 2, 12, 10)
        lines = self.warnings("explain", "-s", self.path("set", ""), self.path("set", "a", "0.png"))
        self.assertEqual(len([line for line in lines if "12" in line]), 1, lines)


if __name__ == "__main__":
    unittest.main()
