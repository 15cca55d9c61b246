#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the releases that NEWS tells of into the metainfo: make-metainfo.py NEWS METAINFO.xml.in OUT.

In NEWS a release begins with "Likeness VERSION" and "Released: DATE"; then come paragraphs, and lists of lines that
begin with " * ", each parted from the next by an empty line.
"""

import pathlib
import re
import sys
from xml.sax.saxutils import escape

HEADING = re.compile(r"^Likeness (\d+\.\d+\.\d+)\nReleased: (\d{4}-\d{2}-\d{2})\n", re.MULTILINE)


def write_block(block):
    if block.startswith(" * "):
        items = re.split(r"^ \* ", block, flags=re.MULTILINE)[1:]
        yield "        <ul>"
        yield from (f"          <li>{escape(' '.join(item.split()))}</li>" for item in items)
        yield "        </ul>"
    else:
        yield f"        <p>{escape(' '.join(block.split()))}</p>"


def write_releases(news):
    pieces = HEADING.split(news)
    if pieces[0].strip() or len(pieces) < 4:
        raise SystemExit("NEWS: does not begin with a release")
    yield "  <releases>"
    for version, date, text in zip(pieces[1::3], pieces[2::3], pieces[3::3]):
        yield f'    <release version="{version}" date="{date}">'
        yield '      <description translatable="no">'
        for block in re.split(r"\n\s*\n", text.strip("\n")):
            yield from write_block(block)
        yield "      </description>"
        yield "    </release>"
    yield "  </releases>"


def main(news, template, output):
    text = pathlib.Path(template).read_text(encoding="utf-8")
    releases = "\n".join(write_releases(pathlib.Path(news).read_text(encoding="utf-8")))
    head, end, rest = text.partition("</component>")
    if not end or "<releases>" in text:
        raise SystemExit(f"{template}: has releases of its own, or no end")
    pathlib.Path(output).write_text(f"{head}{releases}\n{end}{rest}", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
