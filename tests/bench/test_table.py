#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of measurements, and the arithmetic behind it, on given numbers."""

import json
import unittest

import statistics_of_turns as turns
import table


def make_row(**changes):
    times = {"median": 2.0, "q1": 1.5, "q3": 3.0, "min": 1.0, "n": 3}
    row = {"work": "Conv64F", "ours": times, "peer": "oneDNN", "theirs": {**times, "median": 4000.0},
           "ratio": {"median": 0.5, "q1": 0.4, "q3": 0.625, "min": 0.4, "n": 3, "of_best": 0.25},
           "goal": {"of": "ratio", "limit": 0.55}}
    row.update(changes)
    return {key: value for key, value in row.items() if value is not None}


class Table(unittest.TestCase):
    def cells(self, row):
        return [cell.strip() for cell in table.render_rows([row]).splitlines()[2].strip("| ").split("|")]

    def test_ratio(self):
        self.assertEqual(self.cells(make_row()),
                         ["Conv64F", "2.000", "oneDNN", "4000", "0.50", "0.40–0.62", "0.25", "0.55", "yes"])

    def test_goals(self):
        for row, met in ((make_row(), True), (make_row(goal={"of": "ratio", "limit": 0.5}), True),
                         (make_row(goal={"of": "ratio", "limit": 0.49}), False), (make_row(goal=None), None),
                         (make_row(goal={"of": "ms", "limit": 2}), True),
                         (make_row(goal={"of": "ms", "limit": 1.9}), False),
                         (make_row(ratio=None, share=0.7, share_of_best=0.8, goal={"of": "share", "limit": 0.7}), True),
                         (make_row(ratio=None, share=0.6, share_of_best=0.8, goal={"of": "share", "limit": 0.7}), False),
                         (make_row(missing="not installed"), None)):
            self.assertEqual(table.judge(row), met, row)

    def test_missing(self):
        cells = self.cells(make_row(missing="not installed"))
        self.assertEqual(cells[2:4], ["oneDNN", "not installed"])

    def test_share(self):
        cells = self.cells(make_row(ratio=None, share=0.656, share_of_best=0.8, goal={"of": "share", "limit": 0.7}))
        self.assertEqual(cells[4:], ["66 %", "", "80 %", "70 % of peak", "NO"])

    def test_wrong_numbers_are_loud(self):
        self.assertEqual(self.cells(make_row(error=1e-6, tolerance=1e-5))[-1], "yes")
        self.assertEqual(self.cells(make_row(error=1e-4, tolerance=1e-5))[-1], "WRONG NUMBERS (1.0e-04)")
        self.assertTrue(table.is_wrong(make_row(error=float("nan"), tolerance=1e-5)))

    def test_columns_are_aligned(self):
        lines = table.render_rows([make_row(), make_row(work="a longer name", ratio=None, goal=None)]).splitlines()
        self.assertEqual(len({len(line) for line in lines}), 1)

    def test_growth(self):
        points = [{"axis": "ways", "size": 10, "ms": 3, "megabytes": 20.04},
                  {"axis": "ways", "size": 1000, "ms": 300, "megabytes": 200, "exponent": 1.0}]
        self.assertEqual([line.split() for line in table.render_growth(points).splitlines()[2:]],
                         [["|", "ways", "|", "10", "|", "3.000", "|", "20.0", "|", "|"],
                          ["|", "ways", "|", "1000", "|", "300.0", "|", "200.0", "|", "1.00", "|"]])

    def test_count(self):
        rows = [make_row(), make_row(goal={"of": "ms", "limit": 1}), make_row(missing="gone"), make_row(goal=None)]
        self.assertEqual(table.count_goals(rows), (1, 1, 1))


class Turns(unittest.TestCase):
    def test_spread(self):
        self.assertEqual(turns.spread([5, 1, 3, 2, 4]), {"median": 3, "q1": 2, "q3": 4, "min": 1, "n": 5})
        self.assertEqual(turns.spread([7.0]), {"median": 7, "q1": 7, "q3": 7, "min": 7, "n": 1})

    def test_summary(self):
        summary = turns.summarise([[0.002, 0.001, 0.003], [0.004], [0.006, 0.006]])
        self.assertEqual([round(summary[key], 9) for key in ("median", "q1", "q3", "min")], [4, 3, 5, 1])

    def test_ratio_is_that_of_the_same_round(self):
        ratio = turns.compare([[1], [10], [2]], [[2], [20], [8]])
        self.assertEqual((ratio["median"], ratio["min"], ratio["of_best"]), (0.5, 0.25, 0.5))

    def test_exponent(self):
        self.assertAlmostEqual(turns.find_exponent((10, 3), (1000, 300)), 1)
        self.assertAlmostEqual(turns.find_exponent((10, 3), (20, 12)), 2)

    def test_all_is_json(self):
        json.dumps([make_row(), turns.compare([[1]], [[2]])], allow_nan=False)


if __name__ == "__main__":
    unittest.main()
