# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands and options of likeness-cli, read from its own help: what shells complete and manual pages list."""

import dataclasses
import os
import re
import subprocess

OPTION = re.compile(r"^  (?:-(\w), )?--([a-z-]+)(?:=(\S+))? {2,}(.*)$")


@dataclasses.dataclass
class Option:
    """short and value are empty where there is none; value is the word that the help uses for it."""

    name: str
    short: str
    value: str
    summary: str


def ask(program, *arguments):
    """What --help says, in English, whatever the language of who builds."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
    return subprocess.run([program, *arguments, "--help"], check=True, stdout=subprocess.PIPE, env=environment,
                          encoding="utf-8").stdout


def read_options(text):
    options = []
    for line in text.splitlines():
        match = OPTION.match(line)
        if match:
            short, name, value, summary = match.groups()
            options.append(Option(name, short or "", value or "", summary))
    return options


def read_commands(program):
    """Pairs of each command's name and summary, in the order of the help."""
    listing = ask(program).partition("Commands:")[2]
    return re.findall(r"^  ([a-z]+) +(.*)$", listing, re.MULTILINE)


def read_all(program):
    """From the name of each command, "" for none, to its options."""
    names = ["", *(name for name, _summary in read_commands(program))]
    return {name: read_options(ask(program, *filter(None, [name]))) for name in names}
