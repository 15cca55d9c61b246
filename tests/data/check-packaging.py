#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian packages hold all that is installed, each file once, and are built with what the build needs; every file
that tells of releases tells of the same. Nothing of Debian's own tools is needed: check-packaging.py ROOT MESON BUILD
VERSION."""

import fnmatch
import json
import pathlib
import re
import subprocess
import sys

# What these names bring along, or what every Debian build has.
IMPLIED = {"build-essential", "ninja-build"}


def read_lists(folder):
    """Patterns of each package, and of what no package has."""
    lists = {path.stem: path for path in folder.glob("*.install")}
    lists[None] = folder / "not-installed"
    return {name: [line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            for name, path in lists.items()}


def has(pattern, path):
    return fnmatch.fnmatch(path, pattern) or fnmatch.fnmatch(path, pattern + "/*")


def list_installed(meson, build):
    """Paths below usr, as a package has them; a build without the window installs less."""
    told = subprocess.run([meson, "introspect", "--installed", build], check=True, stdout=subprocess.PIPE).stdout
    options = subprocess.run([meson, "introspect", "--buildoptions", build], check=True, stdout=subprocess.PIPE).stdout
    prefix = next(option["value"] for option in json.loads(options) if option["name"] == "prefix")
    return sorted({"usr/" + str(pathlib.PurePath(path).relative_to(prefix)) for path in json.loads(told).values()})


def check_files(root, meson, build):
    lists = read_lists(root / "packaging" / "debian")
    paths = list_installed(meson, build)
    used = set()
    for path in paths:
        owners = [(name, pattern) for name, patterns in lists.items() for pattern in patterns if has(pattern, path)]
        assert len({name for name, _pattern in owners}) == 1, f"{path}: is in {owners or 'no package'}"
        used.update(owners)
    if any(path.endswith("bin/likeness") for path in paths):
        idle = {(name, pattern) for name, patterns in lists.items() for pattern in patterns} - used
        assert not idle, f"nothing is installed for {idle}"


def check_needs(root):
    listed = (root / "scripts" / "packages.txt").read_text(encoding="utf-8")
    needed = set(re.findall(r"^build (\S+)", listed, re.MULTILINE)) - IMPLIED
    control = (root / "packaging" / "debian" / "control").read_text(encoding="utf-8")
    depends = re.search(r"^Build-Depends:\n((?: .*\n)+)", control, re.MULTILINE).group(1)
    named = {re.split(r"[ :(,]", line.strip())[0] for line in depends.splitlines()}
    assert needed <= named, f"control: Build-Depends lacks {needed - named}"


def check_releases(root, version):
    news = re.findall(r"^Likeness (\S+)\nReleased: (\S+)$", (root / "NEWS").read_text(encoding="utf-8"), re.MULTILINE)
    assert news[0][0] == version, f"NEWS begins with {news[0][0]}, the project's version is {version}"
    assert [date for _version, date in news] == sorted((date for _version, date in news), reverse=True), news
    changelog = (root / "packaging" / "debian" / "changelog").read_text(encoding="utf-8")
    assert changelog.startswith(f"likeness ({version}) "), changelog.splitlines()[0]
    citation = (root / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(rf'^version: "?{re.escape(version)}"?$', citation, re.MULTILINE), "CITATION.cff: another version"
    assert re.search(rf'^date-released: "?{news[0][1]}"?$', citation, re.MULTILINE), "CITATION.cff: another date"


def check_scripts(root):
    folder = root / "packaging" / "debian"
    told = (folder / "tests" / "control").read_text(encoding="utf-8")
    names = re.findall(r"^Tests: (\S+)$", told, re.MULTILINE)
    scripts = [root / "scripts" / "package", root / "scripts" / "reproduce", root / "packaging" / "trial"]
    for script in [*scripts, *(folder / "tests" / name for name in names)]:
        subprocess.run(["sh", "-n", script], check=True)
        assert script.stat().st_mode & 0o100, f"{script}: cannot be run"


def check_bytes(root):
    """Pictures that a session knows by their SHA-256 are packed as they are."""
    rules = (root / "packaging" / "debian" / "rules").read_text(encoding="utf-8")
    assert "dh_strip_nondeterminism -X/usr/share/likeness/sample/" in rules, "rules: the sample's pictures are changed"


def main(root, meson, build, version):
    root = pathlib.Path(root)
    check_files(root, meson, build)
    check_needs(root)
    check_releases(root, version)
    check_scripts(root)
    check_bytes(root)


if __name__ == "__main__":
    main(*sys.argv[1:])
