#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the README's pictures of the window into a moving one, tour.png (APNG); needs the package python3-pil.

The pictures themselves are made by tests/app/make-screenshots.py, of the running window.
"""

import pathlib

from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parent
FRAMES = ["decision-light", "pixel-light", "part-light", "distribution-dark"]
SIZE = (952, 602)
MILLISECONDS = 2600


def main():
    # One palette for all: a frame of another would flash.
    frames = [Image.open(FOLDER / f"{name}.png").convert("RGB").resize(SIZE, Image.LANCZOS) for name in FRAMES]
    strip = Image.new("RGB", (SIZE[0], SIZE[1] * len(frames)))
    for index, frame in enumerate(frames):
        strip.paste(frame, (0, index * SIZE[1]))
    palette = strip.quantize(colors=255, method=Image.Quantize.MEDIANCUT)
    first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    first.save(FOLDER / "tour.png", save_all=True, append_images=others, duration=MILLISECONDS, loop=0, optimize=True)


if __name__ == "__main__":
    main()
