#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the pictures of the README: make-screenshots.py BUILD_FOLDER [PICTURE_FOLDER]

The sample episode in a window of 1360 x 860, view by view, on a display of its own; needs the package imagemagick. By
default the pictures go to docs/screenshots/.
"""

import os
import pathlib
import subprocess
import sys
import time

import person
from person import sample, wait

WIDTH, HEIGHT = 1360, 860
DARK = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
PICTURES = [("decision-light", "alt+1", "Decision:", {}), ("pixel-light", "alt+2", "Pixel level:", {}),
            ("pixel-dark", "alt+2", "Pixel level:", DARK), ("part-light", "alt+3", "Part level:", {}),
            ("distribution-light", "alt+4", "Distribution level:", {})]


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


def make_one(folder, name, key, view, environment):
    # Without a window manager the window's shadow is left out and a border of 5 pixels stays.
    home = person.Home({"window-width": WIDTH, "window-height": HEIGHT})
    program = person.Program(home, sample("example.likeness"), environment=environment)
    try:
        program.see_decision()
        program.keys(key)
        image = program.see("image", view)
        wait("the view is described", lambda: image.description)
        if view == "Pixel level:":
            x, y = program.get_place(image, across=0.31, down=0.31)
            person.run("xdotool", "mousemove", str(x), str(y))
            wait("a cell is described", lambda: image.description.startswith("Row "))
        wait("nothing is under way", lambda: program.find("push button", "Stop") is None)
        take(folder / f"{name}.png", program)
    finally:
        program.end()
        home.remove()


def main(build, folder):
    os.environ.update(LIKENESS=str(build / "src" / "app" / "likeness"), LIKENESS_DATADIR=str(build / "data"),
                      GSETTINGS_SCHEMA_DIR=str(build / "data"), GDK_BACKEND="x11", GSK_RENDERER="cairo",
                      ADW_DISABLE_PORTAL="1", LC_ALL="C.UTF-8")
    folder.mkdir(parents=True, exist_ok=True)
    server = person.start_display(WIDTH + 40, HEIGHT + 40)
    try:
        for picture in PICTURES:
            person.rest_mouse()
            make_one(folder, *picture)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    person.enter_session()
    docs = pathlib.Path(__file__).resolve().parents[2] / "docs" / "screenshots"
    main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]) if sys.argv[2:] else docs)
