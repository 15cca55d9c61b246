# SPDX-License-Identifier: GPL-3.0-or-later
"""embed and score."""

import json
import locale
import math
import os
import random
import re
import unittest

from cli_case import CliCase, read_safetensors, write_png, write_safetensors


class Embed(CliCase):
    def embed(self, *arguments):
        out = self.path("f.safetensors")
        self.done("embed", *arguments, "--output", out)
        return read_safetensors(out)

    def test_order_shape_and_metadata(self):
        paths = [write_png(self.path(f"{i}.png"), i, i % 3) for i in range(35)]
        tensors, metadata = self.embed(*paths)
        self.assertEqual(list(tensors), ["features"])
        shape, numbers = tensors["features"]
        self.assertEqual(shape, [35, 64, 21, 21])
        self.assertEqual(metadata["backbone"], "conv64f")
        self.assertEqual(metadata["profile"], "p1")
        self.assertTrue(all(math.isfinite(x) for x in numbers))
        size = 64 * 21 * 21
        for i in (0, 31, 32, 34):
            alone = self.embed(paths[i])[0]["features"][1]
            self.assertEqual(alone, numbers[i * size:(i + 1) * size], f"picture {i}")

    def test_profile_changes_the_map(self):
        path = write_png(self.path("a.png"), 1)
        one, other = self.embed(path), self.embed(path, "--profile", "p2")
        self.assertEqual(other[1]["profile"], "p2")
        self.assertNotEqual(one[0]["features"][1], other[0]["features"][1])

    def test_bad_pictures(self):
        good = write_png(self.path("good.png"), 1)
        out = self.path("f.safetensors")
        with open(self.path("bad.png"), "wb") as file:
            file.write(b"not a picture")
        with open(good, "rb") as file, open(self.path("cut.png"), "wb") as cut:
            cut.write(file.read()[:200])
        for bad in ["bad.png", "cut.png", "missing.png"]:
            self.fails(1, "embed", self.path(bad), "-o", out, says=bad)
        self.fails(1, "embed", self.folder, "-o", out)
        self.assertFalse(os.path.exists(out))
        for bad in ["bad.png", "cut.png", "missing.png"]:
            result = self.run_cli("embed", self.path(bad), good, "-o", out)
            lines = result.stderr.decode().splitlines()
            self.assertEqual((result.returncode, len(lines)), (1, 1), lines)
            self.assertIn(bad, lines[0])
            tensors, metadata = read_safetensors(out)
            self.assertEqual(tensors["features"][0][0], 1)
            self.assertEqual(json.loads(metadata["files"]), [good])

    def test_output_is_no_input(self):
        path = write_png(self.path("a.png"), 1)
        with open(path, "rb") as file:
            before = file.read()
        self.fails(1, "embed", path, "-o", path)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)

    def test_unwritable(self):
        path = write_png(self.path("a.png"), 1)
        self.fails(1, "embed", path, "-o", self.path("missing-folder") + "/deep/f.safetensors")
        self.fails(1, "embed", path, "-o", self.folder)

    def test_names_beyond_ascii(self):
        path = write_png(self.path("狐 é.png"), 1)
        result = self.run_cli("embed", path, "-o", self.path("f.safetensors"), LC_ALL="C")
        self.assertEqual(result.returncode, 0, result.stderr)


def nearest(row, columns, k):
    return sorted((sum(a * b for a, b in zip(row, column)) for column in columns), reverse=True)[:k]


def unit(vector):
    norm = max(math.sqrt(sum(x * x for x in vector)), 1e-12)
    return [x / norm for x in vector]


def gaussian(cells):
    n = len(cells)
    mean = [sum(cell[i] for cell in cells) / n for i in range(2)]
    def covariance(i, j):
        return sum((cell[i] - mean[i]) * (cell[j] - mean[j]) for cell in cells) / (n - 1)
    return mean, [[covariance(0, 0), covariance(0, 1)], [covariance(1, 0), covariance(1, 1)]]


def kl(p, q, ridge):
    """KL (p || q) of two Gaussians in the plane (docs/METHOD.md 5.3)."""
    (mp, sp), (mq, sq) = p, q
    sp = [[sp[i][j] + ridge * (i == j) for j in range(2)] for i in range(2)]
    sq = [[sq[i][j] + ridge * (i == j) for j in range(2)] for i in range(2)]
    dp, dq = (s[0][0] * s[1][1] - s[0][1] * s[1][0] for s in (sp, sq))
    inverse = [[sq[1][1] / dq, -sq[0][1] / dq], [-sq[1][0] / dq, sq[0][0] / dq]]
    d = [mq[i] - mp[i] for i in range(2)]
    trace = sum(inverse[i][j] * sp[j][i] for i in range(2) for j in range(2))
    square = sum(d[i] * inverse[i][j] * d[j] for i in range(2) for j in range(2))
    return (trace + square + math.log(dq / dp) - 2) / 2


def wasserstein(p, q):
    """Exact in the plane: tr (AB)^1/2 = sqrt (tr AB + 2 sqrt (det AB))."""
    (mp, sp), (mq, sq) = p, q
    trace = sum(sp[i][j] * sq[j][i] for i in range(2) for j in range(2))
    det = (sp[0][0] * sp[1][1] - sp[0][1] ** 2) * (sq[0][0] * sq[1][1] - sq[0][1] ** 2)
    root = math.sqrt(trace + 2 * math.sqrt(max(det, 0)))
    return (sum((a - b) ** 2 for a, b in zip(mp, mq)) + sp[0][0] + sp[1][1] + sq[0][0] + sq[1][1] - 2 * root)


def frobenius(p, q):
    return sum((p[1][i][j] - q[1][i][j]) ** 2 for i in range(2) for j in range(2))


class Score(CliCase):
    """Maps of two channels, so that every distance has a formula for the plane."""

    Q, N, K, H, W = 3, 4, 2, 3, 5
    P = H * W

    def make(self, seed=7):
        numbers = random.Random(seed)
        query = [numbers.gauss(0.3, 1) for _ in range(self.Q * 2 * self.P)]
        support = [numbers.gauss(0.1 * (i // (self.K * 2 * self.P)), 1) for i in range(self.N * self.K * 2 * self.P)]
        path = write_safetensors(self.path("f.safetensors"), {
            "query": ([self.Q, 2, self.H, self.W], query),
            "support": ([self.N, self.K, 2, self.H, self.W], support)})
        tensors = read_safetensors(path)[0]
        query, support = tensors["query"][1], tensors["support"][1]
        size = 2 * self.P
        self.queries = [[query[q * size + c * self.P:q * size + (c + 1) * self.P] for c in range(2)]
                        for q in range(self.Q)]
        self.supports = [[[support[((n * self.K + k) * 2 + c) * self.P:((n * self.K + k) * 2 + c + 1) * self.P]
                           for c in range(2)] for k in range(self.K)] for n in range(self.N)]
        return path

    def cells(self, channels):
        return [[channels[0][p], channels[1][p]] for p in range(self.P)]

    def check(self, told, k=1, released=False, ridge=0.01):
        self.assertEqual((told["way"], told["shot"], told["neighbours"]), (self.N, self.K, k))
        self.assertEqual(len(told["queries"]), self.Q)
        for q, scores in enumerate(told["queries"]):
            cells = self.cells(self.queries[q])
            rows = [unit(cell) for cell in cells]
            own = gaussian(cells)
            for n in range(self.N):
                pool = [cell for shot in self.supports[n] for cell in self.cells(shot)]
                other = gaussian(pool)
                pixel = sum(sum(nearest(row, [unit(c) for c in pool], k)) for row in rows)
                if released:
                    parts = [[unit(c)[i] for c in cells] for i in range(2)]
                    bank = [[unit(c)[i] for c in self.cells(shot)] for shot in self.supports[n] for i in range(2)]
                else:
                    parts = [unit(channel) for channel in self.queries[q]]
                    bank = [unit(channel) for shot in self.supports[n] for channel in shot]
                part = sum(sum(nearest(row, bank, k)) for row in parts)
                means = sum((a - b) ** 2 for a, b in zip(own[0], other[0]))
                expected = {
                    "pixel": pixel,
                    "part": part,
                    "kl_sq": kl(other, own, ridge),
                    "kl_qs": kl(own, other, ridge),
                    "w2": wasserstein(own, other),
                    "w2_simplified": means + frobenius(own, other),
                    "w2_released": math.sqrt(means) / 2 + math.sqrt(frobenius(own, other)) / 4,
                }
                for name, value in expected.items():
                    self.assertTrue(math.isclose(scores[name][n], value, rel_tol=3e-6, abs_tol=1e-6),
                                    f"{name} of query {q}, class {n}: {scores[name][n]} is not {value}")

    def test_against_formulas(self):
        path = self.make()
        self.check(self.json("score", path))

    def test_options(self):
        path = self.make()
        self.check(self.json("score", path, "--neighbours", "3"), k=3)
        self.check(self.json("score", path, "-k", "2", "--part", "released"), k=2, released=True)
        self.check(self.json("score", path, "--ridge", "0.5"), ridge=0.5)

    def test_numbers_read_back(self):
        path = self.make()
        text = self.done("score", path, "--json")
        told = json.loads(text)
        table = [line.split() for line in self.done("score", path).splitlines()[1:]]
        self.assertEqual(len(table), self.Q * self.N)
        for i, row in enumerate(table):
            scores, n = told["queries"][i // self.N], i % self.N
            numbers = [float(cell) for cell in row[-7:]]
            self.assertEqual(numbers, [scores[name][n] for name in
                                       ["pixel", "part", "kl_sq", "kl_qs", "w2", "w2_simplified", "w2_released"]])
        for number in re.findall(r"-?\d+\.\d+(?:e[-+]?\d+)?", text):
            self.assertEqual(float(number), float(repr(float(number))))

    def test_same_whatever_the_locale(self):
        path = self.make()
        locale.setlocale(locale.LC_NUMERIC, "de_DE.UTF-8")
        self.assertEqual(locale.localeconv()["decimal_point"], ",")
        locale.setlocale(locale.LC_NUMERIC, "C")
        self.assertEqual(self.done("score", path, "--json", LC_ALL="C"),
                         self.done("score", path, "--json", LC_ALL="de_DE.UTF-8"))

    def test_bad_files(self):
        def write(name, **tensors):
            return write_safetensors(self.path(name + ".safetensors"), tensors)
        query = ([1, 2, 2, 3], range(12))
        support = ([2, 1, 2, 2, 3], range(24))
        for name, says, tensors in [
                ("no-query", "query", {"support": support}),
                ("no-support", "support", {"query": query}),
                ("flat", "query", {"query": ([12], range(12)), "support": support}),
                ("flat-support", "support", {"query": query, "support": ([2, 2, 2, 3], range(24))}),
                ("shapes", "shape", {"query": ([1, 2, 3, 2], range(12)), "support": ([2, 1, 3, 2, 2], range(24))}),
                ("one-class", "one-class", {"query": query, "support": ([1, 1, 2, 2, 3], range(12))}),
                ("nan", "query", {"query": ([1, 2, 2, 3], [math.nan] + [1] * 11), "support": support}),
                ("inf", "support", {"query": query, "support": ([2, 1, 2, 2, 3], [math.inf] + [1] * 23)}),
                ("one-cell", "one-cell", {"query": ([1, 2, 1, 1], [1, 2]), "support": ([2, 1, 2, 1, 1], range(4))}),
                ("empty", "query", {"query": ([0, 2, 2, 3], []), "support": support})]:
            message = self.fails(1, "score", write(name, **tensors), "--json", says=name)
            self.assertIn(says, message)
        self.fails(1, "score", self.path("missing.safetensors"), says="missing")
        self.fails(1, "score", self.folder)
        with open(self.path("garbage"), "wb") as file:
            file.write(b"{}" * 100)
        self.fails(1, "score", self.path("garbage"), says="garbage")

    def test_maps_without_spread(self):
        """All cells alike: covariances of zero, descriptors that may be zero; still numbers."""
        for value in (0.0, 1.0, 1e-30, 1e15):
            path = write_safetensors(self.path("flat.safetensors"), {
                "query": ([1, 2, 2, 3], [value] * 12), "support": ([2, 1, 2, 2, 3], [value] * 24)})
            result = self.run_cli("score", path, "--json")
            self.assertIn(result.returncode, (0, 1))
            if result.returncode == 0:
                told = json.loads(result.stdout, parse_constant=lambda name: self.fail(name))
                for scores in told["queries"][0].values():
                    self.assertTrue(all(math.isfinite(x) for x in scores))


if __name__ == "__main__":
    unittest.main()
