# SPDX-License-Identifier: GPL-3.0-or-later
"""pack: a session with its pictures inside says the same without them."""

import json
import os
import shutil
import unittest

from cli_case import write_png
from test_explain import ExplainCase


class Pack(ExplainCase):
    def test_says_the_same_elsewhere(self):
        session = self.session()
        told = self.json("explain", session)
        self.assertIn("9 pictures", self.done("pack", session, self.path("elsewhere", "packed.likeness")))
        shutil.rmtree(self.path("shots"))
        shutil.rmtree(self.path("queries"))
        os.remove(session)
        packed = self.json("explain", self.path("elsewhere", "packed.likeness"))
        for query in told["queries"] + packed["queries"]:
            query["file"] = os.path.basename(query["file"])
        self.assertEqual(packed, told)

    def test_packs_again(self):
        first, second = self.path("first.likeness"), self.path("second.likeness")
        self.done("pack", self.session(), first)
        self.done("pack", first, second)
        with open(first, "rb") as one, open(second, "rb") as other:
            self.assertEqual(one.read(), other.read())

    def test_only_whole_sessions(self):
        session, out = self.session(), self.path("out.likeness")
        os.remove(self.queries[1])
        self.fails(1, "pack", session, out, says="q1.png")
        write_png(self.queries[1], 5)
        self.fails(1, "pack", session, out, says="q1.png")
        self.assertFalse(os.path.exists(out))

    def test_wrong_use(self):
        session = self.session()
        self.fails(2, "pack", session)
        self.fails(2, "pack", session, "a", "b")
        self.fails(1, "pack", session, session)
        self.fails(1, "pack", self.path("missing.likeness"), self.path("out.likeness"), says="missing.likeness")
        with open(session) as file:
            json.load(file)


if __name__ == "__main__":
    unittest.main()
