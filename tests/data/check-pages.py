#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each command of likeness-cli has a manual page, with the options that the command has and no others."""

import pathlib
import re
import subprocess
import sys


def help_text(program, *command):
    return subprocess.run([program, *command, "--help"], check=True, capture_output=True, text=True).stdout


def main(program, *pages):
    commands = set(re.findall(r"^  ([a-z]+) ", help_text(program).partition("Commands:")[2], re.MULTILINE))
    told = {re.search(r"likeness-cli-([a-z]+)\.1$", page).group(1): page for page in pages}
    assert commands == told.keys(), commands ^ told.keys()
    for command, path in told.items():
        page = pathlib.Path(path).read_text(encoding="utf-8")
        for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "SEE ALSO"):
            assert re.search(rf"^\.SH {section}\n\S", page, re.MULTILINE), f"{path}: {section} is missing or empty"
        assert f"likeness-cli {command}\\fR" in page, f"{path}: the synopsis is another's"
        headings = re.findall(r"^\.TP\n(.*)$", page.partition(".SH OPTIONS")[2].partition(".SH EXIT")[0], re.MULTILINE)
        options = [option.replace("\\-", "-") for line in headings for option in re.findall(r"\\-\\-([a-z\\-]+)", line)]
        wanted = re.findall(r"^ +(?:-\w, )?--([a-z-]+)", help_text(program, command), re.MULTILINE)
        assert sorted(options) == sorted(wanted), f"{path}: {set(options) ^ set(wanted) or 'one is told twice'}"


if __name__ == "__main__":
    main(*sys.argv[1:])
