# SPDX-License-Identifier: GPL-3.0-or-later
"""explain: from pictures and from sessions."""

import csv
import hashlib
import json
import math
import os
import re
import shutil
import unittest

from cli_case import CliCase, read_safetensors, write_png, write_safetensors
from test_checkpoints import BUILTIN, add_fusion, make_m2l

LEVELS = ["part", "pixel", "distribution"]


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


class ExplainCase(CliCase):
    def setUp(self):
        super().setUp()
        self.shots = {name: [write_png(self.path("shots", f"{name}-{i}.png"), 10 * kind + i, kind) for i in range(2)]
                      for kind, name in enumerate(["Across", "Slanted", "Down"])}
        self.queries = [write_png(self.path("queries", f"q{kind}.png"), 100 + kind, kind) for kind in range(3)]

    def supports(self):
        return [argument for name, paths in self.shots.items()
                for argument in ("--support", f"{name}={','.join(paths)}")]

    def episode(self, *more, **keywords):
        return self.json("explain", *self.supports(), *self.queries, *more, **keywords)

    def entry(self, path):
        return {"file": os.path.relpath(path, self.folder), "sha256": digest(path)}

    def session(self, name="s.likeness", **members):
        """With the options that the built-in model brings, unless others are given."""
        options = members.pop("options", None) or self.json("explain", *self.supports(), self.queries[0])["options"]
        with open(self.path(name), "w") as file:
            json.dump({
                "format": "likeness-session", "version": 1,
                "model": {"name": "builtin:conv64f", "sha256": digest(BUILTIN)},
                "classes": [{"name": n, "shots": [self.entry(p) for p in paths]} for n, paths in self.shots.items()],
                "queries": [self.entry(path) for path in self.queries],
                "options": options,
                **members}, file)
        return self.path(name)


class Episode(ExplainCase):
    def check_sums(self, query):
        classes = query["classes"]
        for entry in classes:
            self.assertAlmostEqual(sum(entry["contributions"][level] for level in LEVELS), entry["fused"], places=12)
        ranked = sorted(classes, key=lambda entry: -entry["fused"])
        self.assertEqual(query["prediction"], ranked[0]["name"])
        self.assertEqual(query["runner_up"], ranked[1]["name"])
        self.assertAlmostEqual(query["margin"], ranked[0]["fused"] - ranked[1]["fused"], places=12)
        split = {level: ranked[0]["contributions"][level] - ranked[1]["contributions"][level] for level in LEVELS}
        self.assertEqual(query["decisive"], max(LEVELS, key=split.get))
        best = {"part": max(classes, key=lambda entry: entry["part"]),
                "pixel": max(classes, key=lambda entry: entry["pixel"]),
                "distribution": min(classes, key=lambda entry: entry["distribution"])}
        self.assertEqual(query["alone"], {level: entry["name"] for level, entry in best.items()})

    def test_ledger(self):
        told = self.episode()
        self.assertEqual([query["file"] for query in told["queries"]], self.queries)
        for query in told["queries"]:
            self.assertEqual([entry["name"] for entry in query["classes"]], list(self.shots))
            self.check_sums(query)
        self.assertEqual([query["prediction"] for query in told["queries"]], list(self.shots))

    def test_cells(self):
        """Cells add up to every score, and those of the margin to the margin, level by level."""
        for options in ([], ["--distance", "kl-qs", "--normalise", "raw"], ["--distance", "kl-sq", "-k", "3"],
                        ["--distance", "w2-simplified", "--part", "released"], ["--distance", "w2-released"]):
            for query in self.episode("--cells", *options)["queries"]:
                self.check_sums(query)
                height, width = query["map"]
                for entry in query["classes"]:
                    for level in LEVELS:
                        self.assertEqual(len(entry["cells"][level]), height * width)
                        self.assertLess(abs(math.fsum(entry["cells"][level]) / entry[level] - 1), 1e-9)
                self.check_margin(query)
                constant = query["classes"][0]["cells"]["distribution"] if "kl-sq" in options else [0]
                self.assertEqual(max(constant), min(constant))

    def check_margin(self, query):
        won, second = (next(entry for entry in query["classes"] if entry["name"] == query[which])
                       for which in ("prediction", "runner_up"))
        cells = query["margin_cells"]
        for level in LEVELS:
            split = won["contributions"][level] - second["contributions"][level]
            self.assertAlmostEqual(math.fsum(cells[level]), split, delta=1e-9 * abs(split))
        self.assertAlmostEqual(math.fsum(cells["fused"]), query["margin"], delta=1e-9 * query["margin"])
        for part, pixel, distribution, fused in zip(*(cells[name] for name in [*LEVELS, "fused"])):
            self.assertEqual(part + pixel + distribution, fused)

    def test_cells_of_masked(self):
        """Masked cells are 0."""
        side = 21
        mask = "".join("0" if p % side < 8 else "1" for p in range(side * side))
        path = self.session(queries=[{**self.entry(self.queries[0]), "mask": mask}])
        query, = self.json("explain", path, "--cells")["queries"]
        self.check_sums(query)
        self.check_margin(query)
        for entry in query["classes"]:
            for level in LEVELS:
                self.assertLess(abs(math.fsum(entry["cells"][level]) / entry[level] - 1), 1e-9)
                self.assertTrue(all(value == 0 for value, kept in zip(entry["cells"][level], mask) if kept == "0"))

    def test_masked_shots(self):
        """Shots score without the cells painted out; a mask of a shot that is off, or of another size, is nothing."""
        n = 21 * 21
        mask = "".join("0" if p % 21 < 9 else "1" for p in range(n))

        def told(*more, **of_first):
            shots = {name: [self.entry(path) for path in paths] for name, paths in self.shots.items()}
            shots["Slanted"][0].update(of_first)
            classes = [{"name": name, "shots": entries} for name, entries in shots.items()]
            return self.json("explain", self.session(classes=classes), *more)["queries"]

        plain = told("--cells")
        for more in ([], ["--distance", "kl-sq", "--part", "released", "-k", "3"]):
            for query in told("--cells", *more, mask=mask):
                self.check_sums(query)
                self.check_margin(query)
                for entry in query["classes"]:
                    for level in LEVELS:
                        self.assertLess(abs(math.fsum(entry["cells"][level]) / entry[level] - 1), 1e-9)
        for before, after in zip(plain, told(mask=mask)):
            for old, new in zip(before["classes"], after["classes"]):
                for level in LEVELS:
                    self.assertEqual(old[level] != new[level], new["name"] == "Slanted")
            self.assertLessEqual(after["classes"][1]["pixel"], before["classes"][1]["pixel"])
        for same in ("1" * n, "10"):
            self.assertEqual(told("--cells", mask=same), plain)
        self.assertEqual(told(off=True, mask=mask), told(off=True))
        self.json("explain", self.session(), "--what-if", "--check")
        classes = [{"name": name, "shots": [{**self.entry(path), "mask": "0" * (n - 1) + "1"} for path in paths]}
                   for name, paths in self.shots.items()]
        self.fails(1, "explain", self.session(classes=classes), says="painted out")

    def test_what_if(self):
        """Each set does what it says when the session is masked so."""
        path = self.session()
        told = self.json("explain", path, "--what-if")["queries"]
        self.assertEqual(len(told), len(self.queries))
        for query, picture in zip(told, self.queries):
            found = query["what_if"]
            self.assertGreaterEqual(len(found["keep"]["cells"]), 2)
            for name in ("flip", "keep"):
                if found[name] is None:
                    continue
                chosen = set(found[name]["cells"])
                mask = "".join("01"[(p in chosen) == (name == "keep")] for p in range(21 * 21))
                masked = self.session("m.likeness", queries=[{**self.entry(picture), "mask": mask}])
                again, = self.json("explain", masked)["queries"]
                self.assertEqual(again["prediction"], found[name]["prediction"])
                self.assertEqual(again["prediction"] == query["prediction"], name == "keep")
            self.assertEqual(list(found["deletion"]), ["map", *LEVELS, "random"])
            for order in found["deletion"].values():
                self.assertTrue(0 <= order["area"] <= 1 and 0 <= order["insertion"] <= 1)
        self.assertIn("cells alone would do for", self.done("explain", path, "--what-if"))

    def test_check(self):
        """Each shot left out is what it would be as a query of an episode without it."""
        support = self.episode("--check")["support"]
        self.assertEqual(support["checked"], 6)
        self.assertEqual(support["unknown"], 0)
        self.assertEqual(support["classes"], list(self.shots))
        right = 0
        for shot in support["shots"]:
            name, index = shot["class"], shot["shot"]
            arguments = [argument for other, paths in self.shots.items() for argument in
                         ("--support", other + "=" + ",".join(p for i, p in enumerate(paths) if (other, i) != (name, index)))]
            query, = self.json("explain", *arguments, self.shots[name][index])["queries"]
            fused = {entry["name"]: entry["fused"] for entry in query["classes"]}
            self.assertEqual(shot["prediction"], query["prediction"])
            lead = fused.pop(name) - max(fused.values())
            self.assertAlmostEqual(shot["lead"], lead, delta=1e-6 * abs(lead))
            right += query["prediction"] == name
        self.assertEqual(support["recognised"], right)
        self.assertEqual(sum(row[i] for i, row in enumerate(support["confusion"])), right)
        self.assertEqual(min(support["shots"], key=lambda shot: shot["lead"]), support["shots"][support["weakest"]])
        self.assertAlmostEqual(sum(support["best_weights"].values()), 1)
        self.assertGreaterEqual(support["best_recognised"], right)

    def test_places(self):
        """A shot that is a query again lies where a member does; another class's picture is far from all."""
        told = self.episode("--check")
        for query in told["queries"]:
            place = query["place"]
            self.assertEqual(place["members"], 6)
            self.assertEqual(list(place["higher"]), ["part", "pixel", "distribution", "fused"])
            self.assertEqual(place["unlike"], place["higher"]["fused"] >= 0.95 * 6)
            self.assertTrue(0 <= query["leads_below_margin"] <= 6)
            self.assertIn(query["prototype"], self.shots)
        lower = sum(shot["lead"] < told["queries"][0]["margin"] for shot in told["support"]["shots"])
        self.assertEqual(told["queries"][0]["leads_below_margin"], lower)
        again = self.json("explain", *self.supports(), *[paths[0] for paths in self.shots.values()], "--check")
        for query in again["queries"]:
            self.assertFalse(query["place"]["unlike"])
        text = self.done("explain", *self.supports(), *self.queries, "--check")
        self.assertIn("of 6 shots when each is left out", text)
        self.assertIn("Pooled prototypes would", text)

    def test_check_as_text(self):
        told = self.done("explain", *self.supports(), *self.queries, "--check")
        self.assertIn("of 6 shots are recognised", told)

    def test_check_of_single_shots(self):
        """It says that it cannot know."""
        single = [argument for name, paths in self.shots.items() for argument in ("--support", f"{name}={paths[0]}")]
        support = self.json("explain", *single, *self.queries, "--check")["support"]
        self.assertEqual((support["checked"], support["unknown"], support["weakest"]), (0, 3, None))
        self.assertIn("nothing can be known", self.done("explain", *single, *self.queries, "--check"))
        self.assertIsNone(self.json("explain", *single, *self.queries, "--check")["queries"][0]["place"])
        self.assertIn("cannot be known", self.done("explain", *single, *self.queries, "--check"))

    def test_check_of_copies(self):
        """A picture that is there twice is recognised by its copy, and that is said."""
        doubled = [argument for name, paths in self.shots.items()
                   for argument in ("--support", f"{name}={paths[0]},{paths[0]}")]
        support = self.json("explain", *doubled, *self.queries, "--check")["support"]
        self.assertEqual((support["checked"], support["recognised"]), (6, 6))
        self.assertTrue(any("copy" in remark for remark in support["remarks"]), support["remarks"])

    def test_cells_without_json(self):
        self.fails(2, "explain", *self.supports(), *self.queries, "--cells", says="--json")

    def test_z_scores(self):
        """Within the episode: weight times (score - mean) / deviation over the classes."""
        weights = {"part": 0.5, "pixel": 0.2, "distribution": 0.3}
        told = self.episode("--weights", "0.5,0.2,0.3")
        for query in told["queries"]:
            for level in LEVELS:
                raw = [entry[level] for entry in query["classes"]]
                mean = sum(raw) / len(raw)
                centred = [x - mean for x in raw]
                given = [entry["contributions"][level] for entry in query["classes"]]
                scale = given[0] / centred[0]
                for x, y in zip(centred, given):
                    self.assertAlmostEqual(x * scale, y, places=9)
                spread = (sum(y * y for y in given) / len(given)) ** 0.5
                self.assertTrue(any(abs(spread * f - weights[level]) < 1e-9 for f in (1, (2 / 3) ** -0.5 * (2 / 3))),
                                f"{level}: {spread}")
                self.assertEqual(scale < 0, level == "distribution")

    def test_raw(self):
        for query in self.episode("--normalise", "raw", "--weights", "1,1,1")["queries"]:
            for entry in query["classes"]:
                for level in LEVELS:
                    sign = -1 if level == "distribution" else 1
                    self.assertEqual(entry["contributions"][level], sign * entry[level])

    def test_same_as_embed_and_score(self):
        paths = [path for shots in self.shots.values() for path in shots] + self.queries
        features = self.path("f.safetensors")
        self.done("embed", *paths, "-o", features)
        (shape, numbers), = read_safetensors(features)[0].values()
        maps, n = shape[1:], 6 * shape[1] * shape[2] * shape[3]
        path = write_safetensors(self.path("s.safetensors"), {
            "support": ([3, 2, *maps], numbers[:n]), "query": ([3, *maps], numbers[n:])})
        scored = self.json("score", path, "--neighbours", "2")["queries"]
        for distance, key in [("kl-sq", "kl_sq"), ("kl-qs", "kl_qs"), ("w2", "w2"),
                              ("w2-simplified", "w2_simplified"), ("w2-released", "w2_released")]:
            told = self.episode("--distance", distance, "--neighbours", "2")["queries"]
            for explained, scores in zip(told, scored):
                for i, entry in enumerate(explained["classes"]):
                    self.assertEqual(entry["pixel"], scores["pixel"][i])
                    self.assertEqual(entry["part"], scores["part"][i])
                    self.assertEqual(entry["distribution"], scores[key][i])

    def test_text(self):
        text = self.done("explain", *self.supports(), *self.queries)
        told = self.episode()
        for query in told["queries"]:
            self.assertIn(os.path.basename(query["file"]) + ": ", text)
            for entry in query["classes"]:
                self.assertIn(f"{entry['fused']:+.3f}", text)
        self.assertIn("level decided", text)

    def test_single_winner_weights(self):
        for i, level in enumerate(LEVELS):
            weights = ",".join("1" if j == i else "0" for j in range(3))
            for query in self.episode("--weights", weights)["queries"]:
                self.assertEqual(query["prediction"], query["alone"][level])


class Supports(ExplainCase):
    def predictions(self, *arguments, **keywords):
        return [q["classes"] for q in self.json("explain", *arguments, *self.queries, **keywords)["queries"]]

    def folders(self):
        for name, paths in self.shots.items():
            for path in paths:
                shutil.copy(path, self.path("tree", name, os.path.basename(path)))
        return self.path("tree") if os.path.isdir(self.path("tree")) else None

    def test_folders(self):
        tree = self.folders()
        expected = self.predictions(*self.supports())
        named = [a for n in self.shots for a in ("--support", f"{n}={os.path.join(tree, n)}")]
        bare = [a for n in self.shots for a in ("--support", os.path.join(tree, n))]
        slash = [a for n in self.shots for a in ("--support", os.path.join(tree, n) + "/")]
        whole = ["--support", tree]
        for arguments in (named, bare, slash):
            self.assertEqual(self.predictions(*arguments), expected)
        by_name = [sorted(classes, key=lambda entry: entry["name"]) for classes in expected]
        found = [sorted(classes, key=lambda entry: entry["name"]) for classes in self.predictions(*whole)]
        for one, other in zip(by_name, found):
            for a, b in zip(one, other):
                self.assertEqual((a["name"], a["pixel"], a["distribution"]), (b["name"], b["pixel"], b["distribution"]))

    def test_folder_that_holds_both(self):
        """Its own pictures count, the folders in it do not."""
        tree = self.folders()
        write_png(self.path("tree", "Down", "more", "x.png"), 5)
        self.assertEqual(self.predictions(*[a for n in self.shots for a in ("--support", os.path.join(tree, n))]),
                         self.predictions(*self.supports()))

    def test_too_many_pictures_in_folder(self):
        tree = self.folders()
        for i in range(10):
            write_png(os.path.join(tree, "Down", f"more-{i}.png"), i, width=16, height=16)
        self.predictions(*[a for n in self.shots for a in ("--support", os.path.join(tree, n))], warnings=1)

    def test_folder_of_queries(self):
        told = self.json("explain", *self.supports(), os.path.dirname(self.queries[0]))
        self.assertEqual([query["file"] for query in told["queries"]], self.queries)

    def test_names_with_commas_and_equals_signs(self):
        strange = [write_png(self.path("odd", f"a,b={i}.png"), i) for i in range(2)]
        told = self.json("explain", "--support", "Odd=" + ",".join(strange),
                         "--support", "Down=" + ",".join(self.shots["Down"]), self.queries[0])
        self.assertEqual([entry["name"] for entry in told["queries"][0]["classes"]], ["Odd", "Down"])

    def test_broken_picture_in_folder_is_left_out(self):
        tree = self.folders()
        with open(os.path.join(tree, "Down", "broken.png"), "wb") as file:
            file.write(b"nothing")
        with open(os.path.join(tree, "Down", "notes.txt"), "w") as file:
            file.write("not a picture, and no reason to warn")
        self.predictions("--support", tree, warnings=1)

    def test_wrong_supports(self):
        a, b = ("--support", f"A={self.shots['Across'][0]}"), ("--support", f"B={self.shots['Down'][0]}")
        query = self.queries[0]
        self.fails(2, "explain", *a, *a, query, says="“A”")
        self.fails(2, "explain", *a, "--support", "nothing", query, says="nothing")
        self.fails(2, "explain", *a, "--support", f"={self.shots['Down'][0]}", query)
        self.fails(2, "explain", *a, "--support", "B=", query)
        self.fails(1, "explain", *a, "--support", "B=missing.png", query, says="missing.png")
        self.fails(1, "explain", *a, query)
        os.mkdir(self.path("hollow"))
        self.fails(1, "explain", *a, "--support", f"B={self.path('hollow')}", query, says="hollow")
        self.fails(1, "explain", *a, *b, "missing.png", says="missing.png")
        many = ",".join(write_png(self.path("many", f"{i}.png"), i, width=16, height=16) for i in range(11))
        self.fails(1, "explain", *a, "--support", f"B={many}", query)

    def test_names_beyond_ascii(self):
        path = write_png(self.path("狐.png"), 3)
        result = self.run_cli("explain", "--json", "--support", f"狐={path}",
                              "--support", "B=" + self.shots["Down"][0], path, LC_ALL="C")
        self.assertEqual(result.returncode, 0, result.stderr)
        query = json.loads(result.stdout.decode())["queries"][0]
        self.assertEqual((query["prediction"], os.path.basename(query["file"])), ("狐", "狐.png"))


class Session(ExplainCase):
    def test_same_as_supports(self):
        for options in [[], ["--distance", "kl-qs", "--weights", "0.2,0.3,0.5"],
                        ["--part", "released", "-k", "3", "--normalise", "raw"], ["--profile", "p3"]]:
            self.assertEqual(self.json("explain", self.session(), *options), self.episode(*options))

    def test_saved_options_and_overrides(self):
        saved = {"neighbours": 2, "part": "released", "distance": "kl-sq", "normalise": "raw",
                 "weights": {"part": 0.1, "pixel": 0.7, "distribution": 0.2}, "ridge": 0.05}
        session = self.session(options=saved)
        self.assertEqual(self.json("explain", session),
                         self.episode("-k", "2", "--part", "released", "--distance", "kl-sq", "--normalise", "raw",
                                      "--weights", "0.1,0.7,0.2", "--ridge", "0.05"))
        told = self.json("explain", session, "--distance", "w2")
        self.assertEqual(told["options"], {**saved, "distance": "w2"})

    def test_saved_profile(self):
        session = self.session(profile="p2")
        self.assertEqual(self.json("explain", session), self.episode("--profile", "p2"))
        self.assertEqual(self.json("explain", session, "--profile", "p1"), self.episode())

    def test_what_the_window_keeps_for_its_pages_is_passed_over(self):
        options = {"neighbours": 5, "part": "released", "distance": "kl-sq", "normalise": "raw",
                   "weights": {"part": 0.1, "pixel": 0.7, "distribution": 0.2}, "ridge": 0.05}
        session = self.session(
            episodes={"dataset": "nowhere", "split": "val", "ways": 2, "shots": 3, "queries": 4, "episodes": 5, "seed": 6},
            compare={"model": "missing.pth", "profile": "p3", "options": options, "weights": "equal"})
        self.assertEqual(self.json("explain", session), self.episode())

    def test_labels(self):
        path = self.session()
        with open(path) as file:
            session = json.load(file)
        session["queries"][1]["label"] = "Slanted"
        with open(path, "w") as file:
            json.dump(session, file)
        self.assertEqual(self.json("explain", path)["queries"][1]["label"], "Slanted")
        self.assertIn("Slanted", self.done("explain", path))

    def test_other_model_is_warned_of(self):
        session = self.session(model={"name": "builtin:conv64f", "sha256": "0" * 64})
        self.json("explain", session, warnings=1)

    def test_no_query(self):
        session = self.session(queries=[])
        self.assertEqual(self.json("explain", session)["queries"], [])
        self.done("explain", session)

    def test_changed_picture(self):
        session = self.session()
        whole = self.json("explain", session)
        write_png(self.queries[0], 999)
        told = self.json("explain", session, warnings=1)
        self.assertEqual(told["queries"], whole["queries"][1:])
        self.assertIn("q0.png", self.run_cli("explain", session).stderr.decode())

    def test_bad_sessions(self):
        self.fails(1, "explain", self.path("missing.likeness"), says="missing.likeness")
        self.fails(1, "explain", self.queries[0], says="--support")
        self.fails(1, "explain", self.folder)
        for name, text in [("garbage", "\x00\x01garbage"), ("list", "[]"), ("empty", ""), ("object", "{}")]:
            with open(self.path(name + ".likeness"), "w") as file:
                file.write(text)
            self.fails(1, "explain", self.path(name + ".likeness"), says=name)
        self.fails(1, "explain", self.session(model={"name": "missing.pth"}), says="missing.pth")
        self.fails(1, "explain", self.session(classes=[]))


class Trained(ExplainCase):
    def model(self, n_inputs):
        return write_safetensors(self.path(f"m{n_inputs}.safetensors"), add_fusion(make_m2l(), n_inputs))

    def test_defaults_are_the_layers(self):
        for n_inputs, part, distance in [(2, None, "kl-qs"), (3, "released", "w2-released")]:
            model = self.model(n_inputs)
            slopes = self.json("inspect", model)["fusion"]["slopes"]
            told = self.episode("--model", model, "--normalise", "trained", warnings=1)
            self.assertEqual(told["options"]["weights"], dict.fromkeys(LEVELS, 1))
            self.assertEqual(told["options"]["distance"], distance)
            if part is not None:
                self.assertEqual(told["options"]["part"], part)
            for query in told["queries"]:
                for level in LEVELS:
                    sign = -1 if level == "distribution" else 1
                    raw = [entry[level] for entry in query["classes"]]
                    given = [entry["contributions"][level] for entry in query["classes"]]
                    for x, y in zip(raw[1:], given[1:]):
                        self.assertAlmostEqual(y - given[0], sign * slopes[level] * (x - raw[0]), delta=1e-9 * max(
                            1, abs(slopes[level] * max(map(abs, raw)))))

    def test_given_options_win(self):
        told = self.episode("--model", self.model(3), "--normalise", "trained", "--weights", "1,2,3", "--part", "cosine",
                            "--distance", "w2", warnings=2)
        self.assertEqual(told["options"]["weights"], {"part": 1, "pixel": 2, "distribution": 3})
        self.assertEqual((told["options"]["part"], told["options"]["distance"]), ("cosine", "w2"))

    def test_model_without_layer(self):
        self.fails(1, "explain", *self.supports(), *self.queries, "--normalise", "trained", says="fusion layer")

    def test_exact_needs_its_number_of_classes(self):
        self.fails(1, "explain", *self.supports(), *self.queries, "--model", self.model(2), "--normalise",
                   "trained-exact", says="5")

    def test_model_metadata_are_the_defaults(self):
        metadata = {"backbone": "conv64f", "profile": "p1", "pools": "1100", "slope": "0.2", "neighbours": "3",
                    "distance": "kl-qs", "weights": "0.1,0.6,0.3"}
        model = write_safetensors(self.path("m.safetensors"), make_m2l(), metadata)
        options = self.episode("--model", model)["options"]
        self.assertEqual((options["neighbours"], options["distance"], options["part"]), (3, "kl-qs", "cosine"))
        self.assertEqual(options["weights"], {"part": 0.1, "pixel": 0.6, "distribution": 0.3})
        self.assertEqual(self.episode("--model", model, "-k", "2")["options"]["neighbours"], 2)


class Figures(ExplainCase):
    def check_files(self, folder):
        names = sorted(os.listdir(folder))
        self.assertEqual(names, sorted(f"{i + 1:02}-q{i}-{kind}.{ending}" for i in range(3)
                                       for kind in ["decision", "pixel", "part", "distribution", "flip-map", "breakdown",
                                                    "evidence"]
                                       for ending in ["svg", "pdf", "png"]))
        starts = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                data = file.read()
            self.assertTrue(data.startswith(starts[name[-3:]]), name)
            self.assertGreater(len(data), 2000, name)
        return [os.path.join(folder, name) for name in names]

    def test_figures(self):
        folder = self.path("new", "figures")
        text = self.done("explain", *self.supports(), *self.queries, "--figures", folder)
        for path in self.check_files(folder):
            self.assertIn(path, text)

    def test_figure_width(self):
        """One and two columns of a paper, or points."""
        for given, width in [("one", 252), ("two", 516), ("300.5", 300.5)]:
            folder = self.path(given)
            self.done("explain", *self.supports(), *self.queries, "--figures", folder, "--figure-width", given)
            self.check_files(folder)
            with open(os.path.join(folder, "01-q0-decision.svg"), encoding="utf-8") as file:
                self.assertIn(f'width="{width}pt"', file.read())
        for wrong in ("three", "", "40", "1e9", "nan", "300 pt"):
            self.fails(2, "explain", *self.supports(), *self.queries, "--figure-width", wrong, says="--figure-width")

    def test_figures_with_json(self):
        folder = self.path("figures")
        told = self.episode("--figures", folder)
        paths = self.check_files(folder)
        self.assertEqual(sorted(path for query in told["queries"] for path in query["figures"]), paths)

    def test_report(self):
        report = self.path("r.pdf")
        text = self.done("explain", *self.supports(), *self.queries, "--report", report)
        self.assertIn(report, text)
        with open(report, "rb") as file:
            data = file.read()
        self.assertTrue(data.startswith(b"%PDF"))
        self.assertIn(b"%%EOF", data[-10:])
        pages = [int(count) for count in re.findall(rb"/Count (\d+)", data)]
        self.assertEqual(pages, [2 + 4 * len(self.queries)])

    def test_csv(self):
        """The same numbers as JSON's, to the last bit."""
        path = self.path("t.csv")
        told = self.episode("--csv", path)
        self.assertIn(path, self.done("explain", *self.supports(), *self.queries, "--csv", path))
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file, strict=True))
        self.assertEqual([row["File"] for row in rows], self.queries)
        for query, row in zip(told["queries"], rows):
            self.assertEqual(row["Prediction"], query["prediction"])
            self.assertEqual(row["Runner-up"], query["runner_up"])
            self.assertEqual(row["Decisive level"].lower(), query["decisive"])
            self.assertEqual(float(row["Margin"]), query["margin"])
            for entry in query["classes"]:
                self.assertEqual(float(row[f"Fused: {entry['name']}"]), entry["fused"])

    def test_csv_formula(self):
        """A name is never a formula in a spreadsheet."""
        path = self.path("t.csv")
        first, second = (",".join(self.shots[name]) for name in ["Across", "Down"])
        self.done("explain", "--support", f"+1={first}", "--support", f"@x={second}", self.queries[0], "--csv", path)
        with open(path, newline="", encoding="utf-8") as file:
            row, = csv.DictReader(file, strict=True)
        self.assertEqual({row["Prediction"], row["Runner-up"]}, {"'+1", "'@x"})

    def test_csv_name(self):
        self.fails(2, "explain", *self.supports(), *self.queries, "--csv", self.path("t.txt"), says=".csv")

    def test_unwritable(self):
        arguments = ["explain", "--json", *self.supports(), self.queries[0]]
        blocked = write_png(self.path("blocked"), 1)
        self.fails(1, *arguments, "--figures", os.path.join(blocked, "figures"))
        self.fails(1, *arguments, "--figures", blocked)
        self.fails(1, *arguments, "--report", os.path.join(blocked, "r.pdf"))
        self.fails(1, *arguments, "--csv", os.path.join(blocked, "t.csv"))


if __name__ == "__main__":
    unittest.main()
