# SPDX-License-Identifier: GPL-3.0-or-later
"""classify."""

import csv
import os
import unittest

from cli_case import write_png
from test_explain import ExplainCase


class Classify(ExplainCase):
    def setUp(self):
        super().setUp()
        self.opened = self.session()
        self.pictures = self.path("new", "")
        for i in range(5):
            write_png(self.path("new", "deep" if i == 4 else "", f"p{i}.png"), 40 + i, i % 3, 48, 40)

    def rows(self, *arguments, **keywords):
        self.done("classify", self.opened, self.pictures, "--csv", self.path("out.csv"), *arguments, **keywords)
        with open(self.path("out.csv"), newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def test_rows(self):
        """What explain says of each picture; sorted, those of inner folders too."""
        rows = self.rows()
        self.assertEqual([row["file"] for row in rows], ["deep/p4.png", "p0.png", "p1.png", "p2.png", "p3.png"])
        self.assertFalse(os.path.exists(self.path("out.csv.part")))
        told = self.json("explain", *self.supports(), *[os.path.join(self.pictures, row["file"]) for row in rows], "--check")
        for row, query in zip(rows, told["queries"]):
            self.assertEqual((row["class"], row["prediction"], row["runner_up"], row["decisive"], row["prototype"]),
                             (query["prediction"], query["prediction"], query["runner_up"], query["decisive"],
                              query["prototype"]))
            self.assertAlmostEqual(float(row["margin"]), query["margin"], delta=1e-9)
            self.assertEqual(int(row["higher"]), query["place"]["higher"]["fused"])
            self.assertEqual(int(row["members"]), query["place"]["members"])
            self.assertEqual(row["unlike"], "yes" if query["place"]["unlike"] else "no")

    def test_reject_and_links(self):
        rows = self.rows("--reject", "--link", self.path("links"), "--copy", self.path("copies"))
        for row in rows:
            self.assertEqual(row["class"], "" if row["unlike"] == "yes" else row["prediction"])
            where = row["class"] or "none"
            self.assertEqual(os.path.realpath(self.path("links", where, row["file"])),
                             os.path.realpath(os.path.join(self.pictures, row["file"])))
            with open(self.path("copies", where, row["file"]), "rb") as copy, \
                    open(os.path.join(self.pictures, row["file"]), "rb") as own:
                self.assertEqual(copy.read(), own.read())
        self.rows("--reject", "--link", self.path("links"))

    def test_bad_pictures(self):
        """They are named and skipped, and the others stay what they are."""
        before = self.rows()
        with open(self.path("new", "p9.png"), "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\nno")
        self.assertEqual(self.rows(warnings=1), before)

    def test_resumed(self):
        """What was kept is not computed again, unless the picture or the setting is another."""
        before = self.rows()
        part, copies = self.path("out.csv.part"), self.path("copies", "")
        for name in self.shots:
            with open(self.path("copies", name), "w", encoding="utf-8"):
                pass
        self.fails(1, "classify", self.opened, self.pictures, "--csv", self.path("out.csv"), "--copy", copies)
        with open(part, encoding="utf-8") as file:
            header, *lines = file.read().splitlines()
        self.assertEqual(len(lines), 5)
        marked = []
        for line in lines:
            cells = line.split(" ")
            cells[4] = "1234.5"
            marked.append(" ".join(cells))

        def keep(kept):
            with open(part, "w", encoding="utf-8") as file:
                file.write("\n".join([header, *kept]) + "\n1 2 3 cut")

        keep(marked)
        self.assertEqual([float(row["margin"]) for row in self.rows()], [1234.5] * 5)
        self.assertFalse(os.path.exists(part))
        keep(marked)
        write_png(self.path("new", "p2.png"), 42, 2, 48, 40)
        os.utime(self.path("new", "p2.png"), (1, 1))
        found = {row["file"]: float(row["margin"]) for row in self.rows()}
        self.assertEqual(sorted(found.values())[1:], [1234.5] * 4)
        self.assertAlmostEqual(found["p2.png"], float(before[3]["margin"]), delta=1e-9)
        keep(marked)
        other = self.rows("-k", "2")
        self.assertNotIn(1234.5, [float(row["margin"]) for row in other])

    def test_use(self):
        self.fails(2, "classify", self.opened, says="folder of pictures")
        self.fails(2, "classify", self.opened, self.pictures, says="--csv")
        self.fails(2, "classify", self.opened, self.pictures, "--csv", self.path("a.csv"), "--link",
                   self.path("new", "in"), says="not within")
        os.mkdir(self.path("empty"))
        self.fails(1, "classify", self.opened, self.path("empty"), "--csv", self.path("a.csv"), says="no picture")
        self.fails(1, "classify", self.opened, self.path("absent"), "--csv", self.path("a.csv"), says="absent")


if __name__ == "__main__":
    unittest.main()
