#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual names the commands and options that likeness-cli has, and no others."""

import pathlib
import re
import subprocess
import sys


def section(page, name):
    return re.search(rf"^\.SH {name}\n(.*?)(?=^\.SH |\Z)", page, re.MULTILINE | re.DOTALL).group(1)


def headings(text):
    return re.findall(r"^\.TP\n(.*)$", text, re.MULTILINE)


def help_text(program, *command):
    arguments = [program, *command, "--help"]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def options(text):
    return set(re.findall(r"^ +(?:-\w, )?--([a-z-]+)", text, re.MULTILINE))


def main(program, manual):
    page = pathlib.Path(manual).read_text(encoding="utf-8")
    told_commands = {re.findall(r"[a-z]+", re.sub(r"^\.BR? ", "", line))[0] for line in headings(section(page, "COMMANDS"))}
    told_options = {
        option.replace("\\-", "-")
        for line in headings(section(page, "OPTIONS"))
        for option in re.findall(r"\\-\\-([a-z\\-]+)", line)
    }
    listing = help_text(program)
    commands = set(re.findall(r"^  ([a-z]+) ", listing.partition("Commands:")[2], re.MULTILINE))
    assert commands, listing
    known_options = options(listing).union(*(options(help_text(program, command)) for command in commands))
    assert told_commands == commands, told_commands ^ commands
    assert told_options == known_options, told_options ^ known_options


if __name__ == "__main__":
    main(*sys.argv[1:])
