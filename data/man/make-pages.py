#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the manual page of one command out of that of them all: make-pages.py PROGRAM likeness-cli.1 COMMAND FILE;
or lists the commands that it tells of: make-pages.py list likeness-cli.1.

It has what likeness-cli(1) tells of the command and, in the order and words of that page, of the options that the
command has by its own help.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.dont_write_bytecode = True
import commands  # noqa: E402


def read_section(page, name):
    return re.search(rf"^\.SH {name}\n(.*?)(?=^\.SH |\Z)", page, re.MULTILINE | re.DOTALL).group(1)


def read_entries(text):
    """Pairs of a heading and what stands below it, up to the next heading or section."""
    return re.findall(r"^\.TP\n(.*)\n((?:(?!\.TP$|\.SS |\.SH |\.PP$).*\n?)*)", text, re.MULTILINE)


def read_names(heading):
    return {name.replace("\\-", "-") for name in re.findall(r"\\-\\-([a-z\\-]+)", heading)}


def get_command(heading):
    return re.findall(r"[a-z]+", re.sub(r"^\.BR? ", "", heading))[0]


def read_command(page, name):
    for heading, text in read_entries(read_section(page, "COMMANDS")):
        if get_command(heading) == name:
            return text
    raise SystemExit(f"likeness-cli.1 does not tell of {name}")


def find_owner(text):
    """Of an option that the page explains more than once the text begins with the command; else it is for all."""
    owner = re.match(r"\.BR ([a-z]+) :\n", text)
    return owner and owner.group(1)


def write_options(page, name, wanted):
    entries = [(heading, text, read_names(heading), find_owner(text))
               for heading, text in read_entries(read_section(page, "OPTIONS"))]
    own = set().union(*(names for _heading, _text, names, owner in entries if owner == name))
    lines, told = [], set()
    for heading, text, names, owner in entries:
        if names & wanted and (owner == name or owner is None and not names & own):
            told |= names
            lines += [".TP", heading, re.sub(rf"^\.BR {name} :\n(.)", lambda m: m.group(1).upper(), text).rstrip("\n")]
    if wanted - told:
        raise SystemExit(f"likeness-cli.1 does not tell of {sorted(wanted - told)} of {name}")
    return lines


def main(program, manual, name=None, output=None):
    page = pathlib.Path(manual).read_text(encoding="utf-8")
    if name is None:
        print(*(get_command(heading) for heading, _text in read_entries(read_section(page, "COMMANDS"))))
        return
    title, date = re.search(r'^\.TH (\S+) 1 "([^"]+)"', page, re.MULTILINE).groups()
    summary = dict(commands.read_commands(program))[name]
    synopsis = [line for line in read_section(page, "SYNOPSIS").splitlines() if re.match(rf"\\fB\S+ {name}\\fR", line)]
    wanted = {option.name for option in commands.read_options(commands.ask(program, name))}
    lines = [
        ".\\\" SPDX-License-Identifier: GPL-3.0-or-later",
        f'.TH {title}-{name.upper()} 1 "{date}" "Likeness" "User Commands"',
        ".SH NAME", f"likeness-cli-{name} \\- {summary[0].lower()}{summary[1:]}",
        ".SH SYNOPSIS", ".nf", *synopsis, ".fi",
        ".SH DESCRIPTION", read_command(page, name).rstrip("\n"),
        ".SH OPTIONS", *write_options(page, name, wanted),
        ".SH EXIT STATUS", read_section(page, "EXIT STATUS").rstrip("\n"),
        ".SH SEE ALSO", ".BR likeness-cli (1),", "for the environment, examples and the other commands",
    ]
    pathlib.Path(output).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
