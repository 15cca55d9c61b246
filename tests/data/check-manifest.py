#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak manifest parses, asks for no more than it needs, and pins every source."""

import json
import subprocess
import sys
import tempfile

REFUSED = ("--share=network", "--filesystem", "--socket=x11", "--device=all")
# A window, and nothing else: files come through the portal.
ASKED = {"--socket=wayland", "--socket=fallback-x11", "--share=ipc", "--device=dri"}


def main(manifest, app_id):
    with tempfile.TemporaryDirectory() as folder:
        shown = subprocess.run(
            ["flatpak-builder", "--show-manifest", manifest],
            cwd=folder, check=True, capture_output=True, text=True,
        ).stdout
    parsed = json.loads(shown)
    assert parsed["id"] == app_id, parsed["id"]
    assert parsed["command"] == "likeness", parsed["command"]
    for argument in parsed["finish-args"]:
        assert not argument.startswith(REFUSED), argument
    assert set(parsed["finish-args"]) == ASKED, set(parsed["finish-args"]) ^ ASKED
    with open(manifest, encoding="utf-8") as file:
        written = json.load(file)
    assert written["id"] + ".json" == manifest.rpartition("/")[2], "not named after the program"
    assert "build-args" not in json.dumps(written), "a module may ask for the network"
    sources = [source for module in parsed["modules"] for source in module["sources"]]
    assert any(source["type"] == "dir" for source in sources)
    for source in sources:
        pinned = len(source.get("sha256", "")) == 64 or len(source.get("commit", "")) == 40
        assert pinned or source["type"] == "dir", f"not pinned: {source}"
        assert source["type"] == "dir" or source["url"].startswith("https://"), f"not fetched safely: {source}"


if __name__ == "__main__":
    main(*sys.argv[1:])
