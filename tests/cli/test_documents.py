#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tutorials, and examples of the command line, do what they say: every command in them is run, in order, in a folder of
each page, and what it prints is compared. In a page

    ```console            holds commands behind "$ ", further lines of one behind "> ", and their output below;
    ```python NAME.py     is saved as the file NAME.py first.

"..." in an output stands for what differs from run to run. After numbers changed on purpose, as with new built-in
weights, the outputs are written anew by

    LIKENESS_CLI=build/src/cli/likeness-cli tests/cli/test_documents.py --update

which keeps "..." where the lines around it say what it stands for. Look at what changed, and at the sentences around it.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = [*sorted((ROOT / "docs" / "tutorial").glob("*.md")), ROOT / "docs" / "COMMANDLINE.md"]
FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
# What these tell differs from run to run, wherever it stands.
VARIES = [(r"\d+\.\d seconds, \d+\.\d+ episodes a second", "... seconds, ... episodes a second"),
          (r"\d+(\.\d+)? (seconds|minutes)\b", r"... \2"),
          (r"\d+(\.\d+)? pictures a second", "... pictures a second")]
SHARE = "/usr/share/likeness"
STAMPS = "/usr/share/tuxpaint/stamps"


def split_console(body):
    """Pairs of a command and its output."""
    pairs = []
    for line in body.splitlines():
        if line.startswith("$ "):
            pairs.append([line[2:], []])
        elif line.startswith("> ") and pairs and not pairs[-1][1]:
            pairs[-1][0] += "\n" + line[2:]
        else:
            pairs[-1][1].append(line)
    return pairs


def join_console(pairs):
    lines = []
    for command, output in pairs:
        first, *more = command.split("\n")
        lines += ["$ " + first, *("> " + line for line in more), *output]
    return "".join(line + "\n" for line in lines)


def matches(expected, actual):
    """Whether lines are these; a line "..." stands for any lines, and within a line for any text."""
    parts = []
    for line in expected:
        parts.append(r"(?:[^\n]*\n)*?" if line == "..." else
                     ".*".join(re.escape(part) for part in line.split("...")) + r"\n")
    return re.fullmatch("".join(parts), "".join(line + "\n" for line in actual)) is not None


def renew(expected, actual):
    """The new output, with the old one's "..." where it can be told."""
    if matches(expected, actual):
        return expected
    if expected.count("...") == 1:
        at = expected.index("...")
        behind = len(expected) - at - 1
        if at + behind <= len(actual):
            return [*mark(actual[:at]), "...", *mark(actual[len(actual) - behind:] if behind else [])]
    return mark(actual)


def mark(lines):
    for pattern, text in VARIES:
        lines = [re.sub(pattern, text, line) for line in lines]
    return lines


class Page:
    """Runs one page in a folder of its own."""

    def __init__(self, path, program):
        self.path = path
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="likeness-document-"))
        self.work = self.folder / "work"
        self.share = self.folder / "share"
        places = {"bin/likeness-cli": program, "bin/python3": shutil.which("python3", path="/usr/bin") or sys.executable,
                  "share/sample": pathlib.Path(os.environ["LIKENESS_SAMPLE"]), "share/python": ROOT / "python",
                  "share/recipes": ROOT / "data" / "recipes", "share/weights": ROOT / "data" / "weights"}
        for name, place in places.items():
            target = self.folder / name
            target.parent.mkdir(exist_ok=True)
            target.symlink_to(place.resolve() if isinstance(place, pathlib.Path) else place)
        self.work.mkdir()
        self.stamps = os.environ.get("LIKENESS_STAMPS", STAMPS)
        self.environment = {**os.environ, "LC_ALL": "C.UTF-8", "LIKENESS_DATADIR": str(ROOT / "data"), "HOME": str(self.work),
                            "LIKENESS_THREADS": "2", "PYTHONDONTWRITEBYTECODE": "1",
                            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}
        for name in ("LIKENESS_PROGRESS", "LIKENESS_CACHE", "XDG_CACHE_HOME"):
            self.environment.pop(name, None)

    def close(self):
        shutil.rmtree(self.folder)

    def run(self, command):
        command = command.replace(SHARE, str(self.share)).replace(STAMPS, self.stamps)
        result = subprocess.run(["sh", "-c", command], cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=200, check=False)
        text = result.stdout.decode().replace(str(self.share), SHARE).replace(str(self.work) + "/", "").replace(
            str(self.work), ".").replace(self.stamps, STAMPS)
        return [line.rstrip() for line in text.splitlines()], result.returncode

    def follow(self, take):
        """Runs all there is; take (command, expected, actual, code) gives what is to stand there."""
        def replace(match):
            info, body = match.group("info"), match.group("body")
            if info.startswith("python "):
                (self.work / info.split()[1]).write_text(body.replace(SHARE, str(self.share)), encoding="utf-8")
            if info != "console":
                return match.group(0)
            pairs = [(command, take(command, expected, *self.run(command))) for command, expected in split_console(body)]
            return f"```console\n{join_console(pairs)}```"

        return FENCE.sub(replace, self.path.read_text(encoding="utf-8"))


class Documents(unittest.TestCase):
    def test_there_are_some(self):
        self.assertGreaterEqual(len(PAGES), 8)

    def test_matching(self):
        self.assertTrue(matches(["a", "...", "c"], ["a", "b", "b", "c"]))
        self.assertTrue(matches(["in ... s"], ["in 3 s"]))
        self.assertFalse(matches(["a", "c"], ["a", "b", "c"]))
        self.assertFalse(matches(["1.0"], ["1x0"]))
        self.assertEqual(renew(["a", "...", "c"], ["x", "b", "z"]), ["x", "...", "z"])
        self.assertEqual(split_console("$ one\n> two\nout\n"), [["one\ntwo", ["out"]]])

    def test_links(self):
        """What the pages lead to is there."""
        for path in [*PAGES, *(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]:
            for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
                if "://" not in target:
                    self.assertTrue((path.parent / target).exists(), f"{path.name}: {target}")

    def test_options(self):
        """Commands that need what is not here, such as a data set, are at least those of the program."""
        helps = {}
        for path in [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]:
            text = path.read_text(encoding="utf-8").replace("\\\n", " ")
            for command, rest in re.findall(r"^    .*?likeness-cli ([a-z]+)\b([^\n|]*)", text, re.MULTILINE):
                if command not in helps:
                    helps[command] = subprocess.run([os.environ["LIKENESS_CLI"], command, "--help"], check=True,
                                                    stdout=subprocess.PIPE).stdout.decode()
                for option in re.findall(r"(?<!\S)--[a-z-]+", rest):
                    self.assertRegex(helps[command], re.escape(option) + r"\b", f"{path.name}: {command}")


def make_test(path):
    def test(self):
        page = Page(path, pathlib.Path(os.environ["LIKENESS_CLI"]))
        self.addCleanup(page.close)

        def take(command, expected, actual, code):
            self.assertEqual(code, 0, f"{path.name}: {command}\n" + "\n".join(actual))
            self.assertTrue(matches(expected, actual),
                            f"{path.name}: $ {command}\n" + "\n".join(actual) + "\n\nis not\n\n" + "\n".join(expected))
            return expected

        page.follow(take)

    return test


for _path in PAGES:
    setattr(Documents, "test_" + _path.stem.replace("-", "_"), make_test(_path))


def update(names):
    for path in PAGES:
        if names and path.stem not in names:
            continue
        page = Page(path, pathlib.Path(os.environ["LIKENESS_CLI"]).resolve())

        def take(command, expected, actual, code):
            if code != 0:
                raise SystemExit(f"{path.name}: $ {command}\n" + "\n".join(actual))
            return renew(expected, actual)

        try:
            text = page.follow(take)
        finally:
            page.close()
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: written anew")


if __name__ == "__main__":
    os.environ.setdefault("LIKENESS_SAMPLE", str(ROOT / "build" / "data" / "sample"))
    if "--update" in sys.argv:
        update(sys.argv[sys.argv.index("--update") + 1:])
    else:
        unittest.main()
