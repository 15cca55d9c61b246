#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes pictures of the running window, on a display of its own; needs the package imagemagick.

Without a folder: the pictures of the README, into docs/screenshots/. With one: every view in every look, to be looked
at before a release.
"""

import argparse
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import person
from person import sample, wait

CHINESE = {"LC_ALL": "C.UTF-8", "LANGUAGE": "zh_CN"}
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
CONTRAST = {"ADW_DEBUG_HIGH_CONTRAST": "1"}
# Hebrew turns the window around, while the program's own texts stay English.
LOOKS = {"light": {}, "dark": DARK, "contrast": CONTRAST, "contrast-dark": {**CONTRAST, **DARK}, "zh_CN": CHINESE,
         "mirrored": {"LC_ALL": "C.UTF-8", "LANGUAGE": "he"}}
VIEWS = ["decision", "pixel", "part", "distribution", "episodes", "compare", "train"]
README = [("decision", "light"), ("pixel", "light"), ("part", "light"), ("distribution", "dark")]


def take(target, program):
    """The window's pixels, once two looks at them agree: nothing moves any more."""
    def look():
        return subprocess.run(["import", "-window", program.get_window(), "-strip", "png:-"], check=True,
                              stdout=subprocess.PIPE).stdout

    def settle():
        first = look()
        time.sleep(0.4)
        return first if look() == first else None

    target.write_bytes(wait("a still picture", settle))
    print(target)


def show(program, view):
    """Goes to a view, and with the pointer to where it has something to tell."""
    person.rest_mouse()
    program.keys(f"alt+{VIEWS.index(view) + 1}")
    time.sleep(0.5)
    if view in ("pixel", "part", "distribution"):
        image = max(program.find_all("image"), key=lambda node: node.extents[2] * node.extents[3])
        before = wait("the view is described", lambda: image.description)
        x, y = program.get_place(image, across=0.31, down=0.42 if view == "part" else 0.31)
        person.run("xdotool", "mousemove", str(x), str(y))
        with contextlib.suppress(person.Impatience):
            wait("what is under the pointer is described", lambda: image.description != before, 3)


def make(folder, look, views, size):
    # Without a window manager the window's shadow is left out and a border of 5 pixels stays.
    home = person.Home({"window-width": size[0], "window-height": size[1]})
    program = person.Program(home, sample("example.likeness"), environment=LOOKS[look])
    try:
        wait("a decision", program.read_decision)
        for view in views:
            show(program, view)
            take(folder / f"{view}-{look}.png", program)
    finally:
        program.end()
        home.remove()


@contextlib.contextmanager
def translations(build):
    """Those of the build folder, and one without any text: GTK is Hebrew only where the program is."""
    with tempfile.TemporaryDirectory(prefix="likeness-translations-") as name:
        folder = pathlib.Path(name)
        shutil.copytree(build / "po", folder, dirs_exist_ok=True)
        hebrew = folder / "he" / "LC_MESSAGES"
        hebrew.mkdir(parents=True)
        subprocess.run(["msgfmt", "-o", hebrew / "likeness.mo", "-"], check=True, text=True,
                       input='msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n')
        os.environ["LIKENESS_LOCALEDIR"] = name
        yield


def main(build, folder, looks, views, size):
    os.environ.update(LIKENESS=str(build / "src" / "app" / "likeness"), LIKENESS_DATADIR=str(build / "data"),
                      GSETTINGS_SCHEMA_DIR=str(build / "data"), GDK_BACKEND="x11", GSK_RENDERER="cairo", ADW_DISABLE_PORTAL="1", LC_ALL="C.UTF-8")
    docs = pathlib.Path(__file__).resolve().parents[2] / "docs" / "screenshots"
    server = person.start_display(size[0] + 40, size[1] + 40)
    try:
        with translations(build):
            if folder is None:
                for view, look in README:
                    make(docs, look, [view], size)
                return
            folder.mkdir(parents=True, exist_ok=True)
            for look in looks:
                make(folder, look, views, size)
    finally:
        server.terminate()
        server.wait()


def read_size(text):
    width, height = text.split("x")
    return int(width), int(height)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="the build folder")
    parser.add_argument("folder", type=pathlib.Path, nargs="?", help="where every view in every look goes")
    parser.add_argument("--looks", nargs="+", choices=LOOKS, default=LOOKS)
    parser.add_argument("--views", nargs="+", choices=VIEWS, default=VIEWS)
    parser.add_argument("--size", type=read_size, default=(1360, 860), help="of the window, as 1360x860")
    chosen = parser.parse_args()
    person.enter_session()
    main(chosen.build.resolve(), chosen.folder, chosen.looks, chosen.views, chosen.size)
